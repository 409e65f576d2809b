"""What is done once before verifiers are forked: each exercise is judged, so that none is slow."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from backpass import check
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from backpass.grading.hidden import panel_of
from backpass.grading.sandbox.cell_source import exercises_in
from backpass.observe import quiet


def rehearse_judging() -> None:
    """Judge a wrong answer to each exercise by its public part, and put it in words.

    Only what the package itself holds is used.
    """
    for contract in CONTRACTS.values():
        verdict, trial = check.examine(contract, _wrong, _wrong)
        check.panel_of(contract, verdict, trial)._repr_mimebundle_()


def _wrong(*_: object) -> tuple[float, float]:
    return 1.0, 2.0


def rehearse_tests(root: Path, tests: Sequence[str]) -> None:
    """Judge the course's own solution of each exercise that is tested.

    Where the instructor's own files are broken, each verifier will come upon it and say so.

    Args:
        root: The course's root.
        tests: Sources of test cells.
    """
    named = {name for source in tests for name in exercises_in(source)}
    for name in sorted(named):
        with quiet(), suppress(Exception):
            exercise = load_one(CONTRACTS[name], root)
            if exercise.solution is not None:
                panel_of(exercise.judge_variant(exercise.solution, 0))
                check.examine(exercise.contract, *exercise.handed_in(exercise.solution))
