"""Answers to softmax_loss."""

ENTRIES = [
    {
        "kind": "right",
        "note": "shift by the maximum of the row, log of the sum",
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    log_p = shifted - np.log(sums)
    loss = -log_p[np.arange(N), labels].mean()
    dscores = np.exp(log_p)
    dscores[np.arange(N), labels] -= 1
    return loss, dscores / N
""",
    },
    {
        "kind": "right",
        "note": "one-hot by comparison, no fancy indexing",
        "source": """def softmax_loss(scores, labels):
    N, C = scores.shape
    onehot = (labels[:, None] == np.arange(C)[None, :]).astype(float)
    z = scores - np.max(scores, axis=1)[:, None]
    logsum = np.log(np.sum(np.exp(z), axis=1))
    loss = np.mean(logsum - np.sum(z * onehot, axis=1))
    p = np.exp(z - logsum[:, None])
    return float(loss), (p - onehot) / N
""",
    },
    {
        "kind": "right",
        "note": "loop over the rows",
        "source": """def softmax_loss(scores, labels):
    N, C = scores.shape
    loss, grad = 0.0, np.zeros((N, C))
    for n in range(N):
        row = scores[n] - scores[n].max()
        total = np.exp(row).sum()
        loss += np.log(total) - row[labels[n]]
        grad[n] = np.exp(row) / total
        grad[n, labels[n]] -= 1.0
    return loss / N, grad / N
""",
    },
    {
        "kind": "right",
        "note": "two loops with math",
        "source": """def softmax_loss(scores, labels):
    import math

    N, C = scores.shape
    losses, grad = [], np.empty((N, C))
    for n, label in enumerate(labels):
        top = max(float(s) for s in scores[n])
        powers = [math.exp(float(s) - top) for s in scores[n]]
        total = math.fsum(powers)
        losses.append(math.log(total) + top - float(scores[n, label]))
        for c in range(C):
            grad[n, c] = (powers[c] / total - (1.0 if c == label else 0.0)) / N
    return sum(losses) / N, grad
""",
    },
    {
        "kind": "right",
        "note": "logaddexp.reduce, np.eye for the one-hot",
        "source": """def softmax_loss(scores, labels):
    log_total = np.logaddexp.reduce(scores, axis=1, keepdims=True)
    log_p = scores - log_total
    target = np.eye(scores.shape[1])[labels]
    loss = -np.sum(np.where(target > 0, log_p, 0.0)) / len(scores)
    return loss, (np.exp(log_p) - target) / len(scores)
""",
    },
    {
        "kind": "right",
        "note": "np.add.at",
        "source": """def softmax_loss(scores, labels):
    rows = np.arange(len(labels))
    z = scores - np.amax(scores, axis=1, keepdims=True)
    e = np.exp(z)
    grad = e / np.einsum("nc->n", e)[:, np.newaxis]
    loss = np.mean(np.log(e.sum(1)) - z[rows, labels])
    np.add.at(grad, (rows, labels), -1.0)
    grad *= 1.0 / rows.size
    return loss, grad
""",
    },
    {
        "kind": "right",
        "note": "take_along_axis and put_along_axis",
        "source": """def softmax_loss(scores, labels):
    index = labels.astype(np.int64)[:, None]
    z = scores - scores.max(axis=1, keepdims=True)
    lse = np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = (lse - np.take_along_axis(z, index, axis=1)).mean()
    d = np.exp(z - lse)
    np.put_along_axis(d, index, np.take_along_axis(d, index, axis=1) - 1.0, axis=1)
    return loss, d / scores.shape[0]
""",
    },
    {
        "kind": "right",
        "note": "differences to the label's score, then the row maximum of those",
        "source": """def softmax_loss(scores, labels):
    N = len(scores)
    own = scores[np.arange(N), labels]
    gaps = scores - own[:, None]
    top = np.maximum(gaps.max(axis=1), 0.0)
    powers = np.exp(gaps - top[:, None])
    total = powers.sum(axis=1)
    loss = float((top + np.log(total)).sum() / N)
    grad = powers / total[:, None]
    for n in range(N):
        grad[n, int(labels[n])] -= 1
    return loss, grad / N
""",
    },
    {
        "kind": "right",
        "note": "inner helper for a single row, list comprehension",
        "source": """def softmax_loss(scores, labels):
    def one(row, label):
        z = row - row.max()
        log_total = np.log(np.sum(np.exp(z)))
        g = np.exp(z - log_total)
        g[label] -= 1
        return log_total - z[label], g

    results = [one(r, l) for r, l in zip(scores, labels)]
    loss = np.mean([a for a, _ in results])
    return loss, np.array([g for _, g in results]) / len(results)
""",
    },
    {
        "kind": "wrong",
        "note": "no shift: overflow",
        "expected": ["overflow for large scores", "subtract the row maximum first"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "shift by the maximum of the whole array",
        "expected": ["maximum of each row, not of the whole array", "underflow otherwise"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max()
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "shift by the column maximum",
        "expected": ["maximum along the wrong axis", "each row its own, axis 1"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=0, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the maximum in place of subtracting",
        "expected": ["subtract the maximum, not divide", "other probabilities"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores / np.abs(scores).max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "log of the probability: inf when it underflows",
        "expected": ["log of 0 for small probabilities", "subtract the log of the sum instead"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -np.log(p[np.arange(N), labels]).mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "a small number inside the log",
        "expected": ["1e-8 inside the log changes the loss", "loss is capped"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -np.log(p[np.arange(N), labels] + 1e-8).mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "clip of p before the log",
        "expected": ["clipping p caps the loss"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -np.log(np.clip(p[np.arange(N), labels], 1e-12, 1.0)).mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "sum in place of the mean in the loss",
        "expected": ["mean over the rows, not the sum, in the loss"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].sum()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient not divided by N",
        "expected": ["division by N is missing in the gradient"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient divided by all entries",
        "expected": ["divided by N times C", "mean over the rows only"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= scores.size
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "minus 1 forgotten",
        "expected": ["1 at the label must be subtracted", "only probabilities"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "subtracts 1 at the label after dividing by N",
        "expected": ["1 must be subtracted before dividing by N", "order"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores /= N
    dscores[np.arange(N), labels] -= 1
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "dscores[:, labels]",
        "expected": ["whole columns are hit", "index rows and labels together"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[:, labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "= −1 in place of −= 1",
        "expected": ["overwrites the probability", "-= needed"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] = -1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "1 − p at the label",
        "expected": ["sign at the label", "p - 1 and not 1 - p"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] = 1 - dscores[np.arange(N), labels]
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "gradient with the other sign",
        "expected": ["sign of the gradient is reversed"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= -N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "loss without minus",
        "expected": ["minus is missing in the loss", "it must be positive"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "only the score of the label gets a gradient, 1 − p",
        "expected": ["the other classes get a gradient too", "only the label's entry is filled"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores = -(1 - p) * (np.arange(scores.shape[1]) == labels[:, None])
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "softmax over the wrong axis",
        "expected": ["sum over the classes, axis 1", "wrong axis"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=0, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "keepdims forgotten, fits only for square",
        "expected": ["keepdims is missing", "divides columns by row sums"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "shifts scores in place",
        "expected": ["changes its argument scores"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    scores -= scores.max(axis=1, keepdims=True)
    shifted = scores
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "base 2 logarithm",
        "expected": ["natural logarithm needed"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = (shifted - np.log(e.sum(axis=1, keepdims=True))) / np.log(2)
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "binary cross-entropy for all classes",
        "expected": ["cross-entropy of the label only", "no log(1 - p) terms"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    y = labels[:, None] == np.arange(scores.shape[1])
    loss = -np.where(y, log_p, np.log(1 - p)).sum(axis=1).mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "flat index by arithmetic on the labels, which becomes a float for unsigned 64-bit labels",
        "expected": [
            "labels may be of any integer type",
            "uint64 plus int64 gives floats that cannot be an index",
        ],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores.reshape(-1)[np.arange(N) * scores.shape[1] + labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "one-hot by repeating the labels' own small integer type: the row offset overflows",
        "expected": [
            "offset overflows in a small integer type of the labels",
            "convert to int first",
        ],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    offset = (np.arange(N) * scores.shape[1]).astype(labels.dtype)
    dscores.reshape(-1)[(offset + labels).astype(int)] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "clips the scores at ±500",
        "expected": ["clipping the scores changes loss for large ones"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = np.clip(scores, -300, 300)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "labels counted from 1",
        "expected": ["labels run from 0", "off by one"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels - 1].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels - 1] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "one-hot made as wide as the largest label",
        "expected": ["number of classes from scores, not from the largest label"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores -= np.eye(int(labels.max()) + 1)[labels]
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "wrong",
        "note": "labels used as a mask by astype(bool)",
        "expected": ["labels are class numbers, not only 0 and 1"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels.astype(bool).astype(int)] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "no shift, not divided by N: two mistakes",
        "expected": ["overflow for large scores", "division by N is missing in the gradient"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "sum in the loss, sign of the gradient: two mistakes",
        "expected": ["mean, not sum, in the loss", "sign of the gradient is reversed"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), labels].sum()
    dscores = p.copy()
    dscores[np.arange(N), labels] -= 1
    dscores /= -N
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "whole columns, 1e-8 in the log: two mistakes",
        "expected": ["whole columns are hit", "small number inside the log changes the loss"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = -np.log(p[np.arange(N), labels] + 1e-8).mean()
    dscores = p.copy()
    dscores[:, labels] -= 1
    dscores /= N
    return loss, dscores
""",
    },
    {
        "kind": "pair",
        "note": "minus 1 forgotten, loss without minus: two mistakes",
        "expected": ["1 at the label must be subtracted", "minus is missing in the loss"],
        "source": """def softmax_loss(scores, labels):
    N = scores.shape[0]
    shifted = scores - scores.max(axis=1, keepdims=True)
    e = np.exp(shifted)
    p = e / e.sum(axis=1, keepdims=True)
    log_p = shifted - np.log(e.sum(axis=1, keepdims=True))
    loss = log_p[np.arange(N), labels].mean()
    dscores = p.copy()
    dscores /= N
    return loss, dscores
""",
    },
]
