"""``autograder.zip`` for Gradescope, and the results that it reads.

Gradescope unpacks the archive into ``/autograder/source``, runs ``setup.sh`` once, copies
``run_autograder`` to ``/autograder``, lays a student's files into ``/autograder/submission`` and
reads ``/autograder/results/results.json``. Source: gradescope-autograders.readthedocs.io/en/latest/
specs/, read in November 2026.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from html import escape
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import backpass
from backpass.atomic import put
from backpass.grading.course import CourseError
from backpass.grading.elsewhere.judged import Result
from backpass.grading.elsewhere.key_file import packed
from backpass.grading.marking.submission import AnswerKey

VISIBILITY = ("visible", "after_due_date", "after_published", "hidden")
LOCK = "constraints.txt"

SETUP = """\
#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image. Installs what the lock names, nothing else.
set -euo pipefail
source=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
env=$(dirname "$source")/env
python=
for one in python3.13 python3.12 python3.11; do
    if command -v "$one" >/dev/null && "$one" -c 'import venv, ensurepip' 2>/dev/null; then
        python=$one
        break
    fi
done
if [[ -z $python ]]; then
    apt-get update -qq
    apt-get install -y -qq python3.12 python3.12-venv ||
        apt-get install -y -qq python3.11 python3.11-venv
    python=$(command -v python3.12 || command -v python3.11)
fi
"$python" -m venv "$env"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \\
    --requirement "$source/constraints.txt"
"$env/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps "$source"/*.whl
# Says in the build's log whether students' code can be contained here.
"$env/bin/backpass" doctor || echo "backpass: each submission tries again, see above"
"""

RUN = """\
#!/usr/bin/env bash
# Judges one submission. Without containment it writes no result and says why{loudly}.
set -euo pipefail
autograder=$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)
mkdir -p "$autograder/results"
exec "$autograder/env/bin/backpass" judge "$autograder/submission" \\
    --key "$autograder/source/key.json" \\
    --gradescope "$autograder/results/results.json" --visibility {visibility}{options}
"""


def write_zip(
    key: AnswerKey, path: Path, *, visibility: str = "visible", allow_uncontained: bool = False
) -> Path:
    """Write an autograder for one chapter.

    Args:
        key: What the chapter is graded by.
        path: The archive.
        visibility: When students see what a test says, in Gradescope's words.
        allow_uncontained: Whether to judge even where code cannot be contained.

    Raises:
        CourseError: This package or its lock is not there to be packed.
    """
    root = Path(backpass.__file__).resolve().parents[1]
    options = " --allow-uncontained" if allow_uncontained else ""
    loudly = " (it was exported to run uncontained all the same)" if allow_uncontained else ""
    name, wheel = build_wheel(root)
    files = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.format(
            visibility=visibility, options=options, loudly=loudly
        ).encode(),
        "key.json": packed(key),
        LOCK: locked_for_grading(root).encode(),
        name: wheel,
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            entry = zipfile.ZipInfo(file, (2026, 1, 1, 0, 0, 0))
            executable = file in ("setup.sh", "run_autograder")
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    put(path, held.getvalue(), 0o600)
    return path


def build_wheel(root: Path) -> tuple[str, bytes]:
    """This package as a wheel: its name and what it holds.

    Raises:
        CourseError: It cannot be built.
    """
    if not (root / "pyproject.toml").is_file():
        raise CourseError(
            "the archive holds Backpass itself, built from a clone of the course: install it from "
            "there (`make setup`), and export again."
        )
    with tempfile.TemporaryDirectory(prefix="backpass-wheel-") as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        built = subprocess.run(  # noqa: S603 - our own words
            command, cwd=root, capture_output=True, text=True, check=False
        )
        wheels = list(Path(folder).glob("*.whl"))
        if built.returncode or len(wheels) != 1:
            last = (built.stderr.strip() or built.stdout.strip()).splitlines()[-1:]
            raise CourseError(f"no wheel of Backpass could be built: {' '.join(last)}")
        return wheels[0].name, wheels[0].read_bytes()


def locked_for_grading(root: Path) -> str:
    """The part of the lock that grading needs, hashes and all.

    Raises:
        CourseError: There is no lock.
    """
    path = root / LOCK
    if not path.is_file():
        raise CourseError(f"{LOCK} is missing: run `make lock`.")
    blocks: dict[str, list[str]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8").strip()):
        name = canonicalize_name(re.split(r"[=\s;\[]", block, maxsplit=1)[0])
        blocks.setdefault(name, []).append(block)
    wanted: set[str] = set()
    _add("backpass", {"grading"}, wanted)
    return (
        "\n".join(block for name in sorted(wanted & set(blocks)) for block in blocks[name]) + "\n"
    )


def _add(name: str, extras: set[str], wanted: set[str]) -> None:
    """Add what a package needs, on whatever system and Python."""
    try:
        requires = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return  # needed on another system alone; the lock has its block if it is needed at all
    for line in requires:
        requirement = Requirement(line)
        marker = str(requirement.marker or "")
        asked = re.findall(r"extra == ['\"]([^'\"]+)['\"]", marker)
        if asked and not extras & set(asked):
            continue
        child = canonicalize_name(requirement.name)
        if child not in wanted or requirement.extras:
            new = child not in wanted
            wanted.add(child)
            if new or requirement.extras:
                _add(child, set(requirement.extras), wanted)


def results(result: Result, visibility: str) -> dict[str, Any]:
    """A result as Gradescope reads it: a test for each exercise.

    Args:
        result: What came of a submission.
        visibility: When students see the tests, a word of Gradescope's such as ``"visible"``.
    """
    notes = [*result.notes] + ([] if result.contained else ["It ran without containment."])
    output = [result.unreadable] if result.unreadable else notes
    return {
        "score": result.score,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "output": "".join(f"<p>{escape(line)}</p>" for line in output),
        "output_format": "html",
        "tests": [
            {
                "name": one.name,
                "score": one.score or 0.0,
                "max_score": one.points,
                "status": "passed" if one.score == one.points else "failed",
                "output": "".join(f"<p>{escape(line)}</p>" for line in one.said),
                "output_format": "html",
                "visibility": visibility,
            }
            for one in result.exercises
        ],
        "extra_data": {"seed": result.seed, "chapter": result.chapter},
    }


def write_results(result: Result, path: Path, visibility: str) -> None:
    """Write ``results.json``.

    Args:
        result: What came of a submission.
        path: Where to.
        visibility: See :func:`results`.
    """
    text = json.dumps(results(result, visibility), ensure_ascii=False, indent=1)
    put(path, f"{text}\n".encode(), 0o644)
