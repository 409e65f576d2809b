"""affine_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The student's own, whose cache is fixed by its contract.
def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)


exercise = Exercise("affine_backward")


@exercise.solved_by()
def _(dout, cache):
    x, w, b = cache
    rows = x.reshape(x.shape[0], -1)
    dx = (dout @ w.T).reshape(x.shape)
    dw = rows.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db


@exercise.right("with np.dot, as a list")
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return [
        np.dot(dout, w.T).reshape(*x.shape),
        np.dot(x.reshape(N, -1).T, dout),
        np.sum(dout, axis=0),
    ]


@exercise.right("the bias gradient as a matrix product")
def _(dout, cache):
    x, w, b = cache
    ones = np.ones(x.shape[0])
    rows = np.reshape(x, (len(x), -1))
    return np.reshape(dout @ w.T, x.shape), (dout.T @ rows).T, ones @ dout


@exercise.right("example by example")
def _(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for i in range(x.shape[0]):
        dx[i] = (w @ dout[i]).reshape(x.shape[1:])
        dw += np.outer(x[i], dout[i])
        db += dout[i]
    return dx, dw, db


@exercise.right("with einsum")
def _(dout, cache):
    x, w, b = cache
    rows = x.reshape(x.shape[0], w.shape[0])
    dx = np.einsum("nm,dm->nd", dout, w)
    dx.shape = x.shape
    return dx, np.einsum("nd,nm->dm", rows, dout), np.einsum("nm->m", dout)


@exercise.right("by calling the gates inside it")
def _(dout, cache):
    def matmul_gradients(d, left, right):
        return d @ right.T, left.T @ d

    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    drows, dw = matmul_gradients(dout, rows, w)
    return drows.reshape(x.shape), dw, sum(dout)


@exercise.right("with loops and a warning on the way")
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


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    out, (x, w, b) = affine_forward(*cache)
    assert out.shape == dout.shape
    return (
        (dout @ w.T).reshape(x.shape),
        np.tensordot(x.reshape(len(x), -1), dout, (0, 0)),
        dout.sum(0),
    )


@exercise.wrong(
    "bias gradient averaged",
    told="The bias gradient is an average. The batch's losses are added up further on, or averaged there.",
    reported="averages the bias gradient",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.mean(axis=0)


@exercise.wrong(
    "bias gradient from the first example",
    told="The bias gradient looks at the first example alone. How many examples use the same bias?",
    reported="bias gradient from the first row only",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout[0].copy()


@exercise.wrong(
    "bias gradient not summed",
    told="The bias gradient has a row for each example. How many biases are there?",
    reported="does not sum the bias gradient over the batch",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.copy()


@exercise.wrong(
    "bias gradient with two dimensions",
    told="The bias gradient has one dimension too many: compare it with b.",
    reported="keeps the bias gradient 2-d (keepdims)",
)
def _(dout, cache):
    x, w, b = cache
    db = dout.sum(axis=0, keepdims=True)
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, db


@exercise.wrong(
    "bias gradient along the wrong axis",
    told="The bias gradient is summed in the other direction. Which one runs over the examples?",
    reported="sums the bias gradient over the wrong axis",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=1)


@exercise.wrong(
    "bias gradient a single number",
    told="The bias gradient is a single number. How many biases are there?",
    reported="sums the bias gradient over everything",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum()


@exercise.wrong(
    "bias gradient times b",
    told="The bias gradient is multiplied by b itself. By how much does an output rise if its bias rises by one?",
    reported="multiplies the bias gradient by b",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0) * b


@exercise.wrong(
    "weight gradient averaged",
    told="The weight gradient is divided by the number of examples. Did the forward pass take a mean?",
    reported="divides the weight gradient by N",
)
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0)


@exercise.wrong(
    "weight and bias gradient averaged",
    told="Weight and bias gradient are divided by the number of examples. Did the forward pass take a mean?",
    reported="divides weight and bias gradient by N",
)
def _(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    return (dout @ w.T).reshape(x.shape), x.reshape(N, -1).T @ dout / N, dout.sum(axis=0) / N


@exercise.wrong(
    "everything averaged",
    told="All three gradients are divided by the number of examples. Did the forward pass take a mean?",
    reported="divides all gradients by N",
)
def _(dout, cache):
    x, w, b = cache
    d = dout / x.shape[0]
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@exercise.wrong(
    "dx not reshaped",
    told="The gradient on x is still flat: it has the shape that x came with.",
    reported="does not reshape dx",
)
def _(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@exercise.wrong(
    "only two dimensions",
    told="An example may have any shape. What was done with it before it met the weights?",
    reported="right only for x of two dimensions",
)
def _(dout, cache):
    x, w, b = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


@exercise.wrong(
    "weight gradient transposed",
    told="The weight gradient lies on its side: compare it with w.",
    reported="returns dw transposed",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), dout.T @ x.reshape(len(x), -1), dout.sum(axis=0)


@exercise.wrong(
    "transpose of w missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose w",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w).reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@exercise.wrong(
    "reshape for transpose",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes w where a transpose belongs",
)
def _(dout, cache):
    x, w, b = cache
    dx = dout @ w.reshape(w.shape[::-1])
    return dx.reshape(x.shape), x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


@exercise.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it, only its shape does. What if an output counts ten times as much further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, w, b = cache
    d = np.ones(dout.shape)
    return (d @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ d, d.sum(axis=0)


@exercise.wrong(
    "gradients in another order",
    told="The gradients come in another order than the inputs.",
    reported="returns dw before dx",
)
def _(dout, cache):
    x, w, b = cache
    return x.reshape(len(x), -1).T @ dout, (dout @ w.T).reshape(x.shape), dout.sum(axis=0)


@exercise.wrong(
    "bias gradient missing",
    told="There are three inputs, so there are three gradients.",
    reported="returns two gradients for three inputs",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.reshape(len(x), -1).T @ dout


@exercise.wrong(
    "only a batch of one",
    told="It looks at the first example alone. Weights and bias hear from every example.",
    reported="right only for a batch of one",
)
def _(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), np.outer(x[0], dout[0]), dout[0] * 1.0


exercise.common("signs")


@exercise.wrong(
    "in place",
    told="It writes into an array that belongs to somebody else.",
    reported="changes w in its cache",
)
def _(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    w -= 0.1
    return dx, x.reshape(len(x), -1).T @ dout, dout.sum(axis=0)


exercise.common("float32")


@exercise.wrong("numerical differences")
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
