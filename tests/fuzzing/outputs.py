"""Cells that put out odd things: displays, texts, errors, and outputs that no display made."""

import json
import random

from tests.fuzzing import objects
from tests.fuzzing.case import Case, Paper, written

KINDS = (
    *(
        "text/plain",
        "text/html",
        "text/markdown",
        "text/latex",
        "image/png",
        "image/jpeg",
        "image/gif",
    ),
    *(
        "image/svg+xml",
        "image/webp",
        "application/json",
        "application/javascript",
        "application/pdf",
    ),
    *(
        "application/vnd.jupyter.widget-view+json",
        "application/vnd.plotly.v1+json",
        "text/x",
        "",
        "x",
    ),
    *("TEXT/HTML", "text/html; charset=x", "../../x", "\ud800", "x" * 500, "application/x+json"),
)
TEXTS = (
    "'plain'",
    "'<b>bold</b>'",
    "'<script>alert(1)</script>'",
    "'\\ud800<b>'",
    "'\\x00\\x0b\\u2028'",
    "'<div>' * 3000",
    "'[' * 3000",
    "'<' * 9000",
    "'*' * 5000",
    "'$' * 999",
    "'`' * 2001",
    "'> ' * 900",
    "'x' * 300_000",
    "'|a' * 400 + '\\n|-|'",
    "'- ' * 700",
    "'&#x' * 500",
    "'&amp;' * 500",
    "'\\\\' * 999",
    "'<svg>' * 400",
    "'<math>' * 400",
    "'<table>' * 300",
    "'![x](attachment:a)'",
    "'\\n'.join(['x'] * 20_000)",
    "'<svg><svg></p><![CDATA['",
    "'<!--' * 99",
    "'<!DOCTYPE x [<!ENTITY a \"b\">]>'",
    "'<a href=\"' * 200",
    "'\\x1b[' + '9' * 400 + 'm'",
    "'\\x1b[38;5;999mx'",
    "'\\x1b[38;2;1mx'",
    "'\\r' * 99 + 'x'",
    "'\\b' * 9",
    "'$\\\\frac{' * 50 + '$'",
    "'$' + '{' * 500 + '}' * 500 + '$'",
    "'$$\\\\begin{x}$$'",
    "'iVBORw0KGgo='",
    "'\\ufeff'",
    "'\\ud83d' + '\\ude00'",
    "'[^1]' * 99 + '\\n\\n[^1]: [^1]'",
    "'{% raw %}{{ 1 }}{% endraw %}'",
)
SHOWN = (
    "display({bundle}, raw=True)",
    "display({bundle}, metadata={value}, raw=True)",
    "display({bundle}, metadata={{{kind}: {value}}}, raw=True)",
    "display({value})",
    "display({value}, display_id={value})",
    "h = display({value}, display_id='x')\nh.update({value})",
    "display({bundle}, raw=True, display_id='y')\nupdate_display({bundle}, display_id='y', raw=True)",
    "display({value}, include={value}, exclude={value})",
    "display({value}, transient={value})",
    "{value}",
    "Shown({value})",
    "print({value})",
    "print({text})",
    "sys.stdout.write({text})",
    "sys.stderr.write({text})",
    "sys.stdout.write({value})",
    "sys.stdout.buffer.write(b'\\xff')",
    "sys.stdout = {value}\nprint('x')",
    "del sys.stdout\nprint('x')",
    "import os\nos.write(1, b'\\xff' * 9)",
    "from IPython.display import clear_output\nprint('x')\nclear_output(wait={value})",
    "raise {error}",
    "try:\n    raise {error}\nexcept BaseException as e:\n    raise {error} from e",
    "e = {error}\ne.__cause__ = e if isinstance(e, BaseException) else None\nraise e",
    "class E(Exception):\n    def _render_traceback_(self): return {value}\nraise E()",
    "class E(Exception):\n    def _render_traceback_(self): raise {error}\nraise E()",
    "class E(Exception):\n    def __str__(self): raise {error}\nraise E()",
    "e = Exception('x')\ne.__notes__ = {value}\nraise e",
    "get_ipython().display_formatter.formatters['text/plain'].for_type(float, lambda *a: {value})\n1.5",
    "get_ipython().display_formatter.formatters['text/html'].for_type(float, lambda *a: 1 / 0)\n1.5",
    "get_ipython().outputs.items.append({output})",
    "get_ipython().outputs.items[:] = [{output}] * 3",
    "get_ipython().outputs.items = {value}",
    "get_ipython().outputs.add({output}, {value})",
    "get_ipython().outputs.size = {value}\nprint('x')",
    "get_ipython().events.register('post_run_cell', lambda *a: 1 / 0)",
    "get_ipython().set_custom_exc((Exception,), lambda *a: {value})\n1 / 0",
    "get_ipython().showtraceback = {value}\n1 / 0",
    "get_ipython().run_cell({value})",
    "get_ipython().run_cell('1 / 0')",
    "get_ipython().execution_count = {value}\nprint('x')",
    "globals()['\\ud800'] = 1",
    "sys.excepthook = {value}\n1 / 0",
    "sys.displayhook = {value}\n1.5",
    "_ = {value}\n1.5",
    "import warnings\nwarnings.warn({text})",
    "import matplotlib.pyplot as plt\nplt.plot([1, float('nan')])\nplt.title({text}[:200])\nplt.show()",
    "import matplotlib.pyplot as plt\nplt.figure(figsize=(0.01, 0.01))\nplt.show()",
    "%%html\n<script>alert(1)</script><b",
    "%%latex\n$\\frac{{$",
    "%%javascript\nalert(1)",
    "%%capture out\nprint('x')",
    "%xmode Verbose\n1 / 0",
    "%precision {text}",
    "%%time\n{value}",
    "f(",
    "'''",
    "\x00",
    "x = 1\n  y",
    "await deep()",
    "return 1",
    "{value} ?",
    "assert {value}, {value}",
    "help({value})",
    "from IPython.display import *\ndisplay(HTML({text}), SVG({text}), Latex({text}), Markdown({text}))",
    "from IPython.display import *\ndisplay(JSON({value}))",
    "from IPython.display import *\ndisplay(Image(data=b'\\x89PNG\\r\\n\\x1a\\n'), IFrame('x', {value}, 2))",
)
WAYS = (
    "html",
    "markdown",
    "latex",
    "svg",
    "png",
    "jpeg",
    "json",
    "javascript",
    "pretty",
    "mimebundle",
)


