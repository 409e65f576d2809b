"""Which functions call one another without end, read from the traceback of a RecursionError."""

from __future__ import annotations

from collections import Counter

#: How often a function stands in a traceback before it counts as one that calls itself.
OFTEN = 20
#: How an operator is typed in its own method, where it means that very method once more.
TYPED = {
    "__add__": "self + other",
    "__sub__": "self - other",
    "__mul__": "self * other",
    "__truediv__": "self / other",
    "__pow__": "self ** n",
    "__neg__": "-self",
    "__radd__": "other + self",
    "__rsub__": "other - self",
    "__rmul__": "other * self",
    "__rtruediv__": "other / self",
}


def callers(error: BaseException) -> list[str]:
    """Names of the functions that were called again and again, in the order of a round.

    Args:
        error: A RecursionError. One that came from another process has no traceback of there.

    Returns:
        Their names; none where the traceback does not tell.
    """
    codes, traceback = [], error.__traceback__
    while traceback is not None:
        codes.append(traceback.tb_frame.f_code)
        traceback = traceback.tb_next
    often = {code for code, count in Counter(codes).items() if count >= OFTEN}
    return list(dict.fromkeys(code.co_name for code in codes if code in often))


def in_words(error: BaseException) -> str:
    """What a class of operators did that never comes to an end, and what to do about it.

    Args:
        error: A RecursionError of a learner's class.

    Returns:
        A sentence or two.
    """
    names = callers(error)
    operators = all(name in TYPED for name in names)
    if len(names) == 1 and operators:
        (name,) = names
        return (
            f"`{name}` calls itself without end. In that method `{TYPED[name]}` is the method once "
            "more: calculate with the numbers, which are in `.data`."
        )
    if len(names) == 1:
        return f"`{names[0]}` calls itself without end. When should it stop?"
    quoted = ", ".join(f"`{name}`" for name in names)
    if names and operators:
        return (
            f"{quoted} call one another without end. One of them has to calculate with the "
            "numbers, which are in `.data`."
        )
    if names:
        return f"{quoted} call one another without end. When should they stop?"
    return (
        "A method calls itself without end. In an operator's own method, calculate with the "
        "numbers, which are in `.data`."
    )
