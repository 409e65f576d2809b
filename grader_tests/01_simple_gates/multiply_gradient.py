"""multiply_gradient: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("multiply_gradient")


@exercise.solved_by()
def _(x, y):
    return y, x


@exercise.right("with names")
def _(x, y):
    dfdx = y
    dfdy = x
    return dfdx, dfdy


@exercise.right("as a list")
def _(x, y):
    return [y, x]


@exercise.right("as numpy numbers")
def _(x, y):
    return np.float64(y), np.float64(x)


@exercise.right("as 0-d arrays")
def _(x, y):
    return np.array(y), np.array(x)


@exercise.right("by the product rule")
def _(x, y):
    return 1.0 * y + x * 0.0, 0.0 * y + x * 1.0


@exercise.right("with a helper and a print")
def _(x, y):
    def other(a, b):
        print("the other one is", b)
        return b

    return other(x, y), other(y, x)


@exercise.wrong(
    "not switched",
    told="Each input is given its own value. If x moves a little, what decides how far xy moves?",
    reported="gives each input its own value (not switched)",
)
def _(x, y):
    return x, y


@exercise.wrong(
    "the product for both",
    told="It returns the value of f. The question is how fast f changes.",
    reported="returns the product itself",
)
def _(x, y):
    return x * y, x * y


@exercise.wrong(
    "ones",
    told="1 and 1 is what an add gate answers. Try a step of x at y = −3.",
    reported="returns 1, 1 as for an add gate",
)
def _(x, y):
    return 1.0, 1.0


@exercise.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign on both",
)
def _(x, y):
    return -y, -x


@exercise.wrong(
    "sign of one",
    told="One of the two has the wrong sign.",
    reported="wrong sign on dfdx",
)
def _(x, y):
    return -y, x


@exercise.wrong("published example")
def _(x, y):
    return -3.0, 4.0


@exercise.wrong(
    "absolute values",
    told="It is right for positive inputs only. What does a negative input do?",
    reported="right only for positive inputs",
)
def _(x, y):
    return abs(y), abs(x)


@exercise.wrong(
    "the sum",
    told="It returns x + y. Which of the two matters for a step of x?",
    reported="returns the sum",
)
def _(x, y):
    return x + y, x + y


@exercise.wrong(
    "rounded",
    told="It loses digits: nothing in a gradient needs rounding.",
    reported="rounds the gradient",
)
def _(x, y):
    return round(y), round(x)


exercise.common("one number", "float32")


@exercise.wrong(
    "numerical differences",
    told="This is a numerical gradient. It loses its digits as the inputs grow; here the exact one is asked for.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return ((x + h) * y - (x - h) * y) / (2 * h), (x * (y + h) - x * (y - h)) / (2 * h)


@exercise.wrong(
    "brought to length 1",
    told="The pair has length 1 at every point. A gradient's length says how steep it is.",
    reported="divides the gradient by its length",
)
def _(x, y):
    length = (x * x + y * y) ** 0.5 or 1.0
    return y / length, x / length
