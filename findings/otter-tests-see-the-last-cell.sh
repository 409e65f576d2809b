#!/usr/bin/env bash
# Otter Grader: a check that passes where it stands is judged again after the last cell.
#
# What one would expect: the notebook says `grader.check("q1")` under each answer, and shows "q1 passed". What was checked
#   there, with the values of that moment, is what is graded; all the more since the grader runs the notebook cell by cell.
# What happens: public and hidden tests run once more when the whole notebook has run, with what the names mean then.
#   Whoever writes `dx` for the next question too, or tries something with the same name at the end, gets 0 for an
#   answer that is green in the notebook; in the notebook nothing says so, not even after "Restart and run all".
#   The other way round, a wrong answer that is red under its check is full marks if the last cell puts it right.
# What it means for a course on backpropagation: everybody calls everything `dx`. Ask for functions or names that occur
#   once, or judge where the test stands.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq otter-grader==7.0.0 ipykernel==7.4.0 nbformat==5.11.1 nbclient==0.11.0 nbconvert==7.17.2
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(otter-grader|ipykernel|nbclient|nbformat) '
cat > write.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell


def question(name, answer, public, hidden):
    return [
        new_raw_cell(f"# BEGIN QUESTION\nname: {name}\npoints: 2"),
        new_markdown_cell(f"Question {name}"),
        new_raw_cell("# BEGIN SOLUTION"),
        new_code_cell(f"{answer} # SOLUTION"),
        new_raw_cell("# END SOLUTION"),
        new_raw_cell("# BEGIN TESTS"),
        new_code_cell(f"assert {public}"),
        new_code_cell(f"# HIDDEN\nassert {hidden}"),
        new_raw_cell("# END TESTS"),
        new_raw_cell("# END QUESTION"),
    ]


kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
cells = [
    new_raw_cell("# ASSIGNMENT CONFIG\ngenerate: true\nexport_cell: false"),
    *question("q1", "dx = 3.0", "dx > 0", "dx == 3.0"),
    *question("q2", "dy = -2.0", "dy < 0", "dy == -2.0"),
]
nbformat.write(new_notebook(cells=cells, metadata=kernel), "homework.ipynb")
PY
cat > students.py <<'PY'
import copy

import nbformat
from nbformat.v4 import new_code_cell

solved = nbformat.read("dist/autograder/homework.ipynb", 4)
reused, mended = copy.deepcopy(solved), copy.deepcopy(solved)
reused.cells.append(new_code_cell("dx = -2.0 * 5"))
for cell in mended.cells:
    if cell.source.startswith("dx ="):
        cell.source = "dx = -1.0"
mended.cells.append(new_code_cell("dx = 3.0"))
for name, notebook in {"solved": solved, "reused": reused, "mended": mended}.items():
    nbformat.write(notebook, f"dist/autograder/{name}.ipynb")
PY
cat > say.py <<'PY'
import json
import sys

import nbformat

name = sys.argv[1]
shown = []
for cell in nbformat.read(f"ran-{name}.ipynb", 4).cells:
    if cell.cell_type == "code" and cell.source.startswith("grader.check"):
        text = json.dumps(cell.outputs)
        shown.append("failed" if "failed" in text else "passed" if "passed" in text else "?")
with open(f"results-{name}/results.json", encoding="utf-8") as file:
    tests = json.load(file)["tests"]
print(f"{name}: the checks show {shown}, Otter gives", {t["name"]: t["score"] for t in tests if "score" in t})
PY
python write.py
otter assign homework.ipynb dist > log.txt 2>&1 || { tail -n 20 log.txt; exit 1; }
python students.py
cd dist/autograder
cp ../../say.py .
for name in solved reused mended; do
    jupyter nbconvert --to notebook --execute --output "ran-$name" "$name.ipynb" >> ../../log.txt 2>&1 \
        || { tail -n 20 ../../log.txt; exit 1; }
    mkdir "results-$name"
    otter run -a homework-autograder_*.zip -o "results-$name" "$name.ipynb" >> ../../log.txt 2>&1 \
        || { tail -n 20 ../../log.txt; exit 1; }
    python say.py "$name"
done | tee ../../seen.txt
cd ../..

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
solved: the checks show ['passed', 'passed'], Otter gives {'q1': 2.0, 'q2': 2.0}
reused: the checks show ['passed', 'passed'], Otter gives {'q1': 0, 'q2': 2.0}
mended: the checks show ['failed', 'passed'], Otter gives {'q1': 2.0, 'q2': 2.0}
RECORDED
echo "As recorded."
