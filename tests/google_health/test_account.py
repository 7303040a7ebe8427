"""The entry of an account beside the household's: either may come, go and change without the other."""

import json

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.helpers import device_registry as dr, entity_registry as er, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale import backup
from custom_components.body_scale.bridges import outbox
from custom_components.body_scale.config_flow import BodyScaleConfigFlow
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.body_scale.household.household import running_household

from .conftest import ANNA
from .test_delivery import asked, issues, waiting, weights


def device_of(hass, account):
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), account.entry_id)
    assert device.identifiers == {(DOMAIN, account.entry_id)}
    return device


@pytest.fixture
def weigh(act):
    async def weigh(weight):
        await act("record_weighing", weight=weight, person="Anna")

    return weigh


class TestOrder:
    async def test_the_account_may_be_loaded_first(
        self, hass, air, credentials, unloading, entry, account, load, google, weigh
    ):
        # Home Assistant sets all entries up that it knows.
        hass.config_entries._entries.pop(entry.entry_id)
        await load(account)
        assert waiting(hass) == "unavailable"
        entry.add_to_hass(hass)
        await load(entry)
        assert waiting(hass) == "0"
        await weigh(62.0)
        assert weights(google) == [62000]

    async def test_what_is_weighed_while_it_is_not_loaded_waits(
        self, hass, house, account, load, google, weigh, settle
    ):
        await hass.config_entries.async_unload(account.entry_id)
        await settle()
        await weigh(62.0)
        assert asked(google) == []
        await load(account)
        assert weights(google) == [62000]
        assert waiting(hass) == "0"

    async def test_it_is_reloaded(self, hass, house, account, google, weigh, settle):
        await weigh(62.0)
        assert await hass.config_entries.async_reload(account.entry_id)
        await settle()
        await weigh(62.1)
        assert weights(google) == [62000, 62100]
        assert waiting(hass) == "0"

    async def test_the_household_is_reloaded(
        self, hass, house, entry, google, weigh, settle, later
    ):
        google.fault = "unavailable"
        await weigh(62.0)
        await hass.config_entries.async_unload(entry.entry_id)
        await settle()
        assert waiting(hass) == "unavailable"
        await hass.config_entries.async_setup(entry.entry_id)
        await settle()
        assert waiting(hass) == "1"
        google.fault = None
        await later(60)
        assert (weights(google), waiting(hass)) == ([62000], "0")

    async def test_what_was_sent_is_not_sent_again_after_a_restart(
        self, hass, house, entry, account, google, weigh, settle
    ):
        await weigh(62.0)
        before = len(asked(google))
        for each in (entry, account):
            assert await hass.config_entries.async_unload(each.entry_id)
        for each in (account, entry):
            assert await hass.config_entries.async_setup(each.entry_id)
        await settle()
        assert len(asked(google)) == before

    async def test_switched_off_it_gets_nothing_and_keeps_what_waits(
        self, hass, house, account, google, weigh, settle, later
    ):
        google.fault = "unavailable"
        await weigh(62.0)
        google.fault = None
        await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
        await settle()
        await weigh(62.1)
        await later(60)
        assert weights(google) == []
        await hass.config_entries.async_set_disabled_by(account.entry_id, None)
        await settle()
        assert weights(google) == [62000]

    async def test_removed_it_leaves_nothing(
        self, hass, house, account, google, weigh, settle, later
    ):
        google.fault = "unavailable"
        await weigh(62.0)
        await later(25 * 3600, step=3600)
        assert issues(hass) == {"google_health_waits"}
        google.fault = None
        await hass.config_entries.async_remove(account.entry_id)
        await settle()
        assert await house.writer.async_read(outbox.bridges) == []
        assert issues(hass) == set()
        assert er.async_get(hass).async_get("sensor.anna_outbox") is None
        await later(60)
        assert google.state.points == {}

    async def test_removed_while_there_is_no_household(
        self, hass, house, entry, account, google, weigh, settle
    ):
        google.fault = "unavailable"
        await weigh(62.0)
        await hass.config_entries.async_unload(entry.entry_id)
        await hass.config_entries.async_remove(account.entry_id)
        await hass.config_entries.async_setup(entry.entry_id)
        await settle()
        assert await entry.runtime_data.writer.async_read(outbox.bridges) == []

    async def test_without_its_credentials_it_asks_for_a_login(
        self, hass, air, google, unloading, entry, account, load
    ):
        await load(entry, account)
        assert account.state is ConfigEntryState.SETUP_ERROR
        [flow] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert flow["context"]["source"] == "reauth"

    async def test_of_a_later_version(self, hass, air, unloading, entry, load):
        later = MockConfigEntry(domain=DOMAIN, unique_id="x", data={"kind": "of_tomorrow"})
        later.add_to_hass(hass)
        await load(entry, later)
        assert later.state is ConfigEntryState.SETUP_ERROR
        assert running_household(hass) is entry.runtime_data
        await hass.config_entries.async_remove(later.entry_id)


