"""How much two students' work has in common that others' has not, in bits.

What everybody writes says nothing, however equal it is. What one in a thousand writes says ten bits
(log2 of 1,000) when two write it. So every piece of work is compared with all others of the class
first, and only then in pairs. An answer counts once: its words, its values and its comments are not
independent of each other. A short answer counts little, however rare: a backward pass of one line
proves nothing. A wrong answer that hardly anybody gives counts more.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from backpass.grading.similarity.words import Code, level

ALIKE = 0.85  # share of words in common from which two answers are nearly one
BITS_A_WORD = 0.25  # how much a word may say at most
FLAW = 4.0  # bits that a rare wrong answer may say more than its length allows
MARGIN = 4.0  # bits above what chance brings about once in the whole class
LIKENESS = 0.35  # of what each of the two could have in common
OWN_CELLS = 2  # of one's own cells and texts, how many count
COMMON = 0.3  # what so many share is everybody's
MOST_VALUES = 6000  # different answers to one exercise that are compared with each other


@dataclass
class Work:
    """What one student handed in for a chapter.

    Attributes:
        who: The student; ``"2025/ada"`` where it is another year's.
        answers: Code of each answer, by exercise.
        own: Code of cells that were added.
        texts: Texts that were added.
        flaws: The group of each wrong answer, by exercise.
        ours: Whether it is of this class.
    """

    who: str
    answers: dict[str, str] = field(default_factory=dict)
    own: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    flaws: dict[str, str] = field(default_factory=dict)
    ours: bool = True


@dataclass(frozen=True)
class Pair:
    """Two pieces of work that have much in common.

    Attributes:
        one: A student.
        other: Another.
        bits: What they have in common and others have not.
        likeness: The share of what they could have in common at most.
        reasons: The bits by exercise, and by ``"own cells"``, ``"comments"`` and ``"names"``.
    """

    one: str
    other: str
    bits: float
    likeness: float
    reasons: Mapping[str, float]


def threshold(count: int) -> float:
    """The bits from which a pair is shown, for a class of so many."""
    return math.log2(max(2, count * (count - 1) / 2)) + MARGIN


def pairs(
    works: Sequence[Work],
    released: Iterable[str] = (),
    *,
    least: float | None = None,
) -> list[Pair]:
    """The pairs that have more in common than chance brings about, the most alike first.

    Args:
        works: All of a chapter's work.
        released: Code that was handed out, which is nobody's own.
        least: The bits from which a pair is shown; :func:`threshold` when left out.
    """
    count = len(works)
    if count < 3:
        return []
    least = threshold(count) if least is None else least
    given = [level(source) for source in released]
    total = np.zeros((count, count), dtype=np.float32)
    could = np.zeros(count, dtype=np.float32)
    by_exercise: dict[str, np.ndarray] = {}
    exercises = sorted({name for work in works for name in work.answers})
    for name in exercises:
        bits = _of_exercise(name, works, given)
        total += bits
        could += bits.diagonal()
        keep = (bits > 1.0).nonzero()
        by_exercise[name] = np.stack([*keep, bits[keep]]) if len(keep[0]) else np.zeros((3, 0))
        del bits
    reasons = _of_own(works, given)
    for (a, b), parts in reasons.items():
        total[a, b] += sum(parts.values())
        total[b, a] = total[a, b]
    mine, theirs = np.nonzero(np.triu(total >= least, k=1))
    ours = np.array([work.ours for work in works])
    shown = ours[mine] | ours[theirs]
    found: dict[tuple[int, int], dict[str, float]] = {
        (int(a), int(b)): dict(reasons.get((int(a), int(b)), {}))
        for a, b in zip(mine[shown], theirs[shown], strict=True)
    }
    for name, kept in by_exercise.items():
        for a, b, bits in kept.T:
            if (int(a), int(b)) in found:
                found[int(a), int(b)][name] = float(bits)
    made = []
    for (a, b), parts in found.items():
        most = max(1.0, float(min(could[a], could[b])))
        likeness = min(1.0, sum(parts.get(name, 0.0) for name in exercises) / most)
        if likeness >= LIKENESS or sum(reasons.get((a, b), {}).values()) >= least:
            most_first = dict(sorted(parts.items(), key=lambda item: -item[1]))
            made.append(Pair(works[a].who, works[b].who, float(total[a, b]), likeness, most_first))
    return sorted(made, key=lambda pair: (-pair.bits, pair.one, pair.other))


def _of_exercise(name: str, works: Sequence[Work], given: Sequence[Code]) -> np.ndarray:
    """What the answers to one exercise say of each pair; on the diagonal, what they could say."""
    count = len(works)
    handed_out = {code.text for code in given}
    codes = [level(work.answers[name]) if name in work.answers else None for work in works]
    texts = [code.text if code and code.text not in handed_out else None for code in codes]
    distinct = sorted({text for text in texts if text})
    place = {text: number for number, text in enumerate(distinct)}
    which = np.array([place.get(text, -1) if text else -1 for text in texts])
    there = which >= 0
    size = np.array([code.size if code else 0 for code in codes], dtype=np.float32)
    result = np.zeros((count, count), dtype=np.float32)
    if distinct:
        between = _between(distinct, np.bincount(which[there], minlength=len(distinct)), count)
        rows = np.flatnonzero(there)
        result[np.ix_(rows, rows)] = between[np.ix_(which[there], which[there])]
        cap = size * BITS_A_WORD
        np.minimum(result, np.minimum(cap[:, None], cap[None, :]), out=result)
    for members in _groups(work.flaws.get(name) for work in works):
        if len(members) < 2 or len(members) > COMMON * count:
            continue
        at = np.array(members)
        rare = math.log2(count / len(members))
        most = FLAW + BITS_A_WORD * size[at]
        worth = np.minimum(rare, np.minimum(most[:, None], most[None, :])).astype(np.float32)
        block = np.ix_(at, at)
        result[block] = np.maximum(result[block], worth)
    return result


def _between(distinct: Sequence[str], counts: np.ndarray, count: int) -> np.ndarray:
    """What it says to have one answer and another: bits for each two different texts."""
    words = _as_letters(distinct)
    likeness = np.eye(len(distinct), dtype=np.float32)
    if len(distinct) <= MOST_VALUES:
        likeness = process.cdist(
            words,
            words,
            scorer=Indel.normalized_similarity,
            score_cutoff=ALIKE,
            dtype=np.float32,
            workers=-1,
        )
    near = (likeness >= ALIKE).astype(np.float32) @ counts.astype(np.float32)
    rarest = np.maximum(near[:, None], near[None, :])
    bits = np.log2(count / rarest)
    bits *= np.where(likeness > 0, (likeness - ALIKE) / (1 - ALIKE), 0.0)
    own = np.log2(count / np.maximum(counts, 2))
    bits[np.diag_indices(len(distinct))] = own
    return np.maximum(bits, 0.0).astype(np.float32)


def _as_letters(texts: Sequence[str]) -> list[str]:
    """Texts with one letter for each word, so that a word is compared as one thing."""
    known: dict[str, str] = {}
    return [
        "".join(known.setdefault(word, chr(0x4E00 + len(known) % 20_000)) for word in text.split())
        for text in texts
    ]


def _groups(values: Iterable[str | None]) -> Iterable[list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for number, value in enumerate(values):
        if value:
            found[value].append(number)
    return found.values()


def _of_own(
    works: Sequence[Work], given: Sequence[Code]
) -> dict[tuple[int, int], dict[str, float]]:
    """What cells, comments and names of one's own say, for the pairs that share some."""
    count = len(works)
    handed_out = {code.text for code in given}
    known_names = {name for code in given for name in code.names}
    known_comments = {said for code in given for said in code.comments}
    features: dict[str, list[dict[str, float]]] = {"own cells": [], "comments": [], "names": []}
    for work in works:
        cells = {code.text: BITS_A_WORD * code.size for code in map(level, work.own)}
        cells |= {" ".join(text.lower().split()): 0.1 * len(text) for text in work.texts}
        codes = [level(source) for source in [*work.answers.values(), *work.own]]
        features["own cells"].append({text: most for text, most in cells.items() if text})
        said = {one for code in codes for one in code.comments} - known_comments
        features["comments"].append({one: 0.15 * len(one) for one in said})
        names = {one for code in codes for one in code.names} - known_names
        features["names"].append(dict.fromkeys(names, 2.5))
    features["own cells"] = [
        {text: most for text, most in one.items() if text not in handed_out}
        for one in features["own cells"]
    ]
    found: dict[tuple[int, int], dict[str, float]] = {}
    for kind, of_works in features.items():
        cap = OWN_CELLS * math.log2(count) if kind != "names" else math.log2(count)
        for pair, bits in _shared(of_works, count).items():
            found.setdefault(pair, {})[kind] = min(bits, cap)
    return found


def _shared(of_works: Sequence[Mapping[str, float]], count: int) -> dict[tuple[int, int], float]:
    """The bits of what pairs share, of features that few have."""
    owners: dict[str, list[int]] = defaultdict(list)
    for number, features in enumerate(of_works):
        for one in features:
            owners[one].append(number)
    bits: dict[tuple[int, int], float] = defaultdict(float)
    few = max(4, int(0.02 * count))
    for one, members in owners.items():
        if not 2 <= len(members) <= few:
            continue
        rare = math.log2(count / len(members))
        for place, a in enumerate(members):
            for b in members[place + 1 :]:
                bits[a, b] += min(rare, of_works[a][one], of_works[b][one])
    return dict(bits)
