"""One Korean word for one thing: no translation has a variant of docs/glossary.md."""

import re

import pytest
from course_notebooks import ROOT
from test_words_in_japanese import cells

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course

COURSE = Course(ROOT)
#: A cell that says the course's word, and then those of other books: **word**, other, other.
VARIANTS = re.compile(r"\*\*([^*]+)\*\*, ([^.;|]+)")
#: Words of which a variant is a part, and which mean something else.
LONGER = ("게이트웨이", "은닉층")


def own_words() -> set[str]:
    """What the course calls things, as the first table of the glossary says."""
    found = set()
    for row in cells():
        if len(row) == 5:
            found |= set(re.split(r"[,;] ?", re.sub(r"\([^)]*\)", "", row[2]).strip()))
    return found


def variants() -> dict[str, str]:
    """By variant: the word of the course. What is the course's word for another thing is none."""
    own, found = own_words(), {}
    for row in cells():
        if len(row) == 3 and (match := VARIANTS.match(row[1].strip())):
            others = [other.strip() for other in match[2].split(", ")]
            found |= {other: match[1] for other in others if other not in own}
    return found


def strange_words(text: str) -> list[str]:
    """Each variant in a text, with what stands around it; a word of the course may contain one."""
    words = variants()
    whole = sorted({*own_words(), *words.values(), *LONGER} - {""}, key=len, reverse=True)
    read = re.sub("|".join(map(re.escape, whole)), "·", text)
    return [
        read[max(0, hit.start() - 15) : hit.end() + 15]
        for hit in re.finditer("|".join(map(re.escape, words)), read)
    ]


def catalogues() -> list[str]:
    """The names of the Korean catalogues, that of the mistakes among them."""
    return [*sorted(path.stem for path in (ROOT / "translations" / "ko").glob("*.po")), "mistakes"]


@pytest.mark.parametrize("name", catalogues())
def test_a_korean_catalogue_keeps_to_the_words_of_the_glossary(name):
    texts = list(files.translations(files.read(COURSE, "ko", name)).values())
    assert len(texts) > 50
    assert [word for text in texts for word in strange_words(text)] == []


def test_the_glossary_names_variants():
    assert len(variants()) > 15


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("샘플마다 체인 룰을 씁니다.", 2),
        ("표본마다 연쇄 법칙을 씁니다.", 0),
        ("중심 차분으로 훈련", 2),
    ],
)
def test_a_variant_is_seen_and_the_word_of_the_course_is_not(text, count):
    assert len(strange_words(text)) == count
