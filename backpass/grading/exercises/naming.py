"""What a wrong answer is called, part by part, where it is no known mistake as a whole.

For each wrong part, in this order: a known mistake that makes just this part wrong in this way;
what is wrong with its type, its shape or its precision; what its numbers have in common with the
right ones; a small change of the reference that does the same.
"""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from backpass.diagnosis.look_alike import (
    CUT_OFF,
    FOLLOWS,
    MOSTLY,
    NOTHING_THERE,
    Said,
    beside_stops,
    mistakes_of,
    said_of,
    said_of_property,
    said_of_shape,
)
from backpass.diagnosis.partly import LEANS, WHERE
from backpass.grading.exercises.answers import KnownAnswers, Mutant, Variant
from backpass.grading.exercises.opened import ALONE, NOT_ADDED_UP, opened, taken_as_one
from backpass.grading.exercises.put_right import exchanged, in_right_shape, inputs_are_forked
from backpass.grading.exercises.recognise import (
    about_one_part,
    known_mistake,
    known_mistakes_by_part,
    twins_of,
)
from backpass.grading.exercises.same_part import does_the_same, telling
from backpass.grading.exercises.small_changes import (
    TOO_SMALL,
    more_changes,
    small_changes,
    told_beside,
    told_of,
    told_of_exchanged,
    told_of_order,
    told_of_others,
    told_of_shape,
)
from backpass.grading.exercises.source import source_of, text_of, written
from backpass.grading.exercises.together import two_known
from backpass.grading.exercises.two_at_once import (
    MOST_PAIRS,
    known_and_a_change,
    known_and_more,
    known_and_more_in_all,
    two_changes,
)
from backpass.judging import patience
from backpass.judging.contract import Contract, Handed
from backpass.judging.gradcheck import all_agree
from backpass.judging.observe import quiet_throughout
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Finding, Kind, Verdict
from backpass.likeness.sample import is_number

#: How many parts are told of; the others are named only.
MOST_TOLD = 3
#: Right ways are changed in turn until there are so many changes.
MOST_CHANGES = 600
#: Names of what says little: where a part is wrong, or what it is apart from something else. What
#: a small change of a right solution says comes before them.
WEAK = (
    *WHERE,
    LEANS,
    MOSTLY,
    CUT_OFF,
    "always too",
    "right only",
    "right except",
    "the first example",
)


#: What a formula with one of these in it says is better said by a known mistake, if there is one.
MARKS = ("the shares", "1 at ", "1 where ")


#: The name of a result that is one of two or three numbers.
FEW_NUMBERS = re.compile(r"(\S+, )?\S+ or \S+$")


def _says_little(name: str) -> bool:
    """Whether something with another name would say more."""
    few = FEW_NUMBERS.match(name) is not None
    return few or name.startswith(WEAK) or ", and " in name or any(mark in name for mark in MARKS)


@dataclass
class Named:
    """A mistake with the parts that it was found in.

    Attributes:
        name: What it is called.
        text: What is told.
        known: Whether it is one of the exercise's own list.
        parts: Where it was found.
    """

    name: str
    text: str
    known: bool
    parts: list[str] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """With the parts, for a table; that of a known mistake stands by itself."""
        where = ", ".join(part for part in self.parts if part)
        return self.name if self.known or not where else f"{where}: {self.name}"

    @property
    def told(self) -> str:
        """The sentence, and for which other parts it holds as well."""
        first, *others = [part for part in self.parts if part] or [""]
        text = f"{first}: {self.text}" if self.known and first else self.text
        return f"{text} {told_of_others(others)}" if others else text


def by_parts(exercise: KnownAnswers, verdict: Verdict, trial: Trial, seed: int) -> tuple[str, str]:
    """What a wrong answer is called, and what is told of it; both empty where nothing can be said.

    Args:
        exercise: The exercise, with its known mistakes.
        verdict: What the judge found.
        trial: What the student's function did. It is not called any more: what is called here are
            the course's own ways.
        seed: What drew its points.
    """
    with quiet_throughout():
        name, told = _by_parts(exercise, verdict, trial, seed)
        return name, told if exercise.contract.in_parts else beside_stops(told, trial)


