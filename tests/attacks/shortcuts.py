"""Passing without doing: the right numbers from somewhere else than a derivative."""

from tests.attacks.harness import ANSWERS, Attack

ATTACKS = [
    Attack(
        "the answer looked up in the instructor's file",
        cells={
            "multiply_gradient": (
                "import importlib.util, pathlib\n\n"
                "def multiply_gradient(x, y):\n"
                "    for folder in pathlib.Path().resolve().parents:\n"
                "        path = folder / 'grader_tests' / '01_simple_gates'\n"
                "        path /= 'multiply_gradient.py'\n"
                "        if path.exists():\n"
                "            spec = importlib.util.spec_from_file_location('a', path)\n"
                "            module = importlib.util.module_from_spec(spec)\n"
                "            spec.loader.exec_module(module)\n"
                "            return module.exercise.reference(x, y)\n"
                "    return 0.0, 0.0\n"
            )
        },
    ),
    Attack(
        "the answer loaded as the grader loads it",
        cells={
            "multiply_gradient": (
                "def multiply_gradient(x, y):\n"
                "    from backpass.grading.exercises.library import load\n"
                "    return load('01_simple_gates')['multiply_gradient'].reference(x, y)\n"
            )
        },
    ),
    Attack(
        "numerical differences with a fixed step",
        cells={
            "multiply_gradient": (
                "def multiply_gradient(x, y):\n    h = 1e-5\n"
                "    return ((x + h) * y - (x - h) * y) / (2 * h), "
                "(x * (y + h) - x * (y - h)) / (2 * h)\n"
            )
        },
    ),
    Attack(
        "the published example",
        cells={"multiply_gradient": "def multiply_gradient(x, y):\n    return -3.0, 4.0\n"},
    ),
    Attack(
        "the visible points learnt by heart",
        cells={
            "multiply_gradient": (
                "import numpy as np\nfrom backpass.contracts import CONTRACTS\n"
                "points = CONTRACTS['multiply_gradient'].cases(np.random.default_rng(231))\n"
                "table = {case.inputs: case.inputs[::-1] for case in points}\n\n"
                "def multiply_gradient(x, y):\n    return table.get((x, y), (0.0, 0.0))\n"
            )
        },
    ),
    Attack(
        "right at the first call only",
        cells={
            "multiply_gradient": (
                "calls = []\n\ndef multiply_gradient(x, y):\n    calls.append(1)\n"
                "    return (y, x) if len(calls) < 3 else (0.0, 0.0)\n"
            )
        },
    ),
    Attack(
        "an answer in a comment",
        cells={"multiply_gradient": "# def multiply_gradient(x, y): return y, x\n"},
    ),
    Attack("nothing at all"),
    Attack(
        "an honest one in unusual style",
        mark=4.0,
        cells={
            "multiply_gradient": (
                "from functools import partial\n"
                "pick = lambda k, *xs: xs[k]\n"
                "multiply_gradient = lambda x, y: [pick(1, x, y), pick(0, x, y)]\n"
            )
        },
    ),
    Attack(
        "an honest one that prints and warns",
        mark=4.0,
        cells={
            "multiply_gradient": (
                "import numpy as np, sys, warnings\n\ndef multiply_gradient(x, y):\n"
                "    print('x', x, file=sys.stderr)\n    warnings.warn('hm')\n"
                "    np.log(-1.0)\n    return y, x\n"
            )
        },
    ),
    Attack("an honest one", mark=20.0, cells=dict(ANSWERS)),
]
