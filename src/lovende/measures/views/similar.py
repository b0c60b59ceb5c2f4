"""Measures like a pasted text: has anybody tried this before?"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from lovende.measures.models import Measure
from lovende.measures.queries.labels import current_labels
from lovende.measures.queries.listed import Listed, listed
from lovende.measures.queries.register import shortened
from lovende.measures.search.similar import Similar, similar_to_text

LONGEST = 20_000
SHORTEST_WORDS = 3
MOST = 10
SUMMARY_LENGTH = 240


@dataclass(frozen=True)
class Match:
    """A measure like the text, with what the two share."""

    row: Listed
    summary: str
    words: tuple[str, ...]
    shared: list[str]

    @property
    def measure(self) -> Measure:
        return self.row.measure


@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: HttpRequest) -> HttpResponse:
    """The form, and what is like the text in it. The text is neither kept nor put into the address."""
    text = request.POST.get("text", "").strip()
    asked = request.method == "POST"
    context: dict[str, object] = {"text": text[:LONGEST], "longest": LONGEST, "asked": asked}
    if asked and len(text.split()) < SHORTEST_WORDS:
        context["error"] = True
    elif asked:
        context["matches"] = matches(similar_to_text(text[:LONGEST], MOST))
    return render(request, "measures/similar.html", context, status=422 if "error" in context else 200)


def matches(found: list[Similar]) -> list[Match]:
    """The measures found, in order; those that stopped being public meanwhile are left out."""
    rows = listed([row.pk for row in found])
    labels = current_labels()
    return [
        Match(
            rows[row.pk],
            shortened(rows[row.pk].measure.summary, SUMMARY_LENGTH),
            row.words,
            [labels.label(facet, key) for facet, key in row.facets],
        )
        for row in found
        if row.pk in rows
    ]
