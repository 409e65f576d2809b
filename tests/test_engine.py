"""A class graded at once: what nbgrader itself would have written, nothing lost, nothing twice."""

import contextlib
import html
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

import commands
import nbformat
import pytest
import ready_servers
import tiny_course
from tiny_class import InThisProcess, gradebook, graded_by_two_at_once, graded_notebook, hand_in

from backpass.atomic import UNFINISHED
from backpass.grading.class_run import engine
from backpass.grading.class_run.engine import Flow, Here
from backpass.grading.class_run.grade import RECORD, Options, answer_key, grade
from backpass.grading.class_run.ledger import Ledger
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import open_gradebook, require_gradebook
from backpass.grading.marking import submission
from backpass.grading.marking.submission import Judgement, Submission, judge
from backpass.grading.reporting.report import write_report
from backpass.grading.reporting.results import events, gather
from backpass.grading.simulation.simulate import simulate

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
ONE = Options(jobs=1)


def hidden_tests_of(course):
    """The hidden tests of one of the tiny course's exercises."""
    return course.root / "grader_tests" / CHAPTER / "add_backward.py"


@pytest.fixture
def course(tiny_released, tmp_path, monkeypatch):
    """The tiny course; work is done in this process, unless a test asks for :func:`processes`."""
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    return tiny_course.copied(tiny_released, tmp_path / "course")


@pytest.fixture
def processes(course, monkeypatch):
    """Work is done in processes, as it is outside tests."""
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", Here)


SAME_SIZE = None  # stands for damage that leaves a file as long as it was


def damage(path, content):
    old = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(bytes(len(old)) if content is SAME_SIZE else content)


def total(course, student):
    return gradebook(course)[student]["score"]


# --- the same as nbgrader ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def both_ways(tiny_released, tmp_path_factory):
    """A student of each kind, late ones and one marked by hand, graded here and by nbgrader."""
    ours = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("ours") / "course")
    manifest = simulate(ours, [CHAPTER], seed=1)["students"]
    kept = {record["chapters"][CHAPTER]["kind"]: student for student, record in manifest.items()}
    for student in set(manifest) - set(kept.values()):
        shutil.rmtree(ours.submitted / student)
    late = hand_in(ours, "zoe").with_name("timestamp.txt")
    late.write_text("2026-03-01 12:00:00.000000 UTC")
    hand_in(ours, "yan").with_name("timestamp.txt").write_text("2026-02-01 12:00:00 Asia/Tokyo")
    with (ours.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with open_gradebook(ours) as book:
        book.update_or_create_assignment(CHAPTER, duedate=datetime(2026, 2, 15))
        book.add_student("yan")
        book.add_submission(CHAPTER, "yan")
        mark = book.find_grade("test_add_backward", CHAPTER, CHAPTER, "yan")
        mark.manual_score, mark.extra_credit = 3.5, 0.5
        book.db.commit()
    theirs = tiny_course.copied(ours, tmp_path_factory.mktemp("theirs") / "course")
    assert [one for one in grade(ours, [CHAPTER], options=Options(seed=7)).done if one.error] == []
    done = commands.nbgrader(
        theirs.root, "autograde", CHAPTER, env={**os.environ, "BACKPASS_SEED": "7"}
    )
    assert done.returncode == 0, done.stderr
    return ours, theirs


def test_the_gradebook_is_what_nbgrader_makes_it(both_ways):
    ours, theirs = map(gradebook, both_ways)
    for student in ours:  # names of simulated students are entered by us alone
        assert theirs[student].pop("names") is not None
        ours[student].pop("names")
    assert len(ours) > 10
    assert ours == theirs
    assert ours["zoe"]["penalty"] == 11
    assert ours["yan"]["penalty"] is None
    assert ours["yan"]["submitted"] == datetime(2026, 2, 1, 3)
    assert ours["yan"]["person"] is True
    assert ours["yan"]["marks"]["test_add_backward"] == (5.0, 3.5, True, 0.5)


def test_graded_notebooks_are_what_nbgrader_makes_them(both_ways):
    ours, theirs = both_ways
    students = sorted(path.parents[1].name for path in ours.autograded.glob("*/*/*.ipynb"))
    assert students == sorted(
        path.parents[1].name for path in theirs.autograded.glob("*/*/*.ipynb")
    )
    for student in students:
        mine, other = (nbformat.read(graded_notebook(c, student), 4) for c in both_ways)
        nbformat.validate(mine)
        assert mine == other, student
        assert oct(graded_notebook(ours, student).stat().st_mode & 0o777) == "0o444"


def test_feedback_holds_nothing_but_the_page_and_the_receipt(both_ways):
    from backpass.grading.feedback.class_pages import give_feedback

    ours, _ = both_ways
    give_feedback(ours, [CHAPTER], only=["zoe"], jobs=1, nbgrader=True)
    assert sorted(path.name for path in (ours.feedback / "zoe" / CHAPTER).iterdir()) == [
        f"{CHAPTER}.html",
        "timestamp.txt",
    ]
    done = commands.nbgrader(ours.root, "generate_feedback", CHAPTER, "--student", "yan")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (ours.feedback / "yan" / CHAPTER).iterdir()) == [
        f"{CHAPTER}.html",
        "timestamp.txt",
    ]


