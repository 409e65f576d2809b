"""Where measured tables stand in the documentation: between marks that a benchmark may rewrite."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from backpass.atomic import put as whole

ROOT = Path(__file__).resolve().parents[1]


def put(text: str, mark: str, block: str) -> str:
    """A document with the part between two marks replaced.

    Raises:
        ValueError: When the document has no such marks.
    """
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    head, found, rest = text.partition(start)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"there is no part between {start} and {end}; put these lines back")
    return f"{head}{start}\n{block}\n{end}{tail}"


def write(document: Path, blocks: Mapping[str, str]) -> None:
    """Put blocks between the marks of a document that is there; the rest is left alone."""
    text = document.read_text(encoding="utf-8")
    for mark, block in blocks.items():
        text = put(text, mark, block)
    whole(document, text.encode("utf-8"), 0o644)


def kept(document: Path, mark: str, block: str) -> str:
    """A new table with the rows of the old one that it does not measure again.

    Args:
        document: Where the old table stands.
        mark: Between which marks.
        block: The new table. Rows belong together by their first cell.

    Returns:
        The old order, each row as new as it can be, and new rows at the end.
    """
    _, _, rest = document.read_text(encoding="utf-8").partition(f"<!-- {mark} -->")
    old, _, _ = rest.partition(f"<!-- /{mark} -->")
    head, line, *rows = block.splitlines()
    firsts = dict.fromkeys(row.split(" | ")[0] for row in old.splitlines()[3:] if row.strip())
    if head not in old:
        return block
    lines = [head, line]
    for first in dict.fromkeys([*firsts, *(row.split(" | ")[0] for row in rows)]):
        new = [row for row in rows if row.split(" | ")[0] == first]
        lines += new or [row for row in old.splitlines() if row.split(" | ")[0] == first]
    return "\n".join(lines)


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table; columns after the first are numbers, and stand to the right."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def circumstances(*packages: str) -> str:
    """Where and when it was measured: versions, system, processor, cores and the date."""
    versions = [f"Python {platform.python_version()}", *(f"{p} {version(p)}" for p in packages)]
    today = datetime.now(UTC).date().isoformat()
    machine = [platform.system(), processor(), f"{os.cpu_count()} cores"]
    return ", ".join([*versions, *machine, today])


def processor() -> str:
    """The processor's name, as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown processor"
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or "unknown processor")
