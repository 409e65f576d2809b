"""The explorations of arrays: shapes that fit, entries and what they meet, units that are dead."""

from __future__ import annotations

import inspect
import itertools
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from course_notebooks import executed, said, source
from hypothesis import given, settings
from hypothesis import strategies as st
from looked_over import at_least
from test_draw import SVG, text_boxes

from backpass import explore
from backpass.explore import grids
from backpass.explore.views import dead_units as dead_units_view
from backpass.explore.views import entries as entries_view
from backpass.explore.views import shapes as shapes_view
from backpass.judging.gradcheck import complex_step

few = settings(max_examples=25, deadline=None)
sizes = st.integers(1, shapes_view.LARGEST)


def said_by(x):
    """All texts of the picture, in order."""
    return [element.text for element in ET.fromstring(x.svg).iter(f"{SVG}text")]


# --- shapes --------------------------------------------------------------------------------------


def multiplied(name, arrays):
    """The value of a product as it is written, ``"dD @ X.T"``; None where it cannot be formed."""
    left, right = (
        arrays[factor.removesuffix(".T")].T if factor.endswith(".T") else arrays[factor]
        for factor in name.split(" @ ")
    )
    return left @ right if left.shape[1] == right.shape[0] else None


@few
@given(sizes, sizes, sizes)
def test_products_that_fit_and_products_that_are_right(M, K, N):
    """An independent way: other numbers, and the whole gradient by the complex step."""
    rng = np.random.default_rng(1)
    W, X, dD = (rng.standard_normal(shape) for shape in ((M, K), (K, N), (M, N)))
    gradients = dict(zip(("dW", "dX"), complex_step(lambda W, X: W @ X, [W, X], dD), strict=True))
    for name, tried in at_least(2, shapes_view.products(M, K, N).items()):
        assert len({product.name for product in tried}) == 8
        for product in tried:
            value = multiplied(product.name, {"W": W, "X": X, "dD": dD})
            assert product.shape == (None if value is None else value.shape)
            assert product.fits == (product.shape == gradients[name].shape)
            assert product.right == (product.fits and np.allclose(value, gradients[name]))


def names(M, K, N, which):
    return [product.name for product in shapes_view.products(M, K, N)[which] if product.fits]


def test_the_sizes_of_the_lecture_leave_one_way_and_squares_leave_eight():
    assert names(5, 10, 3, "dW") == ["dD @ X.T"]
    assert names(5, 10, 3, "dX") == ["W.T @ dD"]
    assert len(names(3, 3, 3, "dW")) == len(names(3, 3, 3, "dX")) == 8


@pytest.mark.parametrize(
    ("sizes", "into_dW", "into_dX"),
    [
        ((4, 3, 3), "dD @ X", "dD.T @ W"),
        ((3, 3, 4), "X @ dD.T", "W @ dD"),
        ((3, 4, 3), "dD.T @ X.T", "W.T @ dD.T"),
    ],
)
def test_two_equal_sizes_let_in_what_the_chapter_says(sizes, into_dW, into_dX):
    assert sorted(names(*sizes, "dW")) == sorted(["dD @ X.T", into_dW])
    assert sorted(names(*sizes, "dX")) == sorted(["W.T @ dD", into_dX])


def test_the_chapter_says_how_many_products_fit_and_not_which_one_is_right():
    """Which one is right is the next exercise; the counts are those of the exploration."""
    assert [len(names(5, 10, 3, of)) for of in ("dW", "dX")] == [1, 1]
    (answer,) = [
        c for c in source("05_vectorized_gradients").cells if c.id == "shapes-explore-answer"
    ]
    words = " ".join(answer.source.split())
    assert "At 5, 10, 3 one product fits each." in words
    assert r"At $3 \times 3$ all eight fit, and one is right." in words
    assert "Two equal sizes are enough for a wrong one." in words
    assert "@" not in words


