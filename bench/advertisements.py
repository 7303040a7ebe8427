"""What changing advertisements of a scale cost Home Assistant: ours beside core's xiaomi_ble, and none.

Three real Home Assistants, one after the other, hear the same advertisements through the same
simulated Bluetooth proxy: a load that moves all the time. One has this integration, one has core's
xiaomi_ble, one has neither. What counts is the CPU time of the whole process, recorder included.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
import os
from pathlib import Path
import tempfile

from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.household import set_up_household
from simulators.people import BEN
from simulators.scales.mi_scale import MiScale
from simulators.scales.mi_scale_frames import Display, Model, Unit, payload
from simulators.scales.player import play

SETTLE_S = 10.0
"""After its set-up a Home Assistant writes its stores."""
AFTER_S = 2.0
"""The recorder commits every second."""

type SetUp = Callable[[HomeAssistant, EspHomeProxy, MiScale], Awaitable[None]]


async def nobody(house: HomeAssistant, proxy: EspHomeProxy, scale: MiScale) -> None:
    """Hear the scale once, and leave it."""
    await play(scale, scale.wake(), proxy)


async def ours(house: HomeAssistant, proxy: EspHomeProxy, scale: MiScale) -> None:
    """Add the scale to a household of one."""
    await set_up_household(house, proxy, scale, BEN)


async def theirs(house: HomeAssistant, proxy: EspHomeProxy, scale: MiScale) -> None:
    """Add the scale to core's xiaomi_ble."""
    await play(scale, scale.wake(), proxy)

    async def card() -> str | None:
        for flow in await house.discovered("xiaomi_ble"):
            return str(flow["flow_id"])
        return None

    await house.continue_flow(await house.wait_for(card, 30, "card of xiaomi_ble"), {})


KINDS: Mapping[str, SetUp] = {"neither": nobody, "xiaomi_ble": theirs, "body_scale": ours}


def cpu_s(pid: int) -> float:
    """Return the CPU seconds of a process so far, all threads, in user mode and in the kernel."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def measure(kind: str, count: int, rate: float) -> float:
    """Return the CPU seconds that one Home Assistant takes for so many advertisements."""
    scale = MiScale()
    begin = datetime.now()  # noqa: DTZ005 - the scale's clock has no zone
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        async with (
            EspHomeProxy(name="hall") as proxy,
            HomeAssistant(Path(folder) / kind) as house,
        ):
            await house.add_proxy("127.0.0.1", proxy.port)
            await proxy.wait_subscribed(30)
            await KINDS[kind](house, proxy, scale)
            await asyncio.sleep(SETTLE_S)
            before = cpu_s(house.pid)
            loop = asyncio.get_running_loop()
            due = loop.time()
            for number in range(count):
                # Up and down by 50 g at least: no two in a row are the same.
                weight = 60 + abs(number % 400 - 200) / 20
                stamp = begin + timedelta(seconds=number // rate)
                heard = payload(Model.V2, Unit.KG, Display(weight_kg=weight, stamp=stamp))
                proxy.advertise(scale.address, scale.advertising_data(heard))
                due += 1 / rate
                await asyncio.sleep(max(0.0, due - loop.time()))
            await asyncio.sleep(AFTER_S)
            return cpu_s(house.pid) - before


async def compare(count: int, rate: float, rounds: int) -> None:
    """Print the least CPU time of each, and the ratios."""
    least = dict.fromkeys(KINDS, float("inf"))
    for _ in range(rounds):
        for kind in KINDS:
            spent = await measure(kind, count, rate)
            least[kind] = min(least[kind], spent)
            print(f"{kind:10} {spent:5.2f} CPU-seconds for {count} advertisements, {rate:.0f}/s")
    own, other, idle = least["body_scale"], least["xiaomi_ble"], least["neither"]
    print(
        f"body_scale / xiaomi_ble: {own / other:.2f};"
        f" without what hearing them costs anyway: {(own - idle) / (other - idle):.2f}"
    )


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(prog="scripts/bench advertisements", description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="how many advertisements")
    parser.add_argument("--rate", type=float, default=100.0, help="how many a second")
    parser.add_argument("--rounds", type=int, default=1, help="the least of so many counts")
    options = parser.parse_args()
    asyncio.run(compare(options.count, options.rate, options.rounds))


if __name__ == "__main__":
    main()
