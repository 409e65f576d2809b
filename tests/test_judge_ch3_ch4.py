"""Chapters 3 and 4 before the judge: right ways pass, mistakes are named, the truth is true."""

from decimal import Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest

from backpass.cases import NoUsablePoint, drawn_cases, elementwise_cases
from backpass.check import examine
from backpass.contract import GradientContract, QuizContract
from backpass.contracts import CONTRACTS, of_chapter
from backpass.contracts.sigmoid_neuron import LARGEST, TABLE, circuit_cache, sigmoid
from backpass.contracts.staged_computation import STAGES
from backpass.gradcheck import complex_step, richardson
from backpass.grading.exercises.library import load
from backpass.verdict import Kind, Status

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ("03_sigmoid_neuron", "04_staged_computation")
EXERCISES = {
    name: exercise
    for chapter in CHAPTERS
    for name, exercise in load(chapter, ROOT).items()
    if not isinstance(exercise.contract, QuizContract)
}
GRADIENTS = [n for n, e in EXERCISES.items() if isinstance(e.contract, GradientContract)]
SEEDS = (3, 1001)
ELEMENTWISE = [n for n in GRADIENTS if CONTRACTS[n].gradients == ("dx",)]

VARIANTS = [
    pytest.param(n, v, id=f"{n}-{v.name}") for n in EXERCISES for v in EXERCISES[n].accepted
]
MUTANTS = [pytest.param(n, m, id=f"{n}-{m.name}") for n in EXERCISES for m in EXERCISES[n].mistakes]


def judged(name, function, forward=None, seed=5):
    return EXERCISES[name].judge(function, seed, forward)


def kinds(verdict):
    return {(finding.part, finding.kind) for finding in verdict.findings}


# --- rates ---------------------------------------------------------------------------------------


def test_every_exercise_of_both_chapters_is_there():
    for chapter in CHAPTERS:
        assert list(of_chapter(chapter)) == list(load(chapter, ROOT))


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_gets_full_marks(name):
    exercise = EXERCISES[name]
    for seed in range(5):
        verdict = exercise.judge_variant(exercise.solution, seed)
        assert verdict.status is Status.PASSED, verdict.findings
        assert verdict.score == exercise.points


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_a_right_variant_gets_full_marks(name, variant):
    for seed in SEEDS:
        verdict = EXERCISES[name].judge_variant(variant, seed)
        assert verdict.status is Status.PASSED, verdict.findings
        assert verdict.score == EXERCISES[name].points


@pytest.mark.parametrize(("name", "mutant"), MUTANTS)
def test_a_mistake_loses_marks_and_is_named(name, mutant):
    for seed in SEEDS:
        verdict = EXERCISES[name].judge_variant(mutant, seed)
        assert verdict.status is Status.FAILED
        assert 0.0 <= verdict.score < EXERCISES[name].points
        assert verdict.mistake == mutant.name


@pytest.mark.parametrize(("name", "mutant"), MUTANTS)
def test_the_visible_check_refuses_mistakes_too(name, mutant):
    function, forward = EXERCISES[name].handed_in(mutant)
    verdict, _ = examine(CONTRACTS[name], function, forward)
    assert verdict.status is Status.FAILED


@pytest.mark.parametrize("name", EXERCISES)
def test_enough_mistakes_and_variants_are_known(name):
    mistakes, accepted = EXERCISES[name].mistakes, EXERCISES[name].accepted
    assert len(mistakes) >= 8
    assert len(accepted) >= 5
    assert len({m.name for m in mistakes}) == len(mistakes)
    assert all(m.told and m.reported for m in mistakes)


# --- the truth -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GRADIENTS)
def test_complex_step_richardson_and_reference_agree(name):
    exercise, contract = EXERCISES[name], CONTRACTS[name]
    function, forward = exercise.handed_in(exercise.solution)
    make_cache = contract.cache_of or (lambda *inputs: inputs[0] if len(inputs) == 1 else inputs)
    compared = 0
    for case in contract.cases(np.random.default_rng(7)):
        dout = 1.3 * np.ones(np.shape(contract.forward(*case.inputs)))[()]
        exact = complex_step(contract.forward, case.inputs, dout, contract.wrt)
        cache = forward(*case.inputs)[1] if forward else make_cache(*case.inputs)
        given = function(dout, cache)
        given = given if isinstance(given, tuple) else (given,)
        for e, g in zip(exact, given, strict=True):
            assert np.all(np.isfinite(e))
            assert np.all(np.abs(e - g) <= 1e-9 * np.maximum(1.0, np.abs(e)))
        with np.errstate(all="ignore"):
            values, bounds = richardson(contract.forward, case.inputs, dout, contract.wrt)
        for e, v, b in zip(exact, values, bounds, strict=True):
            known = np.asarray(b) < 1e-9 * np.maximum(1.0, np.abs(e))
            assert np.all((np.abs(e - v) <= 1e-9 * np.maximum(1.0, np.abs(e)))[known])
            compared += int(np.sum(known))
    assert compared >= 8


