"""The pages of a measure, a comparison, an organisation, a municipality and a source, on the reference portfolio."""

import json
import re

import pytest
from django.urls import reverse
from django.utils import translation

from lovende.measures.labels import FIELDS, INCOMING
from lovende.measures.models import Measure, Relation, State, Unknown
from lovende.measures.queries.measure import whole, wholes
from lovende.measures.record import public_record
from lovende.people.models import Organisation
from lovende.records.models import SourceDocument

pytestmark = pytest.mark.django_db

SSA = "nav-frogner-ssa"
MOST_QUERIES = 9  # five of this room, and one of each panel that a later room hangs up
FIRST_TIME = 7  # what the process then keeps: the index brought up to date, likeness


def page(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def compare_address(*public_ids: str) -> str:
    return "/sammenlign/?" + "&".join(f"tiltak={public_id}" for public_id in public_ids)


def test_measure_shows_what_is_stated_and_marks_what_is_not(client, portfolio):
    text = page(client, f"/tiltak/{SSA}/")
    for heading in (
        "Målgruppe",
        "Problemdefinisjon",
        "Samarbeidspartnere",
        "Dette virket ikke",
        "Dette vet vi ikke",
    ):
        assert heading in text
    assert "NAV Frogner" in text and "4 av 12" in text
    assert re.search(r"Tilskuddsmottaker</dt>\s*<dd><[^>]*class=\"unknown\"", text)
    assert "linje 3303–3309" in text


@pytest.mark.parametrize("prefix", ["", "/nn", "/en"])
def test_every_measure_has_a_page_in_every_language(client, portfolio, prefix):
    for public_id in Measure.objects.filter(state=State.PUBLISHED).values_list("public_id", flat=True):
        text = page(client, f"{prefix}/tiltak/{public_id}/")
        assert not re.search(r"<(dd|td)[^>]*>\s*</\1>", text), f"{public_id}: an empty cell"
        assert ">None<" not in text


def test_pages_stay_within_their_queries(client, portfolio, django_assert_max_num_queries):
    addresses = [
        f"/tiltak/{SSA}/",
        "/tiltak/delprogram-sysselsetting/",
        f"/tiltak/{SSA}.json",
        compare_address(SSA, "nav-frogner-yno", "klar", "baerekraftige-fellesskap"),
        compare_address(SSA, "klar"),
        "/organisasjon/avdir/",
        "/kommune/0301/",
        "/kilde/001/",
    ]
    for address in addresses:
        with django_assert_max_num_queries(MOST_QUERIES + FIRST_TIME):
            page(client, address)
        with django_assert_max_num_queries(MOST_QUERIES):
            page(client, address)


def test_a_measure_is_read_in_a_fixed_number_of_queries(portfolio, django_assert_max_num_queries):
    ids = list(Measure.objects.filter(state=State.PUBLISHED).values_list("public_id", flat=True))
    with django_assert_max_num_queries(2):
        found = wholes(ids)
    assert [one.measure.public_id for one in found] == ids


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHDRAWN])
def test_only_published_measures_are_public(client, portfolio, state):
    Measure.objects.filter(public_id=SSA).update(state=state)
    page(client, f"/tiltak/{SSA}/", 404)
    page(client, f"/tiltak/{SSA}.json", 404)
    assert "Yrkesrettet" in page(client, "/tiltak/nav-frogner-yno/")
    for address in (
        "/tiltak/nav-frogner-yno/",
        "/organisasjon/nav-frogner/",
        "/kommune/0301/",
        "/kilde/003/",
    ):
        assert f"/tiltak/{SSA}/" not in page(client, address), address
    with pytest.raises(Measure.DoesNotExist):
        whole(SSA)


@pytest.mark.parametrize(
    "address", ["/tiltak/finnes-ikke/", "/organisasjon/finnes-ikke/", "/kommune/9999/", "/kilde/999/"]
)
def test_what_is_not_there_is_404(client, portfolio, address):
    page(client, address, 404)


def test_relations_stand_on_both_pages(client, portfolio):
    for relation in Relation.objects.exclude(to=None).select_related("measure", "to")[:12]:
        assert reverse("measures:measure", args=[relation.to.public_id]) in page(
            client, relation.measure.get_absolute_url()
        )
        text = page(client, relation.to.get_absolute_url())
        assert relation.measure.get_absolute_url() in text
        assert str(INCOMING[Relation.Kind(relation.kind)]) in text


def test_every_unknown_has_words_of_its_own(portfolio):
    """Machine words never reach a reader: a field is a heading of the measure's form or has a label."""
    missing = set()
    for one in wholes(list(Measure.objects.values_list("public_id", flat=True))):
        answers = one.measure.answers
        headings = {question.key for question in answers.version.content.questions()} if answers else set()
        fields = {row.field.removeprefix("answers.") for row in one.unknowns} - headings
        missing |= {field for field in fields if field not in FIELDS}
    assert not missing, f"a page says «andre forhold» of {sorted(missing)}: give them words in labels.py"


def test_record_holds_no_blank(portfolio):
    for measure in Measure.objects.filter(state=State.PUBLISHED)[:20]:
        record = public_record(measure)
        json.dumps(record)
        for path, value in _leaves(record):
            assert value is not None and value != "", f"{measure.public_id}: {path}"


