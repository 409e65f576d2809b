"""At the points that are drawn, whoever treats inputs of some kind apart is found out.

A shortcut sits behind a condition: inputs that are equal, a factor taken for zero, a matrix with as
many rows as columns, an upstream gradient of one. So each gradient, and each output, is asked for
where such a condition holds and where it does not vanish; there, a change of it shows.
"""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from looked_over import at_least

from backpass.contracts import CONTRACTS
from backpass.drawing.exercise_circuits import circuit_of
from backpass.judging.contract import Contract, GradientContract
from backpass.judging.gradcheck import ATOL, complex_step


def first_example(contract: GradientContract) -> tuple[Any, ...]:
    """The inputs of the example in the text."""
    return contract.cases(np.random.default_rng(0))[0].inputs


#: Functions that return gradients, and those that return values of numbers or arrays alone.
DRAWN = [one for one in CONTRACTS.values() if isinstance(one, GradientContract)]
FORWARDS = [
    CONTRACTS[name]
    for name in (
        *("predict_change", "chain_forward", "neuron_forward", "staged_forward"),
        *("sigmoid_forward", "squared_error_forward"),
    )
]
NUMBERS = [one for one in DRAWN if all(isinstance(x, float) for x in first_example(one))]
ARRAYS = [one for one in DRAWN if one not in NUMBERS]
#: What an upstream gradient may be: enough for a branch to tell it from others.
UPSTREAM = ("below 0", "1", "−1", "below 1 in size", "beyond 1e6")
#: Where a forward is not defined, or bounded, and where all its gradients vanish.
OUTSIDE = {
    "reciprocal_backward": ("x is 0", "x is next to 0"),
    "relu_backward": ("x is negative everywhere",),
    "center_backward": ("dout has equal rows", "x is a row"),
    "chain_forward": ("x is the negative of y", "y is the negative of x", "z is 0"),
    "sigmoid_forward": ("x is next to 0",),  # of a table
    "squared_error_forward": ("y is next to 0", "d is next to 0"),  # only where both are: 0
}


def of_entries(value: Any) -> Iterator[tuple[str, bool]]:
    """What may hold for some entry of an input."""
    entries = np.asarray(value, float)
    sizes = np.abs(entries)
    yield "below 0", bool(np.any(entries < 0))
    yield "0", bool(np.any(entries == 0))
    yield "next to 0", bool(np.any((sizes > 0) & (sizes < 1e-12)))
    yield "below 1 in size", bool(np.any(sizes < 1))
    yield "above 1 in size", bool(np.any(sizes > 1))
    yield "1", bool(np.any(entries == 1))
    yield "−1", bool(np.any(entries == -1))
    yield "whole", bool(np.any((entries == np.round(entries)) & (sizes > 1)))


def of_shape(value: Any) -> Iterator[tuple[str, bool]]:
    """What may hold for the shape of an input, or for its entries as a whole."""
    array = np.asarray(value, float)
    yield f"of {array.ndim} dimensions", True
    if array.ndim == 2:
        yield "a row", array.shape[0] == 1 < array.shape[1]
        yield "a column", array.shape[1] == 1 < array.shape[0]
        yield "square", array.shape[0] == array.shape[1] > 1
    if array.size > 1:
        yield "the same everywhere", bool(np.all(array == array.flat[0]))
        yield "positive everywhere", bool(np.all(array > 0))
        yield "negative everywhere", bool(np.all(array < 0))
        yield "repeated somewhere", np.unique(array).size < array.size
        yield "such that its sum is 0", bool(np.any(array != 0) and np.sum(array) == 0)


def of_two(one: float, other: float) -> Iterator[tuple[str, bool]]:
    """What may hold between two numbers."""
    yield "equal to", one == other
    yield "the negative of", one == -other
    yield "smaller in size than", abs(one) < abs(other)
    yield "larger in size than", abs(one) > abs(other)
    yield "of another sign than", one * other < 0
    yield "of the same sign as", one * other > 0


def conditions(inputs: dict[str, Any], dout: Any) -> Iterator[tuple[str, bool]]:
    """Each condition on a call, and whether it holds there."""
    for name, value in inputs.items():
        for said, holds in itertools.chain(of_entries(value), of_shape(value)):
            yield f"{name} is {said}", holds
    for (one, first), (other, second) in itertools.permutations(inputs.items(), 2):
        if np.ndim(first) == np.ndim(second) == 0:
            for said, holds in of_two(first, second):
                yield f"{one} is {said} {other}", holds
    if dout is not None:
        held = {**dict(of_entries(dout)), "beyond 1e6": bool(np.any(np.abs(dout) > 1e6))}
        for said in UPSTREAM:
            yield f"dout is {said}", held[said]
        if np.ndim(dout) > 1:
            rows = np.unique(np.reshape(dout, (len(dout), -1)), axis=0)
            yield "dout has equal rows", len(rows) < len(dout)
            yield "dout has zeros among others", bool(np.any(dout == 0) and np.any(dout != 0))
            yield "dout has a sum of 0", bool(np.any(dout != 0) and np.sum(dout) == 0)
            for axis, called in ((0, "first"), (-1, "last")):
                zeros, more = np.any(dout == 0, axis), np.any(dout != 0, axis)
                mixed = np.any(zeros & more & (np.sum(dout, axis) != 0))
                yield f"dout has zeros among others along its {called} axis", bool(mixed)


