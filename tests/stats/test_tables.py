"""Printed cross tables: read, held against their totals, and the one misprint found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.stats.tables import (
    Repair,
    TableError,
    TotalRepair,
    check_table,
    read_count,
    read_table,
    read_totals,
)


def test_the_misprint_of_table_2_3():
    """The study of promising working methods, table 2.3: 129 is printed where 124 were counted."""
    found = check_table([[129, 9], [9, 5]], [133, 14], [133, 14], 147)
    assert found.consistent is False
    assert found.repairs == (Repair(0, 0, 129, 124),) and found.total_repairs == ()
    assert [(one.kind, one.where) for one in found.findings] == [
        ("row", "row 0"),
        ("column", "column 0"),
        ("total", "total"),
    ]
    assert "138" in found.findings[0].message and "133" in found.findings[0].message


def test_table_2_1_holds():
    found = check_table([[34, 20], [20, 107]], [54, 127], [54, 127], 181)
    assert found.consistent is True and not found.findings and not found.repairs and not found.total_repairs


def test_without_totals_nothing_is_said():
    assert check_table([[129, 9], [9, 5]]).consistent is None


def test_each_cell_may_be_wrong_where_only_the_whole_is_known():
    found = check_table([[6, 1], [1, 1]], total=8)
    assert [(one.row, one.col, one.fits) for one in found.repairs] == [
        (0, 0, 5),
        (0, 1, 0),
        (1, 0, 0),
        (1, 1, 0),
    ]
    assert found.total_repairs == (TotalRepair("total", None, 8, 9),)


def test_a_cell_is_never_mended_to_less_than_nothing():
    assert [(one.row, one.col) for one in check_table([[6, 1], [1, 1]], total=4).repairs] == [(0, 0)]


@pytest.mark.parametrize(
    ("rows", "columns", "total", "repair"),
    [
        ([54, 126], [54, 127], 181, TotalRepair("row", 1, 126, 127)),
        ([54, 127], [45, 127], 181, TotalRepair("column", 0, 45, 54)),
        ([54, 127], [54, 127], 118, TotalRepair("total", None, 118, 181)),
    ],
)
def test_a_misprinted_total(rows, columns, total, repair):
    found = check_table([[34, 20], [20, 107]], rows, columns, total)
    assert found.consistent is False and found.repairs == () and found.total_repairs == (repair,)


def test_two_misprints_have_no_single_repair():
    found = check_table([[35, 20], [20, 108]], [54, 127], [54, 127], 181)
    assert found.consistent is False and found.repairs == () and found.total_repairs == ()


def test_totals_that_differ_among_themselves():
    found = check_table([[1, 2], [3, 4]], [3, 7], [4, 7])
    assert [one.kind for one in found.findings] == ["column", "row-totals"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (([[1, 2], [3]],), "row 1 has 1 cells"),
        (([],), "no cells"),
        (([[]],), "no cells"),
        (([[1, -2]],), r"cell \(0, 1\) is -2"),
        (([[1, 2.5]],), r"cell \(0, 1\) is 2.5"),
        (([[1, 2], [3, 4]], [3]), "1 row totals for 2 rows"),
        (([[1, 2], [3, 4]], None, [3, 4, 5]), "3 column totals for 2 columns"),
        (([[1, 2], [3, 4]], None, None, -1), "total 0 is -1"),
    ],
)
def test_what_is_no_table(arguments, words):
    with pytest.raises(TableError, match=words):
        check_table(*arguments)


def test_reading():
    assert read_table("34,20;20,107") == ((34, 20), (20, 107))
    assert read_table(" 34 , 20 ;\t20,107; ") == ((34, 20), (20, 107))
    assert read_table("34,20\n20,107\n") == ((34, 20), (20, 107))
    assert read_table("1 036,2;3,1\u00a0000\u202f000") == ((1036, 2), (3, 1_000_000))
    assert read_totals("133,14", "row total") == (133, 14)
    assert read_count("147", "the total") == 147


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        ("a,2;3,4", r"cell \(0, 0\) is 'a'"),
        ("1,2;3,x4", r"cell \(1, 1\) is 'x4'"),
        ("1,2;3,", r"cell \(1, 1\) is empty"),
        ("1,2;;3,4", r"cell \(1, 0\) is empty"),
        ("-1,2;3,4", "negative"),
        ("−1,2;3,4", "negative"),
        ("1.5,2;3,4", "no whole number"),
        ("1.036,2;3,4", "no whole number"),
        ("1 03,2;3,4", "whole number"),
        ("²,2;3,4", "whole number"),
        ("1" * 30 + ",2;3,4", "whole number"),
    ],
)
def test_reading_what_is_no_count(printed, words):
    with pytest.raises(TableError, match=words):
        read_table(printed)


@st.composite
def true_tables(draw):
    rows, columns = draw(st.integers(2, 5)), draw(st.integers(2, 5))
    return draw(
        st.lists(
            st.lists(st.integers(0, 200), min_size=columns, max_size=columns), min_size=rows, max_size=rows
        )
    )


def margins(cells):
    return (
        [sum(row) for row in cells],
        [sum(column) for column in zip(*cells, strict=True)],
        sum(map(sum, cells)),
    )


@given(true_tables())
def test_true_tables_hold(cells):
    assert check_table(cells, *margins(cells)).consistent is True


@given(true_tables(), st.data())
def test_the_one_wrong_cell_is_found_and_mends_everything(cells, data):
    row = data.draw(st.integers(0, len(cells) - 1))
    column = data.draw(st.integers(0, len(cells[0]) - 1))
    wrong = data.draw(st.integers(0, 300).filter(lambda value: value != cells[row][column]))
    printed = [list(line) for line in cells]
    printed[row][column] = wrong
    found = check_table(printed, *margins(cells))
    assert found.repairs == (Repair(row, column, wrong, cells[row][column]),)
    assert found.total_repairs == ()


@given(true_tables(), st.booleans(), st.booleans(), st.booleans(), st.data())
def test_every_repair_makes_every_given_total_hold(cells, rows, columns, total, data):
    given = [one if keep else None for one, keep in zip(margins(cells), (rows, columns, total), strict=True)]
    printed = data.draw(
        st.lists(
            st.lists(st.integers(0, 200), min_size=len(cells[0]), max_size=len(cells[0])),
            min_size=len(cells),
            max_size=len(cells),
        )
        | st.just(cells).map(lambda own: [[own[0][0] + 3, *own[0][1:]], *own[1:]])
    )
    for repair in check_table(printed, *given).repairs:
        mended = [list(line) for line in printed]
        mended[repair.row][repair.col] = repair.fits
        assert check_table(mended, *given).consistent is True
