"""Run one notebook in a real kernel of another environment, and move a slider as a page does.

    python kernel_run.py NOTEBOOK.ipynb OUT.json

OUT.json holds errors and stderr by cell, how often the picture came anew after a slider was moved,
and what the kernel is. Only that environment's own packages are needed.
"""

import json
import sys
from pathlib import Path

from jupyter_client.manager import start_new_kernel

PATIENCE = 60


class Client:
    """A front end with no page."""

    def __init__(self, client):
        self.client = client
        self.models = {}
        self.pictures = []

    def run(self, source):
        """Run one cell; its errors and what it wrote to stderr."""
        return self._until_idle(self.client.execute(source, store_history=True))

    def move(self, model, value):
        """Set a slider as a page does; what went wrong."""
        data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
        message = self.client.session.msg("comm_msg", {"comm_id": model, "data": data})
        self.client.shell_channel.send(message)
        return self._until_idle(message["header"]["msg_id"])

    def _until_idle(self, request):
        troubles = []
        while True:
            message = self.client.get_iopub_msg(timeout=PATIENCE)
            kind, content = message["msg_type"], message["content"]
            if kind == "comm_open":
                self.models[content["comm_id"]] = content["data"].get("state", {})
            elif kind == "comm_msg":
                value = content["data"].get("state", {}).get("value")
                if isinstance(value, str) and "<svg" in value:
                    self.pictures.append(value)
            elif kind == "error":
                troubles.append(f"{content['ename']}: {content['evalue']}")
            elif kind == "stream" and content["name"] == "stderr":
                troubles.append(f"stderr: {content['text']}")
            ours = message["parent_header"].get("msg_id") == request
            if kind == "status" and content["execution_state"] == "idle" and ours:
                return troubles


def main():
    """Run the notebook that is named."""
    manager, client = start_new_kernel(kernel_name="python3")
    page, troubles, moved = Client(client), {}, {}
    try:
        for cell in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                known = set(page.models)
                found = page.run("".join(cell["source"]))
                troubles.update({cell["id"]: found} if found else {})
                sliders = [
                    (key, state)
                    for key, state in page.models.items()
                    if key not in known and state.get("_model_name") == "FloatSliderModel"
                ]
                for key, state in sliders:
                    before = len(page.pictures)
                    found = page.move(key, state["max"])
                    troubles.update({f"{cell['id']} slider": found} if found else {})
                    moved.setdefault(cell["id"], []).append(len(page.pictures) - before)
        client.kernel_info()
        info = client.get_shell_msg(timeout=PATIENCE)
        while info["msg_type"] != "kernel_info_reply":
            info = client.get_shell_msg(timeout=PATIENCE)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    import ipykernel
    import jupyter_client

    report = {
        "troubles": troubles,
        "moved": moved,
        "kernel": info["content"]["implementation_version"],
        "ipykernel": ipykernel.__version__,
        "jupyter_client": jupyter_client.__version__,
    }
    Path(sys.argv[2]).write_text(json.dumps(report), encoding="utf-8")


if __name__ == "__main__":
    main()
