"""The explorations: controls, pictures and words follow one another, and nothing raises."""

from __future__ import annotations

import itertools
import math
import re
import xml.etree.ElementTree as ET
from functools import cache

import course_circuits
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looked_over import at_least
from test_draw import SVG, text_boxes

from backpass import explore
from backpass.circuit import Circuit
from backpass.drawing.svg import STYLED, number, plain, width
from backpass.explore import change, view
from backpass.explore import exploration as base
from backpass.explore.views import secant as secant_view
from backpass.explore.views import sensitivity as sensitivity_view
from backpass.languages import tell

MAKERS = {
    "secant": explore.secant,
    "sensitivity": explore.sensitivity,
    "circuit": explore.circuit,
    "circuit of patterns": lambda: explore.circuit("2 (x y + max(z, w))"),
    "circuit of one's own": lambda: explore.circuit(course_circuits.staged()),
    "wants": explore.wants,
    "neuron": explore.neuron,
    "saturation": explore.saturation,
    "forks": explore.forks,
    "predict": explore.predict,
    "data scale": explore.data_scale,
    "shapes": explore.shapes,
    "shapes of squares": lambda: explore.shapes(3, 3, 3),
    "entries": explore.entries,
    "dead units": lambda: explore.dead_units(-1.5),
    "order": explore.order,
    "paths": explore.paths,
    "wants of a neuron": lambda: explore.wants(course_circuits.neuron(), "dot"),
}
every = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
few = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)


def numbers_in(x):
    """What the picture says of every node: name → (value, gradient)."""
    return {
        g.get("data-node"): (float(g.get("data-value")), float(g.get("data-gradient")))
        for g in ET.fromstring(x.svg).iter(f"{SVG}g")
        if g.get("data-node")
    }


@every
def test_a_picture_with_its_words(make):
    x = make()
    root = ET.fromstring(x.svg)
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 40
    assert len(x.text) > 40
    assert plain(x.svg) in x._view.value
    assert 'role="status"' in x._words.value


@cache
def made_once(make):
    """One exploration for many examples, each of which sets all of its controls."""
    return make()


@every
@few
@given(data=st.data())
def test_pictures_stay_sound_and_no_texts_meet_wherever_the_sliders_are(make, data):
    x = made_once(make)
    for name, (slider, _) in x.controls.items():
        low, high = x._numbers[name].low, x._numbers[name].high
        slider.value = data.draw(st.floats(low, high), label=name)
    for name, box in x.choices.items():
        box.value = data.draw(st.sampled_from(list(box.options)), label=name)
    root = ET.fromstring(x.svg)
    assert "nan" not in re.sub(r"<style>.*?</style>", "", x.svg)
    for line in x.text.splitlines():
        assert line.isprintable()
    width, boxes = float(root.get("viewBox").split()[2]), text_boxes(root)
    assert all(box.left >= 0 and box.right <= width for box in boxes)
    meeting = [pair for pair in itertools.combinations(boxes, 2) if pair[0].meets(pair[1], 1.0)]
    assert meeting == []


@every
def test_no_two_texts_overlap_in_the_picture_that_one_first_sees(make):
    boxes = text_boxes(ET.fromstring(make().svg))
    for one, other in at_least(3, itertools.combinations(boxes, 2)):
        assert not one.meets(other, 1.0), (one, other)


@pytest.mark.parametrize("name", [name for name in explore.__all__ if name != "Exploration"])
def test_no_text_comes_close_to_the_right_edge_of_a_picture(name):
    picture = ET.fromstring(getattr(explore, name)().svg)
    edge = float(picture.get("viewBox").split()[2])
    parts = {"start": 1.0, "middle": 0.5, "end": 0.0}
    placed = [text for text in picture.iter(f"{SVG}text") if text.get("text-anchor")]
    for text in at_least(3, placed):
        wide = width(text.text or "", float(text.get("font-size")))
        right = float(text.get("x")) + wide * parts[text.get("text-anchor")]
        assert right <= edge - 3.0, text.text


