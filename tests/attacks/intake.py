"""Links and stray files on the way in."""

import os

from tests.attacks.harness import ANSWERS, CHAPTER, Attack, cell_of, code
from tests.attacks.theft import nothing_stolen

NAME = f"{CHAPTER}.ipynb"
RIGHT = {"multiply_gradient": ANSWERS["multiply_gradient"]}


def _link(target):
    def raw(folder, text):
        (folder / NAME).symlink_to(target(folder))

    return raw


def _hard_link(folder, text):
    os.link(folder.parents[2] / "canary.txt", folder / NAME)


def _stray_files(folder, text):
    (folder / NAME).write_text(text)
    (folder / "numpy.py").write_text("raise SystemExit")
    (folder / "json.py").write_text("raise SystemExit")
    (folder / "data.csv").write_text("1,2")
    (folder / "canary").symlink_to(folder.parents[2] / "canary.txt")


def _linked_folder(folder, text):
    (folder / NAME).write_text(text)
    (folder / "more").symlink_to(folder.parents[2])


def _first_is_the_stub(notebook):
    cell = cell_of(notebook, "multiply_gradient")
    answer = {**cell, "id": "twin", "source": ANSWERS["multiply_gradient"]}
    notebook["cells"].append(answer)


def _moved(notebook):
    cell = cell_of(notebook, "multiply_gradient")
    notebook["cells"].remove(cell)
    notebook["cells"].insert(0, code(ANSWERS["multiply_gradient"], "elsewhere"))


def _reversed(notebook):
    notebook["cells"].reverse()


def _only_answers(notebook):
    notebook["cells"] = [cell_of(notebook, "multiply_gradient")]


ATTACKS = [
    Attack(
        "a link to the canary",
        raw=_link(lambda f: f.parents[2] / "canary.txt"),
        after=nothing_stolen,
    ),
    Attack(
        "a link to a classmate",
        raw=_link(lambda f: f.parents[1] / "s-an-honest-one" / CHAPTER / NAME),
    ),
    Attack("a link to nowhere", raw=_link(lambda f: f / "nowhere")),
    Attack("a link to itself", raw=_link(lambda f: f / NAME)),
    Attack("a link to a device", raw=_link(lambda f: "/dev/zero")),
    Attack("a hard link to the canary", raw=_hard_link, after=nothing_stolen),
    Attack("stray files", raw=_stray_files, cells=RIGHT, mark=4.0, after=nothing_stolen),
    Attack("a linked folder", raw=_linked_folder, cells=RIGHT, mark=4.0, after=nothing_stolen),
    Attack("doubled answers, the stub first", edit=_first_is_the_stub, mark=4.0),
    Attack("an answer moved to another cell", edit=_moved, mark=4.0),
    Attack("all cells in reverse", edit=_reversed, cells=RIGHT, mark=4.0),
    Attack("nothing but the answer", edit=_only_answers, cells=RIGHT, mark=4.0),
]
