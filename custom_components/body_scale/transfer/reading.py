"""Reads the content of a file in the zone of the house, outside of the event loop."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .. import exchange
from ..exchange import Answers, ImportPreview
from .garbage import young_garbage_only


async def async_read(
    hass: HomeAssistant, content: bytes, format_name: str, answers: Answers
) -> ImportPreview:
    """Return what a file says.

    Raises:
        FileError: It is no table of weighings, or may not be read.
    """
    zone = dt_util.get_default_time_zone()
    with young_garbage_only():
        return await hass.async_add_executor_job(
            lambda: exchange.read(content, format=format_name, zone=zone, answers=answers)
        )
