"""A Jupyter server with nbgrader's formgrader, and an instructor's requests to it."""

from __future__ import annotations

import http.cookiejar
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Self

PATIENCE = 60  # seconds for what takes one or two: a loaded machine must not fail a test


class Formgrader:
    """A server on a free loopback port, and somebody who is logged in.

    Args:
        course: The course's folder, where nbgrader looks for its configuration.
        log: Where the server writes what it says.
        environment: Variables in addition to this process' own.
    """

    def __init__(self, course: Path, log: Path, **environment: str) -> None:
        self.log = log
        token = secrets.token_hex(16)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [
            *(sys.executable, "-P", "-m", "jupyter_server", "--no-browser", "--allow-root"),
            *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
            *("--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}"),
            f"--ServerApp.root_dir={course}",
        ]
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                cwd=course,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.cookies = http.cookiejar.CookieJar()
        self.browser = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),  # loopback only, whatever the environment says
            urllib.request.HTTPCookieProcessor(self.cookies),
        )
        self.get_until_there(f"/formgrader?token={token}")  # logs in, as a browser would

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get_until_there(self, path: str) -> None:
        """Ask until the server is up."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.get(path)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(f"no formgrader:\n{self.log.read_text(errors='replace')}")

    def get(self, path: str) -> str:
        """A page, as the browser gets it."""
        with self.browser.open(self.url + path, timeout=PATIENCE) as answer:
            text: str = answer.read().decode("utf-8")
            return text

    def post(self, path: str) -> dict[str, Any]:
        """What a button of the formgrader does, and what the server says to it."""
        xsrf = next(cookie.value for cookie in self.cookies if cookie.name == "_xsrf")
        request = urllib.request.Request(
            self.url + path, data=b"", headers={"X-XSRFToken": str(xsrf)}, method="POST"
        )
        with self.browser.open(request, timeout=PATIENCE) as answer:
            said: dict[str, Any] = json.loads(answer.read())
            return said
