"""The kinds of bridges: one row each. How to add one is in README.md."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from ..household.view import HouseholdView
from .bridge import Bridge
from .channel import Channel
from .domoticz.form import DomoticzForm
from .domoticz.kind import domoticz_bridge, domoticz_channel
from .form import BridgeForm, HostFlow
from .intervals_icu.bridge import IntervalsIcuBridge, IntervalsIcuChannel
from .intervals_icu.form import IntervalsIcuForm
from .miscale.bridge import MiscaleBridge
from .miscale.form import MiscaleForm
from .mqtt import mqtt_channel
from .openscale.bridge import OpenScaleBridge
from .openscale.form import OpenScaleForm
from .wger.bridge import WgerBridge, WgerChannel
from .wger.form import WgerForm


@dataclass(frozen=True, slots=True)
class Kind[B: Bridge]:
    """A kind of bridge.

    Attributes:
        name: What subentries and the first step of the form call it; its repairs begin with it.
        bridge: Makes a bridge of a household's subentry.
        channel: Makes the way to the other side of a bridge.
        form: Makes the steps that add or change one, for a flow and the kind's name.
    """

    name: str
    bridge: Callable[[HouseholdView, ConfigSubentry], B]
    channel: Callable[[HomeAssistant, B], Channel]
    form: Callable[[HostFlow, str], BridgeForm]


KINDS: dict[str, Kind[Any]] = {
    kind.name: kind
    for kind in (
        Kind("domoticz", domoticz_bridge, domoticz_channel, DomoticzForm),
        Kind("miscale", MiscaleBridge, mqtt_channel, MiscaleForm),
        Kind("openscale", OpenScaleBridge, mqtt_channel, OpenScaleForm),
        Kind("intervals_icu", IntervalsIcuBridge, IntervalsIcuChannel, IntervalsIcuForm),
        Kind("wger", WgerBridge, WgerChannel, WgerForm),
    )
}