# --- what is new or changed ----------------------------------------------------------------------


def test_only_what_is_new_or_changed_is_graded(course, processes):
    for student in ("ada", "bea", "cem"):
        hand_in(course, student)
    first = grade(course, [CHAPTER], options=ONE)
    assert (len(first.done), first.unchanged) == (3, 0)
    again = grade(course, [CHAPTER], options=ONE)
    assert (again.done, again.unchanged) == ([], 3)

    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    hand_in(course, "dan")
    third = grade(course, [CHAPTER], options=ONE)
    assert [one.student for one in third.done] == ["bea", "dan"]
    assert third.unchanged == 2
    assert total(course, "bea") < 11

    forced = grade(course, [CHAPTER], only=["ada"], options=Options(jobs=1, force=True))
    assert [one.student for one in forced.done] == ["ada"]


def test_what_one_run_found_to_say_of_a_known_mistake_is_said_by_the_next(course):
    swapped = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout * x, dout * y"
    kept = course.autograded / f".said-{CHAPTER}.json"

    def page_of(student, **options):
        hand_in(course, student, multiply_backward=swapped)
        grade(course, [CHAPTER], only=[student], options=Options(jobs=1, seed=4, **options))
        return graded_notebook(course, student).read_text(encoding="utf-8")

    first = page_of("ada")
    found = json.loads(kept.read_text(encoding="utf-8"))
    [(exercise, _, known)] = found["said"]
    assert exercise == "multiply_backward"
    assert page_of("bea") == first
    assert json.loads(kept.read_text(encoding="utf-8")) == found
    known[3][0] = "Words of an earlier run."
    kept.write_text(json.dumps(found), encoding="utf-8")
    assert "Words of an earlier run." in page_of("cem")
    for damaged in ("", "{}", "[]", '{"by": 1}', json.dumps({**found, "said": [3]})):
        kept.write_text(damaged, encoding="utf-8")
        assert page_of("dan") == first
    kept.write_text(json.dumps(found), encoding="utf-8")
    tests = hidden_tests_of(course)
    tests.write_text(f"{tests.read_text(encoding='utf-8')}\n# another one\n", encoding="utf-8")
    assert page_of("eva") == first  # of other tests, nothing is known yet


@pytest.mark.parametrize(
    "change",
    [
        lambda course: graded_notebook(course, "ada").unlink(),
        lambda course: damage(graded_notebook(course, "ada"), b""),
        lambda course: damage(graded_notebook(course, "ada"), SAME_SIZE),
        lambda course: (graded_notebook(course, "ada").parent / RECORD).write_text("{"),
        lambda course: (graded_notebook(course, "ada").parent / RECORD).write_text("[]"),
        lambda course: shutil.rmtree(course.autograded / "ada"),
        lambda course: hidden_tests_of(course).open("a").write("\nNEW = 1"),
        lambda course: (
            (course.root / "nbgrader_config.py")
            .open("a")
            .write("\nc.ContainedRun.call_seconds = 5.0")
        ),
        lambda course: open_gradebook(course).remove_submission(CHAPTER, "ada"),
    ],
    ids="notebook emptied altered record list folder tests settings gradebook".split(),
)
def test_what_a_mark_depends_on_is_what_makes_it_new(course, change):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    assert grade(course, [CHAPTER], options=ONE).unchanged == 1
    change(course)
    assert [one.student for one in grade(course, [CHAPTER], options=ONE).done] == ["ada"]
    assert total(course, "ada") == 11


def test_another_grader_grades_anew(course, monkeypatch):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    monkeypatch.setattr("backpass.grading.class_run.fingerprints.GRADER", 1000)
    monkeypatch.setattr("backpass.grading.class_run.grade.code_fingerprint", lambda: "another")
    [done] = grade(course, [CHAPTER], options=ONE).done
    assert "another version of Backpass" in done.error  # the one that judged was not this one


