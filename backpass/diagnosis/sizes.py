"""Results that are wrong beyond a size, or below it."""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from backpass.diagnosis.conditions import named_inputs, of_both
from backpass.diagnosis.entries import (
    BY_CHANCE,
    NEARLY_ZERO,
    Entries,
    spread_out,
    too_small,
)
from backpass.drawing.panel import number_in_words
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import all_agree
from backpass.likeness.sample import Said, Sample, is_number


def beyond(
    samples: Sequence[Sample], part: str, contract: Contract | None, entries: Entries
) -> Said | None:
    """Right as long as something is small, or large, and wrong beyond.

    Args:
        samples: What came back.
        part: The name of the result.
        contract: What the function should do.
        entries: All entries of the samples.
    """
    first = samples[0]
    named: Mapping[str, Any] = {
        name: value for name, value in named_inputs(contract, first).items() if is_number(value)
    }
    measured: list[tuple[str, Callable[[Sample], Any]]] = [
        (name, size_of(contract, name)) for name in named
    ]
    wrong_at = {id(s.call.case) for s in samples if not all_agree(s.came, s.right)}
    if len(wrong_at) > 1:  # a single point is parted from all others by some number
        measured += _sizes_of_two(contract, named)
    if first.shape or not any(map(np.ndim, named.values())):  # a sum grows with its terms
        measured.append((f"the right {part}", lambda s: np.abs(np.asarray(s.right))))
    tiny = (np.abs(entries.right) <= too_small(samples)) & (entries.right != 0.0)
    found, but_for_chance = list[tuple[float, str, Said]](), list[tuple[float, str, Said]]()
    for name, size in measured:
        made = list[np.ndarray]()
        for s in samples:
            sizes = size(s)
            if sizes is not None and np.shape(sizes) in ((), s.shape):
                made.append(spread_out(sizes, s))
        if len(made) < len(samples):  # of another shape, so that its entries decide nothing here
            continue
        line = np.concatenate(made)
        fitting = entries.kept & ~entries.wrong
        if name.startswith("the right"):
            fitting |= entries.nothing
        elif name not in named:  # where two are one, what is 0 is so whatever decides
            fitting |= entries.nothing & (line > 0.0)
        if np.count_nonzero(fitting & ~tiny) < FEWEST_TELLING:
            continue  # what is next to nothing is right whatever its size
        wrong, given = line[entries.wrong], name in named
        parted = _parted(part, name, wrong, line[fitting], given)
        found += [] if parted is None else [parted]
        fitting &= ~_right_by_chance(line, fitting, entries)
        parted = _parted(part, name, wrong, line[fitting], given)
        but_for_chance += [] if parted is None else [parted]
    return _narrowest(found or but_for_chance)


#: So many right results that are not next to nothing are needed to tell sizes of.
FEWEST_TELLING = 2


def _right_by_chance(line: np.ndarray, fitting: np.ndarray, entries: Entries) -> np.ndarray:
    """Which entries that were drawn have a size among those of wrong ones, if they are few.

    Args:
        line: The sizes.
        fitting: Which entries are right.
        entries: All of them.
    """
    wrong = line[entries.wrong]
    among = fitting & entries.drawn & (line >= wrong.min()) & (line <= wrong.max())
    few = among.sum() * BY_CHANCE <= (entries.wrong & entries.drawn).sum()
    return among if few else np.zeros_like(among)


def _parted(
    part: str, name: str, wrong: np.ndarray, good: np.ndarray, given: bool
) -> tuple[float, str, Said] | None:
    """What is told where sizes part what is wrong from what is right.

    Args:
        part: Name of the result.
        name: Whose sizes these are.
        wrong: The sizes where the result is wrong.
        good: The sizes where it is right.
        given: Whether it is an input.

    Returns:
        How wide the gap between the two is, the name, and what is told; None if they do not part.
    """
    if not len(wrong) or len(good) < 3 or wrong.max() == 0.0:
        return None
    # any small number is right, and what is 0 is not a matter of size
    if not given and (good.max() < NEARLY_ZERO or not wrong.any()):
        return None
    if wrong.min() > good.max():
        if number_in_words(wrong.min()) == number_in_words(good.max()):
            return None  # nobody could see which is which
        if good.max() < NEARLY_ZERO**2:
            return None  # right at 0, and not as long as it is small
        return (
            math.log(wrong.min() / max(good.max(), NEARLY_ZERO * wrong.min())),
            name,
            Said(
                f"wrong where {name} is large",
                f"{part} is right as long as the size of {name} is at most "
                f"{number_in_words(good.max())}, and wrong from {number_in_words(wrong.min())} on.",
            ),
        )
    if wrong.max() < good.min():
        if number_in_words(wrong.max()) == number_in_words(good.min()):
            return None
        return (
            math.log(good.min()) - math.log(wrong.max()) if wrong.max() else math.inf,
            name,
            Said(
                f"wrong where {name} is small",
                f"{part} is wrong where the size of {name} is "
                f"{number_in_words(wrong.max())} or less, and right from "
                f"{number_in_words(good.min())} on.",
            ),
        )
    return None


def _narrowest(found: Sequence[tuple[float, str, Said]]) -> Said | None:
    """What parts right from wrong at the narrowest gap, with others that do it nearly as well.

    Args:
        found: How wide each gap is, whose size it is, and what is told of it.
    """
    if not found:
        return None
    narrowest = min(gap for gap, _, _ in found)
    # an input tells more than two together, and what goes in more than what should come out
    near = [one for one in found if one[0] <= NARROWER * narrowest]
    said = near[0][2]
    others = [n for _, n, _ in near[1:] if not n.startswith("the right")]
    if not others:
        return said
    return replace(
        said,
        text=f"{said.text} At the points that were tried, the size of {others[0]} would part right "
        "from wrong as well.",
    )


#: How names end of what is right or wrong by some size.
BY_SIZE = re.compile(r"\b(?:large|small)$")
#: By so much must two gaps between right and wrong sizes differ before the wider one may be chance.
NARROWER = 3.0


def _sizes_of_two(
    contract: Contract | None, named: Mapping[str, Any]
) -> Iterator[tuple[str, Callable[[Sample], Any]]]:
    """Sizes of what two inputs of one shape make together."""

    def of(one: str, other: str, together: Callable[[Any, Any], Any]) -> Callable[[Sample], Any]:
        both = of_both(contract, one, other, together)

        def size(s: Sample) -> Any:
            value = both(s)
            return None if value is None else np.abs(value)

        return size

    for one, other in itertools.combinations(named, 2):
        if np.shape(named[one]) == np.shape(named[other]):
            yield f"{one} − {other}", of(one, other, operator.sub)
            yield f"{one} · {other}", of(one, other, operator.mul)


def size_of(contract: Contract | None, name: str) -> Callable[[Sample], Any]:
    """What measures an input, without its sign.

    Args:
        contract: What the function should do.
        name: The name of the input.
    """
    return lambda s: np.abs(np.asarray(named_inputs(contract, s)[name]))
