"""Formulas as MathML, which every browser shows without a script or a network."""

from __future__ import annotations

import html
import re

from latex2mathml.converter import convert

# latex2mathml writes functions as operators, which have too much room around them, and sets what
# stands under "lim" beside it.
_FUNCTION = re.compile(r"<mo>(max|min|exp|log|ln)</mo>")
_LIMIT = re.compile(r"<msub>(<mo>lim</mo>.*?)</msub>")
# It passes over the beginning and the end of an environment that it does not know, and over its
# rows; and it numbers those of "align", which no notebook does. What looks the same instead:
_INSTEAD = {
    **dict.fromkeys(("align", "aligned", "alignat", "alignedat", "eqnarray"), "align*"),
    **dict.fromkeys(("gather", "gathered", "multline"), "matrix"),
    "dcases": "cases",
}
_ENVIRONMENT = re.compile(
    r"\\(begin|end)\s*\{(align|eqnarray|gather|multline|dcases|aligned|gathered|alignat|alignedat)"
    r"\*?\}(?:\s*\[[tbc]\]|(?<=at\}|t\*\})\s*\{\d+\})?"
)
_ALONE = re.compile(r"\\(?:begin|end)\s*\{(?:equation|displaymath|math)\*?\}")
_ROWS = re.compile(r"\\\\")


def mathml(tex: str, display: str) -> str:
    """A formula as MathML.

    Args:
        tex: The formula, as it stands in HTML.
        display: ``"block"`` or ``"inline"``.

    Raises:
        ValueError: A command was not understood.
    """
    tex = " ".join(html.unescape(tex).split())
    plain = _ALONE.sub(" ", _ENVIRONMENT.sub(_known, tex))
    try:
        written = str(convert(plain, display=display))
    except Exception as error:  # whatever half a formula makes latex2mathml do
        raise ValueError(f"the formula {tex} cannot be set as MathML") from error
    if "\\" in re.sub(r"<[^>]*>", "", written):
        raise ValueError(f"the formula {tex} holds a command that cannot be set as MathML")
    in_rows = _ROWS.search(plain) is not None and "\\begin" in plain
    if (in_rows and "<mtr>" not in written) or ("&amp;" in written and r"\&" not in plain):
        raise ValueError(f"the rows of the formula {tex} cannot be set as MathML")
    return _LIMIT.sub(r"<munder>\1</munder>", _FUNCTION.sub(r"<mi>\1</mi>", written))


def _known(match: re.Match[str]) -> str:
    return f"\\{match[1]}{{{_INSTEAD[match[2]]}}}"
