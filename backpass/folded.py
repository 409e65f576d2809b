"""What a cell prints, folded away: the numbers behind a picture, for whoever asks for them."""

from __future__ import annotations

import contextlib
import html
import io
from collections.abc import Iterator

from IPython.display import display

from backpass.languages import on_page, said

SUMMARY = "The same in words"


@contextlib.contextmanager
def folded(summary: str = SUMMARY) -> Iterator[None]:
    """Print inside this, and the lines stand behind a summary that a click unfolds.

    Where no page is, as in a terminal, they are printed as they are. What was printed before an
    error is shown as well.

    Args:
        summary: The line that stays in view.

    Yields:
        Nothing.
    """
    written = io.StringIO()
    try:
        with contextlib.redirect_stdout(written):
            yield
    finally:
        lines = written.getvalue().rstrip("\n")
        if lines:
            display(
                {
                    "text/html": on_page(
                        f"<details><summary>{html.escape(said(summary))}</summary>"
                        f'<pre style="margin:4px 0">{html.escape(lines)}</pre></details>'
                    ),
                    "text/plain": lines,
                },
                raw=True,
            )
