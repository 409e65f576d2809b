"""staged_forward: the reference, right ways to write it, and known mistakes."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("staged_forward")


@exercise.solved_by()
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


@exercise.right("with math and a dict built on the way")
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


@exercise.right("with a helper, and more in the cache")
def _(x, y):
    def sigma(t):
        return 0.5 + 0.5 * math.tanh(t / 2)

    sigy, sigx, xpy = sigma(y), sigma(x), x + y
    num, den = x + sigy, sigx + xpy * xpy
    f = num / den
    cache = dict(x=x, y=y, f=f, sigy=sigy, num=num, sigx=sigx, xpy=xpy)
    cache |= dict(xpysqr=xpy * xpy, den=den, invden=1 / den)
    return f, cache


@exercise.right("as 0-d arrays")
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


@exercise.right("from all local names")
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


@exercise.right("as a list, the division written out")
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


@exercise.right("the square multiplied out")
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
    "a set of names",
    told="The cache holds text where numbers belong. What does the backward pass calculate with?",
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong("float32")
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


@exercise.wrong(
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


@exercise.wrong(
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


@exercise.wrong("published example")
def _(x, y):
    cache = {"sigy": 0.01798620996209156, "num": 3.0179862099620918, "sigx": 0.9525741268224334}
    cache.update({"xpy": -1.0, "xpysqr": 1.0, "den": 1.9525741268224333})
    cache["invden"] = 0.5121444488396316
    return 1.5456448841066441, cache
