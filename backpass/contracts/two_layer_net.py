"""Contracts of chapter 6: losses, a network of two layers, a step downhill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from backpass.contracts.chain_rule import output_of_forward
from backpass.contracts.vectorized_gradients import affine, sampled
from backpass.judging import judge, own_forward, returned
from backpass.judging.cases import KINK, LARGE, TRIES, NoUsablePoint
from backpass.judging.contract import (
    Contract,
    GradientContract,
    Handed,
    QuizContract,
    SpecialContract,
    ValueContract,
)
from backpass.judging.gradcheck import COMPLEX_STEP, central_difference
from backpass.judging.plan import GradientCall, Plan, ValueCall
from backpass.judging.returned import WrongType
from backpass.judging.trial import Trial
from backpass.judging.verdict import NEARLY_KINK, Case, Finding, Kind, Status, Verdict

CHAPTER = "06_two_layer_net"
TITLE = "A two-layer net"
#: Names of the weights and biases of the network, in forward order.
PARAMETERS = ("W1", "b1", "W2", "b2")


def squared_error(y: Any, d: Any) -> Any:
    """Half the sum of the squared differences over all entries, no averaging.

    Args:
        y: Predictions, an array of any shape.
        d: Targets, of the same shape.
    """
    return 0.5 * np.sum((y - d) ** 2)


#: Levels of rows are whole multiples of this, so that taking them off again loses no digit.
LEVEL = 1024.0


def cross_entropy(scores: Any, labels: Any) -> Any:
    """Mean of −log of the label's share, as the notebook says it; for scores of moderate size.

    A row may stand at a level that is a multiple of 1024: what is added to a whole row changes no
    share.

    Args:
        scores: Scores of shape (N, C).
        labels: The right class of each row: integers of shape (N,), each in [0, C).
    """
    return np.mean(_cross_entropies(scores, labels))


def _cross_entropies(scores: Any, labels: Any) -> Any:
    """What each row adds to the cross-entropy."""
    return -np.log(_shares(scores)[np.arange(len(labels)), labels])


def _shares(scores: Any) -> Any:
    """The softmax of each row."""
    powers = np.exp(scores - LEVEL * np.round(np.real(scores).mean(axis=1, keepdims=True) / LEVEL))
    return powers / powers.sum(axis=1, keepdims=True)


def margins(scores: Any, labels: Any) -> Any:
    """s_j − s_label + 1 of each row and each j other than the label, as an (N, C − 1) array.

    Args:
        scores: Scores of shape (N, C).
        labels: The right class of each row: integers of shape (N,), each in [0, C).
    """
    rows = np.arange(len(labels))
    others = np.ones(scores.shape, dtype=bool)
    others[rows, labels] = False
    return _over_the_label(scores, labels)[others].reshape(len(labels), -1)


def _over_the_label(scores: Any, labels: Any) -> Any:
    """Each score less that of the row's label, and 1 more."""
    return scores - scores[np.arange(len(labels)), labels][:, None] + 1.0


def hinge(scores: Any, labels: Any) -> Any:
    """Mean over the rows of the sum of the positive margins; slope 0 at a margin of 0.

    Args:
        scores: Scores of shape (N, C).
        labels: The right class of each row: integers of shape (N,), each in [0, C).
    """
    return np.mean(_hinges(scores, labels))


def _hinges(scores: Any, labels: Any) -> Any:
    """What each row adds to the SVM loss."""
    far = margins(scores, labels)
    return np.sum(np.where(np.real(far) > 0, far, 0.0), axis=1)


def _rows_of_margins(scores: Any, labels: Any) -> dict[str, Any]:
    """What a mistaken loss may be the mean of: one number for each row."""
    far = margins(scores, labels)
    positive = np.maximum(far, 0.0)
    return {
        "each row's margins, negative ones too": far.sum(axis=1),
        "each row's largest margin": positive.max(axis=1),
        "each row's squared margins": (positive**2).sum(axis=1),
        "each row's margins without the 1": np.maximum(far - 1.0, 0.0).sum(axis=1),
        "each row's margins with −1 for 1": np.maximum(far - 2.0, 0.0).sum(axis=1),
        "each row's margins with 0.5 for 1": np.maximum(far - 0.5, 0.0).sum(axis=1),
        "each row's margins with 2 for 1": np.maximum(far + 1.0, 0.0).sum(axis=1),
        "how many margins of each row are positive": (far > 0).sum(axis=1).astype(float),
    }


