"""The map of a net: every place has its class, and the words say how much each has."""

import re

import numpy as np
import pytest

from backpass import boundary

POINTS, LABELS = np.array([[0.5, 0.5], [-0.5, 0.0]]), np.array([1, 0])


def right_of(edge):
    return lambda places: np.stack([np.full(len(places), edge), places[:, 0]], axis=1)


@pytest.mark.parametrize("edge", [-0.6, 0.0, 0.5])
def test_the_grey_part_is_where_class_1_leads(edge):
    drawn = boundary.picture(right_of(edge), POINTS, LABELS, "step 7")
    bars = re.findall(
        r'<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"[^>]*fill-opacity', drawn["text/html"]
    )
    assert len(bars) == boundary.CELLS
    wanted = boundary.LEFT + (edge + boundary.REACH) / (2 * boundary.REACH) * boundary.SIZE
    for left, width in bars:
        assert abs(float(left) - wanted) <= boundary.SIZE / boundary.CELLS
        assert abs(float(left) + float(width) - boundary.LEFT - boundary.SIZE) < 0.1
    share = (boundary.REACH - edge) / (2 * boundary.REACH)
    told = float(re.search(r"Class 1 has (\d+)%", drawn["text/html"])[1]) / 100
    assert abs(told - share) < 0.03


def test_points_keep_their_places_and_their_marks():
    drawn = boundary.picture(right_of(0.0), POINTS, LABELS, "step 7")["text/html"]
    assert drawn.count("<circle") == 1
    assert len(re.findall(r'<rect[^>]*class="bp-fill-warm"', drawn)) == 1


def test_a_net_that_says_nan_has_no_class_1_and_the_words_are_escaped():
    drawn = boundary.picture(lambda x: np.full((len(x), 2), np.nan), POINTS, LABELS, "loss < nan")
    assert "fill-opacity" not in drawn["text/html"]
    assert "loss &lt; nan" in drawn["text/html"]
    assert drawn["text/plain"] == "loss < nan"
