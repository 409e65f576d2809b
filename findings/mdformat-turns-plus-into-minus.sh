#!/usr/bin/env bash
# mdformat, and nbQA with it: a formula's line "+ b" becomes "- b".
#
# What one would expect: mdformat renders the text before and after to HTML and refuses to write if these differ, so it
#   changes only the looks of the source. nbQA's documentation runs it on the text cells of notebooks.
# What happens: to CommonMark a line that begins with a plus is an item of a list, inside $$ too, and mdformat begins
#   items with a minus, or with a star right after another list. As HTML these are the same lists before and after, so
#   that check passes: status 0, y = wx + b is y = wx - b in the file, and where a loss adds two penalties and takes a
#   product away, it takes the penalties away and multiplies by the product. Jupyter takes formulas out before it reads
#   Markdown, so it shows the one before and the other after. The plugin for GitHub's Markdown, which mdformat's README
#   recommends, does the same; the one for MyST knows formulas.
# What it means for a course: a pre-commit hook changes the exercise. Install mdformat-myst beside, or begin no line of
#   a formula with a plus or minus.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH" HOME="$work"
pip install -qq --no-compile mdformat==1.0.0 nbqa==1.9.1 nbformat==5.10.4
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(mdformat|nbqa|nbformat) '
cat > write.py <<'PY'
from pathlib import Path

from nbformat import v4, write

FORMULA = "$$\ny = w x\n+ b\n$$\n\nand the loss\n\n$$\nL = (y - t)^2\n+ w^2\n+ b^2\n- w b\n$$\n"
Path("neuron.md").write_text(FORMULA, encoding="utf-8")
book = v4.new_notebook(
    cells=[v4.new_markdown_cell(FORMULA)],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
)
write(book, "neuron.ipynb")
PY
cat > show.py <<'PY'
import sys
from pathlib import Path

import nbformat

file = Path(sys.argv[1])
text = nbformat.read(file, 4).cells[0].source if file.suffix == ".ipynb" else file.read_text(encoding="utf-8")
print("   ", " ".join(text.split()))
PY
tell() { # tell FILE COMMAND...: a fresh file, before and after the command
    local file=$1 status=0
    shift
    python write.py
    "$@" > log.txt 2>&1 || status=$?
    echo "$*: status $status"
    python show.py "$file"
}
{
    echo "written:"
    python write.py
    python show.py neuron.md
    tell neuron.md mdformat neuron.md
    tell neuron.ipynb nbqa mdformat neuron.ipynb --nbqa-md
    pip install -qq --no-compile mdformat-gfm==1.0.0
    echo "with mdformat-gfm:"
    tell neuron.md mdformat neuron.md
    pip install -qq --no-compile mdformat-myst==0.3.0
    echo "with mdformat-myst:"
    tell neuron.md mdformat neuron.md
} | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
written:
    $$ y = w x + b $$ and the loss $$ L = (y - t)^2 + w^2 + b^2 - w b $$
mdformat neuron.md: status 0
    $$ y = w x - b $$ and the loss $$ L = (y - t)^2 - w^2 - b^2 * w b $$
nbqa mdformat neuron.ipynb --nbqa-md: status 0
    $$ y = w x - b $$ and the loss $$ L = (y - t)^2 - w^2 - b^2 * w b $$
with mdformat-gfm:
mdformat neuron.md: status 0
    $$ y = w x - b $$ and the loss $$ L = (y - t)^2 - w^2 - b^2 * w b $$
with mdformat-myst:
mdformat neuron.md: status 0
    $$ y = w x + b $$ and the loss $$ L = (y - t)^2 + w^2 + b^2 - w b $$
RECORDED
echo "As recorded."
