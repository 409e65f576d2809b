"""The explorations of chapter 6: three scores and two losses, and a net that learns spirals."""

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
from backpass.contracts.two_layer_net import cross_entropy, two_layer
from backpass.data import spirals
from backpass.drawing.svg import number
from backpass.explore.views import losses as losses_view
from backpass.explore.views import training as training_view
from backpass.judging.gradcheck import complex_step

few = settings(max_examples=25, deadline=None)
score = st.floats(-8, 8)


def answer(chapter_cell):
    (cell,) = [c for c in source("06_two_layer_net").cells if c.id == chapter_cell]
    return re.sub(r"\s+", " ", cell.source)


# --- the data ------------------------------------------------------------------------------------


def test_spirals_are_the_same_for_everybody_and_others_for_another_seed():
    x, labels = spirals(points=7, seed=1)
    assert x.shape == (14, 2)
    assert labels.tolist() == [0] * 7 + [1] * 7
    assert np.array_equal(x, spirals(points=7, seed=1)[0])
    assert not np.allclose(x, spirals(points=7, seed=2)[0])
    assert np.allclose(np.hypot(*x.T), np.tile(np.linspace(0.1, 1.0, 7), 2))


def test_without_noise_one_spiral_is_the_other_turned_by_half():
    x, labels = spirals(points=9, noise=0.0)
    assert np.allclose(x[labels == 0], -x[labels == 1])


def test_no_points_are_refused_in_words():
    with pytest.raises(ValueError, match="points must be at least 1, and is 0"):
        spirals(points=0)


# --- scores and losses ---------------------------------------------------------------------------


@few
@given(score, score, score, st.integers(0, 2))
def test_gradients_of_both_losses_are_those_of_the_definitions(cat, car, frog, label):
    row = np.array([cat, car, frog])
    powers = np.exp(row)
    loss, slopes = losses_view.loss_and_gradient("softmax", row, label)
    assert loss == pytest.approx(-np.log(powers[label] / powers.sum()), abs=1e-12)
    assert slopes == pytest.approx(powers / powers.sum() - np.eye(3)[label], abs=1e-12)
    loss, slopes = losses_view.loss_and_gradient("SVM", row, label)
    margins = [row[j] - row[label] + 1.0 for j in range(3) if j != label]
    assert loss == pytest.approx(sum(max(0.0, m) for m in margins))
    assert slopes[label] == -sum(m > 0 for m in margins)
    assert sum(slopes) == pytest.approx(0.0)


@pytest.mark.parametrize("values", [(3.2, 5.1, -1.7), (3.0, 1.0, -2.0), (-8.0, 8.0, 0.0)])
def test_the_words_and_the_picture_give_the_losses_of_the_sliders(values):
    x = explore.losses(*values)
    shown = [element.text for element in ET.fromstring(x.svg).iter(f"{SVG}text")]
    for name in at_least(2, losses_view.LOSSES):
        value, slopes = losses_view.loss_and_gradient(name, np.array(values), 0)
        assert f"{name} loss {number(value)}" in shown
        assert f"{name} loss {number(value)}; gradient" in x.text
        for label, slope in zip(losses_view.CLASSES, slopes, strict=True):
            assert f"{label} {number(slope)} ({losses_view.wish(slope)})" in x.text
            assert number(slope) in shown


def test_a_won_picture_leaves_the_svm_content_and_softmax_wanting():
    x = explore.losses(6.0, 2.0, 1.0)
    assert x.text.count("(content)") == 3
    assert x.text.count("(down)") == 2
    assert x.text.count("(up)") == 1


def test_the_svm_prediction_is_exact_up_to_the_kink():
    row = np.array([1.0, 1.5, -3.0])
    assert losses_view.nudged("SVM", row, 0, 0, 1.4).agrees
    assert not losses_view.nudged("SVM", row, 0, 0, 1.6).agrees
    assert not losses_view.nudged("softmax", row, 0, 0, 0.1).agrees


# --- the net that learns -------------------------------------------------------------------------


def by_the_library(line):
    """Loss, and the gradient of all parameters in one line, by the library's complex step."""
    arrays = list(training_view.split(line).values())

    def loss(*parameters):
        return cross_entropy(two_layer(training_view.X, *parameters), training_view.LABELS)

    return loss(*arrays), np.concatenate([g.ravel() for g in complex_step(loss, arrays)])


@pytest.mark.parametrize("step", [0, 1, 50, 137, 250, 400])
def test_loss_gradient_and_prediction_are_the_librarys(step):
    seen = training_view.trained()
    loss, gradient = by_the_library(seen.parameters[step])
    assert seen.losses[step] == pytest.approx(loss, rel=1e-12)
    assert training_view.numerical_gradient(seen.parameters[step]) == pytest.approx(
        gradient, rel=1e-5, abs=1e-9
    )
    assert seen.lengths[step] == pytest.approx(np.linalg.norm(gradient), rel=1e-5)
    change = training_view.step_to_come(step)
    after = seen.parameters[step] - training_view.LEARNING_RATE * gradient
    assert change.predicted == pytest.approx(
        -training_view.LEARNING_RATE * np.sum(gradient**2), rel=1e-5
    )
    assert change.true == pytest.approx(by_the_library(after)[0] - loss, rel=1e-4)


