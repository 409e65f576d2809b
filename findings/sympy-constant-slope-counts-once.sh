#!/usr/bin/env bash
# SymPy: the slope of a linear part, made a function of arrays, is one number, and its sum over a batch counts once.
#
# What one would expect: lambdify makes a NumPy function, which its documentation shows on arrays: given a batch of four
#   inputs, the derivative comes back as four slopes, whatever the formula is.
# What happens: a formula that does not hold the variable any more comes back as a plain number. The derivative of
#   3 * w * x by w is an array of four, that of b a 1; summed over the batch, the gradient on the bias is 1 where 4
#   belongs, as soon as the loss is linear in it, and right as soon as it is not. A mean hides it. A zero formula is 0
#   for a batch of any shape, and a matrix of formulas raises ValueError if one of them is constant and another not. SymPy
#   has an open issue about it. And whether the slope of sigmoid at -800 is nan or 0 depends on simplify.
# What it means for a course: reference gradients from SymPy are too small for the simplest layers. Broadcast each to the
#   shape of the input before summing.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 sympy==1.14.0
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|sympy) '
cat > run.py <<'PY'
import numpy as np
import sympy

w, b, x = sympy.symbols("w b x", real=True)
batch = np.array([1.0, 2.0, 3.0, 4.0])


def slope(loss, by):
    return sympy.lambdify((w, b, x), sympy.diff(loss, by), "numpy")


for loss in (w * x + b, (w * x + b) ** 2):
    print(f"loss {loss}, four examples, w 0.5, b 0.25:")
    for by in (w, b):
        found = slope(loss, by)(0.5, 0.25, batch)
        # measured: the summed loss a little to both sides
        total = sympy.lambdify((w, b, x), loss, "numpy")
        step = {w: (1e-4, 0.0), b: (0.0, 1e-4)}[by]
        up = np.sum(total(0.5 + step[0], 0.25 + step[1], batch))
        down = np.sum(total(0.5 - step[0], 0.25 - step[1], batch))
        print(
            f"    d{by}: shape {np.shape(found)}, summed {float(np.sum(found))},"
            f" measured {float((up - down) / 2e-4):.4f}, mean {float(np.mean(found))}"
        )
both = sympy.lambdify((w, b, x), sympy.Matrix([w * x + b]).jacobian([w, b]), "numpy")
try:
    print(both(0.5, 0.25, batch))
except ValueError as error:
    print(f"both slopes in a matrix: ValueError, {str(error)[:41]}...")
sigmoid = 1 / (1 + sympy.exp(-x))
plain = sympy.diff(sigmoid, x)
short = sympy.simplify(plain)
print("the slope of sigmoid, plain and by simplify:")
with np.errstate(all="ignore"):
    for formula in (plain, short):
        at = sympy.lambdify(x, formula, "numpy")(np.array([-800.0, 0.0]))
        print(f"    {formula} at -800 and 0: {at.tolist()}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
loss b + w*x, four examples, w 0.5, b 0.25:
    dw: shape (4,), summed 10.0, measured 10.0000, mean 2.5
    db: shape (), summed 1.0, measured 4.0000, mean 1.0
loss (b + w*x)**2, four examples, w 0.5, b 0.25:
    dw: shape (4,), summed 35.0, measured 35.0000, mean 8.75
    db: shape (4,), summed 12.0, measured 12.0000, mean 3.0
both slopes in a matrix: ValueError, setting an array element with a sequence....
the slope of sigmoid, plain and by simplify:
    exp(-x)/(1 + exp(-x))**2 at -800 and 0: [nan, 0.25]
    1/(4*cosh(x/2)**2) at -800 and 0: [0.0, 0.25]
RECORDED
echo "As recorded."
