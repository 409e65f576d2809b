"""Answers to predict_change."""

ENTRIES = [
    {
        "kind": "right",
        "note": "dot product",
        "source": """def predict_change(gradient, step):
    return float(np.dot(gradient, step))
""",
    },
    {
        "kind": "right",
        "note": "the @ operator",
        "source": """def predict_change(gradient, step):
    return float(gradient @ step)
""",
    },
    {
        "kind": "right",
        "note": "product and sum",
        "source": """def predict_change(gradient, step):
    return float((gradient * step).sum())
""",
    },
    {
        "kind": "right",
        "note": "loop",
        "source": """def predict_change(gradient, step):
    change = 0.0
    for i in range(len(gradient)):
        change += gradient[i] * step[i]
    return float(change)
""",
    },
    {
        "kind": "right",
        "note": "generator with zip",
        "source": """def predict_change(gradient, step):
    return float(sum(g * s for g, s in zip(gradient, step)))
""",
    },
    {
        "kind": "right",
        "note": "einsum",
        "source": """def predict_change(gradient, step):
    return float(np.einsum("i,i->", gradient, step))
""",
    },
    {
        "kind": "right",
        "note": "inner, item",
        "source": """def predict_change(gradient, step):
    return np.inner(step, gradient).item()
""",
    },
    {
        "kind": "right",
        "note": "fsum of a comprehension",
        "source": """def predict_change(gradient, step):
    import math

    return math.fsum([float(g) * float(s) for g, s in zip(gradient, step)])
""",
    },
    {
        "kind": "right",
        "note": "row times column",
        "source": """def predict_change(gradient, step):
    row = gradient.reshape(1, -1)
    column = step.reshape(-1, 1)
    return (row @ column)[0, 0]
""",
    },
    {
        "kind": "right",
        "note": "cumulated sum, last entry",
        "source": """def predict_change(gradient, step):
    return float(np.cumsum(gradient * step)[-1])
""",
    },
    {
        "kind": "wrong",
        "note": "no sum over the inputs",
        "expected": ["sum over the inputs is missing", "one number expected"],
        "source": """def predict_change(gradient, step):
    return gradient * step
""",
    },
    {
        "kind": "wrong",
        "note": "adds up both arrays and multiplies the sums",
        "expected": ["product of the sums", "multiply entry by entry first"],
        "source": """def predict_change(gradient, step):
    return float(gradient.sum() * step.sum())
""",
    },
    {
        "kind": "wrong",
        "note": "adds gradient and step",
        "expected": ["multiply, not add", "gradient times step"],
        "source": """def predict_change(gradient, step):
    return float((gradient + step).sum())
""",
    },
    {
        "kind": "wrong",
        "note": "mean instead of sum",
        "expected": ["mean instead of sum", "shares add up"],
        "source": """def predict_change(gradient, step):
    return float((gradient * step).mean())
""",
    },
    {
        "kind": "wrong",
        "note": "lengths multiplied",
        "expected": ["product of lengths ignores the direction", "dot product needed"],
        "source": """def predict_change(gradient, step):
    return float(np.linalg.norm(gradient) * np.linalg.norm(step))
""",
    },
    {
        "kind": "wrong",
        "note": "minus, as in gradient descent",
        "expected": ["sign", "the change is plus gradient times step"],
        "source": """def predict_change(gradient, step):
    return -float(gradient @ step)
""",
    },
    {
        "kind": "wrong",
        "note": "absolute values",
        "expected": ["sign is lost", "shares may cancel"],
        "source": """def predict_change(gradient, step):
    return float(np.abs(gradient * step).sum())
""",
    },
    {
        "kind": "wrong",
        "note": "the first two inputs only, as in the example",
        "expected": ["only two inputs are used", "any number of inputs"],
        "source": """def predict_change(gradient, step):
    return float(gradient[0] * step[0] + gradient[1] * step[1])
""",
    },
    {
        "kind": "wrong",
        "note": "return inside the loop",
        "expected": ["returns after the first input", "return must be after the loop"],
        "source": """def predict_change(gradient, step):
    change = 0.0
    for g, s in zip(gradient, step):
        change += g * s
        return change
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of +=",
        "expected": ["overwrites instead of adding up", "only the last share is kept"],
        "source": """def predict_change(gradient, step):
    change = 0.0
    for g, s in zip(gradient, step):
        change = g * s
    return float(change)
""",
    },
    {
        "kind": "wrong",
        "note": "range is off by one",
        "expected": ["the last input is left out", "loop ends one too early"],
        "source": """def predict_change(gradient, step):
    change = 0.0
    for i in range(len(gradient) - 1):
        change += gradient[i] * step[i]
    return float(change)
""",
    },
    {
        "kind": "wrong",
        "note": "outer product summed",
        "expected": ["outer product multiplies every pair", "only matching entries"],
        "source": """def predict_change(gradient, step):
    return float(np.outer(gradient, step).sum())
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies in place and changes the step",
        "expected": ["changes its argument step", "work on a copy"],
        "source": """def predict_change(gradient, step):
    step *= gradient
    return float(step.sum())
""",
    },
    {
        "kind": "wrong",
        "note": "result as an array of one entry",
        "expected": ["array returned", "a plain float is needed"],
        "source": """def predict_change(gradient, step):
    return (gradient.reshape(1, -1) @ step.reshape(-1, 1)).ravel()
""",
    },
    {
        "kind": "wrong",
        "note": "rounds to the digits of the example",
        "expected": ["result is rounded", "return the exact number"],
        "source": """def predict_change(gradient, step):
    return round(float(gradient @ step), 2)
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the step, the slope formula the wrong way round",
        "expected": ["divides by the step", "multiply gradient by step"],
        "source": """def predict_change(gradient, step):
    return float((gradient / step).sum())
""",
    },
    {
        "kind": "wrong",
        "note": "second-order term added",
        "expected": ["product of the steps is not first order", "only gradient times step"],
        "source": """def predict_change(gradient, step):
    return float(gradient @ step + np.prod(step))
""",
    },
    {
        "kind": "wrong",
        "note": "only the largest share",
        "expected": ["only the largest share counts here", "all shares add up"],
        "source": """def predict_change(gradient, step):
    shares = gradient * step
    return float(shares[np.argmax(np.abs(shares))])
""",
    },
    {
        "kind": "wrong",
        "note": "cross-matched: reversed step as in the multiply gate",
        "expected": ["order reversed", "each gradient belongs to its own step"],
        "source": """def predict_change(gradient, step):
    return float(gradient @ step[::-1])
""",
    },
    {
        "kind": "pair",
        "note": "mean, with minus: two mistakes",
        "expected": ["mean instead of sum", "sign"],
        "source": """def predict_change(gradient, step):
    return -float(np.mean(gradient * step))
""",
    },
    {
        "kind": "pair",
        "note": "in place, and no sum: two mistakes",
        "expected": ["changes its argument", "sum is missing"],
        "source": """def predict_change(gradient, step):
    gradient *= step
    return gradient
""",
    },
    {
        "kind": "pair",
        "note": "absolute and last left out: two mistakes",
        "expected": ["sign is lost", "last input is left out"],
        "source": """def predict_change(gradient, step):
    return float(sum(abs(g * s) for g, s in zip(gradient[:-1], step[:-1])))
""",
    },
    {
        "kind": "pair",
        "note": "outer product and mean: two mistakes",
        "expected": ["outer product multiplies every pair", "mean instead of sum"],
        "source": """def predict_change(gradient, step):
    return float(np.outer(gradient, step).mean())
""",
    },
]
