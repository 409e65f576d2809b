"""How far a learner has come: which checks have passed, in words and as a row of boxes.

It counts what passed when it was last checked. What passed before and fails now is called that, and
not counted; a stub that was run again is no attempt, and changes nothing.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

from backpass.contracts import CONTRACTS, TITLES, of_chapter
from backpass.drawing import palette
from backpass.drawing import svg as s
from backpass.drawing.panel import Panel, with_code
from backpass.judging.contract import Contract
from backpass.judging.verdict import Status, Verdict
from backpass.languages import on_page, said
from backpass.notebook import record
from backpass.notebook.record import Entry
from backpass.questions.guesses import IN_RECORD, questions


@dataclass(frozen=True)
class State:
    """A state that an exercise can be in.

    Attributes:
        mark: A sign for it.
        words: The same in words.
        fill: Colour of its box, a variable of the house's pictures.
        ink: Colour of the sign in the box.
    """

    mark: str
    words: str
    fill: str
    ink: str


PASSED = State("✓", Status.PASSED, "value", "bg")
LOST = State("↺", "passed before, fails now", "panel", "warm")
WRONG = State("✗", "not right yet", "panel", "grad")
OPEN = State("○", Status.NOT_ATTEMPTED, "bg", "muted")
STATES = (PASSED, LOST, WRONG, OPEN)


def state_of(entry: Entry | None) -> State:
    """The state that an entry of the record stands for."""
    if entry is None:
        return OPEN
    if entry.state == Status.PASSED:
        return PASSED
    return WRONG if entry.passed is None else LOST


class View:
    """The progress as it is now, in one chapter or in all; text and HTML say the same.

    Args:
        chapter: A key of :data:`TITLES`, or None for the whole course.
        entries: What the record says.
        where: A sentence on where the record is kept.
    """

    def __init__(self, chapter: str | None, entries: Mapping[str, Entry], where: str) -> None:
        self.chapter, self.entries, self.where = chapter, entries, where
        contracts = CONTRACTS if chapter is None else of_chapter(chapter)
        self.states = {name: state_of(entries.get(name)) for name in contracts}
        asked = [name for name, where in questions().items() if chapter in {None, where}]
        made = [entries[IN_RECORD + name] for name in asked if IN_RECORD + name in entries]
        #: Guesses that were right, that were made, and that are asked for.
        self.guesses = (sum(g.state == Status.PASSED for g in made), len(made), len(asked))

    @property
    def first(self) -> str:
        """The first line: how many of how many."""
        passed, count = self._passed(self.states), len(self.states)
        if passed == count and self.chapter:
            return said(f"You have passed all {count} in this chapter.")
        if passed == count:
            return said(f"You have passed all {count} in the whole course.")
        if self.chapter:
            return said(f"You have passed {passed} of {count} in this chapter.")
        return said(f"You have passed {passed} of {count} in the whole course.")

    @property
    def remarks(self) -> list[str]:
        """What to do next, in at most two sentences."""
        told = []
        lost = [name for name, state in self.states.items() if state is LOST]
        if len(lost) == 1:
            told.append(f"{_listed(lost)} passed before and fails now.")
        elif lost:
            told.append(f"{_listed(lost)} passed before and fail now.")
        left = [name for name, state in self.states.items() if state is not PASSED]
        if left and len(left) < len(self.states):
            name, number = left[0], _number(CONTRACTS[left[0]].chapter)
            told.append(
                f"Next: `{name}`." if self.chapter else f"Next: `{name}` in chapter {number}."
            )
        return [said(words) for words in told]

    @property
    def foreseen(self) -> list[str]:
        """How many of the guesses came true; nothing where none is asked for."""
        right, made, asked = self.guesses
        if not asked:
            return []
        if not made:
            return [said(f"Guesses: none made yet of {asked}.")]
        if made == asked:
            return [said(f"You foresaw {right} of {asked}.")]
        return [said(f"You foresaw {right} of {made} that you guessed ({asked} are asked for).")]

    @property
    def rows(self) -> list[tuple[str, list[State]]]:
        """The rows of boxes: exercises and quizzes, or one row for each chapter."""
        if self.chapter is None:
            return [
                (
                    f"{_number(chapter)} · {said(title)}",
                    [self.states[n] for n in of_chapter(chapter)],
                )
                for chapter, title in TITLES.items()
            ]
        kinds: dict[str, list[State]] = {"Exercises": [], "Quizzes": []}
        for name, contract in of_chapter(self.chapter).items():
            kinds[_kind(contract)].append(self.states[name])
        return [(said(kind), states) for kind, states in kinds.items()]

    @property
    def text(self) -> str:
        """All of it as plain text."""
        lines = [self.first, *(f"  {line.replace('`', '')}" for line in self.remarks)]
        lines += [f"  {line}" for line in self.foreseen]
        if self.chapter is None:
            lines += [f"  {name}: {_counted(states)}" for name, states in self.rows]
        else:
            lines += [
                f"  {state.mark} {name}: {said(state.words)}" for name, state in self.states.items()
            ]
        return "\n".join([*lines, f"  {said(self.where)}"])

    @property
    def svg(self) -> str:
        """The rows of boxes as a picture."""
        return _boxes(self.rows)

    @property
    def html(self) -> str:
        """All of it as HTML, in the page's own colours."""
        remarks = "".join(
            f"<div>{with_code(line)}</div>" for line in [*self.remarks, *self.foreseen]
        )
        return (
            f'<div style="border-left:5px solid {palette.ASIDE};padding:0.3em 0.9em;margin:0.2em 0;'
            f'line-height:1.55"><div style="font-weight:600">{self.first}</div>{remarks}'
            f"{s.scrollable(self.svg)}{self._list() if self.chapter else ''}"
            f"<div><small>{html.escape(said(self.where))}</small></div></div>"
        )

    def _list(self) -> str:
        items = "".join(
            f'<li style="margin:0"><span aria-hidden="true">{state.mark}</span> '
            f"<code>{html.escape(name)}</code> {said(state.words)}</li>"
            for name, state in self.states.items()
        )
        return (
            '<ul style="list-style:none;padding:0;margin:0.3em 0;display:grid;gap:0 1.2em;'
            f'grid-template-columns:repeat(auto-fill,minmax(min(24em,100%),1fr))">{items}</ul>'
        )

    @staticmethod
    def _passed(states: Mapping[str, State]) -> int:
        return sum(state is PASSED for state in states.values())

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": on_page(self.html)}

    def __repr__(self) -> str:
        """The words alone, for a terminal."""
        return self.text


