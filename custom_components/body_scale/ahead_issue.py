"""The repair about weighings whose time is still to come."""

from collections.abc import Sequence
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .household.changes import SIGNAL_CHANGED, WeighingChange
from .household.household import Household
from .household.issues import async_keep_looking
from .model import Weighing
from .texts.markdown import plain

_ISSUE = "weighings_ahead"
_MAX_NAMED = 5


@callback
def async_watch_ahead(hass: HomeAssistant, household: Household) -> CALLBACK_TYPE:
    """Keep one issue about all weighings of times to come; return what ends it."""
    signal = SIGNAL_CHANGED.format(household.entry.entry_id)
    known: frozenset[str | None] = frozenset()

    @callback
    def look(news: datetime | WeighingChange | None) -> None:
        nonlocal known
        ahead = household.view.ahead
        _async_report(hass, household, ahead)
        people = frozenset(each.person_id for each in ahead)
        changed, known = people ^ known, people
        if isinstance(news, datetime) and changed:
            # Another weighing is the newest now.
            ids = frozenset(each for each in changed if each)
            async_dispatcher_send(hass, signal, WeighingChange(ids))

    return async_keep_looking(hass, household, look)


@callback
def async_delete_ahead_issue(hass: HomeAssistant) -> None:
    """Delete the issue: the household is gone."""
    ir.async_delete_issue(hass, DOMAIN, _ISSUE)


@callback
def _async_report(hass: HomeAssistant, household: Household, ahead: Sequence[Weighing]) -> None:
    if not ahead:
        async_delete_ahead_issue(hass)
        return
    named = sorted(ahead, key=lambda weighing: weighing.measured_at)[-_MAX_NAMED:]
    ir.async_create_issue(
        hass,
        DOMAIN,
        _ISSUE,
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key=_ISSUE,
        translation_placeholders={
            "count": str(len(ahead)),
            "weighings": "\n".join(_line(household, weighing) for weighing in named),
        },
    )


def _line(household: Household, weighing: Weighing) -> str:
    person = household.people.get(weighing.person_id or "")
    taken = dt_util.as_local(weighing.measured_at).strftime("%Y-%m-%d %H:%M")
    name = f" {plain(person.name)}" if person else ""
    weight = household.view.words.weight(weighing.weight_kg, 2)
    return f"* {taken}:{name} {weight}, `{weighing.weighing_id}`"
