"""The backward pass as a whole: once more, in order, on long chains and wide graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backpass.judging.trial import Trial
from backpass.judging.verdict import Kind
from backpass.likeness.sample import Said
from backpass.value_mistakes.program import (
    MADE_FROM,
    ORDER,
    WORDS,
    Run,
    basic_and_gone_through_once,
    gone_through,
    is_forked,
    is_shared,
    local_slope,
    number_in,
    numbers_within,
)


def of_an_input(runs: Sequence[Run]) -> Said | None:
    """A backward pass that begins at an input, and does nothing, or leaves its own gradient out."""
    wrong = [run for run in runs if not run.all_right and isinstance(run.came, Mapping)]
    if not wrong or any(run.backwards[-1] not in run.program.inputs for run in wrong):
        return None
    if any(run.is_right(f"{run.backwards[-1]}.grad") for run in wrong):
        return None
    return Said(
        "backward pass from an input",
        "`x.backward()` does not set `x.grad` to 1 where x is an input, which was made from "
        "nothing. How much does x change if x rises by one?",
    )


def called_again(runs: Sequence[Run]) -> list[Said]:
    """What is wrong only where a backward pass runs once more."""
    begun = of_an_input(runs)
    if begun is not None:
        return [begun]
    cut = not_made_from(runs)
    if cut is not None:
        return [cut]
    once = [run for run in runs if len(run.backwards) == 1]
    more = [run for run in runs if len(run.backwards) > 1]
    if not more or not all(run.all_right for run in once) or all(run.all_right for run in more):
        return []
    grown = adds_up(more)
    if grown is not None:
        return [grown]
    return [
        Said(
            "wrong when called again",
            "The first backward pass is right, and one that follows another is not. What is left "
            "over from the one before?",
        )
    ]


def adds_up(runs: Sequence[Run]) -> Said | None:
    """Second calls of a backward pass that add to the first.

    Args:
        runs: Programs with several backward passes, not all of them right.
    """
    repeated = [run for run in runs if len(run.backwards) > 1 and len(set(run.backwards)) == 1]
    repeated = [run for run in repeated if not run.all_right]
    if not repeated or not all(map(_grows, repeated)):
        return None
    return Said(
        "adds up over calls",
        "A second call of `backward()` adds to the gradients of the first one. They are to be set "
        "afresh in each call.",
    )


def not_made_from(runs: Sequence[Run]) -> Said | None:
    """A result that does not know what it was made from where no gradient goes back to it.

    What was there before stays then, and should have become 0.
    """
    wrong = [run for run in runs if not run.all_right and isinstance(run.came, Mapping)]
    gates = {run.gates[-1].gate for run in wrong if run.gates}
    if len(gates) != 1 or any(len(run.backwards) < 2 for run in wrong):
        return None
    for run in wrong:
        behind = _behind(run, run.gates[-1].name)
        for read, right in run.program.expected().items():
            if not run.is_right(read):
                stays = read.removesuffix(".grad") in behind and right == 0.0
                if not stays or not number_in(run.came, read):
                    return None
    what = WORDS[gates.pop()]
    return Said(
        f"{what} cut off where nothing is sent back",
        f"`{what}` does not know what it was made from where it sends nothing back: an older "
        "gradient stays there, which should become 0.",
    )


#: What an earlier call is added to is larger by such a factor at least.
MORE = 1.05


def _grows(run: Run) -> bool:
    """Whether all gradients of inputs that are wrong are larger, on the same side of 0."""
    expected = run.program.expected()
    for name in (name for name in run.program.inputs if not run.is_right(f"{name}.grad")):
        came, right = number_in(run.came, f"{name}.grad"), float(expected.get(f"{name}.grad", 0.0))
        if came is None or came * right <= 0.0 or abs(came) <= MORE * abs(right):
            return False
    return True


def out_of_order(runs: Sequence[Run]) -> Said | None:
    """Operations that are wrong seldom, and right at other numbers: they are passed on too early.

    An operation that is put together from others has nodes within, which have an order too.
    """
    once = [run for run in runs if len(run.backwards) == 1 and isinstance(run.came, Mapping)]
    data = [(run, read) for run in once for read in run.program.expected() if ".data" in read]
    if not data or not all(run.is_right(read) for run, read in data):
        return None
    basic = [run for run in once if [line.gate for line in run.gates] in (["add"], ["multiply"])]
    if not all(run.all_right for run in basic):
        return None  # nothing is within these that could be out of order
    chains = [run for run in once if len(run.gates) > 1 and not is_forked(run)]
    late = [run for run in chains if _lost_on_the_way(run)]
    right = [run for run in chains if run.all_right]
    alone = [run for run in once if len(run.gates) == 1]
    bad = {run.gates[0].gate for run in alone if not run.all_right}
    fine = {line.gate for run in [*alone, *right] for line in run.gates} - bad
    known = [run for run in late if {line.gate for line in run.gates} <= fine]
    if len(known) < 3 or len(right) < 3 or len(late) + len(right) < len(chains):
        return None  # one operation may be at fault
    # within what may be put together from others, any of those may be at fault
    plain = [run for run in known if not {line.gate for line in run.gates} & set(MADE_FROM)]
    common = set.intersection(*map(_gates_within, plain if len(plain) >= 3 else known))
    if any(not _let_off(gate, known, right) for gate in common):
        return None
    return Said(
        ORDER,
        "The same operations are right in some programs, and in others a gradient gets lost on "
        "the way. In which order are they gone through, and is each one's gradient there by then?",
    )


def _gates_within(run: Run) -> set[str]:
    """The operations of a program, and those that they may be put together from."""
    gates = {line.gate for line in run.gates}
    return gates.union(*(MADE_FROM.get(gate, ()) for gate in gates))


def _let_off(gate: str, late: Sequence[Run], right: Sequence[Run]) -> bool:
    """Whether an operation that all late programs have goes on behind its operands elsewhere.

    Args:
        gate: The operation.
        late: Programs in which a gradient gets lost.
        right: Programs that are right.
    """
    behind = [_made_by(run, gate) for run in late]
    if not all(behind):
        return False  # nothing lies behind it in one of them, so it may be what sends nothing
    told = [run for run in right if len(run.backwards) == 1]
    gone = {one for run in told for one in _made_by(run, gate) if _goes_behind(run, gate, one[0])}
    return set().union(*behind) <= gone


def _made_by(run: Run, gate: str) -> set[tuple[int, str]]:
    """At which place an operation reads something computed, and by which operation that was."""
    made = {line.name: line.gate for line in run.gates}
    return {
        (place, made[name])
        for line in run.gates
        if line.gate == gate
        for place, name in enumerate(line.of)
        if name in made
    }


def not_followed(runs: Sequence[Run]) -> Said | None:
    """A pass that goes on from one operand alone: the other hears of its gradient and keeps it.

    Args:
        runs: The programs that gave numbers.
    """
    plain = basic_and_gone_through_once(runs)
    wrong = [run for run in plain if not run.all_right]
    if len(wrong) < 3:
        return None
    for place, which in enumerate(("first", "second")):
        if all(_goes_on_from_one(run, place) for run in plain):
            return Said(
                f"only the {which} operand followed",
                f"The pass goes on from the {which} operand of an operation alone: where the other "
                "one was computed, too, what that was made from hears nothing. Does it get to each "
                "Value that something was made from?",
            )
    return None


def _goes_on_from_one(run: Run, place: int) -> bool:
    """Whether gradients are those of a pass that goes on from one operand alone.

    Args:
        run: The program; its last line is an operation whose backward pass runs.
        place: Which operand it goes on from; an operation with one operand has just that one.
    """
    nodes = numbers_within(run)
    if nodes is None:
        return run.all_right
    return gone_through(
        run,
        nodes,
        lambda line, at, arrived: local_slope(line, nodes, at) * arrived,
        followed=lambda line: [line.of[min(place, len(line.of) - 1)]],
    )


def _lost_on_the_way(run: Run) -> bool:
    """Whether inputs are right, or have 0 where they should have something."""
    wrong = [name for name in run.program.inputs if not run.is_right(f"{name}.grad")]
    return bool(wrong) and all(number_in(run.came, f"{name}.grad") == 0.0 for name in wrong)


def cut_behind(wrong_runs: Sequence[Run], every: Sequence[Run]) -> Said | None:
    """An operation that sends its operand a gradient, and behind that nothing follows, ever.

    Args:
        wrong_runs: Programs of which something is wrong.
        every: These, and those that are right.
    """
    found = set[tuple[str, int]]()
    runs = [run for run in wrong_runs if not is_shared(run) and len(run.backwards) == 1]
    for run in runs:
        made = {line.name for line in run.gates}
        wrong = {n.removesuffix(".grad") for n in run.program.expected() if not run.is_right(n)}
        here = {
            (line.gate, place)
            for line in run.gates
            for place, name in enumerate(line.of)
            if name in made and run.is_right(f"{name}.grad") and wrong <= set(_behind(run, name))
        }
        found = here if run is runs[0] else found & here
    if len(found) != 1:
        return None
    gate, place = found.pop()
    # what is shared may be reached by another way
    told = [run for run in every if run.all_right and not is_shared(run)]
    if any(_goes_behind(run, gate, place) for run in told):
        return None
    what, operand = WORDS[gate], ("the first operand", "the second operand")[place]
    return Said(
        f"{what} not made from {operand}",
        f"`{what}` sends a gradient to {operand}, and what that was made from hears nothing of it. "
        "Does the result know everything that it was made from?",
    )


def _goes_behind(run: Run, gate: str, place: int) -> bool:
    """Whether something should arrive behind an operand of an operation."""
    expected = run.program.expected()
    return len(run.backwards) == 1 and any(
        expected.get(f"{name}.grad", 0.0) != 0.0
        for line in run.gates
        if line.gate == gate
        for name in _behind(run, line.of[place])
    )


def _behind(run: Run, name: str) -> list[str]:
    """What a Value was made from, without itself."""
    found = [name]
    for line in reversed(run.gates):
        if line.name in found:
            found += [other for other in line.of if other not in found]
    return found[1:]


#: Name of what is wrong with no single operation.
SEVERAL = "several operations together"
#: Name of a gradient that is there without any backward pass.
NOT_REACHED = "gradient of what no backward pass reached"


def in_order(runs: Sequence[Run]) -> list[Said]:
    """What is wrong though each operation is right, and so is each one used twice side by side."""
    wrong = [run for run in runs if not run.all_right and isinstance(run.came, Mapping)]
    if not wrong or any(value is None for run in wrong for value in run.came.values()):
        return []  # what is no number at all is told by itself
    forward = _wrong_forward(wrong)
    if forward is not None:
        return [forward]
    if all(map(_wrong_beside_alone, wrong)):
        return [
            Said(
                NOT_REACHED,
                "A Value that no backward pass has reached holds a gradient that is not 0. What "
                "does a gradient begin with?",
            )
        ]
    cut = cut_behind(wrong, runs)
    if cut is not None:
        return [cut]
    if all(len(run.gates) > 1 and is_shared(run) for run in wrong):
        return [
            Said(
                ORDER,
                "Every operation is right by itself, and gradients go wrong where a Value that was "
                "computed is used more than once. Is a Value's gradient complete before it is "
                "passed on? (Reverse topological order.)",
            )
        ]
    for gate in WORDS:
        if all(run.passed_on == gate for run in wrong):  # at other inputs than those tried alone
            zero = all(run.program.inputs[run.gates[0].of[0]] == 0 for run in wrong)
            where = " at an input of 0" if zero else ""
            name = _wrong_input(wrong[0])
            return [
                Said(
                    f"gradient of {WORDS[gate]}: {name}{where}",
                    f"`{WORDS[gate]}` sends a wrong gradient back to {name}{where}.",
                )
            ]
    values = [(run, read) for run in wrong for read in run.came if read.endswith(".data")]
    if not all(run.is_right(read) for run, read in values):
        return []  # some operation gives a wrong value at these numbers, and which is not seen
    if all(len(run.gates) > 1 for run in wrong):
        return [
            Said(
                SEVERAL,
                "Every operation is right by itself, and several together are not. Follow one "
                "gradient back through two operations.",
            )
        ]
    return []


def _wrong_beside_alone(run: Run) -> bool:
    """Whether nothing is wrong but gradients of what the backward passes do not reach."""
    reached = set(run.backwards)
    for line in reversed(run.gates):
        reached |= set(line.of) if line.name in reached else set()
    wrong = [name for name in run.program.expected() if not run.is_right(name)]
    return all(n.endswith(".grad") and n.removesuffix(".grad") not in reached for n in wrong)


def _wrong_forward(wrong: Sequence[Run]) -> Said | None:
    """An operation that gives a wrong value of right operands in programs of several."""
    gates = set[str]()
    for run in wrong:
        read = run.program.expected()
        made = {line.name for line in run.gates}
        for line in run.gates:
            known = all(name not in made or f"{name}.data" in read for name in line.of)
            if known and not run.is_right(f"{line.name}.data"):
                if all(run.is_right(f"{name}.data") for name in line.of):
                    gates.add(line.gate)
                break
    if len(gates) != 1:
        return None
    what = WORDS[gates.pop()]
    return Said(f"value of {what}", f"`{what}` gives a wrong value forward.")


def _wrong_input(run: Run) -> str:
    """The input of a program's first operation whose gradient is wrong; its first one else."""
    inputs: dict[str, None] = dict.fromkeys(run.gates[0].of)
    return next((name for name in inputs if not run.is_right(f"{name}.grad")), next(iter(inputs)))


def long_and_wide(trial: Trial) -> Iterator[Said]:
    """The deep chain and the wide graph, which have findings of their own."""
    kinds = {(part, finding.kind) for (part, _), finding in trial.findings.items()}
    if kinds == {("deep chain", Kind.VALUE)}:
        yield Said(
            "wrong on a long chain alone",
            "On a chain of thousands of gates the gradient is wrong, and on short ones it is "
            "right. Does something on the way end after a number of gates?",
        )
    for (part, _), finding in trial.findings.items():
        if part == "deep chain" and "once for each gate" in finding.text:
            yield Said(
                "recursion limit",
                "On a chain of ten thousand gates a function calls itself too deeply.",
            )
        if part == "each node once" and "every path" in finding.text:
            yield Said("along every path", "It goes along every path, and not once to each node.")
