"""Bridges in a household: what goes out over MQTT when people step on the scale."""

import asyncio
from datetime import datetime, timedelta
import json
import time
from types import MappingProxyType

from homeassistant.components.mqtt.const import MQTT_CONNECTION_STATE
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigSubentry
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_mqtt_message,
    async_fire_time_changed,
)

from custom_components.body_scale.bridges import link, mqtt, outbox as outboxes
from custom_components.body_scale.bridges.form import HostFlow
from custom_components.body_scale.bridges.kinds import KINDS
from custom_components.body_scale.bridges.miscale import message as miscale_message
from custom_components.body_scale.diagnostics import async_get_config_entry_diagnostics
from custom_components.body_scale.model import Origin, Reading
from custom_components.body_scale.session import Memory

from ..bluetooth import ADDRESS, MOVING, WEIGHED
from ..stored import weighings_of
from .conftest import BEN, MISCALE

BETWEEN = "0226e607020e10293af701283c"
OPENSCALE = {"kind": "openscale", "users": [{"person": "ben0123456789", "user_id": 3}]}


@pytest.fixture
def bridge():
    """Return the data of the bridge; tests of another kind override this."""
    return MISCALE


def outbox(hass, kind="miscale"):
    return hass.states.get(f"sensor.{kind}_outbox")


@pytest.fixture
def connect(hass, listening, settle):
    async def change(connected):
        hass.data["mqtt"].client.connected = connected
        async_dispatcher_send(hass, MQTT_CONNECTION_STATE, connected)
        if connected:
            await listening()
        await settle()

    return change


@pytest.fixture
def rename(hass, entry, settle):
    async def change(**names):
        for person in list(entry.get_subentries_of_type("person")):
            hass.config_entries.async_update_subentry(entry, person, title=names[person.title])
        await settle()

    return change


