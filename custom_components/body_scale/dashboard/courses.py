"""A person's weighings as charts need them: from memory, and from the journal where that ends."""

from collections.abc import Sequence
from datetime import datetime

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..household.ahead import horizon
from ..household.household import Household
from ..journal.courses import course
from ..journal.writer import FAULTS, Work
from ..model import Weighing


async def async_read[T](household: Household, work: Work[T]) -> T:
    """Read from the journal.

    Raises:
        HomeAssistantError: It can't be read now.
    """
    try:
        return await household.writer.async_read(work)
    except FAULTS as fault:
        raise HomeAssistantError(translation_domain=DOMAIN, translation_key="not_read") from fault


async def async_course(
    household: Household, person_id: str, start: datetime | None
) -> Sequence[Weighing]:
    """Return all of a person's weighings from a moment on (None: all), and some before, oldest first.

    Raises:
        HomeAssistantError: The journal can't be read now.
    """
    if household.view.has_since(person_id, start):
        return household.view.history(person_id)
    until = horizon(dt_util.utcnow())
    return await async_read(household, lambda database: course(database, person_id, until))
