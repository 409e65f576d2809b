"""Everything that is said of a wrong ``Value``, most basic first."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from backpass.judging.errors_in_words import in_words
from backpass.judging.gradcheck import agrees
from backpass.judging.observe import NoAnswer, words_of
from backpass.judging.trial import Trial
from backpass.likeness.sample import RTOL, Said
from backpass.value_mistakes.another_pass import another_pass
from backpass.value_mistakes.one_operation import NOT_WRITTEN, asks_upstream, of_gate
from backpass.value_mistakes.passes import (
    NOT_REACHED,
    SEVERAL,
    adds_up,
    called_again,
    cut_behind,
    in_order,
    long_and_wide,
    not_followed,
    out_of_order,
)
from backpass.value_mistakes.program import (
    EQUAL,
    MADE_FROM,
    ORDER,
    WORDS,
    Run,
    is_forked,
    number_in,
    numbers_within,
)
from backpass.value_mistakes.together import together
from backpass.value_programs.long import IN_PLACE
from backpass.value_programs.unchanging import LARGE, SMALL


def mistakes_found(trial: Trial) -> list[Said]:
    """What is wrong, the most basic first; nothing where it cannot be told.

    Args:
        trial: All programs that were run, also those that were drawn to test what is told.
    """
    made = (*trial.calls, *trial.more)
    every = [Run(call.about, call.result) for call in made if call.about is not None]
    # what gave no answer for a reason of the grader's says nothing of the class
    every = [run for run in every if not isinstance(run.came, NoAnswer)]
    said = _begun(trial, every)
    said += _in_place(trial, said)
    # what is not written yet is told of its part, too
    last = [one for one in said if one.name.endswith(NOT_WRITTEN) and one.name != NO_BACKWARD]
    return [one for one in said if one not in last] + last


def _in_place(trial: Trial, said: Sequence[Said]) -> Iterator[Said]:
    """Python's `+=`, where it changes what had the name before, as no other operation does."""
    if any(" changes " in one.name or one.name.startswith(_OF_DATA) for one in said):
        return
    for call in trial.calls:
        held = number_in(call.result, "x.data")
        if call.case.label != f"`{IN_PLACE}`" or held is None or agrees(held, SMALL):
            continue
        if agrees(held, SMALL - LARGE) or held == number_in(call.result, "f.data"):
            yield Said(
                "x += y changes x",
                "After `f = x`, the line `f += y` changes `x.data`. It makes a new Value, and what "
                "had the name before stays as it is.",
            )


def _begun(trial: Trial, every: Sequence[Run]) -> list[Said]:
    """What is wrong, where a backward pass can be run at all."""
    bare = next((run.came for run in every if not run.gates and _stopped(run)), None)
    if bare is not None:
        return [_of_backward(bare), *_stop_before(bare, every)]
    runs = [run for run in every if not run.program.lines[-1].gate]
    set_to_1 = all(run.all_right for run in runs if not run.gates)
    kept = _changes_gradients([run for run in every if run.program.lines[-1].gate])
    return (kept if set_to_1 else []) + _found(trial, runs)


def _stopped(run: Run) -> bool:
    return isinstance(run.came, BaseException)


def _stop_before(error: BaseException, every: Sequence[Run]) -> Iterator[Said]:
    """What is said of operations that never get as far as a backward pass, which stops anyway.

    Args:
        error: What each backward pass stops with.
        every: All programs, with what came of them.
    """
    for gate in _basic_first():
        here = _alone(every, gate)
        if all(_stopped(run) and words_of(run.came) != words_of(error) for run in here):
            said = of_gate(gate, here)
            if said is not None:
                yield said


#: What it is called that there is no backward pass.
NO_BACKWARD = f"backward{NOT_WRITTEN}"


def _of_backward(error: BaseException) -> Said:
    """What is said where not even a Value by itself can be gone back through.

    Args:
        error: What a program without any operation stopped with.
    """
    kind, words = type(error).__name__, in_words(error)
    if isinstance(error, NotImplementedError) or words.endswith("no attribute 'backward'"):
        return Said(
            NO_BACKWARD,
            "`backward()` is not written yet, and without it no operation can be looked at.",
        )
    return Said(
        f"a Value by itself: {kind}",
        f"Even `x = Value(2.0); x.backward(); x.data, x.grad` stops with {kind}: {words}.",
    )


def _changes_gradients(runs: Sequence[Run]) -> list[Said]:
    """Operations after which the gradient of an operand is another one."""
    done = [run for run in runs if isinstance(run.came, Mapping) and run.wrong]
    gates = {run.gates[-1].gate for run in done}
    said = list[Said]()
    for gate, words in WORDS.items():
        if gate in gates and not gates.intersection(MADE_FROM.get(gate, ())):
            what = f"`{words}`"
            text = f"{what} changes `x.grad`. The operands of an operation stay unchanged."
            said.append(Said(f"{words} changes x.grad", text))
    return said


