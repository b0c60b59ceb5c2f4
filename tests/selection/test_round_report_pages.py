"""The report of a round on its page, in PDF and in Word: the same numbers, who may read it, and nothing too early."""

import io
import re

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from pypdf import PdfReader

from lovende.people.models import Organisation
from lovende.selection.actions import (
    Judged,
    choose,
    discuss,
    drop_case,
    follow_up,
    lock_protocol,
    lock_reading,
    save_profile,
    save_reading,
    say_view,
    settle_phase,
)
from lovende.selection.agreeing import agreed
from lovende.selection.models import Case, Deviation, Round, Weighing
from lovende.selection.phases import left, open_phase
from lovende.selection.profiles import headings
from lovende.selection.starting import starts
from lovende.selection.telling import gathered
from lovende.selection.telling.document import Table
from lovende.selection.telling.report import UnequalError, report
from making.schemes import person
from making.selection import (
    draft_round,
    lead,
    locked_reading,
    open_readings,
    open_round,
    read_by_all,
    settled_round,
)
from making.selection_pages import at, client
from who_may.selection_cases import made_case, read_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"
SIX = ["problem", "malgruppe", "samarbeid", "tiltak", "maloppnaelse", "overforbarhet"]
SECRET = "Helt uegnet til noe som helst."
KINDS = ("report", "report_pdf", "report_word")


def plainly(text: str) -> str:
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def get(name: str, found: Round, who: str = "evaluator") -> bytes:
    answer = client(who).get(at(name, found.public_id))
    assert answer.status_code == 200, answer.status_code
    return answer.content


def page(found: Round, who: str = "evaluator") -> str:
    return plainly(re.sub(r"<[^>]+>", " ", get("report", found, who).decode()))


def on_paper(found: Round) -> str:
    reader = PdfReader(io.BytesIO(get("report_pdf", found)))
    return plainly(" ".join(one.extract_text() for one in reader.pages))


def in_word(found: Round) -> str:
    made = docx.Document(io.BytesIO(get("report_word", found)))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return plainly(" ".join([one.text for one in made.paragraphs] + cells))


def table(found: Round, caption: str) -> Table:
    with translation.override("nb"):
        sections = report(found).sections
    tables = [one for section in sections for one in section.blocks if isinstance(one, Table)]
    return next(one for one in tables if one.caption == caption)


def owner() -> Organisation:
    return Organisation.objects.get(slug=OWNER)


def texts(**changed) -> dict[str, str]:
    return {key: f"Skrevet om {key}.\n\nOg mer." for key in SIX} | changed


@pytest.fixture
def found() -> Round:
    """Ten candidates: two out at once, of the eight left one goes out, one is split. Of seven left one goes out in
    the discussion, six are cases: one dropped, one not chosen, one undecided; three chosen, one followed up."""
    made = settled_round(
        {1: ("out", "out"), 2: ("out", "out"), 3: ("out", "in")}, candidates=10, owner=owner()
    )
    numbers = [one.number for one in left(made)]
    open_phase(round_=made, actor=lead())
    read_by_all(made, {numbers[0]: ("out", "out"), numbers[1]: ("in", "out")})
    settle_phase(round_=made, actor=lead())
    numbers = [one.number for one in left(made)]
    raters = list(made.raters.all()[:2])
    discuss(round_=made, number=numbers[0], participants=raters, outcome="out", reason="Kjent fra før.",
            held_on=timezone.localdate(), actor=lead())  # fmt: skip
    for number in numbers[1:]:
        made_case(made, number)
    say_view(
        round_=made,
        number=numbers[1],
        member="NAV Fylke",
        stance="interested",
        words="Vil prøve.",
        actor=lead(),
    )
    say_view(round_=made, number=numbers[1], member="Brukere", stance="unsure", actor=lead())
    drop_case(round_=made, number=numbers[4], because="not-new", note="Finnes mange steder.", actor=lead())
    choose(round_=made, number=numbers[5], is_chosen=False, reason="For tynt.", actor=lead())
    for number in numbers[1:4]:
        choose(round_=made, number=number, is_chosen=True, reason="God grunn.", actor=lead())
    office = Organisation.objects.filter(kind__key="nav-office", is_pseudonym=False).exclude(
        pk=made.candidates.get(number=numbers[1]).organisation_id
    )[0]
    owning = person("decision-maker")
    follow_up(round_=made, number=numbers[1], reason="Skal prøves.", offices=[office], actor=owning)
    save_profile(round_=made, number=numbers[1], texts=texts(), version=0, actor=lead())
    save_profile(round_=made, number=numbers[2], texts=texts(samarbeid=""), version=0, actor=lead())
    return made


