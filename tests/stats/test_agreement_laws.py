"""Laws of agreement: what may not matter, what must be equal, and the same numbers from other implementations."""

import math

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import aggregate_raters, cohens_kappa, fleiss_kappa

from lovende.stats.agreement import Rating, agreement_of_ratings, agreement_of_table
from making.ratings import from_columns, from_table

SETTINGS = settings(max_examples=60, deadline=None)


def tables(most=4):
    return st.integers(2, most).flatmap(
        lambda q: st.lists(st.lists(st.integers(0, 12), min_size=q, max_size=q), min_size=q, max_size=q)
    )


def defined(cells):
    """Both raters use two categories or more."""
    rows, columns = (np.count_nonzero(np.sum(cells, axis=axis)) for axis in (0, 1))
    return rows > 1 and columns > 1


columns_of_ratings = st.integers(3, 5).flatmap(
    lambda raters: st.lists(
        st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=raters, max_size=raters),
        min_size=3,
        max_size=12,
    ).map(lambda rows: [list(column) for column in zip(*rows, strict=True)])
)


@SETTINGS
@given(tables(), st.sampled_from(["none", "linear", "quadratic"]))
def test_same_as_statsmodels(cells, weights):
    assume(defined(cells))
    found = agreement_of_table(cells, weights=weights, bootstrap=0)
    theirs = cohens_kappa(cells, wt=None if weights == "none" else weights)
    assert found.kappa == pytest.approx(theirs.kappa, abs=1e-9)
    assert found.se_null == pytest.approx(theirs.std_kappa0, abs=1e-7)


@SETTINGS
@given(st.lists(st.lists(st.integers(1, 4), min_size=4, max_size=4), min_size=2, max_size=12))
def test_fleiss_same_as_statsmodels(rows):
    assume(len({value for row in rows for value in row}) > 1)
    found = agreement_of_ratings(from_columns(zip(*rows, strict=True)), bootstrap=0)
    assert found.kappa == pytest.approx(fleiss_kappa(aggregate_raters(rows)[0]), abs=1e-9)


@SETTINGS
@given(tables(), st.randoms(use_true_random=False))
def test_names_of_categories_do_not_matter_without_weights(cells, random):
    assume(defined(cells))
    order = list(range(len(cells)))
    random.shuffle(order)
    moved = [[cells[i][j] for j in order] for i in order]
    one, other = (agreement_of_table(table, bootstrap=0) for table in (cells, moved))
    for key in ("kappa", "z", "pi", "ac1", "alpha"):
        assert getattr(one, key) == pytest.approx(getattr(other, key), abs=1e-9)


@SETTINGS
@given(tables(), st.sampled_from(["none", "linear", "quadratic"]))
def test_it_does_not_matter_who_is_called_first(cells, weights):
    assume(defined(cells))
    turned = [list(column) for column in zip(*cells, strict=True)]
    one, other = (agreement_of_table(table, weights=weights, bootstrap=0) for table in (cells, turned))
    for key in ("kappa", "z", "pi", "ac1", "ac2", "alpha"):
        assert getattr(one, key) == pytest.approx(getattr(other, key), abs=1e-9)


@SETTINGS
@given(tables(), st.data())
def test_pi_and_alpha_and_ac1_do_not_depend_on_columns_kappa_does(cells, data):
    """Some items' two ratings change places, as where pairs of raters change from item to item."""
    assume(defined(cells))
    i, j = data.draw(st.permutations(range(len(cells))))[:2]
    moved = [list(row) for row in cells]
    times = data.draw(st.integers(0, cells[i][j]))
    moved[i][j], moved[j][i] = moved[i][j] - times, moved[j][i] + times
    assume(defined(moved))
    one, other = (agreement_of_table(table, bootstrap=0) for table in (cells, moved))
    assert (one.pi, one.alpha, one.ac1) == pytest.approx((other.pi, other.alpha, other.ac1), abs=1e-9)


def test_kappa_depends_on_columns():
    one, other = (agreement_of_table(cells) for cells in ([[20, 10], [10, 20]], [[20, 20], [0, 20]]))
    assert one.pi == pytest.approx(other.pi) and other.kappa > one.kappa + 0.05


