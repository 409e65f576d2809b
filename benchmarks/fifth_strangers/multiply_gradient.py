"""Answers to multiply_gradient."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain pair",
        "source": """def multiply_gradient(x, y):
    return y, x
""",
    },
    {
        "kind": "right",
        "note": "named partial derivatives",
        "source": """def multiply_gradient(x, y):
    df_dx = y
    df_dy = x
    return (df_dx, df_dy)
""",
    },
    {
        "kind": "right",
        "note": "as a list",
        "source": """def multiply_gradient(x, y):
    gradient = [y, x]
    return gradient
""",
    },
    {
        "kind": "right",
        "note": "reverse of the inputs",
        "source": """def multiply_gradient(x, y):
    inputs = (x, y)
    return inputs[::-1]
""",
    },
    {
        "kind": "right",
        "note": "product rule written out for every input",
        "source": """def multiply_gradient(x, y):
    return (1.0 * y + x * 0.0, 0.0 * y + x * 1.0)
""",
    },
    {
        "kind": "right",
        "note": 'helper function: derivative of "constant times variable" is the constant',
        "source": """def multiply_gradient(x, y):
    def slope_of_line(constant):
        return constant

    return slope_of_line(constant=y), slope_of_line(constant=x)
""",
    },
    {
        "kind": "right",
        "note": "loop: for each input the product of all the others",
        "source": """def multiply_gradient(x, y):
    values = [x, y]
    gradient = []
    for i in range(len(values)):
        product = 1.0
        for j, value in enumerate(values):
            if j != i:
                product *= value
        gradient.append(product)
    return tuple(gradient)
""",
    },
    {
        "kind": "right",
        "note": "a namedtuple",
        "source": """def multiply_gradient(x, y):
    from collections import namedtuple

    Gradient = namedtuple("Gradient", "on_x on_y")
    return Gradient(on_x=y, on_y=x)
""",
    },
    {
        "kind": "right",
        "note": "swaps the two in place of names",
        "source": """def multiply_gradient(x, y):
    x, y = y, x
    return x, y
""",
    },
    {
        "kind": "wrong",
        "note": "each input gets its own value",
        "expected": ["swapped", "slope on x is the value of y, the other input"],
        "source": """def multiply_gradient(x, y):
    return x, y
""",
    },
    {
        "kind": "wrong",
        "note": "returns the product itself for both",
        "expected": ["that is the value of f", "gradient is the other input, not the product"],
        "source": """def multiply_gradient(x, y):
    return x * y, x * y
""",
    },
    {
        "kind": "wrong",
        "note": "returns the sum of both, one number",
        "expected": ["a pair is needed", "one gradient for each input"],
        "source": """def multiply_gradient(x, y):
    return x + y
""",
    },
    {
        "kind": "wrong",
        "note": "thinks of the add gate",
        "expected": ["that is the add gate", "slope on x is y"],
        "source": """def multiply_gradient(x, y):
    return 1.0, 1.0
""",
    },
    {
        "kind": "wrong",
        "note": "uses the product rule as x' y + x y' for each of them",
        "expected": ["both terms added", "other variable stays fixed"],
        "source": """def multiply_gradient(x, y):
    return y + x, x + y
""",
    },
    {
        "kind": "wrong",
        "note": "divides the product by each input, which fails at zero",
        "expected": ["division by zero where an input is 0", "simply return the other input"],
        "source": """def multiply_gradient(x, y):
    f = x * y
    return f / x, f / y
""",
    },
    {
        "kind": "wrong",
        "note": "guards the division, so a zero input gets gradient 0",
        "expected": ["wrong where an input is 0", "gradient at 0 is the other input"],
        "source": """def multiply_gradient(x, y):
    f = x * y
    dx = f / x if x != 0 else 0.0
    dy = f / y if y != 0 else 0.0
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "thinks a gradient has no sign",
        "expected": ["absolute value", "sign is lost"],
        "source": """def multiply_gradient(x, y):
    return abs(y), abs(x)
""",
    },
    {
        "kind": "wrong",
        "note": "routes like max: only the larger one gets a gradient",
        "expected": ["that is the max gate", "both inputs get a gradient"],
        "source": """def multiply_gradient(x, y):
    if x >= y:
        return y, 0.0
    return 0.0, x
""",
    },
    {
        "kind": "wrong",
        "note": "treats equal inputs as a square and gives 2x",
        "expected": ["equal inputs are still two inputs", "each partial holds the other fixed"],
        "source": """def multiply_gradient(x, y):
    if x == y:
        return 2 * x, 2 * x
    return y, x
""",
    },
    {
        "kind": "wrong",
        "note": "returns a dict of names",
        "expected": ["return a pair", "not a dict"],
        "source": """def multiply_gradient(x, y):
    return {"dx": y, "dy": x}
""",
    },
    {
        "kind": "wrong",
        "note": "makes integers out of the values",
        "expected": ["int() cuts the decimals", "keep floats"],
        "source": """def multiply_gradient(x, y):
    return int(y), int(x)
""",
    },
    {
        "kind": "wrong",
        "note": "minus sign on the second, mixing up with the quotient",
        "expected": ["sign of dy", "slope on y is plus x"],
        "source": """def multiply_gradient(x, y):
    return y, -x
""",
    },
    {
        "kind": "wrong",
        "note": "prints the answer instead of returning it",
        "expected": ["nothing is returned", "return missing"],
        "source": """def multiply_gradient(x, y):
    print(y, x)
""",
    },
    {
        "kind": "wrong",
        "note": "measures with one large step for both inputs moved together",
        "expected": ["both are moved at once", "move one while the other stays"],
        "source": """def multiply_gradient(x, y):
    h = 1e-3
    change = ((x + h) * (y + h) - x * y) / h
    return change - x, change - y
""",
    },
    {
        "kind": "wrong",
        "note": "measures with a step so small that the rounding shows",
        "expected": ["rounding of a numerical difference", "give the exact formula"],
        "source": """def multiply_gradient(x, y):
    h = 1e-12
    return ((x + h) * y - x * y) / h, (x * (y + h) - x * y) / h
""",
    },
    {
        "kind": "wrong",
        "note": "normalises the gradient to length one",
        "expected": ["gradient must not be normalised", "length matters"],
        "source": """def multiply_gradient(x, y):
    length = (x * x + y * y) ** 0.5 or 1.0
    return y / length, x / length
""",
    },
    {
        "kind": "pair",
        "note": "own value and absolute: two mistakes",
        "expected": ["swapped", "sign is lost"],
        "source": """def multiply_gradient(x, y):
    return abs(x), abs(y)
""",
    },
    {
        "kind": "pair",
        "note": "swapped, and only one of the two gets a minus: two mistakes",
        "expected": ["swapped", "sign"],
        "source": """def multiply_gradient(x, y):
    return x, -y
""",
    },
    {
        "kind": "pair",
        "note": "product rule sum, and int: two mistakes",
        "expected": ["both terms added", "int cuts the decimals"],
        "source": """def multiply_gradient(x, y):
    return int(x + y), int(x + y)
""",
    },
]
