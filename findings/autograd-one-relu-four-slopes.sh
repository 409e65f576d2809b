#!/usr/bin/env bash
# One function, written in nine ways, has four different slopes at 0 in HIPS autograd: 0, 0.5, 1 and nan.
#
# What one would expect: a library has one rule for the kink of max(x, 0), and keeps to it however the
#   function is written; or it says that it has none.
# What happens: autograd.numpy.maximum and max share a tie, so the slope is 0.5. clip, where, sort and
#   a product with (x > 0) give 0, although clip(x, 0, 10) is maximum(x, 0) here. Python's own max
#   gives 1, since it hands on x itself. (x + |x|) / 2 gives 0.5, and with sqrt(x * x) for |x| it is
#   nan. All nine return equal values, and equal slopes everywhere else.
# What it means for a course: a reference gradient made by automatic differentiation states whatever rule
#   its author happened to write. Learners who compare theirs with it at a tie are told that they are
#   wrong for another way of writing. State the rule, and judge the tie by that rule only.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq numpy==2.4.6 autograd==1.9.1
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(numpy|autograd) '

cat > run.py <<'PY'
import autograd.numpy as np
from autograd import grad

WAYS = {
    "maximum(x, 0)": lambda x: np.maximum(x, 0.0),
    "max of an array": lambda x: np.max(np.array([x, 0.0])),
    "(x + |x|) / 2": lambda x: (x + np.abs(x)) / 2,
    "clip(x, 0, 10)": lambda x: np.clip(x, 0.0, 10.0),
    "where(x > 0, x, 0)": lambda x: np.where(x > 0, x, 0.0),
    "x * (x > 0)": lambda x: x * (x > 0),
    "last of sort": lambda x: np.sort(np.array([x, 0.0]))[-1],
    "Python's max(x, 0)": lambda x: max(x, 0.0),
    "(x + sqrt(x * x)) / 2": lambda x: (x + np.sqrt(x * x)) / 2,
}
for name, relu in WAYS.items():
    values = [float(relu(x)) for x in (-1.0, 0.0, 1.0)]
    slopes = [float(grad(relu)(x)) for x in (-1.0, 0.0, 1.0)]
    assert values == [0.0, 0.0, 1.0]
    assert (slopes[0], slopes[2]) == (0.0, 1.0)
    print(f"{name}: slope at 0 is {slopes[1]}")
PY
python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
maximum(x, 0): slope at 0 is 0.5
max of an array: slope at 0 is 0.5
(x + |x|) / 2: slope at 0 is 0.5
clip(x, 0, 10): slope at 0 is 0.0
where(x > 0, x, 0): slope at 0 is 0.0
x * (x > 0): slope at 0 is 0.0
last of sort: slope at 0 is 0.0
Python's max(x, 0): slope at 0 is 1.0
(x + sqrt(x * x)) / 2: slope at 0 is nan
RECORDED
echo "As recorded."
