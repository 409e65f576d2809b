"""Points at which a function is examined, one for each way of being special.

A backward pass that is right at one comfortable point may be wrong at another: when a sign
changes, when an input is tiny or huge, when it is zero. So points are drawn by stratum, never only
at random.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backpass.judging.verdict import NEARLY_EQUAL, NEARLY_KINK, PLAIN, Case

#: Magnitude of the huge inputs for gates made of + − × only. Harmless in float64; float32 has no
#: such number, and x + h is x itself there for any h that a finite difference would use.
LARGE = 1e40
#: Magnitude of inputs that a tolerance, or an epsilon set by somebody, takes for zero; large enough
#: for our own tolerance to see whether a gradient of that size is there.
LEAST = 8e-13
#: Points nearer to a kink than this, relative to their size, are drawn again.
KINK = 1e-3
#: How near to a tie points are that a tolerance would take for one: relative to the inputs' size.
NEARLY = (1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 1e-2)
#: What two inputs are called that are alike but for their sign, by that sign.
TWO_ALIKE = {
    1.0: "two equal inputs",
    -1.0: "two inputs of equal size and opposite sign",
}
#: Whole numbers with a 1 or a −1 among them; no two of them cancel.
UNITS = ((1.0, -2.0, 3.0, -4.0), (-1.0, -3.0, 2.0, -5.0))
#: Strata that are drawn once more with all signs turned, where two inputs are compared.
SPECIAL = ("tiny inputs", "huge inputs", "an input of zero")
#: Draws before we say that a sampler cannot produce a usable point.
TRIES = 200


class NoUsablePoint(RuntimeError):
    """A sampler kept drawing points at a kink: the instructor's error, never the student's."""


def upstream(rng: np.random.Generator, shape: tuple[int, ...]) -> float | np.ndarray:
    """An upstream gradient with no entry near zero and none equal to one.

    Args:
        rng: Draws it.
        shape: The shape of the output that it belongs to.

    Returns:
        A float for shape ``()``, else a float64 array; every |entry| is in [0.2, 3.2].
    """
    size = 0.2 + np.minimum(np.abs(rng.normal(size=shape)), 3.0)
    drawn = np.where(rng.random(shape) < 0.5, -size, size)
    return float(drawn) if shape == () else drawn


def unusual_upstreams(rng: np.random.Generator, shape: tuple[int, ...]) -> list[np.ndarray]:
    """Upstream gradients of an array in which entries, or whole rows, are alike, zero, or cancel.

    Args:
        rng: Draws them.
        shape: The shape of the output; at least one dimension.
    """
    repeated = np.array(upstream(rng, shape))
    repeated[-1] = repeated[0]
    gaps = np.where(np.indices(shape).sum(axis=0) % 2 == 0, 0.0, upstream(rng, shape))
    return [np.ones(shape), repeated, gaps, 1.5 * cancelling(shape)]


def cancelling(shape: tuple[int, ...]) -> np.ndarray:
    """Small whole numbers, none of them zero, whose sum is zero along each axis that is no 1.

    Args:
        shape: Of the array.
    """
    made = np.ones(shape)
    for axis, length in enumerate(shape):
        if length > 1:
            turns = np.resize([1.0, -1.0], length)
            if length % 2:
                turns[-3:] = 1.0, 1.0, -2.0
            made *= turns.reshape([-1 if other == axis else 1 for other in range(len(shape))])
    return made


def by_head(shape: tuple[int, ...]) -> float | np.ndarray:
    """An upstream gradient with which one can calculate by head: 2, −1, 3, −2, 1 by turns.

    Its rows differ, so that it is not lost where their mean is taken off.
    """
    turns = np.resize([2.0, -1.0, 3.0, -2.0, 1.0], shape)
    return float(turns) if shape == () else turns


def strata(
    rng: np.random.Generator, count: int, large: float = LARGE
) -> list[tuple[str, tuple[float, ...]]]:
    """One draw of ``count`` floats for each stratum, the published example and zero apart.

    Args:
        rng: Draws them.
        count: How many inputs the function has.
        large: Magnitude of the huge inputs.
    """

    def size() -> np.ndarray:
        return 0.3 + 2.5 * rng.random(count)

    signs = np.where(np.arange(count) % 2 == rng.integers(2), 1.0, -1.0)
    draws = [
        ("inputs that are all positive", size()),
        ("inputs that are all negative", -size()),
        ("inputs of both signs", signs * size()),
        ("inputs of both signs, the other way round", -signs * size()),
        ("tiny inputs", 1e-5 * size() * rng.choice([-1.0, 1.0], count)),
        ("huge inputs", large * size() * rng.choice([-1.0, 1.0], count)),
        (PLAIN, 2.0 * rng.normal(size=count)),
    ]
    return [(label, tuple(float(value) for value in values)) for label, values in draws]


def scalar_cases(
    published: Sequence[tuple[float, ...]],
    *,
    large: float = LARGE,
    zeros: bool = True,
    kink: Callable[..., float] | None = None,
    ties: Sequence[tuple[float, ...]] = (),
    compared: tuple[int, int] | None = None,
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler for gates of scalars.

    Args:
        published: Points that the chapter works out in the open; the first ones examined.
        large: Magnitude of the huge inputs.
        zeros: Whether one input at a time is also set to exactly zero.
        kink: Distance from a kink relative to the inputs' size; nearer points are drawn again.
        ties: Points on a kink, which only the stated rule decides.
        compared: Positions of two inputs that the gate compares; they are also made nearly equal,
            and put far apart.

    Returns:
        A function from a random generator to the cases. It raises :class:`NoUsablePoint` when every
        draw of a stratum is at a kink.
    """
    count = len(published[0])

    def draw(rng: np.random.Generator) -> list[Case]:
        cases = [Case("the first example", tuple(point)) for point in published]
        wanted = [label for label, _ in strata(np.random.default_rng(0), count, large)]
        for position, label in enumerate(wanted):
            cases.append(Case(label, _clear_of_kinks(rng, position, count, large, kink)))
        for which in range(count) if zeros else ():
            for zero in (0.0, -0.0):
                inputs = list(_clear_of_kinks(rng, -1, count, large, kink))
                inputs[which] = zero
                if kink is None or kink(*inputs) > KINK:
                    cases.append(Case("an input of zero", tuple(inputs)))
        alike = [*_alike(rng, count), *_two_alike(rng, count), *_out_of_the_way(rng, count)]
        if compared is not None:  # once more, so that the other one of the two is the larger
            special = [case for case in cases if case.label in SPECIAL]
            alike += [_negated(case) for case in (*special, *alike)]
        cases += [case for case in alike if kink is None or kink(*case.inputs) > KINK]
        if compared is not None:
            cases += _nearly_equal(rng, count, compared)
            cases += _far_apart(rng, count, compared)
        return cases + [Case("a tie", tuple(point)) for point in ties]

    return draw


