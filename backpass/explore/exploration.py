"""What all explorations share: sliders with number boxes, a picture, and words that follow it.

An exploration is a function from numbers to a picture and a text. Everything else is here: pairs
of slider and number box, drop-down lists, redrawing, and what a page without a kernel shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets as widgets
from IPython.display import display

from backpass import svg as s
from backpass.explore.naming import LOG, NAMER, PAIR
from backpass.explore.view import Choice, Number, Picture

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


class Exploration:
    """A picture that follows sliders.

    Attributes:
        title: What it is about.
        controls: For each number, the pair of slider and number box.
        choices: For each choice, its drop-down list.
        widget: The whole thing as one widget.

    Args:
        title: What it is about, in a few words.
        draw: From the values by name to the picture. A ValueError it raises is shown in words.
        numbers: The numbers to move, by name.
        choices: The lists to pick from, by name.
    """

    def __init__(
        self,
        title: str,
        draw: Callable[[Mapping[str, Any]], Picture],
        numbers: Mapping[str, Number],
        choices: Mapping[str, Choice] | None = None,
    ) -> None:
        self.title = title
        self._draw = draw
        self._numbers = dict(numbers)
        self._values: dict[str, Any] = {}
        self._picture = Picture("", "")
        self.controls: dict[str, tuple[Any, Any]] = {}
        self.choices: dict[str, Any] = {}
        for name, choice in (choices or {}).items():
            self._add_choice(name, choice)
        for name, number in self._numbers.items():
            self._add_number(name, number)
        self._view = widgets.HTML()
        self._words = widgets.HTML()
        self.widget = widgets.VBox([self._panel(), self._view, self._words])
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
        box = widgets.Dropdown(
            options=list(choice.options),
            value=choice.value,
            description=choice.label,
            style={"description_width": "initial"},
            layout=widgets.Layout(width="auto", max_width="100%", margin="2px 16px 2px 0"),
        )
        box.observe(lambda change: self._moved(name, change["new"]), names="value")
        self.choices[name] = box
        self._values[name] = choice.value

    def _add_number(self, name: str, number: Number) -> None:
        start = number.clamped(number.value)
        if number.log:
            slider = widgets.FloatLogSlider(
                base=10,
                min=math.log10(number.low),
                max=math.log10(number.high),
                step=number.step,
                value=start,
                readout=False,
                layout=widgets.Layout(width="190px"),
            )
        else:
            slider = widgets.FloatSlider(
                min=number.low,
                max=number.high,
                step=number.step,
                value=start,
                readout=False,
                layout=widgets.Layout(width="190px"),
            )
        box = widgets.BoundedFloatText(
            min=number.low,
            max=number.high,
            step=None if number.log else number.step,
            value=start,
            description=f"{name} =",
            style={"description_width": "initial"},
            layout=widgets.Layout(width="130px"),
        )
        for control in (slider, box):
            control.observe(lambda change: self._moved(name, change["new"]), names="value")
        self.controls[name] = (slider, box)
        self._values[name] = start

    def _panel(self) -> Any:
        """All controls, in as many columns as the page is wide."""
        wrap = widgets.Layout(display="flex", flex_flow="row wrap", align_items="center")
        pairs = [
            widgets.HBox(
                [box, slider],
                layout=widgets.Layout(width="340px", margin="0 12px 0 0", align_items="center"),
            )
            for slider, box in self.controls.values()
        ]
        for pair, number in zip(pairs, self._numbers.values(), strict=True):
            pair.add_class(PAIR)
            if number.log:
                pair.add_class(LOG)
        rows = [widgets.HTML(f"<b>{s.escape(self.title)}</b>{NAMER}")]
        if self.choices:
            rows.append(widgets.Box(list(self.choices.values()), layout=wrap))
        rows.append(widgets.Box(pairs, layout=wrap))
        return widgets.VBox(rows)

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
        self._show_values()
        self._redraw()

    def _checked(self, name: str, value: Any) -> Any:
        """The value as the control can show it."""
        if name in self.choices:
            options = [str(option) for option in self.choices[name].options]
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
            self._picture = self._draw(self._values)
        except ValueError as error:
            self._say(f"{error} The picture still shows the values before.")
            return
        self._view.value = s.scrollable(self._picture.svg)
        self._say(self._picture.text)

    def _say(self, words: str) -> None:
        lines = "<br>".join(s.escape(line) for line in words.splitlines())
        self._words.value = (
            '<div role="status" aria-live="polite" style="line-height:1.5;max-width:56em">'
            f"{lines}</div>"
        )

    # --- showing it --------------------------------------------------------------------------

    def snapshot(self) -> str:
        """HTML for a page without a kernel: title, picture and text, and no dead sliders."""
        lines = "<br>".join(s.escape(line) for line in self.text.splitlines())
        return (
            f"<p><b>{s.escape(self.title)}</b></p>{s.scrollable(self.svg)}<p>{lines}</p>"
            "<p><small>A snapshot: run the notebook to move the sliders.</small></p>"
        )

    def _ipython_display_(self) -> None:
        """Publish the widget, with a snapshot and a text for pages that cannot run it."""
        data = {
            WIDGET_VIEW: {
                "version_major": 2,
                "version_minor": 0,
                "model_id": self.widget.model_id,
            },
            "text/html": self.snapshot(),
            "text/plain": f"{self.title}\n{self.text}",
        }
        display(data, raw=True)

    def __repr__(self) -> str:
        """What it is about."""
        return f"<Exploration: {self.title}>"