#: What is shown in this kernel's notebook: the view of a chapter, and the way to change it.
_SHOWN: dict[str | None, tuple[str, Any]] = {}


def progress(chapter: str | int | None = None) -> None:
    """Show what you have passed, in a chapter or in the whole course.

    In a notebook, what it shows changes by itself when a check is run again.

    Args:
        chapter: Its name or its number, such as ``"03_sigmoid_neuron"`` or ``3``; the whole course
            when left out.
    """
    name = _chapter(chapter)
    if chapter is not None and name is None:
        known = ", ".join(f"{_number(each)} or {each!r}" for each in TITLES)
        display(Panel("wrong", f"There is no chapter {chapter!r}.", [f"Chapters: {known}."]))
        return
    shown = view(name)
    if getattr(get_ipython(), "kernel", None) is None:  # a terminal cannot change what it printed
        display(shown)
    else:
        _SHOWN[name] = (shown.text, display(shown, display_id=True))


def view(chapter: str | None = None) -> View:
    """The progress in a chapter, or in the whole course, as it is now."""
    kept = record.current()
    entries = kept.entries()  # first, since reading may tell that nothing can be kept
    return View(chapter, entries, kept.where())


def note(contract: Contract, verdict: Verdict) -> None:
    """Remember what a check came to, and bring every view in the notebook up to date.

    Args:
        contract: The exercise's contract.
        verdict: What came of the check.
    """
    record.current().note(contract.name, contract.chapter, verdict.status)
    _refresh()


