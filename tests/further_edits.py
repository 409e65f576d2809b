# ruff: noqa: E501 - one way to write an answer, one line
"""More edits of solved notebooks: other ways to write an answer, and what more programs leave.

``EDITS`` lists them, as :mod:`notebook_edits` does. A way to write an answer is a text; where it
takes several cells, a line of ``NEXT`` stands between them.
"""

import copy

from notebook_edits import code, fresh, imports_check, marks, of_kind, pick

NEXT = "\n# ~~~~ next cell\n"

#: Ways to write an answer: ``answer`` is the plain definition, ``renamed`` the same for a function
#: that is called ``_mine_`` and the name, ``indented`` and ``deeper`` stand within blocks.
WAYS = (
    # blocks
    "if 1:\n{indented}\nelse:\n    {name} = None",
    "try:\n    from nowhere_at_all import {name}\nexcept ImportError:\n{indented}",
    "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n{indented}\nelse:\n    pass",
    "match 1:\n    case 1:\n{deeper}",
    "while {name!r} not in globals() or {name} is not None:\n{indented}\n    break",
    "for _step in range(2):\n    if _step == 1:\n{deeper}",
    "def _setup():\n    global {name}\n{indented}\n\n_setup()",
    "import sys\nif sys.version_info >= (3, 8):\n{indented}",
    "if __name__ == '__main__':\n{indented}",
    # classes and objects
    "class {name}:\n    def __new__(cls, *given, **named):\n        return _mine_{name}(*given, **named)\n\n"
    "{renamed}",
    "class _Meta(type):\n    def __call__(cls, *given):\n        return _mine_{name}(*given)\n\n"
    "{renamed}\n\nclass {name}(metaclass=_Meta):\n    pass",
    "class _Holder:\n{indented}\n    {name} = staticmethod({name})\n\n{name} = _Holder().{name}",
    "class _Holder:\n    @classmethod\n    def run(cls, *given):\n        return _mine_{name}(*given)\n\n"
    "{renamed}\n\n{name} = _Holder.run",
    "class _Holder:\n    def run(self, *given):\n        return _mine_{name}(*given)\n\n{renamed}\n\n"
    "{name} = _Holder().run",
    "{renamed}\n\n{name} = staticmethod(_mine_{name})",
    "import types\n{renamed}\n\n{name} = types.MethodType(lambda self, *given: _mine_{name}(*given), 3)",
    "import types\n{renamed}\n\n{name} = types.FunctionType(_mine_{name}.__code__, globals(), {name!r})",
    "import dataclasses\n\n@dataclasses.dataclass\nclass _Gate:\n    scale: float = 1.0\n"
    "    def __call__(self, *given):\n        return _mine_{name}(*given)\n\n{renamed}\n\n{name} = _Gate()",
    "class _Slots:\n    __slots__ = ('f',)\n    def __call__(self, *given):\n        return self.f(*given)\n\n"
    "{renamed}\n\n{name} = _Slots()\n{name}.f = _mine_{name}",
    "class _Any:\n    def __getattr__(self, key):\n        return _mine_{name}\n\n{renamed}\n\n{name} = _Any().x",
    "class _Base:\n    def __init_subclass__(cls):\n        globals()[cls.__name__] = staticmethod(cls.f)\n\n"
    "{renamed}\n\nclass {name}(_Base):\n    f = staticmethod(_mine_{name})",
    # decorators and functools
    "import functools\n\ndef _logged(tag):\n    def around(f):\n        @functools.wraps(f)\n"
    "        def inner(*given, **named):\n            return f(*given, **named)\n        return inner\n"
    "    return around\n\n@_logged('a')\n@_logged('b')\n{answer}",
    "class _Decorator:\n    def __init__(self, f):\n        self.f = f\n    def __call__(self, *given, **named):\n"
    "        return self.f(*given, **named)\n\n@_Decorator\n{answer}",
    "import functools\n\n@functools.singledispatch\n{answer}",
    "import contextlib\n\nclass _Timer(contextlib.ContextDecorator):\n    def __enter__(self):\n        return self\n"
    "    def __exit__(self, *e):\n        return False\n\n@_Timer()\n{answer}",
    "import functools\n{renamed}\n\n{name} = functools.reduce(lambda f, g: f, [_mine_{name}, 1])",
    "import functools\n{renamed}\n\n{name} = functools.update_wrapper(lambda *g: _mine_{name}(*g), _mine_{name})",
    "import operator\n{renamed}\n\n_table = {{'f': _mine_{name}}}\n{name} = operator.itemgetter('f')(_table)",
    "import typing\n\n@typing.no_type_check\n@typing.final\n{answer}",
    "import warnings\n\ndef _deprecated(f):\n    def g(*given):\n        warnings.warn('old', DeprecationWarning)\n"
    "        return f(*given)\n    return g\n\n@_deprecated\n{answer}",
    "import numpy\n\n@numpy.errstate(all='ignore')\n{answer}",
    "_registry = {{}}\n\ndef _register(f):\n    _registry[f.__name__] = f\n    return f\n\n@_register\n{answer}",
    "_registry = []\n\n@_registry.append\n{answer}\n\n{name} = _registry[0]",
    # names
    "{renamed}\n\nglobals()[{name!r}] = _mine_{name}",
    "{renamed}\n\nlocals()[{name!r}] = _mine_{name}",
    "{renamed}\n\nvars()[{name!r}] = _mine_{name}",
    "{renamed}\n\nglobals().update({{{name!r}: _mine_{name}}})",
    "{renamed}\n\nimport sys\nsetattr(sys.modules['__main__'], {name!r}, _mine_{name})",
    "{renamed}\n\nimport __main__\n__main__.{name} = _mine_{name}",
    "{renamed}\n\nget_ipython().user_ns[{name!r}] = _mine_{name}",
    "{renamed}\n\nget_ipython().push({{{name!r}: _mine_{name}}})",
    "{renamed}\n\n{name}, = _mine_{name},",
    "{renamed}\n\n*_rest, {name} = 1, 2, _mine_{name}",
    "{renamed}\n\nprint({name} := _mine_{name})",
    "{renamed}\n\nif ({name} := _mine_{name}) is None:\n    pass",
    "{renamed}\n\n[{name} := _f for _f in [_mine_{name}]]",
    "{renamed}\n\n{name} = other = _mine_{name}",
    "{renamed}\n\n{name} = _mine_{name} if True else None",
    "{renamed}\n\n{name} = None or _mine_{name}",
    "{renamed}\n\n{name} = next(iter([_mine_{name}]))",
    "{renamed}\n\nimport copy, pickle\n{name} = copy.deepcopy(_mine_{name})",
    "{renamed}\n\nimport builtins\nbuiltins.{name} = _mine_{name}\nif {name!r} in globals():\n    del {name}",
    "{renamed}\n\nwith __import__('contextlib').nullcontext(_mine_{name}) as {name}:\n    pass",
    "{renamed}\n\nfor {name} in (_mine_{name},):\n    pass",
    "{renamed}\n\nimport functools as {name}\n{name} = _mine_{name}",
    "{answer}\n\n_saved = {name}\ndel {name}\n{name} = _saved\ndel _saved",
    "{answer}\n\n{name}.__doc__ = 'mine'\n{name}.__name__ = 'f'\n{name}.__module__ = 'm'",
    "{answer}\n\n{name}.__code__ = {name}.__code__.replace(co_name='g')",
    "{answer}\n\n{name}.__defaults__ = {name}.__defaults__",
    "from __future__ import annotations\n{answer}",
    "__all__ = ['{name}']\n{answer}",
    "{answer}\n\ntype({name})",
    "{answer};\n",
    # text that becomes code
    "exec(compile({answer!r}, '<mine>', 'exec'), globals())",
    "exec({answer!r}, globals(), globals())",
    "_space = {{'np': np}}\nexec({answer!r}, _space)\n{name} = _space[{name!r}]",
    "get_ipython().ex({answer!r})",
    "get_ipython().run_cell({answer!r})\nNone",
    "get_ipython().run_cell_magic('capture', '', {answer!r})",
    "import textwrap\nexec(textwrap.dedent({indented!r}))",
    "import inspect\n{renamed}\n\nexec(inspect.getsource(_mine_{name}).replace('_mine_', ''))",
    "import ast\nexec(compile(ast.unparse(ast.parse({answer!r})), 'x', 'exec'))",
    # generators, async
    "{renamed}\n\ndef _all():\n    yield _mine_{name}\n\n{name} = next(_all())",
    "{renamed}\n\nasync def _make():\n    return _mine_{name}\n\n{name} = await _make()",
    "{renamed}\n\nimport asyncio\nasync def _make():\n    await asyncio.sleep(0)\n    return _mine_{name}\n\n"
    "({name},) = await asyncio.gather(_make())",
    "async def _make():\n    global {name}\n{indented}\n\nawait _make()",
    "{renamed}\n\ndef {name}(*given):\n    def steps():\n        yield _mine_{name}(*given)\n"
    "    for one in steps():\n        return one",
    "{renamed}\n\ndef {name}(*given):\n    import queue\n    q = queue.Queue()\n    q.put(_mine_{name}(*given))\n    return q.get()",
    "{renamed}\n\ndef {name}(*given):\n    import threading\n    out = []\n    t = threading.Thread(target=lambda: out.append(_mine_{name}(*given)))\n"
    "    t.start()\n    t.join()\n    return out[0]",
    "{renamed}\n\ndef {name}(*given):\n    try:\n        return _mine_{name}(*given)\n    finally:\n        print('called')",
    "{renamed}\n\n_count = 0\n\ndef {name}(*given):\n    global _count\n    _count += 1\n    return _mine_{name}(*given)",
    "{renamed}\n\ndef _counter():\n    n = 0\n    def {name}(*given):\n        nonlocal n\n        n += 1\n        return _mine_{name}(*given)\n    return {name}\n\n{name} = _counter()",
    "{renamed}\n\n{name} = lambda *given, f=_mine_{name}: f(*given)",
    "{renamed}\n\ndef {name}(*given, **named):\n    return _mine_{name}(*given, **named)",
    # magics
    "%%capture out\n{answer}\n\nprint('hidden')",
    "%%timeit -n 1 -r 1\n{answer}",
    "%%time\n\n\n{answer}",
    "%%prun -q\n{answer}",
    "# a comment first\n%%time\n{answer}",
    "\n\n%%time\n{answer}",
    "%%script false --no-raise-error\n{answer}",
    "%%python\n{answer}",
    "%%debug_me\n{answer}",
    "%%ai chatgpt\n{answer}",
    "%%sql\n{answer}",
    "%load_ext autoreload\n%autoreload 2\n{answer}",
    "# %load answer.py\n{answer}",
    "%reload_ext autoreload\n{answer}",
    "%alias_magic t time\n%t 1\n{answer}",
    "%precision 3\n{answer}",
    "%xmode Minimal\n{answer}",
    "%pdb off\n{answer}",
    "%logstop\n{answer}",
    "%colors NoColor\n{answer}",
    "%automagic on\n{answer}\n\npwd",
    "{answer}\n\n%timeit -n 1 -r 1 1",
    "{answer}\n\n%prun -q 1",
    "{answer}\n\n%pinfo {name}",
    "{answer}\n\n%psource {name}",
    "{answer}\n\n{name}??",
    "{answer}\n\nnp.*load*?",
    "{answer}\n\n%store {name}",
    "{answer}\n\n%whos",
    "{answer}\n\n%history -n 1",
    "{answer}\n\n%lsmagic",
    "{answer}\n\n%reset_selective -f ^nothing",
    "{answer}\n\n%xdel nothing_here",
    "!pip install -q numpy && echo done\n{answer}",
    "!{{sys.executable}} -m pip install numpy\n{answer}",
    "%env A=1\n{answer}",
    "a = %env\n{answer}",
    "b = !echo 1\nif b:\n    pass\n{answer}",
    "if True:\n    !echo hello\n    %time 1\n{answer}",
    "try:\n    %tensorflow_version 2.x\nexcept Exception:\n    pass\n{answer}",
    "%matplotlib notebook\n{answer}",
    "%matplotlib qt\n{answer}",
    "%config InlineBackend.figure_formats = ['svg']\n{answer}",
    "%run answer_that_is_not_there.py\n{answer}",
    "%%javascript\nalert(1)" + NEXT + "{answer}",
    "%%svg\n<svg/>" + NEXT + "{answer}",
    "%%writefile my_{name}.py\nimport numpy as np\n__all__ = ['{name}']\n{answer}" + NEXT + "from my_{name} import *",
    "%%writefile my_{name}.py\nimport numpy as np\n\ndef {name}(*given):\n    return None" + NEXT
    + "%load_ext autoreload\n%autoreload 2\nfrom my_{name} import {name}" + NEXT
    + "%%writefile my_{name}.py\nimport numpy as np\n{answer}" + NEXT
    + "import importlib, my_{name}\nimportlib.reload(my_{name})\nfrom my_{name} import {name}",
    "import os\nos.makedirs('pkg_{name}', exist_ok=True)\nopen('pkg_{name}/__init__.py', 'w').close()" + NEXT
    + "%%writefile pkg_{name}/gates.py\nimport numpy as np\n{answer}" + NEXT + "from pkg_{name}.gates import {name}",
    "%%writefile other_{name}.ipynb\n"
    '{{"cells": [], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}'
    + NEXT + "%run other_{name}.ipynb\n{answer}",
    "import pathlib\npathlib.Path('code_{name}.py').write_text('import numpy as np\\n' + {answer!r})" + NEXT
    + "%run code_{name}.py",
    "import pathlib\npathlib.Path('code_{name}.py').write_text({answer!r})" + NEXT + "%load code_{name}.py" + NEXT + "{answer}",
    "import runpy, pathlib\npathlib.Path('code_{name}.py').write_text('import numpy as np\\n' + {answer!r})\n"
    "{name} = runpy.run_path('code_{name}.py')['{name}']",
    "%save -f kept_{name} 1\n{answer}",
    "%macro -q again_{name} 1\n{answer}",
    # text
    "\ufeff\n{answer}",
    "\x0c\n{answer}",
    "{answer}\n\x0c",
    "# -*- coding: utf-8 -*-\n{answer}",
    "#!/usr/bin/env python\n{answer}",
    "\n\n\n{answer}\n\n\n\n",
    "   \n{answer}\n   ",
    "{tabbed}",
    "{answer}\n\\\n",
    "'''notes\n%time\n!ls\n'''\n{answer}",
    '"""\n{answer}\n"""\n{answer}',
    "# {name} = None\n{answer}",
    "# prompt: write the backward pass\n\n{answer}",
    "#@title Answer {{run: 'auto'}}\n#@markdown notes\nrate = 3 #@param {{type: 'slider'}}\n{answer}",
    "# YOUR CODE HERE\n{answer}\n# END",
    ">>> 1 + 1\n" + NEXT + "{answer}",
    "{prompted}",
    "In [3]: 1 + 1" + NEXT + "{answer}",
    "{answer}\n\n# check({name})",
    "{answer}\n\nraise NotImplementedError",
    "{answer}\n\nassert {name} is None",
    "import numpy as np\nimport matplotlib.pyplot as plt\n%matplotlib inline\n{answer}",
    # other cells
    "{answer}" + NEXT + "{name}_v1 = {name}" + NEXT + "def {name}(*given):\n    return None" + NEXT + "{name} = {name}_v1",
    "def {name}(*given):\n    return 1.0" + NEXT + "{answer}" + NEXT + "# {name} is done",
    "{renamed}" + NEXT + "def {name}(*given):\n    return _mine_{name}(*given)",
    "def {name}(*given):\n    return _mine_{name}(*given)" + NEXT + "{renamed}",
    "{renamed}" + NEXT + "# nothing but words" + NEXT + "" + NEXT + "{name} = _mine_{name}",
    "{answer}" + NEXT + "{answer}" + NEXT + "{answer}",
    "{answer}" + NEXT + "check({name})" + NEXT + "check({name});",
    "{answer}" + NEXT + "_ = check({name})",
    "{answer}" + NEXT + "result = check({name})\nresult",
    "{answer}" + NEXT + "for one in [{name}]:\n    check(one)",
    "{answer}" + NEXT + "del {name}" + NEXT + "{answer}",
    "{answer}" + NEXT + "{name}()" + NEXT + "{name}?",
    "{answer}" + NEXT + "class Broken(:\n    pass",
    "{answer}" + NEXT + "import time\ntime.sleep(0.01)" + NEXT + "exit",
    "{answer}" + NEXT + "quit()",
    "{answer}" + NEXT + "%reset_selective -f _mine",
    "try:\n    {name}_old = {name}\nexcept NameError:\n    pass\n{answer}",
    "{answer}" + NEXT + "{name}.calls = 0\n{name}.calls += 1",
)  # fmt: skip


