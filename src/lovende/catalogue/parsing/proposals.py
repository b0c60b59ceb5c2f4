"""Proposed metadata of a section, each with the line it was read from. A person accepts, edits or rejects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lovende.catalogue.parsing.figures import ages, dates, figures
from lovende.catalogue.parsing.focus import focus_areas
from lovende.catalogue.parsing.headings import BULLET
from lovende.catalogue.parsing.personal import MASK, names_role
from lovende.catalogue.parsing.result import Paragraph, Proposal, Section, Vocabulary
from lovende.catalogue.parsing.titles import matching_terms

# Lists of other projects stand in the municipality's description; contacts and places say nothing of method.
_NOT_METHOD = frozenset({"kommune", "kontakt", "hvor"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])|\n")
_FUNDED = re.compile(
    r"\b(?:prosjekt|tiltak)\w*\s+(?:\w+\s+){0,3}?(?:finansiert|kommer|tildelt|fra|frå|innvilg\w+)\b|"
    r"\b(?:prosjekt)?midl(?:er|ene|ar|ane)\b",
    re.IGNORECASE,
)
_USE = (
    (
        "planned",
        re.compile(
            r"\b(?:oppstart \d{4}|startfasen|planlegger|planlagt|skal (?:ta i bruk|delta på)|"
            r"ansettelsesprosess|tilsetjing|implementere|innføre|informasjon om)",
            re.IGNORECASE,
        ),
    ),
    ("inspired", re.compile(r"\binspirert|\bbygger på tankegangen", re.IGNORECASE)),
    (
        "partial",
        re.compile(
            r"\b(?:element|delvis|del(?:er|ar) av|noe\b|noko\b|i (?:noen|nokon) grad|tilpass|forenkl)",
            re.IGNORECASE,
        ),
    ),
    (
        "full",
        re.compile(
            r"\b(?:stringent|fullt ut|modelltro\w*|fidelity|følger modellen|følgjer modellen)\b",
            re.IGNORECASE,
        ),
    ),
)


def propose(section: Section, vocabulary: Vocabulary) -> list[Proposal]:
    """All proposals but title, municipality and title schemes, which ``parse`` makes from the title block."""
    return [
        *_methods(section, vocabulary),
        *_schemes_in_text(section, vocabulary),
        *_focus(section),
        *_ages(section),
        *_dates(section),
        *_figures(section),
        *_roles(section),
    ]


def _paragraphs(
    section: Section, keys: Iterable[str] | None = None, but: frozenset[str] = frozenset()
) -> Iterator[Paragraph]:
    wanted = None if keys is None else set(keys)
    for answer in section.answers:
        if answer.key not in but and (wanted is None or answer.key in wanted):
            yield from (one for one in answer.paragraphs if one.kind not in ("prompt", "artefact", "contact"))


def _methods(section: Section, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """A method once a section, with the surest use that any of its sentences gives; prompts are left out."""
    best: dict[str, Proposal] = {}
    for paragraph in _paragraphs(section, but=_NOT_METHOD):
        for sentence in _SENTENCE.split(paragraph.text):
            for term, alias, _ in matching_terms(sentence, vocabulary.methods):
                use = _use(sentence)
                value = {"id": term.id, "name": term.name, "use": use}
                proposal = Proposal(
                    "method", value, paragraph.start, 0.6 if use == "unknown" else 0.75, alias
                )
                known = best.get(term.id)
                if known is None or (known.value["use"] == "unknown" and use != "unknown"):
                    best[term.id] = proposal
    yield from best.values()


def _use(sentence: str) -> str:
    return next((use for use, pattern in _USE if pattern.search(sentence)), "unknown")


def _schemes_in_text(section: Section, vocabulary: Vocabulary) -> Iterator[Proposal]:
    """Schemes that a sentence on the project's money names, where the title has not named them."""
    named = {one.value.get("id") for one in section.proposals if one.field == "scheme"}
    for paragraph in _paragraphs(section, ("kommune", "beskrivelse", "mal")):
        for sentence in _SENTENCE.split(paragraph.text):
            if not _FUNDED.search(sentence):
                continue
            for term, alias, _ in matching_terms(sentence, vocabulary.schemes):
                if term.id not in named:
                    named.add(term.id)
                    yield Proposal("scheme", {"id": term.id, "name": term.name}, paragraph.start, 0.5, alias)


def _focus(section: Section) -> Iterator[Proposal]:
    areas = focus_areas(list(_paragraphs(section, ("beskrivelse",))))
    if areas:
        for text, line in areas.items:
            yield Proposal("focus-area", text, line, 0.9 if areas.listed else 0.7, text)


def _ages(section: Section) -> Iterator[Proposal]:
    seen: set[tuple[int | None, int | None]] = set()
    for paragraph in _paragraphs(section, ("beskrivelse", "mal", "status", "erfaringer")):
        for age in ages(paragraph.text):
            if (age.low, age.high) not in seen:
                seen.add((age.low, age.high))
                aimed = bool(
                    re.search(r"målgrupp|ungdom|elever|kvinner|deltaker", paragraph.text, re.IGNORECASE)
                )
                children = (
                    bool(re.search(r"\bbarn\s+(?:under|over|i alderen)", paragraph.text, re.IGNORECASE))
                    and age.low is None
                )
                value: dict[str, Any] = {
                    "min": age.low,
                    "max": age.high,
                    "of": "children" if children else "participants",
                }
                yield Proposal("age", value, paragraph.start, 0.8 if aimed and age.sure else 0.5, age.claim)


def _dates(section: Section) -> Iterator[Proposal]:
    for paragraph in _paragraphs(section, but=frozenset({"kontakt", "hvor"})):
        for date in dates(paragraph.text):
            sure = {"start": 0.7, "end": 0.6, "as-of": 0.7}.get(date.role, 0.4)
            yield Proposal("date", {"date": date.value, "role": date.role}, paragraph.start, sure, date.claim)


def _figures(section: Section) -> Iterator[Proposal]:
    for paragraph in _paragraphs(section, but=frozenset({"kontakt", "hvor"})):
        for figure in figures(paragraph.text):
            yield Proposal(
                "figure", {"value": figure.value, "unit": figure.unit}, paragraph.start, 0.7, figure.claim
            )


def _roles(section: Section) -> Iterator[Proposal]:
    """Roles and units of the contact answer; names, addresses and numbers are masked already."""
    seen: set[str] = set()
    for answer in section.answers_to("kontakt"):
        for paragraph in answer.paragraphs:
            if paragraph.kind in ("prompt", "artefact"):
                continue
            pieces = (
                re.sub(r"^[\W_]+|[\W_]+$", "", piece) for piece in BULLET.sub("", paragraph.text).split(MASK)
            )
            role = ", ".join(piece for piece in pieces if piece)
            if names_role(role) and role.casefold() not in seen:
                seen.add(role.casefold())
                yield Proposal("contact-role", role, paragraph.start, 0.7, role)
