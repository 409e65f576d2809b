"""Forging a mark: saying that one passed instead of passing."""

from tests.attacks.harness import Attack, cell_of, code

STUB = "def multiply_gradient(x, y):\n    return 0.0, 0.0\n"


def _edited(source):
    def edit(notebook):
        cell_of(notebook, "test_multiply_gradient")["source"] = source

    return edit


def _points(points):
    def edit(notebook):
        cell_of(notebook, "test_multiply_gradient")["metadata"]["nbgrader"]["points"] = points

    return edit


def _tagged(tag):
    def edit(notebook):
        cell_of(notebook, "test_multiply_gradient")["metadata"]["tags"] = [tag]

    return edit


def _stored_output(notebook):
    cell = cell_of(notebook, "test_multiply_gradient")
    data = {"text/plain": "4.0"}
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": data}
    cell["outputs"] = [output]


def _solution_graded(notebook):
    marks = cell_of(notebook, "multiply_gradient")["metadata"]["nbgrader"]
    marks.update(grade=True, points=100)


def _doubled_test(notebook):
    cell = cell_of(notebook, "test_multiply_gradient")
    notebook["cells"].append({**cell, "id": "twin", "source": "4.0"})


def _exchanged_ids(notebook):
    one, other = (cell_of(notebook, f"test_{n}") for n in ("multiply_gradient", "add_gradient"))
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]


def _retyped(notebook):
    cell = cell_of(notebook, "test_multiply_gradient")
    cell["cell_type"] = "markdown"
    cell.pop("outputs"), cell.pop("execution_count")


def _renamed_stub(notebook):
    cell_of(notebook, "test_multiply_gradient")["metadata"]["nbgrader"]["grade_id"] = "nothing"


def _kernel(notebook):
    notebook["metadata"]["kernelspec"] = {
        "name": "bash",
        "display_name": "bash",
        "language": "bash",
    }


def _own_test_cell(notebook):
    forged = code("4.0", "own-test")
    forged["metadata"]["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "points": 4, "task": False,
        "grade_id": "test_extra", "schema_version": 3, "cell_type": "code",
    }  # fmt: skip
    notebook["cells"].append(forged)


PATCH = "import backpass.grading.hidden as h\n"

#: Right at the published example and nowhere else.
PUBLISHED_ALONE = (
    "from backpass.grading.sandbox.student import Student\n\n"
    "def multiply_gradient(x, y):\n    return (y, x) if (x, y) == (4.0, -3.0) else (0.0, 0.0)\n\n"
)
_ANSWERING = (
    "@lambda function: setattr(Student, '_answer_many', function)\ndef _(self, answers, *_):\n"
)