def _by_parts(exercise: KnownAnswers, verdict: Verdict, trial: Trial, seed: int) -> tuple[str, str]:
    found: list[Named] = []
    for each in mistakes_of(exercise.contract, trial):
        _add(found, each.name, each.text, False, "")
    if found:
        return (
            " and ".join(one.name for one in found),
            " ".join(one.text for one in found[:MOST_TOLD]),
        )
    inside = _opened(exercise, trial, seed)
    if inside is not None:
        return inside
    other = in_other_order(trial)
    if other is not None:
        _add(found, ORDER, told_of_order(), False, "")
        trial = other
        verdict = replace(verdict, findings=tuple(trial.findings.values()))
    twins = twins_of(exercise, trial, seed)
    with patience.limited():
        return _of_each_part(exercise, verdict, trial, twins, found)


def _of_each_part(
    exercise: KnownAnswers,
    verdict: Verdict,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    found: list[Named],
) -> tuple[str, str]:
    """What each wrong part is called, beside what has been found already."""
    known = dict(known_mistakes_by_part(trial, twins))
    left: list[Finding] = []
    weak: dict[str, Said] = {}
    for finding in _one_for_each_part(verdict.findings):
        mutant = known.get(finding.part)
        if finding.part in trial.unsteady and finding.kind is Kind.VALUE:
            continue  # what it came to depends on the calls before it
        if mutant is not None:
            _add(found, mutant.name, mutant.told, True, finding.part)
            continue
        said = _from_numbers(exercise, trial, finding)
        if finding.kind is Kind.SHAPE and said is not None and not said.text:
            said = (
                _in_another_shape(exercise.contract, trial, twins, finding.part)
                or _once_in_shape(exercise, trial, twins, finding.part)
                or said
            )
        if said is None or _says_little(said.name):
            left.append(finding)
        if said is not None:
            weak[finding.part] = said
    left = [finding for finding in left if not _only_beside_no_number(trial, finding.part)]
    if any(finding.kind in _SPOILT for finding in verdict.findings):
        # where a result is wrong then depends on the calls before it
        weak = {part: said for part, said in weak.items() if not said.name.startswith(WEAK)}
    if trial.unsteady:  # by how much, too
        weak = {part: said for part, said in weak.items() if not A_FACTOR.search(said.name)}
    values_only = all(finding.kind is Kind.VALUE for finding in verdict.findings)
    nameless = {finding.part for finding in left} - set(weak) if values_only else set[str]()
    better = _both_exchanged(exercise, trial, twins, nameless)
    left = [finding for finding in left if finding.part not in better]
    better |= {
        part: said
        for part, said in small_changes_by_part(exercise, trial, left)
        if not _is_zero_by_chance(said, weak.get(part))
    }
    left = [finding for finding in left if finding.part not in better]
    whole, by_part = _two_mistakes(exercise, trial, twins, left, values_only)
    if whole is not None:
        return whole.name, whole.text
    better |= by_part
    if values_only:
        unnamed = {finding.part for finding in left} - set(by_part)
        if inputs_are_forked(exercise.name, trial):  # such sums are not mixed up by a slip
            unnamed |= {*weak, *better}
        better |= _once_exchanged(exercise, trial, twins, {**weak, **better}, unnamed)
    for part, said in {**weak, **better}.items():
        _add(found, said.name, said.text, False, part)
    own = [one for one in found if one.name != FOLLOWS] or found
    return (
        " and ".join(one.full_name for one in own),
        " ".join(one.told for one in [each for each in own if each.text][:MOST_TOLD]),
    )


def _is_zero_by_chance(change: Said, instead: Said | None) -> bool:
    """Whether a division without a rest is told of what is plainly 0 somewhere."""
    zero = instead is not None and instead.name.endswith(NOTHING_THERE)
    return zero and "operator FloorDiv" in change.name


