"""A wrong answer is shown in the circuit of its exercise, and nothing right is given away."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from course_notebooks import ROOT
from looked_over import at_least

from backpass.checking import examination, marked
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import said_of
from backpass.drawing import exercise_circuits
from backpass.drawing.exercise_circuits import by_node, circuit_of
from backpass.drawing.svg import number
from backpass.grading.exercises.library import load_one
from backpass.judging.gradcheck import complex_step

POINTS = {1: (0.7,), 2: (3.0, -4.0), 3: (-2.0, 5.0, -4.0), 4: (3.0, -4.0, 2.0, -1.0)}


def test_every_circuit_has_the_value_and_the_gradients_of_its_exercise():
    """The oracle is the exercise's own trusted forward."""
    looked_at = 0
    for name, contract in CONTRACTS.items():
        forward = getattr(contract, "forward", None)
        if forward is None or getattr(contract, "gradients", None) is None:
            continue
        inputs = POINTS[len(contract.inputs)]
        if name in {"neuron_backward", "score_backward"}:
            w = np.array([2.0, -3.0, -3.0]) if name == "neuron_backward" else np.array([2.0, -3.0])
            inputs = (w, np.array([-1.0, -2.0]))
        circuit = circuit_of(name, inputs, 2.0)
        if circuit is None:
            assert contract.chapter > "05", name
            continue
        looked_at += 1
        assert circuit.output.value == pytest.approx(float(np.real(forward(*inputs))))
        wrt = range(len(contract.gradients))
        exact = complex_step(forward, inputs, 2.0, wrt)
        for node, value in by_node(name, dict(zip(contract.gradients, exact, strict=True))).items():
            assert circuit[node].gradient == pytest.approx(value, rel=1e-12), (name, node)
    assert looked_at == 18


@pytest.mark.parametrize("exercise", ["relu_backward", "quiz_sensitivity", "no_such_thing"])
def test_what_is_no_circuit_of_numbers_has_none(exercise):
    assert circuit_of(exercise, (np.ones((2, 3)),)) is None
    assert by_node("no_such_thing", {"dx": 1.0}) == {}
    assert circuit_of("exp_backward", (np.ones((2, 3)),)) is None
    assert circuit_of("exp_backward", (1e6,)) is None
    assert circuit_of("reciprocal_backward", (0.0,)) is None


def drawn(exercise, came, inputs, dout=1.0):
    circuit = circuit_of(exercise, inputs, dout)
    return circuit, marked.answer(circuit, came)


def test_up_to_the_gate_all_is_right():
    _, found = drawn("chain_backward", {"x": -4.0, "y": -4.0, "z": -2.0}, POINTS[3])
    assert found.parted == "f"
    assert found.lines == (
        "Right so far: x, y.",
        "Up to f all is right. Look at what the gate f (multiply) sends to z.",
    )


def test_the_gate_is_found_behind_one_whose_own_gradient_is_seen_to_be_right():
    _, found = drawn("chain_backward", {"x": -4.0, "y": 3.0, "z": 3.0}, POINTS[3])
    assert found.parted == "q"
    assert "Up to q all is right" in found.lines[-1]
    assert "sends to y" in found.lines[-1]


def test_an_inner_number_that_is_known_moves_the_place_nearer():
    inputs = POINTS[4]
    wrong = {"x": -4.0, "y": 3.0, "z": 0.5, "w": 0.0}
    assert drawn("pattern_backward", wrong, inputs)[1].parted == "max"
    _, found = drawn("pattern_backward", {**wrong, "add": 1.0}, inputs)
    assert found.parted == "f"
    assert "sends to add" in found.lines[-1]


def test_a_factor_that_all_of_them_lack_is_that_of_a_gate_which_all_come_through():
    halved = {"x": -4.0, "y": 3.0, "z": 1.0, "w": 0.0}
    assert drawn("pattern_backward", halved, POINTS[4])[1].parted == "f"


