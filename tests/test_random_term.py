"""Whatever happens in a term, in any order: every place tells the same mark, and the right one.

One term is enough for every day; ``BACKPASS_TERMS=50`` tries fifty others, longer ones.
"""

import os

import pytest
import tiny_course
from random_term import Remembers, Term, disagreements, told

pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]


TERMS = int(os.environ.get("BACKPASS_TERMS", "0"))


@pytest.mark.parametrize("seed", range(100, 100 + TERMS) if TERMS else [1])
def test_every_place_tells_the_mark_that_the_term_comes_to(
    seed, tiny_released, tmp_path, monkeypatch
):
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    goes_through_a_term(course, seed, monkeypatch)


def goes_through_a_term(course, seed, monkeypatch):
    """Let a term happen to a course, and ask every place on its way."""
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", Remembers)
    monkeypatch.setattr("backpass.grading.class_run.grade.require_fresh", lambda *_: None)
    term = Term(course, seed)
    for rest in (4, 3, 2, 1, 0) if TERMS else (1, 0):
        for _ in range(4):
            term.step()
        term.grade()
        assert disagreements(term, told(term.course, slow=rest == 0)) == {}, term.done
    assert len(term.wanted()) >= 3
