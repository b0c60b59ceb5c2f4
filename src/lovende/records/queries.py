"""Reads of vocabularies worth a name."""

from lovende.records.models import Term


def vocabulary(name: str) -> list[Term]:
    """The words of a vocabulary in use today, in their order."""
    return list(Term.objects.filter(vocabulary=name, retired_on__isnull=True))


def vocabularies(*names: str) -> dict[str, list[Term]]:
    """Several vocabularies in one query: {name: terms}."""
    found: dict[str, list[Term]] = {name: [] for name in names}
    for term in Term.objects.filter(vocabulary__in=names, retired_on__isnull=True):
        found[term.vocabulary].append(term)
    return found
