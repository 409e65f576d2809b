"""A detector of English in what a learner reads in another language."""

from __future__ import annotations

import html
import json
import re

#: Names that are the same in every language: of functions, variables, nodes, files and people.
NAMES = frozenset(
    # functions as formulas call them, and what has no other name
    """exp log max min sin cos tan tanh sqrt abs relu ReLU softmax sigmoid SVM SGD MSE
    NumPy numpy np matplotlib Python Jupyter JupyterLab Colab VS Code nbgrader
    Backpass backpass float int str tuple dict bool None True False nan inf JSON
    ok ms ln xy xw xx xu
    cat car frog out dout scores dscores Bob Ann grad
    dfdx dfdz dfdq dqdx ddot num sigx sigy xpy xpysqr den invden""".split()
)
#: What Python itself says of an error stands as Python says it.
_PYTHONS = re.compile(
    r"\w+Error\b|tuple index out of range|index \d+ is out of bounds for axis \d+ with size \d+"
    r"|'\w+' object is not \w+",
    re.ASCII,
)
_SCRIPTS = re.compile(r"(?s)<(style|script|code|pre)\b.*?</\1>")
_SAID = re.compile(r'(?s)(?: aria-label="| title="|>)([^<>"]*[^\W\d_][^<>"]*)(?=[<"])')
_STEPS = re.compile(r' data-words="([^"]*)"')
_CODE = re.compile(
    r"`[^`]*`"  # code
    r"|\"[^\"\n]*\"|“[A-Za-z_]\w*”"  # what a learner has to type
    r"|\b[A-Za-z]\w*(?:\.\w+)*\([^()]*\)"  # a call
    r"|\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+"  # a name of something's own
    r"|[\w.]*[_\d=\[\]][\w.]*"  # a name with a digit or an underscore, and a number
    r"|\bd[A-Za-z]\w?\b"  # dx
    r"|\\[a-z]+",
    re.ASCII,  # a particle may follow a name directly: dx가
)
_WORD = re.compile(r"(?<![\w'’])[A-Za-z]{2,}(?!\w)", re.ASCII)


def texts_in(markup: str) -> list[str]:
    """Every text of a page or a picture: between tags, in labels, and in the steps of a film.

    Args:
        markup: HTML or SVG.
    """
    bare = _SCRIPTS.sub("<x></x>", markup)
    found = [html.unescape(text).strip() for text in _SAID.findall(bare)]
    for steps in _STEPS.findall(bare):
        found += json.loads(html.unescape(steps))
    return found


def english_in(text: str, names: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """The English words of a text: Latin words that are no code, no formula and no name.

    Args:
        text: Plain text, `code` between backquotes.
        names: Further names that are the same in every language.
    """
    bare = _CODE.sub(" ", _PYTHONS.sub(" ", text))
    return [word for word in _WORD.findall(bare) if word not in NAMES and word not in names]
