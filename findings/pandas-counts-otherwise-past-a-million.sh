#!/usr/bin/env bash
# pandas beside NumExpr: from 1,000,001 rows on, the same expression has another type, another value, or no error.
#
# What one would expect: pandas' documentation calls NumExpr a recommended package that makes large operations faster.
#   How many rows there are changes the time, not what a row comes to.
# What happens: past a million entries pandas hands + - * / ** and comparisons to NumExpr, which has its own rules.
#   Float32 times a Python float is float64; a float32 of 0.1 is no longer equal to 0.1; 3 ** -1 of whole numbers is an
#   error below and 0 above; 3 ** 40, which does not fit, wraps around below and is the least number of all above;
#   int32 times a billion wraps around below and not above. Without NumExpr, or with the option
#   compute.use_numexpr off, both sizes agree. pandas has an open issue about the types alone.
# What it means for a course: what was tested on a sample counts otherwise on the whole set, and on the machine that has
#   NumExpr. Work on .to_numpy(), or switch the option off.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 pandas==3.0.0 numexpr==2.14.1
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|pandas|numexpr) '
cat > run.py <<'PY'
import warnings

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")


def said(ask):
    try:
        return ask()
    except ValueError as error:
        return f"ValueError: {error}"


def tell(rows):
    rate = pd.Series(np.full(rows, 0.1, np.float32))
    three = pd.Series(np.full(rows, 3, np.int64))
    small = pd.Series(np.full(rows, 3, np.int32))
    print(f"    float32 * 0.5 is {(rate * 0.5).dtype}")
    print(f"    float32 of 0.1 == 0.1: {(rate == 0.1).iloc[0]}")
    print(f"    3 ** -1: {said(lambda: (three**-1).iloc[0])}")
    print(f"    3 ** 40: {'the least int64' if (three**40).iloc[0] == -(2**63) else 'wrapped around'}")
    print(f"    int32 of 3 * 1,000,000,000: {(small * 10**9).iloc[0]}")


for rows in (1_000_000, 1_000_001):
    print(f"{rows:,} rows:")
    tell(rows)
pd.set_option("compute.use_numexpr", False)
print("1,000,001 rows, without NumExpr:")
tell(1_000_001)
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
1,000,000 rows:
    float32 * 0.5 is float32
    float32 of 0.1 == 0.1: True
    3 ** -1: ValueError: Integers to negative integer powers are not allowed.
    3 ** 40: wrapped around
    int32 of 3 * 1,000,000,000: -1294967296
1,000,001 rows:
    float32 * 0.5 is float64
    float32 of 0.1 == 0.1: False
    3 ** -1: 0
    3 ** 40: the least int64
    int32 of 3 * 1,000,000,000: 3000000000
1,000,001 rows, without NumExpr:
    float32 * 0.5 is float32
    float32 of 0.1 == 0.1: True
    3 ** -1: ValueError: Integers to negative integer powers are not allowed.
    3 ** 40: wrapped around
    int32 of 3 * 1,000,000,000: -1294967296
RECORDED
echo "As recorded."
