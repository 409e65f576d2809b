"""Every stage of a submission has a limit: who is stopped or killed there holds up nobody."""

import os
import re
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
import tiny_course
from hurt import hurt_at_first, who_works
from tiny_class import hand_in

from backpass.grading.class_run import engine
from backpass.grading.class_run import grade as class_run
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.common import apart as helpers
from backpass.grading.common import workers
from backpass.grading.common.apart import SECONDS, apart
from backpass.grading.common.workers import SILENCE, STOPPED, is_stopped
from backpass.grading.feedback import class_pages
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.intake.read import MAX_BYTES
from backpass.grading.marking.run import TRIES
from backpass.grading.marking.submission import judge
from backpass.grading.sandbox import scratch
from backpass.grading.sandbox.execution import STARTING, Settings
from backpass.grading.sandbox.fork_client import PATIENCE
from backpass.grading.sandbox.own_time import AND_MORE, LOOSE

CHAPTER = tiny_course.CHAPTER
PAGE = Path(__file__).resolve().parent.parent / "docs" / "security.md"
LIMITS = Settings(Path())
#: Seconds that Python's sqlite3 waits for another who writes, where nobody says otherwise.
GRADEBOOK = 5.0
OWN = "s of its own"

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked at in /proc"),
    pytest.mark.xdist_group("kernel"),
]

#: What a submission goes through, what limits it there, and what follows where that is reached.
STAGES = [
    ("collecting", f"{MAX_BYTES // 2**20} MB a file", "it is not taken, and named"),
    ("reading, choosing, parsing", f"{SECONDS:g} {OWN}, twice", "0 points, with the reason"),
    ("putting answers into the release", f"{SECONDS:g} {OWN}, twice", "0 points, with the reason"),
    ("reading for differences", f"{SECONDS:g} {OWN}, twice", "a person is to look"),
    (
        "starting a warm parent",
        f"{PATIENCE:g} {OWN}, {TRIES} times",
        "tried at the end and in the next run; named",
    ),
    (
        "a new process reports",
        f"{STARTING:g} {OWN}, {TRIES} times",
        "tried at the end and in the next run; named",
    ),
    ("a cell", f"{LIMITS.cell_seconds:g} {OWN}", "that cell is stopped"),
    ("a call", f"{LIMITS.call_seconds:g} {OWN}", "that call fails"),
    (
        "a test: calls, verdict, naming, visible check",
        "what is left of the notebook's time, twice",
        "a person is to look",
    ),
    (
        "a notebook",
        f"{LIMITS.notebook_seconds:g} {OWN}; "
        f"{LOOSE * LIMITS.notebook_seconds + AND_MORE:.0f} s on the clock",
        "what is left fails; where only the clock ran out: tried again, named",
    ),
    ("cleaning for the page", f"{SECONDS:g} {OWN}, twice", "what its student shows is left out"),
    (
        "a worker, all of it",
        f"{STOPPED:g} s stopped; {TRIES * (LOOSE * LIMITS.notebook_seconds + AND_MORE):.0f} s "
        "without a result",
        "judged once more alone, then in the next run; named",
    ),
    ("writing marks", f"{GRADEBOOK:g} s for another who writes", "named; the next run writes"),
    (
        "writing a page",
        f"{STOPPED:g} s stopped; {SILENCE:g} s without a page",
        "written once more alone; named",
    ),
    (
        "reading for the report",
        f"{STOPPED:g} s stopped; {SILENCE:g} s without a result",
        "read by the command itself",
    ),
    ("removing what was needed", f"{scratch.PATIENCE:g} s", "the next run removes the rest"),
]


def test_the_page_lists_every_stage_with_its_limit():
    lines = ["| stage | limit | then |", "| --- | --- | --- |"]
    lines += [f"| {' | '.join(stage)} |" for stage in STAGES]
    text = PAGE.read_text(encoding="utf-8")
    assert re.search(r"<!-- stages -->\n(.*?)\n<!-- /stages -->", text, re.S)[1] == "\n".join(lines)


# --- the helper for strangers' texts -------------------------------------------------------------


