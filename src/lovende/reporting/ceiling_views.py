"""«Egenvurdering»: how the projects rate themselves, as a picture, a table, and files."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lovende.people.guard import actor_of, needs
from lovende.records.words import in_language
from lovende.reporting import picture
from lovende.reporting.ceiling import COARSE, Shown, Spread, guarded_table, rounded, together, whole
from lovende.reporting.ceiling_queries import COUNTY, QUESTION, YEAR, Asked, Ceiling, name_of
from lovende.reporting.ceiling_rules import sees_few
from lovende.reporting.statistics_files import Cell, file_response


class View:
    """What one person sees of one view: rows and their total, few answers hidden where they must be."""

    def __init__(self, request: HttpRequest) -> None:
        self.found = Ceiling(Asked.of(request.GET))
        self.reports = self.found.reports
        self.sees_few = sees_few(actor_of(request), self.reports.schemes)
        spreads = self.found.spreads
        self.total: Shown | None = None
        self.rows: list[Shown] = []
        if spreads:
            all_of_them = together(spreads, "", _("I alt"))
            self.rows, self.total = self._shown(spreads, all_of_them)

    def _shown(self, spreads: list[Spread], total: Spread) -> tuple[list[Shown], Shown]:
        if self.sees_few:
            return [whole(row) for row in spreads], whole(total)
        return guarded_table(spreads, total)

    @property
    def sums(self) -> list[Shown]:
        """All of it in one row; none without answers."""
        return [self.total] if self.total else []

    @property
    def labels(self) -> list[str]:
        return [self.found.point_label(point) for point in self.found.points]

    @property
    def heading(self) -> str:
        return {QUESTION: _("Spørsmål"), YEAR: _("År"), COUNTY: _("Fylke")}[self.found.by]

    @property
    def subject(self) -> str:
        """The question asked for; "" for all of them."""
        asked = {row.key: row.label for row in self.found.questions}
        return in_language(asked[self.found.question]) if self.found.question else ""

    @property
    def drawn(self) -> picture.Picture | None:
        """The picture; None while nobody has answered."""
        rows = [
            picture.Row(row.spread.label, row.counts, row.hidden, _note(row))
            for row in self.rows
            if row.spread.answered
        ]
        return picture.draw(rows, self.labels, _("færre enn fem, skjult")) if rows else None

    @property
    def says(self) -> dict[str, Any] | None:
        """What the sentence above the picture needs; None without answers, or with so few that they are hidden."""
        total = self.total
        if total is None or not total.spread.answered or total.top is None or total.mean is None:
            return None
        two, alike = total.spread.share(2), total.spread.alike
        return {
            "top": total.top,
            "two": None if two is None or total.counts[-2] is None else rounded(two, COARSE),
            "mean": total.mean,
            "high": self.found.high,
            "answers": total.spread.answered,
            "alike": None if alike is None or total.hidden else rounded(alike, Decimal(1)),
            "at_ceiling": total.spread.is_at_ceiling,
        }


def _note(row: Shown) -> str:
    return _("snitt %s") % number_format(rounded(row.mean, COARSE)) if row.mean is not None else ""


@needs("reporting.see_self_evaluations")
@require_safe
def ceiling(request: HttpRequest) -> HttpResponse:
    """The page."""
    view = View(request)
    found = view.found
    context = {
        "view": view,
        "found": found,
        "picture": view.drawn,
        "forms": [(name_of(row), in_language(row.title), row == found.version) for row in found.versions],
        "groups": [
            (QUESTION, _("Spørsmål"), found.by == QUESTION),
            (YEAR, _("År"), found.by == YEAR),
            (COUNTY, _("Fylke"), found.by == COUNTY),
        ],
        "points": view.labels,
        "decimals": 2 if view.sees_few else 1,
        "questions": [(row.key, in_language(row.label)) for row in found.questions if not row.is_lost],
        "lost": sum(1 for row in found.questions if row.is_lost),
        "has_irrelevant": any(row.may_be_irrelevant for row in found.questions),
        "form": name_of(found.version) if found.version else "",
    }
    return render(request, "reporting/ceiling.html", context)


@needs("reporting.see_self_evaluations")
@require_safe
def ceiling_picture(request: HttpRequest) -> HttpResponse:
    """The picture as a file; where nobody has answered, it says so."""
    view = View(request)
    drawn = view.drawn or picture.draw([], [], "")
    context = {"picture": drawn, "view": view, "is_file": True}
    response = HttpResponse(
        render_to_string("reporting/ceiling_picture.svg", context, request), content_type="image/svg+xml"
    )
    response["Content-Disposition"] = 'attachment; filename="lovende-egenvurdering.svg"'
    return response


@needs("reporting.see_self_evaluations")
@require_safe
def ceiling_file(request: HttpRequest) -> HttpResponse:
    """The table as CSV: what the person sees on the page, and no more."""
    view = View(request)
    heads = [
        view.heading,
        *view.labels,
        _("Ikke relevant"),
        _("Ikke besvart"),
        _("Svar"),
        _("Andel på høyeste trinn (prosent)"),
        _("Gjennomsnitt"),
        _("Merknad"),
    ]
    note = _("Generert for demoen, ingen ekte rapporter") if view.reports.generated else ""
    rows = [_line(row, note) for row in [*view.rows, *view.sums]]
    return file_response("lovende-egenvurdering", "csv", heads, rows)


def _line(row: Shown, note: str) -> list[Cell]:
    spread, few = row.spread, _("skjult (færre enn fem)")
    if spread.is_lost:
        lost = _("tapt i kilden")
        return [spread.label, *([lost] * len(row.counts)), lost, lost, lost, lost, lost, note]
    hidden = few if spread.answered else _("ingen svar")
    return [
        spread.label,
        *(few if count is None else count for count in row.counts),
        spread.irrelevant,
        spread.unknown,
        spread.answered,
        hidden if row.top is None else row.top,
        hidden if row.mean is None else row.mean,
        note,
    ]
