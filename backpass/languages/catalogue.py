"""The package's texts in one language, found by their English.

An English text is known as a template: what stands in braces is put in by the program. The places
are named, so that a translation may have them in another order. What was put in is translated too
where it is itself a text of the package, such as "inputs that are all negative".

``backpass translate`` writes the files from the catalogues in ``translations/``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib import resources

from backpass import sealing
from backpass.languages.particles import settled

#: A place in a template.
PLACE = re.compile(r"\{([a-z_]\w*)\}", re.IGNORECASE)
#: Where a text of several sentences can be taken apart.
BREAK = re.compile(r"(?<=[.?!:])( +|\n)")
#: A template with fewer letters of its own than this says too little to be known by.
LETTERS = 4
#: Places that hold nothing but a whole number.
COUNTS = frozenset(
    {"score", "full", "extra", "count", "number", "passed", "made", "asked", "times", "arity"}
)
#: ``a, b and c``, each a name or a piece of code.
_ITEM = r"(?:`[^`]+`|[\w.\[\]·]+)"
#: Between two items of a list, not inside brackets or numbers.
ITEMS = re.compile(r"(, |; )(?=[^\W\d_`])(?![^\[(]*[\])])")
WORDS = re.compile(r"[A-Za-z]{2,}")
#: One small word may be a name in the learner's code: it is said where it was asked for alone.
MAYBE_A_NAME = re.compile(r"(?!(?:nothing|none|rows|columns)$)[a-z]+")
#: The last two items of a list.
JOINED = {
    ("ko", "and"): "{0}과(와) {1}",
    ("ko", "or"): "{0} 또는 {1}",
    ("ja", "and"): "{0} と {1}",
    ("ja", "or"): "{0} または {1}",
}
LIST = re.compile(rf"({_ITEM}(?:, {_ITEM})*) (and|or) ({_ITEM})")
#: Places that may hold sentences wherever they stand.
SENTENCES = frozenset({"text", "words", "error"})
#: Where a sentence ends and another begins.
AGAIN = re.compile(r"[.?!]\s+[A-Z`\"]")
#: Small words of English: a place that holds one after translating holds no name and no value.
SMALL = re.compile(
    r"\b(?:the|of|is|are|to|at|from|with|and|by|it|in|on|so|each|not|what|has|have|change|goes|after)\b"
    r"|[:;] [A-Za-z]{2,}",
    re.IGNORECASE,
)
#: Words in a formula: ``x + (the right dx)``.
BRACKETED = re.compile(r"\([a-z]+ [^()]*\)")
CODE = re.compile(r"`[^`]*`|\"[^\"]*\"")
#: What kind of thing something is, by the name of its class: ``a list``.
ARTICLE = re.compile(
    r"an? (list|tuple|dict|set|frozenset|str|bytes|int|float|bool|complex|function|method|generator"
    r"|range|slice|type|module|map|filter|zip|object|[a-z]+\.\w[\w.]*|[A-Za-z_]*[A-Z]\w*)"
)
#: What was put in may hold something that was put in, and so on, this deep.
DEPTH = 6
#: Sealed translations are padded to a multiple of this, so that their length tells little.
BLOCK = 128


@dataclass(frozen=True)
class Template:
    """An English text with places, and its translation.

    Attributes:
        pattern: Finds the English, each place by its name.
        longest: The longest stretch without a place: quick to look for.
        letters: How many letters the template has of its own.
        telling: Whether it says enough to be known where it stands alone.
        wordy: Whether it says enough to be known within another text, where one word may be a name.
        whole: Places that may hold sentences of their own.
        sentence: Whether it ends as a sentence does; None where it ends in another sentence.
        other: The translation, with the same places.
    """

    pattern: re.Pattern[str]
    longest: str
    letters: int
    telling: bool
    wordy: bool
    whole: frozenset[str]
    sentence: bool | None
    other: str


class Catalogue:
    """All texts of a language.

    Args:
        code: The language's code.
        texts: English to the other language.
        sealed: Translations of sealed texts, by a digest of the English.
    """

    def __init__(
        self, code: str, texts: dict[str, str], sealed: dict[str, str] | None = None
    ) -> None:
        self.code = code
        self._sealed = sealed or {}
        self._all = texts
        self._exact = {e: o for e, o in texts.items() if not PLACE.search(e)}
        self._remembered = lru_cache(maxsize=2048)(self._translated)
        self._apart = lru_cache(maxsize=2048)(self._in_sentences)

    def said(self, text: str) -> str:
        """A text in this language; what has no translation stays in English.

        Args:
            text: English, one sentence or several.
        """
        return self._remembered(text)

    @cached_property
    def _templates(self) -> list[Template]:
        """The texts with places, the longest first; made when they are first needed."""
        made = [template(e, o) for e, o in self._all.items() if PLACE.search(e)]
        return sorted(made, key=lambda t: (-t.letters, -len(t.pattern.pattern)))

    @property
    def everything(self) -> Mapping[str, str]:
        """All open texts: English to this language."""
        return self._all

    def with_more(self, texts: Mapping[str, str]) -> Catalogue:
        """The same catalogue with further texts.

        Args:
            texts: English to this language.
        """
        return Catalogue(self.code, {**self._all, **texts}, self._sealed)

    def of(self, template: str) -> str:
        """The translation of a template, its places still open; English where there is none.

        Args:
            template: A text as it stands in the catalogue.
        """
        return self._all.get(template, template)

    def _translated(self, text: str) -> str:
        whole = self._apart(text)
        return self._finished(self._in_pieces(text) if whole is None else whole)

    def _finished(self, text: str) -> str:
        return settled(text) if self.code == "ko" else text

    def _in_sentences(self, text: str) -> str | None:
        """A text that stands in the catalogue, or the last sentence of which does, and so the rest.

        That comes before a template in a place of which all the other sentences would stand.
        """
        if text.strip() not in self._exact:
            *before, between, last = (
                ["", *BREAK.split(text)] if BREAK.search(text) else ["", "", text]
            )
            rest = "".join(before)
            other = self._whole(last, DEPTH) if rest.endswith((".", "?", "!")) else None
            first = None if other is None else self._apart(rest)
            if first is not None:
                close = self.code == "ja" and between == " " and first.endswith("。")
                return f"{first}{'' if close else between}{other}"
        return self._whole(text, DEPTH)

    def _in_pieces(self, text: str) -> str:
        """Sentence by sentence, as many at once as stand together in the catalogue."""
        parts = BREAK.split(text)
        said, begin = list[str](), 0
        while begin < len(parts):
            for end in range(len(parts), begin, -2):
                piece = "".join(parts[begin:end])
                other = self._whole(piece, DEPTH)
                if other is not None or end - begin <= 2:
                    said.append(piece if other is None else other)
                    between = "".join(parts[end : end + 1])
                    close = self.code == "ja" and other is not None and between == " "
                    said.append("" if close and said[-1].endswith("。") else between)
                    begin = end + 1
                    break
            else:
                said.append(parts[begin])
                begin += 1
        return "".join(said)

    def _whole(self, text: str, depth: int) -> str | None:
        """A text that stands in the catalogue as it is, its places filled; else None."""
        bare = text.strip()
        if depth < DEPTH and MAYBE_A_NAME.fullmatch(bare):
            return None
        other = self._exact.get(bare) or self._opened(bare)
        if other is not None:
            return text.replace(bare, other, 1)
        if depth == 0 or not bare:
            return None
        sentence = bare.endswith((".", "?", "!"))
        for one in self._templates:
            if (one.sentence is not None and one.sentence != sentence) or one.longest not in bare:
                continue
            if not (one.telling if depth == DEPTH else one.wordy):
                continue
            found = one.pattern.fullmatch(bare)
            if found is None or any(
                AGAIN.search(value) and name not in one.whole
                for name, value in found.groupdict().items()
            ):
                continue
            places = {name: self._put_in(v, depth) for name, v in found.groupdict().items()}
            if any(
                " " in said.strip() and SMALL.search(CODE.sub(" ", said))
                for name, said in places.items()
                if name not in one.whole
            ):
                continue  # a place that swallowed a piece of another sentence
            return text.replace(bare, _filled(one.other, places), 1)
        return None

    def _put_in(self, value: str, depth: int) -> str:
        meant = re.fullmatch(r"(.+?) (\(.*\))", value)
        if meant is not None:  # Python's own words stand behind ours
            ours = self._whole(meant[1], depth - 1)
            if ours is not None:
                return f"{ours} {meant[2]}"
        items = ITEMS.split(value)
        if len(items) > 1:
            said = [self._whole(i, depth - 1) if WORDS.search(i) else i for i in items[::2]]
            if all(item is not None for item in said):
                items[::2] = [str(item) for item in said]
                return "".join(items)
        whole = self._whole(value, depth - 1)
        if whole is not None:
            return whole
        listed = LIST.fullmatch(value)
        if listed is not None:
            joined = JOINED.get((self.code, listed[2]), "{0}, {1}")
            return joined.format(listed[1], listed[3])
        bare = ARTICLE.fullmatch(value)
        if bare is not None:
            return bare[1]
        ended = None if value.endswith((".", "?", "!")) else self._whole(f"{value}.", depth - 1)
        if ended is not None:
            return ended.rstrip(".。")
        return BRACKETED.sub(lambda found: self._whole(found[0], depth - 1) or found[0], value)

    def _opened(self, text: str) -> str | None:
        """The translation of a sealed text, which nobody can read who has not the English."""
        if not self._sealed or len(text) < 2:
            return None
        sealed = self._sealed.get(digest(text))
        return None if sealed is None else sealing.unseal(_key(text), sealed).decode().rstrip()


def _filled(text: str, places: Mapping[str, str]) -> str:
    return PLACE.sub(lambda match: places.get(match[1], match[0]), text)


def template(english: str, other: str) -> Template:
    """A text with places, ready to be found.

    Args:
        english: The English, with places such as ``{name}``.
        other: The translation.
    """
    fixed = PLACE.split(english)
    pieces, seen = [re.escape(fixed[0])], set[str]()
    for name, after in zip(fixed[1::2], fixed[2::2], strict=True):
        inside = r"\d+(?:\.\d+)?" if name in COUNTS else ".*?"
        if name.startswith("name") and f"{{{name}}}{{" in english:
            inside = r"\S+"  # what stands directly behind a name begins with a space
        pieces.append(f"(?P={name})" if name in seen else f"(?P<{name}>{inside})")
        pieces.append(re.escape(after))
        seen.add(name)
    whole = frozenset(SENTENCES.intersection(fixed[1::2])) | _alone(fixed)
    counts, own = COUNTS.issuperset(fixed[1::2]), " ".join(fixed[::2])
    letters = sum(map(str.isalpha, own))
    return Template(
        re.compile("".join(pieces), re.DOTALL),
        max(fixed[::2], key=len),
        letters,
        letters >= LETTERS or counts,
        counts or len(WORDS.findall(own)) > 1 or bool(SMALL.search(own)),
        whole,
        None if not fixed[-1] and fixed[-2] in whole else english.endswith((".", "?", "!")),
        other,
    )


def _alone(fixed: Sequence[str]) -> frozenset[str]:
    """The places that stand as sentences: after one has ended, or at the beginning of all."""
    return frozenset(
        name
        for before, name, after in zip(fixed[::2], fixed[1::2], fixed[2::2], strict=False)
        if (not before or re.search(r"[.?!:]\s+$", before))
        and re.match(r"\s+[^a-z\s]|\s*$|\n", after)
    )


def digest(text: str) -> str:
    """What a sealed text is found by.

    Args:
        text: The English.
    """
    return hashlib.sha256(f"text: {text}".encode()).hexdigest()[:16]


def seal(text: str, other: str) -> str:
    """Seal a translation by its English; the same each time.

    Args:
        text: The English.
        other: The translation.
    """
    plain = other.encode()
    return sealing.seal(_key(text), plain.ljust(-(-len(plain) // BLOCK) * BLOCK))


def _key(text: str) -> bytes:
    return hashlib.sha256(f"translation: {text}".encode()).digest()


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that the package speaks beside English."""
    folder = resources.files("backpass.languages")
    return tuple(
        sorted(f.name.removesuffix(".json") for f in folder.iterdir() if f.name.endswith(".json"))
    )


@cache
def catalogue(code: str) -> Catalogue | None:
    """A language's texts; None where the package does not speak it.

    Args:
        code: The language's code.
    """
    if code not in languages():
        return None
    file = resources.files("backpass.languages").joinpath(f"{code}.json")
    stored = json.loads(file.read_text(encoding="utf-8"))
    return Catalogue(code, stored["texts"], stored["sealed"])