@pytest.mark.parametrize("step", [0, 200, 400])
def test_the_words_say_what_the_numbers_are(step):
    x = explore.training(step)
    seen = training_view.trained()
    assert f"Step {step} of 400: the loss is {seen.losses[step]:.3f}" in x.text
    assert f"{training_view.right(step)} of 60 points" in x.text
    assert f"2 · 42 · {step + 1} = {84 * (step + 1)} forward passes" in x.text
    assert f"central differences: {84 * (step + 1)} passes" in x.svg


def test_the_gradient_is_made_of_two_forward_passes_for_each_parameter(monkeypatch):
    nets = []
    forward = training_view.scores
    monkeypatch.setattr(training_view, "scores", lambda p, x: nets.append(len(p)) or forward(p, x))
    training_view.numerical_gradient(training_view.trained().parameters[0])
    assert nets == [2 * training_view.PARAMETERS]


@pytest.mark.parametrize("step", [150, 250, 400])  # at the start there is none on the map
def test_the_boundary_runs_where_the_scores_are_equal(step):
    root = ET.fromstring(explore.training(step).svg)
    path = next(e for e in root.iter(f"{SVG}path") if e.get("class") == "bp-curve").get("d")
    ends = np.array([p.split() for p in re.split("[ML]", path)[1:]], dtype=float)
    axes = training_view.MAP
    x = -training_view.EDGE + 2 * training_view.EDGE * (ends[:, 0] - axes.left) / axes.width
    y = training_view.EDGE - 2 * training_view.EDGE * (ends[:, 1] - axes.top) / axes.height
    line = training_view.trained().parameters[step]
    out = training_view.scores(line, np.stack([x, y], axis=1))
    lead = np.abs(out[:, 1] - out[:, 0])
    everywhere = training_view.scores(line, np.random.default_rng(0).uniform(-1.25, 1.25, (500, 2)))
    assert len(ends) > 20
    assert lead.max() < 0.1 * np.abs(everywhere[:, 1] - everywhere[:, 0]).max()


def test_what_is_shaded_is_class_1():
    """The area of the strips, against the share of many points that the net gives to class 1."""
    root = ET.fromstring(explore.training(400).svg)
    path = next(e for e in root.iter(f"{SVG}path") if e.get("style")).get("d")
    strips = re.findall(r"M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H", path)
    area = sum((float(r) - float(x)) * (float(b) - float(t)) for x, t, r, b in strips)
    side = np.linspace(-training_view.EDGE, training_view.EDGE, 200)
    plane = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    out = training_view.scores(training_view.trained().parameters[400], plane)
    share = np.mean(out[:, 1] > out[:, 0])
    assert area / (training_view.MAP.width * training_view.MAP.height) == pytest.approx(
        share, abs=0.01
    )


def test_the_chapter_tells_the_training_as_it_goes():
    seen = training_view.trained()
    lengths = np.array(seen.lengths)
    fall = -np.diff(seen.losses)
    words = answer("training-explore-answer")
    assert "longest in the very first step" in words
    assert lengths.argmax() == 0
    assert training_view.norms(0)["W2"] > 0.9 * lengths[0]
    assert fall.argmax() == 0
    assert 150 < fall[30:].argmax() + 30 < 250
    assert training_view.step_to_come(0).predicted < 2 * training_view.step_to_come(0).true < 0
    assert f"{84 * 401:,} forward passes" in words
    late = training_view.step_to_come(300)
    assert late.predicted == pytest.approx(late.true, rel=0.01)


# --- what both share -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        explore.losses,
        lambda: explore.losses(8.0, -8.0, -8.0, 3.0),
        explore.training,
        lambda: explore.training(400),
    ],
)
def test_no_two_texts_overlap_and_none_is_cut_off(make):
    root = ET.fromstring(make().svg)
    boxes, width = text_boxes(root), float(root.get("viewBox").split()[2])
    assert [box for box in boxes if box.left < 0 or box.right > width] == []
    for one, other in at_least(3, itertools.combinations(boxes, 2)):
        apart = (
            one.right <= other.left
            or other.right <= one.left
            or one.bottom <= other.top
            or other.bottom <= one.top
        )
        assert apart, (one, other)


@pytest.mark.parametrize("module", [training_view, losses_view])
def test_the_explorations_hold_no_backward_formula(module):
    text = re.sub(r"\s", "", inspect.getsource(module))
    for formula in (".T@", "@W2.T", '@p["W2"].T', "*(1-", "*(1.0-", "-=1", "/N"):
        assert formula not in text, formula


# --- the chapter ---------------------------------------------------------------------------------


def test_the_net_learns_the_spirals():
    """The students' own functions reach the aim that the chapter states, on points never seen."""
    (cell,) = [c for c in executed("06_two_layer_net", solved=True).cells if c.id == "train"]
    words = said(cell)
    assert "The aim, 95%, is reached." in words
    unseen = float(re.search(r"([\d.]+)% of points that it has never seen", words)[1])
    assert unseen >= 95
    last = re.match(r"step 1500 of 1500, loss ([\d.]+)\n.* at the end ([\d.]+)\n", words)
    assert last[1] == last[2], "the line that is rewritten while it trains ends at the end"


def test_the_price_is_measured_with_the_real_net():
    (cell,) = [c for c in executed("06_two_layer_net", solved=True).cells if c.id == "measured"]
    words = said(cell)
    assert "162 parameters, central differences: 324 forward passes" in words
    assert "for the same gradients: True" in words
    assert "forward_passes_needed(162) says 324" in words
    assert "486,000 forward passes" in words
