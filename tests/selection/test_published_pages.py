"""The page of a round published elsewhere, its files, and the panel on the chosen measures."""

import copy
import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse

from lovende.measures.models import Measure, State
from lovende.measures.record import public_record
from lovende.people.models import Organisation
from lovende.records.models import AuditEvent
from lovende.reference.load import load_portfolio
from lovende.selection.models import Candidate, Criterion, Rater, Reading, Round
from lovende.selection.printed import PrintedError
from lovende.selection.published.keeping import keep_published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
ROUND = "lovende-arbeidsmetoder-2021"
SEVEN = [
    "festesona",
    "jobbsentralen-asker",
    "nav-frogner-ssa",
    "nye-monstre-grimstad",
    "skolekompasset-grunerlokka",
    "back-to-school-midt-telemark",
    "oygarden-modellen",
]
SVG = "{http://www.w3.org/2000/svg}"
MOST_QUERIES = 5


def page(client, name="printed", **more) -> str:
    answer = client.get(reverse(f"selection:{name}", args=[ROUND]), **more)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_the_round_is_there_and_holds_nothing_of_single_measures():
    row = Round.objects.get(public_id=ROUND)
    assert (row.kind, row.year, row.at_most, row.per_measure) == ("published", 2021, 9, 2)
    assert (row.institute.slug, row.owner.slug, row.scheme.chapter_post) == (
        "ntnu-samfunnsforskning",
        "avdir",
        "0621/63",
    )
    for model in (Candidate, Rater):
        assert not model.objects.filter(round=row).exists()
    assert not Reading.objects.filter(candidate__round=row).exists() and not row.phases.exists()


def test_it_has_the_criteria_of_appendix_a_and_the_one_that_was_added():
    rows = list(Criterion.objects.filter(round__public_id=ROUND).select_related("source"))
    assert len(rows) == 14 and rows[-1].key == "novelty"
    assert all(row.source.key == "003" and row.lines and not row.is_absolute for row in rows)


def test_loading_again_writes_nothing():
    before = AuditEvent.objects.count(), list(Criterion.objects.order_by("pk").values_list("pk", flat=True))
    assert load_portfolio()["rounds"] == Round.objects.count()
    after = AuditEvent.objects.count(), list(Criterion.objects.order_by("pk").values_list("pk", flat=True))
    assert after == before


def test_the_page_says_that_only_aggregates_exist_and_shows_printed_beside_what_fits(client):
    text = page(client)
    assert "Bare samletall" in text and "kan ikke regnes tilbake" in text
    assert "129 <span" in text and "124 går opp" in text and "cellene gir 138" in text
    for printed in ("77.90%", "58.13%", "0.4721", "6.35", "87.76%", "82.77%", "0.2895", "3.51", ".0002"):
        assert text.count(printed) >= 2, printed
    for title in (
        "Tabell 2.3 har 129 i en celle der bare 124 går opp",
        "Dybdestudie: teksten sier 134, men tallene ellers gir 124",
        "Screening: teksten sier 20 sortert ut av én av de to, tabellen har 40",
        "Dybdestudie: teksten sier 9 sortert ut av én av de to, tabellen har 18",
        "9 tiltak med intervjuer og 10 tiltak til casestudien etter felles drøfting: det går opp",
        "De samme 22 er omtalt på to måter",
        "To opplysninger om skalaen i rapporteringsskjemaet: 0–3 og 1–3",
        "P i tabell 2.4 er ensidig",
    ):
        assert title in text, title
    assert "9 funn. I 4 av dem" in text
    assert "None" not in text and "style=" not in text


def test_the_seven_lead_to_their_measures_and_back(client):
    text = page(client)
    for key in SEVEN:
        assert f'href="/tiltak/{key}/"' in text
        there = client.get(f"/tiltak/{key}/").content.decode()
        assert reverse("selection:printed", args=[ROUND]) in there
        assert "valgte ut 7 av 203 tiltak" in there
    others = client.get("/tiltak/klar/").content.decode()
    assert "Valgt som lovende arbeidsmetode" not in others


def test_the_two_that_the_owner_picked_say_so(client):
    picked = {key: "andre kontorer" in client.get(f"/tiltak/{key}/").content.decode() for key in SEVEN}
    assert [key for key, said in picked.items() if said] == [
        "nav-frogner-ssa",
        "back-to-school-midt-telemark",
    ]
    record = public_record(Measure.objects.get(public_id="nav-frogner-ssa"))["selection"]
    assert record[0]["round"] == ROUND and record[0]["picked_by_owner"] is True
    assert record[0]["source"] == {"document": "003", "lines": "1113-1132, 1215-1218"}


def test_a_measure_that_was_withdrawn_is_named_nowhere(client):
    Measure.objects.filter(public_id="festesona").update(state=State.WITHDRAWN)
    assert "ikke lenger i registeret" in page(client)
    for name in ("printed", "printed_picture", "printed_table", "printed_data"):
        assert "festesona" not in page(client, name).lower()


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_stands_in_every_language(client, language):
    assert client.get(f"/{language}/utvelgelser/publisert/{ROUND}/").status_code == 200


