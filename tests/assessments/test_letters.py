"""The letter of a decision: made, made again, sent, and who may."""

import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from lovende.applications.models import Author
from lovende.assessments.errors import NotAllowedError
from lovende.assessments.letters.actions import LetterError, facts_of, make_letter, send_letter
from lovende.assessments.letters.rules import may_read
from lovende.assessments.models import Letter
from lovende.people.models import Role
from lovende.records.models import AuditEvent
from making.assessments import (
    assigned,
    decided,
    declared,
    handed_in,
    officer,
    person,
    plain_call,
    submit_again,
)

pytestmark = pytest.mark.django_db
REJECTED = {"outcome": "rejected", "amount": None, "reason_code": "frame-used", "reason": "Rammen er brukt."}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    """Kept files go with the test."""
    settings.MEDIA_ROOT = tmp_path / "files"


def text_of(letter: Letter) -> str:
    with letter.pdf.file.open("rb") as file:
        pages = PdfReader(io.BytesIO(file.read())).pages
    return "\n".join(page.extract_text() for page in pages).replace("\N{NO-BREAK SPACE}", " ")


def test_the_last_year_applied_for_ends_with_the_final_report_alone():
    decision = decided(handed_in(plain_call(), years=[2025]))
    text = text_of(make_letter(decision=decision, language="nb", actor=officer("case-officer")))
    assert "statusrapport" not in text and "sluttrapport innen tre måneder" in text.replace("\n", " ")


def test_an_award_in_both_languages_as_pdf_and_word():
    case = handed_in(
        plain_call(rules={"max_years": 3, "status_report_due": "04-15", "final_report_months": 6}),
        years=[2026, 2027],
    )
    decision = decided(case, outcome="conditions", conditions=["Avtale med skolen."])
    letters = [
        make_letter(decision=decision, language=code, actor=officer("case-officer")) for code in ("nb", "nn")
    ]
    bokmal, nynorsk = (text_of(letter) for letter in letters)
    for part in (
        "610 000 kroner",
        "15. april",
        "seks måneder",
        case.public_id,
        "Avtale med skolen.",
        "klage",
    ):
        assert part in bokmal, part
    assert "Vi gir" not in bokmal and "tilskot" in nynorsk and "rettleier" in nynorsk
    assert case.handler.name in bokmal and case.organisation.name in bokmal
    for letter in letters:
        assert letter.word.name.endswith(f"-1-{letter.language}.docx") and letter.word.size > 10_000


def test_no_person_is_named_in_a_letter():
    decision = decided(handed_in())
    letter = make_letter(decision=decision, language="nb", actor=officer())
    text = text_of(letter)
    for name in ("case-officer", "decision-maker"):
        assert officer(name).name not in text and str(officer(name).pseudonym) not in text


def test_made_again_it_is_the_same_row_and_the_same_file():
    decision = decided(handed_in())
    first = make_letter(decision=decision, language="nb", actor=officer())
    again = make_letter(decision=decision, language="nb", actor=officer())
    assert first.pk == again.pk and Letter.objects.count() == 1
    assert first.pdf.sha256 == again.pdf.sha256 and first.word.sha256 == again.word.sha256
    assert again.made_at > first.made_at


def test_a_sent_letter_stays_and_sending_twice_is_once():
    decision = decided(handed_in(), **REJECTED)
    letter = make_letter(decision=decision, language="nb", actor=officer())
    sent = send_letter(letter=letter, actor=officer("decision-maker"))
    assert send_letter(letter=letter, actor=officer()).sent_at == sent.sent_at
    with pytest.raises(LetterError) as refused:
        make_letter(decision=decision, language="nb", actor=officer())
    assert refused.value.code == "sent"
    verbs = AuditEvent.objects.filter(about=decision.application.public_id).values_list("verb", flat=True)
    assert list(verbs).count("assessments.letter-sent") == 1


def test_a_letter_tells_of_what_was_handed_in_and_not_of_what_was_written_since():
    case = handed_in(title="Som sendt inn", applied=Decimal(700_000))
    decision = decided(case, outcome="reduced", amount=Decimal(500_000))
    case.title, case.applied = "Skrevet siden", Decimal(1)
    case.save()
    submit_again(case)
    facts = facts_of(decision)
    assert (facts.title, facts.applied) == ("Som sendt inn", Decimal(700_000))


def test_a_superseded_decision_gets_no_letter():
    case = handed_in()
    first = decided(case)
    letter = make_letter(decision=first, language="nb", actor=officer())
    second = decided(case, supersedes=first, **REJECTED)
    for act in (
        lambda: make_letter(decision=first, language="nn", actor=officer()),
        lambda: send_letter(letter=letter, actor=officer()),
    ):
        with pytest.raises(LetterError) as refused:
            act()
        assert refused.value.code == "superseded"
    assert facts_of(second).previous is not None


def test_who_may_make_and_send():
    decision = decided(handed_in())
    for who in (officer("applicant"), officer("auditor"), officer("administrator"), elsewhere()):
        with pytest.raises(NotAllowedError):
            make_letter(decision=decision, language="nb", actor=who)
    letter = make_letter(decision=decision, language="nb", actor=officer("case-officer-2"))
    for who in (officer("applicant"), officer("auditor"), elsewhere()):
        with pytest.raises(NotAllowedError):
            send_letter(letter=letter, actor=who)


def test_who_is_partial_or_has_not_answered_neither_makes_nor_reads():
    case = handed_in()
    partial = declared(case, officer("case-officer-2"), "conflict")
    decision = decided(case)
    letter = make_letter(decision=decision, language="nb", actor=officer())
    with pytest.raises(NotAllowedError):
        make_letter(decision=decision, language="nb", actor=partial)
    assert not may_read(partial, fresh(letter)) and may_read(officer(), fresh(letter))


def test_the_applicants_authors_read_their_own_when_it_is_sent():
    case = handed_in()
    author, colleague = officer("applicant"), officer("project-lead")
    Author.objects.create(application=case, user=author)
    letter = make_letter(decision=decided(case), language="nb", actor=officer())
    assert not may_read(author, fresh(letter))
    send_letter(letter=letter, actor=officer())
    assert may_read(author, fresh(letter)) and not may_read(colleague, fresh(letter))
    assert may_read(officer("auditor"), fresh(letter)) and not may_read(elsewhere(), fresh(letter))


def test_a_letter_of_a_case_without_an_office_has_no_sender():
    case = handed_in()
    decision = decided(case)
    decision.application.handler = None
    decision.application.call.administrator = None
    with pytest.raises(LetterError) as refused:
        facts_of(decision)
    assert refused.value.code == "no-sender"


def elsewhere():
    return person("saksbehandler-annet", Role.CASE_OFFICER, "oslo-kommune")


def fresh(letter: Letter) -> Letter:
    return Letter.objects.select_related("decision__application").get(pk=letter.pk)


def test_an_officer_who_was_asked_and_has_answered_reads():
    case = handed_in()
    assigned(case, "case-officer", "case-officer-2")
    letter = make_letter(decision=decided(case), language="nb", actor=officer("case-officer-2"))
    assert may_read(officer("case-officer-2"), fresh(letter))
