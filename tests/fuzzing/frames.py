"""A student's process that sends what it likes: frames cut, doubled, swollen, twisted and made up."""

import random

from tests.fuzzing.case import ANSWERS, Case, Paper, name_of, written

#: Finds the two channels of the process and speaks for it while one function is called.
TAKE_OVER = r'''
import gc, json, os, random, struct, sys
rng = random.Random({seed})
HEADER = struct.Struct(">II")
TREES = [
    None, True, 0, -1, 1.5, float("nan"), float("inf"), "", "x", [], {{}}, [[]], 10**400, "\ud800",
    {{"l": []}}, {{"o": {{}}}}, {{"o": 5}}, {{"d": [[], []]}}, {{"d": [[1], []]}}, {{"d": [[{{"l": []}}], [1]]}}, {{"i": "zz"}},
    {{"i": "0x" + "f" * 30_000}}, {{"i": 5}}, {{"c": [1]}}, {{"c": ["x", "y"]}}, {{"b": 0}}, {{"b": -1}}, {{"b": 10**9}},
    {{"n": ["<f8", [1], 0]}}, {{"n": ["<f8", [-1], 0]}}, {{"n": ["<f8", [10**30, 0], 0]}}, {{"n": ["|O", [1], 0]}},
    {{"n": ["|V0", [10**12], 0]}}, {{"n": ["<U0", [10**6] * 2, 0]}}, {{"n": ["<f8,<f8", [1], 0]}}, {{"n": [5, 5, 5]}},
    {{"n": ["<f8", ["1"], 0]}}, {{"n": ["<M8[99999Y]", [1], 0]}}, {{"n": ["<f8", [True], 0]}}, {{"n": ["a" * 10**5, [], 0]}},
    {{"s": ["<f8", 0]}}, {{"s": ["<U0", 0]}}, {{"s": ["<f8", None]}}, {{"h": ["|O", [2**39]]}}, {{"h": ["<f8", [2**62] * 9]}},
    {{"h": [[True, [["a", "<f8"]] * 3], [1]]}}, {{"h": [[True, [["a", "<f8", [0]]]], [1]]}}, {{"e": []}}, {{"e": [1, 2]}},
    {{"r": ["object", 0, "x", True]}}, {{"r": ["object", -1, "x", True]}}, {{"r": ["object", 10**9, "x" * 10**5, 1]}},
    {{"r": ["callback", 0]}}, {{"r": [[], {{}}, None, 5]}}, {{"r": ["object", 0, "\ud800", True]}}, {{"r": 5}},
    {{"r": ["object", True, ["x"], True]}}, {{"u": ["float", 1.5]}}, {{"u": ["\ud800", 1.5]}}, {{"u": ["", [1]]}},
    {{"u": ["mro", {{"u": ["x", 1.5]}}]}}, {{"u": ["__slots__", "x"]}}, {{"u": ["x" * 10**5, {{"l": []}}]}}, {{"x": 1}}, {{"l": 5}},
    {{"l": [1], "o": {{}}}}, {{"o": {{"value": 1, "raised": "x"}}}}, {{"o": {{"raised": "\ud800", "words": "x", "kind": "y"}}}},
    {{"o": {{"raised": "x" * 10**5, "words": {{"l": [1]}}, "line": 10**30}}}}, {{"o": {{"raised": "SystemExit", "kind": "SystemExit"}}}},
    {{"o": {{"raised": "E", "kind": "UnicodeDecodeError", "words": "x"}}}}, {{"o": {{"raised": "E", "kind": "ExceptionGroup"}}}},
    {{"o": {{"raised": "E", "kind": "__build_class__"}}}}, {{"o": {{"raised": "None", "kind": "KeyError", "words": "x", "line": True}}}},
    {{"o": {{"raised": "OSError", "kind": "OSError", "words": None}}}}, {{"o": {{"raised": "TimeoutError", "words": ""}}}},
    {{"o": {{"no cache": None}}}}, {{"o": {{"no cache": {{"o": {{"raised": "x"}}}}}}}}, {{"o": {{"no cache": 5}}}},
    {{"o": {{"callback": 0, "args": {{"l": []}}}}}}, {{"o": {{"callback": -1, "args": {{"l": [1]}}}}}}, {{"o": {{"callback": "x"}}}},
    {{"o": {{"some": {{"l": []}}, "last": False}}}}, {{"o": {{"some": {{"l": [[]]}}, "last": True}}}}, {{"o": {{"some": 5}}}},
    [[1.0, 1.0], [], "", None], [[1.0, 1.0], [5, "x"], "cache", {{"l": [[]]}}], [1, 2, 3, 4, 5], [[1.0, 1.0], 5, 5, 5],
    {{"l": [{{"l": [{{"l": [{{"l": []}}]}}]}}]}}, [[[[[[[[[[[[]]]]]]]]]]]],
]
def twisted(tree, left=3):
    """A tree with a few of its parts exchanged for others."""
    if rng.random() < 0.15 or left == 0:
        return rng.choice(TREES)
    if isinstance(tree, dict) and tree:
        key = rng.choice(list(tree))
        return {{**tree, key: twisted(tree[key], left)}}
    if isinstance(tree, list | tuple) and tree:
        at = rng.randrange(len(tree))
        return [*tree[:at], twisted(tree[at], left), *tree[at + 1:]]
    return rng.choice(TREES)
def spoiled(frame):
    """What is sent in the place of a frame."""
    text_size, blob_size = HEADER.unpack(frame[:8])
    text, blobs = frame[8:8 + text_size], frame[8 + text_size:]
    def framed(tree, lengths, blobs):
        text = (json.dumps([tree, lengths]) if lengths is not None else json.dumps(tree)).encode()
        return HEADER.pack(len(text), len(blobs)) + text + blobs
    tree, lengths = json.loads(text)
    how = {how}
    if how == "twisted":
        return framed(twisted(tree), lengths, blobs)
    if how == "another":
        return framed(rng.choice(TREES), lengths, blobs)
    if how == "lengths":
        return framed(tree, rng.choice([[], [-1], [0] * 10**5, [10**30], "x", None, [1.5], [True], {{}}, 5]), blobs)
    if how == "bytes":
        spoilt = bytearray(frame)
        for _ in range(rng.choice([1, 1, 3, 30])):
            spoilt[rng.randrange(len(spoilt))] = rng.randrange(256)
        return bytes(spoilt)
    if how == "text":
        spoilt = bytearray(text)
        for _ in range(rng.choice([1, 1, 3])):
            at = rng.randrange(len(spoilt))
            spoilt[at:at + rng.randint(0, 2)] = rng.choice([b"", b"[", b"]", b'"', b"9" * 5000, b"{{}}", b"\xff", b"NaN", b"null,"])
        return HEADER.pack(len(spoilt), blob_size) + bytes(spoilt) + blobs
    if how == "cut":
        return frame[:rng.randrange(len(frame))]
    if how == "doubled":
        return frame * rng.choice([2, 3, 50])
    if how == "nothing":
        return b""
    if how == "size":
        return HEADER.pack(rng.choice([0, 1, 2**25, 2**31, 2**32 - 1]), rng.choice([0, 1, 2**25, 2**32 - 1])) + frame[8:]
    if how == "deep":
        n = rng.choice([50, 900, 5000, 10**6])
        deep = b"[" * n + b"]" * n if rng.random() < 0.5 else b'{{"l":[' * n + b"]}}" * n
        deep = b"[" + deep + b",[]]"
        return HEADER.pack(len(deep), 0) + deep
    if how == "copies":
        big = bytes(2**20)
        many = [{{"n": ["<f8", [2**17], 0]}}] * rng.choice([100, 3000])
        return framed({{"o": {{"some": {{"l": many}}, "last": True, "value": many}}}}, [len(big)], big)
    if how == "wide":
        n = rng.choice([10**5, 3 * 10**6])
        return framed({{"o": {{"some": {{"l": [0] * n}}, "last": True, "value": [[]] * (n // 10), "outputs": {{"l": [{{"o": {{}}}}] * 1000}}}}}}, [], b"")
    if how == "many fields":
        return framed({{"o": {{f"k{{n}}": n for n in range(200_000)}}}}, [], b"")
    if how == "lists":
        text = b"[[" + b"[]," * 10_000_000 + b"0],[]]"
        return HEADER.pack(len(text), 0) + text
    if how == "full":
        text = b'["' + b"x" * (31 * 2**20) + b'",[]]'
        return HEADER.pack(len(text), 0) + text
    if how == "none left":
        os.close([o for o in gc.get_objects() if type(o).__name__ == "Channel"][0].sock.detach())
        return b""
    return frame + os.urandom(rng.randint(1, 100))
def take_over(channel):
    send = type(channel).send_frame
    def send_spoiled(frame, deadline=None):
        made = spoiled(bytes(frame)) if ON["now"] and rng.random() < {often} else frame
        if made:
            send(channel, made, deadline)
    channel.send_frame = send_spoiled
ON = {{"now": False}}
CHANNELS = [one for one in gc.get_objects() if type(one).__name__ == "Channel" and hasattr(one, "ahead")]
for one in CHANNELS:
    take_over(one)
'''
HOWS = (
    *(
        "twisted",
        "twisted",
        "twisted",
        "another",
        "another",
        "lengths",
        "bytes",
        "bytes",
        "text",
        "text",
    ),
    *("cut", "doubled", "nothing", "size", "deep", "copies", "wide", "many fields", "rest"),
)


