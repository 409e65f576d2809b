"""Answers to affine_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    dx = (dout @ w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db
""",
    },
    {
        "kind": "right",
        "note": "einsum",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    dx = np.einsum("nm,dm->nd", dout, w).reshape(x.shape)
    dw = np.einsum("nd,nm->dm", flat, dout)
    db = np.einsum("nm->m", dout)
    return dx, dw, db
""",
    },
    {
        "kind": "right",
        "note": "loop over the examples, accumulating",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n in range(len(x)):
        dx[n] = (w @ dout[n]).reshape(x.shape[1:])
        dw += np.outer(x[n].ravel(), dout[n])
        db += dout[n]
    return dx, dw, db
""",
    },
    {
        "kind": "right",
        "note": "ones times dout for the bias",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    X = np.reshape(x, (N, w.shape[0]))
    return np.reshape(np.dot(dout, w.T), x.shape), np.dot(X.T, dout), np.dot(np.ones(N), dout)
""",
    },
    {
        "kind": "right",
        "note": "bias as a further row, split off at the end",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    extended = np.hstack([x.reshape(N, -1), np.ones((N, 1))])
    both = extended.T @ dout
    return [(dout @ w.transpose()).reshape(x.shape), both[:-1], both[-1]]
""",
    },
    {
        "kind": "right",
        "note": "list comprehension and sums",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.array([(row @ w.T).reshape(x.shape[1:]) for row in dout])
    dw = sum(np.multiply.outer(e.ravel(), d) for e, d in zip(x, dout))
    db = np.array([column.sum() for column in dout.T])
    return dx, dw, db
""",
    },
    {
        "kind": "right",
        "note": "three gates as inner functions",
        "source": """def affine_backward(dout, cache):
    def back_add(d):
        return d, np.add.reduce(d, axis=0)

    def back_multiply(d, X, W):
        return d @ W.T, X.T @ d

    x, w, b = cache
    dproduct, db = back_add(dout)
    dflat, dw = back_multiply(dproduct, x.reshape(len(x), -1), w)
    return dflat.reshape(x.shape), dw, db
""",
    },
    {
        "kind": "right",
        "note": "tensordot",
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(x.shape[0], -1)
    return np.tensordot(dout, w, axes=(1, 1)).reshape(x.shape), np.tensordot(flat, dout, axes=(0, 0)), dout.sum(0)
""",
    },
    {
        "kind": "wrong",
        "note": "dx not reshaped",
        "expected": ["dx must have the shape of x", "reshape back"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return dout @ w.T, flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "mean over the batch for db",
        "expected": ["sum over the batch, not mean"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "averages dw and db",
        "expected": ["no averaging", "sum over the batch"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    N = len(x)
    flat = x.reshape(N, -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout / N, dout.sum(axis=0) / N
""",
    },
    {
        "kind": "wrong",
        "note": "db of shape (N, M)",
        "expected": ["sum over the batch is missing in db", "shape (M,)"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": "db over the wrong axis",
        "expected": ["wrong axis in db", "sum over the batch, axis 0"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=1)
""",
    },
    {
        "kind": "wrong",
        "note": "db with keepdims",
        "expected": ["shape of db is (M,)", "keepdims makes it (1, M)"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0, keepdims=True)
""",
    },
    {
        "kind": "wrong",
        "note": "db a single number",
        "expected": ["one gradient for each bias", "not the sum of all"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, np.full(b.shape, dout.sum())
""",
    },
    {
        "kind": "wrong",
        "note": "db of ones",
        "expected": ["upstream gradient is missing in db"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, np.ones_like(b)
""",
    },
    {
        "kind": "wrong",
        "note": "db counts the examples",
        "expected": ["upstream gradient is missing in db", "N instead of the sum of dout"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, np.full(b.shape, float(len(x)))
""",
    },
    {
        "kind": "wrong",
        "note": "x not flattened for dw",
        "expected": ["x must be flattened for dw"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    return (dout @ w.T).reshape(x.shape), x.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "w not transposed for dx",
        "expected": ["w.T is needed in dx", "fits only if square"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "dw transposed",
        "expected": ["dw is transposed", "shape (D, M)"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), dout.T @ flat, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "only the last example in dw: = for +=",
        "expected": ["= in place of +=", "examples must be added up in dw"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(len(x)):
        dw = np.outer(x[n].ravel(), dout[n])
        db += dout[n]
    return (dout @ w.T).reshape(x.shape), dw, db
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream in dw",
        "expected": ["upstream gradient is missing in dw"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ np.ones_like(dout), dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "order of w, x, b",
        "expected": ["order of the results: dx, dw, db"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return flat.T @ dout, (dout @ w.T).reshape(x.shape), dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "x.shape assigned",
        "expected": ["shape of x in the cache is changed"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    shape = x.shape
    x.shape = (shape[0], -1)
    return (dout @ w.T).reshape(shape), x.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "db accumulated into the cached b",
        "expected": ["b in the cache is changed", "start with zeros"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    db = b
    db *= 0
    db += dout.sum(axis=0)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, db
""",
    },
    {
        "kind": "wrong",
        "note": "weight decay added to dw",
        "expected": ["no regularization here", "extra term in dw"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout + 1e-3 * w, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "flattening by Fortran order in dw",
        "expected": ["flattened in the wrong order", "wrong for more than two dimensions"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape((len(x), -1), order="F")
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "flattening with the batch last",
        "expected": ["reshape mixes the examples", "rows must stay together"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(-1, len(x)).T
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "reshape of dx before the product is transposed",
        "expected": ["dx is put into shape by reshape where a transpose is meant", "entries mixed"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (w @ dout.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "squeezes for a batch of one",
        "expected": ["batch of one keeps its shape", "squeeze drops a dimension"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return np.squeeze((dout @ w.T).reshape(x.shape)), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "b added in the backward pass",
        "expected": ["bias does not enter dx"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return ((dout + b) @ w.T).reshape(x.shape), flat.T @ dout, dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "db forgotten",
        "expected": ["three gradients", "db is missing"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout
""",
    },
    {
        "kind": "wrong",
        "note": "adds db only if there are several examples (dout returned for one)",
        "expected": ["for a batch of one db has shape (M,) too"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    db = dout.sum(axis=0) if len(x) > 1 else dout
    return (dout @ w.T).reshape(x.shape), flat.T @ dout, db
""",
    },
    {
        "kind": "pair",
        "note": "db mean, dx not reshaped: two mistakes",
        "expected": ["sum over the batch, not mean", "dx must have the shape of x"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return dout @ w.T, flat.T @ dout, dout.mean(axis=0)
""",
    },
    {
        "kind": "pair",
        "note": "dw transposed, db over the wrong axis: two mistakes",
        "expected": ["dw is transposed", "wrong axis in db"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), dout.T @ flat, dout.sum(axis=1)
""",
    },
    {
        "kind": "pair",
        "note": "dw without upstream, db of ones: two mistakes",
        "expected": ["upstream gradient is missing in dw", "upstream gradient is missing in db"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ np.ones_like(dout), np.ones_like(b)
""",
    },
    {
        "kind": "pair",
        "note": "weight decay, and the sum in db missing: two mistakes",
        "expected": ["extra term in dw", "sum over the batch is missing in db"],
        "source": """def affine_backward(dout, cache):
    x, w, b = cache
    flat = x.reshape(len(x), -1)
    return (dout @ w.T).reshape(x.shape), flat.T @ dout + 0.1 * w, dout
""",
    },
]
