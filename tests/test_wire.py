"""Frames between two processes: exact values, bounded size, nothing but plain data."""

import json
import math
import threading
import time
from collections import OrderedDict, UserDict, defaultdict, namedtuple
from enum import Enum, IntEnum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backpass.grading.sandbox import wire
from backpass.grading.sandbox.wire import Channel, Gone, Late, WireError, pack, pair, unpack

HEADER = 8


class Plain:
    """An object of a student's own class."""

    def __repr__(self):
        return "a plain one"


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary(max_size=50)
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


def there_and_back(value, **more):
    frame = pack(value)
    size = int.from_bytes(frame[:4], "big")
    return unpack(frame[HEADER : HEADER + size], frame[HEADER + size :], **more)


@given(values)
def test_plain_values_come_back_as_they_were(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize("special", [math.nan, math.inf, -math.inf, -0.0, 5e-324])
def test_special_floats_survive(special):
    back = there_and_back(special)
    assert math.copysign(1, back) == math.copysign(1, special)
    assert back == special or math.isnan(special)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "?", "c16", "U5", ">f8"])
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 3)])
def test_arrays_keep_type_shape_and_bytes(dtype, shape):
    array = np.arange(math.prod(shape)).reshape(shape).astype(dtype)
    back = there_and_back(array)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert np.array_equal(back, array)
    assert back.flags.writeable


def test_numpy_scalars_keep_their_type():
    assert type(there_and_back(np.float32(1.5))) is np.float32


@pytest.mark.parametrize("stranger", [object(), {1, 2}, Plain(), lambda: 1, range(3), iter([1])])
def test_what_is_not_plain_is_refused_or_referred(stranger):
    with pytest.raises(TypeError, match="not plain data"):
        pack(stranger)
    frame = pack(stranger, lambda value: ["object", 7, type(value).__name__, False])
    size = int.from_bytes(frame[:4], "big")
    halves = frame[HEADER : HEADER + size], frame[HEADER + size :]
    assert unpack(*halves, lambda reference: reference[1]) == 7
    with pytest.raises(WireError):
        unpack(*halves)


Pair = namedtuple("Pair", "first second")


class Key(str, Enum):  # noqa: UP042 - people write it so
    W = "w"


class Sly(float):
    def __eq__(self, other):
        return True

    def __float__(self):
        return 7.0

    __hash__ = None


@pytest.mark.parametrize(
    ("derived", "made_of"),
    [
        (Pair(1, 2.0), (1, 2.0)),
        (type("Row", (list,), {})([1]), [1]),
        (OrderedDict(a=1), {"a": 1}),
        (defaultdict(list, a=1), {"a": 1}),
        (UserDict(a=1), {"a": 1}),
        (Key.W, "w"),
        (IntEnum("Count", {"TWO": 2}).TWO, 2),
        (type("Big", (int,), {})(2**80), 2**80),
        (Sly(-0.0), -0.0),
        (type("Turn", (complex,), {})(1j), 1j),
        (type("Raw", (bytes,), {})(b"ab"), b"ab"),
    ],
)
def test_a_derived_class_comes_as_what_it_is_made_of_under_its_own_name(derived, made_of):
    back = there_and_back(derived)
    assert type(back).__name__ == type(derived).__name__
    assert isinstance(back, type(made_of))
    assert type(made_of).__eq__(back, made_of)
    assert repr(type(made_of)(back)) == repr(made_of)


def test_derived_arrays_and_keys_keep_what_they_hold():
    back = there_and_back(np.matrix([[1.0, 2.0]]))
    assert (type(back).__name__, back.shape) == ("matrix", (1, 2))
    assert isinstance(back, np.ndarray)
    assert there_and_back({Key.W: 1, "b": 2}) == {"w": 1, "b": 2}


def test_a_key_that_is_no_plain_data_equals_nothing():
    frame = pack({Plain(): 1}, lambda value: ["object", 7, type(value).__name__, False])
    size = int.from_bytes(frame[:4], "big")
    back = unpack(frame[HEADER : HEADER + size], frame[HEADER + size :], lambda _: Plain())
    assert "a" not in back
    assert [type(key).__name__ for key in back] == ["Plain"]


def test_a_mapping_that_fails_is_a_stranger():
    class Broken(UserDict):
        def items(self):
            raise RuntimeError

    with pytest.raises(TypeError, match="not plain data"):
        pack(Broken(a=1))


def referred(value):
    frame = pack(value, lambda one: ["object", 7, type(one).__name__, False])
    size = int.from_bytes(frame[:4], "big")
    return unpack(
        frame[HEADER : HEADER + size], frame[HEADER + size :], lambda reference: reference
    )


RECORD = np.dtype([("a", "f8"), ("b", "i4", (2,)), ("c", object)])


