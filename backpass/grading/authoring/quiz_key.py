"""The quiz key: the replies of ``grader_tests/``, sealed into the student's package.

The visible check judges quizzes by this key, the hidden tests by ``grader_tests/``. ``backpass
release`` writes the key; whoever uses it refuses one that says something else than the tests do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from backpass.atomic import put
from backpass.contracts import CONTRACTS
from backpass.grading.course import Course, CourseError
from backpass.grading.exercises.library import FOLDER
from backpass.grading.exercises.quizzes import QUIZZES, BadQuizzes, Quiz, read_quizzes
from backpass.questions import quiz
from backpass.questions.quiz import Reply


def sealed(quizzes: dict[str, Quiz]) -> dict[str, dict[str, str]]:
    """What the key holds for some quizzes, the same each time.

    Args:
        quizzes: The quizzes by name.

    Raises:
        CourseError: A reply is too long to be sealed.
    """
    try:
        return {
            name: {
                choice: _sealed(name, choice, choice == one.answer, text)
                for choice, text in sorted(one.why.items())
            }
            for name, one in quizzes.items()
        }
    except ValueError as error:
        raise CourseError(f"{FOLDER}/: {error}.") from error


@cache
def _sealed(name: str, choice: str, right: bool, why: str) -> str:
    """One reply: sealing is slow on purpose, and each submission's grading asks for it."""
    return quiz.seal(name, choice, Reply(right, why))


def quizzes_of(course: Course, chapters: Iterable[str]) -> dict[str, Quiz]:
    """The quizzes of some chapters, by name, in the order of the contracts.

    Args:
        course: The course.
        chapters: The chapters.

    Raises:
        CourseError: A file of quizzes is not what it should be.
    """
    found: dict[str, Quiz] = {}
    for chapter in chapters:
        try:
            found |= read_quizzes(course.root / FOLDER / chapter / QUIZZES)
        except BadQuizzes as error:
            raise CourseError(f"{FOLDER}/{error}.") from error
    return {name: found[name] for name in CONTRACTS if name in found}


def holds_package(course: Course) -> bool:
    """Whether the package lies in the course's own folder, so that the key there is the course's.

    A copy of a course, as ``backpass demo --into`` makes one, uses the package that is installed.
    """
    return (course.root / "backpass" / "questions" / "quiz.py").is_file()


def stale(course: Course, chapters: Iterable[str]) -> list[str]:
    """The quizzes that the key does not know as ``grader_tests/`` has them now.

    Args:
        course: The course.
        chapters: Names of the chapters to look at.

    Raises:
        CourseError: A file of quizzes is not what it should be, or the key cannot be read.
    """
    quizzes = quizzes_of(course, chapters)
    if not quizzes:
        return []
    stored = _stored(course)
    return [name for name, replies in sealed(quizzes).items() if stored.get(name) != replies]


def require_fresh(course: Course, chapters: Iterable[str]) -> None:
    """Make sure that the visible check and the hidden tests agree on every quiz.

    Args:
        course: The course.
        chapters: The chapters to look at.

    Raises:
        CourseError: They do not, or it cannot be told.
    """
    names = stale(course, chapters)
    if not names:
        return
    what = f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
    said = f"the quiz key and {FOLDER}/ do not say the same of {what}"
    if holds_package(course):
        raise CourseError(
            f"{said}: students would be told one thing and marked by another. Run `backpass "
            f"release`, which writes backpass/{quiz.SEALED}, and commit that file."
        )
    raise CourseError(
        f"{said}. The key belongs to the package that is installed, and this folder is not the one "
        "it comes from. Change the quiz in the folder that holds backpass/, and run `backpass "
        "release` there."
    )


def write(course: Course) -> bool:
    """Bring the key of a course up to date, all chapters of it.

    Args:
        course: The course; one without the package in its folder has no key of its own.

    Returns:
        Whether the file was changed.

    Raises:
        CourseError: A file of quizzes is not what it should be.
    """
    if not holds_package(course):
        return False
    text = json.dumps(sealed(quizzes_of(course, course.chapters())), indent=1) + "\n"
    path = course.root / "backpass" / quiz.SEALED
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    put(path, text.encode(), 0o644)
    return True


def _stored(course: Course) -> dict[str, dict[str, str]]:
    """What the key holds now, read afresh."""
    if holds_package(course):
        path = course.root / "backpass" / quiz.SEALED
    else:
        path = Path(str(resources.files("backpass").joinpath(quiz.SEALED)))
    try:
        stored: dict[str, dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise CourseError(
            f"{path} cannot be read: {error}. Delete it and run `backpass release`."
        ) from error
    return stored if isinstance(stored, dict) else {}
