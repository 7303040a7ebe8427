"""A scale with the standard's own services and the PIN of a user, through a real Home Assistant and a
proxy with the smallest packets: each weighing arrives once, wherever the connection is lost.

One scale for each place. What one says of a body is too long for a packet. Who stands on it steps off
when the connection is lost; what was measured and nobody confirmed is said again.
"""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from simulators.esphome.connections import CONNECTION_SLOTS
from simulators.esphome.gatt import SMALLEST_MTU, GattConnections
from simulators.esphome.proxy import EspHomeProxy
from simulators.home_assistant import HomeAssistant
from simulators.home_assistant.config import Settings
from simulators.household import DOMAIN, find_card
from simulators.people import BEN
from simulators.scales.sig_frames import ALL_FIELDS, Body
from simulators.scales.sig_scale import SigScale, User

from .connected import advertise, until_all_sleep, until_nobody_is_weighed
from .house import ZONE, stored_weighings

pytestmark = pytest.mark.e2e

PIN, WRONG_PIN = ({"pin": pin, "user": 1} for pin in ("3752", "2573"))
BODY = Body(fat=19.4, basal_kj=7150, muscle=40.7, soft_lean_kg=66.2, water_kg=46.8, ohm=452.0)
FORGOTTEN = (86.1, 86.2)
"""What the first scale measured while nobody listened, a day apart."""
# Connecting, its services, battery, clock; subscribing in two steps, a consent, the answer and its
# confirmation; four for a profile and four to confirm it; subscribing to two measurements.
BEFORE_A_WEIGHT = 4 + 5 + 8 + 4
# With confirmations: a weight, and a composition in two packets.
OF_A_WEIGHING = 2 + 4


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
        # On a slow machine it may wait for the next request for a while.
        scale = a_scale(connections, "A4:C1:38:00:02:00", patience=3.0)
        await weighed_once_the_pin_is_right(house, proxy, connections, scale)
        weights = [*FORGOTTEN, 86.4]

        scales = [
            another_scale(connections, message)
            for message in range(BEFORE_A_WEIGHT + OF_A_WEIGHING)
        ]
        weights += map(weight_of, range(len(scales)))
        await add(house, proxy, connections, scales)
        await until_all_sleep(house, proxy, scales)
        await until_all_arrived(house, connections, weights)
        assert not any(connections.is_cut_to_come(scale.address) for scale in scales)
        assert all(is_profile_confirmed(scale) for scale in [scale, *scales])
        # What a scale says again of a weighing that is known isn't added to it.
        without_body = {weight for weight, ohm, _ in stored_weighings(house) if ohm != BODY.ohm}
        between = range(BEFORE_A_WEIGHT + 1, BEFORE_A_WEIGHT + OF_A_WEIGHING - 1)
        assert without_body <= set(map(weight_of, between))

        await killed_before_it_says_anything(house, proxy, connections, scale)
        weights += [86.5, 86.6]
        await until_all_arrived(house, connections, weights)
        assert await house.state("sensor.ben_weight") == "86.6"
        log = house.log_tail()
        assert "Traceback" not in log, log


def local_now():
    """Return what a clock in the house shows."""
    return datetime.now(ZONE).replace(tzinfo=None, microsecond=0)


def user():
    return User(pin=3752, born=date(1986, 2, 3), height_cm=182)


def a_scale(connections, address, *, patience):
    """Return a scale with one user, which ends a connection after so long a silence."""
    scale = SigScale(
        users={1: user()},
        clock=local_now(),
        address=address,
        fields=ALL_FIELDS,
        patience=patience,
    )
    connections.bring(scale)
    return scale


def another_scale(connections, message):
    """Return a scale somebody stands on, whose connection is lost at a message."""
    scale = a_scale(connections, f"A4:C1:38:00:02:{message + 1:02X}", patience=1.0)
    scale.step_on(weight_of(message), BODY)
    connections.cut(scale.address, message)
    return scale


def weight_of(message):
    """Return the weight on the scale whose connection is lost at a message."""
    return round(84 + 0.05 * message, 2)


def is_profile_confirmed(scale):
    """Return whether its user's profile was written as it was, and that was counted."""
    return scale.users[1].profile == user().profile and scale.users[1].changes > 0


