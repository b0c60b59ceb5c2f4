"""The forms for acts on an award. What was typed comes back as it was typed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.awards.actions import LONGEST_NOTE
from lovende.awards.changes import TELLABLE
from lovende.awards.models import Change, Instalment, NoticeChoice
from lovende.awards.money import Part
from lovende.forms.typed import Kroner
from lovende.schemes.models import Call

DATES = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"]
EMPTY_ROWS = 2
FIRST_YEAR, LAST_YEAR = 1990, 2100  # of a date in a grant: any other is a slip of the keys


class DateField(forms.DateField):
    """A day, picked or typed as «15.3.2026». `may_be_far`: whoever uses it has more to say of a day too far ahead."""

    def __init__(self, *, may_be_far: bool = False, **more: Any) -> None:
        self.last_year = 9999 if may_be_far else LAST_YEAR
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        wrong = {
            "invalid": _("Skriv datoen som dag.måned.år, for eksempel 15.03.2026."),
            "required": _("Skriv en dato."),
        }
        super().__init__(input_formats=DATES, widget=widget, error_messages=wrong, **more)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= self.last_year:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


def _text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4, longest: int = 4000):
    wrong = {"required": _("Feltet må fylles ut.")}
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=widget,
        error_messages=wrong,
    )


class PayForm(forms.Form):
    paid_on = DateField(label=_("Når ble raten utbetalt?"), initial=timezone.localdate, may_be_far=True)


class HoldForm(forms.Form):
    reason = _text(
        _("Hvorfor holdes raten tilbake?"),
        _("Prosjektet ser begrunnelsen."),
        rows=3,
        longest=LONGEST_NOTE,
    )


class UndoForm(forms.Form):
    reason = _text(
        _("Hvorfor angres utbetalingen?"),
        _("Prosjektet ser begrunnelsen."),
        rows=3,
        longest=LONGEST_NOTE,
    )


class EmptyForm(forms.Form):
    """Nothing but the button."""


class MeetForm(forms.Form):
    met_on = DateField(label=_("Når ble vilkåret oppfylt?"), initial=timezone.localdate, may_be_far=True)
    note = forms.CharField(
        label=_("Hvordan er det vist?"),
        help_text=_("For eksempel hvilket dokument som er mottatt."),
        max_length=300,
        required=False,
    )


class ConditionDateForm(forms.Form):
    due_on = DateField(
        label=_("Når skal vilkåret være oppfylt?"),
        help_text=_("Begge parter får en påminnelse. La feltet stå tomt for ingen frist."),
        required=False,
    )


def change_kinds() -> list[tuple[str, str]]:
    """The kinds of change as they stand alone, with a capital."""
    return [(key, capfirst(str(label))) for key, label in Change.Kind.choices]


class ChangeForm(forms.Form):
    """What a project asks for or tells."""

    kind = forms.ChoiceField(label=_("Hva gjelder endringen?"), choices=change_kinds)
    description = _text(_("Hva skal endres?"))
    why = _text(_("Hvorfor trengs endringen?"))
    new_end = DateField(
        label=_("Ny sluttdato"), help_text=_("Bare når du søker om forlenget periode."), required=False
    )
    only_tell = forms.BooleanField(
        label=_("Bare en melding som ikke trenger svar (innhold, målgruppe eller samarbeidspartnere)"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("only_tell") and data.get("kind") and data["kind"] not in TELLABLE:
            self.add_error(
                "only_tell", gettext("Denne endringen må godkjennes. Fjern krysset for å søke om den.")
            )
        return data


class AnswerForm(forms.Form):
    granted = forms.TypedChoiceField(
        label=_("Svar"),
        choices=[("yes", _("Godkjent")), ("no", _("Ikke godkjent"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om endringen er godkjent.")},
    )
    answer = _text(_("Begrunnelse"), _("Prosjektet ser begrunnelsen."))


class ExtendForm(forms.Form):
    new_end = DateField(label=_("Ny sluttdato"))
    why = _text(_("Hvorfor forlenges tiden?"))


class StopForm(forms.Form):
    why = _text(_("Hvorfor stanses tilskuddet?"), _("Prosjektet ser begrunnelsen."))


class MeetingForm(forms.Form):
    held_on = DateField(label=_("Dato"))
    place = forms.CharField(label=_("Sted"), max_length=120, required=False)
    agenda = _text(_("Saker"), required=False)
    notes = _text(
        _("Notat"), _("Skriv ikke opplysninger om enkeltpersoner. Prosjektet ser notatet."), required=False
    )
    agreed = _text(_("Hva ble avtalt?"), required=False)


class CallChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Call) -> str:
        return obj.title


class ContinueForm(forms.Form):
    call = CallChoice(
        label=_("Hvilken utlysning søker dere på?"),
        queryset=Call.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg en utlysning."),
            "invalid_choice": _("Utlysningen er ikke åpen."),
        },
    )

    def __init__(self, *args: Any, calls: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["call"]
        assert isinstance(field, CallChoice)
        field.queryset = calls


class PlanForm(forms.Form):
    """The instalments not paid yet: a row each, and two empty ones. A row without an amount is left out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, waiting: Sequence[Instalment], version: int, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["version"].initial = version
        for number in range(1, len(waiting) + EMPTY_ROWS + 1):
            row = waiting[number - 1] if number <= len(waiting) else None
            self.fields[f"amount_{number}"] = Kroner(
                label=gettext("Beløp, rate %d") % number, required=False, initial=_typed(row)
            )
            self.fields[f"due_{number}"] = DateField(
                label=gettext("Forfall, rate %d") % number, required=False, initial=row and row.due_on
            )

    @property
    def numbers(self) -> range:
        return range(1, (len(self.fields) - 1) // 2 + 1)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"amount_{number}"], self[f"due_{number}"]) for number in self.numbers]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in self.numbers:
            amount, due = data.get(f"amount_{number}"), data.get(f"due_{number}")
            if amount is not None and due is None and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", gettext("Skriv når raten forfaller."))
            if amount is None and due is not None and f"amount_{number}" not in self.errors:
                self.add_error(f"amount_{number}", gettext("Skriv beløpet, eller fjern datoen."))
        return data

    def parts(self) -> list[Part]:
        data = self.cleaned_data
        rows = [(data.get(f"amount_{number}"), data.get(f"due_{number}")) for number in self.numbers]
        return [Part(amount, due) for amount, due in rows if amount is not None and isinstance(due, date)]


def _typed(row: Instalment | None) -> str:
    if row is None:
        return ""
    whole = row.amount == row.amount.to_integral_value()
    return f"{row.amount:,.{0 if whole else 2}f}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


class NoticeForm(forms.ModelForm):
    class Meta:
        model = NoticeChoice
        fields = ("by_mail", "language")
        labels: Mapping[str, Any] = {
            "by_mail": _("Send meg påminnelser på e-post"),
            "language": _("Målform i e-posten"),
        }
        widgets = {"language": forms.RadioSelect}
