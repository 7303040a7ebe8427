"""Reads the content of a file in the zone of the house, outside of the event loop."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .. import exchange
from ..exchange import Answers, ImportPreview
from .garbage import young_garbage_only


async def async_read(
    hass: HomeAssistant, content: bytes, format_name: str, answers: Answers
) -> ImportPreview:
    """Return what a file says; while something has to be asked, at most one row, as an example.

    Raises:
        FileError: It is no table of weighings, or may not be read.
    """
    zone = dt_util.get_default_time_zone()

    def read() -> ImportPreview:
        preview = exchange.read(content, format=format_name, zone=zone, answers=answers)
        return replace(preview, rows=preview.rows[:1]) if preview.questions else preview

    with young_garbage_only():
        return await hass.async_add_executor_job(read)
