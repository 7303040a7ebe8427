"""The repairs about a bridge that can't deliver."""

from datetime import timedelta

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from . import outbox
from .bridge import Bridge
from .outbox import Waiting

MANY_WAITING = 1000
"""So many waiting items raise a repair, long before `outbox.MAX_WAITING`."""
MAX_AGE = timedelta(days=1)
MAX_UNHEARD = 3
"""So often an item is sent, and not known to have arrived, before a repair says so."""


class Reports:
    """The repairs about one bridge; there are none about a removed one."""

    def __init__(self, hass: HomeAssistant, bridge: Bridge) -> None:
        """Report nothing yet."""
        self._hass = hass
        self._bridge = bridge

    @callback
    def async_waiting(self, waiting: Waiting) -> None:
        """Report that too many items wait, or one for too long."""
        number, since = waiting
        late = since is not None and dt_util.utcnow() - since >= MAX_AGE
        self.async_report(
            "outbox_waits",
            self._bridge.waits_text,
            number >= MANY_WAITING or late,
            count=str(number),
            since=dt_util.as_local(since).strftime("%Y-%m-%d %H:%M") if since else "",
            limit=str(outbox.MAX_WAITING),
        )

    @callback
    def async_unheard(self, times: int) -> None:
        """Report that an item was sent so many times on a good connection without a confirmation."""
        self.async_report("outbox_unheard", "outbox_unheard", times >= MAX_UNHEARD)

    @callback
    def async_refused(self, *, refused: bool) -> None:
        """Report that the other side doesn't take the key, or that it does."""
        self.async_report("outbox_refused", "outbox_refused", refused)

    @callback
    def async_report(self, key: str, text: str, wrong: bool, **placeholders: str) -> None:
        """Report that something is wrong, or that it isn't any more.

        Args:
            key: What it is about; the bridge has one such report at most.
            text: Its key in the translations.
            wrong: Whether it is.
            placeholders: Of the text, beside the bridge.
        """
        issue_id = f"{key}_{self._bridge.id.lower()}"
        if not wrong or not self._bridge.title:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
            return
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=text,
            translation_placeholders={"bridge": self._bridge.title, **placeholders},
        )
