"""Answers to two_layer_net."""

ENTRIES = [
    {
        "kind": "right",
        "note": "straight",
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "right",
        "note": "with affine and sigmoid gates inside, caches of the gates",
        "source": """def affine_forward(x, w, b):
    return x @ w + b, (x, w)


def affine_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def sigmoid_forward(x):
    out = 0.5 * (1 + np.tanh(x / 2))
    return out, out


def sigmoid_backward(dout, cache):
    return dout * cache * (1 - cache)


def two_layer_forward(params, x):
    u, cache1 = affine_forward(x, params["W1"], params["b1"])
    h, cache2 = sigmoid_forward(u)
    scores, cache3 = affine_forward(h, params["W2"], params["b2"])
    return scores, (cache1, cache2, cache3)


def two_layer_backward(dscores, cache):
    cache1, cache2, cache3 = cache
    grads = {}
    dh, grads["W2"], grads["b2"] = affine_backward(dscores, cache3)
    du = sigmoid_backward(dh, cache2)
    _, grads["W1"], grads["b1"] = affine_backward(du, cache1)
    return grads
""",
    },
    {
        "kind": "right",
        "note": "cache holds params and x only, everything is recomputed",
        "source": """def two_layer_forward(params, x):
    h = 1 / (1 + np.exp(-(x @ params["W1"] + params["b1"])))
    return h @ params["W2"] + params["b2"], {"params": dict(params), "x": x}


def two_layer_backward(dscores, cache):
    p, x = cache["params"], cache["x"]
    h = 1 / (1 + np.exp(-(x @ p["W1"] + p["b1"])))
    delta2 = dscores
    delta1 = (delta2 @ p["W2"].T) * (h - h * h)
    return dict(W1=x.T @ delta1, b1=delta1.sum(0), W2=h.T @ delta2, b2=delta2.sum(0))
""",
    },
    {
        "kind": "right",
        "note": "loop over the examples",
        "source": """def two_layer_forward(params, x):
    rows, hidden = [], []
    for example in x:
        h = 1 / (1 + np.exp(-(example @ params["W1"] + params["b1"])))
        hidden.append(h)
        rows.append(h @ params["W2"] + params["b2"])
    return np.array(rows), (params, x, hidden)


def two_layer_backward(dscores, cache):
    params, x, hidden = cache
    grads = {k: np.zeros_like(v) for k, v in params.items()}
    for example, h, d in zip(x, hidden, dscores):
        grads["W2"] += np.outer(h, d)
        grads["b2"] += d
        dz = (params["W2"] @ d) * h * (1 - h)
        grads["W1"] += np.outer(example, dz)
        grads["b1"] += dz
    return grads
""",
    },
    {
        "kind": "right",
        "note": "einsum, slope of the sigmoid cached, dataclass",
        "source": """from dataclasses import dataclass


@dataclass
class Kept:
    x: np.ndarray
    hidden: np.ndarray
    slope: np.ndarray
    out_weights: np.ndarray


def two_layer_forward(params, x):
    z = np.einsum("nd,dh->nh", x, params["W1"]) + params["b1"]
    e = np.exp(-np.abs(z))
    hidden = np.where(z >= 0, 1 / (1 + e), e / (1 + e))
    scores = np.einsum("nh,hc->nc", hidden, params["W2"]) + params["b2"]
    return scores, Kept(x, hidden, e / (1 + e) ** 2, params["W2"])


def two_layer_backward(dscores, cache):
    back = np.einsum("nc,hc,nh->nh", dscores, cache.out_weights, cache.slope)
    return {
        "b2": np.einsum("nc->c", dscores),
        "W2": np.einsum("nh,nc->hc", cache.hidden, dscores),
        "b1": np.einsum("nh->h", back),
        "W1": np.einsum("nd,nh->dh", cache.x, back),
    }
""",
    },
    {
        "kind": "right",
        "note": "the cache is a function",
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = (params[k] for k in ("W1", "b1", "W2", "b2"))
    h = 1 / (1 + np.exp(-x.dot(W1) - b1))

    def back(d):
        dz = d.dot(W2.T) * h * (1 - h)
        ones = np.ones(len(x))
        return {"W1": x.T.dot(dz), "b1": ones @ dz, "W2": h.T.dot(d), "b2": ones @ d}

    return h.dot(W2) + b2, back


def two_layer_backward(dscores, cache):
    return cache(dscores)
""",
    },
    {
        "kind": "right",
        "note": "biases as further rows of the weights",
        "source": """def two_layer_forward(params, x):
    N = len(x)
    X1 = np.hstack([x, np.ones((N, 1))])
    V1 = np.vstack([params["W1"], params["b1"]])
    H = 1 / (1 + np.exp(-X1 @ V1))
    H1 = np.hstack([H, np.ones((N, 1))])
    V2 = np.vstack([params["W2"], params["b2"]])
    return H1 @ V2, [X1, H1, V2]


def two_layer_backward(dscores, cache):
    X1, H1, V2 = cache
    dV2 = H1.T @ dscores
    dH = (dscores @ V2.T)[:, :-1]
    H = H1[:, :-1]
    dV1 = X1.T @ (dH * H * (1 - H))
    return {"W1": dV1[:-1], "b1": dV1[-1], "W2": dV2[:-1], "b2": dV2[-1]}
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid at the end as well",
        "expected": ["no sigmoid at the end", "scores are plain"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = 1.0 / (1.0 + np.exp(-(h @ W2 + b2)))
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "no sigmoid between",
        "expected": ["sigmoid between the layers is missing"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = z
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "relu for sigmoid",
        "expected": ["sigmoid needed", "relu used"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = np.maximum(0, z)
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * (z > 0)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "first bias forgotten",
        "expected": ["bias b1 is missing in the forward pass"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "second bias forgotten",
        "expected": ["bias b2 is missing in the forward pass"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "exponent sign",
        "expected": ["minus in the exponent is missing"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid's slope forgotten in the backward pass",
        "expected": ["slope of the sigmoid is missing", "h(1 - h)"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "z(1 − z)",
        "expected": ["slope needs the output h and not z"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * z * (1 - z)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "1 − h forgotten",
        "expected": ["factor 1 - h is missing"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid of the output again",
        "expected": ["sigmoid applied twice in the slope"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    t = 1 / (1 + np.exp(-h))
    dz = dh * t * (1 - t)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "tanh slope",
        "expected": ["rule of tanh", "h(1 - h) needed"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * (1 - h**2)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "db2 mean",
        "expected": ["sum over the batch, not mean, in b2"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.mean(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "all gradients averaged",
        "expected": ["no averaging", "loss has already divided by N"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    N = len(x)
    dW2 = h.T @ dscores / N
    db2 = dscores.sum(axis=0) / N
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz / N
    db1 = dz.sum(axis=0) / N
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "db2 not summed",
        "expected": ["sum over the batch is missing in b2", "shape (C,)"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "db1 over the wrong axis",
        "expected": ["wrong axis in b1", "sum over the batch"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "db1 from dh",
        "expected": ["b1 gets dz and not dh", "slope of the sigmoid is missing in b1"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dh.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dW1 from dh",
        "expected": ["W1 gets dz and not dh", "slope of the sigmoid is missing in W1"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dh
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "keepdims in the biases",
        "expected": ["shape of the biases is (H,) and (C,)", "keepdims adds a dimension"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0, keepdims=True)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0, keepdims=True)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "W2 without transpose",
        "expected": ["W2.T is needed in dh", "fits only if square"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dW2 from z",
        "expected": ["dW2 needs the hidden output h and not z"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = z.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dW2 from x",
        "expected": ["dW2 needs h and not x", "wrong cached value"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = x.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dW1 from h",
        "expected": ["dW1 needs x and not h", "wrong cached value"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = h.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dW2 transposed",
        "expected": ["dW2 is transposed", "shape (H, C)"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = dscores.T @ h
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "keys with d in front",
        "expected": ["keys are W1, b1, W2, b2", "no d in front"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dx as well in the dict",
        "expected": ["exactly four keys", "x is no parameter"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2, W1)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2, W1 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "x": dz @ W1.T}
""",
    },
    {
        "kind": "wrong",
        "note": "a tuple of gradients",
        "expected": ["dict needed", "tuple returned"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return dW1, db1, dW2, db2
""",
    },
    {
        "kind": "wrong",
        "note": "W1 and W2 in each other's place",
        "expected": ["W1 and W2 are under the wrong key"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW2, "b1": db2, "W2": dW1, "b2": db1}
""",
    },
    {
        "kind": "wrong",
        "note": "unpacks params.values()",
        "expected": ["keys may come in another order", "take them by name"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params.values()
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "h updated in place in the backward pass",
        "expected": ["cache is changed", "second call is wrong"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    h *= 1 - h
    dz = dh * h
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "pair",
        "note": "dscores is averaged, and in place: two mistakes",
        "expected": ["changes its argument dscores", "no averaging"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dscores /= len(x)
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "weights in a global",
        "expected": ["global is overwritten by a later forward", "keep W2 in the cache"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    global W2_NOW
    W2_NOW = W2
    cache = (x, z, h)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h = cache
    W2 = W2_NOW
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "weight decay in dW1 and dW2",
        "expected": ["no regularization here", "extra term"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores + 1e-3 * W2
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "biases get one gradient for all",
        "expected": ["one gradient for each unit", "not the sum of all"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = np.full(dz.shape[1], dz.sum())
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "clipped hidden sums",
        "expected": ["clipping z changes the scores"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = np.clip(x @ W1 + b1, -1.0, 1.0)
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "dz with a matrix product",
        "expected": ["entry by entry, not a matrix product, in the slope"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh @ (h * (1 - h)).T
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "wrong",
        "note": "b1 as a column, fits only when N equals H",
        "expected": ["bias belongs to the columns", "not a column vector"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1.reshape(-1, 1)
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "pair",
        "note": "1 − h forgotten, db2 mean: two mistakes",
        "expected": ["factor 1 - h is missing", "sum over the batch, not mean, in b2"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.mean(axis=0)
    dh = dscores @ W2.T
    dz = dh * h
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "pair",
        "note": "sigmoid at the end, db1 from dh: two mistakes",
        "expected": ["no sigmoid at the end", "slope of the sigmoid is missing in b1"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = 1.0 / (1.0 + np.exp(-(h @ W2 + b2)))
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dh.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "pair",
        "note": "b1 forgotten, dW2 from z: two mistakes",
        "expected": ["bias b1 is missing", "dW2 needs h and not z"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = z.T @ dscores
    db2 = dscores.sum(axis=0)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
""",
    },
    {
        "kind": "pair",
        "note": "keepdims, and keys with d: two mistakes",
        "expected": ["keepdims adds a dimension", "keys have no d in front"],
        "source": """def two_layer_forward(params, x):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    z = x @ W1 + b1
    h = 1.0 / (1.0 + np.exp(-z))
    scores = h @ W2 + b2
    cache = (x, z, h, W2)
    return scores, cache


def two_layer_backward(dscores, cache):
    x, z, h, W2 = cache
    dW2 = h.T @ dscores
    db2 = dscores.sum(axis=0, keepdims=True)
    dh = dscores @ W2.T
    dz = dh * h * (1 - h)
    dW1 = x.T @ dz
    db1 = dz.sum(axis=0, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
""",
    },
]
