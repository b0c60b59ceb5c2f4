"""What a simulated round is of: measures with their final reports, bulk-written, some of them near-blank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from secrets import token_hex

from lovende.measures.models import Measure, State
from lovende.people.models import Organisation
from lovende.records.models import Term
from lovende.reporting.models import Report
from lovende.schemes.models import Call, Scheme

YEAR = 2021
FIELDS = {
    "beskrivelse": "Beskrivelse av tiltaket",
    "resultat": "Hva tiltaket har utviklet og oppnådd",
    "maloppnaelse": "Hvordan måloppnåelse er undersøkt",
    "suksessfaktorer": "Suksessfaktorer",
    "utfordringer": "Utfordringer",
}
SENTENCE = (
    "Kontoret har fulgt {} deltakere tett gjennom året, sammen med skolen, helsetjenesten og arbeidsgivere. "
)


def call_of(owner: Organisation) -> Call:
    return Call.objects.create(
        key=f"simulert-{token_hex(4)}", scheme=Scheme.objects.order_by("pk")[0], administrator=owner, year=YEAR,
        title="Utvikling av sosiale tjenester", state=Call.State.HISTORIC,
    )  # fmt: skip


def reports_of(call: Call, candidates: int, near_blank: Collection[int]) -> list[Report]:
    """A measure and its final report for every candidate, in order."""
    kind = Term.objects.filter(vocabulary="measure-kind").order_by("pk")[0]
    places = list(offices())
    measures = Measure.objects.bulk_create(
        Measure(
            public_id=f"{call.key}-{number}",
            title=f"Tiltak {number} {'for unge' if number % 2 else 'for familier'}",
            kind=kind,
            state=State.PUBLISHED,
            owner=places[number % len(places)],
        )
        for number in range(1, candidates + 1)
    )
    return Report.objects.bulk_create(
        Report(
            public_id=f"{call.key}-rapport-{number}",
            kind=Report.Kind.FINAL,
            year=YEAR,
            measure=measure,
            call=call,
            organisation=measure.owner,
            state=Report.State.APPROVED,
            is_historic=True,
            content={"answers": _answers(number, number in near_blank)},
        )
        for number, measure in enumerate(measures, 1)
    )


def _answers(number: int, is_near_blank: bool) -> list[dict[str, str]]:
    if is_near_blank:
        return [{"question": "beskrivelse", "label": FIELDS["beskrivelse"], "value": "Se årsmeldingen."}]
    return [
        {"question": key, "label": label, "value": SENTENCE.format(number) * (2 + (number * place) % 7)}
        for place, (key, label) in enumerate(FIELDS.items(), 1)
    ]


def offices() -> Sequence[Organisation]:
    return Organisation.objects.filter(kind__key="nav-office", is_pseudonym=False).order_by("pk")[:60]
