"""affine_forward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("affine_forward")


@exercise.solved_by()
def _(x, w, b):
    N = x.shape[0]
    out = x.reshape(N, -1) @ w + b
    return out, (x, w, b)


@exercise.right("with np.dot and a name for the rows")
def _(x, w, b):
    rows = np.reshape(x, (len(x), w.shape[0]))
    return np.dot(rows, w) + b[None, :], (x, w, b)


@exercise.right("with tensordot")
def _(x, w, b):
    kernel = w.reshape(x.shape[1:] + b.shape)
    return np.tensordot(x, kernel, axes=x.ndim - 1) + b, (x, w, b)


@exercise.right("example by example")
def _(x, w, b):
    out = np.zeros((x.shape[0], w.shape[1]))
    for i in range(x.shape[0]):
        out[i] = x[i].ravel() @ w + b
    return out, (x, w, b)


@exercise.right("with loops")
def _(x, w, b):
    out = np.zeros((x.shape[0], b.shape[0]))
    for i, example in enumerate(x):
        for j in range(b.shape[0]):
            out[i, j] = b[j]
            for d, value in enumerate(example.flatten()):
                out[i, j] += value * w[d, j]
    return out, (x, w, b)


@exercise.right("the bias as one more weight")
def _(x, w, b):
    rows = np.hstack([x.reshape(x.shape[0], -1), np.ones((x.shape[0], 1))])
    return rows @ np.vstack([w, b]), (x, w, b)


@exercise.right("with einsum, lists and a print")
def _(x, w, b):
    out = np.einsum("nd,dm->nm", x.reshape(x.shape[0], -1), w)
    out += b
    print(out.shape)
    return [out, [x, w, b]]


@exercise.wrong(
    "bias forgotten",
    told="One of the three inputs does not matter to it.",
    reported="forgets the bias",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w, (x, w, b)


@exercise.wrong(
    "not flattened",
    told="An example may have any shape. What has to be done with it before it meets the weights?",
    reported="right only for x of two dimensions",
)
def _(x, w, b):
    return x @ w + b, (x, w, b)


@exercise.wrong(
    "flattened in the wrong direction",
    told="The rows no longer hold one example each: a reshape from the wrong side mixes the examples.",
    reported="mixes the examples when flattening",
)
def _(x, w, b):
    return x.reshape(-1, x.shape[0]).T @ w + b, (x, w, b)


@exercise.wrong(
    "flattened x in the cache",
    told="The backward pass needs to know the shape that x came with.",
    reported="keeps the flattened x in the cache",
)
def _(x, w, b):
    x = x.reshape(x.shape[0], -1)
    return x @ w + b, (x, w, b)


@exercise.wrong(
    "bias not in the cache",
    told="The contract names three things that the cache holds.",
    reported="leaves b out of the cache",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (x, w)


@exercise.wrong(
    "cache in another order",
    told="Compare the order of the cache with the contract.",
    reported="cache in another order",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, (w, x, b)


@exercise.wrong(
    "cache as a dict",
    told="Here the kind of cache is fixed, since another function unpacks it.",
    reported="cache is a dict",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, {"x": x, "w": w, "b": b}


@exercise.wrong(
    "the output alone",
    told="A forward function returns two things.",
    reported="returns no cache",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b


@exercise.wrong(
    "four things",
    told="A forward function returns two things: pack the cache into one.",
    reported="returns the cache unpacked",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b, x, w, b


@exercise.wrong(
    "bias on the rows",
    told="Each output has its own bias, the same for all examples. Along which direction is b added here?",
    reported="adds the bias along the batch",
)
def _(x, w, b):
    out = x.reshape(x.shape[0], -1) @ w
    return out + b[:, None], (x, w, b)


@exercise.wrong(
    "bias summed",
    told="Each output has its own bias. Here all of them get the same number.",
    reported="adds the sum of the biases",
)
def _(x, w, b):
    return x.reshape(x.shape[0], -1) @ w + b.sum(), (x, w, b)


@exercise.wrong(
    "result transposed",
    told="Rows are examples, columns are outputs. Here it is the other way round.",
    reported="returns the output transposed",
)
def _(x, w, b):
    return (x.reshape(x.shape[0], -1) @ w + b).T, (x, w, b)


@exercise.wrong(
    "averaged",
    told="It divides by the number of examples. No example knows of the others here.",
    reported="divides by N",
)
def _(x, w, b):
    return (x.reshape(x.shape[0], -1) @ w + b) / x.shape[0], (x, w, b)


@exercise.wrong(
    "bias added in place",
    told="It writes into its own argument.",
    reported="changes b in place",
)
def _(x, w, b):
    out = x.reshape(x.shape[0], -1) @ w + b
    b += 1.0
    return out, (x, w, b)


@exercise.wrong("float32")
def _(x, w, b):
    rows = x.reshape(x.shape[0], -1).astype(np.float32)
    return rows @ w.astype(np.float32) + b.astype(np.float32), (x, w, b)
