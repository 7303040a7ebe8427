"""Rows of a file that are one weighing: of them the fullest is taken.

Two rows of the same person at the same second are one. Some programs also write a bare weight first,
and minutes later the same once more with its composition; or a weight of a day as one of its midnight.
None of this is assumed of weights that differ.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

from .model import Row

_SAME_KG = 0.5
_MIDNIGHT = time()


def merged(rows: Sequence[Row], within: timedelta) -> list[Row]:
    """Return the weighings of a file, in its order.

    Args:
        rows: In the order of the file.
        within: How long after a bare weight its composition may follow; zero if it never does.
    """
    left = _without_repetitions(rows)
    if within:
        left = _without_beginnings(left, within)
    return [left[index] for index in sorted(left)]


def _without_repetitions(rows: Sequence[Row]) -> dict[int, Row]:
    """Return the rows by their index, those of the same person at the same second as one."""
    left: dict[int, Row] = {}
    anchor: Row | None = None
    kept = -1
    for index in sorted(
        range(len(rows)), key=lambda each: (_stand(rows[each]), rows[each].weight_kg)
    ):
        row = rows[index]
        if (
            anchor
            and _stand(anchor) == _stand(row)
            and row.weight_kg - anchor.weight_kg <= _SAME_KG
        ):
            kept, row = _fullest((kept, left.pop(kept)), (index, row))
        else:
            kept, anchor = index, row
        left[kept] = row
    return left


def without_midnights(rows: Sequence[Row], zone: tzinfo) -> list[Row]:
    """Leave out rows at a local midnight whose weight another row of that day has, too."""
    local = [row.measured_at.astimezone(zone) for row in rows]
    known = {
        _on_day(row, moment)
        for row, moment in zip(rows, local, strict=True)
        if moment.time() != _MIDNIGHT
    }
    return [
        row
        for row, moment in zip(rows, local, strict=True)
        if moment.time() != _MIDNIGHT or _on_day(row, moment) not in known
    ]


def _on_day(row: Row, local: datetime) -> tuple[str, date, float]:
    return row.person or "", local.date(), round(row.weight_kg, 2)


def _stand(row: Row) -> tuple[str, datetime]:
    return row.person or "", row.measured_at.replace(microsecond=0)


def _fullest(*rows: tuple[int, Row]) -> tuple[int, Row]:
    """Return the row with the most values, of equals the last, with what only the other has."""
    (_, rest), (index, row) = sorted(rows, key=lambda each: (_fullness(each[1]), each[0]))
    return index, replace(
        row,
        impedance=rest.impedance if row.impedance is None else row.impedance,
        impedance_250khz=(
            rest.impedance_250khz if row.impedance_250khz is None else row.impedance_250khz
        ),
        heart_rate=rest.heart_rate if row.heart_rate is None else row.heart_rate,
        given={**rest.given, **row.given},
    )


def _fullness(row: Row) -> int:
    """Return how many values a row has."""
    measured = (row.impedance, row.impedance_250khz, row.heart_rate)
    return len(row.given) + sum(each is not None for each in measured)


def _without_beginnings(rows: dict[int, Row], within: timedelta) -> dict[int, Row]:
    """Leave out bare weights whose composition follows in another row."""
    left = dict(rows)
    full: Row | None = None
    for index in sorted(rows, key=lambda each: _stand(rows[each]), reverse=True):
        row = rows[index]
        if row.impedance is not None or "body_fat" in row.given:
            full = row
        elif full and _is_beginning(row, full, within):
            del left[index]
    return left


def _is_beginning(bare: Row, full: Row, within: timedelta) -> bool:
    return (
        bare.person == full.person
        and full.measured_at - bare.measured_at <= within
        and abs(full.weight_kg - bare.weight_kg) <= _SAME_KG
    )
