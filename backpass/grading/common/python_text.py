"""A stranger's Python code as text: its tokens are read, and it is never parsed or run."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator

LONGEST = 20_000  # letters that are looked at
#: Tokens that say nothing by themselves.
LAYOUT = (tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER)


def tokens(code: str) -> Iterator[tokenize.TokenInfo]:
    """The tokens of a code, as far as it can be read; magics of IPython end it."""
    reader = io.StringIO(code[:LONGEST]).readline
    try:
        yield from tokenize.generate_tokens(reader)
    except (tokenize.TokenError, SyntaxError, ValueError):
        return


def bare(code: str) -> str:
    """Code without comments, docstrings and blank lines, as it is compared and shown."""
    lines = code[:LONGEST].splitlines()
    fresh = True  # whether a statement begins
    for token in tokens(code):
        (row, column), (end, _) = token.start, token.end
        if token.type == tokenize.COMMENT:
            lines[row - 1] = lines[row - 1][:column]
        elif token.type == tokenize.STRING and fresh:
            for number in range(row - 1, end):
                lines[number] = ""
        fresh = token.type in LAYOUT or (fresh and token.type == tokenize.COMMENT)
    return "\n".join(line.rstrip() for line in lines if line.strip())
