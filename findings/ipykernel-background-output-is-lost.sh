#!/usr/bin/env bash
# ipykernel with nbclient: what a background task or thread prints after its cell has ended is lost.
#
# What one would expect: a task or thread goes on while later cells run, and what it prints turns up in
#   the output of the cell that runs at that moment. So it is with ipykernel 6.17.1, which Colab has.
# What happens: newer kernels send the text as output of the cell that *started* it. nbclient is through
#   with that cell, keeps the output of the current one only, and drops the text without a word. It is
#   so for tasks and threads in 6.31, and for tasks alone in 7.4: three versions, three behaviours.
# What it means for a course: losses and warnings that a student saw in the browser are missing from the
#   graded notebook and from every page made of it, depending on the kernel's version. Await the task,
#   or join the thread, in the cell that starts it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
cat > run.py <<'PY'
from importlib.metadata import version

from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

TASK = (
    "import asyncio\n"
    "async def train():\n"
    "    await asyncio.sleep(0.5)\n"
    "    print('loss 0.25')\n"
    "task = asyncio.create_task(train())"
)
THREAD = (
    "import threading, time\n"
    "def train():\n"
    "    time.sleep(0.5)\n"
    "    print('loss 0.25')\n"
    "task = threading.Thread(target=train)\n"
    "task.start()"
)
LATER = "import asyncio\nawait asyncio.sleep(2)"
CELLS = {"task": (TASK, LATER), "thread": (THREAD, LATER), "task awaited": (TASK + "\nawait task", LATER)}
for name, cells in CELLS.items():
    book = new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    book.cells = [new_code_cell(cell) for cell in cells]
    NotebookClient(book, timeout=60).execute()
    texts = ["".join(o.text for o in cell.outputs if o.output_type == "stream").strip() for cell in book.cells]
    print(f"ipykernel {version('ipykernel')}, {name}: {texts}")
PY
echo "Versions:"
python3 --version
for pins in "ipykernel==6.17.1 ipython==7.34.0 jupyter-client==7.4.9" "ipykernel==6.31.0 ipython==9.18.1" "ipykernel==7.4.0 ipython==9.18.1"; do
    rm -rf env
    python3 -m venv env
    # shellcheck disable=SC2086
    env/bin/pip install -qq nbclient==0.11.0 nbformat==5.11.1 $pins
    env/bin/pip list 2>/dev/null | grep -E '^(nbclient|nbformat|ipykernel|ipython|jupyter_client) '
    HOME="$work" PATH="$work/env/bin:$PATH" env/bin/python -W ignore run.py 2>>log.txt >>seen.txt || { tail -n 20 log.txt; exit 1; }
done
cat seen.txt

diff - seen.txt <<'RECORDED' || { echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
ipykernel 6.17.1, task: ['', 'loss 0.25']
ipykernel 6.17.1, thread: ['', 'loss 0.25']
ipykernel 6.17.1, task awaited: ['loss 0.25', '']
ipykernel 6.31.0, task: ['', '']
ipykernel 6.31.0, thread: ['', '']
ipykernel 6.31.0, task awaited: ['loss 0.25', '']
ipykernel 7.4.0, task: ['', '']
ipykernel 7.4.0, thread: ['', 'loss 0.25']
ipykernel 7.4.0, task awaited: ['loss 0.25', '']
RECORDED
echo "As recorded."
