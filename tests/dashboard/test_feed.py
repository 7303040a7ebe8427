"""A dashboard that is open learns of everything, also over a reload."""

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed_exact

from ..bluetooth import ADDRESS, MOVING, OTHER_ADDRESS, WEIGHED, service_info
from ..changing import Change
from ..household import person_subentry, scale_subentry
from .conftest import ANNA, BEN


class Subscription:
    """What one dashboard was told."""

    def __init__(self, hass, client, freezer):
        self.hass = hass
        self.client = client
        self.freezer = freezer

    async def begin(self):
        await self.client.send_json_auto_id({"type": "body_scale/subscribe"})
        assert (await self.client.receive_json())["success"]

    async def told(self):
        """Let a second pass; return what was said until then."""
        for _ in range(2):
            await self.hass.async_block_till_done(wait_background_tasks=True)
            self.freezer.tick(0.6)
            async_fire_time_changed_exact(self.hass)
        await self.hass.async_block_till_done(wait_background_tasks=True)
        # What answers comes after all that was said.
        await self.client.send_json_auto_id({"type": "ping"})
        found = []
        while (message := await self.client.receive_json())["type"] != "pong":
            found.append(message["event"])
        return found


@pytest.fixture
async def feed(hass, client, freezer):
    feed = Subscription(hass, client, freezer)
    await feed.begin()
    assert await feed.told() == [{"kind": "overview", "people": []}]
    return feed


def kinds(told):
    return [each["kind"] for each in told]


async def test_a_weighing(feed, act):
    await act("record_weighing", weight=84.0, person="Ben")
    assert await feed.told() == [{"kind": "overview", "people": [BEN]}]


async def test_many_changes_at_once_are_told_in_few_words(feed, act):
    for person in ("Ben", "Anna", "Ben", "Anna"):
        await act("record_weighing", weight=70.0, person=person)
    told = await feed.told()
    assert len(told) <= 2
    assert {person for each in told for person in each["people"]} == {ANNA, BEN}


async def test_somebody_on_the_scale(feed, air):
    await air.hear(MOVING)
    [scale] = [each["scale"] for each in await feed.told() if each["kind"] == "scale"]
    assert (scale["scale_id"], scale["state"], scale["occupied"]) == (ADDRESS, "measuring", True)
    await air.hear(WEIGHED)
    told = await feed.told()
    assert told[-1]["kind"] == "overview" or told[-1]["scale"]["state"] == "done"
    assert {"kind": "overview", "people": [BEN]} in told
    assert [each["scale"]["state"] for each in told if each["kind"] == "scale"][-1] == "done"


async def test_a_sample_that_plays(feed, act):
    await act("replay_sample", person="Ben")
    shown = []
    for _ in range(20):
        shown += [each["scale"] for each in await feed.told() if each["kind"] == "scale"]
    samples, [idle] = shown[:-1], shown[-1:]
    assert {each["sample"] for each in samples} == {True}
    assert {each["state"] for each in samples} == {"measuring", "stand_still", "done"}
    assert [each["patience"] for each in samples if each["state"] == "stand_still"] == [20.0]
    assert max(each["live_weight"] for each in samples) > 85
    assert (idle["sample"], idle["state"], idle["live_weight"]) == (False, "idle", None)


async def test_a_moving_weight_comes_at_most_twice_a_second(hass, feed, air):
    hear = async_get_advertisement_callback(hass)
    for number in range(100):
        weight = MOVING[:-4] + round((60 + number * 0.05) * 200).to_bytes(2, "little").hex()
        hear(service_info(weight))
        await hass.async_block_till_done()
        feed.freezer.tick(0.02)
        async_fire_time_changed_exact(hass)
    told = [each["scale"]["live_weight"] for each in await feed.told() if each["kind"] == "scale"]
    assert 4 <= len(told) <= 6
    assert told[-1] == pytest.approx(64.95)


async def test_what_is_heard_without_anything_new_is_not_told(feed, air):
    await air.hear(MOVING)
    assert kinds(await feed.told()) == ["scale"]
    await air.hear(MOVING, rssi=-70)
    assert await feed.told() == []


