"""What the hidden tests of chapter 3 know of each exercise."""

import math
import warnings

import numpy as np

from backpass.cases import elementwise_cases
from backpass.contracts.sigmoid_neuron import SATURATED
from backpass.grading.exercises import Exercise

# The given forwards, as they stand in the notebook; what the students' functions may call.
from backpass.grading.exercises.quizzes import quizzes


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


# reciprocal_backward ------------------------------------------------------------------------------


reciprocal = Exercise("reciprocal_backward")


@reciprocal.solved_by()
def _(dout, cache):
    x = cache
    return -dout / (x * x)


@reciprocal.right("with the local gradient")
def _(dout, cache):
    x = cache
    dlocal = -1.0 / x**2
    return dlocal * dout


@reciprocal.right("from the output")
def _(dout, cache):
    out = 1.0 / cache
    return -out * out * dout


@reciprocal.right("with np.power")
def _(dout, cache):
    return -dout * np.power(cache, -2.0)


@reciprocal.right("divided twice")
def _(dout, cache):
    return -(dout / cache) / cache


@reciprocal.right("in place on an array of its own")
def _(dout, cache):
    dx = np.array(dout)
    dx /= cache
    dx /= cache
    dx *= -1.0
    return dx


@reciprocal.right("entry by entry")
def _(dout, cache):
    dx = np.empty(np.shape(cache))
    for index in np.ndindex(dx.shape):
        dx[index] = -np.asarray(dout)[index] / np.asarray(cache)[index] ** 2
    return dx


@reciprocal.right("the forward run again at the same point")
def _(dout, cache):
    out, _ = reciprocal_forward(cache)
    return -(out**2) * dout


@reciprocal.right("the forward run again, entry by entry")
def _(dout, cache):
    outs = [reciprocal_forward(entry)[0] for entry in np.ravel(cache)]
    out = np.reshape(outs, np.shape(cache))
    return -dout * out**2


@reciprocal.right("with a print and a warning")
def _(dout, cache):
    print("1/x at", cache)
    warnings.warn("on the way")
    return np.negative(dout) * cache**-2


@reciprocal.wrong(
    "minus missing",
    told="When x grows, does 1/x grow or shrink?",
    reported="minus sign missing",
)
def _(dout, cache):
    x = cache
    return dout / x**2


@reciprocal.wrong(
    "not squared",
    told="How steep is 1/x near zero, and how steep further out? Compare it with 1/x itself.",
    reported="x not squared",
)
def _(dout, cache):
    x = cache
    return -dout / x


@reciprocal.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x = cache
    return dout / x


@reciprocal.wrong(
    "upside down",
    told="Far from zero 1/x is nearly flat. Is its slope large there?",
    reported="multiplies by x² instead of dividing",
)
def _(dout, cache):
    x = cache
    return -dout * x**2


@reciprocal.wrong(
    "a factor of two",
    told="Write 1/x as a power of x. Which factor does the power rule bring to the front?",
    reported="a factor of 2 too much",
)
def _(dout, cache):
    x = cache
    return -2 * dout / x**2


@reciprocal.wrong(
    "exponent raised",
    told="Write 1/x as a power of x. Which way does the power rule move the exponent?",
    reported="raises the exponent instead of lowering it",
)
def _(dout, cache):
    x = cache
    return -dout * x**0


@reciprocal.wrong(
    "exponent lowered twice",
    told="Write 1/x as a power of x. By how much does the power rule lower the exponent?",
    reported="cubes x",
)
def _(dout, cache):
    x = cache
    return -dout / x**3


@reciprocal.wrong(
    "the integral",
    told="The logarithm goes the other way: 1/x is its slope. What is the slope of 1/x?",
    reported="integrates instead of differentiating",
)
def _(dout, cache):
    x = cache
    return dout * np.log(np.abs(x))


@reciprocal.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(dout, cache):
    x = cache
    return -dout / (x * np.abs(x))


@reciprocal.wrong(
    "the upstream alone",
    told="Nothing of x is in it. Is 1/x equally steep everywhere?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


@reciprocal.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x = cache
    return -1.0 / (x * x)


@reciprocal.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x = cache
    return dout + -1.0 / (x * x)


@reciprocal.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x = cache
    dlocal = -1.0 / (x * x)
    return dout * dout * dlocal


@reciprocal.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    x = cache
    dlocal = -1.0 / (x * x)
    return np.round(dout * dlocal, 2)


@reciprocal.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -0.534446645388523


@reciprocal.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
)
def _(dout, cache):
    x = cache
    dlocal = -1.0 / (x * x)
    return (dout * dlocal,)


@reciprocal.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x = cache
    dx = dout * -1.0 / (x * x)
    return np.asarray(dx, dtype=np.float32)


@reciprocal.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
)
def _(dout, cache):
    x = cache
    dx = dout * -1.0 / (x * x)
    return np.ravel(dx) if np.ndim(dx) else dx


@reciprocal.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
)
def _(dout, cache):
    x = cache
    return -dout / math.pow(x, 2)


@reciprocal.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
)
def _(dout, cache):
    x = cache
    return float(np.sum(dout * -1.0 / (x * x)))


@reciprocal.wrong(
    "dout in place",
    told="It works in place on dout, which belongs to whoever called it.",
    reported="changes dout in place",
)
def _(dout, cache):
    x = cache
    dout *= -1.0 / (x * x)
    return dout


@reciprocal.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (reciprocal_forward(x + h)[0] - reciprocal_forward(x - h)[0]) / (2 * h)
    return dout * slope


@reciprocal.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
)
def _(dout, cache):
    x = cache
    x *= x
    return -dout / x


# shift_backward -----------------------------------------------------------------------------------


shift = Exercise("shift_backward")


@shift.solved_by()
def _(dout, cache):
    return dout


@shift.right("with the local gradient")
def _(dout, cache):
    x, c = cache
    dlocal = 1.0
    return dlocal * dout


@shift.right("ones of the shape of x")
def _(dout, cache):
    x, c = cache
    return dout * np.ones_like(x)


@shift.right("a copy")
def _(dout, cache):
    return np.copy(dout)


@shift.right("added to zeros")
def _(dout, cache):
    x, _ = cache
    dx = np.zeros(np.shape(x))
    dx += dout
    return dx


@shift.right("entry by entry")
def _(dout, cache):
    x, c = cache
    entries = [1.0 * d for d in np.ravel(dout)]
    return np.reshape(entries, np.shape(x))


@shift.right("the forward run again at the same point")
def _(dout, cache):
    x, c = cache
    shift_forward(x, c)
    return +dout


@shift.right("with a print and a warning")
def _(dout, cache):
    print("shifted by", cache[1])
    np.log(np.zeros(1))
    return np.multiply(dout, 1)


@shift.wrong(
    "multiplied by the constant",
    told="That is what a scale gate does. How far does c + x move when x moves by one?",
    reported="multiplies by the constant",
)
def _(dout, cache):
    x, c = cache
    return dout * c


