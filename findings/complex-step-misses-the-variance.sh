#!/usr/bin/env bash
# Complex step and NumPy: np.var and np.linalg.norm have a gradient of 0, in three packages alike.
#
# What one would expect: the complex step, the most exact of the numerical gradients, is for functions without abs, max
#   or min; numdifftools' documentation names these three, and SciPy's asks for a function that can be continued to
#   complex numbers. A mean of squares can: np.var, np.cov and np.linalg.norm are made of squares and roots.
# What happens: NumPy takes absolute values on the way, for the sake of complex numbers. The imaginary part, in which
#   the gradient travels, is gone: np.var, np.vdot and np.linalg.norm have a gradient of 0, and a batch norm written
#   with np.var gets wrong numbers of the right size, since its numerator's part is still there. SciPy, statsmodels and
#   numdifftools agree on them to the last digit, without a warning. A mean squared error written as variance plus
#   squared mean is minimised by BFGS to other weights: "terminated successfully". np.maximum, of which one is warned,
#   is right.
# What it means for a course: a complex-step reference refuses right backward passes of batch norm and of norm
#   penalties. Write the squares out, or compare with a central difference once.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 numdifftools==0.11.2
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|scipy|statsmodels|numdifftools) '
cat > run.py <<'PY'
import numpy as np
from numdifftools import Gradient
from scipy.optimize import least_squares, minimize
from statsmodels.tools.numdiff import approx_fprime_cs

x = np.array([1.0, 2.0, -4.0])


def by_hand(x):
    centred = x - np.sum(x) / 3
    return np.sum((centred / np.sqrt(np.sum(centred**2) / 3)) ** 3)


def with_var(x):
    return np.sum(((x - np.mean(x)) / np.sqrt(np.var(x))) ** 3)


def jac_of_least_squares(f):
    # one residual, and no step: only the Jacobian at x is asked for
    return least_squares(lambda x: np.atleast_1d(f(x)), x, jac="cs", max_nfev=1).jac[0]


def shown(numbers):
    return " ".join(f"{number + 0.0:.3f}" for number in np.round(numbers, 3) + 0.0)


for name, f in (
    ("sum of squares", lambda x: np.sum(x**2)),
    ("np.vdot(x, x)", lambda x: np.vdot(x, x)),
    ("np.linalg.norm", np.linalg.norm),
    ("np.var", np.var),
    ("np.cov(x, x**2)", lambda x: np.cov(x, x**2)[0, 1]),
    ("batch norm by hand, cubed", by_hand),
    ("batch norm with np.var, cubed", with_var),
    ("np.maximum(x, 0)", lambda x: np.sum(np.maximum(x, 0))),
):
    found = [approx_fprime_cs(x, f), Gradient(f, method="complex")(x), jac_of_least_squares(f)]
    central = Gradient(f)(x)
    alike = len({shown(one) for one in found}) == 1
    print(f"{name}: central {shown(central)}; complex step {shown(found[0])}, three packages alike: {alike}")

inputs, targets = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]]), np.array([1.0, 3.0, 4.5])
for name, loss in (
    ("mean of squares", lambda w: np.mean((inputs @ w - targets) ** 2)),
    ("np.var + mean**2", lambda w: np.var(inputs @ w - targets) + np.mean(inputs @ w - targets) ** 2),
    ("np.linalg.norm", lambda w: np.linalg.norm(inputs @ w - targets)),
):
    for jac in ("3-point", "cs"):
        end = minimize(loss, np.zeros(2), jac=jac, method="BFGS")
        print(f"BFGS, {name}, jac={jac!r}: {shown(end.x)}, {end.message}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
sum of squares: central 2.000 4.000 -8.000; complex step 2.000 4.000 -8.000, three packages alike: True
np.vdot(x, x): central 2.000 4.000 -8.000; complex step 0.000 0.000 0.000, three packages alike: True
np.linalg.norm: central 0.218 0.436 -0.873; complex step 0.000 0.000 0.000, three packages alike: True
np.var: central 0.889 1.556 -2.444; complex step 0.000 0.000 0.000, three packages alike: True
np.cov(x, x**2): central -1.667 3.167 19.167; complex step -4.333 -6.167 -10.167, three packages alike: True
batch norm by hand, cubed: central -0.482 0.401 0.080; complex step -0.482 0.401 0.080, three packages alike: True
batch norm with np.var, cubed: central -0.482 0.401 0.080; complex step -0.848 -0.240 1.088, three packages alike: True
np.maximum(x, 0): central 1.000 1.000 0.000; complex step 1.000 1.000 0.000, three packages alike: True
BFGS, mean of squares, jac='3-point': 1.083 1.750, Optimization terminated successfully.
BFGS, mean of squares, jac='cs': 1.083 1.750, Optimization terminated successfully.
BFGS, np.var + mean**2, jac='3-point': 1.083 1.750, Optimization terminated successfully.
BFGS, np.var + mean**2, jac='cs': 1.417 1.417, Optimization terminated successfully.
BFGS, np.linalg.norm, jac='3-point': 1.083 1.750, Optimization terminated successfully.
BFGS, np.linalg.norm, jac='cs': 0.000 0.000, Optimization terminated successfully.
RECORDED
echo "As recorded."
