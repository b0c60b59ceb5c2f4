"""The forms of what follows the readings. What was typed comes back as it was typed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.awards.pages.forms import DateField
from lovende.people.models import Organisation
from lovende.selection.models import Case, Discussion, GroupView, Interview, Rater, Round

LONGEST = 10_000
OFFICES = 5  # 003 took each method to three other offices (L1220–1226); two to spare


class Radios(forms.RadioSelect):
    """Radio buttons that an error can lead to: to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


class Boxes(forms.CheckboxSelectMultiple):
    """As `Radios`, of check boxes."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


class RatersField(forms.ModelMultipleChoiceField):
    """Raters of the round, by name with their department."""

    widget = Boxes

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user} – {obj.department}"


def _text(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": _("Skriv hvorfor.")},
    )


def _radios(label: Any, choices: Iterable[tuple[Any, Any]], required: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(key, capfirst(words)) for key, words in choices],
        widget=Radios,
        error_messages={"required": required},
    )


def _raters(label: Any) -> RatersField:
    return RatersField(
        label=label,
        queryset=Rater.objects.none(),
        error_messages={"required": _("Kryss av hvem som var med.")},
    )


def with_raters(form: forms.Form, name: str, round_: Round) -> None:
    """Let the round's raters be chosen among in the field."""
    field = form.fields[name]
    assert isinstance(field, RatersField)
    field.queryset = round_.raters.select_related("user").order_by("pk")


class Shown(forms.Form):
    """A form that knows how many there were of what it adds to when its page was made (`shown`)."""

    shown = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=30_000, required=False)

    def clean_shown(self) -> int:
        return self.cleaned_data["shown"] or 0


class DiscussionForm(Shown):
    outcome = _radios(
        _("Hva kom dere fram til?"), Discussion.Outcome.choices, _("Velg hva dere kom fram til.")
    )
    reason = _text(_("Begrunnelse"), _("Det som avgjorde, også der dere var uenige først."))
    participants = _raters(_("Hvem var med i drøftingen (minst to)?"))
    held_on = DateField(label=_("Når drøftet dere?"), initial=timezone.localdate)


class InterviewForm(Shown):
    """An interview. No field asks who was interviewed."""

    held_on = DateField(label=_("Når var intervjuet?"), initial=timezone.localdate)
    role = forms.CharField(
        label=_("Rollen til den som ble intervjuet"),
        help_text=_("Rollen, ikke navnet: for eksempel «veileder» eller «prosjektleder». Navn lagres aldri."),
        max_length=120,
        error_messages={"required": _("Skriv rollen.")},
    )
    people = forms.IntegerField(
        label=_("Hvor mange ble intervjuet?"),
        min_value=1,
        max_value=99,
        initial=1,
        error_messages={
            "required": _("Skriv et tall."),
            "invalid": _("Skriv et helt tall."),
            "min_value": _("Skriv et tall som er minst %(limit_value)s."),
            "max_value": _("Skriv et tall som er høyst %(limit_value)s."),
        },
    )
    consent = _radios(
        _("Samtykke"), Interview.Consent.choices, _("Uten samtykke kan intervjuet ikke brukes.")
    )
    interviewers = _raters(_("Hvem intervjuet (to eller tre sammen)?"))
    topics = forms.CharField(
        label=_("Temaer"),
        help_text=_("For eksempel tiltaket, tilskuddsordningen, samarbeidet med kommunen."),
        max_length=300,
        error_messages={"required": _("Skriv hva dere snakket om.")},
    )
    notes = _text(_("Det viktigste"), _("Skriv ikke noe som viser hvem noen er."), required=False, rows=6)


class GroupViewForm(forms.Form):
    """What a kind of member thinks. `replaces` is the digest of the view that the page showed, "" for none."""

    keeps_member = False
    replaces = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    member = forms.CharField(
        label=_("Hva slags medlem?"),
        help_text=_("Medlemstypen, ikke navnet på noen."),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "medlemstyper", "autocomplete": "off"}),
        error_messages={"required": _("Skriv hva slags medlem det er.")},
    )
    stance = _radios(_("Syn på metoden"), GroupView.Stance.choices, _("Velg ett av svarene."))
    words = _text(_("Hva de sa"), required=False)

    def keep_member(self) -> None:
        """Only the view changes, of the member that the form began with. Readable all the same, so not `disabled`."""
        self.keeps_member = True
        self.fields["member"].widget.attrs["readonly"] = True

    def clean_member(self) -> str:
        """The member typed or, where it is kept, that one whatever was sent."""
        said: str = self.initial["member"] if self.keeps_member else self.cleaned_data["member"]
        return said


