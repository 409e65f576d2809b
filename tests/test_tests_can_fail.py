"""Every test can fail: where its asserts stand in loops, it says how much they went over.

A loop over nothing asserts nothing, and nor does a branch that is not taken. So each test function
has to assert something on its straight way: outside all loops and branches, or in a loop that
cannot be empty because what it goes over is written out, here or at the top of the file.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
FILES = sorted(TESTS.rglob("test_*.py"))
#: Calls that fail by themselves where something is not as it should be.
FAILING = {"raises", "warns", "fail", "wait_for", "expect", "at_least"}
#: Calls that give as many things as they are given.
AS_MANY = {"enumerate", "sorted", "list", "tuple", "reversed", "zip", "map", "set"}
WRITTEN = (ast.Tuple, ast.List, ast.Set, ast.Dict)


class Module:
    """One file of tests: what stands at its top, and which of its functions can fail."""

    def __init__(self, text):
        self.tree = ast.parse(text)
        self.written = {
            target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        self.written |= {
            node.target.id: node.value
            for node in self.tree.body
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value
        }
        self.functions = {
            node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)
        }
        self.asked = set()

    def tests(self):
        """The test functions that say anything at all, by name."""
        return {name: node for name, node in self.functions.items() if name.startswith("test_")}

    def surely_fails(self, body, local):
        """Whether something on the straight way through a body can fail."""
        return any(self._can_fail(statement, local) for statement in body)

    def _can_fail(self, node, local):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            local[node.targets[0].id] = node.value
        if isinstance(node, ast.With):
            return self._calls(node.items, local) or self.surely_fails(node.body, local)
        if isinstance(node, ast.For):  # what it goes over may be counted where it is named
            counted = self._calls([node.iter], local)
            holds = counted or self.holds_something(node.iter, local)
            return holds and self.surely_fails(node.body, local)
        if isinstance(node, ast.While):
            return self.surely_fails(node.body, local) if _is_true(node.test) else False
        if isinstance(node, ast.If):
            both = (node.body, node.orelse)
            return all(self.surely_fails(body, local) for body in both)
        if isinstance(node, ast.Try):
            return self.surely_fails([*node.body, *node.orelse, *node.finalbody], local)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            return False
        return self._calls([node], local)

    def _calls(self, nodes, local):
        """Whether a function is called that fails, or one of this file in which something does."""
        calls = [c for node in nodes for c in ast.walk(node) if isinstance(c, ast.Call)]
        names = {getattr(c.func, "attr", None) or getattr(c.func, "id", "") for c in calls}
        if names & FAILING or any(name.startswith("assert_") for name in names):
            return True
        return any(self._function_fails(name) for name in names)

    def _function_fails(self, name):
        if name not in self.functions or name in self.asked:
            return False
        self.asked.add(name)
        try:
            return self.surely_fails(self.functions[name].body, {})
        finally:
            self.asked.discard(name)

    def holds_something(self, node, local):
        """Whether what a loop goes over is written out, with something in it."""
        if isinstance(node, WRITTEN):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            return any(not isinstance(p, ast.Starred) for p in parts) or any(
                self.holds_something(p.value, local) for p in parts if p is not None
            )
        if isinstance(node, ast.Constant):
            return isinstance(node.value, str) and bool(node.value)
        if isinstance(node, ast.Name):
            known = {**self.written, **local}
            value = known.get(node.id)
            rest = {key: of for key, of in local.items() if key != node.id}
            return value is not None and value is not node and self.holds_something(value, rest)
        if isinstance(node, ast.BinOp):
            return any(self.holds_something(side, local) for side in (node.left, node.right))
        if isinstance(node, ast.Call):
            return self._call_holds_something(node, local)
        return False

    def _call_holds_something(self, node, local):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in {"items", "values", "keys", "split", "splitlines"} and not isinstance(
            node.func, ast.Name
        ):
            return self.holds_something(node.func.value, local)
        if name == "range" or name in {"count", "cycle"}:
            return all(not isinstance(a, ast.Constant) or a.value for a in node.args[:1])
        if name in {"product", "combinations", "permutations", "pairwise"} or name in AS_MANY:
            given = node.args[1:] if name == "map" else node.args
            given = [a for a in given if not isinstance(a, ast.Constant)]
            return bool(given) and all(self.holds_something(a, local) for a in given)
        return False


def _is_true(test):
    return isinstance(test, ast.Constant) and bool(test.value)


def vacuous(text):
    """Tests of a file that assert something, but nothing where there is nothing to look at."""
    module = Module(text)
    return [
        name
        for name, node in module.tests().items()
        if any(isinstance(part, ast.Assert) for part in ast.walk(node))
        and not module.surely_fails(node.body, {})
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_test_that_looks_at_nothing_does_not_pass(path):
    assert vacuous(path.read_text(encoding="utf-8")) == []


#: Bodies of tests, and whether they can pass without having looked at anything.
BODIES = {
    "for x in found():\n        assert x": True,
    "if found():\n        assert found()": True,
    "while more():\n        assert more()": True,
    "for x in at_least(2, found()):\n        assert x": False,
    "for x in at_least(2, found()):\n        if x:\n            assert x": True,
    "for x in (1, 2):\n        assert x": False,
    "for x in ():\n        assert x": True,
    "for x in THREE:\n        assert x": False,
    "for x in NONE:\n        assert x": True,
    "for x in range(3):\n        for y in found(x):\n            assert y": True,
    "k = 0\n    for x in found():\n        assert x\n        k += 1\n    assert k == 3": False,
    "with pytest.raises(ValueError):\n        found()": False,
    "if found():\n        assert 1\n    else:\n        assert 2": False,
    "holds(1)": False,
    "def unused():\n        assert 1": True,
}


@pytest.mark.parametrize("body", BODIES)
def test_the_check_tells_what_can_fail_from_what_cannot(body):
    top = "THREE = [1, 2, 3]\nNONE = []\n\ndef holds(x):\n    assert x\n\n"
    text = f"{top}def test_it():\n    {body}\n"
    assert (vacuous(text) == ["test_it"]) is BODIES[body]
