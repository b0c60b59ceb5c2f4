"""The forms for changing a draft. Each knows what its page showed (`seen`), so that two windows are safe."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lovende.people.models import Organisation, User
from lovende.selection import queries
from lovende.selection.amending import facts_of, signature
from lovende.selection.leading.forms import RoundForm, choose_among
from lovende.selection.models import Criterion, Phase, Round
from lovende.selection.ordering import model

LONGEST = 2_000


class Boxes(forms.CheckboxSelectMultiple):
    """Check boxes that an error can lead to: to the first of them."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


class Radios(forms.RadioSelect):
    """As `Boxes`, of radio buttons."""

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return super().id_for_label(id_, index or "0")


def _radios(label: Any, choices: Iterable[tuple[Any, Any]], wrong: Any, **more: Any) -> forms.ChoiceField:
    said = [(key, capfirst(words)) for key, words in choices]
    return forms.ChoiceField(
        label=label, choices=said, widget=Radios, error_messages={"required": wrong}, **more
    )


def _boxes(label: Any, choices: Iterable[tuple[Any, Any]] = (), **more: Any) -> forms.MultipleChoiceField:
    said = [(key, capfirst(words)) for key, words in choices]
    return forms.MultipleChoiceField(label=label, choices=said, required=False, widget=Boxes, **more)


class Seen(forms.Form):
    """A form that changes a row, which the page showed as `seen`."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def known(row: Round | Phase | Criterion) -> dict[str, Any]:
    """What a form begins with to change the row."""
    return facts_of(row) | {"seen": signature(row)}


def differing(form: forms.Form, row: Round | Phase | Criterion) -> list[tuple[str, str]]:
    """(field, how it stands in the row, in words) where that is not what was typed."""
    typed = form.cleaned_data
    return [
        (str(form.fields[name].label), _words(form.fields[name], value))
        for name, value in facts_of(row).items()
        if name in typed and typed[name] != value
    ]


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("Ja") if value else gettext("Nei")
    if isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices: Any = field.choices
        named = {str(key): str(words) for key, words in choices}
        keys = value if isinstance(value, list) else [value]
        return ", ".join(named.get(str(key), str(key)) for key in keys) or gettext("tomt")
    return gettext("tomt") if value in (None, "") else str(value)


class FrameForm(Seen, RoundForm):
    """The frame of a round: everything of `RoundForm` but who leads it, and the order of reading."""

    ORDERS = (
        (Round.Order.RANDOM, _("Tilfeldig for hver vurderer (det vanlige)")),
        (Round.Order.SUGGESTED, _("Foreslått av en modell som lærer av vurdererens egne svar")),
    )
    reading_order = _radios(
        _("Leserekkefølge"),
        ORDERS,
        _("Velg en leserekkefølge."),
        help_text=_("Rekkefølgen avgjør ingenting: alt blir lest, og modellen ser aldri hva andre har sagt."),
    )

    def __init__(self, *args: Any, user: User, owner: int | None, **more: Any) -> None:
        super().__init__(*args, user=user, **more)
        del self.fields["institute"]
        there = Q(pk__in=queries.possible_owners().values("pk")) | Q(pk=owner)
        choose_among(self, "owner", Organisation.objects.filter(there))
        self._offer_what_is_there()

    def _offer_what_is_there(self) -> None:
        """The model is offered where it is installed, and kept where it was chosen: locking says what is missing."""
        if model.installed() is None and self.initial.get("reading_order") != Round.Order.SUGGESTED:
            field = self.fields["reading_order"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [one for one in FrameForm.ORDERS if one[0] != Round.Order.SUGGESTED]
            field.help_text = gettext("Modellen som kan foreslå en annen rekkefølge, er ikke installert her.")


class PhaseForm(Seen):
    title = forms.CharField(
        label=_("Navn"), max_length=120, error_messages={"required": _("Gi fasen et navn.")}
    )
    question = forms.CharField(
        label=_("Spørsmål"),
        help_text=_("Det vurdererne svarer inn eller ut på, for eksempel «Bør tiltaket bli en case?»"),
        max_length=400,
        error_messages={"required": _("Skriv hva vurdererne skal svare på.")},
    )
    gate = _radios(
        _("Port: når går en kandidat ut?"),
        [
            (Phase.Gate.ALL_OUT, _("Bare når alle sier ut")),
            (Phase.Gate.ANY_OUT, _("Når én sier ut")),
        ],
        _("Velg når en kandidat går ut."),
    )


class CriterionForm(Seen):
    """A criterion; `phases` are those of the round, in which it may be judged."""

    label = forms.CharField(
        label=_("Kriterium"), max_length=200, error_messages={"required": _("Gi kriteriet et navn.")}
    )
    how = forms.CharField(
        label=_("Hvordan det vurderes"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    dimension = _radios(
        _("Hva kriteriet gjelder"), Criterion.Dimension.choices, _("Velg hva kriteriet gjelder.")
    )
    evidence = _boxes(_("Holdes opp mot"), Criterion.Evidence.choices)
    phases = _boxes(
        _("Vurderes i"),
        help_text=_("Uten kryss vurderes det ikke av hver vurderer, men senere av alle sammen."),
    )
    is_absolute = forms.BooleanField(
        label=_("Absolutt: et tiltak som ikke oppfyller kriteriet, går ut etter portens regel"),
        required=False,
    )

    def __init__(self, *args: Any, phases: Iterable[Phase], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["phases"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(one.key, one.title) for one in phases]


class PlaceForm(forms.Form):
    """Which way a phase is moved, and the place where the page showed it."""

    place = forms.IntegerField(min_value=1, max_value=999)
    by = forms.TypedChoiceField(choices=[("-1", ""), ("1", "")], coerce=int)


class Numbers(forms.MultipleChoiceField):
    """Whole numbers, whichever: one that nobody bears any more is no mistake of who ticked it."""

    def validate(self, value: list[str]) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def clean(self, value: Any) -> list[int]:
        return [int(one) for one in super().clean(value) if one.isascii() and one.isdigit() and len(one) < 9]


class DropForm(forms.Form):
    """The candidates that are ticked in the list."""

    number = Numbers(error_messages={"required": _("Kryss av kandidatene som skal tas ut.")})
