"""How far the raters agreed, phase by phase, as 003 has it in its tables 2.1–2.4; and the probabilities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from lovende import stats
from lovende.selection.agreeing import Agreed
from lovende.selection.bands import in_words
from lovende.selection.leading import words
from lovende.selection.models import Phase, Reading
from lovende.selection.promise_pages.words import cautions
from lovende.selection.telling.document import Block, Items, Paragraph, Section, Table
from lovende.selection.telling.gathered import Gathered
from lovende.selection.telling.written import chance, interval, number, percent

TOP = 10


def agreement(found: Gathered) -> list[Section]:
    """A section for each settled phase: the cross table, and the agreement."""
    return [_phase(found, one, found.agreed[one.pk]) for one in found.settled]


def _phase(found: Gathered, phase: Phase, of: Agreed) -> Section:
    blocks: list[Block] = [Paragraph(phase.question)]
    if of.cross.total:
        blocks += [_cross(phase, of, found.round.per_measure), _figures(phase, of)]
    notes = list(dict.fromkeys([*words.notes(of.overall.notes), *_of_pooled(of)]))
    blocks += [Paragraph(one, "quiet" if of.overall.kappa is not None else "missing") for one in notes]
    return Section(f"enighet-{phase.key}", _("Enighet i «%s»") % phase.title, blocks)


def _of_pooled(of: Agreed) -> list[str]:
    if of.pooled is None:
        return []
    said = _(
        "Vurdererne leser i vekslende par. Cohens kappa av krysstabellen er slik rapporten fra 2023 regner, og "
        "avhenger av hvem som havner i raden. Fleiss’ kappa gjør ikke det, og er med flere vurderere det samme som "
        "Scotts pi."
    )
    return [said, *words.notes(of.pooled.notes)]


def _cross(phase: Phase, of: Agreed, per_measure: int) -> Table:
    """Table 2.1 and 2.3 of 003: rows the one of a pair who was put on first."""
    out, into = (str(Reading.Verdict(value).label) for value in ("out", "in"))
    (a, b), (c, d) = of.cross.counts
    rows = [
        [out, number(a), number(b), number(of.cross.rows[0])],
        [into, number(c), number(d), number(of.cross.rows[1])],
        [_("Totalt"), *(number(one) for one in of.cross.columns), number(of.cross.total)],
    ]
    heads = [_("Vurderer 1 / vurderer 2"), out, into, _("Totalt")]
    several = _("Par av vurderinger av det samme tiltaket.")
    note = several if per_measure > 2 else _("%(n)s tiltak. Begge sa det samme om %(same)s av dem.") % {
        "n": number(of.cross.total), "same": number(of.cross.same)
    }  # fmt: skip
    caption = _("Krysstabell for «%s»") % phase.title
    return Table(caption, ["text", "number", "number", "number"], heads, rows, [2], [note], is_cross=True)


def _figures(phase: Phase, of: Agreed) -> Table:
    """Table 2.2 and 2.4 of 003, with pi, AC1, alpha and an interval; beside it the same of the cross table."""
    both = [of.pooled, of.overall] if of.pooled is not None else [of.overall]
    crossed = [_("Krysstabellen (Cohen)")] if of.pooled is not None else []
    overall = _("Alle vurdererne (Fleiss)") if of.overall.n_raters > 2 else _("Verdi")
    heads = [_("Mål"), *crossed, overall]
    rows = [[label, *(tell(one) for one in both)] for label, tell in _measures()]
    return Table(_("Enigheten i «%s»") % phase.title, ["text", *["number"] * len(both)], heads, rows)  # type: ignore[list-item]


def _measures() -> list[tuple[str, Any]]:
    return [
        (_("Faktisk enighet"), lambda one: percent(one.observed, 2)),
        (_("Forventet enighet"), lambda one: percent(one.expected, 2)),
        (_("Kappa"), _kappa),
        (_("95 %-intervall for kappa"), lambda one: interval(one.ci_low, one.ci_high)),
        ("z", lambda one: number(one.z, 2)),
        (_("Ensidig p"), lambda one: chance(one.p_one_sided)),
        (_("Scotts pi"), lambda one: number(one.pi, 4)),
        (_("Gwets AC1"), lambda one: number(one.ac1, 4)),
        (_("Krippendorffs alfa"), lambda one: number(one.alpha, 4)),
        (_("I ord (Landis og Koch)"), lambda one: in_words(one.band) or _("finnes ikke")),
    ]


def _kappa(one: stats.agreement.Agreement) -> str:
    return number(one.kappa, 4)


def probability(found: Gathered) -> list[Section]:
    """The most probable ones by the model, with what must be known of the numbers; nothing where there are none."""
    if found.weighing is None:
        return []
    result = found.weighing.result or {}
    rows = top(result, TOP)
    said = _(
        "Modellen anslår hvor stor del av vurderere som disse som ville sagt inn. Den sier ikke om tiltaket virker. "
        "Den har ikke avgjort noe."
    )
    blocks: list[Block] = [Paragraph(said)]
    if rows:
        blocks.append(_most(found, rows))
    blocks.append(
        Items(_cautions(result))
        if _cautions(result)
        else Paragraph(_("Utregningen ga ingen advarsler."), "quiet")
    )
    return [Section("sannsynlighet", _("Sannsynlighet for at en vurderer sier inn"), blocks)]


def _most(found: Gathered, rows: Sequence[Mapping[str, Any]]) -> Table:
    heads = [_("Tiltak"), _("Sannsynlighet"), _("90 %-intervall"), _("Plass"), _("Blant de beste")]
    lines = [
        [
            f"{row['number']} {found.titles.get(row['number'], '')}".strip(),
            percent(row["p"]),
            _("%(low)s til %(high)s") % {"low": percent(row["low"]), "high": percent(row["high"])},
            _("%(low)s–%(high)s") % {"low": row["rank_low"], "high": row["rank_high"]},
            percent(row["chosen_probability"]),
        ]
        for row in rows
    ]
    caption = _("De %s mest sannsynlige") % len(rows)
    return Table(
        caption, ["text", "number", "number", "number", "number"], heads, lines, notes=[_beside(found)]
    )


def _beside(found: Gathered) -> str:
    assert found.weighing is not None
    said = _(
        "«Plass» er et 90 %%-intervall. «Blant de beste» er sannsynligheten for å være blant de %s beste."
    )
    return said % found.weighing.places


def top(result: Mapping[str, Any], most: int) -> list[Mapping[str, Any]]:
    """The most probable measures of a kept fit, best first; a row that lacks a number is left out."""
    wanted = ("number", "p", "low", "high", "rank_low", "rank_high", "chosen_probability")
    rows = result.get("measures")
    whole = [
        row
        for row in (rows if isinstance(rows, list) else [])
        if isinstance(row, Mapping) and all(isinstance(row.get(name), int | float) for name in wanted)
    ]
    return sorted(whole, key=lambda row: (-row["p"], row["number"]))[:most]


def _cautions(result: Mapping[str, Any]) -> list[str]:
    codes = result.get("cautions")
    return cautions(str(one) for one in codes) if isinstance(codes, list) else []
