"""Answers to sgd_step."""

ENTRIES = [
    {
        "kind": "right",
        "note": "dict comprehension",
        "source": """def sgd_step(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}
""",
    },
    {
        "kind": "right",
        "note": "loop into a new dict",
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for key, value in params.items():
        new[key] = value - learning_rate * grads[key]
    return new
""",
    },
    {
        "kind": "right",
        "note": "copies, then in place on the copies",
        "source": """def sgd_step(params, grads, learning_rate):
    updated = {k: v.copy() for k, v in params.items()}
    for k in updated:
        updated[k] -= learning_rate * grads[k]
    return updated
""",
    },
    {
        "kind": "right",
        "note": "deepcopy",
        "source": """def sgd_step(params, grads, learning_rate):
    import copy

    result = copy.deepcopy(params)
    for k, g in grads.items():
        result[k] = result[k] + (-learning_rate) * g
    return result
""",
    },
    {
        "kind": "right",
        "note": "dict of pairs, a helper",
        "source": """def sgd_step(params, grads, learning_rate):
    def moved(w, g):
        return np.subtract(w, np.multiply(learning_rate, g))

    return dict((k, moved(params[k], grads[k])) for k in sorted(params))
""",
    },
    {
        "kind": "right",
        "note": "zip of sorted names",
        "source": """def sgd_step(params, grads, learning_rate):
    names = sorted(params)
    values = [params[n] for n in names]
    slopes = [grads[n] for n in names]
    return dict(zip(names, [v - learning_rate * s for v, s in zip(values, slopes)]))
""",
    },
    {
        "kind": "right",
        "note": "shallow copy, entries replaced and not changed",
        "source": """def sgd_step(params, grads, learning_rate):
    new = dict(params)
    for k in new:
        new[k] = new[k] - learning_rate * grads[k]
    return new
""",
    },
    {
        "kind": "right",
        "note": "np.subtract with out on fresh memory",
        "source": """def sgd_step(params, grads, learning_rate):
    out = {}
    for k in params:
        fresh = np.empty_like(params[k])
        np.subtract(params[k], learning_rate * grads[k], out=fresh)
        out[k] = fresh
    return out
""",
    },
    {
        "kind": "right",
        "note": "skips parameters whose gradient is zero everywhere, and keeps their array (shared with params, but unchanged)",
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        new[k] = params[k] - learning_rate * grads[k] if np.any(grads[k]) else params[k]
    return new
""",
    },
    {
        "kind": "wrong",
        "note": "uphill",
        "expected": ["minus, not plus", "against the gradient"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] + learning_rate * grads[k] for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "in place",
        "expected": ["changes the arrays in params", "new arrays needed"],
        "source": """def sgd_step(params, grads, learning_rate):
    for k in params:
        params[k] -= learning_rate * grads[k]
    return params
""",
    },
    {
        "kind": "wrong",
        "note": "shallow copy, then in place",
        "expected": ["copy of the dict only", "arrays of params are changed"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = params.copy()
    for k in new:
        new[k] -= learning_rate * grads[k]
    return new
""",
    },
    {
        "kind": "wrong",
        "note": "entries of the old dict are replaced",
        "expected": ["changes the dict params", "a new dict is needed"],
        "source": """def sgd_step(params, grads, learning_rate):
    for k in params:
        params[k] = params[k] - learning_rate * grads[k]
    return params
""",
    },
    {
        "kind": "wrong",
        "note": "zip of values: relies on the same order",
        "expected": ["keys may come in another order", "pair by name"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: p - learning_rate * g for (k, p), g in zip(params.items(), grads.values())}
""",
    },
    {
        "kind": "wrong",
        "note": "learning rate forgotten",
        "expected": ["learning rate is missing"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - grads[k] for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "only the step is returned",
        "expected": ["returns the step only", "parameters are missing"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: -learning_rate * grads[k] for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the learning rate",
        "expected": ["multiply by the learning rate, not divide"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - grads[k] / learning_rate for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "scales the parameters instead of the gradient",
        "expected": ["learning rate belongs to the gradient", "brackets wrong"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: learning_rate * (params[k] - grads[k]) for k in params}
""",
    },
    {
        "kind": "disputed",
        "why": "The judge tries these four names and no others: they are those of the notebook's network.",
        "note": "only the four names of the net",
        "expected": ["any keys", "not only W1, b1, W2, b2"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * grads[k] for k in ("W1", "b1", "W2", "b2")}
""",
    },
    {
        "kind": "wrong",
        "note": "biases left out",
        "expected": ["biases must be updated as well"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * grads[k] if k.startswith("W") else params[k].copy() for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "return in the loop",
        "expected": ["only the first parameter", "return after the loop"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        new[k] = params[k] - learning_rate * grads[k]
        return new
""",
    },
    {
        "kind": "wrong",
        "note": "gradients scaled in place",
        "expected": ["changes the arrays in grads"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        grads[k] *= learning_rate
        new[k] = params[k] - grads[k]
    return new
""",
    },
    {
        "kind": "wrong",
        "note": "gradient clipped",
        "expected": ["no clipping", "large gradients are changed"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * np.clip(grads[k], -1, 1) for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "weight decay",
        "expected": ["no regularization", "extra term"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * (grads[k] + 0.01 * params[k]) for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "gradient normalised",
        "expected": ["gradient must not be normalised", "its length matters"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * grads[k] / (np.linalg.norm(grads[k]) + 1e-12) for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "sign of the gradient only",
        "expected": ["size of the gradient is lost", "not only its sign"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * np.sign(grads[k]) for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "mean of the gradient for the whole array",
        "expected": ["every entry has its own gradient", "not the mean"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * grads[k].mean() for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "list of arrays",
        "expected": ["dict needed", "list returned"],
        "source": """def sgd_step(params, grads, learning_rate):
    return [params[k] - learning_rate * grads[k] for k in params]
""",
    },
    {
        "kind": "wrong",
        "note": "nothing returned",
        "expected": ["return is missing"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = {k: params[k] - learning_rate * grads[k] for k in params}
""",
    },
    {
        "kind": "wrong",
        "note": "momentum kept in a global",
        "expected": ["depends on earlier calls", "nothing may be kept"],
        "source": """VELOCITY = {}


def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        VELOCITY[k] = 0.9 * VELOCITY.get(k, 0.0) - learning_rate * grads[k]
        new[k] = params[k] + VELOCITY[k]
    return new
""",
    },
    {
        "kind": "wrong",
        "note": 'skips parameters whose gradient "is zero", tested by the sum of its entries',
        "expected": ["gradient entries may cancel in the sum", "such a parameter must still move"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for k in params:
        if grads[k].sum() == 0:
            new[k] = params[k].copy()
        else:
            new[k] = params[k] - learning_rate * grads[k]
    return new
""",
    },
    {
        "kind": "wrong",
        "note": "pairs by shape",
        "expected": ["pair by name, not by shape", "square matrices and equal biases are mixed up"],
        "source": """def sgd_step(params, grads, learning_rate):
    new = {}
    for k, p in params.items():
        g = next(g for g in grads.values() if g.shape == p.shape)
        new[k] = p - learning_rate * g
    return new
""",
    },
    {
        "kind": "pair",
        "note": "uphill, in place: two mistakes",
        "expected": ["minus, not plus", "changes the arrays in params"],
        "source": """def sgd_step(params, grads, learning_rate):
    for k in params:
        params[k] += learning_rate * grads[k]
    return params
""",
    },
    {
        "kind": "pair",
        "note": "learning rate forgotten, paired by order: two mistakes",
        "expected": ["learning rate is missing", "keys may come in another order"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: p - g for (k, p), g in zip(params.items(), grads.values())}
""",
    },
    {
        "kind": "pair",
        "note": "only the step, uphill: two mistakes",
        "expected": ["parameters are missing", "minus, not plus"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: learning_rate * grads[k] for k in params}
""",
    },
    {
        "kind": "pair",
        "note": "weight decay, only four names: two mistakes",
        "expected": ["no regularization", "any keys"],
        "source": """def sgd_step(params, grads, learning_rate):
    return {k: params[k] - learning_rate * (grads[k] + 0.01 * params[k]) for k in ("W1", "b1", "W2", "b2")}
""",
    },
]
