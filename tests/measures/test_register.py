"""The register: search, facets, views, downloads, and the address bar as the state."""

import csv
import io
import json
import re
import uuid
import zipfile
from xml.etree import ElementTree

import pytest
from django.http import QueryDict

from lovende.measures.actions import withdraw
from lovende.measures.models import Measure, SearchEpoch
from lovende.measures.queries.register import pieces, shortened
from lovende.measures.views.asked import PAGE_SIZE, Asked
from lovende.measures.views.picture import short_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]

TITLE = re.compile(r"<h3[^>]*><a[^>]*>([^<]*)<")


def get(client, address="/"):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def total(client, query):
    """How many measures the download of a query holds."""
    return len(json.loads(client.get(f"/last-ned/json/{query}").content)["measures"])


def test_the_whole_register_is_there_to_begin_with(client):
    html = get(client)
    published = Measure.objects.filter(state="published").count()
    assert f"{published} tiltak i registeret" in html
    assert len(TITLE.findall(html)) == PAGE_SIZE and "Prøv for eksempel" in html


def test_a_search_finds_and_marks(client):
    html = get(client, "/?q=ungdom")
    assert "<mark>" in html and "tiltak for «ungdom»" in html
    assert 'value="ungdom"' in html


def test_what_is_typed_is_never_markup(client):
    html = get(client, "/?q=%3Cscript%3Ealert(1)%3C/script%3E&county=%3Cb%3E")
    assert "<script>alert" not in html and "<b>" not in html


def test_every_example_finds_something(client):
    html = get(client)
    for address in re.findall(r'href="(\?q=[^"]+)"', html.split('class="examples')[1].split("</div>")[0]):
        assert "Ingen tiltak" not in get(client, "/" + address)


def test_a_facets_count_is_what_choosing_it_gives(client):
    html = get(client, "/?q=arbeid")
    counts = re.findall(r'name="(\w+)" value="([^"]+)".*?choice-count">(\d+)<', html)
    assert len(counts) > 50
    for facet, key, count in counts[::9]:
        assert total(client, f"?q=arbeid&{facet}={key}") == int(count), (facet, key)


def test_chosen_filters_are_chips_that_can_be_taken_away(client):
    html = get(client, "/?q=arbeid&county=03&county=31&sort=title")
    assert 'href="?q=arbeid&amp;county=31&amp;sort=title"' in html
    assert html.count("data-removable") == 2
    assert re.search(r'name="county" value="03"[^>]*checked', html)


@pytest.mark.parametrize(
    "query",
    [
        "?page=99999999999999999999",
        "?page=-1",
        "?page=x&sort=drop&kind=zzz",
        "?county=finnes-ikke",
        "?year=%00",
        "?q=%00",
        "?q=" + "a" * 5000,
        '?q="',
        "?q=-",
        "?q=i+og+på",
        "?page=²",
    ],
)
def test_no_address_breaks_the_page(client, query):
    get(client, "/" + query)


