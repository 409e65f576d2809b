"""reciprocal_backward: the reference, right ways to write it, and known mistakes."""

import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def reciprocal_forward(x):
    return 1.0 / x, x


exercise = Exercise("reciprocal_backward")


@exercise.solved_by()
def _(dout, cache):
    x = cache
    return -dout / (x * x)


@exercise.right("with the local gradient")
def _(dout, cache):
    x = cache
    dlocal = -1.0 / x**2
    return dlocal * dout


@exercise.right("from the output")
def _(dout, cache):
    out = 1.0 / cache
    return -out * out * dout


@exercise.right("with np.power")
def _(dout, cache):
    return -dout * np.power(cache, -2.0)


@exercise.right("divided twice")
def _(dout, cache):
    return -(dout / cache) / cache


@exercise.right("in place on an array of its own")
def _(dout, cache):
    dx = np.array(dout)
    dx /= cache
    dx /= cache
    dx *= -1.0
    return dx


@exercise.right("entry by entry")
def _(dout, cache):
    dx = np.empty(np.shape(cache))
    for index in np.ndindex(dx.shape):
        dx[index] = -np.asarray(dout)[index] / np.asarray(cache)[index] ** 2
    return dx


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    out, _ = reciprocal_forward(cache)
    return -(out**2) * dout


@exercise.right("the forward run again, entry by entry")
def _(dout, cache):
    outs = [reciprocal_forward(entry)[0] for entry in np.ravel(cache)]
    out = np.reshape(outs, np.shape(cache))
    return -dout * out**2


@exercise.right("with a print and a warning")
def _(dout, cache):
    print("1/x at", cache)
    warnings.warn("on the way")
    return np.negative(dout) * cache**-2


@exercise.wrong(
    "minus missing",
    told="When x grows, does 1/x grow or shrink?",
    reported="minus sign missing",
)
def _(dout, cache):
    x = cache
    return dout / x**2


@exercise.wrong(
    "not squared",
    told="How steep is 1/x near zero, and how steep further out? Compare it with 1/x itself.",
    reported="x not squared",
)
def _(dout, cache):
    x = cache
    return -dout / x


@exercise.wrong("the output")
def _(dout, cache):
    x = cache
    return dout / x


@exercise.wrong(
    "upside down",
    told="Far from zero 1/x is nearly flat. Is its slope large there?",
    reported="multiplies by x² instead of dividing",
)
def _(dout, cache):
    x = cache
    return -dout * x**2


@exercise.wrong(
    "a factor of two",
    told="Write 1/x as a power of x. Which factor does the power rule bring to the front?",
    reported="a factor of 2 too much",
)
def _(dout, cache):
    x = cache
    return -2 * dout / x**2


@exercise.wrong(
    "exponent raised",
    told="Write 1/x as a power of x. Which way does the power rule move the exponent?",
    reported="raises the exponent instead of lowering it",
)
def _(dout, cache):
    x = cache
    return -dout * x**0


@exercise.wrong(
    "exponent lowered twice",
    told="Write 1/x as a power of x. By how much does the power rule lower the exponent?",
    reported="cubes x",
)
def _(dout, cache):
    x = cache
    return -dout / x**3


@exercise.wrong(
    "the integral",
    told="The logarithm goes the other way: 1/x is its slope. What is the slope of 1/x?",
    reported="integrates instead of differentiating",
)
def _(dout, cache):
    x = cache
    return dout * np.log(np.abs(x))


@exercise.wrong("absolute values")
def _(dout, cache):
    x = cache
    return -dout / (x * np.abs(x))


@exercise.wrong(
    "the upstream alone",
    told="Nothing of x is in it. Is 1/x equally steep everywhere?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


exercise.common("upstream ignored", "upstream added", "upstream twice", "rounded")


@exercise.wrong("published number")
def _(dout, cache):
    return -0.534446645388523


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("dout in place")
def _(dout, cache):
    x = cache
    dout *= -1.0 / (x * x)
    return dout


@exercise.wrong("numerical differences")
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (reciprocal_forward(x + h)[0] - reciprocal_forward(x - h)[0]) / (2 * h)
    return dout * slope


@exercise.wrong("cache in place")
def _(dout, cache):
    x = cache
    x *= x
    return -dout / x
