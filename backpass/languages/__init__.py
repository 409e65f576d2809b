"""What the package says, in the learner's language.

Everything is written and kept in English. Where words are shown, :func:`said` says them in the
language of the notebook. It knows the English sentences as templates: "`{name}` is not written
yet." So what was kept in English, a verdict in a gradebook for instance, can be said in any
language later. What has no translation is shown in English.
"""

from __future__ import annotations

import html
import json
import re

from backpass.languages.catalogue import MAYBE_A_NAME, Catalogue, catalogue
from backpass.languages.spoken import ENGLISH, language
from backpass.languages.telling import joined, one_of, tell

__all__ = ["ENGLISH", "joined", "language", "markup_said", "on_page", "one_of", "said", "tell"]

#: What stands on the buttons below a picture that has steps (:mod:`backpass.drawing.flow`).
BUTTONS = ("◀ back", "▶ play", "step ▶", "❚❚ pause", "step of the pass")
#: Words in markup: between two tags, and what is read aloud for a picture or a button.
_IN_MARKUP = re.compile(
    r'(?s)<(style|script|code|pre)\b.*?</\1>|(?P<before>>| aria-label="| title=")'
    r'(?P<words>[^<>"]*[^\W\d_][^<>"]*)(?=[<"])| data-words="(?P<steps>[^"]*)"'
)


def said(text: str, tongue: str | None = None) -> str:
    """A text in the learner's language.

    Args:
        text: English, one sentence or several; `code` stands between backquotes.
        tongue: A language's code; that of the notebook when left out.

    Returns:
        The text in that language; what has no translation stays in English.
    """
    tongue = tongue or language()
    known = catalogue(tongue) if tongue != ENGLISH else None
    return text if known is None else known.said(text)


def markup_said(markup: str, tongue: str | None = None) -> str:
    """A picture or a piece of a page with its words in the learner's language.

    Args:
        markup: HTML or SVG, each text between two tags a text of its own. Code stays as it is.
        tongue: A language's code; that of the notebook when left out.
    """
    tongue = tongue or language()
    known = catalogue(tongue) if tongue != ENGLISH else None
    if known is None:
        return markup
    for words in BUTTONS:  # they stand in a script in an attribute
        other = html.escape(known.said(words).replace("'", "’"))
        markup = markup.replace(f"&#x27;{words}&#x27;", f"&#x27;{other}&#x27;")
    return _IN_MARKUP.sub(lambda m: _replaced(m, known), markup)


#: How lines break: Korean between words. A page breaks it anywhere unless it is told.
_BREAKS = {"ko": "word-break:keep-all;overflow-wrap:break-word"}


def on_page(markup: str, tongue: str | None = None) -> str:
    """A piece of a page that says which language it is in, where the page is in another.

    Fonts, voices and line breaks follow it: JupyterLab and Colab show a notebook in Japanese on a
    page that says that it is in English.

    Args:
        markup: HTML, of which every element is closed.
        tongue: A language's code; that of the notebook when left out.
    """
    tongue = tongue or language()
    if tongue == ENGLISH or not markup:
        return markup
    breaks = f' style="{_BREAKS[tongue]}"' if tongue in _BREAKS else ""
    return f'<div lang="{tongue}"{breaks}>{markup}</div>'


def _replaced(match: re.Match[str], known: Catalogue) -> str:
    if match["steps"]:
        steps = [known.said(words) for words in json.loads(html.unescape(match["steps"]))]
        return f' data-words="{html.escape(json.dumps(steps, ensure_ascii=False), quote=True)}"'
    if not match["words"]:
        return match[0]
    words = html.unescape(match["words"])
    if MAYBE_A_NAME.fullmatch(words.strip()):
        return match[0]
    other = known.said(words)
    return match[0] if other == words else match["before"] + html.escape(other, quote=True)
