"""Points at which a function is examined, one for each way of being special.

A backward pass that is right at one comfortable point may be wrong at another: when a sign
changes, when an input is tiny or huge, when it is zero. So points are drawn by stratum, never only
at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from backpass.verdict import Case

#: Magnitude of the huge inputs for gates made of + − × only. Harmless in float64; float32 has no
#: such number, and x + h is x itself there for any h that a finite difference would use.
LARGE = 1e40
#: Points nearer to a kink than this, relative to their size, are drawn again.
KINK = 1e-3
#: Draws before we say that a sampler cannot produce a usable point.
TRIES = 200


class NoUsablePoint(RuntimeError):  # noqa: N818 - reads as what it says
    """A sampler kept drawing points at a kink: the instructor's error, never the student's."""


def upstream(rng: np.random.Generator, shape: tuple[int, ...]) -> float | np.ndarray:
    """An upstream gradient with no entry near zero and none equal to one.

    Returns:
        A float for shape ``()``, else a float64 array; every |entry| is in [0.2, 3.2].
    """
    size = 0.2 + np.minimum(np.abs(rng.normal(size=shape)), 3.0)
    drawn = np.where(rng.random(shape) < 0.5, -size, size)
    return float(drawn) if shape == () else drawn


def strata(
    rng: np.random.Generator, count: int, large: float = LARGE
) -> list[tuple[str, tuple[float, ...]]]:
    """One draw of ``count`` floats for each stratum, the published example and zero apart."""

    def size() -> np.ndarray:
        return 0.3 + 2.5 * rng.random(count)

    signs = np.where(np.arange(count) % 2 == rng.integers(2), 1.0, -1.0)
    draws = [
        ("all inputs positive", size()),
        ("all inputs negative", -size()),
        ("inputs of both signs", signs * size()),
        ("inputs of both signs, the other way round", -signs * size()),
        ("tiny inputs", 1e-5 * size() * rng.choice([-1.0, 1.0], count)),
        ("huge inputs", large * size() * rng.choice([-1.0, 1.0], count)),
        ("a point like any other", 2.0 * rng.normal(size=count)),
    ]
    return [(label, tuple(float(value) for value in values)) for label, values in draws]


def scalar_cases(
    published: Sequence[tuple[float, ...]],
    *,
    large: float = LARGE,
    zeros: bool = True,
    kink: Callable[..., float] | None = None,
    ties: Sequence[tuple[float, ...]] = (),
) -> Callable[[np.random.Generator], list[Case]]:
    """A sampler for gates of scalars.

    Args:
        published: Points that the chapter works out in the open; the first ones examined.
        large: Magnitude of the huge inputs.
        zeros: Whether one input at a time is also set to exactly zero.
        kink: Distance from a kink relative to the inputs' size; nearer points are drawn again.
        ties: Points on a kink, which only the stated rule decides.

    Returns:
        A function from a random generator to the cases. It raises :class:`NoUsablePoint` when every
        draw of a stratum is at a kink.
    """
    count = len(published[0])

    def draw(rng: np.random.Generator) -> list[Case]:
        cases = [Case("the published example", tuple(point)) for point in published]
        wanted = [label for label, _ in strata(np.random.default_rng(0), count, large)]
        for position, label in enumerate(wanted):
            cases.append(Case(label, _clear_of_kinks(rng, position, count, large, kink)))
        for which in range(count) if zeros else ():
            inputs = list(_clear_of_kinks(rng, -1, count, large, kink))
            inputs[which] = 0.0
            if kink is None or kink(*inputs) > KINK:
                cases.append(Case("an input of zero", tuple(inputs)))
        return cases + [Case("a tie", tuple(point)) for point in ties]

    return draw


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
