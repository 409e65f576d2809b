# ruff: noqa: E501 - one habit, one line
"""What students do to a notebook in the night before it is due.

Snippets from other notebooks that look where they run, tasks and threads that finish a cell later,
files written by way of variables, tools that measure and trace, marks of word processors, and
functions that look closely at what they are given. Each answer has one of ``NIGHTS``: some cells,
with their places. ``EDITS`` lists what is done.
"""

from a_week import HEAD, below_test, one, written, wrong
from habits import leave, simple, top
from notebook_edits import code

#: What stands in an answer's own cell; ``{n}``, ``{s}``, ``{i}`` and so on as in ``a_week.WAYS``.
OWN_CELL = (
    # where it runs
    "import sys\nif 'google.colab' in sys.modules:\n    from google.colab import files\nelse:\n{i}",
    "IN_COLAB = 'google.colab' in str(get_ipython())\nif not IN_COLAB:\n{i}",
    "try:\n    import google.colab\n    IN_COLAB = True\nexcept ImportError:\n    IN_COLAB = False\nif IN_COLAB:\n    !pip install nothing\n{s}",
    "import os\nif not os.path.exists('/kaggle/input/mine'):\n{i}",
    "import sys\nif 'IPython' in sys.modules:\n{i}",
    "import sys\nif 'ipykernel' in sys.modules:\n{i}",
    "if get_ipython().__class__.__name__ == 'ZMQInteractiveShell':\n{i}",
    "def in_notebook():\n    try:\n        return 'IPKernelApp' in get_ipython().config\n    except NameError:\n        return False\n\n\nif in_notebook():\n{i}",
    "if get_ipython().has_trait('kernel'):\n{i}",
    "if __IPYTHON__:\n{i}",
    "from IPython import get_ipython\nif get_ipython() is not None:\n{i}",
    "if '__file__' not in globals():\n{i}",
    "import sys\nif not sys.flags.optimize:\n{i}",
    "import sys\nif hasattr(sys, 'ps1'):\n{i}",
    "import sys\nif len(sys.argv) > 1 and sys.argv[1] == '-f':\n{i}",
    "import sys\nif sys.argv[0].endswith('ipykernel_launcher.py'):\n{i}",
    "import threading\nif threading.current_thread() is threading.main_thread():\n{i}",
    "import asyncio\nasyncio.get_running_loop()\n{s}",
    "import sys\nif sys.platform == 'win32':\n    pass\nelif sys.version_info >= (3, 8):\n{i}",
    "if hasattr(np, 'no_such_thing'):\n    raise RuntimeError\nelse:\n{i}",
    "try:\n    np.no_such_thing\nexcept AttributeError:\n{i}",
    "try:\n    import no_such_thing\nexcept ModuleNotFoundError:\n{i}\nelse:\n    {n} = no_such_thing.{n}",
    "try:\n    import jax.numpy as jnp\nexcept ImportError:\n    import numpy as jnp\n{s}",
    "try:\n    import cupy as xp\nexcept Exception:\n    xp = np\n{s}",
    "import numpy.version\nassert numpy.version.version >= '1'\n{s}",
    "np.__version__\n{s}",
    "import platform\nif platform.system() in ('Linux', 'Darwin', 'Windows'):\n{i}",
    # decorators
    "try:\n    from numba import jit\nexcept ImportError:\n    def jit(*a, **k):\n        return lambda f: f\n\n\n@jit(nopython=True, cache=True)\n{s}",
    "def debug(f):\n    def inner(*a):\n        r = f(*a)\n        print(f'{{a=}} {{r=}}')\n        return r\n    return inner\n\n\n@debug\n{s}",
    "def retry(times):\n    def outer(f):\n        def inner(*a, **k):\n            for _ in range(times):\n                try:\n                    return f(*a, **k)\n                except Exception as e:\n                    error = e\n            raise error\n        return inner\n    return outer\n\n\n@retry(3)\n{s}",
    "class Count:\n    def __init__(self, f):\n        self.f, self.n = f, 0\n\n    def __call__(self, *a, **k):\n        self.n += 1\n        return self.f(*a, **k)\n\n\n@Count\n{s}",
    "import contextlib\n\n\n@contextlib.contextmanager\ndef timing():\n    yield\n\n\n@timing()\n{s}",
    "import cProfile\n\n\ndef profiled(f):\n    def inner(*a):\n        return cProfile.Profile().runcall(f, *a)\n    return inner\n\n\n@profiled\n{s}",
    "import sys\n\n\ndef traced(f):\n    def inner(*a):\n        sys.settrace(lambda *e: None)\n        try:\n            return f(*a)\n        finally:\n            sys.settrace(None)\n    return inner\n\n\n@traced\n{s}",
    "import tracemalloc\n\n\ndef measured(f):\n    def inner(*a):\n        tracemalloc.start()\n        r = f(*a)\n        tracemalloc.stop()\n        return r\n    return inner\n\n\n@measured\n{s}",
    "import signal\n\n\ndef limited(f):\n    def inner(*a):\n        signal.signal(signal.SIGALRM, lambda *_: 1 / 0)\n        signal.alarm(2)\n        try:\n            return f(*a)\n        finally:\n            signal.alarm(0)\n    return inner\n\n\n@limited\n{s}",
    "import signal\n\n\ndef limited(f):\n    def inner(*a):\n        signal.setitimer(signal.ITIMER_REAL, 3)\n        r = f(*a)\n        signal.setitimer(signal.ITIMER_REAL, 0)\n        return r\n    return inner\n\n\n@limited\n{s}",
    "import io, contextlib\n\n\ndef quiet(f):\n    def inner(*a):\n        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n            return f(*a)\n    return inner\n\n\n@quiet\n{s}",
    "from concurrent.futures import ThreadPoolExecutor\n\npool = ThreadPoolExecutor(1)\n\n\ndef threaded(f):\n    return lambda *a: pool.submit(f, *a).result(timeout=5)\n\n\n@threaded\n{s}",
    "import asyncio\n\n\nasync def slowly(f, *a):\n    await asyncio.sleep(0)\n    return f(*a)\n\n\ndef run(f):\n    def inner(*a):\n        loop = asyncio.new_event_loop()\n        try:\n            return pool.submit(loop.run_until_complete, slowly(f, *a)).result()\n        finally:\n            loop.close()\n    return inner\n\n\nfrom concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(1)\n\n\n@run\n{s}",
    "import functools\n\n\n@functools.lru_cache(maxsize=None)\n{s}",
    "@np.vectorize\n{s}",
    "{s}\n\n{n} = np.frompyfunc({n}, {n}.__code__.co_argcount, 2)",
    "{s}\n\n{n} = staticmethod({n})",
    "{s}\n\nimport weakref\n{n} = weakref.proxy({n})",
    "{s}\n\nimport weakref\nkept_of_mine = {n}\n{n} = weakref.ref({n})()",
    "{s}\n\n{n}.__doc__ = 3\n{n}.__module__ = None",
    "{s}\n\n{n}.__qualname__ = 'Mine.method'\ndel {n}.__annotations__",
    "{s}\n\n{n} = {n} if callable({n}) else None",
    "class Gate:\n    @classmethod\n    def {n}(cls, *a):\n        return mine(*a)\n\n\ndef mine{h}{b}\n\n\n{n} = Gate.{n}",
    "class Gate:\n    def __getattr__(self, name):\n        return mine\n\n\ndef mine{h}{b}\n\n\n{n} = Gate().{n}",
    "import types\n\n\ndef mine{h}{b}\n\n\n{n} = types.MethodType(lambda self, *a: mine(*a), object())",
    "import operator\n\n\ndef mine{h}{b}\n\n\n{n} = operator.call.__get__(mine) if False else mine",
    "import abc\n\n\ndef mine{h}{b}\n\n\nclass Base(abc.ABC):\n    @abc.abstractmethod\n    def __call__(self, *a): ...\n\n\nclass Gate(Base):\n    def __call__(self, *a):\n        return mine(*a)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Meta(type):\n    def __call__(cls, *a):\n        return mine(*a)\n\n\nclass {n}(metaclass=Meta):\n    pass",
    # hints and settings of one cell
    "from __future__ import annotations\n\n\ndef helper(x: NDArray[float], y: Missing | None = None) -> dict[Missing, ...]: ...\n\n\n{s}",
    "from __future__ import annotations\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from numpy.typing import NDArray\n\n\n{s}",
    "from typing import *\n\n\n{s}",
    "from typing import overload\n\n\n@overload\ndef {n}(x: int): ...\n@overload\ndef {n}(x: float): ...\n{s}",
    "# -*- coding: utf-8 -*-\n{s}",
    "# -*- coding: latin-1 -*-\n# größe\n{s}",
    "#!/usr/bin/env python3\n{s}",
    "#| export\n#| code-fold: true\n{s}",
    "# + tags=['solution']\n{s}\n# -",
    "#%% md\n# # Notes\n#%%\n{s}",
    "with np.printoptions(precision=2):\n{i}",
    "import decimal\nwith decimal.localcontext() as ctx:\n    ctx.prec = 2\n{i}",
    "import warnings\nwarnings.filterwarnings('error', category=RuntimeWarning)\n{s}",
    "import matplotlib.pyplot as plt\nplt.rcParams.update({{'font.size': 22, 'text.usetex': True}})\n{s}",
    "import matplotlib.pyplot as plt\nplt.ion()\nplt.style.use('dark_background')\n{s}",
    "import matplotlib.pyplot as plt\nwith plt.xkcd():\n{i}",
    "import matplotlib as mpl\nmpl.rc('lines', linewidth=2)\nmpl.rcdefaults()\n{s}",
    # magics
    "%%time\n%%capture\n{s}",
    "%%capture out\n%%time\n{s}",
    "%%time\n{s}\n%matplotlib inline\n!echo done",
    "%%time\n{s}\n1/0",
    "%%capture\n{s}\n1/0",
    "%%prun -s cumulative -l 3\n{s}\n1/0",
    "%%time --no-raise-error\n{s}",
    "%%timeit\n{s}",
    "%%timeit -n 1 -r 1 import math\n{s}",
    "def mine{h}{b}\n\n\n%time {n} = mine",
    "def mine{h}{b}\n\n\n%timeit -n1 -r1 {n} = mine",
    "def mine{h}{b}\n\n\n%prun -q {n} = mine",
    "{s}\n\n%timeit -n1 -r1 {n} = None",
    "{s}\n\nt = %timeit -o -n1 -r1 1 + 1\nprint(t)",
    "{s}\n\nhere = %who_ls function\nassert '{n}' in here",
    "{s}\n\n%psource {n}\n%pdoc {n}\n%pfile {n}",
    "{s}\n\n%%time",
    "{s}\n\n{n}.",
    "{s}\n\n?{n}",
    "{s}\n\n{n}?;",
    "{s}\n\n!echo {n} $HOME {{1 + 1}} $$",
    "{s}\n\nfor name in ['a', 'b']:\n    !echo $name",
    "{s}\n\nout = !echo 1 2\nint(out[0].split()[0])",
    "{s}\n\nout = !ls *.ipynb\nprint(out.s, out.n, out.p)",
    "{s}\n\n%alias_magic --cell t time",
    "%load_ext autoreload\n%autoreload complete\n{s}",
    "%autoreload 3\n{s}",
    "%load_ext line_profiler\n%lprun -f print print(3)\n{s}",
    "%load_ext nothing_there\n{s}",
    "%reload_ext watermark\n{s}",
    "%watermark -v\n{s}",
    "%matplotlib ipympl\n{s}",
    "%config Completer.use_jedi = False\n{s}",
    "%config IPCompleter.use_jedi = False\n{s}",
    "%config NoSuch.thing = 1\n{s}",
    "%doctest_mode\n{s}\n\n%doctest_mode",
    "%colors linux\n%logstop\n{s}",
    "%killbgscripts\n{s}",
    "%rehashx\n{s}",
    "%unload_ext autoreload\n{s}",
    "%store -r\n{s}",
    "%unalias ls\n{s}",
    # what editors put in
    "# see page 3\u2028and page 4\n{s}",
    "# see page 3\x85and page 4\n{s}",
    "# see page 3\x0band page 4\x0c\n{s}",
    "note = 'one\u2028two\u2029three\x85four'\nassert len(note) == 18\n{s}",
    "\u200b{s}",
    "# no\u00a0break\n{s}",
    "x_of_mine\u00a0= 3\n{s}",
    "\u00a0\n{s}",
    "x_of_mine = \uff11\n{s}",
    "print(\u201chello\u201d)\n{s}",
    "# \u201cquoted\u201d \u2026 \u2013 \uff08wide\uff09\n{s}",
    "\u2026\n{s}",
    "\uff4e\uff50.seterr(all='ignore')\n{s}",
    "x_of_mine = 5\u20133\n{s}",
    "x_of_mine \u2212= 3\n{s}",
    "note = '\x00'\n{s}",
    "{s}\n\x1a",
    "{s}\n\\",
    "{s}\n\n   ",
    "\n\n\n{s}\n\n\n\n",
    "\t\n{s}\n\t",
    "{s}\n\n{{",
    "note = '''\n%%time\n!ls\n'''\n{s}",
    "note = '''\n    %matplotlib inline\n  print?\n'''\nassert 'inline' in note and '?' in note\n{s}",
    "note = '%d%%' % 3\n{s}",
    "x_of_mine = 7\nx_of_mine = x_of_mine \\\n    % 4\nassert x_of_mine == 3\n{s}",
    "x_of_mine = (7\n%4)\nassert x_of_mine == 3\n{s}",
    # builtins and modules written over
    "np = numpy = __import__('numpy')\n{s}",
    "sum = np.sum\nabs = np.abs\nmax = np.maximum\nmin = np.minimum\nround = np.round\n{s}",
    "float = np.float32\n{s}",
    "isinstance = issubclass = hasattr = getattr = None\n{s}",
    "open = print = input = None\n{s}",
    "__name__ = 'mine'\n{s}",
    "__builtins__ = dict(vars(__import__('builtins')))\n{s}",
    "grade = points = exercise = verify = contract = 3\n{s}",
    "backpass = None\n{s}",
    "get_ipython = lambda: None\n{s}",
    "display = print\n{s}",
    "exit = quit = None\n{s}",
    "Exception_of_mine = Exception\nException = ValueError = TypeError = None\n{s}",
    "import numpy as math\n{s}",
    "from numpy import *\nfrom math import *\n{s}",
    "from math import *\nfrom numpy import *\n{s}",
    "from numpy.linalg import *\nfrom numpy.random import *\nfrom os import *\n{s}",
    "from time import *\nfrom operator import *\n{s}",
    # how text becomes a function
    "import textwrap\nexec(textwrap.dedent('''\\\n{i}\n'''))",
    "exec('\\n'.join({r}.split('\\n')))",
    "import base64\nexec(base64.b64decode(base64.b64encode({r}.encode())))",
    "import ast\nexec(compile(ast.parse({r}), '<mine>', 'exec'))",
    "import code\ncode.InteractiveInterpreter(globals()).runsource({r} + '\\n', symbol='exec')",
    "space_of_mine = dict(globals())\nexec({r}, space_of_mine)\n{n} = space_of_mine['{n}']",
    "import marshal, types\n\n\ndef mine{h}{b}\n\n\n{n} = types.FunctionType(marshal.loads(marshal.dumps(mine.__code__)), globals())",
    "get_ipython().run_cell({r}, store_history=True, silent=True)",
    "await get_ipython().run_cell_async({r})",
    "get_ipython().run_code(compile({r}, 'mine', 'exec')).close()",
    "get_ipython().safe_execfile_ipy('nothing_there.ipy') if 0 else None\n{s}",
    "from IPython import get_ipython as gi\ngi().user_global_ns['{n}'] = eval(compile({r} + '\\n', 'm', 'exec')) \n{s}",
    "import inspect\nframe = inspect.currentframe()\ndef mine{h}{b}\n\n\nframe.f_globals['{n}'] = mine",
    "import linecache\nlinecache.clearcache()\n{s}",
)  # fmt: skip

