#!/usr/bin/env bash
# papermill: a tuple of layer sizes is a text in the notebook, and a list in the record of the run.
#
# What one would expect: a parameter given to execute_notebook has the same value in the notebook, as numbers, texts,
#   lists and dictionaries do; or papermill refuses what it cannot hand over, as it does with a set or an array.
# What happens: (64, 32) becomes the text "(64, 32)", in a list or a dictionary too, and NumPy's shape of an array with
#   it. The run goes on: len is 8, a loop over the sizes goes through brackets and digits, `(64, 32) * 2` is a longer
#   text, and `size in sizes` compares letters. The metadata of the run, which one looks at afterwards, hold the list
#   [64, 32]. Nothing is logged.
# What it means for a course: a batch of runs over architectures or shapes does something else in each notebook than its
#   record says. Hand over lists, and let the notebook's first cell assert the types of its parameters.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH" HOME="$work"
pip install -qq --no-compile papermill==2.7.0 ipykernel==7.4.0 nbformat==5.10.4 numpy==2.4.6
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(papermill|ipykernel|nbformat|nbclient|numpy) '
cat > run.py <<'PY'
import numpy as np
import papermill
from nbformat import read, v4, write

book = v4.new_notebook(
    cells=[
        v4.new_code_cell("sizes = [16]", metadata={"tags": ["parameters"]}),
        v4.new_code_cell("print(repr(sizes), len(sizes), 'first:', repr(sizes[0]), '6' in sizes)"),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
)
write(book, "net.ipynb")
for sizes in ([64, 32], (64, 32), [(64, 32), (32, 10)], np.zeros((64, 32)).shape, {64, 32}):
    try:
        run = papermill.execute_notebook("net.ipynb", "out.ipynb", {"sizes": sizes}, progress_bar=False)
    except TypeError as error:
        print(f"{sizes!r}: TypeError, {error}")
        continue
    print(f"{sizes!r}:")
    print(f"    in the notebook: {run.cells[-1].outputs[0].text.strip()}")
    print(f"    in the record: {read('out.ipynb', 4).metadata.papermill.parameters['sizes']!r}")
PY
python -W ignore run.py 2> log.txt | tee seen.txt

diff - seen.txt <<'RECORDED' || { tail -20 log.txt; echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
[64, 32]:
    in the notebook: [64, 32] 2 first: 64 False
    in the record: [64, 32]
(64, 32):
    in the notebook: '(64, 32)' 8 first: '(' True
    in the record: [64, 32]
[(64, 32), (32, 10)]:
    in the notebook: ['(64, 32)', '(32, 10)'] 2 first: '(64, 32)' False
    in the record: [[64, 32], [32, 10]]
(64, 32):
    in the notebook: '(64, 32)' 8 first: '(' True
    in the record: [64, 32]
{64, 32}: TypeError, Object of type set is not JSON serializable
RECORDED
echo "As recorded."
