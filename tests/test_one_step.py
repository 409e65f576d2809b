"""Whatever step of a command goes wrong, nothing is lost, and the next run ends as it should."""

import random
import sys

import one_step
import pytest
from looked_over import at_least

from backpass.grading.class_run import grade as class_run

#: Steps of each command that are tried; ``python -m benchmarks.killed --steps`` tries all.
TRIED = 4

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked"),
    pytest.mark.pipeline,
    pytest.mark.xdist_group("kernel"),
]


@pytest.mark.parametrize("name", one_step.SCENARIOS)
def test_what_goes_wrong_at_a_step_is_made_good_by_the_next_run(
    name, tiny_released, tmp_path, monkeypatch
):
    monkeypatch.setattr(class_run, "Here", one_step.JudgedOnce)
    scenario = one_step.SCENARIOS[name]
    made, steps, outcome = one_step.prepared(tiny_released, tmp_path, scenario)
    drawn = random.Random(name).sample(range(len(steps)), TRIED)
    wrong = [
        told
        for count, step in enumerate(at_least(TRIED, drawn))
        for told in one_step.wrong(
            made, tmp_path / "copy", scenario, step, one_step.HOWS[count % 2], outcome
        )
    ]
    assert wrong == []


def test_a_step_that_goes_wrong_is_seen(tiny_released, tmp_path):
    """A command is killed where it is said, and refused where it is said."""
    scenario = one_step.SCENARIOS["collecting"]
    made, steps, outcome = one_step.prepared(tiny_released, tmp_path, scenario)
    assert len(steps) > 20
    last = len(steps) - 2
    assert one_step.run(made.root, scenario.words, last, "refused").status == 1
    assert one_step.run(made.root, scenario.words, last + 100, "killed").status == 0
    told = one_step.wrong(
        made, tmp_path / "copy", scenario, last + 100, "killed", {**outcome, "x": 1}
    )
    assert len(told) == 2
