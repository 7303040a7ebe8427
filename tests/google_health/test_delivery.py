"""Weighings in Google Health: they come, are corrected and deleted, through whatever goes wrong."""

from datetime import UTC, datetime, timedelta

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.bridges import outbox
from custom_components.body_scale.bridges.google_health import api
from custom_components.body_scale.bridges.google_health.api import HealthError
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.model import Origin, Reading
from custom_components.body_scale.session import Memory

from ..bluetooth import ADDRESS


def points(google, data_type="weight"):
    """Return what Google has of a type, in the order of time."""
    found = [each for name, each in google.state.points.items() if f"/{data_type}/" in name]
    key = {"weight": "weight", "body-fat": "bodyFat"}[data_type]
    return sorted(
        (each[key] for each in found), key=lambda each: each["sampleTime"]["physicalTime"]
    )


def weights(google):
    return [each["weightGrams"] for each in points(google)]


def waiting(hass):
    return hass.states.get("sensor.anna_outbox").state


def issues(hass):
    return {each.translation_key for each in ir.async_get(hass).issues.values() if each.active}


def asked(google, method=None):
    return [each for each in google.exchanges if method in {None, each.method}]


class TestWeighings:
    async def test_weight_and_body_fat_arrive(self, hass, house, google, act, newest):
        at = dt_util.utcnow().replace(microsecond=0) - timedelta(minutes=3)
        await act("record_weighing", weight=62.3, impedance=500, person="Anna", time=at)
        [weight], [fat] = points(google), points(google, "body-fat")
        assert weight["weightGrams"] == 62300
        assert fat["percentage"] == pytest.approx((await newest())["metrics"]["body_fat"], abs=0.01)
        for sample in (weight["sampleTime"], fat["sampleTime"]):
            assert datetime.fromisoformat(sample["physicalTime"]) == at
            offset = dt_util.as_local(at).utcoffset().total_seconds()
            assert sample["utcOffset"] == f"{offset:.0f}s"
        assert waiting(hass) == "0"

    async def test_where_it_comes_from(self, house, google, act, settle):
        await act("record_weighing", weight=62.3, person="Anna")
        reading = Reading(weight_kg=62.0, measured_at=dt_util.utcnow())
        await house.records.add_readings(ADDRESS, [reading], Memory())
        await settle()
        typed, measured = [each["dataSource"] for each in google.state.points.values()]
        assert typed["recordingMethod"] == "MANUAL"
        assert measured["recordingMethod"] == "ACTIVELY_MEASURED"
        assert measured["device"]["formFactor"] == "SCALE"

    async def test_without_an_impedance_there_is_no_body_fat(self, house, google, act):
        await act("record_weighing", weight=62.3, person="Anna")
        assert len(points(google)) == 1
        assert points(google, "body-fat") == []

    async def test_an_impedance_that_came_later_is_added(self, house, google, settle):
        now = dt_util.utcnow()
        socks = Reading(weight_kg=62.0, measured_at=now)
        barefoot = Reading(weight_kg=62.0, measured_at=now, impedance=480.0)
        await house.records.add_readings(ADDRESS, [socks], Memory())
        await settle()
        assert await house.records.async_store(ADDRESS, (), Memory(), completing=[barefoot])
        await settle()
        assert weights(google) == [62000]
        assert len(points(google, "body-fat")) == 1

    async def test_only_this_persons(self, house, google, act):
        await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=62.3, person="guest")
        assert asked(google) == []

    async def test_a_pending_one_when_it_is_assigned(self, house, google, act, settle, newest):
        between = Reading(weight_kg=73.0, measured_at=dt_util.utcnow())
        await house.records.add_readings(ADDRESS, [between], Memory())
        await settle()
        assert asked(google) == []
        pending = await newest()
        assert pending["person"] is None
        await act("assign_weighing", weighing_id=pending["weighing_id"], person="Anna")
        assert weights(google) == [73000]

    async def test_what_a_scale_remembered(self, house, google, settle):
        now = dt_util.utcnow()
        readings = [
            Reading(
                weight_kg=62.0 + day / 10,
                measured_at=now - timedelta(days=day),
                origin=Origin.HISTORY,
            )
            for day in (1, 3, 2)
        ]
        assert await house.records.async_store(ADDRESS, readings, Memory())
        await settle()
        assert weights(google) == [62300, 62200, 62100]

    async def test_nothing_of_before_the_account(
        self, hass, air, credentials, unloading, entry, account, load, google, act
    ):
        hass.config_entries._entries.pop(account.entry_id)
        await load(entry)
        await act("record_weighing", weight=61.0, person="Anna")
        account.add_to_hass(hass)
        await load(account)
        await act("record_weighing", weight=62.0, person="Anna")
        assert weights(google) == [62000]

    @pytest.mark.parametrize("why", ["minor", "implant"])
    async def test_what_a_person_is_not_shown_stays_here(
        self, hass, house, entry, google, act, settle, why
    ):
        [anna] = [each for each in entry.subentries.values() if each.title == "Anna"]
        profile = anna.data["profiles"][0] | (
            {"no_impedance_metrics": True}
            if why == "implant"
            else {"birth_date": (dt_util.now().date() - timedelta(days=15 * 365)).isoformat()}
        )
        data = {**anna.data, "profiles": [profile]}
        hass.config_entries.async_update_subentry(entry, anna, data=data)
        await settle()
        await act("record_weighing", weight=62.3, impedance=500, person="Anna")
        assert weights(google) == [62300]
        assert points(google, "body-fat") == []


