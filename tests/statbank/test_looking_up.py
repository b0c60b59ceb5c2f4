"""A figure looked up: fresh for a day, kept for when the net is gone, and of the municipality that was there then."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from lovende.people.queries import latest_municipality
from lovende.statbank import actions, queries
from lovende.statbank.client import OfflineError, RefusedError, UnreadableError
from lovende.statbank.figures import Figure
from lovende.statbank.models import CachedAnswer

MOSS = {"Region": "0104", "ContentsCode": "EUskala60", "Tid": "2016"}


def age(hours: int) -> None:
    CachedAnswer.objects.update(retrieved_at=timezone.now() - timedelta(hours=hours))


def test_a_figure_with_all_that_finds_it_again(bank):
    found = actions.look_up(table="08764", selection=MOSS)
    assert (found.value, found.unit, found.decimals, found.unknown) == (Decimal("12.3"), "prosent", 1, "")
    assert (found.label, found.region, found.region_number) == ("EU-skala 60 prosent", "Moss (-2019)", "0104")
    assert (found.period, found.table, found.source) == ("2016", "08764", "Statistisk sentralbyrå")
    assert (
        found.table_title.startswith("08764: Personer under 18") and not found.is_kept and not found.is_typed
    )
    assert found.address == str(bank.asked[0]) and found.retrieved_at is not None


def test_within_a_day_it_is_asked_once(bank):
    first = actions.look_up(table="08764", selection=MOSS)
    age(23)
    again = actions.look_up(table="08764", selection=dict(reversed(MOSS.items())))
    assert len(bank.asked) == 1 and again.value == first.value and not again.is_kept
    age(25)
    actions.look_up(table="08764", selection=MOSS)
    assert len(bank.asked) == 2 and CachedAnswer.objects.count() == 1


def test_without_the_net_an_older_answer_is_given_with_its_date(bank):
    actions.look_up(table="08764", selection=MOSS)
    age(72)
    bank.is_up = False
    found = actions.look_up(table="08764", selection=MOSS)
    assert found.is_kept and found.value == Decimal("12.3")
    assert found.retrieved_at is not None and timezone.now() - found.retrieved_at > timedelta(hours=71)


def test_without_the_net_and_without_an_answer_it_says_so_and_rests(bank):
    bank.is_up = False
    with pytest.raises(OfflineError):
        actions.look_up(table="08764", selection=MOSS)
    bank.is_up = True
    with pytest.raises(OfflineError, match="a moment ago"):
        actions.look_up(table="08764", selection=MOSS)
    assert not bank.asked and not CachedAnswer.objects.exists()


def test_switched_off_nothing_is_asked(bank, settings):
    settings.STATBANK_ADDRESS = ""
    with pytest.raises(OfflineError, match="switched off"):
        actions.look_up(table="08764", selection=MOSS)
    assert not bank.asked and not actions.is_switched_on()


def test_what_is_withheld_is_unknown_and_never_nought(bank):
    bank.files["/v2/tables/08764/data"] = "data-08764-moss-withheld.json"
    found = actions.look_up(table="08764", selection=MOSS | {"Tid": "2017"})
    assert (found.value, found.unknown) == (None, "withheld")


def test_fixed_values_are_asked_for_and_shown(bank):
    selection = {"Region": "0104", "ContentsCode": "RegHeltLedige", "Tid": "2016M11"}
    found = actions.look_up(table="10540", selection=selection)
    assert bank.asked[0].params["valueCodes[Alder]"] == "15-74"
    assert found.label == "Registrerte helt arbeidsledige, 15-74 år" and found.value == 512


def test_more_than_one_figure_is_none(bank):
    with pytest.raises(UnreadableError, match="2 figures"):
        actions.look_up(table="13995", selection={"Tid": "2024"})


def test_a_refusal_is_not_kept(bank):
    with pytest.raises(RefusedError):
        actions.look_up(table="99999", selection=MOSS)
    assert not CachedAnswer.objects.exists()


@pytest.mark.parametrize("table", ["", "8764", "08764/data", "../x", "０８７６４"])
def test_an_id_that_is_no_id_is_never_asked_for(bank, table):
    with pytest.raises(ValueError):
        actions.look_up(table=table, selection=MOSS)
    assert not bank.asked


def test_an_answer_that_is_no_dataset_is_unreadable(bank):
    bank.files["/v2/tables/08764/data"] = "error-404.json"
    with pytest.raises(UnreadableError):
        actions.look_up(table="08764", selection=MOSS)


def test_a_table_says_what_can_be_chosen(bank):
    found = actions.describe(table="08764")
    assert [value.code for value in found.contents.values] == ["Personer", "EUskala60"]
    assert found.periods.values[-1].code == "2024" and found.kept_from is None
    assert actions.describe(table="07459").contents.values[0].unit == "personer"  # sex and age are summed
    age(48)
    bank.is_up = False
    assert actions.describe(table="08764").kept_from is not None


def test_a_table_that_wants_another_choice_is_not_asked_for_one(bank):
    bank.files["/v2/tables/12345/metadata"] = "data-10540-moss-2016M11.json"
    with pytest.raises(UnreadableError, match="Alder"):
        actions.describe(table="12345")


def test_the_bank_finds_tables_by_words(bank):
    hits = actions.search_bank(words="lavinntekt")
    assert [(hit.id, hit.last_period) for hit in hits] == [("08764", "2024")]


def test_old_answers_do_not_pile_up(bank):
    actions.look_up(table="08764", selection=MOSS)
    age(24 * 365 * 3)
    actions.describe(table="08764")
    assert CachedAnswer.objects.count() == 1


def test_curated_tables_have_all_that_is_needed():
    tables = queries.curated()
    assert len({table.id for table in tables}) == len(tables)
    for table in tables:
        assert queries.TABLE_ID.fullmatch(table.id) and table.checked
        assert set(table.names) == set(table.about) == {"nb", "nn", "en"}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("Hvor mange barn lever i fattigdom?", "08764"),
        ("registrerte arbeidsledige", "13563"),
        ("folketallet i kommunen", "07459"),
        ("stønadstiden er lang", "13995"),
        ("unge på sosialhjelp", "12210"),
    ],
)
def test_words_lead_to_a_table(words, first):
    assert queries.tables_for(words)[0].id == first


def test_words_that_lead_nowhere_show_all():
    assert queries.tables_for("xyzzy") == list(queries.curated())


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("2016", "2016-01-01"),
        ("2016M11", "2016-11-01"),
        ("2016K3", "2016-07-01"),
        ("2016U01", "2016-01-04"),
        ("2014-2016", "2014-01-01"),
        ("2016M13", None),
        ("2016U60", None),
        ("i fjor", None),
        ("", None),
    ],
)
def test_the_first_day_of_a_period(period, day):
    found = queries.first_day(period)
    assert (found.isoformat() if found else None) == day


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "period", "then"),
    [
        ("3103", "2016", ["0104 Moss", "0136 Rygge"]),
        ("3103", "2021", ["3002 Moss"]),
        ("3103", "2024", ["3103 Moss"]),
        ("3103", "2023M12", ["3002 Moss"]),
        ("0301", "2016", ["0301 Oslo"]),
        ("0301", "2005", ["0301 Oslo"]),
        ("0136", "2024", ["3103 Moss"]),
        ("0301", "when", []),
    ],
)
def test_a_figure_belongs_to_the_number_valid_then(number, period, then):
    place = latest_municipality(number)
    assert [f"{row.number} {row.name}" for row in queries.regions_then(place, period)] == then


@pytest.mark.parametrize("value, unknown", [(None, ""), (Decimal(1), "withheld")])
def test_a_figure_is_a_number_or_says_why_not(value, unknown):
    with pytest.raises(ValueError):
        Figure(value, "", "x", "", "2016", "", "", "", None, unknown=unknown)
