"""Every colour of the house, in one place, for light and for dark pages.

Pictures, panels, the report and the web site take theirs from here.
"""

from __future__ import annotations

from collections.abc import Mapping

# Every ink has a contrast of at least 4.5 : 1 with "bg" and "panel" (tests/test_draw.py).
LIGHT = {
    "bg": "#ffffff",
    "panel": "#f3f5f8",
    "line": "#7b8492",
    "ink": "#1b2430",
    "muted": "#525c69",
    "value": "#08652f",
    "grad": "#b01523",
    "accent": "#0a58a8",
    "warm": "#8f4a00",
}
DARK = {
    "bg": "#12171e",
    "panel": "#1e2630",
    "line": "#7f8b99",
    "ink": "#e8edf3",
    "muted": "#a9b4c0",
    "value": "#6fdc8f",
    "grad": "#ff9d98",
    "accent": "#8cc4ff",
    "warm": "#ffbe78",
}
#: Where a page says that it is dark: JupyterLab and Notebook 7, Colab, VS Code.
DARK_PAGES = ('[data-jp-theme-light="false"]', "html[theme=dark]", ".vscode-dark")
#: What turns a picture made of dots, black on white, into one for a dark page; hues stay.
INVERTED = "filter:invert(.92) hue-rotate(180deg)"
#: What only has to be told apart from its ground, at 3 : 1.
GRAPHIC = ("line",)
#: A hairline between rows of a table, which nobody has to see.
RULE_LIGHT, RULE_DARK = "#d5dae0", "#3a424c"

#: The border of a panel by what it says. They stand on the page's own ground, light or dark.
PASSED, WRONG, OPEN, TROUBLE = "#2e7d32", "#c62828", "#6b6b6b", "#8a5a00"
#: The border of what stands aside: hints, solutions, progress.
ASIDE = "#6b7fa8"

# Inks of code. On "code" of the same theme each has a contrast of at least 4.5 : 1.
CODE_LIGHT = {
    "code": LIGHT["panel"],
    "keyword": "#7a1fa2",
    "string": LIGHT["value"],
    "literal": LIGHT["warm"],
    "comment": LIGHT["muted"],
    "name": LIGHT["accent"],
}
CODE_DARK = {
    "code": DARK["panel"],
    "keyword": "#d9b3ff",
    "string": DARK["value"],
    "literal": DARK["warm"],
    "comment": DARK["muted"],
    "name": DARK["accent"],
}


def variables(colours: Mapping[str, str], prefix: str = "bp-") -> str:
    """Colours as CSS variables, ``--bp-ink:#1b2430;…``.

    Args:
        colours: Colours by name.
        prefix: What every name begins with.
    """
    return "".join(f"--{prefix}{name}:{colour};" for name, colour in colours.items())


def page_variables(colours: Mapping[str, str], rule: str) -> str:
    """The variables that a page of its own, such as the class report, is written with.

    Args:
        colours: :data:`LIGHT` or :data:`DARK`.
        rule: The colour of hairlines that goes with it.
    """
    names = {"ink": "ink", "soft": "muted", "ground": "bg", "raised": "panel", "link": "accent"}
    return variables({name: colours[key] for name, key in names.items()} | {"line": rule}, "")
