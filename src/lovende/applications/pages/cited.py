"""Figures cited beside an answer, and the choice of a new one: table, municipality, contents, year, the figure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lovende.applications.models import Application, Citation
from lovende.people.models import Municipality
from lovende.people.queries import latest_municipality
from lovende.statbank import actions as bank
from lovende.statbank.client import OfflineError, RefusedError, UnreadableError
from lovende.statbank.figures import Figure
from lovende.statbank.queries import TABLE_ID, Table, curated, regions_then, tables_for
from lovende.text.figures import parse_number

COUNTRY = "landet"
AUTO_ID = "tall-%s"  # the form stands in a page with others


@dataclass(frozen=True)
class Cited:
    """One cited figure; `key` names it in addresses (a database key never leaves)."""

    row: Citation
    key: str


def cited_for(application: Application) -> dict[str, list[Cited]]:
    """The application's cited figures by question. One query."""
    found: dict[str, list[Cited]] = {}
    for row in application.citations.select_related("municipality").order_by("question", "pk"):
        found.setdefault(row.question, []).append(Cited(row, key_of(row)))
    return found


def key_of(row: Citation) -> str:
    return salted_hmac("lovende.citation", str(row.pk), algorithm="sha256").hexdigest()[:20]


def find_cited(application: Application, question: str, key: str) -> Citation | None:
    rows = application.citations.filter(question=question)
    return next((row for row in rows if key_of(row) == key), None)


@dataclass
class Choice:
    """How far the choice has come. What is not chosen yet is ""; `problem` says what stands in the way.

    `place` is a municipality's number of any time, or COUNTRY. `then` are the municipalities that held its
    territory in `period`; more than one when it was put together later, and `region` is the one chosen of them.
    """

    words: str = ""
    table: str = ""
    place: str = ""
    contents: str = ""
    period: str = ""
    region: str = ""
    tables: list[Table] = field(default_factory=list)
    hits: list[bank.Hit] = field(default_factory=list)
    description: bank.Description | None = None
    then: list[Municipality] = field(default_factory=list)
    place_name: str = ""
    figure: Figure | None = None
    problem: str = ""
    is_offline: bool = False
    is_switched_off: bool = False

    @property
    def known(self) -> Table | None:
        return self.description.table if self.description else None

    @property
    def another_number(self) -> Municipality | None:
        """The municipality the figure is for, when it is not the one that was asked for."""
        chosen = next((row for row in self.then if row.number == self.region), None)
        return chosen if chosen is not None and chosen.number != self.place else None

    @property
    def periods(self) -> list[Any]:
        """Newest first."""
        return list(reversed(self.description.periods.values)) if self.description else []


def choose(given: Mapping[str, str], *, home: Municipality | None, text: str) -> Choice:
    """As far as `given` (table, place, contents, period, region, words) leads, asking the bank where it must.

    `home` is the municipality to begin with; `text` what is written so far, which orders the tables.
    """
    language = get_language() or "nb"
    choice = Choice()
    for name in GIVEN:
        setattr(choice, name, str(given.get(name, "")).strip()[:100])
    choice.place = choice.place or _today(home)
    choice.tables = _ordered(choice.words or text)
    if not bank.is_switched_on():
        choice.is_offline = choice.is_switched_off = True
        return choice
    try:
        if choice.words and not choice.table:
            choice.hits = [
                hit for hit in bank.search_bank(words=choice.words, language=language) if _is_new(hit)
            ]
        if choice.table:
            _describe(choice, language)
        if choice.description is not None and choice.contents and choice.period:
            _look_up(choice, language)
    except OfflineError:
        choice.is_offline = True
    except RefusedError:
        choice.problem = _("Statistikkbanken har ikke dette. Velg noe annet.")
    except UnreadableError:
        choice.problem = _("Denne tabellen kan ikke brukes her. Velg en annen, eller skriv inn tallet selv.")
    return choice


GIVEN = ("words", "table", "place", "contents", "period", "region")


def _today(home: Municipality | None) -> str:
    """The number of the municipality as it is today; the namesake when it was parted. "" for none."""
    if home is None or home.is_current:
        return home.number if home is not None else ""
    rows = list(home.today.order_by("number"))
    return next((row.number for row in rows if row.name == home.name), rows[0].number if rows else "")


def _ordered(words: str) -> list[Table]:
    """Every curated table, those that the words point to first."""
    first = tables_for(words[:5000])
    return first + [table for table in curated() if table not in first]


def _is_new(hit: bank.Hit) -> bool:
    return all(hit.id != table.id for table in curated())


