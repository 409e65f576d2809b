"""Every attack of the suite on stock nbgrader and here: ``python -m benchmarks.attacks``, as root.

The same course, the same hidden tests and the same submissions are graded twice: by nbgrader as it
comes, and by this repository's configuration. Stock nbgrader runs whatever it is handed, so here it
runs, as nobody, in namespaces of its own with folders in memory: each attack sees a machine with
two students, a gradebook and a network that ends at loopback, and the machine is gone afterwards.
The table goes to ``docs/security.md``. With ``--results FILE`` what was measured is kept, and an
interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import ctypes
import html
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.page import ROOT, circumstances, table, write
from tests.attacks import pages
from tests.attacks.conftest import FAMILIES, GradedCourse, Listener, aimed, grade_class, marks_of
from tests.attacks.harness import ANSWERS, CANARY, CHAPTER, Attack, hand_in

DOCUMENT, MARK = ROOT / "docs" / "security.md", "attacks"
PACKAGES = ("nbgrader", "nbclient", "ipykernel")
CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "stock"\n'
#: The longest that a command of stock nbgrader may take for one submission.
PATIENCE = 90.0
NOBODY = 65534
CLASSMATE = Attack("classmate", mark=20.0, cells=dict(ANSWERS))
#: Lines of the hidden tests that no student should be shown.
HIDDEN = ("BEGIN HIDDEN TESTS", "import grade", "grade(multiply_gradient)")
_NAMESPACES = 0x2000_0000 | 0x0002_0000 | 0x4000_0000 | 0x0800_0000 | 0x0400_0000


# --- what is looked at ---------------------------------------------------------------------------


def harm(attack: Attack, course: GradedCourse, classmate: str | None = None) -> list[str]:
    """What an attack did, in words; the mark apart.

    Args:
        attack: The attack.
        course: The course after the class was graded and given feedback.
        classmate: Text of a classmate's submission that must not have changed.
    """
    done = []
    own = [path for step in ("autograded", "feedback") for path in files(course, step, attack)]
    if any(CANARY in _text(path) for path in own):
        done.append("secrets read")
    canary = course.root / "canary.txt"
    if not canary.is_file() or canary.read_text(encoding="utf-8") != CANARY:
        done.append("the course's files changed")
    if classmate is not None and _text(_notebook(course.root, CLASSMATE)) != classmate:
        done.append("a classmate's work changed")
    if course.calls_home:
        done.append("reached the network")
    feedback = [_text(path) for path in own if path.suffix == ".html"] if aims(attack) else []
    if any(pages.Owned(page).found for page in feedback):
        done.append("acts in the browser")
    if any(line in _reads(page) for page in feedback for line in HIDDEN):
        done.append("shown hidden tests")
    return done


def aims(attack: Attack) -> bool:
    """Whether it aims at a page, or at what a page may tell."""
    return attack.name.startswith(("page:", "leak:"))


def files(course: GradedCourse, step: str, attack: Attack) -> list[Path]:
    """What a step of nbgrader's left of a submission."""
    folder = course.root / step / attack.student
    return [path for path in folder.rglob("*") if path.is_file()]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _reads(page: str) -> str:
    return html.unescape(re.sub("<[^>]*>", "", page))


def _notebook(root: Path, attack: Attack) -> Path:
    return root / "submitted" / attack.student / CHAPTER / f"{CHAPTER}.ipynb"


def said(attack: Attack, mark: float | None, done: list[str]) -> str:
    """The outcome as the table has it: the mark beside the deserved one, then the harm."""
    if mark is None:
        words = ["not graded"]
    elif mark > attack.mark:
        words = [f"**{mark:g}** for {attack.mark:g}"]
    else:
        words = [f"{mark:g} for {attack.mark:g}" if mark != attack.mark else f"{mark:g}"]
    return ", ".join([*words, *(f"**{what}**" for what in done)])


# --- stock nbgrader ------------------------------------------------------------------------------