class TestPerson:
    @pytest.fixture
    def anna_leaves(self, hass, entry, settle):
        async def leave():
            [anna] = [each for each in entry.subentries.values() if each.title == "Anna"]
            hass.config_entries.async_remove_subentry(entry, anna.subentry_id)
            await settle()
            return anna

        return leave

    async def test_who_left_is_named(self, hass, house, account, anna_leaves):
        await anna_leaves()
        [issue] = [each for each in ir.async_get(hass).issues.values() if each.active]
        assert issue.translation_key == "account_without_person"
        assert issue.translation_placeholders == {"bridge": "Anna"}

    async def test_who_is_back_is_delivered_to(
        self, hass, house, entry, google, settle, anna_leaves, weigh
    ):
        anna = await anna_leaves()
        hass.config_entries.async_add_subentry(entry, anna)
        await settle()
        assert issues(hass) == set()
        await weigh(62.0)
        assert weights(google) == [62000]

    async def test_the_report_goes_with_the_entry(self, hass, house, account, anna_leaves, settle):
        await anna_leaves()
        await hass.config_entries.async_remove(account.entry_id)
        await settle()
        assert issues(hass) == set()

    async def test_what_they_lost_is_not_sent(
        self, hass, house, google, anna_leaves, settle, weigh, act, newest
    ):
        await weigh(62.0)
        weighing_id = (await newest())["weighing_id"]
        await anna_leaves()
        before = dict(google.state.points)
        await act("edit_weighing", weighing_id=weighing_id, weight=61.0)
        assert google.state.points == before

    async def test_two_people_have_two_accounts(
        self, hass, house, account, google, load, settle, act
    ):
        data = {**account.data, "person_id": "ben0123456789", "account": "health-2"}
        ben = MockConfigEntry(
            domain=DOMAIN, unique_id="google_health_ben0123456789", title="Ben", data=data
        )
        ben.add_to_hass(hass)
        await load(ben)
        await act("record_weighing", weight=84.0, person="Ben")
        await act("record_weighing", weight=62.0, person="Anna")
        # The stand-in has one store for both: what is looked at is that each came once.
        assert sorted(weights(google)) == [62000, 84000]
        assert hass.states.get("sensor.ben_outbox").state == "0"


class TestBesideTheHousehold:
    async def test_its_sensor_is_its_own(self, hass, house, account, caplog):
        sensor = er.async_get(hass).async_get("sensor.anna_outbox")
        assert (sensor.config_entry_id, sensor.config_subentry_id) == (account.entry_id, None)
        logged = [each.getMessage() for each in caplog.get_records("setup")]
        assert not [each for each in logged if "Error while setting up" in each]

    async def test_its_title_names_its_device(self, hass, house, account, settle):
        hass.config_entries.async_update_entry(account, title="Anna's Google")
        await settle()
        device = device_of(hass, account)
        assert (device.name, device.model) == ("Anna's Google", "Google Health")
        assert house.outboxes[account.entry_id].subentry.title == "Anna's Google"

    async def test_new_tokens_disturb_no_delivery(self, hass, house, account, settle):
        courier = house.outboxes[account.entry_id].courier
        token = account.data["token"] | {"access_token": "other"}
        hass.config_entries.async_update_entry(account, data={**account.data, "token": token})
        house.async_reconfigure()
        await settle()
        assert house.outboxes[account.entry_id].courier is courier

    async def test_it_has_no_options_and_no_subentries(self, house, entry, account):
        assert BodyScaleConfigFlow.async_supports_options_flow(entry)
        assert not BodyScaleConfigFlow.async_supports_options_flow(account)
        assert BodyScaleConfigFlow.async_get_supported_subentry_types(entry)
        assert not BodyScaleConfigFlow.async_get_supported_subentry_types(account)

    async def test_a_backup_holds_the_household(
        self, hass, air, credentials, unloading, entry, account, load, weigh
    ):
        # Made first, so that it is the first entry of the domain.
        hass.config_entries._entries.pop(entry.entry_id)
        entry.add_to_hass(hass)
        await load(account, entry)
        assert running_household(hass) is entry.runtime_data
        await backup.async_pre_backup(hass)
        assert entry.runtime_data.writer._may_write.is_set() is False
        await backup.async_post_backup(hass)
        assert entry.runtime_data.writer._may_write.is_set() is True

    async def test_a_backup_without_a_household(self, hass, credentials, account, load):
        await load(account)
        await backup.async_pre_backup(hass)
        await backup.async_post_backup(hass)
        await hass.config_entries.async_unload(account.entry_id)


class TestDiagnostics:
    async def test_say_how_it_stands_and_nothing_private(
        self, hass, house, entry, account, google, weigh
    ):
        google.fault = "unavailable"
        await weigh(62.34)
        data = await async_get_config_entry_diagnostics(hass, account)
        since = data.pop("waiting_since")
        assert since
        assert data == {"kind": "google_health", "waiting": 1, "household_runs": True}
        device = device_of(hass, account)
        assert await async_get_device_diagnostics(hass, account, device) == data | {
            "waiting_since": since
        }
        households = await async_get_config_entry_diagnostics(hass, entry)
        assert [each["kind"] for each in households["bridges"]] == ["google_health"]
        text = json.dumps([data, households])
        for secret in ("access-anna", "refresh-anna", "Anna", ANNA, "62340", "health-1"):
            assert secret not in text

    async def test_of_one_that_is_not_loaded(self, hass, account):
        data = await async_get_config_entry_diagnostics(hass, account)
        assert data == {"state": "not_loaded"}
