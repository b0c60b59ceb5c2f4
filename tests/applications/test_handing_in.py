"""Signing off, handing in, once and again, withdrawing; who writes along."""

import json
from decimal import Decimal

import pytest
from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.utils.translation import override

from lovende.applications import actions, queries
from lovende.applications.models import Application, Submission
from lovende.applications.receipts import document_of
from lovende.people.actions import add_person
from lovende.records.audit import verify
from lovende.records.digest import digest
from lovende.records.models import AuditEvent
from lovende.schemes.models import Area
from making.applications import close, draft, filled, open_call, submission, submitted, user

pytestmark = pytest.mark.django_db
State = Application.State


def save(application, value, base=0, question="behov", actor=None):
    return actions.save_answer(
        application=application, question=question, value=value, base=base, actor=actor or user()
    )


def colleague(application, email="kollega@example.invalid", **options):
    person = add_person(email=email, name="Kollega", by=None)
    actions.add_author(application=application, user=person, actor=user(), **options)
    return person


class TestOnPaper:
    """The document of a real submission: names as people read them, never the keys they are kept by."""

    @pytest.mark.parametrize(
        ("language", "section", "question"),
        [
            ("nb", "Plan for evaluering", "Hvem eller hva sammenligner dere med?"),
            ("nn", "Plan for evaluering", "Kven eller kva samanliknar de med?"),
            ("en", "Evaluation plan", "Whom or what do you compare with?"),
        ],
    )
    def test_sections_and_questions_are_named_in_the_language_of_the_page(self, language, section, question):
        made = queries.latest_submission(submitted())
        with override(language):
            sections = document_of(made, language, receipt=False)["sections"]
        labels = {row["heading"]: [one["label"] for one in row["answers"]] for row in sections}
        assert question in labels[section]

    def test_call_area_and_choices_are_named(self):
        call = open_call(title="Sosiale tjenester for unge")
        place = Area.objects.create(call=call, key="o1", number=1, name="Arbeid først", order=1)
        made = queries.latest_submission(submitted(call, area=place))
        written = document_of(made, "nb", receipt=True)
        facts = dict(written["facts"])
        assert (facts["Utlysning"], facts["Område"]) == (call.title, str(place))
        answers = {row["label"]: row["text"] for part in written["sections"] for row in part["answers"]}
        assert answers["Hvilken del av sosialtjenesteloven gjelder det mest?"].startswith("§ ")


