"""The commands that open the course in a browser, or make a hub ready for it."""

from __future__ import annotations

import argparse
import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from backpass.grading.common.command_line import Command
from backpass.grading.course import Course, CourseError

TRIES = 50  # ports looked at for a free one


def add_commands(command: Command) -> None:
    """Add ``hub``, ``lab`` and ``formgrader``."""
    hub = command("hub", "Write the files by which a JupyterHub serves this course.", _hub)
    hub.add_argument(
        "--exchange",
        type=Path,
        default=Path("/srv/nbgrader/exchange"),
        metavar="FOLDER",
        help="where work is handed out and in; default: /srv/nbgrader/exchange",
    )
    hub.add_argument(
        "--into",
        type=Path,
        default=Path("/srv/backpass-hub"),
        metavar="FOLDER",
        help="where the files go, readable by everybody; default: /srv/backpass-hub",
    )
    hub.add_argument(
        "--instructor",
        action="append",
        required=True,
        metavar="NAME",
        help="an account on the hub that grades; may be repeated",
    )

    lab = command("lab", "Open the course in JupyterLab, as a learner has it.", _lab)
    lab.add_argument(
        "--instructor",
        action="store_true",
        help="with nbgrader's panels, to write chapters: Create Assignment, Formgrader, Validate",
    )
    _add_server(lab)
    formgrader = command("formgrader", "Open nbgrader's formgrader.", _formgrader)
    _add_server(formgrader)


def _add_server(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=_port, default=8888, help="default: 8888")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument(
        "options", nargs="*", metavar="-- OPTION", help="after two dashes: Jupyter's own options"
    )


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def _hub(arguments: argparse.Namespace) -> int:
    from backpass.grading.hub import write_hub  # noqa: PLC0415

    course = Course.find()
    written = write_hub(course, arguments.exchange, arguments.into, arguments.instructor)
    for path in written:
        print(f"wrote {path}")
    print(f"Add to the hub's configuration: load_subconfig({str(written[0])!r})")
    print("docs/jupyterhub.md says what else a hub needs, and how to try it.")
    return 0


def _lab(arguments: argparse.Namespace) -> int:
    if arguments.instructor:
        return _serve(arguments, "/lab")
    from backpass.grading.learners_room import first_page, furnish  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="backpass-lab-") as folder:
        return _serve(arguments, first_page(Course.find()), furnish(Path(folder)))


def _formgrader(arguments: argparse.Namespace) -> int:
    from backpass.grading.gradebook import require_gradebook  # noqa: PLC0415

    require_gradebook(Course.find(), [])
    return _serve(arguments, "/formgrader")


def _serve(
    arguments: argparse.Namespace, page: str, environment: dict[str, str] | None = None
) -> int:
    course = Course.find()
    require_free(arguments.port)
    words = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.port={arguments.port}"]
    words += ["--ServerApp.port_retries=0", f"--LabApp.default_url={page}"]
    words += ["--no-browser"] if arguments.no_browser else []
    words += arguments.options
    return subprocess.call(words, cwd=course.root, env=environment)  # noqa: S603 - our own words


def require_free(port: int) -> None:
    """Make sure that nothing listens on a port of this machine.

    Raises:
        CourseError: Something does; the message names a port that is free.
    """
    if _is_free(port):
        return
    free = next((p for p in range(port + 1, min(port + TRIES, 65536)) if _is_free(p)), None)
    advice = f" Port {free} is free: add --port {free}." if free else ""
    raise CourseError(f"port {port} is in use, by another JupyterLab perhaps.{advice}")


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
