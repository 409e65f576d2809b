"""The contracts of single chapters: their points, their trusted functions, what they allow."""

import cmath
import sys
from decimal import Decimal, localcontext

import numpy as np
import pytest
from course_exercises import EXERCISES, GRADIENTS
from looked_over import at_least

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS, two_layer_net
from backpass.contracts.sigmoid_neuron import BEYOND, LARGEST, TABLE, circuit_cache, sigmoid
from backpass.contracts.staged_computation import STAGES
from backpass.judging.cases import (
    KINK,
    NoUsablePoint,
    array_cases,
    array_strata,
    drawn_cases,
    elementwise_cases,
)
from backpass.judging.gradcheck import complex_step, richardson
from backpass.judging.observe import TooManyCallsError, scripted
from backpass.judging.verdict import Case, Kind, Status
from backpass.value_programs.asked import programs
from backpass.value_programs.drawing import draw_graph
from backpass.value_programs.gates import GATES, TREE
from backpass.value_programs.long import LEVELS, run_wide
from backpass.value_programs.program import Line, Program, once, typed

ELEMENTWISE = [
    name
    for name in GRADIENTS
    if CONTRACTS[name].gradients == ("dx",)
    and CONTRACTS[name].chapter in ("03_sigmoid_neuron", "04_staged_computation")
]


def judged(name, function, forward=None, seed=5):
    return EXERCISES[name].judge(function, seed, forward)


def kinds(verdict):
    return {(finding.part, finding.kind) for finding in verdict.findings}


# --- chapters 3 and 4 ----------------------------------------------------------------------------


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
    solved = {
        name: EXERCISES[name].handed_in(EXERCISES[name].solution)
        for name in ("neuron_backward", "staged_backward")
    }
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


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gates_meet_floats_and_arrays_of_several_shapes(name):
    cases = CONTRACTS[name].cases(np.random.default_rng(0))
    given = [case.inputs[0] for case in cases]
    assert {np.ndim(x) for x in given} >= {0, 1, 2, 3}
    assert any(np.size(x) == 1 and np.ndim(x) == 1 for x in given)
    arrays = [x for x in given if type(x) is not float]
    # the sigmoid's own forward takes whole numbers, and no other statement speaks of any
    assert {x.dtype.kind for x in arrays} == set("fi" if name == "sigmoid_backward" else "f")
    assert all(x.dtype.itemsize == 8 for x in arrays)
    assert all(np.all(np.asarray(x) != 0.0) for x in given) == (name == "reciprocal_backward")


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("exp_backward", BEYOND[-1]),
        ("sigmoid_circuit_backward", LARGEST),
        ("fork_backward", LARGEST),
    ],
)
def test_exponentials_stay_within_their_limit(name, limit):
    for seed in range(50):
        for case in at_least(2, CONTRACTS[name].cases(np.random.default_rng(seed))):
            assert max(np.max(np.abs(x)) for x in case.inputs) <= limit
            assert np.all(np.isfinite(CONTRACTS[name].forward(*case.inputs)))
            assert abs(np.max(np.prod(case.inputs, axis=0))) <= limit


def test_the_neuron_never_asks_for_a_larger_exponential():
    for seed in range(50):
        for case in at_least(2, CONTRACTS["neuron_backward"].cases(np.random.default_rng(seed))):
            w, x = case.inputs
            assert abs(w[:2] @ x + w[2]) <= LARGEST + 1e-9
            assert np.max(np.abs(w)) <= LARGEST


def test_the_staged_denominator_stays_away_from_zero():
    for seed in range(2000):
        for case in at_least(2, CONTRACTS["staged_backward"].cases(np.random.default_rng(seed))):
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


def test_a_forward_run_once_at_its_own_output_is_not_called_a_numerical_gradient():
    def twice(dout, cache):
        out = sigmoid_forward(sigmoid_forward(cache)[0])[0]
        return dout * out * (1.0 - out)

    def sigmoid_forward(x):
        return 1.0 / (1.0 + np.exp(-x)), x

    contract = CONTRACTS["sigmoid_backward"]
    verdict, _ = examine(contract, twice, sigmoid_forward)
    texts = [found.text for found in verdict.findings if found.kind is Kind.DIFFERENCED]
    for text in at_least(1, texts):
        assert "at another point" in text
        assert "numerical" not in text


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
    assert verdict.findings[0].case.label == "the first example"


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


# --- chapters 5 to 7 -----------------------------------------------------------------------------


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
        if not (case.at_kink or case.near_kink) and np.max(b) < 1e-9:
            assert np.max(np.abs(v - exact)) <= 1e-9
            compared += 1
    assert compared >= 4


def test_the_hidden_cross_entropy_is_the_public_one_and_survives_any_size():
    truth = EXERCISES["softmax_loss"].truth
    for case in at_least(2, CONTRACTS["softmax_loss"].cases(np.random.default_rng(3))):
        for mine, public in zip(truth(*case.inputs), CONTRACTS["softmax_loss"].truth(*case.inputs),
                                strict=True):  # fmt: skip
            np.testing.assert_allclose(mine, public, rtol=1e-9, atol=1e-13)
    for given, (loss, slope), *_ in at_least(1, CONTRACTS["softmax_loss"].examples):
        mine = truth(*given)
        assert mine[0] == pytest.approx(loss, rel=1e-9, abs=1e-13)
        np.testing.assert_allclose(mine[1], slope, rtol=1e-9, atol=1e-13)