def _found(trial: Trial, runs: Sequence[Run]) -> list[Said]:
    """What is wrong by the programs that end with a backward pass."""
    said = _everywhere(runs)
    said += _values_beside(runs, said)
    said = said or _of_another_pass(runs) or _everywhere_but_one(runs)
    if said and said[0].name != ORDER:
        return said + list(long_and_wide(trial))
    spoiled = bool(said)
    wrong: dict[str, Said] = {}
    unordered = out_of_order(runs)
    if unordered is not None:
        return [*said, unordered, *long_and_wide(trial)]
    for gate in _basic_first():
        words = None
        if not (spoiled and gate in MADE_FROM):
            here = _alone(runs, gate)
            again = [run for run in runs if run.alone == gate and len(run.backwards) != 1]
            words = asks_upstream(gate, runs) or of_gate(gate, here, again)
            if gate == "power" and words is not None and " exponent" in words.text:
                # the exponents at which it is wrong are looked for among fractions, too
                words = of_gate(gate, [*here, *_alone(runs, "root")], again)
        if words is None:
            continue
        # a wrong gradient of what it is made from does not make its value wrong
        kind = words.name.split(" of ")[0]
        basic = [wrong[one] for one in MADE_FROM.get(gate, ()) if one in wrong]
        unlike = all(one.name.startswith("gradient") and kind != "gradient" for one in basic)
        if unlike and not _may_follow(gate, words, wrong):
            said.append(words)
        wrong[gate] = words
    said = _of_all_alike(said, wrong)
    if spoiled:
        return said + list(long_and_wide(trial))
    cut = _cut_somewhere(runs, wrong)
    if cut is not None:
        gate, one = cut
        rest = [each for each in said if not _follows(each, wrong, gate)]
        return [one, *rest, *long_and_wide(trial)]
    if "multiply" in wrong or "add" in wrong:
        # what is used twice by operations that are right tells of a second mistake all the same
        fine = [run for run in runs if not {line.gate for line in run.gates} & set(wrong)]
        said += [one for one in together(fine, wrong) if one.name.startswith("=")]
        said += called_again(fine)
    else:
        meeting = together(runs, wrong)
        # one and the same Value on both sides says nothing of an operation on two of them
        other = [one for one in meeting if not one.name.startswith("the same Value")]
        blamed = {gate for gate in WORDS if any(WORDS[gate] in one.name for one in other)}
        follow = [wrong[gate] for gate in wrong if blamed.intersection(MADE_FROM.get(gate, ()))]
        said = meeting + [one for one in said if one not in follow]
        fine = [run for run in runs if not {line.gate for line in run.gates} & set(wrong)]
        beside = _beside(fine, bool(meeting)) if said else _again_and_in_order(fine)
        said += called_again(fine) or beside
    return said + list(long_and_wide(trial))


#: How names begin of what has to do with the values forward.
_OF_DATA = ("data ", "numbers ", "whole numbers", "rounded ")


def _values_beside(runs: Sequence[Run], said: Sequence[Said]) -> list[Said]:
    """Operations that give a wrong value forward, beside what spoils every backward pass.

    Args:
        runs: All programs, with what came of them.
        said: What spoils all of them.
    """
    if not said or said[0].name == ORDER or said[0].name.startswith(_OF_DATA):
        return []
    wrong = dict[str, Said]()
    for gate in _basic_first():
        one = of_gate(gate, _alone(runs, gate))
        basic = not set(wrong).intersection(MADE_FROM.get(gate, ()))
        if one is not None and one.name.startswith("value of") and basic:
            wrong[gate] = one
    return list(wrong.values()) if len(wrong) <= MOST_BESIDE else []


#: So many operations at most are told of beside what has to do with all.
MOST_BESIDE = 2


def _everywhere_but_one(runs: Sequence[Run]) -> list[Said]:
    """What spoils every program, where one operation is wrong beside that."""
    for gate in _basic_first():
        if gate in MADE_FROM or gate == "root":
            continue
        without = [run for run in runs if not _has(run, gate)]
        alone = _alone(runs, gate)
        if gate not in HANDING_ON:  # these hold their operand's number, and that says nothing
            alone = [run for run in alone if not _holds_a_number_twice(run)]
        beside = of_gate(gate, alone)
        if beside is None:
            continue
        said = _everywhere(without)
        if said and said[0].name == EQUAL:
            return [*said, beside]
    return []


