#!/usr/bin/env bash
# SciPy: a gradient that is handed over in the same array each time, and training ends at the start, "successfully".
#
# What one would expect: a backward pass that writes into an array made once, to spare memory, is right if what stands
#   in it at its return is right. The optimiser copies what it needs later, or says that it may not be done.
# What happens: some of SciPy's methods keep the array itself as "the gradient before" and compare it with "the gradient
#   now", which is the same array. Newton-CG ends after one step at the weights it began with, with success=True and
#   "Optimization terminated successfully", far from a gradient of 0. BFGS takes all its steps and does not arrive;
#   L-BFGS-B is right. least_squares and root(method="lm") end where they began, as a success, if the residuals come
#   so. Their numerical derivatives are all 0, and so are numdifftools'.
# What it means for a course: a hand-written backward pass passes its check at one point and trains nothing, or only
#   with one of the methods. Return a new array, and look at the loss, not at `success`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 scipy==1.17.1 numdifftools==0.11.2
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|scipy|numdifftools) '
cat > run.py <<'PY'
import numdifftools
import numpy as np
from scipy.optimize import approx_fprime, check_grad, least_squares, minimize, root

rng = np.random.default_rng(0)
X = rng.standard_normal((50, 3))
y = (X @ [1.0, -2.0, 0.5] + 0.3 * rng.standard_normal(50) > 0).astype(float)
target = np.array([1.0, -0.2, 1.0])
start = np.zeros(3)


def loss(w):
    scores = X @ w
    return np.mean(np.logaddexp(0.0, scores) - y * scores) + 0.01 * w @ w


def backward(w):
    return X.T @ (1.0 / (1.0 + np.exp(-X @ w)) - y) / len(y) + 0.02 * w


def residuals(w):
    return np.diag([1.0, 10.0, 3.0]) @ (w - target)


def in_one_array(function):
    """The same function; each call writes into the same array and returns it."""
    kept = np.zeros(3)

    def written(w):
        kept[:] = function(w)
        return kept

    return written


for name, made in (("a new array", lambda function: function), ("the same array", in_one_array)):
    print(f"{name} each time:")
    print(f"    check_grad: the gradient is right: {check_grad(loss, made(backward), start) < 1e-5}")
    for method in ("L-BFGS-B", "BFGS", "Newton-CG"):
        end = minimize(loss, start, jac=made(backward), method=method)
        many = "more than 100" if end.nit > 100 else "1" if end.nit == 1 else "some"
        steps = "step" if many == "1" else "steps"
        size = "near 0" if np.max(np.abs(backward(end.x))) < 1e-4 else "more than 0.01"
        print(f"    {method}: success {end.success}, {many} {steps}, loss {loss(end.x):.2f}, gradient {size}")
    for name, end in (
        ("least_squares", least_squares(made(residuals), start)),
        ("root, lm", root(made(residuals), start, method="lm")),
    ):
        print(f"    {name}: success {end.success}, x {(np.round(end.x, 3) + 0.0).tolist()}")
    for name, slopes in (
        ("approx_fprime", approx_fprime(start, made(residuals))),
        ("numdifftools", numdifftools.Jacobian(made(residuals))(start)),
    ):
        print(f"    {name}: diagonal {(np.round(np.diag(slopes), 3) + 0.0).tolist()}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
a new array each time:
    check_grad: the gradient is right: True
    L-BFGS-B: success True, some steps, loss 0.35, gradient near 0
    BFGS: success True, some steps, loss 0.35, gradient near 0
    Newton-CG: success True, some steps, loss 0.35, gradient near 0
    least_squares: success True, x [1.0, -0.2, 1.0]
    root, lm: success True, x [1.0, -0.2, 1.0]
    approx_fprime: diagonal [1.0, 10.0, 3.0]
    numdifftools: diagonal [1.0, 10.0, 3.0]
the same array each time:
    check_grad: the gradient is right: True
    L-BFGS-B: success True, some steps, loss 0.35, gradient near 0
    BFGS: success False, more than 100 steps, loss 0.36, gradient more than 0.01
    Newton-CG: success True, 1 step, loss 0.69, gradient more than 0.01
    least_squares: success True, x [0.0, 0.0, 0.0]
    root, lm: success True, x [0.0, 0.0, 0.0]
    approx_fprime: diagonal [0.0, 0.0, 0.0]
    numdifftools: diagonal [0.0, 0.0, 0.0]
RECORDED
echo "As recorded."