def _marks_of_entries(scores: Any, labels: Any) -> dict[str, Any]:
    """What a mistaken gradient on scores may be made of, entry by entry, beside the scores."""
    hot = np.zeros(scores.shape)
    hot[np.arange(len(labels)), labels] = 1.0
    return {
        "N": float(len(scores)),
        "1 at the label": hot,
        "1 where row and class have one number": np.eye(*scores.shape),
    }


def _shares_and_marks(scores: Any, labels: Any) -> dict[str, Any]:
    powers = np.exp(scores - np.max(scores, axis=1, keepdims=True))  # whatever their size
    shares = powers / powers.sum(axis=1, keepdims=True)
    of_labels = {"the labels' shares": shares[np.arange(len(labels)), labels]}
    return {"the shares": shares} | of_labels | _marks_of_entries(scores, labels)


def _margins_and_marks(scores: Any, labels: Any) -> dict[str, Any]:
    marks = _marks_of_entries(scores, labels)
    positive = (_over_the_label(scores, labels) > 0) * (1.0 - marks["1 at the label"])
    return _rows_of_margins(scores, labels) | {"1 at positive margins": positive} | marks


def two_layer(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    """Affine, sigmoid, affine; for inputs of the sigmoid up to 30.

    Args:
        x: Examples of shape (N, d_1, …, d_k); D is the product of d_1 … d_k.
        W1: Weights of shape (D, H).
        b1: Biases of shape (H,).
        W2: Weights of shape (H, C).
        b2: Biases of shape (C,).
    """
    hidden = 1.0 / (1.0 + np.exp(-affine(x, W1, b1)))
    return affine(hidden, W2, b2)


def with_gradient(losses: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    """The mean loss and its gradient on the scores, by the complex step.

    Args:
        losses: From scores of shape (N, C) and labels to the loss of each row, of shape (N,). No
            row may know of the others: all entries are moved at once, each in a row of its own.
    """

    def truth(scores: Any, labels: Any) -> tuple[Any, ...]:
        N, C = scores.shape
        moved = np.repeat(scores.astype(complex), C, axis=0)
        moved[np.arange(N * C), np.tile(np.arange(C), N)] += complex(0.0, COMPLEX_STEP)
        slopes = np.imag(losses(moved, np.repeat(labels, C))) / COMPLEX_STEP
        return float(np.mean(losses(scores, labels))), slopes.reshape(N, C) / N

    return truth


def _pairs(*shape: int) -> tuple[tuple[int, ...], ...]:
    return (shape, shape)


#: Large and of both signs: a square that is multiplied out loses what lies between two such.
LEVELS = np.array([1e5, -1e5, 2e5])
squared_error_cases = sampled(
    ([[1.0, -2.0, 0.5]], [[0.0, 1.0, 0.5]]),
    [_pairs(4, 3), _pairs(5), _pairs(2, 3, 2)],
    {
        "as many rows as columns": _pairs(3, 3),
        "a single row": _pairs(1, 4),
        "a single column": _pairs(5, 1),
        "a single number in an array": _pairs(1),
    },
    fixed=(
        ("large numbers next to each other", (LEVELS + np.array([0.3, -1.2, 0.0]), LEVELS)),
        ("zeros among the entries", (np.array([0.0, 1.5, 0.0]), np.array([2.0, 0.0, 0.0]))),
        (
            "outputs equal to their targets",
            (np.array([1.5, -2.0, 0.0]), np.array([1.5, -2.0, 0.0])),
        ),
    ),
)

#: (N, C) of the score matrices; each dimension has its turn as the larger one.
SCORES = ((4, 3), (2, 5), (5, 2), (3, 4))


def _labels(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Labels that are not all the same where there is room, so that no column is always it."""
    N, C = shape
    return (rng.permutation(max(N, C)) % C)[:N].astype(np.int64)


def score_cases(rng: np.random.Generator) -> list[Case]:
    """Scores of moderate size with labels: each sign, equal ones, sure and wrong ones."""

    def size(shape: tuple[int, int]) -> np.ndarray:
        return 0.3 + 2.5 * rng.random(shape)

    draws: list[tuple[str, Callable[[tuple[int, int]], np.ndarray]]] = [
        ("all scores positive", size),
        ("all scores negative", lambda shape: -size(shape)),
        ("scores of both signs", lambda shape: 2.0 * rng.normal(size=shape)),
        ("tiny scores", lambda shape: 1e-5 * rng.normal(size=shape)),
        ("large scores", lambda shape: 8.0 * rng.normal(size=shape)),
        (
            "rows of very different level",
            lambda s: rng.normal(size=s) + 9.0 * rng.normal(size=s[0:1])[:, None],
        ),
    ]
    first = int(rng.integers(len(SCORES)))
    cases = []
    for turn, (label, draw) in enumerate(draws):
        shape = SCORES[(first + turn) % len(SCORES)]
        cases.append(Case(label, (draw(shape), _labels(rng, shape))))
    for label, shape in (("as many rows as classes", (3, 3)), ("a single row", (1, 4))):
        cases.append(Case(label, (2.0 * rng.normal(size=shape), _labels(rng, shape))))
    scores, labels = 2.0 * rng.normal(size=(4, 3)), _labels(rng, (4, 3))
    scores[np.arange(4), labels] += 12.0
    cases.append(Case("the label far ahead", (scores, labels)))
    cases.append(Case("one label for all", (rng.normal(size=(3, 4)), np.full(3, 1))))
    cases.append(Case("the first class for all", (rng.normal(size=(3, 4)), np.zeros(3, dtype=int))))
    cases.append(Case("the last class for all", (rng.normal(size=(4, 3)), np.full(4, 2))))
    tied = np.array([[1.5, 1.5, -0.5], [0.25, 2.0, 0.25], [-1.0, -1.0, -1.0], [0.5, 3.0, 3.0]])
    cases.append(Case("a label whose score is tied with another's", (tied, np.array([0, 2, 1, 1]))))
    cases.append(Case("equal rows", (np.tile(rng.normal(size=4), (3, 1)), np.array([1, 1, 3]))))
    cases.append(Case("two classes", (rng.normal(size=(3, 2)), np.array([1, 0, 1]))))
    for kind in (np.int32, np.uint8):
        drawn, labels = rng.normal(size=(4, 3)), np.array([2, 0, 1, 2], dtype=kind)
        cases.append(Case(f"labels of the type {labels.dtype}", (drawn, labels)))
    # added to a signed number this type makes a float, which is no index
    drawn, labels = rng.normal(size=(3, 4)), np.array([3, 0, 2], dtype=np.uint64)
    cases.append(Case("labels of the type uint64", (drawn, labels)))
    # more entries than its numbers reach
    drawn, labels = rng.normal(size=(10, 14)), np.arange(4, 14, dtype=np.int8)
    cases.append(Case("labels of the type int8", (drawn, labels)))
    # shares of each size, from next to 1 down to next to nothing
    falling = np.array([[0.0, -3.0, -7.0, -11.0, -14.0], [-16.0, 2.0, -5.0, -9.0, -14.5]])
    cases.append(Case("shares of every size", (falling, np.array([1, 4]))))
    wide = rng.normal(size=(2, 300))
    cases.append(Case("three hundred classes", (wide, np.array([299, 270]))))
    return cases


def _softmax_cases(rng: np.random.Generator) -> list[Case]:
    level = float(np.round(rng.normal(), 2))
    equal = Case("equal scores", (np.full((3, 4), level), _labels(rng, (3, 4))))
    cases = [*score_cases(rng), equal]
    moderate = np.round(2.0 * rng.normal(size=(3, 4)), 3)
    for label, levels in (
        ("rows far above and far below each other", [9 * LEVEL, 0.0, -9 * LEVEL]),
        ("all scores far above zero", [LEVEL, LEVEL, LEVEL]),
        ("all scores far below zero", [-LEVEL, -LEVEL, -LEVEL]),
    ):
        cases.append(Case(label, (moderate + np.array(levels)[:, None], _labels(rng, (3, 4)))))
    return cases


def _margin_cases(rng: np.random.Generator) -> list[Case]:
    """Scores with no margin near the kink, huge ones among them; then margins of exactly 0."""
    for _ in range(TRIES):
        cases = score_cases(rng)
        huge, labels = LARGE * rng.normal(size=(4, 3)), _labels(rng, (4, 3))
        huge[0, labels[0]] = -2.0 * LARGE  # at least one margin counts
        cases.append(Case("huge scores", (huge, labels)))
        if all(_clear_of_the_kink(*case.inputs) for case in cases):
            break
    else:
        raise NoUsablePoint(f"no scores clear of a kink in {TRIES} draws")
    near = [Case(NEARLY_KINK, point) for point in MARGINS_NEAR_ZERO]
    return [*cases, *near, *(Case("a kink", point) for point in MARGINS_OF_ZERO)]


def _clear_of_the_kink(scores: np.ndarray, labels: np.ndarray) -> bool:
    far = np.abs(margins(scores, labels))
    return bool(np.min(far) > KINK * max(1.0, float(np.max(np.abs(scores)))))


MARGINS_OF_ZERO = (
    (np.array([[2.0, 1.0, 4.0], [0.0, -3.0, 1.0]]), np.array([0, 2])),
    (np.array([[1.5, 2.5, -1.0]]), np.array([1])),
)

#: The label's score is 0, so that a margin is 1 + s whichever way it is worked out.
MARGINS_NEAR_ZERO = tuple(
    (np.array([[0.0, -1.0 + gap, -1.0 - gap, 2.0]]), np.array([0]))
    for gap in (1e-12, 1e-9, 1e-6, 1e-4, 1e-3)
)

#: Scores of a cat, a car and a frog, one row each, with their labels.
PICTURES = (
    np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]]),
    np.array([0, 1, 2]),
)
SURE = np.array([[1e4, 0.0, -1e4]])


def _loss(name: str, losses: Callable[..., Any], **more: Any) -> ValueContract:
    return ValueContract(
        name=name,
        chapter=CHAPTER,
        signature=f"{name}(scores, labels)",
        parts={"loss": 2.0, "dscores": 2.0, "clean": 1.0},
        inputs=("scores", "labels"),
        outputs=("loss", "dscores"),
        truth=with_gradient(losses),
        **more,
    )


# --- the network ---------------------------------------------------------------------------------

#: (N, D, H, C) of the networks, pairwise different.
SIZES = ((4, 3, 5, 2), (2, 4, 3, 5), (5, 2, 4, 3), (3, 5, 2, 4))


def _network(
    rng: np.random.Generator, sizes: tuple[int, int, int, int], scale: float = 0.8
) -> tuple[np.ndarray, ...]:
    """x, W1, b1, W2, b2; the sigmoid's inputs come out a few times as large as ``scale``."""
    N, D, H, C = sizes
    shapes = ((N, D), (D, H), (H,), (H, C), (C,))
    scales = (1.0, scale, scale, 1.0, 1.0)
    return tuple(
        factor * rng.normal(size=shape) for factor, shape in zip(scales, shapes, strict=True)
    )


def network_cases(rng: np.random.Generator) -> list[Case]:
    """Inputs and parameters: each sign, tiny, saturated, square, a batch of one, all zero."""
    published = (
        np.array([[1.0, -2.0], [0.5, 3.0]]),
        np.array([[0.5, -1.0, 0.25], [1.0, 0.0, -0.5]]),
        np.array([0.1, -0.2, 0.0]),
        np.array([[1.0, -1.0], [0.5, 2.0], [-1.5, 0.0]]),
        np.array([0.0, 0.3]),
    )
    first = int(rng.integers(len(SIZES)))
    sizes = [SIZES[(first + turn) % len(SIZES)] for turn in range(6)]
    positive = tuple(np.abs(value) for value in _network(rng, sizes[0], 0.4))
    negative = tuple(-np.abs(value) for value in _network(rng, sizes[1], 0.4))
    nothing = tuple(np.zeros(value.shape) for value in _network(rng, sizes[5])[1:])
    return [
        Case("the first example", published),
        Case("everything positive", positive),
        Case("everything negative", negative),
        Case("entries of both signs", _network(rng, sizes[2])),
        Case("tiny weights", tuple(1e-4 * v for v in _network(rng, sizes[3]))),
        Case("saturated hidden units", _saturated(_network(rng, sizes[4], 5.0))),
        Case("weights of zero", (rng.normal(size=sizes[5][:2]), *nothing)),
        Case("as many examples, inputs, units and classes", _network(rng, (3, 3, 3, 3))),
        Case("a batch of one example", _network(rng, (1, 4, 3, 2))),
        Case("a single hidden unit", _network(rng, (3, 2, 1, 4))),
        Case("equal examples and equal units", _equal_network()),
        Case("an input of zero", (np.zeros((2, 3)), *_network(rng, (2, 3, 4, 2))[1:])),
        Case("units that are all but open", _driven(rng, 24.0)),
        Case("units that are all but closed", _driven(rng, -24.0)),
        Case("large weights behind the sigmoid", _steep(rng)),
    ]


def _equal_network() -> tuple[np.ndarray, ...]:
    """Nothing in it can be told apart by its value."""
    shapes = ((3, 2), (2, 4), (4,), (4, 3), (3,))
    return tuple(np.full(shape, 0.5) for shape in shapes)


def _driven(rng: np.random.Generator, to: float) -> tuple[np.ndarray, ...]:
    """All inputs of the sigmoid are about this large, by their biases."""
    x, W1, b1, W2, b2 = _network(rng, (3, 2, 4, 2), 0.3)
    return x, W1, b1 + to, W2, b2


def _steep(rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    x, W1, b1, W2, b2 = _network(rng, (2, 4, 3, 5))
    return x, W1, b1, 1e4 * W2, 1e4 * b2


def _saturated(network: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """Keep the sigmoid's inputs within ±25: right in float64 however it is written."""
    x, W1, b1, W2, b2 = network
    largest = float(np.max(np.abs(affine(x, W1, b1))))
    shrink = min(1.0, 25.0 / largest)
    return x, shrink * W1, shrink * b1, W2, b2


#: Orders of the parameters in their dict, taken in turn from case to case.
ORDERS = (PARAMETERS, PARAMETERS[::-1], ("b1", "b2", "W1", "W2"))


def _as_called(x: Any, *parameters: Any) -> tuple[Any, ...]:
    """The parameters by name, in an order that depends on how many examples and inputs there are.

    A dict is read by its keys, so that their order says nothing.
    """
    named = dict(zip(PARAMETERS, parameters, strict=True))
    order = ORDERS[sum(x.shape) % len(ORDERS)]
    return {name: named[name] for name in order}, x


SCORES_OF_NET = ValueContract(
    name="two_layer_forward",
    chapter=CHAPTER,
    signature="two_layer_forward(params, x)",
    parts={"scores": 2.0, "clean": 1.0},
    inputs=("params", "x"),
    outputs=("scores",),
    truth=lambda params, x: (two_layer(x, *(params[name] for name in PARAMETERS)),),
    cases=lambda rng: [replace(c, inputs=_as_called(*c.inputs)) for c in network_cases(rng)],
    select=output_of_forward,
)

GRADIENTS_OF_NET = GradientContract(
    name="two_layer_backward",
    chapter=CHAPTER,
    signature="two_layer_backward(dscores, cache)",
    parts={"dW1": 2.0, "db1": 2.0, "dW2": 2.0, "db2": 2.0, "clean": 1.0},
    inputs=("x", *PARAMETERS),
    gradients=("dW1", "db1", "dW2", "db2"),
    forward=two_layer,
    cases=network_cases,
    upstream="dscores",
    partner="two_layer_forward",
    arguments=_as_called,
    keys=True,
)


@dataclass(frozen=True)
class NetworkPlan:
    """What the two functions of the network are examined with."""

    scores: Plan[ValueCall]
    gradients: Plan[GradientCall]

    def work_out(self) -> None:
        """Work out what is right everywhere."""
        self.scores.work_out()
        self.gradients.work_out()


def _plan_network(rng: np.random.Generator) -> NetworkPlan:
    return NetworkPlan(SCORES_OF_NET.plan(rng), GRADIENTS_OF_NET.plan(rng))


def examine_network(contract: Contract, handed: Any, plan: NetworkPlan) -> Trial | None:
    """Judge the pair ``(two_layer_backward, two_layer_forward)``, each by a contract of its own.

    Args:
        contract: The contract of the network.
        handed: The learner's backward pass and forward pass, in this order.
        plan: The calls for both.

    Returns:
        One trial for both, or None when both functions are still stubs.
    """
    backward, forward = handed
    trial = Trial(contract.name, contract.parts, ("scores", *GRADIENTS_OF_NET.gradients))
    scores = _scores_judged(forward, plan.scores)
    judged = [scores, _gradients_judged(backward, forward, plan.gradients, scores[0])]
    if all(verdict.status is Status.NOT_ATTEMPTED for verdict, _ in judged):
        return None
    for verdict, half in judged:
        trial.calls += half.calls
        for finding in verdict.findings:
            # what concerns every part of one function says nothing about those of the other
            for part in (finding.part,) if finding.part else half.values:
                trial.blame(replace(finding, part=part))
    return trial


def _gradients_judged(
    backward: Any, forward: Any, plan: Plan[GradientCall], scores: Verdict
) -> tuple[Verdict, Trial]:
    """With the forward's own cache; where the forward is wrong, also with that put right."""
    best = own_forward.judge_with_own_forward(GRADIENTS_OF_NET, backward, forward, plan)
    if scores.status is not Status.FAILED or best[0].status is not Status.FAILED:
        return best
    handed = Handed(backward, forward)
    return own_forward.best_of(
        best, GRADIENTS_OF_NET.with_cache_put_right(handed, plan, _values_of_net)
    )


def _values_of_net(x: Any, W1: Any, b1: Any, W2: Any, b2: Any) -> dict[str, Any]:
    """The values that a right forward has."""
    inner = affine(x, W1, b1)
    hidden = 1.0 / (1.0 + np.exp(-inner))
    scores = affine(hidden, W2, b2)
    named = {"x": x, "W1": W1, "b1": b1, "W2": W2, "b2": b2}
    return {"hidden": hidden, "inner": inner, "scores": scores, **named}


def _scores_judged(forward: Any, plan: Plan[ValueCall]) -> tuple[Verdict, Trial]:
    if forward is not None:
        return judge.judge_values(SCORES_OF_NET, forward, plan)
    trial = Trial(SCORES_OF_NET.name, SCORES_OF_NET.parts, SCORES_OF_NET.outputs)
    text = "`two_layer_forward` is judged here too: pass it as `forward=two_layer_forward`."
    trial.blame(Finding("", Kind.MISSING, text))
    return trial.verdict(), trial


# --- training ------------------------------------------------------------------------------------


def updated_parameters(result: Any) -> tuple[Any, ...]:
    """The four parameters out of what ``sgd_step`` returned, a dict with exactly their names."""
    return tuple(returned.by_key(result, PARAMETERS, "sgd_step"))


def whole_number(result: Any) -> tuple[Any, ...]:
    """A count, which is an int.

    Raises:
        WrongType: When it is of another type; ``{name}`` stands for the function's name.
    """
    if isinstance(result, bool) or not isinstance(result, int | np.integer):
        raise WrongType(
            f"{{name}} returned {returned.named(result)}. A number of forward passes is a whole "
            "number: return an int."
        )
    return (result,)


#: So many parameters at most are nudged to see what one costs.
WATCHED = 300


def count_passes(parameter_count: int) -> tuple[int]:
    """Count the forward passes of a central-difference gradient by watching one run.

    Of a large number of parameters some are watched; each of the others costs as much.
    """
    passes, watched = 0, min(parameter_count, WATCHED)

    def forward(parameters: np.ndarray) -> float:
        nonlocal passes
        passes += 1
        return float(np.sum(parameters))

    central_difference(forward, (np.zeros(watched),))
    return (passes * parameter_count // watched if watched else passes,)


def _parameters(*values: Any) -> dict[str, np.ndarray]:
    return {name: np.array(v, dtype=float) for name, v in zip(PARAMETERS, values, strict=True)}


_STEP_EXAMPLES = (
    (
        (
            _parameters([[1.0, -2.0]], [0.5, 0.0], [[3.0], [-1.0]], [2.0]),
            _parameters([[10.0, 0.0]], [-5.0, 1.0], [[2.0], [-4.0]], [0.5]),
            0.1,
        ),
        (
            np.array([[0.0, -2.0]]),
            np.array([1.0, -0.1]),
            np.array([[2.8], [-0.6]]),
            np.array([1.95]),
        ),
    ),
    (
        (
            _parameters([[1.0], [2.0]], [1.0], [[1.0]], [1.0]),
            # a backward pass comes to the second layer first, so its dict has another order
            dict(reversed(_parameters([[1.0], [0.5]], [-1.0], [[2.0]], [0.0]).items())),
            2.0,
        ),
        (np.array([[-1.0], [1.0]]), np.array([3.0]), np.array([[-3.0]]), np.array([1.0])),
        "gradients in the order of a backward pass",
    ),
    (
        (
            _parameters([[1.0]], [1.0], [[1.0]], [1.0]),
            _parameters([[1.0]], [-1.0], [[2.0]], [0.0]),
            2.0,
        ),
        (np.array([[-1.0]]), np.array([3.0]), np.array([[-3.0]]), np.array([1.0])),
        "both layers of one shape",
    ),
)


def _cancelling(shape: tuple[int, ...]) -> np.ndarray:
    """Entries whose sum is exactly 0."""
    made = np.zeros(shape)
    made.flat[0], made.flat[-1] = 1.5, -1.5
    return made


def step_cases(rng: np.random.Generator) -> list[Case]:
    """Parameters, gradients and rates; the gradients' keys also in the order of a backward pass."""
    cases = list[Case]()
    for label, rate, scale in (
        ("a usual step", 0.1, 1.0),
        ("a learning rate above one", 3.0, 1.0),
        ("a small learning rate", 1e-3, 1.0),
        ("huge gradients", 0.5, LARGE),
        ("gradients of zero", 0.1, 0.0),
        ("a learning rate of zero", 0.0, 1.0),
    ):
        params = dict(zip(PARAMETERS, _network(rng, SIZES[len(cases) % 4])[1:], strict=True))
        grads = {name: scale * rng.normal(size=value.shape) for name, value in params.items()}
        cases.append(Case(label, (params, grads, rate)))
    params, _, rate = cases[0].inputs
    same = {name: value.copy() for name, value in params.items()}
    cases.append(Case("gradients equal to the parameters", (params, same, 0.25)))
    cases.append(Case("a learning rate of one", (params, cases[0].inputs[1], 1.0)))
    ordinary = cases[1].inputs
    cases.append(Case("a tiny learning rate", (ordinary[0], ordinary[1], 1e-6)))
    backwards = {name: ordinary[0][name] for name in reversed(PARAMETERS)}
    cases.append(Case("parameters in another order", (backwards, ordinary[1], 0.5)))
    cancelling = {name: _cancelling(value.shape) for name, value in ordinary[0].items()}
    cases.append(Case("gradients whose entries cancel", (ordinary[0], cancelling, 0.5)))
    params, grads, rate = cases[0].inputs
    backwards = {name: grads[name] for name in reversed(PARAMETERS)}
    cases.append(Case("gradients in the order of a backward pass", (params, backwards, rate)))
    return cases


CONTRACTS: tuple[Contract, ...] = (
    ValueContract(
        name="squared_error_forward",
        chapter=CHAPTER,
        signature="squared_error_forward(y, d)",
        parts={"loss": 2.0, "clean": 1.0},
        inputs=("y", "d"),
        outputs=("loss",),
        truth=lambda y, d: (float(squared_error(y, d)),),
        cases=squared_error_cases,
        select=output_of_forward,
    ),
    GradientContract(
        name="squared_error_backward",
        chapter=CHAPTER,
        signature="squared_error_backward(dout, cache)",
        parts={"dy": 2.0, "clean": 1.0},
        inputs=("y", "d"),
        gradients=("dy",),
        forward=squared_error,
        cases=squared_error_cases,
        partner="squared_error_forward",
    ),
    _loss(
        "softmax_loss",
        _cross_entropies,
        cases=_softmax_cases,
        examples=(
            (PICTURES, with_gradient(_cross_entropies)(*PICTURES)),
            ((SURE, np.array([0])), (0.0, np.zeros((1, 3))), "scores up to ±10,000"),
            (
                (SURE, np.array([1])),
                (1e4, np.array([[1.0, -1.0, 0.0]])),
                "scores up to ±10,000, the label in the middle",
            ),
            (
                (SURE, np.array([2])),
                (2e4, np.array([[1.0, 0.0, -1.0]])),
                "scores up to ±10,000, the label last",
            ),
            (
                # its share of the row is a number yet, and one over it is none
                (np.array([[0.0, 720.0, 720.0 - 1e4]]), np.array([0])),
                (720.0, np.array([[-1.0, 1.0, 0.0]])),
                "scores up to ±10,000, the label far below",
            ),
            (
                (np.array([[-1e4, -1e4], [1e4, 1e4]]), np.array([0, 1])),
                (float(np.log(2.0)), np.array([[-0.25, 0.25], [0.25, -0.25]])),
                "a row at −10,000 and a row at 10,000",
            ),
        ),
        between=_shares_and_marks,
    ),
    _loss(
        "svm_loss",
        _hinges,
        cases=_margin_cases,
        examples=(
            (
                PICTURES,
                (15.8 / 3, np.array([[-1.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 1.0, -2.0]]) / 3),
            ),
        ),
        tie="where a margin is exactly 0, its slope is 0",
        between=_margins_and_marks,
    ),
    SpecialContract(
        name="two_layer_net",
        chapter=CHAPTER,
        signature="two_layer_forward(params, x) and two_layer_backward(dscores, cache)",
        parts={"scores": 2.0, "dW1": 2.0, "db1": 2.0, "dW2": 2.0, "db2": 2.0, "clean": 1.0},
        draw=_plan_network,
        examine=examine_network,
        pieces=(SCORES_OF_NET, GRADIENTS_OF_NET),
        pair=True,
    ),
    ValueContract(
        name="sgd_step",
        chapter=CHAPTER,
        signature="sgd_step(params, grads, learning_rate)",
        parts={"W1": 0.5, "b1": 0.5, "W2": 0.5, "b2": 0.5, "clean": 1.0},
        inputs=("params", "grads", "learning_rate"),
        outputs=PARAMETERS,
        truth=lambda params, grads, rate: tuple(  # as the notebook states it
            params[name] - rate * grads[name] for name in PARAMETERS
        ),
        cases=step_cases,
        examples=_STEP_EXAMPLES,
        select=updated_parameters,
        own_result=True,
    ),
    ValueContract(
        name="forward_passes_needed",
        chapter=CHAPTER,
        signature="forward_passes_needed(parameter_count)",
        parts={"passes": 2.0},
        inputs=("parameter_count",),
        outputs=("passes",),
        truth=count_passes,
        cases=lambda rng: [
            Case(returned.counted(count, "parameter"), (count,))
            for count in (1, 2, 0, 10, 17, 300, int(rng.integers(20, 60)), 1_000_001)
        ],
        select=whole_number,
    ),
    *(
        QuizContract(name=name, chapter=CHAPTER, signature=f"{name}()", parts={"answer": 1.0})
        for name in (
            "quiz_mean_or_sum",
            "quiz_delta2",
            "quiz_weight_gradient",
            "quiz_reused_line",
        )
    ),
)
