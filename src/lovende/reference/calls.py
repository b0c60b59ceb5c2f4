"""Calls of the reference portfolio, and the demo's own, which can be applied to."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from lovende.measures.lookup import Lookup
from lovende.people.models import County
from lovende.schemes.actions import FORMS, fill_forms, publish_call, save_version, write_call
from lovende.schemes.errors import CallError
from lovende.schemes.models import Call, Scheme, SchemeVersion

Row = Mapping[str, Any]
DEMO_CALL = "sosiale-tjenester-demo"
MODEL = "sosiale-tjenester-2021"
HANDLER, OTHERS = "statsforvalteren-oslo-viken", "statsforvalterne"
COUNTIES = ("03", "31", "32", "33")
OPEN_FOR = timedelta(days=90)


def load_versions(lookup: Lookup, row: Row) -> None:
    """What a scheme was from a day on, as far as a source states a change."""
    scheme = lookup.scheme(row["id"])
    for version in row.get("versions") or ():
        columns = {
            "name": version["name"],
            "valid_from": str(version.get("from") or ""),
            "regulation": version.get("regulation") or "",
            "goals": version.get("goals") or "",
            "change": version.get("change") or "",
            **_located(lookup, version),
        }
        save_version(scheme=scheme, number=version["number"], columns=columns, actor=None)


def load_calls(rows: list[dict[str, Any]]) -> None:
    """Historic calls; idempotent. Raises UnknownKeyError or CallError naming the wrong record."""
    if not rows:
        return
    lookup = Lookup.load()
    versions = {(row.scheme_id, row.number): row for row in SchemeVersion.objects.all()}
    there = {call.key: call for call in Call.objects.all()}
    for row in rows:
        scheme = lookup.scheme(row["scheme"])
        facts = {**_columns(lookup, row, scheme, versions), **_parts(lookup, row)}
        try:
            write_call(row=there.get(row["id"]) or Call(key=row["id"]), facts=facts, actor=None)
        except CallError as wrong:
            raise CallError({f"{row['id']}.{name}": told for name, told in wrong.fields.items()}) from None


def _columns(
    lookup: Lookup, row: Row, scheme: Scheme, versions: Mapping[Any, SchemeVersion]
) -> dict[str, Any]:
    return {
        "scheme": scheme,
        "version": versions[scheme.pk, row["version"]] if row.get("version") else None,
        "administrator": lookup.organisation(row["administrator"]) if row.get("administrator") else None,
        "year": row["year"],
        "title": row["title"],
        "text": row.get("text") or "",
        "state": Call.State.HISTORIC,
        "frame": Decimal(row["frame"]) if row.get("frame") is not None else None,
        "frame_unknown": "" if row.get("frame") is not None else "not-stated",
        "rules": row.get("rules") or {},
        "caveat": row.get("caveat") or "",
        **_located(lookup, row),
    }


def _parts(lookup: Lookup, row: Row) -> dict[str, Any]:
    source = (row.get("source") or {}).get("document")
    return {
        "eligible": lookup.all_terms("organisation-kind", row.get("eligible") or ()),
        "areas": [_area(lookup, area, source) for area in row.get("areas") or ()],
        "criteria": [_criterion(lookup, criterion, source) for criterion in row.get("criteria") or ()],
    }


def _area(lookup: Lookup, row: Row, source: str | None) -> dict[str, Any]:
    return {
        "key": str(row["id"]),
        "number": row.get("number"),
        "name": row["name"],
        "target_group": row.get("target_group") or "",
        "is_prioritised": bool(row.get("prioritised")),
        "rules": row.get("rules") or {},
        "applications_stated": row.get("applications"),
        "awards_stated": row.get("awards"),
        **_located(lookup, {"source": {"document": source, "lines": row.get("lines")}}),
    }


def _criterion(lookup: Lookup, row: Row, source: str | None) -> dict[str, Any]:
    return {
        "key": row["id"],
        "label": dict(row["label"]),
        "help": dict(row.get("help") or {}),
        "is_priority": bool(row.get("priority")),
        **_located(lookup, {"source": {"document": source, "lines": row.get("lines")}}),
    }


def _located(lookup: Lookup, row: Row) -> dict[str, Any]:
    source = row.get("source") or {}
    known = lookup.sources.get(str(source.get("document")))
    return {"source": known, "lines": str(source.get("lines") or "") if known else ""}


@transaction.atomic
def load_demo_call() -> Call:
    """A call of 0621/63 that is open now, whenever the demo is loaded; once there, only its dates move when past.

    Without a published application form it stays a draft until the next load.
    """
    call = Call.objects.filter(key=DEMO_CALL).first()
    if call is not None and call.state == Call.State.PUBLISHED:
        return _kept_open(call)
    if call is None:
        call = write_call(row=Call(key=DEMO_CALL), facts=_demo_facts(), actor=None)
    fill_forms(call)
    call.save(update_fields=list(FORMS))
    return publish_call(call=call, actor=None) if call.application_form_id else call


def _kept_open(call: Call) -> Call:
    """The demo's call with its deadline ahead, and the forms that have come since."""
    facts = {} if call.is_open else _dates()
    fill_forms(call)
    call.save(update_fields=list(FORMS))
    return write_call(row=call, facts=facts, actor=None)


