"""The stand-in for Domoticz on a real broker: its connection, its life, what survives it."""

import asyncio
import json

import aiohttp
import paho.mqtt.client as paho
import pytest

from simulators.domoticz import Domoticz
from simulators.mqtt.mosquitto import Mosquitto


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


@pytest.fixture
async def broker(tmp_path):
    async with Mosquitto(tmp_path / "broker", tls=True) as broker:
        yield broker


class Other:
    """Somebody else on the broker."""

    def __init__(self, broker, *topics):
        self.heard = []
        self._client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        self._client.username_pw_set(broker.username, broker.password)
        self._client.reconnect_delay_set(0.1, 0.2)
        subscribed = []
        self._client.on_subscribe = lambda *_: subscribed.append(True)
        self._client.on_message = lambda _, __, m: self.heard.append(
            (m.topic, m.payload.decode(), m.qos, m.retain)
        )
        self._client.connect("127.0.0.1", broker.port)
        if topics:
            self._client.subscribe([(topic, 1) for topic in topics])
        while not self._client.is_connected() or (topics and not subscribed):
            self._client.loop(0.1)
        self._client.loop_start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.disconnect()
        self._client.loop_stop()

    async def say(self, topic, payload, *, qos=1, retain=False):
        """Tell something; return when the broker has it."""
        text = payload if isinstance(payload, str) else json.dumps(payload)
        info = self._client.publish(topic, text, qos, retain)
        async with asyncio.timeout(30):
            while not info.is_published():  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@pytest.fixture
async def other(broker):
    with await asyncio.to_thread(Other, broker, "domoticz/out") as other:
        yield other


def update(idx, svalue):
    return {"idx": idx, "nvalue": 0, "svalue": svalue}


async def test_updates_arrive_in_order_and_are_told_when_asked(broker, other):
    async with Domoticz(broker) as domoticz:
        idx = domoticz.add_device("Weight/BWR102", name="Anna")
        for number in range(50):
            await other.say("domoticz/in", update(idx, f"{60 + number / 10:.1f}"))
        await domoticz.wait_for(lambda: len(domoticz.device("Anna").updates) == 50, 30)
        assert domoticz.device("Anna").updates == [f"{60 + n / 10:.1f}" for n in range(50)]

        await other.say("domoticz/in", {"command": "getdeviceinfo", "idx": idx})
        await domoticz.wait_for(lambda: other.heard, 30)
        [(topic, text, qos, retain)] = other.heard
        assert (topic, qos, retain) == ("domoticz/out", 1, False)
        assert json.loads(text)["svalue1"] == "64.9"
        assert domoticz.not_known == []


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_what_comes_while_it_is_down_is_lost_and_what_it_had_is_kept(broker, other, end):
    async with Domoticz(broker) as domoticz:
        idx = domoticz.add_device("Weight/BWR102", name="Anna")
        await other.say("domoticz/in", update(idx, "60.0"))
        await domoticz.wait_for(lambda: domoticz.device(idx).updates, 30)
        await getattr(domoticz, end)()
        assert not domoticz.connected
        await other.say("domoticz/in", update(idx, "61.0"))
        await domoticz.start()
        await other.say("domoticz/in", update(idx, "62.0"))
        await domoticz.wait_for(lambda: domoticz.device(idx).svalue == "62.0", 30)
        assert domoticz.device(idx).updates == ["60.0", "62.0"]


async def test_a_retained_update_is_taken_again_at_each_connection(broker, other):
    await other.say("domoticz/in", update(1, "55.5"), retain=True)
    async with Domoticz(broker) as domoticz:
        await domoticz.wait_for(lambda: domoticz.log, 30)
        assert domoticz.log == ["unknown idx received! (idx 1)"]
        domoticz.add_device("Weight/BWR102", name="Anna")
        await other.say("domoticz/in", update(1, "60.1"))
        await domoticz.wait_for(lambda: domoticz.device(1).svalue == "60.1", 30)
        await domoticz.stop()
        await domoticz.start()
        await domoticz.wait_for(lambda: domoticz.device(1).svalue == "55.5", 30)

        # So it is when the broker goes and comes back, in whatever way.
        await other.say("domoticz/in", update(1, "60.2"))
        await domoticz.wait_for(lambda: domoticz.device(1).svalue == "60.2", 30)
        await broker.stop()
        await domoticz.wait_for(lambda: not domoticz.connected, 30)
        await broker.start()
        await domoticz.wait_for(lambda: domoticz.device(1).svalue == "55.5", 30)
        assert domoticz.device(1).updates == ["60.1", "55.5", "60.2", "55.5"]


async def test_it_waits_for_a_broker(broker, other):
    await broker.kill()
    async with Domoticz(broker) as domoticz:
        domoticz.add_device("General/Text", name="Anna")
        assert not domoticz.connected
        await broker.start()
        await domoticz.wait_for(lambda: domoticz.connected, 30)
        await other.say("domoticz/in", update(1, "obese"))
        await domoticz.wait_for(lambda: domoticz.device(1).data == "obese", 30)


async def test_a_wrong_password(broker):
    broker.password = "wrong"
    async with Domoticz(broker) as domoticz:
        await domoticz.wait_for(lambda: domoticz.refusal, 30)
        assert domoticz.refusal == "Not authorized"
        assert not domoticz.connected