@every
def test_slider_and_number_box_move_each_other_and_the_picture(make):
    x = make()
    for name, (slider, box) in at_least(1, x.controls.items()):
        spec = x._numbers[name]
        before = x._view.value, x._words.value
        slider.value = spec.high
        assert box.value == slider.value == x.values[name]
        box.value = spec.low
        assert slider.value == box.value == x.values[name]
        assert (x._view.value, x._words.value) != before


@every
def test_a_number_out_of_range_moves_to_the_end_of_the_range(make):
    x = make()
    for name, (slider, box) in at_least(1, x.controls.items()):
        box.value = 1e9
        assert slider.value == box.value == x.values[name] == x._numbers[name].high
        x.set(**{name: -math.inf})
        assert slider.value == x._numbers[name].low


def test_a_start_out_of_range_moves_to_the_end_of_the_range():
    x = explore.sensitivity(x=99.0, h=-99.0)
    assert (x.values["x"], x.values["h"]) == (5.0, -3.0)
    assert x.text.startswith("x = 5.00, y = 2.00")
    assert [control.value for control in x.controls["x"]] == [5.0, 5.0]


@every
def test_no_number_is_answered_in_words(make):
    x = make()
    for name, (slider, box) in at_least(1, x.controls.items()):
        before = x.values[name]
        box.value = math.nan
        assert f"{name} needs a number" in x._words.value
        assert x.values[name] == before == box.value == slider.value


@every
def test_moving_one_control_redraws_once(make, monkeypatch):
    x = make()
    drawn = []
    original = x._draw
    monkeypatch.setattr(x, "_draw", lambda values: (drawn.append(1), original(values))[1])
    name, (slider, box) = next(iter(x.controls.items()))
    slider.value = x._numbers[name].high
    assert len(drawn) == 1
    box.value = x._numbers[name].low
    assert len(drawn) == 2
    x.set(**{each: spec.high for each, spec in x._numbers.items()})
    assert len(drawn) == 3


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"t": 1.0}, "no 't' to set here, only which, x, y, z, nudge"),
        ({"x": "three"}, "x needs a number, and got 'three'"),
        ({"which": "f"}, "which is one of x, y, z, and got 'f'"),
    ],
)
def test_set_says_what_is_wrong_and_changes_nothing(values, says):
    x = explore.circuit()
    before = x.values, x.svg
    with pytest.raises(ValueError, match=re.escape(says)):
        x.set(z=1.0, **values)
    assert (x.values, x.svg) == before


def test_a_circuit_without_a_value_is_answered_in_words():
    c = Circuit("log x")
    c.log(c.input("x", 2.0), name="f")
    x = explore.circuit(c)
    picture = x.svg
    x.controls["x"][0].value = -1.0
    assert "no real value at -1" in x._words.value
    assert x.svg == picture
    x.controls["x"][0].value = 1.0
    assert numbers_in(x)["f"] == (0.0, 1.0)


# --- what each exploration says ------------------------------------------------------------------


@few
@given(values=st.tuples(*[st.floats(-6, 6).map(lambda value: round(value, 6))] * 4))
def test_the_live_circuit_shows_the_numbers_of_the_circuit(values):
    x = explore.circuit("2 (x y + max(z, w))")
    chosen = dict(zip("xyzw", values, strict=True))
    x.set(**chosen)
    c = course_circuits.pattern()
    c.set(chosen)
    shown = numbers_in(x)
    assert [shown[name] for name in ("x", "mul", "max", "add", "f")] == [
        (c[name].value, c[name].gradient) for name in ("x", "mul", "max", "add", "out")
    ]
    label = ET.fromstring(x.svg).get("aria-label")
    assert f"Input x: value {number(values[0])}, gradient {number(c['x'].gradient)}" in label
    assert f"w {number(c['w'].gradient)}." in x.text


def test_the_live_circuit_sets_prediction_beside_truth():
    x = explore.circuit()
    x.set(nudge=0.1)
    assert "0.10 · −4.00 = −0.40; the true change is −0.40 (from −12.00 to −12.40)" in x.text
    assert "the same." in x.text
    x = explore.circuit("2 (x y + max(z, w))")
    x.set(which="w", nudge=2.0)  # at the tie, not beyond it
    assert "the same." not in x.text or "true change is 0.00" in x.text
    x.set(z=0.0, w=-1.0)
    assert "2.00 · 0.00 = 0.00; the true change is 2.00" in x.text
    assert "off by 2.00." in x.text


