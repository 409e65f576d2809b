# ruff: noqa: E501 - one way, one line
"""What students bring along from other places: languages, editors, chats, jobs, and habits.

Comments of MATLAB and C, what a chat says around its code, hooks of IPython and of Python itself,
names of numpy that older texts use, answers that read files and settings each time, questions in a
loop, keys of a file that programs leave out, and brackets of another keyboard. Each answer has one
of ``OWN_CELL``, ``AROUND``, ``INSIDE`` or ``PLACES``; each file one of ``FILES``. ``EDITS`` lists
what is done, ``ALONE`` every single way with its name.
"""

import functools

from a_deadline import looked_at_inside, night
from a_week import one
from habits import indented, simple
from notebook_edits import code, is_kind

#: What stands in an answer's own cell; ``{n}``, ``{s}``, ``{i}`` and so on as in ``a_week.WAYS``.
OWN_CELL = (
    # from other languages
    "% a comment as in MATLAB\n{s}",
    "%{{\na block of MATLAB\n%}}\n{s}",
    "%% Section 1\n{s}",
    "clear all; close all; clc\n{s}",
    "clc\nclear\n{s}",
    "format long\n{s}",
    "#include <cmath>\n#define SCALE 1.0\n{s}",
    "#pragma once\n\n{s};;",
    "// as in C\n{s}",
    "x_of_mine = 3; # as in R\ny_of_mine <- 3 if False else None\n{s}",
    "library = lambda *a: None; library('ggplot2')\n{s}",
    "null, true, false = None, True, False\n{s}",
    "let = const = var = None\n{s}",
    "from functools import reduce, partial\nimport operator as op\ncompose = lambda *fs: reduce(lambda f, g: lambda *a: f(g(*a)), fs)\n\n\ndef mine{h}{b}\n\n\n{n} = compose(lambda v: v, mine)",
    "curry = lambda f: lambda x: lambda *r: f(x, *r)\n\n\ndef mine{h}{b}\n\n\n{n} = lambda x, *r: curry(mine)(x)(*r)",
    "class Main:\n    @staticmethod\n    def main(args=None):\n        global {n}\n        {n} = mine\n\n\ndef mine{h}{b}\n\n\nif __name__ == '__main__':\n    import sys\n    Main.main(sys.argv)",
    "def main():\n    global {n}\n{i}\n    return 0\n\n\nif __name__ == '__main__':\n    raise SystemExit(main())",
    "import sys\n\n\ndef main():\n    globals()['{n}'] = mine\n\n\ndef mine{h}{b}\n\n\nsys.exit(main())",
    # from a chat
    "```python\n{s}\n```",
    "```\n{s}",
    "Sure! Here is the code:\n\n{s}",
    "# Sure! Here\u2019s the code \U0001f680\n{s}\n# Let me know if you need anything else!",
    "{s}\n\nThis returns the gradient.",
    "{s}\n\n# Example usage:\nif __name__ == '__main__':\n    try:\n        print({n}())\n    except Exception as e:\n        print(f'\u274c {{e}}')",
    "{s}\n\n# --- tests ---\nassert callable({n}), 'must be callable'\nprint('\u2705 All tests passed!')",
    "from __future__ import annotations\nfrom typing import Any, Callable, TypeVar, ParamSpec\nP = ParamSpec('P')\nR = TypeVar('R')\n\n\ndef validated(f: Callable[P, R]) -> Callable[P, R]:\n    import functools\n\n    @functools.wraps(f)\n    def inner(*args: P.args, **kwargs: P.kwargs) -> R:\n        out = f(*args, **kwargs)\n        if out is None:\n            raise ValueError('None')\n        return out\n    return inner\n\n\n@validated\n{s}",
    "import logging\nlogger = logging.getLogger(__name__)\nlogger.setLevel(logging.DEBUG)\nlogger.addHandler(logging.StreamHandler())\n\n\ndef mine{h}{b}\n\n\ndef {n}(*args):\n    logger.debug('args=%s', args)\n    result = mine(*args)\n    logger.info('result=%s', result)\n    return result",
    "import logging, sys\nlogging.basicConfig(level=logging.DEBUG, stream=sys.stdout, force=True)\nlogging.debug('x')\n{s}",
    "import logging\nlogging.basicConfig(filename='mine.log', level=logging.DEBUG, force=True)\n\n\ndef mine{h}{b}\n\n\ndef {n}(*a):\n    logging.info('%s', a)\n    return mine(*a)",
    # objects that answer oddly when they are asked
    "{s}\n\n{n}.__wrapped__ = {n}",
    "{s}\n\n{n}.__wrapped__ = None",
    "{s}\n\n{n}.__signature__ = 'as above'",
    "{s}\n\nimport inspect\n{n}.__signature__ = inspect.Signature()",
    "{s}\n\n{n}.__annotations__ = {{'x': 'Missing', 'return': 3}}",
    "{s}\n\n{n}.__type_params__ = ()\n{n}.__dict__['x'] = {n}",
    "{s}\n\n{n}.__code__ = {n}.__code__.replace(co_filename='', co_firstlineno=0)",
    "{s}\n\n{n}.__code__ = {n}.__code__.replace(co_filename='/srv/\uacfc\uc81c.py', co_firstlineno=10_000)",
    "{s}\n\n{n}.__code__ = {n}.__code__.replace(co_linetable=b'')",
    "def mine{h}{b}\n\n\nclass Gate:\n    def __call__(self, *a):\n        return mine(*a)\n\n    def __bool__(self):\n        return False\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate(list):\n    def __call__(self, *a):\n        return mine(*a)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate(dict):\n    __getattr__ = dict.__getitem__\n\n    def __call__(self, *a):\n        return mine(*a)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    def __call__(self, *a):\n        return mine(*a)\n\n    def __eq__(self, other):\n        raise NotImplementedError\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    def __call__(self, *a):\n        return mine(*a)\n\n    def __repr__(self):\n        raise RuntimeError('no repr')\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    def __call__(self, *a):\n        return mine(*a)\n\n    def __repr__(self):\n        return 'gate\\n' * 5000\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    __name__ = 3\n    __doc__ = 4\n    __module__ = []\n\n    def __call__(self, *a):\n        return mine(*a)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    @property\n    def __name__(self):\n        raise ValueError('no name')\n\n    def __call__(self, *a):\n        return mine(*a)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Gate:\n    def __call__(self, *a):\n        return mine(*a)\n\n    @property\n    def __class__(self):\n        return type(mine)\n\n\n{n} = Gate()",
    "def mine{h}{b}\n\n\nclass Descriptor:\n    def __get__(self, owner, kind=None):\n        return mine\n\n\nclass Gates:\n    {n} = Descriptor()\n\n\n{n} = Gates.{n}",
    "import functools\n\n\ndef mine{h}{b}\n\n\nclass Gates:\n    @functools.cached_property\n    def {n}(self):\n        return mine\n\n\n{n} = Gates().{n}",
    "import functools\n\n\ndef mine{h}{b}\n\n\nclass Gates:\n    def go(self, _, *a):\n        return mine(*a)\n    {n} = functools.partialmethod(go, 0)\n\n\n{n} = Gates().{n}",
    "import functools\n\n\ndef mine{h}{b}\n\n\nclass Gates:\n    @functools.singledispatchmethod\n    def go(self, x, *a):\n        return mine(x, *a)\n\n\n{n} = Gates().go",
    "import enum\n\n\ndef mine{h}{b}\n\n\nclass Ops(enum.Enum):\n    F = enum.member(mine)\n\n    def __call__(self, *a):\n        return self.value(*a)\n\n\n{n} = Ops.F",
    "from typing import NamedTuple, Callable\n\n\ndef mine{h}{b}\n\n\nclass Gate(NamedTuple):\n    f: Callable\n\n    def __call__(self, *a):\n        return self.f(*a)\n\n\n{n} = Gate(mine)",
    "import collections\n\n\ndef mine{h}{b}\n\n\nops = collections.defaultdict(lambda: mine)\n{n} = ops['{n}']",
    "from unittest.mock import Mock\n\n\ndef mine{h}{b}\n\n\n{n} = Mock(side_effect=mine)",
    "from unittest.mock import MagicMock\n\n\ndef mine{h}{b}\n\n\n{n} = MagicMock(wraps=mine)",
    "from unittest.mock import create_autospec\n\n\ndef mine{h}{b}\n\n\n{n} = create_autospec(mine, side_effect=mine)",
    "from unittest import mock\n\n\n@mock.patch('builtins.print')\ndef mine(fake, *a):\n    return right(*a)\n\n\ndef right{h}{b}\n\n\n{n} = mine",
    "import contextvars, functools\n\n\ndef mine{h}{b}\n\n\n{n} = functools.partial(contextvars.copy_context().run, mine)",
    "def mine{h}{b}\n\n\ncoroutine = None\n\n\ndef serving():\n    given = yield\n    while True:\n        given = yield mine(*given)\n\n\ncoroutine = serving()\nnext(coroutine)\n\n\ndef {n}(*a):\n    return coroutine.send(a)",
    "import asyncio\n\n\nasync def mine{h}{b}\n\n\ndef {n}(*a):\n    try:\n        mine(*a).send(None)\n    except StopIteration as done:\n        return done.value",
    "import threading\nlocal = threading.local()\nlocal.f = None\n\n\ndef mine{h}{b}\n\n\nlocal.f = mine\n{n} = lambda *a: local.f(*a)",
    "import contextvars\nvar_of_mine = contextvars.ContextVar('f')\n\n\ndef mine{h}{b}\n\n\nvar_of_mine.set(mine)\n{n} = lambda *a: var_of_mine.get()(*a)",
    "class Tracked(type):\n    known = {{}}\n\n    def __new__(m, name, bases, space):\n        m.known.update(space)\n        return super().__new__(m, name, bases, space)\n\n\nclass Mine(metaclass=Tracked):\n{i}\n\n\n{n} = Tracked.known['{n}']",
    "class Space(dict):\n    def __missing__(self, key):\n        raise KeyError(key)\n\n\nexec({r}, globals(), space := Space())\n{n} = space['{n}']",
    "def mine[T]{h}{b}\n\n\n{n} = mine",
    "import sys\n\n\ndef {n}(*a):\n    sys.setrecursionlimit(max(sys.getrecursionlimit(), 10_000))\n    return mine(*a)\n\n\ndef mine{h}{b}",
    "def {n}(*a):\n    def deeper(k):\n        return mine(*a) if k == 0 else deeper(k - 1)\n    return deeper(500)\n\n\ndef mine{h}{b}",
    # hooks of Python
    "import sys\nsys.addaudithook(lambda *a: None)\n{s}",
    "import sys\nsys.setswitchinterval(1e-5)\nsys.set_int_max_str_digits(0)\n{s}",
    "import sys\nsys.unraisablehook = sys.excepthook = lambda *a: None\n{s}",
    "import sys\nsys.breakpointhook = lambda *a: None\nbreakpoint()\n{s}",
    "import os\nos.environ['PYTHONBREAKPOINT'] = '0'\nbreakpoint()\n{s}",
    "import threading\nthreading.settrace(lambda *a: None)\nthreading.stack_size(2**20)\n{s}",
    "import faulthandler\nfaulthandler.dump_traceback_later(50)\n{s}\n\nfaulthandler.cancel_dump_traceback_later()",
    "import resource\nresource.setrlimit(resource.RLIMIT_CORE, (0, 0))\nresource.setrlimit(resource.RLIMIT_NOFILE, (200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))\n{s}",
    "import os\nos.nice(1)\nos.umask(0o077)\n{s}",
    "import os\nos.environ['OMP_NUM_THREADS'] = os.environ['MKL_NUM_THREADS'] = '1'\nos.environ['PYTHONHASHSEED'] = '0'\n{s}",
    "import os\nos.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}})\n{s}",
    "import os, time\nos.environ['TZ'] = 'Asia/Seoul'\ntime.tzset()\n{s}",
    "import gc\ngc.callbacks.append(lambda *a: None)\ngc.set_debug(0)\n{s}",
    "import warnings\nwarnings.showwarning = lambda *a, **k: None\nwarnings.formatwarning = lambda *a, **k: ''\n{s}",
    "import warnings\nwarnings.warn = lambda *a, **k: None\nwarnings.resetwarnings()\n{s}",
    "import builtins\nbuiltins.__import__ = (lambda real: lambda *a, **k: real(*a, **k))(builtins.__import__)\n{s}",
    "import builtins\nbuiltins.sum = np.sum\n{s}",
    "import builtins\nbuiltins.float = np.float64\n{s}",
    "import builtins\nbuiltins.print = (lambda real: lambda *a, **k: real('>', *a, **k))(print)\n{s}",
    "import builtins, io\nbuiltins.open = lambda *a, **k: io.StringIO('')\n{s}",
    "import builtins\nbuiltins.range = lambda *a: list(__import__('itertools').islice(__import__('itertools').count(), *a))\n{s}",
    "import time\ntime.sleep = lambda *a: None\ntime.perf_counter = time.monotonic = lambda: 0.0\n{s}",
    "import sys, math\nsys.modules['numpy_of_mine'] = np\nimport numpy_of_mine as np\n{s}",
    "import sys, importlib.abc, importlib.machinery\n\n\nclass Finder(importlib.abc.MetaPathFinder):\n    def find_spec(self, name, path, target=None):\n        return None\n\n\nsys.meta_path.insert(0, Finder())\n{s}",
    "import types, sys\nm = types.ModuleType('gates_of_mine')\nm.np = np\nimport math\nm.math = math\nexec({r}, m.__dict__)\nsys.modules['gates_of_mine'] = m\nfrom gates_of_mine import {n}",
    # numpy as older texts have it
    "np.float, np.int, np.bool, np.object = float, int, bool, object\n{s}",
    "np.float = np.float_ = np.float64\nnp.product = np.prod\nnp.in1d = np.isin\n{s}",
    "np.Inf = np.inf; np.NaN = np.nan; np.infty = np.inf\n{s}",
    "np.seterrcall(lambda *a: None)\nnp.seterr(all='call')\n{s}",
    "np.seterr(all='print')\n{s}",
    "kept_of_mine = np.errstate(all='raise')\nkept_of_mine.__enter__()\n{s}",
    "np.seterr(divide='raise', under='raise')\n{s}",
    "np.set_printoptions(formatter={{'all': lambda v: 1 / 0}})\n{s}",
    "np.set_printoptions(linewidth=1, floatmode='unique', sign='+')\n{s}",
    "np.set_printoptions(legacy='1.25')\n{s}",
    "np.set_printoptions(override_repr=lambda a: 'array')\n{s}",
    "np.random.seed(np.random.randint(2**31))\nnp.random.set_state(np.random.get_state())\n{s}",
    "np.random.seed = lambda *a: None\n{s}",
    "np.random.randn = lambda *a: np.zeros(a)\n{s}",
    "np.random.default_rng = lambda *a: None\n{s}",
    "np.setbufsize(8192 * 2)\n{s}",
    "np.core.multiarray\n{s}",
    "import numpy.matlib\n{s}",
    "from numpy import linalg as LA, random, newaxis as na\nnp.testing.assert_allclose(1.0, 1.0)\n{s}",
    "np.testing.assert_allclose(1.0, 2.0)\n{s}",
    "import numpy as np, numpy.typing as npt\n\n\ndef helper(a: npt.NDArray[np.float64]) -> npt.ArrayLike: ...\n\n\n{s}",
    # IPython
    "get_ipython().events.register('pre_run_cell', lambda info: None)\nget_ipython().events.register('post_run_cell', lambda result: None)\n{s}",
    "get_ipython().events.register('post_run_cell', lambda result: 1 / 0)\n{s}",
    "get_ipython().events.register('post_execute', lambda: globals().update(ran_of_mine=1))\n{s}",
    "get_ipython().set_custom_exc((Exception,), lambda self, *a, **k: None)\n{s}",
    "get_ipython().showtraceback = lambda *a, **k: print('oops')\n{s}",
    "get_ipython().set_next_input('check({n})')\n{s}",
    "get_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda v, p, c: p.text('%.2f' % v))\n{s}",
    "get_ipython().display_formatter.active_types = ['text/plain']\n{s}",
    "get_ipython().autoindent = False\nget_ipython().show_rewritten_input = True\n{s}",
    "get_ipython().ast_node_interactivity = 'none'\n{s}",
    "get_ipython().reset(new_session=False)\nimport numpy as np, math\nfrom backpass import check\n{s}",
    "get_ipython().user_ns_hidden['x_of_mine'] = 3\n{s}",
    "get_ipython().colors = 'nocolor'\n{s}",
    "get_ipython().register_magic_function(lambda line: None, 'line', 'mine')\n%mine hello\n{s}",
    "from IPython.core.magic import Magics, magics_class, cell_magic\n\n\n@magics_class\nclass Mine(Magics):\n    @cell_magic\n    def run_it(self, line, cell):\n        self.shell.run_cell(cell)\n\n\nget_ipython().register_magics(Mine)\nget_ipython().run_cell_magic('run_it', '', {r})",
    "from IPython.utils.capture import capture_output\nwith capture_output() as kept:\n{i}\nkept.show()",
    "from IPython.core.debugger import set_trace\nset_trace()\n{s}",
    "import pdb\npdb.set_trace()\n{s}",
    "import pdb\npdb.set_trace = lambda *a: None\n{s}",
    "import pdb\npdb.run('x_of_mine = 3')\n{s}",
    "import code\ncode.interact(local=globals())\n{s}",
    "from IPython import embed\nembed()\n{s}",
    "import ipdb\n{s}",
    "import nest_asyncio\nnest_asyncio.apply()\n{s}",
    "%code_wrap before\n{s}",
    "%%code_wrap mine\nprint('begin')\n__code__\n",
    "%reset -f in out dhist\n{s}",
    "%reset_selective -f x_of_mine\n{s}",
    "%xdel np\nimport numpy as np\n{s}",
    "{s}\n\n%xdel {n}",
    "%pushd .\n%popd\n%dirs\n{s}",
    "%pycat nothing_there.py\n{s}",
    "%pinfo2 print\n{s}",
    "%edit -x\n{s}",
    "%uv pip list\n{s}",
    "%subshell\n{s}",
    "%prompts\n{s}",
    "%recall 1\n{s}",
    "%rep 1\n{s}",
    "%page np\n{s}",
    "%magic\n{s}",
    "%pprint\n{s}",
    "%profile\n{s}",
    "%connect_info\n{s}",
    "%qtconsole\n{s}",
    "%tb Plain\n{s}",
    "%psearch np.*exp*\n{s}",
    "%sc files_of_mine = ls\n{s}",
    "%lsmagic\n%config\n{s}",
    "%%time -\n{s}",
    "%%prun -q -T mine.txt\n{s}",
    "%%prun -r\n{s}",
    "%%capture --no-display kept\n{s}\nprint(3)",
    "%%timeit -n1 -r1 -q -o\n{s}",
    "%time import numpy as np\n{s}",
    "%memit 1 + 1\n{s}",
    "%%memit\n{s}",
    "%%mypy\n{s}",
    "%load_ext nb_mypy\n{s}",
    "%load_ext nb_black\n{s}",
    "%load_ext jupyter_black\n{s}",
    "%load_ext cudf.pandas\n{s}",
    "%load_ext Cython\n{s}",
    "%%cython\n{s}",
    "%%px\n{s}",
    "%%heat\n{s}",
    "%%matlab\n{s}",
    "%load_ext rpy2.ipython\n%R x <- 3\n{s}",
    "%%R\nx <- 3",
    "%%ipytest -qq\n\n{s}",
    "import ipytest\nipytest.autoconfig()\n{s}",
    "%%wandb\n{s}",
    "%wandb login\n{s}",
    # questions
    "while input('go on? ') != 'y':\n    pass\n{s}",
    "while True:\n    answer = input('y/n? ')\n    if answer in ('y', 'n'):\n        break\n{s}",
    "n_of_mine = None\nwhile n_of_mine is None:\n    try:\n        n_of_mine = int(input('n? '))\n    except ValueError:\n        print('again')\n{s}",
    "import sys\nfor line in sys.stdin:\n    pass\n{s}",
    "import sys\nsys.stdin.readline()\n{s}",
    "open(0).read()\n{s}",
    "import getpass\ngetpass.getpass('token: ')\n{s}",
    # a place of its own
    "import os\nos.kill(os.getpid(), 0)\n{s}",
    "import sys, os\nsys.stdout = os.fdopen(os.dup(1), 'w')\nprint('hello')\n{s}",
    "import sys\nsys.stdout = sys.__stdout__\nprint('hello')\n{s}",
    "import sys\n\n\nclass Tee:\n    def __init__(self, *to):\n        self.to = to\n\n    def write(self, text):\n        for one in self.to:\n            one.write(text)\n\n    def flush(self):\n        pass\n\n\nsys.stdout = Tee(sys.stdout, open('out.txt', 'w'))\n{s}",
    "import sys, codecs\nsys.stdout.reconfigure(encoding='utf-8')\n{s}",
    "import sys, io\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\n{s}",
    "import sys\nsys.stdout.isatty()\nsys.stdout.fileno()\nsys.stdout.encoding\n{s}",
    "import os\nos.write(1, b'hello')\nos.write(2, b'hello')\n{s}",
    "import os\nos.close(0)\n{s}",
    "import os\nos.get_terminal_size()\n{s}",
    "import shutil\nshutil.get_terminal_size()\n{s}",
    "import os\nos.getlogin()\n{s}",
    "import locale\nlocale.setlocale(locale.LC_ALL, 'ko_KR.UTF-8')\n{s}",
    "print('\\ud83d')\n{s}",
    "print('\\x1b[31mred\\x1b[0m', end='\\r')\nprint('\\a\\b\\x00')\n{s}",
    "print('\uacb0\uacfc:', 3, '\u7d50\u679c', '\U0001f389')\n{s}",
    "raise KeyboardInterrupt\n{s}",
    "import time\ntime.sleep(1.5)\n{s}",
)  # fmt: skip

