"""Does the judge tell every small change of a right answer? ``python -m benchmarks.mutation``.

Each reference solution is changed in one place at a time: an operator, a constant, a comparison, an
index, an axis, an order, a condition. A changed solution that still gets full marks either needs a
point that shows the change, or is right: then it stands in :data:`EQUIVALENT` with the reason. The
table goes to ``docs/judge.md``.
"""

from __future__ import annotations

import argparse
import ast
import copy
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from backpass.grading.exercises.exercise import Exercise
from backpass.grading.exercises.source import source_of
from benchmarks.page import table, write
from benchmarks.rates import DOC, accepts, chapters, functions_of

#: Changed solutions that are right all the same: exercise, what the change looks like (a regular
#: expression for its words), and why nobody could tell, whatever the point.
EQUIVALENT: tuple[tuple[str, str, str], ...] = (
    (
        "numerical_derivative",
        "1e-05 becomes -1e-05",
        "a step to the left and one to the right are the same two points, and the same quotient",
    ),
    ("predict_change", "without float", "numpy's float64 is taken for a float, as everywhere"),
    (
        "chain_forward|neuron_forward|squared_error_forward",
        "in place of|neighbours exchanged in `.q, z.`|neighbours exchanged in `.w, x|`y - d`",
        "what the cache holds is the learner's choice; it is judged with the backward pass",
    ),
    (
        "sigmoid_forward",
        "(power|x) in place of out",
        "what the cache holds is the learner's choice; it is judged with the backward pass",
    ),
    (
        "chain_backward|staged_backward|sigmoid_circuit_backward",
        "in place of (d|x)|neighbours exchanged in `.dx, dy",
        "both names hold the same number there: a gate handed its gradient on unchanged",
    ),
    (
        "chain_backward|sigmoid_circuit_backward|Value",
        r"operator Div in `(dq \* 1|dscaled \* a|"
        r"self \* -1)",
        "to divide by 1 or by −1 is to multiply by it",
    ),
    ("chain_backward", "only the left operand in `dq", "a factor of 1 says nothing"),
    (".*", "(cache|out|x) in place of (x|cache|out)$", "both names hold the same thing"),
    (
        "sigmoid_forward|Value",
        "comparison Gt in `.*>= 0`",
        "at 0 both branches give one half",
    ),
    (
        "sigmoid_forward|Value",
        "limit moved by -?1e-09 in `.*>= 0`",
        "so near to 0 both branches give one half to nine digits, one more than is compared",
    ),
    ("neuron_forward|neuron_backward", "1 becomes -1", "of two entries, the last is the second"),
    ("affine_.*", "1 becomes 2 in `1`", "reshape works out any negative size, −2 like −1"),
    ("affine_backward", "dout in place of x", "both have as many rows"),
    ("softmax_loss|svm_loss", "axis -1|1 becomes -1", "of two axes, the last is the second"),
    ("softmax_loss|svm_loss", "labels in place of scores", "both have as many rows"),
    ("sgd_step", "grads in place of params", "both have the same keys"),
    ("Value", r"neighbours exchanged in `\(self, other", "both slopes of a sum are 1"),
    ("Value", "without float", "True and False count as 1 and 0, as everywhere"),
    ("Value", "seen in place of order", "which nodes are set to 0 first does not matter"),
    ("Value", "node in place of self", "the last node of the order is the one that was called"),
    ("Value", "order in place of seen", "a node that is met again has its place already"),
)

Node = ast.AST
#: From a node to what may stand in its place, each with a few words on the change.
Change = Callable[[Any], Iterator[tuple[str, ast.AST | None]]]

_OTHER_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.Pow: (ast.Mult,),
}
_OTHER_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.LtE),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.GtE),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_OTHER_FUNCTIONS = {
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "max": ("min", "mean"),
    "exp": ("expm1", "exp2"),
    "log": ("log2", "log1p"),
    "abs": ("negative",),
    "maximum": ("minimum",),
    "dot": ("multiply",),
    "ones": ("zeros",),
}
#: What a careless tolerance is as large as.
TOLERANCES = (1e-9, 1e-6, 1e-3)


