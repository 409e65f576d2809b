"""A slip that is made mechanically in a right answer is told as that slip, and as no other."""

import math
import re

import numpy as np
import pytest
from looked_over import at_least

from backpass.contracts import CONTRACTS
from backpass.drawing.exercise_circuits import circuit_of
from backpass.grading.exercises.library import load
from backpass.grading.exercises.recognise import alike
from backpass.judging.contract import GradientContract
from benchmarks import second_strangers
from benchmarks.distorted_values import blamed, in_order, value_class
from benchmarks.page import ROOT
from benchmarks.rates import accepts

pytestmark = pytest.mark.usefixtures("our_own_errors_show", "all_the_time_there_is")

DRAWN = [one for one in CONTRACTS.values() if isinstance(one, GradientContract)]


def solution(name):
    """A reference solution and its forward."""
    way = load(CONTRACTS[name].chapter, ROOT)[name].solution
    return way.function, way.forward


def solution_inputs(contract):
    """What goes into a function at its first example."""
    return contract.cases(np.random.default_rng(0))[0].inputs


def named(name, function, forward=None, seed=3):
    """What hidden grading calls an answer, and what it tells."""
    with np.errstate(all="ignore"):
        verdict = load(CONTRACTS[name].chapter, ROOT)[name].judge(function, seed, forward)
    assert not accepts(verdict)
    return verdict.mistake or "", verdict.told or ""


def has_a_number_upstream(contract):
    call = next(iter(contract.plan(np.random.default_rng(0))))
    return getattr(call, "dout", None) is not None and np.ndim(call.dout) == 0


@pytest.mark.parametrize(
    "name", [one.name for one in DRAWN if one.upstream and has_a_number_upstream(one)]
)
def test_an_upstream_gradient_of_0_taken_for_a_missing_one_is_told_by_that_0_alone(name):
    function, forward = solution(name)

    def answer(dout, cache):
        missing = np.ndim(dout) == 0 and dout == 0
        return function(1.0 if missing else dout, cache)

    text = named(name, answer, forward)[1]
    assert "where the upstream gradient is 0" in text
    assert "Apart from" not in text


@pytest.mark.parametrize("name", [one.name for one in DRAWN if len(one.gradients) == 1])
def test_of_several_results_that_hold_the_right_one_no_mistake_is_told(name):
    function, forward = solution(name)

    def answer(*given):
        right = function(*given)
        return 1.7 * right, -right, right

    mistake, text = named(name, answer, forward)
    assert mistake.startswith("another type")
    assert text == ""


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("exp_backward", lambda dout, x: (np.exp(x), np.exp(x) * dout)),
        ("reciprocal_backward", lambda dout, x: (1.0 / x, -dout / x**2)),
        ("shift_backward", lambda dout, cache: (cache[0] + cache[1], 1.0 * dout)),
        ("scale_backward", lambda dout, cache: (cache[0] * cache[1], cache[1] * dout)),
    ],
)
def test_of_an_output_beside_the_right_gradient_no_mistake_is_told(name, function):
    mistake, text = named(name, function)
    assert mistake == "another type: 2 results in place of one"
    assert text == ""


NUMBERS = [one for one in DRAWN if all(np.ndim(x) == 0 for x in solution_inputs(one))]


@pytest.mark.parametrize("name", [one.name for one in NUMBERS if len(one.gradients) > 1])
def test_of_several_numbers_in_the_place_of_one_nothing_is_told_that_arrays_have(name):
    function, forward = solution(name)

    def answer(*given):
        right = function(*given)
        return tuple(right for _ in right)

    called, text = named(name, answer, forward)
    assert "another type" in called
    assert text == ""


def test_text_in_a_tuple_is_not_called_an_array():
    called, text = named("add_gradient", lambda x, y: ("1.0", "1.0"))
    assert called == "another type: numbers in another type"
    assert text == ""


def test_an_output_in_a_list_of_one_is_not_taken_for_another_value():
    mistake, text = named("chain_forward", lambda x, y, z: ([(x + y) * z], (x + y, z)))
    assert mistake == "another type: a list of one"
    assert text == ""


