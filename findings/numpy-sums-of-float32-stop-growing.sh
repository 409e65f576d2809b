#!/usr/bin/env bash
# NumPy: `dout.sum(axis=0)` of 20 million rows of ones in float32 is 16777216, and their mean 0.84.
#
# What one would expect: NumPy adds in pairs, so a sum of float32 is right to about six digits, however long it is; a sum
#   over the rows of a matrix is as good as one over the columns of its transpose.
# What happens: it adds in pairs only along the axis that lies together in memory. Over the rows it adds one row after
#   the other, in float32, and from 2 to the 24 on, adding 1 changes nothing. mean, and with it the centring of a
#   batch, goes the same way. The same matrix in Fortran's order, the same numbers in one vector, and ones @ dout are
#   right, so the answer depends on how the array was made. The notes to sum tell of the axis; the usual picture
#   of pairwise sums does not. At a million rows the fifth digit is wrong.
# What it means for a course: the gradient on a bias, or the mean of a data set, is off with float32, and a check of it
#   in float64 on few rows is green. `sum(axis=0, dtype=np.float64)`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^numpy '
cat > run.py <<'PY'
import numpy as np

dout = np.ones((20_000_000, 2), np.float32)
columns = np.asfortranarray(dout)
print(f"sum(axis=0): {dout.sum(axis=0).tolist()}")
print(f"mean(axis=0): {[round(each, 2) for each in dout.mean(axis=0).tolist()]}")
centred = float((dout[:1] - dout.mean(axis=0))[0, 0])
print(f"a column of ones less its mean: {centred:.2f}")
print(f"equal matrices: {np.array_equal(dout, columns)}")
print(f"in Fortran's order, sum(axis=0): {columns.sum(axis=0).tolist()}")
print(f"a column by itself, copied: {float(dout[:, 0].copy().sum())}")
print(f"all entries together: {float(dout.sum())}")
print(f"in float64: {dout.sum(axis=0, dtype=np.float64).tolist()}")
rows = np.random.default_rng(231).random((1_000_000, 8)).astype(np.float32)
right = rows.sum(axis=0, dtype=np.float64)


def off(sums):
    return float(np.max(np.abs(sums - right) / right))


print(f"a million rows between 0 and 1: off by more than 1e-5: {off(rows.sum(axis=0)) > 1e-5}")
print(f"    in Fortran's order: {off(np.asfortranarray(rows).sum(axis=0)) > 1e-5}")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
sum(axis=0): [16777216.0, 16777216.0]
mean(axis=0): [0.84, 0.84]
a column of ones less its mean: 0.16
equal matrices: True
in Fortran's order, sum(axis=0): [20000000.0, 20000000.0]
a column by itself, copied: 20000000.0
all entries together: 40000000.0
in float64: [20000000.0, 20000000.0]
a million rows between 0 and 1: off by more than 1e-5: True
    in Fortran's order: False
RECORDED
echo "As recorded."
