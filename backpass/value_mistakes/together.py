"""Right operations that go wrong together: messages overwritten, averaged, or without upstream."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from backpass.judging.gradcheck import agrees
from backpass.likeness.sample import Said
from backpass.value_mistakes.program import (
    MADE_FROM,
    WORDS,
    Run,
    is_forked,
    is_shared,
    local_slope,
    number_in,
    numbers_within,
)
from backpass.value_programs.program import Line, Program

#: What is said of a Value that holds something else than the sum of its messages.
_OTHER_SUMS = {
    "mean": Said(
        "messages averaged",
        "A Value that is used more than once holds the mean of its messages. Are several "
        "messages averaged, or added up?",
    ),
    "product": Said(
        "messages multiplied",
        "A Value that is used more than once holds the product of its messages. Are several "
        "messages multiplied, or added up?",
    ),
}


def together(runs: Sequence[Run], wrong: Mapping[str, Said]) -> list[Said]:
    """What goes wrong where operations that are right by themselves meet in one program.

    Args:
        runs: All programs, with what came of them.
        wrong: What is said of single operations, by operation.
    """
    told = _slips(runs, wrong)
    said = list[Said]()
    half = {gate for gate, what in told if what in ("first", "second")}
    upstream = [gate for gate, what in told if what == "upstream"]
    upstream = [gate for gate in upstream if not half.intersection(MADE_FROM.get(gate, ()))]
    last = [gate for gate, what in told if what == "last"]
    if _others_lose_messages(runs, {*last, *wrong}):
        last = []  # then it is no matter of these operations
    same = [gate for gate, what in told if what == "same"]
    if upstream:
        said.append(_all_deaf(_basic_of(upstream)))
    for gate, what in told:
        if what in ("first", "second"):
            said.append(
                Said(
                    f"upstream gradient ignored in {WORDS[gate]}, for its {what} input",
                    f"What `{WORDS[gate]}` sends back to its {what} input does not depend on the "
                    "gradient of the output. What if something further on is multiplied by ten?",
                )
            )
    deaf = {gate for gate, what in told if what in ("upstream", "first", "second")}
    if last and not _lost_without_a_fork(runs, deaf | set(wrong)):
        basic = _basic_of(last)
        every = len(basic) > 2 and "add" in last
        where = "wherever a Value is used more than once" if every else f"in {_listed(basic)}"
        said.append(
            Said(
                "= for +=" + ("" if every else f" in {', '.join(basic)}"),
                f"A Value that is used more than once holds one of its messages alone, {where}. Do "
                "what comes back from several places add up (`+=`, not `=`)?",
            )
        )
    said += [text for what, text in _OTHER_SUMS.items() if what in {held for _, held in told}]
    if same:
        basic = _basic_of(same)
        said.append(
            Said(
                f"the same Value on both sides of {', '.join(basic)}",
                f"It goes wrong where the same Value stands on both sides, in {_listed(basic)}.",
            )
        )
    return said


def _slips(runs: Sequence[Run], wrong: Mapping[str, Said]) -> list[tuple[str, str]]:
    """Operations that are right by themselves, each with what goes wrong where it meets another.

    Args:
        runs: All programs, with what came of them.
        wrong: What is said of single operations, by operation.
    """
    told = list[tuple[str, str]]()
    averaged = _hold(runs, lambda messages: sum(messages) / len(messages))
    # a product with 1 is the other message, and tells nothing
    multiplied = _hold(runs, math.prod) and not all(map(_last_message_alone, _forked(runs)))
    held = "mean" if averaged else "product" if multiplied else ""
    for gate in WORDS:
        if gate in wrong or gate == "root":
            continue
        ignored = [run for run in runs if run.passed_on == gate]
        twice = [run for run in runs if run.used_twice == gate]
        unlike = [run for run in ignored if not run.all_right]
        if unlike and all(map(_ignores_upstream, ignored)):
            told.append((gate, "upstream"))
        elif gate in ("add", "multiply", "power") and (at := _drops_upstream(runs, gate)):
            both = gate == "power" or len(at) > 1
            told.append((gate, "upstream" if both else ("first", "second")[at[0]]))
        elif _same_on_both_sides_alone(twice):
            told.append((gate, "same"))
        elif held and not all(map(_inputs_are_right, twice)):
            told.append((gate, held))
        elif not held and _has_one_message(twice):
            told.append((gate, "last"))
    return told


def _all_deaf(basic: Sequence[str]) -> Said:
    """What is said of operations that ignore the gradient of the output.

    Args:
        basic: How they are typed.
    """
    return Said(
        f"upstream gradient ignored in {', '.join(basic)}",
        f"What {_listed(basic)} sends back does not depend on the gradient of the output. "
        "What if something further on is multiplied by ten?"
        if len(basic) == 1
        else f"What {_listed(basic)} send back does not depend on the gradient of the "
        "output. What if something further on is multiplied by ten?",
    )


def _others_lose_messages(runs: Sequence[Run], blamed: set[str]) -> bool:
    """Whether messages get lost among operations that are right where each is used twice.

    Args:
        runs: All programs, with what came of them.
        blamed: The operations that are wrong, or seem to replace what is there.
    """
    for gate in {"add", "multiply"} - blamed:  # both messages count there
        twice = [run for run in runs if run.used_twice == gate]
        on_one = [run for run in twice if len(run.gates) == 1]
        if on_one and all(run.all_right for run in on_one) and _has_one_message(twice, False):
            return True
    return False


def _lost_without_a_fork(runs: Sequence[Run], wrong: set[str]) -> bool:
    """Whether something is wrong where no Value is used twice: then no message replaces another."""
    return any(
        len(run.gates) > 1
        and len(run.backwards) == 1
        and isinstance(run.came, Mapping)
        and not is_forked(run)
        and all(len(set(line.of)) == len(line.of) for line in run.gates)
        and not {line.gate for line in run.gates} & wrong
        and not run.all_right
        for run in runs
    )


def _same_on_both_sides_alone(twice: Sequence[Run]) -> bool:
    """Whether an operation is wrong on one Value twice, and right where two of it meet."""
    on_one = [run for run in twice if len(run.gates) == 1]
    meeting = [run for run in twice if len(run.gates) > 1]
    wrong = any(not run.all_right for run in on_one)
    return wrong and bool(meeting) and all(run.all_right for run in meeting)


def _has_one_message(twice: Sequence[Run], on_one_too: bool = True) -> bool:
    """Whether what is used twice holds one message alone, on one Value twice as well."""
    on_one = [run for run in twice if len(run.gates) == 1]
    wrong = [run for run in twice if not _inputs_are_right(run)]
    if not wrong or not all(map(_last_message_alone, twice)):
        return False
    return not on_one_too or not on_one or any(run in wrong for run in on_one)


def _inputs_are_right(run: Run) -> bool:
    """Whether all inputs have their gradients: what was computed on the way may have none."""
    return isinstance(run.came, Mapping) and all(
        run.is_right(f"{name}.grad") for name in run.program.inputs
    )


def _hold(runs: Sequence[Run], of: Callable[[Sequence[float]], float]) -> bool:
    """Whether inputs that are used several times hold their mean, or another one of messages.

    Args:
        runs: All programs, with what came of them.
        of: From the messages to what is held.
    """
    forked = _forked(runs)
    return len(forked) > 1 and all(_holds(run, of) for run in forked)


def _forked(runs: Sequence[Run]) -> list[Run]:
    """The wrong programs whose inputs, and nothing that was computed, get several messages."""
    return [
        run
        for run in runs
        if isinstance(run.came, Mapping)
        and len(run.backwards) == 1
        and is_forked(run)
        and not is_shared(run)
        and not _has_equal_messages(run)
        and not run.all_right
    ]


def _has_equal_messages(run: Run) -> bool:
    """Whether each input's messages are one and the same number, so that their mean is any.

    A message of 0 may be taken for none, so it tells nothing either.
    """
    messages = [_messages(run.program, name) for name in run.program.inputs]
    return any(0.0 in own for own in messages) or all(
        agrees(one, own[0]) for own in messages for one in own
    )


def _holds(run: Run, of: Callable[[Sequence[float]], float]) -> bool:
    for name in run.program.inputs:
        came = number_in(run.came, f"{name}.grad")
        messages = _messages(run.program, name)
        if came is None or not messages or not agrees(came, of(messages)):
            return False
    return True


def _basic_of(gates: Sequence[str]) -> list[str]:
    kept = [gate for gate in gates if not set(gates).intersection(MADE_FROM.get(gate, ()))]
    return [WORDS[gate] for gate in kept]


def _listed(words: Sequence[str]) -> str:
    return " and ".join(f"`{word}`" for word in words)


def _ignores_upstream(run: Run) -> bool:
    first, second = run.gates
    other = float(run.program.inputs[second.of[1]])
    expected = run.program.expected()
    for name in first.of:
        came = number_in(run.came, f"{name}.grad")
        if came is None or not agrees(came, float(expected[f"{name}.grad"]) / other):
            return False
    return True


def _drops_upstream(runs: Sequence[Run], gate: str) -> tuple[int, ...]:
    """At which inputs of an operation sums, products and it come out as if it ignored upstream.

    Nothing where they do not.
    """
    plain = [
        run
        for run in runs
        if {line.gate for line in run.gates} <= {"add", "multiply", gate}
        and any(line.gate == gate for line in run.gates)
        and len(run.backwards) == 1
        and isinstance(run.came, Mapping)
    ]
    sent = [(run, f"{name}.grad") for run in plain for name in run.program.inputs]
    if len(plain) < 3 or all(run.is_right(read) for run, read in sent):
        return ()  # a wrong value is no matter of what is sent back
    for places in ((0, 1), (0,), (1,)):
        if all(_as_if_dropped(run, gate, places) for run in plain):
            return places
    return ()


def _as_if_dropped(run: Run, gate: str, places: Sequence[int]) -> bool:
    """Whether the inputs' gradients are those without the upstream gradient of an operation."""
    if len(set(run.backwards)) != 1 or run.backwards[0] != run.gates[-1].name:
        return run.all_right
    nodes = numbers_within(run)
    if nodes is None:
        return run.all_right
    gradients = dict.fromkeys(nodes, 0.0)
    gradients[run.gates[-1].name] = 1.0
    reached = {run.gates[-1].name}
    for line in reversed(run.gates):
        if line.name not in reached:
            continue  # nothing is made from it that is gone back through
        reached.update(line.of)
        for place, name in enumerate(line.of):
            arrived = 1.0 if line.gate == gate and place in places else gradients[line.name]
            gradients[name] += local_slope(line, nodes, place) * arrived
    for name in run.program.inputs:
        came = number_in(run.came, f"{name}.grad")
        if came is not None and not agrees(came, gradients[name]):
            return False
    return True


