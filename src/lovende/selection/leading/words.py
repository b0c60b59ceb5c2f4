"""What statistics say in English, in the words of the page."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy

from lovende.stats.bands import CAVEAT

# A note as `stats` writes it, its numbers as groups → what the page says.
NOTES = (
    (re.escape(CAVEAT), gettext_lazy(
        "Ordet er en konvensjon (Landis og Koch 1977). Hva en kan vente, avhenger av hvor strenge kriteriene er, "
        "hvor sammensatte sakene er, og hvor mye skjønn det er rom for.")),
    ("only one rater.*", gettext_lazy("Bare én har vurdert. Enighet krever to vurderinger av det samme.")),
    ("no ratings", gettext_lazy("Ingen har vurdert.")),
    ("items with one rating, left out: ([0-9]+)", gettext_lazy("Utelatt fordi bare én har vurdert: %s.")),
    ("items with one rating, counted in the shares of categories only: ([0-9]+)", gettext_lazy(
        "Vurdert av bare én, og regnet med bare i andelene: %s.")),
    ("no item was rated by (?:both|two)", gettext_lazy("Ingen tiltak er vurdert av to.")),
    ("one category was used: .*", gettext_lazy(
        "Alle svarte det samme. Da kan enighet ikke skilles fra tilfeldighet, og målene finnes ikke.")),
    ("too many items and categories for alpha", gettext_lazy("For mange tiltak til å regne ut alfa.")),
    ("a rater used one category only: .*", gettext_lazy(
        "En av vurdererne svarte det samme hver gang. Da er kappa 0 uansett hva den andre svarte.")),
    ("too few items for an interval: .*", gettext_lazy("For få tiltak til et intervall.")),
    ("no interval: .*", gettext_lazy(
        "Ikke noe intervall: alle trekk gir samme kappa, som ikke sier hvor sikker den er.")),
    ("([0-9]+) of ([0-9]+) resamples use one category only: left out", gettext_lazy(
        "%s av %s trekk har bare ett svar og er utelatt.")),
)  # fmt: skip


def note(english: str) -> str:
    """A note of `stats` in the page's language; one that is not known stays as it is."""
    for pattern, words in NOTES:
        found = re.fullmatch(pattern, english)
        if found:
            return str(words) % found.groups() if found.groups() else str(words)
    return english


def notes(english: Iterable[str]) -> list[str]:
    return [note(one) for one in english]
