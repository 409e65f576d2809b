"""Solved notebooks, and how people and programs edit them.

Every edit takes the notebook as JSON and a random generator, and changes the notebook in place.
``EDITS`` lists them all; :func:`edited` applies a few.
"""

import copy
import json
import re

import nbformat

ANSWERS_BY_NAME = re.compile(r"^def (\w+)\(", re.M)


def fresh(rng):
    """A new cell id."""
    return "".join(rng.choice("0123456789abcdef") for _ in range(8))


def code(source, rng):
    """A code cell of the student's own."""
    return {
        "cell_type": "code", "id": fresh(rng), "metadata": {}, "source": source,
        "outputs": [], "execution_count": None,
    }  # fmt: skip


def marks(cell):
    """What nbgrader says of a cell."""
    return cell["metadata"].get("nbgrader", {})


def of_kind(nb, kind):
    """Places of the cells of a kind."""
    return [k for k, cell in enumerate(nb["cells"]) if is_kind(cell, kind)]


def is_kind(cell, kind):
    """Whether a cell is an answer, a test, given code, open code, any code, or anything."""
    found = marks(cell)
    return {
        "answer": bool(found.get("solution")) and cell["cell_type"] == "code",
        "test": bool(found.get("grade")) and not found.get("solution"),
        "given": bool(found.get("locked")) and not found.get("grade"),
        "code": cell["cell_type"] == "code",
        "any": True,
    }[kind]


def pick(nb, kind, rng):
    """The place of some cell of a kind; None where there is none."""
    places = of_kind(nb, kind)
    return rng.choice(places) if places else None


# --- what people do to cells ---------------------------------------------------------------------


def join(nb, rng):
    """Join two to four cells below each other, as VS Code does: the first one's marks stay."""
    first = pick(nb, "code", rng)
    if first is None:
        return
    count = rng.choice([2, 2, 3, 4])
    taken = [nb["cells"][first]]
    while len(taken) < count and first + 1 < len(nb["cells"]):
        if nb["cells"][first + 1]["cell_type"] != "code":
            break
        taken.append(nb["cells"].pop(first + 1))
    nb["cells"][first] = {**taken[0], "source": "\n\n".join(c["source"] for c in taken)}


def join_answers(nb, rng):
    """Join several answers into the first of them."""
    places = of_kind(nb, "answer")
    if not places:
        return
    chosen = sorted(rng.sample(places, min(len(places), rng.choice([2, 3, 9]))))
    text = "\n\n".join(nb["cells"][k]["source"] for k in chosen)
    if rng.random() < 0.5:
        nb["cells"][chosen[0]]["source"] = text
    else:
        nb["cells"][chosen[0]] = code(text, rng)
    if rng.random() < 0.7:
        for k in reversed(chosen[1:]):
            del nb["cells"][k]


