"""Words for how large a kappa is, and why they are not to be trusted far."""

CAVEAT = (
    "the band is a convention: what kappa to expect depends on how strict the criteria are, how complex the cases, "
    "and how much is left to discretion"
)
# Landis and Koch (1977), table on p. 165; below 0 is poor
_BANDS = (
    (0.20, "slight"),
    (0.40, "fair"),
    (0.60, "moderate"),
    (0.80, "substantial"),
    (1.00, "almost perfect"),
)


def band(kappa: float | None) -> str | None:
    """Word of Landis and Koch (1977, p. 165) for a kappa, read as their table is printed, with two decimals.

    A convention, no verdict: see CAVEAT. None for None.
    """
    if kappa is None:
        return None
    printed = round(min(kappa, 1.0), 2)
    return "poor" if printed < 0 else next(word for limit, word in _BANDS if printed <= limit)
