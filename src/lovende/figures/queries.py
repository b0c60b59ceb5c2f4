"""Reads of figures, and what the program itself computes from their parts."""

from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from lovende.figures.models import Claim
from lovende.measures.models import Measure

TENTH = Decimal("0.1")


def claims_of(measure: Measure) -> QuerySet[Claim]:
    return Claim.objects.filter(measure=measure).select_related("source")


def computed(claim: Claim) -> Decimal | None:
    """The share in percent that numerator and denominator give, to one decimal; None when it cannot be computed.

    Only a claim in percent is a share. Nothing claimed is overwritten: both stand side by side.
    """
    if claim.unit != "%" or claim.numerator is None or not claim.denominator:
        return None
    return (claim.numerator / claim.denominator * 100).quantize(TENTH, ROUND_HALF_UP)


def differs(claim: Claim) -> bool:
    """Does the share computed differ from the one claimed, at the precision claimed?

    «75 %» of 9 and 13 differs (69.2); «47 %» of 40 and 85 does not (47.06).
    """
    share = computed(claim)
    if share is None or claim.value is None or claim.numerator is None or not claim.denominator:
        return False
    step = Decimal(1).scaleb(claim.value.normalize().as_tuple().exponent)  # type: ignore[arg-type]
    exact = claim.numerator / claim.denominator * 100
    return abs(exact - claim.value) > min(step, Decimal(1)) / 2