@pytest.fixture(params=["forked", "started"])
def helper(request, monkeypatch):
    """A new helper: forked where this is the only thread, started where there are others."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where it finds hurt.py
    helpers.leave()
    done = threading.Event()
    if request.param == "started":
        threading.Thread(target=done.wait).start()
    yield request.param
    done.set()
    helpers.leave()


@pytest.mark.parametrize("how", ["SIGSTOP", "SIGKILL", "never answers"])
def test_a_text_is_read_again_where_the_helper_was_hurt(helper, how, tmp_path):
    before = apart(who_works)
    assert apart(hurt_at_first, str(tmp_path / "flag"), how, seconds=0.5) == "done"
    assert apart(who_works) != before
    assert not Path(f"/proc/{before}").exists()


# --- workers -------------------------------------------------------------------------------------


@pytest.fixture
def soon(monkeypatch):
    """Nobody may be stopped, or silent, for long."""
    monkeypatch.setattr(workers, "STOPPED", 0.5)


def hurt(how):
    if how == "never answers":
        time.sleep(600)
    os.kill(os.getpid(), getattr(signal, how))


def errors(run):
    return {one.student: one.error for one in run.done}


HOWS = ["SIGSTOP", "SIGKILL", "never answers"]


@pytest.fixture
def course(tiny_released, tmp_path):
    made = tiny_course.copied(tiny_released, tmp_path / "course")
    for student in ("ada", "bea", "cem"):
        hand_in(made, student)
    return made


@pytest.mark.pipeline
def test_who_is_judged_when_a_worker_is_stopped_is_judged_again(
    course, monkeypatch, soon, tmp_path
):
    flag = tmp_path / "hurt"

    def once(one, key):
        if one.student == "bea" and not flag.exists():
            flag.touch()
            hurt("SIGSTOP")
        return judge(one, key)

    monkeypatch.setattr(engine, "judge", once)
    done = grade(course, [CHAPTER], options=Options(jobs=2)).done
    assert flag.exists()
    assert [(one.student, one.error) for one in done] == [(s, None) for s in ("ada", "bea", "cem")]


@pytest.mark.pipeline
def test_who_hurts_each_worker_is_named_and_holds_up_nobody(course, monkeypatch, soon, tmp_path):
    def always(one, key):
        if one.student == "bea":
            hurt("SIGSTOP")
        return judge(one, key)

    monkeypatch.setattr(engine, "judge", always)
    done = errors(grade(course, [CHAPTER], options=Options(jobs=2)))
    assert done.pop("ada") is done.pop("cem") is None
    assert "stood still" in done["bea"]


@pytest.mark.pipeline
def test_a_file_that_the_grader_cannot_look_at_is_named_and_tried_again(course, monkeypatch):
    choose = class_run.choose

    def failing(path, released_in):
        if "bea" in str(path):
            raise RuntimeError("the helper went wrong")
        return choose(path, released_in)

    monkeypatch.setattr(class_run, "choose", failing)
    done = errors(grade(course, [CHAPTER], options=Options(jobs=1)))
    assert done["ada"] is done["cem"] is None
    assert "could not be read" in done["bea"]
    monkeypatch.setattr(class_run, "choose", choose)
    again = grade(course, [CHAPTER], options=Options(jobs=1)).done
    assert [(one.student, one.error) for one in again] == [("bea", None)]


@pytest.mark.pipeline
def test_a_page_is_written_again_where_its_worker_is_stopped(course, monkeypatch, soon, tmp_path):
    grade(course, [CHAPTER], options=Options(jobs=2))
    flag = tmp_path / "hurt"
    write_page = class_pages.write_page

    def once(of, student, *more):
        if student == "bea" and not flag.exists():
            flag.touch()
            hurt("SIGSTOP")
        return write_page(of, student, *more)

    monkeypatch.setattr(class_pages, "write_page", once)
    done = give_feedback(course, [CHAPTER], jobs=2)
    assert flag.exists()
    assert [(one.student, one.error) for one in done] == [(s, None) for s in ("ada", "bea", "cem")]


def doubled(asked):
    """A number, doubled; the worker that is given 3 is hurt."""
    number, how, owner = asked
    if number == 3 and os.getpid() != owner:
        hurt(how)
    return 2 * number


@pytest.mark.parametrize("how", HOWS)
def test_what_many_are_read_for_is_done_here_where_a_worker_is_hurt(how, soon, monkeypatch):
    monkeypatch.setattr(workers.MindedPool, "silence", 2.0)
    asked = [(number, how, os.getpid()) for number in range(10)]
    assert list(workers.each(doubled, asked, 2, 2)) == [2 * number for number in range(10)]


def test_nobody_looks_after_a_pool_that_is_gone(soon):
    before = threading.active_count()
    assert list(workers.each(abs, [-1, -2], 1, 1)) == [1, 2]
    assert threading.active_count() == before
    assert not is_stopped(os.getpid())
