"""Which slope did the gradient meet on its way back through a net's hidden layer?

``dW1`` and ``db1`` are made of one message: the one that leaves the sigmoid towards the first
layer. If both fit another message, it was multiplied by something else than the sigmoid's slope.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from backpass.contracts.sigmoid_neuron import sigmoid
from backpass.likeness.sample import Said, Sample, close

#: What stands in place of the slope, given the values before and behind the sigmoid; a few words
#: for it, and what a learner is told. Nothing of the right slope is said.
SLOPES: tuple[tuple[Callable[[Any, Any], Any], str, str], ...] = (
    (
        lambda _, hidden: np.ones_like(hidden),
        "the sigmoid passed over",
        "On the way to W1 and b1, the gradient passes the sigmoid as it came. What is the local "
        "gradient there?",
    ),
    (
        lambda _, hidden: hidden,
        "times the sigmoid's output",
        "On the way to W1 and b1, the gradient is multiplied by the sigmoid's output. Is that its "
        "slope?",
    ),
    (
        lambda _, hidden: 1.0 - hidden,
        "times one minus the sigmoid's output",
        "On the way to W1 and b1, the gradient is multiplied by one minus the sigmoid's output. Is "
        "that its whole slope?",
    ),
    (
        lambda inner, _: inner * (1.0 - inner),
        "the slope taken at the sigmoid's input",
        "On the way to W1 and b1, the slope is worked out from the sigmoid's input. Of which value "
        "is it a formula?",
    ),
    (
        lambda _, hidden: sigmoid(hidden) * (1.0 - sigmoid(hidden)),
        "the slope taken at the sigmoid's output",
        "On the way to W1 and b1, the slope is that of a second sigmoid, behind the first."
        " Is the value in the cache an input or an output?",
    ),
    (
        lambda _, hidden: 1.0 - hidden**2,
        "the slope of tanh",
        "On the way to W1 and b1, the slope is that of tanh. Which function does the hidden layer "
        "have?",
    ),
    (
        lambda inner, _: (inner > 0.0).astype(float),
        "the slope of ReLU",
        "On the way to W1 and b1, the slope is that of ReLU. Which function does the hidden layer "
        "have?",
    ),
    (
        lambda inner, _: inner,
        "times the sigmoid's input",
        "On the way to W1 and b1, the gradient is multiplied by the sigmoid's input. Is that its "
        "slope?",
    ),
)


#: What stands in place of the hidden layer's output in the gradient on W2, given the values before
#: and behind the sigmoid; a few words for it, and what a learner is told.
INPUTS: tuple[tuple[Callable[[Any, Any], Any], str, str], ...] = tuple(
    (
        values,
        words,
        f"dW2 comes out as if {words} had gone into the second layer. What did go in?",
    )
    for values, words in (
        (lambda _, hidden: hidden * (1.0 - hidden), "the sigmoid's slope"),
        (lambda inner, _: inner, "the sigmoid's input"),
        (lambda _, hidden: 1.0 - hidden, "one minus the sigmoid's output"),
        (lambda _, hidden: hidden * hidden, "the square of the sigmoid's output"),
        (lambda _, hidden: sigmoid(hidden), "the sigmoid of the sigmoid's output"),
        (lambda inner, _: np.tanh(inner), "tanh of the sigmoid's input"),
        (lambda inner, _: np.maximum(inner, 0.0), "relu of the sigmoid's input"),
        (lambda _, hidden: np.ones_like(hidden), "a row of ones"),
    )
)


def _uphill(samples: Sequence[Sample], part: str) -> Said | None:
    """A step that goes with the gradient."""
    differs = False
    for s in samples:
        params, grads, rate = s.call.case.inputs
        made = params[part] + rate * grads[part]
        if not close(s.came, made):
            return None
        differs = differs or not close(made, s.right)
    if not differs:
        return None
    return Said(
        "uphill",
        f"{part} goes with its gradient, and so the loss climbs. Which way does it fall?",
    )


def found(exercise: str, samples: Sequence[Sample], part: str) -> Said | None:
    """What stood in place of the sigmoid's slope at every call; None if that is unclear.

    Args:
        exercise: Name of the exercise.
        samples: What came of each call.
        part: ``"dW1"``, ``"db1"`` or ``"dW2"``; of other parts nothing is said.
    """
    if exercise == "sgd_step":
        return _uphill(samples, part)
    if exercise == "two_layer_forward" and part == "scores":
        return _other_curve(samples)
    if exercise != "two_layer_backward" or part not in ("dW1", "db1", "dW2"):
        return None
    if part == "dW2":
        return next(
            (
                Said(f"{words} in place of the hidden layer's output", told)
                for values, words, told in INPUTS
                if all(close(s.came, _second(s, values)) for s in samples)
            ),
            None,
        )
    for slope, words, told in SLOPES:
        if all(close(s.came, _made(s, part, slope)) for s in samples):
            return Said(words, told)
    if all(close(s.came, _slope_of_the_message(s, part)) for s in samples):
        return Said(
            "the slope taken at the upstream gradient",
            "On the way to W1 and b1, the slope is worked out from the gradient that arrives at "
            "the sigmoid. Of which value is it a formula?",
        )
    for change, words in FIRST_INPUTS if part == "dW1" else ():
        if all(close(s.came, _with_another_x(s, change)) for s in samples):
            text = f"dW1 comes out as if {words} had gone into the first layer. What did go in?"
            return Said(f"{words} in the place of x", text)
    return None


#: What may stand in the place of the sigmoid, given what goes into it; and a few words for it.
CURVES: tuple[tuple[Callable[[Any], Any], str], ...] = (
    *(
        (
            lambda u, at=at: sigmoid(np.clip(u, -at, at)),
            f"a sigmoid whose input is cut off at ±{at:g}",
        )
        for at in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 10.0)
    ),
    (
        lambda u: np.clip(0.2 * u + 0.5, 0.0, 1.0),
        "a straight line between 0 and 1 that rises by 0.2",
    ),
    (
        lambda u: np.clip(u / 6.0 + 0.5, 0.0, 1.0),
        "a straight line between 0 and 1 that rises by a sixth",
    ),
    (
        lambda u: np.clip(0.25 * u + 0.5, 0.0, 1.0),
        "a straight line between 0 and 1 that rises by 0.25",
    ),
    (lambda u: (u > 0.0) * 1.0, "a threshold"),
    (np.tanh, "tanh"),
    (lambda u: np.maximum(u, 0.0), "a relu"),
    (lambda u: 0.5 * (1.0 + u / (1.0 + np.abs(u))), "a quotient that bends like it"),
    (lambda u: sigmoid(sigmoid(u)), "a sigmoid of the sigmoid"),
)


def _other_curve(samples: Sequence[Sample]) -> Said | None:
    """Scores with another function in the hidden layer."""
    for curve, words in CURVES:
        if all(close(s.came, _scores(s, curve)) for s in samples):
            return Said(
                f"{words} in the place of the sigmoid",
                f"scores comes out as if {words} stood in the place of the sigmoid.",
            )
    if all(close(s.came, _with_a_late_bias(s)) for s in samples):
        return Said(
            "the first bias added behind the sigmoid",
            "scores comes out as if the first layer's bias were added behind the sigmoid. Which "
            "value does it belong to?",
        )
    return None


def _with_a_late_bias(sample: Sample) -> Any:
    """Scores whose first bias comes behind the sigmoid."""
    params, x = sample.call.case.inputs
    hidden = sigmoid(np.asarray(x) @ params["W1"]) + params["b1"]
    return hidden @ params["W2"] + params["b2"]


def _scores(sample: Sample, curve: Callable[[Any], Any]) -> Any:
    params, x = sample.call.case.inputs
    hidden = curve(np.asarray(x) @ params["W1"] + params["b1"])
    return hidden @ params["W2"] + params["b2"]


#: What may stand in the place of x in the gradient on W1, and nowhere else.
FIRST_INPUTS: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (np.abs, "the absolute value of x"),
    (np.square, "the square of x"),
    (np.ones_like, "a row of ones"),
)


def _with_another_x(sample: Sample, change: Callable[[Any], Any]) -> Any:
    """The gradient on W1 of the right message and a changed x."""
    x, w1, b1, w2, _ = (np.asarray(each, dtype=float) for each in sample.call.case.inputs)
    hidden = sigmoid(x @ w1 + b1)
    return change(x).T @ ((sample.dout @ w2.T) * hidden * (1.0 - hidden))


def _made(sample: Sample, part: str, slope: Callable[[Any, Any], Any]) -> Any:
    """The gradient of the first layer's weights or biases, with this slope in it."""
    x, w1, b1, w2, _ = (np.asarray(each, dtype=float) for each in sample.call.case.inputs)
    inner = x @ w1 + b1
    message = (sample.dout @ w2.T) * slope(inner, sigmoid(inner))
    return x.T @ message if part == "dW1" else message.sum(axis=0)


def _slope_of_the_message(sample: Sample, part: str) -> Any:
    """The gradient of the first layer where v (1 − v) is taken of what comes back, v."""
    x, _, _, w2, _ = (np.asarray(each, dtype=float) for each in sample.call.case.inputs)
    arrived = sample.dout @ w2.T
    message = arrived * (1.0 - arrived)
    return x.T @ message if part == "dW1" else message.sum(axis=0)


def _second(sample: Sample, values: Callable[[Any, Any], Any]) -> Any:
    """The gradient on the second layer's weights, with something else in its input's place."""
    x, w1, b1, _, _ = (np.asarray(each, dtype=float) for each in sample.call.case.inputs)
    inner = x.reshape(len(x), -1) @ w1 + b1
    return values(inner, sigmoid(inner)).T @ sample.dout
