"""The contracts of all exercises, a module for each chapter.

A module of this folder that has a ``CHAPTER`` is one: its ``TITLE`` is shown to learners, its
``CONTRACTS`` are the chapter's exercises. Nothing has to be entered anywhere else.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from backpass.judging.contract import Contract


def _chapters() -> list[ModuleType]:
    """The modules of the chapters, in the order of the course."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return sorted((one for one in modules if hasattr(one, "CHAPTER")), key=lambda one: one.CHAPTER)


#: The chapters in order, each with its title.
TITLES: dict[str, str] = {chapter.CHAPTER: chapter.TITLE for chapter in _chapters()}

#: Every contract by the name of its exercise, in the order of the course.
CONTRACTS: dict[str, Contract] = {
    contract.name: contract for chapter in _chapters() for contract in chapter.CONTRACTS
}


def of_chapter(chapter: str) -> dict[str, Contract]:
    """The contracts of one chapter, by name, in the order of its notebook."""
    return {name: contract for name, contract in CONTRACTS.items() if contract.chapter == chapter}
