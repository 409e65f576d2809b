"""Where the nodes of a circuit stand: columns from left to right, no wire through a gate.

The layered method of Sugiyama, Tagawa and Toda (IEEE Trans. SMC 11, 1981) in its simplest form: a
gate stands one column to the right of its last input; a wire that passes a column gets a slot of
its own there; nodes are ordered by the mean of their neighbours so that few wires cross, and
spread so that none touch.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from backpass.circuit import Circuit, Node

ROW = 80.0  # between two nodes of a column, so that name, value and gradient have room
PASSING = 46.0  # between a node and a wire that passes it
PARALLEL = 22.0  # between two passing wires
BOX = 36.0  # height of a gate
STUB = 74.0  # the piece of wire that carries value and gradient
STRAIGHT_GAP = 14.0  # between two columns where all wires run straight
BENT_GAP = 44.0  # and where some do not
BRANCH_GAP = 66.0  # and where a fork's branches end, each with the message that comes back along it
MARGIN = 14.0
WIDEST = 880.0  # a wider circuit is folded into two lines, where one wire alone goes on
RETURN = 46.0  # room for the wire from the end of the first line to the second
PORT = 8.0  # how far above and below the middle the wires enter a gate of two inputs


@dataclass(eq=False)
class Slot:
    """A place in a column: of a node, or of a wire that passes (``node`` is None)."""

    node: Node | None
    source: Node
    column: int
    sources: list[Slot] = field(default_factory=list)
    targets: list[Slot] = field(default_factory=list)
    y: float = 0.0


@dataclass(frozen=True)
class Place:
    """Where a node stands: its box from ``left`` to ``left + width``, its wire along ``y``."""

    left: float
    width: float
    y: float

    @property
    def right(self) -> float:
        """The right edge of the box, where the stub begins."""
        return self.left + self.width

    @property
    def end(self) -> float:
        """Where the stub ends."""
        return self.right + STUB


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in pixels.

    Attributes:
        places: By name of node.
        wires: Each as a list of points.
        joins: For each wire the node it comes from, the gate it leads to, and which input of the
            gate it is.
        width: Of it all.
        height: Of it all.
    """

    places: dict[str, Place]
    wires: list[list[tuple[float, float]]]
    joins: list[tuple[str, str, int]]
    width: float
    height: float


def box_width(words: str) -> float:
    """The width of a box with these words in it."""
    return max(BOX, 9.0 * len(words) + 16.0)


def label(node: Node) -> str:
    """What stands in a node's box."""
    return node.name if node.gate is None else node.gate.symbol


def arrange(circuit: Circuit) -> Layout:
    """Find a place for every node and a way for every wire."""
    columns = _columns(circuit)
    columns = _ordered(columns)
    _spread(columns)
    return _placed(columns)


def _columns(circuit: Circuit) -> list[list[Slot]]:
    """Slots by column, wires that pass included; a fork shares its passing wire."""
    column: dict[str, int] = {}
    for node in circuit.nodes:
        column[node.name] = 1 + max((column[source.name] for source in node.inputs), default=-1)
    columns: list[list[Slot]] = [[] for _ in range(1 + max(column.values()))]
    passing: dict[tuple[str, int], Slot] = {}
    for node in circuit.nodes:
        slot = Slot(node, node, column[node.name])
        passing[node.name, slot.column] = slot
        columns[slot.column].append(slot)
        for source in node.inputs:
            last = passing[source.name, column[source.name]]
            for between in range(column[source.name] + 1, slot.column):
                if (source.name, between) not in passing:
                    extra = Slot(None, source, between)
                    passing[source.name, between] = extra
                    columns[between].append(extra)
                    _join(last, extra)
                last = passing[source.name, between]
            _join(last, slot)
    return columns


def _join(source: Slot, target: Slot) -> None:
    source.targets.append(target)
    target.sources.append(source)


def _mean_rank(slot: Slot, beside: dict[Slot, int], fallback: float) -> float:
    """The mean place of a slot's neighbours in the column beside it, ports included."""
    ranks = [float(beside[source]) for source in slot.sources if source in beside]
    ranks += [beside[end] + 0.1 * _port(slot, end) for end in slot.targets if end in beside]
    return sum(ranks) / len(ranks) if ranks else fallback


