"""The first sections of a report: method and protocol, the flow, the criteria."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lovende.selection.models import Criterion, Phase
from lovende.selection.published.drawing import Told, draw
from lovende.selection.telling.document import Block, Facts, Figure, Paragraph, Section, Table
from lovende.selection.telling.gathered import Gathered
from lovende.selection.telling.stages import Gone, Stage, share
from lovende.selection.telling.written import capital, day, number, percent


def method(found: Gathered) -> Section:
    """Who selected what for whom, by which protocol, and where they left it."""
    round_, content = found.round, found.round.protocol or {}
    read = sum(row["is_complete"] is True for row in content.get("candidates", ()))
    facts = [
        (_("Kandidater"), _("%(n)s, av dem %(read)s med nok tekst til å leses")
         % {"n": number(len(content.get("candidates", ()))), "read": number(read)}),
        (_("Vurderere per tiltak"), _("%s fra ulike avdelinger, hver for seg") % round_.per_measure),
        (_("Høyeste antall valgte"), str(round_.at_most) if round_.at_most else _("ingen grense")),
        (_("Absolutte kriterier"), _absolute(content)),
        (_("Leserekkefølge"), round_.get_reading_order_display()),
        (_("Frø for tilfeldige trekk"), str(round_.seed)),
        (_("Protokollen låst"), day(round_.locked_at)),
        (_("Protokollens SHA-256"), round_.protocol_sha256),
    ]  # fmt: skip
    said = _(
        "Protokollen ble låst før den første vurderingen. Den som regner ut SHA-256 av protokollfilen, får det samme "
        "tallet så lenge ingenting er endret. Ingen vurderer så hva andre hadde sagt før fasen var avgjort."
    )
    blocks: list[Block] = [Paragraph(said), Facts(facts), _raters(found), _phases(found.phases)]
    return Section("metode", _("Metode og protokoll"), [*blocks, *_deviations(found)])


def _absolute(content: Mapping[str, Any]) -> str:
    labels = [row["label"] for row in content.get("criteria", ()) if row.get("is_absolute")]
    return "; ".join(labels) or _("ingen")


def _raters(found: Gathered) -> Table:
    """How many rated from each department; nobody by name."""
    counts = Counter(row.department for row in found.raters)
    later = Counter(row.department for row in found.raters if row.put_on_after)
    away = Counter(row.department for row in found.raters if row.absent_since)
    rows = [[name, number(n), number(later[name]), number(away[name])] for name, n in sorted(counts.items())]
    total = [_("Sum"), *(number(sum(one.values())) for one in (counts, later, away))]
    heads = [_("Avdeling"), _("Vurderere"), _("Av dem satt inn senere"), _("Av dem falt fra")]
    return Table(_("Vurdererne"), ["text", "number", "number", "number"], heads, [*rows, total], [len(rows)])


def _phases(phases: Sequence[Phase]) -> Table:
    heads = [_("Fase"), _("Spørsmål"), _("Port"), _("Åpnet"), pgettext("fase", "Avgjort")]
    rows = [
        [one.title, one.question, one.get_gate_display(), day(one.opened_at), day(one.settled_at)]
        for one in phases
    ]
    return Table(_("Fasene"), ["text", "wide", "text", "text", "text"], heads, rows)


def _deviations(found: Gathered) -> list[Block]:
    if not found.deviations:
        return [Paragraph(_("Ingen avvik fra protokollen er notert."))]
    rows = [
        [
            day(row.at),
            capital(row.get_kind_display()),
            row.phase.title if row.phase else _("ikke i en fase"),
            row.reason,
        ]
        for row in found.deviations
    ]
    heads = [_("Dag"), _("Avvik"), _("Fase"), _("Begrunnelse")]
    return [Table(_("Avvik fra protokollen"), ["fit", "text", "text", "wide"], heads, rows)]


def flow(stages: Sequence[Stage]) -> Section:
    """The way from all candidates to what is taken further, drawn and as a table with the same numbers."""
    drawing = draw([(Told(number(one.left), one.title), [_told(row) for row in one.gone]) for one in stages])
    words = "; ".join(f"{number(one.left)} {one.title}" for one in stages)
    description = _("Antall tiltak som var igjen etter hvert trinn: %s.") % words
    figure = Figure(_("Flyten i utvelgelsen"), description, drawing)
    rows: list[list[str]] = []
    sums: list[int] = []
    for one in stages:
        rows += [[capital(row.why), number(-row.number), ""] for row in one.gone]
        sums.append(len(rows))
        of_all = share(one, stages)
        rows.append(
            [capital(one.title), number(one.left), percent(None if of_all is None else of_all / 100, 1)]
        )
    heads = [_("Trinn"), _("Antall"), _("Andel av alle")]
    table = Table(_("Flyten i tall"), ["text", "number", "number"], heads, rows, sums)
    return Section("flyt", _("Fra kandidater til valg"), [figure, table])


def _told(row: Gone) -> Told:
    return Told(number(row.number), row.why, marked=row.is_open)


def criteria(found: Gathered) -> Section:
    """The criteria in the protocol's order, and how each was answered in each settled phase."""
    said = _(
        "Et kriterium som ikke er oppfylt, gjør det mindre sannsynlig at tiltaket er lovende. Bare et absolutt "
        "kriterium utelukker."
    )
    rows = list((found.round.protocol or {}).get("criteria", ()))
    titles = {one.key: one.title for one in found.phases}
    blocks: list[Block] = [Paragraph(said), _operational(rows, titles)]
    return Section(
        "kriterier", _("Kriteriene"), [*blocks, *(_answered(found, one, rows) for one in found.settled)]
    )


