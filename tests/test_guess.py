"""Guesses: taken, held against the answer, remembered once, and sealed."""

import ast
import json
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from course_notebooks import CHAPTERS, ROOT, source
from looked_over import at_least

from backpass.grading.authoring.guesses import read, sealed
from backpass.grading.course import CourseError
from backpass.guess import compare, guess
from backpass.notebook import record
from backpass.progress import view
from backpass.questions import guesses
from backpass.questions.as_typed import choice, number
from backpass.questions.guesses import Answer, open_answer, questions

ANSWERS = read(ROOT)
NUMBER = Answer(-3.0, 0.25, (), "Told.")
WORD = Answer("falls", 0.0, ("rises", "falls"), "Told.")


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "progress.json"))
    return tmp_path / "progress.json"


def asked_in(chapter):
    """The questions that a chapter's cells ask, each with what stands in place of the answer."""
    calls = [
        node
        for cell in source(chapter).cells
        if cell.cell_type == "code"
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "guess"
    ]
    return {call.args[0].value: call.args[1].value for call in calls}


@pytest.mark.parametrize(
    ("answer", "value", "foreseen", "words"),
    [
        (NUMBER, -3, True, "exactly"),
        (NUMBER, -2.8, True, "you said −2.8"),
        (NUMBER, 3.0, False, "The size is right, the sign is not."),
        (NUMBER, 5, False, "It has the other sign."),
        (NUMBER, -300, False, "100 times too large"),
        (NUMBER, -30010, False, "That is 10000 times too large."),
        (NUMBER, -0.03, False, "100 times too small"),
        (NUMBER, 0, False, "Off by 3."),
        (NUMBER, -4, False, "Off by 1."),
        (Answer(65536.0, 0.0, (), "Told."), 65540, False, "You said 65540. It is 65536."),
        (Answer(10001.0, 1.0, (), "Told."), 10001, True, "it is 10001, exactly"),
        (Answer(6.0000001, 0.1, (), "Told."), 6, True, "Foreseen: 6."),
        (Answer(99.0, 2.0, (), "Told."), "99 %", True, "it is 99, exactly"),
        (Answer(0.5, 0.01, (), "Told."), "50\uff05", True, "it is 0.5, exactly"),
        (Answer(0.5, 0.01, (), "Told."), "5 %", False, "10 times too small"),
        (WORD, " Falls ", True, "Foreseen: falls."),
        (WORD, "rises", False, "You said “rises”. It is “falls”."),
    ],
)
def test_a_guess_is_told_how_far_off_it_is(answer, value, foreseen, words):
    heard = compare(answer, value)
    assert heard.foreseen is foreseen
    assert words in " ".join([heard.title, *heard.lines])
    assert "Told." in heard.lines[-1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("-3", -3.0),
        (" − 3 ", -3.0),
        ("+0.5", 0.5),
        ("0", 0.0),
        ("1/3", 1 / 3),
        ("-1 / 4", -0.25),
        ("0,25", 0.25),
        ("1e-5", 1e-5),
        ("30 000", 30000.0),
        ("33%", 0.33),
        ("−1,5", -1.5),
        ("\uff0d\uff11\uff0c\uff15", -1.5),
        ("½", 0.5),
        ("about 6", 6.0),
        ("~ 6", 6.0),
        ("≈6.", 6.0),
        ("6?", 6.0),
        ("10^-4", 1e-4),
        ("10**−4", 1e-4),
        ("-2^2", -4.0),
        (Fraction(1, 3), 1 / 3),
        (Decimal("0.1"), 0.1),
        (np.array([2.0]), 2.0),
        (np.float32(0.5), 0.5),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed, meant):
    assert number(typed) == pytest.approx(meant, abs=1e-12)
    assert compare(Answer(meant, 1e-9, (), "Told."), typed).foreseen is True


@pytest.mark.parametrize(
    "typed", ["", "1,000,000", "1/0", "--3", "1 or 2", "3x", "inf", 1j, ".", "9^999", "0^-1"]
)
def test_what_says_no_number_is_none(typed):
    assert number(typed) is None


@pytest.mark.parametrize(
    ("typed", "choices", "meant"),
    [
        (0.01, ("0.01", "1"), "0.01"),
        (0, ("0", "nan", "1"), "0"),
        (True, ("yes", "no"), "yes"),
        ("No.", ("yes", "no"), "no"),
        ("no", ("yes", "not yet"), None),
        ("along", ("along the arrow", "across the arrow"), "along the arrow"),
        ("arrow", ("along the arrow", "across the arrow"), None),
        ("about 95%", ("about 65 %", "about 95 %"), "about 95 %"),
        ("times −1", ("times -1", "exp"), "times -1"),
        ("dfdx=dfdq*dqdx", ("dfdz = q", "dfdx = dfdq * dqdx"), "dfdx = dfdq * dqdx"),
        ("=", ("=", "+="), "="),
        ("`+=`", ("=", "+="), "+="),
        ("1 - σ", ("σ", "1 − σ", "0"), "1 − σ"),
        ("", ("a", "b"), None),
        ([1, 2], ("1", "2"), None),
    ],
)
def test_a_word_is_understood_however_it_is_typed(typed, choices, meant):
    assert choice(typed, choices) == meant


