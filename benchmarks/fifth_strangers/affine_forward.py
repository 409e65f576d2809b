"""Answers to affine_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "reshape and @",
        "source": """def affine_forward(x, w, b):
    flat = x.reshape(x.shape[0], -1)
    return flat @ w + b, (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "np.dot with explicit D",
        "source": """def affine_forward(x, w, b):
    N, D = x.shape[0], w.shape[0]
    out = np.dot(np.reshape(x, (N, D)), w)
    out = out + b
    return out, (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "einsum",
        "source": """def affine_forward(x, w, b):
    out = np.einsum("nd,dm->nm", x.reshape(len(x), -1), w) + b[None, :]
    return out, (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "loop over examples with ravel",
        "source": """def affine_forward(x, w, b):
    out = np.empty((len(x), len(b)))
    for n, example in enumerate(x):
        out[n] = example.ravel() @ w + b
    return out, (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "three loops",
        "source": """def affine_forward(x, w, b):
    rows = [example.flatten() for example in x]
    out = np.zeros((len(rows), w.shape[1]))
    for n, row in enumerate(rows):
        for m in range(w.shape[1]):
            out[n, m] = b[m]
            for d in range(w.shape[0]):
                out[n, m] += row[d] * w[d, m]
    cache = (x, w, b)
    return out, cache
""",
    },
    {
        "kind": "right",
        "note": "bias as a further row of w",
        "source": """def affine_forward(x, w, b):
    N = x.shape[0]
    extended = np.hstack([x.reshape(N, -1), np.ones((N, 1))])
    return extended @ np.vstack([w, b]), (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "tensordot over the remaining axes",
        "source": """def affine_forward(x, w, b):
    dims = x.shape[1:]
    tall = w.reshape(*dims, -1)
    axes = list(range(1, x.ndim))
    out = np.tensordot(x, tall, axes=(axes, list(range(len(dims))))) + b
    return out, (x, w, b)
""",
    },
    {
        "kind": "right",
        "note": "starts with the bias and adds in place to a fresh array",
        "source": """def affine_forward(x, w, b):
    out = np.tile(b, (len(x), 1))
    out += x.reshape(len(x), int(np.prod(x.shape[1:]))) @ w
    return out, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "does not flatten",
        "expected": ["x must be flattened", "shape (N, D)"],
        "source": """def affine_forward(x, w, b):
    return x @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "bias forgotten",
        "expected": ["bias is missing"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "caches the flattened x",
        "expected": ["cache must hold x as it came", "not flattened"],
        "source": """def affine_forward(x, w, b):
    x = x.reshape(len(x), -1)
    return x @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "w times x",
        "expected": ["order of the product", "x first"],
        "source": """def affine_forward(x, w, b):
    return w @ x.reshape(len(x), -1) + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "w transposed",
        "expected": ["w is not transposed", "shape (D, M)"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w.T + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "transposed output",
        "expected": ["output is (N, M)", "transposed"],
        "source": """def affine_forward(x, w, b):
    return (x.reshape(len(x), -1) @ w + b).T, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "bias as a column: works for N = M only or M = 1",
        "expected": ["bias belongs to the columns", "not a column vector"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b.reshape(-1, 1), (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "adds the sum of the bias",
        "expected": ["each output has its own bias", "not their sum"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b.sum(), (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "flattens in Fortran order",
        "expected": ["flattened in the wrong order", "wrong for more than two dimensions"],
        "source": """def affine_forward(x, w, b):
    return x.reshape((len(x), -1), order="F") @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "reshape to (D, N) and transposes back",
        "expected": ["reshape mixes the examples", "rows must stay together"],
        "source": """def affine_forward(x, w, b):
    N = x.shape[0]
    return x.reshape(-1, N).T @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "flattens everything into one row",
        "expected": ["examples must stay apart", "N rows"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(1, -1) @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "only one example (squeezed)",
        "expected": ["N rows, also if N is 1", "shape (1, M) is lost"],
        "source": """def affine_forward(x, w, b):
    return np.squeeze(x.reshape(len(x), -1) @ w) + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "flattens the first axes, keeps the last",
        "expected": ["all axes but the first are flattened", "keeps the wrong one"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(-1, x.shape[-1]) @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "x.shape assigned",
        "expected": ["changes the shape of its argument x", "use reshape"],
        "source": """def affine_forward(x, w, b):
    x.shape = (x.shape[0], -1)
    return x @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "cache as a dict",
        "expected": ["cache must be the tuple (x, w, b)"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, {"x": x, "w": w, "b": b}
""",
    },
    {
        "kind": "wrong",
        "note": "cache in another order",
        "expected": ["cache is (x, w, b) in this order"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b, (w, x, b)
""",
    },
    {
        "kind": "wrong",
        "note": "cache with the output as well",
        "expected": ["cache has exactly three entries"],
        "source": """def affine_forward(x, w, b):
    out = x.reshape(len(x), -1) @ w + b
    return out, (x, w, b, out)
""",
    },
    {
        "kind": "wrong",
        "note": "no cache",
        "expected": ["cache is missing"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w + b
""",
    },
    {
        "kind": "pair",
        "note": "centres x, and does so in place: two mistakes",
        "expected": ["changes its argument x", "no centring here"],
        "source": """def affine_forward(x, w, b):
    x -= x.mean(axis=0)
    return x.reshape(len(x), -1) @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "averages over D",
        "expected": ["no averaging", "plain matrix product"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w / w.shape[0] + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "relu at the end",
        "expected": ["no nonlinearity here"],
        "source": """def affine_forward(x, w, b):
    return np.maximum(0, x.reshape(len(x), -1) @ w + b), (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "reshapes only three dimensions",
        "expected": ["any number of dimensions", "only some are flattened"],
        "source": """def affine_forward(x, w, b):
    if x.ndim == 3:
        flat = x.reshape(x.shape[0], x.shape[1] * x.shape[2])
    else:
        flat = x
    return flat @ w + b, (x, w, b)
""",
    },
    {
        "kind": "wrong",
        "note": "bias added once for each input (inside the sum)",
        "expected": ["bias added D times", "only once"],
        "source": """def affine_forward(x, w, b):
    return (x.reshape(len(x), -1)[:, :, None] * w + b).sum(axis=1), (x, w, b)
""",
    },
    {
        "kind": "pair",
        "note": "bias forgotten, flattened x in the cache: two mistakes",
        "expected": ["bias is missing", "cache must hold x as it came"],
        "source": """def affine_forward(x, w, b):
    x = x.reshape(len(x), -1)
    return x @ w, (x, w, b)
""",
    },
    {
        "kind": "pair",
        "note": "transposed w and no cache: two mistakes",
        "expected": ["w is not transposed", "cache is missing"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(len(x), -1) @ w.T + b
""",
    },
    {
        "kind": "pair",
        "note": "mixes the examples, bias as a column: two mistakes",
        "expected": ["reshape mixes the examples", "bias belongs to the columns"],
        "source": """def affine_forward(x, w, b):
    return x.reshape(-1, len(x)).T @ w + b.reshape(-1, 1), (x, w, b)
""",
    },
    {
        "kind": "pair",
        "note": "relu and bias forgotten: two mistakes",
        "expected": ["no nonlinearity", "bias is missing"],
        "source": """def affine_forward(x, w, b):
    return np.maximum(0, x.reshape(len(x), -1) @ w), (x, w, b)
""",
    },
]
