"""Whatever is put into a sentence's places, it still reads as Korean or Japanese."""

import re

import pytest
from course_notebooks import CHAPTERS, ROOT

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course
from backpass.languages.catalogue import PLACE
from backpass.languages.particles import PAIRS, last_sound, settled

COURSE = Course(ROOT)
SAID = ("package", "replies", "mistakes", "site")
#: What may stand in a place, and how it ends when it is read aloud in Korean: v a vowel, c a
#: consonant, l the consonant after which 로 stands.
VALUES = {
    "0": "c", "-3": "c", "2.50": "c", "1e-07": "l", "-0.125": "v", "10": "c", "1,000,000": "c",
    "1e+16": "c", "[1. 3.]": "c", "(4, 2)": "v", "(2,)": "v", "nan": "c", "inf": "v", "½": "l",
    "x²": "c", "10⁻⁵": "c", "w₂": "v", "52%": "v", "30°": "v", "W[0, 1]": "l", "`dX[k, n]`": "c",
    "x": "v", "`n`": "c", "L": "l", "σ": "v", "`dout`": "c", "ddot": "c", "xpysqr": "l",
    "`softmax_loss`": "v", "`neuron_forward`": "v", "`two_layer_net`": "c", "scale": "l",
    "multiply": "v", "max": "v", "log": "v", "car": "v", "cat": "c", "Bob": "c", "Colab": "c",
    "RecursionError": "v", "NotImplementedError": "v", "a column": "c", "three rows": "v",
    "None": "c", "True": "v", "a tuple": "l", "float64": "v", "a float": "v", "a list": "v",
    "this type": "c", "one pair": "v", "`x = 3`": "c", "“왼쪽”": "c", "기울기": "v", "출력": "c",
    "행렬": "l", "`x`, `y`": "v", "f(x)": "v", "SGD": "v", "SVM": "c", "URL": "l",
}  # fmt: skip
#: One of each kind, for every sentence.
ODD = ("-0.125", "1e-07", "1,000,000", "[1. 3.]", "W[0, 1]", "`n`", "three rows", "행렬", "“왼쪽”")
PAIR = re.compile("|".join(map(re.escape, PAIRS)))
#: A place and a pair of particles behind it, brackets and quotes between them.
BEHIND = re.compile(r"\{(\w+)\}[`'\"”’)\]*]*(" + "|".join(map(re.escape, PAIRS)) + ")")
#: A particle that has been decided upon, behind what is only known when the cell runs.
DECIDED = re.compile(r"(?<!%)\}[`'\"”’)\]*]*(?:은|는|이|가|을|를|과|와|으로|로)(?![가-힣(])")
#: What stands wrong however it came there: two stops, two spaces, a space before a stop.
ASKEW = {
    "ko": re.compile(r"(?<!\.)[.?!]\.(?!\.)|(?<=\S) {2,}(?=[가-힣])|(?<=[가-힣]) +[.,?!](?!\S)"),
    "ja": re.compile(r"[。？！][。、]|、、|[ぁ-ヶ一-龠] {2,}[ぁ-ヶ一-龠]| [。、）」]|[「（] "),
}


#: A name in code, a word or a number, and the particle directly behind it; 1/x is read otherwise.
FIXED = re.compile(
    r"(?<![/}] )(?<![/}\w`])(`[^`{}]+`|[A-Za-z]\w*|\d+)(은|는|이|가|을|를|과|와|으로|로)(?![가-힣])"
)


def templates(language, names=SAID):
    """The translations with places, of the catalogues of what is said; columns are left out."""
    told = [
        text
        for name in names
        for text in files.translations(files.read(COURSE, language, name)).values()
    ]
    return [text for text in told if PLACE.search(text) and "  " not in text]


def right_particle(pair, sound):
    """The one of a pair that follows a vowel, a consonant, or ㄹ, by the rule in any grammar."""
    after_consonant, after_vowel = PAIRS[pair]
    open_ended = sound == "v" or (sound == "l" and pair == "(으)로")
    return after_vowel if open_ended else after_consonant


@pytest.mark.parametrize("value", VALUES)
def test_a_value_has_the_sound_with_which_it_is_read(value):
    heard = last_sound(value)
    assert {" ": "v", "": "v", "ㄹ": "l"}.get(heard, "c") == VALUES[value], heard


def test_each_pair_of_particles_becomes_the_right_one_whatever_is_put_in():
    looked, wrong = 0, []
    for template in templates("ko"):
        pairs = list(BEHIND.finditer(template))
        for value in ODD if pairs else ():
            made = settled(PLACE.sub(lambda _, value=value: value, template))
            wrong += [made] if PAIR.search(made) else []
            looked += len(pairs)
            for found in pairs:
                between = template[found.end(1) + 1 : found.start(2)]
                expected = f"{value}{between}{right_particle(found[2], VALUES[value])}"
                wrong += [] if expected in made else [f"{expected!r} not in {made!r}"]
    assert looked > 1_000
    assert wrong == []


@pytest.mark.parametrize("language", ASKEW)
def test_no_value_leaves_a_double_stop_or_a_stray_space(language):
    wrong = []
    for template in templates(language):
        for value in ("3", "`x`", "행렬" if language == "ko" else "行列"):
            made = PLACE.sub(lambda _, value=value: value, template)
            wrong += [made] if ASKEW[language].search(settled(made)) else []
    assert wrong == []


def test_no_cell_decides_on_a_particle_before_it_knows_the_value():
    """The code of a cell prints its text as it is: nothing settles a pair there."""
    found = []
    for chapter in CHAPTERS:
        for text in templates("ko", [chapter]):
            found += DECIDED.findall(text) or [pair for pair in PAIRS if pair in text]
    assert found == []
    assert DECIDED.findall("w{i}을 {x}가; {part:.0%}를 {x}의") == ["}을", "}가"]


def test_each_particle_behind_a_name_or_a_number_fits_how_it_is_read():
    looked, wrong = 0, []
    for name in (*SAID, *CHAPTERS):
        for text in files.translations(files.read(COURSE, "ko", name)).values():
            for found in FIXED.finditer(re.sub(r"\$[^$]*\$", "$", text)):
                looked += 1
                (pair,) = [p for p, both in PAIRS.items() if found[2] in both and p != "(이)"]
                if settled(f"{found[1]}{pair}") != found[0]:
                    wrong.append(f"{name}: {text[:30]} … {found[0]}")
    assert looked > 1_000
    assert wrong == []
