"""What a visible check takes, beside an older version: ``python -m benchmarks.checks REV``.

Every chapter is run solved, in a shell like a kernel's, by a new Python for each version and each
turn. Then each of its checks is made several times; the least counts, in milliseconds of processor
time. The versions take turns, so a machine that slows down slows both. The package cache is that of
this version's environment: only Backpass differs.

Starting is measured with it: from the beginning of ``import backpass.check`` to a first exploration
in the learner's hands.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.page import ROOT, circumstances, table, write

DOCUMENT, MARK = ROOT / "docs" / "benchmarks.md", "checks"
#: How often each check is made.
TIMES = 8

START = """
import sys, time
sys.path.insert(0, sys.argv[1])
began = time.process_time()
import backpass.check
checked = time.process_time()
from backpass import explore
explore.sensitivity()
print(checked - began, time.process_time() - began)
"""

CHECKS = """
import contextlib, io, json, os, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import matplotlib
matplotlib.use("agg")
import nbformat
from IPython.core.interactiveshell import InteractiveShell

found = {}
for path in sorted(Path(sys.argv[1], "source").glob("*/*.ipynb")):
    os.chdir(path.parent)
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        checks = []
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                shell.run_cell(cell.source)
                lines = [line.partition("  #")[0] for line in cell.source.splitlines()]
                checks += [line for line in lines if line.startswith("check(")]
        for line in dict.fromkeys(checks):
            took = []
            for _ in range(int(sys.argv[2])):
                began = time.process_time()
                exec(line, shell.user_ns)
                took.append(1e3 * (time.process_time() - began))
            found[line] = min(took)
print(json.dumps(found))
"""


def run(program: str, root: Path, *words: str) -> str:
    """What a new Python prints, with the package of one version.

    Raises:
        subprocess.CalledProcessError: It failed.
    """
    command = [sys.executable, "-c", program, str(root), *words]
    environment = {"BACKPASS_PROGRESS": str(root / "progress.json"), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


def measured(old: Path, new: Path, turns: int) -> tuple[list[dict[str, float]], list[list[float]]]:
    """What checks take in both versions, the least of all turns, and the ratios of starting."""
    checks: list[dict[str, float]] = [{}, {}]
    started: list[list[float]] = []
    for _ in range(turns):
        starts = []
        for which, root in enumerate((old, new)):
            for line, took in json.loads(run(CHECKS, root, str(TIMES))).items():
                checks[which][line] = min(took, checks[which].get(line, took))
            starts.append([float(number) for number in run(START, root).split()])
        started.append([after / before for before, after in zip(*starts, strict=True)])
    return checks, started


def block(revision: str, checks: list[dict[str, float]], started: list[list[float]]) -> str:
    """The table."""
    before, after = checks
    both = [line for line in after if line in before]
    rows = []
    kinds = (("exercises", False), ("quizzes", True))
    for words, quiz in kinds:
        of = [line for line in both if ("quiz" in line) is quiz]
        ratios = [after[line] / before[line] for line in of]
        worst = max(of, key=lambda line: after[line])
        rows.append(
            [
                f"{words}, {len(of)}",
                f"{statistics.median(before[line] for line in of):.1f}",
                f"{statistics.median(after[line] for line in of):.1f}",
                f"{statistics.median(ratios):.2f}",
                f"{after[worst]:.0f}, `{worst}`",
            ]
        )
    imported, explored = (statistics.median(column) for column in zip(*started, strict=True))
    return "\n\n".join(
        [
            f"Checks of right answers in all chapters, ms of processor time, `{revision}` and this "
            f"version in turn, the least of {len(started)} turns: "
            f"{circumstances('numpy', 'ipython')}.",
            table(["checks", f"`{revision}`", "here", "here, of that", "dearest here"], rows),
            f"`import backpass.check` takes {imported:.2f} of what it took there, import and first "
            f"exploration together {explored:.2f} (medians).",
        ]
    )


def main() -> None:
    """Measure, print, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("revision", help="the older commit")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backpass-checks-") as folder:
        old, new = Path(folder) / "old", Path(folder) / "new"
        git = ["git", "-C", str(ROOT)]
        subprocess.run(
            [*git, "worktree", "add", "--quiet", "--detach", str(old), options.revision], check=True
        )
        try:
            for part in ("backpass", "source"):
                shutil.copytree(ROOT / part, new / part)
            made = block(options.revision, *measured(old, new, options.turns))
        finally:
            subprocess.run([*git, "worktree", "remove", "--force", str(old)], check=True)
    write(DOCUMENT, {MARK: made})
    print(made)


if __name__ == "__main__":
    main()
