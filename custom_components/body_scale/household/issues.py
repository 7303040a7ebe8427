"""Raises repairs about weighings that have been pending for a day: a few one by one, many as one."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..model import Weighing
from ..texts.markdown import plain
from .changes import SIGNAL_CHANGED, WeighingChange
from .household import Household
from .lines import candidates
from .view import MAX_ASKED_ABOUT, HouseholdView

MANY_PENDING = "pending_weighings"
_ONE_PENDING = "pending_weighing_"
_AGE = timedelta(days=1)
_INTERVAL = timedelta(hours=1)
"""The clock may be set, or time may pass, without anything being written."""

type Look = Callable[[datetime | WeighingChange | None], None]
"""Is given the time or what was written; None at first."""


@callback
def async_watch_pending(hass: HomeAssistant, household: Household) -> CALLBACK_TYPE:
    """Raise and delete the issues as the household changes; return what ends it."""
    return async_keep_looking(hass, household, lambda _: _async_look(hass, household))


@callback
def async_keep_looking(hass: HomeAssistant, household: Household, look: Look) -> CALLBACK_TYPE:
    """Look at the household now, after each write and every hour; return what ends it."""
    signal = SIGNAL_CHANGED.format(household.entry.entry_id)
    look = callback(look)
    stops = (
        async_track_time_interval(hass, look, _INTERVAL),
        async_dispatcher_connect(hass, signal, look),
    )
    look(None)

    @callback
    def end() -> None:
        for stop in stops:
            stop()

    return end


@callback
def _async_look(hass: HomeAssistant, household: Household) -> None:
    now = dt_util.utcnow()
    old = {
        _ONE_PENDING + weighing.weighing_id.lower(): weighing
        for weighing in household.view.undecided.oldest
        if now - weighing.measured_at >= _AGE
    }
    are_many = len(old) > MAX_ASKED_ABOUT
    async_delete_pending_issues(hass, but={MANY_PENDING} if are_many else old.keys())
    if are_many:
        _async_raise_many(hass, household)
        return
    for issue_id, weighing in old.items():
        _async_raise_one(hass, household, issue_id, weighing)


@callback
def async_delete_pending_issues(hass: HomeAssistant, *, but: Collection[str] = ()) -> None:
    """Delete the issues about pending weighings, except some."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        is_ours = issue_id == MANY_PENDING or issue_id.startswith(_ONE_PENDING)
        if domain == DOMAIN and is_ours and issue_id not in but:
            ir.async_delete_issue(hass, DOMAIN, issue_id)


@callback
def _async_raise_many(hass: HomeAssistant, household: Household) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        MANY_PENDING,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="pending_weighings",
        translation_placeholders={"count": str(household.view.undecided.number)},
        data={"entry_id": household.entry.entry_id},
    )


@callback
def _async_raise_one(
    hass: HomeAssistant, household: Household, issue_id: str, weighing: Weighing
) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="pending_weighing",
        translation_placeholders=placeholders_of(household.view, weighing),
        data={"weighing_id": weighing.weighing_id, "entry_id": household.entry.entry_id},
    )


def placeholders_of(view: HouseholdView, weighing: Weighing) -> dict[str, str]:
    """Return what a question about a weighing mentions, for texts in Markdown."""
    return {
        "weight": view.words.weight(weighing.weight_kg, 2),
        "time": dt_util.as_local(weighing.measured_at).strftime("%Y-%m-%d %H:%M"),
        "candidates": "\n".join(f"* {plain(each)}" for each in candidates(view.words, weighing)),
        "reason": plain(view.words.reason(weighing.reason)),
    }