class TestHandingIn:
    def test_what_is_handed_in_is_whole_hashed_and_findable(self):
        application = submitted(texts={"behov": "Språkkurs på arbeidsplassen for nyankomne."})
        made = queries.latest_submission(application)
        assert application.state == State.SUBMITTED and application.submitted_at == made.at
        assert application.handler.slug == "statsforvalteren-oslo-viken"
        assert made.sha256 == digest(Submission.objects.get(pk=made.pk).content)
        answers = {row["question"]: row["value"] for row in made.content["answers"]}
        assert answers["behov"].startswith("Språkkurs") and answers["metode"] is None
        assert made.content["applied"] == "610000.00" and made.content["own_contribution"] is None
        for words in ("språk", "språkkurset", "arbeidsplass", application.public_id, "moss", "språkku"):
            assert list(queries.matching(Application.objects, words)) == [application], words
        assert not queries.matching(Application.objects, "fengsel").exists()
        assert verify().intact

    def test_what_is_missing_or_against_the_rules_is_named_and_nothing_is_handed_in(self):
        application = draft()
        with pytest.raises(actions.ApplicationError) as refused:
            submission(application)
        assert {"behov", "years", "budget", "lovhjemmel"} <= set(refused.value.fields)
        over = filled(salaries=Decimal("610000.01"))
        year = over.call.year
        with pytest.raises(actions.ApplicationError) as refused:
            submission(over)
        assert list(refused.value.fields) == [f"budget.{year}.salaries"]
        long = filled(texts={"problemstilling": "ord " * 200})
        with pytest.raises(actions.ApplicationError) as refused:
            submission(long)
        assert list(refused.value.fields) == ["problemstilling"]
        assert not Submission.objects.exists()

    def test_a_double_click_is_one_submission_and_a_change_is_the_next(self):
        application = submitted()
        assert submission(application).number == 1 == Submission.objects.count()
        assert not queries.has_unsent_changes(application)
        save(application, "Ny begrunnelse.", 1)
        assert queries.has_unsent_changes(application)
        assert submission(application).number == 2

    def test_officers_read_what_was_handed_in_not_what_is_written_since(self):
        application = submitted()
        save(application, "Hemmelig utkast.", 1)
        assert "Hemmelig" not in json.dumps(queries.latest_submission(application).content)
        assert not queries.matching(Application.objects, "hemmelig").exists()

    def test_a_change_takes_the_sign_off_back(self):
        application = filled(draft(open_call(rules={"sign_off_required": True})))
        with pytest.raises(actions.ApplicationError) as refused:
            submission(application)
        assert list(refused.value.fields) == ["sign_off"]
        signed = actions.sign_off(application=application, actor=user())
        assert signed.signed_off_hash == queries.own_digest(queries.snapshot(signed))
        save(application, "Endret.", 1)
        application.refresh_from_db()
        assert application.signed_off_hash == "" and application.signed_off_at is None
        actions.sign_off(application=application, actor=user())
        assert submission(application).number == 1

    def test_nothing_is_written_after_the_deadline_and_it_may_still_be_withdrawn(self):
        application = submitted()
        close(application.call)
        one = {"application": application, "actor": user()}
        for act in (
            lambda: save(application, "For sent", 1),
            lambda: actions.save_facts(facts={"years": []}, version=application.version, **one),
            lambda: actions.save_budget(rows=[], version=application.version, **one),
            lambda: actions.attach(name="a.txt", content=b"a", **one),
            lambda: actions.sign_off(**one),
        ):
            with pytest.raises(actions.ApplicationError, match="fristen"):
                act()
        assert submission(application).number == 1, "the second click of one in time"
        assert actions.withdraw(**one).state == State.WITHDRAWN
        with pytest.raises(actions.ApplicationError, match="fristen"):
            submission(application)

    def test_withdrawn_before_the_deadline_it_may_come_again(self):
        application = submitted()
        one = {"application": application, "actor": user()}
        actions.withdraw(**one)
        assert actions.withdraw(**one).state == State.WITHDRAWN
        assert AuditEvent.objects.filter(verb="applications.withdrawn").count() == 1
        assert submission(application).number == 2

    def test_a_decided_one_is_neither_changed_nor_withdrawn(self):
        application = submitted()
        Application.objects.filter(pk=application.pk).update(state=State.DECIDED)
        with pytest.raises(actions.ApplicationError):
            actions.withdraw(application=application, actor=user())
        with pytest.raises(actions.ApplicationError):
            save(application, "Nytt", 1)

    def test_the_database_refuses_to_change_what_was_handed_in(self):
        submitted()
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Submission.objects.update(content={})
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            Submission.objects.all()._raw_delete(DEFAULT_DB_ALIAS)


class TestAuthors:
    def test_an_unknown_address_and_a_known_one_answer_alike(self):
        application, person = draft(), add_person(email="to@example.invalid", name="", by=None)
        asked = {"application": application, "actor": user()}
        assert actions.add_author(email="ingen@example.invalid", **asked) is None
        assert actions.add_author(email=" TO@example.invalid", **asked).user == person
        assert application.authors.count() == 2

    def test_one_who_can_hand_in_stays(self):
        application = draft()
        other = colleague(application)
        with pytest.raises(actions.ApplicationError):
            actions.remove_author(application=application, user=user(), actor=user())
        actions.remove_author(application=application, user=other, actor=other)
        assert [author.user for author in application.authors.all()] == [user()]
        with pytest.raises(actions.NotAllowedError):
            save(application, "Fortsatt her", actor=other)
