"""The forms of the workspace: starting, facts, budget, authors, comments, how a measure relates.

What is typed is kept as typed when it is refused; amounts and numbers are read as Norwegians write them.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lovende.applications.models import Application, BudgetLine, SimilarNote
from lovende.forms.typed import Kroner, TypedNumber
from lovende.schemes.models import Call

YEARS_AHEAD = 4
LONGEST_NOTE = 200
ANY_KIND = [("", _("Velg"))]


class KindForm(forms.Form):
    """New, continuation or replication; the last two name a measure of the register (its public id)."""

    kind = forms.ChoiceField(
        label=_("Hva slags tiltak er det?"),
        choices=Application.Kind.choices,
        error_messages={
            "required": _("Velg om tiltaket er nytt, en videreføring eller en replikasjon."),
            "invalid_choice": _("Velg om tiltaket er nytt, en videreføring eller en replikasjon."),
        },
    )
    of = forms.SlugField(required=False, max_length=80, label=_("Hvilket tiltak?"))
    words = forms.CharField(
        required=False,
        max_length=200,
        label=_("Finn tiltaket i registeret"),
        help_text=_("Søk på navn, sted eller hva tiltaket går ut på."),
    )


class StartForm(KindForm):
    """A new application to a call."""

    title = forms.CharField(
        label=_("Hva skal tiltaket hete?"),
        help_text=_("Et kort navn som sier hva dere vil gjøre. Du kan endre det siden."),
        max_length=200,
        error_messages={"required": _("Skriv hva tiltaket skal hete.")},
    )
    organisation = forms.ChoiceField(
        label=_("Hvem søker?"), error_messages={"required": _("Velg hvem som søker.")}
    )
    field_order = ("title", "organisation", "kind", "words", "of")

    def __init__(self, data: Any = None, *, organisations: Iterable[Any], **options: Any) -> None:
        super().__init__(data, **options)
        chosen: forms.ChoiceField = self.fields["organisation"]  # type: ignore[assignment]
        chosen.choices = [(row.slug, row.name) for row in organisations]


class FactsForm(KindForm):
    """What is applied for beside the answers. Empty means not stated yet."""

    title = forms.CharField(
        label=_("Tittel"), max_length=200, error_messages={"required": _("Skriv hva tiltaket skal hete.")}
    )
    area = forms.ChoiceField(label=_("Tematisk område"), required=False)
    years = forms.TypedMultipleChoiceField(
        label=_("Hvilke år søker dere for?"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    positions = TypedNumber(
        label=_("Stillinger (årsverk)"),
        help_text=_("Samlet stillingsandel. Skriv 1,5 for én hel og én halv stilling."),
        required=False,
        largest=Decimal(10000),
    )
    participants = TypedNumber(
        label=_("Deltakere"),
        help_text=_("Hvor mange dere regner med i hele perioden."),
        required=False,
        places=0,
        largest=Decimal(1_000_000),
    )
    field_order = ("title", "kind", "words", "of", "area", "years", "positions", "participants")

    def __init__(self, data: Any = None, *, call: Call, areas: Iterable[Any], **options: Any) -> None:
        super().__init__(data, **options)
        area: forms.ChoiceField = self.fields["area"]  # type: ignore[assignment]
        area.choices = ANY_KIND + [(row.key, str(row)) for row in areas]
        years: forms.TypedMultipleChoiceField = self.fields["years"]  # type: ignore[assignment]
        years.choices = [(year, str(year)) for year in range(call.year, call.year + YEARS_AHEAD)]

    def clean_participants(self) -> int | None:
        number = self.cleaned_data["participants"]
        return None if number is None else int(number)


class BudgetForm(forms.Form):
    """Kroner of each kind in each year (fields `kind-year`), and a note of each kind."""

    def __init__(self, data: Any = None, *, years: Iterable[int], **options: Any) -> None:
        super().__init__(data, **options)
        self.years = list(years)
        for kind, label in BudgetLine.Kind.choices:
            for year in self.years:
                self.fields[f"{kind}-{year}"] = Kroner(label=f"{label} {year}", required=False)
            self.fields[f"{kind}-note"] = forms.CharField(
                label=f"{label}: {_('merknad')}", required=False, max_length=LONGEST_NOTE
            )

    def rows(self) -> list[dict[str, Any]]:
        """The lines that have an amount: `{year, kind, amount, note}`."""
        data = self.cleaned_data
        return [
            {"year": year, "kind": kind, "amount": data[f"{kind}-{year}"], "note": data[f"{kind}-note"]}
            for kind in BudgetLine.Kind.values
            for year in self.years
            if data[f"{kind}-{year}"] is not None
        ]


class AuthorForm(forms.Form):
    email = forms.EmailField(
        label=_("E-postadresse"),
        max_length=254,
        error_messages={
            "required": _("Skriv e-postadressen til den som skal skrive med."),
            "invalid": _("Skriv en e-postadresse, for eksempel navn@kommune.no."),
        },
    )


class CommentForm(forms.Form):
    text = forms.CharField(
        label=_("Ny kommentar"),
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": _("Skriv kommentaren først.")},
    )
    question = forms.SlugField(required=False, max_length=60)


class SimilarForm(forms.Form):
    """How the measure applied for relates to one of the register."""

    measure = forms.SlugField(max_length=80)
    relation = forms.ChoiceField(
        label=_("Hvordan forholder deres tiltak seg til det?"),
        choices=SimilarNote.Relation.choices,
        error_messages={"required": _("Velg hvordan tiltakene forholder seg til hverandre.")},
    )
    note = forms.CharField(
        label=_("Hva er likt, og hva gjør dere annerledes?"), required=False, max_length=1000
    )


def errors_of(form: forms.Form) -> dict[str, str]:
    """The first message of each field that is wrong, by its name."""
    return {name: str(messages[0]) for name, messages in form.errors.items() if messages}


def add_errors(form: forms.Form, fields: Mapping[str, str]) -> None:
    """Put what an action refused beside the fields; what belongs to no field stands on top."""
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, message)
