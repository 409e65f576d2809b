# ruff: noqa: E501 - one habit, one line
"""What students do to a notebook in the week that they work on it.

They move answers into files and modules and load them again, wrap them, run them by way of a
string or a magic, write tests of their own that fail, leave the settings of libraries changed, and
take from ``_``, ``Out`` and ``In`` what they had before. ``EDITS`` lists it all.
"""

import copy
import itertools
import re

from habits import indented, leave, simple, top
from notebook_edits import code, fresh, of_kind, pick

HEAD = "import math\nimport numpy as np\n\n\n"


def one(nb, rng):
    """The place, the name and the source of some answer that is one plain function."""
    found = simple(nb)
    if not found:
        return None
    k, name = rng.choice(found)
    return k, name, nb["cells"][k]["source"]


def below_test(nb, name):
    """The place below the test of an exercise; the end where it is gone."""
    for k, cell in enumerate(nb["cells"]):
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == f"test_{name}":
            return k + 1
    return len(nb["cells"])


def wrong(source):
    """The answer as it stood on Monday."""
    first = source.split("\n")[0]
    return f"{first}\n    return None"


# --- answers that are written in another way, in their own cells ----------------------------------

#: ``{n}`` is the name, ``{s}`` the source, ``{i}`` the indented source, ``{r}`` it as a literal,
#: ``{w}`` Monday's, ``{p}`` its source with prompts before it, ``{h}`` its first line, ``{b}`` its body.
WAYS = (
    "{s}\n\n{n}",
    "{s}\n\n{n}?",
    "{s}\n\n!echo done",
    "import subprocess\nsubprocess.run(['ls'])\n{s}",
    "import subprocess\nprint(subprocess.check_output('pwd', shell=True))\n{s}",
    "import os\nos.system('ls')\n{s}",
    "{s}\n\nassert {n} is None",
    "{s}\n\nraise RuntimeError('stop here for today')",
    "{s}\n\nimport sys\nsys.exit()",
    "{s}\n\nsys.exit(0)",
    "{s}\n\n1/0",
    "{s}\n\nprint(undefined_name)",
    "{w}\n\n\n{s}",
    "{s}\n\nbackup_of_it = {n}\ndel {n}\n{n} = backup_of_it",
    "exec({r})",
    "exec({r}, globals())",
    "exec(compile({r}, 'mine.py', 'exec'))",
    "get_ipython().run_cell({r})",
    "get_ipython().ex({r})",
    "get_ipython().run_cell_magic('time', '', {r})",
    "get_ipython().run_cell_magic('capture', 'kept', {r})",
    "%%time\n{s}",
    "%%capture\n{s}",
    "%%capture kept\n{s}",
    "%%capture --no-stderr kept\n{s}",
    "%%prun\n{s}",
    "%%timeit -n1 -r1\n{s}",
    "\n\n%%time\n{s}",
    "# my answer\n%%time\n{s}",
    "%time x_of_mine = 3\n{s}",
    "{s}\n%timeit -n1 -r1 1 + 1",
    "{s}\n%prun -q 1 + 1",
    "%matplotlib inline\n%config InlineBackend.figure_format = 'retina'\n{s}",
    "%load_ext autoreload\n%autoreload 2\n{s}",
    "# %load answers.py\n{s}",
    "%pylab inline\n{s}",
    "%cd .\n{s}",
    "here = %pwd\n{s}",
    "here = !pwd\n{s}",
    "{s}\nfiles = !ls\nprint(len(files))",
    "!pip install numpy > /dev/null\n{s}",
    "%pip --version\n{s}",
    "%env MINE=1\n{s}",
    "%xmode Minimal\n{s}",
    "%precision 3\n{s}",
    "%%html\n<b>no answer</b>\n",
    "    # as pasted from a page\n" + "{i}",
    "{i}",
    "{p}",
    "if True:\n{i}",
    "if __name__ == '__main__':\n{i}",
    "try:\n    {n}\nexcept NameError:\n{i}",
    "try:\n    import numba_of_mine\nexcept ImportError:\n    pass\n{s}",
    "try:\n    from numba import njit\nexcept ImportError:\n    njit = lambda f: f\n\n\n@njit\n{s}",
    "import os\nwith open(os.devnull) as nothing:\n{i}",
    "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()):\n{i}",
    "import warnings\nwith warnings.catch_warnings():\n{i}",
    "with np.errstate(all='ignore'):\n{i}",
    "for _ in range(1):\n{i}",
    "while True:\n{i}\n    break",
    "def make():\n{i}\n    return {n}\n\n\n{n} = make()",
    "def make():\n    global {n}\n{i}\n\n\nmake()",
    "import asyncio\n\n\nasync def make():\n    await asyncio.sleep(0)\n{i}\n    return {n}\n\n\n{n} = await make()",
    "import asyncio\nawait asyncio.sleep(0)\n{s}",
    "import asyncio\n\n\nasync def make():\n    global {n}\n{i}\n\n\nawait asyncio.gather(make(), asyncio.sleep(0))",
    "class Answers:\n    @staticmethod\n{i}\n\n\n{n} = Answers.{n}",
    "class Answers:\n    @staticmethod\n{i}\n\n\n{n} = Answers().{n}",
    "class Answers:\n{i}\n\n\n{n} = Answers.{n}",
    "class Answers:\n    @staticmethod\n{i}\n\n\nglobals().update(vars(Answers))",
    "@lambda f: f\n{s}",
    "from functools import wraps\n\n\ndef logged(f):\n    @wraps(f)\n    def inner(*a, **k):\n        print('called', f.__name__)\n        return f(*a, **k)\n    return inner\n\n\n@logged\n{s}",
    "import time\n\n\ndef timed(f):\n    def inner(*a, **k):\n        start = time.perf_counter()\n        result = f(*a, **k)\n        inner.total += time.perf_counter() - start\n        return result\n    inner.total = 0.0\n    return inner\n\n\n@timed\n{s}",
    "@np.errstate(all='ignore')\n{s}",
    "from functools import singledispatch\n\n\n@singledispatch\n{s}",
    "from functools import cache\n\n\n@cache\n{s}",
    "import contextlib\n\n\n@contextlib.suppress(ZeroDivisionError)\n{s}",
    "@staticmethod\n{s}",
    "import typing\n\n\n@typing.no_type_check\n{s}",
    "registry = {{}}\n\n\ndef register(f):\n    registry[f.__name__] = f\n    return f\n\n\n@register\n{s}",
    "registry = {{}}\n\n\ndef register(f):\n    registry[f.__name__] = f\n\n\n@register\n{s}\n\n\n{n} = registry['{n}']",
    "import threading\n\n\ndef work():\n    global {n}\n{i}\n\n\nt = threading.Thread(target=work)\nt.start()\nt.join()",
    "from concurrent.futures import ThreadPoolExecutor\n\n\ndef make():\n{i}\n    return {n}\n\n\nwith ThreadPoolExecutor() as pool:\n    {n} = pool.submit(make).result()",
    "{s}\n\nimport inspect\nprint(inspect.getsource({n}))",
    "{s}\n\nimport inspect\nexec(inspect.getsource({n}))",
    "{s}\n\nimport pickle\n{n} = pickle.loads(pickle.dumps({n}))",
    "{s}\n\nimport copy\n{n} = copy.deepcopy({n})",
    "{s}\n\n{n}.__name__ = 'mine'",
    "{s}\n\n{n}.author = 'me'",
    "{w}\n\n\ndef mine{h}{b}\n\n\n{n}.__code__ = mine.__code__",
    "import types\n{s}\n\n{n} = types.FunctionType({n}.__code__, globals())",
    "import __main__\n{s}\n\n__main__.{n} = {n}",
    "def mine{h}{b}\n\n\nimport __main__\n__main__.{n} = mine",
    "def mine{h}{b}\n\n\nimport sys\nsetattr(sys.modules[__name__], '{n}', mine)",
    "def mine{h}{b}\n\n\nget_ipython().user_ns['{n}'] = mine",
    "def mine{h}{b}\n\n\nget_ipython().push({{'{n}': mine}})",
    "def mine{h}{b}\n\n\nvars()['{n}'] = mine",
    "def mine{h}{b}\n\n\nlocals().update({n}=mine)",
    "def mine{h}{b}\n\n\n{n} = lambda *a, **k: mine(*a, **k)",
    "def mine{h}{b}\n\n\nfor {n} in [mine]:\n    pass",
    "def mine{h}{b}\n\n\nif ({n} := mine):\n    pass",
    "def mine{h}{b}\n\n\nmatch [mine]:\n    case [{n}]:\n        pass",
    "def mine{h}{b}\n\n\n{n}, unused = mine, 0",
    "def mine{h}{b}\n\n\n({n}), *rest = mine, 0, 1",
    "def mine{h}{b}\n\n\n{n}: object = mine",
    "import contextlib\n\n\ndef mine{h}{b}\n\n\nwith contextlib.nullcontext(mine) as {n}:\n    pass",
    "def mine{h}{b}\n\n\nclass {n}:\n    def __new__(cls, *a, **k):\n        return mine(*a, **k)",
    "def mine{h}{b}\n\n\nclass Callable:\n    def __call__(self, *a, **k):\n        return mine(*a, **k)\n\n\n{n} = Callable()",
    "import builtins\n\n\ndef mine{h}{b}\n\n\nbuiltins.{n} = mine",
    "from __future__ import annotations\n\n{s}",
    "from __future__ import annotations\n\nimport typing\n\n{s}\n\n\n{n}.__annotations__['return'] = 'NotThere'",
    "def _() -> NotThere: ...\n\n\n{s}",
    "{s}\n\nx_of_mine: NotThere",
    "{s}\n\nx_of_mine: int = 3",
    "type Pair = tuple[float, float]\n\n\n{s}",
    "import doctest\n\n{s}\n\n\ndoctest.testmod()",
    "{s}\n\n\nimport unittest\n\n\nclass Test(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(callable({n}))\n\n\nunittest.main(argv=[''], exit=False)",
    "{s}\n\n\nimport unittest\n\n\nclass Test(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(callable({n}))\n\n\nunittest.main()",
    "{s}\n\n\nprint(help({n}))",
    "import logging\nlogging.basicConfig(level=logging.DEBUG)\n{s}",
    "import tqdm\n{s}",
    "import pandas as pd\n{s}",
    "import scipy.special\n{s}",
    "import torch\n{s}",
    "from tqdm import tqdm\n{s}",
    "import matplotlib\nmatplotlib.use('Qt5Agg')\n{s}",
    "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\n{s}",
    "from google.colab import drive\ndrive.mount('/content/drive')\n{s}",
    "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9/')\n{s}",
    "import multiprocessing\nprint(multiprocessing.cpu_count())\n{s}",
    "from multiprocessing import Pool\nwith Pool(2) as pool:\n    print(pool.map(abs, [1, -2]))\n{s}",
    "import os\nif os.fork() == 0:\n    os._exit(0)\nos.wait()\n{s}",
    "name = input('your name? ')\n{s}",
    "try:\n    name = input('your name? ')\nexcept EOFError:\n    name = ''\n{s}",
    "{s}\r\n",
    "\ufeff{s}",
    "{s}\n\n\"\"\"\nold attempt\n{w}\n\"\"\"",
    "#%%\n{s}",
    "# %% [markdown]\n# my notes\n# %%\n{s}",
    "#@title Answer {{ run: 'auto' }}\n{s}",
    "{s};",
    "{s}\n\x0c\n",
    "from numpy import *\n{s}",
    "from math import *\n{s}",
    "sum = 0\n{s}",
    "max, min, abs = 1, 2, 3\n{s}",
    "list = [1]\nstr = 'text'\ntype = 'kind'\nid = 7\n{s}",
    "from IPython.display import *\nclear_output()\n{s}",
    "from IPython.core.magic import register_cell_magic\n\n\n@register_cell_magic\ndef mine(line, cell):\n    exec(cell, globals())\n\n\n{s}",
    "{s}\n\n\ndel np\nimport numpy as np",
    "import sys\nsys.stdout.write('hello')\nsys.stdout.flush()\n{s}",
    "import sys, io\nsys.stdout = io.StringIO()\n{s}",
    "import sys\nsys.setrecursionlimit(200)\n{s}",
    "import gc\ngc.disable()\n{s}",
    "import time\ntime.sleep(0.2)\n{s}",
    "import signal\nsignal.alarm(0)\n{s}",
    "import atexit\natexit.register(print, 'bye')\n{s}",
    "import os\nos.makedirs('mine', exist_ok=True)\nos.chdir('mine')\n{s}",
    "import os\nos.chdir('/tmp')\n{s}",
    "open('notes.txt', 'w').write('hello')\n{s}",
    "np.save('kept.npy', np.arange(3))\nprint(np.load('kept.npy'))\n{s}",
    "import os\nprint(os.listdir(), os.getcwd(), os.environ['HOME'])\n{s}",
    "import getpass\nprint(getpass.getuser())\n{s}",
    "import platform, socket\nprint(platform.platform(), socket.gethostname())\n{s}",
    "from pathlib import Path\nprint(Path.home(), Path('~').expanduser(), Path('x').resolve())\n{s}",
    "import sqlite3\nsqlite3.connect('mine.db').execute('create table t (x)')\n{s}",
    "import tempfile\ntempfile.NamedTemporaryFile().write(b'x')\n{s}",
    "import webbrowser\nwebbrowser.open('http://127.0.0.1:9/')\n{s}",
    "import locale\nlocale.setlocale(locale.LC_ALL, '')\n{s}",
    "import ctypes\nctypes.CDLL(None).getpid()\n{s}",
    "import resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n{s}",
    "import turtle\n{s}",
    "import tkinter\n{s}",
    "import antigravity_of_mine\n{s}",
    "import psutil\n{s}",
    "import this\n{s}",
    "import faulthandler\nfaulthandler.enable()\n{s}",
    "import asyncio\nasyncio.get_event_loop().set_debug(False)\n{s}",
    "import readline\n{s}",
    "import pdb\n{s}",
    "breakpoint_of_mine = breakpoint\n{s}",
)  # fmt: skip


