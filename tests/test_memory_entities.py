"""What a scale with a memory shows and does: sync, clock and unit; buttons, a select, an action."""

import asyncio
from datetime import datetime, timedelta

from homeassistant.components.button import DOMAIN as BUTTON, SERVICE_PRESS
from homeassistant.components.select import DOMAIN as SELECT, SERVICE_SELECT_OPTION
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import Context
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.model import Frame, Unit
from custom_components.body_scale.scales.conversation import Learned
from custom_components.body_scale.sources.visitor import Visitor

from .bluetooth import ADDRESS, MOVING, REMOVED, WEIGHED

UNIT, LOW = "select.mi_scale_unit", "binary_sensor.mi_scale_battery_low"
DRIFT, LAST_SYNC = "sensor.mi_scale_clock_drift", "sensor.mi_scale_last_sync"


@pytest.fixture
def people(ben):
    return [ben]


@pytest.fixture
async def scale(household, air):
    """Return the scale, which was heard."""
    await air.hear(MOVING)
    return household.scales[ADDRESS]


@pytest.fixture
def asked(monkeypatch):
    """Return what is asked of a scale; `asked.answer` is done then."""

    class Asked(list):
        answer = staticmethod(lambda errand: None)

    found = Asked()

    async def ask(visitor, errand):
        found.append(errand)
        visitor._visits.recalled = True
        found.answer(errand)

    monkeypatch.setattr(Visitor, "async_ask", ask)
    return found


@pytest.fixture
def learn(hass, scale, freezer):
    async def say(**said):
        scale.learn(Learned(**said), dt_util.utcnow())
        freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return say


async def press(hass, key):
    await hass.services.async_call(
        BUTTON, SERVICE_PRESS, {ATTR_ENTITY_ID: f"button.mi_scale_{key}"}, blocking=True
    )


async def choose(hass, unit):
    await hass.services.async_call(
        SELECT, SERVICE_SELECT_OPTION, {ATTR_ENTITY_ID: UNIT, "option": unit}, blocking=True
    )


async def test_what_is_there_once_the_scale_is_heard(hass, scale):
    for key in ("sync", "set_clock"):
        assert hass.states.get(f"button.mi_scale_{key}")
    assert hass.states.get(DRIFT)
    # Nobody has asked it yet.
    for entity in (UNIT, LOW, LAST_SYNC):
        assert hass.states.get(entity) is None


async def test_sync(hass, scale, asked):
    await press(hass, "sync")
    [errand] = asked
    assert (errand.sets_clock, errand.shows) == (60.0, None)


async def test_set_clock(hass, scale, asked):
    asked.answer = lambda errand: scale.learn(
        Learned(clock=dt_util.now().replace(tzinfo=None)), dt_util.utcnow()
    )
    await press(hass, "set_clock")
    assert [errand.sets_clock for errand in asked] == [0.0]


async def test_a_clock_that_isnt_set_is_said(hass, scale, asked):
    with pytest.raises(HomeAssistantError) as error:
        await press(hass, "set_clock")
    assert error.value.translation_key == "clock_not_set"


async def test_the_drift_is_shown(hass, scale, learn):
    await learn(clock=dt_util.now().replace(tzinfo=None) + timedelta(minutes=3))
    assert hass.states.get(DRIFT).state == "180"
    assert hass.states.get(DRIFT).attributes["unit_of_measurement"] == "s"


@pytest.mark.parametrize("low", [True, False])
async def test_a_battery_that_is_said_to_be_low(hass, scale, learn, low):
    await learn(battery_low=low)
    assert hass.states.get(LOW).state == ("on" if low else "off")
    assert hass.states.get("sensor.mi_scale_battery") is None