class TestCorrections:
    @pytest.fixture
    async def weighing_id(self, house, act, newest):
        await act("record_weighing", weight=62.3, impedance=500, person="Anna")
        return (await newest())["weighing_id"]

    async def test_are_patched(self, google, act, weighing_id):
        names = set(google.state.points)
        at = dt_util.utcnow().replace(microsecond=0) - timedelta(hours=2)
        await act("edit_weighing", weighing_id=weighing_id, weight=61.9, time=at)
        [weight] = points(google)
        assert weight["weightGrams"] == 61900
        assert datetime.fromisoformat(weight["sampleTime"]["physicalTime"]) == at
        assert set(google.state.points) == names
        assert {each.path for each in asked(google, "PATCH")} == names

    async def test_of_what_google_lost(self, google, act, weighing_id):
        google.state.points.clear()
        await act("edit_weighing", weighing_id=weighing_id, weight=61.9)
        assert weights(google) == [61900]

    async def test_a_deletion_deletes_and_a_restoration_creates(self, google, act, weighing_id):
        before = dict(google.state.points)
        assert len(before) == 2
        await act("delete_weighing", weighing_id=weighing_id)
        assert google.state.points == {}
        await act("restore_weighing", weighing_id=weighing_id)
        assert google.state.points == before

    async def test_a_deletion_of_what_google_lost(self, hass, google, act, weighing_id):
        google.state.points.clear()
        await act("delete_weighing", weighing_id=weighing_id)
        assert waiting(hass) == "0"

    @pytest.mark.parametrize("person", ["Ben", "guest"])
    async def test_another_persons(self, google, act, weighing_id, person):
        await act("assign_weighing", weighing_id=weighing_id, person=person)
        assert google.state.points == {}

    async def test_an_erased_persons(self, house, google, act, weighing_id):
        await act("erase_person", person="Anna")
        assert google.state.points == {}

    async def test_what_was_never_sent_is_not_deleted_there(
        self, hass, house, google, act, newest, later
    ):
        google.fault = "unavailable"
        await act("record_weighing", weight=62.3, person="Anna")
        await act("record_weighing", weight=62.4, person="Anna")
        weighing = await newest()
        await act("delete_weighing", weighing_id=weighing["weighing_id"])
        google.fault = None
        await later(60)
        assert weights(google) == [62300]
        assert not [each for each in asked(google) if each.path.endswith(":batchDelete")]

    async def test_of_a_person_who_left_the_points_stay(
        self, hass, house, entry, google, settle, act, weighing_id
    ):
        before = dict(google.state.points)
        [anna] = [each for each in entry.subentries.values() if each.title == "Anna"]
        hass.config_entries.async_remove_subentry(entry, anna.subentry_id)
        await settle()
        assert google.state.points == before
        assert "account_without_person" in issues(hass)
        await act("delete_weighing", weighing_id=weighing_id)
        assert google.state.points == {}


