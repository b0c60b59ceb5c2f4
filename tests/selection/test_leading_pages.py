"""Pages of those who lead a round: what they show, to whom and when, what a wrong form says, how many queries."""

import hashlib
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lovende.measures.models import Measure
from lovende.measures.models import State as MeasureState
from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.reporting.models import Report
from lovende.schemes.models import Call
from lovende.selection.actions import (
    Judged,
    lock_protocol,
    lock_reading,
    open_phase,
    save_rater,
    save_reading,
    settle_phase,
)
from lovende.selection.bands import BANDS
from lovende.selection.leading import words
from lovende.selection.models import Candidate, Reading, Round, Tick
from lovende.stats.agreement import Rating, agreement_of_ratings, by_pair
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

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
SECRET = "Helt uegnet til noe som helst."
MOST_QUERIES = 15


def client(who: str = "evaluator") -> Client:
    made = Client()
    made.force_login(User.objects.get(email=address(who)))
    return made


def at(name: str, *parts) -> str:
    return reverse(f"selection:{name}", args=parts)


def text(answer) -> str:
    whole = re.sub(r"\s+", " ", answer.content.decode())
    return whole.replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")


def get(name: str, *parts, who: str = "evaluator", **query) -> str:
    answer = client(who).get(at(name, *parts), query)
    assert answer.status_code == 200, answer.status_code
    return text(answer)


def post(name: str, *parts, who: str = "evaluator", **data):
    return client(who).post(at(name, *parts), data)


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
    answer = post("settle", found.public_id, step="screening")
    assert answer.status_code == 422 and "4 vurderinger er ikke låst ennå." in text(answer)
    read_by_all(found, {open_readings(found)[0].candidate.number: ("out", "out")})
    assert "Avgjør fasen" in get("round", found.public_id)
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


# Blind until it is settled


@pytest.mark.parametrize("who", ["evaluator", "auditor", "case-officer", "rater"])
def test_no_page_depends_on_what_was_said_before_the_phase_is_settled(who):
    """The same round with every other verdict turned gives the same bytes, but for the token of forms."""
    found = open_round(candidates=4, raters=4, owner=owner())
    others = [row for row in open_readings(found) if row.rater.user.email != address(who)]
    seen = client(who)
    pages = [at(name, found.public_id) for name in ("round", "candidates", "protocol", "raters", "settle")]
    pages += [at(name, found.public_id, "screening") for name in ("agreement", "disagreements")] + [
        at("rounds")
    ]

    def walk() -> list[tuple[int, str]]:
        answers = [seen.get(page) for page in pages]
        masked = (re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(one)) for one in answers)
        return list(zip([one.status_code for one in answers], masked, strict=True))

    for row in others:
        row.ticks.create(criterion=found.criteria.first(), value=Tick.Value.MET)
        Reading.objects.filter(pk=row.pk).update(verdict="in", reason="God.", notes="Nei", version=1)
    before = walk()
    for row in others:
        row.ticks.update(value=Tick.Value.NOT_MET)
        Reading.objects.filter(pk=row.pk).update(verdict="out", reason=SECRET, notes=SECRET)
    assert walk() == before and SECRET not in str(before)


def test_an_unsettled_phase_has_no_agreement_even_when_all_is_locked():
    found = read_by_all(open_round(candidates=2))
    for name in ("agreement", "disagreements"):
        assert client().get(at(name, found.public_id, "screening")).status_code == 404
        assert client().get(at(name, found.public_id, "deep")).status_code == 404


# What a settled phase says


def split_round(**facts) -> Round:
    """Of five candidates two are split, two in by both, one out by both."""
    found = open_round(candidates=5, owner=owner(), **facts)
    numbers = sorted({row.candidate.number for row in open_readings(found)})
    said = [("in", "out"), ("out", "in"), ("in", "in"), ("in", "in"), ("out", "out")]
    read_by_all(found, dict(zip(numbers, said, strict=True)))
    settle_phase(round_=found, actor=lead())
    return found


def test_the_cross_table_adds_up_and_the_words_follow_the_numbers():
    found = split_round()
    page = get("agreement", found.public_id, "screening")
    assert "60,00 %" in page, "three of five alike"
    cells = [int(cell) for cell in re.findall(r'<td(?: class="same")?>(\d+)</td>', page)[:9]]
    out, first, row, second, into, other_row, column, other_column, total = cells
    assert (out, into, first + second, total) == (1, 2, 2, 5)
    assert (row, other_row) == (out + first, second + into)
    assert (column, other_column) == (out + second, first + into)
    assert any(f"({band})" in page for band in BANDS)


def test_undefined_agreement_says_why_and_is_called_nothing_good():
    found = settled_round(candidates=3)
    page = get("agreement", found.public_id, "screening")
    assert "Alle svarte det samme." in page and "Enigheten kan ikke regnes ut" in page
    assert not any(f"({band})" in page for band in BANDS)
    assert "100,00 %" in page and "Fleiss" not in page


def test_both_reasons_stand_side_by_side_by_name_to_leads_and_by_number_to_others():
    found = split_round()
    names = [str(rater.user) for rater in found.raters.select_related("user")]
    page = get("disagreements", found.public_id, "screening")
    assert page.count('class="split"') == 2 and page.count('class="side"') == 4
    assert any(name in page for name in names)
    for who in ("case-officer", "auditor"):
        page = get("disagreements", found.public_id, "screening", who=who)
        assert not any(name in page for name in names) and re.search(r"vurderer \d", page)
    page = get("disagreements", found.public_id, "screening", vis="enige")
    assert page.count('class="split"') == 2