def make_template(folder: Path) -> Path:
    """A course with nbgrader as it comes, its chapter released."""
    shutil.copytree(ROOT / "source" / CHAPTER, folder / "source" / CHAPTER)
    shutil.copytree(ROOT / "grader_tests" / CHAPTER, folder / "grader_tests" / CHAPTER)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    (folder / "canary.txt").write_text(CANARY, encoding="utf-8")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # alembic
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", CHAPTER]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def on_stock(attack: Attack, template: Path) -> dict[str, Any]:
    """What stock nbgrader makes of an attack, on a machine of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        code = 1
        try:
            _check(ctypes.CDLL(None, use_errno=True).unshare(_NAMESPACES))
            first = os.fork()  # the first process of the new namespace: all others end with it
            if first == 0:
                os.write(writer, json.dumps(_alone(attack, template)).encode())
                code = 0
            else:
                code = os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
        finally:
            os._exit(code)
    os.close(writer)
    with os.fdopen(reader) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    if not told:
        raise RuntimeError(f"{attack.name}: the machine for stock nbgrader could not be made")
    result: dict[str, Any] = json.loads(told)
    return result


def _alone(attack: Attack, template: Path) -> dict[str, Any]:
    """In the namespaces, as root: prepare, let nbgrader run as nobody, and look."""
    course = template.parent / "course"
    _furnish(template, course)
    listener = Listener()
    for one in (CLASSMATE, aimed(attack, course, listener.port)):
        hand_in(one, course / "release", course / "submitted")
    honest = Attack("an honest one", cells=dict(ANSWERS))
    if not (course / "submitted" / honest.student).exists():
        hand_in(honest, course / "release", course / "submitted")
    _give_away(course)
    before = _text(_notebook(course, CLASSMATE))
    start = time.monotonic()
    code = _nbgrader(course, "autograde", CHAPTER, f"--student={attack.student}")
    seconds = time.monotonic() - start
    left = _processes()
    graded = GradedCourse(course, calls_home=listener.heard)
    mark = None
    if files(graded, "autograded", attack):  # nbgrader takes away what it could not grade
        mark = _marks(course).get(attack.student)
    if mark is not None and aims(attack):
        _nbgrader(course, "generate_feedback", CHAPTER, f"--student={attack.student}")
    done = harm(attack, graded, before)
    if not (course / "gradebook.db").is_file():
        done.append("the gradebook gone")
    if code is None:
        done.append(f"grading ended by force after {PATIENCE:g} s")
    elif code < 0:
        done.append("grading killed")
    if code != 0 and _class_stopped(course):
        done.append("class stopped")
    if left:
        done.append("processes left behind")
    return {"mark": mark, "done": done, "seconds": round(seconds, 1)}


def _class_stopped(course: Path) -> bool:
    """Whether a classmate, who comes later in the list, gets no full mark when all are graded."""
    _nbgrader(course, "autograde", CHAPTER, "--force")
    return _marks(course).get(CLASSMATE.student) != CLASSMATE.mark


def _marks(course: Path) -> Mapping[str, float]:
    try:
        return marks_of(course)
    except Exception:  # whatever an attack has left of the gradebook
        return {}


def _furnish(template: Path, course: Path) -> None:
    """Folders in memory wherever somebody could write, and nothing of the host's own processes."""
    kept = Path(sys.base_prefix)
    script = f"""
        set -e
        mount --make-rprivate /
        mount -t tmpfs -o size=500m,mode=1777 none /mnt
        mkdir /mnt/template /mnt/python
        mount --bind {template} /mnt/template
        mount --bind {kept} /mnt/python
        for closed in {" ".join(map(str, closed_to_others(kept)))}; do
            mount -t tmpfs -o mode=755 none $closed
        done
        [ -d {kept} ] || mkdir -p {kept}
        mount --bind /mnt/python {kept}
        for open in /dev/shm /var/tmp; do mount -t tmpfs -o size=50m,mode=1777 none $open; done
        mount -t tmpfs -o size=400m,mode=1777 none /tmp
        mount -t proc none /proc
        ip link set lo up
        mkdir -p {course}
        cp -r /mnt/template/. {course}
    """
    subprocess.run(["/bin/sh", "-c", script], check=True)