def test_strangers_read_it_in_few_queries_however_many_measures(client, django_assert_max_num_queries):
    page(client)
    with django_assert_max_num_queries(MOST_QUERIES):
        page(client)


def test_a_measures_page_asks_once_for_its_rounds(django_assert_num_queries):
    from lovende.selection.published.panel import panel_context, panel_records

    rows = list(Measure.objects.filter(public_id__in=SEVEN))
    everything = list(Measure.objects.all())
    with django_assert_num_queries(1):
        assert panel_context(rows[0])["rows"][0].round.institute.slug == "ntnu-samfunnsforskning"
    with django_assert_num_queries(1):
        assert len(panel_records(everything)) == 7


def test_the_picture_is_drawn_without_style_or_script_and_says_what_it_shows(client):
    root = ET.fromstring(page(client, "printed_picture"))
    tags = {one.tag.removeprefix(SVG) for one in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "g", "text"}
    assert not any(
        "style" in one.attrib or any(key.startswith("on") for key in one.attrib) for one in root.iter()
    )
    numbers = [one.text for one in root.iter(f"{SVG}text") if one.attrib["font-size"] in ("19", "22")]
    assert numbers == "203 22 181 34 147 134 23 13 10 1 1 1 7 2".split()
    assert root.find(f"{SVG}title").text and root.find(f"{SVG}desc").text


def test_the_flow_as_a_table_says_what_is_not_printed(client):
    rows = list(csv.reader(io.StringIO(page(client, "printed_table").lstrip("\ufeff")), delimiter=";"))
    by_what = {row[0]: row for row in rows}
    assert by_what["Ut: Ikke tatt med videre etter felles drøfting"][1:3] == ["ikke oppgitt", "13"]
    assert by_what["Ut: Begge som leste, sa ut"][1:3] == ["134", "124"]
    assert by_what["Lovende arbeidsmetoder"][1:4] == ["7", "7", "3,4"]
    assert all(cell for row in rows for cell in row)


def test_all_of_it_as_json_has_no_null_and_keeps_the_printed_apart(client):
    found = json.loads(page(client, "printed_data"))
    assert "null" not in page(client, "printed_data")
    assert found["printed"]["tables"][1]["cells"][0][0] == 129
    deep = found["recomputed"][1]
    assert deep["cells"][0][0] == 124 and deep["kappa"] == pytest.approx(0.28947, abs=1e-5)
    assert deep["p_is_one_sided"] is True and found["recomputed"][0]["p_is_one_sided"] == {
        "unknown": "not-stated"
    }
    cell = next(one for one in found["findings"] if one["kind"] == "cell")
    assert (cell["printed"][0]["value"], cell["fits"]) == (129, 124)
    assert found["flow"][4]["out"][0] == {
        "printed": {"unknown": "not-stated"},
        "fits": 13,
        "why": "Ikke tatt med videre etter felles drøfting",
    }


@pytest.mark.parametrize("name", ["printed", "printed_picture", "printed_table", "printed_data"])
def test_a_round_that_is_rated_here_has_no_such_page(client, name):
    institute = Organisation.objects.get(slug="nibr")
    Round.objects.create(public_id="egen", title="Egen", institute=institute)
    assert client.get(reverse(f"selection:{name}", args=["egen"])).status_code == 404
    assert client.post(reverse(f"selection:{name}", args=[ROUND])).status_code == 405


class TestKeeping:
    @pytest.fixture
    def kept(self):
        row = Round.objects.get(public_id=ROUND)
        names = ("title", "institute", "owner", "scheme", "year", "per_measure", "at_most", "source", "lines")
        return {name: getattr(row, name) for name in names}, copy.deepcopy(row.printed)

    def test_what_changed_is_written_once_and_recorded(self, kept):
        columns, printed = kept
        printed["funnel"][3]["out"][0]["number"] = 124
        before = AuditEvent.objects.count()
        for changed in (True, False):
            assert keep_published(public_id=ROUND, columns=columns, printed=printed, actor=None)[1] is changed
        assert AuditEvent.objects.count() == before + 1
        assert AuditEvent.objects.latest("sequence").verb == "selection.published-kept"

    @pytest.mark.parametrize(
        ("change", "told"),
        [
            (lambda printed: printed.pop("funnel"), "funnel"),
            (lambda printed: printed["criteria"]["added"].append("luck"), "luck"),
            (lambda printed: printed["unknowns"][0].update(kind="perhaps"), "perhaps"),
        ],
    )
    def test_what_cannot_be_shown_is_not_kept(self, kept, change, told):
        columns, printed = kept
        change(printed)
        with pytest.raises(PrintedError, match=told):
            keep_published(public_id=ROUND, columns=columns | {"title": "Ny"}, printed=printed, actor=None)

    def test_a_round_that_is_rated_here_is_never_replaced(self, kept):
        columns, printed = kept
        Round.objects.create(public_id="egen", title="Egen", institute=columns["institute"])
        with pytest.raises(PrintedError, match="rated here"):
            keep_published(public_id="egen", columns=columns, printed=printed, actor=None)
