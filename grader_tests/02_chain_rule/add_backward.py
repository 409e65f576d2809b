"""add_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def add_forward(x, y):
    return x + y, (x, y)


exercise = Exercise("add_backward")


@exercise.solved_by()
def _(dout, cache):
    return dout, dout


@exercise.right("with local gradients")
def _(dout, cache):
    dx = 1.0 * dout
    dy = 1.0 * dout
    return dx, dy


@exercise.right("as a list")
def _(dout, cache):
    return [dout, dout]


@exercise.right("with the cache unpacked")
def _(dout, cache):
    x, y = cache
    return dout * 1, dout * 1


@exercise.right("as 0-d arrays")
def _(dout, cache):
    return np.asarray(dout), np.asarray(dout)


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    add_forward(x, y)
    return dout, dout


@exercise.right("with a warning on the way")
def _(dout, cache):
    np.log(np.array(0.0))
    return np.float64(dout), np.float64(dout)


exercise.common("upstream ignored")


@exercise.wrong(
    "shared",
    told="An add gate does not share: each input gets what arrives, in full.",
    reported="halves the upstream gradient",
)
def _(dout, cache):
    return dout / 2, dout / 2


@exercise.wrong(
    "switched inputs",
    told="That is what a multiply gate does. What are the local gradients of x + y?",
    reported="uses the multiply gate's rule",
)
def _(dout, cache):
    x, y = cache
    return dout * y, dout * x


@exercise.wrong(
    "the inputs",
    told="The inputs have nothing to do with it: by how much does x + y rise if x rises by one?",
    reported="multiplies by the inputs",
)
def _(dout, cache):
    x, y = cache
    return dout * x, dout * y


exercise.common("upstream added")


@exercise.wrong(
    "second sign",
    told="The second one has the sign of a subtraction.",
    reported="wrong sign on dy",
)
def _(dout, cache):
    return dout, -dout


@exercise.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign on both",
)
def _(dout, cache):
    return -dout, -dout


@exercise.wrong(
    "first only",
    told="Only x is given a gradient. Does y not matter?",
    reported="gives all to x",
)
def _(dout, cache):
    return dout, 0.0


@exercise.wrong("the output")
def _(dout, cache):
    x, y = cache
    return dout * (x + y), dout * (x + y)


exercise.common("one number", "float32")


@exercise.wrong("published example")
def _(dout, cache):
    return -4.0, -4.0


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, y = cache
    h = 1e-5
    above, _ = add_forward(x + h, y)
    below, _ = add_forward(x - h, y)
    slope = (above - below) / (2 * h)
    return dout * slope, dout * slope