def test_notes_of_a_rater_are_never_shown_to_others():
    found = open_round(candidates=2)
    for place, row in enumerate(open_readings(found)):
        judged = Judged(verdict="in" if place % 2 else "out", reason="Tynt.", notes=SECRET)
        saved = save_reading(reading=row, judged=judged, version=0, actor=row.rater.user)
        lock_reading(reading=saved, actor=row.rater.user)
    settle_phase(round_=found, actor=lead())
    assert Reading.objects.filter(phase__round=found, notes=SECRET).count() == 4
    for name in ("agreement", "disagreements"):
        assert SECRET not in get(name, found.public_id, "screening")


@pytest.mark.parametrize(
    "ratings",
    [
        [],
        [("1", "a", "in")],
        [("1", "a", "in"), ("1", "b", "in")],
        [("1", "a", "in"), ("2", "b", "out")],
        [("1", "a", "in"), ("1", "b", "out"), ("2", "a", "in"), ("2", "b", "in"), ("3", "c", "in")],
        [("1", "a", "in"), ("1", "b", "in"), ("2", "a", "in"), ("2", "b", "out"), ("3", "a", "out")],
        [("1", "a", "in"), ("1", "b", "in"), ("2", "a", "out"), ("2", "b", "out")],
    ],
)
def test_every_note_of_the_statistics_is_said_in_the_words_of_the_page(ratings):
    rows = [Rating(*row) for row in ratings]
    notes = list(agreement_of_ratings(rows, categories=("out", "in")).notes)
    notes += [part for pair in by_pair(rows) if pair.note for part in pair.note.split("; ")]
    assert all(words.note(one) != one and "%s" not in words.note(one) for one in notes)


# Queries


def many(n: int, *, settled: bool) -> Round:
    """A round of `n` candidates, read and settled by 4 raters, written in bulk as the triggers allow."""
    found = draft_round(candidates=1, raters=4, owner=owner(), title=f"Stor {n}")
    model = found.candidates.get()
    call = Call.objects.order_by("pk").first()
    reports = Report.objects.bulk_create(
        Report(
            public_id=f"rapport-{found.pk}-{place}",
            kind=Report.Kind.FINAL,
            year=call.year,
            call=call,
            organisation=owner(),
            state=Report.State.APPROVED,
            is_historic=True,
        )
        for place in range(1, n)
    )
    Candidate.objects.bulk_create(
        Candidate(
            round=found,
            number=model.number + place,
            title=f"Kandidat {place}",
            material=model.material,
            is_complete=place % 9 != 0,
            incomplete_because="" if place % 9 else "Nesten tomt.",
            report=report,
        )
        for place, report in enumerate(reports, 1)
    )
    if not settled:
        return found
    lock_protocol(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    given, now = open_readings(found), timezone.now()
    criteria = list(found.criteria.filter(phases__contains=["screening"]))
    Tick.objects.bulk_create(
        Tick(reading=row, criterion=one, value=Tick.Value.values[(row.pk + one.pk) % 3])
        for row in given
        for one in criteria
    )
    for place, row in enumerate(given):
        row.verdict, row.reason = ("in", "") if place % 3 else ("out", "Tynt.")
        row.locked_at = now
    Reading.objects.bulk_update(given, ["verdict", "reason", "locked_at"])
    settle_phase(round_=found, actor=lead())
    open_phase(round_=found, actor=lead())
    return found


def counted(path: str, who: str) -> int:
    opened = client(who)
    with CaptureQueriesContext(connection) as queries:
        assert opened.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["evaluator", "rater"])
def test_pages_take_few_queries_however_many_candidates(who):
    draft = [many(n, settled=False) for n in (10, 300)]
    read = [many(n, settled=True) for n in (10, 300)]
    leads_only = [("raters", draft), ("lock_protocol", draft), ("settle", read)] if who == "evaluator" else []
    for name, (few, lots) in [
        ("round", draft), ("candidates", draft), ("protocol", draft), ("round", read), ("candidates", read),
        ("protocol", read), *leads_only,
    ]:  # fmt: skip
        small, large = (counted(at(name, one.public_id), who) for one in (few, lots))
        assert small == large <= MOST_QUERIES, name
    for name in ("agreement", "disagreements") if who == "evaluator" else ():
        small, large = (counted(at(name, one.public_id, "screening"), who) for one in read)
        assert small == large <= MOST_QUERIES, name


def test_the_menu_leads_a_rater_to_the_report_when_it_may_be_read():
    found = open_round(candidates=2)
    assert at("report", found.public_id) in get("round", found.public_id)
    assert at("report", found.public_id) not in get("round", found.public_id, who="rater")
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    assert at("report", found.public_id) not in get("round", found.public_id, who="rater")
    open_phase(round_=found, actor=lead())
    read_by_all(found)
    settle_phase(round_=found, actor=lead())
    assert at("report", found.public_id) in get("round", found.public_id, who="rater")


def test_the_list_takes_few_queries_however_many_rounds():
    draft_round(candidates=1, raters=0)
    few = counted(at("rounds"), "evaluator")
    for number in range(5):
        draft_round(candidates=1, raters=0, title=f"En til {number}")
    assert counted(at("rounds"), "evaluator") == few <= MOST_QUERIES
