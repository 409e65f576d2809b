"""Answers to mean_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "ones times dout over N",
        "source": """def mean_backward(dout, cache):
    x = cache
    return np.ones_like(x) * dout / x.shape[0]
""",
    },
    {
        "kind": "right",
        "note": "tile",
        "source": """def mean_backward(dout, cache):
    N = len(cache)
    return np.tile(dout / N, (N, 1))
""",
    },
    {
        "kind": "right",
        "note": "broadcast, copied",
        "source": """def mean_backward(dout, cache):
    x = cache
    return np.broadcast_to(dout / len(x), x.shape).copy()
""",
    },
    {
        "kind": "right",
        "note": "outer product",
        "source": """def mean_backward(dout, cache):
    N = cache.shape[0]
    return np.outer(np.full(N, 1.0 / N), dout)
""",
    },
    {
        "kind": "right",
        "note": "loop over rows",
        "source": """def mean_backward(dout, cache):
    dx = np.zeros_like(cache)
    for row in dx:
        row += dout / cache.shape[0]
    return dx
""",
    },
    {
        "kind": "right",
        "note": "loops over entries",
        "source": """def mean_backward(dout, cache):
    N, D = cache.shape
    dx = np.empty((N, D))
    for i in range(N):
        for j in range(D):
            dx[i, j] = dout[j] / N
    return dx
""",
    },
    {
        "kind": "right",
        "note": "stack",
        "source": """def mean_backward(dout, cache):
    return np.stack([dout] * len(cache)) / len(cache)
""",
    },
    {
        "kind": "right",
        "note": "repeat along a new axis",
        "source": """def mean_backward(dout, cache):
    N, _ = cache.shape
    return np.repeat(dout[np.newaxis, :], N, axis=0) * (1 / N)
""",
    },
    {
        "kind": "right",
        "note": "matrix product with the Jacobian of the mean",
        "source": """def mean_backward(dout, cache):
    n = cache.shape[0]
    return np.full((n, 1), 1 / n) @ dout.reshape(1, -1)
""",
    },
    {
        "kind": "right",
        "note": "read-only broadcast view, values and shape right",
        "source": """def mean_backward(dout, cache):
    return np.broadcast_to(dout / cache.shape[0], cache.shape)
""",
    },
    {
        "kind": "right",
        "note": "einsum with ones",
        "source": """def mean_backward(dout, cache):
    n = cache.shape[0]
    return np.einsum("n,d->nd", np.ones(n), dout) / n
