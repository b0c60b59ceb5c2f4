"""Starting an application, and its facts beside the answers."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.applications.actions.common import changed, clean_text, demand, opened, told
from lovende.applications.errors import ApplicationError, ConflictError
from lovende.applications.models import Application, Author, BudgetLine
from lovende.applications.queries import call_is_open
from lovende.forms.actions import latest_version
from lovende.forms.models import AnswerSet
from lovende.measures.models import Measure
from lovende.people.models import Organisation, User
from lovende.schemes.models import Area, Call

FORM = "application"
# Two clicks on «start» are one application; the same title later is another.
TWICE = timedelta(seconds=30)
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_POSITIONS, MOST_PARTICIPANTS = Decimal("9999.99"), 1_000_000
MOST_KRONER = Decimal("999999999999.99")
FACTS = ("title", "kind", "replicates", "measure", "area", "years", "positions", "participants")


@transaction.atomic
def start_application(
    *,
    call: Call,
    organisation: Organisation,
    title: str,
    actor: User,
    kind: str = "new",
    replicates: Measure | None = None,
    measure: Measure | None = None,
    area: Area | None = None,
) -> Application:
    """Start a draft that the actor alone sees. The same again within half a minute is the same draft.

    Raises NotAllowedError for one who does not apply for the organisation; ApplicationError for a closed call,
    an organisation that may not apply, an empty title, a kind and a measure that do not go together.
    """
    demand(actor, "applications.start", organisation)
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    title = clean_text(title).strip()
    _check_start(call, organisation)
    _raise(_problems(call, title=title, kind=kind, replicates=replicates, area=area))
    _raise(_not_theirs(organisation, kind, measure))
    twin = _just_started(call, organisation, title, kind, actor)
    if twin is not None:
        return twin
    version = call.application_form or latest_version(FORM)
    row = Application.objects.create(
        public_id=_next_id(),
        call=call,
        area=area,
        organisation=organisation,
        title=title,
        kind=kind,
        replicates=replicates,
        measure=measure,
        applied_unknown="not-stated",
        answers=AnswerSet.objects.create(version=version),
        created_by=str(actor.pseudonym),
    )
    Author.objects.create(application=row, user=actor, may_sign=True)
    told(row, "started", actor, call=call.key, organisation=organisation.slug, kind=kind)
    return row


def _check_start(call: Call, organisation: Organisation) -> None:
    if not call_is_open(call):
        raise ApplicationError({"call": _("Utlysningen er ikke åpen for søknader.")})
    eligible = set(call.eligible.values_list("pk", flat=True))
    if eligible and organisation.kind_id not in eligible:
        raise ApplicationError({"organisation": _("Denne typen organisasjon kan ikke søke på utlysningen.")})


def _just_started(
    call: Call, organisation: Organisation, title: str, kind: str, actor: User
) -> Application | None:
    return Application.objects.filter(
        call=call,
        organisation=organisation,
        title=title,
        kind=kind,
        state=Application.State.DRAFT,
        created_by=str(actor.pseudonym),
        created_at__gte=timezone.now() - TWICE,
    ).first()


def _next_id() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('applications_number')")
        number = cursor.fetchone()[0]
    return f"sok-{timezone.localdate().year}-{number}"


def _raise(problems: Mapping[str, str]) -> None:
    if problems:
        raise ApplicationError(problems)


@transaction.atomic
def save_facts(
    *, application: Application, facts: Mapping[str, Any], version: int, actor: User
) -> Application:
    """Save some of FACTS, typed: Decimal positions, years as ints, rows for area, replicates and measure; None for
    what is not stated. `version` is the application's as it was opened; facts that change nothing never conflict.

    Raises ApplicationError with the fields that are wrong (an unknown fact among them), ConflictError, NotAllowedError.
    """
    row = opened(application, actor)
    strangers = set(facts) - set(FACTS)
    _raise({name: _("Ukjent opplysning.") for name in strangers})
    wanted = {name: getattr(row, name) for name in FACTS} | {name: _tidy(name, facts[name]) for name in facts}
    if wanted["kind"] != Application.Kind.REPLICATION and "replicates" not in facts:
        wanted["replicates"] = None
    _raise(_problems(row.call, **wanted) | _not_theirs(row.organisation, wanted["kind"], wanted["measure"]))
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    _demand_version(row, version)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    told(row, "facts-saved", actor, version=row.version)
    return changed(row, *FACTS, "version")


def _demand_version(row: Application, version: int) -> None:
    if row.version != version:
        raise ConflictError(
            _("Noen andre har endret dette siden du åpnet siden. Last siden på nytt, se over og lagre igjen.")
        )


def _tidy(name: str, value: Any) -> Any:
    if name == "title":
        return clean_text(value).strip()
    if name == "years":
        return sorted(set(value or ()))
    return None if value == "" else value


def _problems(call: Call, **facts: Any) -> dict[str, str]:
    """{field: what to do} of facts that cannot be right."""
    found: dict[str, str] = {}
    title, kind = facts["title"], facts["kind"]
    if not title or len(title) > 200:
        found["title"] = _("Skriv hva tiltaket skal hete, med høyst 200 tegn.")
    if kind not in Application.Kind.values:
        found["kind"] = _("Velg om tiltaket er nytt, en videreføring eller en replikasjon.")
    if facts.get("replicates") is not None and kind != Application.Kind.REPLICATION:
        found["replicates"] = _("Bare en replikasjon gjør et annet tiltak om igjen.")
    area = facts.get("area")
    if area is not None and area.call_id != call.pk:
        found["area"] = _("Velg et av områdene i utlysningen.")
    return found | _wrong_numbers(facts)


def _not_theirs(organisation: Organisation, kind: str, measure: Measure | None) -> dict[str, str]:
    """A measure is continued by its owner, its grant recipient, or an office of the same municipality."""
    if kind != Application.Kind.CONTINUATION or measure is None:
        return {}
    for one in (measure.owner, measure.grant_recipient):
        if one is not None and (
            one.pk == organisation.pk
            or (one.municipality_id and one.municipality_id == organisation.municipality_id)
        ):
            return {}
    return {
        "measure": _("Tiltaket hører ikke til hos dere. Velg replikasjon for å gjøre det samme som andre.")
    }


def _wrong_numbers(facts: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    years = facts.get("years") or ()
    if any(not isinstance(year, int) or not FIRST_YEAR <= year <= LAST_YEAR for year in years):
        found["years"] = _("Skriv årstall med fire siffer.")
    positions = facts.get("positions")
    if positions is not None and not _within(positions, MOST_POSITIONS):
        found["positions"] = _("Skriv antall årsverk, for eksempel 1,5.")
    participants = facts.get("participants")
    if participants is not None and not _within(participants, Decimal(MOST_PARTICIPANTS)):
        found["participants"] = _("Skriv antall deltakere med tall.")
    return found


def _within(value: Any, most: Decimal) -> bool:
    """A finite number from 0 to `most` with no more than two decimals."""
    try:
        number = Decimal(value)
        return number.is_finite() and 0 <= number <= most and number == number.quantize(Decimal("0.01"))
    except (InvalidOperation, TypeError, ValueError):
        return False


@transaction.atomic
def save_budget(
    *, application: Application, rows: Iterable[Mapping[str, Any]], version: int, actor: User
) -> Application:
    """Replace the budget by `rows` ({year, kind, amount, note}); what is applied for is their sum without own
    contribution, not stated while there are none.

    Raises ApplicationError with the cells that are wrong (`budget.2026.salaries`), ConflictError, NotAllowedError.
    """
    row = opened(application, actor)
    wanted = _budget(rows)
    there = {
        (line.year, line.kind): (line.amount, line.note)
        for line in BudgetLine.objects.filter(application=row)
    }
    if wanted == there:
        return row
    _demand_version(row, version)
    row.budget.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(application=row, year=year, kind=kind, amount=amount, note=note)
        for (year, kind), (amount, note) in wanted.items()
    )
    asked = [amount for (_year, kind), (amount, _note) in wanted.items() if kind != BudgetLine.Kind.OWN]
    row.applied, row.applied_unknown = (sum(asked, Decimal(0)), "") if asked else (None, "not-stated")
    row.version += 1
    told(row, "budget-saved", actor, version=row.version, lines=len(wanted))
    return changed(row, "applied", "applied_unknown", "version")


def _budget(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], tuple[Decimal, str]]:
    found: dict[tuple[int, str], tuple[Decimal, str]] = {}
    problems = {}
    for line in rows:
        year, kind, amount = line.get("year"), line.get("kind"), line.get("amount")
        place = f"budget.{year}.{kind}"
        if kind not in BudgetLine.Kind.values or not isinstance(year, int) or (year, kind) in found:
            problems[place] = _("Hver type utgift kan stå én gang i hvert år.")
        elif not FIRST_YEAR <= year <= LAST_YEAR or not _within(amount, MOST_KRONER):
            problems[place] = _("Skriv beløpet i kroner, for eksempel 610 000.")
        else:
            note = clean_text(line.get("note")).strip()[:200]
            found[year, str(kind)] = (Decimal(str(amount)), note)
    _raise(problems)
    return found