@shift.wrong(
    "multiplied by x",
    told="How far does c + x move when x moves by one? Does it matter where x is?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x, c = cache
    return dout * x


@shift.wrong(
    "shifted again",
    told="It is the rate that is asked for. Does a rate move when the output moves by a constant?",
    reported="adds the constant to the gradient",
)
def _(dout, cache):
    x, c = cache
    return dout + c


@shift.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x, c = cache
    return dout * (c + x)


@shift.wrong(
    "constant given a gradient",
    told="c is a constant here, so nobody asks for its gradient. There is one input that changes.",
    reported="returns a gradient for the constant too",
)
def _(dout, cache):
    x, c = cache
    return dout, dout


@shift.wrong(
    "shared with the constant",
    told="An add gate does not share: x gets what arrives, in full.",
    reported="halves the upstream gradient",
)
def _(dout, cache):
    return dout / 2


@shift.wrong(
    "zero",
    told="The constant does not change, but x does.",
    reported="treats x as the constant",
)
def _(dout, cache):
    return dout * 0.0


@shift.wrong(
    "absolute value",
    told="A gradient has a sign: what comes from above negative stays negative here.",
    reported="drops the sign of the upstream gradient",
)
def _(dout, cache):
    return np.abs(dout)


@shift.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, c = cache
    return np.ones(np.shape(x))


@shift.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x, c = cache
    return dout + np.ones(np.shape(x))


@shift.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x, c = cache
    dlocal = np.ones(np.shape(x))
    return dout * dout * dlocal


@shift.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    x, c = cache
    dlocal = np.ones(np.shape(x))
    return -dout * dlocal


@shift.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    x, c = cache
    dlocal = np.ones(np.shape(x))
    return np.round(dout * dlocal, 2)


@shift.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -0.534446645388523


@shift.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
)
def _(dout, cache):
    x, c = cache
    dlocal = np.ones(np.shape(x))
    return (dout * dlocal,)


@shift.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x, c = cache
    dx = dout * np.ones(np.shape(x))
    return np.asarray(dx, dtype=np.float32)


@shift.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
)
def _(dout, cache):
    x, c = cache
    dx = dout * np.ones(np.shape(x))
    return np.ravel(dx) if np.ndim(dx) else dx


@shift.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
)
def _(dout, cache):
    x, c = cache
    return 1.0 * float(dout)


@shift.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
)
def _(dout, cache):
    x, c = cache
    return float(np.sum(dout * np.ones(np.shape(x))))


@shift.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, c = cache
    h = 1e-5
    slope = (shift_forward(x + h, c)[0] - shift_forward(x - h, c)[0]) / (2 * h)
    return dout * slope


# exp_backward -------------------------------------------------------------------------------------


exponential = Exercise("exp_backward")


@exponential.solved_by()
def _(dout, cache):
    x = cache
    return dout * np.exp(x)


@exponential.right("with the local gradient")
def _(dout, cache):
    out = np.exp(cache)
    dlocal = out
    return dlocal * dout


@exponential.right("the forward run again at the same point")
def _(dout, cache):
    out, _ = exp_forward(cache)
    return dout * out


@exponential.right("the forward run again on an array of its own")
def _(dout, cache):
    x = np.array(cache, dtype=float)
    out, _ = exp_forward(x)
    return np.multiply(out, dout)


@exponential.right("as a power of e")
def _(dout, cache):
    return dout * np.e**cache


@exponential.right("in halves")
def _(dout, cache):
    half = np.exp(np.asarray(cache) / 2)
    return half * dout * half


@exponential.right("entry by entry with math")
def _(dout, cache):
    x = np.asarray(cache)
    dx = np.empty_like(x)
    for index, entry in np.ndenumerate(x):
        dx[index] = math.exp(entry)
    dx *= dout
    return dx


@exponential.right("one over the other side")
def _(dout, cache):
    return dout / np.exp(-np.asarray(cache))


@exponential.right("with a print and a warning")
def _(dout, cache):
    print("exp at", cache)
    warnings.warn("on the way")
    return np.exp(cache) * dout


@exponential.wrong(
    "power rule",
    told="The power rule is for x raised to a fixed exponent. Here the exponent itself moves.",
    reported="uses the power rule",
)
def _(dout, cache):
    x = cache
    return dout * x * np.exp(x - 1)


@exponential.wrong(
    "exponent for value",
    told="It multiplies by x. How steep is the exponential where it is already high?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x = cache
    return dout * x


@exponential.wrong(
    "applied twice",
    told="It takes the cache for the output. What did exp_forward put there?",
    reported="applies exp twice",
)
def _(dout, cache):
    out = np.exp(cache)
    return dout * np.exp(out)


@exponential.wrong(
    "exponent negated",
    told="Is this circuit's exponent x, or −x? The gate does not know what stands before it.",
    reported="differentiates e to the −x",
)
def _(dout, cache):
    x = cache
    return -dout * np.exp(-x)


@exponential.wrong(
    "decays",
    told="For large x the exponential is steep. Here it gets flat.",
    reported="uses exp(−x)",
)
def _(dout, cache):
    x = cache
    return dout * np.exp(-x)


@exponential.wrong(
    "times the input",
    told="One factor too many: the exponential alone tells its own slope.",
    reported="multiplies by the input as well",
)
def _(dout, cache):
    x = cache
    return dout * x * np.exp(x)


@exponential.wrong(
    "the logarithm",
    told="The logarithm undoes the exponential; its slope is another question.",
    reported="uses the logarithm's derivative",
)
def _(dout, cache):
    x = cache
    return dout / x if np.all(x) else dout * np.inf


@exponential.wrong(
    "the upstream alone",
    told="Nothing of x is in it. Is the exponential equally steep everywhere?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


@exponential.wrong(
    "upstream in the exponent",
    told="The upstream gradient multiplies the result; it does not take part in the forward pass.",
    reported="puts the upstream gradient into the exponent",
)
def _(dout, cache):
    x = cache
    return np.exp(dout * x)


@exponential.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(dout, cache):
    x = cache
    return dout * np.exp(np.abs(x))


@exponential.wrong(
    "two to the power",
    told="The base is e, not 2.",
    reported="uses 2 as the base",
)
def _(dout, cache):
    x = cache
    return dout * 2.0**x


@exponential.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x = cache
    return np.exp(x)


@exponential.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x = cache
    return dout + np.exp(x)


@exponential.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x = cache
    dlocal = np.exp(x)
    return dout * dout * dlocal


@exponential.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    x = cache
    dlocal = np.exp(x)
    return -dout * dlocal


@exponential.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    x = cache
    dlocal = np.exp(x)
    return np.round(dout * dlocal, 2)


@exponential.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return -0.19661193324148185


@exponential.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
)
def _(dout, cache):
    x = cache
    dlocal = np.exp(x)
    return (dout * dlocal,)


@exponential.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x = cache
    dx = dout * np.exp(x)
    return np.asarray(dx, dtype=np.float32)


@exponential.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
)
def _(dout, cache):
    x = cache
    dx = dout * np.exp(x)
    return np.ravel(dx) if np.ndim(dx) else dx


@exponential.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
)
def _(dout, cache):
    x = cache
    return dout * math.exp(x)


@exponential.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
)
def _(dout, cache):
    x = cache
    return float(np.sum(dout * np.exp(x)))


@exponential.wrong(
    "dout in place",
    told="It works in place on dout, which belongs to whoever called it.",
    reported="changes dout in place",
)
def _(dout, cache):
    x = cache
    dout *= np.exp(x)
    return dout


@exponential.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (exp_forward(x + h)[0] - exp_forward(x - h)[0]) / (2 * h)
    return dout * slope


@exponential.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
)
def _(dout, cache):
    x = cache
    if np.ndim(x):
        np.exp(x, out=x)
        return dout * x
    return dout * np.exp(x)


# scale_backward -----------------------------------------------------------------------------------


scale = Exercise("scale_backward")


@scale.solved_by()
def _(dout, cache):
    x, a = cache
    return a * dout


