"""center_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def center_forward(x):
    return x - x.mean(axis=0), x


exercise = Exercise("center_backward")


@exercise.solved_by()
def _(dout, cache):
    return dout - dout.mean(axis=0)


@exercise.right("in stages")
def _(dout, cache):
    N = cache.shape[0]
    dx = dout.copy()
    dmean = -dout.sum(axis=0)
    dx += np.ones(cache.shape) * dmean / N
    return dx


@exercise.right("with keepdims")
def _(dout, cache):
    return dout - np.mean(dout, axis=0, keepdims=True)


@exercise.right("with a centring matrix")
def _(dout, cache):
    N = len(cache)
    return (np.eye(N) - np.ones((N, N)) / N) @ dout


@exercise.right("column by column")
def _(dout, cache):
    dx = np.zeros(cache.shape)
    for j in range(cache.shape[1]):
        column = dout[:, j]
        dx[:, j] = column - sum(column) / len(column)
    return dx


@exercise.right("by running the forward on the gradient")
def _(dout, cache):
    def center_rows(values):
        return values - values.mean(axis=0)

    return center_rows(dout)


@exercise.right("with einsum and a print")
def _(dout, cache):
    shared = np.einsum("nd->d", dout) / cache.shape[0]
    print("mean of the gradient", shared)
    return np.subtract(dout, shared[None, :])


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    y, _ = center_forward(cache)
    N = y.shape[0]
    return (N * dout - np.sum(dout, axis=0)) / N


@exercise.wrong(
    "branch through the mean forgotten",
    told="x reaches the output in two ways, and one of them is missing.",
    reported="forgets the gradient through the mean",
)
def _(dout, cache):
    return dout * 1.0


@exercise.wrong(
    "only the branch through the mean",
    told="x reaches the output in two ways, and the direct one is missing.",
    reported="overwrites the direct branch (= for +=)",
)
def _(dout, cache):
    dx = dout.copy()
    dx = np.ones(cache.shape) * -dout.mean(axis=0)
    return dx


@exercise.wrong(
    "branches with one sign",
    told="Both ways are there. With which sign does the mean enter the output?",
    reported="adds the branch through the mean instead of subtracting it",
)
def _(dout, cache):
    return dout + dout.mean(axis=0)


@exercise.wrong(
    "1/N missing",
    told="The way through the mean is too strong: how much does one row move the mean?",
    reported="forgets 1/N on the way through the mean",
)
def _(dout, cache):
    return dout - dout.sum(axis=0)


@exercise.wrong(
    "sum over the batch missing",
    told="Every row's output uses the same mean. What happens to gradients that come back along several branches?",
    reported="does not sum over the rows that share the mean",
)
def _(dout, cache):
    return dout - dout / cache.shape[0]


@exercise.wrong(
    "mean over the columns",
    told="It takes the mean along the other direction. Which axis was averaged on the way forward?",
    reported="sums over the wrong axis",
)
def _(dout, cache):
    return dout - dout.mean(axis=1, keepdims=True)


@exercise.wrong(
    "mean over everything",
    told="It takes one mean for the whole matrix. Which entries share a mean on the way forward?",
    reported="takes the mean over all entries",
)
def _(dout, cache):
    return dout - dout.mean()


@exercise.wrong(
    "divided by the columns",
    told="The way through the mean is divided by the number of columns. What was the mean taken over?",
    reported="divides by D instead of N",
)
def _(dout, cache):
    return dout - dout.sum(axis=0) / cache.shape[1]


exercise.common("upstream ignored")


@exercise.wrong(
    "local gradient of one entry",
    told="Each row's own share in the mean is taken off twice: by itself, and once more with all rows.",
    reported="counts one sample's own output only, twice over",
)
def _(dout, cache):
    N = cache.shape[0]
    return dout * (1 - 1 / N) - dout.mean(axis=0)


@exercise.wrong(
    "centres x",
    told="It centres the input. The backward pass works on the gradient.",
    reported="uses the centred x instead of the gradient",
)
def _(dout, cache):
    return dout * (cache - cache.mean(axis=0))


exercise.common("sign")


@exercise.wrong(
    "in place",
    told="It subtracts inside dout, which belongs to somebody else.",
    reported="changes dout in place",
)
def _(dout, cache):
    dout -= dout.mean(axis=0)
    return dout


@exercise.wrong(
    "transposed",
    told="The gradient lies on its side: it has the shape of its input.",
    reported="returns the gradient transposed",
)
def _(dout, cache):
    return (dout - dout.mean(axis=0)).T


@exercise.wrong(
    "right only for the published number of rows",
    told="It divides by the number of rows of the worked example. Take it from the shape.",
    reported="divides by a fixed number of rows",
)
def _(dout, cache):
    return dout - dout.sum(axis=0) / 3


exercise.common("float32")


@exercise.wrong("numerical differences")
def _(dout, cache):
    h = 1e-5
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        step = np.zeros(cache.shape)
        step[index] = h
        change = center_forward(cache + step)[0] - center_forward(cache - step)[0]
        dx[index] = np.sum(dout * change) / (2 * h)
    return dx


@exercise.wrong(
    "the last row for the sum",
    told="Through the mean comes what the last row sends, and the other rows send nothing. Are their messages added up?",
    reported="keeps the last row where the rows are to be added up",
)
def _(dout, cache):
    return dout - dout[-1] / len(dout)
