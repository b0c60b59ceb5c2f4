"""The words of Landis and Koch (1977) for how large a kappa is, in the page's language beside their own."""

from django.utils.translation import gettext_lazy

BANDS = {
    "poor": gettext_lazy("dårlig (poor)"),
    "slight": gettext_lazy("ubetydelig (slight)"),
    "fair": gettext_lazy("svak (fair)"),
    "moderate": gettext_lazy("moderat (moderate)"),
    "substantial": gettext_lazy("betydelig (substantial)"),
    "almost perfect": gettext_lazy("nesten full (almost perfect)"),
}


def in_words(band: str | None) -> str:
    """The band as a page says it; "" where kappa is undefined."""
    return str(BANDS[band]) if band else ""