@pytest.mark.parametrize("gate", ["num", "sigx", "xpy"])
def test_one_message_in_place_of_the_sum_is_told_by_the_gate_that_it_came_from(gate):
    """What = makes of +=."""
    circuit = circuit_of("staged_backward", POINTS[2])
    alone = {
        g.name: local * g.gradient
        for g in circuit.gates
        for source, local in zip(g.inputs, g.local_gradients, strict=True)
        if source.name == "x"
    }
    found = marked.answer(circuit, {"x": alone[gate], "y": circuit["y"].gradient})
    assert found.parted == "x"
    assert (
        f"3 messages come back to x, and yours is what comes back from {gate} alone"
        in (found.lines[-1])
    )


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_what_all_gradients_are_off_by_is_not_put_on_a_gate_near_the_inputs(digits):
    """The output is rounded: no gate behind it does anything wrong."""
    w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
    s = round(1.0 / (1.0 + np.exp(-1.0)), digits)
    slope = 2.0 * s * (1.0 - s)
    dw, dx = slope * np.array([*x, 1.0]), slope * w[:2]
    found = drawn("neuron_backward", by_node("neuron_backward", {"dw": dw, "dx": dx}), (w, x), 2.0)
    assert found[1].parted == "f"
    _, alone = drawn("sigmoid_circuit_backward", {"x": slope}, (1.0,), 2.0)
    assert (alone.parted, alone.lines) == ("x", ()), "of four gates in a row, which one?"


def test_an_answer_that_is_right_is_ticked_throughout():
    circuit = circuit_of("fork_backward", POINTS[2], 2.5)
    found = marked.answer(circuit, {n.name: n.gradient for n in circuit.inputs})
    assert found.parted is None
    assert found.lines == ("All of your gradients agree.",)
    assert marked.in_exercise("fork_backward", POINTS[2], 1.0, {"dx": 1.0}).parted
    assert marked.in_exercise("relu_backward", (np.ones(3),), 1.0, {"dx": np.ones(3)}) is None
    assert "✗ " not in found.svg.replace("✗ wrong", "")


def test_no_right_number_is_shown_where_the_learners_is_wrong():
    looked_at = 0
    for exercise in exercise_circuits.EXERCISES:
        inputs = POINTS[len(CONTRACTS[exercise].inputs)]
        if exercise in {"neuron_backward", "score_backward"}:
            w = np.array([2.1, -3.2, -3.3][: 3 if "neuron" in exercise else 2])
            inputs = (w, np.array([-1.4, -2.5]))
        circuit = circuit_of(exercise, inputs, 1.75)
        came = {node.name: 91.5 + i for i, node in enumerate(circuit.inputs)}
        found = marked.answer(circuit, came)
        values = {number(node.value) for node in circuit}
        for node in circuit.inputs:
            told = number(node.gradient)
            if told in values or node.gradient == 0.0:
                continue
            looked_at += 1
            said = "".join(ET.fromstring(found.svg).itertext()).split("</style>")[-1]
            assert f" {told}" not in said
            assert told not in " ".join(found.lines)
    assert looked_at > 20


def test_a_matrix_with_its_wrong_entries_marked():
    came = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    right = np.array([[True, False, True], [True, True, False]])
    picture = marked.wrong_entries("dW", came, right)
    assert picture.lines == ("dW: 2 of 6 entries are wrong, at (0, 1), (1, 2).",)
    assert picture.svg.count("✓") == 4
    assert picture.svg.count("✗") == 2
    ET.fromstring(picture.svg)
    assert marked.wrong_entries("db", np.ones(3), np.ones(3, bool)).lines[0].endswith("are wrong.")
    assert marked.wrong_entries("dX", np.ones((40, 2)), np.zeros((40, 2), bool)).svg == ""
    with pytest.raises(ValueError, match="shape"):
        marked.wrong_entries("dW", came, right[:1])


def wrong_chain_backward(dout, cache):
    x, y, z = cache
    return z * dout, z * dout, dout * (x - y)


def chain_forward(x, y, z):
    return (x + y) * z, (x, y, z)


def test_the_check_draws_a_wrong_answer_in_its_circuit():
    contract = CONTRACTS["chain_backward"]
    verdict, trial = examination.examine(contract, wrong_chain_backward, chain_forward)
    panel = examination.panel_of(contract, verdict, trial)
    assert "Up to f all is right. Look at what the gate f (multiply) sends to z." in panel.text
    assert "✗ " in panel.picture
    assert panel.picture in panel.html


def test_the_check_marks_the_wrong_entries_of_an_array():
    contract = CONTRACTS["relu_backward"]
    verdict, trial = examination.examine(contract, lambda dout, cache: dout * (cache > -1.0))
    panel = examination.panel_of(contract, verdict, trial)
    assert "entries are wrong" in panel.text
    assert "✗ " in panel.picture


def test_a_right_answer_and_one_of_the_wrong_shape_get_no_picture():
    contract = CONTRACTS["relu_backward"]
    for answer in (lambda dout, cache: dout * (cache > 0.0), lambda dout, cache: dout.sum()):
        verdict, trial = examination.examine(contract, answer)
        assert examination.panel_of(contract, verdict, trial).picture == ""