class DocumentForm(forms.Form):
    """A file that a case rests on."""

    title = forms.CharField(
        label=_("Hva er det?"),
        help_text=_("For eksempel «prosjektplan» eller «evaluering fra kontoret»."),
        max_length=200,
        error_messages={"required": _("Skriv hva dokumentet er.")},
    )
    file = forms.FileField(
        label=_("Fil"),
        help_text=_("PDF, Word eller ren tekst, høyst 10 MB. Last ikke opp noe som viser hvem brukere er."),
        allow_empty_file=True,
        error_messages={"required": _("Velg filen du vil laste opp.")},
    )


class DropForm(forms.Form):
    because = _radios(_("Hvorfor avsluttes casen?"), Case.Drop.choices, _("Velg hvorfor casen avsluttes."))
    note = _text(_("Forklar med egne ord"), _("Forklaringen står på siden over valgte metoder."))


class ChoiceForm(Shown):
    is_chosen = _radios(
        _("Er dette en lovende metode?"),
        [("yes", _("Ja, den velges")), ("no", _("Nei, den velges ikke"))],
        _("Velg ja eller nei."),
    )
    reason = _text(_("Begrunnelse"), _("Begrunnelsen står på siden over valgte metoder."))

    def clean_is_chosen(self) -> bool:
        return bool(self.cleaned_data["is_chosen"] == "yes")


class FollowUpForm(forms.Form):
    """Why a method is taken further, and at which offices among `rows`: each by its name. `own` has it already."""

    reason = _text(_("Hvorfor skal metoden følges opp?"))

    def __init__(self, *args: Any, rows: Iterable[Organisation], own: int | None, **more: Any) -> None:
        super().__init__(*args, **more)
        self.offices, self.own = list(rows), own
        self.by_name = _by_name(self.offices)
        for place in range(1, OFFICES + 1):
            self.fields[f"office_{place}"] = forms.CharField(
                label=gettext("NAV-kontor %s") % place,
                help_text=gettext("Skriv navnet på et kontor der metoden skal prøves.") if place == 1 else "",
                max_length=200,
                required=False,
                widget=forms.TextInput(attrs={"list": "kontorer", "autocomplete": "off"}),
            )

    def names(self) -> list[str]:
        """What the offices to choose among are called: their name, and their municipality where two share it."""
        return [_called(one, self.by_name) for one in self.offices if one.pk != self.own]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        found: list[Organisation] = []
        for place in range(1, OFFICES + 1):
            typed = said.get(f"office_{place}", "")
            several = self.by_name.get(typed.casefold(), []) if typed else []
            if typed and not several:
                self.add_error(f"office_{place}", gettext("Finnes ikke blant NAV-kontorene i registeret."))
            elif len(several) > 1:
                self.add_error(f"office_{place}", _which(several, self.by_name))
            elif several and several[0].pk == self.own:
                self.add_error(
                    f"office_{place}", gettext("Metoden skal prøves hos andre enn dem som har den.")
                )
            elif several and several[0] not in found:
                found.append(several[0])
        return said | {"offices": found}


def _by_name(rows: Iterable[Organisation]) -> dict[str, list[Organisation]]:
    """{name or alias, casefolded: the offices that bear it}; also each as `_called` names it."""
    found: dict[str, list[Organisation]] = defaultdict(list)
    for one in rows:
        for name in {one.name.casefold(), *(alias.casefold() for alias in one.aliases)}:
            found[name].append(one)
    for several in [list(row) for row in found.values() if len(row) > 1]:
        for one in several:
            found[_called(one, found).casefold()] = [one]
    return dict(found)


def _called(one: Organisation, by_name: dict[str, list[Organisation]]) -> str:
    if len(by_name.get(one.name.casefold(), ())) < 2:
        return one.name
    return f"{one.name} ({one.municipality or one.slug})"


def _which(several: list[Organisation], by_name: dict[str, list[Organisation]]) -> str:
    names = ", ".join(_called(one, by_name) for one in several)
    return gettext("Flere kontorer heter det. Skriv ett av dem: %s.") % names


def is_same(row: Any, said: dict[str, Any], names: Iterable[str]) -> bool:
    """Does the row hold what was typed in the fields `names`? Blanks around a text do not count."""
    return all(_plain(getattr(row, name)) == _plain(said[name]) for name in names)


def _plain(value: str | int | date) -> str | int | date:
    return value.strip() if isinstance(value, str) else value