def _has(run: Run, gate: str) -> bool:
    """Whether an operation is in a program, or what may be made from it."""
    return any(gate in (line.gate, *MADE_FROM.get(line.gate, ())) for line in run.gates)


def _may_follow(gate: str, words: Said, wrong: Mapping[str, Said]) -> bool:
    """Whether a function may be wrong since it is put together from something that is.

    Args:
        gate: The operation.
        words: What is said of it.
        wrong: What is said of those that were looked at before.
    """
    if gate not in FUNCTIONS:
        return False
    stopped = STOPPED.search(words.text)
    if stopped is not None:  # the same error, with the same words
        return any(one.text.endswith(stopped[0]) for one in wrong.values())
    if not words.text.endswith(
        ("gives a wrong value forward.", "sends a wrong gradient back to x.")
    ):
        return False
    backward = words.name.startswith("gradient")
    return any(one.name.startswith("value") or backward for one in wrong.values())


#: What an operation stops with.
STOPPED = re.compile(r"stops with .*$")
#: Operations that may be put together from others, though not from any in particular.
FUNCTIONS = frozenset({"exp", "relu", "sigmoid", "maximum"})
#: Operations of which the same may be told, with what they are called together.
_TOGETHER = (
    (("add", "multiply", "power", "exp", "relu", "sigmoid", "maximum"), "Each operation"),
    (("add", "multiply", "maximum"), "Each operation with two operands"),
)


def _of_all_alike(said: Sequence[Said], wrong: Mapping[str, Said]) -> list[Said]:
    """What is told of operations, as one thing where it is the same of all of them.

    Args:
        said: What is told.
        wrong: What is said of single operations, by operation.
    """
    for gates, what in _TOGETHER:
        own = [wrong.get(gate) for gate in gates]
        texts = {
            one.text.replace(f"`{WORDS[gate]}`", what, 1)
            for gate, one in zip(gates, own, strict=True)
            if one is not None
        }
        if None in own or len(texts) != 1 or not any(one in said for one in own):
            continue
        first = own[0]
        assert first is not None
        name = first.name.replace(WORDS[gates[0]], what.lower(), 1)
        text = " ".join((texts.pop(), "What do they have in common?"))
        return [Said(name, text), *(one for one in said if one not in own)]
    return list(said)


def _cut_somewhere(runs: Sequence[Run], wrong: Mapping[str, Said]) -> tuple[str, Said] | None:
    """An operation behind which nothing hears of a gradient, with what is said of it.

    Args:
        runs: All programs, with what came of them.
        wrong: What is said of single operations, by operation.
    """
    fine = [run for run in runs if not {line.gate for line in run.gates} & set(wrong)]
    bad = [run for run in fine if run.wrong and isinstance(run.came, Mapping)]
    said = cut_behind(bad, fine) if len(bad) >= FEWEST else None
    if said is None:
        return None
    return next((gate, said) for gate, words in WORDS.items() if said.name.startswith(words))


#: So many programs at least must go wrong behind an operation before it is blamed.
FEWEST = 3


def _follows(said: Said, wrong: Mapping[str, Said], gate: str) -> bool:
    """Whether what is said of an operation may come of another one that it is made from."""
    return any(one is said and gate in MADE_FROM.get(of, ()) for of, one in wrong.items())


def _beside(runs: Sequence[Run], meeting: bool) -> list[Said]:
    """The order of a pass, beside operations that are wrong, where it is seen often enough.

    Args:
        runs: The programs in which none of the wrong operations is.
        meeting: Whether operations that are right by themselves have been blamed already.
    """
    late = [run for run in runs if not run.all_right and isinstance(run.came, Mapping)]
    told = [NOT_REACHED]
    if len(late) >= FEWEST:
        told += [ORDER] if meeting else [ORDER, SEVERAL]
    found = [said for said in _again_and_in_order(runs) if said.name in told]
    return [BESIDE.get(said.name, said) for said in found]


#: What is said of the pass where an operation is wrong by itself, too.
BESIDE = {
    ORDER: Said(
        ORDER,
        "Beside that, gradients go wrong where a Value that was computed is used more than once. "
        "Is a Value's gradient complete before it is passed on? (Reverse topological order.)",
    ),
    SEVERAL: Said(
        SEVERAL,
        "Beside that, operations that are right by themselves are wrong together. Follow one "
        "gradient back through two of them.",
    ),
}


