"""The answers to the guesses that the chapters ask for, sealed as the quizzes' replies are.

Nobody reads one by accident: what stands in the package is noise, and opens by the question's name.
The plain text is the instructor's, in ``grader_tests/guesses.toml``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from backpass import sealing
from backpass.languages import one_of, said, tell

#: Sealed answers by question, made from the instructor's file by ``backpass tidy``.
SEALED = "questions/sealed_guesses.json"
#: Sealed texts are padded to this many bytes, so that their length tells nothing.
BLOCK = 170
#: The record keeps guesses beside exercises, under names that no exercise can have.
IN_RECORD = "guess: "


@dataclass(frozen=True)
class Answer:
    """What a guess is held against.

    Attributes:
        value: The number, or the word out of ``choices``.
        within: How far off a number may be and still count as foreseen.
        choices: The words to choose from; empty where a number is asked for.
        say: One sentence that is told to whoever has guessed.
    """

    value: float | str
    within: float
    choices: tuple[str, ...]
    say: str

    @property
    def asks_for(self) -> str:
        """What may stand in place of the dots, in words."""
        if not self.choices:
            return tell("a number")
        return one_of(f'`"{choice}"`' for choice in self.choices)


@cache
def _known() -> Mapping[str, Mapping[str, str]]:
    """Every question: its chapter, and its sealed answer."""
    text = resources.files("backpass").joinpath(SEALED).read_text(encoding="utf-8")
    stored: dict[str, dict[str, str]] = json.loads(text)
    return stored


def questions() -> dict[str, str]:
    """Every question and the chapter that asks it."""
    return {name: found["chapter"] for name, found in _known().items()}


def sealed(question: str) -> str:
    """The sealed answer to a question, as it is kept."""
    return _known()[question]["sealed"]


def seal(question: str, answer: Answer, block: int = BLOCK) -> str:
    """Seal an answer; the same text each time, so that generated files can be compared.

    Args:
        question: The question's name.
        answer: The right answer, and what to say of it.
        block: Bytes to which it is padded; more than usual for another language.

    Raises:
        ValueError: It is too long for a seal.
    """
    fields = [answer.value, answer.within, answer.choices, answer.say]
    plain = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    if len(plain) > block:
        raise ValueError(f"the answer to {question} is longer than {block} bytes: shorten it")
    return sealing.seal(_key(question), plain.ljust(block))


def in_own_words(answer: Answer) -> Answer:
    """An answer in the learner's language.

    Args:
        answer: As it was opened, in English.
    """
    value = said(answer.value) if isinstance(answer.value, str) else answer.value
    choices = tuple(said(choice) for choice in answer.choices)
    return Answer(value, answer.within, choices, said(answer.say))


@cache
def open_answer(question: str) -> Answer:
    """The answer to a question.

    Raises:
        KeyError: There is no such question.
    """
    plain = sealing.unseal(_key(question), _known()[question]["sealed"])
    value, within, choices, say = json.loads(plain)
    return Answer(value, within, tuple(choices), say)


def _key(question: str) -> bytes:
    return hashlib.sha256(f"guess: {question}".encode()).digest()
