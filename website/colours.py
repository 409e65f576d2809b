"""The site's colours: those of the course's pictures, and some more for code, in light and dark."""

from __future__ import annotations

from backpass.drawing.figures import KIND
from backpass.drawing.palette import CODE_DARK, CODE_LIGHT, DARK, INVERTED, LIGHT, variables


def stylesheet() -> str:
    """All colours as CSS variables, for the system's choice of theme and for the reader's own.

    Pictures bring the same variables along, set for light; the rules here win over these.
    """
    light, dark = variables(LIGHT | CODE_LIGHT), variables(DARK | CODE_DARK)
    return (
        f":root{{color-scheme:light;{light}}}\nhtml .bp-svg{{{light}}}\n"
        "@media (prefers-color-scheme:dark){\n"
        f":root:not([data-theme=light]){{color-scheme:dark;{dark}}}\n"
        f":root:not([data-theme=light]) .bp-svg{{{dark}}}\n"
        f":root:not([data-theme=light]) img.{KIND}{{{INVERTED}}}\n}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f":root[data-theme=dark] .bp-svg{{{dark}}}\n"
        f":root[data-theme=dark] img.{KIND}{{{INVERTED}}}\n"
    )
