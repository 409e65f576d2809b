"""Does the judge tell every small change of a right answer? ``python -m benchmarks.mutation``.

Each reference solution is changed in one place at a time: an operator, a constant, a comparison, an
index, an axis, an order, a condition. A changed solution that still gets full marks either needs a
point that shows the change, or is right: then it stands in :data:`EQUIVALENT` with the reason. The
table goes to ``docs/judge.md``.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from backpass.grading.exercises.changes import changed_sources
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.source import source_of
from benchmarks.page import table, write
from benchmarks.rates import DOC, accepts, chapters, functions_of

#: Changed solutions that are right all the same: exercise, what the change looks like (a regular
#: expression for its words), and why nobody could tell, whatever the point.
EQUIVALENT: tuple[tuple[str, str, str], ...] = (
    (
        "numerical_derivative",
        "1e-05 becomes -1e-05",
        "a step to the left and one to the right are the same two points, and the same quotient",
    ),
    ("predict_change", "without float", "numpy's float64 is taken for a float, as everywhere"),
    (
        "chain_forward|neuron_forward|squared_error_forward",
        "in place of|neighbours exchanged in `.q, z.`|neighbours exchanged in `.w, x|`y - d`",
        "what the cache holds is the learner's choice; it is judged with the backward pass",
    ),
    (
        "sigmoid_forward",
        "(power|x) in place of out",
        "what the cache holds is the learner's choice; it is judged with the backward pass",
    ),
    (
        "chain_backward|staged_backward|sigmoid_circuit_backward",
        "in place of (d|x)|neighbours exchanged in `.dx, dy",
        "both names hold the same number there: a gate handed its gradient on unchanged",
    ),
    (
        "chain_backward|sigmoid_circuit_backward|Value",
        r"operator Div in `(dq \* 1|dscaled \* a|"
        r"self \* -1)",
        "to divide by 1 or by −1 is to multiply by it",
    ),
    ("chain_backward", "only the left operand in `dq", "a factor of 1 says nothing"),
    (".*", "(cache|out|x) in place of (x|cache|out)$", "both names hold the same thing"),
    (
        "sigmoid_forward|Value",
        "comparison Gt in `.*>= 0`",
        "at 0 both branches give one half",
    ),
    (
        "sigmoid_forward|Value",
        "limit moved by -?1e-09 in `.*>= 0`",
        "so near to 0 both branches give one half to nine digits, one more than is compared",
    ),
    ("neuron_forward|neuron_backward", "1 becomes -1", "of two entries, the last is the second"),
    ("affine_.*", "1 becomes 2 in `1`", "reshape works out any negative size, −2 like −1"),
    ("affine_backward", "dout in place of x", "both have as many rows"),
    ("softmax_loss|svm_loss", "axis -1|1 becomes -1", "of two axes, the last is the second"),
    ("softmax_loss|svm_loss", "labels in place of scores", "both have as many rows"),
    ("sgd_step", "grads in place of params", "both have the same keys"),
    ("Value", r"neighbours exchanged in `\(self, other", "both slopes of a sum are 1"),
    ("Value", "without float", "True and False count as 1 and 0, as everywhere"),
    ("Value", "seen in place of order", "which nodes are set to 0 first does not matter"),
    ("Value", "node in place of self", "the last node of the order is the one that was called"),
    ("Value", "order in place of seen", "a node that is met again has its place already"),
)


# The exercises ------------------------------------------------------------------------------------
@dataclass
class Count:
    """What became of the changed solutions of one exercise.

    Attributes:
        made: How many there were.
        told: How many got less than full marks.
        equivalent: Those that are right, by the words on the change.
        survived: Those that got full marks and are not known to be right.
    """

    made: int = 0
    told: int = 0
    equivalent: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)


def handed(exercise: Exercise, text: str, forward: str | None) -> tuple[Any, Any]:
    """What is handed in where the cells hold these sources."""
    solution = exercise.solution
    assert solution is not None
    space = dict(solution.function.__globals__)
    if forward is not None:
        exec(compile(forward, "<a changed forward>", "exec"), space)
    exec(compile(text, "<a changed solution>", "exec"), space)
    if exercise.name == "two_layer_net":
        return space["two_layer_backward"], space["two_layer_forward"]
    partner = exercise.contract.partner
    given = space.get(partner) if forward is not None and partner else solution.forward
    return space[exercise.name], given


def judged(exercise: Exercise, text: str, forward: str | None, seed: int) -> bool:
    """Whether such cells get full marks."""
    try:
        function, own = handed(exercise, text, forward)
    except Exception:  # they do not even define what is asked for
        return False
    verdict, _ = exercise.tried(function, seed, own)
    return accepts(verdict)


def sources(exercise: Exercise) -> tuple[str, str | None]:
    """The source of the reference, and of the forward that goes with it."""
    solution = exercise.solution
    assert solution is not None
    text = source_of(solution.function, exercise.name, exercise.cell)
    partner = exercise.contract.partner
    if solution.forward is None or partner is None:
        return text, None
    return text, source_of(solution.forward, partner)


def reason(exercise: str, words: str) -> str | None:
    """Why a changed solution is right all the same, where that is known."""
    for name, change, why in EQUIVALENT:
        if re.fullmatch(name, exercise) and re.search(change, words):
            return why
    return None


def survivors(exercise: Exercise, seed: int = 0, every: int = 1) -> Count:
    """Judge all changed solutions of an exercise; a forward is changed with its backward pass.

    Args:
        exercise: The exercise.
        seed: Draws the points.
        every: Only each so-manieth change, for a short look.
    """
    text, forward = sources(exercise)
    if not judged(exercise, text, forward, seed):
        raise AssertionError(f"the reference of {exercise.name} does not pass")
    count = Count()
    tried: list[tuple[str, Callable[[], bool]]] = [
        (words, partial(judged, exercise, other, forward, seed))
        for words, other in changed_sources(text)
    ]
    for words, passes in tried[::every]:
        count.made += 1
        if not passes():
            count.told += 1
        elif reason(exercise.name, words):
            count.equivalent.append(words)
        else:
            count.survived.append(words)
    return count


def main(arguments: list[str] | None = None) -> int:
    """Judge all changed solutions, and write the table.

    Returns:
        1 where a changed solution survived that is not known to be right.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", help="an exercise")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth change")
    parser.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    chosen = parser.parse_args(arguments)
    rows, left = [], 0
    for chapter in chapters():
        for exercise in functions_of(chapter):
            if chosen.only not in (None, exercise.name):
                continue
            count = survivors(exercise, every=chosen.every)
            rows.append([f"`{exercise.name}`", count.made, count.told, len(count.equivalent)])
            left += len(count.survived)
            for words in count.survived:
                print(f"{exercise.name}: {words}")
            print(f"{exercise.name}: {count.made} changes, {count.told} told", file=sys.stderr)
    if chosen.write and not left:
        head = ["exercise", "changed solutions", "told from the reference", "right all the same"]
        lines = [
            f"- {', '.join(f'`{n}`' for n in name.split('|')) if name != '.*' else 'any'}, "
            f"`{change}`: {why}."
            for name, change, why in EQUIVALENT
        ]
        proofs = "\n".join(["Why the others are right, by what was changed:", "", *lines])
        write(DOC, {"mutation": f"{table(head, rows)}\n\n{proofs}"})
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
