"""Fields for numbers and kroner as people write them. What cannot be read stays as typed, with what is wrong."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lovende.text.figures import parse_number

# What a column of amounts holds, øre included, is below it.
LARGEST_AMOUNT = Decimal(10) ** 12
_KRONER = re.compile(r"^(?:kr\.?|nok)\s*|(?:\s*(?:kroner|kr\.?|nok|,-))+$", re.IGNORECASE)
_ENGLISH = re.compile(r"[-−–]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?")


class TypedNumber(forms.CharField):
    """A number as typed («1 036 000,50», «1,5»); cleaned to a Decimal with at most `places` decimals, or None.

    Below nothing only where it is `signed`; `largest` and beyond, either way, is too large.
    """

    default_error_messages = {
        "number": _("Skriv et tall, for eksempel 1,5."),
        "negative": _("Tallet kan ikke være under 0."),
        "large": _("Tallet er for stort."),
    }

    def __init__(
        self, *, places: int = 2, largest: Decimal = LARGEST_AMOUNT, signed: bool = False, **options: Any
    ) -> None:
        super().__init__(max_length=40, **options)
        self.places, self.largest, self.signed = places, largest, signed

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if not text:
            return None
        found = self.read(text)
        if found < 0 and not self.signed:
            raise forms.ValidationError(self.error_messages["negative"], "negative")
        if abs(found) >= self.largest:
            raise forms.ValidationError(self.error_messages["large"], "large")
        return found

    def read(self, text: str) -> Decimal:
        try:
            found = parse_number(text)
        except ValueError:
            raise forms.ValidationError(self.error_messages["number"], "number") from None
        if -int(found.as_tuple().exponent) > self.places:
            raise forms.ValidationError(self.error_messages["number"], "number")
        return found


class Kroner(TypedNumber):
    """An amount in kroner: «610 000», «610.000,-», «kr 1 036 000,50».

    «610,000» is refused: in Norwegian it means 610, and nobody means that. On an English page it is 610 000, as the
    page itself writes it.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "size": 14})
    default_error_messages = {
        "number": _("Skriv beløpet i kroner, for eksempel 610 000."),
        "negative": _("Beløpet kan ikke være under 0."),
        "large": _("Beløpet er for stort."),
    }

    def read(self, text: str) -> Decimal:
        bare = _KRONER.sub("", _KRONER.sub("", text.strip()))
        if (get_language() or "").startswith("en") and _ENGLISH.fullmatch(bare):
            bare = bare.replace(",", "").replace(".", ",")
        return super().read(bare)
