"""The form a call is written in: its facts, its rules, and rows for areas, criteria and handlers."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lovende.forms.typed import Kroner
from lovende.people.models import County, Organisation
from lovende.records.models import Term
from lovende.records.words import in_language
from lovende.schemes.models import Scheme
from lovende.schemes.wording import number, texts

LAST_MINUTE = time(23, 59)
HANDLING_KINDS = ("county-governor", "directorate")
_DAY = {"type": "date"}
_COUNT = {"inputmode": "numeric", "autocomplete": "off"}
# What a list offers before anything is chosen.
CHOOSE = _("Velg")


class Amount(Kroner):
    """Kroner of a call; an amount kept is shown as the page's language writes it."""

    def prepare_value(self, value: Any) -> Any:
        return number(Decimal(value), get_language() or "nb") if isinstance(value, int | Decimal) else value


def _kroner(label: Any, help_text: Any = "") -> Amount:
    return Amount(label=label, help_text=help_text, required=False)


def _count(label: Any, most: int, help_text: Any = "") -> forms.IntegerField:
    told = _("Skriv et helt tall fra 0 til %(limit_value)s.")
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=most,
        widget=forms.TextInput(attrs=_COUNT),
        error_messages={"invalid": _("Skriv et helt tall."), "min_value": told, "max_value": told},
    )


def _flag(label: Any, help_text: Any = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=help_text, required=False)


