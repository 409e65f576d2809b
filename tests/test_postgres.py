"""The gradebook on a real PostgreSQL server, which the tests start and stop."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import commands
import nbformat
import pytest
import test_nbgrader_starts as nbgrader_starts
import test_random_term as random_terms
import test_renamed as renames
import test_term as terms
import tiny_course
from mid_term_edits import add_exercise, edit, rename_exercise
from nbgrader.api import Gradebook
from nbgrader.server_extensions.formgrader import base
from sqlalchemy import create_engine, literal, select, text
from tiny_class import InThisProcess, gradebook, graded_by_two_at_once, hand_in

from backpass.grading import cli
from backpass.grading.authoring.release import release
from backpass.grading.authoring.tidy import written
from backpass.grading.backups import back_up, restore
from backpass.grading.class_run.engine import Here
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import Course, CourseError
from backpass.grading.gradebook import backups, open_gradebook, require_gradebook
from backpass.grading.marks import read_marks
from backpass.grading.one_database import gradebook_address, schema_of

pytestmark = pytest.mark.pipeline

CHAPTER = tiny_course.CHAPTER
NOBODY = 65534  # PostgreSQL refuses to run as root


def programs():
    """Where PostgreSQL's programs are; None where they are not."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(folders[-1]) if folders else shutil.which("initdb")
    return Path(found).parent if found else None