def _dates() -> dict[str, Any]:
    """Open since this morning; the deadline is the end of a day three months ahead."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    deadline = (today + OPEN_FOR).replace(hour=23, minute=59)
    return {"opens_at": today, "deadline": deadline, "year": deadline.year}


def _demo_facts() -> dict[str, Any]:
    lookup = Lookup.load()
    model = Call.objects.prefetch_related("criteria").get(key=MODEL)
    areas = Call.objects.get(key="sosiale-tjenester-2022").areas.all()
    dates = _dates()
    counties = {row.number: row for row in County.objects.filter(valid_to__isnull=True)}
    handler = lookup.organisation(HANDLER)
    return {
        "scheme": lookup.scheme("sosiale-tjenester-0621-63"),
        "administrator": handler,
        "title": f"Utvikling av de sosiale tjenestene i NAV-kontoret {dates['year']}",
        "text": TEXT,
        "frame": Decimal(12_000_000),
        "rules": {**RULES},
        "caveat": CAVEAT,
        **dates,
        "eligible": lookup.all_terms("organisation-kind", ["nav-office", "municipality"]),
        "areas": [{name: getattr(row, name) for name in AREA_COLUMNS} for row in areas],
        "criteria": [
            {name: getattr(row, name) for name in CRITERION_COLUMNS} for row in model.criteria.all()
        ],
        "handlers": [
            *((handler, counties[number]) for number in COUNTIES),
            (lookup.organisation(OTHERS), None),
        ],
    }


AREA_COLUMNS = ("key", "name", "target_group", "is_prioritised", "source", "lines")
CRITERION_COLUMNS = ("key", "label", "help", "is_priority", "source", "lines")
RULES = {
    "cap_per_full_time_position": 610000,
    "competence_grant_per_measure": 20000,
    "max_years": 3,
    "one_year_at_a_time": True,
    "evaluation_plan_required": True,
    "max_replications": 3,
    "sign_off_required": True,
}
TEXT = (
    "Søk om tilskudd til å prøve ut nye tjenester og arbeidsmåter i NAV-kontoret. Si hva behovet er, vis det med "
    "tall, og still et spørsmål som tiltaket kan svare på. Si hva som er kjent fra før, og hvordan dere skal finne ut "
    "om det virker. Det er lov å ta feil: et tiltak som ikke virker, lærer andre noe."
)
CAVEAT = (
    "Laget for demoen. Taket, kompetansemidlene, årene og kriteriene er ordningens. Ramme, frist, kravet om "
    "evalueringsplan og intern godkjenning og grensen for replikasjoner er oppdiktet, i tråd med "
    "rapportens råd om søknaden."
)
