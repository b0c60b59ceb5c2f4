"""Rows of the officers' lists of cases, built here rather than by templates, as those of the register are."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext

from lovende.applications.models import Application
from lovende.assessments.models import Stage
from lovende.records.written import kroner, percent
from lovende.web.marks import NOTHING, address, html, joined, lang_attribute, unknown

PICK = '<td class="pick"><input class="ds-input" type="checkbox" name="sak" value="{0}" aria-labelledby="t-{0}"></td>'
CELL = '<td data-label="{}">{}</td>'
SUM = '<td class="sum" data-label="{}">{}</td>'
UNKNOWN = '<span class="unknown">{}</span>'
STAGE_COLOURS = {Stage.RECOMMENDED: "warning", Stage.WAITING: "neutral"}


def case_rows(several: Iterable[Any], may_pick: bool, names_call: bool) -> SafeString:
    """Cases of the queue (`Listed`), each with a box to choose it by where one may, and its call where it differs."""
    return joined(_case_row(row, may_pick, names_call) for row in several)


def _case_row(row: Any, may_pick: bool, names_call: bool) -> SafeString:
    return html(
        "<tr>{}{}{}{}{}{}{}</tr>\n",
        html(PICK, row.public_id) if may_pick else NOTHING,
        case_head(row, f"{row.call} ({row.year})" if names_call else ""),
        html(CELL, gettext("Område"), row.area or unknown(None)),
        html(SUM, gettext("Søkt om"), _stated(row.applied)),
        html(CELL, gettext("Saksbehandlere"), _officers(row)),
        html(CELL, gettext("Status"), case_stage(row)),
        html(CELL, gettext("Sendt inn"), _handed_in(row)),
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
    tag = '<span class="ds-tag" data-color="{}">{}</span>'
    if row.state == Application.State.WITHDRAWN:
        return html(tag, "neutral", gettext("trukket"))
    if row.stage != Stage.DECIDED:
        return html(tag, STAGE_COLOURS.get(row.stage, "info"), Stage(row.stage).label)
    if row.decided_outcome == "rejected":
        return html(tag, "danger", gettext("avslått"))
    got = html(tag, "success", gettext("innvilget"))
    return html('{} <span class="nowrap">{}</span>', got, kroner(row.decided_amount))


def _stated(amount: Any) -> str:
    return unknown(None) if amount is None else kroner(amount)


def _officers(row: Any) -> SafeString:
    partial = f" ({gettext('inhabil')})"
    names = [
        html('<span class="on-it">{}{}</span>', one.name, partial if one.is_partial else "")
        for one in row.officers
    ]
    if all(one.is_partial for one in row.officers):
        names.append(html('<span class="subtle">{}</span>', gettext("ingen")))
    return joined(names)


def _handed_in(row: Any) -> SafeString:
    if row.submitted_at is None:
        return unknown(None)
    at = localtime(row.submitted_at)
    return html('<time datetime="{}">{}</time>', at.isoformat(), date_format(at, "SHORT_DATE_FORMAT"))


def ranked_rows(places: Iterable[Any]) -> SafeString:
    """Cases in the order they are prioritised (`Place`), with the total so far."""
    return joined(map(_ranked_row, places))


def _ranked_row(place: Any) -> SafeString:
    row = place.case
    beyond = '{} <span class="ds-tag" data-size="sm" data-color="danger">{}</span>'
    running = kroner(place.running)
    met = html(UNKNOWN, gettext("ikke vurdert")) if row.met is None else percent(round(100 * row.met))
    return html(
        "<tr{}>{}{}{}{}{}{}{}</tr>\n",
        SafeString(' class="beyond"') if place.is_beyond else NOTHING,
        html(SUM, gettext("Nr."), place.rank),
        case_head(row, row.area),
        html(SUM, gettext("Kriterier oppfylt"), met),
        html(SUM, gettext("Søkt om"), _stated(row.applied)),
        html(SUM, gettext("Innstilt"), case_recommended(row)),
        html(SUM, gettext("Innvilget"), _decided(row)),
        html(
            SUM,
            gettext("Sum så langt"),
            html(beyond, running, gettext("over rammen")) if place.is_beyond else running,
        ),
    )


def case_recommended(row: Any) -> str:
    """What is recommended: kroner, or that it is a rejection; that nothing is."""
    if not row.is_recommended:
        return html(UNKNOWN, gettext("ikke innstilt"))
    return gettext("avslag") if row.recommended_outcome == "rejected" else kroner(row.recommended_amount)


def _decided(row: Any) -> str:
    if not row.is_decided:
        return html(UNKNOWN, gettext("ikke avgjort"))
    return gettext("avslag") if row.decided_outcome == "rejected" else kroner(row.decided_amount)
