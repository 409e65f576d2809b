"""Answers to center_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "dout minus its column mean",
        "source": """def center_backward(dout, cache):
    return dout - dout.mean(axis=0)
""",
    },
    {
        "kind": "right",
        "note": "two branches added up",
        "source": """def center_backward(dout, cache):
    x = cache
    N = x.shape[0]
    dx = dout.copy()
    dmean = -dout.sum(axis=0)
    dx += np.ones_like(x) * dmean / N
    return dx
""",
    },
    {
        "kind": "right",
        "note": "centring matrix",
        "source": """def center_backward(dout, cache):
    N = len(cache)
    C = np.eye(N) - np.ones((N, N)) / N
    return C.T @ dout
""",
    },
    {
        "kind": "right",
        "note": "calls the given forward on the gradient",
        "source": """def center_backward(dout, cache):
    return center_forward(dout)[0]
""",
    },
    {
        "kind": "right",
        "note": "loops",
        "source": """def center_backward(dout, cache):
    N, D = dout.shape
    dx = np.zeros((N, D))
    for j in range(D):
        total = 0.0
        for i in range(N):
            total += dout[i, j]
        for i in range(N):
            dx[i, j] = dout[i, j] - total / N
    return dx
""",
    },
    {
        "kind": "right",
        "note": "column by column with stack",
        "source": """def center_backward(dout, cache):
    return np.column_stack([column - np.mean(column) for column in dout.T])
""",
    },
    {
        "kind": "right",
        "note": "einsum for the sum",
        "source": """def center_backward(dout, cache):
    return dout - np.einsum("nd->d", dout)[None, :] / dout.shape[0]
""",
    },
    {
        "kind": "right",
        "note": "a mean gate inside",
        "source": """def center_backward(dout, cache):
    def mean_back(d, n):
        return np.tile(d / n, (n, 1))

    direct = dout
    by_mean = mean_back(np.sum(-dout, axis=0), dout.shape[0])
    return direct + by_mean
""",
    },
    {
        "kind": "right",
        "note": "keepdims and np.subtract",
        "source": """def center_backward(dout, cache):
    return np.subtract(dout, np.average(dout, axis=0).reshape(1, -1))
""",
    },
    {
        "kind": "wrong",
        "note": "direct branch only",
        "expected": ["branch through the mean is missing"],
        "source": """def center_backward(dout, cache):
    return dout * 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "branch of the mean only",
        "expected": ["direct branch is missing"],
        "source": """def center_backward(dout, cache):
    return np.ones_like(dout) * -dout.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "1 − 1/N: forgets the other rows",
        "expected": ["sum over the rows is missing", "broadcast means a sum in the backward pass"],
        "source": """def center_backward(dout, cache):
    N = len(cache)
    return dout * (1 - 1 / N)
