"""The demo: a real Home Assistant and MQTT broker; simulated proxy, scales and Domoticz."""

import argparse
import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path
from random import Random
import shutil
import signal
import sys
from zoneinfo import ZoneInfo

from .arrivals import Arrivals, Expected, table
from .dashboard import add_dashboard, missing_on_dashboard, show_house_time
from .domoticz import Domoticz
from .esphome.gatt import GattConnections
from .esphome.proxy import EspHomeProxy
from .everyday import go_on_weighing
from .home_assistant import HomeAssistant, StartError
from .home_assistant.client import FlowError
from .home_assistant.config import Settings, morning_zone
from .household import (
    add_encrypted_scale,
    fill,
    name_scales,
    set_up_bridges,
    set_up_household,
)
from .mqtt.listener import Listener, add_broker
from .mqtt.mosquitto import Mosquitto
from .outside import arrive_outside, table_of_messages
from .past import weighings
from .people import ANNA, BEN, HABITS, with_goal
from .scales.mi_s400 import MiS400
from .scales.mi_scale import MiScale
from .scales.mi_scale_gatt import MiScaleDevice
from .scales.player import play, stay_awake, weigh
from .scales.scale import Beacon, Scale, Stand, captured

FOLDER = Path(".cache/demo")
PATIENCE = 60.0
"""Seconds within which a weighing has to have arrived."""
MEMORY_PATIENCE = 120.0
"""Seconds within which the memory has to have been read: a minute after a failure it is tried again."""

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
TWO_FREQUENCIES = Stand(
    weight_kg=85.4, impedance=432.1, impedance_250khz=398.7, heart_rate=71, profile=1
)
GUEST = Stand(weight_kg=108.0, impedance=480)
UNHEARD = Stand(weight_kg=62.05, impedance=538)
EVENING = time(20, 30)
BATHROOM, BEDROOM = "Bathroom scale", "Bedroom scale"

EXPECTED = (
    Expected("Ben", 85.15, 428),
    Expected("Anna", 61.75, None),
    Expected("Anna", 61.6, 541),
    Expected("Ben", 85.4, 432.1, 398.7, 71),
)


def say(text: str) -> None:
    """Tell what is going on."""
    print(f"\033[1m[demo]\033[0m {text}", flush=True)  # noqa: T201


async def set_up_people(
    house: HomeAssistant, proxy: EspHomeProxy, scale: Scale, zone: tzinfo
) -> tuple[str, Counter[str]]:
    """Add Anna and Ben with their goals and what they weighed before.

    Returns:
        The household's entry id, and how many weighings each of them has.
    """
    today = datetime.now(zone).date()
    people = [with_goal(person, today) for person in (ANNA, BEN)]
    entry_id = await set_up_household(house, proxy, scale, *people)
    past = {name: weighings(name, habits, today, zone) for name, habits in HABITS.items()}
    counts = Counter({name: len(found) for name, found in past.items()})
    say(
        f"Importing what they weighed in the last two years: {counts.total()} weighings of openScale"
    )
    for name, found in past.items():
        await fill(house, name, found)
    return entry_id, counts


def weigh_unheard(scale: MiScaleDevice, zone: tzinfo) -> Expected:
    """Let Anna step on yesterday evening, before there was a Home Assistant."""
    yesterday = datetime.now(zone).date() - timedelta(days=1)
    taken = datetime.combine(yesterday, EVENING, zone)
    scale.weigh(UNHEARD.weight_kg, UNHEARD.impedance, taken)
    say(f"{taken:%A}, {taken:%H:%M}: Anna steps on the scale. Nobody hears it, but it remembers")
    return Expected("Anna", UNHEARD.weight_kg, UNHEARD.impedance, origin="history", taken=taken)


async def weigh_all(proxy: EspHomeProxy, scale: Scale, encrypted: Scale, *, speed: float) -> Beacon:
    """Let Ben and Anna step on the scales: two captures, and a weighing on each simulated scale.

    Returns:
        What the first scale said last.
    """
    say("Ben steps on the scale, barefoot (captured)")
    await play(scale, captured(BAREFOOT, 1.0), proxy)
    await asyncio.sleep(2)
    say("Anna steps on the scale, in socks (captured)")
    await play(scale, captured(SOCKS, 1.0), proxy)
    await asyncio.sleep(2)
    say("Anna steps on the scale, barefoot (simulated)")
    *_, last = await weigh(scale, SIMULATED, proxy, speed=speed)
    say(f"Ben steps on {encrypted.name}, barefoot (simulated)")
    await weigh(encrypted, TWO_FREQUENCIES, proxy, speed=speed)
    return last


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


