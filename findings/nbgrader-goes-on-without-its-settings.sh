#!/usr/bin/env bash
# nbgrader: with a settings file that raises, it goes on as if there were none.
#
# What one would expect: a typo or a missing library in nbgrader_config.py stops the command.
# What happens: the error is logged, all settings of the file are thrown away, those before the line that
#   raised included, and the command goes on with nbgrader's defaults: another gradebook, another time limit,
#   the plain list of preprocessors. It ends with exit status 0. traitlets has a switch for it
#   (raise_config_file_errors), which is off, and the variable TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR.
# What it means for a course: marks go to a gradebook that nobody looks at, and whatever a course configured
#   against students' code is not there. Set the variable, or end the file's own checks with sys.exit, which
#   does stop it. The commands of a script see nothing in the exit status.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbgrader==0.9.6 nbclient==0.11.0 traitlets==5.14.3 ipykernel==7.4.0 ipython==9.18.1
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbgrader|nbclient|traitlets|ipykernel|ipython) '

cat > run.py <<'PY'
import subprocess
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook


def cell(source, name, points=None):
    test = points is not None
    nbgrader = {"schema_version": 3, "grade_id": name, "grade": test, "locked": test}
    nbgrader |= {"solution": not test, "task": False} | ({"points": points} if test else {})
    return new_code_cell(source, metadata={"nbgrader": nbgrader})


def write_source(points):
    book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    answer = "### BEGIN SOLUTION\ndef gradient(x):\n    return 2 * x\n### END SOLUTION"
    book.cells = [cell(answer, "answer"), cell("assert gradient(3) == 6", "test", points)]
    Path("source/hw").mkdir(parents=True, exist_ok=True)
    nbformat.write(book, "source/hw/book.ipynb")


def nbgrader(*command):
    return subprocess.run(["nbgrader", *command], check=True, capture_output=True, text=True)


SETTINGS = "c = get_config()\nc.CourseDirectory.db_url = 'sqlite:///course.db'\n"
FILES = {
    "as it should be": SETTINGS,
    "a library is missing": SETTINGS + "import a_library_that_is_missing\n",
    "a name is misspelt": SETTINGS + "c.Execute.timeout = Fale\n",
    "sys.exit": SETTINGS + "import sys\nsys.exit('the course is not set up')\n",
}
for name, text in FILES.items():
    write_source(4)
    Path("nbgrader_config.py").write_text(text)
    command = ["nbgrader", "generate_assignment", "hw", "--create", "--force"]
    done = subprocess.run(command, capture_output=True, text=True)
    made = [path.name for path in Path().glob("*.db")]
    for database in made:
        Path(database).unlink()
    print(f"{name}: exit status {done.returncode}, gradebook made: {made}")
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
as it should be: exit status 0, gradebook made: ['course.db']
a library is missing: exit status 0, gradebook made: ['gradebook.db']
a name is misspelt: exit status 0, gradebook made: ['gradebook.db']
sys.exit: exit status 1, gradebook made: []
RECORDED
echo "As recorded."
