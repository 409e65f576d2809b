"""axe-core on a page, and the list of what it finds in other people's work.

The list holds what JupyterLab itself brings, each with the rule that it breaks: nothing within an
output of ours is on it, and a test sees to that.
"""

from typing import NamedTuple

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


#: Rules that find nothing serious are not run: axe-core gives each rule one impact for all that it
#: finds. What is found in others' work is told from the rest at once, by the element itself.
FIND = """async ([within, grave, known, ours]) => {
  const spared = axe._audit.rules.filter((rule) => !grave.includes(rule.impact));
  const rules = Object.fromEntries(spared.map((rule) => [rule.id, {enabled: false}]));
  const options = {resultTypes: ['violations'], elementRef: true, rules};
  const {violations} = await axe.run(within ? {include: [[within]]} : document, options);
  return violations.filter((rule) => grave.includes(rule.impact)).flatMap((rule) =>
    rule.nodes.map(({element, html, target}) => {
      if (target.length !== 1) throw Error(`in a frame: ${target}`);
      const own = element.matches(`:is(${ours}) *`);
      const fits = ([id, where]) => id === rule.id && element.matches(where);
      return !own && known.some(fits) ? null : [rule.id, html.slice(0, 300), own];
    })).filter(Boolean);
}"""


def grave_violations(page: Page, within: str | None = None) -> list[Violation]:
    """What is serious or critical, but for what is known of others.

    Args:
        page: The page.
        within: A CSS selector of the parts to look at; the whole page by default.
    """
    page.evaluate(Axe().axe_script)
    known = [(each.rule, each.where) for each in CHROME]
    found = page.evaluate(FIND, [within, sorted(GRAVE), known, OURS])
    return [Violation(*each) for each in found]
