"""two_layer_net: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise, edited

exercise = Exercise("two_layer_net", cell=True)


@exercise.solved_by()
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, h, params = cache
        dh = dscores @ params["W2"].T
        dz = dh * h * (1 - h)
        return {
            "W1": x.T @ dz,
            "b1": dz.sum(axis=0),
            "W2": h.T @ dscores,
            "b2": dscores.sum(axis=0),
        }

    return two_layer_backward, two_layer_forward


@exercise.right("by calling affine and sigmoid of their own")
def _():
    def affine_forward(x, w, b):
        return x.reshape(x.shape[0], -1) @ w + b, (x, w, b)

    def affine_backward(dout, cache):
        x, w, b = cache
        return dout @ w.T, x.T @ dout, dout.sum(axis=0)

    def sigmoid_forward(z):
        out = 1.0 / (1.0 + np.exp(-z))
        return out, out

    def two_layer_forward(params, x):
        z, first = affine_forward(x, params["W1"], params["b1"])
        h, middle = sigmoid_forward(z)
        scores, second = affine_forward(h, params["W2"], params["b2"])
        return scores, (first, middle, second)

    def two_layer_backward(dscores, cache):
        first, h, second = cache
        dh, dW2, db2 = affine_backward(dscores, second)
        dz = (1 - h) * h * dh
        _, dW1, db1 = affine_backward(dz, first)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    return two_layer_backward, two_layer_forward


@exercise.right("cache as a dict, keys in backward order")
def _():
    def two_layer_forward(params, x):
        W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
        z1 = np.dot(x, W1) + b1
        z2 = np.dot(1 / (1 + np.exp(-z1)), W2) + b2
        return z2, {"x": x, "z1": z1, "W2": W2}

    def two_layer_backward(dscores, cache):
        s = 1 / (1 + np.exp(-cache["z1"]))
        grads = {}
        grads["b2"] = np.sum(dscores, axis=0)
        grads["W2"] = np.dot(s.T, dscores)
        dz1 = np.dot(dscores, cache["W2"].T) * (s - s**2)
        grads["b1"] = np.sum(dz1, axis=0)
        grads["W1"] = np.dot(cache["x"].T, dz1)
        return grads

    return two_layer_backward, two_layer_forward


@exercise.right("example by example")
def _():
    def two_layer_forward(params, x):
        out, hidden = [], []
        for row in x:
            h = 1 / (1 + np.exp(-(row @ params["W1"] + params["b1"])))
            hidden.append(h)
            out.append(h @ params["W2"] + params["b2"])
        return np.array(out), (x, hidden, params["W2"])

    def two_layer_backward(dscores, cache):
        x, hidden, W2 = cache
        D, H, C = x.shape[1], len(W2), W2.shape[1]
        grads = {
            "W1": np.zeros((D, H)),
            "b1": np.zeros(H),
            "W2": np.zeros((H, C)),
            "b2": np.zeros(C),
        }
        for row, h, d in zip(x, hidden, dscores):
            dz = (W2 @ d) * h * (1 - h)
            grads["W1"] += np.outer(row, dz)
            grads["b1"] += dz
            grads["W2"] += np.outer(h, d)
            grads["b2"] += d
        return grads

    return two_layer_backward, two_layer_forward


@exercise.right("with einsum and a cache object")
def _():
    class Cache:
        pass

    def two_layer_forward(params, x):
        cache = Cache()
        cache.x, cache.params = x, params
        cache.h = 1 / (1 + np.exp(-np.einsum("nd,dh->nh", x, params["W1"]) - params["b1"]))
        return np.einsum("nh,hc->nc", cache.h, params["W2"]) + params["b2"], cache

    def two_layer_backward(dscores, cache):
        h = cache.h
        dz = np.einsum("nc,hc->nh", dscores, cache.params["W2"]) * h * (1 - h)
        return {
            "W1": np.einsum("nd,nh->dh", cache.x, dz),
            "b1": np.einsum("nh->h", dz),
            "W2": np.einsum("nh,nc->hc", h, dscores),
            "b2": np.einsum("nc->c", dscores),
        }

    return two_layer_backward, two_layer_forward


@exercise.right("with tanh, a print and a warning")
def _():
    def two_layer_forward(params, x):
        np.log(np.zeros(1))
        h = 0.5 * (1 + np.tanh((x @ params["W1"] + params["b1"]) / 2))
        return h @ params["W2"] + params["b2"], [x, h, params["W2"].copy()]

    def two_layer_backward(dscores, cache):
        x, h, W2 = cache
        print("hidden units", h.shape)
        slope = np.multiply(h, np.subtract(1, h))
        dz = np.matmul(dscores, W2.T)
        dz *= slope
        ones = np.ones(len(x))
        return dict(
            W1=np.matmul(x.T, dz), b1=ones @ dz, W2=np.matmul(h.T, dscores), b2=ones @ dscores
        )

    return two_layer_backward, two_layer_forward


@exercise.right("the forward run again at the same point")
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, _, params = cache
        _, (_, h, _) = two_layer_forward(params, x)
        dz = (params["W2"] @ dscores.T).T * h * (1 - h)
        return {
            "W2": (dscores.T @ h).T,
            "b2": sum(dscores),
            "W1": (dz.T @ x).T,
            "b1": sum(dz),
        }

    return two_layer_backward, two_layer_forward


@exercise.right("sigmoid by the sign, with np.where")
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        small = np.exp(-np.abs(z))
        h = np.where(z >= 0, 1 / (1 + small), small / (1 + small))
        return h @ params["W2"] + params["b2"], (x, z, h, params)

    def two_layer_backward(dscores, cache):
        x, z, h, params = cache
        small = np.exp(-np.abs(z))
        dz = dscores @ params["W2"].T * small / (1 + small) ** 2
        return {"W1": x.T @ dz, "b1": dz.sum(0), "W2": h.T @ dscores, "b2": dscores.sum(0)}

    return two_layer_backward, two_layer_forward


exercise.wrong(
    "sigmoid's slope missing",
    told="The gradient walks past the sigmoid as if it were not there.",
    reported="forgets the slope of the sigmoid",
)(edited(exercise.reference, ("dz = dh * h * (1 - h)", "dz = dh")))


exercise.wrong(
    "slope from the pre-activation",
    told="The slope of the sigmoid is written in terms of its output here, but fed with its input.",
    reported="σ'(z) computed as z(1 − z)",
)(
    edited(
        exercise.reference,
        ("(x, h, params)", "(x, h, z, params)"),
        ("x, h, params", "x, h, z, params"),
        ("dz = dh * h * (1 - h)", "dz = dh * z * (1 - z)"),
    )
)


exercise.wrong(
    "sigmoid taken twice",
    told="The cache holds the sigmoid's output already, and it is put through a sigmoid once more.",
    reported="σ' computed from σ(h) instead of h",
)(
    edited(
        exercise.reference,
        (
            "dz = dh * h * (1 - h)",
            """s = 1 / (1 + np.exp(-h))
    dz = dh * s * (1 - s)""",
        ),
    )
)


exercise.wrong(
    "half a slope",
    told="The slope of the sigmoid has two factors. Where is the other one?",
    reported="uses h for the slope of the sigmoid",
)(edited(exercise.reference, ("dz = dh * h * (1 - h)", "dz = dh * h")))


exercise.wrong(
    "slope of tanh",
    told="That is the slope of tanh. Which squashing function is in this network?",
    reported="uses the slope of tanh",
)(edited(exercise.reference, ("dz = dh * h * (1 - h)", "dz = dh * (1 - h**2)")))


exercise.wrong(
    "slope of relu",
    told="That is the slope of a relu. Which squashing function is in this network?",
    reported="uses the slope of relu",
)(edited(exercise.reference, ("dz = dh * h * (1 - h)", "dz = dh * (h > 0.5)")))


exercise.wrong(
    "first layer fed with h",
    told="The gradient of the first weights is multiplied by the hidden values. What did those weights meet on the way forward?",
    reported="W1 gradient with h instead of x",
)(
    edited(
        exercise.reference,
        ("x.T @ dz", "(h.T @ dz)[: x.shape[1]] if h.shape[1] >= x.shape[1] else x.T @ dz * 0"),
    )
)


exercise.wrong(
    "second layer fed with z",
    told="The gradient of the second weights is multiplied by what went into the sigmoid. What did those weights meet?",
    reported="W2 gradient with z instead of h",
)(
    edited(
        exercise.reference,
        ("(x, h, params)", "(x, h, z, params)"),
        ("x, h, params", "x, h, z, params"),
        ("h.T @ dscores", "z.T @ dscores"),
    )
)


exercise.wrong(
    "second weights transposed wrongly",
    told="`reshape` fills a new shape in the old order; it is not a transpose, although the shapes come out alike.",
    reported="reshapes W2 where a transpose belongs",
)(edited(exercise.reference, ('params["W2"].T', 'params["W2"].reshape(params["W2"].shape[::-1])')))


exercise.wrong(
    "transpose missing",
    told="Write the shapes of the factors beside each other: do the inner ones fit?",
    reported="forgets to transpose W2",
)(edited(exercise.reference, ('params["W2"].T', 'params["W2"]')))


exercise.wrong(
    "weight gradients averaged",
    told="The weight gradients are divided by the number of examples. Where was the mean taken?",
    reported="divides the weight gradients by N",
)(
    edited(
        exercise.reference,
        ("x.T @ dz", "x.T @ dz / len(x)"),
        ("h.T @ dscores", "h.T @ dscores / len(x)"),
    )
)


exercise.wrong(
    "bias gradients averaged",
    told="The bias gradients are averages over the examples. Where was the mean taken?",
    reported="averages the bias gradients",
)(
    edited(
        exercise.reference,
        ("dz.sum(axis=0)", "dz.mean(axis=0)"),
        ("dscores.sum(axis=0)", "dscores.mean(axis=0)"),
    )
)


exercise.wrong(
    "everything averaged",
    told="All gradients are divided by the number of examples. Where was the mean taken?",
    reported="divides all gradients by N",
)(
    edited(
        exercise.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = dscores / len(x)
""",
        ),
    )
)