@pytest.mark.parametrize(
    "value",
    [
        np.array([object(), 1]),
        np.empty((2, 0), object),
        np.zeros((2, 3), RECORD),
        np.zeros(2, np.dtype((np.record, [("a", "U3")]))),
        np.zeros(2, "V5"),
        np.zeros(wire.ROOM // 8 + 1),
        np.zeros(3, object).view(type("Mine", (np.ndarray,), {})),
        np.zeros((), RECORD)[()],
        np.zeros((), np.dtype((np.record, [("a", "f8")])))[()],
        np.void(b"123"),
    ],
)
def test_an_array_that_is_not_plain_or_is_large_comes_as_its_kind_and_shape(value):
    back = referred(value)
    assert (type(back).__name__, back.dtype, back.shape) == (
        type(value).__name__,
        value.dtype,
        value.shape,
    )
    assert len(pack(value, lambda _: None)) < 500
    with pytest.raises((TypeError, ValueError)):
        pack([value, np.zeros(wire.MAX_FRAME // 8)])


@pytest.mark.parametrize(
    "tree",
    [
        {"h": ["|O", [-1]]},
        {"h": ["|O", [2**30, 2**30]]},
        {"h": ["|O", [1] * 17]},
        {"h": ["<f8"]},
        {"h": ["zz", [1]]},
        {"h": [[False, [["a", "<f8"]] * 51], [1]]},
        {"h": [[False, [["a", "<f8", [100]]]], [1]]},
        {"h": [[False, [["a", [["b", "<f8"]]]]], [1]]},
        {"h": [[False, [["a", "|V999999"]]], [1]]},
        {"e": [False, [["a" * 99, "<f8"]]]},
        {"e": "f8,f8"},
    ],
)
def test_a_husk_that_nobody_made_is_refused(tree):
    with pytest.raises(WireError):
        unpack(json.dumps([tree, []]).encode(), b"")


def test_what_is_nested_too_deep_or_too_large_stays_with_its_owner():
    ring = [1.5]
    ring.append(ring)
    back = referred((1.0, ring))
    for _ in range(100):
        if back == ["object", 7, "list", False]:
            break
        back = back[1]
    else:
        pytest.fail("the ring does not end")
    assert referred(-(2**200_000)) < -(2**1024)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (np.ma.masked, math.nan),
        (np.ma.array(2.5), 2.5),
        (np.ma.array(2, mask=True), math.nan),
        (np.ma.array(2), 2.0),
    ],
)
def test_a_masked_number_is_what_float_makes_of_it(value, number):
    back = there_and_back(value)
    assert type(back).__name__ == type(value).__name__
    assert str(float(back)) == str(number)


@pytest.mark.parametrize("content", ['["x",{"u":["y",1]}]', '["x",null]', "[1,2]", '["x",true]'])
def test_only_plain_values_have_derived_classes(content):
    text = f'[{{"u":{content}}},[]]'.encode()
    with pytest.raises(WireError):
        unpack(text, b"")


def test_a_class_of_many_names_is_not_remembered_for_ever():
    for number in range(2 * wire.MAX_CLASSES):
        assert (
            type(there_and_back(type(f"Name{number}", (float,), {})(1))).__name__ == f"Name{number}"
        )
    bad = unpack(b'[{"u":["not a name!",1.5]},[]]', b"")
    assert (type(bad).__name__, bad) == ("float", 1.5)


@pytest.mark.parametrize(
    "tree",
    [
        {"n": ["<f8", [2**40], 0]},
        {"n": ["<f8", [-1], 0]},
        {"n": ["O", [1], 0]},
        {"n": ["<f8", [1], 5]},
        {"s": ["O", 0]},
        {"i": "f" * 10**6},
        {"i": "zz"},
        {"x": 1},
        {"l": 3},
        {"l": [], "o": {}},
        {"o": []},
        {"o": {"a": {"x": 1}}},
        {"t": []},
        {},
        {"d": [[{"l": []}], [1]]},
        {"d": [["a", "b"], [1]]},
        [1, {"a": 1}],
    ],
)
def test_a_tree_that_nobody_encoded_is_refused(tree):
    text = json.dumps([tree, [8]]).encode()
    with pytest.raises(WireError):
        unpack(text, b"\0" * 8)


def test_deep_nesting_is_refused_on_both_sides():
    deep = []
    for _ in range(60):
        deep = [deep]
    with pytest.raises(ValueError, match="too deep"):
        pack(deep)
    for around in (lambda tree: {"l": [tree]}, lambda tree: [tree], lambda tree: {"o": {"": tree}}):
        tree = 1
        for _ in range(60):
            tree = around(tree)
        with pytest.raises(WireError, match="too deep"):
            unpack(json.dumps([tree, []]).encode(), b"")


def test_an_int_too_large_is_not_sent():
    with pytest.raises(ValueError, match="int too large"):
        pack(1 << 200_000)


def test_a_frame_too_large_is_refused_before_it_is_read():
    a, b = pair()
    a.sendall((2**31).to_bytes(4, "big") + (0).to_bytes(4, "big"))
    with pytest.raises(WireError, match="MB"):
        Channel(b).receive()
    with pytest.raises(ValueError, match="too much"):
        pack(np.zeros(wire.MAX_FRAME // 8 + 1))


def test_lengths_have_to_add_up():
    with pytest.raises(WireError):
        unpack(json.dumps([None, [3]]).encode(), b"12")
    with pytest.raises(WireError):
        unpack(json.dumps([None, [-1, 3]]).encode(), b"12")


def test_a_closed_or_silent_other_end_is_noticed():
    a, b = pair()
    with pytest.raises(Late):
        Channel(b).receive(deadline=time.monotonic() + 0.05)
    a.sendall(b"\0\0\0\x09")  # half a header, then nothing
    a.close()
    with pytest.raises(Gone):
        Channel(b).receive(deadline=time.monotonic() + 1)


def test_large_messages_pass_in_pieces():
    a, b = pair()
    sent = np.random.default_rng(0).normal(size=(500, 500))
    thread = threading.Thread(target=lambda: Channel(a).send(sent))
    thread.start()
    assert np.array_equal(Channel(b).receive(deadline=time.monotonic() + 10), sent)
    thread.join()
