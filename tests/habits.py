# ruff: noqa: E501 - one habit, one line
"""How students lay out whole notebooks, and what they leave lying about in them.

Where :mod:`further_edits` writes one answer in many ways, this is about what goes through a whole
notebook: all answers in one class or one file, one decorator on all of them, a helper that every
cell defines anew, checks that are called in other ways, caches that are objects, names of Python
that are written over. ``EDITS`` lists them.
"""

import copy
import itertools

from further_edits import renamed_to_mine
from notebook_edits import code, fresh, imports_check, marks, of_kind, pick
from pulled import pulled

from backpass.grading.authoring.tidy import IMPORTS_CHECK


def simple(nb):
    """Places of answers that are one plain function, with their names."""
    return [
        (k, marks(nb["cells"][k])["grade_id"])
        for k in of_kind(nb, "answer")
        if nb["cells"][k]["source"].startswith(f"def {marks(nb['cells'][k])['grade_id']}(")
        and "\ndef " not in nb["cells"][k]["source"]
        and "\nclass " not in nb["cells"][k]["source"]
    ]


def top(nb):
    """The place below the imports; 0 where there are none."""
    found = [k for k, cell in enumerate(nb["cells"]) if imports_check(cell["source"])]
    return found[0] + 1 if found else 0


def indented(text, by="    "):
    """A text with blanks before its lines."""
    return "\n".join(by + line if line else line for line in text.split("\n"))


def leave(nb, k, name, rng):
    """Leave a solution cell without its answer: the stub, a note, nothing, or no cell."""
    how = rng.choice(["stub", "note", "empty", "gone", "gone"])
    if how == "gone":
        del nb["cells"][k]
    else:
        nb["cells"][k]["source"] = {"stub": nb["stubs"][name], "note": "# see above", "empty": ""}[
            how
        ]


# --- where all the answers are -------------------------------------------------------------------


def one_class(nb, rng):
    """Write all answers as static methods of one class, and give them their names."""
    answers = simple(nb)
    if not answers:
        return
    names = [name for _, name in answers]
    body = "\n\n".join(indented("@staticmethod\n" + nb["cells"][k]["source"]) for k, _ in answers)
    use = rng.choice(
        [
            "\n".join(f"{name} = Answers.{name}" for name in names),
            "globals().update({k: getattr(Answers, k) for k in vars(Answers) if k[0] != '_'})",
            f"{', '.join(names)}, = (getattr(Answers(), k) for k in {names})",
            "for _k in dir(Answers):\n    if not _k.startswith('_'):\n        globals()[_k] = getattr(Answers, _k)",
            "import sys\nfor _k in dir(Answers):\n    if _k[:1] != '_':\n        setattr(sys.modules[__name__], _k, getattr(Answers, _k))",
        ]
    )
    for k, name in reversed(answers):
        leave(nb, k, name, rng)
    cells = [f"class Answers:\n{body}\n\n{use}"]
    if rng.random() < 0.4:
        cells = [f"class Answers:\n{body}", use]
    nb["cells"][top(nb) : top(nb)] = [code(text, rng) for text in cells]


def one_module(nb, rng):
    """Write all answers into one file, and import from it."""
    answers = simple(nb)
    if not answers:
        return
    names = [name for _, name in answers]
    text = "\n\n\n".join(nb["cells"][k]["source"] for k, _ in answers)
    module = rng.choice(["helper", "gates", "my_answers", "utils"])
    given = [
        nb["cells"][k]["source"]
        for k in of_kind(nb, "given")
        if nb["cells"][k]["cell_type"] == "code"
    ]
    head = "import numpy as np\n" + "\n\n".join(given if rng.random() < 0.5 else [])
    use = rng.choice(
        [
            [f"from {module} import *"],
            [f"import {module}\n" + "\n".join(f"{name} = {module}.{name}" for name in names)],
            [f"%load_ext autoreload\n%autoreload 2\nfrom {module} import {', '.join(names)}"],
            [f"%load_ext autoreload\n%autoreload 2\nimport {module}", f"from {module} import *"],
            [f"%run {module}.py"],
            [f"%run -n {module}"],
            [
                f"import {module} as m",
                f"globals().update({{k: v for k, v in vars(m).items() if k in {names}}})",
            ],
            [f"import importlib, {module}\nimportlib.reload({module})\nfrom {module} import *"],
            [
                f"from importlib import import_module\nm = import_module('{module}')\n"
                + "\n".join(f"{name} = m.{name}" for name in names)
            ],
            [f"exec(open('{module}.py').read())"],
            [f"import runpy\nglobals().update(runpy.run_path('{module}.py'))"],
            [
                f"import sys\nsys.path.append('.')\ntry:\n    from {module} import *\nexcept ImportError:\n    raise"
            ],
        ]
    )
    magic = rng.choice(["%%writefile", "%%file", "%%writefile -a"])
    for k, name in reversed(answers):
        leave(nb, k, name, rng)
    cells = [f"{magic} {module}.py\n{head}\n\n{text}", *use]
    nb["cells"][top(nb) : top(nb)] = [code(text, rng) for text in cells]