@scale.right("with the local gradient")
def _(dout, cache):
    x, a = cache
    dlocal = a
    return dlocal * dout


@scale.right("by index")
def _(dout, cache):
    return dout * cache[1]


@scale.right("the whole local gradient")
def _(dout, cache):
    x, a = cache
    return dout * np.full_like(x, a)


@scale.right("the gate used on the gradient")
def _(dout, cache):
    x, a = cache
    dx, _ = scale_forward(dout, a)
    return dx


@scale.right("in place on an array of its own")
def _(dout, cache):
    x, a = cache
    dx = np.array(dout)
    dx *= a
    return dx


@scale.right("entry by entry")
def _(dout, cache):
    x, a = cache
    dx = np.zeros(np.shape(x))
    for index in np.ndindex(np.shape(x)):
        dx[index] += a * np.asarray(dout)[index]
    return dx


@scale.right("the forward run again at the same point")
def _(dout, cache):
    x, a = cache
    scale_forward(x, a)
    return np.multiply(a, dout)


@scale.right("with a print and a warning")
def _(dout, cache):
    x, a = cache
    print("scaled by", a)
    warnings.warn("on the way")
    return dout * a


@scale.wrong(
    "not switched",
    told="It multiplies by x. When x moves by one, what decides how far a x moves?",
    reported="multiplies by the input",
)
def _(dout, cache):
    x, a = cache
    return dout * x


@scale.wrong(
    "divided",
    told="The backward pass does not undo the gate. When x moves by one, how far does a x move?",
    reported="divides by the constant",
)
def _(dout, cache):
    x, a = cache
    return dout / a


@scale.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x, a = cache
    return dout * (a * x)


@scale.wrong(
    "constant given a gradient",
    told="a is a constant here, so nobody asks for its gradient. There is one input that changes.",
    reported="returns a gradient for the constant too",
)
def _(dout, cache):
    x, a = cache
    return dout * a, dout * x


@scale.wrong(
    "the upstream alone",
    told="That is what a shift gate does: nothing of a is in it.",
    reported="passes the upstream gradient on, as shift does",
)
def _(dout, cache):
    return dout


@scale.wrong(
    "always minus one",
    told="This gate scales by −1 in the sigmoid. Elsewhere it scales by another number.",
    reported="takes −1 for the constant",
)
def _(dout, cache):
    return -dout


@scale.wrong(
    "absolute constant",
    told="It is right for a positive constant only.",
    reported="right only for positive constants",
)
def _(dout, cache):
    x, a = cache
    return dout * abs(a)


@scale.wrong(
    "constant squared",
    told="The constant is there twice.",
    reported="multiplies by the constant twice",
)
def _(dout, cache):
    x, a = cache
    return dout * a * a


@scale.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, a = cache
    return a * np.ones(np.shape(x))


@scale.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x, a = cache
    return dout + a * np.ones(np.shape(x))


@scale.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x, a = cache
    dlocal = a * np.ones(np.shape(x))
    return dout * dout * dlocal


@scale.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    x, a = cache
    dlocal = a * np.ones(np.shape(x))
    return -dout * dlocal


@scale.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    x, a = cache
    dlocal = a * np.ones(np.shape(x))
    return np.round(dout * dlocal, 2)


@scale.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return 0.19661193324148185


@scale.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
)
def _(dout, cache):
    x, a = cache
    dlocal = a * np.ones(np.shape(x))
    return (dout * dlocal,)


@scale.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x, a = cache
    dx = dout * a * np.ones(np.shape(x))
    return np.asarray(dx, dtype=np.float32)


@scale.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
)
def _(dout, cache):
    x, a = cache
    dx = dout * a * np.ones(np.shape(x))
    return np.ravel(dx) if np.ndim(dx) else dx


@scale.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
)
def _(dout, cache):
    x, a = cache
    return a * float(dout)


@scale.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
)
def _(dout, cache):
    x, a = cache
    return float(np.sum(dout * a * np.ones(np.shape(x))))


@scale.wrong(
    "dout in place",
    told="It works in place on dout, which belongs to whoever called it.",
    reported="changes dout in place",
)
def _(dout, cache):
    x, a = cache
    dout *= a * np.ones(np.shape(x))
    return dout


@scale.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, a = cache
    h = 1e-5
    slope = (scale_forward(x + h, a)[0] - scale_forward(x - h, a)[0]) / (2 * h)
    return dout * slope


# sigmoid_circuit_backward -------------------------------------------------------------------------


circuit = Exercise("sigmoid_circuit_backward")


@circuit.solved_by()
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dshifted = -dout / (shifted * shifted)
    dpower = dshifted
    dscaled = dpower * np.exp(scaled)
    return dscaled * a


@circuit.right("by calling four gates")
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


@circuit.right("in one gate")
def _(dout, cache):
    out = 1.0 / cache[3]
    return dout * (1 - out) * out


@circuit.right("from the input alone")
def _(dout, cache):
    (x, _), *_ = cache
    s = 1.0 / (1.0 + np.exp(-x))
    return (s - s * s) * dout


@circuit.right("from the power that is kept")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / shifted**2


@circuit.right("with the hyperbolic cosine")
def _(dout, cache):
    x = cache[0][0]
    return dout / (2.0 + 2.0 * np.cosh(x))


@circuit.right("in place on an array of its own")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    d = np.array(dout)
    d /= shifted
    d /= -shifted
    d *= power
    d *= a
    return d


@circuit.right("the forward run again at the same point")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    out, _ = sigmoid_circuit_forward(x)
    return dout * out * (1 - out)


@circuit.right("with the forward at the mirrored point")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    out, _ = sigmoid_circuit_forward(x)
    rest, _ = sigmoid_circuit_forward(-x)
    return dout * out * rest


@circuit.right("entry by entry, with a print")
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dx = np.empty(np.shape(x))
    for index in np.ndindex(dx.shape):
        e = np.asarray(power)[index]
        dx[index] = np.asarray(dout)[index] * e / (1 + e) ** 2
    print(dx)
    return dx


@circuit.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the sigmoid to two digits",
)
def _(dout, cache):
    out = np.round(1.0 / cache[3], 2)
    return dout * (1 - out) * out


