"""Answers that do not derive are seen, and right ways to derive are left alone."""

import contextlib
import gc
import itertools
import json
import linecache
import math
import os
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from too_much import deep, greedy, slow

from backpass.contracts import CONTRACTS
from backpass.grading.common import cells as of_nbgrader
from backpass.grading.common.apart import CameToGrief, apart, leave
from backpass.grading.differencing.asked import asks_for_gradients
from backpass.grading.differencing.digits import look_measured
from backpass.grading.differencing.program import StudentProgram
from backpass.grading.differencing.reading import LOOKS_AT, Reading, suspicions
from backpass.grading.exercises.library import load
from backpass.grading.exercises.source import source_of
from backpass.grading.marking.readers import names_of
from backpass.grading.sandbox.execution import Cell, Settings, execute
from backpass.grading.sandbox.following import BEFORE
from backpass.grading.sandbox.fork_client import ForkServers
from backpass.grading.sandbox.watching import Watching
from backpass.judging.observe import snapshot
from tests.differencing_programs import PROGRAMS, UNSEEN
from tests.evening_programs import EIGHTH
from tests.generic_programs import SEVENTH
from tests.more_differencing_programs import FIFTH, FOURTH, THIRD
from tests.outsiders_programs import OUTSIDERS

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = sorted({contract.chapter for contract in CONTRACTS.values()})


