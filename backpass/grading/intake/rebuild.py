"""Put a student's answers into the released notebook: that notebook is graded.

Locked cells and points are the release's. The student's cells run in the student's order, copies of
a solution cell among them, so that a name means what it means in the student's own kernel. A stub
counts only where no cell gives its name another meaning (``marking/run.py`` runs it first).
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode

from backpass.grading.authoring.added import ADDED
from backpass.grading.authoring.tidy import KERNELSPEC, LANGUAGE_INFO, free_id
from backpass.grading.common.cells import grade_id, is_answer, is_graded, is_test
from backpass.grading.common.language import ENGLISH, KEY, language_of, released_in
from backpass.grading.common.nodes import as_nodes
from backpass.grading.course import CourseError
from backpass.grading.intake.findings import Findings, findings_of, plain_markdown
from backpass.grading.intake.meaning import (
    beginning_of,
    gives,
    holds,
    imports_from,
    is_installed,
    is_unfinished,
    mentioned,
    newer_python,
    parted_at,
    same_code,
    stripped,
    without,
    without_imports,
)
from backpass.grading.intake.read import new_cell, python_version_of
from backpass.grading.intake.rebuilt import told_apart_by

#: So many answers without marks are each told; of more it is said once that marks were lost.
FEW = 2
_OURS = sys.version_info[0], sys.version_info[1]
#: Where a rebuilt notebook's metadata holds the numbers of its cells, until it has run.
NUMBERS = "backpass_numbers"


def read_release(coursedir: Any, chapter: str, language: str = ENGLISH) -> NotebookNode:
    """The release of a chapter.

    Args:
        coursedir: nbgrader's.
        chapter: The chapter's name.
        language: A language's code; where there is no release in it, the English one is read.

    Raises:
        CourseError: It is not there.
    """
    path = Path(coursedir.format_path(coursedir.release_directory, ".", chapter))
    path = released_in(path.parent, chapter, language)
    if not path.is_file():
        raise CourseError(f"{path} is missing. Run `backpass release {chapter}` first.")
    return nbformat.read(path, 4)


def rebuild(release: NotebookNode, submitted: NotebookNode) -> NotebookNode:
    """The release with what counts of a submission put in.

    Every cell with a grade id is there once, with the release's type, tags and points; locked cells
    have the release's source. Cells stand in the student's order; what the student deleted of the
    release's text and graded cells stands where the release has it. What a student wrote into a
    locked cell becomes a cell of the student's own beside it. The cells that releasing adds, links
    and set-up, are left out: the pages that a graded notebook is shown on have no neighbours.

    Args:
        release: What students were given.
        submitted: What :func:`~backpass.grading.intake.read.read_submission` made of what came.

    Returns:
        A notebook whose metadata holds the findings, and under :data:`NUMBERS` the number that
        IPython gives each cell, by its id.
    """
    return _Rebuilder(release, submitted).notebook()


def blank(release: NotebookNode, reason: str) -> NotebookNode:
    """The unanswered release, with the reason why nothing else can be graded on top of it.

    Args:
        release: The released notebook.
        reason: A sentence for student and instructor.
    """
    built = rebuild(release, release)
    Findings(unreadable=reason).into(built)
    text = f"**This submission could not be graded.** {plain_markdown(reason)}"
    taken = {cell["id"] for cell in built.cells}
    note = nbformat.v4.new_markdown_cell(text, id=free_id("not-graded", text, taken))
    built.cells.insert(0, note)
    return built


def answers_in(release: NotebookNode, submitted: NotebookNode) -> set[str]:
    """The exercises that a notebook gives something else than their stubs, of whatever release.

    Args:
        release: What students were given.
        submitted: What came back, or what may be it.
    """
    stubs = [cell for cell in release.cells if is_answer(cell)]
    return {
        grade_id(stub)
        for stub in stubs
        if any(
            gives(stub.source) & gives(cell.source)
            and not same_code(cell.source, stub.source)
            and not is_unfinished(cell.source)
            for cell in submitted.cells
        )
    }


@dataclass
class _Piece:
    """A cell on its way into the rebuilt notebook.

    Attributes:
        cell: The cell as it came; None for one that was put back.
        of: The place in the release of the cell that it is, or was made from; None for one of the
            student's own.
        is_it: Whether it stands for that release cell in the rebuilt notebook.
        text: What it runs, where it is one of the student's own.
        gone: Whether nothing of it is left.
        number: Which of the notebook's cells it is for IPython when all run; None for one that was
            put back.
    """

    cell: NotebookNode | None
    of: int | None = None
    is_it: bool = False
    text: str = ""
    gone: bool = False
    number: int | None = None

    @property
    def runs(self) -> bool:
        """Whether it is code of the student's."""
        return not self.gone and self.cell is not None and self.cell["cell_type"] == "code"


