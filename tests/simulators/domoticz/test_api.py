"""What a real Domoticz 2025.1 answered to calls of its JSON API."""

import asyncio
import json
import ssl

import aiohttp
import pytest

from simulators.domoticz.api import Api
from simulators.domoticz.devices import PERCENTAGE, SCALE, TEXT, Database
from simulators.mqtt.certificates import make_certificates

LOGIN = aiohttp.BasicAuth("admin", "domoticz")


@pytest.fixture(autouse=True)
def _sockets(socket_enabled):
    """Let the test talk on 127.0.0.1."""


@pytest.fixture
def database():
    return Database()


@pytest.fixture
async def api(database):
    api = Api(database)
    await api.start()
    yield api
    await api.stop()


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(api, session):
    """Return the API as a function from parameters to the answer's object."""

    async def call(param, **parameters):
        query = {"type": "command", "param": param, **parameters}
        async with session.get(f"{api.url}/json.htm", params=query, auth=LOGIN) as response:
            assert response.status == 200
            return json.loads(await response.text())

    return call


async def test_version(call):
    assert await call("getversion") == {
        "version": "2025.1 (build 16785)",
        "hash": "85308e91e",
        "status": "OK",
    }


async def test_hardware(call):
    assert "result" not in await call("gethardware")
    for htype, idx in ((15, "2"), (43, "3"), (125, "4")):
        made = await call(
            "addhardware",
            htype=htype,
            name=f"Body scale {htype}",
            enabled="true",
            datatimeout=0,
            loglevel=7,
        )
        assert made == {"idx": idx, "status": "OK"}
    listed = await call("gethardware")
    assert listed["status"] == "OK"
    assert listed["result"][0] == {
        "idx": "2",
        "Name": "Body scale 15",
        "Enabled": "true",
        "Type": 15,
    }
    assert [row["Type"] for row in listed["result"]] == [15, 43, 125]


@pytest.mark.parametrize("missing", ["htype", "name", "enabled"])
async def test_hardware_lacking_something(call, missing):
    asked = {"htype": 15, "name": "Body scale", "enabled": "true"}
    del asked[missing]
    assert await call("addhardware", **asked) == {"status": "ERR"}
    assert "result" not in await call("gethardware")


@pytest.mark.parametrize(
    ("mapped", "options", "kind", "subtype", "data"),
    [
        ("0x5D01", None, "Weight", "BWR102", "62.345 kg"),
        ("0xF31F", "1;kcal", "General", "Custom Sensor", "62.345 kcal"),
        ("0xF31F", "1;Ohm", "General", "Custom Sensor", "62.345 Ohm"),
        ("0xF31F", "1;kg/m2", "General", "Custom Sensor", "62.345 kg/m2"),
        ("0xF31F", "1;years", "General", "Custom Sensor", "62.345 years"),
        ("0xF306", None, "General", "Percentage", "62.345%"),
        ("0xF313", None, "General", "Text", "62.345"),
    ],
)
async def test_sensors(database, call, mapped, options, kind, subtype, data):
    hwid = database.add_hardware("Virtual")
    asked = {"idx": hwid, "sensorname": "Anna weight", "sensormappedtype": mapped}
    asked |= {"sensoroptions": options} if options else {}
    assert await call("createdevice", **asked) == {
        "idx": "1",
        "status": "OK",
        "title": "CreateSensor",
    }
    assert await call("udevice", idx=1, nvalue=0, svalue="62.345") == {"status": "OK"}
    for asked in ({"used": "all", "displayhidden": 1}, {"rid": 1}):
        [row] = (await call("getdevices", **asked))["result"]
        assert (row["idx"], row["Name"], row["Type"]) == ("1", "Anna weight", kind)
        assert (row["SubType"], row["Data"], row["BatteryLevel"]) == (subtype, data, 255)
        assert row["SignalLevel"] == "-"
        assert row.get("SensorUnit") == (options[2:] if options else None)
        assert row["LastUpdate"] == database.devices[1].last_update
    assert "result" not in await call("getdevices", rid=2)


@pytest.mark.parametrize(
    "asked",
    [
        {"sensormappedtype": "0xF31F"},  # a Custom Sensor without its unit
        {"sensormappedtype": "0x5D01", "idx": ""},
        {"sensormappedtype": "0x5D01", "sensorname": ""},
    ],
)
async def test_sensors_that_are_refused(database, call, asked):
    hwid = database.add_hardware("Virtual")
    answer = await call("createdevice", **({"idx": hwid, "sensorname": "Anna"} | asked))
    assert answer == {"status": "ERR"}
    assert database.devices == {}


async def test_updates(database, api, call):
    told = []
    api._on_update = told.append
    device = database.add_device(SCALE, hwid=database.add_hardware("Virtual"), name="Anna")
    assert await call("udevice", idx=9, nvalue=0, svalue="62.3") == {"status": "ERR"}
    assert await call("udevice", idx=1, nvalue=0, svalue="foo") == {"status": "OK"}
    assert (device.data, device.updates, told) == ("0 kg", ["foo"], [device])


async def test_a_hidden_device_is_listed_when_all_are_asked_for(database, call):
    hwid = database.add_hardware("Virtual")
    database.add_device(TEXT, hwid=hwid, name="Anna", used=False)
    database.add_device(PERCENTAGE, hwid=hwid, name="Ben")
    listed = await call("getdevices", used="all", displayhidden=1)
    assert [(row["Name"], row["Used"]) for row in listed["result"]] == [("Anna", 0), ("Ben", 1)]


