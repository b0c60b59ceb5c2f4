"""On a case: its documents, a view taken back, and a dropped case that is discussed anew."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lovende.people.demo import address
from lovende.people.models import Organisation, User
from lovende.records.models import Attachment, AuditEvent
from lovende.selection.actions import (
    ConflictError,
    NotAllowedError,
    SelectionError,
    add_document,
    choose,
    discuss,
    drop_case,
    remove_document,
    say_view,
    take_back_view,
)
from lovende.selection.case_pages.queries import last_steps
from lovende.selection.models import Case, CaseDocument, Discussion, Round
from lovende.selection.phases import left
from making.schemes import person
from making.selection import lead
from making.selection_pages import at, client, get, text
from who_may.selection_cases import made_case, read_to_its_end

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]
OWNER = "statsforvalteren-oslo-viken"


@pytest.fixture
def found(settings, tmp_path) -> Round:
    settings.MEDIA_ROOT = tmp_path / "files"
    made = read_to_its_end(owner=Organisation.objects.get(slug=OWNER), candidates=2)
    made_case(made, left(made)[0].number)
    return made


def number(found: Round) -> int:
    return left(found)[0].number


def added(found: Round, **changed) -> CaseDocument:
    facts = {"title": "Prosjektplan", "name": "plan.pdf", "content": b"%PDF-1.7 innhold", "actor": lead()}
    return add_document(round_=found, number=number(found), **(facts | changed))


def sent(found: Round, name: str = "plan.pdf", content: bytes = b"%PDF-1.7", title: str = "Prosjektplan"):
    file = SimpleUploadedFile(name, content)
    return client().post(at("new_document", found.public_id, number(found)), {"title": title, "file": file})


# Documents


def test_a_document_is_kept_once_and_taken_away_again(found):
    one = added(found)
    assert added(found) == one and Attachment.objects.filter(sha256=one.attachment.sha256).count() == 1
    for _twice in (1, 2):
        remove_document(round_=found, number=number(found), document=one.pk, actor=lead())
    assert not CaseDocument.objects.exists()
    facts = str(list(AuditEvent.objects.filter(about=found.public_id).values_list("facts", flat=True)))
    assert one.attachment.sha256 in facts and "Prosjektplan" not in facts and "plan.pdf" not in facts


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "virus.exe"}, "file"),
        ({"name": "side.html"}, "file"),
        ({"content": b""}, "file"),
        ({"content": b"x" * (10 * 1024 * 1024 + 1)}, "file"),
        ({"title": " "}, "title"),
    ],
)
def test_what_is_not_taken_is_said_beside_its_field(found, wrong, field):
    with pytest.raises(SelectionError) as refused:
        added(found, **wrong)
    assert set(refused.value.fields) == {field} and not CaseDocument.objects.exists()


@pytest.mark.parametrize("who", ["rater", "auditor", "decision-maker", "applicant"])
def test_only_those_who_lead_keep_and_take_away_documents(found, who):
    one = added(found)
    with pytest.raises(NotAllowedError):
        added(found, name="annet.txt", actor=person(who))
    with pytest.raises(NotAllowedError):
        remove_document(round_=found, number=number(found), document=one.pk, actor=person(who))


def test_a_document_is_handed_out_as_a_download_to_those_who_may_have_it(found):
    one = added(found, name="side.txt", content=b"<script>alert(1)</script>")
    there = at("document", found.public_id, number(found), one.pk)
    for who, status in {
        "evaluator": 200, "auditor": 200, "decision-maker": 200, "rater": 403, "applicant": 404,
    }.items():  # fmt: skip
        answer = client(who).get(there)
        assert answer.status_code == status, who
        if status == 200:
            assert answer["Content-Disposition"] == 'attachment; filename="side.txt"'
            assert answer["Content-Type"] == "text/plain" and answer["X-Content-Type-Options"] == "nosniff"
            assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert "Prosjektplan" in get("case", found.public_id, number(found), who="auditor")
    assert "Prosjektplan" not in get("case", found.public_id, number(found), who="rater")


def test_a_document_is_of_its_own_case_alone(found):
    one, other = added(found), left(found)[1].number
    made_case(found, other)
    assert client().get(at("document", found.public_id, other, one.pk)).status_code == 404
    remove_document(round_=found, number=other, document=one.pk, actor=lead())
    assert CaseDocument.objects.filter(pk=one.pk).exists()


def test_a_document_is_uploaded_from_its_page_and_a_double_click_keeps_one(found):
    for _press in (1, 2):
        answer = sent(found)
        assert answer.status_code == 302 and answer["Location"] == at("case", found.public_id, number(found))
    assert CaseDocument.objects.count() == 1
    page = get("case", found.public_id, number(found))
    assert "Prosjektplan" in page and "plan.pdf" in page
    removed = at("remove_document", found.public_id, number(found), CaseDocument.objects.get().pk)
    assert "Dokumentet er fjernet." in text(client().post(removed, follow=True))


@pytest.mark.parametrize(
    ("typed", "status", "says"),
    [
        ({"name": "virus.exe"}, 422, "Filen kan ikke brukes."),
        ({"content": b""}, 422, "Filen kan ikke brukes."),
        ({"content": b"x" * (11 * 1024 * 1024 + 1)}, 413, "Filen er for stor."),
        ({"title": ""}, 422, "Skriv hva dokumentet er."),
    ],
)
def test_what_is_wrong_with_an_upload_is_said_on_its_page(found, typed, status, says):
    answer = sent(found, **typed)
    assert answer.status_code == status and says in text(answer) and not CaseDocument.objects.exists()


def test_no_file_is_no_document(found):
    answer = client().post(at("new_document", found.public_id, number(found)), {"title": "Beholdt"})
    assert answer.status_code == 422 and "Velg filen" in text(answer) and 'value="Beholdt"' in text(answer)


def test_an_upload_needs_the_token_of_its_form(found):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(email=address("evaluator")))
    there = at("new_document", found.public_id, number(found))
    typed = {"title": "Plan", "file": SimpleUploadedFile("plan.pdf", b"%PDF")}
    assert strict.post(there, typed).status_code == 403 and not CaseDocument.objects.exists()
    answer = Client().post(there, {"title": "x"})
    assert answer.status_code == 302 and not CaseDocument.objects.exists()


def test_the_page_of_a_case_takes_as_many_queries_with_many_documents(found):
    counts = []
    for n in (1, 6):
        for place in range(n):
            added(found, name=f"{n}-{place}.txt", content=f"{n} {place}".encode())
        opened = client()
        with CaptureQueriesContext(connection) as queries:
            assert opened.get(at("case", found.public_id, number(found))).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 15


# A view that was noted by mistake


def test_a_view_is_taken_back_by_those_who_lead(found):
    view = say_view(round_=found, number=number(found), member="Kommune", stance="unsure", actor=lead())
    with pytest.raises(NotAllowedError):
        take_back_view(round_=found, number=number(found), view=view.pk, actor=person("rater"))
    there = at("take_back_view", found.public_id, number(found), view.pk)
    assert there in get("case", found.public_id, number(found))
    for _press in (1, 2):
        assert client().post(there).status_code == 302
    assert not Case.objects.get().group_views.exists()
    assert "Ingen syn er notert." in get("case", found.public_id, number(found))


def test_nothing_is_taken_back_or_added_in_a_case_that_is_dropped(found):
    view = say_view(round_=found, number=number(found), member="Kommune", stance="unsure", actor=lead())
    one = added(found)
    drop_case(round_=found, number=number(found), because="not-new", note="Prøvd før.", actor=lead())
    for act in (
        lambda: take_back_view(round_=found, number=number(found), view=view.pk, actor=lead()),
        lambda: added(found, name="ny.txt"),
        lambda: remove_document(round_=found, number=number(found), document=one.pk, actor=lead()),
    ):
        with pytest.raises(ConflictError, match="avsluttet"):
            act()
    page = get("case", found.public_id, number(found))
    assert "Prosjektplan" in page and "Legg til et dokument" not in page


# A dropped case that is discussed anew


def talked(found: Round, outcome: str, reason: str) -> Discussion:
    return discuss(
        round_=found, number=number(found), participants=list(found.raters.all()[:2]), outcome=outcome,
        reason=reason, held_on=timezone.localdate(), actor=lead(),
    )  # fmt: skip


def test_a_dropped_case_is_opened_again_by_a_new_discussion_and_keeps_why_it_was_dropped(found):
    drop_case(
        round_=found, number=number(found), because="no-respondents", note="Ingen svarte.", actor=lead()
    )
    assert talked(found, "case", "Nå svarer de.").number == 2
    case = Case.objects.get()
    assert (case.dropped_at, case.dropped_because, case.dropped_note) == (None, "", "")
    assert [(row["because"], row["note"]) for row in case.earlier_drops] == [
        ("no-respondents", "Ingen svarte.")
    ]
    page = get("case", found.public_id, number(found))
    assert "og ble tatt opp igjen" in page and "Ingen svarte." in page and "Nå svarer de." in page
    choose(round_=found, number=number(found), is_chosen=True, reason="God.", actor=lead())
    steps = last_steps(found, list(found.phases.all())[-1])
    assert [one.number for one in steps.chosen] == [number(found)] and steps.n_dropped == 0


def test_a_dropped_case_that_is_discussed_out_stays_dropped(found):
    drop_case(round_=found, number=number(found), because="other", note="Annet.", actor=lead())
    talked(found, "out", "Fortsatt nei.")
    assert Case.objects.get().dropped_at is not None


def test_one_that_was_not_chosen_and_then_dropped_can_be_discussed_anew(found):
    choose(round_=found, number=number(found), is_chosen=False, reason="Nei.", actor=lead())
    with pytest.raises(ConflictError, match="Valget er tatt"):
        talked(found, "case", "Likevel.")
    drop_case(round_=found, number=number(found), because="other", note="Annet.", actor=lead())
    talked(found, "case", "Likevel.")
    choose(round_=found, number=number(found), is_chosen=True, reason="God.", actor=lead())


def test_the_page_of_a_dropped_case_leads_to_the_discussion_that_opens_it(found):
    drop_case(round_=found, number=number(found), because="other", note="Annet.", actor=lead())
    there = at("discuss", found.public_id, number(found))
    assert f'{there}#droft"' in get("case", found.public_id, number(found))
    assert "åpnes den igjen" in get("discuss", found.public_id, number(found))
    people = [row.pk for row in found.raters.all()[:2]]
    typed = {"shown": 1, "outcome": "case", "reason": "Igjen.", "participants": people,
             "held_on": str(timezone.localdate())}  # fmt: skip
    for _press in (1, 2):
        assert client().post(there, typed).status_code == 302
    assert Discussion.objects.count() == 2 and Case.objects.get().dropped_at is None
    assert len(Case.objects.get().earlier_drops) == 1