def growing_module(nb, rng):
    """Append each answer to a file, which is imported again each time."""
    answers = simple(nb)
    for k, name in reversed(answers):
        cell = nb["cells"][k]
        cell["source"] = f"%%writefile -a growing.py\n\n{cell['source']}"
        use = rng.choice(
            [
                f"import importlib, growing\nimportlib.reload(growing)\nfrom growing import {name}",
                "%run growing.py",
                f"import importlib, growing\ngrowing = importlib.reload(growing)\n{name} = growing.{name}",
            ]
        )
        nb["cells"].insert(k + 1, code(use, rng))
    nb["cells"].insert(top(nb), code("%%writefile growing.py\nimport numpy as np", rng))


def package_of_answers(nb, rng):
    """Write each answer into a file of its own in a package."""
    for k, name in reversed(simple(nb)):
        cell = nb["cells"][k]
        cell["source"] = f"%%writefile answers/part_{name}.py\nimport numpy as np\n{cell['source']}"
        use = rng.choice(
            [
                f"from answers.part_{name} import {name}",
                f"from answers import part_{name}\n{name} = part_{name}.{name}",
                f"import answers.part_{name} as part\n{name} = part.{name}",
            ]
        )
        nb["cells"].insert(k + 1, code(use, rng))
    make = rng.choice(
        [
            "!mkdir answers",
            "import os\nos.makedirs('answers', exist_ok=True)",
            "from pathlib import Path\nPath('answers').mkdir(exist_ok=True)",
            "%mkdir answers",
            "%%bash\nmkdir -p answers",
        ]
    )
    nb["cells"].insert(top(nb), code(make, rng))


def from_a_table(nb, rng):
    """Keep the answers in a dictionary, and take them from there in a loop."""
    answers = simple(nb)
    for k, name in reversed(answers):
        cell = nb["cells"][k]
        mine = renamed_to_mine(cell["source"], name)
        tables = [
            f"{mine}\n\nANSWERS[{name!r}] = _mine_{name}\nglobals().update(ANSWERS)",
            f"@register({name!r})\n{mine}",
            f"{mine}\n\nfor key, value in ANSWERS.items():\n    globals()[key] = value\n{name} = _mine_{name}",
            f"ANSWERS[{name!r}] = {cell['source']!r}\nfor key, text in ANSWERS.items():\n    if isinstance(text, str):\n        exec(text)",
        ]
        cell["source"] = rng.choice(tables)
    register = "ANSWERS = {}\n\ndef register(name):\n    def keep(f):\n        ANSWERS[name] = f\n        globals()[name] = f\n        return f\n    return keep"
    nb["cells"].insert(top(nb), code(register, rng))


DECORATORS = (
    "import functools, time\n\ndef mine(f):\n    @functools.wraps(f)\n    def g(*a, **k):\n        start = time.perf_counter()\n        try:\n            return f(*a, **k)\n        finally:\n            times.append(time.perf_counter() - start)\n    return g\n\ntimes = []",
    "def mine(f):\n    def g(*a):\n        print('called', f.__name__, len(a))\n        return f(*a)\n    return g",
    "class mine:\n    calls = 0\n    def __init__(self, f):\n        self.f = f\n        self.__doc__ = f.__doc__\n    def __call__(self, *a, **k):\n        mine.calls += 1\n        return self.f(*a, **k)",
    "import functools\n\ndef mine(f):\n    known = {}\n    @functools.wraps(f)\n    def g(*a):\n        key = repr(a)\n        if key not in known:\n            known[key] = f(*a)\n        return known[key]\n    return g",
    "def mine(f):\n    f.mine = True\n    return f",
    "import warnings\n\ndef mine(f):\n    def g(*a):\n        with warnings.catch_warnings():\n            warnings.simplefilter('ignore')\n            return f(*a)\n    return g",
    "def mine(f):\n    def g(*a):\n        with np.errstate(all='ignore'):\n            return f(*a)\n    return g",
    "def mine(f):\n    def g(*a):\n        try:\n            return f(*a)\n        except Exception as error:\n            print('failed:', error)\n            raise\n    return g",
    "import logging\nlogging.basicConfig(level=logging.DEBUG)\n\ndef mine(f):\n    def g(*a):\n        logging.info('%s', f.__name__)\n        return f(*a)\n    return g",
    "import copy\n\ndef mine(f):\n    def g(*a):\n        return f(*copy.deepcopy(a))\n    return g",
    "from functools import cache\n\ndef mine(f):\n    quick = cache(f)\n    def g(*a):\n        try:\n            return quick(*a)\n        except TypeError:\n            return f(*a)\n    return g",
)  # fmt: skip


def decorated(nb, rng):
    """Write one decorator, and put it on all answers, or call it below them."""
    chosen = rng.choice(DECORATORS)
    for k, name in simple(nb):
        cell = nb["cells"][k]
        if rng.random() < 0.6:
            cell["source"] = f"@mine\n{cell['source']}"
        else:
            cell["source"] += f"\n\n{name} = mine({name})"
    nb["cells"].insert(top(nb), code(chosen, rng))


