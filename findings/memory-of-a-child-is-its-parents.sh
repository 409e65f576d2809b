#!/usr/bin/env bash
# Linux and Python's `resource`: the peak memory of a child is at least the peak of the parent that started it.
#
# What one would expect: `getrusage(RUSAGE_CHILDREN).ru_maxrss`, and `wait4` for one child alone, tell how much memory a
#   student's program needed. Another program was loaded in between, after all.
# What happens: the largest size is carried over from before that program was loaded. `true`, started by a grader that
#   holds an array of 300 MB, is said to have needed 300 MB, and every later child too; psutil, asked while a
#   child runs, sees one or two. Started by a small helper, the same child has its own figure.
# What it means for a course: a limit, or a table of who used most, built on that figure accuses honest students as soon
#   as the grader itself grows. Start students' programs from a small process, or read a control group's peak.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq numpy==2.4.6 psutil==7.2.0
echo "Versions: $(uname -s) $(uname -r | cut -d. -f1-2)"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|psutil) '
cat > run.py <<'PY'
import os
import resource
import subprocess
import sys

import numpy as np
import psutil

HELPER = "import os, subprocess as s; p = s.Popen({0}); print(os.wait4(p.pid, 0)[2].ru_maxrss)"
CHILD = ["sleep", "0.3"]


def roughly(kilobytes):
    return "over 300 MB" if kilobytes > 300 * 1024 else "under 100 MB" if kilobytes < 100 * 1024 else "between"


def started_here():
    """The peak of a child as the system tells it, and what psutil sees while it runs."""
    child = subprocess.Popen(CHILD)
    seen = psutil.Process(child.pid).memory_info().rss / 1024
    usage = os.wait4(child.pid, 0)[2]
    child.returncode = 0
    return f"{roughly(usage.ru_maxrss)} by wait4, {roughly(seen)} by psutil"


print("small parent:", started_here())
array = np.ones(300 * 2**20 // 8)
print("parent with 300 MB more:", started_here())
helper = subprocess.run(
    [sys.executable, "-c", HELPER.format(CHILD)], capture_output=True, text=True, check=True
)
print("started by a small helper of that parent:", roughly(int(helper.stdout)))
del array
print("after the array was given back:", started_here())
subprocess.run(CHILD, check=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("the largest of all children, by getrusage:", roughly(peak))
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
small parent: under 100 MB by wait4, under 100 MB by psutil
parent with 300 MB more: over 300 MB by wait4, under 100 MB by psutil
started by a small helper of that parent: under 100 MB
after the array was given back: over 300 MB by wait4, under 100 MB by psutil
the largest of all children, by getrusage: over 300 MB
RECORDED
echo "As recorded."
