#!/usr/bin/env bash
# nbconvert: cells removed by their tag are gone from the page, and whole in the notebook made by the same words.
#
# What one would expect: `--TagRemovePreprocessor.remove_cell_tags=solution` takes the tagged cells out of
#   whatever is made, or says that it cannot.
# What happens: it does for HTML, slides, Markdown and scripts. For `--to notebook` the option is read, does
#   nothing, and nothing is said: this preprocessor is switched on for exporters with a template only.
#   `--no-input` does nothing for a notebook either.
# What it means for a course: who tries it on a page and then makes the students' notebook hands out the
#   solutions. Add `--TagRemovePreprocessor.enabled=True`, and look for a solution in what was made.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq nbconvert==7.17.2 nbformat==5.11.1
export PATH="$work/env/bin:$PATH"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbconvert|nbformat) '
cat > write.py <<'PY'
import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

cells = [
    new_markdown_cell("Write the backward pass of a multiply gate."),
    new_code_cell("dx = y * dout  # ANSWER", metadata={"tags": ["solution"]}),
]
language = {"name": "python", "file_extension": ".py"}
nbformat.write(new_notebook(cells=cells, metadata={"language_info": language}), "exercise.ipynb")
PY
python write.py
holds() { if grep -q ANSWER made.*; then echo "the answer is in it"; else echo "the answer is gone"; fi; }
made() {
    rm -f made.*
    jupyter nbconvert --log-level=WARN --output made "$@" exercise.ipynb
    echo "$*: $(holds)"
}
removed=--TagRemovePreprocessor.remove_cell_tags=solution
{
    for format in html slides markdown python script notebook; do
        made --to "$format" "$removed"
    done
    made --to notebook "$removed" --TagRemovePreprocessor.enabled=True
    made --to html --no-input
    made --to notebook --no-input
} 2>&1 | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
--to html --TagRemovePreprocessor.remove_cell_tags=solution: the answer is gone
--to slides --TagRemovePreprocessor.remove_cell_tags=solution: the answer is gone
--to markdown --TagRemovePreprocessor.remove_cell_tags=solution: the answer is gone
--to python --TagRemovePreprocessor.remove_cell_tags=solution: the answer is gone
--to script --TagRemovePreprocessor.remove_cell_tags=solution: the answer is gone
--to notebook --TagRemovePreprocessor.remove_cell_tags=solution: the answer is in it
--to notebook --TagRemovePreprocessor.remove_cell_tags=solution --TagRemovePreprocessor.enabled=True: the answer is gone
--to html --no-input: the answer is gone
--to notebook --no-input: the answer is in it
RECORDED
echo "As recorded."