def cells_of(chapter, given=True):
    """The code of a chapter that is no answer, or its tests."""
    path = ROOT / "source" / chapter / f"{chapter}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    if not given:
        return {
            of_nbgrader.grade_id(cell): "".join(cell["source"])
            for cell in of_nbgrader.test_cells(notebook)
        }
    return [
        "".join(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
        and not cell["metadata"].get("nbgrader", {}).get("solution")
        and not of_nbgrader.is_test(cell)
    ]


def variants(exercise):
    """The right ways of an exercise, each with its cells."""
    for variant in (exercise.solution, *exercise.accepted):
        cells = [source_of(variant.function, exercise.name, exercise.cell)]
        if variant.forward is not None:
            cells.insert(0, source_of(variant.forward, exercise.contract.partner))
        yield variant, cells


IMPORTS = "import math\nimport warnings\nimport numpy as np"
#: Of so many right ways one is followed as well; all of them are by ``benchmarks.differencing``.
EACH = 5


def test_none_of_the_courses_right_ways_is_suspected():
    looked = followed = 0
    for chapter in CHAPTERS:
        given = cells_of(chapter)
        for exercise in load(chapter).values():
            name = exercise.name
            if not asks_for_gradients(exercise.contract):
                continue
            for variant, cells in variants(exercise):
                found = suspicions([*given, *cells], {name: names_of(exercise.contract)})
                assert found == [], (name, variant.name)
                looked += 1
                if looked % EACH == 0 and f"def {name}(" in "".join(cells):
                    assert tried(name, [IMPORTS, *cells]).followed == [], (name, variant.name)
                    followed += 1
    assert looked > 200
    assert followed > 30


@pytest.mark.parametrize("seed", range(6))
def test_equal_numbers_at_one_point_make_nobody_suspected(seed):
    """Margins and scores that happen to be equal, as they are at some seeds' points with ties."""
    cells = {
        "svm_loss": "with loops",
        "softmax_loss": "row by row with loops",
    }
    library, looked = load("06_two_layer_net"), 0
    for name, way in cells.items():
        code = source_of(library[name].accepts[way].function, name)
        assert tried(name, [IMPORTS, code], seed).followed == [], (name, seed)
        looked += 1
    assert looked == 2


SETS = {
    "first": PROGRAMS,
    "second": UNSEEN,
    "third": THIRD,
    "fourth": FOURTH,
    "fifth": FIFTH,
    "seventh": SEVENTH,
    "eighth": EIGHTH,
}


@dataclass(frozen=True)
class Tried:
    """What came of a program.

    Attributes:
        read: What reading says.
        followed: What following its calls says, each with the line.
        gives: Whether the published example's gradients are what they should be.
    """

    read: list
    followed: list
    gives: list


def test_programs_of_an_outsider_are_seen_by_reading_alone():
    missed = [
        which
        for which, (name, cell) in OUTSIDERS.items()
        if not suspicions(["import numpy as np", cell], {name: names_of(CONTRACTS[name])})
    ]
    assert len(OUTSIDERS) == 22
    assert missed == []


NUMBERS = itertools.count()


def run_as_cells(cells):
    """Run cells as a shell does: their sources can be looked up by the names of their files."""
    space = {"np": np, "math": math}
    for cell in cells:
        name = f"<ipython-input-{next(NUMBERS)}-test>"
        linecache.cache[name] = (len(cell), None, cell.splitlines(keepends=True), name)
        exec(compile(cell, name, "exec"), space)
    return space


def tried(name, cells, seed=3):
    """Try an answer of an exercise as the student's process does."""
    contract = CONTRACTS[name]
    space = run_as_cells(cells)
    function, forward = space[name], space.get(contract.partner)
    asked, handed_to = [], {}

    def noted_forward(*arguments):
        made = forward(*snapshot(arguments))
        with contextlib.suppress(TypeError, IndexError):
            handed_to[id(made[1])] = made[1], arguments
        return made

    def noted(*arguments):
        asked.append(snapshot(arguments))
        if id(arguments[-1]) in handed_to:  # what the cache was made of
            asked[-1] = (*arguments[:-1], handed_to[id(arguments[-1])][1])
        return function(*arguments)

    _, trial = load(contract.chapter)[name].tried(noted, seed, noted_forward if forward else None)
    watching = Watching(function, forward)
    for _ in watching.keeping(asked):
        pass
    watching.follow()
    call = trial.calls[0]
    gives = [
        np.allclose(call.items[part], call.expected[part], rtol=1e-2, atol=1e-3)
        for part in trial.values
        if part in call.items
    ]
    read = suspicions(cells, {name: names_of(contract)})
    return Tried(read, watching.seen(), gives)


@pytest.fixture(scope="module")
def tried_programs():
    """Each program of each set, tried.

    Who follows a call looks for the student's functions among all objects that there are: what a
    run of many tests has made by then is put aside, or looking takes longer than all the rest.
    """
    gc.freeze()
    return {
        of: {name: tried(exercise, [cell]) for name, (exercise, cell) in programs.items()}
        for of, programs in SETS.items()
    }


@pytest.mark.parametrize("of", SETS)
def test_eighteen_of_twenty_programs_that_do_not_derive_are_seen(tried_programs, of):
    seen = {name: bool(one.read or one.followed) for name, one in tried_programs[of].items()}
    assert len(seen) == 20
    assert sum(seen.values()) >= 18, [name for name, is_seen in seen.items() if not is_seen]


def test_most_programs_are_seen_without_reading_them(tried_programs):
    all_of_them = [one for tries in tried_programs.values() for one in tries.values()]
    assert len(all_of_them) == 140
    assert sum(bool(one.followed) for one in all_of_them) >= 105


def test_what_is_said_of_a_program_quotes_a_line_of_it(tried_programs):
    quoted = 0
    for of, tries in tried_programs.items():
        for name, one in tries.items():
            _, cell = SETS[of][name]
            lines = [said.line for said in one.read] + [line for _, line in one.followed]
            assert all(line and line in cell for line in lines), (name, lines)
            quoted += len(lines)
    assert quoted > 150


def test_each_of_these_programs_really_gives_gradients(tried_programs):
    for tries in tried_programs.values():
        for name, one in tries.items():
            assert one.gives, name
            assert all(one.gives), name
    assert sum(map(len, tried_programs.values())) == 140


def test_numbers_by_formula_have_more_digits_than_numbers_by_differences():
    exercise = load("02_chain_rule")["multiply_backward"]
    by_formula = exercise.tried(exercise.reference, 3)[1]
    space = {"np": np}
    exec(
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    h = 1e-4 * abs(x) + 1e-300\n"
        "    k = 1e-4 * abs(y) + 1e-300\n"
        "    f = lambda a, b: np.log1p(np.expm1(a * b))\n"
        "    return dout * ((x + h) * y - (x - h) * y) / (2 * h),"
        " dout * (x * (y + k) - x * (y - k)) / (2 * k)\n",
        space,
    )
    measured = exercise.tried(space["multiply_backward"], 3)[1]
    assert not look_measured(by_formula.calls, exercise.contract.parts)
    assert look_measured(measured.calls, exercise.contract.parts)


linux = pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux")


def suspected(servers, exercise, cell):
    """What the event of an exercise's hidden test says of an answer."""
    contract = CONTRACTS[exercise]
    given = cells_of(contract.chapter)[:1]
    of_chapter = cells_of(contract.chapter, given=False)
    tests = [of_chapter[f"test_{exercise}"]]
    if f"def {contract.partner}(" in cell and f"test_{contract.partner}" in of_chapter:
        tests.insert(0, of_chapter[f"test_{contract.partner}"])
    cells = [Cell(0, "import math\nimport numpy as np"), Cell(1, cell)]
    cells += [Cell(at, test, test=True) for at, test in enumerate(tests, 2)]
    run = execute(cells, given, Settings(ROOT, seed=3), servers)
    events = [one.get("metadata", {}).get("backpass") for one in run.outputs[len(cells) - 1]]
    (event,) = [one for one in events if one]
    return event.get("suspicions", [])


WATCHED = {
    "a helper beside the point": (
        "multiply_backward",
        "def area(a, b):\n"
        "    return a * b\n"
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    s = getattr(np, 'fin' + 'fo')(float).eps ** 0.5\n"
        "    dx = np.vectorize(area)(x + s * abs(x), y)\n"
        "    dx = np.add(dx, -area(x, y)) * (1 / (s * abs(x)))\n"
        "    return dout * y, dout * (x if np.isclose(dx, y) else 0.0)\n",
        "area",
    ),
    "complex numbers out of a helper": (
        "multiply_backward",
        "root = getattr(np.emath, 'sqrt')\n"
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    turned = x + root(-1) * 1e-9\n"
        "    return dout * y, dout * float(abs(turned) * np.sign(x))\n",
        "complex",
    ),
    "numbers of one's own": (
        "multiply_backward",
        "class N(tuple):\n    pass\n"
        "def product(p, q):\n"
        "    return N((p[0] * q[0], q[0] * p[1] + p[0] * q[1]))\n"
        "setattr(N, '__mul__', product)\nproduct.__code__ ="
        " product.__code__.replace(co_name='__mul__')\n"
        "def multiply_backward(dout, cache):\n"
        "    x, y = cache\n"
        "    dx, dy = N((x, 1)) * N((y, 0)), N((x, 0)) * N((y, 1))\n"
        "    return dout * dx[1], dout * dy[1]\n",
        "arithmetic of their own",
    ),
}


@linux
def test_what_an_answer_does_is_watched_while_it_is_called():
    with ForkServers() as servers:
        for name, (exercise, cell, word) in WATCHED.items():
            found = suspected(servers, exercise, cell)
            assert any(word in why for why, _ in found), (name, found)
            assert all(line in cell for _, line in found)
        right = "def multiply_backward(dout, cache):\n    x, y = cache\n    return dout*y, dout*x\n"
        assert suspected(servers, "multiply_backward", right) == []


#: Right backward passes, each behind a forward that is wrong.
BEHIND_A_WRONG_FORWARD = {
    "an intermediate that does not go into the value": (
        "chain_backward",
        "def chain_forward(x, y, z):\n    return x + y * z, (x + y, z)\n"
        "def chain_backward(dout, cache):\n"
        "    q, z = cache\n    return dout * z, dout * z, dout * q\n",
    ),
    "another formula": (
        "chain_backward",
        "def chain_forward(x, y, z):\n    return x * y * z, (x, y, z)\n"
        "def chain_backward(dout, cache):\n"
        "    q, z = cache\n    return dout * z, dout * z, dout * q\n",
    ),
    "a rounded value in the cache": (
        "sigmoid_backward",
        "def sigmoid_forward(x):\n"
        "    out = round(1.0 / (1.0 + math.exp(-x)), 2) if abs(x) < 600 else 0.0\n"
        "    return out, out\n"
        "def sigmoid_backward(dout, cache):\n    return dout * cache * (1.0 - cache)\n",
    ),
}


@linux
def test_a_right_backward_behind_a_wrong_forward_is_not_suspected():
    with ForkServers() as servers:
        for name, (exercise, cell) in BEHIND_A_WRONG_FORWARD.items():
            assert suspected(servers, exercise, cell) == [], name


@linux
def test_a_gradient_that_a_right_forward_had_worked_out_is_suspected():
    exercise, cell = THIRD["jacobian kept in forward"]
    with ForkServers() as servers:
        assert BEFORE in [why for why, _ in suspected(servers, exercise, cell)]


def test_a_multiple_of_an_argument_is_given_like_the_argument():
    cell = (
        "def fork_backward(dout, cache):\n    x, y = cache\n    s = 1 / (1 + np.exp(-x * y))\n"
        "    return 2 * x * dout, dout * x * s * (1 - s) * x\n"
    )
    assert tried("fork_backward", [IMPORTS, cell]).followed == []


@linux
def test_differences_are_no_suspicion_where_they_are_asked_for():
    cell = "def numerical_derivative(f, x, h=1e-5):\n    return (f(x + h) - f(x - h)) / (2.0 * h)\n"
    with ForkServers() as servers:
        assert suspected(servers, "numerical_derivative", cell) == []


@linux
@pytest.mark.parametrize("forked", [True, False])
def test_a_task_that_takes_too_much_dies_alone(forked, monkeypatch):
    """A helper is forked where its owner has one thread, and started where it has more."""
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=os.pathsep)
    monkeypatch.setattr(threading, "active_count", lambda: 1 if forked else 2)
    leave()  # a helper of another test
    assert apart(greedy, 1000) == 1000
    with pytest.raises(CameToGrief, match=r"longer than 0\.3 seconds"):
        apart(slow, 30.0, seconds=0.3)
    with pytest.raises(CameToGrief, match="memory"):
        apart(greedy, 8 * 2**30)
    with pytest.raises(CameToGrief):
        apart(deep)
    with pytest.raises(RuntimeError, match="TypeError"):
        apart(greedy, "many")
    assert apart(greedy, 1000) == 1000
    leave()  # with its search path


