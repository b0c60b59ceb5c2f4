"""The forms of those who lead a round. What was typed comes back as it was typed."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.measures.models import Measure
from lovende.people.models import Organisation, User
from lovende.schemes.models import Scheme
from lovende.selection import queries
from lovende.selection.models import Candidate, Phase, Rater

MOST_LISTED = 1000
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
NAMED = 5


def _whole(label: Any, *, low: int, high: int, required: bool = False, **more: Any) -> forms.IntegerField:
    wrong = {
        "invalid": _("Skriv et helt tall."),
        "min_value": _("Skriv et tall som er minst %(limit_value)s."),
        "max_value": _("Skriv et tall som er høyst %(limit_value)s."),
        "required": _("Skriv et tall."),
    }
    return forms.IntegerField(
        label=label, min_value=low, max_value=high, required=required, error_messages=wrong, **more
    )


class RoundForm(forms.Form):
    """What a new round is of. `user` leads rounds for the institutes that can be chosen."""

    title = forms.CharField(
        label=_("Tittel"), max_length=200, error_messages={"required": _("Gi utvelgelsen et navn.")}
    )
    institute = forms.ModelChoiceField(
        label=_("Hvem leder utvelgelsen?"), queryset=Organisation.objects.none(), empty_label=None
    )
    owner = forms.ModelChoiceField(
        label=_("Hvem gjøres den for?"),
        help_text=_(
            "Oppdragsgiveren kan følge utvelgelsen, men ser ingen vurderinger før en fase er avgjort."
        ),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Ingen oppdragsgiver"),
    )
    scheme = forms.ModelChoiceField(
        label=_("Tilskuddsordning"),
        queryset=Scheme.objects.all(),
        required=False,
        empty_label=_("Flere eller ingen"),
    )
    year = _whole(_("År"), low=1990, high=2100)
    per_measure = _whole(_("Vurderere per tiltak"), low=2, high=6, required=True, initial=2)
    at_most = _whole(
        _("Høyeste antall valgte"), low=1, high=999, help_text=_("For eksempel 9. Tomt betyr ingen grense.")
    )

    def __init__(self, *args: Any, user: User, **more: Any) -> None:
        super().__init__(*args, **more)
        choose_among(self, "institute", queries.led_places(user))
        choose_among(self, "owner", queries.possible_owners())


def choose_among(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class ReportsForm(forms.Form):
    """Every report handed in under a scheme in a year."""

    reports = forms.ChoiceField(
        label=_("Rapporter levert under"), error_messages={"required": _("Velg en ordning og et år.")}
    )

    def __init__(self, *args: Any, chosen: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        rows = queries.reported_years()
        self.years = {f"{scheme.key}:{year}": (scheme, year) for scheme, year, _n in rows}
        field = self.fields["reports"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{scheme.key}:{year}", f"{scheme.name}, {year} ({n})") for scheme, year, n in rows]
        self.initial.setdefault("reports", chosen)

    def chosen(self) -> tuple[Scheme, int]:
        return self.years[self.cleaned_data["reports"]]


class ListForm(forms.Form):
    """Measures by their public ids or addresses, in any order, between blanks, commas or lines."""

    measures = forms.CharField(
        label=_("Tiltak"),
        help_text=_(
            "Navnet i adressen eller hele adressen, for eksempel nav-frogner-ssa. Ett på hver linje."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=200_000,
        error_messages={"required": _("Lim inn minst ett tiltak.")},
    )

    def clean_measures(self) -> list[Measure]:
        typed = re.split(r"[\s,;]+", self.cleaned_data["measures"])
        wanted = list(dict.fromkeys(_public_id(one) for one in typed if one))
        if len(wanted) > MOST_LISTED:
            raise forms.ValidationError(gettext("Høyst %s tiltak om gangen.") % MOST_LISTED)
        found = {row.public_id: row for row in queries.published_measures().filter(public_id__in=wanted)}
        unknown = [one for one in wanted if one not in found]
        if unknown:
            raise forms.ValidationError(_not_there(unknown))
        return [found[one] for one in wanted]


def _public_id(typed: str) -> str:
    """«https://…/tiltak/nav-frogner-ssa/?fra=1» → «nav-frogner-ssa»."""
    path = typed.split("?")[0].split("#")[0].rstrip("/")
    return path.rpartition("/")[2].lower()


def _not_there(unknown: list[str]) -> str:
    shown = ", ".join(one[:60] for one in unknown[:NAMED])
    if len(unknown) > NAMED:
        words = gettext("Finnes ikke i registeret: %(names)s og %(more)s til. Ingen er tatt inn.")
        return words % {"names": shown, "more": len(unknown) - NAMED}
    return gettext("Finnes ikke i registeret: %s. Ingen er tatt inn.") % shown