def _ordered(columns: list[list[Slot]]) -> list[list[Slot]]:
    """The order within the columns that crosses the fewest wires, of those that were tried."""
    best, fewest = [list(column) for column in columns], _crossings(columns)
    current = [list(column) for column in columns]
    for sweep in range(8):
        forwards = sweep % 2 == 0
        for i in range(1, len(current)) if forwards else range(len(current) - 2, -1, -1):
            beside = current[i - 1] if forwards else current[i + 1]
            rank = {slot: r for r, slot in enumerate(beside)}
            keys = {slot: _mean_rank(slot, rank, float(r)) for r, slot in enumerate(current[i])}
            current[i].sort(key=keys.__getitem__)
        crossings = _crossings(current)
        if crossings < fewest:
            best, fewest = [list(column) for column in current], crossings
    return best


def _crossings(columns: list[list[Slot]]) -> int:
    """How many pairs of wires cross."""
    total = 0
    for column, following in itertools.pairwise(columns):
        rank = {slot: float(r) for r, slot in enumerate(following)}
        ends = [
            (i, rank[target] + 0.1 * _port(slot, target))
            for i, slot in enumerate(column)
            for target in slot.targets
        ]
        total += sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in itertools.combinations(ends, 2))
    return total


def _port(source: Slot, target: Slot) -> int:
    """Which input of the target this is, where the order of the inputs matters."""
    if target.node is None or target.node.gate is None or target.node.gate.commutative:
        return 0
    return target.node.inputs.index(source.source)


def _apart(upper: Slot, lower: Slot) -> float:
    """How far apart two slots that follow one another in a column must be."""
    if upper.node is None and lower.node is None:
        return PARALLEL
    return ROW if upper.node is not None and lower.node is not None else PASSING


def _spread(columns: list[list[Slot]]) -> None:
    """Give each slot a y near those of its neighbours, keeping order and distances."""
    for column in columns:
        _settle(column, [ROW * (i - (len(column) - 1) / 2) for i in range(len(column))])
    for _ in range(12):
        for column in reversed(columns[:-1]):
            _settle(column, [_wish(slot.targets, slot.y) for slot in column])
        for column in columns[1:]:
            _settle(column, [_wish(slot.sources, slot.y) for slot in column])


def _wish(neighbours: Sequence[Slot], fallback: float) -> float:
    return sum(slot.y for slot in neighbours) / len(neighbours) if neighbours else fallback


def _settle(column: list[Slot], wishes: Sequence[float]) -> None:
    """The places closest to the wishes that keep order and distances (pool adjacent violators)."""
    if not column:
        return
    offsets = [0.0, *itertools.accumulate(itertools.starmap(_apart, itertools.pairwise(column)))]
    blocks: list[tuple[float, int]] = []  # mean wish without the distances, how many slots
    for wish, offset in zip(wishes, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] > mean:
            before, many = blocks.pop()
            mean, count = (before * many + mean * count) / (many + count), many + count
        blocks.append((mean, count))
    means = [mean for mean, count in blocks for _ in range(count)]
    for slot, mean, offset in zip(column, means, offsets, strict=True):
        slot.y = mean + offset


def _placed(columns: list[list[Slot]]) -> Layout:
    """From rows and columns to pixels."""
    slots = [slot for column in columns for slot in column]
    top = min(slot.y for slot in slots) - ROW / 2
    for slot in slots:
        slot.y = round(slot.y - top + MARGIN / 2, 1)
    lefts, widths = _lefts(columns)
    fold = _fold(columns, lefts, widths)
    if fold is not None:
        lefts = _second_line(columns, lefts, fold)
    places = {
        slot.node.name: Place(
            lefts[slot.column] + widths[slot.column] - box_width(label(slot.node)),
            box_width(label(slot.node)),
            slot.y,
        )
        for slot in slots
        if slot.node is not None
    }
    wires: list[list[tuple[float, float]]] = []
    joins: list[tuple[str, str, int]] = []
    for slot in slots:
        if slot.node is not None:
            wires += _wires_into(slot, places, lefts, widths, fold)
            joins += _joins_of(slot)
    height = max(slot.y for slot in slots) + ROW / 2 + MARGIN / 2
    right = max(left + width for left, width in zip(lefts, widths, strict=True))
    return Layout(places, wires, joins, right + STUB + MARGIN, height)