# The numbers


def test_the_flow_is_the_round_step_by_step(found):
    rows = [(row[0], row[1]) for row in table(found, "Flyten i tall").rows]
    left_first = found.candidates.count()
    assert left_first == 10
    assert rows == [
        ("Tiltak tatt inn", "10"),
        ("Med nok tekst til å leses", "10"),
        ("Begge sa ut", "−2"),
        ("Igjen etter «Screening»", "8"),
        ("Begge sa ut", "−1"),
        ("Igjen etter «Dybdestudie»", "7"),
        ("Ut i fellesdrøftingen", "−1"),
        ("Caser", "6"),
        ("Avsluttet: ikke nytt", "−1"),
        ("Ikke valgt", "−1"),
        ("Undersøkes fortsatt", "−1"),
        ("Lovende arbeidsmetoder", "3"),
        ("Ingen oppfølging er bestemt", "−2"),
        ("Følges opp hos andre kontorer", "1"),
    ]


def test_the_cross_tables_and_agreement_are_those_of_the_settled_phases(found):
    for phase in found.phases.all():
        phase.round, of = found, agreed(phase)
        rows = table(found, f"Krysstabell for «{phase.title}»").rows
        (a, b), (c, d) = of.cross.counts
        assert [row[1:3] for row in rows[:2]] == [[str(a), str(b)], [str(c), str(d)]]
        assert rows[2][1:] == [*map(str, of.cross.columns), str(a + b + c + d)]
        figures = dict((row[0], row[-1]) for row in table(found, f"Enigheten i «{phase.title}»").rows)
        assert figures["Kappa"] == f"{of.overall.kappa:.4f}".replace(".", ",").replace("-", "−")
    assert rows[2][3] == "8", "the deep study had eight"


def test_page_pdf_and_word_say_the_same(found):
    shown = [page(found), on_paper(found), in_word(found)]
    with translation.override("nb"):
        made = report(found)
    captions = [one.caption for section in made.sections for one in section.blocks if isinstance(one, Table)]
    assert len(captions) > 12
    for text in shown:
        for said in (*captions, *(section.title for section in made.sections), found.protocol_sha256[:40]):
            assert said in text, said
        for said in ("3 av 10 tiltak", "Finnes mange steder.", "Vil prøve.", "Skal prøves.", "Kjent fra før.",
                     "Skrevet om overforbarhet.", "6 caser. 6 intervjuer med 6 personer."):  # fmt: skip
            assert said in text, said


def test_the_order_is_that_of_003(found):
    keys = [one.key for one in report(found).sections]
    assert keys == ["metode", "flyt", "enighet-screening", "enighet-deep", "kriterier", "drofting", "caser",
                    "referansegruppen", "valget", "oppfolging", "profiler", "ukjent"]  # fmt: skip


def test_criteria_stand_in_the_protocols_order_with_their_version(found):
    rows = table(found, "Kriteriene og hvordan de er vurdert").rows
    labels = [row["label"] for row in found.protocol["criteria"]]
    assert [row[0] for row in rows] == [f"{n}. {label} (versjon 1)" for n, label in enumerate(labels, 1)]
    assert len(rows) == 14


def test_no_person_is_named(found):
    shown = page(found) + on_paper(found) + in_word(found)
    for row in found.raters.select_related("user"):
        assert row.user.name not in shown and str(row.user.pseudonym) not in shown
    assert "Velferd" in shown and "2 fra ulike avdelinger" in shown