def test_the_circuit_that_was_given_stays_as_it_is():
    c = course_circuits.chain()
    explore.circuit(c).set(x=1.0)
    explore.wants(c).set(x=1.0)
    assert c["x"].value == -2.0


def test_the_gate_says_what_the_lecture_says():
    x = explore.wants()
    assert "wants q lower, with a force of 4.00" in x.text
    assert "x should go down, with a force of 4.00" in x.text
    assert "with x = −2.01, y = 4.99, f goes from −12.00 to −11.92" in x.text
    assert x.svg.count("▼ down</text>") == 3
    x.set(z=4.0)
    assert "wants q higher, with a force of 4.00" in x.text
    assert x.svg.count("▲ up</text>") == 3
    x.set(z=0.0)
    assert "no wish" in x.text


def test_the_max_gate_asks_nothing_of_the_smaller_input():
    x = explore.wants("2 (x y + max(z, w))", "max")
    assert "z should go up, with a force of 2.00" in x.text
    assert "Of w it asks nothing" in x.text
    x.set(w=3.0)
    assert "Of z it asks nothing" in x.text


def test_at_a_fork_the_gate_tells_its_share_from_the_whole():
    x = explore.wants(course_circuits.staged(), "num")
    assert "x should go up, with a force of 0.51" in x.text
    assert "2.06 in all" in x.text


def test_a_gate_that_reads_one_node_twice():
    c = Circuit("x x")
    node = c.input("x", 3.0)
    c.multiply(node, node, name="f")
    x = explore.wants(c)
    assert "with x = 3.01, f goes from 9.00 to 9.06" in x.text


@few
@given(x=st.floats(-5, 5), y=st.floats(-5, 5), h=st.floats(-3, 3))
def test_sensitivity_predicts_with_the_gradient(x, y, h):
    for moved in (("x",), ("y",), ("x", "y")):
        product, total, larger = sensitivity_view.changes(x, y, h, moved)
        slope = {"x": y, "y": x}
        assert product.predicted == pytest.approx(h * sum(slope[m] for m in moved), abs=1e-12)
        assert total.predicted == pytest.approx(h * len(moved), abs=1e-12)
        x2, y2 = x + h * ("x" in moved), y + h * ("y" in moved)
        assert product.true == pytest.approx(x2 * y2 - x * y, abs=1e-12)
        assert larger.true == pytest.approx(max(x2, y2) - max(x, y), abs=1e-12)
        assert total.agrees
        assert product.agrees == (len(moved) == 1 or h * h <= 1e-11) or abs(h) < 1e-4


def test_sensitivity_of_the_lecture():
    x = explore.sensitivity(4.0, 2.0, 2.5, "y only")
    assert (
        "max(x, y): slope 0.00, so the predicted change is 0.00; the true change is 0.50" in x.text
    )
    assert "crosses the tie" in x.text
    x.set(h=1.5)
    assert "crosses the tie" not in x.text
    x.set(x=4.0, y=-3.0, moves="x only", h=0.1)
    assert "x y: slope −3.00, so the predicted change is −0.30; the true change is −0.30" in x.text
    x.set(moves="both x and y")
    assert "h · h = 0.01 is left" in x.text


def test_predicted_and_true_bars_point_the_way_of_the_change():
    x = explore.sensitivity(4.0, -3.0, 1.0)
    x.set(moves="x only")
    rects = [e for e in ET.fromstring(x.svg).iter(f"{SVG}rect") if e.get("class") == "bp-hollow"]
    left = [float(e.get("x")) for e in rects]
    assert left[0] < change.ZERO
    assert left[1] == left[2] == change.ZERO


DERIVATIVES = {
    "x²": (lambda x: x * x, lambda x: 2 * x),
    "x³ − 2x": (lambda x: x**3 - 2 * x, lambda x: 3 * x * x - 2),
    "sin x": (math.sin, math.cos),
}


