"""Services over HTTP: what is in the account is what is right, whatever goes wrong on the way."""

from datetime import datetime, timedelta
from decimal import Decimal
import json
import logging
from types import MappingProxyType, SimpleNamespace

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigEntryState
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
from yarl import URL

from custom_components.body_scale.bridges import http, outbox as outboxes
from custom_components.body_scale.bridges.intervals_icu import bridge as intervals_icu
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.diagnostics import async_get_config_entry_diagnostics
from custom_components.body_scale.model import Origin, Weighing
from simulators.services.intervals_icu import IntervalsIcu
from simulators.services.server import RETRY_AFTER_S
from simulators.services.wger import Wger

from ..bluetooth import WEIGHED
from ..stored import weighings_of

BEN_ID = "ben0123456789"
KEY, OTHER_KEY = "k3y-of-ben", "another-key"
MORNING = "2026-03-10 07:12:41"
EVENING = "2026-03-10 21:30:00"
NEXT_DAY = "2026-03-11 07:00:05"


@pytest.fixture
async def zone(hass):
    await hass.config.async_set_time_zone("Europe/Berlin")


@pytest.fixture
async def service(socket_enabled, server):
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def home(hass, air, entry, service, zone, settle):
    """Return the entry of a household with the bridge, and without MQTT."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle()
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
def weigh(home, act):
    """Return a function that weighs Ben, and returns the weighing's id."""

    async def record(weight=84.2, time=MORNING, person="Ben", **more):
        answer = await act(
            "record_weighing", respond=True, weight=weight, time=time, person=person, **more
        )
        return answer["weighing_id"]

    return record


@pytest.fixture
def later(hass, freezer, settle):
    async def passes(seconds):
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await settle()

    return passes


def waiting(hass):
    [state] = [
        each for each in hass.states.async_all("sensor") if each.entity_id.endswith("_outbox")
    ]
    return int(state.state)


def issues(hass):
    return {
        issue.translation_key
        for domain, issue in ir.async_get(hass).issues.items()
        if domain[0] == DOMAIN
    }


