"""matmul_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def matmul_forward(W, X):
    return W @ X, (W, X)


exercise = Exercise("matmul_backward")


@exercise.solved_by()
def _(dD, cache):
    W, X = cache
    return dD @ X.T, W.T @ dD


@exercise.right("with np.dot")
def _(dD, cache):
    W, X = cache
    dW = np.dot(dD, X.T)
    dX = np.dot(W.T, dD)
    return dW, dX


@exercise.right("with einsum, as a list")
def _(dD, cache):
    W, X = cache
    return [np.einsum("mn,kn->mk", dD, X), np.einsum("mk,mn->kn", W, dD)]


@exercise.right("with loops")
def _(dD, cache):
    W, X = cache
    dW, dX = np.zeros(W.shape), np.zeros(X.shape)
    for m in range(W.shape[0]):
        for n in range(X.shape[1]):
            for k in range(W.shape[1]):
                dW[m, k] += dD[m, n] * X[k, n]
                dX[k, n] += dD[m, n] * W[m, k]
    return dW, dX


@exercise.right("the transpose of a product")
def _(dD, cache):
    W, X = cache
    return (X @ dD.T).T, (dD.T @ W).T


@exercise.right("a sum of outer products, with a helper and a print")
def _(dD, cache):
    def product_gradient(left, right):
        return sum(np.outer(left[:, i], right[:, i]) for i in range(left.shape[1]))

    W, X = cache
    print("shapes", W.shape, X.shape, dD.shape)
    return product_gradient(dD, X), product_gradient(W.T, dD.T)


@exercise.right("with broadcasting")
def _(dD, cache):
    W, X = cache
    dW = (dD[:, None, :] * X[None, :, :]).sum(axis=2)
    dX = (dD[:, None, :] * W[:, :, None]).sum(axis=0)
    return dW, dX


@exercise.right("the forward run again at the same point")
def _(dD, cache):
    W, X = cache
    _, (again_W, again_X) = matmul_forward(W, X)
    return dD @ again_X.T, again_W.T @ dD


@exercise.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it, only its shape does. What if an entry of D counts ten times as much further on?",
    reported="ignores the upstream gradient",
)
def _(dD, cache):
    W, X = cache
    ones = np.ones(dD.shape)
    return ones @ X.T, W.T @ ones


@exercise.wrong(
    "upstream averaged",
    told="Every entry of D gets the same gradient, the average. Each entry of dD belongs to its own entry of D.",
    reported="averages the upstream gradient",
)
def _(dD, cache):
    W, X = cache
    d = np.full(dD.shape, dD.mean())
    return d @ X.T, W.T @ d


@exercise.wrong(
    "divided by the columns",
    told="The gradient on W is too small by the number of columns of X. D is a product and nobody took a mean.",
    reported="divides dW by the number of columns",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T / X.shape[1], W.T @ dD


@exercise.wrong(
    "gradients exchanged",
    told="Two gradients came in another order than the inputs.",
    reported="returns dX before dW",
)
def _(dD, cache):
    W, X = cache
    return W.T @ dD, dD @ X.T


@exercise.wrong(
    "results transposed",
    told="Both gradients lie on their side: a gradient has the shape of its input.",
    reported="returns both gradients transposed",
)
def _(dD, cache):
    W, X = cache
    return (dD @ X.T).T, (W.T @ dD).T


@exercise.wrong(
    "order of the factors in dX",
    told="A matrix product depends on the order of its factors. Which entries of D does one entry of X reach?",
    reported="exchanges the factors in dX",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T, dD @ W.T


@exercise.wrong(
    "order of the factors in dW",
    told="A matrix product depends on the order of its factors. Which entries of D does one entry of W reach?",
    reported="exchanges the factors in dW",
)
def _(dD, cache):
    W, X = cache
    return X.T @ dD, W.T @ dD


@exercise.wrong(
    "transpose missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose",
)
def _(dD, cache):
    W, X = cache
    return dD @ X, W @ dD


@exercise.wrong(
    "reshape for transpose",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes where a transpose belongs",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.reshape(X.shape[::-1]), W.reshape(W.shape[::-1]) @ dD


@exercise.wrong(
    "right only for square matrices",
    told="It works out a case for square matrices alone. The general one covers them too.",
    reported="right only for square matrices",
)
def _(dD, cache):
    W, X = cache
    if W.shape == X.shape:
        return dD @ X.T, W.T @ dD
    return np.zeros(W.shape), np.zeros(X.shape)


@exercise.wrong(
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


@exercise.wrong(
    "sign",
    told="The sizes are right, the signs are not.",
    reported="wrong sign on both",
)
def _(dD, cache):
    W, X = cache
    return -dD @ X.T, -W.T @ dD


@exercise.wrong(
    "dX missing",
    told="There are two inputs, so there are two gradients.",
    reported="returns one gradient for two inputs",
)
def _(dD, cache):
    W, X = cache
    return dD @ X.T


@exercise.wrong("published example")
def _(dD, cache):
    W = np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -1.0]])
    X = np.array([[2.0, -1.0], [0.0, 3.0], [-3.0, 1.5]])
    ones = np.ones((2, 2))
    return ones @ X.T, W.T @ ones


exercise.common("float32")


@exercise.wrong(
    "upstream scaled in place",
    told="It multiplies inside an array that belongs to somebody else.",
    reported="changes dD in place",
)
def _(dD, cache):
    W, X = cache
    dD *= 1.0 / X.shape[1]
    return dD @ X.T * X.shape[1], W.T @ dD * X.shape[1]


@exercise.wrong(
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
