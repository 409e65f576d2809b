"""score_backward: the reference, right ways to write it, and known mistakes."""

import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def score_forward(w, x):
    return w @ x, (w, x)


exercise = Exercise("score_backward")


@exercise.solved_by()
def _(dout, cache):
    w, x = cache
    return dout * x, dout * w


@exercise.right("with local gradients")
def _(dout, cache):
    w, x = cache
    dw = x * dout
    dx = w * dout
    return dw, dx


@exercise.right("by index, as a list")
def _(dout, cache):
    return [dout * cache[1], dout * cache[0]]


@exercise.right("with einsum")
def _(dout, cache):
    w, x = cache
    return np.einsum(",i->i", dout, x), np.einsum(",i->i", dout, w)


@exercise.right("in a loop")
def _(dout, cache):
    w, x = cache
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(w)):
        dw[i] += dout * x[i]
        dx[i] += dout * w[i]
    return dw, dx


@exercise.right("from lists")
def _(dout, cache):
    w, x = cache
    return np.array([dout * entry for entry in x]), np.array([dout * entry for entry in w])


@exercise.right("as a stack of rows")
def _(dout, cache):
    return tuple(dout * np.stack(cache)[::-1])


@exercise.right("in place on arrays of its own, with a print")
def _(dout, cache):
    w, x = cache
    dw, dx = x.copy(), w.copy()
    dw *= dout
    dx *= dout
    print(dw, dx)
    return dw, dx


@exercise.right("the forward run again at the same point, with a warning")
def _(dout, cache):
    w, x = cache
    score_forward(w, x)
    warnings.warn("on the way")
    return np.outer(dout, x)[0], np.multiply(w, dout)


@exercise.wrong(
    "not switched",
    told="Each has its own value as local gradient. When one weight moves, what decides how far the score moves?",
    reported="local gradients not switched",
)
def _(dout, cache):
    w, x = cache
    return dout * w, dout * x


exercise.common("upstream ignored")


@exercise.wrong(
    "the cache handed back",
    told="It returns the cached arrays themselves, and the upstream gradient plays no part.",
    reported="returns the cache, ignores the upstream gradient",
)
def _(dout, cache):
    w, x = cache
    return x, w


exercise.common("upstream added", "upstream twice")


@exercise.wrong(
    "upstream on dw only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dx",
)
def _(dout, cache):
    w, x = cache
    return dout * x, w.copy()


@exercise.wrong(
    "the upstream alone",
    told="Nothing of w or x is in it. Which gates make a dot product, besides add?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    w, x = cache
    return np.full(x.shape, dout), np.full(w.shape, dout)


@exercise.wrong(
    "the score",
    told="It multiplies by the value of the score. The local gradient is a rate.",
    reported="multiplies by the score",
)
def _(dout, cache):
    w, x = cache
    return dout * (w @ x) * np.ones_like(w), dout * (w @ x) * np.ones_like(x)


@exercise.wrong(
    "products not summed",
    told="Each entry has its own product; its gradient holds only one of the two factors.",
    reported="returns w x for both",
)
def _(dout, cache):
    w, x = cache
    return dout * w * x, dout * w * x


@exercise.wrong(
    "summed",
    told="Each weight and each input has a gradient of its own.",
    reported="sums the gradients up",
)
def _(dout, cache):
    w, x = cache
    return float(dout * np.sum(x)), float(dout * np.sum(w))


@exercise.wrong(
    "averaged",
    told="The score is a sum, not a mean: nothing is divided by the number of entries.",
    reported="divides by the number of entries",
)
def _(dout, cache):
    w, x = cache
    return dout * x / len(x), dout * w / len(w)


exercise.common("sign")


@exercise.wrong("absolute values")
def _(dout, cache):
    w, x = cache
    return dout * np.abs(x), dout * np.abs(w)


@exercise.wrong(
    "rows",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not two.",
    reported="gradients have two dimensions",
)
def _(dout, cache):
    w, x = cache
    return dout * x[np.newaxis], dout * w[np.newaxis]


@exercise.wrong(
    "columns",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not a column.",
    reported="gradients are columns",
)
def _(dout, cache):
    w, x = cache
    return dout * x[:, np.newaxis], dout * w[:, np.newaxis]


@exercise.wrong(
    "lists",
    told="An array belongs here: a list cannot be subtracted from the weights.",
    reported="returns lists",
)
def _(dout, cache):
    w, x = cache
    return [dout * entry for entry in x], [dout * entry for entry in w]


@exercise.wrong(
    "dw only",
    told="There are two inputs, so there are two gradients.",
    reported="returns dw only",
)
def _(dout, cache):
    w, x = cache
    return dout * x


@exercise.wrong(
    "reversed",
    told="The entries come in the wrong order.",
    reported="reverses the entries",
)
def _(dout, cache):
    w, x = cache
    return dout * x[::-1], dout * w[::-1]


@exercise.wrong(
    "largest entry only",
    told="That is what a max gate does. Here every entry adds to the score.",
    reported="gives the gradient to the largest product only",
)
def _(dout, cache):
    w, x = cache
    chosen = np.arange(len(w)) == np.argmax(w * x)
    return dout * x * chosen, dout * w * chosen


@exercise.wrong(
    "normalised",
    told="The length of the input is not taken out: twice the input has twice the effect.",
    reported="normalises w and x",
)
def _(dout, cache):
    w, x = cache
    return dout * x / np.linalg.norm(x), dout * w / np.linalg.norm(w)


@exercise.wrong(
    "three entries only",
    told="It works for three entries only. D can be any number.",
    reported="works for three entries only",
)
def _(dout, cache):
    w, x = cache
    return dout * np.array([x[0], x[1], x[2]]), dout * np.array([w[0], w[1], w[2]])


exercise.common("rounded")


@exercise.wrong("published example")
def _(dout, cache):
    return np.array([3.0, 1.0, -2.0]), np.array([0.5, -1.0, 2.0])


exercise.common("float32")


@exercise.wrong("cache in place")
def _(dout, cache):
    w, x = cache
    w *= dout
    x *= dout
    return x.copy(), w.copy()


@exercise.wrong(
    "cache changed",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache",
)
def _(dout, cache):
    w, x = cache
    x[:] = dout * x
    w[:] = dout * w
    return x, w


@exercise.wrong("numerical differences")
def _(dout, cache):
    w, x = cache
    h = 1e-5
    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(len(w)):
        step = np.zeros_like(w)
        step[i] = h
        dw[i] = (score_forward(w + step, x)[0] - score_forward(w - step, x)[0]) / (2 * h)
        dx[i] = (score_forward(w, x + step)[0] - score_forward(w, x - step)[0]) / (2 * h)
    return dout * dw, dout * dx
