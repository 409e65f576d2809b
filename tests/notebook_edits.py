"""Solved notebooks, and how people and programs edit them.

Every edit takes the notebook as JSON and a random generator, and changes the notebook in place.
``EDITS`` lists them all; :func:`edited` applies a few.
"""

import copy
import json
import re

import kinds_of_results
import nbformat

from backpass.grading.authoring.tidy import IMPORTS_CHECK

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
            "%%time\nsum(range(100))",
            "%%capture out\nprint('hidden')",
            "%%timeit -n 1 -r 1\nsum(range(10))",
            "%who",
            "%pip install numpy",
            "!pip install tqdm",
            "%conda install numpy",
            "from tqdm.auto import tqdm as bar\nimport math",
            "import seaborn as sns, math",
            "import torch\nx = torch.zeros(3)",
            "%matplotlib widget",
            "import matplotlib\nmatplotlib.use('TkAgg')",
            "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
            "%%bash\necho hello",
            "%%html\n<b>notes</b>",
            "%%markdown\n# notes",
            "%%latex\n$x$",
            "?print",
            "print?",
            "from google.colab import drive\ndrive.mount('/content/drive')",
            "import os\nfor folder, _, names in os.walk('/kaggle/input'):\n    print(folder)",
            "dbutils.widgets.text('a', 'b')",
            "π, Δx, ñ = 3.14, 1e-5, 'é'",
            "from __future__ import annotations",
            "import warnings\nwarnings.filterwarnings('error')",
            "np.seterr(all='raise')",
            "np.random.seed(1)\nnp.set_printoptions(precision=1)",
            "class Scratch:\n    pass",
            "def scratch(x):\n    return x\n\nassert scratch(1) == 1",
            "assert False, 'to do'",
            "try:\n    1 / 0\nexcept ZeroDivisionError:\n    pass",
            "%env THREADS=1",
            "%cd .",
            "with open('notes.txt', 'w') as file:\n    file.write('x')",
            "%%writefile notes.py\ny = 1",
            "%run -i notes.py",
            "import sys\nsys.exit()",
            "list(map(print, 'ab'))",
            "del sys",
            "%reset_selective -f nothing_like_that",
            "In[-1], Out",
            "async def later():\n    return 1\n\nawait later()",
            "match 3:\n    case int(n):\n        print(n)",
            "lambda: 0",
            "...",
            "pass;",
            "%load_ext tensorboard",
            "%config InlineBackend.figure_format = 'retina'",
            "%sql select 1",
            "get_ipython().run_line_magic('time', '1')",
            "import ipywidgets\nipywidgets.interact(lambda x: x, x=3)",
            "input('name? ')",
            "help(print)",
            "raise KeyboardInterrupt",
            "import numpy\nnumpy.float64 = float",
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


