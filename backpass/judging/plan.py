"""The calls by which a function is judged, and what is right at each.

A plan is drawn call by call, as it is gone through, and kept: whoever goes through it again, with
another function, meets the same points and what was worked out for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

import numpy as np

from backpass.judging.cases import KINK, by_head, unusual_upstreams, upstream
from backpass.judging.gradcheck import complex_step
from backpass.judging.observe import snapshot
from backpass.judging.task import GradientTask, ValueTask
from backpass.judging.untried import of_their_kinds, untried
from backpass.judging.verdict import Case

#: A backward pass is linear in its upstream gradient; these multiples of a random one show whether.
MULTIPLES = (1.0, 0.0, -2.5)
#: These are used at the first point, too: whoever bounds a gradient, or forgets a small one, shows,
#: and so does who treats 1 and −1 apart, which half of the 2 there is.
FAR_MULTIPLES = (1e9, -1e-9, 0.5, -0.5)


@dataclass(frozen=True)
class Point:
    """A point, with an upstream gradient of which multiples are used there.

    Attributes:
        contract: What is judged.
        case: The point.
        unit: The upstream gradient; None where there is none.
    """

    contract: GradientTask
    case: Case
    unit: Any

    @cached_property
    def exact(self) -> tuple[Any, ...]:
        """The trusted gradients for the upstream gradient itself."""
        unit = 1.0 if self.unit is None else self.unit
        return complex_step(self.contract.forward, self.case.inputs, unit, self.contract.wrt)


@dataclass(frozen=True)
class GradientCall:
    """A call of a function that returns gradients.

    Attributes:
        point: Where.
        multiple: By how much the upstream gradient there is multiplied.
        dout: The product; None where the function takes no upstream gradient.
        arguments: What the function is called with.
    """

    point: Point
    multiple: float
    dout: Any
    arguments: tuple[Any, ...]

    @property
    def case(self) -> Case:
        """The point."""
        return self.point.case

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The trusted gradients by name."""
        names = self.point.contract.gradients
        exact = zip(names, self.point.exact, strict=True)
        return {name: gradient * self.multiple for name, gradient in exact}


@dataclass(frozen=True)
class ValueCall:
    """A call of a function that returns values.

    Attributes:
        case: Where.
        names: Names of the outputs.
        truth: From the arguments to the trusted outputs.
    """

    case: Case
    names: tuple[str, ...]
    truth: Callable[..., tuple[Any, ...]]

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What the function is called with."""
        return self.case.inputs

    @cached_property
    def expected(self) -> dict[str, Any]:
        """The trusted outputs by name."""
        return dict(zip(self.names, self.truth(*snapshot(self.case.inputs)), strict=True))


class Expecting(Protocol):
    """A call, or whatever else is examined, that knows what is right there."""

    @property
    def expected(self) -> Any:
        """What is right; worked out when it is asked for first, and remembered."""
        ...


AnyCall = TypeVar("AnyCall", bound=Expecting)


class Plan(Generic[AnyCall]):
    """Calls that are drawn when they are first asked for, and kept.

    Args:
        calls: Draws them.
    """

    def __init__(self, calls: Iterable[AnyCall]) -> None:
        self._still_to_draw: Iterator[AnyCall] = iter(calls)
        self._drawn: list[AnyCall] = []

    def __iter__(self) -> Iterator[AnyCall]:
        """The calls, in the same order each time."""
        at = 0
        while at < len(self._drawn) or self._draw():
            yield self._drawn[at]
            at += 1

    def _draw(self) -> bool:
        drawn = next(self._still_to_draw, None)
        if drawn is not None:
            self._drawn.append(drawn)
        return drawn is not None

    def work_out(self) -> None:
        """Draw what is not drawn yet, and work out what is right everywhere."""
        for call in self:
            call.expected  # noqa: B018 - it is remembered


Made = TypeVar("Made", GradientCall, ValueCall)


@dataclass(frozen=True)
class Again(Generic[Made]):
    """A call that was made before, with the very same arguments."""

    call: Made

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What the function is called with."""
        return self.call.arguments


def there_and_back(plan: Iterable[Made]) -> Iterator[Made | Again[Made]]:
    """All calls in order, then one at each point again, the last first, but where once is enough.

    So each cache is used once more when many others have been made and used since. One in the
    middle is made twice: what goes wrong at each second call would else come out the same.
    """
    firsts: dict[int, Made] = {}
    for call in plan:
        if not call.case.once:
            firsts.setdefault(id(call.case), call)
        yield call
    for number, call in enumerate(reversed(firsts.values())):
        yield Again(call)
        if number == len(firsts) // 2:
            yield Again(call)


def plan_gradients(
    contract: GradientTask,
    cases: Sequence[Case],
    rng: np.random.Generator,
    make_cache: Callable[..., Any] | None = None,
) -> Plan[GradientCall]:
    """How a function that returns gradients is judged.

    Args:
        contract: What it should do.
        cases: The points.
        rng: Draws the upstream gradients.
        make_cache: From the inputs to the cache, where it is not the given forward's. Where the
            learner's own forward makes the cache, the plan holds that forward's arguments instead.
    """
    if contract.partner is not None:
        make_cache = make_cache or contract.arguments
    return Plan(
        _gradient_calls(contract, cases, rng, make_cache or contract.cache_of or inputs_as_cache)
    )


