"""Answers to matmul_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ X.T, W.T @ dD
""",
    },
    {
        "kind": "right",
        "note": "np.dot with transpose()",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW = np.dot(dD, X.transpose())
    dX = np.dot(W.transpose(), dD)
    return dW, dX
""",
    },
    {
        "kind": "right",
        "note": "einsum",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return np.einsum("mn,kn->mk", dD, X), np.einsum("mk,mn->kn", W, dD)
""",
    },
    {
        "kind": "right",
        "note": "three loops",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW, dX = np.zeros_like(W), np.zeros_like(X)
    M, K = W.shape
    N = X.shape[1]
    for m in range(M):
        for n in range(N):
            for k in range(K):
                dW[m, k] += dD[m, n] * X[k, n]
                dX[k, n] += dD[m, n] * W[m, k]
    return dW, dX
""",
    },
    {
        "kind": "right",
        "note": "sum of outer products, one column at a time",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW = sum(np.outer(dD[:, n], X[:, n]) for n in range(X.shape[1]))
    dX = np.stack([W.T @ dD[:, n] for n in range(X.shape[1])], axis=1)
    return dW, dX
""",
    },
    {
        "kind": "right",
        "note": "broadcasting and sums",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW = (dD[:, None, :] * X[None, :, :]).sum(axis=2)
    dX = (W[:, :, None] * dD[:, None, :]).sum(axis=0)
    return dW, dX
""",
    },
    {
        "kind": "right",
        "note": "tensordot",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return [np.tensordot(dD, X, axes=([1], [1])), np.tensordot(W, dD, axes=([0], [0]))]
""",
    },
    {
        "kind": "right",
        "note": "transposes of transposed products",
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW = (X @ dD.T).T
    dX = (dD.T @ W).T
    return dW, dX
""",
    },
    {
        "kind": "wrong",
        "note": "no transposes, right shapes for square only by luck",
        "expected": ["transposes are missing", "shapes match only for square matrices"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ X, W @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "transposes dD in place of the other factor",
        "expected": ["dD is transposed where X should be", "right shapes for square only"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD.T @ X, W @ dD.T
""",
    },
    {
        "kind": "wrong",
        "note": "order of the products reversed",
        "expected": ["order of the product is wrong", "dD comes first in dW, W.T first in dX"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return X.T @ dD, dD @ W.T
""",
    },
    {
        "kind": "wrong",
        "note": "entry by entry",
        "expected": ["matrix product and not entry by entry", "@ needed"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD * X.T, W.T * dD
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream: ones in place of dD",
        "expected": ["upstream gradient dD is missing"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    ones = np.ones_like(dD)
    return ones @ X.T, W.T @ ones
""",
    },
    {
        "kind": "wrong",
        "note": "local gradients only",
        "expected": ["upstream gradient is missing", "shapes are those of the other matrix"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return X.T, W.T
""",
    },
    {
        "kind": "wrong",
        "note": "swapped results",
        "expected": ["order: dW first, then dX"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return W.T @ dD, dD @ X.T
""",
    },
    {
        "kind": "wrong",
        "note": "dW from W and dX from X",
        "expected": ["dW needs X and dX needs W", "swapped"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ W.T, X.T @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "cache unpacked the wrong way round",
        "expected": ["cache is (W, X)", "wrong order"],
        "source": """def matmul_backward(dD, cache):
    X, W = cache
    return dD @ X.T, W.T @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "averages over the columns",
        "expected": ["no averaging", "division by N"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ X.T / X.shape[1], W.T @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "= in the loop",
        "expected": ["= in place of +=", "contributions must be added up"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dW, dX = np.zeros_like(W), np.zeros_like(X)
    for m in range(W.shape[0]):
        for n in range(X.shape[1]):
            for k in range(W.shape[1]):
                dW[m, k] = dD[m, n] * X[k, n]
                dX[k, n] = dD[m, n] * W[m, k]
    return dW, dX
""",
    },
    {
        "kind": "wrong",
        "note": "dW transposed",
        "expected": ["dW is transposed", "shape of W"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return (dD @ X.T).T, W.T @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "reshape where a transpose is meant",
        "expected": ["reshape is no transpose", "entries come in the wrong order"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ X.reshape(X.shape[::-1]), W.reshape(W.shape[::-1]) @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "takes the first product whose shape fits",
        "expected": [
            "chosen by shape only",
            "wrong for square matrices, where several products fit",
        ],
        "source": """def matmul_backward(dD, cache):
    W, X = cache

    def fitting(pairs, shape):
        for a, b in pairs:
            if a.shape[1] == b.shape[0] and (a.shape[0], b.shape[1]) == shape:
                return a @ b

    dW = fitting([(dD, X), (dD.T, X), (X, dD), (X.T, dD), (dD, X.T)], W.shape)
    dX = fitting([(dD, W), (W, dD), (dD, W.T), (W.T, dD)], X.shape)
    return dW, dX
""",
    },
    {
        "kind": "wrong",
        "note": "X transposed only if the shapes need it",
        "expected": ["transpose is left out for square matrices", "always transpose"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    A = X if X.shape == (dD.shape[1], W.shape[1]) else X.T
    B = W if W.shape == (X.shape[0], dD.shape[0]) else W.T
    return dD @ A, B @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "vectors: outer product of column sums",
        "expected": ["sums before multiplying", "product of the sums is wrong"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return np.outer(dD.sum(axis=1), X.sum(axis=1)), np.outer(W.sum(axis=0), dD.sum(axis=0))
""",
    },
    {
        "kind": "wrong",
        "note": "only the first column",
        "expected": ["only the first column of X is used", "sum over all columns"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return np.outer(dD[:, 0], X[:, 0]), W.T @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "writes into the cache",
        "expected": ["cache is changed", "second call is wrong"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    dX = W.T @ dD
    W[...] = dD @ X.T
    return W, dX
""",
    },
    {
        "kind": "wrong",
        "note": "overwrites W before dX",
        "expected": ["W is overwritten before dX is computed"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    W = dD @ X.T
    X = W.T @ dD
    return W, X
""",
    },
    {
        "kind": "wrong",
        "note": "inverse in place of the transpose",
        "expected": ["transpose needed", "not the (pseudo)inverse"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return dD @ np.linalg.pinv(X), np.linalg.pinv(W) @ dD
""",
    },
    {
        "kind": "wrong",
        "note": "squeezed results",
        "expected": ["shape must stay (M, K)", "squeeze drops dimensions of size one"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return np.squeeze(dD @ X.T), np.squeeze(W.T @ dD)
""",
    },
    {
        "kind": "wrong",
        "note": "np.matrix",
        "expected": ["np.matrix is no array", "return arrays"],
        "source": """def matmul_backward(dD, cache):
    W, X = map(np.matrix, cache)
    return dD * X.T, W.T * dD
""",
    },
    {
        "kind": "pair",
        "note": "no transposes, and averaged: two mistakes",
        "expected": ["transposes are missing", "no averaging"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    N = X.shape[1]
    return dD @ X / N, W @ dD / N
""",
    },
    {
        "kind": "pair",
        "note": "no transposes and results swapped: two mistakes",
        "expected": ["transposes are missing", "dW first"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return W @ dD, dD @ X
""",
    },
    {
        "kind": "pair",
        "note": "averaged, dW transposed: two mistakes",
        "expected": ["no averaging", "dW is transposed"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    return (dD @ X.T).T / dD.shape[1], W.T @ dD
""",
    },
    {
        "kind": "pair",
        "note": "no upstream, X without transpose: two mistakes",
        "expected": ["upstream gradient is missing", "transpose is missing"],
        "source": """def matmul_backward(dD, cache):
    W, X = cache
    ones = np.ones_like(dD)
    return ones @ X, W @ ones
""",
    },
]
