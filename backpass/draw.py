"""A circuit as a picture, as a table, and in words; all three say the same.

Each value stands above its wire, in green and upright; the gradient stands below it, in red and
italic with a ∂ in front: so nobody needs the colours to tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from IPython.display import display

from backpass import layout
from backpass import svg as s
from backpass.circuit import Circuit, CircuitError, Node

_LAYOUTS: WeakKeyDictionary[Circuit, tuple[int, layout.Layout]] = WeakKeyDictionary()
LEGEND = 34.0


@dataclass(frozen=True)
class Drawing:
    """The elements of a circuit's picture and its size in pixels, to be put into a picture."""

    width: float
    height: float
    elements: list[str]


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
    )


def draw(
    circuit: Circuit,
    *,
    gradients: bool = True,
    highlight: str | None = None,
    marks: Mapping[str, str] | None = None,
) -> Drawing:
    """What :func:`svg` draws, for a picture that holds more than the circuit."""
    marks = marks or {}
    for name in (*marks, *([] if highlight is None else [highlight])):
        _ = circuit[name]  # complains about a name that is not there
    shown = gradients and circuit.has_gradients
    places = _layout(circuit)
    elements = [_wire(points) for points in places.wires]
    for node in circuit.nodes:
        place, ringed = places.places[node.name], node.name == highlight
        elements.append(_node(node, place, gradients=shown, ringed=ringed))
        if node.name in marks:
            below = place.y + layout.BOX / 2 + 18
            middle = place.left + place.width / 2
            elements.append(
                s.text(middle, below, marks[node.name], "bp-accent", 13, anchor="middle")
            )
    width = max(places.width, 420.0)
    elements.append(_legend(width, places.height, circuit.output.name if shown else None))
    return Drawing(width, places.height + LEGEND, elements)


def describe(
    circuit: Circuit, *, gradients: bool = True, marks: Mapping[str, str] | None = None
) -> str:
    """The circuit in sentences: what the picture shows, for those who do not see it."""
    shown = gradients and circuit.has_gradients
    sentences = []
    for node in circuit.nodes:
        what = f"{node.name} = {node.formula}" if node.gate else f"Input {node.name}"
        gradient = f", gradient {s.number(node.gradient or 0.0)}" if shown else ""
        mark = f"; marked {marks[node.name]}" if marks and node.name in marks else ""
        sentences.append(f"{what}: value {s.number(node.value)}{gradient}{mark}.")
    sentences.append(f"The output is {circuit.output.name}.")
    return " ".join(sentences)


def table(circuit: Circuit, *, gradients: bool = True) -> str:
    """The circuit as a table in plain text: node, gate, inputs, value, gradient.

    Raises:
        CircuitError: If the circuit is empty.
    """
    rows = _rows(circuit, gradients)
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    numbers = 3  # the first three columns are words
    lines = [
        "  ".join(
            cell.ljust(width) if i < numbers else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def table_html(circuit: Circuit, *, gradients: bool = True) -> str:
    """The same table as an HTML table with headers for rows and columns."""
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
    """Picture and table together, the table folded away."""
    return (
        s.scrollable(svg(circuit, gradients=gradients, highlight=highlight))
        + '<details style="margin:4px 0"><summary>The same as a table</summary>'
        + table_html(circuit, gradients=gradients)
        + "</details>"
    )


def show(circuit: Circuit, *, gradients: bool = True, highlight: str | None = None) -> None:
    """Display the circuit in a notebook: the picture, and the table to unfold below it.

    Args:
        circuit: The circuit. Call its ``backward()`` first to see gradients.
        gradients: False leaves the gradients out, for "what will they be?".
        highlight: Name of a node to draw a ring around.

    Raises:
        CircuitError: If the circuit is empty, or has no node named ``highlight``.
    """
    picture = html(circuit, gradients=gradients, highlight=highlight)
    plain = f"{title(circuit)}\n{table(circuit, gradients=gradients)}"
    display({"text/html": picture, "text/plain": plain}, raw=True)


def title(circuit: Circuit) -> str:
    """What the picture of a circuit is called."""
    return f"Circuit {circuit.title}".strip()


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
    rows: list[tuple[str, ...]] = [("node", "gate", "inputs", "value", "gradient")]
    for node in circuit.nodes:
        kind = node.gate.name if node.gate else "input"
        inputs = ", ".join(source.name for source in node.inputs) or "–"
        gradient = s.number(node.gradient or 0.0) if shown else "not yet"
        rows.append((node.name, kind, inputs, s.number(node.value), gradient))
    return rows


def _wire(points: list[tuple[float, float]]) -> str:
    """A wire through its points, curved wherever it changes height, with a tip at its end."""
    x, y = points[0]
    path = [f"M{s.n(x)} {s.n(y)}"]
    for to_x, to_y in points[1:]:
        if abs(to_y - y) < 0.5:
            path.append(f"L{s.n(to_x)} {s.n(to_y)}")
        else:
            middle = s.n((x + to_x) / 2)
            path.append(f"C{middle} {s.n(y)} {middle} {s.n(to_y)} {s.n(to_x)} {s.n(to_y)}")
        x, y = to_x, to_y
    tip = s.polygon([(x, y), (x - 8, y - 4), (x - 8, y + 4)], "bp-tip")
    return f'<path d="{" ".join(path)}" class="bp-wire"/>{tip}'


def _node(node: Node, place: layout.Place, *, gradients: bool, ringed: bool) -> str:
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
    parts.append(s.text(stub, y - 7, s.number(node.value), "bp-value", 14, anchor="middle"))
    attributes = f'data-node="{s.escape(node.name)}" data-value="{node.value!r}"'
    if gradients and node.gradient is not None:
        words = f"∂ {s.number(node.gradient)}"
        parts.append(s.text(stub, y + 18, words, "bp-grad", 14, anchor="middle"))
        attributes += f' data-gradient="{node.gradient!r}"'
    return f"<g {attributes}>{''.join(parts)}</g>"


def _legend(width: float, height: float, output: str | None) -> str:
    """One line below the circuit that says how to read it."""
    y = height + LEGEND / 2 + 4
    rule = s.line(layout.MARGIN, height + 1, width - layout.MARGIN, height + 1, "bp-grid")
    spans = '<tspan class="bp-value">above a wire: its value</tspan>'
    if output is not None:
        below = s.escape(f"∂ below a wire: the gradient of {output}")
        spans += f'<tspan class="bp-grad" dx="28">{below}</tspan>'
    words = f'<text x="{s.n(layout.MARGIN)}" y="{s.n(y)}" font-size="13">{spans}</text>'
    return rule + words