def met(contract: Contract, seed: int) -> tuple[set[str], dict[str, set[str]]]:
    """All conditions, and for each gradient or output those met where it is not zero."""
    said, where = set[str](), dict[str, set[str]]()
    for call in contract.plan(np.random.default_rng(seed)):
        inputs = dict(zip(contract.inputs, call.case.inputs, strict=True))
        for condition, holds in conditions(inputs, getattr(call, "dout", None)):
            said.add(condition)
            for name, expected in call.expected.items():
                if holds and np.any(np.abs(expected) > ATOL):
                    where.setdefault(name, set()).add(condition)
    return said, where


#: How a number is changed so that a condition on it holds.
MADE = {
    "below 0": lambda x: -abs(x),
    "0": lambda _: 0.0,
    "next to 0": lambda _: 8e-13,
    "below 1 in size": lambda x: x / 10,
    "above 1 in size": lambda x: 10 * x,
    "1": lambda _: 1.0,
    "−1": lambda _: -1.0,
    "whole": lambda x: np.copysign(2.0, x),
    "equal to": lambda y: y,
    "the negative of": lambda y: -y,
}


def vanishes(contract: GradientContract, name: str, condition: str) -> bool:
    """Whether a gradient is zero at any point where this holds, as far as sixty points show."""
    rng = np.random.default_rng(7)
    one, _, rest = condition.partition(" is ")
    if one not in contract.inputs:
        return False
    said = next((said for said in sorted(MADE, key=len, reverse=True) if rest.startswith(said)), "")
    if not said:
        return False
    other = rest.removeprefix(said).strip() or one
    where = contract.gradients.index(name)
    for _ in range(60):
        inputs = dict(zip(contract.inputs, rng.normal(size=len(contract.inputs)), strict=True))
        inputs[one] = float(MADE[said](inputs[other]))
        exact = complex_step(contract.forward, tuple(inputs.values()), 1.0, contract.wrt)
        if abs(exact[where]) > ATOL:
            return False
    return True


@pytest.mark.parametrize("contract", NUMBERS, ids=lambda contract: contract.name)
def test_each_gradient_is_asked_for_under_each_condition(contract):
    missing = set[str]()
    for seed in (1, 2, 3):
        said, where = met(contract, seed)
        assert len(said) > 10
        assert set(where) == set(contract.gradients)
        anywhere = set[str]().union(*where.values())
        for name, held in where.items():
            held |= {each for each in anywhere if each.startswith("dout")}
            lacks = said - held - set(OUTSIDE.get(contract.name, ()))
            lacks = {each for each in lacks if not vanishes(contract, name, each)}
            missing.update(f"{name}: {condition}" for condition in lacks)
    assert sorted(missing) == []


@pytest.mark.parametrize("contract", [*ARRAYS, *FORWARDS], ids=lambda contract: contract.name)
def test_something_is_asked_for_under_each_condition_on_arrays_and_by_each_forward(contract):
    missing = set[str]()
    for seed in (1, 2, 3):
        said, where = met(contract, seed)
        assert len(said) > 10
        missing |= said - set().union(*where.values())
    assert sorted(missing - set(OUTSIDE.get(contract.name, ()))) == []


#: Values on the way that are never 0, of either sign.
NEVER_0 = {"reciprocal_backward": {"x", "f"}}


@pytest.mark.parametrize("contract", NUMBERS, ids=lambda contract: contract.name)
def test_something_is_asked_for_where_a_value_on_the_way_is_0(contract):
    """Who divides by such a value, to have another one again, is found out there."""
    missing = set[str]()
    for seed in (1, 2, 3):
        values, where = dict[str, list[float]](), set[str]()
        for call in contract.plan(np.random.default_rng(seed)):
            circuit = circuit_of(contract.name, call.case.inputs)
            if circuit is None:
                continue
            asked = any(np.any(np.abs(each) > ATOL) for each in call.expected.values())
            for node in circuit:
                values.setdefault(node.name, []).append(node.value)
                where |= {node.name} if asked and node.value == 0 else set()
        positive = {name for name, held in values.items() if min(held) > 0}
        missing |= values.keys() - where - positive - NEVER_0.get(contract.name, set())
    assert sorted(missing) == []


@pytest.mark.parametrize("contract", [*NUMBERS, *FORWARDS], ids=lambda contract: contract.name)
def test_no_two_inputs_are_one_object(contract):
    """Equal numbers are equal, not the same: who asks with ``is`` is found out."""
    for call in at_least(1, contract.plan(np.random.default_rng(1))):
        numbers = [value for value in call.case.inputs if isinstance(value, float)]
        assert len({id(value) for value in numbers}) == len(numbers)


#: Backward passes that read the cache of a learner's own forward.
OF_OWN_FORWARDS = [one for one in DRAWN if one.partner in CONTRACTS]


def kinds_of_inputs(contract: Contract) -> set[tuple[Any, ...]]:
    """Of which type an input may be, and an array of how many dimensions and of what."""
    return {
        (name, type(value).__name__, np.asarray(value).dtype.kind, np.ndim(value))
        for seed in (1, 2, 3)
        for case in contract.cases(np.random.default_rng(seed))
        for name, value in zip(contract.inputs, case.inputs, strict=True)
    }


@pytest.mark.parametrize("contract", OF_OWN_FORWARDS, ids=lambda contract: contract.name)
def test_what_a_learners_own_forward_has_to_take_its_backward_is_asked_for_as_well(contract):
    of_forward = kinds_of_inputs(CONTRACTS[contract.partner])
    assert of_forward - kinds_of_inputs(contract) == set()


def test_a_squared_error_is_asked_for_where_every_output_is_its_target():
    """Who multiplies and divides by the distance has 0 / 0 there; upstream something arrives."""
    contract = CONTRACTS["squared_error_backward"]
    met = [
        call
        for call in contract.plan(np.random.default_rng(1))
        if not np.any(call.expected["dy"]) and call.dout and call.case.inputs[0].size
    ]
    assert met
