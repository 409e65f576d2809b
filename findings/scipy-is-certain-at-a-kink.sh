#!/usr/bin/env bash
# SciPy and numdifftools report a derivative of relu at its kink with an error of 0, and doubt a right one.
#
# What one would expect: a library that measures a derivative and estimates the error of what it
#   measured warns where there is no derivative, and is sure where the function is a straight line.
# What happens: relu(x) = max(x, 0) has no derivative at 0. scipy.differentiate.derivative returns 0.5
#   there with success=True and error 0.0 after two steps, and numdifftools.Derivative the same with an
#   error of 1e-15. At x = 0.001, where the slope is 1, SciPy returns 1 to fourteen digits with
#   success=False and an error of 9e-5, and numdifftools 1 with an error of 5e-3. Both compare central
#   differences of different steps: at a kink all of those agree, and beside one the large steps, which
#   reach over it, do not.
# What it means for a course: "the numerical gradient converged" is no evidence near a kink. A right
#   backward pass of relu, which says 0 or 1 there, fails against 0.5 ± 0. Draw points away from
#   kinks, and decide the point itself by a stated rule.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq numpy==2.4.6 scipy==1.17.1 numdifftools==0.11.2
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^(numpy|scipy|numdifftools) '

cat > run.py <<'PY'
import numdifftools
import numpy as np
from scipy.differentiate import derivative


def relu(x):
    return np.maximum(x, 0.0)


def size(error):
    return "at most 1e-14" if error <= 1e-14 else "above 1e-5"


for x in (0.0, 0.001):
    found = derivative(relu, x)
    print(f"scipy at {x}: {found.df:.4f}, success {found.success}, error {size(found.error)}")
    found = numdifftools.Derivative(relu, full_output=True)(x)
    print(f"numdifftools at {x}: {found.estimate:.4f}, error {size(found.error_estimate)}")
PY
python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
scipy at 0.0: 0.5000, success True, error at most 1e-14
numdifftools at 0.0: 0.5000, error at most 1e-14
scipy at 0.001: 1.0000, success False, error above 1e-5
numdifftools at 0.001: 1.0000, error above 1e-5
RECORDED
echo "As recorded."