@circuit.wrong(
    "exp gate missing",
    told="One of the four gates is missing from the chain: follow the values backwards and name each.",
    reported="forgets the exp gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout / shifted**2


@circuit.wrong(
    "reciprocal gate missing",
    told="The gate next to the output is missing from the chain.",
    reported="forgets the reciprocal gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(scaled) * a


@circuit.wrong(
    "a sign lost",
    told="Two of the four gates turn the sign. One of those turns is missing.",
    reported="loses one of the two minus signs",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return -dout * np.exp(scaled) / shifted**2


@circuit.wrong(
    "exponent for value",
    told="At the exp gate it multiplies by the exponent. What is the local gradient there?",
    reported="uses the exponent instead of its exponential",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * scaled / shifted**2


@circuit.wrong(
    "exp of the wrong input",
    told="The exp gate did not get x itself: what stands before it?",
    reported="takes exp of x instead of −x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(x) / shifted**2


@circuit.wrong(
    "exp of the value",
    told="At the exp gate it applies exp to a value that has been through it already.",
    reported="applies exp twice",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * np.exp(power) / shifted**2


@circuit.wrong(
    "reciprocal at the wrong value",
    told="What went into the reciprocal gate? One more gate stands between it and exp.",
    reported="takes the reciprocal's gradient before the shift",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / power**2


@circuit.wrong(
    "reciprocal at x",
    told="What went into the reciprocal gate? Each gate has its own entry in the cache.",
    reported="takes the reciprocal's gradient at x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / x**2 if np.all(x) else np.inf * dout


@circuit.wrong(
    "reciprocal not squared",
    told="One local gradient is not steep enough: look at the reciprocal gate by itself.",
    reported="reciprocal gate: x not squared",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * power / shifted


@circuit.wrong(
    "the output",
    told="It multiplies by the value of the sigmoid. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    return dout / cache[3]


@circuit.wrong(
    "plus for minus",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses 1 + σ instead of 1 − σ",
)
def _(dout, cache):
    out = 1.0 / cache[3]
    return dout * (1 + out) * out


@circuit.wrong(
    "local gradients added",
    told="Rates in a chain: are those added?",
    reported="adds the local gradients",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    locals_ = -1.0 / shifted**2 + 1.0 + np.exp(scaled) + a
    return dout * locals_


@circuit.wrong(
    "from x",
    told="It takes x for the output of the sigmoid.",
    reported="computes (1 − x) x",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout * (1 - x) * x


@circuit.wrong(
    "caches in the wrong order",
    told="The cache holds the four gates' caches in forward order. Which one comes first?",
    reported="unpacks the caches backwards",
)
def _(dout, cache):
    reciprocal_cache, shift_cache, exp_cache, scale_cache = cache
    dshift = -dout / reciprocal_cache**2
    return -dshift * np.exp(exp_cache)


@circuit.wrong(
    "all four gradients",
    told="Only the gradient on x is asked for. The others are needed on the way.",
    reported="returns the gradient of every gate",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dshifted = -dout / shifted**2
    dscaled = dshifted * power
    return dscaled * a, dscaled, dshifted, dshifted


@circuit.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return power / shifted**2


@circuit.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return dout + power / shifted**2


@circuit.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dlocal = power / shifted**2
    return dout * dout * dlocal


@circuit.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dlocal = power / shifted**2
    return np.round(dout * dlocal, 2)


@circuit.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return 0.19661193324148185


@circuit.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dlocal = power / shifted**2
    return (dout * dlocal,)


@circuit.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dx = dout * power / shifted**2
    return np.asarray(dx, dtype=np.float32)


@circuit.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dx = dout * power / shifted**2
    return np.ravel(dx) if np.ndim(dx) else dx


@circuit.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
)
def _(dout, cache):
    e = math.exp(-cache[0][0])
    return dout * e / (1 + e) ** 2


@circuit.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    return float(np.sum(dout * power / shifted**2))


@circuit.wrong(
    "dout in place",
    told="It works in place on dout, which belongs to whoever called it.",
    reported="changes dout in place",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    dout *= power / shifted**2
    return dout


@circuit.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    h = 1e-5
    slope = (sigmoid_circuit_forward(x + h)[0] - sigmoid_circuit_forward(x - h)[0]) / (2 * h)
    return dout * slope


@circuit.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
)
def _(dout, cache):
    (x, a), scaled, (power, c), shifted = cache
    power /= shifted
    power /= shifted
    return dout * power


# sigmoid_forward ----------------------------------------------------------------------------------


def stable_sigmoid(x):
    """The truth: e to a power that is never positive, on either side of zero."""
    x = np.asarray(x, dtype=float)
    power = np.exp(-np.abs(x))
    return (np.where(x >= 0, 1.0, power) / (1.0 + power))[()]


sigmoid_out = Exercise(
    "sigmoid_forward",
    cases=elementwise_cases([(1.0,)], large=SATURATED, huge=1e300),
    truth=lambda x: (stable_sigmoid(x),),
)


@sigmoid_out.solved_by()
def _(x):
    power = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1.0, power) / (1.0 + power)
    return out, out


@sigmoid_out.right("by its definition")
def _(x):
    out = 1.0 / (1.0 + np.exp(-x))
    return out, out


@sigmoid_out.right("with the hyperbolic tangent")
def _(x):
    out = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(x)))
    return out, (x, out)


@sigmoid_out.right("clipped far out")
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.clip(x, -500, 500)))
    return out, out


@sigmoid_out.right("two branches for a number, a mask for an array")
def _(x):
    if np.ndim(x) == 0:
        if x >= 0:
            out = 1.0 / (1.0 + math.exp(-x))
        else:
            out = math.exp(x) / (1.0 + math.exp(x))
        return out, {"out": out}
    out = np.empty_like(x)
    right = x >= 0
    out[right] = 1.0 / (1.0 + np.exp(-x[right]))
    e = np.exp(x[~right])
    out[~right] = e / (1.0 + e)
    return out, {"out": out}


@sigmoid_out.right("np.where with warnings silenced")
def _(x):
    with np.errstate(all="ignore"):
        out = np.where(x > 0, 1 / (1 + np.exp(-x)), 1 - 1 / (1 + np.exp(x)))
    return out, [out]


@sigmoid_out.right("vectorised from a scalar function")
def _(x):
    def one(v):
        if v < -700.0:
            return 0.0
        return 1.0 / (1.0 + math.exp(-v))

    out = np.vectorize(one)(x)
    return out, x


@sigmoid_out.right("row by row")
def _(x):
    def nested(v):
        if isinstance(v, float):
            e = math.exp(-abs(v))
            return 1.0 / (1.0 + e) if v >= 0 else e / (1.0 + e)
        return np.array([nested(entry) for entry in v])

    return nested(x), None


@sigmoid_out.right("by logaddexp, with a print")
def _(x):
    out = np.exp(-np.logaddexp(0.0, -x))
    print(out)
    return out, np.array(out)


@sigmoid_out.right("in place on an array of its own, as a list")
def _(x):
    out = np.array(x, dtype=float)
    out *= -1.0
    np.exp(out, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    return [out, out]


@sigmoid_out.wrong(
    "rounded",
    told="The output is rounded. Rounding is for reading; keep all digits.",
    reported="rounds to two digits",
)
def _(x):
    out = np.round(1.0 / (1.0 + np.exp(-x)), 2)
    return out, out


@sigmoid_out.wrong(
    "exponent's sign",
    told="For a large positive input the sigmoid is near 1. Which sign does the exponent have?",
    reported="exponent without its minus sign",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(x))
    return out, out


@sigmoid_out.wrong(
    "minus in the denominator",
    told="The denominator can become zero, and the output can leave the range from 0 to 1. Which operation joins 1 and the exponential?",
    reported="subtracts in the denominator",
)
def _(x):
    out = 1.0 / (1.0 - np.exp(-np.asarray(x)))
    return out, out


@sigmoid_out.wrong(
    "one missing",
    told="At zero the sigmoid is ½. Which gate between exp and 1/x is missing?",
    reported="forgets the +1",
)
def _(x):
    out = 1.0 / np.exp(-np.asarray(x))
    return out, out


@sigmoid_out.wrong(
    "reciprocal missing",
    told="The output should lie between 0 and 1. Which gate is missing at the end?",
    reported="forgets the reciprocal",
)
def _(x):
    out = 1.0 + np.exp(-x)
    return out, out


@sigmoid_out.wrong(
    "overflow on the right",
    told="Very large inputs come out as not a number: infinity over infinity. Which exponential gets out of hand?",
    reported="overflows at large positive inputs",
)
def _(x):
    e = np.exp(x)
    out = e / (1.0 + e)
    return out, out


@sigmoid_out.wrong(
    "overflow with math",
    told="math.exp refuses results beyond about 1e308. What happens for inputs far below zero?",
    reported="math.exp overflows at large negative inputs",
)
def _(x):
    out = np.empty(np.shape(x))
    for index in np.ndindex(out.shape):
        out[index] = 1.0 / (1.0 + math.exp(-np.asarray(x)[index]))
    return out, out


@sigmoid_out.wrong(
    "scalars only",
    told="It works for single numbers only. Arrays of any shape should come out in the same shape.",
    reported="works for scalars only",
)
def _(x):
    e = math.exp(-abs(x))
    out = 1.0 / (1.0 + e) if x >= 0 else e / (1.0 + e)
    return out, out


@sigmoid_out.wrong(
    "arrays only",
    told="It works for arrays only: a plain float has no entries to pick.",
    reported="works for arrays only",
)
def _(x):
    out = np.empty_like(x)
    out[x >= 0] = 1.0 / (1.0 + np.exp(-x[x >= 0]))
    out[x < 0] = 1.0 - 1.0 / (1.0 + np.exp(x[x < 0]))
    return out, out


@sigmoid_out.wrong(
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


@sigmoid_out.wrong(
    "clipped too near",
    told="The input is cut off where the sigmoid still moves.",
    reported="clips the input at ±10",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.clip(x, -10.0, 10.0)))
    return out, out


@sigmoid_out.wrong(
    "hyperbolic tangent",
    told="That curve runs from −1 to 1. How does the sigmoid differ in height and width?",
    reported="returns tanh",
)
def _(x):
    out = np.tanh(x)
    return out, out


@sigmoid_out.wrong(
    "tanh too steep",
    told="The range is right but the slope at zero is not: it should be ¼.",
    reported="tanh of x instead of x/2",
)
def _(x):
    out = 0.5 * (1.0 + np.tanh(x))
    return out, out


@sigmoid_out.wrong(
    "a step",
    told="The sigmoid is a soft step: it passes through all values between 0 and 1.",
    reported="returns a hard step",
)
def _(x):
    out = np.where(x >= 0, 1.0, 0.0)
    return out, out


@sigmoid_out.wrong(
    "relu",
    told="The output should never exceed 1.",
    reported="returns max(0, x)",
)
def _(x):
    out = np.maximum(x, 0.0)
    return out, out


@sigmoid_out.wrong(
    "softsign",
    told="It has the shape of a sigmoid, but is another curve.",
    reported="uses x / (1 + |x|)",
)
def _(x):
    out = 0.5 * (1.0 + x / (1.0 + np.abs(x)))
    return out, out


@sigmoid_out.wrong(
    "softmax",
    told="The entries of an array have nothing to do with each other here.",
    reported="normalises over the array",
)
def _(x):
    e = np.exp(x - np.max(x))
    out = e / np.sum(e)
    return out, out


@sigmoid_out.wrong(
    "the derivative",
    told="It returns the slope. The forward pass returns the value.",
    reported="returns the derivative",
)
def _(x):
    s = 1.0 / (1.0 + np.exp(-x))
    out = s * (1 - s)
    return out, s


@sigmoid_out.wrong(
    "two to the power",
    told="The base of the exponential is e.",
    reported="uses 2 as the base",
)
def _(x):
    out = 1.0 / (1.0 + 2.0 ** -np.asarray(x))
    return out, out


@sigmoid_out.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.abs(x)))
    return out, out


@sigmoid_out.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(x):
    return 0.7310585786300049, x


@sigmoid_out.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x, dtype=np.float32)))
    return out, out


@sigmoid_out.wrong(
    "flattened",
    told="An array comes back flattened. The output has the shape of the input.",
    reported="flattens arrays",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x)))
    return (out.ravel() if out.ndim else out), out


@sigmoid_out.wrong(
    "a list",
    told="An array came in, so an array should come out; a list cannot be calculated with.",
    reported="returns a list",
)
def _(x):
    out = 1.0 / (1.0 + np.exp(-np.asarray(x)))
    return out.tolist(), out


@sigmoid_out.wrong(
    "averaged",
    told="Each entry has an output of its own.",
    reported="returns the mean over the array",
)
def _(x):
    out = float(np.mean(1.0 / (1.0 + np.exp(-x))))
    return out, out


@sigmoid_out.wrong(
    "no cache",
    told="The backward pass will need something of the forward pass: return a cache too.",
    reported="returns no cache",
)
def _(x):
    return 1.0 / (1.0 + np.exp(-np.asarray(x)))


@sigmoid_out.wrong(
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


# sigmoid_backward ---------------------------------------------------------------------------------


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


sigmoid_back = Exercise(
    "sigmoid_backward",
    caches=(s_alone, x_alone, s_tuple, x_tuple, x_s_tuple, s_x_tuple, named_dict),
)


@sigmoid_back.solved_by(forward=cache_s)
def _(dout, cache):
    out = cache
    return dout * (1.0 - out) * out


@sigmoid_back.right("without brackets", forward=cache_s)
def _(dout, cache):
    return dout * (cache - cache * cache)


@sigmoid_back.right("the output in a tuple", forward=cache_s_in_tuple)
def _(dout, cache):
    (out,) = cache
    return out * dout * (1 - out)


@sigmoid_back.right("x and the output in a tuple", forward=cache_x_and_s)
def _(dout, cache):
    x, s = cache
    local = s * (1.0 - s)
    return np.multiply(local, dout)


@sigmoid_back.right("a dict as cache", forward=cache_s_in_dict)
def _(dout, cache):
    s = cache["s"]
    return dout * s * (1 - s)


@sigmoid_back.right("an array as cache", forward=cache_s_in_array)
def _(dout, cache):
    s, rest = cache
    return dout * s * rest


@sigmoid_back.right("an object as cache", forward=cache_s_in_object)
def _(dout, cache):
    return (1 - cache.s) * cache.s * dout


@sigmoid_back.right("from x with the hyperbolic tangent", forward=cache_x)
def _(dout, cache):
    t = np.tanh(0.5 * np.asarray(cache))
    return 0.25 * dout * (1.0 - t * t)


@sigmoid_back.right("from x with the hyperbolic cosine", forward=cache_x)
def _(dout, cache):
    return dout / (2.0 + 2.0 * np.cosh(cache))


@sigmoid_back.right("from x by an exponential that cannot overflow", forward=cache_x)
def _(dout, cache):
    e = np.exp(-np.abs(cache))
    return dout * e / (1.0 + e) ** 2


@sigmoid_back.right("from x by the definition", forward=cache_x)
def _(dout, cache):
    with np.errstate(over="ignore"):
        s = 1.0 / (1.0 + np.exp(-np.asarray(cache)))
    return dout * s * (1.0 - s)


@sigmoid_back.right(
    "the forward run again at the same point and at its mirror image", forward=cache_x
)
def _(dout, cache):
    s, _ = sigmoid_forward(cache)
    rest, _ = sigmoid_forward(-np.asarray(cache))
    return dout * s * rest


@sigmoid_back.right("in place on an array of its own, with a print", forward=cache_s)
def _(dout, cache):
    dx = np.array(cache)
    dx *= 1.0 - cache
    dx *= dout
    print(dx)
    return dx


@sigmoid_back.right("entry by entry", forward=cache_s)
def _(dout, cache):
    dx = np.zeros(np.shape(cache))
    for index, s in np.ndenumerate(cache):
        dx[index] += np.asarray(dout)[index] * s * (1.0 - s)
    return dx


@sigmoid_back.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the sigmoid to two digits",
    forward=cache_s,
)
def _(dout, cache):
    out = np.round(cache, 2)
    return dout * (1 - out) * out


@sigmoid_back.wrong(
    "from x",
    told="It takes x for the output of the sigmoid. Which of the two does the formula for the slope want?",
    reported="computes (1 − x) x",
    forward=cache_x,
)
def _(dout, cache):
    x = cache
    return dout * (1.0 - x) * x


@sigmoid_back.wrong(
    "sigmoid of the output",
    told="The sigmoid is applied once too often: what does the cache hold?",
    reported="applies the sigmoid to its output",
    forward=cache_s,
)
def _(dout, cache):
    s = 1.0 / (1.0 + np.exp(-cache))
    return dout * s * (1 - s)


@sigmoid_back.wrong(
    "the output",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output only",
    forward=cache_s,
)
def _(dout, cache):
    return dout * cache


@sigmoid_back.wrong(
    "one minus the output",
    told="One of two factors is missing. At an input far below zero the sigmoid is flat.",
    reported="multiplies by 1 − σ only",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache)


@sigmoid_back.wrong(
    "output squared",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses σ²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * cache * cache


@sigmoid_back.wrong(
    "the rest squared",
    told="There should be two different factors: the output, and what is missing from it to 1.",
    reported="uses (1 − σ)²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache) ** 2


@sigmoid_back.wrong(
    "plus for minus",
    told="The slope should vanish where the output is near 1. What is missing from it to 1?",
    reported="uses 1 + σ instead of 1 − σ",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 + cache) * cache


@sigmoid_back.wrong(
    "brackets missing",
    told="Multiplication binds tighter than subtraction: which brackets are missing?",
    reported="computes dout · 1 − σ · σ",
    forward=cache_s,
)
def _(dout, cache):
    out = cache
    return dout * 1 - out * out


@sigmoid_back.wrong(
    "derivative of tanh",
    told="That is the slope of tanh. What differs for the sigmoid?",
    reported="uses 1 − σ²",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (1.0 - cache * cache)


@sigmoid_back.wrong(
    "overflow",
    told="Far below zero it comes out as not a number: infinity over infinity. The output, which stays between 0 and 1, tells the slope too.",
    reported="overflows at large negative inputs",
    forward=cache_x,
)
def _(dout, cache):
    e = np.exp(-np.asarray(cache))
    return dout * e / (1.0 + e) ** 2


@sigmoid_back.wrong(
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


@sigmoid_back.wrong(
    "reciprocal's gradient alone",
    told="The exponential inside the sigmoid moves too: a factor of the chain is missing.",
    reported="forgets the exp gate",
    forward=cache_s,
)
def _(dout, cache):
    return -dout * cache * cache


@sigmoid_back.wrong(
    "mask",
    told="The sigmoid is soft: its slope is no switch that is on or off.",
    reported="uses relu's gradient",
    forward=cache_s,
)
def _(dout, cache):
    return dout * (cache > 0.5)


@sigmoid_back.wrong(
    "the upstream alone",
    told="Nothing of the cache is in it. Is the sigmoid equally steep everywhere?",
    reported="passes the upstream gradient on",
    forward=cache_s,
)
def _(dout, cache):
    return dout * np.ones(np.shape(cache))


@sigmoid_back.wrong(
    "x as well",
    told="The gradient on x is a rate times a rate. Does x itself belong in it?",
    reported="multiplies by x as well",
    forward=cache_x_and_s,
)
def _(dout, cache):
    x, s = cache
    return dout * s * (1 - s) * x


@sigmoid_back.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    return s * (1.0 - s)


@sigmoid_back.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    return dout + s * (1.0 - s)


@sigmoid_back.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dlocal = s * (1.0 - s)
    return dout * dout * dlocal


@sigmoid_back.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dlocal = s * (1.0 - s)
    return -dout * dlocal


@sigmoid_back.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dlocal = s * (1.0 - s)
    return np.round(dout * dlocal, 2)


@sigmoid_back.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
    forward=cache_s,
)
def _(dout, cache):
    return 0.19661193324148185


@sigmoid_back.wrong(
    "in a tuple",
    told="One input has one gradient: return it by itself, not in a tuple.",
    reported="returns a tuple of one",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dlocal = s * (1.0 - s)
    return (dout * dlocal,)


@sigmoid_back.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dx = dout * s * (1.0 - s)
    return np.asarray(dx, dtype=np.float32)


@sigmoid_back.wrong(
    "flattened",
    told="An array comes back flattened. A gradient has exactly the shape of the input it belongs to.",
    reported="flattens arrays",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dx = dout * s * (1.0 - s)
    return np.ravel(dx) if np.ndim(dx) else dx


@sigmoid_back.wrong(
    "scalars only",
    told="It works for single numbers only. The same gate also takes arrays: which of its operations cannot?",
    reported="works for scalars only",
    forward=cache_s,
)
def _(dout, cache):
    s = float(cache)
    return dout * s * (1.0 - s)


@sigmoid_back.wrong(
    "summed",
    told="An array comes in and a single number goes out. Each entry has a gradient of its own.",
    reported="sums an array's gradient up",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    return float(np.sum(dout * s * (1.0 - s)))


@sigmoid_back.wrong(
    "dout in place",
    told="It works in place on dout, which belongs to whoever called it.",
    reported="changes dout in place",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    dout *= s * (1.0 - s)
    return dout


@sigmoid_back.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
    forward=cache_s,
)
def _(dout, cache):
    s = cache
    s *= 1.0 - s
    return dout * s


@sigmoid_back.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
    forward=cache_x,
)
def _(dout, cache):
    x = cache
    h = 1e-5
    slope = (sigmoid_forward(x + h)[0] - sigmoid_forward(x - h)[0]) / (2 * h)
    return dout * slope


# neuron_forward -----------------------------------------------------------------------------------


neuron_out = Exercise("neuron_forward")


@neuron_out.solved_by()
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-dot))
    return f, (w, x, f)


@neuron_out.right("with math")
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1 + math.exp(-dot))
    return f, {"w": w, "x": x, "f": f}


@neuron_out.right("with a matrix product")
def _(w, x):
    f = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))
    return f, (x, w)


@neuron_out.right("with a one appended")
def _(w, x):
    inputs = np.append(x, 1.0)
    dot = np.dot(w, inputs)
    return 1.0 / (1.0 + np.exp(-dot)), (w, inputs, dot)


@neuron_out.right("with einsum and tanh")
def _(w, x):
    dot = np.einsum("i,i->", w[:-1], x) + w[-1]
    f = np.array(0.5 + 0.5 * np.tanh(dot / 2))
    return [f, None]


@neuron_out.right("in a loop, with a print")
def _(w, x):
    dot = w[-1]
    for weight, entry in zip(w, x):
        dot = dot + weight * entry
    print(dot)
    e = np.exp(dot)
    return float(e / (1.0 + e)), [w, x]


@neuron_out.right("an object as cache")
def _(w, x):
    class Cache:
        pass

    cache = Cache()
    cache.w, cache.x = w.copy(), x.copy()
    cache.f = 1.0 / (1.0 + np.exp(-(np.sum(w[:2] * x) + w[2])))
    return cache.f, cache


@neuron_out.wrong(
    "bias missing",
    told="There are three weights and two inputs. What does the third weight do?",
    reported="forgets the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1])))
    return f, (w, x, f)


@neuron_out.wrong(
    "bias multiplied",
    told="The third weight stands by itself: no input multiplies it.",
    reported="multiplies the bias by an input",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2] * x[1])))
    return f, (w, x, f)


