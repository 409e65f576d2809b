"""What all explorations share: sliders with number boxes, a picture, and words that follow it.

An exploration is a function from numbers to a picture and a text. Everything else is here: pairs
of slider and number box, drop-down lists, redrawing, and what a page without a kernel shows.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from backpass.drawing import flow
from backpass.drawing import svg as s
from backpass.explore.naming import LOG, NAMER, PAIR
from backpass.explore.view import Choice, Number, Picture
from backpass.languages import ENGLISH, language, markup_said, on_page, said, tell
from backpass.languages.spoken import held

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
#: More controls than this, a slider and its box counted as two, stand close together.
MANY = 13
#: Classes of the column of controls, of the note, and of words that are there for screen readers.
PANEL, NOTE, FOLDED = "bp-controls", "bp-note", "bp-folded"
#: Classes of a snapshot, of its words, and of the line that says that it is one.
LIVING, WORDS, STILL = "bp-living", "bp-words", "bp-still"

STYLE = (
    "<style>"
    f".{PANEL} .widget-dropdown{{flex-direction:column;height:auto}}"
    f".{PANEL} .widget-dropdown .widget-label{{text-align:left;width:auto!important;height:24px}}"
    f".{PANEL} .widget-dropdown select{{width:100%;height:28px;flex:0 0 28px}}"
    f".{NOTE}{{line-height:1.45;padding:2px 0;font-weight:500}}"
    f".{FOLDED}{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}"
    # a layer of its own for each handle on the page costs every frame more than it saves
    f".{PANEL} .noUi-handle{{will-change:auto}}"
    "</style>"
)


class _WithoutEcho:
    """A control whose moves the kernel does not send back to the page that made them.

    The page would take that message, and whatever follows from it, before the new picture.
    """

    def trait_metadata(self, traitname: str, key: str, default: Any = None) -> Any:
        """What is known of a trait; that its moves are not echoed, whatever the trait says."""
        if key == "echo_update":
            return False
        return super().trait_metadata(traitname, key, default)  # type: ignore[misc]


class _Slider(_WithoutEcho, widgets.FloatSlider):  # type: ignore[misc]
    """A slider."""


class _LogSlider(_WithoutEcho, widgets.FloatLogSlider):  # type: ignore[misc]
    """A slider that moves in powers of ten."""


class _Box(_WithoutEcho, widgets.BoundedFloatText):  # type: ignore[misc]
    """A number box."""


class _List(_WithoutEcho, widgets.Dropdown):  # type: ignore[misc]
    """A drop-down list."""


class _Play(_WithoutEcho, widgets.Play):  # type: ignore[misc]
    """Buttons that move a number."""


class Exploration:
    """A picture that follows sliders.

    Attributes:
        title: What it is about.
        controls: For each number, the pair of slider and number box.
        choices: For each choice, its drop-down list.
        play: Buttons that move one of the numbers by itself, or None.
        in_words: The box to tick for all that the picture says, in words.
        widget: The whole thing as one widget.
        recipe: How it was asked for, as JSON, so that a page can ask again; empty if it cannot.

    Args:
        title: What it is about, in a few words.
        draw: From the values by name to the picture. A ValueError it raises is shown in words.
        numbers: The numbers to move, by name.
        choices: The lists to pick from, by name.
        play: The number that buttons for play, pause and stop move by itself, if any.
        pace: Milliseconds between two steps of it.
        starts_over: Names; where one of these moves, all others go back to where they began, as
            the answers of a puzzle do when its next round begins.
    """

    def __init__(
        self,
        title: str,
        draw: Callable[[Mapping[str, Any]], Picture],
        numbers: Mapping[str, Number],
        choices: Mapping[str, Choice] | None = None,
        *,
        play: str | None = None,
        pace: int = 120,
        starts_over: Sequence[str] = (),
    ) -> None:
        self.title = said(title)
        self.recipe = ""
        self._draw = draw
        self._numbers = dict(numbers)
        self._starts_over = tuple(starts_over)
        self._values: dict[str, Any] = {}
        self._picture, self._drawn = Picture("", ""), ""
        self._complaint = ""
        self.controls: dict[str, tuple[Any, Any]] = {}
        self.choices: dict[str, Any] = {}
        for name, choice in (choices or {}).items():
            self._add_choice(name, choice)
        for name, number in self._numbers.items():
            self._add_number(name, number)
        self._begun = {n: v for n, v in self._values.items() if n not in self._starts_over}
        self._view = widgets.HTML(layout=widgets.Layout(width="auto", margin="0"))
        buttons = self._buttons()
        self._words = self._view  # one message to the page, which looks at all of it after each
        if buttons:  # they stand between the two, and stay when the picture is redrawn
            self._words = widgets.HTML(layout=widgets.Layout(width="auto", margin="0"))
        self.in_words = widgets.Checkbox(
            value=False,
            description=said("show it in words"),
            indent=False,
            layout=widgets.Layout(width="auto", margin="6px 0 0 0", flex="1 1 100%"),
        )
        self.in_words.observe(lambda _: self._show_words(), names="value")
        self.play = self._player(play, pace) if play is not None else None
        self.widget = self._arranged(buttons)
        self._redraw()

    # --- for programs ------------------------------------------------------------------------

    @property
    def svg(self) -> str:
        """The picture as it is now."""
        return self._picture.svg

    @property
    def text(self) -> str:
        """What the picture says now, in words."""
        return self._picture.text

    @property
    def note(self) -> str:
        """The sentence of the words that everybody sees."""
        return self._picture.note

    @property
    def values(self) -> dict[str, Any]:
        """Every number and choice as it is now, by name."""
        return dict(self._values)

    def set(self, **values: Any) -> None:
        """Move several controls at once and redraw once.

        A number outside its range moves to the nearest end of it.

        Raises:
            ValueError: If a name is unknown, a number is none, or a choice is not on its list.
        """
        checked = {name: self._checked(name, value) for name, value in values.items()}
        self._values.update(checked)
        self._show_values()
        self._redraw()

    # --- controls ----------------------------------------------------------------------------

    def _add_choice(self, name: str, choice: Choice) -> None:
        box = _List(
            options=_offered(choice.options),
            value=choice.value,
            description=said(choice.label),
            style={"description_width": "initial"},
            layout=widgets.Layout(width="auto", margin="2px 0", padding="0 8px 0 0"),
        )
        box.observe(lambda change: self._moved(name, change["new"]), names="value")
        self.choices[name] = box
        self._values[name] = choice.value

    def _add_number(self, name: str, number: Number) -> None:
        start = number.clamped(number.value)
        if number.log:
            slider = _LogSlider(
                base=10,
                min=math.log10(number.low),
                max=math.log10(number.high),
                step=number.step,
                value=start,
                readout=False,
                layout=widgets.Layout(width="auto", flex="1 1 auto", margin="0 4px"),
            )
        else:
            slider = _Slider(
                min=number.low,
                max=number.high,
                step=number.step,
                value=start,
                readout=False,
                layout=widgets.Layout(width="auto", flex="1 1 auto", margin="0 4px"),
            )
        box = _Box(
            min=number.low,
            max=number.high,
            step=None if number.log else number.step,
            value=start,
            description=f"{tell(name)} =",
            style={"description_width": "initial"},
            layout=widgets.Layout(width="auto", min_width="0"),
        )
        for control in (slider, box):
            control.observe(lambda change: self._moved(name, change["new"]), names="value")
        self.controls[name] = (slider, box)
        self._values[name] = start

    def _player(self, name: str, pace: int) -> Any:
        """Buttons that move a number step by step until they are told to stop."""
        number, (slider, _) = self._numbers[name], self.controls[name]
        play = _Play(
            min=int(number.low),
            max=int(number.high),
            step=int(number.step),
            value=int(self._values[name]),
            interval=pace,
        )
        play.observe(lambda change: self._moved(name, change["new"]), names="value")
        slider.observe(lambda change: setattr(play, "value", int(change["new"])), names="value")
        return play

    def _arranged(self, buttons: list[Any]) -> Any:
        """The controls beside the picture; above it, side by side, where the page is narrow."""
        compact = len(self.controls) * 2 + len(self.choices) > MANY
        moved = [*self.choices.values(), *self._pairs(compact)]
        for each in moved:
            each.layout.flex = "1 1 200px"
        panel = widgets.Box(
            [*moved, *([self.play] if self.play is not None else []), self.in_words],
            layout=widgets.Layout(
                display="flex",
                flex_flow="row wrap",
                align_items="flex-start",
                flex="1 1 250px",
                min_width="220px",
                margin="0 12px 0 0",
            ),
        )
        panel.add_class(PANEL)
        shown = widgets.VBox(
            [self._view, *buttons, self._words] if buttons else [self._view],
            # where both fit on a line, all that is left is the picture's
            layout=widgets.Layout(flex="1000 1 420px", min_width="0"),
        )
        shown.add_class(flow.STAGE)
        beside = widgets.Box(
            [panel, shown],
            layout=widgets.Layout(display="flex", flex_flow="row wrap", align_items="flex-start"),
        )
        heading = widgets.HTML(on_page(f"<b>{s.escape(self.title)}</b>") + NAMER + STYLE + s.STYLED)
        return widgets.VBox([heading, beside])

    def _buttons(self) -> list[Any]:
        """Play, step and back below the picture of a circuit. They stay when it is redrawn."""
        if " data-steps=" not in self._draw(self._values).svg:
            return []
        return [
            widgets.HTML(markup_said(flow.BUTTONS), layout=widgets.Layout(width="auto", margin="0"))
        ]

    def _pairs(self, compact: bool) -> list[Any]:
        """For each number its box and its slider, below it or, if compact, beside it."""
        pairs = []
        for name, (slider, box) in self.controls.items():
            layout = widgets.Layout(
                display="flex",
                flex_flow="row" if compact else "column",
                align_items="center" if compact else "stretch",
                margin="0 8px 0 0",
                padding="0" if compact else "0 0 4px 0",
            )
            pair = widgets.Box([box, slider], layout=layout)
            pair.add_class(PAIR)
            if self._numbers[name].log:
                pair.add_class(LOG)
            if compact:
                box.layout.width = "112px"
            pairs.append(pair)
        return pairs

    # --- what happens when one moves ---------------------------------------------------------

    def _moved(self, name: str, value: Any) -> None:
        """A control has a new value: take it over and redraw, or say what is wrong with it."""
        if value == self._values[name]:  # told of what it was just set to
            return
        try:
            self._values[name] = self._checked(name, value)
        except ValueError as error:
            self._show_values()
            self._say(f"{error} It stays as it was.")
            return
        if name in self._starts_over:
            self._values.update(self._begun)
        self._redraw()  # first, since a page shows what it is told in the order in which it comes
        self._show_values()

    def _checked(self, name: str, value: Any) -> Any:
        """The value as the control can show it."""
        if name in self.choices:
            options = [_value(option) for option in self.choices[name].options]
            if value not in options:
                raise ValueError(f"{name} is one of {', '.join(options)}, and got {value!r}.")
            return value
        if name not in self._numbers:
            known = ", ".join(self._values)
            raise ValueError(f"There is no {name!r} to set here, only {known}.")
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{name} needs a number, and got {value!r}.") from None
        if math.isnan(number):
            raise ValueError(f"{name} needs a number, and got none.")
        return self._numbers[name].clamped(number)

    def _show_values(self) -> None:
        """Bring every control to its value."""
        for name, box in self.choices.items():
            box.value = self._values[name]
        for name, pair in self.controls.items():
            value = self._values[name]
            slider, box = pair
            # A slider at 0.15000000000000002 is left there: to correct it would undo the steps
            # that a learner who holds down an arrow key has made in the meantime.
            near = 1e-3 * value if self._numbers[name].log else 1e-12
            if not abs(slider.value - value) <= near:
                slider.value = value
            box.value = value

    def _redraw(self) -> None:
        try:
            with held():
                self._picture = self._draw(self._values)
        except ValueError as error:
            self._say(f"{error} The picture still shows the values before.")
            return
        self._drawn = s.scrollable(s.plain(self._picture.svg))
        if self._words is not self._view:  # the picture first: words can wait
            self._view.value = on_page(self._drawn)
        self._complaint = ""
        self._show_words()

    def _say(self, words: str) -> None:
        """Say what is wrong in place of the note, and leave the picture as it is."""
        self._complaint = said(words)
        self._show_words()

    def _show_words(self) -> None:
        """The note for all to see, and everything in words, hidden from the eye until asked for.

        They go with the picture, where no buttons stand in between.
        """
        note = self._complaint or self._picture.note
        seen = f'<div class="{NOTE}">{s.escape(note)}</div>' if note else ""
        lines = [*([self._complaint] if self._complaint else []), *self._picture.text.splitlines()]
        folded = "" if self.in_words.value else f' class="{FOLDED}"'
        words = "<br>".join(s.escape(line) for line in lines)
        spoken = f'<div role="status" aria-live="polite"{folded}>{words}</div>'
        above = self._drawn if self._words is self._view else ""
        self._words.value = on_page(above + seen + spoken)

    # --- showing it --------------------------------------------------------------------------

    def snapshot(self) -> str:
        """HTML for a page without a kernel: title, picture and text, and no dead sliders.

        It carries the recipe and the numbers as they are, from which a page that has the script of
        the living pictures (``website/living``) makes sliders of its own.
        """
        lines = "<br>".join(s.escape(line) for line in self.text.splitlines())
        buttons = markup_said(flow.BUTTONS) if " data-steps=" in self.svg else ""
        picture = f'<div class="{flow.STAGE}">{s.scrollable(self.svg)}{buttons}</div>'
        made_from = ""
        still = said("A snapshot: run the notebook to move the sliders.")
        if self.recipe:
            now = json.dumps(self._values, ensure_ascii=False)
            made_from = f' data-made="{s.escape(self.recipe)}" data-values="{s.escape(now)}"'
        return (
            f'<div class="{LIVING}"{made_from}><p><b>{s.escape(self.title)}</b></p>{picture}'
            f'<p class="{WORDS}">{lines}</p>'
            f'<p class="{STILL}"><small>{still}</small></p></div>'
        )

    def _ipython_display_(self) -> None:
        """Publish the widget, with a snapshot and a text for pages that cannot run it."""
        data = {
            WIDGET_VIEW: {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.widget.model_id,
            },
            "text/html": on_page(self.snapshot()),
            "text/plain": f"{self.title}\n{self.text}",
        }
        display(data, raw=True)

    def __repr__(self) -> str:
        """What it is about."""
        return f"<Exploration: {self.title}>"


def _offered(options: Sequence[str]) -> list[Any]:
    """The options of a list; in another language each with what it is called there."""
    if language() == ENGLISH:
        return list(options)
    return [(said(option), option) for option in options]


def _value(option: Any) -> str:
    return str(option[1] if isinstance(option, tuple) else option)
