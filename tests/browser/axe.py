"""axe-core on a page, and the list of what it finds in other people's work.

The list holds what JupyterLab itself brings, each with the rule that it breaks: nothing within an
output of ours is on it, and a test sees to that.
"""

from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


class Known(NamedTuple):
    """A violation that is not ours to mend."""

    rule: str
    where: str  # a CSS selector that matches the element itself
    why: str


#: JupyterLab 4.6, Notebook 7.6 and CodeMirror 6.
CHROME = [
    Known("aria-input-field-name", ".cm-content", "CodeMirror's editors have no name"),
    Known("aria-allowed-attr", "jp-button", "toolbar buttons say whether they are pressed"),
    Known("aria-prohibited-attr", ".jp-Cell", "a cell is a div with a name, and has no role"),
    Known("aria-required-children", ".jp-WindowedPanel-viewport", "cells of a feed have no role"),
    Known("link-name", "#jp-NotebookLogo", "the logo that leads back to the files"),
    Known("tabindex", ".skip-link", "the link that skips to the first cell comes before all"),
    Known("button-name", ".jp-collapseHeadingButton", "the button that folds a section"),
]
#: Where our own things stand in a notebook: outputs, and text cells as they are shown.
OURS = ".jp-OutputArea-output, .jp-RenderedMarkdown"


class Violation(NamedTuple):
    """One element that breaks one rule."""

    rule: str
    element: str
    ours: bool


def grave_violations(page: Page, within: str | None = None) -> list[Violation]:
    """What is serious or critical, but for what is known of others."""
    context = {"include": [[within]]} if within else None
    options = {"resultTypes": ["violations"]}
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [
        Violation(rule["id"], node["html"][:300], matches(page, node, f":is({OURS}) *"))
        for rule in found
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
        if not is_known(page, rule["id"], node)
    ]


def is_known(page: Page, rule: str, node: Any) -> bool:
    """Whether it is on the list, and not within an output of ours."""
    return not matches(page, node, f":is({OURS}) *") and any(
        known.rule == rule and matches(page, node, known.where) for known in CHROME
    )


def matches(page: Page, node: Any, selector: str) -> bool:
    """Whether the element of a violation matches a CSS selector."""
    (target,) = node["target"]  # one: nothing here lies in a frame
    return bool(page.locator(target).first.evaluate("(e, s) => e.matches(s)", selector))
