"""relu_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def relu_forward(x):
    return np.maximum(0.0, x), x


exercise = Exercise("relu_backward")


@exercise.solved_by()
def _(dout, cache):
    x = cache
    return dout * (x > 0)


@exercise.right("with np.where")
def _(dout, cache):
    return np.where(cache > 0, dout, 0.0)


@exercise.right("a copy, masked")
def _(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


@exercise.right("with a local gradient of floats")
def _(dout, cache):
    local = np.zeros(cache.shape)
    local[cache > 0] = 1.0
    return local * dout


@exercise.right("with a loop")
def _(dout, cache):
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        if cache[index] > 0:
            dx[index] = dout[index]
    return dx


@exercise.right("with the step function")
def _(dout, cache):
    return np.multiply(dout, np.heaviside(cache, 0.0))


@exercise.right("by the sign of the output, run again")
def _(dout, cache):
    out, _ = relu_forward(cache)
    return dout * np.sign(out)


@exercise.right("with a quotient and warnings")
def _(dout, cache):
    x = cache
    with np.errstate(all="warn"):
        ratio = np.maximum(x, 0.0) / x
    return dout * np.nan_to_num(ratio)


@exercise.wrong(
    "inclusive at zero",
    told="At exactly 0 it lets the gradient through. The course's rule says that the slope there is 0.",
    reported="slope 1 at x = 0",
)
def _(dout, cache):
    return dout * (cache >= 0)


@exercise.wrong(
    "half at zero",
    told="At exactly 0 it passes on a half. The course's rule says that the slope there is 0.",
    reported="slope 1/2 at x = 0",
)
def _(dout, cache):
    return dout * np.heaviside(cache, 0.5)


@exercise.wrong(
    "mask in place",
    told="It writes zeros into dout itself, which another gate may still need.",
    reported="masks dout in place",
)
def _(dout, cache):
    dout[cache <= 0] = 0
    return dout


@exercise.wrong(
    "mask missing",
    told="It passes the gradient everywhere. Where x is negative, does a small push on it change the output?",
    reported="forgets the mask",
)
def _(dout, cache):
    return dout * 1.0


@exercise.wrong(
    "mask on the upstream",
    told="It asks for the sign of dout. What decides whether the gate was open?",
    reported="masks by the upstream gradient",
)
def _(dout, cache):
    return dout * (dout > 0)


@exercise.wrong(
    "mask on both",
    told="It asks for the sign of dout too. May a negative gradient not pass?",
    reported="masks by the upstream gradient as well",
)
def _(dout, cache):
    return dout * (cache > 0) * (dout > 0)


@exercise.wrong(
    "absolute value of the upstream",
    told="Every gradient that comes out is positive. May a negative one not pass?",
    reported="passes on the absolute value of the upstream gradient",
)
def _(dout, cache):
    return np.abs(dout) * (cache > 0)


@exercise.wrong(
    "mask the wrong way",
    told="It lets the gradient through where the gate is shut.",
    reported="masks the wrong side",
)
def _(dout, cache):
    return dout * (cache < 0)


exercise.common("upstream ignored")


@exercise.wrong(
    "upstream averaged",
    told="Each entry of dout belongs to its own entry; there is nothing to average.",
    reported="averages the upstream gradient",
)
def _(dout, cache):
    return np.mean(dout) * (cache > 0)


@exercise.wrong(
    "times x",
    told="It multiplies by x. By how much does the output rise if a positive x rises by one?",
    reported="multiplies by the value",
)
def _(dout, cache):
    return dout * np.maximum(cache, 0.0)


@exercise.wrong(
    "leaky",
    told="A little gets through where x is negative. How steep is max(0, x) there?",
    reported="slope 0.01 below zero (a leaky relu)",
)
def _(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout) * (cache != 0)


@exercise.wrong(
    "leaky, at zero as well",
    told="A little gets through where x is negative. How steep is max(0, x) there?",
    reported="slope 0.01 below zero (a leaky relu)",
)
def _(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout)


@exercise.wrong(
    "only two dimensions",
    told="It counts on rows and columns. The rule is the same for each entry, whatever the shape.",
    reported="right only for two dimensions",
)
def _(dout, cache):
    dx = np.zeros(cache.shape)
    rows, columns = cache.shape
    for i in range(rows):
        for j in range(columns):
            dx[i, j] = dout[i, j] if cache[i, j] > 0 else 0.0
    return dx


@exercise.wrong(
    "flattened",
    told="The values are right but lie in one line: a gradient has the shape of its input.",
    reported="flattens the gradient",
)
def _(dout, cache):
    return (dout * (cache > 0)).ravel()


exercise.common("sign", "float32")


@exercise.wrong("numerical differences")
def _(dout, cache):
    h = 1e-5
    above, _ = relu_forward(cache + h)
    below, _ = relu_forward(cache - h)
    return dout * (above - below) / (2 * h)
