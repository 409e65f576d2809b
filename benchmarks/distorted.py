"""Right gradients that are spoilt by chance: ``python -m benchmarks.distorted``.

A list of mistakes holds what somebody thought of. Here a right result is taken and one or two of
its parts are spoilt by a draw: a sign, a factor, a term that is missing or added, another part, the
upstream gradient dropped or used twice, entries moved or taken together; everywhere, or only where
some condition holds. Whether the spoilt answer is wrong is found out at points of other seeds. Then

* a wrong one must be refused, and one that nothing was changed in accepted;
* every sentence of which :mod:`benchmarks.claims` can work out whether it is true has to be true at
  points that it was not made from.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from backpass.grading.exercises.exercise import Exercise
from backpass.judging.contract import GradientContract, ValueContract
from backpass.judging.gradcheck import all_agree, complex_step, owner
from backpass.judging.observe import snapshot
from backpass.likeness.sample import Sample
from benchmarks.claims import claims_of, without_apart
from benchmarks.page import table
from benchmarks.rates import accepts, chosen_functions
from benchmarks.row_by_row import row_by_row, sampler

#: The seeds of the points that sentences are made from, and of those that they are held against.
MADE_AT, HELD_AT = 1, (902, 903, 904)
#: How often two things are spoilt at once.
TWO = 0.3
#: How often something is spoilt only where a condition holds.
SOMEWHERE = 0.4
#: How often an answer is drawn in which nothing is wrong, before it is judged as a right one.
AGAIN = 4


@dataclass(frozen=True)
class Spot:
    """A right result, and what it was made of.

    Attributes:
        part: Which part is to be spoilt.
        parts: All of them.
        inputs: What went in, by name.
        dout: The upstream gradient; None where there is none.
    """

    part: str
    parts: Mapping[str, Any]
    inputs: Mapping[str, Any]
    dout: Any

    @property
    def right(self) -> Any:
        """The part as it is."""
        return np.asarray(self.parts[self.part], dtype=float)


#: What comes in the place of a part; None where that cannot be made.
Spoil = Callable[[Spot], Any]
#: Where it comes.
Where = Callable[[Spot], Any]


@dataclass(frozen=True)
class Step:
    """One thing that is spoilt.

    Attributes:
        part: In which part.
        words: How.
        spoil: What comes in its place.
        where: Where; everywhere if it is None.
    """

    part: str
    words: str
    spoil: Spoil
    where: Where | None = None

    def of(self, spot: Spot) -> Any:
        """The part, spoilt."""
        right = spot.right
        made = self.spoil(spot)
        if made is None or np.shape(made) != right.shape:
            return spot.parts[self.part]
        made = np.nan_to_num(np.asarray(made, dtype=float), posinf=0.0, neginf=0.0)
        if self.where is not None:
            there = self.where(spot)
            if there is None or np.shape(there) not in ((), right.shape):
                return spot.parts[self.part]
            made = np.where(there, made, right)
        return float(made) if made.ndim == 0 else made


def spoils(contract: GradientContract | ValueContract, part: str) -> Iterator[tuple[str, Spoil]]:
    """What may come in the place of a part, in words.

    Args:
        contract: The exercise's contract.
        part: The part.
    """
    yield "sign", lambda s: -s.right
    for by in (2.0, 0.5, 3.0, -2.0, 0.1, 1.7, 1.0 + 1e-4):
        yield f"times {by}", lambda s, by=by: by * s.right
    for by in (1.0, -0.5, 1e-3):
        yield f"plus {by}", lambda s, by=by: s.right + by
    yield "zero", lambda s: 0.0 * s.right
    yield "one", lambda s: 0.0 * s.right + 1.0
    yield "size alone", lambda s: np.abs(s.right)
    yield "square", lambda s: s.right**2
    yield "negative cut off", lambda s: np.maximum(s.right, 0.0)
    yield "clipped at 1", lambda s: np.clip(s.right, -1.0, 1.0)
    yield "clipped at 10", lambda s: np.clip(s.right, -10.0, 10.0)
    yield "rounded to 3", lambda s: np.round(s.right, 3)
    yield "in float32", lambda s: np.float32(s.right).astype(float)
    yield "transposed", lambda s: s.right.T if s.right.ndim > 1 else None
    yield "mean for all", lambda s: np.full(s.right.shape, np.mean(s.right))
    yield "sum of the rows", _taken(np.sum, 0)
    yield "mean of the rows", _taken(np.mean, 0)
    yield "sum of the columns", _taken(np.sum, 1)
    yield "rows reversed", lambda s: s.right[::-1] if s.right.ndim else None
    yield "columns reversed", lambda s: s.right[..., ::-1] if s.right.ndim > 1 else None
    yield "moved on", lambda s: np.roll(s.right, 1, axis=0) if s.right.ndim else None
    yield "first row alone", _first_row
    yield "first for all", lambda s: s.right[:1] + 0.0 * s.right if s.right.ndim else None
    yield "times rows", lambda s: s.right * len(s.right) if s.right.ndim else None
    yield "over rows", lambda s: s.right / len(s.right) if s.right.ndim else None
    yield "over entries", lambda s: s.right / s.right.size if s.right.ndim else None
    for other in [name for name in _parts(contract) if name != part]:
        yield f"{other} in its place", lambda s, o=other: s.parts[o]
        yield f"plus {other}", lambda s, o=other: s.right + s.parts[o]
        yield f"times {other}", lambda s, o=other: s.right * s.parts[o]
    for name in contract.inputs:
        yield f"{name} in its place", lambda s, n=name: s.inputs.get(n)
        yield f"times {name}", lambda s, n=name: s.right * s.inputs[n]
        yield f"over {name}", lambda s, n=name: s.right / s.inputs[n]
        yield f"plus {name}", lambda s, n=name: s.right + s.inputs[n]
        yield f"minus {name}", lambda s, n=name: s.right - s.inputs[n]
        yield f"times sign of {name}", lambda s, n=name: s.right * np.sign(s.inputs[n])
        yield f"times σ({name})", lambda s, n=name: s.right / (1.0 + np.exp(-s.inputs[n]))
    if isinstance(contract, GradientContract) and contract.upstream is not None:
        yield "upstream dropped", partial(_upstream_dropped, contract)
        yield "upstream twice", lambda s: s.right * s.dout
        yield "upstream added", lambda s: _added(_upstream_dropped(contract, s), s.dout)
        yield "upstream alone", lambda s: np.asarray(s.dout, dtype=float) + 0.0
        yield "plus upstream", lambda s: s.right + s.dout
        yield "minus upstream", lambda s: s.right - s.dout
        for name in contract.inputs:
            yield f"upstream times {name}", lambda s, n=name: s.dout * s.inputs[n]
            yield (
                f"a term more: upstream times {name}",
                lambda s, n=name: s.right + s.dout * s.inputs[n],
            )


def places(contract: GradientContract | ValueContract) -> Iterator[tuple[str, Where]]:
    """Where something may be spoilt, in words.

    Args:
        contract: The exercise's contract.
    """
    for name in contract.inputs:
        for words, test in (
            ("negative", lambda v: v < 0),
            ("positive", lambda v: v > 0),
            ("0", lambda v: v == 0),
            ("larger than 1 in size", lambda v: np.abs(v) > 1.0),
            ("smaller than 1 in size", lambda v: np.abs(v) < 1.0),
            ("larger than 20 in size", lambda v: np.abs(v) > 20.0),
            ("smaller than 1e-3 in size", lambda v: np.abs(v) < 1e-3),
        ):
            yield f"where {name} is {words}", lambda s, n=name, t=test: t(np.asarray(s.inputs[n]))
    for one in contract.inputs:
        for other in contract.inputs:
            if one < other:
                yield f"where {one} = {other}", _compared(one, other, np.equal)
                yield f"where {one} < {other}", _compared(one, other, np.less)
    yield "in the first row", lambda s: _row(s, 0)
    yield "in the last row", lambda s: _row(s, -1)
    yield "where the result is negative", lambda s: s.right < 0
    yield "where the result is large", lambda s: np.abs(s.right) > 2.0
    if isinstance(contract, GradientContract) and contract.upstream is not None:
        yield "where the upstream is negative", lambda s: np.asarray(s.dout) < 0
        yield "where the upstream is large", lambda s: np.abs(s.dout) > 1.5


def _upstream_dropped(contract: GradientContract, s: Spot) -> Any:
    inputs = tuple(s.inputs[name] for name in contract.inputs)
    which = contract.inputs.index(owner(s.part))
    ones = 0.0 * np.asarray(s.dout, dtype=float) + 1.0
    made = complex_step(contract.forward, inputs, ones if ones.ndim else 1.0, [which])[0]
    return made if np.shape(made) == np.shape(s.dout) else None


def _added(local: Any, dout: Any) -> Any:
    return None if local is None else local + dout


def _compared(one: str, other: str, test: Callable[..., Any]) -> Where:
    def where(s: Spot) -> Any:
        a, b = s.inputs[one], s.inputs[other]
        return test(a, b) if np.shape(a) == np.shape(b) else None

    return where


def _row(s: Spot, which: int) -> Any:
    if not s.right.ndim:
        return None
    there = np.zeros(s.right.shape, dtype=bool)
    there[which] = True
    return there


def _first_row(s: Spot) -> Any:
    return np.where(_row(s, 0), s.right, 0.0) if s.right.ndim else None


def _taken(how: Callable[..., Any], axis: int) -> Spoil:
    def spoil(s: Spot) -> Any:
        if s.right.ndim <= axis or (axis == 0 and s.right.ndim < 2):
            return None
        return np.broadcast_to(how(s.right, axis=axis, keepdims=True), s.right.shape)

    return spoil


def _parts(contract: GradientContract | ValueContract) -> tuple[str, ...]:
    return contract.gradients if isinstance(contract, GradientContract) else contract.outputs


@dataclass(frozen=True)
class Spoilt:
    """A right solution with steps behind it.

    Attributes:
        exercise: The exercise.
        contract: The contract of what is judged.
        steps: What is spoilt, in order.
    """

    exercise: Exercise
    contract: GradientContract | ValueContract
    steps: tuple[Step, ...]

    @property
    def words(self) -> str:
        """What is spoilt."""
        return "; ".join(f"{step.part} {step.words}" for step in self.steps)

    def handed_in(self) -> tuple[Any, Any]:
        """The function, and its own forward where one is asked for."""
        solution = self.exercise.solution
        assert solution is not None
        if isinstance(self.contract, ValueContract):
            return self._value, None
        if self.contract.upstream is None:
            return self._of_inputs, None
        if self.contract.partner is None:
            return self._backward, None
        return self._with_inputs, self._forward

    def _forward(self, *arguments: Any) -> Any:
        assert self.exercise.solution is not None
        assert self.exercise.solution.forward is not None
        out, cache = self.exercise.solution.forward(*arguments)
        return out, (snapshot(arguments), cache)

    def _with_inputs(self, dout: Any, cache: Any) -> Any:
        inputs, own = cache
        return self._made(self.exercise.reference(dout, own), inputs, dout)

    def _backward(self, dout: Any, cache: Any) -> Any:
        inputs = cache if isinstance(cache, tuple) else (cache,)
        return self._made(self.exercise.reference(dout, cache), inputs, dout)

    def _of_inputs(self, *inputs: Any) -> Any:
        return self._made(self.exercise.reference(*inputs), inputs, None)

    def _value(self, *inputs: Any) -> Any:
        result = self.exercise.reference(*inputs)
        assert isinstance(self.contract, ValueContract)
        if len(self.contract.outputs) == 1 and isinstance(result, tuple):
            return self._made(result[0], inputs, None), *result[1:]
        return self._made(result, inputs, None)

    def _made(self, result: Any, inputs: Sequence[Any], dout: Any) -> Any:
        names = _parts(self.contract)
        values = list(result) if len(names) > 1 else [result]
        parts = dict(zip(names, values, strict=True))
        known = dict(zip(self.contract.inputs, inputs, strict=True))
        with np.errstate(all="ignore"):
            for step in self.steps:
                parts[step.part] = step.of(Spot(step.part, parts, known, dout))
        made = tuple(parts.values())
        return made if len(names) > 1 else made[0]


def drawn(exercise: Exercise, seed: int) -> Spoilt:
    """One draw; if it changes nothing at all, it is drawn again a few times.

    Args:
        exercise: One of those that :func:`usable` lets through.
        seed: What draws it.
    """
    rng = np.random.default_rng([seed, *exercise.name.encode()])
    for _ in range(AGAIN):
        answer = _drawn(exercise, rng)
        if any(
            not all_agree(s.came, s.right)
            for own in samples_of(exercise, answer, HELD_AT[0]).values()
            for s in own
        ):
            break
    return answer


def _drawn(exercise: Exercise, rng: np.random.Generator) -> Spoilt:
    contract = exercise.contract
    assert isinstance(contract, GradientContract | ValueContract)
    names = _parts(contract)
    steps = list[Step]()
    for _ in range(1 + (rng.random() < TWO)):
        part = names[rng.integers(len(names))]
        ways, there = list(spoils(contract, part)), list(places(contract))
        words, spoil = ways[rng.integers(len(ways))]
        if rng.random() < SOMEWHERE:
            at, where = there[rng.integers(len(there))]
            steps.append(Step(part, f"{words} {at}", spoil, where))
        else:
            steps.append(Step(part, words, spoil))
    return Spoilt(exercise, contract, tuple(steps))


def usable(exercise: Exercise) -> bool:
    """Whether results of an exercise are numbers, of inputs that can be read off."""
    contract = exercise.contract
    if isinstance(contract, GradientContract):
        return contract.cache_of is None and not contract.keys
    if not isinstance(contract, ValueContract) or exercise.cell:
        return False
    plan = next(iter(exercise.new_plan(0)))
    result = exercise.reference(*snapshot(plan.arguments))
    whole = isinstance(result, tuple) and len(result) == len(contract.outputs)
    return not isinstance(result, dict) and (len(contract.outputs) == 1 or whole)


def samples_of(exercise: Exercise, answer: Spoilt, seed: int) -> dict[str, list[Sample]]:
    """What an answer gives at the points of a seed, part by part.

    Args:
        exercise: The exercise.
        answer: The answer.
        seed: What draws the points.
    """
    function, forward = answer.handed_in()
    with np.errstate(all="ignore"):
        _, trial = exercise.tried(function, seed, forward)
    found: dict[str, list[Sample]] = {}
    for call in trial.calls:
        for part, right in call.expected.items():
            came = call.items.get(part, call.raw.get(part))
            if came is not None and np.shape(came) == np.shape(right):
                found.setdefault(part, []).append(Sample(call, came, right))
    return found


@dataclass
class Row:
    """What came of one exercise.

    Attributes:
        exercise: Its name.
        drawn: Answers that were drawn.
        changed: Those in which something is wrong at some point.
        told: Those of which something is said.
        claims: Sentences of which it can be worked out whether they are true.
        trouble: What is not as it should be, in words.
    """

    exercise: str
    drawn: int = 0
    changed: int = 0
    told: int = 0
    claims: int = 0
    trouble: list[str] = field(default_factory=list)


def held(exercise: Exercise, answer: Spoilt, row: Row, aloud: bool = False) -> None:
    """Judge one answer, and hold every sentence on it against other points.

    Args:
        exercise: The exercise.
        answer: The answer.
        row: Where it is counted.
        aloud: Whether to print what is said.
    """
    apart = [samples_of(exercise, answer, seed) for seed in HELD_AT]
    samples = {part: [s for each in apart for s in each.get(part, [])] for part in apart[0]}
    wrong = any(not all_agree(s.came, s.right) for own in samples.values() for s in own)
    function, forward = answer.handed_in()
    with np.errstate(all="ignore"):
        verdict = exercise.judge(function, MADE_AT, forward)
    row.drawn += 1
    row.changed += wrong
    if accepts(verdict) == wrong:
        row.trouble.append(f"{answer.words}: {'accepted' if wrong else 'refused'}")
    if not wrong:
        return
    row.told += bool(verdict.mistake)
    told = verdict.told or ""
    if aloud:
        print(f"{exercise.name}: {answer.words}\n    {verdict.mistake} | {told}", flush=True)
    for claim in claims_of(without_apart(told), exercise.contract, samples):
        row.claims += 1
        if not claim.holds:
            row.trouble.append(f"{answer.words}: false: {claim.sentence} ({claim.why})")


def main(arguments: list[str] | None = None) -> int:
    """Draw answers, and print what is not as it should be.

    Returns:
        1 where there is something.
    """
    parser = sampler(__doc__)
    parser.add_argument("--draws", type=int, default=20, help="answers for each exercise")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first of them")
    parser.add_argument("--aloud", action="store_true", help="print what is said of each")
    chosen = parser.parse_args(arguments)

    def rows() -> Iterator[Row]:
        for exercise in filter(usable, chosen_functions(chosen.only)):
            row = Row(exercise.name)
            for seed in range(chosen.first, chosen.first + chosen.draws):
                held(exercise, drawn(exercise, seed), row, chosen.aloud)
            yield row

    return row_by_row(rows(), "distorted", distorted_table, chosen)


def distorted_table(rows: Sequence[Row]) -> str:
    """The table of ``docs/judge.md``."""
    heads = ["exercise", "drawn", "wrong", "told", "claims worked out", "trouble"]
    lines = [
        [f"`{a.exercise}`", a.drawn, a.changed, a.told, a.claims, len(a.trouble)] for a in rows
    ]
    return table(heads, lines)


if __name__ == "__main__":
    sys.exit(main())