def answering_oddly(rng: random.Random, paper: Paper) -> Case:
    """What answers one exercise's calls is no answer."""
    name = rng.choice(list(ANSWERS))
    how = rng.choice(HOWS)
    taken = TAKE_OVER.format(seed=rng.getrandbits(30), how=repr(how), often=rng.choice([1, 0.3]))
    notebook = paper.right()
    for cell in notebook["cells"]:
        if (one := name_of(cell)) in ANSWERS:  # for the answers of others it speaks the truth
            given = "" if one.startswith("quiz") else "dout, cache"
            cell["source"] += (
                f"\n\n\n_right_{one} = {one}\n\n\ndef {one}({given}):\n"
                f"    ON['now'] = {one == name}\n    return _right_{one}({given})"
            )
    notebook["cells"][1:1] = paper.with_cells(taken)["cells"][1:2]
    return Case("answers on the wire", f"{how}: {name}", written(notebook), frozenset({name}))


def showing_oddly(rng: random.Random, paper: Paper) -> Case:
    """What a cell's outputs come in is no answer: at the end, where it can cost nothing."""
    how = rng.choice(HOWS)
    taken = TAKE_OVER.format(seed=rng.getrandbits(30), how=repr(how), often=1)
    cells = [taken + "ON['now'] = True", "print('x')", "1.5"]
    notebook = paper.with_cells(*cells, at=len(paper.release["cells"]))
    return Case("outputs on the wire", how, written(notebook))
