"""neuron_backward: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise


# Forwards of neuron_backward's variants, each with a cache of its own, and the caches alone.
def neuron_forward(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-dot))
    return f, (w, x, f)


cache_w_x_f = neuron_forward


def cache_w_x(w, x):
    return 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), (w, x)


def cache_neuron_dict(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, {"w": w, "x": x, "f": f}


def cache_neuron_array(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, np.concatenate([w, x, [f]])


def cache_neuron_object(w, x):
    class Cache:
        pass

    cache = Cache()
    cache.w, cache.x, cache.f = w, x, 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))
    return cache.f, cache


def cache_w_x_dot(w, x):
    return 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), (
        w,
        x,
        w[0] * x[0] + w[1] * x[1] + w[2],
    )


def w_x_f(w, x):
    return neuron_forward(w, x)[1]


def x_w_f(w, x):
    return x, w, neuron_forward(w, x)[0]


def f_w_x(w, x):
    return neuron_forward(w, x)[0], w, x


def w_x(w, x):
    return w, x


def w_x_dot(w, x):
    return cache_w_x_dot(w, x)[1]


def w_x_dot_f(w, x):
    return *cache_w_x_dot(w, x)[1], neuron_forward(w, x)[0]


def neuron_dict(w, x):
    dot, f = cache_w_x_dot(w, x)[1][2], neuron_forward(w, x)[0]
    return {"w": w, "x": x, "dot": dot, "f": f, "out": f, "s": f}


exercise = Exercise(
    "neuron_backward", caches=(w_x_f, x_w_f, f_w_x, w_x, w_x_dot, w_x_dot_f, neuron_dict)
)


@exercise.solved_by(forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dw = ddot * np.array([x[0], x[1], 1.0])
    dx = ddot * w[:2]
    return dw, dx


@exercise.right("as lists", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dx = [w[0] * ddot, w[1] * ddot]
    dw = [x[0] * ddot, x[1] * ddot, 1.0 * ddot]
    return dw, dx


@exercise.right("as tuples of floats", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return (float(x[0] * ddot), float(x[1] * ddot), float(ddot)), (
        float(w[0] * ddot),
        float(w[1] * ddot),
    )


@exercise.right("with a one appended", forward=cache_w_x)
def _(dout, cache):
    w, x = cache
    inputs = np.append(x, 1.0)
    f = 1 / (1 + np.exp(-w @ inputs))
    ddot = f * (1 - f) * dout
    return [ddot * inputs, ddot * w[:-1]]


@exercise.right("a dict as cache", forward=cache_neuron_dict)
def _(dout, cache):
    f = cache["f"]
    ddot = f * (1 - f) * dout
    dw = np.ones(3)
    dw[:2] = cache["x"]
    dw *= ddot
    return dw, cache["w"][:2] * ddot


@exercise.right("an array as cache", forward=cache_neuron_array)
def _(dout, cache):
    w, x, f = cache[:3], cache[3:5], cache[5]
    ddot = (f - f * f) * dout
    return np.concatenate([x, [1.0]]) * ddot, w[:-1] * ddot


@exercise.right("an object as cache", forward=cache_neuron_object)
def _(dout, cache):
    ddot = dout * cache.f * (1 - cache.f)
    return np.hstack([cache.x, 1]) * ddot, np.delete(cache.w, 2) * ddot


@exercise.right("from the dot product", forward=cache_w_x_dot)
def _(dout, cache):
    w, x, dot = cache
    e = np.exp(-dot)
    ddot = dout * e / (1 + e) ** 2
    return np.array([x[0], x[1], 1]) * ddot, ddot * w[0:2]


@exercise.right("with einsum", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    inputs = np.r_[x, 1.0]
    return np.einsum(",i->i", ddot, inputs), np.einsum("i,->i", w[:2], ddot)


@exercise.right("in a loop, with a print", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f

    dw, dx = np.zeros_like(w), np.zeros_like(x)
    for i in range(2):
        dw[i] += ddot * x[i]
        dx[i] += ddot * w[i]
    dw[2] += ddot
    print(dw, dx)
    return dw, dx


@exercise.right("the forward run again at the same point", forward=cache_w_x)
def _(dout, cache):
    w, x = cache
    f, _ = neuron_forward(w, x)
    ddot = dout * f * (1 - f)
    return np.array([*(ddot * x), ddot]), ddot * np.array(w[:2])


@exercise.wrong(
    "rounded output",
    told="It uses 0.73 where the output has many more digits. Rounding is for reading.",
    reported="rounds the output to two digits",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    f = np.round(f, 2)
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


exercise.common("upstream ignored", "upstream added")


@exercise.wrong(
    "upstream twice",
    told="The upstream gradient is there twice: it is in ddot already.",
    reported="multiplies by the upstream gradient twice",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return dout * ddot * np.array([x[0], x[1], 1.0]), dout * ddot * w[:2]


@exercise.wrong(
    "upstream on dw only",
    told="Only one of the two knows of the upstream gradient.",
    reported="ignores the upstream gradient on dx",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), (1.0 - f) * f * w[:2]


@exercise.wrong(
    "sigmoid gate missing",
    told="It knows the dot product but not the sigmoid behind it. What is the gradient on dot?",
    reported="forgets the sigmoid gate",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    return dout * np.array([x[0], x[1], 1.0]), dout * w[:2]


@exercise.wrong(
    "the output for its slope",
    told="It multiplies by the value of the sigmoid. The local gradient is a rate.",
    reported="multiplies by the output",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@exercise.wrong(
    "from the dot product",
    told="It takes the dot product for the output of the sigmoid.",
    reported="computes (1 − dot) dot",
    forward=cache_w_x_dot,
)
def _(dout, cache):
    w, x, dot = cache
    ddot = dout * (1 - dot) * dot
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w[:2]


@exercise.wrong(
    "not switched",
    told="w and x have each other's gradient: what are the local gradients of a multiply gate?",
    reported="local gradients of multiply not switched",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([w[0], w[1], 1.0]), ddot * x


@exercise.wrong(
    "bias times its value",
    told="What is the local gradient of adding w2? Does its own value matter?",
    reported="multiplies the bias gradient by the bias",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], w[2]]), ddot * w[:2]


@exercise.wrong(
    "bias without gradient",
    told="The bias moves the output too: nudge w2 and look.",
    reported="gives the bias no gradient",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 0.0]), ddot * w[:2]


@exercise.wrong(
    "bias past the sigmoid",
    told="The bias goes through the sigmoid like the rest, so its gradient comes back through it.",
    reported="bias gradient without the sigmoid gate",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.array([ddot * x[0], ddot * x[1], dout]), ddot * w[:2]


@exercise.wrong(
    "bias one",
    told="The bias gets the local gradient alone; what arrives from above is missing.",
    reported="bias gradient is always 1",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.array([ddot * x[0], ddot * x[1], 1.0]), ddot * w[:2]


@exercise.wrong(
    "bias left out",
    told="w has three entries, so dw has three. What is the gradient on the third?",
    reported="dw has two entries",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * x, ddot * w[:2]


@exercise.wrong(
    "dx of three entries",
    told="x has two entries, so dx has two. The bias multiplies no input.",
    reported="dx has three entries",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0]), ddot * w


@exercise.wrong(
    "inputs crossed",
    told="Each weight has its own input. Which goes with which?",
    reported="crosses the inputs",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[1], x[0], 1.0]), ddot * w[1::-1]


@exercise.wrong(
    "order exchanged",
    told="The gradients come in the order of the inputs: dw first, then dx.",
    reported="returns (dx, dw)",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * w[:2], ddot * np.array([x[0], x[1], 1.0])


exercise.common("sign")


@exercise.wrong(
    "dw only",
    told="x has a gradient too, after the one of w.",
    reported="returns dw only",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([x[0], x[1], 1.0])


@exercise.wrong(
    "summed",
    told="Each weight and each input has a gradient of its own.",
    reported="sums the gradients up",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return float(ddot * (x[0] + x[1] + 1.0)), float(ddot * (w[0] + w[1]))


@exercise.wrong(
    "rows",
    told="A gradient has exactly the shape of what it belongs to: one dimension, not two.",
    reported="gradients have two dimensions",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return ddot * np.array([[x[0], x[1], 1.0]]), ddot * w[np.newaxis, :2]


@exercise.wrong(
    "dot not differentiated",
    told="dx and dw stop at the dot product: w and x have gates of their own before it.",
    reported="stops at the dot product",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    return np.full(3, ddot), np.full(2, ddot)


@exercise.wrong("published example", forward=cache_w_x_f)
def _(dout, cache):
    return np.array([-0.19661193324148185, -0.3932238664829637, 0.19661193324148185]), np.array(
        [0.3932238664829637, -0.5898357997244456]
    )


exercise.common("float32")


@exercise.wrong("cache in place", forward=cache_w_x_f)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dw = ddot * np.array([x[0], x[1], 1.0])
    w *= ddot
    return dw, w[:2].copy()


@exercise.wrong(
    "a window on the cache",
    told="dx is a part of the cached w, worked on in place, so the weights themselves change.",
    reported="returns a piece of the cache",
    forward=cache_w_x_f,
)
def _(dout, cache):
    w, x, f = cache
    ddot = dout * (1.0 - f) * f
    dx = w[:2]
    dx *= ddot
    return ddot * np.array([x[0], x[1], 1.0]), dx


@exercise.wrong("numerical differences", forward=cache_w_x)
def _(dout, cache):
    w, x = cache
    h = 1e-5
    dw, dx = np.zeros(3), np.zeros(2)
    for i in range(3):
        step = np.zeros(3)
        step[i] = h
        dw[i] = (neuron_forward(w + step, x)[0] - neuron_forward(w - step, x)[0]) / (2 * h)
    for i in range(2):
        step = np.zeros(2)
        step[i] = h
        dx[i] = (neuron_forward(w, x + step)[0] - neuron_forward(w, x - step)[0]) / (2 * h)
    return dout * dw, dout * dx