def _only_beside_no_number(trial: Trial, part: str) -> bool:
    """Whether a part is wrong only at calls in which another part is not finite.

    What overflows makes the other parts wrong in a way that many changes would.
    """
    wrong = [
        call
        for call in trial.calls
        if part in call.items
        and part in call.expected
        and not all_agree(call.items[part], call.expected[part])
    ]
    return bool(wrong) and all(
        any(
            is_number(value) and not np.all(np.isfinite(value))
            for name, value in call.raw.items()
            if name != part and name in call.expected
        )
        for call in wrong
    )


def _opened(exercise: KnownAnswers, trial: Trial, seed: int) -> tuple[str, str] | None:
    """What an answer is called that returns the wrong kind of thing, and what it holds.

    Args:
        exercise: The exercise.
        trial: What the student's function did.
        seed: What drew its points.

    Returns:
        The name and what is told of it; None where it holds nothing that can be compared.
    """
    best: tuple[str, str] | None = None
    ways = list(opened(exercise.contract, trial))
    right = next((words for words, inside in ways if not inside.findings), None)
    if right == NOT_ADDED_UP:
        return f"{ANOTHER_TYPE}: {right}", ""
    for number, (words, inside) in enumerate(ways):
        name = f"{ANOTHER_TYPE}: {words}"
        if not inside.findings:
            return name, ""
        if words == NOT_ADDED_UP:
            continue
        mutant = known_mistake(exercise, inside, seed)
        first = not number and not (right is not None and _is_an_output(exercise.contract, inside))
        if mutant is not None and (right is None or first):
            return f"{name} and {mutant.name}", mutant.told
        if right is not None:  # what is right is the answer, wherever it stands behind the first
            return f"{ANOTHER_TYPE}: {right}", ""
        if best is None:
            more, told = by_parts(exercise, inside.verdict(), inside, seed)
            best = (f"{name} and {more}", told) if more else (name, "")
    return best or _taken_as_one(exercise, trial, seed)


def _is_an_output(contract: Contract, trial: Trial) -> bool:
    """Whether what came is the output of the forward, handed back beside the gradients."""
    forward = getattr(contract, "forward", None)
    if forward is None or len(trial.values) != 1:
        return False
    (part,) = trial.values
    calls = [call for call in trial.calls if part in call.raw]
    return bool(calls) and all(all_agree(c.raw[part], forward(*c.case.inputs)) for c in calls)


def _taken_as_one(exercise: KnownAnswers, trial: Trial, seed: int) -> tuple[str, str] | None:
    """What an answer is called that returns one number where several belong."""
    if ("", Kind.TYPE) not in trial.findings or len(trial.values) < 2:
        return None
    if not trial.calls or not isinstance(trial.calls[0].result, int | float | np.generic):
        return None
    words = taken_as_one(trial, lambda call: call.expected)
    if words is not None:
        return f"{ANOTHER_TYPE}: {words}", ""
    put_together = None
    for mutant in exercise.mistakes:
        function, forward = exercise.handed_in(mutant)
        twin = exercise.tried(function, seed, forward)[1]
        if len(twin.calls) == len(trial.calls):
            made = {id(c): t.items for c, t in zip(trial.calls, twin.calls, strict=True)}
            words = taken_as_one(trial, lambda call, made=made: made[id(call)])  # type: ignore[misc]
            if words is not None:
                named = f"{ANOTHER_TYPE}: {words} and {mutant.name}", mutant.told
                if words.endswith(ALONE):  # x + y is one value of f, and not two inputs added up
                    return named
                put_together = put_together or named
    return put_together


#: How the name of a result ends that is a number times what it should be.
A_FACTOR = re.compile("^(twice|half of|three times)$| times$")
#: What makes a later call come to something else: two answers, or arguments that are changed.
_SPOILT = (Kind.UNSTABLE, Kind.CHANGED)
#: Name of a result of the wrong kind.
ANOTHER_TYPE = "another type"
#: Name of gradients that are all there, in another order.
ORDER = "gradients in another order"


