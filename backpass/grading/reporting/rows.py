"""A line of the report about something that an instructor should look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemRow:
    """Something that a person should know of one submission.

    Attributes:
        student: The student's id.
        chapter: The chapter.
        file: Where it is, from the course's root.
        kind: ``"not graded"``, ``"grader error"``, ``"needs a person"``, or the kind of an oddity.
        text: What is the matter, in a sentence.
    """

    student: str
    chapter: str
    file: str
    kind: str
    text: str
