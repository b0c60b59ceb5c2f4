"""Ten thousand reports with self-evaluations, and as many grants: server time of the pages that count them.

To stand beside the generated applications of `benchmarks.grants`, whose awards these are. The pages are asked for with
nothing kept from before: they keep nothing.
"""

import random
from decimal import Decimal
from typing import Any

from benchmarks.pages import Page, rounds, visit

SEED = 20240608
CHUNK = 500
PAGES = {
    "statistics": ["/rapporter/statistikk/"],
    "statistics, municipalities": [
        "/rapporter/statistikk/kommuner/",
        "/rapporter/statistikk/kommuner/?aar=2025",
    ],
    "self-evaluations, by question": ["/rapporter/egenvurdering/"],
    "self-evaluations, by year": ["/rapporter/egenvurdering/?etter=aar"],
    "self-evaluations, by county": ["/rapporter/egenvurdering/?etter=fylke"],
    "self-evaluations, one question": ["/rapporter/egenvurdering/?etter=fylke&sporsmal=ungdom"],
    "self-evaluations, as a picture": ["/rapporter/egenvurdering/bilde.svg"],
}
LIMITS = dict.fromkeys(PAGES, 100.0)


def write(call: Any) -> None:
    """An award of one year and a report for every application of the call. What waits on their changes is left out."""
    from django.db import connection, transaction

    chance, places = random.Random(SEED), _places()
    cases = list(call.applications.select_related("organisation").order_by("pk"))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for first in range(0, len(cases), CHUNK):
            _chunk(call, cases[first : first + CHUNK], places, chance)
    with connection.cursor() as cursor:
        for table in (
            "awards_award",
            "awards_awardyear",
            "reporting_report",
            "forms_answerset",
            "forms_answer",
        ):
            cursor.execute(f"ANALYZE {table}")


def _places() -> list[Any]:
    from lovende.people.models import Municipality

    return list(Municipality.objects.filter(valid_to__isnull=True).order_by("pk"))


def _chunk(call: Any, cases: list[Any], places: list[Any], chance: random.Random) -> None:
    from lovende.awards.models import Award, AwardYear
    from lovende.forms.models import Answer, AnswerSet, FormVersion
    from lovende.reporting.models import Report

    awards = Award.objects.bulk_create(
        Award(
            public_id=f"til-{case.public_id}",
            application=case,
            call=call,
            organisation=case.organisation,
            is_historic=True,
        )
        for case in cases
    )
    amounts = [
        None if chance.random() < 0.1 else Decimal(chance.randrange(100, 900) * 1000) for _one in awards
    ]
    AwardYear.objects.bulk_create(
        AwardYear(award=award, year=2025, amount=amount, unknown="" if amount is not None else "not-stated")
        for award, amount in zip(awards, amounts, strict=True)
    )
    version = FormVersion.objects.get(form__key="self-evaluation", number=1)
    sets = AnswerSet.objects.bulk_create(AnswerSet(version=version) for _one in awards)
    Report.objects.bulk_create(
        Report(
            public_id=f"rap-{award.public_id}",
            kind="final",
            year=2020 + chance.randrange(6),
            award=award,
            call=call,
            organisation=award.organisation,
            municipality=chance.choice(places),
            self_evaluation=answers,
            state="approved",
            is_historic=True,
        )
        for award, answers in zip(awards, sets, strict=True)
    )
    asked = [row.key for row in version.content.questions() if not row.is_lost]
    Answer.objects.bulk_create(
        Answer(answers=row, question=key, value=chance.choices(range(4), (1, 3, 24, 72))[0])
        for row in sets
        for key in asked
    )


def measure(client: Any) -> dict[str, Page]:
    """Visit the pages as the officer who is signed in on `client`."""
    found = {}
    for name, several in PAGES.items():
        page = found[name] = Page()
        for address in several:
            client.get(address)
            for _round in range(rounds(several)):
                visit(client, address, page)
    return found
