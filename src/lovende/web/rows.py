"""Rows and cards that stand many times on a page, built here rather than by templates: these take twice the time."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lovende.records.models import Term
from lovende.records.words import in_language
from lovende.records.written import number, partial_date, years
from lovende.web.marks import (
    NOTHING,
    absent,
    address,
    escaped,
    html,
    joined,
    lang_attribute,
    locator,
    unknown,
)

NAMED_BY_SOURCES = ("scheme", "source")
# So many measures of a target group are shown at once; more are one click away.
AT_ONCE = 6

NO_COUNT = '<span class="quiet" aria-hidden="true">–</span><span class="ds-sr-only">{}</span>'
CARD = (
    '<article class="card">\n'
    '  <div class="card-head">\n'
    '    <h3 class="ds-heading" data-size="xs"><a href="{address}"{lang}>{title}</a></h3>\n'
    '    <p class="card-tags">{tags}</p>\n'
    "  </div>\n"
    "  {passages}\n"
    '  <dl class="card-facts">{facts}</dl>\n'
    '  <div class="card-foot no-print">\n'
    '    <label class="compare-pick">{pick}{compare}<span class="ds-sr-only"{lang}> {title}</span></label>\n'
    "    {locator}\n"
    "  </div>\n"
    "</article>"
)
TABLE_ROW = (
    '<tr>\n    <th scope="row"><a href="{address}"{lang}>{title}</a></th>\n'
    "    <td>{owner}</td>\n    <td>{places}</td>\n    <td>{schemes}</td>\n    <td>{years}</td>\n    <td>{phase}</td>\n"
    '    <td class="no-print"><label class="compare-pick">{pick}'
    '<span class="ds-sr-only">{compare} <span{lang}>{title}</span></span></label></td>\n  </tr>'
)


def marked(spans: Iterable[tuple[str, bool]]) -> SafeString:
    """(text, hit) pairs as safe html, with the hits in <mark>."""
    return joined(html("<mark>{}</mark>", text) if hit else text for text, hit in spans)


def choices(facet: str, several: Iterable[Any]) -> SafeString:
    """The checkboxes of a facet's choices (`key`, `label`, `count`, `chosen`), each with its count.

    Names of schemes and sources are those of the sources, in whatever language the page is.
    """
    language = lang_attribute("nb") if facet in NAMED_BY_SOURCES else NOTHING
    row = (
        '<li><label><input class="ds-input" type="checkbox" form="search-form" '
        'name="{0}" value="{1}" id="f-{0}-{1}"{2}>'
        '<span class="choice-name"{3}>{4}</span><span class="choice-count">{5}</span></label></li>\n'
    )
    chosen = SafeString(" checked")
    rows = (
        html(row, facet, one.key, chosen if one.chosen else NOTHING, language, one.label, number(one.count))
        for one in several
    )
    return html("<ul>{}</ul>", joined(rows))


def card(shown: Any) -> SafeString:
    """A measure in the list (`Card`): what it is, the passages that answer, facts, and whence."""
    row, measure = shown.row, shown.row.measure
    lang = lang_attribute(measure.language)
    tags = [_tag("neutral", measure.kind)] if measure.kind.key != "project" else []
    tags += [_tag("accent", measure.phase)] if measure.phase else []
    facts = [
        (gettext("Eier"), _owner(row)),
        (gettext("Sted"), places(row)),
        (gettext("Ordning"), _schemes(row)),
        (gettext("Tilskuddsår"), _years(row)),
    ]
    facts += [] if measure.phase else [(gettext("Fase"), unknown(row.unknown.get("phase")))]
    return html(
        CARD,
        tags=joined(tags),
        passages=joined(
            html('<p class="card-passage"{}>{}</p>', lang, marked(one)) for one in shown.passages
        ),
        facts=joined(html("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value) for name, value in facts),
        locator=locator(measure),
        **_common(row),
    )


def table_row(shown: Any) -> SafeString:
    """A measure in the table of results (`Card`)."""
    row, phase = shown.row, shown.row.measure.phase
    return html(
        TABLE_ROW,
        owner=_owner(row),
        places=places(row),
        schemes=_schemes(row),
        years=_years(row),
        phase=_name(phase) if phase else unknown(row.unknown.get("phase")),
        **_common(row),
    )


def _common(row: Any) -> dict[str, object]:
    measure = row.measure
    pick = '<input class="ds-input" type="checkbox" form="compare-form" name="tiltak" value="{0}" id="c-{0}">'
    return {
        "address": address("measures:measure", measure.public_id),
        "lang": lang_attribute(measure.language),
        "title": measure.title,
        "pick": html(pick, measure.public_id),
        "compare": gettext("Sammenlign"),
    }


def _tag(colour: str, term: Term) -> SafeString:
    return html('<span class="ds-tag" data-color="{}" data-size="sm">{}</span>', colour, _name(term))


def _name(term: Term) -> str:
    return in_language(term.names) or term.key


def _owner(row: Any) -> str:
    owner = row.measure.owner
    return owner.name if owner else unknown(row.unknown.get("owner"))


def places(row: Any) -> SafeString:
    """Districts and municipalities of a measure in a list, or why they are not known."""
    districts = [gettext("Bydel %(district)s") % {"district": name} + ", " for name in row.districts]
    here = ", ".join(row.municipalities) or unknown(row.unknown.get("municipalities"))
    return joined([*districts, here])


def _schemes(row: Any) -> SafeString:
    if not row.schemes:
        return unknown(row.unknown.get("schemes"))
    return html("<span{}>{}</span>", lang_attribute("nb"), ", ".join(row.schemes))


def _years(row: Any) -> str:
    return years(row.measure.grant_years) or unknown(row.unknown.get("grant_years"))


def compare_row(row: Any) -> SafeString:
    """One thing compared (`Row`), a cell for each measure."""
    cells = (
        html('<td role="cell" data-title="{}">{}</td>', cell.measure.title, _cell(cell, row.is_date))
        for cell in row.cells
    )
    head = '<tr role="row"><th scope="row" role="rowheader">{}</th>{}</tr>'
    return html(head, row.label, joined(cells))


def _cell(cell: Any, is_date: bool) -> SafeString:
    if not cell.items:
        return unknown(cell.unknown)
    return html("<ul>{}</ul>", joined(html("<li>{}</li>", _item(item, is_date)) for item in cell.items))


def _item(item: Any, is_date: bool) -> SafeString:
    text: str = item.text
    if item.to:
        text = html('<a class="ds-link" href="{}">{}</a>', address(*item.to), item.text)
    elif is_date:
        text = partial_date(item.text)
    elif item.language:
        text = html("<span{}>{}</span>", lang_attribute(item.language), item.text)
    if item.shared:
        both = '<span class="shared">{}<span class="ds-sr-only"> ({})</span></span>'
        text = html(both, text, gettext("felles"))
    if not item.note:
        return joined([text])
    lang = lang_attribute(item.note_language) if item.note_language else NOTHING
    return html('{} <span class="quiet"{}>{}</span>', text, lang, item.note)


def listed_rows(several: Iterable[Any]) -> SafeString:
    """Measures in a municipality's table of a scheme (`Row`)."""
    cell = '\n        <td data-label="{}">{{}}</td>'
    labels = (gettext("År med tilskudd"), gettext("Prosjektet startet"), gettext("Eier"), gettext("Status"))
    cells = "".join(cell.format(escaped(label)) for label in labels)
    template = '<tr>\n        <th scope="row">{}</th>' + cells + "\n      </tr>"
    return joined(_listed_row(row, template) for row in several)


