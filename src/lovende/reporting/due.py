"""The dates of reports: owed by the project; when they are late, those who follow the award up are told too."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lovende.awards.dates import APPLICANTS, OFFICERS, Due, Kind
from lovende.people.models import User
from lovende.reporting.models import Report
from lovende.reporting.rules import OPEN, visible

# Rows read at a time: whoever asks for the first few reads few.
CHUNK = 300
REPORT = Kind(
    "report", gettext_lazy("en rapport skal leveres"), gettext_lazy("rapporter skal leveres"), 30, True
)
LATE = Kind(
    "report-late",
    gettext_lazy("en rapport er ikke levert"),
    gettext_lazy("rapporter er ikke levert"),
    0,
    True,
)


def reports(first: date, last: date, user: User | None) -> Iterator[Due]:
    """Reports not handed in: for the project from the start, for the officers from the day they are late."""
    rows = Report.objects.all() if user is None else visible(user)
    rows = rows.filter(is_historic=False, state__in=OPEN, due_on__range=(first, last))
    today = timezone.localdate()
    for row in rows.select_related("award").order_by("due_on", "pk").iterator(CHUNK):
        assert row.due_on is not None
        words = _("Sluttrapport for %d") if row.kind == Report.Kind.FINAL else _("Statusrapport for %d")
        label = f"{words % row.year} ({row.public_id})"
        path = reverse("reporting:report", args=[row.public_id])
        if row.award is None or row.award.is_told:
            yield Due("report", row.public_id, row.due_on, label, path, row.organisation_id, APPLICANTS)
        if row.award is not None and row.due_on < today and row.award.handler_id != row.organisation_id:
            late = f"{reverse('reporting:reports')}?vis=forfalt"
            yield Due("report-late", row.public_id, row.due_on, label, late, row.award.handler_id, OFFICERS)
