"""How often the judge is wrong: `make rates`, or `python -m benchmarks.rates --seeds 50`.

Every exercise of every chapter, every known mistake, every right variant, many seeds. The same
functions are also put before the rules of other graders and libraries (:mod:`benchmarks.rules`).
The tables go to ``docs/judge.md``, between its marks; the prose around them is left alone.
"""

from __future__ import annotations

import argparse
import copy
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from backpass.contracts import of_chapter
from backpass.grading.exercises.answers import Mutant, Variant
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import load
from backpass.judging.contract import GradientContract, QuizContract
from backpass.judging.gradcheck import complex_step, owner
from backpass.judging.observe import attempt, snapshot
from backpass.judging.plan import inputs_as_cache
from backpass.judging.trial import Trial
from backpass.judging.verdict import Case, Status, Verdict
from benchmarks.page import ROOT, circumstances, table, write
from benchmarks.rules import RULES, Gradients, Problem, Rule

DOC = ROOT / "docs" / "judge.md"
#: Where the counts of answers by other hands stand.
STRANGERS = ROOT / "docs" / "strangers.md"
#: Random points at which it is decided whether a mistake is a plain one, and how plain that is.
PLAIN_POINTS, PLAIN_ERROR = 50, 1e-3
#: Kinds of points at which arrays have the shapes that a chapter mostly uses.
ORDINARY = (
    "the first example",
    "inputs that are all positive",
    "inputs that are all negative",
    "inputs of both signs",
)
#: Size of an input from which on x + h is hardly another number than x, for the h of these rules.
HUGE = 1e8
#: Seeds that a process is given at a time.
SHARE = 5
#: Judgings that a time is the median of.
TIMED = 15


@dataclass
class RuleTally:
    """What one rule said of one exercise's functions.

    Attributes:
        accepted: How many of the checks accepted a mistake, by its name.
        rejected: How many rejected a right variant, by the kind of point.
        asked: How many right variants were checked, by the kind of point.
    """

    accepted: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, more: RuleTally) -> None:
        """Count in what was counted with other seeds."""
        self.accepted.update(more.accepted)
        self.rejected.update(more.rejected)
        self.asked.update(more.asked)


@dataclass
class Tally:
    """What was counted for one exercise.

    Attributes:
        chapter: Its chapter.
        name: Its name.
        rights: How many right ways to write it there are, the reference among them.
        mistakes: Names of the known mistakes.
        seeds: How often each function was judged.
        accepted: Mistakes that got full marks, by name.
        rejected: Right ways that did not, by name.
        named: Judgings in which the mistake was given its own name.
        misnamed: (mistake, the name it was given) for those given another's.
        unnamed: Mistakes found wrong and given no name.
        plain: The mistakes that are wrong at ordinary points; None where there is no gradient to
            compare.
        rules: What the other rules said; empty where there is no gradient to compare.
    """

    chapter: str
    name: str
    rights: int
    mistakes: list[str]
    seeds: int
    accepted: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    named: int = 0
    misnamed: Counter[tuple[str, str]] = field(default_factory=Counter)
    unnamed: Counter[str] = field(default_factory=Counter)
    plain: set[str] | None = None
    rules: dict[str, RuleTally] = field(default_factory=dict)

    def add(self, more: Tally) -> None:
        """Count in what was counted with other seeds."""
        self.seeds += more.seeds
        self.named += more.named
        self.accepted.update(more.accepted)
        self.rejected.update(more.rejected)
        self.misnamed.update(more.misnamed)
        self.unnamed.update(more.unnamed)
        for rule, counted in more.rules.items():
            self.rules[rule].add(counted)

    @property
    def judged_mistakes(self) -> int:
        """Judgings of mistakes."""
        return len(self.mistakes) * self.seeds

    @property
    def judged_rights(self) -> int:
        """Judgings of right ways."""
        return self.rights * self.seeds


