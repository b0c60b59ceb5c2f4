"""The acts that cannot be undone, each with a page that says so first: lock, open, settle, replace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from lovende.people.guard import actor_of, signed_in
from lovende.selection.actions import lock_protocol, open_phase, replace_rater, settle_phase
from lovende.selection.leading.forms import ReplaceForm, StepForm
from lovende.selection.leading.guard import frame, led, refused
from lovende.selection.leading.raters import rater_of
from lovende.selection.leading.standing import Standing, next_step, standing
from lovende.selection.models import Phase, Rater, Reading, Round


@dataclass(frozen=True)
class Confirmation:
    """What is asked before an act: its words, the facts it rests on, and `act`, which does it and says what was done.

    `step` is what the page is about. `over` says that it is done already, or that it cannot be done yet: then the
    page leads back. `waits` says for what it waits: then the page stays, and has no button. Pressed on an old page,
    which is about another step, nothing happens.
    """

    title: str
    lead: str
    facts: Sequence[tuple[str, object]]
    button: str
    act: Callable[[], str]
    step: str = ""
    over: str = ""
    waits: str = ""
    form: type[StepForm] = StepForm


def _asked(request: HttpRequest, round_: Round, asked: Confirmation) -> HttpResponse:
    is_old = request.method == "POST" and request.POST.get("step", "") != asked.step
    if asked.over or is_old:
        messages.info(request, asked.over or _("Siden var gammel. Ingenting er gjort; slik er det nå."))
        return redirect("selection:round", round_.public_id)
    form, status, said = asked.form(request.POST if request.method == "POST" else None), 200, []
    form.fields["step"].initial = asked.step
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: said.append(asked.act()))
    if said:
        messages.success(request, said[0])
        return redirect("selection:round", round_.public_id)
    context = frame(round_, actor_of(request), "round", asked.title) | {"asked": asked, "form": form}
    return render(request, "selection/leading/confirm.html", context, status=status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Fix the protocol before anybody reads."""
    user = actor_of(request)
    round_ = led(public_id, user)
    now = standing(round_)

    def act() -> str:
        locked = lock_protocol(round_=round_, actor=user)
        return _("Protokollen er låst. SHA-256: %s") % locked.protocol_sha256

    asked = Confirmation(
        title=_("Lås protokollen"),
        lead=_(
            "Når protokollen er låst, kan verken kandidater, vurderere, faser, porter eller kriterier endres. "
            "Det kan ikke gjøres om."
        ),
        facts=_protocol_facts(now),
        button=_("Lås protokollen"),
        act=act,
        step="lock",
        over="" if round_.state == Round.State.DRAFT else _("Protokollen er låst."),
    )
    return _asked(request, round_, asked)


def _protocol_facts(now: Standing) -> list[tuple[str, object]]:
    phases = "; ".join(f"{one.title} ({one.get_gate_display()})" for one in now.phases)
    of = ngettext(
        "%(raters)s fra %(departments)s avdeling",
        "%(raters)s fra %(departments)s avdelinger",
        now.departments,
    )
    return [
        (_("Kandidater som skal leses"), now.funnel.complete),
        (_("Kandidater som ikke kan vurderes"), now.funnel.incomplete),
        (_("Vurderere"), of % {"raters": len(now.raters), "departments": now.departments}),
        (_("Vurderere per tiltak"), now.round.per_measure),
        (_("Leserekkefølge"), now.round.get_reading_order_display()),
        (_("Høyeste antall valgte"), now.round.at_most or _("ingen grense")),
        (_("Faser"), phases),
        (_("Absolutte kriterier"), _absolute(now.round)),
    ]


