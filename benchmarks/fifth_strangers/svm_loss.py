"""Answers to svm_loss."""

ENTRIES = [
    {
        "kind": "right",
        "note": "vectorized",
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    return loss, dscores / N
""",
    },
    {
        "kind": "right",
        "note": "two loops",
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            if j == y:
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin > 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "right",
        "note": "one-hot mask",
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    is_label = np.arange(C) == labels.reshape(-1, 1)
    own = (scores * is_label).sum(axis=1, keepdims=True)
    gap = scores - own + 1.0
    active = (gap > 0) & ~is_label
    loss = gap[active].sum() / N
    grad = active.astype(np.float64) - is_label * active.sum(axis=1, keepdims=True)
    return float(loss), grad / N
""",
    },
    {
        "kind": "right",
        "note": "row by row with np.delete",
        "source": """def svm_loss(scores, labels):
    losses, grads = [], []
    for row, label in zip(scores, labels):
        others = np.delete(np.arange(len(row)), int(label))
        margins = row[others] - row[label] + 1
        violated = others[margins > 0]
        losses.append(margins[margins > 0].sum())
        g = np.zeros(len(row))
        g[violated] = 1.0
        g[label] = -float(len(violated))
        grads.append(g)
    return np.mean(losses), np.stack(grads) / len(losses)
""",
    },
    {
        "kind": "right",
        "note": "np.add.at over the violated pairs",
        "source": """def svm_loss(scores, labels):
    N = len(scores)
    s_label = np.take_along_axis(scores, labels.astype(int)[:, None], axis=1)
    m = scores - s_label + 1
    m[np.arange(N), labels] = -1.0
    n, j = np.nonzero(m > 0)
    grad = np.zeros(scores.shape)
    np.add.at(grad, (n, j), 1 / N)
    np.add.at(grad, (n, labels[n]), -1 / N)
    return m[n, j].sum() / N, grad
""",
    },
    {
        "kind": "right",
        "note": "subtracts the label's own margin of 1 afterwards",
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    onehot = np.eye(C)[labels]
    margins = np.clip(scores - np.einsum("nc,nc->n", scores, onehot)[:, None] + 1, 0, None)
    loss = (margins.sum() - N) / N
    on = np.where(margins > 0, 1.0, 0.0) - onehot
    return loss, (on - onehot * on.sum(axis=1)[:, None]) / N
""",
    },
    {
        "kind": "right",
        "note": "generator and inner function",
        "source": """def svm_loss(scores, labels):
    def violated(n):
        y = int(labels[n])
        return [j for j, s in enumerate(scores[n]) if j != y and s - scores[n, y] + 1 > 0]

    N = len(labels)
    total = 0.0
    grad = np.zeros_like(scores)
    for n in range(N):
        y = int(labels[n])
        for j in violated(n):
            total += scores[n, j] - scores[n, y] + 1
            grad[n, j] += 1 / N
            grad[n, y] += -1 / N
    return total / N, grad
""",
    },
    {
        "kind": "wrong",
        "note": "the label itself is counted: 1 too much in the loss",
        "expected": ["label itself must be left out", "loss is 1 too large"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    loss = margins.sum() / N
    margins[rows, labels] = 0
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "the label counts itself in the gradient, too",
        "expected": ["label itself must be left out of the gradient"],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            margin = scores[i, j] - scores[i, y] + 1
            if margin > 0:
                if j != y:
                    loss += margin
                    dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "slope 1 at the kink",
        "expected": ["slope at the kink must be 0", ">= instead of >"],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            if j == y:
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin >= 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "margin 1 forgotten",
        "expected": ["+ 1 is missing", "margin"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "minus 1",
        "expected": ["sign of the margin", "plus 1"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct - 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "label minus other",
        "expected": ["difference is the wrong way round", "s_j - s_label"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, correct - scores + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "the gradient on the label is forgotten",
        "expected": ["label gets a gradient as well", "minus the number of violated margins"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "label gets −1, however many margins",
        "expected": ["label gets minus the number of violated margins", "not only -1"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] = -1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "label gets −1 if anything is violated: max for sum",
        "expected": ["every violated margin counts", "not only once"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.max(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "label gets minus C + 1",
        "expected": ["only violated margins count", "not all classes"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= scores.shape[1] - 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "only the largest violation",
        "expected": ["sum over all classes", "not only the largest margin"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.max(axis=1).sum() / N
    margins = margins * (margins == margins.max(axis=1, keepdims=True))
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient holds the margins",
        "expected": ["slope is 1 where violated", "not the margin"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = margins.copy()
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "sum for mean in the loss",
        "expected": ["mean over the rows in the loss"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum()
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient not divided",
        "expected": ["division by N is missing in the gradient"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "mean over all entries",
        "expected": ["divided by N times C", "mean over the rows only"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.mean()
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient divided by the number of classes too",
        "expected": ["divided by C as well", "N only"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= scores.size
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "= for -= in the loop",
        "expected": ["= in place of -=", "contributions must be added up"],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            if j == y:
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin > 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] = -1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "scores[:, labels]",
        "expected": ["whole columns are picked", "index rows and labels together"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[:, labels]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "label scores without the extra axis, fits for square",
        "expected": ["new axis is missing", "label's score must be a column"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "writes the zeros into scores",
        "expected": ["changes its argument scores"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    scores -= correct - 1
    scores[rows, labels] = 0
    margins = np.maximum(0, scores)
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "integer gradient",
        "expected": ["integer dtype", "division cuts or fails, float64 needed"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(int)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores = dscores // N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "skips by value: leaves out classes with the label's score",
        "expected": [
            "leaves out classes that tie with the label",
            "compare indices and not scores",
        ],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            if scores[i, j] == scores[i, y]:
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin > 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "squared hinge",
        "expected": ["hinge is not squared"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = (margins**2).sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "return inside the outer loop",
        "expected": ["only the first row is seen", "return after the loop"],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        for j in range(C):
            if j != labels[i]:
                margin = max(0.0, scores[i, j] - scores[i, labels[i]] + 1)
                loss += margin
                if margin > 0:
                    dscores[i, j] += 1
                    dscores[i, labels[i]] -= 1
        return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "j from 1: class 0 left out",
        "expected": ["class 0 is left out", "loop starts at 1"],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(1, C):
            if j == y:
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin > 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "wrong",
        "note": "regularization of the scores",
        "expected": ["no regularization here", "extra term"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N + 0.5 * 1e-3 * np.sum(scores**2)
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "sign of the whole gradient",
        "expected": ["sign of the gradient is reversed"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    dscores /= -N
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "label counted in the loss, slope 1 at the kink: two mistakes",
        "expected": [
            "label itself must be left out, loss 1 too large",
            "slope at the kink must be 0",
        ],
        "source": """def svm_loss(scores, labels):
    N, C = scores.shape
    loss = 0.0
    dscores = np.zeros_like(scores)
    for i in range(N):
        y = labels[i]
        for j in range(C):
            if j == y:
                loss += 1
                continue
            margin = scores[i, j] - scores[i, y] + 1
            if margin >= 0:
                loss += margin
                dscores[i, j] += 1
                dscores[i, y] -= 1
    return loss / N, dscores / N
""",
    },
    {
        "kind": "pair",
        "note": "margin forgotten, gradient not divided: two mistakes",
        "expected": ["+ 1 is missing", "division by N is missing in the gradient"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] -= dscores.sum(axis=1)
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "label's gradient forgotten, sum in the loss: two mistakes",
        "expected": ["label gets a gradient as well", "mean over the rows in the loss"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum()
    dscores = (margins > 0).astype(float)
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "label gets −1 only, and gradient divided by the size: two mistakes",
        "expected": ["minus the number of violated margins", "divided by C as well"],
        "source": """def svm_loss(scores, labels):
    N = scores.shape[0]
    rows = np.arange(N)
    correct = scores[rows, labels][:, None]
    margins = np.maximum(0, scores - correct + 1)
    margins[rows, labels] = 0
    loss = margins.sum() / N
    dscores = (margins > 0).astype(float)
    dscores[rows, labels] = -1
    dscores /= scores.size
    return loss, dscores
""",
    },
]
