"""Korean particles: which of two follows a word depends on the word's last sound.

A translator writes both, the one after a consonant first: ``{name}은(는)``, ``{name}이(가)``,
``{name}을(를)``, ``{name}과(와)``, ``{number}(으)로``, ``{name}(이)라는``. When the word is put in,
the right one is left.
"""

from __future__ import annotations

import re

#: What is written, what follows a consonant, and what follows a vowel.
PAIRS = {
    "은(는)": ("은", "는"),
    "이(가)": ("이", "가"),
    "을(를)": ("을", "를"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)": ("이", ""),
}
_WRITTEN = re.compile("|".join(re.escape(pair) for pair in sorted(PAIRS, key=len, reverse=True)))
#: The last sound of a digit's name: 영 일 이 삼 사 오 육 칠 팔 구.
_DIGITS = dict(zip("0123456789", "ㅇㄹ ㅁ  ㄱㄹㄹ ", strict=True))
#: Of a number that ends in zeros: 십 백 천 만, and from there on in groups of four.
_ZEROS = ("", "ㅂ", "ㄱ", "ㄴ")
_GROUPS = {4: "ㄴ", 8: "ㄱ", 12: " ", 16: "ㅇ"}
#: Letters whose own names end in a consonant: 엘, 엠, 엔, 알.
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
#: How a word in Latin letters ends when it is read in Korean, by its last letters; the longest that
#: fits counts. A word of two letters, and one in capitals, is spelt out instead.
_ENDINGS = {
    # -ing; -er, -or: a vowel
    "ng": "ㅇ",
    **dict.fromkeys(("ar", "er", "ir", "or", "ur"), " "),
    # tuple, line, None, name, column: the e is silent
    "le": "ㄹ",
    **dict.fromkeys(("ane", "ene", "ine", "one", "une"), "ㄴ"),
    **dict.fromkeys(("ame", "eme", "ime", "ome", "ume", "umn"), "ㅁ"),
    # one vowel and p, t or b: a final consonant; two vowels: 루프, 플로트
    **dict.fromkeys(("ap", "ep", "ip", "op", "up", "ype", "ab", "eb", "ob"), "ㅂ"),
    **dict.fromkeys(("at", "et", "it", "ot", "ut"), "ㅅ"),
    **dict.fromkeys(("oop", "ait", "eat", "eet", "oat", "oot", "uit"), " "),
    **dict.fromkeys(("ck", "ic", "ook"), "ㄱ"),
}
#: Words of which their last letters do not tell.
_WORDS = {
    "bit": " ",
    "check": " ",
    "circuit": "ㅅ",
    "edit": " ",
    "exit": " ",
    "log": " ",
    "or": " ",
    "softmax": " ",
    "up": "ㅂ",
}
#: Signs that are read as words: 제곱, 세제곱, 분의 일.
_SIGNS = {
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "ㅂ"),
    **dict.fromkeys("∞%°", " "),
    "½": "ㄹ",
    "¼": "ㄹ",
    "¾": "ㅁ",
    "ε": "ㄴ",
}
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
#: What is not read aloud at the end of a word.
_SILENT = "`'\"”’」』*_ \N{NO-BREAK SPACE}"


def last_sound(word: str) -> str:
    """The consonant that a word ends in when it is read aloud in Korean.

    Args:
        word: Korean, a number, a sign, a letter, or a name in code.

    Returns:
        The consonant; ``" "`` where the word ends in a vowel, ``""`` where nothing can be told.
    """
    word = word.translate(_SUBSCRIPTS).rstrip(_SILENT)
    while word and word[-1] in ")]}…":
        word = word[:-1].rstrip(_SILENT + "([{")
    if word[-2:-1].isdigit() and word.endswith("."):  # as numpy writes 3.0
        word = word[:-1]
    if not word:
        return ""
    last = word[-1]
    if "가" <= last <= "힣":
        return " ㄱㄱㄱㄴㄴㄴㄷㄹㄹㄹㄹㄹㄹㄹㄹㅁㅂㅂㅅㅅㅇㅈㅊㅋㅌㅍㅎ"[
            (ord(last) - ord("가")) % 28
        ]
    if last in _SIGNS:
        return _SIGNS[last]
    if last.isdigit() and last in _DIGITS:
        return _of_number(re.search(r"[\d,]*\.?\d+$", word)[0])  # type: ignore[index]
    if last.isascii() and last.isalpha():
        return _of_latin(re.search(r"[A-Za-z]+$", word)[0])  # type: ignore[index]
    return " " if last.isalpha() else ""


def _of_number(digits: str) -> str:
    """The last sound of a number: 10 is 십, 100 is 백; after a point each digit is read."""
    whole = digits.replace(",", "")
    if "." in whole or whole.startswith("0"):
        return _DIGITS[whole[-1]]
    zeros = len(whole) - len(whole.rstrip("0"))
    if not zeros:
        return _DIGITS[whole[-1]]
    return _ZEROS[zeros] if zeros < 4 else _GROUPS.get(zeros - zeros % 4, " ")


def _of_latin(word: str) -> str:
    """The last sound of a word in Latin letters, or of letters that stand alone."""
    name = word.lower()
    if name in _WORDS:
        return _WORDS[name]
    if len(name) > 2 and not word.isupper():
        for length in (3, 2):
            if name[-length:] in _ENDINGS:
                return _ENDINGS[name[-length:]]
    return _LETTERS.get(name[-1], " ")


def tables() -> dict[str, object]:
    """What decides, as plain data, for a page that says Korean sentences without Python."""
    return {
        "pairs": PAIRS,
        "digits": _DIGITS,
        "zeros": _ZEROS,
        "groups": _GROUPS,
        "letters": _LETTERS,
        "endings": _ENDINGS,
        "words": _WORDS,
        "signs": _SIGNS,
    }


def settled(text: str) -> str:
    """A Korean text in which each pair of particles has become the right one.

    Args:
        text: A text with pairs such as ``은(는)``.
    """
    done = ""
    rest = text
    while found := _WRITTEN.search(rest):
        before = done + rest[: found.start()]
        sound = last_sound(before[-80:])
        after_consonant, after_vowel = PAIRS[found[0]]
        consonant = sound not in (" ", "") and not (found[0] == "(으)로" and sound == "ㄹ")
        done = before + (after_consonant if consonant else after_vowel)
        rest = rest[found.end() :]
    return done + rest
