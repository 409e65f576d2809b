"""Chapter 7: its explorations say what the library computes, and its lessons come true."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET

import pytest
from course_notebooks import executed, said, source, unsolved
from test_draw import SVG

from backpass import explore
from backpass.checking.examination import examine
from backpass.circuit import Circuit
from backpass.contracts import CONTRACTS
from backpass.drawing.svg import number
from backpass.explore.views import order as order_view
from backpass.explore.views import paths as paths_view
from backpass.judging.verdict import Status

CHAPTER = "07_build_autograd"
POINTS = ((2.0, 3.0), (-1.5, 0.7), (4.0, -4.0), (0.0, 1.0))


def forked(x, y):
    """The circuit of ``explore.order``, built here, after its backward pass."""
    c = Circuit()
    at_x, at_y = c.input("x", x), c.input("y", y)
    a = c.multiply(at_x, at_y, name="a")
    c.multiply(a, c.add(a, at_x, name="b"), name="f")
    c.backward()
    return c


def shown(x):
    """What the picture says of each node: name → (value, gradient or None)."""
    found = {}
    for g in ET.fromstring(x.svg).iter(f"{SVG}g"):
        if name := g.get("data-node"):
            gradient = g.get("data-gradient")
            found[name] = float(g.get("data-value")), None if gradient is None else float(gradient)
    return found


def by_id(notebook, id_):
    (cell,) = [cell for cell in notebook.cells if cell.id == id_]
    return cell


# --- explore.order -------------------------------------------------------------------------------


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_after_the_last_step_in_the_right_order_stand_the_gradients_of_the_circuit(point):
    x = explore.order(step=order_view.LAST)
    x.set(x=point[0], y=point[1])
    assert shown(x) == {node.name: (node.value, node.gradient) for node in forked(*point)}
    assert "These are the gradients." in x.text


@pytest.mark.parametrize("point", POINTS[:3], ids=str)
@pytest.mark.parametrize(("order", "who"), [("f, a, b", "a"), ("a, b, f", "a, b")])
def test_in_a_wrong_order_x_gets_something_else_and_is_told_what(order, who, point):
    x = explore.order(order, step=order_view.LAST)
    x.set(x=point[0], y=point[1])
    true = forked(*point)["x"].gradient
    assert shown(x)["x"][1] != true
    assert f"Passed on too early: {who}; x should have {number(true)}." in x.text
    assert "✗ early</text>" in x.svg


def test_the_circuit_grows_line_by_line_and_has_no_gradients_yet():
    x = explore.order(step=0)
    whole = {node.name: node.value for node in forked(2.0, 3.0)}
    for step in range(order_view.FORWARD + 1):
        x.set(step=step)
        names = ["x", "y", "a", "b", "f"][: 2 + step]
        assert shown(x) == {name: (whole[name], None) for name in names}
        assert f"Step {step}:" in x.text
        if step:
            name, after = names[-1], {node.name: node.value for node in forked(2.1, 3.0)}
            moved = number(after[name] - whole[name])
            assert f"If x moves by 0.10, {name} moves by {moved}." in x.text


def test_on_the_way_back_every_step_tells_who_hands_what_to_whom():
    x = explore.order(step=order_view.BEGIN)
    assert {name: gradient for name, (_, gradient) in shown(x).items()} == {
        **dict.fromkeys("xyab", 0.0),
        "f": 1.0,
    }
    x.set(step=5)
    assert "a gets 8.00 · 1.00 = 8.00, b gets 6.00 · 1.00 = 6.00" in x.text
    x.set(step=6)
    assert "Gradients so far: x 6.00, y 0.00, a 14.00, b 6.00, f 1.00." in x.text
    assert x.svg.count("✓ sent</text>") == 2
    x.set(step=7)
    assert "x gets 3.00 · 14.00 = 42.00, y gets 2.00 · 14.00 = 28.00" in x.text


def test_only_one_of_the_orders_makes_a_promise_that_holds():
    promises = {}
    for order in order_view.ORDERS:
        x = explore.order(order, step=order_view.LAST, nudge=0.05)
        promises[order] = re.search(r"predicted change of f is (\S+); .* is (\S+)\.$", x.text)
    after = forked(2.05, 3.0)["f"].value - 48.0
    assert {found[2] for found in promises.values()} == {number(after)}
    assert {order: found[1] for order, found in promises.items()} == {
        "f, b, a": number(0.05 * 48.0),
        "f, a, b": number(0.05 * 30.0),
        "a, b, f": number(0.0),
    }


def test_handed_out_in_every_order_is_right_only_when_users_come_first():
    c = forked(2.0, 3.0)
    right = {node.name: node.gradient for node in c}
    good = [o for o in itertools.permutations("abf") if order_view.handed_out(c, o) == right]
    assert good == [("f", "b", "a")]


# --- explore.paths -------------------------------------------------------------------------------


@pytest.mark.parametrize("levels", [1, 2, 3, 7, 16])
def test_the_tower_says_how_many_nodes_and_paths_it_has(levels):
    x = explore.paths(levels)
    c = paths_view.tower(levels, 1.0)
    assert len(c) == levels + 1
    every = 2 ** (levels + 1) - 1  # 1 + 2 + 4 + …
    assert f"Each node once: {levels + 1} visits." in x.text
    assert f"Along every path: {every:,} visits, {2**levels:,} of them to x." in x.text
    assert f"{every:,} visits</text>" in x.svg
    assert f"{levels + 1} visits</text>" in x.svg


def walked(node):
    """Every path from a node back to the input, one by one."""
    return 1 + sum(walked(source) for source in node.inputs)


@pytest.mark.parametrize("levels", range(1, 8))
def test_the_count_of_visits_is_that_of_a_walk_along_every_path(levels):
    assert paths_view.VISITS[levels - 1] == walked(paths_view.tower(levels).output)


def test_messages_that_replace_one_another_break_the_promise():
    x = explore.paths(5, "+=", nudge=0.1)
    assert "the gradient on x is 32.00." in x.text
    assert "change of y is 3.20; the true change is 3.20: the same." in x.text
    x.set(collect="=")
    assert "the gradient on x is 1.00." in x.text
    assert "change of y is 0.10; the true change is 3.20: off by 3.10." in x.text


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: explore.order("b, a, f"), "order is one of"),
        (lambda: explore.paths(3, "-="), "collect is one of +=, ="),
    ],
)
def test_a_choice_that_is_none_is_answered_in_words(make, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        make()


# --- the notebook --------------------------------------------------------------------------------


def test_the_stub_counts_as_not_attempted_and_so_does_a_class_that_only_keeps_its_number():
    stub = by_id(unsolved(CHAPTER), "Value").source
    for text in (stub, stub.replace("raise NotImplementedError()", "self.data = data", 1)):
        space: dict[str, object] = {}
        exec(text, space)
        verdict, _ = examine(CONTRACTS["Value"], space["Value"])
        assert verdict.status is Status.NOT_ATTEMPTED


def test_the_first_rungs_earn_something_while_the_rest_is_not_written():
    solved = by_id(source(CHAPTER), "Value").source
    half = re.sub(
        r"(def (?:exp|relu|sigmoid|maximum|__pow__)\(.*?### BEGIN SOLUTION\n).*?(### END SOLUTION)",
        r"\1        raise NotImplementedError()\n        \2",
        solved,
        flags=re.S,
    )
    space: dict[str, object] = {}
    exec("import math\n" + half, space)
    verdict, _ = examine(CONTRACTS["Value"], space["Value"])
    earned = {part.name for part in verdict.parts if part.earned}
    assert verdict.status is Status.FAILED
    assert {"each node once", "again", "deep chain"} <= earned
    assert not {"power", "functions"} & earned


def test_solved_it_draws_the_course_and_trains_a_network():
    notebook = executed(CHAPTER, solved=True)
    words = said(by_id(notebook, "redraw"))
    for name in ("(x + y) z", "a neuron", "staged"):
        assert f"{name}: the same numbers as by the course's own circuit" in words
    assert "-- " not in said(by_id(notebook, "rungs"))
    words = said(by_id(notebook, "net-trained"))
    first, last = map(float, re.search(r"first ([\d.]+), after \d+ steps ([\d.]+)", words).groups())
    assert last < first / 50
    answers = re.findall(r"(\d) and (\d): the net says ([\d.]+)", words)
    assert len(answers) == 4
    for a, b, answer in answers:
        assert round(float(answer)) == (a != b)


@pytest.mark.parametrize("id_", ["redraw", "sensitivity", "net-trained"])
def test_unsolved_the_engine_cells_say_what_to_do(id_):
    assert said(by_id(executed(CHAPTER, solved=False), id_)).startswith("Write Value above")


def test_the_lessons_come_out():
    notebook = executed(CHAPTER, solved=False)
    assert "a passes on before c: too early" in said(by_id(notebook, "order-try"))
    assert "a chain of 10000 gates: RecursionError" in said(by_id(notebook, "deep"))
    assert "found 10001 nodes" in said(by_id(notebook, "todo"))
    words = said(by_id(notebook, "afresh"))
    assert "call 3: added to what was there 39.0, set afresh 13.0" in words
    assert "slope 0.5000 in a, -1.5000 in b" in said(by_id(notebook, "slopes-measured"))
