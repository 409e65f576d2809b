#!/usr/bin/env bash
# nbconvert: with sanitize_html=True every heading is shown as <h1>, and tables fall apart.
#
# What one would expect: sanitising removes what is dangerous; headings, paragraphs and the tables that
#   pandas makes look as before.
# What happens: the tags that are allowed if one says nothing are those of a comment field: bold, links,
#   lists. All others are not removed but *shown*: "<h1 ...>", "<p>", "<thead>" and "<th>" stand as text
#   on the page, and the head of a table comes out above the table.
# What it means for a course: a page of feedback made safe for students' HTML in the obvious way cannot
#   be read. Give the list of tags yourself (the setting SanitizeHTML.tags), with strip=True.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq nbconvert==7.17.2 nbformat==5.11.1 'bleach[css]==6.4.0' mistune==3.4.0 beautifulsoup4==4.15.0
export HOME="$work"
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(nbconvert|nbformat|bleach|mistune) '

cat > run.py <<'PY'
from bs4 import BeautifulSoup
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

table = "<table><thead><tr><th>loss</th></tr></thead><tbody><tr><td>0.5</td></tr></tbody></table>"
shown = new_output("display_data", {"text/html": table, "text/plain": "loss"})
book = new_notebook()
book.cells = [
    new_markdown_cell("# Chain rule\n\nMultiply **local** gradients."),
    new_code_cell("losses", outputs=[shown]),
]
for sanitize in (False, True):
    page, _ = HTMLExporter(sanitize_html=sanitize).from_notebook_node(book)
    body = BeautifulSoup(page, "html.parser").body
    print("sanitize_html:", sanitize)
    for kind in ("RenderedMarkdown", "RenderedHTML"):
        print("   a reader sees", " ".join(body.select_one(f".jp-{kind}").get_text().split()))
    print("   headings:", len(body.select("h1")), "heads of tables:", len(body.select("th")))
PY
python -W ignore run.py 2>log.txt | tee seen.txt || { tail -n 20 log.txt; exit 1; }

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
sanitize_html: False
   a reader sees Chain rule¶Multiply local gradients.
   a reader sees loss0.5
   headings: 1 heads of tables: 1
sanitize_html: True
   a reader sees <h1 id="Chain-rule">Chain rule¶</h1><p>Multiply local gradients.</p>
   a reader sees <thead><th>loss</th></thead><tbody></tbody><tbody>0.5</tbody>
   headings: 0 heads of tables: 0
RECORDED
echo "As recorded."