def output(rng: random.Random) -> str:
    """An output as a dict, in no form that anybody has asked for."""
    keys = {
        "output_type": rng.choice(
            ["'stream'", "'display_data'", "'execute_result'", "'error'", "None", "{}"]
        ),
        "data": "{" + f"{rng.choice(KINDS)!r}: {thing(rng)}" + "}"
        if rng.random() < 0.7
        else thing(rng),
        "metadata": rng.choice(["{}", "{'backpass': {'status': 'grader error'}}", thing(rng)]),
        "text": thing(rng),
        "name": rng.choice(["'stdout'", "'stderr'", thing(rng)]),
        "ename": rng.choice(["'TimeIsUp'", "'NoMark'", thing(rng)]),
        "evalue": thing(rng),
        "traceback": rng.choice([thing(rng), f"[{thing(rng)}]", "['x'] * 9000"]),
        "execution_count": thing(rng),
    }
    kept = [f"{key!r}: {content}" for key, content in keys.items() if rng.random() < 0.85]
    return "{" + ", ".join(kept) + "}"


def thing(rng: random.Random) -> str:
    """A text or any value."""
    return rng.choice(TEXTS) if rng.random() < 0.6 else objects.value(rng)


def shown_class(rng: random.Random) -> str:
    """A class with ways of its own to be shown."""
    lines = ["class Shown:", "    def __init__(self, v=None): self.v = v"]
    for way in rng.sample(WAYS, rng.randint(1, 3)):
        lines.append(f"    def _repr_{way}_(self, *a, **k):")
        lines.append(
            f"        {rng.choice([f'raise {objects.error(rng)}', f'return {thing(rng)}'])}"
        )
    if rng.random() < 0.2:
        lines.append(
            f"    def _ipython_display_(self): {rng.choice(['display(self)', 'raise ' + objects.error(rng)])}"
        )
    if rng.random() < 0.4:
        lines.append(f"    def __repr__(self): return {thing(rng)}")
    return "\n".join(lines)


def statement(rng: random.Random) -> str:
    """A line or two that put something out."""
    kind = rng.choice(KINDS)
    bundle = (
        "{"
        + ", ".join(f"{rng.choice(KINDS)!r}: {thing(rng)}" for _ in range(rng.randint(1, 3)))
        + "}"
    )
    fields = {
        "bundle": bundle,
        "kind": repr(kind),
        "value": objects.value(rng),
        "text": rng.choice(TEXTS),
        "error": objects.error(rng),
        "output": output(rng),
    }
    return rng.choice(SHOWN).format(**fields)


def odd_cell(rng: random.Random, paper: Paper) -> Case:
    """A cell that runs and puts out something odd: it costs no mark at all."""
    cells = [
        objects.classes(rng),
        shown_class(rng),
        *(statement(rng) for _ in range(rng.randint(1, 4))),
    ]
    at = rng.randint(1, len(paper.release["cells"]))
    return Case("cell", "\n".join(cells[1:]), written(paper.with_cells(*cells, at=at)))


def odd_markdown(rng: random.Random, paper: Paper) -> Case:
    """A text cell with odd Markdown and odd attachments."""
    text = "".join(eval(rng.choice(TEXTS)) for _ in range(rng.randint(1, 3)))
    notebook = paper.with_cells(
        text, at=rng.randint(1, 5), kind=rng.choice(["markdown", "raw", "x"])
    )
    for cell in notebook["cells"]:
        if rng.random() < 0.3:
            cell["attachments"] = rng.choice(ATTACHMENTS)
    return Case("text", json.dumps(text)[:300], written(notebook))


ATTACHMENTS = (
    None, {}, [], "x", {"a": None}, {"a": {"image/png": ["iVBORw0KGgo="]}}, {"a": {"image/png": 5}},
    {"": {"": ""}}, {"\ud800": {"image/png": "\ud800"}}, {"a": {"image/png": "x" * 10**6}},
    {f"a{k}": {"image/png": "iVBORw0KGgo="} for k in range(500)}, {"a": {"a": {"a": {}}}},
)  # fmt: skip
