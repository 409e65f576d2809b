"""Collecting what students handed in: plain files of bounded size, and nothing through a link.

nbgrader's own ``collect`` and ``zip_collect`` copy what a link leads to, so a student who hands in
a link to a file of the instructor's would find that file in the feedback; and one folder that is
too large, or one damaged archive, stops the collecting for everybody after it. Named in
``nbgrader_config.py`` as ``c.ExchangeFactory.collect`` and ``c.ZipCollectApp.extractor_plugin``.
"""

from __future__ import annotations

import io
import os
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.plugins.zipcollect import ExtractorPlugin
from nbgrader.utils import ignore_patterns

from backpass.grading.intake.regular_files import NotPlain, opened, plain_files, read

KB = 1000  # as nbgrader counts
#: What an archive may hold unpacked, in bytes, and in files.
MAX_UNPACKED, MAX_MEMBERS = 500 * 10**6, 20_000
#: How deep archives may lie in archives.
MAX_NESTED = 4


class Collect(ExchangeCollect):
    """nbgrader's collecting, for files that strangers made."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the plain files of one submission; what is left out is said in the log.

        The folder is made in any case, so that whoever handed in nothing that counts is graded,
        and told why.
        """
        del log
        source, target = Path(src), Path(dest)
        target.mkdir(parents=True, exist_ok=True)
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
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
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


def refuse_bombs(path: Path) -> None:
    """Make sure that an archive, with those inside it, does not grow beyond measure.

    Raises:
        NotPlain: It would.
    """
    with path.open("rb") as file:
        size = count = 0
        for member_size in _sizes(file):
            size, count = size + member_size, count + 1
            if size > MAX_UNPACKED or count > MAX_MEMBERS:
                raise NotPlain(
                    f"it holds more than {MAX_UNPACKED // 10**6} MB or {MAX_MEMBERS:,} files"
                )


def _sizes(file: BinaryIO, depth: int = 0) -> Iterator[int]:
    """Bytes of each file in an archive, and in the archives in it; nothing for other files."""
    if depth > MAX_NESTED:
        raise NotPlain(f"it holds archives in archives, more than {MAX_NESTED} deep")
    for name, size, inner in _members(file):
        yield size
        if name.endswith((".zip", ".gz")):
            yield from _sizes(inner(), depth + 1)


def _members(file: BinaryIO) -> Iterator[tuple[str, int, Callable[[], BinaryIO]]]:
    """Name, size and content of each file in an archive."""
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            for entry in archive.infolist():
                yield entry.filename, entry.file_size, partial(_whole, archive.open, entry)
        return
    file.seek(0)
    with suppress(tarfile.ReadError), tarfile.open(fileobj=file) as tar:
        for member in tar:
            if member.isfile():
                yield member.name, member.size, partial(_whole, tar.extractfile, member)


def _whole(open_it: Callable[[Any], Any], member: Any) -> BinaryIO:
    """A member in memory: its size was counted before."""
    with open_it(member) as content:
        return io.BytesIO(content.read(MAX_UNPACKED + 1))
