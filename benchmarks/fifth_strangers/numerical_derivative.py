"""Answers to numerical_derivative."""

ENTRIES = [
    {
        "kind": "right",
        "note": "the formula in one line",
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "right",
        "note": "the two values named first",
        "source": """def numerical_derivative(f, x, h=1e-5):
    up = f(x + h)
    down = f(x - h)
    rise = up - down
    run = 2.0 * h
    return rise / run
""",
    },
    {
        "kind": "right",
        "note": "divides by h and then by two",
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h / 2
""",
    },
    {
        "kind": "right",
        "note": "uses a helper inside that is asked for both sides",
        "source": """def numerical_derivative(f, x, h=1e-5):
    def moved(sign):
        return f(x + sign * h)

    return (moved(+1) - moved(-1)) / (2 * h)
""",
    },
    {
        "kind": "right",
        "note": "list of points, values by comprehension",
        "source": """def numerical_derivative(f, x, h=1e-5):
    left, right = [f(p) for p in (x - h, x + h)]
    return (right - left) / (h + h)
""",
    },
    {
        "kind": "right",
        "note": "a sum over signs",
        "source": """def numerical_derivative(f, x, h=1e-5):
    return sum(s * f(x + s * h) for s in (-1.0, 1.0)) / (2.0 * h)
""",
    },
    {
        "kind": "right",
        "note": "in place on one variable, step by step",
        "source": """def numerical_derivative(f, x, h=1e-5):
    slope = f(x + h)
    slope -= f(x - h)
    slope /= h + h
    return slope
""",
    },
    {
        "kind": "right",
        "note": "numpy dot product of weights and values",
        "source": """def numerical_derivative(f, x, h=1e-5):
    values = np.array([f(x - h), f(x + h)])
    weights = np.array([-0.5, 0.5])
    return float(values @ weights / h)
""",
    },
    {
        "kind": "right",
        "note": "a lambda for the slope",
        "source": """def numerical_derivative(f, x, h=1e-5):
    slope = lambda a, b: (f(b) - f(a)) / (2 * h)
    return slope(x - h, x + h)
""",
    },
    {
        "kind": "wrong",
        "note": "takes a step to the right only",
        "expected": [
            "only one side, the step to the left is missing",
            "needs both sides, x + h and x - h",
        ],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x)) / h
""",
    },
    {
        "kind": "wrong",
        "note": "takes a step to the left only",
        "expected": ["only one side", "the step to the right is missing"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x) - f(x - h)) / h
""",
    },
    {
        "kind": "wrong",
        "note": "divides the distance of two steps by one step",
        "expected": ["the points are 2h apart", "divisor should be 2h, result twice too large"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / h
""",
    },
    {
        "kind": "wrong",
        "note": "writes / 2 * h without brackets, so multiplies by h",
        "expected": ["brackets around 2 * h", "it multiplies by h instead of dividing"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / 2 * h
""",
    },
    {
        "kind": "wrong",
        "note": "forgets the brackets around the numerator",
        "expected": ["brackets around the difference", "only the last term is divided"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return f(x + h) - f(x - h) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "subtracts in the wrong order",
        "expected": ["sign is reversed", "right minus left"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "ignores the parameter h and uses its default as a number",
        "expected": ["h that was given is ignored", "fixed step used"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
""",
    },
    {
        "kind": "wrong",
        "note": "sets h again inside, so that the caller's h is lost",
        "expected": ["h is overwritten", "the step of the caller is ignored"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "computes both one-sided differences and averages them, calling f four times",
        "expected": ["f is called too often", "exactly two calls of f"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    right = (f(x + h) - f(x)) / h
    left = (f(x) - f(x - h)) / h
    return (right + left) / 2
""",
    },
    {
        "kind": "wrong",
        "note": "does not divide by the step at all",
        "expected": ["division by 2h is missing", "returns the change not the slope"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return f(x + h) - f(x - h)
""",
    },
    {
        "kind": "wrong",
        "note": "steps only half of h to each side but still divides by 2h",
        "expected": ["step to each side is h, not h / 2", "half too small"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h / 2) - f(x - h / 2)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "steps half of h to each side and divides by h, which is another difference quotient for large h",
        "expected": ["points should be x + h and x - h", "step is half of h"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h / 2) - f(x - h / 2)) / h
""",
    },
    {
        "kind": "wrong",
        "note": "steps 2h to the sides instead of h",
        "expected": ["step to each side is h", "divisor is 2h for h to each side"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + 2 * h) - f(x - 2 * h)) / (4 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "scales the step with x, which makes it zero at x = 0",
        "expected": ["step must be h, not relative to x", "division by zero at x = 0"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    step = h * abs(x)
    return (f(x + step) - f(x - step)) / (2 * step)
""",
    },
    {
        "kind": "wrong",
        "note": "rounds the result to make it look exact",
        "expected": ["result is rounded", "return the exact quotient"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return round((f(x + h) - f(x - h)) / (2 * h), 4)
""",
    },
    {
        "kind": "wrong",
        "note": 'takes the absolute value, since "a slope is a size"',
        "expected": ["sign is lost", "no absolute value, a slope may be negative"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return abs(f(x + h) - f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "calls f once more to look at the middle value",
        "expected": ["f is called three times", "exactly two calls"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    here = f(x)
    if here is None:
        return 0.0
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "uses integer division",
        "expected": ["// is integer division", "use / to divide"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) // (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "adds the two values, as for a mean",
        "expected": ["difference, not sum", "the two values must be subtracted"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) + f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "wrong",
        "note": "divides by x as well, thinking of a relative change",
        "expected": ["divided by the wrong thing", "divisor is 2h and not 2x"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x + h) - f(x - h)) / (2 * h * x)
""",
    },
    {
        "kind": "wrong",
        "note": "makes the step smaller for safety when it is large",
        "expected": ["step must be exactly the given h", "large h is changed"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    h = min(h, 0.1)
    return (f(x + h) - f(x - h)) / (2 * h)
""",
    },
    {
        "kind": "pair",
        "note": "one-sided step and no division: two mistakes",
        "expected": ["only one side", "division by the step is missing"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return f(x + h) - f(x)
""",
    },
    {
        "kind": "pair",
        "note": "left minus right, and divided by h only: two mistakes",
        "expected": ["sign reversed", "divisor should be 2h"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return (f(x - h) - f(x + h)) / h
""",
    },
    {
        "kind": "pair",
        "note": "ignores the given h, and the order is reversed: two mistakes",
        "expected": ["the given h is ignored", "sign reversed"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    d = 1e-5
    return (f(x - d) - f(x + d)) / (2 * d)
""",
    },
    {
        "kind": "pair",
        "note": "brackets missing below and absolute value: two mistakes",
        "expected": ["brackets around 2 * h", "absolute value loses the sign"],
        "source": """def numerical_derivative(f, x, h=1e-5):
    return abs(f(x + h) - f(x - h)) / 2 * h
""",
    },
]