def with_prompts(source):
    """A source as a book prints it."""
    lines = source.split("\n")
    return "\n".join([">>> " + lines[0], *("... " + line for line in lines[1:])])


def written(way, name, source):
    """An answer in one of the ways."""
    first, _, rest = source.partition("\n")
    return way.format(
        n=name, s=source, i=indented(source), r=repr(source), w=wrong(source),
        p=with_prompts(source), h=first[first.index("("):], b="\n" + rest,
    )  # fmt: skip


def another_way(nb, rng):
    """Write some answers in other ways."""
    found = simple(nb)
    for k, name in rng.sample(found, min(len(found), rng.choice([1, 2]))):
        nb["cells"][k]["source"] = written(rng.choice(WAYS), name, nb["cells"][k]["source"])


def another_way_elsewhere(nb, rng):
    """Write an answer in another way in a cell of one's own, above or below its own."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    cell = code(written(rng.choice(WAYS), name, source), rng)
    place = rng.choice([k, k, top(nb), k + 1, below_test(nb, name)])
    if place > k:
        nb["cells"].insert(place, cell)
        leave(nb, k, name, rng)
    else:
        leave(nb, k, name, rng)
        nb["cells"].insert(place, cell)


# --- answers in files ----------------------------------------------------------------------------

#: Cells, in order; ``{s}`` the source with imports above it, ``{w}`` Monday's.
BY_FILES = (
    ("%%writefile {m}.py\n{w}", "import {m}", "%%writefile {m}.py\n{s}", "import importlib\nimportlib.reload({m})\n{n} = {m}.{n}"),
    ("%%writefile {m}.py\n{w}", "import {m}", "%%writefile {m}.py\n{s}", "from importlib import reload\n{n} = reload({m}).{n}"),
    ("%load_ext autoreload\n%autoreload 2", "%%writefile {m}.py\n{w}", "from {m} import {n}", "import time\ntime.sleep(1.1)", "%%writefile {m}.py\n{s}", "{n}"),
    ("%%writefile {m}.py\n{s}", "%run {m}.py"),
    ("%%writefile {m}.py\n{s}", "%run -i {m}.py"),
    ("%%writefile {m}.py\n{s}", "%run {m}"),
    ("%%writefile {m}.py\n{s}", "%run ./{m}.py --fast"),
    ("%%writefile {m}.py\n{s}", "exec(open('{m}.py').read())"),
    ("%%writefile {m}.py\n{s}", "exec(open('{m}.py').read(), globals())"),
    ("%%writefile {m}.py\n{s}", "exec(compile(open('{m}.py').read(), '{m}.py', 'exec'))"),
    ("%%writefile {m}.py\n{s}", "with open('{m}.py') as file:\n    exec(file.read())"),
    ("%%writefile {m}.py\n{s}", "from pathlib import Path\nexec(Path('{m}.py').read_text())"),
    ("%%writefile {m}.py\n{s}", "import runpy\n{n} = runpy.run_path('{m}.py')['{n}']"),
    ("%%writefile {m}.py\n{s}", "globals().update(__import__('runpy').run_path('{m}.py'))"),
    ("%%writefile {m}.py\n{s}", "%load {m}.py", "from {m} import *"),
    ("%%writefile {m}.py\n{s}", "%run {m}.py\n%timeit -n1 -r1 {n}"),
    ("%%file {m}.py\n{s}", "from {m} import {n}"),
    ("%%writefile {m}.py\nimport numpy as np\n", "%%writefile -a {m}.py\n\n{s}", "from {m} import {n}"),
    ("!mkdir -p lib", "%%writefile lib/{m}.py\n{s}", "import sys\nsys.path.append('lib')\nfrom {m} import {n}"),
    ("import os\nos.makedirs('lib', exist_ok=True)", "%%writefile lib/{m}.py\n{s}", "import sys\nsys.path.insert(0, 'lib')\nfrom {m} import {n}"),
    ("import os\nos.makedirs('lib', exist_ok=True)", "%%writefile lib/{m}.py\n{s}", "from lib.{m} import {n}"),
    ("import os\nos.makedirs('lib', exist_ok=True)\nos.chdir('lib')", "%%writefile {m}.py\n{s}", "from {m} import {n}"),
    ("open('{m}.py', 'w').write({r})", "from {m} import {n} as {n}"),
    ("text = {r}", "exec(text)"),
    ("text = {r}\nwith open('{m}.py', 'w') as file:\n    print(text, file=file)", "import {m}\n{n} = {m}.{n}\ndel {m}"),
    ("%%writefile {m}.py\n{s}", "import importlib.util\nspec = importlib.util.spec_from_file_location('{m}', '{m}.py')\nmodule = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(module)\n{n} = module.{n}"),
    ("%%writefile {m}.ipy\n{s}\n%pwd", "%run {m}.ipy"),
    ("%%writefile {m}.py\n{s}\nif __name__ == '__main__':\n    print('main')", "!python {m}.py", "from {m} import {n}"),
    ("import types\n{m} = types.ModuleType('{m}')\nexec({r}, {m}.__dict__)", "{n} = {m}.{n}"),
    ("{s}", "%save -f {m} _i", "%run {m}.py"),
    ("{s}", "%store {n}"),
    ("{s}", "import pickle\npickle.dump({n}, open('{m}.pkl', 'wb'))", "del {n}\n{n} = pickle.load(open('{m}.pkl', 'rb'))"),
    ("%%writefile {m}.json\n[1, 2, 3]", "import json\nprint(json.load(open('{m}.json')))\n{s}"),
    ("%%writefile {m}.py\n{s}", "!cat {m}.py", "%cat {m}.py\nfrom {m} import {n}"),
    ("%%bash\ncat > {m}.py <<'EOF'\n{s}\nEOF", "from {m} import {n}"),
    ("%%python\nprint(3)", "{s}"),
    ("%%writefile {m}.py\n{s}", "%pycat {m}.py", "%run -n {m}.py"),
    ("%%writefile {m}.py\n{s}", "%cd /tmp", "%cd -", "from {m} import {n}"),
    ("%%writefile {m}.py\n{s}", "import sys\nsys.path.append('.')\nsys.dont_write_bytecode = True", "import {m} as helpers\nfrom helpers import *", "{n} = helpers.{n}"),
)  # fmt: skip


def by_files(nb, rng):
    """Write an answer into a file, and take it from there."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    module = rng.choice(["helpers", "mygrads", "hw", "utils_of_mine", "answers"])
    texts = [
        text.format(
            m=module, n=name, s=HEAD + source, w=HEAD + wrong(source), r=repr(HEAD + source)
        )
        for text in rng.choice(BY_FILES)
    ]
    leave(nb, k, name, rng)
    place = rng.choice([k, top(nb)])
    nb["cells"][place:place] = [code(text, rng) for text in texts]


