"""What is generated is what its sources make today, and there is a command for each file of it."""

import importlib.util
import json
import re
import runpy

import nbformat
import pytest
from course_notebooks import ROOT

from backpass.grading.authoring import guesses, links, quiz_key, release
from backpass.grading.authoring.leaks import find_leaks
from backpass.grading.course import Course
from backpass.questions.guesses import SEALED
from benchmarks.page import write

COURSE = Course(ROOT)
REMEDY = "run `make generated` and commit what it writes"


def coverage_page():
    return runpy.run_path(str(ROOT / "docs" / "make_coverage.py"))["page"]()


def names_in(folder):
    """What lies in a folder, apart from what JupyterLab puts there when somebody looks at it."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".ipynb_checkpoints")


@pytest.mark.parametrize("chapter", COURSE.chapters())
def test_the_release_is_what_the_source_makes_and_gives_nothing_away(chapter, tmp_path):
    made = release.generate(COURSE, chapter, tmp_path)
    kept = COURSE.release_notebook(chapter)
    assert names_in(made.parent) == names_in(kept.parent), REMEDY
    for path in made.parent.iterdir():
        assert path.read_bytes() == (kept.parent / path.name).read_bytes(), REMEDY
    source, released = (nbformat.read(path, 4) for path in (COURSE.source_notebook(chapter), made))
    assert find_leaks(source, released) == []


def test_the_quiz_key_is_that_of_the_hidden_tests():
    quizzes = quiz_key.quizzes_of(COURSE, COURSE.chapters())
    text = json.dumps(quiz_key.sealed(quizzes), indent=1) + "\n"
    kept = (ROOT / "backpass" / "questions" / "sealed_quizzes.json").read_text(encoding="utf-8")
    assert kept == text, REMEDY
    assert len(quizzes) > 20


def test_the_readme_and_the_coverage_page_are_up_to_date():
    assert not links.write_readme(COURSE, write=False), REMEDY
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == coverage_page(), REMEDY


def test_the_sealed_guesses_are_those_of_the_instructor():
    kept = (ROOT / "backpass" / SEALED).read_text(encoding="utf-8")
    assert kept == guesses.sealed(ROOT), REMEDY
    assert len(guesses.read(ROOT)) > 10


def table():
    """The rows of CONTRIBUTING's table: files, and the command that writes them."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \| .+? \| (`(?:make|python) .+`) \|$", text, re.M)
    return [(re.findall(r"`(.+?)`", files), re.findall(r"`(.+?)`", how)) for files, how in rows]


def test_each_generated_file_stands_in_the_table_with_a_command_that_there_is():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert len(table()) >= 12
    for names, commands in table():
        for name in names:
            assert list(ROOT.glob(name.rstrip("/"))), f"{name} is not there"
        for command in commands:
            program, *words = command.split()
            if program == "make":
                assert words[0] in targets, command
            else:
                assert (program, words[0]) == ("python", "-m"), command
                assert importlib.util.find_spec(words[1]), command


def test_every_part_of_a_document_that_a_program_writes_has_its_document_in_the_table():
    listed = {name for names, _ in table() for name in names}
    programs = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((ROOT / "benchmarks").glob("*.py"))
    )
    held = (ROOT / "tests" / "test_stages.py").read_text(encoding="utf-8")
    looked = 0
    for path in sorted((ROOT / "docs").glob("*.md")):
        for mark in re.findall(r"^<!-- /(.+) -->$", path.read_text(encoding="utf-8"), re.M):
            looked += 1
            assert f"docs/{path.name}" in listed, f"{path.name}: {mark}"
            known = f'"{mark}"' in programs or f"<!-- {mark} -->" in held
            assert known, f"no benchmark writes {mark} of {path.name}, and no test holds it"
    assert looked > 12


def test_a_part_of_a_document_is_written_whole_or_not_at_all(tmp_path):
    document = tmp_path / "page.md"
    document.write_text("before\n<!-- x -->\nold\n<!-- /x -->\n", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write(document, {"x": "half a pair: \ud83d"})
    assert "old" in document.read_text(encoding="utf-8")
    write(document, {"x": "new"})
    assert document.read_text(encoding="utf-8") == "before\n<!-- x -->\nnew\n<!-- /x -->\n"