ATTACKS = [
    Attack("test cell says pass", cells={"multiply_gradient": STUB}, edit=_edited("pass")),
    Attack("test cell says 4.0", edit=_edited("4.0")),
    Attack("test cell says a numpy zero", edit=_edited("import numpy as np\nnp.float64(0.0)")),
    Attack("test cell says nan", edit=_edited("float('nan')")),
    Attack("points raised to 1000", cells={"multiply_gradient": STUB}, edit=_points(1000)),
    Attack("points are not a number", edit=_points("nan")),
    Attack("tag skip-execution", cells={"multiply_gradient": STUB}, edit=_tagged("skip-execution")),
    Attack("tag show", cells={"multiply_gradient": STUB}, edit=_tagged("show")),
    Attack("tag raises-exception", edit=_tagged("raises-exception")),
    Attack("output of the test stored", edit=_stored_output),
    Attack("solution cell made a graded one", edit=_solution_graded),
    Attack("test cell doubled", edit=_doubled_test),
    Attack("grade ids exchanged", edit=_exchanged_ids),
    Attack("test cell retyped", edit=_retyped),
    Attack("test cell renamed", edit=_renamed_stub),
    Attack("another kernel", edit=_kernel),
    Attack("a graded cell of one's own", edit=_own_test_cell),
    Attack(
        "grade replaced in its module",
        cells={"multiply_gradient": STUB},
        first=(PATCH + "h.grade = lambda *a, **k: 1.0",),
    ),
    Attack(
        "judge replaced in its module",
        cells={"multiply_gradient": STUB},
        first=(
            "import backpass.judging.judge as j, backpass.judging.compared as c\nc.agrees = lambda *a: True\n"
            "c.all_agree = c.agrees\nj.judge_gradients = None",
        ),
    ),
    Attack(
        "score property replaced",
        cells={"multiply_gradient": STUB},
        first=(
            "from backpass.judging.verdict import Verdict\nVerdict.score = property(lambda self: 1.0)",
        ),
    ),
    Attack(
        "agrees says yes",
        cells={"multiply_gradient": STUB},
        first=(
            "import numpy as np, backpass.judging.gradcheck as g\n"
            "g.agrees = lambda a, b: np.ones(np.shape(b), bool)\n"
            "import backpass.judging.compared as c\nc.agrees = c.all_agree = g.agrees",
        ),
    ),
    Attack(
        "numpy says all true",
        cells={"multiply_gradient": STUB},
        first=("import numpy as np\nnp.all = lambda *a, **k: True\nnp.isfinite = np.all",),
    ),
    Attack(
        "numpy's less-equal replaced",
        cells={"multiply_gradient": STUB},
        first=("import numpy as np\nnp.abs = lambda *a, **k: 0.0\nnp.maximum = lambda *a: 1e300",),
    ),
    Attack(
        "a float that equals everything",
        cells={
            "multiply_gradient": (
                "class Sly(float):\n"
                "    def __eq__(self, other):\n        return True\n"
                "    def __sub__(self, other):\n        return Sly(0.0)\n"
                "    __rsub__ = __abs__ = __float__ = __sub__\n    __hash__ = float.__hash__\n\n"
                "def multiply_gradient(x, y):\n    return Sly(0.0), Sly(0.0)\n"
            )
        },
    ),
    Attack(
        "an array that equals everything",
        cells={
            "multiply_gradient": (
                "import numpy as np\n\nclass Sly(np.ndarray):\n"
                "    def __array_ufunc__(self, *a, **k):\n        return np.array(True)\n\n"
                "def multiply_gradient(x, y):\n"
                "    return np.zeros(()).view(Sly), np.zeros(()).view(Sly)\n"
            )
        },
    ),
    Attack(
        "displayhook replaced",
        cells={"multiply_gradient": STUB},
        first=(
            "import sys\nfrom IPython import get_ipython\n"
            "get_ipython().displayhook.write_format_data = lambda *a: print('1.0')\n"
            "sys.displayhook = lambda value: print('1.0')",
        ),
    ),
    Attack(
        "a float repr replaced in IPython",
        cells={"multiply_gradient": STUB},
        first=(
            "from IPython import get_ipython\n"
            "f = get_ipython().display_formatter.formatters['text/plain']\n"
            "f.for_type(float, lambda v, p, c: p.text('1.0'))",
        ),
    ),
    Attack(
        "a hook after every cell",
        cells={"multiply_gradient": STUB},
        first=(
            "from IPython import get_ipython\nfrom IPython.display import display\n"
            "get_ipython().events.register('post_run_cell', lambda *a: display(1.0))",
        ),
    ),
    Attack(
        "an input transformer",
        cells={"multiply_gradient": STUB},
        first=(
            "from IPython import get_ipython\n"
            "get_ipython().input_transformers_cleanup.append(lambda lines: ['1.0\\n'])",
        ),
    ),
    Attack(
        "a syntax tree transformer",
        cells={"multiply_gradient": STUB},
        first=(
            "import ast\nfrom IPython import get_ipython\n\n"
            "class T(ast.NodeTransformer):\n    def visit_Expr(self, node):\n"
            "        node.value = ast.copy_location(ast.Constant(1.0), node.value)\n"
            "        return node\n\n"
            "get_ipython().ast_transformers.append(T())",
        ),
    ),
    Attack(
        "import hook for the grader",
        cells={"multiply_gradient": STUB},
        first=(
            "import sys, types\nm = types.ModuleType('backpass.grading.hidden')\n"
            "m.grade = lambda *a, **k: 1.0\nsys.modules['backpass.grading.hidden'] = m",
        ),
    ),
    Attack(
        "random numbers made predictable",
        cells={
            "multiply_gradient": (
                "import numpy as np\nnp.random.default_rng = lambda *a: None\n"
                "def multiply_gradient(x, y):\n    return 0.0, 0.0\n"
            )
        },
    ),
    Attack(
        "the process ends well before the test",
        cells={"multiply_gradient": "import os\nos._exit(0)"},
    ),
    Attack(
        "exit at the first call",
        cells={"multiply_gradient": "def multiply_gradient(x, y):\n    raise SystemExit(0)\n"},
    ),
    Attack(
        "exception that pretends to be a pass",
        cells={
            "multiply_gradient": (
                "class Passed(Exception):\n    def __str__(self):\n        return '4.0'\n\n"
                "def multiply_gradient(x, y):\n    raise Passed\n"
            )
        },
    ),
    Attack(
        "check replaced by name",
        cells={"multiply_gradient": STUB + "\ncheck = grade = lambda *a, **k: 1.0\n"},
    ),
    Attack(
        "frames of the caller searched for the answer",
        cells={
            "multiply_gradient": (
                "import sys\n\ndef multiply_gradient(x, y):\n"
                "    frame = sys._getframe()\n"
                "    while frame is not None:\n"
                "        for name in ('exact', 'expected', 'contract', 'reference'):\n"
                "            if name in frame.f_locals:\n"
                "                return frame.f_locals[name]\n"
                "        frame = frame.f_back\n    return 0.0, 0.0\n"
            )
        },
    ),
    Attack(
        "frames sent over the channel",
        cells={
            "multiply_gradient": (
                "import gc\nfrom backpass.grading.sandbox.wire import Channel\n\n"
                "def multiply_gradient(x, y):\n"
                "    for thing in gc.get_objects():\n"
                "        if isinstance(thing, Channel):\n"
                "            for _ in range(5):\n"
                "                [thing.send({'value': (y, x), 'outputs': [], 'number': k}) for k in range(9)]\n"
                "    return 0.0, 0.0\n"
            )
        },
    ),
    *(
        Attack(f"answers {how}", cells={"multiply_gradient": PUBLISHED_ALONE + _ANSWERING + body})
        for how, body in {
            "where they are right alone": "    right = [a for a in answers if a[0] != (0.0, 0.0)]\n"
            "    self.calls.send({'some': right, 'last': True, 'number': self.asked})\n",
            "to more calls than there were": "    self.calls.send({'some': [next(answers)] * 1000, 'number': self.asked})\n",
            "without end": "    right = next(answers)\n    while True:\n"
            "        self.calls.send({'some': [right], 'number': self.asked})\n",
            "that are no answers": "    self.calls.send({'some': [None] * len(list(answers)), 'last': True, 'number': self.asked})\n",
        }.items()
    ),
    Attack(
        "forged events for the report",
        cells={"multiply_gradient": STUB},
        last=(
            "from IPython.display import display\n"
            "display({'text/plain': 'x'}, raw=True, metadata={'backpass': "
            "{'exercise': 'multiply_gradient', 'status': 'passed', 'score': 4.0, 'points': 4.0}})",
        ),
    ),
]
