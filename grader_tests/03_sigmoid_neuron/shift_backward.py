"""shift_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def shift_forward(x, c):
    return c + x, (x, c)


exercise = Exercise("shift_backward")


@exercise.solved_by()
def _(dout, cache):
    return dout


@exercise.right("with the local gradient")
def _(dout, cache):
    x, c = cache
    dlocal = 1.0
    return dlocal * dout


@exercise.right("ones of the shape of x")
def _(dout, cache):
    x, c = cache
    return dout * np.ones_like(x)


@exercise.right("a copy")
def _(dout, cache):
    return np.copy(dout)


@exercise.right("added to zeros")
def _(dout, cache):
    x, _ = cache
    dx = np.zeros(np.shape(x))
    dx += dout
    return dx


@exercise.right("entry by entry")
def _(dout, cache):
    x, c = cache
    entries = [1.0 * d for d in np.ravel(dout)]
    return np.reshape(entries, np.shape(x))


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, c = cache
    shift_forward(x, c)
    return +dout


@exercise.right("with a print and a warning")
def _(dout, cache):
    print("shifted by", cache[1])
    np.log(np.zeros(1))
    return np.multiply(dout, 1)


@exercise.wrong(
    "multiplied by the constant",
    told="That is what a scale gate does. How far does c + x move when x moves by one?",
    reported="multiplies by the constant",
)
def _(dout, cache):
    x, c = cache
    return dout * c


@exercise.wrong(
    "multiplied by x",
    told="How far does c + x move when x moves by one? Does it matter where x is?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x, c = cache
    return dout * x


@exercise.wrong(
    "shifted again",
    told="It is the rate that is asked for. Does a rate move when the output moves by a constant?",
    reported="adds the constant to the gradient",
)
def _(dout, cache):
    x, c = cache
    return dout + c


@exercise.wrong("the output")
def _(dout, cache):
    x, c = cache
    return dout * (c + x)


@exercise.wrong(
    "constant given a gradient",
    told="c is a constant here, so nobody asks for its gradient. There is one input that changes.",
    reported="returns a gradient for the constant too",
)
def _(dout, cache):
    x, c = cache
    return dout, dout


@exercise.wrong(
    "shared with the constant",
    told="An add gate does not share: x gets what arrives, in full.",
    reported="halves the upstream gradient",
)
def _(dout, cache):
    return dout / 2


@exercise.wrong(
    "zero",
    told="The constant does not change, but x does.",
    reported="treats x as the constant",
)
def _(dout, cache):
    return dout * 0.0


@exercise.wrong(
    "absolute value",
    told="A gradient has a sign: what comes from above negative stays negative here.",
    reported="drops the sign of the upstream gradient",
)
def _(dout, cache):
    return np.abs(dout)


exercise.common("upstream ignored", "upstream added", "upstream twice", "sign", "rounded")


@exercise.wrong("published number")
def _(dout, cache):
    return -0.534446645388523


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, c = cache
    h = 1e-5
    slope = (shift_forward(x + h, c)[0] - shift_forward(x - h, c)[0]) / (2 * h)
    return dout * slope
