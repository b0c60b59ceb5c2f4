"""Why readings cannot be given out, in whole sentences of the page's language: what `stats` found, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende import stats

NAMED = 8  # so many names in a sentence; the rest are counted


def no_way(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    """What stands in the way, what would help, and that nothing is done. `names`: what raters are called, by id."""
    why = {"departments": _departments, "measure": _measure, "capacity": _capacity}.get(
        lack.kind, _combination
    )
    return f"{why(lack, names)} {_('Ingenting er endret.')}"


def _and(several: Sequence[str]) -> str:
    more = len(several) - NAMED
    shown = list(several) if more <= 1 else [*several[:NAMED], _("%s til") % more]
    return get_text_list(shown, _("og"))


def _called(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    return _and([names.get(one, one) for one in lack.raters])


def _candidates(numbers: Sequence[str]) -> str:
    """«Kandidat 3», «Kandidatene 3, 4 og 8»: ids are candidate numbers."""
    listed = _and(sorted(numbers, key=lambda one: (len(one), one)))
    return ngettext("Kandidat %s", "Kandidatene %s", len(numbers)) % listed


def _departments(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    facts = {"needed": lack.needed, "there": _and([name for name, _most in lack.departments])}
    words = _("Hvert tiltak skal leses av %(needed)s fra ulike avdelinger, men ingen vurderere kan lese noe.")
    if lack.there:
        words = ngettext(
            "Hvert tiltak skal leses av %(needed)s fra ulike avdelinger, men alle som kan lese, er fra %(there)s.",
            "Hvert tiltak skal leses av %(needed)s fra ulike avdelinger, men de som kan lese, er bare fra %(there)s.",
            lack.there,
        )
    return f"{words % facts} {_('Sett opp vurderere fra flere avdelinger.')}"


def _measure(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    help_ = _("Sett opp en vurderer fra en annen avdeling, eller se over hvem som er inhabil i hva.")
    if not lack.raters:
        return f"{_too_few(lack)} {help_}"
    facts = {"who": _called(lack, names), "number": lack.measures[0], "needed": lack.needed}
    said = [
        ngettext(
            "%(who)s er inhabil i kandidat %(number)s.",
            "%(who)s er inhabile i kandidat %(number)s.",
            len(lack.raters),
        )
        % facts
    ]
    there = _and([name for name, _most in lack.departments])
    if there:
        words = _(
            "De som er igjen, kommer bare fra %(there)s, men det skal leses av %(needed)s fra ulike avdelinger."
        )
        said.append(words % {"there": there, "needed": lack.needed})
    else:
        said.append(_("Ingen andre kan lese det."))
    if len(lack.measures) > 1:
        said.append(_("Slik er det også med %s.") % _lower(_candidates(lack.measures[1:])))
    return " ".join([*said, help_])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _too_few(lack: stats.assignment.Lack) -> str:
    facts = {"which": _candidates(lack.measures), "needed": lack.needed, "there": lack.there}
    words = ngettext(
        "%(which)s mangler %(needed)s vurdering, og habile vurderere fra andre avdelinger kan ta høyst %(there)s.",
        "%(which)s mangler %(needed)s vurderinger, og habile vurderere fra andre avdelinger kan ta høyst %(there)s.",
        lack.needed,
    )
    return words % facts


def _capacity(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    each = _and([f"{name} {most}" for name, most in lack.departments])
    words = _(
        "Det trengs %(needed)s vurderinger, men avdelingene kan gi høyst %(there)s: %(each)s. La vurdererne ta flere, "
        "eller sett opp flere."
    )
    return words % {"needed": lack.needed, "there": lack.there, "each": each}


def _combination(lack: stats.assignment.Lack, names: Mapping[str, str]) -> str:
    full = ngettext("%s kan ikke ta flere.", "%s kan ikke ta flere til sammen.", len(lack.raters))
    help_ = _("La dem ta flere, sett opp flere vurderere, eller se over hvem som er inhabil i hva.")
    return f"{_too_few(lack)} {full % _called(lack, names)} {help_}"