def all_in_one_file(nb, rng):
    """Write every answer into one file at the top, and import them all."""
    found = simple(nb)
    if not found:
        return
    text = HEAD + "\n\n\n".join(nb["cells"][k]["source"] for k, _ in found)
    for k, name in reversed(found):
        leave(nb, k, name, rng)
    how = rng.choice([
        "from everything import *", "%run everything.py", "exec(open('everything.py').read())",
        "import everything\nglobals().update(vars(everything))",
        "import everything\nfrom everything import " + ", ".join(name for _, name in found),
        "import everything\nfor name in dir(everything):\n    if not name.startswith('_'):\n        globals()[name] = getattr(everything, name)",
    ])  # fmt: skip
    nb["cells"][top(nb) : top(nb)] = [
        code("%%writefile everything.py\n" + text, rng),
        code(how, rng),
    ]


# --- what a name meant before, and means later ---------------------------------------------------

LATER = (
    "{w}\n\n\ndel {n}",
    "{n} = 3",
    "{n} = {n}",
    "del {n}",
    "results = [{n}]\ndel {n}\n{n} = results.pop()",
    "%reset -f",
    "%reset_selective -f {n}",
    "%xdel {n}",
    "saved = {n}\n{n} = None",
    "class {n}:\n    pass",
    "import math as {n}",
    "for {n} in range(3):\n    pass",
    "def {n}(*a):\n    raise NotImplementedError",
    "def {n}(*a, old={n}):\n    print('called')\n    return old(*a)",
    "{n} = None\nraise SystemExit",
    "globals().pop('{n}')",
    "print({n})\n%who\n%whos",
    "{n}??",
    "%pinfo {n}\n%psource {n}",
    "%timeit -n1 -r1 callable({n})",
    "import cProfile\ncProfile.run('callable({n})')",
    "import dis\ndis.dis({n})",
    "%%time\nfor _ in range(1000): callable({n})",
    "import gc\nfor o in gc.get_objects()[:100]:\n    pass",
    "check({n})\ncheck({n})",
    "try:\n    check({n})\nexcept Exception as error:\n    print(error)",
    "result = check({n})\nprint(result)",
    "f = {n}\ncheck(f)",
    "display({n})",
    "assert callable({n}), 'no function'\nassert False, 'to do'",
)  # fmt: skip