def _last_message_alone(run: Run) -> bool:
    """Whether each input is right, or holds one of the messages that it should add up."""
    if not isinstance(run.came, Mapping):
        return False
    expected = run.program.expected()
    if not all(run.is_right(read) for read in expected if read.endswith(".data")):
        return False
    for name in run.program.inputs:
        came = number_in(run.came, f"{name}.grad")
        if came is None or f"{name}.grad" not in expected:
            return False
        if run.is_right(f"{name}.grad"):
            continue
        messages = _messages(run.program, name)
        if not any(agrees(came, message) for message in messages):
            return False
    return True


def _messages(program: Program, name: str) -> list[float]:
    """What comes back to an input from each of the places where it is used, by itself."""
    messages = list[float]()
    lines = [line for line in program.lines if line.gate]
    for number, line in enumerate(lines):
        for place, used in enumerate(line.of):
            if used == name:
                messages.append(_slope_through(program, lines, number, place))
    return messages


def _slope_through(program: Program, lines: Sequence[Line], number: int, place: int) -> float:
    """The slope of the last line in one use of a Value, all others kept, by the complex step."""
    step = 2.0**-100
    nodes: dict[str, complex] = {n: complex(v) for n, v in program.inputs.items()}
    for at, line in enumerate(lines):
        if at == number:
            of = tuple(f"{n}'" if p == place else n for p, n in enumerate(line.of))
            moved = {**nodes, of[place]: nodes[line.of[place]] + complex(0.0, step)}
            nodes[line.name] = complex(
                Line(line.name, line.gate, of, line.number).apply(moved, True)
            )
        else:
            nodes[line.name] = complex(line.apply(nodes, True))
    return nodes[lines[-1].name].imag / step
