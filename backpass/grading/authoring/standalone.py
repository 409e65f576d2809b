"""A chapter as a single file: the student package is packed into the notebook.

The package is packed as one line of text in a code cell that is folded up; the cell after it
unpacks it and says how to read it. Instructors' modules, hidden tests and answers stay here. Only a
self-learner's notebook holds the chapter's solutions, sealed, to be opened after trying.
"""

from __future__ import annotations

import ast
import base64
import bz2
import io
import json
import re
import tokenize
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode

import backpass
from backpass import solutions
from backpass.atomic import put
from backpass.contracts import CONTRACTS
from backpass.grading.authoring import quiz_key
from backpass.grading.authoring.added import BADGE, INSTALL, OPENING
from backpass.grading.authoring.tidy import IMPORTS_CHECK, written
from backpass.grading.authoring.translation import code
from backpass.grading.common.language import ENGLISH, language_of
from backpass.grading.course import Course, CourseError
from backpass.languages import said
from backpass.questions import guesses, quiz

#: Rooms and files of the package that no learner calls: how exercises are judged and put in words.
INNER = frozenset(
    "checking diagnosis drawing/svg judging/called_again judging/cases judging/compared "
    "judging/errors_in_words judging/judge judging/manners judging/observe judging/own_forward "
    "judging/plan judging/quiz judging/remembered judging/stopped judging/trial likeness "
    "notebook/lost_names notebook/newest "
    "questions/as_typed questions/foreseen value_mistakes value_programs".split()
)
#: Kinds of files that belong to the student package.
KINDS = {".py", ".json", ".toml", ".typed"}
PACKED, UNPACK = "packed", "unpack"
FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}

PACKED_SOURCE = """\
# @title The course's package, packed into text. The next cell unpacks it and says how to read it.
PACKED = "{packed}"
"""
UNPACK_SOURCE = """\
# This file brings the course's package, backpass, with it: packed, in the cell above. To read it:
# list(package) names its files, and print(package["backpass/check.py"]) shows one of them.
import atexit
import base64
import bz2
import json
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

package = json.loads(bz2.decompress(base64.b85decode(PACKED)))
needed = [name for name in ("numpy", "matplotlib", "ipywidgets") if find_spec(name) is None]
if sys.version_info < (3, 11):
    print("Backpass needs Python 3.11 or newer; this is", sys.version.split()[0])
elif needed:
    print("Please install first, for instance in a new cell: %pip install", *needed)
elif "backpass" not in sys.modules:
    unpacked = tempfile.mkdtemp(prefix="backpass-")
    atexit.register(shutil.rmtree, unpacked, ignore_errors=True)
    for name, text in package.items():
        file = Path(unpacked, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    sys.path.insert(0, unpacked)
"""
IN_COLAB = "Open this chapter in Colab"
WITH_SOLUTIONS = "    from backpass.solutions import solution\n"
REGION_LINE = re.compile(r"(?m)^[ ]*### (?:BEGIN|END) SOLUTION[ ]*\n?")
PICTURE = re.compile(rf"!\[[^\]]*\]\({re.escape(BADGE)}\)")
RELATIVE = re.compile(r"\]\(\.\./([\w-]+)/\1\.ipynb")


def export(
    course: Course,
    chapters: list[str],
    into: Path,
    *,
    self_learner: bool = False,
    overwrite: bool = False,
    language: str = ENGLISH,
) -> list[Path]:
    """Write released chapters as files that stand alone.

    Args:
        course: The course.
        chapters: Names of chapters; they must have been released.
        into: The folder to write to; made where it is missing.
        self_learner: Whether the solutions go with it, sealed.
        overwrite: Whether files of the same name are replaced.
        language: The code of the language to write them in, such as ``"ko"``.

    Returns:
        The files that were written, in order.

    Raises:
        CourseError: A chapter was never released, or not in this language, or a file is there
            already. Nothing was written.
    """
    paths = [into / f"{chapter}.ipynb" for chapter in chapters]
    there = [path for path in paths if path.exists()]
    if there and not overwrite:
        raise CourseError(
            f"{there[0]} is there already, and somebody's work may be in it. Take another folder "
            "(--into), or replace it (--overwrite). Nothing was written."
        )
    texts = {}
    for path, chapter in zip(paths, chapters, strict=True):
        notebook = standalone(course, chapter, self_learner=self_learner, language=language)
        texts[path] = _encoded(written(notebook), chapter)
    try:
        into.mkdir(parents=True, exist_ok=True)
        for path in paths:
            put(path, texts[path], 0o644)
    except OSError as error:
        raise CourseError(f"{into} cannot be written to: {error}.") from error
    return paths


