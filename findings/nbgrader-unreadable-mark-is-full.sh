#!/usr/bin/env bash
# nbgrader: a test cell that ends in NumPy's 0.0, or in a report of failed tests, gives full points.
#
# What one would expect: the last value of a test cell is the mark, so 0.0 is no points; and a report
#   that says "failed" is not worth everything.
# What happens: nbgrader reads the mark from the *printed text* of the value. Since NumPy 2 a NumPy
#   scalar prints as `np.float64(0.0)`, which is not a number's text, and whatever is not a number's
#   text is worth all points. So is the result of doctest.testmod() with every example failed, and the
#   exit code of ipytest. nan is worth all points, too. Only a line in the log tells.
# What it means for a course: a test cell that adds up its mark with NumPy was right under NumPy 1 and
#   gives everybody full points under NumPy 2. End a test cell with a plain float(...), and nothing else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 ipykernel==7.4.0 ipython==9.18.1 numpy==2.4.6 ipytest==0.14.2 pytest==9.2.0
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|ipykernel|ipython|numpy|ipytest|pytest) '

cat > run.py <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

WRONG = "import numpy as np\ndef relu_gradient(x):\n    return 0.5"
TESTS = {
    "python_float": "float(np.mean([relu_gradient(x) == (x > 0) for x in (-1.0, 2.0)]))",
    "numpy_float": "np.mean([relu_gradient(x) == (x > 0) for x in (-1.0, 2.0)])",
    "nan": "0.0 * float('inf')",
    "doctest": (
        "import doctest\n"
        "def examples():\n"
        '    """\n'
        "    >>> relu_gradient(2.0)\n"
        "    1.0\n"
        '    """\n'
        "doctest.testmod()"
    ),
    "ipytest": (
        "import ipytest\n"
        "def test_right_of_zero():\n"
        "    assert relu_gradient(2.0) == 1.0\n"
        "ipytest.run('-q')"
    ),
}


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
book.cells = [cell(WRONG, "answer"), *(cell(code, name, 2) for name, code in TESTS.items())]
Path("nbgrader_config.py").write_text("")
for folder in ("source/hw", "submitted/ada/hw"):
    Path(folder).mkdir(parents=True)
nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    subprocess.run(["nbgrader", *command], check=True, capture_output=True)


nbgrader("generate_assignment", "hw", "--create")
released = nbformat.read("release/hw/book.ipynb", as_version=4)
released.cells[0].source = WRONG
nbformat.write(released, "submitted/ada/hw/book.ipynb")
nbgrader("autograde", "hw", "--create")

from nbgrader.api import Gradebook

graded = nbformat.read("autograded/ada/hw/book.ipynb", as_version=4)
with Gradebook("sqlite:///gradebook.db") as gradebook:
    for c in graded.cells[1:]:
        name = c.metadata.nbgrader.grade_id
        (shown,) = [o.data["text/plain"] for o in c.outputs if o.output_type == "execute_result"]
        score = gradebook.find_grade(name, "book", "hw", "ada").score
        print(f"{name}: shows {shown}, scores {score} of 2")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
python_float: shows 0.0, scores 0.0 of 2
numpy_float: shows np.float64(0.0), scores 2.0 of 2
nan: shows nan, scores 2.0 of 2
doctest: shows TestResults(failed=1, attempted=1), scores 2.0 of 2
ipytest: shows <ExitCode.TESTS_FAILED: 1>, scores 2.0 of 2
RECORDED
echo "As recorded."
