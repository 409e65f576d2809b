"""Let objects that hold one another in a long chain go one by one, not each within the one before.

Elsewhere Python itself sees to that. In a browser it does not notice how deep it is, and a chain of
four thousand objects ends it: the graph of a learner's own ``Value`` is longer. IPython runs this
file as it starts, among the reader's own names.
"""


def _begin() -> None:
    import builtins  # noqa: PLC0415
    import sys  # noqa: PLC0415
    from types import MemberDescriptorType, SimpleNamespace  # noqa: PLC0415
    from typing import Any  # noqa: PLC0415

    build, waiting, busy = builtins.__build_class__, list[object](), False
    names = vars(SimpleNamespace())
    alone = sys.getrefcount(names) + 1  # an object holds its own names, and nobody else does

    def with_slots(cls: Any, slots: list[MemberDescriptorType], has_names: bool) -> None:
        def let_go(self: object) -> None:
            nonlocal busy
            if has_names:
                names = vars(self)
                if sys.getrefcount(names) <= alone:
                    waiting.append(list(names.values()))
                    names.clear()
            for slot in slots:
                try:
                    waiting.append(slot.__get__(self))
                    slot.__delete__(self)
                except AttributeError:  # it is empty
                    continue
            if not busy:
                busy = True
                while waiting:
                    waiting.pop()
                busy = False

        cls.__del__ = let_go

    def let_go_one_by_one(body: Any, *arguments: Any, **named: Any) -> Any:
        """Make a class; what its objects hold is let go after them."""
        cls: Any = build(body, *arguments, **named)
        ours = body.__code__.co_filename.startswith("/lib/")
        if ours or type(cls) is not type or hasattr(cls, "__del__"):
            return cls
        kinds = [vars(kind) for kind in cls.__mro__]
        held = [each for kind in kinds for each in kind.values()]
        slots = [each for each in held if isinstance(each, MemberDescriptorType)]
        has_names = any("__dict__" in kind for kind in kinds)
        if (slots or has_names) and not issubclass(cls, BaseException):
            with_slots(cls, slots, has_names)
        return cls

    builtins.__build_class__ = let_go_one_by_one  # type: ignore[assignment]


_begin()
del _begin
