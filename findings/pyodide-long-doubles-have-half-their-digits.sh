#!/usr/bin/env bash
# Pyodide: a long double says that it has 33 digits; exp, log, tanh and powers have 16 of them right.
#
# What one would expect: `np.finfo(np.longdouble)` tells what one may rely on. On a desk with an x86 processor that is
#   18 digits, and exp has them; where there are only 16, it says 16.
# What happens: in the browser it says 33. Sums, products, square roots and sines keep the promise, but exp, log, tanh
#   and `**` are worked out in double and then widened. A centred difference of x cubed with a small step, taken in long
#   double to be safe, gives 0 for 3 where `x * x * x` gives 3 to sixteen digits.
# What it means for a course: a gradient measured in long double, as some checks do against rounding, agrees on the
#   teacher's machine and calls right backward passes wrong on the page. Use double and a larger step.
# Needs Node.js and npm. NumPy for Pyodide is not on PyPI by itself: Open WebUI's wheel carries it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund pyodide@314.0.3
python3 -m venv env
env/bin/pip download -qq --no-deps --only-binary=:all: --ignore-requires-python open-webui==0.12.4
env/bin/pip install -qq numpy==2.4.3
unzip -q -j open_webui-*.whl 'open_webui/frontend/pyodide/numpy-2.4.3-*.whl' -d node_modules/pyodide
cat > both.py <<'PY'
import platform
import sys

import numpy as np

Long = np.longdouble
one, two, three, half = Long(1), Long(2), Long(3), Long("0.5")
#: What is worked out, and forty digits of it (as any table has them).
VALUES = {
    "1/3": (one / three, "0.3333333333333333333333333333333333333333"),
    "sqrt(2)": (np.sqrt(two), "1.4142135623730950488016887242096980785697"),
    "sin(1)": (np.sin(one), "0.8414709848078965066525023216302989996226"),
    "exp(1)": (np.exp(one), "2.7182818284590452353602874713526624977572"),
    "log(3)": (np.log(three), "1.0986122886681096913952452369225257046475"),
    "tanh(1)": (np.tanh(one), "0.7615941559557648881194582826047935904128"),
    "2**0.5": (two**half, "1.4142135623730950488016887242096980785697"),
}


def digits(value, exact):
    """How many digits are right, at most those that the type says it has."""
    off = abs(value - Long(exact)) / Long(exact)
    return min(int(-np.log10(off)) if off else 99, promised)


def slope(function, step):
    return float((function(one + step) - function(one - step)) / (2 * step))


promised = np.finfo(Long).precision
browser = sys.platform == "emscripten"
where = "Pyodide" if browser else "desk"
print(f"{where}: Python {platform.python_version()}, NumPy {np.__version__}", file=sys.stderr)
if browser:
    print(f"promised: {promised} digits")
    for name, (value, exact) in VALUES.items():
        print(f"{name}: {digits(value, exact)} right")
    print("slope of x * x * x at 1, in steps of 1e-17:", round(slope(lambda x: x * x * x, Long("1e-17")), 9))
    print("slope of x ** 3 at 1, in steps of 1e-17:", slope(lambda x: x**3, Long("1e-17")))
elif platform.machine() in ("x86_64", "AMD64"):  # elsewhere a long double is another type again
    worst = min(digits(value, exact) for value, exact in VALUES.values())
    print(f"desk, x86: {promised} promised, at least {worst} right", file=sys.stderr)
PY
cat > run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';
const pyodide = await loadPyodide();
await pyodide.loadPackage('numpy', { messageCallback: () => {} });
pyodide.runPython(readFileSync('both.py', 'utf8'));
JS
echo "Node $(node --version)"
{ env/bin/python both.py; node run.mjs; } | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
promised: 33 digits
1/3: 33 right
sqrt(2): 33 right
sin(1): 33 right
exp(1): 16 right
log(3): 16 right
tanh(1): 16 right
2**0.5: 16 right
slope of x * x * x at 1, in steps of 1e-17: 3.0
slope of x ** 3 at 1, in steps of 1e-17: 0.0
RECORDED
echo "As recorded."
