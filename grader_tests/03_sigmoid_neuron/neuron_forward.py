"""neuron_forward: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("neuron_forward")


@exercise.solved_by()
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(-dot))
    return f, (w, x, f)


@exercise.right("with math")
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1 + math.exp(-dot))
    return f, {"w": w, "x": x, "f": f}


@exercise.right("with a matrix product")
def _(w, x):
    f = 1 / (1 + np.exp(-(w[:2] @ x + w[2])))
    return f, (x, w)


@exercise.right("with a one appended")
def _(w, x):
    inputs = np.append(x, 1.0)
    dot = np.dot(w, inputs)
    return 1.0 / (1.0 + np.exp(-dot)), (w, inputs, dot)


@exercise.right("with einsum and tanh")
def _(w, x):
    dot = np.einsum("i,i->", w[:-1], x) + w[-1]
    f = np.array(0.5 + 0.5 * np.tanh(dot / 2))
    return [f, None]


@exercise.right("in a loop, with a print")
def _(w, x):
    dot = w[-1]
    for weight, entry in zip(w, x):
        dot = dot + weight * entry
    print(dot)
    e = np.exp(dot)
    return float(e / (1.0 + e)), [w, x]


@exercise.right("an object as cache")
def _(w, x):
    class Cache:
        pass

    cache = Cache()
    cache.w, cache.x = w.copy(), x.copy()
    cache.f = 1.0 / (1.0 + np.exp(-(np.sum(w[:2] * x) + w[2])))
    return cache.f, cache


@exercise.wrong(
    "bias missing",
    told="There are three weights and two inputs. What does the third weight do?",
    reported="forgets the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1])))
    return f, (w, x, f)


@exercise.wrong(
    "bias multiplied",
    told="The third weight stands by itself: no input multiplies it.",
    reported="multiplies the bias by an input",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2] * x[1])))
    return f, (w, x, f)


@exercise.wrong(
    "bias subtracted",
    told="The third weight is added.",
    reported="subtracts the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1] - w[2])))
    return f, (w, x, f)


@exercise.wrong(
    "bias first",
    told="The bias is the last of the three weights, not the first.",
    reported="takes w[0] for the bias",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] + w[1] * x[0] + w[2] * x[1])))
    return f, (w, x, f)


@exercise.wrong(
    "bias outside",
    told="The bias goes through the sigmoid like the rest.",
    reported="adds the bias after the sigmoid",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[0] + w[1] * x[1]))) + w[2]
    return f, (w, x, f)


@exercise.wrong(
    "no sigmoid",
    told="The dot product is only half-way: it still has to be squashed.",
    reported="returns the dot product",
)
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    return dot, (w, x, dot)


@exercise.wrong(
    "exponent's sign",
    told="A large dot product should give an output near 1. Which sign does the exponent have?",
    reported="exponent without its minus sign",
)
def _(w, x):
    dot = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1.0 / (1.0 + np.exp(dot))
    return f, (w, x, f)


@exercise.wrong(
    "minus on the first term only",
    told="The minus sign belongs to the whole dot product: which brackets are missing?",
    reported="negates the first term only",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-w[0] * x[0] + w[1] * x[1] + w[2]))
    return f, (w, x, f)


@exercise.wrong(
    "inputs crossed",
    told="Each weight has its own input. Which goes with which?",
    reported="crosses the inputs",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[0] * x[1] + w[1] * x[0] + w[2])))
    return f, (w, x, f)


@exercise.wrong(
    "rounded",
    told="The output is rounded. Rounding is for reading; keep all digits.",
    reported="rounds to two digits",
)
def _(w, x):
    f = round(1.0 / (1.0 + math.exp(-(w[0] * x[0] + w[1] * x[1] + w[2]))), 2)
    return f, (w, x, f)


@exercise.wrong(
    "an array",
    told="The neuron has one output: a number, not an array of one.",
    reported="returns an array of one",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[:2] * x).sum(keepdims=True) - w[2]))
    return f, (w, x, f)


@exercise.wrong(
    "not summed",
    told="The products are added up before the sigmoid, so that one number comes out.",
    reported="does not add the products",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-(w[:2] * x + w[2])))
    return f, (w, x, f)


@exercise.wrong("published number")
def _(w, x):
    return 0.7310585786300049, (w, x)


exercise.common("no cache")


@exercise.wrong("float32")
def _(w, x):
    dot = np.float32(w[0] * x[0] + w[1] * x[1] + w[2])
    f = np.float32(1.0) / (np.float32(1.0) + np.exp(-dot))
    return f, (w, x, f)


@exercise.wrong(
    "changes w",
    told="It works in place on w, which belongs to whoever called it.",
    reported="changes w in place",
)
def _(w, x):
    w[:2] *= x
    f = 1.0 / (1.0 + np.exp(-(w[0] + w[1] + w[2])))
    return f, (w, x, f)


@exercise.wrong(
    "sigmoid of each product",
    told="The products are added up first. Then there is one sigmoid, of their sum.",
    reported="takes the sigmoid of each product",
)
def _(w, x):
    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    f = sigmoid(w[0] * x[0]) + sigmoid(w[1] * x[1]) + w[2]
    return f, (w, x, f)


@exercise.wrong(
    "size of the sum",
    told="It takes the size of the sum alone. What should a neuron do with a negative sum?",
    reported="takes the absolute value of the dot product",
)
def _(w, x):
    f = 1.0 / (1.0 + np.exp(-abs(w[0] * x[0] + w[1] * x[1] + w[2])))
    return f, (w, x, f)
