"""Strangers' Markdown and HTML as harmless HTML: it is rendered first and cleaned then.

Whatever Markdown does to tags, entities, escapes and links is done before anything is judged. What
comes out is parsed as a browser parses it, and only known elements, attributes and addresses are
kept (by nh3, a binding of ammonia).

A picture is shown if it is part of the notebook, as data or as an attachment; nothing is loaded
from elsewhere. Drawings become pictures, in which no script runs. Formulas are kept, in TeX and in
MathML, without the commands of MathJax that make links or styles.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote

import bs4
import nh3
from mistune import HTMLRenderer
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from backpass.grading.common.formulas import mathml

#: Schemes of addresses that a link may have; and links to places in the page itself.
SCHEMES = ("http", "https", "mailto")
#: Kinds of pictures, and how each of them begins.
PICTURES = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
    "image/svg+xml": (b"",),
}
#: Longer text is shown as it was written: rendering takes more than proportionally longer.
MAX_RENDERED = 200_000

_MATHML = set(
    "math maction merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot "
    "menclose mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover "
    "none semantics".split()
)
_TAGS = _MATHML | set(
    "a abbr b bdi blockquote br caption code col colgroup dd del details div dl dt em figcaption "
    "figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong "
    "sub summary sup table tbody td tfoot th thead tr tt u ul var wbr".split()
)
_DROPPED_WHOLE = {"script", "style", "title", "noscript", "template", "textarea", "iframe"}
_ATTRIBUTES = {
    "*": {"title", "lang", "dir", "id"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "table": {"border"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "math": {"display"},  # the name space that MathML has elsewhere says nothing in HTML
    "mi": {"mathvariant"},
    "mo": {"stretchy", "fence", "separator", "form", "lspace", "rspace", "minsize", "maxsize"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mfrac": {"linethickness"},
    "mspace": {"width", "height", "depth"},
    "mtable": {"columnalign", "rowspacing", "columnspacing"},
    "mstyle": {"displaystyle", "scriptlevel", "mathvariant"},
}
#: Commands by which TeX in a page could make links, styles, or load more of MathJax.
_UNSAFE_TEX = re.compile(
    r"\\(?=(?:href|url|require|style|cssId|class|data|bbox|mmlToken|Tooltip|mmlTooltip|texttip|"
    r"toggle|mathtip|unicode|newcommand|renewcommand|newenvironment|def|let)(?![A-Za-z]))"
)
_LINE_ENDS = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_DATA = re.compile(r"data:(image/[a-z+]+);base64,([A-Za-z0-9+/=\s]*)", re.IGNORECASE)


class _Renderer(IPythonRenderer):
    """nbconvert's rendering, without what is made for authors: diagrams, anchors, embedding."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)

    def block_code(self, code: str, info: str | None = None) -> str:
        """Code as it is; colours are styles."""
        del info
        return f"<pre><code>{html.escape(code, quote=False)}</code></pre>\n"

    def block_math(self, body: str) -> str:
        """A formula that stands alone."""
        return _formula(body, "block") or str(super().block_math(body))

    def inline_math(self, body: str) -> str:
        """A formula within a line."""
        return _formula(body, "inline") or str(super().inline_math(body))

    def latex_environment(self, name: str, body: str) -> str:
        """A formula that stands alone without dollars: an environment."""
        formula = _formula(f"\\begin{{{name}}}{body}\\end{{{name}}}", "block")
        return formula or str(super().latex_environment(name, body))

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """A picture with its address as it stands: it is looked at when all is rendered."""
        return str(HTMLRenderer.image(self, text, url, title))


def _formula(body: str, display: str) -> str | None:
    """A formula as MathML, which needs no script; None where it cannot be set so."""
    try:
        return mathml(body, display)
    except ValueError:
        return None


def from_markdown(text: str, attachments: Any = None, prefix: str = "own-") -> str:
    """Markdown as harmless HTML, in one line: as a cell's source it is shown as it stands.

    Args:
        text: The Markdown.
        attachments: The cell's, as the notebook format has them.
        prefix: Set before every id, so that none is one of the page's own.
    """
    text = without_half_characters(text)
    if len(text) > MAX_RENDERED:
        return in_one_line(f"<pre>{html.escape(text)}</pre>")
    names = (*MarkdownWithMath.DEFAULT_PLUGINS, "footnotes")
    markdown = MarkdownWithMath(_Renderer(), plugins=[import_plugin(name) for name in names])
    try:
        rendered = markdown.render(text)
    except RecursionError:
        rendered = f"<pre>{html.escape(text)}</pre>"
    return in_one_line(from_html(rendered, attachments, prefix))


