"""Which exercises ask for a gradient that has to be derived."""

from __future__ import annotations

import re

from backpass.judging.contract import Contract


def asks_for_gradients(contract: Contract) -> bool:
    """Whether an answer has to derive something."""
    if contract.gradients:
        return True
    words = set(re.findall(r"\w+", contract.signature))
    if contract.is_quiz:
        return False
    of_inputs = any(part[:1] == "d" and part[1:] in words for part in contract.parts)
    return of_inputs or "backward" in contract.signature