class TestMiscale:
    async def test_one_message_a_weighing(self, hass, house, broker, hear):
        await hear(MOVING, WEIGHED)
        [(topic, payload, retain)] = broker.said
        assert (topic, retain) == (BEN, True)
        assert payload.startswith('{"weight":85.15,"weight_unit":"kg","bmi":25.71,')
        assert '"impedance":428,"timestamp":"' in payload
        assert outbox(hass).state == "0"
        assert outbox(hass).attributes["oldest_age"] is None

    async def test_a_pending_weighing_is_told_when_assigned(self, house, broker, hear, act):
        await hear(BETWEEN)
        assert broker.said == []
        [pending] = (await act("get_weighings", respond=True))["weighings"]
        await act("assign_weighing", weighing_id=pending["weighing_id"], person="Ben")
        assert [told["weight"] for told in broker.texts()] == [77.0]

    async def test_the_age_of_what_waits_grows(self, hass, house, broker, hear, settle, freezer):
        broker.echoes = False
        await hear(MOVING, WEIGHED)
        for _ in range(3):
            freezer.tick(61)
            async_fire_time_changed(hass)
            await settle()
        assert outbox(hass).attributes["oldest_age"] >= 180

    async def test_diagnostics_say_how_it_stands(self, hass, house, entry, broker, hear):
        broker.echoes = False
        await hear(MOVING, WEIGHED)
        data = await async_get_config_entry_diagnostics(hass, entry)
        [told] = data["bridges"]
        assert datetime.fromisoformat(told.pop("waiting_since")) <= dt_util.utcnow()
        assert told == {"kind": "miscale", "mode": None, "waiting": 1}
        assert "Ben" not in json.dumps(data)

    async def test_an_older_weighing_is_not_told(self, house, broker, hear, act):
        await hear(MOVING, WEIGHED)
        earlier = dt_util.utcnow() - timedelta(days=1)
        await act("record_weighing", weight=84.0, person="Ben", time=earlier)
        assert [told["weight"] for told in broker.texts()] == [85.15]

    async def test_a_guests_is_not_told(self, house, broker, hear, act):
        await hear(BETWEEN)
        [pending] = (await act("get_weighings", respond=True))["weighings"]
        await act("assign_weighing", weighing_id=pending["weighing_id"], person="guest")
        assert broker.said == []

    async def test_an_impedance_that_came_later_is_told(self, house, broker, settle):
        now = dt_util.utcnow()
        socks = Reading(weight_kg=85.0, measured_at=now)
        barefoot = Reading(weight_kg=85.0, measured_at=now, impedance=480.0)
        await house.records.add_readings(ADDRESS, [socks], Memory())
        await settle()
        assert await house.records.async_store(ADDRESS, (), Memory(), completing=[barefoot])
        await settle()
        assert [(told["weight"], told.get("impedance")) for told in broker.texts()] == [
            (85.0, None),
            (85.0, 480),
        ]

    async def test_of_what_a_scale_remembers_the_newest_is_told(self, house, broker, settle):
        now = dt_util.utcnow()
        readings = [
            Reading(
                weight_kg=85.0 + day / 10,
                measured_at=now - timedelta(days=day),
                origin=Origin.HISTORY,
            )
            for day in (3, 1, 2)
        ]
        assert await house.records.async_store(ADDRESS, readings, Memory())
        await settle()
        assert [told["weight"] for told in broker.texts()] == [85.1]

    async def test_what_a_scale_remembers_of_a_former_member_is_not_told(
        self, hass, house, entry, broker, act, settle, freezer
    ):
        for _ in range(9):
            await act("record_weighing", weight=85.0, person="Ben")
            freezer.tick(timedelta(days=1))
        [ben] = [each for each in entry.subentries.values() if each.title == "Ben"]
        hass.config_entries.async_remove_subentry(entry, ben.subentry_id)
        await settle()
        broker.said.clear()
        at = dt_util.utcnow() - timedelta(hours=24)
        freezer.tick(timedelta(days=9))
        reading = Reading(weight_kg=85.1, measured_at=at, origin=Origin.HISTORY)
        assert await house.records.async_store(ADDRESS, [reading], Memory())
        await settle()
        [newest, *_] = weighings_of(house, ben.data["person_id"])[::-1]
        assert (newest.weight_kg, newest.measured_at) == (85.1, at)
        assert broker.said == []

    async def test_a_wrong_weighing_is_followed_by_the_right_one(self, house, broker, hear, act):
        await hear(MOVING, WEIGHED)
        await act("record_weighing", weight=84.0, person="Ben")
        [_, wrong] = (await act("get_weighings", respond=True))["weighings"]
        await act("assign_weighing", weighing_id=wrong["weighing_id"], person="Anna")
        assert [told["weight"] for told in broker.texts()] == [85.15, 84.0, 85.15]
        assert [told["weight"] for told in broker.texts("miscale/Anna/weight")] == [84.0]
        await act("delete_weighing", weighing_id=wrong["weighing_id"])
        assert len(broker.said) == 4

    async def test_one_that_is_taken_back_is_followed_by_the_one_before(
        self, house, broker, hear, act, settle
    ):
        await hear(MOVING, WEIGHED)
        wrong = await act("record_weighing", respond=True, weight=84.0, person="Ben")
        await house.records.unassign(wrong["weighing_id"])
        await settle()
        assert [told["weight"] for told in broker.texts()] == [85.15, 84.0, 85.15]

    async def test_what_waits_follows_a_new_name(
        self, hass, house, entry, broker, act, connect, rename
    ):
        await act("record_weighing", weight=83.0, person="Ben")
        await connect(False)
        await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=84.2, person="Ben")
        await act("record_weighing", weight=60.0, person="Anna")
        await rename(Ben="Anna", Anna="Bénédicte/#1")
        await connect(True)
        weights = [told["weight"] for told in broker.texts("miscale/Anna/weight")]
        assert weights == [84.0, 84.2]
        [told] = broker.texts("miscale/Bénédicte%2F%231/weight")
        assert told["weight"] == 60.0
        assert broker.said[1] == (BEN, "", True)

    async def test_a_topic_of_an_earlier_version_is_retracted(
        self, hass, house, entry, broker, act, listening, rename, monkeypatch, settle
    ):
        """Names that look like an escape had the topics of others."""
        monkeypatch.setattr(
            miscale_message, "topic", lambda prefix, name: f"{prefix}/{name}/weight"
        )
        await rename(Ben="a%252Fb", Anna="100 %")
        await listening()
        await act("record_weighing", weight=84.0, person="a%252Fb")
        await act("record_weighing", weight=60.0, person="100 %")
        assert [topic for topic, _, _ in broker.said[-2:]] == [
            "miscale/a%252Fb/weight",
            "miscale/100 %/weight",
        ]
        monkeypatch.undo()
        told = len(broker.said)
        await hass.config_entries.async_reload(entry.entry_id)
        await listening()
        await settle()
        assert broker.said[told:] == [("miscale/a%252Fb/weight", "", True)]
        await act("record_weighing", weight=84.0, person="a%252Fb")
        assert broker.said[-1][0] == "miscale/a%25252Fb/weight"

    async def test_listening_that_fails_is_tried_again(
        self, hass, house, entry, broker, act, settle, freezer, monkeypatch, caplog
    ):
        listen, times = link.async_listen, []

        async def fail_twice(*arguments):
            times.append(time.monotonic())
            if len(times) < 3:
                raise HomeAssistantError("not now")
            return await listen(*arguments)

        monkeypatch.setattr(link, "async_listen", fail_twice)
        await hass.config_entries.async_reload(entry.entry_id)
        await act("record_weighing", weight=84.0, person="Ben")
        for _ in range(20):
            freezer.tick(1)
            async_fire_time_changed(hass)
            await settle()
        assert [round(each - times[0]) for each in times] == [0, 5, 15]
        assert "Not listening to miscale/+/weight" in caplog.text
        assert [told["weight"] for told in broker.texts()] == [84.0]

    async def test_a_bridge_that_is_added_again_goes_on(
        self, hass, house, entry, broker, act, connect, settle
    ):
        await act("record_weighing", weight=83.0, person="Ben")
        await connect(False)
        for change in ("remove", "add"):
            if change == "remove":
                [subentry] = entry.get_subentries_of_type("bridge")
                hass.config_entries.async_remove_subentry(entry, subentry.subentry_id)
            else:
                data = MappingProxyType(MISCALE)
                new = ConfigSubentry(
                    data=data, subentry_type="bridge", title="miscale", unique_id=None
                )
                hass.config_entries.async_add_subentry(entry, new)
            await settle()
        await act("record_weighing", weight=84.0, person="Ben")
        await connect(True)
        # In this order: what the first one left, then what the new one tells.
        assert [payload[:15] for _, payload, _ in broker.said[1:]] == ["", '{"weight":84.00']

    async def test_waits_for_the_echo(self, hass, house, broker, hear, settle, act):
        broker.echoes = False
        await hear(MOVING, WEIGHED)
        await act("record_weighing", weight=84.0, person="Ben")
        assert len(broker.said) == 1
        assert outbox(hass).state == "2"
        assert outbox(hass).attributes["oldest_age"] >= 0
        async_fire_mqtt_message(hass, *broker.said[0][:2])
        broker.echoes = True
        await settle()
        assert [told["weight"] for told in broker.texts()] == [85.15, 84.0]
        assert outbox(hass).state == "0"

    async def test_says_nothing_while_disconnected(
        self, hass, house, broker, hear, settle, listening
    ):
        client = hass.data["mqtt"].client
        client.connected = False
        async_dispatcher_send(hass, MQTT_CONNECTION_STATE, False)
        await hear(MOVING, WEIGHED)
        assert broker.said == []
        assert outbox(hass).state == "1"
        client.connected = True
        async_dispatcher_send(hass, MQTT_CONNECTION_STATE, True)
        await listening()
        await settle()
        assert [told["weight"] for told in broker.texts()] == [85.15]

    async def test_what_waits_survives_a_reload(
        self, hass, house, entry, broker, hear, settle, listening
    ):
        broker.echoes = False
        await hear(MOVING, WEIGHED)
        assert await hass.config_entries.async_unload(entry.entry_id)
        [said] = broker.said
        assert await hass.config_entries.async_setup(entry.entry_id)
        await settle()
        # The broker kept it and repeats it to the new subscription.
        await listening()
        async_fire_mqtt_message(hass, said[0], said[1], 1, retain=True)
        await settle()
        assert len(broker.said) == 1
        assert outbox(hass).state == "0"


