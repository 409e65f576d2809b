"""The name of a wrong answer is looked for in bounded time."""

import importlib
import time

from backpass.judging import patience


def test_without_a_limit_nobody_loses_patience():
    assert not patience.over()


def test_patience_ends_when_the_time_is_used_up():
    with patience.limited(0.0):
        while not patience.over():
            pass
    assert not patience.over()


def test_an_outer_limit_holds_within_a_longer_one():
    with patience.limited(0.0), patience.limited(1000.0):
        while not patience.over():
            pass
        assert patience.over()


def test_a_browsers_python_has_no_clock_for_a_thread(monkeypatch):
    monkeypatch.delattr(time, "thread_time")
    try:
        importlib.reload(patience)
        with patience.limited(0.0):
            while not patience.over():
                pass
        assert patience.clock is time.process_time
    finally:
        monkeypatch.undo()
        importlib.reload(patience)
