"""A published round worked out anew: what 003 prints of its selection, and tables and texts that do and do not fit."""

import copy
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.reference.reading import read_portfolio
from lovende.selection.printed import CrossTable, PrintedError, read
from lovende.selection.published.drawing import WIDTH, Told, draw
from lovende.selection.published.findings import checks, derived, findings
from lovende.selection.published.flow import flow
from lovende.selection.published.recomputed import held, recomputed, written


@pytest.fixture
def data():
    """What 003 prints, to be changed at will."""
    (row,) = read_portfolio()["rounds"]
    return copy.deepcopy(row["printed"])


def found(data, kind):
    return [one for one in findings(read(data)) if one.kind == kind]


def by_of(data):
    return {one.of: one for one in findings(read(data))}


class TestOf003:
    """von der Leyen et al. (2023), SØF-rapport 01/23: tables 2.1–2.4, sections 2.1, 2.2, 4.1–4.4, appendix A."""

    def test_the_printed_agreement_of_the_screening_is_what_its_table_gives(self, data):
        """Table 2.2: 77.90 %, 58.13 %, kappa 0.4721, z 6.35."""
        screening, _ = recomputed(read(data))
        assert [line.computed for line in screening.lines] == ["77.90%", "58.13%", "0.4721", "6.35", ".0000"]
        assert screening.agrees and screening.of_misprint is None
        assert screening.agreement.band == "moderate"

    def test_the_printed_agreement_of_the_deep_study_follows_of_124_and_not_of_129(self, data):
        """Table 2.4: 87.76 %, 82.77 %, kappa 0.2895, z 3.51, p .0002."""
        _, deep = recomputed(read(data))
        assert [line.computed for line in deep.lines] == ["87.76%", "82.77%", "0.2895", "3.51", ".0002"]
        assert deep.agrees and deep.agreement.band == "fair"
        assert [line.computed for line in deep.of_misprint] == ["88.16%", "83.28%", "0.2919", "3.60", ".0002"]

    def test_table_2_3_prints_129_where_only_124_fits(self, data):
        (one,) = found(data, "cell")
        assert (one.of, one.said[0].value, one.said[0].lines, one.fits) == ("2.3", 129, "560", 124)
        assert [(row.basis, row.formula, row.value) for row in one.because] == [
            ("row", "133 − 9", 124),
            ("column", "133 − 9", 124),
            ("total", "147 − 9 − 9 − 5", 124),
            ("agreements", "124 + 5", 129),
        ]

    def test_the_text_has_134_where_table_and_funnel_give_124(self, data):
        (one,) = found(data, "number")
        assert (one.of, one.said[0].value, one.said[0].lines, one.fits) == ("deep.both-out", 134, "1034", 124)
        assert {row.basis for row in one.because} == {"row", "column", "funnel"}
        assert "147 − 23" in {row.formula for row in one.because}

    @pytest.mark.parametrize(
        ("of", "said", "fits", "gate"),
        [("screening.split", 20, 40, "20 + 20 + 107"), ("deep.split", 9, 18, "9 + 9 + 5")],
    )
    def test_by_one_of_the_two_counts_one_cell_of_two(self, data, of, said, fits, gate):
        one = by_of(data)[of]
        assert (one.kind, one.said[0].value, one.fits) == ("one-of-two", said, fits)
        assert [row.formula for row in one.because if row.basis == "gate"] == [gate]

    def test_ten_cases_and_nine_interviewed_meet_by_the_one_without_respondents(self, data):
        (one,) = found(data, "reconciles")
        assert [row.value for row in one.said] == [9, 10]
        assert [row.formula for row in one.because] == ["10 − 1"] and not one.is_error

    def test_the_22_are_described_in_two_ways(self, data):
        (one,) = found(data, "described")
        assert {row.value for row in one.said} == {22} and {row.lines for row in one.said} == {
            "916-918",
            "519",
        }

    def test_the_scale_is_printed_in_two_ways(self, data):
        conflicts = {one.of: [row.value for row in one.said] for one in found(data, "conflict")}
        assert conflicts["self-evaluation.scale"] == ["0–3", "1–3"]

    def test_p_is_one_sided_where_the_two_sides_can_be_told_apart(self, data):
        """Table 2.4 prints .0002; two-sided would be .0004. In table 2.2 both are .0000."""
        assert [one.of for one in found(data, "one-sided")] == ["2.4"]
        assert [row.one_sided for row in recomputed(read(data))] == [None, True]

    def test_what_adds_up_is_known_to(self, data):
        holding = {row.of for row in checks(read(data)) if row.holds}
        assert {
            "completeness.left",
            "screening.left",
            "screening.both-out",
            "deep.left",
            "cases.left",
        } <= holding
        assert {"cases.out", "reference-group", "methods", "phases"} <= holding

    def test_what_is_not_printed_is_worked_out_and_said_to_be(self, data):
        follows = derived(read(data))
        assert follows["joint.out"][0].value == 13
        assert follows["interviewed.rest"][0].value == follows["interviews.rest"][0].value == 3
        gone = {stage.step.key: stage.gone for stage in flow(read(data))}
        assert [(row.out.number, row.fits) for row in gone["joint"]] == [(None, 13)]
        assert [(row.out.number, row.fits) for row in gone["deep"]] == [(134, 124)]
        assert [(row.out.number, row.fits) for row in gone["cases"]] == [(1, None)] * 3

    def test_nothing_stands_without_a_value_but_numbers_that_are_not_printed(self, data):
        def empty(value, name=""):
            if isinstance(value, dict):
                return [one for key, part in value.items() for one in empty(part, key)]
            if isinstance(value, list):
                return [one for part in value for one in empty(part, name)]
            return [name] if value is None else []

        assert empty(data) == ["number"] * 3

    def test_nothing_printed_is_changed(self, data):
        before = copy.deepcopy(data)
        printed = read(data)
        findings(printed), recomputed(printed), flow(printed)
        assert data == before and printed.table("2.3").cells[0][0] == 129


