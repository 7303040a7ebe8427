"""The Domoticz bridge: what a Domoticz as observed shows when people step on the scale."""

import asyncio
from datetime import timedelta
import json
from types import MappingProxyType, SimpleNamespace

import aiohttp
from aiohttp import web
from homeassistant.components.mqtt.const import MQTT_CONNECTION_STATE
from homeassistant.config_entries import SOURCE_IGNORE, SOURCE_USER, ConfigSubentry
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
    async_fire_time_changed,
)
from yarl import URL

from custom_components.body_scale.bridges.domoticz.api import DomoticzApi, DomoticzApiError
from custom_components.body_scale.bridges.mqtt import ECHO_TIMEOUT_S
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import Origin, Weighing
from simulators.domoticz.api import Api
from simulators.domoticz.devices import KINDS, Database
from simulators.domoticz.input import Input
from simulators.domoticz.turns import Turns
from simulators.mqtt.certificates import make_certificates

from ..bluetooth import MOVING, WEIGHED
from .conftest import MISCALE

ANNA_ID, BEN_ID = "anna0123456789", "ben0123456789"
IN_SOCKS = (
    "0204e3070a1e163b0d00005230",
    "0224e3070a1e163b2cfdff3e30",
    "02a4e3070a1e17000bfdff3e30",
)
SENSORS = [
    {"person": BEN_ID, "metric": "weight", "idx": 1},
    {"person": BEN_ID, "metric": "body_fat", "idx": 2},
    {"person": BEN_ID, "metric": "body_type", "idx": 3},
    {"person": ANNA_ID, "metric": "weight", "idx": 4},
]
TOPICS = {"topic_in": "domoticz/in", "topic_out": "domoticz/out"}
IDX = {"kind": "domoticz", "mode": "idx", **TOPICS, "sensors": SENSORS}
DISCOVERY = {
    "kind": "domoticz",
    "mode": "discovery",
    **TOPICS,
    "prefix": "dz",
    "metrics": ["weight", "body_fat"],
}


@pytest.fixture
def bridge():
    return IDX


@pytest.fixture
def database():
    """Return a Domoticz with the sensors that the bridge is set up for."""
    database = Database()
    hardware = database.add_hardware("Virtual")
    kinds = "Weight/BWR102", "General/Percentage", "General/Text", "General/Custom Sensor"
    for number, kind in enumerate(kinds, 1):
        unit = "kg" if "Custom" in kind else ""
        database.add_device(KINDS[kind], hwid=hardware, name=f"n{number}", unit=unit)
    return database


@pytest.fixture
def domoticz(broker, database):
    broker.domoticz = Input(database)
    return broker.domoticz


@pytest.fixture
def updates(database):
    return lambda idx: database.devices[idx].updates


@pytest.fixture
async def house(domoticz, house):
    return house


def issue(hass, idx):
    for (domain, issue_id), found in ir.async_get(hass).issues.items():
        if domain == DOMAIN and issue_id.startswith("domoticz_") and issue_id.endswith(f"_{idx}"):
            return found
    return None


def outbox(hass):
    return hass.states.get("sensor.domoticz_outbox").state


def typed(rows):
    """Return rows without what the form saw there."""
    return [{key: value for key, value in row.items() if key != "device"} for row in rows]


def repair(hass, key):
    """Return the repair of that text."""
    issues = ir.async_get(hass).issues.values()
    return next((each for each in issues if each.translation_key == key), None)


