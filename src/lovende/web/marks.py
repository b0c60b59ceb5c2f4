"""The marks that stand many times on a page: where a fact comes from, and why one is not known.

Built here rather than by templates, since a long page has a hundred of them.
"""

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.db.models import Model
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from lovende.records.models import Sourced, SourceDocument
from lovende.records.written import partial_date

NOTHING = SafeString("")


def html(template: str, *values: object, **named: object) -> SafeString:
    """`format_html` without what makes it slow (it asks of every value whether it is lazy): all but safe text
    is escaped. The template is ours, never text from elsewhere."""
    return SafeString(
        template.format(*map(escaped, values), **{name: escaped(value) for name, value in named.items()})
    )


def escaped(value: object) -> str:
    """Text of a page; what is safe already stays as it is."""
    return value if isinstance(value, SafeString) else escape(str(value))


def joined(parts: Iterable[object]) -> SafeString:
    """Safe texts one after the other; what is not safe is escaped."""
    return SafeString("".join(map(escaped, parts)))


def address(name: str, *args: str) -> str:
    """`reverse(name, args=args)`, kept: a page has a hundred, and an address depends on nothing else but these."""
    return _address(get_urlconf(), get_script_prefix(), get_language(), name, args)


@lru_cache(maxsize=4096)
def _address(urlconf: str | None, prefix: str, language: str | None, name: str, args: tuple[str, ...]) -> str:
    return reverse(name, args=args)


def choice_label(row: Model, field: str) -> str:
    """`row.get_FIELD_display()`, which makes every label of the field each time."""
    value = getattr(row, field)
    return str(_choices(type(row), field).get(value, value))


@cache
def _choices(model: type[Model], field: str) -> dict[Any, Any]:
    return dict(model._meta.get_field(field).flatchoices)  # type: ignore[union-attr]


def lang_attribute(language: str | None) -> SafeString:
    """` lang="nb"` when a text's language is not the page's, else nothing."""
    code = (language or "nb")[:2]
    return NOTHING if code == (get_language() or "nb")[:2] else html(' lang="{}"', code)


def lines_text(lines: str) -> str:
    """«172-359» → «linje 172–359» in the page's language; "" for none."""
    if not lines:
        return ""
    return ngettext("linje %s", "linje %s", 1 if lines.isdigit() else 2) % lines.replace("-", "–")


def source_line(row: Sourced, source: SourceDocument) -> SafeString:
    """The source's title with a link, the lines, and the date the fact holds for."""
    lines = f", {lines_text(row.lines)}" if row.lines else ""
    as_of = partial_date(row.as_of)
    date = html("<br>{}", gettext("Gjelder per %(date)s") % {"date": as_of}) if as_of else NOTHING
    return html(
        '<p><cite><a class="ds-link" href="{}"{}>{}</a></cite>{}{}</p>',
        address("measures:source", source.key),
        lang_attribute(source.language),
        source.title,
        lines,
        date,
    )


def absent(why: object) -> SafeString:
    """A word in place of what is not there, such as «ikke vurdert»."""
    return html('<span class="unknown">{}</span>', why)


def locator(row: Sourced | None) -> SafeString:
    """Where `row` comes from, one click away. Expects `row.source` to be loaded; nothing for no row."""
    if not row:
        return NOTHING
    source = row.source if row.source_id else None
    if source is None:
        return absent(gettext("kilde ikke oppgitt"))
    return html(
        '<details class="locator"><summary>{}<span class="ds-sr-only">: <span{}>{}</span>{}</span></summary>'
        '<div class="disclosed">{}</div></details>',
        gettext("Kilde"),
        lang_attribute(source.language),
        source.title,
        f", {lines_text(row.lines)}" if row.lines else "",
        source_line(row, source),
    )


def _language(row: Any) -> str:
    """The language a row's note is written in: that of its source, else bokmål."""
    return row.source.language if row.source_id else "nb"


def unknown(row: Any) -> SafeString:
    """The mark for one `Unknown` row, with note and locator one click away; without a row «ikke oppgitt»."""
    if not row:
        return absent(gettext("ikke oppgitt"))
    kind = choice_label(row, "kind")
    if not row.note and not row.source_id:
        return absent(kind)
    return html(
        '<details class="unknown"><summary>{}</summary><div class="disclosed">{}{}</div></details>',
        kind,
        html("<p{}>{}</p>", lang_attribute(_language(row)), row.note) if row.note else NOTHING,
        source_line(row, row.source) if row.source_id else NOTHING,
    )
