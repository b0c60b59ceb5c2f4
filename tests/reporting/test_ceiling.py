"""How self-evaluations spread: the numbers, what few may see, the picture, the page and its files."""

import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from lovende.forms.models import Answer, AnswerSet, FormVersion
from lovende.people.models import Municipality
from lovende.reporting import generated, picture
from lovende.reporting.ceiling import SMALL, Spread, guarded, guarded_table, together, whole
from lovende.reporting.ceiling_queries import Asked, Ceiling
from lovende.reporting.models import Report
from lovende.schemes.models import Call
from making.schemes import person

COUNTS = st.lists(st.integers(0, 60), min_size=4, max_size=4).map(tuple)


def spread(*counts, **more) -> Spread:
    return Spread("q", "Spørsmål", 0, tuple(counts), **more)


def test_the_mean_and_the_share_at_the_top_are_of_those_who_answered():
    row = spread(0, 5, 15, 80, irrelevant=7, unknown=20)
    assert (row.answered, row.mean, row.share(), row.share(2)) == (100, Decimal("2.75"), 80, 95)
    assert row.is_at_ceiling


def test_nobody_answered_is_not_a_mean_of_nothing():
    row = spread(0, 0, 0, 0, unknown=12)
    assert (row.mean, row.share(), row.alike, row.is_at_ceiling) == (None, None, None, False)
    assert whole(row).mean is None and guarded(row).hidden == 0


def test_answers_that_are_spread_are_not_at_the_ceiling():
    assert not spread(25, 25, 25, 25).is_at_ceiling


@given(COUNTS)
def test_of_what_is_guarded_no_small_cell_is_seen_and_never_one_alone_is_hidden(counts):
    row = guarded(spread(*counts))
    assert all(count is None or not 0 < count < SMALL for count in row.counts)
    hidden = [place for place, count in enumerate(row.counts) if count is None]
    others = [count for count in counts if count]
    assert len(hidden) != 1 or len(others) == 1
    assert sum(count for count in row.counts if count is not None) + row.hidden == sum(counts)
    assert row.counts[-1] is not None or row.top is None


@given(COUNTS)
def test_the_mean_never_tells_how_the_hidden_answers_are_spread(counts):
    row = guarded(spread(*counts))
    hidden = [place for place, count in enumerate(row.counts) if count is None]
    if row.mean is None or len(hidden) < 2:
        return
    total, moved = sum(counts), row.hidden * (hidden[-1] - hidden[0])
    assert Decimal(moved) / total <= Decimal("0.05")


def test_the_total_does_not_give_away_what_is_hidden_in_a_column():
    rows = [spread(0, 30, 60, 90), spread(0, 2, 8, 90)]
    shown, total = guarded_table(rows, together(rows, "", "I alt"))
    assert shown[1].counts == (0, None, None, 90)
    assert total.counts == (0, None, None, 180)


def test_bars_are_as_long_as_the_picture_and_small_pieces_have_no_number():
    drawn = picture.draw(
        [picture.Row("Et langt spørsmål " * 8, (1, 2, 17, 80), 0, "snitt 2,8")], list("0123"), "skjult"
    )
    parts = drawn.bars[0].parts
    assert sum(float(part.width) for part in parts) == pytest.approx(picture.WIDTH, abs=0.1)
    assert [part.text for part in parts] == ["", "", "17", "80"]
    assert len(drawn.bars[0].lines) > 1 and drawn.height > drawn.bars[0].top + picture.BAR


def rated(
    value, *, question="ungdom", year=2024, number="3103", form="self-evaluation", state="approved", **more
):
    """A report with one answer to its self-evaluation; `value` None: not answered, "" : no row at all."""
    version = FormVersion.objects.filter(form__key=form).latest("number")
    answers = AnswerSet.objects.create(version=version)
    if value != "":
        unknown = "not-stated" if value is None else ""
        Answer.objects.create(answers=answers, question=question, value=value, unknown=unknown)
    place = Municipality.objects.get(number=number, valid_to__isnull=True) if number else None
    return Report.objects.create(
        public_id=f"proving-{Report.objects.count()}",
        kind="final",
        year=year,
        call=Call.objects.get(key="sosiale-tjenester-2021"),
        organisation=person("applicant").memberships.get().organisation,
        municipality=place,
        self_evaluation=answers,
        state=state,
        is_historic=True,
        **more,
    )


