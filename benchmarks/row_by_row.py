"""What samplers share: a row for each exercise, printed as it comes, with what is wrong in it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from benchmarks.page import kept, write
from benchmarks.rates import DOC


class Troubled(Protocol):
    """A row of a table."""

    exercise: str
    trouble: list[str]


Row = TypeVar("Row", bound=Troubled)


def sampler(words: str | None) -> argparse.ArgumentParser:
    """The command line of a sampler: which exercises, and whether to write its table.

    Args:
        words: What it does, in its module's first line.
    """
    parser = argparse.ArgumentParser(description=(words or "").splitlines()[0])
    parser.add_argument("--only", nargs="*", help="exercises")
    parser.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    return parser


def row_by_row(
    rows: Iterable[Row], mark: str, table_of: Callable[[list[Row]], str], chosen: argparse.Namespace
) -> int:
    """Print rows as they come, and write their table where that was asked for.

    Args:
        rows: Made one by one.
        mark: Between which marks of ``docs/judge.md`` the table stands.
        table_of: Makes the table.
        chosen: The command line.

    Returns:
        1 where something is not as it should be.
    """
    every = list[Row]()
    for row in rows:
        every.append(row)
        print(table_of([row]).splitlines()[-1], flush=True)
        for words in row.trouble:
            print(f"TROUBLE {row.exercise}: {words}", flush=True)
    if chosen.write:
        write(DOC, {mark: kept(DOC, mark, table_of(every))})
    return int(any(row.trouble for row in every))
