"""Answers to staged_backward."""

ENTRIES = [
    {
        "kind": "right",
        "note": "as in the lecture, stage by stage",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "two sums at the end",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    c = cache
    upper = dout * c["invden"]
    lower = -dout * c["num"] * c["invden"] ** 2
    dx = sum([upper, lower * c["sigx"] * (1 - c["sigx"]), lower * 2 * c["xpy"]])
    dy = sum([upper * c["sigy"] * (1 - c["sigy"]), lower * 2 * c["xpy"]])
    return dx, dy
""",
    },
    {
        "kind": "right",
        "note": "quotient rule",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    n, d = cache["num"], cache["den"]
    dn_dx, dn_dy = 1.0, cache["sigy"] * (1 - cache["sigy"])
    dd_dx = cache["sigx"] * (1 - cache["sigx"]) + 2 * cache["xpy"]
    dd_dy = 2 * cache["xpy"]
    dx = (dn_dx * d - n * dd_dx) / d**2
    dy = (dn_dy * d - n * dd_dy) / d**2
    return dout * dx, dout * dy
""",
    },
    {
        "kind": "right",
        "note": "recomputes the stages from the inputs",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    x, y = cache["x"], cache["y"]
    sx, sy = 1 / (1 + np.exp(-x)), 1 / (1 + np.exp(-y))
    s = x + y
    q = sx + s * s
    g_num = dout / q
    g_den = -dout * (x + sy) / q / q
    return g_num + g_den * (sx - sx * sx + s + s), g_num * (sy - sy * sy) + g_den * (s + s)
""",
    },
    {
        "kind": "right",
        "note": "a dict of gradients, with += at the forks",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    d = dict.fromkeys(["x", "y", "xpy", "sigx", "sigy", "num", "den"], 0.0)
    d["num"] += dout * cache["invden"]
    d["den"] -= dout * cache["num"] * cache["invden"] * cache["invden"]
    d["sigx"] += d["den"]
    d["xpy"] += d["den"] * 2 * cache["xpy"]
    d["x"] += d["xpy"]
    d["y"] += d["xpy"]
    d["x"] += d["sigx"] * cache["sigx"] * (1 - cache["sigx"])
    d["x"] += d["num"]
    d["sigy"] += d["num"]
    d["y"] += d["sigy"] * cache["sigy"] * (1 - cache["sigy"])
    return d["x"], d["y"]
""",
    },
    {
        "kind": "right",
        "note": "vectors of local gradients",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    c = cache
    jac_num = np.array([1.0, c["sigy"] * (1 - c["sigy"])])
    jac_den = np.array([c["sigx"] * (1 - c["sigx"]) + 2 * c["xpy"], 2 * c["xpy"]])
    grad = dout * (jac_num * c["invden"] - c["num"] * c["invden"] ** 2 * jac_den)
    return tuple(grad)
""",
    },
    {
        "kind": "right",
        "note": "local gradients already in the cache, and inner helper",
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    cache["dden"] = -num * invden**2
    cache["dsquare"] = 2.0 * xpy
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    def back_sigmoid(upstream, s):
        return upstream * s * (1.0 - s)

    dnum, dden = dout * cache["invden"], dout * cache["dden"]
    through_sum = dden * cache["dsquare"]
    dx = dnum + back_sigmoid(dden, cache["sigx"]) + through_sum
    dy = back_sigmoid(dnum, cache["sigy"]) + through_sum
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "no upstream gradient in dnum",
        "expected": ["upstream gradient is missing in dnum"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "starts with 1, dout is never used",
        "expected": ["upstream gradient is missing everywhere"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden
    dinvden = num
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of += for the sigmoid path of x",
        "expected": ["overwrites dx", "+= needed where x is used several times"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx = ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of += for the numerator path of x",
        "expected": ["overwrites dx", "+= needed at the fork"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx = 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "= in place of += for y",
        "expected": ["overwrites dy", "+= needed since y is used twice"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy = ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "the direct path of x through num is forgotten",
        "expected": ["path from num to x is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "the sigmoid path of x is forgotten",
        "expected": ["path through sigx is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "minus forgotten at 1/den",
        "expected": ["minus of the reciprocal is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "den not squared",
        "expected": ["square is missing in the reciprocal's slope"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / den) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "invden used where den belongs",
        "expected": ["den and invden mixed up", "1 / den² needed"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (invden**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "2 forgotten at the square",
        "expected": ["factor 2 of the square is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = xpy * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "2 in place of 2 xpy",
        "expected": ["slope of the square is 2 xpy", "factor xpy is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = 2 * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "squared value used in 2 xpy",
        "expected": ["xpysqr used where xpy belongs"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * cache["xpysqr"]) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "absolute value of xpy, square root of xpysqr",
        "expected": ["sign of xpy is lost", "square root gives no negative"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = 2 * np.sqrt(cache["xpysqr"]) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "x instead of sigx in the slope",
        "expected": ["σ(1 − σ) needs the sigmoid and not x itself"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - cache["x"]) * cache["x"]) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "1 − σ forgotten for x",
        "expected": ["factor 1 - sigx is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += sigx * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "sigx for sigy",
        "expected": ["sigx used where sigy belongs", "wrong cached value"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigx) * sigx) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "sigmoid path of y from the denominator",
        "expected": ["sigy hangs on num and not on den", "wrong upstream"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dden
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "shares at the adder den",
        "expected": ["add gate does not share", "each gets all of dden"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 0.5 * dden
    dxpysqr = 0.5 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "invden and num swapped at the product",
        "expected": ["dnum uses invden and dinvden uses num", "swapped"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = num * dout
    dinvden = invden * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "results in the order dy, dx",
        "expected": ["order of the results", "dx first"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dy, dx
""",
    },
    {
        "kind": "wrong",
        "note": "num written back into the cache",
        "expected": ["cache is changed", "second call is wrong"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    cache["num"] = num * dout
    dinvden = cache["num"]
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "gradients kept in the cache by += and never cleared",
        "expected": ["gradients add up from call to call", "cache is changed"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    cache["dx"] = cache.get("dx", 0.0) + dx
    cache["dy"] = cache.get("dy", 0.0) + dy
    return cache["dx"], cache["dy"]
""",
    },
    {
        "kind": "wrong",
        "note": "dout twice: once at the product, once at the end",
        "expected": ["dout multiplied twice"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dout * dx, dout * dy
""",
    },
    {
        "kind": "wrong",
        "note": "a zero xpy is treated as no path",
        "expected": ["gradient at xpy = 0 has the other paths, too"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    if xpy == 0:
        return dnum, 0.0
    return dx, dy
""",
    },
    {
        "kind": "wrong",
        "note": "pops the stages off the cache",
        "expected": ["cache is used up", "second call fails"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache.pop("xpy"), cache.pop("den"), cache.pop("invden")
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "pair",
        "note": "= for += in dy, and 2 forgotten: two mistakes",
        "expected": ["overwrites dy", "factor 2 of the square is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = xpy * dxpysqr
    dx = dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy = ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "pair",
        "note": "minus forgotten, and no upstream in dnum: two mistakes",
        "expected": ["minus of the reciprocal is missing", "upstream gradient is missing in dnum"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden
    dinvden = num * dout
    dden = (1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += ((1 - sigy) * sigy) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "pair",
        "note": "path through num forgotten, sigx for sigy: two mistakes",
        "expected": ["path from num to x is missing", "sigx used where sigy belongs"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dsigy = 1.0 * dnum
    dy += ((1 - sigx) * sigx) * dsigy
    return dx, dy
""",
    },
    {
        "kind": "pair",
        "note": "order of the results, 1 − σ forgotten: two mistakes",
        "expected": ["order of the results", "factor 1 - sigy is missing"],
        "forward": """def staged_forward(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(x=x, y=y, sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache
""",
        "source": """def staged_backward(dout, cache):
    sigy, num, sigx = cache["sigy"], cache["num"], cache["sigx"]
    xpy, den, invden = cache["xpy"], cache["den"], cache["invden"]
    dnum = invden * dout
    dinvden = num * dout
    dden = (-1.0 / (den**2)) * dinvden
    dsigx = 1.0 * dden
    dxpysqr = 1.0 * dden
    dxpy = (2 * xpy) * dxpysqr
    dx = 1.0 * dxpy
    dy = 1.0 * dxpy
    dx += ((1 - sigx) * sigx) * dsigx
    dx += 1.0 * dnum
    dsigy = 1.0 * dnum
    dy += sigy * dsigy
    return dy, dx
""",
    },
]
