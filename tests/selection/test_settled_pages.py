"""What pages of a round tell of what was said: nothing before a phase is settled, then all of it; how many queries."""

import re

import pytest
from django.utils import timezone

from lovende.people.demo import address
from lovende.people.models import Organisation
from lovende.reporting.models import Report
from lovende.schemes.models import Call
from lovende.selection.actions import (
    Judged,
    lock_protocol,
    lock_reading,
    open_phase,
    save_reading,
    settle_phase,
)
from lovende.selection.bands import BANDS
from lovende.selection.leading import words
from lovende.selection.models import Candidate, Reading, Round, Tick
from lovende.stats.agreement import Rating, agreement_of_ratings, by_pair
from making.selection import (
    draft_round,
    lead,
    open_readings,
    open_round,
    read_by_all,
    settled_round,
)
from making.selection_pages import at, client, counted, get, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
SECRET = "Helt uegnet til noe som helst."
MOST_QUERIES = 15


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


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
