"""An application from its first word: starting, answers, facts and what stands beside them."""

import json
from decimal import Decimal

import pytest

from lovende.applications import actions, queries
from lovende.applications.actions.answering import KEPT_WHOLE, THIN_EVERY, THIN_TO
from lovende.applications.models import Application, Citation, Revision
from lovende.forms.models import Answer
from lovende.measures.models import Measure
from lovende.people.actions import add_person
from lovende.records.models import Attachment, AuditEvent, Term
from making.applications import close, draft, filled, open_call, organisation, submission, user

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


class TestStarting:
    def test_a_draft_has_its_author_a_form_and_a_number(self):
        application = draft()
        assert application.public_id.startswith("sok-") and application.state == State.DRAFT
        assert application.answers.version.form.key == "application"
        assert list(application.authors.values_list("user", "may_sign")) == [(user().pk, True)]
        assert draft().public_id != application.public_id

    def test_two_clicks_are_one_draft(self):
        call = open_call()
        first = draft(call, title="Jobb først")
        assert draft(call, title=" Jobb først ") == first and draft(call, title="Noe annet") != first

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"title": "  "}, "title"),
            ({"title": "x" * 201}, "title"),
            ({"kind": "pilot"}, "kind"),
            ({"kind": "new", "replicates": "klar"}, "replicates"),
        ],
    )
    def test_what_does_not_fit_is_refused_by_name(self, facts, field):
        if "replicates" in facts:
            facts["replicates"] = Measure.objects.get(public_id=facts["replicates"])
        call = open_call()
        with pytest.raises(actions.ApplicationError) as refused:
            actions.start_application(
                call=call, organisation=organisation(), actor=user(), **{"title": "T", **facts}
            )
        assert list(refused.value.fields) == [field]

    def test_not_for_a_closed_call_nor_by_an_organisation_that_may_not_apply(self):
        call = open_call()
        call.eligible.add(
            Term.objects.filter(vocabulary="organisation-kind").exclude(pk=organisation().kind_id).first()
        )
        with pytest.raises(actions.ApplicationError, match="organisasjon"):
            draft(call)
        call.eligible.add(organisation().kind)
        assert draft(call)
        close(call)
        with pytest.raises(actions.ApplicationError, match="ikke åpen"):
            draft(call, title="For sent")

    def test_an_area_is_of_the_call(self):
        other = open_call().areas.create(key="a", name="A")
        with pytest.raises(actions.ApplicationError) as refused:
            draft(area=other)
        assert list(refused.value.fields) == ["area"]


