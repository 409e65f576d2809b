"""Every exercise of every chapter before the judge.

Right ways get full marks, mistakes lose some and are named, and three ways to a gradient agree.
"""

import inspect
import math
import sys
from functools import cache

import numpy as np
import pytest
from course_exercises import CODE, EXERCISES, GRADIENTS
from course_notebooks import CHAPTERS, ROOT
from looked_over import at_least

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS, build_autograd, of_chapter, two_layer_net
from backpass.grading import hidden
from backpass.grading.exercises import edited
from backpass.grading.exercises.answers import Mutant
from backpass.grading.exercises.common_mistakes import COMMON, NotInTheTable, made
from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.library import MissingExercises, load
from backpass.grading.exercises.recognise import alike
from backpass.grading.exercises.source import source_of
from backpass.judging.gradcheck import complex_step, richardson
from backpass.judging.plan import inputs_as_cache
from backpass.judging.verdict import Status
from benchmarks import rates

pytestmark = pytest.mark.usefixtures("our_own_errors_show")

#: `Value` is judged with a chain of ten thousand gates for each of its fifty mistakes.
SEEDS = {"Value": (3,)}
TWO_SEEDS = (0, 231)
#: ``predict_change`` is checked at its published examples alone: its truth would be its answer.
BEYOND_THE_VISIBLE = {"predict_change": ("two inputs only", "float32")}

each_exercise = pytest.mark.parametrize("name", CODE)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_chapter_has_the_exercises_of_its_contracts_and_no_others(chapter):
    assert list(load(chapter, ROOT)) == list(of_chapter(chapter))


@pytest.mark.parametrize("name", CONTRACTS)
def test_parts_are_worth_something_and_add_up(name):
    contract = CONTRACTS[name]
    assert all(points > 0 for points in contract.parts.values())
    assert contract.points == sum(contract.parts.values())


@each_exercise
def test_enough_mistakes_and_right_ways_are_known(name):
    mistakes, accepted = EXERCISES[name].mistakes, EXERCISES[name].accepted
    assert len({mistake.name for mistake in mistakes}) == len(mistakes) >= 8
    assert len({variant.name for variant in accepted}) == len(accepted) >= 5
    assert all(mistake.told and mistake.reported for mistake in mistakes)


@cache
def judged(name):
    """All ways to write an exercise before the judge, once: what was counted, and all verdicts."""
    verdicts = []
    tally = rates.judge_all(
        EXERCISES[name],
        SEEDS.get(name, TWO_SEEDS),
        lambda variant, verdict: verdicts.append((variant, verdict)),
    )
    return tally, verdicts


@each_exercise
def test_right_ways_get_full_marks_and_mistakes_lose_some_and_are_named(name):
    tally, _ = judged(name)
    assert not tally.accepted, "mistakes that got full marks"
    assert not tally.rejected, "right ways that did not"
    assert not tally.misnamed, "mistakes that were given another's name"
    assert not tally.unnamed, "mistakes that were given no name"
    assert tally.named == tally.judged_mistakes > 0


@each_exercise
def test_marks_are_plain_numbers_and_a_mistake_is_told_in_its_own_words(name):
    points = EXERCISES[name].points
    for variant, verdict in at_least(13, judged(name)[1]):
        assert type(verdict.score) is float
        if isinstance(variant, Mutant):
            assert (verdict.mistake, verdict.told) == (variant.name, variant.told)
            assert 0.0 <= verdict.score < points
        else:
            assert verdict.score == points


def test_each_part_of_value_is_lost_by_some_mistake():
    lost = [
        {part.name for part in verdict.parts if part.earned < part.points}
        for _, verdict in judged("Value")[1]
    ]
    assert set.union(*lost) == set(build_autograd.PARTS)


@pytest.mark.parametrize("name", [name for name in CONTRACTS if name not in CODE])
def test_a_quiz_is_right_with_its_letter_and_with_no_other(name):
    exercise, contract = EXERCISES[name], CONTRACTS[name]
    for letter in at_least(4, contract.choices):
        verdict = exercise.judge(lambda letter=letter: letter, 0)
        assert (verdict.score == contract.points) is (letter == exercise.answer)


@each_exercise
def test_the_visible_check_finds_every_mistake_and_has_words_for_it(name):
    contract, looked_at = CONTRACTS[name], 0
    for mistake in EXERCISES[name].mistakes:
        if mistake.name in BEYOND_THE_VISIBLE.get(name, ()):
            continue
        verdict, trial = examine(contract, *EXERCISES[name].handed_in(mistake))
        assert verdict.status is Status.FAILED, mistake.name
        assert "not right yet" in panel_of(contract, verdict, trial).text
        looked_at += 1
    assert looked_at >= 8


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_stub_is_not_attempted_and_gets_nothing(name):
    def stub(*_):
        raise NotImplementedError("write me")

    for verdict in (
        EXERCISES[name].judge(stub, 0, forward=stub),
        examine(CONTRACTS[name], stub, stub)[0],
    ):
        assert verdict.status is Status.NOT_ATTEMPTED
        assert (verdict.score, type(verdict.score)) == (0.0, float)


