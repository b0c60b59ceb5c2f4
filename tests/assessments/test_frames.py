"""Arithmetic of a call's frame."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from lovende.assessments.frames import Frame, running

kroner = st.decimals(min_value=0, max_value=10**9, places=2)
maybe = st.none() | kroner


def test_the_frame_of_tuki_2019():
    """52.3 mill. (004 ch. 1.2): what is left when 40 are awarded, and what the last award goes beyond."""
    frame = Frame(Decimal("52300000"), Decimal("40000000"), Decimal("12000000"))
    assert frame.left == 12_300_000 and frame.left_as_recommended == 300_000
    assert frame.beyond(Decimal("12300000")) == 0
    assert frame.beyond(Decimal("12300000.01")) == Decimal("0.01")


def test_an_unknown_frame_is_never_gone_beyond():
    frame = Frame(None, Decimal(10))
    assert frame.left is None and frame.left_as_recommended is None and frame.beyond(Decimal(10**9)) == 0


@given(kroner, kroner, kroner)
def test_beyond_is_what_makes_left_negative(whole, awarded, amount):
    frame = Frame(whole, awarded)
    beyond = frame.beyond(amount)
    after = Frame(whole, awarded + amount)
    assert beyond >= 0
    if amount and after.left < 0:
        assert beyond == -after.left if frame.left >= 0 else beyond == amount - frame.left
    else:
        assert beyond == 0


@given(kroner, kroner, kroner)
def test_a_decision_in_place_of_another_counts_the_difference(whole, before, amount):
    frame = Frame(whole, before)
    added = amount - before
    assert (frame.beyond(amount, before) > 0) == (added > 0 and added > frame.left)


@given(st.lists(maybe, max_size=30), maybe)
def test_the_running_total_ends_at_the_sum_and_never_falls(amounts, whole):
    rows = list(running(amounts, whole))
    totals = [total for total, _ in rows]
    assert totals == sorted(totals)
    assert not rows or totals[-1] == sum((one or 0) for one in amounts)
    assert all(beyond == (whole is not None and total > whole) for total, beyond in rows)
