"""Everything of the household but its histories, in one answer."""

from typing import Any

from ..household.household import Household
from ..household.measures import MEASURES
from ..journal.courses import count
from ..journal.writer import FAULTS
from .assisted import assisted
from .context import Context
from .people import as_person
from .records import as_record
from .scales import as_scale

_MAX_RECENT = 5
_MAX_PENDING = 20


async def async_overview(household: Household, *, is_admin: bool) -> dict[str, Any]:
    """Return what the first screen shows."""
    try:
        counts = await household.writer.async_read(count)
    except FAULTS:
        # What is in memory is shown all the same.
        counts = {}
    context, view = Context(household), household.view
    pending = [*reversed(view.pending)][:_MAX_PENDING]
    recent = [each for each in view.recent if not each.is_set_aside][:_MAX_RECENT]
    return {
        "unit": context.numbers.weights.unit,
        "unit_name": context.numbers.weights.name,
        "precision": context.numbers.precision,
        "admin": is_admin,
        "people": [
            as_person(context, person, counts.get(person.id, 0))
            for person in context.people.values()
        ],
        "scales": [as_scale(context, scale) for scale in household.scales.values()],
        "pending": [as_record(context, each, None) for each in pending],
        "assisted": assisted(context),
        "pending_count": view.undecided.number,
        "recent": [as_record(context, each, context.weight_before(each)) for each in recent],
        "metrics": [
            {
                "key": measure.key,
                "name": context.texts.metric(measure.key),
                "unit": context.numbers.unit(measure),
            }
            for measure in MEASURES
            if not measure.off
        ],
    }
