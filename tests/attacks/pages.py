"""The instructor's browser, and what leaks: pages do nothing and tell nothing."""

from functools import cache
from html.parser import HTMLParser
from typing import Any

from tests.attacks.harness import ANSWERS, GIVEN, Attack, markdown

RIGHT = {"multiply_gradient": ANSWERS["multiply_gradient"]}
MARK = "owned-by-a-page"
HARMLESS = "a word of their own"
SCRIPTS = {
    "a script": f"<script>window.x = '{MARK}'</script>",
    "an event handler": f"<img src=x onerror=\"window.x = '{MARK}'\">",
    "a frame": f'<iframe srcdoc="{MARK}"></iframe>',
    "a form": f'<form action="/formgrader"><button name="{MARK}">ok</button></form>',
    "a drawing with a handler": f"<svg onload=\"window.x = '{MARK}'\"></svg>",
    "a refresh": f'<meta http-equiv="refresh" content="0;url=/{MARK}">',
}


class Owned(HTMLParser):
    """Collects what of an attack got into a page as more than text: attributes, scripts, styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[Any, ...]] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.inside = tag if tag in ("script", "style") else ""
        self.found += [(tag, *pair) for pair in attributes if MARK in str(pair)]

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        if self.inside and MARK in data:
            self.found.append((self.inside, data))


@cache
def _owned(root):
    """What attacks got into pages, and how many pages were looked at; once for all of them."""
    of_attacks = [path for path in _pages(root) if path.parts[-3].startswith("s-page")]
    found = {path: Owned(path.read_text(encoding="utf-8")).found for path in of_attacks}
    return {path: what for path, what in found.items() if what}, len(found)


def _pages(root):
    """Every page of feedback: nbgrader's own, and those that students get."""
    return [path for step in ("feedback", GIVEN) for path in (root / step).rglob("*.html")]


def _does_nothing(course):
    owned, looked_at = _owned(course.root)
    assert owned == {}
    assert looked_at >= 20


def _markdown(text):
    def edit(notebook):
        notebook["cells"].append(markdown(f"{HARMLESS}\n\n{text}", "page"))

    return edit


def _html(text):
    return f"from IPython.display import HTML, display\ndisplay(HTML({text!r}))"


def _no_hidden_line(course):
    """A page that a student gets holds no hidden line and no path of ours.

    Only pages of students whose own code does not speak of such things.
    """
    looked_at = [
        path
        for path in _pages(course.root)
        if path.parts[-3].startswith(("s-leak", "s-page", "s-an-honest", "s-a-link"))
    ]
    assert len(looked_at) >= 30
    for path in looked_at:
        text = path.read_text(encoding="utf-8")
        assert "BEGIN HIDDEN TESTS" not in text
        assert "backpass.grading.hidden" not in text, path
        assert "grader_tests" not in text, path


def _only_pages(course):
    for step in ("feedback", GIVEN):
        kinds = {p.suffix for p in (course.root / step).rglob("*") if p.is_file()}
        assert ".html" in kinds
        assert kinds <= {".html", ".md"}


ATTACKS = [
    *(
        Attack(
            f"page: {name} in Markdown",
            cells=RIGHT,
            mark=4.0,
            edit=_markdown(text),
            after=_does_nothing,
        )
        for name, text in SCRIPTS.items()
    ),
    *(
        Attack(
            f"page: {name} in an output",
            cells=RIGHT,
            mark=4.0,
            last=(_html(text),),
            after=_does_nothing,
        )
        for name, text in SCRIPTS.items()
    ),
    Attack(
        "page: JavaScript",
        cells=RIGHT,
        mark=4.0,
        last=(
            f"from IPython.display import Javascript, display\ndisplay(Javascript(\"'{MARK}'\"))",
        ),
        after=_does_nothing,
    ),
    Attack(
        "leak: an exception out of the test",
        cells={"multiply_gradient": "del_me = 1\n"},
        after=_no_hidden_line,
    ),
    Attack(
        "leak: an exception with a long trace",
        cells={
            "multiply_gradient": "def multiply_gradient(x, y):\n    return multiply_gradient(x, y)\n"
        },
        after=_no_hidden_line,
    ),
    Attack(
        "leak: the arguments written down",
        cells={
            "multiply_gradient": (
                "import pathlib\n\ndef multiply_gradient(x, y):\n"
                "    with pathlib.Path('seen.txt').open('a') as f:\n        f.write(f'{x} {y}\\n')\n"
                "    return 0.0, 0.0\n"
            )
        },
        last=("print(open('seen.txt').read())",),
        after=_only_pages,
    ),
]
