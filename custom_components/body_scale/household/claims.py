"""Claims of the next weighing: they outlive a reload."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
import time

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..model import ERASED, Reading

SIGNAL_CLAIMED = f"{DOMAIN}_claimed"
"""Sent when somebody claims the next weighing."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """Who claimed the next weighing, and until when that holds by a clock that nobody sets."""

    person_id: str
    until: float


_CLAIM: HassKey[_Claim] = HassKey(f"{DOMAIN}_claim")


class Claims:
    """The claim of the next weighing, if there is one."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Take over what was claimed before a reload."""
        self.hass = hass

    @callback
    def async_claim(self, person_id: str, minutes: float) -> None:
        """Let the next weighing of the next minutes be this person's; the latest claim counts."""
        self.hass.data[_CLAIM] = _Claim(person_id, time.monotonic() + minutes * 60)
        async_dispatcher_send(self.hass, SIGNAL_CLAIMED)

    @callback
    def async_release(self) -> None:
        """Drop the claim: it was for one weighing."""
        self.hass.data.pop(_CLAIM, None)

    @callback
    def async_erase(self, person_id: str) -> None:
        """Forget who claimed, but not that the next weighing isn't another's."""
        claim = self.hass.data.get(_CLAIM)
        if claim and claim.person_id == person_id:
            self.hass.data[_CLAIM] = replace(claim, person_id=ERASED)

    def claimant(self, reading: Reading) -> str | None:
        """Return the id of the person who claimed this reading; they may have left since."""
        claim = self.hass.data.get(_CLAIM)
        if claim is None or not reading.origin.is_live:
            return None
        age = (dt_util.utcnow() - reading.measured_at).total_seconds()
        return claim.person_id if time.monotonic() - max(0.0, age) <= claim.until else None

    def until(self, person_id: str) -> datetime | None:
        """Return until when a person's claim holds, to the second; None without one."""
        claim = self.hass.data.get(_CLAIM)
        if claim is None or claim.person_id != person_id:
            return None
        left = claim.until - time.monotonic()
        if left <= 0:
            return None
        return (dt_util.utcnow() + timedelta(seconds=left)).replace(microsecond=0)
