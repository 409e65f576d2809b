"""The contracts of all exercises, a module for each chapter."""

from __future__ import annotations

from backpass.contract import Contract
from backpass.contracts import (
    build_autograd,
    chain_rule,
    sigmoid_neuron,
    simple_gates,
    staged_computation,
    two_layer_net,
    vectorized_gradients,
)

#: Every contract by the name of its exercise, in the order of the course.
CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for chapter in (
        simple_gates,
        chain_rule,
        sigmoid_neuron,
        staged_computation,
        vectorized_gradients,
        two_layer_net,
        build_autograd,
    )
    for contract in chapter.CONTRACTS
}


def of_chapter(chapter: str) -> dict[str, Contract]:
    """The contracts of one chapter, by name, in the order of its notebook."""
    return {name: contract for name, contract in CONTRACTS.items() if contract.chapter == chapter}
