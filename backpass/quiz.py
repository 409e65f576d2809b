"""Quiz replies, sealed: each opens with the choice that it replies to, and with nothing else.

A learner who picks a letter is told at once whether it is right and why; a learner who opens the
file sees noise. Trying all letters opens all replies, which is what a quiz in a notebook is for;
the mark is given by the hidden tests.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Sealed replies by question and choice, made from the instructor's quizzes by ``backpass tidy``.
SEALED = "sealed_quizzes.json"
#: Slow enough that nobody reads by accident, quick enough that nobody waits.
ROUNDS = 20_000
#: Replies are padded to a multiple of this, so that their length tells nothing.
BLOCK = 320


@dataclass(frozen=True)
class Reply:
    """What a choice is answered with.

    Attributes:
        right: Whether it is the right one.
        why: One sentence.
    """

    right: bool
    why: str


class NoReply(KeyError):
    """No reply is stored for this question and choice, or it does not open."""


def seal(question: str, choice: str, reply: Reply) -> str:
    """Seal one reply; the same text each time, so that generated files can be compared."""
    plain = json.dumps({"right": reply.right, "why": reply.why}, ensure_ascii=False).encode()
    if len(plain) > BLOCK:
        raise ValueError(
            f"the reply to {question} {choice} is longer than {BLOCK} bytes: shorten it"
        )
    plain = plain.ljust(BLOCK)
    key = _key(question, choice)
    body = bytes(a ^ b for a, b in zip(plain, _stream(key, len(plain)), strict=True))
    return base64.b64encode(hmac.digest(key, body, "sha256") + body).decode()


def unseal(question: str, choice: str, sealed: str) -> Reply:
    """Open one reply.

    Raises:
        NoReply: When it was not sealed for this question and choice.
    """
    raw, key = base64.b64decode(sealed), _key(question, choice)
    tag, body = raw[:32], raw[32:]
    if not hmac.compare_digest(tag, hmac.digest(key, body, "sha256")):
        raise NoReply(f"{question} {choice}")
    plain = bytes(a ^ b for a, b in zip(body, _stream(key, len(body)), strict=True))
    return Reply(**json.loads(plain))


@cache
def reply(question: str, choice: str) -> Reply:
    """The stored reply to a choice.

    Raises:
        NoReply: When the question or the choice is not known.
    """
    try:
        return unseal(question, choice, _stored()[question][choice])
    except KeyError as error:
        raise NoReply(f"{question} {choice}") from error


@cache
def _stored() -> dict[str, dict[str, str]]:
    text = resources.files("backpass").joinpath(SEALED).read_text(encoding="utf-8")
    stored: dict[str, dict[str, str]] = json.loads(text)
    return stored


def _key(question: str, choice: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", choice.encode(), question.encode(), ROUNDS)


def _stream(key: bytes, length: int) -> bytes:
    return hashlib.shake_256(key).digest(length)
