# ruff: noqa: E501 - one habit, one line
"""Several habits at once: what each survives alone may fail together.

``STATES`` are what students set up once for the whole notebook, ``WAYS`` how they write an answer,
``SAVES`` what programs make of the cells and of the file. A notebook of a number has one state, two
answers in two ways, and one save; :func:`parts` names them and :func:`made` makes them, so that
what is found can be taken apart again. ``ALONE`` has them all by their parts.
"""

import copy
import functools
import json

from a_deadline import night
from habits import simple, top
from notebook_edits import code, fresh, is_kind

#: What is set up for all cells: its place (below the imports, ``top``, or above all, ``first``).
STATES = (
    ("top", "import warnings\nwarnings.simplefilter('error')"),
    ("top", "import warnings\nwarnings.filterwarnings('error', category=RuntimeWarning)\nnp.seterr(all='warn')"),
    ("top", "np.seterr(all='raise')"),
    ("top", "np.set_printoptions(precision=2, suppress=True, threshold=3)\nnp.random.seed(1234)"),
    ("top", "import random, os\n\n\ndef seed_everything(seed=42):\n    random.seed(seed)\n    np.random.seed(seed)\n    os.environ['PYTHONHASHSEED'] = str(seed)\n\n\nseed_everything()"),
    ("top", "import locale\nlocale.setlocale(locale.LC_ALL, '')"),
    ("top", "import os\nos.environ['LANG'] = 'de_DE.UTF-8'\nos.environ['LC_ALL'] = 'C'"),
    ("top", "import decimal\ndecimal.getcontext().prec = 3\nfrom decimal import Decimal"),
    ("top", "import sys\nsys.path.append('..')\nsys.path.insert(0, './src')"),
    ("top", "import os\nos.chdir('/')"),
    ("top", "import os\nos.makedirs('work', exist_ok=True)\nos.chdir('work')"),
    ("top", "%cd .."),
    ("top", "%load_ext autoreload\n%autoreload 2\n%matplotlib inline\n%config InlineBackend.figure_format = 'retina'"),
    ("top", "%matplotlib notebook"),
    ("top", "%matplotlib widget"),
    ("top", "import matplotlib\nmatplotlib.use('Agg')\nimport matplotlib.pyplot as plt\nplt.ion()\nplt.style.use('ggplot')"),
    ("top", "import matplotlib as mpl\nmpl.rcParams['figure.dpi'] = 40\nmpl.rcParams.update({{'text.usetex': False}})\nplt.plot([1, 2])"),
    ("top", "import seaborn as sns\nsns.set_theme()"),
    ("top", "%pip install -q tqdm"),
    ("top", "!pip install nonsense-package-of-mine"),
    ("top", "!nvidia-smi\n!ls -la\nfiles = !ls\nprint(len(files))"),
    ("top", "from tqdm.auto import tqdm, trange"),
    ("top", "from tqdm import tqdm\ntqdm.pandas = None\nfor _ in tqdm(range(30)): pass"),
    ("top", "import logging\nlogging.basicConfig(level=logging.DEBUG)\nlogging.getLogger('matplotlib').setLevel(logging.WARNING)"),
    ("top", "import threading, time\nstop = threading.Event()\n\n\ndef ticking():\n    while not stop.wait(0.05):\n        pass\n\n\nthreading.Thread(target=ticking, daemon=True).start()"),
    ("top", "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(4)\nlist(pool.map(str, range(9)))"),
    ("top", "import subprocess\nprint(subprocess.run(['python', '--version'], capture_output=True, text=True).stdout)"),
    ("top", "import multiprocessing as mp\nmp.set_start_method('fork', force=True)"),
    ("top", "import asyncio\n\n\nasync def waiting():\n    await asyncio.sleep(0.001)\n    return 1\n\n\none_of_mine = await waiting()"),
    ("top", "import asyncio\nbackground = asyncio.ensure_future(asyncio.sleep(30))"),
    ("top", "import ipywidgets as widgets\nfrom IPython.display import display\nslider = widgets.FloatSlider(value=3)\nout = widgets.Output()\ndisplay(slider, out)"),
    ("top", "from ipywidgets import interact\n\n\n@interact(x=(0, 10))\ndef shown(x=3):\n    return x * x"),
    ("top", "from IPython.core.interactiveshell import InteractiveShell\nInteractiveShell.ast_node_interactivity = 'all'"),
    ("top", "%precision 3\n%xmode Verbose\n%colors nocolor"),
    ("top", "%env MY_SETTING=3\n%set_env OTHER=4\nimport os\nassert os.environ['MY_SETTING'] == '3'"),
    ("top", "%alias_magic t timeit\n%t -n1 -r1 pass\n%lsmagic"),
    ("top", "%%javascript\nconsole.log(1)"),
    ("top", "%%html\n<b>mine</b>"),
    ("top", "%%bash\necho hello\nexit 3"),
    ("top", "%%capture cap\nprint('hidden')\nhelper_of_mine = lambda x: x"),
    ("top", "%reload_ext autoreload\n%who\n%whos\n%history -n 1-3"),
    ("top", "import builtins\nbuiltins_sum = sum\nfrom numpy import *\nimport numpy as np"),
    ("top", "from math import *\nfrom numpy import array, exp, maximum as max_of_two"),
    ("top", "np.set_printoptions(formatter={{'float': '{{:0.3f}}'.format}})\nnp.array_repr_of_mine = np.array_repr"),
    ("top", "np_sum = np.sum\nnp.sum = lambda *a, **k: np_sum(*a, **k)"),
    ("top", "real_zeros = np.zeros\n\n\ndef zeros(*a, **k):\n    return real_zeros(*a, **k)\n\n\nnp.zeros = np.zeros_of_mine = zeros"),
    ("top", "np.seterr(divide='ignore', invalid='ignore', over='ignore')\nold_exp = np.exp\nnp.exp = lambda v, *a, **k: old_exp(np.clip(v, -500, 500), *a, **k)"),
    ("top", "import sys\nsys.setrecursionlimit(500)"),
    ("top", "import sys\nsys.stdout.flush()\nclass Tee:\n    def __init__(self, s): self.s = s\n    def write(self, t): return self.s.write(t)\n    def flush(self): self.s.flush()\n    def __getattr__(self, n): return getattr(self.s, n)\nsys.stdout = Tee(sys.stdout)"),
    ("top", "import io, sys\nsys.stderr = io.StringIO()"),
    ("top", "import gc\ngc.disable()\ngc.set_threshold(1, 1, 1)"),
    ("top", "import signal\nsignal.signal(signal.SIGALRM, lambda *a: None)\nsignal.signal(signal.SIGINT, signal.SIG_DFL)"),
    ("top", "import time\n__start = time.time()\nimport atexit\natexit.register(lambda: print('bye', time.time() - __start))"),
    ("top", "from typing import *\nfrom collections import *\nfrom dataclasses import *\nfrom functools import *"),
    ("top", "from types import SimpleNamespace\nconfig = SimpleNamespace(lr=1e-3, debug=True)\nDEBUG = True\nargs = config"),
    ("top", "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--lr', type=float, default=1e-3)\nargs, _ = parser.parse_known_args()"),
    ("top", "import argparse\nargs = argparse.ArgumentParser().parse_args([])\nimport sys\nsys.argv = ['x']"),
    ("top", "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/MyDrive/course"),
    ("top", "import os\nIN_COLAB = 'COLAB_GPU' in os.environ\nKAGGLE = os.path.exists('/kaggle/input')\nif KAGGLE:\n    raise SystemExit"),
    ("top", "for dirname, _, filenames in __import__('os').walk('/kaggle/input'):\n    for filename in filenames:\n        print(dirname, filename)"),
    ("top", "import json, pathlib\nHERE = pathlib.Path.cwd()\npathlib.Path('settings.json').write_text(json.dumps({{'lr': 1}}))\nsettings = json.loads(pathlib.Path('settings.json').read_text())"),
    ("top", "import pickle\nclass State:\n    lr = 3\nwith open('state.pkl', 'wb') as f:\n    pickle.dump(State(), f)\nwith open('state.pkl', 'rb') as f:\n    state = pickle.load(f)"),
    ("top", "import sqlite3\ndb = sqlite3.connect(':memory:')\ndb.execute('create table t (x)')"),
    ("top", "from unittest import mock\nmock.patch('time.sleep').start()"),
    ("top", "import doctest, unittest\n\n\nclass MyTest(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(True)\n\n\nunittest.main(argv=[''], exit=False)"),
    ("top", "x = y = z = q = f = 3.0\nname = 'me'\ndout = cache = None"),
    ("top", "check_of_mine = check\n\n\ndef check_all(*fs):\n    for f in fs:\n        check_of_mine(f)"),
    ("top", "del np\nimport numpy as np\ndel plt"),
    ("top", "import importlib\nimportlib.reload(np)"),
    ("top", "import numpy\nimportlib = __import__('importlib')\nimportlib.reload(importlib.import_module('backpass.check'))\nfrom backpass.check import check"),
    ("top", "print = lambda *a, **k: None"),
    ("top", "import sys\nsys.tracebacklimit = 0\nsys.displayhook = lambda v: None"),
    ("top", "id = type = list_ = object_ = 7\nsum_ = 0\ninput = lambda *a: ''"),
    ("top", "list = [1, 2]\ndict = {{}}\nstr = 'text'"),
    ("top", "max = 3\nmin = 1\nlen_of_mine = len"),
    ("first", "%%writefile requirements.txt\nnumpy\nmatplotlib"),
    ("first", "from __future__ import annotations\nimport sys, os"),
    ("first", "import os\nos.environ['MPLBACKEND'] = 'TkAgg'\nos.environ['OMP_NUM_THREADS'] = '1'"),
    ("first", "#%%\n# %load_ext nb_mypy\n%load_ext nb_black"),
    ("first", "# Parameters\nseed = 3\nlr = 0.1"),
    ("first", "import marimo\n\n__generated_with = '0.9'\napp = marimo.App()"),
    ("first", "# | default_exp core\n#| hide\nfrom nbdev.showdoc import *"),
    ("first", "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       format_name: percent\n# ---"),
    ("first", "%%time\nimport numpy as np\nimport pandas as pd"),
    ("first", "exit_of_mine = exit\nimport sys\nif sys.version_info < (3, 8):\n    sys.exit('too old')"),
)  # fmt: skip

