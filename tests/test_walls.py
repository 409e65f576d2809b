"""The walls of the grading package: which wing may know what."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from backpass.judging.verdict import Status

GRADING = Path(__file__).resolve().parent.parent / "backpass" / "grading"
#: Outside `hooks/` and `feedback/`, the files that use nbgrader, each for the reason beside it.
KNOW_NBGRADER = {
    "authoring/links.py": "a step of making a release",
    "authoring/migration.py": "moves marks in nbgrader's tables",
    "authoring/release.py": "makes releases by nbgrader's own steps",
    "authoring/translation/notebook.py": "makes the checksums of cells anew",
    "backups.py": "copies nbgrader's tables",
    "class_run/ledger.py": "writes nbgrader's tables",
    "course.py": "finds folders as nbgrader does",
    "gradebook.py": "opens the gradebook",
    "intake/rebuild.py": "steps of intake",
    "marking/submission.py": "marks and cuts outputs as nbgrader does",
    "marks.py": "reads marks, for every page and table",
    "reporting/results.py": "reads students and points",
}
#: What the two processes know nothing of: notebooks, marks, and all that comes before and after.
UNKNOWN_IN_THE_SANDBOX = ("nbformat", "nbgrader", "backpass.grading.marking")
UNKNOWN_IN_THE_SANDBOX += tuple(
    f"backpass.grading.{wing}"
    for wing in (
        *("authoring", "class_run", "common.cells", "feedback", "hooks", "intake"),
        *("reporting", "simulation", "lms", "elsewhere", "similarity"),
    )
)


@cache
def nodes_of(path):
    """A file's syntax tree and all that is in it; every wall reads the same files."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imports_of(path):
    """Every module that a file imports, wherever in it."""
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(found)


def files(wing=""):
    found = sorted((GRADING / wing).rglob("*.py"))
    assert len(found) > 5
    return found


def is_of(module, package):
    return module == package or module.startswith(f"{package}.")


def test_nbgrader_is_known_in_its_wing_and_in_a_few_named_files():
    users = {
        path.relative_to(GRADING).as_posix()
        for path in files()
        if any(is_of(module, "nbgrader") for module in imports_of(path))
    }
    elsewhere = {name for name in users if not name.startswith(("hooks/", "feedback/"))}
    assert elsewhere <= set(KNOW_NBGRADER)


def test_a_core_file_imports_no_plug_in():
    allowed = {"class_run/grade.py"}  # asks a course's configuration for the plug-in's settings
    users = {
        path.relative_to(GRADING).as_posix()
        for path in files()
        if any(is_of(module, "backpass.grading.hooks") for module in imports_of(path))
    }
    assert {name for name in users if not name.startswith("hooks/")} <= allowed | {"course.py"}


@pytest.mark.parametrize("module", UNKNOWN_IN_THE_SANDBOX)
def test_the_two_processes_know_neither_notebooks_nor_marks(module):
    users = [path.name for path in files("sandbox") for m in imports_of(path) if is_of(m, module)]
    assert users == []


def texts_of(path):
    """Every text of a file that is no docstring."""
    nodes = nodes_of(path)
    explained = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in explained
    ]


def test_how_judging_ended_is_named_by_its_status_and_never_written_out():
    """``passed`` and ``failed`` are ordinary words as well; the other two are not."""
    files = [path for path in GRADING.parent.rglob("*.py") if path.name != "verdict.py"]
    written = {Status.NOT_ATTEMPTED, Status.GRADER_ERROR}
    assert [path.name for path in files if written & set(texts_of(path))] == []
    assert len(files) > 150
    assert written & set(texts_of(GRADING.parent / "judging" / "verdict.py")) == written


def test_a_status_is_compared_with_its_name_and_never_with_its_text():
    looked = 0
    for path in GRADING.parent.rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.Compare):
                sides = [node.left, *node.comparators]
                texts = {side.value for side in sides if isinstance(side, ast.Constant)}
                looked += any("Status." in ast.unparse(side) for side in sides)
                assert not texts & set(Status), f"{path.name}, line {node.lineno}"
    assert looked > 15


