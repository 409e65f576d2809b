"""Times as Moodle's grading worksheet writes them: in words, in the language of whoever made it.

``Friday, 2 October 2026, 9:14 PM``, ``Freitag, 2. Oktober 2026, 21:14``,
``vendredi 2 octobre 2026, 21:14``, ``sexta-feira, 2 de outubro de 2026 às 21:14``,
``2026年 10月 2日(金曜日) 21:14``, ``금요일, 02 10월 2026, 09:14 오후``. The month is a word, or the
sign for month stands behind it; a time in which it is a bare number is not read, for it might be
the day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

#: Names of the months as Moodle's languages have them: en, de, fr, es, pt, it, nl.
_MONTHS = (
    ("january", "januar", "jänner", "janvier", "enero", "janeiro", "gennaio", "januari"),
    ("february", "februar", "février", "febrero", "fevereiro", "febbraio", "februari"),
    ("march", "märz", "mars", "marzo", "março", "maart"),
    ("april", "avril", "abril", "aprile"),
    ("may", "mai", "mayo", "maio", "maggio", "mei"),
    ("june", "juni", "juin", "junio", "junho", "giugno"),
    ("july", "juli", "juillet", "julio", "julho", "luglio"),
    ("august", "août", "agosto", "augustus"),
    ("september", "septembre", "septiembre", "setiembre", "setembro", "settembre"),
    ("october", "oktober", "octobre", "octubre", "outubro", "ottobre"),
    ("november", "novembre", "noviembre", "novembro"),
    ("december", "dezember", "décembre", "diciembre", "dezembro", "dicembre"),
)
_SHORT = 3  # letters that an abbreviated month has at least
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?!\d)")
_SIGN = re.compile(r"(?<!\d)(\d{1,2})\s*[月월]")
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|nachmittags|午後|下午|오후")
_MORNING = re.compile(r"\ba\.?\s?m\b|vormittags|午前|上午|오전")


def moment_named(text: str) -> datetime | None:
    """The moment that a worksheet names, by the clock of Moodle's place.

    Args:
        text: A cell of the worksheet.

    Returns:
        The moment without a zone; None where it names none, or more than one.
    """
    text = unicodedata.normalize("NFC", text).casefold()
    clocks = list(_CLOCK.finditer(text))
    if len(clocks) != 1:
        return None
    [clock] = clocks
    rest = text[: clock.start()] + " " + text[clock.end() :]
    day = _day(rest)
    hour = _hour(int(clock[1]), text)
    if day is None or hour is None:
        return None
    try:
        return datetime(*day, hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None


def _day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day."""
    months = {int(one) for one in _SIGN.findall(text)}
    text = _SIGN.sub(" ", text)
    if not months:
        months = {month for word in re.findall(r"[^\W\d_]+", text) if (month := _month(word))}
    numbers = re.findall(r"\d+", text)
    years = [int(one) for one in numbers if len(one) == len("2026")]
    days = [int(one) for one in numbers if len(one) <= len("31")]
    if len(numbers) != 2 or not (len(years) == len(days) == len(months) == 1):
        return None
    return years[0], months.pop(), days[0]


def _month(word: str) -> int | None:
    """The month that a word means, written out or cut short; None for a day of the week."""
    if word in ("mar", "mart"):  # Tuesday, in Spanish, French and Italian
        return None
    found = [
        number
        for number, names in enumerate(_MONTHS, start=1)
        if any(word == name or (len(word) >= _SHORT and name.startswith(word)) for name in names)
    ]
    return found[0] if len(found) == 1 else None


def _hour(hour: int, text: str) -> int | None:
    afternoon, morning = _AFTERNOON.search(text), _MORNING.search(text)
    if not afternoon and not morning:
        return hour
    if bool(afternoon) == bool(morning) or not 0 <= hour <= 12:
        return None
    return hour % 12 + (12 if afternoon else 0)
