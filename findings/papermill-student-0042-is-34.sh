#!/usr/bin/env bash
# papermill: a student's number 0042 is 42 with -p and 34 with -f or -y; a rate of 1e-3 is a number with -p alone.
#
# What one would expect: the options -p, -y (YAML) and -f (a file of YAML) are three ways to hand over the same
#   parameters. Where the notebook's own parameter is a text, it stays one; a learning rate of 1e-3 is a number.
# What happens: -p tries Python's int and float on each value, so that 0042 is 42, 12e3 is 12000.0, 1_000 is 1000 and
#   a person called Nan is the number nan. -y and -f follow YAML 1.1: 0042 is octal, 34, another student; 12:30 is 750; and
#   1e-3 lacks a point and is the text "1e-3", so that `rate == 1e-3` is false and `rate * 3` is "1e-31e-31e-3". All
#   end with status 0. The type of the parameter in the notebook is not looked at. -r hands over texts.
# What it means for a course: a run per student, started by a script, is filed under another student's number. Hand over
#   numbers of students with -r, write rates as 0.001, and assert types in the notebook's next cell.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH" HOME="$work"
pip install -qq --no-compile papermill==2.7.0 ipykernel==7.4.0 nbformat==5.10.4 pyyaml==6.0.3
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(papermill|ipykernel|nbformat|nbclient|pyyaml) '
cat > make.py <<'PY'
from nbformat import v4, write

book = v4.new_notebook(
    cells=[
        v4.new_code_cell("rate: float = 0.1\nstudent: str = ''", metadata={"tags": ["parameters"]}),
        v4.new_code_cell("print(repr(student), repr(rate), rate * 3)"),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
)
write(book, "run.ipynb")
PY
python -W ignore make.py
tell() {
    papermill run.ipynb out.ipynb "$@" > log.txt 2>&1 && status=0 || status=$?
    printf '%s: status %s, ' "$*" "$status"
    python -W ignore -c "import nbformat; print(nbformat.read('out.ipynb', 4).cells[-1].outputs[0].text.strip())"
}
printf 'student: 0042\nrate: 1e-3\n' > given.yaml
{
    tell -p student 0042 -p rate 1e-3
    tell -y '{student: 0042, rate: 1e-3}'
    tell -f given.yaml
    tell -r student 0042 -p rate 1e-3
    tell -p student 12e3
    tell -p student 1_000
    tell -p student Nan
    tell -y '{student: 12:30}'
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { tail -20 log.txt; echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
-p student 0042 -p rate 1e-3: status 0, 42 0.001 0.003
-y {student: 0042, rate: 1e-3}: status 0, 34 '1e-3' 1e-31e-31e-3
-f given.yaml: status 0, 34 '1e-3' 1e-31e-31e-3
-r student 0042 -p rate 1e-3: status 0, '0042' 0.001 0.003
-p student 12e3: status 0, 12000.0 0.1 0.30000000000000004
-p student 1_000: status 0, 1000 0.1 0.30000000000000004
-p student Nan: status 0, nan 0.1 0.30000000000000004
-y {student: 12:30}: status 0, 750 0.1 0.30000000000000004
RECORDED
echo "As recorded."
