"""Numbers that were cut, bounded or left too short on the way to a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from backpass.contracts.sigmoid_neuron import sigmoid
from backpass.contracts.two_layer_net import margins
from backpass.drawing.panel import number_in_words
from backpass.likeness.sample import ATOL, RTOL, Said, Sample, close

#: So many wrong results at least must follow a bound, and so many right ones lie on its other side.
ENOUGH = 4
#: What a number of float32 is off by, relative to itself; and what no rounding of ours comes to.
MOST_LOST, LEAST_LOST = 2e-7, 1e-9
#: From this relative error of a quotient on, it has lost what its divisor made of a small one.
PLAIN = 1e-4


def off_by_one_number(samples: Sequence[Sample], part: str) -> Iterator[Said | None]:
    """What a number added, or digits that were lost, make of a result.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    yield local_gradient(samples, part)
    yield local_rounded(samples, part)
    yield small_difference(samples, part)
    yield digits_before_division(samples, part)


def on_the_way(exercise: str, samples: Sequence[Sample], part: str) -> Iterator[Said | None]:
    """What was cut on the way to the result of one exercise.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call for this part.
        part: Its name.
    """
    yield margins_cut(exercise, samples, part)
    yield mean_over_some(exercise, samples, part)
    yield dot_product_cut(exercise, samples, part)
    yield output_of_sigmoid(exercise, samples)
    yield products_left_out(exercise, samples)


def local_gradient(samples: Sequence[Sample], part: str) -> Said | None:
    """A local gradient that is off by one and the same number, entry by entry.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    laid = _local(samples)
    if laid is None:
        return None
    local, right = laid
    more = local - right
    wrong = np.abs(more) > 1e-6 * np.abs(right) + 1e-9
    if np.count_nonzero(wrong) < 2 * ENOUGH or len(np.unique(np.round(right[wrong], 9))) < ENOUGH:
        return None
    by = float(np.median(more[wrong]))
    if not _close_each(local, right + by, abs(by)):
        return None
    number = number_in_words(abs(by))
    if by > 0:
        return Said(
            f"local gradient larger by {number}",
            f"The local gradient in {part} is larger by {number} than it should be, at every "
            "point. Is a number added to the slope?",
        )
    return Said(
        f"local gradient smaller by {number}",
        f"The local gradient in {part} is smaller by {number} than it should be, at every point. "
        "Is a number taken off the slope?",
    )


def local_bound(samples: Sequence[Sample], part: str) -> Said | None:
    """A local gradient that never gets below some number, or never above one.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    laid = _local(samples)
    if laid is None:
        return None
    local, right = laid
    least, most = float(np.min(local)), float(np.max(local))
    for bound, made, name, text in (
        (
            least,
            np.maximum,
            f"local gradient never less than {number_in_words(least)}",
            f"The local gradient in {part} is never less than {number_in_words(least)}, and right "
            "as long as it is more. Is a bound set to the slope?",
        ),
        (
            most,
            np.minimum,
            f"local gradient never more than {number_in_words(most)}",
            f"The local gradient in {part} is never more than {number_in_words(most)}, and right "
            "as long as it is less. Is a bound set to the slope?",
        ),
    ):
        wrong = ~np.isclose(local, right, rtol=RTOL, atol=ATOL)
        beyond = len(np.unique(np.round(right[wrong], 12)))
        if not bound or beyond < ENOUGH or np.sum(~wrong) < ENOUGH:
            continue
        if _close_each(local, made(right, bound), 0.0):
            return Said(name, text)
    return None


