"""A submission on paper: the receipt of those who handed it in, and the whole application for those who read it.

Both hold all of `Submission.content`; the receipt has number, time and fingerprint before it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from lovende.applications.models import Application, BudgetLine, SimilarNote, Submission
from lovende.applications.queries.reading import label_of, sections_of, words_of
from lovende.printing import in_words, pdf

LANGUAGES = ("nb", "nn", "en")


def receipt_pdf(submission: Submission, language: str | None = None) -> bytes:
    """The receipt as PDF, in `language` or that of the page; the same submission gives the same bytes."""
    return _printed(submission, language, receipt=True)


def application_pdf(submission: Submission, language: str | None = None) -> bytes:
    """The application as handed in, as PDF to read."""
    return _printed(submission, language, receipt=False)


def _printed(submission: Submission, language: str | None, receipt: bool) -> bytes:
    chosen = (language or get_language() or "nb")[:2]
    chosen = chosen if chosen in LANGUAGES else "nb"
    with override(chosen):
        return pdf("application", document_of(submission, chosen, receipt), language=chosen, at=submission.at)


def document_of(submission: Submission, language: str, receipt: bool) -> dict[str, Any]:
    """What the template takes; words in the language that is active."""
    content: Mapping[str, Any] = submission.content
    title, number = content.get("title") or _("Uten tittel"), submission.application.public_id
    kind = _("Kvittering for søknad") if receipt else _("Søknad")
    return {
        "title": f"{kind}: {title}",
        "author": _organisation(content),
        "kicker": f"{kind} · {number}",
        "heading": title,
        "foot": f"{number} · {_organisation(content)}",
        "words": {"page": _("Side {page} av {pages}"), "unanswered": _("Ikke besvart.")},
        "content_language": "nb",
        "receipt": _receipt(submission, language) if receipt else None,
        "facts": _facts(submission, content, language),
        "sections": _sections(content),
        "tables": [table for table in _tables(content, language) if table["rows"] or table["empty"]],
    }


def _organisation(content: Mapping[str, Any]) -> str:
    return (content.get("organisation") or {}).get("name") or _("ikke oppgitt")


def _receipt(submission: Submission, language: str) -> dict[str, Any]:
    lead = (
        _("Søknaden er mottatt.") if submission.number == 1 else _("Den nye utgaven av søknaden er mottatt.")
    )
    return {
        "lead": lead,
        "rows": [
            [_("Søknad"), submission.application.public_id],
            [_("Innsending nummer"), str(submission.number)],
            [_("Mottatt"), _moment(submission.at, language)],
        ],
        "fingerprint_label": _("Fingeravtrykk (SHA-256) av innholdet"),
        "fingerprint": submission.sha256,
        "explained": _(
            "Fingeravtrykket viser at innholdet er det samme som ble sendt inn. Ta vare på kvitteringen."
        ),
    }


def _moment(at: datetime, language: str) -> str:
    local = timezone.localtime(at)
    return f"{in_words(local.date(), language)} {_('kl.')} {local:%H:%M:%S}"


def _facts(submission: Submission, content: Mapping[str, Any], language: str) -> list[list[str]]:
    """Facts beside the answers. What is not stated is said so; it is never left blank or written as 0."""
    unknown = _("ikke oppgitt")
    years = ", ".join(str(year) for year in content.get("years") or ())
    rows: list[tuple[str, Any]] = [
        (_("Søker"), _organisation(content)),
        (_("Kommune"), _name(content.get("municipality"))),
        (_("Utlysning"), _name(content.get("call_title") or content.get("call"))),
        (_("Område"), _name(content.get("area_name") or content.get("area"))),
        (_("Type"), _capital(_label(Application.Kind, content.get("kind")))),
        (_("År"), years),
        (_("Årsverk"), _number(content.get("positions"), language)),
        (_("Deltakere"), _number(content.get("participants"), language)),
        (_("Søknadsbeløp"), _kroner(content.get("applied"), language)),
        (_("Egenandel"), _kroner(content.get("own_contribution"), language)),
    ]
    for label, key in ((_("Gjentar tiltaket"), "replicates"), (_("Gjelder tiltaket"), "measure")):
        if content.get(key):
            rows.append((label, _name(content.get(f"{key}_title") or content[key])))
    rows.append((_("Sendt inn"), _moment(submission.at, language)))
    return [[label, value or unknown] for label, value in rows]


def _name(value: Any) -> str:
    """A snapshot names a thing by its words or by a mapping of facts about it."""
    if isinstance(value, Mapping):
        named = value.get("name") or value.get("title") or value.get("key") or value.get("slug")
        return _name(named)
    return "" if value is None else str(value)


def _label(choices: Any, value: Any) -> str:
    return str(choices(value).label) if value in choices.values else _name(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: Any, language: str) -> str:
    if value in (None, ""):
        return ""
    plain = f"{Decimal(str(value)).normalize():f}"
    return plain if language == "en" else plain.replace(".", ",")


def _kroner(value: Any, language: str) -> str:
    return "" if value in (None, "") else in_words(Decimal(str(value)), language)


def _sections(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Answers under their sections, in the order they have in the form."""
    return [
        {"heading": title, "answers": [_answer(row) for row in rows]}
        for _key, title, rows in sections_of(content)
    ]