def _again_and_in_order(runs: Sequence[Run]) -> list[Said]:
    """What is wrong with a second pass, and with a first one, where both are.

    A second pass is looked at where each of its operations is right in some first one.
    """
    late = [run for run in runs if len(run.backwards) == 1 and not run.all_right]
    right = [run for run in runs if len(run.backwards) == 1 and run.all_right]
    fine = {line.gate for run in right for line in run.gates}
    more = [run for run in runs if len(run.backwards) > 1]
    more = [run for run in more if {line.gate for line in run.gates} <= fine]
    lost = {_lines(run) for run in late}
    more = [run for run in more if _lines(run) not in lost]  # wrong the first time already
    grown = adds_up(more) if late else None
    return in_order(runs) if grown is None else [grown, *in_order([*right, *late])]


def _lines(run: Run) -> tuple[tuple[str, ...], ...]:
    """What a program does, whatever its numbers are and however often it goes back."""
    return tuple((line.gate, *line.of) for line in run.gates)


def _sign_lost(alone: Sequence[Run]) -> Said | None:
    """Gradients below 0 that come out as 0, or without their sign, whatever the operation."""
    below = list[tuple[str, float, float]]()
    for run in [run for run in alone if run.gates[0].gate not in MADE_FROM]:
        for name, right in run.program.expected().items():
            came = number_in(run.came, name)
            if not name.endswith(".grad") or (right >= 0.0 and run.is_right(name)):
                continue
            if came is None or right >= 0.0:
                return None
            below.append((run.gates[0].gate, came, right))
    if len({gate for gate, _, _ in below}) < 2 or len(below) < FEWEST:
        return None
    if all(came == 0.0 for _, came, _ in below):
        return Said(
            "gradients below 0 lost",
            "Wherever a gradient should be below 0, it comes out as 0, whatever the operation. May "
            "a gradient not be negative?",
        )
    if all(agrees(came, -right) for _, came, right in below):
        return Said(
            "gradients without their sign",
            "Wherever a gradient should be below 0, it comes out above it, of the right size, "
            "whatever the operation. May a gradient not be negative?",
        )
    return None


def _rounded_gradients(grads: Sequence[tuple[Run, str, float | None]]) -> Said | None:
    """Gradients that have no digits beyond some place, and should have."""
    if all(run.is_right(name) for run, name, _ in grads):
        return None
    for digits in range(9):
        if not all(came is not None and came == round(came, digits) for _, _, came in grads):
            continue
        # of one operation alone it is what should have come, but for the digits behind that place
        for run, name, came in grads:
            right = float(run.program.expected()[name])
            basic = len(run.gates) == 1 and run.gates[0].gate not in MADE_FROM
            if basic and abs((came or 0.0) - right) > 10.0**-digits + RTOL * abs(right):
                return None
        if not digits:
            return Said(
                "gradients cut to whole numbers",
                "All gradients are whole numbers. What becomes of the digits behind the point?",
            )
        return Said(
            f"gradients rounded to {digits} digits",
            f"All gradients are rounded to {digits} digits. Rounding is for reading; "
            "calculate with all digits.",
        )
    return None


def _changed_without_operation(runs: Sequence[Run]) -> Said | None:
    """Numbers that a Value does not keep as they were given, whatever is done with it."""
    held = [
        (run, float(value), number_in(run.came, f"{name}.data"))
        for run in runs
        for name, value in run.program.inputs.items()
        if f"{name}.data" in run.program.expected()
    ]
    wrong = [(run, given) for run, given, came in held if came is None or not agrees(came, given)]
    if len(wrong) < FEWEST:
        return None
    for change, said in _MADE_OF_NUMBERS:
        if all(came is not None and agrees(came, change(given)) for _, given, came in held):
            return said
    limited = _numbers_limited(wrong, [(given, came) for _, given, came in held])
    if limited is not None:
        return limited
    if any(not run.gates for run, _ in wrong):
        return Said(
            "data of a Value by itself changed",
            "Even where there is no operation, `x.data` is another number after `x.backward()` "
            "than the one that x was made with. A Value keeps its number, and a backward pass "
            "changes no `data`.",
        )
    return None