@pytest.mark.parametrize("name", DERIVATIVES)
@few
@given(x=st.floats(-2, 2), h=st.floats(1e-3, 1))
def test_the_three_slopes(name, x, h):
    f, derivative = DERIVATIVES[name]
    found = secant_view.slopes(secant_view.CURVES[name].function, x, h)
    assert found.exact == pytest.approx(derivative(x), abs=1e-14)
    assert found.forward == pytest.approx((f(x + h) - f(x)) / h, abs=1e-11)
    assert found.central == pytest.approx((f(x + h) - f(x - h)) / (2 * h), abs=1e-11)


def test_the_secant_becomes_the_tangent_and_then_round_off_wins():
    x = explore.secant("x³ − 2x")
    assert "Forward difference 5.000000" in x.text
    forward = []
    for h in (1e-1, 1e-4, 1e-7, 1e-12, 1e-15):
        x.set(h=h)
        forward.append(
            float(
                re.search(r"Forward difference \S+ \(off by (\S+)\)", x.text)[1].replace("−", "-")
            )
        )
    assert forward[0] > forward[1] > forward[2]
    assert forward[2] < forward[3] < forward[4]
    x.set(h=1e-16)
    assert "x + h is x itself" in x.text
    x.set(x=0.0)
    assert "x + h is x itself" not in x.text
    assert "x + h loses nothing" in x.text


