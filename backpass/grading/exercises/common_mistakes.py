"""Mistakes that people make in exercises of every kind: a sentence is written, and changed, here.

An entry holds what is told and reported, and mostly how to make the mistake from a right solution.
``exercise.common("float32", …)`` makes it. Where the code has to be written by hand, the sentences
still come from here: ``@exercise.wrong("numerical differences")``.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from backpass.grading.exercises.source import source_of, written


@dataclass(frozen=True, kw_only=True)
class CommonMistake:
    """A mistake that several exercises know.

    The expressions are Python, with fields in braces. Those that are left out change nothing.

    Attributes:
        told: The sentence a student is told: what to think about, never the formula.
        reported: The sentence that the instructor's report shows.
        name: Its name in an exercise, where that is not the one that it has in the table.
        upstream: What the right solution is given as upstream gradient, from ``{dout}``.
        each: What becomes of each gradient ``{g}``, with ``{dout}``.
        whole: What becomes of ``{all}`` that is returned.
    """

    told: str
    reported: str
    name: str = ""
    upstream: str = ""
    each: str = ""
    whole: str = ""

    @property
    def can_be_made(self) -> bool:
        """Whether it says how to make it from a right solution."""
        return bool(self.upstream or self.each or self.whole)


COMMON: dict[str, CommonMistake] = {
    # the upstream gradient
    "upstream ignored": CommonMistake(
        told=(
            "The upstream gradient does not matter to it. What if the output of this gate is "
            "scaled by ten further on?"
        ),
        reported="ignores the upstream gradient",
        upstream="1.0 + 0.0 * {dout}",
    ),
    "upstream added": CommonMistake(
        told="A local gradient and an upstream gradient are two rates in a chain. Are those added?",
        reported="adds the upstream gradient",
        upstream="1.0 + 0.0 * {dout}",
        each="{dout} + {g}",
    ),
    "upstream twice": CommonMistake(
        told="The upstream gradient is there twice.",
        reported="multiplies by the upstream gradient twice",
        upstream="{dout} * {dout}",
    ),
    # the value
    "sign": CommonMistake(
        told="The size is right, the sign is not.", reported="wrong sign", each="-{g}"
    ),
    "signs": CommonMistake(
        name="sign",
        told="The sizes are right, the signs are not.",
        reported="wrong sign",
        each="-{g}",
    ),
    "absolute values": CommonMistake(
        told="It is right for positive inputs only.", reported="right only for positive inputs"
    ),
    "the output": CommonMistake(
        told="It multiplies by the value of the gate. The local gradient is a rate.",
        reported="multiplies by the output",
    ),
    "published example": CommonMistake(
        told="It returns the numbers of the worked example at every point.",
        reported="returns the published example",
    ),
    "published number": CommonMistake(
        name="published example",
        told="It returns the number of the worked example at every point.",
        reported="returns the published example",
    ),
    "numerical differences": CommonMistake(
        told=(
            "It runs the forward function at displaced points. A backward pass needs only dout "
            "and the cache."
        ),
        reported="numerical differences instead of a backward pass",
    ),
    # digits
    "float32": CommonMistake(
        told="It calculates with half the digits; stay with float64.",
        reported="uses float32",
        each="np.float32({g})",
    ),
    "rounded": CommonMistake(
        told="Numbers are rounded on the way. Rounding is for reading; calculate with all digits.",
        reported="rounds",
        each="np.round({g}, 2)",
    ),
    # the number of things that come back
    "one number": CommonMistake(
        told="There are two inputs, so there are two gradients.",
        reported="returns one gradient for two inputs",
        whole="{all}[0]",
    ),
    "in a tuple": CommonMistake(
        told="One input has one gradient: return it by itself, not in a tuple.",
        reported="returns a tuple of one",
        whole="({all},)",
    ),
    "no cache": CommonMistake(
        told="The backward pass will need something of the forward pass: return a cache too.",
        reported="returns no cache",
        whole="{all}[0]",
    ),
    # arrays
    "scalars only": CommonMistake(
        told=(
            "It works for single numbers only. The same gate also takes arrays: which of its "
            "operations cannot?"
        ),
        reported="works for scalars only",
        each="float({g})",
    ),
    "summed": CommonMistake(
        told=(
            "An array comes in and a single number goes out. Each entry has a gradient of its own."
        ),
        reported="sums an array's gradient up",
        each="float(np.sum({g}))",
    ),
    "flattened": CommonMistake(
        told=(
            "An array comes back flattened. A gradient has exactly the shape of the input it "
            "belongs to."
        ),
        reported="flattens arrays",
        each="np.ravel({g}) if np.ndim({g}) else {g}",
    ),
    # whose memory it is
    "cache in place": CommonMistake(
        told="It works in place on the cache, so whoever reads the cache next finds other values.",
        reported="changes the cache in place",
    ),
    "dout in place": CommonMistake(
        told="It works in place on dout, which belongs to whoever called it.",
        reported="changes dout in place",
    ),
}


class NotInTheTable(KeyError):
    """There is no common mistake of that name, or it has to be written by hand; says which."""

    def __str__(self) -> str:
        return str(self.args[0])


def common(name: str) -> CommonMistake:
    """The entry of a name in the table.

    Raises:
        NotInTheTable: When there is none.
    """
    if name not in COMMON:
        raise NotInTheTable(
            f"{name!r} is no common mistake: give it sentences of its own, told=… and reported=…. "
            f"Common are: {', '.join(COMMON)}."
        )
    return COMMON[name]


def made(name: str, reference: Callable[..., Any], gradients: int) -> Callable[..., Any]:
    """A common mistake as a function, made from a right one.

    Args:
        name: Its name in the table.
        reference: The right function; where there is an upstream gradient, it comes first.
        gradients: How many things the right function returns; one comes by itself.

    Returns:
        A function whose source can be read like that of any other.

    Raises:
        NotInTheTable: When there is no such mistake, or it has to be written by hand.
    """
    mistake = common(name)
    if not mistake.can_be_made:
        raise NotInTheTable(
            f'{name!r} cannot be made from a right function. Write it: @exercise.wrong("{name}").'
        )
    parameters = list(inspect.signature(reference).parameters)
    dout, others = parameters[0], parameters[1:]
    first = mistake.upstream.format(dout=dout) or dout
    right = f"right({', '.join([first, *others])})"
    lines = [f"def _({', '.join(parameters)}):"]
    lines += textwrap.indent(source_of(reference, "right"), "    ").splitlines()
    lines.append("")
    if mistake.each and gradients > 1:
        each = mistake.each.format(g="gradient", dout=dout)
        lines.append(f"    return tuple({each} for gradient in {right})")
    elif mistake.each:
        if mistake.each.count("{g}") > 1:
            lines.append(f"    gradient = {right}")
            right = "gradient"
        lines.append(f"    return {mistake.each.format(g=right, dout=dout)}")
    else:
        lines.append(f"    return {(mistake.whole or '{all}').format(all=right)}")
    return written("\n".join(lines) + "\n", reference.__globals__)