def _alike(rng: np.random.Generator, count: int) -> list[Case]:
    """Inputs that can be told apart by their place alone, and inputs of very different size."""
    other = float(signs(rng) * sizes(rng))
    one = float(1.3 + 1.5 * rng.random())  # a bound of 1 shows
    turns = signs(rng) * np.where(np.arange(count) % 2 == 0, 1.0, -1.0)
    spread = signs(rng, (count,)) * 10.0 ** rng.permutation(np.linspace(-6.0, 6.0, count))
    return [
        Case("equal inputs", (one,) * count),
        Case("equal inputs", (-1.2 * one,) * count),
        Case("inputs of equal size and opposite sign", tuple(float(v) for v in other * turns)),
        Case("inputs of very different size", tuple(float(v) for v in spread)),
        Case("whole numbers", tuple(float(v) for v in rng.permutation(range(2, 2 + count)))),
    ]


def _two_alike(rng: np.random.Generator, count: int) -> list[Case]:
    """Each two of three or more inputs alike but for their sign, and no other one like them."""
    cases = []
    for one, other in itertools.combinations(range(count), 2) if count > 2 else ():
        for sign, label in TWO_ALIKE.items():
            inputs = [float(value) for value in signs(rng, (count,)) * sizes(rng, (count,))]
            inputs[other] = sign * inputs[one]
            cases.append(Case(label, tuple(inputs), once=True))
    return cases


def _negated(case: Case) -> Case:
    return Case(case.label, tuple(-value for value in case.inputs), once=True)


def _out_of_the_way(rng: np.random.Generator, count: int) -> list[Case]:
    """Each input next to zero by itself, and each 1 and −1 once."""
    cases = []
    for which in range(count):
        inputs = signs(rng) * sizes(rng, (count,))  # of one sign: a sum of two does not vanish
        inputs[which] = math.copysign(LEAST, inputs[which])
        cases.append(Case("an input next to zero", (*inputs.tolist(),), once=True))
    turns = [np.roll(units[:count], turn) for units in UNITS for turn in range(count)]
    return cases + [Case("whole numbers", (*turn.tolist(),), once=True) for turn in turns]


