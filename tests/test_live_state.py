"""What a scale shows while a person stands on it: promptly, but not a state for each frame."""

from datetime import timedelta
from itertools import pairwise

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.core import callback
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from custom_components.body_scale.model import Frame
from custom_components.body_scale.pacer import Pacer

from .bluetooth import MOVING, WEIGHED, service_info

LIVE_WEIGHT = "sensor.mi_scale_live_weight"
STATE = "sensor.mi_scale_weighing_state"
FRAMES_A_SECOND = 50


@pytest.fixture
def people(ben):
    return [ben]


@pytest.fixture
def written(hass, household):
    """Return what is written of each entity, changed or not: time and state."""
    found = {}

    @callback
    def note(event):
        state = event.data["new_state"]
        found.setdefault(event.data["entity_id"], []).append((dt_util.utcnow(), state.state))

    hass.bus.async_listen("state_changed", note)
    hass.bus.async_listen("state_reported", note, event_filter=callback(lambda _: True))
    return found


def moving(weight_kg):
    return MOVING[:-4] + round(weight_kg * 200).to_bytes(2, "little").hex()


async def wobble(hass, freezer, seconds):
    """Let a load move, frame after frame; return the last weight."""
    hear = async_get_advertisement_callback(hass)
    for number in range(seconds * FRAMES_A_SECOND):
        weight = 60 + number % 400 * 0.05
        hear(service_info(moving(weight)))
        await hass.async_block_till_done()
        freezer.tick(1 / FRAMES_A_SECOND)
        async_fire_time_changed_exact(hass)
    return weight


async def test_a_moving_weight_is_shown_twice_a_second_and_the_last_one_always(
    hass, freezer, air, written
):
    last = await wobble(hass, freezer, 10)
    freezer.tick(0.5)
    async_fire_time_changed_exact(hass)
    await hass.async_block_till_done()
    times = [at for at, _ in written[LIVE_WEIGHT]]
    assert 18 <= len(times) <= 22
    assert min(b - a for a, b in pairwise(times)) >= timedelta(seconds=0.5)
    assert float(hass.states.get(LIVE_WEIGHT).state) == pytest.approx(last)


async def test_what_did_not_change_is_not_written(hass, freezer, air, written):
    await wobble(hass, freezer, 5)
    assert [state for _, state in written[STATE]] == ["measuring"]
    assert len(written["sensor.mi_scale_last_seen"]) <= 2
    # The captured clock stands still, so that it is off by more and more.
    written.pop("sensor.mi_scale_clock_drift")
    buttons = {"button.mi_scale_sync", "button.mi_scale_set_clock"}
    assert set(written) == {LIVE_WEIGHT, STATE, "sensor.mi_scale_last_seen", *buttons}
    assert {len(written[each]) for each in buttons} == {1}


async def test_a_clocks_drift_is_shown_anew_when_it_changed(hass, freezer, air, written, household):
    await wobble(hass, freezer, 2)
    [scale] = household.scales.values()
    stamp = scale.session.memory.error(dt_util.utcnow())

    def learn(seconds):
        now = dt_util.utcnow()
        clock = now.replace(tzinfo=None) - stamp + timedelta(seconds=seconds)
        scale.hear(Frame("", 20.0, stamp=clock), now)

    learn(60)
    drift = scale.clock_drift
    # A frame takes up to a second to be heard.
    for seconds in (61, 60, 59, 61):
        learn(seconds)
        assert scale.clock_drift == drift
    learn(63)
    assert scale.clock_drift == drift + 3


async def test_states_are_shown_at_once(hass, freezer, air, written):
    await air.hear(moving(80.0))
    assert hass.states.get(STATE).state == "measuring"
    await air.hear(MOVING)
    assert float(hass.states.get(LIVE_WEIGHT).state) == 80.0
    # In the same moment, though the weight has to wait.
    await air.hear(WEIGHED)
    assert hass.states.get(STATE).state == "done"
    assert float(hass.states.get("sensor.ben_weight").state) == 85.15


async def test_a_state_that_flickers_is_shown_at_the_same_pace(hass, freezer):
    calls = []
    pacer = Pacer(hass, lambda: calls.append(1), every_s=0.5, burst=10)
    for number in range(1, 21):
        for _ in range(100):
            pacer.request()
        assert len(calls) == 9 + number
        freezer.tick(0.5)
        async_fire_time_changed_exact(hass)
    # The last request was answered, and nothing else comes.
    assert len(calls) == 30
    freezer.tick(60)
    async_fire_time_changed_exact(hass)
    assert len(calls) == 30
    pacer.request()
    assert len(calls) == 31


async def test_nothing_waits_after_the_end(hass, freezer, air, household, entry):
    await air.hear(moving(80.0), moving(81.0))
    # A timer that stays would fail the test.
    assert await hass.config_entries.async_unload(entry.entry_id)
    await hass.async_block_till_done()