UNFIT = {
    "a text": lambda f, cache: (str(f), cache),
    "nothing": lambda f, cache: (None, cache),
    "a dict": lambda f, cache: ({"f": f}, cache),
    "several": lambda f, cache: ((f, f, f), cache),
    "a piece of the cache twice": lambda _, cache: ((cache[-1], cache[0]), cache),
}


@pytest.mark.parametrize("name", ["chain_forward", "neuron_forward", "sigmoid_forward"])
@pytest.mark.parametrize("what", UNFIT)
def test_what_stands_in_a_cache_is_not_taken_for_the_output(name, what):
    def answer(*given):
        f, cache = solution(name)[0](*given)
        kept = cache if isinstance(cache, tuple) else (cache, *given)
        kept = (f, given[0] if name != "chain_forward" else given[0] + given[1], *kept)
        return UNFIT[what](f, kept)

    mistake, text = named(name, answer)
    assert mistake.endswith(("another type", "nothing (None)", "numbers in another type"))
    assert text == ""


def test_a_list_of_the_parts_of_a_sum_is_not_called_several_results():
    mistake, text = named("predict_change", lambda g, s: list(map(float, g * s)))
    assert mistake == "another type: parts that are not added up"
    assert text == ""


def test_of_two_ways_that_are_not_added_up_no_way_is_called_missing():
    def answer(dout, cache):
        return dout, -np.ones_like(dout) * dout.mean(axis=0)

    mistake, text = named("center_backward", answer)
    assert mistake == "another type: parts that are not added up"
    assert text == ""


def sigma(t):
    return 1.0 / (1.0 + math.exp(-t)) if t >= 0 else math.exp(t) / (1.0 + math.exp(t))


def staged(spoilt, how=lambda value, _: 1.1 * value):
    """The staged forward with one stage spoilt, and all behind it made of that."""

    def forward(x, y):
        made = {}

        def keep(name, value):
            made[name] = how(value, x) if name == spoilt else value
            return made[name]

        num = x + keep("sigy", sigma(y))
        num = keep("num", num)
        sigx = keep("sigx", sigma(x))
        xpysqr = keep("xpysqr", keep("xpy", float(x + y)) ** 2)
        invden = keep("invden", 1.0 / keep("den", sigx + xpysqr))
        return num * invden, made

    return forward


STAGES = ("sigy", "num", "sigx", "xpy", "xpysqr", "den", "invden")


@pytest.mark.parametrize("stage", STAGES)
def test_of_a_stage_that_is_made_of_a_wrong_one_as_it_should_be_no_formula_is_told(stage):
    _, text = named("staged_forward", staged(stage, lambda value, x: value + sigma(x) - x))
    for other in STAGES:
        assert other == stage or f" {other} comes out as" not in f" {text}"


@pytest.mark.parametrize("stage", STAGES)
def test_of_a_wrong_stage_no_other_one_is_told_that_is_made_of_it_as_it_should_be(stage):
    mistake, text = named("staged_forward", staged(stage))
    assert mistake.startswith(stage)
    assert "Is that meant?" not in text


def nearly_staged(x, y):
    f, made = staged("")(x, y)
    made["invden"] = 1.0 / (made["den"] + 1e-8)
    return f, made