def test_cells_that_only_show_run_when_asked(course):
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    shown = [
        c for c in nbformat.read(graded_notebook(course, "ada"), 4).cells if "tags" in c.metadata
    ]
    assert [cell.outputs for cell in shown] == [[]]
    assert len(grade(course, [CHAPTER], options=Options(jobs=1, execute_all=True)).done) == 1
    shown = [
        c for c in nbformat.read(graded_notebook(course, "ada"), 4).cells if "tags" in c.metadata
    ]
    assert "RuntimeError" in shown[0].outputs[0].ename
    assert total(course, "ada") == 11


def test_what_the_grader_could_not_judge_is_told_and_tried_again(course):
    hand_in(course, "ada")
    tests = hidden_tests_of(course)
    right = tests.read_text()
    tests.write_text("exercise = None\n")
    [done] = grade(course, [CHAPTER], options=ONE).done
    assert "could not be judged: the grader went wrong there, not the student" in done.error
    assert gradebook(course)["ada"]["person"] is True
    tests.write_text(right)
    [done] = grade(course, [CHAPTER], options=ONE).done
    assert done.error is None
    assert total(course, "ada") == 11
    assert gradebook(course)["ada"]["person"] is False


def test_steps_of_an_instructors_own_are_not_passed_over_in_silence(course):
    hand_in(course, "ada")
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Autograde.autograde_preprocessors.append('mine.Own')\n")
    with pytest.raises(CourseError, match=r"c.Autograde.autograde_preprocessors .* `nbgrader auto"):
        grade(course, [CHAPTER], options=ONE)


def test_a_time_that_cannot_be_read_costs_nothing_and_is_in_the_log(course, tmp_path):
    (tmp_path / "elsewhere").write_text("2026-03-01 12:00:00 UTC")
    hand_in(course, "ada").with_name("timestamp.txt").write_text("yesterday evening")
    hand_in(course, "bea").with_name("timestamp.txt").symlink_to(tmp_path / "elsewhere")
    done = grade(course, [CHAPTER], options=ONE).done
    assert [one.error for one in done] == [None, None]
    assert all("timestamp.txt says no time" in one.log[0] for one in done)
    assert [gradebook(course)[who]["submitted"] for who in ("ada", "bea")] == [None, None]


# --- stopped on the way --------------------------------------------------------------------------


def backpass(course, *words, log, env=os.environ, afresh=True):
    """A command with a session of its own; its fork servers are started for it, or not."""
    env = {**env, ready_servers.AFRESH: "1"} if afresh else dict(env)
    return commands.started("backpass.grading.cli", course.root, words, env, log, session=True)


