"""An assisted weighing that goes on: what to do now, and until when."""

from typing import Any

from homeassistant.util import dt as dt_util

from ..household.assisted import AssistedState
from .context import Context
from .records import as_record


def assisted(context: Context) -> dict[str, Any] | None:
    """Return what an assisted weighing waits for; None without one."""
    state = context.household.assisted.state
    person = context.people.get(state.person_id) if state else None
    if state is None or person is None:
        return None
    adult = context.people.get(state.adult_id or "")
    return {
        "person_id": person.id,
        "name": person.name,
        "adult_id": adult.id if adult else None,
        "adult_name": adult.name if adult else None,
        "until": dt_util.as_local(state.until).isoformat(),
        "first": as_record(context, state.first, None) if state.first else None,
        "with_person": state.with_person,
        "problem": state.problem,
        "problem_text": state.problem and context.texts.say(f"assisted_{state.problem}"),
        "text": _text(context, state, person.name),
    }


def _text(context: Context, state: AssistedState, name: str) -> str:
    """Return what to do now."""
    key = {True: "with", False: "without", None: "other"}[state.with_person]
    return context.texts.say(f"assisted_{key}" if state.first else "assisted_begin", name=name)
