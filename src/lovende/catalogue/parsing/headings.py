"""Lines that are headings of a form: tolerant of numbering, case, colon, names inside, slips and line breaks.

A heading is *strong* when it is a form's own label or an alias of two words or more (or one long word),
*weak* when it is a short word such as «Mål» or «Status», which also stands as a label inside an answer. A
document that uses the strong heading of a question anywhere has its weak ones ignored, except where an entry
lacks the question.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from lovende.catalogue.parsing.forms import Form
from lovende.catalogue.parsing.result import Line

BULLET = re.compile(r"^\s*(?:[•▪◦●○■□‣⁃·*>]|[-–—](?=\s|[^\W\d_])|o(?=\s)|§(?=\s))\s*")
NUMBER = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2}){0,3}[.):]?|\(?[a-hA-H][.)]|[IVX]{1,4}[.)])\s+(?=\S)")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_LONGEST = 130  # characters of a heading, its continuation lines included
_FUZZY = 90.0
_JOIN_LINES = 3
_JOIN_GAP = 3  # line numbers between two lines of one heading


@dataclass(frozen=True)
class Hit:
    """A heading found: its form and question, its first and last line, and how sure it is (0–1).
    ``inline`` headings have the answer's beginning on the same line."""

    form: str
    key: str
    start: int
    end: int
    text: str
    strong: bool
    score: float
    inline: bool = False


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case words parted by one blank; numbering, bullets and punctuation gone."""
    text = unicodedata.normalize("NFKC", text)
    text = BULLET.sub("", text)
    text = NUMBER.sub("", text)
    return " ".join(_WORD.findall(text.casefold()))


def is_bullet(text: str) -> bool:
    return bool(BULLET.match(text))


class Matcher:
    """Finds the headings of one form in the lines of a document."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.exact: dict[str, tuple[str, bool]] = {}
        self.patterns: list[tuple[re.Pattern[str], str]] = []
        for heading in form.headings:
            own = (heading.label, *heading.labels)
            for alias in (*own, *heading.aliases):
                self._add(alias, heading.key, own=alias == heading.label)
        self.fuzzy = [alias for alias in self.exact if len(alias) >= 12]
        self.prefixes = [
            alias for alias, (_, strong) in self.exact.items() if strong and alias.count(" ") >= 4
        ]
        self.starts = {alias[:cut] for alias in self.exact for cut in _cuts(alias)}

    def _add(self, alias: str, key: str, own: bool) -> None:
        if "…" in alias:
            self.patterns.append((_pattern(alias), key))
            return
        text = plain(alias)
        strong = own or " " in text or len(text) >= 12
        self.exact.setdefault(text, (key, strong))

    @lru_cache(maxsize=50_000)  # noqa: B019 - a matcher lives as long as one import
    def match(self, text: str) -> tuple[str, bool, float] | None:
        """(key, strong, score) for a plain text that is a heading as a whole, else None."""
        if not text or len(text) > _LONGEST:
            return None
        if text in self.exact:
            key, strong = self.exact[text]
            return key, strong, 1.0
        for pattern, key in self.patterns:
            if pattern.match(text):
                return key, True, 0.95
        return self._slip(text)

    def _slip(self, text: str) -> tuple[str, bool, float] | None:
        """A misspelt heading: nearly the same letters, nearly the same length, and no other question as
        near."""
        if not 10 <= len(text) <= 90:
            return None
        near = process.extract(text, self.fuzzy, scorer=fuzz.ratio, score_cutoff=_FUZZY, limit=3)
        fit = [(alias, score) for alias, score, _ in near if abs(alias.count(" ") - text.count(" ")) <= 1]
        if not fit or len({self.exact[alias][0] for alias, _ in fit}) != 1:
            return None
        key, strong = self.exact[fit[0][0]]
        return key, strong, round(fit[0][1] / 100, 2)

    def hits(self, lines: Sequence[Line]) -> list[Hit]:
        """Every heading in the lines, strong and weak, in order; a heading of several lines is one hit."""
        full = [line for line in lines if not line.blank]
        found: list[Hit] = []
        index = 0
        while index < len(full):
            hit, used = self._hit_at(full, index)
            if hit:
                found.append(hit)
            index += used
        return found

    def _hit_at(self, full: Sequence[Line], index: int) -> tuple[Hit | None, int]:
        first = full[index]
        if len(first.text) > 4 * _LONGEST:
            return None, 1
        for count in range(min(_JOIN_LINES, len(full) - index), 0, -1):
            group = full[index : index + count]
            if count > 1 and not self._may_join(group):
                continue
            match = self.match(plain(" ".join(line.text.strip() for line in group)))
            if match and self._allowed(first, match) and (count == 1 or match[2] >= 0.95):
                text = " ".join(line.text.strip() for line in group)
                return self._hit(match, group, text), count
        return self._inline(first), 1

    def _hit(self, match: tuple[str, bool, float], group: Sequence[Line], text: str) -> Hit:
        key, strong, score = match
        return Hit(self.form.key, key, group[0].number, group[-1].number, text, strong, score)

    def _may_join(self, group: Sequence[Line]) -> bool:
        """Lines may be one heading when they stand close, the later ones carry no bullet, and the first is
        how a heading begins."""
        close = all(
            b.number - a.number <= _JOIN_GAP and a.page == b.page
            for a, b in zip(group, group[1:], strict=False)
        )
        plain_rest = all(not is_bullet(line.text) and len(line.text) < _LONGEST for line in group[1:])
        return close and plain_rest and plain(group[0].text) in self.starts

    @staticmethod
    def _allowed(line: Line, match: tuple[str, bool, float]) -> bool:
        """A heading begins with a capital; a bullet is one only where it says a strong heading exactly; a
        sentence that goes on speaks against slips."""
        _, strong, score = match
        first = next((letter for letter in NUMBER.sub("", BULLET.sub("", line.text)) if letter.isalpha()), "")
        if first.islower() and not (strong and score == 1.0 and _spells_heading(line.text)):
            return False
        if is_bullet(line.text):
            return strong and score == 1.0
        return score >= 0.95 or not line.text.rstrip().endswith((",", ";"))

    def _inline(self, line: Line) -> Hit | None:
        """«Mål: vi vil …», or a long heading that runs on into the answer's first sentence."""
        if is_bullet(line.text):
            return None
        head, colon, rest = line.text.partition(":")
        if colon and rest.strip() and len(head) <= _LONGEST:
            text = plain(head)
            if text in self.exact:
                key, strong = self.exact[text]
                return Hit(
                    self.form.key, key, line.number, line.number, head.strip(), strong, 0.8, inline=True
                )
        text = plain(line.text[: 2 * _LONGEST])
        for alias in self.prefixes:
            if text.startswith(alias + " "):
                key = self.exact[alias][0]
                return Hit(self.form.key, key, line.number, line.number, alias, True, 0.8, inline=True)
        return None


def _spells_heading(text: str) -> bool:
    """Three words or more without a full stop: a heading even where it begins with a small letter."""
    return plain(text).count(" ") >= 2 and not text.rstrip().endswith((".", ",", ";"))


def _pattern(alias: str) -> re.Pattern[str]:
    """«… kommune» stands for one to four words before it, «…prosjektet» also for the first part of a
    compound."""
    before, after = alias.split("…", 1)
    name = r"\S+(?: \S+){0,3} " if after.startswith(" ") else r"(?:\S+ ){0,2}\S*?"
    return re.compile(f"^{re.escape(plain(before))} {name}{re.escape(plain(after))}$")


def _cuts(alias: str) -> list[int]:
    """Places between the words of an alias."""
    return [index for index, letter in enumerate(alias) if letter == " "]


def settled(hits: Sequence[Hit]) -> list[Hit]:
    """The document's headings: weak ones only for questions that have no strong heading anywhere."""
    strong = {hit.key for hit in hits if hit.strong}
    return [hit for hit in hits if hit.strong or hit.key not in strong]