""",
    },
    {
        "kind": "wrong",
        "note": "plus",
        "expected": ["minus at the branch of the mean"],
        "source": """def center_backward(dout, cache):
    return dout + dout.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "axis 1",
        "expected": ["axis 0, not 1", "mean over the rows"],
        "source": """def center_backward(dout, cache):
    return dout - dout.mean(axis=1, keepdims=True)
""",
    },
    {
        "kind": "wrong",
        "note": "mean over everything",
        "expected": ["mean over axis 0, not over all entries"],
        "source": """def center_backward(dout, cache):
    return dout - dout.mean()
""",
    },
    {
        "kind": "wrong",
        "note": "sum for the mean: 1/N forgotten",
        "expected": ["division by N is missing in the branch of the mean"],
        "source": """def center_backward(dout, cache):
    return dout - dout.sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "axis 1 without keepdims, works for square only",
        "expected": ["axis 0, not 1", "broadcasts only if square"],
        "source": """def center_backward(dout, cache):
    return dout - dout.mean(axis=1)
""",
    },
    {
        "kind": "wrong",
        "note": "subtracts the mean of x",
        "expected": ["mean of dout, not of x"],
        "source": """def center_backward(dout, cache):
    return dout - cache.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "forward again",
        "expected": ["that is the forward pass", "upstream gradient is missing"],
        "source": """def center_backward(dout, cache):
    return cache - cache.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream: 1 − 1/N",
        "expected": ["upstream gradient is missing"],
        "source": """def center_backward(dout, cache):
    return np.full(dout.shape, 1 - 1 / len(dout))
""",
    },
    {
        "kind": "wrong",
        "note": "in place",
        "expected": ["changes its argument dout"],
        "source": """def center_backward(dout, cache):
    dout -= dout.mean(axis=0)
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "overwrites in a loop with a mean that changes",
        "expected": ["mean is computed while dout is being changed", "changes dout"],
        "source": """def center_backward(dout, cache):
    for i in range(len(dout)):
        dout[i] = dout[i] - dout.mean(axis=0)
    return dout
""",
    },
    {
        "kind": "wrong",
        "note": "overwritten row by row on a copy, the mean changes on the way",
        "expected": ["mean must be computed once, before", "it changes on the way"],
        "source": """def center_backward(dout, cache):
    dx = dout.copy()
    for i in range(len(dx)):
        dx[i] -= dx.mean(axis=0)
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "N − 1",
        "expected": ["N and not N − 1"],
        "source": """def center_backward(dout, cache):
    N = max(len(dout) - 1, 1)
    return dout - dout.sum(axis=0) / N
""",
    },
    {
        "kind": "wrong",
        "note": "divided by D",
        "expected": ["divided by the number of columns", "N needed"],
        "source": """def center_backward(dout, cache):
    return dout - dout.sum(axis=0) / dout.shape[1]
""",
    },
    {
        "kind": "wrong",
        "note": "mean subtracted twice, of the mean branch too",
        "expected": ["mean branch counted twice"],
        "source": """def center_backward(dout, cache):
    dx = dout - dout.mean(axis=0)
    return dx - dout.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of +=",
        "expected": ["overwrites the direct branch", "+= needed"],
        "source": """def center_backward(dout, cache):
    dx = dout.copy()
    dx = -np.ones_like(dout) * dout.mean(axis=0)
    return dx
""",
    },
    {
        "kind": "wrong",
        "note": "summed to shape (D,)",
        "expected": ["shape (N, D) needed", "sum of the gradient is zero"],
        "source": """def center_backward(dout, cache):
    return (dout - dout.mean(axis=0)).sum(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": 'single row treated as "no mean"',
        "expected": ["with one row the gradient is 0"],
        "source": """def center_backward(dout, cache):
    if len(dout) == 1:
        return dout.copy()
    return dout - dout.mean(axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the standard deviation also",
        "expected": ["that is normalising", "centring only"],
        "source": """def center_backward(dout, cache):
    return (dout - dout.mean(axis=0)) / (dout.std(axis=0) + 1e-8)
""",
    },
    {
        "kind": "wrong",
        "note": "median",
        "expected": ["mean, not median"],
        "source": """def center_backward(dout, cache):
    return dout - np.median(dout, axis=0)
""",
    },
    {
        "kind": "wrong",
        "note": "list",
        "expected": ["array needed"],
        "source": """def center_backward(dout, cache):
    m = dout.mean(axis=0)
    return [row - m for row in dout]
""",
    },
    {
        "kind": "pair",
        "note": "plus, axis 1: two mistakes",
        "expected": ["minus at the branch of the mean", "axis 0, not 1"],
        "source": """def center_backward(dout, cache):
    return dout + dout.mean(axis=1, keepdims=True)
""",
    },
    {
        "kind": "pair",
        "note": "in place, and sum for mean: two mistakes",
        "expected": ["changes its argument", "division by N is missing"],
        "source": """def center_backward(dout, cache):
    dout -= dout.sum(axis=0)
    return dout
""",
    },
    {
        "kind": "pair",
        "note": "mean of x, plus: two mistakes",
        "expected": ["mean of dout, not of x", "minus"],
        "source": """def center_backward(dout, cache):
    return dout + cache.mean(axis=0)
""",
    },
    {
        "kind": "pair",
        "note": "mean over everything, direct branch missing: two mistakes",
        "expected": ["axis 0, not all entries", "direct branch is missing"],
        "source": """def center_backward(dout, cache):
    return np.ones_like(dout) * -dout.mean()
""",
    },
    {
        "kind": "wrong",
        "note": "adds the two branches by a matrix product that fits for square only",
        "expected": ["outer sum over the wrong dimension", "broadcasts only if square"],
        "source": """def center_backward(dout, cache):
    N = len(cache)
    by_mean = -dout.sum(axis=0).reshape(-1, 1) / N
    return dout + by_mean * np.ones_like(cache)
""",
    },
]