def _encoded(text: str, chapter: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise CourseError(
            f"{chapter} holds half a character ({error.object[error.start]!a}), which no file "
            "can hold. Take it out of its source and release it again. Nothing was written."
        ) from error


def words() -> list[str]:
    """What an exported notebook says besides its chapter, as the catalogues know it."""
    cells = (PACKED_SOURCE, UNPACK_SOURCE)
    return [piece.words for cell in cells for piece in code.pieces(cell)] + [IN_COLAB]


def standalone(
    course: Course, chapter: str, *, self_learner: bool = False, language: str = ENGLISH
) -> NotebookNode:
    """One released chapter with the package inside.

    Args:
        course: The course.
        chapter: A chapter that was released.
        self_learner: Whether its solutions go with it, sealed.
        language: The code of the language to write it in.

    Raises:
        CourseError: The chapter was never released, or not in this language.
    """
    notebook = nbformat.read(course.require_release(chapter, language), 4)
    quiz_key.require_fresh(course, [chapter])
    files = of_one_chapter(package_files(language_of(notebook)), chapter)
    licence = course.root / "LICENSE"
    if licence.is_file():
        files["backpass/LICENSE"] = licence.read_text(encoding="utf-8")
    answers = solutions_of(course, chapter) if self_learner else {}
    if self_learner:
        sealed = {name: solutions.seal(name, code) for name, code in answers.items()}
        files[f"backpass/{solutions.SEALED}"] = json.dumps(sealed, indent=1)
    cells: list[NotebookNode] = []
    first = True
    for cell in notebook.cells:
        if cell.cell_type == "code" and first:
            cells += carrying(files, self_learner=self_learner, language=language)
            first = False
        if cell.id == INSTALL:
            continue
        cells.append(cell)
        if cell.cell_type == "code":
            # after a restart nothing finds a package that is in the notebook, and the cell is to
            # say that the cells above come first, not that a module is missing
            cell.source = cell.source.removeprefix(IMPORTS_CHECK)
        if cell.cell_type == "markdown":
            cell.source = _on_its_own(cell, language)
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "").removeprefix("test_")
        if cell.id == f"test_{name}" and name in answers:
            call = nbformat.v4.new_code_cell(f'solution("{name}")', id=f"solution_{name}")
            cells.append(call)
    notebook.cells = cells
    return notebook


def carrying(
    files: dict[str, str], *, self_learner: bool = False, language: str = ENGLISH
) -> list[NotebookNode]:
    """The two cells that bring files to a kernel: one holds them, one unpacks them.

    Args:
        files: Texts by file name.
        self_learner: Whether the solutions among them can be opened.
        language: The code of the language of what the cells say.
    """
    packed = _packed(*_apart(files))
    holding, unpack = (
        code.replaced(cell, lambda english: said(english, language))
        for cell in (PACKED_SOURCE, UNPACK_SOURCE + (WITH_SOLUTIONS if self_learner else ""))
    )
    return [
        nbformat.v4.new_code_cell(
            holding.format(packed=packed).rstrip("\n"), id=PACKED, metadata=FOLDED
        ),
        nbformat.v4.new_code_cell(unpack.rstrip("\n"), id=UNPACK),
    ]


def _apart(files: dict[str, str]) -> list[bytes]:
    """The files as JSON, in two pieces: code with words behind it, and sealed texts.

    Sealed texts look like noise: whatever is packed together with them is packed worse.
    """
    order = sorted(files, key=lambda name: (name.endswith(".json"), name))
    plain = {name: files[name] for name in order if "sealed" not in name}
    sealed = {name: files[name] for name in order if "sealed" in name}
    first, second = (json.dumps(some, ensure_ascii=False) for some in (plain, sealed))
    return [f"{first[:-1]}, ".encode(), second[1:].encode()] if sealed else [first.encode()]


def _packed(*pieces: bytes) -> str:
    """Each piece by itself: bz2 reads what stands one behind the other as one."""
    return base64.b85encode(b"".join(map(_compressed, pieces))).decode()