#: What stands at the beginning of an answer's body. Where it looks at ``cache``, only there.
INSIDE = (
    "print(f'{locals()=}')",
    "for _i in range(300): print(_i)",
    "print('x' * 20_000)",
    "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()",
    "import matplotlib.pyplot as plt; _fig, _ax = plt.subplots(); _ax.set_title('$x$')",
    "import warnings; warnings.filterwarnings('error')",
    "np.seterr(all='raise')",
    "_old = np.seterr(all='raise'); np.seterr(**_old)",
    "np.random.seed(0)",
    "np.set_printoptions(precision=1)",
    "import sys; sys.setrecursionlimit(5000)",
    "import sys; sys.setrecursionlimit(120)",
    "import signal; signal.alarm(0)",
    "import sys; sys.stdout.write('.'); sys.stderr.write('.')",
    "import traceback; traceback.print_stack()",
    "import inspect; print(inspect.stack()[1].function)",
    "import pdb, bdb",
    "_kept = [type(v) for v in locals().values()]; assert np.generic not in _kept",
    "assert all(type(v).__module__ in ('builtins', 'numpy') for v in list(locals().values()))",
    "_kept = [v.hex() for v in list(locals().values()) if isinstance(v, float)]",
    "import json; json.dumps([v for v in list(locals().values()) if isinstance(v, float)])",
    "import copy; copy.deepcopy({k: v for k, v in locals().items() if k[0] != '_'})",
    "_kept = [(v.dtype, v.shape, v.strides, v.flags['C_CONTIGUOUS']) for v in list(locals().values()) if isinstance(v, np.ndarray)]",
    "assert all(v.dtype == np.float64 for v in list(locals().values()) if isinstance(v, np.ndarray) and v.dtype.kind == 'f')",
    "_kept = [v.view() for v in list(locals().values()) if isinstance(v, np.ndarray)]",
    "_kept = [v.copy() for v in list(locals().values()) if isinstance(v, np.ndarray)]",
    "assert all(np.isfinite(v).all() for v in list(locals().values()) if isinstance(v, (float, np.ndarray)))",
    "from dataclasses import dataclass; dataclass(type('T', (), {}))",
    "class Local: pass",
    "import timeit; timeit.timeit('1', number=1)",
    "import gc; gc.get_objects()",
    "import random; random.shuffle([1, 2, 3])",
    "import os; os.getcwd(); os.listdir('.')",
    "import ctypes",
    "global sum\n    sum = 3",
    "del_of_mine = [1]; del del_of_mine[0]",
    "yield_of_mine = (v for v in [1]); next(yield_of_mine)",
    "import builtins; builtins.print('called')",
    "from IPython.display import display, HTML; display(HTML('<b>called</b>'))",
    "from IPython.display import update_display, display; display('x', display_id='mine'); update_display('y', display_id='mine')",
    "get_ipython().run_cell('x_of_mine = 3')",
    "get_ipython().user_ns['x_of_mine'] = 3",
    "get_ipython().set_next_input('x')",
    "get_ipython().events.trigger('post_execute')",
    "import IPython; IPython.version_info",
    "import concurrent.futures, threading; _t = threading.Thread(target=print); _t.start(); _t.join()",
    "import queue; queue.Queue().put(1)",
    "import time; time.sleep(0.02)",
)  # fmt: skip

