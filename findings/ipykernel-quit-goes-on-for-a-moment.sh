#!/usr/bin/env bash
# ipykernel: `exit()` ends neither its function nor its cell, and the kernel a tenth of a second later.
#
# What one would expect: `exit()` stops the program where it stands, as in a script, or raises SystemExit and ends the
#   cell, as `sys.exit()` does in a notebook.
# What happens: it is another `exit`, and `quit` too. It returns None, and all goes on: a function that calls it comes
#   to its return, the cell to its end, and the cells below run until the tenth of a second is over; a cell that is
#   running then is finished. The next one finds no kernel. nbclient is content if the rest was quick, and says "Kernel
#   died" if not. nbgrader gives full marks in the first case; in the second 0 of 4 for the same right answer, the
#   points of the test that had passed included.
# What it means for a course: `if wrong: exit()` guards nothing, and whether a forgotten quit() costs the whole mark
#   depends on how fast the grader's machine is. Teach `raise`, and look for both names before grading.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq --no-compile nbgrader==0.9.6 sqlalchemy==2.0.43 nbclient==0.11.0 ipykernel==7.4.0
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(ipykernel|ipython|nbclient|nbgrader) '

cat > run.py <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

LANGUAGE = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
FUNCTION = "def root(x):\n    if x < 0:\n        {}\n    return x\n\n\nprint(root(-2))"
SLOW = "import time\n\ntime.sleep(1)\nprint('slept')"


def shown(cell):
    return " ".join(one.get("ename") or one["text"].strip() for one in cell.outputs if one.get("name") != "stderr")


def ran(words, *cells):
    book = new_notebook(cells=[new_code_cell(cell) for cell in cells], metadata=LANGUAGE)
    try:
        NotebookClient(book, allow_errors=True).execute()
        end = "ends well"
    except DeadKernelError as error:
        end = str(error)
    print(f"{words}: {end}; shown: {' | '.join(shown(cell) or '-' for cell in book.cells)}")


for stop in ("import sys; sys.exit()", "quit()", "exit()"):
    ran(f"{stop} in a function", FUNCTION.format(stop), "print('next cell')")
ran("exit() above a slow cell", "exit()", SLOW, "print('the last')")


def marks(name, **also):
    given = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "task": False}
    return {"nbgrader": {**given, "locked": False, **also}}


def write(folder, answer, slow):
    first = "assert double(2) == 4" + ("\nimport time\ntime.sleep(1)" if slow else "")
    book = new_notebook(metadata=LANGUAGE)
    book.cells = [new_code_cell(answer, metadata=marks("answer", solution=True))]
    for name, test in (("one", first), ("two", "assert double(3) == 6")):
        book.cells.append(new_code_cell(test, metadata=marks(name, grade=True, locked=True, points=2)))
    Path(folder).mkdir(parents=True)
    nbformat.write(book, f"{folder}/book.ipynb")


ANSWER = "def double(x):\n    return 2 * x"
for task, slow in (("quick", False), ("slow", True)):
    write(f"source/{task}", f"### BEGIN SOLUTION\n{ANSWER}\n### END SOLUTION", slow)
    write(f"submitted/ada/{task}", ANSWER + "\n\n\nquit()", slow)
    write(f"submitted/bob/{task}", ANSWER, slow)
    subprocess.run(["nbgrader", "generate_assignment", task, "--create"], check=True, capture_output=True)
    done = subprocess.run(["nbgrader", "autograde", task, "--create"], capture_output=True)
    with Gradebook("sqlite:///gradebook.db") as gradebook:
        given = [f"{who} {gradebook.find_submission(task, who).score:g} of 4" for who in ("ada", "bob")]
    print(f"nbgrader, {task} tests, ada ends with quit(): {', '.join(given)}, status {done.returncode}")
PY
python -W ignore run.py 2> /dev/null | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
import sys; sys.exit() in a function: ends well; shown: SystemExit | next cell
quit() in a function: ends well; shown: -2 | next cell
exit() in a function: ends well; shown: -2 | next cell
exit() above a slow cell: Kernel died; shown: - | slept | -
nbgrader, quick tests, ada ends with quit(): ada 4 of 4, bob 4 of 4, status 0
nbgrader, slow tests, ada ends with quit(): ada 0 of 4, bob 4 of 4, status 1
RECORDED
echo "As recorded."
