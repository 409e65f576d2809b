#!/usr/bin/env bash
# nbmake and nbval: a cell that stops at a mistyped magic passes, with all the tests below it.
#
# What one would expect: a notebook test fails where a cell does not run to its end, as nbclient, papermill
#   and `jupyter execute` do.
# What happens: IPython ends such a cell with UsageError, of which the kernel sends one line on stderr and no
#   output of the kind `error`; only its reply says `error`. nbmake and nbval look for outputs of that kind.
#   So `%matplotlb inline` in the first line, and none of the asserts below it is ever run: passed. A magic that
#   is known and given a wrong option does the same; `%load_ext` of an extension that is not there fails.
# What it means for a course: test notebooks in CI by something that reads the kernel's reply, and let a test
#   cell hold no magics.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq nbmake==1.5.5 nbval==0.11.0 papermill==2.7.0 ipykernel==7.4.0 ipython==9.8.0 pytest==8.4.2 nbclient==0.11.0
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbmake|nbval|papermill|nbclient|ipykernel|ipython|pytest) '
cat > write.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
CELLS = {
    "assert": "assert 2 + 2 == 5",
    "mistyped": "%matplotlb inline\nassert 2 + 2 == 5",
    "option": "%timeit -z 2 + 2\nassert 2 + 2 == 5",
    "extension": "%load_ext no_such_extension\nassert 2 + 2 == 5",
}
for name, source in CELLS.items():
    nbformat.write(new_notebook(cells=[new_code_cell(source)], metadata=KERNEL), f"{name}.ipynb")
PY
python write.py
said() { if "$@" >log.txt 2>&1; then echo passed; else echo failed; fi; }
for name in assert mistyped option extension; do
    echo "$name:"
    echo "    nbmake $(said python -m pytest -q --nbmake "$name.ipynb")"
    echo "    nbval $(said python -m pytest -q --nbval-lax "$name.ipynb")"
    echo "    papermill $(said papermill "$name.ipynb" out.ipynb)"
    echo "    jupyter execute $(said jupyter execute "$name.ipynb")"
done | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
assert:
    nbmake failed
    nbval failed
    papermill failed
    jupyter execute failed
mistyped:
    nbmake passed
    nbval passed
    papermill failed
    jupyter execute failed
option:
    nbmake passed
    nbval passed
    papermill failed
    jupyter execute failed
extension:
    nbmake failed
    nbval failed
    papermill failed
    jupyter execute failed
RECORDED
echo "As recorded."