def without_half_characters(text: str) -> str:
    """Text without halves of surrogate pairs, which can be written in JSON but in no file."""
    return text.encode("utf-8", "replace").decode("utf-8")


def from_html(
    text: str,
    attachments: Any = None,
    prefix: str = "own-",
    classes: Mapping[str, set[str]] | None = None,
) -> str:
    """HTML as harmless HTML.

    Args:
        text: The HTML.
        attachments: Pictures that it may show by their names, as the notebook format has them.
        prefix: Set before every id.
        classes: Which classes an element may have, by its name, beside those of data frames.
    """
    cleaned = nh3.clean(
        _with_pictures_of_drawings(without_half_characters(text)),
        tags=_TAGS,
        clean_content_tags=_DROPPED_WHOLE,
        attributes=_ATTRIBUTES,
        attribute_filter=_address_filter(attachments, prefix),
        url_schemes={*SCHEMES, "data", "attachment"},
        id_prefix=prefix,
        allowed_classes={"table": {"dataframe"}, **(classes or {})},
        link_rel="noopener noreferrer",
    )
    return without_unsafe_tex(cleaned)


def without_unsafe_tex(text: str) -> str:
    """HTML in which the commands of TeX that make links or styles are text, and no commands."""
    return _UNSAFE_TEX.sub("&#92;\u200b", text)


def _address_filter(attachments: Any, prefix: str) -> Callable[[str, str, str], str | None]:
    """What becomes of an attribute: None takes it away."""

    def keep(_tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return picture(value, attachments)
        if name == "href":
            return f"#{prefix}{value[1:]}" if value.startswith("#") else address(value)
        return value

    return keep


def address(text: str) -> str | None:
    """An address that a link may have; None for any other one.

    Browsers pass over white space and control characters in a scheme, so none is left in it.
    """
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]", "", text)
    scheme, colon, _ = plain.partition(":")
    return text.strip() if colon and scheme.lower() in SCHEMES else None


def picture(text: str, attachments: Any = None) -> str | None:
    """The address of a picture that is part of the notebook, as data; None for any other one.

    Args:
        text: An address, as it stands in Markdown or HTML.
        attachments: What the cell brings along, as a stranger wrote it.
    """
    text = text.strip()
    if text.lower().startswith("attachment:"):
        return attached(unquote(text.partition(":")[2]), attachments)
    match = _DATA.fullmatch(text)
    return as_data(match[1], match[2]) if match else None


def attached(name: str, attachments: Any) -> str | None:
    """A picture that a cell brings along under a name.

    Args:
        name: The name.
        attachments: What the cell brings along, as a stranger wrote it.
    """
    bundle = attachments.get(name) if isinstance(attachments, Mapping) else None
    if not isinstance(bundle, Mapping):
        return None
    found = (as_data(kind, bundle[kind]) for kind in PICTURES if isinstance(bundle.get(kind), str))
    return next((one for one in found if one is not None), None)


def as_data(kind: str, coded: str) -> str | None:
    """A picture in base64 as an address; None where it is none of its kind.

    Args:
        kind: The media type, like ``"image/png"``.
        coded: The picture in base64.
    """
    kind, coded = kind.lower(), "".join(coded.split())
    try:
        raw = base64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if not raw.startswith(PICTURES.get(kind, ())):
        return None
    return f"data:{kind};base64,{coded}"


def drawing(svg: str) -> str:
    """A drawing as a picture: in a picture no script runs, and nothing is loaded."""
    coded = base64.b64encode(svg.encode("utf-8", "replace")).decode()
    return f'<img alt="a drawing" src="data:image/svg+xml;base64,{coded}">'


def _with_pictures_of_drawings(text: str) -> str:
    """HTML whose drawings have become pictures; nh3 would take them away with their letters."""
    if "<svg" not in text.lower():
        return text
    try:
        soup = bs4.BeautifulSoup(text, "html.parser")
        for svg in soup.find_all("svg"):
            if svg.parent is None or svg.find_parent("svg") is not None:
                continue
            svg["xmlns"] = "http://www.w3.org/2000/svg"
            svg.replace_with(bs4.BeautifulSoup(drawing(str(svg)), "html.parser"))
        return str(soup)
    except (RecursionError, ValueError, AssertionError):
        return f"<pre>{html.escape(text)}</pre>"


def in_one_line(text: str) -> str:
    """HTML that Markdown takes for one block, to be shown as it stands: it has no line ends.

    In CommonMark a block of HTML that begins with ``<div>`` ends at the next blank line.
    """
    return f"<div>{_LINE_ENDS.sub(_line_end, text)}</div>"


def _line_end(match: re.Match[str]) -> str:
    return "&#10;" * len(match[0].replace("\r\n", "\n"))