def _numbers_limited(
    wrong: Sequence[tuple[Run, float]], held: Sequence[tuple[float, float | None]]
) -> Said | None:
    """Numbers beyond a bound, or 0 alone, that a Value does not hold, whatever the operation.

    Args:
        wrong: Programs in which it holds another number, with the one that it was given.
        held: All numbers that were given, with those that came.
    """
    if len({run.gates[0].gate for run, _ in wrong if run.gates}) < FEWEST:
        return None
    if any(came is None for _, came in held):
        return None
    pairs = [(given, came) for given, came in held if came is not None]
    bound = max(abs(came) for _, came in pairs)
    least, most = min(came for _, came in pairs), max(came for _, came in pairs)
    instead = next((came for given, came in pairs if given == 0.0), 0.0)
    ways: tuple[tuple[Callable[[float], float], Said], ...] = (
        (
            lambda given: max(-bound, min(bound, given)),
            Said(
                f"numbers cut off at ±{bound:.6g}",
                f"No `data` is larger in size than {bound:.6g}: a larger number is cut off there, "
                f"whatever the operation. A Value holds the number that it is given.",
            ),
        ),
        (
            lambda given: min(most, given),
            Said(
                f"numbers cut off above {most:.6g}",
                f"No `data` is larger than {most:.6g}: a larger number is cut off there, whatever "
                f"the operation. A Value holds the number that it is given.",
            ),
        ),
        (
            lambda given: max(least, given),
            Said(
                f"numbers cut off below {least:.6g}",
                f"No `data` is smaller than {least:.6g}: a smaller number is cut off there, "
                f"whatever the operation. A Value holds the number that it is given.",
            ),
        ),
        (
            lambda given: given or instead,
            Said(
                "numbers that are 0",
                f"Where the number of a Value is 0, its `data` is {instead:.6g}, whatever the "
                f"operation. A Value holds the number that it is given.",
            ),
        ),
    )
    for change, said in ways:
        if all(agrees(came, change(given)) for given, came in pairs):
            return said
    return None


#: What may become of each number that a Value is given, and what is said then.
_MADE_OF_NUMBERS: tuple[tuple[Callable[[float], float], Said], ...] = (
    (
        abs,
        Said(
            "numbers without their sign",
            "All `data` come out without their sign, whatever the operation, and also where there "
            "is none. A Value holds the number that it is given.",
        ),
    ),
    (
        lambda given: max(given, 0.0),
        Said(
            "numbers below 0 lost",
            "Where a number below 0 belongs, `data` is 0, whatever the operation, and also where "
            "there is none. A Value holds the number that it is given.",
        ),
    ),
    (
        lambda given: -given,
        Said(
            "numbers with the other sign",
            "All `data` come out with the other sign, whatever the operation, and also where there "
            "is none. A Value holds the number that it is given.",
        ),
    ),
)


def _larger_by_a_number(alone: Sequence[Run]) -> Said | None:
    """Gradients of inputs that are all larger than they should be by one and the same number."""
    basic = [run for run in alone if run.gates[0].gate not in MADE_FROM]
    more = [
        (number_in(run.came, name), float(right))
        for run in basic
        for name, right in run.program.expected().items()
        if name.endswith(".grad") and name.removesuffix(".grad") in run.program.inputs
    ]
    sent = [(came, right) for came, right in more if came is not None]
    # beside a large number little is seen of it
    least = min(sent, key=lambda one: abs(one[1]), default=(0.0, 0.0))
    by = least[0] - least[1]
    if len(sent) < max(len(more), FEWEST) or agrees(by, 0.0):
        return None
    if not all(agrees(came, right + by) for came, right in sent):
        return None
    if len({run.gates[0].gate for run in basic}) < FEWEST:
        return None
    return Said(
        f"gradients larger by {by:.6g}",
        f"The gradients of inputs are larger by {by:.6g} than they should be, whatever the "
        "operation. What do they begin with, before anything is added to them?",
    )


def _cut_off(alone: Sequence[Run]) -> Said | None:
    """Gradients that are never larger than some size, and right where they should not be."""
    basic = [run for run in alone if run.gates[0].gate not in MADE_FROM]
    basic = [run for run in basic if len(set(run.gates[0].of)) == len(run.gates[0].of)]
    sent = [
        (run, number_in(run.came, name), float(right))
        for run in basic
        for name, right in run.program.expected().items()
        if name.endswith(".grad")
    ]
    if any(came is None for _, came, _ in sent):
        return None
    wrong = [(run, came, right) for run, came, right in sent if not agrees(came or 0.0, right)]
    if len(wrong) < FEWEST or len({run.gates[0].gate for run, _, _ in wrong}) < 2:
        return None
    bound = max(abs(came or 0.0) for _, came, _ in sent)
    if not all(agrees(came or 0.0, max(-bound, min(bound, right))) for _, came, right in sent):
        return None
    if len({math.copysign(1.0, right) for _, _, right in wrong}) < 2:
        return None
    return Said(
        f"gradients cut off at ±{bound:.6g}",
        f"No gradient is larger in size than {bound:.6g}: where it should be, it is cut off there, "
        "whatever the operation. May a gradient not be large?",
    )