# The course ---------------------------------------------------------------------------------------
def chapters() -> list[str]:
    """The chapters that have hidden tests and contracts, in order."""
    folders = sorted(path.name for path in (ROOT / "grader_tests").iterdir() if path.is_dir())
    return [folder for folder in folders if of_chapter(folder)]


def functions_of(chapter: str) -> list[Exercise]:
    """The exercises of a chapter that ask for a function, not for a letter."""
    exercises = load(chapter, ROOT).values()
    return [exercise for exercise in exercises if not isinstance(exercise.contract, QuizContract)]


def chosen_functions(only: Sequence[str] | None) -> Iterator[Exercise]:
    """The exercises of all chapters that ask for a function.

    Args:
        only: Their names; all of them if None.
    """
    for chapter in chapters():
        for exercise in functions_of(chapter):
            if not only or exercise.name in only:
                yield exercise


def rights_of(exercise: Exercise) -> list[Variant]:
    """All right ways to write an exercise, the reference first."""
    if exercise.solution is None:
        raise LookupError(f"exercise {exercise.name} has no reference solution")
    return [exercise.solution, *exercise.accepted]


# Our judge ----------------------------------------------------------------------------------------
def accepts(verdict: Verdict) -> bool:
    """Whether it is full marks. Anything less, and any exception on the way, is a rejection."""
    return verdict.status is Status.PASSED and verdict.score == verdict.points


def measure(chapter: str, name: str, seeds: range) -> Tally:
    """Put every function of one exercise before our judge and before the other rules."""
    exercise = load(chapter, ROOT)[name]
    tally = judge_all(exercise, seeds)
    if isinstance(exercise.contract, GradientContract):
        tally.plain = {m.name for m in exercise.mistakes if is_plain(exercise, m)}
        tally.rules = {rule.name: compare(exercise, rule, seeds) for rule in RULES}
    return tally


class Remembering(Exercise):
    """An exercise that judges each known mistake once for each seed when it looks for a name.

    To name a mistake, the judge runs the known ones beside it; with twenty of them to be named that
    is the same judging ten times over. What is handed in is still judged afresh, so a function
    that answers differently each time is not taken for its own twin.
    """

    naming = False
    kept: dict[Any, Any]

    @classmethod
    def like(cls, exercise: Exercise) -> Remembering:
        """The same exercise, remembering."""
        twin = copy.copy(exercise)
        twin.__class__ = cls
        assert isinstance(twin, Remembering)
        twin.kept = {}
        return twin

    def judge(self, function: Any, seed: int, forward: Any = None) -> Verdict:
        """As ever; what was remembered of another seed is forgotten."""
        if self.kept.get("seed") != seed:
            self.kept = {"seed": seed}
        return super().judge(function, seed, forward)

    def handed_in(self, variant: Variant) -> tuple[Any, Any]:
        """While looking for a name, the same function each time, so that it is known again."""
        if not self.naming:
            return super().handed_in(variant)
        hand_in = super().handed_in
        kept: tuple[Any, Any] = self._once(("handed in", variant), lambda: hand_in(variant))
        return kept

    def recognised(self, trial: Trial, seed: int) -> Mutant | None:
        """As ever, with what is remembered."""
        self.naming = True
        try:
            return super().recognised(trial, seed)
        finally:
            self.naming = False

    def tried(self, function: Any, seed: int, forward: Any = None) -> tuple[Verdict, Trial]:
        """As ever; while looking for a name, each known mistake once."""
        if not self.naming:
            return super().tried(function, seed, forward)
        judged = super().tried
        kept: tuple[Verdict, Trial] = self._once(
            ("judged", function, forward), lambda: judged(function, seed, forward)
        )
        return kept

    def _once(self, key: Any, work: Callable[[], Any]) -> Any:
        if key not in self.kept:
            self.kept[key] = work()
        return self.kept[key]


