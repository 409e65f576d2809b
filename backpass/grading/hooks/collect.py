"""Collect what students handed in: only plain files of limited size, and no links.

nbgrader's own ``collect`` and ``zip_collect`` copy what a link leads to, so a student who hands in
a link to a file of the instructor's would find that file in the feedback; and one folder that is
too large, or one damaged archive, stops the collecting for everybody after it. Named in
``nbgrader_config.py`` as ``c.ExchangeFactory.collect`` and ``c.ZipCollectApp.extractor_plugin``.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin
from nbgrader.utils import ignore_patterns

from backpass.atomic import UNFINISHED, moved, put, take_away_unfinished
from backpass.grading.course import Course
from backpass.grading.intake.archives import refuse_bombs
from backpass.grading.intake.regular_files import NotPlain, opened, plain_files, read
from backpass.grading.lms.collecting import ChosenFile, sorted_out

KB = 1000  # as nbgrader counts


class Collect(ExchangeCollect):
    """nbgrader's collecting, for files that strangers made."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the plain files of one submission; what is left out is said in the log.

        The folder is made in any case, so that whoever handed in nothing that counts is graded,
        and told why. It is there as a whole or not at all: nbgrader takes a folder that is there
        for one that was collected.
        """
        del log
        source, target = Path(src), Path(dest)
        if target.exists():
            self._copy_all(source, target)
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        take_away_unfinished(target.parent)
        prefix = f"{UNFINISHED}{os.getpid()}-"
        with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent) as folder:
            begun = Path(folder, target.name)
            begun.mkdir()
            self._copy_all(source, begun)
            moved(begun, target)

    def _copy_all(self, source: Path, target: Path) -> None:
        if source.is_symlink():
            self.log.warning("%s is a link; nothing of it was collected", source)
            return
        left = KB * self.coursedir.max_dir_size
        wanted = set(plain_files(source))
        for path in self._not_ignored(source):
            if path not in wanted:
                self.log.warning("%s is no plain file of its own and was not collected", path)
                continue
            left -= self._copied(path, target / path.relative_to(source), left)

    def _not_ignored(self, source: Path) -> Iterator[Path]:
        directory = self.coursedir
        ignored = ignore_patterns(exclude=directory.ignore, include=directory.include)
        for place, folders, names in os.walk(source, followlinks=False):
            out = set(ignored(place, [*folders, *names]))
            folders[:] = [name for name in folders if name not in out]
            links = [name for name in folders if Path(place, name).is_symlink()]
            yield from (Path(place, name) for name in sorted({*names, *links} - out))

    def _copied(self, path: Path, target: Path, left: int) -> int:
        """Copy one file; how many bytes that took."""
        most = min(left, KB * self.coursedir.max_file_size)
        try:
            with opened(path) as (descriptor, _):
                content = read(descriptor, most)
            if len(content) > most:
                raise NotPlain(f"{path.name} is too large, alone or with what came before it.")
            put(target, content, 0o644)
        except (NotPlain, OSError) as error:
            self.log.warning("%s was not collected: %s", path, error)
            return 0
        return len(content)


class Extractor(ExtractorPlugin):
    """nbgrader's unpacking of archives, each by itself, and only plain files of bounded size."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack or copy what lies in a folder; what cannot be, is said in the log."""
        archives, out = Path(archive_path), Path(extracted_path)
        wanted = set(plain_files(archives))
        for place, _, names in os.walk(archives, followlinks=False):
            for path in (Path(place, name) for name in sorted(names)):
                if path not in wanted:
                    self.log.warning("%s is no plain file of its own and was left out", path)
                    continue
                try:
                    self._extract_one(path, path.relative_to(archives), out)
                except Exception as error:  # whatever a stranger's archive does to its unpacker
                    self.log.warning("%s could not be unpacked and was left out: %s", path, error)

    def _extract_one(self, path: Path, place: Path, out: Path) -> None:
        refuse_bombs(path)
        with tempfile.TemporaryDirectory(prefix="backpass-unpack-") as folder:
            alone, unpacked = Path(folder, "in"), Path(folder, "out")
            (alone / place).parent.mkdir(parents=True)
            unpacked.mkdir()
            shutil.copyfile(path, alone / place)
            super().extract(str(alone), str(unpacked))
            for found in plain_files(unpacked):
                target = out / found.relative_to(unpacked)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found, target)


class Collector(FileNameCollectorPlugin):
    """nbgrader's reading of file names, for those of known systems.

    Students are found by ``roster.csv``. Of several files of one student the newest counts; what is
    left out, and who is missing, is said in the log.
    """

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """Whose file this is, what it is, and when it came; None for what does not count.

        A course that says itself how its files are called (``named_regexp``) is taken at its word.
        """
        if self.named_regexp:
            found_by_name: dict[str, Any] | None = super().collect(submitted_file)
            return found_by_name
        path = Path(submitted_file)
        if not path.is_absolute():
            path = self._folder() / path
        chosen = self._chosen(self._folder()).get(path)
        if chosen is None:
            return None
        found: dict[str, Any] = {"student_id": chosen.student, "file_id": chosen.name}
        if chosen.moment is not None:
            found["timestamp"] = f"{chosen.moment:%Y-%m-%d %H:%M:%S} UTC"
        return found

    def _folder(self) -> Path:
        """The folder of all that was unpacked for the assignment."""
        app = self.parent
        return Path(app._format_collect_path(app.extracted_directory))

    def _chosen(self, folder: Path) -> dict[Path, ChosenFile]:
        if not hasattr(self, "_sorted"):
            coursedir = self.parent.coursedir
            course = Course(Path(coursedir.root).resolve())
            out = sorted_out(course, [folder], coursedir.assignment_id)
            for line in out.left_out:
                self.log.warning(line)
            if out.missing:
                self.log.warning("Nothing came from: %s", ", ".join(out.missing))
            self._sorted = {folder / one.place: one for one in out.chosen}
        return self._sorted
