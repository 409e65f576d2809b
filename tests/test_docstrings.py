"""Public functions say what they take and what they raise.

Ruff's D417 sees to it that an ``Args`` section leaves out no parameter; that there is one, and that
it names no parameter too many, is seen to here.
"""

import ast
import importlib
import re

import pytest
from course_notebooks import ROOT

FILES = sorted([*(ROOT / "backpass").rglob("*.py"), *(ROOT / "website").rglob("*.py")])
SECTION = re.compile(r"^(Args|Attributes|Example|Note|Returns|Yields|Raises):$", re.M)
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def public_functions(path):
    """Public functions and methods of a file with their qualified names; no closures."""

    def within(body, prefix):
        for node in body:
            if isinstance(node, (*FUNCTION, ast.ClassDef)) and node.name.startswith("_"):
                continue
            if isinstance(node, FUNCTION):
                yield f"{prefix}{node.name}", node
            elif isinstance(node, ast.ClassDef):
                yield from within(node.body, f"{prefix}{node.name}.")

    return list(within(ast.parse(path.read_text(encoding="utf-8")).body, ""))


def parameters(name, node):
    given = node.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    names += [each.arg for each in (given.vararg, given.kwarg) if each is not None]
    decorated = {ast.unparse(each) for each in node.decorator_list}
    return names[1:] if "." in name and "staticmethod" not in decorated else names


def is_override(path, name):
    """Whether a class further up has the method, and says there what it takes."""
    kind, _, method = name.rpartition(".")
    if not kind:
        return False
    module = path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    found = importlib.import_module(module.removesuffix(".__init__"))
    for part in kind.split("."):
        found = getattr(found, part)
    return any(method in vars(base) for base in found.__mro__[1:])


def raised(node, caught=frozenset()):
    """Names of the exceptions that a function raises and does not catch itself.

    A bare ``raise`` passes on what another function raised, and that one says so.
    """
    if isinstance(node, ast.Raise) and node.exc is not None:
        what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        name = ast.unparse(what)
        return set() if name in caught else {name}
    found = set()
    if isinstance(node, ast.Try):
        handled = [ast.unparse(each.type) for each in node.handlers if each.type is not None]
        inner = caught | {name for one in handled for name in re.findall(r"[\w.]+", one)}
        for each in node.body:
            found |= raised(each, inner)
        rest = [*node.handlers, *node.orelse, *node.finalbody]
    else:
        rest = list(ast.iter_child_nodes(node))
    for each in rest:
        if not isinstance(each, (*FUNCTION, ast.ClassDef, ast.Lambda)):
            found |= raised(each, caught)
    return found


def section(text, title):
    """What stands below a heading of a docstring; None where it has no such heading."""
    parts = SECTION.split(text)
    return dict(zip(parts[1::2], parts[2::2], strict=True)).get(title)


def entries(text):
    return re.findall(r"^    \*{0,2}(\w+): \S", text, re.M)


def test_public_functions_of_two_parameters_say_what_each_of_them_is():
    looked, silent = 0, []
    for path in FILES:
        for name, node in public_functions(path):
            takes = parameters(name, node)
            told = section(ast.get_docstring(node) or "", "Args")
            if told is None and len(takes) >= 2 and not is_override(path, name):
                silent.append(f"{path.name}: {name}")
            looked += len(takes) >= 2
    assert silent == []
    assert looked > 500


def test_no_docstring_names_a_parameter_that_is_not_there():
    looked = 0
    for path in FILES:
        for name, node in public_functions(path):
            told = section(ast.get_docstring(node) or "", "Args")
            if told is not None:
                looked += 1
                assert set(entries(told)) == set(parameters(name, node)), f"{path.name}: {name}"
    assert looked > 500


def test_public_functions_that_raise_say_so():
    looked, silent = 0, []
    for path in FILES:
        for name, node in public_functions(path):
            kinds = raised(node)
            looked += bool(kinds)
            if kinds and section(ast.get_docstring(node) or "", "Raises") is None:
                silent.append(f"{path.name}: {name} {kinds}")
    assert silent == []
    assert looked > 80


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("def f():\n    raise ValueError('x')", {"ValueError"}),
        ("def f():\n    try:\n        raise E\n    except (E, F):\n        pass", set()),
        ("def f():\n    try:\n        g()\n    except E as e:\n        raise F from e", {"F"}),
        ("def f():\n    try:\n        g()\n    except E:\n        raise", set()),
        ("def f():\n    def g():\n        raise E\n    return g", set()),
    ],
)
def test_a_raise_counts_where_it_leaves_the_function(code, kinds):
    assert raised(ast.parse(code).body[0]) == kinds