def renamed_to_mine(answer, name):
    return answer.replace(f"{name}(", f"_mine_{name}(")


def _parts(way, name, answer):
    """The cells of a way to write an answer."""
    inner = "\n".join("    " + line if line else line for line in answer.split("\n"))
    deeper = "\n".join("    " + line if line else line for line in inner.split("\n"))
    prompted = "\n".join(
        (">>> " if k == 0 else "... ") + x for k, x in enumerate(answer.split("\n"))
    )
    text = way.format(
        answer=answer, name=name, indented=inner, deeper=deeper, prompted=prompted,
        tabbed=answer.replace("    ", "\t"), renamed=renamed_to_mine(answer, name),
    )  # fmt: skip
    return text.split(NEXT)


def written(nb, way, places, rng):
    """Write the answers at some places in one way; how many could be.

    The solution cell keeps the part that holds the definition; the others are the student's own.
    """
    count = 0
    for k in sorted(places, reverse=True):
        cell = nb["cells"][k]
        name, answer = marks(cell)["grade_id"], cell["source"]
        if not answer.startswith(f"def {name}(") or "\ndef " in answer or "\nclass " in answer:
            continue
        parts = _parts(way, name, answer)
        own = next((n for n, part in enumerate(parts) if answer.split("\n")[-1].strip() in part), 0)
        made = [code(part, rng) for part in parts]
        made[own] = {**copy.deepcopy(cell), "source": parts[own]}
        nb["cells"][k : k + 1] = made
        count += 1
    return count


