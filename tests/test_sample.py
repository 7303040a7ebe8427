"""A sample is shown and told of like a weighing, and leaves nothing behind."""

from datetime import timedelta
from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import State, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed_exact,
    mock_restore_cache_with_extra_data,
)

from custom_components.body_scale.household.activity import EVENT_WEIGHING

from .bluetooth import ADDRESS, IN_SOCKS, MOVING, OTHER_ADDRESS as OTHER, WEIGHED
from .household import scale_subentry
from .stored import everything

ANNA_EVENT, BEN_EVENT = "event.anna_weighing", "event.ben_weighing"
ALL_EVENT = "event.body_scale_weighing"
LIVE_WEIGHT, STATE = "sensor.mi_scale_live_weight", "sensor.mi_scale_weighing_state"
A_WHILE_S = 30


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def written(hass, household):
    """Return the states that entities had, in their order, by entity."""
    found = {}

    @callback
    def note(event):
        if state := event.data["new_state"]:
            found.setdefault(event.data["entity_id"], []).append(state)

    hass.bus.async_listen("state_changed", note)
    return found


@pytest.fixture
def wait(hass, freezer):
    """Return a function that lets time pass."""

    async def passes(seconds=A_WHILE_S):
        for _ in range(round(seconds / 0.5)):
            freezer.tick(0.5)
            async_fire_time_changed_exact(hass)
            await hass.async_block_till_done(wait_background_tasks=True)

    return passes


def dump(household):
    """Return all that is in the journal."""
    return household.writer.journal.run(lambda database: list(database.iterdump()))


def sensors(hass):
    """Return the states of everything that isn't about a scale's moment, nor an event."""
    moment = {LIVE_WEIGHT, STATE, ANNA_EVENT, BEN_EVENT, ALL_EVENT}
    return {each.entity_id: each.state for each in hass.states.async_all()} | dict.fromkeys(moment)


async def test_a_scale_shows_it_and_events_tell_of_it(hass, air, act, wait, written):
    await air.hear(MOVING, WEIGHED)
    await wait()
    written.clear()
    await act("replay_sample")
    await wait()
    weights = [float(each.state) for each in written[LIVE_WEIGHT] if each.state != "unknown"]
    assert weights[0] < 20
    assert weights[-1] == 85.15
    assert [each.state for each in written[STATE]] == ["measuring", "stand_still", "done", "idle"]
    assert hass.states.get(LIVE_WEIGHT).state == "unknown"
    for event in (BEN_EVENT, ALL_EVENT):
        [told] = written[event]
        assert told.attributes["event_type"] == "weighed"
        assert told.attributes["origin"] == "sample"
        assert (told.attributes["person"], told.attributes["weight"]) == ("Ben", 85.15)
        assert told.attributes["impedance"] == 428
        assert told.attributes["scale"] == ADDRESS
        assert 10 < told.attributes["metrics"]["body_fat"] < 40
        assert told.attributes["reason"] == "a sample, to try automations"
    assert ANNA_EVENT not in written


async def test_nothing_else_changes(hass, air, household, act, wait):
    await air.hear(MOVING, WEIGHED)
    await wait()
    fired = []
    hass.bus.async_listen(EVENT_WEIGHING, callback(lambda event: fired.append(event.data)))
    before, states = dump(household), sensors(hass)
    await act("replay_sample", person="Anna")
    await wait()
    assert hass.states.get(ANNA_EVENT).attributes["weight"] == 62.0
    assert dump(household) == before
    assert sensors(hass) == states
    assert fired == []
    assert household.view.latest("anna0123456789") is None


async def test_a_weighing_that_begins_ends_it(hass, air, household, act, wait, written):
    await act("replay_sample", person="Anna")
    await wait(2)
    assert float(hass.states.get(LIVE_WEIGHT).state) < 70
    await air.hear(MOVING)
    await wait(1)
    assert float(hass.states.get(LIVE_WEIGHT).state) == 84.95
    await air.hear(WEIGHED)
    await wait()
    assert [each.state for each in written[STATE]] == ["measuring", "done", "idle"]
    [told] = written[ALL_EVENT]
    assert (told.attributes["origin"], told.attributes["person"]) == ("live", "Ben")
    [weighing] = everything(household)
    assert weighing.weight_kg == 85.15