def local_rounded(samples: Sequence[Sample], part: str) -> Said | None:
    """A local gradient of which some digits behind the point are kept.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    laid = _local(samples)
    if laid is None:
        return None
    local, right = laid
    if len(np.unique(np.round(right, 9))) < 2 * ENOUGH:
        return None
    slack = 1e-14 * np.maximum(np.abs(right), np.abs(local))
    for digits in range(1, 10):
        made = np.round(local, digits)
        half = 0.51 * 10.0**-digits + slack
        if not np.all(np.abs(local - made) <= slack + 1e-15) or np.any(abs(made - right) > half):
            continue
        if np.count_nonzero(np.abs(made - right) > slack + 1e-12) < ENOUGH:
            return None
        return Said(
            f"local gradient rounded to {digits} digits",
            f"The local gradient in {part} is rounded to {digits} digits behind the point. "
            "Rounding is for reading; calculate with all digits.",
        )
    return None


def _close_each(came: Any, made: Any, least: float) -> bool:
    """Whether numbers are alike, each by its own size: a huge one makes no others alike."""
    near = np.abs(came - made) <= RTOL * np.maximum(np.abs(made), least) + ATOL
    return bool(np.all(near))


def _local(samples: Sequence[Sample]) -> tuple[Any, Any] | None:
    """What came and what is right, divided by the upstream gradient, where one arrives."""
    if any(s.dout is None or np.shape(s.dout) not in ((), s.shape) for s in samples):
        return None
    line = [
        [np.ravel(np.broadcast_to(np.asarray(v, dtype=float), s.shape)) for s, v in pairs]
        for pairs in (
            [(s, s.dout) for s in samples],
            [(s, s.came) for s in samples],
            [(s, s.right) for s in samples],
        )
    ]
    dout, came, right = (np.concatenate(each) for each in line)
    told = (np.abs(dout) > 1e-6) & np.isfinite(came)
    return came[told] / dout[told], right[told] / dout[told]


def digits_before_division(samples: Sequence[Sample], part: str) -> Said | None:
    """A difference quotient whose two values were kept to fewer digits than they have.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    lost, plain = list[float](), 0
    for s in samples:
        known = s.call.known
        if "f(x + h)" not in known or "h" not in known:
            return None
        off = abs(float(s.came) - float(s.right))
        size = max(abs(known["f(x + h)"]), abs(known["f(x − h)"]))
        lost.append(off * 2.0 * abs(known["h"]) / size if size else off)
        plain += off > PLAIN * abs(float(s.right))
    if plain < ENOUGH or not LEAST_LOST < max(lost) <= MOST_LOST:
        return None
    return Said(
        "digits lost before the division",
        f"{part} comes out as if the two values of f had been kept to seven digits or so before "
        "they were subtracted. Divided by a small h, what is lost there grows. Is something "
        "rounded, or worked out in float32?",
    )


def small_difference(samples: Sequence[Sample], part: str) -> Said | None:
    """A difference quotient that is 0 where the difference is small.

    Args:
        samples: What came of each call for this part.
        part: Its name.
    """
    none, some = list[float](), list[float]()
    for s in samples:
        known = s.call.known
        if "f(x + h)" not in known or "h" not in known:
            return None
        size = abs(known["f(x + h)"] - known["f(x − h)"])
        fine = close(s.came, s.right)
        if not fine and float(s.came) != 0.0:
            return None
        if float(s.right) != 0.0:
            (some if fine and float(s.came) != 0.0 else none).append(size)
    if not none or len(some) < ENOUGH or max(none) >= min(some):
        return None
    least, most = number_in_words(max(none)), number_in_words(min(some))
    return Said(
        "0 where the difference is small",
        f"{part} is 0 where the two values of f differ by {least} or less, and right where they "
        f"differ by {most} or more. Is a small difference taken for none?",
    )


def margins_cut(exercise: str, samples: Sequence[Sample], part: str) -> Said | None:
    """A hinge loss whose margins were cut off at some number.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
        part: Of others than ``"loss"`` nothing is said.
    """
    if exercise != "svm_loss" or part != "loss":
        return None
    made = [np.maximum(0.0, margins(*s.call.case.inputs)) for s in samples]
    wrong = [at for at, s in enumerate(samples) if not close(s.came, s.right)]
    if len(wrong) < 2 or len(samples) == len(wrong):
        return None
    bound = _cut_at(made[wrong[0]], float(samples[wrong[0]].came))
    if bound is None or not all(
        close(float(s.came), float(np.minimum(m, bound).sum() / len(m)))
        for s, m in zip(samples, made, strict=True)
    ):
        return None
    return Said(
        f"margins cut off at {bound:.6g}",
        f"loss comes out as if no margin were larger than {number_in_words(bound)}. Does each "
        "margin count in full?",
    )


def mean_over_some(exercise: str, samples: Sequence[Sample], part: str) -> Said | None:
    """A loss that is divided by the number of rows of some kind alone.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
        part: ``"loss"`` or ``"dscores"``.
    """
    if exercise not in ("svm_loss", "softmax_loss"):
        return None
    for count, words in _ROWS if exercise == "svm_loss" else _ROWS[1:]:
        differs = False
        for s in samples:
            lost = np.maximum(0.0, margins(*s.call.case.inputs)).sum(axis=1)
            divisor = count(lost, np.asarray(s.call.case.inputs[1]))
            made = np.asarray(s.right) * len(lost) / max(1, divisor)
            if not close(s.came, made if s.shape else float(made)):
                break
            differs = differs or divisor != len(lost)
        else:
            if differs:
                return Said(
                    f"divided by the number of {words}",
                    f"{part} comes out as if it were divided by the number of {words}. Over what "
                    "is the mean taken?",
                )
    return None


