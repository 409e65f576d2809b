"""Chapters as one file: what travels inside, what never does, solutions that open after trying."""

import ast
import base64
import bz2
import copy
import json
import os
import re
import shutil
import subprocess
import sys
import zlib
from functools import cache
from pathlib import Path

import nbformat
import pytest
from elsewhere import CHAPTERS, COURSE, HERE, ROOT, answers, run_plainly, stand_alone
from looked_over import at_least

import backpass
from backpass import solutions
from backpass.check import check
from backpass.contracts import CONTRACTS
from backpass.grading.authoring.standalone import (
    INNER,
    PACKED,
    UNPACK,
    package_files,
    solutions_of,
    standalone,
    without_comments,
)
from backpass.grading.cli import main
from backpass.judging.verdict import Status
from backpass.notebook import record
from backpass.questions import guesses, quiz

CHAPTER = "02_chain_rule"
#: Files of which a chapter carries its own part.
OF_A_CHAPTER = {f"backpass/{guesses.SEALED}", f"backpass/{quiz.SEALED}"}
each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
each_kind = pytest.mark.parametrize("self_learner", [False, True], ids=["plain", "self-learner"])


def cell_of(notebook, name):
    (found,) = [cell for cell in notebook.cells if cell.id == name]
    return found


@cache
def made_once(chapter, self_learner):
    return standalone(COURSE, chapter, self_learner=self_learner)


def test_the_code_of_the_package_is_read_and_packed_once_for_all_chapters(monkeypatch):
    first = standalone(COURSE, CHAPTERS[0])
    packed, compress = [], bz2.compress

    def of_sealed_texts(piece, level):
        packed.append(json.loads(b"{" + piece))
        return compress(piece, level)

    monkeypatch.setattr(bz2, "compress", of_sealed_texts)
    worked_out = without_comments.cache_info().misses
    second = standalone(COURSE, CHAPTERS[1])
    assert [set(piece) for piece in packed] == [OF_A_CHAPTER]  # the code was packed before
    one, other = (
        {name: text for name, text in carried(notebook).items() if name not in OF_A_CHAPTER}
        for notebook in (first, second)
    )
    assert one == other
    assert without_comments.cache_info().misses == worked_out > 80


def made(chapter, *, self_learner=False):
    """A chapter as one file. The package in it is packed once for all tests; this is a copy."""
    return copy.deepcopy(made_once(chapter, self_learner))


def carried(notebook):
    """The files inside a notebook, unpacked here by other means than its own."""
    (packed,) = [
        node.value.value
        for node in ast.parse(cell_of(notebook, PACKED).source).body
        if isinstance(node, ast.Assign)
    ]
    return json.loads(bz2.decompress(base64.b85decode(packed)))


def squeezed(text):
    return re.sub(r"\s+", "", text)


def secrets(chapter):
    """Every answer and hidden test of a chapter, without white space."""
    for cell in nbformat.read(COURSE.source_notebook(chapter), 4).cells:
        region = r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1"
        for _, text in re.findall(region, cell.source, re.DOTALL):
            if len(squeezed(text)) >= len("return1.0,1.0"):
                yield squeezed(text)


# ---------------------------------------------------------------- what travels


@each_kind
@each_chapter
def test_a_file_carries_the_whole_student_package_and_nothing_of_the_instructors(
    chapter, self_learner
):
    notebook = made(chapter, self_learner=self_learner)
    nbformat.validate(notebook)
    files = carried(notebook)
    package = ROOT / "backpass"
    wanted = {
        f"backpass/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and not {"grading", "__pycache__"} & set(path.relative_to(package).parts)
        # other languages' words stay out of an English notebook
        if not (path.parent.name == "languages" and path.suffix == ".json")
    }
    extra = {f"backpass/{solutions.SEALED}"} if self_learner else set()
    assert set(files) == wanted | {"backpass/LICENSE"} | extra
    whole = package_files()
    assert all(whole[name] == files[name] for name in wanted - OF_A_CHAPTER)
    assert not [name for name in files if "grading" in name or "grader_tests" in name]


@each_chapter
def test_what_a_chapter_asks_is_in_its_file_and_nothing_else(chapter):
    notebook = made(chapter)
    cells = "\n".join(cell.source for cell in notebook.cells)
    whole, files = package_files(), carried(notebook)
    for file in OF_A_CHAPTER:
        every, own = json.loads(whole[file]), json.loads(files[file])
        asked = {name for name in every if re.search(rf"guess\(\"{name}\"|check\({name}\)", cells)}
        assert own == {name: every[name] for name in asked}
        assert len(own) >= 3


