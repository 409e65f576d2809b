#!/usr/bin/env bash
# testbook: a function of a notebook returns (2, 3), and the test that calls it sees [2, 3].
#
# What one would expect: `notebook.ref("f")` is a reference to the function, and calling it gives what
#   the function returns; nan stays nan, and a dictionary keeps its keys.
# What happens: the result is sent as JSON. A tuple comes back as a list, the keys 1 and 2 as "1" and
#   "2", nan and inf as the *strings* "nan" and "inf". A reference to a plain variable is changed in the
#   same way. Sets and arrays stay references, so it depends on the value what one gets.
# What it means for a course: a right answer that returns (out, cache), or gradients by number of the
#   layer, fails its test; and a test that asks `math.isnan(loss)` ends in a TypeError for a loss that is
#   nan. Compare inside the notebook and send back only True or False.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq testbook==0.4.2 nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0 ipython==9.18.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(testbook|nbclient|nbformat|ipykernel|ipython) '

cat > run.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from testbook import testbook

CODE = """
def forward(x):
    return 2 * x, 3 * x
def backward(dout):
    return {1: dout, 2: 0.5 * dout}
def loss():
    return float("nan")
shape = (2, 3)
seen = {1, 2}
"""
metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
nbformat.write(new_notebook(cells=[new_code_cell(CODE)], metadata=metadata), "answer.ipynb")
with testbook("answer.ipynb", execute=True) as notebook:
    print("forward(1):", notebook.ref("forward")(1), notebook.ref("forward")(1) == (2, 3))
    print("keys of backward(1.0):", list(notebook.ref("backward")(1.0)))
    print("loss():", repr(notebook.ref("loss")()))
    print("shape:", notebook.ref("shape"))
    print("type of seen:", type(notebook.ref("seen")).__name__)
    notebook.inject("assert forward(1) == (2, 3) and list(backward(1.0)) == [1, 2]")
    print("inside the notebook all of it is right")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
forward(1): [2, 3] False
keys of backward(1.0): ['1', '2']
loss(): 'nan'
shape: [2, 3]
type of seen: TestbookObjectReference
inside the notebook all of it is right
RECORDED
echo "As recorded."
