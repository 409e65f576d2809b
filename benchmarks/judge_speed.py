"""The judge beside torch's own gradcheck: ``python -m benchmarks.judge_speed`` where torch is.

Torch is not among the course's requirements. Run this with an interpreter that has it, from the top
of the repository; the table then goes to ``docs/judge.md``. Without torch nothing is written, so a
measurement that stands there is kept.
"""

from __future__ import annotations

import importlib
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from backpass.grading.exercises.answers import Variant
from backpass.grading.exercises.exercise import Exercise
from backpass.judging.contract import GradientContract
from benchmarks.page import ROOT, circumstances, table, write
from benchmarks.rates import (
    DOC,
    backward_of,
    chapters,
    decide,
    functions_of,
    number,
    random_point,
    rights_of,
    smooth_cases,
)
from benchmarks.rules import RULES, Problem

TURNS = 15


def as_torch(torch: Any, exercise: Exercise, variant: Variant) -> Callable[..., Any]:
    """The trusted forward with a variant as its backward pass, as torch would hold them.

    Both stay numpy functions, so the same code is judged on both sides; passing a tensor in or out
    without a copy costs microseconds.
    """
    contract = exercise.contract
    assert isinstance(contract, GradientContract)
    backward = backward_of(exercise, variant)

    def plain(tensor: Any) -> Any:
        return float(tensor) if tensor.ndim == 0 else tensor.detach().numpy()

    def forward_pass(ctx: Any, *tensors: Any) -> Any:
        ctx.point = tuple(plain(tensor) for tensor in tensors)
        return torch.as_tensor(np.asarray(contract.forward(*ctx.point), dtype=np.float64))

    def backward_pass(ctx: Any, dout: Any) -> Any:
        gradients = backward(ctx.point, dout.numpy())
        if gradients is None:
            raise Unfit(f"{variant.name} of {exercise.name} returns no gradients of their shapes")
        made: list[Any] = [None] * len(ctx.point)
        for which, gradient in zip(contract.wrt, gradients, strict=True):
            made[which] = torch.as_tensor(np.array(gradient))
        return tuple(made)

    gate: Any = type(
        exercise.name,
        (torch.autograd.Function,),
        {"forward": staticmethod(forward_pass), "backward": staticmethod(backward_pass)},
    )
    applied: Callable[..., Any] = gate.apply
    return applied


class Unfit(Exception):
    """What came is nothing that gradcheck could compare."""


def gradcheck(torch: Any, applied: Callable[..., Any], exercise: Exercise, seed: int) -> bool:
    """Torch's own verdict at one random point."""
    contract = exercise.contract
    assert isinstance(contract, GradientContract)
    point = random_point(exercise, np.random.default_rng(seed))
    tensors = [
        torch.tensor(value, dtype=torch.float64, requires_grad=which in contract.wrt)
        for which, value in enumerate(point)
    ]
    try:
        with np.errstate(all="ignore"):
            return bool(torch.autograd.gradcheck(applied, tensors, raise_exception=False))
    except Unfit:
        return False


def agreement(torch: Any, exercise: Exercise, seeds: int = 5) -> tuple[int, int]:
    """How often our wording of torch's rule says what torch says, and of how many checks."""
    contract = exercise.contract
    assert isinstance(contract, GradientContract)
    same = checks = 0
    (rule,) = (rule for rule in RULES if rule.name == "torch.autograd.gradcheck")
    for variant in [*rights_of(exercise), *exercise.mistakes]:
        applied, backward = as_torch(torch, exercise, variant), backward_of(exercise, variant)
        for seed in range(seeds):
            rng = np.random.default_rng(seed)
            problem = Problem(contract.forward, random_point(exercise, rng), contract.wrt)
            (said,) = decide(rule, problem, [backward], rng)
            same += said == gradcheck(torch, applied, exercise, seed)
            checks += 1
    return same, checks


def span(work: Callable[[], object]) -> float:
    """Milliseconds of one turn."""
    start = time.perf_counter()
    work()
    return 1e3 * (time.perf_counter() - start)


def beside(torch: Any, exercise: Exercise) -> tuple[float, float, int]:
    """Both at the same time of day, in turns.

    Returns:
        Median milliseconds of our judge, of torch's gradcheck at one point, and the number of
        points at which ours looks.
    """
    reference = rights_of(exercise)[0]
    applied = as_torch(torch, exercise, reference)

    gradcheck(torch, applied, exercise, 0)
    exercise.judge_variant(reference, 0)
    ours, theirs = [], []
    for turn in range(TURNS):
        ours.append(span(partial(exercise.judge_variant, reference, turn)))
        theirs.append(span(partial(gradcheck, torch, applied, exercise, turn)))
    points = len(smooth_cases(exercise, np.random.default_rng(0)))
    return statistics.median(ours), statistics.median(theirs), points


def speed_block(torch: Any) -> str:
    """The generated part of the document."""
    rows, same, checks = [], 0, 0
    for chapter in chapters():
        members = [e for e in functions_of(chapter) if isinstance(e.contract, GradientContract)]
        if not members:
            continue
        agreed = [agreement(torch, exercise) for exercise in members]
        same, checks = same + sum(n for n, _ in agreed), checks + sum(n for _, n in agreed)
        measured = [beside(torch, exercise) for exercise in members]
        ours, once = sum(ms for ms, _, _ in measured), sum(ms for _, ms, _ in measured)
        everywhere = sum(ms * points for _, ms, points in measured)
        rows.append(
            [
                f"`{chapter}`",
                len(measured),
                f"{ours:.1f}",
                f"{once:.1f}",
                f"{ours / once:.1f}",
                f"{ours / everywhere:.2f}",
            ]
        )
    header = ["chapter", "functions that return gradients", "Backpass, ms", "gradcheck once, ms"]
    header += ["Backpass ÷ gradcheck once", "Backpass ÷ gradcheck at as many points"]
    return "\n".join(
        [
            f"torch {torch.__version__}, one after the other in turns, sums of medians of {TURNS}: "
            f"{circumstances('numpy')}.",
            "",
            table(header, rows),
            "",
            f"Torch's own gradcheck and our wording of its rule said the same in {number(same)} of "
            f"{number(checks)} checks of the functions above, right ones and mistakes.",
        ]
    )


def main() -> int:
    """Measure and write, or say that there is no torch."""
    try:
        torch = importlib.import_module("torch")
    except ImportError:
        print("torch is not installed here: the comparison in docs/judge.md stays as it is.")
        return 0
    torch.set_num_threads(1)
    write(DOC, {"speed": speed_block(torch)})
    print(f"The comparison is in {DOC.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
