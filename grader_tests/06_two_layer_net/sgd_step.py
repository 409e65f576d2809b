"""sgd_step: the reference, right ways to write it, and known mistakes."""

import numpy as np

from backpass.grading.exercises import Exercise

exercise = Exercise(
    "sgd_step",
    truth=lambda params, grads, rate: tuple(
        params[name] - rate * grads[name] for name in ("W1", "b1", "W2", "b2")
    ),
)


@exercise.solved_by()
def _(params, grads, learning_rate):
    return {name: params[name] - learning_rate * grads[name] for name in params}


@exercise.right("with a loop")
def _(params, grads, learning_rate):
    new = {}
    for name, value in params.items():
        new[name] = value - learning_rate * grads[name]
    return new


@exercise.right("the four names written out, in another order")
def _(params, grads, learning_rate):
    return {
        "b2": params["b2"] - learning_rate * grads["b2"],
        "W2": params["W2"] - learning_rate * grads["W2"],
        "b1": params["b1"] - learning_rate * grads["b1"],
        "W1": params["W1"] - learning_rate * grads["W1"],
    }


@exercise.right("a copy of the dict, filled anew")
def _(params, grads, learning_rate):
    new = params.copy()
    for name in new:
        new[name] = new[name] + (-learning_rate) * grads[name]
    return new


@exercise.right("deep copies, changed in place")
def _(params, grads, learning_rate):
    new = {name: np.array(value) for name, value in params.items()}
    for name in new:
        new[name] -= learning_rate * grads[name]
    return new


@exercise.right("with a helper and a print")
def _(params, grads, learning_rate):
    def moved(value, gradient):
        return np.subtract(value, np.multiply(learning_rate, gradient))

    print("step", learning_rate)
    return dict((name, moved(params[name], grads[name])) for name in sorted(params))


@exercise.wrong(
    "uphill",
    told="The loss should fall. In which direction does a gradient point?",
    reported="adds the gradient (goes uphill)",
)
def _(params, grads, learning_rate):
    return {name: params[name] + learning_rate * grads[name] for name in params}


@exercise.wrong(
    "learning rate ignored",
    told="The learning rate does not matter to it.",
    reported="ignores the learning rate",
)
def _(params, grads, learning_rate):
    return {name: params[name] - grads[name] for name in params}


@exercise.wrong(
    "divided by the learning rate",
    told="A larger learning rate makes its step smaller.",
    reported="divides by the learning rate",
)
def _(params, grads, learning_rate):
    return {name: params[name] - grads[name] / (learning_rate or 1e-3) for name in params}


@exercise.wrong(
    "parameters changed",
    told="It changes what it was given, the dict or the arrays in it: a copy of a dict still holds the same arrays.",
    reported="changes the parameters that it is given",
)
def _(params, grads, learning_rate):
    new = {}
    for name in params:
        params[name] -= learning_rate * grads[name]
        new[name] = params[name].copy()
    return new


@exercise.wrong(
    "nothing returned",
    told="It calculates new parameters and hands nothing back.",
    reported="returns None",
)
def _(params, grads, learning_rate):
    new = {name: params[name] - learning_rate * grads[name] for name in params}
    del new


@exercise.wrong(
    "the step alone",
    told="It returns the step. Where does it lead from where you are?",
    reported="returns the step, not the parameters",
)
def _(params, grads, learning_rate):
    return {name: -learning_rate * grads[name] for name in params}


@exercise.wrong(
    "biases forgotten",
    told="Only the weights move. What about the biases?",
    reported="updates the weights only",
)
def _(params, grads, learning_rate):
    new = {name: value.copy() for name, value in params.items()}
    for name in ("W1", "W2"):
        new[name] -= learning_rate * grads[name]
    return new


@exercise.wrong(
    "paired by position",
    told="It pairs parameters and gradients by their position in the dicts. Their names say which belong together.",
    reported="pairs params and grads by position, not by key",
)
def _(params, grads, learning_rate):
    new = {}
    for (name, value), gradient in zip(params.items(), grads.values()):
        fits = value.shape == gradient.shape
        new[name] = value - learning_rate * gradient if fits else value * 1.0
    return new


@exercise.wrong(
    "tuple",
    told="The contract asks for a dict with the same names.",
    reported="returns a tuple",
)
def _(params, grads, learning_rate):
    return tuple(params[name] - learning_rate * grads[name] for name in params)


@exercise.wrong(
    "other names",
    told="The keys of the new dict are not those of the parameters.",
    reported="renames the keys",
)
def _(params, grads, learning_rate):
    return {f"d{name}": params[name] - learning_rate * grads[name] for name in params}


@exercise.wrong(
    "gradient normalised",
    told="It goes the same distance whatever the size of the gradient.",
    reported="normalises the gradient",
)
def _(params, grads, learning_rate):
    new = {}
    for name in params:
        length = np.linalg.norm(grads[name]) or 1.0
        new[name] = params[name] - learning_rate * grads[name] / length
    return new


@exercise.wrong("float32")
def _(params, grads, learning_rate):
    return {
        name: (params[name] - learning_rate * grads[name]).astype(np.float32) for name in params
    }
