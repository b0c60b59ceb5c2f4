"""The first sheet of an Excel workbook as rows of text. Formulas count as the value that was last worked out."""

import io
import zipfile
from typing import Any

MOST_UNPACKED = 200 * 1024 * 1024  # bytes


class SheetError(ValueError):
    """No workbook that can be read: what is wrong, and how to mend it. English, without a subject."""


def sheet_rows(content: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """(row number as Excel shows it, cells) of the rows with something in them; whole numbers without decimals.

    Raises SheetError.
    """
    import openpyxl

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise SheetError("unpacks to far more than a sheet of rows: save it anew as CSV")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [
            (number, tuple(cell_text(cell) for cell in cells))
            for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), start=1)
        ]
    except SheetError:
        raise
    except Exception:  # what openpyxl raises for a damaged book is anything
        raise SheetError(
            "is not an Excel workbook that can be opened: save it anew as .xlsx or CSV"
        ) from None
    return [row for row in rows if any(map(str.strip, row[1]))]


def cell_text(value: Any) -> str:
    """A value of a cell as text; "" for None, whole numbers without decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