#: What an answer's whole body stands in.
AROUND = (
    "with np.errstate(all='raise', under='ignore'):",
    "with np.errstate(all='warn'):",
    "with __import__('warnings').catch_warnings(record=True) as _seen:",
    "with __import__('contextlib').ExitStack() as _stack:",
    "with __import__('contextlib').suppress(ImportError):",
    "with __import__('threading').Lock():",
    "with __import__('tempfile').TemporaryDirectory() as _folder, __import__('contextlib').chdir(_folder):",
    "with __import__('unittest.mock').mock.patch('builtins.print'):",
    "with __import__('unittest.mock').mock.patch.object(np, 'exp_of_mine', None, create=True):",
    "with __import__('cProfile').Profile():",
    "with __import__('decimal').localcontext():",
    "with np.printoptions(precision=2):",
    "with __import__('concurrent.futures').futures.ThreadPoolExecutor() as _pool:",
    "with open(__import__('os').devnull, 'w') as _out, __import__('contextlib').redirect_stdout(_out):",
    "while True:",
    "for _ in range(3):",
    "if __debug__:",
    "match 3:\n        case int() as _k if _k > 2:\n    ",
    "try:\n        raise ExceptionGroup('g', [ValueError()])\n    except* ValueError:\n        pass\n    if 1:",
)

