"""What is in a download: its files, and the notebooks in the archives that students handed in."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from backpass.grading.course import CourseError
from backpass.grading.intake.archives import MAX_NESTED, within_bounds
from backpass.grading.intake.regular_files import NotPlain, plain_files
from backpass.grading.lms.downloads import NOTEBOOK

#: How a notebook's name may end after a browser or an editor has saved it as text.
_OTHER_ENDING = re.compile(r"(?i)(?:\.ipynb)?\.(?:txt|json)$")
#: Folders in an archive in which programs keep copies of their own.
_NOT_HANDED_IN = frozenset({"__MACOSX", ".ipynb_checkpoints", ".Trash", ".git"})
#: What strangers' files and archives do to whoever reads them.
UNREADABLE = (OSError, zipfile.BadZipFile, NotPlain, RuntimeError, NotImplementedError, zlib.error)
MOST_FILES = 200_000  # of a download: of every system a class of 10,000 needs fewer
LARGEST = 100 * 10**6  # bytes of one file of a download


@dataclass(frozen=True)
class File:
    """A file of a download: its path there, and how to read it."""

    place: str
    read: Callable[[], bytes]


def files_in(path: Path) -> Iterator[File]:
    """The files of an archive or a folder, those of archives in it included.

    Raises:
        CourseError: It is no archive, is damaged, or holds too many files.
    """
    if path.is_dir():
        for file in plain_files(path):
            yield from _opened(file.relative_to(path).as_posix(), _reader(file))
        return
    try:
        with path.open("rb") as opened:
            if not zipfile.is_zipfile(opened):
                raise CourseError(f"{path.name} is no zip archive. Give the download as it came.")
        content = zipfile.ZipFile(path)  # once: its list of files is long where a class is large
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise CourseError(f"{path.name} is damaged: {error}. Download it again.") from error
    if len(content.infolist()) > MOST_FILES:
        raise CourseError(
            f"{path.name} holds more than {MOST_FILES:,} files. Nothing was collected."
        )
    for entry in content.infolist():
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if not (entry.is_dir() or place.is_absolute() or ".." in place.parts):
            yield from _opened(str(place), partial(_whole, content, entry))


def _reader(path: Path) -> Callable[[], bytes]:
    def read() -> bytes:
        if path.stat().st_size > LARGEST:
            raise NotPlain(f"it is larger than {LARGEST // 10**6} MB")
        return path.read_bytes()

    return read


def _whole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > LARGEST:
        raise NotPlain(f"it is larger than {LARGEST // 10**6} MB")
    return archive.read(entry)


def _opened(place: str, read: Callable[[], bytes]) -> Iterator[File]:
    """A file, or the notebooks in an archive that a student handed in."""
    if place.endswith(".zip"):
        try:
            within_bounds(io.BytesIO(read()))
            found = list(_notebooks_in(read))
        except UNREADABLE:
            pass  # it is left out by its name, as what is no notebook
        else:
            for name, inner in found:
                yield File(f"{place.removesuffix('.zip')}_{name}", inner)
            return
    has_other = _OTHER_ENDING.search(place) or not PurePosixPath(place).suffix
    if has_other and _is_a_notebook(read):
        place = f"{_OTHER_ENDING.sub('', place)}{NOTEBOOK}"
    yield File(place, read)


def _is_a_notebook(read: Callable[[], bytes]) -> bool:
    """Whether a file is a notebook by what it holds: browsers save some as text."""
    try:
        content = read()
    except UNREADABLE:
        return False
    begins = content[:100].removeprefix(codecs.BOM_UTF8).lstrip()
    return begins.startswith(b"{") and b'"cells"' in content and b'"nbformat"' in content


def _notebooks_in(
    read: Callable[[], bytes], depth: int = 0
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Names of notebooks in an archive, and in those in it, and how to read each.

    The archive is opened again for each notebook that is read: nobody keeps those of a whole class.
    """

    def inner(entry: zipfile.ZipInfo) -> bytes:
        with zipfile.ZipFile(io.BytesIO(read())) as archive:
            return _whole(archive, entry)

    with zipfile.ZipFile(io.BytesIO(read())) as archive:
        entries = archive.infolist()
    for entry in entries:
        place = PurePosixPath(entry.filename.replace("\\", "/"))
        if place.name.startswith(".") or not _NOT_HANDED_IN.isdisjoint(place.parts):
            continue
        if place.name.endswith(NOTEBOOK):
            yield place.name, partial(inner, entry)
        elif place.name.endswith(".zip") and depth < MAX_NESTED:
            yield from _notebooks_in(partial(inner, entry), depth + 1)