def one_way(nb, rng):
    """Write an answer in one of the ways."""
    places = of_kind(nb, "answer")
    if places:
        written(nb, rng.choice(WAYS), [rng.choice(places)], rng)


def all_one_way(nb, rng):
    """Write all answers in one of the ways."""
    written(nb, rng.choice(WAYS), of_kind(nb, "answer"), rng)


# --- cells ---------------------------------------------------------------------------------------


def swap_answers(nb, rng):
    """Write two answers into each other's cells."""
    places = of_kind(nb, "answer")
    if len(places) < 2:
        return
    one, other = rng.sample(places, 2)
    cells = nb["cells"]
    cells[one]["source"], cells[other]["source"] = cells[other]["source"], cells[one]["source"]


def rotate_answers(nb, rng):
    """Write every answer into the next one's cell, and the last into the first."""
    places = of_kind(nb, "answer")
    texts = [nb["cells"][k]["source"] for k in places]
    for k, text in zip(places, texts[-1:] + texts[:-1], strict=True):
        nb["cells"][k]["source"] = text


def answers_backwards(nb, rng):
    """Write all answers, the last first, into one cell, at the top of the notebook or elsewhere."""
    places = of_kind(nb, "answer")
    imports = [k for k, cell in enumerate(nb["cells"]) if imports_check(cell["source"])]
    if not places or not imports:
        return
    text = "\n\n\n".join(nb["cells"][k]["source"] for k in reversed(places))
    if rng.random() < 0.7:
        for k in reversed(places):
            del nb["cells"][k]
    nb["cells"].insert(
        min(rng.choice([imports[0] + 1, places[0]]), len(nb["cells"])), code(text, rng)
    )


