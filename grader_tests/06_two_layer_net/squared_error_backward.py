"""squared_error_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# Forwards of squared_error_backward's variants, each with a cache of its own, and the caches alone.
def squared_error_forward(y, d):
    return 0.5 * np.sum((y - d) ** 2), (y, d)


cache_y_d = squared_error_forward


def cache_difference(y, d):
    difference = y - d
    return np.sum(difference**2) / 2, difference


def cache_dict(y, d):
    return 0.5 * ((y - d) ** 2).sum(), {"y": y, "d": d}


def cache_object(y, d):
    class Cache:
        pass

    cache = Cache()
    cache.error = y - d
    return 0.5 * np.sum(cache.error**2), cache


def inputs_tuple(y, d):
    return y, d


def difference_alone(y, d):
    return y - d


def inputs_dict(y, d):
    return {"y": y, "d": d, "diff": y - d}


exercise = Exercise("squared_error_backward", caches=[inputs_tuple, difference_alone, inputs_dict])


@exercise.solved_by(forward=cache_difference)
def _(dout, cache):
    return dout * cache


@exercise.right("from y and d", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    return (y - d) * dout


@exercise.right("from a dict, back gate by gate", forward=cache_dict)
def _(dout, cache):
    difference = cache["y"] - cache["d"]
    dhalf = 0.5 * dout
    dsquares = dhalf * np.ones(difference.shape)
    return dsquares * 2 * difference


@exercise.right("from an object", forward=cache_object)
def _(dout, cache):
    dy = cache.error.copy()
    dy *= dout
    return dy


@exercise.right("with a loop", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    dy = np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        dy[index] = dout * (y[index] - d[index])
    return dy


@exercise.right("targets first, with a warning on the way", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    np.log(np.zeros(1))
    return -dout * np.subtract(d, y)


@exercise.right("the forward run again at the same point", forward=cache_y_d)
def _(dout, cache):
    _, (y, d) = squared_error_forward(*cache)
    return dout * y - dout * d


@exercise.wrong(
    "factor two",
    told="The gradient is twice as steep as the loss. What does the one half in front of it do?",
    reported="factor 2 too many",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 2 * (y - d)


@exercise.wrong(
    "half",
    told="The gradient is half as steep as the loss. What becomes of the square?",
    reported="factor 1/2 too many",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 0.5 * (y - d)


@exercise.wrong(
    "sign",
    told="If y is above d, does the loss rise or fall when y rises?",
    reported="wrong sign (d − y)",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (d - y)


@exercise.wrong(
    "upstream ignored",
    told="The upstream gradient does not matter to it. What if the loss is scaled by ten further on?",
    reported="ignores the upstream gradient",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return y - d


@exercise.wrong(
    "averaged over all entries",
    told="It is divided by the number of entries. Did the loss take a mean?",
    reported="divides by the number of entries",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d) / y.size


@exercise.wrong(
    "averaged over the rows",
    told="It is divided by the number of rows. Did the loss take a mean?",
    reported="divides by the number of rows",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d) / len(y)


@exercise.wrong(
    "gradient on the targets too",
    told="The targets are data: nobody learns them, so there is one gradient.",
    reported="returns a gradient on d as well",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * (y - d), dout * (d - y)


@exercise.wrong(
    "the loss again",
    told="It is the squared difference: how steep is a square?",
    reported="returns the squared differences",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * 0.5 * (y - d) ** 2


@exercise.wrong(
    "sign of the difference",
    told="All entries count the same here. Does a large error not weigh more than a small one?",
    reported="gradient of the absolute error",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * np.sign(y - d)


@exercise.wrong(
    "targets forgotten",
    told="The targets do not matter to it.",
    reported="ignores d",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * y


@exercise.wrong(
    "summed",
    told="Each entry of y has a gradient of its own.",
    reported="sums the gradient to one number",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return dout * np.sum(y - d)


@exercise.wrong(
    "flattened",
    told="The values are right but lie in one line: a gradient has the shape of its input.",
    reported="flattens the gradient",
    forward=cache_y_d,
)
def _(dout, cache):
    y, d = cache
    return (dout * (y - d)).ravel()


@exercise.wrong("upstream added", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    return dout + (y - d)


@exercise.wrong(
    "cache changed",
    told="It works in place on the cache, so whoever reads the cache next finds other values.",
    reported="changes its cache in place",
    forward=cache_difference,
)
def _(dout, cache):
    cache *= dout
    return cache.copy()


@exercise.wrong("float32", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    return np.float32(dout) * (y - d).astype(np.float32)


@exercise.wrong("numerical differences", forward=cache_y_d)
def _(dout, cache):
    y, d = cache
    h, dy = 1e-5, np.zeros(y.shape)
    for index in np.ndindex(y.shape):
        step = np.zeros(y.shape)
        step[index] = h
        change = squared_error_forward(y + step, d)[0] - squared_error_forward(y - step, d)[0]
        dy[index] = dout * change / (2 * h)
    return dy
