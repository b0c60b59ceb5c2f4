"""Amounts and what happened, in the words of the page's language."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

NO_BREAK = "\N{NO-BREAK SPACE}"

# What an event of the audit trail is called on the award's timeline.
VERBS = {
    "awards.started": _("Tilskuddet begynte"),
    "awards.announced": _("Søkeren fikk vite om tilskuddet"),
    "awards.superseded": _("Nytt vedtak"),
    "awards.paid": _("Rate utbetalt"),
    "awards.payment-undone": _("Utbetaling angret"),
    "awards.held": _("Rate holdt tilbake"),
    "awards.released": _("Rate frigitt"),
    "awards.planned": _("Nye rater planlagt"),
    "awards.condition-met": _("Vilkår oppfylt"),
    "awards.condition-dated": _("Frist for vilkår satt"),
    "awards.change-asked": _("Endring omsøkt"),
    "awards.change-told": _("Endring meldt"),
    "awards.change-granted": _("Endring godkjent"),
    "awards.change-refused": _("Endring ikke godkjent"),
    "awards.meeting-set": _("Møte avtalt"),
    "awards.meeting-changed": _("Møtenotat endret"),
    "awards.extended": _("Tiden forlenget"),
    "awards.stopped": _("Tilskuddet stanset"),
    "awards.finished": _("Tilskuddet avsluttet"),
    "awards.continued": _("Videreført med nytt tilskudd"),
    "awards.continuation-begun": _("Søknad om videreføring påbegynt"),
}


def kroner(amount: Decimal) -> str:
    """«305 000 kr», in English «NOK 305,000»; øre only when there are any."""
    places = 0 if amount == amount.to_integral_value() else 2
    text = number_format(amount, places, use_l10n=True, force_grouping=True).replace(" ", NO_BREAK)
    return f"NOK{NO_BREAK}{text}" if (get_language() or "nb").startswith("en") else f"{text}{NO_BREAK}kr"
