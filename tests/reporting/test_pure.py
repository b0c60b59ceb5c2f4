"""Accounts and completeness, without a database."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lovende.reporting.accounting import Books, Known, check, left, missing
from lovende.reporting.completeness import Asked, assess, is_copy, says_nothing

kroner = st.decimals(min_value=0, max_value=10_000_000, places=2)
PLAN = "Vi måler hvor mange av deltakerne som er i arbeid tre måneder etter at de sluttet hos oss."


@given(kroner, kroner, kroner, kroner, kroner)
def test_accounts_that_carry_over_what_is_left_are_in_order(carried_in, received, wages, competence, other):
    rest = carried_in + received - wages - competence - other
    books = Books(carried_in, received, wages, competence, other, rest)
    assert left(books) == rest
    assert [row.kind for row in check(books, Known()) if row.kind == "balance"] == []


@given(kroner, kroner, kroner, st.decimals(min_value="0.01", max_value=1000, places=2))
def test_any_other_sum_is_found_with_its_difference(received, wages, competence, off):
    rest = received - wages - competence
    books = Books(None, received, wages, competence, None, max(rest, Decimal(0)) + off)
    (found,) = check(books, Known())
    assert found.kind == "balance" and found.difference == books.carried_over - rest


def test_what_is_not_stated_is_not_zero():
    books = Books(received=Decimal(610000))
    assert missing(books) == ["wages", "competence", "carried_over"]
    assert left(books) is None and check(books, Known()) == []


def test_what_the_program_knows_is_held_beside():
    books = Books(*map(Decimal, (0, 600000, 580000, 25000, 0, -5000)))
    known = Known(Decimal(10000), Decimal(630000), Decimal(20000))
    assert [(row.kind, row.computed) for row in check(books, known)] == [
        ("carry-over", Decimal(10000)),
        ("received", Decimal(630000)),
        ("competence", Decimal(20000)),
    ]


def test_spending_more_than_there_was_is_said():
    books = Books(None, Decimal(100), Decimal(150), Decimal(0), None, Decimal(0))
    (found,) = check(books, Known())
    assert (found.kind, found.computed) == ("overspent", Decimal(-50))


ASKED = [Asked("resultat", True, True), Asked("laering", True, True), Asked("i-rute", True, False)]


def test_a_near_blank_report_is_called_so_and_why():
    found = assess(ASKED, {"resultat": "Se over", "laering": "", "i-rute": None}, {})
    assert found.is_near_blank
    assert [(gap.question, gap.kind) for gap in found.gaps] == [
        ("resultat", "says-nothing"),
        ("laering", "missing"),
        ("i-rute", "missing"),
    ]


def test_a_whole_report_has_no_gaps():
    text = "Ni av tretten deltakere var i arbeid da de sluttet hos oss i desember."
    found = assess(ASKED, {"resultat": text, "laering": text, "i-rute": "ja"}, {"evaluering": PLAN})
    assert found.is_whole and found.share == 1.0 and not found.is_near_blank


def test_the_plan_copied_back_is_no_result():
    found = assess(ASKED[:1], {"resultat": PLAN.replace("Vi måler", "Vi  målte")}, {"evaluering-maal": PLAN})
    assert [gap.kind for gap in found.gaps] == ["copied"]
    assert not is_copy("Ja, som planlagt.", "Ja, som planlagt.")


@given(st.text(max_size=30))
def test_any_text_gets_a_verdict(text):
    assert says_nothing(text) in (True, False)
    assert assess([Asked("x", True, True)], {"x": text}, {"x": text}).needed == 1
