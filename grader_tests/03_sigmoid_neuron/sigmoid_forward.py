"""sigmoid_forward: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.contracts.sigmoid_neuron import SATURATED
from backpass.grading.exercises import Exercise
from backpass.judging.cases import elementwise_cases
from backpass.judging.verdict import Case


def stable_sigmoid(x):
    """The truth: e to a power that is never positive, on either side of zero."""
    x = np.asarray(x, dtype=float)
    power = np.exp(-np.abs(x))
    return (np.where(x >= 0, 1.0, power) / (1.0 + power))[()]


def cases(rng):
    """Numbers of all sizes, and an array of whole numbers."""
    drawn = elementwise_cases([(1.0,)], large=SATURATED, huge=1e300)(rng)
    whole = np.concatenate([[0, 1], rng.integers(-9, 10, 4)]).reshape(2, 3)
    return [*drawn, Case("an array of whole numbers", (whole,))]


exercise = Exercise(
    "sigmoid_forward",
    cases=cases,
    truth=lambda x: (stable_sigmoid(x),),
)


@exercise.solved_by()
def _(x):
    power = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1.0, power) / (1.0 + power)
    return out, out


@exercise.right("by its definition")
def _(x):
    out = 1.0 / (1.0 + np.exp(-x))
    return out, out


@exercise.right("with the hyperbolic tangent")
def _(x):
    out = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(x)))
    return out, (x, out)


@exercise.right("clipped far out")
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))
    return out, out


@exercise.right("two branches for a number, a mask for an array")
def _(x):
    if np.ndim(x) == 0:
        if x >= 0:
            out = 1.0 / (1.0 + math.exp(-x))
        else:
            out = math.exp(x) / (1.0 + math.exp(x))
        return out, {"out": out}
    out = np.empty(x.shape)
    right = x >= 0
    out[right] = 1.0 / (1.0 + np.exp(-x[right]))
    e = np.exp(x[~right])
    out[~right] = e / (1.0 + e)
    return out, {"out": out}


@exercise.right("np.where with warnings silenced")
def _(x):
    with np.errstate(all="ignore"):
        out = np.where(x > 0, 1 / (1 + np.exp(-x)), 1 - 1 / (1 + np.exp(x)))
    return out, [out]


@exercise.right("vectorised from a scalar function")
def _(x):
    def one(v):
        if v < -700.0:
            return 0.0
        return 1.0 / (1.0 + math.exp(-v))

    out = np.vectorize(one)(x)
    return out, x


@exercise.right("row by row")
def _(x):
    def nested(v):
        if np.ndim(v) == 0:
            e = math.exp(-abs(v))
            return 1.0 / (1.0 + e) if v >= 0 else e / (1.0 + e)
        return np.array([nested(entry) for entry in v])

    return nested(x), None


@exercise.right("by logaddexp, with a print")
def _(x):
    out = np.exp(-np.logaddexp(0.0, -x))
    print(out)
    return out, np.array(out)


@exercise.right("in place on an array of its own, as a list")
def _(x):
    out = np.array(x, dtype=float)
    out *= -1.0
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    return [out, out]


@exercise.wrong(
    "rounded",
    told="The output is rounded. Rounding is for reading; keep all digits.",
    reported="rounds to two digits",
)
def _(x):
    out = np.round(1.0 / (1.0 + np.exp(-x)), 2)
    return out, out


@exercise.wrong(
    "exponent's sign",
    told="For a large positive input the sigmoid is near 1. Which sign does the exponent have?",
    reported="exponent without its minus sign",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(x))
    return out, out


@exercise.wrong(
    "minus in the denominator",
    told="The denominator can become zero, and the output can leave the range from 0 to 1. Which operation joins 1 and the exponential?",
    reported="subtracts in the denominator",
)
def _(x):
    out = 1.0 / (1.0 - np.exp(-np.asarray(x)))
    return out, out


@exercise.wrong(
    "one missing",
    told="At zero the sigmoid is ½. Which gate between exp and 1/x is missing?",
    reported="forgets the +1",
)
def _(x):
    out = 1.0 / np.exp(-np.asarray(x))
    return out, out


@exercise.wrong(
    "reciprocal missing",
    told="The output should lie between 0 and 1. Which gate is missing at the end?",
    reported="forgets the reciprocal",
)
def _(x):
    out = 1.0 + np.exp(-x)
    return out, out


@exercise.wrong(
    "overflow on the right",
    told="Very large inputs come out as not a number: infinity over infinity. Which exponential gets out of hand?",
    reported="overflows at large positive inputs",
)
def _(x):
    e = np.exp(x)
    out = e / (1.0 + e)
    return out, out


@exercise.wrong(
    "overflow with math",
    told="math.exp refuses results beyond about 1e308. What happens for inputs far below zero?",
    reported="math.exp overflows at large negative inputs",
)
def _(x):
    out = np.empty(np.shape(x))
    for index in np.ndindex(out.shape):
        out[index] = 1.0 / (1.0 + math.exp(-np.asarray(x)[index]))
    return out, out


@exercise.wrong(
    "scalars only",
    told="It works for single numbers only. Arrays of any shape should come out in the same shape.",
    reported="works for scalars only",
)
def _(x):
    e = math.exp(-abs(x))
    out = 1.0 / (1.0 + e) if x >= 0 else e / (1.0 + e)
    return out, out


@exercise.wrong(
    "arrays only",
    told="It works for arrays only: a plain float has no entries to pick.",
    reported="works for arrays only",
)
def _(x):
    out = np.empty_like(x)
    out[x >= 0] = 1.0 / (1.0 + np.exp(-x[x >= 0]))
    out[x < 0] = 1.0 - 1.0 / (1.0 + np.exp(x[x < 0]))
    return out, out


@exercise.wrong(
    "the first entry decides",
    told="One branch is chosen for the whole array. Its entries can lie on both sides of zero.",
    reported="chooses one branch for all entries",
)
def _(x):
    if np.ravel(x)[0] >= 0:
        out = 1.0 / (1.0 + np.exp(-x))
    else:
        out = np.exp(x) / (1.0 + np.exp(x))
    return out, out


@exercise.wrong(
    "clipped too near",
    told="The input is cut off where the sigmoid still moves.",
    reported="clips the input at ±10",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.clip(x, -10.0, 10.0)))
    return out, out


@exercise.wrong(
    "hyperbolic tangent",
    told="That curve runs from −1 to 1. How does the sigmoid differ in height and width?",
    reported="returns tanh",
)
def _(x):
    out = np.tanh(x)
    return out, out


@exercise.wrong(
    "tanh too steep",
    told="The range is right but the slope at zero is not: it should be ¼.",
    reported="tanh of x instead of x/2",
)
def _(x):
    out = 0.5 * (1.0 + np.tanh(x))
    return out, out


@exercise.wrong(
    "a step",
    told="The sigmoid is a soft step: it passes through all values between 0 and 1.",
    reported="returns a hard step",
)
def _(x):
    out = np.where(x >= 0, 1.0, 0.0)
    return out, out


@exercise.wrong(
    "relu",
    told="The output should never exceed 1.",
    reported="returns max(0, x)",
)
def _(x):
    out = np.maximum(x, 0.0)
    return out, out


@exercise.wrong(
    "softsign",
    told="It has the shape of a sigmoid, but is another curve.",
    reported="uses x / (1 + |x|)",
)
def _(x):
    out = 0.5 * (1.0 + x / (1.0 + np.abs(x)))
    return out, out


@exercise.wrong(
    "softmax",
    told="The entries of an array have nothing to do with each other here.",
    reported="normalises over the array",
)
def _(x):
    e = np.exp(x - np.max(x))
    out = e / np.sum(e)
    return out, out


@exercise.wrong(
    "the derivative",
    told="It returns the slope. The forward pass returns the value.",
    reported="returns the derivative",
)
def _(x):
    s = 1.0 / (1.0 + np.exp(-x))
    out = s * (1 - s)
    return out, s


@exercise.wrong(
    "two to the power",
    told="The base of the exponential is e.",
    reported="uses 2 as the base",
)
def _(x):
    out = 1.0 / (1.0 + 2.0 ** -np.asarray(x))
    return out, out


@exercise.wrong("absolute values")
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.abs(x)))
    return out, out


@exercise.wrong("published number")
def _(x):
    return 0.7310585786300049, x


@exercise.wrong("float32")
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x, dtype=np.float32)))
    return out, out


@exercise.wrong(
    "flattened",
    told="An array comes back flattened. The output has the shape of the input.",
    reported="flattens arrays",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x)))
    return (out.ravel() if out.ndim else out), out


@exercise.wrong(
    "a list",
    told="An array came in, so an array should come out; a list cannot be calculated with.",
    reported="returns a list",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x)))
    return out.tolist(), out


@exercise.wrong(
    "averaged",
    told="Each entry has an output of its own.",
    reported="returns the mean over the array",
)
def _(x):
    out = float(np.mean(1.0 / (1.0 + np.exp(-x))))
    return out, out


exercise.common("no cache")


@exercise.wrong(
    "changes x",
    told="It works in place on x, which belongs to whoever called it.",
    reported="changes x in place",
)
def _(x):
    if np.ndim(x):
        np.negative(x, out=x)
        np.exp(x, out=x)
        out = 1.0 / (1.0 + x)
    else:
        out = 1.0 / (1.0 + np.exp(-x))
    return out, out
