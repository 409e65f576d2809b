"""What came back, split by name and held against the trusted values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from backpass.judging import returned
from backpass.judging.gradcheck import agrees, all_agree, owner
from backpass.judging.returned import Unfit, WrongType
from backpass.judging.task import GradientTask, ValueTask
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Finding, Kind


def read_gradients(contract: GradientTask, call: Call, trial: Trial) -> None:
    """Split what came into gradients; each is fit to be compared, or blamed.

    Args:
        contract: What it should do.
        call: The call.
        trial: What was seen so far; is given what is wrong.
    """
    try:
        split = returned.by_key if contract.keys else returned.several
        names = [owner(name) for name in contract.gradients] if contract.keys else None
        items = split(call.result, names or contract.gradients, contract.name)
    except WrongType as error:
        trial.blame(Finding("", Kind.TYPE, str(error), case=call.case, dout=call.dout))
        return
    for name, item in zip(contract.gradients, items, strict=True):
        belongs_to = owner(name)
        given = call.case.inputs[contract.inputs.index(belongs_to)]
        shape = () if type(given) is float else np.shape(given)  # the same, and quicker
        came = returned.unlisted(item) if contract.lists and len(shape) == 1 else item
        _read_item(call, trial, name, came, shape, belongs_to)


def _read_item(
    call: Call, trial: Trial, name: str, item: Any, shape: tuple[int, ...], belongs_to: str | None
) -> None:
    call.raw[name] = item
    try:
        if isinstance(item, Unfit):
            raise item
        if shape == ():
            call.items[name] = returned.number(item, name)
        else:
            call.items[name] = returned.array(item, name, shape, belongs_to)
    except Unfit as unfit:
        trial.blame(Finding(name, unfit.kind, str(unfit), call.case, call.dout, came=item))


def compare(call: Call, trial: Trial, rule: str | None) -> None:
    """Hold values against the trusted ones; at a kink, say the rule that decides there.

    Args:
        call: The call.
        trial: What was seen so far; is given what is wrong.
        rule: What decides at a kink, in words; None where there is none.
    """
    for name, came in call.items.items():
        expected = call.expected[name]
        if (name, Kind.VALUE) in trial.findings or all_agree(came, expected):
            continue  # only the first one is told
        right = agrees(came, expected)
        where = tuple(int(i) for i in np.argwhere(~right)[0])
        index = where[0] if len(where) == 1 else where
        if rule and call.case.at_kink:
            wrong = f"{name} is wrong at {call.case.label}: {rule}."
        else:
            wrong = f"{name} is wrong at index {index}." if where else f"{name} is wrong."
        trial.blame(
            Finding(
                name,
                Kind.VALUE,
                wrong,
                case=call.case,
                dout=call.dout,
                came=came,
                expected=expected,
            )
        )


def read_values(contract: ValueTask, call: Call, trial: Trial) -> None:
    """Split what came into values; each is fit to be compared, or blamed.

    Args:
        contract: What it should do.
        call: The call.
        trial: What was seen so far; is given what is wrong.
    """
    try:
        items = contract.select(call.result)
        if len(items) != len(contract.outputs):
            items = tuple(returned.several(call.result, contract.outputs, contract.name))
    except WrongType as error:
        text = str(error).replace("{name}", f"`{contract.name}`")
        trial.blame(Finding("", Kind.TYPE, text, case=call.case))
        return
    for name, item in zip(contract.outputs, items, strict=True):
        _read_item(call, trial, name, item, np.shape(call.expected[name]), None)


def read_anew(
    contract: GradientTask | ValueTask, trial: Trial, change: Callable[[Call], Any]
) -> Trial:
    """A trial as it would be if the function had returned something else at each call.

    Nothing is called again; manners are not looked at.

    Args:
        contract: What the function should do.
        trial: What it did.
        change: From a call that did not raise to what is read in place of its result.
    """
    made = Trial(trial.exercise, trial.parts, trial.values)
    for call in trial.calls:
        if isinstance(call.result, BaseException):
            continue
        new = replace(call, result=change(call), items={}, raw={})
        made.calls.append(new)
        read: Any = read_gradients if contract.gradients else read_values
        read(contract, new, made)
        compare(new, made, contract.tie)
    for call in trial.more:
        new = replace(call, result=change(call), items={}, raw={})
        read = read_gradients if contract.gradients else read_values
        read(contract, new, made.aside())
        made.more.append(new)
    return made