def pasted_twice(nb, rng):
    """Paste the whole notebook below itself; in one of the two the answers are stubs."""
    twin = copy.deepcopy(nb["cells"])
    for cell in twin:
        cell["id"] = fresh(rng)
        if rng.random() < 0.5:
            cell["metadata"] = {}
    half = rng.choice([nb["cells"], twin, None])
    for cell in half or ():
        name = marks(cell).get("grade_id")
        if name in nb["stubs"]:
            cell["source"] = nb["stubs"][name]
    nb["cells"] = nb["cells"] + twin


def merged_tests(nb, rng):
    """Call several checks in one cell, and perhaps nowhere else."""
    tests = [k for k in of_kind(nb, "test") if nb["cells"][k]["cell_type"] == "code"]
    if not tests:
        return
    chosen = sorted(rng.sample(tests, min(len(tests), rng.choice([2, 3, 99]))))
    text = rng.choice(["\n", "\n\n", "; "]).join(nb["cells"][k]["source"].strip() for k in chosen)
    if rng.random() < 0.6:
        for k in reversed(chosen):
            del nb["cells"][k]
    nb["cells"].append(code(text, rng))


def no_tests(nb, rng):
    """Delete every test cell; check at the end, or not at all."""
    tests = [nb["cells"].pop(k) for k in reversed(of_kind(nb, "test"))]
    for cell in reversed(tests):
        if rng.random() < 0.7:
            nb["cells"].append(code(cell["source"], rng))


