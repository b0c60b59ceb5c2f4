"""Profiles of chosen methods: what they start from, who writes them, two windows, what is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lovende.forms.definition import read_definition
from lovende.people.models import Organisation
from lovende.records.models import AuditEvent
from lovende.selection.actions import choose, save_profile
from lovende.selection.errors import ConflictError, NotAllowedError, SelectionError
from lovende.selection.models import Candidate, Profile, Round
from lovende.selection.phases import left
from lovende.selection.profiles import headings, taken_over, written
from lovende.selection.starting import is_as_taken, starts
from making.selection import lead, rater_user
from making.selection_pages import at, client, text
from who_may.selection_cases import made_case, read_to_its_end

SIX = ["problem", "malgruppe", "samarbeid", "tiltak", "maloppnaelse", "overforbarhet"]


# What a profile starts from (no database)


def questions():
    rows = [{"key": key, "kind": "text", "label": {"nb": key.title()}} for key in SIX]
    return tuple(read_definition({"sections": [{"key": "a", "questions": rows}]}).questions())


def field(key: str, text: str) -> dict[str, str]:
    return {"key": key, "label": key.title(), "text": text, "feeds": ""}


def test_a_heading_starts_from_the_same_heading_of_the_report_and_else_of_the_register():
    report = [
        field("beskrivelse", "Slik gjør vi."),
        field("resultat", " "),
        field("suksessfaktorer", "Ildsjeler"),
    ]
    register = [field("tiltak", "Annet"), field("maloppnaelse", "Flere i arbeid."), field("kontakt", "Kari")]
    found = starts(questions(), report, register)
    assert {key: (row.text, row.label) for key, row in found.items()} == {
        "tiltak": ("Slik gjør vi.", "Beskrivelse"),
        "maloppnaelse": ("Flere i arbeid.", "Maloppnaelse"),
    }


def test_words_are_taken_over_until_one_of_them_is_changed():
    start = starts(questions(), [field("problem", "To ord.\n\nTil.")])["problem"]
    assert is_as_taken("To ord.\r\n\r\nTil. ", start)
    assert (
        not is_as_taken("To ord. Til!", start) and not is_as_taken("", start) and not is_as_taken("To", None)
    )


# Saving


def texts(**changed) -> dict[str, str]:
    return {key: f"Om {key}." for key in SIX} | changed


@pytest.fixture
def found(db, portfolio) -> Round:
    """Two candidates read to the end; both are cases and the first is chosen."""
    owner = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    made = read_to_its_end(title="Med profil", owner=owner, candidates=2)
    numbers = [made_case(made, row.number) for row in left(made)]
    choose(round_=made, number=numbers[0], is_chosen=True, reason="God.", actor=lead())
    return made


@pytest.fixture
def number(found) -> int:
    return found.candidates.filter(choices__is_chosen=True).get().number


def save(found: Round, number: int, version: int = 0, **changed) -> Profile:
    return save_profile(round_=found, number=number, texts=texts(**changed), version=version, actor=lead())


def closed(found: Round) -> Round:
    Round.objects.filter(pk=found.pk).update(state=Round.State.CLOSED, closed_at=timezone.now())
    found.refresh_from_db()
    return found


def candidate(found: Round, number: int) -> Candidate:
    return found.candidates.get(number=number)


def test_the_form_has_the_six_headings_of_the_report_in_its_order(found):
    assert [row.key for row in headings()] == SIX


def test_a_profile_is_saved_under_its_headings_and_what_is_blank_misses(found, number):
    made = save(found, number, samarbeid="  \n")
    there = written(candidate(found, number))
    assert (made.version, there.version) == (1, 1)
    assert there.texts == texts() | {"samarbeid": ""} or "samarbeid" not in there.texts
    assert [row.key for row in there.missing] == ["samarbeid"]
    event = AuditEvent.objects.filter(about=found.public_id, verb="selection.profile").get()
    assert event.facts["headings"] == sorted(set(SIX) - {"samarbeid"}) and "Om" not in str(event.facts)


def test_saving_the_same_again_is_once(found, number):
    save(found, number)
    assert save(found, number, version=0).version == 1
    assert save(found, number, version=0, problem="Om problem.\r\n").version == 1
    assert AuditEvent.objects.filter(about=found.public_id, verb="selection.profile").count() == 1


def test_who_wrote_upon_an_older_text_is_told_and_nothing_is_lost(found, number):
    save(found, number)
    assert save(found, number, version=1, tiltak="Den andres.").version == 2
    with pytest.raises(ConflictError):
        save(found, number, version=1, tiltak="Mitt.")
    assert written(candidate(found, number)).texts["tiltak"] == "Den andres."


@pytest.mark.parametrize("wrong", [dict.fromkeys(SIX, " "), {"tiltak": "a" * 20_001}])
def test_nothing_and_too_much_are_refused(found, number, wrong):
    with pytest.raises(SelectionError):
        save(found, number, **wrong)
    assert not Profile.objects.filter(candidate__round=found).exists()


def test_only_what_is_chosen_gets_a_profile_and_only_from_those_who_lead(found, number):
    other = found.candidates.exclude(number=number).get().number
    with pytest.raises(ConflictError):
        save(found, other)
    with pytest.raises(NotAllowedError):
        save_profile(round_=found, number=number, texts=texts(), version=0, actor=rater_user())
    choose(round_=found, number=number, is_chosen=False, reason="Likevel ikke.", actor=lead())
    with pytest.raises(ConflictError):
        save(found, number)


def test_a_closed_round_keeps_its_profiles(found, number):
    save(found, number)
    closed(found)
    with pytest.raises(ConflictError):
        save(found, number, version=1, tiltak="For sent.")
    with pytest.raises(NotAllowedError):
        save_profile(round_=found, number=number, texts=texts(), version=1, actor=rater_user())


# Pages


def test_the_form_starts_from_the_measures_own_words_and_says_so(found, number):
    taken = taken_over(candidate(found, number), headings())
    assert taken, "the portfolio's measures say something under these headings"
    page = text(client().get(at("write_profile", found.public_id, number)))
    assert page.count("Hentet ord for ord fra tiltakets egen tekst") == len(taken)
    answer = client().get(at("profile", found.public_id, number))
    assert "Profilen er ikke skrevet ennå." in text(answer), "what is only taken over is not written"


def test_what_nobody_has_reworked_is_marked_until_it_is(found, number):
    key, start = next(iter(taken_over(candidate(found, number), headings()).items()))
    mark = "Ingen har bearbeidet den."
    save(found, number, **{key: start.text})
    assert text(client("rater").get(at("profile", found.public_id, number))).count(mark) == 1
    save(found, number, version=1, **{key: start.text + " Og mer."})
    assert mark not in text(client("rater").get(at("profile", found.public_id, number)))


def test_a_profile_is_written_on_its_page_and_missing_headings_show(found, number):
    there = at("write_profile", found.public_id, number)
    answer = client().post(there, texts(problem="<b>Fare</b>", maloppnaelse="") | {"version": 0})
    assert answer.status_code == 302 and answer["Location"] == at("profile", found.public_id, number)
    page = text(client("auditor").get(answer["Location"]))
    assert (
        "&lt;b&gt;Fare&lt;/b&gt;" in page and page.count(">Mangler<") == 1 and "1 overskrift mangler." in page
    )
    assert "Skriv profilen" not in page and "Endre profilen" not in page
    assert at("profile", found.public_id, number) in text(client().get(at("chosen", found.public_id)))


def test_two_windows_keep_both_texts(found, number):
    save(found, number)
    save(found, number, version=1, tiltak="Den andres ord.")
    there = at("write_profile", found.public_id, number)
    answer = client().post(there, texts(tiltak="Mine egne ord.") | {"version": 1})
    page = text(answer)
    assert answer.status_code == 409 and "Mine egne ord." in page and "Den andres ord." in page
    assert page.count("Lagret nå:") == 1 and 'name="version" value="2"' in page
    assert client().post(there, texts(tiltak="Mine egne ord.") | {"version": 2}).status_code == 302
    assert written(candidate(found, number)).texts["tiltak"] == "Mine egne ord."


def test_wrong_is_said_and_what_was_typed_stays(found, number):
    there = at("write_profile", found.public_id, number)
    answer = client().post(there, texts(tiltak="b" * 20_001) | {"version": 0})
    assert answer.status_code == 422 and "b" * 20_001 in text(answer) and "Om problem." in text(answer)
    answer = client().post(there, dict.fromkeys(SIX, "") | {"version": 0})
    assert answer.status_code == 422 and "Skriv noe under minst én overskrift." in text(answer)


def test_a_closed_round_is_read_and_not_written(found, number):
    save(found, number)
    closed(found)
    there = at("write_profile", found.public_id, number)
    assert client().get(there)["Location"] == at("profile", found.public_id, number)
    answer = client().post(there, texts(tiltak="For sent.") | {"version": 1})
    assert (
        answer.status_code == 409
        and "Utvelgelsen er avsluttet." in text(answer)
        and "For sent." in text(answer)
    )
    assert "Endre profilen" not in text(client().get(at("profile", found.public_id, number)))


def test_there_is_no_profile_of_what_is_not_chosen_nor_before_the_readings_are_over(found, number):
    other = found.candidates.exclude(number=number).get().number
    for name in ("profile", "write_profile"):
        assert client().get(at(name, found.public_id, other)).status_code == 404
        assert client().get(at(name, found.public_id, 999)).status_code == 404
        assert client("applicant").get(at(name, found.public_id, number)).status_code == 404


def test_the_pages_ask_little(found, number):
    save(found, number)
    there = client()
    for name in ("profile", "write_profile"):
        with CaptureQueriesContext(connection) as asked:
            assert there.get(at(name, found.public_id, number)).status_code == 200
        assert len(asked) <= 15, [row["sql"][:200] for row in asked]
