"""Pairs side by side on a page, as a table, and as a data set for Dolos."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from backpass.atomic import put
from backpass.grading.common.pages import templates
from backpass.grading.course import Course
from backpass.grading.lms.tables import csv_text
from backpass.grading.similarity.compare import Pair, Work, threshold
from backpass.grading.similarity.words import level

SHOWN = 60  # pairs that are shown side by side; the table has them all
LONGEST = 4000  # letters of one cell


@dataclass(frozen=True)
class CodeLine:
    """A line of code, and whether the other has it, too, names aside."""

    text: str
    shared: bool


def write_pages(
    course: Course,
    found: Mapping[str, tuple[Sequence[Work], Sequence[Pair]]],
    names: Mapping[str, str],
) -> Path:
    """Write ``reports/similar.html`` and ``reports/similar.csv``.

    Args:
        course: The course.
        found: Work and pairs by chapter.
        names: Students' names.
    """
    rows: list[list[object]] = [
        ["chapter", "one", "name", "other", "name", "bits", "likeness", "where"]
    ]
    chapters = []
    for chapter, (works, pairs) in found.items():
        by = {work.who: work for work in works}
        for pair in pairs:
            where = ", ".join(f"{name} {bits:.1f}" for name, bits in pair.reasons.items())
            whose = [pair.one, names.get(pair.one, ""), pair.other, names.get(pair.other, "")]
            bits, likeness = f"{pair.bits:.1f}", f"{pair.likeness:.2f}"
            rows.append([chapter, *whose, bits, likeness, where])
        beside = [(pair, _beside(by[pair.one], by[pair.other], pair)) for pair in pairs[:SHOWN]]
        chapters.append((chapter, len(works), len(pairs), threshold(len(works)), beside))
    text = (
        templates("backpass.grading.similarity")
        .get_template("similar.html")
        .render(
            chapters=chapters,
            names=names,
            shown=SHOWN,
            written=datetime.now().astimezone(),
        )
    )
    put(course.reports / "similar.csv", csv_text(rows).encode("utf-8", "replace"), 0o600)
    put(course.reports / "similar.html", text.encode("utf-8", "replace"), 0o600)
    return course.reports / "similar.html"


def _beside(
    one: Work, other: Work, pair: Pair
) -> list[tuple[str, float, list[CodeLine], list[CodeLine]]]:
    shown = []
    for name, bits in pair.reasons.items():
        mine, theirs = one.answers.get(name), other.answers.get(name)
        if name in ("own cells", "comments", "names"):
            mine = "\n\n".join([*one.own, *one.texts]) if name == "own cells" else None
            theirs = "\n\n".join([*other.own, *other.texts]) if name == "own cells" else None
            if mine is None:
                mine, theirs = _shared_words(one, other, name)
        if mine and theirs:
            shown.append((name, bits, *_marked(mine[:LONGEST], theirs[:LONGEST])))
    return shown


def _shared_words(one: Work, other: Work, kind: str) -> tuple[str, str]:
    def words(work: Work) -> set[str]:
        codes = [level(source) for source in [*work.answers.values(), *work.own]]
        return {word for code in codes for word in getattr(code, kind)}

    both = "\n".join(sorted(words(one) & words(other)))
    return both, both


def _marked(mine: str, theirs: str) -> tuple[list[CodeLine], list[CodeLine]]:
    def levelled(line: str) -> str:
        return level(line.strip()).text

    left = {levelled(line) for line in mine.splitlines()}
    right = {levelled(line) for line in theirs.splitlines()}
    both = (left & right) - {""}
    return (
        [CodeLine(line, levelled(line) in both) for line in mine.splitlines()],
        [CodeLine(line, levelled(line) in both) for line in theirs.splitlines()],
    )


def write_dolos(
    course: Course, chapter: str, works: Sequence[Work], names: Mapping[str, str]
) -> Path:
    """Write ``reports/dolos-CHAPTER.zip``, as Dolos takes it: files and ``info.csv``.

    Args:
        course: The course.
        chapter: The chapter.
        works: What was handed in.
        names: What students are called, by id.
    """
    held, info = io.BytesIO(), [["filename", "full_name", "id", "labels"]]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for work in works:
            file = f"{work.who.replace('/', '-')}.py"
            label = "this class" if work.ours else work.who.partition("/")[0]
            info.append([file, names.get(work.who, work.who), work.who, label])
            cells = [*work.answers.values(), *work.own]
            archive.writestr(file, "\n\n\n".join(cells) + "\n")
        archive.writestr("info.csv", csv_text(info))
    path = course.reports / f"dolos-{chapter}.zip"
    put(path, held.getvalue(), 0o600)
    return path
