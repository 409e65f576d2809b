"""A second set of answers that no list was made from: ``python -m benchmarks.second_strangers``.

It covers what the first one leaves out: forwards, losses, the network, a step downhill, ``Value``.
Each exercise is a text with places in it. A right way, or a mistake, is another piece of code at
one place; two mistakes are two places. The mistakes are those that published assignments warn of
and that come to mind; no part of the library is tuned to them before they are judged first.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import string
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from backpass.checking.examination import examine, panel_of
from backpass.contracts import CONTRACTS
from backpass.grading.exercises.library import load
from backpass.grading.exercises.recognise import alike
from backpass.judging.verdict import Verdict
from benchmarks import fifth_strangers, sixth_strangers
from benchmarks.fourth_strangers_right import WAYS
from benchmarks.fourth_strangers_texts import TEXTS as FOURTH
from benchmarks.page import ROOT, kept, table, write
from benchmarks.rates import STRANGERS, accepts
from benchmarks.second_strangers_texts import TEXTS, Text
from benchmarks.third_strangers_texts import TEXTS as THIRD

#: The answers of a set, by exercise.
Texts = Mapping[str, Text]
#: The sets: the mark of each in ``docs/strangers.md``, and its texts.
SETS: dict[str, Texts] = {"second": TEXTS, "third": THIRD, "fourth": FOURTH}
#: Right ways of a set that are written as a whole, by exercise.
WHOLE: dict[str, Mapping[str, tuple[str, ...]]] = {"fourth": WAYS}
#: The part of the document that holds the counts of each.
PARTS = {
    "second": "second strangers",
    "third": "third strangers",
    "fourth": "fourth strangers",
    "fifth": "fifth strangers",
    "sixth": "sixth strangers",
    "seventh": "seventh strangers",
    "eighth": "eighth strangers",
    "ninth": "ninth strangers",
    "tenth": "tenth strangers",
    "eleventh": "eleventh strangers",
    "twelfth": "twelfth strangers",
    "thirteenth": "thirteenth strangers",
    "fourteenth": "fourteenth strangers",
    "fifteenth": "fifteenth strangers",
    "sixteenth": "sixteenth strangers",
    "seventeenth": "seventeenth strangers",
}
#: Sets that hold answers written as a whole, right and wrong.
WRITTEN: dict[str, Callable[[str], Iterator[tuple[str, str, str, tuple[str, ...]]]]] = {
    "fifth": fifth_strangers.entries,
    "sixth": sixth_strangers.entries,
    **{
        name: partial(sixth_strangers.entries, where=Path(__file__).parent / f"{name}_strangers")
        for name in (
            "seventh",
            "eighth",
            "ninth",
            "tenth",
            "eleventh",
            "twelfth",
            "thirteenth",
            "fourteenth",
            "fifteenth",
            "sixteenth",
            "seventeenth",
        )
    },
}
#: Pairs of mistakes that are judged for each exercise.
PAIRS = {"second": 14, "third": 5, "fourth": 3}
#: How a sentence begins that gives the whole formula, with all that is wrong in it.
AS_ONE_FORMULA = "^At every point that was tried"
#: What is said beside a formula.
BESIDE = (
    "Is that meant?",
    "The upstream gradient is not in it.",
    "The upstream gradient is a term of it, not a factor.",
)
#: Pieces of two mistakes that undo each other: together they are right.
UNDONE = (("dout / shifted**2", "dscaled"),)


@dataclass(frozen=True)
class Answer:
    """A cell to judge.

    Attributes:
        exercise: Its name.
        code: The cell.
        what: The pieces that are not the text's own.
        words: For each mistake in it, a pattern that its right name or sentence contains.
        alone: The cells with each of two mistakes alone.
    """

    exercise: str
    code: str
    what: str
    words: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


def filled(text: Text, **instead: str) -> str:
    """The code of a text, with pieces other than its own at some places.

    Args:
        text: The text.
        instead: The pieces, by place.
    """
    return "import numpy as np\n" + string.Template(text.code).substitute({**text.right, **instead})


def right_ones(
    texts: Texts = TEXTS, whole: Mapping[str, tuple[str, ...]] | None = None
) -> Iterator[Answer]:
    """Each right way at its place, all others as they are; then those written as a whole."""
    for name, text in texts.items():
        yield Answer(name, filled(text), "as it stands")
        for place, piece in text.also:
            yield Answer(name, filled(text, **{place: piece}), piece)
    for name, ways in (whole or {}).items():
        for number, way in enumerate(ways, 1):
            yield Answer(name, f"import numpy as np\n{way}", f"way {number}")


def single_mistakes(texts: Texts = TEXTS) -> Iterator[Answer]:
    """Each mistake by itself."""
    for name, text in texts.items():
        for place, piece, words in text.wrong:
            yield Answer(name, filled(text, **{place: piece}), f"{place}: {piece}", (words,))


def pairs(texts: Texts = TEXTS, most: int = 14) -> Iterator[Answer]:
    """Mistakes at two places, chosen by chance."""
    chance = random.Random(7)
    for name, text in texts.items():
        two = [
            (one, other)
            for one, other in itertools.combinations(text.wrong, 2)
            if one[0] != other[0] and (one[1], other[1]) not in UNDONE
        ]
        for one, other in chance.sample(two, min(most, len(two))):
            code = filled(text, **{one[0]: one[1], other[0]: other[1]})
            what = f"{one[0]}: {one[1]} AND {other[0]}: {other[1]}"
            alone = tuple(filled(text, **{place: piece}) for place, piece, _ in (one, other))
            yield Answer(name, code, what, (one[2], other[2]), alone)


def defined(exercise: str, code: str) -> tuple[Any, Any]:
    """What a cell defines: the function of an exercise, and its own forward if it has one."""
    contract = CONTRACTS[exercise]
    space: dict[str, Any] = {}
    exec(compile(code, "<a stranger's cell>", "exec"), space)
    if exercise == "two_layer_net":
        return space["two_layer_backward"], space["two_layer_forward"]
    names = re.findall(r"\w+", contract.signature)
    return space[names[0]], space.get(contract.partner or "")


def only_one_shows(answer: Answer, seed: int) -> Answer | None:
    """An answer as one with a single mistake, where the other one makes no difference to it."""
    exercise = load(CONTRACTS[answer.exercise].chapter, ROOT)[answer.exercise]
    with np.errstate(all="ignore"):
        function, forward = defined(answer.exercise, answer.code)
        both = exercise.tried(function, seed, forward)[1]
        for code, words in zip(answer.alone, answer.words, strict=False):
            function, forward = defined(answer.exercise, code)
            if alike(exercise, both, exercise.tried(function, seed, forward)[1]):
                return replace(answer, words=(words,))
    return None


def judged(answer: Answer, seed: int) -> tuple[Verdict, str, str]:
    """The hidden verdict, its name and sentences, and the panel of the visible check."""
    contract = CONTRACTS[answer.exercise]
    function, forward = defined(answer.exercise, answer.code)
    exercise = load(contract.chapter, ROOT)[answer.exercise]
    with np.errstate(all="ignore"):
        verdict = exercise.judge(function, seed, forward)
        seen, trial = examine(contract, function, forward)
    named = f"{verdict.mistake or ''} | {verdict.told or ''}"
    return verdict, named, panel_of(contract, seen, trial).text


def main(arguments: list[str] | None = None) -> int:
    """Judge them, print what came of each wrong one, and count.

    Returns:
        1 where a wrong answer was accepted or a right one refused.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="", help="exercises whose name contains this")
    parser.add_argument("--set", choices=PARTS, default="second", help="which answers")
    parser.add_argument("--pairs", type=int, help="pairs for each exercise")
    parser.add_argument("--kind", help="one of: right, one mistake, two mistakes")
    parser.add_argument(
        "--write", action="store_true", help="put the counts into docs/strangers.md"
    )
    chosen = parser.parse_args(arguments)
    sets = _of_set(chosen.set, chosen.pairs)
    counts: dict[str, Counter[str]] = {}
    for kind, answers in sets:
        if chosen.kind not in (None, kind):
            continue
        count = counts[kind] = Counter()
        for number, answer in enumerate(answers):
            if chosen.only not in answer.exercise:
                continue
            verdict, named, panel = judged(answer, number)
            count["judged"] += 1
            if accepts(verdict) != (kind == "right"):
                count["misjudged"] += 1
                print(f"MISJUDGED ({kind}) {answer.exercise}: {answer.what}: {named} {panel}")
            if kind != "right":
                alone = only_one_shows(answer, number) if answer.alone else None
                how = _how_named(alone or answer, verdict, named, panel)
                if alone is not None:
                    how = f"only one shows: {how}"
                count[how] += 1
                print(f"{how.upper()}: {answer.exercise}: {answer.what} -> {named}")
                if not how.endswith(("named", "both named")) or "not" in how:
                    print("    " + panel.replace("\n", "\n    "))
    rows = [[kind, what, many] for kind, count in counts.items() for what, many in count.items()]
    print(table(["set", "what", "answers"], rows))
    if chosen.write:
        part = PARTS[chosen.set]
        write(STRANGERS, {part: kept(STRANGERS, part, table(["set", "what", "answers"], rows))})
    return int(any(count["misjudged"] for count in counts.values()))