def _nearly_equal(rng: np.random.Generator, count: int, compared: tuple[int, int]) -> list[Case]:
    """Two inputs that differ by less than a careless tolerance, either of them the larger one."""
    cases = []
    for gap in NEARLY:
        for larger in compared:
            inputs = [float(value) for value in signs(rng, (count,)) * sizes(rng, (count,))]
            level = float(signs(rng) * sizes(rng))
            for which in compared:
                inputs[which] = level
            inputs[larger] = level + gap * abs(level)
            cases.append(Case(NEARLY_EQUAL, tuple(inputs)))
    return cases


def _far_apart(rng: np.random.Generator, count: int, compared: tuple[int, int]) -> list[Case]:
    """Two inputs of ordinary size that nothing takes for equal, either of them the larger one."""
    cases = []
    for larger in compared:
        inputs = [float(value) for value in signs(rng, (count,)) * sizes(rng, (count,))]
        for which in compared:
            inputs[which] = 7.3 if which == larger else -5.6
        cases.append(Case("inputs far apart", tuple(inputs)))
    return cases


def _clear_of_kinks(
    rng: np.random.Generator,
    stratum: int,
    count: int,
    large: float,
    kink: Callable[..., float] | None,
) -> tuple[float, ...]:
    for _ in range(TRIES):
        _, inputs = strata(rng, count, large)[stratum]
        if kink is None or kink(*inputs) > KINK:
            return inputs
    raise NoUsablePoint(f"no point clear of a kink in {TRIES} draws of stratum {stratum}")


#: The shape of each input of an array function, in order.
Shapes = tuple[tuple[int, ...], ...]


def array_strata(
    rng: np.random.Generator, shapes: Sequence[Shapes], large: float = LARGE
) -> list[tuple[str, tuple[np.ndarray, ...]]]:
    """Inputs for each stratum, of shapes that take turns.

    Args:
        rng: Draws them.
        shapes: For each turn, the shapes of all inputs.
        large: Magnitude of the huge entries.
    """

    def signs(shape: tuple[int, ...]) -> np.ndarray:
        """At least one of each sign where there is room."""
        count = int(np.prod(shape))
        drawn = np.where(np.arange(count) % 2 == rng.integers(2), 1.0, -1.0)
        return rng.permutation(drawn).reshape(shape)

    def size(shape: tuple[int, ...]) -> np.ndarray:
        return 0.3 + 2.5 * rng.random(shape)

    entries: list[tuple[str, Callable[[tuple[int, ...]], np.ndarray]]] = [
        ("entries that are all positive", size),
        ("entries that are all negative", lambda shape: -size(shape)),
        ("entries of both signs", lambda shape: signs(shape) * size(shape)),
        ("tiny entries", lambda shape: 1e-5 * signs(shape) * size(shape)),
        ("huge entries", lambda shape: large * signs(shape) * size(shape)),
        ("entries of very different size", lambda s: signs(s) * 10.0 ** (6 * rng.random(s) - 3)),
        ("entries that are all equal", lambda s: np.full(s, 0.3 + 2.5 * rng.random())),
        ("few different entries", lambda s: few_different(rng, s)),
    ]
    first = int(rng.integers(len(shapes)))
    return [
        (label, tuple(entry(shape) for shape in shapes[(first + turn) % len(shapes)]))
        for turn, (label, entry) in enumerate(entries)
    ]


