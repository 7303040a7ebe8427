"""Makes virtual sensors with their first values.

A new one shows 0, and Domoticz logs that every five minutes until its first value comes. So a value
that nobody has, such as a heart rate, has no sensor.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from homeassistant.config_entries import ConfigSubentry
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir

from ...const import CONF_IDX, CONF_METRIC, CONF_METRICS, CONF_MODE, DOMAIN
from ...household.view import HouseholdView
from ...texts.markdown import plain
from ..memory import Fact, Facts
from .access import Access, async_recall
from .api import DomoticzApiError, Sensor
from .message import Mode

_LOGIN_REFUSED = frozenset({"invalid_auth", "no_rights"})
_ACCESS_KEY = "access"
_MADE = "made "


class Shown(NamedTuple):
    """What a sensor shows."""

    person_id: str
    metric: str


class SensorMaker:
    """Makes the sensors that a bridge of the mode `create` lacks.

    Attributes:
        made: The idx of those that weren't made by the form.
    """

    def __init__(self, household: HouseholdView, subentry: ConfigSubentry) -> None:
        """Read which values a bridge delivers; in other modes it makes nothing."""
        is_maker = subentry.data[CONF_MODE] == Mode.CREATE
        self.metrics: tuple[str, ...] = tuple(subentry.data[CONF_METRICS]) if is_maker else ()
        self.made: dict[Shown, int] = {}
        self._household = household
        self._subentry = subentry
        self._open: Access | None = None
        self._waiting: dict[Shown, str] = {}

    def recall(self, facts: Facts) -> None:
        """Take what was made before."""
        for key, fact in facts.items():
            if key.startswith(_MADE) and fact.values[CONF_METRIC] in self.metrics:
                self.made[Shown(fact.person_id, fact.values[CONF_METRIC])] = fact.values[CONF_IDX]
        if _ACCESS_KEY in facts:
            self._open = Access.read(facts[_ACCESS_KEY].values)

    def facts(self) -> dict[str, Fact]:
        """Return what was made, and where; never a login."""
        found = {
            f"{_MADE}{shown.metric} {shown.person_id}": Fact(
                shown.person_id, {CONF_METRIC: shown.metric, CONF_IDX: idx}
            )
            for shown, idx in self.made.items()
            if shown.person_id in self._household.people
        }
        access = self._access()
        if self.metrics and access is not None and access.is_open:
            found[_ACCESS_KEY] = Fact("", access.as_dict())
        return found

    async def idx_of(self, shown: Shown, taken: Collection[int]) -> int:
        """Return the idx of a sensor, made if it isn't there.

        Args:
            shown: What it shows.
            taken: The idx of others.

        Raises:
            HomeAssistantError: It isn't there, and can't be made now.
        """
        if (idx := self.made.get(shown)) is not None:
            return idx
        sensor = Sensor(
            person_id=shown.person_id,
            person=self._household.people[shown.person_id].name,
            metric=shown.metric,
        )
        access = self._access()
        if access is None:
            self._wait_for_login(shown, sensor.name)
            raise HomeAssistantError("the login isn't kept")
        try:
            made = await access.api(self._household.hass).make([sensor], taken)
        except DomoticzApiError as error:
            if error.key in _LOGIN_REFUSED:
                self._wait_for_login(shown, sensor.name)
            raise HomeAssistantError(f"not made: {error.key}") from error
        idx = made.idxs[0]
        if idx is None:
            raise HomeAssistantError("not made")
        self.made[shown] = idx
        self._waiting.pop(shown, None)
        self._report()
        return idx

    def _access(self) -> Access | None:
        return async_recall(self._household.hass, self._subentry.data) or self._open

    def _wait_for_login(self, shown: Shown, name: str) -> None:
        self._waiting[shown] = name
        self._report()

    def _report(self) -> None:
        """Report the sensors that can't be made without a login."""
        issue_id = f"domoticz_{self._subentry.subentry_id.lower()}_login"
        if not self._waiting:
            ir.async_delete_issue(self._household.hass, DOMAIN, issue_id)
            return
        placeholders: dict[str, Any] = {
            "bridge": self._subentry.title,
            "sensors": ", ".join(plain(name) for name in self._waiting.values()),
        }
        ir.async_create_issue(
            self._household.hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="domoticz_login",
            translation_placeholders=placeholders,
        )
