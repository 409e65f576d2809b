"""Printed text stands on a page as a notebook shows it: what is written over is gone."""

import html

from hypothesis import given
from hypothesis import strategies as st

from backpass.grading.feedback.reading import as_seen, outputs

PRINTED = st.text(st.sampled_from("abc \n\r\b"), max_size=40)


def typed(text):
    """The same, a character at a time, as a typewriter would do it."""
    paper, row, column = [{}], 0, 0
    for sign in text.replace("\r\n", "\n"):
        if sign == "\n":
            paper.append({})
            row, column = row + 1, 0
        elif sign == "\r":
            column = 0
        elif sign == "\b":
            column = max(column - 1, 0)
        else:
            paper[row][column] = sign
            column += 1
    return "\n".join("".join(line[at] for at in sorted(line)) for line in paper)


@given(PRINTED)
def test_it_is_what_a_typewriter_would_leave(text):
    assert as_seen(text) == typed(text)


def test_a_bar_that_rewrites_its_line_stands_on_the_page_once():
    steps = "".join(f"\r\x1b[32m{n:3d} %\x1b[0m" for n in range(0, 101, 10))
    cell = {"outputs": [{"output_type": "stream", "name": "stdout", "text": f"{steps}\nready\n"}]}
    shown = html.unescape(str(outputs(cell, trusted=False)))
    assert shown == '<pre class="said">100 %\nready</pre>'
