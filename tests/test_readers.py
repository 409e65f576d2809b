"""Rules that keep a chapter readable everywhere: see docs/readers.md for the readers themselves."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest
import tiny_course
from looked_over import at_least
from nbclient import NotebookClient

from backpass.grading.common.nodes import as_nodes
from backpass.grading.course import Course

ROOT = tiny_course.ROOT
COURSE = Course(ROOT)
CHAPTERS = COURSE.chapters()
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
#: Elements that GitHub's and nbviewer's sanitisers keep, with what we would ever ask of them.
KEPT = {"a", "b", "br", "code", "details", "em", "i", "kbd", "p", "strong", "sub", "summary", "sup"}


def texts(chapter):
    cells = nbformat.read(COURSE.release_notebook(chapter), 4).cells
    return [cell for cell in cells if cell.cell_type == "markdown"]


def without_code_and_math(source):
    """Text as Markdown sees it: a formula's ``<`` and code are no HTML."""
    source = re.sub(r"(?s)```.*?```|\$\$.*?\$\$", "", source)
    return re.sub(r"(?s)`[^`]*`|\$[^$]+\$", "", source)


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@each_chapter
def test_text_holds_nothing_that_a_sanitiser_takes_away(chapter):
    for cell in at_least(3, texts(chapter)):
        for tag, attributes in Tags(without_code_and_math(cell.source)).found:
            assert tag in KEPT, f"{cell.id}: <{tag}>"
            assert set(attributes) <= {"href"}, f"{cell.id}: <{tag} {attributes}>"
        assert "attachments" not in cell, "GitHub and nbviewer do not show attachments"


@each_chapter
def test_formulas_are_in_the_form_that_all_readers_know(chapter):
    """Dollars, not backslash brackets; none begins or ends with a space, which GitHub refuses."""
    for cell in at_least(3, texts(chapter)):
        assert not re.search(r"\\\(|\\\[", cell.source), cell.id
        source = re.sub(r"(?s)```.*?```|`[^`]*`|\$\$.*?\$\$", "", cell.source)
        assert source.count("$") % 2 == 0, cell.id
        for formula in re.findall(r"\$([^$]*)\$", source):
            assert formula == formula.strip(), f"{cell.id}: ${formula}$"


@each_chapter
def test_no_cell_needs_a_widget_or_a_magic_of_one_reader(chapter):
    cells = nbformat.read(COURSE.release_notebook(chapter), 4).cells
    for cell in at_least(3, (cell for cell in cells if cell.cell_type == "code")):
        assert not re.search(r"(?m)^\s*[%!]", cell.source), cell.id
        assert not re.search(r"Javascript\(|IFrame\(|google\.colab import", cell.source), cell.id


WIDGETS = """
import ipywidgets
from backpass import explore

for make in (explore.secant, explore.circuit, explore.predict, explore.training, explore.order):
    make()
seen = getattr(ipywidgets.Widget, "_active_widgets", None) or ipywidgets.widgets.widget._instances
print(*sorted({widget._model_module for widget in seen.values()}))
"""


def test_explorations_are_made_of_the_widgets_that_every_reader_has():
    """VS Code and Colab load other modules from a network, or not at all."""
    done = subprocess.run(
        [sys.executable, "-c", WIDGETS], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(done.stdout.split()) == {"@jupyter-widgets/base", "@jupyter-widgets/controls"}


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """An exploration and a circuit, run, saved as JupyterLab saves them, exported to HTML."""
    from nbconvert import HTMLExporter

    cells = ["from backpass import draw, explore", "explore.secant()", "draw.show(CIRCUIT)"]
    cells[0] += "\nfrom backpass.explore.circuits import sum_times_z"
    cells[0] += "\n\nCIRCUIT = sum_times_z()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    client = NotebookClient(notebook, kernel_name="python3", store_widget_state=False)
    client.execute(cwd=str(tmp_path_factory.mktemp("page")))
    body, _ = HTMLExporter(exclude_input=True).from_notebook_node(notebook)
    return notebook, body[body.index("<main") :]


def test_a_page_without_a_kernel_shows_the_picture_and_says_so(page):
    _, body = page
    assert body.count('role="img"') == 2
    assert "A snapshot: run the notebook to move the sliders." in body
    assert "widget-view" not in body, "no dead slider stands in the page"


def test_an_output_says_in_words_what_its_picture_shows(page):
    notebook, _ = page
    for cell in at_least(1, notebook.cells[1:]):
        words = "".join(output.data.get("text/plain", "") for output in cell.outputs)
        assert len(words) > 40
        assert "<" not in words.replace("<=", "")


def test_outputs_hold_no_script_frame_or_form(page):
    notebook, _ = page
    for cell in at_least(1, notebook.cells[1:]):
        for output in at_least(1, cell.outputs):
            found = {tag for tag, _ in Tags(output.data.get("text/html", "")).found}
            assert found & {"script", "iframe", "object", "link", "form"} == set()
            assert "svg" in found


def test_the_table_of_readers_names_each_test_that_it_rests_on():
    text = (ROOT / "docs" / "readers.md").read_text(encoding="utf-8")
    named = set(re.findall(r"tests/[\w/]+\.py", text))
    assert len(named) >= 4
    assert [name for name in named if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    "read",
    [
        {"cells": [{"source": "x", "outputs": [{"data": {"a": None}, "n": 1.5}], "tags": []}]},
        {"metadata": {"a": {"b": {"c": [[{"d": True}]]}}}, "nbformat": 4},
        [],
        "text",
    ],
)
def test_nodes_are_made_as_the_library_makes_them(read):
    made, theirs = as_nodes(read), nbformat.from_dict(read)
    assert made == theirs
    assert kinds_in(made) == kinds_in(theirs)


def kinds_in(value):
    """The type of each thing in a structure."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [type(value), *map(kinds_in, inner)]
