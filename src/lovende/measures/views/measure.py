"""A measure: everything the register knows about it, and what it does not know."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.forms.models import Answer
from lovende.measures.labels import INCOMING, field_label
from lovende.measures.models import Learning, Measure, Relation, TargetGroup, Unknown
from lovende.measures.panels import panels_for
from lovende.measures.queries.likeness import likenesses
from lovende.measures.queries.measure import Whole, whole
from lovende.measures.record import records_of
from lovende.records.models import Sourced
from lovende.records.words import in_language

SIMILAR = 4


@require_safe
def measure(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page of one published measure; anything else is 404."""
    found = _found(public_id)
    context = {
        "found": found,
        "measure": found.measure,
        "groups": _groups(found),
        "text": _text(found),
        "form_title": _form_title(found),
        "panels": panels_for(found.measure),
        "learning": _learning(found),
        "relations": _relations(found),
        "timeline": _timeline(found),
        "similar": likenesses(found, SIMILAR),
        "unknowns": [(field_label(row.field, found.questions), row) for row in found.unknowns],
    }
    return render(request, "measures/measure.html", context)


@require_safe
def measure_json(request: HttpRequest, public_id: str) -> JsonResponse:
    """The whole public record as a file."""
    record = records_of([_found(public_id)])[0]
    response = JsonResponse(record, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{public_id}.json"'
    return response


def _found(public_id: str) -> Whole:
    try:
        return whole(public_id)
    except Measure.DoesNotExist:
        raise Http404(f"no published measure {public_id}") from None


def _form_title(found: Whole) -> str:
    return in_language(found.measure.answers.version.title) if found.measure.answers else ""


@dataclass(frozen=True)
class Passage:
    """A heading of the form with the text under it, or with why there is none."""

    key: str
    heading: str
    answer: Answer | None
    unknown: Unknown | None

    @property
    def has_text(self) -> bool:
        return self.answer is not None and not self.answer.unknown


def _text(found: Whole) -> list[Passage]:
    """Every heading of the form in its order, those without text too."""
    passages = []
    for key, label in found.questions.items():
        unknown = found.unknown(f"answers.{key}", key)
        passages.append(Passage(key, in_language(label), found.answers.get(key), unknown))
    return passages


def _groups(found: Whole) -> list[tuple[str, list[tuple[TargetGroup, list[Any]]]]]:
    """Target groups by basis: who it is for, then who may take part by rule."""
    rows = [(row, found.group_terms[row.pk]) for row in found.groups]
    named = ((basis, str(basis.label)) for basis in TargetGroup.Basis)
    return [(label, chosen) for basis, label in named if (chosen := [r for r in rows if r[0].basis == basis])]


def _learning(found: Whole) -> list[tuple[str, str, list[Learning]]]:
    """(kind, heading, rows) for every kind that has any; what did not work stands right after what did."""
    kinds = ((kind.value, str(kind.label)) for kind in Learning.Kind)
    return [(k, label, rows) for k, label in kinds if (rows := [r for r in found.learning if r.kind == k])]


def _relations(found: Whole) -> list[tuple[str, list[tuple[Relation, Measure | None]]]]:
    """(how, rows with the measure at the other end) in both directions."""
    shown: list[tuple[str, list[tuple[Relation, Measure | None]]]] = []
    for kind in Relation.Kind:
        outgoing = [(row, row.to) for row in found.relations if row.kind == kind]
        incoming: list[tuple[Relation, Measure | None]] = [
            (row, row.measure) for row in found.relations_in if row.kind == kind
        ]
        shown += [(str(kind.label), outgoing)] if outgoing else []
        shown += [(str(INCOMING[kind]), incoming)] if incoming else []
    return shown


@dataclass(frozen=True)
class Moment:
    """Something that happened, to the precision known; `row` carries its locator."""

    when: str
    what: str
    row: Sourced


def _timeline(found: Whole) -> list[Moment]:
    measure = found.measure
    moments = [Moment(str(year), _("Tilskudd"), measure) for year in measure.grant_years]
    if measure.started:
        moments.append(Moment(measure.started, _("Prosjektet startet"), measure))
    if measure.ended:
        moments.append(Moment(measure.ended, _("Prosjektet ble avsluttet"), measure))
    if measure.phase and measure.status_as_of:
        moments.append(Moment(measure.status_as_of, _("Status: %s") % measure.phase, measure))
    if measure.source and measure.source.year:
        moments.append(Moment(str(measure.source.year), _("Kilden ble gitt ut"), measure))
    return sorted(moments, key=lambda moment: moment.when)
