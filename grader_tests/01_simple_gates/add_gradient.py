"""add_gradient: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("add_gradient")


@exercise.solved_by()
def _(x, y):
    return 1.0, 1.0


@exercise.right("as ints")
def _(x, y):
    return 1, 1


@exercise.right("as a list")
def _(x, y):
    return [1.0, 1.0]


@exercise.right("with names")
def _(x, y):
    dfdx = 1.0
    dfdy = 1.0
    return dfdx, dfdy


@exercise.right("as numpy numbers")
def _(x, y):
    return np.float64(1), np.float64(1)


@exercise.right("as 0-d arrays")
def _(x, y):
    return np.ones(()), np.ones(())


@exercise.right("by the power rule")
def _(x, y):
    return float(x**0), float(y**0)


@exercise.right("with a warning on the way")
def _(x, y):
    np.log(np.array(-1.0))
    return 1.0, 1.0


@exercise.wrong(
    "the inputs",
    told="It returns the inputs. Raise x by one: by how much does x + y rise?",
    reported="returns the inputs",
)
def _(x, y):
    return x, y


@exercise.wrong(
    "switched inputs",
    told="That is what a multiply gate answers. Raise x by one: by how much does x + y rise?",
    reported="returns the switched inputs, as for multiply",
)
def _(x, y):
    return y, x


@exercise.wrong(
    "halves",
    told="The gate does not share: a step of x arrives in full.",
    reported="shares 1/2, 1/2",
)
def _(x, y):
    return 0.5, 0.5


@exercise.wrong(
    "the sum",
    told="It returns the value of f. The question is how fast f changes.",
    reported="returns the sum itself",
)
def _(x, y):
    return x + y, x + y


@exercise.wrong(
    "zeros",
    told="Zero would mean that f does not move at all.",
    reported="returns zeros",
)
def _(x, y):
    return 0.0, 0.0


@exercise.wrong(
    "second sign",
    told="The second one has the sign of a subtraction.",
    reported="wrong sign on dfdy",
)
def _(x, y):
    return 1.0, -1.0


@exercise.wrong(
    "signs of the inputs",
    told="It depends on the signs of the inputs. Does the rate?",
    reported="returns the signs of the inputs",
)
def _(x, y):
    return np.sign(x), np.sign(y)


@exercise.wrong(
    "first only",
    told="Only x is given a gradient. Does y not matter?",
    reported="gives all to x",
)
def _(x, y):
    return 1.0, 0.0


exercise.common("one number", "float32")


@exercise.wrong(
    "numerical differences",
    told="This is a numerical gradient. It loses its digits as the inputs grow; here the exact one is asked for.",
    reported="differences numerically",
)
def _(x, y):
    h = 1e-5
    return ((x + h + y) - (x - h + y)) / (2 * h), ((x + (y + h)) - (x + (y - h))) / (2 * h)
