"""How far a round has come, and what those who lead it can do next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende.selection import queries
from lovende.selection.closing import Step, lacking
from lovende.selection.models import Phase, Rater, Round
from lovende.selection.queries import Funnel


@dataclass(frozen=True)
class Next:
    """What to do next: in words, and where (`label` and `address` are "" when there is nothing but to wait)."""

    words: str
    label: str = ""
    address: str = ""


@dataclass(frozen=True)
class Standing:
    """Everything the round's page counts. `raters` have their progress when a phase is open."""

    round: Round
    phases: Sequence[Phase]
    funnel: Funnel
    raters: Sequence[Rater]

    @property
    def open_phase(self) -> Phase | None:
        return next((one for one in self.phases if one.state == Phase.State.OPEN), None)

    @property
    def waiting_phase(self) -> Phase | None:
        return next((one for one in self.phases if one.state == Phase.State.WAITING), None)

    @property
    def last_settled(self) -> Phase | None:
        return next((one for one in reversed(self.phases) if one.state == Phase.State.SETTLED), None)

    @property
    def departments(self) -> int:
        return len({one.department for one in self.raters})

    @property
    def given(self) -> int:
        return sum(getattr(one, "n_given", 0) for one in self.raters)

    @property
    def locked(self) -> int:
        return sum(getattr(one, "n_locked", 0) for one in self.raters)


def standing(round_: Round, *, tells: bool = False) -> Standing:
    """Three queries: phases, candidates counted, raters (with their progress when a phase is open).

    `tells` as `queries.funnel` takes it.
    """
    phases = list(round_.phases.all())
    for phase in phases:
        phase.round = round_
    being_read = next((one for one in phases if one.state == Phase.State.OPEN), None)
    rows = queries.progress(being_read) if being_read is not None else queries.raters(round_)
    return Standing(round_, phases, queries.funnel(round_, phases, tells=tells), list(rows))


def next_step(now: Standing) -> Next | None:
    """What the lead can do next; None in a round that is closed."""
    if now.round.state == Round.State.CLOSED:
        return None
    if now.round.state == Round.State.DRAFT:
        return _preparing(now)
    if now.open_phase is not None:
        return _reading(now, now.open_phase)
    waiting = now.waiting_phase
    if waiting is None:
        return _read(now)
    if not now.funnel.left:
        words = _(
            "Ingen kandidater er igjen, og det er ingenting å lese i neste fase. Utvelgelsen kan avsluttes."
        )
        return Next(words, _("Avslutt utvelgelsen"), _at(now, "close_round"))
    words = _("Åpne «%(phase)s». %(n)s kandidater fordeles på vurdererne.")
    return Next(
        words % {"phase": waiting.title, "n": now.funnel.left},
        _("Åpne fasen"),
        _at(now, "open_phase"),
    )


def _preparing(now: Standing) -> Next:
    if not now.funnel.candidates:
        return Next(
            _("Ta inn tiltakene det skal velges blant."), _("Ta inn kandidater"), _at(now, "candidates")
        )
    if not now.funnel.complete:
        words = _("Ingen av kandidatene kan vurderes ennå. Ta inn flere, eller se over hva som mangler.")
        return Next(words, _("Se kandidatene"), _at(now, "candidates"))
    if now.departments < now.round.per_measure:
        words = _("Sett opp vurdererne. Hvert tiltak leses av %s fra ulike avdelinger.")
        return Next(words % now.round.per_measure, _("Sett opp vurderere"), _at(now, "raters"))
    words = _("Se over alt, og lås protokollen. Etterpå kan den ikke endres.")
    return Next(words, _("Lås protokollen"), _at(now, "lock_protocol"))


def _reading(now: Standing, phase: Phase) -> Next:
    left = now.given - now.locked
    if not left:
        words = _("Alle vurderingene i «%s» er låst. Nå kan fasen avgjøres.")
        return Next(words % phase.title, _("Avgjør fasen"), _at(now, "settle"))
    words = ngettext(
        "Vent på vurdererne: %(n)s vurdering i «%(phase)s» er ikke låst ennå.",
        "Vent på vurdererne: %(n)s vurderinger i «%(phase)s» er ikke låst ennå.",
        left,
    )
    return Next(words % {"n": left, "phase": phase.title})


def _read(now: Standing) -> Next:
    """What comes after the readings: discussion, cases, profiles, closing."""
    lacks = lacking(now.round)
    steps = {one.step for one in lacks}
    if Step.DISCUSSION in steps:
        words = _(
            "Alle fasene er avgjort. Drøft det vurdererne var uenige om, sammen med det alle sa inn til."
        )
        return Next(words, _("Gå til fellesdrøftingen"), _at(now, "discussions"))
    if Step.CHOICE in steps:
        words = _("Alle kandidatene er drøftet. Undersøk casene, og velg de lovende metodene.")
        return Next(words, _("Gå til casene"), _at(now, "chosen"))
    if lacks:
        words = _("Valgene er tatt. Skriv metodeprofilene til de valgte metodene ferdig.")
        return Next(words, _("Se hva som mangler"), _at(now, "close_round"))
    words = _("Alt er på plass. Utvelgelsen kan avsluttes.")
    return Next(words, _("Avslutt utvelgelsen"), _at(now, "close_round"))


def _at(now: Standing, name: str) -> str:
    return reverse(f"selection:{name}", args=[now.round.public_id])
