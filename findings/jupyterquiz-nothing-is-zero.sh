#!/usr/bin/env bash
# JupyterQuiz: where the answer is 0, an empty field is right; and a range's upper end is wrong.
#
# What one would expect: a question with the value 0, a gradient for instance, is answered by typing a number, and an
#   answer within "range": [0.19, 0.2] is right, 0.2 like 0.19.
# What happens: the text in the field is compared with the number by JavaScript's ==, and "" == 0 there, so Enter in an
#   empty field is right. It is emptied whenever it is clicked, so that is one click and one key. With a precision it
#   is the same, and with a range that holds 0. Of a range, the lower end is right and the upper one wrong.
# What it means for a course: "what does this gate send back?" answers itself wherever that is 0. Ask so that the answer
#   is another number, or offer choices; let a range end a little above what is still right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile --no-deps jupyterquiz==2.9.6.4 quickjs==1.19.4
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -iE '^(jupyterquiz|quickjs) '
cat > run.py <<'PY'
"""Calls what JupyterQuiz calls when Enter is pressed in a numerical question, on the little it needs of a page."""

import importlib.util
import json
from pathlib import Path

import quickjs

PAGE = """
var console = {log: function () {}};
class Question { static register() {} }
function jaxify(text) { return text; }
function element(id) {
    return {id: id, style: {}, dataset: {}, parentElement: {parentElement: {id: "outer"}}, closest: function () {},
            blur: function () {}, classList: {add: function () {}}};
}
var feedback = element("fb7");
var document = {getElementById: function (id) { return id === "fb7" ? feedback : null; }};
function entered(text, answers, precision) {
    var field = element("7-0");
    field.value = text;
    field.dataset.answers = answers;
    if (precision) { field.dataset.precision = precision; }
    check_numeric(field, {keyCode: 13});
    return feedback.innerHTML;
}
"""
folder = Path(importlib.util.find_spec("jupyterquiz").origin).parent / "js"
page = quickjs.Context()
page.eval(PAGE + (folder / "numeric.js").read_text(encoding="utf-8"))
entered = page.get("entered")


def ask(words, answer, typed, precision=""):
    answers = [{**answer, "correct": True, "feedback": "right"}, {"type": "default", "feedback": "wrong"}]
    said = [f"{text!r} {entered(text, json.dumps(answers), precision)}" for text in typed]
    print(f"{words}: {', '.join(said)}")


ask("value 0", {"type": "value", "value": 0}, ["0", "", "1"])
ask("value 0, precision 3", {"type": "value", "value": 0}, ["0", "", "1"], "3")
ask("value -2", {"type": "value", "value": -2}, ["-2", "", "2"])
ask("range 0.19 to 0.2", {"type": "range", "range": [0.19, 0.2]}, ["0.19", "0.1999", "0.2"])
ask("range -1 to 1", {"type": "range", "range": [-1, 1]}, ["-1", "", "1"])
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
value 0: '0' right, '' right, '1' wrong
value 0, precision 3: '0' right, '' right, '1' wrong
value -2: '-2' right, '' wrong, '2' wrong
range 0.19 to 0.2: '0.19' right, '0.1999' right, '0.2' wrong
range -1 to 1: '-1' right, '' right, '1' wrong
RECORDED
echo "As recorded."