@lru_cache(maxsize=4)  # chapters of one language carry the same code
def _compressed(piece: bytes) -> bytes:
    return bz2.compress(piece, 9)


def of_one_chapter(files: dict[str, str], chapter: str) -> dict[str, str]:
    """Files of the package with the sealed guesses and replies of one chapter alone.

    Args:
        files: What :func:`package_files` returned.
        chapter: The chapter that carries them: nothing in it asks for those of another one.
    """
    of = {
        f"backpass/{guesses.SEALED}": lambda _, sealed: sealed["chapter"] == chapter,
        f"backpass/{quiz.SEALED}": lambda name, _: CONTRACTS[name].chapter == chapter,
    }
    kept = dict(files)
    for file, belongs in of.items():
        every = json.loads(files[file])
        own = {name: sealed for name, sealed in every.items() if belongs(name, sealed)}
        kept[file] = json.dumps(own, indent=1)
    return kept


def package_files(language: str | None = None) -> dict[str, str]:
    """The student package: the text of each file by its name. The instructor's side is left out.

    Args:
        language: The one language whose words go with it beside the English; all when left out.
    """
    folder = Path(backpass.__file__).parent
    files = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        words = parts[0] == "languages" and path.suffix == ".json"
        if words and language is not None and path.stem != language:
            continue
        if path.suffix in KINDS and not {"grading", "__pycache__"} & set(parts):
            text = path.read_text(encoding="utf-8")
            inner = _is_inner(parts)
            files["/".join(("backpass", *parts))] = (
                without_comments(text, inner) if path.suffix == ".py" else text
            )
    files.pop(f"backpass/{solutions.SEALED}", None)
    return files


def _is_inner(parts: tuple[str, ...]) -> bool:
    """Whether a file of the package, by its way from there, is of those that no learner calls."""
    return not {parts[0], "/".join(parts).removesuffix(".py")}.isdisjoint(INNER)


@cache
def without_comments(source: str, inner: bool = False) -> str:
    """Python source without comments, empty lines, and what private functions say of themselves.

    A file to carry is small. What a learner may ask for, by ``help(check)`` say, keeps its words.
    Each is worked out once: all chapters, in all languages, carry the same files.

    Args:
        source: The source of a module.
        inner: Whether no learner has anything to do with it, so that all in it counts as private.
    """
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            code = lines[row - 1][:column].rstrip()
            lines[row - 1] = f"{code}\n" if code else ""
        elif token.type == tokenize.NL and not token.line.strip():
            lines[token.start[0] - 1] = ""
    for first, last in _private_words(source, inner):
        lines[first - 1 : last] = [""] * (last - first + 1)
    return _by_tabs("".join(lines))


def _by_tabs(source: str) -> str:
    """The same source with a tab for each four spaces at the beginning of a line of code."""
    lines = source.splitlines(keepends=True)
    within = set[int]()  # lines that begin in a text
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        within.update(range(token.start[0] + 1, token.end[0] + 1))
    for number, line in enumerate(lines, 1):
        spaces = len(line) - len(line.lstrip(" "))
        if number not in within:
            lines[number - 1] = "\t" * (spaces // 4) + line[spaces - spaces % 4 :]
    return "".join(lines)


def _private_words(source: str, inner: bool) -> Iterator[tuple[int, int]]:
    """The lines of the docstrings of private functions and classes that hold something else."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        if not (inner or node.name.startswith("_")):
            continue
        first, *rest = node.body
        if rest and ast.get_docstring(node) is not None and not node.name.endswith("__"):
            yield first.lineno, first.end_lineno or first.lineno


def solutions_of(course: Course, chapter: str) -> dict[str, str]:
    """How the course writes each exercise of a chapter, as source code; quizzes left out.

    Args:
        course: The course.
        chapter: The chapter.
    """
    notebook = nbformat.read(course.source_notebook(chapter), 4)
    found = {}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        name = marks.get("grade_id")
        if marks.get("solution") and not (name in CONTRACTS and CONTRACTS[name].is_quiz):
            found[name] = REGION_LINE.sub("", cell.source)
    return found


def _on_its_own(cell: NotebookNode, language: str) -> str:
    """A text cell's source where no folder is around it: chapters lie side by side."""
    source = RELATIVE.sub(r"](\1.ipynb", cell.source)
    return PICTURE.sub(said(IN_COLAB, language), source) if cell.id == OPENING else source
