"""What a student's cells show can be looked at and does nothing."""

import base64
import html
import itertools
import random
import re

import html5lib
import pytest
from nbconvert import HTMLExporter
from nbformat import NotebookNode, v4

from backpass.grading.marking import pages
from backpass.grading.marking.sanitise import NOTHING, harmless_output, sanitise

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20)).decode()
GIF = base64.b64encode(b"GIF89a" + bytes(20)).decode()

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
    '<p style="position:fixed;inset:0">x</p>',
    '<a href="#x" target="_top" ping="https://example.org">x</a>',
    '<img srcset="https://example.org/x.png 2x">',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\require{html}\\style{position:fixed}{x}$$",
]
SCHEMES = ["javascript", "vbscript", "data", "file", "blob", "ws", "chrome", "x-own", "filesystem"]
#: Ways of writing a scheme that Markdown, HTML or a browser undo.
WRITTEN = [
    "{s}:{r}",
    "{S}:{r}",
    "{s}&colon;{r}",
    "{s}&#58;{r}",
    "{s}&#x3a;{r}",
    "{s}\\:{r}",
    "&#{first};{rest}:{r}",
    "{f}&#x0A;{rest}:{r}",
    "{f}&Tab;{rest}:{r}",
    "\x01{s}:{r}",
    "{s}%3A{r}",
    " {s}:{r}",
    "{f}\u200b{rest}:{r}",
    "&#0000{first}{rest}:{r}",
]
LINKS = [
    "[x]({a})",
    "[x](<{a}>)",
    "[x][1]\n\n[1]: {a}",
    "![x]({a})",
    "![x][1]\n\n[1]: <{a}>",
    "<{a}>",
    '<a href="{a}">x</a>',
    "<a href={a}>x</a>",
    '<img src="{a}">',
    "[![x]({a})]({a})",
    "- [ ] [x]({a})",
    "|a|\n|-|\n|[x]({a})|",
    "x[^1]\n\n[^1]: [y]({a})",
]
# a notebook is looked at once, not behind each of nbconvert's steps
EXPORTER = HTMLExporter(
    template_name="basic", exclude_anchor_links=True, optimistic_validation=True
)
ALLOWED = re.compile(r"(?i)(?:https?:|mailto:|#own-)")


def written(form, scheme, rest="alert(1)"):
    return form.format(
        s=scheme, S=scheme.title(), r=rest, f=scheme[0], first=ord(scheme[0]), rest=scheme[1:]
    )


def elements(text):
    """Every element of a page, as a browser builds it."""
    return html5lib.parse(text, namespaceHTMLElements=False).iter()


def acting(text):
    """What in a page could act or load: elements and attributes, not text that looks like them."""
    found = []
    for element in elements(text):
        tag = element.tag if isinstance(element.tag, str) else "comment"
        if tag.rpartition("}")[2].lower() in {
            *("script", "iframe", "form", "input", "button", "object", "embed", "meta", "base"),
            *("style", "link", "svg", "audio", "video", "source", "applet", "frame", "portal"),
            *("textarea", "select", "template", "dialog", "animate", "use", "foreignobject"),
        }:
            found.append(tag)
        for name, value in element.attrib.items():
            plain = name.rpartition("}")[2].lower()
            if plain.startswith("on") or plain in ("style", "srcset", "ping", "target", "action"):
                found.append(f"{name}={value}")
            if plain == "src" and not value.startswith("data:image/"):
                found.append(f"{name}={value}")
            if plain == "href" and not ALLOWED.match(value):
                found.append(f"{name}={value}")
        words = (element.text or "") + (element.tail or "")
        found += re.findall(r"\\(?:href|require|style|cssId|class|def|newcommand)\b", words)
    return found


def body(*cells):
    """The cells of the page that nbconvert makes, without what stands around them."""
    text, _ = EXPORTER.from_notebook_node(v4.new_notebook(cells=list(cells)))
    return text


def shown(text, attachments=None):
    """A student's Markdown cell on the page."""
    cell = v4.new_markdown_cell(text)
    if attachments is not None:
        cell["attachments"] = attachments
    sanitised(cell)
    return body(cell)


def sanitised(*cells):
    """Sanitise cells in place; they need not be valid."""
    notebook = v4.new_notebook()
    notebook["cells"] = list(cells)
    sanitise(notebook, v4.new_notebook())


def put_out(data, kind="display_data"):
    cell = v4.new_code_cell("x")
    cell["outputs"] = [NotebookNode(output_type=kind, data=data, metadata={})]
    if kind == "execute_result":
        cell.outputs[0].execution_count = 1
    sanitised(cell)
    return cell


@pytest.mark.parametrize("act", ACTS)
def test_markdown_does_nothing(act):
    page = shown(f"Look: {act} and *this*.\n\n{act}")
    assert acting(page) == []
    assert "<em>this</em>" in page or "script" in act.lower() or "<" in act


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "text/latex", "image/svg+xml"])
@pytest.mark.parametrize("act", ACTS)
def test_an_output_does_nothing(act, kind):
    assert acting(body(put_out({kind: act}))) == []