def test_the_shape_explorer_says_what_it_shows():
    x = explore.shapes()
    assert "W (5, 10) and X (10, 3): D and dD are (5, 3)" in x.text
    assert "Of 8 products, those that fit are all right: dD @ X.T" in x.text
    assert "the shapes alone tell" in x.text
    x.set(M=3, K=3, N=3)
    assert "Of 8 products 8 fit; the gradient is dD @ X.T." in x.text
    assert "Products that fit and are wrong: 14." in x.text
    assert said_by(x).count("✗ fits, yet wrong") == 14
    assert said_by(x).count("✓ fits, and is right") == 2
    x.set(M=4, K=3, N=3)
    assert "Products that fit and are wrong: 2." in x.text


def test_sizes_are_whole_numbers():
    x = explore.shapes()
    slider, box = x.controls["M"]
    box.value = 2.6
    assert slider.value == box.value == x.values["M"] == 3.0
    assert "W (3, 10)" in x.text


# --- entries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", entries_view.CHOICES)
def test_the_sum_of_an_entry_is_the_gradient(entry):
    x = explore.entries(entry)
    name, index = entries_view.CHOICES[entry]
    W, X, dD = map(np.array, (*entries_view.MATRICES.values(), entries_view.UPSTREAM))
    exact = complex_step(lambda W, X: W @ X, [W, X], dD)["WX".index(name)][index]
    met = entries_view.meetings(name, index)
    other = X if name == "W" else W
    assert sum(dD[at] * other[with_] for at, with_ in met) == pytest.approx(exact)
    line = next(words for words in said_by(x) if words.startswith(f"{entry} = "))
    assert line.endswith(f" = {grids.entry_text(exact)}")
    written = line.split(" = ")[1].replace("−", "-").replace("·", "*")
    assert eval(written) == pytest.approx(exact)
    assert line.split(" = ")[1] in x.text


def test_one_meets_rows_and_the_other_meets_columns():
    assert entries_view.meetings("W", (2, 0)) == [((2, n), (0, n)) for n in range(4)]
    assert entries_view.meetings("X", (1, 3)) == [((m, 3), (m, 1)) for m in range(3)]


def test_what_is_lit_is_what_meets():
    x = explore.entries("dX[1, 3]")
    words = said_by(x)
    assert [words.count(term) >= 3 for term in ("1", "2", "3")] == [True] * 3  # W, D and dD
    lit = [e for e in ET.fromstring(x.svg).iter(f"{SVG}rect") if e.get("class") == "bp-hollow"]
    assert len(lit) == 3 * 3 + 1  # three terms in three matrices, and the bar of the prediction
    x.set(entry="dW[0, 0]")
    lit = [e for e in ET.fromstring(x.svg).iter(f"{SVG}rect") if e.get("class") == "bp-hollow"]
    assert len(lit) == 3 * 4 + 1


@few
@given(st.sampled_from(list(entries_view.CHOICES)), st.floats(-1, 1))
def test_a_nudged_entry_does_what_is_predicted(entry, h):
    change = entries_view.nudged(*entries_view.CHOICES[entry], h)
    assert change.agrees


def test_the_numbers_of_the_text_for_one_entry():
    x = explore.entries("dW[1, 0]", 0.1)
    assert "0.5 · 2 + (−1) · (−1) + 2 · 3 + 1 · 1 = 9." in x.text
    assert "0.10 · 9.00 = 0.90; the true change is 0.90: the same" in x.text


def test_an_entry_that_is_not_there_is_answered_in_words():
    with pytest.raises(ValueError, match=re.escape("entry is one of dW[0, 0]")):
        explore.entries("dW[3, 0]")


# --- dead units ----------------------------------------------------------------------------------


@few
@given(st.floats(-4, 4))
def test_the_gradient_on_a_bias_counts_the_examples_that_fire(bias):
    firing = (dead_units_view.EXAMPLES @ dead_units_view.WEIGHTS + bias > 0).sum(axis=0)
    assert dead_units_view.bias_gradients(bias) == firing.tolist()
    assert dead_units_view.dead(bias) == (firing == 0).tolist()


