"""A gradient that is handed on or kept back: what decides it."""

from __future__ import annotations

import itertools
import math
import operator
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from backpass.diagnosis.conditions import by_size, conditions, named_inputs, negated, of_both
from backpass.diagnosis.entries import entries_of, fits_upstream, in_line, spread_out, together
from backpass.diagnosis.kinds_of_points import NEARLY
from backpass.diagnosis.sizes import size_of
from backpass.drawing.panel import DIGITS, MOST_DIGITS, number_in_words
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import all_agree
from backpass.likeness.sample import RTOL, Said, Sample, is_number


def decided(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> tuple[bool, Said | None]:
    """A gradient that is handed on or kept back, as it should be, but perhaps in other cases.

    Args:
        samples: What came back.
        part: Its name.
        contract: What the function should do.

    Returns:
        Whether it is such a gradient, and what decides it if that can be told.
    """
    if any(s.dout is not None and not fits_upstream(s) for s in samples):
        return False, None
    entries = entries_of(samples)
    dout = np.concatenate([spread_out(1.0 if s.dout is None else s.dout, s) for s in samples])
    kept = (entries.kept | entries.nothing) & (dout != 0.0)
    share, right = entries.came[kept] / dout[kept], entries.right[kept] / dout[kept]
    handed_on = float(right[np.argmax(np.abs(right))]) if len(right) else 0.0
    for values in (share, right):
        whole = np.abs(values - handed_on) <= RTOL * abs(handed_on)
        if not handed_on or not np.all(whole | (values == 0.0)) or whole.all():
            return False, None
    passed = share != 0.0
    if np.array_equal(passed, right != 0.0):
        return True, None  # what decides it is right
    asked = together(samples)
    for words, mark in (*conditions(samples, contract), *by_size(samples, contract)):
        marked = in_line(asked, mark)
        if marked is None:
            continue
        for holds, where in ((marked, words), (~marked, negated(words))):
            if bool(np.all(holds[kept] == passed)):
                text = (
                    f"{part} lets the gradient through {where}, and keeps it back elsewhere. What "
                    "should decide that?"
                )
                return True, Said(f"decided by another condition: {where}", text)
    return True, _by_threshold(samples, part, contract, kept, passed)


def _by_threshold(
    samples: Sequence[Sample], part: str, contract: Contract | None, kept: Any, passed: Any
) -> Said | None:
    """A gradient that is handed on beyond some number, and kept back before it.

    What is wrong next to a tie alone has a tolerance, and of which kind its numbers do not say.
    """
    if all(s.call.case.label in NEARLY for s in samples if not all_agree(s.came, s.right)):
        return None
    for words, value in _measures(samples, contract):
        made = list[np.ndarray]()
        for s in samples:
            number = value(s)
            if number is None or np.shape(number) not in ((), s.shape):
                break
            made.append(spread_out(number, s))
        if len(made) < len(samples):
            continue
        line = np.concatenate(made)[kept]
        on, off = line[passed], line[~passed]
        if math.comb(len(line), min(len(on), len(off))) < SELDOM:
            continue
        sides = ((True, on.min(), off.max()), (False, on.max(), off.min()))
        for above, limit, before in sides:
            if not (limit > before if above else limit < before):
                continue
            at, off_at = _apart(limit, before)
            if above:
                return Said(
                    f"decided by another condition: {words} is {at} or more",
                    f"{part} lets the gradient through where {words} is {at} or more, and keeps it "
                    f"back where it is {off_at} or less. What should decide that?",
                )
            return Said(
                f"decided by another condition: {words} is {at} or less",
                f"{part} lets the gradient through where {words} is {at} or less, and keeps it "
                f"back where it is {off_at} or more. What should decide that?",
            )
    return None


def _apart(one: float, other: float) -> tuple[str, str]:
    """Two numbers as one reads them, with as many digits more as it takes to tell them apart."""
    read = number_in_words(one), number_in_words(other)
    digits = DIGITS
    while read[0] == read[1] and digits < MOST_DIGITS:
        digits += 1
        read = number_in_words(one, digits), number_in_words(other, digits)
    return read


#: There must be so many ways at least in which as many entries could have been kept back: else
#: some number is likely to part them by chance.
SELDOM = 3000


def _measures(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[str, Callable[[Sample], Any]]]:
    """Numbers that may decide something by their size."""
    names = [name for name, v in named_inputs(contract, samples[0]).items() if is_number(v)]

    def of(name: str) -> Callable[[Sample], Any]:
        return lambda s: np.asarray(named_inputs(contract, s)[name])

    for name in names:
        yield name, of(name)
        yield f"the size of {name}", size_of(contract, name)
    for one, other in itertools.combinations(names, 2):
        both = partial(of_both, contract, one, other)
        yield f"{one} − {other}", both(operator.sub)
        yield f"{one} + {other}", both(operator.add)
        yield f"{one} · {other}", both(operator.mul)
    if any(s.dout is not None for s in samples):
        yield "the upstream gradient", lambda s: s.dout
