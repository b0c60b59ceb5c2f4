"""From a file to plain tables: Excel (.xlsx) of one or more sheets, or CSV of one. Nothing in a file is ever run.

Refused before anything is parsed: what is too large, encrypted, an older Excel, with macros, an archive that unpacks
to far more than it is, and XML with a document type (Excel never writes one).
"""

import csv
import io
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_ROWS, MOST_COLUMNS = 20_000, 60
EMPTY_END = 200  # rows in a row without anything end a sheet
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an older Excel, or an encrypted newer one
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class FileError(ValueError):
    """The file cannot be read; the message says what it is and what to do."""


@dataclass(frozen=True)
class Row:
    """One row with something in it. `number` is as Excel shows it; `cells` as they came, by column from 0."""

    number: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class Table:
    """A sheet, or the one table of a CSV file (`is_csv`). `rows` begin with whatever is first in it."""

    name: str
    rows: tuple[Row, ...]
    is_csv: bool = False


@dataclass(frozen=True)
class Uncalculated:
    """A cell whose formula was never worked out, so that its value is not in the file."""

    formula: str

    def __str__(self) -> str:
        return self.formula


def read_path(path: Path) -> list[Table]:
    """Raises FileError, also for what is no file and what is too large (before it is read)."""
    if not path.is_file():
        raise FileError(_("%s er ikke en fil.") % path)
    check_size(path.stat().st_size)
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise FileError(_("Filen kan ikke leses: %s.") % problem.strerror) from problem
    return read(content, path.name)


def check_size(size: int) -> None:
    """Raises FileError."""
    if size > MOST_BYTES:
        told = {"size": -(-size // MEGABYTE), "limit": MOST_BYTES // MEGABYTE}
        raise FileError(_("Filen er på %(size)d MB; grensen er %(limit)d MB. Del den i flere filer.") % told)


def read(content: bytes, name: str) -> list[Table]:
    """The tables of a file; its kind follows its content, not its name. Raises FileError."""
    check_size(len(content))
    if not content.strip(b"\x00 \r\n\t"):
        raise FileError(_("Filen er tom."))
    if content.startswith(OLE):
        if ENCRYPTED in content:
            raise FileError(_("Filen er beskyttet med passord. Ta bort passordet i Excel, og prøv igjen."))
        raise FileError(_("Filen er i et eldre Excel-format (.xls). Lagre den som Excel-arbeidsbok (.xlsx)."))
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"{\\rtf", b"<")) or b"\x00" in content[:4096]:
        raise _no_excel()
    return [_csv(content, name)]


def _no_excel() -> FileError:
    return FileError(_("Filen er ikke en Excel-arbeidsbok (.xlsx) eller CSV. Bruk malen."))


def _workbook(content: bytes) -> list[Table]:
    import openpyxl  # some 20 MB with numpy, which a worker that never reads a workbook does without

    _inspect(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            written = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        tables = [
            Table(sheet.title, _rows(sheet, written[sheet.title]))
            for sheet in shown.worksheets
            if sheet.sheet_state == "visible"
        ]
        shown.close()
        written.close()
    except FileError:
        raise
    except Exception as problem:  # openpyxl and its XML reader raise many kinds on damaged files
        raise FileError(
            _("Arbeidsboken er skadet. Åpne den i Excel, lagre den på nytt, og prøv igjen.")
        ) from problem
    if not any(table.rows for table in tables):
        raise FileError(_("Arbeidsboken er tom."))
    return tables


def _rows(shown: Any, written: Any) -> tuple[Row, ...]:
    """The rows with something in them, as values; a formula without a value is said to be one."""
    rows: list[Row] = []
    empty = 0
    pairs = zip(
        shown.iter_rows(max_col=MOST_COLUMNS, values_only=True),
        written.iter_rows(max_col=MOST_COLUMNS, values_only=True),
        strict=False,
    )
    for number, (values, formulas) in enumerate(pairs, start=1):
        cells = tuple(
            Uncalculated(formula) if value is None and _is_formula(formula) else value
            for value, formula in zip(values, formulas, strict=False)
        )
        if all(cell is None or cell == "" for cell in cells):
            empty += 1
            if empty > EMPTY_END:
                break
            continue
        empty = 0
        rows.append(Row(number, cells))
        if len(rows) > MOST_ROWS:
            told = {"sheet": shown.title, "limit": MOST_ROWS}
            raise FileError(_("Arket %(sheet)s har mer enn %(limit)d rader. Del filen i flere.") % told)
    return tuple(rows)


def _is_formula(cell: Any) -> bool:
    return isinstance(cell, str) and cell.startswith("=")


def _inspect(content: bytes) -> None:
    """Look at the archive without unpacking more than the limits allow. Raises FileError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            _check_archive(infos)
            names = {info.filename for info in infos}
            types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
            if b"macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileError(_("Filen har makroer. Lagre den som Excel-arbeidsbok uten makroer (.xlsx)."))
            if b"spreadsheetml.sheet.main" not in types and b"spreadsheetml.template.main" not in types:
                raise _no_excel()
            for part in names:
                if part.endswith((".xml", ".rels")):
                    text = archive.read(part).replace(b"\x00", b"")  # UTF-16 parts hide nothing
                    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                        raise FileError(
                            _("Arbeidsboken inneholder noe Excel aldri lager, og blir ikke åpnet.")
                        )
    except FileError:
        raise
    except Exception as problem:  # a damaged archive: bad magic, bad checksum, unknown compression
        raise FileError(
            _("Arbeidsboken er skadet. Åpne den i Excel, lagre den på nytt, og prøv igjen.")
        ) from problem


def _check_archive(infos: list[zipfile.ZipInfo]) -> None:
    if any(info.flag_bits & 0x1 for info in infos):
        raise FileError(_("Filen er beskyttet med passord. Ta bort passordet i Excel, og prøv igjen."))
    swollen = any(
        info.file_size > MEGABYTE and info.file_size > MOST_RATIO * max(1, info.compress_size)
        for info in infos
    )
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > MOST_UNPACKED or swollen:
        raise FileError(_("Filen pakkes ut til mye mer enn den er, og blir ikke åpnet."))


def _csv(content: bytes, name: str) -> Table:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max((";", "\t", ","), key=first.count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as problem:
        raise _no_excel() from problem
    rows = [
        Row(number, tuple(cells[:MOST_COLUMNS]))
        for number, cells in enumerate(read, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if len(rows) > MOST_ROWS:
        told = {"sheet": Path(name).name, "limit": MOST_ROWS}
        raise FileError(_("Arket %(sheet)s har mer enn %(limit)d rader. Del filen i flere.") % told)
    return Table(Path(name).stem, tuple(rows), is_csv=True)
