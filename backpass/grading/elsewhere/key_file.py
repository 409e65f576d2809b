"""All that is needed to judge a chapter, in one file: neither course nor gradebook is needed."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from backpass.grading.course import CourseError
from backpass.grading.marking.submission import AnswerKey, LockedCell, code_fingerprint
from backpass.grading.sandbox.containment import Limits
from backpass.grading.sandbox.execution import Settings

FORM = "backpass answer key 1"


def packed(key: AnswerKey) -> bytes:
    """An answer key as a file. It holds the hidden tests: never give it to students."""
    plain = asdict(replace(key, settings=replace(key.settings, root=Path(), private=())))
    plain["files"] = {name: base64.b64encode(data).decode() for name, data in key.files.items()}
    plain["settings"]["root"] = ""
    return json.dumps({"form": FORM, **plain}, sort_keys=True).encode()


def unpacked_key(path: Path) -> AnswerKey:
    """Read an answer key.

    Raises:
        CourseError: It is none, or another version of Backpass made it.
    """
    try:
        plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        form = plain.pop("form", None)
    except (OSError, ValueError, AttributeError) as error:
        raise CourseError(f"{path} is no answer key: {error}.") from error
    if form != FORM:
        raise CourseError(f"{path} is no answer key of this version. Export it again.")
    if plain["code"] != code_fingerprint():
        raise CourseError(
            f"{path} was made by another version of Backpass than this one. Export it again, or "
            "install the version that made it."
        )
    settings: dict[str, Any] = plain.pop("settings")
    settings |= {name: tuple(settings[name]) for name in ("skip", "modules", "private")}
    settings |= {"root": Path(), "limits": Limits(**settings["limits"])}
    return AnswerKey(
        **{
            **plain,
            "cells": {name: LockedCell(**cell) for name, cell in plain["cells"].items()},
            "files": {name: base64.b64decode(data) for name, data in plain["files"].items()},
            "settings": Settings(**settings),
        }
    )
