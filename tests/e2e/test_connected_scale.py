"""Scales that are connected to, through a real Home Assistant and a proxy with few slots and slow
answers: each weighing arrives once, wherever in the conversation the connection is lost.

One scale for each place, so that they don't wait for each other's rests. Who stands on one of the first
half steps off, and the scale has to remember it; who stands on one of the second half stays until the
weight has arrived. Those that have said it before the loss come last: nobody stays for over a minute.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import find_card
from simulators.people import BEN
from simulators.scales.qn_gatt import QnScale, seconds_at

from .connected import advertise, until_all_sleep, until_nobody_is_weighed
from .house import ZONE, stored_weighings

pytestmark = pytest.mark.e2e

OHMS = (533, 484)
FORGOTTEN = (86.1, 86.2)
"""What the first scale weighed while nobody listened, a day apart."""


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


async def test_a_connection_is_lost_at_each_step(tmp_path):
    settings = Settings(logs={"custom_components.body_scale": "info"}, time_zone=ZONE.key)
    connections = GattConnections(mtu=SMALLEST_MTU, slow=0.02)
    async with (
        EspHomeProxy(name="hall", connections=connections) as proxy,
        HomeAssistant(tmp_path / "house", settings=settings) as house,
    ):
        connections.announce = proxy.announce_connections
        await house.add_proxy("127.0.0.1", proxy.port)
        await proxy.wait_subscribed(30)
        scale = await weighed_and_asked_what_it_remembers(house, proxy, connections)

        # The others remember nothing yet, and say that in one frame.
        messages = connections.said[scale.address] - len(FORGOTTEN) + 1
        # Connecting, its services, subscribing in two steps; it says seven frames and hears four.
        assert messages == 15
        scales = [
            another_scale(connections, number, message, is_hurried=number < messages)
            for number, message in enumerate([*range(messages)] * 2)
        ]
        await add(house, proxy, scales)
        await until_all_sleep(house, proxy, scales)
        await until_nobody_is_weighed(house)
        weights = [*FORGOTTEN, 86.4, *(scale.weighed_kg for scale in scales)]
        assert Counter(weight for weight, _, _ in stored_weighings(house)) == Counter(weights)
        assert not any(connections.is_cut_to_come(scale.address) for scale in scales)

        await weighed_after_a_power_cut(house, proxy, scale)
        weights.append(86.6)
        assert Counter(weight for weight, _, _ in stored_weighings(house)) == Counter(weights)
        log = house.log_tail()
        assert "Traceback" not in log, log


def another_scale(connections, number, message, *, is_hurried):
    """Return a scale somebody stands on, whose connection is lost at a message."""
    scale = QnScale(
        address=f"A4:C1:38:00:01:{number:02X}",
        weight_kg=round(84 + 0.05 * number, 2),
        resistances=OHMS,
        is_hurried=is_hurried,
    )
    connections.bring(scale)
    connections.cut(scale.address, message)
    return scale


async def weighed_and_asked_what_it_remembers(house, proxy, connections):
    """Begin a household by the card of a scale somebody stands on: it is weighed at once."""
    now = datetime.now(UTC)
    days = (timedelta(days=2), timedelta(days=1))
    memory = [
        (seconds_at(now - ago), weight, OHMS) for ago, weight in zip(days, FORGOTTEN, strict=True)
    ]
    scale = QnScale(weight_kg=86.4, resistances=OHMS, memory=memory)
    connections.bring(scale)
    advertise(proxy, [scale])
    flow_id = await find_card(house, scale)
    result = await house.continue_flow(flow_id, {}, BEN)
    assert result["type"] == "create_entry"
    await until_all_sleep(house, proxy, [scale])
    await house.wait_for_state("sensor.ben_weight", "86.4", 30)
    weighed = [(weight, OHMS[0], "history") for weight in FORGOTTEN] + [(86.4, OHMS[0], "live")]
    assert stored_weighings(house) == weighed
    assert scale.memory == []
    return scale


async def add(house, proxy, scales):
    """Accept the card of each scale."""
    for scale in scales:
        advertise(proxy, [scale])
        flow_id = await find_card(house, scale)
        result = await house.continue_flow(flow_id, {})
        assert (result["type"], result["reason"]) == ("abort", "scale_added")


async def weighed_after_a_power_cut(house, proxy, scale):
    await house.kill()
    await house.start()
    await proxy.wait_subscribed(60)
    scale.step_on(86.6)
    await until_all_sleep(house, proxy, [scale])
    await house.wait_for_state("sensor.ben_weight", "86.6", 30)
