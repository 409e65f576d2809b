"""Notebook files with odd parts: JSON of every kind in the place of what belongs there."""

import copy
import random
from typing import Any

from tests.fuzzing.case import ANSWERS, Case, Paper, name_of, written
from tests.fuzzing.outputs import ATTACHMENTS, KINDS

DEEP = {"a": {}}
for _ in range(200):
    DEEP = {"a": DEEP, "b": [DEEP["a"] is None]}
ODD_JSON = (
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        float("nan"),
        float("inf"),
        10**30,
        10**399,
        10**4200,
        "",
        "x",
    ),
    *(
        "\ud800",
        "\x00",
        "x" * 200_000,
        [],
        {},
        [[]],
        [{}],
        {"": None},
        {"\ud800": 1},
        [None] * 3000,
    ),
    *({f"k{k}": k for k in range(3000)}, DEEP, ["x", 1, None, {}], {"nbgrader": {"grade_id": []}}),
    *({"nbgrader": {"grade_id": "add_backward", "grade": True, "points": 1e9}}, {"nbgrader": []}),
    *(
        {"tags": 5},
        {"tags": ["skip-execution", None, {}]},
        {"jupyter": {"source_hidden": {}}},
        "null",
    ),
    *(
        {"backpass": {"status": "grader error"}},
        {"backpass": {"unreadable": "x", "odd": 5}},
        "en",
        "ko",
    ),
    *({"widgets": {"application/vnd.jupyter.widget-state+json": {"state": []}}}, {"kernelspec": 5}),
)
#: Keys by which something is told of what does not count.
BESIDE = (
    *(
        "outputs",
        "execution_count",
        "metadata",
        "attachments",
        "id",
        "collapsed",
        "prompt_number",
        "x",
    ),
    *("language", "trusted", "level", "execution", "\ud800"),
)
RAW = (
    *(
        "9" * 6000,
        "1e999",
        "-0",
        "NaN",
        "-Infinity",
        '"\\ud800"',
        '"\\ud83d\\ude00"',
        "[" * 300 + "]" * 300,
    ),
    *(
        '{"a":1,"a":2}',
        '"\\u0000"',
        "1E400",
        '{"":{"":{"":[]}}}',
        '"' + "x" * 10**5 + '"',
        "[[],[[]]]",
        "\t1\n",
    ),
)
OUTPUTS = (
    "stream",
    "display_data",
    "execute_result",
    "error",
    "pyout",
    "pyerr",
    "update_display_data",
    "",
    None,
    5,
)


def odd(rng: random.Random) -> Any:
    """Some JSON, a new copy of it: what is exchanged in it stays in one notebook."""
    return copy.deepcopy(rng.choice(ODD_JSON))


def odd_output(rng: random.Random) -> Any:
    """An output of any form; some of it may even be right."""
    if rng.random() < 0.1:
        return odd(rng)
    kinds = [str(kind) for kind in KINDS]
    made = {
        "output_type": rng.choice(OUTPUTS),
        "name": rng.choice(["stdout", odd(rng)]),
        "text": rng.choice([["a\n", "b"], odd(rng)]),
        "data": rng.choice([{rng.choice(kinds): odd(rng)}, odd(rng)]),
        "metadata": rng.choice([{}, {rng.choice(kinds): odd(rng)}, odd(rng)]),
        "ename": odd(rng),
        "evalue": odd(rng),
        "traceback": rng.choice([["x"], odd(rng)]),
        "execution_count": odd(rng),
        "transient": odd(rng),
    }
    return {key: value for key, value in made.items() if rng.random() < 0.8}


def beside(rng: random.Random, paper: Paper) -> Case:
    """What does not count is odd: outputs, counts, ids, metadata, attachments. No mark is lost."""
    notebook, told = paper.right(), []
    for _ in range(rng.randint(1, 6)):
        cell = rng.choice(notebook["cells"])
        key = rng.choice(BESIDE)
        made = odd(rng)
        if key == "outputs" and rng.random() < 0.8:
            made = [odd_output(rng) for _ in range(rng.randint(0, 4))]
        if key == "attachments" and rng.random() < 0.5:
            made = rng.choice(ATTACHMENTS)
        if key == "metadata" and isinstance(cell.get("metadata"), dict):
            within = rng.choice(
                ("tags", "name", "scrolled", "colab", "slideshow", "\ud800", "deletable")
            )
            cell["metadata"][within] = made
            key = f"metadata.{within}"
        else:
            cell[key] = made
        told.append(f"{name_of_any(cell)}.{key!a}={made!a:.60}")
    if rng.random() < 0.5:
        key = rng.choice(
            (
                "metadata",
                "nbformat",
                "nbformat_minor",
                "x",
                "signature",
                "orig_nbformat",
                "worksheets",
            )
        )
        notebook[key] = odd(rng)
        told.append(f"{key}={notebook[key]!a:.60}")
    if rng.random() < 0.3:
        notebook["cells"].insert(rng.randrange(len(notebook["cells"])), odd(rng))
    return Case("beside", "; ".join(told), written(notebook))