def _listed_row(row: Any, template: str) -> SafeString:
    measure = row.measure
    owner, phase = measure.owner, measure.phase
    return html(
        template,
        measure_link(measure),
        years(measure.grant_years) or _why(row, "grant_years"),
        partial_date(measure.started) or _why(row, "started"),
        organisation_link(owner) if owner else _why(row, "owner"),
        str(phase) if phase else _why(row, "phase"),
    )


def _why(row: Any, field: str) -> SafeString:
    return absent(row.unknown[field])


def measure_link(measure: Any) -> SafeString:
    """The measure's title, leading to its page."""
    there = address("measures:measure", measure.public_id)
    link = '<a class="ds-link" href="{}"{}>{}</a>'
    return html(link, there, lang_attribute(measure.language), measure.title)


def years_rows(several: Iterable[Any]) -> SafeString:
    """How many measures had a grant under each scheme, by year (`SchemeYears`)."""
    return joined(map(_years_row, several))


def _years_row(row: Any) -> SafeString:
    name = absent(gettext("ordning ikke oppgitt"))
    if row.scheme:
        name = html("<span{}>{}</span>", lang_attribute("nb"), row.scheme.name)
    none = html(NO_COUNT, gettext("ingen oppgitt"))
    cells = [count or none for count in row.counts] + [row.unstated or html(NO_COUNT, gettext("ingen"))]
    counts = joined(html('<td class="count">{}</td>', cell) for cell in cells)
    return html('<tr><th scope="row">{}</th>{}</tr>', name, counts)


def organisation_links(several: Iterable[Any]) -> SafeString:
    """A list of organisations, each leading to its page."""
    links = joined(html("<li>{}</li>", organisation_link(one)) for one in several)
    return html('<ul class="inline-list">{}</ul>', links)


def organisation_link(organisation: Any) -> SafeString:
    """The organisation's name, leading to its page."""
    there = address("measures:organisation", organisation.slug)
    return html('<a class="ds-link" href="{}">{}</a>', there, organisation)


def covered_rows(several: Sequence[Any]) -> SafeString:
    """Target groups, each with the measures that name it (`Covered`); most measures stand under several."""
    measures = {row.measure.pk: row.measure for one in several for row in one.rows}
    items = {key: html("<li>{}</li>", measure_link(measure)) for key, measure in measures.items()}
    return joined(_covered_row(one, items) for one in several)


def _covered_row(one: Any, items: Mapping[int, SafeString]) -> SafeString:
    links = joined(items[row.measure.pk] for row in one.rows)
    shown = html('<ul class="inline-list">{}</ul>', links)
    if len(one.rows) > AT_ONCE:
        more = (
            '<details class="locator"><summary>{}<span class="ds-sr-only">: {}</span></summary>{}</details>'
        )
        shown = html(more, gettext("Vis tiltakene"), one.term, shown)
    row = '<tr><th scope="row">{}</th><td class="count">{}</td><td>{}</td></tr>'
    return html(row, one.term, len(one.rows), shown)
