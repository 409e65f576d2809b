#!/usr/bin/env bash
# pygiftparser: a numerical answer of 1e-3 is 1 to it, and one of -0.5 is none.
#
# What one would expect: of a quiz in Moodle's GIFT format, {#1e-3:1e-4} has the answer 0.001 with a tolerance of
#   0.0001, {#-0.5:0.01} has the answer -0.5, or the parser says that it cannot read them.
# What happens: of a number it reads digits and a point, and ignores the rest of the answer. 1e-3 with its tolerance
#   becomes 1 with tolerance 0, and the question counts as valid; 2.5e2 becomes 2.5. A negative number, or a range
#   that begins with one, is not read at all: the question has no answer and counts as invalid.
# What it means for a course: of a quiz on gradients and learning rates that is converted with it, the negative answers
#   are gone, and those with an exponent are wrong without a word. Write numbers out, and compare them afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile pygiftparser==1.1
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -iE '^pygiftparser '
cat > run.py <<'PY'
import io

from pygiftparser import parser

for answer in ("0.001:0.0001", "1e-3:1e-4", "2.5e2:1", "-0.5:0.01", "-2..-1"):
    (question,) = parser.parseFile(io.StringIO(f"::slope::What is the slope? {{#{answer}}}\n"))
    read = [(one.value, one.tolerance, one.fraction) for one in question.answers.answers]
    words = ", ".join(f"{value:g} ± {width:g} for {points:g} %" for value, width, points in read)
    print(f"{{#{answer}}}: {'valid' if question.valid else 'invalid'}, {words or 'no answer'}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
{#0.001:0.0001}: valid, 0.001 ± 0.0001 for 100 %
{#1e-3:1e-4}: valid, 1 ± 0 for 100 %
{#2.5e2:1}: valid, 2.5 ± 0 for 100 %
{#-0.5:0.01}: invalid, no answer
{#-2..-1}: invalid, no answer
RECORDED
echo "As recorded."
