"""Words for matplotlib's pictures, which JupyterLab and Colab otherwise show without any.

A notebook stores a figure as a PNG, and no front end gives that a text alternative. So a figure is
stored as an ``<img>`` with an ``alt`` too, which front ends show before the PNG. The words are
those of the figure itself: its titles, what its axes and lines are called, what is written in it. A
figure with a label of its own, ``fig.set_label("…")``, has that instead. The numbers behind a
chapter's pictures are printed by the cell that draws them.
"""

from __future__ import annotations

import base64
import html
import sys
import warnings
from typing import Any

from backpass.drawing import page_fonts, palette

#: Class of a picture that a dark page turns round.
KIND = "bp-plot"
_STYLE = ",".join(f"{page} img.{KIND}" for page in palette.DARK_PAGES) + f"{{{palette.INVERTED}}}"


def describe_figures() -> None:
    """In a notebook, from now on: figures come with words. Elsewhere nothing happens."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None:
        return

    def bundle(figure: Any) -> dict[str, str]:
        pictures = formatter.formatters["image/png"]
        try:
            once = _DrawnOnce.of(pictures, figure)
        except KeyError:  # figures are shown in another format
            return {}
        if page_fonts.needed(figure):
            once.kept = figure, None  # no PNG: it would be boxes, and warnings
            return {"text/html": image(page_fonts.svg(figure), in_words(figure))}
        drawn = pictures(figure)
        once.kept = figure, drawn
        png = drawn[0] if isinstance(drawn, tuple) else drawn
        return {"text/html": image(png, in_words(figure))} if isinstance(png, str) else {}

    # a figure that is laid out before it is shown measures letters that the page will draw
    warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from ")
    # the one table of formatters that matplotlib's inline backend leaves alone when it sets up
    formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", bundle)


class _DrawnOnce:
    """Draws a figure; the second time that it is asked in one display, it has the picture already.

    IPython asks for the picture once for our ``<img>`` and once for itself, and each drawing takes
    a tenth of a second or more.

    Args:
        printer: What draws figures.
    """

    def __init__(self, printer: Any) -> None:
        self.printer = printer
        #: The figure that was drawn last, with its picture, until that is asked for.
        self.kept: tuple[Any, Any] | None = None

    @classmethod
    def of(cls, pictures: Any, figure: Any) -> _DrawnOnce:
        """The one that draws a figure, ready to draw it anew; it is put in place where needed.

        Args:
            pictures: IPython's table of what draws.
            figure: The figure.

        Raises:
            KeyError: Nothing there draws figures.
        """
        found = pictures.lookup(figure)
        once = found if isinstance(found, cls) else cls(found)
        if once is not found:  # the backend has set up since the last time
            pictures.for_type(type(figure), once)
        once.kept = None
        return once

    def __call__(self, figure: Any) -> Any:
        kept, self.kept = self.kept, None
        return kept[1] if kept is not None and kept[0] is figure else self.printer(figure)


def image(png: str, words: str) -> str:
    """An ``<img>`` of a picture, with its text alternative; on a dark page it is dark.

    Args:
        png: A PNG in base64, white space in it does not matter; or an SVG.
        words: What it shows, for those who do not see it.
    """
    coded, kind = "".join(png.split()), "png"
    if png.lstrip().startswith("<"):
        coded, kind = base64.b64encode(png.encode()).decode(), "svg+xml"
    data = f"data:image/{kind};base64,{coded}"
    picture = f'<img alt="{html.escape(words)}" class="{KIND}" src="{data}">'
    return f"{picture}<style>{_STYLE}</style>"


def in_words(figure: Any) -> str:
    """What a figure says of itself, in one paragraph."""
    if figure.get_label():
        return str(figure.get_label())
    heading = figure.get_suptitle() if hasattr(figure, "get_suptitle") else _suptitle(figure)
    parts = [heading, *(_axes_in_words(axes) for axes in figure.axes)]
    said = ". ".join(part for part in parts if part)
    return _tell("Picture. {said}.", said=said) if said else _tell("Picture.")


def _suptitle(figure: Any) -> str:
    """For matplotlib 3.8, where one cannot ask for it."""
    title = getattr(figure, "_suptitle", None)
    return title.get_text() if title is not None else ""


def _axes_in_words(axes: Any) -> str:
    """One panel: its title, its axes, its lines, and what stands in it."""
    said = [_plain(axes.get_title())]
    along, upward = _plain(axes.get_xlabel()), _plain(axes.get_ylabel())
    if along and upward:
        said.append(_tell("{upward} against {along}", upward=upward, along=along))
    elif along or upward:
        said.append(_tell("axis: {name}", name=along or upward))
    handles = axes.get_legend_handles_labels()[1]
    said.append(", ".join(_plain(label) for label in handles))
    said.append(", ".join(_plain(text.get_text()) for text in axes.texts if text.get_text()))
    return "; ".join(part for part in said if part)


def _tell(sentence: str, **places: str) -> str:
    """A sentence in the learner's language; in English while a notebook is graded."""
    from backpass.languages import tell  # noqa: PLC0415 - comes to nothing in a student's process

    told: object = tell(sentence, **places)
    return told if isinstance(told, str) else sentence.format(**places)


def _plain(words: str) -> str:
    """Without the marks of formulas, on one line."""
    return " ".join(words.replace("$", "").split())