def to_fifty_digits(x):
    """The sigmoid by its definition, in decimal arithmetic."""
    with localcontext() as context:
        context.prec = 50
        if abs(x) > 2000:
            return float(x > 0)
        return float(1 / (1 + (-Decimal(x)).exp()))


@pytest.mark.parametrize("x", TABLE)
def test_the_printed_table_is_right(x):
    assert TABLE[x] == pytest.approx(to_fifty_digits(x), rel=1e-15, abs=1e-20)


@pytest.mark.parametrize("x", [*TABLE, 0.1, -7.3, 25.0, -25.0, 709.0, -709.0, 746.0, -746.0])
def test_both_trusted_sigmoids_are_right(x):
    hidden = EXERCISES["sigmoid_forward"].truth(x)[0]
    assert hidden == pytest.approx(to_fifty_digits(x), rel=1e-15, abs=1e-300)
    assert sigmoid(x) == pytest.approx(to_fifty_digits(x), rel=1e-15, abs=1e-300)
    (slope,) = complex_step(sigmoid, (x,))
    assert slope == pytest.approx(hidden * to_fifty_digits(-x), rel=1e-12, abs=1e-300)


def test_the_published_numbers_come_out():
    solved = {name: exercise.handed_in(exercise.solution) for name, exercise in EXERCISES.items()}
    w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
    backward, forward = solved["neuron_backward"]
    f, cache = forward(w, x)
    dw, dx = backward(1.0, cache)
    assert f == pytest.approx(0.7310585786300049, abs=1e-15)
    assert dw == pytest.approx([-0.19661193324148185, -0.3932238664829637, 0.19661193324148185])
    assert dx == pytest.approx([0.3932238664829637, -0.5898357997244456])
    backward, forward = solved["staged_backward"]
    f, cache = forward(3.0, -4.0)
    assert f == pytest.approx(1.5456448841066441, abs=1e-15)
    assert backward(1.0, cache) == pytest.approx((2.0595697955721652, 1.5922327514838093))


# --- the points ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gates_meet_floats_and_arrays_of_several_shapes(name):
    cases = CONTRACTS[name].cases(np.random.default_rng(0))
    given = [case.inputs[0] for case in cases]
    assert {np.ndim(x) for x in given} >= {0, 1, 2, 3}
    assert any(np.size(x) == 1 and np.ndim(x) == 1 for x in given)
    assert all(type(x) is float or x.dtype == np.float64 for x in given)
    assert all(np.all(np.asarray(x) != 0.0) for x in given) == (name == "reciprocal_backward")


@pytest.mark.parametrize("name", ["exp_backward", "sigmoid_circuit_backward", "fork_backward"])
def test_exponentials_stay_within_their_limit(name):
    for seed in range(50):
        for case in CONTRACTS[name].cases(np.random.default_rng(seed)):
            assert max(np.max(np.abs(x)) for x in case.inputs) <= LARGEST
            assert abs(np.max(np.prod(case.inputs, axis=0))) <= LARGEST


def test_the_neuron_never_asks_for_a_larger_exponential():
    for seed in range(50):
        for case in CONTRACTS["neuron_backward"].cases(np.random.default_rng(seed)):
            w, x = case.inputs
            assert abs(w[:2] @ x + w[2]) <= LARGEST + 1e-9
            assert np.max(np.abs(w)) <= LARGEST


def test_the_staged_denominator_stays_away_from_zero():
    for seed in range(2000):
        for case in CONTRACTS["staged_backward"].cases(np.random.default_rng(seed)):
            x, y = case.inputs
            assert 1 / (1 + np.exp(-x)) + (x + y) ** 2 >= 0.05


def test_a_sampler_without_a_usable_point_says_so():
    draw = drawn_cases([], [("nothing", lambda _: (1.0,))], lambda x: x > 1.0)
    with pytest.raises(NoUsablePoint, match="of nothing"):
        draw(np.random.default_rng(0))


def test_huge_inputs_start_with_either_sign():
    cases = elementwise_cases([], large=(20.0, 30.0), huge=1e300)(np.random.default_rng(0))
    huge = [np.ravel(c.inputs[0]) for c in cases if c.label == "huge inputs of both signs"]
    assert sorted(np.sign(x[0]) for x in huge) == [-1.0, 1.0]