def no_given(nb, rng):
    """Delete the given cells, some or all."""
    for k in reversed(of_kind(nb, "given")):
        if rng.random() < 0.6:
            del nb["cells"][k]


def given_again(nb, rng):
    """Copy a given cell to somewhere, perhaps with a change that does nothing."""
    k = pick(nb, "given", rng)
    if k is None:
        return
    twin = copy.deepcopy(nb["cells"][k]) | {"id": fresh(rng)}
    if rng.random() < 0.5:
        twin["metadata"] = {}
    if twin["cell_type"] == "code" and rng.random() < 0.5:
        twin["source"] += rng.choice(["\n# mine", "\n\nprint('given')", "\n\n1 / 0"])
    nb["cells"].insert(rng.choice([k + 1, len(nb["cells"])]), twin)


def given_edited(nb, rng):
    """Edit a given cell, for the better or the worse."""
    k = pick(nb, "given", rng)
    if k is None or nb["cells"][k]["cell_type"] != "code":
        return
    cell = nb["cells"][k]
    cell["source"] = rng.choice(
        [
            cell["source"] + "\n\nhelper_of_mine = 1",
            "print('start')\n" + cell["source"],
            "%%time\n" + cell["source"],
            cell["source"].replace("return", "return  "),
            cell["source"].replace(" + ", " - ", 1),
            "",
            "# gone",
            cell["source"] + "\n\n1 / 0",
            "import numpy as np\n" + cell["source"],
        ]
    )