class TestFaults:
    async def test_a_lost_connection_makes_no_second_point(self, hass, house, google, act, later):
        google.faults = ["hang_up"]
        await act("record_weighing", weight=62.3, person="Anna")
        assert (weights(google), waiting(hass)) == ([62300], "1")
        await later(10)
        assert (weights(google), waiting(hass)) == ([62300], "0")

    async def test_a_lost_connection_while_correcting(
        self, hass, house, google, act, newest, later
    ):
        await act("record_weighing", weight=62.3, person="Anna")
        weighing_id = (await newest())["weighing_id"]
        # The first is what makes sure that the point isn't new.
        google.faults = ["broken", "hang_up"]
        await act("edit_weighing", weighing_id=weighing_id, weight=61.0)
        await later(60)
        assert (weights(google), waiting(hass)) == ([61000], "0")

    @pytest.mark.parametrize("fault", ["pending", "late"])
    async def test_an_operation_that_is_not_done_is_not_taken_for_done(
        self, hass, house, google, act, later, fault
    ):
        google.faults = [fault]
        await act("record_weighing", weight=62.3, person="Anna")
        assert waiting(hass) == "1"
        await later(10)
        assert (weights(google), waiting(hass)) == ([62300], "0")
        # What became of it is read; it isn't written once more on the off chance.
        again = [] if fault == "pending" else ["POST"]
        assert [each.method for each in asked(google)] == ["POST", "GET", *again]

    async def test_a_point_that_may_not_be_read_is_written_all_the_same(
        self, hass, house, google, act, later
    ):
        google.faults = ["pending", "disabled"]
        await act("record_weighing", weight=62.3, person="Anna")
        await later(10)
        assert [each.method for each in asked(google)] == ["POST", "GET", "POST", "PATCH"]
        assert (weights(google), waiting(hass)) == ([62300], "0")

    async def test_an_account_that_is_unloaded_in_the_middle(
        self, hass, house, account, google, act, later, monkeypatch
    ):
        async def unload():
            await hass.config_entries.async_unload(account.entry_id)
            raise HealthError(401, "of a session that has ended")

        # Its tokens are asked for twice: at first, and after the refusal.
        monkeypatch.setattr(account.runtime_data.session, "async_ensure_token_valid", unload)
        await act("record_weighing", weight=62.3, person="Anna")
        assert asked(google) == []
        # Whatever came back, nobody has to log in for that.
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        channel = house.outboxes[account.entry_id].courier._channel
        [item] = await house.writer.async_read(
            lambda database: outbox.waiting_items(database, account.entry_id)
        )
        with pytest.raises(HomeAssistantError):
            await channel.deliver(item)
        await hass.config_entries.async_setup(account.entry_id)
        await later(60)
        assert (weights(google), waiting(hass)) == ([62300], "0")

    async def test_a_deletion_that_is_not_done(self, hass, house, google, act, newest, later):
        await act("record_weighing", weight=62.3, person="Anna")
        google.faults = ["pending"]
        await act("delete_weighing", weighing_id=(await newest())["weighing_id"])
        assert waiting(hass) == "1"
        await later(10)
        assert (google.state.points, waiting(hass)) == ({}, "0")

    @pytest.mark.parametrize("fault", ["broken", "unavailable", "busy"])
    async def test_an_outage_loses_nothing(self, hass, house, google, act, later, fault):
        google.fault = fault
        for weight in (62.0, 62.1, 62.2):
            await act("record_weighing", weight=weight, impedance=500, person="Anna")
        assert waiting(hass) == "6"
        await later(300)
        assert waiting(hass) == "6"
        google.fault = None
        await later(700)
        assert weights(google) == [62000, 62100, 62200]
        assert waiting(hass) == "0"

    async def test_no_connection_at_all(self, hass, house, google, act, later, monkeypatch):
        await google.stop()
        await act("record_weighing", weight=62.0, person="Anna")
        await later(60)
        assert waiting(hass) == "1"
        await google.start()
        monkeypatch.setattr(api, "BASE_URL", f"{google.url}/v4")
        await later(700)
        assert (weights(google), waiting(hass)) == ([62000], "0")

    @pytest.mark.parametrize("form", ["seconds", "date"])
    async def test_google_says_how_long_to_wait(
        self, hass, house, google, act, later, freezer, form
    ):
        until = datetime.now(UTC) + timedelta(seconds=120)
        google.retry_after = "120" if form == "seconds" else f"{until:%a, %d %b %Y %H:%M:%S GMT}"
        google.fault = "busy"
        await act("record_weighing", weight=62.0, impedance=500, person="Anna")
        assert len(asked(google)) == 1
        google.fault = None
        await act("record_weighing", weight=62.1, impedance=500, person="Anna")
        await later(110)
        assert len(asked(google)) == 1
        await later(20)
        assert weights(google) == [62000, 62100]
        assert waiting(hass) == "0"

    async def test_what_google_never_takes_holds_nothing_up(
        self, hass, house, google, act, newest, later
    ):
        google.refuses = lambda point: point.get("weight", {}).get("weightGrams") == 62300
        await act("record_weighing", weight=62.3, impedance=500, person="Anna")
        await act("record_weighing", weight=62.4, impedance=500, person="Anna")
        assert weights(google) == [62400]
        assert len(points(google, "body-fat")) == 2
        assert waiting(hass) == "0"
        assert issues(hass) == {"google_health_refused"}
        # It isn't tried again, until it is another one.
        before = len(asked(google))
        await later(700, step=100)
        assert len(asked(google)) == before

    async def test_a_disabled_api_is_said(self, hass, house, google, act, later):
        google.fault = "disabled"
        await act("record_weighing", weight=62.3, person="Anna")
        assert issues(hass) == {"google_health_disabled"}
        assert waiting(hass) == "1"
        google.fault = None
        await later(3700, step=100)
        assert issues(hass) == set()
        assert (weights(google), waiting(hass)) == ([62300], "0")

    async def test_a_missing_permission_is_said(self, hass, house, google, act):
        google.state.scope = "openid"
        await act("record_weighing", weight=62.3, person="Anna")
        assert issues(hass) == {"google_health_denied"}
        assert waiting(hass) == "1"

    async def test_what_waits_for_a_day_is_said(self, hass, house, google, act, later):
        google.fault = "unavailable"
        await act("record_weighing", weight=62.3, person="Anna")
        await later(25 * 3600, step=3600)
        assert issues(hass) == {"google_health_waits"}
        google.fault = None
        await later(3600, step=600)
        assert issues(hass) == set()

    async def test_nothing_private_is_logged(self, hass, house, google, act, later, caplog):
        google.faults = ["hang_up", "broken", "busy", "disabled"]
        await act("record_weighing", weight=62.34, impedance=500, person="Anna")
        await later(120)
        ours = [each for each in caplog.records if each.name.startswith("custom_components")]
        above = "".join(each.getMessage() for each in ours if each.levelname != "DEBUG")
        for secret in ("62340", "access-", "refresh-", "Anna"):
            assert secret not in above


