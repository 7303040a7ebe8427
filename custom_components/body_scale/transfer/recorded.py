"""Reads weighings of another integration out of Home Assistant's own long-term statistics."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from homeassistant.components.recorder.statistics import get_metadata, statistics_during_period
from homeassistant.const import PERCENTAGE, UnitOfMass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_conversion import MassConverter

from ..const import DOMAIN
from ..exchange import ImportPreview, Row
from ..household.checks import error, printable
from .hours import Hour, changes, value_after

STATISTICS = "statistics"
"""Stands in the place of a format's name."""
MEASURED = ("impedance", "body_fat", "water", "muscle_mass", "bone_mass")
"""What may be had beside the weight."""
_WEIGHT = "weight"
_MASSES = frozenset({_WEIGHT, "muscle_mass", "bone_mass"})
_SHARES = frozenset({"body_fat", "water"})
_TOGETHER = timedelta(hours=2)
"""Values of one weighing come within it; later ones are of another."""


async def async_read_statistics(hass: HomeAssistant, chosen: Mapping[str, str]) -> ImportPreview:
    """Return the weighings that some statistics tell of.

    Args:
        hass: Home Assistant, with its recorder.
        chosen: Statistic ids by `weight` and `MEASURED`.

    Raises:
        ServiceValidationError: There are no such statistics, they are in no unit that fits, or they are
            made of the journal.
    """
    if "recorder" not in hass.config.components:
        raise error("statistics_missing", statistic=printable(chosen[_WEIGHT]))
    for statistic_id in chosen.values():
        if _is_own(hass, statistic_id):
            raise error("statistics_own", statistic=printable(statistic_id))
    return await get_instance(hass).async_add_executor_job(_read, hass, chosen)


def _is_own(hass: HomeAssistant, statistic_id: str) -> bool:
    """Return whether a statistic is made of the journal, which has each of its weighings already."""
    entity = er.async_get(hass).async_get(statistic_id)
    return statistic_id.startswith(f"{DOMAIN}:") or (
        entity is not None and entity.platform == DOMAIN
    )


def _read(hass: HomeAssistant, chosen: Mapping[str, str]) -> ImportPreview:
    ids = set(chosen.values())
    units = {
        key: meta["unit_of_measurement"]
        for key, (_, meta) in get_metadata(hass, statistic_ids=ids).items()
    }
    for name, statistic_id in chosen.items():
        if statistic_id not in units:
            raise error("statistics_missing", statistic=printable(statistic_id))
        if not _fits(name, units[statistic_id]):
            raise error("statistics_unit", statistic=printable(statistic_id))
    found = statistics_during_period(
        hass,
        dt_util.utc_from_timestamp(0),
        None,
        ids,
        "hour",
        {MassConverter.UNIT_CLASS: UnitOfMass.KILOGRAMS},
        {"mean", "min", "max"},
    )
    hours = {
        name: [
            Hour(dt_util.utc_from_timestamp(row["start"]), mean, low, high)
            for row in found.get(statistic_id, ())
            if (mean := row.get("mean")) is not None
            and (low := row.get("min")) is not None
            and (high := row.get("max")) is not None
        ]
        for name, statistic_id in chosen.items()
    }
    return ImportPreview(format=STATISTICS, rows=tuple(_rows(hours)))


def _fits(name: str, unit: str | None) -> bool:
    """Return whether a statistic is in a unit of what it is chosen for; impedances often have none."""
    if name in _MASSES:
        return unit in MassConverter.VALID_UNITS
    return unit == PERCENTAGE if name in _SHARES else True


def _rows(hours: Mapping[str, Sequence[Hour]]) -> list[Row]:
    rows = []
    for line, (at, kg) in enumerate(changes(hours[_WEIGHT]), start=1):
        values = {
            name: value
            for name, some in hours.items()
            if name != _WEIGHT and (value := value_after(some, at, _TOGETHER)) is not None
        }
        impedance = values.pop("impedance", None)
        rows.append(Row(line=line, measured_at=at, weight_kg=kg, impedance=impedance, given=values))
    return rows
