"""What the hidden tests of chapter 5 know of each exercise."""

import numpy as np

from backpass.grading.exercises import Exercise

# The given forwards, as they stand in the notebook; what the students' functions may call.
from backpass.grading.exercises.quizzes import quizzes


# The given forwards, as they stand in the notebook; what the students' functions may call.
def matmul_forward(W, X):
    return W @ X, (W, X)


def relu_forward(x):
    return np.maximum(0.0, x), x


def mean_forward(x):
    return x.mean(axis=0), x


def center_forward(x):
    return x - x.mean(axis=0), x


# The student's own, whose cache is fixed by its contract.
def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)


# matmul_backward ---------------------------------------------------------------------------------
matmul = Exercise("matmul_backward")


@matmul.solved_by()
def _(dD, cache):
    W, X = cache
    return dD @ X.T, W.T @ dD


@matmul.right("with np.dot")
def _(dD, cache):
    W, X = cache
    dW = np.dot(dD, X.T)
    dX = np.dot(W.T, dD)
    return dW, dX


@matmul.right("with einsum, as a list")
def _(dD, cache):
    W, X = cache
    return [np.einsum("mn,kn->mk", dD, X), np.einsum("mk,mn->kn", W, dD)]


@matmul.right("with loops")
def _(dD, cache):
    W, X = cache
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for m in range(W.shape[0]):
        for n in range(X.shape[1]):
            for k in range(W.shape[1]):
                dW[m, k] += dD[m, n] * X[k, n]
                dX[k, n] += dD[m, n] * W[m, k]
    return dW, dX


@matmul.right("the transpose of a product")
def _(dD, cache):
    W, X = cache
    return (X @ dD.T).T, (dD.T @ W).T


@matmul.right("a sum of outer products, with a helper and a print")
def _(dD, cache):
    def product_gradient(left, right):
        return sum(np.outer(left[:, i], right[:, i]) for i in range(left.shape[1]))

    W, X = cache
    print("shapes", W.shape, X.shape, dD.shape)
    return product_gradient(dD, X), product_gradient(W.T, dD.T)


@matmul.right("with broadcasting")
def _(dD, cache):
    W, X = cache
    dW = (dD[:, None, :] * X[None, :, :]).sum(axis=2)
    dX = (dD[:, None, :] * W[:, :, None]).sum(axis=0)
    return dW, dX


@matmul.right("the forward run again at the same point")
def _(dD, cache):
    W, X = cache
    _, (again_W, again_X) = matmul_forward(W, X)
    return dD @ again_X.T, again_W.T @ dD


@matmul.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it, only its shape does. What if an entry of D counts ten times as much further on?",
    reported="ignores the upstream gradient",
)
def _(dD, cache):
    W, X = cache
    ones = np.ones(dD.shape)
    return ones @ X.T, W.T @ ones


@matmul.wrong(
    "upstream averaged",
    told="Every entry of D gets the same gradient, the average. Each entry of dD belongs to its own entry of D.",
    reported="averages the upstream gradient",
)
def _(dD, cache):
    W, X = cache
    d = np.full(dD.shape, dD.mean())
    return d @ X.T, W.T @ d