class TestOpenScale:
    @pytest.fixture
    def bridge(self):
        return OPENSCALE

    async def test_a_topic_a_weighing(self, house, broker, hear, act):
        await hear(MOVING, WEIGHED)
        [(topic, payload, retain)] = broker.said
        told = json.loads(payload)
        assert topic == f"openScaleSync/inbound/3/{told['date'] // 1000}"
        assert retain is True
        assert told["weight"] == 85.15
        assert told.keys() == {"date", "weight", "body_fat", "water"}

    async def test_older_ones_too_but_not_those_of_others(self, house, broker, act):
        earlier = dt_util.utcnow() - timedelta(days=1)
        for person in ("Ben", "Anna"):
            await act("record_weighing", weight=84.0, person=person)
            await act("record_weighing", weight=84.5, person=person, time=earlier)
        assert [json.loads(payload)["weight"] for _, payload, _ in broker.said] == [84.0, 84.5]

    async def test_a_deleted_weighing_is_taken_back(self, hass, house, broker, act):
        await act("record_weighing", weight=84.0, person="Ben")
        [wrong] = (await act("get_weighings", respond=True))["weighings"]
        await act("delete_weighing", weighing_id=wrong["weighing_id"])
        [first, second] = broker.said
        assert second == (first[0], "", True)
        assert outbox(hass, "openscale").state == "0"

    async def test_somebody_who_is_another_user_now(
        self, hass, house, entry, broker, act, settle, listening
    ):
        await act("record_weighing", weight=84.0, person="Ben")
        [(topic, _, _)] = broker.said
        [bridge] = entry.get_subentries_of_type("bridge")
        data = OPENSCALE | {"users": [{"person": "ben0123456789", "user_id": 4}]}
        hass.config_entries.async_update_subentry(entry, bridge, data=data)
        await settle()
        await listening()
        await settle()
        assert broker.said[1:] == [(topic, "", True)]
        await act("record_weighing", weight=84.2, person="Ben")
        assert broker.said[-1][0].startswith("openScaleSync/inbound/4/")

    async def test_is_cleared_after_a_week(self, hass, house, broker, act, settle, freezer):
        await act("record_weighing", weight=84.0, person="Ben")
        for days in (6, 2):
            assert len(broker.said) == 1
            freezer.tick(timedelta(days=days))
            async_fire_time_changed(hass)
            await settle()
        assert [payload for _, payload, _ in broker.said[1:]] == [""]


