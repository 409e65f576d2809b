"""Quiz replies, sealed: each opens with the choice that it replies to, and with nothing else.

A learner who picks a letter is told at once whether it is right and why; a learner who opens the
file sees noise. Trying all letters opens all replies, which is what a quiz in a notebook is for;
the mark is given by the hidden tests.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from backpass import sealing

#: Sealed replies by question and choice, written by ``backpass release``.
SEALED = "questions/sealed_quizzes.json"
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


def seal(question: str, choice: str, reply: Reply, block: int = BLOCK) -> str:
    """Seal one reply; the same text each time, so that generated files can be compared.

    Args:
        question: The quiz's name.
        choice: The letter.
        reply: What is said to it.
        block: Bytes to a multiple of which it is padded; more for another language.

    Raises:
        ValueError: It is too long for a seal.
    """
    plain = json.dumps({"right": reply.right, "why": reply.why}, ensure_ascii=False).encode()
    if len(plain) > block:
        raise ValueError(
            f"the reply to {question} {choice} is longer than {block} bytes: shorten it"
        )
    return sealing.seal(_key(question, choice), plain.ljust(block))


def unseal(question: str, choice: str, sealed: str) -> Reply:
    """Open one reply.

    Args:
        question: The quiz's name.
        choice: The letter.
        sealed: The sealed reply.

    Raises:
        NoReply: When it was not sealed for this question and choice.
    """
    try:
        return Reply(**json.loads(sealing.unseal(_key(question, choice), sealed)))
    except sealing.NotOurs as error:
        raise NoReply(f"{question} {choice}") from error


@cache
def reply(question: str, choice: str) -> Reply:
    """The stored reply to a choice.

    Args:
        question: The quiz's name.
        choice: The letter.

    Raises:
        NoReply: When the question or the choice is not known.
    """
    try:
        return unseal(question, choice, stored()[question][choice])
    except KeyError as error:
        raise NoReply(f"{question} {choice}") from error


@cache
def stored() -> dict[str, dict[str, str]]:
    """The sealed replies, by question and choice."""
    text = resources.files("backpass").joinpath(SEALED).read_text(encoding="utf-8")
    stored: dict[str, dict[str, str]] = json.loads(text)
    return stored


#: Keys that this process has made or was told, by question and choice.
_keys: dict[tuple[str, str], bytes] = {}


def _key(question: str, choice: str) -> bytes:
    key = _keys.get((question, choice))
    if key is None:
        key = sealing.stretched(choice.encode(), question.encode(), ROUNDS)
        _keys[question, choice] = key
    return key


def keys_of(questions: Iterable[str]) -> str:
    """The keys of some quizzes that this process has made, as text: making one is slow on purpose.

    Args:
        questions: Names of the quizzes.
    """
    wanted = set(questions)
    made = [(*name, key.hex()) for name, key in sorted(_keys.items()) if name[0] in wanted]
    return json.dumps(made)


def take_over(keys: str) -> None:
    """Use keys that another process has made.

    Args:
        keys: What :func:`keys_of` said there.

    Raises:
        ValueError: It is no such text.
    """
    found = {(question, choice): bytes.fromhex(key) for question, choice, key in json.loads(keys)}
    _keys.update(found)
