"""What a value was made of, and how two values are akin by that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

#: How the displacement begins that is small beside a value, and no constant of the source.
CHANCE = b"by chance "

Moves = frozenset[tuple[int, bytes]]
NONE: Moves = frozenset()


@dataclass(eq=False)
class Origin:
    """What a value was made of.

    Attributes:
        key: The same for values that are worked out alike, displacements and constants aside.
        made: How: the last step.
        parents: Of what.
        moved: Displacements of the value itself.
        within: Displacements of what it was worked out of.
        of: The key of the value that it is a multiple of, otherwise its own.
        many: Whether it stands for several displaced values at once.
        scale: By what it was multiplied, its sign aside.
        size: How many numbers that which it is made of has; 0 where nobody asked.
        phase: Where it was made.
        held: The value; None where it is not needed any more.
    """

    key: int
    made: str
    parents: tuple[Origin, ...] = ()
    moved: Moves = NONE
    within: Moves = NONE
    of: int = -1
    many: bool = False
    scale: float = 1.0
    size: int = 0
    phase: str = ""
    held: Any = None

    @property
    def all_moves(self) -> Moves:
        """Displacements of it and of what it was worked out of."""
        return self.moved | self.within


#: A value that stands in the source.
CONSTANT = Origin(-1, "constant")


def flat(given: Iterable[Origin]) -> Iterator[Origin]:
    """Values, and in place of those that stand together each one of them.

    Args:
        given: What they were made of.
    """
    for one in given:
        if one.made == "together":
            yield from flat(one.parents)
        else:
            yield one


def by_constants(one: Origin) -> Moves:
    """Displacements by more than what happens to be small beside it.

    Args:
        one: The value.
    """
    return frozenset(move for move in one.moved if not move[1].startswith(CHANCE))


def is_moved(one: Origin, other: Origin) -> bool:
    """Whether one of two values is the other with something added, or both are a third one so.

    Args:
        one: The one.
        other: The other.
    """
    sums = {"Add"}
    if one.made in sums and other.key in {p.key for p in one.parents}:
        return True
    if other.made in sums and one.key in {p.key for p in other.parents}:
        return True
    if one.made in sums and other.made in sums:
        return bool({p.key for p in one.parents} & {p.key for p in other.parents})
    return False


def alike_but_moved(one: Origin, other: Origin) -> bool:
    """Whether two values are worked out alike, but for places where something is added.

    Args:
        one: The one.
        other: The other.
    """
    todo, moved = [(one, other, 0)], 0
    while todo:
        a, b, depth = todo.pop()
        if a.key == b.key:
            continue
        if depth > 0 and is_moved(a, b):
            moved += 1
        elif a.made == b.made and a.parents and len(a.parents) == len(b.parents) and depth < 8:
            todo += [(x, y, depth + 1) for x, y in zip(a.parents, b.parents, strict=True)]
        else:
            return False
    return moved > 0


def root(value: Origin) -> Origin:
    """The array of which a value is an entry, or itself.

    Args:
        value: The value.
    """
    while value.made.startswith("entry") and value.parents:
        value = value.parents[0]
    return value


def ancestors(value: Origin) -> list[Origin]:
    """A value and all that it was made of.

    Args:
        value: The value.
    """
    found: dict[int, Origin] = {}
    todo = [value]
    while todo:
        one = todo.pop()
        if id(one) not in found:
            found[id(one)] = one
            todo += one.parents
    return list(found.values())