def _operational(rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]) -> Table:
    heads = [_("Kriterium"), _("Slik vurderes det"), _("Gjelder"), _("Holdes opp mot"), _("Vurderes i")]
    columns = ["text", "wide", "text", "text", "text"]
    return Table(_("Kriteriene og hvordan de er vurdert"), columns, heads, [  # type: ignore[arg-type]
        [
            _named(place, row),
            row["how"] or _("ikke oppgitt"),
            capital(str(Criterion.Dimension(row["dimension"]).label)),
            ", ".join(str(Criterion.Evidence(one).label) for one in row["evidence"]) or _("ikke oppgitt"),
            ", ".join(titles.get(key, key) for key in row["phases"]) or _("senere, av alle sammen"),
        ]
        for place, row in enumerate(rows, 1)
    ])  # fmt: skip


def _named(place: int, row: Mapping[str, Any]) -> str:
    marks = [_("versjon %s") % row["version"], *([_("absolutt")] if row.get("is_absolute") else [])]
    return f"{place}. {row['label']} ({', '.join(marks)})"


def _answered(found: Gathered, phase: Phase, rows: Sequence[Mapping[str, Any]]) -> Block:
    """How often each criterion was met, and how far the raters agreed on it."""
    of = found.agreed[phase.pk]
    agreement, counted = dict(of.criteria), of.ticks
    asked = [(place, row) for place, row in enumerate(rows, 1) if row["key"] in agreement]
    if not asked:
        return Paragraph(_("Ingen kriterier ble krysset av i «%s».") % phase.title, "missing")
    heads = [_("Kriterium"), _("Oppfylt"), _("Ikke oppfylt"), _("Kan ikke vurderes"), _("Enige"), _("Kappa")]
    columns = ["text", "number", "number", "number", "number", "number"]
    lines = [
        [
            f"{place}. {row['label']}",
            *(number(counted[row["key"]].get(value, 0)) for value in ("met", "not-met", "cannot-say")),
            percent(agreement[row["key"]].observed),
            number(agreement[row["key"]].kappa, 2),
        ]
        for place, row in asked
    ]
    notes = [_("Antall avkryssinger.")]
    if any(agreement[row["key"]].kappa is None for _place, row in asked):
        notes.append(_("«Finnes ikke» står der enigheten ikke kan regnes ut, som når alle svarte det samme."))
    caption = _("Svarene på kriteriene i «%s»") % phase.title
    return Table(caption, columns, heads, lines, notes=notes)  # type: ignore[arg-type]
