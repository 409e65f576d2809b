"""The figures of the chapters: sound pictures, words for every step, numbers that are right."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.figure import Figure
from test_draw import SVG, text_boxes

from backpass import pictures
from backpass.drawing import figures, palette
from backpass.pictures.affine import B, W, X
from backpass.pictures.broadcasting import UPSTREAM
from backpass.pictures.sheet import TRAPS

MAKERS = {name: getattr(pictures, name) for name in pictures.__all__ if name != "Figure"}
every = pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())


@every
def test_a_figure_is_a_picture_with_its_words(make):
    figure = make()
    root = ET.fromstring(figure.svg)
    assert root.get("role") == "img"
    assert len(root.get("aria-label")) > 80
    assert figure._repr_mimebundle_()["text/plain"] == figure.text == repr(figure)
    width, height = (float(v) for v in root.get("viewBox").split()[2:])
    boxes = text_boxes(root)
    assert len(boxes) > 8
    if not list(root.iter(f"{SVG}g")) or make is not MAKERS["sheet"]:  # its circuits are moved
        for box in boxes:
            assert box.left >= 0
            assert box.right <= width, box
            assert box.bottom <= height, box


@every
def test_every_step_has_its_words_and_something_to_see(make):
    root = ET.fromstring(make().svg)
    if root.get("data-steps") is None:
        assert make is MAKERS["sheet"]
        return
    steps, words = int(root.get("data-steps")), json.loads(root.get("data-words"))
    assert len(words) == steps + 1 > 4
    at = {int(e.get("data-at")) for e in root.iter() if e.get("data-at")}
    since = {int(e.get("data-from")) for e in root.iter() if e.get("data-from")}
    assert at | since | {0, steps} == set(range(steps + 1))


def test_the_messages_of_a_broadcast_add_up_to_what_the_row_gets():
    figure = pictures.broadcasting()
    sums = re.findall(r"= (−?[\d.]+)[,.]", figure.text.splitlines()[-1] + ".")
    assert [float(v.rstrip(".")) for v in sums] == UPSTREAM.sum(axis=0).tolist()


def test_every_example_of_the_batch_is_worked_out():
    text = pictures.affine().text.replace("−", "-")
    out = X @ W + B
    results = [float(v) for v in re.findall(r"= (-?[\d.]+)\.$", text, re.M)]
    assert results == out[:, 0].tolist()
    assert np.all(np.isfinite(out))


def test_the_sheet_has_nine_gates_and_five_traps_and_no_formula():
    figure = pictures.sheet()
    assert len(re.findall(r"^Trap \d: ", figure.text, re.M)) == len(TRAPS) == 5
    assert figure.svg.count("<g transform=") == 9
    assert "dout *" not in figure.svg


@pytest.mark.parametrize("levels", [0, 7])
def test_a_tower_that_is_no_picture_is_refused(levels):
    with pytest.raises(ValueError, match="from 1 to 6"):
        pictures.tower(levels)


def test_a_plot_of_dots_is_turned_round_wherever_the_page_is_dark():
    shown = figures.image("QUJD\n", 'a "curve"')
    assert shown.startswith('<img alt="a &quot;curve&quot;" class="bp-plot"')
    for page in palette.DARK_PAGES:
        assert f"{page} img.bp-plot" in shown
    assert palette.INVERTED in shown


def test_a_figure_is_drawn_once_each_time_that_it_is_shown(monkeypatch):
    formatter, drawn = DisplayFormatter(), []
    shell = SimpleNamespace(display_formatter=formatter, user_ns={})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    figures.describe_figures()
    figure = Figure()
    assert "text/html" not in formatter.format(figure)[0], "nothing draws figures yet"

    def draws(name):
        return lambda one: drawn.append(name) or f"{name}{len(drawn)}"

    for backend in ("first", "second"):  # as when %matplotlib inline is said again
        formatter.formatters["image/png"].for_type(Figure, draws(backend))
        for _ in range(2):
            shown, _ = formatter.format(figure)
            assert shown["image/png"] == f"{backend}{len(drawn)}"
            assert shown["text/html"] == figures.image(shown["image/png"], "Picture.")
        # one that is asked for in part only is drawn anew the next time
        assert set(formatter.format(figure, include={"text/html"})[0]) == {"text/html"}
        assert formatter.format(figure)[0]["image/png"] == f"{backend}{len(drawn)}"
    assert drawn == ["first"] * 4 + ["second"] * 4