exercise.wrong(
    "bias gradients with two dimensions",
    told="The bias gradients have one dimension too many.",
    reported="keeps the bias gradients 2-d (keepdims)",
)(
    edited(
        exercise.reference,
        ("dz.sum(axis=0)", "dz.sum(axis=0, keepdims=True)"),
        ("dscores.sum(axis=0)", "dscores.sum(axis=0, keepdims=True)"),
    )
)


exercise.wrong(
    "bias gradients from the first example",
    told="The bias gradients look at the first example alone.",
    reported="bias gradients from the first row",
)(
    edited(
        exercise.reference,
        ("dz.sum(axis=0)", "dz[0].copy()"),
        ("dscores.sum(axis=0)", "dscores[0].copy()"),
    )
)


exercise.wrong(
    "bias gradients along the wrong axis",
    told="The bias gradients are summed in the other direction.",
    reported="sums the bias gradients over the wrong axis",
)(
    edited(
        exercise.reference,
        ("dz.sum(axis=0)", "dz.sum(axis=1)"),
        ("dscores.sum(axis=0)", "dscores.sum(axis=1)"),
    )
)


exercise.wrong(
    "first bias from the second layer's gradient",
    told="The first bias hears what arrives before the sigmoid's slope is taken into account.",
    reported="b1 gradient without the slope of the sigmoid",
)(edited(exercise.reference, ("dz.sum(axis=0)", "dh.sum(axis=0)")))