def in_other_order(trial: Trial) -> Trial | None:
    """The same trial with its parts in the order in which their shapes fit, if there is one.

    Args:
        trial: What the student's function did.
    """
    parts = [p for p, kind in trial.findings if kind is Kind.SHAPE and p in trial.values]
    calls = [
        call for call in trial.calls if all(p in call.raw and p in call.expected for p in parts)
    ]
    if len(parts) < 2 or not calls:
        return None
    for order in itertools.permutations(parts):
        moved = dict(zip(parts, order, strict=True))
        if all(moved[p] != p for p in parts) and all(
            np.shape(call.raw[moved[p]]) == np.shape(call.expected[p])
            for call in calls
            for p in parts
        ):
            return _moved(trial, calls, moved)
    return None


def _moved(trial: Trial, calls: Sequence[Call], moved: Mapping[str, str]) -> Trial:
    """The trial with some parts in the place of others, and what is wrong with them then."""
    made = Trial(trial.exercise, trial.parts, trial.values)
    for (part, kind), finding in trial.findings.items():
        if part not in moved:
            made.findings[part, kind] = finding
    for call in [*calls, *trial.more]:
        if not {*moved.values()} <= {*call.raw}:
            continue
        items = {**call.items, **{p: call.raw[other] for p, other in moved.items()}}
        into = made.more if call.case.like else made.calls
        into.append(replace(call, items=items, raw={**call.raw, **items}))
        for part in moved:
            if not all_agree(items[part], call.expected[part]):
                said = Finding(part, Kind.VALUE, f"{part} is wrong.", call.case, call.dout)
                made.findings.setdefault((part, Kind.VALUE), said)
    return made