@cache
def trial_of_the_solution(name):
    """What every strange answer is held beside; only looked at."""
    exercise = EXERCISES[name]
    function, forward = exercise.handed_in(exercise.solution)
    return exercise.tried(function, 1, forward)[1]


@each_exercise
@pytest.mark.parametrize(
    "answer",
    [
        None,
        lambda *_: None,
        lambda *_: "text",
        lambda *_: ("text", {"cache": 1}),
        lambda *_: (np.array(["a"]), np.array([None]), object()),
        lambda *_: {"W1": [[1.0], [2.0, 3.0]], "b1": None, "W2": 1j, "b2": np.float32(1)},
        lambda *_: sys.exit(3),
        lambda *_: 1 / 0,
        lambda: 0,
    ],
    ids="nothing none text pair strange dict exit raises arguments".split(),
)
def test_whatever_comes_back_is_a_finding(name, answer):
    exercise, right = EXERCISES[name], trial_of_the_solution(name)
    ways = ((answer, answer), (answer, None), (None, answer))
    _, own_forward = exercise.handed_in(exercise.solution)
    # where no forward is asked for, all three are the answer alone, and nothing
    for handed in at_least(1, ways if own_forward is not None else ways[:1]):
        verdict, trial = exercise.tried(handed[0], 1, handed[1])
        assert verdict.status is Status.FAILED
        assert not alike(exercise, trial, right)
        assert verdict.score < exercise.points
        verdict, trial = examine(CONTRACTS[name], *handed)
        assert panel_of(CONTRACTS[name], verdict, trial).text


