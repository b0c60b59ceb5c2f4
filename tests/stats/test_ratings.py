"""Files of ratings as people have them: separators, encodings, column names, spellings, and what is wrong in them."""

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lovende.stats.agreement import Rating
from lovende.stats.ratings import RatingsError, ratings_in, read_ratings

ROWS = [("Møteplass", "Åse", "inn"), ("Møteplass", "Pål", "ut"), ("SSA", "Åse", "inn"), ("SSA", "Pål", "")]
EXPECTED = tuple(Rating(item, rater, value or None) for item, rater, value in ROWS)


def csv(separator, heading=("tiltak", "vurderer", "vurdering"), rows=ROWS):
    return "".join(separator.join(row) + "\r\n" for row in [heading, *rows])


def workbook(rows):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
def test_csv(separator, encoding):
    found = ratings_in(csv(separator).encode(encoding), "ratings.csv")
    assert found.ratings == EXPECTED
    assert found.notes == ("missing ratings: 1",) and found.unknown_columns == ()


def test_excel_json_and_yaml_say_the_same():
    heading = ("tiltak", "vurderer", "vurdering")
    records = [dict(zip(heading, (*row[:2], row[2] or None), strict=True)) for row in ROWS]
    lines = "".join(
        f"- {{tiltak: {item}, vurderer: {rater}, vurdering: {value}}}\n" for item, rater, value in ROWS
    )
    files = {
        "r.xlsx": workbook([heading, *ROWS]),
        "r.json": json.dumps(records).encode(),
        "whole.json": json.dumps({"ratings": records}).encode(),
        "r.yaml": lines.encode(),
    }
    for name, content in files.items():
        assert ratings_in(content, name).ratings == EXPECTED, name


def test_excel_is_known_by_its_content_and_whole_numbers_stay_whole():
    content = workbook([("item", "rater", "score"), (1, "a", 2.0), (1, "b", 3), (2, "a", None)])
    found = ratings_in(content, "without ending")
    assert found.ratings == (Rating("1", "a", 2), Rating("1", "b", 3), Rating("2", "a", None))


@pytest.mark.parametrize(
    "heading",
    [
        ("item", "rater", "rating"),
        ("Sak", "Forsker", "Svar"),
        ("TILTAK ID", "Vurderer", "Poeng"),
        ("søknad_nr", "saksbehandler-id", "skår"),
        ("Prosjektnavn", "vurderar", "Vurdering"),
        ("subject_id", "coder", "label"),
    ],
)
def test_column_names(heading):
    assert ratings_in(csv(";", heading).encode(), "r.csv").ratings == EXPECTED


def test_columns_in_any_order_and_unknown_ones_named():
    content = 'dato;svar;merknad;forsker;tiltak\n1.2.;inn;"a;b";Åse;X\n2.2.;ut;;Pål;X\n'
    found = ratings_in(content.encode(), "r.csv")
    assert found.ratings == (Rating("X", "Åse", "inn"), Rating("X", "Pål", "ut"))
    assert found.unknown_columns == ("dato", "merknad")


def test_an_absent_cell_is_a_missing_rating():
    found = ratings_in(b"item,rater,rating\n1,a,x\n1,b\n2,a,NA\n", "r.csv")
    assert [one.value for one in found.ratings] == ["x", None, None]


def test_norwegian_numbers():
    content = "item;rater;rating\n1;a;1,5\n1;b;2\n2;a;1 036\n2;b;−3\n3;a;2.5\n"
    assert [one.value for one in ratings_in(content.encode(), "r.csv").ratings] == [1.5, 2, 1036, -3, 2.5]


def test_one_that_is_no_number_makes_all_text():
    content = "item;rater;rating\n1;a;1\n1;b;1\n2;a;2\n2;b;vet ikke\n"
    assert [one.value for one in ratings_in(content.encode(), "r.csv").ratings] == ["1", "1", "2", "vet ikke"]


