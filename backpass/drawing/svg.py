"""The pieces every picture is made of: numbers, text, colours that hold on light and dark pages.

A picture brings its own background, so it never depends on the page's: where Jupyter, Colab or
VS Code say that their theme is dark, background and inks change together. Pictures carry no ids,
so any number of them can stand on one page.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable

from backpass.drawing.palette import DARK, DARK_PAGES, LIGHT, variables
from backpass.languages import tell

MINUS = "−"
TALLEST = 470.0  # pixels that a picture may take of a screen's height
#: How wide letters are, in parts of the font's size: as in DejaVu Sans, the widest of the fonts
#: that a picture asks for. A letter of Korean, Chinese or Japanese is a square.
LETTERS = (
    (" .,:;'|/ijlIJ·", 0.34),
    ("()[]frt-²³⁻⁸", 0.41),
    ("−+=×<>~w", 0.84),
    ("mMW@▲▼", 1.0),
)
OTHER, SQUARE = 0.64, 1.0
BOLD, BOLDER = ("bp-value", "bp-accent", "bp-warm"), 1.1  # which classes are, and how much wider
FIRST_SQUARE = "\u2e80"  # the first letter of those that are squares; smaller ones come before it
_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


STYLE = (
    f".bp-svg{{{variables(LIGHT)}}}"
    + ",".join(f"{page} .bp-svg" for page in DARK_PAGES)
    + f"{{{variables(DARK)}}}"
    + ".bp-svg{background:var(--bp-bg);display:block;height:auto;border-radius:6px;"
    "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif;"
    "font-variant-numeric:tabular-nums}"
    ".bp-svg text{fill:var(--bp-ink)}.bp-svg .bp-muted{fill:var(--bp-muted)}"
    ".bp-svg .bp-value{fill:var(--bp-value);font-weight:600}"
    ".bp-svg .bp-grad{fill:var(--bp-grad);font-style:italic}"
    ".bp-svg .bp-accent{fill:var(--bp-accent);font-weight:600}"
    ".bp-svg .bp-warm{fill:var(--bp-warm);font-weight:600}"
    ".bp-svg .bp-wire{fill:none;stroke:var(--bp-line);stroke-width:1.6}"
    ".bp-svg .bp-tip{fill:var(--bp-line)}"
    ".bp-svg .bp-box{fill:var(--bp-panel);stroke:var(--bp-ink);stroke-width:1.4}"
    ".bp-svg .bp-ring{fill:none;stroke:var(--bp-accent);stroke-width:3}"
    ".bp-svg .bp-grid{stroke:var(--bp-line);stroke-width:.6;opacity:.45}"
    ".bp-svg .bp-axis{stroke:var(--bp-line);stroke-width:1.2}"
    ".bp-svg .bp-curve{fill:none;stroke:var(--bp-ink);stroke-width:2}"
    ".bp-svg .bp-tangent{fill:none;stroke:var(--bp-accent);stroke-width:2;stroke-dasharray:7 5}"
    ".bp-svg .bp-secant{fill:none;stroke:var(--bp-warm);stroke-width:2}"
    ".bp-svg .bp-fill-ink{fill:var(--bp-ink)}.bp-svg .bp-fill-warm{fill:var(--bp-warm)}"
    ".bp-svg .bp-fill-accent{fill:var(--bp-accent)}"
    ".bp-svg .bp-hollow{fill:var(--bp-bg);stroke:var(--bp-accent);stroke-width:2}"
    ".bp-svg [data-at]{display:none}"
    ".bp-svg .bp-now{fill:none;stroke:var(--bp-warm);stroke-width:3}"
    ".bp-svg .bp-chip{fill:var(--bp-bg)}"
    ".bp-svg .bp-bubble{fill:var(--bp-bg);stroke:var(--bp-warm);stroke-width:1.6}"
    ".bp-svg .bp-flow{fill:none;stroke-width:3;stroke-dasharray:7 6}"
    ".bp-svg .bp-moving.bp-flow,.bp-svg .bp-moving .bp-flow{animation:bp-run .5s linear 6}"
    ".bp-svg .bp-there{stroke:var(--bp-value)}"
    ".bp-svg .bp-back{stroke:var(--bp-grad);animation-direction:reverse}"
    ".bp-svg .bp-agrees{fill:none;stroke:var(--bp-value);stroke-width:3}"
    ".bp-svg .bp-parts{fill:none;stroke:var(--bp-warm);stroke-width:3;stroke-dasharray:3 4}"
    ".bp-svg .bp-agrees-box{fill:none;stroke:var(--bp-value);stroke-width:1.2}"
    ".bp-svg .bp-parts-box{fill:var(--bp-panel);stroke:var(--bp-warm);stroke-width:2.4}"
    ".bp-svg .bp-ghost{fill:none;stroke:var(--bp-line);stroke-width:1.2;stroke-dasharray:4 4}"
    "@keyframes bp-run{to{stroke-dashoffset:-13}}"
    "@media (prefers-reduced-motion:reduce){.bp-svg .bp-flow.bp-flow.bp-flow{animation:none}}"
    "@media (forced-colors:active){.bp-svg{forced-color-adjust:none;--bp-bg:Canvas;"
    "--bp-panel:Canvas;--bp-line:CanvasText;--bp-ink:CanvasText;--bp-muted:CanvasText;"
    "--bp-value:CanvasText;--bp-grad:CanvasText;--bp-accent:CanvasText;--bp-warm:CanvasText}}"
)


#: The same as an element, which each picture brings along.
STYLED = f"<style>{STYLE}</style>"


def number(value: float, digits: int = 2) -> str:
    """A number as people read it, short and with at least two digits that count.

    ``−4.00``, ``0.37``, ``0.018``, ``0.009``, ``1235``, and as Python prints it, ``1.5e−4``, where
    decimals would say little. With two digits and a size from 1e−9 to 1e9, seven characters at
    most. An eighth keeps its third decimal, ``2.125``: rounded it would be 2.12 here and 2.13 at
    school.

    Args:
        value: Any float.
        digits: How many decimals, at least 2.
    """
    if math.isnan(value):
        return tell("not a number")
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    if digits == 2 and 0.0995 <= size < 99.995 and size * 8 % 2 == 1:
        text = f"{value:.3f}"
    elif size == 0.0 or 0.0995 <= size < 999.995:
        text = f"{value + 0.0:.{digits}f}"
    elif 0.00995 <= size < 0.0995:
        text = f"{value:.{digits + 1}f}".removesuffix("0")
    elif 0.000995 <= size < 0.00995:
        text = f"{value:.{digits + 2}f}".removesuffix("0")
    elif 999.995 <= size < 99999.5:
        text = f"{value:.0f}"
    else:
        mantissa, exponent = f"{value:.1e}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", MINUS)


def power_of_ten(exponent: float) -> str:
    """A whole power of ten, ``10⁻⁸``."""
    return f"10{str(round(exponent)).translate(_SUPERSCRIPT)}"


def escape(words: object) -> str:
    """Words as they may stand in markup, quotation marks included."""
    printable = str(words).replace("\n", " ")
    if not printable.isprintable():
        printable = "".join(c if c.isprintable() else " " for c in printable)
    return html.escape(printable, quote=True)


def n(coordinate: float) -> str:
    """A coordinate with one decimal, which is finer than a screen shows."""
    return f"{coordinate + 0.0:.1f}".removesuffix(".0")


def width(words: str, size: float) -> float:
    """How wide a line of text is at most, in pixels, in whatever font the page has.

    Args:
        words: What it says.
        size: Font size in pixels.
    """
    total = 0.0
    for letter in words:
        part = SQUARE if letter >= FIRST_SQUARE else OTHER
        for letters, em in LETTERS:
            if letter in letters:
                part = em
        total += part
    return total * size


def text(
    x: float,
    y: float,
    words: object,
    css: str = "",
    size: float = 14,
    *,
    anchor: str = "start",
    data: str = "",
    room: float = math.inf,
) -> str:
    """A line of text whose baseline starts, is centred or ends at (x, y).

    Args:
        x: From the left, in pixels.
        y: From the top, in pixels.
        words: What it says; escaped here.
        css: Class names, such as ``"bp-value"``.
        size: Font size in pixels.
        anchor: ``"start"``, ``"middle"`` or ``"end"``.
        data: More attributes, already escaped.
        room: How wide it may be, in pixels; where it would be wider, its letters are smaller.
    """
    if room < math.inf:  # most texts have all the room there is, and need no measuring
        wide = width(str(words), size) * (BOLDER if css in BOLD else 1.0)
        if wide > room:
            size *= room / wide
    name = f' class="{css}"' if css else ""
    more = f" {data}" if data else ""
    return (
        f'<text x="{n(x)}" y="{n(y)}" font-size="{n(size)}" text-anchor="{anchor}"{name}{more}>'
        f"{escape(words)}</text>"
    )


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> str:
    """A straight line.

    Args:
        x1: Where it starts, in pixels from the left.
        y1: Where it starts, in pixels from the top.
        x2: Where it ends, in pixels from the left.
        y2: Where it ends, in pixels from the top.
        css: Its class.
    """
    return f'<line x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}" class="{css}"/>'


def rect(x: float, y: float, width: float, height: float, css: str, *, radius: float = 0) -> str:
    """A rectangle, with rounded corners if ``radius`` is given.

    Args:
        x: Its left edge, in pixels.
        y: Its upper edge, in pixels.
        width: In pixels.
        height: In pixels.
        css: Its class.
        radius: Of the corners, in pixels.
    """
    corner = f' rx="{n(radius)}"' if radius else ""
    return (
        f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}"{corner} '
        f'class="{css}"/>'
    )


def polygon(points: Iterable[tuple[float, float]], css: str) -> str:
    """A filled polygon.

    Args:
        points: Its corners, in pixels from the left and from the top.
        css: Its class.
    """
    path = " ".join(f"{n(x)},{n(y)}" for x, y in points)
    return f'<polygon points="{path}" class="{css}"/>'


def picture(
    width: float,
    height: float,
    body: Iterable[str],
    *,
    title: str,
    description: str,
    kind: str,
    data: str = "",
    tallest: float = TALLEST,
) -> str:
    """A whole SVG element with its text alternative.

    Args:
        width: Width in pixels; on a narrower page the picture shrinks, down to two thirds.
        height: Height in pixels. A picture higher than :data:`TALLEST` is shown smaller, so that it
            and its sliders fit on the screen of a laptop.
        body: The elements.
        title: A few words that name the picture.
        description: What it says, in sentences; together with the title, its accessible name.
        kind: Class name that tells pictures apart, such as ``"bp-circuit"``.
        data: More attributes, already escaped.
        tallest: How high it may be shown.
    """
    label = escape(f"{title}. {description}")
    scale = min(1.0, tallest / height)
    shown = width * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bp-svg {kind}" role="img" {data} '
        f'aria-label="{label}" viewBox="0 0 {n(width)} {n(height)}" width="{n(shown)}" '
        f'height="{n(height * scale)}" style="max-width:100%;min-width:{n(shown * 2 / 3)}px">'
        f"<desc>{escape(description)}</desc>{STYLED}"
        f"{''.join(body)}</svg>"
    )


def plain(svg: str) -> str:
    """The picture without its style, for a page that has :data:`STYLED` already.

    A style that comes and goes with every new picture has the page look anew at each of its
    elements, those of all of JupyterLab.

    Args:
        svg: What :func:`picture` made, or markup around it.
    """
    return svg.replace(STYLED, "")


def scrollable(svg: str) -> str:
    """The picture in a box that scrolls sideways where the page is too narrow for it."""
    label = escape(tell("A picture; it scrolls sideways if it must"))
    return (
        f'<div tabindex="0" role="group" aria-label="{label}" '
        f'style="overflow-x:auto;padding:2px 0">{svg}</div>'
    )
