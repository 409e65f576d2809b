"""Answers to neuron_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "as in the lecture",
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    ddot = (1 - f) * f * dout
    dx = np.array([w[0] * ddot, w[1] * ddot])
    dw = np.array([x[0] * ddot, x[1] * ddot, 1.0 * ddot])
    return dw, dx
""",
    },
    {
        "kind": "right",
        "note": "append a one",
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    dz = dout * f * (1 - f)
    return dz * np.append(x, 1.0), dz * w[:2]
""",
    },
    {
        "kind": "right",
        "note": "recomputes from z",
        "forward": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    return float(1.0 / (1.0 + np.exp(-z))), {"w": w, "x": x, "z": z}
""",
        "source": """def neuron_backward(dout, cache):
    e = np.exp(-abs(cache["z"]))
    dz = dout * e / (1 + e) ** 2
    dw = np.empty(3)
    dw[:2] = dz * cache["x"]
    dw[2] = dz
    return dw, dz * cache["w"][:-1]
""",
    },
    {
        "kind": "right",
        "note": "zeros and +=",
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    dw, dx = np.zeros(3), np.zeros(2)
    slope = f * (1 - f)
    for i in range(2):
        dw[i] += dout * slope * x[i]
        dx[i] += dout * slope * w[i]
    dw[2] += dout * slope
    return dw, dx
""",
    },
    {
        "kind": "right",
        "note": "cache of the two finished Jacobians",
        "forward": """def neuron_forward(w, x):
    f = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))
    k = f * (1 - f)
    return f, (k * np.concatenate([x, [1.0]]), k * w[:2])
""",
        "source": """def neuron_backward(dout, cache):
    jw, jx = cache
    return dout * jw, dout * jx
""",
    },
    {
        "kind": "right",
        "note": "the cache is a function",
        "forward": """def neuron_forward(w, x):
    f = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))

    def back(g):
        g = g * f * (1 - f)
        return np.r_[g * x, g], g * w[:2]

    return f, back
""",
        "source": """def neuron_backward(dout, cache):
    return cache(dout)