def _operators(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    for other in _OTHER_OPERATORS.get(type(node.op), ()):
        yield f"operator {other.__name__}", ast.BinOp(node.left, other(), node.right)
    yield "only the left operand", node.left
    yield "only the right operand", node.right
    if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
        yield "operands exchanged", ast.BinOp(node.right, node.op, node.left)


def _comparisons(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    (op, right) = node.ops[0], node.comparators[0]
    for other in _OTHER_COMPARISONS.get(type(op), ()):
        yield f"comparison {other.__name__}", ast.Compare(node.left, [other()], [right])
    if isinstance(op, ast.Gt | ast.GtE | ast.Lt | ast.LtE):
        for size in TOLERANCES:
            for sign in (1, -1):
                moved = ast.BinOp(right, ast.Add(), ast.Constant(sign * size))
                yield f"limit moved by {sign * size:g}", ast.Compare(node.left, [op], [moved])


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield f"{not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        value = node.value
        others = (value + 1, value - 1, -value, value * (1 + 1e-6), value + 1e-7)
        for other in dict.fromkeys(others):
            if other != value and not (isinstance(value, int) and isinstance(other, float)):
                yield f"{value} becomes {other}", ast.Constant(other)


def _signs(node: ast.UnaryOp) -> Iterator[tuple[str, ast.AST]]:
    yield "without its sign", node.operand


def _calls(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    for other in _OTHER_FUNCTIONS.get(name, ()):
        if isinstance(called, ast.Attribute):
            yield (
                f"{other} in place of {name}",
                ast.Call(ast.Attribute(called.value, other, ast.Load()), node.args, node.keywords),
            )
    for number, keyword in enumerate(node.keywords):
        rest = [*node.keywords[:number], *node.keywords[number + 1 :]]
        yield f"without {keyword.arg}", ast.Call(called, node.args, rest)
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            for axis in {0, 1, -1} - {keyword.value.value}:
                changed = [*rest, ast.keyword("axis", ast.Constant(axis))]
                yield f"axis {axis}", ast.Call(called, node.args, changed)
    if name in ("abs", "float") and node.args:
        yield f"without {name}", node.args[0]
    if name == "where" and len(node.args) == 3:
        test, first, second = node.args
        yield "branches exchanged", ast.Call(called, [test, second, first], node.keywords)
        yield "the first branch alone", first


def _transposes(node: ast.Attribute) -> Iterator[tuple[str, ast.AST]]:
    if node.attr == "T":
        yield "without a transpose", node.value


def _orders(node: ast.Tuple) -> Iterator[tuple[str, ast.AST]]:
    for number in range(len(node.elts) - 1):
        order = list(node.elts)
        order[number], order[number + 1] = order[number + 1], order[number]
        yield "neighbours exchanged", ast.Tuple(order, node.ctx)


def _conditions(node: ast.If | ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    for value in (True, False):
        changed = copy.copy(node)
        changed.test = ast.Constant(value)
        yield f"a condition always {value}", changed


def _added(node: ast.AugAssign) -> Iterator[tuple[str, ast.AST | None]]:
    yield "= for an operator and =", ast.Assign([node.target], node.value)
    yield "a line left out", None


def _lines(_: ast.Expr) -> Iterator[tuple[str, ast.AST | None]]:
    yield "a line left out", None


_CHANGES: dict[type[ast.AST], Change] = {
    ast.BinOp: _operators,
    ast.Compare: _comparisons,
    ast.Constant: _constants,
    ast.UnaryOp: _signs,
    ast.Call: _calls,
    ast.Attribute: _transposes,
    ast.Tuple: _orders,
    ast.If: _conditions,
    ast.IfExp: _conditions,
    ast.AugAssign: _added,
    ast.Expr: _lines,
}


def changed_sources(source: str) -> Iterator[tuple[str, str]]:
    """Every single change of a source, with a few words on it.

    Args:
        source: Functions or classes; their docstrings are left alone.

    Yields:
        What was changed, with its line, and the changed source. Each source comes once.
    """
    tree = ast.parse(textwrap.dedent(source))
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(function):
            function.body = function.body[1:] or [ast.Pass()]
    ast.fix_missing_locations(tree)
    seen = {ast.unparse(tree)}
    places = list(ast.walk(tree))
    for number, place in enumerate(places):
        change = _CHANGES.get(type(place))
        if change is None or isinstance(getattr(place, "ctx", None), ast.Store | ast.Del):
            continue
        for words, instead in change(place):
            text = _with(tree, number, instead)
            if text is not None and text not in seen:
                seen.add(text)
                yield f"line {place.lineno}: {words} in `{ast.unparse(place)[:60]}`", text
    yield from _with_other_names(tree, seen)


def _with(tree: ast.Module, number: int, instead: ast.AST | None) -> str | None:
    """The source with the node of that number replaced, or left out."""
    twin = copy.deepcopy(tree)
    place = list(ast.walk(twin))[number]
    new = copy.deepcopy(instead)
    for parent in ast.walk(twin):
        for name, value in ast.iter_fields(parent):
            if value is place:
                if new is None:
                    return None
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is place for item in value):
                kept = [new if item is place else item for item in value]
                setattr(parent, name, [item for item in kept if item is not None] or [ast.Pass()])
    ast.fix_missing_locations(twin)
    return ast.unparse(twin)


def _with_other_names(tree: ast.Module, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Each variable that is read replaced by each other one of the same function."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        inside = list(ast.walk(function))
        stored = [n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        own = sorted({*stored, *(argument.arg for argument in function.args.args)})
        for place in inside:
            if not isinstance(place, ast.Name) or place.id not in own:
                continue
            if not isinstance(place.ctx, ast.Load):
                continue
            for other in own:
                was, place.id = place.id, other
                text = ast.unparse(tree)
                place.id = was
                if text not in seen:
                    seen.add(text)
                    yield f"line {place.lineno}: {other} in place of {was}", text


# The exercises ------------------------------------------------------------------------------------
@dataclass
class Count:
    """What became of the changed solutions of one exercise.

    Attributes:
        made: How many there were.
        told: How many got less than full marks.
        equivalent: Those that are right, by the words on the change.
        survived: Those that got full marks and are not known to be right.
    """

    made: int = 0
    told: int = 0
    equivalent: list[str] = field(default_factory=list)
    survived: list[str] = field(default_factory=list)


def handed(exercise: Exercise, text: str, forward: str | None) -> tuple[Any, Any]:
    """What is handed in where the cells hold these sources."""
    solution = exercise.solution
    assert solution is not None
    space = dict(solution.function.__globals__)
    if forward is not None:
        exec(compile(forward, "<a changed forward>", "exec"), space)
    exec(compile(text, "<a changed solution>", "exec"), space)
    if exercise.name == "two_layer_net":
        return space["two_layer_backward"], space["two_layer_forward"]
    partner = exercise.contract.partner
    given = space.get(partner) if forward is not None and partner else solution.forward
    return space[exercise.name], given


def judged(exercise: Exercise, text: str, forward: str | None, seed: int) -> bool:
    """Whether such cells get full marks."""
    try:
        function, own = handed(exercise, text, forward)
    except Exception:  # they do not even define what is asked for
        return False
    verdict, _ = exercise.tried(function, seed, own)
    return accepts(verdict)


def sources(exercise: Exercise) -> tuple[str, str | None]:
    """The source of the reference, and of the forward that goes with it."""
    solution = exercise.solution
    assert solution is not None
    text = source_of(solution.function, exercise.name, exercise.cell)
    partner = exercise.contract.partner
    if solution.forward is None or partner is None:
        return text, None
    return text, source_of(solution.forward, partner)


def reason(exercise: str, words: str) -> str | None:
    """Why a changed solution is right all the same, where that is known."""
    for name, change, why in EQUIVALENT:
        if re.fullmatch(name, exercise) and re.search(change, words):
            return why
    return None


def survivors(exercise: Exercise, seed: int = 0, every: int = 1) -> Count:
    """Judge all changed solutions of an exercise; a forward is changed with its backward pass.

    Args:
        exercise: The exercise.
        seed: Draws the points.
        every: Only each so-manieth change, for a short look.
    """
    text, forward = sources(exercise)
    if not judged(exercise, text, forward, seed):
        raise AssertionError(f"the reference of {exercise.name} does not pass")
    count = Count()
    tried: list[tuple[str, Callable[[], bool]]] = [
        (words, partial(judged, exercise, other, forward, seed))
        for words, other in changed_sources(text)
    ]
    for words, passes in tried[::every]:
        count.made += 1
        if not passes():
            count.told += 1
        elif reason(exercise.name, words):
            count.equivalent.append(words)
        else:
            count.survived.append(words)
    return count


def main(arguments: list[str] | None = None) -> int:
    """Judge all changed solutions, and write the table.

    Returns:
        1 where a changed solution survived that is not known to be right.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--only", help="an exercise")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth change")
    parser.add_argument("--write", action="store_true", help="put the table into docs/judge.md")
    chosen = parser.parse_args(arguments)
    rows, left = [], 0
    for chapter in chapters():
        for exercise in functions_of(chapter):
            if chosen.only not in (None, exercise.name):
                continue
            count = survivors(exercise, every=chosen.every)
            rows.append([f"`{exercise.name}`", count.made, count.told, len(count.equivalent)])
            left += len(count.survived)
            for words in count.survived:
                print(f"{exercise.name}: {words}")
            print(f"{exercise.name}: {count.made} changes, {count.told} told", file=sys.stderr)
    if chosen.write and not left:
        head = ["exercise", "changed solutions", "told from the reference", "right all the same"]
        lines = [
            f"- {', '.join(f'`{n}`' for n in name.split('|')) if name != '.*' else 'any'}, "
            f"`{change}`: {why}."
            for name, change, why in EQUIVALENT
        ]
        proofs = "\n".join(["Why the others are right, by what was changed:", "", *lines])
        write(DOC, {"mutation": f"{table(head, rows)}\n\n{proofs}"})
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