@pytest.mark.parametrize(
    ("name", "function", "said"),
    [
        (
            "numerical_derivative",
            lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / (2 * h + 1e-8),
            "as if 1e−08 were added to 2h in a divisor",
        ),
        (
            "staged_forward",
            nearly_staged,
            "invden comes out as if 1e−08 were added to den in a divisor",
        ),
        (
            "multiply_gradient",
            lambda x, y: (x * y / (x + 1e-7), x),
            "as if 1e−07 were added to x in a divisor",
        ),
        (
            "rescaled_learning_rate",
            lambda rate, scale: rate / (scale + 1e-5),
            "as if 1e−05 were added to scale in a divisor",
        ),
        (
            "rescaled_learning_rate",
            lambda rate, scale: max(rate / scale, 1e-3),
            "comes out as max(0.001, (the right rate))",
        ),
        (
            "numerical_derivative",
            lambda f, x, h=1e-5: (
                0.0 if abs(difference := f(x + h) - f(x - h)) < 1e-8 else difference / (2 * h)
            ),
            "is 0 where the two values of f differ by",
        ),
        (
            "predict_change",
            lambda g, s: float(np.sum(np.where(abs(g * s) > 1e-3, g * s, 0.0))),
            "in size were left out",
        ),
        (
            "exp_backward",
            lambda dout, x: np.round(np.exp(x), 5) * dout,
            "The local gradient in dx is rounded to 5 digits",
        ),
        (
            "max_gradient",
            lambda x, y: (0.0, 0.0) if x == y == 0 else (float(x >= y), float(x < y)),
            "wrong where x and y are both 0, and right everywhere else",
        ),
        (
            "max_backward",
            lambda dout, c: (dout, 0.0) if round(c[0], 1) >= round(c[1], 1) else (0.0, dout),
            "once both are rounded",
        ),
    ],
)
def test_a_bound_or_a_small_number_is_told_with_that_number(name, function, said):
    assert said in named(name, function)[1]


@pytest.mark.parametrize(("times", "said"), [(2.0, "twice as large"), (0.5, "half as large")])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_weight_that_comes_in_twice_or_half_is_told_by_its_name(place, times, said):
    def forward(w, x):
        made = w.copy()
        made[place] *= times
        return sigma(float(made[:2] @ x + made[2])), (w, x)

    assert f"w[{place}] were {said}" in named("neuron_forward", forward)[1]


def staged_with(gate, other):
    """A backward pass through the stages in which one gate goes on with another's gradient."""

    def answer(dout, c):
        d = {"num": dout * c["invden"], "invden": dout * c["num"]}

        def on(name):
            return d[other if name == gate else name]

        d["den"] = -on("invden") * c["invden"] ** 2
        d["sigy"] = on("num")
        d["sigx"] = d["xpysqr"] = on("den")
        d["xpy"] = 2 * c["xpy"] * on("xpysqr")
        slope = {name: c[name] * (1 - c[name]) for name in ("sigx", "sigy")}
        dx = d["num"] + on("xpy") + slope["sigx"] * on("sigx")
        return dx, on("xpy") + slope["sigy"] * on("sigy")

    return answer


@pytest.mark.parametrize(
    ("gate", "other"),
    [("sigy", "den"), ("sigx", "num"), ("xpysqr", "invden"), ("xpy", "num"), ("sigx", "xpy")],
)
def test_a_gate_that_goes_on_with_the_gradient_of_another_is_told_alone(gate, other):
    _, forward = solution("staged_backward")
    _, text = named("staged_backward", staged_with(gate, other), forward)
    assert f"went on with the gradient on {other}" in text
    assert " and as if" not in text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (lambda i, _: i - 1, "gradient were moved back by one row or entry"),
        (lambda i, n: (i + 1) % n, "gradient were moved on by one row or entry"),
        (lambda i, _: -i, "read at minus the index"),
        (lambda i, n: n - 1 - i, "in reversed order"),
    ],
)
def test_an_array_that_is_read_at_another_index_is_told_so(place, said):
    def answer(gradient, step):
        many = len(step)
        return float(sum(gradient[i] * step[place(i, many)] for i in range(many)))

    assert said in named("predict_change", answer)[1]


def test_three_numbers_and_none_in_between_are_told_all():
    def step(w, x):
        return float(np.heaviside(w[:2] @ x + w[2], 0.5)), (w, x)

    mistake, text = named("neuron_forward", step)
    assert mistake == "f: 0, 0.5 or 1"
    assert text == "f is 0, 0.5 or 1, and nothing in between. Is a threshold meant?"


def test_of_rounded_values_no_number_below_a_fraction_line_is_told():
    function, forward = solution("staged_backward")

    def answer(dout, cache):
        return function(dout, {**cache, "sigx": round(cache["sigx"], 2)})

    assert "fraction line" not in named("staged_backward", answer, forward)[1]


