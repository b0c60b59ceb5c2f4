"""Words for fields, relations and degrees of use, as a reader meets them on a page."""

from collections.abc import Mapping

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from lovende.measures.models import Relation
from lovende.records.words import in_language

# What an `Unknown` row is about. Questions of the form are named by the form itself.
FIELDS = {
    "amount": _("beløp"),
    "certification": _("bevis for gjennomført opplæring"),
    "children_served": _("hvor mange barn som får mat"),
    "contact_role": _("kontakt"),
    "costs": _("kostnader"),
    "dam_recipient": _("hvem som fikk støtten fra Stiftelsen Dam"),
    "deltakere": _("deltakere"),
    "district": _("bydel"),
    "districts": _("bydel"),
    "effect": _("virkning"),
    "end_of_execution": _("når gjennomføringen slutter"),
    "ended": _("når prosjektet slutter"),
    "evaluation": _("evaluering"),
    "fidelity": _("modelltrohet"),
    "figures": _("tall"),
    "focus_areas": _("fokusområder"),
    "grant_recipient": _("tilskuddsmottaker"),
    "grant_years": _("år med tilskudd"),
    "grant_years_001": _("andre år med tilskudd"),
    "grant_years_other": _("andre år med tilskudd"),
    "interessentanalyse": _("interessentanalyse"),
    "law_sections": _("lovhjemmel"),
    "learning": _("lærdom"),
    "meeting_place_effect": _("virkning som møteplass"),
    "methods": _("metoder"),
    "municipalities": _("kommune"),
    "navn": _("navn"),
    "nettverk": _("nettverk"),
    "omdisponering_2023": _("omdisponert beløp i 2023"),
    "omradesatsing": _("områdesatsing"),
    "owner": _("eier"),
    "participant-view": _("deltakernes syn"),
    "partner": _("samarbeidspartnere"),
    "partners": _("samarbeidspartnere"),
    "phase": _("status"),
    "place": _("sted"),
    "portefolje": _("portefølje"),
    "production_time": _("tid brukt i produksjonen"),
    "program-theory-figure": _("figur av programteorien"),
    "relations": _("sammenheng med andre tiltak"),
    "resultater": _("resultater"),
    "results": _("resultater"),
    "role": _("rolle"),
    "schemes": _("tilskuddsordning"),
    "sick_leave_cause": _("årsak til sykefravær"),
    "soknadssum_2023": _("søknadssum i 2023"),
    "started": _("når prosjektet startet"),
    "suksessfaktorer": _("suksessfaktorer"),
    "summary": _("kort omtale"),
    "survey_n": _("hvor mange som svarte på undersøkelsen"),
    "target_groups": _("målgruppe"),
    "target_groups.age": _("målgruppens alder"),
    "utproving": _("utprøving"),
    "valuta": _("valuta"),
    "vedtak_2023": _("vedtak i 2023"),
}

# How the other measure of a relation stands to this one, read from its end.
INCOMING = {
    Relation.Kind.CONTINUES: _("fortsettes av"),
    Relation.Kind.REPLICATES: _("er prøvd ut på nytt i"),
    Relation.Kind.SPUN_OFF: _("har gitt opphav til"),
    Relation.Kind.MERGED: _("har tatt opp i seg"),
    Relation.Kind.PART_OF: _("omfatter"),
    Relation.Kind.INSPIRED: _("har gitt ideer til"),
    Relation.Kind.RECIPE: _("er beskrevet i oppskriften"),
}


def field_label(field: str, questions: Mapping[str, Mapping[str, str]]) -> str:
    """What the unknown `field` is, in words; `questions` maps the form's questions to their headings."""
    key = field.removeprefix("answers.")
    if key in questions:
        return in_language(questions[key])
    label = FIELDS.get(field)
    return str(label) if label else now("andre forhold")
