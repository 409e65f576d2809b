"""max_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def max_forward(x, y):
    return max(x, y), (x, y)


exercise = Exercise("max_backward")


@exercise.solved_by()
def _(dout, cache):
    x, y = cache
    if x >= y:
        return dout, 0.0
    return 0.0, dout


@exercise.right("comparisons as numbers")
def _(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y > x)


@exercise.right("with np.where")
def _(dout, cache):
    x, y = cache
    return np.where(x >= y, dout, 0.0), np.where(x >= y, 0.0, dout)


@exercise.right("the rest")
def _(dout, cache):
    x, y = cache
    dx = dout if x >= y else 0.0
    return dx, dout - dx


@exercise.right("with argmax, as a list")
def _(dout, cache):
    gradient = [0.0, 0.0]
    gradient[int(np.argmax(cache))] = dout
    return gradient


@exercise.right("int zeros")
def _(dout, cache):
    x, y = cache
    return (0, dout) if y > x else (dout, 0)


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    out, _ = max_forward(x, y)
    if x == out:
        return dout, 0.0
    return 0.0, dout


@exercise.wrong(
    "strict on both sides",
    told="At a tie both come out as zero. The course's rule gives the whole gradient to the first input.",
    reported="tie: nothing to either",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > y), dout * (y > x)


@exercise.wrong(
    "both at a tie",
    told="At a tie both get all of it. The course's rule gives it to the first input alone.",
    reported="tie: all to both",
)
def _(dout, cache):
    x, y = cache
    return dout * (x >= y), dout * (y >= x)


@exercise.wrong(
    "tie to the second",
    told="At a tie it all goes to y. The course's rule gives it to the first input.",
    reported="tie goes to y",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > y), dout * (y >= x)


@exercise.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to the first input.",
    reported="tie: shared",
)
def _(dout, cache):
    x, y = cache
    if x == y:
        return dout / 2, dout / 2
    return dout * (x > y), dout * (y > x)


@exercise.wrong(
    "to the smaller",
    told="It goes to the smaller input. Which of the two does max let through?",
    reported="gives the gradient to the smaller input",
)
def _(dout, cache):
    x, y = cache
    if x <= y:
        return dout, 0.0
    return 0.0, dout


exercise.common("upstream ignored")


@exercise.wrong(
    "to both",
    told="Both get it. Nudge the smaller input: does max notice?",
    reported="gives the gradient to both, as add does",
)
def _(dout, cache):
    return dout, dout


@exercise.wrong(
    "shared",
    told="A max gate does not share.",
    reported="shares the gradient",
)
def _(dout, cache):
    return dout / 2, dout / 2


@exercise.wrong(
    "by value",
    told="It multiplies by the larger value. The local gradient of the larger input is …?",
    reported="multiplies by the value",
)
def _(dout, cache):
    x, y = cache
    if x >= y:
        return dout * x, 0.0
    return 0.0, dout * y


@exercise.wrong(
    "mask on the upstream",
    told="It decides by the sign of dout. What decides which input gets the gradient?",
    reported="decides by the upstream gradient",
)
def _(dout, cache):
    if dout >= 0:
        return dout, 0.0
    return 0.0, dout


@exercise.wrong(
    "by absolute size",
    told="It compares sizes without signs. Which is larger, −3 or 2?",
    reported="compares absolute values",
)
def _(dout, cache):
    x, y = cache
    if abs(x) >= abs(y):
        return dout, 0.0
    return 0.0, dout


@exercise.wrong(
    "positive ones",
    told="It asks whether each input is positive. What does max compare with?",
    reported="compares with zero, not with the other input",
)
def _(dout, cache):
    x, y = cache
    return dout * (x > 0), dout * (y > 0)


@exercise.wrong(
    "always the first",
    told="It always goes to x, whichever is larger.",
    reported="always gives the gradient to x",
)
def _(dout, cache):
    return dout, 0.0


exercise.common("one number")


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (max_forward(x + h, y)[0] - max_forward(x - h, y)[0]) / (2 * h)
    dy = (max_forward(x, y + h)[0] - max_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy
