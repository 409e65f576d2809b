"""Python to JavaScript, for the part of Python that the explorations are written in.

A view is a function from numbers to a picture. It is written once, in Python; here its syntax tree
is written down again in JavaScript, statement by statement. What an operator or a built-in function
does is not decided here but in ``python.js``, since it depends on what comes at run time: ``a + b``
becomes ``add(a, b)``. What this translator does not know it refuses, with file and line.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.BitOr: "bitor",
    ast.BitAnd: "bitand",
}
IN_PLACE = {ast.Add: "iadd", ast.BitOr: "ibitor"}
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
#: Methods of Python's own types: which type it is shows at run time.
OF_BUILT_IN_TYPES = frozenset(
    "append clear copy count endswith extend format get index insert isidentifier isprintable "
    "items join keys ljust lower lstrip pop remove removeprefix removesuffix replace reverse rjust "
    "rstrip setdefault sort split splitlines startswith strip title translate update upper values "
    "add discard".split()
)


class Untranslatable(Exception):
    """A piece of Python for which there is no JavaScript here."""


@dataclass
class JsScope:
    """What the names of a module mean.

    Attributes:
        where: The file, for complaints.
        resolve: From a name that is not local to the JavaScript that stands for it.
        member: From a name that is not local and an attribute to the JavaScript for both, if the
            name is that of a module; else None.
        methods: Names of methods of translated classes: read without a call, they come bound.
    """

    where: str
    resolve: Callable[[str], str]
    member: Callable[[str, str], str | None]
    methods: frozenset[str]


@dataclass
class Translator:
    """Writes functions, classes and expressions of one module."""

    scope: JsScope
    _locals: list[set[str]] = field(default_factory=list)

    # --- definitions ---------------------------------------------------------------------------

    def function(self, node: ast.FunctionDef | ast.Lambda, *, method: bool = False) -> str:
        """A function as an expression, its parameters' names noted for calls with keywords.

        Args:
            node: The function.
            method: Whether its first parameter is the object itself.
        """
        plain, rest, keywords, more = self._parameters(node, method)
        names = [name for name, _ in plain]
        known = {*names, *(name for name, _ in keywords)} | ({rest} if rest else set())
        known |= {more} if more else set()
        if method:
            known.add(_itself(node))
        assigned = set() if isinstance(node, ast.Lambda) else _assigned(node.body) - known
        self._locals.append(known | assigned)
        head: list[str] = []
        if rest is None and not keywords and more is None:
            signature = ", ".join(self._parameter(*each) for each in plain)
            noted = f", {json.dumps(names)}" if names else ", []"
        elif rest is None and more is None:  # keyword-only ones come last, and only by keyword
            signature = ", ".join(self._parameter(*each) for each in [*plain, *keywords])
            noted = f", {json.dumps([*names, *(name for name, _ in keywords)])}"
        else:
            signature, noted = "...$a", ""
            head.append("const $k = keywords($a);")
            for i, (name, default) in enumerate(plain):
                given = "undefined" if default is None else self.expression(default)
                head.append(
                    f"let {_name(name)} = $a.length > {i} ? $a[{i}] : "
                    f"taken($k, {json.dumps(name)}, () => {given});"
                )
            if rest:
                head.append(f"let {_name(rest)} = $a.slice({len(plain)});")
            for name, default in keywords:
                given = "undefined" if default is None else self.expression(default)
                head.append(f"let {_name(name)} = taken($k, {json.dumps(name)}, () => {given});")
            if more:
                head.append(f"let {_name(more)} = new Dict(Object.entries($k));")
        if isinstance(node, ast.Lambda):
            body = self.expression(node.body)
            self._locals.pop()
            text = f"({signature}) => {body if not body.startswith('{') else f'({body})'}"
            return f"fn({text}{noted})" if noted else f"kwfn({text})"
        if method:
            head.insert(0, f"const {_name(_itself(node))} = this;")
        if assigned:
            head.append(f"let {', '.join(sorted(map(_name, assigned)))};")
        star = "*" if _yields(node) else ""
        lines = [*head, *self._block(node.body)]
        self._locals.pop()
        body = "\n".join(lines)
        ends = node.body and isinstance(node.body[-1], ast.Return | ast.Raise)
        tail = "" if ends or star else "\nreturn null;"
        text = f"function{star} ({signature}) {{\n{body}{tail}\n}}"
        return f"fn({text}{noted})" if noted else f"kwfn({text})"

    def _parameters(self, node: ast.FunctionDef | ast.Lambda, method: bool) -> Any:
        args = node.args
        plain = [*args.posonlyargs, *args.args]
        defaults: list[ast.expr | None] = [None] * (len(plain) - len(args.defaults))
        pairs = list(zip([a.arg for a in plain], [*defaults, *args.defaults], strict=True))
        if method:
            pairs = pairs[1:]
        keywords = [(a.arg, d) for a, d in zip(args.kwonlyargs, args.kw_defaults, strict=True)]
        rest = args.vararg.arg if args.vararg else None
        return pairs, rest, keywords, args.kwarg.arg if args.kwarg else None

    def _parameter(self, name: str, default: ast.expr | None) -> str:
        if default is None:
            return _name(name)
        return f"{_name(name)} = {self.expression(default)}"

    def class_(self, node: ast.ClassDef) -> str:
        """A class as an expression.

        Raises:
            Untranslatable: Something in it has no JavaScript here.
        """
        bases = [self.expression(base) for base in node.bases]
        is_data = any(_decorator(d) == "dataclass" for d in node.decorator_list)
        fields, methods, properties, constants = [], [], [], []
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                default = self._field_default(item.value)
                fields.append(f"[{json.dumps(item.target.id)}{default}]")
            elif isinstance(item, ast.FunctionDef):
                decorators = [_decorator(d) for d in item.decorator_list]
                if decorators in (["property"], ["cached_property"]):
                    properties.append(f"{item.name}: {self.function(item, method=True)}")
                elif not decorators:
                    methods.append(f"{item.name}: {self.function(item, method=True)}")
                else:
                    raise self._no(item, f"a method with {', '.join(decorators)}")
            elif isinstance(item, ast.Assign) and isinstance(item.targets[0], ast.Name):
                constants.append(f"{item.targets[0].id}: {self.expression(item.value)}")
            elif not isinstance(item, ast.Pass) and not _is_docstring(item):
                raise self._no(item, "this in a class")
        parts = [
            json.dumps(node.name),
            bases[0] if bases else "null",
            f"[{', '.join(fields)}]" if is_data else "null",
            f"{{{', '.join([*constants, *methods])}}}",
            f"{{{', '.join(properties)}}}",
        ]
        return f"cls({', '.join(parts)})"

    def _field_default(self, value: ast.expr | None) -> str:
        if value is None:
            return ""
        if isinstance(value, ast.Call) and _decorator(value) == "field":
            given = {keyword.arg: keyword.value for keyword in value.keywords}
            if "default" in given:
                return f", () => {self.expression(given['default'])}"
            return f", () => {self.expression(given['default_factory'])}()"
        return f", () => {self.expression(value)}"

    # --- statements ----------------------------------------------------------------------------

    def _block(self, body: Iterable[ast.stmt]) -> list[str]:
        return [line for statement in body for line in self._statement(statement)]

    def _statement(self, node: ast.stmt) -> list[str]:
        method = getattr(self, f"_{type(node).__name__.lower()}_statement", None)
        if method is None:
            raise self._no(node)
        lines: list[str] = method(node)
        return lines

    def _expr_statement(self, node: ast.Expr) -> list[str]:
        if isinstance(node.value, ast.Constant):
            return []  # a docstring
        if isinstance(node.value, ast.Yield):
            given = node.value.value
            return [f"yield {self.expression(given) if given else 'null'};"]
        return [f"{self.expression(node.value)};"]

    def _return_statement(self, node: ast.Return) -> list[str]:
        return [f"return {self.expression(node.value) if node.value else 'null'};"]

    def _assign_statement(self, node: ast.Assign) -> list[str]:
        value = self.expression(node.value)
        lines = []
        for target in node.targets[1:]:
            lines += [self._assigned_to(target, value)]
        return [*lines, self._assigned_to(node.targets[0], value)]

    def _annassign_statement(self, node: ast.AnnAssign) -> list[str]:
        if node.value is None:
            return []
        return [self._assigned_to(node.target, self.expression(node.value))]

    def _assigned_to(self, target: ast.expr, value: str) -> str:
        if isinstance(target, ast.Subscript):
            return f"setitem({self.expression(target.value)}, {self._key(target)}, {value});"
        if isinstance(target, ast.Tuple):
            stars = [i for i, each in enumerate(target.elts) if isinstance(each, ast.Starred)]
            if stars and stars[0] < len(target.elts) - 1:  # JavaScript has the rest last
                bare = [e.value if isinstance(e, ast.Starred) else e for e in target.elts]
                target = ast.Tuple(bare, ast.Store())
                value = f"around({value}, {stars[0]}, {len(bare) - stars[0] - 1})"
        return f"{self._target(target)} = {value};"

    def _target(self, node: ast.expr) -> str:
        if isinstance(node, ast.Name):
            return _name(node.id)
        if isinstance(node, ast.Attribute):
            return f"{self.expression(node.value)}.{node.attr}"
        if isinstance(node, ast.Starred):
            return f"...{self._target(node.value)}"
        if isinstance(node, ast.Tuple | ast.List):
            return f"[{', '.join(self._target(each) for each in node.elts)}]"
        raise self._no(node, "this as a target")

    def _augassign_statement(self, node: ast.AugAssign) -> list[str]:
        how = IN_PLACE.get(type(node.op)) or self._operator(node, node.op)
        value = self.expression(node.value)
        if isinstance(node.target, ast.Subscript):
            where, key = self.expression(node.target.value), self._key(node.target)
            return [f"setitem({where}, {key}, {how}(getitem({where}, {key}), {value}));"]
        target = self._target(node.target)
        return [f"{target} = {how}({target}, {value});"]

    def _if_statement(self, node: ast.If) -> list[str]:
        lines = [f"if ({self.test(node.test)}) {{", *self._block(node.body)]
        if node.orelse:
            lines += ["} else {", *self._block(node.orelse)]
        return [*lines, "}"]

    def _for_statement(self, node: ast.For) -> list[str]:
        if node.orelse:
            raise self._no(node, "a loop with else")
        head = f"for ({self._target(node.target)} of {self.expression(node.iter)}) {{"
        return [head, *self._block(node.body), "}"]

    def _while_statement(self, node: ast.While) -> list[str]:
        if node.orelse:
            raise self._no(node, "a loop with else")
        return [f"while ({self.test(node.test)}) {{", *self._block(node.body), "}"]

    def _break_statement(self, _: ast.Break) -> list[str]:
        return ["break;"]

    def _continue_statement(self, _: ast.Continue) -> list[str]:
        return ["continue;"]

    def _pass_statement(self, _: ast.Pass) -> list[str]:
        return []

    def _assert_statement(self, _: ast.Assert) -> list[str]:
        return []

    def _functiondef_statement(self, node: ast.FunctionDef) -> list[str]:
        if node.decorator_list:
            raise self._no(node, "a decorated function within a function")
        return [f"{_name(node.name)} = {self.function(node)};"]

    def _raise_statement(self, node: ast.Raise) -> list[str]:
        if node.exc is None:
            return ["throw $e;"]
        made = self.expression(node.exc)
        return [f"throw {made if isinstance(node.exc, ast.Call) else f'raised({made})'};"]

    def _try_statement(self, node: ast.Try) -> list[str]:
        if node.orelse:
            raise self._no(node, "a try with else")
        lines = ["try {", *self._block(node.body), "}"]
        if node.handlers:
            lines.append("catch ($e) {")
            chain = ""
            for handler in node.handlers:
                kinds = "null"
                if handler.type is not None:
                    kinds = self.expression(handler.type)
                lines.append(f"{chain}if (caught($e, {kinds})) {{")
                if handler.name:
                    lines.append(f"const {_name(handler.name)} = $e;")
                    self._locals.append({handler.name})
                lines += self._block(handler.body)
                if handler.name:
                    self._locals.pop()
                chain = "} else "
            lines += ["} else throw $e;", "}"]
        if node.finalbody:
            lines += ["finally {", *self._block(node.finalbody), "}"]
        return lines

    # --- expressions ---------------------------------------------------------------------------

    def expression(self, node: ast.expr) -> str:
        """An expression.

        Raises:
            Untranslatable: It has no JavaScript here.
        """
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self._no(node)
        text: str = method(node)
        return text

    def test(self, node: ast.expr) -> str:
        """An expression of which only its truth counts."""
        if isinstance(node, ast.Compare):
            return self.expression(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"!({self.test(node.operand)})"
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            return f"({sign.join(self.test(value) for value in node.values)})"
        return f"truth({self.expression(node)})"

    def _constant(self, node: ast.Constant) -> str:
        return literal(node.value)

    def _name(self, node: ast.Name) -> str:
        if any(node.id in names for names in self._locals):
            return _name(node.id)
        return self.scope.resolve(node.id)

    def _attribute(self, node: ast.Attribute) -> str:
        known = self._member(node)
        if known is not None:
            return known
        value = self.expression(node.value)
        if node.attr in ("real", "imag"):
            return f"{node.attr}({value})"
        if node.attr == "__getitem__":
            return f"getter({value})"
        if node.attr in self.scope.methods:
            return f"bound({value}, {json.dumps(node.attr)})"
        return f"{value}.{node.attr}"

    def _member(self, node: ast.Attribute) -> str | None:
        """What an attribute of a module stands for."""
        if not isinstance(node.value, ast.Name):
            return None
        if any(node.value.id in names for names in self._locals):
            return None
        return self.scope.member(node.value.id, node.attr)

    def _call(self, node: ast.Call) -> str:
        given = [self.expression(each) for each in node.args]
        keywords = [
            f"...pairs({self.expression(each.value)})"
            if each.arg is None
            else f"{json.dumps(each.arg)}: {self.expression(each.value)}"
            for each in node.keywords
            if each.arg != "strict"
        ]
        arguments = ", ".join(given)
        function = node.func
        if isinstance(function, ast.Attribute) and self._member(function) is None:
            on, name = self.expression(function.value), function.attr
            if name in OF_BUILT_IN_TYPES or keywords:
                more = f", {{{', '.join(keywords)}}}" if keywords else ""
                return f"method({on}, {json.dumps(name)}, [{arguments}]{more})"
            return f"{on}.{name}({arguments})"
        called = self.expression(function)
        if keywords:
            return f"call({called}, [{arguments}], {{{', '.join(keywords)}}})"
        if isinstance(function, ast.Call | ast.Lambda):
            called = f"({called})"
        return f"{called}({arguments})"

    def _starred(self, node: ast.Starred) -> str:
        return f"...{self.expression(node.value)}"

    def _tuple(self, node: ast.Tuple) -> str:
        return f"[{', '.join(map(self.expression, node.elts))}]"

    def _list(self, node: ast.List) -> str:
        return f"[{', '.join(map(self.expression, node.elts))}]"

    def _set(self, node: ast.Set) -> str:
        return f"set([{', '.join(map(self.expression, node.elts))}])"

    def _dict(self, node: ast.Dict) -> str:
        entries = [
            f"...entries({self.expression(value)})"
            if key is None
            else f"[{self.expression(key)}, {self.expression(value)}]"
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return f"new Dict([{', '.join(entries)}])"

    def _subscript(self, node: ast.Subscript) -> str:
        value = self.expression(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            written = ", ".join("null" if b is None else self.expression(b) for b in bounds)
            return f"slice({value}, {written})"
        return f"getitem({value}, {self._key(node)})"

    def _key(self, node: ast.Subscript) -> str:
        return self.expression(node.slice)

    def _binop(self, node: ast.BinOp) -> str:
        left, right = self.expression(node.left), self.expression(node.right)
        return f"{self._operator(node, node.op)}({left}, {right})"

    def _operator(self, node: ast.AST, operator: ast.operator) -> str:
        try:
            return OPERATORS[type(operator)]
        except KeyError:
            raise self._no(node, f"the operator {type(operator).__name__}") from None

    def _unaryop(self, node: ast.UnaryOp) -> str:
        if isinstance(node.op, ast.Not):
            return f"!({self.test(node.operand)})"
        if isinstance(node.op, ast.USub):
            if isinstance(node.operand, ast.Constant):
                return f"-{literal(node.operand.value)}"
            return f"neg({self.expression(node.operand)})"
        raise self._no(node)

    def _boolop(self, node: ast.BoolOp) -> str:
        if all(isinstance(value, ast.Compare) for value in node.values):
            return self.test(node)
        how = "and" if isinstance(node.op, ast.And) else "or"
        first, *others = map(self.expression, node.values)
        return f"{how}({', '.join([first, *(f'() => {each}' for each in others)])})"

    def _compare(self, node: ast.Compare) -> str:
        terms = [node.left, *node.comparators]
        written = [self.expression(term) for term in terms]
        pairs = zip(written, node.ops, written[1:], terms[1:], strict=False)
        parts = [self._compared(left, op, right, term) for left, op, right, term in pairs]
        return parts[0] if len(parts) == 1 else f"({' && '.join(parts)})"

    def _compared(self, left: str, op: ast.cmpop, right: str, term: ast.expr) -> str:
        none = isinstance(term, ast.Constant) and term.value is None
        if isinstance(op, ast.Is):
            return f"({left} == null)" if none else f"({left} === {right})"
        if isinstance(op, ast.IsNot):
            return f"({left} != null)" if none else f"({left} !== {right})"
        if isinstance(op, ast.Eq | ast.NotEq):
            return f"{'!' if isinstance(op, ast.NotEq) else ''}eq({left}, {right})"
        if isinstance(op, ast.In | ast.NotIn):
            return f"{'!' if isinstance(op, ast.NotIn) else ''}has({right}, {left})"
        return f"({left} {ORDER[type(op)]} {right})"

    def _ifexp(self, node: ast.IfExp) -> str:
        test, body = self.test(node.test), self.expression(node.body)
        return f"({test} ? {body} : {self.expression(node.orelse)})"

    def _namedexpr(self, node: ast.NamedExpr) -> str:
        return f"({_name(node.target.id)} = {self.expression(node.value)})"

    def _lambda(self, node: ast.Lambda) -> str:
        return self.function(node)

    def _joinedstr(self, node: ast.JoinedStr) -> str:
        parts = []
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(literal(value.value))
            elif isinstance(value, ast.FormattedValue):
                parts.append(self._formatted(value))
        return f"text({', '.join(parts)})"

    def _formatted(self, node: ast.FormattedValue) -> str:
        shown = self.expression(node.value)
        if node.conversion == ord("r"):
            shown = f"repr({shown})"
        if node.format_spec is None:
            return f"str({shown})"
        return f"format({shown}, {self.expression(node.format_spec)})"

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> str:
        return self._comprehension(node.generators, node.elt)

    _generatorexp = _listcomp

    def _setcomp(self, node: ast.SetComp) -> str:
        return f"set({self._comprehension(node.generators, node.elt)})"

    def _dictcomp(self, node: ast.DictComp) -> str:
        pair = ast.Tuple([node.key, node.value], ast.Load())
        return f"new Dict({self._comprehension(node.generators, pair)})"

    def _comprehension(self, generators: list[ast.comprehension], element: ast.expr) -> str:
        first = self.expression(generators[0].iter)
        names = {n for g in generators for n in _names_in(g.target)}
        self._locals.append(names)
        target = self._target(generators[0].target)
        if len(generators) == 1:
            bare = isinstance(generators[0].target, ast.Name)
            parameter = target if bare else f"({target})"
            tests = " && ".join(self.test(each) for each in generators[0].ifs)
            written = self.expression(element)
            self._locals.pop()
            if not tests:
                return f"mapped({first}, {parameter} => {written})"
            return f"mapped({first}, {parameter} => {written}, {parameter} => {tests})"
        head, depth = [], 0
        for i, generator in enumerate(generators):
            source = first if i == 0 else self.expression(generator.iter)
            head.append(f"for (const {self._target(generator.target)} of {source}) {{")
            depth += 1
            for each in generator.ifs:
                head.append(f"if ({self.test(each)}) {{")
                depth += 1
        written = self.expression(element)
        self._locals.pop()
        body = f"{' '.join(head)} $r.push({written}); {'}' * depth}"
        return f"(() => {{ const $r = []; {body} return $r; }})()"

    def _no(self, node: ast.AST, what: str | None = None) -> Untranslatable:
        line = getattr(node, "lineno", "?")
        kind = what or type(node).__name__
        return Untranslatable(f"{self.scope.where}:{line}: {kind} cannot be translated yet")


def literal(value: Any) -> str:
    """A constant: text, number, truth or nothing.

    Raises:
        Untranslatable: It is something else.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("</", "<\\/")
    if isinstance(value, int | float):
        special = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
        written = repr(value)
        return special.get(written, written.removesuffix(".0"))
    raise Untranslatable(f"a constant {value!r}")