def seen(**asked):
    found = Ceiling(Asked(**asked))
    return {row.label if found.by != "sporsmal" else row.key: row for row in found.spreads}


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestCounting:
    def test_by_question_with_those_not_answered_and_those_lost(self):
        for value in (3, 3, 2, None, ""):
            rated(value)
        rows = seen()
        assert rows["ungdom"].counts == (0, 0, 1, 2) and rows["ungdom"].unknown == 2
        assert rows["forebygging"].counts == (0, 0, 0, 0) and rows["forebygging"].unknown == 5
        assert rows["tapt-13"].is_lost and rows["tapt-13"].unknown == 0

    def test_what_is_not_handed_in_or_sent_back_is_not_counted(self):
        rated(3)
        rated(0, state="draft")
        rated(0, state="returned", answer="Mangler")
        assert seen()["ungdom"].counts == (0, 0, 0, 1)

    def test_by_year_and_county_and_one_question(self):
        rated(3, year=2024)
        rated(1, year=2023, number="0301")
        rated(2, year=2023, number="", question="forebygging")
        assert {key: row.counts for key, row in seen(by="aar", question="ungdom").items()} == {
            "2024": (0, 0, 0, 1),
            "2023": (0, 1, 0, 0),
        }
        assert seen(by="aar", question="ungdom")["2023"].unknown == 1
        counties = seen(by="fylke", year=2023)
        assert list(counties) == ["Oslo", "Fylke ikke oppgitt"]
        assert counties["Fylke ikke oppgitt"].counts == (0, 0, 1, 0)

    def test_the_two_scales_are_never_put_together_and_not_relevant_is_no_rating(self):
        rated(3)
        rated(7, form="self-evaluation-revised")
        rated("not-relevant", form="self-evaluation-revised")
        row = seen(form="self-evaluation-revised-1")["ungdom"]
        assert (row.low, row.counts, row.irrelevant, row.mean) == (1, (0, 0, 0, 0, 0, 0, 1), 1, 7)
        assert seen()["ungdom"].counts == (0, 0, 0, 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("portfolio")
class TestPage:
    @pytest.fixture(autouse=True)
    def history(self):
        generated.generate()

    @staticmethod
    def page(client, role, **asked) -> str:
        client.force_login(person(role))
        return client.get(reverse("reporting:ceiling"), asked).content.decode()

    def test_it_shows_what_the_source_saw_and_says_that_it_is_generated(self, client):
        page = self.page(client, "auditor")
        assert "Generert for demoen" in page and "181 av 181" in page and "181 av 203" in page
        assert "Gjennomsnittet er 2,7" in page and "kan ikke skille tiltak fra hverandre" in page
        assert page.count("tapt i kilden") >= 2 and 'aria-labelledby="bilde-tittel bilde-om"' in page
        assert "style=" not in page

    def test_those_who_do_not_follow_the_scheme_up_do_not_see_few(self, client):
        assert "skjult" not in self.page(client, "auditor")
        assert "skjult" not in self.page(client, "case-officer")
        page = self.page(client, "evaluator")
        assert "Færre enn fem svar er skjult" in page and ">skjult<" in page
        client.force_login(person("evaluator"))
        file = client.get(reverse("reporting:ceiling_file")).content.decode("utf-8-sig")
        assert "skjult (færre enn fem)" in file

    def test_the_files_hold_what_the_page_shows(self, client):
        client.force_login(person("auditor"))
        drawn = client.get(reverse("reporting:ceiling_picture"))
        root = ElementTree.fromstring(drawn.content)
        assert drawn["Content-Type"] == "image/svg+xml" and root.tag.endswith("svg")
        lines = (
            client.get(reverse("reporting:ceiling_file"), {"etter": "aar"})
            .content.decode("utf-8-sig")
            .splitlines()
        )
        assert lines[0].startswith("År;0 – Ikke i det hele tatt;") and lines[1].startswith("2021;")
        assert "Generert for demoen" in lines[1] and len(lines) == 3

    def test_no_answers_yet_is_said(self, client):
        page = self.page(client, "auditor", skjema="self-evaluation-revised-1")
        assert "Ingen har svart på dette skjemaet ennå" in page and "<svg" not in page
        self.page(client, "auditor", etter="x", aar="999999999999", fylke="-1", sporsmal="'", skjema="\0")

    @pytest.mark.parametrize("by", ["sporsmal", "aar", "fylke"])
    def test_queries_are_few_however_many_reports(self, client, by, django_assert_max_num_queries):
        client.force_login(person("case-officer"))
        with django_assert_max_num_queries(15):
            client.get(reverse("reporting:ceiling"), {"etter": by})
