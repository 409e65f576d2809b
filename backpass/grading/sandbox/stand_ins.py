"""Stand-ins for the parts of the package that only show something: they do nothing.

The package can differentiate, knows what each exercise asks for, and holds sealed replies. None of
that may be in a process where a student's function runs. So that honest cells go on running, each
of the package's names stands for something that can be called, read and shown, and comes to
nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import backpass

#: Modules of the package that hold no answer and lead to none: they are the real ones.
REAL = frozenset(
    {
        *("backpass", "backpass.data", "backpass.drawing", "backpass.drawing.figures"),
        *("backpass.drawing.page_fonts", "backpass.drawing.palette"),
    }
)
#: Modules that a student's process itself uses to call functions and to watch them.
NEEDED = frozenset(
    {
        *("backpass.judging", "backpass.judging.garbage", "backpass.judging.observe"),
        *("backpass.judging.returned", "backpass.judging.verdict"),
        *("backpass.questions", "backpass.questions.letter"),
    }
)
WORDS = "(not shown while a notebook is graded)"


class Inert:
    """Can be called, read, compared and calculated with, and comes to nothing."""

    __slots__ = ()

    def __call__(self, *_: Any, **__: Any) -> Inert:
        """Itself, whatever it is given."""
        return self

    def __getattr__(self, name: str) -> Inert:
        """Itself; the names of Python's own protocols, and of IPython's, are none."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        """Nothing is kept."""

    def __getitem__(self, _: Any) -> Inert:
        return self

    def __setitem__(self, _: Any, __: Any) -> None:
        """Nothing is kept."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __bool__(self) -> bool:
        return False

    def __float__(self) -> float:
        return float("nan")

    def __int__(self) -> int:
        return 0

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left to do."""

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        """A class made of it is made of nothing in particular."""
        return ()

    def _operated(self, *_: Any) -> Inert:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _operated
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = _operated
    __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _operated
    __neg__ = __pos__ = __abs__ = __round__ = _operated
    __lt__ = __le__ = __gt__ = __ge__ = _operated
    __array_ufunc__ = None

    def __format__(self, _: str) -> str:
        return repr(self)

    def __repr__(self) -> str:
        """What is shown in place of a picture or a panel."""
        return WORDS


class Checked(Inert):
    """What ``check`` gives: taken for right, since who asserts it has seen it pass."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return True


class _Module(ModuleType):
    """A module of which every name stands for something inert."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Checked() if self.__name__ == "backpass.check" else Inert()


def names() -> frozenset[str]:
    """The package's modules that notebooks could import, by their full names."""
    root = Path(backpass.__file__).parent
    found = set()
    for path in root.rglob("*.py"):
        parts = path.relative_to(root).with_suffix("").parts
        if parts[0] != "grading":
            found.add(".".join(("backpass", *(part for part in parts if part != "__init__"))))
    return frozenset(found) - REAL


class Finder:
    """Finds the stand-ins, and nothing of the grader's own.

    Args:
        names: Full names of the modules that have stand-ins.
    """

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """A stand-in for a module of the package.

        Args:
            fullname: The module that is looked for.
            path: Not looked at.
            target: Not looked at.
        """
        del path, target
        if fullname in self.names:
            return ModuleSpec(fullname, self, is_package=True)  # type: ignore[arg-type]
        if fullname.startswith("backpass.") and fullname not in REAL:
            _refuse(fullname)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The stand-in itself."""
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def _refuse(name: str) -> NoReturn:
    raise ModuleNotFoundError(f"there is no {name} while a notebook is graded.", name=name)


def install() -> None:
    """From now on, in this process and in those forked from it, the stand-ins are imported.

    Raises:
        RuntimeError: A module that has a stand-in was imported before.
    """
    known = names()
    before = sorted(known & sys.modules.keys() - NEEDED)
    if before:
        raise RuntimeError(f"imported before the stand-ins: {', '.join(before)}")
    for name in [name for name in sys.modules if name.startswith("backpass.")]:
        if name not in REAL:
            del sys.modules[name]  # those who use it have it; nobody else finds it
    for last in {name.split(".")[1] for name in (*NEEDED, "backpass.grading")}:
        vars(backpass).pop(last, None)
    sys.meta_path.insert(0, Finder(known))
