"""The judge of chapters 5 to 7: arrays, losses, a network and ``Value``."""

import cmath
import itertools
import sys

import numpy as np
import pytest

from backpass.cases import KINK, array_cases, array_strata
from backpass.check import examine, panel_of
from backpass.contract import GradientContract, QuizContract
from backpass.contracts import CONTRACTS, build_autograd, two_layer_net
from backpass.contracts.build_autograd import GATES, Program, draw_graph, once, programs, typed
from backpass.gradcheck import complex_step, richardson
from backpass.grading.exercises.library import load
from backpass.grading.exercises.recognise import alike
from backpass.grading.exercises.source import edited, source_of
from backpass.observe import TooManyCallsError, scripted
from backpass.verdict import Case, Kind, Status
from tests.conftest import ROOT

CHAPTERS = ("05_vectorized_gradients", "06_two_layer_net", "07_build_autograd")
EXERCISES = {
    name: exercise
    for chapter in CHAPTERS
    for name, exercise in load(chapter, ROOT).items()
    if not isinstance(exercise.contract, QuizContract)
}
SEEDS = (3,)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_reference_and_every_right_variant_get_full_marks(name):
    exercise = EXERCISES[name]
    for seed, variant in itertools.product(SEEDS, [exercise.solution, *exercise.accepted]):
        verdict = exercise.judge_variant(variant, seed)
        assert verdict.status is Status.PASSED, (variant.name, verdict.findings)
        assert verdict.score == exercise.points


@pytest.mark.parametrize("name", EXERCISES)
def test_every_mistake_loses_marks_and_is_named(name):
    exercise = EXERCISES[name]
    for seed in SEEDS:
        # every mistake is judged once; which of them it is taken for is asked as the judge asks
        judged = [exercise.tried(*_handed(exercise, m, seed)) for m in exercise.mistakes]
        for mutant, (verdict, trial) in zip(exercise.mistakes, judged, strict=True):
            assert verdict.status is Status.FAILED, mutant.name
            assert 0.0 <= verdict.score < exercise.points, mutant.name
            twins = zip(exercise.mistakes, judged, strict=True)
            named = next(m.name for m, (_, other) in twins if alike(trial, other))
            assert named == mutant.name
    last = exercise.mistakes[-1]
    assert exercise.judge_variant(last, 5).mistake == last.name


def _handed(exercise, variant, seed):
    function, forward = exercise.handed_in(variant)
    return function, seed, forward


@pytest.mark.parametrize("name", EXERCISES)
def test_enough_variants_and_mistakes_are_known(name):
    exercise = EXERCISES[name]
    assert len(exercise.accepted) >= 5
    assert len({mutant.name for mutant in exercise.mistakes}) == len(exercise.mistakes) >= 8
    assert all(mutant.told and mutant.reported for mutant in exercise.mistakes)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_visible_check_finds_every_mistake_and_has_words_for_it(name):
    for mutant in EXERCISES[name].mistakes:
        verdict, trial = examine(CONTRACTS[name], *EXERCISES[name].handed_in(mutant))
        assert verdict.status is Status.FAILED, mutant.name
        assert "not right yet" in panel_of(CONTRACTS[name], verdict, trial).text


@pytest.mark.parametrize("name", EXERCISES)
def test_a_stub_is_not_attempted(name):
    def stub(*_):
        raise NotImplementedError("write me")

    for verdict in (
        EXERCISES[name].judge(stub, 0, forward=stub),
        examine(CONTRACTS[name], stub, stub)[0],
    ):
        assert verdict.status is Status.NOT_ATTEMPTED
        assert verdict.score == 0.0


@pytest.mark.parametrize("name", EXERCISES)
@pytest.mark.parametrize(
    "answer",
    [
        lambda *_: None,
        lambda *_: "text",
        lambda *_: ("text", {"cache": 1}),
        lambda *_: (np.array(["a"]), np.array([None]), object()),
        lambda *_: {"W1": [[1.0], [2.0, 3.0]], "b1": None, "W2": 1j, "b2": np.float32(1)},
        lambda *_: sys.exit(3),
        lambda *_: 1 / 0,
        lambda: 0,
    ],
)
def test_whatever_comes_back_is_a_finding(name, answer):
    for handed in ((answer, answer), (answer, None), (None, answer)):
        verdict, trial = EXERCISES[name].tried(handed[0], 1, handed[1])
        assert verdict.status is Status.FAILED
        assert not alike(trial, EXERCISES[name].tried(*_handed_solution(name))[1])
        assert verdict.score < EXERCISES[name].points
        verdict, trial = examine(CONTRACTS[name], *handed)
        assert panel_of(CONTRACTS[name], verdict, trial).text


def _handed_solution(name):
    return _handed(EXERCISES[name], EXERCISES[name].solution, 1)


