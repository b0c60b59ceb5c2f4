"""The pages of calls: what they tell, what managing them takes, few queries."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from lovende.reference.calls import DEMO_CALL
from lovende.schemes.models import Call
from making.schemes import draft_call, open_call, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("portfolio")]


def signed_in(role: str) -> Client:
    client = Client()
    client.force_login(person(role))
    return client


def page(client: Client, name: str, *args: str, status: int = 200, **data) -> str:
    answer = client.get(reverse(name, args=args), data)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode().replace("\u00a0", " "))


def test_the_list_has_open_calls_first_and_no_drafts():
    draft = draft_call(title="Hemmelig utkast")
    text = page(Client(), "schemes:calls")
    order = [text.index(f'id="{group}"') for group in ("open", "historic")]
    assert order == sorted(order) and "Hemmelig" not in text and "Ny utlysning" not in text
    assert text.index(f"/utlysninger/{DEMO_CALL}/") < text.index("/utlysninger/tuki-2019/")
    assert "Hemmelig utkast" in page(signed_in("case-officer"), "schemes:calls")
    assert "Hemmelig" not in page(signed_in("administrator"), "schemes:calls")
    for client in (Client(), signed_in("administrator"), signed_in("applicant")):
        page(client, "schemes:call", draft.key, status=404)


def test_tuki_2019_tells_table_1_1_with_shares_and_sources():
    text = page(Client(), "schemes:call", "tuki-2019")
    for told in (
        "52 300 000 kr",
        "36,0 %",
        "14,0 %",
        "Minst 15 deltakere",
        "Kilde",
    ):
        assert told in text, told
    assert "Tilskudd i høyst 3 år." in text and "Egenandel er en forutsetning" in text
    assert "Start søknad" not in text and "Logg inn for å søke" not in text


def test_0621_63_tells_rules_criteria_caveat_owner_and_administrator():
    text = page(Client(), "schemes:call", "sosiale-tjenester-2021")
    for told in ("Høyst 610 000 kr", "20 000 kr", "ett år om gangen", "Brukermedvirkning", "gir fortrinn", "per hel",
                 "Statsforvalterne", "Arbeids- og velferdsdirektoratet", "ikke oppgitt"):  # fmt: skip
        assert told in text, told
    assert "At most NOK 610,000" in Client().get("/en/utlysninger/sosiale-tjenester-2021/").content.decode()


def test_a_scheme_has_its_versions_calls_and_measures():
    text = page(Client(), "schemes:scheme", "tuki")
    assert (
        "Kommunale utviklingsmidler" in text and "/utlysninger/tuki-2020/" in text and "?scheme=tuki" in text
    )
    assert "Ny Sjanse" in page(Client(), "schemes:scheme", "jobbsjansen")
    page(Client(), "schemes:scheme", "finnes-ikke", status=404)


def test_who_may_apply_finds_the_way():
    call = open_call(title="Søk nå")
    stranger, officer = (
        page(client, "schemes:call", call.key) for client in (Client(), signed_in("case-officer"))
    )
    applicant = page(signed_in("applicant"), "schemes:call", call.key)
    try:
        start = reverse("applications:start", args=[call.key])
    except NoReverseMatch:  # a register without the applications room
        assert "Start søknad" not in applicant
        return
    assert start in applicant and "Start søknad" in applicant
    assert "Logg inn for å søke" in stranger and start not in officer


FORM = {
    "edition": "0", "title": "Nye veier", "year": "2027", "text": "Søk.", "opens_at": "2026-01-02",
    "deadline": "2099-03-01", "frame": "1 200 000", "caveat": "",
    "regler-cap_per_full_time_position": "610.000", "regler-cap_basis": "per-position", "regler-max_years": "3",
    "regler-own_contribution_required": "on", "regler-sign_off_by": ["office-leader"],
    "omrader-TOTAL_FORMS": "2", "omrader-INITIAL_FORMS": "0", "omrader-0-name": "Unge", "omrader-0-number": "1",
    "omrader-0-min_participants": "15", "omrader-0-is_prioritised": "on",
    "kriterier-TOTAL_FORMS": "2", "kriterier-INITIAL_FORMS": "0", "kriterier-0-label": "Bygger på kunnskap",
    "kriterier-0-is_priority": "on", "behandlere-TOTAL_FORMS": "2", "behandlere-INITIAL_FORMS": "0",
}  # fmt: skip


def form(**changes):
    from lovende.people.models import Organisation
    from lovende.schemes.models import Scheme

    office = Organisation.objects.get(slug="statsforvalteren-oslo-viken")
    named = {"scheme": Scheme.objects.get(key="tuki").pk, "administrator": office.pk}
    return {**FORM, **named, "behandlere-0-organisation": office.pk, **changes}


def test_from_form_to_published_and_closed():
    officer, decider = signed_in("case-officer"), signed_in("decision-maker")
    answer = officer.post(reverse("schemes:new"), form())
    call = Call.objects.get(title="Nye veier")
    assert answer.status_code == 302 and answer["Location"].endswith(f"/{call.key}/")
    assert call.rules == {"cap_per_full_time_position": 610000, "max_years": 3, "own_contribution_required": True,
                          "sign_off_by": ["office-leader"]}  # fmt: skip
    area, handler = call.areas.get(), call.handlers.get()
    assert (area.number, area.rules, area.is_prioritised) == (1, {"min_participants": 15}, True)
    assert handler.county is None and call.frame == 1_200_000 and call.criteria.get().is_priority
    assert call.deadline.astimezone().isoformat().startswith("2099-03-01")
    officer.post(reverse("schemes:new"), form())
    assert Call.objects.filter(title="Nye veier").count() == 1

    shown = page(officer, "schemes:edit", call.key)
    assert 'value="610 000"' in shown and "Unge" in shown and 'value="2099-03-01"' in shown
    assert officer.post(reverse("schemes:publish", args=[call.key])).status_code == 403
    assert decider.post(reverse("schemes:publish", args=[call.key])).status_code == 302
    call.refresh_from_db()
    assert call.is_open and decider.get(reverse("schemes:edit", args=[call.key])).status_code == 302
    assert decider.post(reverse("schemes:close", args=[call.key])).status_code == 302
    call.refresh_from_db()
    assert call.standing == "closed"


def test_wrong_input_is_told_beside_the_field_and_nothing_typed_is_lost():
    wrong = form(title="Nye «veier»", year="i fjor", frame="mye", deadline="2025-01-01",
                 **{"regler-max_years": "-1", "omrader-0-number": "én"})  # fmt: skip
    answer = signed_in("case-officer").post(reverse("schemes:new"), wrong)
    text = answer.content.decode()
    assert (
        answer.status_code == 422 and not Call.objects.filter(text="Søk.", title__startswith="Nye").exists()
    )
    typed = ("Nye «veier»", 'value="i fjor"', 'value="mye"', 'value="én"')
    for told in (*typed, "Skriv beløpet i kroner", "Noe må rettes", "Fristen må være etter"):
        assert told in text, told


def test_one_saved_by_somebody_else_is_not_overwritten():
    call, client = draft_call(title="Felles"), signed_in("case-officer")
    client.post(reverse("schemes:edit", args=[call.key]), form(title="Først", edition=str(call.edition)))
    late = client.post(
        reverse("schemes:edit", args=[call.key]), form(title="Sist", edition=str(call.edition))
    )
    call.refresh_from_db()
    assert late.status_code == 409 and call.title == "Først" and "Sist" in late.content.decode()


def test_what_hinders_publishing_is_told():
    call = draft_call(deadline=None)
    answer = signed_in("decision-maker").post(reverse("schemes:publish", args=[call.key]))
    assert answer.status_code == 422 and "Sett en søknadsfrist." in answer.content.decode()


def test_a_new_call_from_an_older_one():
    text = page(signed_in("decision-maker"), "schemes:new", fra="tuki-2019")
    assert (
        "Lengre kvalifisering" in text and "52 300 000" not in text and "2019" not in text.split("</h1>")[1]
    )


def test_a_form_of_another_office_is_refused():
    from lovende.people.models import Organisation

    other = Organisation.objects.get(slug="imdi").pk
    assert (
        signed_in("case-officer").post(reverse("schemes:new"), form(administrator=other)).status_code == 422
    )


def test_few_queries_at_two_sizes(django_assert_max_num_queries):
    client = signed_in("decision-maker")
    page(client, "schemes:calls")
    for more in (1, 12):
        for number in range(more):
            call = open_call(title=f"Utlysning {more} {number}", areas=[{"name": f"Del {i}"} for i in range(more)],
                             criteria=[{"label": {"nb": f"Krav {i}"}} for i in range(more)])  # fmt: skip
        draft = draft_call(title=f"Utkast {more}", areas=[{"name": f"Del {i}"} for i in range(more)])
        with django_assert_max_num_queries(10):
            page(client, "schemes:calls")
        with django_assert_max_num_queries(14):
            page(client, "schemes:call", call.key)
        with django_assert_max_num_queries(10):
            page(client, "schemes:scheme", call.scheme.key)
        with django_assert_max_num_queries(15):
            page(client, "schemes:edit", draft.key)
