"""A real JupyterHub for a test, with users of its own that the machine never hears of.

The hub runs in a view of the file system that is its own: folders of root's on the way are covered,
and the lists of users are replaced by ones that also hold the hub's. So no account is made, and
nothing is left behind.
"""

import contextlib
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import commands

from tests.own_view import covering

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds for what takes ten: a loaded machine must not fail a test
PASSWORD = "only-for-this-test"
FIRST_ID = 61000


def why_not() -> str | None:
    """Why no hub can be run here; None if one can."""
    if os.geteuid() != 0:
        return "a hub with several users has to be started by root"
    for program in ("unshare", "nsenter", "setpriv", "mount"):
        if shutil.which(program) is None:
            return f"there is no {program}"
    if subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        return "mounts are not allowed here"
    return None


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Hub:
    """A JupyterHub on loopback, with real users in its own view of the machine.

    Args:
        state: An empty folder; homes, the exchange and the hub's own files go there.
        users: Their names. Each can log in with :data:`PASSWORD`.
        instructors: Those of them who grade.
    """

    def __init__(self, state: Path, users: tuple[str, ...], instructors: tuple[str, ...]) -> None:
        self.state, self.users, self.instructors = state, users, instructors
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = state / "hub.log"
        self.settings = state / "settings"  # what `backpass hub` writes
        self.exchange = state / "exchange"
        self._commands: commands.Elsewhere | None = None
        self._ids = {name: FIRST_ID + k for k, name in enumerate(users)}
        state.mkdir(parents=True, exist_ok=True)
        state.chmod(0o755)
        for name in users:
            self.home(name).mkdir(parents=True)
            self.give(name, self.home(name))

    def home(self, name: str) -> Path:
        return self.state / "homes" / name

    def give(self, name: str, folder: Path) -> None:
        """Make a user the owner of a folder and all that is in it."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self._ids[name], self._ids[name], follow_symlinks=False)

    def __enter__(self):
        own = self.state / "own"
        own.mkdir(mode=0o700)
        (own / "config.py").write_text(self._config(), encoding="utf-8")
        for table, line in (
            ("passwd", "{name}:x:{id}:{id}::{home}:/bin/sh"),
            ("group", "{name}:x:{id}:"),
        ):
            rows = [
                line.format(name=name, id=number, home=self.home(name))
                for name, number in self._ids.items()
            ]
            text = Path("/etc", table).read_text(encoding="utf-8").rstrip("\n")
            (own / table).write_text("\n".join([text, *rows, ""]), encoding="utf-8")
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "sh", "-c", self._script(own)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        """Ask the hub to stop its servers and itself; end what is then still there."""
        if self._commands is not None:
            self._commands.end()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):  # it is ended below
                self._process.wait(30)
        for pid in self._remaining():
            os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def _remaining(self) -> list[int]:
        """Processes of the hub's session and of its users."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    of_user = entry.stat().st_uid in self._ids.values()
                    of_session = os.getsid(int(entry.name)) == self._process.pid
                except OSError:
                    continue  # it has ended meanwhile
                if of_user or of_session:
                    found.append(int(entry.name))
        return found

    def run(self, user: str, *command: str, folder: Path | None = None, check: bool = True):
        """Run a command as one of the users, in the hub's view of the machine.

        ``nbgrader`` and ``backpass`` are forked from a process that has imported them there.
        """
        environment = {**self._environment(), "HOME": str(self.home(user)), "USER": user}
        own = [self.settings / "everyone"]
        if user in self.instructors:
            own.insert(0, self.settings / "instructor")
        environment["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, own))
        folder = folder or self.home(user)
        if command[0] in commands.MODULES:
            if self._commands is None:
                self._commands = commands.Elsewhere(self._inside(), self._environment())
            number = self._ids[user]
            done = self._commands.run(
                command[0], folder, command[1:], environment, (number, number)
            )
        else:
            number = str(self._ids[user])
            inside = [
                *self._inside(),
                *("setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups", "--"),
                *("env", f"--chdir={folder}", *command),
            ]
            done = subprocess.run(
                inside, env=environment, cwd="/", capture_output=True, text=True, check=False
            )
        if check and done.returncode:
            raise AssertionError(f"{user}: {' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done

    def _inside(self) -> list[str]:
        """What leads into the hub's view of the machine."""
        return ["nsenter", "--mount", f"--target={self._process.pid}", "--"]

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin", "/bin"])
        return {"PATH": path, "LANG": "C.UTF-8", "PYTHONPATH": os.environ["PYTHONPATH"]}

    def _config(self) -> str:
        python = sys.executable
        return f"""
import os
c = get_config()
c.JupyterHub.bind_url = {self.url!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{free_port()}"
c.JupyterHub.db_url = "sqlite:///hub.sqlite"
c.JupyterHub.cookie_secret_file = os.path.abspath("cookie_secret")
c.ConfigurableHTTPProxy.command = [{str(Path(python).with_name("configurable-http-proxy"))!r}]
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{free_port()}"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {PASSWORD!r}
c.Authenticator.allowed_users = {set(self.users)!r}
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [{python!r}, "-P", "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = {PATIENCE}
c.Spawner.http_timeout = {PATIENCE}
c.Spawner.env_keep = ["PATH", "LANG", "PYTHONPATH"]
c.Spawner.args = ["--LabApp.expose_app_in_browser=True"]
load_subconfig({str(self.settings / "jupyterhub_config.py")!r})
"""

    def _script(self, own: Path) -> str:
        q = lambda path: shlex.quote(str(path))  # noqa: E731
        lines = ["set -e"]
        lines += [f"mount --bind {q(own / name)} /etc/{name}" for name in ("passwd", "group")]
        lines += covering([Path(sys.base_prefix), Path(sys.prefix), ROOT, self.state])
        lines += [f"cd {q(own)}", f"exec {q(sys.executable)} -P -m jupyterhub -f config.py"]
        return "\n".join(lines)

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/hub/api/", timeout=5):
                    return
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
        raise RuntimeError(f"the hub did not start:\n{self.log.read_text(errors='replace')}")