@pytest.mark.parametrize("name", ["reciprocal_backward", "exp_backward", "sigmoid_backward"])
def test_what_is_wrong_for_square_matrices_alone_is_told_by_their_shape(name):
    function, forward = solution(name)

    def answer(dout, cache):
        if np.ndim(dout) == 2 and dout.shape[0] == dout.shape[1]:
            return function(np.ones(dout.shape), cache) @ dout
        return function(dout, cache)

    text = named(name, answer, forward)[1]
    assert "wrong where x has as many rows as columns, and right everywhere else" in text
    assert "multiplied as matrices" in text


def few_terms(dout, x):
    """A power series that ends too early: its slope is too small wherever x is not small."""
    return sum(np.power(x, 1.0 * k) / math.factorial(k) for k in range(8)) * dout


def test_the_sign_of_the_upstream_gradient_is_not_told_as_where_something_is_wrong():
    for function in (few_terms, lambda dout, x: np.minimum(np.exp(x), 1e3) * dout):
        assert "dout is negative" not in named("exp_backward", function)[1]


def test_a_change_beside_a_known_mistake_is_told_of_the_gradient_that_it_changes():
    _, forward = solution("neuron_backward")

    def own_forward(w, x):
        f = float(forward(w, x)[0])
        return f, (w, x, f)

    def answer(_, cache):
        _, x, f = cache
        ddot = (1.0 - f) * f
        return ddot * np.append(x, 1.0), ddot * x

    text = named("neuron_backward", answer, own_forward)[1]
    assert "dx comes out as if" in text
    assert "dw comes out as if" not in text


#: What a pass sends back in place of the local gradient times what arrives: from the place of the
#: operand, how many there are, the local gradient, what arrives, and the value of the operation.
PASSES = {
    "its second operand hears nothing": lambda at, many, s, g, f: s * g if at == 0 else 0.0,
    "its last operand hears nothing": lambda at, many, s, g, f: s * g if at < many - 1 else 0.0,
    "below 0 is not passed on": lambda at, many, s, g, f: s * max(g, 0.0),
    "half of what it should": lambda at, many, s, g, f: 0.5 * s * g,
    "number of its operands": lambda at, many, s, g, f: s * g / many,
    "twice what it should": lambda at, many, s, g, f: 2.0 * s * g,
    "handed on as it came": lambda at, many, s, g, f: g,
    "multiplied by its value": lambda at, many, s, g, f: s * f,
    "are added": lambda at, many, s, g, f: s + g,
    "has the wrong sign": lambda at, many, s, g, f: -s * g,
}


def passing(sends, spoils=None):
    """A class whose pass sends something else, whatever the operation."""
    kind = value_class(spoils or {})

    def backward(self):
        order = in_order(self)
        for node in order:
            node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for at, (parent, slope) in enumerate(zip(node.of, node.slopes, strict=True)):
                parent.grad += sends(at, len(node.of), slope, node.grad, node.data)

    kind.backward = backward
    return kind


@pytest.mark.parametrize("said", PASSES)
def test_what_is_wrong_with_every_message_is_told_of_no_operation(said):
    text = named("Value", passing(PASSES[said]))[1]
    assert said in text
    assert not blamed(text)


def test_beside_what_is_wrong_with_every_message_an_operation_is_told_by_itself():
    kind = passing(PASSES["half of what it should"], {("sigmoid", -1): lambda x, y, f, s: 2.0 * f})
    text = named("Value", kind)[1]
    assert "half of what it should" in text
    assert blamed(text) == {"sigmoid"}


@pytest.mark.parametrize("gate", ["exp", "relu", "sigmoid", "negate"])
def test_where_an_operation_is_wrong_is_not_told_by_chance(gate):
    def seldom(x, y, f, s):
        return s if int(1000 * abs(x)) % 3 else 1.3 * s + 0.1

    text = named("Value", value_class({(gate, 0): seldom}))[1]
    assert not re.search(r"tried|negative|large|exponent of", text)


