"""Where a course lives: its root, its chapters, its folders and nbgrader's settings for it."""

from __future__ import annotations

import difflib
import os
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from backpass.grading.common.language import ENGLISH, released_in

if TYPE_CHECKING:
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy import URL
    from traitlets.config import Config

CONFIG_NAME = "nbgrader_config.py"
UNNAMED = "backpass"  # the id of a course to which nobody gave one
COURSE_VARIABLE = "BACKPASS_COURSE_ID"
#: Beside a graded notebook: what was judged, and when. nbgrader takes it away with the notebook.
RECORD = ".graded.json"


class CourseError(Exception):
    """Something about the course or what was asked for is wrong; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """A course on disk.

    Attributes:
        root: The folder that holds ``nbgrader_config.py`` and ``source/``.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Find the course that a folder belongs to, looking upward.

        Args:
            start: Where to begin; the current folder when left out.

        Raises:
            CourseError: No folder on the way up is a course.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG_NAME).is_file() and (folder / "source").is_dir():
                return cls(folder)
        raise CourseError(
            f"no course here: neither {here} nor a folder above it holds {CONFIG_NAME} and "
            "source/. Change into the course's folder and run the command again."
        )

    @property
    def source(self) -> Path:
        """The instructor's notebooks."""
        return self.root / "source"

    @property
    def release(self) -> Path:
        """What students open."""
        return self.root / "release"

    @property
    def submitted(self) -> Path:
        """What students handed in."""
        return self.root / "submitted"

    @property
    def autograded(self) -> Path:
        """The graded notebooks."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """What goes back to students."""
        return self.root / "feedback"

    @property
    def reports(self) -> Path:
        """The class report and its tables."""
        return self.root / "reports"

    @property
    def backups(self) -> Path:
        """Backups of the gradebook."""
        return self.root / "backups"

    @property
    def course_id(self) -> str:
        """What nbgrader calls this course, as ``nbgrader_config.py`` says."""
        return str(self.config().CourseDirectory.course_id)

    @property
    def gradebook(self) -> Path:
        """Nbgrader's database, where it is a file (see :attr:`gradebook_url`)."""
        return self.root / "gradebook.db"

    @property
    def gradebook_url(self) -> URL:
        """Where nbgrader's database is, as ``nbgrader_config.py`` says."""
        from sqlalchemy import make_url  # noqa: PLC0415

        return make_url(self.directory().db_url)

    def private(self) -> tuple[Path, ...]:
        """Files and folders of the course's that no student may read."""
        url = self.gradebook_url
        local = url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:")
        gradebook = (Path(str(url.database)).absolute(),) if local else ()
        folders = self.submitted, self.autograded, self.feedback, self.root / "grader_tests"
        return (self.root, *gradebook, *folders, self.root / "source", self.backups)

    @property
    def shares_gradebook(self) -> bool:
        """Whether the gradebook is another one than the course's own file."""
        url = self.gradebook_url
        return url.get_backend_name() != "sqlite" or (
            Path(url.database or "").absolute() != self.gradebook.absolute()
        )

    @property
    def gradebook_name(self) -> str:
        """The gradebook as it is called in messages: a path from the root, or a server."""
        url = self.gradebook_url
        if url.get_backend_name() != "sqlite":
            return name_of(url)
        return self.relative(Path(url.database or self.gradebook))

    @property
    def manifest(self) -> Path:
        """What ``backpass simulate`` made, so that it is never mistaken for real work."""
        return self.submitted / "simulated.json"

    def chapters(self) -> list[str]:
        """Names of the chapters, in order."""
        return sorted(
            folder.name
            for folder in self.source.iterdir()
            if folder.is_dir() and (folder / f"{folder.name}.ipynb").is_file()
        )

    def chosen(self, names: list[str] | tuple[str, ...] = ()) -> list[str]:
        """The chapters that were asked for; all of them when none was named.

        Raises:
            CourseError: A name is no chapter of this course, or there is none at all.
        """
        known = self.chapters()
        if not known:
            raise CourseError(
                f"{self.source} holds no chapter: source/<chapter>/<chapter>.ipynb is missing."
            )
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
                guess = f" Did you mean {near[0]}?" if near else ""
                raise CourseError(
                    f"there is no chapter {name!r}.{guess} The chapters are: {', '.join(known)}."
                )
        return [name for name in known if name in names] if names else known

    def current(self, names: list[str]) -> list[str]:
        """The chapters that were asked for; when none was, those that anybody handed in.

        Raises:
            CourseError: A name is no chapter of this course, or there is none at all.
        """
        chosen = self.chosen(names)
        if names:
            return chosen
        return [chapter for chapter in chosen if self.submissions(chapter)] or chosen

    def source_notebook(self, chapter: str) -> Path:
        """The instructor's notebook of a chapter."""
        return self.source / chapter / f"{chapter}.ipynb"

    def release_notebook(self, chapter: str, language: str = ENGLISH) -> Path:
        """The students' notebook of a chapter.

        Args:
            chapter: The chapter's name.
            language: A language's code. Where the chapter has no release in it, the English one.
        """
        return released_in(self.release, chapter, language)

    def release_in(self, language: str, chapter: str) -> Path:
        """Where the students' notebook of a chapter in another language than English lies.

        Args:
            language: The language's code, like ``"ko"``.
            chapter: The chapter.
        """
        return self.release / language / chapter / f"{chapter}.ipynb"

    def submissions(self, chapter: str) -> list[str]:
        """Students who handed in a folder for a chapter, whatever it holds.

        A folder that cannot be opened is among them: grading says so of it, and gives no mark.
        """
        return [
            student
            for student in self.students()
            if is_there(self.submitted / student / chapter)
            and not (self.submitted / student / chapter).is_symlink()
            and (self.submitted / student / chapter).is_dir()
        ]

    def graded(self, chapter: str) -> list[str]:
        """Students with a graded notebook of a chapter."""
        found = self.autograded.glob(f"*/{chapter}/{chapter}.ipynb")
        return sorted(path.parents[1].name for path in found)

    def students(self) -> list[str]:
        """Everybody who has a folder under ``submitted/``."""
        return folders_in(self.submitted) if self.submitted.is_dir() else []

    def left_behind(self) -> list[tuple[str, str]]:
        """Students and chapters that were graded, and whose submission is no longer there."""
        return [
            (student, chapter)
            for chapter in self.chapters()
            for student in self.graded(chapter)
            if not is_there(self.submitted / student / chapter, if_closed=True)
        ]

    def relative(self, path: Path) -> str:
        """A path as it is written in reports: from the root, with forward slashes."""
        return Path(os.path.relpath(path, self.root)).as_posix()

    def config(self) -> Config:
        """Nbgrader's settings, from the course's own ``nbgrader_config.py``."""
        from traitlets.config.loader import PyFileConfigLoader  # noqa: PLC0415

        return PyFileConfigLoader(CONFIG_NAME, str(self.root)).load_config()

    def directory(self, config: Config | None = None) -> CourseDirectory:
        """Nbgrader's own idea of the course, for its converters."""
        from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415

        return CourseDirectory(config=config or self.config())

    def require_release(self, chapter: str, language: str = "en") -> Path:
        """The release of a chapter, which must be there.

        Args:
            chapter: The chapter.
            language: The code of the language that it must be there in.

        Raises:
            CourseError: The chapter was never released, or not in this language.
        """
        path = self.release_notebook(chapter)
        if not path.is_file():
            raise CourseError(
                f"{self.relative(path)} is missing. Run `backpass release {chapter}` first."
            )
        if language == "en":
            return path
        other = self.release_in(language, chapter)
        if not other.is_file():
            found = self.release.glob(f"*/{chapter}/{chapter}.ipynb")
            there = ", ".join(["en", *sorted(one.parts[-3] for one in found)])
            raise CourseError(
                f"{chapter} is not there in the language {language!r}; it is there in: {there}. "
                f"`backpass translate {language} --chapter {chapter}` begins a language."
            )
        return other


