#!/usr/bin/env bash
# ALGOPY: a traced function keeps the branches of the point where it was traced, in its values and its gradients.
#
# What one would expect: its documentation traces a function once and asks the trace for gradients at other points. A
#   Python `if` on a traced value is either part of that, or refused, as JAX and CasADi refuse it.
# What happens: a traced value compares like its number, so `if z > 0` takes one side, and only that side is in the
#   trace. The gradient at any other point is that of the traced side. `function` evaluates the same trace, so a check
#   of the gradient by differences of its values passes. Nothing warns; the forward mode of the same package is right at
#   every point, since it runs the function each time.
# What it means for a course: leaky relu, max or clipping written with `if` is differentiated as a linear function.
#   Trace again at every point, and check against the function itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile algopy==0.7.2 numpy==2.4.6 scipy==1.17.1
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(algopy|numpy|scipy) '
cat > run.py <<'PY'
import algopy
import numpy as np
from algopy import UTPM, CGraph, Function

ROWS = np.array([[1.0, -2.0], [3.0, 1.0], [-1.0, 1.0]])


def leaky(x):
    """The sum of three leaky relus."""
    total = 0.0
    for row in ROWS:
        z = algopy.dot(row, x)
        total = total + (z if z > 0 else 0.1 * z)
    return total


def traced_at(point):
    graph = CGraph()
    graph.trace_on()
    x = Function(np.array(point))
    y = leaky(x)
    graph.trace_off()
    graph.independentFunctionList, graph.dependentFunctionList = [x], [y]
    return graph


def measured(f, at):
    return [float(round((f(at + step) - f(at - step)) / 2e-6, 3)) for step in 1e-6 * np.eye(2)]


def shown(numbers):
    return [float(round(number, 3)) for number in numbers]


graph = traced_at([1.0, 2.0])
print("traced at [1.0, 2.0]")
for point in ([1.0, 2.0], [-1.0, -2.0], [2.0, -1.0]):
    at = np.array(point)
    print(f"at {point}: gradient {shown(graph.gradient(at))}, traced here {shown(traced_at(point).gradient(at))}")
    print(f"    forward mode {shown(UTPM.extract_jacobian(leaky(UTPM.init_jacobian(at))))}, measured {measured(leaky, at)}")
    of_trace = traced_at([1.0, 2.0])  # one for values alone
    print(f"    value {leaky(at):.1f}, of the trace {float(of_trace.function([at])[0]):.1f}")
    print(f"    measured on the trace's values {measured(lambda x, g=of_trace: float(g.function([x])[0]), at)}")
PY
env/bin/python -W ignore run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
traced at [1.0, 2.0]
at [1.0, 2.0]: gradient [2.1, 1.8], traced here [2.1, 1.8]
    forward mode [2.1, 1.8], measured [2.1, 1.8]
    value 5.7, of the trace 5.7
    measured on the trace's values [2.1, 1.8]
at [-1.0, -2.0]: gradient [2.1, 1.8], traced here [1.2, -1.8]
    forward mode [1.2, -1.8], measured [1.2, -1.8]
    value 2.4, of the trace -5.7
    measured on the trace's values [2.1, 1.8]
at [2.0, -1.0]: gradient [2.1, 1.8], traced here [3.9, -0.9]
    forward mode [3.9, -0.9], measured [3.9, -0.9]
    value 8.7, of the trace 2.4
    measured on the trace's values [2.1, 1.8]
RECORDED
echo "As recorded."