def _one_for_each_part(findings: Sequence[Finding]) -> list[Finding]:
    """The most urgent one of each part; bad manners say nothing where values are wrong."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.part, finding)
    return list(first.values())


def _add(found: list[Named], name: str, text: str, known: bool, part: str) -> None:
    for one in found:
        if one.name == name:
            one.parts.append(part)
            return
    found.append(Named(name, text, known, [part]))


def _from_numbers(exercise: KnownAnswers, trial: Trial, finding: Finding) -> Said | None:
    if finding.kind not in (Kind.VALUE, Kind.MISSING):
        return said_of_property(trial, finding)
    if not any(finding.part in call.items for call in trial.calls):
        # what is no number to compare is described by its finding
        return Said(re.split(r"\.(?:\s|$)", finding.text)[0], "")
    contract = exercise.contract.piece_of(finding.part).knowing(exercise.secrets())
    return said_of(trial, finding.part, contract)


def _in_another_shape(
    contract: Contract, trial: Trial, twins: Sequence[tuple[Mutant, Trial]], part: str
) -> Said | None:
    """What a part in another shape holds: what a known mistake gives, or one of the inputs."""
    for mutant, twin in twins:
        said = said_of_shape(trial, part, contract, twin)
        if said is not None and about_one_part(mutant, twin, part, trial):
            return Said(f"{mutant.name}, and {said.name}", told_of_shape(mutant.told))
    return said_of_shape(trial, part, contract, None)


#: How a sentence begins that says what each number is.
AS_A_FORMULA = re.compile("At (every point|most points) that")


def _once_in_shape(
    exercise: KnownAnswers, trial: Trial, twins: Sequence[tuple[Mutant, Trial]], part: str
) -> Said | None:
    """What a part that came in another shape is called once it has the right one."""
    for other, same in in_right_shape(trial, part):
        said = _put_right_named(exercise, other, twins, part)
        if said is not None and (same or not AS_A_FORMULA.match(said.text)):
            return Said(f"{said.name}, in another shape", told_of_shape(said.text))
    return None


def _once_exchanged(
    exercise: KnownAnswers,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    told: Mapping[str, Said],
    unnamed: Collection[str],
) -> dict[str, Said]:
    """What is wrong beside two parts that came in each other's place.

    Args:
        exercise: The exercise.
        trial: What the student's function did.
        twins: What the known mistakes do.
        told: What is said of each part.
        unnamed: Parts of which no more can be said than where they are wrong.
    """
    found = dict[str, Said]()
    for one, said in told.items():
        for other in unnamed:
            if said.name != f"what {other} should be" or other in found:
                continue
            moved = exchanged(trial, one, other)
            rest = None if moved is None else _put_right_named(exercise, moved, twins, one)
            if rest is not None and not _says_little(rest.name):
                name = f"with {one} in its place: {rest.name}"
                found[other] = Said(name, told_of_exchanged(one, other, rest.text))
    return found


def _both_exchanged(
    exercise: KnownAnswers,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    unnamed: Collection[str],
) -> dict[str, Said]:
    """What is wrong with each of two parts that came in each other's place.

    Args:
        exercise: The exercise.
        trial: What the student's function did.
        twins: What the known mistakes do.
        unnamed: Parts of which nothing can be said where they are.
    """
    for one, other in itertools.combinations(sorted(unnamed), 2):
        moved = exchanged(trial, one, other)
        if moved is None or patience.over():
            continue
        rest = {
            part: _put_right_named(exercise, moved, twins, part, False) for part in (one, other)
        }
        if all(said is not None and not _says_little(said.name) for said in rest.values()):
            return {
                part: Said(
                    f"with {twin} in its place: {said.name}",
                    told_of_exchanged(part, twin, said.text),
                )
                for (part, said), twin in zip(rest.items(), (other, one), strict=True)
                if said is not None
            }
    return {}


def _put_right_named(
    exercise: KnownAnswers,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    part: str,
    far: bool = True,
) -> Said | None:
    """What a part is called after something else has been put right, if that says anything.

    Small changes are looked for if the search may go far.
    """
    finding = trial.findings.get((part, Kind.VALUE))
    if finding is None:
        return None
    known = dict(known_mistakes_by_part(trial, twins)).get(part)
    if known is not None:
        label = f"{part}: " if len(trial.values) > 1 else ""
        return Said(known.name, f"{label}{known.told}")
    said = _from_numbers(exercise, trial, finding)
    if far and (said is None or not said.text or _says_little(said.name)):
        changes = small_changes_by_part(exercise, trial, [finding])
        said = next((one for _, one in changes), said)
    return said if said is not None and said.text else None


def small_changes_by_part(
    exercise: KnownAnswers, trial: Trial, findings: Sequence[Finding]
) -> Iterator[tuple[str, Said]]:
    """Small changes of a right solution that do for a part what the student's function does.

    Args:
        exercise: The exercise, with its right ways.
        trial: The calls at which the student's function was judged.
        findings: What is wrong with it, part by part.
    """
    wanted = [finding.part for finding in findings if finding.kind is Kind.VALUE]
    calls = {part: telling(trial, part) for part in wanted}
    wanted = [part for part in wanted if calls[part]]
    if not wanted or exercise.solution is None:
        return
    names = _names_known(exercise.contract)
    try:
        for words, handed in _changed_solutions(exercise):
            if not wanted or patience.over():
                return
            for part in list(wanted):
                if does_the_same(exercise, calls[part], part, handed):
                    wanted.remove(part)
                    yield part, Said(f"as if changed: {words}", told_of(words, part, names))
    except OSError:
        return


def _two_mistakes(
    exercise: KnownAnswers,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    left: Sequence[Finding],
    values_only: bool,
) -> tuple[Said | None, dict[str, Said]]:
    """Two mistakes at once, where nothing else says much of some parts.

    Args:
        exercise: The exercise.
        trial: What the student's function did.
        twins: What the known mistakes do.
        left: Findings of the parts of which little can be said otherwise.
        values_only: Whether nothing but values is wrong.

    Returns:
        What is said of the whole answer, or else of some parts.
    """
    if not left:
        return None, {}
    both = two_known(trial, twins, trial.values) if values_only else None
    if both is not None:
        return Said(" and ".join(both.names), told_beside(*both.texts)), {}
    if values_only and (more := known_and_more_in_all(exercise.contract, trial, twins)) is not None:
        return more, {}
    parts = [finding.part for finding in left if finding.kind is Kind.VALUE]
    found = dict[str, Said]()
    for part in parts if not patience.over() else ():
        said = _known_and_more(exercise.contract, trial, twins, part)
        found |= {} if said is None else {part: said}
    parts = [part for part in parts if part not in found]
    whole = _known_and_a_change(exercise, trial) if parts and values_only else None
    return whole, found | ({} if whole else _two_at_once(exercise, trial, twins, parts))


def _known_and_more(
    contract: Contract, trial: Trial, twins: Sequence[tuple[Mutant, Trial]], part: str
) -> Said | None:
    """A known mistake of a part, and beside it something that numbers tell, or another one."""
    own = [pair for pair in twins if about_one_part(*pair, part, trial)]
    said = known_and_more(contract, trial, own, part)
    if said is not None:
        return said
    both = two_known(trial, own, [part])
    return None if both is None else Said(", and ".join(both.names), told_beside(*both.texts))


def _two_at_once(
    exercise: KnownAnswers,
    trial: Trial,
    twins: Sequence[tuple[Mutant, Trial]],
    parts: Sequence[str],
) -> dict[str, Said]:
    """Two mistakes in one part, for each part where they can be told."""
    found = dict[str, Said]()
    for part in parts:
        own = [pair for pair in twins if about_one_part(*pair, part, trial)]
        said: Said | None = None
        names, calls = _names_known(exercise.contract), telling(trial, part)
        known = [mutant for mutant, _ in own]
        with contextlib.suppress(OSError):  # a source that cannot be read
            said = known_and_a_change(exercise, known, {part: calls}, names) or two_changes(
                exercise, calls, part, names, MOST_PAIRS // len(parts)
            )
        if said is not None:
            found[part] = said
    return found


def _known_and_a_change(exercise: KnownAnswers, trial: Trial) -> Said | None:
    """A known mistake that does the same in all parts once it is changed in one place."""
    wrong = {part for part, _ in trial.findings}
    # what is wrong tells most changes apart at the first call; what is right tells nearly none
    parts = sorted(trial.values, key=lambda part: part not in wrong)
    calls = {part: telling(trial, part) for part in parts}
    with contextlib.suppress(OSError):  # a source that cannot be read
        return known_and_a_change(
            exercise, exercise.mistakes, calls, _names_known(exercise.contract)
        )
    return None


def _names_known(contract: Contract) -> set[str]:
    """Names that whoever works on an exercise has before them."""
    given = [*getattr(contract, "inputs", ()), getattr(contract, "upstream", None)]
    return {name for name in given if name} | set(re.findall(r"\w+", contract.signature))


def _changed_solutions(exercise: KnownAnswers) -> Iterator[tuple[str, Handed]]:
    """The small changes of the reference, then those of other right ways, as handed in.

    They are made as far as they are asked for, and kept.
    """
    if exercise.changed is None:
        exercise.changed = ([], _make_changed(exercise))
    kept, more = exercise.changed
    yield from kept
    for one in more:
        kept.append(one)
        yield one


def _make_changed(exercise: KnownAnswers) -> Iterator[tuple[str, Handed]]:
    assert exercise.solution is not None
    made = 0
    for variant in [exercise.solution, *exercise.accepted]:
        if made > MOST_CHANGES:
            return
        source = source_of(variant.function, exercise.name, exercise.cell)
        upstream = getattr(exercise.contract, "upstream", None)
        for words, text in [*small_changes(source, upstream), *more_changes(source)]:
            handed = None if TOO_SMALL.search(words) else handed_in_as(exercise, variant, text)
            if handed is not None:
                made += 1
                yield words, handed


def handed_in_as(exercise: KnownAnswers, variant: Variant, text: str) -> Handed | None:
    """A variant with another source as it would be handed in; None where it cannot be defined.

    Args:
        exercise: The exercise.
        variant: A right way or a known mistake: it has the forward, and what its source may use.
        text: The other source.
    """
    assert exercise.solution is not None
    space = variant.function.__globals__
    try:
        if exercise.cell:
            indented = "\n".join(f"    {line}" for line in text.splitlines())
            last = text_of(variant.function).splitlines()[-1]
            made = written(f"def _():\n{indented}\n{last}\n", space)()
            return Handed(*made) if isinstance(made, tuple) else Handed(made)
        one = text.replace(f"def {exercise.name}(", "def _(", 1)
        return Handed(written(one, space), variant.forward or exercise.solution.forward)
    except Exception:
        return None
