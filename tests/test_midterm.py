"""A chapter that changes after students handed it in: nothing that was there is lost."""

import re
import resource
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import tiny_course
from mid_term_edits import add_exercise, cell_of, edit, remove_exercise, rename_exercise
from tiny_class import gradebook, hand_in

from backpass.grading import cli
from backpass.grading.authoring import release as releasing
from backpass.grading.authoring.release import release
from backpass.grading.backups import NEWEST, back_up, restore
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import CourseError
from backpass.grading.gradebook import backups, open_gradebook

pytestmark = [
    pytest.mark.pipeline,
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),  # nbgrader's own
]

CHAPTER = tiny_course.CHAPTER
ONE = Options(jobs=1)


@pytest.fixture(scope="module")
def graded(tiny_released, tmp_path_factory):
    """Two students graded, one of them with a mark by hand and a comment, and a due date."""
    course = tiny_course.copied(tiny_released, tmp_path_factory.mktemp("graded") / "course")
    hand_in(course, "ada").with_name("timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    grade(course, [CHAPTER], options=ONE)
    with open_gradebook(course) as book:
        book.update_or_create_assignment(CHAPTER, duedate=datetime(2026, 3, 2))
        book.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
        book.grant_extension(CHAPTER, "ada", days=2)
        grade_of(book, "test_add_backward").manual_score = 4.5
        grade_of(book, "test_quiz_max_route").extra_credit = 0.5
        book.find_comment("add_backward", CHAPTER, CHAPTER, "ada").manual_comment = "Nice."
        book.db.commit()
    return course


@pytest.fixture
def course(graded, tmp_path):
    return tiny_course.copied(graded, tmp_path / "course")


def grade_of(book, cell, student="ada"):
    return book.find_grade(cell, CHAPTER, CHAPTER, student)


def rename_in_new_cells(notebook):
    rename_exercise(notebook)
    cell_of(notebook, "sum_backward")["id"] = "another"
    cell_of(notebook, "test_sum_backward")["id"] = "another-test"


def change_points(monkeypatch):
    monkeypatch.setattr(releasing, "differing_points", lambda chapter, worth: None)

    def change(notebook):
        cell_of(notebook, "test_add_backward").metadata["nbgrader"]["points"] = 10

    return change


def kept(book, but=()):
    """What must outlive a change: everything except the cells named."""
    return {
        who: {
            **{key: of[key] for key in ("submitted", "names")},
            "marks": {name: mark for name, mark in of["marks"].items() if name not in but},
            "comments": {name: said for name, said in of["comments"].items() if name not in but},
        }
        for who, of in book.items()
    }


def changed_only_in(before, after, *cells):
    assert kept(after, cells) == kept(before, cells)
    assert {who: len(of["marks"]) for who, of in before.items()} == {"ada": 3, "bea": 3}


def test_an_exercise_is_added_and_every_mark_stays(course):
    before = gradebook(course)
    said = []
    edit(course, add_exercise)
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    after = gradebook(course)
    changed_only_in(before, after, "max_backward", "test_max_backward")
    assert after["ada"]["marks"]["test_max_backward"][0] is None
    assert after["ada"]["comments"]["max_backward"] == (None, None)
    assert [line for line in said if "test_max_backward is new and worth 5: 2 submissions" in line]
    graded = grade(course, [CHAPTER], options=ONE)
    assert [one.error for one in graded.done if "max_backward" not in (one.error or "")] == []
    assert len(graded.done) == 2
    assert gradebook(course)["ada"]["marks"]["test_add_backward"][1] == 4.5


def test_an_exercise_is_removed_with_its_marks_alone(course):
    before = gradebook(course)
    said = []
    edit(course, remove_exercise)
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    after = gradebook(course)
    changed_only_in(before, after, "multiply_backward", "test_multiply_backward")
    assert "test_multiply_backward" not in after["ada"]["marks"]
    assert "test_multiply_backward goes, and with it the marks of 2 submissions" in "".join(said)
    assert [one.error for one in grade(course, [CHAPTER], options=ONE).done] == [None, None]
    assert gradebook(course)["ada"]["score"] == 4.5 + 1.5


@pytest.mark.parametrize("rename", [rename_exercise, rename_in_new_cells])
def test_a_renamed_exercise_keeps_its_marks_and_comments(course, rename):
    before = gradebook(course)
    edit(course, rename)
    said = []
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    after = gradebook(course)
    old, new = ("add_backward", "test_add_backward"), ("sum_backward", "test_sum_backward")
    changed_only_in(before, after, *old, *new)
    assert after["ada"]["marks"][new[1]] == before["ada"]["marks"][old[1]]
    assert after["ada"]["comments"][new[0]] == before["ada"]["comments"][old[0]] == (None, "Nice.")
    assert any("add_backward is called sum_backward from now on" in line for line in said)
    assert any("it is graded under the new ones" in line for line in said)


def test_points_change_and_marks_by_hand_stay(course, monkeypatch):
    before = gradebook(course)
    said = []
    edit(course, change_points(monkeypatch))
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    changed_only_in(before, gradebook(course))
    assert any(
        "test_add_backward is worth 10 instead of 5. 1 mark by hand" in line for line in said
    )
    with open_gradebook(course) as book:
        assert book.find_grade_cell("test_add_backward", CHAPTER, CHAPTER).max_score == 10


def test_due_dates_and_extensions_outlive_a_change(course):
    edit(course, add_exercise)
    release(course, [CHAPTER])
    with open_gradebook(course) as book:
        assert book.find_assignment(CHAPTER).duedate == datetime(2026, 3, 2)
        assert book.find_submission(CHAPTER, "ada").extension == timedelta(days=2)


def everything(folder):
    return {
        path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_whoever_says_no_has_changed_nothing(course):
    before, book = everything(course.release), course.gradebook.read_bytes()
    edit(course, remove_exercise)
    with pytest.raises(CourseError, match="nothing in the gradebook was changed"):
        release(course, [CHAPTER], lambda changes: False)
    assert everything(course.release) == before
    assert course.gradebook.read_bytes() == book
    assert grade(course, [CHAPTER], options=ONE).unchanged == 2


@pytest.mark.parametrize("change", [add_exercise, remove_exercise, rename_exercise])
def test_a_dry_run_says_what_a_release_would_do_and_writes_nothing(
    course, monkeypatch, capsys, change
):
    edit(course, change)
    before = everything(course.root)
    monkeypatch.chdir(course.root)
    assert cli.main(["release", CHAPTER, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert everything(course.root) == before
    asked = []
    release(course, [CHAPTER], lambda changes: asked.extend(changes) or True)
    assert asked
    assert [line for line in said.splitlines() if "change the gradebook" in line] == [
        f"would change the gradebook: {one}" for one in asked
    ]
    assert f"would change: release/{CHAPTER}/{CHAPTER}.ipynb is not what source/ makes" in said
    assert cli.main(["release", CHAPTER, "--dry-run"]) == 0
    assert "No file would change.\nNo cell of the gradebook" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["migrate", "generate", "moved", "back_up"])
def test_whatever_fails_leaves_the_old_release_and_every_mark(course, monkeypatch, step):
    """Each step of a release fails once, and the next release goes through."""
    marks, before = gradebook(course), everything(course.release)
    edit(course, remove_exercise)
    real = getattr(releasing, step)

    def broken(*arguments, **words):
        if step == "generate" and not words.get("record"):
            return real(*arguments, **words)
        if step == "generate":
            real(*arguments, **words)  # it fails when all is written
        raise {"back_up": CourseError("full"), "moved": OSError(28, "full")}.get(
            step, RuntimeError("broken")
        )

    monkeypatch.setattr(releasing, step, broken)
    with pytest.raises((CourseError, RuntimeError)):
        release(course, [CHAPTER])
    monkeypatch.undo()
    assert everything(course.release) == before
    if step != "moved":
        assert gradebook(course) == marks
    release(course, [CHAPTER])
    assert "multiply_backward" not in course.release_notebook(CHAPTER).read_text()
    changed_only_in(marks, gradebook(course), "multiply_backward", "test_multiply_backward")
    assert sorted(path.name for path in course.release.iterdir()) == [CHAPTER]


def test_grading_asks_for_a_release_where_cells_and_gradebook_have_parted(course):
    """As after a release that was killed between the gradebook and the students' notebook."""
    old = course.release_notebook(CHAPTER).read_bytes()
    edit(course, add_exercise)
    release(course, [CHAPTER])
    course.release_notebook(CHAPTER).write_bytes(old)
    with pytest.raises(CourseError, match=r"test_max_backward .* Run `backpass release 02_chain"):
        grade(course, [CHAPTER], options=ONE)


# --- backups -------------------------------------------------------------------------------------


def test_a_backup_is_made_before_and_put_back(course, monkeypatch, capsys):
    marks = gradebook(course)
    edit(course, remove_exercise)
    monkeypatch.chdir(course.root)
    assert cli.main(["release", "--yes"]) == 0
    said = capsys.readouterr().out
    assert said.index("test_multiply_backward goes") < said.index("released release/")
    assert gradebook(course) != marks
    assert cli.main(["restore", "--list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(backups(course)) > 0
    assert cli.main(["restore", "--yes", "of-last-week.db"]) == 2
    assert "there is no backup of-last-week.db" in (said := capsys.readouterr()).err
    assert "what it was in" not in said.out
    assert cli.main(["restore", "--yes", backups(course)[0].name]) == 0
    assert gradebook(course) == marks
    said = capsys.readouterr().out
    assert "what was there before is kept in backups/replaced-" in said


def test_a_restore_that_fails_has_not_said_that_anything_is_kept(course, monkeypatch, capsys):
    edit(course, remove_exercise)
    monkeypatch.chdir(course.root)
    assert cli.main(["release", "--yes"]) == 0
    capsys.readouterr()
    monkeypatch.setattr("shutil.copyfile", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    assert cli.main(["restore", "--yes"]) == 2
    said = capsys.readouterr()
    assert "will be kept" in said.out
    assert "is kept" not in said.out
    assert "could not be written (full); it is as it was" in said.err


def test_only_so_many_backups_are_kept(course):
    for _ in range(NEWEST + 3):
        back_up(course)
    assert len(backups(course)) == NEWEST


def test_a_renamed_chapter_is_said_before_anything_is_done(course):
    before = gradebook(course)
    new = "02_rule"
    shutil.copytree(course.source / CHAPTER, course.source / new)
    (course.source / new / f"{CHAPTER}.ipynb").rename(course.source / new / f"{new}.ipynb")
    asked = []
    shutil.rmtree(course.source / CHAPTER)
    with pytest.raises(CourseError, match="nothing was released"):
        release(course, [new], lambda changes: asked.extend(changes) or False)
    assert asked == [
        f"{CHAPTER} is no chapter any more, and {new} is new. Marks of 2 submissions stay in the "
        "gradebook under the old name, and no report shows them. Did you rename it? Then keep the "
        "old name until the term is over."
    ]
    assert gradebook(course) == before


@pytest.mark.parametrize("words", [("release", "--quick"), ("grade", "--force"), ("restore",)])
def test_a_disk_without_room_is_never_taken_for_a_damaged_gradebook(course, words):
    """Files may become no larger than a part of the gradebook, as on a disk that is nearly full."""
    back_up(course)
    before, release_before = gradebook(course), everything(course.release)
    most = course.gradebook.stat().st_size // 2
    yes = () if words[0] == "grade" else ("--yes",)
    done = subprocess.run(
        [sys.executable, "-m", "backpass.grading.cli", *words, *yes],
        cwd=course.root,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (1, 2)
    assert "Make room" in done.stderr
    assert "damaged" not in done.stderr
    assert "Traceback" not in done.stderr
    assert (gradebook(course), everything(course.release)) == (before, release_before)


def test_a_backup_before_a_change_outlives_many_runs_of_grading(course, monkeypatch, capsys):
    marks = gradebook(course)
    edit(course, remove_exercise)
    monkeypatch.chdir(course.root)
    assert cli.main(["release", "--yes", "--quick"]) == 0
    said = capsys.readouterr().out
    for _ in range(NEWEST + 3):
        back_up(course)
    undo = said.partition("To undo it: backpass ")[2].split()
    assert undo[0] == "restore"
    assert cli.main([*undo, "--yes"]) == 0
    assert gradebook(course) == marks


def test_after_a_restore_every_submission_gets_its_own_mark_again(course):
    """The gradebook goes back, hand-ins and graded notebooks do not."""
    with open_gradebook(course) as book:
        grade_of(book, "test_add_backward").manual_score = None
        book.db.commit()
    backup = back_up(course)
    hand_in(course, "ada", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    hand_in(course, "bea")
    hand_in(course, "cem")
    grade(course, [CHAPTER], options=ONE)
    true = {who: of["score"] for who, of in gradebook(course).items()}
    restore(course, backup)
    old = {who: of["score"] for who, of in gradebook(course).items()}
    assert old["ada"] > true["ada"]
    assert old["bea"] < true["bea"]
    assert "cem" not in old
    told = grade(course, [CHAPTER], options=ONE)
    assert {who: of["score"] for who, of in gradebook(course).items()} == true
    assert all("other marks than were given" in one.why[0] for one in told.changes)
    assert grade(course, [CHAPTER], options=ONE).unchanged == 3


def test_a_damaged_gradebook_is_restored_from_its_backup(course, monkeypatch, capsys):
    marks = gradebook(course)
    back_up(course)
    good = course.gradebook.read_bytes()
    monkeypatch.chdir(course.root)
    for damage in (b"", good[: len(good) // 2], b"no database" * 500, bytes(4096) + good[4096:]):
        course.gradebook.write_bytes(damage)
        assert cli.main(["grade"]) == 2
        said = capsys.readouterr().err
        assert "`backpass restore`" in said, said
        assert "Traceback" not in said
        assert cli.main(["restore", "--yes"]) == 0
        assert gradebook(course) == marks
        assert Path(max(course.backups.glob("replaced-*"))).read_bytes() == damage


def test_what_is_no_backup_is_refused_before_anything_is_announced(course, monkeypatch, capsys):
    back_up(course)
    before = course.gradebook.read_bytes()
    monkeypatch.chdir(course.root)
    contents = {"notes.db": b"hello", "empty.db": b"", "cut.db": before[: len(before) // 2]}
    for name, content in contents.items():
        (course.root / name).write_bytes(content)
        assert cli.main(["restore", "--yes", name]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert re.search(rf"{name} is not a gradebook .* Nothing was changed\.", said.err)
    assert course.gradebook.read_bytes() == before
    assert not list(course.backups.glob("replaced-*"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who has a file open")
def test_a_gradebook_that_another_program_has_open_is_not_replaced(course, monkeypatch, capsys):
    """What the other program writes afterwards would go into a file that nobody reads."""
    back_up(course)
    before = course.gradebook.read_bytes()
    monkeypatch.chdir(course.root)
    program = (
        "import sqlite3, sys; book = sqlite3.connect(sys.argv[1]); "
        "book.execute('SELECT * FROM course'); print(1, flush=True); input()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, course.gradebook],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout.readline() == "1\n"
        assert cli.main(["restore", "--yes"]) == 2
        assert f"is open in another program (process {other.pid})" in capsys.readouterr().err
        assert course.gradebook.read_bytes() == before
    finally:
        other.communicate("\n")
    assert cli.main(["restore", "--yes"]) == 0


def test_a_backup_of_another_course_is_refused(course, tmp_path):
    other = tmp_path / "other.db"
    shutil.copy(course.gradebook, other)
    with sqlite3.connect(other) as db:
        db.execute("UPDATE course SET id = 'physics' WHERE id = 'backpass'")
    before = course.gradebook.read_bytes()
    with pytest.raises(CourseError, match=r"of the course .*physics"):
        restore(course, other)
    assert course.gradebook.read_bytes() == before
