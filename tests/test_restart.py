"""After a restart: the setup, the imports and the given cells run again, and a check says how."""

import json

import pytest

from backpass.contracts import CONTRACTS
from backpass.notebook.record import Entry
from backpass.notebook.restart import FirstCheck, cells_of, panel_of, run_again


def code(text, **grading):
    metadata = {"nbgrader": grading} if grading else {}
    return {"cell_type": "code", "source": text.splitlines(keepends=True), "metadata": metadata}


NOTEBOOK = [
    code("raise SystemExit", grade_id="install", locked=True, solution=False, grade=False),
    code("# @title Setup: run this cell first\nimport math\nready = True"),
    {"cell_type": "markdown", "source": "import nothing", "metadata": {}},
    code("import json\nslow = [0] * 10**9", tags=["show"]),
    code("def f(x):\n    import os\n    return x"),
    code("%matplotlib inline\nimport re"),
    code("def add_forward(x, y):\n    return x + y, (x, y)", grade_id="given", locked=True),
    code(
        "def add_backward(dout, cache):\n    return dout, dout",
        grade_id="add_backward",
        solution=True,
    ),
    code(
        "def max_backward(dout, cache):\n    raise NotImplementedError",
        grade_id="max_backward",
        solution=True,
    ),
    code(
        'quiz_max_route = ...  # "a", "b", "c" or "d"\n', grade_id="quiz_max_route", solution=True
    ),
    code("check(add_backward)", grade_id="test_add_backward", locked=True, grade=True),
]


def running(space):
    def run(text):
        try:
            exec(text, space)
        except Exception as error:
            return error
        return None

    return run


def test_the_setup_the_imports_and_the_given_cells_run_again():
    space = {}
    done = run_again(NOTEBOOK, running(space))
    assert {"math", "ready", "json", "add_forward"} <= set(space)
    assert not {"add_backward", "max_backward", "slow", "f", "os"} & set(space)
    assert (done.ran, done.imports, done.failed) == (2, 1, [])


def test_answers_are_named_and_stubs_are_not():
    done = run_again(NOTEBOOK, running({}))
    assert done.answers == ["add_backward"]
    assert "`add_backward`" in panel_of(done).text


def test_what_cannot_be_imported_is_told_and_stops_nothing():
    space = {}
    done = run_again([code("import no_such_module_anywhere"), *NOTEBOOK], running(space))
    assert "add_forward" in space
    (failed,) = done.failed
    assert "no_such_module_anywhere" in failed
    assert failed in panel_of(done).text


@pytest.mark.parametrize("how", ["session", "renamed folder", "vscode", "alone", "named"])
def test_the_notebook_is_found(how, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    path = tmp_path / "chapter.ipynb"
    path.write_text(json.dumps({"cells": NOTEBOOK}), encoding="utf-8")
    space, notebook = {}, None
    if how == "session":
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    elif how == "renamed folder":
        monkeypatch.setenv("JPY_SESSION_NAME", "old/chapter.ipynb")
    elif how == "vscode":
        space["__vsc_ipynb_file__"] = str(path)
    elif how == "named":
        notebook = "chapter.ipynb"
    assert cells_of(notebook, space) == NOTEBOOK


@pytest.mark.parametrize("text", ["", "{}", '{"cells": 3}', '{"cells": [1]}', "[]"])
def test_what_is_no_notebook_is_not_run(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    (tmp_path / "chapter.ipynb").write_text(text, encoding="utf-8")
    assert cells_of(None, {}) is None
    assert cells_of("chapter.ipynb", {}) is None


def test_of_two_chapters_in_one_folder_none_is_guessed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    for name in ("one.ipynb", "two.ipynb"):
        (tmp_path / name).write_text(json.dumps({"cells": NOTEBOOK}), encoding="utf-8")
    assert cells_of(None, {}) is None


def test_the_first_check_of_a_kernel_says_what_is_not_loaded():
    passed = Entry("02_chain_rule", "passed", "2026-01-30", "2026-01-30")
    entries = {"add_backward": passed, "max_backward": passed}
    told = FirstCheck().words(CONTRACTS["chain_backward"], entries, {"max_backward": len})
    assert told is not None
    assert "An answer that passed before is not loaded" in told
    assert "backpass.resume()" in told


def test_it_is_said_once_and_only_where_something_is_missing():
    passed = Entry("02_chain_rule", "passed", "2026-01-30", "2026-01-30")
    entries, first = {"add_backward": passed}, FirstCheck()
    assert first.words(CONTRACTS["max_backward"], entries, {"add_backward": len}) is None
    assert first.words(CONTRACTS["max_backward"], entries, {}) is None
    assert FirstCheck().words(CONTRACTS["sigmoid_backward"], entries, {}) is None


def test_what_comes_behind_the_checked_exercise_is_not_missed():
    passed = Entry("02_chain_rule", "passed", "2026-01-30", "2026-01-30")
    entries = {"add_backward": passed, "chain_backward": passed}
    assert FirstCheck().words(CONTRACTS["add_backward"], entries, {}) is None
