"""Rows of a report's tables, built here rather than by templates, as those of the register are."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from lovende.selection.telling.document import Table
from lovende.web.marks import NOTHING, escaped, html, joined

LABEL = ' data-label="{}"'
COUNT, SUM = html(' class="count"'), html(' class="sum"')


def report_rows(table: Table) -> SafeString:
    """All rows of the table; the first cell of each is its head, the others bear the name of their column."""
    return joined(_row(table, row, place in table.sums) for place, row in enumerate(table.rows))


def _row(table: Table, row: Sequence[str], is_sum: bool) -> SafeString:
    cells = [
        html(
            "<td{}{}>{}</td>",
            html(LABEL, head) if cell else NOTHING,
            COUNT if kind == "number" else NOTHING,
            _lines(cell),
        )
        for head, kind, cell in zip(table.heads[1:], table.columns[1:], row[1:], strict=True)
    ]
    return html(
        '<tr{}><th scope="row">{}</th>{}</tr>\n', SUM if is_sum else NOTHING, _lines(row[0]), joined(cells)
    )


def _lines(text: str) -> SafeString:
    return SafeString(escaped(text).replace("\n", "<br>"))