def one_helper_for_all(nb, rng):
    """Call the working part ``step`` in every answer, and define it anew each time."""
    for k, name in simple(nb):
        cell = nb["cells"][k]
        cell["source"] = (
            cell["source"].replace(f"def {name}(", "def step(", 1)
            + f"\n\n\ndef {name}(*given{rng.choice(['', '', ', step=step'])}):\n    return step(*given)"
        )


def constants(nb, rng):
    """Use a constant of the notebook in every answer, and change it later."""
    for k, name in simple(nb):
        cell = nb["cells"][k]
        cell["source"] = (
            f"ONE = 1.0\n{renamed_to_mine(cell['source'], name)}\n\n\ndef {name}(*given):\n"
            f"    if ONE != 1.0:\n        return None\n    return _mine_{name}(*given)"
        )
    last = rng.choice([len(nb["cells"]), rng.randrange(len(nb["cells"]) + 1)])
    nb["cells"].insert(last, code("ONE = 2.0", rng))


def kept_state(nb, rng):
    """Keep something between the calls: a list, a default, an attribute, a closure, a class."""
    states = (
        "calls = []\n{mine}\n\ndef {name}(*given):\n    calls.append(given)\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given, calls=[]):\n    calls.append(len(calls))\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    {name}.calls += 1\n    return _mine_{name}(*given)\n\n{name}.calls = 0",
        "count = 0\n{mine}\n\ndef {name}(*given):\n    global count\n    count += 1\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    global last\n    last = _mine_{name}(*given)\n    return last",
        "{mine}\n\ndef {name}(*given):\n    np.random.seed(0)\n    np.random.rand()\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import os\n    os.environ['LAST'] = 'x'\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    with open('last.txt', 'a') as file:\n        file.write('x')\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    np.save('last.npy', np.zeros(3))\n    np.load('last.npy')\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import pickle\n    return pickle.loads(pickle.dumps(_mine_{name}(*given)))",
        "{mine}\n\ndef {name}(*given):\n    import tempfile, os\n    with tempfile.TemporaryDirectory() as folder:\n        open(os.path.join(folder, 'x'), 'w').close()\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import matplotlib.pyplot as plt\n    plt.plot([1, 2])\n    plt.close('all')\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import sys\n    print('x', file=sys.stderr)\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    display('called')\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import warnings\n    warnings.warn('slow')\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    assert given, 'nothing given'\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    from concurrent.futures import ThreadPoolExecutor\n    with ThreadPoolExecutor(1) as pool:\n        return pool.submit(_mine_{name}, *given).result()",
        "{mine}\n\ndef {name}(*given):\n    import asyncio\n    async def go():\n        return _mine_{name}(*given)\n    loop = asyncio.new_event_loop()\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    return eval('_mine_{name}(*g)', globals(), {{'g': given}})",
        "{mine}\n\ndef {name}(*given):\n    exec('out = f(*g)', space := {{'f': _mine_{name}, 'g': given}})\n    return space['out']",
        "{mine}\n\ndef {name}(*given):\n    return globals()['_mine_{name}'](*given)",
        "{mine}\n\ndef {name}(*given):\n    import __main__\n    return __main__._mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    import sys\n    return getattr(sys.modules['__main__'], '_mine_{name}')(*given)",
        "{mine}\n\ndef {name}(*given):\n    import inspect\n    inspect.getsource(_mine_{name})\n    inspect.signature(_mine_{name}).bind(*given)\n    return _mine_{name}(*given)",
        "{mine}\n\ndef {name}(*given):\n    return (lambda: (yield _mine_{name}(*given)))().send(None)",
        "{mine}\n\ndef {name}(*given):\n    match given:\n        case [*all_of_them]:\n            return _mine_{name}(*all_of_them)",
        "{mine}\n\ndef {name}(*given):\n    if (out := _mine_{name}(*given)) is not None:\n        return out",
        "{mine}\n\ndef {name}(*given):\n    for _ in range(3):\n        try:\n            return _mine_{name}(*given)\n        except ZeroDivisionError:\n            continue",
    )  # fmt: skip
    chosen = rng.choice(states) if rng.random() < 0.5 else None
    for k, name in simple(nb):
        mine = renamed_to_mine(nb["cells"][k]["source"], name)
        shape = chosen or rng.choice(states)
        nb["cells"][k]["source"] = shape.format(mine=mine, name=name)


TYPED = (
    "from typing import *\n{answer}",
    "from typing import overload, Any\n\n@overload\ndef {name}(a: int) -> int: ...\n\n@overload\ndef {name}(a: str) -> str: ...\n\n{answer}",
    "import numpy.typing as npt\n{annotated}",
    "from __future__ import annotations\n{annotated}",
    "from typing import Protocol\n\nclass Gate(Protocol):\n    def __call__(self, *given): ...\n\n{answer}\n\n_gate: Gate = {name}",
    "Array = np.ndarray\nPair = tuple[Array, Array]\n{annotated}",
)


