"""Rows of figures that stand many times on a page, built here rather than by templates, as the register's are."""

from collections.abc import Iterable, Sequence

from django.utils.safestring import SafeString

from lovende.figures.panel import Shown
from lovende.measures.models import Measure
from lovende.records.written import partial_date
from lovende.web.marks import NOTHING, absent, address, choice_label, html, joined, lang_attribute, unknown

HEAD = '<th scope="rowgroup" rowspan="{}"><a class="ds-link" href="{}#figures"{}>{}</a></th>'
ROW = '<tr>{}<td{}>{}</td><td class="count">{}</td><td>{}</td></tr>'


def money_rows(stated: Iterable[tuple[Measure, Sequence[Shown]]]) -> SafeString:
    """Amounts as the sources state them, each measure with its own: its title spans them."""
    not_stated = unknown(None)
    return joined(_amounts(measure, rows, not_stated) for measure, rows in stated)


def _amounts(measure: Measure, rows: Sequence[Shown], not_stated: SafeString) -> SafeString:
    lang = lang_attribute(measure.language)
    there = address("measures:measure", measure.public_id)
    head = html(HEAD, len(rows), there, lang, measure.title)
    return joined(
        html(
            ROW,
            NOTHING if place else head,
            lang,
            row.claim.label,
            _claimed(row, lang),
            partial_date(row.claim.as_of) if row.claim.as_of else not_stated,
        )
        for place, row in enumerate(rows)
    )


def _claimed(row: Shown, lang: SafeString) -> SafeString:
    if not row.claim.claim:
        return absent(choice_label(row.claim, "unknown"))
    return html("<span{}>{}</span> {}", lang, row.claim.claim, row.unit)
