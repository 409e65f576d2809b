"""Answers to rescaled_learning_rate."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / scale
""",
    },
    {
        "kind": "right",
        "note": "factor of the gradient named",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    gradient_grows_by = scale
    return learning_rate / gradient_grows_by
""",
    },
    {
        "kind": "right",
        "note": "times the reciprocal",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate * (1.0 / scale)
""",
    },
    {
        "kind": "right",
        "note": "from an update with a made-up gradient",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    gradient = 3.0
    update = learning_rate * gradient
    scaled_gradient = gradient * scale
    return update / scaled_gradient
""",
    },
    {
        "kind": "right",
        "note": "numpy",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return float(np.divide(learning_rate, scale))
""",
    },
    {
        "kind": "right",
        "note": "power of minus one",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate * scale**-1
""",
    },
    {
        "kind": "right",
        "note": "through logarithms",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    import math

    return math.exp(math.log(learning_rate) - math.log(scale))
""",
    },
    {
        "kind": "right",
        "note": "solves the equation with a lambda",
        "source": """def rescaled_learning_rate(learning_rate, scale):
    solve = lambda wanted, factor: wanted / factor
    return solve(learning_rate, scale)
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies",
        "expected": ["divide by scale, not multiply"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate * scale
""",
    },
    {
        "kind": "wrong",
        "note": "leaves the rate",
        "expected": ["learning rate must change", "gradient grows with the inputs"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the square",
        "expected": ["gradient grows by scale, not by its square"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / scale**2
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the root",
        "expected": ["gradient grows by scale, not by its root"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / scale**0.5
""",
    },
    {
        "kind": "wrong",
        "note": "subtracts",
        "expected": ["divide, not subtract"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate - scale
""",
    },
    {
        "kind": "wrong",
        "note": "the other way round",
        "expected": ["learning rate over scale", "turned upside down"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return scale / learning_rate
""",
    },
    {
        "kind": "wrong",
        "note": "reciprocal of the scale only",
        "expected": ["learning rate itself is missing"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return 1.0 / scale
""",
    },
    {
        "kind": "wrong",
        "note": "only lowers it: max(scale, 1)",
        "expected": ["scale below 1 raises the rate", "not only lowered"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / max(scale, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "never above the old rate",
        "expected": ["scale below 1 raises the rate above the old one"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return min(learning_rate, learning_rate / scale)
""",
    },
    {
        "kind": "wrong",
        "note": "integer division",
        "expected": ["// cuts decimals", "use /"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate // scale
""",
    },
    {
        "kind": "wrong",
        "note": "scales down for large, up by multiplying for small",
        "expected": ["for scale below 1 also divide"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    if scale > 1:
        return learning_rate / scale
    return learning_rate * scale
""",
    },
    {
        "kind": "wrong",
        "note": "integer scale",
        "expected": ["int cuts decimals of scale"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / max(int(scale), 1)
""",
    },
    {
        "kind": "wrong",
        "note": "rounded to what looks nice",
        "expected": ["result is rounded"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return round(learning_rate / scale, 3)
""",
    },
    {
        "kind": "wrong",
        "note": "half, as in the example",
        "expected": ["half is right only for scale 2"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / 2
""",
    },
    {
        "kind": "wrong",
        "note": "takes scale for a percentage-like growth, twice the part above 1",
        "expected": ["gradient grows by scale itself", "not by the part above 1"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / (1 + (scale - 1) * 2)
""",
    },
    {
        "kind": "wrong",
        "note": "at most one",
        "expected": ["learning rate is not limited to 1"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return min(learning_rate / scale, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "divides by 1 + scale",
        "expected": ["gradient grows by scale", "not by 1 + scale"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate / (1 + scale)
""",
    },
    {
        "kind": "wrong",
        "note": 'minus sign, "against"',
        "expected": ["learning rate stays positive", "sign"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return -learning_rate / scale
""",
    },
    {
        "kind": "wrong",
        "note": "only prints",
        "expected": ["nothing is returned"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    print(learning_rate / scale)
""",
    },
    {
        "kind": "wrong",
        "note": "exponential decay",
        "expected": ["divide", "not a power or exponential"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return learning_rate * np.exp(-scale)
""",
    },
    {
        "kind": "pair",
        "note": "multiplies, rounded: two mistakes",
        "expected": ["divide by scale", "result is rounded"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return round(learning_rate * scale, 1)
""",
    },
    {
        "kind": "pair",
        "note": "square, with minus: two mistakes",
        "expected": ["gradient grows by scale, not by its square", "sign"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return -learning_rate / scale**2
""",
    },
    {
        "kind": "pair",
        "note": "upside down and integer division: two mistakes",
        "expected": ["turned upside down", "// cuts decimals"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return scale // learning_rate
""",
    },
    {
        "kind": "pair",
        "note": "rate left out, square: two mistakes",
        "expected": ["learning rate itself is missing", "not by its square"],
        "source": """def rescaled_learning_rate(learning_rate, scale):
    return 1.0 / scale**2
""",
    },
]
