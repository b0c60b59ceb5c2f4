"""The marks that stand many times on a page: where a fact comes from, and why one is not known.

Built here rather than by templates, since a long page has a hundred of them.
"""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from lovende.records.models import Sourced, SourceDocument

NOTHING = SafeString("")


def lang_attribute(language: str | None) -> SafeString:
    """` lang="nb"` when a text's language is not the page's, else nothing."""
    code = (language or "nb")[:2]
    return NOTHING if code == (get_language() or "nb")[:2] else format_html(' lang="{}"', code)


def lines_text(lines: str) -> str:
    """«172-359» → «linje 172–359» in the page's language; "" for none."""
    if not lines:
        return ""
    return ngettext("linje %s", "linje %s", 1 if lines.isdigit() else 2) % lines.replace("-", "–")


def source_line(row: Sourced, source: SourceDocument, as_of: str) -> SafeString:
    """The source's title with a link, the lines, and the date the fact holds for (`as_of` in words)."""
    lines = f", {lines_text(row.lines)}" if row.lines else ""
    date = format_html("<br>{}", gettext("Gjelder per %(date)s") % {"date": as_of}) if as_of else NOTHING
    return format_html(
        '<p><cite><a class="ds-link" href="{}"{}>{}</a></cite>{}{}</p>',
        reverse("measures:source", args=[source.key]),
        lang_attribute(source.language),
        source.title,
        lines,
        date,
    )


def locator(row: Sourced | None, as_of: str) -> SafeString:
    """Where `row` comes from, one click away. Expects `row.source` to be loaded; nothing for no row."""
    if not row:
        return NOTHING
    source = row.source if row.source_id else None
    if source is None:
        return format_html('<span class="unknown">{}</span>', gettext("kilde ikke oppgitt"))
    lines = f", {lines_text(row.lines)}" if row.lines else ""
    return format_html(
        '<details class="locator"><summary>{}<span class="ds-sr-only">: <span{}>{}</span>{}</span></summary>'
        '<div class="disclosed">{}</div></details>',
        gettext("Kilde"),
        lang_attribute(source.language),
        source.title,
        lines,
        source_line(row, source, as_of),
    )


def _language(row: Any) -> str:
    """The language a row's note is written in: that of its source, else bokmål."""
    return row.source.language if row.source_id else "nb"


def unknown(row: Any, as_of: str) -> SafeString:
    """The mark for one `Unknown` row, with note and locator one click away; without a row «ikke oppgitt»."""
    if not row:
        return format_html('<span class="unknown">{}</span>', gettext("ikke oppgitt"))
    if not row.note and not row.source_id:
        return format_html('<span class="unknown">{}</span>', row.get_kind_display())
    return format_html(
        '<details class="unknown"><summary>{}</summary><div class="disclosed">{}{}</div></details>',
        row.get_kind_display(),
        format_html("<p{}>{}</p>", lang_attribute(_language(row)), row.note) if row.note else NOTHING,
        source_line(row, row.source, as_of) if row.source_id else NOTHING,
    )