@pytest.mark.parametrize("name", EXERCISES)
def test_endless_recursion_is_a_finding(name):
    def again(*arguments):
        return again(*arguments)

    verdict, _ = EXERCISES[name].tried(again, 1, again)
    assert verdict.status is Status.FAILED
    assert any("RecursionError" in finding.text for finding in verdict.findings)


def test_a_cell_is_handed_in_as_it_would_stand_in_the_notebook():
    for name in ("two_layer_net", "Value"):
        exercise = EXERCISES[name]
        wanted = {"two_layer_net": ("two_layer_backward", "two_layer_forward")}.get(name, (name,))
        for variant in [exercise.solution, *exercise.accepted, *exercise.mistakes]:
            space = dict(variant.function.__globals__)
            exec(source_of(variant.function, name, cell=True), space)
            assert all(callable(space[function]) for function in wanted)
    with pytest.raises(ValueError, match="nothing like"):
        edited(EXERCISES["Value"].reference, ("no such line", ""))


# --- three ways to a gradient --------------------------------------------------------------------

FORWARDS = {
    name: contract for name, contract in CONTRACTS.items()
    if isinstance(contract, GradientContract) and contract.chapter in CHAPTERS
} | {"two_layer_net": two_layer_net.GRADIENTS_OF_NET}  # fmt: skip


@pytest.mark.parametrize("name", FORWARDS)
def test_complex_step_richardson_and_reference_agree(name):
    contract, rng, compared = FORWARDS[name], np.random.default_rng(7), 0
    backward, forward = EXERCISES[name].handed_in(EXERCISES[name].solution)
    for case in contract.cases(rng):
        dout = rng.normal(size=np.shape(contract.forward(*case.inputs)))
        exact = complex_step(contract.forward, case.inputs, dout, contract.wrt)
        cache = case.inputs if len(case.inputs) > 1 else case.inputs[0]
        if forward:
            cache = forward(*contract.arguments(*case.inputs))[1]
        given = backward(dout, cache)
        if contract.keys:
            given = tuple(given[name] for name in two_layer_net.PARAMETERS)
        compared += _agree(contract, case, dout, exact, given)
    assert compared >= 4


def _agree(contract, case, dout, exact, given):
    given = given if isinstance(given, tuple) else (given,)
    values, bounds = richardson(contract.forward, case.inputs, dout, contract.wrt)
    compared = 0
    for e, g, v, b in zip(exact, given, values, bounds, strict=True):
        scale = max(1.0, float(np.max(np.abs(e))))
        assert np.max(np.abs(e - g)) <= 1e-9 * scale
        # Richardson knows nothing of the rule at a kink, and says itself how far it can be trusted
        if not case.at_kink and np.max(b) < 1e-9 * scale:
            assert np.max(np.abs(e - v)) <= 1e-9 * scale
            compared += 1
    return compared


@pytest.mark.parametrize("name", ["softmax_loss", "svm_loss"])
def test_a_loss_and_its_slope_agree_three_ways(name):
    loss = {"softmax_loss": two_layer_net.cross_entropy, "svm_loss": two_layer_net.hinge}[name]
    compared = 0
    for case in CONTRACTS[name].cases(np.random.default_rng(7)):
        scores, labels = case.inputs

        def of_scores(moved, labels=labels):
            return loss(moved, labels)

        exact = complex_step(of_scores, (scores,))[0]
        value, slope = EXERCISES[name].reference(scores.copy(), labels.copy())
        assert value == pytest.approx(float(loss(scores, labels)), rel=1e-9, abs=1e-13)
        assert np.max(np.abs(slope - exact)) <= 1e-9
        (v,), (b,) = richardson(of_scores, (scores,))
        if not case.at_kink and np.max(b) < 1e-9:
            assert np.max(np.abs(v - exact)) <= 1e-9
            compared += 1
    assert compared >= 4


def test_the_hidden_cross_entropy_is_the_public_one_and_survives_any_size():
    truth = EXERCISES["softmax_loss"].truth
    for case in CONTRACTS["softmax_loss"].cases(np.random.default_rng(3)):
        for mine, public in zip(truth(*case.inputs), CONTRACTS["softmax_loss"].truth(*case.inputs),
                                strict=True):  # fmt: skip
            np.testing.assert_allclose(mine, public, rtol=1e-9, atol=1e-13)
    for given, (loss, slope) in CONTRACTS["softmax_loss"].examples:
        mine = truth(*given)
        assert mine[0] == pytest.approx(loss, rel=1e-9, abs=1e-13)
        np.testing.assert_allclose(mine[1], slope, rtol=1e-9, atol=1e-13)


