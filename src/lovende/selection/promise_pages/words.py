"""What a weighing says, in the words of the page."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy

CAUTIONS = {
    "no-answers": gettext_lazy("Ingen har vurdert noe. Tallene er bare det som antas på forhånd."),
    "no-verdict": gettext_lazy(
        "Ingen har sagt inn eller ut. Hvordan kriteriene henger sammen med det, er antatt, ikke lært."
    ),
    "one-sided": gettext_lazy(
        "Alle sa det samme om alle tiltakene, bare inn eller bare ut. Det skiller ikke ett tiltak fra et annet. "
        "Da er milde eller strenge vurderere en like god forklaring som gode eller svake tiltak."
    ),
    "one-rater": gettext_lazy(
        "Bare én har vurdert. Hvor streng vurdereren er, kan ikke skilles fra hvor gode tiltakene er."
    ),
    "no-pairs": gettext_lazy(
        "Ingen tiltak er lest av to. Hvor ulikt vurderere ser på det samme tiltaket, er antatt, ikke lært."
    ),
    "unlinked": gettext_lazy(
        "Noen vurderere har ingen tiltak felles, heller ikke gjennom andre. Å sammenligne dem forutsetter at "
        "tiltakene de leste, er like gode i gjennomsnitt."
    ),
    "thin": gettext_lazy(
        "Noen tiltak har tynt grunnlag: færre enn to vurderere, eller et intervall som dekker mer enn halve "
        "skalaen. De er merket i tabellen."
    ),
}
LEANINGS = {
    -1: gettext_lazy("strengere enn de andre"),
    0: gettext_lazy("ikke til å skille fra de andre"),
    1: gettext_lazy("mildere enn de andre"),
}
TELLS = {0: gettext_lazy("sier lite"), 1: gettext_lazy("sier noe"), 2: gettext_lazy("sier mye")}


def cautions(codes: Iterable[str]) -> list[str]:
    """What a reader must know, as sentences; a code that is not known stays as it is."""
    return [str(CAUTIONS.get(code, code)) for code in codes]
