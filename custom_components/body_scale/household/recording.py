"""What is done to statistics in the recorder's own thread: compare hours, write what differs.

Home Assistant's own functions only add or overwrite hours, and delete whole statistics. So tasks of
ours, built like the recorder's, do the rest with its tables: in its order, in a transaction each.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
import time
from typing import NamedTuple, override

from homeassistant.components.recorder.core import Recorder
from homeassistant.components.recorder.db_schema import Statistics
from homeassistant.components.recorder.models import StatisticData, StatisticMetaData
from homeassistant.components.recorder.tasks import RecorderTask
from homeassistant.core import HomeAssistant
from homeassistant.helpers.recorder import get_instance, session_scope
from homeassistant.util import dt as dt_util
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

_TOLERANCE = 1e-6
"""Values this close are the same, in any unit: the recorder stores what it is given."""
_ROUNDING = 1e-9
"""So much the sum of means may be off for each row."""
_MAX_VALUES = 500
"""In a list of a statement: databases have limits."""

type _Row = tuple[float | None, float | None, float | None]
type Work[T] = Callable[[Recorder, Session], T]


class Summary(NamedTuple):
    """How much there is of statistics, or how much that changed.

    Attributes:
        rows: The number of rows.
        starts: The sum of the times at which they begin; whole hours, so that it is exact.
        means: The sum of their means.
    """

    rows: int
    starts: float
    means: float

    def plus(self, other: Summary, sign: int = 1) -> Summary:
        """Return this with another one added, or (-1) taken away."""
        return Summary(
            self.rows + sign * other.rows,
            self.starts + sign * other.starts,
            self.means + sign * other.means,
        )

    def equals(self, other: Summary) -> bool:
        """Return whether both are the same, but for the rounding of sums."""
        same = (self.rows, self.starts) == (other.rows, other.starts)
        return same and abs(self.means - other.means) <= _TOLERANCE + _ROUNDING * self.rows


class Series(NamedTuple):
    """A statistic, and its rows in some hours."""

    metadata: StatisticMetaData
    rows: Sequence[StatisticData]


@dataclass(slots=True)
class _Task[T](RecorderTask):
    """Runs work in the recorder's thread, after all that was queued before."""

    work: Work[T]
    on_result: Callable[[T], None]
    on_error: Callable[[Exception], None]

    @override
    def run(self, instance: Recorder) -> None:
        try:
            with session_scope(session=instance.get_session()) as session:
                result = self.work(instance, session)
        except Exception as error:
            self.on_error(error)
            # The recorder looks into faults of its database.
            raise
        self.on_result(result)


async def async_in_recorder[T](hass: HomeAssistant, work: Work[T]) -> T:
    """Do work in the recorder's thread, in a transaction, after what is queued there.

    Raises:
        Exception: Whatever the work raised; nothing was written then.
    """
    future: asyncio.Future[T] = hass.loop.create_future()

    def settle(set_it: Callable[[], None]) -> None:
        # The loop may be closed when a recorder that stops works its queue off.
        with suppress(RuntimeError):
            hass.loop.call_soon_threadsafe(lambda: None if future.done() else set_it())

    get_instance(hass).queue_task(
        _Task(
            work,
            lambda result: settle(lambda: future.set_result(result)),
            lambda error: settle(lambda: future.set_exception(error)),
        )
    )
    return await future


def summary(instance: Recorder, session: Session, ids: Collection[str]) -> Summary:
    """Return how much there is of some statistics."""
    query = select(func.count(), func.sum(Statistics.start_ts), func.sum(Statistics.mean))
    row = session.execute(query.where(Statistics.metadata_id.in_(_known(instance, session, ids))))
    count, starts, means = row.one()
    return Summary(count, starts or 0.0, means or 0.0)


def hours(instance: Recorder, session: Session, ids: Collection[str]) -> list[datetime]:
    """Return the hours in which some statistics have a row."""
    query = select(Statistics.start_ts).distinct()
    query = query.where(Statistics.metadata_id.in_(_known(instance, session, ids)))
    found = session.scalars(query).all()
    return [dt_util.utc_from_timestamp(start) for start in found if start is not None]


