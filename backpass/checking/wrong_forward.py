"""A backward pass whose own forward is wrong: what is wrong with the cache is no fault of its own.

The hidden tests judge it with a right cache too, so the visible check does as well, as far as it
knows one: inputs, the results of the forward and the values of the circuit are public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from backpass.contracts import CONTRACTS
from backpass.drawing.exercise_circuits import circuit_of
from backpass.judging.contract import Contract, Handed
from backpass.judging.own_forward import best_of, in_place_of
from backpass.judging.plan import Plan
from backpass.judging.trial import Trial
from backpass.judging.verdict import Status, Verdict


def judged_alone(
    contract: Contract,
    handed: Handed,
    plan: Callable[[str], Plan[Any]],
    came: tuple[Verdict, Trial],
) -> tuple[Verdict, Trial]:
    """Judge a wrong backward pass with its forward's cache put right, where that is wrong too.

    Args:
        contract: The exercise.
        handed: The learner's backward pass, and the forward whose cache it reads.
        plan: The calls with which an exercise is examined, by its name.
        came: What came of it with the forward's own cache.

    Returns:
        What earns the most. The verdict names a forward that is wrong, see
        :attr:`Verdict.instead_of` and :attr:`Verdict.mend_first`.
    """
    partner = CONTRACTS.get(contract.partner or "")
    no_cache = not came[1].calls  # the forward made none, and that is said
    if partner is None or came[0].status is not Status.FAILED or no_cache:
        return came
    verdict, _ = partner.judge(Handed(handed.forward), plan(partner.name))
    if verdict.status is not Status.FAILED:
        return came

    def known(*inputs: Any) -> dict[str, Any]:
        return _known(contract, partner, inputs)

    others = contract.with_cache_put_right(handed, plan(contract.name), known)
    first = replace(came[0], mend_first=partner.name), came[1]
    return best_of(first, in_place_of(partner.name, others))


def words_about(verdict: Verdict) -> list[str]:
    """That a forward is wrong, and what this means for what is said of its backward pass.

    Args:
        verdict: What came of the backward pass.
    """
    if verdict.instead_of is not None:
        return [
            f"`{verdict.instead_of}` is not right yet, so this was checked with the cache of a "
            "right one."
        ]
    if verdict.mend_first is not None:
        return [
            f"`{verdict.mend_first}` is not right yet, and this reads the cache that it makes: "
            "mend that one first."
        ]
    return []


def _known(contract: Contract, partner: Contract, inputs: tuple[Any, ...]) -> dict[str, Any]:
    """The values that a right forward has, by name: inputs, results, and those on the way."""
    values = dict(zip(contract.inputs, inputs, strict=True))
    circuit = circuit_of(contract.name, inputs)
    if circuit is not None:
        values |= {node.name: node.value for node in circuit.nodes}
    values |= partner.named_between(contract.arguments(*inputs))
    if len(partner.outputs) == 1:  # others are values on the way, which the circuit has
        values[partner.outputs[0]] = contract.output_at(inputs)
    return values