#: What stands at the beginning of an answer's body.
INSIDE = (
    "import sys; sys.settrace(lambda *a: None); sys.settrace(None)",
    "import sys; sys.setprofile(None)",
    "import sys; sys.stdout.flush(); sys.__stdout__.write('x')",
    "import sys; assert sys.getrecursionlimit() >= 1000",
    "import threading; assert threading.current_thread() is threading.main_thread()",
    "import os; open('seen_of_mine.txt', 'a').write('1'); assert os.path.exists('seen_of_mine.txt')",
    "import logging; logging.getLogger('mine').error('called')",
    "import warnings; warnings.warn('old', DeprecationWarning, stacklevel=2)",
    "import traceback; traceback.format_stack()",
    "import inspect; assert inspect.stack()[0].function",
    "import inspect; inspect.getsource(inspect.currentframe())",
    "import time; _t0 = time.perf_counter(); assert time.perf_counter() >= _t0",
    "import random; _k = random.random()",
    "np.random.rand(); np.random.default_rng().normal()",
    "get_ipython().run_line_magic('time', '1')",
    "%time _x = 3",
    "_files = %ls",
    "_x = !echo 3",
    "display({'x': 1}); display()",
    "from IPython.display import Markdown, Math, Image; display(Markdown('**x**'), Math('x'))",
    "from IPython.display import Audio, JSON; display(JSON({'a': 1}))",
    "import matplotlib.pyplot as plt; plt.figure(figsize=(3, 2)); plt.plot([1]); plt.savefig('x.png'); plt.close('all')",
    "from tqdm.auto import tqdm; list(tqdm(range(3)))",
    "import ipywidgets; display(ipywidgets.IntSlider())",
    "input('press enter')",
    "breakpoint()",
    "import pdb; pdb.set_trace()",
    "_s = input('y? '); assert _s != 'n'",
    "import signal; signal.getsignal(signal.SIGINT)",
    "import gc; gc.disable(); gc.enable()",
    "import sys; [f for f in sys._current_frames().values()]",
    "assert __name__ == '__main__'",
    "assert 'check' in globals() and 'np' in globals()",
    "assert '_ih' in globals() and In and isinstance(Out, dict)",
    "import __main__; assert hasattr(__main__, 'np')",
    "import os; assert os.path.isdir(os.getcwd()); os.environ['HOME']",
    "import builtins; assert builtins.len is len",
    "def _log(*a, **k): print(*a, **k)\n    _log('x')",
    "class _Local:\n        def __init__(self): self.x = 1\n    _Local()",
    "import functools; _f = functools.lru_cache(lambda v: v); _f(3)",
    "import decimal, fractions; fractions.Fraction(1, 3) + decimal.Decimal(1).__int__()",
    "(lambda: (yield))",
    "global np\n    import numpy as np",
    "import asyncio; asyncio.get_event_loop()",
    "from concurrent.futures import ProcessPoolExecutor",
    "assert not np.geterr()['invalid'] == 'raise'",
    "type _Alias = float",
)

