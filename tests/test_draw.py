"""The picture, the table and the words of a circuit all say what the circuit says."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import combinations, pairwise

import course_circuits
import pytest
from hypothesis import given
from hypothesis import strategies as st
from looked_over import at_least

from backpass import draw
from backpass.circuit import Circuit, CircuitError
from backpass.drawing import palette, svg
from backpass.drawing.columns import columns

SVG = "{http://www.w3.org/2000/svg}"
every_circuit = pytest.mark.parametrize(
    "build", course_circuits.ALL, ids=lambda build: build.__name__
)
POSITIONS = [{}, {"x": 0.5}, {"x": -1.25, "y": 2.0}]


@dataclass(frozen=True)
class Box:
    words: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other, slack=0.0):
        return (
            self.left < other.right - slack
            and other.left < self.right - slack
            and self.top < other.bottom - slack
            and other.top < self.bottom - slack
        )

    def holds(self, x, y):
        return self.left < x < self.right and self.top < y < self.bottom


def text_boxes(root):
    """Where each piece of text stands, taking a glyph to be 0.56 em wide (0.6 em in bold)."""
    boxes = []
    shifts = {
        id(e): [float(v) for v in re.findall(r"[-\d.]+", g.get("transform"))]
        for g in root.iter(f"{SVG}g")
        if g.get("transform", "").startswith("translate")
        for e in g.iter()
    }
    passing = {id(e) for g in root.iter(f"{SVG}g") if g.get("data-at") for e in g.iter()}
    for element in root.iter(f"{SVG}text"):
        if id(element) in passing:  # there for one step of the film, in front of all else
            continue
        words, size = "".join(element.itertext()), float(element.get("font-size"))
        bold = element.get("class") in {"bp-value", "bp-accent", "bp-warm"}
        width = len(words) * size * (0.6 if bold else 0.56)
        spans = list(element.iter(f"{SVG}tspan"))
        if spans:  # a line of prose: its letters are narrower than digits
            width = sum(
                len(span.text) * size * (0.52 if span.get("class") == "bp-grad" else 0.58)
                + float(span.get("dx", 0))
                for span in spans
            )
        across, down = shifts.get(id(element), (0.0, 0.0))
        x, y = float(element.get("x")) + across, float(element.get("y")) + down
        left = (
            x
            - {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
        )
        boxes.append(Box(words, left, y - 0.78 * size, left + width, y + 0.2 * size))
    return boxes


def gate_boxes(root):
    return [
        Box("gate", x, y, x + float(e.get("width")), y + float(e.get("height")))
        for e in root.iter(f"{SVG}rect")
        if e.get("class") == "bp-box"
        for x, y in [(float(e.get("x")), float(e.get("y")))]
    ]


def points_along(path):
    """Points along a path made of M, L and C."""
    numbers = [[float(v) for v in part.split()] for part in re.split("[MLC]", path)[1:]]
    commands = re.findall("[MLC]", path)
    at = numbers[0]
    for command, values in zip(commands[1:], numbers[1:], strict=True):
        for i in range(41):
            t = i / 40
            if command == "L":
                yield at[0] + t * (values[0] - at[0]), at[1] + t * (values[1] - at[1])
            else:
                knots = [at, values[0:2], values[2:4], values[4:6]]
                weights = [(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3]
                yield tuple(
                    sum(w * k[axis] for w, k in zip(weights, knots, strict=True)) for axis in (0, 1)
                )
        at = values[-2:]


def parsed(c, **options):
    return ET.fromstring(draw.svg(c, **options))


@every_circuit
@pytest.mark.parametrize("values", POSITIONS)
def test_the_picture_carries_the_numbers_of_the_circuit(build, values):
    c = build()
    c.set({name: value for name, value in values.items() if name in c})
    groups = {g.get("data-node"): g for g in nodes_of(parsed(c))}
    assert list(groups) == [node.name for node in c]
    for node in c:
        group = groups[node.name]
        assert float(group.get("data-value")) == node.value
        assert float(group.get("data-gradient")) == node.gradient
        (value,) = [t for t in group.iter(f"{SVG}text") if t.get("class") == "bp-value"]
        (gradient,) = [t for t in group.iter(f"{SVG}text") if t.get("class") == "bp-grad"]
        assert value.text == svg.number(node.value)
        assert gradient.text == f"∂ {svg.number(node.gradient)}"
        wire = group.find(f"{SVG}line")
        assert float(value.get("y")) < float(wire.get("y1")) < float(gradient.get("y"))


@pytest.mark.parametrize("code", ["en", "ko", "ja"])
def test_the_columns_of_the_table_stand_below_each_other_in_letters_of_any_width(code, monkeypatch):
    monkeypatch.setenv("BACKPASS_LANG", code)
    head, rule, *rows = draw.table(course_circuits.neuron()).splitlines()
    starts = [match.start() for match in re.finditer("─+", rule)]
    for line in (head, *rows):
        screen = "".join(letter + "\0" * (columns(letter) - 1) for letter in line)
        assert [screen[at - 2 : at] for at in starts[1:]] == ["  "] * 4, line
        assert all(screen[at : at + 1].strip() for at in starts[:3]), line


@every_circuit
@pytest.mark.parametrize("values", POSITIONS)
def test_the_accessible_name_and_the_table_say_the_same(build, values):
    c = build()
    c.set({name: value for name, value in values.items() if name in c})
    root = parsed(c)
    assert root.get("role") == "img"
    label = root.get("aria-label")
    assert label == f"Circuit {c.title}. {draw.describe(c)}"
    assert root.find(f"{SVG}desc").text == draw.describe(c)
    rows = {line.split()[0]: line.split() for line in draw.table(c).splitlines()[2:]}
    for node in c:
        value, gradient = svg.number(node.value), svg.number(node.gradient)
        assert rows[node.name][-2:] == [value, gradient]
        name = rf"{node.name} = [^:]*" if node.gate else f"Input {node.name}"
        assert re.search(
            rf"{name}: value {re.escape(value)}, gradient {re.escape(gradient)}\.", label
        )
        (cells,) = [
            [cell.text for cell in row]
            for row in ET.fromstring(draw.table_html(c)).iter("tr")
            if row[0].get("scope") == "row" and row[0].text == node.name
        ]
        assert cells[-2:] == [value, gradient]


@every_circuit
def test_no_two_texts_overlap_and_all_lie_within_the_picture(build):
    c = build()
    for values in [{}, *({node.name: -17.123} for node in c.inputs)]:
        c.set(values)
        marks = dict.fromkeys((node.name for node in c), "▼ down")
        root = parsed(c, highlight=c.gates[0].name, marks=marks)
        width, height = (float(v) for v in root.get("viewBox").split()[2:])
        boxes = text_boxes(root)
        for one, other in at_least(3, combinations(boxes, 2)):
            assert not one.meets(other), f"{one} overlaps {other}"
        for box in boxes:
            assert box.left >= 0, box
            assert box.right <= width, box
            assert box.top >= 0, box
            assert box.bottom <= height, box


@every_circuit
def test_no_wire_runs_through_a_text_or_a_gate(build):
    root = parsed(build())
    chips = [g for g in root.iter(f"{SVG}g") if g.get("data-from")]  # they lie on their wires
    on_wires = {"".join(text.itertext()) for g in chips for text in g.iter(f"{SVG}text")}
    boxes = [b for b in text_boxes(root) if b.words not in on_wires] + gate_boxes(root)
    wires = [e.get("d") for e in root.iter(f"{SVG}path") if e.get("class") == "bp-wire"]
    assert wires
    for wire in wires:
        for x, y in points_along(wire):
            for box in boxes:
                assert not box.holds(x, y), f"a wire runs through {box} at {x:.0f}, {y:.0f}"


def returns(wire):
    """Whether a wire runs back to the left, from the end of one line to the start of the next."""
    xs = [x for x, _ in points_along(wire)]
    return any(after < before - 1 for before, after in pairwise(xs))


@every_circuit
def test_every_input_of_every_gate_has_a_wire_from_left_to_right(build):
    c = build()
    root = parsed(c)
    wires = [e.get("d") for e in root.iter(f"{SVG}path") if e.get("class") == "bp-wire"]
    assert len(wires) == sum(len(node.inputs) for node in c)
    tips = [e.get("points").split() for e in root.iter(f"{SVG}polygon")]
    lefts = {box.left for box in gate_boxes(root)}
    for wire, tip in zip(wires, tips, strict=True):
        points = list(points_along(wire))
        if not returns(wire):
            assert [x for x, _ in points] == sorted(x for x, _ in points)
        assert points[-1][0] in lefts
        assert tuple(float(v) for v in tip[0].split(",")) == points[-1]


def nodes_of(root):
    """The groups that stand for nodes."""
    return [group for group in root.iter(f"{SVG}g") if group.get("data-node")]


def heights(c):
    """The height of every node, by name; further down is larger."""
    return {
        group.get("data-node"): float(group.find(f"{SVG}line").get("y1"))
        for group in nodes_of(parsed(c))
    }


def test_chains_run_straight_and_inputs_keep_their_order():
    y = heights(course_circuits.neuron())
    assert y["scale"] == y["exp"] == y["shift"] == y["f"]
    assert y["w0"] < y["x0"] < y["w1"] < y["x1"] < y["w2"]


@every_circuit
def test_it_reads_well_in_a_notebooks_column(build):
    """Text of 14 pixels stays above 12 where the column is 900 pixels wide."""
    assert float(parsed(build()).get("viewBox").split()[2]) <= 1000


def test_a_circuit_too_wide_for_one_line_goes_on_below_where_one_wire_is_left():
    c = course_circuits.neuron()
    y = heights(c)
    wires = [e.get("d") for e in parsed(c).iter(f"{SVG}path") if e.get("class") == "bp-wire"]
    (back,) = [list(points_along(wire)) for wire in wires if returns(wire)]
    assert back[0][1] == y["dot"]
    assert back[-1][1] == y["scale"]
    assert max(y[name] for name in ("w0", "x0", "w1", "x1", "w2", "dot")) < y["scale"]


def test_a_wide_circuit_that_always_has_two_wires_stays_in_one_line():
    c = Circuit()
    x = c.input("x", 0.5)
    a, b = c.exp(x), c.sigmoid(x)
    for _ in range(8):
        a, b = c.exp(c.scale(a, 0.1)), c.sigmoid(b)
    c.add(a, b, name="f")
    wires = [e.get("d") for e in parsed(c).iter(f"{SVG}path") if e.get("class") == "bp-wire"]
    assert not any(returns(wire) for wire in wires)


def test_a_gate_stands_between_its_inputs():
    y = heights(course_circuits.pattern())
    assert y["mul"] == pytest.approx((y["x"] + y["y"]) / 2, abs=0.2)
    assert y["max"] == pytest.approx((y["z"] + y["w"]) / 2, abs=0.2)
    assert y["add"] == pytest.approx((y["mul"] + y["max"]) / 2, abs=0.2)


def test_order_of_inputs_is_kept_where_it_matters():
    c = Circuit()
    x, y = c.input("x", 1.0), c.input("y", 3.0)
    c.subtract(y, x)
    wires = [e for e in parsed(c).iter(f"{SVG}path") if e.get("class") == "bp-wire"]
    ends = [list(points_along(e.get("d"))) for e in wires]
    assert heights(c)["y"] < heights(c)["x"], "the wires of y − x need not cross"
    upper = min(ends, key=lambda points: points[-1][1])
    assert upper[0][1] == heights(c)["y"], "the first input enters above the second"


def test_without_a_backward_pass_there_are_no_gradients():
    c = Circuit()
    c.exp(c.input("x", 0.0))
    for words in (draw.svg(c), draw.describe(c)):
        assert "gradient" not in words
        assert "∂" not in words
    assert "not yet" in draw.table(c)
    done = course_circuits.chain()
    assert "data-gradient" not in draw.svg(done, gradients=False)
    assert "−4.00, gradient" not in draw.describe(done, gradients=False)


@given(name=st.text(min_size=1, max_size=12).filter(str.strip))
def test_any_name_is_escaped(name):
    c = Circuit(name)
    c.exp(c.input(name, 1.0))
    c.backward()
    root = parsed(c, highlight=name, marks={name: name})
    assert not list(root.iter(f"{SVG}script"))
    table = ET.fromstring(draw.table_html(c))
    assert len(list(table.iter("tr"))) == 3


def test_markup_in_a_name_stays_text():
    c = Circuit("<script>alert(1)</script>")
    c.exp(c.input('<b>"x"&\'', 1.0))
    c.backward()
    for words in (draw.svg(c), draw.html(c)):
        assert "<script" not in words
        assert "<b>" not in words


def test_pictures_share_no_ids():
    assert 'id="' not in draw.html(course_circuits.staged())


def test_the_layout_follows_when_the_circuit_grows():
    c = course_circuits.chain()
    draw.svg(c)
    c.exp(c["q"], name="late")
    assert 'data-node="late"' in draw.svg(c)


@pytest.mark.parametrize("drawing", [draw.svg, draw.table, draw.show])
def test_an_empty_circuit_is_answered_in_words(drawing):
    with pytest.raises(CircuitError, match="empty"):
        drawing(Circuit())


def test_unknown_names_are_answered_in_words():
    with pytest.raises(CircuitError, match="no node named 't'"):
        draw.svg(course_circuits.chain(), highlight="t")
    with pytest.raises(CircuitError, match="no node named 't'"):
        draw.svg(course_circuits.chain(), marks={"t": "up"})


def test_show_displays_picture_and_table_in_one_output(monkeypatch):
    shown = []
    monkeypatch.setattr(draw, "display", lambda data, raw: shown.append((data, raw)))
    c = course_circuits.chain()
    assert draw.show(c) is None
    ((data, raw),) = shown
    assert raw
    assert draw.svg(c) in data["text/html"]
    assert draw.table_html(c) in data["text/html"]
    assert draw.table(c) in data["text/plain"]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [palette.LIGHT, palette.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["bg", "panel"])
def test_every_ink_can_be_read_on_both_themes(theme, ground):
    for name in theme.keys() - {"bg", "panel"}:
        enough = 3.0 if name in palette.GRAPHIC else 4.5
        assert contrast(theme[name], theme[ground]) >= enough, name


def test_both_themes_name_the_same_colours_and_reach_the_picture():
    assert palette.LIGHT.keys() == palette.DARK.keys()
    used = set(re.findall(r"var\(--bp-(\w+)\)", svg.STYLE))
    assert used <= palette.LIGHT.keys()
    assert '[data-jp-theme-light="false"] .bp-svg' in draw.svg(course_circuits.chain())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.00"),
        (-0.0, "0.00"),
        (-4.0, "−4.00"),
        (0.7310585786, "0.73"),
        (0.01798620996, "0.018"),
        (0.05, "0.05"),
        (0.00994, "0.0099"),
        (0.009, "0.009"),
        (-0.0012, "−0.0012"),
        (0.000994, "9.9e−4"),
        (-1.5e-4, "−1.5e−4"),
        (999.994, "999.99"),
        (1234.56, "1235"),
        (-99999.0, "−99999"),
        (123456.0, "1.2e5"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "not a number"),
    ],
)
def test_numbers_are_written_as_people_write_them(value, shown):
    assert svg.number(value) == shown


@given(value=st.floats(-1e99, 1e99))
def test_numbers_are_short_and_keep_two_digits(value):
    shown = svg.number(value)
    assert len(shown) <= (7 if 1e-9 < abs(value) < 1e9 or value == 0 else 9)
    assert "-" not in shown
    back = float(shown.replace("−", "-"))
    assert back == pytest.approx(value, rel=0.051, abs=1e-308)