def test_no_point_is_near_a_kink_but_those_that_are_on_it():
    for name, kinks in (("relu_backward", 3), ("svm_loss", 2)):
        for seed in range(60):
            cases = CONTRACTS[name].cases(np.random.default_rng(seed))
            assert sum(case.at_kink for case in cases) == kinks
            for case in cases:
                relu = name == "relu_backward"
                far = np.abs(case.inputs[0] if relu else two_layer_net.margins(*case.inputs))
                size = np.max(np.abs(case.inputs[0])) if not relu else 0.0
                if case.at_kink:
                    assert np.min(far) == 0.0
                elif case.near_kink:
                    assert 0.0 < np.min(far) < 1e-2
                else:
                    assert np.min(far) > (KINK * max(1.0, size) if size else 0.0), case.label


def test_array_points_have_the_shapes_asked_for_and_every_stratum():
    shapes = [((2, 3), (3, 4)), ((4, 2), (2, 5))]
    cases = array_cases([], shapes, [("square", ((3, 3), (3, 3)))])(np.random.default_rng(0))
    labels = [case.label for case in cases]
    assert labels[-2:] == ["square", "entries that add up to 0"]
    assert len({case.label for case in cases if not case.once}) == len(labels) - 2 == 9
    ordinary = [case for case in cases if case.label != "square"]
    assert {tuple(v.shape for v in case.inputs) for case in ordinary} == set(shapes)
    assert all(np.sum(value) == 0.0 for value in cases[-1].inputs)
    by_label = {case.label: np.concatenate([v.ravel() for v in case.inputs]) for case in cases}
    assert np.all(by_label["entries that are all positive"] > 0)
    assert np.all(by_label["entries that are all negative"] < 0)
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
        cases, kinds = CONTRACTS[name].cases(np.random.default_rng(0)), []
        for case in cases:
            a, b = (value.shape for value in case.inputs[:2])
            dimensions = [a[0], int(np.prod(a[1:])), b[1]]
            if case.label == own:
                assert len(set(dimensions)) == 1
                kinds.append("square")
            elif not case.label.startswith(("the first example", "a ", "examples")):
                assert len(set(dimensions)) == 3, case.label
                kinds.append("different")
        assert kinds.count("square") == 1
        assert "different" in kinds


def test_the_cache_of_affine_forward_is_a_part_of_its_own():
    exercise = EXERCISES["affine_forward"]
    flat = next(m for m in exercise.mistakes if m.name == "flattened x in the cache")
    earned = {part.name: part.earned for part in exercise.judge_variant(flat, 0).parts}
    assert earned == {"out": 2.0, "cache": 0.0, "clean": 1.0}


def test_affine_backward_does_not_depend_on_the_own_forward():
    verdict, _ = examine(CONTRACTS["affine_backward"], EXERCISES["affine_backward"].reference, None)
    assert verdict.status is Status.PASSED


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
        rough = any(line.gate in ("relu", "root") for line in program.lines)
        if rough and abs(program.inputs["x"]) < 1e-2:
            continue  # a difference reaches across the kink, or to where there is nothing
        if max(abs(number) for number in program.data().values()) > 1e4:
            continue  # a step would be lost beside such a number
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
    tree = draw_graph(np.random.default_rng(1), TREE, 6, forks=False)
    given = [name for line in tree.lines for name in line.of]
    assert len(given) == len(set(given))


@pytest.mark.parametrize(
    ("mistake", "parts"),
    [
        ("recursion", {"deep chain"}),
        ("every path", {"each node once"}),
        ("added up over calls", {"again"}),
        ("relu open at zero", {"edges"}),
        ("overwritten in power", {"forks", "edges"}),  # the edges begin with an older gradient
    ],
)
def test_each_ability_of_value_is_a_part_of_its_own(mistake, parts):
    assert lost_by(mistake) == parts


def test_numbers_are_a_part_of_their_own():
    assert lost_by("__rmul__ missing") >= {"numbers"}


def lost_by(mistake):
    """The parts that a known mistake of Value loses."""
    exercise = EXERCISES["Value"]
    (mutant,) = [one for one in exercise.mistakes if one.name == mistake]
    verdict, _ = exercise.tried(exercise.handed_in(mutant)[0], 4)
    return {part.name for part in verdict.parts if part.earned < part.points}


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
        came = scripted(value, run_wide, 10)
        assert sys.getprofile() is profiler
    finally:
        sys.setprofile(None)
    assert came["x.grad"] == 2.0**LEVELS
    came = scripted(value, run_wide, 10)
    assert isinstance(came, TooManyCallsError)
    assert sys.getprofile() is None


def test_a_program_without_a_backward_pass_gets_one():
    line = Line("f", "add", ("x", "x"))
    assert Program({"x": 1.0}, (line,)).lines[-1].text == "f.backward()"
    assert Case("a kink", ()).at_kink


@pytest.mark.parametrize("name", ["multiply_backward", "matmul_backward", "sgd_step"])
def test_a_check_that_passes_says_at_how_many_different_points(name):
    contract, exercise = CONTRACTS[name], EXERCISES[name]
    verdict, trial = examine(contract, *exercise.handed_in(exercise.solution))
    with np.printoptions(precision=17, floatmode="maxprec", threshold=sys.maxsize):
        points = {(call.case.label, repr(call.case.inputs)) for call in trial.calls}
    assert 1 < len(points) <= len(trial.calls)
    assert f" {len(points)} points" in panel_of(contract, verdict, trial).text