@each_kind
@each_chapter
def test_no_answer_can_be_read_in_a_file(chapter, self_learner):
    notebook = made(chapter, self_learner=self_learner)
    cells = squeezed("\n".join(cell.source for cell in notebook.cells))
    inside = squeezed("\n".join(carried(notebook).values()).replace(r"\n", "\n"))  # JSON's own
    found = list(secrets(chapter))
    assert len(found) >= 2
    assert [text for text in found if text in cells or text in inside] == []
    # short ones too, in the cells that are to be filled in
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            assert "raise NotImplementedError" in cell.source or " = ...  #" in cell.source


@each_chapter
def test_it_is_small_and_its_package_is_folded_up(chapter):
    notebook = made(chapter)
    assert len(nbformat.writes(notebook)) < 400_000
    packed = cell_of(notebook, PACKED)
    assert packed.metadata["jupyter"] == {"source_hidden": True}
    assert len(packed.source.splitlines()) == 2
    code = [cell.id for cell in notebook.cells if cell.cell_type == "code"]
    assert code[:2] == [PACKED, UNPACK]
    assert "install" not in code
    tests = [cell.source for cell in notebook.cells if cell.id.startswith("test_")]
    assert all(source.startswith("check(") for source in at_least(4, tests))
    assert len(set(code)) == len(code)


def test_the_package_that_is_carried_is_the_package_but_for_comments_and_private_words():
    for name, text in at_least(80, package_files().items()):
        original = (ROOT / name).read_text(encoding="utf-8")
        if name.endswith(".py"):
            room, _, file = name.removeprefix("backpass/").removesuffix(".py").partition("/")
            inner = room in INNER or f"{room}/{file}" in INNER
            expected = without_private_words(original, inner)
            assert ast.dump(ast.parse(text)) == ast.dump(expected), name
        else:
            assert text == original, name


def without_private_words(source, inner):
    """The tree of a source whose private functions and classes say nothing of themselves."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        private = inner or node.name.startswith("_")
        if private and not node.name.endswith("__") and ast.get_docstring(node):
            node.body = node.body[1:] or node.body
    return tree


def test_what_a_learner_may_ask_for_keeps_its_words():
    kept = 0
    for name, text in package_files().items():
        for node in ast.walk(ast.parse(text)) if name.endswith(".py") else ():
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
                kept += not node.name.startswith("_")
    assert kept > 500


@each_chapter
def test_links_lead_to_files_side_by_side_and_no_picture_is_missing(chapter):
    texts = [cell for cell in made(chapter).cells if cell.cell_type == "markdown"]
    for cell in at_least(3, texts):
        assert "../" not in cell.source
        assert "![" not in cell.source
        for target in re.findall(r"\]\(([^)#:]+)\)", cell.source):
            assert target.removesuffix(".ipynb") in CHAPTERS


def test_the_unpacking_cell_is_in_the_house_style(tmp_path):
    path = tmp_path / "unpack.py"
    notebook = made(CHAPTER, self_learner=True)
    path.write_text(cell_of(notebook, UNPACK).source + "\n", encoding="utf-8")
    settings = f"--config={ROOT / 'pyproject.toml'}"
    # a cell is no module, prints, finds PACKED in the cell above, imports for cells below, and may
    # meet a Python that is too old
    rules = "--ignore=D100,T201,F821,F401,UP036"
    for words in (["check", settings, rules], ["format", "--check", settings]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout


# ---------------------------------------------------------------- the command


def test_the_command_writes_files_and_never_over_somebodys_work(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    words = ["export", "--standalone", CHAPTER, "--into", str(tmp_path / "new" / "folder")]
    assert main(words) == 0
    path = tmp_path / "new" / "folder" / f"{CHAPTER}.ipynb"
    first = path.read_bytes()
    assert str(path) in capsys.readouterr().out
    path.write_text("a learner's work", encoding="utf-8")
    assert main(words) == 2
    assert "somebody's work may be in it" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == "a learner's work"
    assert main([*words, "--overwrite"]) == 0
    assert path.read_bytes() == first, "the same bytes each time"
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_exported_is_said_in_words(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["export", "--standalone", CHAPTER, "--into", str(tmp_path / "file")]) == 2
    assert "cannot be written to" in capsys.readouterr().err
    assert main(["export", "--standalone", "02_chain_rul"]) == 2
    assert "Did you mean 02_chain_rule?" in capsys.readouterr().err
    assert main(["export", CHAPTER]) == 2
    assert "say what to export: --standalone" in capsys.readouterr().err


# ---------------------------------------------------------------- one file, no network, no Backpass


def run_bare(source, folder):
    """Run code in a Python that has numpy, matplotlib, ipywidgets, and no Backpass or network."""
    script = folder / "bare.py"
    script.write_text(source, encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-P", str(script)],
        cwd=folder,
        env={**os.environ, "MPLBACKEND": "agg", "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_unpacks_reads_and_tidies_up_after_itself(tmp_path):
    """The file's own two cells, where no other Backpass can be what is imported."""
    notebook = made(CHAPTER)
    cells = [cell_of(notebook, PACKED).source, cell_of(notebook, UNPACK).source]
    done = run_bare(
        "\n".join(
            [
                *cells,
                "import backpass, backpass.questions.quiz, backpass.hints, os",
                "assert os.path.dirname(backpass.__file__).startswith(os.getcwd())",
                "assert backpass.hints.hint_texts() and backpass.questions.quiz.stored()",
                "assert 'def check(' in package['backpass/check.py']",
                "import importlib.util",
                "assert importlib.util.find_spec('backpass.grading') is None",
                "print(os.path.dirname(os.path.dirname(backpass.__file__)))",
            ]
        ),
        tmp_path,
    )
    assert (done.returncode, done.stderr) == (0, "")
    folder = done.stdout.strip()
    assert folder.startswith(str(tmp_path / "backpass-"))
    assert not Path(folder).exists(), "it goes when the kernel stops"


