"""A scale that encrypts: its key is asked for, checked with what was heard, and asked for anew."""

import json
from unittest.mock import patch

from homeassistant.components.bluetooth import (
    async_clear_advertisement_history,
    async_get_advertisement_callback,
)
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import SOURCE_BLUETOOTH, SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.diagnostics import async_get_config_entry_diagnostics

from . import encrypted
from .encrypted import ADDRESS, IDLE, KEY, OTHER_KEY, advertisement, measurement

ANNA = {"name": "Anna", "sex": "female", "birth_date": "1990-05-17", "height": 168}
FIELD = "encryption_key"


@pytest.fixture(autouse=True)
def family(monkeypatch):
    encrypted.register(monkeypatch)


async def hear(hass, *infos):
    for info in infos:
        async_get_advertisement_callback(hass)(info)
    await hass.async_block_till_done(wait_background_tasks=True)


async def discover(hass, info):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_BLUETOOTH}, data=info)
    assert result["step_id"] == "bluetooth_confirm"
    result = await flow.async_configure(result["flow_id"], {})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "encryption_key")
    return result


async def submit(manager, result, **answers):
    return await manager.async_configure(result["flow_id"], answers)


def household_of(hass):
    [entry] = hass.config_entries.async_entries(DOMAIN)
    return entry


def saved(entry):
    [scale] = entry.get_subentries_of_type("scale")
    return dict(scale.data)


def listeners(hass):
    """Return how many wait for what this scale says."""
    from homeassistant.components.bluetooth.api import _get_manager

    index = _get_manager(hass)._callback_index
    return sum(
        matcher.get("address") == ADDRESS
        for matchers in index.address.values()
        for matcher in matchers
    )


class TestFirstScale:
    """A discovered scale: the key, then the first person."""

    async def test_a_key_that_fits_is_saved(self, hass, air):
        flow = hass.config_entries.flow
        result = await discover(hass, measurement(70.0))
        assert result["description_placeholders"]["name"] == "Locked Scale 0001"
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["step_id"] == "person"
        # What it weighs before it is added is still heard.
        assert listeners(hass) == 1
        result = await submit(flow, result, **ANNA)
        assert listeners(hass) == 1
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert saved(household_of(hass)) == {
            "address": ADDRESS,
            "model": "Locked Scale",
            "family": "locked",
            "encryption_key": KEY,
        }

    @pytest.mark.parametrize(
        "typed",
        [
            "00 11 22 33 44 55 66 77 88 99 AA BB CC DD EE FF",
            " 00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff\n",
        ],
    )
    async def test_a_key_is_cleaned_up(self, hass, air, typed):
        flow = hass.config_entries.flow
        result = await discover(hass, measurement(70.0))
        result = await submit(flow, result, **{FIELD: typed})
        await submit(flow, result, **ANNA)
        assert saved(household_of(hass))[FIELD] == KEY

    @pytest.mark.parametrize("typed", ["", KEY[:-1], KEY + "0", "x" * 32, KEY[:24], "é" * 32])
    async def test_a_malformed_key(self, hass, air, typed):
        flow = hass.config_entries.flow
        result = await discover(hass, measurement(70.0))
        # Twice: it isn't taken unchecked.
        for _ in range(2):
            result = await submit(flow, result, **{FIELD: typed})
            assert result["errors"] == {FIELD: "invalid_key"}
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["step_id"] == "person"

    async def test_a_wrong_key(self, hass, air):
        flow = hass.config_entries.flow
        result = await discover(hass, measurement(70.0))
        for _ in range(2):
            result = await submit(flow, result, **{FIELD: OTHER_KEY})
            assert result["errors"] == {FIELD: "wrong_key"}

    async def test_nothing_to_check_with_may_be_saved_on_second_submission(self, hass, air):
        flow = hass.config_entries.flow
        result = await discover(hass, advertisement(IDLE))
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["errors"] == {FIELD: "key_unchecked"}
        # Another key isn't the same key again.
        result = await submit(flow, result, **{FIELD: OTHER_KEY})
        assert result["errors"] == {FIELD: "key_unchecked"}
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["errors"] == {FIELD: "key_unchecked"}
        result = await submit(flow, result, **{FIELD: KEY.upper()})
        assert result["step_id"] == "person"

    async def test_what_arrives_while_the_form_is_open_counts(self, hass, air):
        flow = hass.config_entries.flow
        result = await discover(hass, advertisement(IDLE))
        result = await submit(flow, result, **{FIELD: OTHER_KEY})
        assert result["errors"] == {FIELD: "key_unchecked"}
        await hear(hass, measurement(70.0), advertisement(IDLE))
        result = await submit(flow, result, **{FIELD: OTHER_KEY})
        assert result["errors"] == {FIELD: "wrong_key"}
        # A measurement from before the scale was bound again doesn't count any more.
        await hear(hass, measurement(70.1, OTHER_KEY))
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["errors"] == {FIELD: "wrong_key"}
        result = await submit(flow, result, **{FIELD: OTHER_KEY})
        assert result["step_id"] == "person"

    async def test_a_closed_form_hears_no_more(self, hass, air):
        result = await discover(hass, measurement(70.0))
        assert listeners(hass) == 2
        hass.config_entries.flow.async_abort(result["flow_id"])
        assert listeners(hass) == 0

    async def test_a_card_that_is_closed_before_the_key(self, hass, air):
        flow = hass.config_entries.flow
        result = await flow.async_init(
            DOMAIN, context={"source": SOURCE_BLUETOOTH}, data=measurement(70.0)
        )
        flow.async_abort(result["flow_id"])
        assert listeners(hass) == 0

    async def test_a_scale_chosen_by_the_user(self, hass, air):
        await hear(hass, measurement(70.0))
        flow = hass.config_entries.flow
        result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        result = await submit(flow, result, next_step_id="scale")
        result = await submit(flow, result, address=ADDRESS)
        assert result["step_id"] == "encryption_key"
        result = await submit(flow, result, **{FIELD: OTHER_KEY})
        assert result["errors"] == {FIELD: "wrong_key"}
        result = await submit(flow, result, **{FIELD: KEY})
        assert result["step_id"] == "person"
        result = await submit(flow, result, **ANNA)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        assert saved(household_of(hass))[FIELD] == KEY


