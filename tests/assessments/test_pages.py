"""The officers' pages: who sees what, what a form does, nothing typed lost, as many queries for 10 000 as for 2 000."""

import itertools
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from benchmarks.grants import BOSS, OFFICER, Generator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.applications.models import Application
from lovende.applications.queries import vector_of_texts
from lovende.assessments.asked import SORTS, STAGES, WITHDRAWN, Asked
from lovende.assessments.models import Assessment, Decision, Recommendation, Standing
from lovende.assessments.queue import Queue
from lovende.assessments.ranking import outcomes
from lovende.people.models import Role, User
from making.assessments import (
    assessed,
    assigned,
    decided,
    declared,
    handed_in,
    officer,
    person,
    plain_call,
    recommended,
    submit_again,
)

pytestmark = pytest.mark.django_db
MOST = 15


def as_one(who: User | str) -> Client:
    client = Client()
    client.force_login(officer(who) if isinstance(who, str) else who)
    return client


def page(who, name: str, case) -> str:
    answer = as_one(who).get(reverse(f"assessments:{name}", args=[case.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def post(who, name: str, case, **fields):
    return as_one(who).post(reverse(f"assessments:{name}", args=[case.public_id]), fields)


def test_before_impartiality_is_declared_only_who_applied_is_shown():
    case = handed_in()
    text = page("case-officer", "case", case)
    assert case.title in text and case.organisation.name in text and "venter lenge" not in text
    assert post("case-officer", "declare", case, conflict="").status_code == 422
    assert post("case-officer", "declare", case, conflict="none").status_code == 302
    assert "venter lenge" in page("case-officer", "case", case)


def test_who_is_partial_sees_neither_the_application_nor_what_others_wrote():
    case = handed_in()
    assessed(case, "case-officer-2", summary="Bare for dem som er habile.")
    assert post("case-officer", "declare", case, conflict="conflict", note="Søsken").status_code == 302
    text = page("case-officer", "case", case)
    assert "venter lenge" not in text and "Bare for dem" not in text and "lukket for deg" in text
    assert (
        as_one("case-officer").get(reverse("assessments:similar", args=[case.public_id])).status_code == 403
    )


@pytest.mark.parametrize("who", ["case-officer", "decision-maker"])
def test_no_list_shows_a_case_to_one_who_is_partial_in_it(who):
    call = plain_call(frame=Decimal(2_000_000))
    case, other = handed_in(call, title="Sak med søsken"), handed_in(call, title="Sak uten")
    type(case).objects.filter(pk=case.pk).update(terms=vector_of_texts(["Sak med søsken"]))
    lists = ("/saker/", "/saker/?q=søsken", f"/saker/?q={case.public_id}", f"/saker/prioritering/{call.key}/")
    bulk = {"do": "assign", "sak": [case.public_id, other.public_id]}

    def is_seen() -> set[bool]:
        texts = [as_one(who).get(address).content.decode() for address in lists]
        texts.append(as_one(who).get("/saker/samlet/", bulk).content.decode())
        counts = (Queue(officer(who), Asked(call=call.key)).total, outcomes(officer(who), call)[1].received)
        assert counts in ((1, 1), (2, 2))
        return {"Sak med søsken" in text for text in texts} | {counts == (2, 2)}

    assert is_seen() == {True}
    declared(case, officer(who), "conflict")
    assert is_seen() == {False}
    case.assignments.update(released_at=timezone.now())
    assert is_seen() == {False}, "taken off the case"
    assert "Sak med søsken" in as_one("auditor").get("/saker/").content.decode()


def test_what_an_application_says_is_searched_by_those_alone_who_may_read_it():
    case = handed_in(title="Losen på Ås")
    type(case).objects.filter(pk=case.pk).update(terms=vector_of_texts([case.title, "gjeldsrådgiving"]))

    def finds(who: str, words: str) -> bool:
        return Queue(officer(who), Asked(q=words)).total == 1

    name = case.organisation.name
    for words in ("losen", "ÅS losen", f"losen {name}", case.public_id):
        assert finds("case-officer", words), words
    assert not finds("case-officer", "gjeldsrådgiving")
    assert not finds("case-officer", "losen gjeldsrådgiving")
    assert finds("auditor", "gjeldsrådgiving")
    declared(case, officer())
    assert finds("case-officer", "gjeldsrådgiving") and not finds("decision-maker", "gjeldsrådgiving")
    case.assignments.update(released_at=timezone.now())
    assert not finds("case-officer", "gjeldsrådgiving"), "taken off the case"


def test_an_officer_is_not_led_by_another_before_their_own_is_finished():
    case = handed_in()
    first, second = assigned(case, "case-officer", "case-officer-2")
    assessed(case, "case-officer", summary="Førstemanns syn.")
    recommended(case, "case-officer", reason="Innstilt av den første.")
    text = page("case-officer-2", "case", case)
    assert "Førstemanns syn." not in text and "Innstilt av den første." not in text
    assessed(case, "case-officer-2")
    text = page("case-officer-2", "case", case)
    assert "Førstemanns syn." in text and "Innstilt av den første." in text


def test_a_draft_changed_after_handing_in_is_not_shown():
    case = handed_in(title="Som sendt inn")
    declared(case, officer())
    type(case).objects.filter(pk=case.pk).update(title="Hemmelig utkast", kind="continuation", applied=1)
    inbox = as_one("case-officer").get("/saker/").content.decode()
    for text in (inbox, page("case-officer", "case", case)):
        assert "Som sendt inn" in text and "Hemmelig utkast" not in text
    assert "Hemmelig" not in as_one("case-officer").get("/saker/?type=continuation").content.decode()


def test_another_office_and_the_applicant_find_nothing():
    case = handed_in()
    other = person("annen-officer", Role.CASE_OFFICER, "oslo-kommune")
    for who in (other, "applicant", "administrator"):
        client = as_one(who)
        assert client.get(reverse("assessments:case", args=[case.public_id])).status_code == 404
        for name in ("declare", "assign", "assessment", "recommendation", "decision"):
            assert post(who, name, case, do="save", version="0").status_code == 404
    assert case.title not in as_one(other).get("/saker/").content.decode()
    assert as_one(other).get(reverse("assessments:priorities", args=[case.call.key])).status_code == 404


def test_an_auditor_reads_all_and_does_nothing():
    case = handed_in()
    assessed(case, summary="Et syn.")
    text = page("auditor", "case", case)
    assert "venter lenge" in text and "Et syn." in text and "<textarea" not in text
    for name in ("declare", "assign", "assessment", "recommendation", "decision"):
        answer = post(
            "auditor",
            name,
            case,
            do="save",
            version="0",
            outcome="award",
            amount="1",
            reason="x",
            officer="x",
        )
        assert answer.status_code in (403, 422), name
    assert not Recommendation.objects.filter(application=case).exists()


def test_writing_an_assessment_loses_nothing_that_was_typed():
    case = handed_in()
    assigned(case)
    fields = {"version": "0", "verdict-k0": "met", "reason-k0": "Vist", "summary": "Godt", "amount": "mye"}
    answer = post("case-officer", "assessment", case, do="finish", **fields)
    assert answer.status_code == 422
    assert 'value="mye"' in answer.content.decode() and "Vist" in answer.content.decode()
    answer = post("case-officer", "assessment", case, do="finish", **(fields | {"amount": "500 000"}))
    assert answer.status_code == 422 and 'href="#a-outcome"' in answer.content.decode()
    kept = Assessment.objects.get(assignment__application=case)
    assert (kept.state, kept.amount, kept.version) == ("draft", Decimal(500_000), 1)
    whole = fields | {
        "amount": "500 000",
        "version": "1",
        "outcome": "reduced",
        "verdict-k1": "partly",
        "reason-k1": "Litt",
    }
    assert post("case-officer", "assessment", case, do="finish", **whole).status_code == 302
    kept.refresh_from_db()
    assert kept.state == "finished"
    assert post("case-officer", "assessment", case, do="anew").status_code == 302
    assert Assessment.objects.filter(assignment__application=case, state="draft").count() == 1


def test_the_page_saves_itself_and_says_when_another_tab_was_first():
    case = handed_in()
    assigned(case)
    client, address = as_one("case-officer"), reverse("assessments:assessment", args=[case.public_id])
    answer = client.post(address, {"version": "0", "summary": "A"}, headers={"accept": "application/json"})
    assert answer.json()["version"] == 1
    answer = client.post(address, {"version": "0", "summary": "B"}, headers={"accept": "application/json"})
    assert answer.status_code == 409 and "annen fane" in answer.json()["message"]


def test_recommending_and_deciding_by_the_page():
    case = handed_in()
    assessed(case)
    terms = {
        "outcome": "conditions",
        "amount": "400 000 kr",
        "reason": "Godt vist.",
        "conditions": "Rapport\n\nMøte",
    }
    assert post("case-officer", "recommendation", case, **(terms | {"reason": ""})).status_code == 422
    assert post("case-officer", "recommendation", case, **terms).status_code == 302
    assert Recommendation.objects.get(application=case).conditions == ["Rapport", "Møte"]
    assert post("decision-maker", "decision", case, recommendation="1", **terms).status_code == 403
    declared(case, officer("decision-maker"))
    assert "Fatt vedtak" in page("decision-maker", "case", case)
    answer = post("decision-maker", "decision", case, recommendation="1", year="25", **terms)
    assert answer.status_code == 422
    for _click in range(2):
        assert post("decision-maker", "decision", case, recommendation="1", **terms).status_code == 302
    assert Decision.objects.get(application=case).amount == 400_000
    other = terms | {"amount": "300000", "reason": "Rettet."}
    assert post("decision-maker", "decision", case, recommendation="1", **other).status_code == 409
    assert (
        post("decision-maker", "decision", case, recommendation="1", supersedes="1", **other).status_code
        == 302
    )
    assert "Vedtak nr. 1" in page("decision-maker", "case", case)


def test_beyond_the_frame_the_page_asks():
    call = plain_call(frame=Decimal(1_000_000))
    decided(handed_in(call))
    case = handed_in(call)
    recommended(case)
    declared(case, officer("decision-maker"))
    terms = {"recommendation": "1", "outcome": "award", "amount": "610 000", "reason": ""}
    answer = post("decision-maker", "decision", case, **terms)
    assert answer.status_code == 422 and 'id="d-beyond_frame"' in answer.content.decode()
    assert post("decision-maker", "decision", case, beyond_frame="1", **terms).status_code == 302


def test_several_at_once_by_the_page():
    call = plain_call(frame=Decimal(2_000_000))
    cases = [handed_in(call) for _ in range(4)]
    ids = [case.public_id for case in cases]
    two = officer("case-officer-2")
    client = as_one("case-officer")
    assert client.get("/saker/samlet/", {"do": "assign", "sak": ids}).status_code == 200
    sent = {"do": "assign", "sak": ids, "officer": [str(officer().pseudonym), str(two.pseudonym)]}
    assert client.post("/saker/samlet/", sent).status_code == 200
    assert list(Standing.objects.filter(call=call).values_list("officers", flat=True)) == [2] * 4
    for case in cases[:3]:
        assessed(case)
    terms = {"do": "recommend", "sak": ids, "outcome": "award", "reason": "Godt vist."}
    assert client.post("/saker/samlet/", terms).status_code == 422, "impartiality is not said"
    text = client.post(
        "/saker/samlet/", terms | {"impartial": "1", f"amount-{ids[0]}": "mye"}
    ).content.decode()
    assert "2 saker er ferdige" in text and "2 saker ble ikke endret" in text
    assert Recommendation.objects.filter(application__call=call).count() == 2
    shown = {f"recommendation-{one}": "1" for one in ids}
    sent = {"do": "decide", "sak": ids, "impartial": "1"} | shown
    answer = as_one("decision-maker").post("/saker/samlet/", sent)
    assert "2 saker er ferdige" in answer.content.decode()
    assert Decision.objects.filter(application__call=call).count() == 2
    assert as_one("auditor").post("/saker/samlet/", terms).status_code == 403


def test_several_are_decided_only_as_the_page_showed_their_recommendations():
    case = handed_in()
    recommended(case)
    client, field = as_one("decision-maker"), f"recommendation-{case.public_id}"
    sent = {"do": "decide", "sak": case.public_id, "impartial": "1"}
    shown = client.get("/saker/samlet/", sent).content.decode()
    assert f'name="{field}" value="1"' in shown
    recommended(case, amount=Decimal(1_000))
    for number in ("1", "", "x", "3"):
        refused = client.post("/saker/samlet/", sent | {field: number}).content.decode()
        assert "Innstillingen er endret siden du åpnet siden." in refused
        assert f'name="{field}" value="2"' in refused, "what is shown now can be decided"
    assert not Decision.objects.filter(application=case).exists()
    assert not case.assignments.filter(officer=officer("decision-maker")).exists(), "nothing was changed"
    assert client.post("/saker/samlet/", sent | {field: "2"}).status_code == 200
    assert Decision.objects.get(application=case).amount == 1_000


def test_an_older_submission_is_a_link_away():
    case = handed_in(title="Første utgave")
    type(case).objects.filter(pk=case.pk).update(title="Andre utgave")
    case.refresh_from_db()
    submit_again(case)
    declared(case, officer())
    client, address = as_one("case-officer"), reverse("assessments:case", args=[case.public_id])
    assert "eldre innsending" in client.get(address + "?innsending=1").content.decode()
    assert "eldre innsending" not in client.get(address).content.decode()


def test_ongoing_projects_stand_first_with_a_running_total():
    call = plain_call(frame=Decimal(1_000_000))
    new = handed_in(call, title="Nytt")
    ongoing = handed_in(call, title="Pågående", kind="continuation")
    decided(new)
    recommended(ongoing)
    text = as_one("case-officer").get(reverse("assessments:priorities", args=[call.key])).content.decode()
    assert text.index("Pågående") < text.index("Nytt")
    totals = re.findall(r'Sum så langt">([^<]+?) ?<', text)
    assert [re.sub(r"\D", "", one) for one in totals] == ["610000", "1220000"]
    assert text.count('<tr class="beyond">') == 1


def test_cases_that_one_may_not_see_are_one_sum_in_the_running_total():
    call = plain_call(frame=Decimal(1_500_000))
    seen = handed_in(call, title="Den jeg ser")
    partial, elsewhere = handed_in(call, title="Den jeg er inhabil i"), handed_in(call, title="Den andre har")
    recommended(partial, "case-officer-2")
    decided(elsewhere, amount=Decimal(200_000))
    recommended(seen, "case-officer-2")
    type(elsewhere).objects.filter(pk=elsewhere.pk).update(handler=elsewhere.organisation)
    declared(partial, officer(), "conflict")
    address = reverse("assessments:priorities", args=[call.key])
    text = as_one("case-officer").get(address).content.decode()
    totals = [re.sub(r"\D", "", one) for one in re.findall(r'Sum så langt">([^<]+?) ?<', text)]
    assert totals == ["810000", "1420000"] and "Saker du ikke ser" in text
    assert "inhabil i" not in text and "Den andre har" not in text and partial.public_id not in text
    whole = as_one("auditor").get(address).content.decode()
    assert "Saker du ikke ser" not in whole and "1420000" in re.sub(r"[\s\xa0]", "", whole)


def test_outcomes_by_area_say_what_is_unknown():
    call = plain_call()
    decided(handed_in(call))
    decided(handed_in(call), outcome="rejected", amount=None, reason_code="frame-used", reason="Rammen.")
    handed_in(call, applied=None)
    handed_in(call, area=None)
    text = as_one("decision-maker").get(f"/saker/utfall/?utlysning={call.key}").content.decode()
    assert (
        "33,3" in text
        and "25,0" in text
        and "og 1 uten oppgitt beløp" in text
        and "område ikke oppgitt" in text
    )


@pytest.fixture
def many(request, portfolio):
    return Generator(request.param, key=f"mange-{request.param}").write(), request.param


def addresses(key: str, size: int) -> list[str]:
    last = -(-size // 25)
    return [
        "/saker/", f"/saker/?side={last}", f"/saker/?side={last // 2}", "/saker/?status=assessed", "/saker/?q=gjeld",
        f"/saker/?utlysning={key}&omrade=o1&type=new&mine=1", "/saker/?sorter=belop", "/saker/?antall=200",
        f"/saker/{key}-0/", f"/saker/{key}-5/", f"/saker/{key}-7/", f"/saker/{key}-0/lignende/",
        f"/saker/prioritering/{key}/", f"/saker/prioritering/{key}/?side=3", f"/saker/utfall/?utlysning={key}",
    ]  # fmt: skip


COUNTED: dict[str, dict[int, int]] = {}


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("many", [2_000, 10_000], indirect=True)
def test_queries_stay_flat(many, django_assert_max_num_queries):
    call, size = many
    for who in (OFFICER, BOSS):
        client = as_one(User.objects.get(email=who))
        for address in addresses(call.key, size):
            client.get(address)
            with django_assert_max_num_queries(MOST) as asked:
                assert client.get(address).status_code == 200, address
            kind = f"{who} {re.sub(r'side=[0-9]+|mange-[0-9]+', '', address)}"
            COUNTED.setdefault(kind, {})[size] = len(asked)
    assert all(len(set(one.values())) == 1 for one in COUNTED.values()), COUNTED


def test_every_page_of_the_queue_holds_each_case_once():
    call = plain_call()
    made = {handed_in(call).public_id for _ in range(53)}
    client, found = as_one("case-officer"), []
    for number in range(1, 4):
        text = client.get(f"/saker/?utlysning={call.key}&side={number}").content.decode()
        found += re.findall(r'name="sak" value="([^"]+)"', text)
    assert len(found) == 53 and set(found) == made
    newest_first = sorted(made, key=lambda one: -int(one.rsplit("-", 1)[1]))
    assert found == newest_first


def test_a_search_that_finds_all_is_the_list_of_all():
    """A search counts and chooses in one reading; a list does so in two."""
    call = plain_call()
    for number in range(53):
        sums = (None, Decimal(300_000), Decimal(number * 7000 % 90_000))
        case = handed_in(call, title=f"Losen {number}", applied=sums[number % 3])
        if number % 9 == 0:
            assessed(case)
        elif number % 13 == 5:
            Application.objects.filter(pk=case.pk).update(state="withdrawn")
    for order, stage, number in itertools.product(SORTS, ("", *STAGES), (1, 2, 3, 99)):
        asked = Asked(call=call.key, sort=order, stage=stage, page=number)
        plain, sought = (Queue(officer("case-officer"), replace(asked, q=q)) for q in ("", "losen"))
        assert sought.counts == plain.counts == {"": 50, "waiting": 44, "assessed": 6, WITHDRAWN: 3}
        assert (sought.page, sought.first, sought.last) == (plain.page, plain.first, plain.last)
        assert sought.rows == plain.rows and bool(plain.rows) == bool(plain.counts[stage])


@pytest.mark.parametrize(
    "asked",
    [
        "side=0",
        "side=999999",
        "side=x",
        "status=%00",
        "q=%00",
        "antall=7",
        "saksbehandler=abc",
        "q=!!",
        "omrade=x",
    ],
)
def test_an_odd_address_is_no_error(asked):
    handed_in()
    assert as_one("case-officer").get(f"/saker/?{asked}").status_code == 200
