#!/usr/bin/env bash
# nbgitpuller: an exercise that the teacher moved stands twice, once answered and once as the stub.
#
# What one would expect: nbgitpuller pulls a course's changes into work that has begun, without conflicts;
#   the student's changed cells stay. An exercise that the teacher moved is moved, or stays where it was.
# What happens: the merge is one of lines. To it a moved exercise was removed in one place and added in
#   another: the removal meets the answer and is dropped, the addition is taken. So the exercise stands
#   twice, with the same cell ids, and `gitpuller` ends with status 0. From the stub on the name means the
#   stub, and a notebook that ran from top to bottom before the pull raises after it. nbformat renames
#   the second ids as it reads, with a warning.
# What it means for a course: once students have pulled, add exercises at the end or in another file and
#   do not move any; a grader has to look for an exercise that is there twice.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgitpuller==1.3.0 nbformat==5.10.4 nbclient==0.11.0 ipykernel==7.4.0
export HOME="$work" GIT_CONFIG_NOSYSTEM=1
git config --global user.name teacher
git config --global user.email teacher@example.org
echo "Versions:"
python --version
git --version
pip list 2>/dev/null | grep -E '^(nbgitpuller|nbformat|nbclient|ipykernel) '

cat > run.py <<'PY'
import json
import subprocess
import warnings
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

COURSE, STUDENT = Path("course/hw.ipynb"), Path("student/hw.ipynb")


def run(*command, folder="."):
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)


def pull():
    return subprocess.run(["gitpuller", str(Path("course").resolve()), "main", "student"], capture_output=True).returncode


def exercise(factor):
    text = f"## Exercise {factor}\n\nGive {factor} times x."
    stub = f"def times{factor}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError"
    test = f"assert times{factor}(5) == {5 * factor}"
    cells = [new_markdown_cell(text), new_code_cell(stub), new_code_cell(test)]
    for name, cell in zip(("text", "answer", "test"), cells):
        cell.id = f"{name}-{factor}"
    return cells


def show(when):
    cells = json.loads(STUDENT.read_text())["cells"]
    print(f"{when}: {len(cells)} cells, {len({cell['id'] for cell in cells})} different ids")
    for cell in cells:
        if cell["cell_type"] == "code":
            print("   ", cell["id"], "|", "".join(cell["source"]).splitlines()[-1].strip())
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        book = nbformat.read(STUDENT, 4)
    print("    nbformat warns of:", len([one for one in seen if one.category.__name__ == "DuplicateCellId"]), "ids")
    try:
        NotebookClient(book, timeout=60).execute()
        print("    run from top to bottom: passes")
    except CellExecutionError as error:
        print("    run from top to bottom:", error.ename)


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell for factor in (2, 3, 4) for cell in exercise(factor)]
COURSE.parent.mkdir()
nbformat.write(book, COURSE)
run("git", "init", "-q", "-b", "main", folder="course")
run("git", "add", "-A", folder="course")
run("git", "commit", "-qm", "first", folder="course")
print("first pull, status", pull())

solved = nbformat.read(STUDENT, 4)
for count, cell in enumerate((cell for cell in solved.cells if cell.cell_type == "code"), start=1):
    cell.execution_count = count
    if "NotImplementedError" in cell.source:
        factor = cell.id[-1]
        cell.source = f"def times{factor}(x):\n    return {factor} * x"
nbformat.write(solved, STUDENT)
show("the student's notebook, solved")

book.cells = book.cells[3:6] + book.cells[:3] + book.cells[6:]
nbformat.write(book, COURSE)
run("git", "commit", "-qam", "exercise 2 after exercise 3", folder="course")
print("second pull, after the teacher moved an exercise, status", pull())
show("the student's notebook then")
PY
python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
first pull, status 0
the student's notebook, solved: 9 cells, 9 different ids
    answer-2 | return 2 * x
    test-2 | assert times2(5) == 10
    answer-3 | return 3 * x
    test-3 | assert times3(5) == 15
    answer-4 | return 4 * x
    test-4 | assert times4(5) == 20
    nbformat warns of: 0 ids
    run from top to bottom: passes
second pull, after the teacher moved an exercise, status 0
the student's notebook then: 12 cells, 9 different ids
    answer-2 | return 2 * x
    test-2 | assert times2(5) == 10
    answer-3 | return 3 * x
    test-3 | assert times3(5) == 15
    answer-2 | raise NotImplementedError
    test-2 | assert times2(5) == 10
    answer-4 | return 4 * x
    test-4 | assert times4(5) == 20
    nbformat warns of: 3 ids
    run from top to bottom: NotImplementedError
RECORDED
echo "As recorded."
