"""The backward pass as a whole: once more, in order, on long chains and wide graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from backpass.judge import Trial
from backpass.likeness.sample import Said
from backpass.value_mistakes.program import (
    ORDER,
    WORDS,
    Run,
    is_shared,
    number_in,
    passes_on,
)


def called_again(runs: Sequence[Run]) -> list[Said]:
    """What is wrong only where a backward pass runs once more."""
    once = [run for run in runs if len(run.backwards) == 1]
    more = [run for run in runs if len(run.backwards) > 1]
    if not more or not all(run.all_right for run in once) or all(run.all_right for run in more):
        return []
    repeated = [run for run in more if len(set(run.backwards)) == 1]
    if repeated and all(map(_grows, repeated)):
        return [
            Said(
                "adds up over calls",
                "A second call of `backward()` adds to the gradients of the first one. They are to "
                "be set afresh in each call.",
            )
        ]
    return [
        Said(
            "wrong when called again",
            "The first backward pass is right, and one that follows another is not. What is left "
            "over from the one before?",
        )
    ]


def _grows(run: Run) -> bool:
    """Whether every input's gradient is larger than it should be, on the same side of 0."""
    expected = run.program.expected()
    for name in run.program.inputs:
        came, right = number_in(run.came, f"{name}.grad"), float(expected.get(f"{name}.grad", 0.0))
        if came is None or came * right <= 0.0 or abs(came) <= 1.5 * abs(right):
            return False
    return True


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
                "gradient of what no backward pass reached",
                "A Value that no backward pass has reached holds a gradient that is not 0. What "
                "does a gradient begin with?",
            )
        ]
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
        if all(passes_on(run, gate) for run in wrong):  # at other inputs than those tried alone
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
                "several operations together",
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
    for (part, _), finding in trial.findings.items():
        if part == "deep chain" and "once for each gate" in finding.text:
            yield Said(
                "recursion limit",
                "On a chain of ten thousand gates a function calls itself too deeply.",
            )
        if part == "each node once" and "every path" in finding.text:
            yield Said("along every path", "It goes along every path, and not once to each node.")