def test_inner_wires_are_green_where_what_came_of_them_was_right():
    came = {"x": -4.0, "y": 3.0, "z": 2.0, "w": 0.0}
    _, found = drawn("pattern_backward", came, POINTS[4])
    root = ET.fromstring(found.svg)
    svg = "{http://www.w3.org/2000/svg}"
    ticked = {
        g.get("data-node")
        for g in root.iter(f"{svg}g")
        if g.get("data-node") and any((t.text or "").startswith("✓") for t in g.iter(f"{svg}text"))
    }
    assert ticked == {"z", "w", "max", "add", "f"}
    assert len([p for p in root.iter(f"{svg}path") if p.get("class") == "bp-agrees"]) == 4


def test_a_right_0_shows_nothing_of_the_gate_that_sent_it():
    came = {"x": -4.0, "y": 3.0, "z": 1.0, "w": 0.0}
    _, found = drawn("pattern_backward", came, POINTS[4])
    root = ET.fromstring(found.svg)
    ticks = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text") if t.text]
    assert sum(text.startswith("✓") for text in ticks) == 2, "w, and the output"


def sigmoid_by_gates(dout, cache, skipped):
    """Back through 1/x, + 1, exp and × −1; one of the gates hands on what arrives."""
    (_, _), power_at, _, shifted = cache[0], cache[1], cache[2], cache[3]
    slopes = {"f": -1.0 / shifted**2, "exp": np.exp(power_at), "neg": -1.0}
    for gate, slope in slopes.items():
        dout = dout if gate == skipped else dout * slope
    return dout


@pytest.fixture
def marks(monkeypatch):
    """The nodes that pictures mark, in turn."""
    seen, real = [], marked.answer

    def noted(*arguments):
        found = real(*arguments)
        seen.append(found.parted)
        return found

    monkeypatch.setattr(marked, "answer", noted)
    return seen


@pytest.mark.parametrize("skipped", ["f", "exp"])
def test_the_picture_marks_the_gate_that_the_words_speak_of(skipped, marks):
    contract = CONTRACTS["sigmoid_circuit_backward"]
    verdict, trial = examination.examine(contract, lambda d, c: sigmoid_by_gates(d, c, skipped))
    panel = examination.panel_of(contract, verdict, trial)
    assert f"as if {skipped} = " in panel.text
    assert "Look at what" not in panel.text, "one place to look at is enough"
    assert marks == [skipped]


def test_a_forgotten_upstream_gradient_is_marked_where_it_arrives(marks):
    contract = CONTRACTS["chain_backward"]
    verdict, trial = examination.examine(
        contract, lambda d, c: (c[2], c[2], c[0] + c[1]), lambda x, y, z: ((x + y) * z, (x, y, z))
    )
    panel = examination.panel_of(contract, verdict, trial)
    assert "if the upstream gradient were 1" in panel.text
    assert marks == ["f"]


def test_of_what_was_overwritten_at_a_fork_nothing_is_said_further_up(marks):
    """What is left of dx is one message: the gates behind the others may be right."""
    contract = CONTRACTS["staged_backward"]

    def backward(dout, cache):
        x, y = cache
        sigy, sigx = 1.0 / (1.0 + np.exp(-y)), 1.0 / (1.0 + np.exp(-x))
        dnum = dout / (sigx + (x + y) ** 2)
        return dnum, (1.0 - sigy) * sigy * dnum

    verdict, trial = examination.examine(
        contract, backward, lambda x, y: (contract.forward(x, y), (x, y))
    )
    text = examination.panel_of(contract, verdict, trial).text
    assert "3 messages come back to x, and yours is what comes back from num alone." in text
    assert "lost" not in text
    assert marks == ["x"]


def test_a_fork_that_got_all_its_messages_is_not_marked_for_what_a_gate_did(marks):
    """The sign of 1 / den is lost: x and y are wrong, and neither lacks a message."""
    contract = CONTRACTS["staged_backward"]

    def forward(x, y):
        return contract.forward(x, y), (x, y)

    def backward(dout, cache):
        x, y = cache
        sigx, sigy = 1.0 / (1.0 + np.exp(-x)), 1.0 / (1.0 + np.exp(-y))
        num, den = x + sigy, sigx + (x + y) ** 2
        dnum, dden = dout / den, dout * num / den**2
        dxpy = 2.0 * (x + y) * dden
        return dxpy + (1.0 - sigx) * sigx * dden + dnum, dxpy + (1.0 - sigy) * sigy * dnum

    verdict, trial = examination.examine(contract, backward, forward)
    panel = examination.panel_of(contract, verdict, trial)
    assert "invden = 1 / den" in panel.text
    assert "Yours is wrong at" not in panel.text
    assert marks == ["invden"]


