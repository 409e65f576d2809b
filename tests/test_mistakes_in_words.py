"""What is told of a known mistake is in the student's language, and on their page alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from english_words import english_in
from looked_over import at_least
from test_languages import LANGUAGES

from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import SOME_STOPPED
from backpass.grading.authoring.standalone import package_files
from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.authoring.translation import package
from backpass.grading.course import Course
from backpass.grading.exercises.small_changes import (
    CHANGES_IN_WORDS,
    SENTENCES,
    told_of,
    told_of_others,
)
from backpass.grading.feedback.speaking import sayer

COURSE = Course(Path(__file__).resolve().parents[1])
#: Names that stand in sentences on mistakes as they stand in the code.
CODE = {"dict", "math", "exp", "reshape", "tanh", "Value", "Values", "maximum", "int", "float"}
CODE |= {"xy", "ddot", "dxpy", "dsigy"}
CHANGES = (
    "operands exchanged in `x - y`",
    "operator Mult in `x + y`",
    "comparison GtE in `x > 0`",
    "x in place of y in `x * y`",
    "q in place of y in `x * y`",
    "2 becomes 3 in `2 * x`",
    "only the left operand of `x + y`",
)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_on_a_known_mistake_is_said_in_the_language(code):
    say = sayer(COURSE, code)
    told = [text.words for text in package.mistakes(COURSE) if text.kind != "small_changes"]
    left = [words for words in at_least(500, told) if english_in(say(words), CODE)]
    assert left == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_an_unlisted_mistake_looks_like_is_said_in_the_language(code):
    say = sayer(COURSE, code)
    told = [told_of(change, "dx", {"x", "dout"}) for change in CHANGES]
    told += [f"dx comes out as if {text}." for _, text in CHANGES_IN_WORDS]
    told += [f"dx: {sentence}" for _, sentence, _ in SENTENCES]
    left = [(words, say(words)) for words in at_least(30, told) if english_in(say(words))]
    assert left == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_several_sentences_and_where_it_was_seen_are_said_together(code):
    say = sayer(COURSE, code)
    both = say("The size is right, the sign is not. The upstream gradient is there twice.")
    assert say("The size is right, the sign is not.") in both
    assert say("The upstream gradient is there twice.") in both


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_sentence_behind_another_is_said_as_it_is_alone(code):
    say = sayer(COURSE, code)
    told = [text.words for text in package.mistakes(COURSE) if text.kind != "small_changes"]
    told += [f"dx comes out as if {text}." for _, text in CHANGES_IN_WORDS]
    for behind in (told_of_others(["dw", "db"]), SOME_STOPPED):
        assert not english_in(say(behind))
        together = [(words, say(f"{words} {behind}")) for words in at_least(500, told)]
        left = [(words, both) for words, both in together if say(words).rstrip("。") not in both]
        assert left == []
        assert [both for _, both in together if say(behind) not in both] == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_students_have_tells_nothing_of_hidden_tests(code):
    told = {t.words for t in package.mistakes(COURSE) if t.kind != "small_changes"}
    spoken = {text.words for text in package.everything(COURSE)[package.PACKAGE]}
    own = at_least(500, told - spoken)
    compiled = package.compiled(COURSE, code)
    assert [words for words in own if words in compiled] == []
    path = files.path_of(COURSE, code, package.MISTAKES)
    assert path.parent.parent.name == "grader_tests"
    assert not [name for name in package_files() if name.endswith(".po")]


def test_english_and_unknown_languages_stay_english():
    words = "The size is right, the sign is not."
    assert sayer(COURSE, "en")(words) == sayer(COURSE, "xx")(words) == words
    assert len(CONTRACTS) > 50
