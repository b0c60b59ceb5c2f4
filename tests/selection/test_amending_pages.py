"""The pages that change a draft: two windows, what is wrong beside its field, old pages, how many queries."""

import re
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lovende.selection.actions import (
    add_phase,
    lock_protocol,
)
from lovende.selection.models import Phase, Round
from making.drafts import NEW_CRITERION, NEW_PHASE, amended, criterion, orders
from making.selection import draft_round, lead, locked_round
from making.selection_pages import at, client, get, post, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


@pytest.fixture
def found() -> Round:
    return draft_round(candidates=3)


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
