"""Lines that ask for what is not there while grading: a sentence, and the rest of the cell runs."""

import builtins
import errno
import sys

import matplotlib
import pytest
from IPython.core.interactiveshell import InteractiveShell

from backpass.grading.sandbox import no_programs, outside, refused
from backpass.grading.sandbox.shell import CellShell, make_shell, run
from backpass.grading.sandbox.student import noted, raised
from backpass.judging.observe import Observation

NOT_RUN = "not run while grading: "


@pytest.fixture
def shell(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(matplotlib, "use", matplotlib.use)
    monkeypatch.setattr(builtins, "input", input)
    monkeypatch.setattr(builtins, outside.IMPORTED, None, raising=False)
    made = make_shell()
    monkeypatch.setattr(no_programs, "install", lambda _: None)  # it would stay
    for module, names in refused.ASK.items():
        for name in names:
            if hasattr(module, name):
                how = _refuse_a_limit if name == "setrlimit" else _refuse
                monkeypatch.setattr(module, name, how)
    outside.prepare(made)
    yield made
    CellShell.clear_instance()
    InteractiveShell.clear_instance()


def _refuse(*_):
    raise PermissionError(errno.EPERM, "Operation not permitted")


def _refuse_a_limit(*_):
    raise ValueError("not allowed to raise maximum limit")  # so Python says it, why ever


def text_of(outputs):
    return "".join(str(o.get("text") or o.get("evalue") or "") for o in outputs)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("!echo hello", "!echo hello"),
        ("!pip install -q numpy", "!pip install -q numpy"),
        ("%pip install numpy", "%pip install numpy"),
        ("%conda install numpy", "%conda install numpy"),
        ("files = !ls", "!ls"),
        ("%sx ls", "%sx ls"),
        ("%rehashx", "%rehashx"),
        ("%tensorboard --logdir logs", "%tensorboard --logdir logs"),
        ("%load_ext nothing_like_that", "%load_ext nothing_like_that"),
        (
            "import matplotlib.pyplot\nmatplotlib.use('module://nothing_like_that')",
            "matplotlib.use('module://nothing_like_that')",
        ),
        ("import os\nos.nice(5)", "os.nice(5)"),
        ("import os\nos.sched_setaffinity(0, {1})", "os.sched_setaffinity(0, {1})"),
        (
            "import resource as r\nr.setrlimit(r.RLIMIT_CORE, (0, 0))",
            "resource.setrlimit(4, (0, 0))",
        ),
        (
            "import resource as r\nr.setrlimit(7, (200, r.getrlimit(7)[1]))",
            "resource.setrlimit(7, (200, ",
        ),
        ("import os\nos.prlimit_of_mine = os.setsid()", "os.setsid()"),
        ("import nothing_like_that as n", "import nothing_like_that as n"),
        ("from nothing_like_that.sub import a, b as c", "from nothing_like_that.sub import a"),
        ("import math, nothing_like_that", "import math, nothing_like_that"),
    ],
)
def test_a_line_that_cannot_run_says_so_and_the_rest_of_its_cell_runs(line, said, shell):
    outputs = run(shell, f"{line}\ndef answer():\n    return 42\nprint(answer())")
    text = text_of(outputs)
    assert NOT_RUN + said in text
    assert text.endswith("42\n")
    assert [o for o in outputs if o["output_type"] == "error"] == []


@pytest.mark.parametrize("stop", ["exit()", "quit()", "quit(0)", "exit(keep_kernel=True)"])
def test_exit_ends_neither_the_cell_nor_the_function_as_in_a_kernel(stop, shell):
    cell = f"{stop}\ndef answer():\n    {stop}\n    return 42\nprint(answer())"
    assert text_of(run(shell, cell)) == "42\n"
    assert text_of(run(shell, "print(answer())")) == "42\n"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("%%time\nx = 5\nprint(x)", "5"),
        ("%%python_of_databricks\nx = 5\nprint(x)", "5"),
        ("%%bash\necho hello", ""),
        ("%%sql\nselect x from y where", ""),
    ],
)
def test_below_a_magic_that_is_not_known_what_is_python_runs(cell, shown, shell):
    outputs = run(shell, cell)
    assert shown in text_of(outputs)
    assert (NOT_RUN in text_of(outputs)) == ("time" not in cell)
    assert [o for o in outputs if o["output_type"] == "error"] == []


