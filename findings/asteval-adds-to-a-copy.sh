#!/usr/bin/env bash
# asteval: `+=` does not add in place, and a function sees the variables of whoever calls it.
#
# What one would expect: an interpreter for a safe part of Python, made for NumPy, refuses what it does not know and
#   does the rest as Python does.
# What happens: `dx += dout` is worked out as `dx = dx + dout`. A gradient that is gathered in an array that somebody
#   handed over stays zero; a list that has two names grows under one of them; whole numbers become floats
#   where NumPy refuses; in `a[next_row()] += 1` the index is worked out twice. A name in a function is looked for among
#   its caller's variables before the global ones, so the same function gives another result where the caller happens
#   to use the name too.
# What it means for a course: a backward pass that gathers gradients in place is judged wrong there though it is right,
#   and one that works only by its caller's names is judged right.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq asteval==1.0.10 numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(asteval|numpy) '
cat > both.py <<'PY'
import asteval
import numpy

PROGRAMS = {
    "gathered in a given array": """
def gather(dx, dout):
    dx += dout
grads = array([0.0, 0.0])
gather(grads, array([1.0, 2.0]))
result = grads
""",
    "a list with two names": """
topo = [1]
same = topo
topo += [2]
result = same
""",
    "whole numbers times 2.5": """
result = array([1, 2])
result *= 2.5
""",
    "calls of an index": """
calls = []
def row():
    calls.append(1)
    return 0
counts = array([0, 0])
counts[row()] += 1
result = len(calls)
""",
    "a function's global name": """
rate = 1
def step():
    return 10 * rate
def train():
    rate = 5
    return step()
result = train()
""",
}


def in_python(program):
    names = {"array": numpy.array}
    try:
        exec(program, names)
    except TypeError:
        return "raises TypeError"
    return names["result"]


def in_asteval(program):
    interpreter = asteval.Interpreter()
    interpreter(program)
    return [one.get_error() for one in interpreter.error] or interpreter.symtable["result"]


for name, program in PROGRAMS.items():
    print(f"{name}: Python {in_python(program)}, asteval {in_asteval(program)}")
PY
env/bin/python both.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
gathered in a given array: Python [1. 2.], asteval [0. 0.]
a list with two names: Python [1, 2], asteval [1]
whole numbers times 2.5: Python raises TypeError, asteval [2.5 5. ]
calls of an index: Python 1, asteval 2
a function's global name: Python 10, asteval 50
RECORDED
echo "As recorded."