#: What may be counted in the place of all rows, given the loss of each row and the labels.
_ROWS: tuple[tuple[Callable[[Any, Any], int], str], ...] = (
    (lambda lost, _: int(np.count_nonzero(lost)), "rows that have a loss"),
    (lambda _, labels: len(np.unique(labels)), "different labels"),
)


def dot_product_cut(exercise: str, samples: Sequence[Sample], part: str) -> Said | None:
    """A neuron whose dot product was cut before the sigmoid.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
        part: Of others than ``"f"`` nothing is said.
    """
    if exercise != "neuron_forward" or part != "f":
        return None
    given = [s.call.case.inputs for s in samples]
    dots = [float(np.dot(w[:2], x) + w[2]) for w, x in given]
    for change, words in _CUT:
        made = [sigmoid(change(dot)) for dot in dots]
        if all(close(s.came, m) for s, m in zip(samples, made, strict=True)):
            text = f"f would be right if the dot product were {words}. Is it used as it is?"
            return Said(f"the dot product {words}", text)
    return None


def output_of_sigmoid(exercise: str, samples: Sequence[Sample]) -> Said | None:
    """A slope of the sigmoid worked out from something else than its output.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
    """
    if exercise != "sigmoid_backward" or any(s.dout is None for s in samples):
        return None
    told: list[tuple[Callable[[Any], Any], str]] = [
        (
            lambda x: np.exp(-np.abs(x)),
            "dx would be right if the exponential of the negative size of x stood where the output "
            "of the sigmoid belongs. What is in the cache?",
        )
    ]
    for digits in range(1, 8):
        words = (
            f"dx would be right if the output of the sigmoid were rounded to {digits} digits "
            "behind the point. Rounding is for reading; calculate with all digits."
        )
        told.append((partial(_rounded_sigmoid, digits), words))
    for change, words in told:
        fine = True
        for s in samples:
            out = np.asarray(change(np.asarray(s.call.case.inputs[0], dtype=float)))
            made = out * (1.0 - out) * np.asarray(s.dout)
            fine = fine and close(np.asarray(s.came), made)
        if fine:
            return Said("another output", words)
    return None


def _rounded_sigmoid(digits: int, x: Any) -> Any:
    return np.round(sigmoid(x), digits)


def products_left_out(exercise: str, samples: Sequence[Sample]) -> Said | None:
    """A sum of products of which those are left out that are below some size.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
    """
    if exercise != "predict_change":
        return None
    least, most, left_out = 0.0, np.inf, 0
    for s in samples:
        products = np.multiply(*(np.asarray(v, dtype=float) for v in s.call.case.inputs))
        order = np.argsort(-np.abs(products))
        products = products[order]
        sums, sizes = np.r_[0.0, np.cumsum(products)], np.r_[np.inf, np.abs(products), 0.0]
        for kept, total in reversed(list(enumerate(sums))):
            low, high = max(least, float(sizes[kept + 1])), min(most, float(sizes[kept]))
            if low < high and abs(total - float(s.came)) <= RTOL * abs(total) + 1e-14:
                least, most = low, high
                left_out += kept < len(products)
                break
        else:
            return None
    if left_out < 2 or not np.isfinite(most):
        return None
    return Said(
        "small products left out",
        f"change comes out as if products of {number_in_words(least)} or less in size were left "
        f"out, and those of {number_in_words(most)} or more added up. Does each product count, "
        "however small?",
    )


#: What may become of a number before it goes on.
_CUT: tuple[tuple[Callable[[float], float], str], ...] = (
    (lambda dot: float(np.trunc(dot)), "cut to a whole number"),
    (lambda dot: float(np.floor(dot)), "rounded down to a whole number"),
    (lambda dot: float(np.round(dot)), "rounded to a whole number"),
    (lambda dot: float(np.round(dot, 1)), "rounded to 1 digit"),
    (lambda dot: float(np.round(dot, 2)), "rounded to 2 digits"),
    (abs, "its absolute value"),
)


def _cut_at(made: Any, mean: float) -> float | None:
    """The number at which margins must be cut off to have some mean over the rows."""
    line = np.sort(np.ravel(made))
    total = mean * len(made)
    below = 0.0
    for at, value in enumerate(line):
        left = len(line) - at
        if below + left * value >= total:
            return float((total - below) / left)
        below += float(value)
    return None
