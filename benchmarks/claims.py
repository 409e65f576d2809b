"""Whether what a sentence says of a wrong result is true, worked out anew from numbers.

The sentences of :mod:`backpass.diagnosis` are read as text, as a learner reads them, and held
against results at points that they were not made from. Nothing of the rules by which a sentence was
found is used here. What a sentence says of code ("as if a step were left out") is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.judging.contract import Contract, GradientContract, ValueContract
from backpass.judging.gradcheck import agrees, complex_step, owner
from backpass.likeness.sample import Sample

#: Two numbers are the same for a sentence to this relative and this absolute difference.
RTOL, ATOL = 1e-6, 1e-10
Numbers = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Claim:
    """A sentence whose truth could be worked out.

    Attributes:
        sentence: The sentence.
        holds: Whether it is true at all points.
        why: Where it is not, the first such point.
        share: At which share of the points it is not.
    """

    sentence: str
    holds: bool
    why: str = ""
    share: float = 0.0


def claims_of(
    told: str, contract: Contract, samples: Mapping[str, Sequence[Sample]]
) -> Iterator[Claim]:
    """The sentences in a text of which it can be worked out whether they are true.

    Args:
        told: What a learner is told.
        contract: The exercise's contract.
        samples: For each part, what came at other points beside what is right.
    """
    for part, own in samples.items():
        for pattern, test in _CLAIMS:
            for found in re.finditer(pattern.replace("{}", re.escape(part)), told):
                yield from _held(found, test, contract, own)
                for other in _same_of(told[found.end() :], list(samples)):
                    yield from _held(found, test, contract, samples[other])


def _same_of(after: str, parts: Sequence[str]) -> list[str]:
    """Of which other parts the same is said: the words may follow a question, or a few."""
    found = re.match(r"(?:[^.?]*[.?] ?){0,3}?The same is true of ([^.]*)\.", after.lstrip())
    if found is None or any(re.search(rf"(^|\. ){p}[ :]", after[: found.start(1)]) for p in parts):
        return []
    return [part for part in parts if part in re.split(" and |, ", found[1])]


def _held(
    found: re.Match[str], test: Test, contract: Contract, samples: Sequence[Sample]
) -> Iterator[Claim]:
    false, first = 0, ""
    for s in samples:
        with np.errstate(all="ignore"):
            holds = test(found, contract, s)
        if holds is None:  # nothing can be said
            return
        if not holds:
            came, right = np.asarray(s.came), np.asarray(s.right)
            at = f"at {s.call.case.label} {s.call.case.inputs}, dout {s.dout}: {came} for {right}"
            first = first or " ".join(at.split())[:400]
            false += 1
    if samples:
        yield Claim(found[0], not false, first, false / len(samples))


#: From the match, the contract and a sample, whether the sentence is true there; None where it
#: cannot be worked out.
Test = Callable[[re.Match[str], Contract, Sample], "bool | None"]


def _is(came: Any, made: Any) -> bool:
    a, n = np.asarray(came, dtype=float), np.asarray(made, dtype=float)
    if a.shape != n.shape:
        return False
    if not np.all(np.isfinite(n)):
        return True  # what cannot be worked out is not held against the sentence
    scale = np.maximum(np.abs(n), 1e-3 * np.max(np.abs(n), initial=0.0))
    return bool(np.all(np.abs(a - n) <= RTOL * scale + ATOL))


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _times(by: Callable[[re.Match[str]], float]) -> Test:
    return lambda m, _, s: _is(s.came, by(m) * np.asarray(s.right))


def _local(s: Sample) -> Any:
    if s.dout is None or np.shape(s.dout) not in ((), s.shape):
        return None
    return np.asarray(s.right) / np.asarray(s.dout)


def _upstream_is_one(_: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    return _with_upstream(contract, s, lambda dout: 0.0 * dout + 1.0)


def _with_upstream(contract: Contract, s: Sample, change: Callable[[Any], Any]) -> bool | None:
    if not isinstance(contract, GradientContract) or s.dout is None:
        return None
    part = next(name for name, right in s.call.expected.items() if right is s.right)
    which = contract.inputs.index(owner(part))
    made = complex_step(contract.forward, s.call.case.inputs, change(np.asarray(s.dout)), [which])
    return _is(s.came, made[0])


def _changed_upstream(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    change = {
        "its absolute value": np.abs,
        "0 where it is negative": lambda dout: np.maximum(dout, 0.0),
        "its square": np.square,
        "its sign alone": np.sign,
        "its own mean in every entry": lambda dout: np.full(np.shape(dout), np.mean(dout)),
        "its own sum in every entry": lambda dout: np.full(np.shape(dout), np.sum(dout)),
    }.get(m[1])
    return None if change is None else _with_upstream(contract, s, change)


def _inputs(contract: Contract, s: Sample) -> dict[str, Any]:
    named = dict(zip(getattr(contract, "inputs", ()), s.call.case.inputs, strict=False))
    upstream = getattr(contract, "upstream", None)
    return {**named, **({upstream: s.dout} if upstream and s.dout is not None else {})}


def _input(m: re.Match[str], contract: Contract, s: Sample, group: int = 1) -> Any:
    return _inputs(contract, s).get(m[group])


def _is_input(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    value = _input(m, contract, s)
    return None if value is None else _is(s.came, value)


def _upstream_times(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    value = _input(m, contract, s)
    return None if value is None else _is(s.came, np.asarray(s.dout) * value)


def _right_times(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    value = _input(m, contract, s)
    return None if value is None else _is(s.came, np.asarray(s.right) * value)


def _other_part(m: re.Match[str], _: Contract, s: Sample) -> bool | None:
    other = s.call.expected.get(m[1])
    return None if other is None else _is(s.came, other)


def _formula(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    names = {**_inputs(contract, s), **s.call.known}
    if isinstance(contract, ValueContract):
        if contract.between is not None:
            names |= contract.between(*s.call.case.inputs)
        names |= {k: v for k, v in s.call.items.items() if np.ndim(v) == 0 or v is not s.came}
    if any(isinstance(value, Mapping) for value in names.values()):
        return None
    part = next(name for name, right in s.call.expected.items() if right is s.right)
    names[f"(the right {part})"] = s.right
    made = worked_out(m[1], names)
    return None if made is None else _is(s.came, made + 0.0 * np.asarray(s.right))


def worked_out(text: str, names: Mapping[str, Any]) -> Any:
    """What a formula gives, as it is written in a sentence; None where it cannot be read.

    Args:
        text: The formula, such as ``"2 dout · exp(−x) / (1 + y)"``.
        names: Values by name.
    """
    text, zero = text.removesuffix(", and as 0 where that is no number"), text.endswith("no number")
    space: dict[str, Any] = {
        "exp": np.exp,
        "tanh": np.tanh,
        "sign": np.sign,
        "log": np.log,
        "sigma": lambda v: 1.0 / (1.0 + np.exp(-v)),
        "root": np.sqrt,
        "size": np.abs,
        "largest": np.maximum,
        "least": np.minimum,
    }
    for number, name in enumerate(sorted(names, key=len, reverse=True)):
        space[f"v{number}_"] = np.asarray(names[name], dtype=float)
        text = re.sub(rf"(?<![\w]){re.escape(name)}(?![\w(])", f"v{number}_", text)
    for pattern, made in (
        (r"\bmax\(", "largest("),
        (r"σ\(", "sigma("),
        (r"√\|([^|]*)\|", r"root(size(\1))"),
        (r"\|([^|]*)\|", r"size(\1)"),
        (r"log size\(([^()]*)\)", r"log(size(\1))"),
        (r"½ (v\d+_)", r"(0.5*\1)"),
        (r"(?<![\w.])2 (v\d+_)", r"(2*\1)"),
        (r"½ \(", "0.5*("),
        (r"(?<![\w.])2 \(", "2*("),
        (r"\bmin\(", "least("),
        (r"\^", "**"),
        (r" to the power of ", "**"),
        ("²", "**2"),
        ("³", "**3"),
        ("·", "*"),
        ("−", "-"),
    ):
        text = re.sub(pattern, made, text)
    try:
        made = eval(text, {"__builtins__": {}}, space)
    except (SyntaxError, NameError, TypeError, ValueError):
        return None
    return np.where(np.isfinite(made), made, 0.0) if zero else made


def _marked(words: str, contract: Contract, s: Sample) -> Any:
    """Where a condition in words holds, entry by entry; None where it cannot be read."""
    if words.startswith("except "):
        rest = words.removeprefix("except ")
        inner = _marked(rest, contract, s)
        return None if inner is None else ~inner
    named = _inputs(contract, s)
    shape = np.shape(s.right)

    def spread(value: Any) -> Any:
        return np.broadcast_to(value, shape) if np.shape(value) in ((), shape) else None

    if found := re.fullmatch(r"where (.+) is (negative|positive|0|a whole number)", words):
        v = np.asarray(named[found[1]]) if found[1] in named else None
        tests = {
            "negative": lambda v: v < 0,
            "positive": lambda v: v > 0,
            "0": lambda v: v == 0,
            "a whole number": lambda v: v == np.round(v),
        }
        return None if v is None else spread(tests[found[2]](v))
    for pattern, test in (
        (r"where (\w+) and (\w+) are equal", np.equal),
        (r"where (\w+) is larger than (\w+)", np.greater),
        (r"where (\w+) is smaller than (\w+)", np.less),
        (r"where (\w+) and (\w+) have different signs", lambda a, b: np.sign(a) != np.sign(b)),
        (r"where (\w+) is not smaller in size than (\w+)", lambda a, b: abs(a) >= abs(b)),
        (r"where (\w+) \+ (\w+) is positive", lambda a, b: a + b > 0),
        (r"where (\w+) \+ (\w+) is negative", lambda a, b: a + b < 0),
        (r"where (\w+) and (\w+) are both 0", lambda a, b: (a == 0) & (b == 0)),
        (r"where (\w+) is not smaller than (\w+)", np.greater_equal),
        (
            r"where (\w+) is positive and not smaller than (\w+)",
            lambda a, b: (a > 0) & (a >= b),
        ),
        (
            r"where (\w+) is negative and not smaller than (\w+)",
            lambda a, b: (a < 0) & (a >= b),
        ),
        (
            r"where (\w+) is not smaller than (\w+), or both are positive",
            lambda a, b: (a >= b) | ((a > 0) & (b > 0)),
        ),
        (
            r"where (\w+) is not smaller than (\w+) once both are rounded to 1 digit",
            lambda a, b: np.round(a, 1) >= np.round(b, 1),
        ),
        (r"where (\w+) is positive and larger than (\w+)", lambda a, b: (a > 0) & (a > b)),
    ):
        found = re.fullmatch(pattern, words)
        if found and found[1] in named and found[2] in named:
            a, b = named[found[1]], named[found[2]]
            return spread(test(a, b)) if np.shape(a) == np.shape(b) else None
    if found := re.fullmatch(r"where (\w+) has as many rows as columns", words):
        own = np.shape(named.get(found[1]))
        return np.full(shape, len(own) == 2 and own[0] == own[1] > 1)
    if words == "where there is a single row":
        tables = [v for v in s.call.case.inputs if np.ndim(v) >= 2]
        return np.full(shape, len(tables[0]) == 1) if tables else None
    if words.startswith("in rows whose label") and len(shape) == 2 and "labels" in named:
        labels, scores = np.asarray(named["labels"], dtype=int), np.asarray(s.call.case.inputs[0])
        rows: dict[str, Any] = {
            "is 0": labels == 0,
            "is larger than 1": labels > 1,
            "is the last class": labels == shape[1] - 1,
            "has the largest score": labels == np.argmax(scores, axis=1),
        }
        own = rows.get(words.removeprefix("in rows whose label "))
        return None if own is None else np.broadcast_to(own[:, None], shape)
    places: dict[str, Any] = {
        "in the first row": 0,
        "in the first entry": 0,
        "in the last row": -1,
        "in the first row or entry": 0,
        "in the last row or entry": -1,
        "in the last entry": -1,
        "in the first column": (slice(None), 0),
        "in the last column": (slice(None), -1),
    }
    if found := re.fullmatch(r"at index (\d)", words):
        places[words] = int(found[1])
    there = np.zeros(shape, dtype=bool)
    if words in places and shape:
        there[places[words]] = True
        return there
    if words == "at the entries of the labels" and len(shape) == 2:
        there[np.arange(shape[0]), np.asarray(s.call.case.inputs[1], dtype=int)] = True
        return there
    return None


def _silent(s: Sample) -> bool:
    return s.dout is not None and bool(np.all(np.abs(np.asarray(s.dout)) < 1e-6))


def _large(right: Any) -> Any:
    """Which entries are not so small, beside the others, that anything would be right there."""
    size = np.abs(np.asarray(right, dtype=float))
    return (size > 1e-9) & (size > 1e-3 * np.max(size, initial=0.0))


def _split(wrong_there: bool) -> Test:
    def test(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
        marked = _marked(m[1], contract, s)
        if marked is None:
            return None
        there = marked if wrong_there else ~marked
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        wrong = ~np.broadcast_to(agrees(came, right), right.shape)
        if np.any(wrong & ~there):
            return False
        open_ = (right != 0.0) if not _silent(s) else np.zeros(right.shape, dtype=bool)
        if np.any(open_ & there & ~wrong & _large(right)):
            return False
        return _there(m[2] or "", s, wrong)

    return test


def _mostly(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    marked = _marked(m[1], contract, s)
    if marked is None:
        return None
    wrong = ~np.broadcast_to(agrees(s.came, s.right), np.shape(s.right))
    return not np.any(wrong & ~marked)


def _sized(large: bool) -> Test:
    def test(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
        part = next(name for name, right in s.call.expected.items() if right is s.right)
        of = s.right if m[1] == f"the right {part}" else _inputs(contract, s).get(m[1])
        if of is None or np.shape(of) not in ((), np.shape(s.right)):
            return None
        size = np.broadcast_to(np.abs(np.asarray(of, dtype=float)), np.shape(s.right))
        wrong = ~np.broadcast_to(agrees(s.came, s.right), np.shape(s.right))
        first, second = _number(m[2]) * (1 - 1e-5), _number(m[3]) * (1 + 1e-5)
        told = _large(np.asarray(s.right)) & (not _silent(s))
        if large:  # right up to the first number, wrong from the second on
            return not np.any(wrong & (size <= first)) and not np.any(
                ~wrong & told & (size >= second)
            )
        return not np.any(wrong & (size >= second)) and not np.any(~wrong & told & (size <= first))

    return test


def _there(words: str, s: Sample, wrong: Any) -> bool | None:
    """Whether what is said of the wrong entries is true."""
    came = np.asarray(s.came, dtype=float)[wrong]
    right = np.asarray(s.right, dtype=float)[wrong]
    if "There it is zero." in words:
        return bool(np.all(came == 0.0))
    if "There it has the wrong sign." in words:
        return _is(came, -right)
    if found := re.search(r"There it is (\S+) times what it should be", words):
        return _is(came, _number(found[1]) * right)
    if found := re.search(r"There it is (?:(\S+) times )?the upstream gradient", words):
        by = _number(found[1]) if found[1] else 1.0
        return _is(came, by * np.broadcast_to(np.asarray(s.dout, dtype=float), wrong.shape)[wrong])
    return True


def _handed_on(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    marked = _marked(m[1], contract, s)
    if marked is None or s.dout is None:
        return None
    if _silent(s):
        return True
    came = np.asarray(s.came, dtype=float)
    return bool(np.all((came != 0.0) == marked))


def _rows(m: re.Match[str], contract: Contract, s: Sample) -> float | None:
    """How many of what is counted there are at a point."""
    words = m[1]
    arrays = {n: v for n, v in _inputs(contract, s).items() if np.ndim(v) and n != "dout"}
    matrices = [name for name, value in arrays.items() if np.ndim(value) >= 2]
    thing, _, name = words.partition(" of ")
    name = name or (matrices[0] if matrices else "")
    if name not in arrays:
        return None
    value = arrays[name]
    return float({"rows": len(value), "columns": value.shape[-1], "entries": value.size}[thing])


def _divided(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    n = _rows(m, contract, s)
    return None if n is None else _is(s.came, np.asarray(s.right) / n)


def _multiplied(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    n = _rows(m, contract, s)
    return None if n is None else _is(s.came, np.asarray(s.right) * n)


def _over(m: re.Match[str], _: Contract, s: Sample) -> bool | None:
    right = np.asarray(s.right)
    axis = {"all entries": None, "the rows": 0, "the columns": 1}[m[2]]
    if not right.ndim:  # a number among arrays
        return _is(s.came, right)
    if right.ndim < (1 if axis is None else 2):
        return False
    taken = np.mean if m[1] == "mean" else np.sum
    return _is(s.came, np.broadcast_to(taken(right, axis=axis, keepdims=True), right.shape))


def _of_right(change: Callable[[Any], Any]) -> Test:
    def test(_m: re.Match[str], _c: Contract, s: Sample) -> bool:
        right = np.asarray(s.right, dtype=float)
        return _is(s.came, change(right) if right.ndim else right)

    return test


def _one_row(which: int) -> Callable[[Any], Any]:
    def change(right: Any) -> Any:
        if not right.ndim:
            return right + np.nan
        made = np.zeros(right.shape)
        made[which] = right[which]
        return made

    return change


def _order(_m: re.Match[str], _c: Contract, s: Sample) -> bool:
    return _is(np.sort(np.ravel(s.came)), np.sort(np.ravel(s.right)))


_AT_INPUT: dict[str, Callable[[Any], Any]] = {
    "were zero": lambda v: 0.0 * v,
    "had the other sign": lambda v: -1.0 * v,
    "were one": lambda v: 0.0 * v + 1.0,
    "were its absolute value": np.abs,
    "were twice as large": lambda v: 2.0 * v,
    "were half as large": lambda v: 0.5 * v,
    "were larger by 1": lambda v: v + 1.0,
    "were smaller by 1": lambda v: v - 1.0,
    "were squared": lambda v: v * v,
    "were cut to a whole number": np.trunc,
    "were rounded to a whole number": np.round,
    "were 0 where it is negative": lambda v: np.where(v < 0, 0.0, v),
    "had its own mean in every entry": lambda v: 0.0 * v + np.mean(v),
    "had its own sum in every entry": lambda v: 0.0 * v + np.sum(v),
    "had its largest entry everywhere": lambda v: 0.0 * v + np.max(v),
    "had its rows in reversed order": lambda v: v[::-1],
    "were sorted": np.sort,
}


def _other_input(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    change = _AT_INPUT.get(m[2])
    names = getattr(contract, "inputs", ())
    if change is None or m[1] not in names:
        return None
    inputs = [change(v) if n == m[1] else v for n, v in zip(names, s.call.case.inputs, strict=True)]
    return _at_inputs(contract, s, inputs)


def _exchanged(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    names = list(getattr(contract, "inputs", ()))
    if m[1] not in names or m[2] not in names:
        return None
    inputs = list(s.call.case.inputs)
    i, j = names.index(m[1]), names.index(m[2])
    inputs[i], inputs[j] = inputs[j], inputs[i]
    return _at_inputs(contract, s, inputs)


def _at_inputs(contract: Contract, s: Sample, inputs: Sequence[Any]) -> bool | None:
    part = next(name for name, right in s.call.expected.items() if right is s.right)
    if isinstance(contract, GradientContract):
        which = contract.inputs.index(owner(part))
        dout = 1.0 if s.dout is None else s.dout
        made = complex_step(contract.forward, inputs, dout, [which])[0]
    elif isinstance(contract, ValueContract) and contract.truth is not None:
        made = contract.truth(*inputs)[contract.outputs.index(part)]
    else:
        return None
    return _is(s.came, made)


def _rounded(m: re.Match[str], _: Contract, s: Sample) -> bool:
    came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
    digits = int(m[1])
    step = 0.51 * 10.0**-digits + 1e-12 * np.abs(right)
    return bool(np.all(np.abs(came - right) <= step))


def _always_size(larger: bool) -> Test:
    def test(_m: re.Match[str], _c: Contract, s: Sample) -> bool:
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        told = (right != 0.0) & (came != 0.0) & (np.abs(right) > 1e-9)
        one, other = np.abs(came[told]), np.abs(right[told])
        return bool(np.all(one > other) if larger else np.all(one < other)) or _silent(s)

    return test


def _upstream_added(_: re.Match[str], _c: Contract, s: Sample) -> bool | None:
    local = _local(s)
    return None if local is None or _silent(s) else _is(s.came, local + s.dout)


def _leaning(test: Callable[[Any, Any], Any]) -> Test:
    """Whether something holds of all wrong entries, of what came and what is right."""

    def holds(_m: re.Match[str], _c: Contract, s: Sample) -> bool:
        wrong = ~np.broadcast_to(agrees(s.came, s.right), np.shape(s.right))
        came, right = np.asarray(s.came, dtype=float), np.asarray(s.right, dtype=float)
        return bool(np.all(test(came[wrong], right[wrong])))

    return holds


def _local_leaning(large: bool) -> Test:
    def holds(_m: re.Match[str], _c: Contract, s: Sample) -> bool | None:
        if s.dout is None or np.shape(s.dout) not in ((), np.shape(s.right)):
            return None
        wrong = ~np.broadcast_to(agrees(s.came, s.right), np.shape(s.right))
        off = (np.asarray(s.came, dtype=float) - s.right) * np.sign(s.dout)
        return bool(np.all(off[wrong] > 0.0 if large else off[wrong] < 0.0))

    return holds


def _leans_by(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    marked = _marked(m[2], contract, s)
    if marked is None:
        return None
    wrong = ~np.broadcast_to(agrees(s.came, s.right), np.shape(s.right))
    above = (np.asarray(s.came, dtype=float) > s.right) == (m[1] == "too large")
    return bool(np.all(above[wrong] == marked[wrong]))


def _between(m: re.Match[str], contract: Contract, s: Sample) -> bool | None:
    """Whether a gradient is handed on beyond some number, and kept back before it."""
    named = _inputs(contract, s)
    words = m[1].removeprefix("the size of ")
    if "the upstream gradient" in words:
        value = s.dout
    elif found := re.fullmatch(r"(\w+) ([−+·]) (\w+)", words):
        a, b = named.get(found[1]), named.get(found[3])
        if a is None or b is None or np.shape(a) != np.shape(b):
            return None
        value = {"−": np.subtract, "+": np.add, "·": np.multiply}[found[2]](a, b)
    else:
        value = named.get(words)
    if value is None or _silent(s) or np.shape(value) not in ((), np.shape(s.right)):
        return None if value is None else True
    size = np.abs(value) if m[1].startswith("the size of") else np.asarray(value)
    slack = 1e-5
    on, off = _number(m[2]), _number(m[4])
    if m[3] == "less":
        on, off, size = -on, -off, -size
    sure_on, sure_off = size >= on + slack * abs(on), size <= off - slack * abs(off)
    passed = np.asarray(s.came, dtype=float) != 0.0
    return bool(np.all(passed | ~sure_on) and np.all(~passed | ~sure_off))


_NUMBER = r"([−-]?[\d.]+(?:e[−+-]?\d+)?)"
_CLAIMS: tuple[tuple[str, Test], ...] = (
    (r"{} has the right size and the wrong sign, everywhere\.", _times(lambda _: -1.0)),
    (r"{} is twice what it should be, everywhere\.", _times(lambda _: 2.0)),
    (r"{} is half of what it should be, everywhere\.", _times(lambda _: 0.5)),
    (r"{} is three times what it should be, everywhere\.", _times(lambda _: 3.0)),
    (
        rf"(?<!\w){{}} is {_NUMBER} times what it should be, everywhere\.",
        _times(lambda m: _number(m[1])),
    ),
    (r"{} is zero everywhere\.", _times(lambda _: 0.0)),
    (r"{} would be right if the upstream gradient were 1\.", _upstream_is_one),
    (r"{} would be right if every entry of the upstream gradient were 1\.", _upstream_is_one),
    (r"{} would be right if the upstream gradient were ([^.]*)\.", _changed_upstream),
    (r"{} looks as if the upstream gradient were added\.", _upstream_added),
    (
        r"{} has the upstream gradient in it twice\.",
        lambda _m, _c, s: _is(s.came, np.asarray(s.right) * s.dout),
    ),
    (
        r"{} is the upstream gradient as it came\.",
        lambda _m, _c, s: _is(s.came, np.asarray(s.dout, dtype=float)),
    ),
    (r"{} is what (\w+) should be\.", _other_part),
    (r"{} is the upstream gradient times (\w+), which", _upstream_times),
    (r"{} is (\w+) itself, as it would be", _is_input),
    (r"{} is (\w+) as it is, at every point\.", _is_input),
    (r"{} is what it should be, times (\w+)\.", _right_times),
    (r"At every point that was tried, {} comes out as (.+?)\. Is that meant\?", _formula),
    (r"At every point that was tried, {} is (.+?)\. Is a sum meant\?", _formula),
    (
        r"(?<!\w){} is wrong (?!in most)([^.]+?), and right everywhere else\.( There [^.]*\.)?",
        _split(True),
    ),
    (r"(?<!\w){} is right ([^.]+?), and wrong everywhere else\.( There [^.]*\.)?", _split(False)),
    (r"(?<!\w){} is wrong in most places ([^.]+?), and right everywhere else\.", _mostly),
    (
        rf"(?<!\w){{}} is right as long as the size of (.+?) is at most {_NUMBER}, "
        rf"and wrong from {_NUMBER} on\.",
        _sized(True),
    ),
    (
        rf"(?<!\w){{}} is wrong where the size of (.+?) is {_NUMBER} or less, "
        rf"and right from {_NUMBER} on\.",
        _sized(False),
    ),
    (r"{} lets the gradient through ([^.]+?), and keeps it back elsewhere\.", _handed_on),
    (r"{} is right after a transpose\.", _of_right(np.transpose)),
    (r"{} is divided by the number of ([^.]+?)\. Sum or mean", _divided),
    (r"{} is too large by the number of ([^.]+?)\. Where", _multiplied),
    (r"{} holds the (mean|sum) over (all entries|the rows|the columns) of what", _over),
    (r"{} is right in its first row alone, and zero", _of_right(_one_row(0))),
    (r"{} is right in its last row alone, and zero", _of_right(_one_row(-1))),
    (r"{} is what it should be with its rows in reversed order\.", _of_right(lambda r: r[::-1])),
    (r"{} is what it should be with each row reversed\.", _of_right(lambda r: r[..., ::-1])),
    (
        r"{} is what it should be moved on by one row\.",
        _of_right(lambda r: np.roll(r, 1, axis=0)),
    ),
    (r"{} holds the right numbers in another order\.", _order),
    (r"{} is what it would be if (\S+) (were [^.]*|had [^.]*)\. Is", _other_input),
    (r"{} is what it would be if (\w+) and (\w+) were exchanged\.", _exchanged),
    (
        r"{} has the right size, but its sign is always positive\.",
        lambda _m, _c, s: _is(s.came, np.abs(s.right)),
    ),
    (r"{} is rounded to (\d+) digits behind the point\.", _rounded),
    (
        rf"{{}} is larger by {_NUMBER} than it should be, everywhere\.",
        lambda m, _, s: _is(s.came, np.asarray(s.right) + _number(m[1])),
    ),
    (
        rf"{{}} is smaller by {_NUMBER} than it should be, everywhere\.",
        lambda m, _, s: _is(s.came, np.asarray(s.right) - _number(m[1])),
    ),
    (r"{} has the right sign at every point, and is always too large\.", _always_size(True)),
    (r"{} has the right sign at every point, and is always too small\.", _always_size(False)),
    (r"Wherever {} is wrong, it is too large\.", _leaning(np.greater)),
    (r"Wherever {} is wrong, it is too small\.", _leaning(np.less)),
    (
        r"Wherever {} is wrong, its sign is wrong\.",
        _leaning(lambda came, right: np.sign(came) != np.sign(right)),
    ),
    (
        r"Wherever {} is wrong, it has no wrong sign, and its size is too large\.",
        _leaning(lambda came, right: (came * right >= 0.0) & (np.abs(came) > np.abs(right))),
    ),
    (
        r"Wherever {} is wrong, it has no wrong sign, and its size is too small\.",
        _leaning(lambda came, right: (came * right >= 0.0) & (np.abs(came) < np.abs(right))),
    ),
    (r"Wherever {} is wrong, its local gradient is too large\.", _local_leaning(True)),
    (r"Wherever {} is wrong, its local gradient is too small\.", _local_leaning(False)),
    (
        r"Of what is wrong in {}, all that is (too \w+) is ([^.]+?), and all that is too \w+ is "
        r"elsewhere\.",
        _leans_by,
    ),
    (
        rf"{{}} lets the gradient through where ([^.]+?) is {_NUMBER} or (more|less), and keeps it "
        rf"back where it is {_NUMBER} or (?:more|less)\.",
        _between,
    ),
    (
        rf"{{}} is never larger than {_NUMBER}, and agrees",
        lambda m, _, s: bool(np.all(np.abs(s.came) <= _number(m[1]) * (1.0 + 1e-5))),
    ),
    (
        rf"{{}} is either {_NUMBER} or {_NUMBER}, and nothing in between",
        lambda m, _, s: bool(
            np.all(
                np.isclose(s.came, _number(m[1]), rtol=1e-5)
                | np.isclose(s.came, _number(m[2]), rtol=1e-5)
            )
        ),
    ),
    (
        rf"The upstream gradient divided by {{}} is off by one number, {_NUMBER},",
        lambda m, _, s: (
            _is(
                s.came,
                np.asarray(s.dout) / (np.asarray(s.dout) / np.asarray(s.right) + _number(m[1])),
            )
            if np.all(np.asarray(s.right) != 0.0) and np.shape(s.dout) in ((), np.shape(s.right))
            else True
        ),
    ),
)


def without_apart(told: str) -> str:
    """A text without the sentences that say what is right apart from something else.

    Args:
        told: What a learner is told.
    """
    return re.sub(r"Apart from [^:]*: [^.?]*[.?]", "", told)


__all__ = ["Claim", "claims_of", "without_apart", "worked_out"]