#: How an answer is written: cells at their places; ``{n}``, ``{s}`` and so on as in ``a_week.WAYS``.
WAYS = (
    # one cell
    (("own", "%%time\n{s}"),),
    (("own", "%%capture --no-stderr\n{s}"),),
    (("own", "%%timeit -n1 -r1\npass\n"), ("just below", "{s}")),
    (("own", "#| export\n{s}"),),
    (("own", "# %% [answer]\n{s}\n\n# %%\nprint({n}.__doc__)"),),
    (("own", "from __future__ import annotations\n\n\n{s}"),),
    (("own", "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from torch import Tensor\n\n\n{s}\n\n\n{n}.__annotations__['return'] = 'Tensor'"),),
    (("own", "import functools\n\n\n@functools.lru_cache(maxsize=None)\ndef helper(k):\n    return k\n\n\n{s}\nhelper(3)"),),
    (("own", "import functools\n\n\ndef logged(f):\n    @functools.wraps(f)\n    def inner(*a, **k):\n        print(f.__name__, a, k)\n        return f(*a, **k)\n    return inner\n\n\n@logged\n{s}"),),
    (("own", "import time\n\n\ndef timed(f):\n    def wrapper(*a, **k):\n        t = time.perf_counter()\n        try:\n            return f(*a, **k)\n        finally:\n            print(f'{{time.perf_counter() - t:.3f}} s')\n    return wrapper\n\n\n@timed\n{s}"),),
    (("own", "import functools\n\n\ndef memo(f):\n    seen = {{}}\n\n    @functools.wraps(f)\n    def inner(*a):\n        key = tuple(map(id, a))\n        return seen.setdefault(key, f(*a))\n    return inner\n\n\n@memo\n{s}"),),
    (("own", "def {n}(*args, **kwargs):\n    import warnings\n    with warnings.catch_warnings():\n        warnings.simplefilter('ignore')\n        return _mine(*args, **kwargs)\n\n\ndef _mine{h}{b}"),),
    (("own", "def {n}(*args):\n    with np.errstate(all='ignore'):\n        return _inner_{n}(*args)\n\n\ndef _inner_{n}{h}{b}"),),
    (("own", "def _steps{h}\n    yield _go(*locals().values())\n\n\ndef _go{h}{b}\n\n\ndef {n}(*a):\n    return next(_steps(*a))"),),
    (("own", "def _all(*a):\n    yield from [_go2(*a)]\n\n\ndef _go2{h}{b}\n\n\ndef {n}(*a):\n    (answer,) = _all(*a)\n    return answer"),),
    (("own", "class Solver:\n    def __init__(self):\n        self.calls = 0\n\n    def __call__(self, *a):\n        self.calls += 1\n        return self.go(*a)\n\n    @staticmethod\n    def go{h}\n" + "        return _solver_go(*locals().values())\n\n\ndef _solver_go{h}{b}\n\n\n{n} = Solver()"),),
    (("own", "from dataclasses import dataclass, field\n\n\n@dataclass(frozen=True)\nclass Config:\n    scale: float = 1.0\n    names: list = field(default_factory=list)\n\n\nCONFIG = Config()\n\n\n{s}"),),
    (("own", "import pickle\n{s}\n\n{n} = pickle.loads(pickle.dumps({n}))"),),
    (("own", "import copy\n{s}\n\n{n} = copy.deepcopy({n})\n{n}_backup = copy.copy({n})"),),
    (("own", "import inspect\n{s}\n\nprint(inspect.getsource({n}))\nprint(inspect.signature({n}))"),),
    (("own", "{s}\n\n{n}??"),),
    (("own", "{s}\n\n?{n}\nhelp({n})"),),
    (("own", "if True:\n{i}"),),
    (("own", "if __name__ == '__main__':\n{i}"),),
    (("own", "try:\n    import torch\nexcept ImportError:\n    torch = None\n\nif torch is None:\n{i}\nelse:\n{i}"),),
    (("own", "try:\n    import cupy as xp\nexcept ModuleNotFoundError:\n    xp = np\n\n\n{s}"),),
    (("own", "for {n}_version in range(2):\n{i}"),),
    (("own", "with open('answer.py', 'w') as f:\n    f.write({r})\nexec(open('answer.py').read())"),),
    (("own", "exec({r})"),),
    (("own", "exec(compile({r}, '<mine>', 'exec'), globals())"),),
    (("own", "def make():\n{i}\n    return {n}\n\n\n{n} = make()"),),
    (("own", "def make(scale=1.0):\n{i}\n    return {n}\n\n\nglobals()['{n}'] = make()"),),
    (("own", "{s}\n\n# old version below\n'''\ndef {n}(x):\n    return None\n'''"),),
    (("own", "def {n}(*a):\n    raise NotImplementedError\n\n\n{s}"),),
    (("own", "{s}\n\n\ndef test_{n}():\n    assert {n} is not None\n\n\ntest_{n}()"),),
    (("own", "{s}\n\nassert False, 'todo: tidy up'"),),
    (("own", "{s}\n\nraise SystemExit"),),
    (("own", "{s}\n\n1 / 0"),),
    (("own", "{s}\n\nundefined_name_of_mine"),),
    (("own", "{s}\n\nimport sys; sys.exit(0)"),),
    (("own", "{s}\n\n%debug"),),
    (("own", "{s}\n\n!echo done\n%timeit -n1 -r1 3"),),
    (("own", "!pip install -q autograd\n{s}"),),
    (("own", "import autograd.numpy as anp\n{s}"),),
    (("own", "{s};"),),
    (("own", "{s}\n{n}"),),
    (("own", "import threading\nlock = threading.Lock()\n\n\ndef {n}(*a):\n    with lock:\n        return _locked(*a)\n\n\ndef _locked{h}{b}"),),
    (("own", "import threading\n\n\ndef {n}(*a):\n    box = []\n    t = threading.Thread(target=lambda: box.append(_threaded(*a)))\n    t.start()\n    t.join()\n    return box[0]\n\n\ndef _threaded{h}{b}"),),
    (("own", "from concurrent.futures import ThreadPoolExecutor\n\n\ndef _pooled{h}{b}\n\n\ndef {n}(*a):\n    with ThreadPoolExecutor() as pool:\n        return pool.submit(_pooled, *a).result()"),),
    (("own", "import asyncio\n\n\nasync def _async{h}{b}\n\n\ndef {n}(*a):\n    loop = asyncio.new_event_loop()\n    import threading\n    box = []\n    t = threading.Thread(target=lambda: box.append(loop.run_until_complete(_async(*a))))\n    t.start(); t.join()\n    loop.close()\n    return box[0]"),),
    (("own", "import contextlib, io\n\n\ndef {n}(*a):\n    with contextlib.redirect_stdout(io.StringIO()):\n        print('noise')\n        return _quiet(*a)\n\n\ndef _quiet{h}{b}"),),
    (("own", "import tempfile, json\n\n\ndef {n}(*a):\n    with tempfile.NamedTemporaryFile('w+') as f:\n        json.dump({{'n': len(a)}}, f)\n        f.seek(0)\n        assert json.load(f)['n'] == len(a)\n    return _filed(*a)\n\n\ndef _filed{h}{b}"),),
    (("own", "import subprocess, sys\n\n\ndef {n}(*a):\n    try:\n        subprocess.run([sys.executable, '-c', 'pass'], timeout=20)\n    except Exception as e:\n        print(e)\n    return _sub(*a)\n\n\ndef _sub{h}{b}"),),
    (("own", "import socket\n\n\ndef {n}(*a):\n    socket.gethostname()\n    return _host(*a)\n\n\ndef _host{h}{b}"),),
    (("own", "import datetime, time\n\n\ndef {n}(*a):\n    stamp = datetime.datetime.now().isoformat()\n    time.sleep(0.001)\n    return _stamped(*a)\n\n\ndef _stamped{h}{b}"),),
    (("own", "import random\nrandom.seed(0)\nstate_of_mine = random.getstate()\n\n\ndef {n}(*a):\n    random.random()\n    np.random.seed(0)\n    np.random.rand(3)\n    return _seeded(*a)\n\n\ndef _seeded{h}{b}"),),
    (("own", "rng = np.random.default_rng(0)\n\n\ndef {n}(*a):\n    assert rng.random() < 1\n    return _rng(*a)\n\n\ndef _rng{h}{b}"),),
    (("own", "from tqdm.auto import tqdm\n\n\ndef {n}(*a):\n    for _ in tqdm(range(3), leave=False):\n        out = _bar(*a)\n    return out\n\n\ndef _bar{h}{b}"),),
    (("own", "def {n}(*a):\n    plt.figure()\n    plt.plot([0, 1])\n    plt.close('all')\n    return _plots(*a)\n\n\ndef _plots{h}{b}"),),
    (("own", "def {n}(*a):\n    from IPython.display import display, clear_output\n    clear_output(wait=True)\n    display(a)\n    return _shows(*a)\n\n\ndef _shows{h}{b}"),),
    (("own", "calls = 0\n\n\ndef {n}(*a):\n    global calls\n    calls += 1\n    return _counted(*a)\n\n\ndef _counted{h}{b}"),),
    (("own", "history = []\n\n\ndef {n}(*a):\n    out = _kept(*a)\n    history.append((a, out))\n    return out\n\n\ndef _kept{h}{b}"),),
    (("own", "def {n}(*a, verbose=False, **kw):\n    if verbose:\n        print(a)\n    return _optional(*a)\n\n\ndef _optional{h}{b}"),),
    (("own", "def {n}(*a):\n    try:\n        return _tried(*a)\n    except Exception:\n        import traceback\n        traceback.print_exc()\n        raise\n\n\ndef _tried{h}{b}"),),
    (("own", "def {n}(*a):\n    assert all(x is not None for x in a)\n    match a:\n        case [*_]:\n            return _matched(*a)\n\n\ndef _matched{h}{b}"),),
    (("own", "from functools import partial, reduce, singledispatch\n\n\n@singledispatch\n{s}"),),
    (("own", "import types\n{s}\n\n{n} = types.FunctionType({n}.__code__, globals(), '{n}', {n}.__defaults__)"),),
    (("own", "import numpy\n\n\ndef _np{h}{b}\n\n\ndef {n}(*a):\n    return _np(*a)\n\n\nnumpy.my_{n} = {n}\n{n} = numpy.my_{n}"),),
    (("own", "import sys, types\nmod = types.ModuleType('mine_{n}')\nexec({fr}, mod.__dict__)\nsys.modules['mine_{n}'] = mod\nfrom mine_{n} import {n}"),),
    (("own", "import ast\ntree = ast.parse({r})\nexec(compile(ast.fix_missing_locations(tree), 'mine', 'exec'))"),),
    (("own", "get_ipython().run_cell({r})"),),
    (("own", "get_ipython().run_cell_magic('time', '', {r})"),),
    (("own", "from IPython import get_ipython\nipy = get_ipython()\nipy.ex({r})"),),
    (("own", "get_ipython().user_ns['{n}'] = None\n{s}\nget_ipython().push({{'{n}': {n}}})"),),
    (("own", "%%prun -q\n{s}"),),
    (("own", "%%time\n%%capture\n{s}"), ("just below", "{s}")),
    (("own", "%time pass\n{s}"),),
    (("own", "import dis\n{s}\ndis.dis({n})"),),
    (("own", "{s}\n\n_ = {n}\n__ = _\nOut_of_mine = [_]"),),
    (("own", "\ufeff{s}"),),
    (("own", "\n\n\n{s}\n\n\n"),),
    (("own", "{s}\n\\"),),
    (("own", "# -*- coding: latin-1 -*-\n{s}"),),
    (("own", "#!/usr/bin/env python3\n{s}"),),
    (("own", "\u00a0\n{s}"),),
    # several cells
    (("above", "def helper_of_{n}(v):\n    return v"), ("own", "def {n}(*a):\n    return helper_of_{n}(_real_{n}(*a))"), ("just below", "def _real_{n}{h}{b}")),
    (("top", "SCALE_{n} = 1.0"), ("own", "def {n}(*a):\n    assert SCALE_{n} == 1.0\n    return _scaled_{n}(*a)\n\n\ndef _scaled_{n}{h}{b}"), ("end", "SCALE_{n} = 'changed later'")),
    (("above", "flag_{n} = 'first'"), ("own", "{s}\n\nflag_{n} = 'second'"), ("just below", "assert flag_{n} == 'second'")),
    (("above", "{s}"), ("own", "{n} = {n}")),
    (("above", "{s}"), ("own", "# answered above")),
    (("above", "{s}"),),
    (("just below", "{s}"),),
    (("just below", "{w}"), ("just below", "{s}")),
    (("own", "{w}"), ("just below", "check({n})"), ("just below", "{s}"), ("below", "check({n})")),
    (("own", "{w}"), ("below", "{s}\n\ncheck({n})")),
    (("own", "{w}"), ("below", "{s}"), ("end", "check({n})")),
    (("own", "{s}"), ("below", "{w}\n\n{s}")),
    (("own", "{s}"), ("end", "kept_{n} = {n}\ndel {n}")),
    (("own", "{s}"), ("below", "try:\n    check({n})\nfinally:\n    pass")),
    (("own", "{s}"), ("below", "for f in [{n}]:\n    check(f)")),
    (("own", "{s}"), ("end", "%reset -f")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "from mine_{n} import {n}")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "import mine_{n}\n{n} = mine_{n}.{n}")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "from mine_{n} import *")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "%run mine_{n}.py")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "%run -i ./mine_{n}")),
    (("above", "%%writefile mine_{n}.py\n{f}"), ("own", "%load mine_{n}.py\nfrom mine_{n} import {n}")),
    (("above", "%%writefile mine_{n}.py\n# nothing yet"), ("just below", "import mine_{n}"), ("just below", "%%writefile -a mine_{n}.py\n{f}"), ("just below", "import importlib\nimportlib.reload(mine_{n})\n{n} = mine_{n}.{n}")),
    (("above", "%%file mine_{n}.py\n{f}"), ("own", "exec(open('mine_{n}.py').read())")),
    (("above", "!mkdir -p lib_{n}\n!touch lib_{n}/__init__.py"), ("just below", "%%writefile lib_{n}/gates.py\n{f}"), ("just below", "from lib_{n}.gates import {n}")),
    (("above", "import os\nos.makedirs('src', exist_ok=True)"), ("just below", "%%writefile src/mine_{n}.py\n{f}"), ("just below", "import sys\nsys.path.append('src')\nfrom mine_{n} import {n}")),
    (("above", "from pathlib import Path\nPath('mine_{n}.py').write_text({fr}, encoding='utf-8')"), ("own", "import importlib.util\nspec = importlib.util.spec_from_file_location('mine_{n}', 'mine_{n}.py')\nmod = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(mod)\n{n} = mod.{n}")),
    (("above", "import shutil\nopen('a_{n}.py', 'w').write({fr})\nshutil.copy('a_{n}.py', 'b_{n}.py')"), ("own", "from b_{n} import {n}")),
    (("above", "open('a_{n}.py', 'w').write({fr})"), ("just below", "!cp a_{n}.py c_{n}.py"), ("just below", "from c_{n} import {n}")),
    (("above", "open('a_{n}.py', 'w').write({fr})"), ("just below", "!ln -s a_{n}.py l_{n}.py"), ("just below", "from l_{n} import {n}")),
    (("above", "open('a_{n}.py', 'w').write({fr})\nimport os\nos.symlink('a_{n}.py', 'l_{n}.py')"), ("just below", "from l_{n} import {n}")),
    (("above", "open('a_{n}.py', 'w').write({fr})\nimport os\nos.rename('a_{n}.py', 'r_{n}.py')"), ("just below", "import r_{n}\n{n} = r_{n}.{n}")),
    (("above", "import zipfile\nwith zipfile.ZipFile('z_{n}.zip', 'w') as z:\n    z.writestr('zm_{n}.py', {fr})"), ("just below", "import sys\nsys.path.insert(0, 'z_{n}.zip')\nfrom zm_{n} import {n}")),
    (("above", "import pickle, base64\nblob_{n} = base64.b64encode({fr}.encode()).decode()"), ("own", "exec(base64.b64decode(blob_{n}))")),
    (("above", "%%python\nprint(3)"), ("own", "{s}")),
    (("above", "%%script false --no-raise-error\n{w}"), ("own", "{s}")),
    (("above", "%%sh\ncat > sh_{n}.py <<'EOT'\n{f}\nEOT"), ("just below", "from sh_{n} import {n}")),
    (("above", "%store -r nothing_of_mine\nkept = 3\n%store kept"), ("own", "{s}")),
    (("above", "%macro -q my_macro 1"), ("own", "{s}")),
    (("above", "import asyncio\n\n\nasync def soon_{n}():\n    await asyncio.sleep(0)\n    exec({r}, globals())\n\n\nawait soon_{n}()"), ("own", "# defined above")),
    (("above", "async def agen():\n    for k in range(2):\n        yield k\n\n\nlast = [k async for k in agen()]"), ("own", "{s}")),
    (("above", "import asyncio\ntask_{n} = asyncio.create_task(asyncio.sleep(0.01, result=1.0))"), ("own", "one_{n} = await task_{n}\n\n\ndef {n}(*a):\n    assert one_{n} == 1.0\n    return _awaited_{n}(*a)\n\n\ndef _awaited_{n}{h}{b}")),
    (("above", "from abc import ABC, abstractmethod\n\n\nclass Layer_{n}(ABC):\n    @abstractmethod\n    def go(self, *a): ..."), ("own", "def _layer_{n}{h}{b}\n\n\nclass My_{n}(Layer_{n}):\n    def go(self, *a):\n        return _layer_{n}(*a)\n\n\n{n} = My_{n}().go")),
    (("above", "registry = globals().setdefault('registry', {{}})\n\n\ndef register(f):\n    registry[f.__name__] = f\n    return f"), ("own", "@register\n{s}"), ("just below", "{n} = registry['{n}']")),
    (("above", "# old attempt\n# {n} = None\n{n} = lambda *a: None"), ("own", "_previous_{n} = {n}\n{s}")),
    (("top", "def {n}(*a):\n    return _{n}_later(*a)"), ("own", "_{n}_later = None"), ("just below", "def _{n}_later{h}{b}")),
    (("top", "import unittest.mock as um"), ("own", "{s}"), ("below", "with um.patch('builtins.print'):\n    check({n})")),
    (("own", "{s}"), ("below", "import cProfile\ncProfile.run('3')\nimport timeit\ntimeit.timeit('3', number=2)")),
    (("own", "{s}"), ("below", "del {n}"), ("end", "print('done')")),
    (("own", "{s}"), ("below", "{n} = 'overwritten by a string'")),
    (("own", "{s}"), ("below", "from types import SimpleNamespace\n{n}_result = SimpleNamespace(f={n})\n{n} = {n}_result.f")),
)  # fmt: skip


