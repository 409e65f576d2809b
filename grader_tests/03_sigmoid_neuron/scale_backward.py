"""scale_backward: the reference, right ways to write it, and known mistakes."""

import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def scale_forward(x, a):
    return a * x, (x, a)


exercise = Exercise("scale_backward")


@exercise.solved_by()
def _(dout, cache):
    x, a = cache
    return a * dout


@exercise.right("with the local gradient")
def _(dout, cache):
    x, a = cache
    dlocal = a
    return dlocal * dout


@exercise.right("by index")
def _(dout, cache):
    return dout * cache[1]


@exercise.right("the whole local gradient")
def _(dout, cache):
    x, a = cache
    return dout * np.full_like(x, a)


@exercise.right("the gate used on the gradient")
def _(dout, cache):
    x, a = cache
    dx, _ = scale_forward(dout, a)
    return dx


@exercise.right("in place on an array of its own")
def _(dout, cache):
    x, a = cache
    dx = np.array(dout)
    dx *= a
    return dx


@exercise.right("entry by entry")
def _(dout, cache):
    x, a = cache
    dx = np.zeros(np.shape(x))
    for index in np.ndindex(np.shape(x)):
        dx[index] += a * np.asarray(dout)[index]
    return dx


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, a = cache
    scale_forward(x, a)
    return np.multiply(a, dout)


@exercise.right("with a print and a warning")
def _(dout, cache):
    x, a = cache
    print("scaled by", a)
    warnings.warn("on the way")
    return dout * a


@exercise.wrong(
    "not switched",
    told="It multiplies by x. When x moves by one, what decides how far a x moves?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x, a = cache
    return dout * x


@exercise.wrong(
    "divided",
    told="The backward pass does not undo the gate. When x moves by one, how far does a x move?",
    reported="divides by the constant",
)
def _(dout, cache):
    x, a = cache
    return dout / a


@exercise.wrong("the output")
def _(dout, cache):
    x, a = cache
    return dout * (a * x)


@exercise.wrong(
    "constant given a gradient",
    told="a is a constant here, so nobody asks for its gradient. There is one input that changes.",
    reported="returns a gradient for the constant too",
)
def _(dout, cache):
    x, a = cache
    return dout * a, dout * x


@exercise.wrong(
    "the upstream alone",
    told="That is what a shift gate does: nothing of a is in it.",
    reported="passes the upstream gradient on, as shift does",
)
def _(dout, cache):
    return dout


@exercise.wrong(
    "always minus one",
    told="This gate scales by −1 in the sigmoid. Elsewhere it scales by another number.",
    reported="takes −1 for the constant",
)
def _(dout, cache):
    return -dout


@exercise.wrong(
    "absolute constant",
    told="It is right for a positive constant only.",
    reported="right only for positive constants",
)
def _(dout, cache):
    x, a = cache
    return dout * abs(a)


@exercise.wrong(
    "constant squared",
    told="The constant is there twice.",
    reported="multiplies by the constant twice",
)
def _(dout, cache):
    x, a = cache
    return dout * a * a


exercise.common("upstream ignored", "upstream added", "upstream twice", "sign", "rounded")


@exercise.wrong("published number")
def _(dout, cache):
    return 0.19661193324148185


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("dout in place")
def _(dout, cache):
    x, a = cache
    dout *= a * np.ones(np.shape(x))
    return dout


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, a = cache
    h = 1e-5
    slope = (scale_forward(x + h, a)[0] - scale_forward(x - h, a)[0]) / (2 * h)
    return dout * slope
