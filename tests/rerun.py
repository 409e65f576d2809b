"""Use a chapter as people use it: run cells again, in another order than the file's.

It reads lines with the names of two files, ``["CHAPTER.json", "OUT.json"]``, and says "done" after
each. CHAPTER.json lists the code cells of one chapter, each with its id, its source, the answer
that a solver writes in it (null where nobody writes), and whether it checks. Four sessions are
lived through, each in a process of its own, in a plain IPython shell with the pictures of a
notebook:

- unsolved: Run All, then each cell alone, from the last to the first;
- solved: the same with the answers in place;
- answered: Run All with nothing solved, then every answer and every check, then each cell once
  more, as one goes on down the page;
- resumed: somebody comes back with the first half solved, and runs all.

OUT.json holds, for each session, what each cell said in the run, and in the first three what it
said when it was run again. What a cell says is its text, its words and pictures, and its error.
"""

import builtins
import gc
import importlib
import json
import multiprocessing
import os
import pkgutil
import re
import sys
import tempfile
import warnings
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path

import backpass

KINDS = ("unsolved", "solved", "answered", "resumed")
#: What may differ between two runs of the same cell: how long something took.
CLOCK = re.compile(r"\d[\d.,]* ?(?:ms|µs|s|seconds?|times as long)\b")
#: What differs by itself: numbers of cells and widgets, and addresses of objects.
MARKS = re.compile(
    r"Out\[\d+\]|0x[0-9a-f]{6,}|\b[0-9a-f]{32}\b|(?:id|aria-labelledby|for)=\"[^\"]*\""
)


def lived(task):
    """Live through one session; a dictionary that JSON can hold."""
    kind, cells, folder = task
    os.chdir(tempfile.mkdtemp(dir=folder))
    warnings.filterwarnings("ignore", message="Passing unrecognized arguments")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    # pictures are the same, with their margins on: cutting these off draws each one twice
    shell = InteractiveShell.instance(
        config=Config(InlineBackend={"print_figure_kwargs": {"bbox_inches": None}})
    )
    backpass.describe_figures()
    shell.showtraceback = lambda *_, **__: None  # an error is kept as one line

    def run(cell, *, solved):
        return run_cell(shell, cell["answer"] if solved and cell["answer"] else cell["source"])

    answers = [cell["id"] for cell in cells if cell["answer"]]
    written = {"solved": answers, "resumed": answers[: len(answers) // 2]}.get(kind, [])
    report = {"run": {cell["id"]: run(cell, solved=cell["id"] in written) for cell in cells}}
    if kind == "resumed":
        return {**report, "answered": written}
    if kind == "answered":
        for cell in cells:
            if cell["answer"] or cell["checks"]:
                run(cell, solved=True)
    order = cells if kind == "answered" else cells[::-1]
    return {**report, "again": {cell["id"]: run(cell, solved=kind != "unsolved") for cell in order}}


def run_cell(shell, source):
    """Run one cell; what it said, in a form that can be compared."""
    from IPython.utils.capture import capture_output

    err, builtins._ = StringIO(), None
    with redirect_stderr(err), capture_output(stderr=False) as caught:
        done = shell.run_cell(source, store_history=True)
    said = [caught.stdout] if caught.stdout else []
    said += [bundle(output.data) for output in caught.outputs]
    result = builtins._  # the hook that catches a cell's value leaves it here
    if hasattr(result, "controls"):
        said.append(f"{result.svg}\n{result.text}")
    error = done.error_before_exec or done.error_in_exec
    if error is not None:
        said.append(f"{type(error).__name__}: {error}")
    if err.getvalue():
        said.append(f"stderr: {err.getvalue()}")
    return MARKS.sub("…", CLOCK.sub("…", "\n".join(said)))


def bundle(data):
    """The forms of one output, apart from what belongs to a widget alone."""
    kept = {kind: text for kind, text in data.items() if "widget" not in kind}
    return "\n".join(f"{kind}: {text}" for kind, text in sorted(kept.items()))


def main():
    """Live through the sessions of each chapter that is asked for."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["BACKPASS_PROGRESS"] = "off"
    # once here, and not once in each child; no child looks for garbage among it
    import IPython.core.interactiveshell
    import IPython.utils.capture  # noqa: F401
    import ipywidgets  # noqa: F401
    import matplotlib_inline.backend_inline  # noqa: F401

    for module in pkgutil.walk_packages(backpass.__path__, "backpass."):
        if not module.name.startswith("backpass.grading"):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        chapter, out = map(Path, json.loads(line))
        cells = json.loads(chapter.read_text(encoding="utf-8"))["cells"]
        tasks = [(kind, cells, str(out.absolute().parent)) for kind in KINDS]
        with multiprocessing.get_context("fork").Pool(2, maxtasksperchild=1) as pool:
            reports = pool.map(lived, tasks, 1)
        out.write_text(json.dumps(dict(zip(KINDS, reports, strict=True))), encoding="utf-8")
        print("done", flush=True)


if __name__ == "__main__":
    main()
