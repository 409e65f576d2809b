"""Seals: text that nobody reads by accident, in files that everybody has.

A seal is no secret, since its key stands beside it for whoever looks for it. It keeps a glance from
reading what a learner does not want to know yet, and a changed file from saying what it never said.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac


class NotOurs(ValueError):
    """The text was not sealed with this key, or was changed since."""


def seal(key: bytes, plain: bytes) -> str:
    """Seal some bytes; the same text each time, so that generated files can be compared.

    Args:
        key: What it is opened with.
        plain: The bytes.
    """
    body = _mixed(key, plain)
    return base64.b64encode(hmac.digest(key, body, "sha256") + body).decode()


def unseal(key: bytes, sealed: str) -> bytes:
    """Open what :func:`seal` made with the same key.

    Args:
        key: What it was sealed with.
        sealed: The sealed text.

    Raises:
        NotOurs: It was made with another key, or is damaged.
    """
    try:
        raw = base64.b64decode(sealed, validate=True)
    except binascii.Error as error:
        raise NotOurs("this is no sealed text") from error
    tag, body = raw[:32], raw[32:]
    if not hmac.compare_digest(tag, hmac.digest(key, body, "sha256")):
        raise NotOurs("this was sealed with another key, or changed since")
    return _mixed(key, body)


def stretched(word: bytes, salt: bytes, rounds: int) -> bytes:
    """A key of 32 bytes, made of a short word so slowly that nobody tries words for fun.

    Args:
        word: What is to open a seal.
        salt: What keeps equal words apart.
        rounds: How slowly.
    """
    if hasattr(hashlib, "pbkdf2_hmac"):
        return hashlib.pbkdf2_hmac("sha256", word, salt, rounds)
    # a browser's Python is built without OpenSSL: the same, round by round
    last = hmac.digest(word, salt + (1).to_bytes(4, "big"), "sha256")
    key = int.from_bytes(last, "big")
    for _ in range(rounds - 1):
        last = hmac.digest(word, last, "sha256")
        key ^= int.from_bytes(last, "big")
    return key.to_bytes(32, "big")


def _mixed(key: bytes, data: bytes) -> bytes:
    noise = hashlib.shake_256(key).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, noise, strict=True))