def test_a_missing_package_or_an_old_python_is_said_in_words(tmp_path):
    unpack = cell_of(made(CHAPTER), UNPACK).source
    packed = 'import base64, bz2\nPACKED = base64.b85encode(bz2.compress(b"{}"))\n'
    hide = (
        "import importlib.util\nreal = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda n, *r: None if n == 'ipywidgets' else real(n, *r)\n"
    )
    done = run_bare(packed + hide + unpack, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "%pip install ipywidgets" in done.stdout
    done = run_bare(packed + "import sys\nsys.version_info = (3, 10, 1)\n" + unpack, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "needs Python 3.11 or newer" in done.stdout


# ---------------------------------------------------------------- solutions, for self-learners


@each_chapter
def test_a_self_learners_file_offers_each_solution_behind_its_check(chapter):
    notebook = made(chapter, self_learner=True)
    sources = [cell.source for cell in notebook.cells]
    ids = [cell.id for cell in notebook.cells]
    exercises = [name for name in answers(chapter) if not name.startswith("quiz_")]
    for name in exercises:
        place = sources.index(f'solution("{name}")')
        assert ids[place - 1] == f"test_{name}"
    assert sum(source.startswith("solution(") for source in sources) == len(exercises)
    sealed = json.loads(carried(notebook)[f"backpass/{solutions.SEALED}"])
    assert list(sealed) == exercises
    for name, text in sealed.items():
        code = solutions.unseal(name, text)
        assert squeezed(code) in squeezed(
            next(
                cell.source
                for cell in nbformat.read(COURSE.source_notebook(chapter), 4).cells
                if cell.id == name
            ).replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
        )  # fmt: skip
        ast.parse(code)
        assert "raise NotImplementedError" not in code


def test_nobody_else_gets_a_solution(tmp_path):
    """Neither the release, nor the package, nor a plain export holds one, or a way to one."""
    for chapter in CHAPTERS:
        text = COURSE.release_notebook(chapter).read_text(encoding="utf-8")
        assert "solution(" not in text
        assert solutions.SEALED not in text
        plain = made(chapter)
        assert f"backpass/{solutions.SEALED}" not in carried(plain)
        assert not [cell for cell in plain.cells if cell.source.startswith("solution(")]
    assert not (ROOT / "backpass" / solutions.SEALED).exists()
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    shutil.unpack_archive(wheel, unpacked, "zip")
    assert not list(unpacked.rglob(solutions.SEALED))
    codes = [code for chapter in CHAPTERS for code in solutions_of(COURSE, chapter).items()]
    sealed = {name: solutions.seal(name, code) for name, code in codes}
    for path in unpacked.rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            assert [name for name, text_ in sealed.items() if text_[:60] in text] == []


def test_solutions_that_lie_about_in_the_package_are_left_where_they_are(tmp_path, monkeypatch):
    for name in ("check.py", solutions.SEALED):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    monkeypatch.setattr(backpass, "__file__", str(tmp_path / "__init__.py"))
    assert set(package_files()) == {"backpass/check.py"}


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A self-learner's package with one solution, and no attempts so far."""
    code = "def add_backward(dout, cache):\n    return dout, dout"
    sealed = {"add_backward": solutions.seal("add_backward", code)}
    monkeypatch.setattr(solutions, "_stored", lambda: sealed)
    monkeypatch.setattr(solutions, "_tried", {})
    monkeypatch.setattr(solutions, "_passed", set())
    monkeypatch.setattr(record, "_RECORDS", {})
    return code


def shown(name):
    return solutions.answer(name)._repr_mimebundle_()


def attempt(factor):
    def add_backward(dout, cache):
        return dout * 7.0, dout * 5.0

    code = add_backward.__code__
    constants = tuple(factor if value == 5.0 else value for value in code.co_consts)
    add_backward.__code__ = code.replace(co_consts=constants)
    return add_backward


def test_a_solution_opens_after_three_different_attempts(kept, capsys):
    def add_backward(dout, cache):
        raise NotImplementedError

    for _ in range(5):
        check(add_backward)  # a stub is no attempt
        check(attempt(2.0))  # and the same again is no other
    assert "after 2 different attempts" in shown("add_backward")["text/plain"]
    assert kept not in str(shown("add_backward"))
    check(attempt(3.0))
    assert "after one more attempt" in shown("add_backward")["text/plain"]
    check(attempt(4.0))
    assert shown("add_backward")["text/plain"] == kept
    assert "return dout, dout" in shown("add_backward")["text/html"]
    assert shown("add_backward")["text/html"].startswith("<details"), "folded up even then"


def test_a_solution_opens_when_ones_own_has_passed_now_or_earlier(kept, tmp_path, monkeypatch):
    monkeypatch.setenv(record.VARIABLE, str(tmp_path / "progress.json"))
    assert not solutions.is_open("add_backward")
    solutions.note("add_backward", (attempt(1.0),), Status.PASSED)
    assert solutions.is_open("add_backward")
    solutions._passed.clear()
    assert not solutions.is_open("add_backward")
    record.current().note("add_backward", CHAPTER, Status.PASSED)
    assert solutions.is_open("add_backward")


def test_a_check_minds_nothing_that_a_learner_hands_in(kept):
    class Odd:
        __hash__ = None

        def __getattr__(self, name):
            raise RuntimeError("no")

        def __repr__(self):
            raise RuntimeError("no")

    for thing in (Odd(), [], {}, (1, []), lambda: None, type("Value", (), {"a": []}), None, 3):
        solutions.note("add_backward", (thing, None), Status.FAILED)
    assert solutions.is_open("add_backward")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("multiply_backward", "No solution of `multiply_backward` is kept here"),
        ("quiz_max_route", "needs no solution"),
        ("nonsense", "no exercise called 'nonsense'"),
    ],
)
def test_what_is_not_there_is_said_in_words(kept, name, said):
    assert said in shown(name)["text/plain"]


def test_a_sealed_solution_is_not_read_by_accident():
    for chapter in at_least(7, CHAPTERS):
        for name, code in at_least(1, solutions_of(COURSE, chapter).items()):
            sealed = solutions.seal(name, code)
            assert solutions.unseal(name, sealed) == code
            plain = base64.b64decode(sealed)
            lines = [line.encode() for line in code.splitlines() if len(line) > 9]
            assert not [line for line in lines if line in plain]
            with pytest.raises(zlib.error):  # nor by the usual two steps
                zlib.decompress(plain)
            assert name in CONTRACTS


def test_a_self_learners_chapter_runs_with_closed_and_with_open_solutions(tmp_path):
    files = [
        stand_alone(CHAPTER, tmp_path / "closed.ipynb", self_learner=True),
        stand_alone(CHAPTER, tmp_path / "open.ipynb", self_learner=True, solve=True),
    ]
    reports = run_plainly(HERE, files, tmp_path)["notebooks"]
    for state, wanted in (("closed", "is closed"), ("open", "def add_backward")):
        report = reports[state]
        assert report["troubles"] == []
        assert wanted in report["said"]["solution_add_backward"]
