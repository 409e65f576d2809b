"""Run notebooks in another environment, as a program of that environment's Python.

    python plain_run.py FILES.json OUT.json [--unseen] [WHEEL]

FILES.json lists notebook files. Each is run from top to bottom in a process of its own, in a plain
IPython shell; the controls of its explorations are moved, as a front end moves them. For each
notebook OUT.json holds what went wrong, what the last line of each cell came to, and each picture
with the words beside it. Only that environment's own packages are needed, and IPython among them.

With --unseen nobody looks at matplotlib's figures: plt.show() draws none, which spares a fifth.
With a WHEEL it is as on Colab: the module google.colab is there, and pip, when a notebook calls it,
finds that wheel at whatever address it is given.
"""

import gc
import hashlib
import importlib
import io
import json
import marshal
import multiprocessing
import os
import subprocess
import sys
import tempfile
import types
import warnings
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from importlib.machinery import SourceFileLoader
from pathlib import Path

#: What every notebook, or its shell, imports.
IMPORTED = (
    *("IPython.core.completerlib", "IPython.core.interactiveshell", "ipywidgets", "numpy.random"),
    *("matplotlib.pyplot", "matplotlib.backends.backend_agg"),
)


def run_notebook(path):
    """Run one notebook; a dictionary that JSON can hold."""
    os.chdir(tempfile.mkdtemp(prefix="plain-run-"))
    # an old ipywidgets passes over what only a new one knows, with a warning that nobody sees
    warnings.filterwarnings("always", message="Passing unrecognized arguments")
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.show_rewritten_input = False
    report = {"troubles": [], "results": {}, "pictures": {}, "package": None, "said": {}}
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            run_cell(shell, cell["id"], "".join(cell["source"]), report)
    report["package"] = getattr(sys.modules.get("backpass"), "__file__", None)
    return report


def pretend_colab(wheel):
    """Put a google.colab in place, and a pip that unpacks the wheel as an installation does."""
    site = tempfile.mkdtemp(prefix="plain-site-")
    sys.path.append(site)
    for name in ("google", "google.colab"):
        sys.modules[name] = types.ModuleType(name)
    real = subprocess.run

    def run(command, **options):
        if command[:4] != [sys.executable, "-m", "pip", "install"]:
            return real(command, **options)
        zipfile.ZipFile(wheel).extractall(site)
        return subprocess.CompletedProcess(command, 0, "", "")

    subprocess.run = run


def compile_once(folder):
    """Compile a module once for all notebooks: each of them brings the same package along."""
    compiled = SourceFileLoader.source_to_code

    def source_to_code(loader, data, path, **options):
        kept = folder / hashlib.sha256(data).hexdigest()
        if not kept.exists():
            kept.write_bytes(marshal.dumps(compiled(loader, data, path, **options)))
        return standing_in(marshal.loads(kept.read_bytes()), path)

    SourceFileLoader.source_to_code = source_to_code


def standing_in(code, path):
    """Compiled code as it is where the file with its source lies at a path."""
    parts = [standing_in(p, path) if isinstance(p, types.CodeType) else p for p in code.co_consts]
    return code.replace(co_filename=path, co_consts=tuple(parts))


def run_cell(shell, name, source, report):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        done = shell.run_cell(source, store_history=True)
        pictures = moved(done.result) if hasattr(done.result, "controls") else []
    error = done.error_before_exec or done.error_in_exec
    if error is not None:
        report["troubles"].append(f"{name}: {type(error).__name__}: {error}")
    if err.getvalue():
        report["troubles"].append(f"{name}: stderr: {err.getvalue()}")
    if pictures:
        report["pictures"][name] = pictures
    report["results"][name] = repr(done.result)[:200]
    report["said"][name] = out.getvalue()[:2000]


def moved(exploration):
    """Move each control of an exploration to a few places; the picture and the words at each."""
    seen = [[exploration.svg, exploration.text]]

    def look():
        seen.append([exploration.svg, exploration.text])

    for name, (slider, box) in exploration.controls.items():
        start = box.value
        low, high = box.min, box.max
        for value in (low, low + 0.3 * (high - low), high):
            slider.value = value
            look()
        box.value = start
        look()
        assert abs(slider.value - start) < 1e-9, f"{name}: the slider follows its box"
    for box in exploration.choices.values():
        start = box.value
        for option in box.options:
            box.value = option[1] if isinstance(option, tuple) else option  # its words, and it
            look()
        box.value = start
    return seen


def versions():
    """What this environment is made of."""
    import IPython
    import ipywidgets
    import matplotlib
    import numpy

    found = {m.__name__: m.__version__ for m in (numpy, matplotlib, ipywidgets, IPython)}
    return {**found, "python": sys.version.split()[0]}


def main():
    """Run the notebooks that are listed."""
    files = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    unseen, wheel = "--unseen" in sys.argv, [word for word in sys.argv[3:] if word != "--unseen"]
    # as a kernel does it: plt.show() displays and closes
    os.environ["MPLBACKEND"] = "agg" if unseen else "module://matplotlib_inline.backend_inline"
    os.environ["BACKPASS_PROGRESS"] = "off"
    report = {"versions": versions()}
    for name in IMPORTED:  # once here, and not once in each child
        importlib.import_module(name)

    begin = {"initializer": pretend_colab, "initargs": wheel} if wheel else {}
    with tempfile.TemporaryDirectory() as folder:
        compile_once(Path(folder))
        gc.collect()
        gc.freeze()
        with multiprocessing.Pool(1, maxtasksperchild=1, **begin) as pool:
            report["notebooks"] = dict(zip(files, pool.map(run_notebook, files, 1), strict=True))
    Path(sys.argv[2]).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
