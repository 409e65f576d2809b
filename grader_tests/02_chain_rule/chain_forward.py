"""chain_forward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("chain_forward")


@exercise.solved_by()
def _(x, y, z):
    q = x + y
    f = q * z
    return f, (q, z)


@exercise.right("the inputs as cache")
def _(x, y, z):
    return (x + y) * z, (x, y, z)


@exercise.right("a dict as cache")
def _(x, y, z):
    q = x + y
    return q * z, {"q": q, "z": z}


@exercise.right("multiplied out")
def _(x, y, z):
    return x * z + y * z, [x, y, z]


@exercise.right("a list, not a tuple")
def _(x, y, z):
    q = x + y
    return [q * z, (q, z)]


@exercise.right("as numpy numbers")
def _(x, y, z):
    q = np.float64(x) + np.float64(y)
    return q * z, np.array([q, z])


@exercise.right("an object as cache")
def _(x, y, z):
    class Cache:
        pass

    cache = Cache()
    cache.q, cache.z = x + y, z
    return cache.q * cache.z, cache


@exercise.wrong(
    "brackets missing",
    told="Multiplication binds tighter than addition: which brackets are missing?",
    reported="computes x + yz",
)
def _(x, y, z):
    return x + y * z, (x + y, z)


@exercise.wrong(
    "all added",
    told="The last gate is a multiply gate.",
    reported="adds instead of multiplying",
)
def _(x, y, z):
    q = x + y
    return q + z, (q, z)


@exercise.wrong(
    "all multiplied",
    told="The first gate is an add gate.",
    reported="multiplies instead of adding",
)
def _(x, y, z):
    return x * y * z, (x, y, z)


@exercise.wrong(
    "minus",
    told="The first gate is an add gate.",
    reported="subtracts instead of adding",
)
def _(x, y, z):
    q = x - y
    return q * z, (q, z)


@exercise.wrong(
    "the sum returned",
    told="It returns q, which is only half-way.",
    reported="returns q instead of f",
)
def _(x, y, z):
    q = x + y
    return q, (q, z)


exercise.common("no cache")


@exercise.wrong("published number")
def _(x, y, z):
    return -12.0, (3.0, -4.0)


@exercise.wrong(
    "absolute sum",
    told="It is right for positive inputs only.",
    reported="right only for positive inputs",
)
def _(x, y, z):
    q = abs(x) + abs(y)
    return q * z, (q, z)


@exercise.wrong(
    "order exchanged",
    told="Output first, cache second.",
    reported="returns the cache first",
)
def _(x, y, z):
    q = x + y
    return (q, z), q * z
