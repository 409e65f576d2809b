"""The site's colours: those of the course's pictures, and some more for code, in light and dark."""

from __future__ import annotations

from backpass.svg import DARK, LIGHT

# Inks of code. On "code" of the same theme each has a contrast of at least 4.5 : 1.
CODE_LIGHT = {
    "code": "#f3f5f8",
    "keyword": "#7a1fa2",
    "string": "#08652f",
    "literal": "#8f4a00",
    "comment": "#525c69",
    "name": "#0a58a8",
}
CODE_DARK = {
    "code": "#1e2630",
    "keyword": "#d9b3ff",
    "string": "#6fdc8f",
    "literal": "#ffbe78",
    "comment": "#a9b4c0",
    "name": "#8cc4ff",
}


def stylesheet() -> str:
    """All colours as CSS variables, for the system's choice of theme and for the reader's own.

    Pictures bring the same variables along, set for light; the rules here win over these.
    """
    light, dark = _variables(LIGHT | CODE_LIGHT), _variables(DARK | CODE_DARK)
    return (
        f":root{{color-scheme:light;{light}}}\nhtml .bp-svg{{{light}}}\n"
        "@media (prefers-color-scheme:dark){\n"
        f":root:not([data-theme=light]){{color-scheme:dark;{dark}}}\n"
        f":root:not([data-theme=light]) .bp-svg{{{dark}}}\n}}\n"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f":root[data-theme=dark] .bp-svg{{{dark}}}\n"
    )


def _variables(colours: dict[str, str]) -> str:
    return "".join(f"--bp-{name}:{colour};" for name, colour in colours.items())
