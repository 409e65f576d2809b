"""How simulated submissions are handed in: as they should be, cut off, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def _as_it_should_be(folder: Path, chapter: str, text: str) -> None:
    write(folder / f"{chapter}.ipynb", text)


def _cut_off(folder: Path, chapter: str, text: str) -> None:
    write(folder / f"{chapter}.ipynb", text[: len(text) * 2 // 3])


def _empty_file(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    write(folder / f"{chapter}.ipynb", "")


def _wrong_name(folder: Path, chapter: str, text: str) -> None:
    write(folder / f"{chapter} (1).ipynb", text)


def _no_notebook(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    write(folder / "answers.txt", "I could not open the notebook, so here is my text.\n")


def _empty_folder(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    folder.mkdir(parents=True)


def _not_a_notebook(folder: Path, chapter: str, text: str) -> None:  # noqa: ARG001
    write(folder / f"{chapter}.ipynb", "<!DOCTYPE html>\n<title>Sign in</title>\n")


HANDINGS: dict[str, tuple[Callable[[Path, str, str], None], str]] = {
    "as it should be": (_as_it_should_be, "Handed in as it should be."),
    "broken JSON": (_cut_off, "The file breaks off in the middle."),
    "empty file": (_empty_file, "The file is empty."),
    "wrong file name": (_wrong_name, "The notebook has another name."),
    "missing file": (_no_notebook, "A text file instead of the notebook."),
    "empty folder": (_empty_folder, "The folder is empty."),
    "not a notebook": (_not_a_notebook, "A web page saved under the notebook's name."),
}


def write(path: Path, text: str) -> None:
    """Write a text, and the folders that it needs.

    Args:
        path: The file.
        text: The text.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
