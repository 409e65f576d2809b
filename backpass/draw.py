"""A circuit as a picture, as a table, and in words; all three say the same.

Each value stands above its wire, in green and upright; the gradient stands below it, in red and
italic with a ∂ in front: so nobody needs the colours to tell the two apart.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from IPython.display import display

from backpass.circuit import Circuit, CircuitError, Node
from backpass.drawing import flow, layout, recorded
from backpass.drawing import svg as s
from backpass.drawing.columns import columns
from backpass.drawing.flow import Film
from backpass.languages import markup_said, on_page, tell

_LAYOUTS: WeakKeyDictionary[Circuit, tuple[int, layout.Layout]] = WeakKeyDictionary()
LEGEND = 34.0
#: A picture is at least so wide, so that its legend is whole; a legend of another kind needs more.
NARROWEST, LEGENDS_ROOM = 470.0, 50.0
#: Font size of the messages on branches, and the width of a page's column: a wider picture is
#: shrunk to it, so its smallest letters are drawn larger.
SMALLEST, COLUMN = 11.5, 660.0


@dataclass(frozen=True)
class Drawing:
    """The elements of a circuit's picture, to be put into a picture.

    Attributes:
        width: In pixels.
        height: In pixels.
        elements: What it is made of.
        film: What appears when; its attributes belong to the picture.
    """

    width: float
    height: float
    elements: list[str]
    film: Film


def svg(
    circuit: Circuit,
    *,
    gradients: bool = True,
    highlight: str | None = None,
    marks: Mapping[str, str] | None = None,
) -> str:
    """The circuit as an SVG element.

    Args:
        circuit: The circuit. Gradients are drawn if its backward pass has run.
        gradients: False leaves the gradients out, for "what will they be?".
        highlight: Name of a node to draw a ring around.
        marks: A word or two to write below nodes, by name.

    Returns:
        SVG text that can stand on a page as it is. Each node's ``<g>`` carries ``data-node``,
        ``data-value`` and ``data-gradient`` with all digits.

    Raises:
        CircuitError: If the circuit is empty, or has no node of a name given here.
    """
    drawing = draw(circuit, gradients=gradients, highlight=highlight, marks=marks)
    return s.picture(
        drawing.width,
        drawing.height,
        drawing.elements,
        title=title(circuit),
        description=describe(circuit, gradients=gradients, marks=marks),
        kind="bp-circuit",
        data=drawing.film.attributes(),
    )


def draw(
    circuit: Circuit,
    *,
    gradients: bool = True,
    highlight: str | None = None,
    marks: Mapping[str, str] | None = None,
    film: Film | None = None,
    below: Mapping[str, tuple[str, str]] | None = None,
    legend: str | None = None,
    legend_css: str = "bp-grad",
    keyed: bool = True,
) -> Drawing:
    """What :func:`svg` draws, for a picture that holds more than the circuit.

    Args:
        circuit: The circuit.
        gradients: See :func:`svg`.
        highlight: See :func:`svg`.
        marks: See :func:`svg`.
        film: That of the whole, where this circuit is a part of a larger one.
        below: What stands below the wires in place of the gradients, by name of node: the words and
            their class.
        legend: How to read what stands below the wires.
        legend_css: The class of these words: that of what they are about.
        keyed: Whether the line with the legend is drawn; its room is there either way.
    """
    marks = marks or {}
    for name in (*marks, *([] if highlight is None else [highlight])):
        _ = circuit[name]  # complains about a name that is not there
    shown = gradients and circuit.has_gradients
    places = _layout(circuit)
    if film is None:
        film = flow.film(circuit, gradients=shown)
    elements = [_wire(points) for points in places.wires]
    elements += _flowing(circuit, places, film)
    for node in circuit.nodes:
        place, ringed = places.places[node.name], node.name == highlight
        under = _under(node) if shown else None
        if below is not None:
            under = below.get(node.name)
        elements.append(_node(node, place, film, under, ringed=ringed))
        if node.name in marks:
            foot = place.y + layout.BOX / 2 + 18
            middle = place.left + place.width / 2
            elements.append(
                s.text(middle, foot, marks[node.name], "bp-accent", 13, anchor="middle")
            )
    width = max(places.width, NARROWEST)
    if legend is not None:
        width = max(width, NARROWEST + LEGENDS_ROOM)
    elif shown:
        legend = tell("∂ below a wire: how {name} responds to it", name=circuit.output.name)
        width = max(width, NARROWEST + 8.0 * len(circuit.output.name))
    if keyed:
        elements.append(_legend(width, places.height, legend, legend_css))
    if shown and below is None:
        elements += _branches(circuit, places, film, SMALLEST * min(max(width / COLUMN, 1.0), 1.1))
        elements += _products(circuit, places, film, width)
    return Drawing(width, places.height + LEGEND, elements, film)


def describe(
    circuit: Circuit, *, gradients: bool = True, marks: Mapping[str, str] | None = None
) -> str:
    """The circuit in sentences: what the picture shows, for those who do not see it.

    Args:
        circuit: What to describe.
        gradients: Whether to name them, where a backward pass has run.
        marks: By name, what a node is marked with.
    """
    shown = gradients and circuit.has_gradients
    sentences = []
    for node in circuit.nodes:
        what = (
            f"{node.name} = {node.formula}" if node.gate else tell("Input {name}", name=node.name)
        )
        facts = [tell("value {value}", value=s.number(node.value))]
        if shown:
            facts.append(tell("gradient {gradient}", gradient=s.number(node.gradient or 0.0)))
        if marks and node.name in marks:
            facts.append(tell("marked {mark}", mark=marks[node.name]))
        sentences.append(f"{what}: {', '.join(facts)}.")
    sentences.append(tell("The output is {name}.", name=circuit.output.name))
    return " ".join(sentences)


def table(circuit: Circuit, *, gradients: bool = True) -> str:
    """The circuit as a table in plain text: node, gate, inputs, value, gradient.

    Args:
        circuit: What to show.
        gradients: Whether to have a column for them, where a backward pass has run.

    Raises:
        CircuitError: If the circuit is empty.
    """
    rows = _rows(circuit, gradients)
    widths = [max(columns(row[i]) for row in rows) for i in range(len(rows[0]))]
    numbers = 3  # the first three columns are words
    lines = []
    for row in rows:
        gaps = [" " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True)]
        cells = [c + gap for c, gap in zip(row[:numbers], gaps[:numbers], strict=True)]
        cells += [gap + c for c, gap in zip(row[numbers:], gaps[numbers:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def table_html(circuit: Circuit, *, gradients: bool = True) -> str:
    """The same table as an HTML table with headers for rows and columns.

    Args:
        circuit: What to show.
        gradients: Whether to have a column for them, where a backward pass has run.
    """
    head, *rows = _rows(circuit, gradients)
    sides = ("left", "left", "left", "right", "right")
    styles = [f'style="text-align:{side};padding:2px 12px"' for side in sides]
    top = "".join(
        f'<th scope="col" {style}>{s.escape(cell)}</th>'
        for cell, style in zip(head, styles, strict=True)
    )
    body = "".join(
        f'<tr><th scope="row" {styles[0]}>{s.escape(row[0])}</th>'
        + "".join(
            f"<td {style}>{s.escape(cell)}</td>"
            for cell, style in zip(row[1:], styles[1:], strict=True)
        )
        + "</tr>"
        for row in rows
    )
    caption = f'<caption style="text-align:left">{s.escape(title(circuit))}</caption>'
    return f"<table>{caption}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def html(circuit: Circuit, *, gradients: bool = True, highlight: str | None = None) -> str:
    """Picture and table together, the table folded away.

    Args:
        circuit: What to show.
        gradients: Whether to show them, where a backward pass has run.
        highlight: The name of a node to set off from the others.
    """
    picture = s.scrollable(svg(circuit, gradients=gradients, highlight=highlight))
    return (
        f'<div class="{flow.STAGE}">{picture}{markup_said(flow.BUTTONS)}</div>'
        + '<details style="margin:4px 0"><summary>'
        + s.escape(tell("The same as a table"))
        + f'</summary><div tabindex="0" role="group" aria-label="{s.escape(title(circuit))}" '
        + f'style="overflow-x:auto">{table_html(circuit, gradients=gradients)}</div></details>'
    )


def show(circuit: Any, *, gradients: bool = True, highlight: str | None = None) -> None:
    """Display the circuit in a notebook: the picture, and the table to unfold below it.

    Args:
        circuit: The circuit. Call its ``backward()`` first to see gradients. Or a ``Value`` of the
            learner's own: then the graph that it was made by, with the learner's numbers.
        gradients: False leaves the gradients out, for "what will they be?".
        highlight: Name of a node to draw a ring around.

    Raises:
        CircuitError: If the circuit is empty, or has no node named ``highlight``; if it is neither
            a circuit nor a ``Value``, or the graph of the ``Value`` is too large.
    """
    if not isinstance(circuit, Circuit):
        if not recorded.is_value(circuit):
            raise CircuitError(f"There is no circuit to show in {circuit!r}.")
        frame = sys._getframe(1)
        circuit = recorded.circuit_of(circuit, {**frame.f_globals, **frame.f_locals})
    picture = html(circuit, gradients=gradients, highlight=highlight)
    plain = f"{title(circuit)}\n{table(circuit, gradients=gradients)}"
    display({"text/html": on_page(picture), "text/plain": plain}, raw=True)


def title(circuit: Circuit) -> str:
    """What the picture of a circuit is called."""
    return tell("Circuit {title}", title=circuit.title).strip()


def _layout(circuit: Circuit) -> layout.Layout:
    """The layout, worked out anew only when the circuit has grown: it holds for all values."""
    if not len(circuit):
        raise CircuitError("This circuit is still empty, so there is nothing to draw.")
    known = _LAYOUTS.get(circuit)
    if known is None or known[0] != len(circuit):
        known = (len(circuit), layout.arrange(circuit))
        _LAYOUTS[circuit] = known
    return known[1]


def _rows(circuit: Circuit, gradients: bool) -> list[tuple[str, ...]]:
    """Header and one row per node, all cells as text."""
    _layout(circuit)
    shown = gradients and circuit.has_gradients
    rows: list[tuple[str, ...]] = [
        (tell("node"), tell("gate"), tell("inputs"), tell("value"), tell("gradient"))
    ]
    for node in circuit.nodes:
        kind = tell(node.gate.name) if node.gate else tell("input")
        inputs = ", ".join(source.name for source in node.inputs) or "–"
        gradient = s.number(node.gradient or 0.0) if shown else tell("not yet")
        rows.append((node.name, kind, inputs, s.number(node.value), gradient))
    return rows


def _wire(points: list[tuple[float, float]]) -> str:
    """A wire through its points, curved wherever it changes height, with a tip at its end."""
    (x, y) = points[-1]
    tip = s.polygon([(x, y), (x - 8, y - 4), (x - 8, y + 4)], "bp-tip")
    return f'<path d="{_path(points)}" class="bp-wire"/>{tip}'


def _path(points: list[tuple[float, float]]) -> str:
    x, y = points[0]
    path = [f"M{s.n(x)} {s.n(y)}"]
    for to_x, to_y in points[1:]:
        if abs(to_y - y) < 0.5:
            path.append(f"L{s.n(to_x)} {s.n(to_y)}")
        else:
            middle = s.n((x + to_x) / 2)
            path.append(f"C{middle} {s.n(y)} {middle} {s.n(to_y)} {s.n(to_x)} {s.n(to_y)}")
        x, y = to_x, to_y
    return " ".join(path)


def _flowing(circuit: Circuit, places: layout.Layout, film: Film) -> list[str]:
    """Each wire once more for the steps at which something runs along it, there or back."""
    parts = []
    for points, (_, target, _) in zip(places.wires, places.joins, strict=True):
        for when, css in ((film.value_at, "bp-there"), (film.sends_at, "bp-back")):
            if target in when:
                path = f'<path d="{_path(points)}" class="bp-flow {css}"'
                parts.append(f'{path} data-at="{when[target]}"/>')
    for node in circuit.gates:
        place = places.places[node.name]
        for when in (film.value_at, film.sends_at):
            if node.name in when:
                ring = s.rect(
                    place.left - 5,
                    place.y - layout.BOX / 2 - 5,
                    place.width + 10,
                    layout.BOX + 10,
                    "bp-now",
                    radius=layout.BOX / 2 + 5,
                )
                parts.append(f'<g data-at="{when[node.name]}">{ring}</g>')
    return parts


def _branches(circuit: Circuit, places: layout.Layout, film: Film, size: float) -> list[str]:
    """At the end of each branch of a fork, the message that comes back along it."""
    parts = []
    for points, (source, target, which) in zip(places.wires, places.joins, strict=True):
        if target not in film.sends_at or not flow.is_fork(circuit, circuit[source]):
            continue
        message = s.number(flow.messages(circuit[target])[which])
        width = 0.574 * size * len(message) + 6
        x, y = points[-1]
        middle = x - 9 - width / 2
        chip = s.rect(middle - width / 2, y - 0.65 * size, width, 1.3 * size, "bp-chip", radius=3)
        words = s.text(middle, y + 0.35 * size, message, "bp-grad", size, anchor="middle")
        parts.append(f'<g data-from="{film.sends_at[target]}">{chip}{words}</g>')
    return parts


def _products(circuit: Circuit, places: layout.Layout, film: Film, width: float) -> list[str]:
    """Beside a gate, while it multiplies: local × upstream for each of its inputs."""
    parts = []
    for node in circuit.gates:
        if node.name not in film.sends_at:
            continue
        lines = [
            tell(
                "to {name}: {local}",
                name=source.name,
                local=flow.product(local, node.gradient or 0.0),
            )
            for source, local in zip(node.inputs, node.local_gradients, strict=True)
        ]
        place = places.places[node.name]
        heading = tell("local × upstream")
        widest = max(s.width(heading, 13), *(s.width(line, 14) for line in lines))
        wide = min(widest + 16, width - 8)
        high = 18.0 * (len(lines) + 1) + 8
        left = min(place.left - 4, max(width - wide - 4, 4))
        top = place.y + layout.BOX / 2 + 8
        above = place.y - layout.BOX / 2 - 8 - high
        if top + high > places.height and (above >= 2 or top + high > places.height + LEGEND):
            top = max(above, 2.0)  # clear of the legend, where there is room
        box = s.rect(left, top, wide, high, "bp-bubble", radius=6)
        room = wide - 16
        words = [s.text(left + 8, top + 16, heading, "bp-muted", 13, room=room)]
        words += [
            s.text(left + 8, top + 34 + 18 * i, line, "bp-grad", 14, room=room)
            for i, line in enumerate(lines)
        ]
        parts.append(f'<g data-at="{film.sends_at[node.name]}">{box}{"".join(words)}</g>')
    return parts


def _under(node: Node) -> tuple[str, str]:
    """What stands below a node's wire, and its class."""
    return f"∂ {s.number(node.gradient or 0.0)}", "bp-grad"


