"""A sixth set of answers, by an author who had read the released notebooks, not the judge.

Each text holds the answers to some exercises. ``=== f(x, y)`` begins an exercise. Then, one after
the other: ``@name`` and code that answers share, ``+`` a right answer, ``-`` one with one mistake,
``--`` one with two, with what should be told behind a bar. An indented answer is a function's
body; ``~ old => new`` changes the shared ``base`` instead, or after ``< name`` what is shared by
that name; ``@dataclass`` is code. Where there is no bar, the note says what should be told. ``?``
is a *disputed* answer: where author and contract do not agree it is not counted, and what stands
behind its bar says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from benchmarks.fifth_strangers import GIVEN as FEWER_GIVEN
from benchmarks.fifth_strangers.words import pattern

#: Forwards that the notebooks give, which an answer may call.
GIVEN = f"""{FEWER_GIVEN}
def add_forward(x, y):
    return x + y, (x, y)

def multiply_forward(x, y):
    return x * y, (x, y)

def max_forward(x, y):
    return max(x, y), (x, y)

def relu_forward(x):
    return np.maximum(0.0, x), x

def matmul_forward(W, X):
    return W @ X, (W, X)

def fork_forward(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x, (x, y)
"""
#: What some authors call an exercise by.
ALSO_CALLED = {"two_layer_backward": "two_layer_net"}
#: How an answer of each kind begins.
SIGNS = {"right": "+", "wrong": "-", "pair": "--", "disputed": "?"}
#: What stands before an answer: helpers, and a forward of the author's own.
BEFORE = ("pre", "fwd")
#: Where the texts are.
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Item:
    """One answer.

    Attributes:
        exercise: Its name.
        kind: One of :data:`SIGNS`.
        note: What is particular about it.
        told: What should be told: one thing, or two parted by a semicolon.
        code: The cell.
    """

    exercise: str
    kind: str
    note: str
    told: str
    code: str


def entries(kind: str, where: Path = HERE) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The answers of one kind.

    Args:
        kind: ``right``, ``wrong`` or ``pair``.
        where: The folder of the texts; another set may be written in the same way.

    Yields:
        The exercise, the cell, what is particular about it, and for each mistake a pattern that its
        right name contains.
    """
    for item in items(where):
        if item.kind == kind:
            wanted = item.told.split(";") if kind == "pair" else [item.told] * (kind == "wrong")
            said = tuple(pattern(one.strip()) for one in wanted)
            yield item.exercise, f"{GIVEN}\n\n{item.code}", item.note, said


@cache
def items(where: Path = HERE) -> tuple[Item, ...]:
    """All answers, in the order of the texts, which are read once.

    Args:
        where: The folder of the texts.
    """
    return tuple(_read(where))


def _read(where: Path) -> Iterator[Item]:
    kinds = {sign: kind for kind, sign in SIGNS.items()}
    for path in sorted(where.glob("*.txt")):
        for part in re.split(r"^=== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            head, _, rest = part.partition("\n")
            exercise = head.partition("(")[0]
            shared: dict[str, str] = {}
            blocks = re.split(
                r"^(?=@(?!dataclass$)\w+$|(?:\+|--?|\?) \S)", rest, flags=re.MULTILINE
            )
            for block in filter(str.strip, blocks):
                title, _, body = block.partition("\n")
                if title.startswith("@"):
                    shared[title[1:]] = body.rstrip() + "\n"
                    continue
                sign, _, words = title.partition(" ")
                note, _, told = words.partition(" | ")
                code = _cell(head, body.rstrip() + "\n", shared)
                name = ALSO_CALLED.get(exercise, exercise)
                yield Item(name, kinds[sign], note, told or note, code)


def _cell(head: str, body: str, shared: dict[str, str]) -> str:
    """The cell of an answer, with the code that it shares with others."""
    exercise = head.partition("(")[0]
    if body.startswith("< "):
        named, *changes = body.splitlines()
        named = named.removeprefix("< ")
        body = _changed(shared[named], changes)
        if named in BEFORE and f"def {exercise}(" not in body:
            shared, body = {**shared, named: body}, shared["base"]
    elif body.startswith("~ "):
        body = _changed(shared["base"], body.splitlines())
    if body.startswith("    "):
        body = f"def {head}:\n{body}"
    forward = exercise.replace("backward", "forward")
    own = f"def {forward}(" in body
    before = ["" if own and name == "fwd" else shared.get(name, "") for name in BEFORE]
    return "\n\n".join([*filter(None, before), body])


def _changed(base: str, changes: list[str]) -> str:
    r"""A text with some pieces in place of others; ``\n`` in a piece stands for a new line."""
    for change in changes:
        old, _, new = change.removeprefix("~ ").partition(" =>")
        new = new.removeprefix(" ").removeprefix("\\n")
        old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
        if old not in base:
            raise ValueError(f"nothing to change: {old!r}")
        base = base.replace(old, new, 1)
    return base
