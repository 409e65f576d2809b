"""mean_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def mean_forward(x):
    return x.mean(axis=0), x


exercise = Exercise("mean_backward")


@exercise.solved_by()
def _(dout, cache):
    N = cache.shape[0]
    return np.ones(cache.shape) * dout / N


@exercise.right("with broadcast_to")
def _(dout, cache):
    return np.broadcast_to(dout / len(cache), cache.shape)


@exercise.right("with tile")
def _(dout, cache):
    N, D = cache.shape
    return np.tile(dout / N, (N, 1))


@exercise.right("with loops")
def _(dout, cache):
    N, D = cache.shape
    dx = np.zeros((N, D))
    for i in range(N):
        for j in range(D):
            dx[i, j] = dout[j] / N
    return dx


@exercise.right("an outer product")
def _(dout, cache):
    return np.outer(np.full(cache.shape[0], 1 / cache.shape[0]), dout)


@exercise.right("in two stages, a sum and a scale")
def _(dout, cache):
    def sum_backward(d, shape):
        return np.zeros(shape) + d

    dsum = dout * (1.0 / cache.shape[0])
    return sum_backward(dsum, cache.shape)


@exercise.right("stacked rows, with a warning on the way")
def _(dout, cache):
    np.log(np.zeros(1))
    return np.stack([dout / len(cache) for _ in cache])


@exercise.right("a column times a row, as a matrix product")
def _(dout, cache):
    column = np.ones((cache.shape[0], 1))
    return column @ dout[None, :] / np.sum(column)


@exercise.wrong(
    "mean taken for a sum",
    told="It passes on the whole gradient to each row. Move one row by one: how far does the mean move?",
    reported="forgets 1/N: that is the gradient of a sum",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout


@exercise.wrong(
    "divided by the columns",
    told="It divides by the number of columns. What was the mean taken over?",
    reported="divides by D instead of N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.shape[1]


@exercise.wrong(
    "divided by all entries",
    told="It divides by the number of all entries. What was the mean taken over?",
    reported="divides by N·D instead of N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.size


@exercise.wrong(
    "divided twice",
    told="It divides by the number of rows twice.",
    reported="divides by N twice",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.shape[0] ** 2


@exercise.wrong(
    "multiplied by the rows",
    told="It is too large: a mean makes each input count for less, not for more.",
    reported="multiplies by N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout * cache.shape[0]


@exercise.wrong(
    "not spread out",
    told="It has the shape of the output. Every row of x took part in the mean, so every row has a gradient.",
    reported="returns the shape of the output",
)
def _(dout, cache):
    return dout / cache.shape[0]


@exercise.wrong(
    "one row kept",
    told="It is a single row with a second dimension. Every row of x took part in the mean.",
    reported="returns one row (keepdims)",
)
def _(dout, cache):
    return (dout / cache.shape[0])[None, :]


@exercise.wrong(
    "first row only",
    told="Only the first row gets a gradient, and it gets all of what arrives. Did the others take no part?",
    reported="gives the gradient to the first row alone",
)
def _(dout, cache):
    dx = np.zeros(cache.shape)
    dx[0] = dout
    return dx


exercise.common("upstream ignored")


@exercise.wrong(
    "upstream averaged",
    told="Every column gets the same gradient. Each column has a mean of its own.",
    reported="averages the upstream gradient over the columns",
)
def _(dout, cache):
    return np.full(cache.shape, dout.mean() / cache.shape[0])


@exercise.wrong(
    "times x",
    told="It multiplies by x. Does it matter to a mean how large an entry is, when that entry moves?",
    reported="multiplies by the input",
)
def _(dout, cache):
    return cache * dout / cache.shape[0]


@exercise.wrong(
    "the mean again",
    told="It is the mean of x, spread out. The backward pass spreads the gradient.",
    reported="spreads the mean of x instead of the gradient",
)
def _(dout, cache):
    return np.ones(cache.shape) * cache.mean(axis=0) * dout


@exercise.wrong(
    "upstream divided in place",
    told="It divides inside dout, which belongs to somebody else.",
    reported="changes dout in place",
)
def _(dout, cache):
    dout /= cache.shape[0]
    return np.ones(cache.shape) * dout


@exercise.wrong(
    "transposed",
    told="The gradient lies on its side: it has the shape of its input.",
    reported="returns the gradient transposed",
)
def _(dout, cache):
    return (np.ones(cache.shape) * dout / cache.shape[0]).T


@exercise.wrong(
    "right only for the published number of rows",
    told="It divides by the number of rows of the worked example. Take it from the shape.",
    reported="divides by a fixed number of rows",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / 3


exercise.common("float32")


@exercise.wrong("numerical differences")
def _(dout, cache):
    h = 1e-5
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        step = np.zeros(cache.shape)
        step[index] = h
        change = mean_forward(cache + step)[0] - mean_forward(cache - step)[0]
        dx[index] = np.sum(dout * change) / (2 * h)
    return dx
