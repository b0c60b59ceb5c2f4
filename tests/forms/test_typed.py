"""Amounts as people type them, the same in every room."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lovende.forms.typed import Kroner, TypedNumber

BIG = Decimal("999999999999.99")


def read(typed: str, language: str = "nb", **options) -> Decimal | None:
    with translation.override(language):
        return Kroner(required=False, **options).clean(typed)


def refused(typed: str, language: str = "nb", **options) -> str:
    with pytest.raises(ValidationError) as wrong:
        read(typed, language, **options)
    return wrong.value.error_list[0].code


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("610000", "610000"),
        ("610 000", "610000"),
        ("610\u00a0000", "610000"),
        ("610\u202f000", "610000"),
        ("610.000", "610000"),
        ("610.000,-", "610000"),
        ("kr 610.000,-", "610000"),
        ("Kr. 610 000", "610000"),
        ("610 000 kr", "610000"),
        ("610 000 kroner", "610000"),
        ("610 000,- kr", "610000"),
        ("NOK 610 000", "610000"),
        ("1 036 000,50", "1036000.50"),
        ("1.036.000,5", "1036000.5"),
        ("0", "0"),
        ("  12,05 ", "12.05"),
        (str(BIG).replace(".", ","), str(BIG)),
    ],
)
def test_amounts_are_read_as_norwegians_write_them(typed, value):
    assert read(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_is_none_and_not_zero(typed):
    assert read(typed) is None


@pytest.mark.parametrize(
    "typed",
    ["mye", "610,000", "12,345", "1.2.3", "610 00", "5 mill", "1e9", "inf", "NaN", "kr", "--5", "1/2"],
)
def test_what_is_no_amount_is_refused(typed):
    assert refused(typed) == "number"


@pytest.mark.parametrize("typed", ["-5", "−5", "–5 kr", "kr -5", "-1 000,50"])
def test_below_nothing_only_where_it_makes_sense(typed):
    assert refused(typed) == "negative"
    assert read(typed, signed=True) in (Decimal(-5), Decimal("-1000.50"))


@pytest.mark.parametrize("typed", ["1 000 000 000 000", "1" * 30])
def test_far_too_large_is_refused_on_either_side_of_nothing(typed):
    assert refused(typed) == refused("-" + typed, signed=True) == "large"
    assert refused("1" * 41) == "max_length"


@pytest.mark.parametrize(
    ("typed", "value"), [("610,000", "610000"), ("1,036,000.50", "1036000.50"), ("NOK 610,000", "610000")]
)
def test_an_english_page_reads_what_it_writes(typed, value):
    assert read(typed, "en") == Decimal(value)
    assert refused(typed, "nn") == "number"


@given(st.decimals(min_value=0, max_value=BIG, places=2), st.sampled_from([" ", ".", "\u00a0", ""]))
def test_every_amount_comes_back_however_its_thousands_are_parted(amount, between):
    typed = f"{amount:,.2f}".replace(",", "\0").replace(".", ",").replace("\0", between)
    assert read(typed) == amount and read(f"-{typed}", signed=True) == -amount


def test_a_number_that_is_no_amount_has_its_own_words_and_bounds():
    field = TypedNumber(required=False, places=0, largest=Decimal(1000))
    assert field.clean("999") == 999
    for typed, code in (("1,5", "number"), ("1000", "large"), ("-1", "negative")):
        with pytest.raises(ValidationError) as wrong:
            field.clean(typed)
        assert wrong.value.code == code
