#!/usr/bin/env bash
# Ruff: its safe fix removes `from numpy import sum` from a notebook that needs it, and the loss is another one.
#
# What one would expect: ruff reads a notebook as one program, cell after cell, magics included, and a fix that it calls
#   safe leaves what the code does as it was.
# What happens: what follows a line magic on its line is no Python to ruff, so a name that is used in `%time loss =
#   sum(errors)` or `%timeit` only counts as unused, and `ruff check --fix` takes its import away, with nothing said
#   but "fixed". Where Python has a function of that name (sum, max, min, abs, round, pow, all, any), the notebook
#   runs on without an error and with another number; where it has not, a NameError. Below `%%time` on a line of its
#   own, ruff does read the code.
# What it means for a course: no `--fix` of unused imports in notebooks with magics (`[tool.ruff.lint]
#   per-file-ignores` for F401), and run them again after any fix, safe or not.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile ruff==0.17.6 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.1.0 numpy==2.4.6
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(ruff|nbclient|nbformat|ipykernel|numpy) '
cat > made.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

for name, timed in (("line", "%time loss = sum(errors)"), ("cell", "%%time\nloss = sum(errors)")):
    cells = ["import numpy as np\nfrom numpy import sum", "errors = np.eye(2) * 4", timed, "print(loss)"]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=[new_code_cell(text) for text in cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, f"{name}.ipynb")
PY
cat > run.py <<'PY'
import nbformat
from nbclient import NotebookClient

for name in ("line", "cell"):
    notebook = nbformat.read(f"{name}.ipynb", as_version=4)
    NotebookClient(notebook).execute()
    imports = notebook.cells[0].source.split("\n")[1:]
    print(f"    the {name} timed: {imports}, loss {notebook.cells[-1].outputs[0].text.strip()}")
PY
python made.py
{
  echo "as written:"
  python run.py
  ruff check --isolated --select F401 --fix --quiet . && echo "ruff check --fix ends with status 0"
  echo "after it:"
  python run.py
} 2>errors.txt | tee seen.txt || { cat errors.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
as written:
    the line timed: ['from numpy import sum'], loss 8.0
    the cell timed: ['from numpy import sum'], loss 8.0
ruff check --fix ends with status 0
after it:
    the line timed: [], loss [4. 4.]
    the cell timed: ['from numpy import sum'], loss 8.0
RECORDED
echo "As recorded."