AROUND = (
    "{answer}\n\ndel {name}\n\n{answer}",
    "{answer}\n\nassert callable({name})",
    "def _traced(f):\n    import functools\n\n    @functools.wraps(f)\n    def g(*a, **k):\n"
    "        return f(*a, **k)\n    return g\n\n@_traced\n{answer}",
    "class _Answers:\n    @staticmethod\n{indented}\n\n{name} = _Answers.{name}",
    "class _Answers:\n    def __call__(self, *given):\n        return _plain_{name}(*given)\n\n"
    "{answer}\n\n_plain_{name} = {name}\n{name} = _Answers()",
    "def _make_{name}():\n{indented}\n    return {name}\n\n{name} = _make_{name}()",
    "from functools import *\n\n\n{answer}",
    "_calls_{name} = []\n{answer}\n\n"
    "{name} = (lambda f: lambda *g: (_calls_{name}.append(1), f(*g))[1])({name})",
    '# @title {name} {{ display-mode: "form" }}\nrate = 0.1 # @param {{type:"number"}}\n{answer}',
    "#@title {name}\n{answer}",
    "# COMMAND ----------\n{answer}",
    "# MAGIC %md notes\n{answer}",
    "# In[7]:\n\n\n{answer}\n\n",
    "# + tags=[]\n{answer}\n# -",
    "#| export\n{answer}",
    "#|echo: false\n{answer}",
    "\ufeff{answer}",
    "{answer}\n\nif __name__ == '__main__':\n    print('run')",
    "%%capture --no-stderr\n{answer}",
    "%%time\n{answer}\n\n",
    "%pip install numpy\n{answer}",
    "!ls\n{answer}\n!pwd",
    "files = !ls\n{answer}",
    "{answer}\n\n%time {name}",
    "{answer}\n\n{name}?",
    "{answer}\n\n?{name}",
    "import seaborn as sns\n{answer}",
    "from numba import njit\nimport math\n{answer}",
    "import matplotlib\nmatplotlib.use('Qt5Agg')\n{answer}",
    "{answer}\n\nimport torch\n",
    "{answer}\n\n1 / 0",
    "{answer}\n\nawait __import__('asyncio').sleep(0)",
    "with __import__('contextlib').suppress(Exception):\n{indented}",
    "for _ in range(1):\n{indented}",
    "while True:\n{indented}\n    break",
    "eval(compile({answer!r}, 'mine', 'exec'))",
    "globals().update(_g) if '_g' in globals() else None\n{answer}",
    "{answer}\n\nanswers = {{'f': {name}}}\n{name} = answers['f']",
    "{answer}\n\n({name}, other) = ({name}, 1)",
    "{answer}\n\n[{name}] = [{name}]",
    "{answer}\n\n({name} := {name})",
    "{answer}\n\nglobal {name}",
    "{answer}\n\n{name}: object = {name}",
    "{answer}\n\nfor {name} in [{name}]:\n    pass",
    "{answer}\n\nwith __import__('contextlib').nullcontext({name}) as {name}:\n    pass",
    "if True:\n    pass\nelse:\n    {name} = None\n{answer}",
    "{answer}\n\nimport builtins\nsetattr(builtins, 'kept_{name}', {name})",
    "{answer}\n\ndef kept_{name}(*given, f={name}):\n    return f(*given)\n\n{name} = kept_{name}",
    "get_ipython().run_cell({answer!r});",
    "get_ipython().run_cell_magic('time', '', {answer!r});",
    "import types\n_m = types.ModuleType('m')\n_m.np = np\nexec({answer!r}, _m.__dict__)\n"
    "{name} = _m.{name}",
    "{answer}\n;",
)


def dress(nb, rng):
    """Put around an answer what people and programs put there."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    name, answer = marks(cell)["grade_id"], cell["source"]
    if f"def {name}(" not in answer or answer.lstrip().startswith("%"):
        return
    indented = "\n".join("    " + line if line else line for line in answer.split("\n"))
    cell["source"] = rng.choice(AROUND).format(answer=answer, name=name, indented=indented)
    if rng.random() < 0.2:
        cell["metadata"] = {}
        cell["id"] = fresh(rng)


def by_a_file(nb, rng):
    """Write an answer into a file and run or import that."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    name, answer = marks(cell)["grade_id"], cell["source"]
    if f"def {name}(" not in answer or answer.startswith("%"):
        return
    file = rng.choice([f"my_{name}", f"Lösung_{name}"])
    head = rng.choice(["import numpy as np", "import numpy as np\nimport math", ""])
    magic = rng.choice(["%%writefile", "%%file", "%%writefile -a"])
    cell["source"] = f"{magic} {file}.py\n{head}\n{answer}"
    use = rng.choice(
        [
            f"from {file} import *",
            f"from {file} import {name}",
            f"import {file}\n{name} = {file}.{name}",
            f"import {file} as m\n\ndef {name}(*given):\n    return m.{name}(*given)",
            f"%run {file}.py",
            f"%run -i {file}",
            f"exec(open('{file}.py', encoding='utf-8').read())",
            f"import importlib\n{name} = getattr(importlib.import_module('{file}'), '{name}')",
        ]
    )
    nb["cells"].insert(k + 1, code(use, rng))


