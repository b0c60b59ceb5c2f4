"""One written form for each Norwegian word: lower case, æøå in every spelling, no accents.

Addresses, file names and old keyboards write ``spraak`` and ``stoette``; Swedish partners write ``stöd``.
All of them fold to the letters of bokmål, because the stemmer (:mod:`lovende.text.stem`) knows those.

Known and accepted: a word in which the letters *aa*, *ae* or *oe* are two sounds (``poesi``, ``Israel``)
gets a folded form that is no word (``pøsi``). Documents and queries fold alike, so it is still found.
Frequent words where that would break inflection or merge with another word (``arenaer``, ``temaarbeid``,
``boende``) are kept apart by :data:`_PROTECTED`.
"""

from __future__ import annotations

import re
import unicodedata

# Words that end in a or o and take an ending or a second word that begins with a vowel.
_OPEN_ENDED = (
    "agenda arena aula auto beboe data dato demo dilemma disko drama ego ekstra euro firma foto "
    "influensa info kamera kasino kilo kino klima koma komma kommando konto kontra logo makro media "
    "memo mikro nabo opera panorama paradigma piano pizza prisma propaganda psyko radio risiko sauna "
    "scenario sentra skala skjema sofa sosio stigma studio tema tempo trauma ultra veranda video villa"
).split()
_PROTECTED = re.compile(
    r"(?:"
    + "|".join(sorted(_OPEN_ENDED, key=len, reverse=True))
    + r")(?=[ae])"
    + r"|bo(?=e(?:nde|nhet|vn|rfar))|^(?:sko|bro|tro|ro|klo|no)(?=e[nrst])|poe(?=ng)|moe(?=n$)|toe(?=ta)"
    + r"|aa|ae|oe"
)
_PAIRS = {"aa": "å", "ae": "æ", "oe": "ø"}
_LETTERS = str.maketrans(
    {
        "ä": "æ", "ö": "ø", "ő": "ø", "ð": "d", "đ": "d", "þ": "th", "ß": "ss", "ł": "l", "ŧ": "t", "ŋ": "n",
        "ı": "i", "œ": "ø", "ħ": "h", "\xad": None, "\u200b": None, "\u200c": None, "\u200d": None,
    }
)  # fmt: skip
_KEPT = frozenset("æøå")


def fold(word: str) -> str:
    """The single written form of one word.

    >>> fold("Språk") == fold("spraak") == fold("SPRÅK")
    True
    >>> fold("læring"), fold("laering"), fold("kafé"), fold("arenaer")
    ('læring', 'læring', 'kafe', 'arenaer')
    """
    if not word.isascii():
        word = _without_marks(unicodedata.normalize("NFKC", word).lower())
    else:
        word = word.lower()
    if "aa" in word or "ae" in word or "oe" in word:
        word = _PROTECTED.sub(_pair, word)
    return word


def _pair(match: re.Match[str]) -> str:
    found = match.group()
    return _PAIRS.get(found, found)


def _without_marks(word: str) -> str:
    """Lower-case `word` without soft hyphens and accents; æ, ø and å are letters of their own and stay."""
    word = unicodedata.normalize("NFC", word).translate(_LETTERS)
    if word.isascii():
        return word
    kept = []
    for letter in word:
        if letter in _KEPT:
            kept.append(letter)
        else:
            kept.extend(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return "".join(kept).lower()
