"""A mark does not depend on the seed that draws the points: a short look; the long one is a run."""

from collections import Counter

import numpy as np

from benchmarks.rates import functions_of
from benchmarks.seeds import handed_in, marks, marks_of_value, row_of

EXERCISES = {one.name: one for one in functions_of("01_simple_gates")}


def test_tolerances_at_a_tie_get_the_same_mark_with_each_seed():
    exercise = EXERCISES["max_gradient"]
    for near in (1e-3, 1e-5, 1e-8, 1e-11):

        def tolerant(x, y, near=near):
            first = x > y or abs(x - y) < near
            return float(first), float(not first)

        given = marks(exercise, tolerant, None, range(40))
        assert len(given) == 1
        assert max(given) < exercise.points
    close = marks(exercise, lambda x, y: (float(np.isclose(x, y) or x > y), 0.0), None, range(10))
    assert max(close) < exercise.points


def test_what_shows_at_a_zero_or_at_a_rather_large_input_gets_the_same_mark_with_each_seed():
    exercises = {one.name: one for one in functions_of("04_staged_computation")}

    def switched_off(dout, cache):
        w, x = cache
        return np.where(w != 0, dout * x, 0.0), dout * w

    forward = exercises["staged_forward"].solution.function

    def saturated(x, y):
        if y > 3.9:  # a sigmoid that is 1 from there on
            y_sigmoid = 1.0
        elif y < -3.9:
            y_sigmoid = 0.0
        else:
            return forward(x, y)
        _, cache = forward(x, y)
        numerator = x + y_sigmoid
        return numerator * cache["invden"], {**cache, "sigy": y_sigmoid, "num": numerator}

    for name, answer in (("score_backward", switched_off), ("staged_forward", saturated)):
        given = marks(exercises[name], answer, None, range(20))
        assert len(given) == 1, name
        assert max(given) < exercises[name].points


def test_a_mark_by_chance_is_found():
    exercise, toss = EXERCISES["multiply_gradient"], np.random.default_rng(0)

    def by_chance(x, y):
        return (y, x) if by_chance.right else (x, x)

    given = Counter[float]()
    for seed in range(6):
        by_chance.right = toss.random() < 0.5
        given.update(marks(exercise, by_chance, None, range(seed, seed + 1)))
    assert len(given) == 2


def test_the_library_of_an_exercise_gets_steady_marks():
    row = row_of(EXERCISES["max_gradient"], 8, 2, every=3)
    assert row.library > 12
    assert row.changes > 8
    assert row.unsteady == {}


def test_what_is_judged_once_for_all_seeds_gives_the_marks_that_each_seed_gives():
    (exercise,) = functions_of("07_build_autograd")
    compared = 0
    for _, value, forward in list(handed_in(exercise, 0))[::11]:
        seeds = range(5, 7)
        assert marks_of_value(exercise, value, seeds) == marks(exercise, value, forward, seeds)
        compared += 1
    assert compared > 4
