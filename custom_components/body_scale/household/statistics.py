"""Long-term statistics that equal the journal: a row for each hour in which a weighing was taken.

They are external ones, `body_scale:<person id>_<measure>`: the sensors' own repeat a state every
hour and can't lose a row. The journal notes the hours that a change of its weighings touches; only
these are written, until the recorder has them. At a start, and when a person comes or changes,
everything is compared once more if something else changed that statistics follow from, or if the
recorder has not what it had.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
import logging
import sqlite3
from typing import Any

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfMass
from homeassistant.core import HomeAssistant, callback
from homeassistant.loader import async_get_loaded_integration
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import MassConverter

from ..const import DOMAIN
from ..journal import recorded as stored
from ..journal.recorded import Batch, Recorded
from ..journal.writer import JournalWriter
from ..model import Weighing
from ..units import Units
from . import recording
from .measures import MEASURES, Measure
from .people import Person
from .recording import Series, Summary, async_in_recorder
from .view import HouseholdView

_LOGGER = logging.getLogger(__name__)

_HOURS_AT_ONCE = 100
"""Hours in one task of the recorder, which has other work in between: some 1,700 rows."""
_RETRY_S = 300.0

type _Rows = Mapping[Measure, Sequence[StatisticData]]


class LongTermStatistics:
    """Writes the statistics of people, in the background."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        writer: JournalWriter,
        view: HouseholdView,
    ) -> None:
        """Take the journal, and what knows the people and turns weighings into metrics."""
        self._hass = hass
        self._entry = entry
        self._writer = writer
        self._view = view
        # Home Assistant shows these in their own unit. All of them have one until the next start.
        self._mass_unit = Units.of(hass).mass
        self._compared: dict[str, str] = {}
        self._task: asyncio.Task[None] | None = None
        self._again = False

    @callback
    def async_catch_up(self) -> None:
        """Write what the recorder lacks, beginning soon."""
        if "recorder" not in self._hass.config.components:
            return
        self._again = True
        if self._task is None or self._task.done():
            self._task = self._entry.async_create_background_task(
                self._hass, self._catch_up(), f"{DOMAIN} statistics"
            )

    async def async_stop(self) -> None:
        """Write no more; what is lacking is written after the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _catch_up(self) -> None:
        level = logging.ERROR
        while self._again:
            self._again = False
            try:
                await self._write_all()
            except Exception:
                # What lacks is noted in the journal, and the weighings are shown all the same.
                text = "The statistics could not be written; this is tried again"
                _LOGGER.log(level, text, exc_info=True)
                level = logging.DEBUG
                self._again = True
                await asyncio.sleep(_RETRY_S)

    async def _write_all(self) -> None:
        for person_id in await self._writer.async_read(stored.erased_people):
            await self._erase(person_id)
        while (person := self._next_to_compare()) is not None:
            made_by = self._made_by(person)
            await self._compare(person, made_by)
            self._compared[person.id] = made_by
        while batch := await self._writer.async_read(self._next_batch):
            await self._write(batch)

    def _next_to_compare(self) -> Person | None:
        """Return a person who has come, or was changed, since theirs were compared."""
        people = self._view.people
        self._compared = {key: made for key, made in self._compared.items() if key in people}
        return next(
            (
                each
                for each in people.values()
                if self._compared.get(each.id) != self._made_by(each)
            ),
            None,
        )

    def _next_batch(self, database: sqlite3.Connection) -> Batch | None:
        return stored.next_batch(database, list(self._view.people), limit=_HOURS_AT_ONCE)

    async def _compare(self, person: Person, made_by: str) -> None:
        """Have all hours of a person compared, unless the recorder has what it had and would have."""
        ids = _ids(person.id)
        found = await async_in_recorder(self._hass, partial(recording.summary, ids=ids))
        known = await self._writer.async_read(
            lambda database: stored.recorded_of(database, person.id)
        )
        if (
            known
            and known.made_by == made_by
            and found.equals(Summary(known.rows, known.starts, known.means))
        ):
            return
        hours = await async_in_recorder(self._hass, partial(recording.hours, ids=ids))
        await self._writer.async_write(
            lambda database: stored.begin_anew(
                database, person.id, Recorded(made_by, *found), hours
            )
        )

    async def _write(self, batch: Batch) -> None:
        """Let the recorder have the hours of a batch as the journal has them."""
        person = self._view.people.get(batch.person_id)
        if person is None:
            # They have gone meanwhile; if they come back, all of theirs is compared.
            return
        # The metrics of hundreds of weighings take longer than the event loop may be held up.
        rows = await self._hass.async_add_executor_job(self._rows, batch.weighings)
        if self._view.people.get(batch.person_id) is not person:
            # Some were computed by another profile, or by none: the next batch has them again.
            return
        series = [Series(self._metadata(person, each), rows.get(each, ())) for each in MEASURES]
        changed = await async_in_recorder(
            self._hass, partial(recording.write, series=series, hours=batch.hours)
        )
        await self._writer.async_write(
            lambda database: stored.strike_off(database, batch, **changed._asdict())
        )

    async def _erase(self, person_id: str) -> None:
        """Delete everything of a person."""
        await async_in_recorder(self._hass, partial(recording.clear, ids=_ids(person_id)))
        await self._writer.async_write(lambda database: stored.forget(database, person_id))

    def _made_by(self, person: Person) -> str:
        """Return what stands for everything beside the weighings that their statistics follow from.

        Age counts as of each weighing's day, so that growing up changes nothing of the past.
        """
        version = async_get_loaded_integration(self._hass, DOMAIN).version
        measures = [(each.key, self._unit_of(each)) for each in MEASURES]
        zone = self._hass.config.time_zone
        parts = (version, zone, person.name, person.formula_set, list(person.profiles), measures)
        return sha256(repr(parts).encode()).hexdigest()

    def _rows(self, weighings: Iterable[Weighing]) -> _Rows:
        """Return mean, minimum and maximum of each measure in each hour."""
        hours: dict[Measure, dict[datetime, list[float]]] = defaultdict(lambda: defaultdict(list))
        for weighing in weighings:
            metrics = self._view.metrics(weighing)
            hour = _hour_of(weighing)
            for measure in MEASURES:
                if (value := measure.value(weighing, metrics)) is not None:
                    hours[measure][hour].append(self._converted(measure, value))
        return {
            measure: [
                StatisticData(
                    start=hour,
                    mean=sum(values) / len(values),
                    min=min(values),
                    max=max(values),
                )
                for hour, values in sorted(rows.items())
            ]
            for measure, rows in hours.items()
        }

    def _metadata(self, person: Person, measure: Measure) -> StatisticMetaData:
        return StatisticMetaData(
            mean_type=StatisticMeanType.ARITHMETIC,
            has_sum=False,
            name=f"{person.name} {measure.key.replace('_', ' ')}",
            source=DOMAIN,
            statistic_id=_statistic_id(person.id, measure),
            unit_class=MassConverter.UNIT_CLASS if _is_mass(measure) else None,
            unit_of_measurement=self._unit_of(measure),
        )

    def _unit_of(self, measure: Measure) -> str | None:
        return self._mass_unit if _is_mass(measure) else measure.unit

    def _converted(self, measure: Measure, value: float) -> float:
        """Return a value in its statistic's unit; not rounded, as means are made of it."""
        if not _is_mass(measure):
            return value
        return MassConverter.convert(value, UnitOfMass.KILOGRAMS, self._mass_unit)


def _is_mass(measure: Measure) -> bool:
    return measure.unit == UnitOfMass.KILOGRAMS


def _hour_of(weighing: Weighing) -> datetime:
    """Return the beginning of the hour in which a weighing was taken."""
    return dt_util.as_utc(weighing.measured_at).replace(minute=0, second=0, microsecond=0)


def _ids(person_id: str) -> list[str]:
    return [_statistic_id(person_id, measure) for measure in MEASURES]


def _statistic_id(person_id: str, measure: Measure) -> str:
    return f"{DOMAIN}:{person_id}_{measure.key}"