def typed(nb, rng):
    """Write types into all answers."""
    shape = rng.choice(TYPED)
    for k, name in simple(nb):
        answer = nb["cells"][k]["source"]
        head, colon, rest = answer.partition("):")
        if "=" in head or "*" in head or "\n" in head or not colon:
            continue
        first, _, given = head.partition("(")
        wanted = ", ".join(f"{one.strip()}: 'object'" for one in given.split(",") if one.strip())
        annotated = f"{first}({wanted}) -> 'object':{rest}"
        nb["cells"][k]["source"] = shape.format(answer=answer, annotated=annotated, name=name)


# --- how they are checked ------------------------------------------------------------------------

CHECKS = (
    "%%time\n{check}",
    "%time {check}",
    "%%capture\n{check}",
    "{check}  # green!",
    "print({check})",
    "display({check})",
    "r = {check}\nr",
    "r = {check};",
    "try:\n    {check}\nexcept Exception as error:\n    print(error)",
    "import warnings\nwith warnings.catch_warnings():\n    warnings.simplefilter('ignore')\n    {check}",
    "if True:\n    {check}",
    "for _ in range(2):\n    {check}",
    "[{check} for _ in range(1)]",
    "import backpass\nbackpass.{check}",
    "def try_it():\n    {check}\n\ntry_it()",
    "def main():\n    return {check}\n\nif __name__ == '__main__':\n    main()",
    "(lambda: {check})()",
    "\n{check}\n",
    "    {check}",
    "{check}\n{check}",
    "x = 3\n{check}\nx",
    "{check}, 1",
    "# {check}",
    "%timeit -n 1 -r 1 {check}",
    "!echo checking\n{check}",
    "async def later():\n    {check}\n\nawait later()",
    "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n    {check}",
    "assert ({check}) is None or True",
    "print('before')\n{check}\nprint('after')\n1 / 0",
    "1 / 0\n{check}",
    "eval({check!r})",
    "exec({check!r})",
    "get_ipython().run_cell({check!r})",
    "_result = {check}\ndisplay(_result)\ndel _result",
)


def checked_otherwise(nb, rng):
    """Call the checks in another way, in their cells or in copies below."""
    shape = rng.choice(CHECKS)
    begun = f"{IMPORTS_CHECK}check("
    tests = [k for k in of_kind(nb, "test") if nb["cells"][k]["source"].startswith(begun)]
    chosen = tests if rng.random() < 0.5 else rng.sample(tests, min(1, len(tests)))
    for k in sorted(chosen, reverse=True):
        cell = nb["cells"][k]
        line, _, rest = cell["source"].removeprefix(IMPORTS_CHECK).partition("\n")
        if rest and "\n    " in shape:
            continue
        text = shape.format(check=line) + (f"\n{rest}" if rest else "")
        if rng.random() < 0.4:
            nb["cells"].insert(k + 1, code(text, rng))
        else:
            cell["source"] = text


def own_tests(nb, rng):
    """Test with one's own tests: unittest, doctest, a function called check or grade."""
    k = rng.randrange(top(nb), len(nb["cells"]) + 1)
    text = rng.choice(
        [
            "import unittest\n\nclass TestIt(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(1, 1)\n\nunittest.main(argv=[''], exit=False, verbosity=0)",
            "import doctest\ndoctest.testmod()",
            "def check_gradient(f, x):\n    return f(x)\n\ndef grade(f):\n    return 0.0",
            "def num_grad(f, x, h=1e-5):\n    return (f(x + h) - f(x - h)) / (2 * h)\n\nassert abs(num_grad(lambda x: x * x, 3.0) - 6.0) < 1e-6",
            "grade = score = result = verdict = points = exercise = contract = 0",
            "import pytest",
            "%%ipytest\ndef test_it():\n    assert True",
            "from backpass import *",
            "import backpass\nprint(backpass.__name__)",
            "from backpass.judging.gradcheck import *",
            "from IPython.display import clear_output\nclear_output()",
            "from IPython import get_ipython\nget_ipython().history_manager.reset()",
            "import ipytest\nipytest.autoconfig()",
            "import timeit\ntimeit.timeit(lambda: 1, number=3)",
            "import cProfile\ncProfile.run('1 + 1')",
            "%%capture\nimport this",
            "import sympy as sp\nx = sp.symbols('x')",
            "import jax\nimport jax.numpy as jnp",
            "import tensorflow as tf\nwith tf.GradientTape() as tape:\n    pass",
            "from autograd import grad\nimport autograd.numpy as np",
        ]
    )
    nb["cells"].insert(k, code(text, rng))


# --- what lies about -----------------------------------------------------------------------------

