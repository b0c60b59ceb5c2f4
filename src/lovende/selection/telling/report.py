"""The report of a round: put together from its parts in the order that 003 has them, with every number checked."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende.records.words import in_language
from lovende.selection.models import Phase, Round
from lovende.selection.starting import is_as_taken, starts
from lovende.selection.telling import agreement_part, outcome_part, protocol_part
from lovende.selection.telling.document import (
    Block,
    Document,
    Facts,
    Items,
    Paragraph,
    Prose,
    Section,
    Subheading,
    numbered,
)
from lovende.selection.telling.gathered import Gathered, gather, profile_of
from lovende.selection.telling.stages import Gone, Stage, unequal
from lovende.selection.telling.written import day, language, number


class UnequalError(ArithmeticError):
    """The numbers of a round do not add up; the message names the steps."""


def report(round_: Round) -> Document:
    """All that stands in a round whose protocol is locked. Raises UnequalError rather than print sums that fail."""
    return report_of(gather(round_))


def report_of(found: Gathered) -> Document:
    """As `report`, of what is read already."""
    round_ = found.round
    stages = stages_of(found)
    wrong = unequal(stages)
    if wrong:
        raise UnequalError(f"round {round_.public_id}: the numbers do not add up at {', '.join(wrong)}")
    waiting = unfinished(found)
    parts = [
        protocol_part.method(found),
        protocol_part.flow(stages),
        *agreement_part.agreement(found),
        protocol_part.criteria(found),
        *agreement_part.probability(found),
    ]
    if found.is_read:
        parts += [
            outcome_part.discussion(found),
            outcome_part.cases(found),
            outcome_part.group(found),
            outcome_part.choice(found),
            outcome_part.taken_further(found),
        ]
    if found.chosen:
        parts.append(_profiles(found))
    parts.append(_unknown(found, waiting))
    return _document(found, parts, waiting)


def _document(found: Gathered, parts: Sequence[Section], waiting: Sequence[str]) -> Document:
    round_ = found.round
    facts = [
        (_("Gjennomført av"), str(round_.institute)),
        (_("Oppdragsgiver"), str(round_.owner) if round_.owner else _("ingen")),
        (_("Tilskuddsordning"), _scheme(round_)),
        (_("Tilstand"), _state(round_)),
        (_("Rapporten laget"), day(timezone.now())),
    ]
    is_over = round_.state == Round.State.CLOSED
    return Document(
        title=round_.title,
        kicker=_("Metoderapport") if is_over else _("Metoderapport, foreløpig"),
        lead=_lead(found),
        author=str(round_.institute),
        language=language(),
        notice=[] if is_over else waiting,
        facts=Facts(facts),
        sections=numbered(parts),
        words={
            "contents": _("Innhold"),
            "page": _("Side {page} av {pages}"),
            "table": _("Tabell"),
            "figure": _("Figur"),
            "notice": _("Foreløpig rapport"),
            "so_far": _("Utvelgelsen er ikke avsluttet. Dette står fast til nå. Det som gjenstår:"),
        },
    )


def _scheme(round_: Round) -> str:
    named = [str(round_.scheme) if round_.scheme else "", str(round_.year or "")]
    return ", ".join(one for one in named if one) or _("ikke oppgitt")


def _state(round_: Round) -> str:
    if round_.state == Round.State.CLOSED:
        return _("avsluttet %s") % day(round_.closed_at)
    return _("pågår")


def _lead(found: Gathered) -> str:
    """What the round is, in one sentence."""
    counts = {"all": number(found.funnel.candidates), "n": number(len(found.chosen))}
    if not found.is_read:
        return _("%(all)s tiltak er tatt inn. Vurderingen av dem pågår.") % counts
    said = ngettext("%(n)s av %(all)s tiltak er valgt som lovende arbeidsmetode.",
                    "%(n)s av %(all)s tiltak er valgt som lovende arbeidsmetoder.", len(found.chosen))  # fmt: skip
    return said % counts


def stages_of(found: Gathered) -> list[Stage]:
    """Every step that is settled, each with what left on the way to it."""
    funnel = found.funnel
    first = Stage("all", _("tiltak tatt inn"), funnel.candidates)
    blank = [Gone(n, why) for why, n in funnel.steps[0].reasons]
    if funnel.undecided:
        blank.append(Gone(funnel.undecided, _("ikke sett på, og ikke lest")))
    stages = [first, Stage("complete", _("med nok tekst til å leses"), funnel.complete, blank)]
    for step in funnel.steps[1:]:
        if step.phase is None or step.out is None or step.left is None:
            return stages
        gone = _some(_gone(found, step.phase, step.out))
        stages.append(Stage(step.phase.key, _("igjen etter «%s»") % step.phase.title, step.left, gone))
    return [*stages, *_after(found)]


def _gone(found: Gathered, phase: Phase, out: int) -> list[Gone]:
    """Those that went out of a settled phase: by the gate, and by absolute criteria where it let them through."""
    by = found.by_criteria.get(phase.pk, {})
    said = _("absolutt kriterium ikke oppfylt: %s")
    absolute = [Gone(n, said % "; ".join(f"«{one}»" for one in labels)) for labels, n in by.items()]
    return [Gone(out - sum(by.values()), _by_gate(phase)), *absolute]


def _by_gate(phase: Phase) -> str:
    if phase.gate == Phase.Gate.ANY_OUT:
        return _("minst én sa ut")
    return _("begge sa ut") if phase.round.per_measure == 2 else _("alle sa ut")


def _after(found: Gathered) -> list[Stage]:
    """From the joint discussion to what the owner takes further."""
    out = sum(one.outcome == "out" for one in found.left)
    waiting = sum(one.outcome is None for one in found.left)
    talked = [Gone(out, _("ut i fellesdrøftingen")), Gone(waiting, _("ikke drøftet ennå"), True)]
    because: dict[str, int] = {}
    for one in found.dropped:
        why = one.case.get_dropped_because_display()
        because[why] = because.get(why, 0) + 1
    ended = [Gone(n, _("avsluttet: %s") % why) for why, n in because.items()]
    ended += [
        Gone(len(found.rejected), _("ikke valgt")),
        Gone(len(found.undecided), _("undersøkes fortsatt"), True),
    ]
    followed = [one for one in found.chosen if getattr(one, "follow_up", None) is not None]
    stages = [
        Stage("cases", _("caser"), len(found.cases), _some(talked)),
        Stage("chosen", _("lovende arbeidsmetoder"), len(found.chosen), _some(ended)),
    ]
    if followed:
        rest = Gone(len(found.chosen) - len(followed), _("ingen oppfølging er bestemt"), True)
        stages.append(Stage("followed", _("følges opp hos andre kontorer"), len(followed), _some([rest])))
    return stages


def _some(gone: Sequence[Gone]) -> list[Gone]:
    return [one for one in gone if one.number]


def _profiles(found: Gathered) -> Section:
    """Each chosen method under its six headings (003, Vedlegg B)."""
    blocks: list[Block] = []
    for one in found.chosen:
        there = profile_of(one, found.headings)
        blocks.append(Subheading(one.title, 3, is_name=True))
        if one.organisation:
            blocks.append(Paragraph(str(one.organisation), "quiet"))
        taken = starts(there.questions, found.materials.get(one.pk, ()))
        for question in there.questions:
            text = there.texts.get(question.key, "")
            blocks.append(Subheading(in_language(question.label), 4))
            blocks.append(Prose(text) if text else Paragraph(_("Mangler."), "missing"))
            if is_as_taken(text, taken.get(question.key)):
                blocks.append(Paragraph(_("Ord for ord fra tiltakets egen tekst."), "quiet"))
    return Section("profiler", _("Profiler av de lovende arbeidsmetodene"), blocks)


def unfinished(found: Gathered) -> list[str]:
    """What is not done, or not known, in the order of the report."""
    waiting = [
        *(_("«%(phase)s»: %(state)s") % {"phase": one.title, "state": one.get_state_display()}
          for one in found.phases if one not in found.settled and not found.is_read),
        *_left_to_do(found),
    ]  # fmt: skip
    for one in found.chosen:
        missing = [in_language(row.label) for row in profile_of(one, found.headings).missing]
        if missing:
            said = _("Profilen av «%(title)s» mangler: %(headings)s.")
            waiting.append(said % {"title": one.title, "headings": "; ".join(missing)})
    if found.is_read and found.round.state != Round.State.CLOSED:
        waiting.append(_("Utvelgelsen er ikke avsluttet."))
    return waiting


def _left_to_do(found: Gathered) -> list[str]:
    undiscussed = sum(one.outcome is None for one in found.left)
    undecided = len(found.undecided)
    said = []
    if undiscussed:
        said.append(
            ngettext("%s tiltak er ikke drøftet.", "%s tiltak er ikke drøftet.", undiscussed) % undiscussed
        )
    if undecided:
        words = ngettext("%s case undersøkes fortsatt.", "%s caser undersøkes fortsatt.", undecided)
        said.append(words % undecided)
    return said


def _unknown(found: Gathered, waiting: Sequence[str]) -> Section:
    """What the report cannot say: what is unfinished, and what no round like this can know."""
    known = [
        _(
            "Om metodene virker, er ikke målt her. Utvelgelsen bygger på rapporter, vurderinger og intervjuer."
        ),
        _("Et tiltak som gikk ut, er ikke dermed dårlig: det kan være for kort beskrevet til å vurderes."),
    ]
    if found.settled and found.weighing is None:
        known.append(_("Sannsynlighetene er ikke regnet ut."))
    blocks: list[Block] = [Items(known)]
    if waiting:
        blocks += [Subheading(_("Ikke ferdig")), Items(waiting)]
    return Section("ukjent", _("Det rapporten ikke kan si"), blocks)