class TestTokens:
    async def test_are_renewed_when_they_run_out(self, hass, house, account, google, act, freezer):
        freezer.tick(4000)
        await act("record_weighing", weight=62.3, person="Anna")
        assert weights(google) == [62300]
        assert account.data["token"]["access_token"] != "access-anna"

    async def test_are_renewed_when_google_forgets_them(self, house, account, google, act):
        google.state.access_tokens.clear()
        await act("record_weighing", weight=62.3, person="Anna")
        assert weights(google) == [62300]
        assert [each.status for each in asked(google)] == [401, 200]

    @pytest.mark.parametrize("has_run_out", [False, True])
    async def test_a_refused_grant_asks_for_a_login_once(
        self, hass, house, account, google, act, later, freezer, has_run_out
    ):
        google.revoke()
        freezer.tick(4000 if has_run_out else 0)
        for weight in (62.3, 62.4):
            await act("record_weighing", weight=weight, person="Anna")
        await later(1200, step=100)
        [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert flow["context"]["source"] == "reauth"
        assert flow["context"]["entry_id"] == account.entry_id
        assert waiting(hass) == "2"
        # Google isn't asked again and again meanwhile.
        assert len(asked(google)) == (0 if has_run_out else 1)
        assert google.token_requests == 1

    async def test_a_token_that_is_refused_though_it_is_new(self, hass, house, google, act, settle):
        google.fault = "unauthorized"
        await act("record_weighing", weight=62.3, person="Anna")
        assert [each.status for each in asked(google)] == [401, 401]
        assert len(hass.config_entries.flow.async_progress_by_handler(DOMAIN)) == 1

    async def test_a_token_endpoint_that_is_away(
        self, hass, house, account, google, act, later, freezer, monkeypatch
    ):
        freezer.tick(4000)
        implementation = account.runtime_data.session.implementation
        with monkeypatch.context() as away:
            away.setattr(implementation, "token_url", "http://127.0.0.1:9/token")
            await act("record_weighing", weight=62.3, person="Anna")
            assert waiting(hass) == "1"
            assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        await later(60)
        assert weights(google) == [62300]
