"""Tables as learning management systems and spreadsheets write them, read strictly.

A table is understood as a whole or refused with one sentence that names the line and the column.
UTF-8 and UTF-16 are read, with a byte order mark or without; commas, semicolons and tabs; the line
``sep=;`` of Excel; cells such as ``="007"``, by which Excel is kept from taking off the zeros.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backpass.grading.course import CourseError
from backpass.grading.lms.moodle_words import in_english

LARGEST = 50 * 10**6
#: Sakai writes the assignment's title above the names of the columns, which begin with this one.
BELOW_A_TITLE = "display id"
EXCEL_TEXT = re.compile(r'="([^"]*)"')
SEPARATORS = ",;\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet runs
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One line of a table: where it begins in the file, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table that was understood.

    Attributes:
        name: What to call it in messages.
        header: The names of its columns, as they stand there, without the spaces around them.
        rows: What follows, without empty lines; each has as many cells as the header.
        separator: What stands between cells.
        encoding: How its text was written.
        above: What stands above the names of the columns; empty but in Sakai's tables.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    separator: str = ","
    encoding: str = "utf-8-sig"
    above: tuple[tuple[str, ...], ...] = ()

    def column(self, *names: str) -> int | None:
        """The place of the first of these columns that is there, whatever its case.

        Where there is none, words of Moodle's other languages are tried.

        Args:
            names: Names of columns in English, the best first.

        Raises:
            CourseError: The column is there twice.
        """
        small = [column.casefold() for column in self.header]
        local = [in_english(column) for column in self.header]
        for written, name in [*((small, one) for one in names), *((local, one) for one in names)]:
            places = [place for place, column in enumerate(written) if column == name.casefold()]
            if len(places) > 1:
                raise CourseError(
                    f"{self.name}: the column {self.header[places[0]]!r} is there twice (columns "
                    f"{' and '.join(str(place + 1) for place in places)}). Take one of them out."
                )
            if places:
                return places[0]
        return None

    def at(self, row: Row, column: int) -> str:
        """Where a cell is, as it is said in messages.

        Args:
            row: The row.
            column: The number of the column, from 0.
        """
        return f"{self.name}, line {row.line}, column {self.header[column]!r}"


def read_table(path: Path, name: str | None = None) -> Table:
    """Read a file.

    Args:
        path: The file.
        name: What to call it; its file name when left out.

    Raises:
        CourseError: It cannot be understood; says where and why.
    """
    name = name or path.name
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise CourseError(f"{name} cannot be read: {error.strerror}.") from error
    if len(content) > LARGEST:
        raise CourseError(f"{name} is larger than {LARGEST // 10**6} MB, which no such table is.")
    return parse_table(content, name)


def parse_table(content: bytes, name: str) -> Table:
    """Understand the bytes of a file.

    Args:
        content: The file's bytes.
        name: What messages call it.

    Raises:
        CourseError: They are no such table; says where and why.
    """
    if content[:4] == b"PK\x03\x04":
        raise CourseError(f"{name} is a workbook or an archive. Save it as CSV, in UTF-8.")
    text, encoding = _decoded(content, name)
    lines = text.splitlines(keepends=True)
    offset, separator = 0, ""
    if lines and (said := re.fullmatch(r"sep=([,;\t])\s*", lines[0], re.IGNORECASE)):
        offset, separator, text = 1, said[1], "".join(lines[1:])
    separator = separator or _separator(text)
    rows = list(_rows(text, separator, name, offset))
    if not rows:
        raise CourseError(f"{name} is empty.")
    above: tuple[tuple[str, ...], ...] = ()
    if len(rows) > 1 and rows[1].cells[0].strip().casefold() == BELOW_A_TITLE:
        above, rows = (rows[0].cells,), rows[1:]
    header = tuple(cell.strip() for cell in rows[0].cells)
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise CourseError(f"{name}, line {rows[0].line}: the names of the columns are missing.")
    return Table(
        name,
        header,
        tuple(_fitted(row, header, name) for row in rows[1:]),
        separator,
        encoding,
        above,
    )


def _decoded(content: bytes, name: str) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content[1:200:2].count(0) > len(content[1:200:2]) // 2:
        encoding = "utf-16-le"  # Blackboard's, where somebody took off the mark
    elif content[0:200:2].count(0) > len(content[0:200:2]) // 2:
        encoding = "utf-16-be"
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
        if "\0" in text:  # no database takes it
            line = text[: text.index("\0")].count("\n") + 1
            raise CourseError(
                f"{name}, line {line}: a zero byte stands there, so the file is damaged or no "
                "table. Export it anew."
            )
        return text, encoding
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CourseError(
            f"{name}, line {line}: this is not {encoding.removesuffix('-sig').upper()} text. Save "
            "the file as CSV in UTF-8."
        ) from error


def _separator(text: str) -> str:
    """What stands between the cells of the first line, outside quotes."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"(?:[^"]|"")*"', "", first)
    return max(SEPARATORS, key=bare.count)


def _rows(text: str, separator: str, name: str, offset: int) -> Iterable[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = offset + before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield Row(line, tuple(_plain(cell) for cell in cells))
    except csv.Error as error:
        raise CourseError(
            f"{name}, line {offset + before + 1}: {error}. A quotation mark that is not closed, or "
            "one inside a cell that is not doubled, is the usual cause."
        ) from error


def _plain(cell: str) -> str:
    found = EXCEL_TEXT.fullmatch(cell.strip())
    return found[1] if found else unguarded(cell)


def _fitted(row: Row, header: tuple[str, ...], name: str) -> Row:
    """A line with as many cells as there are columns."""
    cells = row.cells
    if len(cells) > len(header) and not any(cell.strip() for cell in cells[len(header) :]):
        cells = cells[: len(header)]
    if len(cells) != len(header):
        first = header[len(cells)] if len(cells) < len(header) else cells[len(header)]
        what = f"nothing for {first!r}" if len(cells) < len(header) else f"no column for {first!r}"
        raise CourseError(
            f"{name}, line {row.line}: it has {len(cells)} cells and the first line has "
            f"{len(header)}, so there is {what}. Is a comma missing, or one without quotes?"
        )
    return Row(row.line, cells)


def written(rows: Iterable[Sequence[object]], separator: str, encoding: str) -> bytes:
    """Rows as a file: what needs quotes has them.

    Args:
        rows: The first one has the columns' names.
        separator: What stands between cells.
        encoding: ``"utf-16"`` is written as Blackboard does, little end first, with its mark.
    """
    text = csv_text(rows, separator, "\r\n")
    if encoding.startswith("utf-16"):
        return b"\xff\xfe" + text.encode("utf-16-le")
    return text.encode(encoding)


def csv_text(rows: Iterable[Sequence[object]], separator: str = ",", end: str = "\n") -> str:
    """Rows as a table of which a spreadsheet takes no cell for a formula.

    Every table that is written goes through here, and nothing else guards a cell.

    Args:
        rows: The first one has the columns' names.
        separator: What stands between cells.
        end: What ends a line.
    """
    lines = []
    for row in rows:
        line = io.StringIO()
        # with both characters at the end, a cell that holds either of them gets its quotes
        csv.writer(line, delimiter=separator, lineterminator="\r\n").writerow(map(harmless, row))
        lines.append(line.getvalue().removesuffix("\r\n") + end)
    return "".join(lines)


def harmless(value: object) -> object:
    """A value that no spreadsheet takes for a formula; a number stays one, in a text as well."""
    if isinstance(value, str) and value.startswith(FORMULA) and not NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def unguarded(cell: str) -> str:
    """A cell as it was before :func:`harmless`, or a spreadsheet, set a mark before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