""",
    },
    {
        "kind": "right",
        "note": "hstack and list comprehension",
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    upstream = dout * (f - f * f)
    dw = np.hstack((upstream * x, upstream))
    dx = np.array([upstream * weight for weight in w[:2]])
    return [dw, dx]
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = f * (1 - f)
    return k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid's slope forgotten",
        "expected": ["slope of the sigmoid is missing", "f(1 − f)"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    return dout * np.append(x, 1.0), dout * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "1 − f forgotten",
        "expected": ["factor 1 - f is missing"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f
    return k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "bias gradient zero",
        "expected": ["bias gets a gradient", "it is not 0"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * np.append(x, 0.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "bias gradient 1",
        "expected": ["bias gradient lacks the upstream gradient", "1 only locally"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return np.append(k * x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "bias gradient is w2 times",
        "expected": ["bias gradient: local slope is 1, not w2"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * np.append(x, w[2]), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "bias first",
        "expected": ["bias is the last entry of dw"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * np.insert(x, 0, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "dx has the bias weight, too",
        "expected": ["dx has shape (2,)", "bias is no input"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * np.append(x, 1.0), k * w
""",
    },
    {
        "kind": "wrong",
        "note": "swapped results",
        "expected": ["order: dw first, then dx"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * w[:2], k * np.append(x, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "own values at the multiply gates",
        "expected": ["swapped", "dw uses x and dx uses w"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return k * np.append(w[:2], 1.0), k * x
""",
    },
    {
        "kind": "wrong",
        "note": "z used as the output",
        "expected": ["needs f = σ(z), not z"],
        "forward": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    return float(1.0 / (1.0 + np.exp(-z))), {"w": w, "x": x, "z": z}
""",
        "source": """def neuron_backward(dout, cache):
    z, w, x = cache["z"], cache["w"], cache["x"]
    k = dout * z * (1 - z)
    return k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "dout missing in dx only",
        "expected": ["upstream gradient is missing in dx"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = f * (1 - f)
    return dout * k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "last neuron in globals",
        "expected": ["cache must belong to its forward", "globals are overwritten"],
        "forward": """W_LAST = None


def neuron_forward(w, x):
    global W_LAST
    f = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))
    W_LAST = (w, x, f)
    return f, "see W_LAST"
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = W_LAST
    k = dout * f * (1 - f)
    return k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "the weights in the cache are multiplied in place",
        "expected": ["cache and inputs are changed", "second call is wrong"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    dx = w[:2]
    dx *= k
    return np.append(k * x, k), dx
""",
    },
    {
        "kind": "wrong",
        "note": "x is scaled in place",
        "expected": ["changes the input x"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    x *= dout * f * (1 - f)
    return np.append(x, dout * f * (1 - f)), dout * f * (1 - f) * w[:2]
""",
    },
    {
        "kind": "disputed",
        "why": "The contract takes lists: the lecture returns them.",
        "note": "lists, not arrays",
        "expected": ["arrays needed", "lists returned"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = float(dout * f * (1 - f))
    return [k * x[0], k * x[1], k], [k * w[0], k * w[1]]
""",
    },
    {
        "kind": "wrong",
        "note": "dw as a column",
        "expected": ["shape (3,) expected", "column returned"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    return (k * np.append(x, 1.0)).reshape(3, 1), (k * w[:2]).reshape(2, 1)
""",
    },
    {
        "kind": "wrong",
        "note": "slope squared for dx because it passes twice",
        "expected": ["slope used twice in dx"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    dw = k * np.append(x, 1.0)
    dx = k * f * (1 - f) * w[:2]
    return dw, dx
""",
    },
    {
        "kind": "wrong",
        "note": "integer array for the gradients",
        "expected": ["integer dtype cuts the decimals"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    dw = np.array([0, 0, 0])
    dw[:] = [k * x[0], k * x[1], k]
    return dw, k * w[:2]
""",
    },
    {
        "kind": "wrong",
        "note": "one buffer for both gradients, overwritten on the way",
        "expected": ["dx is computed from the overwritten buffer", "dw and dx share memory"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f * (1 - f)
    buffer = np.append(x, 1.0)
    buffer *= k
    dx = buffer[:2]
    dx *= w[:2]
    return buffer, dx
""",
    },
    {
        "kind": "wrong",
        "note": "1 − f²",
        "expected": ["tanh rule", "f(1 − f) needed"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * (1 - f**2)
    return k * np.append(x, 1.0), k * w[:2]
""",
    },
    {
        "kind": "pair",
        "note": "no upstream, bias gradient 0: two mistakes",
        "expected": ["upstream gradient is missing", "bias gets a gradient"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = f * (1 - f)
    return k * np.append(x, 0.0), k * w[:2]
""",
    },
    {
        "kind": "pair",
        "note": "swapped inputs, sigmoid's slope missing: two mistakes",
        "expected": ["dw uses x and dx uses w", "slope of the sigmoid is missing"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    return dout * np.append(w[:2], 1.0), dout * x
""",
    },
    {
        "kind": "pair",
        "note": "dx with bias, 1 − f missing: two mistakes",
        "expected": ["dx has shape (2,)", "factor 1 - f is missing"],
        "forward": """def neuron_forward(w, x):
    z = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-z))
    return f, (w, x, f)
""",
        "source": """def neuron_backward(dout, cache):
    w, x, f = cache
    k = dout * f
    return k * np.append(x, 1.0), k * w
""",
    },
    {
        "kind": "pair",
        "note": "bias first, z as output: two mistakes",
        "expected": ["bias is the last entry", "needs σ(z), not z"],
        "forward": """def neuron_forward(w, x):
    z = w[:2] @ x + w[2]
    return float(1.0 / (1.0 + np.exp(-z))), {"w": w, "x": x, "z": z}
""",
        "source": """def neuron_backward(dout, cache):
    z, w, x = cache["z"], cache["w"], cache["x"]
    k = dout * z * (1 - z)
    return k * np.insert(x, 0, 1.0), k * w[:2]
""",
    },
]