@neuron_out.wrong(
    "bias subtracted",
    told="The third weight is added.",
    reported="subtracts the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] - w[2])))
    return f, (w, x, f)


@neuron_out.wrong(
    "bias first",
    told="The bias is the last of the three weights, not the first.",
    reported="takes w[0] for the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] + w[1] * x[0] + w[2] * x[1])))
    return f, (w, x, f)


@neuron_out.wrong(
    "bias outside",
    told="The bias goes through the sigmoid like the rest.",
    reported="adds the bias after the sigmoid",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1]))) + w[2]
    return f, (w, x, f)


@neuron_out.wrong(
    "no sigmoid",
    told="The dot product is only half-way: it still has to be squashed.",
    reported="returns the dot product",
)
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    return dot, (w, x, dot)


@neuron_out.wrong(
    "exponent's sign",
    told="A large dot product should give an output near 1. Which sign does the exponent have?",
    reported="exponent without its minus sign",
)
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(dot))
    return f, (w, x, f)


@neuron_out.wrong(
    "minus on the first term only",
    told="The minus sign belongs to the whole dot product: which brackets are missing?",
    reported="negates the first term only",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-w[0] * x[0] + w[1] * x[1] + w[2]))
    return f, (w, x, f)


@neuron_out.wrong(
    "inputs crossed",
    told="Each weight has its own input. Which goes with which?",
    reported="crosses the inputs",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[1] + w[1] * x[0] + w[2])))
    return f, (w, x, f)


