"""How alike two names are, and for which days a birth date may have been mistyped. Own choice, all of it: no rule says.

Pure; so a search finds the same on every database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

LEAST_LETTERS: Final = 3
"""Of a name that is looked for (SEC-74)."""
MOST_WORDS: Final = 8
"""Of a name; more than anybody has, and few enough to try each with each."""
MOST_LETTERS: Final = 40
"""Of a word that are compared: what somebody typed to keep the machine busy ends there."""
_LONG: Final = 8
"""Letters from which on a word may hold two slips, not one."""
_SPELT: Final = str.maketrans(
    {"æ": "ae", "ä": "ae", "ø": "oe", "ö": "oe", "å": "aa", "ð": "d", "đ": "d", "þ": "th"}
    | {"ł": "l", "'": "", "’": "", "`": ""}
)
_PAIRS: Final = re.compile("(a)a|(a)e|(o)e")
_LOOKED_ALIKE: Final = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE")
"""Alphabets with letters that look like those of another."""
_WORD: Final = re.compile(r"[^\W\d_]+")


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are compared: small letters without marks, and å as aa as a, ø as oe as o, æ as ae as a."""
    plain = "".join(one for one in name if unicodedata.category(one) != "Cf")
    spelt = unicodedata.normalize("NFKC", plain).casefold().translate(_SPELT)
    bare = "".join(one for one in unicodedata.normalize("NFKD", spelt) if not _is_mark(one))
    words = _WORD.findall(_PAIRS.sub(lambda found: found[0][0], bare))
    return tuple(word[:MOST_LETTERS] for word in words[:MOST_WORDS])


def _is_mark(sign: str) -> bool:
    return unicodedata.combining(sign) != 0


def written_plainly(name: str) -> bool:
    """Return whether all signs of a name are seen by whoever reads it, and none are of two alphabets that look alike in one word."""
    if any(unicodedata.category(sign)[0] == "C" for sign in name):
        return False
    return all(len(_alphabets(word)) <= 1 for word in name.split())


def _alphabets(word: str) -> set[str]:
    names = (unicodedata.name(sign, "").split(" ")[0] for sign in word if sign.isalpha())
    return {name for name in names if name in _LOOKED_ALIKE}


def unlikeness(sought: Sequence[str], name: Sequence[str]) -> int | None:
    """Return how far the words of a name are from those that are looked for, 0 for just these; None if it is another name.

    In whatever order, and whoever has more words than the other has more names: but each word of the shorter must be there.
    """
    fewer, more = sorted((list(sought), list(name)), key=len)
    far = 0
    for word in sorted(fewer, key=len, reverse=True):
        found = [
            (slips, n) for n, one in enumerate(more) if (slips := _slips(word, one)) is not None
        ]
        if not found:
            return None
        slips, n = min(found)
        far += slips
        del more[n]
    return far if fewer else None


def _slips(one: str, other: str) -> int | None:
    """Return how many letters are wrong, missing, too many, or changed with the next; None if too many for the word."""
    if one == other:
        return 0
    most = (
        0 if min(len(one), len(other)) < LEAST_LETTERS else 1 + (max(len(one), len(other)) >= _LONG)
    )
    if abs(len(one) - len(other)) > most:
        return None
    slips = _edits(*_middles(one, other))
    return slips if slips <= most else None


def _middles(one: str, other: str) -> tuple[str, str]:
    """Return two words without what they begin and end with alike."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]


def _edits(one: str, other: str) -> int:
    """Return the edit distance, two neighbours in the wrong order counting once."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for y, letter in enumerate(one, start=1):
        older, before, row = before, row, [y]
        for x, its in enumerate(other, start=1):
            least = min(before[x] + 1, row[x - 1] + 1, before[x - 1] + (letter != its))
            if y > 1 and x > 1 and letter == other[x - 2] and one[y - 2] == its:
                least = min(least, older[x - 2] + 1)
            row.append(least)
    return row[-1]


def near_days(day: date) -> frozenset[date]:
    """Return the days that this one may have been typed for: one digit wrong, two neighbours or day and month changed. About forty."""
    told = f"{day:%d%m}{day.year:04}"
    typed = {*_one_wrong(told), *_changed(told), told[2:4] + told[:2] + told[4:]}
    found = {day_ for text in typed if (day_ := _day(text)) is not None}
    return frozenset(found - {day})


def _one_wrong(told: str) -> Iterator[str]:
    for n in range(len(told)):
        yield from (f"{told[:n]}{digit}{told[n + 1 :]}" for digit in "0123456789")


def _changed(told: str) -> Iterator[str]:
    for n in (0, 2, 6):
        yield told[:n] + told[n + 1] + told[n] + told[n + 2 :]


def _day(text: str) -> date | None:
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None
