"""The importer's one verb: a read document and the forms in, a ``Catalogue`` out."""

from __future__ import annotations

from collections.abc import Sequence

from lovende.catalogue.parsing import flags as checks
from lovende.catalogue.parsing.entries import CONTACT_KEYS, Builder
from lovende.catalogue.parsing.forms import Form
from lovende.catalogue.parsing.personal import known_names, redact
from lovende.catalogue.parsing.proposals import propose
from lovende.catalogue.parsing.result import (
    Catalogue,
    Document,
    Flag,
    Line,
    Proposal,
    Section,
    Vocabulary,
)
from lovende.catalogue.parsing.spans import Layout, Span
from lovende.catalogue.parsing.structure import Structure
from lovende.catalogue.parsing.titles import (
    Title,
    find_municipality,
    matching_terms,
    municipality_named,
    place_in_passing,
    project_count,
    read_title,
    scheme_text,
)

NOTHING = Vocabulary()


def parse(document: Document, forms: Sequence[Form], vocabulary: Vocabulary = NOTHING) -> Catalogue:
    """Split, map, flag and propose. ``forms`` are the entry form and the recipe form, in that order.

    Every line of the document lies in exactly one place of the result (``Catalogue.places``).
    """
    entry, recipe = forms
    structure = Structure(document.lines, entry, recipe)
    layout = structure.layout()
    known = known_names(line.text for line in document.lines)
    builder = Builder(structure.by_number, {form.key: form for form in forms}, layout, known)
    sections = [_section(builder, span, vocabulary) for span in layout.spans]
    _settle_kinds(sections, entry)
    for section, span in zip(sections, layout.spans, strict=True):
        _flag(section, span, builder)
    checks.conflict_flags(sections)
    checks.copy_flags(sections)
    for section in sections:
        section.flags.sort(key=lambda flag: (flag.line, flag.kind))
    front = [builder.part("front", *layout.front)] if layout.front else []
    unplaced = [builder.part("unplaced", *stretch) for stretch in layout.loose]
    return Catalogue(
        name=document.name,
        kind=document.kind,
        encoding=document.encoding,
        sections=sections,
        front=front,
        unplaced=unplaced,
        flags=_outside_flags(builder, layout, known),
        warnings=list(document.warnings),
        raw=list(document.raw),
    )


def _section(builder: Builder, span: Span, vocabulary: Vocabulary) -> Section:
    section = builder.section(span)
    title = _title(builder, span)
    _name(section, title, builder, vocabulary)
    section.proposals += propose(section, vocabulary)
    count = project_count(title, _text(section, "beskrivelse"))
    if count > 1:
        section.flags.append(
            Flag("two-projects", title.line if title else section.start, params={"count": count})
        )
    if section.form != "recipe" and title and title.name and not section.schemes:
        section.flags.append(Flag("scheme-not-stated", title.line))
    return section


def _text(section: Section, key: str) -> str:
    return " ".join(answer.text.replace("\n", " ") for answer in section.answers_to(key))


def _title(builder: Builder, span: Span) -> Title | None:
    first = span.hits[0].start
    return (
        read_title(builder.between(span.start, first - 1), builder.layout.banners)
        if first > span.start
        else None
    )


def _name(section: Section, title: Title | None, builder: Builder, vocabulary: Vocabulary) -> None:
    """Title, municipality and schemes, as fields and as proposals."""
    if title:
        name = redact(title.name, False, builder.known)[0]
        section.title = name[:300]
        section.proposals.append(
            Proposal("title", section.title, title.name_line, 0.95 if title.labelled else 0.6)
        )
    place = _municipality(section, title, vocabulary)
    if place:
        name, number, line, confidence = place
        section.municipality = name
        section.proposals.append(Proposal("municipality", {"name": name, "number": number}, line, confidence))
    if title:
        _schemes(section, title, builder, vocabulary)


def _municipality(
    section: Section, title: Title | None, vocabulary: Vocabulary
) -> tuple[str, str | None, int, float] | None:
    """From a «Kommune:» field, the title, the heading «Kort beskrivelse av X kommune», then its answer."""
    if title and (said := title.fields.get("kommune") or title.fields.get("municipality")):
        name, number = municipality_named(said[0], vocabulary)
        return name, number, said[1], 0.95
    sources = [([(title.text, title.line)] if title else [], 0.95)]
    about = section.answers_to("kommune")
    sources.append(([(answer.heading, answer.start) for answer in about], 0.9))
    sources.append(([(one.text, one.start) for answer in about for one in answer.paragraphs], 0.6))
    for texts, confidence in sources:
        found = find_municipality(texts, vocabulary)
        if found:
            return *found, confidence
    return _named_in_passing(section, title, vocabulary) if section.kind == "recipe" else None


def _named_in_passing(
    section: Section, title: Title | None, vocabulary: Vocabulary
) -> tuple[str, str | None, int, float] | None:
    """A recipe seldom says «X kommune»: a known municipality in its title, or after «i» or «NAV» in its text."""
    texts = [(title.text, title.line)] if title else []
    texts += [(one.text, one.start) for answer in section.answers[:1] for one in answer.paragraphs]
    for text, line in texts:
        found = place_in_passing(text, vocabulary, anywhere=title is not None and text == title.text)
        if found:
            return found.name, found.number, line, 0.5
    return None


def _schemes(section: Section, title: Title, builder: Builder, vocabulary: Vocabulary) -> None:
    printed = scheme_text(title)
    matched = matching_terms(title.text, vocabulary.schemes)
    for term, alias, _ in matched:
        section.schemes.append(term.id)
        section.proposals.append(
            Proposal("scheme", {"id": term.id, "name": term.name}, title.line, 0.9, alias)
        )
    if printed and not matched:
        printed = redact(printed, False, builder.known)[0]
        section.schemes.append(printed)
        section.proposals.append(Proposal("scheme", {"id": None, "name": printed}, title.line, 0.5, printed))


def _settle_kinds(sections: Sequence[Section], entry: Form) -> None:
    """Where most entries have a municipality, one without municipality and its heading is of another kind: a
    consortium, a county-wide programme."""
    entries = [section for section in sections if section.form == entry.key]
    placed = [section for section in entries if section.municipality]
    for section in entries:
        if 2 * len(placed) > len(entries) and not section.municipality and "kommune" not in section.found:
            section.kind = "other"


def _flag(section: Section, span: Span, builder: Builder) -> None:
    lines = builder.between(section.start, section.end)
    contact = frozenset(
        number
        for answer in section.answers
        if answer.key in CONTACT_KEYS
        for paragraph in answer.paragraphs
        if paragraph.kind != "prompt"
        for number in range(paragraph.start, paragraph.end + 1)
    )
    section.flags += checks.heading_flags(section, builder.forms[section.form])
    section.flags += checks.text_flags(section)
    section.flags += checks.focus_flags(section)
    section.flags += checks.personal_flags(lines, contact, builder.known)
    section.flags += checks.sum_flags(section)
    if not section.title:
        section.flags.append(Flag("title-not-found", section.start))
    if not span.certain:
        section.flags.append(Flag("uncertain-boundary", section.start))
    if section.kind == "entry" and not section.municipality:
        section.flags.append(Flag("municipality-not-found", section.start))


def _outside_flags(builder: Builder, layout: Layout, known: frozenset[str]) -> list[Flag]:
    stretches = [*([layout.front] if layout.front else []), *layout.loose]
    lines: list[Line] = [line for start, end in stretches for line in builder.between(start, end)]
    flags = checks.personal_flags(lines, frozenset(), known)
    return flags if layout.spans else [Flag("no-sections", 1), *flags]
