"""Answers to neuron_forward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "written out",
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "right",
        "note": "dot product and bias",
        "source": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    out = float(1 / (1 + np.exp(-z)))
    return out, dict(w=w, x=x, out=out)
""",
    },
    {
        "kind": "right",
        "note": "a one appended to the inputs",
        "source": """def neuron_forward(w, x):
    extended = np.append(x, 1.0)
    score = extended @ w
    return float(1.0 / (1.0 + np.exp(-score))), (extended, w, score)
""",
    },
    {
        "kind": "right",
        "note": "calls an own sigmoid_forward inside",
        "source": """def neuron_forward(w, x):
    def sigmoid_forward(t):
        s = 1.0 / (1.0 + np.exp(-t))
        return s, s

    z = np.dot(w[:-1], x) + w[-1]
    out, sigmoid_cache = sigmoid_forward(z)
    return out, (sigmoid_cache, w, x)
""",
    },
    {
        "kind": "right",
        "note": "math.exp and a loop",
        "source": """def neuron_forward(w, x):
    import math

    z = w[2]
    for weight, value in zip(w, x):
        z += weight * value
    out = 1 / (1 + math.exp(-z))
    return out, (w.copy(), x.copy(), out)
""",
    },
    {
        "kind": "right",
        "note": "unpacks the names",
        "source": """def neuron_forward(w, x):
    w0, w1, w2 = w
    x0, x1 = x
    dot = w0 * x0 + w1 * x1 + w2
    e = np.exp(-abs(dot))
    f = 1 / (1 + e) if dot >= 0 else e / (1 + e)
    return f, [w0, w1, x0, x1, f]
""",
    },
    {
        "kind": "right",
        "note": "einsum, cache is a function",
        "source": """def neuron_forward(w, x):
    z = np.einsum("i,i", w[:2], x) + w[2]
    f = 0.5 + 0.5 * np.tanh(0.5 * z)

    def backward(dout):
        k = dout * f * (1 - f)
        return k * np.append(x, 1.0), k * w[:2]

    return float(f), backward
""",
    },
    {
        "kind": "wrong",
        "note": "bias forgotten",
        "expected": ["bias w2 is missing"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "no sigmoid",
        "expected": ["sigmoid is missing"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    return z, (w, x, z)
""",
    },
    {
        "kind": "wrong",
        "note": "sign of the exponent",
        "expected": ["minus in the exponent is missing"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1 / (1 + np.exp(z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "minus only on the first product",
        "expected": ["brackets around the sum", "minus belongs to all of it"],
        "source": """def neuron_forward(w, x):
    f = 1 / (1 + np.exp(-w[0] * x[0] + w[1] * x[1] + w[2]))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "weights crossed",
        "expected": ["weight and input crossed", "w0 belongs to x0"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[1] + w[1] * x[0] + w[2]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "bias first in w",
        "expected": ["bias is the last entry of w", "not the first"],
        "source": """def neuron_forward(w, x):
    z = w[0] + w[1] * x[0] + w[2] * x[1]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "dot of the whole w with x",
        "expected": ["shapes (3,) and (2,) do not match", "bias apart"],
        "source": """def neuron_forward(w, x):
    z = np.dot(w, x)
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid of each product",
        "expected": ["sigmoid once, of the whole sum", "not of each product"],
        "source": """def neuron_forward(w, x):
    s = lambda t: 1 / (1 + np.exp(-t))
    f = s(w[0] * x[0]) + s(w[1] * x[1]) + s(w[2])
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "bias added after the sigmoid",
        "expected": ["bias belongs inside the sigmoid"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1]
    f = 1 / (1 + np.exp(-z)) + w[2]
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "bias added to each product by broadcasting",
        "expected": ["bias added twice", "once for each input"],
        "source": """def neuron_forward(w, x):
    z = np.sum(w[:2] * x + w[2])
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "no sum",
        "expected": ["sum over the products is missing", "one number expected"],
        "source": """def neuron_forward(w, x):
    z = w[:2] * x + w[2]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "array of one entry",
        "expected": ["float expected, not an array of one entry"],
        "source": """def neuron_forward(w, x):
    z = w[:2].reshape(1, 2) @ x.reshape(2, 1) + w[2]
    f = 1 / (1 + np.exp(-z))
    return f.ravel(), (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "only the value",
        "expected": ["cache is missing", "a pair is needed"],
        "source": """def neuron_forward(w, x):
    return 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies in place in a slice of w, which is a view",
        "expected": ["changes its argument w", "a slice is no copy"],
        "source": """def neuron_forward(w, x):
    products = w[:2]
    products *= x
    z = products.sum() + w[2]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "threshold",
        "expected": ["step function", "sigmoid needed"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    return float(z > 0), (w, x, z)
""",
    },
    {
        "kind": "wrong",
        "note": "clips z at ±4",
        "expected": ["clipping changes values of saturated neurons"],
        "source": """def neuron_forward(w, x):
    z = np.clip(w[:2] @ x + w[2], -4, 4)
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "absolute value of the sum",
        "expected": ["sign of the sum is lost"],
        "source": """def neuron_forward(w, x):
    z = abs(w[:2] @ x + w[2])
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "three results",
        "expected": ["a pair is needed"],
        "source": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    f = 1 / (1 + np.exp(-z))
    return f, w, x
""",
    },
    {
        "kind": "wrong",
        "note": "rounded",
        "expected": ["result is rounded"],
        "source": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    f = round(float(1 / (1 + np.exp(-z))), 2)
    return f, (w, x, f)
""",
    },
    {
        "kind": "pair",
        "note": "bias forgotten, exponent sign: two mistakes",
        "expected": ["bias is missing", "minus in the exponent is missing"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1]
    f = 1 / (1 + np.exp(z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "pair",
        "note": "crossed, no sigmoid: two mistakes",
        "expected": ["crossed", "sigmoid is missing"],
        "source": """def neuron_forward(w, x):
    z = w[0] * x[1] + w[1] * x[0] + w[2]
    return z, (w, x)
""",
    },
    {
        "kind": "pair",
        "note": "no cache, bias after the sigmoid: two mistakes",
        "expected": ["cache is missing", "bias belongs inside the sigmoid"],
        "source": """def neuron_forward(w, x):
    return 1 / (1 + np.exp(-(w[:2] @ x))) + w[2]
""",
    },
    {
        "kind": "pair",
        "note": "bias first, minus only on the first: two mistakes",
        "expected": ["bias is the last entry", "brackets around the sum"],
        "source": """def neuron_forward(w, x):
    f = 1 / (1 + np.exp(-w[0] + w[1] * x[0] + w[2] * x[1]))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "0 or 1 as soon as the sum is beyond ±5",
        "expected": ["saturated is not exactly 0 or 1", "large sums"],
        "source": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    if abs(z) > 5:
        f = float(z > 0)
    else:
        f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
    {
        "kind": "wrong",
        "note": "no bias when both inputs are 0",
        "expected": ["with inputs of 0 the bias still counts"],
        "source": """def neuron_forward(w, x):
    z = 0.0
    if x.any():
        z = w[:2] @ x + w[2]
    f = 1 / (1 + np.exp(-z))
    return f, (w, x, f)
""",
    },
]
