"""exp_backward: the reference, right ways to write it, and known mistakes."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def exp_forward(x):
    return np.exp(x), x


exercise = Exercise("exp_backward")


@exercise.solved_by()
def _(dout, cache):
    x = cache
    return dout * np.exp(x)


@exercise.right("with the local gradient")
def _(dout, cache):
    out = np.exp(cache)
    dlocal = out
    return dlocal * dout


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    out, _ = exp_forward(cache)
    return dout * out


@exercise.right("the forward run again on an array of its own")
def _(dout, cache):
    x = np.array(cache, dtype=float)
    out, _ = exp_forward(x)
    return np.multiply(out, dout)


@exercise.right("as a power of e")
def _(dout, cache):
    return dout * np.e**cache


@exercise.right("in halves")
def _(dout, cache):
    half = np.exp(np.asarray(cache) / 2)
    return half * dout * half


@exercise.right("entry by entry with math")
def _(dout, cache):
    x = np.asarray(cache)
    dx = np.empty_like(x)
    for index, entry in np.ndenumerate(x):
        dx[index] = math.exp(entry)
    dx *= dout
    return dx


@exercise.right("one over the other side")
def _(dout, cache):
    return dout / np.exp(-np.asarray(cache))


@exercise.right("with a print and a warning")
def _(dout, cache):
    print("exp at", cache)
    warnings.warn("on the way")
    return np.exp(cache) * dout


@exercise.wrong(
    "power rule",
    told="The power rule is for x raised to a fixed exponent. Here the exponent itself moves.",
    reported="uses the power rule",
)
def _(dout, cache):
    x = cache
    return dout * x * np.exp(x - 1)


@exercise.wrong(
    "exponent for value",
    told="It multiplies by x. How steep is the exponential where it is already high?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x = cache
    return dout * x


@exercise.wrong(
    "applied twice",
    told="It takes the cache for the output. What did exp_forward put there?",
    reported="applies exp twice",
)
def _(dout, cache):
    out = np.exp(cache)
    return dout * np.exp(out)


@exercise.wrong(
    "exponent negated",
    told="Is this circuit's exponent x, or −x? The gate does not know what stands before it.",
    reported="differentiates e to the −x",
)
def _(dout, cache):
    x = cache
    return -dout * np.exp(-x)


@exercise.wrong(
    "decays",
    told="For large x the exponential is steep. Here it gets flat.",
    reported="uses exp(−x)",
)
def _(dout, cache):
    x = cache
    return dout * np.exp(-x)


@exercise.wrong(
    "times the input",
    told="One factor too many: the exponential alone tells its own slope.",
    reported="multiplies by the input as well",
)
def _(dout, cache):
    x = cache
    return dout * x * np.exp(x)


@exercise.wrong(
    "the logarithm",
    told="The logarithm undoes the exponential; its slope is another question.",
    reported="uses the logarithm's derivative",
)
def _(dout, cache):
    x = cache
    return dout / x if np.all(x) else dout * np.inf


@exercise.wrong(
    "the upstream alone",
    told="Nothing of x is in it. Is the exponential equally steep everywhere?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


@exercise.wrong(
    "upstream in the exponent",
    told="The upstream gradient multiplies the result; it does not take part in the forward pass.",
    reported="puts the upstream gradient into the exponent",
)
def _(dout, cache):
    x = cache
    return np.exp(dout * x)


@exercise.wrong("absolute values")
def _(dout, cache):
    x = cache
    return dout * np.exp(np.abs(x))


@exercise.wrong(
    "two to the power",
    told="The base is e, not 2.",
    reported="uses 2 as the base",
)
def _(dout, cache):
    x = cache
    return dout * 2.0**x


exercise.common("upstream ignored", "upstream added", "upstream twice", "sign", "rounded")


@exercise.wrong("published number")
def _(dout, cache):
    return -0.19661193324148185


exercise.common("in a tuple", "float32", "flattened", "scalars only", "summed")


@exercise.wrong("dout in place")
def _(dout, cache):
    x = cache
    dout *= np.exp(x)
    return dout


@exercise.wrong("numerical differences")
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (exp_forward(x + h)[0] - exp_forward(x - h)[0]) / (2 * h)
    return dout * slope


@exercise.wrong("cache in place")
def _(dout, cache):
    x = cache
    if np.ndim(x):
        np.exp(x, out=x)
        return dout * x
    return dout * np.exp(x)


@exercise.wrong(
    "the slope of a sigmoid",
    told="It multiplies by the output and by 1 minus the output. Which function has that slope?",
    reported="uses the slope of the sigmoid",
)
def _(dout, cache):
    out = np.exp(cache)
    return dout * out * (1.0 - out)