#: They break the check itself in the notebook's own process, which is not the grader's.
BREAKS_CHECK = (
    "check = None",
    "check = lambda *a, **k: print('fine')",
    "import builtins\nbuiltins.abs = lambda x: x",
    "np.multiply = np.add",
    "np.dot = None",
    "%reset -f",
    "np.isfinite = np.sqrt = None",
    "import backpass.judging.compared as c\nc.agrees = c.all_agree = None",
)


def disturb(nb, rng):
    """Change what stands elsewhere: given names, the answer's own name after its check, modules."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    name = marks(nb["cells"][k])["grade_id"]
    given = f"{name.replace('backward', 'forward')}"
    source = rng.choice(
        [
            f"def {given}(*given):\n    return 7.0, given",
            f"{given} = None",
            f"del {name}",
            f"{name} = None",
            f"def {name}(*given):\n    return 0.5",
            f"old = {name}\n\ndef {name}(*given):\n    return old(*given)",
            "np = None",
            "import math as np",
            "x = y = z = dout = cache = None",
            "def helper(*a):\n    return a",
            "from math import *\nfrom numpy import *",
            "sum = 3\nmax = 4\nlen = 5",
            "float = int",
            *BREAKS_CHECK,
            "globals().clear",
            f"{name}.note = 'mine'",
            f"if {name!r} in globals():\n    {name}.__name__ = 'other'",
        ]
    )
    where = rng.choice([k, k + 1, k + 2, len(nb["cells"])])
    nb["cells"].insert(where, code(source, rng))
    nb["breaks check"] = nb["breaks check"] or source in BREAKS_CHECK


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
        text = rng.choice(TEXTS)
        cell["source"] += (
            f"\n\ndef _other(f):\n    def g(*given):\n        r = f(*given)\n"
            f"        if isinstance(r, tuple): return ({several})(r)\n"
            f"        if isinstance(r, dict): return ({mapping})(r)\n"
            f"        if isinstance(r, str): return ({text})(r)\n"
            f"        if isinstance(r, float): return ({number})(r)\n"
            f"        return r\n    return g\n\n{name} = _other({name})"
        )


TABLES = {
    tuple: kinds_of_results.SEVERAL,
    float: kinds_of_results.NUMBERS,
    dict: kinds_of_results.DICTS,
    str: kinds_of_results.LETTERS,
    list: kinds_of_results.ARRAYS,
}


def any_type(nb, rng):
    """Return anything at all: one maker for each kind of result, whatever comes of it."""
    k = pick(nb, "answer", rng)
    if k is None or not (names := ANSWERS_BY_NAME.findall(nb["cells"][k]["source"])):
        return
    several, number, mapping, letter, array = (
        rng.choice(list(table.values())) for table in TABLES.values()
    )
    nb["cells"][k]["source"] += (
        f"\n\ndef _in_another_type(r):\n"
        f"    if isinstance(r, tuple): return ({several})(r)\n"
        f"    if isinstance(r, dict): return ({mapping})(r)\n"
        f"    if isinstance(r, str): return ({letter})(r)\n"
        f"    if isinstance(r, np.ndarray) and r.ndim: return ({array})(r)\n"
        f"    return ({number})(r)\n\n"
        f"{names[-1]} = _around({names[-1]}, _in_another_type)"
    )
    nb["cells"].insert(k, code(kinds_of_results.PRELUDE, rng))


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


PROGRAMS = (
    "colab", "vscode", "databricks", "pycharm", "kaggle", "deepnote", "nbdev", "cocalc", "jupytext",
    "sphinx", "nbstripout", "marimo", "quarto",
)  # fmt: skip


def as_a_program_saves(nb, rng):
    """Leave in the file what one of the known programs leaves."""
    program = rng.choice(PROGRAMS)
    for number, cell in enumerate(nb["cells"]):
        is_code = cell["cell_type"] == "code"
        if program == "colab":
            cell["metadata"] |= {"id": f"c{number}", "outputId": "x", "colab": {"height": 1}}
            if is_code and rng.random() < 0.1 and not cell["source"].startswith("%"):
                cell["source"] = f"# @title Part {number}\n{cell['source']}"
        elif program == "databricks":
            cell["metadata"] = {"application/vnd.databricks.v1+cell": {"title": ""}}
            cell["id"] = fresh(rng)
            if is_code and rng.random() < 0.5 and not cell["source"].startswith("%"):
                cell["source"] = f"%python\n{cell['source']}"
        elif program == "pycharm" and is_code and not cell["source"].startswith("%"):
            cell["source"] = f"#%%\n{cell['source']}"
        elif program == "kaggle":
            cell["metadata"] |= {"_uuid": str(number), "trusted": True}
            cell["id"] = fresh(rng)
        elif program == "deepnote":
            cell["metadata"] |= {"deepnote_source": cell["source"], "cell_id": str(number)}
        elif program in ("nbdev", "sphinx", "marimo"):
            cell["metadata"] = {}
            if program != "nbdev":
                cell["id"] = fresh(rng)
            if program == "marimo" and not is_code:
                cell.update(code(f'mo.md(r"""{cell["source"]}""")', rng))
        elif program in ("jupytext", "nbstripout", "cocalc"):
            cell["metadata"] |= {"collapsed": False, "scrolled": True}
            cell["id"] = fresh(rng)
        elif program == "quarto" and is_code and not cell["source"].startswith("%"):
            cell["source"] = f"#| label: c{number}\n{cell['source']}"
    if program == "colab":
        nb["cells"].insert(0, {"cell_type": "markdown", "id": fresh(rng), "metadata": {},
                               "source": "<a>Open in Colab</a>"})  # fmt: skip
    if program == "marimo":
        nb["cells"].insert(0, code("import marimo as mo", rng))
    nb["format"] = rng.choice([nb.get("format", 4.5), 4.0, 4.4])


def into_another_notebook(nb, rng):
    """Copy all cells into a notebook of one's own: no marks, a title, some cells left behind."""
    keep = []
    for cell in nb["cells"]:
        if cell["cell_type"] != "code" and rng.random() < 0.7:
            continue
        if marks(cell).get("grade") and rng.random() < 0.1:
            continue
        keep.append(cell | {"id": fresh(rng), "metadata": {}})
    title = {"cell_type": "markdown", "id": fresh(rng), "metadata": {}, "source": "# Homework"}
    nb["cells"] = [title, *keep]