class Services:
    """What holds for each of them; `there` says what the account has."""

    async def test_a_weighing_arrives(self, hass, service, weigh):
        await weigh()
        assert self.there(service) == {MORNING: 84.2}
        assert waiting(hass) == 0

    async def test_late_ones_arrive_too(self, service, weigh):
        await weigh(84.2, NEXT_DAY)
        await weigh(85.0, MORNING)
        assert self.there(service) == {MORNING: 85.0, NEXT_DAY: 84.2}

    async def test_those_of_others_dont(self, home, service, weigh, act, settle):
        await weigh(61.0, person="Anna")
        await weigh(80.0, person="guest")
        await act("record_weighing", weight=74.0)
        await act("replay_sample", person="Ben")
        imported = Weighing(
            weighing_id="w",
            scale="file",
            measured_at=dt_util.utcnow(),
            weight_kg=84.0,
            person_id=BEN_ID,
            origin=Origin.IMPORT,
        )
        await home.runtime_data.records.add([imported])
        await settle()
        assert service.asked == []

    async def test_one_that_is_assigned_later(self, home, service, act):
        await act("record_weighing", weight=74.0, time=MORNING)
        [pending] = weighings_of(home.runtime_data, None)
        assert service.asked == []
        await act("assign_weighing", weighing_id=pending.weighing_id, person="Ben")
        assert self.there(service) == {MORNING: 74.0}

    async def test_corrections(self, service, weigh, act):
        which = await weigh(84.2)
        await act("edit_weighing", weighing_id=which, weight=83.7)
        assert self.there(service) == {MORNING: 83.7}
        await act("edit_weighing", weighing_id=which, time=NEXT_DAY)
        assert self.there(service) == {NEXT_DAY: 83.7}
        await act("assign_weighing", weighing_id=which, person="Anna")
        assert self.there(service) == {}
        await act("assign_weighing", weighing_id=which, person="Ben")
        assert self.there(service) == {NEXT_DAY: 83.7}

    async def test_a_stand_that_becomes_the_childs(self, service, home, act, hear, freezer):
        await act("assisted_weighing", person="Anna")
        # An advertisement's age is by a clock that isn't frozen.
        freezer.tick(60)
        await hear(WEIGHED)
        assert list(self.there(service).values()) == [85.15]
        freezer.tick(60)
        # 72.00 kg and 430 ohm, 14 minutes later by the scale's clock.
        await hear("0226b20705040f1001ae014038")
        assert weighings_of(home.runtime_data, "anna0123456789")[0].weight_kg == 13.15
        assert self.there(service) == {}

    async def test_deleted_and_restored(self, service, weigh, act):
        which = await weigh()
        await act("delete_weighing", weighing_id=which)
        assert self.there(service) == {}
        await act("restore_weighing", weighing_id=which)
        assert self.there(service) == {MORNING: 84.2}

    async def test_what_was_never_sent_is_not_taken_back(self, hass, service, weigh, act, later):
        service.faults.append("busy")
        await weigh(84.0, NEXT_DAY)
        which = await weigh()
        await act("delete_weighing", weighing_id=which)
        asked = len(service.asked)
        await later(RETRY_AFTER_S)
        assert self.there(service) == {NEXT_DAY: 84.0}
        assert not [each for each in service.asked[asked:] if "2026-03-10" in each]

    async def test_an_error_is_tried_again(self, hass, service, weigh, later):
        service.faults.append("error")
        await weigh()
        assert (self.there(service), waiting(hass)) == ({}, 1)
        await later(6)
        assert (self.there(service), waiting(hass)) == ({MORNING: 84.2}, 0)

    async def test_patience_is_had_when_it_is_asked_for(self, hass, service, weigh, later):
        service.faults.append("busy")
        await weigh()
        asked = len(service.asked)
        # That is for all days.
        await weigh(84.0, NEXT_DAY)
        await later(RETRY_AFTER_S - 1)
        assert len(service.asked) == asked
        await later(2)
        assert self.there(service) == {MORNING: 84.2, NEXT_DAY: 84.0}

    async def test_a_connection_that_is_lost_after_storing(self, hass, service, weigh, later):
        # However many requests it takes, each of them may be the one.
        for number in range(4):
            service.faults.extend([None] * number + ["lost"])
            await weigh(84.0 + number, f"2026-03-2{number} 07:00:00")
            await later(6)
            service.faults.clear()
        expected = {f"2026-03-2{number} 07:00:00": 84.0 + number for number in range(4)}
        assert self.there(service) == expected
        assert waiting(hass) == 0

    async def test_a_page_in_the_place_of_an_answer(self, service, weigh, later):
        await weigh()
        service.faults.extend(["page"] * 3)
        await weigh(83.0, NEXT_DAY)
        service.faults.clear()
        await later(6)
        assert self.there(service) == {MORNING: 84.2, NEXT_DAY: 83.0}

    async def test_an_outage_and_a_restart(self, hass, home, service, weigh, act, settle):
        first = await weigh()
        await service.stop()
        await weigh(83.0, NEXT_DAY)
        await act("delete_weighing", weighing_id=first)
        assert await hass.config_entries.async_unload(home.entry_id)
        await service.start()
        assert await hass.config_entries.async_setup(home.entry_id)
        await settle()
        assert self.there(service) == {NEXT_DAY: 83.0}
        assert waiting(hass) == 0

    async def test_a_refused_key_is_reported_and_not_tried_all_the_time(
        self, hass, home, service, weigh, later, settle
    ):
        right, service.authorization = service.authorization, "Another"
        await weigh()
        await weigh(83.0, NEXT_DAY)
        assert len(service.asked) == 1
        assert "outbox_refused" in issues(hass)
        await later(600)
        assert len(service.asked) == 1
        await later(http.REFUSED_PAUSE_S)
        assert len(service.asked) == 2
        service.authorization = right
        await later(http.REFUSED_PAUSE_S + 1)
        assert self.there(service) == {MORNING: 84.2, NEXT_DAY: 83.0}
        assert "outbox_refused" not in issues(hass)

    async def test_another_key_is_tried_at_once(
        self, hass, home, service, weigh, configure, settle
    ):
        service.authorization = type(service)(OTHER_KEY).authorization
        await weigh()
        assert "outbox_refused" in issues(hass)
        [bridge] = home.get_subentries_of_type("bridge")
        result = await configure(
            {**self.typed(service), self.secret: OTHER_KEY},
            source=SOURCE_RECONFIGURE,
            subentry_id=bridge.subentry_id,
        )
        assert result["reason"] == "reconfigure_successful"
        await settle()
        assert self.there(service) == {MORNING: 84.2}
        assert "outbox_refused" not in issues(hass)

    async def test_waiting_for_a_day_is_reported(self, hass, service, weigh, later):
        await service.stop()
        await weigh()
        for _ in range(25):
            await later(3600)
        assert "outbox_service_waits" in issues(hass)
        await service.start()
        await later(3600)
        assert self.there(service) == {MORNING: 84.2}
        assert "outbox_service_waits" not in issues(hass)

    async def test_an_erased_person_is_erased_there(self, service, weigh, act, settle):
        await weigh()
        await act("erase_person", person="Ben")
        await settle()
        assert self.there(service) == {}

    async def test_who_leaves_keeps_their_account(self, hass, home, service, weigh, settle):
        await weigh()
        [_, ben] = home.get_subentries_of_type("person")
        hass.config_entries.async_remove_subentry(home, ben.subentry_id)
        await settle()
        assert self.there(service) == {MORNING: 84.2}

    async def test_a_removed_bridge_leaves_the_account_alone(
        self, hass, home, service, weigh, settle
    ):
        await weigh()
        [bridge] = home.get_subentries_of_type("bridge")
        hass.config_entries.async_remove_subentry(home, bridge.subentry_id)
        await settle()
        assert self.there(service) == {MORNING: 84.2}

    async def test_another_persons_account(self, hass, home, service, weigh, act, settle):
        first = await weigh()
        [bridge] = home.get_subentries_of_type("bridge")
        data = bridge.data | {"person": "anna0123456789"}
        hass.config_entries.async_update_subentry(home, bridge, data=MappingProxyType(data))
        await settle()
        await weigh(62.0, NEXT_DAY, person="Anna")
        # What was Ben's there is none of this bridge's business any more.
        await act("delete_weighing", weighing_id=first)
        assert self.there(service) == {MORNING: 84.2, NEXT_DAY: 62.0}
        await act("erase_person", person="Ben")
        assert self.there(service) == {MORNING: 84.2, NEXT_DAY: 62.0}

    async def test_nothing_private_is_told(self, hass, home, service, weigh, later, caplog):
        caplog.set_level(logging.INFO)
        service.faults.extend(["error", "lost"])
        await weigh()
        await later(6)
        service.authorization = "Another"
        await weigh(84.3, NEXT_DAY)
        data = await async_get_config_entry_diagnostics(hass, home)
        [bridge] = data["bridges"]
        assert bridge["waiting"] == 1
        for private in (KEY, "84.2", "84.3", "Ben"):
            assert private not in json.dumps(data)
        ours = [each for each in caplog.records if DOMAIN in each.name]
        for private in (KEY, "84.2", "84.3", "127.0.0.1", "2026-03-1"):
            assert not [each for each in ours if private in each.getMessage()], private

    # The form.

    @pytest.fixture
    def configure(self, hass, home):
        async def go(*answers, **context):
            manager = hass.config_entries.subentries
            context = {"source": SOURCE_USER} | context
            result = await manager.async_init((home.entry_id, "bridge"), context=context)
            for each in answers:
                result = await manager.async_configure(result["flow_id"], each)
            return result

        return go

    @property
    def choice(self):
        return {"next_step_id": self.kind}

    async def test_is_added(self, service, configure):
        result = await configure(self.choice, {**self.typed(service), "person": "anna0123456789"})
        assert result["type"] == "create_entry"
        assert result["title"].endswith(" Anna")
        assert result["data"] == {
            "kind": self.kind,
            "person": "anna0123456789",
            **self.typed(service),
        } | {"person": "anna0123456789"}

    async def test_a_key_that_is_refused(self, service, configure):
        typed = {**self.typed(service), self.secret: "wrong"}
        result = await configure(self.choice, typed)
        assert result["errors"] == {self.secret: "key_refused"}

    @pytest.mark.parametrize(
        ("fault", "detail"),
        [
            ("error", "HTTP 500"),
            ("busy", "HTTP 429"),
            ("page", "the answer isn't JSON"),
            ("junk", "the answer isn't JSON"),
            ("long", "the answer is too long"),
        ],
    )
    async def test_a_service_that_does_not_answer(self, service, configure, fault, detail):
        service.faults.append(fault)
        result = await configure(self.choice, self.typed(service))
        assert result["errors"] == {"base": "service_unreachable"}
        assert result["description_placeholders"]["detail"] == detail

    async def test_a_service_that_is_not_there(self, service, configure):
        await service.stop()
        result = await configure(self.choice, self.typed(service))
        assert result["errors"] == {"base": "service_unreachable"}

    async def test_a_key_with_characters_that_cant_be_sent(self, service, configure):
        result = await configure(self.choice, {**self.typed(service), self.secret: "a\r\nb: c"})
        assert result["type"] == "form"
        assert result["errors"]

    async def test_is_changed_without_typing_the_key_again(self, home, service, configure):
        [bridge] = home.get_subentries_of_type("bridge")
        change = {"source": SOURCE_RECONFIGURE, "subentry_id": bridge.subentry_id}
        shown = await configure(**change)
        fields = {str(key): key for key in shown["data_schema"].schema}
        assert fields["person"].description["suggested_value"] == BEN_ID
        assert not (fields[self.secret].description or {}).get("suggested_value")
        typed = {key: value for key, value in self.typed(service).items() if key != self.secret}
        result = await configure({**typed, "person": "anna0123456789"}, **change)
        assert result["reason"] == "reconfigure_successful"
        [bridge] = home.get_subentries_of_type("bridge")
        assert bridge.data == {
            "kind": self.kind,
            **self.typed(service),
            "person": "anna0123456789",
        }

    async def test_of_somebody_who_left(self, hass, home, configure, settle):
        [bridge] = home.get_subentries_of_type("bridge")
        [anna, ben] = home.get_subentries_of_type("person")
        hass.config_entries.async_remove_subentry(home, ben.subentry_id)
        await settle()
        change = {"source": SOURCE_RECONFIGURE, "subentry_id": bridge.subentry_id}
        # The only one who is left.
        [key] = [
            key for key in (await configure(**change))["data_schema"].schema if key == "person"
        ]
        assert key.description["suggested_value"] == "anna0123456789"
        hass.config_entries.async_remove_subentry(home, anna.subentry_id)
        await settle()
        result = await configure(**change)
        assert (result["type"], result["reason"]) == ("abort", "no_people")


