"""The findings of a published round in words, and the words of its tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lovende.selection.bands import in_words
from lovende.selection.printed import Printed, Said
from lovende.selection.published.findings import Derived, Finding, phase_of
from lovende.selection.published.recomputed import Recomputed, written

MEASURE_LABELS = {
    "observed": gettext_lazy("Faktisk enighet"),
    "expected": gettext_lazy("Forventet enighet"),
    "kappa": gettext_lazy("Kappa"),
    "z": gettext_lazy("Z-skår"),
    "p": gettext_lazy("P > Z"),
}
VERDICT_LABELS = (pgettext_lazy("verdict", "Ut"), pgettext_lazy("verdict", "Inn"))
# Landis and Koch (1977), p. 165; in the report's own English words, with ours
OPINION_LABELS = {
    "most": gettext_lazy("God respons. Den flest trakk fram"),
    "several": gettext_lazy("God respons. Pekt på av flere"),
    "good": gettext_lazy("God respons"),
}


@dataclass(frozen=True)
class Worded:
    """A finding as the page says it: what is printed where, what fits, and why."""

    kind: str
    is_error: bool
    title: str
    said: tuple[Said, ...]  # what each is said to be begins with a small letter, as within a sentence
    fits: str
    why: tuple[str, ...]


def worded(printed: Printed, found: Sequence[Finding]) -> list[Worded]:
    """The findings in words, in their order."""
    titles = {step.key: step.title for step in printed.funnel}
    phases = {row["key"]: row["title"] for row in printed.rest["phases"]}
    return [_worded(one, titles | phases) for one in found]


def _worded(found: Finding, names: Mapping[str, str]) -> Worded:
    fits = "" if found.fits is None else str(found.fits)
    why = [_because(row) for row in found.because] + WHYS.get(found.kind, lambda _f: [])(found)
    said = tuple(replace(one, called=_within(one.called)) for one in found.said)
    title = _title(replace(found, said=said), names)
    return Worded(found.kind, found.is_error, title, said, fits, tuple(why))


def _within(text: str) -> str:
    """As it stands within a sentence: «Nesten tomt» → «nesten tomt»; a word in capitals stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _title(found: Finding, names: Mapping[str, str]) -> str:
    values = {
        "of": found.of,
        "phase": names.get(phase_of(found.of), ""),
        "said": found.said[0].value,
        "called": found.said[0].called,
        "fits": found.fits,
        "other": found.said[-1].value,
        "other_called": found.said[-1].called,
    }
    return TITLES[found.kind]() % values


TITLES: Mapping[str, Callable[[], str]] = {
    "cell": lambda: _("Tabell %(of)s har %(said)s i en celle der bare %(fits)s går opp"),
    "table": lambda: _("Tabell %(of)s går ikke opp, og ingen enkelt celle forklarer det"),
    "statistics": lambda: _("Tallene i tabell %(of)s følger ikke av krysstabellen"),
    "one-sided": lambda: _("P i tabell %(of)s er ensidig, uten at det er sagt"),
    "one-of-two": lambda: _("%(phase)s: teksten sier %(said)s %(called)s, tabellen har %(fits)s"),
    "number": lambda: _("%(phase)s: teksten sier %(said)s, men tallene ellers gir %(fits)s"),
    "described": lambda: _("De samme %(said)s er omtalt på to måter"),
    "conflict": lambda: _("To opplysninger om %(called)s: %(said)s og %(other)s"),
    "reconciles": lambda: _("%(said)s %(called)s og %(other)s %(other_called)s: det går opp"),
}


def _because(row: Derived) -> str:
    return BASES[row.basis]() % {"formula": row.formula, "value": row.value, "table": row.table}


BASES: Mapping[str, Callable[[], str]] = {
    "row": lambda: _("Raden i tabell %(table)s: %(formula)s = %(value)s."),
    "column": lambda: _("Kolonnen i tabell %(table)s: %(formula)s = %(value)s."),
    "total": lambda: _("Totalen i tabell %(table)s: %(formula)s = %(value)s."),
    "agreements": lambda: _(
        "%(value)s er hvor mange ganger vurdererne var enige (%(formula)s). Trolig har det havnet i feil celle."
    ),
    "split": lambda: _(
        "Tabell %(table)s har to slike celler, %(formula)s = %(value)s. Teksten har bare den ene."
    ),
    "gate": lambda: _("Da stemmer det som gikk videre: %(formula)s = %(value)s."),
    "funnel": lambda: _("Trinnene før og etter: %(formula)s = %(value)s."),
    "parts": lambda: _("Delene: %(formula)s = %(value)s."),
    "dropouts": lambda: _("Uten dem det ikke var noen å intervjue hos: %(formula)s = %(value)s."),
    "listed": lambda: _("Talt opp: %(value)s."),
}


def _misprint(found: Finding) -> list[str]:
    """Whether the printed agreement follows of the cell that fits, and not of the one that is printed."""
    row = found.follows
    if row is None or not row.agrees or row.of_misprint is None or all(one.agrees for one in row.of_misprint):
        return []
    values = {"table": row.table.number, "fits": found.fits, "said": found.said[0].value}
    return [_("Tallene i tabell %(table)s følger av %(fits)s, ikke av %(said)s.") % values]


def _sides(found: Finding) -> list[str]:
    row = found.follows
    if row is None:
        return []
    like = row.table.printed["p"]
    values = {
        "one": written(row.agreement.p_one_sided, like),
        "two": written(row.agreement.p_two_sided, like),
    }
    return [_("Ensidig gir kappa og Z i tabellen %(one)s. Tosidig ville det vært %(two)s.") % values]


def _off(found: Finding) -> list[str]:
    rows = found.follows.lines if found.follows else ()
    return [
        _("%(measure)s: trykt %(printed)s, regnet ut %(computed)s.")
        % {"measure": MEASURE_LABELS[row.measure], "printed": row.printed, "computed": row.computed}
        for row in rows
        if not row.agrees
    ]


def _undecided(found: Finding) -> list[str]:
    return [_("Ingen tall i rapporten avgjør hvilken som gjelder.")]


def _two_ways(found: Finding) -> list[str]:
    return [_("Tallet er det samme. Om begge beskrivelsene gjelder alle, sier ikke rapporten.")]


def _left_out(found: Finding) -> list[str]:
    return [_("Rapporten nevner ikke selv sammenhengen.")]


WHYS: Mapping[str, Callable[[Finding], list[str]]] = {
    "cell": _misprint,
    "one-sided": _sides,
    "statistics": _off,
    "conflict": _undecided,
    "described": _two_ways,
    "reconciles": _left_out,
}


def summary(found: Sequence[Finding]) -> str:
    """How many findings there are, and in how many of them something printed must be wrong."""
    if not found:
        return _("Ingen funn.")
    wrong = sum(one.is_error for one in found)
    all_of_them = ngettext("%(n)s funn.", "%(n)s funn.", len(found)) % {"n": len(found)}
    errors = ngettext(
        "I %(n)s av dem kan det trykte ikke stemme.", "I %(n)s av dem kan det trykte ikke stemme.", wrong
    )
    return f"{all_of_them} {errors % {'n': wrong}}" if wrong else all_of_them


def band_label(row: Recomputed) -> str:
    """The band of Landis and Koch in words; "" where kappa is undefined."""
    return in_words(row.agreement.band)