def _left_out_at_zero(runs: Sequence[Run]) -> Said | None:
    """A pass that goes wrong where the number of a Value is 0, whatever the operation."""
    wrong = [run for run in runs if not run.all_right]
    if len(wrong) < FEWEST or not all(map(_holds_a_zero, wrong)):
        return None
    if any(name.endswith(".data") for run in wrong for name in run.wrong):
        return None
    if all(map(_adds_a_zero, wrong)) or all(map(_multiplies_by_zero, wrong)):
        return None  # one operation may be wrong there
    if set.intersection(*(_plain_gates(run) for run in wrong)):
        return None
    return Said(
        "left out where a number is 0",
        "Gradients go wrong where the number of a Value is 0, and nowhere else, whatever the "
        "operation. Does the pass leave out a Value whose number is 0?",
    )


def _holds_a_zero(run: Run) -> bool:
    """Whether the number of one of the Values of a program is 0, as far as that can be told."""
    nodes = numbers_within(run)
    return nodes is None or 0 in nodes.values()


def _starts_at_the_last(runs: Sequence[Run]) -> Said | None:
    """A pass that is right for the Value that was made last, and wrong for any other."""
    wrong = [run for run in runs if not run.all_right]
    right = [run for run in runs if run.all_right]
    if len(wrong) < FEWEST or not all(any(_ends_elsewhere(run)) for run in wrong):
        return None
    if any(_ends_elsewhere(run)[-1] for run in right) or not right:
        return None
    # what was asked for has nothing at all, or what an earlier pass has left
    if any(run.is_right(f"{run.backwards[-1]}.grad") for run in wrong if not run.gates):
        return None
    return Said(
        "start at the last one made",
        "It is right where the Value whose `backward()` is called was made last, and wrong where "
        "another one was made after it. Where does the pass start?",
    )


def _ends_elsewhere(run: Run) -> list[bool]:
    """For each backward pass, whether it is called for another Value than the one made last."""
    made, elsewhere = [*run.program.inputs], list[bool]()
    for line in run.program.lines:
        if line.gate:
            made.append(line.name)
        else:
            elsewhere.append(line.name != made[-1])
    return elsewhere


def _nothing_sent(read: Sequence[tuple[Run, str, float | None]]) -> bool:
    """Whether hardly any gradient gets farther than the Value whose backward pass runs."""
    others = [
        (came, run.program.expected()[name])
        for run, name, came in read
        if name.endswith(".grad") and name.removesuffix(".grad") not in run.backwards
    ]
    wanted = [came for came, right in others if right != 0.0]
    sent = sum(came != 0.0 for came in wanted)
    return len(wanted) > FEW_SENT and sent * FEW_SENT < len(wanted)


#: Of so many gradients at most one gets there.
FEW_SENT = 20


def _returns_its_operand(runs: Sequence[Run]) -> Said | None:
    """An operation whose result has the gradient of an operand at each wrong point: it is one."""
    gates = set[str]()
    for run in [run for run in runs if len(run.backwards) == 1]:
        for read in run.program.expected():
            if run.is_right(read):
                continue
            line = next((line for line in run.gates if read == f"{line.name}.grad"), None)
            if line is None or not any(_is_one(run, line.name, name) for name in line.of):
                return None
            gates.add(line.gate)
    basic = [gate for gate in WORDS if gate in gates]
    basic = [gate for gate in basic if not gates.intersection(MADE_FROM.get(gate, ()))]
    if len(basic) != 1:
        return None
    what = WORDS[basic[0]]
    return Said(
        f"{what} returns its operand",
        f"`{what}` returns one of its operands. Its result is to be a new Value, which has a "
        "gradient of its own.",
    )


def _empty_in_between(runs: Sequence[Run]) -> Said | None:
    """All gradients are right but those of what was computed on the way, which are 0."""
    wrong = [
        (run, read) for run in runs for read in run.program.expected() if not run.is_right(read)
    ]
    if len(wrong) < 3 or any(number_in(run.came, read) != 0.0 for run, read in wrong):
        return None
    for run, read in wrong:
        in_between = {line.name for line in run.gates} - {run.backwards[-1]}
        if read not in {f"{name}.grad" for name in in_between}:
            return None
    return Said(
        "nothing kept in between",
        "After `backward()` the inputs have their gradients, and what was computed on the way has "
        "0. It has a gradient too.",
    )


def _is_one(run: Run, one: str, other: str) -> bool:
    """Whether two names of a program seem to mean one and the same Value."""
    return all(
        (came := number_in(run.came, f"{one}.{what}")) is not None
        and came == number_in(run.came, f"{other}.{what}")
        for what in ("data", "grad")
    )