def test_numbers_that_do_not_add_up_are_not_printed(found, monkeypatch):
    whole = gathered.queries.funnel

    def short(*args, **more):
        made = whole(*args, **more)
        return type(made)(made.candidates + 1, made.complete, made.undecided, made.steps)

    monkeypatch.setattr(gathered.queries, "funnel", short)
    with pytest.raises(UnequalError, match="complete"):
        report(found)


# What is not there yet


def test_a_round_under_way_says_what_is_left_on_its_first_page(found):
    shown = page(found)
    first = plainly(PdfReader(io.BytesIO(get("report_pdf", found))).pages[0].extract_text())
    for text in (shown, first):
        assert (
            "foreløpig" in text
            and "1 case undersøkes fortsatt." in text
            and "mangler: Samarbeidsbehov." in text
        )
    assert shown.count("Mangler.") == 7, (
        "one heading of one profile, and six of the one that nobody has begun"
    )


def test_what_nobody_has_reworked_is_marked_as_the_measures_own_words(found):
    assert "Ord for ord" not in page(found)
    one = next(one for one in left(found) if hasattr(one, "profile"))
    start = starts(headings(), one.material)
    (key, taken), *_rest = start.items()
    save_profile(round_=found, number=one.number, texts=texts(**{key: taken.text}), version=1, actor=lead())
    assert page(found).count("Ord for ord fra tiltakets egen tekst.") == 1


def test_a_round_that_is_over_is_not_provisional(found):
    Round.objects.filter(pk=found.pk).update(state=Round.State.CLOSED, closed_at=timezone.now())
    shown = page(found)
    assert "oreløpig" not in shown and "avsluttet" in shown


def test_deviations_stand_with_their_reasons(found):
    assert "Ingen avvik fra protokollen er notert." in page(found)
    phase = found.phases.first()
    Deviation.objects.create(round=found, phase=phase, kind="substitute", reason="En ble syk.", by="x")
    (row,) = table(found, "Avvik fra protokollen").rows
    assert row[1:] == ["Ny vurderer satt inn", "Screening", "En ble syk."]


def test_a_case_that_was_taken_up_again_keeps_why_it_was_dropped(found):
    dropped = Case.objects.get(candidate__round=found, dropped_at__isnull=False)
    dropped.earlier_drops = [
        {"because": dropped.dropped_because, "note": dropped.dropped_note, "at": "", "by": "x"}
    ]
    dropped.dropped_because, dropped.dropped_note, dropped.dropped_at = "", "", None
    dropped.save()
    (row,) = table(found, "Caser som ble tatt opp igjen").rows
    assert row[1:] == ["Ikke nytt", "Finnes mange steder."]


def test_an_agreement_that_is_undefined_says_why():
    found = settled_round(candidates=2)
    shown = page(found)
    assert "finnes ikke" in shown and "Alle svarte det samme." in shown


# The probabilities


def weighed(found: Round, **facts) -> Weighing:
    phase = found.phases.last()
    whole = {"seed": 1, "places": 3, "state": "ready", "ended_at": timezone.now(), "result": result(found)}
    return Weighing.objects.update_or_create(phase=phase, defaults=whole | facts)[0]


def result(found: Round) -> dict:
    rows = [
        {"number": row.number, "p": 0.1 + row.number / 50, "low": 0.05, "high": 0.95, "rank_low": 1, "rank_high": 9,
         "chosen_probability": 0.25}
        for row in found.candidates.all()
    ]  # fmt: skip
    return {"measures": rows, "cautions": ["thin"]}


def test_the_most_probable_are_listed_when_they_are_ready(found):
    assert "sannsynlig" not in page(found).partition("Kriteriene")[0]
    weighed(found)
    rows = table(found, "De 10 mest sannsynlige").rows
    best = found.candidates.order_by("-number")[0]
    assert (
        rows[0][0] == f"{best.number} {best.title}"
        and rows[0][2] == "5\N{NO-BREAK SPACE}% til 95\N{NO-BREAK SPACE}%"
    )
    assert "1–9" in page(found) and "Noen tiltak har tynt grunnlag" in page(found)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "waiting", "ended_at": None, "result": None},
        {"state": "refused", "why": "failed", "result": None},
    ],
)
def test_probabilities_that_are_not_ready_are_not_told(found, facts):
    weighed(found, **facts)
    assert "sannsynlighet" not in [one.key for one in report(found).sections]
    assert "Sannsynlighetene er ikke regnet ut." in page(found)


