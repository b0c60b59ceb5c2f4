"""The report of a published round: as printed, beside what it gives when it is worked out anew. Only aggregates."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lovende.selection.published.showing import Cell, Shown, spans
from lovende.selection.published.words import Worded
from lovende.selection.telling.document import (
    Block,
    Column,
    Document,
    Facts,
    Figure,
    Items,
    Paragraph,
    Section,
    Subheading,
    Table,
    numbered,
)
from lovende.selection.telling.written import capital, day, language, number, percent


def printed_report(shown: Shown) -> Document:
    """All that is printed of the round. Two queries beside the round: criteria and measures."""
    round_ = shown.round
    sections = [
        _frame(shown),
        _flow(shown),
        _tables(shown),
        _findings(shown),
        _methods(shown),
        _criteria(shown),
    ]
    facts = [
        (_("Gjort av"), round_.institute.name),
        (_("For"), round_.owner.name if round_.owner else _("ikke oppgitt")),
        (_("Ordning"), round_.scheme.name if round_.scheme else _("ikke oppgitt")),
        (_("Kilde"), _source(round_)),
        (_("Rapporten laget"), day(timezone.now())),
    ]
    lead = _("%(all)s tiltak, %(n)s valgt. Tallene står slik de er trykt, og hva de gir når de regnes etter.")
    return Document(
        title=round_.title,
        kicker=_("Publisert utvelgelse"),
        lead=lead % {"all": number(shown.printed.funnel[0].left), "n": number(len(shown.methods))},
        author=round_.institute.name,
        language=language(),
        notice=[shown.summary],
        facts=Facts(facts),
        sections=numbered([*sections, _unknown(shown)]),
        words={
            "contents": _("Innhold"),
            "page": _("Side {page} av {pages}"),
            "table": _("Tabell"),
            "figure": _("Figur"),
            "notice": _("Bare samletall"),
            "so_far": _(
                "Utvelgelsen er gjort et annet sted og finnes her bare som samletall. Hva hver vurderer mente om hvert "
                "tiltak, er ikke trykt og kan ikke regnes tilbake. Ingenting er rettet: der noe ikke går opp, står det "
                "trykte og det som passer, side om side."
            ),
        },
    )


def _source(round_: Any) -> str:
    if not round_.source:
        return _("ikke oppgitt")
    return f"{round_.source.title}, {_lines(round_.lines)}" if round_.lines else round_.source.title


def _lines(lines: str) -> str:
    """«linje 401–405», as the page has it."""
    return ngettext("linje %s", "linje %s", 1 if lines.isdigit() else 2) % spans(lines)


def _frame(shown: Shown) -> Section:
    """Who read, in which phases, and the numbers with their parts."""
    rest = shown.printed.rest
    raters = rest["raters"]
    read_by = ngettext("%(n)s vurderer.", "%(n)s vurderere.", raters["number"]) % {"n": raters["number"]}
    facts = [
        (_("Lest av"), f"{read_by} {raters['how']} ({_lines(shown.raters_lines)})"),
        (_("Faser"), " → ".join(one["title"] for one in rest["phases"])),
    ]
    for group, parts in shown.groups:
        said = "; ".join(
            f"{left if part.number is None else part.number} {part.called}"
            + (f" {_('(regnet ut, ikke trykt)')}" if part.number is None else "")
            for part, left in parts
        )
        facts.append((group.title, f"{group.total} {group.unit}: {said} ({_lines(group.lines)})"))
    return Section("utvelgelsen", _("Utvelgelsen"), [Facts(facts)])


def _flow(shown: Shown) -> Section:
    words = "; ".join(f"{number(one.step.left)} {one.step.title}" for one in shown.stages)
    described = _("Antall tiltak som var igjen etter hvert trinn: %s.") % words
    rows, sums = [], []
    for place, row in enumerate(shown.flow_rows):
        fits = number(row.fits) if row.fits is not None else ""
        printed = _("ikke trykt") if row.number is None else number(-row.number if row.is_out else row.number)
        share = "" if row.share is None else percent(row.share / 100, 1)
        rows.append([capital(row.what), printed, fits, share, spans(row.lines)])
        sums += [] if row.is_out else [place]
    heads = [_("Trinn"), _("Trykt"), _("Går opp"), _("Andel av alle"), _("Linjer")]
    columns: list[Column] = ["wide", "number", "number", "number", "text"]
    table = Table(_("Flyten i tall"), columns, heads, rows, sums)
    return Section(
        "flyten", _("Flyten"), [Figure(_("Flyten i utvelgelsen"), described, shown.picture), table]
    )


def _tables(shown: Shown) -> Section:
    blocks: list[Block] = [Paragraph(shown.printed.rest["tables_note"], "quiet")]
    for row in shown.tables:
        blocks += [_cross(row), *([_again(row)] if row["again"] else [])]
    return Section("tabellene", _("Tabellene, trykt og regnet etter"), blocks)


def _cross(row: dict[str, Any]) -> Table:
    table, labels = row["table"], [str(one) for one in row["columns"]]
    lines = [
        [str(label), *(_cell(one, _("%s går opp")) for one in cells), _cell(total, _("cellene gir %s"))]
        for label, cells, total in row["rows"]
    ]
    foot = [_("Totalt"), *(_cell(one, _("cellene gir %s")) for one in row["foot"])]
    verdict = _("Alle summer stemmer") if row["holds"] else _("Summene stemmer ikke")
    columns: list[Column] = ["text", *["number"] * (len(labels) + 1)]  # type: ignore[list-item]
    heads = ["", *labels, _("Totalt")]
    return Table(_as_there(table), columns, heads, [*lines, foot], [len(lines)], [verdict, table.note])


def _as_there(table: Any) -> str:
    """The caption with the number that the source gives the table."""
    said = {"number": table.number, "title": table.title, "lines": _lines(table.lines)}
    return _("%(title)s (tabell %(number)s i kilden, %(lines)s)") % said


def _cell(cell: Cell, fits: str) -> str:
    return str(cell.printed) if cell.fits is None else f"{cell.printed} ({fits % cell.fits})"


def _again(row: dict[str, Any]) -> Table:
    """An agreement table: printed, worked out, and worked out of the misprint where there is one."""
    again = row["again"]
    both = bool(again.of_misprint)
    heads = [_("Mål"), _("Trykt"), _("Regnet ut av det som går opp") if both else _("Regnet ut")]
    heads += [_("Regnet ut av det trykte")] if both else []
    none = _("finnes ikke")
    lines = [
        [
            str(one["label"]),
            one["row"].printed,
            one["row"].computed or none,
            *([one["misprint"] or none] if both else []),
        ]
        for one in row["lines"]
    ]
    notes = [_("Etter Landis og Koch (1977) er kappa %s.") % row["band"]] if row["band"] else []
    columns: list[Column] = ["text", *["number"] * (len(heads) - 1)]  # type: ignore[list-item]
    return Table(_as_there(again.table), columns, heads, lines, notes=notes)


def _findings(shown: Shown) -> Section:
    blocks: list[Block] = [Paragraph(shown.summary)]
    for row in shown.findings:
        blocks += _finding(row)
    return Section("funn", _("Funn"), blocks)


def _finding(row: Worded) -> Iterable[Block]:
    facts = [(_("Trykt"), f"{one.value} {one.called} ({_lines(one.lines)})") for one in row.said]
    yield Subheading(row.title)
    yield Facts([*facts, *([(_("Går opp"), row.fits)] if row.fits else [])])
    if row.why:
        yield Items(row.why)


def _methods(shown: Shown) -> Section:
    gone, unknown = _("ikke lenger i registeret"), _("ikke oppgitt")
    rows = [
        [
            one.measure.title if one.measure else gone,
            one.measure.owner.name if one.measure and one.measure.owner else unknown,
            one.opinion,
            _("Ja, i %(n)s andre kontorer") % {"n": shown.printed.offices_each}
            if one.is_picked
            else _("Nei"),
            one.lines,
        ]
        for one in shown.methods
    ]
    heads = [_("Tiltak"), _("Eier"), _("Referansegruppen"), _("Valgt til følgeprosjekt"), _("Linjer")]
    table = Table(_("Lovende arbeidsmetoder"), ["wide", "text", "text", "text", "fit"], heads, rows)
    return Section("metodene", _("Metodene"), [table])


def _criteria(shown: Shown) -> Section:
    none = _("ingen av de to lesningene")
    rows = [
        [
            f"{one['row'].number}. {one['row'].label}"
            + (f" ({_('kom til underveis')})" if one["is_added"] else ""),
            one["row"].how,
            capital(str(one["row"].get_dimension_display())),
            ", ".join(str(label) for label in one["evidence"]),
            ", ".join(one["phases"]) or none,
            one["lines"],
        ]
        for one in shown.criteria_rows
    ]
    heads = [
        _("Kriterium"),
        _("Slik vurderes det"),
        _("Dimensjon"),
        _("Bedømt etter"),
        _("Fase"),
        _("Linjer"),
    ]
    columns: list[Column] = ["text", "wide", "text", "text", "text", "text"]
    note = Paragraph(shown.printed.rest["criteria"]["note"], "quiet")
    table = Table(_("Kriteriene og hvordan de er vurdert"), columns, heads, rows)
    return Section("kriteriene", _("Kriteriene"), [note, table])


def _unknown(shown: Shown) -> Section:
    rows: Sequence[Sequence[str]] = [
        [
            row["what"],
            capital(label),
            f"{row['note']} ({_lines(row['lines'])})" if row["lines"] else row["note"],
        ]
        for row, label in shown.unknowns
    ]
    heads = [_("Hva"), _("Hvorfor ikke"), _("Merknad")]
    table = Table(_("Det som ikke er kjent"), ["text", "text", "wide"], heads, rows)
    return Section("ukjent", _("Dette er ikke kjent"), [table])
