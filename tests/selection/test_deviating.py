"""After locking: a substitute, one who is away, a conflict that was found, and anything else; each with its reason."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lovende.people.actions import grant_role
from lovende.people.demo import address
from lovende.people.models import Organisation, Role, User
from lovende.records.digest import digest
from lovende.records.models import AuditEvent
from lovende.selection.actions import (
    NotAllowedError,
    SelectionError,
    close_round,
    find_conflict,
    note_deviation,
    open_phase,
    put_on,
    replace_rater,
    settle_phase,
)
from lovende.selection.models import Conflict, Deviation, Rater, Reading, Round
from making.schemes import person
from making.selection import (
    another_rater,
    draft_round,
    lead,
    locked_reading,
    locked_round,
    open_readings,
    open_round,
    read_by_all,
    settled_round,
)
from making.selection_pages import at, client, get, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
SECRET = "Hemmelig fordi det er om helse."


def deviations(found: Round) -> list[tuple]:
    return list(found.deviations.values_list("kind", "phase__key", "reason"))


def given(found: Round) -> dict[tuple[int, int], int]:
    """(candidate number, rater) → the reading, of the open phase."""
    return {(row.candidate.number, row.rater_id): row.pk for row in open_readings(found)}


def substitute(found: Round, department: str = "Velferd", **more) -> Rater:
    facts = {"user": another_rater(), "reason": "En er syk.", "actor": lead()} | more
    return put_on(round_=found, department=department, **facts)


def only_one(found: Round) -> Rater:
    """Of three raters, the one whose department nobody else is of."""
    return found.raters.get(department="Velferd")


def unchanged(found: Round) -> bool:
    row = Round.objects.get(pk=found.pk)
    return row.protocol_sha256 == found.protocol_sha256 == digest(row.protocol)


# A substitute


def test_a_substitute_takes_over_what_one_who_is_away_has_not_locked():
    found = open_round(candidates=4, raters=3)  # two of «Arbeid», one of «Velferd»
    away = only_one(found)
    locked = locked_reading(next(row for row in open_readings(found) if row.rater_id == away.pk))
    before = given(found)
    new = substitute(found)
    assert given(found) == before, "nothing moves before somebody is away"
    assert replace_rater(round_=found, rater=away, reason="Syk.", actor=lead()) == 3
    after = given(found)
    mine = [key for key in after if key[1] == new.pk]
    assert len(mine) == 3 and after[(locked.candidate.number, away.pk)] == locked.pk
    assert {key for key in before if key[1] != away.pk} <= set(after)
    assert deviations(found) == [
        ("substitute", "screening", "En er syk."),
        ("rater-away", "screening", "Syk."),
    ]
    assert unchanged(found)


def test_a_substitute_reads_in_the_phases_that_come():
    found = settled_round(candidates=4, raters=4)
    new = substitute(found)
    assert new.put_on_after is not None
    open_phase(round_=found, actor=lead())
    assert new.pk in {row.rater_id for row in open_readings(found)}
    assert deviations(found)[0][1] is None, "no phase was open"


def test_a_substitute_never_gets_what_they_are_partial_in_or_beside_a_colleague():
    found = open_round(candidates=4, raters=3)  # two of «Arbeid», one of «Velferd»
    only = only_one(found)
    numbers = sorted({row.candidate.number for row in open_readings(found)})
    partial = substitute(found, "Velferd", conflicts={numbers[0]: "kjent"})
    colleague = substitute(found, "Arbeid")
    with pytest.raises(SelectionError):
        replace_rater(round_=found, rater=only, reason="Syk.", actor=lead())
    other = substitute(found, "Helse")
    replace_rater(round_=found, rater=only, reason="Syk.", actor=lead())
    by = given(found)
    assert (numbers[0], other.pk) in by and (numbers[0], partial.pk) not in by
    assert not any(rater == colleague.pk for _number, rater in by)


def test_put_on_twice_is_once_and_one_who_is_on_is_not_put_on():
    found = open_round(candidates=2)
    user = another_rater()
    for _twice in (1, 2):
        substitute(found, user=user)
    assert found.raters.filter(user=user).count() == len(deviations(found)) == 1
    with pytest.raises(SelectionError) as wrong:
        substitute(found, user=found.raters.first().user)
    assert set(wrong.value.fields) == {"person"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"department": ""}, "department"),
        ({"conflicts": {999: ""}}, "conflicts"),
    ],
)
def test_what_is_missing_of_a_substitute_is_said(wrong, field):
    found = open_round(candidates=2)
    with pytest.raises(SelectionError) as refused:
        substitute(found, **({"department": "Velferd"} | wrong))
    assert set(refused.value.fields) == {field} and found.raters.count() == 4 and not deviations(found)


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.AUDITOR])
@pytest.mark.parametrize("is_over", [False, True])
def test_one_who_may_have_read_what_was_said_is_no_substitute(role, is_over):
    user = another_rater()
    place = Organisation.objects.get(slug="nibr")
    held = grant_role(user=user, organisation=place, role=role, by=None)
    early, late = open_round(candidates=1), settled_round(candidates=1)
    assert substitute(early, user=user).pk
    if is_over:  # the role ended after the phase was settled
        held.valid_to = timezone.localdate() - timedelta(days=1)
        held.save()
        with connection.cursor() as cursor:
            cursor.execute(
                "SET session_replication_role = replica"
            )  # a settled phase never changes otherwise
            late.phases.filter(state="settled").update(settled_at=timezone.now() - timedelta(days=2))
            cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(SelectionError) as wrong:
        substitute(late, user=user)
    assert set(wrong.value.fields) == {"person"}


def test_one_whose_role_ended_before_anything_was_settled_may_be_a_substitute():
    user, found = another_rater(), settled_round(candidates=1)
    place = Organisation.objects.get(slug="nibr")
    held = grant_role(user=user, organisation=place, role=Role.AUDITOR, by=None)
    held.valid_from = held.valid_to = timezone.localdate() - timedelta(days=1)
    held.save()
    assert substitute(found, user=user).pk


def test_a_substitute_sees_nothing_of_what_others_have_said():
    found = settled_round({}, candidates=3, raters=4)
    new = substitute(found)
    open_phase(round_=found, actor=lead())
    for row in open_readings(found):
        if row.rater_id != new.pk:
            locked_reading(row, "out", SECRET)
    opened = Client()
    opened.force_login(new.user)
    for name, parts in [
        ("round", []), ("candidates", []), ("protocol", []), ("discussions", []), ("queue", ["deep"]),
        ("queue", ["screening"]),
    ]:  # fmt: skip
        answer = opened.get(at(name, found.public_id, *parts))
        assert (
            answer.status_code == 200 and SECRET not in text(answer) and "Godt beskrevet." not in text(answer)
        )
    for name in ("agreement", "disagreements"):
        assert opened.get(at(name, found.public_id, "screening")).status_code == 403
        assert opened.get(at(name, found.public_id, "deep")).status_code in (403, 404)
    theirs = next(row for row in open_readings(found) if row.rater_id != new.pk)
    mine = {number for number, rater in given(found) if rater == new.pk}
    answer = opened.get(at("reading", found.public_id, "deep", theirs.candidate.number))
    assert answer.status_code == (200 if theirs.candidate.number in mine else 404) and SECRET not in text(
        answer
    )


# One who is away


def test_one_who_is_away_needs_a_reason_and_is_told_of_once():
    found = open_round(candidates=6, raters=6)
    ill = open_readings(found)[0].rater
    with pytest.raises(SelectionError) as wrong:
        replace_rater(round_=found, rater=ill, reason="", actor=lead())
    assert set(wrong.value.fields) == {"reason"} and not deviations(found)
    for _twice in (1, 2):
        replace_rater(round_=found, rater=ill, reason="Langtidssyk.", actor=lead())
    assert deviations(found) == [("rater-away", "screening", "Langtidssyk.")] and unchanged(found)


# A conflict that was found


def test_a_reading_that_is_not_locked_goes_to_another_and_one_that_is_stands():
    found = open_round(candidates=6, raters=6)
    before, rows = given(found), open_readings(found)
    mine = max(([row for row in rows if row.rater == one.rater] for one in rows), key=len)
    locked = locked_reading(mine[0])
    know = {"round_": found, "rater": locked.rater, "actor": lead()}
    stands = find_conflict(number=locked.candidate.number, reason="Søsken leder kontoret.", **know)
    assert stands == (0, 1) and given(found) == before
    for moved in (1, 0):
        found_now = find_conflict(number=mine[1].candidate.number, reason="Har jobbet der.", **know)
        assert found_now == (moved, 0)
    after = given(found)
    gone = set(before) - set(after)
    assert gone == {(mine[1].candidate.number, locked.rater_id)} and len(after) == len(before)
    assert Reading.objects.get(pk=mine[1].pk).withdrawn_at is not None
    assert [(kind, phase) for kind, phase, _why in deviations(found)] == [("conflict", "screening")] * 2
    assert Conflict.objects.filter(rater=locked.rater).count() == 2 and unchanged(found)


def test_one_who_was_found_partial_never_gets_it_in_a_later_phase():
    found = settled_round(candidates=4, raters=4)
    rater, number = found.raters.first(), found.candidates.first().number
    find_conflict(round_=found, rater=rater, number=number, reason="Kjenner dem.", actor=lead())
    open_phase(round_=found, actor=lead())
    assert (number, rater.pk) not in given(found) and len(given(found)) == 8


def test_a_conflict_that_nobody_could_take_over_for_changes_nothing():
    found = open_round(candidates=2, raters=3)
    row = next(row for row in open_readings(found) if row.rater == only_one(found))
    with pytest.raises(SelectionError):
        find_conflict(
            round_=found, rater=row.rater, number=row.candidate.number, reason="Kjent.", actor=lead()
        )
    assert not Conflict.objects.filter(rater=row.rater).exists() and not deviations(found)
    with pytest.raises(SelectionError) as wrong:
        find_conflict(round_=found, rater=row.rater, number=99_999, reason="", actor=lead())
    assert set(wrong.value.fields) == {"reason", "number"}


# Anything else, and what holds for all


def test_anything_else_is_noted_in_words_once_and_never_edited():
    found = open_round(candidates=2)
    for _twice in (1, 2):
        note_deviation(round_=found, reason="To møttes før de leste.", phase="screening", actor=lead())
    note_deviation(round_=found, reason="To møttes før de leste.", actor=lead())
    assert deviations(found) == [
        ("other", "screening", "To møttes før de leste."),
        ("other", None, "To møttes før de leste."),
    ]
    with pytest.raises(SelectionError) as wrong:
        note_deviation(round_=found, reason="", phase="unknown", actor=lead())
    assert set(wrong.value.fields) == {"reason", "phase"}
    for change in (lambda: found.deviations.update(reason="x"), lambda: found.deviations.all().delete()):
        with pytest.raises(IntegrityError, match="never edited"), transaction.atomic():
            change()
    assert unchanged(found)


def acts(found: Round, who: User):
    know = {"round_": found, "reason": SECRET, "actor": who}
    rater, number = found.raters.first(), found.candidates.first().number
    return [
        lambda: put_on(user=another_rater(), department="Ny", **know),
        lambda: find_conflict(rater=rater, number=number, **know),
        lambda: replace_rater(rater=found.raters.last(), **know),
        lambda: note_deviation(**know),
    ]


def test_history_has_no_reason():
    found = open_round(candidates=3, raters=6)
    for act in acts(found, lead()):
        act()
    facts = str(list(AuditEvent.objects.filter(about=found.public_id).values_list("facts", flat=True)))
    assert found.deviations.count() == 4 and SECRET not in facts


@pytest.mark.parametrize("who", ["rater", "auditor", "case-officer", "applicant"])
def test_only_those_who_lead_deviate_and_not_in_a_draft(who):
    found = open_round(candidates=2, raters=6)
    for act in acts(found, person(who)):
        with pytest.raises(NotAllowedError):
            act()
    draft = draft_round(candidates=1)
    for act in acts(draft, lead()):
        with pytest.raises(NotAllowedError):
            act()


# Pages


def test_the_protocol_lists_what_was_done_otherwise_by_name_to_leads_alone():
    found = open_round(candidates=6, raters=6, owner=Organisation.objects.get(slug=OWNER))
    assert "Ingen: alt er gjort som protokollen sier." in get("protocol", found.public_id)
    row = next(one for one in open_readings(found) if one.rater.user.email != address("rater"))
    locked_reading(row)
    find_conflict(round_=found, rater=row.rater, number=row.candidate.number, reason="Søsken.", actor=lead())
    note_deviation(round_=found, reason="Fristen ble flyttet.", actor=lead())
    for who in ("evaluator", "auditor", "case-officer", "rater"):
        page = get("protocol", found.public_id, who=who).split("Avvik fra protokollen")[1]
        assert "Inhabilitet oppdaget etter låsing" in page and "Søsken." in page and "Screening" in page
        assert f"kandidat {row.candidate.number}" in page and "Vurderingen var alt låst, og står." in page
        assert "Fristen ble flyttet." in page and page.count("alt låst") == 1
        assert (str(row.rater.user) in page) == (who == "evaluator")
        assert (at("deviation", found.public_id) in page) == (who == "evaluator")
    draft = draft_round(candidates=1)
    assert "Avvik fra protokollen" not in get("protocol", draft.public_id)


def test_a_substitute_is_put_on_from_the_page_and_what_is_wrong_is_kept():
    found, user = open_round(candidates=2), another_rater()
    typed = {"person": str(user.pseudonym), "department": "Beholdt avdeling", "most": "", "conflicts": ""}
    answer = client().post(at("raters", found.public_id), typed)
    assert (
        answer.status_code == 422 and "Skriv hvorfor." in text(answer) and "Beholdt avdeling" in text(answer)
    )
    for _press in (1, 2):
        answer = client().post(at("raters", found.public_id), typed | {"reason": "Syk."}, follow=True)
        assert answer.redirect_chain[0][1] == 302
    assert f"{user} står på listen alt." in text(answer)
    assert found.raters.filter(user=user).count() == 1 == found.deviations.count()
    assert "satt inn etter låsing" in get("raters", found.public_id)


def test_a_conflict_and_a_replacement_are_told_from_their_pages():
    found = open_round(candidates=6, raters=6)
    row = open_readings(found)[0]
    there = at("conflict", found.public_id, row.rater.user.pseudonym)
    wrong = client().post(there, {"number": "999", "reason": "Beholdt grunn."})
    assert wrong.status_code == 422 and "Ingen kandidat har nummer 999." in text(wrong)
    assert "Beholdt grunn." in text(wrong)
    for says in ("gitt til en annen", "Inhabiliteten er ført."):
        answer = client().post(there, {"number": row.candidate.number, "reason": "Kjent."}, follow=True)
        assert says in text(answer)
    away = at("replace", found.public_id, row.rater.user.pseudonym)
    step = {"step": str(row.rater.user.pseudonym)}
    answer = client().post(away, step)
    assert answer.status_code == 422 and "Skriv hvorfor." in text(answer)
    assert client().post(away, step | {"reason": "Syk."}).status_code == 302
    assert [kind for kind, _phase, _why in deviations(found)] == ["conflict", "rater-away"]


def test_why_nobody_can_take_over_is_said_on_the_page():
    found = open_round(candidates=2, raters=3)
    row = next(row for row in open_readings(found) if row.rater == only_one(found))
    there = at("conflict", found.public_id, row.rater.user.pseudonym)
    answer = client().post(there, {"number": row.candidate.number, "reason": "Kjent."})
    assert answer.status_code == 422 and "Ingenting er endret." in text(answer)


def test_other_deviations_are_noted_from_their_page():
    found = open_round(candidates=2)
    for _press in (1, 2):
        answer = client().post(at("deviation", found.public_id), {"phase": "deep", "reason": "Delt i to."})
        assert answer.status_code == 302 and answer["Location"] == at("protocol", found.public_id)
    assert deviations(found) == [("other", "deep", "Delt i to.")]
    assert client().post(at("deviation", found.public_id), {"reason": ""}).status_code == 422


def test_a_closed_round_and_a_draft_have_no_such_pages():
    found, draft = open_round(candidates=1), draft_round(candidates=1)
    read_by_all(found, {open_readings(found)[0].candidate.number: ("out", "out")})
    settle_phase(round_=found, actor=lead())
    close_round(round_=found, actor=lead())
    for made in (found, draft):
        pseudonym = made.raters.first().user.pseudonym
        for name, parts in (("deviation", []), ("conflict", [pseudonym]), ("replace", [pseudonym])):
            assert client().get(at(name, made.public_id, *parts)).status_code == 302
    answer = client().post(at("deviation", found.public_id), {"reason": "For sent."})
    assert answer.status_code == 409 and "avsluttet" in text(answer) and "For sent." in text(answer)
    assert "Bytt ut" not in get("raters", found.public_id)


def test_pages_take_few_queries_however_many_deviations():
    counts: dict[str, list[int]] = {}
    for n in (1, 8):
        found = locked_round(candidates=2, title=f"Avvik {n}")
        for place in range(n):
            substitute(found, user=another_rater())
            note_deviation(round_=found, reason=f"Nummer {place}.", actor=lead())
        pseudonym = found.raters.first().user.pseudonym
        for name, parts in (("protocol", []), ("raters", []), ("deviation", []), ("conflict", [pseudonym])):
            opened = client()
            with CaptureQueriesContext(connection) as queries:
                assert opened.get(at(name, found.public_id, *parts)).status_code == 200
            counts.setdefault(name, []).append(len(queries))
    assert all(few == many <= 15 for few, many in counts.values()), counts
    assert Deviation.objects.filter(round=found).count() == 16
