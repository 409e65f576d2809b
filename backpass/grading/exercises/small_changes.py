"""The small changes of a right solution, and what may be said of each in a sentence.

They serve two ends: proposals for a list of mistakes, and a last resort for naming a wrong answer
that is on no list.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from backpass.grading.exercises.changes import changed_sources

#: What a change looks like, what is told, and what is reported.
SENTENCES: tuple[tuple[str, str, str], ...] = (
    ("upstream dropped", "What if the output is scaled by ten further on?", "ignores the upstream"),
    ("sign of", "The size is right. Which way does it go?", "wrong sign"),
    ("twice", "Is it counted twice somewhere?", "twice too large"),
    ("transposed|a transpose", "Write the shapes beside each other: do they fit?", "transposes"),
    ("axis|without axis", "Along which direction is it summed?", "sums along the wrong axis"),
    ("keepdims", "Has the result the shape that it belongs to?", "wrong number of dimensions"),
    ("= for an operator", "What happens to what was there before?", "= where += belongs"),
    ("in place of", "Look at each name: is that the one that belongs here?", "takes another value"),
    ("neighbours exchanged", "In which order do they come?", "exchanges two values"),
    ("operands exchanged", "Does the order matter here?", "exchanges two operands"),
    ("only the (left|right) operand", "Is there a factor or a term missing?", "leaves a part out"),
    ("operator", "Look at each operation: is that the one?", "uses another operation"),
    ("comparison|condition|branch", "When does which case hold?", "decides the cases otherwise"),
    ("without its sign", "Which way does it go?", "wrong sign"),
    ("becomes", "Look at the numbers in it.", "wrong constant"),
    ("a line left out", "Is each step there?", "leaves a step out"),
)
#: Functions that stand in the place of others: whoever used one knows its name.
KNOWN_FUNCTIONS = tuple(
    "mean median max sum min exp2 expm1 log2 log10 log1p multiply minimum zeros".split()
)
#: What an operator that was put in does.
OPERATIONS = {
    "Add": "two values were added where something else should happen to them",
    "Sub": "two values were subtracted where something else should happen to them",
    "Mult": "two values were multiplied where something else should happen to them",
    "Div": "two values were divided where something else should happen to them",
}
#: The same for a student who is told what the numbers look like.
CHANGES_IN_WORDS = (
    ("operands exchanged", "two operands were exchanged"),
    ("only the (left|right) operand", "a term or a factor were left out"),
    ("divisor less by one", "it were divided by one less"),
    ("the first entry for all", "the first entry were used for all rows"),
    ("slope of tanh", "the slope of tanh stood where that of the sigmoid belongs"),
    ("without axis", "it were taken over everything at once"),
    ("axis", "it were taken along another axis"),
    ("without a transpose", "a matrix were not transposed"),
    ("reshaped", "a matrix were reshaped, and not transposed"),
    ("condition always", "a condition were never looked at"),
    ("branch", "the cases were decided otherwise"),
    ("neighbours exchanged", "two things that stand side by side were exchanged"),
    ("keepdims", "what was taken over each row lay along the columns"),
    ("= for an operator", "what was there before were replaced, and not added to"),
    ("a line left out", "a step were left out"),
    ("without its sign", "something had the other sign"),
    ("without abs", "a sign were not taken away"),
    ("other sign of", "something had the other sign"),
    ("square of", "something were squared"),
    ("without (log|exp|sqrt|tanh|square)", "a function were left out"),
    ("entries in another order", "entries were read in another order"),
    ("a factor twice", "a factor were there twice"),
    ("a divisor twice", "it were divided twice"),
    ("sign of", "it had the other sign"),
    ("twice", "it were counted twice"),
    ("upstream dropped", "the upstream gradient were 1"),
)
#: What may become of something that is returned.
OF_A_RESULT = {"sign of": "-({})", "twice": "2 * ({})", "transposed": "({}).T"}
#: A sum with 1 that becomes a product with 1 is a term left out, and that is told.
ONE_TIMES = re.compile(r"operator (Mult|Div) in `.* \+ 1(\.0)?`")
#: Changes that try the judge and that no person makes: tolerances and constants a little off.
TOO_SMALL = re.compile(r"limit moved|becomes -?\d*\.\d{6,}|becomes \S*e-")


def small_changes(source: str, upstream: str | None) -> Iterator[tuple[str, str]]:
    """What was changed, without its line, and the changed source; what people do comes first.

    Args:
        source: The solution cell of a reference.
        upstream: Name of its upstream gradient, if it has one.
    """
    seen: set[str] = set()
    for words, text in [*_of_the_whole(source, upstream), *changed_sources(source)]:
        if text not in seen and not ONE_TIMES.search(words):
            seen.add(text)
            yield re.sub(r"^line \d+: ", "", words), text


def more_changes(source: str) -> Iterator[tuple[str, str]]:
    """Changes that are not quite small, of one line: for naming alone.

    Args:
        source: A right solution.
    """
    tree = ast.parse(source)
    yield from _less_by_one(tree)
    yield from _of_a_value(tree)
    yield from _of_a_sigmoid(tree)
    yield from _of_a_slope(tree)
    yield from _of_a_mean(tree)
    yield from _of_an_index(tree)
    yield from _of_a_logarithm(tree)
    yield from _other_name_throughout(tree)


def sentences(words: str) -> tuple[str, str]:
    """What is told of a change, and what is reported.

    Args:
        words: What was changed.
    """
    for pattern, told, reported in SENTENCES:
        if re.search(pattern, words):
            return told, reported
    return "What is different from what the statement asks for?", words


def told_of(words: str, part: str, names: Collection[str]) -> str:
    """What a student is told whose part does what a small change does.

    It is true of the numbers, whatever the student's code looks like, and names nothing that only
    the solution has.

    Args:
        words: What was changed.
        part: The part.
        names: Names that the student knows: arguments, and the upstream gradient.
    """
    text = next((made for made in _as_if(words, names) if made), "")
    return f"{part} comes out as if {text}." if text else f"{part}: {sentences(words)[0]}"


def told_of_two(first: str, second: str) -> str:
    """What a student is told of two changes at once.

    Args:
        first: What is told of the one.
        second: What is told of the other.
    """
    return first if first == second else f"Two things at once. {first} Besides: {second}"


def told_beside(known: str, more: str) -> str:
    """What a student is told of a known mistake with something more.

    Args:
        known: The mistake's own sentence.
        more: What is seen beside it.
    """
    return f"{known} Apart from that: {more}"


def told_of_shape(known: str) -> str:
    """What a student is told of a known mistake whose result came in another shape.

    Args:
        known: The mistake's own sentence.
    """
    return f"{known} Apart from that, the shape is another one than asked for."


def told_of_exchanged(one: str, other: str, more: str) -> str:
    """What a student is told beside two gradients that came in each other's place.

    Args:
        one: A gradient.
        other: The other one.
        more: What is seen once they are exchanged.
    """
    return f"Once {one} and {other} are exchanged: {more}"


def told_of_others(others: Sequence[str]) -> str:
    """What a student is told of more parts of which the sentence before is true.

    Args:
        others: Their names.
    """
    names = " and ".join(others)
    return f"The same is true of {names}."


def told_of_order() -> str:
    """What a student is told whose gradients come in another order."""
    return "Their shapes say that the gradients come in another order than the one asked for."


def _as_if(words: str, names: Collection[str]) -> Iterator[str]:
    """What would have to be changed for it, in words; empty where that is not known."""
    change, _, place = words.partition(" in `")
    if change.endswith(" in the place of the sigmoid"):
        name = change.removesuffix(" in the place of the sigmoid")
        yield f"{name} stood in the place of the sigmoid"
    place = place.removesuffix("`")
    first, _, second = change.partition(" in place of ")
    if second and (first in names or first in KNOWN_FUNCTIONS):
        yield f"{first} stood where something else belongs"
    elif second:
        yield "one value stood in the place of another"
    if " becomes " in change:
        yield f"the number {change.split()[-1]} stood where another number belongs"
    if change.startswith("comparison"):
        yield _of_comparison(change.split()[-1], place)
    if change.startswith("operator"):
        yield OPERATIONS.get(change.split()[-1], "")
    if change.split() == ["without", "axis"] and ".reduce(" in place:
        yield "it were taken along another axis"  # numpy reduces the first one where none is given
    for pattern, text in CHANGES_IN_WORDS:
        if re.search(pattern, change):
            yield text


def _of_comparison(now: str, place: str) -> str:
    strict = " > " in place or " < " in place
    if now in ("GtE", "LtE") and strict and (now == "GtE") == (" > " in place):
        return "a comparison also held where both sides are equal"
    if now in ("Gt", "Lt") and not strict and (now == "Gt") == (" >= " in place):
        return "a comparison did not hold where both sides are equal"
    return "a comparison went the other way"


def _less_by_one(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Divisors that are one too small, as that of a variance is."""
    for place in ast.walk(tree):
        if not isinstance(place, ast.BinOp) or not isinstance(place.op, ast.Div):
            continue
        was, place.right = place.right, ast.BinOp(place.right, ast.Sub(), ast.Constant(1))
        text = ast.unparse(tree)
        place.right = was
        yield f"divisor less by one in `{ast.unparse(place)[:40]}`", text