@pytest.fixture
def short_stack():
    """Calls are refused as ever, but not as deep: each of a hundred points needs less for it."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + 200)
    yield
    sys.setrecursionlimit(limit)


@pytest.mark.parametrize("name", [name for name in CODE if CONTRACTS[name].partner is None])
@pytest.mark.usefixtures("short_stack")
def test_endless_recursion_is_a_finding(name):
    def again(*arguments):
        return again(*arguments)

    verdict, _ = EXERCISES[name].tried(again, 1, again)
    assert verdict.status is Status.FAILED
    assert any("RecursionError" in finding.text for finding in verdict.findings)


@pytest.mark.parametrize("name", GRADIENTS)
def test_feedback_never_says_what_was_expected(name):
    looked_at = 0
    for variant, verdict in judged(name)[1]:
        text = hidden.panel_of(verdict).text.replace("−", "-")
        for finding in verdict.findings:
            for value in np.ravel(finding.expected if finding.expected is not None else []):
                said = {f"{float(value):.{digits}g}" for digits in (4, 6, 8)} | {repr(float(value))}
                telling = {words for words in said if len(words.strip("-0.")) >= 4}
                assert not [words for words in telling if words in text], variant.name
                looked_at += 1
    assert looked_at >= 5


# --- three ways to a gradient --------------------------------------------------------------------

FORWARDS = {name: CONTRACTS[name] for name in GRADIENTS}
FORWARDS["two_layer_net"] = two_layer_net.GRADIENTS_OF_NET


@pytest.mark.parametrize("name", FORWARDS)
def test_complex_step_richardson_and_reference_agree(name):
    contract, rng, compared = FORWARDS[name], np.random.default_rng(7), 0
    function, forward = EXERCISES[name].handed_in(EXERCISES[name].solution)
    for case in contract.cases(rng):
        dout = 1.0
        if contract.upstream is not None:
            dout = rng.normal(size=np.shape(contract.forward(*case.inputs)))[()]
        exact = complex_step(contract.forward, case.inputs, dout, contract.wrt)
        with np.errstate(all="ignore"):
            values, bounds = richardson(contract.forward, case.inputs, dout, contract.wrt)
        given = _gradients(contract, function, forward, case, dout)
        for e, g, v, b in zip(exact, given, values, bounds, strict=True):
            size = np.maximum(1.0, np.abs(e))
            assert np.all(np.isfinite(e))
            assert np.all(np.abs(e - g) <= 1e-9 * size)
            if case.at_kink or case.near_kink:
                continue  # differences know nothing of the stated rule
            # Richardson says itself how far it can be trusted
            known = np.broadcast_to(np.asarray(b) < 1e-9 * size, np.shape(e))
            assert np.all((np.abs(e - v) <= 1e-9 * size)[known])
            compared += int(np.sum(known))
    assert compared >= 8


def _gradients(contract, function, forward, case, dout):
    """What the reference returns, a gradient for each input that gets one."""
    if contract.upstream is None:
        return _several(function(*case.inputs))
    if forward is not None:
        with np.errstate(all="ignore"):
            cache = forward(*contract.arguments(*case.inputs))[1]
    else:
        cache = (contract.cache_of or inputs_as_cache)(*case.inputs)
    given = function(dout, cache)
    if contract.keys:
        given = tuple(given[name] for name in two_layer_net.PARAMETERS)
    return _several(given)


def _several(given):
    return given if isinstance(given, tuple) else (given,)


# --- sources -------------------------------------------------------------------------------------


@each_exercise
def test_a_right_way_stands_alone_as_it_would_in_the_notebook(name):
    exercise = EXERCISES[name]
    wanted = {"two_layer_net": ("two_layer_backward", "two_layer_forward")}.get(name, (name,))
    variants = [exercise.solution, *exercise.accepted]
    variants += exercise.mistakes if exercise.cell else []
    for variant in variants:
        space = {"np": np, "math": math}
        if exercise.cell:
            space = dict(variant.function.__globals__)
        exec(compile(source_of(variant.function, name, exercise.cell), name, "exec"), space)
        assert all(callable(space[function]) for function in wanted)


def test_a_cell_cannot_be_edited_where_nothing_fits():
    with pytest.raises(ValueError, match="nothing like"):
        edited(EXERCISES["Value"].reference, ("no such line", ""))


# --- common mistakes -----------------------------------------------------------------------------


def test_a_common_mistake_is_made_from_the_reference_and_told_from_the_table():
    exercise = Exercise("multiply_backward")

    @exercise.solved_by()
    def _(dout, cache):
        x, y = cache
        return dout * y, dout * x

    exercise.common("float32", "upstream ignored", "one number", "signs")
    made_now = {mistake.name: mistake for mistake in exercise.mistakes}
    assert list(made_now) == ["float32", "upstream ignored", "one number", "sign"]
    assert made_now["sign"].told == COMMON["signs"].told
    assert made_now["upstream ignored"].function(3.0, (2.0, 5.0)) == (5.0, 2.0)
    assert made_now["sign"].function(3.0, (2.0, 5.0)) == (-15.0, -6.0)
    text = source_of(made_now["float32"].function, "multiply_backward")
    assert text.startswith("def multiply_backward(dout, cache):\n    def right(dout, cache):\n")
    for mistake in exercise.mistakes:
        assert exercise.judge_variant(mistake, 3).mistake == mistake.name


def test_what_is_not_in_the_table_is_said_to_be_none():
    exercise = Exercise("multiply_backward")
    with pytest.raises(NotInTheTable, match=r"'float16' is no common mistake: give it sentences"):
        exercise.wrong("float16")
    with pytest.raises(NotInTheTable, match=r"Write it: @exercise\.wrong\(\"published example\""):
        made("published example", lambda dout, cache: dout, 1)
    with pytest.raises(LookupError, match="write the reference solution before"):
        exercise.common("float32")


def test_every_common_sentence_is_used():
    used = {(m.name, m.told, m.reported) for name in CODE for m in EXERCISES[name].mistakes}
    table = {(one.name or name, one.told, one.reported) for name, one in COMMON.items()}
    assert table <= used
    assert len(table) == len(COMMON) > 15


# --- files that are not what they should be ------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("add_backward.py", "x = 1", r"add_backward\.py makes no exercise"),
        ("add_backward.py", "exercise = [broken", r"_backward\.py cannot be loaded: SyntaxError"),
        (
            "add_backward.py",
            "from backpass.grading.exercises import Exercise\nexercise = Exercise('max_backward')",
            r"makes the exercise 'max_backward'\. A file is called as its exercise is",
        ),
        ("no_such.py", "", r"no_such\.py: no contract of this chapter is called 'no_such'"),
        ("quizzes.toml", "[quiz_x]\nanswer = 'a'\na=''\nb=''\nc=''\nd=''", r"zes\.toml: no con"),
        ("quizzes.toml", "[quiz_x]\nanswer = 'f'", r"quiz_x: answer has to be one of a, b, c, d"),
    ],
)  # fmt: skip
def test_a_file_that_makes_no_exercise_is_named(name, text, said, tmp_path):
    folder = tmp_path / "grader_tests" / "02_chain_rule"
    folder.mkdir(parents=True)
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(MissingExercises, match=said):
        load("02_chain_rule", tmp_path)


def test_files_of_a_chapter_share_helpers_and_two_courses_do_not(tmp_path):
    for course, points in (("one", 1), ("two", 2)):
        folder = tmp_path / course / "grader_tests" / "02_chain_rule"
        folder.mkdir(parents=True)
        (folder / "_shared.py").write_text(f"NUMBER = {points}\n", encoding="utf-8")
        (folder / "add_backward.py").write_text(
            "from backpass.grading.exercises import Exercise\nfrom ._shared import NUMBER\n"
            "exercise = Exercise('add_backward', answer=NUMBER)\n",
            encoding="utf-8",
        )
    answers = [
        load("02_chain_rule", tmp_path / course)["add_backward"].answer for course in ("one", "two")
    ]
    assert answers == [1, 2]
