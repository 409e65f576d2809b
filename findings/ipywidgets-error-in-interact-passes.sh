#!/usr/bin/env bash
# ipywidgets and nbclient: an exploration that fails at once passes nearly every check of a notebook.
#
# What one would expect: a notebook whose only cell raises is refused by the tools that run notebooks as tests,
#   whichever way the cell raises.
# What happens: `interact` calls its function once while the cell runs, and catches what it raises; so does
#   `with Output():`. The traceback goes into the widget's own state, where nobody looks for it: the cell ends
#   well, and nbclient, nbconvert, papermill and nbmake all say so with exit status 0. nbval alone refuses it.
#   The traceback is in none of the outputs of the notebook that was run, only in the widgets' state.
# What it means for a course in notebooks: all its sliders can be broken in a release whose notebooks "all run".
#   Call the function behind each slider by itself, or look through the widgets' state for errors.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq ipywidgets==8.1.9 ipykernel==7.4.0 nbclient==0.11.0 nbconvert==7.17.1 nbformat==5.11.1 \
    nbmake==1.5.5 nbval==0.11.0 papermill==2.7.0
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -iE '^(ipywidgets|ipykernel|nbclient|nbconvert|nbmake|nbval|papermill) '

cat > write.py <<'PY'
import nbformat
from nbformat import v4

CELLS = {
    "plain": "1 / 0",
    "interact": "from ipywidgets import interact\n\ndef show(x=2):\n    return x / 0\n\ninteract(show);",
    "output": "from ipywidgets import Output\n\nwith Output():\n    1 / 0",
}
kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
for name, source in CELLS.items():
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source)], metadata=kernel), f"{name}.ipynb")
PY
python write.py

run() {  # NOTEBOOK WORDS COMMAND…: whether the command accepts the notebook; a stuck kernel (seen once) is tried again
    local notebook=$1 words=$2 status=124 tries=0
    shift 2
    while [ $status = 124 ] && [ $((tries += 1)) -le 3 ]; do
        status=0
        timeout 100 "$@" > log.txt 2>&1 || status=$?
    done
    echo "$notebook: $words: exit status $status"
}
{
    for notebook in plain interact output; do
        run $notebook "jupyter execute" jupyter execute $notebook.ipynb
        run $notebook nbconvert jupyter nbconvert --to notebook --execute --output ran-$notebook $notebook.ipynb
        run $notebook papermill papermill $notebook.ipynb paper-$notebook.ipynb
        run $notebook nbmake pytest --nbmake -q $notebook.ipynb
        run $notebook nbval pytest --nbval-lax -q $notebook.ipynb
    done
    python - <<'PY'
import json

for name in ("interact", "output"):
    with open(f"ran-{name}.ipynb", encoding="utf-8") as file:
        ran = json.load(file)
    kinds = [output["output_type"] for cell in ran["cells"] for output in cell["outputs"]]
    hidden = "ZeroDivisionError" in json.dumps(ran["metadata"]["widgets"])
    print(f"{name}: outputs of the cell {kinds}, the error is in the widgets' state: {hidden}")
PY
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
plain: jupyter execute: exit status 1
plain: nbconvert: exit status 1
plain: papermill: exit status 1
plain: nbmake: exit status 1
plain: nbval: exit status 1
interact: jupyter execute: exit status 0
interact: nbconvert: exit status 0
interact: papermill: exit status 0
interact: nbmake: exit status 0
interact: nbval: exit status 1
output: jupyter execute: exit status 0
output: nbconvert: exit status 0
output: papermill: exit status 0
output: nbmake: exit status 0
output: nbval: exit status 1
interact: outputs of the cell ['display_data'], the error is in the widgets' state: True
output: outputs of the cell [], the error is in the widgets' state: True
RECORDED
echo "As recorded."
