"""What this room shows elsewhere: reports on an award's page, a mark in lists of awards, and on a measure's page
that a report was approved and how whole it is. What was written in a report is shown nowhere else.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import JSONField
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from django.utils.translation import gettext as _

from lovende.awards import panels as award_panels
from lovende.awards.dates import register_dates
from lovende.awards.models import Award
from lovende.awards.rules import APPLICANT, places
from lovende.measures import panels as measure_panels
from lovende.measures.models import Measure
from lovende.people.models import User
from lovende.reporting.due import LATE, REPORT, reports
from lovende.reporting.models import Report
from lovende.reporting.queries import is_late, late


@dataclass(frozen=True)
class Owed:
    """One report on an award's page. `may_open`: is it theirs to read?"""

    report: Report
    late: bool
    may_open: bool


@dataclass(frozen=True)
class Approved:
    """One approved report as everybody may know it; `answered` and `needed` are None where nobody counted."""

    report: Report
    on: date | None
    needed: int | None
    answered: int | None
    is_near_blank: bool


def award_context(award: Award, user: User) -> Mapping[str, Any] | None:
    """The award's reports in the order they are due."""
    today, is_own = timezone.localdate(), award.organisation_id in places(user, APPLICANT)
    unseen = () if is_own else (Report.State.EXPECTED, Report.State.DRAFT)
    rows = [
        Owed(row, is_late(row, today), row.state not in unseen)
        for row in award.reports.order_by("due_on", "year", "pk")
    ]
    return {"rows": rows} if rows else None


def late_words(awards: Sequence[Award]) -> Mapping[int, str]:
    """«rapport mangler» by award."""
    rows = Report.objects.filter(late(timezone.localdate()), award__in=[award.pk for award in awards])
    return {award: _("Rapport mangler") for award in rows.values_list("award", flat=True) if award}


def approved(measures: Sequence[Measure]) -> dict[int, list[Approved]]:
    """Approved reports by measure; of their content the counts alone are read."""
    rows = Report.objects.filter(measure__in=measures, state=Report.State.APPROVED).select_related("call")
    found: dict[int, list[Approved]] = defaultdict(list)
    for row in rows.defer("content").annotate(counted=_counts()).order_by("year", "kind", "pk"):
        counted = row.counted or {}
        found[row.measure_id or 0].append(
            Approved(
                row,
                timezone.localdate(row.answered_at) if row.answered_at else None,
                counted.get("needed"),
                counted.get("answered"),
                bool(counted.get("near_blank")),
            )
        )
    return found


def _counts() -> KeyTransform:
    """`content["completeness"]`, so that no written word leaves the database for this."""
    return KeyTransform("completeness", "content", output_field=JSONField())


_has_approved = measure_panels.asks_for_any(lambda: Report.objects.filter(state=Report.State.APPROVED))


def measure_context(measure: Measure) -> Mapping[str, Any] | None:
    rows = approved([measure]).get(measure.pk) if _has_approved(measure) else None
    return {"rows": rows} if rows else None


def measure_records(measures: Sequence[Measure]) -> dict[int, list[dict[str, Any]]]:
    """The approved reports of the public records."""
    return {key: [_record(row) for row in rows] for key, rows in approved(measures).items()}


def _record(row: Approved) -> dict[str, Any]:
    unknown = {"unknown": "not-stated"}
    return {
        "kind": row.report.kind,
        "year": row.report.year,
        "approved": row.on.isoformat() if row.on else unknown,
        "needed": row.needed if row.needed is not None else unknown,
        "answered": row.answered if row.answered is not None else unknown,
        "near_blank": row.is_near_blank if row.needed is not None else unknown,
    }


def hang_up() -> None:
    """Register everything this room shows on others' pages, and its dates."""
    award_panels.register(award_panels.Panel("reports", 10, "reporting/award_panel.html", award_context))
    award_panels.register_mark(award_panels.Mark("reports-late", late_words))
    measure_panels.register(
        measure_panels.Panel("reports", 95, "reporting/measure_panel.html", measure_context, measure_records)
    )
    register_dates(reports, REPORT, LATE)
