"""What is generated is what its sources make today, and there is a command for each file of it."""

import json
import re
import runpy

import nbformat
import pytest
from course_notebooks import ROOT

from backpass.grading.authoring import links, quiz_key, release
from backpass.grading.authoring.leaks import find_leaks
from backpass.grading.course import Course

COURSE = Course(ROOT)
REMEDY = "run `make generated` and commit what it writes"


def coverage_page():
    return runpy.run_path(str(ROOT / "docs" / "make_coverage.py"))["page"]()


@pytest.mark.parametrize("chapter", COURSE.chapters())
def test_the_release_is_what_the_source_makes_and_gives_nothing_away(chapter, tmp_path):
    made = release.generate(COURSE, chapter, tmp_path)
    kept = COURSE.release_notebook(chapter)
    assert sorted(path.name for path in made.parent.iterdir()) == sorted(
        path.name for path in kept.parent.iterdir()
    )
    for path in made.parent.iterdir():
        assert path.read_bytes() == (kept.parent / path.name).read_bytes(), REMEDY
    source, released = (nbformat.read(path, 4) for path in (COURSE.source_notebook(chapter), made))
    assert find_leaks(source, released) == []


def test_the_quiz_key_is_that_of_the_hidden_tests():
    quizzes = quiz_key.quizzes_of(COURSE, COURSE.chapters())
    text = json.dumps(quiz_key.sealed(quizzes), indent=1) + "\n"
    kept = (ROOT / "backpass" / "sealed_quizzes.json").read_text(encoding="utf-8")
    assert kept == text, REMEDY
    assert len(quizzes) > 20


def test_the_readme_and_the_coverage_page_are_up_to_date():
    assert not links.write_readme(COURSE, write=False), REMEDY
    assert (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8") == coverage_page(), REMEDY


def test_each_generated_file_stands_in_the_table_with_a_command_that_there_is():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.+?) \| (.+?) \| `(.+?)` \|$", text, re.M)
    assert len(rows) >= 7
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for files, _, command in rows:
        for name in re.findall(r"`(.+?)`", files):
            assert list(ROOT.glob(name.rstrip("/"))), f"{name} is not there"
        program, word = command.split()[:2]
        assert program == "make", command
        assert word in targets, command
