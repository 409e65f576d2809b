#!/usr/bin/env bash
# nbgrader and nbconvert: what a widget showed stays in the notebook whose outputs were cleared.
#
# What one would expect: `nbgrader generate_assignment` clears all outputs, as does
#   `jupyter nbconvert --clear-output`. What the instructor's solution printed is then gone.
# What happens: outputs of cells are cleared. What was printed *inside a widget* (ipywidgets' `interact` and
#   `Output` do that) lies in the notebook's own metadata, with every slider's value, and is left there.
#   It is saved there by nbclient, by `nbconvert --execute` and by the browser's "Save Widget State".
# What it means for a course: the released notebook holds what the solution showed at the sliders' settings.
#   nbstripout removes it. Run that, or drop metadata.widgets, before a release.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbconvert==7.17.2 nbclient==0.11.0 ipykernel==7.4.0 ipython==9.18.1 ipywidgets==8.1.8 nbstripout==0.9.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbconvert|nbclient|ipykernel|ipywidgets|nbstripout) '

cat > run.py <<'PY'
import shutil
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

SOLUTION = "### BEGIN SOLUTION\ndef gradient(x):\n    return 3 * x**2\n### END SOLUTION"
SHOW = "from ipywidgets import interact\ninteract(lambda x: print('the gradient is', gradient(x)), x=(0, 10));"
mark = {"schema_version": 3, "grade": False, "locked": False, "solution": True, "task": False}
book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [new_code_cell(SOLUTION, metadata={"nbgrader": mark | {"grade_id": "answer"}}), new_code_cell(SHOW)]
Path("source/hw").mkdir(parents=True)
Path("nbgrader_config.py").write_text("")
nbformat.write(book, "source/hw/book.ipynb")


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


run("jupyter", "nbconvert", "--to", "notebook", "--execute", "--inplace", "source/hw/book.ipynb")
run("nbgrader", "generate_assignment", "hw", "--create")
shutil.copy("source/hw/book.ipynb", "cleared.ipynb")
run("jupyter", "nbconvert", "--clear-output", "--inplace", "cleared.ipynb")
shutil.copy("source/hw/book.ipynb", "stripped.ipynb")
run("nbstripout", "stripped.ipynb")
NAMES = {
    "saved by the instructor": "source/hw/book.ipynb",
    "nbgrader generate_assignment": "release/hw/book.ipynb",
    "nbconvert --clear-output": "cleared.ipynb",
    "nbstripout": "stripped.ipynb",
}
for name, path in NAMES.items():
    text = Path(path).read_text()
    outputs = sum(len(cell.outputs) for cell in nbformat.reads(text, as_version=4).cells)
    shown = "the gradient is 75" in text
    print(f"{name}: outputs: {outputs}, what the solution printed is in the file: {shown}")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
saved by the instructor: outputs: 1, what the solution printed is in the file: True
nbgrader generate_assignment: outputs: 0, what the solution printed is in the file: True
nbconvert --clear-output: outputs: 0, what the solution printed is in the file: True
nbstripout: outputs: 0, what the solution printed is in the file: False
RECORDED
echo "As recorded."