def _wrong_at_equal_numbers_alone(runs: Sequence[Run]) -> bool:
    """Whether gradients go wrong where two different Values hold the same number, and only there.

    What is used twice without that has to be right somewhere: else its messages may be lost.
    """
    wrong = [run for run in runs if not run.all_right]
    right = [run for run in runs if run.all_right]
    if len(wrong) < 3 or not all(map(_holds_a_number_twice, wrong)):
        return False
    if any(name.endswith(".data") for run in wrong for name in run.wrong):
        return False  # which Values are one and the same changes no value forward
    if all(map(_adds_a_zero, wrong)) or all(map(_multiplies_by_zero, wrong)):
        return False
    # what hands an operand on always holds its number twice, so it tells nothing
    wrong = [run for run in wrong if not {line.gate for line in run.gates} & HANDING_ON]
    if len(wrong) < 3:
        return False
    if set.intersection(*(_plain_gates(run) for run in wrong)):
        return False  # one operation may be wrong, one that gives what it is given
    return any(is_forked(run) and not _holds_a_number_twice(run) for run in right)


def _adds_a_zero(run: Run) -> bool:
    """Whether an operation of a program adds 0 to something, or takes 0 away."""
    return _has_a_zero(run, {gate for gate in WORDS if "add" in gate or "subtract" in gate})


def _has_a_zero(run: Run, gates: Collection[str]) -> bool:
    """Whether one of some operations reads a 0 in a program."""
    nodes = numbers_within(run)
    return nodes is not None and any(
        line.gate in gates and 0 in [*(nodes[name] for name in line.of), line.number]
        for line in run.gates
    )


#: Operations that are a product, or may be made of one.
PRODUCTS = {gate for gate in WORDS if gate == "multiply" or "multiply" in MADE_FROM.get(gate, ())}


def _multiplies_by_zero(run: Run) -> bool:
    """Whether a factor of a program is 0; a difference or a quotient may be made of a product."""
    return _has_a_zero(run, PRODUCTS)


def _wrong_where_zero_is_a_factor(runs: Sequence[Run]) -> Said | None:
    """A product that sends nothing back where one of its factors is 0."""
    wrong = [run for run in runs if not run.all_right and len(run.backwards) == 1]
    if len(wrong) < FEWEST or not all(map(_multiplies_by_zero, wrong)):
        return None
    if any(name.endswith(".data") for run in wrong for name in run.wrong):
        return None
    products = [run for run in wrong if [line.gate for line in run.gates] == ["multiply"]]
    if not products or any(
        number_in(run.came, read) != 0.0 for run in products for read in run.wrong
    ):
        return None
    return Said(
        "nothing sent back by a product of 0",
        "It goes wrong where a factor is 0, and nowhere else: nothing is sent back there. How far "
        "does such a product move when the factor that is 0 moves by one?",
    )


def _wrong_where_zero_is_added(runs: Sequence[Run]) -> Said | None:
    """A sum that is wrong where one of its operands is 0, and hands out the other one there."""
    wrong = [run for run in runs if not run.all_right]
    if len(wrong) < FEWEST or not all(map(_adds_a_zero, wrong)):
        return None
    if any(name.endswith(".data") for run in wrong for name in run.wrong):
        return None
    handed = [
        run
        for run in wrong
        for line in run.gates
        if not run.is_right(f"{line.name}.grad")
        and any(_is_one(run, line.name, name) for name in line.of)
    ]
    if len(handed) < FEWEST:
        return None
    return Said(
        "adding 0 returns the operand",
        "It goes wrong where 0 is added, and nowhere else: the result there is one of the "
        "operands. It is to be a new Value, which has a gradient of its own.",
    )


def _plain_gates(run: Run) -> set[str]:
    """The operations of a program, those with a number as those of two Values."""
    return {line.gate.removeprefix("n ").removesuffix(" n") for line in run.gates}


#: Operations that may give one of their operands as it is.
HANDING_ON = frozenset({"maximum", "relu"})


def _holds_a_number_twice(run: Run) -> bool:
    """Whether two of the Values of a program hold the same number.

    Constants may be Values too, and what a difference or a quotient is put together from.
    """
    nodes = numbers_within(run)
    if nodes is None:
        return True  # nothing can be told of it
    inner = list[complex]()
    for line in run.gates:
        inner += [] if line.number is None else [complex(line.number)]
        last = nodes[line.of[-1]]
        if "subtract" in line.gate:
            inner.append(-last)
        elif "divide" in line.gate and last:
            inner.append(1.0 / last)
    numbers = [*nodes.values(), *inner]
    return len(set(numbers)) < len(numbers)


#: A gradient that is smaller is next to nothing.
NEXT_TO_NOTHING = 1e-4


