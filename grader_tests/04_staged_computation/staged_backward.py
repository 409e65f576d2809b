"""staged_backward: the reference, right ways to write it, and known mistakes."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise


# Forwards of staged_backward's variants, each with a cache of its own, and a cache alone.
def staged_forward(x, y):
    sigy = 1.0 / (1.0 + math.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + math.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy}
    cache.update({"xpysqr": xpysqr, "den": den, "invden": invden})
    return f, cache


cache_stages = staged_forward


def cache_more(x, y):
    sigy, sigx = 1.0 / (1.0 + math.exp(-y)), 1.0 / (1.0 + math.exp(-x))
    num, xpy = x + sigy, x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {"sigy": sigy, "num": num, "sigx": sigx, "xpy": xpy}
    cache.update({"xpysqr": xpysqr, "den": den, "invden": invden})
    return f, {"x": x, "y": y, "f": f, **cache}


def all_names(x, y):
    return cache_more(x, y)[1]


exercise = Exercise("staged_backward", caches=(all_names,))


@exercise.solved_by(forward=cache_stages)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.right("in one go", forward=cache_stages)
def _(dout, cache):
    c = cache
    dden = -dout * c["num"] * c["invden"] ** 2
    dxpy = 2 * c["xpy"] * dden
    dx = dout * c["invden"] + dden * c["sigx"] * (1 - c["sigx"]) + dxpy
    dy = dout * c["invden"] * c["sigy"] * (1 - c["sigy"]) + dxpy
    return dx, dy


@exercise.right("by the quotient rule", forward=cache_stages)
def _(dout, cache):
    c = cache
    slope_x = (1.0 * c["den"] - c["num"] * (c["sigx"] * (1 - c["sigx"]) + 2 * c["xpy"])) / c[
        "den"
    ] ** 2
    slope_y = (c["sigy"] * (1 - c["sigy"]) * c["den"] - c["num"] * 2 * c["xpy"]) / c["den"] ** 2
    return [dout * slope_x, dout * slope_y]


@exercise.right("from the output", forward=cache_more)
def _(dout, cache):
    f = cache["f"]
    dnum = dout * cache["invden"]
    dden = -f * dnum
    dxpy = dden * (cache["xpy"] + cache["xpy"])
    sx, sy = cache["sigx"], cache["sigy"]
    return dnum + dxpy + dden * (sx - sx**2), dxpy + dnum * (sy - sy**2)


@exercise.right("from x and y", forward=cache_more)
def _(dout, cache):
    x, y = cache["x"], cache["y"]
    sigy, sigx = 1 / (1 + math.exp(-y)), 1 / (1 + math.exp(-x))
    den = sigx + (x + y) ** 2
    dnum, dden = dout / den, -dout * (x + sigy) / den**2
    dx = dnum + dden * (sigx * (1 - sigx) + 2 * (x + y))
    dy = dnum * sigy * (1 - sigy) + dden * 2 * (x + y)
    return dx, dy


@exercise.right("the forward run again at the same point", forward=cache_more)
def _(dout, cache):
    _, c = staged_forward(cache["x"], cache["y"])
    dnum, dden = dout * c["invden"], -dout * c["num"] / c["den"] ** 2
    dx = dy = 2 * c["xpy"] * dden
    dx += dnum + (1 - c["sigx"]) * c["sigx"] * dden
    dy += (1 - c["sigy"]) * c["sigy"] * dnum
    return dx, dy


@exercise.right("a dict of gradients, with a print and a warning", forward=cache_stages)
def _(dout, cache):
    g = {name: 0.0 for name in ("x", "y", *cache)}
    g["num"] += cache["invden"] * dout
    g["invden"] += cache["num"] * dout
    g["den"] += -1.0 / cache["den"] ** 2 * g["invden"]
    g["sigx"] += g["den"]
    g["xpysqr"] += g["den"]
    g["xpy"] += 2.0 * cache["xpy"] * g["xpysqr"]
    g["x"] += g["xpy"] + g["num"] + (1 - cache["sigx"]) * cache["sigx"] * g["sigx"]
    g["sigy"] += g["num"]
    g["y"] += g["xpy"] + (1 - cache["sigy"]) * cache["sigy"] * g["sigy"]
    print(g)
    warnings.warn("on the way")
    return np.array(g["x"]), np.array(g["y"])


@exercise.right("in place on arrays of its own", forward=cache_stages)
def _(dout, cache):
    dx, dy = np.zeros(()), np.zeros(())
    dnum = dout * cache["invden"]
    dden = -(cache["invden"] ** 2) * cache["num"] * dout
    for gradient in (dx, dy):
        gradient += 2 * cache["xpy"] * dden
    dx += dnum
    dx += cache["sigx"] * (1 - cache["sigx"]) * dden
    dy += cache["sigy"] * (1 - cache["sigy"]) * dnum
    return dx, dy


@exercise.right("a forward with a cache of x and y beside the stages", forward=cache_more)
def _(dout, cache):
    c = cache.copy()
    num, den, invden = c.pop("num"), c.pop("den"), c.pop("invden")
    sigx, sigy, xpy = c["sigx"], c["sigy"], c["x"] + c["y"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "= for += at num",
    told="The last thing to reach dx wipes out what was there. x feeds three places and y two. Do the gradients that come back from them replace each other?",
    reported="dx = dnum instead of +=",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx = dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "= for += at sigx",
    told="What x + y sends back to x is lost on the way. x feeds three places and y two. Do the gradients that come back from them replace each other?",
    reported="dx = … instead of += at σ(x)",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx = (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "= for += at sigy",
    told="What x + y sends back to y is lost on the way. x feeds three places and y two. Do the gradients that come back from them replace each other?",
    reported="dy = … instead of += at σ(y)",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy = (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "= for += everywhere",
    told="Each line that reaches dx or dy wipes out the one before. x feeds three places and y two. Do the gradients that come back from them replace each other?",
    reported="= instead of += at every fork",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx = dnum
    dsigy = dnum
    dy = (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigx and num overwritten, y added",
    told="Only one of the uses of x has a share in dx, and y takes part in σ(y) only. x feeds three places and y two. Do the gradients that come back from them replace each other?",
    reported="keeps the σ paths only",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx = (1 - sigx) * sigx * dsigx
    dsigy = dnum
    dy = (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigx path missing",
    told="x feeds three places. One of them is a sigmoid.",
    reported="forgets the path through σ(x)",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "num path missing",
    told="x feeds three places. One of them is the numerator.",
    reported="forgets the path of x through the numerator",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigy path missing",
    told="y feeds two places. One of them is a sigmoid.",
    reported="forgets the path through σ(y)",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    return dx, dy


@exercise.wrong(
    "square from the gradient",
    told="dxpy is not known yet in its own line: which value of the forward pass decides how steep a square is?",
    reported="uses dxpy in its own line",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = (2 * dxpy) * dxpysqr  # noqa: F821
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "square from the outer value",
    told="How steep a square is depends on what was squared, not on the result.",
    reported="uses xpysqr instead of xpy",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * cache["xpysqr"] * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "square without its two",
    told="Write the square as a product of two equal factors: both move.",
    reported="forgets the 2 of the square",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "square without xpy",
    told="A square is not equally steep everywhere.",
    reported="square: local gradient 2",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "square forgotten",
    told="Between x + y and the denominator there is one more gate.",
    reported="forgets the square gate",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "reciprocal without minus",
    told="When the denominator grows, does one over it grow or shrink?",
    reported="1/x without its minus sign",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "reciprocal not squared",
    told="How steep is 1/x near zero, and how steep further out? Compare it with 1/x itself.",
    reported="1/x: den not squared",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "reciprocal of the inverse",
    told="invden is one over den already: is it squared or divided by?",
    reported="1/x: divides by invden²",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    invden = cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / invden**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "reciprocal forgotten",
    told="Between the denominator and the product there is one more gate.",
    reported="forgets the reciprocal gate",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    invden = cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = dinvden
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigma from x",
    told="The slope of a sigmoid is told by its output, here by its input: which of the two is cached under sigx?",
    reported="σ'(x) from x instead of σ(x)",
    forward=cache_more,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - cache["x"]) * cache["x"] * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigma from y",
    told="The slope of a sigmoid is told by its output, here by its input: which of the two is cached under sigy?",
    reported="σ'(y) from y instead of σ(y)",
    forward=cache_more,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - cache["y"]) * cache["y"] * dsigy
    return dx, dy


@exercise.wrong(
    "sigmoids exchanged",
    told="Each sigmoid has its own slope. Which output belongs to which input?",
    reported="uses σ(y) for σ'(x) and the other way round",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigy) * sigy * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigx) * sigx * dsigy
    return dx, dy


@exercise.wrong(
    "sigma's value for its slope",
    told="It multiplies by the value of the sigmoid. The local gradient is a rate.",
    reported="uses σ instead of σ'",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += sigy * dsigy
    return dx, dy


@exercise.wrong(
    "sigma's slope alone",
    told="A local gradient is there, but not what arrives from above: a factor of the chain is missing at the sigmoids.",
    reported="forgets dsigx and dsigy in the chain",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx
    dx += dnum
    dy += (1 - sigy) * sigy
    return dx, dy


@exercise.wrong(
    "sigma forgotten",
    told="Between x and sigx there is a gate, and between y and sigy too.",
    reported="forgets the sigmoid gates",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += dsigx
    dx += dnum
    dsigy = dnum
    dy += dsigy
    return dx, dy


@exercise.wrong(
    "dx = 1 * dnum, dsigy from num",
    told="dsigy has the value of num instead of the gradient on it.",
    reported="uses num for dnum",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = num
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "num and invden not switched",
    told="Multiply switches its inputs: which value is the local gradient for num?",
    reported="local gradients of the product not switched",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * num
    dinvden = dout * invden
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


exercise.common("upstream ignored")


@exercise.wrong(
    "upstream on num only",
    told="Both inputs of the last product get the upstream gradient.",
    reported="ignores the upstream gradient on the way to den",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong(
    "upstream twice",
    told="The upstream gradient is there twice: it came in at the last product already.",
    reported="multiplies by the upstream gradient twice",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dout * dx, dout * dy


@exercise.wrong(
    "upstream added",
    told="Two rates in a chain: are those added?",
    reported="adds the upstream gradient",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout + invden
    dinvden = dout + num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


exercise.common("sign")


@exercise.wrong(
    "order exchanged",
    told="The gradients come in the order of the inputs: dx first, then dy.",
    reported="returns (dy, dx)",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dy, dx


@exercise.wrong(
    "averaged at the fork",
    told="Where gradients meet again they are added, not averaged.",
    reported="averages at the forks",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx / 3, dy / 2


@exercise.wrong(
    "rounded values",
    told="It works with rounded stages. Rounding is for reading; keep all digits.",
    reported="works from rounded values",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (round(cache[name], 2) for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = round(cache["den"], 2), round(cache["invden"], 2)
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy


@exercise.wrong("published example", forward=cache_stages)
def _(dout, cache):
    return 2.0595697955721652, 1.5922327514838093


exercise.common("float32")


@exercise.wrong(
    "writes into the cache",
    told="The cache is changed, so whoever reads it next finds something else.",
    reported="stores gradients in the cache",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    cache["dx"], cache["dy"] = dx, dy
    return dx, dy


@exercise.wrong(
    "all gradients",
    told="Only the gradients on x and y are asked for. The others are needed on the way.",
    reported="returns the gradients of all stages",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = dout * invden
    dinvden = dout * num
    dden = -dinvden / den**2
    dsigx = dden
    dxpysqr = dden
    dxpy = 2 * xpy * dxpysqr
    dx = dxpy
    dy = dxpy
    dx += (1 - sigx) * sigx * dsigx
    dx += dnum
    dsigy = dnum
    dy += (1 - sigy) * sigy * dsigy
    return dx, dy, dnum, dden, dxpy


@exercise.wrong("numerical differences", forward=cache_more)
def _(dout, cache):
    x, y = cache["x"], cache["y"]
    h = 1e-5
    dx = (staged_forward(x + h, y)[0] - staged_forward(x - h, y)[0]) / (2 * h)
    dy = (staged_forward(x, y + h)[0] - staged_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy
