"""The demo: a real Home Assistant and MQTT broker; simulated proxy, scale and Domoticz."""

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
import json
from pathlib import Path
import shutil
import signal
import sys

from .domoticz import Domoticz
from .esphome_proxy import EspHomeProxy
from .home_assistant import HomeAssistant, StartError
from .home_assistant_client import FlowError
from .home_assistant_config import Settings, morning_zone
from .home_assistant_socket import Events, JsonObject
from .household import set_up_bridges, set_up_household
from .mi_scale import MiScale, Stand, captured
from .mosquitto import Mosquitto
from .mqtt import Listener, add_broker
from .player import play, weigh

FOLDER = Path(".cache/demo")
EVENT = "event.body_scale_weighing"
PATIENCE = 60.0
"""Seconds within which a weighing has to have arrived."""

ANNA: JsonObject = {
    "name": "Anna",
    "sex": "female",
    "birth_date": "1990-05-17",
    "height": 168,
    "identification": {"weight": 62},
}
BEN: JsonObject = {
    "name": "Ben",
    "sex": "male",
    "birth_date": "1986-02-03",
    "height": 182,
    "identification": {"weight": 85},
}

# Captures of Mi Body Composition Scales 2: ble_monitor #617 and its tests (85.15 kg, 428 ohm; a
# clock never set) and lolouk44/xiaomi_mi_scale #4 (61.75 kg, in socks).
BAREFOOT = (
    "0204b20705040f013a00005e42",
    "0204b20705040f013b0000ae42",
    "0226b20705040f0201ac018642",
)
SOCKS = (
    "0204e3070a1e163b0d00005230",
    "0204e3070a1e163b1c00004830",
    "0204e3070a1e163b270000e42f",
    "0224e3070a1e163b2cfdff3e30",
    "02a4e3070a1e17000bfdff3e30",
)
SIMULATED = Stand(weight_kg=61.6, impedance=541)
GUEST = Stand(weight_kg=108.0, impedance=480)


@dataclass(frozen=True, slots=True)
class Expected:
    """A weighing that has to arrive."""

    person: str
    weight: float
    impedance: int | None

    def is_met_by(self, record: JsonObject) -> bool:
        """Say whether a weighing event is this one, with its composition if it has an impedance."""
        metrics = record.get("metrics") or {}
        return (
            record.get("person") == self.person
            and abs(record["weight"] - self.weight) < 0.001
            and record["impedance"] == self.impedance
            and metrics.get("bmi") is not None
            and (metrics.get("body_fat") is None) is (self.impedance is None)
        )

    def __str__(self) -> str:
        """Say it in a few words."""
        ohm = f"{self.impedance} Ω" if self.impedance else "no impedance"
        return f"{self.person}: {self.weight} kg, {ohm}"


EXPECTED = (
    Expected("Ben", 85.15, 428),
    Expected("Anna", 61.75, None),
    Expected("Anna", 61.6, 541),
)

_COLUMNS = "{:<8} {:<9} {:>7} {:>6} {:>6} {:>6} {:>7} {:>8}  {}"
_HEADER = _COLUMNS.format(
    "person", "time", "kg", "Ω", "BMI", "fat %", "water %", "kcal/d", "why this person"
)


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"\033[1m[demo]\033[0m {text}", flush=True)  # noqa: T201


def row(record: JsonObject) -> str:
    """Return a weighing as a line of the table."""

    def number(value: float | None, digits: int) -> str:
        return "–" if value is None else f"{value:.{digits}f}"

    metrics = record["metrics"]
    return _COLUMNS.format(
        record["person"] or "?",
        datetime.fromisoformat(record["measured_at"]).strftime("%H:%M:%S"),
        number(record["weight"], 2),
        number(record["impedance"], 0),
        number(metrics["bmi"], 1),
        number(metrics["body_fat"], 1),
        number(metrics["water"], 1),
        number(metrics["basal_metabolism"], 0),
        record["reason"],
    )


class Arrivals:
    """What the household's event entity told, each weighing once."""

    def __init__(self, events: Events) -> None:
        """Read a subscription to all `state_changed` events."""
        self._events = events

    @property
    def records(self) -> list[JsonObject]:
        """Return the weighings, in the order of their arrival."""
        found: dict[str, JsonObject] = {}
        for event in self._events.seen:
            data = event["data"]
            if data["entity_id"] == EVENT and data["new_state"]:
                attributes = data["new_state"]["attributes"]
                if "weighing_id" in attributes:
                    found[attributes["weighing_id"]] = attributes
        return list(found.values())

    def missing(self, expected: Sequence[Expected]) -> list[Expected]:
        """Return what has not arrived."""
        return [each for each in expected if not any(map(each.is_met_by, self.records))]


async def weigh_all(proxy: EspHomeProxy, scale: MiScale, *, speed: float) -> None:
    """Let Ben and Anna step on the scale: two captures, and one weighing of the simulated scale."""
    say("Ben steps on the scale, barefoot (captured)")
    await play(scale, captured(BAREFOOT, 1.0), proxy)
    await asyncio.sleep(2)
    say("Anna steps on the scale, in socks (captured)")
    await play(scale, captured(SOCKS, 1.0), proxy)
    await asyncio.sleep(2)
    say("Anna steps on the scale, barefoot (simulated)")
    await weigh(scale, SIMULATED, proxy, speed=speed)


async def arrive(house: HomeAssistant, arrivals: Arrivals) -> list[str]:
    """Wait until everything has arrived in events and sensors; return what is missing."""

    async def complete() -> bool:
        return not arrivals.missing(EXPECTED)

    with suppress(TimeoutError):
        await house.wait_for(complete, PATIENCE)
    missing = [str(each) for each in arrivals.missing(EXPECTED)]
    if len(arrivals.records) > len(EXPECTED):
        missing.append(f"{len(arrivals.records) - len(EXPECTED)} weighings too many")
    states = await house.states()
    # Each person's sensors show their newest weighing.
    for each in {each.person: each for each in EXPECTED}.values():
        entity_id = f"sensor.{each.person.lower()}_weight"
        if states[entity_id]["state"] != str(each.weight):
            missing.append(f"{entity_id}: {each.weight} (it is {states[entity_id]['state']})")
    return missing


async def settle_a_guest(
    house: HomeAssistant, proxy: EspHomeProxy, scale: MiScale, *, speed: float
) -> list[str]:
    """Let somebody unknown step on, and say afterwards that it was a guest; return what failed."""
    say(f"Somebody of {GUEST.weight_kg} kg steps on the scale (simulated)")
    await weigh(scale, GUEST, proxy, speed=speed)
    try:
        await house.wait_for_state("sensor.body_scale_pending", "1", PATIENCE)
        say("Whose it is isn't clear: it is pending, and nobody's sensors changed")
        await house.call(
            "select.select_option", entity_id="select.body_scale_last_weighing", option="guest"
        )
        await house.wait_for_state("sensor.body_scale_pending", "0", PATIENCE)
    except TimeoutError as error:
        return [str(error)]
    say("Said on the dashboard: it was a guest")
    return []


async def arrive_outside(house: HomeAssistant, domoticz: Domoticz, messages: Listener) -> list[str]:
    """Wait until bridges told everything; return what is missing outside."""
    for bridge in ("miscale", "domoticz"):
        with suppress(TimeoutError):
            await house.wait_for_state(f"sensor.{bridge}_outbox", "0", PATIENCE)
    told = {
        (message.topic, round(json.loads(message.payload)["weight"], 2))
        for message in messages.messages
        if message.topic.startswith("miscale/")
    }
    missing = [
        f"{topic}: {each.weight}"
        for each in EXPECTED
        if ((topic := f"miscale/{each.person}/weight"), each.weight) not in told
    ]
    for each in {each.person: each for each in EXPECTED}.values():
        shown = domoticz.device(f"{each.person} Weight").data
        if shown != f"{each.weight:g} kg":
            missing.append(f"{each.person} Weight in Domoticz: {each.weight} (it is {shown})")
    return missing


def table_of_messages(domoticz: Domoticz, messages: Listener) -> str:
    """Return what was said over MQTT, and what Domoticz makes of it."""
    lines = [
        f"  {message.topic}  {message.payload}"
        for message in messages.messages
        # Each value is asked for before and after.
        if "getdeviceinfo" not in message.payload
    ]
    lines.append("which Domoticz (simulated) shows as")
    lines += [f"  idx {each.idx}  {each.name}: {each.data}" for each in domoticz.devices.values()]
    return "\n".join(lines)


async def run(folder: Path, *, once: bool, speed: float) -> int:
    """Run the demo; return the exit code."""
    shutil.rmtree(folder, ignore_errors=True)
    scale = MiScale(on_air=5)
    settings = Settings(time_zone=morning_zone())
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        Mosquitto(folder / "broker") as broker,
        Domoticz(broker) as domoticz,
        EspHomeProxy(name="demo-proxy") as proxy,
        HomeAssistant(folder, settings=settings, say=say) as house,
    ):
        say(f"Adding the MQTT broker (127.0.0.1:{broker.port}) and the Bluetooth proxy")
        await add_broker(house, broker)
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        say("Waiting for the scale to be discovered, then adding Anna and Ben")
        entry_id = await set_up_household(house, proxy, scale, ANNA, BEN)
        say("Adding the bridges: xiaomi_mi_scale's topics, and Domoticz, which makes the sensors")
        await set_up_bridges(house, entry_id, domoticz)
        messages = Listener(broker, "miscale/#", "domoticz/in")
        async with house.subscribe("subscribe_events", event_type="state_changed") as events:
            arrivals = Arrivals(events)
            await weigh_all(proxy, scale, speed=speed)
            missing = await arrive(house, arrivals)
            say(f"What arrived:\n{_HEADER}")
            print("\n".join(row(record) for record in arrivals.records), flush=True)  # noqa: T201
        missing += await arrive_outside(house, domoticz, messages)
        messages.stop()
        say(f"What was said over MQTT:\n{table_of_messages(domoticz, messages)}")
        missing += await settle_a_guest(house, proxy, scale, speed=speed)
        if missing:
            say(f"Missing: {'; '.join(missing)}")
            return 1
        say("Everything arrived")
        if not once:
            say(f"The dashboard is at {house.base_url} (user demo, password demo). Ctrl-C ends it.")
            await stop.wait()
    return 0


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end when everything has arrived")
    parser.add_argument("--speed", type=float, default=3.0, help="of the simulated weighing")
    options = parser.parse_args()
    try:
        sys.exit(asyncio.run(run(FOLDER, once=options.once, speed=options.speed)))
    except (StartError, FlowError, TimeoutError) as error:
        say(f"It didn't work: {error}")
        sys.exit(1)


if __name__ == "__main__":
    main()
