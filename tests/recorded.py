"""What a real recorder's long-term statistics have of a household."""

from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_recorder_block_till_done,
)


async def statistics_of(hass, person_id, measure):
    """Return the rows of a person's measure, with their start, oldest first."""
    await async_recorder_block_till_done(hass)
    statistic_id = f"body_scale:{person_id}_{measure}"
    found = await get_instance(hass).async_add_executor_job(
        statistics_during_period,
        hass,
        dt_util.utc_from_timestamp(0),
        None,
        {statistic_id},
        "hour",
        None,
        {"mean", "min", "max"},
    )
    return found.get(statistic_id, [])
