"""The links that releasing adds to a chapter, in another language.

They hold addresses, so they are not translated as they stand: their few words are, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

#: Cell id, as it were, of these words in a catalogue.
WAYS = "links"
BADGE, PREVIOUS, NEXT = "Open in Colab", "Previous", "Next"
ON_COLAB = "chapter {number} on Colab"
WORDS = (BADGE, PREVIOUS, NEXT, ON_COLAB)


def in_other_words(text: str, say: Callable[[str], str], titles: Mapping[str, str]) -> str:
    """A cell of links with its words in another language.

    Args:
        text: The English cell, as :func:`backpass.grading.authoring.links.published` makes it.
        say: Words of :data:`WORDS` to the other language.
        titles: The chapters' headings in the other language, by name.
    """

    def title(link: re.Match[str]) -> str:
        return f"[{titles.get(link[2], link[1])}](../{link[2]}/"

    text = text.replace(f"![{BADGE}]", f"![{say(BADGE)}]")
    text = re.sub(rf"\*\*({PREVIOUS}|{NEXT}):\*\*", lambda m: f"**{say(m[1])}:**", text)
    text = re.sub(
        r"\[chapter (\d+) on Colab\]",
        lambda m: f"[{say(ON_COLAB).replace('{number}', m[1])}]",
        text,
    )
    return re.sub(r"\[([^\]]+)\]\(\.\./(\w+)/", title, text)
