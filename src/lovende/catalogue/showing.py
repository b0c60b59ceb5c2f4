"""What the review page shows of a section: the flags and the form. No queries in templates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lovende.catalogue.checking import Verdict, flag_id, weight
from lovende.catalogue.editing import USES, place_names
from lovende.catalogue.models import Section
from lovende.catalogue.proposing import printed_schemes
from lovende.catalogue.reading import flag_text
from lovende.forms.actions import latest_version
from lovende.forms.definition import Definition
from lovende.measures.models import MethodUse, TargetGroup
from lovende.records.models import UnknownKind
from lovende.records.queries import vocabularies
from lovende.records.words import in_language
from lovende.schemes.models import Scheme

VOCABULARIES = ("measure-kind", "category", "method", "target-group")
Option = tuple[str, str, bool]


@dataclass(frozen=True)
class ShownFlag:
    id: str
    weight: str
    text: str
    line: int
    seen: bool


def shown_flags(section: Section) -> dict[str, list[ShownFlag]]:
    """{settle, look, note}: flags in the page's language."""
    seen = set((section.facts.get("review") or {}).get("seen", ()))
    found: dict[str, list[ShownFlag]] = {"settle": [], "look": [], "note": []}
    for flag in section.flags:
        key, text = flag_id(flag), flag_text(flag, get_language() or "nb")
        found[weight(flag)].append(ShownFlag(key, weight(flag), text, flag["where"]["from"], key in seen))
    return found


def form_of(section: Section) -> dict[str, Any]:
    """Everything the form's template needs, made from the section's facts."""
    facts, year = section.facts, section.batch.document_year
    review = facts.get("review") or {}
    words = vocabularies(*VOCABULARIES)
    definition = latest_version(facts["form"]).content
    kept = {row["scheme"] for row in facts.get("schemes") or () if row.get("keep", True)}
    lines = {row["scheme"]: row["lines"] for row in facts.get("schemes") or ()}
    typed = review.get("typed") or {}
    return {
        "facts": facts,
        "kinds": _choices(_options(words["measure-kind"], {facts.get("kind")})),
        "municipalities": typed.get("municipalities") or place_names(facts.get("municipalities") or (), year),
        "grant_years": typed.get("grant_years") or ", ".join(map(str, facts.get("grant_years") or ())),
        "schemes": [
            (row.key, row.name, row.key in kept, lines.get(row.key, "")) for row in Scheme.objects.all()
        ],
        "printed_schemes": printed_schemes(section.parsed),
        "categories": _options(words["category"], set(facts.get("categories") or ())),
        "methods": list(_methods(facts, words["method"])),
        "groups": list(_groups(facts, words["target-group"])),
        "focus_areas": [*(facts.get("focus_areas") or ()), {"text": "", "lines": ""}],
        "figures": facts.get("figures") or [],
        "kept_figures": sum(1 for row in facts.get("figures") or () if row.get("keep", True)),
        "questions": list(_questions(definition, facts)),
        "lines": field_lines(section),
    }


def _options(terms: Iterable[Any], chosen: set[Any]) -> list[Option]:
    return [(term.key, in_language(term.names) or term.key, term.key in chosen) for term in terms]


def _choices(rows: Iterable[Option]) -> SafeString:
    """The options of a select."""
    return SafeString(
        "".join(
            f'<option value="{escape(key)}"{" selected" if chosen else ""}>{escape(label)}</option>'
            for key, label, chosen in rows
        )
    )


def _methods(facts: Mapping[str, Any], terms: list[Any]) -> Iterator[dict[str, Any]]:
    for row in [*(facts.get("methods") or ()), {"method": "", "use": "unknown", "lines": ""}]:
        labels = dict(MethodUse.Use.choices)
        uses = _choices((use, str(labels[use]).capitalize(), use == row["use"]) for use in USES)
        yield {
            "options": _choices(_options(terms, {row["method"]})),
            "uses": uses,
            "lines": row["lines"],
            "method": row["method"],
        }


