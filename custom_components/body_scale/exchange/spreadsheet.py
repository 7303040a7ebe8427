"""Old Excel files (.xls), which some programs write, also under the name of a CSV, as text."""

from collections.abc import Iterator
import csv
import io
from typing import Any

MARK = b"\xd0\xcf\x11\xe0"
"""How they begin."""
_MAX_BYTES = 20 * 1024 * 1024
"""Such a sheet has 65,536 rows at most."""


def text_of(content: bytes) -> str:
    """Return the first sheet that has rows as CSV; nothing for what can't be read."""
    import xlrd  # noqa: PLC0415 - few files are spreadsheets

    if len(content) > _MAX_BYTES:
        return ""
    written = io.StringIO()
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), ragged_rows=True)
        csv.writer(written, lineterminator="\n").writerows(_rows(book, xlrd))
    except Exception:  # noqa: BLE001 - what is damaged raises whatever its damage leads to
        return ""
    return written.getvalue()


def _rows(book: Any, xlrd: Any) -> Iterator[list[str]]:  # noqa: ANN401 - xlrd has no types
    sheet = next((each for each in book.sheets() if each.nrows), None)
    if sheet is not None:
        for row in sheet.get_rows():
            yield [_written(cell, book.datemode, xlrd) for cell in row]


def _written(cell: Any, datemode: int, xlrd: Any) -> str:  # noqa: ANN401
    """Return what a cell shows, on one line."""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return " ".join(cell.value.split())
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return f"{cell.value:.0f}" if cell.value.is_integer() else repr(cell.value)
    if cell.ctype != xlrd.XL_CELL_DATE:
        return ""
    moment = xlrd.xldate_as_datetime(cell.value, datemode)
    if cell.value < 1:
        return str(moment.time().isoformat())
    if cell.value.is_integer():
        return str(moment.date().isoformat())
    return str(moment.isoformat(sep=" "))