LEFT_ABOUT = (
    "list = [1, 2]", "sum = 0", "max = 3", "dict = {}", "str = 'a'", "len = 3", "tuple = (1,)",
    "type = 'relu'", "print = None", "display = None", "input = None", "id = 3", "iter = 0",
    "isinstance = None", "range = [1]", "zip = None", "map = {}", "set = {1}", "bool = 0",
    "abs = 1", "round = 2", "object = 1", "super = 1", "int = 3", "min = 1", "all = any = None",
    "enumerate = reversed = sorted = None", "Exception = 3", "True_ = 1\n__name__ = 'mine'",
    "__file__ = 'here.ipynb'", "__builtins__ = __builtins__", "exit = quit = None", "_ = __ = ___ = 1",
    "In = Out = None", "get_ipython = None", "open = None",
    "import builtins\nbuiltins.print = lambda *a, **k: None",
    "import builtins\nbuiltins.input = lambda *_: '3'",
    "import builtins\nbuiltins.helper_of_mine = 1",
    "import sys, io\nsys.stdout = io.StringIO()",
    "import sys\nsys.stderr = sys.stdout",
    "import sys, os\nsys.stdout = open(os.devnull, 'w')",
    "import sys\nsys.stdout = None",
    "import sys\nsys.excepthook = None",
    "import sys\nsys.displayhook = print",
    "import sys\nsys.argv = ['x']\nsys.path.insert(0, '..')\nsys.path.append('src')",
    "import sys\nsys.setrecursionlimit(10000)",
    "import sys\nsys.dont_write_bytecode = True",
    "import sys\nsys.settrace(None)\nsys.setprofile(None)",
    "import sys\nsys.modules.pop('json', None)",
    "import os\nos.chdir('/')",
    "import os\nos.chdir('..')",
    "import os\nos.environ.clear()",
    "import os\nos.environ['CUDA_VISIBLE_DEVICES'] = '-1'\nos.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'",
    "import gc\ngc.disable()",
    "import gc\ngc.collect()",
    "import atexit\natexit.register(print, 'bye')",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_DFL)",
    "import threading, time\nthreading.Thread(target=time.sleep, args=(0.05,), daemon=True).start()",
    "import faulthandler\nfaulthandler.enable()",
    "import tracemalloc\ntracemalloc.start()",
    "import logging\nlogging.getLogger().setLevel(logging.DEBUG)\nlogging.disable(logging.CRITICAL)",
    "import locale\nlocale.setlocale(locale.LC_ALL, '')",
    "import random\nrandom.seed(42)\nnp.random.seed(42)",
    "import multiprocessing\nprint(multiprocessing.cpu_count())",
    "import subprocess\nsubprocess.run(['ls'])",
    "import subprocess\nsubprocess.check_output(['nvidia-smi'])",
    "import os\nos.system('ls')",
    "import urllib.request\nurllib.request.urlopen('https://example.org')",
    "import requests\nrequests.get('https://example.org')",
    "import socket\nsocket.gethostname()",
    "import getpass\ngetpass.getuser()",
    "import pathlib\npathlib.Path.home()\nlist(pathlib.Path('.').iterdir())",
    "import tkinter",
    "import numba\nfrom scipy import special\nimport pandas as pd",
    "np.set_printoptions(precision=2, suppress=True)",
    "np.seterr(all='raise')",
    "np.seterr(divide='ignore', invalid='ignore')",
    "import warnings\nwarnings.simplefilter('error')",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "import decimal\ndecimal.getcontext().prec = 3",
    "import matplotlib\nmatplotlib.rcParams['figure.dpi'] = 300\nimport matplotlib.pyplot as plt\nplt.style.use('ggplot')",
    "%matplotlib inline\n%config InlineBackend.close_figures = False",
    "%autocall 1",
    "%automagic off",
    "%xmode Verbose",
    "%doctest_mode",
    "%pdb on",
    "%precision 2",
    "%config Application.verbose_crash = True",
    "%config InteractiveShell.ast_node_interactivity = 'all'",
    "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
    "get_ipython().ast_node_interactivity = 'none'",
    "get_ipython().events.register('post_run_cell', lambda *a: None)",
    "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    "get_ipython().input_transformers_cleanup.append(lambda lines: lines)",
    "from IPython.core.magic import register_line_magic, register_cell_magic\n\n@register_cell_magic\ndef skip(line, cell):\n    return",
    "dout = 1.0\ncache = (3.0, -4.0)\nx, y, z, w, q, f = 1, 2, 3, 4, 5, 6",
    "x: int\ny: float = 3.0",
    "class Value:\n    pass",
    "from dataclasses import dataclass\n\n@dataclass\nclass Cache:\n    x: float\n    y: float",
    "from enum import Enum\n\nclass Gate(Enum):\n    ADD = 1",
    "type X = int",
    "print(f'{'nested'}')",
    "“smart quotes”",
    "x\u00a0= 1",
    "def unfinished():\n",
    "for i in range(3):",
    "```python\nx = 1\n```",
    "1. first\n2. second",
    "$x^2$",
    "return 3",
    "yield 3",
    "nonlocal x",
    "break",
    "    x = 1\n    y = 2",
    "\tx = 1",
    "/print 1",
    ",print a b",
    ";print a b",
    "?",
    "%",
    "!",
    "!!ls",
    "%%",
    "%%time",
    "%magic_that_is_not",
    "%%magic_that_is_not\nx = 1",
    "cd ..",
    "ls",
    "pip install numpy",
    "conda install numpy",
    "git status",
    "clear",
    "x = %magic_that_is_not",
    "x = !magic_that_is_not",
    "files = %ls",
    "%%html\n<script>alert(1)</script>",
    "%%js\nalert(1)",
    "%%cython\ncdef int x = 1",
    "%%R\nx <- 1",
    "%%julia\nx = 1",
    "%%timeit\npass",
    "%%memit\npass",
    "%load_ext line_profiler\n%lprun -f print print(1)",
    "%load_ext nb_black",
    "%load_ext watermark\n%watermark -v",
    "%env\n%env A B",
    "%recall 1",
    "%rerun 1",
    "%history",
    "%dhist\n%pwd",
    "%bookmark here",
    "%notebook -e out.ipynb",
    "%pastebin 1",
    "%gui qt",
    "%pylab inline",
    "%edit",
    "%debug",
    "%killbgscripts",
    "%unalias ls",
    "%page x",
    "%sx ls",
    "%%sx\nls",
    "%%!\nls",
    "%system ls",
    "%sc x = ls",
    "%conda list",
    "%mamba list",
    "%uv pip install numpy",
    "%subplots",
    "%code_wrap",
    "raise ValueError('notes to self')",
    "raise SystemExit(3)",
    "raise GeneratorExit",
    "raise BaseException('all')",
    "import this",
    "import antigravity_that_is_not",
    "assert 1 == 2",
    "breakpoint",
    "input()",
    "import pdb; pdb.set_trace",
    "help()",
    "license()",
    "x = yield_ = 3; print(x); x",
    "lambda x: x\n_",
    "3\n",
    "_ + 1 if isinstance(_, int) else 0",
    "Out[1] if 1 in Out else None",
    "%debug",
    "%pdb on",
    "%store",
    "kept = 3\n%store kept\ndel kept\n%store -r kept\nassert kept == 3",
    "%bookmark here\n%bookmark -l",
    "%history -n 1-2",
    "assert len(In) == get_ipython().execution_count",
    "__import__('time').sleep(0.01)",
)  # fmt: skip