#: Functions that are sometimes forgotten.
FORGOTTEN = frozenset("log exp sqrt tanh abs square".split())


def _of_a_value(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """A value that is read with the other sign, or squared; a function that is left out."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = list(ast.walk(function))
        own = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        own |= {argument.arg for argument in function.args.args}
        for parent in inside:
            for field, value in ast.iter_fields(parent):
                many = value if isinstance(value, list) else [value]
                for number, node in enumerate(many):
                    for words, new in _others_of(node, own):
                        made = [*many[:number], new, *many[number + 1 :]]
                        setattr(parent, field, made if isinstance(value, list) else new)
                        text = ast.unparse(tree)
                        setattr(parent, field, value)
                        yield f"{words} in `{ast.unparse(parent)[:40]}`", text


#: What may stand in the place of a sigmoid.
OTHER_CURVES = {
    "tanh": "np.tanh({})",
    "a relu": "np.maximum(0.0, {})",
    "nothing": "({})",
    "the sigmoid of a relu": "1 / (1 + np.exp(-np.maximum(0.0, {})))",
    "the sigmoid of the sigmoid": "1 / (1 + np.exp(-1 / (1 + np.exp(-({})))))",
}


def _of_a_mean(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Something like a mean where ``x.mean(axis=…)`` stands: by one less, or a median."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            form = re.fullmatch(
                r"(\w+)\.mean\(axis=(\d)(, keepdims=True)?\)",
                ast.unparse(value) if isinstance(value, ast.Call) else "",
            )
            if form is None:
                continue
            of, axis, kept = form[1], form[2], form[3] or ""
            total = f"{of}.sum(axis={axis}{kept})"
            for words, text in (
                ("median in place of mean", f"np.median({of}, axis={axis}{kept})"),
                ("divisor less by one", f"{total} / ({of}.shape[{axis}] - 1)"),
                ("divisor less by one", f"{total} / max({of}.shape[{axis}] - 1, 1)"),
            ):
                yield words, _with_field(tree, parent, field, ast.parse(text, mode="eval").body)


def _of_a_logarithm(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The logarithm to the base 10 where ``np.log`` stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) == "np.log":
            yield "log10 in place of log", _with_field(tree, node, "attr", "log10")


def _of_an_index(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The first label for all rows, where an index has another one for each."""
    for parent in ast.walk(tree):
        if not isinstance(parent, ast.Subscript) or not isinstance(parent.slice, ast.Tuple):
            continue
        if not isinstance(parent.ctx, ast.Load):
            continue
        places = parent.slice.elts
        for number, place in enumerate(places):
            if isinstance(place, ast.Name) and place.id == "labels":
                first = ast.Subscript(place, ast.Constant(0), ast.Load())
                new = ast.Tuple([*places[:number], first, *places[number + 1 :]], ast.Load())
                yield "the first entry for all", _with_field(tree, parent, "slice", new)


def _of_a_slope(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The slope of tanh, 1 − s², where that of the sigmoid stands: s (1 − s) within a product."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if not isinstance(value, ast.BinOp) or not isinstance(value.op, ast.Mult):
                continue
            factors = [ast.unparse(factor) for factor in _factors(value)]
            for s in factors:
                rest = next((one for one in (f"1 - {s}", f"1.0 - {s}") if one in factors), None)
                if rest is not None and s.isidentifier():
                    others = [one for one in factors if one not in (s, rest)]
                    text = " * ".join([*(f"({one})" for one in others), f"(1.0 - {s} * {s})"])
                    new = ast.parse(text, mode="eval").body
                    words = "slope of tanh for that of the sigmoid"
                    yield words, _with_field(tree, parent, field, new)


def _factors(node: ast.expr) -> list[ast.expr]:
    """The factors of a product, of products within it too."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        return [*_factors(node.left), *_factors(node.right)]
    return [node]


def _with_field(tree: ast.Module, parent: ast.AST, field: str, new: ast.expr | str) -> str:
    """The source with another expression in one field; the tree is the same afterwards."""
    was = getattr(parent, field)
    setattr(parent, field, new)
    text = ast.unparse(tree)
    setattr(parent, field, was)
    return text


def _of_a_sigmoid(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Another curve where 1 / (1 + exp(−z)) stands."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            inner = inside_of_sigmoid(value)
            if inner is None:
                continue
            for words, form in OTHER_CURVES.items():
                new = ast.parse(form.format(ast.unparse(inner)), mode="eval").body
                setattr(parent, field, new)
                text = ast.unparse(tree)
                setattr(parent, field, value)
                yield f"{words} in the place of the sigmoid", text


def inside_of_sigmoid(node: Any) -> ast.expr | None:
    """The z of 1 / (1 + exp(−z)); None for anything else.

    Args:
        node: An expression.
    """
    form = re.fullmatch(
        r"1(?:\.0)? / \(1(?:\.0)? \+ np\.exp\(-(.+)\)\)",
        ast.unparse(node) if isinstance(node, ast.BinOp) else "",
    )
    if form is None:
        return None
    try:
        return ast.parse(form[1], mode="eval").body
    except SyntaxError:
        return None


def _others_of(node: Any, own: Collection[str]) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in own:
        yield f"other sign of {node.id}", ast.UnaryOp(ast.USub(), node)
        yield f"square of {node.id}", ast.BinOp(node, ast.Pow(), ast.Constant(2))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        of = ast.unparse(node.value)
        yield "reshaped", ast.parse(f"{of}.reshape({of}.shape[::-1])", mode="eval").body
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        if node.func.attr in FORGOTTEN:
            yield f"without {node.func.attr}", node.args[0]
        if node.func.attr == "reshape":
            order = ast.keyword("order", ast.Constant("F"))
            yield "entries in another order", ast.Call(node.func, node.args, [order])


def _other_name_throughout(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """In a line that reads a variable more than once, another variable in all these places."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        inside = [node for node in ast.walk(function) if isinstance(node, ast.Name)]
        own = {node.id for node in inside if isinstance(node.ctx, ast.Store)}
        own |= {argument.arg for argument in function.args.args}
        for line in ast.walk(function):
            if not isinstance(line, ast.Assign | ast.AugAssign | ast.Return) or not line.value:
                continue
            read = [node for node in ast.walk(line.value) if isinstance(node, ast.Name)]
            for name in sorted({node.id for node in read if node.id in own}):
                places = [node for node in read if node.id == name]
                if len(places) < 2:
                    continue
                for other in sorted(own - {name}):
                    for node in places:
                        node.id = other
                    yield f"{other} in place of {name}", ast.unparse(tree)
                    for node in places:
                        node.id = name


def _of_the_whole(source: str, upstream: str | None) -> Iterator[tuple[str, str]]:
    """Changes of what comes in and of what goes out, in functions that return it in one place."""
    tree = ast.parse(source)
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        parameters = [argument.arg for argument in function.args.args]
        if upstream in parameters or (parameters and parameters[0] in ("dout", "dD")):
            first = parameters[0]
            ones = ast.parse(f"{first} = 1.0 + 0.0 * {first}").body
            yield "upstream dropped", _with_body(tree, function, [*ones, *function.body])
        for number, statement in enumerate(function.body):
            if not isinstance(statement, ast.Return) or statement.value is None:
                continue
            value = statement.value
            parts = value.elts if isinstance(value, ast.Tuple) else [value]
            for place, part in enumerate(parts):
                if isinstance(part, ast.Starred):
                    continue
                for words, form in OF_A_RESULT.items():
                    new = ast.parse(form.format(ast.unparse(part)), mode="eval").body
                    made = [*parts[:place], new, *parts[place + 1 :]]
                    result = ast.Tuple(made, ast.Load()) if isinstance(value, ast.Tuple) else new
                    body = list(function.body)
                    body[number] = ast.Return(result)
                    yield f"{words} `{ast.unparse(part)[:40]}`", _with_body(tree, function, body)


def _with_body(tree: ast.Module, function: ast.FunctionDef, body: list[Any]) -> str:
    was, function.body = function.body, body
    text = ast.unparse(tree)
    function.body = was
    return text