async def raw(session, url, auth=None, **query):
    """Return status and text."""
    async with session.get(f"{url}/json.htm", params=query, auth=auth) as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    ("query", "status"),
    [({"type": "devices", "rid": 1}, 404), ({"type": "hardware"}, 404), ({}, 401)],
)
async def test_older_calls_are_not_known(api, session, query, status):
    assert (await raw(session, api.url, LOGIN, **query))[0] == status


async def test_commands_that_there_are_not(call, api, session):
    assert await call("weigh") == {"status": "ERROR"}
    status, text = await raw(session, api.url, LOGIN, type="command")
    assert (status, json.loads(text)) == (200, {"status": "ERR"})


async def test_who_is_no_administrator_changes_nothing(database, api, call, session):
    hwid = database.add_hardware("Virtual")
    database.add_device(SCALE, hwid=hwid, name="Anna")
    api.is_administrator = False
    assert (await call("getdevices", used="all"))["result"]
    for command in ("addhardware", "createdevice", "setused"):
        query = {"type": "command", "param": command, "idx": 1, "used": "false"}
        assert (await raw(session, api.url, LOGIN, **query))[0] == 403
    assert (len(database.hardware), len(database.devices)) == (1, 1)


async def test_what_is_not_used_is_deleted(database, call):
    hwid = database.add_hardware("Virtual")
    database.add_device(SCALE, hwid=hwid, name="Anna")
    assert await call("setused", idx=1, used="false") == {"status": "OK"}
    assert database.devices == {}


async def test_a_sensor_on_no_hardware_is_said_to_be_made(database, call):
    answer = await call("createdevice", idx=9, sensorname="x", sensormappedtype="0x5D01")
    assert answer["status"] == "OK"
    assert database.devices == {}


async def test_a_unit_with_a_semicolon_is_none(database, call):
    hwid = database.add_hardware("Virtual")
    query = {"sensorname": "x", "sensormappedtype": "0xF31F", "sensoroptions": "1;a;b"}
    await call("createdevice", idx=hwid, **query)
    assert database.devices[1].sensor_unit == ""


@pytest.mark.parametrize("auth", [None, aiohttp.BasicAuth("admin", "x"), LOGIN])
async def test_login(api, session, auth):
    api.plain_basic_auth = auth is not LOGIN
    devices = await raw(session, api.url, auth, type="command", param="getdevices", used="all")
    assert devices == (401, devices[1])
    # The one call that pretends.
    status, text = await raw(session, api.url, auth, type="command", param="getversion")
    assert (status, json.loads(text)) == (200, {"status": "OK"})
    assert api.requests == []


async def test_https_needs_no_preference(tmp_path, session):
    made = make_certificates(tmp_path)
    api = Api(Database(), plain_basic_auth=False, certificate=made.server)
    await api.start()
    try:
        trust = ssl.create_default_context(cafile=made.ca)
        url = f"{api.url}/json.htm?type=command&param=getdevices&used=all"
        async with session.get(url, auth=LOGIN, ssl=trust) as response:
            assert response.status == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await session.get(url, auth=LOGIN)
    finally:
        await api.stop()


@pytest.mark.parametrize(
    ("fault", "status", "text"),
    [("html", 200, "<!DOCTYPE"), ("empty", 200, ""), ("error", 500, "")],
)
async def test_faulty_answers(api, session, fault, status, text):
    api.fault = fault
    answer = await raw(session, api.url, LOGIN, type="command", param="getversion")
    assert answer[0] == status
    assert answer[1].startswith(text)
    api.fault = None
    answer = await raw(session, api.url, LOGIN, type="command", param="getversion")
    assert "2025.1" in answer[1]


async def test_no_answer(api, session):
    api.fault = "close"
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await raw(session, api.url, LOGIN, type="command", param="getversion")
    api.fault = "hang"
    waiting = asyncio.create_task(raw(session, api.url, LOGIN, type="command", param="getversion"))
    done, _ = await asyncio.wait([waiting], timeout=0.1)
    assert not done
    # That doesn't keep it from ending.
    async with asyncio.timeout(30):
        await api.stop()
    with pytest.raises(aiohttp.ClientError):
        await waiting


async def test_the_port_is_kept(api, session):
    port = api.port
    await api.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await raw(session, api.url, LOGIN, type="command", param="getversion")
    await api.start()
    assert api.port == port
    assert (await raw(session, api.url, LOGIN, type="command", param="getversion"))[0] == 200


@pytest.mark.parametrize(
    "query",
    [
        {"param": "deletedevice", "idx": "1"},
        {"param": "addhardware", "htype": "999", "name": "x", "enabled": "true"},
        {"param": "createdevice", "idx": "2", "sensorname": "x", "sensormappedtype": "0xF401"},
        {"param": "setused", "idx": "1", "used": "true"},
        {"param": "setused", "idx": "1", "used": "false"},
        {"param": "getdevices", "used": "true"},
        {"param": "getdevices"},
        {"param": "udevice", "idx": "1", "nvalue": "0"},
    ],
)
async def test_what_nobody_has_seen_is_not_guessed(database, api, session, query):
    database.add_hardware("Virtual")
    status, text = await raw(session, api.url, LOGIN, type="command", **query)
    assert status == 501
    assert text.startswith("The stand-in doesn't know")
    assert len(database.not_known) == 1
    assert database.devices == {}