class TestFlow:
    @pytest.fixture
    async def flow(self, hass, house):
        async def begin(*steps, **context):
            manager = hass.config_entries.subentries
            result = await manager.async_init(
                (house.entry.entry_id, "bridge"), context={"source": SOURCE_USER} | context
            )
            for step in steps:
                result = await manager.async_configure(result["flow_id"], step)
            return result

        return begin

    async def test_miscale(self, flow):
        result = await flow({"next_step_id": "miscale"}, {"prefix": "/old/scale/"})
        assert (result["type"], result["title"]) == ("create_entry", "miscale 2")
        assert result["data"] == MISCALE | {"prefix": "old/scale"}

    @pytest.mark.parametrize(
        ("prefix", "error"),
        [
            ("a/+", "invalid_topic"),
            ("#", "invalid_topic"),
            ("$SYS", "invalid_topic"),
            ("", "invalid_topic"),
            ("miscale", "topic_taken"),
        ],
    )
    async def test_a_prefix_that_does_not_do(self, flow, prefix, error):
        result = await flow({"next_step_id": "miscale"}, {"prefix": prefix})
        assert result["errors"] == {"prefix": error}

    async def test_openscale(self, flow):
        users = [{"person": "Ben", "user_id": 3.0}]
        result = await flow({"next_step_id": "openscale"}, {"users": users})
        assert result["data"] == OPENSCALE

    @pytest.mark.parametrize(
        "users",
        [
            [],
            [{"person": "Carla", "user_id": 1}],
            [{"person": "Ben", "user_id": 1}, {"person": "ben", "user_id": 2}],
            [{"person": "Ben", "user_id": -1}],
            [{"person": "Ben", "user_id": 1.5}],
            [{"person": "Ben", "user_id": "1"}],
            [{"person": "Ben", "user_id": "nan"}],
            [{"person": "Ben", "user_id": 1e300}],
            {"person": "Ben", "user_id": True},
        ],
    )
    async def test_users_that_do_not_do(self, flow, users):
        result = await flow({"next_step_id": "openscale"}, {"users": users})
        assert result["errors"] == {"users": "invalid_users"}

    async def test_reconfigure(self, hass, flow, house):
        [bridge] = house.entry.get_subentries_of_type("bridge")
        result = await flow(source="reconfigure", subentry_id=bridge.subentry_id)
        assert result["step_id"] == "miscale"
        answers = {"prefix": "miscale", "retain": False, "numbers": "own"}
        result = await hass.config_entries.subentries.async_configure(result["flow_id"], answers)
        assert result["reason"] == "reconfigure_successful"
        [bridge] = house.entry.get_subentries_of_type("bridge")
        assert bridge.data == MISCALE | {"retain": False, "numbers": "own"}


