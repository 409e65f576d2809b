"""chain_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# Forwards of chain_backward's variants, each with a cache of its own, and the caches alone.
def chain_forward(x, y, z):
    q = x + y
    return q * z, (q, z)


cache_q_z = chain_forward


def cache_inputs(x, y, z):
    return (x + y) * z, (x, y, z)


def cache_dict(x, y, z):
    q = x + y
    return q * z, {"q": q, "z": z}


def cache_object(x, y, z):
    class Cache:
        pass

    cache = Cache()
    cache.q, cache.z = x + y, z
    return cache.q * cache.z, cache


def cache_array(x, y, z):
    q = x + y
    return q * z, np.array([q, z])


def inputs_tuple(x, y, z):
    return x, y, z


def q_z_tuple(x, y, z):
    return x + y, z


def q_z_dict(x, y, z):
    return {"x": x, "y": y, "z": z, "q": x + y, "f": (x + y) * z}


def inputs_dict(x, y, z):
    return {"x": x, "y": y, "z": z}


def x_y_z_q_tuple(x, y, z):
    return x, y, z, x + y


exercise = Exercise(
    "chain_backward", caches=(inputs_tuple, q_z_tuple, q_z_dict, inputs_dict, x_y_z_q_tuple)
)


@exercise.solved_by(forward=cache_q_z)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    dz = dout * q
    dx = dq * 1.0
    dy = dq * 1.0
    return dx, dy, dz


@exercise.right("in one line", forward=cache_q_z)
def _(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * q


@exercise.right("from the inputs", forward=cache_inputs)
def _(dout, cache):
    x, y, z = cache
    return dout * z, dout * z, dout * (x + y)


@exercise.right("a dict as cache", forward=cache_dict)
def _(dout, cache):
    dq = cache["z"] * dout
    return [dq, dq, cache["q"] * dout]


@exercise.right("an object as cache", forward=cache_object)
def _(dout, cache):
    dq = dout * cache.z
    return dq, dq, dout * cache.q


@exercise.right("an array as cache", forward=cache_array)
def _(dout, cache):
    dz, dq = dout * cache
    return dq, dq, dz


@exercise.right("multiplied out", forward=cache_inputs)
def _(dout, cache):
    x, y, z = cache
    return z * dout, z * dout, x * dout + y * dout


@exercise.right("as 0-d arrays", forward=cache_q_z)
def _(dout, cache):
    q, z = (np.array(value) for value in cache)
    return np.asarray(dout * z), np.asarray(dout * z), np.asarray(dout * q)


exercise.common("upstream ignored")


@exercise.wrong(
    "chain factor missing",
    told="dx and dy know the add gate but not the multiply gate behind it. What is the gradient on q?",
    reported="forgets the multiply gate on the way to x and y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout, dout, dout * q


@exercise.wrong(
    "not switched",
    told="q and z have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * q, dout * q, dout * z


@exercise.wrong(
    "z for dz",
    told="dz is wrong: what does f gain if z rises by one?",
    reported="uses z for dz",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z, dout * z, dout * z


@exercise.wrong(
    "half each",
    told="An add gate does not share: each input gets all that arrives.",
    reported="halves the gradient at the add gate",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z / 2, dout * z / 2, dout * q


@exercise.wrong(
    "upstream on z only",
    told="dx and dy do not know of the upstream gradient.",
    reported="ignores the upstream gradient on dx, dy",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return z, z, dout * q


@exercise.wrong(
    "upstream added",
    told="Two rates in a chain: are those added?",
    reported="adds the upstream gradient",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout + z, dout + z, dout + q


exercise.common("signs")


@exercise.wrong(
    "dy missing",
    told="y is given no gradient. Does f not depend on it?",
    reported="no gradient on y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * z, 0.0, dout * q


@exercise.wrong("published example", forward=cache_q_z)
def _(dout, cache):
    return -4.0, -4.0, 3.0


@exercise.wrong(
    "upstream twice",
    told="On the way to x and y the upstream gradient is multiplied in twice: it is in dq already.",
    reported="multiplies by the upstream gradient twice on the way to x, y",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    return dq * dout, dq * dout, dout * q


@exercise.wrong(
    "wrong order",
    told="The gradients come in another order than the inputs.",
    reported="returns the gradients in another order",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    return dout * q, dout * z, dout * z


@exercise.wrong(
    "dq returned too",
    told="There are three inputs. The gradient on q is needed on the way, not at the end.",
    reported="returns the gradient on q too",
    forward=cache_q_z,
)
def _(dout, cache):
    q, z = cache
    dq = dout * z
    return dq, dq, dq, dout * q


@exercise.wrong("numerical differences", forward=cache_q_z)
def _(dout, cache):
    q, z = cache
    h = 1e-5
    dx = (chain_forward(q + h, 0.0, z)[0] - chain_forward(q - h, 0.0, z)[0]) / (2 * h)
    dz = (chain_forward(q, 0.0, z + h)[0] - chain_forward(q, 0.0, z - h)[0]) / (2 * h)
    return dout * dx, dout * dx, dout * dz
