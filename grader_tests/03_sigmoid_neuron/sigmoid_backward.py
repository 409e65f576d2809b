"""sigmoid_backward: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.grading.exercises import Exercise


# Forwards of sigmoid_backward's variants, each with a cache of its own, and the caches alone.
def sigmoid_forward(x):
    out = 1.0 / (1.0 + np.exp(-x))
    return out, out


cache_s = sigmoid_forward


def cache_x(x):
    return 1.0 / (1.0 + np.exp(-x)), x


def cache_s_in_tuple(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, (s,)


def cache_x_and_s(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, (x, s)


def cache_s_in_dict(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, {"x": x, "s": s}


def cache_s_in_array(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, np.array([s, 1.0 - s])


def cache_s_in_object(x):
    class Cache:
        pass

    cache = Cache()
    cache.s = 1.0 / (1.0 + np.exp(-x))
    return cache.s, cache


def s_alone(x):
    return 1.0 / (1.0 + np.exp(-x))


def x_alone(x):
    return x


def s_tuple(x):
    return (1.0 / (1.0 + np.exp(-x)),)


def x_tuple(x):
    return (x,)


def x_s_tuple(x):
    return x, 1.0 / (1.0 + np.exp(-x))


def s_x_tuple(x):
    return 1.0 / (1.0 + np.exp(-x)), x


def named_dict(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return {"x": x, **dict.fromkeys(("out", "s", "sig", "sigmoid", "sigma", "y", "f"), s)}


exercise = Exercise(
    "sigmoid_backward",
    caches=(s_alone, x_alone, s_tuple, x_tuple, x_s_tuple, s_x_tuple, named_dict),
)


@exercise.solved_by(forward=cache_s)
def _(dout, cache):
    out = cache
    return dout * (1.0 - out) * out


@exercise.right("without brackets", forward=cache_s)
def _(dout, cache):
    return dout * (cache - cache * cache)


@exercise.right("the output in a tuple", forward=cache_s_in_tuple)
def _(dout, cache):
    (out,) = cache
    return out * dout * (1 - out)


@exercise.right("x and the output in a tuple", forward=cache_x_and_s)
def _(dout, cache):
    x, s = cache
    local = s * (1.0 - s)
    return np.multiply(local, dout)


@exercise.right("a dict as cache", forward=cache_s_in_dict)
def _(dout, cache):
    s = cache["s"]
    return dout * s * (1 - s)


@exercise.right("an array as cache", forward=cache_s_in_array)
def _(dout, cache):
    s, rest = cache
    return dout * s * rest


@exercise.right("an object as cache", forward=cache_s_in_object)
def _(dout, cache):
    return (1 - cache.s) * cache.s * dout


@exercise.right("from x with the hyperbolic tangent", forward=cache_x)
def _(dout, cache):
    t = np.tanh(0.5 * np.asarray(cache))
    return 0.25 * dout * (1.0 - t * t)


@exercise.right("from x with the hyperbolic cosine", forward=cache_x)
def _(dout, cache):
    return dout / (2.0 + 2.0 * np.cosh(cache))


@exercise.right("from x by an exponential that cannot overflow", forward=cache_x)
def _(dout, cache):
    e = np.exp(-np.abs(cache))
    return dout * e / (1.0 + e) ** 2


@exercise.right("from x by the definition", forward=cache_x)
def _(dout, cache):
    with np.errstate(over="ignore"):
        s = 1.0 / (1.0 + np.exp(-np.asarray(cache)))
    return dout * s * (1.0 - s)


@exercise.right("the forward run again at the same point and at its mirror image", forward=cache_x)
def _(dout, cache):
    s, _ = sigmoid_forward(cache)
    rest, _ = sigmoid_forward(-np.asarray(cache))
    return dout * s * rest


@exercise.right("in place on an array of its own, with a print", forward=cache_s)
def _(dout, cache):
    dx = np.array(cache)
    dx *= 1.0 - cache
    dx *= dout
    print(dx)
    return dx


@exercise.right("entry by entry", forward=cache_s)
def _(dout, cache):
    dx = np.zeros(np.shape(cache))
    for index, s in np.ndenumerate(cache):
        dx[index] += np.asarray(dout)[index] * s * (1.0 - s)
    return dx


@exercise.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the sigmoid to two digits",
    forward=cache_s,
)
def _(dout, cache):
    out = np.round(cache, 2)
    return dout * (1 - out) * out


@exercise.wrong(
    "from x",
    told="It takes x for the output of the sigmoid. Which of the two does the formula for the slope want?",
    reported="computes (1 − x) x",
    forward=cache_x,
)
def _(dout, cache):
    x = cache
    return dout * (1.0 - x) * x


@exercise.wrong(
    "sigmoid of the output",
    told="The sigmoid is applied once too often: what does the cache hold?",
    reported="applies the sigmoid to its output",
    forward=cache_s,
)
def _(dout, cache):
    s = 1.0 / (1.0 + np.exp(-cache))
    return dout * s * (1 - s)


@exercise.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output only",
    forward=cache_s,
)
def _(dout, cache):
    return dout * cache


@exercise.wrong(
    "one minus the output",
    told="One of two factors is missing. At an input far below zero the sigmoid is flat.",
    reported="multiplies by 1 − σ only",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache)


@exercise.wrong(
    "output squared",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses σ²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * cache * cache


@exercise.wrong(
    "the rest squared",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses (1 − σ)²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache) ** 2


@exercise.wrong(
    "plus for minus",
    told="The slope should vanish where the output is near 1. What is missing from it to 1?",
    reported="uses 1 + σ instead of 1 − σ",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 + cache) * cache


@exercise.wrong(
    "brackets missing",
    told="Multiplication binds tighter than subtraction: which brackets are missing?",
    reported="computes dout · 1 − σ · σ",
    forward=cache_s,
)
def _(dout, cache):
    out = cache
    return dout * 1 - out * out


@exercise.wrong(
    "derivative of tanh",
    told="That is the slope of tanh. What differs for the sigmoid?",
    reported="uses 1 − σ²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache * cache)


@exercise.wrong(
    "overflow",
    told="Far below zero it comes out as not a number: infinity over infinity. The output, which stays between 0 and 1, tells the slope too.",
    reported="overflows at large negative inputs",
    forward=cache_x,
)
def _(dout, cache):
    e = np.exp(-np.asarray(cache))
    return dout * e / (1.0 + e) ** 2


@exercise.wrong(
    "overflow with math",
    told="math.exp refuses results beyond about 1e308. What happens for inputs far from zero?",
    reported="math.exp overflows at large inputs",
    forward=cache_x,
)
def _(dout, cache):
    x = np.asarray(cache)
    dx = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        s = 1.0 / (1.0 + math.exp(-x[index]))
        dx[index] = np.asarray(dout)[index] * s * (1 - s)
    return dx


@exercise.wrong(
    "reciprocal's gradient alone",
    told="The exponential inside the sigmoid moves too: a factor of the chain is missing.",
    reported="forgets the exp gate",
    forward=cache_s,
)
def _(dout, cache):
    return -dout * cache * cache


@exercise.wrong(
    "mask",
    told="The sigmoid is soft: its slope is no switch that is on or off.",
    reported="uses relu's gradient",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (cache > 0.5)


@exercise.wrong(
    "the upstream alone",
    told="Nothing of the cache is in it. Is the sigmoid equally steep everywhere?",
    reported="passes the upstream gradient on",
    forward=cache_s,
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


@exercise.wrong(
    "x as well",
    told="The gradient on x is a rate times a rate. Does x itself belong in it?",
    reported="multiplies by x as well",
    forward=cache_x_and_s,
)
def _(dout, cache):
    x, s = cache
    return dout * s * (1 - s) * x


exercise.common("upstream ignored", "upstream added", "upstream twice", "sign", "rounded")


@exercise.wrong("published number", forward=cache_s)
def _(dout, cache):
    return 0.19661193324148185


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("dout in place", forward=cache_s)
def _(dout, cache):
    s = cache
    dout *= s * (1.0 - s)
    return dout


@exercise.wrong("cache in place", forward=cache_s)
def _(dout, cache):
    s = cache
    s *= 1.0 - s
    return dout * s


@exercise.wrong("numerical differences", forward=cache_x)
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (sigmoid_forward(x + h)[0] - sigmoid_forward(x - h)[0]) / (2 * h)
    return dout * slope