def name_of(url: URL) -> str:
    """A gradebook as it is called in messages: a file's path, or a server without its password."""
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    words = url.difference_update_query(["options"]).render_as_string(hide_password=True)
    schema = re.fullmatch(r"-csearch_path=(\w+)", str(url.query.get("options", "")))
    return f"{words} ({schema[1]})" if schema else words


def course_id_of(root: Path) -> str:
    """What a course is called in the gradebook and the exchange.

    Args:
        root: The course's folder.

    Returns:
        What the environment or ``pyproject.toml`` says, else :data:`UNNAMED`.

    Raises:
        CourseError: It is no name that a folder can have.
    """
    path = root / "pyproject.toml"
    said = os.environ.get(COURSE_VARIABLE, "")
    if not said and path.is_file():
        try:
            settings = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CourseError(f"pyproject.toml cannot be read: {error}.") from error
        said = settings.get("tool", {}).get("backpass", {}).get("course", "")
    if said and not (isinstance(said, str) and re.fullmatch(r"[\w][\w.-]*", said)):
        raise CourseError(
            f"the course is called {said!r} in pyproject.toml or {COURSE_VARIABLE}; letters, "
            "digits, dots and hyphens are wanted, as in backprop-2026."
        )
    return said or UNNAMED


def folders_in(folder: Path) -> list[str]:
    """Names of the folders in a folder, in order; links and hidden ones are left out.

    Raises:
        OSError: It cannot be opened.
    """
    return sorted(
        one.name
        for one in folder.iterdir()
        if not one.name.startswith(".") and not one.is_symlink() and one.is_dir()
    )


def is_there(path: Path, *, if_closed: bool = False) -> bool:
    """Whether there is something at a path.

    Args:
        path: The path, which may lie in a folder that is closed to us.
        if_closed: The answer then.
    """
    try:
        return path.exists()
    except PermissionError:
        return if_closed


def quicken_imports() -> None:
    """Spare every command two seconds.

    jsonschema imports ``rfc3987_syntax`` for a check of addresses that notebooks never need, and
    that module builds a grammar on import. jsonschema does without it when it is not there.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
