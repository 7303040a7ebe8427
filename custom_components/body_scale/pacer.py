"""Calls back at a bounded rate, and always after the last request."""

from datetime import datetime
from time import monotonic

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Pacer:
    """Makes one call of many requests.

    The first request is answered at once, as long as the rate allows it; those in between are
    answered together, when it allows it again.
    """

    def __init__(
        self, hass: HomeAssistant, answer: CALLBACK_TYPE, *, every_s: float, burst: int = 1
    ) -> None:
        """Take what is called.

        Args:
            hass: Home Assistant.
            answer: Is called.
            every_s: Seconds between calls in the long run.
            burst: So many calls may follow each other at once after a pause.
        """
        self._hass = hass
        self._answer = answer
        self._every_s = every_s
        self._ahead_s = (burst - 1) * every_s
        # By the monotonic clock: a wall clock that is set back must not hold anything back.
        self._next = monotonic() - self._ahead_s
        self._stop_waiting: CALLBACK_TYPE | None = None

    @callback
    def request(self) -> None:
        """Call now, or as soon as the rate allows it."""
        if self._stop_waiting is not None:
            return
        now = monotonic()
        wait = self._next - self._ahead_s - now
        if 0 < wait <= self._every_s:
            self._stop_waiting = async_call_later(self._hass, wait, self._async_is_over)
            return
        self._call(now)

    @callback
    def stop(self) -> None:
        """Drop a request that waits."""
        if self._stop_waiting is not None:
            self._stop_waiting()
            self._stop_waiting = None

    @callback
    def _async_is_over(self, _: datetime) -> None:
        self._stop_waiting = None
        self._call(monotonic())

    def _call(self, now: float) -> None:
        # It is never further ahead, unless that clock was set back after all.
        self._next = max(min(self._next, now + self._ahead_s + self._every_s), now) + self._every_s
        self._answer()
