"""forward_passes_needed: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise
from backpass.judging.returned import counted
from backpass.judging.verdict import Case


def pass_cases(rng):
    """Counts that a loop still gets through."""
    counts = [1, 2, 0, 7, 3073, 1_000_001, *(int(count) for count in rng.integers(50, 60_000, 4))]
    return [Case(counted(count, "parameter"), (count,)) for count in counts]


exercise = Exercise("forward_passes_needed", cases=pass_cases, truth=lambda count: (2 * count,))


@exercise.solved_by()
def _(parameter_count):
    return 2 * parameter_count


@exercise.right("added")
def _(parameter_count):
    return parameter_count + parameter_count


@exercise.right("counted")
def _(parameter_count):
    passes = 0
    for _ in range(parameter_count):
        passes += 1
        passes += 1
    return passes


@exercise.right("with numpy")
def _(parameter_count):
    return np.int64(parameter_count) * 2


@exercise.right("as a sum, with a print")
def _(parameter_count):
    above, below = parameter_count, parameter_count
    print(above, below)
    return sum((above, below))


@exercise.right("shifted")
def _(parameter_count):
    return int(parameter_count) << 1


@exercise.wrong(
    "one a parameter",
    told="How many points does a central difference look at?",
    reported="one pass a parameter (a one-sided difference without its base)",
)
def _(parameter_count):
    return parameter_count


@exercise.wrong(
    "one-sided",
    told="That is the cost of a one-sided difference. How many points does a central one look at?",
    reported="P + 1: the one-sided difference",
)
def _(parameter_count):
    return parameter_count + 1


@exercise.wrong(
    "one more",
    told="Does the central difference look at the point in the middle?",
    reported="2P + 1: counts the middle too",
)
def _(parameter_count):
    return 2 * parameter_count + 1


@exercise.wrong(
    "two in all",
    told="The two points differ in one parameter only. What about the others?",
    reported="two passes in all",
)
def _(parameter_count):
    return 2


@exercise.wrong(
    "squared",
    told="Each parameter needs its own passes. Does it need more of them when there are more parameters?",
    reported="P²",
)
def _(parameter_count):
    return parameter_count**2


@exercise.wrong(
    "both ways for all signs",
    told="Parameters are moved one at a time, not in all combinations.",
    reported="a power of two",
)
def _(parameter_count):
    return 2**parameter_count


@exercise.wrong(
    "three a parameter",
    told="Which points does a central difference look at? Count them once more.",
    reported="3P",
)
def _(parameter_count):
    return 3 * parameter_count


@exercise.wrong(
    "a float",
    told="The number is right; a count is an int.",
    reported="returns a float",
)
def _(parameter_count):
    return 2.0 * parameter_count
