"""Answers that nobody's list was made from: ``python -m benchmarks.strangers``.

Right and wrong formulas, from published assignments' typical errors and from thinking, each written
in many styles: a lambda, a callable object, a named tuple, a counter beside it. No part of the
library is tuned to them. What they show at first sight is reported as it came.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.diagnosis.look_alike import look_alike
from backpass.grading.exercises.library import load
from backpass.judging.contract import GradientContract
from benchmarks.page import ROOT, table, write
from benchmarks.rates import STRANGERS, accepts


@dataclass(frozen=True)
class Formulas:
    """Ways to write the gradients of one exercise.

    Attributes:
        names: What the function's arguments are unpacked to.
        right: Right formulas, one tuple of expressions each.
        wrong: Wrong ones, with what a name that they are given may contain; any name is wrong
            where that is empty.
        forward: Body of the learner's own forward, where the cache is its own.
    """

    names: tuple[str, ...]
    right: tuple[tuple[str, ...], ...]
    wrong: tuple[tuple[tuple[str, ...], str], ...]
    forward: str = ""


_SIG = "1/(1+np.exp(-x*y))"
EXERCISES: dict[str, Formulas] = {
    "multiply_gradient": Formulas(
        ("x", "y"),
        (("y", "x"), ("1.0*y", "x*1"), ("y+0.0", "0.0+x")),
        (
            (("x", "y"), "switch"),
            (("y", "y"), ""),
            (("-y", "x"), "sign"),
            (("x*y", "x*y"), "product"),
            (("1.0", "1.0"), "add"),
            (("y", "-x"), "sign"),
            (("abs(y)", "abs(x)"), "absolute"),
            (("y*1.0001", "x"), ""),
        ),
    ),
    "max_gradient": Formulas(
        ("x", "y"),
        (
            ("1.0 if x >= y else 0.0", "0.0 if x >= y else 1.0"),
            ("float(not x < y)", "float(x < y)"),
            ("(x >= y) * 1", "(y > x) * 1"),
        ),
        (
            (("float(x > y)", "float(y > x)"), "strict|tie"),
            (("float(x >= y)", "float(y >= x)"), "both|tie"),
            (("float(x > y)", "float(x <= y)"), "second|tie"),
            (("float(x <= y)", "float(x > y)"), "smaller|min|switch"),
            (("x*(x >= y)", "y*(x < y)"), "value"),
            (("float(x >= y)", "0.0"), ""),
            (("float(abs(x) >= abs(y))", "float(abs(x) < abs(y))"), "absolute"),
            (("float(x - y > -1e-5)", "float(x - y <= -1e-5)"), ""),
        ),
    ),
    "add_backward": Formulas(
        ("x", "y"),
        (("dout", "dout"), ("1*dout", "dout/1.0"), ("dout+0.0", "dout*1.0")),
        (
            (("1.0", "1.0"), "upstream ignored"),
            (("dout*y", "dout*x"), "multiply|inputs"),
            (("dout*x", "dout*y"), "inputs"),
            (("dout", "-dout"), "sign|subtract"),
            (("dout/2", "dout/2"), "half|shared"),
            (("2*dout", "2*dout"), "twice"),
            (("dout", "0.0"), "first"),
            (("max(-5, min(5, dout))", "dout"), ""),
        ),
    ),
    "multiply_backward": Formulas(
        ("x", "y"),
        (
            ("dout*y", "dout*x"),
            ("y*dout", "x*dout"),
            ("np.multiply(dout, y)", "np.prod([x, dout])"),
        ),
        (
            (("dout*x", "dout*y"), "switch"),
            (("y", "x"), "upstream ignored"),
            (("dout*y", "x"), "one|upstream"),
            (("dout+y", "dout+x"), "added"),
            (("dout*dout*y", "dout*dout*x"), "squared|twice"),
            (("dout*x*y", "dout*x*y"), "product|output"),
            (("-dout*y", "dout*x"), "sign"),
            (("dout*y", "dout*y"), ""),
        ),
    ),
    "max_backward": Formulas(
        ("x", "y"),
        (
            ("dout*(x >= y)", "dout*(x < y)"),
            ("dout if x >= y else 0.0", "dout if not x >= y else 0.0"),
        ),
        (
            (("dout*(x > y)", "dout*(y > x)"), "strict|tie"),
            (("dout*(x >= y)", "dout*(y >= x)"), "both|tie"),
            (("dout*(x > y)", "dout*(y >= x)"), "second|tie"),
            (("dout*(x <= y)", "dout*(x > y)"), "smaller|switch"),
            (("float(x >= y)", "float(x < y)"), "upstream"),
            (("dout*x*(x >= y)", "dout*y*(x < y)"), "value"),
            (("dout", "dout"), "both"),
        ),
    ),
    "pattern_backward": Formulas(
        ("x", "y", "z", "w"),
        (("2*dout*y", "2*dout*x", "2*dout*(z >= w)", "2*dout*(z < w)"),),
        (
            (("dout*y", "dout*x", "dout*(z >= w)", "dout*(z < w)"), "two|2|half|factor"),
            (("2*dout*x", "2*dout*y", "2*dout*(z >= w)", "2*dout*(z < w)"), "switch"),
            (("2*dout*y", "2*dout*x", "2*dout*(z > w)", "2*dout*(z <= w)"), "tie|second"),
            (("2*dout*y", "2*dout*x", "dout*(z >= w)", "dout*(z < w)"), ""),
            (("2*y", "2*x", "2*(z >= w)", "2*(z < w)"), "upstream"),
            (("2*dout*y", "2*dout*x", "2*dout", "0.0"), ""),
        ),
    ),
    "fork_backward": Formulas(
        ("x", "y"),
        (
            (
                f"dout*({_SIG} + x*y*{_SIG}*(1-{_SIG}) + 2*x)",
                f"dout*x*x*{_SIG}*(1-{_SIG})",
            ),
        ),
        (
            (
                (f"dout*(x*y*{_SIG}*(1-{_SIG}) + 2*x)", f"dout*x*x*{_SIG}*(1-{_SIG})"),
                "product|branch",
            ),
            ((f"dout*({_SIG} + 2*x)", f"dout*x*x*{_SIG}*(1-{_SIG})"), "sigmoid|branch"),
            (
                (f"dout*({_SIG} + x*y*{_SIG}*(1-{_SIG}))", f"dout*x*x*{_SIG}*(1-{_SIG})"),
                "square|branch",
            ),
            (
                (f"dout*({_SIG} + x*y*{_SIG}*(1-{_SIG}) + x)", f"dout*x*x*{_SIG}*(1-{_SIG})"),
                "square|once|2",
            ),
            ((f"dout*({_SIG} + x*y*{_SIG}*(1-{_SIG}) + 2*x)", f"dout*x*{_SIG}*(1-{_SIG})"), ""),
            (
                (f"dout*({_SIG} + x*{_SIG}*(1-{_SIG}) + 2*x)", f"dout*x*{_SIG}*(1-{_SIG})"),
                "inner",
            ),
        ),
    ),
    "reciprocal_backward": Formulas(
        ("x",),
        (("-dout/x**2",), ("dout*-1/(x*x)",), ("-dout*(1/x)**2",)),
        (
            (("dout/x**2",), "sign"),
            (("-dout/x",), "square|power"),
            (("-1/x**2",), "upstream"),
            (("dout*np.log(abs(x))",), "log"),
            (("-dout*x**2",), ""),
            (("-2*dout/x**3",), ""),
            (("-dout/(x**2 + 1e-7)",), ""),
        ),
    ),
    "exp_backward": Formulas(
        ("x",),
        (("dout*np.exp(x)",), ("np.exp(x)*dout",)),
        (
            (("dout*x*np.exp(x-1)",), "power"),
            (("dout*x",), "cache|input"),
            (("np.exp(x)",), "upstream"),
            (("dout*np.exp(-x)",), "sign"),
            (("dout*x*np.exp(x)",), "input"),
            (("dout*np.exp(np.minimum(x, 25))",), ""),
            (("dout+np.exp(x)",), "add"),
        ),
    ),
    "scale_backward": Formulas(
        ("x", "a"),
        (("a*dout",), ("dout*a",)),
        (
            (("x*dout",), "input|x"),
            (("dout",), "constant|missing|upstream"),
            (("a*x*dout",), ""),
            (("dout/a",), "divid"),
            (("-a*dout",), "sign"),
            (("a*np.ones(np.shape(x))",), "upstream"),
        ),
    ),
    "score_backward": Formulas(
        ("w", "x"),
        (("dout*x", "dout*w"), ("x*dout", "np.multiply(w, dout)")),
        (
            (("dout*w", "dout*x"), "switch"),
            (("x.copy()", "w.copy()"), "upstream"),
            (("dout*x", "-dout*w"), "sign"),
            (("dout*x/len(x)", "dout*w/len(w)"), "mean|average|divid|number"),
            (("dout*x*w", "dout*x*w"), "product|value"),
            (("dout*x[::-1]", "dout*w"), ""),
        ),
    ),
    "matmul_backward": Formulas(
        ("W", "X"),
        (("dout @ X.T", "W.T @ dout"), ("np.dot(dout, X.T)", "np.einsum('mk,mn->kn', W, dout)")),
        (
            (("(X @ dout.T)", "(dout.T @ W)"), "transpose|shape"),
            (("dout @ X.T / len(W)", "W.T @ dout"), "mean|average|divid|rows"),
            (("np.ones_like(dout) @ X.T", "W.T @ np.ones_like(dout)"), "upstream"),
            (("-dout @ X.T", "W.T @ dout"), "sign"),
            (("(dout @ X.T).reshape(W.shape)", "(dout.T @ W).reshape(X.shape)"), "reshape"),
            (("2 * dout @ X.T", "2 * W.T @ dout"), "twice"),
        ),
    ),
    "relu_backward": Formulas(
        ("x",),
        (("dout*(x > 0)",), ("np.where(x > 0, dout, 0.0)",), ("dout*np.heaviside(x, 0.0)",)),
        (
            (("dout*(x >= 0)",), "zero|kink|tie"),
            (("dout*(dout > 0)",), "upstream"),
            (("1.0*(x > 0)",), "upstream"),
            (("dout*x*(x > 0)",), "value"),
            (("np.where(x > 0, dout, 0.01*dout)",), "leaky"),
            (("np.maximum(0, dout)",), "upstream|forward"),
            (("dout*(x < 0)",), "invert|side|negative"),
            (("dout*(x > 1e-8)",), ""),
        ),
    ),
    "mean_backward": Formulas(
        ("x",),
        (
            ("np.ones(x.shape)*dout/x.shape[0]",),
            ("np.tile(dout/len(x), (len(x), 1))",),
            ("np.full(x.shape, 1/len(x))*dout",),
        ),
        (
            (("np.ones(x.shape)*dout",), "sum|divid|N"),
            (("np.ones(x.shape)*dout/x.shape[1]",), "column|axis"),
            (("np.ones(x.shape)*dout/x.size",), "all|entries|size"),
            (("np.ones(x.shape)/x.shape[0]",), "upstream"),
            (("x*dout/x.shape[0]",), "value|input"),
            (("dout/x.shape[0]",), "shape"),
        ),
    ),
    "center_backward": Formulas(
        ("x",),
        (("dout - dout.mean(axis=0)",), ("dout - dout.sum(0)/len(x)",)),
        (
            (("dout + 0.0",), "branch|direct|mean"),
            (("dout + dout.mean(axis=0)",), "sign"),
            (("dout - dout.sum(axis=0)",), "sum|divid"),
            (("dout - dout.mean()",), "axis|all"),
            (("dout - dout.mean(axis=1, keepdims=True)",), "axis|row"),
            (("-dout.mean(axis=0)*np.ones(x.shape)",), "branch|direct"),
        ),
    ),
    "affine_backward": Formulas(
        ("x", "w", "b"),
        (
            (
                "(dout @ w.T).reshape(x.shape)",
                "x.reshape(len(x), -1).T @ dout",
                "dout.sum(axis=0)",
            ),
        ),
        (
            (
                (
                    "(dout @ w.T).reshape(x.shape)",
                    "x.reshape(len(x), -1).T @ dout",
                    "dout.mean(axis=0)",
                ),
                "average|mean",
            ),
            (
                (
                    "(dout @ w.T).reshape(x.shape)",
                    "x.reshape(len(x), -1).T @ dout / len(x)",
                    "dout.sum(axis=0)",
                ),
                "average|mean|divid",
            ),
            (
                (
                    "(dout @ w.T).reshape(x.shape)",
                    "x.reshape(len(x), -1).T @ dout",
                    "dout.sum(axis=0, keepdims=True)",
                ),
                "keepdims|2-d|shape",
            ),
            (
                ("dout @ w.T", "x.reshape(len(x), -1).T @ dout", "dout.sum(axis=0)"),
                "shape|flat",
            ),
            (
                (
                    "(dout @ w.T).reshape(x.shape)",
                    "x.reshape(len(x), -1).T @ dout",
                    "np.ones(b.shape)",
                ),
                "upstream|ones",
            ),
        ),
    ),
    "chain_backward": Formulas(
        ("q", "z"),
        (("dout*z", "dout*z", "dout*q"),),
        (
            (("dout*z", "dout*z", "dout*z"), ""),
            (("z", "z", "q"), "upstream"),
            (("dout", "dout", "dout*q"), ""),
            (("dout*q", "dout*q", "dout*z"), "switch|exchang"),
            (("dout*z", "-dout*z", "dout*q"), "sign"),
            (("dout*z", "0.0", "dout*q"), ""),
        ),
        "def chain_forward(x, y, z):\n    return (x + y) * z, (x + y, z)\n",
    ),
    "sigmoid_backward": Formulas(
        ("s",),
        (("dout*s*(1-s)",), ("(s - s*s)*dout",)),
        (
            (("dout*s",), "factor|missing|output"),
            (("dout*(1-s)",), "factor|missing"),
            (("s*(1-s)",), "upstream"),
            (("dout*s*(1+s)",), "sign"),
            (("dout*s*(s-1)",), "sign"),
            (("dout*s**2*(1-s)",), ""),
            (("dout*(1-s*s)",), "tanh"),
        ),
        "def sigmoid_forward(x):\n    s = np.exp(-np.logaddexp(0.0, -x))\n    return s, (s,)\n",
    ),
}

_WRITE: dict[str, str] = {
    "unpacked": "def {f}({a}):\n    {names} = {given}\n    return {out}\n",
    "lambda": "{f} = lambda {a}: (lambda {args}: ({out}))(*{given})\n",
    "object": (
        "class _Gate:\n    def __call__(self, {a}):\n        {names} = {given}\n"
        "        result = {out}\n        return result\n{f} = _Gate()\n"
    ),
    "list": "def {f}({a}):\n    {names} = {given}\n    made = {out}\n    return {listed}\n",
    "counter": (
        "calls = []\ndef {f}({a}):\n    calls.append(1)\n    {names} = {given}\n    return {out}\n"
    ),
    "nested": (
        "def {f}({a}):\n    def inner({args}):\n        return {out}\n    return inner(*{given})\n"
    ),
    "printing": (
        "def {f}({a}):\n    {names} = {given}\n    made = {out}\n    print(made)\n    return made\n"
    ),
    "memo": (
        "memo = {{}}\ndef {f}({a}):\n    {names} = {given}\n    key = repr(({a}))\n"
        "    if key not in memo:\n        memo[key] = {out}\n    return memo[key]\n"
    ),
}


def source(name: str, formulas: Formulas, expressions: tuple[str, ...], style: str) -> str:
    """A cell with these expressions in this style."""
    contract = CONTRACTS[name]
    assert isinstance(contract, GradientContract)
    names = formulas.names
    single = len(names) == 1 and not formulas.forward
    plain = contract.upstream is None
    arguments = ", ".join(names) if plain else "dout, cache"
    given = f"({', '.join(names)},)" if plain else "(cache,)" if single else "cache"
    out = ", ".join(expressions)
    listed = "list(made)" if len(expressions) > 1 else "made"
    body = _WRITE[style].format(
        f=name,
        a=arguments,
        names=", ".join(names) + ("," if len(names) == 1 else ""),
        args=", ".join(names),
        given=given,
        out=out,
        listed=listed,
    )
    return f"import numpy as np\n{formulas.forward}{body}"


@dataclass(frozen=True)
class Answer:
    """A cell to judge.

    Attributes:
        exercise: Its name.
        text: The cell.
        what: The formula and the style, for a reader.
        right: Whether it is right.
        names: What a name given to it may contain; nothing is expected where it is empty.
    """

    exercise: str
    text: str
    what: str
    right: bool
    names: str = ""


def answers() -> Iterator[Answer]:
    """All formulas in all styles."""
    for name, formulas in EXERCISES.items():
        for style in _WRITE:
            for expressions in formulas.right:
                text = source(name, formulas, expressions, style)
                yield Answer(name, text, f"{', '.join(expressions)} ({style})", True)
            for expressions, names in formulas.wrong:
                text = source(name, formulas, expressions, style)
                yield Answer(name, text, f"{', '.join(expressions)} ({style})", False, names)


def judged(answer: Answer, seed: int) -> tuple[Any, str]:
    """The hidden verdict, and what the visible check says of it."""
    contract = CONTRACTS[answer.exercise]
    space: dict[str, Any] = {}
    exec(compile(answer.text, "<a stranger's cell>", "exec"), space)
    function, forward = space[answer.exercise], space.get(contract.partner or "")
    exercise = load(contract.chapter, ROOT)[answer.exercise]
    verdict = exercise.judge(function, seed, forward)
    seen, trial = examine(contract, function, forward)
    said = panel_of(contract, seen, trial).text
    wrong = [found.part for found in seen.findings]
    alike = [look_alike(trial, part, contract) for part in wrong if part]
    return verdict, " ".join([said, *(each for each in alike if each)])


def main(arguments: list[str] | None = None) -> int:
    """Judge them, print each that went wrong, and count.

    Returns:
        1 where a wrong answer was accepted or a right one refused.
    """
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--most", type=int, default=10_000, help="judge so many, chosen by chance")
    parser.add_argument(
        "--write", action="store_true", help="put the counts into docs/strangers.md"
    )
    chosen = parser.parse_args(arguments)
    every = list(answers())
    picked = random.Random(1).sample(every, min(chosen.most, len(every)))
    count: Counter[str] = Counter()
    for number, answer in enumerate(picked):
        with np.errstate(all="ignore"):
            verdict, said = judged(answer, number)
        passed = accepts(verdict)
        kind = "right" if answer.right else "wrong"
        count[kind] += 1
        if passed != answer.right:
            count[f"{kind}, misjudged"] += 1
            print(f"MISJUDGED {kind} {answer.exercise}: {answer.what}")
        elif not answer.right:
            named = verdict.mistake
            count["named" if named else "a sentence alone" if _tells(said) else "untold"] += 1
            print(f"{answer.exercise}: {answer.what} -> {named!r}")
    print(dict(count), file=sys.stderr)
    if chosen.write:
        rows = [[f"{kind}", number] for kind, number in sorted(count.items())]
        write(STRANGERS, {"strangers": table(["what", "answers"], rows)})
    return int(any("misjudged" in kind for kind in count))


def _tells(said: str) -> bool:
    """Whether the visible check says more than that a gradient is wrong, and where."""
    plain = (
        "is wrong",
        "Seen at",
        "Your ",
        "Numerical",
        "Right already",
        "A hint",
        "not right yet",
    )
    lines = [line.strip() for line in said.splitlines()]
    return any(line and not any(word in line for word in plain) for line in lines)


if __name__ == "__main__":
    sys.exit(main())