def there_and_back(nb, rng):
    """Turn a cell into text and back, as one does by mistake."""
    k = pick(nb, "code", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    nb["cells"][k] = code(cell["source"], rng) | {"metadata": cell["metadata"]}
    if rng.random() < 0.5:
        nb["cells"][k]["source"] += "\n"


def comment_out(nb, rng):
    """Comment a cell out."""
    k = pick(nb, rng.choice(["answer", "given", "test"]), rng)
    if k is not None:
        lines = nb["cells"][k]["source"].split("\n")
        nb["cells"][k]["source"] = "\n".join("# " + line for line in lines)


def imports_check(source):
    """Whether a cell imports the checks and calls none, as a setup cell does."""
    return "import check" in source and "check(" not in source


def call_in(test):
    """The line of a test cell that calls the check."""
    return test.removeprefix(IMPORTS_CHECK).split("\n")[0]


def check_twice(nb, rng):
    """Check once more, at once or at the end."""
    tests = [c for k in of_kind(nb, "test") if "check(" in (c := nb["cells"][k])["source"]]
    if tests:
        again = code(call_in(rng.choice(tests)["source"]), rng)
        nb["cells"].insert(rng.choice([len(nb["cells"]), rng.randrange(len(nb["cells"]))]), again)


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
    nb["lines"] = rng.choice(["with ends", "bare"])


def older_format(nb, rng):
    """Save in an older format."""
    nb["format"] = rng.choice([2, 3, 4.0, 4.4])


EDITS = (
    join, join, join_answers, split, copy_cell, two_attempts, two_attempts, move, move, delete,
    delete_answer, retype, archive, spoil, own_cell, own_cell, elsewhere, elsewhere, into_locked,
    form, form, form, dress, dress, dress, by_a_file, disturb, disturb, as_a_program_saves,
    as_a_program_saves, into_another_notebook, there_and_back, comment_out, check_twice,
    result_type, any_type, any_type, lose_marks, lose_all_marks, new_ids, line_lists,
    older_format,
)  # fmt: skip


def edited(nb, rng, edits=EDITS):
    """A copy of a solved notebook with one to three of some edits, and the edits' names."""
    nb = copy.deepcopy(nb)
    names = []
    for _ in range(rng.choice([1, 1, 2, 3])):
        edit = rng.choice(edits)
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
    nb["stubs"], nb["simple"], nb["breaks check"], nb["files"] = {}, [], False, {}
    for cell in nb["cells"]:
        cell["source"] = "".join(cell["source"])
    nb["release"] = copy.deepcopy(nb["cells"])
    for cell in nb["cells"]:
        name = marks(cell).get("grade_id")
        if name in answers:
            nb["stubs"][name] = cell["source"]
            cell["source"] = answers[name]
        if (name or "").startswith("test_") and call_in(cell["source"]).partition("  #")[
            0
        ] == f"check({name[5:]})":
            nb["simple"].append(name[5:])
    return nb


def sources(nb):
    """The code cells' sources, as a kernel gets them: in order, but for those that ran first."""
    cells = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    first = [cell for cell in cells if cell.get("id", "") in nb.get("ran first", ())]
    others = [cell for cell in cells if cell not in first]
    at = 1 + next((k for k, one in enumerate(others) if imports_check(one["source"])), -1)
    return [cell["source"] for cell in (*others[:at], *first, *others[at:])]


#: How a program may write a file's text.
AS_BYTES = {
    "": lambda nb: json.dumps(nb).encode(),
    "utf-8-sig": lambda nb: json.dumps(nb).encode("utf-8-sig"),
    "utf-16": lambda nb: json.dumps(nb, ensure_ascii=False).encode("utf-16"),
    "crlf": lambda nb: json.dumps(nb, indent=1).replace("\n", "\r\n").encode(),
    "plain": lambda nb: json.dumps(nb, ensure_ascii=False).encode("utf-8", "surrogatepass"),
    "tail": lambda nb: json.dumps(nb).encode() + b"\n\n \t\n",
}


def handed_in(nb):
    """The file's bytes."""
    nb = copy.deepcopy(nb)
    target = nb.pop("format", 4.5)
    how = nb.pop("lines", None)
    nb.pop("ran first", None)
    written = nb.pop("written as", {})
    if how is not None and target not in (2, 3):  # those are written as lines anyway
        for cell in nb["cells"]:
            lines = cell["source"].split("\n")
            end = "\n" if how == "with ends" else ""
            cell["source"] = [line + end for line in lines[:-1]] + lines[-1:]
    del nb["stubs"], nb["simple"], nb["breaks check"], nb["files"], nb["release"]
    if target in (2, 3):
        old = nbformat.convert(nbformat.from_dict(nb), int(target))
        if target == 2:
            return nbformat.v2.nbjson.writes(old).encode()
        return nbformat.v3.nbjson.writes(old).encode()
    if target == 4.0:
        for cell in nb["cells"]:
            del cell["id"]
    nb["nbformat_minor"] = written.get("nbformat_minor", {4.0: 0, 4.4: 4}.get(target, 5))
    return AS_BYTES[written.get("bytes", "")](nb)