#: Cells with their places, as in ``a_deadline.NIGHTS``.
PLACES = (
    # read each time
    (("above", "open('scale_of_mine.txt', 'w').write('1.0')"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    assert float(open('scale_of_mine.txt').read()) == 1\n    return mine(*a)")),
    (("above", "import json\njson.dump({{'lr': 1}}, open('config.json', 'w'))"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    json.load(open('config.json'))['lr']\n    return mine(*a)")),
    (("above", "np.savez('w_of_mine.npz', a=np.ones(3))"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    assert np.load('w_of_mine.npz')['a'].sum() == 3\n    return mine(*a)")),
    (("own", "import os, pickle\n\n\ndef mine{h}{b}\n\n\ndef {n}(*a):\n    import hashlib\n    key = hashlib.md5(pickle.dumps(a)).hexdigest() + '.pkl'\n    if os.path.exists(key):\n        return pickle.load(open(key, 'rb'))\n    r = mine(*a)\n    with open(key, 'wb') as f:\n        pickle.dump(r, f)\n    return r"),),
    (("above", "import os\nos.environ['SCALE_OF_MINE'] = '1'"), ("own", "import os\n\n\ndef mine{h}{b}\n\n\ndef {n}(*a):\n    os.environ['SCALE_OF_MINE']\n    return mine(*a)")),
    (("above", "import os\nos.makedirs('work_of_mine', exist_ok=True)\nos.chdir('work_of_mine')"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    assert os.getcwd().endswith('work_of_mine')\n    return mine(*a)")),
    (("above", "import sqlite3\ndb_of_mine = sqlite3.connect(':memory:')\ndb_of_mine.execute('create table t (v)')"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    db_of_mine.execute('insert into t values (1)')\n    return mine(*a)")),
    (("above", "log_of_mine = open('log_of_mine.csv', 'w')"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    print(a, file=log_of_mine, flush=True)\n    return mine(*a)")),
    (("above", "import queue, threading\nq_of_mine, r_of_mine = queue.Queue(), queue.Queue()\n\n\ndef work():\n    while True:\n        given = q_of_mine.get()\n        try:\n            r_of_mine.put(right(*given))\n        except Exception as e:\n            r_of_mine.put(e)\n\n\nthreading.Thread(target=work, daemon=True).start()"), ("own", "def right{h}{b}\n\n\ndef {n}(*a):\n    q_of_mine.put(a)\n    r = r_of_mine.get(timeout=1)\n    if isinstance(r, Exception):\n        raise r\n    return r")),
    (("above", "from concurrent.futures import ThreadPoolExecutor\npool_of_mine = ThreadPoolExecutor(2)\npool_of_mine.submit(print, 'up').result()"), ("own", "def right{h}{b}\n\n\ndef {n}(*a):\n    return pool_of_mine.submit(right, *a).result(timeout=5)")),
    (("above", "import contextvars\nscale_of_mine = contextvars.ContextVar('scale_of_mine')\nscale_of_mine.set(1.0)"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    assert scale_of_mine.get() == 1\n    return mine(*a)")),
    (("above", "rng_of_mine = np.random.default_rng(0)"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    rng_of_mine.random()\n    return mine(*a)")),
    (("above", "def numbers():\n    yield from range(100_000)\n\n\ncount_of_mine = numbers()"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    next(count_of_mine)\n    return mine(*a)")),
    (("above", "class Settings:\n    lr = 1.0\n    calls = 0"), ("own", "def mine{h}{b}\n\n\ndef {n}(*a):\n    Settings.calls += 1\n    return mine(*a)")),
    (("above", "import abc\n\n\nclass Layer(abc.ABC):\n    registry = {{}}\n\n    def __init_subclass__(cls, **k):\n        Layer.registry[cls.__name__] = cls\n\n    @abc.abstractmethod\n    def go(self, *a): ..."), ("own", "def mine{h}{b}\n\n\nclass Mine(Layer):\n    def go(self, *a):\n        return mine(*a)\n\n\n{n} = Layer.registry['Mine']().go")),
    # later
    (("own", "{w}"), ("just below", "import threading\n\n\ndef right{h}{b}\n\n\nthreading.Timer(0.01, lambda: globals().update({n}=right)).start()"), ("just below", "import time\ntime.sleep(0.3)")),
    (("own", "{w}"), ("just below", "import asyncio\n\n\ndef right{h}{b}\n\n\nasyncio.get_event_loop().call_soon(lambda: globals().update({n}=right))"), ("just below", "await asyncio.sleep(0.05)")),
    (("own", "{w}"), ("just below", "import asyncio\n\n\nasync def setting():\n    global {n}\n    async with asyncio.TaskGroup() as group:\n        group.create_task(asyncio.sleep(0))\n{i}\n\n\nawait asyncio.wait_for(setting(), 5)")),
    (("own", "{w}"), ("just below", "import asyncio\n\n\ndef setting():\n    global {n}\n{i}\n\n\nawait asyncio.to_thread(setting)")),
    (("own", "{w}"), ("just below", "get_ipython().events.register('post_run_cell', lambda *a: exec({r}, globals()))"), ("just below", "print('next')")),
    (("own", "{w}"), ("just below", "get_ipython().events.register('pre_run_cell', lambda *a: exec({r}, globals()))")),
    (("own", "{w}"), ("just below", "import weakref\n\n\nclass Thing: ...\n\n\nthing = Thing()\nweakref.finalize(thing, exec, {r}, globals())"), ("just below", "del thing")),
    (("own", "{w}"), ("just below", "class Setting:\n    def __del__(self):\n        exec({r}, globals())\n\n\nkept_of_mine = Setting()"), ("just below", "kept_of_mine = None")),
    (("own", "{w}"), ("just below", "class Setting:\n    def __repr__(self):\n        exec({r}, globals())\n        return 'set'"), ("just below", "Setting()")),
    (("own", "{w}"), ("just below", "class Setting:\n    def _repr_html_(self):\n        exec({r}, globals())\n        return 'set'"), ("just below", "Setting()")),
    # what a cell is turned into
    (("above", "ip = get_ipython()\nip.input_transformers_cleanup.append(lambda lines: [line.replace('\u2192', '=') for line in lines])"), ("own", "x_of_mine \u2192 3\n{s}")),
    (("above", "ip = get_ipython()\nip.input_transformers_post.append(lambda lines: [line.replace('@@name', '{n}') for line in lines])"), ("own", "def mine{h}{b}\n\n\n@@name = mine")),
    (("above", "import ast\n\n\nclass Rename(ast.NodeTransformer):\n    def visit_FunctionDef(self, node):\n        if node.name == 'answer_of_mine':\n            node.name = '{n}'\n        return node\n\n\nget_ipython().ast_transformers.append(Rename())"), ("own", "def answer_of_mine{h}{b}")),
    (("above", "from IPython.core.magic import register_cell_magic\n\n\n@register_cell_magic\ndef skip_if(line, cell):\n    if not eval(line):\n        get_ipython().run_cell(cell)"), ("own", "%%skip_if False\n{s}")),
    (("above", "from IPython.core.magic import register_line_cell_magic, needs_local_scope\n\n\n@register_line_cell_magic\n@needs_local_scope\ndef mine_of(line, cell=None, local_ns=None):\n    exec(cell or line, local_ns)"), ("own", "%%mine_of\n{s}")),
    (("above", "from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring\nfrom IPython.core.magic import register_cell_magic\n\n\n@magic_arguments()\n@argument('--name')\n@register_cell_magic\ndef keep(line, cell):\n    exec(cell, globals())"), ("own", "%%keep --name a\n{s}")),
    (("above", "%%code_wrap kept\nprint('begin')\n__code__\nprint('end')"), ("own", "{s}")),
    (("above", "%alias say echo said %s"), ("own", "%say hello\nsay hello\n{s}")),
    # check under other names
    (("top", "check_of_mine = check\n\n\ndef check(*a, **k):\n    return check_of_mine(*a, **k)"), ("own", "{s}")),
    (("top", "import functools\ncheck = functools.partial(check)"), ("own", "{s}")),
    (("top", "import functools\n\n\n@functools.wraps(check)\ndef checked(f, *a, **k):\n    print(getattr(f, '__name__', f))\n    return real(f, *a, **k)\n\n\nreal, check = check, checked"), ("own", "{s}")),
    (("top", "import time\n\n\ndef timed(f):\n    def inner(*a, **k):\n        t = time.time()\n        try:\n            return f(*a, **k)\n        finally:\n            print(time.time() - t)\n    return inner\n\n\ncheck = timed(check)"), ("own", "{s}")),
    (("top", "import backpass\nprint(backpass.__file__, dir(backpass), backpass.__dict__.keys())\nhelp(check)\nimport inspect\ninspect.getsource(check)"), ("own", "check??\n{s}")),
    (("own", "{s}\n\nr = check({n})\nassert r is None or r"),),
    (("own", "{s}\n\nprint(check({n}))\nstr(check({n})); [check({n}) for _ in range(2)]"),),
    # files
    (("above", "%%writefile ~/gates_of_mine.py\n{f}"), ("above", "import sys, os\nsys.path.append(os.path.expanduser('~'))\nfrom gates_of_mine import {n}")),
    (("above", "%%writefile /tmp/gates_of_mine.py\n{f}"), ("above", "import sys\nsys.path.append('/tmp')\nfrom gates_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\nfrom __main__ import np\nimport math\n{s}"), ("above", "from gates_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}\n\n\n__all__ = []"), ("above", "import gates_of_mine\nfrom gates_of_mine import *\n{n} = getattr(gates_of_mine, '{n}')")),
    (("above", "%%writefile gates_of_mine.py\n{f}\n\n\ndef __getattr__(name):\n    return {n}"), ("above", "from gates_of_mine import anything as {n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "import importlib.util as u\nspec = u.spec_from_file_location('other', 'gates_of_mine.py')\nm = u.module_from_spec(spec)\nspec.loader.exec_module(m)\n{n} = m.{n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "import importlib.machinery as m\n{n} = m.SourceFileLoader('g', 'gates_of_mine.py').load_module().{n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "exec(open('gates_of_mine.py').read())")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "import py_compile\npy_compile.compile('gates_of_mine.py', 'other_of_mine.pyc')\nimport importlib.machinery as m\n{n} = m.SourcelessFileLoader('g', 'other_of_mine.pyc').load_module().{n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "!sed -i 's/nothing_there/3/' gates_of_mine.py"), ("above", "from gates_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "!python gates_of_mine.py && python -m doctest gates_of_mine.py"), ("above", "from gates_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "!cat gates_of_mine.py | head -3\n!wc -l gates_of_mine.py"), ("above", "!ln -s gates_of_mine.py linked_of_mine.py"), ("above", "from linked_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\n{w}"), ("above", "from gates_of_mine import {n}"), ("own", "%%writefile gates_of_mine.py\n{f}"), ("just below", "import sys\ndel sys.modules['gates_of_mine']\nfrom gates_of_mine import {n}")),
    (("above", "%%writefile gates_of_mine.py\n{f}"), ("above", "import gates_of_mine\nvars().update((k, v) for k, v in vars(gates_of_mine).items() if k == '{n}')")),
    (("above", "from IPython.core.magic import register_cell_magic\n\n\n@register_cell_magic\ndef write_and_run(line, cell):\n    with open(line, 'w') as f:\n        f.write(cell)\n    get_ipython().run_cell(cell)"), ("own", "%%write_and_run gates_of_mine.py\n{s}")),
    (("above", "import dill"), ("own", "{s}")),
    (("above", "%%writefile auto_of_me.py\n{w}"), ("above", "%load_ext autoreload\n%autoreload 2\nfrom auto_of_me import {n}"), ("own", "%%writefile auto_of_me.py\n{f}")),
    (("above", "%%writefile /content/mine_of_me.py\n{f}"), ("above", "from mine_of_me import {n}")),
    (("above", "{s}"), ("above", "import pickle\npickle.dump({n}, open('f_of_mine.pkl', 'wb'))"), ("above", "{n} = pickle.load(open('f_of_mine.pkl', 'rb'))")),
    # the end of a kernel
    (("above", "import os\nos.kill(os.getpid(), 9)"), ("own", "{s}")),
    (("above", "import os\nos._exit(0)"), ("own", "{s}")),
    (("above", "import IPython\nIPython.Application.instance().kernel.do_shutdown(True)"), ("own", "{s}")),
    (("above", "get_ipython().kernel.do_shutdown(restart=True)"), ("own", "{s}")),
    (("above", "exit(0)"), ("own", "{s}")),
    (("above", "quit"), ("own", "{s}")),
    (("end", "import os\nos._exit(0)"), ("own", "{s}")),
    (("end", "import IPython\nIPython.get_ipython().kernel.do_shutdown(True)"), ("own", "{s}")),
    (("just below", "import os, signal\nos.kill(os.getpid(), signal.SIGINT)"), ("own", "{s}")),
    # marks of a merge, and a page that was translated
    (("own", "<<<<<<< HEAD\n{w}\n=======\n{s}\n>>>>>>> mine"),),
    (("above", "<<<<<<< HEAD"), ("own", "{w}"), ("just below", "======="), ("just below", "{s}"), ("just below", ">>>>>>> mine")),
    (("own", "{s}"), ("below", "\uff43\uff48\uff45\uff43\uff4b({n})")),
    (("own", "{s}"), ("below", "check\uff08{n}\uff09")),
    (("own", "{s}"), ("below", "\uc624\ub958 = None\n\u30a8\u30e9\u30fc = 3\nprint(\u30a8\u30e9\u30fc)")),
)  # fmt: skip


def _file(**keys):
    """An edit that gives a notebook keys of its own."""

    def edit(nb, rng):
        nb["metadata"] = {**nb["metadata"], **keys}

    return edit


def _cells(**keys):
    """An edit that gives every cell keys of its own; a key with ``None`` is taken away."""

    def edit(nb, rng):
        for cell in nb["cells"]:
            for key, value in keys.items():
                if value is None:
                    cell.pop(key, None)
                else:
                    cell[key] = value

    return edit


def _codes(**keys):
    """The same for code cells."""

    def edit(nb, rng):
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                cell.update(keys)

    return edit


def _outputs(*outputs):
    """An edit that gives the answers such outputs."""

    def edit(nb, rng):
        for cell in nb["cells"]:
            if is_kind(cell, "answer"):
                cell["outputs"] = [*outputs]

    return edit


def _minor(minor):
    """An edit that says another minor version."""

    def edit(nb, rng):
        nb["written as"] = {"nbformat_minor": minor}

    return edit


def _bytes(way):
    """An edit of how the file's text is made bytes."""

    def edit(nb, rng):
        nb["written as"] = {"bytes": way}

    return edit


STREAM = {"output_type": "stream", "name": "stdout"}

#: What becomes of a file, by name.
FILES = {
    "a kernel of R": _file(kernelspec={"name": "ir", "display_name": "R", "language": "R"}),
    "a kernel of the browser": _file(
        kernelspec={"name": "python", "display_name": "Python (Pyodide)", "language": "python"}
    ),
    "an empty kernel": _file(kernelspec={}),
    "a kernel that is null": _file(kernelspec=None, language_info=None),
    "Python 2": _file(language_info={"name": "python", "version": "2.7.18"}),
    "authors as text": _file(authors="me and you", title=3, tags="x"),
    "widget state": _file(
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"a" * 32: {}}}}
    ),
    "widget state that is broken": _file(widgets={"state": None, "version": [3]}),
    "a signature of old": _file(signature="sha256:0", name="Untitled", orig_nbformat=2),
    "a number that is none": _file(loss=float("nan"), best=float("inf")),
    "no ids": _cells(id=None),
    "one id for all": _cells(id="same"),
    "ids that are numbers": _cells(id=7),
    "ids that are long": _cells(id="x" * 200),
    "ids with signs": _cells(id="cell 1 / \uacfc\uc81c"),
    "ids that are empty": _cells(id=""),
    "no outputs": _cells(outputs=None, execution_count=None),
    "outputs that are null": _codes(outputs=None),
    "metadata that is null": _codes(metadata_of_mine=None),
    "a count as text": _codes(execution_count="12"),
    "a count that is negative": _codes(execution_count=-1),
    "a count that is a fraction": _codes(execution_count=1.0),
    "prompts of old": _codes(prompt_number=3, collapsed=True, language="python"),
    "attachments of a code cell": _codes(attachments={"a.png": {"image/png": "eA=="}}),
    "keys of editors": _cells(trusted=True, isRunning=False, height=120, executed_by="me"),
    "a stream without a name": _outputs({"output_type": "stream", "text": "x"}),
    "a stream of nothing": _outputs({**STREAM, "text": None}),
    "a stream of numbers": _outputs({**STREAM, "text": [1, 2]}),
    "a huge stream": _outputs({**STREAM, "text": "x" * 2_000_000}),
    "ten thousand streams": _outputs(*[{**STREAM, "text": "x"}] * 10_000),
    "an output of no kind": _outputs({}),
    "an output of an unknown kind": _outputs({"output_type": "hologram", "data": 3}),
    "an output that is text": _outputs("hello"),
    "an error without words": _outputs({"output_type": "error"}),
    "data without a bundle": _outputs({"output_type": "display_data", "data": [], "metadata": 3}),
    "a picture as lines": _outputs(
        {"output_type": "display_data", "data": {"image/png": ["eA", "=="]}, "metadata": {}}
    ),
    "minor 0": _minor(0),
    "minor 1": _minor(1),
    "minor 3": _minor(3),
    "minor 9": _minor(9),
    "minor as text": _minor("5"),
    "a mark of byte order": _bytes("utf-8-sig"),
    "two bytes a letter": _bytes("utf-16"),
    "line ends of Windows": _bytes("crlf"),
    "letters as they are": _bytes("plain"),
    "blanks behind the end": _bytes("tail"),
}


#: After these, the notebook's own checks are red, or are called otherwise.
BREAK_CHECK = ("builtins.float = np.float64", "\uff08{n}\uff09")


def put(nb, found, places, rng):
    """Put cells at their places, and note where they break the notebook's own check."""
    night(nb, found, places, rng)
    nb["breaks check"] |= any(one in text for _, text in places for one in BREAK_CHECK)


def in_its_cell(nb, rng):
    """Write an answer in another way, in its own cell."""
    if found := one(nb, rng):
        put(nb, found, (("own", rng.choice(OWN_CELL)),), rng)


def spread(nb, rng):
    """Spread an answer over cells."""
    if found := one(nb, rng):
        put(nb, found, rng.choice(PLACES), rng)


def put_inside(nb, rng):
    """Let an answer do something else first."""
    if found := one(nb, rng):
        nb["cells"][found[0]]["source"] = looked_at_inside(found[2], rng.choice(INSIDE))


def within(source, header):
    """An answer's source with its body in a block."""
    first, _, rest = source.partition("\n")
    lines = rest.split("\n")
    head = [first]
    if lines[0].count('"""') == 2:
        head.append(lines.pop(0))
    return "\n".join([*head, "    " + header, indented("\n".join(lines))]).replace(
        ":\n    \n", ":\n"
    )


def put_around(nb, rng):
    """Put an answer's body in a block."""
    if found := one(nb, rng):
        nb["cells"][found[0]]["source"] = within(found[2], rng.choice(AROUND))


def saved_again(nb, rng):
    """Let a program save the file in its own manner."""
    FILES[rng.choice(list(FILES))](nb, rng)


def brackets_of_another_keyboard(nb, rng):
    """Let a page be translated, with the brackets of its tests."""
    for cell in nb["cells"]:
        if is_kind(cell, "test") and rng.random() < 0.5:
            cell["source"] = cell["source"].replace("(", "\uff08").replace(")", "\uff09")


def a_group(nb, rng):
    """Let three people solve their parts: each copy of a cell has a stub where others worked."""
    for _, name in rng.sample(found := simple(nb), min(2, len(found))):
        k = next(k for k, other in simple(nb) if other == name)
        nb["cells"].insert(k + rng.choice([0, 1]), code(nb["stubs"][name], rng))


EDITS = (
    in_its_cell, in_its_cell, in_its_cell, spread, spread, spread, put_inside, put_around,
    saved_again, brackets_of_another_keyboard, a_group,
)  # fmt: skip


def _alone(act):
    """An edit of the second answer of a notebook that is one plain function."""

    def edit(nb, rng):
        k, name = simple(nb)[1]
        act(nb, (k, name, nb["cells"][k]["source"]), rng)

    return edit


def _rewritten(change, text, nb, found, rng):
    nb["cells"][found[0]]["source"] = change(found[2], text)


def _placed(places, nb, found, rng):
    put(nb, found, places, rng)


#: Every way by its name, with the edit that makes this one and nothing else.
ALONE = {
    **{text: _alone(functools.partial(_placed, (("own", text),))) for text in OWN_CELL},
    **{text: _alone(functools.partial(_rewritten, within, text)) for text in AROUND},
    **{text: _alone(functools.partial(_rewritten, looked_at_inside, text)) for text in INSIDE},
    **{repr(places): _alone(functools.partial(_placed, places)) for places in PLACES},
    **FILES,
}
