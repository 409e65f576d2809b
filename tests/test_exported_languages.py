"""A chapter as one file in Korean and Japanese: it brings its words along, and runs by itself."""

import re

import nbformat
from elsewhere import HERE, ROOT, run_plainly, solved
from english_words import english_in

from backpass.grading.authoring.standalone import PACKED, UNPACK
from backpass.grading.cli import main

CHAPTER = "02_chain_rule"
EXPORT = ("export", "--standalone", CHAPTER)
PASSED = {"ko": "통과했습니다", "ja": "合格です"}
COMMENT = re.compile(r"(?m)^\s*# (.*)$|\bprint\(\"([^\"]*)\"")
TITLE = "@title"


def words_of(notebook):
    """What stands around the chapter itself: the two cells that unpack it, and the way to Colab."""
    cells = {cell.id: cell.source for cell in notebook.cells}
    said = [one or two for one, two in COMMENT.findall(cells[PACKED] + "\n" + cells[UNPACK])]
    said += re.findall(r"\[([^\]]*)\]", cells["open-in-colab"])
    return [words.removeprefix(TITLE) for words in said]


def test_exported_chapters_run_by_themselves_in_their_language(tmp_path, monkeypatch):
    monkeypatch.delenv("BACKPASS_LANG", raising=False)
    monkeypatch.chdir(ROOT)
    paths = {code: tmp_path / code / f"{code}.ipynb" for code in PASSED}
    for code, path in paths.items():
        assert main([*EXPORT, "--lang", code, "--into", str(path.parent)]) == 0
        notebook = solved(nbformat.read(path.with_stem(CHAPTER), 4), CHAPTER)
        assert notebook.metadata["language_code"] == code
        around = words_of(notebook)
        assert len(around) > 6
        names = {"list", "package", "print", "pip", "install"}
        assert [english for words in around for english in english_in(words, names)] == []
        # pictures are drawn, in all languages, by test_chapters_in_languages
        kept = (PACKED, UNPACK, "imports")
        notebook.cells = [
            cell
            for cell in notebook.cells
            if cell.id in kept or cell.id.startswith("given_") or "nbgrader" in cell.metadata
        ]
        nbformat.write(notebook, path)
    reports = run_plainly(HERE, paths.values(), tmp_path)["notebooks"]
    assert reports.keys() == PASSED.keys()
    for code, report in reports.items():
        assert report["troubles"] == []
        assert not report["package"].startswith(str(ROOT))
        checks = [text for name, text in report["said"].items() if name.startswith("test_")]
        passed = [text for text in checks if PASSED[code] in text]
        assert len(passed) >= 6, checks


def test_a_language_that_is_not_there_is_said_in_words(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main([*EXPORT, "--lang", "de"]) == 2
    told = capsys.readouterr().err
    assert "it is there in: en, ja, ko" in told
    assert "backpass translate de --chapter" in told
    assert main(["export", "--key", CHAPTER, "--lang", "ko"]) == 2
    assert "leave out --lang" in capsys.readouterr().err
