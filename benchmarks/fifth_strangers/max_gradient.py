"""Answers to max_gradient."""

ENTRIES = [
    {
        "kind": "right",
        "note": "if and else",
        "source": """def max_gradient(x, y):
    if x >= y:
        return 1.0, 0.0
    return 0.0, 1.0
""",
    },
    {
        "kind": "right",
        "note": "conditional expression",
        "source": """def max_gradient(x, y):
    return (1.0, 0.0) if x >= y else (0.0, 1.0)
""",
    },
    {
        "kind": "right",
        "note": "indicators as floats",
        "source": """def max_gradient(x, y):
    return float(x >= y), float(y > x)
""",
    },
    {
        "kind": "right",
        "note": "one minus the other",
        "source": """def max_gradient(x, y):
    first = 1.0 * (x >= y)
    return first, 1.0 - first
""",
    },
    {
        "kind": "right",
        "note": "argmax takes the first at a tie",
        "source": """def max_gradient(x, y):
    gradient = np.zeros(2)
    gradient[np.argmax([x, y])] = 1.0
    return tuple(gradient)
""",
    },
    {
        "kind": "right",
        "note": "asks which one max returned, by value with x first",
        "source": """def max_gradient(x, y):
    larger = max(x, y)
    if larger == x:
        dx, dy = 1.0, 0.0
    else:
        dx, dy = 0.0, 1.0
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "three cases spelled out",
        "source": """def max_gradient(x, y):
    if x > y:
        return 1.0, 0.0
    elif y > x:
        return 0.0, 1.0
    else:
        return 1.0, 0.0
""",
    },
    {
        "kind": "right",
        "note": "integers and a list",
        "source": """def max_gradient(x, y):
    won = int(y > x)
    return [1 - won, won]
""",
    },
    {
        "kind": "right",
        "note": "numpy where and heaviside",
        "source": """def max_gradient(x, y):
    dx = np.where(x >= y, 1.0, 0.0)
    dy = np.where(x >= y, 0.0, 1.0)
    return float(dx), float(dy)
""",
    },
    {
        "kind": "wrong",
        "note": "tie goes to y",
        "expected": ["at a tie the gradient goes to x", "use >= instead of >"],
        "source": """def max_gradient(x, y):
    if x > y:
        return 1.0, 0.0
    return 0.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "both get 1 at a tie, as in books",
        "expected": ["at a tie only x gets it", "two indicators with >= give 1 and 1"],
        "source": """def max_gradient(x, y):
    return float(x >= y), float(y >= x)
""",
    },
    {
        "kind": "wrong",
        "note": "neither gets it at a tie",
        "expected": ["at a tie x gets 1", "two strict indicators give 0 and 0"],
        "source": """def max_gradient(x, y):
    return float(x > y), float(y > x)
""",
    },
    {
        "kind": "wrong",
        "note": "shares at a tie",
        "expected": ["at a tie not shared", "the rule gives x all of it"],
        "source": """def max_gradient(x, y):
    if x == y:
        return 0.5, 0.5
    return float(x > y), float(y > x)
""",
    },
    {
        "kind": "wrong",
        "note": "swapped",
        "expected": ["swapped", "the larger input gets 1"],
        "source": """def max_gradient(x, y):
    if x >= y:
        return 0.0, 1.0
    return 1.0, 0.0
""",
    },
    {
        "kind": "wrong",
        "note": "returns the values instead of slopes",
        "expected": ["slope is 1 and not the value", "the larger input's value returned"],
        "source": """def max_gradient(x, y):
    if x >= y:
        return x, 0.0
    return 0.0, y
""",
    },
    {
        "kind": "wrong",
        "note": "returns the value of max",
        "expected": ["that is the value", "a pair of slopes is needed"],
        "source": """def max_gradient(x, y):
    return max(x, y)
""",
    },
    {
        "kind": "wrong",
        "note": "the larger by absolute value",
        "expected": ["larger, not larger in absolute value", "abs is wrong for negative numbers"],
        "source": """def max_gradient(x, y):
    if abs(x) >= abs(y):
        return 1.0, 0.0
    return 0.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "compares with zero, like ReLU",
        "expected": ["compare x with y", "not with zero"],
        "source": """def max_gradient(x, y):
    return (1.0 if x > 0 else 0.0), (1.0 if y > 0 else 0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "calls nearly equal numbers a tie",
        "expected": ["only exactly equal is a tie", "no tolerance"],
        "source": """def max_gradient(x, y):
    if x > y or np.isclose(x, y):
        return 1.0, 0.0
    return 0.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "compares integers only",
        "expected": ["int cuts the decimals", "compare the numbers themselves"],
        "source": """def max_gradient(x, y):
    return (1.0, 0.0) if int(x) >= int(y) else (0.0, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "the central difference, ½ at a tie",
        "expected": [
            "numerical difference at the tie gives a half",
            "at a tie the gradient goes to x",
        ],
        "source": """def max_gradient(x, y):
    h = 1e-6
    dx = (max(x + h, y) - max(x - h, y)) / (2 * h)
    dy = (max(x, y + h) - max(x, y - h)) / (2 * h)
    return round(dx, 3), round(dy, 3)
""",
    },
    {
        "kind": "wrong",
        "note": "minus for the loser",
        "expected": ["the smaller one gets 0", "not minus 1"],
        "source": """def max_gradient(x, y):
    return (1.0, -1.0) if x >= y else (-1.0, 1.0)
""",
    },
    {
        "kind": "wrong",
        "note": "both gradients 1 as for add",
        "expected": ["that is the add gate", "the smaller one gets 0"],
        "source": """def max_gradient(x, y):
    return 1.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "nothing for x negative (and zero)",
        "expected": ["wrong for negative inputs", "the larger may be negative"],
        "source": """def max_gradient(x, y):
    m = max(x, y, 0)
    return float(m == x), float(m == y and x != y)
""",
    },
    {
        "kind": "wrong",
        "note": "divides by the maximum, hoping for 1 and 0",
        "expected": ["division gives ratios and fails at 0", "use a comparison"],
        "source": """def max_gradient(x, y):
    m = max(x, y)
    return (x // m, 0.0) if x >= y else (0.0, y // m)
""",
    },
    {
        "kind": "wrong",
        "note": "only the gradient on x is returned",
        "expected": ["one result only", "a pair is needed"],
        "source": """def max_gradient(x, y):
    return 1.0 if x >= y else 0.0
""",
    },
    {
        "kind": "pair",
        "note": "the smaller one gets it, and gets the value of an input: two mistakes",
        "expected": ["swapped, the larger gets it", "slope is 1 and not the value"],
        "source": """def max_gradient(x, y):
    if x >= y:
        return 0.0, y
    return x, 0.0
""",
    },
    {
        "kind": "pair",
        "note": "compares absolute values, tie to y: two mistakes",
        "expected": ["abs is wrong for negative numbers", "at a tie the gradient goes to x"],
        "source": """def max_gradient(x, y):
    return (1.0, 0.0) if abs(x) > abs(y) else (0.0, 1.0)
""",
    },
    {
        "kind": "pair",
        "note": "values instead of slopes, and shared at a tie: two mistakes",
        "expected": ["slope is 1 and not the value", "at a tie x gets all"],
        "source": """def max_gradient(x, y):
    if x == y:
        return x / 2, y / 2
    return (x, 0.0) if x > y else (0.0, y)
""",
    },
    {
        "kind": "pair",
        "note": "minus one for the loser, and tie to y: two mistakes",
        "expected": ["the smaller one gets 0", "at a tie the gradient goes to x"],
        "source": """def max_gradient(x, y):
    return (1.0, -1.0) if x > y else (-1.0, 1.0)
""",
    },
]