@SETTINGS
@given(columns_of_ratings, st.randoms(use_true_random=False))
def test_order_of_rows_and_names_of_raters_and_items_do_not_matter(columns, random):
    ratings = from_columns(columns)
    moved = [Rating(f"x{one.item}", f"{9 - int(one.rater[1:])}", one.value) for one in ratings]
    random.shuffle(moved)
    one, other = (agreement_of_ratings(rows, bootstrap=0) for rows in (ratings, moved))
    assert one.notes == other.notes
    for key in ("n_items", "kappa", "z", "pi", "ac1", "alpha"):
        assert getattr(one, key) == pytest.approx(getattr(other, key), abs=1e-9)


@SETTINGS
@given(columns_of_ratings, st.sampled_from(["none", "linear", "quadratic"]))
def test_bounds(columns, weights):
    found = agreement_of_ratings(from_columns(columns), weights=weights, bootstrap=50)
    for key in ("kappa", "pi", "ac1", "ac2", "alpha", "ci_low", "ci_high"):
        value = getattr(found, key)
        assert value is None or value <= 1 + 1e-12
    if found.kappa is None:
        assert found.notes and found.band is None and found.z is None and found.alpha is None
    else:
        assert 0 <= found.observed <= 1 + 1e-12 and 0 <= found.expected <= 1 + 1e-12


@SETTINGS
@given(st.lists(st.integers(1, 4), min_size=2, max_size=20), st.integers(2, 5))
def test_perfect_agreement_is_1(column, raters):
    assume(len(set(column)) > 1)
    found = agreement_of_ratings(from_columns([column] * raters), bootstrap=0)
    assert (found.observed, found.kappa, found.pi, found.ac1, found.alpha) == pytest.approx((1,) * 5)


@SETTINGS
@given(tables())
def test_kappa_is_pi_where_margins_are_equal(cells):
    even = (np.array(cells) + np.array(cells).T).tolist()
    assume(defined(even))
    found = agreement_of_table(even, bootstrap=0)
    assert found.kappa == pytest.approx(found.pi, abs=1e-9)


@SETTINGS
@given(tables())
def test_kappa_is_never_below_pi(cells):
    assume(defined(cells))
    found = agreement_of_table(cells, bootstrap=0)
    assert found.kappa >= found.pi - 1e-12


@SETTINGS
@given(tables(), st.sampled_from(["none", "quadratic"]))
def test_alpha_is_pi_put_right_for_the_number_of_ratings(cells, weights):
    """Without missing ratings 1 − alpha = (1 − pi)(2n − 1)/(2n), n items, two ratings each."""
    assume(defined(cells))
    found = agreement_of_table(cells, weights=weights, bootstrap=0)
    n = found.n_items
    assert 1 - found.alpha == pytest.approx((1 - found.pi) * (2 * n - 1) / (2 * n), abs=1e-9)


@SETTINGS
@given(tables(most=2))
def test_weights_do_nothing_between_two_categories(cells):
    assume(defined(cells))
    plain, *weighted = (
        agreement_of_table(cells, weights=weights, bootstrap=0) for weights in ("none", "linear", "quadratic")
    )
    for found in weighted:
        assert (found.kappa, found.z) == pytest.approx((plain.kappa, plain.z), abs=1e-9)
        assert (found.pi, found.ac2) == pytest.approx((plain.pi, plain.ac1), abs=1e-9)


@SETTINGS
@given(columns_of_ratings, st.sampled_from([("none", "nominal"), ("quadratic", "interval")]))
def test_alpha_same_as_the_library_on_the_ratings_themselves(columns, levels):
    found = agreement_of_ratings(from_columns(columns), weights=levels[0], bootstrap=0)
    assume(found.alpha is not None)
    data = [[math.nan if value is None else value for value in column] for column in columns]
    assert found.alpha == pytest.approx(krippendorff.alpha(data, level_of_measurement=levels[1]), abs=1e-9)


@SETTINGS
@given(tables())
def test_a_table_and_its_ratings_agree(cells):
    assume(defined(cells))
    table = agreement_of_table(cells, bootstrap=0)
    ratings = agreement_of_ratings(from_table(cells), categories=range(len(cells)), bootstrap=0)
    for key in ("n_items", "kappa", "z", "pi", "ac1", "alpha"):
        assert getattr(table, key) == pytest.approx(getattr(ratings, key), abs=1e-9)
