"""One Japanese word for one thing: no translation has a variant of docs/glossary.md."""

import re

import pytest
from course_notebooks import ROOT

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course

COURSE = Course(ROOT)
#: A cell that says the course's word, and then those of other books: **word**, other, other.
VARIANTS = re.compile(r"\*\*([^*]+)\*\*、([^。|]+)")


def cells() -> list[list[str]]:
    """The rows of both tables of the glossary."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    return [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]


def variants() -> dict[str, str]:
    """By variant: the word of the course. What is the course's word for another thing is none."""
    rows = cells()
    own = {word for row in rows if len(row) == 5 for word in row[3].strip().split("、")}
    found = {}
    for row in rows:
        if len(row) == 3 and (match := VARIANTS.fullmatch(row[2].strip())):
            found |= {other: match[1] for other in match[2].split("、") if other not in own}
    return found


def strange_words(text: str) -> list[str]:
    """Each variant in a text, with what stands around it; a word of the course may contain one."""
    words = variants()
    read = re.sub("|".join(sorted(set(words.values()), key=len, reverse=True)), "·", text)
    return [
        read[max(0, hit.start() - 15) : hit.end() + 15]
        for hit in re.finditer("|".join(map(re.escape, words)), read)
    ]


def catalogues() -> list[str]:
    """The names of the Japanese catalogues, that of the mistakes among them."""
    return [*sorted(path.stem for path in (ROOT / "translations" / "ja").glob("*.po")), "mistakes"]


@pytest.mark.parametrize("name", catalogues())
def test_a_japanese_catalogue_keeps_to_the_words_of_the_glossary(name):
    texts = list(files.translations(files.read(COURSE, "ja", name)).values())
    assert len(texts) > 50
    assert [word for text in texts for word in strange_words(text)] == []


def test_the_glossary_names_variants():
    assert len(variants()) > 15


@pytest.mark.parametrize(
    ("text", "count"),
    [("刻みは 0.01 です。", 1), ("刻み幅は 0.01 です。", 0), ("因子のべき乗と、足し算ゲート。", 3)],
)
def test_a_variant_is_seen_and_the_word_of_the_course_is_not(text, count):
    assert len(strange_words(text)) == count
