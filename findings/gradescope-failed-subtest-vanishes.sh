#!/usr/bin/env bash
# gradescope-utils: a test with a failed subTest is not in the results at all, and neither are its points.
#
# What one would expect: a test in which one `with self.subTest()` fails is a failed test, 0 of 4 points.
# What happens: unittest reports a failed subtest by another call than a failed test, and the runner
#   that writes results.json listens to the latter only. Test and points disappear: the student loses
#   4 points and sees no failed test; the total to be reached sinks with it, so 2 of 2 is left.
#   If all subtests pass, the test is there with its 4 points.
# What it means for a course: subTest is the natural way to try a gradient at several points, and what
#   a student reads then is that all is well. Whoever computes percentages from results.json gives 100.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
export PATH="$work/env/bin:$PATH"
pip install -qq gradescope-utils==0.5.0
echo "Versions:"
python --version
pip list 2>/dev/null | grep -E '^gradescope-utils '

cat > run.py <<'PY'
import io
import json
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


def results(relu_gradient):
    class Tests(unittest.TestCase):
        @weight(4)
        def test_at_several_points(self):
            for x in (-1.0, 2.0):
                with self.subTest(x=x):
                    self.assertEqual(relu_gradient(x), float(x > 0))

        @weight(2)
        def test_right_of_zero(self):
            self.assertEqual(relu_gradient(2.0), 1.0)

    stream = io.StringIO()
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Tests)
    JSONTestRunner(visibility="visible", stream=stream).run(suite)
    return json.loads(stream.getvalue())


for name, gradient in (("right", lambda x: float(x > 0)), ("wrong left of zero", lambda x: 1.0)):
    found = results(gradient)
    reachable = sum(test["max_score"] for test in found["tests"])
    print(f"{name}: {found['score']:g} of {reachable}")
    for test in found["tests"]:
        print("   ", test["name"].split()[0], test["score"], "of", test["max_score"], test["status"])
PY
python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
right: 6 of 6
    test_at_several_points 4 of 4 passed
    test_right_of_zero 2 of 2 passed
wrong left of zero: 2 of 2
    test_right_of_zero 2 of 2 passed
RECORDED
echo "As recorded."
