"""Hints unfold one at a time, in a browser and in a terminal, and give nothing away."""

import re
import tomllib
from html.parser import HTMLParser

import pytest
from course_notebooks import CHAPTERS, ROOT, graded, source
from looked_over import at_least

from backpass.contracts import CONTRACTS, of_chapter
from backpass.hints import Hints, hint, hint_texts

EXERCISES = [name for chapter in CHAPTERS for name in of_chapter(chapter)]


@pytest.fixture
def shown(monkeypatch):
    """Calls ``hint``: the plain text and the HTML of the one thing that it displays."""

    def call(*arguments):
        displayed = []
        monkeypatch.setattr("backpass.hints.display", displayed.append)
        assert hint(*arguments) is None, "a result would be shown a second time"
        (what,) = displayed
        bundle = what._repr_mimebundle_()
        assert repr(what) == bundle["text/plain"]
        return bundle["text/plain"], bundle["text/html"]

    return call


@pytest.mark.parametrize("name", EXERCISES)
def test_every_exercise_has_two_to_four_hints(name):
    assert 2 <= len(hint_texts()[name]) <= 4
    assert all(20 < len(text) < 400 for text in hint_texts()[name])


def test_every_hint_belongs_to_an_exercise():
    assert set(hint_texts()) <= set(CONTRACTS)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_its_hints_in_its_own_file(chapter):
    text = (ROOT / "backpass" / "hint_texts" / f"{chapter}.toml").read_text(encoding="utf-8")
    assert set(tomllib.loads(text)) == set(of_chapter(chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_section_that_a_hint_names_is_in_its_chapter(chapter):
    prose = "\n".join(c.source for c in source(chapter).cells if c.cell_type == "markdown")
    headings = {line.lstrip("# ") for line in prose.splitlines() if line.startswith("##")}
    named = [
        name
        for exercise in of_chapter(chapter)
        for text in hint_texts()[exercise]
        for name in re.findall(r'"([A-Z][^"]*?),?"', " ".join(text.split()))
        if " " in name
    ]
    assert headings
    assert [name for name in named if name not in headings] == []


def squeezed(text):
    return re.sub(r"[\s`]", "", text)


def test_no_hint_holds_a_line_of_a_solution():
    compared = 0
    solutions = [
        cell
        for chapter in CHAPTERS
        for cell in source(chapter).cells
        if graded(cell).get("solution")
    ]
    for cell in at_least(1, solutions):
        name = graded(cell)["grade_id"]
        secret = cell.source.split("### BEGIN SOLUTION")[1].split("### END SOLUTION")[0]
        answers = [
            line.strip().removeprefix("return ")
            for line in secret.splitlines()
            if line.strip() and "cache" not in line and not line.strip().startswith("if ")
        ]
        for text in at_least(1, hint_texts()[name]):
            for answer in answers:
                assert squeezed(answer) not in squeezed(text), f"{name}: {answer}"
                compared += 1
    assert compared > 200


def test_in_a_terminal_the_first_hint_tells_how_to_see_the_next(shown):
    texts = hint_texts()["add_backward"]
    plain, _ = shown("add_backward")
    assert plain == f'Hint 1 of 3: {texts[0]}  (hint("add_backward", 2) shows the next)'
    plain, _ = shown("add_backward", 3)
    assert plain == f"Hint 3 of 3: {texts[2]}"


def test_the_function_will_do_for_its_name(shown):
    def add_backward(dout, cache):
        raise NotImplementedError

    assert shown(add_backward) == shown("add_backward")


class Nesting(HTMLParser):
    """For each <summary>: how many <details> it stands in, and whether the innermost is open."""

    def __init__(self):
        super().__init__()
        self.stack = []
        self.summaries = []
        self.in_summary = False

    def handle_starttag(self, tag, attrs):
        if tag == "details":
            self.stack.append("open" in dict(attrs))
        self.in_summary = tag == "summary" or (self.in_summary and tag != "p")

    def handle_endtag(self, tag):
        if tag == "details":
            self.stack.pop()
        elif tag == "summary":
            self.in_summary = False

    def handle_data(self, data):
        if self.in_summary:
            self.summaries.append((data, len(self.stack), self.stack[-1]))


def nesting(html):
    parser = Nesting()
    parser.feed(html)
    assert parser.stack == []
    return parser.summaries


def test_in_a_browser_each_hint_is_folded_inside_the_one_before(shown):
    _, html = shown("add_backward")
    assert nesting(html) == [
        ("Hint 1 of 3", 1, False),
        ("Hint 2 of 3", 2, False),
        ("Hint 3 of 3", 3, False),
    ]


def test_asking_for_the_second_unfolds_two(shown):
    _, html = shown("add_backward", 2)
    assert [is_open for _, _, is_open in nesting(html)] == [True, True, False]


def test_what_an_author_writes_is_text_and_not_html():
    html = Hints("x", ("is `a < b` & <b>bold</b>?",)).html()
    assert "<code>a &lt; b</code> &amp; &lt;b&gt;bold&lt;/b&gt;?" in html


@pytest.mark.parametrize("asked", ["add_bakward", "no such thing", None, 3, len])
def test_an_unknown_name_is_answered_in_words(shown, asked):
    plain, html = shown(asked)
    assert "There are hints for: " in plain
    assert "multiply_backward" in plain
    assert "multiply_backward" in html
    assert ('Did you mean "add_backward"?' in plain) == (asked == "add_bakward")


@pytest.mark.parametrize("number", [-1, 4, "2", 1.5, None])
def test_a_hint_that_is_not_there_is_answered_in_words(shown, number):
    plain, _ = shown("add_backward", number)
    assert plain == f"`add_backward` has hints 1 to 3; hint {number!r} is not one of them."