async def test_tls_and_topics_of_its_own(broker, other):
    async with Domoticz(
        broker, cafile=broker.cafile, topic_in="dz/in", topic_out="dz/out"
    ) as domoticz:
        assert domoticz.connected
        idx = domoticz.add_device("Weight/BWR102", name="Anna")
        await other.say("domoticz/in", update(idx, "1"))
        await other.say("dz/in/sub", update(idx, "2"))
        long = "ö" * 40_000  # more than one TLS record
        await other.say("dz/in", update(idx, long))
        await other.say("dz/in", update(idx, "4"))
        await domoticz.wait_for(lambda: domoticz.device(idx).svalue == "4", 30)
        assert domoticz.device(idx).updates == [long, "4"]


async def test_waiting_tells_what_there_is(broker):
    async with Domoticz(broker) as domoticz:
        domoticz.add_device("General/Text", name="Anna")
        with pytest.raises(TimeoutError, match=r"a miracle.*'Anna': \[\]"):
            await domoticz.wait_for(lambda: False, 0.2, "a miracle")


async def test_a_device_is_found_by_its_name_if_it_is_the_only_one(broker):
    domoticz = Domoticz(broker)
    first = domoticz.add_device("General/Text", name="Anna")
    assert domoticz.device("Anna") is domoticz.device(first)
    domoticz.add_device("General/Text", name="Anna")
    for name in ("Anna", "Ben"):
        with pytest.raises(KeyError):
            domoticz.device(name)


async def test_it_starts_once(broker):
    async with Domoticz(broker) as domoticz:
        with pytest.raises(RuntimeError, match="runs already"):
            await domoticz.start()
        await domoticz.kill()
        await domoticz.kill()  # nothing to kill


async def test_what_nobody_knows_is_told(broker, other):
    async with Domoticz(broker) as domoticz:
        domoticz.add_device("General/Text", name="Anna")
        await other.say("domoticz/in", {"command": 7})
        await domoticz.wait_for(lambda: domoticz.not_known, 30)
        assert domoticz.not_known == ["command 7"]


CONFIG = {
    "name": "Weight",
    "unique_id": "anna_weight",
    "state_topic": "scale/anna",
    "value_template": "{{ value_json.weight }}",
    "unit_of_measurement": "kg",
    "device": {"name": "Anna", "identifiers": ["anna"]},
}


async def test_discovery(broker, other):
    with await asyncio.to_thread(Other, broker, "domo/status") as watcher:
        await watcher.say("domo/sensor/anna_weight/config", CONFIG, retain=True)
        async with Domoticz(broker, discovery_prefix="domo") as domoticz:
            await domoticz.wait_for(lambda: watcher.heard, 30)
            assert watcher.heard == [("domo/status", "online", 1, False)]
            await domoticz.wait_for(lambda: "discovered" in "".join(domoticz.log), 30)
            await heard_by(domoticz, watcher, {"weight": 62.3}, "62.3")
            device = domoticz.device("Anna (Weight)")
            assert (device.data, device.hwid) == ("62.3 kg", domoticz.discovery._hwid)

            # An update of a device that is there is told by the other gateway.
            await watcher.say("scale/anna", {"weight": 62.4}, retain=True)
            await domoticz.wait_for(lambda: other.heard, 30)
            assert json.loads(other.heard[0][1])["svalue1"] == "62.4"

            # What is retained while it is down stays unseen.
            await domoticz.stop()
            await watcher.say("scale/anna", {"weight": 62.5}, retain=True)
            await domoticz.start()
            await heard_by(domoticz, watcher, {"weight": 62.6}, "62.6")
            assert [u for u in device.updates if u == "62.5"] == []
            assert [text for _, text, *_ in watcher.heard] == ["online", "offline", "online"]

            await domoticz.kill()
            await domoticz.start()
            # A connection that a busy machine loses is made anew, and greeted anew.
            await domoticz.wait_for(
                lambda: len(watcher.heard) > 3 and domoticz.connected, 30, "a greeting"
            )
            assert {text for _, text, *_ in watcher.heard[3:]} == {"online"}
        await domoticz.wait_for(lambda: watcher.heard[-1][1] == "offline", 30)
        assert watcher.heard[-1] == ("domo/status", "offline", 0, False)
    assert domoticz.not_known == []


async def heard_by(domoticz, other, text, svalue):
    """Tell a state until it has been taken: only it knows when it has subscribed."""

    def shown():
        return any(device.svalue == svalue for device in domoticz.devices.values())

    async with asyncio.timeout(30):
        while not shown():
            await other.say("scale/anna", text)
            await asyncio.sleep(0.02)


async def test_an_update_over_http_is_told(broker, other):
    async with Domoticz(broker) as domoticz, aiohttp.ClientSession() as session:
        idx = domoticz.add_device("General/Percentage", name="Anna fat")
        query = {"type": "command", "param": "udevice", "idx": idx, "nvalue": 0, "svalue": "21.6"}
        login = aiohttp.BasicAuth("admin", "domoticz")
        async with session.get(f"{domoticz.api.url}/json.htm", params=query, auth=login) as answer:
            assert answer.status == 200
        await domoticz.wait_for(lambda: other.heard, 30)
        assert json.loads(other.heard[0][1])["svalue1"] == "21.6"
