"""Long-term statistics that equal the journal: a row for each hour in which a weighing was taken.

They are external ones, `body_scale:<person id>_<measure>`: the sensors' own repeat a state every
hour and can't lose a row. New weighings add their hours; a correction clears and writes anew; at
every start what the recorder has is compared with the journal.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    StatisticsRow,
    async_add_external_statistics,
    statistics_during_period,
)
from homeassistant.const import UnitOfMass
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..model import Metrics, Weighing
from .measures import MEASURES, Measure
from .people import Person

type Rows = list[StatisticData]

_TOLERANCE = 1e-6
"""Values this close are the same, in any unit: the recorder stores what it is given."""


class LongTermStatistics:
    """Writes the statistics of people."""

    def __init__(self, hass: HomeAssistant, metrics: Callable[[Weighing], Metrics]) -> None:
        """Take what turns a weighing into metrics."""
        self.hass = hass
        self._metrics = metrics

    @property
    def _recorded(self) -> bool:
        return "recorder" in self.hass.config.components

    @callback
    def async_add(self, person: Person, weighings: Iterable[Weighing]) -> None:
        """Write the hours of a person's weighings, given all weighings in these hours."""
        if self._recorded:
            self._write(person, self._rows(weighings))

    @callback
    def async_rewrite(self, person: Person, weighings: Iterable[Weighing]) -> None:
        """Write everything of a person anew, given all their weighings."""
        if self._recorded:
            self.async_clear(person.id)
            self._write(person, self._rows(weighings))

    @callback
    def async_clear(self, person_id: str) -> None:
        """Delete everything of a person."""
        if self._recorded:
            ids = [_statistic_id(person_id, measure) for measure in MEASURES]
            get_instance(self.hass).async_clear_statistics(ids)

    async def async_verify(self, person: Person, weighings: Sequence[Weighing]) -> None:
        """Write anew what differs from the journal, after a changed profile or a crash."""
        if not self._recorded:
            return
        instance = get_instance(self.hass)
        # Not its async sibling, which returns while the last task is still being worked on.
        await self.hass.async_add_executor_job(instance.block_till_done)
        wanted = self._rows(weighings)
        found = await instance.async_add_executor_job(
            partial(
                statistics_during_period,
                self.hass,
                dt_util.utc_from_timestamp(0),
                None,
                {_statistic_id(person.id, measure) for measure in MEASURES},
                "hour",
                None,
                {"mean", "min", "max"},
            )
        )
        for measure in MEASURES:
            statistic_id = _statistic_id(person.id, measure)
            rows = wanted.get(measure, [])
            if not _equal(rows, found.get(statistic_id, [])):
                instance.async_clear_statistics([statistic_id])
                self._write(person, {measure: rows})

    def _rows(self, weighings: Iterable[Weighing]) -> Mapping[Measure, Rows]:
        """Return mean, minimum and maximum of each measure in each hour."""
        hours: dict[Measure, dict[datetime, list[float]]] = defaultdict(lambda: defaultdict(list))
        for weighing in weighings:
            metrics = self._metrics(weighing)
            hour = hour_of(weighing)
            for measure in MEASURES:
                if (value := measure.value(weighing, metrics)) is not None:
                    hours[measure][hour].append(value)
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

    @callback
    def _write(self, person: Person, rows: Mapping[Measure, Rows]) -> None:
        for measure, data in rows.items():
            if not data:
                continue
            metadata = StatisticMetaData(
                mean_type=StatisticMeanType.ARITHMETIC,
                has_sum=False,
                name=f"{person.name} {measure.key.replace('_', ' ')}",
                source=DOMAIN,
                statistic_id=_statistic_id(person.id, measure),
                unit_class="mass" if measure.unit == UnitOfMass.KILOGRAMS else None,
                unit_of_measurement=measure.unit,
            )
            async_add_external_statistics(self.hass, metadata, data)


def hour_of(weighing: Weighing) -> datetime:
    """Return the beginning of the hour in which a weighing was taken."""
    return dt_util.as_utc(weighing.measured_at).replace(minute=0, second=0, microsecond=0)


def _statistic_id(person_id: str, measure: Measure) -> str:
    return f"{DOMAIN}:{person_id}_{measure.key}"


def _equal(wanted: Rows, found: Sequence[StatisticsRow]) -> bool:
    """Compare rows to write with rows as the recorder returns them."""
    if len(wanted) != len(found):
        return False
    return all(
        row["start"].timestamp() == other["start"]
        and abs((row["mean"] or 0) - (other["mean"] or 0)) < _TOLERANCE
        and abs((row["min"] or 0) - (other["min"] or 0)) < _TOLERANCE
        and abs((row["max"] or 0) - (other["max"] or 0)) < _TOLERANCE
        for row, other in zip(wanted, found, strict=True)
    )
