"""One word for one thing: no translation has a variant that docs/glossary.md names."""

import re
from dataclasses import dataclass
from functools import cache

import pytest
from course_notebooks import ROOT

from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.course import Course

COURSE = Course(ROOT)


@dataclass(frozen=True)
class Glossary:
    """How the glossary is read for a language.

    Attributes:
        own: Column of the first table, which has the course's words.
        between: What stands between such words.
        other: Column of the second table: the course's word, and those of other books.
        variants: Such a cell: **word**, other, other.
        listed: What stands between those others.
    """

    own: int
    between: str
    other: int
    variants: str
    listed: str


GLOSSARIES = {
    "ko": Glossary(2, r"[,;] ?", 1, r"\*\*([^*]+)\*\*, ([^.;|]+)", ", "),
    "ja": Glossary(3, "、", 2, r"\*\*([^*]+)\*\*、([^。|]+)", "、"),
}


def rows(columns: int) -> list[list[str]]:
    """The rows of one of the glossary's tables: the first has five columns, the second three."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    every = [line.split("|")[1:-1] for line in text.splitlines() if line.startswith("| ")]
    return [row for row in every if len(row) == columns]


@cache
def own_words(language: str) -> set[str]:
    """What the course calls things; what stands in brackets is no part of a word."""
    read = GLOSSARIES[language]
    bare = [re.sub(r"\([^)]*\)", "", row[read.own]).strip() for row in rows(5)]
    return {word for cell in bare for word in re.split(read.between, cell)}


@cache
def variants(language: str) -> dict[str, str]:
    """By variant: the word of the course. What is the course's word for another thing is none."""
    read, own, found = GLOSSARIES[language], own_words(language), {}
    for row in rows(3):
        if match := re.match(read.variants, row[read.other].strip()):
            others = [other.strip() for other in match[2].split(read.listed)]
            found |= {other: match[1] for other in others if other not in own}
    return found


@cache
def containing(language: str) -> list[str]:
    """Words of which a variant is a part, the longest first."""
    words = variants(language)
    whole = {*own_words(language), *words.values()}
    some = {word for word in whole if any(other in word for other in words)}
    return sorted(some, key=len, reverse=True)


def strange_words(language: str, text: str) -> list[str]:
    """Each variant in a text, with what stands around it; a word of the course may contain one."""
    words = variants(language)
    read = re.sub("|".join(map(re.escape, containing(language))), "·", text)
    return [
        read[max(0, hit.start() - 15) : hit.end() + 15]
        for hit in re.finditer("|".join(map(re.escape, words)), read)
    ]


def catalogues(language: str) -> list[str]:
    """The names of a language's catalogues, that of the mistakes among them."""
    there = (ROOT / "translations" / language).glob("*.po")
    return [*sorted(path.stem for path in there), "mistakes"]


@pytest.mark.parametrize(
    ("language", "name"), [(one, name) for one in GLOSSARIES for name in catalogues(one)]
)
def test_a_catalogue_keeps_to_the_words_of_the_glossary(language, name):
    texts = list(files.translations(files.read(COURSE, language, name)).values())
    assert len(texts) > 50
    assert [word for text in texts for word in strange_words(language, text)] == []


@pytest.mark.parametrize("language", GLOSSARIES)
def test_the_glossary_names_variants(language):
    assert len(variants(language)) > 15


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("ko", "샘플마다 체인 룰을 씁니다.", 2),
        ("ko", "표본마다 연쇄 법칙을 씁니다.", 0),
        ("ko", "중심 차분으로 훈련", 2),
        ("ja", "刻みは 0.01 です。", 1),
        ("ja", "刻み幅は 0.01 です。", 0),
        ("ja", "因子のべき乗と、足し算ゲート。", 3),
    ],
)
def test_a_variant_is_seen_and_the_word_of_the_course_is_not(language, text, count):
    assert len(strange_words(language, text)) == count
