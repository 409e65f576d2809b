"""Who asks a fork server for children: how they come in, and what they ask."""

from __future__ import annotations

import json
import os
import signal
import socket
from dataclasses import dataclass, field
from typing import Any

from backpass.grading.sandbox.wire import Gone


def come_in(door: socket.socket) -> socket.socket | None:
    """The next owner that comes through a door; None when the door is closed for good.

    Args:
        door: Each byte that comes through it carries a socket.
    """
    try:
        data, descriptors, _, _ = socket.recv_fds(door, 1, 1)
    except ConnectionError:
        return None
    return socket.socket(fileno=descriptors[0]) if data else None


@dataclass(eq=False)
class Owner:
    """Somebody who asks for children.

    Attributes:
        sock: The way there.
        requests: What comes from there.
        children: Processes that were forked for it.
    """

    sock: socket.socket
    requests: Requests = field(init=False)
    children: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.requests = Requests(self.sock)

    def say(self, answer: dict[str, Any]) -> None:
        """Tell it something.

        Args:
            answer: A JSON object.

        Raises:
            Gone: It does not listen any more.
        """
        try:
            self.sock.sendall(json.dumps(answer).encode() + b"\n")
        except OSError as error:
            raise Gone("the owner is gone") from error

    def leave(self) -> None:
        """End what was forked for it."""
        for pid in list(self.children):
            end(pid, self.children)
        self.sock.close()


class Requests:
    """Requests of an owner, one after the other, with the descriptors that came along."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock, self.data = sock, b""
        self.descriptors: list[int] = []

    def more_is_here(self) -> bool:
        """Whether another request has been read already."""
        return b"\n" in self.data

    def descriptors_of_one(self) -> list[int]:
        """The descriptors that came with a request that has some."""
        taken, self.descriptors = self.descriptors, []
        return taken

    def next(self) -> dict[str, Any] | None:
        """The next request; None when the owner is gone."""
        while b"\n" not in self.data:
            try:
                data, descriptors, _, _ = socket.recv_fds(self.sock, 1 << 16, 4)
            except ConnectionError:  # it left without having read our last answer
                return None
            if not data:
                return None
            self.data += data
            self.descriptors += descriptors
        line, self.data = self.data.split(b"\n", 1)
        request: dict[str, Any] = json.loads(line)
        return request


def end(pid: int, children: set[int]) -> dict[str, Any]:
    """Kill a child of this process and say how it ended.

    Args:
        pid: Its number.
        children: The children that are still there; one that is not among them is left alone.
    """
    if pid not in children:
        return {"ended": None}
    children.discard(pid)
    os.kill(pid, signal.SIGKILL)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return {"ended": code, "cpu": used.ru_utime + used.ru_stime}