def later(nb, rng):
    """Do something with an answer below its test, or just below its cell."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    text = rng.choice(LATER).format(n=name, w=wrong(source))
    nb["breaks check"] |= text == "%reset -f"
    place = below_test(nb, name) if rng.random() < 0.75 else k + 1
    nb["cells"].insert(rng.choice([place, place, len(nb["cells"])]), code(text, rng))


def from_history(nb, rng):
    """Take an answer from ``_``, ``Out`` or ``In``."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    mine = source.replace(f"def {name}(", "def mine(", 1)
    before = sum(cell["cell_type"] == "code" for cell in nb["cells"][:k])
    texts = rng.choice([
        [mine + "\n\n\nmine", f"{name} = _"],
        [mine + "\n\n\nmine", "3", f"{name} = __"],
        [mine + "\n\n\nmine", f"{name} = Out[{before + 1}]"],
        [mine + "\n\n\nmine", f"{name} = _{before + 1}"],
        [mine + "\n\n\nmine", f"{name} = _oh[{before + 1}]"],
        [source, f"del {name}", f"exec(In[{before + 1}])"],
        [source, f"del {name}", "exec(In[-3])"],
        [source, f"del {name}", f"exec(_i{before + 1})"],
        [source, f"del {name}", "exec(_ii)"],
        [source, f"del {name}", "%rerun ~2"],
        [source, f"del {name}", f"%rerun {before + 1}"],
        [source, f"%macro again {before + 1}", f"del {name}", "again"],
        [source, f"del {name}", f"get_ipython().run_cell(In[{before + 1}])"],
        [source, "print(In[-2], len(In), len(Out))", "_ = 3"],
        [source, "%history -n\n%recall 1"],
    ])  # fmt: skip
    leave(nb, k, name, rng)
    nb["cells"][k:k] = [code(text, rng) for text in texts]


# --- answers of another kind ----------------------------------------------------------------------


def renamed(nb, rng):
    """Name what an answer takes, or what it holds, in letters of one's own language."""
    if (found := one(nb, rng)) is None:
        return
    k, _, source = found
    names = sorted(set(re.findall(r"\b(?:dout|x|y|cache|scores|hidden|du|dx|dy|N|rows)\b", source)))
    for old, new in zip(
        names,
        rng.sample(["δ", "größe", "入力", "вход", "ñ", "σ", "기울기", "𝐱", "ﬁ", "ℯ_", "ĳ"], 11),
        strict=False,
    ):
        source = re.sub(rf"(?<![\w.\"'`]){old}\b(?!\s*=[^=].*\()", new, source)
    nb["cells"][k]["source"] = source


def signature(nb, rng):
    """Change what an answer takes besides."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    first, _, rest = source.partition("\n")
    inside = first[first.index("(") + 1 : first.rindex(")")]
    nb["cells"][k]["source"] = "\n".join([
        rng.choice([
            f"def {name}({inside}, /):",
            f"def {name}({inside}, *unused, **also_unused):",
            f"def {name}({inside}, debug=False, verbose=0):",
            f"def {name}({inside}, seen=[]):",
            f"def {name}({inside}, *, scale=1.0):",
            f"def {name}({inside}) -> 'anything at all':",
            f"def {name}({', '.join(part.strip().split('=')[0] + ': object' + ('=' + part.split('=')[1] if '=' in part else '') for part in inside.split(','))}) -> object:",
            f"def {name} ( {inside} ) :",
            f"async def unused():\n    ...\n\n\ndef {name}({inside}):",
        ]),
        rest,
    ])  # fmt: skip


#: What stands at the beginning of an answer's body.
INSIDE = (
    "print('called')",
    "import sys; print(sys._getframe().f_lineno)",
    "display('called')",
    "global counted\n    counted = globals().get('counted', 0) + 1",
    "np.random.seed(0); _unused = np.random.rand()",
    "import random; random.seed(1); _unused = random.random()",
    "from IPython.display import clear_output; clear_output(wait=True)",
    "import logging; logging.warning('called')",
    "import warnings; warnings.warn('called')",
    "import time; time.sleep(0.001)",
    "import inspect; inspect.currentframe()",
    "assert True, 'fine'",
    "with open('log.txt', 'a') as _log: _log.write('called')",
    "import tempfile, pathlib; pathlib.Path(tempfile.mkdtemp(), 'x').write_text('x')",
    "import matplotlib.pyplot as plt; plt.figure(); plt.close()",
    "np.seterr(all='warn')",
    "get_ipython().run_line_magic('pwd', '')",
    "get_ipython().system('true')",
    "import subprocess; subprocess.run(['true'])",
    "from concurrent.futures import ThreadPoolExecutor; ThreadPoolExecutor(1).submit(abs, -1).result()",
    "import asyncio; asyncio.new_event_loop().run_until_complete(asyncio.sleep(0)) if 0 else None",
    "for _i in range(3): pass",
    "from math import exp, log, sqrt",
    "from numpy import dot, exp as expo, maximum",
    "nonlocal_of_mine = (lambda: 3)()",
    "if (n_of_mine := 3) > 5: return None",
    "match 3:\n        case 3: pass",
    "!true",
    "%pwd",
    "files = !ls",
    "_out = None; del _out",
    "locals(); globals()['kept_of_mine'] = 3",
    "import gc; gc.collect(0)",
    "import sys; sys.stdout.flush()",
    "import os; os.environ['MINE'] = '1'",
    "import decimal; decimal.getcontext().prec = 5",
    "input_of_mine = 'no input'",
    "try: raise ValueError\n    except ValueError: pass",
    "import dataclasses, typing",
    "import numpy as np",
    "import numpy",
)


def inside(nb, rng):
    """Do something more in an answer."""
    if (found := one(nb, rng)) is None:
        return
    k, _, source = found
    lines = source.split("\n")
    place = 2 if '"""' in lines[1] and lines[1].count('"""') == 2 else 1
    lines.insert(place, "    " + rng.choice(INSIDE))
    nb["cells"][k]["source"] = "\n".join(lines)


RULE = re.M | re.S
#: How a cache is made of the tuple ``made`` by a forward pass, and taken apart by the backward one.
CACHES = (
    ("{{'made': made}}", "cache['made']"),
    ("[made]", "cache[0]"),
    ("(lambda: made)", "cache()"),
    ("iter([made])", "next(cache)"),
    ("__import__('types').SimpleNamespace(made=made)", "cache.made"),
    ("__import__('pickle').dumps(made)", "__import__('pickle').loads(cache)"),
    ("__import__('dataclasses').make_dataclass('Kept', ['made'])(made)", "cache.made"),
    ("__import__('dataclasses').make_dataclass('Kept', ['made'], frozen=True, slots=True)(made)", "cache.made"),
    ("__import__('collections').namedtuple('Kept', 'made')(made)", "cache.made"),
    ("__import__('collections').deque([made])", "cache[0]"),
    ("__import__('collections').ChainMap({{'made': made}})", "cache['made']"),
    ("__import__('functools').partial(lambda m: m, made)", "cache()"),
    ("KEPT.append(made) or len(KEPT) - 1", "KEPT[cache]"),
    ("KEPT.append(made) or str(len(KEPT) - 1)", "KEPT[int(cache)]"),
    ("KEPT.append(made) or None", "KEPT[-1]"),
    ("KEPT.append(made) or len(KEPT) - 1", "KEPT.pop()"),
    ("BY_ID.setdefault(len(BY_ID), made) and len(BY_ID) - 1", "BY_ID[cache]"),
    ("np.array([made], dtype=object)", "cache[0]"),
    ("(made, (made, [made, {{'deep': (made,)}}]))", "cache[1][1][1]['deep'][0]"),
    ("kept(made)", "cache"),
    ("range(3) and made", "cache"),
    ("{{None: made, 3: made, (1, 2): made}}", "cache[1, 2]"),
    ("(made, ..., None, True, 3 + 4j, b'x', 'text', {{1, 2}}, frozenset(), int, len, np, KEPT)", "cache[0]"),
    ("(made, open('/dev/null'))", "cache[0]"),
    ("(made, np.random.default_rng(0), __import__('threading').Lock())", "cache[0]"),
    ("__import__('contextvars').copy_context().run(lambda: [made])", "cache[0]"),
    ("(m for m in [made])", "next(cache)"),
    ("map(lambda m: m, [made])", "list(cache)[0]"),
    ("zip([made])", "next(cache)[0]"),
    ("type('Kept', (), {{'made': made}})", "cache.made"),
    ("type('Kept', (dict,), {{}})(made=made)", "cache['made']"),
    ("type('Kept', (tuple,), {{}})((made,))", "cache[0]"),
)  # fmt: skip


def caches(nb, rng):
    """Keep what a backward pass needs in a cache of another kind."""
    places = of_kind(nb, "answer")
    sources = {k: nb["cells"][k]["source"] for k in places}
    pairs = []
    for k, j in itertools.product(places, places):
        made = re.findall(
            r"def (\w+)_forward\(.*?^    return (.+), (\(.+\)|\w+)$", sources[k], RULE
        )
        if len(made) == 1:
            taken = re.findall(
                rf"def {made[0][0]}_backward\(.*?^    (.+) = cache$", sources[j], RULE
            )
            pairs += [(k, j, made[0], one) for one in taken]
    if not pairs:
        return
    k, j, (_, value, made), names = rng.choice(pairs)
    keep, take = rng.choice(CACHES)
    nb["cells"][j]["source"] = sources[j].replace(f"    {names} = cache", f"    {names} = {take}")
    returned = f"    value = {value}\n    made = {made}\n    return value, {keep.format()}"
    source = nb["cells"][k]["source"]  # both may stand in one cell
    source = source.replace(f"    return {value}, {made}", returned)
    helpers = "KEPT = []\nBY_ID = {}\n\n\ndef kept(made):\n    return made\n\n\n"
    nb["cells"][k]["source"] = helpers + source


# --- cells of one's own --------------------------------------------------------------------------

OWN = (
    "np.seterr(all='raise')",
    "np.seterr(all='ignore')",
    "np.set_printoptions(precision=1, suppress=True, legacy='1.13')",
    "np.set_printoptions(threshold=3, formatter={'float': lambda v: '?'})",
    "import warnings\nwarnings.simplefilter('error')",
    "import warnings\nwarnings.filterwarnings('ignore')",
    "from numpy import *",
    "from math import *\nfrom random import *",
    "from cmath import *",
    "import numpy",
    "import numpy as np, math as m",
    "np.random.seed(42)\nimport random\nrandom.seed(42)",
    "sum = max = min = abs = 3",
    "sum = 0\nfor i in range(3): sum += i",
    "list = [1, 2]\ndict = {}",
    "print = lambda *a, **k: None",
    "input = 'text'",
    "len = 3",
    "type = 'a'\nid = 3\nfloat_ = 4",
    "float = 3.0",
    "object = 3\nisinstance_ = 4",
    "str = 'x'; int = 3",
    "range = 10\nzip = 3",
    "cache = {}\ndout = 1.0\nx = 3; y = 4; h = 1e-5",
    "e = 2.718; pi = 3.14; exp = 3; log = 4",
    "from __future__ import annotations",
    "from __future__ import annotations, generator_stop",
    "%config InlineBackend.figure_format = 'svg'",
    "%config InteractiveShell.ast_node_interactivity = 'all'",
    "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'",
    "%config Application.verbose_crash=True",
    "%config InteractiveShell.autocall = 1",
    "%config IPCompleter.greedy = True",
    "%automagic off",
    "%autocall 2",
    "%pdb on",
    "%pdb off",
    "%xmode Verbose",
    "%colors NoColor",
    "%precision 2",
    "%matplotlib inline",
    "%matplotlib notebook",
    "%matplotlib widget",
    "%matplotlib qt",
    "%gui qt",
    "%pylab",
    "%logstart mine.log",
    "%logoff",
    "%alias_magic t timeit",
    "%alias mine echo",
    "%lsmagic",
    "%who_ls\n%who\n%whos",
    "%cd ..",
    "%pwd",
    "%ls",
    "%mkdir mine",
    "%bookmark here",
    "%dhist",
    "%sx ls",
    "!!ls",
    "files = !ls",
    "%system ls",
    "%env",
    "%env HOME",
    "%set_env MINE 1",
    "%load_ext autoreload",
    "%load_ext line_profiler",
    "%load_ext memory_profiler",
    "%load_ext tensorboard",
    "%reload_ext autoreload\n%autoreload 0",
    "%debug",
    "%tb",
    "%quickref",
    "%hist",
    "%notebook mine.ipynb",
    "%macro mine 1",
    "%store",
    "%conda install numpy",
    "%pip install numpy",
    "!pip install numpy",
    "!apt-get install -y nothing",
    "!wget http://127.0.0.1:9/x",
    "%unknown_magic 3",
    "%%unknown_magic\n3",
    "%%bash\necho hello",
    "%%sh\necho hello",
    "%%script false\nno",
    "%%perl\nprint 3",
    "%%ruby\nputs 3",
    "%%latex\n$x$",
    "%%markdown\n*x*",
    "%%html\n<b>x</b>",
    "%%svg\n<svg></svg>",
    "%%javascript\nalert(1)",
    "%%js\nalert(1)",
    "%%timeit -n1 -r1\nx_of_mine = 3",
    "%%time\n1/0",
    "%%prun -q\nx_of_mine = 3",
    "%%capture kept\nprint(3)",
    "kept.show()",
    "%%debug\nx_of_mine = 3",
    "%%python3\nprint(3)",
    "%%pypy\nprint(3)",
    "%%file mine.txt\nhello",
    "%%writefile numpy_of_mine.py\nimport numpy",
    "%%writefile random.py\nprint('mine')",
    "%%writefile check.py\nprint('mine')",
    "%%HTML\n<b>x</b>",
    "%time",
    "_",
    "__",
    "_ = 3",
    "Out",
    "Out[1]",
    "In[-2]",
    "In = 3; Out = 4",
    "exit",
    "raise SystemExit",
    "raise KeyboardInterrupt",
    "raise Exception('on purpose')",
    "class Mine(BaseException):\n    pass\n\n\nraise Mine",
    "class Loud(Exception):\n    def __str__(self):\n        raise ValueError\n\n\nraise Loud",
    "assert 1 == 2, 'my own test'",
    "import sys\nsys.exit('bye')",
    "1/0",
    "import asyncio\nawait asyncio.sleep(0.01)",
    "import asyncio\nasyncio.run(asyncio.sleep(0))",
    "import asyncio\nasync def f():\n    return 3\n\n\nawait f()",
    "async def g():\n    yield 3\n\n\nasync for v in g():\n    print(v)",
    "import asyncio\ntask = asyncio.ensure_future(asyncio.sleep(0)) if 0 else None",
    "return 3",
    "yield 3",
    "x = input('number? ')",
    "x = int(input())",
    "import getpass\ngetpass.getpass()",
    "def f(:\n    pass",
    "for i in range(3)\n    print(i)",
    "print 'hello'",
    "  x = 3\n y = 4",
    "x = 'unclosed",
    "\\",
    "?",
    "??",
    "print?",
    "np.dot?",
    "np.*dot*?",
    "x = y = z = 3;",
    "if True:\n\tx = 3\n        y = 4",
    "display(np.arange(3))\ndisplay('a', 3, {'b': 4})",
    "from IPython.display import HTML, Math, Markdown, display\ndisplay(HTML('<b>x</b>'), Math('x'), Markdown('*x*'))",
    "from IPython.display import IFrame, YouTubeVideo\nIFrame('http://127.0.0.1:9/', 10, 10)",
    "from IPython.display import clear_output\nfor i in range(5):\n    clear_output(wait=True)\n    print(i)",
    "from tqdm.notebook import tqdm\nfor _ in tqdm(range(3)):\n    pass",
    "from tqdm import trange\nfor _ in trange(3):\n    pass",
    "import ipywidgets\nipywidgets.interact(lambda v: v, v=(0, 3))",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "plt.style.use('ggplot')\nplt.rcParams['figure.figsize'] = (3, 2)",
    "plt.xkcd()",
    "plt.ion(); plt.ioff(); plt.close('all')",
    "import os\nos.chdir('..')",
    "import os\nos.chdir('/')",
    "import os, shutil\nshutil.rmtree(os.getcwd())",
    "import os\nos.environ.clear()",
    "import sys\nsys.path.clear()",
    "import sys\nsys.path.insert(0, '/content/drive/mine')",
    "import sys\nsys.tracebacklimit = 0",
    "import sys\nsys.setrecursionlimit(150)",
    "import sys\nsys.stdout = open(os.devnull, 'w')" if False else "import sys, os\nsys.stdout = open(os.devnull, 'w')",
    "import sys\nsys.stderr = sys.stdout",
    "import sys\nsys.stdout.close()",
    "import sys\nsys.displayhook = lambda v: None",
    "import sys\nsys.excepthook = print",
    "import sys\nsys.settrace(lambda *a: None)",
    "import sys\nsys.setprofile(lambda *a: None)",
    "import sys\nprint(sys.version, sys.executable, sys.argv)",
    "import sys\nsys.argv = ['mine']\nimport argparse\nargparse.ArgumentParser().parse_args([])",
    "import argparse\nargparse.ArgumentParser().parse_args()",
    "import tracemalloc\ntracemalloc.start()",
    "import gc\ngc.disable()\ngc.set_threshold(1)",
    "import threading\nthreading.Thread(target=lambda: None, daemon=True).start()",
    "import threading, time\n\n\ndef forever():\n    while True:\n        time.sleep(0.01)\n\n\nthreading.Thread(target=forever, daemon=True).start()",
    "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
    "import time\ntime.sleep(0.3)",
    "import time\ntime.time = lambda: 0.0",
    "import random\nrandom.random = lambda: 0.5",
    "import math\nmath.exp = lambda v: 1.0 + v",
    "np.exp_of_mine = np.exp",
    "import builtins\nbuiltins.mine = 3",
    "import builtins\nbuiltins.print = lambda *a, **k: None",
    "import importlib\nimportlib.reload(np)",
    "import importlib, backpass\nimportlib.reload(backpass)",
    "import importlib, backpass.check\nimportlib.reload(backpass.check)\nfrom backpass.check import check",
    "from backpass import check",
    "from backpass.check import *",
    "import backpass.check as check_module",
    "del np",
    "del np\nimport numpy as np",
    "np = None",
    "import decimal\ndecimal.getcontext().prec = 3",
    "import locale\nlocale.setlocale(locale.LC_ALL, 'C')",
    "import logging\nlogging.disable()",
    "import logging\nlogging.getLogger().setLevel(1)",
    "import doctest\ndoctest.testmod(verbose=True)",
    "import unittest\nunittest.main(argv=['x'], exit=False)",
    "import unittest\nunittest.main()",
    "import pytest",
    "import numpy.testing as npt\nnpt.assert_allclose(1, 2)",
    "%run nothing_there.py",
    "%run nothing_there.ipynb",
    "from nothing_there import *",
    "for i in range(20000): print(i)",
    "print('x' * 1_000_000)",
    "'x' * 300_000",
    "np.arange(1_000_000)",
    "print('\\x1b[31mred\\x1b[0m', '\\ud83d', '\\x00', '\\r')",
    "big = np.zeros((2000, 2000))",
    "l = []\nl.append(l)\nl",
    "get_ipython().ast_node_interactivity = 'none'",
    "get_ipython().events.register('pre_run_cell', lambda *a: None)",
    "get_ipython().events.register('post_run_cell', lambda *a: print('done'))",
    "get_ipython().events.register('post_execute', lambda *a: 1/0)",
    "get_ipython().input_transformers_cleanup.append(lambda lines: lines)",
    "get_ipython().input_transformers_post.append(lambda lines: [line.replace('½', '0.5') for line in lines])",
    "get_ipython().set_custom_exc((ZeroDivisionError,), lambda *a, **k: None)",
    "get_ipython().set_next_input('x = 3')",
    "get_ipython().run_line_magic('time', '3')",
    "get_ipython().reset()",
    "get_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda v, p, c: p.text('?'))",
    "get_ipython().user_ns.clear()",
    "from IPython.core.magic import register_line_magic\n\n\n@register_line_magic\ndef mine(line):\n    return line\n\n\n%mine hello",
    "import dataclasses\n\n\n@dataclasses.dataclass\nclass Cache:\n    x: float\n    y: float",
    "import typing\n\n\nclass Grads(typing.NamedTuple):\n    dx: float\n    dy: float",
    "import enum\n\n\nclass Kind(enum.Enum):\n    A = 1",
    "import abc\n\n\nclass Gate(abc.ABC):\n    @abc.abstractmethod\n    def forward(self): ...",
    "from dataclasses import dataclass\n\n\n@dataclass\nclass C:\n    x: NotThere",
    "x = [i for i in range(3) if (n := i)]",
    "match 3:\n    case 3:\n        print('three')",
    "type Pair = tuple[int, int]",
    "f'{'nested'}'",
    "def ident[T](x: T) -> T:\n    return x",
    "print(f'{3!r:>10}')",
    "lambda_ = lambda: (yield)",
    "with open('a.txt', 'w') as a, open('b.txt', 'w') as b:\n    pass",
    "open('/content/sample.txt')",
    "import os\nos.listdir('/')",
    "import os\nos.kill(os.getpid(), 0)",
    "import socket\nsocket.socket()",
    "import subprocess\nsubprocess.run('ls', shell=True)",
    "import multiprocessing\nmultiprocessing.Process(target=print).start()",
    "import requests",
    "import pandas as pd\npd.DataFrame({'a': [1]})",
    "import scipy\nimport sklearn\nimport torch",
    "import sympy\nx = sympy.Symbol('x')\nsympy.diff(x**2)",
)  # fmt: skip


#: After these, the notebook's own checks say nothing, or say it elsewhere.
BREAK_CHECK = (
    "In = 3",
    "reset()",
    "user_ns.clear()",
    "from backpass import check",
    "stdout.close()",
)


def own(nb, rng):
    """Put cells of one's own somewhere."""
    for _ in range(rng.choice([1, 1, 2, 3])):
        text = rng.choice(OWN)
        nb["breaks check"] |= any(one in text for one in BREAK_CHECK)
        nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), code(text, rng))