""",
    },
    {
        "kind": "wrong",
        "note": "not divided by N",
        "expected": ["division by N is missing"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout
""",
    },
    {
        "kind": "wrong",
        "note": "divided by D",
        "expected": ["divided by the number of columns", "rows N needed"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout / cache.shape[1]
""",
    },
    {
        "kind": "wrong",
        "note": "divided by all entries",
        "expected": ["divided by N times D", "mean is over rows only"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout / cache.size
""",
    },
    {
        "kind": "wrong",
        "note": "mean of dout",
        "expected": ["takes the mean of dout", "dout is already the gradient on the mean"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout.mean()
""",
    },
    {
        "kind": "wrong",
        "note": "shape (D,)",
        "expected": ["shape (N, D) needed", "not spread over the rows"],
        "source": """def mean_backward(dout, cache):
    return dout / cache.shape[0]
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream",
        "expected": ["upstream gradient is missing"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) / cache.shape[0]
""",
    },
    {
        "kind": "wrong",
        "note": "times x",
        "expected": ["x does not enter", "slope is 1/N"],
        "source": """def mean_backward(dout, cache):
    return cache * dout / cache.shape[0]
""",
    },
    {
        "kind": "wrong",
        "note": "spread over columns: works for square only",
        "expected": ["dout belongs to the columns", "spread along the wrong axis"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout.reshape(-1, 1) / cache.shape[0]
""",
    },
    {
        "kind": "wrong",
        "note": "only the first row",
        "expected": ["every row gets a share", "not only the first"],
        "source": """def mean_backward(dout, cache):
    dx = np.zeros_like(cache)
    dx[0] = dout
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies by N",
        "expected": ["divide by N, not multiply"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout * cache.shape[0]
""",
    },
    {
        "kind": "wrong",
        "note": "N − 1",
        "expected": ["N and not N − 1", "divided by the wrong count"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout / (cache.shape[0] - 1)
""",
    },
    {
        "kind": "wrong",
        "note": "in place on dout",
        "expected": ["changes its argument dout"],
        "source": """def mean_backward(dout, cache):
    dout /= cache.shape[0]
    return np.ones_like(cache) * dout
""",
    },
    {
        "kind": "wrong",
        "note": "fills the cache",
        "expected": ["cache is changed"],
        "source": """def mean_backward(dout, cache):
    cache[:] = dout / cache.shape[0]
    return cache
""",
    },
    {
        "kind": "wrong",
        "note": "integer division",
        "expected": ["// cuts decimals", "use /"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * (dout // cache.shape[0])
""",
    },
    {
        "kind": "wrong",
        "note": "axis 1 of keepdims: tile the wrong way",
        "expected": ["shape is wrong", "tiled along the wrong axis"],
        "source": """def mean_backward(dout, cache):
    N = cache.shape[0]
    return np.tile(dout / N, N).reshape(cache.shape[1], N)
""",
    },
    {
        "kind": "wrong",
        "note": "tile then reshape with columns first (order)",
        "expected": ["order of the entries is wrong", "every row must be dout / N"],
        "source": """def mean_backward(dout, cache):
    N, D = cache.shape
    return np.repeat(dout / N, N).reshape(N, D)
""",
    },
    {
        "kind": "wrong",
        "note": "N = 1 handled apart, wrongly squeezed",
        "expected": ["shape (1, D) for a single row", "not (D,)"],
        "source": """def mean_backward(dout, cache):
    N = cache.shape[0]
    if N == 1:
        return dout.copy()
    return np.tile(dout / N, (N, 1))
""",
    },
    {
        "kind": "wrong",
        "note": "center added: minus the mean",
        "expected": ["that is centring", "dx of the mean is dout / N"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * (dout - dout / cache.shape[0])
""",
    },
    {
        "kind": "wrong",
        "note": "list of rows",
        "expected": ["array needed", "list of rows returned"],
        "source": """def mean_backward(dout, cache):
    return [dout / len(cache) for _ in cache]
""",
    },
    {
        "kind": "wrong",
        "note": "1-tuple",
        "expected": ["one input, so no tuple"],
        "source": """def mean_backward(dout, cache):
    return (np.ones_like(cache) * dout / cache.shape[0],)
""",
    },
    {
        "kind": "wrong",
        "note": "N of the example",
        "expected": ["N is not always 4", "number of rows of x"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) * dout / 4
""",
    },
    {
        "kind": "wrong",
        "note": "= on a loop with an early end",
        "expected": ["last row is left out", "loop ends too early"],
        "source": """def mean_backward(dout, cache):
    dx = np.zeros_like(cache)
    for i in range(len(cache) - 1):
        dx[i] = dout / len(cache)
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "share by size: x over the sum of x",
        "expected": ["shares are equal", "not in proportion to x"],
        "source": """def mean_backward(dout, cache):
    return cache / cache.sum(axis=0) * dout
""",
    },
    {
        "kind": "pair",
        "note": "divided by D, no upstream: two mistakes",
        "expected": ["divided by the number of columns", "upstream gradient is missing"],
        "source": """def mean_backward(dout, cache):
    return np.ones_like(cache) / cache.shape[1]
""",
    },
    {
        "kind": "pair",
        "note": "not divided, shape (D,): two mistakes",
        "expected": ["division by N is missing", "shape (N, D) needed"],
        "source": """def mean_backward(dout, cache):
    return dout * 1.0
""",
    },
    {
        "kind": "pair",
        "note": "times x, not divided: two mistakes",
        "expected": ["x does not enter", "division by N is missing"],
        "source": """def mean_backward(dout, cache):
    return cache * dout
""",
    },
    {
        "kind": "pair",
        "note": "in place and divided by the size: two mistakes",
        "expected": ["changes its argument", "divided by N times D"],
        "source": """def mean_backward(dout, cache):
    dout /= cache.size
    return np.ones_like(cache) * dout
""",
    },
    {
        "kind": "right",
        "note": "tiles flat and puts it into shape",
        "source": """def mean_backward(dout, cache):
    x = cache
    return np.tile(dout / x.shape[0], x.shape[0]).reshape(x.shape)
""",
    },
    {
        "kind": "wrong",
        "note": "rows that are all zero are not counted, as if they were padding",
        "expected": ["every row counts in the mean, zero rows too", "divided by the wrong N"],
        "source": """def mean_backward(dout, cache):
    x = cache
    N = np.count_nonzero(x.any(axis=1))
    return np.ones_like(x) * dout / max(N, 1)
""",
    },
    {
        "kind": "wrong",
        "note": "gradient only where x is not 0",
        "expected": ["an entry of 0 gets its share, too", "dx does not depend on x"],
        "source": """def mean_backward(dout, cache):
    x = cache
    return (x != 0) * dout / len(x)
""",
    },
]
