#!/usr/bin/env bash
# gradescope-utils: what fails in setUpClass or tearDownClass takes every test's points, those of other classes too.
#
# What one would expect: unittest reports such a failure as an error of that class and runs the other classes, and
#   results.json holds what they came to.
# What happens: unittest hands the error to the runner under a placeholder that is no test. The runner asks it for a
#   method's name, stops with AttributeError, and writes nothing: results.json stays empty, though 2 points were
#   earned and known already.
# What it means for a course: setUpClass is where one trains or loads a student's network once for several tests.
#   If that raises, Gradescope shows that the autograder failed, and nothing of the exercises that were right. Do the
#   work at the first test that needs it, and keep what it raised.
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


class Gates(unittest.TestCase):
    @weight(2)
    def test_gates(self):
        self.assertEqual(3.0 * 2.0, 6.0)


def results(runner, fails):
    class Network(unittest.TestCase):
        @classmethod
        def setUpClass(cls):
            if fails == "setUpClass":
                raise ValueError("the student's network has no weights")

        @classmethod
        def tearDownClass(cls):
            if fails == "tearDownClass":
                raise ValueError("the student's network has no weights")

        @weight(4)
        def test_network(self):
            self.assertTrue(True)

    stream = io.StringIO()
    load = unittest.defaultTestLoader.loadTestsFromTestCase
    try:
        found = runner(stream).run(unittest.TestSuite([load(Gates), load(Network)]))
    except AttributeError:
        return f"AttributeError, and {len(stream.getvalue())} characters of results"
    if not stream.getvalue().startswith("{"):
        return f"{found.testsRun} tests run, {len(found.errors)} error"
    return f"{json.loads(stream.getvalue())['score']:g} points"


def gradescope(stream):
    return JSONTestRunner(visibility="visible", stream=stream)


for fails in ("nothing", "setUpClass", "tearDownClass"):
    print(f"{fails} fails:")
    print("    unittest:", results(lambda stream: unittest.TextTestRunner(stream), fails))
    print("    Gradescope's:", results(gradescope, fails))
PY
python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
nothing fails:
    unittest: 2 tests run, 0 error
    Gradescope's: 6 points
setUpClass fails:
    unittest: 1 tests run, 1 error
    Gradescope's: AttributeError, and 0 characters of results
tearDownClass fails:
    unittest: 2 tests run, 1 error
    Gradescope's: AttributeError, and 0 characters of results
RECORDED
echo "As recorded."
