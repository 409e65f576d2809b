"""predict_change: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("predict_change", truth=lambda gradient, step: (float(np.dot(gradient, step)),))


@exercise.solved_by()
def _(gradient, step):
    return float(np.dot(gradient, step))


@exercise.right("with @")
def _(gradient, step):
    return gradient @ step


@exercise.right("product and sum")
def _(gradient, step):
    return np.sum(gradient * step)


@exercise.right("with a loop")
def _(gradient, step):
    total = 0.0
    for g, s in zip(gradient, step):
        total += g * s
    return total


@exercise.right("with einsum")
def _(gradient, step):
    return np.einsum("i,i->", gradient, step)


@exercise.right("as a 0-d array")
def _(gradient, step):
    return np.array((gradient * step).sum())


@exercise.right("with math.fsum")
def _(gradient, step):
    return math.fsum(g * s for g, s in zip(gradient, step))


@exercise.right("in place on a copy")
def _(gradient, step):
    parts = step.copy()
    parts *= gradient
    return parts.sum()


@exercise.wrong(
    "not added up",
    told="It returns one change for each input. f is one number: what is its change in all?",
    reported="returns the products, not their sum",
)
def _(gradient, step):
    return gradient * step


@exercise.wrong(
    "mean for sum",
    told="The changes add up; nothing is averaged.",
    reported="averages instead of adding",
)
def _(gradient, step):
    return float(np.mean(gradient * step))


@exercise.wrong(
    "product of sums",
    told="Each input has its own gradient and its own step; they belong together pair by pair.",
    reported="multiplies the sums",
)
def _(gradient, step):
    return float(np.sum(gradient) * np.sum(step))


@exercise.wrong(
    "first input only",
    told="It looks at the first input only.",
    reported="uses the first input only",
)
def _(gradient, step):
    return float(gradient[0] * step[0])


@exercise.wrong(
    "sizes only",
    told="It multiplies the lengths. A step against the gradient makes f fall.",
    reported="multiplies the lengths",
)
def _(gradient, step):
    return float(np.linalg.norm(gradient) * np.linalg.norm(step))


@exercise.wrong(
    "absolute products",
    told="Every part comes out positive. A step against the gradient makes f fall.",
    reported="adds absolute values",
)
def _(gradient, step):
    return float(np.sum(np.abs(gradient * step)))


@exercise.wrong(
    "the gradients alone",
    told="It forgets how large the steps are.",
    reported="ignores the step",
)
def _(gradient, step):
    return float(np.sum(gradient))


@exercise.wrong(
    "the steps alone",
    told="It forgets how sensitive f is to each input.",
    reported="ignores the gradient",
)
def _(gradient, step):
    return float(np.sum(step))


@exercise.wrong(
    "sum for product",
    told="A rate and a step are not added.",
    reported="adds gradient and step",
)
def _(gradient, step):
    return float(np.sum(gradient + step))


exercise.common("sign")


@exercise.wrong(
    "divided",
    told="Is it the step times the rate, or divided by it?",
    reported="divides by the gradient",
)
def _(gradient, step):
    return float(np.sum(step / gradient))


@exercise.wrong(
    "two inputs only",
    told="It works for two inputs only; take all that there are.",
    reported="works only for two inputs",
)
def _(gradient, step):
    return float(gradient[0] * step[0] + gradient[1] * step[1])


@exercise.wrong(
    "argument overwritten",
    told="The value is right, but `step` is changed under the caller's hands.",
    reported="changes its argument in place",
)
def _(gradient, step):
    step *= gradient
    return float(step.sum())


@exercise.wrong("float32")
def _(gradient, step):
    return float(np.dot(gradient.astype(np.float32), step.astype(np.float32)) * np.float32(1))