class TestHousehold:
    """With a household the key is the last question."""

    async def test_the_second_scale_is_added(self, hass, household, entry):
        result = await discover(hass, measurement(70.0))
        result = await submit(hass.config_entries.flow, result, **{FIELD: KEY})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "scale_added")
        assert len(entry.get_subentries_of_type("scale")) == 2
        await hass.async_block_till_done(wait_background_tasks=True)
        # The household listens to it now, and nothing else.
        assert listeners(hass) == 1

    async def begin(self, hass, entry):
        subentries = hass.config_entries.subentries
        result = await subentries.async_init(
            (entry.entry_id, "scale"), context={"source": SOURCE_USER}
        )
        result = await submit(subentries, result, next_step_id="bluetooth")
        return await submit(subentries, result, address=ADDRESS, name="Upstairs")

    async def test_the_button(self, hass, household, entry):
        await hear(hass, measurement(70.0))
        result = await self.begin(hass, entry)
        assert (result["step_id"], result["errors"]) == ("encryption_key", {})
        subentries = hass.config_entries.subentries
        result = await submit(subentries, result, **{FIELD: OTHER_KEY})
        assert result["errors"] == {FIELD: "wrong_key"}
        result = await submit(subentries, result, **{FIELD: KEY})
        assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Upstairs")
        [scale] = [s for s in entry.get_subentries_of_type("scale") if s.unique_id == ADDRESS]
        assert scale.data[FIELD] == KEY
        await hass.async_block_till_done(wait_background_tasks=True)
        # What was heard is read: the sensors show it.
        assert hass.states.get("sensor.upstairs_weighing_state").state == "done"

    async def test_a_card_finished_while_the_button_asks(self, hass, household, entry):
        await hear(hass, measurement(70.0))
        result = await self.begin(hass, entry)
        card = await discover(hass, measurement(70.0))
        await submit(hass.config_entries.flow, card, **{FIELD: KEY})
        result = await submit(hass.config_entries.subentries, result, **{FIELD: KEY})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


@pytest.fixture
def settings():
    """Return what is saved of the scale; tests override this."""
    return {"encryption_key": KEY, "family": "locked"}