@matmul.wrong(
    "divided by the columns",
    told="The gradient on W is too small by the number of columns of X. D is a product and nobody took a mean.",
    reported="divides dW by the number of columns",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T / X.shape[1], W.T @ dD


@matmul.wrong(
    "gradients exchanged",
    told="Two gradients came in another order than the inputs.",
    reported="returns dX before dW",
)
def _(dD, cache):
    W, X = cache
    return W.T @ dD, dD @ X.T


@matmul.wrong(
    "results transposed",
    told="Both gradients lie on their side: a gradient has the shape of its input.",
    reported="returns both gradients transposed",
)
def _(dD, cache):
    W, X = cache
    return (dD @ X.T).T, (W.T @ dD).T


@matmul.wrong(
    "order of the factors in dX",
    told="A matrix product depends on the order of its factors. Which entries of D does one entry of X reach?",
    reported="exchanges the factors in dX",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T, dD @ W.T


@matmul.wrong(
    "order of the factors in dW",
    told="A matrix product depends on the order of its factors. Which entries of D does one entry of W reach?",
    reported="exchanges the factors in dW",
)
def _(dD, cache):
    W, X = cache
    return X.T @ dD, W.T @ dD


@matmul.wrong(
    "transpose missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose",
)
def _(dD, cache):
    W, X = cache
    return dD @ X, W @ dD


@matmul.wrong(
    "reshape for transpose",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes where a transpose belongs",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.reshape(X.shape[::-1]), W.reshape(W.shape[::-1]) @ dD


@matmul.wrong(
    "right only for square matrices",
    told="It works out a case for square matrices alone. The general one covers them too.",
    reported="right only for square matrices",
)
def _(dD, cache):
    W, X = cache
    if W.shape == X.shape:
        return dD @ X.T, W.T @ dD
    return np.zeros(W.shape), np.zeros(X.shape)


@matmul.wrong(
    "shapes tried until they fit",
    told="It takes whichever product fits. With square matrices every order fits and only one is right.",
    reported="tries orders until the shapes fit: wrong for square matrices",
)
def _(dD, cache):
    W, X = cache
    dW = next(
        a @ b
        for a, b in ((dD, X), (X, dD), (dD, X.T), (X.T, dD))
        if a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == W.shape
    )
    dX = next(
        a @ b
        for a, b in ((dD, W), (W, dD), (dD, W.T), (W.T, dD))
        if a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == X.shape
    )
    return dW, dX


@matmul.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign on both",
)
def _(dD, cache):
    W, X = cache
    return -dD @ X.T, -W.T @ dD


@matmul.wrong(
    "dX missing",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T


@matmul.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dD, cache):
    W = np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
    X = np.array([[2.0, -1.0], [0.0, 3.0], [-3.0, 1.5]])
    ones = np.ones((2, 2))
    return ones @ X.T, W.T @ ones


@matmul.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dD, cache):
    W, X = (m.astype(np.float32) for m in cache)
    d = dD.astype(np.float32)
    return d @ X.T, W.T @ d


@matmul.wrong(
    "upstream scaled in place",
    told="It multiplies inside an array that belongs to somebody else.",
    reported="changes dD in place",
)
def _(dD, cache):
    W, X = cache
    dD *= 1.0 / X.shape[1]
    return dD @ X.T * X.shape[1], W.T @ dD * X.shape[1]


@matmul.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dD and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dD, cache):
    W, X = cache
    h = 1e-5
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for index in np.ndindex(W.shape):
        step = np.zeros(W.shape)
        step[index] = h
        change = matmul_forward(W + step, X)[0] - matmul_forward(W - step, X)[0]
        dW[index] = np.sum(dD * change) / (2 * h)
    for index in np.ndindex(X.shape):
        step = np.zeros(X.shape)
        step[index] = h
        change = matmul_forward(W, X + step)[0] - matmul_forward(W, X - step)[0]
        dX[index] = np.sum(dD * change) / (2 * h)
    return dW, dX


# relu_backward -----------------------------------------------------------------------------------
relu = Exercise("relu_backward")


@relu.solved_by()
def _(dout, cache):
    x = cache
    return dout * (x > 0)


@relu.right("with np.where")
def _(dout, cache):
    return np.where(cache > 0, dout, 0.0)


@relu.right("a copy, masked")
def _(dout, cache):
    dx = dout.copy()
    dx[cache <= 0] = 0
    return dx


@relu.right("with a local gradient of floats")
def _(dout, cache):
    local = np.zeros(cache.shape)
    local[cache > 0] = 1.0
    return local * dout


@relu.right("with a loop")
def _(dout, cache):
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        if cache[index] > 0:
            dx[index] = dout[index]
    return dx


@relu.right("with the step function")
def _(dout, cache):
    return np.multiply(dout, np.heaviside(cache, 0.0))


@relu.right("by the sign of the output, run again")
def _(dout, cache):
    out, _ = relu_forward(cache)
    return dout * np.sign(out)


@relu.right("with a quotient and warnings")
def _(dout, cache):
    x = cache
    with np.errstate(all="warn"):
        ratio = np.maximum(x, 0.0) / x
    return dout * np.nan_to_num(ratio)


@relu.wrong(
    "inclusive at zero",
    told="At exactly 0 it lets the gradient through. The course's rule says that the slope there is 0.",
    reported="slope 1 at x = 0",
)
def _(dout, cache):
    return dout * (cache >= 0)


@relu.wrong(
    "half at zero",
    told="At exactly 0 it passes on a half. The course's rule says that the slope there is 0.",
    reported="slope 1/2 at x = 0",
)
def _(dout, cache):
    return dout * np.heaviside(cache, 0.5)


@relu.wrong(
    "mask in place",
    told="It writes zeros into dout itself, which another gate may still need.",
    reported="masks dout in place",
)
def _(dout, cache):
    dout[cache <= 0] = 0
    return dout