def judge_all(
    exercise: Exercise,
    seeds: Iterable[int],
    look: Callable[[Variant, Verdict], object] = lambda *_: None,
) -> Tally:
    """Judge every right way and every mistake of one exercise.

    Args:
        exercise: The exercise.
        seeds: How often, and at which points.
        look: Is given each of them with its verdict.
    """
    exercise = Remembering.like(exercise)
    rights, mistakes, drawn = rights_of(exercise), exercise.mistakes, list(seeds)
    chapter, names = exercise.contract.chapter, [mistake.name for mistake in mistakes]
    tally = Tally(chapter, exercise.name, len(rights), names, len(drawn))
    for seed in drawn:
        for variant in rights:
            verdict = exercise.judge_variant(variant, seed)
            look(variant, verdict)
            if not accepts(verdict):
                tally.rejected[variant.name] += 1
        for mistake in mistakes:
            verdict = exercise.judge_variant(mistake, seed)
            look(mistake, verdict)
            _count_mistake(tally, mistake.name, verdict)
    return tally


def _count_mistake(tally: Tally, name: str, verdict: Verdict) -> None:
    if accepts(verdict):
        tally.accepted[name] += 1
    elif verdict.mistake == name:
        tally.named += 1
    elif verdict.mistake is None:
        tally.unnamed[name] += 1
    else:
        tally.misnamed[name, verdict.mistake] += 1


# The other rules ----------------------------------------------------------------------------------
Backward = Callable[[tuple[Any, ...], Any], Gradients | None]


def backward_of(exercise: Exercise, variant: Variant) -> Backward:
    """A variant as a function of the inputs and the upstream gradient.

    It returns one float64 array for each gradient, or None for what no rule can compare: an
    exception, too few or too many gradients, something that is no number, a wrong shape. Lower
    precision is forgiven. Where the exercise has no upstream gradient, it is multiplied in here.
    """
    contract = _gradient_contract(exercise)
    function, forward = exercise.handed_in(variant)

    def run(inputs: tuple[Any, ...], dout: Any) -> Gradients | None:
        given = snapshot(inputs)
        if contract.upstream is None:
            result = attempt(function, *given)
            return _read(contract, inputs, result, float(dout))
        if contract.partner is None:
            cache = (contract.cache_of or inputs_as_cache)(*given)
        else:
            made = attempt(forward, *contract.arguments(*given)) if forward else None
            if not isinstance(made, tuple | list) or len(made) != 2:
                return None
            cache = made[1]
        upstream = float(dout) if np.ndim(dout) == 0 else np.array(dout)
        return _read(contract, inputs, attempt(function, upstream, cache), 1.0)

    return run


def _read(
    contract: GradientContract, inputs: tuple[Any, ...], result: Any, factor: float
) -> Gradients | None:
    names = contract.gradients
    if contract.keys and isinstance(result, dict):
        result = [result.get(owner(name)) for name in names]
    elif len(names) == 1:
        result = [result]
    if not isinstance(result, tuple | list) or len(result) != len(names):
        return None
    try:
        arrays = [np.asarray(item, dtype=np.float64) * factor for item in result]
    except (TypeError, ValueError):
        return None
    shapes = [np.shape(inputs[which]) for which in contract.wrt]
    return arrays if [a.shape for a in arrays] == shapes else None


def _gradient_contract(exercise: Exercise) -> GradientContract:
    if not isinstance(exercise.contract, GradientContract):
        raise TypeError(f"{exercise.name} returns no gradients of a forward function")
    return exercise.contract


def random_point(exercise: Exercise, rng: np.random.Generator) -> tuple[Any, ...]:
    """Standard normal inputs, as the other rules' own tests draw them, of an ordinary shape.

    A single row or a square matrix, where some mistakes happen to be right, would be unfair to a
    rule that looks at one point only.
    """
    cases = smooth_cases(exercise, rng)
    cases = [case for case in cases if stratum(case) in ORDINARY] or cases
    return tuple(_normal(value, rng) for value in cases[rng.integers(len(cases))].inputs)