def array_cases(
    published: Sequence[tuple[np.ndarray, ...]],
    shapes: Sequence[Shapes],
    special: Sequence[tuple[str, Shapes]] = (),
    *,
    large: float = LARGE,
    ties: Sequence[tuple[np.ndarray, ...]] = (),
    near: Sequence[tuple[np.ndarray, ...]] = (),
    fixed: Sequence[tuple[str, tuple[np.ndarray, ...]]] = (),
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler for functions of arrays.

    Args:
        published: Points that the chapter works out in the open; the first ones examined.
        shapes: Shapes of the inputs whose dimensions are pairwise different, so that whoever
            exchanges two of them is found out.
        special: Shapes with a name: square matrices, where a wrong order still fits; a single row.
        large: Magnitude of the huge entries.
        ties: Points on a kink, which only the stated rule decides.
        near: Points next to a kink, where a tolerance would decide wrongly.
        fixed: More points that are always the same, each with its label.

    Returns:
        A function from a random generator to the cases. No drawn input is at a kink at zero.
    """

    def draw(rng: np.random.Generator) -> list[Case]:
        cases = [Case("the first example", tuple(point)) for point in published]
        cases += [Case(label, inputs) for label, inputs in array_strata(rng, shapes, large)]
        if not near:  # beside a kink, what is near holds such entries
            least = tuple(LEAST * signs(rng, shape) for shape in shapes[0])
            cases.append(Case("tiny entries", least, once=True))
        for label, named in special:
            cases.append(Case(label, array_strata(rng, [named])[2][1]))
        cases.append(Case("entries that add up to 0", several_cancelling(shapes[0]), once=True))
        cases += [Case(NEARLY_KINK, tuple(point)) for point in near]
        cases += [Case(label, tuple(point)) for label, point in fixed]
        return cases + [Case("a kink", tuple(point)) for point in ties]

    return draw


def several_cancelling(shapes: Sequence[tuple[int, ...]]) -> tuple[np.ndarray, ...]:
    """Arrays whose entries add up to zero, no two of them alike.

    Args:
        shapes: Of each array.
    """
    return tuple(0.5 * (1 + number) * cancelling(shape) for number, shape in enumerate(shapes))


#: From a random generator to the inputs of one point.
Draw = Callable[[np.random.Generator], tuple[Any, ...]]


def drawn_cases(
    published: Sequence[tuple[Any, ...]],
    draws: Sequence[tuple[str, Draw]],
    usable: Callable[..., bool] = lambda *_: True,
    *,
    once: Sequence[tuple[str, Draw]] = (),
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler from strata that a contract describes itself.

    Args:
        published: Points that the chapter works out in the open; the first ones examined.
        draws: For each stratum its label and how to draw one point of it.
        usable: Whether a drawn point may be examined; others are drawn again.
        once: More strata, where one call is enough.

    Returns:
        A function from a random generator to the cases. It raises :class:`NoUsablePoint` when no
        draw of a stratum can be used.
    """

    def draw(rng: np.random.Generator) -> list[Case]:
        cases = [Case("the first example", tuple(point)) for point in published]
        for number, (label, one) in enumerate((*draws, *once)):
            tried = (one(rng) for _ in range(TRIES))
            inputs = next((inputs for inputs in tried if usable(*inputs)), None)
            if inputs is None:
                raise NoUsablePoint(f"no usable point in {TRIES} draws of {label}")
            cases.append(Case(label, inputs, once=number >= len(draws)))
        return cases

    return draw


def sizes(rng: np.random.Generator, shape: tuple[int, ...] = ()) -> Any:
    """Comfortable magnitudes, neither small nor large: a float for shape ``()``, else an array.

    Args:
        rng: Draws them.
        shape: Of the array; every entry is in [0.3, 2.8).
    """
    return 0.3 + 2.5 * rng.random(shape)


def signs(rng: np.random.Generator, shape: tuple[int, ...] = ()) -> Any:
    """Random signs; at least one of each where there is room.

    Args:
        rng: Draws them.
        shape: Of the array; every entry is −1 or 1.
    """
    turns = np.arange(int(np.prod(shape))) + rng.integers(2)
    return rng.permutation(np.where(turns % 2 == 0, 1.0, -1.0)).reshape(shape)[()]


def few_different(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Entries of 1, −1 and 2 alone, each of them there where there is room.

    Args:
        rng: Puts them in order.
        shape: Of the array.
    """
    return rng.permutation(np.resize([1.0, -1.0, 2.0], int(np.prod(shape)))).reshape(shape)


#: From a random generator and a shape to the entries of a float or an array.
Entries = Callable[[np.random.Generator, tuple[int, ...]], Any]


def _huge_entries(huge: float) -> list[tuple[str, Entries, tuple[tuple[int, ...], ...]]]:
    """Inputs beyond all bounds: alone, of both signs in one array, beside ordinary ones."""

    def size(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        return huge * (0.5 + 0.5 * rng.random(shape))

    def mixed(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        turns = np.arange(int(np.prod(shape))) + len(shape)  # the first is < 0 in a vector alone
        return size(rng, shape) * np.where(turns % 2 == 0, 1.0, -1.0).reshape(shape)

    def beside(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        drawn = rng.normal(size=shape)
        drawn[0], drawn[-1] = size(rng, shape[1:]), -size(rng, shape[1:])
        return drawn

    return [
        ("a huge positive input", size, ((),)),
        ("a huge negative input", lambda r, s: -size(r, s), ((),)),
        ("huge inputs of both signs", mixed, ((4,), (2, 2))),
        ("huge and other inputs together", beside, ((3, 2),)),
    ]


def elementwise_cases(
    published: Sequence[tuple[Any, ...]],
    *,
    large: tuple[float, float],
    huge: float | None = None,
    zero: bool = True,
    constants: int = 0,
    beyond: Sequence[float] = (),
    whole: bool = False,
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler for gates that act on a float, or on an array of any shape entry by entry.

    Each array stays within one stratum, so that no small entry hides behind the rounding that a
    large neighbour is granted.

    Args:
        published: Points that the chapter works out in the open; the first ones examined.
        large: Least and largest magnitude of the large inputs.
        huge: Magnitude of inputs beyond those, where the contract allows any size.
        zero: Whether the gate is defined at zero.
        constants: How many constant floats the gate takes behind its input.
        beyond: Inputs farther out than the large ones, where a bound set too near would show.
        whole: Whether an array may hold whole numbers.

    Returns:
        A function from a random generator to the cases.
    """
    least, most = large

    def between(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        return least + (most - least) * rng.random(shape)

    def rather(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        return 3.0 + (min(least, 20.0) - 3.0) * rng.random(shape)

    def mixed(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
        drawn = signs(rng, shape) * sizes(rng, shape)
        if zero and shape == (5,):
            drawn[rng.integers(5)] = 0.0
        return drawn

    def at(place: float) -> Entries:
        return lambda _, shape: np.full(shape, place)[()]

    entries: list[tuple[str, Entries, tuple[tuple[int, ...], ...]]] = [
        ("positive inputs", sizes, ((),)),
        ("negative inputs", lambda r, s: -sizes(r, s), ((), (2, 3))),
        ("tiny inputs", lambda r, s: 1e-5 * signs(r, s) * sizes(r, s), ((1, 4),)),
        ("rather large positive inputs", rather, ((),)),
        ("rather large negative inputs", lambda r, s: -rather(r, s), ((),)),
        ("the largest inputs", lambda _, s: np.full(s, most)[()], ((),)),
        ("the largest negative inputs", lambda _, s: -np.full(s, most)[()], ((),)),
        (
            "entries that are all equal",
            lambda r, s: np.full(s, float(signs(r) * sizes(r))),
            ((3, 1),),
        ),
        ("few different entries", few_different, ((3, 3),)),
        ("entries that add up to 0", lambda _, s: 0.5 * cancelling(s), ((2, 3),)),
        ("large positive inputs", between, ((), (3, 2))),
        ("large negative inputs", lambda r, s: -between(r, s), ((2, 2, 2),)),
        ("inputs of both signs", mixed, ((5,), (2, 1, 3))),
        ("an array of one number", mixed, ((1,),)),
    ]
    if zero:
        entries.append(("an input of zero", lambda _, s: np.zeros(s)[()], ((),)))
        for least in (1e-7, -1e-7):
            entries.append(("an input next to zero", at(least), ((),)))
        entries.append(("zeros of both signs", lambda *_: np.array([0.0, -0.0]), ((2,),)))
    if huge is not None:
        entries += _huge_entries(huge)

    entries += [(f"an input of {far:g}", at(far), ((),)) for far in beyond]

    def drawing(entry: Entries, shape: tuple[int, ...]) -> Draw:
        def one(rng: np.random.Generator) -> tuple[Any, ...]:
            x = entry(rng, shape)
            fixed = (float(signs(rng) * sizes(rng)) for _ in range(constants))
            return (float(x) if shape == () else x, *fixed)

        return one

    draws = [(label, drawing(entry, shape)) for label, entry, shapes in entries for shape in shapes]
    if constants:
        draws += [(f"a constant of {c:g}", _with_constants(c, constants)) for c in (0.0, 1.0, 3.0)]
    once = [
        (f"a constant of {c:g}", _with_constants(c, constants))
        for c in (-1.0, 1e-9, LEAST)
        if constants
    ]
    for sign, label in TWO_ALIKE.items() if constants else ():
        once.append((label, _like_constants(sign, constants)))
    if zero:
        once += [("an input next to zero", drawing(at(least), ())) for least in (LEAST, -LEAST)]
    if whole:
        once.append(("an array of whole numbers", lambda _: (np.array([[2, -1, 0], [1, -3, 4]]),)))
    return drawn_cases(published, draws, once=once)


def _with_constants(value: float, count: int) -> Draw:
    """Ordinary inputs, and constants behind them that are all one number."""
    return lambda rng: (sizes(rng, (3,)), *(value,) * count)


def _like_constants(sign: float, count: int) -> Draw:
    """An input that is its constants, or their negative."""

    def one(rng: np.random.Generator) -> tuple[Any, ...]:
        level = float(signs(rng) * sizes(rng))
        return (sign * level, *(level,) * count)

    return one