async def come_back(house: HomeAssistant, arrivals: Arrivals, unheard: Expected) -> list[str]:
    """Wait until a weighing has arrived that nobody heard; return what is missing."""
    say("The scale is still awake. When it has been quiet for 20 s its memory is read")

    async def complete() -> bool:
        return not arrivals.missing([unheard])

    with suppress(TimeoutError):
        await house.wait_for(complete, MEMORY_PATIENCE)
    missing = [str(each) for each in arrivals.missing([unheard])]
    new = arrivals.records[len(EXPECTED) :]
    if len(new) > 1:
        missing.append(f"{len(new) - 1} weighings too many in the scale's memory")
    say(f"What came back:\n{table(new)}")
    return missing


async def settle_a_guest(
    house: HomeAssistant, proxy: EspHomeProxy, scale: Scale, *, speed: float
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


async def live_on(proxy: EspHomeProxy, scale: Scale, encrypted: Scale, stop: asyncio.Event) -> None:
    """Let Anna, Ben and guests go on weighing themselves until it is stopped."""
    people = {"Ben": TWO_FREQUENCIES, "Anna": SIMULATED}
    # Only the first one shows how the weight settles.
    scales = ((BATHROOM, scale), (BATHROOM, scale), (BEDROOM, encrypted))
    async with asyncio.TaskGroup() as group:
        living = group.create_task(go_on_weighing(people, scales, proxy, say, Random()))  # noqa: S311
        await stop.wait()
        living.cancel()


async def run(folder: Path, *, once: bool, speed: float) -> int:
    """Run the demo; return the exit code."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = Settings(time_zone=morning_zone())
    zone = ZoneInfo(settings.time_zone)
    scale = MiScaleDevice(MiScale(on_air=5), now=lambda: datetime.now(zone))
    encrypted, connections = MiS400(), GattConnections(scale)
    unheard = weigh_unheard(scale, zone)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with (
        Mosquitto(folder / "broker") as broker,
        Domoticz(broker) as domoticz,
        EspHomeProxy(name="demo-proxy", connections=connections) as proxy,
        HomeAssistant(folder, settings=settings, say=say) as house,
    ):
        connections.announce = proxy.announce_connections
        say(f"Adding the MQTT broker (127.0.0.1:{broker.port}) and the Bluetooth proxy")
        await add_broker(house, broker)
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        say(f"Waiting for {scale.name} to be discovered, then adding Anna and Ben")
        entry_id, counts = await set_up_people(house, proxy, scale, zone)
        dashboard = await add_dashboard(house)
        await show_house_time(house)
        say(f"The dashboard is at {dashboard} (user demo, password demo)")
        say(f"Waiting for {encrypted.name} to be discovered, then adding it with its key")
        await add_encrypted_scale(house, proxy, encrypted, encrypted.key.hex())
        names = {scale.address: BATHROOM, encrypted.address: BEDROOM}
        await name_scales(house, entry_id, names)
        say("Adding the bridges: xiaomi_mi_scale's topics, and Domoticz, which makes the sensors")
        await set_up_bridges(house, entry_id, domoticz)
        messages = Listener(broker, "miscale/#", "domoticz/in")
        async with house.subscribe("subscribe_events", event_type="state_changed") as events:
            arrivals = Arrivals(events)
            last = await weigh_all(proxy, scale, encrypted, speed=speed)
            missing = await arrive(house, arrivals)
            say(f"What arrived:\n{table(arrivals.records)}")
            async with stay_awake(scale, last, proxy):
                missing += await come_back(house, arrivals, unheard)
        missing += await arrive_outside(house, domoticz, messages, EXPECTED)
        messages.stop()
        say(f"What was said over MQTT:\n{table_of_messages(domoticz, messages)}")
        missing += await settle_a_guest(house, proxy, scale, speed=speed)
        counts.update(each.person for each in (*EXPECTED, unheard))
        missing += await missing_on_dashboard(house, counts)
        if missing:
            say(f"Missing: {'; '.join(missing)}")
            return 1
        say("Everything arrived")
        if not once:
            say(f"Life goes on at {dashboard} (user demo, password demo). Ctrl-C ends it.")
            await live_on(proxy, scale, encrypted, stop)
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
