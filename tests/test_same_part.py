"""What an answer is compared with is asked where it costs no more than the answer did."""

from course_exercises import EXERCISES

from backpass.grading.exercises import naming
from backpass.judging.contract import Handed


def test_a_change_that_grows_is_never_asked_at_a_large_count(monkeypatch):
    asked = []

    def grows(count):
        asked.append(count)
        return 2 * count**2

    exercise = EXERCISES["forward_passes_needed"]
    monkeypatch.setattr(
        naming, "_changed_solutions", lambda _: iter([("grows", Handed(grows, None))])
    )
    verdict = exercise.judge(lambda count: min(2 * count, 10**6), 0)
    assert verdict.score == 0.0
    assert "wrong from 1e+06 on" in verdict.told
    assert asked
    assert max(asked) < 10  # the first count at which it differs from the answer