class TestIdx:
    async def test_a_weighing_sets_the_sensors_of_its_person(self, hass, house, hear, updates):
        await hear(MOVING, WEIGHED)
        assert updates(1) == ["85.15"]
        # mi_fit of this capture, as the metrics' own tests have it.
        [fat] = updates(2)
        assert float(fat) == pytest.approx(25.4, abs=0.05)
        [kind] = updates(3)
        assert kind in {"overweight", "thick set", "obese"}
        assert updates(4) == []
        assert outbox(hass) == "0"

    async def test_what_a_weighing_cannot_give_is_not_sent(self, house, act, updates):
        await act("record_weighing", weight=84.0, person="Ben")
        assert updates(1) == ["84.00"]
        assert updates(2) == updates(3) == []

    async def test_it_never_goes_back(self, house, act, updates):
        await act("record_weighing", weight=84.0, person="Ben")
        await act(
            "record_weighing",
            weight=80.5,
            person="Ben",
            time=dt_util.utcnow() - timedelta(days=1),
        )
        assert updates(1) == ["84.00"]

    async def test_a_wrong_weighing_is_followed_by_the_newest_right_one(self, house, act, updates):
        await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=62.0, person="Ben")
        wrong = (await act("get_weighings", respond=True))["weighings"][-1]["weighing_id"]
        await act("assign_weighing", weighing_id=wrong, person="Anna")
        assert updates(1) == ["84.00", "62.00", "84.00"]
        assert updates(4) == ["62.00"]
        await act("delete_weighing", weighing_id=wrong)
        # Domoticz can't forget: nothing right is left to show.
        assert updates(4) == ["62.00"]

    async def test_an_import_is_never_sent(self, house, settle, updates):
        imported = Weighing(
            weighing_id="w",
            scale="import",
            measured_at=dt_util.utcnow(),
            weight_kg=84.0,
            person_id=BEN_ID,
            origin=Origin.IMPORT,
        )
        await house.records.add([imported])
        await settle()
        assert updates(1) == []

    async def test_waits_for_a_domoticz_that_is_away(
        self, hass, house, broker, act, updates, settle, freezer
    ):
        domoticz, broker.domoticz = broker.domoticz, None
        for weight in (84.0, 84.2):
            await act("record_weighing", weight=weight, person="Ben")
        for _ in range(4):
            freezer.tick(ECHO_TIMEOUT_S + 1)
            async_fire_time_changed(hass)
            await settle()
        assert outbox(hass) == "2"
        broker.domoticz = domoticz
        for _ in range(2):
            freezer.tick(600)
            async_fire_time_changed(hass)
            await settle()
        assert updates(1) == ["84.00", "84.20"]
        assert outbox(hass) == "0"

    async def test_whatever_it_says_it_is_back(
        self, hass, house, broker, act, updates, settle, freezer
    ):
        domoticz, broker.domoticz = broker.domoticz, None
        await act("record_weighing", weight=84.0, person="Ben")
        freezer.tick(ECHO_TIMEOUT_S + 1)
        async_fire_time_changed(hass)
        await settle()
        broker.domoticz = domoticz
        async_fire_mqtt_message(hass, "domoticz/out", '{"idx":77,"svalue1":"1"}', 1)
        await settle()
        assert updates(1) == ["84.00"]

    async def test_a_sensor_of_another_type_is_left_alone(
        self, hass, house, database, act, updates, settle, freezer
    ):
        database.devices[1].kind, right = KINDS["General/Percentage"], database.devices[1].kind
        await act("record_weighing", weight=84.0, person="Ben")
        freezer.tick(ECHO_TIMEOUT_S + 1)
        async_fire_time_changed(hass)
        await settle()
        assert updates(1) == []
        found = issue(hass, 1)
        assert found.translation_key == "domoticz_type"
        assert found.translation_placeholders["found"] == "General/Percentage"
        assert "Weight/BWR102" in found.translation_placeholders["wanted"]
        database.devices[1].kind = right
        freezer.tick(60)
        async_fire_time_changed(hass)
        await settle()
        assert updates(1) == ["84.00"]
        assert issue(hass, 1) is None

    async def test_a_sensor_that_is_not_there_is_not_asked_for_all_the_time(
        self, hass, house, broker, database, act, settle, freezer
    ):
        del database.devices[1]
        asked = 0
        receive = broker.domoticz.receive

        def count(topic, payload):
            nonlocal asked
            asked += '"getdeviceinfo","idx":1}' in payload
            return receive(topic, payload)

        broker.domoticz.receive = count
        await act("record_weighing", weight=84.0, person="Ben")
        for _ in range(300):
            freezer.tick(2)
            async_fire_time_changed(hass)
            async_fire_mqtt_message(hass, "domoticz/out", '{"idx":77,"svalue1":"1"}', 1)
            await settle()
        # Within ten minutes, with pauses of 5, 10, 20 s and so on, and 10 s for each answer.
        assert 4 <= asked <= 8

    async def test_a_repair_goes_when_the_sensor_is_not_used_any_more(
        self, hass, house, entry, database, act, settle, freezer
    ):
        database.devices[1].kind = KINDS["General/Percentage"]
        await act("record_weighing", weight=84.0, person="Ben")
        assert issue(hass, 1)
        [subentry] = entry.get_subentries_of_type("bridge")
        hass.config_entries.async_update_subentry(
            entry, subentry, data=IDX | {"sensors": SENSORS[1:]}
        )
        await settle()
        assert issue(hass, 1) is None

    async def test_what_a_hostile_broker_says(self, hass, house, act, updates, caplog, settle):
        long = {
            "idx": 1,
            "name": "n" * 1000,
            "dtype": "x" * 100_000,
            "stype": {"a": [1]},
            "svalue1": "y" * 100_000,
        }
        for payload in (
            "[" * 100_000,
            b"\xff\xfe",
            "",
            '{"idx":true,"svalue1":"1"}',
            '{"idx":-1}',
            '{"idx":NaN}',
            json.dumps(long),
            # Longer than any message is: not even looked at.
            json.dumps({"idx": 1, "dtype": "too long", "svalue1": "z" * 10_000_000}),
        ):
            async_fire_mqtt_message(hass, "domoticz/out", payload, 1)
        await settle()
        found = issue(hass, 1).translation_placeholders["found"]
        assert found.startswith("xxx")
        assert len(found) < 100
        await act("record_weighing", weight=84.0, person="Ben")
        assert updates(1) == ["84.00"]
        assert "Traceback" not in caplog.text

    async def test_a_deleted_sensor_holds_up_no_other(
        self, hass, house, database, act, updates, hear, settle, freezer
    ):
        del database.devices[1]
        await hear(MOVING, WEIGHED)
        for _ in range(3):
            freezer.tick(ECHO_TIMEOUT_S + 1)
            async_fire_time_changed(hass)
            await settle()
        assert len(updates(2)) == 1
        assert issue(hass, 1).translation_key == "domoticz_unknown"
        assert outbox(hass) == "1"

    @pytest.fixture
    def later(self, hass, settle, freezer):
        async def wait(seconds, step=11):
            for _ in range(0, seconds, step):
                freezer.tick(step)
                async_fire_time_changed(hass)
                await settle()

        return wait

    async def test_a_deleted_sensor_makes_nobody_wait(
        self, hass, house, database, act, updates, later
    ):
        await act("record_weighing", weight=84.0, person="Ben")
        del database.devices[1]
        await act("record_weighing", weight=84.1, person="Ben")
        # By now it is tried every ten minutes.
        await later(1300)
        await act("record_weighing", weight=60.0, person="Anna")
        assert updates(4) == ["60.00"]

    @pytest.fixture
    def water_meter(self, database):
        """Return what makes another device, which gets the idx of the deleted newest one."""

        def make(kind="General/Custom Sensor", hwid=None, name="Water meter"):
            hwid = hwid or database.add_hardware("Water")
            device = database.add_device(KINDS[kind], hwid=hwid, name=name, unit="m3")
            assert device.idx == 4
            return device

        return make

    @pytest.mark.parametrize("kind", ["General/Custom Sensor", "Weight/BWR102"])
    async def test_the_idx_of_a_deleted_sensor_is_another_devices(
        self,
        hass,
        house,
        entry,
        database,
        act,
        updates,
        later,
        settle,
        listening,
        water_meter,
        kind,
    ):
        for person, weight in (("Ben", 84.0), ("Anna", 60.0)):
            await act("record_weighing", weight=weight, person=person)
        database.delete_device(4)
        await act("record_weighing", weight=84.1, person="Ben")
        await act("record_weighing", weight=60.1, person="Anna")
        await later(22)
        assert issue(hass, 4).translation_key == "domoticz_unknown"
        assert issue(hass, 4).translation_placeholders["name"] == "n4"
        # On the same hardware, as a sensor that was renamed.
        meter = water_meter(kind, hwid=2)
        await later(1300)
        found = issue(hass, 4)
        assert found.translation_key == "domoticz_replaced"
        assert found.translation_placeholders["found_name"] == "Water meter"
        await hass.config_entries.async_reload(entry.entry_id)
        await later(22)
        assert issue(hass, 4).translation_key == "domoticz_replaced"
        await act("record_weighing", weight=60.2, person="Anna")
        await later(1300)
        assert meter.updates == []
        assert issue(hass, 4)
        assert outbox(hass) == "2"
        assert updates(1) == ["84.00", "84.10"]

    async def test_that_it_was_missing_is_known_after_a_restart(
        self, hass, house, entry, database, act, later, settle, water_meter
    ):
        for person, weight in (("Anna", 60.0), ("Ben", 84.0)):
            await act("record_weighing", weight=weight, person=person)
        database.delete_device(4)
        await act("record_weighing", weight=60.1, person="Anna")
        await later(11)
        assert issue(hass, 4).translation_key == "domoticz_unknown"
        await hass.config_entries.async_unload(entry.entry_id)
        ir.async_get(hass).async_delete(DOMAIN, issue(hass, 4).issue_id)
        meter = water_meter("Weight/BWR102", hwid=2)
        await hass.config_entries.async_setup(entry.entry_id)
        await settle()
        assert issue(hass, 4)
        await later(1300)
        assert meter.updates == []
        assert issue(hass, 4).translation_key == "domoticz_replaced"

    async def test_another_device_is_known_by_its_hardware_if_nobody_looked(
        self, hass, house, database, act, later, water_meter
    ):
        await act("record_weighing", weight=60.0, person="Anna")
        database.delete_device(4)
        meter = water_meter()
        await act("record_weighing", weight=60.1, person="Anna")
        await later(22)
        assert meter.updates == []
        assert issue(hass, 4).translation_key == "domoticz_replaced"

    @pytest.mark.parametrize("restart", [False, True])
    async def test_another_device_is_known_by_its_value_if_nobody_looked(
        self, hass, house, entry, database, act, later, water_meter, restart
    ):
        """The same hardware and type, as a sensor that was renamed; but that one keeps its value."""
        await act("record_weighing", weight=60.0, person="Anna")
        database.delete_device(4)
        meter = water_meter(hwid=2)
        if restart:
            await hass.config_entries.async_reload(entry.entry_id)
            await later(22)
        await act("record_weighing", weight=60.1, person="Anna")
        await later(22)
        assert meter.updates == []
        assert issue(hass, 4).translation_key == "domoticz_replaced"

    async def test_an_idx_missing_before_it_was_ever_seen_is_nobodys(
        self, hass, house, database, act, later, water_meter
    ):
        database.delete_device(4)
        await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=60.0, person="Anna")
        await later(11)
        meter = water_meter(hwid=2)
        await later(1300)
        assert meter.updates == []
        assert issue(hass, 4).translation_key == "domoticz_replaced"

    async def test_a_renamed_sensor_goes_on(
        self, hass, house, database, act, updates, later, water_meter
    ):
        for weight, name in ((60.0, "Anna kg"), (60.1, "Mama"), (60.2, "Mum")):
            await act("record_weighing", weight=weight, person="Anna")
            database.devices[4].name = name
        assert updates(4) == ["60.00", "60.10", "60.20"]
        # Its newest name is what counts from then on.
        await act("record_weighing", weight=60.3, person="Anna")
        await act("record_weighing", weight=84.0, person="Ben")
        database.delete_device(4)
        await act("record_weighing", weight=60.4, person="Anna")
        await later(11)
        assert issue(hass, 4).translation_placeholders["name"] == "Mum"
        again = water_meter(hwid=2, name="Mum")
        await later(1300)
        assert again.updates == ["60.40"]
        assert issue(hass, 4) is None

    async def test_after_the_bridge_was_changed_it_goes_on(
        self, hass, house, entry, database, act, settle, later, water_meter, monkeypatch
    ):
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.ask.ANSWER_TIMEOUT_S", 0.05
        )
        for person, weight in (("Ben", 84.0), ("Anna", 60.0)):
            await act("record_weighing", weight=weight, person=person)
        database.delete_device(4)
        await act("record_weighing", weight=84.1, person="Ben")
        await act("record_weighing", weight=60.1, person="Anna")
        await later(11)
        papa = water_meter(hwid=2, name="On purpose")
        await later(1300)
        assert issue(hass, 4).translation_key == "domoticz_replaced"
        [subentry] = entry.get_subentries_of_type("bridge")
        manager = hass.config_entries.subentries
        result = await manager.async_init(
            (entry.entry_id, "bridge"),
            context={"source": "reconfigure", "subentry_id": subentry.subentry_id},
        )
        result = await manager.async_configure(result["flow_id"], TOPICS | {"mode": "idx"})
        [field] = result["data_schema"].schema
        rows = field.description["suggested_value"]
        assert "device" not in rows[0]
        result = await manager.async_configure(result["flow_id"], {"sensors": rows})
        assert result["reason"] == "reconfigure_successful"
        await later(22)
        assert issue(hass, 4) is None
        assert papa.updates == ["60.10"]

    async def test_what_is_remembered_of_a_person_is_erased(self, hass, house, entry, act, settle):
        def remembered(database):
            return [tuple(row) for row in database.execute("SELECT person_id FROM bridge_facts")]

        await act("record_weighing", weight=60.0, person="Anna")
        await act("record_weighing", weight=84.0, person="Ben")
        assert {*await entry.runtime_data.writer.async_read(remembered)} == {(ANNA_ID,), (BEN_ID,)}
        await act("erase_person", person="Anna")
        assert {*await entry.runtime_data.writer.async_read(remembered)} == {(BEN_ID,)}
        [subentry] = entry.get_subentries_of_type("bridge")
        hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
        await settle()
        assert await entry.runtime_data.writer.async_read(remembered) == []

    async def test_a_new_sensor_is_told_the_newest_weighing(
        self, hass, house, entry, act, updates, settle, listening
    ):
        [subentry] = entry.get_subentries_of_type("bridge")
        hass.config_entries.async_update_subentry(
            entry, subentry, data=IDX | {"sensors": SENSORS[1:]}
        )
        await settle()
        await listening()
        for weight in (84.0, 84.2):
            await act("record_weighing", weight=weight, person="Ben")
        assert updates(1) == []
        for _ in range(2):
            [subentry] = entry.get_subentries_of_type("bridge")
            hass.config_entries.async_update_subentry(entry, subentry, data=IDX)
            await hass.config_entries.async_reload(entry.entry_id)
            await listening()
            await settle()
            assert updates(1) == ["84.20"]