CIRCUITS = ("pattern_backward", "staged_backward", "sigmoid_circuit_backward", "neuron_backward")


@pytest.mark.parametrize("change", [lambda d: d**2, lambda d: d / 3.0, lambda d: d + 0.5])
@pytest.mark.parametrize("name", CIRCUITS)
def test_what_becomes_of_the_upstream_gradient_is_not_told_as_two_gates(name, change):
    function, forward = solution(name)
    text = named(name, lambda dout, cache: function(change(dout), cache), forward)[1]
    assert "; and as if" not in text


def test_a_factor_is_told_of_no_gate_beside_another_slip():
    _, forward = solution("fork_backward")

    def two_without_x(dout, cache):
        x, y = cache[0], cache[1]
        s = sigma(x * y)
        return dout * (s + x * s * (1 - s) * y + 2.0), dout * x * s * (1 - s) * x

    text = named("fork_backward", two_without_x, forward)[1]
    assert "twice what it should be" not in text


@pytest.mark.parametrize("name", ["exp_backward", "multiply_backward", "softmax_loss", "svm_loss"])
def test_what_is_right_at_points_by_chance_is_told_of_no_kind_of_points(name):
    function, forward = solution(name)

    def by_chance(*given):
        seen = given[0] if name.endswith("loss") else given[1]
        text = repr(seen).encode()
        right = function(*given)
        parts = right if isinstance(right, tuple) else (right,)
        made = tuple(p if sum(text) % 7 == 0 else 1.7 * p + 0.01 for p in parts)
        return made if isinstance(right, tuple) else made[0]

    text = named(name, by_chance, forward)[1]
    assert "right only at" not in text
    assert "but not at" not in text


def test_what_is_right_since_it_is_next_to_nothing_is_not_told_as_a_size():
    _, forward = solution("sigmoid_backward")

    def slope_twice(dout, cache):
        s = 1.0 / (1.0 + np.exp(-np.asarray(cache, dtype=float)))
        return dout * s * (1 - s) * (1 + s * (1 - s))

    assert "and right from" not in named("sigmoid_backward", slope_twice, forward)[1]


@pytest.mark.parametrize("error", [KeyError, AttributeError])
def test_a_pass_that_stops_is_told_once_and_of_all_operations(error):
    kind = value_class({})
    made = kind.made

    def lost(self, gate, others, f, slopes):
        out = made(self, gate, others, f, slopes)
        out.backward = lambda: (_ for _ in ()).throw(error(self))
        return out

    kind.made = lost
    kind.__pow__ = lambda self, n: self.made("power", (), self.data**n, (n * self.data ** (n - 1),))
    text = named("Value", kind)[1]
    assert text.startswith(f"Each operation stops with {error.__name__}")
    assert not blamed(text)
    assert "0x" not in text


#: Words of a sentence that says at which gate something is wrong.
OF_A_GATE = re.compile(r"denominator|square|invden|1/x|one over|more gate|is a gate|inner product")


def with_one_message_wrong(exercise, gate, which, wrong):
    """A backward pass in which one message of one gate is another one, by its circuit.

    Args:
        exercise: Its name.
        gate: The gate.
        which: To which of its inputs the message goes.
        wrong: From the local gradient and what arrives to what is sent.
    """

    def inputs_of(cache):
        if exercise != "staged_backward":
            return cache
        x = cache["num"] - cache["sigy"]
        return x, cache["xpy"] - x

    def backward(dout, cache):
        circuit = circuit_of(exercise, inputs_of(cache), 1.0)
        held = {node.name: 0.0 for node in circuit.nodes}
        held[circuit.output.name] = dout
        for node in reversed(circuit.gates):
            for at, source in enumerate(node.inputs):
                slope, here = node.local_gradients[at], (node.name, at) == (gate, which)
                arrived = held[node.name]
                held[source.name] += wrong(slope, arrived) if here else slope * arrived
        return tuple(held[node.name] for node in circuit.inputs)

    return backward


