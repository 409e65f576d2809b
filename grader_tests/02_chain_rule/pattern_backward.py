"""pattern_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# The given forward, as it stands in the notebook; what the students' functions may call.
def pattern_forward(x, y, z, w):
    return 2 * (x * y + max(z, w)), (x, y, z, w)


exercise = Exercise("pattern_backward")


@exercise.solved_by()
def _(dout, cache):
    x, y, z, w = cache
    dsum = 2.0 * dout
    dx = dsum * y
    dy = dsum * x
    dz = dsum if z >= w else 0.0
    dw = 0.0 if z >= w else dsum
    return dx, dy, dz, dw


@exercise.right("in one line")
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z >= w), 2 * dout * (w > z)


@exercise.right("with the gates of the chapter inside")
def _(dout, cache):
    def multiply_back(d, a, b):
        return d * b, d * a

    def max_back(d, a, b):
        return (d, 0.0) if a >= b else (0.0, d)

    x, y, z, w = cache
    d = dout * 2
    return (*multiply_back(d, x, y), *max_back(d, z, w))


@exercise.right("with np.where, as a list")
def _(dout, cache):
    x, y, z, w = cache
    d = np.multiply(2.0, dout)
    return [d * y, d * x, np.where(z >= w, d, 0.0), np.where(z >= w, 0.0, d)]


@exercise.right("added to zeros")
def _(dout, cache):
    x, y, z, w = cache
    dx = dy = dz = dw = 0.0
    d = 2 * dout
    dx += d * y
    dy += d * x
    if z >= w:
        dz += d
    else:
        dw += d
    return dx, dy, dz, dw


@exercise.right("doubled by adding")
def _(dout, cache):
    x, y, z, w = cache
    d = dout + dout
    dz = d * float(z >= w)
    return y * d, x * d, dz, d - dz


@exercise.right("with a print")
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    print("max takes", max(z, w))
    return (d * y, d * x) + ((d, 0) if not z < w else (0, d))


@exercise.wrong(
    "factor two missing",
    told="Half of it is lost: is the gate next to the output missing, or does an add gate share?",
    reported="forgets the gate ×2",
)
def _(dout, cache):
    x, y, z, w = cache
    return dout * y, dout * x, dout * (z >= w), dout * (w > z)


@exercise.wrong(
    "factor two on the product only",
    told="The gate next to the output is missing on the way to z and w.",
    reported="forgets the gate ×2 on the way to z, w",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, dout * (z >= w), dout * (w > z)


exercise.common("upstream ignored")


@exercise.wrong(
    "not switched",
    told="x and y have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * x, 2 * dout * y, 2 * dout * (z >= w), 2 * dout * (w > z)


@exercise.wrong(
    "max to both",
    told="z and w both get it. Nudge the smaller one: does max notice?",
    reported="max gives the gradient to both",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout, 2 * dout


@exercise.wrong(
    "max to the smaller",
    told="The smaller of z and w gets it. Which of the two does max let through?",
    reported="max gives the gradient to the smaller input",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z < w), 2 * dout * (w <= z)


@exercise.wrong(
    "strict on both sides",
    told="At a tie neither z nor w gets anything. The course's rule gives it to z.",
    reported="tie: nothing to either",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z > w), 2 * dout * (w > z)


@exercise.wrong(
    "both at a tie",
    told="At a tie z and w both get it. The course's rule gives it to z alone.",
    reported="tie: all to both",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z >= w), 2 * dout * (w >= z)


@exercise.wrong(
    "tie to the second",
    told="At a tie it goes to w. The course's rule gives it to z.",
    reported="tie goes to w",
)
def _(dout, cache):
    x, y, z, w = cache
    return 2 * dout * y, 2 * dout * x, 2 * dout * (z > w), 2 * dout * (w >= z)


@exercise.wrong(
    "tie shared",
    told="At a tie it is shared. The course's rule gives the whole gradient to z.",
    reported="tie: shared",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    if z == w:
        return d * y, d * x, d / 2, d / 2
    return d * y, d * x, d * (z > w), d * (w > z)


@exercise.wrong(
    "max of values",
    told="The larger of z and w is multiplied by its own value. What is its local gradient?",
    reported="max multiplies by the value",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    return d * y, d * x, d * z * (z >= w), d * w * (w > z)


@exercise.wrong(
    "add gate shares",
    told="The product gets only half of what arrives at the add gate.",
    reported="halves the gradient on the way to x, y",
)
def _(dout, cache):
    x, y, z, w = cache
    d = dout
    return d * y, d * x, d * (z >= w) * 2, d * (w > z) * 2


exercise.common("signs")


@exercise.wrong("published example")
def _(dout, cache):
    return -8.0, 6.0, 2.0, 0.0


@exercise.wrong(
    "w forgotten",
    told="w never gets anything, even when it is the larger one.",
    reported="never gives a gradient to w",
)
def _(dout, cache):
    x, y, z, w = cache
    d = 2 * dout
    return d * y, d * x, d * (z >= w), 0.0


@exercise.wrong("numerical differences")
def _(dout, cache):
    x, y, z, w = cache
    h = 1e-5

    def slope(*move):
        above, _ = pattern_forward(*(v + h * m for v, m in zip(cache, move)))
        below, _ = pattern_forward(*(v - h * m for v, m in zip(cache, move)))
        return dout * (above - below) / (2 * h)

    return slope(1, 0, 0, 0), slope(0, 1, 0, 0), slope(0, 0, 1, 0), slope(0, 0, 0, 1)
