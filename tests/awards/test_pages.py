"""The awards' pages: what they show and to whom, what a wrong form says, and how many queries they take."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lovende.awards import overview
from lovende.awards.models import Award, Change, Instalment
from lovende.people.models import Role
from making.applications import open_call
from making.assessments import handed_in, plain_call
from making.awards import award, first_instalment, many, officer, person

pytestmark = pytest.mark.django_db


def client(name: str = "case-officer") -> Client:
    made = Client()
    made.force_login(officer(name))
    return made


def at(name: str, *parts) -> str:
    return reverse(f"awards:{name}", args=parts)


def text(answer) -> str:
    return (
        re.sub(r"\s+", " ", answer.content.decode()).replace("&nbsp;", " ").replace("\N{NO-BREAK SPACE}", " ")
    )


@pytest.fixture
def found() -> Award:
    return award(years=[2026, 2027], conditions=["Plan for evaluering."], facts={"title": "Ung i jobb"})


def test_a_rate_is_paid_by_one_click_however_often(found):
    row = first_instalment(found)
    page = text(client().get(at("award", found.public_id)))
    assert "Ung i jobb" in page and "610 000 kr" in page and "Plan for evaluering." in page
    for _ in range(2):
        answer = client().post(
            at("pay", found.public_id, row.pk), {"paid_on": timezone.localdate().isoformat()}
        )
        assert answer.status_code == 302 and answer["Location"].endswith("#rater")
    page = text(client().get(at("award", found.public_id)))
    assert page.count("Rate utbetalt") == 1 and "305 000 kr" in page and "saksbehandler, " in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Skriv en dato."),
        ("i går", "dag.måned.år"),
        ("2999-01-01", "ikke kommet ennå"),
        ("0001-01-01", "dag.måned.år"),
    ],
)
def test_a_wrong_day_is_said_beside_the_field_and_kept(found, typed, says):
    answer = client().post(at("pay", found.public_id, first_instalment(found).pk), {"paid_on": typed})
    assert answer.status_code == 422
    page = text(answer)
    assert (
        says in page
        and "Dette må rettes" in page
        and f'value="{typed}"' in (page if typed else page + 'value=""')
    )


def test_an_act_somebody_was_before_with_is_409_and_loses_nothing(found):
    row = first_instalment(found)
    plan = at("plan", found.public_id, 2026)
    form = {"version": 0, "amount_1": "610 000 kr", "due_1": "15.12.2026", "amount_2": "", "due_2": ""}
    client().post(at("hold", found.public_id, row.pk), {"reason": "Rapporten mangler."})
    answer = client().post(plan, form)
    assert answer.status_code == 409 and "610 000 kr" in text(answer)
    form["version"] = Award.objects.get().version
    assert client().post(plan, form | {"amount_1": "600.000"}).status_code == 422
    assert client().post(plan, form).status_code == 302
    assert [row.amount for row in Instalment.objects.all()] == [610_000]


def test_a_plan_says_which_row_is_wrong(found):
    form = {"version": 0, "amount_1": "mye", "due_1": "", "amount_2": "5", "due_2": "", "due_3": "2026-12-01"}
    page = text(client().post(at("plan", found.public_id, 2026), form))
    assert "Skriv beløpet i kroner" in page and "Skriv når raten forfaller." in page
    assert "Skriv beløpet, eller fjern datoen." in page and 'value="mye"' in page


def test_a_change_goes_from_the_project_to_the_officer_and_back(found):
    lead, who = client("project-lead"), client()
    page = text(lead.get(at("award", found.public_id)))
    assert "Søk om eller meld en endring" in page and "Hold tilbake" not in page
    form = {"kind": "content", "description": "Flere grupper", "why": "Mange venter"}
    assert lead.post(at("ask", found.public_id), form | {"why": ""}).status_code == 422
    assert lead.post(at("ask", found.public_id), form).status_code == 302
    change = Change.objects.get()
    assert "Endring venter" in text(who.get(at("awards") + "?vis=venter"))
    answer = at("answer", found.public_id, change.pk)
    assert "Flere grupper" in text(who.get(answer))
    assert who.post(answer, {"granted": "no", "answer": ""}).status_code == 422
    assert who.post(answer, {"granted": "no", "answer": "Ikke nå."}).status_code == 302
    page = text(lead.get(at("award", found.public_id)))
    assert "Ikke nå." in page and "ikke godkjent" in page
    assert who.get(answer).status_code == 404, "it is answered"


def test_a_decision_maker_extends_and_stops(found):
    who = client("decision-maker")
    assert (
        who.post(at("extend", found.public_id), {"new_end": "01.06.2028", "why": "Sykdom"}).status_code == 302
    )
    assert who.post(at("stop", found.public_id), {"why": ""}).status_code == 422
    assert who.post(at("stop", found.public_id), {"why": "Lagt ned"}).status_code == 302
    page = text(who.get(at("award", found.public_id)))
    assert "01.06.2028" in page and "stanset" in page and "holdt tilbake" in page
    assert who.post(at("extend", found.public_id), {"new_end": "2029-01-01", "why": "x"}).status_code == 409


def test_a_project_goes_on_when_there_is_a_call(found):
    lead = client("project-lead")
    type(found.call).objects.filter(scheme=found.call.scheme).update(state="closed")
    assert "ingen åpen utlysning" in text(lead.get(at("continue", found.public_id)))
    call = open_call(scheme=found.call.scheme)
    assert call.title in text(lead.get(at("continue", found.public_id)))
    assert lead.post(at("continue", found.public_id), {}).status_code == 422
    answer = lead.post(at("continue", found.public_id), {"call": call.pk})
    assert answer.status_code == 302 and found.measure.applications.get().kind == "continuation"


def test_the_list_narrows_by_what_the_address_says(found):
    other = award(handed_in(plain_call(year=2025), title="Helt annet", years=[2025]))
    who = client()
    today = timezone.localdate()

    def titles(query: str) -> set[str]:
        page = text(who.get(at("awards") + query))
        return {title for title in ("Ung i jobb", "Helt annet") if title in page}

    assert titles("") == {"Ung i jobb", "Helt annet"}
    assert titles("?q=ung") == titles("?aar=2026") == {"Ung i jobb"}
    assert titles(f"?q={other.public_id}") == {"Helt annet"}
    assert titles("?status=stopped") == titles("?q=%00x") == titles("?vis=forfalt") == set()
    assert titles("?status=tull&aar=tull&vis=tull&side=tull") == {"Ung i jobb", "Helt annet"}
    assert titles(f"?ordning={found.call.scheme.key}") == {"Ung i jobb", "Helt annet"}
    Instalment.objects.filter(award_year__award=found, number=1).update(due_on=today - timedelta(days=1))
    assert titles("?vis=forfalt") == {"Ung i jobb"}
    assert "Forfalt" in text(who.get(at("award", found.public_id)))


def test_another_office_sees_neither_list_entry_nor_page(found):
    stranger = Client()
    stranger.force_login(person("annen", Role.CASE_OFFICER, "sof"))
    assert "Ung i jobb" not in text(stranger.get(at("awards")))
    assert stranger.get(at("award", found.public_id)).status_code == 404
    other = award(handed_in())
    crossed = at("pay", other.public_id, first_instalment(found).pk)
    assert client().post(crossed, {"paid_on": "2026-01-01"}).status_code == 404


def test_everybody_sees_what_was_granted_and_nothing_else(found):
    page = text(Client().get(reverse("measures:measure", args=[found.measure.public_id])))
    assert "610 000 kr" in page and "Plan for evaluering." not in page and found.public_id not in page
    record = Client().get(reverse("measures:measure_json", args=[found.measure.public_id])).json()
    (entry,) = (record.get("measure") or record)["awards"]
    assert (entry["amount"], entry["year"], entry["currency"]) == (610_000, 2026, "NOK")
    number = found.organisation.municipality.number
    page = text(Client().get(reverse("measures:municipality", args=[number])))
    assert "Tilskudd gitt, på tvers av ordninger" in page and "610 000 kr" in page
    assert "uten oppgitt beløp" in page


def test_the_money_side_counts_what_is_not_known(found):
    award(handed_in(plain_call(year=2026, frame=Decimal(1_000_000)), applied=Decimal(610_000)))
    page = text(client("administrator").get(at("money")))
    assert "1 000 000 kr" in page and "390 000 kr" in page and "ikke oppgitt" in page
    rows = {row.scheme.pk: row for row in overview.by_scheme()}
    mine = rows[found.call.scheme_id]
    assert (mine.granted, mine.stated) == (1_220_000, 2) and mine.without == mine.measures - 2
    assert any(row.granted is None and row.without for row in rows.values())
    (area, *_) = overview.by_area(overview.calls())[0].areas
    assert (area.applications, area.awards, area.rate) == (1, 1, 100)
    assert client("administrator").get(at("money") + "?aar=1999").status_code == 200


def test_an_unknown_amount_is_never_nothing(found):
    year = found.years.get(year=2026)
    Instalment.objects.filter(award_year=year).delete()
    type(year).objects.filter(pk=year.pk).update(amount=None, unknown="lost")
    page = text(client().get(at("award", found.public_id)))
    assert "tapt i kilden" in page and "ikke oppgitt" in page
    row = next(row for row in overview.by_call(overview.calls()) if row.call == found.call)
    assert (row.committed, row.unknown, row.left) == (None, 1, row.call.frame)
    assert "1 uten oppgitt beløp" in text(client("auditor").get(at("money")))


@pytest.mark.parametrize("name", ["awards", "money", "deadlines", "notices", "mails"])
@pytest.mark.parametrize("language", ["", "/nn", "/en"])
def test_pages_are_made_in_three_languages(found, name, language):
    assert client().get(language + at(name)).status_code == 200


def test_a_persons_own_choices(found):
    who = client()
    assert who.post(at("notices"), {"by_mail": "on", "language": "xx"}).status_code == 422
    assert who.post(at("notices"), {"language": "nn"}).status_code == 302
    assert officer().notice_choice.language == "nn" and not officer().notice_choice.by_mail
    assert who.post(at("calendar_link"), {"do": "make"}).status_code == 302
    link = re.search(
        r'value="http://testserver(/tilskudd/kalender/[^"]+)"', who.get(at("notices")).content.decode()
    )
    assert link and Client().get(link[1]).status_code == 200
    who.post(at("calendar_link"), {"do": "revoke"})
    assert Client().get(link[1]).status_code == 404


def test_a_demo_shows_each_the_mails_to_them_and_real_use_none(settings, tmp_path):
    from django.core.mail import EmailMessage

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    EmailMessage("Påminnelse æøå", "Til deg, på norsk", to=[officer().email]).send()
    EmailMessage("Hemmelig", "Til en annen", to=["annen@demo.invalid"]).send()
    page = text(client().get(at("mails")))
    assert "Påminnelse æøå" in page and "Til deg, på norsk" in page and "Hemmelig" not in page
    settings.DEMO = False
    assert client().get(at("mails")).status_code == 404


@pytest.mark.slow
def test_pages_take_as_many_queries_for_many_awards_as_for_few(found, django_assert_max_num_queries):
    asked = {
        "list": at("awards"), "search": at("awards") + "?q=tiltak+17", "late": at("awards") + "?vis=forfalt",
        "last": at("awards") + "?side=9999", "award": at("award", found.public_id), "money": at("money"),
    }  # fmt: skip
    who = client()
    taken: list[dict[str, int]] = []
    for more in (2_000, 8_000):
        many(more)
        taken.append({})
        for name, path in asked.items():
            with django_assert_max_num_queries(15) as seen:
                assert who.get(path).status_code == 200
            taken[-1][name] = len(seen.captured_queries)
    assert taken[0] == taken[1]


def test_an_application_counts_in_the_area_it_was_handed_in_under(django_assert_num_queries):
    call = plain_call()
    first, second = call.areas.all()
    case = handed_in(call, area=first)
    type(case).objects.filter(pk=case.pk).update(area=second)  # its authors have changed their draft since
    with django_assert_num_queries(2):
        (found,) = overview.by_area([call])
    assert [row.applications for row in found.areas] == [1, 0]
    calls = [call, *(plain_call() for _ in range(3))]
    for one in calls:
        for area in one.areas.all():
            handed_in(one, area=area)
    with django_assert_num_queries(2):
        assert [len(row.areas) for row in overview.by_area(calls)] == [2, 2, 2, 2]