def test_the_cache_of_the_circuit_is_the_four_caches_in_forward_order():
    (x, a), scaled, (power, c), shifted = circuit_cache(1.0)
    assert (x, a, scaled, c) == (1.0, -1.0, -1.0, 1.0)
    assert power == pytest.approx(0.36787944117144233)
    assert shifted == pytest.approx(1.3678794411714423)


# --- what the contracts allow, and what they do not ----------------------------------------------


def scale_forward(x, a):
    return a * x, (x, a)


def exp_forward(x):
    return np.exp(x), x


def test_a_gate_may_be_used_on_the_gradient():
    assert judged("scale_backward", lambda d, c: scale_forward(d, c[1])[0]).status is Status.PASSED


def test_the_forward_may_be_run_again_entry_by_entry():
    def wasteful(dout, cache):
        outs = [exp_forward(float(entry))[0] for entry in np.ravel(cache)]
        return dout * np.reshape(outs, np.shape(cache))

    assert judged("exp_backward", wasteful).status is Status.PASSED


@pytest.mark.parametrize("step", [1e-6, 0.5e-3, 1e-30j])
def test_the_forward_may_not_be_run_at_displaced_points(step):
    def sneaky(dout, cache):
        above, below = exp_forward(cache + step)[0], exp_forward(cache - step)[0]
        return dout * np.real((above - below) / (2 * step))

    verdict = judged("exp_backward", sneaky)
    assert verdict.score == 0.0
    assert ("", Kind.DIFFERENCED) in kinds(verdict)


def test_the_neuron_takes_lists_and_the_score_does_not():
    neuron, score = EXERCISES["neuron_backward"], EXERCISES["score_backward"]
    lists = neuron.accepts["as lists"]
    assert neuron.judge_variant(lists, 0).score == neuron.points
    as_lists = next(m for m in score.mistakes if m.name == "lists")
    assert ("dw", Kind.TYPE) in kinds(score.judge_variant(as_lists, 0))


@pytest.mark.parametrize(
    ("dw", "kind"),
    [
        ([1.0, 2.0], Kind.SHAPE),
        ([1.0, "2", 3.0], Kind.TYPE),
        ([1.0, [2.0], 3.0], Kind.TYPE),
        ([1.0, float("nan"), 3.0], Kind.NOT_FINITE),
        (list(np.ones(3, dtype=np.float32)), Kind.DTYPE),
    ],
)
def test_a_list_is_looked_at_like_the_array_it_stands_for(dw, kind):
    _, forward = EXERCISES["neuron_backward"].handed_in(EXERCISES["neuron_backward"].solution)
    verdict = judged("neuron_backward", lambda _d, _c: (dw, [0.0, 0.0]), forward)
    assert ("dw", kind) in kinds(verdict)


def test_a_stage_that_is_missing_costs_its_own_part():
    reference = EXERCISES["staged_forward"].reference

    def forgetful(x, y):
        f, cache = reference(x, y)
        return f, {name: value for name, value in cache.items() if name != "num"}

    verdict = judged("staged_forward", forgetful)
    assert verdict.score == EXERCISES["staged_forward"].points - 0.5
    assert kinds(verdict) == {("num", Kind.MISSING)}
    assert '"num"' in verdict.findings[0].text


def test_a_cache_that_is_no_dict_costs_the_stages_and_not_the_output():
    reference = EXERCISES["staged_forward"].reference
    verdict = judged("staged_forward", lambda x, y: (reference(x, y)[0], None))
    assert kinds(verdict) == {(name, Kind.TYPE) for name in STAGES}
    assert verdict.score == 3.5


def test_rounding_to_two_digits_is_refused():
    for name in ("sigmoid_forward", "sigmoid_backward", "sigmoid_circuit_backward"):
        rounded = next(m for m in EXERCISES[name].mistakes if m.name.startswith("rounded"))
        assert EXERCISES[name].judge_variant(rounded, 0).score <= 1.0
    derived = lambda dout, cache: dout * (1 - 0.73) * 0.73  # noqa: E731
    verdict, _ = examine(CONTRACTS["sigmoid_circuit_backward"], derived)
    assert verdict.findings[0].case.label == "the published example"


def test_a_wrong_forward_does_not_cost_a_right_backward():
    def half(x):
        return 0.5 / (1.0 + np.exp(-np.asarray(x))), 1.0 / (2.0 + 2.0 * np.exp(-np.asarray(x)))

    verdict = judged("sigmoid_backward", lambda d, s: d * s * (1 - s), half)
    assert verdict.score == EXERCISES["sigmoid_backward"].points


def test_what_changed_is_named():
    def greedy(dout, cache):
        dout *= cache[1]
        return dout

    verdict = judged("scale_backward", greedy)
    assert verdict.score == 2.0
    assert "`dout`" in verdict.findings[0].text
    assert verdict.mistake == "dout in place"
