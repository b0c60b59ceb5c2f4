"""Tags and filters of every page: unknowns, provenance, names, numbers, dates, kroner, the query string."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BoundField
from django.http import QueryDict
from django.utils.safestring import SafeString

from lovende.records.models import Term
from lovende.records.words import in_language
from lovende.records.written import kroner, number, partial_date, percent, years
from lovende.web import case_rows, ceiling_rows, figure_rows, marks, report_rows, rows

register = template.Library()


@register.simple_tag
def unknown_row(row: Any = None) -> SafeString:
    """The mark for one `Unknown` row; without a row: «ikke oppgitt»."""
    return marks.unknown(row)


@register.simple_tag
def not_stated() -> SafeString:
    """The mark «ikke oppgitt» where there is no row to tell more."""
    return marks.unknown(None)


@register.filter
def name(thing: Any) -> str:
    """A term's or JSON name in the page's language; anything else as it names itself; "" for nothing."""
    if thing is None:
        return ""
    if isinstance(thing, Term):
        return in_language(thing.names) or thing.key
    return in_language(thing) if isinstance(thing, Mapping) else str(thing)


@register.filter
def choice(row: Model, field: str) -> str:
    """What the value of a row's `field`, one of a choice, is called in the page's language."""
    return marks.choice_label(row, field)


@register.filter
def styled(field: BoundField) -> SafeString:
    """A form field in the dress of the site, without a placeholder (the label says what it is)."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "ds-input"})


@register.simple_tag(takes_context=True)
def with_params(context: Mapping[str, Any], **changes: Any) -> str:
    """The page's query string with parameters replaced; None or "" removes one. «?» when nothing is left."""
    params: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        elif isinstance(value, list | tuple):
            params.setlist(key, [str(part) for part in value])
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


FILTERS: tuple[Callable[..., str], ...] = (number, percent, kroner, partial_date, years)
MARKS: tuple[Callable[..., str], ...] = (marks.address, marks.lang_attribute, marks.lines_text, marks.locator)
ROWS: tuple[Callable[..., str], ...] = (
    rows.choices,
    rows.marked,
    rows.card,
    rows.table_row,
    rows.compare_row,
    rows.listed_rows,
    rows.covered_rows,
    rows.years_rows,
    rows.organisation_link,
    rows.organisation_links,
    rows.measure_link,
    case_rows.case_rows,
    case_rows.case_head,
    case_rows.case_stage,
    case_rows.case_recommended,
    case_rows.ranked_rows,
    ceiling_rows.ceiling_rows,
    ceiling_rows.ceiling_bars,
    figure_rows.money_rows,
    report_rows.report_rows,
)

for function in FILTERS:
    register.filter(function.__name__, function)
for function in (*MARKS, *ROWS):
    register.simple_tag(function, name=function.__name__)