def test_the_mark_in_the_error_plot_stands_at_h():
    x = explore.secant("sin x")
    places = []
    for h in (1e-16, 1e-8, 1.0):
        x.set(h=h)
        (mark,) = [
            e for e in ET.fromstring(x.svg).iter(f"{SVG}circle") if e.get("class") == "bp-hollow"
        ]
        places.append(float(mark.get("cx")))
    assert places == [412.0, 558.0, 704.0]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: explore.secant("tan x"), "function is one of"),
        (lambda: explore.circuit("x / y"), "Give a Circuit, or one of"),
        (lambda: explore.circuit(Circuit()), "at least one input and one gate"),
        (lambda: explore.wants(gate="x"), "'x' is no gate of this circuit; its gates: q, f"),
    ],
)
def test_a_wrong_argument_is_answered_in_words(make, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        make()


def test_an_input_named_like_a_control_is_refused():
    c = Circuit()
    c.exp(c.input("nudge", 0.0))
    with pytest.raises(ValueError, match="may be called 'nudge'"):
        explore.circuit(c)
    c = Circuit()
    c.exp(c.input("gate", 0.0), name="f")
    with pytest.raises(ValueError, match="may be called 'gate'"):
        explore.wants(c)


def test_sliders_reach_as_far_as_the_inputs_need():
    c = Circuit()
    c.scale(c.input("x", 40.0), 2.0)
    x = explore.circuit(c)
    assert x.values["x"] == 40.0
    assert x.controls["x"][0].max >= 40.0


# --- without a kernel ----------------------------------------------------------------------------


@every
def test_one_output_with_widget_snapshot_and_words(make, monkeypatch):
    shown = []
    monkeypatch.setattr(base, "display", lambda data, raw: shown.append((data, raw)))
    x = make()
    x._ipython_display_()
    ((data, raw),) = shown
    assert raw
    assert data[base.WIDGET_VIEW]["model_id"] == x.widget.model_id
    assert x.svg in data["text/html"]
    assert "<input" not in data["text/html"]
    assert data["text/plain"] == f"{x.title}\n{x.text}"


def test_a_slider_in_powers_of_ten_gives_numbers_that_fit_their_box_and_is_not_held_back():
    x = explore.data_scale()
    slider, box = x.controls["scale"]
    for _ in range(3):  # as arrow keys do, each from where the slider stands
        slider.value = 10 ** (math.log10(slider.value) + slider.step)
    assert slider.value == pytest.approx(10 ** (3 * slider.step), rel=1e-12)
    assert box.value == x.values["scale"] == 1.413
    x.set(scale=1.23456)
    assert slider.value == box.value == x.values["scale"] == 1.235
    assert explore.secant(h=1e-16).values["h"] == 1e-16


def test_no_two_controls_of_an_exploration_are_called_the_same():
    for name in at_least(15, explore.__all__):
        if name == "Exploration":
            continue
        x = getattr(explore, name)()
        called = [box.description.removesuffix(" =") for _, box in x.controls.values()]
        called += [box.description for box in x.choices.values()]
        assert len(set(called)) == len(called), (name, called)


def test_readings_beside_bars_stay_on_the_picture_whatever_their_numbers():
    tiny = change.Change("f", 1.0, -1.234e-4, -1.234e-4, -5.678e-5)
    body = "".join(change.bars([tiny], 8, 1e-3))
    boxes = text_boxes(ET.fromstring(f'<svg xmlns="{SVG[1:-1]}">{body}</svg>'))
    readings = [box for box in boxes if "predicted" in box.words or "off by" in box.words]
    assert len(readings) == 2
    for box in readings:
        assert box.left > change.ZERO + change.REACH
        assert box.right < change.WIDTH


def lengths(svg):
    """How long the outlined and the solid bar of each change is, in pixels."""
    bars = [
        (e.get("class"), float(e.get("width")))
        for e in ET.fromstring(svg).iter(f"{SVG}rect")
        if e.get("class") in {"bp-hollow", "bp-fill-warm"} and e.get("height") == "18"
    ]
    return [width for css, width in bars if css == "bp-hollow"]


@pytest.mark.parametrize(
    ("make", "name", "values"),
    [
        (lambda: explore.sensitivity(4.0, -3.0), "h", (0.5, 1.0, 2.0)),
        (explore.circuit, "nudge", (0.5, 1.0, 2.0)),
        (explore.entries, "h", (0.25, 0.5, 1.0)),
        (explore.dead_units, "h", (0.5, 1.0, 2.0)),
        (explore.paths, "nudge", (0.02, 0.04, 0.08)),
        (explore.saturation, "nudge", (1.0, 2.0, 4.0)),
        (explore.losses, "h", (0.5, 1.0, 2.0)),
        (lambda: explore.order(step=7), "nudge", (0.25, 0.5, 1.0)),
    ],
)
def test_a_step_twice_as_large_makes_the_predicted_bar_twice_as_long(make, name, values):
    x, seen = make(), []
    for value in values:
        x.set(**{name: value})
        seen.append(lengths(x.svg)[0])
    assert seen[0] > 1.5
    assert seen[1] == pytest.approx(2 * seen[0], abs=0.15)
    assert seen[2] == pytest.approx(4 * seen[0], abs=0.3)


def test_the_scale_of_the_bars_stays_when_the_point_moves():
    x = explore.sensitivity(1.0, 2.0, 1.0, "x only")
    one = lengths(x.svg)
    x.set(y=4.0)
    assert lengths(x.svg)[0] == pytest.approx(2 * one[0], abs=0.15)
    assert lengths(x.svg)[1] == one[1]


def test_a_bar_that_leaves_the_scale_ends_with_a_point_and_its_number_says_how_far():
    far = change.Change("f", 0.0, 9.0, 9.0, -0.5)
    body = "".join(change.bars([far], 0, 1.0))
    assert body.count("<polygon") == 1
    assert "predicted 9.00" in body


@pytest.mark.parametrize(("size", "end"), [(0, 1), (15, 16), (-39, 40), (0.0388, 0.04), (24, 24)])
def test_scales_end_at_a_round_number(size, end):
    assert change.round_up(size) == end


@every
def test_the_picture_and_its_controls_fit_on_the_screen_of_a_laptop(make):
    """Of 1366 x 768 pixels JupyterLab leaves some 930 x 647; shown at most 470 high."""
    x = make()
    root = ET.fromstring(x.svg)
    assert float(root.get("height")) <= 470
    rows = sum(56 for _ in x.choices) + 30
    compact = 2 * len(x.controls) + len(x.choices) > base.MANY
    rows += sum(32 if compact else 64 for _ in x.controls)
    assert rows <= 560
    assert x.note


@every
def test_a_move_sends_the_picture_once_and_no_style_with_it(make):
    """A style that comes and goes has JupyterLab look anew at each element of its page."""
    x, sent = make(), []
    assert STYLED in x.widget.children[0].value
    parts = [x._view] if x._words is x._view else [x._view, x._words]
    for widget in (*parts, *(box for _, box in x.controls.values())):
        widget.observe(lambda change: sent.append(change["owner"]), names="value")
    name, (slider, _) = next(iter(x.controls.items()))
    ends = slider.min, slider.max
    low, high = (slider.base**end for end in ends) if hasattr(slider, "base") else ends
    slider.value = low if x.values[name] != low else high
    assert sent[0] is x._view, "the picture comes before the words"
    assert len(sent) == len({id(widget) for widget in sent}) <= len(parts) + 1
    shown = x.widget.children[1].children[1].children
    assert [part for part in shown if part in parts] == parts, "each is there once"
    assert (len(parts) == 2) == (len(shown) > 1), "words wait only for buttons"
    assert "<style" not in x._view.value
    assert STYLED in x.svg, "alone, it has its own"


@every
def test_a_move_is_not_sent_back_to_the_page_that_made_it(make, monkeypatch):
    """The page would take it, and whatever follows from it, before the new picture."""
    x, sent = make(), []
    monkeypatch.setattr("ipywidgets.widgets.widget.JUPYTER_WIDGETS_ECHO", True)
    name, (slider, _) = next(iter(x.controls.items()))
    monkeypatch.setattr(
        type(slider), "_send", lambda self, message, buffers=None: sent.append(message["method"])
    )
    at = slider.max if slider.value != slider.max else slider.min
    slider.set_state({"value": slider.base**at if hasattr(slider, "base") else at})
    assert "echo_update" not in sent
    assert x.values[name] == pytest.approx(slider.value)


def test_the_words_are_there_for_screen_readers_until_everybody_asks_for_them():
    x = explore.sensitivity()
    assert base.FOLDED in x._words.value
    x.in_words.value = True
    assert base.FOLDED not in x._words.value
    assert "slope" in x._words.value


def test_play_moves_the_step_and_the_slider_moves_play():
    x = explore.order(step=0)
    x.play.value = 3
    assert x.values["step"] == 3.0
    x.controls["step"][0].value = 5.0
    assert x.play.value == 5


@few
@given(
    name=st.sampled_from(list(secant_view.CURVES)),
    x=st.floats(-2, 2).map(lambda value: round(value, 2)),
    exponent=st.floats(-16, 0),
)
def test_no_setting_refutes_what_is_said_of_the_secant(name, x, exponent):
    exploration = explore.secant(name)
    exploration.set(x=x, h=10.0**exponent)
    h, note = exploration.values["h"], exploration.note
    function = secant_view.CURVES[name].function
    now = secant_view.slopes(function, x, h).errors
    finer = secant_view.slopes(function, x, h / 10).errors
    claims = {
        "gains two digits": now[1] > 50 * finer[1] and 5 * finer[0] < now[0] < 20 * finer[0],
        "the central difference is worse": finer[1] > now[1],
        "x + h is x itself": x + h == x,
        "cancel": now[1] < now[0],
    }
    assert [words for words, holds in claims.items() if words in note and not holds] == []


def test_each_thing_that_can_be_said_of_the_secant_is_said_at_some_setting():
    notes = []
    for exponent in range(-16, 1):
        exploration = explore.secant("sin x")
        exploration.set(x=1.0, h=10.0**exponent)
        notes.append(exploration.note)
    said = "\n".join(notes)
    for words in ("gains two digits", "central difference is worse", "x + h is x itself", "cancel"):
        assert words in said


def test_the_first_picture_of_the_course_is_seen_whole_on_a_phone():
    """Of 380 pixels the page's margins leave 354; knob and needle are of no use apart."""
    (narrowest,) = re.findall(r"min-width:([\d.]+)px", explore.knob().svg)
    assert float(narrowest) <= 354


def test_a_picture_is_in_one_language_and_the_next_may_be_in_another(monkeypatch):
    monkeypatch.setenv("BACKPASS_LANG", "en")

    def draw(values):
        said = [tell("a number")]
        monkeypatch.setenv("BACKPASS_LANG", "ko")
        said.append(tell("a number"))
        return view.Picture("<svg></svg>", " ".join(said))

    x = explore.Exploration("One language", draw, {"x": view.Number(0, 0, 9, 1)})
    x.set(x=1)
    monkeypatch.setenv("BACKPASS_LANG", "en")
    x.set(x=2)
    assert x.text == "a number a number"
    x.set(x=3)
    assert "a number" not in x.text
