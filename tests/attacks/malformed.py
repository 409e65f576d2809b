"""Files that are no notebooks, or hardly."""

import json
import os

from tests.attacks.harness import ANSWERS, CHAPTER, Attack

NAME = f"{CHAPTER}.ipynb"
RIGHT = {"multiply_gradient": ANSWERS["multiply_gradient"]}


def _writes(content):
    def raw(folder, text):
        data = content(text) if callable(content) else content
        (folder / NAME).write_bytes(data if isinstance(data, bytes) else data.encode())

    return raw


def _edits(change):
    def raw(folder, text):
        notebook = json.loads(text)
        change(notebook)
        (folder / NAME).write_text(json.dumps(notebook))

    return raw


def _old_format(folder, text):
    cells = [
        {
            "cell_type": "code", "language": "python", "collapsed": False, "outputs": [],
            "input": cell["source"], "metadata": cell["metadata"],
        }
        for cell in json.loads(text)["cells"]
        if cell["cell_type"] == "code"
    ]  # fmt: skip
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells}],
    }
    (folder / NAME).write_text(json.dumps(old))


def _wrong_name(folder, text):
    (folder / "answers.ipynb").write_text(text)


def _folder_for_a_file(folder, text):
    (folder / NAME).mkdir()


def _pipe(folder, text):
    os.mkfifo(folder / NAME)


def _source_of_numbers(notebook):
    for cell in notebook["cells"]:
        cell["source"] = 3


def _metadata_of_strings(notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = "x"


def _no_ids(notebook):
    for cell in notebook["cells"]:
        cell.pop("id", None)


def _same_ids(notebook):
    for cell in notebook["cells"]:
        cell["id"] = "same"


ATTACKS = [
    Attack("an empty file", raw=_writes("")),
    Attack("no JSON", raw=_writes("hello")),
    Attack("half a notebook", raw=_writes(lambda text: text[: len(text) // 2])),
    Attack("a list", raw=_writes("[]")),
    Attack("null", raw=_writes("null")),
    Attack("a number", raw=_writes("3")),
    Attack("cells are a string", raw=_writes('{"cells": "x", "metadata": {}, "nbformat": 4}')),
    Attack("no cells", raw=_writes('{"metadata": {}, "nbformat": 4, "nbformat_minor": 5}')),
    Attack("deeply nested", raw=_writes("[" * 10**5)),
    Attack("bytes of a picture", raw=_writes(b"\x89PNG\r\n\x1a\n" + bytes(1000))),
    Attack("another encoding", raw=_writes(lambda text: text.encode("utf-16"))),
    Attack(
        "lone surrogates",
        raw=_writes(lambda t: t.replace("# 1", "\\ud800 1", 1)),
        cells=RIGHT,
        mark=4.0,
    ),
    Attack(
        "NUL characters",
        raw=_writes(lambda t: t.replace("# 1", "\\u0000 1", 1)),
        cells=RIGHT,
        mark=4.0,
    ),
    Attack("a huge file", raw=_writes(b"[" + b" " * 30 * 2**20)),
    Attack("ten thousand cells", raw=_edits(lambda n: n["cells"].extend([n["cells"][0]] * 10_000))),
    Attack("sources that are numbers", raw=_edits(_source_of_numbers)),
    Attack("metadata that are strings", raw=_edits(_metadata_of_strings)),
    Attack("no cell ids", raw=_edits(_no_ids), cells=RIGHT, mark=4.0),
    Attack("all cell ids the same", raw=_edits(_same_ids), cells=RIGHT, mark=4.0),
    Attack("nbformat 99", raw=_edits(lambda n: n.update(nbformat=99)), cells=RIGHT, mark=4.0),
    Attack(
        "nbformat a string", raw=_edits(lambda n: n.update(nbformat="x")), cells=RIGHT, mark=4.0
    ),
    Attack("nbformat 3", raw=_old_format, cells=RIGHT, mark=4.0),
    Attack("a wrong name", raw=_wrong_name),
    Attack("a folder for a file", raw=_folder_for_a_file),
    Attack("a pipe for a file", raw=_pipe),
    Attack("no file", raw=lambda folder, text: None),
]