def _leaves(value, path=""):
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _leaves(part, f"{path}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from _leaves(part, f"{path}[]")
    else:
        yield path, value


def test_record_says_where_from_and_why_not(portfolio):
    record = public_record(Measure.objects.get(public_id=SSA))
    assert record["grant_recipient"]["unknown"] == "not-stated"
    assert record["ended"] == {
        "unknown": "too-early",
        "note": "pågår",
        "source": {**record["source"], "lines": "3278"},
    }
    assert record["schemes"][0]["owner"]["id"] == "avdir"
    assert record["schemes"][0]["administrator"]["id"] == "statsforvalterne"
    assert {row["kind"] for row in record["learning"]} >= {"worked", "did-not-work"}
    assert record["figures"][0]["source"]["lines"] == "3501"


def test_json_is_the_record(client, portfolio):
    response = client.get(f"/tiltak/{SSA}.json")
    with translation.override("nb"):
        assert response.json() == public_record(Measure.objects.get(public_id=SSA))
    assert "attachment" in response["Content-Disposition"]


def test_similar_measures_say_why(client, portfolio):
    text = page(client, f"/tiltak/{SSA}/")
    part = text[text.index('id="lignende"') :]
    assert "/tiltak/nav-frogner-yno/" in part and "Felles:" in part


def test_compare_marks_what_is_shared(client, portfolio):
    text = page(client, compare_address(SSA, "nav-frogner-yno"))
    assert re.search(r'class="shared"><a[^>]*>NAV Frogner', text)
    assert "Dette virket ikke" in text and "4 er i jobb" in text


def test_compare_names_what_is_wrong(client, portfolio):
    text = page(client, compare_address(SSA, "finnes-ikke", "klar"))
    assert "finnes-ikke" in text and "Sammenligning" in text
    page(client, compare_address("finnes-ikke"), 404)
    assert "&lt;script&gt;" in page(client, "/sammenlign/?tiltak=%3Cscript%3E", 404)
    assert "Velg minst ett til" in page(client, compare_address(SSA))
    assert "Finn tiltak" in page(client, "/sammenlign/")


def test_compare_takes_four_and_names_the_rest(client, portfolio):
    ids = [SSA, "klar", "nav-frogner-yno", "baerekraftige-fellesskap", "moss-housing-first"]
    text = page(client, compare_address(*ids, SSA))
    assert "Disse er ikke med" in text and "Housing First i Moss" in text
    assert text.count('role="columnheader"') == 4


def test_organisation_shows_its_roles(client, portfolio):
    text = page(client, "/organisasjon/nav-frogner/")
    assert f"/tiltak/{SSA}/" in text and "<div>Eier</div>" in text
    text = page(client, "/organisasjon/imdi/")
    assert "Eier ordningen" in text and "Forvalter ordningen" in text
    for slug in Organisation.objects.values_list("slug", flat=True):
        page(client, f"/organisasjon/{slug}/")


def test_pseudonym_says_so(client, portfolio):
    kind = Organisation.objects.first().kind
    Organisation.objects.create(slug="storby", name="Storby", kind=kind, is_pseudonym=True)
    text = page(client, "/organisasjon/storby/")
    assert "dekknavn" in text
    assert '<span class="unknown">skjermet</span>' in text, "the place is withheld, not left unstated"


@pytest.mark.parametrize("number", ["0104", "0136", "3002", "3103"])
def test_municipality_through_its_history(client, portfolio, number):
    text = page(client, f"/kommune/{number}/")
    assert "/tiltak/moss-housing-first/" in text and "/tiltak/klar/" in text
    for other in {"0104", "0136", "3002", "3103"} - {number}:
        assert f"/kommune/{other}/" in text
    assert "til og med 2019" in text and "fra 2024" in text


def test_municipality_counts_unknown_amounts_and_never_says_nought(client, portfolio):
    text = page(client, "/kommune/0301/")
    assert re.search(r"For \d+ av \d+ tiltak er beløpet", text)
    moss = page(client, "/kommune/0104/")
    assert "sier hvor mye de fikk" in moss and not re.search(r">\s*0( kr)?\s*<", moss)
    empty = page(client, "/kommune/1133/")
    assert "ennå" in empty and "kr<" not in empty


def test_source_shows_what_rests_on_it(client, portfolio):
    assert f"/tiltak/{SSA}/" in page(client, "/kilde/003/")
    for key in SourceDocument.objects.values_list("key", flat=True):
        page(client, f"/kilde/{key}/")


def test_reader_without_the_search_index_gets_the_page(client, portfolio):
    """A measure that search does not know (no document) is shown without similar ones."""
    Measure.objects.get(public_id=SSA).document.delete()
    assert "Dette vet vi ikke" in page(client, f"/tiltak/{SSA}/")


def test_text_is_never_markup(client, portfolio):
    measure = Measure.objects.get(public_id=SSA)
    Unknown.objects.create(measure=measure, field="<b>x</b>", kind="not-stated", note="<script>x</script>")
    Measure.objects.filter(pk=measure.pk).update(summary="<img src=x>", title="<i>SSA</i>")
    for address in (
        f"/tiltak/{SSA}/",
        compare_address(SSA, "klar"),
        "/organisasjon/nav-frogner/",
        "/kommune/0301/",
        "/kilde/003/",
        "/?q=ssa+frogner",
        "/?q=ssa+frogner&kind=table",
    ):
        text = page(client, address)
        assert "<script>x" not in text and "<img src=x" not in text and "<i>SSA" not in text
        assert "&lt;i&gt;SSA" in text, address
