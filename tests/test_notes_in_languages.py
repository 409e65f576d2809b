"""What the grader notes of a file is said on the student's page in the language of the file.

Solved notebooks are edited at random, as people and programs do, and spoilt as files are. Whatever
is noted, no English word may be left in it but names of cells, files and modules.
"""

import os
import random
import re
from pathlib import Path

import nbformat
import notebook_edits
import pytest
from english_words import english_in
from looked_over import at_least
from test_differencing import greedy, linux, slow
from test_languages import LANGUAGES

from backpass.grading.common.apart import CameToGrief, apart, leave
from backpass.grading.common.oddities import SEVERAL, in_sentences
from backpass.grading.intake.choose import choose
from backpass.grading.intake.findings import findings_of
from backpass.grading.intake.read import Unreadable, understand
from backpass.grading.intake.rebuild import rebuild
from backpass.grading.marking.breakpoints import said as said_of_breakpoints
from backpass.languages import said

CHAPTER = "02_chain_rule"
NOTEBOOKS = 150
#: What cells, files and modules may be called; none is a word of any language.
A_NAME = re.compile(r"[\w./-]*[_.\d][\w./-]*|\b[A-Z]\b", re.ASCII)


def english(text, tongue):
    """The English that is left in a text; the names in it stand as they are."""
    other = said(text, tongue)
    assert other != text, f"has no translation: {text}"
    left = english_in(A_NAME.sub(" ", other), {"import", "code", "raw", "markdown", "UTF", "MB"})
    return f"{left}: {other}" if left else ""


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_nothing_that_is_noted_of_an_edited_notebook_is_english(tongue, root):
    source = nbformat.read(root / "source" / CHAPTER / f"{CHAPTER}.ipynb", 4)
    release = nbformat.read(root / "release" / tongue / CHAPTER / f"{CHAPTER}.ipynb", 4)
    solved = notebook_edits.solved(source, release)
    rng = random.Random(5)
    texts = set()
    for _ in range(NOTEBOOKS):
        nb, _ = notebook_edits.edited(solved, rng)
        try:
            handed_in = understand(notebook_edits.handed_in(nb), f"{CHAPTER}.ipynb")
        except Unreadable as reason:
            texts.add(str(reason))
            continue
        odd = findings_of(rebuild(release, handed_in)).odd
        texts |= {item["text"] for item in odd} | {words for _, words in in_sentences(odd)}
    assert not list(filter(None, (english(text, tongue) for text in at_least(30, sorted(texts)))))


@linux
@pytest.mark.parametrize("tongue", LANGUAGES)
def test_no_reason_why_a_file_cannot_be_read_is_english(tongue, root, tmp_path, monkeypatch):
    path = tmp_path / f"{CHAPTER}.ipynb"
    release = nbformat.read(root / "release" / CHAPTER / f"{CHAPTER}.ipynb", 4)
    whole = (root / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_bytes()
    beside = tmp_path / "mine.ipynb"
    texts = set()

    def tried(*, others=()):
        for name, data in others:
            (tmp_path / name).write_bytes(data)
        try:
            texts.add(choose(path, lambda _language: release).note or "")
        except Unreadable as reason:
            texts.add(str(reason))

    tried()
    beside.write_text("notes", encoding="utf-8")
    tried()
    beside.unlink()
    (tmp_path / "notes.txt").write_text("notes", encoding="utf-8")
    tried()
    for data in (
        b"",
        b"\xff\xfa notes",
        b"[1, 2]",
        b"{}",
        b'{"cells": 3}',
        whole[: len(whole) // 2],
    ):
        path.write_bytes(data)
        tried(others=[("mine.ipynb", whole)] * bool(data))
    path.unlink()
    os.link(beside, path)
    tried()
    path.unlink()
    path.mkdir()
    tried()
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    leave()  # a helper of another test
    for task, argument in ((slow, 30.0), (greedy, 8 * 2**30)):
        with pytest.raises(CameToGrief) as grief:
            apart(task, argument, seconds=0.3, tries=1)
        texts.add(str(grief.value))
    leave()
    texts |= {
        words.replace("{cells}", "add_backward, test_add_backward") for words in SEVERAL.values()
    }
    texts |= {said_of_breakpoints([3]), said_of_breakpoints([3, 4])}
    assert not list(filter(None, (english(t, tongue) for t in at_least(15, sorted(texts - {""})))))
