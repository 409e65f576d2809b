"""Run chapters in one language, solved, in a plain IPython shell; what every cell showed.

    python spoken_run.py CHAPTERS.json OUT.json

CHAPTERS.json is a list of chapters, each a list of pairs: a code cell's id and what to run. The
language is that of the environment. OUT.json has for each cell its texts, whether it showed a
figure, and what it wrote to stderr.
"""

import base64
import json
import os
import re
import sys
import tempfile
from pathlib import Path

from english_words import texts_in
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

METADATA = re.compile(r"(?s)<metadata>.*?</metadata>")


def main():
    """Run the chapters that are named."""
    chapters = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    out = Path(sys.argv[2]).resolve()
    os.chdir(tempfile.mkdtemp(dir=out.parent))  # it goes with what the test has there
    shell = InteractiveShell.instance(
        config=Config(InlineBackend={"print_figure_kwargs": {"bbox_inches": None}})
    )
    import backpass

    backpass.describe_figures()
    found = []
    for cells in chapters:
        shell.reset(new_session=False)
        for name, source in cells:
            with capture_output() as shown:
                done = shell.run_cell(source)
            texts = shown.stdout.splitlines()
            figures = []
            for output in shown.outputs:
                texts += texts_in(output.data.get("text/html", ""))
                if "text/html" not in output.data:
                    texts += output.data.get("text/plain", "").splitlines()
                for svg in re.findall(
                    r"svg\+xml;base64,([^\"]*)", output.data.get("text/html", "")
                ):
                    figures.append("svg")
                    texts += texts_in(METADATA.sub("", base64.b64decode(svg).decode()))
                figures += ["png"] if "image/png" in output.data else []
            error = done.error_before_exec or done.error_in_exec
            trouble = [shown.stderr] if shown.stderr else []
            trouble += [f"{type(error).__name__}: {error}"] if error is not None else []
            found.append([name, texts, figures, trouble])
    out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


main()