def _of_set(name: str, most: int | None) -> list[tuple[str, Iterator[Answer]]]:
    """The answers of a set: right ones, those with one mistake, those with two."""
    if name in WRITTEN:
        kinds = {"right": "right", "one mistake": "wrong", "two mistakes": "pair"}
        entries = WRITTEN[name]
        return [(k, (Answer(*entry) for entry in entries(own))) for k, own in kinds.items()]
    texts = SETS[name]
    return [
        ("right", right_ones(texts, WHOLE.get(name))),
        ("one mistake", single_mistakes(texts)),
        ("two mistakes", pairs(texts, most or PAIRS[name])),
    ]


def _how_named(answer: Answer, verdict: Verdict, named: str, panel: str) -> str:
    """How far the mistakes in an answer were told, as far as patterns can see."""
    found = [bool(re.search(words, named, re.IGNORECASE)) for words in answer.words]
    seen = [bool(re.search(words, panel, re.IGNORECASE)) for words in answer.words]
    sentences = re.split(r"(?<=[.?]) (?=[A-Z])", verdict.told or "")
    whole = all(re.search(AS_ONE_FORMULA, one) for one in sentences if one not in BESIDE)
    if len(found) == 2 and not all(found) and whole:
        return "both named, as one formula"
    if len(found) == 2 and any(found):
        return "both named" if all(found) else "one named"
    if all(found):
        return "named"
    if verdict.mistake is not None:
        return "named in other words"
    return "told by the check" if any(seen) else "not named"


if __name__ == "__main__":
    sys.exit(main())
