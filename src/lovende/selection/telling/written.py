"""Numbers, shares and days as a report writes them in the page's language."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lovende.printing import in_words
from lovende.records import written

NO_BREAK = written.NO_BREAK
SMALLEST = 0.0001


def language() -> str:
    """The page's language: nb, nn or en."""
    return (get_language() or "nb")[:2]


def number(value: float | int | None, places: int = 0) -> str:
    """«1 234,50», in English «1,234.50», below zero with a real minus; «finnes ikke» for None."""
    return _("finnes ikke") if value is None else written.number(value, places)


def percent(share: float | None, places: int = 0) -> str:
    """A share of one as per cent: 0.779 → «78 %», in English «78%»; «finnes ikke» for None."""
    return _("finnes ikke") if share is None else written.percent(Decimal(str(share)) * 100, places)


def chance(p: float | None) -> str:
    """A p-value with four decimals, «< 0,0001» below that."""
    if p is not None and p < SMALLEST:
        return f"<{NO_BREAK}{number(SMALLEST, 4)}"
    return number(p, 4)


def interval(low: float | None, high: float | None, places: int = 2) -> str:
    """«0,34 til 0,60»; «finnes ikke» where there is none."""
    if low is None or high is None:
        return _("finnes ikke")
    return _("%(low)s til %(high)s") % {"low": number(low, places), "high": number(high, places)}


def day(value: date | datetime | None) -> str:
    """«1. mars 2026», in English «1 March 2026»; «ikke ennå» for None."""
    if value is None:
        return _("ikke ennå")
    there = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return in_words(there, language())


def capital(text: str) -> str:
    """The text with a capital first."""
    return text[:1].upper() + text[1:]
