"""max_gradient: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("max_gradient")


@exercise.solved_by()
def _(x, y):
    if x >= y:
        return 1.0, 0.0
    return 0.0, 1.0


@exercise.right("comparisons as numbers")
def _(x, y):
    return float(x >= y), float(y > x)


@exercise.right("comparisons as they are")
def _(x, y):
    return x >= y, y > x


@exercise.right("with np.where")
def _(x, y):
    return np.where(x >= y, 1.0, 0.0), np.where(x >= y, 0.0, 1.0)


@exercise.right("the rest to one")
def _(x, y):
    dfdx = 1.0 if x >= y else 0.0
    return dfdx, 1.0 - dfdx


@exercise.right("with argmax")
def _(x, y):
    gradient = [0.0, 0.0]
    gradient[int(np.argmax([x, y]))] = 1.0
    return gradient


@exercise.right("by the difference")
def _(x, y):
    difference = x - y
    if difference < 0:
        return 0, 1
    return 1, 0


@exercise.wrong(
    "strict on both sides",
    told="At a tie both come out as zero. The course's rule gives the whole gradient to the first input.",
    reported="tie: 0, 0",
)
def _(x, y):
    return float(x > y), float(y > x)


@exercise.wrong(
    "both at a tie",
    told="At a tie both come out as one. The course's rule gives the whole gradient to the first input.",
    reported="tie: 1, 1",
)
def _(x, y):
    return float(x >= y), float(y >= x)


@exercise.wrong(
    "tie to the second",
    told="At a tie it all goes to y. The course's rule gives it to the first input.",
    reported="tie goes to y",
)
def _(x, y):
    return float(x > y), float(y >= x)


@exercise.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to the first input.",
    reported="tie: 1/2, 1/2",
)
def _(x, y):
    if x == y:
        return 0.5, 0.5
    return float(x > y), float(y > x)


@exercise.wrong(
    "to the smaller",
    told="It goes to the smaller input. Which of the two does max let through?",
    reported="gives the gradient to the smaller input",
)
def _(x, y):
    if x <= y:
        return 1.0, 0.0
    return 0.0, 1.0


@exercise.wrong(
    "values",
    told="It returns the larger value. The question is the rate: raise it by one, and f rises by …?",
    reported="returns the values, not the rates",
)
def _(x, y):
    if x >= y:
        return x, 0.0
    return 0.0, y


@exercise.wrong(
    "both ones",
    told="Both are ones. Nudge the smaller input: does max notice?",
    reported="gives 1 to both, as for add",
)
def _(x, y):
    return 1.0, 1.0


@exercise.wrong(
    "halves",
    told="A max gate does not share.",
    reported="shares 1/2, 1/2",
)
def _(x, y):
    return 0.5, 0.5


@exercise.wrong(
    "by absolute size",
    told="It compares sizes without signs. Which is larger, −3 or 2?",
    reported="compares absolute values",
)
def _(x, y):
    if abs(x) >= abs(y):
        return 1.0, 0.0
    return 0.0, 1.0


@exercise.wrong(
    "positive ones",
    told="It asks whether each input is positive. What does max compare with?",
    reported="compares with zero, not with the other input",
)
def _(x, y):
    return float(x > 0), float(y > 0)


@exercise.wrong("published example")
def _(x, y):
    return 1.0, 0.0


exercise.common("one number")


@exercise.wrong(
    "numerical differences",
    told="This is a numerical gradient: it says one half at a tie, and loses its digits as the inputs grow.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return (max(x + h, y) - max(x - h, y)) / (2 * h), (max(x, y + h) - max(x, y - h)) / (2 * h)