@neuron_out.wrong(
    "rounded",
    told="The output is rounded. Rounding is for reading; keep all digits.",
    reported="rounds to two digits",
)
def _(w, x):
    f = round(1.0 / (1.0 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), 2)
    return f, (w, x, f)


@neuron_out.wrong(
    "an array",
    told="The neuron has one output: a number, not an array of one.",
    reported="returns an array of one",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[:2] * x).sum(keepdims=True) - w[2]))
    return f, (w, x, f)


@neuron_out.wrong(
    "not summed",
    told="The products are added up before the sigmoid, so that one number comes out.",
    reported="does not add the products",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[:2] * x + w[2])))
    return f, (w, x, f)


@neuron_out.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(w, x):
    return 0.7310585786300049, (w, x)


@neuron_out.wrong(
    "no cache",
    told="The backward pass will need something of the forward pass: return a cache too.",
    reported="returns no cache",
)
def _(w, x):
    return 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))


@neuron_out.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(w, x):
    dot = np.float32(w[0] * x[0] + w[1] * x[1] + w[2])
    f = np.float32(1.0) / (np.float32(1.0) + np.exp(-dot))
    return f, (w, x, f)


@neuron_out.wrong(
    "changes w",
    told="It works in place on w, which belongs to whoever called it.",
    reported="changes w in place",
)
def _(w, x):
    w[:2] *= x
    f = 1.0 / (1.0 + np.exp(-(w[0] + w[1] + w[2])))
    return f, (w, x, f)


