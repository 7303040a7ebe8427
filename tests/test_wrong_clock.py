"""Home Assistant's clock was wrong, or is set while it runs: nothing stays wrong for long."""

from datetime import UTC, datetime, timedelta

from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.household.ahead import horizon
from custom_components.body_scale.journal import weighings as stored
from custom_components.body_scale.model import Origin, Weighing

from .bluetooth import ADDRESS, MOVING, REMOVED, SOCKS, WEIGHED

BEN = "ben0123456789"
NEXT_DAY = "0226b20705050f0201ae01a442"  # 85.3 kg


@pytest.fixture
def people(ben):
    return [ben]


def value(hass, entity_id):
    return hass.states.get(entity_id).state


def issue(hass):
    return ir.async_get(hass).async_get_issue("body_scale", "weighings_ahead")


def weighing(measured_at, weight=84.0, person=BEN):
    return Weighing(
        weighing_id=f"id{measured_at.timestamp():.0f}",
        scale=ADDRESS,
        measured_at=measured_at,
        weight_kg=weight,
        person_id=person,
    )


async def fire(hass):
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.parametrize("restart", [False, True])
async def test_a_weighing_of_next_year_is_not_the_newest(
    hass, freezer, air, household, entry, restart
):
    wrong = dt_util.utcnow() + timedelta(days=365)
    freezer.move_to(wrong)
    await air.hear(MOVING, WEIGHED, REMOVED)
    assert float(value(hass, "sensor.ben_weight")) == 85.15
    assert issue(hass) is None

    # The clock is mended.
    freezer.move_to(dt_util.utcnow() - timedelta(days=365))
    if restart:
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    else:
        # The loop's own clock goes on.
        async_fire_time_changed(hass, wrong + timedelta(hours=2))
        await hass.async_block_till_done(wait_background_tasks=True)
    household = entry.runtime_data
    assert value(hass, "sensor.ben_weight") == "unknown"
    assert issue(hass).translation_placeholders["count"] == "1"

    await air.hear(NEXT_DAY)
    assert float(value(hass, "sensor.ben_weight")) == 85.3
    assert float(value(hass, "sensor.ben_weight_trend")) == 85.3
    newest = dt_util.parse_datetime(value(hass, "sensor.ben_last_weighing"))
    assert abs(dt_util.utcnow() - newest) < timedelta(minutes=1)
    [of_now] = household.view.history(BEN)
    assert of_now.weight_kg == 85.3
    [ahead] = household.view.ahead
    assert ahead.weighing_id in issue(hass).translation_placeholders["weighings"]
    database = household.writer.journal
    assert database.run(lambda db: stored.newest(db, BEN, horizon(dt_util.utcnow()))) == of_now
    last_seen = dt_util.parse_datetime(value(hass, "sensor.mi_scale_last_seen"))
    assert abs(dt_util.utcnow() - last_seen) < timedelta(minutes=2)


@pytest.mark.parametrize("mend", ["edit", "delete"])
async def test_the_repair_goes_when_the_weighing_is_mended(hass, household, mend):
    now = dt_util.utcnow()
    ahead = weighing(now + timedelta(days=200))
    await household.records.add([ahead, weighing(now - timedelta(days=2), 83.0)])
    assert issue(hass).translation_placeholders["count"] == "1"
    assert float(value(hass, "sensor.ben_weight")) == 83.0
    if mend == "edit":
        await household.records.edit(ahead.weighing_id, None, now - timedelta(days=1))
    else:
        await household.records.delete(ahead.weighing_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issue(hass) is None
    assert float(value(hass, "sensor.ben_weight")) == (84.0 if mend == "edit" else 83.0)


async def test_a_pending_weighing_ahead_is_named_too(hass, household):
    ahead = weighing(dt_util.utcnow() + timedelta(days=200), person=None)
    await household.records.add([ahead])
    assert ahead.weighing_id in issue(hass).translation_placeholders["weighings"]


async def test_a_zone_too_far_is_no_matter(hass, household):
    await household.records.add([weighing(dt_util.utcnow() + timedelta(hours=14))])
    assert issue(hass) is None
    assert float(value(hass, "sensor.ben_weight")) == 84.0


async def test_a_clock_that_is_not_set_yet_hides_nothing(hass, freezer, household, entry):
    await household.records.add([weighing(dt_util.utcnow() - timedelta(days=1))])
    now = dt_util.utcnow()
    freezer.move_to(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert float(value(hass, "sensor.ben_weight")) == 84.0
    assert issue(hass) is None
    freezer.move_to(now)
    await fire(hass)
    assert float(value(hass, "sensor.ben_weight")) == 84.0


@pytest.mark.parametrize("step", [-3600, -86400 * 365])
async def test_a_stand_ends_though_the_clock_is_set_back(hass, freezer, air, household, step):
    await air.hear(SOCKS)
    before = dt_util.utcnow()
    freezer.move_to(before + timedelta(seconds=step))
    # The loop's own clock goes on.
    async_fire_time_changed(hass, before + timedelta(seconds=21))
    await hass.async_block_till_done(wait_background_tasks=True)
    [found] = household.view.pending or household.view.history(BEN)
    assert found.origin is Origin.LIVE
    assert found.measured_at <= dt_util.utcnow()


@pytest.mark.parametrize("step", [30, 3600, -3600])
async def test_a_clock_set_in_mid_weighing_loses_no_impedance(hass, freezer, air, household, step):
    await air.hear("0224b20705040f013b00008642")
    freezer.move_to(dt_util.utcnow() + timedelta(seconds=step))
    # The same once more, by another scanner, and then the impedance.
    await air.hear("0224b20705040f013b00008642", rssi=-50)
    await air.hear(WEIGHED)
    [found] = household.view.history(BEN)
    assert (found.weight_kg, found.impedance) == (85.15, 428)


@pytest.mark.parametrize("step", [-86400, 86400])
async def test_a_claim_lasts_as_long_as_it_was_meant_to(hass, household, step, monkeypatch):
    seconds = [1000.0]
    monkeypatch.setattr(
        "custom_components.body_scale.household.claims.time.monotonic", lambda: seconds[0]
    )
    now = [dt_util.utcnow()]
    monkeypatch.setattr(dt_util, "utcnow", lambda: now[0])
    reading = weighing(now[0] + timedelta(seconds=step))
    household.identifier.async_claim(BEN)
    now[0] += timedelta(seconds=step)
    assert household.identifier.claimant(reading) == BEN
    seconds[0] += 301
    now[0] += timedelta(seconds=301)
    late = weighing(now[0])
    assert household.identifier.claimant(late) is None
    assert household.identifier.claimant(reading) == BEN