exercise.wrong(
    "upstream ignored",
    told="The gradient on the scores does not matter to it, only its shape does.",
    reported="ignores dscores",
)(
    edited(
        exercise.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = np.ones(dscores.shape)
""",
        ),
    )
)


exercise.wrong(
    "first layer forgotten",
    told="Only the second layer learns.",
    reported="no gradient on the first layer",
)(
    edited(
        exercise.reference,
        (
            """dh = dscores @ params["W2"].T
    dz = dh * h * (1 - h)
    """,
            "",
        ),
        ("x.T @ dz", 'np.zeros(params["W1"].shape)'),
        ("dz.sum(axis=0)", 'np.zeros(params["b1"].shape)'),
    )
)


exercise.wrong(
    "keys with a d",
    told="The contract names the four keys of the dict.",
    reported="keys dW1 … instead of W1 …",
)(
    edited(
        exercise.reference,
        ('"W1": x', '"dW1": x'),
        ('"b1": dz', '"db1": dz'),
        ('"W2": h', '"dW2": h'),
        ('"b2": dscores', '"db2": dscores'),
    )
)


exercise.wrong(
    "gradient on x too",
    told="The contract names four keys; the input's gradient is not among them.",
    reported="returns a fifth gradient, on x",
)(
    edited(
        exercise.reference,
        (
            '"b2": dscores.sum(axis=0),',
            """"b2": dscores.sum(axis=0),
        "x": dz @ params["W1"].T,""",
        ),
    )
)


@exercise.wrong(
    "tuple for dict",
    told="The contract asks for a dict, so that each gradient is found by its name.",
    reported="returns a tuple",
)
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, h, params = cache
        dh = dscores @ params["W2"].T
        dz = dh * h * (1 - h)
        return x.T @ dz, dz.sum(axis=0), h.T @ dscores, dscores.sum(axis=0)

    return two_layer_backward, two_layer_forward


exercise.wrong(
    "layers exchanged",
    told="Biases of one layer got the gradient of the other.",
    reported="exchanges the bias gradients of the layers",
)(
    edited(
        exercise.reference,
        ('"b1": dz.sum(axis=0)', '"b1": dscores.sum(axis=0)'),
        ('"b2": dscores.sum(axis=0)', '"b2": dz.sum(axis=0)'),
    )
)


exercise.wrong("signs")(
    edited(
        exercise.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores = -dscores
""",
        ),
    )
)