def split(nb, rng):
    """Split a code cell at a line that begins at the margin."""
    k = pick(nb, "code", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    lines = cell["source"].split("\n")
    cuts = [n for n, line in enumerate(lines) if n and line[:1].strip()]
    if not cuts:
        return
    cut = rng.choice(cuts)
    half = {**copy.deepcopy(cell), "id": fresh(rng), "source": "\n".join(lines[cut:])}
    if rng.random() < 0.7:
        half["metadata"] = {}
    cell["source"] = "\n".join(lines[:cut])
    nb["cells"].insert(k + 1, half)


def copy_cell(nb, rng):
    """Copy a cell, marks and all, to somewhere."""
    k = pick(nb, rng.choice(["answer", "test", "given", "any"]), rng)
    if k is None:
        return
    twin = copy.deepcopy(nb["cells"][k]) | ({"id": fresh(rng)} if rng.random() < 0.8 else {})
    nb["cells"].insert(rng.choice([k, k + 1, rng.randrange(len(nb["cells"]) + 1)]), twin)


OLD_ATTEMPTS = (
    "# my notes",
    "def {name}(*given):\n    return None",
    "def {name}(*given):\n    raise RuntimeError('old')",
    "# def {name}(*given):\n#     return 1",
    "def {name}(*given:\n    return 1",
    "{name} = None",
)


def two_attempts(nb, rng):
    """Copy an answer's cell and leave an old attempt in one of the two."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    old = copy.deepcopy(cell) | {"id": fresh(rng)}
    old["source"] = rng.choice(OLD_ATTEMPTS).format(name=marks(cell)["grade_id"])
    nb["cells"].insert(k + (rng.random() < 0.3), old)


def move(nb, rng):
    """Move a cell to somewhere."""
    k = pick(nb, rng.choice(["answer", "test", "given", "code", "any"]), rng)
    if k is None:
        return
    cell = nb["cells"].pop(k)
    step = rng.choice([-2, -1, 1, 2, None])
    where = rng.randrange(len(nb["cells"]) + 1) if step is None else k + step
    nb["cells"].insert(max(0, where), cell)


def delete(nb, rng):
    """Delete one to three cells."""
    for _ in range(rng.choice([1, 1, 3])):
        k = pick(nb, rng.choice(["test", "given", "any", "code"]), rng)
        if k is not None and len(nb["cells"]) > 1:
            del nb["cells"][k]


def delete_answer(nb, rng):
    """Delete an answer's cell."""
    k = pick(nb, "answer", rng)
    if k is not None:
        del nb["cells"][k]


def retype(nb, rng):
    """Turn a cell into text, or into code."""
    cell = nb["cells"][pick(nb, "any", rng)]
    cell["cell_type"] = rng.choice(["markdown", "raw", "code"])
    if cell["cell_type"] == "code":
        cell |= {"outputs": [], "execution_count": None}
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def archive(nb, rng):
    """Keep an old attempt as text, above or below the answer."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    old = copy.deepcopy(nb["cells"][k])
    name = marks(old)["grade_id"]
    old |= {"id": fresh(rng), "cell_type": rng.choice(["markdown", "raw"])}
    old["source"] = f"def {name}(*given):\n    return None"
    del old["outputs"], old["execution_count"]
    nb["cells"].insert(k + (rng.random() < 0.5), old)


def spoil(nb, rng):
    """Write something wrong, broken or unfinished into an answer."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    name = marks(nb["cells"][k])["grade_id"]
    nb["cells"][k]["source"] = rng.choice(
        [
            "def {name}(*given):\n    return 0.125",
            "def {name}(*given):\n    return unknown_name",
            "def {name}(*given):\n    raise NotImplementedError",
            "def {name}(*given:\n    pass",
            "",
            "# later",
            "1 / 0\n\ndef {name}(*given):\n    return 1",
            "{name} = 3",
        ]
    ).format(name=name)


def own_cell(nb, rng):
    """Write a cell of one's own somewhere."""
    source = rng.choice(
        [
            "import math",
            "x, y, z, q, f, h = 1, 2, 3, 4, 5, 6",
            "1 / 0",
            "print('working')",
            "helper = lambda a: a",
            "for name in ('a', 'b'):\n    print(name)",
            "%matplotlib inline",
            "!true",
            "np = __import__('numpy')",
            "raise SystemExit",
            "value = !echo 1",
            "def unfinished(:",
            "await __import__('asyncio').sleep(0)",
            "from math import *",
            "%time sum(range(10))",
            "%load_ext autoreload\n%autoreload 2",
            "_ = 5",
            "import sys\nsys.setrecursionlimit(4000)",
            "print = print",
        ]
    )
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), code(source, rng))


