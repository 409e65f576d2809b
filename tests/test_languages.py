"""What the package says in the learner's language."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from english_words import english_in
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from looked_over import at_least

from backpass import progress
from backpass.check import NOTHING, Outcome
from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.drawing.panel import Panel
from backpass.explore import secant
from backpass.grading.authoring.release import outdated
from backpass.grading.authoring.translation import catalogue as files
from backpass.grading.authoring.translation import package
from backpass.grading.course import Course
from backpass.hints import hint_texts
from backpass.languages import language, markup_said, said, spoken
from backpass.languages.catalogue import Catalogue, catalogue, languages
from backpass.languages.particles import last_sound, settled

ROOT = Path(__file__).resolve().parents[1]
COURSE = Course(ROOT)
LANGUAGES = ("ko", "ja")


@pytest.mark.parametrize(
    ("word", "particles"),
    [
        ("기울기", "는 가 를 와 로"),
        ("회로", "는 가 를 와 로"),
        ("값", "은 이 을 과 으로"),
        ("입력값의 수열", "은 이 을 과 로"),
        ("0", "은 이 을 과 으로"),
        ("1", "은 이 을 과 로"),
        ("2", "는 가 를 와 로"),
        ("3", "은 이 을 과 으로"),
        ("6", "은 이 을 과 으로"),
        ("7", "은 이 을 과 로"),
        ("−4.5", "는 가 를 와 로"),
        ("0.10", "은 이 을 과 으로"),
        ("10", "은 이 을 과 으로"),
        ("1,000", "은 이 을 과 으로"),
        ("20000", "은 이 을 과 으로"),
        ("100000000", "은 이 을 과 으로"),
        ("x", "는 가 를 와 로"),
        ("`n`", "은 이 을 과 으로"),
        ("L", "은 이 을 과 로"),
        ("dout", "은 이 을 과 으로"),
        ("`multiply_backward`", "는 가 를 와 로"),
        ("`sum`", "은 이 을 과 으로"),
        ("softmax", "는 가 를 와 로"),
        ("neuron", "은 이 을 과 으로"),
        ("f(x)", "는 가 를 와 로"),
        ("(2, 3)", "은 이 을 과 으로"),
        ("w0", "은 이 을 과 으로"),
        ("x²", "은 이 을 과 으로"),
        ("W₂", "는 가 를 와 로"),
        ("NotImplementedError", "는 가 를 와 로"),
        ("“왼쪽”", "은 이 을 과 으로"),
        ("σ", "는 가 를 와 로"),
    ],
)
def test_particles_follow_the_last_sound_of_what_is_put_in(word, particles):
    topic, subject, object_, and_, to = particles.split()
    made = settled(f"{word}은(는) {word}이(가) {word}을(를) {word}과(와) {word}(으)로")
    assert made == f"{word}{topic} {word}{subject} {word}{object_} {word}{and_} {word}{to}"


@given(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))
def test_every_syllable_has_the_sound_that_its_code_says(letter):
    ends_open = (ord(letter) - 0xAC00) % 28 == 0
    assert (last_sound(letter) == " ") is ends_open


def test_a_text_without_pairs_stays_as_it_is():
    assert settled("f(x)와 (이)나 (2)는 3") == "f(x)와 나 (2)는 3"
    assert settled("dx는 (으) 값입니다.") == "dx는 (으) 값입니다."


KNOWN = Catalogue(
    "ko",
    {
        "{name} is wrong at {label}.": "{label}에서 {name}이(가) 틀렸습니다.",
        "{name} is wrong.": "{name}이(가) 틀렸습니다.",
        "inputs that are all negative": "음수 입력",
        "Try again.": "다시 해 보세요.",
        "{count} of {number}": "{number}개 중 {count}개",
        "{left} beside {right}": "{right} 옆의 {left}",
    },
)


@pytest.mark.parametrize(
    ("english", "korean"),
    [
        ("dx is wrong at inputs that are all negative.", "음수 입력에서 dx가 틀렸습니다."),
        ("dx is wrong. Try again.", "dx가 틀렸습니다. 다시 해 보세요."),
        ("Nobody knows this. Try again.", "Nobody knows this. 다시 해 보세요."),
        ("Nobody knows this.", "Nobody knows this."),
        ("3 of 12", "12개 중 3개"),
        ("out of range", "out of range"),
        ("dx is wrong at a place.\nTry again.", "a place에서 dx가 틀렸습니다.\n다시 해 보세요."),
        ("`a b` beside `c`", "`c` 옆의 `a b`"),
        ("the change of f beside that of g", "the change of f beside that of g"),
        ("", ""),
    ],
)
def test_a_sentence_is_known_by_its_template_and_its_places_are_filled(english, korean):
    assert KNOWN.said(english) == korean


def test_markup_is_translated_between_its_tags_and_code_stays():
    markup = (
        '<svg aria-label="Try again."><style>.a{b:c}</style><text x="1">Try again.</text></svg>'
        '<code>Try again.</code><p data-words="[&quot;Try again.&quot;]">3 of 4</p>'
    )
    known = catalogue("ko")
    assert known is not None
    made = markup_said(markup.replace("Try again.", "Not right yet"), "ko")
    other = known.said("Not right yet")
    assert other != "Not right yet"
    assert made.count(other) == 3
    assert "<code>Not right yet</code>" in made
    assert "<style>.a{b:c}</style>" in made


@pytest.mark.parametrize(
    ("asked", "code"),
    [("ko", "ko"), ("ja_JP.UTF-8", "ja"), ("KO-kr", "ko"), ("xx", "en"), ("", "en")],
)
def test_a_variable_says_the_language(asked, code, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, asked)
    assert language() == code


@pytest.fixture
def shell(monkeypatch):
    """A notebook's kernel in which nothing has run."""
    monkeypatch.delenv(spoken.VARIABLE, raising=False)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    made = InteractiveShell()
    made.user_ns["In"] = [""]
    monkeypatch.setattr("IPython.get_ipython", lambda: made)
    return made