@pytest.mark.parametrize("bias", [-3.0, -2.0, -1.5, -0.7, 0.0, 2.0])
def test_the_words_and_the_marks_count_the_dead(bias):
    x = explore.dead_units(bias)
    count = sum(dead_units_view.dead(bias))
    assert f"{count} of 6 units are dead" in x.text
    assert said_by(x).count("dead") == count
    assert said_by(x).count("alive") == 6 - count


def test_the_curve_of_dead_units_passes_through_the_mark():
    for bias in (-2.9, -2.0, -1.5, -0.8, -0.7, 1.0):
        x = explore.dead_units(bias)
        root = ET.fromstring(x.svg)
        (mark,) = [e for e in root.iter(f"{SVG}circle") if e.get("class") == "bp-fill-warm"]
        (curve,) = [e for e in root.iter(f"{SVG}path") if e.get("class") == "bp-curve"]
        corners = [tuple(map(float, p.split())) for p in re.split("[ML]", curve.get("d"))[1:]]
        at = float(mark.get("cx")), float(mark.get("cy"))
        assert any(
            left[0] - 0.1 <= at[0] <= right[0] + 0.1 and abs(left[1] - at[1]) < 0.2
            for left, right in itertools.pairwise(corners)
            if left[1] == right[1]
        ), bias


def test_a_dead_unit_promises_nothing_and_a_large_nudge_wakes_it():
    x = explore.dead_units(-1.5, 0.5)
    x.set(unit="unit 4")
    assert "0.50 · 0.00 = 0.00; the true change is 0.00: the same" in x.text
    assert "gradient descent leaves it as it is" in x.text
    x.set(h=1.0)
    assert "large enough to wake it" in x.text
    assert "the true change is 0.41" in x.text


def test_no_unit_stands_at_its_kink_to_begin_with():
    assert not np.any(np.array(dead_units_view.SCORES) == 0)


def test_the_chapter_says_where_units_die():
    (answer,) = [c for c in source("05_vectorized_gradients").cells if c.id == "dead-answer"]
    first, last = map(float, re.findall(r"\$(-\d\.\d)\$", answer.source))
    tenths = np.round(np.arange(-40, 41) / 10, 1)
    counts = [sum(dead_units_view.dead(b)) for b in tenths]
    assert first == max(b for b, n in zip(tenths, counts, strict=True) if n > 0)
    assert last == max(b for b, n in zip(tenths, counts, strict=True) if n == 6)


# --- what all three share ------------------------------------------------------------------------


def test_a_slider_is_not_told_of_its_own_last_digits():
    """Telling it would take back the steps of an arrow key that is held down."""
    x = explore.entries()
    slider, box = x.controls["h"]
    sent = []
    slider.observe(lambda change: sent.append(change["new"]), names="value")
    slider.value = 0.1 + 0.05
    assert sent == [0.15000000000000002]
    assert box.value == x.values["h"] == 0.15


@pytest.mark.parametrize("make", [explore.entries, lambda: explore.dead_units(0.3)])
def test_no_two_texts_overlap(make):
    boxes = text_boxes(ET.fromstring(make().svg))
    for one, other in at_least(3, itertools.combinations(boxes, 2)):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart, (one, other)


@pytest.mark.parametrize("module", [shapes_view, entries_view, dead_units_view, grids])
def test_the_explorations_hold_no_backward_formula(module):
    """They ask the forward pass; what a student is to find stands nowhere."""
    text = re.sub(r"\s", "", inspect.getsource(module))
    for formula in ("dD@X.T,", "W.T@dD,", "dD.dot(", "@X.T", "W.T@", "x>0)*", "*(x>0"):
        assert formula not in text, formula


def test_the_chapter_shows_four_fits_and_one_gradient():
    notebook = executed("05_vectorized_gradients", solved=False)
    (cell,) = [c for c in notebook.cells if c.id == "square-trap"]
    assert said(cell).count("has shape (3, 3)") == 4
    assert said(cell).count("the gradient") == 1
    misses = [int(miss) for miss in re.findall(r"wrong, by up to (\d+)", said(cell))]
    assert len(misses) == 3
    assert min(misses) >= 3
