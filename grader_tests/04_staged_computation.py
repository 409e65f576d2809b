"""What the hidden tests of chapter 4 know of each exercise."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise

# The given forwards, as they stand in the notebook; what the students' functions may call.
from backpass.grading.exercises.quizzes import quizzes


# The given forwards, as they stand in the notebook; what the students' functions may call.
def fork_forward(x, y):
    return x / (1.0 + np.exp(-x * y)) + x * x, (x, y)


def score_forward(w, x):
    return w @ x, (w, x)


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


# staged_forward -----------------------------------------------------------------------------------


staged_out = Exercise("staged_forward")


@staged_out.solved_by()
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {
        "sigy": sigy,
        "num": num,
        "sigx": sigx,
        "xpy": xpy,
        "xpysqr": xpysqr,
        "den": den,
        "invden": invden,
    }
    return f, cache


@staged_out.right("with math and a dict built on the way")
def _(x, y):
    cache = {}
    cache["sigy"] = 1.0 / (1.0 + math.exp(-y))
    cache["num"] = x + cache["sigy"]
    cache["sigx"] = 1.0 / (1.0 + math.exp(-x))
    cache["xpy"] = x + y
    cache["xpysqr"] = cache["xpy"] * cache["xpy"]
    cache["den"] = cache["sigx"] + cache["xpysqr"]
    cache["invden"] = 1.0 / cache["den"]
    return cache["num"] * cache["invden"], cache


@staged_out.right("with a helper, and more in the cache")
def _(x, y):
    def sigma(t):
        return 0.5 + 0.5 * math.tanh(t / 2)

    sigy, sigx, xpy = sigma(y), sigma(x), x + y
    num, den = x + sigy, sigx + xpy * xpy
    f = num / den
    cache = dict(x=x, y=y, f=f, sigy=sigy, num=num, sigx=sigx, xpy=xpy)
    cache |= dict(xpysqr=xpy * xpy, den=den, invden=1 / den)
    return f, cache


@staged_out.right("as 0-d arrays")
def _(x, y):
    x, y = np.array(x), np.array(y)
    sigy = np.asarray(1.0 / (1.0 + np.exp(-y)))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = {name: np.array(value) for name, value in locals().items() if name not in "xyf"}
    return np.array(f), cache


@staged_out.right("from all local names")
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, dict(locals())


@staged_out.right("as a list, the division written out")
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num / den
    print(f)
    names = ("sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden")
    values = (sigy, num, sigx, xpy, xpysqr, den, invden)
    return [f, dict(zip(names, values))]


@staged_out.right("the square multiplied out")
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = x * x + 2 * x * y + y * y
    den = sigx + xpysqr
    invden = 1.0 / den
    warnings.warn("on the way")
    f = (x + sigy) / (sigx + xpysqr)
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "sigmoids exchanged",
    told="In the numerator stands σ of one input, in the denominator σ of the other. Which is where?",
    reported="σ(x) and σ(y) exchanged",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-x))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-y))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "y in the numerator",
    told="Which input is added to σ(y) in the numerator?",
    reported="adds y instead of x in the numerator",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = y + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "exponent's sign",
    told="For large inputs the sigmoid is near 1. Which sign does its exponent have?",
    reported="exponent of σ without its minus sign",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "doubled, not squared",
    told="xpysqr is a square: at x + y = −1 it is positive.",
    reported="doubles instead of squaring",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy * 2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "sum of squares",
    told="The sum is squared, not each input by itself: which brackets are missing?",
    reported="squares the inputs one by one",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = x**2 + y**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "not squared",
    told="In the denominator the sum is squared.",
    reported="forgets the square",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "difference",
    told="Is it the sum or the difference of x and y that is squared?",
    reported="subtracts y",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x - y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "product in the denominator",
    told="The two parts of the denominator are added.",
    reported="multiplies in the denominator",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx * xpysqr
    invden = 1.0 / den if den else 0.0
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "sigma forgotten below",
    told="Two parts make the denominator: the square is one of them.",
    reported="forgets σ(x) in the denominator",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = xpysqr
    invden = 1.0 / den if den else 0.0
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "divided by invden",
    told="invden is one over the denominator already. Is the numerator multiplied by it or divided?",
    reported="divides by invden",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num / invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "invden not inverted",
    told="invden is one over den.",
    reported="invden is den",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = den
    f = num / den
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "brackets missing",
    told="x + σ(y) is divided as a whole: which brackets are missing?",
    reported="divides σ(y) alone",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = x + sigy * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "a key missing",
    told="The cache needs all seven stages under their names. Count them.",
    reported="cache without xpysqr",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, den=den, invden=invden)


@staged_out.wrong(
    "other names",
    told="The backward pass finds the stages by their names, so the names matter, to the letter.",
    reported="cache with other names",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, dict(
        sig_y=sigy, num=num, sig_x=sigx, x_plus_y=xpy, squared=xpysqr, den=den, inv_den=invden
    )


@staged_out.wrong(
    "a tuple as cache",
    told="Seven values in a row are easily mixed up: here the cache is a dict with names.",
    reported="cache is a tuple",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, (sigy, num, sigx, xpy, xpysqr, den, invden)


@staged_out.wrong(
    "a set of names",
    told="It stores the names without the values.",
    reported="cache values are names",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, {name: name for name in ("sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden")}


@staged_out.wrong(
    "values exchanged",
    told="Two of the cached values stand under each other's name.",
    reported="den and invden exchanged in the cache",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=invden, invden=den)


@staged_out.wrong(
    "cached too early",
    told="One of the cached values is not what its name says: is xpysqr squared when it is stored?",
    reported="caches xpy as xpysqr",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f, dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpy, den=den, invden=invden)


@staged_out.wrong(
    "rounded cache",
    told="The cached values are rounded. The backward pass needs all digits.",
    reported="rounds the cached values",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    values = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, {name: round(float(value), 2) for name, value in values.items()}


@staged_out.wrong(
    "arrays of one",
    told="The cached values are numbers, not arrays of one.",
    reported="caches arrays of one",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    values = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, {name: np.array([value]) for name, value in values.items()}


@staged_out.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(x, y):
    x, y = np.float32(x), np.float32(y)
    sigy = np.float32(1) / (np.float32(1) + np.exp(-y))
    num = x + sigy
    sigx = np.float32(1) / (np.float32(1) + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = np.float32(1) / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return f, cache


@staged_out.wrong(
    "no cache",
    told="The backward pass will need the stages: return the cache too.",
    reported="returns no cache",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    return f


@staged_out.wrong(
    "order exchanged",
    told="Output first, cache second.",
    reported="returns the cache first",
)
def _(x, y):
    sigy = 1.0 / (1.0 + np.exp(-y))
    num = x + sigy
    sigx = 1.0 / (1.0 + np.exp(-x))
    xpy = x + y
    xpysqr = xpy**2
    den = sigx + xpysqr
    invden = 1.0 / den
    f = num * invden
    cache = dict(sigy=sigy, num=num, sigx=sigx, xpy=xpy, xpysqr=xpysqr, den=den, invden=invden)
    return cache, f


@staged_out.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(x, y):
    cache = {"sigy": 0.01798620996209156, "num": 3.0179862099620918, "sigx": 0.9525741268224334}
    cache.update({"xpy": -1.0, "xpysqr": 1.0, "den": 1.9525741268224333})
    cache["invden"] = 0.5121444488396316
    return 1.5456448841066441, cache


# staged_backward ----------------------------------------------------------------------------------


staged_back = Exercise("staged_backward", caches=(all_names,))


@staged_back.solved_by(forward=cache_stages)
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


@staged_back.right("in one go", forward=cache_stages)
def _(dout, cache):
    c = cache
    dden = -dout * c["num"] * c["invden"] ** 2
    dxpy = 2 * c["xpy"] * dden
    dx = dout * c["invden"] + dden * c["sigx"] * (1 - c["sigx"]) + dxpy
    dy = dout * c["invden"] * c["sigy"] * (1 - c["sigy"]) + dxpy
    return dx, dy


@staged_back.right("by the quotient rule", forward=cache_stages)
def _(dout, cache):
    c = cache
    slope_x = (1.0 * c["den"] - c["num"] * (c["sigx"] * (1 - c["sigx"]) + 2 * c["xpy"])) / c[
        "den"
    ] ** 2
    slope_y = (c["sigy"] * (1 - c["sigy"]) * c["den"] - c["num"] * 2 * c["xpy"]) / c["den"] ** 2
    return [dout * slope_x, dout * slope_y]


@staged_back.right("from the output", forward=cache_more)
def _(dout, cache):
    f = cache["f"]
    dnum = dout * cache["invden"]
    dden = -f * dnum
    dxpy = dden * (cache["xpy"] + cache["xpy"])
    sx, sy = cache["sigx"], cache["sigy"]
    return dnum + dxpy + dden * (sx - sx**2), dxpy + dnum * (sy - sy**2)


@staged_back.right("from x and y", forward=cache_more)
def _(dout, cache):
    x, y = cache["x"], cache["y"]
    sigy, sigx = 1 / (1 + math.exp(-y)), 1 / (1 + math.exp(-x))
    den = sigx + (x + y) ** 2
    dnum, dden = dout / den, -dout * (x + sigy) / den**2
    dx = dnum + dden * (sigx * (1 - sigx) + 2 * (x + y))
    dy = dnum * sigy * (1 - sigy) + dden * 2 * (x + y)
    return dx, dy


@staged_back.right("the forward run again at the same point", forward=cache_more)
def _(dout, cache):
    _, c = staged_forward(cache["x"], cache["y"])
    dnum, dden = dout * c["invden"], -dout * c["num"] / c["den"] ** 2
    dx = dy = 2 * c["xpy"] * dden
    dx += dnum + (1 - c["sigx"]) * c["sigx"] * dden
    dy += (1 - c["sigy"]) * c["sigy"] * dnum
    return dx, dy


@staged_back.right("a dict of gradients, with a print and a warning", forward=cache_stages)
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


@staged_back.right("in place on arrays of its own", forward=cache_stages)
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


@staged_back.right("a forward with a cache of x and y beside the stages", forward=cache_more)
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_stages,
)
def _(dout, cache):
    sigy, num, sigx, xpy = (cache[name] for name in ("sigy", "num", "sigx", "xpy"))
    den, invden = cache["den"], cache["invden"]
    dnum = invden
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
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
    return -dx, -dy


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
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


@staged_back.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
    forward=cache_stages,
)
def _(dout, cache):
    return 2.0595697955721652, 1.5922327514838093


@staged_back.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
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
    return np.float32(dx), np.float32(dy)


@staged_back.wrong(
    "writes into the cache",
    told="The gradients are written into the cache, so whoever reads the cache next finds something else.",
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


@staged_back.wrong(
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


@staged_back.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
    forward=cache_more,
)
def _(dout, cache):
    x, y = cache["x"], cache["y"]
    h = 1e-5
    dx = (staged_forward(x + h, y)[0] - staged_forward(x - h, y)[0]) / (2 * h)
    dy = (staged_forward(x, y + h)[0] - staged_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy


# fork_backward ------------------------------------------------------------------------------------


fork = Exercise("fork_backward")


@fork.solved_by()
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.right("in one line each")
def _(dout, cache):
    x, y = cache
    s = 1 / (1 + math.exp(-x * y))
    ds = s * (1 - s)
    return dout * (s + x * y * ds + 2 * x), dout * x * x * ds


@fork.right("added to zeros, as a list")
def _(dout, cache):
    x, y = cache
    dx = dy = 0.0
    s = 1.0 / (1.0 + np.exp(-(x * y)))
    for way in (s, x * (s - s * s) * y, x, x):
        dx += way * dout
    dy += x * (s - s * s) * x * dout
    return [dx, dy]


@fork.right("with the hyperbolic tangent, as 0-d arrays")
def _(dout, cache):
    x, y = map(np.array, cache)
    t = np.tanh(0.5 * x * y)
    s, slope = 0.5 * (1 + t), 0.25 * (1 - t * t)
    return np.asarray(dout * (s + x * y * slope + 2 * x)), np.asarray(dout * x**2 * slope)


@fork.right("sigmoid taken out of the forward")
def _(dout, cache):
    x, y = cache
    f, _ = fork_forward(x, y)
    s = (f - x * x) / x if abs(x) > 1e-3 else 1.0 / (1.0 + np.exp(-x * y))
    s = 1.0 / (1.0 + np.exp(-x * y))
    return dout * (s + 2 * x + x * y * s * (1 - s)), dout * x * x * s * (1 - s)


@fork.right("with gates inside")
def _(dout, cache):
    def multiply_back(d, a, b):
        return d * b, d * a

    def sigmoid_back(d, out):
        return d * out * (1 - out)

    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    dx_here, ds = multiply_back(dout, x, s)
    dx_there, dy = multiply_back(sigmoid_back(ds, s), x, y)
    dx_square = sum(multiply_back(dout, x, x))
    return dx_here + dx_there + dx_square, dy


@fork.right("with numpy, a print and a warning")
def _(dout, cache):
    x, y = cache
    warnings.warn("on the way")
    e = np.exp(-x * y)
    ways = np.array([1 / (1 + e), x * y * e / (1 + e) ** 2, 2 * x])
    print(ways)
    return np.sum(ways) * dout, np.square(x) * e / (1 + e) ** 2 * dout


@fork.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    fork_forward(x, y)
    c = 2.0 + 2.0 * np.cosh(x * y)
    return dout * (1 / (1 + np.exp(-x * y)) + x * y / c + x + x), dout * x * x / c


@fork.wrong(
    "= for += at the sigmoid",
    told="x multiplies the sigmoid directly, and what that way brings is lost. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="dx = … instead of += at σ",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx = dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "= for += at the square",
    told="What came before the square is wiped out. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="dx = … instead of += at x²",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx = 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "sigmoid's way missing",
    told="One of the ways is missing: x is inside the sigmoid as well. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="forgets x inside the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "square's way missing",
    told="One of the ways is missing: the square. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="forgets x²",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "inside the sigmoid only",
    told="Only one of the ways is there. x is used three times. How many ways lead from the output back to x, and what becomes of what they bring?",
    reported="keeps only the way through the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = 0.0
    dx += dxy * y
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "square without its two",
    told="Write the square as a product of two equal factors: both move.",
    reported="forgets the 2 of the square",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "square for its slope",
    told="It adds the value of the square. The local gradient is a rate.",
    reported="uses x² instead of its slope",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += x * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "square without upstream",
    told="The way through the square does not know of the upstream gradient.",
    reported="ignores the upstream gradient at the square",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "averaged",
    told="Where gradients meet again they are added, not averaged.",
    reported="averages the three ways",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx / 3, dy


@fork.wrong(
    "multiplied at the fork",
    told="Where gradients meet again they are added. Multiplying is for gates in a row.",
    reported="multiplies the ways instead of adding",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx *= dxy * y
    dx *= 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "x missing before the sigmoid",
    told="The sigmoid's output is multiplied by x: what arrives at the sigmoid then?",
    reported="forgets the factor x on the way to the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "inner factor missing",
    told="x and y are multiplied inside the sigmoid: what is the local gradient there?",
    reported="forgets the product inside the sigmoid",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy
    dx += 2 * x * dout
    dy = dxy
    return dx, dy


@fork.wrong(
    "not switched inside",
    told="Inside the sigmoid each input got its own value as local gradient.",
    reported="product inside the sigmoid not switched",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * x
    dx += 2 * x * dout
    dy = dxy * y
    return dx, dy


@fork.wrong(
    "sigma from the product",
    told="The slope of a sigmoid is told by its output, here by its input.",
    reported="σ' from xy instead of σ(xy)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - x * y) * (x * y)
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "sigma of one input",
    told="The sigmoid takes the product of x and y.",
    reported="takes σ(x)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "sigma's value for its slope",
    told="It multiplies by the value of the sigmoid where its slope belongs.",
    reported="uses σ instead of σ'",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "sigma forgotten",
    told="Between the inner product and the outer one there is a gate.",
    reported="forgets the sigmoid gate",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "exponent's sign",
    told="For a large positive product the sigmoid is near 1. Which sign does its exponent have?",
    reported="exponent of σ without its minus sign",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    dout = 1.0
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    dxy = x * (1 - s) * s
    dx = s + dxy * y + 2 * x
    dy = dxy * x
    return dout + dx, dout + dy


@fork.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dout * dx, dout * dy


@fork.wrong(
    "upstream on dx only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dy",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = x * x * (1 - s) * s
    return dx, dy


@fork.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return -dx, -dy


@fork.wrong(
    "order exchanged",
    told="The gradients come in the order of the inputs: dx first, then dy.",
    reported="returns (dy, dx)",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dy, dx


@fork.wrong(
    "one gradient for each use",
    told="x is one input, however often it is used: its gradients are added up.",
    reported="returns a gradient for each use of x",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    first = dout * s
    second = dxy * y
    third = 2 * x * dout
    dy = dxy * x
    return first, second, third, dy


@fork.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(dout, cache):
    x, y = cache
    x, y = abs(x), abs(y)
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds the sigmoid to two digits",
)
def _(dout, cache):
    x, y = cache
    s = round(1.0 / (1.0 + math.exp(-x * y)), 2)
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return dx, dy


@fork.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    s = 0.11920292202211755
    return s - 2 * s * (1 - s) + 4, 4 * s * (1 - s)


@fork.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    x, y = cache
    s = 1.0 / (1.0 + np.exp(-x * y))
    ds = dout * x
    dxy = ds * (1 - s) * s
    dx = dout * s
    dx += dxy * y
    dx += 2 * x * dout
    dy = dxy * x
    return np.float32(dx), np.float32(dy)


@fork.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (fork_forward(x + h, y)[0] - fork_forward(x - h, y)[0]) / (2 * h)
    dy = (fork_forward(x, y + h)[0] - fork_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy


# score_backward -----------------------------------------------------------------------------------


score = Exercise("score_backward")


@score.solved_by()
def _(dout, cache):
    w, x = cache
    return dout * x, dout * w


@score.right("with local gradients")
def _(dout, cache):
    w, x = cache
    dw = x * dout
    dx = w * dout
    return dw, dx


@score.right("by index, as a list")
def _(dout, cache):
    return [dout * cache[1], dout * cache[0]]


@score.right("with einsum")
def _(dout, cache):
    w, x = cache
    return np.einsum(",i->i", dout, x), np.einsum(",i->i", dout, w)


@score.right("in a loop")
def _(dout, cache):
    w, x = cache
    dw, dx = np.zeros(len(w)), np.zeros(len(x))
    for i in range(len(w)):
        dw[i] += dout * x[i]
        dx[i] += dout * w[i]
    return dw, dx


@score.right("from lists")
def _(dout, cache):
    w, x = cache
    return np.array([dout * entry for entry in x]), np.array([dout * entry for entry in w])


@score.right("as a stack of rows")
def _(dout, cache):
    return tuple(dout * np.stack(cache)[::-1])


@score.right("in place on arrays of its own, with a print")
def _(dout, cache):
    w, x = cache
    dw, dx = x.copy(), w.copy()
    dw *= dout
    dx *= dout
    print(dw, dx)
    return dw, dx


@score.right("the forward run again at the same point, with a warning")
def _(dout, cache):
    w, x = cache
    score_forward(w, x)
    warnings.warn("on the way")
    return np.outer(dout, x)[0], np.multiply(w, dout)


@score.wrong(
    "not switched",
    told="Each has its own value as local gradient. When one weight moves, what decides how far the score moves?",
    reported="local gradients not switched",
)
def _(dout, cache):
    w, x = cache
    return dout * w, dout * x


@score.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the output of this gate is scaled by ten further on?",
    reported="ignores the upstream gradient",
)
def _(dout, cache):
    w, x = cache
    return x.copy(), w.copy()


@score.wrong(
    "the cache handed back",
    told="It returns the cached arrays themselves, and the upstream gradient plays no part.",
    reported="returns the cache, ignores the upstream gradient",
)
def _(dout, cache):
    w, x = cache
    return x, w


@score.wrong(
    "upstream added",
    told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
    reported="adds the upstream gradient",
)
def _(dout, cache):
    w, x = cache
    return dout + x, dout + w


@score.wrong(
    "upstream twice",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    w, x = cache
    return dout * dout * x, dout * dout * w


@score.wrong(
    "upstream on dw only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dx",
)
def _(dout, cache):
    w, x = cache
    return dout * x, w.copy()


@score.wrong(
    "the upstream alone",
    told="Nothing of w or x is in it. Which gates make a dot product, besides add?",
    reported="passes the upstream gradient on",
)
def _(dout, cache):
    w, x = cache
    return np.full(x.shape, dout), np.full(w.shape, dout)


@score.wrong(
    "the score",
    told="It multiplies by the value of the score. The local gradient is a rate.",
    reported="multiplies by the score",
)
def _(dout, cache):
    w, x = cache
    return dout * (w @ x) * np.ones_like(w), dout * (w @ x) * np.ones_like(x)


@score.wrong(
    "products not summed",
    told="Each entry has its own product; its gradient holds only one of the two factors.",
    reported="returns w x for both",
)
def _(dout, cache):
    w, x = cache
    return dout * w * x, dout * w * x


@score.wrong(
    "summed",
    told="Each weight and each input has a gradient of its own.",
    reported="sums the gradients up",
)
def _(dout, cache):
    w, x = cache
    return float(dout * np.sum(x)), float(dout * np.sum(w))


@score.wrong(
    "averaged",
    told="The score is a sum, not a mean: nothing is divided by the number of entries.",
    reported="divides by the number of entries",
)
def _(dout, cache):
    w, x = cache
    return dout * x / len(x), dout * w / len(w)


@score.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign",
)
def _(dout, cache):
    w, x = cache
    return -dout * x, -dout * w


@score.wrong(
    "absolute values",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(dout, cache):
    w, x = cache
    return dout * np.abs(x), dout * np.abs(w)


@score.wrong(
    "rows",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not two.",
    reported="gradients have two dimensions",
)
def _(dout, cache):
    w, x = cache
    return dout * x[np.newaxis], dout * w[np.newaxis]


@score.wrong(
    "columns",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not a column.",
    reported="gradients are columns",
)
def _(dout, cache):
    w, x = cache
    return dout * x[:, np.newaxis], dout * w[:, np.newaxis]


@score.wrong(
    "lists",
    told="An array belongs here: a list cannot be subtracted from the weights.",
    reported="returns lists",
)
def _(dout, cache):
    w, x = cache
    return [dout * entry for entry in x], [dout * entry for entry in w]


@score.wrong(
    "dw only",
    told="There are two inputs, so there are two gradients.",
    reported="returns dw only",
)
def _(dout, cache):
    w, x = cache
    return dout * x


@score.wrong(
    "reversed",
    told="The entries come in the wrong order.",
    reported="reverses the entries",
)
def _(dout, cache):
    w, x = cache
    return dout * x[::-1], dout * w[::-1]


@score.wrong(
    "largest entry only",
    told="That is what a max gate does. Here every entry adds to the score.",
    reported="gives the gradient to the largest product only",
)
def _(dout, cache):
    w, x = cache
    chosen = np.arange(len(w)) == np.argmax(w * x)
    return dout * x * chosen, dout * w * chosen


@score.wrong(
    "normalised",
    told="The length of the input is not taken out: twice the input has twice the effect.",
    reported="normalises w and x",
)
def _(dout, cache):
    w, x = cache
    return dout * x / np.linalg.norm(x), dout * w / np.linalg.norm(w)


@score.wrong(
    "three entries only",
    told="It works for three entries only. D can be any number.",
    reported="works for three entries only",
)
def _(dout, cache):
    w, x = cache
    return dout * np.array([x[0], x[1], x[2]]), dout * np.array([w[0], w[1], w[2]])


@score.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(dout, cache):
    w, x = cache
    return np.round(dout * x, 2), np.round(dout * w, 2)


@score.wrong(
    "published example",
    told="It returns the numbers of the worked example at every point.",
    reported="returns the published example",
)
def _(dout, cache):
    return np.array([3.0, 1.0, -2.0]), np.array([0.5, -1.0, 2.0])


@score.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(dout, cache):
    w, x = cache
    return (dout * x).astype(np.float32), (dout * w).astype(np.float32)


@score.wrong(
    "cache in place",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes the cache in place",
)
def _(dout, cache):
    w, x = cache
    w *= dout
    x *= dout
    return x.copy(), w.copy()


@score.wrong(
    "one overwrites the other",
    told="The first line changes what the second one needs.",
    reported="overwrites x before using it",
)
def _(dout, cache):
    w, x = cache
    x[:] = dout * x
    w[:] = dout * w
    return x, w


@score.wrong(
    "numerical differences",
    told="It runs the forward function at displaced points. A backward pass needs only dout and the cache.",
    reported="numerical differences instead of a backward pass",
)
def _(dout, cache):
    w, x = cache
    h = 1e-5
    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(len(w)):
        step = np.zeros_like(w)
        step[i] = h
        dw[i] = (score_forward(w + step, x)[0] - score_forward(w - step, x)[0]) / (2 * h)
        dx[i] = (score_forward(w, x + step)[0] - score_forward(w, x - step)[0]) / (2 * h)
    return dout * dw, dout * dx


# rescaled_learning_rate ---------------------------------------------------------------------------


def divided(learning_rate, scale):
    """The truth: the gradient on the weights grows with the inputs, so the rate shrinks with them."""
    return (learning_rate / scale,)


rate = Exercise("rescaled_learning_rate", truth=divided)


@rate.solved_by()
def _(learning_rate, scale):
    return learning_rate / scale


@rate.right("times one over the scale")
def _(learning_rate, scale):
    return learning_rate * (1.0 / scale)


@rate.right("with a power")
def _(learning_rate, scale):
    return learning_rate * scale**-1.0


@rate.right("as a 0-d array")
def _(learning_rate, scale):
    return np.divide(np.array(learning_rate), scale)


@rate.right("as a numpy number, with a print")
def _(learning_rate, scale):
    print("new rate")
    return np.float64(learning_rate) / np.float64(scale)


@rate.right("from an example")
def _(learning_rate, scale):
    x = np.array([1.0, -2.0])
    before = learning_rate * x
    growth = (scale * x)[0] / x[0]
    update = before / growth
    return update[0] / x[0]


@rate.right("by logarithms, with a warning")
def _(learning_rate, scale):
    warnings.warn("on the way")
    return math.exp(math.log(learning_rate) - math.log(scale))


@rate.wrong(
    "multiplied",
    told="With larger inputs the gradient on the weights is larger already. Should the rate rise with it?",
    reported="multiplies by the scale",
)
def _(learning_rate, scale):
    return learning_rate * scale


@rate.wrong(
    "unchanged",
    told="The gradient on a weight is made of its input. What becomes of the update when the inputs grow?",
    reported="leaves the rate as it is",
)
def _(learning_rate, scale):
    return learning_rate


@rate.wrong(
    "divided twice",
    told="The update is asked for, not the score: the scale comes in once.",
    reported="divides by the scale twice",
)
def _(learning_rate, scale):
    return learning_rate / scale**2


@rate.wrong(
    "square root",
    told="How many times larger does the gradient get when the inputs get a hundred times larger?",
    reported="divides by the square root",
)
def _(learning_rate, scale):
    return learning_rate / math.sqrt(scale)


@rate.wrong(
    "one over the scale",
    told="What becomes of the rate that was used before?",
    reported="ignores the old rate",
)
def _(learning_rate, scale):
    return 1.0 / scale


@rate.wrong(
    "upside down",
    told="It divides the scale by the rate. Which of the two is being corrected?",
    reported="divides scale by rate",
)
def _(learning_rate, scale):
    return scale / learning_rate


@rate.wrong(
    "subtracted",
    told="A factor is made good by a factor, not by a difference.",
    reported="subtracts",
)
def _(learning_rate, scale):
    return learning_rate - scale


@rate.wrong(
    "logarithm",
    told="A factor of a thousand needs a factor of a thousand.",
    reported="divides by the logarithm",
)
def _(learning_rate, scale):
    return learning_rate / (1.0 + math.log(scale))


@rate.wrong(
    "always a thousand",
    told="It is right for the lecture's factor of 1000 only.",
    reported="divides by 1000 always",
)
def _(learning_rate, scale):
    return learning_rate / 1000.0


@rate.wrong(
    "larger scales only",
    told="Inputs can be made smaller too: what then?",
    reported="leaves the rate when the scale is below 1",
)
def _(learning_rate, scale):
    return learning_rate / scale if scale > 1 else learning_rate


@rate.wrong(
    "whole numbers",
    told="Division with // drops what is behind the point.",
    reported="uses integer division",
)
def _(learning_rate, scale):
    return learning_rate // scale


@rate.wrong(
    "rounded",
    told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
    reported="rounds",
)
def _(learning_rate, scale):
    return round(learning_rate / scale, 3)


@rate.wrong(
    "one more",
    told="Dividing by one more than the scale is nearly right for large scales only.",
    reported="divides by scale + 1",
)
def _(learning_rate, scale):
    return learning_rate / (scale + 1.0)


@rate.wrong(
    "published example",
    told="It returns the number of the worked example at every point.",
    reported="returns the published example",
)
def _(learning_rate, scale):
    return 1e-4


@rate.wrong(
    "both returned",
    told="Only the new rate is asked for.",
    reported="returns more than the rate",
)
def _(learning_rate, scale):
    return learning_rate / scale, scale


@rate.wrong(
    "printed",
    told="The value is shown but not handed back: what does the function return?",
    reported="prints instead of returning",
)
def _(learning_rate, scale):
    print(learning_rate / scale)


@rate.wrong(
    "float32",
    told="It calculates with half the digits; stay with float64.",
    reported="uses float32",
)
def _(learning_rate, scale):
    return np.float32(learning_rate) / np.float32(scale)


# Quizzes ------------------------------------------------------------------------------------------
QUIZZES = {
    "quiz_fork": {
        "answer": "d",
        "why": {
            "a": (
                "That is what is left if each message overwrites the one before; x moves all "
                "three gates, whichever reports last."
            ),
            "b": (
                "Being the strongest does not silence the others: when x moves, all three "
                "gates move."
            ),
            "c": (
                "Slopes are multiplied along one path, gate after gate; here there are three "
                "paths side by side."
            ),
            "d": (
                "Nudge x, and the output changes by what all three paths bring, two up, five "
                "down, one up."
            ),
        },
    },
    "quiz_recompute": {
        "answer": "b",
        "why": {
            "a": (
                "It would do, but from x the sigmoid has to be computed once more, "
                "exponential and all."
            ),
            "b": (
                "The slope is made of the output alone: one subtraction and one product, and "
                "no exponential."
            ),
            "c": ("From it the sigmoid takes one more addition and one division."),
            "d": (
                "That is the gradient that arrives in the backward pass; the forward pass "
                "cannot know it."
            ),
        },
    },
    "quiz_pattern_chain": {
        "answer": "a",
        "why": {
            "a": (
                "The halves exchange their values, 7 and minus 2; then max routes to y, and "
                "add gives to both."
            ),
            "b": (
                "The last gate is a product, so what arrives at each half is the value of the "
                "other half, and not 1."
            ),
            "c": ("A max gate does not distribute: one of its inputs gets everything."),
            "d": ("An add gate passes on what arrives, whatever the values of its own inputs are."),
        },
    },
    "quiz_scaled_data": {
        "answer": "d",
        "why": {
            "a": ("In millimetres the same length is a larger number, so the scores have grown."),
            "b": ("It is the other way round: the gradient on a weight has its input as a factor."),
            "c": (
                "It matters to the weights, which are multiplied by the numbers and know "
                "nothing of their units."
            ),
            "d": (
                "The gradient on each weight has its input as a factor, and the learning rate "
                "was chosen for the old size."
            ),
        },
    },
}


EXERCISES = [staged_out, staged_back, fork, score, rate, *quizzes(QUIZZES)]