def clear(instance: Recorder, session: Session, ids: Sequence[str]) -> None:
    """Delete whole statistics."""
    instance.statistics_meta_manager.delete(session, list(ids))


def write(
    instance: Recorder, session: Session, series: Iterable[Series], hours: Iterable[datetime]
) -> Summary:
    """Let statistics have, in some hours, the rows given and no others; return what changed.

    Rows that are there and right are left alone. A statistic without any row is deleted.
    """
    starts = [hour.timestamp() for hour in hours]
    total = Summary(0, 0.0, 0.0)
    for metadata, wanted in series:
        known = instance.statistics_meta_manager.get_many(
            session, statistic_ids={metadata["statistic_id"]}
        )
        if not known and not wanted:
            continue
        _, metadata_id = instance.statistics_meta_manager.update_or_add(session, metadata, known)
        changed = _write(session, metadata_id, wanted, starts)
        total = total.plus(changed)
        if changed.rows < 0 and not _has_rows(session, metadata_id):
            clear(instance, session, [metadata["statistic_id"]])
    return total


def _write(
    session: Session, metadata_id: int, wanted: Sequence[StatisticData], starts: Sequence[float]
) -> Summary:
    found = _found(session, metadata_id, starts)
    now = time.time()
    added, changes = [], []
    before = _total((start, mean) for start, (_, (mean, _, _)) in found.items())
    after = _total((row["start"].timestamp(), row.get("mean")) for row in wanted)
    for row in wanted:
        values = (row.get("mean"), row.get("min"), row.get("max"))
        row_id, there = found.pop(row["start"].timestamp(), (None, None))
        if there is None:
            added.append(_columns(metadata_id, row, now))
        elif not _is_same(there, values):
            changes.append({"id": row_id, **dict(zip(("mean", "min", "max"), values, strict=True))})
    if added:
        # As objects of the session each would be a statement of its own.
        session.execute(insert(Statistics), added)
    if changes:
        session.execute(update(Statistics), changes)
    for gone in batched((row_id for row_id, _ in found.values()), _MAX_VALUES, strict=False):
        session.execute(delete(Statistics).where(Statistics.id.in_(gone)))
    session.flush()
    return after.plus(before, -1)


def _columns(metadata_id: int, row: StatisticData, now: float) -> dict[str, float | None]:
    """Return the columns of a new row."""
    return {
        "metadata_id": metadata_id,
        "created_ts": now,
        "start_ts": row["start"].timestamp(),
        "mean": row.get("mean"),
        "min": row.get("min"),
        "max": row.get("max"),
    }


def _found(
    session: Session, metadata_id: int, starts: Sequence[float]
) -> dict[float, tuple[int, _Row]]:
    """Return the rows of a statistic in some hours by their start: id and values."""
    found: dict[float, tuple[int, _Row]] = {}
    columns = (Statistics.id, Statistics.start_ts, Statistics.mean, Statistics.min, Statistics.max)
    for some in batched(starts, _MAX_VALUES, strict=False):
        query = select(*columns).where(
            Statistics.metadata_id == metadata_id, Statistics.start_ts.in_(some)
        )
        for row_id, start, *values in session.execute(query):
            found[start] = (row_id, (values[0], values[1], values[2]))
    return found


def _total(rows: Iterable[tuple[float, float | None]]) -> Summary:
    """Return the summary of rows, given by start and mean."""
    rows = list(rows)
    return Summary(len(rows), sum(start for start, _ in rows), sum(mean or 0.0 for _, mean in rows))


def _has_rows(session: Session, metadata_id: int) -> bool:
    query = select(Statistics.id).where(Statistics.metadata_id == metadata_id).limit(1)
    return session.execute(query).first() is not None


def _known(instance: Recorder, session: Session, ids: Collection[str]) -> list[int]:
    found: Mapping[str, tuple[int, StatisticMetaData]] = instance.statistics_meta_manager.get_many(
        session, statistic_ids=set(ids)
    )
    return [metadata_id for metadata_id, _ in found.values()]


def _is_same(there: _Row, wanted: _Row) -> bool:
    return all(
        abs((one or 0.0) - (other or 0.0)) < _TOLERANCE
        for one, other in zip(there, wanted, strict=True)
    )