def closed_to_others(path: Path) -> list[Path]:
    """The outermost folder on the way to a path that nobody but its owner may pass, if any."""
    return [folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001][:1]


def _give_away(course: Path) -> None:
    for path in (course, *course.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)


def _nbgrader(course: Path, *arguments: str) -> int | None:
    """Run one of nbgrader's commands as nobody; how it ended, or None when it did not."""
    child = os.fork()
    if child == 0:
        try:
            _become_nobody(course)
            from nbgrader.apps.nbgraderapp import NbGraderApp  # noqa: PLC0415

            NbGraderApp.launch_instance([*arguments])
            os._exit(0)
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
        except BaseException:
            os._exit(1)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    for pid in _processes():
        os.kill(pid, signal.SIGKILL)
    return None


def _become_nobody(course: Path) -> None:
    """An ordinary user with bounded means, in the course's folder."""
    limits = {
        resource.RLIMIT_DATA: 2**30,
        resource.RLIMIT_NPROC: 64,
        resource.RLIMIT_FSIZE: 150 * 2**20,
        resource.RLIMIT_CPU: 120,
        resource.RLIMIT_CORE: 0,
    }
    for what, most in limits.items():
        resource.setrlimit(what, (most, most))
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    os.chdir(course)
    home = course / ".home"
    home.mkdir(exist_ok=True)
    os.environ.update(HOME=str(home), BACKPASS_CANARY=CANARY, OPENBLAS_NUM_THREADS="1")
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        os.environ[name] = str(home / name.lower())
    log = os.open(course / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (1, 2):
        os.dup2(log, number)


def _processes() -> list[int]:
    """Processes of nobody's that are still there, those that have ended apart."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and entry.stat().st_uid == NOBODY:
            status = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            if status.rpartition(")")[2].split()[0] != "Z":
                found.append(int(entry.name))
    return found


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "namespaces are needed: run this as root on Linux")


# --- the table -----------------------------------------------------------------------------------


def measure_stock(results: Path | None) -> dict[str, dict[str, Any]]:
    """Each attack on stock nbgrader, those that are known already apart."""
    known: dict[str, dict[str, Any]] = {}
    if results is not None and results.is_file():
        known = json.loads(results.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="backpass-stock-") as folder:
        Path(folder).chmod(0o755)
        template = make_template(Path(folder) / "template")
        import nbgrader.apps.nbgraderapp  # noqa: F401, PLC0415 - once, for all that are forked

        for attack in [attack for family in FAMILIES for attack in family.ATTACKS]:
            if attack.name in known:
                continue
            known[attack.name] = on_stock(attack, template)
            print(attack.name, known[attack.name], file=sys.stderr, flush=True)
            if results is not None:
                results.write_text(json.dumps(known), encoding="utf-8")
    return known


def measure_here() -> dict[str, dict[str, Any]]:
    """The class of all attacks, graded as the repository grades."""
    with tempfile.TemporaryDirectory(prefix="backpass-here-") as folder:
        course = grade_class(Path(folder) / "course")
        everybody = {attack.name: attack for family in FAMILIES for attack in family.ATTACKS}
        return {
            name: {"mark": course.marks.get(attack.student), "done": harm(attack, course)}
            for name, attack in everybody.items()
        }


def block(stock: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """The table of all families, as Markdown."""
    sections = [circumstances(*PACKAGES) + "."]
    for family in FAMILIES:
        name = family.__name__.rpartition(".")[2]
        rows = [
            [attack.name, *(_cell(attack, one.get(attack.name)) for one in (stock, here))]
            for attack in family.ATTACKS
        ]
        sections += ["", f"**{name}**", "", table(("attack", "stock nbgrader", "here"), rows)]
    return "\n".join(sections)


def _cell(attack: Attack, came: Mapping[str, Any] | None) -> str:
    return "not measured yet" if came is None else said(attack, came["mark"], came["done"])


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, help="a file that keeps what was measured on stock")
    chosen = parser.parse_args()
    write(DOCUMENT, {MARK: block(measure_stock(chosen.results), measure_here())})


if __name__ == "__main__":
    main()
