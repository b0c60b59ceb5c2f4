"""Pages that prepare and run a round: what they show, to whom and when, what a wrong form says."""

import hashlib
import re

import pytest

from lovende.measures.models import Measure
from lovende.measures.models import State as MeasureState
from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.reporting.models import Report
from lovende.selection.actions import (
    save_rater,
)
from lovende.selection.models import Round
from making.reporting import handed_in
from making.selection import (
    draft_round,
    lead,
    locked_round,
    open_readings,
    open_round,
    rater_user,
    read_by_all,
    settled_round,
)
from making.selection_pages import at, client, get, post, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


# Making a round


def test_a_round_is_made_and_leads_to_what_comes_next():
    facts = {
        "title": "Lovende 2027",
        "institute": Organisation.objects.get(slug="nibr").pk,
        "per_measure": "2",
    }
    answer = post("new", **facts)
    made = Round.objects.get(title="Lovende 2027")
    assert answer.status_code == 302 and answer["Location"] == at("round", made.public_id)
    page = get("round", made.public_id)
    assert "Ta inn tiltakene det skal velges blant." in page and "1777" not in page
    assert "linje 1803–1811, 869–879" in page, "each criterion leads to its lines in the source"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "Gi utvelgelsen et navn."),
        ({"per_measure": "1"}, "minst 2"),
        ({"year": "i fjor"}, "Skriv et helt tall."),
    ],
)
def test_a_wrong_round_is_said_beside_the_field_and_kept(wrong, says):
    facts = {"title": "Beholdt", "institute": Organisation.objects.get(slug="nibr").pk, "per_measure": "2"}
    answer = post("new", **(facts | wrong))
    assert answer.status_code == 422 and says in text(answer)
    assert all(f'value="{typed}"' in text(answer) for typed in wrong.values() if typed)
    assert not Round.objects.filter(title="Beholdt").exists()


def test_nobody_leads_a_round_for_another_institute():
    answer = post("new", title="For andre", institute=owner().pk, per_measure="2")
    assert answer.status_code == 422 and not Round.objects.filter(title="For andre").exists()


# Candidates


def test_reports_of_a_scheme_and_year_are_taken_in():
    report, found = handed_in(), draft_round(candidates=0, raters=0)
    there = f"{report.call.scheme.key}:{report.year}"
    assert f'value="{there}"' in get("candidates", found.public_id)
    expected = Report.objects.filter(
        call__scheme=report.call.scheme, year=report.year, state__in=["submitted", "approved"]
    ).count()
    for new in (expected, 0):
        before = found.candidates.count()
        assert post("candidates", found.public_id, do="reports", reports=there).status_code == 302
        assert found.candidates.count() == before + new
    answer = post("candidates", found.public_id, do="reports", reports="tull:2020")
    assert answer.status_code == 422 and "Dette må rettes" in text(answer)


def test_what_a_search_shows_is_what_is_taken_in():
    found = draft_round(candidates=0, raters=0)
    page = get("candidates", found.public_id, q="ungdom")
    shown = int(re.search(r"Ta inn alle (\d+)", page)[1])
    assert post("candidates", found.public_id, do="search", q="ungdom").status_code == 302
    assert found.candidates.count() == shown > 1


def test_a_list_takes_ids_and_addresses_and_names_what_is_not_there():
    found = draft_round(candidates=0, raters=0)
    first, second = Measure.objects.filter(state=MeasureState.PUBLISHED)[:2]
    typed = (
        f"{first.public_id}, https://lovende.example{second.get_absolute_url()}?fra=sok\n{first.public_id}"
    )
    wrong = post("candidates", found.public_id, do="list", measures=typed + "\nfinnes-ikke")
    assert wrong.status_code == 422 and "Finnes ikke i registeret: finnes-ikke." in text(wrong)
    assert first.public_id in text(wrong) and not found.candidates.exists()
    assert post("candidates", found.public_id, do="list", measures=typed).status_code == 302
    assert set(found.candidates.values_list("measure", flat=True)) == {first.pk, second.pk}


def test_a_measure_that_is_not_published_cannot_be_told_from_one_that_is_not_there():
    found, hidden = draft_round(candidates=0, raters=0), Measure.objects.first()
    Measure.objects.filter(pk=hidden.pk).update(state=MeasureState.DRAFT)
    answer = post("candidates", found.public_id, do="list", measures=hidden.public_id)
    assert answer.status_code == 422 and "Finnes ikke i registeret" in text(answer)


def test_completeness_is_changed_with_a_reason_that_the_lists_show():
    found = draft_round(candidates=2)
    number = found.candidates.first().number
    answer = post("candidate", found.public_id, number, is_complete="no", because="")
    assert answer.status_code == 422 and "Skriv hvorfor tiltaket ikke kan vurderes." in text(answer)
    answer = post("candidate", found.public_id, number, is_complete="no", because="Bare overskrifter.")
    assert answer.status_code == 302
    assert "Bare overskrifter." in get("candidates", found.public_id, vis="kan-ikke")
    assert "Bare overskrifter." in get("round", found.public_id)
    assert "Bare overskrifter." not in get("candidates", found.public_id, vis="kan")


# Raters


