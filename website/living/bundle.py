"""The script of the living pictures: the views, everything that they reach, and what Python means.

It begins at the functions that a notebook calls (``explore.wants``, ``puzzles.broken``, …) and
follows their names: what none of them reaches is left out. A constant is written down with its
value, and so is the result of a cached function that is called without arguments: what took a
library or a second to find is found here, while the site is built.
"""

from __future__ import annotations

import ast
import base64
import dataclasses
import html
import importlib
import inspect
import json
import re
import types
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from backpass import explore, puzzles
from website.living.translate import OF_BUILT_IN_TYPES, JsScope, Translator, Untranslatable, literal
from website.words import Words

HERE = Path(__file__).parent
#: What the translated functions find in ``python.js``.
MODULES = frozenset("math cmath itertools json html functools weakref random".split())
BUILT_IN = frozenset(
    "abs all any bool bytes complex dict enumerate float getattr id int isinstance iter len list "
    "max min next range repr reversed round set sorted str sum tuple type zip Exception ValueError "
    "RuntimeError OverflowError ZeroDivisionError KeyError LookupError ArithmeticError "
    "TypeError".split()
)
#: Gates that a circuit which travels to a page may have, and what makes those with a constant.
GATES = (
    *("Circuit", "ADD", "SUBTRACT", "MULTIPLY", "DIVIDE", "MAXIMUM", "EXP", "LOG", "RECIPROCAL"),
    *("SIGMOID", "TANH", "RELU", "scale_gate", "shift_gate", "power_gate"),
)
#: Written by hand in ``controls.js``, since a page has other controls than a notebook.
BY_HAND = {
    ("backpass.explore.exploration", "Exploration"): "Exploration",
    ("backpass.languages.telling", "tell"): "tell",
    ("backpass.questions.as_typed", "choice"): "chosen",
}
#: Longer arrays of numbers travel as 32-bit floats: seven digits, where a picture shows three.
LONG = 1000


def views() -> dict[str, Callable[..., Any]]:
    """What a notebook calls, by the name that a page calls it."""
    found: dict[str, Callable[..., Any]] = {}
    for module in (explore, puzzles):
        short = module.__name__.rpartition(".")[2]
        for name in module.__all__:
            if inspect.isfunction(getattr(module, name)):
                found[f"{short}.{name}"] = getattr(module, name)
    return found


def script(wanted: Iterable[str] | None = None, words: Words | None = None) -> str:
    """The whole script for some views, or for all.

    Args:
        wanted: Names such as ``"explore.wants"``; all that there are when left out.
        words: What it says in the page's language; English when left out.
    """
    chosen = {name: f for name, f in views().items() if wanted is None or name in set(wanted)}
    gathered = Gathered()
    lines = [
        f"  {name!r}: {gathered.need(f.__module__, f.__name__)}," for name, f in chosen.items()
    ]
    circuits = {name: gathered.need("backpass.circuit", name) for name in GATES}
    heard = {
        "Answer": gathered.need("backpass.questions.guesses", "Answer"),
        "word": gathered.need("backpass.questions.foreseen", "word"),
        "number": gathered.need("backpass.questions.foreseen", "number"),
    }
    guessing = ", ".join(f"{name}: {js}" for name, js in heard.items())
    kinds = ", ".join(f"{name}: {js}" for name, js in circuits.items())
    python = (HERE / "python.js").read_text(encoding="utf-8")
    style = (HERE / "living.css").read_text(encoding="utf-8").replace("\n", "")
    controls = (HERE / "controls.js").read_text(encoding="utf-8")
    renew = (HERE / "renew.js").read_text(encoding="utf-8")
    answers = (HERE / "answers.js").read_text(encoding="utf-8")
    spoken = (HERE / "words.js").read_text(encoding="utf-8")
    parts = [
        "(() => {",
        "'use strict';",
        python,
        spoken,
        "/*SPOKEN*/",
        renew,
        controls,
        answers,
        *gathered.written,
        "const VIEWS = {",
        *lines,
        "};",
        f"const GATES = {{{kinds}}};",
        f"start(VIEWS, GATES, {literal(style)});",
        f"ask({{{guessing}}});",
        "})();",
    ]
    whole = "\n".join(parts)
    given = f"Object.assign(SPOKEN, {words.for_script(whole)});" if words else ""
    return slim(whole.replace("/*SPOKEN*/", given, 1))


