"""A class that does everything a class does: right, unusual, mistaken, half done, broken.

Every simulated submission is the release with answers taken from ``grader_tests/``, where each
right variant and each known mistake is a function. What each simulated student did, and what it
must be worth, is written into a manifest beside the submissions; by it the grader is tested.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from backpass.grading.common.cells import grade_id, is_solution
from backpass.grading.common.progress_bar import track
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import MissingExercises, load
from backpass.grading.simulation.changes import CHANGES, as_lines
from backpass.grading.simulation.handings import HANDINGS, write
from backpass.grading.simulation.manifest import read_manifest
from backpass.grading.simulation.names import Classmate, students
from backpass.grading.simulation.plans import Attempt, drawn, tour


def fill(release_text: str, plan: Attempt) -> str:
    """The text of one simulated notebook.

    Args:
        release_text: The release notebook's text.
        plan: What the student did.
    """
    notebook = json.loads(release_text)
    sources = {name: a.source for name, a in plan.answers.items() if a.source is not None}
    for answer in plan.answers.values():
        if answer.forward is not None:
            partner = _defined(answer.forward)
            if plan.answers.get(partner, answer).way.startswith("right"):
                sources[partner] = answer.forward
    notebook["stubs"] = {}
    for cell in filter(is_solution, notebook["cells"]):
        name = grade_id(cell)
        notebook["stubs"][name] = cell["source"]
        if name in sources:
            cell["source"] = as_lines(sources[name])
    CHANGES[plan.change](notebook)
    del notebook["stubs"]
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _defined(source: str) -> str:
    return source.split("def ", 1)[1].split("(", 1)[0]


def simulate(
    course: Course,
    chapters: Iterable[str],
    *,
    count: int | None = None,
    seed: int = 1,
    every_mistake: bool = False,
) -> dict[str, Any]:
    """Write a class's submissions and the manifest that says what each student did.

    Args:
        course: The course; its chapters must have been released.
        chapters: Names of chapters.
        count: How many students, drawn at random; the class that shows every kind when left out.
        seed: The same seed writes the same bytes.
        every_mistake: See :func:`tour`.

    Returns:
        The manifest.

    Raises:
        CourseError: A chapter was not released, or real work stands where the class would be
            written.
    """
    plans = {chapter: _plans(course, chapter, count, seed, every_mistake) for chapter in chapters}
    size = count if count is not None else max(len(chapter) for chapter in plans.values())
    names = students(size, seed)
    earlier = read_manifest(course)
    for student in names:
        if (course.submitted / student.student).exists() and student.student not in earlier:
            raise CourseError(
                f"{course.relative(course.submitted / student.student)} is there already and was "
                "not simulated. Nothing was written: move it away first."
            )
    _clear(course, earlier, plans)
    manifest = _written_class(course, names, plans)
    kept = {name: record for name, record in earlier.items() if (course.submitted / name).exists()}
    merged = _merged(kept, manifest)
    write(course.manifest, json.dumps({"seed": seed, "students": merged}, indent=1) + "\n")
    return {"seed": seed, "students": merged}


def _plans(
    course: Course, chapter: str, count: int | None, seed: int, every_mistake: bool
) -> list[Attempt | None]:
    course.require_release(chapter)
    try:
        exercises = load(chapter, course.root)
    except MissingExercises as error:
        raise CourseError(f"{chapter} cannot be simulated: {error}.") from error
    chance = random.Random(f"{chapter} {seed}")  # noqa: S311
    if count is None:
        plans: list[Attempt | None] = [*tour(exercises, chance, every_mistake=every_mistake)]
        chance.shuffle(plans)  # so that no student is the same kind in every chapter
        return plans
    return [drawn(exercises, chance) for _ in range(count)]


def _clear(course: Course, earlier: dict[str, Any], plans: dict[str, Any]) -> None:
    """Take an earlier simulated class's submissions of these chapters away."""
    for name, record in earlier.items():
        for chapter in [chapter for chapter in record["chapters"] if chapter in plans]:
            shutil.rmtree(course.submitted / name / chapter, ignore_errors=True)
            del record["chapters"][chapter]
        folder = course.submitted / name
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _written_class(
    course: Course, names: list[Classmate], plans: dict[str, list[Attempt | None]]
) -> dict[str, Any]:
    manifest: dict[str, Any] = {}
    texts = {c: course.release_notebook(c).read_text(encoding="utf-8") for c in plans}
    for number, student in enumerate(track(names, "Simulating students")):
        record: dict[str, Any] = {**asdict(student), "chapters": {}}
        del record["student"]
        for chapter, chapter_plans in plans.items():
            plan = chapter_plans[number] if number < len(chapter_plans) else None
            if plan is None:
                continue
            hand_in, _ = HANDINGS[plan.handing]
            hand_in(
                course.submitted / student.student / chapter, chapter, fill(texts[chapter], plan)
            )
            record["chapters"][chapter] = plan.record()
        manifest[student.student] = record
    return manifest


def _merged(kept: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    merged = dict(kept)
    for name, record in new.items():
        chapters = {**kept.get(name, {}).get("chapters", {}), **record["chapters"]}
        merged[name] = {**record, "chapters": dict(sorted(chapters.items()))}
    return dict(sorted(merged.items()))
