"""What the visible check says of known mistakes, kept from one run to the next.

It is the same in every run, as long as neither the grader nor the chapter's tests change: the
visible points never do, and it comes from the instructor's own text of a mistake. To find the words
takes longer than all the rest of a wrong answer, so it is done once for a course.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np

from backpass.atomic import put
from backpass.grading.course import Course
from backpass.grading.marking.submission import AnswerKey
from backpass.grading.sandbox.told import Told, as_text, from_text


def knowing_what_was_said(course: Course, key: AnswerKey) -> AnswerKey:
    """An answer key that knows what earlier runs found.

    Args:
        course: The course.
        key: What a chapter of it is graded by.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):  # then it is found once more
        kept = json.loads(_place(course, key).read_text(encoding="utf-8"))
        if kept["by"] == _maker(key):
            return replace(key, said=as_text(from_text(json.dumps(kept["said"]))))
    return key


def keep_what_was_said(course: Course, key: AnswerKey, found: Iterable[Told]) -> None:
    """Keep what a run found, beside what was known before.

    Args:
        course: The course.
        key: What the chapter was graded by.
        found: What this run found.
    """
    known = from_text(key.said)
    there = {one[:2] for one in known}
    new = list({one[:2]: one for one in found if one[:2] not in there}.values())
    if not new:
        return
    text = json.dumps({"by": _maker(key), "said": [*known, *new]})
    with suppress(OSError):  # the marks are written; the next run finds the words once more
        put(_place(course, key), text.encode(), 0o644, course.autograded)


def _place(course: Course, key: AnswerKey) -> Path:
    return course.autograded / f".said-{key.chapter}.json"


def _maker(key: AnswerKey) -> str:
    """Digest of all that the words depend on."""
    machine = [key.code, np.__version__, platform.python_version(), platform.machine()]
    digest = hashlib.sha256(json.dumps(machine).encode())
    for name, content in sorted(key.files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
