"""Answers to pattern_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "gate by gate",
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    dsum = 2.0 * dout
    dproduct, dmax = dsum, dsum
    dx = y * dproduct
    dy = x * dproduct
    if z >= w:
        dz, dw = dmax, 0.0
    else:
        dz, dw = 0.0, dmax
    return dx, dy, dz, dw
""",
    },
    {
        "kind": "right",
        "note": "one line for each",
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z >= w), 2 * dout * (w > z)
""",
    },
    {
        "kind": "right",
        "note": "doubled first",
        "source": """def pattern_backward(dout, cache):
    g = dout + dout
    x, y, z, w = cache
    picked = g if z >= w else 0.0
    return g * y, g * x, picked, g - picked
""",
    },
    {
        "kind": "right",
        "note": "small gates as inner functions",
        "source": """def pattern_backward(dout, cache):
    def back_scale(d):
        return 2.0 * d

    def back_add(d):
        return d, d

    def back_multiply(d, a, b):
        return d * b, d * a

    def back_max(d, a, b):
        return (d, 0.0) if a >= b else (0.0, d)

    x, y, z, w = cache
    d_product, d_max = back_add(back_scale(dout))
    return (*back_multiply(d_product, x, y), *back_max(d_max, z, w))
""",
    },
    {
        "kind": "right",
        "note": "an array of local gradients",
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    local = np.array([y, x, float(z >= w), float(w > z)])
    return tuple((2.0 * dout * local).tolist())
""",
    },
    {
        "kind": "right",
        "note": "a list, filled by index, argmax for the tie",
        "source": """def pattern_backward(dout, cache):
    grads = [0.0] * 4
    grads[0] = 2 * dout * cache[1]
    grads[1] = 2 * dout * cache[0]
    grads[2 + int(np.argmax(cache[2:]))] = 2 * dout
    return grads
""",
    },
    {
        "kind": "right",
        "note": "accumulates with +=, starting at zero",
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    d = dict.fromkeys("xyzw", 0.0)
    d["x"] += 2 * y * dout
    d["y"] += 2 * x * dout
    d["z" if z >= w else "w"] += 2 * dout
    return tuple(d[name] for name in "xyzw")
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient",
        "expected": ["upstream gradient is missing"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return 2 * y, 2 * x, 2.0 * (z >= w), 2.0 * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "the factor 2 forgotten everywhere",
        "expected": ["factor 2 is missing"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return dout * y, dout * x, dout * (z >= w), dout * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "the factor 2 only on the product branch",
        "expected": ["factor 2 is missing on the max branch"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, dout * (z >= w), dout * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "the factor 2 only on the max branch",
        "expected": ["factor 2 is missing on the product branch"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return dout * y, dout * x, 2 * dout * (z >= w), 2 * dout * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "swapped at the multiply gate",
        "expected": ["dx and dy are swapped", "the other input"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * x, g * y, g * (z >= w), g * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "tie goes to w",
        "expected": ["at a tie the gradient goes to z"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (z > w), g * (w >= z)
""",
    },
    {
        "kind": "wrong",
        "note": "both at a tie",
        "expected": ["at a tie only z gets it"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (z >= w), g * (w >= z)
""",
    },
    {
        "kind": "wrong",
        "note": "none at a tie",
        "expected": ["at a tie z gets it", "here neither"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (z > w), g * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "max routes to the smaller",
        "expected": ["max gate is the wrong way round", "larger gets it"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (z < w), g * (w <= z)
""",
    },
    {
        "kind": "wrong",
        "note": "max branch times the value",
        "expected": ["max gate: slope is 1, not the value of the input"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * z * (z >= w), g * w * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "splits the gradient in half at the add gate",
        "expected": ["add gate does not share", "each branch gets all"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout / 2
    return g * y, g * x, g * (z >= w), g * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "squares the 2: once at the gate and once more",
        "expected": ["factor 2 used twice"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    dsum = 2 * dout
    g = 2 * dsum
    return g * y, g * x, g * (z >= w), g * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "max over all four inputs decides",
        "expected": ["only z and w go into the max"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    top = max(cache)
    return g * y, g * x, g * (z == top), g * (w == top and z != top)
""",
    },
    {
        "kind": "wrong",
        "note": "compares absolute values in the max gate",
        "expected": ["negative z, w", "compare numbers, not absolute values"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (abs(z) >= abs(w)), g * (abs(w) > abs(z))
""",
    },
    {
        "kind": "wrong",
        "note": "both z and w get a gradient",
        "expected": ["max gate", "the smaller gets 0"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g, g
""",
    },
    {
        "kind": "wrong",
        "note": "w before z in the result",
        "expected": ["order is dx, dy, dz, dw"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (w > z), g * (z >= w)
""",
    },
    {
        "kind": "wrong",
        "note": "power rule for 2(...): adds 2 in place of multiplying",
        "expected": ["2 multiplies, it is not added"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = dout + 2
    return g * y, g * x, g * (z >= w), g * (w > z)
""",
    },
    {
        "kind": "wrong",
        "note": "max of negative numbers treated as 0",
        "expected": ["z and w may be negative", "not compared with 0"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * y, g * x, g * (z >= w and z > 0), g * (w > z and w > 0)
""",
    },
    {
        "kind": "wrong",
        "note": "products of x and y in both",
        "expected": ["local gradient is the other input", "not the product"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * x * y, g * x * y, g * (z >= w), g * (w > z)
""",
    },
    {
        "kind": "pair",
        "note": "no factor 2, and tie to w: two mistakes",
        "expected": ["factor 2 is missing", "at a tie the gradient goes to z"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return dout * y, dout * x, dout * (z > w), dout * (w >= z)
""",
    },
    {
        "kind": "pair",
        "note": "swapped, and no upstream gradient: two mistakes",
        "expected": ["swapped", "upstream gradient is missing"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    return 2 * x, 2 * y, 2.0 * (z >= w), 2.0 * (w > z)
""",
    },
    {
        "kind": "pair",
        "note": "max to the smaller, and factor 2 missing on the product branch: two mistakes",
        "expected": ["max gate the wrong way round", "factor 2 is missing"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return dout * y, dout * x, g * (z < w), g * (w <= z)
""",
    },
    {
        "kind": "pair",
        "note": "swapped, and both z and w get it: two mistakes",
        "expected": ["swapped", "the smaller of z and w gets 0"],
        "source": """def pattern_backward(dout, cache):
    x, y, z, w = cache
    g = 2 * dout
    return g * x, g * y, g, g
""",
    },
]
