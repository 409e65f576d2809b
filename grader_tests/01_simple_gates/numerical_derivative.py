"""numerical_derivative: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("numerical_derivative")


@exercise.solved_by()
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)


@exercise.right("with names for both sides")
def _(f, x, h=1e-5):
    above = f(x + h)
    below = f(x - h)
    return (above - below) / (2 * h)


@exercise.right("divided twice")
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h / 2


@exercise.right("half the sum of two slopes, f called twice")
def _(f, x, h=1e-5):
    above, below = f(x + h), f(x - h)
    return 0.5 * (above / h - below / h)


@exercise.right("with a loop over the two sides")
def _(f, x, h=1e-5):
    total = 0.0
    for side in (1, -1):
        total += side * f(x + side * h)
    return total / (2 * h)


@exercise.right("as a numpy number")
def _(f, x, h=1e-5):
    return np.float64(f(x + h) - f(x - h)) / np.float64(2 * h)


@exercise.right("below first, with a print")
def _(f, x, h=1e-5):
    below = f(x - h)
    above = f(x + h)
    print("above", above, "below", below)
    return -(below - above) / (2 * h)


@exercise.right("as a 0-d array")
def _(f, x, h=1e-5):
    return np.array((f(x + h) - f(x - h)) / (2 * h))


@exercise.right("with an assertion of its own")
def _(f, x, h=1e-5):
    assert h > 0, "a step is more than 0"
    low, high = f(x - h), f(x + h)
    return 0.5 * (high - low) / h


@exercise.wrong(
    "one-sided",
    told="It steps to one side only. The central difference steps as far below x as above.",
    reported="takes the one-sided difference",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h


@exercise.wrong(
    "one-sided below",
    told="It steps below x only. The central difference steps to both sides.",
    reported="takes the one-sided difference below x",
)
def _(f, x, h=1e-5):
    return (f(x) - f(x - h)) / h


@exercise.wrong(
    "divided by h",
    told="How far apart are the two points? The difference is divided by that distance.",
    reported="divides by h instead of 2h",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h


@exercise.wrong(
    "precedence of the division",
    told="Python divides and multiplies from left to right: what does `/ 2 * h` do?",
    reported="writes / 2 * h without brackets",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h


@exercise.wrong(
    "brackets of the difference",
    told="Only a part of the difference is divided. Which brackets are missing?",
    reported="divides only the second value",
)
def _(f, x, h=1e-5):
    return f(x + h) - f(x - h) / (2 * h)


@exercise.wrong(
    "sides exchanged",
    told="The sign is the wrong way round: which side comes first?",
    reported="exchanges the two sides (sign)",
)
def _(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / (2 * h)


@exercise.wrong(
    "sum for difference",
    told="A slope comes from a difference of two values.",
    reported="adds the two values",
)
def _(f, x, h=1e-5):
    return (f(x + h) + f(x - h)) / (2 * h)


@exercise.wrong(
    "h ignored",
    told="It takes the same step whatever h it is given.",
    reported="ignores the argument h",
)
def _(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / (2 * 1e-5)


@exercise.wrong(
    "not divided",
    told="A slope is a change of f for each unit of x.",
    reported="forgets to divide",
)
def _(f, x, h=1e-5):
    return f(x + h) - f(x - h)


@exercise.wrong(
    "f called too often",
    told="The value is right, but f is called more often than it has to be, and calls are what a numerical gradient costs.",
    reported="calls f more than twice",
)
def _(f, x, h=1e-5):
    return ((f(x + h) - f(x)) / h + (f(x) - f(x - h)) / h) / 2


@exercise.wrong(
    "the usual step in the divisor",
    told="The points are h away, and the divisor has the usual step in it, whatever h is.",
    reported="divides by 2e-5, whatever h is",
)
def _(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2e-5