class TestIntervalsIcu(Services):
    kind, secret = "intervals_icu", "api_key"

    @pytest.fixture
    def server(self):
        return IntervalsIcu(KEY)

    @pytest.fixture
    def bridge(self):
        return {"kind": "intervals_icu", "person": BEN_ID, "api_key": KEY}

    @pytest.fixture(autouse=True)
    def _here(self, service, monkeypatch):
        monkeypatch.setattr(intervals_icu, "BASE", URL(service.url) / "api" / "v1")

    @staticmethod
    def typed(service):
        return {"person": BEN_ID, "api_key": KEY}

    @staticmethod
    def there(service):
        """Return the weight of each day, by the time at which somebody is weighed on it here."""
        times = {each[:10]: each for each in (MORNING, NEXT_DAY)}
        return {
            times.get(day, f"{day} 07:00:00"): record["weight"]
            for day, record in service.days.items()
            if "weight" in record
        }

    async def test_a_day_has_its_newest(self, service, weigh, act):
        await weigh(84.2, MORNING)
        evening = await weigh(85.1, EVENING)
        assert service.days == {"2026-03-10": {"weight": 85.1}}
        await weigh(84.0, "2026-03-10 12:00:00")
        assert service.days == {"2026-03-10": {"weight": 85.1}}
        await act("delete_weighing", weighing_id=evening)
        assert service.days == {"2026-03-10": {"weight": 84.0}}

    async def test_a_day_is_that_of_the_house(self, service, weigh):
        await weigh(84.0, "2026-03-10 00:00:01")
        await weigh(84.1, "2026-03-10 23:59:59")
        # The night in which the clocks change has 23 hours.
        await weigh(84.2, "2026-03-29 00:30:00")
        await weigh(84.3, "2026-03-29 23:30:00")
        assert {day: record["weight"] for day, record in service.days.items()} == {
            "2026-03-10": 84.1,
            "2026-03-29": 84.3,
        }

    async def test_body_fat_of_the_newest_that_has_it(self, home, service, weigh, act):
        barefoot = await weigh(84.2, MORNING, impedance=480)
        shown = home.runtime_data.view.latest_metrics(BEN_ID).body_fat
        await weigh(85.1, EVENING)
        assert service.days["2026-03-10"] == {
            "weight": 85.1,
            "bodyFat": pytest.approx(shown, abs=0.01),
        }
        await act("delete_weighing", weighing_id=barefoot)
        assert service.days["2026-03-10"] == {"weight": 85.1}

    async def test_of_a_day_before_the_bridge_nothing_is_sent(self, home, service, weigh, act):
        first = await weigh(84.2, MORNING)
        await weigh(85.1, EVENING)
        [bridge] = home.get_subentries_of_type("bridge")
        await home.runtime_data.writer.async_write(
            lambda db: outboxes.delete_bridge(db, bridge.subentry_id)
        )
        service.asked.clear()
        await act("delete_weighing", weighing_id=first)
        assert service.asked == []

    async def test_what_was_typed_in_there_stays(self, service, weigh, act):
        service.days["2026-03-10"] = {"bodyFat": 15.0, "restingHR": 50}
        which = await weigh()
        assert service.days["2026-03-10"] == {"weight": 84.2, "bodyFat": 15.0, "restingHR": 50}
        await act("delete_weighing", weighing_id=which)
        assert service.days["2026-03-10"] == {"bodyFat": 15.0, "restingHR": 50}

    async def test_todays_is_the_current_weight(self, freezer, service, weigh, act):
        now = dt_util.now()
        await weigh(84.2, (now - timedelta(days=2)).isoformat())
        assert service.weight is None
        which = await weigh(84.4, now.isoformat())
        assert service.weight == 84.4
        await act("delete_weighing", weighing_id=which)
        assert (now.date().isoformat() in service.days, service.weight) == (True, 84.4)
        assert service.days[now.date().isoformat()] == {}