def test_a_rater_is_put_on_changed_and_taken_off():
    found = draft_round(candidates=2, raters=0)
    who = rater_user()
    number = found.candidates.first().number
    facts = {
        "person": str(who.pseudonym),
        "department": "Velferd",
        "most": "",
        "conflicts": f"{number} er leder der",
    }
    assert post("raters", found.public_id, **facts).status_code == 302
    row = found.raters.get()
    assert row.conflicts.get().why == "er leder der" and row.most is None
    assert f"{number} er leder der" in get("rater", found.public_id, who.pseudonym)
    changed = {"department": "Arbeid", "most": "12", "conflicts": ""}
    assert post("rater", found.public_id, who.pseudonym, **changed).status_code == 302
    row.refresh_from_db()
    assert (row.department, row.most, row.conflicts.count()) == ("Arbeid", 12, 0)
    for _twice in range(2):
        assert post("drop", found.public_id, who.pseudonym).status_code == 302
    assert not found.raters.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"conflicts": "kjenner noen"}, "Begynn linjen med nummeret"),
        ({"conflicts": "999 kjenner noen"}, "Ingen kandidat har nummer 999."),
        ({"department": ""}, "hvilken avdeling"),
        ({"person": ""}, "Velg en person."),
    ],
)
def test_a_wrong_rater_is_said_and_what_was_typed_is_kept(wrong, says):
    found = draft_round(candidates=2, raters=0)
    facts = {"person": str(rater_user().pseudonym), "department": "Beholdt", "conflicts": "", "most": "3"}
    answer = post("raters", found.public_id, **(facts | wrong))
    assert answer.status_code == 422 and says in text(answer) and 'value="3"' in text(answer)
    assert not found.raters.exists()


def test_only_those_who_hold_a_role_to_rate_in_can_be_chosen():
    found = draft_round(candidates=2, raters=0)
    page = get("raters", found.public_id)
    assert str(rater_user().pseudonym) in page
    officer = User.objects.get(email=address("case-officer"))
    assert str(officer.pseudonym) not in page
    facts = {"person": str(officer.pseudonym), "department": "Arbeid"}
    assert post("raters", found.public_id, **facts).status_code == 422


# Locking, opening, settling


def test_a_protocol_is_locked_after_a_page_that_says_it_cannot_be_undone():
    found = draft_round(candidates=3)
    page = get("lock_protocol", found.public_id)
    assert "Det kan ikke gjøres om." in page and "4 fra 2 avdelinger" in page
    for _twice in range(2):
        assert post("lock_protocol", found.public_id, step="lock").status_code == 302
    found.refresh_from_db()
    assert found.state == Round.State.LOCKED and found.protocol_sha256 in get("round", found.public_id)


def test_what_is_missing_is_said_and_nothing_is_locked():
    found = draft_round(candidates=2, raters=2)
    answer = post("lock_protocol", found.public_id, step="lock")
    assert answer.status_code == 422 and "Det er vurderere fra 1." in text(answer)


def test_the_file_is_the_bytes_whose_digest_is_shown():
    found = locked_round(candidates=3)
    answer = client("auditor").get(at("protocol_json", found.public_id))
    assert hashlib.sha256(answer.content).hexdigest() == found.protocol_sha256
    assert found.protocol_sha256 in get("protocol", found.public_id, who="auditor")
    draft = draft_round(candidates=2)
    assert client().get(at("protocol_json", draft.public_id)).status_code == 404


def test_an_old_page_opens_and_settles_nothing_new():
    found = settled_round(candidates=2)
    for name in ("open_phase", "settle"):
        answer = client().post(at(name, found.public_id), {"step": "screening"}, follow=True)
        assert answer.status_code == 200
    assert list(found.phases.values_list("state", flat=True)) == ["settled", "waiting"]
    assert post("open_phase", found.public_id, step="deep").status_code == 302
    assert post("open_phase", found.public_id, step="deep").status_code == 302
    assert list(found.phases.values_list("state", flat=True)) == ["settled", "open"]


def test_a_phase_is_settled_from_its_page_once_all_is_locked():
    found = open_round(candidates=2)
    page = get("round", found.public_id)
    assert "Vent på vurdererne: 4 vurderinger" in page and "0 av 4 vurderinger er låst" in page
    early = get("settle", found.public_id)
    assert "Vent på vurdererne: 4 vurderinger" in early and "Avgjør fasen</button>" not in early
    answer = post("settle", found.public_id, step="screening")
    assert answer.status_code == 422 and "4 vurderinger er ikke låst ennå." in text(answer)
    read_by_all(found, {open_readings(found)[0].candidate.number: ("out", "out")})
    assert "Avgjør fasen" in get("round", found.public_id)
    assert "Avgjør fasen</button>" in get("settle", found.public_id)
    assert post("settle", found.public_id, step="screening").status_code == 302
    page = get("round", found.public_id)
    assert (
        "<strong>1</strong> ut i «Screening»" in page and "<strong>1</strong> igjen etter «Screening»" in page
    )


def test_why_readings_cannot_be_given_out_is_said_in_words():
    found = draft_round(candidates=4)
    for rater in found.raters.select_related("user"):
        save_rater(round_=found, user=rater.user, department=rater.department, most=1, actor=lead())
    answer = post("lock_protocol", found.public_id, step="lock")
    assert answer.status_code == 422
    assert "Det trengs 8 vurderinger, men avdelingene kan gi høyst 4: Arbeid 2 og Velferd 2." in text(answer)
    assert "Ingenting er endret." in text(answer) and "ratings" not in text(answer)
    found.refresh_from_db()
    assert found.state == Round.State.DRAFT


def test_one_who_has_fallen_ill_is_replaced_and_marked():
    found = open_round(candidates=6, raters=6)
    ill = open_readings(found)[0].rater
    page = get("replace", found.public_id, ill.user.pseudonym)
    assert f"Bytt ut {ill.user}" in page
    for _twice in range(2):
        answer = post(
            "replace", found.public_id, ill.user.pseudonym, step=str(ill.user.pseudonym), reason="Syk."
        )
        assert answer.status_code == 302
    page = get("round", found.public_id)
    assert page.count("byttet ut") == 1 and "gitt til andre" in page