def name_of_any(cell: Any) -> str:
    """A cell's name, whatever its metadata has become."""
    try:
        return name_of(cell)
    except (AttributeError, TypeError):
        return "?"


def raw_parts(rng: random.Random, paper: Paper) -> Case:
    """JSON that no program of ours writes, where it does not count."""
    notebook, raw = paper.right(), rng.choice(RAW)
    cell = rng.choice(notebook["cells"])
    place = rng.choice([cell, cell.setdefault("metadata", {}), notebook["metadata"], notebook])
    place["odd"] = "@@"
    text = written(notebook).decode().replace('"@@"', raw)
    if rng.random() < 0.3:
        text = rng.choice(["\ufeff", "\n\n", " ", "\r\n"]) + text + rng.choice(["", "\n\n", " "])
    return Case("raw", raw[:60], text.encode())


def one_cell(rng: random.Random, paper: Paper) -> Case:
    """One answer's cell is another one, or another thing: its own exercise may be lost."""
    notebook = paper.right()
    name = rng.choice(list(ANSWERS))
    at = next(k for k, cell in enumerate(notebook["cells"]) if name_of(cell) == name)
    cell = notebook["cells"][at]
    act = rng.randrange(7)
    if act == 0:
        notebook["cells"][at] = odd(rng)
    elif act == 1:
        cell["source"] = rng.choice([odd(rng), [cell["source"], odd(rng)], list(cell["source"])])
    elif act == 2:
        cell["cell_type"] = odd(rng)
    elif act == 3:
        cell["metadata"] = odd(rng)
    elif act == 4:
        del notebook["cells"][at]
    elif act == 5:
        source, cut = cell["source"], rng.randrange(len(cell["source"]))
        cell["source"] = (
            source[:cut]
            + rng.choice(["", "(", '"""', "\x00", "\ud800", "\\", "\t", "\u3000", "%%x\n", "'"])
            + source[cut:]
        )
    else:
        cell["metadata"]["nbgrader"] = odd(rng)
    return Case(
        "one cell",
        f"{act} {name}: {notebook['cells'][at : at + 1]!a:.200}",
        written(notebook),
        frozenset({name}),
    )


def anywhere(rng: random.Random, paper: Paper) -> Case:
    """Parts of the file are exchanged, wherever they are."""
    notebook: Any = paper.right()
    for _ in range(rng.randint(1, 5)):
        notebook = _exchanged(rng, notebook)
    return Case("anywhere", "", written(notebook), frozenset(ANSWERS))


def _exchanged(rng: random.Random, tree: Any) -> Any:
    if rng.random() < 0.1 or not isinstance(tree, dict | list) or not tree:
        return odd(rng)
    key = rng.choice(list(tree)) if isinstance(tree, dict) else rng.randrange(len(tree))
    if rng.random() < 0.1:
        del tree[key]
    else:
        tree[key] = _exchanged(rng, tree[key])
    return tree


def bytes_of(rng: random.Random, paper: Paper) -> Case:
    """The file's bytes are spoilt."""
    data = bytearray(written(paper.right()))
    act = rng.randrange(6)
    if act == 0:
        del data[rng.randrange(len(data)) :]
    elif act == 1:
        for _ in range(rng.choice([1, 3, 40])):
            data[rng.randrange(len(data))] = rng.randrange(256)
    elif act == 2:
        at = rng.randrange(len(data))
        data[at:at] = rng.choice(
            [b"[" * 200_000, b'{"a":' * 100_000, b"\x00" * 99, b"\xff\xfe", b"9" * 99_999]
        )
    elif act == 3:
        data = bytearray(
            bytes(data).decode().encode(rng.choice(["utf-16", "utf-32", "utf-7", "utf-8-sig"]))
        )
    elif act == 4:
        data *= 2
    else:
        data = bytearray(
            rng.choice(
                [
                    b"",
                    b"null",
                    b"5",
                    b"[]",
                    b'""',
                    b"{}",
                    b'{"cells":{}}',
                    b'{"cells":[]}',
                    b"\x1f\x8b",
                ]
            )
        )
    return Case("bytes", str(act), bytes(data), frozenset(ANSWERS))
