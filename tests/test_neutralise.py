"""What a student's cells show can be looked at and does nothing."""

import base64
from html.parser import HTMLParser

import pytest
from nbconvert import HTMLExporter
from nbformat import v4

from backpass.grading.marking.sanitise import harmless_markdown, harmless_output

ACTS = [
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<svg onload="alert(1)"><circle r="3"/></svg>',
    '<iframe src="https://example.org"></iframe>',
    '<form action="/x"><input name="a"></form>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<meta http-equiv="refresh" content="0;url=/x">',
    '<base href="https://example.org/">',
    '<object data="x"></object><embed src="x">',
    "<style>body{display:none}</style>",
    '<details ontoggle="alert(1)" open>x</details>',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    "<ScRiPt src=//example.org></sCrIpT>",
    "<!--><script>alert(1)</script>-->",
]
TAGS = {
    "script",
    "iframe",
    "form",
    "input",
    "object",
    "embed",
    "meta",
    "base",
    "style",
    "link",
    "svg",
}


class Acting(HTMLParser):
    """Collects what in a page could act: elements and attributes, not text that looks like them."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in TAGS:
            self.found.append(tag)
        for name, value in attributes:
            if name.startswith("on"):
                self.found.append(name)
            if (value or "").strip().lower().startswith(("javascript:", "vbscript:", "data:text")):
                self.found.append(value)


def page(*cells):
    """The body of the page that nbconvert makes of some cells."""
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(
        v4.new_notebook(cells=list(cells))
    )
    return body


@pytest.mark.parametrize("act", ACTS)
def test_markdown_does_nothing(act):
    harmless = page(v4.new_markdown_cell(harmless_markdown(f"Look: {act} and *this*.")))
    assert Acting(harmless).found == []
    assert "<em>this</em>" in harmless


def test_a_markdown_link_with_a_script_is_cut():
    harmless = page(v4.new_markdown_cell(harmless_markdown("[x](javascript:alert(1))")))
    assert Acting(harmless).found == []


def test_mathematics_and_comparisons_stay():
    text = "$a < b$ and `x <y>` and 3 < 4 and <b>bold</b>"
    assert harmless_markdown(text) == "$a < b$ and `x &lt;y>` and 3 < 4 and <b>bold</b>"


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "text/latex", "image/svg+xml"])
@pytest.mark.parametrize("act", ACTS)
def test_an_output_does_nothing(act, kind):
    cell = v4.new_code_cell("x", outputs=[v4.new_output("display_data", {kind: act})])
    cell.outputs = [harmless_output(output) for output in cell.outputs]
    assert Acting(page(cell)).found == []


@pytest.mark.parametrize(
    "kind",
    [
        "application/javascript",
        "application/vnd.jupyter.widget-view+json",
        "application/json",
        "x/y",
    ],
)
def test_other_kinds_are_left_out(kind):
    output = v4.new_output("display_data", {kind: "alert(1)"})
    assert list(harmless_output(output).data) == ["text/plain"]


def test_pictures_text_and_tables_stay():
    png = base64.b64encode(b"\x89PNG").decode()
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    data = {"image/png": png, "text/plain": "a < b", "text/html": table}
    assert dict(harmless_output(v4.new_output("display_data", dict(data))).data) == data


def test_a_picture_that_is_none_is_left_out():
    output = v4.new_output("display_data", {"image/png": '"><script>alert(1)</script>'})
    assert "image/png" not in harmless_output(output).data


def test_without_it_the_same_acts_reach_the_page():
    """The attacks are real: nbconvert passes them on."""
    passed = [act for act in ACTS if Acting(page(v4.new_markdown_cell(act))).found]
    assert len(passed) >= 10
