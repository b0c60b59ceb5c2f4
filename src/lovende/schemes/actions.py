"""What changes schemes and calls: one transaction and one audit event each."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from lovende.forms.models import FormVersion
from lovende.records.audit import Actor, queue, record
from lovende.schemes.errors import CallError, ConflictError
from lovende.schemes.models import Call, Scheme, SchemeVersion
from lovende.schemes.parts import write_parts
from lovende.schemes.ruledata import RulesError, read_rules

FORMS = {
    "application_form": "application",
    "status_form": "status-report",
    "final_form": "final-report",
    "self_evaluation": "self-evaluation",
}
PARTS = ("eligible", "areas", "criteria", "handlers")


@transaction.atomic
def save_scheme(*, key: str, columns: Mapping[str, Any], actor: Actor | None) -> tuple[Scheme, bool]:
    """Write a scheme; → (scheme, whether anything changed)."""
    scheme = Scheme.objects.filter(key=key).first() or Scheme(key=key)
    if scheme.pk and all(getattr(scheme, name) == value for name, value in columns.items()):
        return scheme, False
    for name, value in columns.items():
        setattr(scheme, name, value)
    scheme.full_clean()
    scheme.save()
    record(actor=actor, verb="schemes.saved", about=key, facts={})
    return scheme, True


@transaction.atomic
def save_version(
    *, scheme: Scheme, number: int, columns: Mapping[str, Any], actor: Actor | None
) -> SchemeVersion:
    """Write what a scheme was from a day on; the same again changes nothing."""
    version = SchemeVersion.objects.filter(scheme=scheme, number=number).first()
    version = version or SchemeVersion(scheme=scheme, number=number)
    if version.pk and all(getattr(version, name) == value for name, value in columns.items()):
        return version
    for name, value in columns.items():
        setattr(version, name, value)
    version.full_clean()
    version.save()
    record(actor=actor, verb="schemes.version-saved", about=scheme.key, facts={"number": number})
    return version


@transaction.atomic
def save_call(
    *, call: Call | None, facts: Mapping[str, Any], actor: Actor | None, version: int | None = None
) -> Call:
    """Make a draft, or change one. `facts` holds columns of `Call` and any of `PARTS` (see `parts.write_parts`).

    `version` is the edition the form was opened on. Raises CallError; ConflictError when the call is no draft any
    more or was changed since.
    """
    if call is None:
        queue()  # two clicks on one button come one after the other
        row = _twin(facts) or Call(key=_free_key(str(facts.get("title") or ""), facts.get("year")))
    else:
        row = _locked(call)
        if row.state != Call.State.DRAFT:
            raise ConflictError(_("Utlysningen er kunngjort og kan ikke endres."))
        if version is not None and row.edition != version:
            raise ConflictError(
                _(
                    "Noen andre har lagret utlysningen siden du åpnet den. Last siden på nytt for å se endringene."
                )
            )
    return write_call(row=row, facts=facts, actor=actor)


@transaction.atomic
def write_call(*, row: Call, facts: Mapping[str, Any], actor: Actor | None) -> Call:
    """Write the facts to the row, whatever its state; equal facts change nothing. For `save_call` and the reference
    portfolio. Raises CallError."""
    columns = {name: value for name, value in facts.items() if name not in PARTS}
    if "rules" in columns:
        columns["rules"] = _checked_rules(columns["rules"])
    changed = row.pk is None
    for name, value in columns.items():
        changed = changed or getattr(row, name) != value
        setattr(row, name, value)
    if changed:
        _save(row)
    parts = {name: facts[name] for name in PARTS if name in facts}
    if write_parts(row, parts) or changed:
        row.edition += 1
        row.save(update_fields=["edition"])
        record(actor=actor, verb="schemes.call-saved", about=row.key, facts={"edition": row.edition})
    return row


@transaction.atomic
def publish_call(*, call: Call, actor: Actor | None) -> Call:
    """Make the call public, with the newest published forms where it names none. A second time changes nothing.

    Raises CallError naming what is missing; ConflictError when it is closed or historic.
    """
    row = _locked(call)
    if row.state == Call.State.PUBLISHED:
        return row
    if row.state != Call.State.DRAFT:
        raise ConflictError(_("Bare et utkast kan kunngjøres."))
    fill_forms(row)
    missing = _missing(row)
    if missing:
        raise CallError(missing)
    row.state, row.published_at = Call.State.PUBLISHED, timezone.now()
    row.edition += 1
    _save(row)
    record(actor=actor, verb="schemes.call-published", about=row.key, facts={"year": row.year})
    return row


@transaction.atomic
def close_call(*, call: Call, actor: Actor | None) -> Call:
    """Take no more applications. A second time changes nothing. Raises ConflictError for what was never out."""
    row = _locked(call)
    if row.state == Call.State.CLOSED:
        return row
    if row.state != Call.State.PUBLISHED:
        raise ConflictError(_("Bare en kunngjort utlysning kan avsluttes."))
    row.state = Call.State.CLOSED
    row.edition += 1
    row.save(update_fields=["state", "edition", "updated_at"])
    record(actor=actor, verb="schemes.call-closed", about=row.key, facts={})
    return row


def fill_forms(row: Call) -> None:
    """The newest published version of each form that the call names none of; those not there stay empty."""
    wanted = [key for field, key in FORMS.items() if getattr(row, f"{field}_id") is None]
    rows = FormVersion.objects.filter(form__key__in=wanted, published_at__isnull=False).select_related("form")
    newest = {version.form.key: version for version in rows.order_by("number")}
    for field, key in FORMS.items():
        if key in newest and getattr(row, f"{field}_id") is None:
            setattr(row, field, newest[key])


def _locked(call: Call) -> Call:
    return (
        Call.objects.select_for_update(of=("self",)).select_related("scheme", "administrator").get(pk=call.pk)
    )


def _missing(row: Call) -> dict[str, str]:
    missing = {}
    if row.deadline is None:
        missing["deadline"] = _("Sett en søknadsfrist.")
    elif row.deadline <= timezone.now():
        missing["deadline"] = _("Søknadsfristen er passert. Sett en ny.")
    if row.administrator_id is None:
        missing["administrator"] = _("Velg hvem som forvalter utlysningen.")
    if row.application_form_id is None:
        missing["application_form"] = _("Det finnes ikke noe søknadsskjema å bruke.")
    return missing


def _checked_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """As they are kept: rules by their English names, only what is demanded. Raises CallError."""
    try:
        return read_rules(rules).stated()
    except RulesError as wrong:
        raise CallError({f"rules.{wrong.key}": str(wrong)}) from None


def _save(row: Call) -> None:
    row.frame_unknown = "" if row.frame is not None else row.frame_unknown or "not-stated"
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise CallError({name: " ".join(told) for name, told in wrong.message_dict.items()}) from None
    row.save()


def _twin(facts: Mapping[str, Any]) -> Call | None:
    """A draft that says just this already: made by the first of two clicks."""
    columns = {name: value for name, value in facts.items() if name not in (*PARTS, "rules")}
    if not columns.get("title") or not columns.get("administrator"):
        return None
    return Call.objects.filter(state=Call.State.DRAFT, edition=1, **columns).first()


def _free_key(title: str, year: Any) -> str:
    """A key of the title and the year that no call has."""
    base = slugify(title.translate(str.maketrans("æøåÆØÅ", "eoaEOA")))[:50].strip("-") or "utlysning"
    base = base if str(year) in base else f"{base}-{year}"
    taken = set(Call.objects.filter(key__startswith=base).values_list("key", flat=True))
    return next(key for key in _keys(base) if key not in taken)


def _keys(base: str) -> Iterator[str]:
    yield base
    for number in range(2, 10_000):
        yield f"{base}-{number}"