def test_the_notebooks_own_metadata_say_the_language(shell, tmp_path, monkeypatch):
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"metadata": {"language_code": "ja"}, "cells": []}))
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert language() == "ja"
    shell.user_ns["__vsc_ipynb_file__"] = str(tmp_path / "gone.ipynb")
    assert language() == "ja"


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"metadata": []}', '{"metadata": {"language_code": 3}}']
)
def test_a_file_that_says_nothing_leaves_english(shell, tmp_path, monkeypatch, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    assert language() == "en"


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_setup_cell_that_has_run_says_the_language_without_any_file(shell, code):
    assert language() == "en"
    shell.user_ns["In"].append(f"# {said(spoken.SETUP, code)}\nimport numpy as np")
    assert language() == code


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_chapter_of_a_language_has_the_setup_cell_that_says_it(code):
    for chapter in at_least(7, COURSE.chapters()):
        cells = json.loads(COURSE.release_in(code, chapter).read_text(encoding="utf-8"))["cells"]
        text = "".join("".join(cell["source"]) for cell in cells if cell["id"] == "imports")
        assert said(spoken.SETUP, code) in text, chapter


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_the_package_reads_is_what_the_catalogues_say(code):
    assert package.path_of(COURSE, code).read_text(encoding="utf-8") == package.compiled(
        COURSE, code
    )
    assert set(languages()) == set(LANGUAGES)


ENGLISH = re.compile(r"\b(?:the|of|is|are|to|and|you|your|it|that|this|what|not|at|with)\b", re.I)


def left_in_english(text):
    """English words that are left in a text, beside code and what Python says."""
    bare = re.sub(r"`[^`]*`|\"[^\"]*\"|hint\([^)]*\)|\([^()]*/[^()]*\)", " ", text)
    bare = "\n".join(line for line in bare.splitlines() if "Error" not in line)
    return [line for line in bare.splitlines() if len(ENGLISH.findall(line)) >= 2]


def wrong_in_many_ways(name):
    """Answers to an exercise that go wrong in different ways."""
    yield lambda *_: None
    yield lambda *_: (1, 2, 3, 4, 5, 6, 7)
    yield lambda *given: given[-1][7]
    yield lambda *given: np.zeros(3)
    yield lambda *given: "words"
    yield lambda *given: given[0]
    yield lambda *given: (given[0], given[0])


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_check_speaks_english_whatever_is_wrong(code, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, code)
    left, looked = [], 0
    for name in list(CONTRACTS)[::5]:
        contract = CONTRACTS[name]
        for answer in wrong_in_many_ways(name):
            verdict, trial = examine(contract, answer)
            text = panel_of(contract, verdict, trial).text
            looked += 1
            left += [(name, line) for line in left_in_english(text)]
    assert looked >= 80
    assert left == []


#: What is made of a right gradient, beside the input that it belongs to.
DISTORTED = (
    lambda g, x: g * (1.5 + abs(np.tanh(x))),
    lambda g, x: g / (1.5 + abs(np.tanh(x))),
    lambda g, x: g + 0.25,
    lambda g, x: abs(g),
    lambda g, x: -abs(g),
    lambda g, x: g * g,
    lambda g, x: round(g, 1),
    lambda g, x: max(-1.0, min(1.0, g)),
    lambda g, x: g if x > 0 else 0.0,
    lambda g, x: g if g > 0 else 2 * g,
    lambda g, x: g * (1 + 1e-6),
    lambda g, x: g * x,
    lambda g, x: g + x,
    lambda g, x: np.sign(g),
)


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_check_speaks_english_of_a_gradient_that_is_partly_right(code, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, code)
    contract, left = CONTRACTS["multiply_backward"], []
    for distorted in DISTORTED:

        def answer(dout, cache, distorted=distorted):
            x, y = cache
            return distorted(dout * y, x), distorted(dout * x, y)

        verdict, trial = examine(contract, answer)
        assert verdict.findings
        text = panel_of(contract, verdict, trial).text
        left += [(line, found) for line in text.splitlines() if (found := english_in(line))]
    assert left == []


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("where", ["", " at an input of 0"])
def test_a_name_is_told_from_what_stands_directly_behind_it(code, where):
    other = catalogue(code).said(f"`a * b` sends a wrong gradient back to xy{where}.")
    assert re.search(r"`a \* b`.+xy *[에로へ으]", other)
    assert english_in(other, {"xy"}) == []


def test_a_panel_speaks_the_language_in_text_and_in_html(monkeypatch):
    panel = Panel("wrong", "add_backward: not right yet.", ["dx is wrong."], 'hint("add_backward")')
    english = panel.text, panel.html
    monkeypatch.setenv(spoken.VARIABLE, "ko")
    assert "dx가 틀렸습니다." in panel.text
    assert "dx가 틀렸습니다." in panel.html
    assert 'aria-label="아직 맞지 않음"' in panel.html
    monkeypatch.setenv(spoken.VARIABLE, "en")
    assert (panel.text, panel.html) == english


@pytest.mark.parametrize("code", LANGUAGES)
def test_progress_and_explorations_speak_the_language(code, monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, code)
    view = progress.View("02_chain_rule", {}, "Kept in this browser, and sent nowhere.")
    picture = secant()
    for text in (view.text, picture.text, picture.note, picture.title):
        assert text
        assert left_in_english(text) == []
    assert "function" in picture.choices
    picture.set(function="x²", h=1e-3)
    assert picture.values["function"] == "x²"
    with pytest.raises(ValueError, match="function"):
        picture.set(function="y")


def test_an_outcome_that_failed_says_zero_to_nbgrader_and_nothing_twice_to_a_learner(monkeypatch):
    monkeypatch.setenv(spoken.VARIABLE, "ja")
    verdict, _ = examine(CONTRACTS["add_backward"], lambda *_: None)
    bundle = Outcome(verdict)._repr_mimebundle_()
    assert bundle == {"text/plain": "0.0", "text/html": NOTHING}


def test_a_sealed_reply_opens_with_its_english_alone():
    sealed = {"texts": {}, "sealed": {}}
    made = Catalogue("ja", sealed["texts"], sealed["sealed"])
    assert made.said("A reply.") == "A reply."
    stored = json.loads(package.compiled(COURSE, "ja"))
    replies = files.translations(files.read(COURSE, "ja", package.REPLIES))
    open_texts = json.dumps(stored, ensure_ascii=False)
    for _, other in list(replies.items())[:50]:
        assert len(other) < 8 or other not in open_texts


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("name", [package.PACKAGE, package.REPLIES, package.MISTAKES])
def test_a_catalogue_of_the_package_is_complete_and_keeps_code_and_numbers(code, name):
    found = package.everything(COURSE)[name]
    made = files.read(COURSE, code, name)
    assert len(found) > 100
    left = [text.words for text in files.missing(made, found)]
    assert left == []
    wrong = []
    for (_, english), other in files.translations(made).items():
        if sorted(re.findall(r"`[^`]*`", english)) != sorted(re.findall(r"`[^`]*`", other)):
            wrong.append((english, other))
    assert wrong == []


def test_hints_are_among_the_texts():
    words = {text.words for text in package.texts(COURSE)}
    assert all(hint in words for hints in hint_texts().values() for hint in hints)


def test_the_package_is_read_once_for_all_languages():
    first = package.everything(COURSE)
    read = package.in_code.cache_info().misses
    assert package.everything(COURSE) == first
    assert package.in_code.cache_info().misses == read > 50


def test_a_check_of_the_release_says_which_language_the_package_lags_behind(monkeypatch):
    assert [line for line in outdated(COURSE, []) if "languages" in line] == []
    monkeypatch.setattr(package, "compiled", lambda *_: "{}")
    lagging = [line for line in outdated(COURSE, []) if "languages" in line]
    assert [line.split(" is not ")[0] for line in lagging] == [
        "backpass/languages/ja.json",
        "backpass/languages/ko.json",
    ]
