"""Take a simulated class through the course, from the source notebooks to the report."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from backpass.grading.authoring.release import release
from backpass.grading.class_run.grade import Options, grade
from backpass.grading.course import CONFIG_NAME, Course, CourseError
from backpass.grading.feedback.class_pages import give_feedback
from backpass.grading.gradebook import require_gradebook
from backpass.grading.reporting.report import write_report
from backpass.grading.simulation.manifest import read_manifest
from backpass.grading.simulation.simulate import simulate


def demo(
    course: Course,
    chapters: Sequence[str],
    *,
    count: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
) -> list[str]:
    """Release, simulate a class, grade it, write its feedback and the report.

    Args:
        course: The course.
        chapters: Names of chapters.
        count: How many students; the class that shows every kind when left out.
        seed: Draws the class.
        jobs: How many submissions are graded at a time.

    Returns:
        Five lines that say what was done and which file to open.

    Raises:
        CourseError: Real students' work is in the way.
    """
    _refuse_real_work(course)
    _forget_earlier(course)
    release(course, list(chapters))
    manifest = simulate(course, chapters, count=count, seed=seed)
    graded = grade(course, chapters, options=Options(jobs=jobs)).done
    give_feedback(course, chapters, jobs=jobs)
    page = write_report(course, chapters)
    failures = [one for one in graded if one.error]
    return [
        f"released   {len(chapters)} chapter{'s' if len(chapters) != 1 else ''}: "
        + ", ".join(chapters),
        f"simulated  {len(manifest['students'])} students, {len(graded)} submissions",
        f"graded     {len(graded) - len(failures)} submissions into "
        + course.gradebook_name
        + (
            f"; the grader itself failed on {len(failures)} of them, see the report"
            if failures
            else ""
        ),
        f"feedback   one page each in {course.relative(course.feedback)}/",
        f"Open {course.relative(page)} next.",
    ]


def copy_course(course: Course, folder: Path) -> Course:
    """A copy of the course without its class, for trying things out.

    Args:
        course: The course.
        folder: A folder that is empty or not there yet.

    Raises:
        CourseError: The folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CourseError(f"{folder} is not empty. Name a folder that is not there yet.")
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(course.root / CONFIG_NAME, folder / CONFIG_NAME)
    for part in ("source", "grader_tests", "release"):
        if (course.root / part).is_dir():
            ignore = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(course.root / part, folder / part, ignore=ignore)
    for part in ("submitted", "autograded", "feedback"):
        (folder / part).mkdir()
    return Course(folder.resolve())


def _refuse_real_work(course: Course) -> None:
    """The demo never mixes with a real class: neither with its submissions nor with its marks."""
    simulated = set(read_manifest(course))
    advice = "Run the demo on a copy instead: `backpass demo --into <new folder>`."
    real = sorted(set(course.students()) - simulated)
    if real:
        raise CourseError(
            f"submitted/ holds the work of {len(real)} students whom the demo did not simulate, "
            f"{real[0]} for one. {advice}"
        )
    if course.gradebook_url.get_backend_name() != "sqlite":
        raise CourseError(
            f"the demo begins with a gradebook of its own, and this course's is on a server "
            f"({course.gradebook_name}). Unset BACKPASS_DB_URL for the demo."
        )
    if course.gradebook.exists():
        require_gradebook(course, [])
        with closing(sqlite3.connect(course.gradebook)) as db:
            known = {str(row[0]) for row in db.execute("SELECT id FROM student")}
        if known - simulated:
            raise CourseError(
                f"{course.relative(course.gradebook)} holds marks of {len(known - simulated)} "
                f"students whom the demo did not simulate, {min(known - simulated)} for one. "
                f"{advice}"
            )


def _forget_earlier(course: Course) -> None:
    """Take an earlier demo's marks and pages away; its submissions go when new ones are written."""
    course.gradebook.unlink(missing_ok=True)
    for student in read_manifest(course):
        for folder in (course.autograded / student, course.feedback / student):
            shutil.rmtree(folder, ignore_errors=True)