IN_WORDS = {
    1: "en ett",
    2: "to",
    3: "tre",
    4: "fire",
    5: "fem",
    6: "seks",
    7: "syv",
    8: "åtte",
    9: "ni",
    10: "ti",
}


def test_every_number_stands_in_the_lines_that_are_named(data, sources):
    """Each printed number, or its word, is in its lines of the document."""
    (path,) = sources.glob("003_*.txt")
    text = path.read_text(encoding="utf-8").split("\n")
    printed = read(data)
    named = [(row.value, row.lines) for row in printed.said if row.of not in ("phases", "methods")]
    named += [(out.number, out.lines) for step in printed.funnel for out in step.outs if out.number]
    named += [(part.number, part.lines) for group in printed.groups for part in group.parts if part.number]
    named += [(group.total, group.lines) for group in printed.groups]
    for table in printed.tables:
        rows = zip(table.cells, table.row_totals, table.row_lines, strict=True)
        named += [(number, lines) for cells, total, lines in rows for number in (*cells, total)]
        named += [(number, table.lines) for number in (*table.col_totals, table.total)]
    named += [(value, row.lines) for row in printed.agreement for value in row.printed.values()]
    assert len(named) > 60
    for value, lines in named:
        spans = [one.partition("-") for one in lines.split(", ")]
        there = " ".join(" ".join(text[int(low) - 1 : int(high or low)]) for low, _, high in spans).lower()
        words = [str(value), *IN_WORDS.get(value, "").split()]
        parts = [words] if isinstance(value, int) else [[part] for part in str(value).lower().split("–")]
        for wanted in parts:
            assert any(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", there) for word in wanted), (
                value,
                lines,
            )


def test_a_corrected_report_has_fewer_findings(data):
    """Findings follow the data: with the four numbers mended nothing is called wrong."""
    data["tables"][1]["cells"][0][0] = 124
    data["funnel"][3]["out"][0]["number"] = 124
    data["statements"][1]["said"], data["statements"][2]["said"] = 40, 18
    assert not [one for one in findings(read(data)) if one.is_error]
    assert {one.kind for one in findings(read(data))} == {"described", "reconciles", "conflict", "one-sided"}


def test_another_misprint_is_named_where_it_is(data):
    data["tables"][0]["cells"][1][0] = 23
    cells = {one.of: one for one in found(data, "cell")}
    assert (cells["2.1"].said[0].value, cells["2.1"].fits, cells["2.1"].said[0].lines) == (23, 20, "515")


