#!/usr/bin/env bash
# text2qti: a numerical question whose key has six digits accepts four, and refuses the key itself.
#
# What one would expect: "= 0.196612 +- 0.00001" accepts what is within 0.00001 of 0.196612, above all 0.196612.
# What happens: the key and both bounds are written into the QTI file with four decimals, those of a range
#   "= [0.196602, 0.196622]" as well. Here both bounds become 0.1966: 0.196612 is wrong and 0.1966 alone is right.
#   The bounds of -0.00043 +- 10% become -0.0005 and -0.0004, so -0.0005 is right, 16 % off. Nothing is said about it.
# What it means for a course: in Canvas, who gives the slope of a sigmoid with as many digits as the key loses the
#   point. Ask for numbers that four decimals can tell apart, with a tolerance of at least 0.0001, and try the key.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile text2qti==0.8.0 Markdown==3.10.2 bespon==0.7.0
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -iE '^(text2qti|markdown|bespon) '
cat > quiz.md <<'MD'
Quiz title: Slopes

1. The slope of the sigmoid at 1?
= 0.196612 +- 0.00001

2. The same, as a range?
= [0.196602, 0.196622]

3. The step that gradient descent takes on w?
= -0.00043 +- 10%

4. The same slope, with a tolerance of a tenth of a percent?
= 0.196612 +- 0.1%
MD
env/bin/text2qti quiz.md > said.txt 2>&1
cat > run.py <<'PY'
"""Reads the bounds out of the QTI file, as an LMS does, and asks which answers they accept."""

import zipfile
from xml.etree import ElementTree

with zipfile.ZipFile("quiz.zip") as archive:
    trees = [ElementTree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xml")]


def tagged(node, name):
    return [one for one in node.iter() if one.tag.rpartition("}")[2] == name]


items = [item for tree in trees for item in tagged(tree, "item")]
answers = ["0.196612", "0.1966", "0.19661"], ["0.196612", "0.1966"], ["-0.00043", "-0.0005"], ["0.196612", "0.1966"]
for number, (item, given) in enumerate(zip(items, answers, strict=True), 1):
    (low,), (high,) = ([float(one.text) for one in tagged(item, name)] for name in ("vargte", "varlte"))
    equal = [float(one.text) for one in tagged(item, "varequal")]
    words = [f"{a} {'right' if low <= float(a) <= high or float(a) in equal else 'wrong'}" for a in given]
    print(f"question {number}: from {low} to {high}: {', '.join(words)}")
PY
env/bin/python run.py | tee seen.txt
echo "text2qti wrote $(wc -c < said.txt) characters on the screen" | tee -a seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
question 1: from 0.1966 to 0.1966: 0.196612 wrong, 0.1966 right, 0.19661 wrong
question 2: from 0.1966 to 0.1966: 0.196612 wrong, 0.1966 right
question 3: from -0.0005 to -0.0004: -0.00043 right, -0.0005 right
question 4: from 0.1964 to 0.1968: 0.196612 right, 0.1966 right
text2qti wrote 0 characters on the screen
RECORDED
echo "As recorded."
