"""The page of a weighing: what it says in each state, to whom, as files, in how many queries."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from lovende.selection.actions import open_phase, settle_phase
from lovende.selection.models import Reading, Round, Weighing
from lovende.selection.promise_pages import showing, words
from lovende.selection.weighing.running import STALLED
from lovende.stats.promise import CAUTIONS
from making.schemes import person
from making.selection import draft_round, lead, open_round, read_by_all, settled_round
from making.selection_pages import client, counted, text
from making.weighing import large_round, made_up, owner, weighed_round, weighing_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
MOST_QUERIES = 15
EVERYBODY = ["evaluator", "auditor", "case-officer", "rater"]


def at(found: Round, name: str = "promise") -> str:
    return reverse(f"selection:{name}", args=[found.public_id])


def get(found: Round, who: str = "evaluator", name: str = "promise", **query) -> str:
    answer = client(who).get(at(found, name), query)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def read_to_its_end(found: Round) -> Round:
    open_phase(round_=found, actor=lead())
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    return found


def refused(found: Round, why: str, result: object = None) -> Weighing:
    row = weighing_of(found)
    row.state, row.why, row.result, row.ended_at = "refused", why, result, timezone.now()
    row.save()
    return row


# States


@pytest.mark.parametrize("make", [draft_round, open_round])
def test_before_a_phase_is_settled_the_page_explains(make):
    page = get(make(candidates=2))
    assert "Ingen fase er avgjort ennå." in page and "Regn ut" not in page


def test_while_it_waits_the_page_leads_to_itself():
    found = settled_round(candidates=2)
    page = get(found)
    assert "Regnes ut" in page and f'href="{at(found)}">Se om den er ferdig' in page
    assert "Regn ut på nytt" not in page
    Weighing.objects.filter(phase__round=found).update(asked_at=timezone.now() - 2 * STALLED)
    assert "Regn ut på nytt" in get(found)
    assert "Regn ut på nytt" not in get(found, who="auditor")


def test_a_refusal_says_why_in_plain_words_and_shows_no_number():
    found = settled_round(candidates=2)
    told = {"r_hat": 1.731, "bulk": 12.0, "tail": 9.0}
    refused(found, "not-converged", {"diagnostics": {"sweeps": 32500, "measures": told, "beside": told}})
    page = get(found)
    assert "Svarene gir ikke et tall å stole på" in page and "R-hat 1,73 etter 32 500 runder" in page
    assert "Regn ut på nytt" in page and '<svg class="interval"' not in page
    refused(found, "failed")
    assert "Utregningen stoppet" in get(found)
    assert "De som leder utvelgelsen" in get(found, who="auditor")


def test_asking_again_leads_back_and_says_what_was_done():
    found = settled_round(candidates=2)
    refused(found, "failed")
    for says in ("Den regnes ut på nytt.", "Den regnes ut nå."):
        answer = client().post(at(found, "promise_again"), {"fase": "screening"}, follow=True)
        assert answer.redirect_chain[0][1] == 302 and says in text(answer) and "Regnes ut" in text(answer)
    assert weighing_of(found).state == "waiting"


def test_only_leads_ask_again_and_only_of_a_settled_phase():
    found = settled_round(candidates=2, owner=owner())
    refused(found, "failed")
    for who, status in [("auditor", 403), ("rater", 403), ("case-officer", 403), ("applicant", 404)]:
        assert client(who).post(at(found, "promise_again"), {"fase": "screening"}).status_code == status
    for phase in ("deep", "finnes-ikke", ""):
        assert client().post(at(found, "promise_again"), {"fase": phase}).status_code == 404
    assert weighing_of(found).state == "refused"


def test_a_round_without_a_weighing_offers_one():
    found = settled_round(candidates=2)
    weighing_of(found).delete()
    assert "Sannsynligheten er ikke regnet ut for «Screening»." in get(found)
    assert client().post(at(found, "promise_again"), {"fase": "screening"}).status_code == 302
    assert weighing_of(found).state == "waiting"


# What a weighing says


@pytest.fixture
def weighed() -> Round:
    """Weighed by the model: the first out by both, the second split, two in by both; two are to be chosen."""
    found = draft_round(candidates=4)
    numbers = [one.number for one in found.candidates.order_by("number")]
    found.delete()
    said = [("out", "out"), ("in", "out"), ("in", "in"), ("in", "in")]
    return weighed_round(dict(zip(numbers, said, strict=True)), candidates=4, at_most=2)


def test_the_table_is_by_probability_with_the_interval_drawn_and_in_words(weighed):
    page, rows = get(weighed), weighing_of(weighed).result["measures"]
    shown = [int(number) for number in re.findall(r'<tr id="k-(\d+)">', page)]
    assert shown == [row["number"] for row in sorted(rows, key=lambda row: (-row["p"], row["number"]))]
    best = next(row for row in rows if row["number"] == shown[0])
    words_of = f"<strong>{round(100 * best['p'])}</strong>"
    assert words_of in page and f"{round(100 * best['low'])}–{round(100 * best['high'])}" in page
    assert f'<circle class="dot" cx="{round(200 * best["p"])}"' in page
    assert page.count("ut i «Screening»") >= 1 and page.count(">videre<") >= 3
    assert "style=" not in page.split("<main")[1]


def test_the_sentence_is_the_true_one(weighed):
    page = get(weighed)
    best = max(row["p"] for row in weighing_of(weighed).result["measures"])
    assert f"ville vi vente at {round(100 * best)} av 100 lesere som disse sa inn til" in page
    assert "Det sier ikke om tiltaket virker." in page and "Det avgjør ingenting" in page


def test_how_sure_the_ranking_is(weighed):
    page, rows = get(weighed), weighing_of(weighed).result["measures"]
    best = sorted(rows, key=lambda row: -row["p"])[:2]
    expected = f"{sum(row['chosen_probability'] for row in best):.1f}".replace(".", ",")
    assert f"Av de 2 øverste kan vi vente at {expected} virkelig er blant de 2 beste." in page
    counted = showing.ranking(showing.best_first(rows), 2)
    assert counted.surely + counted.open + counted.hardly == counted.n == 4


def test_raters_are_named_to_leads_alone(weighed):
    names = [str(row.user) for row in weighed.raters.select_related("user")]
    assert all(name in get(weighed) for name in names)
    page = get(weighed, who="auditor")
    assert "Vurderer 1" in page and not any(name in page for name in names)


def test_every_caution_of_the_model_is_said_in_the_words_of_the_page():
    assert set(words.CAUTIONS) == set(CAUTIONS)


def test_cautions_and_thin_ones_are_marked(weighed):
    row = weighing_of(weighed)
    page = get(weighed)
    assert row.result["cautions"] and all(
        str(words.CAUTIONS[code]) in page for code in row.result["cautions"]
    )
    assert page.count("tynt grunnlag</span>") == sum(one["is_thin"] for one in row.result["measures"]) > 0


def test_a_phase_is_chosen_and_the_newest_answer_comes_first(weighed):
    read_to_its_end(weighed)
    assert "Etter «Dybdestudie»" in get(weighed) and "Regnes ut" in get(weighed, fase="deep")
    assert 'fase=screening" aria-current="true"' in get(weighed), "the newest that has an answer"
    made_up(weighing_of(weighed, "deep"))
    assert 'fase=deep" aria-current="true"' in get(weighed)
    assert 'fase=screening" aria-current="true"' in get(weighed, fase="screening")
    assert client().get(at(weighed), {"fase": "finnes-ikke"}).status_code == 404


def test_more_places_than_candidates():
    found = settled_round(candidates=3)
    row = weighing_of(found)
    made_up(row)
    row.result["next"] = []
    row.save()
    page = get(found)
    assert "9 plasser og 3 tiltak, så alle får plass" in page
    assert "Ingen enkelt lesning til er ventet å endre" in page and "som i rapporten fra 2023" in page


# Files


def test_the_candidates_as_csv(weighed):
    answer = client().get(at(weighed, "promise_csv"))
    assert f"{weighed.public_id}-sannsynlighet-screening-tiltak.csv" in answer["Content-Disposition"]
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    kept = sorted(weighing_of(weighed).result["measures"], key=lambda row: (-row["p"], row["number"]))
    assert [int(row[0]) for row in rows] == [one["number"] for one in kept] and len(heads) == len(rows[0])
    assert rows[0][3] == str(kept[0]["p"]).replace(".", ",") and {row[-1] for row in rows} == {
        "videre", "ut i «Screening»",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "key"), [("vurderere", "raters"), ("kriterier", "criteria")])
def test_the_other_tables_name_nobody(weighed, kind, key):
    answer = client().get(at(weighed, "promise_csv"), {"tabell": kind})
    whole = answer.content.decode("utf-8-sig")
    assert len(whole.strip().splitlines()) == 1 + len(weighing_of(weighed).result[key])
    assert not any(str(row.user) in whole for row in weighed.raters.select_related("user"))
    assert client().get(at(weighed, "promise_csv"), {"tabell": "finnes-ikke"}).status_code == 404


def test_all_of_it_as_json(weighed):
    found = json.loads(client("auditor").get(at(weighed, "promise_json")).content)
    result = weighing_of(weighed).result
    assert {key: found[key] for key in ("raters", "criteria", "seed", "next", "diagnostics")} == {
        key: result[key] for key in ("raters", "criteria", "seed", "next", "diagnostics")
    }
    assert sorted(row["number"] for row in found["measures"]) == [row["number"] for row in result["measures"]]
    assert [row["out_in"] for row in found["measures"] if row["is_out"]] == ["screening"]
    assert found["protocol_sha256"] == weighed.protocol_sha256


def test_there_is_no_file_of_what_there_is_not():
    for found in (open_round(candidates=2), settled_round(candidates=2)):
        for name in ("promise_csv", "promise_json"):
            assert client().get(at(found, name)).status_code == 404


# Blind until it is settled


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_depends_on_what_was_said_before_the_phase_is_settled(who):
    """Everything locked and nobody has settled: the same bytes with every verdict turned, but for the form's token."""
    found = read_by_all(open_round(candidates=3, owner=owner()))

    def walk() -> list[tuple[int, str]]:
        answers = [client(who).get(at(found, name)) for name in ("promise", "promise_csv", "promise_json")]
        tokens = r'name="csrfmiddlewaretoken" value="\w+"'
        return [(one.status_code, re.sub(tokens, "", text(one))) for one in answers]

    before = walk()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # locked readings never change otherwise
        Reading.objects.filter(phase__round=found).update(verdict="out", reason="Helt uegnet.")
        cursor.execute("SET session_replication_role = DEFAULT")
    files = 403 if who == "rater" else 404
    assert walk() == before and [status for status, _ in before] == [200, files, files]


