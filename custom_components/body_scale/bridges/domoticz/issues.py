"""The repairs about devices that aren't, or aren't any more, what a bridge was set up for."""

from collections.abc import Collection

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from ...texts.markdown import plain
from ..bridge import Bridge
from .known import Known


class IdxReports:
    """The repairs about one bridge's idx."""

    def __init__(self, hass: HomeAssistant, bridge: Bridge) -> None:
        """Report nothing yet."""
        self._hass = hass
        self._bridge = bridge

    @callback
    def async_show(self, idx: int, known: Known, fitting: Collection[str]) -> None:
        """Report why nothing is sent to an idx, or that it is all right."""
        issue_id = f"{self._bridge.kind}_{self._bridge.id.lower()}_{idx}"
        if known.problem is None:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
            return
        placeholders = {
            "bridge": self._bridge.title,
            "idx": str(idx),
            "name": plain(known.device.name) if known.device else "?",
            "found": known.found.kind if known.found else "?",
            "found_name": plain(known.found.name) if known.found else "?",
            "wanted": ", ".join(fitting),
        }
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=known.problem,
            translation_placeholders=placeholders,
        )