def helpers_apart(nb, rng):
    """Put the body of an answer into a helper in another cell, above or below."""
    places = [k for k in of_kind(nb, "answer") if nb["cells"][k]["source"].startswith("def ")]
    if not places:
        return
    k = rng.choice(places)
    cell = nb["cells"][k]
    name, answer = marks(cell)["grade_id"], cell["source"]
    cell["source"] = f"def {name}(*given):\n    return _mine_{name}(*given)"
    where = rng.choice([k, k + 1, 0, len(nb["cells"]), max(0, k - 2), k + 2])
    nb["cells"].insert(where, code(renamed_to_mine(answer, name), rng))


def in_markdown(nb, rng):
    """Write an answer into text as well, between fences, or only there."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    text = f"```python\n{nb['cells'][k]['source']}\n```"
    note = {"cell_type": "markdown", "id": fresh(rng), "metadata": {}, "source": text}
    nb["cells"].insert(k + 1, note)
    if rng.random() < 0.3:
        nb["cells"][k]["source"] = nb["stubs"][marks(nb["cells"][k])["grade_id"]]


def text_as_code(nb, rng):
    """Turn text into code, all of it or one cell."""
    texts = [cell for cell in nb["cells"] if cell["cell_type"] == "markdown"]
    for cell in texts if rng.random() < 0.3 else texts[:1]:
        cell |= {"cell_type": "code", "outputs": [], "execution_count": None}


def all_raw(nb, rng):
    """Turn all code into raw cells, or into text, and perhaps back."""
    back = rng.random() < 0.5
    for cell in nb["cells"]:
        if cell["cell_type"] == "code" and not back:
            cell["cell_type"] = rng.choice(["raw", "markdown"])
            del cell["outputs"], cell["execution_count"]
        elif cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}


def after_the_check(nb, rng):
    """Lose an answer's meaning after its check, and give it back later."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    name = marks(nb["cells"][k])["grade_id"]
    nb["cells"].insert(k + 1, code(f"_kept_{name} = {name}", rng))
    end = rng.randrange(k + 2, len(nb["cells"]) + 1)
    lost = rng.choice([f"{name} = None", f"del {name}", f"def {name}(*a):\n    return 0"])
    nb["cells"].insert(end, code(lost, rng))
    if rng.random() < 0.7:
        nb["cells"].append(code(f"{name} = _kept_{name}", rng))
    if rng.random() < 0.4 and name in nb["simple"]:
        nb["cells"].append(code(f"check({name})", rng))


def in_a_file(nb, rng):
    """Keep an answer in a file beside the notebook, which is not handed in."""
    k = pick(nb, "answer", rng)
    if k is None:
        return
    cell = nb["cells"][k]
    name = marks(cell)["grade_id"]
    nb["files"][f"mine_{name}.py"] = f"import numpy as np\n{cell['source']}"
    line = f"from mine_{name} import {rng.choice(['*', name])}"
    if rng.random() < 0.3:
        cell["source"] = line
    else:
        cell["source"] = nb["stubs"][name]
        nb["cells"].insert(k + 1, code(line, rng))


# --- what the text of cells looks like -------------------------------------------------------------


def line_ends(nb, rng):
    """Write all sources with other line ends."""
    end = rng.choice(["\r\n", "\r", "\r\n"])
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", end)


def white(nb, rng):
    """Change what is white in sources: tabs, spaces at the ends of lines, empty lines, marks."""
    change = rng.choice(
        [
            lambda text: text.replace("    ", "\t"),
            lambda text: text.replace("\n", "  \n") + " ",
            lambda text: text.replace("\n", "\n\n"),
            lambda text: "\n\n" + text + "\n\n",
            lambda text: "\ufeff" + text,
            lambda text: text + "\x0c",
            lambda text: text.replace("\n\n\n", "\n\x0c\n"),
            lambda text: text.replace('"""', "'''"),
        ]
    )
    cells = nb["cells"] if rng.random() < 0.5 else [nb["cells"][pick(nb, "any", rng)]]
    for cell in cells:
        cell["source"] = change(cell["source"])


