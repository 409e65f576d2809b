#!/usr/bin/env bash
# jupyter_client: a loss of nan is the text "nan" in a notebook's outputs, and null as soon as orjson is installed.
#
# What one would expect: what a cell puts out does not depend on a package that neither the notebook nor the kernel
#   was told to use, and comes with plotly, FastAPI or a language server.
# What happens: a kernel packs its messages with orjson where that can be imported. Python's json refuses nan, and
#   then nan and inf become the texts "nan" and "inf"; orjson makes null of both, without a word. So the outcome "came
#   out infinite" and "is no number" can no longer be told apart, and neither can "nothing was measured".
# What it means for a course: whoever reads results out of outputs has to expect a number, a text and null, or has to
#   send repr(x). Two machines with the same versions of everything that a notebook imports can differ.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbclient==0.11.0 nbformat==5.11.1 ipykernel==7.4.0 ipython==9.8.0 jupyter_client==8.9.1
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbclient|nbformat|ipykernel|ipython|jupyter_client) '

cat > run.py <<'PY'
import json

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
SHOWN = "from IPython.display import JSON\nJSON({'loss': float('nan'), 'limit': float('inf'), 'best': None})"
notebook = new_notebook(cells=[new_code_cell(SHOWN)], metadata=KERNEL)
NotebookClient(notebook).execute()
print("   ", json.dumps(notebook.cells[0].outputs[0].data["application/json"], sort_keys=True))
PY
{
    echo "without orjson:"
    python run.py 2>>errors.txt
    pip install -qq orjson==3.11.4
    echo "with orjson 3.11.4 beside it:"
    python run.py 2>>errors.txt
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { cat errors.txt; echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
without orjson:
    {"best": null, "limit": "inf", "loss": "nan"}
with orjson 3.11.4 beside it:
    {"best": null, "limit": null, "loss": null}
RECORDED
echo "As recorded."