def note_guess(question: str, chapter: str, *, foreseen: bool) -> bool:
    """Remember the first guess at a question; False when there was one before, which stays.

    Args:
        question: The question's name.
        chapter: The chapter in which it is asked.
        foreseen: Whether the guess was right.
    """
    kept = record.current()
    if IN_RECORD + question in kept.entries():
        return False
    kept.note(IN_RECORD + question, chapter, Status.PASSED if foreseen else Status.FAILED)
    _refresh()
    return True


def _refresh() -> None:
    """Bring every view in the notebook up to date."""
    for name, (text, handle) in list(_SHOWN.items()):
        now = view(name)
        if now.text != text:
            handle.update(now)
            _SHOWN[name] = (now.text, handle)


def _chapter(asked: str | int | None) -> str | None:
    names = {_number(name): name for name in TITLES} | {name: name for name in TITLES}
    return names.get(str(asked))


def _number(chapter: str) -> str:
    return chapter.partition("_")[0].lstrip("0")


def _kind(contract: Contract) -> str:
    return "Quizzes" if contract.is_quiz else "Exercises"


def _listed(names: Sequence[str]) -> str:
    """``a``, or ``a, b and c``, each as code."""
    *most, last = (f"`{name}`" for name in names)
    listed = ", ".join(most)
    return f"{listed} and {last}" if most else last


def _counted(states: Sequence[State]) -> str:
    """How many are in each state: ``5 passed, 1 not right yet, 2 not attempted``."""
    counts = [(sum(state is each for state in states), said(each.words)) for each in STATES]
    return ", ".join(f"{count} {words}" for count, words in counts if count)


SIDE, GAP, ROW = 26.0, 4.0, 36.0


def _boxes(rows: Sequence[tuple[str, Sequence[State]]]) -> str:
    """A row of boxes for each label, a sign in each box, and the count at the end."""
    most = max(len(states) for _, states in rows)
    indent = 28 + max(s.width(label, 15) for label, _ in rows)
    width = indent + most * (SIDE + GAP) + 84
    parts = []
    for place, (label, states) in enumerate(rows):
        top = 8 + place * ROW
        parts.append(s.text(12, top + 18, label, "", 15))
        parts += [_box(indent + k * (SIDE + GAP), top, state) for k, state in enumerate(states)]
        passed, number = sum(state is PASSED for state in states), len(states)
        count = said(f"{passed} of {number}")
        parts.append(
            s.text(indent + len(states) * (SIDE + GAP) + 10, top + 18, count, "bp-muted", 14)
        )
    told = ". ".join(f"{label}: {_counted(states)}" for label, states in rows)
    return s.picture(
        width,
        16 + len(rows) * ROW - (ROW - SIDE),
        parts,
        title=said("Progress"),
        description=f"{told}.",
        kind="bp-progress",
    )


def _box(left: float, top: float, state: State) -> str:
    edge = "value" if state is PASSED else "line"
    size = 10 if state is OPEN else 15
    dashes = ";stroke-dasharray:3 3" if state is OPEN else ""
    return (
        f'<rect x="{s.n(left)}" y="{s.n(top)}" width="{s.n(SIDE)}" height="{s.n(SIDE)}" rx="6" '
        f'style="fill:var(--bp-{state.fill});stroke:var(--bp-{edge});stroke-width:1.4{dashes}"/>'
        f'<text x="{s.n(left + SIDE / 2)}" y="{s.n(top + 13 + 0.36 * size)}" font-size="{size}" '
        f'text-anchor="middle" style="fill:var(--bp-{state.ink});font-weight:700">'
        f"{state.mark}</text>"
    )
