"""How the judge judges: what it looks at, what it forgives, and what it says."""

import warnings

import numpy as np
import pytest
from course_exercises import EXERCISES
from course_notebooks import ROOT
from looked_over import at_least

from backpass.check import check
from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.contracts.simple_gates import distance_to_tie
from backpass.grading import hidden
from backpass.judging import judge
from backpass.judging.cases import KINK, NoUsablePoint, scalar_cases, upstream
from backpass.judging.verdict import Kind, Part, Status, Verdict


def multiply_forward(x, y):
    return x * y, (x, y)


def right(dout, cache):
    return dout * cache[1], dout * cache[0]


def judged(function, name="multiply_backward", seed=3, **more):
    return EXERCISES[name].judge(function, seed, **more)


@pytest.mark.parametrize(
    ("returned", "kind", "words"),
    [
        (lambda d, c: None, Kind.TYPE, "returned None"),
        (lambda d, c: (d, d, d), Kind.TYPE, "3 things"),
        (lambda d, c: {"dx": d}, Kind.TYPE, "a dict"),
        (lambda d, c: ("1", "2"), Kind.TYPE, "a str"),
        (lambda d, c: (1j, d), Kind.TYPE, "complex"),
        (lambda d, c: (np.ones(1), d), Kind.SHAPE, "shape (1,)"),
        (lambda d, c: (np.float32(1), d), Kind.DTYPE, "float32"),
        (lambda d, c: (float("nan"), d), Kind.NOT_FINITE, "nan"),
        (lambda d, c: (float("inf"), d), Kind.NOT_FINITE, "inf"),
        (lambda d, c: (10**400, d), Kind.NOT_FINITE, "inf"),
        (lambda d, c: 1 / 0, Kind.RAISED, "ZeroDivisionError"),
        (lambda d, c: exit(), Kind.RAISED, "SystemExit"),
        (lambda d: d, Kind.RAISED, "TypeError"),
    ],
)
def test_properties_are_said_before_values(returned, kind, words):
    verdict = judged(returned)
    assert verdict.findings[0].kind is kind
    assert words in verdict.findings[0].text
    assert verdict.score < EXERCISES["multiply_backward"].points


def test_each_gradient_is_judged_by_itself():
    verdict = judged(lambda d, c: (d * c[1], d * c[1]))
    assert {p.name: p.earned for p in verdict.parts} == {"dx": 2.0, "dy": 0.0, "clean": 1.0}
    assert verdict.score == 3.0


def test_good_manners_alone_earn_nothing():
    assert judged(lambda d, c: (0.0, 0.0)).score == 0.0


def test_a_changed_cache_costs_the_clean_part_only():
    stage = CONTRACTS["predict_change"]

    def in_place(gradient, step):
        step *= gradient
        return float(step.sum())

    verdict = EXERCISES["predict_change"].judge(in_place, 1)
    assert verdict.score == stage.points - stage.clean
    assert [f.kind for f in verdict.findings] == [Kind.CHANGED]


def test_two_answers_to_one_question_are_noticed():
    state = {"calls": 0}

    def forgetful(dout, cache):
        state["calls"] += 1
        return dout * cache[1], dout * cache[0] * (1 + 1e-9 * state["calls"])

    assert Kind.UNSTABLE in [f.kind for f in judged(forgetful).findings]


def test_prints_and_warnings_never_cost_marks(capsys):
    def noisy(dout, cache):
        print("thinking")
        warnings.warn("careful", stacklevel=1)
        np.array(0.0) / np.array(0.0)
        return right(dout, cache)

    assert judged(noisy).score == 5.0
    assert capsys.readouterr() == ("", "")


def test_differencing_the_forward_is_caught_by_its_calls():
    def sneaky(dout, cache):
        x, y = cache
        h = abs(x) * 1e-6 + 1e-9  # small beside x everywhere, so that the values would pass
        k = abs(y) * 1e-6 + 1e-9
        dx = (multiply_forward(x + h, y)[0] - multiply_forward(x - h, y)[0]) / (2 * h)
        dy = (multiply_forward(x, y + k)[0] - multiply_forward(x, y - k)[0]) / (2 * k)
        return dout * dx, dout * dy

    verdict = judged(sneaky)
    assert verdict.score == 0.0
    assert Kind.DIFFERENCED in [f.kind for f in verdict.findings]


def test_running_the_forward_again_at_the_same_point_is_allowed():
    def wasteful(dout, cache):
        multiply_forward(*cache)
        return right(dout, cache)

    assert judged(wasteful).status is Status.PASSED


