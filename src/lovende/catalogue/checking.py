"""What keeps a section from being published: wrong values, open questions, personal data that would get out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lovende.catalogue.models import Section
from lovende.catalogue.reading import personal_data
from lovende.records.models import PARTIAL_DATE

# Flags by what they ask of a person. Those to settle hold a section back until each is ticked as seen.
SETTLE = frozenset(
    {
        "two-projects",
        "uncertain-boundary",
        "municipality-not-found",
        "unknown-heading",
        "copied-placeholder",
        "too-early",
        "sum-mismatch",
        "repeated-heading",
    }
)
LOOK = frozenset(
    {
        "missing-heading",
        "empty-answer",
        "too-many-focus-areas",
        "focus-areas-missing",
        "conflicting-facts",
        "near-duplicate-text",
        "scheme-not-stated",
    }
)
CONTACT_ANSWERS = frozenset({"answers.kontakt"})


@dataclass(frozen=True)
class Exposed:
    """Personal data that would be published: field, kind and (for the review page alone) the words."""

    field: str
    kind: str
    text: str

    @property
    def can_be_vouched_for(self) -> bool:
        """A word that looks like a name may be none; an address or a number always is what it looks like."""
        return self.kind == "name"


@dataclass(frozen=True)
class Verdict:
    """What is wrong: field → message, flags not yet seen, personal data. Nothing of it: ready."""

    fields: Mapping[str, str] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()
    exposed: tuple[Exposed, ...] = ()

    @property
    def ready(self) -> bool:
        return not (self.fields or self.unsettled or self.exposed)

    def summary(self) -> str:
        """One line, without personal data."""
        parts = list(self.fields.values())
        if self.unsettled:
            parts.append(_("Merknader som må avklares er ikke krysset av som sett på."))
        if self.exposed:
            parts.append(_("Personopplysninger står fortsatt i teksten som skal publiseres."))
        return " ".join(parts)


def flag_id(flag: Mapping[str, Any]) -> str:
    """Stable name of a flag within its section."""
    key = (flag.get("params") or {}).get("key", "")
    return f"{flag['kind']}:{flag['where']['from']}" + (f":{key}" if key else "")


def weight(flag: Mapping[str, Any]) -> str:
    """settle, look or note."""
    kind = flag["kind"]
    return "settle" if kind in SETTLE else "look" if kind in LOOK else "note"


def verdict(section: Section, known: Iterable[str]) -> Verdict:
    """Judge what would be published of `section`. `known` are words of names found in the document."""
    facts = section.facts
    seen = set((facts.get("review") or {}).get("seen", ()))
    open_flags = [flag_id(flag) for flag in section.flags if weight(flag) == "settle"]
    return Verdict(
        fields=field_problems(facts),
        unsettled=tuple(key for key in open_flags if key not in seen),
        exposed=tuple(exposed(facts, known)),
    )


def exposed(facts: Mapping[str, Any], known: Iterable[str]) -> Iterator[Exposed]:
    """Personal data in any text that would be published, but for words a person has vouched for."""
    vouched = {word.casefold() for word in (facts.get("review") or {}).get("not_personal", ())}
    names = [word for word in known if word not in vouched]
    for place, text in published_texts(facts):
        contact = place in CONTACT_ANSWERS or place == "contact_role"
        for one in personal_data(text, contact=contact, known=names):
            if one.kind != "name" or one.text.casefold() not in vouched:
                yield Exposed(place, one.kind, one.text)


def published_texts(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(field, text) of every free text of the facts."""
    for name in ("title", "summary", "contact_role"):
        yield name, str(facts.get(name) or "")
    for key, row in (facts.get("answers") or {}).items():
        yield f"answers.{key}", str(row.get("text") or "")
    for name, keys in (
        ("target_groups", ("text",)),
        ("focus_areas", ("text",)),
        ("figures", ("label", "claim")),
    ):
        for row in facts.get(name) or ():
            if row.get("keep", True):
                for key in keys:
                    yield name, str(row.get(key) or "")
    for row in facts.get("unknowns") or ():
        yield "unknowns", str(row.get("note") or "")


def field_problems(facts: Mapping[str, Any]) -> dict[str, str]:
    """Field → what is wrong and what to do."""
    found = dict((facts.get("review") or {}).get("unread", {}))
    if not str(facts.get("title") or "").strip():
        found["title"] = _("Tittelen mangler. Skriv hva tiltaket heter.")
    for name in ("started", "ended"):
        value = facts.get(name) or ""
        if value and not _is_date(value):
            found[name] = _("Datoen kan ikke leses. Skriv 2015, 2015-09 eller 2015-09-01.")
    started, ended = facts.get("started") or "", facts.get("ended") or ""
    if started and ended and not {"started", "ended"} & set(found) and ended < started[: len(ended)]:
        found["ended"] = _("Slutten ligger før starten. Rett en av datoene.")
    for row in facts.get("target_groups") or ():
        low, high = row.get("age_min"), row.get("age_max")
        if low is not None and high is not None and high < low:
            found["target_groups"] = _("Øverste alder er lavere enn nederste. Rett aldrene.")
    if not any((row.get("text") or "").strip() for row in (facts.get("answers") or {}).values()):
        found["answers"] = _("Ingen svar er fylt ut. Minst ett trengs før tiltaket kan publiseres.")
    return found


def _is_date(value: str) -> bool:
    if not value.isascii() or not re.match(PARTIAL_DATE, value):
        return False
    parts = [int(part) for part in value.split("-")]
    return (len(parts) < 2 or 1 <= parts[1] <= 12) and (len(parts) < 3 or 1 <= parts[2] <= 31)