def _answer(row: Mapping[str, Any]) -> dict[str, Any]:
    """One text, or a list where several could be said; neither is not answered."""
    words, is_list = words_of(row), isinstance(row.get("value"), list | tuple)
    return {
        "label": label_of(row),
        "text": "" if is_list else ", ".join(words),
        "items": words if is_list else [],
    }


def _tables(content: Mapping[str, Any], language: str) -> Iterable[dict[str, Any]]:
    yield _budget(content.get("budget") or [], language)
    yield _citations(content.get("citations") or [], language)
    similar = [
        [
            _name(row.get("title") or row.get("measure")),
            _capital(_label(SimilarNote.Relation, row.get("relation"))),
            _name(row.get("note")),
        ]
        for row in content.get("similar") or ()
    ]
    heads = [_("Tiltak"), _("Forhold til søknaden"), _("Merknad")]
    yield _table(_("Tiltak søkeren har sett på"), ["text", "fit", "text"], heads, similar)
    files = content.get("files") or ()
    notes = [f"{_name(row.get('name'))}: SHA-256 {_name(row.get('sha256'))}" for row in files]
    yield _table(_("Vedlegg"), ["text"], [_("Fil")], [[_name(row.get("name"))] for row in files], notes=notes)
    findings = [[_name(row.get("where")), _name(row.get("message"))] for row in content.get("findings") or ()]
    yield _table(
        _("Merknader fra kontrollen av reglene"), ["fit", "text"], [_("Sted"), _("Merknad")], findings
    )


def _table(
    heading: str, columns: list[str], heads: list[str], rows: list[list[str]], **more: Any
) -> dict[str, Any]:
    """A part of the document; with neither rows nor a word for «none» it is left out."""
    return {
        "heading": heading,
        "columns": columns,
        "heads": heads,
        "rows": rows,
        "sums": [],
        "empty": "",
        "notes": [],
    } | more


def _budget(lines: list[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """Kinds down, years across, sums in the last row and column; own contribution stands beside, not in, the sums."""
    years = sorted({int(line["year"]) for line in lines})
    kinds = list(dict.fromkeys(str(line["kind"]) for line in lines))
    kinds.sort(key=lambda kind: kind == BudgetLine.Kind.OWN)
    amounts: dict[tuple[str, int], Decimal] = {}
    for line in lines:
        key = (str(line["kind"]), int(line["year"]))
        amounts[key] = amounts.get(key, Decimal(0)) + Decimal(str(line["amount"]))

    whole = all(amount == amount.to_integral_value() for amount in amounts.values())

    def row(label: str, among: list[str]) -> list[str]:
        sums = [sum((amounts.get((kind, year), Decimal(0)) for kind in among), Decimal(0)) for year in years]
        return [label, *(_column(one, whole, language) for one in (*sums, sum(sums, Decimal(0))))]

    applied = [kind for kind in kinds if kind != BudgetLine.Kind.OWN]
    rows = [row(_capital(_label(BudgetLine.Kind, kind)), [kind]) for kind in applied]
    rows += [row(_("Sum uten egenandel"), applied)] if lines else []
    sums = [len(rows) - 1]
    rows += [row(_capital(_label(BudgetLine.Kind, kind)), [kind]) for kind in kinds if kind not in applied]
    notes = [
        f"{_capital(_label(BudgetLine.Kind, line['kind']))} {line['year']}: {line['note']}"
        for line in lines
        if line.get("note")
    ]
    heads = [_("Kroner"), *(str(year) for year in years), _("Sum")]
    columns = ["text", *("number" for _year in years), "number"]
    return _table(_("Budsjett"), columns, heads, rows, sums=sums, empty=_("Ikke oppgitt."), notes=notes)


def _column(amount: Decimal, whole: bool, language: str) -> str:
    """An amount in a column whose head says kroner; all have øre when one has."""
    grouped = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return grouped if language == "en" else grouped.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")


def _citations(rows: list[Mapping[str, Any]], language: str) -> dict[str, Any]:
    """Figures of official statistics with what finds each again."""
    table, notes = [], []
    for number, row in enumerate(rows, 1):
        value = f"{_number(row.get('value'), language) or _('ikke oppgitt')} {_name(row.get('unit'))}".strip()
        label = f"{number}. {_name(row.get('label'))}"
        table.append([label, _name(row.get("region")), _name(row.get("period")), value])
        notes.append(_found_again(number, row, language))
    heads = [_("Tall"), _("Sted"), _("Periode"), _("Verdi")]
    return _table(_("Siterte tall"), ["text", "fit", "fit", "number"], heads, table, notes=notes)


def _found_again(number: int, row: Mapping[str, Any], language: str) -> str:
    named = [_name(row.get("source"))]
    if row.get("table"):
        named.append(_("tabell %s") % row["table"])
    if row.get("address"):
        named.append(str(row["address"]))
    if row.get("retrieved_at"):
        day = date.fromisoformat(str(row["retrieved_at"])[:10])
        named.append(_("hentet %s") % in_words(day, language))
    if row.get("is_typed"):
        named.append(_("skrevet inn av søkeren"))
    return f"{number}. " + ", ".join(part for part in named if part)