def test_what_is_said_of_a_fork_explains_what_is_right_beside_it(marks):
    """With dy right, nothing can be lost on the way that dx and dy share."""
    contract = CONTRACTS["fork_backward"]

    def overwritten(dout, cache):
        x, y = cache
        s = 1.0 / (1.0 + np.exp(-x * y))
        return 2.0 * x * dout, x * x * s * (1.0 - s) * dout

    verdict, trial = examination.examine(contract, overwritten)
    panel = examination.panel_of(contract, verdict, trial)
    said = said_of(trial, "dx", contract)
    assert said is not None
    assert said.name == "message lost, from xy to x and message lost, from gated to x"
    assert "what comes back from square alone. They add up." in panel.text
    assert "were lost" not in panel.text, "one sentence is enough"
    assert marks == ["x"]


def test_what_the_picture_ticks_and_the_words_call_wrong_is_said_to_be_right_here_only():
    contract, looked_at = CONTRACTS["pattern_backward"], 0
    for mistake in load_one(contract, ROOT).mistakes:
        verdict, trial = examination.examine(contract, mistake.function)
        panel = examination.panel_of(contract, verdict, trial)
        ticked = {f"d{name}" for name in re.findall(r"\b([xyzw]): ✓ ", panel.picture)}
        still = re.search(r"Still wrong: ([^.]*)\.", panel.text)
        only_here = re.search(r"Right at this point, but not at others: ([^.]*)\.", panel.text)
        claimed = set(still[1].split(", ")) if still else set()
        told = set(only_here[1].split(", ")) if only_here else set()
        assert ticked & claimed <= told <= ticked, mistake.name
        looked_at += bool(told)
    assert looked_at >= 2


#: A point for each exercise with several gradients in a circuit.
SEVERAL = {
    "chain_backward": (-2.0, 5.0, -4.0),
    "pattern_backward": (3.0, -4.0, 2.0, -1.0),
    "neuron_backward": (np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])),
    "staged_backward": (3.0, -4.0),
    "fork_backward": (2.0, -1.0),
}


def in_other_orders(exercise, every):
    """Right gradients of an exercise, their numbers in some other orders: what is said of each."""
    known, contract = load_one(CONTRACTS[exercise], ROOT), CONTRACTS[exercise]
    right, forward = known.handed_in(known.solution)
    made = known.solution.forward or contract.forward
    cache = made(*SEVERAL[exercise])[1] if known.solution.forward else SEVERAL[exercise]
    sizes = [np.size(one) for one in right(1.0, cache)]
    for order in itertools.islice(itertools.permutations(range(sum(sizes))), 1, None, every):

        def moved(dout, cache, order=order):
            line = np.concatenate([np.ravel(one) for one in right(dout, cache)])[list(order)]
            parts = np.split(line, np.cumsum(sizes)[:-1])
            return tuple(one if len(one) > 1 else float(one[0]) for one in parts)

        verdict, trial = examination.examine(contract, moved, forward)
        yield examination.panel_of(contract, verdict, trial)


def test_right_gradients_in_another_order_are_blamed_on_no_gate():
    """The oracle is the reference: what comes is right, and only its order is not."""
    panels = [one for exercise in SEVERAL for one in in_other_orders(exercise, 5)]
    for panel in at_least(20, [one for one in panels if one.kind == "wrong"]):
        assert "Look at what" not in panel.text, panel.text
        assert "messages come back" not in panel.text, panel.text


def test_where_to_look_lies_on_the_way_of_the_gradient_that_is_spoken_of():
    """With y and z exchanged, x is told of first, and the gate max is not on its way."""
    contract = CONTRACTS["pattern_backward"]

    def backward(dout, cache):
        x, z, y, w = cache
        larger = z >= w
        return 2 * dout * y, 2 * dout * x, 2 * dout * larger, 2 * dout * (not larger)

    verdict, trial = examination.examine(contract, backward)
    panel = examination.panel_of(contract, verdict, trial)
    assert "dx is what it would be" in panel.text
    assert "the gate mul (multiply) sends to x" in panel.text
    assert "the gate max" not in panel.text
