"""Right ways that are bent by a draw: the slips are made, and what is said of them is held."""

import ast
import itertools

import numpy as np
import pytest

from benchmarks import bent
from benchmarks.rates import chosen_functions

LOOP = """
def f(labels, x):
    total = np.zeros(3)
    for i in range(len(labels)):
        row = x[i, labels[i]]
        total[i] += row * 2.0
    if total.any():
        total = total - row
    return total
"""


@pytest.mark.parametrize("kind", bent.KINDS)
def test_each_kind_of_slip_leaves_code_that_differs_from_the_right_way(kind):
    many = len(list(bent.KINDS[kind](ast.parse(LOOP))))
    assert many > 3
    for number in range(0, many, max(1, many // 9)):
        tree = ast.parse(LOOP)
        next(itertools.islice(bent.KINDS[kind](tree), number, None))[1]()
        changed = ast.unparse(ast.fix_missing_locations(tree))
        assert changed != ast.unparse(ast.parse(LOOP))
        compile(changed, "<a slip>", "exec")


def test_the_same_draw_makes_the_same_slips():
    exercise = next(chosen_functions(["relu_backward"]))
    first, again = ([one.words for one in bent.drawn(exercise, 4, 3, "value")] for _ in range(2))
    assert len(first) == 4
    assert first == again


def test_a_slip_is_judged_and_what_is_said_of_it_is_held():
    exercise = next(chosen_functions(["multiply_backward"]))
    row = bent.Row(exercise.name)
    own = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout * y, 2 * dout * x"
    code = f"{bent.sixth_strangers.GIVEN}\n{own}"
    with np.errstate(all="ignore"):
        bent.held(exercise, bent.Bent(exercise.name, "value", "twice", code), row, aloud=False)
    assert (row.wrong, row.told, row.claims, row.trouble) == (1, 1, 1, [])