class TestAnswers:
    def test_a_save_is_kept_with_its_number_and_one_event_a_sitting(self):
        application = draft()
        assert save(application, "Unge uten arbeid").number == 1
        assert save(application, "Unge uten arbeid og skole", 1).number == 2
        assert queries.answers_of(application) == {"behov": "Unge uten arbeid og skole"}
        events = AuditEvent.objects.filter(about=application.public_id, verb="applications.answer-saved")
        assert events.count() == 1 and "skole" not in json.dumps(events.get().facts)

    def test_the_same_again_changes_nothing(self):
        application = draft()
        save(application, "Unge")
        assert save(application, "Unge").number == save(application, "Unge", 1).number == 1

    def test_what_another_wrote_meanwhile_is_put_together(self):
        application = draft()
        other = colleague(application)
        save(application, "Unge uten arbeid.")
        save(application, "Unge uten arbeid. Tallet øker.", 1)
        merged = save(application, "Mange unge uten arbeid.", 1, actor=other)
        assert merged.value == "Mange unge uten arbeid. Tallet øker."
        assert (merged.number, merged.merged, merged.kept_both) == (3, True, False)

    def test_two_texts_for_one_place_are_both_kept(self):
        application = draft()
        other = colleague(application)
        save(application, "Vi i Moss ser det.")
        merged = save(application, "Skolen ser det.", 0, actor=other)
        assert merged.kept_both and {"Moss", "Skolen"} <= set(merged.value.split())

    def test_an_emptied_answer_is_no_answer_and_its_history_is_there(self):
        application = draft()
        save(application, "Unge")
        assert save(application, "  ", 1).value is None
        assert not Answer.objects.filter(answers=application.answers).exists()
        assert list(Revision.objects.order_by("number").values_list("value", flat=True)) == ["Unge", None]

    def test_line_ends_of_a_browser_and_what_no_database_holds(self):
        application = draft()
        assert save(application, "en\r\nto\x00\ud800").value == "en\nto"
        assert save(application, "en\r\nto\r\ntre", 1).value == "en\nto\ntre"

    @pytest.mark.parametrize(
        ("question", "value"),
        [
            ("finnes-ikke", "x"),
            ("videreforing", "Ikke spurt om"),
            ("behov", "x" * 20_001),
            ("behov", ["x"]),
            ("lovhjemmel", "§ 400"),
        ],
    )
    def test_what_is_not_asked_or_not_of_its_kind_is_refused(self, question, value):
        with pytest.raises(actions.ApplicationError) as refused:
            save(draft(), value, question=question)
        assert list(refused.value.fields) == [question]

    def test_two_different_choices_are_a_conflict_and_nothing_is_changed(self):
        application = draft()
        other = colleague(application)
        save(application, "17", question="lovhjemmel")
        with pytest.raises(actions.ConflictError):
            save(application, "29", question="lovhjemmel", actor=other)
        assert queries.answers_of(application) == {"lovhjemmel": "17"}
        assert save(application, "29", 1, question="lovhjemmel", actor=other).number == 2

    def test_a_call_that_asks_for_it_has_the_section_on_what_comes_after(self):
        asks = draft(open_call(rules={"continuation_plan_asked": True}))
        assert save(asks, "Inn i drift", question="videreforing").number == 1
        assert "videreforing" in queries.missing(draft(open_call(rules={"continuation_plan_asked": True})))

    def test_revisions_are_thinned_and_an_old_base_loses_nothing(self):
        application = draft()
        other = colleague(application)
        save(application, "Begynnelsen.")
        rows = [
            Revision(application=application, question="behov", number=n, value=f"Begynnelsen. Ord{n}.",
                     by=str(user().pseudonym))
            for n in range(2, KEPT_WHOLE + 2 * THIN_EVERY)
        ]  # fmt: skip
        Revision.objects.bulk_create(rows)
        newest = KEPT_WHOLE + 2 * THIN_EVERY
        save(application, f"Begynnelsen. Ord{newest}.", newest - 1)
        numbers = set(Revision.objects.values_list("number", flat=True))
        old = {n for n in numbers if n < newest - KEPT_WHOLE}
        assert old == set(range(THIN_TO, newest - KEPT_WHOLE, THIN_TO)) and newest in numbers
        merged = save(application, "Begynnelsen. Ord3. Nytt ord.", 3, actor=other)
        assert {"Begynnelsen.", f"Ord{newest}.", "Nytt", "ord."} <= set(merged.value.split())


class TestFacts:
    def test_facts_are_saved_once_and_a_stale_version_is_refused(self):
        application = draft()
        facts = {"years": [2027, 2026, 2026], "positions": Decimal("1.5"), "participants": 0}
        saved = actions.save_facts(application=application, facts=facts, version=0, actor=user())
        assert (saved.years, saved.participants, saved.version) == ([2026, 2027], 0, 1)
        again = actions.save_facts(application=application, facts=facts, version=0, actor=user())
        assert again.version == 1
        with pytest.raises(actions.ConflictError):
            actions.save_facts(application=application, facts={"years": []}, version=0, actor=user())

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"positions": Decimal("-1")}, "positions"),
            ({"positions": Decimal("NaN")}, "positions"),
            ({"positions": Decimal("0.001")}, "positions"),
            ({"years": [26]}, "years"),
            ({"participants": 10**9}, "participants"),
            ({"state": "decided"}, "state"),
        ],
    )
    def test_wrong_facts_are_named(self, facts, field):
        with pytest.raises(actions.ApplicationError) as refused:
            actions.save_facts(application=draft(), facts=facts, version=0, actor=user())
        assert list(refused.value.fields) == [field]

    def test_a_replication_names_what_it_replicates_before_it_is_handed_in(self):
        application = filled(draft(kind="replication"))
        assert "replicates" in queries.missing(application)
        measure = Measure.objects.get(public_id="klar")
        saved = actions.save_facts(
            application=application, facts={"replicates": measure}, version=application.version, actor=user()
        )
        assert submission(saved).content["replicates"] == "klar"
        back = actions.save_facts(
            application=saved, facts={"kind": "new"}, version=saved.version, actor=user()
        )
        assert back.replicates is None

    def test_what_is_applied_for_is_the_budget_without_own_contribution(self):
        application = draft()
        rows = [
            {"year": 2026, "kind": "salaries", "amount": Decimal("610000.50"), "note": "én stilling"},
            {"year": 2026, "kind": "own", "amount": Decimal("90000")},
        ]
        saved = actions.save_budget(application=application, rows=rows, version=0, actor=user())
        assert (saved.applied, saved.applied_unknown) == (Decimal("610000.50"), "")
        assert actions.save_budget(application=application, rows=rows, version=0, actor=user()).version == 1
        emptied = actions.save_budget(application=application, rows=[], version=1, actor=user())
        assert (emptied.applied, emptied.applied_unknown) == (None, "not-stated")

    @pytest.mark.parametrize(
        "rows",
        [
            [{"year": 2026, "kind": "salaries", "amount": Decimal(-1)}],
            [{"year": 2026, "kind": "salaries", "amount": None}],
            [{"year": 2026, "kind": "salaries", "amount": Decimal(1)}] * 2,
            [{"year": 9, "kind": "salaries", "amount": Decimal(1)}],
            [{"year": 2026, "kind": "snop", "amount": Decimal(1)}],
        ],
    )
    def test_a_wrong_cell_is_named(self, rows):
        with pytest.raises(actions.ApplicationError) as refused:
            actions.save_budget(application=draft(), rows=rows, version=0, actor=user())
        assert list(refused.value.fields) == [f"budget.{rows[0]['year']}.{rows[0]['kind']}"]