def asked_for(page: str) -> list[str]:
    """The views that a page's snapshots were made by, in order, each once."""
    made = re.findall(r"""data-made=("[^"]*"|'[^']*')""", page)
    return list(dict.fromkeys(json.loads(html.unescape(each[1:-1]))["view"] for each in made))


def slim(text: str) -> str:
    """The script without comments on lines of their own and without indentation."""
    kept, within = [], False
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("/*"):
            within = not bare.endswith("*/")
            continue
        if within:
            within = not bare.endswith("*/")
            continue
        if bare and not bare.startswith("//"):
            kept.append(bare)
    return "\n".join(kept) + "\n"


#: A module, and a name at its top level.
Key = tuple[str, str]


@dataclasses.dataclass(frozen=True)
class Source:
    """A module: what stands in it, by name."""

    name: str
    module: types.ModuleType
    definitions: dict[str, ast.stmt]
    imports: dict[str, tuple[str, str | None]]


@cache
def source(name: str) -> Source:
    """Read a module."""
    module = importlib.import_module(name)
    tree = ast.parse(inspect.getsource(module))
    definitions: dict[str, ast.stmt] = {}
    imports: dict[str, tuple[str, str | None]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            definitions[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name):
                        definitions[each.id] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            definitions[node.target.id] = node
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                imports[alias.asname or alias.name] = (node.module or "", alias.name)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                imports[alias.asname or alias.name] = (alias.name, None)
    return Source(name, module, definitions, imports)


class Gathered:
    """What a script has been given so far, in an order in which all is there when it is read.

    Attributes:
        written: The definitions.
    """

    def __init__(self) -> None:
        self.written: list[str] = []
        self._there: set[Key] = set()

    def need(self, module: str, name: str) -> str:
        """The JavaScript name of something in a module; written down when first asked for.

        Args:
            module: A module of the package.
            name: A name at its top level.

        Raises:
            Untranslatable: It is not of this package, or has no meaning on a page.
        """
        key = _home(module, name)
        if key not in BY_HAND and key not in self._there:
            definition = _translated(key)
            self._there.add(key)
            for each in definition.needed:
                self.need(*each)
            self.written.append(f"const {_called(key)} = {definition.text};")
        return _called(key)


def _called(key: Key) -> str:
    """The JavaScript name of what stands in a module."""
    if key in BY_HAND:
        return BY_HAND[key]
    short = key[0].removeprefix("backpass.").removeprefix("explore.").replace(".", "_")
    return f"{short}${key[1]}"


def _translated(key: Key) -> _Definition:
    """A definition in JavaScript; each is translated once for all scripts of a site."""
    if not key[0].startswith("backpass."):
        raise Untranslatable(f"there is no {key[0]}.{key[1]} on a page")
    if key not in _DEFINITIONS:
        _DEFINITIONS[key] = _Definition()  # it is there before its text: some need themselves
        try:
            _DEFINITIONS[key].text = _DEFINITIONS[key].of(*key)
        except Untranslatable:
            del _DEFINITIONS[key]
            raise
    return _DEFINITIONS[key]


class _Definition:
    """One definition in JavaScript.

    Attributes:
        text: What is written behind its name.
        needed: What stands in it, in order.
    """

    def __init__(self) -> None:
        self.text = ""
        self.needed: dict[Key, None] = {}

    def need(self, module: str, name: str) -> str:
        """The JavaScript name of something in a module, which is noted."""
        key = _home(module, name)
        if key not in BY_HAND:
            _translated(key)  # here: what cannot be translated may be left out by who asks
            self.needed[key] = None
        return _called(key)

    def of(self, module: str, name: str) -> str:
        """Translate what a module defines.

        Args:
            module: The module.
            name: A name at its top level.

        Raises:
            Untranslatable: It has no meaning on a page.
        """
        read = source(module)
        node, value = read.definitions.get(name), getattr(read.module, name)
        if node is None:
            raise Untranslatable(f"{module} does not define {name}")
        write = Translator(self._scope(read))
        if isinstance(node, ast.ClassDef):
            written = write.class_(node)
            if any("eq=False" in ast.unparse(d) for d in node.decorator_list):
                written = f"identity({written})"
            return written
        if isinstance(node, ast.FunctionDef):
            cached = any(ast.unparse(d).endswith("cache") for d in node.decorator_list)
            if cached and not _needs_arguments(node):
                return f"(() => {{ const kept = {self._value(value())}; return () => kept; }})()"
            written = write.function(node)
            return f"functools.cache({written})" if cached else written
        try:
            return self._value(value)
        except Untranslatable:
            assert isinstance(node, ast.Assign | ast.AnnAssign)
            assert node.value is not None
            return write.expression(node.value)

    def _value(self, value: Any) -> str:
        """A value that was found while the script was made."""
        if isinstance(value, np.generic):
            value = value.item()
        if value is None or isinstance(value, bool | int | float | str):
            return literal(value)
        if isinstance(value, np.ndarray):
            if value.size > LONG:
                packed = base64.b64encode(value.astype("<f4").tobytes()).decode()
                return f"unpacked({packed!r}, {list(value.shape)})"
            return self._value(value.tolist())
        if isinstance(value, tuple | list):
            return f"[{', '.join(map(self._value, value))}]"
        if isinstance(value, dict):
            pairs = (f"[{self._value(k)}, {self._value(v)}]" for k, v in value.items())
            return f"new Dict([{', '.join(pairs)}])"
        kind = type(value)
        if dataclasses.is_dataclass(value) and kind.__module__.startswith("backpass."):
            fields = [self._value(getattr(value, f.name)) for f in dataclasses.fields(value)]
            return f"{self.need(kind.__module__, kind.__name__)}({', '.join(fields)})"
        raise Untranslatable(f"a {kind.__name__} has no literal")

    def _scope(self, read: Source) -> JsScope:
        def resolve(name: str) -> str:
            if name in read.definitions:
                return self.need(read.name, name)
            if name in read.imports:
                module, member = read.imports[name]
                if module in MODULES:
                    return module if member is None else f"{module}.{member}"
                if member is not None:
                    return self.need(module, member)
            if name in BUILT_IN:
                return {"TypeError": "TypeError_"}.get(name, name)
            raise Untranslatable(f"{read.name}: {name} is nothing that can be translated")

        def member(name: str, attribute: str) -> str | None:
            if name in read.definitions or name not in read.imports:
                return None
            module, inner = read.imports[name]
            if module in MODULES and inner is None:
                return f"{module}.{attribute}"
            whole = module if inner is None else f"{module}.{inner}"
            if not isinstance(getattr(read.module, name), types.ModuleType):
                return None
            if not whole.startswith("backpass."):
                used = f"{whole}.{attribute}, which {read.name} uses"
                raise Untranslatable(f"a page has no {used}")
            return self.need(whole, attribute)

        return JsScope(read.name, resolve, member, _methods())


_DEFINITIONS: dict[Key, _Definition] = {}


@cache
def _methods() -> frozenset[str]:
    """Names of methods that are passed on without being called, as in ``rng.choice([c.add])``."""
    found = {
        item.name
        for node in source("backpass.circuit").definitions.values()
        if isinstance(node, ast.ClassDef)
        for item in node.body
        if isinstance(item, ast.FunctionDef) and not item.decorator_list
    }
    return frozenset(found - OF_BUILT_IN_TYPES | {"add"})


def _home(module: str, name: str) -> tuple[str, str]:
    """Where a name is defined, through all that pass it on."""
    read = source(module)
    while name not in read.definitions and name in read.imports:
        from_, inner = read.imports[name]
        module, name = from_, inner or name
        read = source(module)
    return module, name


def _needs_arguments(node: ast.FunctionDef) -> bool:
    return len(node.args.args) > len(node.args.defaults)
