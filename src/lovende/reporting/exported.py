"""What an auditor is given, part by part. Reads only, row by row.

No drafts and no personal data: people are pseudonyms with the role they acted in, and free text is masked (e-mail,
telephone, likely names). What is unknown is written in words, never as 0 or blank.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lovende.applications.models import Application, Submission
from lovende.applications.queries import HANDED_IN
from lovende.assessments.models import Assessment, Decision, Judgement, Recommendation
from lovende.awards.models import AwardYear, Change, Condition, Instalment
from lovende.catalogue.reading import masked
from lovende.people.models import Role
from lovende.records.models import AuditEvent, UnknownKind
from lovende.records.words import in_language
from lovende.reporting.models import Report

Row = list[Any]
ACCOUNT = ("carried_in", "received", "wages", "competence", "other", "carried_over")
ROOMS = ("schemes.", "applications.", "assessments.", "awards.", "reporting.")
BATCH = 2000
STANDS = (Report.State.SUBMITTED, Report.State.APPROVED)


@dataclass(frozen=True)
class Part:
    """One sheet or one CSV file: `key` names the file, `rows` are read while they are written."""

    key: str
    title: str
    headings: list[str]
    rows: Callable[[], Iterator[Row]]


def parts() -> list[Part]:
    """All the parts, with headings in the language of the page."""
    return [
        Part("soknader", _("Søknader"), _application_headings(), _applications),
        Part("innsendinger", _("Innsendinger"), [
            _("Søknad"), _("Nummer"), _("Tidspunkt"), _("Sendt inn av"), _("Rolle"), "SHA-256"
        ], _submissions),
        Part("vurderinger", _("Vurderinger"), [
            _("Søknad"), _("Innsending"), _("Vurdert av"), _("Rolle"), _("Habilitet"), _("Status"),
            _("Forslag"), _("Beløp"), _("Samlet vurdering"), _("Ferdig")
        ], _assessments),
        Part("kriterier", _("Vurderte kriterier"), [
            _("Søknad"), _("Vurdert av"), _("Kriterium"), _("Vurdering"), _("Begrunnelse")
        ], _judgements),
        Part("innstillinger", _("Innstillinger"), _ruling_headings(), _recommendations),
        Part("vedtak", _("Vedtak"), [*_ruling_headings(), _("År")], _decisions),
        Part("tilskudd", _("Tilskudd"), [
            _("Tilskudd"), _("Søknad"), _("Utlysning"), _("Organisasjon"), _("Tiltak"), _("Status"),
            _("Starter"), _("Slutter"), _("År"), _("Beløp"), _("Tildelt eller planlagt"), _("Historisk")
        ], _award_years),
        Part("rater", _("Rater"), [
            _("Tilskudd"), _("År"), _("Rate"), _("Beløp"), _("Forfall"), _("Status"), _("Betalt"),
            _("Holdt tilbake fordi")
        ], _instalments),
        Part("vilkar", _("Vilkår"), [
            _("Tilskudd"), _("Vilkår"), _("Frist"), _("Oppfylt"), _("Bekreftet av")
        ], _conditions),
        Part("endringer", _("Endringer"), [
            _("Tilskudd"), _("Type"), _("Endring"), _("Hvorfor"), _("Ny slutt"), _("Status"), _("Meldt av"),
            _("Meldt"), _("Besvart av"), _("Besvart"), _("Svar")
        ], _changes),
        Part("rapporter", _("Rapporter"), [
            _("Rapport"), _("Tilskudd"), _("Type"), _("År"), _("Status"), _("Frist"), _("Levert"),
            _("Levert av"), "SHA-256", _("Besvart av"), _("Besvart"), _("Svar"), _("Må følges opp"),
            _("Overført fra i fjor"), _("Mottatt"), _("Lønn"), _("Kompetanse"), _("Annet"),
            _("Overføres til neste år"), _("Historisk")
        ], _reports),
        Part("hendelser", _("Hendelser"), [
            _("Nummer"), _("Tidspunkt"), _("Hvem"), _("Hva"), _("Om"), _("Opplysninger"), _("Kjedekode")
        ], _events),
    ]  # fmt: skip


def _application_headings() -> list[str]:
    return [
        _("Søknad"), _("Ordning"), _("Utlysning"), _("Utlyst år"), _("Område"), _("Organisasjon"), _("Kommune"),
        _("Saksbehandlende organisasjon"), _("Tittel"), _("Type"), _("År"), _("Årsverk"), _("Deltakere"),
        _("Søkt beløp"), _("Status"), _("Innsendt"), _("Historisk"),
    ]  # fmt: skip


def _ruling_headings() -> list[str]:
    return [
        _("Søknad"), _("Nummer"), _("Utfall"), _("Beløp"), _("Avslagsgrunn"), _("Begrunnelse"), _("Vilkår"),
        _("Av"), _("Rolle"), _("Tidspunkt"),
    ]  # fmt: skip


def unknown(why: str = "") -> str:
    """«ikke oppgitt», or the reason by its key."""
    return str(UnknownKind(why or UnknownKind.NOT_STATED).label)


def _said(value: Any, why: str = "") -> Any:
    return unknown(why) if value is None or value == "" else value


def _yes(value: bool | None) -> str:
    return unknown() if value is None else _("ja") if value else _("nei")


def _handed_in() -> QuerySet[Application]:
    return Application.objects.filter(HANDED_IN)


def _each(rows: QuerySet[Any]) -> Iterator[Any]:
    return iter(rows.iterator(chunk_size=BATCH))


def _applications() -> Iterator[Row]:
    rows = _handed_in().select_related(
        "call__scheme", "organisation__municipality", "handler", "standing__area"
    )
    for row in _each(rows.order_by("pk")):
        place = row.organisation.municipality
        sent = getattr(row, "standing", None) or row  # as handed in, whatever the draft says since
        yield [
            row.public_id, row.call.scheme.key, row.call.key, row.call.year, str(sent.area or unknown()),
            row.organisation.slug, str(place or unknown()), row.handler.slug if row.handler else unknown(),
            sent.title, sent.get_kind_display(), ", ".join(map(str, row.years)) or unknown(), _said(row.positions),
            _said(row.participants), _said(sent.applied, row.applied_unknown if row.is_historic else ""),
            row.get_state_display(),
            _said(row.submitted_at), _yes(row.is_historic),
        ]  # fmt: skip


def _submissions() -> Iterator[Row]:
    rows = Submission.objects.values_list("application__public_id", "number", "at", "by", "sha256")
    for public_id, number, at, by, sha256 in _each(rows.order_by("application_id", "number")):
        yield [public_id, number, at, by, str(Role.APPLICANT.label), sha256]


def _assessments() -> Iterator[Row]:
    rows = Assessment.objects.select_related("assignment__officer", "assignment__application", "submission")
    for row in _each(rows.exclude(state=Assessment.State.DRAFT).order_by("pk")):
        work = row.assignment
        yield [
            work.application.public_id, row.submission.number, str(work.officer.pseudonym),
            str(Role.CASE_OFFICER.label), work.get_conflict_display(), row.get_state_display(),
            _said(row.get_outcome_display()), _said(row.amount), masked(row.summary), _said(row.finished_at),
        ]  # fmt: skip


def _judgements() -> Iterator[Row]:
    rows = Judgement.objects.exclude(assessment__state=Assessment.State.DRAFT)
    rows = rows.select_related(
        "criterion", "assessment__assignment__officer", "assessment__assignment__application"
    )
    for row in _each(rows.order_by("pk")):
        work = row.assessment.assignment
        yield [
            work.application.public_id, str(work.officer.pseudonym), in_language(row.criterion.label),
            _said(row.get_verdict_display()), masked(row.reason),
        ]  # fmt: skip


def _ruling(row: Recommendation | Decision, role: Role) -> Row:
    return [
        row.application.public_id, row.number, row.get_outcome_display(),
        "" if row.outcome == "rejected" else _said(row.amount), row.get_reason_code_display(), masked(row.reason),
        masked("\n".join(row.conditions)), row.by, str(role.label), row.at,
    ]  # fmt: skip


def _recommendations() -> Iterator[Row]:
    for row in _each(
        Recommendation.objects.select_related("application").order_by("application_id", "number")
    ):
        yield _ruling(row, Role.CASE_OFFICER)


def _decisions() -> Iterator[Row]:
    for row in _each(Decision.objects.select_related("application").order_by("application_id", "number")):
        yield [*_ruling(row, Role.DECISION_MAKER), row.year]


def _award_years() -> Iterator[Row]:
    rows = AwardYear.objects.select_related(
        "award__application", "award__call", "award__organisation", "award__measure"
    )
    for row in _each(rows.order_by("award_id", "year")):
        award = row.award
        yield [
            award.public_id, award.application.public_id, award.call.key, award.organisation.slug,
            award.measure.public_id if award.measure else unknown(), award.get_state_display(),
            _said(award.starts_on), _said(award.ends_on), row.year, _said(row.amount, row.unknown),
            row.get_state_display(), _yes(award.is_historic),
        ]  # fmt: skip


def _instalments() -> Iterator[Row]:
    rows = Instalment.objects.select_related("award_year__award")
    for row in _each(rows.order_by("award_year_id", "number")):
        year = row.award_year
        yield [
            year.award.public_id, year.year, row.number, row.amount, row.due_on, row.get_state_display(),
            row.paid_on or "", masked(row.held_because),
        ]  # fmt: skip


def _conditions() -> Iterator[Row]:
    for row in _each(Condition.objects.select_related("award").order_by("pk")):
        yield [row.award.public_id, masked(row.text), row.due_on or "", row.met_on or "", row.met_by]


def _changes() -> Iterator[Row]:
    for row in _each(Change.objects.select_related("award").order_by("pk")):
        yield [
            row.award.public_id, row.get_kind_display(), masked(row.description), masked(row.why), row.new_end or "",
            row.get_state_display(), row.asked_by, row.asked_at, row.answered_by, row.answered_at or "",
            masked(row.answer),
        ]  # fmt: skip


def _reports() -> Iterator[Row]:
    for row in _each(Report.objects.select_related("award", "account").order_by("pk")):
        # What was handed in; accounts that are being written, or mended, are the project's alone.
        account = getattr(row, "account", None) if row.state in STANDS or row.is_historic else None
        yield [
            row.public_id, row.award.public_id if row.award else unknown(), row.get_kind_display(), row.year,
            row.get_state_display(), row.due_on or "", row.submitted_at or "", row.submitted_by, row.sha256,
            row.answered_by, row.answered_at or "", masked(row.answer), _yes(row.needs_follow_up),
            *(_said(getattr(account, name, None)) for name in ACCOUNT), _yes(row.is_historic),
        ]  # fmt: skip


def _events() -> Iterator[Row]:
    """The trail of the rooms of grants. What happened to a draft is its authors' alone."""
    wanted = Q()
    for room in ROOMS:
        wanted |= Q(verb__startswith=room)
    drafts = Application.objects.exclude(HANDED_IN).values("public_id")
    for row in _each(AuditEvent.objects.filter(wanted).exclude(about__in=drafts).order_by("sequence")):
        facts = ", ".join(f"{name}={value}" for name, value in sorted(row.facts.items()))
        yield [row.sequence, row.at, row.actor, row.verb, row.about, facts, row.hash]