class TestDiscovery:
    @pytest.fixture
    def bridge(self):
        return DISCOVERY

    @pytest.fixture
    def states(self, broker):
        def found(person_id=BEN_ID):
            return [
                json.loads(payload)
                for topic, payload, retain in broker.said
                if topic.startswith("body_scale/") and topic.endswith(person_id) and not retain
            ]

        return found

    async def test_one_retained_configuration_a_sensor(self, house, broker, settle):
        await settle()
        told = {
            topic: json.loads(payload)
            for topic, payload, retain in broker.said
            if retain and topic.endswith("/config")
        }
        assert len(told) == 4
        for topic, configuration in told.items():
            assert topic.startswith("dz/sensor/")
            assert configuration["unit_of_measurement"] in {"kg", "%"}
            assert not configuration["state_topic"].startswith("dz/")
            assert configuration["device"]["name"] in {"Anna", "Ben"}
        assert len({each["unique_id"] for each in told.values()}) == 4

    async def test_one_live_state_a_weighing(self, house, hear, states):
        await hear(MOVING, WEIGHED)
        [state] = states()
        assert state["weight"] == "85.15"
        assert state.keys() == {"weight", "body_fat"}

    async def test_what_is_missing_is_left_out(self, house, act, states):
        await act("record_weighing", weight=84.0, person="Ben")
        assert states() == [{"weight": "84.00"}]

    async def test_waits_while_it_is_offline_and_is_told_once_when_it_is_back(
        self, hass, house, act, states, settle, freezer
    ):
        await act("record_weighing", weight=60.0, person="Anna")
        async_fire_mqtt_message(hass, "dz/status", "offline", 1)
        await act("record_weighing", weight=84.0, person="Ben")
        assert states() == []
        async_fire_mqtt_message(hass, "dz/status", "online", 1)
        await settle()
        # It reads the configurations first.
        assert states() == []
        freezer.tick(11)
        async_fire_time_changed(hass)
        await settle()
        assert states() == [{"weight": "84.00"}]
        assert states(ANNA_ID) == [{"weight": "60.00"}] * 2

    async def test_its_coming_back_may_be_missed(
        self, hass, house, mqtt_mock, act, states, settle, listening, freezer
    ):
        def connect(connected):
            mqtt_mock.connected = connected
            async_dispatcher_send(hass, MQTT_CONNECTION_STATE, connected)

        async_fire_mqtt_message(hass, "dz/status", "offline", 1)
        # The machine that both Domoticz and the broker are on starts anew.
        connect(False)
        await act("record_weighing", weight=84.0, person="Ben")
        connect(True)
        await settle()
        await listening()
        # The courier may begin to wait only after the first of these.
        for _ in range(3):
            freezer.tick(11)
            async_fire_time_changed(hass)
            await settle()
        assert states() == [{"weight": "84.00"}]

    async def test_it_may_go_while_it_reads(self, hass, house, act, states, settle, freezer):
        async_fire_mqtt_message(hass, "dz/status", "online", 1)
        async_fire_mqtt_message(hass, "dz/status", "offline", 1)
        freezer.tick(11)
        async_fire_time_changed(hass)
        await act("record_weighing", weight=84.0, person="Ben")
        assert states() == []

    async def test_a_kept_online_is_no_coming_back(self, hass, house, act, states, settle, freezer):
        await act("record_weighing", weight=84.0, person="Ben")
        async_fire_mqtt_message(hass, "dz/status", "online", 1, retain=True)
        freezer.tick(11)
        async_fire_time_changed(hass)
        await settle()
        assert states() == [{"weight": "84.00"}]

    async def test_a_state_waits_until_new_configurations_are_read(
        self, hass, house, entry, broker, act, states, settle, listening, monkeypatch
    ):
        await act("record_weighing", weight=84.0, person="Ben")
        there = "custom_components.body_scale.bridges.domoticz.discovery"
        # So long that a busy machine looks in time.
        monkeypatch.setattr(f"{there}._READING", timedelta(seconds=4))
        monkeypatch.setattr(f"{there}._MARGIN", timedelta(seconds=0.3))
        [subentry] = entry.get_subentries_of_type("bridge")
        data = DISCOVERY | {"metrics": ["weight", "bmi"]}
        hass.config_entries.async_update_subentry(entry, subentry, data=data)
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await settle()
        while sum("_bmi/config" in topic for topic, _, _ in broker.said) < 2:
            await settle()
        assert len(states()) == 1
        while len(states()) < 2:
            await settle()
        assert states()[1:] == [{"weight": "84.00", "bmi": "25.36"}]

    @pytest.fixture
    def minute(self, hass, settle, freezer):
        async def pass_by():
            freezer.tick(61)
            async_fire_time_changed(hass)
            await settle()

        return pass_by

    async def test_nobody_there_is_said(self, hass, house, entry, act, minute, settle):
        await minute()
        assert repair(hass, "domoticz_nobody") is None
        await act("record_weighing", weight=84.0, person="Ben")
        await minute()
        # The broker has it: that is all that is known.
        assert outbox(hass) == "0"
        assert repair(hass, "domoticz_nobody").translation_placeholders["prefix"] == "dz"
        await hass.config_entries.async_reload(entry.entry_id)
        await settle()
        assert repair(hass, "domoticz_nobody")
        async_fire_mqtt_message(hass, "dz/status", "online", 1)
        await minute()
        assert repair(hass, "domoticz_nobody") is None

    @pytest.mark.parametrize(
        ("topic", "payload"),
        [
            ("dz/status", "online"),
            ("domoticz/out", json.dumps({"idx": 7, "id": f"body_scale_{BEN_ID}_weight"})),
        ],
    )
    async def test_a_domoticz_that_shows_itself(
        self, hass, house, entry, act, minute, settle, topic, payload
    ):
        async_fire_mqtt_message(hass, topic, payload, 1)
        await act("record_weighing", weight=84.0, person="Ben")
        await minute()
        assert repair(hass, "domoticz_nobody") is None
        # It needn't show itself again.
        await hass.config_entries.async_reload(entry.entry_id)
        await settle()
        await act("record_weighing", weight=84.1, person="Ben")
        await minute()
        assert repair(hass, "domoticz_nobody") is None

    async def test_another_device_shows_nothing(self, hass, house, act, minute):
        for payload in ('{"idx":7,"id":"82007"}', "?", '{"idx":7}'):
            async_fire_mqtt_message(hass, "domoticz/out", payload, 1)
        await act("record_weighing", weight=84.0, person="Ben")
        await minute()
        assert repair(hass, "domoticz_nobody")

    async def test_a_removed_bridge_takes_its_configurations_back(
        self, hass, house, entry, broker, settle
    ):
        [subentry] = entry.get_subentries_of_type("bridge")
        hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
        await settle()

        def cleared():
            return {topic for topic, payload, _ in broker.said if not payload}

        # Home Assistant collects subscriptions for half a second.
        while len(cleared()) < 4:
            await settle()
        assert all(topic.endswith("/config") for topic in cleared())