async def test_a_weighing_heard_in_one_frame_ends_it_too(air, act, wait, written):
    await act("replay_sample", person="Anna")
    await wait(2)
    await air.hear(WEIGHED)
    await wait()
    assert [each.attributes["origin"] for each in written[ALL_EVENT]] == ["live"]


async def test_waits_for_who_stands_on_the_scale(air, act, wait, written):
    await air.hear(MOVING)
    with pytest.raises(ServiceValidationError) as refused:
        await act("replay_sample")
    assert refused.value.translation_key == "scale_occupied"
    assert refused.value.translation_placeholders == {"scale": "Mi Scale"}


async def test_one_at_a_time(hass, act, wait, written):
    await act("replay_sample", person="Anna")
    await wait(5)
    await act("replay_sample", person="Ben")
    await wait()
    [told] = written[ALL_EVENT]
    # Nobody was weighed yet: it is what the form asked for.
    assert (told.attributes["person"], told.attributes["weight"]) == ("Ben", 85.0)


async def test_without_a_person_it_is_whoever_was_weighed_last(air, act, wait, written, household):
    await act("record_weighing", weight=62.4, person="Anna")
    await act("replay_sample")
    await wait()
    assert [each.attributes["weight"] for each in written[ANNA_EVENT]] == [62.4, 62.4]


@pytest.mark.parametrize("who", ["Nobody", "guest"])
async def test_of_nobody_else(act, who):
    with pytest.raises(ServiceValidationError) as refused:
        await act("replay_sample", person=who)
    assert refused.value.translation_key == "unknown_person"


async def test_of_who_was_erased_meanwhile_nothing_is_told(act, wait, written):
    await act("replay_sample", person="Anna")
    await wait(2)
    await act("erase_person", person="Anna")
    await wait()
    assert ALL_EVENT not in written


async def test_a_reload_ends_it(hass, entry, act, wait, written):
    await act("replay_sample", person="Anna")
    await wait(2)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await wait()
    assert hass.states.get(STATE).state == "idle"
    assert hass.states.get(ALL_EVENT).state == "unknown"


class TestAfterARestart:
    @pytest.fixture(autouse=True)
    def _before(self, hass, origin):
        state = {"last_event_type": "weighed", "last_event_attributes": {"origin": origin}}
        at = (dt_util.utcnow() - timedelta(hours=1)).isoformat()
        events = [(State(each, at), state) for each in (ANNA_EVENT, ALL_EVENT)]
        mock_restore_cache_with_extra_data(hass, events)

    @pytest.mark.parametrize("origin", ["sample"])
    async def test_nothing_is_left_of_it(self, hass, household):
        for each in (ANNA_EVENT, ALL_EVENT):
            assert hass.states.get(each).state == "unknown"
            assert hass.states.get(each).attributes["event_type"] is None

    @pytest.mark.parametrize("origin", ["live"])
    async def test_a_weighing_is_still_the_last(self, hass, household):
        for each in (ANNA_EVENT, ALL_EVENT):
            assert hass.states.get(each).attributes["event_type"] == "weighed"


class TestTwoScales:
    @pytest.fixture
    def entry(self, hass, entry):
        row = scale_subentry(OTHER, "Other")
        other = ConfigSubentry(**row | {"data": MappingProxyType(row["data"])})
        hass.config_entries.async_add_subentry(entry, other)
        return entry

    async def test_it_is_on_the_one_heard_last_that_is_free(self, air, act, wait, written):
        await air.hear(WEIGHED, address=OTHER)
        await wait()
        await act("replay_sample")
        await wait()
        assert [each.attributes["scale"] for each in written[ALL_EVENT]] == [OTHER, OTHER]
        await air.hear(IN_SOCKS, address=OTHER)
        await act("replay_sample")
        await wait(15)
        assert written[ALL_EVENT][-1].attributes["scale"] == ADDRESS


class TestWithoutAScale:
    @pytest.fixture
    def entry(self, hass, entry):
        [scale] = entry.get_subentries_of_type("scale")
        hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
        return entry

    async def test_the_events_are_told_at_once(self, hass, act, written):
        await act("replay_sample", person="Anna")
        [told] = written[ANNA_EVENT]
        assert (told.attributes["origin"], told.attributes["weight"]) == ("sample", 62.0)


class TestWithoutAPerson:
    @pytest.fixture
    def people(self):
        return []

    async def test_says_what_to_do(self, act):
        with pytest.raises(ServiceValidationError) as refused:
            await act("replay_sample")
        assert refused.value.translation_key == "nobody_to_sample"
