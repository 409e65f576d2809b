"""Figures whose words matplotlib's fonts cannot draw: as SVG, with words in the page's fonts.

Matplotlib brings fonts for Latin letters, Greek and formulas. A word in Korean or Japanese would be
a row of boxes in a PNG. In an SVG it can stay a word: whoever shows the picture has the letters.
"""

from __future__ import annotations

import html
import io
import re
from typing import Any

#: Letters of Chinese, Japanese and Korean; each is about as wide as an m.
WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]"
)
POWERS = str.maketrans("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def needed(figure: Any) -> bool:
    """Whether a figure has words that matplotlib's own fonts cannot draw.

    Args:
        figure: A figure of matplotlib.
    """
    return bool(_texts(figure))


def svg(figure: Any) -> str:
    """The figure as SVG whose words are drawn by whoever shows it.

    Args:
        figure: A figure of matplotlib; it is the same afterwards.
    """
    from matplotlib import rc_context  # noqa: PLC0415 - there, since it has drawn a figure

    kept = [(text, text.get_text(), text.get_gid()) for text in _texts(figure)]
    try:
        for i, (text, words, _) in enumerate(kept):  # laid out with letters that have a width
            text.set_gid(f"bp-words-{i}")
            text.set_text(WIDE.sub("m", _plain(words)))
        drawn = io.StringIO()
        with rc_context({"svg.fonttype": "none", "svg.hashsalt": "backpass"}):
            figure.savefig(drawn, format="svg", bbox_inches="tight", metadata={"Date": None})
    finally:
        for text, words, gid in kept:
            text.set_text(words)
            text.set_gid(gid)
    made = drawn.getvalue()
    for i, (_, words, _) in enumerate(kept):
        made = _with_words(made, f"bp-words-{i}", _plain(words).splitlines())
    return made


def _texts(figure: Any) -> list[Any]:
    from matplotlib.text import Text  # noqa: PLC0415 - as above

    return [text for text in figure.findobj(Text) if WIDE.search(text.get_text())]


def _plain(words: str) -> str:
    """Formulas among words as plain signs: matplotlib sets them letter by letter."""
    bare = words.replace("$", "")
    return re.sub(r"\^\{?(\w)\}?", lambda power: power[1].translate(POWERS), bare)


def _with_words(drawn: str, group: str, lines: list[str]) -> str:
    """The picture with the lines of one text in their places."""
    begin = drawn.index(f'id="{group}"')
    place = re.compile(r"(<text\b[^>]*>)[^<]*(</text>)")
    for line in lines:
        found = place.search(drawn, begin)
        if found is None:
            break
        written = f"{found[1]}{html.escape(line, quote=False)}{found[2]}"
        drawn = drawn[: found.start()] + written + drawn[found.end() :]
        begin = found.start() + len(written)
    return drawn
