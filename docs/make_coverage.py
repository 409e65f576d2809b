"""Writes docs/coverage.md: which cell of which chapter teaches which item of the lecture.

`make generated` runs it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backpass.atomic import put

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "coverage.md"
PARTS = {
    "C0": "Why gradients",
    "C1": "Simple expressions and what a gradient says",
    "C2": "Compound expressions and the chain rule",
    "C3": "What backpropagation is, intuitively",
    "C4": "Modularity: the sigmoid",
    "C5": "Backpropagation in practice: staged computation",
    "C6": "Patterns in the backward flow",
    "C7": "Gradients of vectorised operations",
    "C8": "Summary",
    "C9": "Backpropagation in a layered network",
}


def cells_by_id() -> dict[str, list[str]]:
    """The cells that teach each item, as links to their chapters."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "source").glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            continue
        link = f"../release/{path.stem}/{path.stem}.ipynb"
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for tag in cell["metadata"].get("tags", []):
                known = found.setdefault(tag, [])
                known.append(
                    f"`{cell['id']}`" if known else f"[{path.stem[:2]}]({link}) `{cell['id']}`"
                )
    return found


def page() -> str:
    """The text of docs/coverage.md."""
    listed = json.loads((ROOT / "tests" / "data" / "coverage.json").read_text(encoding="utf-8"))
    items: list[dict[str, Any]] = listed["items"]
    cells = cells_by_id()
    taught = sum(item["id"] in cells for item in items)
    lines = [
        "# What of the lecture is taught where",
        "",
        "The course follows the CS231n note “Backpropagation, Intuitions”, read beside five study",
        "notes on it. This is the list of what they teach, with the cells that teach it; the tests",
        "run those cells and look for the values. Written by `make generated`.",
        "",
        f"{taught} of {len(items)} items have their cell so far.",
    ]
    for part, title in PARTS.items():
        lines += ["", f"## {title}", "", "| id | what | cells |", "|---|---|---|"]
        for item in items:
            if item["id"].startswith(part):
                where = ", ".join(cells.get(item["id"], ["not yet"]))
                lines.append(f"| {item['id']} | {_in_a_table(item['text'])} | {where} |")
    lines += ["", "## Where the notes are wrong", ""]
    lines += [
        "The course has to be right there. The tests watch those that a finished chapter touches."
    ]
    lines += [""]
    lines += [
        f"- **{erratum['id']}** {_in_a_table(erratum['what'])}" for erratum in listed["errata"]
    ]
    return "\n".join(lines) + "\n"


def _in_a_table(text: str) -> str:
    """A text whose signs Markdown leaves alone."""
    for sign in ("\\", "|", "*", "_", "<", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text


if __name__ == "__main__":
    put(TARGET, page().encode("utf-8"), 0o644)