def _normal(value: Any, rng: np.random.Generator) -> Any:
    """Another value of the same kind; what is no float, such as a label, stays as it is."""
    if isinstance(value, float):
        return float(rng.normal())
    if isinstance(value, np.ndarray) and value.dtype == np.float64:
        return rng.normal(size=value.shape)
    return value


def smooth_cases(exercise: Exercise, rng: np.random.Generator) -> list[Case]:
    """Our own points, less those on a kink, which only the course's stated rule decides."""
    cases = (exercise.cases or _gradient_contract(exercise).cases)(rng)
    return [case for case in cases if not case.at_kink]


def stratum(case: Case) -> str:
    """The kind of a point, the same for scalars and arrays; huge ones are of their own."""
    sizes = [np.max(np.abs(value), initial=0.0) for value in case.inputs]
    if max(sizes, default=0.0) >= HUGE:
        return "huge"
    return case.label.replace("entries", "inputs").replace("entry", "input")


def decide(
    rule: Rule, problem: Problem, backwards: Sequence[Backward], rng: np.random.Generator
) -> list[bool]:
    """What a rule says of several backward passes at one point."""
    with np.errstate(all="ignore"):
        question = rule.ask(problem, rng)
        said = []
        for backward in backwards:
            came = [backward(problem.inputs, dout) for dout in question.upstreams]
            fit = [gradients for gradients in came if gradients is not None]
            said.append(len(fit) == len(came) and question.accepts(fit))
    return said


def compare(exercise: Exercise, rule: Rule, seeds: range) -> RuleTally:
    """Put one exercise's functions before a rule: mistakes at random points, right ways at all."""
    tally, contract = RuleTally(), _gradient_contract(exercise)
    rights = [backward_of(exercise, variant) for variant in rights_of(exercise)]
    wrongs = [backward_of(exercise, mistake) for mistake in exercise.mistakes]
    for seed in seeds:
        rng = np.random.default_rng(seed)
        point = random_point(exercise, rng)
        problem = Problem(contract.forward, point, contract.wrt)
        said = decide(rule, problem, rights + wrongs, rng)
        tally.asked["random"] += len(rights)
        tally.rejected["random"] += said[: len(rights)].count(False)
        for mistake, accepted in zip(exercise.mistakes, said[len(rights) :], strict=True):
            tally.accepted[mistake.name] += accepted
        for case in smooth_cases(exercise, np.random.default_rng(seed)):
            problem = Problem(contract.forward, case.inputs, contract.wrt)
            kind = stratum(case)
            tally.asked[kind] += len(rights)
            tally.rejected[kind] += decide(rule, problem, rights, rng).count(False)
    return tally


def is_plain(exercise: Exercise, mistake: Variant) -> bool:
    """Whether a mistake is plainly wrong: at some ordinary point, by a thousandth or more.

    The others are right wherever a random point is likely to fall: wrong at a tie, at zero or for
    huge inputs only, lower precision, bad manners, numerical differences.
    """
    contract, backward = _gradient_contract(exercise), backward_of(exercise, mistake)
    rng = np.random.default_rng(0)
    for _ in range(PLAIN_POINTS):
        point = random_point(exercise, rng)
        dout = np.asarray(rng.normal(size=np.shape(contract.forward(*point))))
        came = backward(point, dout)
        if came is None:
            return True
        exact = complex_step(contract.forward, point, dout, contract.wrt)
        for a, n in zip(came, exact, strict=True):
            if not np.all(np.abs(a - n) <= PLAIN_ERROR * np.max(np.abs(n), initial=0.0)):
                return True
    return False


# Times --------------------------------------------------------------------------------------------
def median_ms(work: Callable[[int], object], times: int = TIMED) -> float:
    """Median milliseconds of some work that is told which turn it is; a first turn is not timed."""
    work(0)
    spans = []
    for turn in range(times):
        start = time.perf_counter()
        work(turn)
        spans.append(1e3 * (time.perf_counter() - start))
    return statistics.median(spans)


def judge_ms(exercise: Exercise) -> float:
    """Milliseconds in which our judge judges the reference."""
    reference = rights_of(exercise)[0]
    return median_ms(lambda seed: exercise.judge_variant(reference, seed))


