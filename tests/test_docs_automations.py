"""What `docs/automations.md` shows under *Pass weighings on* works as it stands there."""

import json
from pathlib import Path
import re

from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util, yaml as yaml_util
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from .stored import weighings_of

PAGE = Path(__file__).parent.parent / "docs" / "automations.md"
ANNA, BEN = "anna0123456789", "ben0123456789"
HOOK = "http://192.168.1.20:8080/weighings"
INFLUX = "http://192.168.1.20:8086/api/v2/write?org=home&bucket=body&precision=s"
ROW = re.compile(r"weighing,person=(\w+) weight=([\d.]+)((?:,\w+=[\d.]+)*) (\d+)")


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.fixture
async def automate(hass, household, aioclient_mock):
    """Return a function that sets up one of the page's automations, and what they all need."""
    found = [yaml_util.parse_yaml(block) for block in blocks("yaml")]
    commands = {}
    for each in found:
        commands |= each.get("rest_command", {})
    assert await async_setup_component(hass, "rest_command", {"rest_command": commands})
    aioclient_mock.post(HOOK, status=204)
    aioclient_mock.post(INFLUX, status=204)

    async def setup(alias):
        [wanted] = [each for each in found if each.get("alias") == alias]
        assert await async_setup_component(hass, "automation", {"automation": [wanted]})
        await hass.async_block_till_done()

    return setup


async def test_json_to_any_address(automate, act, household, aioclient_mock):
    await automate("Send each weighing")
    await act("record_weighing", weight=61.5, person="Anna", impedance=480)
    [weighing] = weighings_of(household, ANNA)
    await act("delete_weighing", weighing_id=weighing.weighing_id)
    sent = [json.loads(body) for _, _, body, _ in aioclient_mock.mock_calls]
    assert [each["event_type"] for each in sent] == ["weighed", "corrected"]
    assert [each["deleted"] for each in sent] == [False, True]
    assert {each["weighing_id"] for each in sent} == {weighing.weighing_id}
    # Nothing of a weighing is missing.
    expected = household.view.as_dict(weighing)
    assert {key: sent[0][key] for key in expected} == json.loads(json.dumps(expected))


async def test_pending_ones_are_sent_too(automate, act, aioclient_mock):
    await automate("Send each weighing")
    await act("record_weighing", weight=74.0)
    [(_, _, body, _)] = aioclient_mock.mock_calls
    assert (json.loads(body)["event_type"], json.loads(body)["person"]) == ("pending", None)


async def test_over_mqtt(hass, automate, act):
    published = async_mock_service(hass, "mqtt", "publish")
    await automate("Publish each weighing")
    await act("record_weighing", weight=61.5, person="Anna")
    [call] = published
    assert call.data["topic"] == f"weighings/{ANNA}"
    assert json.loads(call.data["payload"])["weight"] == 61.5


async def test_influxdb(automate, act, household, aioclient_mock):
    await automate("Weighings into InfluxDB")
    time = "2026-03-10 07:12:41"
    await act("record_weighing", weight=61.5, person="Anna", impedance=480, time=time)
    await act("record_weighing", weight=84.0, person="Ben", time=time)
    [weighing] = weighings_of(household, ANNA)
    await act("edit_weighing", weighing_id=weighing.weighing_id, weight=61.4)
    await act("delete_weighing", weighing_id=weighing.weighing_id)
    rows = [ROW.fullmatch(body.decode()) for _, _, body, _ in aioclient_mock.mock_calls]
    at = str(int(weighing.measured_at.timestamp()))
    expected = [(ANNA, "61.5", at), (BEN, "84.0", at), (ANNA, "61.4", at)]
    assert [(row[1], row[2], row[4]) for row in rows] == expected
    fields = dict(each.split("=") for each in rows[0][3].removeprefix(",").split(","))
    fat = household.view.metrics(weighing).body_fat
    assert float(fields["body_fat"]) == pytest.approx(fat, abs=0.01)
    assert "body_type" not in fields
    # Ben's had no impedance.
    assert "body_fat" not in rows[1][3]
    assert {headers["authorization"] for *_, headers in aioclient_mock.mock_calls} == {
        "Token put-it-here"
    }


async def test_telegram(hass, automate, act):
    told = async_mock_service(hass, "telegram_bot", "send_message")
    await automate("Tell Anna by Telegram")
    await act("record_weighing", weight=61.5, person="Anna")
    await act("record_weighing", weight=84.0, person="Ben")
    await act("record_weighing", weight=61.5, person="Anna", impedance=480)
    socks, barefoot = [each.data["message"] for each in told]
    assert socks == "61.50 kg"
    assert re.fullmatch(r"61\.50 kg, \d\d\.\d % fat", barefoot)


async def test_a_sample_tries_them(automate, act, entry, hass, aioclient_mock):
    [scale] = entry.get_subentries_of_type("scale")
    hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    await automate("Send each weighing")
    await act("replay_sample", person="Anna")
    [(_, _, body, _)] = aioclient_mock.mock_calls
    assert json.loads(body)["origin"] == "sample"


async def test_rest(hass, household, hass_client):
    assert await async_setup_component(hass, "api", {})
    client = await hass_client()
    [script] = blocks("bash")
    calls = re.findall(r"-d '(.*?)' \\\n  http://homeassistant\.local:8123(\S+)", script)
    answers = []
    for body, path in calls:
        answer = await client.post(path, data=body, headers={"Content-Type": "application/json"})
        assert answer.status == 200
        answers.append(await answer.json())
    assert len(calls) == 2
    [weighing] = answers[1]["service_response"]["weighings"]
    assert (weighing["person"], weighing["weight"], weighing["impedance"]) == ("Anna", 61.5, 480)


async def test_a_webhook(hass, automate, household, hass_client_no_auth):
    assert await async_setup_component(hass, "webhook", {})
    await automate("Weighings by a webhook")
    client = await hass_client_no_auth()
    before = dt_util.utcnow()
    answer = await client.post("/api/webhook/weighing-choose-your-own", json={"weight": 84.6})
    assert answer.status == 200
    await hass.async_block_till_done(wait_background_tasks=True)
    [weighing] = weighings_of(household, BEN)
    assert (weighing.weight_kg, weighing.measured_at >= before) == (84.6, True)
