"""Files for a JupyterHub that hands this course out, collects it and shows it to its teacher.

nbgrader's exchange is one folder that everybody on the hub can reach. Every user needs to know
where it is and what the course is called; an instructor's server also needs to know where the
course lies. Students' servers need none of the instructor's panels.

Which of these settings a server gets is decided by ``JUPYTER_CONFIG_PATH``, because that goes
before all other places. The usual advice, to switch a panel off for the environment and on again in
an instructor's home, does nothing where Jupyter lives in a virtual environment: there the
environment's settings go before the home's. ``docs/jupyterhub.md`` follows a hub from an empty
machine to feedback in a student's browser.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path

from backpass.atomic import put
from backpass.grading.course import Course, CourseError

#: nbgrader's panels that only an instructor has a use for.
INSTRUCTORS_PANELS = (
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:formgrader",
    "@jupyter/nbgrader:course-list",
)
#: The servers behind them.
INSTRUCTORS_SERVERS = (
    "nbgrader.server_extensions.formgrader",
    "nbgrader.server_extensions.course_list",
)
#: What nbgrader asks of the exchange: everybody may read, write and pass.
OPEN_TO_ALL = stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO
NAME = "jupyterhub_config.py"


def hub_files(
    course: Course, exchange: Path, folder: Path, instructors: Sequence[str]
) -> dict[str, str]:
    """The files for a hub, by their path below the folder that holds them.

    Args:
        course: The course; its configuration says what it is called.
        exchange: The folder through which work is handed out and in, an absolute path.
        folder: Where the files will lie, an absolute path that every user can read.
        instructors: The hub's names of the accounts that own or grade the course.
    """
    everyone, own = folder / "everyone", folder / "instructor"
    for_everyone = f"""\
# For every user of the hub: where work is handed out and in, and for which course.
c = get_config()  # noqa: F821
c.Exchange.root = {str(exchange)!r}
c.CourseDirectory.course_id = {course.course_id!r}
"""
    for_instructors = f"""\
# For instructors alone: where the course lies, so that the formgrader finds it.
c = get_config()  # noqa: F821
c.CourseDirectory.root = {str(course.root)!r}
"""
    for_the_hub = f"""\
# Which settings a user's server gets. In the hub's own configuration:
#     load_subconfig({str(folder / NAME)!r})
c = get_config()  # noqa: F821
INSTRUCTORS = {sorted(instructors)!r}
EVERYONE = {str(everyone)!r}
ALSO_INSTRUCTORS = {os.pathsep.join([str(own), str(everyone)])!r}


def settings_of(spawner):
    return ALSO_INSTRUCTORS if spawner.user.name in INSTRUCTORS else EVERYONE


c.Spawner.environment = {{
    **c.Spawner.get("environment", {{}}),
    "JUPYTER_CONFIG_PATH": settings_of,
}}
"""
    panels = {"disabledExtensions": dict.fromkeys(INSTRUCTORS_PANELS, True)}
    shown = {"disabledExtensions": dict.fromkeys(INSTRUCTORS_PANELS, False)}
    servers = {"ServerApp": {"jpserver_extensions": dict.fromkeys(INSTRUCTORS_SERVERS, False)}}
    running = {"ServerApp": {"jpserver_extensions": dict.fromkeys(INSTRUCTORS_SERVERS, True)}}
    return {
        NAME: for_the_hub,
        "everyone/nbgrader_config.py": for_everyone,
        "everyone/labconfig/page_config.json": _json(panels),
        "everyone/jupyter_server_config.json": _json(servers),
        "instructor/nbgrader_config.py": for_instructors,
        "instructor/labconfig/page_config.json": _json(shown),
        "instructor/jupyter_server_config.json": _json(running),
    }


def write_hub(
    course: Course, exchange: Path, folder: Path, instructors: Sequence[str]
) -> list[Path]:
    """Write the files, and make the exchange where it is missing.

    Args:
        course: The course.
        exchange: The folder through which work is handed out and in.
        folder: The folder to write to; files of the same names in it are replaced.
        instructors: The hub's names of the accounts that own or grade the course.

    Returns:
        What was written.

    Raises:
        CourseError: A folder is no absolute path or lies inside the course, cannot be written, or
            the exchange is not open to everybody.
    """
    exchange = _outside(course, exchange, "the exchange", "/srv/nbgrader/exchange")
    folder = _outside(course, folder, "the folder for the hub's files", "/srv/backpass-hub")
    _open_exchange(exchange)
    written = []
    try:
        for name, text in hub_files(course, exchange, folder, instructors).items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            put(target, text.encode("utf-8"), 0o644)
            written.append(target)
    except OSError as error:
        raise CourseError(
            f"{folder} cannot be written ({error.strerror}). Run this as somebody who may write "
            "there, or name another folder with --into."
        ) from error
    return written


def _outside(course: Course, folder: Path, what: str, example: str) -> Path:
    if not folder.is_absolute():
        raise CourseError(
            f"{what} is used by every account, so say it in full: not {folder}, but for instance "
            f"{example}."
        )
    folder = folder.resolve()
    if folder == course.root or course.root in folder.parents:
        raise CourseError(
            f"{folder} lies inside the course, where the hidden tests are. Students must be able "
            f"to read {what} and must not reach the course: choose a place outside it."
        )
    return folder


def _open_exchange(exchange: Path) -> None:
    try:
        if not exchange.exists():
            exchange.mkdir(parents=True)
            exchange.chmod(OPEN_TO_ALL)
    except OSError as error:
        raise CourseError(
            f"the exchange {exchange} cannot be made ({error.strerror}). Make it as an "
            f"administrator: mkdir -p {exchange} && chmod 777 {exchange}"
        ) from error
    if not exchange.is_dir():
        raise CourseError(f"the exchange {exchange} is a file; a folder is needed.")
    if stat.S_IMODE(exchange.stat().st_mode) & OPEN_TO_ALL != OPEN_TO_ALL:
        raise CourseError(
            f"nbgrader wants the exchange to be open to everybody, and {exchange} is not: "
            f"chmod 777 {exchange}"
        )


def _json(content: object) -> str:
    return json.dumps(content, indent=2) + "\n"