def magic_of_ones_own(nb, rng):
    """Put a cell magic of one's own above an answer: one that skips, or one that runs."""
    if (found := one(nb, rng)) is None:
        return
    k, _, source = found
    does = rng.choice(
        ["pass", "exec(cell, globals())", "get_ipython().run_cell(cell)", "get_ipython().ex(cell)"]
    )
    define = f"from IPython.core.magic import register_cell_magic\n\n\n@register_cell_magic\ndef mine(line, cell):\n    {does}"
    nb["cells"][k]["source"] = "%%mine\n" + source
    extra = [] if does != "pass" else [code(source, rng)]
    nb["cells"][k + 1 : k + 1] = extra
    nb["cells"].insert(rng.choice([k, top(nb)]), code(define, rng))


def skipped_attempts(nb, rng):
    """Keep old attempts above or below, in cells that do not run them."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    old = wrong(source)
    text = rng.choice([
        "%%script false --no-raise-error\n" + old, "%%script echo skipped\n" + old,
        "if False:\n" + indented(old), "'''\n" + old + "\n'''", '"""' + old + '"""',
        "%%markdown\n" + old, "%%writefile old.py\n" + old, "%%capture\n" + source,
        "r'''" + old + "'''\n" + source, "%%html\n<pre>" + old + "</pre>", "# " + old.replace("\n", "\n# "),
        "def old_of_mine():\n" + indented(old), "raise Exception\n" + old, "assert False\n\n" + old,
        "1/0\n" + old, "from nothing_there import x\n" + old, "import sys; sys.exit()\n" + old,
        "return\n" + old, old + "\n  bad indent", old + "\n)", "%%unknown\n" + old, "%%python\n" + old,
        "%%timeit -n1 -r1\n" + old, "%%prun\n" + source, "%%time\n" + source, "%unknown\n" + source,
    ])  # fmt: skip
    twin = copy.deepcopy(nb["cells"][k]) | {"id": fresh(rng), "source": text}
    place = rng.choice([k, k + 1, k + 1, below_test(nb, name)])
    nb["cells"].insert(place, twin if rng.random() < 0.5 else code(text, rng))


def tests_of_ones_own(nb, rng):
    """Write a loop or a function that checks, in a cell of one's own."""
    names = [name for _, name in simple(nb) if name in nb["simple"]]
    if not names:
        return
    some = rng.sample(names, min(len(names), 3))
    text = rng.choice([
        "for f in ({s},):\n    check(f)", "[check(f) for f in [{s}]]", "def test_all():\n    for f in ({s},):\n        check(f)\n\n\ntest_all()",
        "from unittest import TestCase, main\n\n\nclass T(TestCase):\n    def test(self):\n        for f in ({s},):\n            check(f)\n\n\nmain(argv=[''], exit=False)",
        "list(map(check, [{s}]))", "import time\nstart = time.time()\nfor f in ({s},):\n    check(f)\nprint(time.time() - start)",
        "%%capture\nfor f in ({s},):\n    check(f)", "%time for f in ({s},): check(f)", "checks = {{f.__name__: check(f) for f in ({s},)}}",
    ]).format(s=", ".join(some))  # fmt: skip
    nb["cells"].append(code(text, rng))


def joined_with_raise(nb, rng):
    """Put something that fails above, in or below an answer's own cell."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    source = nb["cells"][k]["source"]
    fails = rng.choice(
        [
            "1/0",
            "raise ValueError",
            "assert False",
            "undefined",
            "import nothing_there",
            "await nothing",
            "exit()",
            "quit()",
            "raise SystemExit",
            "raise KeyboardInterrupt",
            "%unknown",
            "!false",
            "int('x')",
            "open('no')",
            "np.nothing",
            "input()",
            "breakpoint",
            "del undefined",
        ]
    )
    nb["cells"][k]["source"] = (
        fails + "\n" + source if rng.random() < 0.5 else source + "\n\n\n" + fails
    )


EDITS = (
    another_way, another_way, another_way, another_way, another_way_elsewhere, another_way_elsewhere,
    by_files, by_files, all_in_one_file, later, later, from_history, renamed, signature, inside, inside,
    caches, caches, own, own, own, own, magic_of_ones_own, skipped_attempts, tests_of_ones_own,
    joined_with_raise,
)  # fmt: skip
