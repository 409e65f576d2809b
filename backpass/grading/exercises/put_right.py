"""Results in another shape, or in each other's place: put right, so that the rest can be told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from backpass.drawing.exercise_circuits import circuit_of
from backpass.judging.gradcheck import all_agree
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Finding, Kind

#: From what came, and the shape that it should have, to what is put right; None where that fails.
Change = Callable[[np.ndarray, tuple[int, ...]], Any]


def in_right_shape(trial: Trial, part: str) -> Iterator[tuple[Trial, bool]]:
    """The same trial with one part in the shape that it should have, in each way in which it fits.

    Args:
        trial: What the student's function did.
        part: The part that came in another shape.

    Yields:
        The trial, and whether it holds the same numbers as before: a sum is another number.
    """
    for change, same in _CHANGES:
        made = _changed(trial, lambda call, c=change: _put_right(call, part, c))  # type: ignore[misc]
        if made is not None and (part, Kind.VALUE) in made.findings:
            yield made, same


def exchanged(trial: Trial, one: str, other: str) -> Trial | None:
    """The same trial with two parts in each other's place.

    Args:
        trial: What the student's function did.
        one: A part.
        other: The other part.
    """

    def moved(call: Call) -> Mapping[str, Any] | None:
        if not {one, other} <= {*call.items} & {*call.expected}:
            return None
        if any(np.shape(call.items[a]) != np.shape(call.expected[b]) for a, b in pairs):
            return None
        return {one: call.items[other], other: call.items[one]}

    pairs = ((one, other), (other, one))
    return _changed(trial, moved)


def inputs_are_forked(exercise: str, trial: Trial) -> bool:
    """Whether the gradients of an exercise are sums of messages that come back from several gates.

    Args:
        exercise: Its name.
        trial: What the student's function did.
    """
    circuit = circuit_of(exercise, trial.calls[0].case.inputs) if trial.calls else None
    if circuit is None:
        return False
    return any(
        sum(gate.inputs.count(node) for gate in circuit.gates) > 1 for node in circuit.inputs
    )


def _changed(trial: Trial, change: Callable[[Call], Mapping[str, Any] | None]) -> Trial | None:
    """The trial with other items, and what is wrong with them then; None if a call has none."""
    made = Trial(trial.exercise, trial.parts, trial.values)
    parts = set[str]()
    for call in (*trial.calls, *trial.more):
        items = change(call)
        if items is None and call.case.like:
            continue  # a point that no mark depends on
        if items is None:
            return None
        parts |= set(items)
        own = replace(call, items={**call.items, **items}, raw={**call.raw, **items})
        (made.more if call.case.like else made.calls).append(own)
        for part, value in items.items():
            if not all_agree(value, call.expected[part]):
                said = Finding(part, Kind.VALUE, f"{part} is wrong.", call.case, call.dout)
                made.findings.setdefault((part, Kind.VALUE), said)
    others = {key: found for key, found in trial.findings.items() if key[0] not in parts}
    made.findings = {**others, **made.findings}
    return made


def _put_right(call: Call, part: str, change: Change) -> Mapping[str, Any] | None:
    """One part of a call in another shape."""
    if part not in call.raw or part not in call.expected:
        return None
    shape = np.shape(call.expected[part])
    try:
        value = change(np.asarray(call.raw[part], dtype=float), shape)
    except (TypeError, ValueError):
        return None
    if value is None or np.shape(value) != shape:
        return None
    return {part: value if shape else float(value)}


_CHANGES: tuple[tuple[Change, bool], ...] = (
    (lambda value, _: value.T, True),
    (lambda value, shape: value.reshape(shape), True),
    (lambda value, shape: value if value.shape == shape else value.sum(), False),
    (lambda value, shape: value if value.shape == shape else value.sum(axis=0), False),
)