def test_what_an_unknown_library_gives_does_no_harm(shell):
    text = text_of(
        run(
            shell,
            "from nothing_like_that import njit, trange, Base, using\n\n"
            "@njit\ndef plain(x):\n    return x\n\n"
            "@njit(fastmath=True)\ndef fast(x):\n    return 2 * x\n\n"
            "class Mine(Base):\n    pass\n\n"
            "with using('it'):\n    print([plain(k) + fast(k) for k in trange([1, 2])])\n"
            "njit.config.threads = 4\nprint(Mine() is not None)",
        )
    )
    assert text.endswith("[3, 6]\nTrue\n")
    assert "nothing_like_that is not installed where notebooks are graded" in text


@pytest.mark.parametrize(
    "make",
    [
        "!mkdir parts",
        "!mkdir -p parts",
        "%mkdir parts",
        "%%bash\nmkdir parts\ntouch parts/x.py\nrm parts/x.py",
        "!mkdir others\n!mv others parts",
        "!mkdir others\n!cp -r others parts",
        "!mkdir -p parts && touch parts/__init__.py",
        "!mkdir others; ln -s others parts",
    ],
)
def test_commands_that_only_make_folders_and_copy_files_are_done(make, shell):
    assert run(shell, make) == []
    run(shell, "%%writefile parts/gates.py\nfrom math import pi\n\ndef f(x):\n    return x * pi")
    assert text_of(run(shell, "from parts.gates import f\nprint(f(0))")) == "0.0\n"


@pytest.mark.parametrize(
    "command", ["!mkdir parts | ls", "!mkdir $X", "!rm $(ls)", "!cp a", "!ls -p x"]
)
def test_a_command_that_needs_a_shell_is_told_and_not_done(command, shell, tmp_path):
    assert NOT_RUN in text_of(run(shell, command))
    assert list(tmp_path.iterdir()) == []


def test_a_command_that_fails_says_why(shell):
    assert text_of(run(shell, "!rm not_there\nprint(1)")) == "rm: No such file or directory\n1\n"


def test_what_a_missing_library_gave_is_told_by_the_librarys_name(shell):
    run(shell, "import nothing_like_that as n\n\ndef f(x):\n    return n.tensor(x).grad, x")
    given = shell.user_ns["f"](1.0)
    said = noted(Observation(given))
    assert said == raised(outside.missing("n"), "")


def test_a_name_that_cannot_be_imported_keeps_what_it_meant(shell):
    run(shell, "import math as m\ndef f():\n    return 1")
    text = text_of(
        run(shell, "import nothing_like_that.math as m\nfrom nothing_like_that import f")
    )
    assert NOT_RUN in text
    assert text_of(run(shell, "print(m.floor(1.5), f())")) == "1 1\n"


def test_an_import_inside_try_is_the_students_own_business(shell):
    cell = "try:\n    import nothing_like_that\nexcept ImportError:\n    print('without it')"
    assert text_of(run(shell, cell)) == "without it\n"


def test_a_module_that_fails_by_itself_is_not_called_missing(shell, tmp_path):
    (tmp_path / "broken.py").write_text("import nothing_like_that.at_all\n1 / 0")
    (tmp_path / "mine.py").write_text("answer = 42")
    assert "42" in text_of(run(shell, "import mine\nprint(mine.answer)"))
    (tmp_path / "worse.py").write_text("1 / 0")
    assert "division by zero" in text_of(run(shell, "import worse"))


def test_a_screen_that_is_there_is_used(shell):
    assert text_of(run(shell, "import matplotlib\nmatplotlib.use('agg')\nprint(1)")) == "1\n"
    assert NOT_RUN not in text_of(run(shell, "%matplotlib inline\nprint(1)"))


