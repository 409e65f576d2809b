#!/usr/bin/env bash
# Pyodide: `time.process_time` counts waiting.
#
# What one would expect: as everywhere, `process_time` stands still while a program sleeps; so a limit or a ratio in
#   processor time does not depend on how busy the machine is, or on how long the reader looked at the page.
# What happens: it is the clock on the wall since Python was loaded. Sleeping a second adds a second, with `time.sleep` as
#   with `asyncio.sleep`, and so does time in which no Python runs at all. `get_clock_info` names C's `clock()`, and
#   `thread_time`, which might tell more, is not there.
# What it means for a course in notebooks: "took 3 s of processor time" is untrue in JupyterLite, and a budget for a
#   learner's function is used up by another tab. Give budgets in steps or calls there.
# Needs Node.js and npm.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund pyodide@314.0.3
cat > both.py <<'PY'
import sys
import time

where = "Pyodide" if sys.platform == "emscripten" else "desk"


def spent(wait):
    """Processor time of a wait of a second, in whole tenths of it."""
    start = time.process_time()
    wait()
    return round(time.process_time() - start, 1)


print(f"{where}: {time.get_clock_info('process_time').implementation}", file=sys.stderr)
print(f"{where}: a sleep of 1 s costs {min(spent(lambda: time.sleep(1)), 1.0)} s of processor time")
print(f"{where}: thread_time is there: {hasattr(time, 'thread_time')}")
PY
cat > run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { loadPyodide } from 'pyodide';
const pyodide = await loadPyodide();
console.log(`Pyodide ${pyodide.version}`);
pyodide.runPython(readFileSync('both.py', 'utf8'));
const spent = async (wait) => {
  const start = pyodide.runPython('import time; time.process_time()');
  await wait();
  return Math.min(pyodide.runPython('time.process_time()') - start, 1).toFixed(1);
};
console.log(`Pyodide: asyncio.sleep(1) costs ${await spent(() => pyodide.runPythonAsync('import asyncio; await asyncio.sleep(1)'))} s`);
console.log(`Pyodide: a second without Python costs ${await spent(() => new Promise((then) => setTimeout(then, 1000)))} s`);
JS
echo "Node $(node --version), $(python3 --version)"
{ python3 both.py; node run.mjs; } | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
desk: a sleep of 1 s costs 0.0 s of processor time
desk: thread_time is there: True
Pyodide 314.0.3
Pyodide: a sleep of 1 s costs 1.0 s of processor time
Pyodide: thread_time is there: False
Pyodide: asyncio.sleep(1) costs 1.0 s
Pyodide: a second without Python costs 1.0 s
RECORDED
echo "As recorded."