def formatted(nb, rng):
    """Let a formatter write all code again: no comments, other spaces, other quotes."""
    import ast

    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            try:
                cell["source"] = ast.unparse(ast.parse(cell["source"]))
            except SyntaxError:
                continue


# --- programs ------------------------------------------------------------------------------------


def _text(source, rng, **metadata):
    return {"cell_type": "markdown", "id": fresh(rng), "metadata": metadata, "source": source}


def _papermill(nb, rng):
    """Injected parameters, its own metadata, and a cell above the one that failed."""
    for cell in nb["cells"]:
        cell["metadata"]["papermill"] = {"duration": 0.1, "exception": False, "status": "completed"}
        cell["metadata"].setdefault("tags", [])
    injected = code("# Parameters\nalpha = 0.1\nseed = 3\n", rng)
    injected["metadata"] = {"tags": ["injected-parameters"]}
    nb["cells"].insert(rng.choice([0, 1, 2]), injected)
    if rng.random() < 0.5:
        words = '<span id="papermill-error-cell" style="color:red">Execution using papermill</span>'
        nb["cells"].insert(rng.randrange(len(nb["cells"])), _text(words, rng, tags=["error"]))
        nb["cells"].insert(0, _text("An Exception was encountered at '<a>In [3]</a>'.", rng))


def _script_and_back(nb, rng):
    """Exported as a script and opened again: ``# In[3]:`` above code, text as comments."""
    cells = []
    for number, cell in enumerate(nb["cells"]):
        if cell["cell_type"] == "code":
            text = cell["source"]
            if text.startswith("%%"):
                first, _, rest = text.partition("\n")
                name, _, line = first[2:].partition(" ")
                text = f"get_ipython().run_cell_magic({name!r}, {line!r}, {rest!r})"
            cells.append(code(f"# In[{number}]:\n\n\n{text}\n\n", rng))
        else:
            cells.append(code("\n".join("# " + x for x in cell["source"].split("\n")), rng))
    nb["cells"] = cells


def _one_cell(nb, rng):
    """All code in one cell, as a script is pasted."""
    texts = [cell["source"] for cell in nb["cells"] if cell["cell_type"] == "code"]
    if not any(text.startswith("%%") for text in texts):
        nb["cells"] = [code("\n\n\n".join(texts), rng)]


def _vscode_percent(nb, rng):
    """Exported with ``# %%`` and opened again."""
    for cell in nb["cells"]:
        cell["metadata"], cell["id"] = {}, fresh(rng)
        if cell["cell_type"] == "code" and rng.random() < 0.5 and cell["source"][:1] != "%":
            cell["source"] = f"# %%\n{cell['source']}"


def _databricks_source(nb, rng):
    """Text as ``%md`` cells, comments of its own, titles."""
    for cell in nb["cells"]:
        cell["metadata"] = {"application/vnd.databricks.v1+cell": {"title": "", "showTitle": False}}
        cell["id"] = fresh(rng)
        if cell["cell_type"] != "code":
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
            cell["source"] = f"%md\n{cell['source']}"
        elif cell["source"][:1] != "%" and rng.random() < 0.3:
            cell["source"] = f"# DBTITLE 1,Part\n{cell['source']}"
    nb["cells"].insert(
        0, code("# Databricks notebook source\ndbutils.library.restartPython()", rng)
    )


def _colab(nb, rng):
    """Badge, forms, ``%%shell``, uploads, its own libraries."""
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] |= {"id": f"c{number}", "colab_type": "code", "cellView": "form"}
    nb["cells"].insert(0, _text('<a href="https://colab.research.google.com/x">Open</a>', rng))
    for text in (
        "from google.colab import files\nuploaded = files.upload()",
        "%%shell\nls",
        "%cd /content\n!git clone https://example.org/x.git",
        "%load_ext google.colab.data_table",
        "from google.colab import userdata\nuserdata.get('KEY')",
        "!pip install -q -U numpy matplotlib\nimport os\nos.kill(os.getpid(), 0)",
        "%pip install --quiet numpy",
        "!apt-get -qq install graphviz",
        "import google.colab\ngoogle.colab.output.enable_custom_widget_manager()",
    ):
        if rng.random() < 0.3:
            nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), code(text, rng))