class TestBeside:
    def test_a_similar_measure_is_noted_once_and_may_be_taken_back(self):
        application, measure = draft(), Measure.objects.get(public_id="klar")
        noted = {"application": application, "measure": measure, "actor": user()}
        actions.note_similar(relation="learns", note="De sluttet.", **noted)
        actions.note_similar(relation="builds-on", note="", **noted)
        assert queries.snapshot(application)["similar"] == [
            {"measure": "klar", "title": measure.title, "relation": "builds-on", "note": ""}
        ]
        actions.remove_similar(**noted)
        assert not application.similar.exists()
        with pytest.raises(actions.ApplicationError):
            actions.note_similar(relation="copies", note="", **noted)

    def test_a_typed_figure_has_a_source_and_is_cited_once(self):
        application = draft()
        figure = {"label": "Barn i lavinntekt", "period": "2024", "value": "10.7", "unit": "prosent",
                  "source": "Kommunens egne tall", "is_typed": True}  # fmt: skip
        cited = {"application": application, "question": "behov-tall", "actor": user()}
        one = actions.cite(figure=figure, **cited)
        assert actions.cite(figure=figure, **cited) == one
        assert queries.snapshot(application)["citations"][0]["value"] == "10.7"
        wrong = ("source", ""), ("value", None), ("period", " "), ("address", "javascript:alert(1)")
        for lacking, value in wrong:
            with pytest.raises(actions.ApplicationError) as refused:
                actions.cite(figure={**figure, lacking: value}, **cited)
            assert list(refused.value.fields) == [lacking]
        actions.uncite(application=application, citation=one, actor=user())
        assert not Citation.objects.exists()

    def test_files_are_checked_and_kept_once(self):
        application = draft()
        kept = {"application": application, "question": "behov", "actor": user()}
        one = actions.attach(name="tall.pdf", content=b"%PDF-1.4 x", **kept)
        assert actions.attach(name="tall.pdf", content=b"%PDF-1.4 x", **kept) == one
        assert Attachment.objects.filter(sha256=one.attachment.sha256).count() == 1
        for name, content in (("tall.exe", b"x"), ("tom.pdf", b""), ("stor.pdf", b"x" * (10 * 1024**2 + 1))):
            with pytest.raises(actions.ApplicationError) as refused:
                actions.attach(name=name, content=content, **kept)
            assert list(refused.value.fields) == ["file"]
        actions.detach(application=application, file=one, actor=user())
        assert not application.files.exists()

    def test_what_belongs_to_another_application_is_out_of_reach(self):
        mine, other = draft(), draft()
        file = actions.attach(application=other, name="a.txt", content=b"a", actor=user())
        with pytest.raises(actions.ApplicationError):
            actions.detach(application=mine, file=file, actor=user())

    def test_comments_are_resolved_once(self):
        application = draft()
        comment = actions.add_comment(application=application, question="behov", text=" Hvor? ", actor=user())
        first = actions.resolve_comment(comment=comment, actor=user())
        assert actions.resolve_comment(comment=comment, actor=user()).resolved_at == first.resolved_at
        assert "Hvor?" not in json.dumps(queries.snapshot(application))

    def test_where_others_write(self):
        application = draft()
        other = colleague(application)
        actions.seen(application=application, user=other, question="behov")
        actions.seen(application=application, user=user(), question="metode")
        there = queries.where_others_write(application, user())
        assert [(row.user, row.question) for row in there] == [(other, "behov")]
        application.presences.update(seen_at=application.created_at.replace(year=2020))
        assert queries.where_others_write(application, user()) == []