def test_no_point_is_near_a_kink_but_those_that_are_on_it():
    for name, kinks in (("relu_backward", 2), ("svm_loss", 2)):
        for seed in range(60):
            cases = CONTRACTS[name].cases(np.random.default_rng(seed))
            assert sum(case.at_kink for case in cases) == kinks
            for case in cases:
                relu = name == "relu_backward"
                far = np.abs(case.inputs[0] if relu else two_layer_net.margins(*case.inputs))
                size = np.max(np.abs(case.inputs[0])) if not relu else 0.0
                if case.at_kink:
                    assert np.min(far) == 0.0
                else:
                    assert np.min(far) > (KINK * max(1.0, size) if size else 0.0), case.label


# --- arrays --------------------------------------------------------------------------------------


def test_array_points_have_the_shapes_asked_for_and_every_stratum():
    shapes = [((2, 3), (3, 4)), ((4, 2), (2, 5))]
    cases = array_cases([], shapes, [("square", ((3, 3), (3, 3)))])(np.random.default_rng(0))
    labels = [case.label for case in cases]
    assert labels[-1] == "square"
    assert len(set(labels)) == len(labels) == 7
    assert {tuple(v.shape for v in case.inputs) for case in cases[:-1]} == set(shapes)
    by_label = {case.label: np.concatenate([v.ravel() for v in case.inputs]) for case in cases}
    assert np.all(by_label["all entries positive"] > 0)
    assert np.all(by_label["all entries negative"] < 0)
    assert np.min(np.abs(by_label["huge entries"])) > 1e38 > 3e38 * np.finfo(np.float32).eps
    assert np.max(np.abs(by_label["tiny entries"])) < 1e-4
    for value in array_strata(np.random.default_rng(1), [((5,), (2, 2))])[2][1]:
        assert np.any(value > 0)
        assert np.any(value < 0)


def test_matrices_have_pairwise_different_dimensions_and_one_square_case():
    for name, own in (
        ("matmul_backward", "square matrices"),
        ("affine_backward", "square matrices"),
    ):
        cases = CONTRACTS[name].cases(np.random.default_rng(0))
        for case in cases:
            a, b = (value.shape for value in case.inputs[:2])
            dimensions = [a[0], int(np.prod(a[1:])), b[1]]
            if case.label == own:
                assert len(set(dimensions)) == 1
            elif not case.label.startswith(("the published", "a ", "examples")):
                assert len(set(dimensions)) == 3, case.label


def test_the_cache_of_affine_forward_is_a_part_of_its_own():
    exercise = EXERCISES["affine_forward"]
    flat = next(m for m in exercise.mistakes if m.name == "flattened x in the cache")
    earned = {part.name: part.earned for part in exercise.judge_variant(flat, 0).parts}
    assert earned == {"out": 2.0, "cache": 0.0, "clean": 1.0}


def test_affine_backward_does_not_depend_on_the_own_forward():
    verdict, _ = examine(CONTRACTS["affine_backward"], EXERCISES["affine_backward"].reference, None)
    assert verdict.status is Status.PASSED


# --- the network ---------------------------------------------------------------------------------


def test_a_wrong_forward_costs_the_scores_and_not_the_gradients():
    exercise = EXERCISES["two_layer_net"]
    wrong = next(m for m in exercise.mistakes if m.name == "forward: second bias forgotten")
    earned = {part.name: part.earned for part in exercise.judge_variant(wrong, 0).parts}
    assert earned == {"scores": 0.0, "dW1": 2.0, "db1": 2.0, "dW2": 2.0, "db2": 2.0, "clean": 1.0}


def test_half_a_network_gets_its_half():
    exercise = EXERCISES["two_layer_net"]
    backward, forward = exercise.handed_in(exercise.solution)

    def stub(*_):
        raise NotImplementedError

    verdict = exercise.judge(stub, 0, forward)
    assert verdict.status is Status.FAILED
    assert verdict.score == 3.0
    assert "not written yet" in verdict.findings[0].text
    assert exercise.judge(backward, 0, stub).score == 0.0
    assert "forward=" in exercise.judge(backward, 0).findings[0].text


def test_a_finding_about_manners_is_told_at_its_own_point():
    contract, exercise = CONTRACTS["two_layer_net"], EXERCISES["two_layer_net"]
    for name, words in (
        ("cache changed", "dscores"),
        ("forward: parameters changed", "params with"),
    ):
        mutant = next(m for m in exercise.mistakes if m.name == name)
        verdict, trial = examine(contract, *exercise.handed_in(mutant))
        assert verdict.findings[0].kind is Kind.CHANGED
        assert words in panel_of(contract, verdict, trial).text


def test_passes_are_counted_not_known():
    assert [two_layer_net.count_passes(count) for count in (1, 5)] == [(2,), (10,)]