@pytest.mark.parametrize("link", LINKS)
def test_no_link_leads_to_a_scheme_that_is_not_allowed(link):
    ways = itertools.product(WRITTEN, SCHEMES)
    cells = [v4.new_markdown_cell(link.format(a=written(*way))) for way in ways]
    outputs = [put_out({"text/markdown": cell.source}) for cell in cells]
    sanitised(*cells)
    assert len(cells) == len(WRITTEN) * len(SCHEMES)
    assert acting(body(*cells, *outputs)) == []


PIECES = [
    *ACTS,
    *(
        "*a*",
        "**b**",
        "`c`",
        "$x<y$",
        "$$\\frac{a}{b}$$",
        "\n",
        "\n\n",
        "\n    ",
        "> ",
        "- ",
        "1. ",
    ),
    *("<b>", "</b>", "<p>", "</p>", "<table>", "<tr>", "<td>", "<div>", "</div>", "<pre>", "<!--"),
    *("-->", "<![CDATA[", "]]>", "&lt;", "&#60;", "<", ">", '"', "'", "`", "```\n", "\\", "&", "#"),
    *("<math>", "<mi>", "</math>", "<svg>", "</svg>", "<style>", "</style>", "<a href=", "[", "]("),
    *(
        ")",
        "![",
        "[^1]",
        "[^1]: ",
        "|",
        "|-|",
        "\x00",
        "\x0b",
        "\u2028",
        "é",
        "\ud800",
        "javascript:",
    ),
    *("https://example.org", "mailto:a@b.c", "data:text/html,x", f"data:image/png;base64,{PNG}"),
]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_cells_hold_their_page_does_nothing(seed):
    """Two hundred odd bundles of Markdown and outputs for each seed."""
    rng = random.Random(seed)
    texts = ["".join(rng.choices(PIECES, k=rng.randint(1, 14))) for _ in range(50)]
    kinds = ["text/html", "text/markdown", "text/latex"]
    outputs = [put_out({kind: text}) for text in texts for kind in kinds]
    assert len(outputs) == 150
    for text in texts:  # each on a page of its own: what one leaves open does not hide the next
        assert acting(shown(text)) == [], text
    for number, output in enumerate(outputs):
        assert acting(body(output)) == [], (texts[number // 3], kinds[number % 3])


def test_the_same_acts_reach_the_page_without_it():
    """The attacks are real, and the parser sees them: nbconvert passes them on."""
    passed = [act for act in ACTS if acting(body(v4.new_markdown_cell(act)))]
    assert len(passed) >= 15
    links = [link.format(a="javascript&colon;alert(1)") for link in LINKS]
    assert sum(bool(acting(body(v4.new_markdown_cell(link)))) for link in links) >= 5


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("$a < b$ and 3 < 4 and <b>bold</b>", "</math> and 3 &lt; 4 and <b>bold</b>"),
        ("$a < b$", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"),
        ("`x <y>`", "<code>x &lt;y&gt;</code>"),
        ("$$\\frac{\\partial L}{\\partial x}$$", "<mfrac><mrow><mo>∂</mo><mi>L</mi></mrow>"),
        ("\\begin{align}a&=b\\end{align}", "<mtr><mtd><mi>a</mi></mtd><mtd>"),
        ("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>", "<mfrac><mi>a</mi><mn>2</mn></mfrac>"),
        ("[x](https://example.org/a?b=1&c=2)", 'href="https://example.org/a?b=1&amp;c=2"'),
        ("[x](mailto:a@b.c)", 'href="mailto:a@b.c"'),
        ("|a|b|\n|-|-|\n|1|2|", "<td>1</td>"),
        ("- one\n- two", "<li>one</li>"),
        ("```python\nx = 1\n\ny = 2\n```", "<pre><code>x = 1\n\ny = 2\n</code></pre>"),
        ("<svg><text>letters</text></svg>", '<img alt="a drawing" src="data:image/svg+xml;base64,'),
        (f"![x](data:image/png;base64,{PNG})", f'src="data:image/png;base64,{PNG}"'),
        ("a  \nb", "<br"),
    ],
)
def test_what_is_harmless_is_shown_as_it_was_meant(text, there):
    page = shown(text)
    assert there in page.replace("&#10;", "\n").replace("&#x27;", "'"), page


def test_a_footnote_leads_to_its_note_in_the_same_cell():
    page = shown("As shown[^1].\n\n[^1]: By the chain rule.")
    assert "By the chain rule." in page
    ids = {element.attrib.get("id") for element in elements(page)}
    targets = [e.attrib["href"][1:] for e in elements(page) if "href" in e.attrib]
    assert len(targets) == 2
    assert set(targets) <= ids


@pytest.mark.parametrize("name", ["pasted image.png", "image.png"])
def test_a_pasted_picture_is_shown(name):
    text = f"Look:\n\n![{name}](attachment:{name.replace(' ', '%20')})"
    page = shown(text, {name: {"image/png": PNG}})
    assert f'src="data:image/png;base64,{PNG}"' in page


@pytest.mark.parametrize(
    "attachments",
    [
        None,
        {},
        {"other.png": {"image/png": PNG}},
        {"a.png": {"image/png": "<script>"}},
        {"a.png": {"text/html": PNG}},
        {"a.png": 3},
        {"a.png": {"image/png": ["x"]}},
    ],
)
def test_a_pasted_picture_that_is_none_costs_itself_alone(attachments):
    page = shown("Before ![the plan](attachment:a.png) after", attachments)
    assert "Before" in page
    assert 'alt="the plan"' in page
    assert "src=" not in page


@pytest.mark.parametrize("address", ["https://example.org/x.png", "//example.org/x.png", "x.png"])
def test_no_picture_is_loaded_from_elsewhere(address):
    for text in (f"![x]({address})", f'<img src="{address}">'):
        assert "example.org" not in shown(text)
        assert "src=" not in shown(text)


def test_a_name_of_the_page_is_not_taken_over():
    page = shown('<p id="MathJax-script">x</p> <a href="#MathJax-script">y</a>')
    assert 'id="MathJax-script"' not in page
    assert re.search(r'id="(own-0-MathJax-script)".*href="#\1"', page)


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
    (output,) = put_out({kind: "alert(1)"}).outputs
    assert dict(output.data) == {"text/plain": NOTHING}


@pytest.mark.parametrize(
    "data",
    [
        {"text/html": ["<b>", 3, None, {"a": 1}]},
        {"text/html": "\ud800<b>x</b>"},
        {"text/html": {"a": "b"}},
        {"text/plain": ["a\n", 4]},
        {"image/png": 7},
        {"image/svg+xml": ["<svg>", "</svg>"]},
        "nothing",
        None,
    ],
)
def test_an_odd_bundle_costs_itself_alone(data):
    cell = put_out(data)
    assert acting(body(cell)) == []
    "".join(str(part) for part in cell.outputs[0].data.values()).encode("utf-8")


def test_pictures_text_and_tables_stay():
    table = "<table><tbody><tr><td>1</td></tr></tbody></table>"
    data = {"image/png": PNG, "text/plain": "a < b", "text/html": table}
    assert dict(harmless_output(v4.new_output("display_data", dict(data))).data) == data


def test_a_picture_of_a_rarer_kind_is_shown():
    (output,) = put_out({"image/gif": GIF}).outputs
    assert f"data:image/gif;base64,{GIF}" in output.data["text/html"]


def test_an_environment_without_dollars_is_a_formula():
    assert "<math" in pages.from_markdown("\\begin{equation}\nx = 1\n\\end{equation}")


def test_a_picture_that_is_none_is_left_out():
    output = v4.new_output("display_data", {"image/png": '"><script>alert(1)</script>'})
    assert "image/png" not in harmless_output(output).data


def test_a_text_too_long_to_be_rendered_is_shown_as_it_was_written():
    page = pages.from_markdown("*x* <script>" + "y" * pages.MAX_RENDERED)
    assert page.startswith("<div><pre>*x* &lt;script&gt;")


def test_the_courses_own_text_is_left_as_it_is():
    own = '<p style="color:red">$\\def\\x{1}\\x$</p>'
    cell, release = v4.new_markdown_cell(own), v4.new_notebook(cells=[v4.new_markdown_cell(own)])
    cell.attachments = {"a.png": {"image/png": PNG}}
    sanitise(v4.new_notebook(cells=[cell]), release)
    assert cell.source == own
    assert "attachments" not in cell


#: Environments of MathJax, each with what may follow its name.
ENVIRONMENTS = {
    **dict.fromkeys(
        "align align* aligned split gather gather* gathered multline cases".split(), ""
    ),
    **dict.fromkeys("eqnarray eqnarray* dcases matrix bmatrix smallmatrix rcases".split(), ""),
    **{"array": "{cc}", "subarray": "{c}", "alignat": "{2}", "alignat*": "{2}"},
    **{"alignedat": "{2}", "gathered ": "[t]", "aligned ": "[t]"},
}


@pytest.mark.parametrize("name", ENVIRONMENTS)
@pytest.mark.parametrize("around", ["{0}", "$$\n{0}\n$$", "$${0}$$"])
def test_a_formula_of_several_rows_keeps_them_or_stands_as_it_was_written(name, around):
    begin = f"{{{name.strip()}}}{ENVIRONMENTS[name]}"
    tex = f"\\begin{begin}\na &= b \\\\\nx &= d\n\\end{{{name.strip()}}}"
    shown = pages.from_markdown(around.format(tex))
    text = html.unescape(re.sub(r"<[^>]*>", "", shown))
    if "<math" in shown:
        assert shown.count("<mtr>") == 2
        assert re.findall(r"[\w&]", text) == [*"abxd"]
    else:
        assert text.replace("$$", "").split() == tex.split()