class TestFlow:
    @pytest.fixture
    def bridge(self):
        return MISCALE

    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.ask.ANSWER_TIMEOUT_S", 0.05
        )

    @pytest.fixture
    def flow(self, hass, house):
        async def begin(mode, *steps, **topics):
            manager = hass.config_entries.subentries
            result = await manager.async_init(
                (house.entry.entry_id, "bridge"), context={"source": SOURCE_USER}
            )
            first = {"next_step_id": "domoticz"}, TOPICS | {"mode": mode} | topics
            for step in (*first, *steps):
                result = await manager.async_configure(result["flow_id"], step)
            return result

        return begin

    async def test_idx(self, flow):
        rows = [{**row, "person": row["person"][:-10].capitalize()} for row in SENSORS]
        result = await flow("idx", {"sensors": rows})
        assert (result["type"], result["title"]) == ("create_entry", "Domoticz")
        sensors = result["data"]["sensors"]
        assert result["data"] | {"sensors": typed(sensors)} == IDX
        # What tells whether it is still the same later.
        seen = {"name": "n1", "kind": "Weight/BWR102", "hardware": "2"}
        assert sensors[0]["device"] == seen

    @pytest.mark.parametrize(
        ("row", "error", "placeholders"),
        [
            ({"idx": 9}, "no_answer", {"idx": "9"}),
            ({"idx": 2}, "idx_type", {"idx": "2", "found": "General/Percentage"}),
            ({"idx": 0}, "invalid_idx", {"idx": "0"}),
            ({"idx": 1.5}, "invalid_idx", {"idx": "1.5"}),
            # All of these pass Home Assistant's own check of a row.
            *(({"idx": idx}, "invalid_idx", {"idx": str(idx)}) for idx in ("nan", "1e999", True)),
            ({"person": "Carla"}, "invalid_person", {"person": "Carla"}),
        ],
    )
    async def test_a_row_that_does_not_do(self, flow, row, error, placeholders):
        result = await flow("idx", {"sensors": [SENSORS[0] | row]})
        assert result["errors"] == {"sensors": error}
        assert placeholders.items() <= result["description_placeholders"].items()

    async def test_an_idx_that_is_not_there_while_others_are(self, flow):
        rows = [SENSORS[0], SENSORS[3] | {"idx": 9}]
        result = await flow("idx", {"sensors": rows})
        assert result["errors"] == {"sensors": "idx_unknown"}

    @pytest.mark.parametrize("rows", [[], [SENSORS[0], SENSORS[3] | {"idx": 1}]])
    async def test_none_or_one_twice(self, flow, rows):
        result = await flow("idx", {"sensors": rows})
        assert result["errors"] == {"sensors": "idx_taken" if rows else "no_sensors"}

    async def test_an_idx_of_another_bridge(self, hass, flow, house, settle):
        assert (await flow("idx", {"sensors": SENSORS[:1]}))["title"] == "Domoticz"
        await settle()
        other = await flow("idx", {"sensors": SENSORS[3:]})
        assert (other["type"], other["title"]) == ("create_entry", "Domoticz 2")
        await settle()
        result = await flow("idx", {"sensors": SENSORS[:1]})
        assert result["errors"] == {"sensors": "idx_taken"}
        elsewhere = await flow("idx", {"sensors": SENSORS[:1]}, topic_in="other/in")
        assert elsewhere["errors"] == {"sensors": "no_answer"}

    async def test_one_row_without_a_list(self, flow):
        result = await flow("idx", {"sensors": SENSORS[0]})
        assert typed(result["data"]["sensors"]) == SENSORS[:1]

    @pytest.fixture
    def many(self, database):
        """Return the rows of ninety sensors."""
        kind, rows = KINDS["Weight/BWR102"], []
        for _ in range(90):
            idx = database.add_device(kind, hwid=2, name="n").idx
            rows.append({"person": BEN_ID, "metric": "weight", "idx": idx})
        return rows

    async def test_many_are_asked_for_as_fast_as_it_answers(self, flow, broker, many, monkeypatch):
        """Domoticz answers ten a second, and there are ninety."""
        monkeypatch.setattr("simulators.domoticz.turns.TURN_S", 0.02)
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.ask.ANSWER_TIMEOUT_S", 1.0
        )
        broker.turns = Turns(broker.hear)
        result = await flow("idx", {"sensors": many})
        assert result["type"] == "create_entry"

    @pytest.mark.parametrize("missing", [*range(0, 90, 17), 89])
    async def test_the_one_that_is_not_there_is_named(
        self, flow, broker, database, many, monkeypatch, missing
    ):
        monkeypatch.setattr("simulators.domoticz.turns.TURN_S", 0.002)
        broker.turns = Turns(broker.hear)
        idx = many[missing]["idx"]
        database.delete_device(idx)
        result = await flow("idx", {"sensors": many})
        assert result["errors"] == {"sensors": "idx_unknown"}
        assert result["description_placeholders"]["idx"] == str(idx)

    async def test_the_first_few_may_all_be_wrong(self, flow, database, many):
        for row in many[:6]:
            database.delete_device(row["idx"])
        result = await flow("idx", {"sensors": many})
        assert result["errors"] == {"sensors": "idx_unknown"}
        assert result["description_placeholders"]["idx"] == str(many[0]["idx"])

    async def test_one_that_answers_late_is_not_called_missing(self, hass, flow, broker, many):
        domoticz, answers = broker.domoticz, []

        class Tired:
            def receive(self, topic, payload):
                told = domoticz.receive(topic, payload)
                answers.extend(told)
                return told if len(answers) <= 42 else []

        broker.domoticz = Tired()
        result = await flow("idx", {"sensors": many})
        assert result["errors"] == {"sensors": "answers_stopped"}
        placeholders = result["description_placeholders"]
        assert (placeholders["count"], placeholders["of"]) == ("42", "90")

    async def test_an_answer_that_comes_after_all_counts(self, hass, flow, broker, many):
        """One answer is late by more than the silence after which nothing more is expected."""
        domoticz, held = broker.domoticz, []

        class Slow:
            def receive(self, topic, payload):
                told = domoticz.receive(topic, payload)
                if f'"idx":{many[7]["idx"]}}}' in payload and not held:
                    held.extend(told)
                    return []
                return told

        broker.domoticz = Slow()
        assert (await flow("idx", {"sensors": many}))["type"] == "create_entry"
        assert held

    async def test_what_others_say_meanwhile_keeps_nobody_waiting(
        self, hass, flow, broker, monkeypatch
    ):
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.ask.ANSWER_TIMEOUT_S", 0.2
        )
        broker.domoticz = None
        talk = async_track_time_interval(
            hass, lambda _: broker.hear("domoticz/out", '{"idx":77}'), timedelta(seconds=0.02)
        )
        try:
            result = await flow("idx", {"sensors": SENSORS})
        finally:
            talk()
        assert result["errors"] == {"sensors": "no_answer"}

    async def test_nobody_answers(self, flow, broker):
        broker.domoticz = None
        result = await flow("idx", {"sensors": SENSORS})
        assert result["errors"] == {"sensors": "no_answer"}

    async def test_without_a_connection(self, hass, flow):
        hass.data["mqtt"].client.connected = False
        result = await flow("idx", {"sensors": SENSORS})
        assert result["errors"] == {"sensors": "mqtt_disconnected"}

    @pytest.mark.parametrize(
        ("topics", "errors"),
        [
            ({"topic_in": "a/#"}, {"topic_in": "invalid_topic"}),
            ({"topic_out": " "}, {"topic_out": "invalid_topic"}),
            ({"topic_out": "domoticz/in"}, {"topic_out": "same_topic"}),
        ],
    )
    async def test_topics_that_do_not_do(self, flow, topics, errors):
        assert (await flow("idx", **topics))["errors"] == errors

    @pytest.mark.parametrize(
        ("prefix", "error"),
        [
            ("homeassistant", "prefix_of_home_assistant"),
            ("dz/more/", "prefix_levels"),
            ("a/+", "invalid_topic"),
        ],
    )
    async def test_a_prefix_that_does_not_do(self, flow, prefix, error):
        result = await flow("discovery", {"prefix": prefix, "metrics": ["weight"]})
        assert result["errors"] == {"prefix": error}

    async def test_beside_an_ignored_broker(self, hass, flow):
        MockConfigEntry(domain="mqtt", source=SOURCE_IGNORE).add_to_hass(hass)
        result = await flow("discovery", {"prefix": "homeassistant", "metrics": ["weight"]})
        assert result["errors"] == {"prefix": "prefix_of_home_assistant"}

    async def test_discovery(self, flow, settle):
        result = await flow("discovery", {"prefix": "/dz", "metrics": []})
        assert result["errors"] == {"metrics": "no_metrics"}
        answers = {"prefix": "/dz", "metrics": ["weight", "body_fat"]}
        assert (await flow("discovery", answers))["data"] == DISCOVERY
        await settle()
        result = await flow("discovery", answers)
        assert result["errors"] == {"prefix": "topic_taken"}