exercise.wrong(
    "only a batch of one",
    told="It looks at the first example alone. Weights and biases hear from every example.",
    reported="right only for a batch of one",
)(
    edited(
        exercise.reference,
        ("x.T @ dz", "np.outer(x[0], dz[0])"),
        ("dz.sum(axis=0)", "dz[0].copy()"),
        ("h.T @ dscores", "np.outer(h[0], dscores[0])"),
        ("dscores.sum(axis=0)", "dscores[0].copy()"),
    )
)


exercise.wrong(
    "upstream changed in place",
    told="It multiplies inside dscores, which belong to somebody else.",
    reported="changes dscores in place",
)(
    edited(
        exercise.reference,
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    dscores *= 1.5
""",
        ),
        ('    "b2": dscores.sum(axis=0),', '    "b2": dscores.sum(axis=0) / 1.5,'),
        ("h.T @ dscores", "h.T @ dscores / 1.5"),
        ("dz = dh * h * (1 - h)", "dz = dh * h * (1 - h) / 1.5"),
    )
)


exercise.wrong(
    "cache changed",
    told="It works inside its cache, which the next call still needs.",
    reported="changes h in its cache",
)(
    edited(
        exercise.reference,
        (
            "return {",
            """h *= 1 - h
    return {""",
        ),
        ("h.T @ dscores", "kept.T @ dscores"),
        (
            "dz = dh * h * (1 - h)",
            """kept = h.copy()
    dz = dh * h * (1 - h)""",
        ),
    )
)


exercise.wrong("float32")(
    edited(
        exercise.reference,
        ("return scores,", "return scores.astype(np.float32),"),
        (
            """x, h, params = cache
""",
            """x, h, params = cache
    x, h = x.astype(np.float32), h.astype(np.float32)
    dscores = dscores.astype(np.float32)
""",
        ),
    )
)


exercise.wrong(
    "forward: second bias forgotten",
    told="Scores come out as if one of the four parameters were zero.",
    reported="forward forgets b2",
)(edited(exercise.reference, (' + params["b2"]', "")))


exercise.wrong(
    "forward: first bias forgotten",
    told="Scores come out as if one of the four parameters were zero.",
    reported="forward forgets b1",
)(edited(exercise.reference, (' + params["b1"]', "")))


exercise.wrong(
    "forward: no sigmoid",
    told="Two affine layers in a row are one affine layer. What stands between them?",
    reported="forward forgets the sigmoid",
)(edited(exercise.reference, ("h = 1 / (1 + np.exp(-z))", "h = z")))


exercise.wrong(
    "forward: relu for sigmoid",
    told="The squashing function is another one than the contract's.",
    reported="forward uses relu",
)(
    edited(
        exercise.reference,
        ("h = 1 / (1 + np.exp(-z))", "h = np.maximum(0.0, z)"),
        ("dz = dh * h * (1 - h)", "dz = dh * (h > 0)"),
    )
)


exercise.wrong(
    "forward: sigmoid on the scores too",
    told="The scores lie between 0 and 1. What comes after the second affine layer?",
    reported="forward puts the scores through a sigmoid",
)(edited(exercise.reference, ("return scores,", "return 1 / (1 + np.exp(-scores)),")))


exercise.wrong(
    "forward: sign in the sigmoid",
    told="The squashing function falls where it should rise.",
    reported="σ(−z) instead of σ(z)",
)(edited(exercise.reference, ("np.exp(-z)", "np.exp(z)")))


exercise.wrong(
    "forward: examples as columns",
    told="Rows are examples. Here the scores lie on their side.",
    reported="forward returns the scores transposed",
)(edited(exercise.reference, ("return scores,", "return scores.T,")))


exercise.wrong(
    "forward: no cache",
    told="A forward function returns two things.",
    reported="forward returns no cache",
)(edited(exercise.reference, ("return scores, (x, h, params)", "return scores")))


exercise.wrong(
    "forward: parameters changed",
    told="It writes into the parameters that it was given.",
    reported="forward changes the parameters in place",
)(
    edited(
        exercise.reference,
        (
            "z = x @",
            """params["W1"] *= 0.5
    z = 2 * x @""",
        ),
    )
)


@exercise.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dscores and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _():
    def two_layer_forward(params, x):
        z = x @ params["W1"] + params["b1"]
        h = 1 / (1 + np.exp(-z))
        scores = h @ params["W2"] + params["b2"]
        return scores, (x, h, params)

    def two_layer_backward(dscores, cache):
        x, _, params = cache
        step, grads = 1e-5, {}
        for name, value in params.items():
            grads[name] = np.zeros(value.shape)
            for index in np.ndindex(value.shape):
                change = np.zeros(value.shape)
                change[index] = step
                above, _ = two_layer_forward({**params, name: value + change}, x)
                below, _ = two_layer_forward({**params, name: value - change}, x)
                grads[name][index] = np.sum(dscores * (above - below)) / (2 * step)
        return grads

    return two_layer_backward, two_layer_forward
