#!/usr/bin/env bash
# Pyodide: NumPy in the browser finds no floating-point error, and counts in 32 bits.
#
# What one would expect: the same version of NumPy gives the same answers as on the desk. `np.errstate(all="raise")`
#   makes a division by zero an error, without it there is a RuntimeWarning; and since NumPy 2 whole numbers have 64
#   bits by default, on Windows too.
# What happens: WebAssembly has no floating-point flags, so NumPy asks for them and always hears "none": no warning,
#   no error, whatever `errstate` and `seterr` say (both accept the setting). `np.geterr()` claims "raise". Python's
#   own `1.0 / 0.0` raises as ever. And the default integer has 32 bits, so 2000 cubed is negative, without a word.
# What it means for a course in notebooks: a test that relies on `errstate`, or on turning warnings into errors,
#   passes in JupyterLite whatever the code does. Ask `np.isfinite`, and write floats as floats.
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
import sys
import warnings

import numpy as np


def said(action):
    """What an expression gives, with the warnings that it causes."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            value = repr(action())
        except (FloatingPointError, ZeroDivisionError) as error:
            value = f"raises {type(error).__name__}"
    return value + (", warned" if seen else "")


def strict():
    with np.errstate(all="raise"):
        return np.geterr()["divide"], (np.array([1.0]) / np.array([0.0])).tolist()


where = "Pyodide" if sys.platform == "emscripten" else "desk"
print(f"{where}: NumPy {np.__version__}")
print(f"{where}: 1.0 / 0.0: {said(lambda: 1.0 / 0.0)}")
print(f"{where}: array of 1.0 / array of 0.0: {said(lambda: (np.array([1.0]) / np.array([0.0])).tolist())}")
print(f"{where}: log of -1.0: {said(lambda: np.log(np.array([-1.0])).tolist())}")
print(f"{where}: exp of 1000.0: {said(lambda: np.exp(np.array([1000.0])).tolist())}")
print(f"{where}: the first with errstate(all='raise'): {said(strict)}")
print(f"{where}: array of 2000, cubed: {said(lambda: (np.array([2000]) ** 3).tolist())}")
print(f"{where}: factorial of 15 by prod: {said(lambda: int(np.arange(1, 16).prod()))}")
PY
cat > run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';
const pyodide = await loadPyodide();
await pyodide.loadPackage('numpy', { messageCallback: () => {} });
console.log(`Pyodide ${pyodide.version}`);
pyodide.runPython(readFileSync('both.py', 'utf8'));
JS
echo "Node $(node --version)"
{ env/bin/python both.py; node run.mjs; } | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
desk: NumPy 2.4.3
desk: 1.0 / 0.0: raises ZeroDivisionError
desk: array of 1.0 / array of 0.0: [inf], warned
desk: log of -1.0: [nan], warned
desk: exp of 1000.0: [inf], warned
desk: the first with errstate(all='raise'): raises FloatingPointError
desk: array of 2000, cubed: [8000000000]
desk: factorial of 15 by prod: 1307674368000
Pyodide 314.0.3
Pyodide: NumPy 2.4.3
Pyodide: 1.0 / 0.0: raises ZeroDivisionError
Pyodide: array of 1.0 / array of 0.0: [inf]
Pyodide: log of -1.0: [nan]
Pyodide: exp of 1000.0: [inf]
Pyodide: the first with errstate(all='raise'): ('raise', [inf])
Pyodide: array of 2000, cubed: [-589934592]
Pyodide: factorial of 15 by prod: 2004310016
RECORDED
echo "As recorded."