async def test_a_claim(hass, feed):
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.ben_next_weighing"}, blocking=True
    )
    assert kinds(await feed.told()) == ["overview"]


async def test_a_reload(hass, feed, entry, act):
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert kinds(await feed.told())[:2] == ["gone", "overview"]
    await act("record_weighing", weight=84.0, person="Ben")
    assert await feed.told() == [{"kind": "overview", "people": [BEN]}]


async def test_commands_are_refused_meanwhile_and_the_dashboard_waits(
    hass, household, entry, client, send, freezer
):
    assert await hass.config_entries.async_unload(entry.entry_id)
    error = (await send("overview"))["error"]
    assert error["code"] == "not_loaded"
    assert error["message"] == "Body Scale isn't set up or isn't running."
    feed = Subscription(hass, client, freezer)
    await feed.begin()
    assert await feed.told() == [{"kind": "gone"}]
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert set(kinds(await feed.told())) == {"overview"}


async def test_a_household_that_is_removed(hass, feed, entry):
    await hass.config_entries.async_remove(entry.entry_id)
    assert kinds(await feed.told()) == ["gone"]


async def test_a_person_who_comes_and_goes(hass, feed, entry):
    change = Change(hass, entry)
    change.add(person_subentry("Zoe", sex="female", birth_date="1992-04-05", height=170.0))
    told = await feed.told()
    assert set(kinds(told)) == {"overview"}
    assert any("zoe0123456789" in each["people"] for each in told)
    change.remove("Zoe")
    assert "overview" in kinds(await feed.told())


async def test_a_scale_that_came_later(hass, feed, air, entry):
    Change(hass, entry).add(scale_subentry(OTHER_ADDRESS, "Cellar"))
    assert "overview" in kinds(await feed.told())
    await air.hear(MOVING, address=OTHER_ADDRESS)
    told = [each["scale"]["name"] for each in await feed.told() if each["kind"] == "scale"]
    assert told == ["Cellar"]
    Change(hass, entry).remove("Cellar")
    assert "overview" in kinds(await feed.told())


async def test_a_scale_that_was_removed_and_added_again_at_once(hass, feed, air, entry):
    change = Change(hass, entry)
    change.remove("Mi Scale")
    change.add(scale_subentry(ADDRESS, "New"))
    await feed.told()
    await air.hear(MOVING)
    told = [each["scale"]["name"] for each in await feed.told() if each["kind"] == "scale"]
    assert told == ["New"]


async def test_a_scale_that_is_renamed(hass, feed, ask, air):
    await air.hear(MOVING, WEIGHED)
    await feed.told()
    [scale] = (await ask("overview"))["scales"]
    registry = dr.async_get(hass)
    # What else changes of it isn't on a dashboard.
    registry.async_update_device(scale["device_id"], labels={"bath"})
    assert await feed.told() == []
    for name, shown in (("Bathroom", "Bathroom"), (None, "Mi Scale")):
        registry.async_update_device(scale["device_id"], name_by_user=name)
        assert kinds(await feed.told()) == ["overview"]
        overview = await ask("overview")
        assert overview["scales"][0]["name"] == overview["recent"][0]["scale"] == shown
        assert (await ask("weighings", search=shown))["total"] == 1


async def test_another_unit(hass, feed):
    await hass.config.async_update(unit_system="us_customary")
    assert "overview" in kinds(await feed.told())


async def test_a_dashboard_that_is_closed_is_told_no_more(hass, feed, household, act):
    scale = household.scales[ADDRESS]
    listeners = len(scale._listeners)
    await feed.client.send_json_auto_id({"type": "unsubscribe_events", "subscription": 1})
    assert (await feed.client.receive_json())["success"]
    assert len(scale._listeners) == listeners - 1
    await act("record_weighing", weight=84.0, person="Ben")
    assert await feed.told() == []


async def test_two_dashboards_are_told_the_same(hass, feed, hass_ws_client, act, freezer):
    other = Subscription(hass, await hass_ws_client(), freezer)
    await other.begin()
    await other.told()
    await act("record_weighing", weight=84.0, person="Ben")
    assert await feed.told() == await other.told() == [{"kind": "overview", "people": [BEN]}]