def last_page() -> int:
    return -(-Measure.objects.filter(state="published").count() // PAGE_SIZE)


def test_a_page_behind_the_last_is_the_last(client):
    html = get(client, "/?page=99")
    assert TITLE.findall(html) == TITLE.findall(get(client, f"/?page={last_page()}"))


def test_pages_hold_every_measure_once(client):
    pages = range(1, last_page() + 1)
    titles = [title for page in pages for title in TITLE.findall(get(client, f"/?sort=title&page={page}"))]
    assert len(titles) == Measure.objects.filter(state="published").count()
    assert get(client, "/?page=2").count('rel="prev"') == 1


def test_unknown_looks_like_unknown(client):
    html = get(client, "/?kind=table")
    rows = html.split("<tbody>")[1].split("</tbody>")[0]
    assert 'class="unknown"' in rows
    assert not re.search(r"<td[^>]*>\s*</td>", rows)


def test_the_map_counts_every_county_and_links_to_it(client):
    html = get(client, "/?kind=map")
    assert html.count('class="tile tile-') == 15
    assert "county=03&amp;kind=map" in html
    assert re.search(r"har ikke oppgitt sted", html)


def test_the_map_as_files(client):
    svg = client.get("/kart.svg?q=ungdom")
    root = ElementTree.fromstring(svg.content)
    assert root.tag.endswith("svg") and svg["Content-Type"] == "image/svg+xml"
    rows = list(csv.reader(io.StringIO(client.get("/kart.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 16 and int(dict((row[0], row[2]) for row in rows)["31"]) > 20
    assert client.get("/kart.exe").status_code == 404


@pytest.mark.parametrize("query", ["", "?q=ungdom", "?county=31&category=arbeid"])
def test_downloads_hold_all_that_is_found(client, query):
    wanted = total(client, query)
    rows = csv.reader(
        io.StringIO(client.get(f"/last-ned/csv/{query}").content.decode("utf-8-sig")), delimiter=";"
    )
    assert len(list(rows)) == wanted + 1
    book = zipfile.ZipFile(io.BytesIO(client.get(f"/last-ned/xlsx/{query}").content))
    assert book.read("xl/worksheets/sheet1.xml").count(b"<row ") == wanted + 1
    assert client.get("/last-ned/exe/").status_code == 404


@pytest.fixture
def another_epoch():
    """The index takes this test's database for another one, and is rebuilt when the test is rolled back."""
    SearchEpoch.objects.update(epoch=uuid.uuid4())


@pytest.mark.usefixtures("another_epoch")
def test_what_is_withdrawn_is_gone_everywhere(client):
    measure = Measure.objects.get(public_id="moss-jobbsjansen")
    withdraw(measure=measure, actor=None, reason="prøve")
    assert "/tiltak/moss-jobbsjansen/" not in get(client, "/?q=jobbsjansen+moss")
    assert '"moss-jobbsjansen"' not in client.get("/last-ned/json/").content.decode()


def test_a_slip_is_corrected_and_said(client):
    html = get(client, "/?q=arbeidstrenning")
    assert "Ingen tiltak har ordet «arbeidstrenning»" in html and "<h3" in html


def test_when_no_measure_has_every_word_the_page_says_so(client):
    html = get(client, "/?q=fengsel+barnehage+gjeld+robot")
    assert "de som har de fleste av dem" in html or "Ingen tiltak for" in html


def test_an_empty_result_teaches(client):
    html = get(client, "/?q=xyzzyqq&county=03")
    assert "Ingen tiltak for «xyzzyqq»" in html and "Fjern avgrensningene" in html


def test_htmx_gets_the_part_that_changes_and_the_address(client):
    response = client.get("/?q=bolig&sort=&kind=list", headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html and html.lstrip().startswith('<div id="register-body"')
    assert response["HX-Push-Url"] == "/?q=bolig"
    assert "HX-Request" in response["Vary"]
    whole = client.get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in whole.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/?q=ungdom&county=03", "/?kind=table&q=bolig", "/?kind=map&q=bolig"]
)
def test_a_page_asks_the_database_little(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(15):
        get(client, address)
    with django_assert_max_num_queries(6):
        get(client, address)


def test_the_pages_vary_in_language(client):
    assert '<html lang="en"' in get(client, "/en/?q=youth")
    assert 'lang="nb"' in get(client, "/en/?q=youth")


class TestSimilar:
    TEXT = "Vi vil hjelpe ungdom som er løslatt fra fengsel til bolig og arbeid med tett oppfølging."

    def test_the_form_is_empty_and_explained(self, client):
        assert "Har noen prøvd det før?" in get(client, "/lignende/")

    def test_matches_say_what_is_shared(self, client):
        html = client.post("/lignende/", {"text": self.TEXT}).content.decode()
        assert len(TITLE.findall(html)) == 10
        assert "Felles ord" in html and "ungdom" in html
        assert not re.search(r"<dd>\s*</dd>", html)

    def test_too_short_a_text_is_said_at_the_field(self, client):
        response = client.post("/lignende/", {"text": "hei"})
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()

    def test_a_text_without_telling_words_finds_nothing_and_says_so(self, client):
        html = client.post("/lignende/", {"text": "og i på det er qqqzz"}).content.decode()
        assert "Ingen tiltak i registeret ligner" in html

    def test_what_is_pasted_is_never_markup(self, client):
        html = client.post(
            "/lignende/", {"text": "</textarea><script>x</script> ungdom jobb"}
        ).content.decode()
        assert "<script>x" not in html

    def test_few_queries(self, client, django_assert_max_num_queries):
        with django_assert_max_num_queries(15):
            client.post("/lignende/", {"text": self.TEXT})


class TestAddress:
    def test_what_is_read_is_written_again(self):
        address = "q=bolig+og+jobb&county=03&county=31&sort=title&kind=table&page=2"
        asked = Asked.read(QueryDict(address))
        assert Asked.read(QueryDict(asked.address(page=asked.page)[1:])) == asked

    def test_another_choice_begins_at_the_first_page(self):
        asked = Asked.read(QueryDict("q=bolig&page=3"))
        assert asked.address(filters={"county": ["03"]}) == "?q=bolig&county=03"

    def test_a_filter_is_chosen_and_unchosen(self):
        asked = Asked.read(QueryDict("county=03"))
        assert asked.toggled("county", "31") == {"county": ["03", "31"]}
        assert asked.toggled("county", "03") == {}

    def test_relevance_needs_words(self):
        assert Asked.read(QueryDict("sort=relevance")).order == "newest"
        assert Asked.read(QueryDict("q=x")).order == "relevance"


def test_pieces_cover_the_text():
    assert pieces("a b", []) == [("a b", False)]
    assert "".join(part for part, _ in pieces("en\n to  tre", [(0, 2), (4, 6)])) == "en · to tre"


def test_a_shortened_text_ends_at_a_word():
    assert shortened("en to tre", 20) == "en to tre"
    assert shortened("en to, tre fire", 8) == "en to …"


def test_short_names_of_counties_are_told_apart():
    assert short_names(["Vestfold", "Vestland", "Oslo"]) == {
        "Vestfold": "Vfo",
        "Vestland": "Vla",
        "Oslo": "Osl",
    }
