"""Answers to squared_error_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "difference, square, sum",
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2), e
""",
    },
    {
        "kind": "right",
        "note": "cache of the inputs",
        "source": """def squared_error_forward(y, d):
    return float(((y - d) ** 2).sum() / 2), (y, d)
""",
    },
    {
        "kind": "right",
        "note": "vdot of the difference with itself",
        "source": """def squared_error_forward(y, d):
    difference = np.subtract(y, d)
    return 0.5 * float(np.vdot(difference, difference)), {"difference": difference}
""",
    },
    {
        "kind": "right",
        "note": "loop over all entries",
        "source": """def squared_error_forward(y, d):
    loss = 0.0
    for a, b in zip(y.flat, d.flat):
        loss += 0.5 * (a - b) ** 2
    return loss, (y.copy(), d.copy())
""",
    },
    {
        "kind": "right",
        "note": "norm, squared",
        "source": """def squared_error_forward(y, d):
    return 0.5 * np.linalg.norm((y - d).ravel()) ** 2, y - d
""",
    },
    {
        "kind": "right",
        "note": "d minus y squares to the same",
        "source": """def squared_error_forward(y, d):
    e = d - y
    return sum(t * t for t in e.ravel()) / 2.0, -e
""",
    },
    {
        "kind": "right",
        "note": "einsum on flat arrays, a function as cache",
        "source": """def squared_error_forward(y, d):
    e = (y - d).reshape(-1)
    return 0.5 * np.einsum("i,i->", e, e), lambda upstream: upstream * (y - d)
""",
    },
    {
        "kind": "wrong",
        "note": "half forgotten",
        "expected": ["factor one half is missing"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return np.sum(e**2), e
""",
    },
    {
        "kind": "wrong",
        "note": "mean for sum",
        "expected": ["sum and not mean", "no averaging"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.mean(e**2), e
""",
    },
    {
        "kind": "wrong",
        "note": "divided by the number of rows",
        "expected": ["no averaging", "divided by the number of rows"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e**2) / len(y), e
""",
    },
    {
        "kind": "wrong",
        "note": "no sum",
        "expected": ["sum is missing", "one number expected"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * e**2, e
""",
    },
    {
        "kind": "wrong",
        "note": "sum over axis 0 only",
        "expected": ["sum over all entries", "only one axis summed"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * (e**2).sum(axis=0), e
""",
    },
    {
        "kind": "wrong",
        "note": "sum with Python's sum, one axis only",
        "expected": ["Python's sum adds only along the first axis", "sum over all entries"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * sum(e**2), e
""",
    },
    {
        "kind": "wrong",
        "note": "square of the sum",
        "expected": ["square first, then sum", "square of the sum"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e) ** 2, e
""",
    },
    {
        "kind": "wrong",
        "note": "absolute value",
        "expected": ["square, not absolute value"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(np.abs(e)), e
""",
    },
    {
        "kind": "wrong",
        "note": "not squared",
        "expected": ["square is missing"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sum(e), e
""",
    },
    {
        "kind": "wrong",
        "note": "y² − d²",
        "expected": ["square of the difference", "not difference of the squares"],
        "source": """def squared_error_forward(y, d):
    return 0.5 * np.sum(y**2 - d**2), (y, d)
""",
    },
    {
        "kind": "wrong",
        "note": "y + d",
        "expected": ["difference, not sum of y and d"],
        "source": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y + d) ** 2), (y, d)
""",
    },
    {
        "kind": "wrong",
        "note": "root of the sum",
        "expected": ["no square root"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.sqrt(np.sum(e**2)), e
""",
    },
    {
        "kind": "wrong",
        "note": "multiplied out: cancels for large numbers",
        "expected": ["rounding: multiplied out loses digits", "subtract first"],
        "source": """def squared_error_forward(y, d):
    return 0.5 * (np.sum(y * y) - 2 * np.sum(y * d) + np.sum(d * d)), (y, d)
""",
    },
    {
        "kind": "wrong",
        "note": "in place",
        "expected": ["changes its argument y"],
        "source": """def squared_error_forward(y, d):
    y -= d
    return 0.5 * np.sum(y**2), y
""",
    },
    {
        "kind": "wrong",
        "note": "matrix product with itself: one dimension only",
        "expected": ["any number of dimensions", "@ works for one only"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * (e @ e), e
""",
    },
    {
        "kind": "wrong",
        "note": "transposed matrix product",
        "expected": ["trace of that only", "sum of the squares needed"],
        "source": """def squared_error_forward(y, d):
    e = np.atleast_2d(y - d)
    return 0.5 * np.sum(e @ e.swapaxes(-1, -2)), e
""",
    },
    {
        "kind": "wrong",
        "note": "norm of a matrix without ravel, order 2",
        "expected": ["spectral norm for matrices", "sum over all entries"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.linalg.norm(e, 2) ** 2 if e.ndim < 3 else 0.5 * np.sum(e**2), e
""",
    },
    {
        "kind": "wrong",
        "note": "only the value",
        "expected": ["cache is missing", "pair needed"],
        "source": """def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2)
""",
    },
    {
        "kind": "wrong",
        "note": "range over len(y): rows only",
        "expected": ["loop runs over the rows only", "sum over all entries"],
        "source": """def squared_error_forward(y, d):
    loss = 0.0
    for i in range(len(y)):
        loss = loss + 0.5 * (y[i] - d[i]) ** 2
    return loss, (y, d)
""",
    },
    {
        "kind": "wrong",
        "note": "array with one entry",
        "expected": ["one number expected", "array of one entry"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return np.array([0.5 * np.sum(e**2)]), e
""",
    },
    {
        "kind": "pair",
        "note": "half forgotten and mean: two mistakes",
        "expected": ["factor one half is missing", "sum and not mean"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return np.mean(e**2), e
""",
    },
    {
        "kind": "pair",
        "note": "absolute and no sum: two mistakes",
        "expected": ["square, not absolute value", "sum is missing"],
        "source": """def squared_error_forward(y, d):
    e = y - d
    return 0.5 * np.abs(e), e
""",
    },
    {
        "kind": "pair",
        "note": "no cache, square of the sum: two mistakes",
        "expected": ["cache is missing", "square first, then sum"],
        "source": """def squared_error_forward(y, d):
    return 0.5 * np.sum(y - d) ** 2
""",
    },
    {
        "kind": "pair",
        "note": "in place, half forgotten: two mistakes",
        "expected": ["changes its argument", "factor one half is missing"],
        "source": """def squared_error_forward(y, d):
    y -= d
    return np.sum(y * y), y
""",
    },
]