def _gradient_calls(
    contract: GradientTask,
    cases: Sequence[Case],
    rng: np.random.Generator,
    make_cache: Callable[..., Any],
) -> Iterator[GradientCall]:
    alike_to_come = True
    for number, case in enumerate(cases):
        if not contract.upstream:
            yield GradientCall(Point(contract, case, None), 1.0, None, case.inputs)
            continue
        shape = np.shape(contract.forward(*case.inputs))
        unit = by_head(shape) if number == 0 else upstream(rng, shape)
        if case.once and shape == ():  # with 1 and −1 a product is left as it is, but for its sign
            unit = (1.0, -1.0, 3.0)[number % 3]
        point, cache = Point(contract, case, unit), make_cache(*case.inputs)
        for multiple in _multiples(number, case):
            dout = unit * multiple
            yield GradientCall(point, multiple, dout, (dout, cache))
        if alike_to_come and number > 0 and shape != ():
            alike_to_come = False
            for dout in unusual_upstreams(rng, shape):
                again = Case(case.label, case.inputs, once=True)
                yield GradientCall(Point(contract, again, dout), 1.0, dout, (dout, cache))


def _multiples(number: int, case: Case) -> tuple[float, ...]:
    """By what the upstream gradient is multiplied at a point; by 0 at every other one."""
    if number == 0:
        return (*MULTIPLES, *FAR_MULTIPLES)
    if case.once or case.near_kink:
        return (1.0,)
    return MULTIPLES if number % 2 == 0 else tuple(filter(None, MULTIPLES))


def more_gradients(
    contract: GradientTask, cases: Sequence[Case], rng: np.random.Generator
) -> Plan[GradientCall]:
    """Calls at points that were not there for anything, see :mod:`backpass.judging.untried`.

    Args:
        contract: What the function should do.
        cases: The points at which it is judged.
        rng: Draws the others.
    """

    def clear(*inputs: Any) -> bool:
        with np.errstate(all="ignore"):
            near = contract.kink is not None and 0.0 < contract.kink(*inputs) < KINK
            return not near and bool(np.all(np.isfinite(contract.forward(*inputs))))

    def calls() -> Iterator[GradientCall]:
        given = contract.arguments if contract.partner is not None else None
        make_cache = given or contract.cache_of or inputs_as_cache
        for case in chain(untried(cases, rng, clear), of_their_kinds(cases, rng, clear)):
            if not contract.upstream:
                call = GradientCall(Point(contract, case, None), 1.0, None, case.inputs)
            else:
                shape = np.shape(contract.forward(*case.inputs))
                dout = upstream(rng, shape) * 10.0 ** rng.uniform(-2.0, 2.0)
                cached = make_cache(*case.inputs)
                call = GradientCall(Point(contract, case, dout), 1.0, dout, (dout, cached))
            with np.errstate(all="ignore"):
                if all(np.all(np.isfinite(each)) for each in call.expected.values()):
                    yield call

    return Plan(calls())


def more_values(
    contract: ValueTask,
    cases: Sequence[Case],
    rng: np.random.Generator,
    truth: Callable[..., tuple[Any, ...]] | None = None,
) -> Plan[ValueCall]:
    """The same of a function that returns values.

    Args:
        contract: What it should do.
        cases: The points at which it is judged.
        rng: Draws the others.
        truth: The trusted function; the contract's own by default.
    """
    trusted = truth or contract.truth

    def finite(*inputs: Any) -> bool:
        assert trusted is not None
        try:
            with np.errstate(all="ignore"):
                return all(np.all(np.isfinite(each)) for each in trusted(*inputs))
        except LookupError:  # a table has no such entry
            return False

    if trusted is None:
        return Plan(())
    more = chain(untried(cases, rng, finite), of_their_kinds(cases, rng, finite))
    return Plan(ValueCall(case, contract.outputs, trusted) for case in more)


def inputs_as_cache(*inputs: Any) -> Any:
    """The cache of a given forward: the tuple of its inputs, or the input itself if it is one."""
    return inputs[0] if len(inputs) == 1 else inputs


def plan_values(
    contract: ValueTask,
    cases: Sequence[Case],
    truth: Callable[..., tuple[Any, ...]] | None = None,
) -> Plan[ValueCall]:
    """How a function that returns values is judged.

    Args:
        contract: What it should do.
        cases: The points.
        truth: The trusted function; the contract's own by default. Without either, only the
            published examples are examined.
    """
    return Plan(_value_calls(contract, cases, truth or contract.truth))


def _value_calls(
    contract: ValueTask, cases: Sequence[Case], truth: Callable[..., tuple[Any, ...]] | None
) -> Iterator[ValueCall]:
    names = contract.outputs
    for given, outputs, *described in contract.examples:
        case = Case(described[0] if described else "the first example", given)
        yield ValueCall(case, names, lambda *_, outputs=outputs: tuple(outputs))
    if truth is not None:
        for case in cases:
            yield ValueCall(case, names, truth)
