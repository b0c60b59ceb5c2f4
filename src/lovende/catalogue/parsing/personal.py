"""Personal contact data: found, masked, never passed on.

Two strictnesses. In running text e-mail, telephone and likely names are masked. In contact text (a contact
heading, or a line with e-mail or telephone) it is the other way round: only words for roles and units are
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

MASK = "[skjermet]"
_DATA = Path(__file__).resolve().parent / "data"

_AT = r"(?:\(at\)|\[at\]|\(krøllalfa\))"
# Everything written around an «@», and the spelt-out forms; spaces around «@» only before a whole domain.
EMAIL = re.compile(
    rf"(?:mailto:)?[\w.+%'-]{{1,80}}\s?{_AT}\s?[\w.-]{{0,120}}|[\w.+-]{{1,80}}\s@\s[\w-]{{1,60}}\.[\w.-]{{1,60}}|"
    r"(?:mailto:)?[^\s@,;:<>()\[\]]{0,80}@[^\s@,;<>()\[\]]{0,120}",
    re.IGNORECASE,
)
_SPELT_AT = re.compile(_AT, re.IGNORECASE)
_WHOLE_EMAIL = re.compile(r"^[^@\s]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,12}\.?$")
LABELLED = re.compile(
    r"\b(?:tlf|tel|telf|telefon(?:nr|nummer)?|mob|mobil(?:nr|nummer|telefon)?|mobiltlf|phone|sms)\b[.:\s]{0,4}"
    r"(?P<number>\+?\d(?:[\s.-]?\d){2,14})",
    re.IGNORECASE,
)
_PREFIX = r"(?:(?:\+|00)47\s?)?"
_BARE = re.compile(
    rf"(?<![\d.,\w+-]){_PREFIX}(?:[2-9]\d{{7}}|[2-9]\d{{2}}\s\d{{2}}\s\d{{3}}|[2-9]\d(?:\s\d{{2}}){{3}})(?![\d\w]|[.,]\d|\s?%|\s\d)"
)
_FOREIGN = re.compile(r"(?<![\w+])\+\d{2}(?:\s?\d){6,12}")
_IN_CONTACT = re.compile(r"(?<![\d.,\w+-])\+?\d(?:\s?\d){5,11}(?![\d\w])")
_DATE = re.compile(r"^(?:19|20)\d{2}[01]\d[0-3]\d$")

_NAME_WORD = r"[A-ZÆØÅÄÖÉ][\wéèüäö'’-]+"
_NAME_PART = re.compile(_NAME_WORD)
_INITIAL = r"(?:[A-ZÆØÅ]\.?\s)?"
_BY = re.compile(rf"\bv\s?/\s?(?P<name>{_NAME_WORD}(?:\s{_INITIAL}{_NAME_WORD}){{0,3}})")
_FULL = re.compile(rf"\b(?P<name>{_NAME_WORD}(?:\s{_INITIAL}{_NAME_WORD}){{1,3}})")

_ROLE = re.compile(
    r"(?:leder|leiar|rådgiver|rådgjevar|rådgivar|veileder|rettleiar|koordinator|medarbeider|medarbeidar|ansvarlig|"
    r"ansvarleg|oppfølger|oppfølgar|konsulent|konsulentar|forsker|forskar|ansatt|tilsett|kontakt|kontaktperson|"
    r"spesialist|sjef|lærer|lærar|rektor|saksbehandler|saksbehandlar|rådmann|kommunedirektør|direktør|inspektør|"
    r"miljøarbeider|vaktmester|\blos|ungdomslos|prosjekteier|prosjekteigar|sekretær|manager|adviser|lead)(?:e|en|ne|ene|ane)?$",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"^(?:nav|kommune|kommunen|fylkeskommune|fylkeskommunen|bydel|avdeling|avdelinga|avdelingen|enhet|enheten|eining|"
    r"eininga|etat|etaten|seksjon|team|teamet|prosjekt|prosjektet|tiltak|tiltaket|statsforvalteren|fylkesmannen|"
    r"\w*senteret|\w*senter|\w*kontoret|\w*kontor|\w*avdeling(?:a|en)?|\w*tjenesten?|\w*tenesta?|\w*skolen?|\w*skulen?|"
    r"\w*direktoratet|høgskolen|høgskulen|høyskolen|universitetet|voksenopplæringen?|vaksenopplæringa?|"
    r"\w*sentralen?|organisasjon|stiftelsen?)$",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "av dagleg daglig den det eller en ein ei er for fra frå i med og på per samt som ta kontakt til ved".split()
)
_LABELS = re.compile(
    r"\b(?:tlf|tel|telf|telefon|mob|mobil|mobiltlf|mail|e-?post|epost|email|e-mail|mailto|phone|sms)\b[.:]*",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w'’-]+(?:/[\w'’-]+)*|[^\w\s]|\s{2,}|\t")


@dataclass(frozen=True)
class Finding:
    """``kind`` email, telephone or name; ``problem`` malformed-email, malformed-telephone or empty;
    ``digits`` of a malformed telephone. Never the value."""

    kind: str
    start: int
    end: int
    problem: str = ""
    digits: int = 0


@cache
def given_names() -> frozenset[str]:
    text = (_DATA / "given-names.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def has_contact(text: str) -> bool:
    """Does the text hold an e-mail address or a telephone number?"""
    return bool(
        any(True for _ in _emails(text))
        or LABELLED.search(text)
        or any(True for _ in _telephones(text, False))
    )


def find(text: str, contact: bool = False, known: frozenset[str] = frozenset()) -> list[Finding]:
    """Personal data in a text, by place. ``contact`` widens what counts as a telephone; ``known`` are words
    of names found elsewhere in the document (case-folded)."""
    emails = [_email(match) for match in _emails(text)]
    found = [*emails, *_telephones(text, contact or bool(emails)), *_names(text, known)]
    return _apart(found)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Findings in the order of the text, without those that overlap an earlier or, at one place, a surer one."""
    kept: list[Finding] = []
    order = {"email": 0, "telephone": 1, "name": 2}
    for one in sorted(found, key=lambda one: (one.start, order[one.kind])):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif order[one.kind] < order[kept[-1].kind]:
            kept[-1] = Finding(one.kind, kept[-1].start, max(one.end, kept[-1].end), one.problem, one.digits)
        else:
            kept[-1] = replace(kept[-1], end=max(one.end, kept[-1].end))
    return kept


