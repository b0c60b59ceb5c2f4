"""Rows and bars of the self-evaluations, built here rather than by templates, as those of the register are."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lovende.records.written import number, percent
from lovende.reporting.ceiling import Shown
from lovende.reporting.picture import Bar, Picture
from lovende.web.marks import NOTHING, absent, html, joined

COUNT = '<td data-label="{}" class="count">{}</td>'
NONE = '<span class="quiet" aria-hidden="true">–</span><span class="ds-sr-only">{}</span>'
LOST = '<tr class="lost"><th scope="row">{}</th><td colspan="{}">{}</td></tr>\n'
LINE = '<text class="word" x="0" y="{}" font-size="14" fill="#24272b">{}</text>'
NOTE = '<text class="word" x="{}" y="{}" font-size="13" text-anchor="end" fill="#24272b">{}</text>'
PART = (
    '<rect class="step-{}" x="{}" y="{}" width="{}" height="26" fill="{}" stroke="#ffffff" stroke-width="1"/>'
)
INK = '<text class="ink-{}" x="{}" y="{}" font-size="13" text-anchor="middle" fill="{}">{}</text>'


def ceiling_rows(
    rows: Sequence[Shown], points: Sequence[str], has_irrelevant: bool, decimals: int
) -> SafeString:
    """Rows of the table, or its sum: answers by point (`points` are their names), then what is counted beside."""
    heads = [
        *points,
        *([gettext("Ikke relevant")] if has_irrelevant else []),
        gettext("Ikke besvart"),
        gettext("Svar"),
        gettext("På topp"),
        gettext("Snitt"),
    ]
    template = '<tr><th scope="row">{}</th>' + "".join(html(COUNT, head, SafeString("{}")) for head in heads)
    hidden, none = absent(gettext("skjult")), html(NONE, gettext("ingen svar"))
    lost = absent(gettext("tapt i kilden"))

    def row(one: Shown) -> SafeString:
        spread = one.spread
        if spread.is_lost:
            return html(LOST, spread.label, len(heads), lost)
        left_out = hidden if spread.answered else none
        return html(
            template + "</tr>\n",
            spread.label,
            *(hidden if count is None else number(count) for count in one.counts),
            *([number(spread.irrelevant)] if has_irrelevant else []),
            number(spread.unknown),
            number(spread.answered),
            left_out if one.top is None else percent(one.top, 1),
            left_out if one.mean is None else number(one.mean, decimals),
        )

    return joined(map(row, rows))


def ceiling_bars(picture: Picture) -> SafeString:
    """The bars of the picture, each with its label and note."""
    return joined(html("\n  <g>{}{}</g>", _label(bar, picture.width), _parts(bar)) for bar in picture.bars)


def _label(bar: Bar, width: int) -> SafeString:
    (first, label), *others = bar.lines
    note = html(NOTE, width, first, bar.note) if bar.note else NOTHING
    return joined([html(LINE, first, label), note, *(html(LINE, y, line) for y, line in others)])


def _parts(bar: Bar) -> SafeString:
    return joined(
        html(
            "{}{}",
            html(PART, part.name, part.x, bar.top, part.width, part.fill),
            html(INK, part.name, part.middle, bar.text_y, part.ink, part.text) if part.text else NOTHING,
        )
        for part in bar.parts
    )