def _kaggle(nb, rng):
    """Its first cell, ids of its own, every source one string."""
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = {"_uuid": f"{number}", "_cell_guid": "x", "trusted": True,
                            "execution": {"iopub.status.busy": "x"}}  # fmt: skip
        cell["id"] = fresh(rng)
    text = (
        "# This Python 3 environment comes with many helpful analytics libraries installed\n"
        "import numpy as np # linear algebra\nimport pandas as pd # data processing\n"
        "import os\nfor dirname, _, filenames in os.walk('/kaggle/input'):\n"
        "    for filename in filenames:\n        print(os.path.join(dirname, filename))"
    )
    nb["cells"].insert(0, code(text, rng))


def _hex(nb, rng):
    """Only text and code are left, titles above the code."""
    for cell in nb["cells"]:
        cell["metadata"], cell["id"] = {"name": ""}, fresh(rng)
    nb["cells"].insert(0, code("import pandas as pd\nimport jinja2", rng))


def _noteable(nb, rng):
    """Ids as UUIDs in the metadata, its own data tables."""
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] |= {"noteable": {"cell_type": "code"}, "datalink": {"id": str(number)}}
    nb["cells"].insert(1, code("import dx\ndx.set_display_mode('plain')", rng))


def _deepnote(nb, rng):
    """A link at the end, ``_deepnote`` lines above, metadata of its own alone."""
    for number, cell in enumerate(nb["cells"]):
        cell["metadata"] = {"cell_id": f"{number:032x}", "deepnote_cell_type": cell["cell_type"]}
        cell["id"] = fresh(rng)
    nb["cells"].append(_text("<a href='https://deepnote.com'>Created in deepnote.com</a>", rng))


def _marimo(nb, rng):
    """Names once only: what a cell defines twice is underscored; text as ``mo.md``."""
    for cell in nb["cells"]:
        cell["metadata"], cell["id"] = {"marimo": {"name": "_"}}, fresh(rng)
        if cell["cell_type"] != "code":
            cell |= {"cell_type": "code", "outputs": [], "execution_count": None}
            cell["source"] = f'mo.md(\n    r"""\n{cell["source"]}\n"""\n)\nreturn'
    nb["cells"].append(code("import marimo as mo", rng))


def _jupytext_light(nb, rng):
    """Cells that hold empty lines may be split; others are joined with what is below."""
    cells = []
    for old in nb["cells"]:
        metadata = {"lines_to_next_cell": 2, **old["metadata"]}
        cell = old | {"id": fresh(rng), "metadata": metadata}
        if cell["cell_type"] == "code" and rng.random() < 0.3 and cell["source"][:1] != "%":
            pieces = cell["source"].split("\n\n\n")
            cells.append(cell | {"source": pieces[0]})
            cells += [code(piece, rng) for piece in pieces[1:]]
        else:
            cells.append(cell)
    nb["cells"] = cells


def _nbdev(nb, rng):
    """Directives above the code; no metadata."""
    for cell in nb["cells"]:
        cell["metadata"] = {}
        if cell["cell_type"] == "code" and cell["source"][:1] != "%":
            cell["source"] = rng.choice(["#| export\n", "#| hide\n", ""]) + cell["source"]
    nb["cells"].insert(0, code("#| default_exp gates", rng))
    nb["cells"].append(code("#| hide\nimport nbdev; nbdev.nbdev_export()", rng))


def _polyglot(nb, rng):
    """VS Code's polyglot notebooks: a language for each cell."""
    for cell in nb["cells"]:
        cell["metadata"] |= {"vscode": {"languageId": "python"}, "dotnet_interactive": {}}
        if cell["cell_type"] == "code" and rng.random() < 0.2 and cell["source"][:1] != "%":
            cell["source"] = f"#!python\n{cell['source']}"


def _assistant(nb, rng):
    """An assistant in the notebook: magics, what it was asked, what it explained."""
    for text in ("%load_ext jupyter_ai", "%%ai openai\nwrite it", "%ai list"):
        nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), code(text, rng))


PROGRAMS = (
    _papermill, _script_and_back, _one_cell, _vscode_percent, _databricks_source, _colab, _kaggle,
    _hex, _noteable, _deepnote, _marimo, _jupytext_light, _nbdev, _polyglot, _assistant,
)  # fmt: skip


def another_program(nb, rng):
    """Leave what one of some more programs leaves."""
    rng.choice(PROGRAMS)(nb, rng)


EDITS = (
    one_way, one_way, one_way, all_one_way, all_one_way, all_one_way, swap_answers, rotate_answers,
    answers_backwards, pasted_twice, merged_tests, no_tests, no_given, given_again, given_edited,
    helpers_apart, in_markdown, in_a_file, text_as_code, all_raw, after_the_check, line_ends, white, formatted,
    another_program, another_program, another_program,
)  # fmt: skip