def rule_ms(exercise: Exercise, rule: Rule) -> float:
    """Milliseconds in which a rule, in our words, checks the reference at one random point."""
    contract, backward = _gradient_contract(exercise), backward_of(exercise, rights_of(exercise)[0])

    def work(seed: int) -> None:
        rng = np.random.default_rng(seed)
        problem = Problem(contract.forward, points[seed], contract.wrt)
        decide(rule, problem, [backward], rng)

    points = [random_point(exercise, np.random.default_rng(seed)) for seed in range(TIMED)]
    return median_ms(work)


# Tables -------------------------------------------------------------------------------------------
def percent(part: int, whole: int) -> str:
    """A share, which is called 0 or 100 only when it is."""
    if whole == 0:
        return "–"
    share = 100 * part / whole
    if part in (0, whole):
        return f"{share:.0f} %"
    if share < 0.1:
        return f"{share:.2g} %"
    return f"{min(share, 99.9):.1f} %"


def number(count: int) -> str:
    """A whole number with thin groups of three."""
    return f"{count:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def counts(chapter: str) -> tuple[str, int, int, int]:
    """What a chapter holds: its name, functions, right ways and mistakes."""
    exercises = functions_of(chapter)
    rights = sum(len(rights_of(exercise)) for exercise in exercises)
    return chapter, len(exercises), rights, sum(len(e.mistakes) for e in exercises)


def judge_table(tallies: Sequence[Tally]) -> str:
    """Our judge, chapter by chapter."""
    rows = []
    names = list(dict.fromkeys(tally.chapter for tally in tallies))
    for chapter in [*names, "all"]:
        mine = [tally for tally in tallies if chapter in (tally.chapter, "all")]
        wrong, right = (
            sum(tally.judged_mistakes for tally in mine),
            sum(tally.judged_rights for tally in mine),
        )
        found = wrong - sum(tally.accepted.total() for tally in mine)
        rows.append(
            [
                chapter if chapter == "all" else f"`{chapter}`",
                len(mine),
                sum(tally.rights for tally in mine),
                sum(len(tally.mistakes) for tally in mine),
                f"{number(wrong - found)} of {number(wrong)}",
                f"{number(sum(t.rejected.total() for t in mine))} of {number(right)}",
                percent(sum(tally.named for tally in mine), found),
                percent(sum(tally.misnamed.total() for tally in mine), found),
                percent(sum(tally.unnamed.total() for tally in mine), found),
            ]
        )
    header = ["chapter", "functions", "right ways", "mistakes", "mistakes accepted"]
    header += ["right ways rejected", "named rightly", "named wrongly", "not named"]
    return table(header, rows)


def trouble(tallies: Sequence[Tally]) -> list[str]:
    """Every function about which the judge was wrong, or gave another's name."""
    lines = []
    for tally in tallies:
        name, of = f"`{tally.name}`", f"of {tally.seeds} times"
        lines += [
            f"- {name}: the mistake “{m}” was accepted {n} {of}" for m, n in tally.accepted.items()
        ]
        lines += [
            f"- {name}: the right way “{v}” was rejected {n} {of}"
            for v, n in tally.rejected.items()
        ]
        lines += [
            f"- {name}: the mistake “{m}” was called “{other}” {n} {of}"
            for (m, other), n in tally.misnamed.items()
        ]
        lines += [
            f"- {name}: the mistake “{m}” was given no name {n} {of}"
            for m, n in tally.unnamed.items()
        ]
    return lines


def judge_block(tallies: Sequence[Tally]) -> str:
    """The first generated part of the document."""
    seeds = tallies[0].seeds
    lines = [
        f"Each function was judged with {seeds} seeds, every one of which draws new points and new "
        "upstream gradients. A right way counts as rejected when it gets less than full marks, a "
        "mistake as accepted when it gets full marks; an exception in a function is a rejection. "
        "Named: of the mistakes found. Quizzes are not counted.",
        "",
        judge_table(tallies),
    ]
    wrong = trouble(tallies)
    return "\n".join([*lines, "", *wrong] if wrong else lines)