# neuron_backward ----------------------------------------------------------------------------------


# Forwards of neuron_backward's variants, each with a cache of its own, and the caches alone.
def neuron_forward(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-dot))
    return f, (w, x, f)


cache_w_x_f = neuron_forward


def cache_w_x(w, x):
    return 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), (w, x)


def cache_neuron_dict(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, {"w": w, "x": x, "f": f}


def cache_neuron_array(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, np.concatenate([w, x, [f]])


def cache_neuron_object(w, x):
    class Cache:
        pass

    cache = Cache()
    cache.w, cache.x, cache.f = w, x, 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return cache.f, cache


def cache_w_x_dot(w, x):
    return 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), (
        w,
        x,
        w[0] * x[0] + w[1] * x[1] + w[2],
    )


def w_x_f(w, x):
    return neuron_forward(w, x)[1]


def x_w_f(w, x):
    return x, w, neuron_forward(w, x)[0]


def f_w_x(w, x):
    return neuron_forward(w, x)[0], w, x


def w_x(w, x):
    return w, x


def w_x_dot(w, x):
    return cache_w_x_dot(w, x)[1]


def w_x_dot_f(w, x):
    return *cache_w_x_dot(w, x)[1], neuron_forward(w, x)[0]


def neuron_dict(w, x):
    dot, f = cache_w_x_dot(w, x)[1][2], neuron_forward(w, x)[0]
    return {"w": w, "x": x, "dot": dot, "f": f, "out": f, "s": f}


neuron_back = Exercise(
    "neuron_backward", caches=(w_x_f, x_w_f, f_w_x, w_x, w_x_dot, w_x_dot_f, neuron_dict)
)


@neuron_back.solved_by(forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dw = ddot * np.array([x[0], x[1], 1.0])
    dx = ddot * w[:2]
    return dw, dx


@neuron_back.right("as lists", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dx = [w[0] * ddot, w[1] * ddot]
    dw = [x[0] * ddot, x[1] * ddot, 1.0 * ddot]
    return dw, dx


@neuron_back.right("as tuples of floats", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return (float(x[0] * ddot), float(x[1] * ddot), float(ddot)), (
        float(w[0] * ddot),
        float(w[1] * ddot),
    )


@neuron_back.right("with a one appended", forward=cache_w_x)
def _(dout, cache):
    w, x = cache
    inputs = np.append(x, 1.0)
    f = 1 / (1 + np.exp(-w @ inputs))
    ddot = f * (1 - f) * dout
    return [ddot * inputs, ddot * w[:-1]]


@neuron_back.right("a dict as cache", forward=cache_neuron_dict)
def _(dout, cache):
    f = cache["f"]
    ddot = f * (1 - f) * dout
    dw = np.ones(3)
    dw[:2] = cache["x"]
    dw *= ddot
    return dw, cache["w"][:2] * ddot


@neuron_back.right("an array as cache", forward=cache_neuron_array)
def _(dout, cache):
    w, x, f = cache[:3], cache[3:5], cache[5]
    ddot = (f - f * f) * dout
    return np.concatenate([x, [1.0]]) * ddot, w[:-1] * ddot


@neuron_back.right("an object as cache", forward=cache_neuron_object)
def _(dout, cache):
    ddot = dout * cache.f * (1 - cache.f)
    return np.hstack([cache.x, 1]) * ddot, np.delete(cache.w, 2) * ddot


@neuron_back.right("from the dot product", forward=cache_w_x_dot)
def _(dout, cache):
    w, x, dot = cache
    e = np.exp(-dot)
    ddot = dout * e / (1 + e) ** 2
    return np.array([x[0], x[1], 1]) * ddot, ddot * w[0:2]


@neuron_back.right("with einsum", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    inputs = np.r_[x, 1.0]
    return np.einsum(",i->i", ddot, inputs), np.einsum("i,->i", w[:2], ddot)


@neuron_back.right("in a loop, with a print", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f

    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(2):
        dw[i] += ddot * x[i]
        dx[i] += ddot * w[i]
    dw[2] += ddot
    print(dw, dx)
    return dw, dx


@neuron_back.right("the forward run again at the same point", forward=cache_w_x)
def _(dout, cache):
    w, x = cache
    f, _ = neuron_forward(w, x)
    ddot = dout * f * (1 - f)
    return np.array([*(ddot * x), ddot]), ddot * np.array(w[:2])


@neuron_back.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the output to two digits",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    f = np.round(f, 2)
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout + (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "upstream twice",
    told="The upstream gradient is there twice: it is in ddot already.",
    reported="multiplies by the upstream gradient twice",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return dout * ddot * np.array([x[0], x[1], 1.0]), dout * ddot * w[:2]


@neuron_back.wrong(
    "upstream on dw only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dx",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), (1.0 - f) * f * w[:2]


@neuron_back.wrong(
    "sigmoid gate missing",
    told="It knows the dot product but not the sigmoid behind it. What is the gradient on dot?",
    reported="forgets the sigmoid gate",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    return dout * np.array([x[0], x[1], 1.0]), dout * w[:2]


@neuron_back.wrong(
    "the output for its slope",
    told="It multiplies by the value of the sigmoid. The local gradient is a rate.",
    reported="multiplies by the output",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "from the dot product",
    told="It takes the dot product for the output of the sigmoid.",
    reported="computes (1 − dot) dot",
    forward=cache_w_x_dot,
)
def _(dout, cache):
    w, x, dot = cache
    ddot = dout * (1 - dot) * dot
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "not switched",
    told="w and x have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([w[0], w[1], 1.0]), ddot * x


@neuron_back.wrong(
    "bias times its value",
    told="What is the local gradient of adding w2? Does its own value matter?",
    reported="multiplies the bias gradient by the bias",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], w[2]]), ddot * w[:2]


@neuron_back.wrong(
    "bias without gradient",
    told="The bias moves the output too: nudge w2 and look.",
    reported="gives the bias no gradient",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 0.0]), ddot * w[:2]


@neuron_back.wrong(
    "bias past the sigmoid",
    told="The bias goes through the sigmoid like the rest, so its gradient comes back through it.",
    reported="bias gradient without the sigmoid gate",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.array([ddot * x[0], ddot * x[1], dout]), ddot * w[:2]


@neuron_back.wrong(
    "bias one",
    told="The bias gets the local gradient alone; what arrives from above is missing.",
    reported="bias gradient is always 1",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.array([ddot * x[0], ddot * x[1], 1.0]), ddot * w[:2]


@neuron_back.wrong(
    "bias left out",
    told="w has three entries, so dw has three. What is the gradient on the third?",
    reported="dw has two entries",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * x, ddot * w[:2]


@neuron_back.wrong(
    "dx of three entries",
    told="x has two entries, so dx has two. The bias multiplies no input.",
    reported="dx has three entries",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w


@neuron_back.wrong(
    "inputs crossed",
    told="Each weight has its own input. Which goes with which?",
    reported="crosses the inputs",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[1], x[0], 1.0]), ddot * w[1::-1]


@neuron_back.wrong(
    "order exchanged",
    told="The gradients come in the order of the inputs: dw first, then dx.",
    reported="returns (dx, dw)",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * w[:2], ddot * np.array([x[0], x[1], 1.0])


@neuron_back.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return -ddot * np.array([x[0], x[1], 1.0]), -ddot * w[:2]


@neuron_back.wrong(
    "dw only",
    told="x has a gradient too, after the one of w.",
    reported="returns dw only",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0])


@neuron_back.wrong(
    "summed",
    told="Each weight and each input has a gradient of its own.",
    reported="sums the gradients up",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return float(ddot * (x[0] + x[1] + 1.0)), float(ddot * (w[0] + w[1]))


@neuron_back.wrong(
    "rows",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not two.",
    reported="gradients have two dimensions",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([[x[0], x[1], 1.0]]), ddot * w[np.newaxis, :2]


@neuron_back.wrong(
    "dot not differentiated",
    told="dx and dw stop at the dot product: w and x have gates of their own before it.",
    reported="stops at the dot product",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.full(3, ddot), np.full(2, ddot)


@neuron_back.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
    forward=cache_w_x_f,
)
def _(dout, cache):
    return np.array([-0.19661193324148185, -0.3932238664829637, 0.19661193324148185]), np.array(
        [0.3932238664829637, -0.5898357997244456]
    )


@neuron_back.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dw = ddot * np.array([x[0], x[1], 1.0])
    return dw.astype(np.float32), (ddot * w[:2]).astype(np.float32)


@neuron_back.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dw = ddot * np.array([x[0], x[1], 1.0])
    w *= ddot
    return dw, w[:2].copy()


@neuron_back.wrong(
    "a window on the cache",
    told="dx is a part of the cached w, worked on in place, so the weights themselves change.",
    reported="returns a piece of the cache",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dx = w[:2]
    dx *= ddot
    return ddot * np.array([x[0], x[1], 1.0]), dx


@neuron_back.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
    forward=cache_w_x,
)
def _(dout, cache):
    w, x = cache
    h = 1e-5
    dw, dx = np.zeros(3), np.zeros(2)
    for i in range(3):
        step = np.zeros(3)
        step[i] = h
        dw[i] = (neuron_forward(w + step, x)[0] - neuron_forward(w - step, x)[0]) / (2 * h)
    for i in range(2):
        step = np.zeros(2)
        step[i] = h
        dx[i] = (neuron_forward(w, x + step)[0] - neuron_forward(w, x - step)[0]) / (2 * h)
    return dout * dw, dout * dx


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_exp_cache": {
        "answer": "b",
        "why": {
            "a": (
                "The upstream gradient only becomes known in the backward pass, when the forward "
                "pass is long over."
            ),
            "b": (
                "The slope of the exponential is its own value, and that is what the gate has "
                "just put out."
            ),
            "c": (
                "e is a constant, known without any cache; raising it to the power of x is the "
                "work that is to be spared."
            ),
            "d": (
                "It can be worked out from the input, but for this function the slope is a number "
                "that the forward pass has already seen."
            ),
        },
    },
    "quiz_sigmoid_peak": {
        "answer": "c",
        "why": {
            "a": (
                "There the output is one of the two factors of the slope, and it is tiny, so the "
                "product is tiny too."
            ),
            "b": (
                "There one minus the output is tiny, and it is one of the two factors of the slope."
            ),
            "c": (
                "Output and one minus output are both a half, which makes 0.25, and no other "
                "output makes more."
            ),
            "d": (
                "The slope is one minus the output, times the output: try it for two outputs and "
                "compare."
            ),
        },
    },
    "quiz_saturated": {
        "answer": "a",
        "why": {
            "a": (
                "The slope at 12 is about 6 millionths, and every weight's gradient contains it "
                "as a factor."
            ),
            "b": (
                "The mistake decides what arrives above the sigmoid; what gets below it has been "
                "multiplied once more."
            ),
            "c": (
                "Passing the gradient on unchanged is what an add gate does; this gate has a "
                "local gradient of its own."
            ),
            "d": (
                "At 12 the exponential is 6 millionths or 160 thousand, depending on how you "
                "write it: both are ordinary floats."
            ),
        },
    },
    "quiz_bias_gradient": {
        "answer": "d",
        "why": {
            "a": (
                "The bias is multiplied by nothing, so neither its own value nor any other is a "
                "factor: what is the slope of a sum in one of its terms?"
            ),
            "b": (
                "That is the gradient on w0, whose local gradient is x0; the bias goes into the "
                "sum without any input."
            ),
            "c": (
                "It multiplies nothing, but it is added: raise it, and the dot product rises with "
                "it."
            ),
            "d": (
                "It goes into the dot product through an add gate, which hands it the gradient "
                "unchanged."
            ),
        },
    },
}


EXERCISES = [
    reciprocal,
    shift,
    exponential,
    scale,
    circuit,
    sigmoid_out,
    sigmoid_back,
    neuron_out,
    neuron_back,
    *quizzes(QUIZZES),
]
