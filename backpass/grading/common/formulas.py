"""Formulas as MathML, which every browser shows without a script or a network."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

# latex2mathml writes functions as operators, which have too much room around them, and sets what
# stands under "lim" beside it.
_FUNCTION = re.compile(r"<mo>(max|min|exp|log|ln)</mo>")
_LIMIT = re.compile(r"<msub>(<mo>lim</mo>.*?)</msub>")


def mathml(tex: str, display: str) -> str:
    """A formula as MathML.

    Args:
        tex: The formula, as it stands in HTML.
        display: ``"block"`` or ``"inline"``.

    Raises:
        ValueError: A command was not understood.
    """
    tex = " ".join(html.unescape(tex).split())
    try:
        written = str(convert(tex, display=display))
    except Exception as error:  # whatever half a formula makes latex2mathml do
        raise ValueError(f"the formula {tex} cannot be set as MathML") from error
    if "\\" in re.sub(r"<[^>]*>", "", written):
        raise ValueError(f"the formula {tex} holds a command that cannot be set as MathML")
    return _LIMIT.sub(r"<munder>\1</munder>", _FUNCTION.sub(r"<mi>\1</mi>", written))
