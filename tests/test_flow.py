"""The film of a circuit: what appears when, and what is said at each step."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import course_circuits
import pytest
from looked_over import at_least

from backpass import draw
from backpass.circuit import Circuit
from backpass.drawing import flow, layout
from backpass.drawing.svg import number
from backpass.explore.circuits import sum_times_z

SVG = "{http://www.w3.org/2000/svg}"
every_circuit = pytest.mark.parametrize(
    "build", course_circuits.ALL, ids=lambda build: build.__name__
)


@every_circuit
def test_values_come_before_their_gates_and_gradients_after_theirs(build):
    c = build()
    film = flow.film(c)
    looked_at = 0
    for node in c.gates:
        for source in node.inputs:
            assert film.value_at[source.name] < film.value_at[node.name]
            assert film.gradient_at[node.name] <= film.sends_at[node.name] - 1
            assert film.sends_at[node.name] <= film.gradient_at[source.name]
            looked_at += 1
    assert looked_at > 3
    assert max(film.gradient_at.values()) < film.steps


def test_the_words_of_the_lecture():
    c = sum_times_z()
    c.backward()
    assert flow.film(c).words == (
        "(x + y) z: the inputs wait.",
        "The inputs: x = −2.00, y = 5.00, z = −4.00.",
        "q = x + y = (−2.00) + 5.00 = 3.00.",
        "f = q × z = 3.00 × (−4.00) = −12.00.",
        "Now backwards. The gradient of f on itself is 1.00.",
        "f (multiply) has the gradient 1.00. It sends local × upstream: "
        "to q −4.00 × 1.00 = −4.00; to z 3.00 × 1.00 = 3.00.",
        "q (add) has the gradient −4.00. It sends local × upstream: "
        "to x 1.00 × (−4.00) = −4.00; to y 1.00 × (−4.00) = −4.00.",
        "Every gradient has arrived: x −4.00, y −4.00, z 3.00.",
    )


def test_messages_meet_at_a_fork_and_their_numbers_stand_on_the_branches():
    c = course_circuits.staged()
    film = flow.film(c)
    (meeting,) = [words for words in film.words if words.startswith("x is a fork")]
    assert "1.58 + (−0.036) + 0.51 = 2.06" in meeting
    root = ET.fromstring(draw.svg(c))
    chips = [g for g in root.iter(f"{SVG}g") if g.get("data-from")]
    said = ["".join(text.itertext()) for g in chips for text in g.iter(f"{SVG}text")]
    assert sorted(said) == sorted(["1.58", "−0.036", "0.51", "1.58", "0.009"])


@every_circuit
def test_what_a_gate_multiplies_covers_no_legend_where_it_could_stand_above_the_gate(build):
    drawing = draw.draw(build())
    legends_top = drawing.height - draw.LEGEND
    boxes = [
        ET.fromstring(part).find("rect")
        for part in drawing.elements
        if 'class="bp-bubble"' in part and "<rect" in part
    ]
    for box in at_least(1, boxes):
        top, high = float(box.get("y")), float(box.get("height"))
        beside = layout.BOX + 16  # from the box below a gate to the one above it
        assert top + high <= legends_top or top - beside - high < 2.0


def test_a_gate_that_reads_one_node_twice_sends_two_messages():
    c = Circuit("x x")
    x = c.input("x", 3.0)
    c.multiply(x, x, name="f")
    c.backward()
    film = flow.film(c)
    assert "3.00 + 3.00 = 6.00" in film.words[film.gradient_at["x"]]


def test_overwritten_messages_are_said_to_be():
    c = course_circuits.staged()
    c["x"].gradient = 0.5
    assert any("overwrites the one before, and 0.50 stays" in w for w in flow.film(c).words)


@every_circuit
def test_the_picture_carries_every_step_and_its_words(build):
    c = build()
    root = ET.fromstring(draw.svg(c))
    film = flow.film(c)
    assert int(root.get("data-steps")) == film.steps
    assert json.loads(root.get("data-words")) == list(film.words)
    texts = [t for t in root.iter(f"{SVG}text") if t.get("data-from")]
    assert len(texts) == 2 * len(c)
    seen = {int(e.get("data-at")) for e in root.iter() if e.get("data-at")}
    assert seen == {film.value_at[g.name] for g in c.gates} | set(film.sends_at.values())


@every_circuit
def test_while_a_gate_multiplies_the_product_is_shown_beside_it(build):
    c = build()
    root = ET.fromstring(draw.svg(c))
    film = flow.film(c)
    for node in at_least(1, c.gates):
        at = str(film.sends_at[node.name])
        shown = " ".join(
            "".join(t.itertext())
            for g in root.iter(f"{SVG}g")
            if g.get("data-at") == at
            for t in g.iter(f"{SVG}text")
        )
        for local in at_least(1, node.local_gradients):
            assert f"= {number(local * node.gradient)}" in shown


def test_without_gradients_the_film_ends_with_the_forward_pass():
    film = flow.film(course_circuits.staged(), gradients=False)
    assert film.words[-1] == "The forward pass is done."
    assert not film.sends_at
    assert not film.gradient_at
