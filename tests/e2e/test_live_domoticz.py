"""A weighing arrives in a real Domoticz, if there is one: named by environment variables.

BODY_SCALE_LIVE_DOMOTICZ    its address, such as https://192.168.1.5:443; without it this is skipped
BODY_SCALE_LIVE_BROKER      the broker its MQTT gateway uses: mqtt://user:password@192.168.1.5:1883
BODY_SCALE_LIVE_USERNAME    who may use its API, and
BODY_SCALE_LIVE_PASSWORD    their password; Domoticz takes them over plain http only if told to
BODY_SCALE_LIVE_VERIFY_SSL  `no` for a certificate of its own
BODY_SCALE_LIVE_TOPICS      the gateway's topics, if others than domoticz/in,domoticz/out

It makes the hardware "Body Scale" with sensors of a person "Livetest", which stay; run again, it
finds them.
"""

import os
import random

import aiohttp
import pytest
import pytest_socket
from yarl import URL

from simulators.home_assistant import HomeAssistant
from simulators.people import ANNA

DOMOTICZ = os.environ.get("BODY_SCALE_LIVE_DOMOTICZ", "")
BROKER = os.environ.get("BODY_SCALE_LIVE_BROKER", "mqtt://127.0.0.1:1883")
USERNAME = os.environ.get("BODY_SCALE_LIVE_USERNAME", "")
PASSWORD = os.environ.get("BODY_SCALE_LIVE_PASSWORD", "")
VERIFY_SSL = os.environ.get("BODY_SCALE_LIVE_VERIFY_SSL", "yes") != "no"
TOPICS = os.environ.get("BODY_SCALE_LIVE_TOPICS", "domoticz/in,domoticz/out")

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(180),
    pytest.mark.skipif(not DOMOTICZ, reason="BODY_SCALE_LIVE_DOMOTICZ names no Domoticz"),
]

PERSON = ANNA | {"name": "Livetest"}


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1, and to Domoticz."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", str(URL(DOMOTICZ).host)])


async def test_a_weighing_arrives(tmp_path):
    async with HomeAssistant(tmp_path / "house") as house:
        await add_broker(house)
        entry = await house.flow("body_scale", {"next_step_id": "no_scale"}, PERSON)
        await add_bridge(house, entry["result"]["entry_id"])
        # One that isn't there from an earlier run.
        weight = round(random.uniform(55, 65), 2)
        await weigh(house, weight, impedance=541)
        fat = round(float(await house.state("sensor.livetest_body_fat")), 2)
        await shows(house, {"Weight": weight, "BMI": round(weight / 1.68**2, 2), "Body fat": fat})

        await weigh(house, round(weight + 0.1, 2))
        await shows(house, {"Weight": round(weight + 0.1, 2), "Body fat": fat})


async def add_broker(house):
    url = URL(BROKER)
    answers = {
        "broker": url.host,
        "port": url.port or 1883,
        "other_settings": {"set_client_cert": False, "set_ca_cert": "off"},
    }
    if url.user:
        answers |= {"username": url.user, "password": url.password or ""}
    result = await house.flow("mqtt", answers)
    assert result["type"] == "create_entry", result


async def add_bridge(house, entry_id):
    topic_in, topic_out = TOPICS.split(",")
    result = await house.subentry_flow(
        entry_id,
        "bridge",
        {"next_step_id": "domoticz"},
        {"topic_in": topic_in, "topic_out": topic_out, "mode": "create"},
        {
            "url": DOMOTICZ,
            "username": USERNAME,
            "password": PASSWORD,
            "verify_ssl": VERIFY_SSL,
            "metrics": ["weight", "bmi", "body_fat"],
        },
        {},
    )
    assert result["type"] == "create_entry", result
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)


async def weigh(house, weight, **more):
    await house.call("body_scale.record_weighing", person="Livetest", weight=weight, **more)


async def shows(house, expected):
    """Wait until Domoticz says over its API that sensors have these values."""

    async def shown():
        values = await values_in_domoticz()
        # It shows six significant digits.
        return {name: values[name] for name in expected} == pytest.approx(expected, abs=1e-6)

    await house.wait_for(shown, 30, f"{expected} in Domoticz")
    await house.wait_for_state("sensor.domoticz_outbox", "0", 30)


async def values_in_domoticz():
    """Return what Domoticz shows of the person's sensors, by the metric's name."""
    url = (URL(DOMOTICZ) / "json.htm").with_query(
        type="command", param="getdevices", used="all", displayhidden=1
    )
    auth = aiohttp.BasicAuth(USERNAME, PASSWORD, "utf-8") if USERNAME else None
    async with (
        aiohttp.ClientSession(auth=auth) as session,
        session.get(url, ssl=VERIFY_SSL) as response,
    ):
        response.raise_for_status()
        rows = (await response.json(content_type=None))["result"]
    return {
        row["Name"].removeprefix("Livetest "): float(row["Data"].rstrip("%").split()[0])
        for row in rows
        if row["Name"].startswith("Livetest ")
    }
