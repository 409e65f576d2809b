"""A script's steps, written down to be taken in another process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def operated(name: str, swapped: bool = False) -> Callable[..., Any]:
    """A method that applies an operator, by its name in :mod:`operator`.

    Args:
        name: The operator.
        swapped: Whether the object is the right operand.
    """

    def apply(self: Arithmetic, *others: Any) -> Any:
        operands = [*others, self] if swapped else [self, *others]
        return self._operate(name, operands)

    return apply


class Arithmetic:
    """Python's operators, each by its name in :mod:`operator`."""

    __slots__ = ()

    def _operate(self, name: str, operands: Sequence[Any]) -> Any:
        raise NotImplementedError

    __add__, __radd__ = operated("add"), operated("add", True)
    __sub__, __rsub__ = operated("sub"), operated("sub", True)
    __mul__, __rmul__ = operated("mul"), operated("mul", True)
    __truediv__, __rtruediv__ = operated("truediv"), operated("truediv", True)
    __pow__, __rpow__ = operated("pow"), operated("pow", True)
    __neg__, __pos__, __abs__ = (
        operated("neg"),
        operated("pos"),
        operated("abs"),
    )
    __getitem__ = operated("getitem")


class Written(Arithmetic):
    """Stands for what a step of a script will make; using it writes down the next step.

    Attributes:
        number: The number of the step.
    """

    __slots__ = ("number", "steps")

    def __init__(self, steps: list[list[Any]], number: int) -> None:
        self.steps, self.number = steps, number

    def write(self, kind: str, name: str, operands: Sequence[Any]) -> Written:
        """Write down a step; other operands than those written and plain numbers are refused.

        Args:
            kind: The kind of step.
            name: What is called or read.
            operands: Steps that were written before, and plain numbers.

        Raises:
            TypeError: An operand is neither.
        """
        given = []
        for one in operands:
            if not isinstance(one, Written) and type(one) not in (int, float):
                raise TypeError(f"a script cannot use a {type(one).__name__}")
            given.append([one.number] if isinstance(one, Written) else one)
        self.steps.append([kind, name, *given])
        return Written(self.steps, len(self.steps))

    __iadd__, __isub__ = operated("iadd"), operated("isub")
    __imul__, __itruediv__ = operated("imul"), operated("itruediv")

    def __call__(self, *arguments: Any) -> Written:
        """A call of it."""
        return self.write("call", "", [self, *arguments])

    def __getattr__(self, name: str) -> Written:
        """An attribute; the names of Python's own protocols are none."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self.write("attribute", name, [self])

    def repeated(self, step: Callable[[Written], Written], times: int) -> Written:
        """A step taken many times over, written down once.

        Args:
            step: Makes the next step of the one before.
            times: How often it is taken.
        """
        start = self.write("same", "", [self])
        end = step(start)
        self.steps.append(["repeat", start.number, end.number, times])
        return Written(self.steps, len(self.steps))

    def __bool__(self) -> bool:
        raise TypeError("a script cannot look at what it makes")

    def _operate(self, name: str, operands: Sequence[Any]) -> Written:
        return self.write("operator", name, operands)
