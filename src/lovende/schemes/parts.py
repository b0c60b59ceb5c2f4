"""The parts of a call: who may apply, areas, criteria, handlers. Written as given; equal parts change nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lovende.people.models import County, Organisation
from lovende.records.models import Term
from lovende.schemes.errors import CallError
from lovende.schemes.models import NO_CRITERION, Area, Call, Criterion, Handler
from lovende.schemes.ruledata import RulesError, read_rules

Rows = Sequence[Mapping[str, Any]]


def write_parts(call: Call, parts: Mapping[str, Any]) -> bool:
    """Write those parts of `call` that are given; → whether anything changed. Raises CallError.

    `eligible`: terms. `areas` and `criteria`: rows of columns, with or without `key`. `handlers`: (organisation,
    county or None) pairs.
    """
    writers: dict[str, Callable[[Call, Any], bool]] = {
        "eligible": _eligible,
        "areas": _areas,
        "criteria": _criteria,
    }
    writers["handlers"] = _handlers
    return any([write(call, parts[name]) for name, write in writers.items() if name in parts])


def _eligible(call: Call, terms: Iterable[Term]) -> bool:
    wanted = {term.pk for term in terms}
    if wanted == set(call.eligible.values_list("pk", flat=True)):
        return False
    call.eligible.set(wanted)
    return True


def _areas(call: Call, rows: Rows) -> bool:
    checked = []
    for row in rows:
        try:
            rules = read_rules(row.get("rules") or {}).stated()
        except RulesError as wrong:
            raise CallError({"areas": str(wrong)}) from None
        checked.append({**row, "rules": rules})
    return _written(call, Area, checked, "areas")


def _criteria(call: Call, rows: Rows) -> bool:
    """The chance of effect or of continuation is refused by name here, by the database in any case (003 L1322-1334)."""
    if any(row.get("key") in NO_CRITERION for row in rows):
        told = _("Sannsynligheten for effekt eller videreføring kan ikke være et tildelingskriterium.")
        raise CallError({"criteria": told})
    return _written(call, Criterion, rows, "criteria")


def _written(call: Call, model: type[Area] | type[Criterion], rows: Rows, part: str) -> bool:
    there: dict[str, Any] = {row.key: row for row in model._default_manager.filter(call=call)}
    keys = _keys(rows, 40 if model is Area else 60)
    gone = [row for key, row in there.items() if key not in keys]
    changed = bool(gone)
    for row in gone:
        try:
            row.delete()
        except ProtectedError:
            raise CallError({part: _("«%s» er i bruk og kan ikke tas bort.") % row}) from None
    for order, (key, columns) in enumerate(zip(keys, rows, strict=True)):
        row = there.get(key) or model(call=call, key=key)
        wanted = {**columns, "key": key, "order": order}
        if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
            continue
        for name, value in wanted.items():
            setattr(row, name, value)
        row.save()
        changed = True
    return changed


def _keys(rows: Rows, longest: int) -> list[str]:
    """The key of each row: its own, else made of its name, no two alike."""
    keys: list[str] = []
    for row in rows:
        label = row.get("label") or {}
        name = str(row.get("name") or label.get("nb") or "").translate(str.maketrans("æøåÆØÅ", "eoaEOA"))
        base = str(row.get("key") or slugify(name)[: longest - 3].strip("-") or "punkt")
        key, number = base, 2
        while key in keys:
            key, number = f"{base}-{number}", number + 1
        keys.append(key)
    return keys


def _handlers(call: Call, pairs: Iterable[tuple[Organisation, County | None]]) -> bool:
    wanted = {(county.pk if county else None): organisation.pk for organisation, county in pairs}
    there = {row.county_id: row for row in call.handlers.all()}
    if {county: row.organisation_id for county, row in there.items()} == wanted:
        return False
    call.handlers.all().delete()
    Handler.objects.bulk_create(
        Handler(call=call, organisation_id=organisation, county_id=county)
        for county, organisation in wanted.items()
    )
    return True