def test_a_rater_reads_it_when_every_phase_is_settled():
    found = weighed_round(candidates=3)
    early = "vises når alle fasene er avgjort"
    for being_read in (False, True):
        if being_read:
            open_phase(round_=found, actor=lead())
        page = get(found, who="rater")
        assert early in page and '<svg class="interval"' not in page
        assert early in get(found, who="rater", fase="screening")
        assert client("rater").get(at(found, "promise_csv")).status_code == 403
        assert '<svg class="interval"' in get(found, who="auditor")
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    assert '<svg class="interval"' in get(found, who="rater")


def test_a_lead_who_rates_waits_as_raters_do():
    found = weighed_round(candidates=2)
    found.raters.filter(user=person("rater")).update(user=lead())
    assert "vises når alle fasene er avgjort" in get(found)
    assert client().post(at(found, "promise_again"), {"fase": "screening"}).status_code == 403


# Queries


def test_the_page_stays_paged_and_takes_as_few_queries_with_two_thousand_candidates():
    small, large = (large_round(n) for n in (10, 2_000))
    for found in (small, large):
        made_up(weighing_of(found))
    for who in ("evaluator", "auditor"):
        few = counted(at(small), who)
        assert few == counted(at(large), who) == counted(at(large), who, side="40") <= MOST_QUERIES
    page = get(large)
    assert page.count('<tr id="k-') == 50 and "Side 1 av 40" in page
    assert len(client().get(at(large, "promise_csv")).content.decode().strip().splitlines()) == 2_001


def test_waiting_takes_few_queries():
    found = settled_round(candidates=2)
    Weighing.objects.filter(phase__round=found).update(asked_at=timezone.now() - timedelta(days=1))
    assert counted(at(found), "evaluator") <= MOST_QUERIES
