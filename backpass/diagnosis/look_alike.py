"""Which mistake does a wrong result look like?

What can be said from the numbers alone, with no answer at hand: what was returned beside what is
right, at all the points where the function was called. An instructor's grader knows the common
mistakes of each exercise by name and asks those first.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from backpass.diagnosis import cut_short, faults, net_mistakes, small_formulas
from backpass.diagnosis.conditions import AS_MANY
from backpass.diagnosis.decided import decided
from backpass.diagnosis.kinds_of_points import NEARLY
from backpass.diagnosis.partly import PLACES, WHERE, partly
from backpass.diagnosis.sizes import BY_SIZE
from backpass.drawing.panel import number_in_words
from backpass.judging import patience
from backpass.judging.contract import Contract
from backpass.judging.gradcheck import ATOL, RTOL, agrees, all_agree
from backpass.judging.trial import Call, Trial
from backpass.judging.verdict import Finding, Kind
from backpass.likeness.counts import UPSTREAM, UPSTREAM_AGAIN, multipliers, product_of
from backpass.likeness.other_inputs import bounded, elsewhere, two_changed
from backpass.likeness.rules import mostly_exact, rules
from backpass.likeness.sample import (
    Rule,
    Ruler,
    Said,
    Sample,
    between,
    by_point,
    close,
    each_close,
    factor,
    fits,
    fitting_input,
    ignores_upstream,
    inputs_by_name,
    is_number,
    remembered,
)

__all__ = ["Said", "look_alike", "mistakes_of", "said_of", "said_of_property"]


#: Seconds of processor time for what numbers tell of one part.
PATIENCE = 0.4 * patience.SECONDS
#: What is added to all that is told of a result, where not every call gave one.
SOME_STOPPED = "Some calls stopped, and this is told of the others."


def beside_stops(told: str, trial: Trial) -> str:
    """What is told of a result, and that it is told of some calls alone where others stopped.

    Args:
        told: What is told; nothing is added to nothing.
        trial: What came of all calls.
    """
    return f"{told} {SOME_STOPPED}" if told and _some_stopped(trial) else told


def _some_stopped(trial: Trial) -> bool:
    return any(isinstance(call.result, BaseException) for call in trial.calls)


def look_alike(trial: Trial, part: str, contract: Contract | None = None) -> str | None:
    """The sentence of :func:`said_of`.

    Args:
        trial: What came of all calls.
        part: The part that is wrong.
        contract: The exercise's contract, where there is one.
    """
    said = said_of(trial, part, contract)
    return None if said is None else said.text


def said_of(trial: Trial, part: str, contract: Contract | None = None) -> Said | None:
    """What a wrong result has in common with the right one, or None.

    Args:
        trial: All calls of the judged function.
        part: Name of the result, e.g. ``"dx"``.
        contract: What the function should do; its forward tells what is right elsewhere.

    Returns:
        A few words, and what to think about; never a number or a formula that was expected.
    """
    samples = [
        Sample(call, call.items[part], call.expected[part])
        for call in (*trial.calls, *trial.more)
        if part in call.items and part in call.expected
    ]
    samples = [s for s in samples if is_number(s.came) and np.shape(s.came) == s.shape]
    # among numbers of any size some overflow in a wrong formula, and say nothing of it
    samples = [s for s in samples if not s.call.case.like or np.all(np.isfinite(s.came))]
    stopped = _some_stopped(trial)
    if len(samples) < 3 or all(all_agree(s.came, s.right) for s in samples):
        return None
    whole = [s for s in samples if _is_whole(s, contract)]
    plain = [s for s in samples if not _is_whole(s, contract)]
    if whole and all(all_agree(s.came, s.right) for s in plain):
        return Said(
            "wrong for whole numbers",
            f"{part} is wrong where the array that goes in holds whole numbers, and right "
            "everywhere else. Can the array that it is written into hold any others?",
        )
    samples = plain if len(plain) >= FEWEST else samples
    try:
        with patience.limited(PATIENCE):
            turns = _in_turn(samples, part, contract, stopped)
            return next((said for said in turns if said is not None), None)
    except _SAYS_NOTHING:
        return None


def _is_whole(s: Sample, contract: Contract | None) -> bool:
    """Whether what goes in at a point is an array of whole numbers, where others are of any."""
    names = tuple(getattr(contract, "inputs", ()))
    return len(names) == 1 and getattr(s.call.case.inputs[0], "dtype", np.dtype(float)).kind in "iu"


#: What calculating with strange results may end in; a result that is so strange is not described.
_SAYS_NOTHING = (ArithmeticError, ValueError, TypeError, LookupError)


def mistakes_of(contract: Contract, trial: Trial) -> list[Said]:
    """What a contract says itself of a trial; nothing where it says nothing.

    Args:
        contract: The exercise's contract.
        trial: What came of all calls.
    """
    try:
        return list(contract.says_of(trial))
    except _SAYS_NOTHING:
        return []


def _in_turn(
    samples: Sequence[Sample], part: str, contract: Contract | None, stopped: bool
) -> Iterator[Said | None]:
    """What is tried, the most telling first."""
    every = [(remembered(ruler), said) for ruler, said in rules(samples, part, contract)]
    # what is wrong tells most rules apart at once
    wrong_first = sorted(samples, key=lambda s: close(s.came, s.right))
    found = next((said for ruler, said in every if fits(wrong_first, ruler)), None)
    yield from _as_far_as_digits_go(found, samples, part, contract)
    yield _constant(samples, part)
    yield from _off_by_a_number(samples, part, contract)
    if contract is not None:
        yield net_mistakes.found(contract.name, samples, part)
        yield from cut_short.on_the_way(contract.name, samples, part)
        yield faults.found(contract.name, samples, part)
    routed, condition = decided(samples, part, contract)
    yield condition or (None if routed else _decided_without_upstream(samples, part, contract))
    # which case holds says too little about the size of an input, unless there are many entries
    few = routed and not any(s.shape for s in samples)
    yield _over_more(samples, part)
    lost = _is_lost_below(samples, contract)  # any factor fits where a tiny number becomes 0
    moved = [] if few or lost else elsewhere(samples, part, contract)
    others = [(remembered(ruler), said) for ruler, said in moved]
    yield next((said for ruler, said in others if fits(wrong_first, ruler)), None)
    yield from _fewer_digits(samples, part, contract)
    first = partly(samples, part, contract, stopped)
    yield from _best_where(first, samples, part, contract)
    yield from _all_but_right(samples, part)
    arrays = all(s.shape for s in samples)
    if arrays:  # of arrays, a formula is searched long
        cut_off = bounded(samples, part, contract)
        yield next((said for ruler, said in cut_off if fits(wrong_first, ruler)), None)
    yield _formula(samples, part, contract)
    yield _taken_together(samples, part, contract)
    for ruler, said in [*every, *others] if not patience.over() else ():
        by = factor(wrong_first, ruler)
        if by is not None:
            yield _power_rule(part, said, by) or _apart_from(said, by)
    yield _entry_by_entry(samples, part, contract)
    if first is not None and first.name.startswith(NEARLY_NEVER):
        yield _mostly(samples, part, contract)
    if first is not None and (first.name.startswith(WHERE) or patience.over()):
        yield cut_short.local_bound(samples, part)
        yield first
    yield _formula(samples, part, contract, small_formulas.two_terms)
    cut = _formula(samples, part, contract, small_formulas.between_bounds)
    yield None if cut is None else replace(cut, name=f"{CUT_OFF}{cut.name}")
    yield _beside_a_rule(samples, [*every, *others], contract)
    if not patience.over():
        late = list(two_changed(samples, part, contract))
        if not arrays:  # of arrays, it was seen before that none does
            late = [*bounded(samples, part, contract), *late]
        yield next((said for ruler, said in late if fits(wrong_first, ruler)), None)
    yield _formula_below_a_bound(samples, part, contract)
    yield _mostly(samples, part, contract)
    yield first


def _formula_below_a_bound(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Said | None:
    """A formula that gives all but what is one and the same largest, or smallest, number."""
    if any(s.shape for s in samples):
        return None
    came = np.array([float(s.came) for s in samples])
    for bound, words in ((came.max(), "never larger than {}"), (came.min(), "never less than {}")):
        others = [s for s, value in zip(samples, came, strict=True) if value != bound]
        if len(samples) - len(others) < CUT or len(others) < MANY:
            continue
        said = _formula(others, part, contract)
        if said is not None and said.name != FOLLOWS:
            return _apart_from_being(words.format(number_in_words(float(bound))), said)
    return None


def _decided_without_upstream(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Said | None:
    """What decides whether a gradient is handed on that the upstream gradient is not in."""
    numbers = all(s.dout is not None and np.ndim(s.dout) == 0 and not s.shape for s in samples)
    if not numbers or not ignores_upstream(samples, lambda s: s.came):
        return None
    local = [
        Sample(replace(s.call, dout=1.0), s.came, float(s.right) / float(s.dout))
        for s in samples
        if s.dout
    ]
    _, said = decided(local, part, contract)
    if said is None:
        return None
    return Said(
        f"upstream gradient ignored, and {said.name}",
        f"{said.text} The upstream gradient is not in it.",
    )


def _as_far_as_digits_go(
    found: Said | None, samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Said | None]:
    """What was found; of what agrees to six digits, what they are lost by comes first."""
    if found is not None and found.name == FEW_DIGITS:
        yield from _off_by_a_number(samples, part, contract)
    yield found


def _is_lost_below(samples: Sequence[Sample], contract: Contract | None) -> bool:
    """Whether all wrong entries stand where an input is next to the smallest number there is."""
    for s in samples:
        wrong = ~np.broadcast_to(agrees(s.came, s.right), s.shape)
        named = inputs_by_name(contract, s.call).values()
        sizes = [np.abs(v) for v in named if is_number(v) and np.shape(v) == s.shape]
        if wrong.any() and not any(np.all(size[wrong] < NEXT_TO_0) for size in sizes):
            return False
    return True


#: Numbers of this size become 0 once they are multiplied.
NEXT_TO_0 = 1e-300


def _fewer_digits(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Said | None]:
    """What is cut off or rounded; a formula says more than that digits agree."""
    yield _cut_off(samples, part)
    rounded = _rounded(samples, part)
    if rounded is not None and rounded.name.endswith(" digits") and rounded.name[0].isdigit():
        yield _formula(samples, part, contract)
    yield rounded


def _off_by_a_number(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Said | None]:
    """What a number that is added somewhere, or a digit that is lost, makes of a result."""
    yield _shifted(samples, part, contract)
    yield _added_to_a_divisor(samples, part, contract)
    yield from cut_short.off_by_one_number(samples, part)


def _best_where(
    first: Said | None, samples: Sequence[Sample], part: str, contract: Contract | None
) -> Iterator[Said | None]:
    """Where a result is wrong, if that is all that can be said, and more than a formula says."""
    if first is None:
        return
    if BY_SIZE.search(first.name):
        cut = _formula(samples, part, contract, small_formulas.between_bounds)
        if cut is not None and BOUND_ALONE.search(cut.name):  # told with its number
            yield replace(cut, name=f"{CUT_OFF}{cut.name}")
        # of numbers, what depends on two sizes may look as if it depended on one
        if not any(s.shape for s in samples) and not first.name.startswith(NEARLY_NEVER):
            yield _formula(samples, part, contract) or _mostly(samples, part, contract)
    if first.name.startswith(PLACES):
        yield first
    if first.name.startswith(KINDS_OF_POINTS):
        more = _and_what_is_there(first, samples, part, contract)
        yield more if more is not first else None
    if AS_MANY.search(first.name):
        yield _and_what_is_there(first, samples, part, contract)
    if first.name.startswith(WHERE) and first.name.endswith(NOTHING_THERE):
        yield first


def _and_what_is_there(
    first: Said, samples: Sequence[Sample], part: str, contract: Contract | None
) -> Said:
    """Where a result is wrong, and what came there, if that follows a rule at those points."""
    wrong = [s for s in samples if not all_agree(s.came, s.right)]
    nearly = all(s.call.case.label in NEARLY for s in wrong)  # any input that is moved fits there
    if not first.text.endswith(".") or sum(int(np.size(s.right)) for s in wrong) < MANY:
        return first
    moved = [] if nearly else elsewhere(wrong, part, contract)
    for ruler, said in (*rules(wrong, part, contract), *moved):
        if patience.over():
            break
        if fits(wrong, ruler) and said.name not in SAID_OF_ANY:
            return replace(
                first, name=f"{first.name}: {said.name}", text=f"{first.text} There: {said.text}"
            )
    return first


#: A formula that is what is right, but for a bound or two.
BOUND_ALONE = re.compile(r"^(?:\bmin\([^,]+, )?(?:max\([^,]+, )?\(the right [^()]*\)\)*$")
#: How names begin of what is wrong at points of a kind.
KINDS_OF_POINTS = "wrong at "
#: How names end of what is kept back somewhere.
NOTHING_THERE = ": zero"
#: Name of what has lost half of its digits.
FEW_DIGITS = "six digits"
#: What a few wrong arrays are like by chance.
SAID_OF_ANY = (FEW_DIGITS, "the same everywhere", "another order")
#: How names begin of what is right at a few points, where a formula may hold at all others.
NEARLY_NEVER = ("wrong except where",)
#: A result of so many entries at most is described entry by entry.
FEW_ENTRIES = 4


def _entry_by_entry(samples: Sequence[Sample], part: str, contract: Contract | None) -> Said | None:
    """What each wrong entry has in common with the right one, where there are always as few."""
    shapes = {s.shape for s in samples}
    if len(shapes) != 1 or len(shape := shapes.pop()) != 1 or not 1 < shape[0] <= FEW_ENTRIES:
        return None
    told = list[Said]()
    for place in range(shape[0]):
        label = f"{part}[{place}]"
        own = [_entry(s, place, label, contract) for s in samples]
        if all(all_agree(s.came, s.right) for s in own):
            continue
        said = next((one for one in _of_a_number(own, label, contract) if one is not None), None)
        if said is None:
            return None
        told.append(Said(f"{label}: {said.name}", said.text))
    names, texts = " and ".join(one.name for one in told), " ".join(one.text for one in told)
    return Said(names, texts) if told else None


def _entry(s: Sample, place: int, label: str, contract: Contract | None) -> Sample:
    """One entry of a sample, which knows the entries of what went in."""
    came, right = float(np.asarray(s.came)[place]), float(np.asarray(s.right)[place])
    known = dict(s.call.known)
    for name, value in inputs_by_name(contract, s.call).items():
        if np.ndim(value) == 1 and len(value) <= FEW_ENTRIES:
            known |= {f"{name}[{i}]": float(entry) for i, entry in enumerate(value)}
    call = replace(s.call, items={label: came}, expected={label: right}, known=known)
    return Sample(call, came, right)


def _of_a_number(
    samples: Sequence[Sample], label: str, contract: Contract | None
) -> Iterator[Said | None]:
    for ruler, said in rules(samples, label, contract):
        try:
            if fits(samples, ruler):
                yield said
        except (StopIteration, ValueError, LookupError):  # it asks the contract for an entry
            continue
    yield _constant(samples, label)
    yield _formula(samples, label, contract)


def _beside_a_rule(
    samples: Sequence[Sample], every: Sequence[Rule], contract: Contract | None
) -> Said | None:
    """A result that follows one of the rules, and is multiplied by something, or rounded."""
    return (
        _two_at_once(samples, every, contract)
        or _rounded_too(samples, every)
        or _changed_too(samples, every)
    )


#: What may become of a result at the end, in words.
_AT_THE_END: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (np.abs, "its sign, which is always positive"),
    (lambda made: np.maximum(made, 0.0), "being 0 where it would be negative"),
)


def _changed_too(samples: Sequence[Sample], every: Sequence[Rule]) -> Said | None:
    """A result that follows one of the rules, and something becomes of it at the end."""
    telling = sorted(samples, key=lambda s: (close(s.came, s.right), -np.size(s.came)))
    # what rules make of this one is remembered
    first = next((s for s in samples if not all_agree(s.came, s.right)), samples[0])
    for ruler, said in every:
        made = ruler(first)
        if made is None or np.shape(made) != np.shape(first.came):
            continue
        for change, words in _AT_THE_END:
            if not close(first.came, change(made)):
                continue
            if fits(telling, lambda s, r=ruler, c=change: _put(r(s), c)):  # type: ignore[misc]
                named = f"{said.name}, apart from {words}"
                return replace(_apart_from_what(words, said), name=named)
        off = np.ravel(np.asarray(first.came, dtype=float) - made)
        by = float(off[0]) if off.size else 0.0
        if abs(by) < 1e-6 or not np.all(np.abs(off - by) <= RTOL * abs(by)):
            continue
        if fits(telling, lambda s, r=ruler, by=by: _put(r(s), lambda v: v + by)):  # type: ignore[misc]
            number = number_in_words(abs(by))
            more = f"{number} that is added" if by > 0 else f"{number} that is taken off"
            return replace(_apart_from_what(more, said), name=f"{said.name}, apart from {more}")
    return None


def _put(made: Any, change: Callable[[Any], Any]) -> Any:
    """What becomes of what a rule makes; None where it makes nothing."""
    if made is None:
        return None
    return change(made) if np.ndim(made) else float(change(made))


#: Of so many digits behind the point at most it is seen that others were cut off.
FEWEST_DIGITS = 6


_DIGITS_IN_WORDS = {0: "rounded to a whole number", 1: "rounded to 1 digit"}


def _rounded_too(samples: Sequence[Sample], every: Sequence[Rule]) -> Said | None:
    """A result that follows one of the rules and is also rounded."""
    came = np.concatenate([np.ravel(np.asarray(s.came, dtype=float)) for s in samples])
    if len(np.unique(came)) < MANY:
        return None
    samples = sorted(samples, key=lambda s: close(s.came, s.right))
    for digits in range(FEWEST_DIGITS + 1):
        if not np.all(np.abs(np.round(came, digits) - came) <= 1e-14 * np.abs(came)):
            continue
        for ruler, said in every:

            def rounded(s: Sample, ruler: Ruler = ruler, digits: int = digits) -> Any:
                made = ruler(s)
                return None if made is None else np.round(made, digits)

            if fits(samples, rounded):
                words = _DIGITS_IN_WORDS.get(digits, f"rounded to {digits} digits")
                text = f"Apart from being {words}: {said.text}"
                return Said(f"{said.name}, and {words}", text)
        return None
    return None


def _two_at_once(
    samples: Sequence[Sample], every: Sequence[Rule], contract: Contract | None
) -> Said | None:
    """A result that follows one of the rules and is also multiplied by something.

    Each rule is followed once at one wrong result, and all of them are multiplied together.
    """
    with np.errstate(all="ignore"):
        # what is left after the first is told apart soonest by a wrong result with many entries
        telling = sorted(samples, key=lambda s: (all_agree(s.came, s.right), -np.size(s.came)))
        wrong = next((s for s in samples if not all_agree(s.came, s.right)), samples[0])
        shape = np.shape(wrong.came)
        followed = [(ruler(wrong), ruler, said) for ruler, said in every]
        usable = [one for one in followed if one[0] is not None and np.shape(one[0]) in (shape, ())]
        if not usable:
            return None
        made = np.array([np.broadcast_to(np.asarray(one[0], float), shape) for one in usable])
        whole = np.array([np.shape(one[0]) == shape for one in usable])
        for times, words in multipliers(samples, contract):
            by = times(wrong)
            if by is None or np.shape(by) not in (shape, ()):
                continue
            alike = each_close(wrong.came, made * by) & (whole | (np.shape(by) == shape))
            for at in np.flatnonzero(alike):
                _, ruler, said = usable[at]
                if fits(telling, product_of(ruler, times)):
                    deaf = words == UPSTREAM_AGAIN and ignores_upstream(samples, ruler)
                    by_what = UPSTREAM if deaf else words
                    return _apart_from_being(by_what, said)
    return None


def _over_more(samples: Sequence[Sample], part: str) -> Said | None:
    """A quotient whose divisor is larger, or smaller, by one and the same number."""
    if any(s.dout is None or np.shape(s.dout) not in ((), s.shape) for s in samples):
        return None
    dout, came, right = (
        np.concatenate([np.ravel(np.broadcast_to(v, s.shape)).astype(float) for s, v in pairs])
        for pairs in (
            [(s, s.dout) for s in samples],
            [(s, s.came) for s in samples],
            [(s, s.right) for s in samples],
        )
    )
    with np.errstate(all="ignore"):
        right_divisor = dout / right
        more = dout / came - right_divisor
        told = np.isfinite(more) & (dout != 0.0) & (np.abs(came - right) > 1e-6 * np.abs(right))
        # a bound looks like this where the right divisor is nothing beside it, and nowhere else
        beside = told & (np.abs(more) < np.abs(right_divisor))
        if (
            np.count_nonzero(beside) < 2
            or np.count_nonzero(told) < MANY // 2
            or len(np.unique(right_divisor[told])) < 3
        ):
            return None
        by = float(np.median(more[told]))
        made = dout / (right_divisor + by)
    there = np.isfinite(made) & np.isfinite(right_divisor)
    # each by its own size: beside a huge one, any small ones would count as equal
    near = np.abs(came - made) <= RTOL * np.abs(made) + ATOL
    if np.count_nonzero(there) < MANY or not np.all(near[there]):
        return None
    text = (
        f"The upstream gradient divided by {part} is off by one number, {number_in_words(by)}, "
        "at every point. Is something added below a fraction line?"
    )
    return Said(f"a divisor off by {by:.6g}", text)


def _added_to_a_divisor(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> Said | None:
    """A result that is divided by a value and a small number more, as by x + 1e-8."""
    if not all(is_number(s.came) for s in samples):
        return None
    came, right = (
        np.concatenate([np.ravel(np.asarray(v, dtype=float)) for v in values])
        for values in ([s.came for s in samples], [s.right for s in samples])
    )
    for name, line in _divisors(samples, contract):
        if name == part:
            continue
        with np.errstate(all="ignore"):
            more = line * (right / came - 1.0)
            share = np.abs(more / line)
            told = np.isfinite(more) & (share > LEAST_SHARE) & (came != 0.0)
            if np.count_nonzero(told) < MANY // 2 or len(np.unique(line[told])) < MANY // 2:
                continue
            # the larger its share, the fewer of its digits are lost; beyond it all is lost
            plainest = np.argmin(np.where(told, np.abs(np.log(share)), np.inf))
            by = float(f"{more[plainest]:.3g}")
            made = right * line / (line + by)
            off, lost = made - right, 1e-15 * np.abs(right)
            near = np.abs(came - made) <= 1e-3 * np.abs(off) + lost
        if 0.0 < abs(by) <= SMALL and np.all(near[np.isfinite(made)]):
            text = (
                f"{part} comes out as if {number_in_words(by)} were added to {name} in a divisor. "
                "Is a small number added below a fraction line?"
            )
            return Said(f"{by:.3g} added to a divisor", text)
    return None


#: So large a share of a divisor must a number beside it be that it can be told from rounding.
LEAST_SHARE = 1e-9


#: Numbers that are added so that nothing is divided by 0 are this large at most.
SMALL = 1e-2


def _divisors(
    samples: Sequence[Sample], contract: Contract | None
) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
    """What a result may be divided by, by name: a step twice as long, or an input."""
    if all("h" in s.call.known for s in samples):
        yield "2h", np.array([2.0 * float(s.call.known["h"]) for s in samples])
    stages = () if getattr(contract, "gradients", ()) else tuple(samples[0].call.expected)
    for name in stages if len(stages) > 1 else ():
        numbers: list[Any] = [s.call.expected.get(name) for s in samples]
        if all(is_number(v) and np.ndim(v) == 0 for v in numbers) and not samples[0].shape:
            yield name, np.array(numbers, dtype=float)
    for name in inputs_by_name(contract, samples[0].call):
        values = [(fitting_input(contract, s, name), s.shape) for s in samples]
        if all(value is not None for value, _ in values):
            spread = (np.broadcast_to(np.asarray(v, dtype=float), shape) for v, shape in values)
            yield name, np.concatenate([np.ravel(each) for each in spread])


def _constant(samples: Sequence[Sample], part: str) -> Said | None:
    """A result that is a number times what it should be."""
    by = factor(samples, lambda s: s.right)
    if by is None:
        return None
    return Said(
        f"{by:.6g} times", f"{part} is {number_in_words(by)} times what it should be, everywhere."
    )


def _shifted(samples: Sequence[Sample], part: str, contract: Contract | None) -> Said | None:
    """A result that is off by one and the same number, or is an input and a number more."""
    by = _always_more(samples, [s.right for s in samples])
    if by is not None and by > 0:
        text = f"{part} is larger by {number_in_words(by)} than it should be, everywhere."
        return Said(f"larger by {by:.6g}", text)
    if by is not None:
        text = f"{part} is smaller by {number_in_words(-by)} than it should be, everywhere."
        return Said(f"smaller by {-by:.6g}", text)
    named = [inputs_by_name(contract, s.call) for s in samples]
    for name in named[0]:
        beside = [each.get(name) for each in named]
        if not all(is_number(each) for each in beside):
            continue
        by = _always_more(samples, beside)
        if by is not None:
            sum_ = f"{name} {'+' if by > 0 else '−'} {number_in_words(abs(by))}"
            text = f"At every point that was tried, {part} is {sum_}. Is a sum meant?"
            return Said(sum_, text)
    return None


def _always_more(samples: Sequence[Sample], others: Sequence[Any]) -> float | None:
    """By how much the results are more than some other numbers, where it is always as much."""
    if any(np.shape(other) != s.shape for s, other in zip(samples, others, strict=True)):
        return None
    pairs = [
        (np.ravel(np.asarray(s.came, float)), np.ravel(np.asarray(other, float)))
        for s, other in zip(samples, others, strict=True)
    ]
    came, other = np.concatenate([a for a, _ in pairs]), np.concatenate([b for _, b in pairs])
    if not (np.isfinite(came).all() and np.isfinite(other).all()) or len(np.unique(other)) < 3:
        return None
    by = float(np.median(came - other))
    seen = np.abs(by) > 1e-6 * np.maximum(np.abs(other), 1.0)  # elsewhere it is lost in rounding
    # each entry by its own size: beside a huge one, any small ones would count as equal
    fine = np.abs(came - (other + by)) <= RTOL * np.maximum(np.abs(other), abs(by)) + ATOL
    return by if np.count_nonzero(seen) >= 3 and bool(fine.all()) else None


def _power_rule(part: str, said: Said, by: float) -> Said | None:
    """The rule for powers, where the exponent is no constant: x eˣ⁻¹ in place of eˣ."""
    if not said.name.startswith("times ") or not agrees(by, float(np.exp(-1.0))):
        return None
    return Said(
        "the rule for powers",
        f"{part} looks like the rule for powers: the exponent comes down, and one is taken from "
        "it. That rule is for a fixed exponent. Here the exponent itself moves.",
    )


def _apart_from(said: Said, by: float) -> Said:
    return _apart_from_what(
        "the sign" if by == -1.0 else f"a factor of {number_in_words(by)}", said
    )


def _apart_from_what(apart: str, said: Said) -> Said:
    return Said(f"{said.name}, and {apart}", f"Apart from {apart}: {said.text}")


def _apart_from_being(words: str, said: Said) -> Said:
    return Said(f"{said.name}, and {words}", f"Apart from being {words}: {said.text}")


#: A formula that adds what it takes away, or divides by itself: only rounding makes it another one.
NOTHING_ADDED = re.compile(
    r"([−+]) (\S+) (?!\1)[−+] \2$|(\S+) \+ \(1 − \3\)|\b(\S+) − \(1 \+ \4\)|\b(\w+) / \5(?!\w)"
)


def _two_alone(samples: Sequence[Sample], part: str) -> Said | None:
    """Two or three numbers and none in between, where many belong."""
    came = np.unique(np.concatenate([np.ravel(np.asarray(s.came, float)) for s in samples]))
    right = np.unique(np.concatenate([np.ravel(np.asarray(s.right, float)) for s in samples]))
    if len(came) not in (2, 3) or len(right) < MANY:
        return None
    low, *middle, high = map(number_in_words, came)
    told = f"{part} is either {low} or {high}, and nothing in between. Is a threshold meant?"
    if middle:
        one = middle[0]
        told = f"{part} is {low}, {one} or {high}, and nothing in between. Is a threshold meant?"
        low = ", ".join((low, one))
    if ignores_upstream(samples, lambda s: s.came):
        return Said(f"{low} or {high}", f"{told} The upstream gradient is not in it.")
    return Said(f"{low} or {high}", told)


#: Of so many different numbers two are no sample.
MANY = 8
#: Numbers beyond this have no digits behind the point.
ALL_WHOLE = 2.0**53


def _cut_to(change: Callable[[Any], Any], samples: Sequence[Sample]) -> bool:
    """Whether all numbers are what becomes of the right ones, but for those that are too large.

    A whole number may not reach as far as the right one, so those are looked at no more.
    """
    seen = 0
    for s in samples:
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        small = np.abs(right) < ALL_WHOLE
        made, at = np.asarray(change(right))[small], right[small]
        # what is nearly whole may have been calculated as a little more or less: it may be either
        near = np.abs(at - np.round(at)) <= 1e-9 * np.maximum(np.abs(at), 1.0)
        either = near & np.isin(np.abs(came[small] - np.round(at)), (0.0, 1.0))
        if not close(np.where(either, made, came[small]), made):
            return False
        seen += int(np.count_nonzero(~near & (came[small] != at)))  # those tell that it is cut
    return seen >= 3


def _rounded(samples: Sequence[Sample], part: str) -> Said | None:
    """Numbers with fewer digits than they should have."""
    two = _two_alone(samples, part)
    if two is not None:
        return two
    for change, words in _WHOLE:
        if all(close(s.came, change(s.right)) for s in samples) or _cut_to(change, samples):
            return Said(words, f"{part} is {words}. Calculate with all digits.")
    for digits in range(14):
        if all(
            bool(np.all(np.abs(np.round(s.came, digits) - s.came) <= 1e-14 * np.abs(s.came)))
            and bool(np.all(np.abs(np.asarray(s.came) - s.right) <= _step(s.right, digits)))
            for s in samples
        ):
            return Said(
                f"rounded to {digits} digits",
                f"{part} is rounded to {digits} digits behind the point. Rounding is for reading; "
                "calculate with all digits.",
            )
    worst = 0.0
    for s in samples:
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        size = float(np.max(np.abs(right), initial=0.0))
        worst = max(worst, float(np.max(np.abs(came - right), initial=0.0)) / max(size, 1e-12))
    if worst < 1e-2 and not mostly_exact(samples):
        digits = int(-np.log10(worst))
        return Said(
            f"{digits} digits",
            f"{part} agrees to {digits} digits everywhere, and no further. Is a small number added "
            "somewhere, or something rounded, bounded or approximated?",
        )
    return None


#: Ways to make whole numbers, in words.
_WHOLE: tuple[tuple[Callable[[Any], Any], str], ...] = (
    (lambda right: _like(right, np.trunc(right)), "cut to a whole number"),
    (lambda right: _like(right, np.floor(right)), "rounded down to a whole number"),
)


def _like(right: Any, made: Any) -> Any:
    return made if np.ndim(right) else float(made)


def _bounded(samples: Sequence[Sample], part: str) -> Said | None:
    """Numbers that are nearly right as long as they are small, and never get large."""
    if any(s.shape != () for s in samples):
        return None
    came = np.array([float(s.came) for s in samples])
    right = np.array([float(s.right) for s in samples])
    most = float(np.max(np.abs(came)))
    beyond = np.abs(right) > 1.01 * most
    below = np.abs(right) < 0.3 * most
    if np.any(came[beyond] * right[beyond] < 0.1 * most * np.abs(right[beyond])):
        return None  # it is no bound that makes them small
    if not beyond.any() or np.count_nonzero(below) < 3 or not most:
        return None
    off = np.abs(came - right)[below] / np.maximum(np.abs(right[below]), 1e-3)
    if np.max(off) > 1e-3 or np.median(off) < EXACT:
        return None
    return Said(
        "a bound, or a small number added",
        f"{part} is never larger than {number_in_words(most)}, and agrees to a few digits where it "
        "should be much smaller than that. Is a small number added somewhere, or a bound set, so "
        "that nothing gets too large?",
    )


def _all_but_right(samples: Sequence[Sample], part: str) -> Iterator[Said | None]:
    """What is right to some digits, or off by next to nothing."""
    yield _bounded(samples, part)
    yield _nearly(samples, part)


#: A share by which numbers differ that are worked out in two right ways.
EXACT = 1e-13


def _cut_off(samples: Sequence[Sample], part: str) -> Said | None:
    """Numbers that are right between two bounds, or on one side of a bound, and that bound beyond.

    Where a bound lies is seen by several numbers that are cut off at it.
    """
    came, right = (
        np.concatenate([np.ravel(np.asarray(v, dtype=float)) for v in values])
        for values in ([s.came for s in samples], [s.right for s in samples])
    )
    text, made = the_right(part), right
    fine = np.abs(came - right) <= RTOL * np.abs(right) + ATOL
    low, high = came[~fine & (came > right)], came[~fine & (came < right)]
    if not np.isfinite(came).all() or not fine.any() or fine.all():
        return None
    for cut, word, change in ((low, "max", np.maximum), (high, "min", np.minimum)):
        if not len(cut):
            continue
        bound = float(cut[0])
        if bound == 0.0:  # where it is 0 is told in other words
            return None
        if not np.all(np.abs(cut - bound) <= RTOL * abs(bound)):
            return None
        text, made = f"{word}({number_in_words(bound)}, {text})", change(made, bound)
    if not np.all(np.abs(came - made) <= RTOL * np.abs(made) + ATOL):
        return None
    several = [len(np.unique(right[~fine & side])) for side in (came > right, came < right)]
    if max(several) < CUT or len(np.unique(right[fine])) < CUT - 1:
        return None
    told = f"At every point that was tried, {part} comes out as {text}. Is that meant?"
    return Said(f"{CUT_OFF}{text}", told)


#: So many different numbers are cut off at a bound that can be told.
CUT = 3


def _nearly(samples: Sequence[Sample], part: str) -> Said | None:
    """Numbers that are off by a trifle at most, so that any rule would seem to fit them."""
    if not all(close(s.came, s.right) for s in samples):
        return None
    off = max(float(np.max(np.abs(np.asarray(s.came) - s.right), initial=0.0)) for s in samples)
    if off > 1e-6:  # of huge numbers a small share is no trifle
        return None
    most = f"{off:.0e}".replace("-", "−")
    return Said(
        "off by a trifle",
        f"{part} is off by {most} at most, at the points that were tried. Is a small number "
        "added somewhere, or something small left out, rounded, bounded or approximated?",
    )


def _step(right: Any, digits: int) -> Any:
    """By how much a number is off at most if it is rounded, its own last digit included."""
    return 0.51 * 10.0**-digits + 1e-14 * np.abs(right)


def the_right(name: str) -> str:
    """What a right result is called in a formula."""
    return f"(the right {name})"


def _laid_out(
    samples: Sequence[Sample], part: str, contract: Contract | None
) -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """What came, what it may be made of, and what is right, number by number."""
    flat: dict[str, list[Any]] = {"came": []}
    names: list[str] | None = None
    known: list[str] = []
    usable = _other_results(samples, part, contract)
    for s in samples:
        named = {**inputs_by_name(contract, s.call), **between(contract, s.call), **s.call.known}
        if s.dout is not None:
            named[getattr(contract, "upstream", None) or "dout"] = s.dout
        if contract is not None and contract.outputs:  # a formula may use what came before
            named |= {name: s.call.items[name] for name in usable if name in s.call.items}
        values = {
            name: value
            for name, value in named.items()
            if is_number(value) and np.shape(value) in ((), s.shape)
        }
        right = {
            name: value
            for name, value in s.call.expected.items()
            if name == part and is_number(value)
        }
        if names is None:
            names, known = list(values), list(right)
        names = [name for name in names if name in values]
        known = [name for name in known if name in right]
        count = int(np.prod(s.shape))
        for name, value in (*values.items(), *((f"right {n}", v) for n, v in right.items())):
            numbers = np.asarray(value, dtype=float).ravel()
            flat.setdefault(name, []).append(
                numbers if numbers.size == count else np.repeat(numbers, count)
            )
        flat["came"].append(np.ravel(np.asarray(s.came, dtype=float)).reshape(count))
    came = np.concatenate(flat["came"])
    atoms = {name: np.concatenate(flat[name]) for name in names or []}
    trusted = {the_right(name): np.concatenate(flat[f"right {name}"]) for name in known}
    return came, atoms, trusted


def _formula(
    samples: Sequence[Sample],
    part: str,
    contract: Contract | None,
    find: Callable[[Any, Any, Any], str | None] = small_formulas.found,
) -> Said | None:
    """A small formula that gives just this."""
    came, atoms, trusted = _laid_out(samples, part, contract)
    text = find(came, atoms, trusted)
    if text is None or text in trusted or NOTHING_ADDED.search(text):
        return None
    if _follows(samples, part, text, contract):
        return Said(FOLLOWS, f"{part} follows from what is wrong before it.")
    told = f"At every point that was tried, {part} comes out as {text}. Is that meant?"
    upstream = getattr(contract, "upstream", None)
    if upstream and samples[0].dout is not None:
        if not re.search(rf"\b{upstream}(?![A-Za-z_])|the right", text):  # dout² has it, too
            return Said(text, f"{told} The upstream gradient is not in it.")
        if re.search(rf"^{upstream} [+−]|[+−] {upstream}$", text) and not _is_a_factor(samples):
            return Said(text, f"{told} The upstream gradient is a term of it, not a factor.")
    return Said(text, told)


def _is_a_factor(samples: Sequence[Sample]) -> bool:
    """Whether what came grows with the upstream gradient at each point, whatever it is made of."""
    pairs = [pair for same in by_point(samples) for pair in itertools.combinations(same, 2)]
    one_each = [(np.ravel(a.dout), np.ravel(b.dout), a, b) for a, b in pairs]
    if not one_each or any(len(a) != 1 for a, *_ in one_each):
        return False
    return all(
        close(np.asarray(a.came) * other[0], np.asarray(b.came) * one[0])
        for one, other, a, b in one_each
    )


def _mostly(samples: Sequence[Sample], part: str, contract: Contract | None) -> Said | None:
    """A formula that gives most of it, where a guard or a bound does the rest.

    What an upstream gradient of 0 leads to is one of the guarded cases.
    """
    samples = [s for s in samples if s.dout is None or np.any(s.dout)]
    if len(samples) < FEWEST:
        return None
    came, atoms, trusted = _laid_out(samples, part, contract)
    # what is 0 or 1 in all entries fits most of them by chance
    atoms = {n: v for n, v in atoms.items() if n == "1 at the label" or not n.startswith("1 ")}
    right = next(iter(trusted.values()), None)
    text = None if right is None else small_formulas.mostly_found(came, atoms, right)
    if text is None or NOTHING_ADDED.search(text):
        return None
    return Said(
        f"{MOSTLY}{text}",
        f"At most points that were tried, {part} comes out as {text}. What becomes of it at the "
        "others?",
    )


#: With fewer points than these, nothing is said of most of them.
FEWEST = 5
#: How the name of a formula begins that gives most of a result.
MOSTLY = "mostly "
#: How the name of a formula begins that is cut off at some number.
CUT_OFF = "bounded "


def _other_results(samples: Sequence[Sample], part: str, contract: Contract | None) -> list[str]:
    """Other results that a wrong one may be made of: those before it, and those that are right."""
    if contract is None or part not in contract.outputs:
        return []
    before = contract.outputs[: contract.outputs.index(part)]
    calls = [s.call for s in samples]

    def right(name: str) -> bool:
        return all(
            name in call.items and close(call.items[name], call.expected.get(name))
            for call in calls
        )

    after = contract.outputs[len(before) + 1 :]
    return [*before, *(name for name in after if right(name))]


#: Name of what is worked out as it should be, from something that is wrong.
FOLLOWS = "follows from what is wrong before it"


def _follows(
    samples: Sequence[Sample], part: str, text: str, contract: Contract | None = None
) -> bool:
    """Whether the same formula gives what is right, of the right values of all other results."""
    if not all(is_number(s.right) and s.shape == () for s in samples):
        return False
    results = [name for name in samples[0].call.expected if name != part]
    first = inputs_by_name(contract, samples[0].call)
    given = [name for name, value in first.items() if is_number(value) and not np.ndim(value)]
    right = np.array([float(s.right) for s in samples])
    for other in _with_other_names(samples, results, text):
        named = [name for name in results if name in _words(other)]
        atoms = dict[str, Any]()
        for name in given:
            if name in _words(other):
                atoms[name] = [float(inputs_by_name(contract, s.call)[name]) for s in samples]
        atoms |= {n: [float(s.call.expected[n]) for s in samples] for n in named}
        atoms = {n: np.array(values) for n, values in atoms.items()}
        if named and small_formulas.found(right, atoms, {}) == other:
            return True
    return False


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_][A-Za-z_0-9]*", text))  # no ²


def _with_other_names(samples: Sequence[Sample], results: Sequence[str], text: str) -> list[str]:
    """A formula, and the same with the name of another result that came out alike everywhere."""

    def alike(one: str, other: str) -> bool:
        return all(
            one in s.call.items
            and other in s.call.items
            and close(s.call.items[one], s.call.items[other])
            for s in samples
        )

    made = [text]
    for one, other in itertools.permutations(results, 2):
        if one in _words(text) and other not in _words(text) and alike(one, other):
            made.append(re.sub(rf"\b{one}\b", other, text))
    return made


def said_of_property(trial: Trial, finding: Finding) -> Said | None:
    """What is said of a result that is no value to compare: its type, shape, precision or manners.

    Args:
        trial: All calls of the judged function.
        finding: What was found.
    """
    if finding.kind is Kind.SHAPE:
        calls = [c for c in trial.calls if finding.part in c.raw and finding.part in c.expected]
        said = next((s for ruler, s in _SHAPES if _all_shapes(calls, finding.part, ruler)), None)
        if said is not None and _has_two_numbers(calls, finding.part):
            return Said(said.name, said.text.format(finding.part))
    name = _PROPERTIES.get(finding.kind)
    if name is None:
        return None
    if finding.kind is Kind.TYPE and NOTHING.search(finding.text):
        return Said("nothing (None)", "")
    if (kept := FEWER_DIGITS.search(finding.text)) is not None:
        return Said(kept[1], "")
    at = f" at {finding.case.label}" if finding.kind in _AT and finding.case else ""
    return Said((finding.raised or name) + at, "")


#: A type of numbers that keeps fewer digits, in what is found.
FEWER_DIGITS = re.compile(r" is (float\d+), which keeps fewer digits")


def _has_two_numbers(calls: Sequence[Call], part: str) -> bool:
    """Whether more than one number belongs where something in another shape came.

    What comes in any other way is like the right one where one and the same number is everywhere.
    """
    strange = [c for c in calls if np.shape(c.raw[part]) != np.shape(c.expected[part])]
    numbers = [np.ravel(c.expected[part]) for c in strange]
    return len(np.unique(np.concatenate(numbers))) > 1


def said_of_shape(trial: Trial, part: str, contract: Contract, other: Trial | None) -> Said | None:
    """What is said of results in another shape that are not the right numbers either.

    Args:
        trial: All calls of the judged function.
        part: The part that came in another shape.
        contract: The exercise's contract.
        other: What another function gave at the same points, for what came may be that in another
            shape; None to compare with what goes in.
    """
    calls = [c for c in trial.calls if part in c.raw and part in c.expected]
    if other is not None:
        if len(other.calls) != len(trial.calls):
            return None
        made = {id(c): o.items.get(part) for c, o in zip(trial.calls, other.calls, strict=True)}
        if any(not is_number(made[id(c)]) for c in calls):
            return None
        calls = [replace(c, expected={**c.expected, part: made[id(c)]}) for c in calls]
        if sum(np.shape(c.raw[part]) != np.shape(c.expected[part]) for c in calls) < FEW_SHAPES:
            return None  # a few numbers may be alike by chance
        strange = [c for c in calls if np.shape(c.raw[part]) != np.shape(c.expected[part])]
        if all(
            np.all(np.abs(np.asarray(c.raw[part], dtype=float)) < NEXT_TO_NOTHING) for c in strange
        ):
            return None  # what comes to 0 in one way does so in many
        found = next((said for ruler, said in _SHAPES if _all_shapes(calls, part, ruler)), None)
        if found is not None and all(np.ptp(c.expected[part]) == 0.0 for c in calls):
            return replace(found, name="another shape")  # its mean, its first entry: all the same
        return None if found is None else Said(found.name, found.text.format(part))
    strange = [c for c in calls if np.shape(c.raw[part]) != np.shape(c.expected[part])]
    named = [
        {**inputs_by_name(contract, c), "the upstream gradient": c.dout, **c.known} for c in strange
    ]
    for name in named[0] if len(strange) > 2 else ():
        if all(
            is_number(c.raw[part]) and close(c.raw[part], n.get(name))
            for c, n in zip(strange, named, strict=True)
        ):
            return Said(f"another shape: {name} itself", f"{part} is {name} as it came.")
    return None


#: Numbers of this size are what is left of a sum that should come to 0.
NEXT_TO_NOTHING = 1e-12
#: In so few calls, what came in another shape may be like a known mistake by chance.
FEW_SHAPES = 3
_PROPERTIES = {
    Kind.RAISED: "an exception",
    Kind.TYPE: "another type",
    Kind.SHAPE: "another shape",
    Kind.DTYPE: "float32",
    Kind.NOT_FINITE: "not finite",
    Kind.CHANGED: "changes its arguments",
    Kind.ALIASED: "a piece of the cache",
    Kind.UNSTABLE: "two answers",
    Kind.DIFFERENCED: "numerical differences",
}
_AT = (Kind.RAISED, Kind.NOT_FINITE)
#: How a finding says that nothing came.
NOTHING = re.compile(r"\bNone\b")


def _all_shapes(calls: Sequence[Call], part: str, ruler: Callable[[Any, Any], bool]) -> bool:
    """Whether all that came in another shape came about in one way."""
    others = [c for c in calls if np.shape(c.raw[part]) != np.shape(c.expected[part])]
    try:
        return bool(others) and all(
            ruler(np.asarray(c.raw[part], dtype=float), np.asarray(c.expected[part]))
            for c in others
        )
    except (TypeError, ValueError):
        return False


_SHAPES: tuple[tuple[Callable[[Any, Any], bool], Said], ...] = (
    (
        lambda came, right: close(came.T, right),
        Said("transposed", "{} is right after a transpose."),
    ),
    (
        lambda came, right: came.size == right.size and close(came.reshape(right.shape), right),
        Said("right numbers in another shape", "{} holds the right numbers, in another shape."),
    ),
    (
        lambda came, right: (
            came.size == right.size and close(np.sort(came.ravel()), np.sort(right.ravel()))
        ),
        Said("right numbers in another order", "{} holds the right numbers in another order."),
    ),
    (
        lambda came, right: came.ndim == 0 and close(came, np.sum(right)),
        Said("summed up", "{} is the sum of what it should hold: one number for all entries."),
    ),
    (
        lambda came, right: came.ndim == 0 and close(came, np.mean(right)),
        Said("averaged", "{} is the mean of what it should hold: one number for all entries."),
    ),
    (
        lambda came, right: came.ndim == right.ndim + 1 and close(came.sum(axis=0), right),
        Said("not summed over the rows", "{} is right once it is summed over its rows."),
    ),
    (
        lambda came, right: came.ndim == right.ndim + 1 and close(came.mean(axis=0), right),
        Said("not averaged over the rows", "{} is right once the mean of its rows is taken."),
    ),
    (
        lambda came, right: came.ndim == right.ndim + 1 and close(came.sum(axis=-1), right),
        Said("not summed over the columns", "{} is right once it is summed over its columns."),
    ),
    (
        lambda came, right: (
            came.ndim == right.ndim - 1 and close(np.broadcast_to(came, right.shape), right)
        ),
        Said("one row for all", "{} is one row of what it should be: each row has its own."),
    ),
    (
        lambda came, right: came.ndim == right.ndim - 1 and close(came, right.sum(axis=0)),
        Said("summed over the rows", "{} is summed over the rows of what it should be."),
    ),
)


def _taken_together(samples: Sequence[Sample], part: str, contract: Contract | None) -> Said | None:
    """One number that is made of arrays in another way."""
    if any(s.shape != () for s in samples):
        return None
    arrays = list[dict[str, Any]]()
    for s in samples:
        named = {**inputs_by_name(contract, s.call), **between(contract, s.call)}
        # marks say of each entry what it is, and nothing is added up of them
        named = {n: v for n, v in named.items() if not n.startswith("1 ")}
        arrays.append({n: v for n, v in named.items() if is_number(v) and np.ndim(v)})
    if not arrays[0]:
        return None
    came = [float(s.came) for s in samples]
    words = small_formulas.taken_together(came, arrays)
    if words is not None:
        return Said(words, f"At every point that was tried, {part} is {words}. Is that meant?")
    words = small_formulas.taken_together(came, arrays, [float(s.right) for s in samples])
    if words is None:
        return None
    return Said(
        f"more by {words}",
        f"At every point that was tried, {part} is what it should be, and {words} more. Is that "
        "meant?",
    )
