"""How long the visible check takes to put known mistakes in words: ``python -m benchmarks.words``.

It prints how many panels were made, the processor time that making them took, and a digest of them:
run in two versions, one after the other, it shows whether one is quicker and still says the same.
"""

from __future__ import annotations

import hashlib
import json
import time

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load_one
from backpass.judging.observe import quiet
from benchmarks.page import ROOT


def main() -> None:
    """Make the panels, and print what they took."""
    shown, spent = list[list[object]](), 0.0
    for contract in CONTRACTS.values():
        if contract.is_quiz:
            continue
        exercise = load_one(contract, ROOT)
        for mistake in exercise.mistakes:
            with quiet():
                verdict, trial = examine(contract, *exercise.handed_in(mistake))
                start = time.process_time()
                panel = panel_of(contract, verdict, trial)
                spent += time.process_time() - start
            shown.append([panel.title, panel.lines, panel.hint, panel.picture])
    digest = hashlib.sha256(json.dumps(shown).encode()).hexdigest()
    print(f"{len(shown)} panels, {spent:.1f} s of processor time, {digest[:16]}")


if __name__ == "__main__":
    main()