def _node(
    node: Node,
    place: layout.Place,
    film: Film,
    under: tuple[str, str] | None,
    *,
    ringed: bool,
) -> str:
    """A box, its name, and its stub of wire with the value above and the gradient below."""
    middle, y = place.left + place.width / 2, place.y
    top = y - layout.BOX / 2
    radius = layout.BOX / 2 if node.gate else 5
    stub = (place.right + place.end) / 2 + 3  # clear of the ring
    parts = [s.rect(place.left, top, place.width, layout.BOX, "bp-box", radius=radius)]
    if ringed:
        around = (place.left - 5, top - 5, place.width + 10, layout.BOX + 10)
        parts.append(s.rect(*around, "bp-ring", radius=radius + 5))
    parts.append(s.text(middle, y + 5.5, layout.label(node), "", 16, anchor="middle"))
    if node.gate:
        above = top - (13 if ringed else 7)
        parts.append(s.text(middle, above, node.name, "bp-muted", 13, anchor="middle"))
    parts.append(s.line(place.right, y, place.end, y, "bp-wire"))
    value, when = s.number(node.value), _from(film.value_at, node)
    room = layout.STUB - 4
    parts.append(s.text(stub, y - 7, value, "bp-value", 14, anchor="middle", data=when, room=room))
    attributes = f'data-node="{s.escape(node.name)}" data-value="{node.value!r}"'
    if under is not None:
        (words, css), when = under, _from(film.gradient_at, node)
        parts.append(s.text(stub, y + 18, words, css, 14, anchor="middle", data=when, room=room))
        if css == "bp-grad" and node.gradient is not None:
            attributes += f' data-gradient="{node.gradient!r}"'
    return f"<g {attributes}>{''.join(parts)}</g>"


def _from(when: Mapping[str, int], node: Node) -> str:
    """The attribute that says at which step something of a node appears."""
    return f'data-from="{when[node.name]}"' if node.name in when else ""


def wires(circuit: Circuit) -> list[tuple[str, str]]:
    """Every wire: the node that it comes from, and the path that it takes in the picture."""
    places = _layout(circuit)
    return [
        (source, _path(points))
        for points, (source, _, _) in zip(places.wires, places.joins, strict=True)
    ]


def _legend(width: float, height: float, below: str | None, css: str) -> str:
    """One line below the circuit that says how to read it."""
    y = height + LEGEND / 2 + 4
    rule = s.line(layout.MARGIN, height + 1, width - layout.MARGIN, height + 1, "bp-grid")
    above = s.escape(tell("above a wire: its value"))
    spans = f'<tspan class="bp-value">{above}</tspan>'
    if below is not None:
        spans += f'<tspan class="{css}" dx="28">{s.escape(below)}</tspan>'
    words = f'<text x="{s.n(layout.MARGIN)}" y="{s.n(y)}" font-size="13">{spans}</text>'
    return rule + words