def _is_as_released(text: str, original: NotebookNode) -> bool:
    """Whether a locked cell says what it was released with; a test may lack its imports."""
    released = str(original.source)
    return same_code(text, released) or (
        is_test(original) and holds(text, without_imports(released)) and not without(text, released)
    )


class _Rebuilder:
    """The state of one rebuilding; see :func:`rebuild`."""

    def __init__(self, release: NotebookNode, submitted: NotebookNode) -> None:
        self.release = release.cells
        self.language = language_of(release)
        self.python = python_version_of(submitted)
        self.findings = Findings(odd=findings_of(submitted).odd)
        self.moved: list[int] = []  # places of answers found in a cell of something else
        self.unmarked: list[int] = []  # and of those found in cells without marks
        self.sources: dict[int, str] = {}  # of solution cells, by place in the release
        self.by_grade_id = {name: k for k, c in enumerate(self.release) if (name := grade_id(c))}
        self.by_id = {c.get("id"): k for k, c in enumerate(self.release)}
        self.by_source = {told_apart_by(c): k for k, c in reversed(list(enumerate(self.release)))}
        self.pieces = [_Piece(c, self._known(c), text=str(c.source)) for c in submitted.cells]
        for number, piece in enumerate(filter(_is_numbered, self.pieces), start=1):
            piece.number = number
        self.is_marked = any(grade_id(c) in self.by_grade_id for c in submitted.cells)

    def notebook(self) -> NotebookNode:
        """The rebuilt notebook."""
        self._settle_locked()
        self._settle_open()
        self._settle_answers()
        self._put_back()
        built = nbformat.v4.new_notebook(
            metadata={"kernelspec": dict(KERNELSPEC), "language_info": dict(LANGUAGE_INFO)}
        )
        if self.language != ENGLISH:
            built.metadata[KEY] = self.language
        built.metadata[NUMBERS] = NotebookNode()
        built.cells = []
        for cell, number in self._cells():
            built.cells.append(cell)
            if number is not None:
                built.metadata[NUMBERS][cell["id"]] = number
        self.findings.into(built)
        return built

    def _known(self, cell: NotebookNode) -> int | None:
        """The place in the release of the cell that a student's cell was, if it was one."""
        place = self.by_grade_id.get(grade_id(cell))
        if place is not None:
            return place
        place = self.by_id.get(cell.get("id"))
        if place is not None and _aretold_apart_by(cell, self.release[place]):
            return place
        return self.by_source.get(told_apart_by(cell), place)

    def _copies(self, place: int) -> list[_Piece]:
        return [piece for piece in self.pieces if piece.of == place and piece.cell is not None]

    # locked cells: the release's source, and what was written into them beside it

    def _settle_locked(self) -> None:
        for place, original in enumerate(self.release):
            if not grade_id(original) or is_answer(original):
                continue
            copies = self._copies(place)
            same = [p for p in copies if _is_as_released(p.text, original)]
            for piece in same[:-1]:
                piece.gone = True
            if same:
                same[-1].is_it = True
            if same and _kind(same[-1]) != original.cell_type:
                self._note(
                    "retyped",
                    original,
                    f"The locked cell {grade_id(original)} had become another kind of cell. It "
                    "was graded as released.",
                )
            if len(same) > 1:
                self._note(
                    "doubled",
                    original,
                    f"The locked cell {grade_id(original)} was there {len(same)} times; "
                    "the last one counts.",
                )
            for piece in copies:
                if piece not in same:
                    self._take_out_of_locked(piece, original)
            if copies and not same:
                where = self.pieces.index(copies[-1])
                # an answer above a test is judged by it; below a given cell it can use it
                put = where + 1 if is_graded(original) else where
                self.pieces.insert(put, _Piece(None, place, is_it=True))
            if is_test(original):
                self._put_below_last_check(place, original)

    def _take_out_of_locked(self, piece: _Piece, original: NotebookNode) -> None:
        """Make a cell of the student's own of what was written into a locked cell."""
        assert piece.cell is not None
        if original["id"] in ADDED:  # another release's, or changed on Colab: it runs as it came
            piece.of = None
            return
        code, name = piece.cell.cell_type == "code", grade_id(original)
        behind = ""
        if code and is_test(original):
            piece.text, behind = parted_at(piece.text, without_imports(str(original.source)))
        if code:
            piece.text = without(piece.text, str(original.source))
        if behind.strip():  # it ran when the test had been asked, and may change what is tested
            cell = as_nodes({**piece.cell, "source": behind})
            self.pieces.insert(self.pieces.index(piece) + 1, _Piece(cell, text=behind))
        if (piece.text or behind.strip()) and code:
            said = (
                "It was graded as released; what was written into it ran as a cell of its own "
                "beside it."
            )
        else:
            said = "It was graded as released."
        self._note("edited", original, f"The locked cell {name} had been edited. {said}")
        piece.of, piece.gone = None, not piece.text

    def _put_below_last_check(self, place: int, original: NotebookNode) -> None:
        """A test stands where the student's notebook last says what it says."""
        text = without_imports(str(original["source"]))
        begins = beginning_of(text)
        last = max(
            (
                k
                for k, piece in enumerate(self.pieces)
                if piece.cell is not None
                and piece.cell["cell_type"] == "code"
                and begins in piece.cell["source"]  # hardly any, and found out sooner
                and holds(str(piece.cell["source"]), text)
            ),
            default=-1,
        )
        here = next((k for k, p in enumerate(self.pieces) if p.is_it and p.of == place), None)
        if last < 0 or here == last or (here is not None and here == last + 1):
            return
        if here is not None and here > last:
            return
        if here is not None:
            self.pieces[here].gone, self.pieces[here].is_it = True, False
        self.pieces.insert(self._below_earlier_tests(last + 1, place), _Piece(None, place, True))

    def _below_earlier_tests(self, behind: int, place: int) -> int:
        """Where a test goes below a cell: behind those that came here and stand before it."""
        while behind < len(self.pieces):
            piece = self.pieces[behind]
            if piece.cell is not None or piece.of is None or piece.of > place:
                break
            behind += 1
        return behind

    # the release's other cells

    def _settle_open(self) -> None:
        copies_of: dict[int | None, list[_Piece]] = {}
        for piece in self.pieces:
            if piece.cell is not None:
                copies_of.setdefault(piece.of, []).append(piece)
        for place, original in enumerate(self.release):
            if grade_id(original):
                continue
            copies = copies_of.get(place, [])
            is_there = any(piece.is_it for piece in copies)
            for piece in copies:
                assert piece.cell is not None
                if not _aretold_apart_by(piece.cell, original):
                    piece.of = None  # the student's version runs, in the same place
                elif is_there and original.cell_type != "code":
                    piece.gone = True
                elif is_there:
                    piece.of = None
                else:
                    piece.is_it = is_there = True

    # answers: every one runs where it stands; one cell of them has the exercise's name

    def _settle_answers(self) -> None:
        places = [k for k, cell in enumerate(self.release) if is_answer(cell)]
        for place in places:
            self._note_copies(place)
        carriers: dict[int, _Piece] = {}
        for find in (self._own_copy, self._elsewhere, self._any_copy, self._text_copy):
            for place in places:
                if place not in carriers:
                    piece = find(place, list(carriers.values()))
                    if piece is not None:
                        carriers[place] = piece
        if self.moved or self.unmarked:
            self._note_elsewhere()
        for place in places:
            self._give_place(place, carriers.get(place))
        files = {grade_id(self.release[place]): self._note_file(place) for place in places}
        self._note_users_of_files({name: told for name, told in files.items() if told})

    def _note_file(self, place: int) -> str:
        """Say so where an answer is imported from a file that is not part of the notebook.

        Returns:
            The files' names, in words; none where nothing is said.
        """
        names, giver = gives(self._stub(place)), self._given_by(place)
        if giver is not None:
            found = {m for n, m in imports_from(giver.text).items() if n in names}
        else:
            found = {
                m
                for p in self.pieces
                if p.runs
                for n, m in imports_from(p.text).items()
                if n == "*"
            }
        missing = sorted(module for module in found if not self._can_be_had(module))
        files = " and ".join(missing)
        if missing:
            name = grade_id(self.release[place])
            said = f"Other names are imported from {files}, which is not part of the notebook."
            if giver is not None:
                said = f"{name} is imported from {files}, which is not part of the notebook."
            instead = (
                "Of what is handed in, only the notebook is read: write the definition of "
                f"{name} into its cell."
            )
            self._note("file", self.release[place], f"{said} {instead}")
        return files

    def _note_users_of_files(self, files: dict[str, str]) -> None:
        """Say so of answers that use one which is imported from such a file.

        Args:
            files: Exercises whose answers are imported, each with its files' names in words.
        """
        left = {p: grade_id(c) for p, c in enumerate(self.release) if is_answer(c)}
        left = {place: name for place, name in left.items() if name not in files}
        missing = dict(files)
        while found := {p: used for p, n in left.items() if (used := self._used(p, missing))}:
            for place, used in found.items():
                name = left.pop(place)
                missing[name] = missing[used]
                self._note(
                    "file",
                    self.release[place],
                    f"{name} uses {used}, for which {missing[used]} is needed, which is not part "
                    "of the notebook. Of what is handed in, only the notebook is read.",
                )

    def _used(self, place: int, names: Iterable[str]) -> str:
        """The first of some answers that an answer uses; none where it stands in no cell."""
        words = mentioned(self.sources.get(place, ""))
        return next((name for name in names if name in words), "")

    def _can_be_had(self, module: str) -> bool:
        """Whether a module is installed, or the notebook itself writes it."""
        root = module.partition(".")[0]
        written = any(f"{root}.py" in p.text or f"{root}/" in p.text for p in self.pieces)
        return written or is_installed(root)

    def _stub(self, place: int) -> str:
        return str(self.release[place].source)

    def _written(self, place: int) -> list[_Piece]:
        """Copies of a solution cell that are not the stub."""
        copies = self._copies(place)
        return [p for p in copies if not p.gone and not same_code(p.text, self._stub(place))]

    def _note_copies(self, place: int) -> None:
        copies, original = self._copies(place), self.release[place]
        if len(copies) > 1:
            code = [p for p in self._written(place) if p.runs]
            name, times = grade_id(original), len(copies)
            said = f"The cell {name} was there {times} times; all are unanswered."
            if code:
                said = (
                    f"The cell {name} was there {times} times; each one with an answer ran where "
                    "it stands, so the last one counts."
                )
            self._note("doubled", original, said)

    def _own_copy(self, place: int, _taken: list[_Piece]) -> _Piece | None:
        """The last copy of the solution cell that gives the name a meaning."""
        names = gives(self._stub(place))
        good = [p for p in self._written(place) if p.runs and names & gives(p.text)]
        return good[-1] if good else None

    def _elsewhere(self, place: int, taken: list[_Piece]) -> _Piece | None:
        """Another cell that does, preferably all names of the stub, and not yet another answer."""
        names = gives(self._stub(place))
        free = [
            p
            for p in self.pieces
            if p.runs and not p.is_it and p not in taken and names & gives(p.text)
            if not self._is_a_stub(p)
        ]
        whole = [p for p in free if names <= gives(p.text)]
        found = [*free, *whole]
        if not found:
            return None
        piece = found[-1]
        bare = not self._copies(place) and piece.of is None
        (self.unmarked if bare else self.moved).append(place)
        return piece

    def _note_elsewhere(self) -> None:
        """Say which answers were found in other cells; once for all whose marks were lost."""
        if not self.is_marked or len(self.unmarked) > FEW:
            self.findings.note(
                "unmarked",
                "",
                "The cells had lost the marks that say which is which, as some programs do to "
                "them. The answers were recognised by the names that they define, and count.",
            )
            places = self.moved if self.is_marked else []
        else:
            places = sorted([*self.moved, *self.unmarked])
        for place in places:
            name = grade_id(self.release[place])
            self._note(
                "moved",
                self.release[place],
                f"The answer to {name} stood in another cell than its own; it counts.",
            )

    def _is_a_stub(self, piece: _Piece) -> bool:
        return piece.of is not None and same_code(piece.text, self._stub(piece.of))

    def _any_copy(self, place: int, taken: list[_Piece]) -> _Piece | None:
        """The last copy that is not the stub, broken or no definition; None if others define it."""
        if self._given_by(place):
            return None
        good = [p for p in self._written(place) if p.runs and p not in taken]
        return good[-1] if good else None

    def _text_copy(self, place: int, taken: list[_Piece]) -> _Piece | None:
        """The last copy that had become text, where no code gives the name a meaning."""
        if self._given_by(place):
            return None
        good = [p for p in self._written(place) if not p.runs and p not in taken]
        if not good:
            return None
        assert good[-1].cell is not None
        name, kind = grade_id(self.release[place]), good[-1].cell.cell_type
        self._note(
            "retyped",
            self.release[place],
            f"The cell {name} had become a {kind} cell; it was run as code.",
        )
        return good[-1]

    def _given_by(self, place: int) -> _Piece | None:
        """A cell of the student's that gives the name a meaning, whatever else it does."""
        names = gives(self._stub(place))
        for piece in reversed(self.pieces):
            if piece.runs and names & gives(piece.text) and not self._is_a_stub(piece):
                return piece
        return None

    def _give_place(self, place: int, carrier: _Piece | None) -> None:
        """Say which cell has the exercise's name, what it holds, and what becomes of its copies."""
        original, copies = self.release[place], self._copies(place)
        stubs = [p for p in copies if same_code(p.text, self._stub(place)) and p is not carrier]
        if carrier is not None:
            self.sources[place] = carrier.text
            carrier.of, carrier.is_it = place, True
        else:
            self.sources[place] = self._without_answer(place, stubs)
            if stubs:
                stubs[-1].is_it = True
            elif not copies and not self._given_by(place):
                name = grade_id(original)
                self._note(
                    "deleted", original, f"The cell {name} had been deleted; no answer was found."
                )
        for piece in copies:
            if piece.is_it:
                continue
            if piece in stubs:
                self._leave_out_stub(piece, place)
            piece.of = None

    def _without_answer(self, place: int, stubs: list[_Piece]) -> str:
        giver = self._given_by(place)
        if giver is None:
            return stubs[-1].text if stubs else self._stub(place)
        name = grade_id(self.release[place])
        self._note(
            "joined",
            self.release[place],
            f"The answer to {name} stood in a cell together with other things; it counts.",
        )
        return f"# The answer to {name} stands in another cell of this notebook."

    def _leave_out_stub(self, piece: _Piece, place: int) -> None:
        """A stub beside an answer does not run; a note in it stays on the page."""
        if stripped(piece.text) == stripped(self._stub(place)):
            piece.gone = True
            return
        assert piece.cell is not None
        piece.text = f"```python\n{piece.text}\n```"
        piece.cell = new_cell("markdown", piece.text, str(piece.cell.get("id")))

    # what was deleted

    def _put_back(self) -> None:
        """Put text and graded cells that are missing behind what the release has before them."""
        here = {piece.of for piece in self.pieces if piece.is_it}
        for place, original in enumerate(self.release):
            if place in here or (original.cell_type == "code" and not grade_id(original)):
                continue
            self.pieces.insert(self._end_of(place - 1), _Piece(None, place, is_it=True))
            if is_graded(original) and not is_answer(original):
                name = grade_id(original)
                self._note(
                    "put back", original, f"The test cell {name} had been deleted; it was put back."
                )

    def _end_of(self, place: int) -> int:
        """Where the student's own cells end that follow a release cell, or the next one before."""
        behind = 0
        at = {piece.of: k for k, piece in enumerate(self.pieces) if piece.is_it}
        for before in range(place, -1, -1):
            if before in at:
                behind = at[before] + 1
                break
        while behind < len(self.pieces) and not self.pieces[behind].is_it:
            behind += 1
        return behind

    # the notebook

    def _cells(self) -> Iterator[tuple[NotebookNode, int | None]]:
        taken = {cell["id"] for cell in self.release}
        for piece in self.pieces:
            if piece.gone:
                continue
            if piece.is_it and piece.of is not None:
                cell = as_nodes(self.release[piece.of])
                if cell["id"] in ADDED:
                    continue
                cell.source = self.sources.get(piece.of, cell.source)
                if piece.of in self.sources and cell.cell_type != "code" and piece.cell is not None:
                    cell.pop("attachments", None)
                    if "attachments" in piece.cell:
                        cell["attachments"] = piece.cell["attachments"]
                if piece.of in self.sources:
                    self._note_newer(cell.source, grade_id(cell))
                yield cell, piece.number
            elif piece.cell is not None:
                if piece.runs:
                    self._note_newer(piece.text, "")
                yield _own_cell(piece.cell, piece.text, taken), piece.number

    def _note_newer(self, source: str, name: str) -> None:
        """Say so where a cell uses the syntax of a newer Python than the grader's."""
        wanted = newer_python(source, _OURS)
        if wanted is None or (self.python is not None and self.python < wanted):
            return
        newer, ours = _dotted(wanted), _dotted(_OURS)
        whose = f"The cell {name} uses syntax of Python {newer}."
        if not name:
            whose = f"A cell uses syntax of Python {newer}."
        said = [
            whose,
            f"Notebooks are graded with Python {ours}, which cannot read it, so the cell did not "
            "run.",
        ]
        if self.python:
            said.append(f"The notebook was written with Python {_dotted(self.python)}.")
        said.append(f"Write it in a way that Python {ours} understands.")
        self.findings.note("newer Python", name, " ".join(said))

    def _note(self, kind: str, original: NotebookNode, text: str) -> None:
        self.findings.note(kind, grade_id(original), text)


def _is_numbered(piece: _Piece) -> bool:
    """Whether IPython counts a cell: it is code, and not empty."""
    return piece.runs and not piece.text.isspace() and piece.text != ""


def _kind(piece: _Piece) -> str:
    """The type of the cell that came."""
    return "" if piece.cell is None else str(piece.cell.cell_type)


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))


def _own_cell(cell: NotebookNode, text: str, taken: set[str]) -> NotebookNode:
    own = new_cell(cell.cell_type, text, free_id(cell.get("id"), text, taken))
    if "attachments" in cell:
        own["attachments"] = cell["attachments"]
    taken.add(own["id"])
    return own


def _aretold_apart_by(one: NotebookNode, other: NotebookNode) -> bool:
    if one["cell_type"] == other["cell_type"] and one["source"] == other["source"]:
        return True  # found out sooner
    return told_apart_by(one) == told_apart_by(other)
