"""Below a NameError for a name of the course's own stands how to go on."""

import ast
from types import SimpleNamespace

import pytest
from course_notebooks import CHAPTERS, source
from looked_over import at_least

from backpass.check import check
from backpass.contracts import CONTRACTS
from backpass.notebook import lost_names
from backpass.notebook.record import OFF, VARIABLE


def shown_after(error, monkeypatch, kept="progress.json", cell=""):
    """What is shown below a cell that ended in an error."""
    shown, called = [], {"post_run_cell": []}
    register = lambda event, call: called[event].append(call)  # noqa: E731 - as IPython has it
    shell = SimpleNamespace(events=SimpleNamespace(callbacks=called, register=register), user_ns={})
    monkeypatch.setenv(VARIABLE, kept)
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", shown.append)
    for _ in range(2):  # whoever asks twice is told once
        lost_names.say_how_to_go_on()
    (call,) = called["post_run_cell"]
    before = isinstance(error, SyntaxError)
    call(
        SimpleNamespace(
            error_in_exec=None if before else error,
            error_before_exec=error if before else None,
            info=SimpleNamespace(raw_cell=cell),
        )
    )
    return "\n".join(panel.text for panel in shown)


def test_a_check_that_runs_first_after_a_restart_says_how_to_go_on(monkeypatch):
    told = shown_after(NameError("no", name="multiply_gradient"), monkeypatch)
    assert "This kernel does not know `multiply_gradient`." in told
    assert "backpass.resume()" in told
    assert "Run All Above" in told


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError("np"),
        NameError("no", name="d"),
        NameError("no", name="my_own"),
        NameError(),
    ],
    ids=["none", "another kind", "a letter", "a name of their own", "no name"],
)
def test_nothing_is_said_of_what_is_not_the_courses(error, monkeypatch):
    assert shown_after(error, monkeypatch) == ""


def test_nothing_is_said_where_nobody_reads_it(monkeypatch):
    assert shown_after(NameError("no", name="np"), monkeypatch, OFF) == ""


def error_of(cell):
    """What Python says of a cell."""
    try:
        exec(compile(cell, "cell", "exec"), {"guess": lambda *_: None})
    except (NameError, SyntaxError) as error:
        return error
    return None


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ('guess("two_steps", falls)  # what f does', 'guess("two_steps", "falls")'),
        ('guess("a", ...)\nguess("b", no)', 'guess("b", "no")'),
        ('guess("where", at 4)', 'guess("where", "at 4")'),
        ('guess("where", at', 'guess("where", "at")'),
        ('guess("metres", 1000 times larger)', 'guess("metres", "1000 times larger")'),
        ("quiz_sensitivity = b  # in place of the dots", 'quiz_sensitivity = "b"'),
    ],
)
def test_a_word_without_quotes_is_shown_as_it_is_written(cell, written, monkeypatch):
    told = shown_after(error_of(cell), monkeypatch, cell=cell)
    assert f"Write `{written}`, and run the cell again." in told


@pytest.mark.parametrize(
    "cell",
    [
        'guess("two_steps", "falls"',
        'guess("a", ...)\ndef f(:',
        'guess("two_steps", their_own + 1)',
        "quiz = b",
    ],
)
def test_no_quotes_are_asked_for_where_no_word_lacks_them(cell, monkeypatch):
    assert shown_after(error_of(cell), monkeypatch, cell=cell) == ""


@pytest.mark.parametrize("written", ["3 units", "0,05", "-3x"])
def test_a_number_with_something_behind_it_is_told_how_a_number_looks(written, monkeypatch):
    cell = f'guess("knob_turn", {written})  # how far'
    told = shown_after(error_of(cell), monkeypatch, cell=cell)
    assert "A number belongs here, like 2.5." in told


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("x = 3 − 2", "Type `-`"),
        ('guess("knob_turn", −6)', "Type `-`"),
        ("x = 3 × 2", "Type `*`"),
        ("x = 3−2", "Type `-`"),
        ("x = 0x1f×2", "Type `*`"),
        ("x = y²", "Type `**2`"),
        ("x = “a”", 'Type `"`'),
        ("print\uff083\uff09", "Type `(`"),
        ("x = 3\u00a0+ 2", "type it again on the keyboard"),
        ("x = ∂", None),
        ("x = (", None),
    ],
)
def test_a_sign_that_python_does_not_know_is_shown_as_the_keyboard_has_it(cell, typed, monkeypatch):
    told = shown_after(error_of(cell), monkeypatch, cell=cell)
    assert (typed in told) if typed else told == ""


def test_an_answer_that_lacks_what_the_setup_cell_makes_is_told_so(capsys):
    space = {}
    exec("def multiply_gradient(x, y):\n    return np.multiply(y, 1), x", space)
    check(space["multiply_gradient"], name="multiply_gradient")
    assert "The cell that makes it has not run" in capsys.readouterr().out


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_name_that_a_chapter_imports_or_gives_is_known(chapter):
    names = set()
    for cell in source(chapter).cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code":
            continue
        if cell.source.startswith("# @title Setup"):
            made = [node for node in ast.parse(cell.source).body if hasattr(node, "names")]
            names |= {alias.asname or alias.name for node in made for alias in node.names}
        elif grading.get("grade_id") in CONTRACTS or grading.get("locked"):
            made = [node for node in ast.parse(cell.source).body if hasattr(node, "name")]
            names |= {node.name for node in made}
    silent = [name for name in at_least(8, sorted(names)) if not lost_names.words(name)]
    assert silent == []
