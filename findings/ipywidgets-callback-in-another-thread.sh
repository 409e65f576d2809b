#!/usr/bin/env bash
# ipykernel with ipywidgets: in which thread a slider's callback runs, when, and whether NumPy's settings hold there.
#
# What one would expect: a kernel does one thing at a time. A slider that is moved while a cell runs waits for
#   the cell; its callback runs in the main thread, with the settings that the notebook's first cell made.
# What happens: JupyterLab (since 4.4, by default) sends what widgets say over a subshell of the kernel. With
#   ipykernel 7.0 to 7.3 the callback then runs in another thread, in the middle of the running cell, and
#   np.seterr and np.set_printoptions of the notebook do not hold in it, because NumPy keeps them in a context
#   variable. 6.17 has no subshells, and 7.4 sends a widget's messages back to the thread that last used it.
# What it means for a course: a slider that is moved while a cell trains a net changes the weights in the middle
#   of a step, `signal` raises in the callback, and an overflow that the notebook had made an error passes. Ask
#   for 7.4 or later; set np.errstate inside the callback; put nothing into the callback that a cell also changes.
# The script sends the same messages as JupyterLab does.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > run.py <<'PY'
from importlib.metadata import version

from jupyter_client.manager import start_new_kernel

SETUP = """
import threading, time
import ipywidgets, numpy as np
np.set_printoptions(precision=2)
np.seterr(over="raise")
busy, seen = False, []
def moved(change):
    main = threading.current_thread() is threading.main_thread()
    where = "main thread" if main else "another thread"
    when = "while the cell runs" if busy else "after the cell"
    seen.append(f"{where}, {when}, overflow: {np.geterr()['over']}, a third: {np.array([1 / 3])}")
slider = ipywidgets.FloatSlider()
slider.observe(moved, "value")
print(slider.comm.comm_id)
"""
SLOW = "busy = True; print('begun', flush=True); time.sleep(2); busy = False"
manager, client = start_new_kernel(kernel_name="python3")


def printed(code, at_begin=None):
    """Run a cell; what it printed. `at_begin` is called when it prints for the first time."""
    asked, text = client.execute(code), ""
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != asked:
            continue
        if message["msg_type"] == "stream":
            text += message["content"]["text"]
            if at_begin:
                at_begin()
        elif message["content"].get("execution_state") == "idle":
            return text.strip()


def new_subshell():
    client.control_channel.send(client.session.msg("create_subshell_request", {}))
    while True:
        reply = client.get_control_msg(timeout=60)
        if reply["msg_type"] == "create_subshell_reply":
            return reply["content"]["subshell_id"]


comm = printed(SETUP)
info = client.kernel_info(reply=True, timeout=60)["content"]
header = {"subshell_id": new_subshell()} if "kernel subshells" in info.get("supported_features", []) else {}


def move():
    data = {"method": "update", "state": {"value": 1.0}, "buffer_paths": []}
    message = client.session.msg("comm_msg", {"comm_id": comm, "data": data})
    message["header"].update(header)
    client.shell_channel.send(message)


printed(SLOW, at_begin=move)
printed("time.sleep(1)")
print(f"ipykernel {version('ipykernel')}: {printed('print(*seen)')}")
client.stop_channels()
manager.shutdown_kernel(now=True)
PY
python3 -m venv env
env/bin/pip install -qq ipywidgets==8.1.8 numpy==2.4.6
echo "Versions:"
python3 --version
env/bin/pip list 2>/dev/null | grep -E '^(ipywidgets|numpy) '
for pins in "6.17.1 ipython==7.34.0 jupyter-client==7.4.9" "7.0.1 ipython==9.18.1 jupyter-client==8.9.1" \
    "7.1.0" "7.2.0" "7.3.0" "7.4.0"; do
    # shellcheck disable=SC2086
    env/bin/pip install -qq ipykernel==$pins
    HOME="$work" PATH="$work/env/bin:$PATH" env/bin/python -W ignore run.py 2>>log.txt >>seen.txt || { tail -n 20 log.txt; exit 1; }
done
cat seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
ipykernel 6.17.1: main thread, after the cell, overflow: raise, a third: [0.33]
ipykernel 7.0.1: another thread, while the cell runs, overflow: warn, a third: [0.33333333]
ipykernel 7.1.0: another thread, while the cell runs, overflow: warn, a third: [0.33333333]
ipykernel 7.2.0: another thread, while the cell runs, overflow: warn, a third: [0.33333333]
ipykernel 7.3.0: another thread, while the cell runs, overflow: warn, a third: [0.33333333]
ipykernel 7.4.0: main thread, after the cell, overflow: raise, a third: [0.33]
RECORDED
echo "As recorded."

