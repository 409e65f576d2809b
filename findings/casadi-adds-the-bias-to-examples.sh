#!/usr/bin/env bash
# CasADi and NumPy: z + b adds the bias to the examples, b + z to the units.
#
# What one would expect: CasADi 3.8 announces, in a warning at the first call of NumPy, a mode with results of NumPy's
#   shapes, setNumpyMode(1). A batch times weights plus a bias for each unit is then `z + b`, as in NumPy, and plus is
#   commutative in any case.
# What happens: where CasADi's operator is asked, a vector is a column: with as many examples as units, `z + b` adds one
#   number to each example. Where NumPy is asked first, as in `b + z` and np.add, the new mode adds one number to each
#   unit: two sums with the same two terms differ, for numbers (DM) and symbols (SX, MX) alike. In the old mode, which
#   is the default, both are the column's. The gradient on b that CasADi derives is summed over the other axis too. Any
#   other number of examples is an error of dimensions, so it shows only there.
# What it means for a course: a reference net checked on a square batch agrees with itself and with its gradients, and
#   is another net. Write ca.repmat(ca.DM(b).T, n, 1), and test with three examples and two units.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile casadi==3.8.2 numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(casadi|numpy) '
cat > run.py <<'PY'
import casadi as ca
import numpy as np

z = np.array([[1.0, 2.0], [3.0, 4.0]])  # two examples, two units
b = np.array([10.0, 20.0])  # a bias for each unit


def numbers(result):
    return np.array(ca.DM(result)).tolist()


print(f"NumPy: z + b {(z + b).tolist()}, b + z {(b + z).tolist()}")
for mode in (0, 1):
    ca.GlobalOptions.setNumpyMode(mode)
    print(f"setNumpyMode({mode}), z in CasADi:")
    for name, of in (("DM", ca.DM(z)), ("SX", ca.SX(z)), ("MX", ca.MX(z))):
        value = ca.evalf if name == "MX" else lambda result: result
        print(
            f"    {name}: z + b {numbers(value(of + b))}, b + z {numbers(value(b + of))},"
            f" np.add(z, b) {numbers(value(np.add(of, b)))}"
        )

ca.GlobalOptions.setNumpyMode(1)
print("gradient of sum((z + b) ** 2) on b, b symbolic:")
bias = ca.SX.sym("b", 2)
slope = ca.Function("slope", [bias], [ca.gradient(ca.sumsqr(ca.DM(z) + bias), bias)])
print(f"    by CasADi: {np.array(slope(b)).ravel().tolist()}")
print(f"    by NumPy: {(2 * (z + b).sum(axis=0)).tolist()}")
try:
    print(ca.DM(np.ones((3, 2))) + b)
except RuntimeError as error:
    print(f"three examples, two units: RuntimeError, {'Dimension mismatch' in str(error) and 'Dimension mismatch'}")
PY
env/bin/python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
NumPy: z + b [[11.0, 22.0], [13.0, 24.0]], b + z [[11.0, 22.0], [13.0, 24.0]]
setNumpyMode(0), z in CasADi:
    DM: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 12.0], [23.0, 24.0]], np.add(z, b) [[11.0, 12.0], [23.0, 24.0]]
    SX: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 12.0], [23.0, 24.0]], np.add(z, b) [[11.0, 12.0], [23.0, 24.0]]
    MX: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 12.0], [23.0, 24.0]], np.add(z, b) [[11.0, 12.0], [23.0, 24.0]]
setNumpyMode(1), z in CasADi:
    DM: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 22.0], [13.0, 24.0]], np.add(z, b) [[11.0, 22.0], [13.0, 24.0]]
    SX: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 22.0], [13.0, 24.0]], np.add(z, b) [[11.0, 22.0], [13.0, 24.0]]
    MX: z + b [[11.0, 12.0], [23.0, 24.0]], b + z [[11.0, 22.0], [13.0, 24.0]], np.add(z, b) [[11.0, 22.0], [13.0, 24.0]]
gradient of sum((z + b) ** 2) on b, b symbolic:
    by CasADi: [46.0, 94.0]
    by NumPy: [48.0, 92.0]
three examples, two units: RuntimeError, Dimension mismatch
RECORDED
echo "As recorded."
