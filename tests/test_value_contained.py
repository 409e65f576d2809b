"""A learner's class in another process: judged as it is here, without a message for each step."""

import sys

import nbformat
import pytest

from backpass.contracts import build_autograd
from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.fork_client import ForkServers
from backpass.grading.sandbox.scripts import Written
from tests.test_kernel import ROOT, grade, mark, words

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.xdist_group("kernel"),
]
CHAPTER = build_autograd.CHAPTER
IMPORTS = "import math\nimport sys\nimport numpy as np\nfrom backpass.check import check"
#: Right numbers by going along every path.
ALONG_PATHS = """
    def backward(self):
        found, waiting = {self}, [self]
        while waiting:
            for parent in waiting.pop().parents:
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        for node in found:
            node.grad = 0.0
        waiting = [(self, 1.0)]
        while waiting:
            node, gradient = waiting.pop()
            node.grad += gradient
            waiting.extend((p, gradient * s) for p, s in zip(node.parents, node.slopes))
"""


@pytest.fixture(scope="module")
def warm():
    with ForkServers() as parent:
        yield parent


@pytest.fixture(scope="module")
def solved():
    path = ROOT / "source" / CHAPTER / f"{CHAPTER}.ipynb"
    cells = nbformat.read(path, 4).cells
    (cell,) = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == "Value"]
    return cell.source


def judged(warm, source, exercise="Value", **settings):
    cells = [Cell(0, IMPORTS), Cell(1, source), Cell(2, grade(exercise), True)]
    run = execute(cells, [IMPORTS], Settings(ROOT, seed=1, **settings), warm)
    events = [o["metadata"]["backpass"] for o in run.outputs[2] if o.get("metadata")]
    return mark(run.outputs[2]), words(run.outputs[2]), events[-1]["mistake"]


def along_paths(solved, first=""):
    head = solved[: solved.index("    def backward")]
    return head + ALONG_PATHS.replace("(self):\n", f"(self):\n        {first}\n", 1)


def test_a_right_class_gets_full_marks(warm, solved):
    points, text, _ = judged(warm, solved)
    assert points == sum(build_autograd.PARTS.values()), text


def test_going_along_every_path_is_named(warm, solved):
    points, text, mistake = judged(warm, along_paths(solved, "pass"))
    assert points == sum(build_autograd.PARTS.values()) - 1.0, text
    assert "takes more than 20,000 calls" in text
    assert mistake == "every path"


def test_whoever_stops_the_counting_is_stopped_by_the_clock(warm, solved):
    """The count is taken in a stranger's process; that nobody walks 2⁴⁰ paths needs no count."""
    points, text, _ = judged(warm, along_paths(solved, "sys.setprofile(None)"), call_seconds=3.0)
    assert points == sum(build_autograd.PARTS.values()) - 1.0, text
    assert "TimeoutError" in text


def test_a_known_mistake_is_named_though_it_was_made_elsewhere(warm, solved):
    unswitched = solved.replace("(other.data, self.data))", "(self.data, other.data))")
    points, text, mistake = judged(warm, unswitched)
    assert points < sum(build_autograd.PARTS.values())
    assert mistake == "multiply not switched", text


def test_a_script_looks_at_nothing():
    steps = []
    node = Written(steps, 0)
    made = 2 - node(1.0).exp()
    assert steps == [
        ["call", "", [0], 1.0],
        ["attribute", "exp", [1]],
        ["call", "", [2]],
        ["operator", "sub", 2, [3]],
    ]
    assert made.number == 4
    with pytest.raises(TypeError, match="cannot look"):
        bool(made)
    with pytest.raises(TypeError, match="cannot use a str"):
        made + "1"
    with pytest.raises(AttributeError):
        made.__array__()


def test_what_a_function_hands_on_as_it_came_is_seen_from_outside_as_well(warm):
    source = """
def relu_backward(dout, cache):
    return dout if (cache > 0).all() else dout * (cache > 0)
"""
    points, text, _ = judged(warm, source, "relu_backward")
    assert points == 2.0
    assert "hands on `dout` itself" in text