def _emails(text: str) -> Iterable[re.Match[str]]:
    """Addresses; the pattern is only tried where there is a sign of one, for it is slow on long lines."""
    return EMAIL.finditer(text) if "@" in text or _SPELT_AT.search(text) else ()


def redact(
    text: str, contact: bool = False, known: frozenset[str] = frozenset()
) -> tuple[str, list[Finding]]:
    """The text with personal data masked, and what was found. A line with e-mail or telephone is contact
    text."""
    findings = find(text, contact, known)
    if contact or any(one.kind in ("email", "telephone") for one in findings):
        clean, names = keep_roles(text, findings, known)
        if names and not any(one.kind == "name" for one in findings):
            findings.append(Finding("name", 0, len(text)))
        return clean, findings
    pieces, at = [], 0
    for one in findings:
        pieces += [text[at : one.start], MASK]
        at = one.end
    return "".join([*pieces, text[at:]]), findings


def keep_roles(text: str, findings: Iterable[Finding], known: frozenset[str]) -> tuple[str, bool]:
    """Contact text reduced to roles and units; whether a word that may be a name was masked.

    A capitalised word stays only as a role («Prosjektleder»), a unit («Norsksenteret»), an abbreviation, or
    the place of a unit («NAV Moss», «Moss kommune», «Høgskolen i Østfold»). What is not known is masked.
    """
    chars = list(text)
    for one in findings:
        if one.kind != "name":
            chars[one.start : one.end] = ["\x00"] + [""] * (one.end - one.start - 1)
    words = _TOKEN.findall(_LABELS.sub(" ", "".join(chars)))
    kept = [word if _stays(words, index, known) else MASK for index, word in enumerate(words)]
    names = any(now == MASK and was != "\x00" for now, was in zip(kept, words, strict=True))
    return _joined(kept), names


def _stays(words: list[str], index: int, known: frozenset[str]) -> bool:
    word = words[index]
    folded = word.casefold()
    if word == "\x00":
        return False
    if not word[0].isalnum():
        return True
    if _is_role(word) or (folded in _SMALL and word != "Per"):
        return True
    if folded in known or folded in given_names() or any(letter.isdigit() for letter in word):
        return False
    if word[0].islower() or (word.isupper() and 1 < len(word) <= 5):
        return True
    return _is_place(words, index)


def _is_role(word: str) -> bool:
    return any(_ROLE.search(part) or _UNIT.match(part) for part in re.split(r"[/-]", word) if part)


