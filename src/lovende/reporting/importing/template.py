"""The workbook that people fill in: the three sheets with headings, notes and choices, examples on a sheet apart."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from lovende.reporting.importing.columns import KEY, SHEETS, Column, Sheet

NAME = "lovende-historiske-tilskudd.xlsx"
LAST_ROW = 5_000  # so far down the choices are offered
READ_ME = (
    "Mal for historiske søknader, tilskudd og rapporter",
    "",
    "Fyll ut arkene Søknader, Tilskudd og Rapporter. Du trenger ikke bruke alle.",
    "Utlysning, organisasjon og tittel binder arkene sammen: skriv dem likt overalt.",
    "Kolonner med stjerne må fylles ut.",
    "La en celle stå tom når noe ikke er oppgitt. Skriv aldri 0 for det du ikke vet.",
    "I beløp kan du også skrive hvorfor det mangler: for tidlig, ikke innhentet, tapt i kilden eller skjermet.",
    "Skriv aldri navn på personer, telefonnumre eller e-postadresser.",
    "Kontroller filen først. Da blir ingenting lagret, og du får vite hvilke celler som må rettes.",
    "Importen tar alt eller ingenting. Den samme filen på nytt endrer ingenting.",
    "",
    "Arket Eksempler viser hvordan utfylte rader ser ut. Det blir ikke lest.",
)
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "applications": [
        {
            "call": "tuki-2019", "organisation": "nav-moss", "title": "Jobb først", "kind": "nytt tiltak", "area": "1",
            "applied": "610 000", "positions": "1,0", "participants": "20", "years": "2019–2021",
            "submitted": "15.03.2019", "outcome": "innvilget",
        },
        {"call": "tuki-2019", "organisation": "nav-moss", "title": "Åpen dør", "applied": "", "outcome": "avslått"},
    ],
    "awards": [
        {
            "call": "tuki-2019", "organisation": "nav-moss", "title": "Jobb først", "year": "2019",
            "amount": "600 000", "starts_on": "01.08.2019", "ends_on": "31.12.2021", "state": "avsluttet",
        },
        {"call": "tuki-2019", "organisation": "nav-moss", "title": "Jobb først", "year": "2020", "amount": ""},
    ],
    "reports": [
        {
            "call": "tuki-2019", "organisation": "nav-moss", "title": "Jobb først", "kind": "statusrapport",
            "year": "2019", "submitted": "01.03.2020", "state": "godkjent", "received": "600 000",
            "wages": "560 000", "competence": "15 000", "other": "5 000", "carried_over": "20 000",
        },
    ],
}  # fmt: skip


def build() -> bytes:
    """The template as .xlsx."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    head = book.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#E8F0F8"}
    )
    text = book.add_format({"num_format": "@"})
    _read_me(book)
    for sheet in SHEETS:
        _sheet(book, sheet, head, text)
    _examples(book, head)
    book.close()
    return out.getvalue()


def _read_me(book: Any) -> None:
    page = book.add_worksheet("Les meg")
    bold = book.add_format({"bold": True, "font_size": 14})
    page.set_column(0, 0, 110)
    for number, line in enumerate(READ_ME):
        page.write_string(number, 0, line, bold if number == 0 else None)


def heading(column: Column) -> str:
    return column.names[0] + (" *" if column.required else "")


def _sheet(book: Any, sheet: Sheet, head: Any, text: Any) -> None:
    page = book.add_worksheet(sheet.title)
    page.freeze_panes(1, len(KEY))
    for place, column in enumerate(sheet.columns):
        wide = 28 if column.key in (*KEY, "handler", "note") else 18
        page.set_column(place, place, wide, text if column.kind in ("text", "years", "date") else None)
        page.write_string(0, place, heading(column), head)
        page.write_comment(0, place, column.note, {"x_scale": 2, "visible": False})
        rule = _rule(column)
        if rule:
            page.data_validation(1, place, LAST_ROW, place, rule)


def _rule(column: Column) -> dict[str, Any] | None:
    """What Excel holds a cell to. Words for «not stated» stay possible, so that a warning is all it gives."""
    told = {"ignore_blank": True, "error_type": "warning", "input_title": column.names[0][:32]}
    told["input_message"] = column.note[:255]
    if column.kind == "choice":
        names = [names[0] for _key, names in column.choices]
        return {**told, "validate": "list", "source": names, "error_type": "stop"}
    if column.kind == "year":
        return {**told, "validate": "integer", "criteria": "between", "minimum": 1990, "maximum": 2100}
    if column.kind in ("money", "number", "count"):
        return {**told, "validate": "decimal", "criteria": ">=", "value": -999_999_999_999}
    return {**told, "validate": "any"}


def _examples(book: Any, head: Any) -> None:
    page = book.add_worksheet("Eksempler")
    page.set_column(0, max(len(sheet.columns) for sheet in SHEETS), 20)
    bold = book.add_format({"bold": True})
    row = 0
    for sheet in SHEETS:
        page.write_string(row, 0, sheet.title, bold)
        _line(page, row + 1, (heading(column) for column in sheet.columns), head)
        row += 2
        for example in EXAMPLES[sheet.key]:
            _line(page, row, (str(example.get(column.key, "")) for column in sheet.columns), None)
            row += 1
        row += 1


def _line(page: Any, row: int, cells: Iterable[str], format_: Any) -> None:
    for place, cell in enumerate(cells):
        page.write_string(row, place, cell, format_)
