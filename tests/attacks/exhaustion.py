"""Using everything up: one submission costs its own limits, and nobody else anything."""

from tests.attacks.harness import ANSWERS, Attack

RIGHT = {"multiply_gradient": ANSWERS["multiply_gradient"]}


def _held(value, returned, grown=""):
    """An answer that is made once: making it costs more than handing it over at each call."""
    head = f"import numpy\nHELD = {value}\n{grown}\n"
    return {"multiply_gradient": f"{head}def multiply_gradient(x, y):\n    return {returned}\n"}


def _body(body):
    return {"multiply_gradient": f"def multiply_gradient(x, y):\n{body}    return y, x\n"}


ATTACKS = [
    Attack("a cell without end", cells=RIGHT, last=("while True:\n    pass",), mark=4.0),
    Attack(
        "a cell without end at the start", cells=RIGHT, first=("while True:\n    pass",), mark=4.0
    ),
    Attack("a function without end", cells=_body("    while True:\n        pass\n")),
    Attack(
        "a loop that swallows its stop",
        cells=_body(
            "    while True:\n        try:\n            while True:\n                pass\n"
            "        except BaseException:\n            pass\n"
        ),
    ),
    Attack("a sleeper", cells=_body("    import time\n    time.sleep(10**6)\n")),
    Attack("too much memory", cells=_body("    bytearray(10**12)\n")),
    Attack(
        "memory by doubling",
        first=("x = [0]\nwhile True:\n    x = x + x",),
        cells=RIGHT,
        mark=4.0,
    ),
    Attack(
        "a fork bomb",
        cells=RIGHT,
        first=("import posix\nfor _ in range(20):\n    posix.fork()",),
        mark=4.0,
    ),
    Attack(
        "processes by the dozen",
        cells=RIGHT,
        first=(
            "import posix\nfor _ in range(15):\n"
            "    posix.posix_spawn('/bin/sleep', ['sleep', '30'], {})",
        ),
        mark=4.0,
    ),
    Attack(
        "threads that stay",
        cells=RIGHT,
        first=(
            "import threading, time\nfor _ in range(20):\n"
            "    threading.Thread(target=time.sleep, args=(600,)).start()",
        ),
        mark=4.0,
    ),
    Attack(
        "a disk filled",
        cells=RIGHT,
        first=("for k in range(8):\n    open(f'f{k}', 'wb').write(bytes(15 * 2**20))",),
    ),
    Attack(
        "a file without end",
        cells=RIGHT,
        first=("open('f', 'wb').write(bytes(100 * 2**20))",),
        mark=4.0,
    ),
    Attack(
        "open files by the thousand",
        cells=RIGHT,
        first=("files = [open('/dev/null') for _ in range(10_000)]\n",),
        last=("files.clear()",),
        mark=4.0,
    ),
    Attack(
        "output without end", cells=RIGHT, first=("while True:\n    print('x' * 10**5)",), mark=4.0
    ),
    Attack("one huge output", cells=RIGHT, first=("print('x' * 3 * 10**8)",), mark=4.0),
    Attack("a huge answer", cells=_held("numpy.ones(5 * 10**6)", "HELD, 1.0")),
    Attack(
        "a deep answer",
        cells=_held("[]", "HELD", "for _ in range(10**5):\n    HELD = [HELD]\n"),
    ),
    Attack("an endless int", cells=_held("10**(10**6)", "HELD, HELD")),
    Attack("recursion without end", cells=_body("    return multiply_gradient(x, y)\n")),
    Attack(
        "recursion that kills the interpreter",
        cells=_body(
            "    import sys\n    sys.setrecursionlimit(10**9)\n"
            "    f = lambda: f()\n    return f()\n"
        ),
    ),
    Attack("a crash in C", cells=_body("    import ctypes\n    ctypes.string_at(0)\n")),
    Attack("a signal to oneself", cells=_body("    import os\n    os.kill(os.getpid(), 9)\n")),
    Attack(
        "limits taken off",
        cells=RIGHT,
        first=(
            "import resource\nfor what in (resource.RLIMIT_AS, resource.RLIMIT_CPU):\n"
            "    resource.setrlimit(what, (-1, -1))",
        ),
        mark=4.0,
    ),
]