def _describe(choice: Choice, language: str) -> None:
    if not TABLE_ID.fullmatch(choice.table):
        choice.table, choice.problem = "", _("Et tabellnummer har fem sifre.")
        return
    choice.description = bank.describe(table=choice.table, language=language)
    if choice.contents and choice.description.contents.value(choice.contents) is None:
        choice.contents = ""
    if choice.period and choice.description.periods.value(choice.period) is None:
        choice.period = ""


def _look_up(choice: Choice, language: str) -> None:
    assert choice.description is not None
    table = choice.description.table
    region = _region(choice)
    if not region:
        choice.problem = choice.problem or _(
            "Tabellen har ikke tall for denne kommunen i perioden du valgte."
        )
        return
    selection = {table.region: region, table.contents: choice.contents, table.period: choice.period}
    figure = bank.look_up(table=choice.table, selection=selection, language=language)
    then = next((row for row in choice.then if row.number == region), None)
    choice.figure = replace(figure, municipality=then)


def _region(choice: Choice) -> str:
    """The bank's code of the place: the number that was valid in the period. "" when the table has none."""
    assert choice.description is not None
    table, regions = choice.description.table, choice.description.regions
    if choice.place == COUNTRY:
        choice.place_name = _("hele landet")
        return table.country if regions.value(table.country) else ""
    try:
        place = latest_municipality(choice.place)
    except Municipality.DoesNotExist:
        choice.problem = _("Velg en kommune.")
        return ""
    choice.place_name = place.name
    choice.then = [row for row in regions_then(place, choice.period) if regions.value(row.number)]
    numbers = [row.number for row in choice.then]
    if choice.region not in numbers:
        choice.region = numbers[0] if numbers else ""
    return choice.region


def places() -> list[tuple[str, str]]:
    """(number, name) of today's municipalities, by name. One query."""
    rows = Municipality.objects.filter(valid_to__isnull=True)
    return sorted(rows.values_list("number", "name"), key=lambda row: row[1])


class TypedForm(forms.Form):
    """A figure typed with its source, where the bank cannot be asked or does not have it."""

    label = forms.CharField(
        label=gettext_lazy("Hva tallet viser"),
        help_text=gettext_lazy("For eksempel «Sosialhjelpsmottakere 18–24 år»."),
        max_length=300,
        error_messages={"required": gettext_lazy("Skriv hva tallet viser.")},
    )
    value = forms.CharField(
        label=gettext_lazy("Tall"),
        max_length=40,
        error_messages={"required": gettext_lazy("Skriv tallet.")},
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    unit = forms.CharField(
        label=gettext_lazy("Enhet"),
        help_text=gettext_lazy("For eksempel personer, prosent eller kroner."),
        max_length=60,
        required=False,
    )
    period = forms.CharField(
        label=gettext_lazy("År eller periode"),
        max_length=20,
        error_messages={"required": gettext_lazy("Skriv hvilket år eller hvilken periode tallet gjelder.")},
    )
    region = forms.CharField(label=gettext_lazy("Sted"), max_length=120, required=False)
    source = forms.CharField(
        label=gettext_lazy("Kilde"),
        help_text=gettext_lazy("Hvem som har laget tallet, og hvor det står."),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv hvor tallet er hentet fra.")},
    )
    address = forms.URLField(
        label=gettext_lazy("Nettadresse"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": gettext_lazy("Skriv hele adressen, for eksempel https://www.ssb.no/.")},
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def clean_value(self) -> Any:
        try:
            value = parse_number(self.cleaned_data["value"].removesuffix("%").strip())
        except ValueError:
            raise forms.ValidationError(_("Skriv et tall, for eksempel 1 250 eller 12,5.")) from None
        if abs(value) >= 10**15 or round(value, 4) != value:
            raise forms.ValidationError(_("Tallet er for langt. Bruk høyst fire desimaler."))
        return value

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"])
        if address and not address.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Skriv hele adressen, for eksempel https://www.ssb.no/."))
        return address

    def figure(self) -> Figure:
        data = self.cleaned_data
        return Figure(
            value=data["value"],
            unit=data["unit"],
            label=data["label"],
            region=data["region"],
            period=data["period"],
            table="",
            table_title=data["label"],
            address=data["address"],
            retrieved_at=None,
            source=data["source"],
            is_typed=True,
        )


def fields_of(form: TypedForm) -> list[forms.BoundField]:
    return [form[name] for name in ("label", "value", "unit", "period", "region", "source", "address")]