def _groups(facts: Mapping[str, Any], terms: list[Any]) -> Iterator[dict[str, Any]]:
    for row in [*(facts.get("target_groups") or ()), {"text": "", "basis": "", "lines": ""}]:
        bases = _choices(
            (key, str(label).capitalize(), key == row["basis"]) for key, label in TargetGroup.Basis.choices
        )
        yield {**row, "bases": bases, "options": _choices(_options(terms, set(row.get("terms") or ())))}


def _questions(definition: Definition, facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    unknown = {row["field"]: row["kind"] for row in facts.get("unknowns") or ()}
    answers = facts.get("answers") or {}
    for question in definition.questions():
        row = answers.get(question.key) or {}
        kind = unknown.get(f"answers.{question.key}", UnknownKind.NOT_STATED)
        text = row.get("text") or ""
        yield {
            "key": question.key,
            "field": f"answers.{question.key}",
            "label": in_language(question.label),
            "help": in_language(question.help),
            "text": text,
            "height": min(16, max(3, len(text) // 75 + text.count("\n") + 2)),
            "lines": row.get("lines") or "",
            "unknowns": _choices((key, str(label), key == kind) for key, label in UnknownKind.choices),
        }


def field_lines(section: Section) -> dict[str, list[tuple[int, int]]]:
    """Field → (line, confidence in per cent) of the proposals for it."""
    names = {"municipality": "municipalities", "title": "title", "contact-role": "contact_role"}
    found: dict[str, list[tuple[int, int]]] = {}
    for row in section.parsed.get("proposals", ()):
        name = names.get(row["field"])
        if row["field"] == "date":
            day = row["value"]["date"]
            name = next((one for one in ("started", "ended") if section.proposal.get(one) == day), None)
        if name:
            found.setdefault(name, []).append((row["line"], round(row["confidence"] * 100)))
    return found


def field_names(questions: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Field of the facts → what the form calls it, for messages."""
    named = {
        "title": _("Tittel"),
        "summary": _("Kort fortalt"),
        "municipalities": _("Kommuner"),
        "contact_role": _("Kontakt (rolle)"),
        "started": _("Startet"),
        "ended": _("Avsluttet"),
        "grant_years": _("Tilskuddsår"),
        "target_groups": _("Målgrupper"),
        "focus_areas": _("Fokusområder"),
        "figures": _("Tall"),
        "answers": _("Svar"),
        "unknowns": _("Det som ikke er kjent"),
    }
    return named | {row["field"]: row["label"] for row in questions}


def problem_rows(found: Verdict, names: Mapping[str, str]) -> list[dict[str, str]]:
    """What holds the section back, as rows for the summary: field, anchor, message. For the review page alone."""
    rows = [
        {"name": names.get(name, name), "anchor": f"f-{name.replace('.', '-')}", "message": message}
        for name, message in found.fields.items()
    ]
    if found.unsettled:
        rows.append(
            {
                "name": _("Må avklares"),
                "anchor": "avklar",
                "message": _("Kryss av for det du har sett på."),
            }
        )
    kinds = {"email": _("e-postadresse"), "telephone": _("telefonnummer"), "name": _("mulig personnavn")}
    for one in found.exposed:
        message = _("%(kind)s står i teksten: «%(text)s». Ta det bort.") % {
            "kind": kinds[one.kind],
            "text": one.text,
        }
        anchor = f"f-{one.field.replace('.', '-')}"
        rows.append({"name": names.get(one.field, one.field), "anchor": anchor, "message": message})
    return rows


def vouchable(found: Verdict, facts: Mapping[str, Any]) -> list[tuple[str, bool]]:
    """(words, is vouched for) of what looks like a name: the person may say it is none."""
    vouched = (facts.get("review") or {}).get("not_personal", [])
    words = [one.text for one in found.exposed if one.can_be_vouched_for]
    return [(word, True) for word in vouched] + [(word, False) for word in dict.fromkeys(words)]