def test_of_a_call_only_what_students_wrote_is_looked_at():
    looked = []

    def answer(x):
        looked.append(sys.getprofile() is not None)
        return x

    watching = Watching(answer)
    for _ in range(3):
        with watching.next_call():
            looked.append(sys.getprofile() is not None)
            watching.called(answer, (1.0,))
    assert looked == [False, False, False, True, False, False]


def test_of_an_answer_whose_first_call_shows_nothing_no_second_is_followed():
    called = []

    def answer(dout, cache):
        called.append(dout)
        return dout * cache

    watching = Watching(answer)
    for _ in watching.keeping([(0.37, -1.83), (-0.71, 2.29), (1.13, -0.59)]):
        pass
    watching.follow()
    assert len(called) == 1
    assert not watching.seen()


def every_rule_at_every_node(cells, exercises):
    """What is found where no rule is spared a node."""
    found = {}
    for exercise, names in exercises.items():
        program = StudentProgram(cells, names)
        answer = Reading(program)
        for node, scope in list(program.scope_of.items()):
            for rule, _ in LOOKS_AT:
                for where, why in rule(answer, node, scope):
                    found.setdefault((exercise, why), program.line(where))
    return {(exercise, why, line) for (exercise, why), line in found.items()}


def test_each_rule_is_shown_every_node_that_it_finds_something_at():
    programs = [program for programs in SETS.values() for program in programs.values()]
    assert len(programs) > 100
    for exercise, cell in programs:
        names = {exercise: names_of(CONTRACTS[exercise])}
        read = {(one.exercise, one.why, one.line) for one in suspicions([cell], names)}
        assert every_rule_at_every_node([cell], names) <= read