def comparable(tallies: Sequence[Tally]) -> list[Tally]:
    """The tallies of exercises that the other rules were given too."""
    return [tally for tally in tallies if tally.plain is not None]


def accepted_share(tallies: Sequence[Tally], rule: Rule | None, plain: bool) -> tuple[int, int]:
    """Checks that accepted a mistake, and checks of mistakes; our own judge for no rule."""
    accepted = asked = 0
    for tally in comparable(tallies):
        counted = tally.accepted if rule is None else tally.rules[rule.name].accepted
        for mistake in tally.mistakes:
            if plain == (mistake in (tally.plain or ())):
                accepted, asked = accepted + counted[mistake], asked + tally.seeds
    return accepted, asked


def worst_stratum(tallies: Sequence[Tally], rule: Rule) -> tuple[str, int, int]:
    """The kind of point, huge inputs apart, at which a rule rejects most right ways."""
    rejected, asked = Counter[str](), Counter[str]()
    for tally in comparable(tallies):
        rejected.update(tally.rules[rule.name].rejected)
        asked.update(tally.rules[rule.name].asked)
    kinds = [kind for kind in asked if kind not in ("random", "huge")]
    worst = max(kinds, key=lambda kind: rejected[kind] / asked[kind])
    return worst, rejected[worst], asked[worst]


def rejected_at(tallies: Sequence[Tally], rule: Rule, kind: str) -> tuple[int, int]:
    """Rejections of right ways at one kind of point, and checks there."""
    rejected = asked = 0
    for tally in comparable(tallies):
        mine = tally.rules[rule.name]
        rejected, asked = rejected + mine.rejected[kind], asked + mine.asked[kind]
    return rejected, asked


def rules_block(tallies: Sequence[Tally], times: dict[str, float]) -> str:
    """The second generated part: the other rules on the same functions."""
    mine = comparable(tallies)
    mistakes = sum(len(tally.mistakes) for tally in mine)
    plain = sum(len(tally.plain or ()) for tally in mine)
    rows = []
    for rule in RULES:
        kind, rejected, asked = worst_stratum(tallies, rule)
        worst = f"{percent(rejected, asked)}" + (f" ({kind})" if rejected else "")
        rows.append(
            [
                rule.name,
                percent(*accepted_share(tallies, rule, plain=True)),
                percent(*accepted_share(tallies, rule, plain=False)),
                percent(*rejected_at(tallies, rule, "random")),
                worst,
                percent(*rejected_at(tallies, rule, "huge")),
                f"{times[rule.name]:.2f}",
            ]
        )
    ours = percent(
        sum(tally.rejected.total() for tally in mine), sum(t.judged_rights for t in mine)
    )
    rows.append(
        [
            "**Backpass**",
            percent(*accepted_share(tallies, None, plain=True)),
            percent(*accepted_share(tallies, None, plain=False)),
            ours,
            "in the same judging",
            "in the same judging",
            f"{times['Backpass']:.2f}",
        ]
    )
    header = ["rule", "plain mistakes accepted", "subtle mistakes accepted"]
    header += ["right ways rejected, random points", "in the worst stratum", "inputs over 10⁸"]
    return "\n".join(
        [
            f"{len(mine)} exercises that return gradients, {sum(t.rights for t in mine)} right "
            f"ways, {mistakes} mistakes, of which {plain} are plain and {mistakes - plain} subtle; "
            f"{mine[0].seeds} seeds. Times: {circumstances('numpy')}.",
            "",
            table([*header, "ms"], rows),
            "",
            *(f"- *{rule.name}*: {rule.words}. Source: {rule.source}." for rule in RULES),
        ]
    )


