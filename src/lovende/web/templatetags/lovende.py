"""Tags and filters of every page: unknowns, provenance, names, numbers, dates, kroner, the query string."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Manager, Model
from django.forms import BoundField
from django.http import QueryDict
from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lovende.records.models import Sourced, Term
from lovende.records.words import in_language
from lovende.web import marks

register = template.Library()

NAMED_BY_SOURCES = ("scheme", "source")
NO_BREAK = "\N{NO-BREAK SPACE}"


@register.simple_tag
def known(measure: Model, field: str, value: Any = None) -> str:
    """The measure's `field` as text (or `value`, made ready), else the mark that says why it is unknown.

    Reads `measure.unknowns.all()`, and many-valued fields, as prefetched.
    """
    found = as_text(getattr(measure, field) if value is None else value)
    return found or unknown_mark(measure, field)


@register.simple_tag
def unknown_mark(measure: Model, field: str) -> SafeString:
    """The mark for an unknown `field`: its kind, with note and locator one click away when there are any."""
    rows = [row for row in measure.unknowns.all() if row.field == field]  # type: ignore[attr-defined]
    return unknown_row(rows[0] if rows else None)


@register.simple_tag
def unknown_row(row: Any = None) -> SafeString:
    """The mark for one `Unknown` row; without a row: «ikke oppgitt»."""
    return marks.unknown(row, partial_date(row.as_of) if row else "")


@register.simple_tag
def not_stated() -> SafeString:
    """The mark «ikke oppgitt» where there is no row to tell more."""
    return unknown_row(None)


@register.simple_tag
def locator(row: Sourced | None) -> SafeString:
    """Where `row` comes from, one click away. Expects `row.source` to be loaded; nothing for no row."""
    return marks.locator(row, partial_date(row.as_of) if row else "")


@register.filter
def name(thing: Any) -> str:
    """A term's or JSON name in the page's language; anything else as it names itself; "" for nothing."""
    if thing is None:
        return ""
    if isinstance(thing, Term):
        return in_language(thing.names) or thing.key
    return in_language(thing) if isinstance(thing, Mapping) else str(thing)


def as_text(value: Any) -> str:
    """A field's value for people; "" for nothing. Lists are joined; html that is marked safe stays."""
    if isinstance(value, SafeString):
        return value
    if isinstance(value, Manager):
        value = value.all()
    if value is None or value == "":
        return ""
    if isinstance(value, str | Mapping | Model):
        return name(value)
    if isinstance(value, Iterable):
        return ", ".join(name(part) for part in value)
    return str(value)


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """A number as the page's language writes it, with as many decimals as it has; "" for None.

    bokmål and nynorsk «12 345,5», English «12,345.5».
    """
    if value is None or value == "":
        return ""
    exact = Decimal(str(value)).normalize()
    places = max(0, -int(exact.as_tuple().exponent)) if decimals is None else decimals
    return formats.number_format(exact, places, use_l10n=True, force_grouping=True).replace(" ", NO_BREAK)


@register.filter
def percent(value: Any, decimals: int | None = None) -> str:
    """69.2 → «69,2 %», in English «69.2%»."""
    text = number(value, decimals)
    return text and text + ("%" if _is_english() else f"{NO_BREAK}%")


@register.filter
def kroner(value: Any) -> str:
    """An amount in kroner: «850 000 kr», in English «NOK 850,000»; øre are shown only when there are any."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = number(amount, 0 if amount == amount.to_integral_value() else 2)
    return f"NOK{NO_BREAK}{text}" if _is_english() else f"{text}{NO_BREAK}kr"


@register.filter
def partial_date(value: str | None) -> str:
    """«2015», «2015-09» or «2015-09-01» for people: «2015», «september 2015», «1. september 2015»."""
    if not value:
        return ""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = str(MONTHS[int(rest[0])])
    month = month if _is_english() else month.lower()
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    return f"{day} {month} {year}" if _is_english() else f"{day}.{NO_BREAK}{month} {year}"


def _is_english() -> bool:
    return (get_language() or "nb").startswith("en")


@register.filter
def years(values: Iterable[int] | None) -> str:
    """Years as spans: [2014, 2015, 2016, 2019] → «2014–2016, 2019»; "" for none."""
    spans: list[list[int]] = []
    for year in sorted({int(value) for value in values or ()}):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)


@register.simple_tag
def marked(spans: Iterable[tuple[str, bool]]) -> SafeString:
    """(text, hit) pairs as safe html, with the hits in <mark>."""
    rows = [("<mark>" if hit else "", text, "</mark>" if hit else "") for text, hit in spans]
    return format_html_join("", "{}{}{}", ((SafeString(a), text, SafeString(b)) for a, text, b in rows))


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


@register.simple_tag
def choices(facet: str, several: Iterable[Any]) -> SafeString:
    """The checkboxes of a facet's choices (`key`, `label`, `count`, `chosen`), each with its count.

    Names of schemes and sources are those of the sources, in whatever language the page is.
    """
    language = marks.lang_attribute("nb") if facet in NAMED_BY_SOURCES else ""
    row = (
        '<li><label><input class="ds-input" type="checkbox" form="search-form" name="{}" value="{}" id="f-{}-{}"{}>'
        '<span class="choice-name"{}>{}</span><span class="choice-count">{}</span></label></li>\n'
    )
    rows = (
        (
            facet,
            one.key,
            facet,
            one.key,
            SafeString(" checked" if one.chosen else ""),
            language,
            one.label,
            number(one.count),
        )
        for one in several
    )
    return format_html("<ul>{}</ul>", format_html_join("", row, rows))


register.simple_tag(marks.lang_attribute)
register.simple_tag(marks.lines_text)
