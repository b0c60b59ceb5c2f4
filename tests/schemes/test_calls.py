"""Calls as data: the portfolio's, the demo's, making, publishing, closing, who handles what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from lovende.people.demo import address
from lovende.people.models import County, Organisation, User
from lovende.records.models import AuditEvent
from lovende.reference.calls import DEMO_CALL, load_demo_call
from lovende.reference.demo import load_demo
from lovende.schemes import queries
from lovende.schemes.actions import close_call, publish_call, save_call
from lovende.schemes.errors import CallError, ConflictError
from lovende.schemes.models import NO_CRITERION, Call, Criterion, Scheme
from making.schemes import draft_call, open_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


@pytest.fixture
def decider() -> User:
    return User.objects.get(email=address("decision-maker"))


def test_tuki_2019_reproduces_table_1_1():
    """004 L440-466: 150 applications, 54 awards, 36.0 %; area 5 has 14.0 %."""
    call = queries.call_of("tuki-2019")
    found = queries.counted(call)
    assert [row.area.applications_stated for row in found.rows] == [28, 17, 9, 36, 50, 10]
    assert [row.area.awards_stated for row in found.rows] == [13, 7, 6, 14, 7, 7]
    assert (found.applications, found.awards, found.share) == (150, 54, Decimal("36.0"))
    assert found.rows[4].share == Decimal("14.0")
    assert call.frame == 52_300_000 and Call.objects.get(key="tuki-2020").frame == 58_400_000
    assert found.rows[0].area.rules == {"min_participants": 15}


def test_rules_owner_administrator_and_caveats_of_0621_63():
    call = queries.call_of("sosiale-tjenester-2021")
    assert call.rules == {
        "cap_per_full_time_position": 610000, "competence_grant_per_measure": 20000, "max_years": 3,
        "one_year_at_a_time": True, "continuation_plan_asked": True,
    }  # fmt: skip
    assert call.frame is None and call.frame_unknown == "not-stated" and "173" in call.caveat
    assert call.scheme.owner.slug == "avdir" and call.scheme.administrator.slug == "statsforvalterne"
    assert [row.key for row in call.criteria.all()][:2] == ["local-challenges", "knowledge-based"]
    assert sum(row.is_priority for row in call.criteria.all()) == 6
    assert all(row.source.key == "003" and row.lines for row in call.criteria.all())


def test_every_portfolio_call_has_a_source_and_readable_rules():
    for call in Call.objects.exclude(key=DEMO_CALL).select_related("source"):
        assert call.source and call.lines and call.caveat and call.standing == "historic", call.key
        assert call.ruleset.stated() == call.rules


def test_schemes_that_grew_out_of_others_have_versions():
    assert [row.name for row in Scheme.objects.get(key="jobbsjansen").versions.all()] == [
        "Ny Sjanse",
        "Jobbsjansen",
    ]
    tuki = Scheme.objects.get(key="tuki").versions.all()
    assert tuki[0].name == "Kommunale utviklingsmidler" and tuki[1].valid_from == "2019"


def test_loading_again_changes_nothing_and_counts_calls():
    before = AuditEvent.objects.count()
    counts = load_demo()
    assert counts["calls"] == Call.objects.count() >= 13
    assert AuditEvent.objects.count() == before


def test_the_demo_call_is_open_and_stays_so():
    call = load_demo_call()
    assert call.is_open and call.application_form.form.key == "application"
    long_ago = timezone.now() - timedelta(days=400)
    Call.objects.filter(pk=call.pk).update(opens_at=long_ago, deadline=long_ago + timedelta(days=90))
    assert load_demo_call().is_open and Call.objects.filter(key=DEMO_CALL).count() == 1


def test_who_handles_an_application():
    call = Call.objects.get(key=DEMO_CALL)
    named = {slug: Organisation.objects.get(slug=slug) for slug in ("nav-moss", "nav-frogner", "oygarden-kommune")
             if Organisation.objects.filter(slug=slug).exists()}  # fmt: skip
    assert queries.handler_of(call, named["nav-moss"]).slug == "statsforvalteren-oslo-viken"
    assert queries.handler_of(call, named["nav-frogner"]).slug == "statsforvalteren-oslo-viken"
    elsewhere = Organisation.objects.filter(municipality__county__number="46").first()
    assert queries.handler_of(call, elsewhere).slug == "statsforvalterne"
    call.handlers.all().delete()
    assert queries.handler_of(call, named["nav-moss"]) == call.administrator


@pytest.mark.parametrize("key", NO_CRITERION)
def test_chance_is_no_criterion_by_action_or_by_hand(key):
    call = draft_call()
    with pytest.raises(CallError):
        save_call(call=call, facts={"criteria": [{"key": key, "label": {"nb": "Sjanse"}}]}, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Criterion.objects.create(call=call, key=key, label={"nb": "Sjanse"})


def test_a_draft_is_saved_changed_published_closed(decider):
    call = draft_call(title="Prøven på Æøå", actor=decider)
    assert call.key.startswith("proven-pa-eoa") and call.state == "draft" and call.edition == 1
    again = save_call(call=call, facts={"title": call.title}, actor=decider, version=1)
    assert again.edition == 1
    changed = save_call(call=call, facts={"frame": Decimal(5), "areas": [{"name": "Ett"}, {"name": "Ett"}]},
                        actor=decider, version=1)  # fmt: skip
    assert changed.edition == 2 and [row.key for row in changed.areas.all()] == ["ett", "ett-2"]
    with pytest.raises(ConflictError):
        save_call(call=call, facts={"title": "Eldre"}, actor=decider, version=1)
    out = publish_call(call=call, actor=decider)
    assert out.is_open and publish_call(call=call, actor=decider).published_at == out.published_at
    with pytest.raises(ConflictError):
        save_call(call=call, facts={"title": "Etterpå"}, actor=decider)
    assert (
        close_call(call=call, actor=decider).standing
        == "closed"
        == close_call(call=call, actor=decider).state
    )
    verbs = list(AuditEvent.objects.filter(about=call.key).values_list("verb", flat=True))
    assert verbs == [
        "schemes.call-saved",
        "schemes.call-saved",
        "schemes.call-published",
        "schemes.call-closed",
    ]


def test_what_is_missing_is_named_and_nothing_is_published():
    call = draft_call(deadline=None, administrator=None)
    with pytest.raises(CallError) as caught:
        publish_call(call=call, actor=None)
    assert set(caught.value.fields) == {"deadline", "administrator"}
    call.refresh_from_db()
    assert call.state == "draft" and call.published_at is None
    with pytest.raises(CallError) as caught:
        save_call(call=call, facts={"deadline": timezone.now() - timedelta(1)}, actor=None)
        publish_call(call=call, actor=None)
    assert "passert" in caught.value.fields["deadline"]


def test_wrong_rules_and_dates_are_refused():
    for facts in ({"rules": {"max_yaers": 3}}, {"areas": [{"name": "A", "rules": {"chance_of_effect": True}}]},
                  {"title": ""}, {"opens_at": timezone.now() + timedelta(900)}):  # fmt: skip
        with pytest.raises(CallError):
            save_call(call=draft_call(), facts=facts, actor=None)


def test_standing_and_lists():
    coming = open_call(title="Kommer", opens_at=timezone.now() + timedelta(days=1))
    now = open_call(title="Åpen")
    found = queries.public_calls()
    assert coming in found["coming"] and now in found["open"] and now in queries.open_calls()
    assert coming not in queries.open_calls() and Call.objects.get(key="tuki-2019") in found["historic"]
    draft = draft_call()
    assert not any(draft in calls for calls in found.values())
    assert queries.drafts([draft.administrator_id]) == [draft] and queries.drafts([]) == []


def test_handlers_are_rewritten_only_when_they_differ():
    call = draft_call()
    oslo, office = County.objects.get(number="03"), call.administrator
    saved = save_call(call=call, facts={"handlers": [(office, oslo), (office, None)]}, actor=None)
    assert (
        save_call(call=call, facts={"handlers": [(office, None), (office, oslo)]}, actor=None).edition
        == saved.edition
    )