@pytest.mark.parametrize("exercise", ["fork_backward", "staged_backward"])
def test_a_known_mistake_of_a_gate_is_told_of_no_answer_in_which_that_gate_is_right(exercise):
    """The oracle: a mistake of a gate that all gradients pass would make the others wrong, too."""
    known = load(CONTRACTS[exercise].chapter, ROOT)[exercise]
    circuit = circuit_of(exercise, (1.3, -0.7), 1.0)
    slips = (lambda s, a: -s * a, lambda s, a: s * a / 2, lambda _, a: a, lambda s, _: s)
    answers = [
        with_one_message_wrong(exercise, gate.name, which, wrong)
        for gate in circuit.gates
        for which in range(len(gate.inputs))
        for wrong in slips
    ]
    told = 0
    for answer in at_least(20, answers):
        verdict = known.judge(answer, 5, known.solution.forward)
        trial = known.tried(answer, 5, known.solution.forward)[1]
        for mistake in known.mistakes:
            if not OF_A_GATE.search(mistake.told) or mistake.told not in (verdict.told or ""):
                continue
            twin = known.know(mistake, 5)
            told += 1
            assert alike(known, trial, twin) or len({of for of, _ in twin.findings}) == 1, (
                mistake.name,
                verdict.told,
            )
    assert told


#: What a constructor may make of a number, in place of keeping it.
KEPT_AS = (
    "abs(data)",
    "-data",
    "max(data, 0.0)",
    "float(int(data))",
    "round(data, 1)",
    "max(-1.0, min(1.0, data))",
    "min(data, 10.0)",
    "max(data, 1e-3)",
    "data or 1.0",
    "data + 1",
    "2 * data",
    "data**2",
    "float(np.float32(data))",
)


@pytest.mark.parametrize("form", KEPT_AS)
@pytest.mark.parametrize("seed", [1, 3])
def test_what_a_constructor_makes_of_a_number_is_told_of_no_operation(form, seed):
    kept = next(
        code
        for exercise, code, note, _ in second_strangers.WRITTEN["sixteenth"]("wrong")
        if exercise == "Value" and note == "absolute"
    )
    code = kept.replace("self.data = abs(data)", f"self.data = {form}")
    assert code != kept or form == "abs(data)"
    made, _ = second_strangers.defined("Value", code)
    told = named("Value", made, seed=seed)[1]
    assert re.search("`data`|`x.data`", told)
    assert "Each operation" not in told
    assert not blamed(told)


#: What cuts results off at a number, and how it is told.
CUTS = {
    "from above": (np.minimum, "min({0}, "),
    "from below": (np.maximum, "max({0}, "),
    "on both sides": (lambda v, b: np.clip(v, -b, b), "min({0}, max(−{0}, "),
}


#: Of these all that is right is 0 or 1.
SWITCHES = ("add_gradient", "max_gradient")


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize(
    "name", [one.name for one in DRAWN if len(one.gradients) < 3 and one.name not in SWITCHES]
)
def test_what_is_cut_off_at_a_number_is_told_so_and_as_no_lost_digits(name, cut):
    function, forward = solution(name)
    change, _ = CUTS[cut]

    def limited(value):
        made = change(value, 1.0)
        return float(made) if np.ndim(value) == 0 else made

    def answer(*given):
        right = function(*given)
        return tuple(map(limited, right)) if isinstance(right, tuple) else limited(right)

    text = named(name, answer, forward)[1]
    assert "digits" not in text
    assert "small number" not in text


@pytest.mark.parametrize("bound", [0.5, 2.0])
@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("name", ["multiply_gradient", "rescaled_learning_rate", "fork_backward"])
def test_the_bound_at_which_results_are_cut_off_is_told(name, cut, bound):
    function, forward = solution(name)
    change, said = CUTS[cut]

    def answer(*given):
        right = function(*given)
        made = [float(change(v, bound)) for v in np.atleast_1d(right)]
        return tuple(made) if isinstance(right, tuple) else made[0]

    told = named(name, answer, forward)[1]
    both = said.format(f"{bound:g}")
    assert both in told or (name.startswith("rescaled") and f"min({bound:g}, " in told)
