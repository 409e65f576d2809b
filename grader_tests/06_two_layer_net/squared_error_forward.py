"""squared_error_forward: the reference, right ways to write it, and known mistakes."""

import math

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise("squared_error_forward")


@exercise.solved_by()
def _(y, d):
    difference = y - d
    return 0.5 * np.sum(difference**2), difference


@exercise.right("the inputs as cache")
def _(y, d):
    return np.sum((y - d) ** 2) / 2, (y, d)


@exercise.right("with a dot product and a dict")
def _(y, d):
    flat = (y - d).ravel()
    return float(0.5 * np.dot(flat, flat)), {"flat": flat, "shape": y.shape}


@exercise.right("with a loop")
def _(y, d):
    loss = 0.0
    for a, b in zip(y.flatten(), d.flatten()):
        loss += 0.5 * (a - b) ** 2
    return loss, [y, d]


@exercise.right("with the norm, as a list")
def _(y, d):
    return [0.5 * np.linalg.norm((y - d).ravel()) ** 2, y - d]


@exercise.right("with einsum, in place on its own array")
def _(y, d):
    error = y.copy()
    error -= d
    return np.einsum("i,i->", error.ravel(), error.ravel()) * 0.5, error


@exercise.right("targets first, with a print")
def _(y, d):
    print("shapes", y.shape, d.shape)
    return math.fsum(np.square(d - y).ravel()) / 2, (d, y)


@exercise.wrong(
    "half missing",
    told="Compare the factor in front of the sum.",
    reported="forgets the factor 1/2",
)
def _(y, d):
    return np.sum((y - d) ** 2), (y, d)


@exercise.wrong(
    "averaged over all entries",
    told="It is an average. The contract asks for a sum over all entries.",
    reported="takes the mean over all entries",
)
def _(y, d):
    return 0.5 * np.mean((y - d) ** 2), (y, d)


@exercise.wrong(
    "averaged over the rows",
    told="It is divided by the number of rows. The contract asks for a sum over all entries.",
    reported="divides by the number of rows",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2) / len(y), (y, d)


@exercise.wrong(
    "not summed",
    told="The loss is one number for all entries.",
    reported="returns an array of losses",
)
def _(y, d):
    return 0.5 * (y - d) ** 2, (y, d)


@exercise.wrong(
    "summed over one axis",
    told="The loss is one number, whatever the shape of y.",
    reported="sums over axis 0 only",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2, axis=0), (y, d)


@exercise.wrong(
    "absolute error",
    told="It adds up sizes. What is missing between the difference and the sum?",
    reported="absolute for squared error",
)
def _(y, d):
    return 0.5 * np.sum(np.abs(y - d)), (y, d)


@exercise.wrong(
    "sum before square",
    told="Errors of opposite sign cancel here. In which order come square and sum?",
    reported="squares the sum of the errors",
)
def _(y, d):
    return 0.5 * np.sum(y - d) ** 2, (y, d)


@exercise.wrong(
    "root",
    told="It is the length of the error. The contract asks for its square.",
    reported="takes the square root",
)
def _(y, d):
    return 0.5 * np.sqrt(np.sum((y - d) ** 2)), (y, d)


@exercise.wrong(
    "sum for difference",
    told="How far is y from d? It adds the two.",
    reported="adds the targets",
)
def _(y, d):
    return 0.5 * np.sum((y + d) ** 2), (y, d)


@exercise.wrong(
    "targets ignored",
    told="The targets do not matter to it.",
    reported="ignores d",
)
def _(y, d):
    return 0.5 * np.sum(y**2), (y, d)


@exercise.wrong(
    "the loss alone",
    told="A forward function returns two things.",
    reported="returns no cache",
)
def _(y, d):
    return 0.5 * np.sum((y - d) ** 2)


@exercise.wrong(
    "in place",
    told="It subtracts inside y, which belongs to somebody else.",
    reported="changes y in place",
)
def _(y, d):
    y -= d
    return 0.5 * np.sum(y**2), y


@exercise.wrong("float32")
def _(y, d):
    difference = (y - d).astype(np.float32)
    return 0.5 * np.sum(difference**2), difference
