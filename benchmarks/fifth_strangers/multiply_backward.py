"""Answers to multiply_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "plain",
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * y, dout * x
""",
    },
    {
        "kind": "right",
        "note": "by index",
        "source": """def multiply_backward(dout, cache):
    dx = cache[1] * dout
    dy = cache[0] * dout
    return (dx, dy)
""",
    },
    {
        "kind": "right",
        "note": "reversed comprehension",
        "source": """def multiply_backward(dout, cache):
    return [dout * other for other in reversed(cache)]
""",
    },
    {
        "kind": "right",
        "note": "local gradients first",
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    local_x, local_y = y, x
    dx = local_x * dout
    dy = local_y * dout
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "slice and map",
        "source": """def multiply_backward(dout, cache):
    return tuple(map(lambda value: value * dout, cache[::-1]))
""",
    },
    {
        "kind": "right",
        "note": "accumulates into zeros",
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    dx = dy = 0.0
    dx += y * dout
    dy += x * dout
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "star unpacking and a helper that knows the gate's local gradients",
        "source": """def multiply_backward(dout, cache):
    def local(x, y):
        return y, x

    gx, gy = local(*cache)
    return gx * dout, gy * dout
""",
    },
    {
        "kind": "right",
        "note": "Jacobian as a row",
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    jacobian = np.array([[y, x]])
    gradient = dout * jacobian[0]
    return float(gradient[0]), float(gradient[1])
""",
    },
    {
        "kind": "wrong",
        "note": "forgets the upstream gradient",
        "expected": ["upstream gradient dout is missing"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return y, x
""",
    },
    {
        "kind": "wrong",
        "note": "each its own value",
        "expected": ["swapped", "dx uses y, the other input"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * x, dout * y
""",
    },
    {
        "kind": "wrong",
        "note": "unpacks the cache in the wrong order",
        "expected": ["cache is (x, y)", "unpacked in the wrong order, swapped"],
        "source": """def multiply_backward(dout, cache):
    y, x = cache
    return dout * y, dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "returns dy first",
        "expected": ["order of the results", "dx comes first"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    dx = dout * y
    dy = dout * x
    return dy, dx
""",
    },
    {
        "kind": "wrong",
        "note": "passes on like add",
        "expected": ["that is the add gate", "multiply by the other input"],
        "source": """def multiply_backward(dout, cache):
    return dout, dout
""",
    },
    {
        "kind": "wrong",
        "note": "multiplies by the output x y",
        "expected": ["local gradient is the other input", "not the product"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * x * y, dout * x * y
""",
    },
    {
        "kind": "wrong",
        "note": "adds dout instead of multiplying",
        "expected": ["multiply by dout", "not add"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout + y, dout + x
""",
    },
    {
        "kind": "wrong",
        "note": "divides the product by the input, fails at 0",
        "expected": ["division by zero at an input of 0", "use the other input"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    f = x * y
    return dout * f / x, dout * f / y
""",
    },
    {
        "kind": "wrong",
        "note": "guards that division by giving 0",
        "expected": ["at an input of 0 the gradient is the other input times dout"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    f = x * y
    return (dout * f / x if x else 0.0), (dout * f / y if y else 0.0)
""",
    },
    {
        "kind": "wrong",
        "note": "dout on the first gradient only",
        "expected": ["dout is missing in dy"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * y, x
""",
    },
    {
        "kind": "wrong",
        "note": "uses the already overwritten x",
        "expected": ["x was overwritten", "dy uses the new value of x"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    x = dout * y
    y = dout * x
    return x, y
""",
    },
    {
        "kind": "wrong",
        "note": "absolute values",
        "expected": ["sign lost", "no absolute value"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * abs(y), dout * abs(x)
""",
    },
    {
        "kind": "wrong",
        "note": "equal inputs give 2x",
        "expected": ["equal inputs are two inputs", "not doubled"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    if x == y:
        return 2 * x * dout, 2 * x * dout
    return y * dout, x * dout
""",
    },
    {
        "kind": "wrong",
        "note": "dout replaced by 1 when it is zero",
        "expected": ["dout of 0 gives gradients of 0"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    if not dout:
        dout = 1.0
    return dout * y, dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "product rule with both terms",
        "expected": ["both terms added", "other input only"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    g = dout * (x + y)
    return g, g
""",
    },
    {
        "kind": "wrong",
        "note": "divides by dout",
        "expected": ["multiply by dout, not divide"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return y / dout, x / dout
""",
    },
    {
        "kind": "wrong",
        "note": "minus on the second",
        "expected": ["sign of dy"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * y, -dout * x
""",
    },
    {
        "kind": "wrong",
        "note": "reads global x and y from an earlier cell",
        "expected": ["use the cache, not global variables"],
        "source": """def multiply_backward(dout, cache):
    return dout * globals().get("y", -3.0), dout * globals().get("x", 4.0)
""",
    },
    {
        "kind": "pair",
        "note": "own value and no dout: two mistakes",
        "expected": ["swapped", "upstream gradient is missing"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return x, y
""",
    },
    {
        "kind": "pair",
        "note": "product for both, dout added: two mistakes",
        "expected": ["not the product", "multiply by dout, not add"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout + x * y, dout + x * y
""",
    },
    {
        "kind": "pair",
        "note": "absolute, and dout only on dx: two mistakes",
        "expected": ["sign lost", "dout is missing in dy"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * abs(y), abs(x)
""",
    },
    {
        "kind": "pair",
        "note": "swapped and a minus: two mistakes",
        "expected": ["swapped", "sign of dy"],
        "source": """def multiply_backward(dout, cache):
    x, y = cache
    return dout * x, -dout * y
""",
    },
]
