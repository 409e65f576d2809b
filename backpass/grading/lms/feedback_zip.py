"""Feedback pages in one archive, named so that Moodle or Canvas gives each to its student.

Moodle ("Upload multiple feedback files in a zip") reads the number in
``Full name_NUMBER_assignsubmission_file_/``. Canvas ("Upload submissions") reads the two numbers in
``name_USER_ATTACHMENT_…``, and takes a file only for an attachment that was handed in there. Both
are known from the download that was collected; Moodle's also from its grading worksheet.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backpass.atomic import put
from backpass.grading.course import Course, CourseError
from backpass.grading.lms.collecting import collected_before
from backpass.grading.lms.people import numbers_in_worksheet

CANVAS, MOODLE = "canvas", "moodle"
UPLOAD = {
    MOODLE: 'In Moodle: Submissions, Actions, "Upload multiple feedback files in a zip".',
    CANVAS: 'In Canvas: the assignment, "Upload submissions"; the pages become comments.',
}


@dataclass
class Zipped:
    """An archive of pages.

    Attributes:
        path: Where it is.
        count: Pages in it.
        size: Its size in bytes.
        left_out: Students whose page is not in it, and why.
    """

    path: Path
    count: int
    size: int
    left_out: list[str] = field(default_factory=list)


def zip_feedback(course: Course, chapter: str, system: str, worksheet: Path | None) -> Zipped:
    """Write ``reports/feedback-SYSTEM-CHAPTER.zip``.

    Args:
        course: The course.
        chapter: The chapter.
        system: ``"canvas"`` or ``"moodle"``.
        worksheet: Moodle's grading worksheet, where the work was not collected from a download.

    Raises:
        CourseError: There are no pages, or nobody's name in the system is known.
    """
    prefixes = _prefixes(course, chapter, system, worksheet)
    pages = sorted(course.feedback.glob(f"*/{chapter}/{chapter}.html"))
    if not pages:
        raise CourseError(f"there are no pages of {chapter}. Run `backpass feedback {chapter}`.")
    held, left_out, count = io.BytesIO(), [], 0
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for page in pages:
            student = page.parents[1].name
            prefix = prefixes.get(student)
            if prefix is None:
                left_out.append(f"{student}: nobody knows how {system.capitalize()} calls it.")
                continue
            folder = "/" if system == MOODLE else ""
            archive.write(page, f"{prefix}{folder}{chapter}.html")
            count += 1
    if not count:
        advice = (
            "Collect the download with `backpass collect`, or add --worksheet FILE with Moodle's "
            "grading worksheet."
            if system == MOODLE
            else "Canvas takes back only what was handed in there: collect its download with "
            "`backpass collect` first."
        )
        raise CourseError(f"no page of {chapter} can be named for {system.capitalize()}. {advice}")
    path = course.reports / f"feedback-{system}-{chapter}.zip"
    put(path, held.getvalue(), 0o600)
    return Zipped(path, count, len(held.getvalue()), left_out)


def _prefixes(
    course: Course, chapter: str, system: str, worksheet: Path | None
) -> Mapping[str, str]:
    """What a file for each student has to begin with."""
    record = collected_before(course).get(chapter, {})
    known = {
        student: str(of["prefix"])
        for student, of in record.items()
        if str(of.get("system", "")).casefold() == system
    }
    if worksheet is not None and system == MOODLE:
        for student, (number, name) in numbers_in_worksheet(course, worksheet).items():
            plain = " ".join(name.replace("_", " ").replace("/", " ").split()) or "Participant"
            known[student] = f"{plain}_{number}_assignsubmission_file_"
    return known
