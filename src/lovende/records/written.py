"""Numbers, dates and years as the page's language writes them."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import formats
from django.utils.dates import MONTHS
from django.utils.translation import get_language

NO_BREAK, MINUS = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}"


def number(value: Any, decimals: int | None = None) -> str:
    """A number as the page's language writes it, with as many decimals as it has; "" for None.

    bokmål and nynorsk «12 345,5», English «12,345.5»; below zero with a real minus in all of them.
    """
    if value is None or value == "":
        return ""
    if type(value) is int and 0 <= value < 1000 and not decimals:  # most of them; nothing to group
        return str(value)
    exact = Decimal(str(value)).normalize()
    places = max(0, -int(exact.as_tuple().exponent)) if decimals is None else decimals
    if decimals is not None:  # Django would cut off
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0  # no zero below zero
    text = formats.number_format(exact, places, use_l10n=True, force_grouping=True)
    return text.replace(" ", NO_BREAK).replace("-", MINUS)


def percent(value: Any, decimals: int | None = None) -> str:
    """69.2 → «69,2 %», in English «69.2%»."""
    text = number(value, decimals)
    return text and text + ("%" if _is_english() else f"{NO_BREAK}%")


def kroner(value: Any) -> str:
    """An amount in kroner: «850 000 kr», in English «NOK 850,000»; øre are shown only when there are any."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    text = number(amount, 0 if amount == amount.to_integral_value() else 2)
    return f"NOK{NO_BREAK}{text}" if _is_english() else f"{text}{NO_BREAK}kr"


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


def years(values: Iterable[int] | None) -> str:
    """Years as spans: [2014, 2015, 2016, 2019] → «2014–2016, 2019»; "" for none."""
    spans: list[list[int]] = []
    for year in sorted({int(value) for value in values or ()}):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in spans)
