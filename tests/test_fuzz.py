"""Odd submissions, drawn by chance from a seed: each costs its own exercise at most.

``python -m benchmarks.fuzz`` draws them without end.
"""

import random
import sys

import nbformat
import pytest
import tiny_course
from looked_over import at_least

from backpass.grading.sandbox.wire import Channel, WireError, pack, pair, unpack
from tests.fuzzing import answers, notebooks, objects, outputs
from tests.fuzzing.case import Case, Paper, written
from tests.fuzzing.oracle import CHAPTER, KINDS, drawn, faults, impatient, in_this_process

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="containment needs Linux"),
    pytest.mark.pipeline,
    pytest.mark.xdist_group("kernel"),
]
#: Submissions of each kind.
EACH = 2


@pytest.fixture
def course(tiny_released, tmp_path, monkeypatch):
    in_this_process(monkeypatch)
    made = tiny_course.copied(tiny_released, tmp_path / "course")
    impatient(made)
    return made


def test_an_odd_submission_costs_its_own_exercise_at_most(course):
    drawing = [(kind, seed) for kind in at_least(10, KINDS) for seed in range(EACH)]
    cases = [drawn(course, *one) for one in drawing]
    wrong = {
        drawing[at] if at >= 0 else "honest": told for at, told in faults(course, cases).items()
    }
    assert wrong == {}


def test_what_is_looked_at_sees_what_goes_wrong(course):
    """Where an odd submission costs more than it may, or a page is missing, it is told."""
    paper = Paper(nbformat.read(course.release_notebook(CHAPTER), 4))
    lost = paper.with_answer("add_backward", "def add_backward(dout, cache):\n    return 2.0, 2.0")
    told = faults(course, [Case("", "", written(lost)), Case("", "", b"{")])
    assert told[0] == ["add_backward: 0.0 of 5"]
    assert "the page says that it could not be read" in told[1]
    assert -1 not in told


@pytest.mark.parametrize("make", KINDS)
def test_a_seed_draws_the_same_submission_again(make, tiny_released):
    first, again = (drawn(tiny_released, make, 5) for _ in range(2))
    assert first == again
    assert first != drawn(tiny_released, make, 6)


def test_what_is_exchanged_in_one_notebook_is_in_no_other(tiny_released):
    before = repr(notebooks.ODD_JSON)
    for seed in range(150):
        drawn(tiny_released, "anywhere", seed)
    assert repr(notebooks.ODD_JSON) == before


def test_what_odd_cells_are_made_of_is_python_mostly():
    """Else nothing of it would be tried."""
    rng, good = random.Random(1), 0
    for _ in range(100):
        compile(objects.classes(rng), "<odd>", "exec")
        value, error = objects.value(rng), objects.error(rng)
        compile(
            f"{value}\n{error}\n{outputs.output(rng)}\n{outputs.shown_class(rng)}", "<o>", "exec"
        )
        body = rng.choice(answers.BODIES).format(value=value, error=error, name="f", forward="g")
        good += is_python(f"def f(dout, cache):\n    {body}")
    assert good >= 95


def is_python(source):
    try:
        compile(source, "<odd>", "exec")
    except SyntaxError:
        return False
    return True


def test_bytes_in_the_place_of_a_frame_are_refused_and_nothing_else_happens():
    rng, refused = random.Random(2), 0
    frame = pack({"some": [([1.5, {"x": (2, None)}],)] * 3, "last": True, "blob": b"abc" * 9})
    size = int.from_bytes(frame[:4], "big")
    for _ in range(3000):
        spoilt = bytearray(frame)
        for _ in range(rng.choice([1, 2, 8])):
            at = rng.randrange(8, len(spoilt))
            spoilt[at : at + rng.randint(0, 2)] = rng.choice([b"", b"[", b"}", b'"', b"9", b"\xff"])
        try:
            unpack(bytes(spoilt[8 : 8 + size]), bytes(spoilt[8 + size :]), lambda one: one)
        except WireError:
            refused += 1
    assert 1000 < refused < 3000


def test_a_tree_of_any_json_is_a_value_or_is_refused():
    rng, refused = random.Random(3), 0
    tags = ("l", "o", "d", "i", "c", "b", "n", "s", "h", "e", "r", "u")
    for _ in range(3000):
        content = [
            notebooks.odd(rng) if rng.random() < 0.3 else rng.choice(SMALL)
            for _ in range(rng.randint(0, 3))
        ]
        tree = {rng.choice(tags): rng.choice([content, *content] if content else [None])}
        try:
            back = unpack(pack_raw([tree, [8]]), b"12345678", lambda one: one)
        except WireError:
            refused += 1
        else:
            repr(back)[:10]
    assert 500 < refused < 3000


SMALL = (
    0,
    1,
    -1,
    True,
    None,
    "",
    "<f8",
    "|O",
    "<U1",
    "x",
    [],
    [1],
    [2, 2],
    [0],
    [-1],
    [2**40],
    {},
    0.5,
    "0x1f",
)


def pack_raw(tree):
    import json

    return json.dumps(tree).encode()


def test_a_frame_larger_than_may_be_is_not_waited_for():
    here, there = map(Channel, pair())
    there.sock.sendall((2**31).to_bytes(4, "big") * 2)
    with pytest.raises(WireError, match="MB"):
        here.receive()