# Who may, and when


def test_nothing_of_an_open_phase_is_told_and_raters_wait(found):
    made = open_round(candidates=3)
    locked_reading(open_readings(made)[0], "out", SECRET)
    shown = page(made)
    assert "Enighet i" not in shown and SECRET not in shown and "sa ut" not in shown
    assert "«Screening»: vurderes nå" in shown and "Dybdestudie" in shown
    for kind in KINDS:
        assert client("rater").get(at(kind, made.public_id)).status_code == 403
        assert client("auditor").get(at(kind, made.public_id)).status_code == 200
        assert client("applicant").get(at(kind, made.public_id)).status_code == 404
        assert client("rater").get(at(kind, found.public_id)).status_code == 200


def test_a_draft_has_no_report():
    made = draft_round(candidates=1, raters=0)
    assert [client().get(at(kind, made.public_id)).status_code for kind in KINDS] == [404, 404, 404]
    assert at("report", made.public_id) not in client().get(at("round", made.public_id)).content.decode()


def test_who_went_out_by_an_absolute_criterion_is_told_apart_from_who_went_out_by_the_gate():
    made = draft_round(candidates=4)
    made.criteria.filter(key="documentation").update(is_absolute=True)
    made = lock_protocol(round_=made, actor=lead())
    open_phase(round_=made, actor=lead())
    first, second = (one.number for one in left(made)[:2])
    for reading in open_readings(made):
        number, own = reading.candidate.number, reading.rater.user
        ticks = {"documentation": "not-met"} if number == second else {}
        judged = Judged("out" if number == first else "in", "Kort.", "", ticks)
        lock_reading(reading=save_reading(reading=reading, judged=judged, version=0, actor=own), actor=own)
    settle_phase(round_=made, actor=lead())
    label = made.criteria.get(key="documentation").label
    assert [row[:2] for row in table(made, "Flyten i tall").rows[2:]] == [
        ["Begge sa ut", "−1"],
        [f"Absolutt kriterium ikke oppfylt: «{label}»", "−1"],
        ["Igjen etter «Screening»", "2"],
    ]
    assert f"1. {label} (versjon 1, absolutt)" in page(made)


def test_a_round_where_nobody_is_left_has_a_report():
    made = open_round(candidates=2)
    read_by_all(made, {one.number: ("out", "out") for one in made.candidates.all()})
    settle_phase(round_=made, actor=lead())
    shown = page(made)
    assert "0 av 2 tiltak" in shown and "Ingen tiltak er blitt caser." in shown and on_paper(made)
    assert "ikke begynt" not in shown, "nobody is left to read"


@pytest.mark.parametrize("language", ["nn", "en"])
def test_each_language_has_its_report(found, language):
    with translation.override(language):
        made = report(found)
        assert made.language == language
        there = at("report_pdf", found.public_id)
    answer = client().get(there)
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"].startswith(language)


def test_the_page_asks_the_same_of_few_and_of_many(found):
    many = read_to_its_end(title="Flere", candidates=24, owner=owner(), verdicts={1: ("out", "out")})
    for place, one in enumerate(left(many)[:12]):
        made_case(many, one.number)
        choose(round_=many, number=one.number, is_chosen=True, reason="God.", actor=lead())
        if place:  # as in the other, one is not written yet
            save_profile(round_=many, number=one.number, texts=texts(), version=0, actor=lead())
    there, asked = client(), []
    for one in (found, many):
        weighed(one)
        with CaptureQueriesContext(connection) as first:
            assert there.get(at("report", one.public_id)).status_code == 200
        with CaptureQueriesContext(
            connection
        ) as again:  # what a settled phase gives is worked out once a process
            assert there.get(at("report", one.public_id)).status_code == 200
        asked.append((len(first), len(again)))
    assert asked[0] == asked[1], asked
    assert max(asked[0]) <= 15, asked