# --- Value ---------------------------------------------------------------------------------------


def test_a_program_knows_what_should_come_out():
    program = typed({"x": 3.0, "y": -2.0}, ("q", "multiply", "x y"), ("f", "add", "q x"), "f", "q")
    assert program.text == (
        "x = Value(3.0); y = Value(-2.0); q = x * y; f = q + x; f.backward(); q.backward()"
    )
    gradients = {k: v for k, v in program.expected().items() if k.endswith("grad")}
    # f keeps what its own pass set; q's pass set the others afresh
    assert gradients == {"f.grad": 1.0, "q.grad": 1.0, "x.grad": -2.0, "y.grad": 3.0}
    assert once("power", -2, x=2.0).expected()["x.grad"] == pytest.approx(-0.25, rel=1e-14)
    assert once("power", 3, x=-2.0).expected()["x.grad"] == pytest.approx(12.0, rel=1e-14)
    tie = once("maximum", x=1.5, y=1.5).expected()
    assert (tie["x.grad"], tie["y.grad"]) == (1.0, 0.0)


def test_programs_agree_with_differences_and_with_the_reference():
    value = EXERCISES["Value"].handed_in(EXERCISES["Value"].solution)[0]
    compared = 0
    for _, program in programs(np.random.default_rng(11)):
        expected = program.expected()
        came = program.run(value, expected)
        for name, number in expected.items():
            assert came[name] == pytest.approx(number, rel=1e-9, abs=1e-12), program.text
        roots = [line.name for line in program.lines if not line.gate]
        if program.known or len(roots) > 1 or any(line.gate == "maximum" for line in program.lines):
            continue
        for name in program.made_from(roots[0]):
            h = 1e-5
            above, below = (program.data(name, complex(side * h))[roots[0]] for side in (1, -1))
            slope = (above - below).real / (2 * h)
            assert expected[f"{name}.grad"] == pytest.approx(slope, rel=1e-5, abs=1e-6)
            compared += 1
    assert compared > 100


def test_drawn_graphs_fork_use_every_kind_of_gate_and_stay_tame():
    used, forks = set(), 0
    for seed in range(150):
        graph = draw_graph(np.random.default_rng(seed), tuple(GATES), 8)
        values = graph.data()
        for line in graph.lines:
            if line.gate == "maximum":
                assert abs(values[line.of[0]] - values[line.of[1]]) > 0.05
        used |= {line.gate for line in graph.lines if line.gate}
        given = [name for line in graph.lines for name in line.of]
        forks += len(given) > len(set(given))
        assert all(cmath.isfinite(value) and abs(value) < 50 for value in values.values())
    assert used == set(GATES)
    assert forks > 120
    tree = draw_graph(np.random.default_rng(1), build_autograd.TREE, 6, forks=False)
    given = [name for line in tree.lines for name in line.of]
    assert len(given) == len(set(given))


def test_each_ability_of_value_is_a_part_of_its_own():
    exercise = EXERCISES["Value"]
    lost = {}
    for mutant in exercise.mistakes:
        verdict, _ = exercise.tried(*_handed(exercise, mutant, 4))
        lost[mutant.name] = {part.name for part in verdict.parts if part.earned < part.points}
    assert lost["recursion"] == {"deep chain"}
    assert lost["every path"] == {"each node once"}
    assert lost["added up over calls"] == {"again"}
    assert lost["relu open at zero"] == {"edges"}
    assert lost["overwritten in power"] == {"forks"}
    assert lost["__rmul__ missing"] >= {"numbers"}
    assert set.union(*lost.values()) == set(build_autograd.PARTS)


def test_operators_without_backward_are_an_attempt():
    class Half:
        def __init__(self, data):
            self.data = data

        def __add__(self, other):
            return Half(self.data + other.data)

        def backward(self):
            raise NotImplementedError

    verdict, _ = EXERCISES["Value"].tried(Half, 0, None)
    assert verdict.status is Status.FAILED
    assert any("not written yet" in finding.text for finding in verdict.findings)


def test_counting_calls_leaves_another_profiler_alone():
    def profiler(*_):
        return None

    value = EXERCISES["Value"].handed_in(EXERCISES["Value"].solution)[0]
    sys.setprofile(profiler)
    try:
        came = scripted(value, build_autograd.run_wide, 10)
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    assert came["x.grad"] == 2.0**build_autograd.LEVELS
    came = scripted(value, build_autograd.run_wide, 10)
    assert isinstance(came, TooManyCallsError)
    assert sys.getprofile() is None


def test_a_program_without_a_backward_pass_gets_one():
    line = build_autograd.Line("f", "add", ("x", "x"))
    assert Program({"x": 1.0}, (line,)).lines[-1].text == "f.backward()"
    assert Case("a kink", ()).at_kink
