"""Answers to add_gradient."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain pair",
        "source": """def add_gradient(x, y):
    return 1.0, 1.0
""",
    },
    {
        "kind": "right",
        "note": "integers count as floats",
        "source": """def add_gradient(x, y):
    return 1, 1
""",
    },
    {
        "kind": "right",
        "note": "a list of ones",
        "source": """def add_gradient(x, y):
    return [1.0 for _ in (x, y)]
""",
    },
    {
        "kind": "right",
        "note": "tuple of floats made from an array",
        "source": """def add_gradient(x, y):
    return tuple(np.ones(2).tolist())
""",
    },
    {
        "kind": "right",
        "note": "same number twice",
        "source": """def add_gradient(x, y):
    d = 1.0
    return (d,) * 2
""",
    },
    {
        "kind": "right",
        "note": "derivative of the first term plus derivative of the second, each written out",
        "source": """def add_gradient(x, y):
    dx = 1.0 + 0.0
    dy = 0.0 + 1.0
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "x to the power of zero, as the power rule says",
        "source": """def add_gradient(x, y):
    dx = 1.0 * x**0
    dy = 1.0 * y**0
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "one from an indicator, rows of the identity summed",
        "source": """def add_gradient(x, y):
    rows = np.eye(2)
    return float(rows[:, 0].sum()), float(rows[:, 1].sum())
""",
    },
    {
        "kind": "wrong",
        "note": "thinks of the multiply gate",
        "expected": ["that is the multiply gate", "slope of a sum is 1"],
        "source": """def add_gradient(x, y):
    return y, x
""",
    },
    {
        "kind": "wrong",
        "note": "the inputs themselves",
        "expected": ["that returns the inputs", "slope of a sum is 1 for each"],
        "source": """def add_gradient(x, y):
    return x, y
""",
    },
    {
        "kind": "wrong",
        "note": "the value of the sum",
        "expected": ["that is the value of f", "gradient is 1 each"],
        "source": """def add_gradient(x, y):
    return x + y, x + y
""",
    },
    {
        "kind": "wrong",
        "note": "one number for both",
        "expected": ["a pair is needed", "one gradient for each input"],
        "source": """def add_gradient(x, y):
    return 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "counts both rises together",
        "expected": ["each input has slope 1, not 2", "do not add the two up"],
        "source": """def add_gradient(x, y):
    return 2.0, 2.0
""",
    },
    {
        "kind": "wrong",
        "note": "shares the gradient between the two inputs",
        "expected": ["not split in half", "each input gets 1"],
        "source": """def add_gradient(x, y):
    return 0.5, 0.5
""",
    },
    {
        "kind": "wrong",
        "note": "minus for the second as in a difference",
        "expected": ["sign of dy", "that is subtraction"],
        "source": """def add_gradient(x, y):
    return 1.0, -1.0
""",
    },
    {
        "kind": "wrong",
        "note": "the sign of the input decides",
        "expected": ["slope does not depend on the sign of the input", "always 1"],
        "source": """def add_gradient(x, y):
    return (1.0 if x > 0 else -1.0), (1.0 if y > 0 else -1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "a zero input contributes nothing",
        "expected": ["an input of 0 has slope 1 too", "always 1"],
        "source": """def add_gradient(x, y):
    return (1.0 if x != 0 else 0.0), (1.0 if y != 0 else 0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "divides the input by itself, which fails at zero",
        "expected": ["division by zero at 0", "slope is the constant 1"],
        "source": """def add_gradient(x, y):
    return x / x, y / y
""",
    },
    {
        "kind": "wrong",
        "note": "equal inputs are taken for 2x",
        "expected": ["equal inputs are still two inputs", "1 for each"],
        "source": """def add_gradient(x, y):
    if x == y:
        return 2.0, 2.0
    return 1.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "the larger one only",
        "expected": ["that is the max gate", "both inputs get 1"],
        "source": """def add_gradient(x, y):
    return (1.0, 0.0) if x >= y else (0.0, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "numbers that do not move: the derivative of a constant is zero",
        "expected": ["x and y are variables", "slope is 1, not 0"],
        "source": """def add_gradient(x, y):
    return 0.0, 0.0
""",
    },
    {
        "kind": "wrong",
        "note": "measures with a tiny step so that rounding shows",
        "expected": ["rounding of a numerical difference", "give the exact 1"],
        "source": """def add_gradient(x, y):
    h = 1e-9
    return ((x + h) + y - (x + y)) / h, (x + (y + h) - (x + y)) / h
""",
    },
    {
        "kind": "wrong",
        "note": "share of each input in the sum",
        "expected": ["that is the share of the value", "slope is 1"],
        "source": """def add_gradient(x, y):
    total = x + y
    return x / total, y / total
""",
    },
    {
        "kind": "wrong",
        "note": "returns the changes for a step of 0.01, from the example",
        "expected": ["that is the change for a step of 0.01", "a slope is change per step, 1"],
        "source": """def add_gradient(x, y):
    return 0.01, 0.01
""",
    },
    {
        "kind": "wrong",
        "note": "strings of the numbers",
        "expected": ["return numbers", "not text"],
        "source": """def add_gradient(x, y):
    return "1.0", "1.0"
""",
    },
    {
        "kind": "pair",
        "note": "halves, with a minus: two mistakes",
        "expected": ["not split in half", "sign of dy"],
        "source": """def add_gradient(x, y):
    return 0.5, -0.5
""",
    },
    {
        "kind": "pair",
        "note": "one number, and it is the sum: two mistakes",
        "expected": ["a pair is needed", "that is the value of f"],
        "source": """def add_gradient(x, y):
    return x + y
""",
    },
    {
        "kind": "pair",
        "note": "the sum of both slopes as one number: two mistakes",
        "expected": ["a pair is needed", "slopes are not added up"],
        "source": """def add_gradient(x, y):
    return 2.0
""",
    },
    {
        "kind": "pair",
        "note": "the other input's value, and minus: two mistakes",
        "expected": ["that is the multiply gate", "sign"],
        "source": """def add_gradient(x, y):
    return y, -x
""",
    },
]