class TestWger(Services):
    kind, secret = "wger", "token"

    @pytest.fixture
    def server(self):
        return Wger(KEY)

    @pytest.fixture
    async def bridge(self, service):
        return {"kind": "wger", "person": BEN_ID, **self.address(service), "token": KEY}

    @staticmethod
    def address(service):
        return {"url": service.url, "verify_ssl": True}

    @classmethod
    def typed(cls, service):
        return {"person": BEN_ID, **cls.address(service), "token": KEY}

    @staticmethod
    def there(service):
        return {
            dt_util.as_local(at).strftime("%Y-%m-%d %H:%M:%S"): float(weight)
            for at, weight in service.weights.items()
        }

    async def test_each_weighing_is_an_entry(self, service, weigh):
        await weigh(84.2, MORNING)
        await weigh(85.1, EVENING)
        assert self.there(service) == {MORNING: 84.2, EVENING: 85.1}

    async def test_pounds_for_who_has_pounds_there(self, service, weigh, act):
        service.unit = "lb"
        which = await weigh(84.2)
        assert list(service.weights.values()) == [Decimal("185.63")]
        service.unit = "kg"
        await act("edit_weighing", weighing_id=which, weight=84.0)
        assert list(service.weights.values()) == [Decimal("84.00")]

    async def test_what_the_user_deleted_there_isnt_missed(self, hass, service, weigh, act):
        which = await weigh()
        service.entries.clear()
        await act("delete_weighing", weighing_id=which)
        assert (self.there(service), waiting(hass)) == ({}, 0)

    async def test_an_answer_without_entries(self, service, weigh, later):
        service.faults.append("empty")
        await weigh()
        assert self.there(service) == {}
        await later(6)
        assert self.there(service) == {MORNING: 84.2}

    async def test_entries_of_other_times_stay(self, service, weigh, act):
        at = datetime.fromisoformat("2026-03-10T07:12:42+01:00")
        service.entries[1] = {"date": at, "weight": Decimal("90.00")}
        which = await weigh()
        await act("delete_weighing", weighing_id=which)
        assert [each["date"] for each in service.entries.values()] == [at]

    @pytest.mark.parametrize(
        "profile", [[{"weight_unit": "kg"}], {"results": [{"weight_unit": "kg"}]}]
    )
    async def test_profiles_of_other_versions(self, service, configure, monkeypatch, profile):
        # Of a list alone nothing is known.
        is_known = isinstance(profile, dict)
        monkeypatch.setattr(service, "profile", profile)
        result = await configure(self.choice, self.typed(service))
        assert result["type"] == ("create_entry" if is_known else "form")

    async def test_something_else_at_the_address(self, service, configure, monkeypatch):
        monkeypatch.setattr(service, "profile", {"weight_unit": "stone"})
        result = await configure(self.choice, self.typed(service))
        assert result["description_placeholders"]["detail"] == "the answer has no profile"

    @pytest.mark.parametrize("url", ["wger.de", "ftp://wger.de", "http://", "http://[", "https://"])
    async def test_what_is_no_address(self, service, configure, url):
        result = await configure(self.choice, {**self.typed(service), "url": url})
        assert result["errors"] == {"url": "invalid_url"}

    async def test_an_address_is_cleaned(self, service, configure):
        typed = {**self.typed(service), "url": f" {service.url}/?next=/de "}
        result = await configure(self.choice, typed)
        assert result["data"]["url"] == service.url


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("999999", 3600),
        ("", 60),
        ("soon", 60),
        ("-5", 60),
        ("Tue, 10 Mar 2026 07:02:00 GMT", 120),
        ("Tue, 10 Mar 2026 07:02:00 -0000", 120),
        ("Tue, 10 Mar 2026 08:02:00 +0100", 120),
        ("Mon, 09 Mar 2026 07:02:00 GMT", 0),
    ],
)
async def test_how_long_to_wait(hass, freezer, text, seconds):
    # Whatever the zone of the house.
    await hass.config.async_set_time_zone("Asia/Tokyo")
    freezer.move_to("2026-03-10 07:00:00+00:00")
    assert http._patience(SimpleNamespace(headers={"Retry-After": text})) == seconds