class CallForm(forms.Form):
    """The call itself. Days are asked for; it opens at midnight and closes at 23:59 of the day."""

    scheme = forms.ModelChoiceField(
        label=_("Tilskuddsordning"), queryset=Scheme.objects.none(), empty_label=CHOOSE
    )
    administrator = forms.ModelChoiceField(
        label=_("Forvalter"),
        help_text=_("Den som kunngjør utlysningen."),
        queryset=Organisation.objects.none(),
        empty_label=CHOOSE,
    )
    title = forms.CharField(label=_("Tittel"), max_length=200)
    year = forms.IntegerField(
        label=_("År"),
        min_value=1990,
        max_value=2100,
        widget=forms.TextInput(attrs={**_COUNT, "maxlength": 4}),
    )
    text = forms.CharField(
        label=_("Utlysningstekst"),
        help_text=_("Hva midlene skal gå til, og hva søknaden skal svare på."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    opens_at = forms.DateField(
        label=_("Åpner"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY)
    )
    deadline = forms.DateField(
        label=_("Søknadsfrist"),
        help_text=_("Fristen går ut kl. 23.59 denne dagen."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
    )
    frame = _kroner(_("Ramme i kroner"), _("La feltet stå tomt hvis rammen ikke er kjent."))
    eligible = forms.ModelMultipleChoiceField(
        label=_("Hvem kan søke"),
        required=False,
        queryset=Term.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    caveat = forms.CharField(
        label=_("Forbehold"),
        help_text=_("Det leseren bør vite om usikre opplysninger."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, administrators: Any, call: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        self._choose("scheme", Scheme.objects.order_by("name", "pk"))
        self._choose("administrator", Organisation.objects.filter(pk__in=administrators).order_by("name"))
        kinds = Term.objects.filter(vocabulary="organisation-kind", retired_on__isnull=True)
        self._choose("eligible", kinds)
        self.fields["eligible"].label_from_instance = lambda term: in_language(term.names)  # type: ignore[attr-defined]

    def _choose(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("opens_at"), data.get("deadline")
        if first and last and last < first:
            self.add_error(
                "deadline", forms.ValidationError(_("Fristen må være etter dagen utlysningen åpner."))
            )
        return data

    def facts(self) -> dict[str, Any]:
        """As `save_call` takes them, without rules and rows."""
        data = dict(self.cleaned_data)
        data["opens_at"] = self._moment("opens_at", time.min)
        data["deadline"] = self._moment("deadline", LAST_MINUTE)
        data["frame_unknown"] = "" if data["frame"] is not None else "not-stated"
        return data

    def _moment(self, name: str, at: time) -> datetime | None:
        """The day with its time; the very moment that is kept when the day is the same."""
        day: date | None = self.cleaned_data[name]
        kept = getattr(self.call, name, None)
        if day is None:
            return None
        if kept is not None and timezone.localtime(kept).date() == day:
            return kept
        return timezone.make_aware(datetime.combine(day, at))


class RulesForm(forms.Form):
    """The rules the program checks; a field left empty demands nothing."""

    cap_per_full_time_position = _kroner(_("Tak for lønn per år"))
    cap_basis = forms.ChoiceField(
        label=_("Taket gjelder"),
        required=False,
        choices=[("per-position", _("hver hele stilling")), ("per-measure", _("hele tiltaket"))],
    )
    competence_grant_per_measure = _kroner(_("Midler til kompetanseheving per tiltak"))
    competence_grant_each_year = _flag(_("Kompetansemidler kan gis hvert år"))
    max_years = _count(_("Høyst antall år"), 20)
    min_participants = _count(_("Minst antall deltakere"), 100_000)
    max_replications = _count(_("Høyst antall replikasjoner av samme tiltak"), 1000)
    requirement_to_work_or_education = _count(
        _("Krav til overgang til arbeid eller utdanning, i prosent"), 100, _("Vises, men kontrolleres ikke.")
    )
    one_year_at_a_time = _flag(_("Tilskuddet gis for ett år om gangen"))
    own_contribution_required = _flag(_("Søkeren må bidra med egenandel"))
    evaluation_plan_required = _flag(_("Søknaden må ha plan for evaluering"))
    transfer_value_required = _flag(_("Søknaden må si hva andre kan bruke (overføringsverdi)"))
    continuation_plan_asked = _flag(
        _("Søknaden må ha plan for videreføring"),
        _("Velg bare når forskriften krever det. Sjansen for videreføring teller ikke ved tildeling."),
    )
    sign_off_required = _flag(_("Søknaden må godkjennes internt før den sendes inn"))
    final_report_months = _count(_("Sluttrapport innen så mange måneder etter slutt"), 36)
    appeal_excluded = _flag(_("Vedtaket kan ikke påklages"), _("Velg bare når loven sier det."))
    sign_off_by = forms.MultipleChoiceField(
        label=_("Hvem som må godkjenne"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = texts()["signers"]
        self.fields["sign_off_by"].choices = [(key, in_language(names)) for key, names in roles.items()]  # type: ignore[attr-defined]

    def stated(self) -> dict[str, Any]:
        """The rules that are demanded, as `read_rules` takes them."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "", False, [])}


class AreaForm(forms.Form):
    """An area; without a name there is none."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    number = _count(_("Nummer"), 99)
    name = forms.CharField(label=_("Navn"), max_length=200, required=False)
    target_group = forms.CharField(label=_("Målgruppe"), required=False)
    min_participants = _count(_("Minst antall deltakere"), 100_000)
    is_prioritised = _flag(_("Særskilt prioritert"))


class CriterionForm(forms.Form):
    """A criterion; without a label there is none."""

    key = forms.CharField(required=False, widget=forms.HiddenInput)
    label = forms.CharField(label=_("Kriterium"), max_length=200, required=False)
    is_priority = _flag(_("Gir fortrinn"))


class HandlerForm(forms.Form):
    """Who handles applications from a county; without a county, all others."""

    organisation = forms.ModelChoiceField(
        label=_("Behandler søknader"),
        required=False,
        queryset=Organisation.objects.none(),
        empty_label=_("ingen valgt"),
    )
    county = forms.ModelChoiceField(
        label=_("fra fylke"), required=False, queryset=County.objects.none(), empty_label=_("alle andre")
    )

    def __init__(self, *args: Any, organisations: Any, counties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {
            "organisation": Organisation.objects.all(),
            "county": County.objects.filter(valid_to__isnull=True),
        }
        for name, choices in (("organisation", organisations), ("county", counties)):
            field = self.fields[name]
            field.queryset = rows[name]  # type: ignore[attr-defined]
            field.choices = [("", field.empty_label), *choices]  # type: ignore[attr-defined]


class BaseHandlers(forms.BaseFormSet):
    """A county has one handler."""

    def clean(self) -> None:
        named = [form.cleaned_data for form in self.forms if form.cleaned_data.get("organisation")]
        counties = [row.get("county") for row in named]
        if len(set(counties)) < len(counties):
            raise forms.ValidationError(_("Hvert fylke kan bare ha én som behandler søknadene."))


Areas = forms.formset_factory(AreaForm, extra=3, max_num=40)
Criteria = forms.formset_factory(CriterionForm, extra=3, max_num=40)
Handlers = forms.formset_factory(HandlerForm, formset=BaseHandlers, extra=3, max_num=40)