def _each(**keys):
    """A save that gives every cell keys of its metadata."""

    def save(nb, rng):
        for cell in nb["cells"]:
            cell["metadata"] = {**cell["metadata"], **keys}

    return save


def plain(nb, rng):
    """Leave the file as JupyterLab writes it."""


def stripped(nb, rng):
    """Strip all metadata of cells and of the file."""
    nb["metadata"] = {}
    for cell in nb["cells"]:
        cell["metadata"] = {}


def stripped_half(nb, rng):
    """Strip the metadata of every other cell."""
    for cell in nb["cells"][::2]:
        cell["metadata"] = {}


def new_ids(nb, rng):
    """Give every cell another id, as nbstripout does: 0, 1, 2."""
    for k, cell in enumerate(nb["cells"]):
        cell["id"] = str(k)


def one_id(nb, rng):
    """Give all cells one id."""
    for cell in nb["cells"]:
        cell["id"] = "same"


def stripped_with_new_ids(nb, rng):
    """Strip metadata and ids."""
    stripped(nb, rng)
    new_ids(nb, rng)


def version(target, then=plain):
    """A save in another version of the format."""

    def save(nb, rng):
        then(nb, rng)
        nb["format"] = target

    return save


def in_bytes(how, then=plain):
    """A save with other bytes."""

    def save(nb, rng):
        then(nb, rng)
        nb["written as"] = {"bytes": how}

    return save


