#!/usr/bin/env bash
# unitgrade: an answer of nan is within every relative tolerance, and minus infinity is infinity.
#
# What one would expect: assertL2 and assertLinf, made to compare a student's array with the expected one, refuse
#   nan and a wrong sign, and leave the arrays as they are.
# What happens: assertL2(relative=True) fails if the difference is at least the tolerance, and nan never is: an answer
#   with one nan in it passes, however wrong its other entries. Both methods first set infinite entries to 0, in the
#   arrays that they were given: -inf passes for +inf, with assertLinf even without `relative`, and what the
#   student's function returned holds 0 afterwards, for every later test as well.
# What it means for a course: a loss or gradient that overflowed, log(0) with the wrong sign or 0/0, gets full
#   points. Assert np.isfinite of the answer first, and hand over copies.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile unitgrade==1.0.0.16 numpy==2.4.6
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(unitgrade|numpy) '
cat > run.py <<'PY'
import contextlib
import io
import unittest

import numpy as np
from unitgrade import UTestCase


def passes(method, answer, expected, **options):
    class Trial(UTestCase):
        def test_gradient(self):
            getattr(self, method)(answer, expected, **options)

    result = unittest.TestResult()
    with contextlib.redirect_stdout(io.StringIO()):
        unittest.defaultTestLoader.loadTestsFromTestCase(Trial).run(result)
    assert result.testsRun == 1
    return "passes" if result.wasSuccessful() else "fails"


expected = np.array([0.5, -1.0, 2.0])
for words, answer in (
    ("right", expected),
    ("other sign", -expected),
    ("all nan", np.full(3, np.nan)),
    ("other sign, one nan", np.array([-0.5, 1.0, np.nan])),
):
    absolute = passes("assertL2", answer.copy(), expected.copy())
    relative = passes("assertL2", answer.copy(), expected.copy(), relative=True)
    print(f"{words}: assertL2 {absolute}, with relative=True {relative}")

answer = np.array([0.5, -np.inf])
found = passes("assertLinf", answer, np.array([0.5, np.inf]))
print(f"-inf for inf: assertLinf {found}, and the answer is {answer} from then on")
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
right: assertL2 passes, with relative=True passes
other sign: assertL2 fails, with relative=True fails
all nan: assertL2 fails, with relative=True passes
other sign, one nan: assertL2 fails, with relative=True passes
-inf for inf: assertLinf passes, and the answer is [0.5 0. ] from then on
RECORDED
echo "As recorded."
