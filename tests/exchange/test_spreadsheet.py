"""Old Excel files are read as the text that they show."""

import struct

from custom_components.body_scale.exchange import spreadsheet

GENERAL, DAY, TIME, MOMENT = range(4)
FORMATS = (b"General", b"dd.mm.yyyy", b"hh:mm", b"dd.mm.yyyy hh:mm")
NOVEMBER_2 = 45963
"""2025, as Excel counts days."""


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def text(row, column, value):
    return record(4, struct.pack("<HH3xB", row, column, len(value)) + value)


def number(row, column, value, shown=GENERAL):
    return record(3, struct.pack("<HHBBBd", row, column, 0, shown, 0, value))


def error(row, column):
    return record(5, struct.pack("<HH3xBB", row, column, 7, 1))


def sheet(*cells):
    """Return a sheet in the oldest form of Excel, which needs no container."""
    begin, end = record(9, struct.pack("<HH", 2, 0x10)), record(10, b"")
    formats = (record(0x1E, bytes([len(each)]) + each) for each in FORMATS)
    return b"".join((begin, *formats, *cells, end))


def test_cells_are_what_they_show():
    content = sheet(
        text(0, 0, b"Date\nTime"),
        text(0, 1, b'Weight, "kg"'),
        number(1, 0, NOVEMBER_2 + 0.3, MOMENT),
        number(1, 1, 62.3),
        number(1, 2, 19),
        number(2, 0, NOVEMBER_2, DAY),
        number(2, 1, 0.3, TIME),
        error(2, 2),
    )
    assert spreadsheet.text_of(content).splitlines() == [
        'Date Time,"Weight, ""kg"""',
        "2025-11-02 07:12:00,62.3,19",
        "2025-11-02,07:12:00,",
    ]


def test_an_empty_sheet_says_nothing():
    assert spreadsheet.text_of(sheet()) == ""


def test_what_is_damaged_or_too_large_says_nothing(monkeypatch):
    content = sheet(text(0, 0, b"Date"))
    assert spreadsheet.text_of(content[: len(content) // 2]) == ""
    monkeypatch.setattr(spreadsheet, "_MAX_BYTES", len(content) - 1)
    assert spreadsheet.text_of(content) == ""