@pytest.mark.parametrize(
    "cells",
    [
        ["name = 'mine.py'", "%%writefile $name\nmine = 42", "%run $name"],
        ["name = 'mine'", "%%writefile {name}.py\nmine = 42", "%run {name}.py"],
        ["names = ['mine']", "%%file {names[0]}.py\nmine = 42", "%run -i ./{names[0]}.py"],
    ],
)
def test_a_file_that_a_variable_names_is_run(cells, shell):
    outputs = [output for cell in [*cells, "print(mine)"] for output in run(shell, cell)]
    assert NOT_RUN not in text_of(outputs)
    assert text_of(outputs).endswith("42\n")


@pytest.mark.parametrize(
    "cells",
    [
        ["%%writefile /nowhere/of/colab/mine.py\nmine = 42", "from mine import mine"],
        ["%%writefile -a /nowhere/mine.py\nmine = 42", "%run /nowhere/mine.py"],
        ["p = '/nowhere'", "%%file {p}/mine.py\nmine = 42", "%run -i {p}/mine.py"],
    ],
)
def test_a_file_for_a_folder_out_of_reach_is_written_beside_the_notebook(cells, shell, monkeypatch):
    monkeypatch.delitem(sys.modules, "mine", raising=False)
    outputs = [output for cell in [*cells, "print(mine)"] for output in run(shell, cell)]
    assert "is out of reach while grading" in text_of(outputs)
    assert text_of(outputs).endswith("42\n")


def test_of_a_missing_file_that_a_variable_names_the_name_is_told(shell):
    run(shell, "name = 'mine.py'")
    assert f"{NOT_RUN}%run mine.py" in text_of(run(shell, "%run $name"))


@pytest.mark.parametrize(
    ("cell", "used"),
    [
        ("%%script python3 --out kept\nprint(3)", "exec(kept)"),
        ("%%bash --out kept --err said\nls | wc", "kept.split(), said.strip()"),
        ("%%sh --err kept\nmkdir made", "kept.upper()"),
        ("kept = %sx ls", "kept.s, len(kept)"),
        ("kept = %system ls", "[one for one in kept]"),
    ],
)
def test_what_a_program_would_have_written_is_there_and_empty(cell, used, shell):
    run(shell, cell)
    outputs = run(shell, f"{used}\nassert not kept\nprint(42)")
    assert text_of(outputs).endswith("42\n")


def test_a_long_line_is_cut_where_it_is_told(shell):
    text = text_of(run(shell, f"!echo {'x' * 500}"))
    assert len(text) < 260
    assert text.endswith("…\n")


@pytest.mark.parametrize(
    "asking",
    [
        "while input('go on? ') != 'y':\n    pass",
        "while True:\n    if input('quit? ') in ('q', 'quit'):\n        break",
        "n = None\nwhile n is None:\n    try:\n        n = int(input('n? '))\n"
        "    except ValueError:\n        print('again')",
        "import code\ncode.interact(local=globals())",
        "import pdb\npdb.run('x = 3')",
    ],
)
def test_a_cell_that_asks_until_it_is_answered_comes_to_its_end(asking, shell):
    outputs = run(shell, f"{asking}\nprint(42)")
    assert NOT_RUN + "input(" in text_of(outputs)
    assert text_of(outputs).endswith("42\n")


def test_who_asks_once_in_each_cell_always_gets_an_empty_line(shell):
    for _ in range(20):
        assert text_of(run(shell, "assert input('name? ') == ''\nprint(42)")).endswith("42\n")


def test_what_would_ask_for_ever_ends_with_a_reason(shell):
    (error,) = (
        one
        for one in run(shell, "while input() != 'the right word':\n    pass")
        if one["output_type"] == "error"
    )
    assert error["evalue"] == "nobody is there to answer while a notebook is graded"


def test_an_answer_that_asks_can_be_called_many_times(shell):
    run(shell, "def answer():\n    return input('enter ')")
    assert {shell.user_ns["answer"]() for _ in range(200)} == {""}


def test_a_cells_streams_have_numbers_as_a_kernels_have(shell):
    cell = "import faulthandler\nfaulthandler.dump_traceback_later(99)\n"
    cell += "faulthandler.cancel_dump_traceback_later()\nimport sys\n"
    cell += "print(sys.stdout.fileno(), sys.stderr.fileno(), sys.stdout.name)"
    assert text_of(run(shell, cell)) == "1 2 stdout\n"
