"""sigmoid_circuit_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forwards, as they stand in the notebook; what the students' functions may call.
def reciprocal_forward(x):
    return 1.0 / x, x


def shift_forward(x, c):
    return c + x, (x, c)


def exp_forward(x):
    return np.exp(x), x


def scale_forward(x, a):
    return a * x, (x, a)


def sigmoid_circuit_forward(x):
    scaled, scale_cache = scale_forward(x, -1.0)
    power, exp_cache = exp_forward(scaled)
    shifted, shift_cache = shift_forward(power, 1.0)
    out, reciprocal_cache = reciprocal_forward(shifted)
    return out, (scale_cache, exp_cache, shift_cache, reciprocal_cache)


exercise = Exercise("sigmoid_circuit_backward")


@exercise.solved_by()
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dshifted = -dout / (shifted * shifted)
    dpower = dshifted
    dscaled = dpower * np.exp(scaled)
    return dscaled * a


@exercise.right("by calling four gates")
def _(dout, cache):
    def reciprocal_back(dout, cache):
        return -dout / cache**2

    def shift_back(dout, cache):
        return dout

    def exp_back(dout, cache):
        return dout * np.exp(cache)

    def scale_back(dout, cache):
        x, a = cache
        return dout * a

    scale_cache, exp_cache, shift_cache, reciprocal_cache = cache
    dshift = reciprocal_back(dout, reciprocal_cache)
    dexp = shift_back(dshift, shift_cache)
    dscale = exp_back(dexp, exp_cache)
    return scale_back(dscale, scale_cache)


@exercise.right("in one gate")
def _(dout, cache):
    out = 1.0 / cache[3]
    return dout * (1 - out) * out


@exercise.right("from the input alone")
def _(dout, cache):
    (x, _), *_ = cache
    s = 1.0 / (1.0 + np.exp(-x))
    return (s - s * s) * dout


@exercise.right("from the power that is kept")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / shifted**2


@exercise.right("with the hyperbolic cosine")
def _(dout, cache):
    x = cache[0][0]
    return dout / (2.0 + 2.0 * np.cosh(x))


@exercise.right("in place on an array of its own")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    d = np.array(dout)
    d /= shifted
    d /= -shifted
    d *= power
    d *= a
    return d


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    out, _ = sigmoid_circuit_forward(x)
    return dout * out * (1 - out)


@exercise.right("with the forward at the mirrored point")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    out, _ = sigmoid_circuit_forward(x)
    rest, _ = sigmoid_circuit_forward(-x)
    return dout * out * rest


@exercise.right("entry by entry, with a print")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dx = np.empty(np.shape(x))
    for index in np.ndindex(dx.shape):
        e = np.asarray(power)[index]
        dx[index] = np.asarray(dout)[index] * e / (1 + e) ** 2
    print(dx)
    return dx


@exercise.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the sigmoid to two digits",
)
def _(dout, cache):
    out = np.round(1.0 / cache[3], 2)
    return dout * (1 - out) * out


@exercise.wrong(
    "exp gate missing",
    told="One of the four gates is missing from the chain: follow the values backwards and name each.",
    reported="forgets the exp gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout / shifted**2


@exercise.wrong(
    "reciprocal gate missing",
    told="The gate next to the output is missing from the chain.",
    reported="forgets the reciprocal gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(scaled) * a


@exercise.wrong(
    "a sign lost",
    told="Two of the four gates turn the sign. One of those turns is missing.",
    reported="loses one of the two minus signs",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return -dout * np.exp(scaled) / shifted**2


@exercise.wrong(
    "exponent for value",
    told="At the exp gate it multiplies by the exponent. What is the local gradient there?",
    reported="uses the exponent instead of its exponential",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * scaled / shifted**2


@exercise.wrong(
    "exp of the wrong input",
    told="The exp gate did not get x itself: what stands before it?",
    reported="takes exp of x instead of −x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(x) / shifted**2


@exercise.wrong(
    "exp of the value",
    told="At the exp gate it applies exp to a value that has been through it already.",
    reported="applies exp twice",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(power) / shifted**2


@exercise.wrong(
    "reciprocal at the wrong value",
    told="What went into the reciprocal gate? One more gate stands between it and exp.",
    reported="takes the reciprocal's gradient before the shift",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / power**2


@exercise.wrong(
    "reciprocal at x",
    told="What went into the reciprocal gate? Each gate has its own entry in the cache.",
    reported="takes the reciprocal's gradient at x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / x**2 if np.all(x) else np.inf * dout


@exercise.wrong(
    "reciprocal not squared",
    told="One local gradient is not steep enough: look at the reciprocal gate by itself.",
    reported="reciprocal gate: x not squared",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / shifted


@exercise.wrong(
    "the output",
    told="It multiplies by the value of the sigmoid. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    return dout / cache[3]


@exercise.wrong(
    "plus for minus",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses 1 + σ instead of 1 − σ",
)
def _(dout, cache):
    out = 1.0 / cache[3]
    return dout * (1 + out) * out


@exercise.wrong(
    "local gradients added",
    told="Rates in a chain: are those added?",
    reported="adds the local gradients",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    locals_ = -1.0 / shifted**2 + 1.0 + np.exp(scaled) + a
    return dout * locals_


@exercise.wrong(
    "from x",
    told="It takes x for the output of the sigmoid.",
    reported="computes (1 − x) x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * (1 - x) * x


@exercise.wrong(
    "caches in the wrong order",
    told="The cache holds the four gates' caches in forward order. Which one comes first?",
    reported="unpacks the caches backwards",
)
def _(dout, cache):
    reciprocal_cache, shift_cache, exp_cache, scale_cache = cache
    dshift = -dout / reciprocal_cache**2
    return -dshift * np.exp(exp_cache)


@exercise.wrong(
    "all four gradients",
    told="Only the gradient on x is asked for. The others are needed on the way.",
    reported="returns the gradient of every gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dshifted = -dout / shifted**2
    dscaled = dshifted * power
    return dscaled * a, dscaled, dshifted, dshifted


exercise.common("upstream ignored", "upstream added", "upstream twice", "rounded")


@exercise.wrong("published number")
def _(dout, cache):
    return 0.19661193324148185


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("dout in place")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dout *= power / shifted**2
    return dout


@exercise.wrong("numerical differences")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    h = 1e-5
    slope = (sigmoid_circuit_forward(x + h)[0] - sigmoid_circuit_forward(x - h)[0]) / (2 * h)
    return dout * slope


@exercise.wrong("cache in place")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    power /= shifted
    power /= shifted
    return dout * power