def elsewhere(nb, rng):
    """Answer in a cell of one's own, above or below the solution cell, or below its test."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    answer = cell["source"]
    name = marks(cell)["grade_id"]
    if rng.random() < 0.5:
        cell["source"] = nb["stubs"][name]
    where = rng.choice([k + 1, k + 1, k, k + 2, len(nb["cells"])])
    recheck = f"\n\ncheck({name})" if rng.random() < 0.3 and name in nb["simple"] else ""
    nb["cells"].insert(where, code(answer + recheck, rng))
    if rng.random() < 0.3:
        nb["cells"].remove(cell)


def into_locked(nb, rng):
    """Type an answer into its test cell, or into a given cell."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    name, answer = marks(cell)["grade_id"], cell["source"]
    for other in nb["cells"]:
        if marks(other).get("grade_id") == f"test_{name}" and rng.random() < 0.6:
            other["source"] = answer + "\n\n" + other["source"]
            break
    else:
        given = pick(nb, "given", rng)
        if given is None:
            return
        nb["cells"][given]["source"] += "\n\n\n" + answer
    cell["source"] = nb["stubs"][name]
    if rng.random() < 0.6:
        nb["cells"].remove(cell)


# --- what people write ---------------------------------------------------------------------------

FORMS = (
    "%%time\n{answer}",
    "%%capture\n{answer}",
    "%matplotlib inline\n{answer}",
    "!echo hello\n{answer}",
    "# %%\n{answer}",
    "#%%\n{answer}",
    "import math\n{answer}",
    "if True:\n{indented}",
    "try:\n{indented}\nfinally:\n    pass",
    "{answer}\n\n{name} = (lambda f: lambda *given: f(*given))({name})",
    "{answer}\n\nimport functools\n{name} = functools.partial({name})",
    "{answer}\n\nimport functools\n{name} = functools.lru_cache(None)({name}) and {name}",
    "{answer}\n\nclass Callable:\n    def __init__(self, f):\n        self.f = f\n"
    "    def __call__(self, *given):\n        return self.f(*given)\n\n{name} = Callable({name})",
    "exec({answer!r})",
    "{answer}\n\nprint('defined')",
    "{answer}\n\nprint({name})",
    "{answer}\n\n{name}",
    "{answer}\n# the end",
    "%%writefile answer_of_{name}.py\nimport numpy as np\n{answer}",
    "globals()[{name!r}] = 1\n{answer}",
)


def form(nb, rng):
    """Write an answer in another form than the plain definition."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    name, answer = marks(cell)["grade_id"], cell["source"]
    indented = "\n".join("    " + line if line else line for line in answer.split("\n"))
    shape = rng.choice(FORMS)
    if f"def {name}(" not in answer and "{name}" in shape:
        return  # a cell that holds more than one thing
    cell["source"] = shape.format(answer=answer, name=name, indented=indented)
    if "writefile" in shape:
        if answer.startswith("%"):
            return
        how = rng.choice(["import {0}", "import *"]).format(name)
        nb["cells"].insert(k + 1, code(f"from answer_of_{name} {how}", rng))
    if rng.random() < 0.3:
        cell["metadata"] = {}
        cell["id"] = fresh(rng)


KINDS = (
    "list",
    "tuple",
    "__import__('collections').namedtuple('Grads', [f'g{{k}}' for k in range(len(r))])._make",
    "type('Mine', (tuple,), {{'__slots__': ()}})",
    "type('Mine', (list,), {{}})",
)
NUMBERS = (
    "type('Real', (float,), {{}})",
    "__import__('numpy').float64",
    "__import__('numpy').array",
    "float",
)
DICTS = (
    "__import__('collections').OrderedDict",
    "lambda d: __import__('collections').defaultdict(list, d)",
    "type('Mine', (dict,), {{}})",
    "__import__('collections').UserDict",
    "lambda d: {{type('Key', (str,), {{}})(k): v for k, v in d.items()}}",
)

TEXTS = (
    "str",
    "type('Letter', (str,), {})",
    "lambda s: __import__('enum').StrEnum('L', {'v': s}).v",
)


def result_type(nb, rng):
    """Return the same in another type."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    for name in ANSWERS_BY_NAME.findall(cell["source"])[-1:]:
        several = rng.choice(KINDS).format()
        number = rng.choice(NUMBERS).format()
        mapping = rng.choice(DICTS).format()
        text = rng.choice(
            [
                "str",
                "type('Letter', (str,), {})",
                "lambda s: __import__('enum').StrEnum('L', {'v': s}).v",
            ]
        )
        cell["source"] += (
            f"\n\ndef _other(f):\n    def g(*given):\n        r = f(*given)\n"
            f"        if isinstance(r, tuple): return ({several})(r)\n"
            f"        if isinstance(r, dict): return ({mapping})(r)\n"
            f"        if isinstance(r, str): return ({text})(r)\n"
            f"        if isinstance(r, float): return ({number})(r)\n"
            f"        return r\n    return g\n\n{name} = _other({name})"
        )


