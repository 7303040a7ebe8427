"""A user's Node-RED flow, made for xiaomi_mi_scale's messages, carries on with ours unchanged."""

import json
from pathlib import Path

import pytest

from simulators.domoticz import Domoticz
from simulators.home_assistant import HomeAssistant
from simulators.mqtt.listener import Listener, add_broker
from simulators.mqtt.mosquitto import Mosquitto
from simulators.node_red import NodeRed
from simulators.people import ANNA

pytestmark = [
    pytest.mark.e2e,
    # Once, npm installs it.
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(NodeRed.missing()), reason=str(NodeRed.missing())),
]

# `miscale/+/weight` to `domoticz/in`; its tab's environment has the idx 1 to 4.
FLOW = Path(__file__).with_name("node_red_flow.json")
SCALE, WEIGHT, METABOLIC_AGE, BODY_FAT = 1, 2, 3, 4


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


def add_sensors(domoticz):
    """Add the four sensors that the flow sets."""
    assert [
        domoticz.add_device("Weight/BWR102", name="Scale"),
        domoticz.add_device("General/Custom Sensor", name="Weight", unit="kg"),
        domoticz.add_device("General/Custom Sensor", name="Metabolic age", unit="years"),
        domoticz.add_device("General/Percentage", name="Body fat"),
    ] == [SCALE, WEIGHT, METABOLIC_AGE, BODY_FAT]


def numbers(domoticz, idx):
    return [float(svalue) for svalue in domoticz.device(idx).updates]


async def test_the_flow_carries_on(tmp_path):
    flow = json.loads(FLOW.read_text())
    async with (
        Mosquitto(tmp_path / "broker") as broker,
        Domoticz(broker) as domoticz,
        NodeRed(tmp_path / "node-red", broker) as node_red,
        HomeAssistant(tmp_path / "house") as house,
    ):
        add_sensors(domoticz)
        await node_red.deploy(flow)
        await add_broker(house, broker)
        entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, ANNA)
        entry_id = entry["result"]["entry_id"]
        await house.subentry_flow(entry_id, "bridge", {"next_step_id": "miscale"}, {})
        await house.wait_for_state("sensor.miscale_outbox", "0", 30)
        listener = Listener(broker, "miscale/Anna/weight")
        try:
            await weigh(house, 61.6, 541)
            await shows(domoticz, {SCALE: 1, WEIGHT: 1, METABOLIC_AGE: 1, BODY_FAT: 1})
            await weigh(house, 62.3)
            await shows(domoticz, {SCALE: 2, WEIGHT: 2})
            # It is told what the broker keeps.
            await node_red.stop()
            await node_red.start()
            await shows(domoticz, {SCALE: 3, WEIGHT: 3})
            await weigh(house, 62.1, 520)
            await shows(domoticz, {SCALE: 4, WEIGHT: 4, METABOLIC_AGE: 2, BODY_FAT: 2})
            await domoticz.wait_for(lambda: len(listener.messages) == 3, 30, "the last message")
        finally:
            listener.stop()
        first, second, third = (json.loads(message.payload) for message in listener.messages)
        assert "body_fat" not in second
        # Each value once, nothing in between, and no zeros.
        assert {idx: numbers(domoticz, idx) for idx in domoticz.devices} == {
            SCALE: [61.6, 62.3, 62.3, 62.1],
            WEIGHT: [61.6, 62.3, 62.3, 62.1],
            METABOLIC_AGE: [first["metabolic_age"], third["metabolic_age"]],
            BODY_FAT: [first["body_fat"], third["body_fat"]],
        }
        assert all(numbers(domoticz, METABOLIC_AGE) + numbers(domoticz, BODY_FAT))
        assert domoticz.not_known == []


async def weigh(house, weight, impedance=None):
    more = {} if impedance is None else {"impedance": impedance}
    await house.call("body_scale.record_weighing", person="Anna", weight=weight, **more)


async def shows(domoticz, counts):
    """Wait until sensors were set so many times."""
    for idx, count in counts.items():
        await domoticz.wait_for(lambda idx=idx, n=count: len(numbers(domoticz, idx)) >= n, 30)
