"""A fifth set of answers, by an author who knew the exercises and none of this library's names.

Each module holds the answers to one exercise: right ones, wrong ones with one mistake, and pairs of
mistakes. A wrong one says in a few words what should be told; :mod:`.words` has the patterns by
which a name or a sentence counts as saying it. Where author and contract do not agree, an answer
is ``disputed`` and not counted; ``why`` says what decides.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from benchmarks.fifth_strangers.words import pattern

#: The exercises, in the order of the course.
EXERCISES = tuple(
    """
    numerical_derivative multiply_gradient add_gradient max_gradient predict_change
    add_backward multiply_backward max_backward chain_forward chain_backward pattern_backward
    reciprocal_backward shift_backward exp_backward scale_backward sigmoid_circuit_backward
    sigmoid_forward sigmoid_backward neuron_forward neuron_backward
    staged_forward staged_backward fork_backward score_backward rescaled_learning_rate
    matmul_backward relu_backward mean_backward center_backward affine_forward affine_backward
    squared_error_forward squared_error_backward softmax_loss svm_loss two_layer_net sgd_step
    forward_passes_needed Value
    """.split()
)

#: Forwards that the notebooks give, which an answer may call.
GIVEN = """
import math
import sys
import numpy as np

def reciprocal_forward(x):
    return 1.0 / x, x

def shift_forward(x, c):
    return c + x, (x, c)

def exp_forward(x):
    return np.exp(x), x

def scale_forward(x, a):
    return a * x, (x, a)

def mean_forward(x):
    return x.mean(axis=0), x

def center_forward(x):
    return x - x.mean(axis=0), x
"""


def entries(kind: str) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """The answers of one kind.

    Args:
        kind: ``right``, ``wrong`` or ``pair``.

    Yields:
        The exercise, the cell, what is particular about it, and for each mistake a pattern that its
        right name contains.
    """
    for exercise in EXERCISES:
        module: Any = importlib.import_module(f"benchmarks.fifth_strangers.{exercise}")
        for entry in module.ENTRIES:
            if entry["kind"] != kind:
                continue
            parts = (GIVEN, entry.get("before", ""), entry.get("forward", ""), entry["source"])
            said = tuple(map(pattern, entry.get("expected", ())))
            words = said[:2] if kind == "pair" else ("|".join(said),) * (kind == "wrong")
            yield exercise, "\n\n".join(parts), entry["note"], words