@relu.wrong(
    "mask missing",
    told="It passes the gradient everywhere. Where x is negative, does a small push on it change the output?",
    reported="forgets the mask",
)
def _(dout, cache):
    return dout * 1.0


@relu.wrong(
    "mask on the upstream",
    told="It asks for the sign of dout. What decides whether the gate was open?",
    reported="masks by the upstream gradient",
)
def _(dout, cache):
    return dout * (dout > 0)


@relu.wrong(
    "mask on both",
    told="It asks for the sign of dout too. May a negative gradient not pass?",
    reported="masks by the upstream gradient as well",
)
def _(dout, cache):
    return dout * (cache > 0) * (dout > 0)


@relu.wrong(
    "absolute value of the upstream",
    told="Every gradient that comes out is positive. May a negative one not pass?",
    reported="passes on the absolute value of the upstream gradient",
)
def _(dout, cache):
    return np.abs(dout) * (cache > 0)


@relu.wrong(
    "mask the wrong way",
    told="It lets the gradient through where the gate is shut.",
    reported="masks the wrong side",
)
def _(dout, cache):
    return dout * (cache < 0)


@relu.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    return (cache > 0).astype(float)


@relu.wrong(
    "upstream averaged",
    told="Each entry of dout belongs to its own entry; there is nothing to average.",
    reported="averages the upstream gradient",
)
def _(dout, cache):
    return np.mean(dout) * (cache > 0)


@relu.wrong(
    "times x",
    told="It multiplies by x. By how much does the output rise if a positive x rises by one?",
    reported="multiplies by the value",
)
def _(dout, cache):
    return dout * np.maximum(cache, 0.0)


@relu.wrong(
    "leaky",
    told="A little gets through where x is negative. How steep is max(0, x) there?",
    reported="slope 0.01 below zero (a leaky relu)",
)
def _(dout, cache):
    return np.where(cache > 0, dout, 0.01 * dout) * (cache != 0)