def test_a_wrong_forward_does_not_cost_a_right_backward():
    def wrong_forward(x, y, z):
        return x + y + z, (x, y, z)

    def wrong_layout(x, y, z):
        return (x + y) * z, (x - y, z)

    def from_inputs(dout, cache):
        x, y, z = cache
        return dout * z, dout * z, dout * (x + y)

    def from_stage(dout, cache):
        q, z = cache
        return dout * z, dout * z, dout * q

    assert judged(from_inputs, "chain_backward", forward=wrong_forward).score == 7.0
    # the stored q is wrong, and so is the forward's cache alone; its output is right, so the
    # backward has to live with what its own forward hands over
    assert judged(from_stage, "chain_backward", forward=wrong_layout).score < 7.0

    def wrong_both(x, y, z):
        return (x - y) * z, (x - y, z)

    assert judged(from_stage, "chain_backward", forward=wrong_both).score == 7.0


def test_a_wrong_forward_with_a_layout_of_its_own_costs_a_right_backward_nothing():
    def forward(x, y, z):
        total = x - y
        return total * z, [("stage", {"the sum": total}), (z, "a note"), 7.0]

    def backward(dout, cache):
        (_, stage), (z, _), _ = cache
        return dout * z, dout * z, dout * stage["the sum"]

    def wrong_backward(dout, cache):
        (_, stage), (z, _), _ = cache
        return dout * z, -dout * z, dout * stage["the sum"]

    assert judged(backward, "chain_backward", forward=forward).score == 7.0
    assert judged(wrong_backward, "chain_backward", forward=forward).score == 5.0


def test_a_net_that_forgets_a_bias_forward_earns_the_points_of_its_backward():
    def forward(params, x):
        hidden = 1 / (1 + np.exp(-x @ params["W1"]))
        return hidden @ params["W2"] + params["b2"], {"in": (x, params), "h": hidden}

    def backward(dscores, cache):
        (x, params), h = cache["in"], cache["h"]
        da = dscores @ params["W2"].T * h * (1 - h)
        grads = {"W2": h.T @ dscores, "b2": dscores.sum(axis=0)}
        return {**grads, "W1": x.T @ da, "b1": da.sum(axis=0)}

    verdict = judged(backward, "two_layer_net", forward=forward)
    assert {part.name for part in verdict.parts if part.earned < part.points} == {"scores"}


def test_a_backward_without_its_forward_is_told_what_is_missing():
    def stub(*_):
        raise NotImplementedError

    verdict = CONTRACTS["chain_backward"], lambda d, c: (d, d, d)
    outcome, _ = examine(verdict[0], verdict[1], stub)
    assert outcome.status is Status.FAILED
    assert "`chain_forward` is not written yet" in outcome.findings[0].text


@pytest.mark.parametrize("earned", [float("nan"), -1.0, 0.0])
def test_a_score_that_is_no_number_is_nothing(earned):
    verdict = Verdict("x", Status.FAILED, (Part("dx", 2.0, earned),))
    assert verdict.score == 0.0


def test_a_score_never_exceeds_its_points():
    verdict = Verdict("x", Status.FAILED, (Part("dx", 2.0, 1e9), Part("dy", 1.0, 0.5)))
    assert verdict.score == 2.5


def test_the_same_seed_gives_the_same_verdict():
    wrong = EXERCISES["pattern_backward"].mistakes[3]
    one = EXERCISES["pattern_backward"].judge_variant(wrong, 5)
    assert one == EXERCISES["pattern_backward"].judge_variant(wrong, 5)


def test_points_near_a_kink_are_drawn_again():
    draw = scalar_cases([(4.0, 2.0)], kink=distance_to_tie)
    for seed in range(200):
        for case in at_least(2, draw(np.random.default_rng(seed))):
            assert distance_to_tie(*case.inputs) > KINK


def test_a_sampler_that_finds_no_point_says_so():
    with pytest.raises(NoUsablePoint, match="no point clear of a kink"):
        scalar_cases([(1.0,)], kink=lambda x: 0.0)(np.random.default_rng(0))


def test_upstream_gradients_are_never_small():
    rng = np.random.default_rng(0)
    drawn = upstream(rng, (1000,))
    assert np.min(np.abs(drawn)) >= 0.2
    assert isinstance(upstream(rng, ()), float)


def test_an_error_of_the_grader_is_not_the_students_zero(monkeypatch, capsys):
    def broken(*_, **__):
        raise RuntimeError("sampler broken")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(judge, "judge_gradients", broken)
    verdict = hidden.judged(CONTRACTS["multiply_backward"], right)
    assert verdict.status is Status.GRADER_ERROR
    assert verdict.score == 0.0
    event = hidden.event_of(verdict)
    assert event["status"] == "grader error"
    assert "sampler broken" in event["trouble"]
    assert "sampler broken" not in hidden.panel_of(verdict).text


