#!/usr/bin/env bash
# Jupytext: in the script made from a notebook, `copy += 1` is a comment.
#
# What one would expect: a notebook that runs, written as a script, does the same; a line of plain Python stays one.
# What happens: a line that begins with a name such as `copy`, `echo`, `cat`, `ren` or `cd`, followed by a space and
#   anything but `=` or a comma, is taken for a shell command (IPython would run it as one if no variable had that
#   name) and is commented out. Converted back, it is code again, so the notebook looks whole; only whoever runs the
#   script (pytest, a grader, CI) gets another number, without a warning. An indented `copy += 1` stays. The option
#   that turns this off spares real magics as well, so the script of a notebook that has one is no Python any more.
# What it means for a course in notebooks: what is graded or tested as a script is not what the student ran; look for
#   new comments after converting, or run the notebook itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq jupytext==1.19.6 nbclient==0.10.4 ipykernel==7.1.0
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(jupytext|nbclient|ipykernel) '
cat > made.py <<'PY'
import nbformat
from nbclient import NotebookClient

CELLS = [
    "%precision 3",
    "copy = 3.0\necho = 8.0",
    "copy -= 0.5 * 2",
    "echo /= 2",
    "for _ in range(2):\n    copy += 5.0",
    "print(copy, echo)",
]
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in CELLS])
nbformat.write(notebook, "steps.ipynb")
NotebookClient(notebook, kernel_name="python3").execute()
print("the notebook says:", notebook.cells[-1].outputs[0].text.strip())
PY
{
  env/bin/python made.py
  env/bin/jupytext --quiet --to py:percent steps.ipynb
  echo "the script says:   $(env/bin/python steps.py)"
  echo "in the script:"
  grep -E '(copy|echo) ?[-+/*]?= ' steps.py
  env/bin/jupytext --quiet --to ipynb --output back.ipynb steps.py
  env/bin/jupytext --quiet --to py:percent --opt comment_magics=false --output spared.py steps.ipynb
  env/bin/python -c 'import ast; ast.parse(open("spared.py").read())' || echo "with comment_magics=false: no Python"
  echo "back in a notebook: $(grep -c '"copy -= 0.5 \* 2"' back.ipynb) line of code as before"
} 2>/dev/null | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
the notebook says: 12.0 4.0
the script says:   13.0 8.0
in the script:
copy = 3.0
echo = 8.0
# copy -= 0.5 * 2
# echo /= 2
    copy += 5.0
with comment_magics=false: no Python
back in a notebook: 1 line of code as before
RECORDED
echo "As recorded."
