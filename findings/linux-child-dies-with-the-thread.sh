#!/usr/bin/env bash
# Linux's PR_SET_PDEATHSIG and thread pools: a child that shall die with its parent dies with the thread that started it.
#
# What one would expect: "send me a signal when my parent is gone", set in a child so that none is left when a grader is
#   killed, fires when the grader ends. `os.getppid()` names a process, and it is there all the time.
# What happens: to the kernel the parent is the thread that called fork. A child that is started in a thread pool and
#   waited for elsewhere is killed when that thread ends, in the middle of its work, with status -9, while the process
#   that `getppid` names goes on. A `with ThreadPoolExecutor` ends its threads at the end of the block, and
#   asyncio.run those of asyncio.to_thread at its own end. prctl's manual page says so in a note; psutil's
#   `Process.parent()`, which knows no threads, says that the parent lives.
# What it means for a course: a grader that starts students' programs from threads kills some of them at random and gives
#   0. Start them from the main thread, or from one that lives as long as they may.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq psutil==7.2.0
echo "Versions: $(uname -s) $(uname -r | cut -d. -f1-2)"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^psutil '
cat > run.py <<'PY'
import asyncio
import ctypes
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import psutil

PR_SET_PDEATHSIG = 1
WORK = "import os, time; time.sleep(1.5); print('4 of 4, parent is there:', os.getppid() == int(os.environ['GRADER']))"
os.environ["GRADER"] = str(os.getpid())


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


def start():
    return subprocess.Popen(
        [sys.executable, "-c", WORK], preexec_fn=die_with_parent, stdout=subprocess.PIPE, text=True
    )


def tell(where, child):
    alive = psutil.Process(child.pid).parent().is_running()
    said = child.communicate()[0].strip() or "nothing"
    print(f"started {where}: says {said}; status {child.returncode}; psutil: parent runs: {alive}")


tell("in the main thread", start())
kept = ThreadPoolExecutor()
tell("in a pool that is kept", kept.submit(start).result())
with ThreadPoolExecutor() as pool:
    child = pool.submit(start).result()
tell("in a pool, waited for after it", child)
children = []
thread = threading.Thread(target=lambda: children.append(start()))
thread.start()
thread.join()
tell("in a thread of its own", children[0])
tell("by asyncio.to_thread, waited for after run", asyncio.run(asyncio.to_thread(start)))
PY
env/bin/python run.py | tee seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
started in the main thread: says 4 of 4, parent is there: True; status 0; psutil: parent runs: True
started in a pool that is kept: says 4 of 4, parent is there: True; status 0; psutil: parent runs: True
started in a pool, waited for after it: says nothing; status -9; psutil: parent runs: True
started in a thread of its own: says nothing; status -9; psutil: parent runs: True
started by asyncio.to_thread, waited for after run: says nothing; status -9; psutil: parent runs: True
RECORDED
echo "As recorded."