def test_spellings_of_one_name_are_one_and_it_is_said():
    content = "item;rater;rating\n1;Kari;Inn\n1;Ola;inn\n2;kari ;Ut\n2;Ola;UT\n"
    found = ratings_in(content.encode(), "r.csv")
    assert [(one.rater, one.value) for one in found.ratings] == [
        ("Kari", "Inn"),
        ("Ola", "Inn"),
        ("Kari", "Ut"),
        ("Ola", "Ut"),
    ]
    assert any(note.startswith("spellings read as one: 3") for note in found.notes)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("item,rater\n1,a\n", "r.csv", "no column for rating"),
        ("1,a,inn\n", "r.csv", "no column for item and rater and rating"),
        ("item,rater,rating,score\n1,a,2,3\n", "r.csv", "'rating' and 'score'"),
        ("item,rater,rating\n1,a,2\n1,a,3\n", "r.csv", "line 3: 'a' has rated '1' before"),
        ("item,rater,rating\n1,a,2\n,b,3\n", "r.csv", "line 3: has no item"),
        ("item,rater,rating\n1,,2\n", "r.csv", "line 2: has no rater"),
        ("item,rater,rating\n1,a,1,5\n", "r.csv", "line 2: more cells than the 3"),
        ("item,rater,rating\n1,a,\n", "r.csv", "holds no ratings"),
        ("item,rater,rating\n", "r.csv", "holds no ratings"),
        ("", "r.csv", "is empty"),
        ("\0\1\2", "r.csv", "not a text file"),
        ("[1, 2", "r.json", "line 1: not JSON"),
        ("[1, 2]", "r.json", "no list of rows"),
        (
            '[{"item": 1, "rater": "a", "rating": [1, 2]}]',
            "r.json",
            "entry 1: 'rating' holds more than one value",
        ),
        ("a: [1", "r.yaml", "not YAML"),
        ("[" * 3000, "r.json", "nested too deep"),
        ("PK\3\4 torn", "r.xlsx", "not an Excel workbook"),
        ("anything", "r.xlsx", "not an Excel workbook"),
        ("anything", "r.xls", "old Excel"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content, name, words):
    with pytest.raises(RatingsError) as wrong:
        ratings_in(content.encode(), name)
    assert str(wrong.value).startswith(f"{name}: ") and words in str(wrong.value)


def test_a_row_number_of_excel():
    content = workbook([("item", "rater", "rating"), ("1", "a", "x"), (None, None, None), ("1", "a", "y")])
    with pytest.raises(RatingsError, match=r"row 4: 'a' has rated '1' before \(row 2\)"):
        ratings_in(content, "r.xlsx")


def test_a_workbook_that_swells_is_not_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/s.xml", "w") as part:
        for _ in range(210):
            part.write(b"0" * 1024 * 1024)
    with pytest.raises(RatingsError, match="unpacks to far more"):
        ratings_in(out.getvalue(), "r.xlsx")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(RatingsError, match="No such file"):
        read_ratings(tmp_path / "none.csv")
    with pytest.raises(RatingsError, match="Is a directory"):
        read_ratings(tmp_path)
    path = tmp_path / "r.csv"
    path.write_bytes(csv(";").encode())
    assert read_ratings(path).ratings == EXPECTED


@given(st.binary(max_size=300), st.sampled_from(["r.csv", "r.json", "r.yaml", "r.xlsx", "r"]))
def test_any_bytes_are_ratings_or_an_error_that_names_the_file(content, name):
    try:
        found = ratings_in(content, name)
    except RatingsError as wrong:
        assert str(wrong).startswith(name)
    else:
        assert found.ratings


@given(st.text(max_size=200), st.sampled_from(["r.csv", "r.json", "r.yaml"]))
def test_any_text_under_a_heading_is_ratings_or_an_error(text, name):
    try:
        found = ratings_in(("item,rater,rating\n" + text).encode(), name)
    except RatingsError as wrong:
        assert str(wrong).startswith(name)
    else:
        assert found.ratings