class TestUnit:
    """The unit of the display, of a scale that takes one."""

    async def test_it_is_chosen(self, hass, scale, learn, asked):
        await learn(sets_unit=True)
        assert hass.states.get(UNIT).state == "kg"
        assert hass.states.get(UNIT).attributes["options"] == ["kg", "lb", "jin"]
        asked.answer = lambda errand: scale.learn(Learned(unit=errand.shows), dt_util.utcnow())
        await choose(hass, "lb")
        assert [errand.shows for errand in asked] == [Unit.LB]
        await learn()
        assert hass.states.get(UNIT).state == "lb"

    async def test_what_is_still_on_air_doesnt_change_it_back(self, hass, scale, learn):
        await learn(sets_unit=True, unit=Unit.LB)
        scale.hear(Frame("", 60.0, stable=True, removed=True, unit=Unit.KG), dt_util.utcnow())
        await learn()
        assert hass.states.get(UNIT).state == "lb"

    async def test_a_refusal_is_said(self, hass, scale, learn, asked):
        await learn(sets_unit=True)
        with pytest.raises(HomeAssistantError) as error:
            await choose(hass, "lb")
        assert error.value.translation_key == "unit_not_set"
        assert hass.states.get(UNIT).state == "kg"

    async def test_what_failed_afterwards_costs_nothing(self, hass, scale, learn, asked):
        await learn(sets_unit=True)

        def answer(errand):
            scale.learn(Learned(unit=errand.shows), dt_util.utcnow())
            raise HomeAssistantError("its memory doesn't answer")

        asked.answer = answer
        await choose(hass, "jin")
        assert scale.unit is Unit.JIN

    async def test_what_failed_before_is_said(self, hass, scale, learn, asked):
        await learn(sets_unit=True)

        def answer(errand):
            raise HomeAssistantError("out of reach")

        asked.answer = answer
        with pytest.raises(HomeAssistantError, match="out of reach"):
            await choose(hass, "jin")

    async def test_a_unit_without_a_command(self, hass, scale, learn):
        await learn(sets_unit=True, unit=Unit.ST)
        assert hass.states.get(UNIT).state == "unknown"

    async def test_whose_the_last_weighing_is_doesnt_wait_for_it(
        self, hass, household, air, scale, learn, monkeypatch
    ):
        await air.hear(WEIGHED)
        await learn(sets_unit=True)
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def ask(visitor, errand):
            begun.set()
            await go_on.wait()
            scale.learn(Learned(unit=errand.shows), dt_util.utcnow())

        monkeypatch.setattr(Visitor, "async_ask", ask)
        slow = hass.async_create_task(choose(hass, "lb"))
        await begun.wait()
        async with asyncio.timeout(10):
            await hass.services.async_call(
                SELECT,
                SERVICE_SELECT_OPTION,
                {ATTR_ENTITY_ID: "select.body_scale_last_weighing", "option": "guest"},
                blocking=True,
            )
        assert household.view.last.person_id == "guest"
        assert not slow.done()
        go_on.set()
        await slow


async def test_what_the_scale_said_of_itself_stays_over_a_restart(hass, entry, air, scale, learn):
    # Its last advertisement, of before, is replayed then.
    await air.hear(WEIGHED, REMOVED)
    await learn(sets_unit=True, unit=Unit.LB, battery_low=True)
    assert await scale.recall((), dt_util.now())
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(UNIT).state == "lb"
    assert hass.states.get(LOW).state == "on"


class TestLastSync:
    """When the memory was read, over restarts."""

    async def test_it_comes_with_the_first(self, hass, entry, scale, learn, freezer):
        assert await scale.recall((), dt_util.now())
        at = dt_util.utcnow().replace(microsecond=0)
        await learn()
        assert datetime.fromisoformat(hass.states.get(LAST_SYNC).state) == at
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert datetime.fromisoformat(hass.states.get(LAST_SYNC).state) == at


class TestAction:
    """`sync_scale`."""

    @pytest.mark.parametrize("name", [None, ADDRESS, ADDRESS.lower(), "Mi Scale", " mi scale "])
    async def test_a_scale_by_what_it_is_called(self, hass, scale, asked, act, name):
        await act("sync_scale", **({"scale": name} if name else {}))
        assert len(asked) == 1

    async def test_by_its_subentry(self, hass, scale, asked, act):
        await act("sync_scale", scale=scale.subentry.subentry_id)
        assert len(asked) == 1

    async def test_everything(self, hass, scale, asked, act):
        await act("sync_scale")
        await act("sync_scale", everything=True)
        assert asked[0].client != asked[1].client

    async def test_one_that_isnt_there(self, hass, scale, asked, act):
        with pytest.raises(ServiceValidationError) as error:
            await act("sync_scale", scale="Kitchen")
        assert error.value.translation_key == "unknown_scale"

    async def test_before_it_was_heard(self, hass, household, asked, act):
        with pytest.raises(ServiceValidationError) as error:
            await act("sync_scale")
        assert error.value.translation_key == "no_memory"

    async def test_what_fails_is_said(self, hass, scale, asked, act):
        def answer(errand):
            raise HomeAssistantError("out of reach")

        asked.answer = answer
        with pytest.raises(HomeAssistantError, match="out of reach"):
            await act("sync_scale")

    async def test_for_administrators(self, hass, scale, asked, act, hass_read_only_user):

        with pytest.raises(Unauthorized):
            await act("sync_scale", context=Context(user_id=hass_read_only_user.id))
        assert asked == []


class TestLacking:
    """What makes the memory worth reading soon."""

    @pytest.fixture(autouse=True)
    def _read(self, scale):
        scale.lacks_weighings = False

    async def test_not_a_weighing_that_was_heard(self, air, scale):
        await air.hear(WEIGHED)
        assert scale.lacks_weighings is False

    async def test_one_without_an_impedance(self, hass, scale):
        now = dt_util.utcnow()
        scale.hear(Frame("", 60.0, stable=True, stamp=datetime(2026, 1, 1)), now)
        scale._hand_on(scale.session.expire(now + timedelta(minutes=1)))
        await hass.async_block_till_done(wait_background_tasks=True)
        assert scale.lacks_weighings is True

    async def test_one_whose_end_wasnt_heard(self, scale):
        now = dt_util.utcnow()
        scale.hear(Frame("", 60.0, stamp=datetime(2026, 1, 1)), now)
        assert scale.occupied
        scale._hand_on(scale.session.expire(now + timedelta(minutes=1)))
        assert not scale.occupied
        assert scale.lacks_weighings is True
