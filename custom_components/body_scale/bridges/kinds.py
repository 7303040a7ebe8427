"""The kinds of bridges, and of targets with an account: one row each; README.md shows how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant

from ..const import GOOGLE_HEALTH
from ..household.view import HouseholdView
from .bridge import Bridge
from .channel import Channel
from .domoticz.form import DomoticzForm
from .domoticz.kind import domoticz_bridge, domoticz_channel
from .form import BridgeForm, HostFlow
from .google_health.bridge import GoogleHealthBridge
from .google_health.channel import GoogleHealthChannel
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
class Target[B: Bridge]:
    """A kind of target with an account: an entry of its own, added by the integration's own flow.

    Attributes:
        name: What its entries are called by; its repairs begin with it.
        bridge: Makes a bridge of a household's subentry, or of what looks like one.
        channel: Makes the way to the other side of a bridge.
    """

    name: str
    bridge: Callable[[HouseholdView, ConfigSubentry], B]
    channel: Callable[[HomeAssistant, B], Channel]


@dataclass(frozen=True, slots=True)
class Kind[B: Bridge](Target[B]):
    """A kind of bridge: a subentry of the household.

    Attributes:
        form: Makes the steps that add or change one, for a flow and the kind's name; the first step
            has that name.
    """

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

TARGETS: dict[str, Target[Any]] = {
    target.name: target
    for target in (Target(GOOGLE_HEALTH, GoogleHealthBridge, GoogleHealthChannel),)
}


def row_of(kind: str) -> Target[Any]:
    """Return the row of a kind, which has to be in one of the two tables."""
    return KINDS.get(kind) or TARGETS[kind]