def in_lines(how, then=plain):
    """A save of the sources in lines."""

    def save(nb, rng):
        then(nb, rng)
        nb["lines"] = how

    return save


def ends(end, then=plain):
    """A save with other line ends within the sources."""

    def save(nb, rng):
        then(nb, rng)
        for cell in nb["cells"]:
            cell["source"] = cell["source"].replace("\n", end)

    return save


def tabs(nb, rng):
    """Let an editor make tabs of blanks."""
    for cell in nb["cells"]:
        if is_kind(cell, "answer"):
            lines = cell["source"].split("\n")
            cell["source"] = "\n".join(
                "\t" * ((len(line) - len(line.lstrip(" "))) // 4) + line.lstrip(" ")
                if line.startswith("    ")
                else line
                for line in lines
            )


def trailing(nb, rng):
    """Leave blanks at the ends of lines, and lines at the ends of cells."""
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", " \n") + " \n\n"


def no_trailing(nb, rng):
    """Take blank lines away, as some formatters do."""
    for cell in nb["cells"]:
        cell["source"] = "\n".join(line for line in cell["source"].split("\n") if line.strip())


def empty_cells(nb, rng):
    """Put an empty cell between all cells."""
    for k in range(len(nb["cells"]), -1, -1):
        nb["cells"].insert(k, code("", rng))


def tagged(*tags):
    """A save with tags on all cells."""
    return _each(tags=list(tags))


def markdown_gone(nb, rng):
    """Export code alone, and make a notebook of it again."""
    nb["cells"] = [cell for cell in nb["cells"] if cell["cell_type"] == "code"]
    stripped_with_new_ids(nb, rng)


def all_joined(nb, rng):
    """Join every two code cells that stand beside each other."""
    k = 0
    while k + 1 < len(nb["cells"]):
        one, other = nb["cells"][k], nb["cells"][k + 1]
        if one["cell_type"] == other["cell_type"] == "code" and "%%" not in (
            one["source"] + other["source"]
        ):
            one["source"] += "\n\n" + nb["cells"].pop(k + 1)["source"]
        k += 1


def doubled(nb, rng):
    """Copy every answer's cell below itself."""
    for k in reversed(range(len(nb["cells"]))):
        if is_kind(nb["cells"][k], "answer"):
            nb["cells"].insert(k + 1, copy.deepcopy(nb["cells"][k]) | {"id": fresh(rng)})


def tests_gone(nb, rng):
    """Delete the given tests, and call the checks in a cell of one's own."""
    for cell in nb["cells"]:
        if is_kind(cell, "test"):
            cell["metadata"] = {}
            cell["source"] += "\n# mine"


def to_the_end(nb, rng):
    """Move all tests to the end."""
    tests = [cell for cell in nb["cells"] if is_kind(cell, "test")]
    nb["cells"] = [cell for cell in nb["cells"] if not is_kind(cell, "test")] + tests


def papermill(nb, rng):
    """Let papermill run it: keys everywhere, a cell of parameters, its exceptions' cell."""
    _each(papermill={"duration": 0.01, "status": "completed", "exception": False}, tags=["x"])(
        nb, rng
    )
    nb["metadata"]["papermill"] = {"parameters": {"seed": 3}, "version": "2.6.0"}
    nb["cells"].insert(
        0, code("# Parameters\nseed = 3\n", rng) | {"metadata": {"tags": ["injected-parameters"]}}
    )


def run_out_of_order(nb, rng):
    """Save counts as they were run: out of order, some twice, one still running."""
    for k, cell in enumerate(nb["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = 200 - k if k % 3 else None
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "old"}]


def executed_with_errors(nb, rng):
    """Keep outputs of errors, pictures and unknown types."""
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [
                {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["\u001b[31mx"]},
                {
                    "output_type": "display_data",
                    "data": {"image/png": "AAAA", "application/x": {"a": 1}},
                    "metadata": {},
                },
            ]


def deepnote(nb, rng):
    """Save as Deepnote does."""
    _each(cell_id="c", deepnote_cell_type="code", source_hash="x", execution_start=1700000000000)(
        nb, rng
    )
    nb["cells"].append(
        {
            "cell_type": "markdown",
            "id": "made",
            "source": "<a>Created in deepnote.com</a>",
            "metadata": {"created_in_deepnote_cell": True},
        }
    )
    nb["format"] = 4.0


def colab(nb, rng):
    """Save as Colab does, with forms hidden."""
    _each(id="AbC", cellView="form", outputId="x")(nb, rng)
    nb["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "accelerator": "GPU",
    }
    nb["format"] = 4.0


def vscode(nb, rng):
    """Save as VS Code does."""
    _each(vscode={"languageId": "python"})(nb, rng)
    nb["metadata"]["language_info"] = {"name": "python", "version": "3.9.1"}
    nb["metadata"]["vscode"] = {"interpreter": {"hash": "x"}}


def pycharm(nb, rng):
    """Save as PyCharm does: marks of cells in their first lines."""
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = "#%%\n" + cell["source"]
            cell["metadata"] = {**cell["metadata"], "pycharm": {"name": "#%%\n"}}


def kaggle(nb, rng):
    """Save as Kaggle does."""
    _each(
        trusted=True,
        _kg_hide_input=True,
        _uuid="u",
        execution={"iopub.execute_input": "2026-01-01T00:00:00Z"},
    )(nb, rng)
    nb["metadata"]["kaggle"] = {"accelerator": "none", "dataSources": []}


def nbdev(nb, rng):
    """Save as nbdev's hooks clean."""
    stripped(nb, rng)
    nb["cells"].insert(0, code("#| default_exp core", rng))
    nb["cells"].append(code("#| hide\nimport nbdev; nbdev.nbdev_export()", rng))


SAVES = (
    plain, stripped, stripped_half, new_ids, one_id, stripped_with_new_ids, version(4.0), version(4.4), version(3),
    version(2), version(3, stripped), version(4.0, stripped), version(4.0, doubled), in_bytes("utf-8-sig"),
    in_bytes("utf-8-sig", stripped), in_bytes("crlf"), in_bytes("crlf", one_id), in_bytes("plain"), in_bytes("tail"),
    in_lines("with ends"), in_lines("without"), in_lines("without", stripped), ends("\r\n"), ends("\r"), ends("\r\n", stripped),
    tabs, trailing, no_trailing, empty_cells, tagged("hide-input", "remove_output"), tagged("skip-execution"), tagged("raises-exception", "parameters"),
    markdown_gone, all_joined, doubled, tests_gone, to_the_end, papermill, run_out_of_order, executed_with_errors,
    deepnote, colab, vscode, pycharm, kaggle, nbdev,
)  # fmt: skip


def parts(number):
    """The parts of a notebook: the numbers of a state, of two ways, and of a save."""
    return {
        "state": number % len(STATES),
        "way": number % len(WAYS),
        "other": (number * 7 + 5 + number // len(WAYS)) % len(WAYS),
        "save": (number + number // len(SAVES)) % len(SAVES),
    }


def made(nb, chosen, rng):
    """Make the chosen parts in a notebook; a part that is left out is not made."""
    found = simple(nb)
    for part, at in (("other", 1), ("way", 0)):
        if part in chosen and len(found) > at:
            name = found[at][1]
            k = next(k for k, other in simple(nb) if other == name)
            night(nb, (k, name, nb["cells"][k]["source"]), WAYS[chosen[part]], rng)
    if "state" in chosen:
        place, text = STATES[chosen["state"]]
        at = top(nb) if place == "top" else 0
        nb["cells"].insert(at, code(text.format(), rng))
    if "save" in chosen:
        SAVES[chosen["save"]](nb, rng)
    return nb


def told(chosen):
    """Words for parts."""
    texts = {"state": STATES, "way": WAYS, "other": WAYS, "save": SAVES}
    words = {
        part: getattr(texts[part][k], "__qualname__", texts[part][k]) for part, k in chosen.items()
    }
    return json.dumps(words)


#: How many notebooks there are: every way and every state with several of the others.
NOTEBOOKS = 400


def _numbered(number, nb, rng):
    made(nb, parts(number), rng)


#: Every notebook by its parts, with the edit that makes it.
ALONE = {
    f"{number} {told(parts(number))}": functools.partial(_numbered, number)
    for number in range(NOTEBOOKS)
}
