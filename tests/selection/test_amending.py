"""Changing a draft: acts against the database, then the pages with two windows, double clicks and locked rounds."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.records.models import AuditEvent
from lovende.schemes.models import Scheme
from lovende.selection.actions import (
    ConflictError,
    NotAllowedError,
    SelectionError,
    add_criterion,
    add_phase,
    amend_criterion,
    amend_phase,
    amend_round,
    delete_round,
    drop_candidates,
    lock_protocol,
    move_phase,
    open_phase,
    remove_criterion,
    remove_phase,
    save_rater,
)
from lovende.selection.amending import facts_of, signature
from lovende.selection.amending_criteria import version_of
from lovende.selection.models import Candidate, Criterion, Phase, Round
from lovende.selection.protocol import protocol_of, start
from making.schemes import person
from making.selection import draft_round, lead, locked_round, open_readings, rater_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
NEW_PHASE = {"title": "Feltbesøk", "question": "Virker det i praksis?", "gate": "any-out"}
NEW_CRITERION = {
    "label": "Koster lite å starte", "how": "Tallene i søknaden.", "dimension": "transferability",
    "evidence": ["accounts"], "phases": ["deep"], "is_absolute": False,
}  # fmt: skip


@pytest.fixture
def found() -> Round:
    return draft_round(candidates=3)


def criterion(found: Round, key: str = "novelty") -> Criterion:
    return found.criteria.get(key=key)


def amended(found: Round, key: str = "novelty", **changed) -> Criterion:
    row = criterion(found, key)
    return amend_criterion(
        round_=found, key=key, facts=facts_of(row) | changed, seen=signature(row), actor=lead()
    )


def orders(found: Round) -> list[tuple[int, str]]:
    return list(found.phases.values_list("order", "key"))


# The frame


def test_the_frame_is_changed_and_goes_into_the_protocol(found):
    owner, scheme = Organisation.objects.get(slug="avdir"), Scheme.objects.first()
    facts = {"title": " Ny tittel ", "owner": owner, "scheme": scheme, "year": 2025, "per_measure": 2, "at_most": 9,
             "reading_order": "suggested"}  # fmt: skip
    row = amend_round(round_=found, facts=facts, seen=signature(found), actor=lead())
    said = protocol_of(Round.objects.get(pk=row.pk))
    assert (said["title"], said["owner"], said["scheme"], said["year"]) == (
        "Ny tittel",
        "avdir",
        scheme.key,
        2025,
    )
    assert (said["at_most"], said["reading_order"]) == (9, "suggested")
    event = AuditEvent.objects.filter(verb="selection.amended", about=found.public_id).get()
    assert set(event.facts) == {"fields"} and "Ny tittel" not in str(event.facts)
    before = AuditEvent.objects.count()
    amend_round(round_=found, facts=facts, seen="gammelt", actor=lead())
    assert AuditEvent.objects.count() == before, "the same again is nothing"


def test_the_reading_order_is_by_lot_unless_somebody_says_otherwise(found):
    assert found.reading_order == Round.Order.RANDOM


@pytest.mark.parametrize(
    ("wrong", "field"), [({"title": "  "}, "title"), ({"per_measure": 1}, "per_measure")]
)
def test_a_frame_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        amend_round(round_=found, facts=facts_of(found) | wrong, seen=signature(found), actor=lead())
    assert set(refused.value.fields) == {field}


def test_nobody_writes_over_what_they_have_not_seen(found):
    seen = signature(found)
    amend_round(round_=found, facts=facts_of(found) | {"year": 2024}, seen=seen, actor=lead())
    with pytest.raises(ConflictError, match="mens du skrev"):
        amend_round(round_=found, facts=facts_of(found) | {"title": "Min"}, seen=seen, actor=lead())


# Phases


def test_phases_are_added_changed_moved_and_removed(found):
    added = add_phase(round_=found, facts=NEW_PHASE, actor=lead())
    assert add_phase(round_=found, facts=NEW_PHASE, actor=lead()) == added, "twice is once"
    assert orders(found) == [(1, "screening"), (2, "deep"), (3, "feltbesk")]
    for _twice in (1, 2):
        move_phase(round_=found, key=added.key, place=3, by=-1, actor=lead())
    assert orders(found) == [(1, "screening"), (2, "feltbesk"), (3, "deep")]
    move_phase(round_=found, key="screening", place=1, by=-1, actor=lead())
    move_phase(round_=found, key="deep", place=3, by=1, actor=lead())
    assert [key for _order, key in orders(found)] == ["screening", "feltbesk", "deep"], (
        "nothing beyond the ends"
    )
    changed = NEW_PHASE | {"gate": "all-out"}
    row = amend_phase(round_=found, key=added.key, facts=changed, seen=signature(added), actor=lead())
    assert (row.gate, row.key) == ("all-out", "feltbesk")
    for _twice in (1, 2):
        remove_phase(round_=found, key="screening", actor=lead())
    assert orders(found) == [(1, "feltbesk"), (2, "deep")]
    assert not found.criteria.filter(phases__contains=["screening"]).exists()


def test_a_round_keeps_at_least_one_phase(found):
    remove_phase(round_=found, key="deep", actor=lead())
    with pytest.raises(SelectionError, match="minst én fase"):
        remove_phase(round_=found, key="screening", actor=lead())


def test_a_phase_where_alone_an_absolute_criterion_is_judged_stays(found):
    amended(found, "cooperation", is_absolute=True)
    with pytest.raises(SelectionError, match="absolutt"):
        remove_phase(round_=found, key="deep", actor=lead())
    amended(found, "cooperation", phases=["screening", "deep"])
    remove_phase(round_=found, key="deep", actor=lead())
    assert criterion(found, "cooperation").phases == ["screening"]


@pytest.mark.parametrize("title", ["Les", "Enighet", "Nytt", "Faser", "!!!"])
def test_a_phase_is_never_called_what_stands_in_its_address(found, title):
    key = add_phase(round_=found, facts=NEW_PHASE | {"title": title}, actor=lead()).key
    page = client().get(at("phase", found.public_id, key))
    assert page.status_code == 200 and "Virker det i praksis?" in text(page)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "screening"}, "title"),
        ({"question": " "}, "question"),
        ({"gate": "none"}, "gate"),
    ],
)
def test_a_phase_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        add_phase(round_=found, facts=NEW_PHASE | wrong, actor=lead())
    assert set(refused.value.fields) == {field} and found.phases.count() == 2


def test_a_round_with_other_phases_is_locked_and_read(found):
    add_phase(round_=found, facts=NEW_PHASE | {"title": "Først"}, actor=lead())
    for place in (3, 2):
        move_phase(round_=found, key="frst", place=place, by=-1, actor=lead())
    add_criterion(round_=found, facts=NEW_CRITERION | {"phases": ["frst"]}, actor=lead())
    lock_protocol(round_=found, actor=lead())
    assert open_phase(round_=found, actor=lead()).key == "frst" and len(open_readings(found)) == 6


# Criteria


@pytest.mark.parametrize(
    ("changed", "version"),
    [
        ({"label": "Nytt i Norge"}, 2),
        ({"how": "Sjekk registeret."}, 2),
        ({"dimension": "both"}, 2),
        ({"evidence": ["web"]}, 2),
        ({"is_absolute": True}, 1),
        ({"phases": ["screening"]}, 1),
        ({}, 1),
    ],
)
def test_a_criterion_that_means_something_else_is_another_version(found, changed, version):
    assert amended(found, **changed).version == version
    said = next(row for row in protocol_of(found)["criteria"] if row["key"] == "novelty")
    assert said["version"] == version


def test_the_version_goes_up_once_and_back_with_the_meaning(found):
    before = facts_of(criterion(found))
    assert amended(found, how="Et annet sted.").version == 2
    assert amended(found, how="Et tredje sted.").version == 2
    assert amended(found, how=before["how"]).version == 1
    assert facts_of(criterion(found)) == before


def test_every_criterion_of_the_start_is_its_first_version(found):
    assert all(version_of(row.key, facts_of(row)) == row.version == 1 for row in found.criteria.all())
    assert len(start()["criteria"]) == found.criteria.count()


def test_a_round_adds_its_own_criteria_and_takes_out_others(found):
    own = add_criterion(round_=found, facts=NEW_CRITERION, actor=lead())
    assert add_criterion(round_=found, facts=NEW_CRITERION, actor=lead()) == own
    assert (own.number, own.version, own.source) == (15, 1, None)
    assert amended(found, own.key, how="Noe annet.").version == 1, "nobody has read it under another meaning"
    for _twice in (1, 2):
        remove_criterion(round_=found, key="documentation", actor=lead())
    assert list(found.criteria.values_list("number", flat=True)) == list(range(1, 15))
    assert found.criteria.get(number=14).key == own.key


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"label": ""}, "label"),
        ({"label": "nytt i NASJONAL sammenheng"}, "label"),
        ({"dimension": "height"}, "dimension"),
        ({"is_absolute": True, "phases": []}, "phases"),
        ({"is_absolute": True, "phases": ["unknown"]}, "phases"),
    ],
)
def test_a_criterion_that_is_wrong_is_refused(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        add_criterion(round_=found, facts=NEW_CRITERION | wrong, actor=lead())
    assert set(refused.value.fields) == {field} and found.criteria.count() == 14


# Candidates, and the draft itself


def test_candidates_are_dropped_with_what_hangs_on_them_and_the_rest_keep_their_numbers(found):
    numbers = list(found.candidates.values_list("number", flat=True))
    save_rater(
        round_=found, user=rater_user(), department="Arbeid", conflicts={numbers[0]: "kjent"}, actor=lead()
    )
    for left in (2, 0):
        assert drop_candidates(round_=found, numbers=[numbers[0], numbers[2]], actor=lead()) == left
    assert list(found.candidates.values_list("number", flat=True)) == [numbers[1]]


def test_a_draft_is_deleted_whole_and_leaves_its_history(found):
    key, public_id = found.pk, found.public_id
    delete_round(round_=found, actor=lead())
    assert not Round.objects.filter(pk=key).exists() and not Candidate.objects.filter(round=key).exists()
    assert AuditEvent.objects.filter(about=public_id, verb="selection.deleted").exists()
    assert draft_round(candidates=0, raters=0).public_id not in (public_id, ""), "its history is its own"


def acts(found: Round):
    phase, one = found.phases.first(), found.criteria.first()
    new = facts_of(phase) | {"title": "Annet"}
    know, other = {"round_": found}, facts_of(one) | {"how": "x"}
    return [
        lambda who: amend_round(facts=facts_of(found) | {"title": "x"}, seen=signature(found), actor=who, **know),
        lambda who: add_phase(facts=NEW_PHASE, actor=who, **know),
        lambda who: amend_phase(key=phase.key, facts=new, seen=signature(phase), actor=who, **know),
        lambda who: move_phase(key=phase.key, place=1, by=1, actor=who, **know),
        lambda who: remove_phase(key=phase.key, actor=who, **know),
        lambda who: add_criterion(facts=NEW_CRITERION, actor=who, **know),
        lambda who: amend_criterion(key=one.key, facts=other, seen=signature(one), actor=who, **know),
        lambda who: remove_criterion(key=one.key, actor=who, **know),
        lambda who: drop_candidates(numbers=[1], actor=who, **know),
        lambda who: delete_round(actor=who, **know),
    ]  # fmt: skip


def test_nothing_is_changed_once_the_protocol_is_locked():
    found = locked_round(candidates=2)
    before, events = protocol_of(found), AuditEvent.objects.count()
    for act in acts(found):
        with pytest.raises(ConflictError, match="Protokollen er låst"):
            act(lead())
    assert protocol_of(found) == before and AuditEvent.objects.count() == events


@pytest.mark.parametrize("who", ["rater", "auditor", "case-officer", "applicant"])
def test_only_those_who_lead_change_a_draft(found, who):
    for act in acts(found):
        with pytest.raises(NotAllowedError):
            act(person(who))


# Pages


def at(name: str, *parts) -> str:
    return reverse(f"selection:{name}", args=parts)


def client(who: str = "evaluator") -> Client:
    made = Client()
    made.force_login(User.objects.get(email=address(who)))
    return made


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


def get(name: str, *parts, **query) -> str:
    answer = client().get(at(name, *parts), query)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def post(name: str, *parts, **data):
    return client().post(at(name, *parts), data)


def seen_in(page: str) -> str:
    return re.search(r'name="seen" value="([0-9a-f]{64})"', page)[1]


FRAME = {"title": "Ny", "owner": "", "scheme": "", "year": "", "per_measure": "2", "at_most": "",
         "reading_order": "random"}  # fmt: skip


def test_a_draft_leads_to_each_thing_that_can_be_changed_and_a_locked_round_does_not(found):
    names = ("edit_round", "delete_round", "phases", "criteria")
    page = get("round", found.public_id)
    assert all(at(name, found.public_id) in page for name in names)
    lock_protocol(round_=found, actor=lead())
    page = get("round", found.public_id)
    assert not any(at(name, found.public_id) in page for name in names)
    more = [("phase", ["deep"]), ("criterion", ["novelty"]), ("new_criterion", [])]
    for name, parts in [*((one, []) for one in names), *more]:
        answer = client().get(at(name, found.public_id, *parts))
        assert answer.status_code == 302 and answer["Location"] == at("protocol", found.public_id)


def test_a_model_is_offered_where_it_is_there_and_kept_where_it_was_chosen(found, monkeypatch):
    option, page = 'value="suggested"', partial(get, "edit_round", found.public_id)
    assert option in page()
    monkeypatch.setattr("lovende.selection.ordering.model.PACKAGE", "finnes-ikke")
    assert option not in page() and "er ikke installert her" in page()
    Round.objects.filter(pk=found.pk).update(reading_order="suggested")
    assert option in page()


def test_two_windows_on_the_frame_keep_what_each_typed(found):
    seen = seen_in(get("edit_round", found.public_id))
    for _press in (1, 2):
        answer = post("edit_round", found.public_id, **(FRAME | {"seen": seen, "year": "2024"}))
        assert answer.status_code == 302
    other = FRAME | {"seen": seen, "title": "Min egen", "at_most": "9"}
    answer = post("edit_round", found.public_id, **other)
    page = text(answer)
    assert answer.status_code == 409 and "mens du skrev" in page and 'value="Min egen"' in page
    assert (
        "Slik står det nå" in page and "<dd><p>" not in page and "2024" in page.split("Slik står det nå")[1]
    )
    answer = post("edit_round", found.public_id, **(other | {"seen": seen_in(page)}))
    assert answer.status_code == 302
    found.refresh_from_db()
    assert (found.title, found.at_most, found.year) == ("Min egen", 9, None)


def test_two_windows_on_a_criterion_keep_what_each_typed(found):
    row = criterion(found)
    typed = {"label": row.label, "how": "Mitt.", "dimension": row.dimension, "evidence": row.evidence,
             "phases": row.phases, "seen": seen_in(get("criterion", found.public_id, "novelty"))}  # fmt: skip
    amended(found, how="Deres.", is_absolute=True)
    answer = post("criterion", found.public_id, "novelty", **typed)
    page = text(answer)
    assert answer.status_code == 409 and "Deres." in page and "Mitt." in page
    assert re.search(r"Absolutt.*<dd>Ja</dd>", page)
    assert (
        post("criterion", found.public_id, "novelty", **(typed | {"seen": seen_in(page)})).status_code == 302
    )
    assert (criterion(found).how, criterion(found).version) == ("Mitt.", 2)
    assert "versjon 2" in get("criteria", found.public_id) and "versjon 2" in get("protocol", found.public_id)


def test_phases_are_changed_on_their_page(found):
    for _press in (1, 2):
        assert post("phases", found.public_id, **NEW_PHASE).status_code == 302
    page = get("phases", found.public_id)
    assert page.count("Feltbesøk</strong>") == 1 and page.count('name="by" value="-1"') == 2
    for _press in (1, 2):
        assert post("move_phase", found.public_id, "feltbesk", place="3", by="-1").status_code == 302
    assert [key for _order, key in orders(found)] == ["screening", "feltbesk", "deep"]
    seen = seen_in(get("phase", found.public_id, "feltbesk"))
    assert (
        post(
            "phase", found.public_id, "feltbesk", **(NEW_PHASE | {"seen": seen, "gate": "all-out"})
        ).status_code
        == 302
    )
    assert found.phases.get(key="feltbesk").gate == Phase.Gate.ALL_OUT
    for _press in (1, 2):
        assert post("remove_phase", found.public_id, "feltbesk").status_code == 302
    assert found.phases.count() == 2


@pytest.mark.parametrize(
    ("name", "parts", "typed", "says"),
    [
        ("edit_round", [], FRAME | {"per_measure": "1"}, "minst 2"),
        ("edit_round", [], FRAME | {"title": ""}, "Gi utvelgelsen et navn."),
        ("phases", [], NEW_PHASE | {"title": "Screening"}, "En annen fase heter det samme."),
        ("phases", [], NEW_PHASE | {"gate": ""}, "Velg når en kandidat går ut."),
        ("new_criterion", [], NEW_CRITERION | {"dimension": ""}, "Velg hva kriteriet gjelder."),
        ("new_criterion", [], NEW_CRITERION | {"is_absolute": "on", "phases": []}, "i minst én fase"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(found, name, parts, typed, says):
    answer = post(name, found.public_id, *parts, **typed)
    page = text(answer)
    assert answer.status_code == 422 and says in page.split('class="stack"')[1]
    kept = next(typed[key] for key in ("title", "label", "question", "per_measure") if typed.get(key))
    assert kept in page
    links = re.findall(r'<a href="#([^"]*)">', page)
    assert links and all(f'id="{one}"' in page for one in links)


@pytest.mark.parametrize("name", ["phases", "new_criterion", "edit_round", "delete_round", "candidates"])
def test_what_is_sent_from_an_old_window_is_refused_in_words_and_kept(name):
    found = locked_round(candidates=2)
    number = found.candidates.first().number
    typed = (
        FRAME
        | NEW_PHASE
        | NEW_CRITERION
        | {"title": "Beholdt", "label": "Beholdt", "do": "drop", "number": number}
    )
    answer = post(name, found.public_id, **typed)
    assert answer.status_code == 409 and "Protokollen er låst." in text(answer)
    if name not in ("delete_round", "candidates"):
        assert "Beholdt" in text(answer)


def test_a_button_on_an_old_page_of_a_locked_round_says_so():
    found = locked_round(candidates=2)
    for name, part in (("remove_phase", "deep"), ("move_phase", "deep"), ("remove_criterion", "novelty")):
        answer = client().post(at(name, found.public_id, part), {"place": "2", "by": "-1"}, follow=True)
        assert "Protokollen er låst." in text(answer)
    assert found.phases.count() == 2


def test_candidates_are_ticked_and_taken_out(found):
    numbers = list(found.candidates.values_list("number", flat=True))
    assert get("candidates", found.public_id).count('type="checkbox"') == 3
    answer = post("candidates", found.public_id, do="drop")
    assert answer.status_code == 422 and "Kryss av kandidatene som skal tas ut." in text(answer)
    for says in ("2 kandidater er tatt ut.", "0 kandidater er tatt ut."):
        answer = client().post(
            at("candidates", found.public_id),
            {"do": "drop", "number": [*numbers[:2], "x", 99999]},
            follow=True,
        )
        assert says in text(answer)
    assert found.candidates.count() == 1
    lock_protocol(round_=found, actor=lead())
    assert 'type="checkbox"' not in get("candidates", found.public_id)


def test_a_draft_is_deleted_after_a_page_that_says_what_goes(found):
    page = get("delete_round", found.public_id)
    assert "Det kan ikke gjøres om." in page and "<dd>3</dd>" in page
    answer = client().post(at("delete_round", found.public_id), {"step": "delete"}, follow=True)
    assert "er slettet" in text(answer) and not Round.objects.filter(pk=found.pk).exists()
    assert post("delete_round", found.public_id, step="delete").status_code == 404


def test_pages_take_few_queries_whatever_the_round():
    for name, parts in [
        ("edit_round", []), ("delete_round", []), ("phases", []), ("phase", ["deep"]), ("criteria", []),
        ("criterion", ["novelty"]), ("new_criterion", []), ("candidates", []),
    ]:  # fmt: skip
        counts = []
        for n in (1, 9):
            made = draft_round(candidates=n, title=f"{name} {n}")
            for place in range(n):
                add_phase(round_=made, facts=NEW_PHASE | {"title": f"Fase {place}"}, actor=lead())
            opened = client()
            with CaptureQueriesContext(connection) as queries:
                assert opened.get(at(name, made.public_id, *parts)).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 15, (name, counts)