def test_a_class_name_means_one_class():
    places = {}
    for folder in (GRADING.parent, GRADING.parent.parent / "website"):
        for path in sorted(folder.rglob("*.py")):
            for node in nodes_of(path)[0].body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places.setdefault(node.name, []).append(path.name)
    assert {name: there for name, there in places.items() if len(there) > 1} == {}
    assert len(places) > 200


def needs_of(path, name_of):
    """The modules of this house that a file imports: of a package that they lie in, they alone."""
    found = set()
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in name_of.values() else node.module)
    return found & set(name_of.values()) - {name_of[path]}


def first_circle(needs):
    """Modules each of which needs the next, and the last the first; None where there are none."""
    done = set()

    def walk(name, way):
        if name in way:
            return [*way[way.index(name) :], name]
        if name not in done:
            for other in sorted(needs[name]):
                if found := walk(other, [*way, name]):
                    return found
            done.add(name)
        return None

    return next(filter(None, (walk(name, []) for name in sorted(needs))), None)


@cache
def all_needs():
    """What each module of this house needs, by their names."""
    top = GRADING.parent.parent
    name_of = {
        path: ".".join(path.relative_to(top).with_suffix("").parts).removesuffix(".__init__")
        for folder in ("backpass", "website")
        for path in (top / folder).rglob("*.py")
    }
    return {name: needs_of(path, name_of) for path, name in name_of.items()}


def room_of(module):
    """The room of the package that a module stands in; a file at the top is a room by itself."""
    return ".".join(module.split(".")[:2])


def test_no_two_rooms_of_the_learners_package_need_each_other():
    rooms = {}
    for name, needed in all_needs().items():
        if is_of(name, "backpass") and not is_of(name, "backpass.grading"):
            others = {room_of(one) for one in needed} - {room_of(name), "backpass"}
            rooms.setdefault(room_of(name), set()).update(others)
    assert not any("backpass.grading" in needed for needed in rooms.values())
    assert len(rooms) > 20
    assert first_circle(rooms) is None


def imported_by_notebooks():
    """The modules of the package that cells of released notebooks import, by their full names."""
    found = set()
    for path in sorted((GRADING.parent.parent / "release").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and "backpass" in source:
                plain = re.sub(r"(?m)^\s*[%!].*$", "pass", source)
                for node in ast.walk(ast.parse(plain)):
                    if isinstance(node, ast.ImportFrom) and is_of(node.module, "backpass"):
                        whole = node.module == "backpass"
                        found |= (
                            {f"backpass.{a.name}" for a in node.names} if whole else {node.module}
                        )
    return found


def test_what_notebooks_import_stands_at_the_top_of_the_package_and_nothing_else_does():
    """An old notebook keeps its addresses, however the rooms behind them are furnished."""
    addresses = imported_by_notebooks()
    assert len(addresses) > 8
    top = {f"backpass.{path.stem}" for path in GRADING.parent.glob("*.py")} - {"backpass.__init__"}
    assert {name for name in addresses if name.count(".") > 1} == set()
    assert top - addresses == {
        "backpass.atomic",  # the two tools that every room uses
        "backpass.sealing",
        "backpass.solutions",  # comes only with a self-learner's file
    }


def test_no_two_modules_need_each_other_not_even_for_their_types():
    """Every import counts: those at the top, those within a function, those for type hints."""
    needs = all_needs()
    assert sum(map(len, needs.values())) > 1000
    assert first_circle(needs) is None
    assert first_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


def test_nobody_asks_of_which_kind_a_contract_is():
    """Where the kinds differ, a contract has a method or a name that says so."""
    looked = 0
    for path in GRADING.parent.rglob("*.py"):
        for node in nodes_of(path):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
                looked += 1
                kinds = {one.id for one in ast.walk(node.args[1]) if isinstance(one, ast.Name)}
                assert not [k for k in kinds if k.endswith(("Contract", "Task"))], path.name
    assert looked > 300


def test_a_test_imports_nothing_private():
    """What only a test would need under a private name is either worth a public one, or no test."""
    private, looked = [], 0
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                looked += 1
                private += [f"{path.name}: {one.name}" for one in node.names if one.name[0] == "_"]
    assert looked > 1000
    assert private == []