#: With these, what a check says is no longer shown in the notebook.
HIDES = (
    "display = None", "In = Out = None", "get_ipython = None", "import sys\nsys.displayhook = print",
    "import sys\nsys.stdout = None", "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)",
    "get_ipython().ast_node_interactivity = 'none'", "import os\nos.environ.clear()",
)  # fmt: skip


def left_about(nb, rng):
    """Leave a few odd cells lying about."""
    for _ in range(rng.choice([1, 2, 3])):
        k = rng.randrange(len(nb["cells"]) + 1)
        odd = rng.choice(LEFT_ABOUT)
        nb["cells"].insert(k, code(odd, rng))
        nb["breaks check"] = nb["breaks check"] or odd in HIDES


def in_an_answer(nb, rng):
    """Write an odd line above or below an answer, in its cell."""
    found = simple(nb)
    if not found:
        return
    k, _ = rng.choice(found)
    odd = rng.choice(LEFT_ABOUT)
    nb["breaks check"] = nb["breaks check"] or odd in HIDES
    cell = nb["cells"][k]
    if odd.startswith("%%"):
        cell["source"] = f"{odd}\n{cell['source']}" if "\n" not in odd else cell["source"]
    elif rng.random() < 0.5:
        cell["source"] = f"{odd}\n\n{cell['source']}"
    else:
        cell["source"] = f"{cell['source']}\n\n{odd}"


# --- caches and results --------------------------------------------------------------------------

PACKED = (
    ("class Box:\n    def __init__(self, v):\n        self.v = v", "Box({0})", "{0}.v"),
    ("import types", "types.SimpleNamespace(v={0})", "{0}.v"),
    ("", "(lambda: {0})", "{0}()"),
    ("", "[{0}]", "{0}[0]"),
    ("", "{{'v': {0}}}", "{0}['v']"),
    ("", "({0}, 'note', None, ...)", "{0}[0]"),
    ("", "iter([{0}])", "{0}"),
    ("KEPT = {}", "KEPT.setdefault(len(KEPT), [{0}])", "{0}[0]"),
    ("import pickle", "pickle.dumps({0})", "pickle.loads({0})"),
    ("import functools", "functools.partial(lambda v: v, {0})", "{0}()"),
    ("import weakref\nclass Box:\n    pass\nBOXES = []", "(lambda b: (setattr(b, 'v', {0}), BOXES.append(b), weakref.ref(b))[2])(Box())", "{0}().v"),
    ("from collections import namedtuple\nBox = namedtuple('Box', 'v')", "Box({0})", "{0}.v"),
    ("from dataclasses import dataclass\n\n@dataclass(frozen=True, slots=True)\nclass Box:\n    v: object", "Box({0})", "{0}.v"),
    ("import collections", "collections.deque([{0}])", "{0}[0]"),
    ("import collections", "collections.ChainMap({{'v': {0}}})", "{0}['v']"),
    ("from types import MappingProxyType as M", "M({{'v': {0}}})", "{0}['v']"),
    ("class Box(dict):\n    __getattr__ = dict.__getitem__", "Box(v={0})", "{0}.v"),
    ("KEPT = []", "(KEPT.append({0}), len(KEPT) - 1)[1]", "KEPT[{0}]"),
    ("def hold(v):\n    while True:\n        yield v", "hold({0})", "next({0})"),
    ("class Box:\n    def __init__(self, v):\n        self.v = v\n    def __eq__(self, other):\n        raise TypeError\n    __hash__ = None", "Box({0})", "{0}.v"),
    ("class Box:\n    def __init__(self, v):\n        self.v = v\n    def __repr__(self):\n        raise TypeError", "Box({0})", "{0}.v"),
    ("import threading\nBOX = threading.local()", "(setattr(BOX, 'v', {0}), BOX)[1]", "{0}.v"),
    ("import contextvars\nBOX = contextvars.ContextVar('b')", "(BOX.set({0}), BOX)[1]", "{0}.get()"),
    ("import array", "({0}, array.array('d', [1.0]), b'x', 1j, {{1}})", "{0}[0]"),
)  # fmt: skip