def test_a_table_that_no_single_cell_mends_is_said_not_to_add_up(data):
    data["tables"][1]["cells"] = [[129, 12], [9, 5]]
    (one,) = found(data, "table")
    assert one.of == "2.3" and one.fits is None
    assert held(read(data).table("2.3")).cells == ((129, 12), (9, 5))


def test_figures_that_do_not_follow_are_named(data):
    data["agreement"][0]["printed"]["kappa"] = "0.5000"
    (one,) = found(data, "statistics")
    assert one.of == "2.2" and [(row.of, row.value) for row in one.said] == [("kappa", "0.5000")]


def test_two_numbers_that_no_dropout_explains_do_not_reconcile(data):
    data["funnel"][5]["out"][0]["interviewed"] = True
    assert not found(data, "reconciles")
    assert by_of(data)["cases.interviewed"].kind == "conflict"


def test_a_group_with_parts_that_do_not_add_up_is_found(data):
    data["groups"][0]["parts"][0]["number"] = 3
    assert [(one.of, one.fits) for one in found(data, "number")][-1] == ("reference-group", 22)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda data: data.pop("tables"), "'tables' is missing"),
        (lambda data: data["funnel"][0].update(left=-1), "funnel funded: -1 is no count"),
        (lambda data: data["funnel"][0].update(left=True), "True is no count"),
        (lambda data: data["tables"][0].update(cells=[[1, 2, 3], [4, 5, 6]]), "table 2.1: two rows of two"),
        (lambda data: data["agreement"][0].update(of="9.9"), "there is no table '9.9'"),
        (lambda data: data["picks"].update(measures=["klar"]), "'klar' is none of the methods"),
        (lambda data: data["groups"][1]["parts"][0].update(number=None), "more than one part is unknown"),
        (lambda data: data["methods"][0].update(reference_group="x"), "'x' is no opinion"),
        (lambda data: data.update(funnel=None), "another kind"),
    ],
)
def test_what_cannot_be_read_is_refused_and_named(data, change, told):
    change(data)
    with pytest.raises(PrintedError, match=told):
        read(data)


COUNT = st.integers(min_value=0, max_value=500)


@given(COUNT, COUNT, COUNT, COUNT, st.integers(0, 1), st.integers(0, 1), st.integers(1, 50))
def test_one_misprinted_cell_is_found_and_mended_whatever_the_table(a, b, c, d, row, column, slip):
    true = [[a, b], [c, d]]
    shown = [list(line) for line in true]
    shown[row][column] += slip
    table = CrossTable(
        number="1",
        title="",
        phase="",
        cells=tuple(map(tuple, shown)),
        row_totals=(a + b, c + d),
        col_totals=(a + c, b + d),
        total=a + b + c + d,
        row_lines=("1", "2"),
        note="",
        lines="1-2",
    )
    of = held(table)
    assert [list(line) for line in of.cells] == true
    assert (of.repair.row, of.repair.col, of.repair.fits) == (row, column, true[row][column])


@pytest.mark.parametrize(
    ("value", "like", "text"),
    [(0.5, "49.9%", "50.0%"), (1.0, ".0000", "1.0000"), (-0.12, "0.3", "-0.1"), (None, "1.0", None)],
)
def test_a_number_is_written_as_the_printed_one(value, like, text):
    assert written(value, like) == text


@given(
    st.lists(
        st.tuples(st.text(max_size=90), st.lists(st.text(max_size=90), max_size=3)), min_size=1, max_size=6
    )
)
def test_no_boxes_of_the_drawing_overlap_and_all_are_within_it(steps):
    picture = draw([(Told("1", text), [Told("2", out) for out in outs]) for text, outs in steps])
    boxes = [box for row in picture.rows for box in (*row.outs, row.box)]
    for above, below in zip(boxes, boxes[1:], strict=False):
        assert above.bottom <= below.y
    assert all(0 <= box.x and box.x + box.width <= WIDTH and box.bottom <= picture.height for box in boxes)
    for row in picture.rows:
        assert all(row.way_from <= out.middle < row.box.y for out in row.outs)