class TestApi:
    """Domoticz makes the sensors."""

    bridge = TestFlow.bridge
    flow = TestFlow.flow
    _quick = TestFlow._quick

    @pytest.fixture
    def database(self):
        return Database()

    @pytest.fixture
    async def api(self, socket_enabled, database):
        api = Api(database)
        await api.start()
        yield api
        await api.stop()

    @pytest.fixture
    def answers(self, api):
        return {
            "url": api.url,
            "username": "admin",
            "password": "domoticz",
            "verify_ssl": True,
            "metrics": ["weight", "bmi", "body_fat", "body_type"],
        }

    @pytest.fixture
    def make(self, flow, answers):
        async def go(*steps, **changes):
            return await flow("create", answers | changes, *steps)

        return go

    @pytest.fixture
    async def weighed(self, house, act):
        """Let both people have a value of everything that is chosen."""
        await act("record_weighing", weight=60.0, impedance=500, person="Anna")
        await act("record_weighing", weight=84.0, impedance=480, person="Ben")

    @pytest.fixture
    def later(self, hass, settle, freezer):
        async def wait(seconds):
            for _ in range(0, seconds, 11):
                freezer.tick(11)
                async_fire_time_changed(hass)
                await settle()

        return wait

    @pytest.fixture
    def arrives(self, settle):
        """Wait for what comes over a real connection to the API."""

        async def wait(check):
            async with asyncio.timeout(30):
                while not check():
                    await asyncio.sleep(0.01)
                    await settle()

        return wait

    def updates(self, database):
        return {device.name: device.updates for device in database.devices.values()}

    def found(self, database):
        return {
            device.name: (str(device.kind), device.sensor_unit)
            for device in database.devices.values()
        }

    async def test_sensors_are_made_and_shown(self, make, database, weighed):
        shown = await make()
        assert shown["step_id"] == "created"
        assert "Ben BMI: idx 6" in shown["description_placeholders"]["sensors"]
        assert self.found(database) == {
            f"{name} {metric}": kind
            for name in ("Anna", "Ben")
            for metric, kind in {
                "Weight": ("Weight/BWR102", ""),
                "BMI": ("General/Custom Sensor", "kg/m2"),
                "Body fat": ("General/Percentage", ""),
                "Body type": ("General/Text", ""),
            }.items()
        }
        assert [each.name for each in database.hardware.values()] == ["Body Scale"]
        assert database.not_known == []

    async def test_then_the_bridge_is_there_without_the_login(
        self, hass, make, house, act, updates, weighed
    ):
        result = await make({})
        assert result["type"] == "create_entry"
        row = {"person": BEN_ID, "metric": "weight", "idx": 5}
        assert typed(result["data"]["sensors"])[4] == row
        assert not {"url", "username", "password"} & result["data"].keys()
        assert "domoticz" not in json.dumps(dict(result["data"])).replace("domoticz/", "").replace(
            '"kind": "domoticz"', ""
        )

    async def test_a_sensor_without_a_value_is_not_made(self, make, database):
        shown = await make(metrics=["weight", "heart_rate"])
        assert shown["step_id"] == "created"
        placeholders = shown["description_placeholders"]
        assert placeholders["sensors"] == "–"
        assert placeholders["later"] == (
            "- Anna Weight\n- Anna Heart rate\n- Ben Weight\n- Ben Heart rate"
        )
        assert database.devices == {}

    async def test_it_is_made_with_its_first_value(
        self, hass, make, house, database, act, settle, arrives
    ):
        assert (await make({}, metrics=["weight", "body_fat", "heart_rate"]))["type"]
        await settle()
        database.log_values()
        for weight in (84.0, 84.1):
            await act("record_weighing", weight=weight, person="Ben")
        await arrives(lambda: self.updates(database) == {"Ben Weight": ["84.00", "84.10"]})
        database.log_values()
        await act("record_weighing", weight=84.2, impedance=480, person="Ben")
        await arrives(lambda: outbox(hass) == "0" and "Ben Body fat" in self.updates(database))
        await act("record_weighing", weight=60.0, person="Anna")
        await arrives(lambda: "Anna Weight" in self.updates(database) and outbox(hass) == "0")
        database.log_values()
        updates = self.updates(database)
        [fat] = updates.pop("Ben Body fat")
        assert 10 < float(fat) < 40
        assert updates == {"Ben Weight": ["84.00", "84.10", "84.20"], "Anna Weight": ["60.00"]}
        logged = {float(text) for each in database.devices.values() for text in each.history}
        assert 0.0 not in logged
        assert database.not_known == []

    async def test_what_was_made_later_is_known_after_a_restart(
        self, hass, make, house, entry, api, database, act, settle, arrives, listening
    ):
        await make({}, metrics=["weight"])
        await settle()
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: outbox(hass) == "0" and self.updates(database))
        hass.data.pop("body_scale_domoticz_access")
        await api.stop()
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await settle()
        await act("record_weighing", weight=84.1, person="Ben")
        await arrives(lambda: outbox(hass) == "0")
        assert self.updates(database) == {"Ben Weight": ["84.00", "84.10"]}

    async def test_a_first_value_waits_for_domoticz(
        self, hass, make, house, api, database, act, settle, arrives
    ):
        await make({}, metrics=["weight"])
        await settle()
        await api.stop()
        for weight in (84.0, 84.1):
            await act("record_weighing", weight=weight, person="Ben")
        await arrives(lambda: outbox(hass) == "2")
        assert repair(hass, "domoticz_login") is None
        await api.start()
        await act("record_weighing", weight=84.2, person="Ben")
        await arrives(lambda: outbox(hass) == "0")
        assert self.updates(database) == {"Ben Weight": ["84.00", "84.10", "84.20"]}

    async def test_a_first_value_after_a_restart_waits_for_the_login(
        self, hass, make, answers, house, entry, database, act, settle, arrives, listening
    ):
        await make({}, metrics=["weight"])
        await settle()
        # As a restart does.
        hass.data.pop("body_scale_domoticz_access")
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: repair(hass, "domoticz_login"))
        assert outbox(hass) == "1"
        placeholders = repair(hass, "domoticz_login").translation_placeholders
        assert placeholders["sensors"] == "Ben Weight"
        await self.change(hass, entry, TOPICS | {"mode": "create"}, answers, {})
        await listening()
        await arrives(lambda: outbox(hass) == "0")
        assert self.updates(database)["Ben Weight"] == ["84.00"]
        assert repair(hass, "domoticz_login") is None

    async def change(self, hass, entry, *steps):
        [subentry] = [
            each
            for each in entry.get_subentries_of_type("bridge")
            if each.data["kind"] == "domoticz"
        ]
        manager = hass.config_entries.subentries
        result = await manager.async_init(
            (entry.entry_id, "bridge"),
            context={"source": "reconfigure", "subentry_id": subentry.subentry_id},
        )
        for step in steps:
            result = await manager.async_configure(result["flow_id"], step)
        assert result["reason"] == "reconfigure_successful", result
        return result

    async def test_a_login_that_is_kept_outlives_a_restart(
        self, hass, make, house, entry, database, act, settle, arrives, listening
    ):
        result = await make({}, metrics=["weight"], keep_login=True)
        assert result["data"]["password"] == "domoticz"
        await settle()
        hass.data.pop("body_scale_domoticz_access")
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: outbox(hass) == "0" and self.updates(database))
        assert self.updates(database) == {"Ben Weight": ["84.00"]}
        manager = hass.config_entries.subentries
        [subentry] = [
            each
            for each in entry.get_subentries_of_type("bridge")
            if each.data["kind"] == "domoticz"
        ]
        result = await manager.async_init(
            (entry.entry_id, "bridge"),
            context={"source": "reconfigure", "subentry_id": subentry.subentry_id},
        )
        result = await manager.async_configure(result["flow_id"], TOPICS | {"mode": "create"})
        suggested = {
            str(key): (key.description or {}).get("suggested_value")
            for key in result["data_schema"].schema
        }
        assert suggested["username"] == "admin"
        assert suggested["keep_login"] is True
        assert suggested["password"] is None

    async def test_where_no_login_is_needed_the_address_is_remembered(
        self, hass, make, house, api, entry, database, act, settle, arrives, listening, monkeypatch
    ):
        monkeypatch.setattr(api, "_may", lambda _: True)
        result = await make({}, metrics=["weight"], username="", password="")
        assert "url" not in result["data"]
        await settle()
        await listening()
        await settle()
        hass.data.pop("body_scale_domoticz_access")
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: outbox(hass) == "0" and self.updates(database))
        assert self.updates(database) == {"Ben Weight": ["84.00"]}

    async def test_a_login_without_rights_later(
        self, hass, make, api, database, act, settle, arrives
    ):
        await make({}, metrics=["weight"])
        await settle()
        api.is_administrator = False
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: repair(hass, "domoticz_login"))
        assert database.devices == {}

    async def test_a_sensor_made_later_is_no_other_bridges(
        self, hass, make, house, database, act, settle, arrives
    ):
        await make({}, metrics=["weight"])
        await settle()
        await act("record_weighing", weight=84.0, person="Ben")
        await arrives(lambda: outbox(hass) == "0" and self.updates(database))
        result = await make(metrics=["weight"])
        assert result["errors"] == {"base": "idx_taken"}

    async def test_an_idx_that_is_another_devices_now_is_not_taken_over(
        self, hass, make, answers, database, house, entry, settle, weighed
    ):
        metrics = ["weight", "bmi"]
        await make({}, metrics=metrics)
        await settle()
        names = {device.name: idx for idx, device in database.devices.items()}
        assert names["Ben BMI"] == 4
        database.delete_device(4)
        other = database.add_hardware("Water")
        database.add_device(KINDS["General/Custom Sensor"], hwid=other, name="Water", unit="m3")
        await self.change(
            hass, entry, TOPICS | {"mode": "create"}, answers | {"metrics": metrics}, {}
        )
        assert database.devices[4].name == "Water"
        assert {each.name for each in database.devices.values()} == {*names, "Water"}
        await settle()
        assert database.devices[4].updates == []

    async def test_sensors_whose_idx_were_typed_are_taken_over(
        self, hass, make, answers, database, entry, settle, listening, arrives, weighed
    ):
        virtual = database.add_hardware("Virtual")
        database.add_device(KINDS["Weight/BWR102"], hwid=virtual, name="Papa")
        hass.config_entries.async_add_subentry(
            entry,
            ConfigSubentry(
                data=MappingProxyType(IDX | {"sensors": SENSORS[:1]}),
                subentry_type="bridge",
                title="Domoticz",
                unique_id=None,
            ),
        )
        metrics = {"metrics": ["weight"]}
        # At once, before anything was heard of it.
        await self.change(hass, entry, TOPICS | {"mode": "create"}, answers | metrics, {})
        await settle()
        await listening()
        await arrives(lambda: len(database.devices) > 1)
        assert {each.name for each in database.devices.values()} == {"Papa", "Anna Weight"}

    async def test_never_twice(self, make, database, weighed):
        await make()
        before = dict(database.devices)
        await make(metrics=["weight", "body_fat", "fat_mass"])
        assert [name for name in self.found(database) if "Fat mass" in name] == [
            "Anna Fat mass",
            "Ben Fat mass",
        ]
        assert len(database.devices) == len(before) + 2
        assert len(database.hardware) == 1

    async def test_a_second_bridge_does_not_set_the_same_sensors(self, make, settle, weighed):
        assert (await make({}))["type"] == "create_entry"
        await settle()
        result = await make(metrics=["weight"])
        assert result["errors"] == {"base": "idx_taken"}
        assert result["description_placeholders"]["idx"] == "1"
        assert (await make(metrics=["water"]))["step_id"] == "created"

    @pytest.mark.parametrize("answer", ["[" * 100_000, '{"status":"OK","version":"1","result":3}'])
    async def test_what_no_domoticz_says(self, make, aioclient_mock, answer):
        aioclient_mock.get("http://domoticz/json.htm", text=answer)
        result = await make(url="http://domoticz")
        assert result["errors"] == {"base": "not_domoticz"}

    @pytest.fixture
    async def serve(self, socket_enabled):
        """Return a function that serves something at a port of its own, and returns its address."""
        runners = []

        async def start(handler):
            application = web.Application()
            application.router.add_get("/json.htm", handler)
            runners.append(web.AppRunner(application, shutdown_timeout=0.1))
            await runners[-1].setup()
            await web.TCPSite(runners[-1], "127.0.0.1", 0).start()
            return f"http://127.0.0.1:{runners[-1].addresses[0][1]}"

        yield start
        for runner in runners:
            await runner.cleanup()

    async def test_an_endless_answer_is_read_up_to_a_bound(self, make, serve):
        sent = []

        async def pour(request):
            response = web.StreamResponse()
            await response.prepare(request)
            while True:
                await response.write(b" " * 2**20)
                sent.append(2**20)

        result = await make(url=await serve(pour))
        assert result["errors"] == {"base": "answer_too_long"}
        assert result["description_placeholders"]["detail"] == "16"
        # What the sockets between hold is no more than that.
        assert sum(sent) < 64 * 2**20

    async def test_a_redirect_of_the_same_host_is_followed(self, make, serve, api):
        async def redirect(request):
            raise web.HTTPFound(f"{api.url}/json.htm?{request.query_string}")

        assert (await make(url=await serve(redirect)))["step_id"] == "created"

    async def test_the_login_goes_to_no_other_host(self, make, serve, api):
        async def redirect(request):
            raise web.HTTPFound(f"http://localhost:{api.port}/json.htm?{request.query_string}")

        result = await make(url=await serve(redirect))
        assert result["errors"] == {"base": "domoticz_redirects"}
        assert result["description_placeholders"]["detail"] == "http://localhost"
        assert api.requests == []

    @pytest.mark.parametrize("to", ["/json.htm", "http://[x", "javascript:alert(1)"])
    async def test_redirects_that_lead_nowhere(self, make, serve, to):
        async def redirect(_):
            return web.Response(status=302, headers={"Location": to})

        result = await make(url=await serve(redirect))
        assert result["errors"]["base"] in {"not_domoticz", "domoticz_redirects"}

    async def test_a_renamed_sensor_is_known_by_its_idx(
        self, hass, make, answers, database, house, settle, weighed
    ):
        await make({})
        await settle()
        database.devices[5].name = "Papa"
        [subentry] = [
            each
            for each in house.entry.get_subentries_of_type("bridge")
            if each.data["kind"] == "domoticz"
        ]
        manager = hass.config_entries.subentries
        result = await manager.async_init(
            (house.entry.entry_id, "bridge"),
            context={"source": "reconfigure", "subentry_id": subentry.subentry_id},
        )
        for step in (TOPICS | {"mode": "create"}, answers, {}):
            result = await manager.async_configure(result["flow_id"], step)
        assert result["reason"] == "reconfigure_successful"
        assert len(database.devices) == 8

    async def test_what_was_made_before_it_broke_is_found_again(
        self, make, database, api, monkeypatch, weighed
    ):
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.api._TIMEOUT",
            aiohttp.ClientTimeout(total=0.5),
        )
        create, calls = api._commands["createdevice"], []

        def break_down(query):
            calls.append(query)
            if len(calls) == 3:
                api.fault = "hang"
            return create(query)

        api._commands["createdevice"] = break_down
        api.fault = None
        result = await make()
        assert result["errors"] == {"base": "cannot_connect"}
        api.fault = None
        assert (await make())["step_id"] == "created"
        assert len(database.devices) == 8

    @pytest.mark.parametrize("name", ["Zoë", "A/B+C#", 'Quo"te', "<b>", "😀 Smile", "100 % & more"])
    async def test_names(self, hass, make, house, entry, database, name, settle, weighed):
        ben = entry.get_subentries_of_type("person")[1]
        hass.config_entries.async_update_subentry(entry, ben, title=name)
        await settle()
        for _ in range(2):
            shown = await make(metrics=["weight"])
            assert shown["step_id"] == "created"
        assert [each.name for each in database.devices.values()] == [
            "Anna Weight",
            f"{name} Weight",
        ]
        # A form would take tags for formatting.
        assert "<" not in shown["description_placeholders"]["sensors"].replace(r"\<", "")

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ("html", "not_domoticz"),
            ("empty", "not_domoticz"),
            ("close", "cannot_connect"),
            ("hang", "cannot_connect"),
            ("error", "domoticz_refused"),
        ],
    )
    async def test_a_domoticz_that_fails(self, make, api, database, fault, error, monkeypatch):
        monkeypatch.setattr(
            "custom_components.body_scale.bridges.domoticz.api._TIMEOUT",
            aiohttp.ClientTimeout(total=0.2),
        )
        api.fault = fault
        result = await make()
        assert result["errors"] == {"base": error}
        assert "detail" in result["description_placeholders"]
        assert not database.devices

    async def test_nobody_there(self, make, api):
        await api.stop()
        assert (await make())["errors"] == {"base": "cannot_connect"}

    async def test_a_wrong_login(self, make, api):
        assert (await make(password="wrong"))["errors"] == {"base": "invalid_auth"}
        assert (await make(username="", password=""))["errors"] == {"base": "invalid_auth"}
        assert (await make(username="a:b"))["errors"] == {"base": "invalid_auth"}

    async def test_plain_logins_are_not_taken(self, make, api):
        api.plain_basic_auth = False
        assert (await make())["errors"] == {"base": "invalid_auth"}

    async def test_the_password_is_not_shown_again(self, make):
        result = await make(password="wrong-secret")
        assert "wrong-secret" not in str(result["data_schema"].schema)
        suggested = {
            str(key): (key.description or {}).get("suggested_value")
            for key in result["data_schema"].schema
        }
        assert suggested["username"] == "admin"
        assert suggested["password"] is None

    @pytest.mark.parametrize(
        "url", ["", "domoticz.local", "ftp://domoticz", "http://", "http://[x", "http://xn--a"]
    )
    async def test_what_is_not_an_address(self, make, url):
        assert (await make(url=url))["errors"] == {"base": "invalid_url"}

    async def test_no_values(self, make):
        assert (await make(metrics=[]))["errors"] == {"base": "no_metrics"}

    async def test_https_at_the_port_of_http(self, make, api):
        result = await make(url=api.url.replace("http://", "https://"))
        assert result["errors"] == {"base": "not_https"}

    async def test_a_login_without_rights(self, make, api, weighed):
        api.is_administrator = False
        assert (await make())["errors"] == {"base": "no_rights"}

    async def test_no_household_that_runs(self, hass, make, entry, house, weighed, monkeypatch):
        """Nobody's values are known then; the sensors are made later."""
        there = "custom_components.body_scale.bridges.domoticz.modes.create"
        monkeypatch.setattr(f"{there}.ConfigEntryState", SimpleNamespace(LOADED=None))
        shown = await make(metrics=["weight"])
        assert shown["description_placeholders"]["sensors"] == "–"

    async def test_another_device_shows_that_domoticz_is_heard(self, make, broker, database):
        database.add_device(KINDS["General/Text"], hwid=database.add_hardware("Own"), name="Other")
        domoticz, broker.domoticz = broker.domoticz, None
        result = await make({})
        assert (result["step_id"], result["errors"]) == ("created", {"base": "no_answer"})
        broker.domoticz = domoticz
        assert (await make({}))["type"] == "create_entry"

    async def test_made_but_not_heard_over_mqtt(self, make, broker, weighed):
        domoticz, broker.domoticz = broker.domoticz, None
        result = await make({})
        assert (result["step_id"], result["errors"]) == ("created", {"base": "no_answer"})
        assert "idx 1" in result["description_placeholders"]["sensors"]
        broker.domoticz = domoticz


@pytest.mark.parametrize("verify_ssl", [True, False])
async def test_a_certificate_of_its_own(socket_enabled, tmp_path, verify_ssl):
    api = Api(Database(), certificate=make_certificates(tmp_path).server)
    await api.start()
    connector = aiohttp.TCPConnector(ssl=verify_ssl)
    try:
        async with aiohttp.ClientSession(connector=connector) as session:
            login = aiohttp.BasicAuth("admin", "domoticz")
            domoticz = DomoticzApi(session, URL(api.url) / "json.htm", login)
            if verify_ssl:
                with pytest.raises(DomoticzApiError, match="invalid_certificate"):
                    await domoticz.make([])
            else:
                assert (await domoticz.make([])).idxs == []
    finally:
        await api.stop()