def names_role(text: str) -> bool:
    """Does the text hold a word for a role or a unit?"""
    return any(_is_role(word) for word in _TOKEN.findall(text))


def _is_place(words: list[str], index: int) -> bool:
    """The one word after «NAV» or «Bydel», before «kommune», or after «<unit> i»."""
    before = words[index - 1].casefold() if index else ""
    after = words[index + 1].casefold() if index + 1 < len(words) else ""
    earlier = words[index - 2] if index > 1 else ""
    return (
        before in ("nav", "bydel")
        or after in ("kommune", "bydel", "fylkeskommune")
        or (
            before == "i"
            and (bool(_UNIT.match(earlier)) or (index > 2 and words[index - 3].casefold() == "bydel"))
        )
    )


def _joined(words: list[str]) -> str:
    """Words as a line again; runs of masks, and signs between them, become one mask."""
    out: list[str] = []
    for word in words:
        if word == MASK:
            while out and not out[-1][0].isalnum() and out[-1] != MASK and out[-1] not in ":([":
                out.pop()
            if not out or out[-1] != MASK:
                out.append(MASK)
        elif word.strip() and (out or word[0].isalnum() or word in "•-[("):
            out.append(word)
    text = " ".join(out)
    return re.sub(r"\s+([,.;:)\]])", r"\1", re.sub(r"([(\[])\s+", r"\1", text)).strip()


def _email(match: re.Match[str]) -> Finding:
    value = match.group().strip()
    value = re.sub(
        r"^mailto:", "", re.sub(r"\s?(?:\(at\)|\[at\]|\(krøllalfa\))\s?", "@", value, flags=re.IGNORECASE)
    )
    whole = bool(_WHOLE_EMAIL.match(value.replace(" ", "")))
    broken = not whole and not value.startswith("@")
    return Finding("email", match.start(), match.end(), "malformed-email" if broken else "")


def _telephones(text: str, contact: bool) -> Iterable[Finding]:
    for match in LABELLED.finditer(text):
        yield _telephone(match.group("number"), match.start("number"))
    patterns = (_BARE, _FOREIGN, _IN_CONTACT) if contact else (_BARE, _FOREIGN)
    for pattern in patterns:
        for match in pattern.finditer(text):
            if not _DATE.match(match.group().strip()):
                yield _telephone(match.group(), match.start())


def _telephone(value: str, start: int) -> Finding:
    """Norwegian numbers have eight digits, or three to five for service numbers; foreign ones are not
    judged."""
    digits = re.sub(r"\D", "", value)
    domestic = re.sub(r"^(?:00)?47(?=\d{8}$)", "", digits)
    foreign = value.lstrip().startswith("+") and not digits.startswith("47")
    fine = foreign or len(domestic) in (3, 4, 5, 8)
    return Finding(
        "telephone",
        start,
        start + len(value),
        "" if fine else "malformed-telephone",
        0 if fine else len(digits),
    )


def _names(text: str, known: frozenset[str]) -> Iterable[Finding]:
    for match in _BY.finditer(text):
        if not match.group("name").split()[0].isupper():
            yield Finding("name", match.start("name"), match.end("name"))
    for match in _FULL.finditer(text):
        words = list(_NAME_PART.finditer(text, match.start(), match.end()))
        first = next((index for index in range(len(words) - 1) if _likely(words[index:], known)), None)
        if first is not None:
            yield Finding("name", words[first].start(), match.end())
    if text.strip().casefold() in known:
        begin = len(text) - len(text.lstrip())
        yield Finding("name", begin, begin + len(text.strip()))


def _likely(parts: list[re.Match[str]], known: frozenset[str]) -> bool:
    """A given name and a further capitalised word that is no role or unit; or two words known from
    contacts."""
    first, second = parts[0].group(), parts[1].group()
    if first.casefold() in known and any(part.group().casefold() in known for part in parts[1:]):
        return True
    return first.casefold() in given_names() and not _is_role(second) and not second.isupper()


def known_names(texts: Iterable[str]) -> frozenset[str]:
    """Words of person names that the e-mail addresses of a document give away, case-folded."""
    words: set[str] = set()
    for text in texts:
        for match in _emails(text):
            local = re.sub(r"^mailto:", "", match.group(), flags=re.IGNORECASE).split("@")[0]
            parts = [
                part for part in re.split(r"[._+-]", local.casefold()) if len(part) > 1 and part.isalpha()
            ]
            if len(parts) > 1:
                words.update(parts)
    return frozenset(words)