@relu.wrong(
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


@relu.wrong(
    "flattened",
    told="The values are right but lie in one line: a gradient has the shape of its input.",
    reported="flattens the gradient",
)
def _(dout, cache):
    return (dout * (cache > 0)).ravel()


@relu.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    return -dout * (cache > 0)


@relu.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    return dout.astype(np.float32) * (cache > 0)


@relu.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    h = 1e-5
    above, _ = relu_forward(cache + h)
    below, _ = relu_forward(cache - h)
    return dout * (above - below) / (2 * h)


# mean_backward -----------------------------------------------------------------------------------
mean = Exercise("mean_backward")


@mean.solved_by()
def _(dout, cache):
    N = cache.shape[0]
    return np.ones(cache.shape) * dout / N


@mean.right("with broadcast_to")
def _(dout, cache):
    return np.broadcast_to(dout / len(cache), cache.shape)


@mean.right("with tile")
def _(dout, cache):
    N, D = cache.shape
    return np.tile(dout / N, (N, 1))


@mean.right("with loops")
def _(dout, cache):
    N, D = cache.shape
    dx = np.zeros((N, D))
    for i in range(N):
        for j in range(D):
            dx[i, j] = dout[j] / N
    return dx


@mean.right("an outer product")
def _(dout, cache):
    return np.outer(np.full(cache.shape[0], 1 / cache.shape[0]), dout)


@mean.right("in two stages, a sum and a scale")
def _(dout, cache):
    def sum_backward(d, shape):
        return np.zeros(shape) + d

    dsum = dout * (1.0 / cache.shape[0])
    return sum_backward(dsum, cache.shape)


@mean.right("stacked rows, with a warning on the way")
def _(dout, cache):
    np.log(np.zeros(1))
    return np.stack([dout / len(cache) for _ in cache])


@mean.right("a column times a row, as a matrix product")
def _(dout, cache):
    column = np.ones((cache.shape[0], 1))
    return column @ dout[None, :] / np.sum(column)


@mean.wrong(
    "mean taken for a sum",
    told="It passes on the whole gradient to each row. Move one row by one: how far does the mean move?",
    reported="forgets 1/N: that is the gradient of a sum",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout


@mean.wrong(
    "divided by the columns",
    told="It divides by the number of columns. What was the mean taken over?",
    reported="divides by D instead of N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.shape[1]


@mean.wrong(
    "divided by all entries",
    told="It divides by the number of all entries. What was the mean taken over?",
    reported="divides by N·D instead of N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.size


@mean.wrong(
    "divided twice",
    told="It divides by the number of rows twice.",
    reported="divides by N twice",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / cache.shape[0] ** 2


@mean.wrong(
    "multiplied by the rows",
    told="It is too large: a mean makes each input count for less, not for more.",
    reported="multiplies by N",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout * cache.shape[0]


@mean.wrong(
    "not spread out",
    told="It has the shape of the output. Every row of x took part in the mean, so every row has a gradient.",
    reported="returns the shape of the output",
)
def _(dout, cache):
    return dout / cache.shape[0]


@mean.wrong(
    "one row kept",
    told="It is a single row with a second dimension. Every row of x took part in the mean.",
    reported="returns one row (keepdims)",
)
def _(dout, cache):
    return (dout / cache.shape[0])[None, :]


@mean.wrong(
    "first row only",
    told="Only the first row gets a gradient. Did the others take no part?",
    reported="gives the gradient to the first row alone",
)
def _(dout, cache):
    dx = np.zeros(cache.shape)
    dx[0] = dout
    return dx


@mean.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    return np.ones(cache.shape) / cache.shape[0]


@mean.wrong(
    "upstream averaged",
    told="Every column gets the same gradient. Each column has a mean of its own.",
    reported="averages the upstream gradient over the columns",
)
def _(dout, cache):
    return np.full(cache.shape, dout.mean() / cache.shape[0])


@mean.wrong(
    "times x",
    told="It multiplies by x. Does it matter to a mean how large an entry is, when that entry moves?",
    reported="multiplies by the input",
)
def _(dout, cache):
    return cache * dout / cache.shape[0]


@mean.wrong(
    "the mean again",
    told="It is the mean of x, spread out. The backward pass spreads the gradient.",
    reported="spreads the mean of x instead of the gradient",
)
def _(dout, cache):
    return np.ones(cache.shape) * cache.mean(axis=0) * dout


@mean.wrong(
    "upstream divided in place",
    told="It divides inside dout, which belongs to somebody else.",
    reported="changes dout in place",
)
def _(dout, cache):
    dout /= cache.shape[0]
    return np.ones(cache.shape) * dout


@mean.wrong(
    "transposed",
    told="The gradient lies on its side: it has the shape of its input.",
    reported="returns the gradient transposed",
)
def _(dout, cache):
    return (np.ones(cache.shape) * dout / cache.shape[0]).T


@mean.wrong(
    "right only for the published number of rows",
    told="It divides by the number of rows of the worked example. Take it from the shape.",
    reported="divides by a fixed number of rows",
)
def _(dout, cache):
    return np.ones(cache.shape) * dout / 3


@mean.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    return np.ones(cache.shape, dtype=np.float32) * dout.astype(np.float32) / cache.shape[0]


@mean.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    h = 1e-5
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        step = np.zeros(cache.shape)
        step[index] = h
        change = mean_forward(cache + step)[0] - mean_forward(cache - step)[0]
        dx[index] = np.sum(dout * change) / (2 * h)
    return dx


# center_backward ---------------------------------------------------------------------------------
center = Exercise("center_backward")


@center.solved_by()
def _(dout, cache):
    return dout - dout.mean(axis=0)


@center.right("in stages")
def _(dout, cache):
    N = cache.shape[0]
    dx = dout.copy()
    dmean = -dout.sum(axis=0)
    dx += np.ones(cache.shape) * dmean / N
    return dx


@center.right("with keepdims")
def _(dout, cache):
    return dout - np.mean(dout, axis=0, keepdims=True)


@center.right("with a centring matrix")
def _(dout, cache):
    N = len(cache)
    return (np.eye(N) - np.ones((N, N)) / N) @ dout


@center.right("column by column")
def _(dout, cache):
    dx = np.zeros(cache.shape)
    for j in range(cache.shape[1]):
        column = dout[:, j]
        dx[:, j] = column - sum(column) / len(column)
    return dx


@center.right("by running the forward on the gradient")
def _(dout, cache):
    def center_rows(values):
        return values - values.mean(axis=0)

    return center_rows(dout)


@center.right("with einsum and a print")
def _(dout, cache):
    shared = np.einsum("nd->d", dout) / cache.shape[0]
    print("mean of the gradient", shared)
    return np.subtract(dout, shared[None, :])


@center.right("the forward run again at the same point")
def _(dout, cache):
    y, _ = center_forward(cache)
    N = y.shape[0]
    return (N * dout - np.sum(dout, axis=0)) / N


@center.wrong(
    "branch through the mean forgotten",
    told="x reaches the output in two ways, and one of them is missing.",
    reported="forgets the gradient through the mean",
)
def _(dout, cache):
    return dout * 1.0


@center.wrong(
    "only the branch through the mean",
    told="x reaches the output in two ways, and the direct one is missing.",
    reported="overwrites the direct branch (= for +=)",
)
def _(dout, cache):
    dx = dout.copy()
    dx = np.ones(cache.shape) * -dout.mean(axis=0)
    return dx


@center.wrong(
    "branches with one sign",
    told="Both ways are there. With which sign does the mean enter the output?",
    reported="adds the branch through the mean instead of subtracting it",
)
def _(dout, cache):
    return dout + dout.mean(axis=0)


@center.wrong(
    "1/N missing",
    told="The way through the mean is too strong: how much does one row move the mean?",
    reported="forgets 1/N on the way through the mean",
)
def _(dout, cache):
    return dout - dout.sum(axis=0)


@center.wrong(
    "sum over the batch missing",
    told="Every row's output uses the same mean. What happens to gradients that come back along several branches?",
    reported="does not sum over the rows that share the mean",
)
def _(dout, cache):
    return dout - dout / cache.shape[0]


@center.wrong(
    "mean over the columns",
    told="It takes the mean along the other direction. Which axis was averaged on the way forward?",
    reported="sums over the wrong axis",
)
def _(dout, cache):
    return dout - dout.mean(axis=1, keepdims=True)


@center.wrong(
    "mean over everything",
    told="It takes one mean for the whole matrix. Which entries share a mean on the way forward?",
    reported="takes the mean over all entries",
)
def _(dout, cache):
    return dout - dout.mean()


@center.wrong(
    "divided by the columns",
    told="The way through the mean is divided by the number of columns. What was the mean taken over?",
    reported="divides by D instead of N",
)
def _(dout, cache):
    return dout - dout.sum(axis=0) / cache.shape[1]


@center.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    return np.ones(cache.shape) - 1.0


@center.wrong(
    "local gradient of one entry",
    told="It knows how an output moves with its own input. Each input moves the other rows' outputs too.",
    reported="counts one sample's own output only, twice over",
)
def _(dout, cache):
    N = cache.shape[0]
    return dout * (1 - 1 / N) - dout.mean(axis=0)


@center.wrong(
    "centres x",
    told="It centres the input. The backward pass works on the gradient.",
    reported="uses the centred x instead of the gradient",
)
def _(dout, cache):
    return dout * (cache - cache.mean(axis=0))


@center.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    return dout.mean(axis=0) - dout


@center.wrong(
    "in place",
    told="It subtracts inside dout, which belongs to somebody else.",
    reported="changes dout in place",
)
def _(dout, cache):
    dout -= dout.mean(axis=0)
    return dout


@center.wrong(
    "transposed",
    told="The gradient lies on its side: it has the shape of its input.",
    reported="returns the gradient transposed",
)
def _(dout, cache):
    return (dout - dout.mean(axis=0)).T


@center.wrong(
    "right only for the published number of rows",
    told="It divides by the number of rows of the worked example. Take it from the shape.",
    reported="divides by a fixed number of rows",
)
def _(dout, cache):
    return dout - dout.sum(axis=0) / 3


@center.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    d = dout.astype(np.float32)
    return d - d.mean(axis=0)


@center.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    h = 1e-5
    dx = np.zeros(cache.shape)
    for index in np.ndindex(cache.shape):
        step = np.zeros(cache.shape)
        step[index] = h
        change = center_forward(cache + step)[0] - center_forward(cache - step)[0]
        dx[index] = np.sum(dout * change) / (2 * h)
    return dx


# affine_forward ----------------------------------------------------------------------------------
affine_out = Exercise("affine_forward")


@affine_out.solved_by()
def _(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, -1) @ w + b
    return out, (x, w, b)


@affine_out.right("with np.dot and a name for the rows")
def _(x, w, b):
    rows = np.reshape(x, (len(x), w.shape[0]))
    return np.dot(rows, w) + b[None, :], (x, w, b)


@affine_out.right("with tensordot")
def _(x, w, b):
    kernel = w.reshape(x.shape[1:] + b.shape)
    return np.tensordot(x, kernel, axes=x.ndim - 1) + b, (x, w, b)


@affine_out.right("example by example")
def _(x, w, b):
    out = np.zeros((x.shape[0], w.shape[1]))
    for i in range(x.shape[0]):
        out[i] = x[i].ravel() @ w + b
    return out, (x, w, b)


@affine_out.right("with loops")
def _(x, w, b):
    out = np.zeros((x.shape[0], b.shape[0]))
    for i, example in enumerate(x):
        for j in range(b.shape[0]):
            out[i, j] = b[j]
            for d, value in enumerate(example.flatten()):
                out[i, j] += value * w[d, j]
    return out, (x, w, b)


@affine_out.right("the bias as one more weight")
def _(x, w, b):
    rows = np.hstack([x.reshape(x.shape[0], -1), np.ones((x.shape[0], 1))])
    return rows @ np.vstack([w, b]), (x, w, b)


@affine_out.right("with einsum, lists and a print")
def _(x, w, b):
    out = np.einsum("nd,dm->nm", x.reshape(x.shape[0], -1), w)
    out += b
    print(out.shape)
    return [out, [x, w, b]]


@affine_out.wrong(
    "bias forgotten",
    told="One of the three inputs does not matter to it.",
    reported="forgets the bias",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w, (x, w, b)


@affine_out.wrong(
    "not flattened",
    told="An example may have any shape. What has to be done with it before it meets the weights?",
    reported="right only for x of two dimensions",
)
def _(x, w, b):
    return x @ w + b, (x, w, b)


@affine_out.wrong(
    "flattened in the wrong direction",
    told="The rows no longer hold one example each: a reshape from the wrong side mixes the examples.",
    reported="mixes the examples when flattening",
)
def _(x, w, b):
    return x.reshape(-1, x.shape[0]).T @ w + b, (x, w, b)


@affine_out.wrong(
    "flattened x in the cache",
    told="The backward pass needs to know the shape that x came with.",
    reported="keeps the flattened x in the cache",
)
def _(x, w, b):
    x = x.reshape(x.shape[0], -1)
    return x @ w + b, (x, w, b)


@affine_out.wrong(
    "bias not in the cache",
    told="The contract names three things that the cache holds.",
    reported="leaves b out of the cache",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (x, w)


@affine_out.wrong(
    "cache in another order",
    told="Compare the order of the cache with the contract.",
    reported="cache in another order",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (w, x, b)


@affine_out.wrong(
    "cache as a dict",
    told="Here the kind of cache is fixed, since another function unpacks it.",
    reported="cache is a dict",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, {"x": x, "w": w, "b": b}


@affine_out.wrong(
    "the output alone",
    told="A forward function returns two things.",
    reported="returns no cache",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b


@affine_out.wrong(
    "four things",
    told="A forward function returns two things: pack the cache into one.",
    reported="returns the cache unpacked",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, x, w, b


@affine_out.wrong(
    "bias on the rows",
    told="Each output has its own bias, the same for all examples. Along which direction is b added here?",
    reported="adds the bias along the batch",
)
def _(x, w, b):
    out = x.reshape(x.shape[0], -1) @ w
    return out + b[:, None], (x, w, b)


@affine_out.wrong(
    "bias summed",
    told="Each output has its own bias. Here all of them get the same number.",
    reported="adds the sum of the biases",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b.sum(), (x, w, b)


@affine_out.wrong(
    "result transposed",
    told="Rows are examples, columns are outputs. Here it is the other way round.",
    reported="returns the output transposed",
)
def _(x, w, b):
    return (x.reshape(x.shape[0], -1) @ w + b).T, (x, w, b)


@affine_out.wrong(
    "averaged",
    told="It divides by the number of examples. No example knows of the others here.",
    reported="divides by N",
)
def _(x, w, b):
    return (x.reshape(x.shape[0], -1) @ w + b) / x.shape[0], (x, w, b)


@affine_out.wrong(
    "bias added in place",
    told="It writes into its own argument.",
    reported="changes b in place",
)
def _(x, w, b):
    out = x.reshape(x.shape[0], -1) @ w + b
    b += 1.0
    return out, (x, w, b)


@affine_out.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(x, w, b):
    rows = x.reshape(x.shape[0], -1).astype(np.float32)
    return rows @ w.astype(np.float32) + b.astype(np.float32), (x, w, b)


# affine_backward ---------------------------------------------------------------------------------
affine = Exercise("affine_backward")


@affine.solved_by()
def _(dout, cache):
    x, w, b = cache
    rows = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = rows.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


@affine.right("with np.dot, as a list")
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return [
        np.dot(dout, w.T).reshape(*x.shape),
        np.dot(x.reshape(N, -1).T, dout),
        np.sum(dout, axis=0),
    ]


@affine.right("the bias gradient as a matrix product")
def _(dout, cache):
    x, w, b = cache
    ones = np.ones(x.shape[0])
    rows = np.reshape(x, (len(x), -1))
    return np.reshape(dout @ w.T, x.shape), (dout.T @ rows).T, ones @ dout


@affine.right("example by example")
def _(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for i in range(x.shape[0]):
        dx[i] = (w @ dout[i]).reshape(x.shape[1:])
        dw += np.outer(x[i], dout[i])
        db += dout[i]
    return dx, dw, db


@affine.right("with einsum")
def _(dout, cache):
    x, w, b = cache
    rows = x.reshape(x.shape[0], w.shape[0])
    dx = np.einsum("nm,dm->nd", dout, w)
    dx.shape = x.shape
    return dx, np.einsum("nd,nm->dm", rows, dout), np.einsum("nm->m", dout)


@affine.right("by calling the gates inside it")
def _(dout, cache):
    def matmul_gradients(d, left, right):
        return d @ right.T, left.T @ d

    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    drows, dw = matmul_gradients(dout, rows, w)
    return drows.reshape(x.shape), dw, sum(dout)


@affine.right("with loops and a warning on the way")
def _(dout, cache):
    x, w, b = cache
    np.sqrt(np.array(-1.0))
    rows = x.reshape(x.shape[0], -1)
    drows, dw, db = np.zeros(rows.shape), np.zeros(w.shape), np.zeros(b.shape)
    for i in range(rows.shape[0]):
        for m in range(w.shape[1]):
            db[m] += dout[i, m]
            for d in range(w.shape[0]):
                drows[i, d] += dout[i, m] * w[d, m]
                dw[d, m] += dout[i, m] * rows[i, d]
    return drows.reshape(x.shape), dw, db


@affine.right("the forward run again at the same point")
def _(dout, cache):
    out, (x, w, b) = affine_forward(*cache)
    assert out.shape == dout.shape
    return (
        (dout @ w.T).reshape(x.shape),
        np.tensordot(x.reshape(len(x), -1), dout, (0, 0)),
        dout.sum(0),
    )


@affine.wrong(
    "bias gradient averaged",
    told="The bias gradient is an average. The batch's losses are added up further on, or averaged there.",
    reported="averages the bias gradient",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.mean(axis=0)


@affine.wrong(
    "bias gradient from the first example",
    told="The bias gradient looks at the first example alone. How many examples use the same bias?",
    reported="bias gradient from the first row only",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout[0].copy()


@affine.wrong(
    "bias gradient not summed",
    told="The bias gradient has a row for each example. How many biases are there?",
    reported="does not sum the bias gradient over the batch",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.copy()


@affine.wrong(
    "bias gradient with two dimensions",
    told="The bias gradient has one dimension too many: compare it with b.",
    reported="keeps the bias gradient 2-d (keepdims)",
)
def _(dout, cache):
    x, w, b = cache
    db = dout.sum(axis=0, keepdims=True)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


@affine.wrong(
    "bias gradient along the wrong axis",
    told="The bias gradient is summed in the other direction. Which one runs over the examples?",
    reported="sums the bias gradient over the wrong axis",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=1)


@affine.wrong(
    "bias gradient a single number",
    told="The bias gradient is a single number. How many biases are there?",
    reported="sums the bias gradient over everything",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum()


@affine.wrong(
    "bias gradient times b",
    told="The bias gradient is multiplied by b itself. By how much does an output rise if its bias rises by one?",
    reported="multiplies the bias gradient by b",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0) * b


@affine.wrong(
    "weight gradient averaged",
    told="The weight gradient is divided by the number of examples. Did the forward pass take a mean?",
    reported="divides the weight gradient by N",
)
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0)


@affine.wrong(
    "weight and bias gradient averaged",
    told="Weight and bias gradient are divided by the number of examples. Did the forward pass take a mean?",
    reported="divides weight and bias gradient by N",
)
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


@affine.wrong(
    "everything averaged",
    told="All three gradients are divided by the number of examples. Did the forward pass take a mean?",
    reported="divides all gradients by N",
)
def _(dout, cache):
    x, w, b = cache
    d = dout / x.shape[0]
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@affine.wrong(
    "dx not reshaped",
    told="The gradient on x is still flat: it has the shape that x came with.",
    reported="does not reshape dx",
)
def _(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@affine.wrong(
    "only two dimensions",
    told="An example may have any shape. What was done with it before it met the weights?",
    reported="right only for x of two dimensions",
)
def _(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


@affine.wrong(
    "weight gradient transposed",
    told="The weight gradient lies on its side: compare it with w.",
    reported="returns dw transposed",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), dout.T @ x.reshape(len(x), -1), dout.sum(axis=0)


@affine.wrong(
    "transpose of w missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose w",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@affine.wrong(
    "reshape for transpose",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes w where a transpose belongs",
)
def _(dout, cache):
    x, w, b = cache
    dx = dout @ w.reshape(w.shape[::-1])
    return dx.reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@affine.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it, only its shape does. What if an output counts ten times as much further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, w, b = cache
    d = np.ones(dout.shape)
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@affine.wrong(
    "gradients in another order",
    told="The gradients come in another order than the inputs.",
    reported="returns dw before dx",
)
def _(dout, cache):
    x, w, b = cache
    return x.reshape(len(x), -1).T @ dout, (dout @ w.T).reshape(x.shape), dout.sum(axis=0)


@affine.wrong(
    "bias gradient missing",
    told="There are three inputs, so there are three gradients.",
    reported="returns two gradients for three inputs",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout


@affine.wrong(
    "only a batch of one",
    told="It looks at the first example alone. Weights and bias hear from every example.",
    reported="right only for a batch of one",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[0], dout[0]), dout[0] * 1.0


@affine.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign",
)
def _(dout, cache):
    x, w, b = cache
    d = -dout
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@affine.wrong(
    "in place",
    told="It writes into an array that belongs to somebody else.",
    reported="changes w in its cache",
)
def _(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    w -= 0.1
    return dx, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@affine.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x, w, b = (value.astype(np.float32) for value in cache)
    d = dout.astype(np.float32)
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@affine.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    h, gradients = 1e-5, []
    for which, value in enumerate(cache):
        gradient = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            above, below = [list(cache) for _ in range(2)]
            above[which], below[which] = value.copy(), value.copy()
            above[which][index] += h
            below[which][index] -= h
            change = affine_forward(*above)[0] - affine_forward(*below)[0]
            gradient[index] = np.sum(dout * change) / (2 * h)
        gradients.append(gradient)
    return tuple(gradients)


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_square_shapes": {
        "answer": "c",
        "why": {
            "a": (
                "That is so when all sizes differ; with square matrices every product can "
                "be formed, in either order."
            ),
            "b": (
                "Which two? Any two 4 by 4 matrices can be multiplied, transposed or not, "
                "and the product is 4 by 4."
            ),
            "c": (
                "Square matrices always fit, so the shapes decide nothing; the gradient "
                "check and the written-out example do."
            ),
            "d": (
                "They have the same shape and different entries: a matrix product depends on "
                "the order of its factors."
            ),
        },
    },
    "quiz_dead_unit": {
        "answer": "c",
        "why": {
            "a": (
                "Nothing tells it to: a small change of the bias changes no output, and the "
                "gradient sees only small changes."
            ),
            "b": (
                "They would shrink if their gradients were small and positive; look at the "
                "slope of ReLU once more."
            ),
            "c": (
                "The slope is 0 for every example, so whatever arrives from above is "
                "multiplied by 0 on the way to the weights."
            ),
            "d": (
                "However large the upstream gradient is, it has to pass the ReLU first; "
                "which factor meets it there?"
            ),
        },
    },
    "quiz_bias_sum": {
        "answer": "d",
        "why": {
            "a": (
                "A gradient has the shape of what it belongs to: b has five entries, and "
                "this has forty."
            ),
            "b": (
                "The shape is right, the size is not: each example moves L by itself, and "
                "nobody took a mean in the forward pass."
            ),
            "c": (
                "That gives eight numbers, one for each example; how many biases are there, "
                "and along which axis were they repeated?"
            ),
            "d": (
                "Each bias is used by all eight rows: a fork with eight branches, whose "
                "gradients add up."
            ),
        },
    },
    "quiz_center_sum": {
        "answer": "a",
        "why": {
            "a": (
                "A common shift of a column moves nothing, so the sensitivities of its "
                "entries must cancel."
            ),
            "b": (
                "The mean is taken down the columns; adding something along a row is not "
                "what centring cannot see."
            ),
            "c": (
                "Single entries do have influence: in the circuit above the gradients were "
                "one half and minus one half."
            ),
            "d": (
                "That would be so without the branch through the mean; what does that "
                "branch take away?"
            ),
        },
    },
}


EXERCISES = [matmul, relu, mean, center, affine_out, affine, *quizzes(QUIZZES)]
