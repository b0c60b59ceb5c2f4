"""Text made fit for a document: characters no document can hold, numbers and dates as they are written out."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

NO_BREAK = "\N{NO-BREAK SPACE}"
# XML 1.0 § 2.2: what may stand in a document, less tab (which becomes a space) and the line feed.
UNFIT = re.compile("[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MONTHS = {
    "nb": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "nn": "januar februar mars april mai juni juli august september oktober november desember".split(),
    "en": ("January February March April May June July August September October November December").split(),
}


def tidy(value: Any) -> Any:
    """`value` with every text in it freed from what neither PDF nor Word can hold; line ends become "\\n"."""
    if isinstance(value, str):
        text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return UNFIT.sub("", text)
    if isinstance(value, Mapping):
        return {tidy(key): tidy(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [tidy(part) for part in value]
    return value


def in_words(value: date | Decimal | int, language: str) -> str:
    """A day («1. mars 2026», «1 March 2026») or an amount («610 000 kroner») as running text has it."""
    if isinstance(value, date):
        month = MONTHS[language][value.month - 1]
        dot = "" if language == "en" else "."
        return f"{value.day}{dot}{NO_BREAK}{month} {value.year}"
    amount = Decimal(value)
    grouped = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    if language == "en":
        return f"NOK{NO_BREAK}{grouped}"
    return grouped.replace(",", NO_BREAK).replace(".", ",") + f"{NO_BREAK}kroner"