def _name(name: str) -> str:
    """A local name, told apart from JavaScript's own words and from what the run time defines."""
    return f"{name}$"


def _decorator(node: ast.expr) -> str:
    """The name of a decorator, or of what is called."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _names_in(target: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _within(body: Iterable[ast.AST]) -> Iterable[ast.AST]:
    """All nodes of a function's body but for those of functions and comprehensions within."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        own = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp)
        if isinstance(node, (*own, ast.GeneratorExp)):
            walrus = (n for n in ast.walk(node) if isinstance(n, ast.NamedExpr))
            yield from () if isinstance(node, ast.FunctionDef | ast.Lambda) else walrus
            continue
        waiting += ast.iter_child_nodes(node)


def _assigned(body: Iterable[ast.stmt]) -> set[str]:
    """The local names of a function."""
    names: set[str] = set()
    for node in _within(body):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.NamedExpr):
            names.add(node.target.id)
        elif isinstance(node, ast.FunctionDef):
            names.add(node.name)
    return names


def _yields(node: ast.FunctionDef) -> bool:
    return any(isinstance(each, ast.Yield) for each in _within(node.body))


def _itself(node: ast.FunctionDef | ast.Lambda) -> str:
    """What a method calls the object that it belongs to."""
    return [*node.args.posonlyargs, *node.args.args][0].arg