def wait_for(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_goes_on_where_it_was(course, how, tmp_path):
    students = [f"s{number:02}" for number in range(12)]
    for student in students:
        hand_in(course, student)
    records = lambda: list(course.autograded.glob(f"*/*/{RECORD}"))  # noqa: E731
    log = tmp_path / "log"
    running = backpass(course, "grade", "--jobs", "2", log=log, afresh=False)
    wait_for(lambda: len(records()) >= 3)
    os.killpg(running.pid, how)
    status, said = running.wait(60), log.read_text(encoding="utf-8")
    assert status == (130 if how == signal.SIGINT else -9), said
    if how == signal.SIGINT:
        assert "Nothing that was finished is lost" in said
        assert "Traceback" not in said
    finished = {path.parents[1].name for path in records()}
    assert 3 <= len(finished) < len(students)
    assert all(gradebook(course)[student]["score"] == 11 for student in finished)

    rest = grade(course, [CHAPTER], options=Options(jobs=2))
    assert {one.student for one in rest.done} == set(students) - finished
    assert {who: record["score"] for who, record in gradebook(course).items()} == dict.fromkeys(
        students, 11
    )
    left = [path.name for path in course.autograded.glob("*/*/.*") if path.name != RECORD]
    assert how == signal.SIGKILL or left == []


def children_of(*pids):
    """The processes under these, as the system knows them."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:  # it ended meanwhile
            continue
        parents[int(stat.parent.name)] = int(fields[1])
    found, more = set(), set(pids)
    while more:
        more = {pid for pid, parent in parents.items() if parent in more} - found
        found |= more
    return found


def is_there(pid):
    """Whether a process has not ended. When its number is given back is the system's affair."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def called(pid):
    """What a process is called; nothing where it has ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()


def left_of(pids, folder):
    """What is left of a run: processes, and what lies in a folder."""
    return [pid for pid in pids if is_there(pid)] + list(folder.iterdir())


#: Moments of a run: what has come to be by then, in the folder for what it needs meanwhile.
MOMENTS = {
    "its folder was made": "backpass-grade-*",
    "fork servers start": "backpass-grade-*/backpass-warm-*",
    "a student's cells run": "backpass-grade-*/backpass-warm-*/scratch/of-*",
    "marks are written": None,
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends them")
def test_a_run_that_is_killed_leaves_no_process_and_no_scratch_folder(course, tmp_path):
    for number in range(6):
        hand_in(course, f"s{number}")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    env = {**os.environ, "TMPDIR": str(scratch)}
    killed = []
    for moment, pattern in MOMENTS.items():
        records = lambda: list(course.autograded.glob(f"*/*/{RECORD}"))  # noqa: E731
        has_come = records if pattern is None else lambda p=pattern: list(scratch.glob(p))
        running = backpass(course, "grade", "--jobs", "2", log=tmp_path / "log", env=env)
        wait_for(has_come)
        below = children_of(running.pid)
        os.kill(running.pid, signal.SIGKILL)
        running.wait(60)
        wait_for(lambda pids=below: not left_of(pids, scratch), seconds=5)
        killed.append((moment, len(below)))
        if (gradebook_file := course.root / "gradebook.db").exists():
            # who opens it next takes back what was half written: nobody holds it any more
            with contextlib.closing(sqlite3.connect(gradebook_file, timeout=1)) as database:
                assert database.execute("pragma integrity_check").fetchone() == ("ok",)
                # a journal that was begun and says nothing yet goes with the next that is written
                (version,) = database.execute("pragma user_version").fetchone()
                database.execute(f"pragma user_version = {version}")
        assert not list(course.root.glob("*.db-*"))
    assert len(killed) == 4
    assert killed[-1][1] >= 4
    again = commands.backpass(course.root, "grade", "--jobs", "1", env=env)
    assert again.returncode == 0, again.stdout + again.stderr
    assert list(scratch.iterdir()) == []
    assert all(mark["score"] == 11 for mark in gradebook(course).values())


#: Tells, when the first of what takes long is imported, by which signal the owner's end is told.
FIRST_OF_ALL = """
import ctypes, os, runpy, sys

class Asked:
    def find_spec(self, name, *_):
        if name in ("numpy", "landlock", "IPython"):
            signal = ctypes.c_int()
            ctypes.CDLL(None).prctl(2, ctypes.byref(signal), 0, 0, 0)
            os.write(1, f"{name} {signal.value}".encode())
            os._exit(0)

sys.meta_path.insert(0, Asked())
sys.argv = ["", "students", "0", str(os.getppid()), "/", "numpy", "shut"]
runpy.run_module("backpass.grading.sandbox.fork_server", run_name="__main__", alter_sys=True)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends them")
def test_a_fork_server_that_still_imports_ends_with_its_owner():
    words = [sys.executable, "-I", "-c", FIRST_OF_ALL]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
    assert int(told[1]) == signal.SIGKILL, told


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends them")
def test_who_reads_hidden_tests_for_long_ends_with_the_run(course, tmp_path):
    """Whoever forks verifiers reads all tests of a chapter first, and hears nothing meanwhile."""
    hand_in(course, "ada")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with hidden_tests_of(course).open("a") as file:
        file.write("\nif 'backpass.grading.sandbox.verifier' in __import__('sys').modules:\n")
        file.write("    __import__('ctypes').CDLL(None).prctl(15, b'reading', 0, 0, 0)\n")
        file.write("    __import__('time').sleep(60)\n")
    env = {**os.environ, "TMPDIR": str(scratch)}
    running = backpass(course, "grade", "--jobs", "1", log=tmp_path / "log", env=env)
    wait_for(lambda: "reading" in map(called, children_of(running.pid)))
    below = children_of(running.pid)
    os.kill(running.pid, signal.SIGKILL)
    running.wait(60)
    assert len(below) >= 4
    wait_for(lambda: not left_of(below, scratch), seconds=5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends them")
def test_writing_pages_that_is_killed_leaves_nothing_unfinished(course, tmp_path):
    """Files are begun in its name and in that of one who is long gone: neither stays."""
    for number in range(3):
        hand_in(course, f"s{number}")
    grade(course, [CHAPTER], options=ONE)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    env = {**os.environ, "TMPDIR": str(scratch)}
    slow = (
        "import sys, time\nfrom {0} import {1} as module\nfrom backpass.grading.cli import main\n"
        "module.{2} = lambda *_: time.sleep(60)\nmain(sys.argv[1:])"
    )
    commands = {
        "feedback": (course.feedback, "backpass.grading.feedback", "class_pages", "_written"),
        "report": (course.reports, "backpass.grading.reporting", "report", "gather"),
    }
    for command, (folder, *where) in commands.items():
        folder.mkdir(exist_ok=True)
        old = folder / f"{UNFINISHED}999999999-x"
        old.write_text("half")
        words = [sys.executable, "-c", slow.format(*where), command]
        running = subprocess.Popen(words, cwd=course.root, env=env)
        wait_for(lambda one=old: not one.exists())
        wait_for(lambda pid=running.pid: children_of(pid))
        (folder / f"{UNFINISHED}{running.pid}-y").write_text("half")
        below = children_of(running.pid)
        running.kill()
        running.wait()
        until = time.monotonic() + 5
        while left := [*left_of(below, scratch), *folder.glob(f"{UNFINISHED}*")]:
            assert time.monotonic() < until, (command, left)
            time.sleep(0.02)


def test_a_process_that_needs_folders_leaves_none_by_kill_9_either(tmp_path):
    program = (
        "import time\nfrom backpass.grading.sandbox.scratch import own_folder\n"
        "open(own_folder('a-') + '/f', 'w').close(), own_folder('b-'), time.sleep(60)"
    )
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    running = subprocess.Popen([sys.executable, "-c", program], env=env)
    wait_for(lambda: len(list(tmp_path.glob("*/*"))) == 2)
    running.kill()
    running.wait()
    wait_for(lambda: not list(tmp_path.iterdir()), seconds=5)


def test_nothing_is_half_written(course, monkeypatch):
    """A failure between marks and notebook leaves what was there before."""
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=ONE)
    before, text = gradebook(course), graded_notebook(course, "ada").read_bytes()
    hand_in(course, "ada", quiz_max_route='def quiz_max_route():\n    return "a"')
    replace = Path.replace

    def full(self, target):
        if Path(target).suffix == ".ipynb":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    [done] = grade(course, [CHAPTER], options=ONE).done
    assert "its marks could not be written: the disk is full" in done.error
    assert gradebook(course) == before
    assert graded_notebook(course, "ada").read_bytes() == text
    monkeypatch.undo()
    assert [one.error for one in grade(course, [CHAPTER], options=ONE).done] == [None]
    assert total(course, "ada") == 10


# --- processes that die --------------------------------------------------------------------------


def keys_of(course):
    with Ledger(course) as ledger:
        return {CHAPTER: answer_key(course, ledger, CHAPTER, ONE)}


def submissions_of(course, *students):
    return [
        Submission(who, CHAPTER, hand_in(course, who).read_bytes(), None, 1) for who in students
    ]


def dying_with(victim, judged=judge):
    """Stands for ``judge`` in the workers: the process ends with one student's work."""

    def work(one, key):
        if one.student == victim:
            os.kill(os.getpid(), signal.SIGKILL)
        return judged(one, key)

    return work


def test_a_process_that_dies_takes_nobody_else_with_it(course, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "judge", dying_with("cem"))
    students = ["ada", "bea", "cem", "dan", "eve"]
    here = Here(keys_of(course), 2, str(tmp_path))
    outcomes = {o.student: o for o in here.judged(submissions_of(course, *students))}
    assert sorted(outcomes) == students
    assert "ended twice" in outcomes["cem"].error
    for student in set(students) - {"cem"}:
        assert outcomes[student].error is None
        assert sum(mark.score for mark in outcomes[student].marks.values()) == 11


def test_a_process_that_dies_once_costs_nothing(course, tmp_path, monkeypatch):
    flag = tmp_path / "died"

    def once(one, key):
        if one.student == "bea" and not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return judge(one, key)

    monkeypatch.setattr(engine, "judge", once)
    here = Here(keys_of(course), 2, str(tmp_path))
    outcomes = list(here.judged(submissions_of(course, "ada", "bea", "cem")))
    assert sorted(o.student for o in outcomes) == ["ada", "bea", "cem"]
    assert [o.error for o in outcomes] == [None] * 3


def test_an_exception_of_the_graders_own_is_an_outcome(course, monkeypatch):
    [one] = submissions_of(course, "ada")
    monkeypatch.setattr(submission, "made_harmless", lambda nb, release: 1 / 0)
    outcome = judge(one, keys_of(course)[CHAPTER])
    assert outcome.error == "ZeroDivisionError: division by zero"
    assert "made_harmless" in outcome.trace
    assert outcome.notebook is None
    assert outcome.marks == {}


def test_judging_is_a_function_of_bytes(course, tmp_path):
    """The same bytes come out again, wherever the course is, or if it is gone."""
    [one] = submissions_of(course, "ada")
    key = keys_of(course)[CHAPTER]
    first = judge(one, key)
    shutil.rmtree(course.root)
    second = judge(one, key)
    assert first.notebook == second.notebook
    assert first.marks == second.marks
    seeds = {event["seed"] for event in events(json.loads(first.notebook))}
    assert seeds == {1}
    assert str(course.root) not in first.notebook.decode()


def test_only_a_few_are_on_their_way_at_a_time():
    """A class of thousands is never in memory all at once."""
    from concurrent.futures import Future

    read, sent = [], []

    def submissions():
        for number in range(50):
            read.append(number)
            yield Submission(f"s{number}", CHAPTER, b"", None, 1)

    def send(one):
        future = Future()
        future.set_result(Judgement(one.student, CHAPTER))
        sent.append(one.student)
        return future

    flow = Flow(send, 4)
    outcomes = flow.outcomes(submissions(), [])
    next(outcomes)
    assert len(read) <= 4
    assert len(list(outcomes)) == 49
    assert len(set(sent)) == 50


# --- two at once ---------------------------------------------------------------------------------


def test_two_graders_at_once_lose_no_mark(course):
    graded_by_two_at_once(course, 10)


def test_a_gradebook_that_is_busy_is_waited_for(course):
    import sqlite3

    hand_in(course, "ada")
    busy = sqlite3.connect(course.gradebook, isolation_level=None, check_same_thread=False)
    busy.execute("BEGIN IMMEDIATE")
    release = threading.Timer(2.0, lambda: (busy.execute("COMMIT"), busy.close()))
    release.start()
    try:
        assert [one.error for one in grade(course, [CHAPTER], options=ONE).done] == [None]
    finally:
        release.join()
    assert total(course, "ada") == 11


def test_what_is_called_a_gradebook_elsewhere_is_refused(course, monkeypatch):
    monkeypatch.setenv("BACKPASS_DB_URL", "mysql://localhost/grades")
    with pytest.raises((CourseError, ModuleNotFoundError)):
        require_gradebook(Course(course.root), [])


#: Answers of the tiny course that do not derive, each with a line that a person should see.
UNDERIVED = {
    "seen by reading": (
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    e = 1e-30j\n"
        "    dx = ((x + e) * y).imag / 1e-30\n"
        "    return dout * dx, dout * (x * (y + e)).imag / 1e-30\n",
        "return dout * dx, dout * (x * (y + e)).imag / 1e-30",
    ),
    "seen by following": (
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    unit = np.array([[0.0, 1.0], [0.0, 0.0]])\n"
        "    one = np.diag([1.0, 1.0])\n"
        "    dx = ((one * x + unit) @ (one * y))[0, 1]\n"
        "    dy = ((one * x) @ (one * y + unit))[0, 1]\n"
        "    return dout * dx, dout * dy\n",
        "dx = ((one * x + unit) @ (one * y))[0, 1]",
    ),
}


def test_answers_that_do_not_derive_keep_their_marks_and_stand_in_the_report(course):
    for number, (answer, _) in enumerate(UNDERIVED.values()):
        hand_in(course, f"s{number}", multiply_backward=answer)
    hand_in(course, "right")
    grade(course, [CHAPTER], options=ONE)
    page = write_report(course, [CHAPTER]).read_text(encoding="utf-8")
    book = gradebook(course)
    assert "eeds your eyes" in page
    said = [row for row in gather(course, [CHAPTER]).problems if row.kind == "not derived?"]
    assert {row.student for row in said} == {"s0", "s1"}
    assert len({(row.student, row.text) for row in said}) == len(said)
    shown = re.sub("<wbr>", "", html.unescape(page))
    for number, (_, line) in enumerate(UNDERIVED.values()):
        score, by_hand, person, _ = book[f"s{number}"]["marks"]["test_multiply_backward"]
        assert (score, by_hand, person) == (tiny_course.POINTS["multiply_backward"], None, False)
        assert any(
            row.text.endswith(f"Line: {line}") for row in said if row.student == f"s{number}"
        )
        assert f"Line: {line}" in shown