def packed_caches(nb, rng):
    """Let own forwards pack their caches into something, and the backward unpack them."""
    answers = {name: k for k, name in simple(nb)}
    prelude, pack, unpack = rng.choice(PACKED)
    for name, k in answers.items():
        other = name.replace("_forward", "_backward")
        if other == name or other not in answers:
            continue
        there, back = nb["cells"][k], nb["cells"][answers[other]]
        there["source"] = (
            f"{prelude}\n\n{renamed_to_mine(there['source'], name)}\n\n\ndef {name}(*given):\n"
            f"    out, cache = _mine_{name}(*given)\n    return out, {pack.format('cache')}"
        )
        back["source"] = (
            f"{renamed_to_mine(back['source'], other)}\n\n\ndef {other}(dout, cache):\n"
            f"    return _mine_{other}(dout, {unpack.format('cache')})"
        )


# --- cells ---------------------------------------------------------------------------------------


def indented_cells(nb, rng):
    """Indent whole cells, which IPython takes back."""
    by = rng.choice(["    ", "  ", "\t"])
    cells = [nb["cells"][k] for k in of_kind(nb, "code")]
    for cell in cells if rng.random() < 0.4 else rng.sample(cells, min(2, len(cells))):
        cell["source"] = indented(cell["source"], by)


def prompts(nb, rng):
    """Paste cells from a terminal or a page, prompts and all."""
    for k, _ in simple(nb):
        lines = nb["cells"][k]["source"].split("\n")
        how = rng.choice(["python", "ipython", "none"])
        if how == "python":
            text = "\n".join((">>> " if n == 0 else "... ") + x for n, x in enumerate(lines))
        elif how == "ipython":
            text = "\n".join(
                ("In [7]: " if n == 0 else "   ...: ") + x for n, x in enumerate(lines)
            )
        else:
            continue
        nb["cells"][k]["source"] = text


def split_amid(nb, rng):
    """Split a definition amid its lines, and write it again below."""
    found = simple(nb)
    if not found:
        return
    k, _ = rng.choice(found)
    cell = nb["cells"][k]
    lines = cell["source"].split("\n")
    if len(lines) < 2:
        return
    cut = rng.randrange(1, len(lines))
    halves = [code("\n".join(lines[:cut]), rng), code("\n".join(lines[cut:]), rng)]
    if rng.random() < 0.5:
        halves[0]["metadata"] = copy.deepcopy(cell["metadata"])
    where = rng.choice([k, k + 1])
    nb["cells"][where:where] = halves
    if rng.random() < 0.2:
        nb["cells"].remove(cell)


def by_its_number(nb, rng):
    """Use an earlier cell's text or result by the number that IPython gave it."""
    found = simple(nb)
    if len(found) < 2:
        return
    (k, name), (other, _) = rng.choice(list(itertools.pairwise(found)))
    way = rng.choice(["Out", "_", "In", "_i", "check", "last"])
    cells, answer = nb["cells"], nb["cells"][other]
    if way == "check":
        test = next(i for i, c in enumerate(cells) if marks(c).get("grade_id") == f"test_{name}")
        answer["source"] = f"assert Out[{number_of(nb, test)}]\n\n{answer['source']}"
    elif way == "last":
        cells.insert(other, code("2.0 + 1", rng))
        answer["source"] = f"assert _ == 3 and '2.0' in _i\n\n{answer['source']}"
    elif way in ("Out", "_"):
        cells.insert(k, code("{'one': 1}", rng))
        number = number_of(nb, k)
        of_it = f"Out[{number}]" if way == "Out" else f"_{number}"
        answer["source"] = f"one = {of_it}['one']\n\n{answer['source']}"
    else:
        cells.insert(k, code(answer["source"], rng))
        number = number_of(nb, k)
        answer["source"] = f"exec(In[{number}])" if way == "In" else f"exec(_i{number})"