async def weighed_once_the_pin_is_right(house, proxy, connections, scale):
    """Begin a household by the card of a scale, with a wrong PIN.

    Somebody stands on the scale, it remembers two weighings, and its clock is wrong.
    """
    scale.clock -= timedelta(hours=5)
    now = local_now()
    for weight_kg, ago in zip(FORGOTTEN, (2, 1), strict=True):
        scale.remember(now - timedelta(days=ago), weight_kg, BODY)
    scale.step_on(86.4, BODY)

    advertise(proxy, [scale])
    flow_id = await find_card(house, scale)
    result = await house.continue_flow(flow_id, {}, WRONG_PIN, BEN)
    assert result["type"] == "create_entry"

    async def repairs():
        advertise(proxy, [scale])
        return await house.issues(DOMAIN)

    [issue] = await house.wait_for(repairs, 30, "repair")
    assert issue["translation_key"] == "consent"
    assert stored_weighings(house) == []
    refused = connections.said[scale.address]
    assert refused == BEFORE_A_WEIGHT - 8 - 4

    result = await house.fix(issue, PIN)
    assert result["type"] == "create_entry"
    await until_all_sleep(house, proxy, [scale])
    await until_all_arrived(house, connections, [*FORGOTTEN, 86.4])
    assert await house.issues(DOMAIN) == []
    # Its services were asked for before.
    messages = BEFORE_A_WEIGHT - 1 + 3 * OF_A_WEIGHING
    assert connections.said[scale.address] == refused + messages
    assert abs(scale.clock - local_now()) < timedelta(seconds=10)
    await as_the_scale_says(house, now)


async def as_the_scale_says(house, now):
    """Check the first weighings: their times, and what the scale says of the body and of itself."""
    answer = await house.call("body_scale.get_weighings", respond=True)
    *stored, live = answer["weighings"]
    taken = [datetime.fromisoformat(each["measured_at"]) for each in (*stored, live)]
    now = now.replace(tzinfo=ZONE)
    assert taken[:2] == [now - timedelta(days=2), now - timedelta(days=1)]
    assert timedelta() <= taken[2] - now < timedelta(seconds=120)
    origins = [(each["weight"], each["origin"]) for each in (*stored, live)]
    assert origins == [(86.1, "history"), (86.2, "history"), (86.4, "live")]
    whose = {(each["person"], each["impedance"]) for each in (*stored, live)}
    assert whose == {("Ben", 452.0)}
    given = live["given"]
    assert given["body_fat"] == 19.4
    # 7150 kJ; 40.7 %, 80.6 % and 46.8 of 86.4 kg; what is neither fat nor soft, 69.638 less 66.2 kg.
    assert given["basal_metabolism"] == 1709
    assert given["muscle_mass"] == pytest.approx(35.165, abs=0.02)
    assert given["lean_body_mass"] == pytest.approx(69.638, abs=0.02)
    assert given["water"] == pytest.approx(54.17, abs=0.02)
    assert given["bone_mass"] == pytest.approx(3.438, abs=0.02)
    devices = await house.command("config/device_registry/list")
    assert "Beurer BF720" in {each["model"] for each in devices}


async def add(house, proxy, connections, scales):
    """Accept the card of each scale as soon as the proxy has a free connection."""

    async def free():
        return len(connections.allocated) < CONNECTION_SLOTS

    async def begun():
        # It may have been lost at once.
        return connections.said[scale.address] or not connections.is_cut_to_come(scale.address)

    for scale in scales:
        await house.wait_for(free, 30, "free connection")
        advertise(proxy, [scale])
        flow_id = await find_card(house, scale)
        result = await house.continue_flow(flow_id, {}, PIN)
        assert (result["type"], result["reason"]) == ("abort", "scale_added")
        await house.wait_for(begun, 30, "connection")


async def until_all_arrived(house, connections, weights):
    """Wait until there are so many weighings, and check that they are these."""

    async def arrived():
        return not connections.allocated and len(stored_weighings(house)) >= len(weights)

    await house.wait_for(arrived, 60, "weighings")
    await until_nobody_is_weighed(house)
    assert Counter(weight for weight, _, _ in stored_weighings(house)) == Counter(weights)


async def killed_before_it_says_anything(house, proxy, connections, scale):
    """Kill Home Assistant while it is connected to a scale, and start it again."""
    scale.remember(local_now() - timedelta(hours=1), 86.5, BODY)
    scale.step_on(86.6, BODY)
    connections.slow = 0.3
    begun = connections.said[scale.address]

    async def connected():
        advertise(proxy, [scale])
        return connections.said[scale.address] > begun + 3

    await house.wait_for(connected, 60, "connection")
    await house.kill()
    connections.slow = 0.02
    await house.start()
    await proxy.wait_subscribed(60)
    await until_all_sleep(house, proxy, [scale])
