"""Answers that raise, return or are something odd."""

import random

from tests.fuzzing import objects
from tests.fuzzing.case import ANSWERS, Case, Paper, written

BODIES = (
    "return {value}",
    "return {value}, {value}",
    "return {value}, 1.0 * dout",
    "return Odd(), Odd()",
    "return Odd()",
    "raise {error}",
    "raise OddError('x') from OddError('y')",
    "raise Odd()",
    "raise Odd",
    "yield {value}",
    "return (yield)",
    "return {name}",
    "return {name}(dout, cache)",
    "{forward}(Odd(), {value})\n    return 1.0 * dout, 1.0 * dout",
    "{forward}({value}, [Odd(), ({value}, 1.0)])\n    return 1.0 * dout, 1.0 * dout",
    "return cache",
    "return locals()",
    "return globals()",
    "return sys._getframe()",
    "return dout * {value}, {value} * dout",
    "return np.array({value}), np.array({value})",
    "return np.full(2, Odd(), object)",
    "cache.append(1)\n    return 1.0 * dout, 1.0 * dout",
    "global np\n    np = {value}\n    return 1.0, 1.0",
    "sys.setrecursionlimit(60)\n    return {value}",
    "sys.settrace({value})\n    return 1.0, 1.0",
    "sys.setprofile(lambda *a: 1 / 0)\n    return 1.0, 1.0",
    "sys.stdout = {value}\n    print('x')\n    return 1.0, 1.0",
    "np.seterr(all='raise')\n    return 1.0, 1.0",
    "np.set_printoptions(formatter={{'all': {value}}})\n    return 1.0, 1.0",
    "import warnings\n    warnings.simplefilter('error')\n    return 1.0, 1.0",
    "import signal\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n    return 1.0, 1.0",
    "import threading\n    threading.Thread(target=deep).start()\n    return 1.0, 1.0",
    "import gc\n    gc.disable()\n    return ring()",
    "import random\n    return random.random(), random.random()",
    "import asyncio\n    return asyncio.sleep(0)",
    "del globals()[{name!r}]\n    return 1.0, 1.0",
    "globals()[{name!r}] = {value}\n    return 1.0, 1.0",
    "globals()['check'] = {value}\n    return 1.0, 1.0",
    "{name}.__name__ = '\\ud800'\n    return 1.0, 1.0",
    "{name}.__code__ = deep.__code__\n    return 1.0, 1.0",
    "return tuple(Odd() for _ in range(2))",
    "return np.float64(1.0), {value}",
    "print({value})\n    return Odd(), 1.0",
    "input('x')\n    return 1.0, 1.0",
    "exit()",
    "get_ipython().run_cell('1 / 0')\n    return 1.0, 1.0",
)
#: Answers that are no plain function.
THINGS = (
    "{name} = {value}",
    "{name} = Odd()",
    "{name} = lambda *a: {value}",
    "{name} = functools.partial(deep)",
    "class {name}:\n    def __new__(cls, *a): return {value}",
    "class {name}:\n    def __call__(self, *a): return {value}\n{name} = {name}()",
    "class {name}(Exception): pass",
    "async def {name}(dout, cache):\n    return {value}",
    "@functools.lru_cache\ndef {name}(*a):\n    return {value}",
    "@property\ndef {name}(*a):\n    return {value}",
    "@staticmethod\ndef {name}(*a):\n    return {value}",
    "def {name}(*, dout):\n    return {value}",
    "def {name}():\n    return {value}",
    "def {name}(a, b, c, d=1):\n    return {value}",
    "def {name}(*a, **k):\n    return {value}\n{name}.__signature__ = {value}",
    "def {name}(*a):\n    return 1.0, 1.0\n{name}.__code__ = deep.__code__",
    "{name} = type",
    "{name} = print",
    "{name} = dict",
    "{name} = np.add",
    "{name} = np.vectorize(lambda *a: {value})",
    "{name} = Meta('M', (), {{}})",
    "{name} = Proxy(lambda *a: (1.0, 1.0))",
    "del {name}",
    "import math as {name}",
    "from __future__ import annotations\ndef {name}(a: {value}, b: 'x[') -> {value}: return {value}",
)


def odd_answer(rng: random.Random, paper: Paper) -> Case:
    """One answer does something odd: it costs its own exercise at most."""
    name = rng.choice(list(ANSWERS))
    forward = name.replace("_backward", "_forward")
    told = {
        "name": name,
        "forward": forward,
        "value": objects.value(rng),
        "error": objects.error(rng),
    }
    if rng.random() < 0.3:
        source = rng.choice(THINGS).format(**told)
    else:
        signature = "dout=None, cache=None" if name.startswith("quiz") else "dout, cache"
        source = f"def {name}({signature}):\n    {rng.choice(BODIES).format(**told)}"
    notebook = paper.with_answer(name, source)
    notebook["cells"][1:1] = paper.with_cells(objects.classes(rng))["cells"][1:2]
    return Case("answer", source, written(notebook), frozenset({name}))