def _fold(columns: list[list[Slot]], lefts: Sequence[float], widths: Sequence[float]) -> int | None:
    """The column that begins a second line: None where one line is narrow enough, or no column can.

    A line ends where a single node's wire is all that goes on, and only if that gains something.
    """
    width = lefts[-1] + widths[-1] + STUB
    if width + MARGIN <= WIDEST:
        return None
    halves: dict[int, float] = {}
    for i in range(1, len(columns)):
        sources = {id(source): source for slot in columns[i] for source in slot.sources}
        alone = len(sources) == 1 and all(source.node for source in sources.values())
        if alone and all(slot.node for slot in columns[i]):
            halves[i] = max(lefts[i], width - lefts[i])
    best = min(halves, key=halves.__getitem__, default=None)
    return best if best is not None and halves[best] < 0.75 * width else None


def _second_line(columns: list[list[Slot]], lefts: Sequence[float], fold: int) -> list[float]:
    """Move the columns from ``fold`` on below the others; where the columns begin now."""
    bottom = max(slot.y for column in columns[:fold] for slot in column)
    below = [slot for column in columns[fold:] for slot in column]
    drop = bottom + 2 * RETURN - min(slot.y for slot in below)
    for slot in below:
        slot.y = round(slot.y + drop, 1)
    back = lefts[fold] - MARGIN - BENT_GAP
    return [left if i < fold else left - back for i, left in enumerate(lefts)]


def _is_branch(slot: Slot) -> bool:
    """Whether a gate reads something that others read too, or reads it twice."""
    if slot.node is None:
        return False
    return any(_readers(source) > 1 for source in slot.sources)


def _readers(slot: Slot) -> int:
    """How many wires lead from a node to gates, over all columns that they pass."""
    first = slot
    while first.node is None:
        first = first.sources[0]
    count, ends = 0, list(first.targets)
    while ends:
        end = ends.pop()
        count += end.node is not None
        ends += end.targets if end.node is None else []
    return count


def _lefts(columns: list[list[Slot]]) -> tuple[list[float], list[float]]:
    """Where each column begins, and how wide its widest box is."""
    widths = [
        max((box_width(label(slot.node)) for slot in column if slot.node), default=BOX)
        for column in columns
    ]
    lefts = [MARGIN]
    for i, column in enumerate(columns[:-1]):
        bent = any(abs(slot.y - t.y) > 1 for slot in column for t in slot.targets)
        gap = BENT_GAP if bent else STRAIGHT_GAP
        if any(_is_branch(slot) for slot in columns[i + 1]):
            gap = BRANCH_GAP
        lefts.append(lefts[i] + widths[i] + STUB + gap)
    return lefts, widths


def _arriving(slot: Slot) -> list[Slot]:
    """The slots that a gate's wires come from, from the upper to the lower port."""
    arriving = list(slot.sources)
    if slot.node is not None and slot.node.gate is not None and slot.node.gate.commutative:
        arriving.sort(key=lambda source: source.y)
    return arriving


def _joins_of(slot: Slot) -> Iterable[tuple[str, str, int]]:
    """What each wire into a gate joins, in the order of :func:`_wires_into`."""
    assert slot.node is not None
    names = [source.name for source in slot.node.inputs]
    for source in _arriving(slot):
        which = names.index(source.source.name)
        names[which] = ""  # a node that is read twice comes twice
        yield source.source.name, slot.node.name, which


def _wires_into(
    slot: Slot,
    places: dict[str, Place],
    lefts: list[float],
    widths: list[float],
    fold: int | None,
) -> Iterable[list[tuple[float, float]]]:
    """One wire for each input of a gate, from the end of the source's stub to the gate."""
    assert slot.node is not None
    place = places[slot.node.name]
    arriving = _arriving(slot)
    for i, source in enumerate(arriving):
        port = PORT * (2 * i - (len(arriving) - 1)) if len(arriving) > 1 else 0.0
        points = [(place.left, slot.y + port)]
        while source.node is None:
            left = lefts[source.column]
            points += [(left + widths[source.column] + STUB, source.y), (left, source.y)]
            source = source.sources[0]  # noqa: PLW2901 (walking back along the wire)
        start = places[source.node.name]
        if slot.column == fold:  # around the end of the first line to the start of the second
            above = slot.y - RETURN
            points += [(MARGIN, slot.y + port), (MARGIN, above)]
            points += [(start.end + 8.0, above), (start.end + 8.0, start.y)]
        yield [(start.end, start.y), *reversed(points)]
