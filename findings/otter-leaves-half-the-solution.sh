#!/usr/bin/env bash
# Otter Assign: a line marked `# SOLUTION` reaches students up to its last `axis=`, if it has brackets on both sides.
#
# What one would expect: `x = answer # SOLUTION` becomes `x = ...`, as the manual says, whatever x and the answer are.
# What happens: where the line begins with an entry, key or slice, such as `db[:] =` or `grads["b"] =`, Otter takes
#   everything from the first opening bracket to the last closing one for the name that is assigned to, as long as a
#   word and a `=` or `==` follow. The student reads `db[:] = np.sum(dout[mask], axis= ...`: most of
#   the solution, in a cell that is no Python any more. Without brackets on the right, all is as expected.
# What it means for a course: gradients are sums over an axis of indexed arrays, put into a dictionary. Use BEGIN
#   SOLUTION and END SOLUTION there, or look through the student's version for lines that end in `= ...`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile otter-grader==7.0.0 nbformat==5.11.1
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(otter-grader|nbformat) '
cat > made.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

SOLUTION = """\
def backward(dout, x, mask, grads):
    db = np.sum(dout[mask], axis=0) # SOLUTION
    grads["w"] = x[mask].T @ dout[mask] # SOLUTION
    grads["b"] = np.sum(dout[mask], axis=0) # SOLUTION
    dx = np.zeros_like(x)
    dx[:] = np.max(x[mask], axis=1, keepdims=True) # SOLUTION
    dx[0] = dout[0] if mask[0] == 1 else -dout[0] # SOLUTION
    return db, dx"""
cells = [
    new_raw_cell("# ASSIGNMENT CONFIG\nname: hw\ninit_cell: false"),
    new_raw_cell("# BEGIN QUESTION\nname: q1\npoints: 1"),
    new_markdown_cell("The backward pass of a masked layer."),
    new_raw_cell("# BEGIN SOLUTION"),
    new_code_cell(SOLUTION),
    new_raw_cell("# END SOLUTION"),
    new_raw_cell("# BEGIN TESTS"),
    new_code_cell("callable(backward)"),
    new_raw_cell("# END TESTS"),
    new_raw_cell("# END QUESTION"),
]
kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), "hw.ipynb")
PY
cat > shown.py <<'PY'
import nbformat

for cell in nbformat.read("out/student/hw.ipynb", as_version=4).cells:
    if "def backward" in cell.source:
        print(cell.source)
PY
python made.py
otter assign --no-run-tests hw.ipynb out >log.txt 2>&1 || { cat log.txt; exit 1; }
python shown.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
def backward(dout, x, mask, grads):
    db = ...
    grads["w"] = ...
    grads["b"] = np.sum(dout[mask], axis= ...
    dx = np.zeros_like(x)
    dx[:] = np.max(x[mask], axis= ...
    dx[0] = dout[0] if mask[0] = ...
    return db, dx
RECORDED
echo "As recorded."
