"""Nothing in a student's process differentiates for it, or knows what is right."""

import gc
import json
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
import ready_servers

from backpass.contracts import CONTRACTS
from backpass.grading.common import cells as of_nbgrader
from backpass.grading.exercises.library import load_one
from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers
from tests.attacks import oracle

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted({contract.chapter for contract in CONTRACTS.values()})

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("oracle"),
]


@pytest.fixture(scope="module")
def servers():
    with ready_servers.started_afresh(), ForkServers() as servers:
        yield servers


def notebook(folder, chapter):
    path = ROOT / folder / chapter / f"{chapter}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def mark(outputs):
    results = [o for o in outputs if o["output_type"] == "execute_result"]
    return float(results[-1]["data"]["text/plain"]) if results else 0.0


def marks(servers, chapter, **settings):
    """What the program earns in a chapter: marks by exercise."""
    names = [name for name, contract in CONTRACTS.items() if contract.chapter == chapter]
    imports = [
        "".join(cell["source"])
        for cell in notebook("release", chapter)["cells"]
        if cell["cell_type"] == "code"
    ]
    tests = of_nbgrader.test_cells(notebook("source", chapter))
    answers = [oracle.program(str(ROOT)), *map(oracle.line, names)]
    cells = [Cell(k, source) for k, source in enumerate(answers)]
    cells += [Cell(len(answers) + k, "".join(test["source"]), True) for k, test in enumerate(tests)]
    run = execute(cells, imports, Settings(ROOT, seed=3, **settings), servers)
    assert run.stopped is None
    outputs = [run.outputs[len(answers) + k] for k in range(len(tests))]
    tested = dict(zip(map(of_nbgrader.grade_id, tests), map(mark, outputs), strict=True))
    assert len(tested) == len(tests) >= 4
    return tested


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_a_program_that_uses_whatever_can_be_imported_gains_nothing(servers, chapter):
    earned = {name: points for name, points in marks(servers, chapter).items() if points}
    assert earned == {}


@pytest.fixture
def little_in_memory():
    """What other tests have made is left out where the program looks through all of memory.

    It does so hundreds of times, and would find nothing there that it does not import at once.
    """
    gc.collect()
    gc.freeze()


@pytest.mark.usefixtures("little_in_memory")
def test_the_program_is_a_real_attack():
    """Where the package is at hand, it takes a good part of the course's marks."""
    space = {}
    exec(oracle.program(str(ROOT)), space)
    earned = 0.0
    for name, contract in CONTRACTS.items():
        exec(oracle.line(name), space)
        verdict = load_one(contract, ROOT).judge(space[name], 3)
        earned += verdict.score
    assert earned > 60.0


LOOK = """
import gc, sys
told = "complex_step richardson central_difference _by_seal unseal reply CONTRACTS Circuit".split()
names = {getattr(one, "__name__", None) for one in gc.get_objects()}
names |= {name for module in list(sys.modules.values()) for name in vars(module)}
print(sorted(names & set(told)), sorted(n for n in sys.modules if n.startswith("backpass")))
"""


def test_memory_holds_nothing_that_differentiates(servers):
    run = execute([Cell(0, LOOK)], [], Settings(ROOT), servers)
    real = [
        "backpass",
        "backpass.data",
        "backpass.drawing",  # an empty room: what stands in it is real only by its own name
        "backpass.drawing.figures",
        "backpass.drawing.page_fonts",
        "backpass.drawing.palette",
    ]
    assert run.outputs[0][0]["text"] == f"[] {real}\n"


HONEST = """
from backpass import draw, explore
from backpass.check import check
from backpass.circuit import Circuit, Gate
from backpass.data import spirals
from backpass.hints import hint
from backpass.progress import progress

circuit = Circuit()
x, y = circuit.input("x", 3.0), circuit.input("y", -2.0)
product = x * y
product.backward()
draw.circuit(circuit)
print(f"{x.grad:.3f}", len(spirals(4)[1]))
class Mine(Gate):
    pass
def f(x):
    return x
check(f)
hint("add_backward")
progress()
explore.secant()
"""


def test_what_honest_notebooks_import_is_there_and_inert(servers):
    run = execute([Cell(0, HONEST)], [], Settings(ROOT), servers)
    kinds = [output["output_type"] for output in run.outputs[0]]
    assert "error" not in kinds, run.outputs
    assert run.outputs[0][0]["text"].endswith(" 8\n")
    assert run.outputs[0][-1]["data"]["text/plain"] == "(not shown while a notebook is graded)"


@pytest.mark.parametrize("module", ["numpy.linalg", "matplotlib.pyplot", "ipywidgets", "IPython"])
def test_what_the_course_imports_can_be_imported(servers, module):
    run = execute([Cell(0, f"import {module}\nprint('there')")], [], Settings(ROOT), servers)
    assert run.outputs[0][0].get("text") == "there\n"


def test_of_what_the_course_does_not_import_nothing_can_be_used_unless_it_is_named(servers):
    source = "import sqlalchemy\nprint(sqlalchemy.__version__)"
    words, error = execute([Cell(0, source)], [], Settings(ROOT), servers).outputs[0]
    assert words["text"].startswith("not run while grading: import sqlalchemy\n")
    assert (error["ename"], error["evalue"]) == ("AttributeError", "__version__")
    read = (
        "import os, sysconfig\n"
        "open(os.path.join(sysconfig.get_path('purelib'), 'sqlalchemy', '__init__.py')).read()"
    )
    assert execute([Cell(0, read)], [], Settings(ROOT), servers).outputs[0][0]["ename"] == (
        "PermissionError"
    )
    for allowed in (Settings(ROOT, modules=("sqlalchemy",)), Settings(ROOT)):
        imports = [] if allowed.modules else ["import sqlalchemy"]
        run = execute([Cell(0, source)], imports, allowed, servers)
        assert run.outputs[0][0].get("text") == f"{version('sqlalchemy')}\n"