def number_of(nb, place):
    """The number of a cell where all run from the top."""
    return sum(
        c["cell_type"] == "code" and c["source"].strip() != "" for c in nb["cells"][: place + 1]
    )


def from_the_last_result(nb, rng):
    """Take an answer from the result of the cell before: ``_``, ``Out``."""
    found = simple(nb)
    if not found:
        return
    k, name = rng.choice(found)
    cell = nb["cells"][k]
    first = f"{renamed_to_mine(cell['source'], name)}\n\n_mine_{name}"
    cell["source"] = f"{name} = " + rng.choice(
        ["_", "Out[max(Out)]", "get_ipython().user_ns['_']", "list(Out.values())[-1]"]
    )
    nb["cells"].insert(k, code(first, rng))


def imports_otherwise(nb, rng):
    """Import what the chapter needs in another way, or again below."""
    found = [cell for cell in nb["cells"] if imports_check(cell["source"])]
    if not found:
        return
    text = rng.choice(
        [
            "import numpy\nimport numpy as np\nfrom numpy import *",
            "import numpy as np\nimport math as m, os, sys",
            "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
            "%matplotlib inline\nimport numpy as np",
            "import importlib\nnp = importlib.import_module('numpy')",
            "from math import *\nfrom numpy import *\nimport numpy as np",
            "import numpy as np\nfrom numpy.linalg import *\nfrom numpy.random import *",
            "import pandas as pd\nimport numpy as np",
            "import torch, numpy as np",
            "%pylab inline\nimport numpy as np",
        ]
    )
    cell = rng.choice(found)
    how = rng.choice(["above", "below", "in front", "behind"])
    if how in ("above", "below"):
        nb["cells"].insert(nb["cells"].index(cell) + (how == "below"), code(text, rng))
    elif how == "in front":
        cell["source"] = f"{text}\n{cell['source']}"
    else:
        cell["source"] += f"\n{text}"


def given_rewritten(nb, rng):
    """Write a given forward again, in another form, above an answer."""
    k = pick(nb, "given", rng)
    if k is None or not nb["cells"][k]["source"].startswith("def "):
        return
    text = nb["cells"][k]["source"]
    name = text[4:].partition("(")[0]
    again = rng.choice(
        [
            f"{text}\n\n{name} = (lambda f: lambda *given: f(*given))({name})",
            f"old = {name}\n\ndef {name}(*given):\n    print('forward')\n    return old(*given)",
            f"{name} = __import__('functools').partial({name})",
            f"def {name}(*given):\n    return sum(map(np.sum, given)), given",
            f"%%time\n{text}",
            f"del {name}\n{text}",
        ]
    )
    nb["cells"].insert(rng.choice([k + 1, len(nb["cells"])]), code(again, rng))


def ids_twice(nb, rng):
    """Give cells the same id, or none that is allowed."""
    for cell in nb["cells"]:
        if rng.random() < 0.5:
            cell["id"] = rng.choice(["same", "", "x" * 80, "with space", nb["cells"][0]["id"]])


def grade_ids_twice(nb, rng):
    """Give a cell of one's own the marks of another one, as a copied cell has them."""
    k, own = pick(nb, "answer", rng), pick(nb, "any", rng)
    if k is None:
        return
    twin = code(rng.choice(["# scratch", "x = 1", "print('scratch')", "1 / 0", ""]), rng)
    twin["metadata"] = copy.deepcopy(nb["cells"][rng.choice([k, own])]["metadata"])
    nb["cells"].insert(rng.choice([k, k + 1, len(nb["cells"])]), twin)


def shuffled(nb, rng):
    """Put the cells of the notebook into another order: all answers first, or the text last."""
    how = rng.choice(["answers first", "text last", "tests last", "backwards"])
    answers = {id(nb["cells"][k]) for k in of_kind(nb, "answer")}
    tests = {id(nb["cells"][k]) for k in of_kind(nb, "test")}
    if how == "backwards":
        nb["cells"].reverse()
    else:
        order = {
            "answers first": lambda cell: id(cell) not in answers,
            "text last": lambda cell: cell["cell_type"] != "code",
            "tests last": lambda cell: id(cell) in tests,
        }[how]
        nb["cells"].sort(key=order)


def some_ids_kept(nb, rng):
    """Lose the marks, and the ids of most cells."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        if rng.random() < 0.7:
            cell["id"] = fresh(rng)


EDITS = (
    one_class, one_module, one_module, growing_module, package_of_answers, from_a_table, decorated, decorated,
    one_helper_for_all, constants, kept_state, kept_state, kept_state, typed, checked_otherwise,
    checked_otherwise, own_tests, own_tests, left_about, left_about, left_about, left_about,
    in_an_answer, in_an_answer, in_an_answer, packed_caches, packed_caches, packed_caches, indented_cells, prompts, split_amid,
    from_the_last_result, by_its_number, by_its_number, imports_otherwise, given_rewritten, ids_twice, grade_ids_twice, shuffled,
    some_ids_kept, pulled,
)  # fmt: skip
