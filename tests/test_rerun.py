"""A learner goes back: a cell that is run again says what it said; no answer comes too late."""

import difflib
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pytest
from course_notebooks import CHAPTERS, graded, source, unsolved

ERRORS = TemporaryFile("w+")  # noqa: SIM115 - as long as this module
PROGRAM = Path(__file__).with_name("rerun.py")
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


def cells_of(chapter):
    """The code cells of a chapter as a student has them, with what the author writes in them."""
    answers = {
        cell.id: re.sub(r"^ *### (BEGIN|END) SOLUTION\n?", "", cell.source, flags=re.M)
        for cell in source(chapter).cells
        if graded(cell).get("solution")
    }
    return [
        {
            "id": cell.id,
            "source": cell.source,
            "answer": answers.get(cell.id),
            "checks": bool(graded(cell).get("grade")),
        }
        for cell in unsolved(chapter).cells
        if cell.cell_type == "code"
    ]


@pytest.fixture(scope="module", autouse=True)
def _no_program_is_left():
    yield
    if program.cache_info().currsize:
        program().communicate(timeout=60)


@cache
def program():
    """One program for all chapters: it imports once what notebooks import."""
    return subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=ERRORS,
        text=True,
    )


def live(cells):
    """The sessions that these cells are put through, each with what every cell said."""
    with TemporaryDirectory(prefix="rerun-") as folder:
        given, out = Path(folder, "chapter.json"), Path(folder, "out.json")
        given.write_text(json.dumps({"cells": cells}), encoding="utf-8")
        program().stdin.write(json.dumps([str(given), str(out)]) + "\n")
        program().stdin.flush()
        if program().stdout.readline() != "done\n":
            ERRORS.seek(0)
            pytest.fail(f"the program ended: {ERRORS.read()[-2000:]}")
        return json.loads(out.read_text(encoding="utf-8"))


@cache
def sessions(chapter):
    return live(cells_of(chapter))


def shows_progress(cell_source):
    """How far one has come is different after a run: that is what such a cell is for."""
    return bool(re.search(r"^progress\(", cell_source, re.M))


def compared(chapter):
    """The cells whose words are compared."""
    return [cell["id"] for cell in cells_of(chapter) if not shows_progress(cell["source"])]


def differences(names, before, after):
    """The cells that said something else, with what is new in each."""
    return {
        name: "\n".join(
            line[:200]
            for line in difflib.unified_diff(
                before[name].splitlines(), after[name].splitlines(), "first", "again", n=0
            )
        )
        for name in names
        if before[name] != after[name]
    }


def told(found):
    return "\n\n".join(f"{name}:\n{text}" for name, text in found.items())


@each_chapter
@pytest.mark.parametrize("kind", ["unsolved", "solved"])
def test_a_cell_that_is_run_again_after_all_says_what_it_said(chapter, kind):
    session, names = sessions(chapter)[kind], compared(chapter)
    assert len(names) > 25
    found = differences(names, session["run"], session["again"])
    assert not found, told(found)


@each_chapter
def test_answers_that_come_after_all_was_run_do_what_answers_do_that_were_there_before(chapter):
    lived, names = sessions(chapter), compared(chapter)
    found = differences(names, lived["solved"]["run"], lived["answered"]["again"])
    assert not found, told(found)


@each_chapter
def test_coming_back_with_half_of_it_solved_half_of_the_checks_pass_and_nothing_breaks(chapter):
    lived = sessions(chapter)
    resumed, mine = lived["resumed"]["run"], lived["resumed"]["answered"]
    answers = [cell["id"] for cell in cells_of(chapter) if cell["answer"]]
    for name in answers:
        like = lived["solved" if name in mine else "unsolved"]["run"]
        assert resumed[f"test_{name}"] == like[f"test_{name}"]
    broken = {
        n: said for n, said in resumed.items() if re.search(r"^\w+Error: |^stderr:", said, re.M)
    }
    assert not broken, told(broken)


def test_a_cell_that_overwrites_or_counts_on_is_found_out():
    """The three ways in which a chapter can go wrong on the second try, and one that is fine."""
    cells = {
        "count": "total = 0",
        "counts": "total += 1\nprint(total)",
        "reads": "x = 1\nprint(x)",
        "uses": "print(x)",
        "helper": "def progress(step):\n    return step",
        "trains": "try:\n    print(progress(3))\nexcept TypeError as error:\n    print(error)",
        "overwrites": "x = 2\nfrom backpass.progress import progress",
    }
    session = live(
        [{"id": k, "source": v, "answer": None, "checks": False} for k, v in cells.items()]
    )["unsolved"]
    found = differences(list(cells), session["run"], session["again"])
    assert sorted(found) == ["counts", "trains", "uses"]
