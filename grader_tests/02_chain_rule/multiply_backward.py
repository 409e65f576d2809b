"""multiply_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def multiply_forward(x, y):
    return x * y, (x, y)


exercise = Exercise("multiply_backward")


@exercise.solved_by()
def _(dout, cache):
    x, y = cache
    return dout * y, dout * x


@exercise.right("with local gradients")
def _(dout, cache):
    x, y = cache
    dlocal_x, dlocal_y = y, x
    dx = dlocal_x * dout
    dy = dlocal_y * dout
    return dx, dy


@exercise.right("by index, as a list")
def _(dout, cache):
    return [dout * cache[1], dout * cache[0]]


@exercise.right("with numpy")
def _(dout, cache):
    return tuple(dout * np.array(cache)[::-1])


@exercise.right("as 0-d arrays")
def _(dout, cache):
    x, y = np.array(cache[0]), np.array(cache[1])
    return np.multiply(dout, y), np.multiply(dout, x)


@exercise.right("the forward run again at the same point")
def _(dout, cache):
    x, y = cache
    _, (a, b) = multiply_forward(x, y)
    return dout * b, dout * a


@exercise.right("with a helper and a print")
def _(dout, cache):
    def local(of, other):
        print("local gradient", other)
        return other

    x, y = cache
    return local(x, y) * dout, local(y, x) * dout


@exercise.wrong(
    "not switched",
    told="Each input is multiplied by its own value. If x moves a little, what decides how far xy moves?",
    reported="local gradients not switched",
)
def _(dout, cache):
    x, y = cache
    return dout * x, dout * y


exercise.common("upstream ignored", "upstream added")


@exercise.wrong(
    "the upstream alone",
    told="That is what an add gate does: nothing of x or y is in it.",
    reported="passes the upstream gradient on, as add does",
)
def _(dout, cache):
    return dout, dout


@exercise.wrong(
    "the product",
    told="It multiplies by the value of the gate. The local gradient is a rate.",
    reported="multiplies by the output",
)
def _(dout, cache):
    x, y = cache
    return dout * x * y, dout * x * y


@exercise.wrong(
    "sign",
    told="The size is right, the sign is not.",
    reported="wrong sign on both",
)
def _(dout, cache):
    x, y = cache
    return -dout * y, -dout * x


@exercise.wrong(
    "sign of one",
    told="One of the two has the wrong sign.",
    reported="wrong sign on dy",
)
def _(dout, cache):
    x, y = cache
    return dout * y, -dout * x


@exercise.wrong("absolute values")
def _(dout, cache):
    x, y = cache
    return dout * abs(y), dout * abs(x)


@exercise.wrong("published example")
def _(dout, cache):
    return -8.0, 6.0


@exercise.wrong(
    "upstream on one only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dy",
)
def _(dout, cache):
    x, y = cache
    return dout * y, x


@exercise.wrong(
    "upstream squared",
    told="The upstream gradient is there twice.",
    reported="multiplies by the upstream gradient twice",
)
def _(dout, cache):
    x, y = cache
    return dout * dout * y, dout * dout * x


exercise.common("one number", "float32")


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, y = cache
    h = 1e-5
    dx = (multiply_forward(x + h, y)[0] - multiply_forward(x - h, y)[0]) / (2 * h)
    dy = (multiply_forward(x, y + h)[0] - multiply_forward(x, y - h)[0]) / (2 * h)
    return dout * dx, dout * dy
