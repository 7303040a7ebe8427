"""Whatever the bytes: a preview, or a `FileError` with a key that has a text."""

import random

from hypothesis import example, given, settings, strategies as st
import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import FileError, Question, Refusal, Skipped

from .samples import BERLIN, FILES

SAMPLES = sorted(FILES.iterdir())
ANSWERS = (
    exchange.Answers(),
    exchange.Answers(
        unit=exchange.model.Unit.LB, date_order=exchange.DateOrder.MONTH_FIRST, password="Test1234"
    ),
)
REFUSED = dict.fromkeys(Refusal)
cells = st.sampled_from(
    ["", "62.3", "62,3 kg", "-1", "1e308", "1e-320", "9" * 400, "nan", "2025-11-02", "01/07/2026",
     "02:30", "0", "25:99", "--", '"', "'=1", "ß", "9999-12-31T23:59:59-14:00", "0001-01-01", "lb",
     "1762063961", "١٢"]
)  # fmt: skip


def read(content, as_format, answers):
    """Return a preview; None for what is refused."""
    try:
        return exchange.read(content, format=as_format, zone=BERLIN, answers=answers)
    except FileError as fault:
        return REFUSED[fault.key]


def check(content):
    for as_format in ("auto", "generic", "garmin", "openscale_3", "zepp"):
        for answers in ANSWERS:
            found = read(content, as_format, answers)
            if found is None:
                continue
            assert not found.rows or found.questions <= {Question.UNIT}
            for row in found.rows:
                assert 2 <= row.weight_kg <= 300
                assert row.measured_at.tzinfo is not None
                assert row.line > 0
            for problem in found.problems:
                assert problem.key in set(Skipped)


@settings(deadline=None, max_examples=200)
@given(st.binary(max_size=200))
@example(b"\x0e\x20\x00\x00\xff\xff\xff\xff.FIT\x00\x00\x40")
@example(b"{}")
@example(b'{"format": "body_scale", "weighings": [[]]}')
@example(b'{"Data Points": [7, {"dataTypeName": "com.google.weight", "fitValue": []}]}')
def test_any_bytes(content):
    check(content)


@settings(deadline=None, max_examples=150)
@given(
    header=st.lists(
        st.sampled_from(["Date", "Time", "Weight", "Weight (kg)", "BMI", "unit", "name", "x"]),
        min_size=2,
        max_size=6,
    ),
    rows=st.lists(st.lists(cells, max_size=7), max_size=6),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_any_table(header, rows, delimiter):
    check("\n".join(delimiter.join(row) for row in [header, *rows]).encode())


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name[:20])
def test_damaged_samples(path):
    content = path.read_bytes()
    chance = random.Random(path.name)
    for _ in range(8):
        damaged = bytearray(content)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(3)] = chance.randbytes(chance.randrange(3))
        check(bytes(damaged))
        check(content[: chance.randrange(len(content))])


def test_lines_that_open_a_quote_each():
    check(b"Date,Weight (kg)\n" + b'"2025-11-02,62.3\n' * 3000)
