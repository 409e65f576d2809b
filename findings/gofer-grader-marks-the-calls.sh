#!/usr/bin/env bash
# gofer-grader: the mark is an average over the checks that ran, not over the questions.
#
# What one would expect: a notebook with two questions and a `check` of each, in the way of OK and Otter, is worth 0,
#   1/2 or 1, by how many of the two are answered.
# What happens: grade_notebook collects the result of every call of `check` as it runs, and averages those. Who corrects
#   a red answer below and checks it again gets 2/3 for two right answers. Who looks once more at a green check gets 2/3
#   for one right and one wrong. A cell that raises before its check takes its question out of the average: 1.0 for half
#   the work. `tests_glob`, made for tests that the notebook does not hold, brings back the question that is missing,
#   and leaves the others as they were. And a line that begins with % is left out before anything is run, so an answer
#   on the same line as `%time` is no answer.
# What it means for a course: the mark depends on habits. Count the last result of each test file.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile gofer-grader==1.1.0 ipython==8.38.0 nbformat==5.10.4
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(gofer-grader|ipython|nbformat) '
mkdir tests
for question in 1 2; do
    cat > "tests/q$question.py" <<PY
test = {
    "name": "q$question",
    "points": 1,
    "suites": [{"type": "doctest", "cases": [{"code": ">>> answer_$question\n$question\n"}]}],
}
PY
done
cat > run.py <<'PY'
import contextlib
import io

import nbformat
from gofer.ok import grade_notebook
from nbformat import v4

FIRST, SECOND = "check('tests/q1.py')", "check('tests/q2.py')"


def marks(*cells):
    code = ["from gofer.ok import check", *cells]
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in code]), "work.ipynb")
    found = []
    for tests in (None, ["tests/q1.py", "tests/q2.py"]):
        with contextlib.redirect_stdout(io.StringIO()):
            found.append(grade_notebook("work.ipynb", tests))
    return f"{found[0]:.2f}, with tests_glob {found[1]:.2f}"


print("both right:", marks("answer_1 = 1", FIRST, "answer_2 = 2", SECOND))
print("the second wrong:", marks("answer_1 = 1", FIRST, "answer_2 = 3", SECOND))
print("the second wrong, checked, corrected:", marks("answer_1 = 1", FIRST, "answer_2 = 3", SECOND, "answer_2 = 2", SECOND))
print("the second wrong, the first checked twice:", marks("answer_1 = 1", FIRST, "answer_2 = 3", SECOND, FIRST))
print("the second raises, in the cell of its check:", marks("answer_1 = 1", FIRST, f"answer_2 = 1 / 0\n{SECOND}"))
print("both right, the second by %time:", marks("answer_1 = 1", FIRST, "%time answer_2 = 2", SECOND))
PY
env/bin/python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
both right: 1.00, with tests_glob 1.00
the second wrong: 0.50, with tests_glob 0.50
the second wrong, checked, corrected: 0.67, with tests_glob 0.67
the second wrong, the first checked twice: 0.67, with tests_glob 0.67
the second raises, in the cell of its check: 1.00, with tests_glob 0.50
both right, the second by %time: 0.50, with tests_glob 0.50
RECORDED
echo "As recorded."
