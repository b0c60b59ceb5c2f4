"""Rows of the officers' lists of cases, built here rather than by templates, as those of the register are."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from lovende.applications.models import Application
from lovende.assessments.listed import OnCase
from lovende.assessments.models import Stage
from lovende.records.written import kroner, percent
from lovende.web.marks import NOTHING, absent, address, html, joined, lang_attribute, unknown

PICK = '<td class="pick"><input class="ds-input" type="checkbox" name="sak" value="{0}" aria-labelledby="t-{0}"></td>'
CELL = '<td data-label="{}">{}</td>'
SUM = '<td class="sum" data-label="{}">{}</td>'
TAG = '<span class="ds-tag" data-color="{}">{}</span>'
STAGE_COLOURS = {Stage.RECOMMENDED: "warning", Stage.WAITING: "neutral"}
OPEN = SafeString("{}")


def _row(*cells: str) -> str:
    """The template of a table's rows. What each says alike, such as a cell's label, is in it: said once a table."""
    return f"<tr{{}}>{''.join(cells)}</tr>\n"


def _cell(kind: str, label: str) -> str:
    return html(kind, label, OPEN)


def case_rows(several: Iterable[Any], may_pick: bool, names_call: bool) -> SafeString:
    """Cases of the queue (`Listed`), each with a box to choose it by where one may, and its call where it differs."""
    template = _row(
        "{}",
        "{}",
        _cell(CELL, gettext("Område")),
        _cell(SUM, gettext("Søkt om")),
        _cell(CELL, gettext("Saksbehandlere")),
        _cell(CELL, gettext("Status")),
        _cell(CELL, gettext("Sendt inn")),
    )
    return joined(
        html(
            template,
            NOTHING,
            html(PICK, row.public_id) if may_pick else NOTHING,
            case_head(row, f"{row.call} ({row.year})" if names_call else ""),
            row.area or unknown(None),
            _stated(row.applied),
            _officers(row.officers),
            case_stage(row),
            _handed_in(row),
        )
        for row in several
    )


def case_head(row: Any, call: str = "") -> SafeString:
    """The cell that names a case and leads to it, with who applied, what kind it is when it is not new, and `call`."""
    kind = "" if row.kind == Application.Kind.NEW else str(Application.Kind(row.kind).label)
    return html(
        '<th scope="row"><a class="ds-link" id="t-{0}" href="{1}"{2}>{3}</a><span class="subtle">{4}</span></th>',
        row.public_id,
        address("assessments:case", row.public_id),
        lang_attribute("nb"),
        row.title,
        " · ".join(part for part in (row.organisation, kind, call) if part),
    )


def case_stage(row: Any) -> SafeString:
    """How far a case has come (`Listed` or `Standing`); of a decided one what it got."""
    if row.state == Application.State.WITHDRAWN:
        return html(TAG, "neutral", gettext("trukket"))
    if row.stage != Stage.DECIDED:
        return html(TAG, STAGE_COLOURS.get(row.stage, "info"), Stage(row.stage).label)
    if row.decided_outcome == "rejected":
        return html(TAG, "danger", gettext("avslått"))
    got = html(TAG, "success", gettext("innvilget"))
    return html('{} <span class="nowrap">{}</span>', got, kroner(row.decided_amount))


def _stated(amount: Any) -> str:
    return unknown(None) if amount is None else kroner(amount)


def _officers(several: Sequence[OnCase]) -> SafeString:
    names = [
        html(
            '<span class="on-it">{}{}</span>', one.name, f" ({gettext('inhabil')})" if one.is_partial else ""
        )
        for one in several
    ]
    if all(one.is_partial for one in several):
        names.append(html('<span class="subtle">{}</span>', gettext("ingen")))
    return joined(names)


def _handed_in(row: Any) -> SafeString:
    if row.submitted_at is None:
        return unknown(None)
    at = localtime(row.submitted_at)
    return html('<time datetime="{}">{}</time>', at.isoformat(), date_format(at, "SHORT_DATE_FORMAT"))


def ranked_rows(places: Iterable[Any]) -> SafeString:
    """Cases in the order they are prioritised (`Place`), with the total so far."""
    template = _row(
        _cell(SUM, gettext("Nr.")),
        "{}",
        _cell(SUM, gettext("Kriterier oppfylt")),
        _cell(SUM, gettext("Søkt om")),
        _cell(SUM, gettext("Innstilt")),
        _cell(SUM, gettext("Innvilget")),
        _cell(SUM, gettext("Sum så langt")),
    )
    return joined(
        html(
            template,
            SafeString(' class="beyond"') if place.is_beyond else NOTHING,
            place.rank,
            case_head(place.case, place.case.area),
            _met(place.case),
            _stated(place.case.applied),
            case_recommended(place.case),
            _decided(place.case),
            _running(place),
        )
        for place in places
    )


def _met(row: Any) -> str:
    return absent(gettext("ikke vurdert")) if row.met is None else percent(round(100 * row.met))


def _running(place: Any) -> str:
    beyond = '{} <span class="ds-tag" data-size="sm" data-color="danger">{}</span>'
    running = kroner(place.running)
    return html(beyond, running, gettext("over rammen")) if place.is_beyond else running


def case_recommended(row: Any) -> str:
    """What is recommended: kroner, or that it is a rejection; that nothing is."""
    if not row.is_recommended:
        return absent(gettext("ikke innstilt"))
    return gettext("avslag") if row.recommended_outcome == "rejected" else kroner(row.recommended_amount)


def _decided(row: Any) -> str:
    if not row.is_decided:
        return absent(gettext("ikke avgjort"))
    return gettext("avslag") if row.decided_outcome == "rejected" else kroner(row.decided_amount)