def _everywhere(runs: Sequence[Run]) -> list[Said]:
    """What spoils every program: the gradient that it begins with, the order, rounded numbers."""
    numbers = [run for run in runs if isinstance(run.came, Mapping)]
    alone = [run for run in numbers if len(run.gates) == 1 and "f.grad" in run.program.expected()]
    ends = [run for run in alone if not run.is_right("f.grad")]
    if alone and len(ends) > len(alone) / 2:
        return [
            Said(
                "gradient that it begins with",
                "After `f.backward()` the gradient of f itself is not 1. How much does f change if "
                "f rises by one?",
            )
        ]
    sign = _sign_lost(alone)
    if sign is not None:
        return [sign]
    read = [(run, n, number_in(run.came, n)) for run in numbers for n in run.program.expected()]
    if _nothing_sent(read):
        return [
            Said(
                "nothing sent back by any operation",
                "After `f.backward()` the gradient of f is 1 and nearly all others are 0, whatever "
                "the operations. Does it get to what this very f was made from?",
            )
        ]
    data = [(run, n, v) for run, n, v in read if n.endswith(".data") and v is not None]
    if all(v == round(v) for _, _, v in data if math.isfinite(v)) and not all(
        run.is_right(n) for run, n, _ in data
    ):
        return [
            Said(
                "whole numbers",
                "All `data` are whole numbers. What becomes of the digits behind the point?",
            )
        ]
    for digits in range(1, 8):
        if all(v == round(v, digits) for _, _, v in data) and not all(
            run.is_right(n) for run, n, _ in data
        ):
            return [
                Said(
                    f"rounded to {digits} digits",
                    f"All `data` are rounded to {digits} digits. Rounding is for reading; "
                    "calculate with all digits.",
                )
            ]
    grads = [(run, n, v) for run, n, v in read if n.endswith(".grad")]
    all_over = (
        _changed_without_operation(numbers)
        or _rounded_gradients(grads)
        or _larger_by_a_number(alone)
        or _cut_off(alone)
        or _starts_at_the_last(runs)
        or _left_out_at_zero(numbers)
    )
    if all_over is not None:
        return [all_over]
    off = [(v, float(run.program.expected()[n])) for run, n, v in grads if not run.is_right(n)]
    if len(off) > 1 and all(came == 0.0 and abs(right) < NEXT_TO_NOTHING for came, right in off):
        return [
            Said(
                "next to nothing taken for nothing",
                "Gradients that are next to 0 come out as 0, and all others are right. Is "
                "something left out, or rounded, where it is small?",
            )
        ]
    plain = [run for run in numbers if {line.gate for line in run.gates} <= {"add", "multiply"}]
    plain = [run for run in plain if len(run.backwards) == 1]
    deep = [run for run in plain if _beyond_the_last(run)]
    first = [run for run in plain if run not in deep]
    for rule in (
        _returns_its_operand,
        _wrong_where_zero_is_added,
        _wrong_where_zero_is_a_factor,
        _empty_in_between,
        not_followed,
    ):
        said = rule(numbers)
        if said is not None:
            return [said]
    if _wrong_at_equal_numbers_alone(numbers):
        return [
            Said(
                EQUAL,
                "It goes wrong where two Values hold the same number, and nowhere else. How does "
                "it know which Value it has met already, and are two of them one?",
            )
        ]
    if deep and all(run.all_right for run in first) and all(map(_nothing_beyond, deep)):
        return [
            Said(
                ORDER,
                "The gradient gets to the inputs of the last operation and no further. In which "
                "order are the operations gone through, and is each one's gradient there by then?",
            )
        ]
    return []


def _of_another_pass(runs: Sequence[Run]) -> list[Said]:
    """What is wrong with every message alike, and then with operations that it does not explain."""
    whole = another_pass([run for run in runs if isinstance(run.came, Mapping)])
    if whole is None:
        return []
    beside = (of_gate(gate, _alone(runs, gate)) for gate in WORDS if gate in whole[1])
    return [whole[0], *(one for one in beside if one is not None)]


def _beyond_the_last(run: Run) -> list[str]:
    """Inputs that the last operation does not read itself."""
    if len(run.gates) < 2 or run.backwards != [run.gates[-1].name]:
        return []
    reached = [n for n in run.program.inputs if f"{n}.grad" in run.program.expected()]
    return [name for name in reached if name not in run.gates[-1].of]


def _nothing_beyond(run: Run) -> bool:
    return all(number_in(run.came, f"{name}.grad") == 0.0 for name in _beyond_the_last(run))


def _basic_first() -> Iterator[str]:
    yield from ("add", "multiply", "power", "negate")
    yield from (gate for gate in WORDS if gate not in ("add", "multiply", "power", "negate"))


def _alone(runs: Sequence[Run], gate: str) -> list[Run]:
    return [run for run in runs if run.alone == gate and len(run.backwards) == 1]