def times_block(spans: dict[tuple[str, str], float]) -> str:
    """The third generated part: milliseconds for the reference solutions."""
    rows = []
    for chapter in dict.fromkeys(chapter for chapter, _ in spans):
        mine = [ms for (of, _), ms in spans.items() if of == chapter]
        rows.append(
            [f"`{chapter}`", len(mine), f"{statistics.median(mine):.1f}", f"{sum(mine):.0f}"]
        )
    each = [[f"`{name}`", f"{ms:.1f}"] for (_, name), ms in spans.items()]
    return "\n".join(
        [
            f"Medians of {TIMED} judgings of the reference solution, in milliseconds: "
            f"{circumstances('numpy')}.",
            "",
            table(["chapter", "functions", "one function (median)", "the whole chapter"], rows),
            "",
            "<details><summary>Function by function</summary>",
            "",
            table(["function", "ms"], each),
            "",
            "</details>",
        ]
    )


# The command --------------------------------------------------------------------------------------
def tallies_of(names: Sequence[str], seeds: int, jobs: int) -> Iterator[Tally]:
    """Measure the exercises of some chapters, a few seeds at a time, in the order of the course."""
    shares = [range(start, min(start + SHARE, seeds)) for start in range(0, seeds, SHARE)]
    plan = [(chapter, exercise.name) for chapter in names for exercise in functions_of(chapter)]
    with ProcessPoolExecutor(jobs) as pool:
        running = [[pool.submit(measure, *which, share) for share in shares] for which in plan]
        for first, *others in running:
            tally = first.result()
            for other in others:
                tally.add(other.result())
            yield tally


def timed(names: Sequence[str]) -> tuple[dict[tuple[str, str], float], dict[str, float]]:
    """Milliseconds of each reference; and means over the gradient exercises for each rule."""
    spans, means = {}, {}
    exercises = {name: functions_of(name) for name in names}
    for chapter, members in exercises.items():
        for exercise in members:
            spans[chapter, exercise.name] = judge_ms(exercise)
    gradients = [
        (chapter, exercise)
        for chapter, members in exercises.items()
        for exercise in members
        if isinstance(exercise.contract, GradientContract)
    ]
    for rule in RULES:
        means[rule.name] = statistics.fmean(rule_ms(exercise, rule) for _, exercise in gradients)
    means["Backpass"] = statistics.fmean(spans[chapter, e.name] for chapter, e in gradients)
    return spans, means


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, say how it went, write the document. Returns 1 if the judge was wrong anywhere."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("chapter", nargs="*", help="all by default; then nothing is written")
    parser.add_argument("--seeds", type=int, default=50, help="judgings of each function")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--times", action="store_true", help="only time the reference solutions")
    options = parser.parse_args(arguments)
    if options.times:
        write(DOC, {"times": times_block(timed(chapters())[0])})
        print(f"The times are in {DOC.relative_to(ROOT)}.")
        return 0
    if options.seeds < 1:
        parser.error("--seeds must be at least 1")
    names = options.chapter or chapters()
    unknown = sorted(set(names) - set(chapters()))
    if unknown:
        parser.error(f"no such chapter: {', '.join(unknown)}; there are {', '.join(chapters())}")
    tallies = []
    for tally in tallies_of(names, options.seeds, options.jobs):
        tallies.append(tally)
        print(
            f"{tally.chapter} {tally.name}: {tally.rights} right ways, {len(tally.mistakes)} "
            f"mistakes, accepted {tally.accepted.total()}, rejected {tally.rejected.total()}, "
            f"named {tally.named} of {tally.judged_mistakes}",
            flush=True,
        )
    spans, means = timed(names)
    blocks = {
        "rates": judge_block(tallies),
        "rules": rules_block(tallies, means),
        "times": times_block(spans),
    }
    if options.chapter:
        print("\n\n".join(["", *blocks.values()]))
    else:
        write(DOC, blocks)
        print(f"The tables are in {DOC.relative_to(ROOT)}.")
    wrong = trouble(tallies)
    print("\n".join(wrong) or "The judge was right about every function, and every name was right.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