CACHE = (
    "import copy; cache = copy.deepcopy(cache)",
    "import pickle; cache = pickle.loads(pickle.dumps(cache))",
    "cache = tuple(cache)",
    "assert isinstance(cache, (tuple, dict, list, float, np.ndarray))",
    "assert type(cache) is not list",
    "print(cache, repr(cache), len(cache))",
    "assert cache is cache and id(cache)",
    "try: cache.append(3)\n    except AttributeError: pass",
    "globals()['last_cache'] = cache",
    "_kept = [type(v).__name__ for v in cache]",
    "cache = [v for v in cache]",
    "cache = np.array(cache, dtype=object)",
    "import json; json.dumps([v for v in cache if isinstance(v, float)])",
)  # fmt: skip

#: Cells and places. ``own`` is the answer's own cell, which is left a stub where it is not named.
NIGHTS = (
    # tasks and threads that finish in a later cell
    (("above", "import asyncio\n\n\nasync def make():\n    global {n}\n    await asyncio.sleep(0.01)\n{i}\n\n\ntask = asyncio.create_task(make())"), ("above", "await task")),
    (("above", "import asyncio\n\n\nasync def make():\n    global {n}\n    await asyncio.sleep(0.01)\n{i}\n\n\ntask = asyncio.ensure_future(make())"), ("above", "await asyncio.sleep(0.1)")),
    (("above", "import asyncio\nloop = asyncio.get_event_loop()\nready = asyncio.Event()"), ("above", "ready.set()\nawait ready.wait()\n{s}")),
    (("above", "import asyncio\nqueue = asyncio.Queue()\nawait queue.put({r})"), ("above", "exec(await queue.get())")),
    (("above", "import asyncio\nlock = asyncio.Lock()"), ("above", "async with lock:\n{i}")),
    (("above", "import asyncio\nloop = asyncio.get_running_loop()\nfuture = loop.create_future()\nloop.call_later(0.01, future.set_result, 3)"), ("above", "assert await future == 3\n{s}")),
    (("above", "async def numbers():\n    yield 1"), ("above", "async for _ in numbers():\n{i}")),
    (("above", "import threading\n\n\ndef work():\n    global {n}\n{i}\n\n\ntimer = threading.Timer(0.01, work)\ntimer.start()"), ("above", "timer.join()")),
    (("above", "from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor()\nfuture = pool.submit(exec, {r}, globals())"), ("above", "future.result()")),
    (("above", "import contextvars\nmine_of_me = contextvars.ContextVar('mine')\nmine_of_me.set(3)"), ("own", "assert mine_of_me.get() == 3\n{s}")),
    (("above", "import decimal\ndecimal.getcontext().prec = 7"), ("own", "assert decimal.getcontext().prec == 7\n{s}")),
    (("above", "_old_of_mine = np.seterr(all='raise')"), ("own", "assert np.geterr()['over'] == 'raise'\n{s}")),
    (("above", "np.set_printoptions(precision=3)"), ("own", "assert np.get_printoptions()['precision'] == 3\n{s}")),
    (("above", "import warnings\nwarnings.simplefilter('ignore')"), ("own", "warnings.warn('quiet')\n{s}")),
    (("above", "import sys\nsys.setrecursionlimit(2345)"), ("own", "assert sys.getrecursionlimit() == 2345\n{s}")),
    (("above", "import os\nos.environ['MINE'] = 'yes'"), ("own", "assert os.environ['MINE'] == 'yes'\n{s}")),
    (("above", "%env MINE=yes"), ("own", "import os\nassert os.environ['MINE'] == 'yes'\n{s}")),
    (("above", "import random\nrandom.seed(3); np.random.seed(3)"), ("own", "assert abs(np.random.rand() - 0.5508) < 1e-3\n{s}")),
    (("above", "import matplotlib.pyplot as plt\nplt.rcParams['font.size'] = 3"), ("own", "assert plt.rcParams['font.size'] == 3\n{s}")),
    (("above", "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1])"), ("own", "fig.savefig('mine.png')\nplt.show()\n{s}")),
    # files by way of variables
    (("above", "fname = 'mine_of_me.py'"), ("above", "%%writefile $fname\n{f}"), ("above", "%run $fname")),
    (("above", "fname = 'mine_of_me'"), ("above", "%%writefile {{fname}}.py\n{f}"), ("above", "%run {{fname}}.py")),
    (("above", "%alias_magic --cell put writefile"), ("above", "%%put mine_of_me.py\n{f}"), ("above", "from mine_of_me import *")),
    (("above", "%%writefile 'mine of me.py'\n{f}"), ("above", "%run 'mine of me.py'")),
    (("above", "%%writefile \"mine_of_me.py\"\n{f}"), ("above", "from mine_of_me import {n}")),
    (("above", "%%writefile mine_of_me.py\n{f}\n\n1/0"), ("above", "%run mine_of_me.py")),
    (("above", "%%writefile mine_of_me.py\n{f}\n\nimport sys\nsys.exit(0)"), ("above", "%run mine_of_me.py")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "%run -e -t mine_of_me.py")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "%run -p mine_of_me.py")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "%run -m mine_of_me")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "get_ipython().run_line_magic('run', 'mine_of_me.py')")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "get_ipython().safe_execfile('mine_of_me.py', globals())")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "get_ipython().magic('run mine_of_me.py')")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "%load_ext autoreload\n%autoreload 1\n%aimport mine_of_me"), ("above", "{n} = mine_of_me.{n}")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "import mine_of_me as m\nfrom importlib import reload\nreload(m)\n{n} = m.{n}")),
    (("above", "import mine_of_me"), ("above", "%%writefile mine_of_me.py\n{f}"), ("above", "from mine_of_me import {n}")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "import os, sys\nsys.path.insert(0, os.path.dirname(os.path.abspath('mine_of_me.py')))\nfrom mine_of_me import {n}")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "import sys\nsys.path = [p for p in sys.path if p]\nsys.path.append(_dh[0])\nfrom mine_of_me import {n}")),
    (("above", "%%writefile mine_of_me.py\n{f}"), ("above", "import sys, pathlib\nsys.path.append(str(pathlib.Path().resolve()))\nfrom mine_of_me import {n}")),
    (("above", "%mkdir pack_of_me\n!touch pack_of_me/__init__.py"), ("above", "%%writefile pack_of_me/ops.py\n{f}"), ("above", "from pack_of_me.ops import {n}")),
    (("above", "!mkdir -p pack_of_me/deep"), ("above", "%%writefile pack_of_me/ops.py\n{f}"), ("above", "%%writefile pack_of_me/__init__.py\nfrom .ops import *"), ("above", "from pack_of_me import *")),
    (("above", "!echo 'x = 3' > mine_of_me.py"), ("own", "from mine_of_me import x as x_of_mine\n{s}")),
    (("above", "%%writefile old_of_me.py\n{f}"), ("above", "!mv old_of_me.py mine_of_me.py"), ("above", "from mine_of_me import {n}")),
    (("above", "%%writefile old_of_me.py\n{f}"), ("above", "%cp old_of_me.py mine_of_me.py"), ("above", "from mine_of_me import {n}")),
    (("above", "%%writefile old_of_me.py\n{f}"), ("above", "import shutil\nshutil.copy('old_of_me.py', 'mine_of_me.py')"), ("above", "from mine_of_me import {n}")),
    (("above", "import zipfile\nwith zipfile.ZipFile('mine.zip', 'w') as z:\n    z.writestr('mine_of_me.py', {fr})\nimport sys\nsys.path.insert(0, 'mine.zip')"), ("above", "from mine_of_me import {n}")),
    (("above", "import json\ncell = dict(cell_type='code', id='a', metadata={{}}, outputs=[], execution_count=None, source={fr})\njson.dump(dict(cells=[cell], metadata={{}}, nbformat=4, nbformat_minor=5), open('other.ipynb', 'w'))"), ("above", "%run other.ipynb")),
    (("above", "import json\njson.dump(dict(cells=[dict(cell_type='code', source={fr})]), open('other.ipynb', 'w'))"), ("above", "import json\nfor cell in json.load(open('other.ipynb'))['cells']:\n    if cell['cell_type'] == 'code':\n        exec(''.join(cell['source']))")),
    (("above", "try:\n    import import_ipynb\nexcept ImportError:\n    pass\n{s}"),),
    (("above", "{s}"), ("above", "%store {n}\n%store -r {n}")),
    (("above", "x_of_mine = 3\n%store x_of_mine"), ("above", "del x_of_mine\n%store -r x_of_mine"), ("own", "assert x_of_mine == 3\n{s}")),
    (("above", "{s}"), ("above", "%history -f mine_of_me.py -n 1"), ("above", "%run mine_of_me.py")),
    (("above", "{s}"), ("above", "%save -r mine_of_me _i"), ("above", "%load mine_of_me.py")),
    (("above", "{s}"), ("above", "import inspect\nopen('mine_of_me.py', 'w').write('import math\\nimport numpy as np\\n' + inspect.getsource({n}))"), ("above", "from mine_of_me import *")),
    (("above", "{w}"), ("above", "import inspect\nexec(inspect.getsource({n}).replace('return None', 'return 3'))"), ("above", "{s}")),
    (("above", "import shelve\nwith shelve.open('mine') as d:\n    d['s'] = {fr}"), ("above", "with shelve.open('mine') as d:\n    exec(d['s'])")),
    (("above", "%%capture kept\nprint('''{s}''')"), ("above", "exec(kept.stdout)")),
    (("above", "%%bash --out kept\necho 3"), ("own", "{s}\nint(kept)")),
    (("above", "%%sh -s 3 4\necho $1"), ("own", "{s}")),
    (("above", "%%cmd\ndir"), ("own", "{s}")),
    (("above", "%%python3\n{s}"), ("own", "{s}")),
    (("above", "%%html\n{w}"), ("own", "{s}")),
    (("above", "%%latex\n{w}"), ("own", "{s}")),
    (("above", "%%javascript\n{w}"), ("own", "{s}")),
    (("above", "%%timeit -n1 -r1\nglobal {n}\n{w}"), ("own", "{s}")),
    # below the answer
    (("own", "{s}"), ("below", "%%timeit -n1 -r1\n{n} = None")),
    (("own", "{s}"), ("below", "%%time\n{n} = None")),
    (("own", "{s}"), ("just below", "%%timeit -n1 -r1\n{n} = None")),
    (("own", "{s}"), ("just below", "%timeit -n1 -r1 {n} = None")),
    (("own", "{s}"), ("just below", "%%script false --no-raise-error\n{n} = None")),
    (("own", "{s}"), ("just below", "%%html\n{w}")),
    (("own", "{s}"), ("just below", "def unused():\n    {n} = None\n\n\nunused()")),
    (("own", "{s}"), ("just below", "def unused():\n    global {n}\n    {n} = None")),
    (("own", "{s}"), ("just below", "[{n} for {n} in range(3)]\n(lambda {n}: {n})(3)")),
    (("own", "{s}"), ("just below", "try:\n    1/0\nexcept Exception as {n}:\n    pass")),
    (("own", "{s}"), ("just below", "import sys\nif 'google.colab' in sys.modules:\n    {n} = None")),
    (("own", "{s}"), ("just below", "%%time\n1/0\n{n} = None")),
    (("own", "{s}"), ("just below", "{n} = None\n  bad")),
    (("own", "{s}"), ("just below", "{n} = None\nawait = 3")),
    (("own", "{s}"), ("just below", "%%capture --no-such\n{n} = None")),
    (("own", "{s}"), ("just below", "!nothing_there\nassert callable({n})")),
    (("own", "{s}"), ("just below", "class Old:\n    def {n}(self):\n        return None")),
    (("own", "{s}"), ("just below", "from types import SimpleNamespace as N\nold = N({n}=None)\nold.{n} = 3")),
    (("own", "{s}"), ("just below", "del {n}"), ("just below", "{s}")),
    (("own", "{w}"), ("just below", "%%time\n{s}"), ("just below", "%%prun -q\nprint({n})")),
    (("own", "{w}"), ("just below", "%%capture\n%%time\n{s}")),
    (("own", "{w}"), ("just below", "if '{n}' in globals():\n{i}")),
    (("own", "{w}"), ("just below", "if callable({n}):\n    del {n}\n{s}")),
    (("own", "# done below\n"), ("just below", "{s}\n\n1/0\n\ndel {n}")),
    (("own", "pass"), ("just below", "{s}\n\nassert 0, 'stop'\n{n} = None")),
    (("own", "{s}"), ("end", "def {n}(*a):\n    return None")),
    (("own", "{s}"), ("end", "import sys\nsys.modules.pop('numpy')")),
    (("own", "{s}"), ("end", "while True:\n    break\nelse:\n    {n} = 3")),
    (("top", "{w}"), ("own", "{s}")),
    (("top", "%%writefile {n}.py\n{f}"), ("own", "from {n} import {n}")),
    (("top", "%%writefile {n}.py\n{f}"), ("own", "import {n} as module\n{n} = module.{n}")),
    (("top", "from functools import *\nfrom itertools import *\nfrom collections import *"), ("own", "{s}")),
    (("top", "class Config:\n    lr = 0.1\n\n\nCFG = Config()"), ("own", "assert CFG.lr\n{s}")),
    (("top", "_buffer_of_mine = []"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    r = mine(*a)\n    if not isinstance(r, tuple):\n        return r\n    _buffer_of_mine[:] = r\n    return _buffer_of_mine")),
    (("top", "_calls_of_mine = {{}}"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    key = repr(a)\n    if key not in _calls_of_mine:\n        _calls_of_mine[key] = mine(*a)\n    return _calls_of_mine[key]")),
)  # fmt: skip


def filled(text, name, source):
    """A cell's text with an answer in it."""
    whole = HEAD + source
    text = text.replace("{fr}", repr(whole).replace("{", "{{").replace("}", "}}"))
    text = text.replace("{f}", whole.replace("{", "{{").replace("}", "}}"))
    return written(text, name, source)


def night(nb, found, places, rng):
    """Put cells at their places around the answer ``found``."""
    k, name, source = found
    cell = nb["cells"][k]
    texts = [(place, filled(text, name, source)) for place, text in places]
    if not any(place == "own" for place, _ in texts):
        leave(nb, k, name, rng)
        if k < len(nb["cells"]) and nb["cells"][k] is cell and cell["source"]:
            k += 1  # below what is left of it
    below = 1
    for place, text in texts:
        if place == "own":
            cell["source"] = text
            continue
        here = {"above": k, "just below": k + below, "top": top(nb), "end": len(nb["cells"])}
        at = below_test(nb, name) if place == "below" else here[place]
        nb["cells"].insert(at, code(text, rng))
        below += place == "just below"
        k += place in ("above", "top")


def at_night(nb, rng):
    """Spread an answer over cells."""
    if found := one(nb, rng):
        night(nb, found, rng.choice(NIGHTS), rng)


def in_its_cell(nb, rng):
    """Write an answer in another way, in its own cell."""
    if found := one(nb, rng):
        night(nb, found, (("own", rng.choice(OWN_CELL)),), rng)


def looked_at_inside(source, text):
    """An answer's source with a statement at the beginning of its body."""
    lines = source.split("\n")
    place = 2 if '"""' in lines[1] and lines[1].count('"""') == 2 else 1
    lines.insert(place, "    " + text)
    return "\n".join(lines)


def looking(nb, rng):
    """Let an answer look at what it is given, and do things besides."""
    if (found := one(nb, rng)) is None:
        return
    k, _, source = found
    takes_cache = "cache" in source.split("\n")[0]
    text = rng.choice(CACHE if takes_cache and rng.random() < 0.6 else INSIDE)
    nb["cells"][k]["source"] = looked_at_inside(source, text)


def tabs(nb, rng):
    """Indent an answer by other means."""
    if (found := one(nb, rng)) is None:
        return
    k, _, source = found
    by = rng.choice(["\t", " ", "        ", "\u00a0\u00a0\u00a0\u00a0", "  \t", "\u3000"])
    lines = source.split("\n")
    if rng.random() < 0.3:
        lines[-1] = lines[-1].replace("    ", by)
    else:
        lines = [line.replace("    ", by) for line in lines]
    nb["cells"][k]["source"] = rng.choice(["\n", "\n", "\r\n"]).join(lines)


TAGS = (
    {"tags": ["skip-execution", "raises-exception", "remove-cell"]}, {"cellView": "form"},
    {"vscode": {"languageId": "markdown"}}, {"vscode": {"languageId": "shellscript"}},
    {"run_control": {"frozen": True}}, {"init_cell": True}, {"deletable": False, "editable": False},
    {"jupyter": {"source_hidden": True, "outputs_hidden": True}}, {"tags": "solution"},
    {"tags": None}, {"nbgrader": None}, {"nbgrader": {}}, {"nbgrader": {"grade": False}},
    {"language": "r"}, {"kernel": "SoS"}, {"papermill": {"status": "failed"}}, {"tags": ["parameters"]},
)  # fmt: skip


def tagged(nb, rng):
    """Let programs mark cells of one's own, and the cell of an answer."""
    for cell in rng.sample(nb["cells"], min(len(nb["cells"]), 4)):
        tag = rng.choice(TAGS)
        if "nbgrader" not in tag or "nbgrader" not in cell["metadata"]:
            cell["metadata"] = {**cell["metadata"], **tag}
    if (found := one(nb, rng)) and rng.random() < 0.5:
        nb["cells"].insert(found[0], code(wrong(found[2]), rng) | {"metadata": rng.choice(TAGS)})


#: What an answer uses (it stands below, and was run before), and the answer's own cell.
BELOW = (
    ("def of_{n}{h}{b}", "def {n}(*a):\n    return of_{n}(*a)"),
    ("def of_{n}{h}{b}", "{n} = lambda *a: of_{n}(*a)"),
    ("def of_{n}{h}{b}", "class Gate:\n    def __call__(self, *a):\n        return of_{n}(*a)\n\n\n{n} = Gate()"),
    ("import math as of_mine", "def of_{n}{h}{b}\n\n\ndef {n}(*a):\n    of_mine.sqrt(4)\n    return of_{n}(*a)"),
    ("SCALE_OF_MINE = 1.0", "def of_{n}{h}{b}\n\n\ndef {n}(*a):\n    assert SCALE_OF_MINE\n    return of_{n}(*a)"),
    ("{s}", "# it stands below"),
    ("{s}", "{w}"),
)  # fmt: skip


def below_and_run_before(nb, rng):
    """Write below an answer's test what the answer uses, and run it first."""
    if (found := one(nb, rng)) is None:
        return
    k, name, source = found
    below, own = (filled(text, name, source) for text in rng.choice(BELOW))
    cell = code(below, rng)
    nb["cells"][k]["source"] = own
    nb["cells"].insert(rng.choice([below_test(nb, name), len(nb["cells"])]), cell)
    nb.setdefault("ran first", []).append(cell["id"])


def many_nights(nb, rng):
    """Give every answer a night of its own."""
    for _, name in simple(nb):
        places = rng.choice([*NIGHTS, *((("own", text),) for text in OWN_CELL)])
        found = [(k, n, nb["cells"][k]["source"]) for k, n in simple(nb) if n == name]
        if found:
            night(nb, found[0], places, rng)


EDITS = (
    at_night, at_night, at_night, in_its_cell, in_its_cell, in_its_cell, looking, looking, tabs,
    tagged, below_and_run_before, below_and_run_before, many_nights,
)  # fmt: skip