def _absolute(round_: Round, phase: Phase | None = None) -> str:
    """The absolute criteria in words: of the round, or those that can be judged in the phase."""
    rows = round_.criteria.filter(is_absolute=True)
    rows = rows if phase is None else rows.filter(phases__contains=[phase.key])
    return "; ".join(rows.values_list("label", flat=True)) or _("ingen: et kriterium alene utelukker ikke")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def open_next(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give out the readings of the next phase."""
    user = actor_of(request)
    round_ = led(public_id, user)
    now = standing(round_)
    phase = now.waiting_phase

    def act() -> str:
        opened = open_phase(round_=round_, actor=user)
        return _("«%s» er åpnet, og tiltakene er fordelt.") % opened.title

    readings = now.funnel.left * round_.per_measure
    here = [one for one in now.raters if one.absent_since is None]
    asked = Confirmation(
        title=_("Åpne «%s»") % (phase.title if phase else ""),
        lead=_(
            "Tiltakene fordeles jevnt på vurdererne. Ingen ser hva andre mener før fasen er avgjort, heller ikke "
            "de som leder utvelgelsen."
        ),
        facts=[
            (_("Spørsmål"), phase.question if phase else ""),
            (_("Port"), phase.get_gate_display() if phase else ""),
            (_("Kandidater"), now.funnel.left),
            (_("Vurderere"), len(here)),
            (_("Vurderinger til sammen"), readings),
            (_("Omtrent per vurderer"), round(readings / len(here)) if here else 0),
        ],
        button=_("Åpne fasen"),
        act=act,
        step=phase.key if phase else "",
        over=_cannot_open(now),
    )
    return _asked(request, round_, asked)


def _cannot_open(now: Standing) -> str:
    if now.round.state == Round.State.DRAFT:
        return _("Protokollen må låses før en fase kan åpnes.")
    if now.round.state == Round.State.CLOSED:
        return _("Utvelgelsen er avsluttet.")
    if now.open_phase is not None:
        return _("«%s» er åpen. Den må avgjøres først.") % now.open_phase.title
    return "" if now.waiting_phase is not None else _("Alle fasene er avgjort.")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, public_id: str) -> HttpResponse:
    """Apply the gate and let the verdicts be seen."""
    user = actor_of(request)
    round_ = led(public_id, user)
    now = standing(round_)
    phase = now.open_phase

    def act() -> str:
        settled = settle_phase(round_=round_, actor=user)
        out = settled.candidates_out.count()
        done = ngettext(
            "«%(phase)s» er avgjort. %(n)s kandidat gikk ut.",
            "«%(phase)s» er avgjort. %(n)s kandidater gikk ut.",
            out,
        )
        return done % {"phase": settled.title, "n": out}

    asked = Confirmation(
        title=_("Avgjør «%s»") % (phase.title if phase else ""),
        lead=_(
            "Porten og de absolutte kriteriene brukes på alle kandidatene. De som kan se utvelgelsen, ser deretter hva "
            "vurdererne sa; de som selv vurderer, ser det når alle fasene er avgjort. Det kan ikke gjøres om."
        ),
        facts=[
            (_("Port"), phase.get_gate_display() if phase else ""),
            (_("Absolutte kriterier"), _absolute(round_, phase)),
            (
                _("Låste vurderinger"),
                _("%(locked)s av %(given)s") % {"locked": now.locked, "given": now.given},
            ),
        ],
        button=_("Avgjør fasen"),
        act=act,
        step=phase.key if phase else "",
        over="" if phase is not None else _("Ingen fase er åpen."),
        waits=said.words if (said := next_step(now)) and now.locked < now.given else "",
    )
    return _asked(request, round_, asked)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, public_id: str, pseudonym: UUID) -> HttpResponse:
    """Hand over what a rater who has fallen ill has not locked."""
    user = actor_of(request)
    round_ = led(public_id, user)
    rater = rater_of(round_, pseudonym)
    phase = round_.phases.filter(state=Phase.State.OPEN).first()
    left, locked = _of_rater(phase, rater)

    def act() -> str:
        reason = request.POST.get("reason", "")
        moved = replace_rater(round_=round_, rater=rater, reason=reason, actor=user)
        done = ngettext(
            "%(n)s vurdering er gitt til andre. Det %(who)s har låst, står.",
            "%(n)s vurderinger er gitt til andre. Det %(who)s har låst, står.",
            moved,
        )
        return done % {"n": moved, "who": rater.user}

    asked = Confirmation(
        title=_("Bytt ut %s") % rater.user,
        lead=_(
            "Det vurdereren har låst, står. Resten gis til andre og fordeles jevnt. Vurdereren kan ikke komme "
            "tilbake i denne utvelgelsen."
        ),
        facts=[
            (_("Avdeling"), rater.department),
            (_("Låst, blir stående"), locked),
            (_("Ikke låst, gis til andre"), left),
        ],
        button=_("Bytt ut vurdereren"),
        act=act,
        step=str(pseudonym),
        over=_cannot_replace(round_, rater),
        form=ReplaceForm,
    )
    return _asked(request, round_, asked)


def _of_rater(phase: Phase | None, rater: Rater) -> tuple[int, int]:
    """How many readings of the open phase the rater has not locked, and has."""
    if phase is None:
        return 0, 0
    rows = Reading.objects.filter(phase=phase, rater=rater, withdrawn_at__isnull=True)
    return rows.filter(locked_at__isnull=True).count(), rows.filter(locked_at__isnull=False).count()


def _cannot_replace(round_: Round, rater: Rater) -> str:
    if round_.state == Round.State.CLOSED:
        return _("Utvelgelsen er avsluttet.")
    if round_.state != Round.State.LOCKED:
        return _("Vurderere byttes ut etter at protokollen er låst. Før det tas de bare av listen.")
    return _("%s er byttet ut.") % rater.user if rater.absent_since is not None else ""
