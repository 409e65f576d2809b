"""rescaled_learning_rate: the reference, right ways to write it, and known mistakes."""

import math
import warnings

import numpy as np

from backpass.grading.exercises import Exercise


def divided(learning_rate, scale):
    """The truth: the gradient on the weights grows with the inputs, so the rate shrinks with them."""
    return (learning_rate / scale,)


exercise = Exercise("rescaled_learning_rate", truth=divided)


@exercise.solved_by()
def _(learning_rate, scale):
    return learning_rate / scale


@exercise.right("times one over the scale")
def _(learning_rate, scale):
    return learning_rate * (1.0 / scale)


@exercise.right("with a power")
def _(learning_rate, scale):
    return learning_rate * scale**-1.0


@exercise.right("as a 0-d array")
def _(learning_rate, scale):
    return np.divide(np.array(learning_rate), scale)


@exercise.right("as a numpy number, with a print")
def _(learning_rate, scale):
    print("new rate")
    return np.float64(learning_rate) / np.float64(scale)


@exercise.right("from an example")
def _(learning_rate, scale):
    x = np.array([1.0, -2.0])
    before = learning_rate * x
    growth = (scale * x)[0] / x[0]
    update = before / growth
    return update[0] / x[0]


@exercise.right("by logarithms, with a warning")
def _(learning_rate, scale):
    warnings.warn("on the way")
    return math.exp(math.log(learning_rate) - math.log(scale))


@exercise.wrong(
    "multiplied",
    told="With larger inputs the gradient on the weights is larger already. Should the rate rise with it?",
    reported="multiplies by the scale",
)
def _(learning_rate, scale):
    return learning_rate * scale


@exercise.wrong(
    "unchanged",
    told="The gradient on a weight is made of its input. What becomes of the update when the inputs grow?",
    reported="leaves the rate as it is",
)
def _(learning_rate, scale):
    return learning_rate


@exercise.wrong(
    "divided twice",
    told="The update is asked for, not the score: the scale comes in once.",
    reported="divides by the scale twice",
)
def _(learning_rate, scale):
    return learning_rate / scale**2


@exercise.wrong(
    "square root",
    told="How many times larger does the gradient get when the inputs get a hundred times larger?",
    reported="divides by the square root",
)
def _(learning_rate, scale):
    return learning_rate / math.sqrt(scale)


@exercise.wrong(
    "one over the scale",
    told="What becomes of the rate that was used before?",
    reported="ignores the old rate",
)
def _(learning_rate, scale):
    return 1.0 / scale


@exercise.wrong(
    "upside down",
    told="It divides the scale by the rate. Which of the two is being corrected?",
    reported="divides scale by rate",
)
def _(learning_rate, scale):
    return scale / learning_rate


@exercise.wrong(
    "subtracted",
    told="A factor is made good by a factor, not by a difference.",
    reported="subtracts",
)
def _(learning_rate, scale):
    return learning_rate - scale


@exercise.wrong(
    "logarithm",
    told="A factor of a thousand needs a factor of a thousand.",
    reported="divides by the logarithm",
)
def _(learning_rate, scale):
    return learning_rate / (1.0 + math.log(scale))


@exercise.wrong(
    "always a thousand",
    told="It is right for the lecture's factor of 1000 only.",
    reported="divides by 1000 always",
)
def _(learning_rate, scale):
    return learning_rate / 1000.0


@exercise.wrong(
    "larger scales only",
    told="Inputs can be made smaller too: what then?",
    reported="leaves the rate when the scale is below 1",
)
def _(learning_rate, scale):
    return learning_rate / scale if scale > 1 else learning_rate


@exercise.wrong(
    "whole numbers",
    told="Division with // drops what is behind the point.",
    reported="uses integer division",
)
def _(learning_rate, scale):
    return learning_rate // scale


exercise.common("rounded")


@exercise.wrong(
    "one more",
    told="Dividing by one more than the scale is nearly right for large scales only.",
    reported="divides by scale + 1",
)
def _(learning_rate, scale):
    return learning_rate / (scale + 1.0)


@exercise.wrong("published number")
def _(learning_rate, scale):
    return 1e-4


@exercise.wrong(
    "both returned",
    told="Only the new rate is asked for.",
    reported="returns more than the rate",
)
def _(learning_rate, scale):
    return learning_rate / scale, scale


@exercise.wrong(
    "printed",
    told="The value is worked out but not handed back: what does the function return?",
    reported="prints instead of returning",
)
def _(learning_rate, scale):
    print(learning_rate / scale)


exercise.common("float32")
