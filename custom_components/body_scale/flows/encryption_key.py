"""Asking for the encryption key of a scale, and checking it with what the scale was heard to say."""

from typing import NamedTuple

from homeassistant.components.bluetooth import (
    BluetoothCallbackMatcher,
    BluetoothChange,
    BluetoothScanningMode,
    BluetoothServiceInfoBleak,
    async_last_service_info,
    async_register_callback,
)
from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import selector
import probatio

from .. import scales
from ..const import CONF_ADDRESS, CONF_ENCRYPTION_KEY, CONF_FAMILY
from ..sources.scale_issue import ENCRYPTION_KEY, async_scale_issue
from ..texts.keys import normal_key

KEY_FIELD = selector.TextSelector(selector.TextSelectorConfig(autocomplete="off"))
KEY_SCHEMA = probatio.Schema({probatio.Required(CONF_ENCRYPTION_KEY): KEY_FIELD})
PLACEHOLDERS = {"guide": "https://github.com/body-scale/body-scale/blob/main/docs/keys.md"}


class Answer(NamedTuple):
    """What follows from a key that was typed in.

    Attributes:
        settings: What is saved of the scale; empty if the key isn't taken.
        errors: What is wrong, by field.
    """

    settings: dict[str, str]
    errors: dict[str, str]


class KeyCheck:
    """Checks keys of one scale; listens to it from the first call of `start` to `stop`.

    Only the newest encrypted measurement counts: an older one may be from before the scale was
    bound again, and was encrypted with another key.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        address: str,
        family: scales.Family,
        heard: BluetoothServiceInfoBleak | None,
    ) -> None:
        """Begin with what was heard already, if anything."""
        self._hass = hass
        self._address = address
        self._family = family
        self._encrypted: BluetoothServiceInfoBleak | None = None
        self._unchecked: str | None = None
        self._stop: CALLBACK_TYPE | None = None
        if heard:
            self._take(heard)

    @callback
    def start(self) -> None:
        """Listen to the scale; what it said last is replayed at once."""
        if self._stop is None:
            self._stop = async_register_callback(
                self._hass,
                self._hear,
                BluetoothCallbackMatcher(address=self._address, connectable=False),
                BluetoothScanningMode.PASSIVE,
            )

    @callback
    def stop(self) -> None:
        """End listening."""
        if self._stop:
            self._stop()
            self._stop = None

    @callback
    def _hear(self, info: BluetoothServiceInfoBleak, change: BluetoothChange) -> None:
        self._take(info)

    @callback
    def _take(self, info: BluetoothServiceInfoBleak) -> None:
        """Remember an advertisement that a key can be checked with."""
        if not self._reads(None, info) and self._is_newer(info):
            self._encrypted = info

    def _is_newer(self, info: BluetoothServiceInfoBleak) -> bool:
        return self._encrypted is None or info.time >= self._encrypted.time

    def _reads(self, key: bytes | None, info: BluetoothServiceInfoBleak) -> bool:
        """Return whether nothing in an advertisement stays encrypted with this key."""
        try:
            self._family.decoder(self._address, key)(info)
        except scales.EncryptionError:
            return False
        return True

    def check(self, typed: str) -> Answer:
        """Check what was typed; what was heard tells whether it fits."""
        key = normal_key(typed)
        if key is None:
            return Answer({}, {CONF_ENCRYPTION_KEY: "invalid_key"})
        if self._encrypted is None:
            # The same key once more saves it unchecked.
            again, self._unchecked = self._unchecked == key, key
            if not again:
                return Answer({}, {CONF_ENCRYPTION_KEY: "key_unchecked"})
        elif not self._reads(bytes.fromhex(key), self._encrypted):
            return Answer({}, {CONF_ENCRYPTION_KEY: "wrong_key"})
        return Answer({CONF_FAMILY: self._family.name, CONF_ENCRYPTION_KEY: key}, {})


@callback
def key_check(
    hass: HomeAssistant,
    address: str,
    heard: BluetoothServiceInfoBleak | None,
    family_name: str = "",
) -> KeyCheck | None:
    """Return the check of a scale's key; None for a scale that isn't known to need one.

    Args:
        hass: Hears the scale.
        address: Of the scale.
        heard: What was heard of it last, if anything.
        family_name: Its family, where that is saved.
    """
    family = scales.FAMILIES.get(family_name) or (scales.family_of(heard) if heard else None)
    if family is None or not family.traits.needs_key:
        return None
    return KeyCheck(hass, address, family, heard)


@callback
def saved_key_check(hass: HomeAssistant, subentry: ConfigSubentry) -> KeyCheck | None:
    """Return the check of the key of a scale that the household has already."""
    address = subentry.data[CONF_ADDRESS]
    heard = async_last_service_info(hass, address, connectable=False)
    # Its family isn't saved before a key is, and the scale may be asleep: the repair knows it.
    issue = async_scale_issue(hass, ENCRYPTION_KEY, subentry.subentry_id)
    raised_for = str(issue.data.get("family", "")) if issue and issue.data else ""
    family = subentry.data.get(CONF_FAMILY) or raised_for
    return key_check(hass, address, heard, family)