class CompletenessForm(forms.Form):
    is_complete = forms.TypedChoiceField(
        label=_("Kan tiltaket vurderes?"),
        choices=[("yes", _("Ja, det er nok å lese")), ("no", _("Nei, det mangler for mye"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg om tiltaket kan vurderes.")},
    )
    because = forms.CharField(
        label=_("Hvorfor ikke?"),
        help_text=_("Begrunnelsen står i protokollen og i rapporten."),
        max_length=300,
        required=False,
    )

    @classmethod
    def of(cls, data: Any, candidate: Candidate) -> "CompletenessForm":
        known = "" if candidate.is_complete is None else "yes" if candidate.is_complete else "no"
        return cls(data, initial={"is_complete": known, "because": candidate.incomplete_because})


class RaterForm(forms.Form):
    """A rater's department, limit and conflicts; `people` are those who can be put on, none for one who is on."""

    person = forms.ChoiceField(label=_("Person"), error_messages={"required": _("Velg en person.")})
    department = forms.CharField(
        label=_("Avdeling"),
        help_text=_("To fra samme avdeling leser aldri det samme tiltaket."),
        max_length=120,
        error_messages={"required": _("Skriv hvilken avdeling vurdereren kommer fra.")},
    )
    most = _whole(_("Høyeste antall tiltak"), low=1, high=100_000, help_text=_("Tomt betyr ingen grense."))
    conflicts = forms.CharField(
        label=_("Inhabil i"),
        help_text=_("Kandidatens nummer og hvorfor, én på hver linje: «12 var med i prosjektet»."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=100_000,
        required=False,
    )

    def __init__(self, *args: Any, people: Iterable[tuple[User, str]] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        rows = list(people)
        self.people = {str(user.pseudonym): user for user, _where in rows}
        if not rows:
            del self.fields["person"]
            return
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Velg …"))] + [
            (str(user.pseudonym), f"{user} – {where}") for user, where in rows
        ]

    @classmethod
    def of(cls, data: Any, rater: Rater) -> "RaterForm":
        lines = [
            f"{number} {why}".strip()
            for number, why in rater.conflicts.order_by("candidate__number").values_list(
                "candidate__number", "why"
            )
        ]
        known = {"department": rater.department, "most": rater.most, "conflicts": "\n".join(lines)}
        return cls(data, initial=known)

    def clean_conflicts(self) -> Mapping[int, str]:
        found: dict[int, str] = {}
        for line in self.cleaned_data["conflicts"].splitlines():
            number, _blank, why = line.strip().partition(" ")
            number = number.rstrip(".:")
            if not line.strip():
                continue
            if not (number.isascii() and number.isdigit() and len(number) < 9):
                words = gettext("Begynn linjen med nummeret til en kandidat: «%s».")
                raise forms.ValidationError(words % line.strip()[:60])
            if len(why) > 300:
                raise forms.ValidationError(gettext("Skriv kortere om kandidat %s: høyst 300 tegn.") % number)
            found[int(number)] = why.strip()
        return found


def _reason(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Begrunnelse"),
        help_text=help_text,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor. Begrunnelsen står i protokollen.")},
    )


NO_NAMES = _("Står i protokollen for alle som kan se utvelgelsen. Skriv ikke navn eller noe om helse.")


class SubstituteForm(RaterForm):
    """A rater who is put on after the protocol was locked."""

    reason = _reason(NO_NAMES)


class ConflictForm(forms.Form):
    """A candidate that a rater is found partial in."""

    number = _whole(_("Kandidatens nummer"), low=1, high=99_999_999, required=True)
    reason = _reason(NO_NAMES)


class DeviationForm(forms.Form):
    """Anything else that was done otherwise than the protocol says."""

    phase = forms.ChoiceField(label=_("Gjelder fasen"), required=False)
    reason = _reason(NO_NAMES)

    def __init__(self, *args: Any, phases: Iterable[Phase], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["phase"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Ingen bestemt fase")), *((one.key, one.title) for one in phases)]
        self.fields["reason"].label = gettext("Hva ble gjort annerledes, og hvorfor?")


class StepForm(forms.Form):
    """A mere button, and what the page showed when it was pressed (`step`), so that an old page does nothing new."""

    step = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)


class ReplaceForm(StepForm):
    """As `StepForm`, with why."""

    reason = _reason(NO_NAMES)