# --- what programs do to files -------------------------------------------------------------------


def lose_marks(nb, rng):
    """Lose the cells' metadata, or nbgrader's part of it, everywhere or in one cell."""
    if rng.random() < 0.4:
        nb["cells"][pick(nb, "any", rng)]["metadata"] = {}
        return
    for cell in nb["cells"]:
        if rng.random() < 0.5:
            cell["metadata"] = {}
        else:
            cell["metadata"].pop("nbgrader", None)


def lose_all_marks(nb, rng):
    """Lose all metadata, and perhaps the ids."""
    ids = rng.random() < 0.6
    for cell in nb["cells"]:
        cell["metadata"] = {}
        if ids:
            cell["id"] = fresh(rng)


def new_ids(nb, rng):
    """Give every cell a new id."""
    for cell in nb["cells"]:
        cell["id"] = fresh(rng)


def line_lists(nb, rng):
    """Write sources as lists of lines, with or without their ends."""
    ends = rng.random() < 0.5
    for cell in nb["cells"]:
        lines = cell["source"].split("\n")
        cell["lines"] = [line + "\n" for line in lines[:-1]] + lines[-1:] if ends else lines


def older_format(nb, rng):
    """Save in an older format."""
    nb["format"] = rng.choice([2, 3, 4.0, 4.4])


EDITS = (
    join, join, join_answers, split, copy_cell, two_attempts, two_attempts, move, move, delete,
    delete_answer, retype, archive, spoil, own_cell, own_cell, elsewhere, elsewhere, into_locked,
    form, form, form, result_type, result_type, lose_marks, lose_all_marks, new_ids, line_lists,
    older_format,
)  # fmt: skip


def edited(nb, rng):
    """A copy of a solved notebook with one to three edits, and the edits' names."""
    nb = copy.deepcopy(nb)
    names = []
    for _ in range(rng.choice([1, 1, 2, 3])):
        edit = rng.choice(EDITS)
        edit(nb, rng)
        names.append(edit.__name__)
    return nb, names


def solved(source, release):
    """A release with the instructor's answers in it, for editing.

    Args:
        source: The instructor's notebook.
        release: The release, as JSON.
    """
    nb = json.loads(nbformat.writes(release))
    answers = {
        cell.metadata["nbgrader"]["grade_id"]: "\n".join(
            line for line in cell.source.splitlines() if " SOLUTION" not in line
        )
        for cell in source.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    nb["stubs"], nb["simple"] = {}, []
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
        name = marks(cell).get("grade_id")
        if name in answers:
            nb["stubs"][name] = cell["source"]
            cell["source"] = answers[name]
        if (name or "").startswith("test_") and cell["source"] == f"check({name[5:]})":
            nb["simple"].append(name[5:])
    return nb


def sources(nb):
    """The code cells' sources, as a kernel gets them."""
    return [cell["source"] for cell in nb["cells"] if cell["cell_type"] == "code"]


def handed_in(nb):
    """The file's bytes."""
    nb = copy.deepcopy(nb)
    target = nb.pop("format", 4.5)
    for cell in nb["cells"]:
        if "lines" in cell:
            cell["source"] = cell.pop("lines")
    del nb["stubs"], nb["simple"]
    if target in (2, 3):
        old = nbformat.convert(nbformat.from_dict(nb), int(target))
        if target == 2:
            return nbformat.v2.nbjson.writes(old).encode()
        return nbformat.v3.nbjson.writes(old).encode()
    if target == 4.0:
        for cell in nb["cells"]:
            del cell["id"]
    nb["nbformat_minor"] = {4.0: 0, 4.4: 4}.get(target, 5)
    return json.dumps(nb).encode()