def test_every_choice_that_is_offered_is_understood_as_itself():
    offered = [(a.choices, each) for _, a in ANSWERS.values() for each in a.choices]
    for choices, each in at_least(100, offered):
        assert choice(each, choices) == choice(f" {each.upper()} ", choices) == each


@pytest.mark.parametrize("value", [True, None, "three", [3], float("nan"), 10**400])
def test_what_is_no_number_is_no_guess_and_says_nothing_of_the_answer(value):
    heard = compare(NUMBER, value)
    assert heard.foreseen is None
    assert "Told" not in " ".join(heard.lines)


@pytest.mark.parametrize(
    "value", [10**5000, "a word " * 99, list(range(999))], ids=["digits", "letters", "a list"]
)
@pytest.mark.parametrize("answer", [NUMBER, WORD], ids=["a number", "a word"])
def test_what_is_too_long_to_be_shown_is_cut(answer, value):
    assert len(compare(answer, value).title) < 100


@pytest.mark.parametrize("question", ["knob_turn", "two_steps"])
def test_a_decimal_comma_is_told_and_no_guess(kept, capsys, question):
    guess(question, 0, 5)
    said = capsys.readouterr().out
    assert "A comma ends the guess here." in said
    assert ("like 2.5." in said) is (question == "knob_turn")
    assert not kept.exists()


@pytest.mark.parametrize("value", [3, "down", None, ""])
def test_what_is_no_choice_is_no_guess_and_the_choices_are_listed(value):
    heard = compare(WORD, value)
    assert heard.foreseen is None
    assert '`"rises"` or `"falls"`' in heard.lines[0]


def test_the_first_guess_counts_and_progress_says_how_many_were_foreseen(kept, capsys):
    first, second = [name for name, chapter in questions().items() if chapter == CHAPTERS[0]][:2]
    asked = sum(chapter == CHAPTERS[0] for chapter in questions().values())
    assert f"Guesses: none made yet of {asked}." in view(CHAPTERS[0]).text
    guess(first, open_answer(first).value)
    guess(second, 1e9)
    guess(second, open_answer(second).value)
    assert "Your first guess is the one that counts." in capsys.readouterr().out
    assert f"You foresaw 1 of 2 that you guessed ({asked} are asked for)." in view(CHAPTERS[0]).text
    assert "You foresaw 1 of 2" in view().text
    assert "none made yet" in view(CHAPTERS[1]).text


def test_three_dots_or_an_unknown_name_are_answered_in_words_and_not_kept(kept, capsys):
    guess("knob_turn", ...)
    guess("knob_trun", 3)
    guess(["knob_turn"], 3)
    said = capsys.readouterr().out
    assert "Put a number in place of the three dots" in said
    assert 'Did you mean `guess("knob_turn", ...)`?' in said
    assert not kept.exists()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_asks_its_questions_once_and_leaves_every_answer_open(chapter):
    asked = asked_in(chapter)
    assert set(asked.values()) == {...}
    assert sorted(asked) == sorted(name for name, where in questions().items() if where == chapter)
    assert len(asked) >= 7


def test_the_sealed_answers_are_those_of_the_instructor_and_cannot_be_read():
    text = (ROOT / "backpass" / guesses.SEALED).read_text(encoding="utf-8")
    assert text == sealed(ROOT), "run: backpass tidy"
    assert {name: open_answer(name) for name in questions()} == {
        n: a for n, (_, a) in ANSWERS.items()
    }
    for name, (_, answer) in ANSWERS.items():
        assert answer.say not in text, name
    assert len({len(one["sealed"]) for one in json.loads(text).values()}) == 1


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('choices = ["a", "b"]\nchoice = "c"\nsay = "."', "not one of the choices"),
        ('choices = ["a", "b"]\nchoice = "a"\nbecause = "1 > 2"\nsay = "."', "is not true"),
        ('value = "1"\nsay = "."\nhint = "x"', "hint, which nobody reads"),
        ('value = "1"', "needs a chapter and a sentence"),
    ],
)
def test_a_question_that_is_not_complete_or_not_true_is_refused(tmp_path, table, words):
    (tmp_path / "grader_tests").mkdir()
    text = f'[one]\nchapter = "01_simple_gates"\n{table}\n'
    (tmp_path / "grader_tests" / "guesses.toml").write_text(text)
    with pytest.raises(CourseError, match=words):
        read(tmp_path)


def said_just_above(cells, place):
    """The text above a guess, where it asks nothing: there an answer would be told beforehand."""
    text = cells[place - 1].source if cells[place - 1].cell_type == "markdown" else ""
    text = re.sub(r"<details>.*?</details>|chapter \d", "", text, flags=re.DOTALL)
    return "" if "?" in text else text.replace("$", "").lower()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_guess_asks_what_stands_just_above_it(chapter):
    cells = source(chapter).cells
    asked = [
        (place, name)
        for place, cell in enumerate(cells)
        for name in re.findall(r'^guess\("(\w+)"', cell.source, re.MULTILINE)
    ]
    told = []
    for place, name in at_least(3, asked):
        answer, above = open_answer(name), said_just_above(cells, place)
        if answer.choices:
            others = [each for each in answer.choices if each != answer.value]
            if answer.value.lower() in above and not all(o.lower() in above for o in others):
                told.append(name)
        elif re.search(rf"(?<![\w.-]){re.escape(f'{answer.value:g}')}(?![\w.]*\w)", above):
            told.append(name)
    assert told == []