@pytest.fixture(scope="module")
def server():
    """A server of our own that listens on a socket in a private folder, and on no port."""
    where = programs()
    if where is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL: tools/postgres.sh installs it")
        pytest.skip("no PostgreSQL here (on Debian: apt-get install postgresql)")
    # a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="backpass-pg-", dir="/tmp"))
    as_whom = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
    if as_whom:
        os.chown(folder, NOBODY, NOBODY)

    def run(name, *words):
        subprocess.run(
            [where / name, *words], cwd=folder, check=True, capture_output=True, **as_whom
        )

    data = str(folder / "data")
    run("initdb", "-D", data, "-A", "trust", "-U", "teacher", "--no-sync", "--encoding=UTF8")
    quick = "-c listen_addresses='' -c fsync=off -c unix_socket_directories=" + str(folder)
    run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", quick, "start")
    try:
        yield f"postgresql://teacher@/DATABASE?host={folder}"
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def course(server, tiny_released, tmp_path, monkeypatch):
    """The tiny course, with a gradebook in a database of its own; work is done in this process."""
    name = f"grades_{abs(hash(tmp_path)):x}"
    admin = create_engine(
        server.replace("DATABASE", "postgres").replace("postgresql:", "postgresql+psycopg:"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as db:
        db.execute(text(f'CREATE DATABASE "{name}"'))
    admin.dispose()
    monkeypatch.setenv("BACKPASS_DB_URL", server.replace("DATABASE", name))
    monkeypatch.setenv("BACKPASS_COURSE_ID", "backprop-2026")
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", InThisProcess)
    course = tiny_course.copied(tiny_released, tmp_path / "course")
    course.gradebook.unlink()
    return course


def test_a_class_from_release_to_report(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("backpass.grading.class_run.grade.Here", Here)
    with pytest.raises(CourseError, match="there is no gradebook"):
        require_gradebook(course, [CHAPTER])
    assert cli.main(["release"]) == 0
    hand_in(course, "ada")
    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    assert cli.main(["grade", "--jobs", "2"]) == 0
    assert "teacher" in capsys.readouterr().out  # which server it was, without a password
    assert cli.main(["feedback", "--jobs", "1"]) == 0
    assert cli.main(["report"]) == 0
    assert not course.gradebook.exists(), "nothing was written to a file"
    book = gradebook(course)
    assert book["ada"]["score"] == 11
    assert book["bea"]["score"] < 11
    assert "ada" in (course.reports / "marks.csv").read_text()
    assert cli.main(["grade"]) == 0
    assert "2 had not changed" in capsys.readouterr().out


def test_nbgraders_own_command_and_ours_write_the_same(course):
    release(course, [CHAPTER])
    hand_in(course, "ada")
    hand_in(course, "bea", add_backward="def add_backward(dout, cache):\n    return dout, -dout")
    grade(course, [CHAPTER], options=Options(jobs=1, seed=3))
    ours = gradebook(course)
    with open_gradebook(course) as book:
        for student in ("ada", "bea"):
            book.remove_submission(CHAPTER, student)
    done = commands.nbgrader(
        course.root, "autograde", CHAPTER, "--force", env={**os.environ, "BACKPASS_SEED": "3"}
    )
    assert done.returncode == 0, done.stderr
    assert gradebook(course) == ours


def test_dates_penalties_and_the_roster_are_kept_on_a_server(course, monkeypatch, capsys):
    """The same term as with a file: roster, due date, extension, late rule, one number."""
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(
            '\nc.AssignLatePenalties.plugin_class = "backpass.grading.hooks.late.ByTheDay"'
        )
        config.write("\nc.ByTheDay.points_per_day = 2.0\n")
    roster = "id,first_name,last_name,email,section\nada,Ada,Lovelace,ada@example.org,A\n"
    (course.root / "class.csv").write_text(roster + "bea,Bea,Ng,,B\n")
    monkeypatch.chdir(course.root)
    assert cli.main(["release", "--quick"]) == 0
    assert cli.main(["roster", "class.csv"]) == 0
    assert cli.main(["due", CHAPTER, "2026-10-02 13:00 Europe/Berlin"]) == 0
    assert cli.main(["extend", CHAPTER, "bea", "0.5"]) == 0
    for student, day in (("ada", 3), ("bea", 3), ("cem", 1)):
        path = hand_in(course, student).with_name("timestamp.txt")
        path.write_text(f"2026-10-0{day} 12:00 UTC")
    assert cli.main(["grade", "--jobs", "1"]) == 0
    scores = {who: of.score for who, of in read_marks(course, CHAPTER).items()}
    assert scores == {"ada": 7, "bea": 9, "cem": 11}
    assert gradebook(course)["ada"]["names"] == ("Ada", "Lovelace")
    course.config()
    lists = base.NbGraderAPI(course.directory())
    assert {one["student"]: one["score"] for one in lists.get_submissions(CHAPTER)} == scores
    assert cli.main(["extend", CHAPTER, "ada", "2"]) == 0
    capsys.readouterr()
    assert cli.main(["grade"]) == 0
    assert "ada 02_chain_rule: 7 to 11, by penalty for being late 4 to 0" in capsys.readouterr().out
    before = gradebook(course)
    backup = back_up(course)
    assert cli.main(["due", CHAPTER, "never"]) == 0
    assert cli.main(["grade"]) == 0
    assert gradebook(course) != before
    restore(course, backup)
    assert gradebook(course) == before


def test_a_mark_by_hand_that_is_no_number_is_refused_on_a_server(course):
    release(course, [CHAPTER])
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    before = gradebook(course)
    with open_gradebook(course) as book, pytest.raises(ValueError, match="is no number of points"):
        book.find_grade("test_add_backward", CHAPTER, CHAPTER, "ada").manual_score = float("nan")
    assert gradebook(course) == before


def test_two_graders_at_once_lose_no_mark(course):
    release(course, [CHAPTER])
    graded_by_two_at_once(course, 8)


def test_a_mark_by_hand_stays_and_is_flagged_where_its_answer_changed(course):
    release(course, [CHAPTER])
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    with open_gradebook(course) as book:
        grade_ = book.find_grade("test_add_backward", CHAPTER, CHAPTER, "ada")
        grade_.manual_score, grade_.needs_manual_grade = 2.5, False
        book.db.commit()
    grade(course, [CHAPTER], options=Options(jobs=1, force=True))
    assert gradebook(course)["ada"]["marks"]["test_add_backward"][:3] == (5.0, 2.5, False)
    wrong = "def add_backward(dout, cache):\n    return dout, -dout"
    hand_in(course, "ada", add_backward=wrong)
    grade(course, [CHAPTER], options=Options(jobs=1))
    marks = gradebook(course)["ada"]["marks"]
    assert marks["test_add_backward"][1:3] == (2.5, True)
    assert marks["test_multiply_backward"][:3] == (5.0, None, False)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_an_exercise_is_removed_in_mid_term_and_a_backup_puts_it_back(course):
    release(course, [CHAPTER])
    hand_in(course, "ada").with_name("timestamp.txt").write_text("2026-03-01 12:00 UTC")
    grade(course, [CHAPTER], options=Options(jobs=1))
    with open_gradebook(course) as book:
        book.find_comment("add_backward", CHAPTER, CHAPTER, "ada").manual_comment = "Nice."
        book.db.commit()
    before = gradebook(course)
    path = course.source_notebook(CHAPTER)
    notebook = nbformat.read(path, 4)
    gone = ("multiply_backward", "test_multiply_backward")
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") not in gone
    ]
    path.write_text(written(notebook), encoding="utf-8")
    said = []
    release(course, [CHAPTER], lambda changes: said.extend(changes) or True)
    assert "test_multiply_backward goes" in "".join(said)
    after = gradebook(course)["ada"]
    assert after["submitted"] == before["ada"]["submitted"]
    assert after["comments"]["add_backward"] == (None, "Nice.")
    assert after["marks"] == {k: v for k, v in before["ada"]["marks"].items() if k not in gone}
    restore(course, backups(course)[0])
    assert gradebook(course) == before


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
@pytest.mark.parametrize(
    ("change", "gone", "come"),
    [
        (add_exercise, None, "test_max_backward"),
        (rename_exercise, "test_add_backward", "test_sum_backward"),
    ],
)
def test_a_chapter_changes_in_mid_term_on_a_server(course, change, gone, come):
    release(course, [CHAPTER])
    hand_in(course, "ada").with_name("timestamp.txt").write_text("2026-03-01 12:00 UTC")
    grade(course, [CHAPTER], options=Options(jobs=1))
    with open_gradebook(course) as book:
        book.find_grade("test_add_backward", CHAPTER, CHAPTER, "ada").manual_score = 4.5
        book.db.commit()
    before = gradebook(course)["ada"]
    edit(course, change)
    release(course, [CHAPTER])
    after = gradebook(course)["ada"]
    marks = dict(before["marks"])
    marks[come] = marks.pop(gone) if gone else after["marks"][come]
    assert after["marks"] == marks
    assert after["marks"][come][1] == (4.5 if gone else None)
    assert after["submitted"] == before["submitted"]


# --- what is tested with a file, once more on a server -------------------------------------------


def test_an_extension_before_there_is_a_due_date_stops_nobody_on_a_server(course):
    release(course, [CHAPTER])
    terms.test_an_extension_of_no_due_date_stops_none_of_nbgraders_commands(course)


def test_a_new_gradebook_is_made_on_a_server_without_starting_a_program(course, monkeypatch):
    nbgrader_starts.made_without_a_program(course, monkeypatch)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
@pytest.mark.parametrize(
    "after",
    [
        renames.test_work_under_the_old_name_is_judged_under_the_new_one,
        renames.test_another_exercise_under_another_name_keeps_its_marks_when_asked,
    ],
)
def test_a_rename_keeps_work_and_marks_on_a_server(course, after):
    renames.graded_class(course)
    after(course)


def test_a_mended_test_need_harm_nobody_on_a_server(course, monkeypatch):
    monkeypatch.setattr("backpass.grading.class_run.grade.require_fresh", lambda *_: None)
    release(course, [CHAPTER])
    terms.test_a_mended_test_need_harm_nobody(course)


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
@pytest.mark.parametrize("seed", range(200, 200 + random_terms.TERMS) or [2])
def test_a_term_comes_to_the_same_marks_on_a_server(course, seed, monkeypatch):
    random_terms.goes_through_a_term(course, seed, monkeypatch)


# --- what tests share ----------------------------------------------------------------------------


def test_sql_is_compiled_once_for_databases_that_are_spoken_to_alike(course):
    """And anew for one that reads a backslash otherwise: it would be asked for something else."""
    address = os.environ["BACKPASS_DB_URL"].replace("postgresql:", "postgresql+psycopg:")
    path, compiled = "C:\\new", []
    for strings in ("on", "on", "off", "off"):
        options = {"options": f"-c standard_conforming_strings={strings}"}
        engine = create_engine(address, connect_args=options)
        with engine.connect() as db:
            done = db.execute(select(literal(path, literal_execute=True)))
            compiled.append(done.context.compiled)
            assert done.scalar() == path
        engine.dispose()
    assert compiled[0] is compiled[1]
    assert compiled[2] is compiled[3]
    assert compiled[1] is not compiled[2]


# --- one database, several courses ---------------------------------------------------------------


def test_marks_of_another_folder_are_never_written_over(course, tmp_path, monkeypatch):
    """Two years, one database: told apart by the course's name, or by where marks were made."""
    release(course, [CHAPTER])
    hand_in(course, "ada")
    grade(course, [CHAPTER], options=Options(jobs=1))
    marks = gradebook(course)
    other = tiny_course.copied(course, tmp_path / "next-year")
    shutil.rmtree(other.autograded / "ada")
    wrong = "def add_backward(dout, cache):\n    return dout, -dout"
    hand_in(other, "ada", add_backward=wrong)
    with pytest.raises(CourseError, match=r"not made in this folder, ada .* --take-over"):
        grade(other, [CHAPTER], options=Options(jobs=1))
    assert gradebook(course) == marks
    taken = grade(other, [CHAPTER], options=Options(jobs=1, take_over=True))
    assert [one.error for one in taken.done] == [None]
    assert gradebook(other) != marks


def test_two_years_keep_their_marks_in_one_database(course, tmp_path, monkeypatch, capsys):
    """Each has a schema of its own, for nbgrader's commands too; backups hold one course alone."""
    other = tiny_course.copied(course, tmp_path / "next-year")
    wrong = "def add_backward(dout, cache):\n    return dout, -dout"
    years = {"backprop-2026": (course, {}), "backprop-2027": (other, {"add_backward": wrong})}
    marks = {}
    for year, (one, answers) in years.items():
        monkeypatch.setenv("BACKPASS_COURSE_ID", year)
        monkeypatch.chdir(one.root)
        assert cli.main(["release", "--quick", CHAPTER]) == 0
        hand_in(one, "ada", **answers)
        assert cli.main(["grade", CHAPTER, "--jobs", "1"]) == 0
        marks[year] = gradebook(one)
        assert year.replace("-", "_") in capsys.readouterr().out
    assert marks["backprop-2026"]["ada"]["score"] == 11 > marks["backprop-2027"]["ada"]["score"]
    kept = back_up(other)
    done = commands.nbgrader(other.root, "autograde", CHAPTER, "--force", env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    with open_gradebook(other) as book:
        book.find_grade("test_add_backward", CHAPTER, CHAPTER, "ada").manual_score = 0.5
        book.db.commit()
    restore(other, kept)
    for year, (one, _) in years.items():
        monkeypatch.setenv("BACKPASS_COURSE_ID", year)
        assert gradebook(Course(one.root)) == marks[year]


def test_a_gradebook_from_before_stays_where_it_is(course, server, monkeypatch):
    """A database in which the course's tables lie in the usual schema goes on being used."""
    address = os.environ["BACKPASS_DB_URL"].replace("postgresql:", "postgresql+psycopg:")
    with Gradebook(address, "backprop-2026"):
        pass
    assert gradebook_address(address, "backprop-2026") == address
    assert schema_of("backprop-2027") in gradebook_address(address, "backprop-2027")


def test_settings_that_are_read_again_do_not_ask_the_server_again(course, monkeypatch):
    address, asked = os.environ["BACKPASS_DB_URL"].replace("postgresql:", "postgresql+psycopg:"), []

    def counted(url):
        asked.append(url)
        return create_engine(url)

    monkeypatch.setattr("backpass.grading.one_database.create_engine", counted)
    first = gradebook_address(address, "physics-2026")
    assert gradebook_address(address, "physics-2026") == first != address
    assert len(asked) == 1
    assert gradebook_address(address, "physics-2027") != first
    assert len(asked) == 2
    with create_engine(address).connect() as db:  # both are there: they were made
        there = set(db.scalars(text("SELECT nspname FROM pg_namespace")))
    assert {"course_physics_2026", "course_physics_2027"} <= there


def test_a_user_who_may_make_no_schema_is_told_where_another_course_is_in_the_way(
    course, tmp_path, monkeypatch
):
    address = os.environ["BACKPASS_DB_URL"]
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with Gradebook(str(engine.url), "backprop-2025"), engine.begin() as db:
        db.execute(text("CREATE ROLE helper LOGIN"))
        db.execute(text("GRANT ALL ON ALL TABLES IN SCHEMA public TO helper"))
    engine.dispose()
    monkeypatch.setenv("BACKPASS_DB_URL", address.replace("teacher@", "helper@"))
    with pytest.raises(CourseError, match=r"belongs to the course 'backprop-2025'.*GRANT CREATE"):
        release(Course(course.root), [CHAPTER])


def test_a_shared_gradebook_needs_a_course_with_a_name(course, monkeypatch):
    monkeypatch.delenv("BACKPASS_COURSE_ID")
    with pytest.raises(CourseError, match="no id of its own"):
        release(course, [CHAPTER])
    (course.root / "pyproject.toml").write_text('[tool.backpass]\ncourse = "spring"\n')
    release(course, [CHAPTER])
    assert Course(course.root).course_id == "spring"
    require_gradebook(course, [CHAPTER])


def test_the_demo_keeps_its_hands_off_a_server(course, monkeypatch, capsys):
    monkeypatch.chdir(course.root)
    assert cli.main(["demo"]) == 2
    assert "Unset BACKPASS_DB_URL" in capsys.readouterr().err


def test_a_server_that_does_not_answer_is_said_without_its_password(
    tiny_released, tmp_path, monkeypatch
):
    monkeypatch.setenv("BACKPASS_DB_URL", "postgresql://teacher:secret@127.0.0.1:1/grades")
    course = Course(tiny_course.copied(tiny_released, tmp_path / "course").root)
    with pytest.raises(CourseError, match="does not answer") as caught:
        require_gradebook(course, [CHAPTER])
    assert "secret" not in str(caught.value)
