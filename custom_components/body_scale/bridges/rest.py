"""How long a channel rests as a whole: what failed for one target would fail for all of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .pauses import pause_after

_MAX_REST_S = 86_400.0


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that an answer asks to wait, given as such or as a time; None for neither."""
    text = headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        # `-0000`: of whichever zone, in UTC.
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - dt_util.utcnow()).total_seconds())


class Rest:
    """The rest of one channel, longer each time until something succeeds."""

    def __init__(self, hass: HomeAssistant, on_end: CALLBACK_TYPE) -> None:
        """Take what is called when a rest is over."""
        self._hass = hass
        self._on_end = on_end
        self._failures = 0
        self._cancel: CALLBACK_TYPE | None = None

    @property
    def lasts(self) -> bool:
        """Return whether it rests now."""
        return self._cancel is not None

    @callback
    def begin(self, at_least_s: float = 0.0) -> None:
        """Rest for a while, at least as long as the other side asks for."""
        self.stop()
        seconds = min(max(pause_after(self._failures), at_least_s), _MAX_REST_S)
        self._failures += 1
        self._cancel = async_call_later(self._hass, seconds, self._end)

    @callback
    def _end(self, _: datetime) -> None:
        self._cancel = None
        self._on_end()

    @callback
    def succeeded(self) -> None:
        """Begin with a short rest the next time."""
        self._failures = 0

    @callback
    def stop(self) -> None:
        """Rest no more, without a call."""
        if self._cancel:
            self._cancel()
            self._cancel = None