def test_the_seed_of_a_run_can_be_given(monkeypatch):
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv(hidden.SEED_VARIABLE, "42")
    assert hidden.judged(CONTRACTS["multiply_backward"], right).seed == 42


def test_grade_returns_a_plain_float(monkeypatch):
    monkeypatch.chdir(ROOT)
    score = hidden.grade(right, name="multiply_backward")
    assert type(score) is float
    assert score == 5.0
    assert hidden.grade(right, name="no_such_exercise") == 0.0


class TestCheck:
    """What a learner sees."""

    def test_it_passes_in_words(self, capsys):
        assert check(right, name="multiply_backward")
        assert "multiply_backward: passed" in capsys.readouterr().out

    def test_it_finds_the_exercise_by_the_name_it_is_bound_to(self, capsys):
        space = {"check": check}
        exec("multiply_gradient = lambda x, y: (y, x)\nout = check(multiply_gradient)", space)
        assert space["out"].passed

    def test_a_wrong_value_comes_with_point_answer_and_numerical_gradient(self, capsys):
        outcome = check(lambda d, c: (d * c[0], d * c[1]), name="multiply_backward")
        said = capsys.readouterr().out
        assert not outcome
        assert repr(outcome) == "0.0"
        assert "x = 3, y = −4, dout = " in said
        assert "Your dx: " in said
        assert "Numerical gradient: " in said
        assert "dx is what dy should be" in said
        assert "Traceback" not in said

    def test_the_upstream_that_is_ignored_is_noticed(self, capsys):
        check(lambda d, c: (c[1], c[0]), name="multiply_backward")
        assert "if the upstream gradient were 1" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("function", "words"),
        [
            (lambda d, c: (-d * c[1], d * c[0]), "wrong sign"),
            (lambda d, c: (d, d * c[0]), "the upstream gradient as it came"),
            (lambda d, c: (0.0, d * c[0]), "zero everywhere"),
            (lambda d, c: (2 * d * c[1], d * c[0]), "twice"),
            (lambda d, c: (5.0, d * c[0]), "the same number at every point"),
            (lambda d, c: (d + c[1], d * c[0]), "added"),
        ],
    )
    def test_it_says_what_a_wrong_gradient_looks_like(self, function, words, capsys):
        check(function, name="multiply_backward")
        assert words in capsys.readouterr().out

    def test_an_unknown_function_is_answered(self, capsys):
        assert not check(len)
        assert "no exercise called 'len'" in capsys.readouterr().out

    def test_a_tie_is_told_by_its_rule(self, capsys):
        check(lambda d, c: (d * (c[0] > c[1]), d * (c[1] > c[0])), name="max_backward")
        said = capsys.readouterr().out
        assert "at a tie: when both inputs are equal" in said
        assert "Numerical gradient" not in said


class Odd:
    """Equal to all of its kind, with a hash of its own, or an error where it is compared."""

    def __init__(self, raises=False):
        self.raises = raises

    def __eq__(self, other):
        if self.raises:
            raise RuntimeError("not for comparing")
        return isinstance(other, Odd)

    def __hash__(self):
        return id(self)

    def __deepcopy__(self, memo):
        return Odd(self.raises)


@pytest.mark.parametrize("raises", [False, True])
def test_what_a_result_holds_beside_the_numbers_may_be_compared_in_any_way(raises):
    def sgd_step(params, grads, learning_rate):
        made = {name: params[name] - learning_rate * grads[name] for name in params}
        return {(name, Odd(raises)): value for name, value in made.items()}

    verdict, _ = examine(CONTRACTS["sgd_step"], sgd_step)
    assert {finding.kind for finding in verdict.findings} == {Kind.TYPE}


@pytest.mark.parametrize(
    ("name", "stub"),
    [
        ("center_backward", "mean_backward(dout, x)"),
        ("neuron_forward", "sigmoid_forward(dot)"),
        ("reciprocal_backward", "their_own(dout, cache)"),
    ],
)
def test_an_answer_that_calls_a_stub_is_told_which_one(name, stub):
    callee = stub.split("(")[0]
    space = {}
    given = "w, x" if name.endswith("_forward") else "dout, cache"
    exec(
        f"def {callee}(*_):\n    raise NotImplementedError('nothing is written here yet')\n"
        f"def {name}({given}):\n    x = dot = 1.0\n    return {stub}\n",
        space,
    )
    verdict, _ = examine(CONTRACTS[name], space[name])
    (finding,) = verdict.findings
    assert finding.text == (
        f"`{name}` calls `{callee}`, which is not written yet. Write that one first."
    )
