"""What bridges delivered of the household's weighings, against what they have to."""

from collections.abc import Sequence
from contextlib import suppress
import json

from .arrivals import Expected
from .domoticz import Domoticz
from .home_assistant import HomeAssistant
from .mqtt.listener import Listener

_PATIENCE_S = 60.0


async def arrive_outside(
    house: HomeAssistant, domoticz: Domoticz, messages: Listener, expected: Sequence[Expected]
) -> list[str]:
    """Wait until bridges delivered all expected weighings; return what is missing outside."""
    for bridge in ("miscale", "domoticz"):
        with suppress(TimeoutError):
            await house.wait_for_state(f"sensor.{bridge}_outbox", "0", _PATIENCE_S)
    told = {
        (message.topic, round(json.loads(message.payload)["weight"], 2))
        for message in messages.messages
        if message.topic.startswith("miscale/")
    }
    missing = [
        f"{topic}: {each.weight}"
        for each in expected
        if ((topic := f"miscale/{each.person}/weight"), each.weight) not in told
    ]
    for each in {each.person: each for each in expected}.values():
        shown = domoticz.device(f"{each.person} Weight").data
        if shown != f"{each.weight:g} kg":
            missing.append(f"{each.person} Weight in Domoticz: {each.weight} (it is {shown})")
    return missing


def table_of_messages(domoticz: Domoticz, messages: Listener) -> str:
    """Return what was published over MQTT, and what Domoticz makes of it."""
    lines = [
        f"  {message.topic}  {message.payload}"
        for message in messages.messages
        # Each value is asked for before and after.
        if "getdeviceinfo" not in message.payload
    ]
    lines.append("which Domoticz (simulated) shows as")
    lines += [f"  idx {each.idx}  {each.name}: {each.data}" for each in domoticz.devices.values()]
    return "\n".join(lines)