class TestOpenScaleFlow(TestFlow):
    @pytest.fixture
    def bridge(self):
        return OPENSCALE

    test_a_prefix_that_does_not_do = test_users_that_do_not_do = None
    test_miscale = test_openscale = None

    async def test_reconfigure(self, hass, flow, house):
        [bridge] = house.entry.get_subentries_of_type("bridge")
        result = await flow(source="reconfigure", subentry_id=bridge.subentry_id)
        assert result["step_id"] == "openscale"
        answers = {"users": [{"person": "anna", "user_id": 1}]}
        result = await hass.config_entries.subentries.async_configure(result["flow_id"], answers)
        assert result["reason"] == "reconfigure_successful"
        [bridge] = house.entry.get_subentries_of_type("bridge")
        assert bridge.data["users"] == [{"person": "anna0123456789", "user_id": 1}]


class TestLaterKind:
    """A bridge that only a later version knows."""

    @pytest.fixture
    def bridge(self):
        return {"kind": "pigeon"}

    async def test_is_left_alone(self, hass, house, entry, act):
        [bridge] = entry.get_subentries_of_type("bridge")
        body = {"retain": True, "payload": "coo", "topic": "pigeon", "slot": "", "value": ""}
        parcel = outboxes.Parcel(target="pigeon", weighing_id="w", person_id="p", body=body)
        await house.writer.async_write(
            lambda db: outboxes.put(db, bridge.subentry_id, parcel, dt_util.utcnow())
        )
        assert await hass.config_entries.async_reload(entry.entry_id)
        await act("record_weighing", weight=84.0, person="Ben")
        [kept] = await entry.runtime_data.writer.async_read(
            lambda db: outboxes.last_items(db, bridge.subentry_id)
        )
        assert kept.body["payload"] == "coo"

    async def test_is_not_changed(self, hass, house, entry):
        [bridge] = entry.get_subentries_of_type("bridge")
        result = await hass.config_entries.subentries.async_init(
            (entry.entry_id, "bridge"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": bridge.subentry_id},
        )
        assert (result["type"], result["reason"]) == ("abort", "unknown_kind")


def test_kinds_have_steps_of_their_own():
    steps = [step for kind in KINDS.values() for step in kind.form(HostFlow(), kind.name).steps]
    assert len(steps) == len(set(steps))
    assert set(steps) >= KINDS.keys()


@pytest.mark.parametrize("kind", ["domoticz", "miscale", "openscale"])
async def test_needs_mqtt(hass, air, entry, kind):
    assert await hass.config_entries.async_setup(entry.entry_id)
    manager = hass.config_entries.subentries
    result = await manager.async_init((entry.entry_id, "bridge"), context={"source": SOURCE_USER})
    result = await manager.async_configure(result["flow_id"], {"next_step_id": kind})
    assert (result["type"], result["reason"]) == ("abort", "mqtt_missing")
    assert outbox(hass).state == "0"


async def test_a_broker_whose_set_up_failed(hass, air, entry, settle):
    MockConfigEntry(domain="mqtt").add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle()
    manager = hass.config_entries.subentries
    result = await manager.async_init((entry.entry_id, "bridge"), context={"source": SOURCE_USER})
    for step in ({"next_step_id": "miscale"}, {"prefix": "old", "clean_up": True}):
        result = await manager.async_configure(result["flow_id"], step)
    assert result["errors"] == {"base": "clean_up_later"}
    # The courier waits for it to come all the same.
    assert [task for task in asyncio.all_tasks() if task.get_name() == "body_scale miscale"]
    assert await hass.config_entries.async_unload(entry.entry_id)


def test_an_echo_has_time():
    assert mqtt.ECHO_TIMEOUT_S > mqtt.RETAINED_TIMEOUT_S