@pytest.fixture
def locked(hass, air, anna, settings):
    """Return a household with one scale that encrypts, not yet set up."""
    scale = {
        "data": {"address": ADDRESS, "model": None, **settings},
        "subentry_type": "scale",
        "title": "Bathroom",
        "unique_id": ADDRESS,
    }
    entry = MockConfigEntry(
        domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[anna, scale]
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
async def running(hass, locked):
    """Return that household, set up."""
    assert await async_setup_component(hass, REPAIRS, {})
    assert await hass.config_entries.async_setup(locked.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return locked


def issues(hass):
    return [
        issue.issue_id
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    ]


class TestRunning:
    """The key is used, and a repair asks for another when it doesn't fit any more."""

    async def test_a_measurement_becomes_a_weighing(self, hass, running):
        await hear(hass, measurement(62.0))
        assert float(hass.states.get("sensor.anna_weight").state) == 62.0
        assert issues(hass) == []

    async def test_two_failures_in_a_row_raise_a_repair(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY))
        assert issues(hass) == []
        await hear(hass, advertisement(IDLE), measurement(62.1, OTHER_KEY))
        [scale] = running.get_subentries_of_type("scale")
        assert issues(hass) == [f"encryption_key_{scale.subentry_id.lower()}"]
        assert hass.states.get("sensor.anna_weight").state == "unknown"

    async def test_a_replay_of_one_failure_is_no_second_one(self, hass, running):
        unread = measurement(70.0, OTHER_KEY)
        for _ in range(3):
            await hear(hass, unread)
            async_clear_advertisement_history(hass, ADDRESS)
        assert not issues(hass)

    async def test_a_success_in_between_counts_anew(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.0))
        await hear(hass, measurement(62.1, OTHER_KEY))
        assert issues(hass) == []

    async def test_the_repair_disappears_when_a_measurement_is_read(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        assert issues(hass)
        await hear(hass, measurement(62.0))
        assert issues(hass) == []

    async def test_the_repair_disappears_with_the_scale(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        [scale] = running.get_subentries_of_type("scale")
        hass.config_entries.async_remove_subentry(running, scale.subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert issues(hass) == []

    async def test_the_repair_stays_over_a_reload_and_disappears_with_the_household(
        self, hass, running
    ):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        await hass.config_entries.async_reload(running.entry_id)
        assert len(issues(hass)) == 1
        await hass.config_entries.async_remove(running.entry_id)
        assert issues(hass) == []

    async def test_the_key_is_neither_logged_nor_in_the_diagnostics(self, hass, running, caplog):
        caplog.set_level("DEBUG")
        await hear(hass, measurement(62.0), measurement(62.1, OTHER_KEY))
        text = json.dumps(await async_get_config_entry_diagnostics(hass, running))
        for secret in (KEY, OTHER_KEY, bytes.fromhex(KEY).__repr__()):
            assert secret not in text
            assert secret not in caplog.text

    class TestDamagedKey:
        @pytest.fixture
        def settings(self):
            return {"encryption_key": "not a key", "family": "locked"}

        async def test_it_is_asked_for_again(self, hass, running):
            await hear(hass, measurement(70.0), measurement(71.0))
            assert issues(hass)

    class TestWithoutKey:
        """A scale whose address was typed, before anything was heard of it."""

        @pytest.fixture
        def settings(self):
            return {}

        async def test_the_same_repair(self, hass, running):
            await hear(hass, advertisement(IDLE), measurement(62.0))
            assert issues(hass) == []
            await hear(hass, measurement(62.1))
            assert len(issues(hass)) == 1

        async def test_it_asks_also_when_the_scale_has_been_asleep_for_long(self, hass, running):
            await hear(hass, measurement(62.0), measurement(62.1))
            manager = hass.data[REPAIRS]["flow_manager"]
            [issue_id] = issues(hass)
            with patch(
                "custom_components.body_scale.flows.encryption_key.async_last_service_info",
                return_value=None,
            ):
                result = await change(hass, running)
                assert FIELD in {str(field) for field in result["data_schema"].schema}
                result = await manager.async_init(
                    "body_scale", context={"issue_id": issue_id}, data={"issue_id": issue_id}
                )
            assert result["step_id"] == "encryption_key"
            result = await submit(manager, result, **{FIELD: KEY})
            assert result["type"] is FlowResultType.CREATE_ENTRY
            await hass.async_block_till_done(wait_background_tasks=True)
            assert saved(running)[FIELD] == KEY
            assert issues(hass) == []


class TestRepair:
    """The repair leads to the same form."""

    @pytest.fixture
    async def fix(self, hass, running):
        """Return the manager of repairs and the form."""
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        manager = hass.data[REPAIRS]["flow_manager"]
        [issue_id] = issues(hass)
        result = await manager.async_init(
            "body_scale", context={"issue_id": issue_id}, data={"issue_id": issue_id}
        )
        return manager, result

    async def test_another_key_is_checked_saved_and_used(self, hass, running, fix):
        manager, result = fix
        assert (result["step_id"], result["errors"]) == ("encryption_key", {})
        assert result["description_placeholders"]["scale"] == "Bathroom"
        for typed, error in (("nothing", "invalid_key"), (KEY, "wrong_key")):
            result = await submit(manager, result, **{FIELD: typed})
            assert result["errors"] == {FIELD: error}
        result = await submit(manager, result, **{FIELD: OTHER_KEY})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done(wait_background_tasks=True)
        assert saved(running)[FIELD] == OTHER_KEY
        assert issues(hass) == []
        # The last measurement is replayed, and can be read now.
        assert float(hass.states.get("sensor.anna_weight").state) == 62.1

    async def test_a_form_that_is_closed_hears_no_more(self, hass, running, fix):
        manager, result = fix
        assert listeners(hass) == 2
        manager.async_abort(result["flow_id"])
        assert listeners(hass) == 1

    async def test_a_scale_removed_meanwhile(self, hass, running, fix):
        manager, result = fix
        [scale] = running.get_subentries_of_type("scale")
        hass.config_entries.async_remove_subentry(running, scale.subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        result = await submit(manager, result, **{FIELD: OTHER_KEY})
        assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "gone")

    async def test_a_household_removed_before_it_is_opened(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        from custom_components.body_scale.repairs import async_create_fix_flow

        [issue_id] = issues(hass)
        issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
        await hass.config_entries.async_remove(running.entry_id)
        flow = await async_create_fix_flow(hass, issue_id, issue.data)
        flow.hass = hass
        result = await flow.async_step_init()
        assert result["reason"] == "gone"
        flow.async_remove()


async def change(hass, entry):
    [scale] = entry.get_subentries_of_type("scale")
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, "scale"),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": scale.subentry_id},
    )


class TestChange:
    """The key can be changed with the gear."""

    async def test_another_key(self, hass, running):
        await hear(hass, measurement(62.0, OTHER_KEY), measurement(62.1, OTHER_KEY))
        assert issues(hass)
        subentries = hass.config_entries.subentries
        result = await change(hass, running)
        assert result["step_id"] == "reconfigure"
        assert {str(field) for field in result["data_schema"].schema} == {"name", FIELD}
        result = await submit(subentries, result, name=" ", **{FIELD: KEY})
        assert result["errors"] == {"name": "name_required", FIELD: "wrong_key"}
        result = await submit(subentries, result, name="Bath", **{FIELD: OTHER_KEY})
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert saved(running)[FIELD] == OTHER_KEY
        assert issues(hass) == []

    async def test_without_another_key_the_old_one_stays(self, hass, running):
        result = await change(hass, running)
        result = await submit(hass.config_entries.subentries, result, name="Bath")
        assert result["reason"] == "reconfigure_successful"
        assert saved(running)[FIELD] == KEY

    class TestWithoutKey:
        @pytest.fixture
        def settings(self):
            return {}

        async def test_a_first_key_once_the_scale_was_heard(self, hass, running):
            result = await change(hass, running)
            assert {str(field) for field in result["data_schema"].schema} == {"name"}
            await hear(hass, measurement(62.0))
            result = await change(hass, running)
            subentries = hass.config_entries.subentries
            result = await submit(subentries, result, name="Bath", **{FIELD: KEY})
            assert result["reason"] == "reconfigure_successful"
            await hass.async_block_till_done(wait_background_tasks=True)
            assert saved(running)[FIELD] == KEY
            assert float(hass.states.get("sensor.anna_weight").state) == 62.0
