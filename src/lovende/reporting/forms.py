"""The forms of reports: the accounts, and what an officer answers. What was typed comes back as it was typed."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lovende.forms.typed import Kroner
from lovende.reporting.accounting import FIELDS
from lovende.reporting.models import Account

LONGEST_NOTE = 2000
# More may have been used than there was.
SIGNED = ("carried_in", "carried_over")
HELP = {
    "carried_in": _("Det som sto igjen av tilskuddet da året begynte."),
    "received": _("Det som er utbetalt til dere i året."),
    "wages": _("Lønn og sosiale utgifter til dem som er ansatt i tiltaket."),
    "competence": _("Kurs, veiledning og annet som øker kompetansen."),
    "other": _("La feltet stå tomt hvis det ikke er noe."),
    "carried_over": _("Det som står igjen når året er slutt. Skriv 0 hvis alt er brukt."),
}


def label_of(name: str) -> str:
    """What a figure of the accounts is called."""
    return next(str(field.verbose_name) for field in Account._meta.fields if field.name == name)


class AccountForm(forms.Form):
    """The six figures of the accounts, in kroner, and a note."""

    note = forms.CharField(label=_("Merknad til regnskapet"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        for name in FIELDS:
            self.fields[name] = Kroner(
                label=label_of(name), help_text=HELP[name], required=False, signed=name in SIGNED
            )

    def amounts(self) -> dict[str, Decimal | None]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label=_("Hva må rettes?"),
        help_text=_("Prosjektet ser det du skriver."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv hva som må rettes.")},
    )


class ApproveForm(forms.Form):
    needs_follow_up = forms.TypedChoiceField(
        label=_("Trenger tiltaket oppfølging?"),
        choices=[("no", _("Nei")), ("yes", _("Ja"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Velg om tiltaket trenger oppfølging."),
            "invalid_choice": _("Velg om tiltaket trenger oppfølging."),
        },
    )
    note = forms.CharField(
        label=_("Melding til prosjektet"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
