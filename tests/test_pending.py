"""However many weighings are pending, what is shown, asked and done of them stays small."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
import sqlite3
from unittest.mock import patch

from homeassistant.core import callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.household.view import HouseholdView
from custom_components.body_scale.journal.writer import NotStoredError
from custom_components.body_scale.model import ReasonPart, Weighing

from .stored import everything, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
SELECT = "select.body_scale_last_weighing"
# Whose it is stays open: somebody left since.
WHY = (ReasonPart(key="uncertain"), ReasonPart(key="lighter", person_id=ANNA, kg=15.2))
CANDIDATES = {ANNA: 0.31415, BEN: 0.4, "carl": 0.2, "nobody": 0.08585}


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


def pending(number, *, days=0.0, **values):
    """Return one that was taken so many days ago, less minutes for its number."""
    at = dt_util.utcnow() - timedelta(days=days) + timedelta(seconds=number)
    return Weighing(
        **{
            "weighing_id": f"w{number:05}",
            "scale": "scale",
            "measured_at": at.replace(microsecond=0),
            "weight_kg": 77.2,
            "reason": WHY,
            "candidates": CANDIDATES,
            **values,
        }
    )


@pytest.fixture
def add(hass, household):
    async def store(*weighings):
        await household.records.add(weighings, quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)

    return store


def issues(hass):
    return [key for domain, key in ir.async_get(hass).issues if domain == DOMAIN]


class TestManyAreShown:
    """The states stay small."""

    async def test_the_newest_and_how_many(self, hass, household, add):
        await add(*(pending(number, days=2) for number in range(500)))
        state = hass.states.get("sensor.body_scale_pending")
        assert (state.state, state.attributes["count"]) == ("500", 500)
        shown = [each["weighing_id"] for each in state.attributes["weighings"]]
        assert shown == [f"w{number:05}" for number in range(480, 500)]
        assert len(household.view.pending) == 20

    async def test_what_happens_costs_as_much_as_with_a_few(self, hass, household, add, act):
        await add(*(pending(number, days=2) for number in range(1000)))
        made = []
        as_dict = HouseholdView.as_dict

        def counted(self, *args):
            made.append(args[0])
            return as_dict(self, *args)

        with patch.object(HouseholdView, "as_dict", counted):
            await act("assign_weighing", weighing_id="w00999", person="guest")
        # Twenty for the sensor, and one for the event.
        assert len(made) <= 25


class TestRepair:
    """A few are asked about one by one, many at once."""

    @pytest.fixture
    async def fix(self, hass, hass_client):
        assert await async_setup_component(hass, "repairs", {})
        client = await hass_client()

        async def post(path, data):
            response = await client.post(f"/api/repairs/issues/fix{path}", json=data)
            assert response.status == HTTPStatus.OK, await response.text()
            await hass.async_block_till_done(wait_background_tasks=True)
            return await response.json()

        return post

    @pytest.fixture
    async def begin(self, fix):
        return lambda: fix("", {"handler": DOMAIN, "issue_id": "pending_weighings"})

    async def test_three_are_asked_about_one_by_one(self, hass, add, fix):
        await add(*(pending(number, days=2) for number in range(3)), pending(9))
        assert issues(hass) == [f"pending_weighing_w{number:05}" for number in range(3)]
        issue = ir.async_get(hass).async_get_issue(DOMAIN, "pending_weighing_w00000")
        at = dt_util.as_local(pending(0, days=2).measured_at)
        assert issue.translation_placeholders["weight"] == "77.20 kg"
        assert issue.translation_placeholders["time"].startswith(f"{at:%Y-%m-%d}")
        assert issue.translation_placeholders["reason"] == "not certain; Anna is 15 kg lighter"
        form = await fix("", {"handler": DOMAIN, "issue_id": "pending_weighing_w00000"})
        assert form["step_id"] == "who"
        done = await fix(f"/{form['flow_id']}", {"person": BEN})
        assert done["type"] == "create_entry"
        assert len(issues(hass)) == 2

    async def test_nobody_is_chosen_beforehand(self, hass, household, add, fix):
        """A form of Home Assistant chooses the first option of a field that is required."""
        await add(pending(0, days=2, weight_kg=102.0))
        form = await fix("", {"handler": DOMAIN, "issue_id": "pending_weighing_w00000"})
        [field] = form["data_schema"]
        assert not field.get("required")
        assert "default" not in field
        assert "suggested_value" not in (field.get("description") or {})
        again = await fix(f"/{form['flow_id']}", {})
        assert (again["type"], again["errors"]) == ("form", {"person": "choose"})
        assert [w.person_id for w in everything(household)] == [None]
        done = await fix(f"/{form['flow_id']}", {"person": "guest"})
        assert done["type"] == "create_entry"

    async def test_nor_among_many(self, household, add, begin, fix):
        await add(*(pending(number, days=2) for number in range(5)))
        menu = await begin()
        path = f"/{menu['flow_id']}"
        form = await fix(path, {"next_step_id": "who"})
        assert not form["data_schema"][0].get("required")
        again = await fix(path, {})
        assert (again["step_id"], again["errors"]) == ("who", {"person": "choose"})
        assert len(weighings_of(household, None)) == 5

    async def test_the_question_has_what_an_answer_needs(self, hass, add, fix):
        hass.config.units = US_CUSTOMARY_SYSTEM
        await hass.config.async_set_time_zone("America/New_York")
        asked = pending(0, days=2)
        await add(asked)
        form = await fix("", {"handler": DOMAIN, "issue_id": "pending_weighing_w00000"})
        at = dt_util.as_local(asked.measured_at)
        assert form["description_placeholders"] == {
            "weight": "170.20 lb",
            "time": f"{at:%Y-%m-%d %H:%M}",
            # Whoever left is no candidate that can be chosen.
            "candidates": "* Ben: 40 %\n* Anna: 31 %\n* nobody of the household: 9 %",
            "reason": "not certain; Anna is 34 lb lighter",
        }
        options = form["data_schema"][0]["selector"]["select"]["options"]
        assert [each["value"] for each in options] == [BEN, ANNA, "guest", "discard"]

    async def test_four_are_one(self, hass, add, act):
        await add(*(pending(number, days=2) for number in range(4)), pending(9))
        assert issues(hass) == ["pending_weighings"]
        issue = ir.async_get(hass).async_get_issue(DOMAIN, "pending_weighings")
        assert issue.translation_placeholders == {"count": "5"}
        await act("assign_weighing", weighing_id="w00000", person="guest")
        assert len(issues(hass)) == 3
        assert "pending_weighings" not in issues(hass)

    async def test_new_ones_are_not_asked_about(self, hass, add):
        await add(*(pending(number) for number in range(30)))
        assert issues(hass) == []

    async def test_one_after_the_other_is_answered(self, hass, household, add, begin, fix):
        await add(*(pending(number, days=2) for number in range(5)))
        menu = await begin()
        assert menu["type"] == "menu"
        assert menu["menu_options"] == ["who", "discard_older"]
        assert menu["description_placeholders"] == {"count": "5"}
        path = f"/{menu['flow_id']}"
        form = await fix(path, {"next_step_id": "who"})
        for who in (BEN, "guest", "discard", ANNA):
            assert (form["type"], form["step_id"]) == ("form", "who")
            form = await fix(path, {"person": who})
        # The last one is settled elsewhere; then there is nothing left to ask.
        await household.records.delete("w00000")
        assert (await fix(path, {"person": BEN}))["type"] == "create_entry"
        assert [(w.weighing_id, w.person_id) for w in everything(household)] == [
            ("w00001", ANNA),
            ("w00003", "guest"),
            ("w00004", BEN),
        ]
        assert issues(hass) == []

    async def test_old_ones_are_discarded(self, hass, household, add, begin, fix):
        old = [pending(number, days=9) for number in range(100)]
        kept = [pending(100 + number, days=2) for number in range(5)]
        own = pending(200, days=9, person_id=ANNA)
        await add(*old, *kept, own)
        menu = await begin()
        path = f"/{menu['flow_id']}"
        form = await fix(path, {"next_step_id": "discard_older"})
        assert form["step_id"] == "discard_older"
        before = (dt_util.now() - timedelta(days=5)).date().isoformat()
        menu = await fix(path, {"before": before})
        assert menu["description_placeholders"] == {"count": "5"}
        assert weighings_of(household, None) == kept
        assert weighings_of(household, ANNA) == [own]
        assert hass.states.get("sensor.body_scale_pending").state == "5"
        await fix(path, {"next_step_id": "discard_older"})
        done = await fix(path, {"before": "9999-12-31"})
        assert done["type"] == "create_entry"
        assert weighings_of(household, None) == []
        assert issues(hass) == []

    async def test_the_first_days_of_time_discard_nothing(self, household, add, begin, fix):
        await add(*(pending(number, days=9) for number in range(5)))
        menu = await begin()
        path = f"/{menu['flow_id']}"
        await fix(path, {"next_step_id": "discard_older"})
        assert (await fix(path, {"before": "0001-01-01"}))["type"] == "menu"
        assert len(weighings_of(household, None)) == 5

    async def test_it_says_when_nothing_runs(self, hass, add, begin, fix, entry):
        await add(*(pending(number, days=9) for number in range(5)))
        menu = await begin()
        await hass.config_entries.async_unload(entry.entry_id)
        flow = await fix(f"/{menu['flow_id']}", {"next_step_id": "who"})
        assert (flow["type"], flow["reason"]) == ("abort", "not_loaded")

    async def test_an_unreadable_journal_ends_the_question(self, household, add, fix):
        await add(pending(1, days=9))
        failing = sqlite3.OperationalError("database is locked")
        with patch.object(household.writer, "async_read", side_effect=failing):
            flow = await fix("", {"handler": DOMAIN, "issue_id": "pending_weighing_w00001"})
        assert (flow["type"], flow["reason"]) == ("abort", "not_read")

    async def test_nothing_is_asked_without_a_household(self, hass, household, entry, add):
        await add(pending(1, days=9))
        assert any(domain == "body_scale" for domain, _ in ir.async_get(hass).issues)
        await hass.config_entries.async_remove(entry.entry_id)
        assert not any(domain == "body_scale" for domain, _ in ir.async_get(hass).issues)

    async def test_discarding_has_an_event_for_the_newest(self, hass, household, add):
        await add(*(pending(number, days=9) for number in range(100)))
        fired = []
        hass.bus.async_listen(
            "state_changed",
            callback(
                lambda event: (
                    fired.append(event.data["new_state"].attributes)
                    if event.data["entity_id"] == "event.body_scale_weighing"
                    else None
                )
            ),
        )
        await household.records.discard_pending(dt_util.utcnow())
        await hass.async_block_till_done()
        assert [each["weighing_id"] for each in fired] == [f"w{n:05}" for n in range(80, 100)]
        assert {(each["event_type"], each["deleted"]) for each in fired} == {("corrected", True)}


class TestSelect:
    """Which weighing the dashboard assigns, and what it says of it."""

    @pytest.fixture
    def choose(self, hass):
        async def select(option):
            data = {"entity_id": SELECT, "option": option}
            await hass.services.async_call("select", "select_option", data, blocking=True)
            await hass.async_block_till_done(wait_background_tasks=True)

        return select

    async def test_the_newest_pending_one(self, hass, household, add, act, choose):
        older, newer = pending(1, days=2), pending(2, days=1)
        await add(newer, older)
        await act("record_weighing", weight=84.5, person="Ben")
        state = hass.states.get(SELECT)
        assert state.attributes["weighing_id"] == newer.weighing_id
        for option in ("Anna", "discard"):
            await choose(option)
        assert [w.weighing_id for w in weighings_of(household, ANNA)] == [newer.weighing_id]
        assert weighings_of(household, None) == []
        assert hass.states.get(SELECT).state == "Ben"

    async def test_an_older_one_that_comes_to_be_known_does_not_move_it(self, hass, add, act):
        await act("record_weighing", weight=84.5, person="Ben")
        await add(pending(1, days=2, person_id=ANNA))
        assert hass.states.get(SELECT).state == "Ben"

    async def test_one_typed_in_for_a_day_before_leaves_the_question(
        self, hass, household, add, act, choose
    ):
        question = pending(1, days=1)
        await add(question)
        time = (dt_util.now() - timedelta(days=3)).isoformat()
        typed = await act("record_weighing", respond=True, weight=62.0, person="Anna", time=time)
        await act("delete_weighing", weighing_id=typed["weighing_id"])
        assert hass.states.get(SELECT).attributes["weighing_id"] == question.weighing_id
        await choose("guest")
        assert [w.weighing_id for w in weighings_of(household, "guest")] == [question.weighing_id]

    async def test_after_one_is_deleted_it_is_the_newest_there_is(self, hass, add, act):
        await add(pending(1, days=2, person_id=BEN))
        newest = await act("record_weighing", respond=True, weight=62.0, person="Anna")
        assert hass.states.get(SELECT).state == "Anna"
        await act("delete_weighing", weighing_id=newest["weighing_id"])
        assert hass.states.get(SELECT).state == "Ben"

    async def test_it_says_which(self, hass, entry, add):
        hass.config.units = US_CUSTOMARY_SYSTEM
        await hass.config.async_set_time_zone("America/New_York")
        weighing = pending(1, days=2)
        await add(weighing)
        attributes = dict(hass.states.get(SELECT).attributes)
        del attributes["options"], attributes["friendly_name"]
        assert attributes == {
            "weighing_id": "w00001",
            "measured_at": dt_util.as_local(weighing.measured_at).isoformat(),
            "weight": 170.2,
            "unit": "lb",
            "candidates": {"Ben": 0.4, "Anna": 0.314, "nobody": 0.086},
            "reason": "not certain; Anna is 34 lb lighter",
        }
        assert attributes["measured_at"][-6:] in {"-05:00", "-04:00"}

    @pytest.mark.parametrize(
        ("zone", "says"),
        [
            ("Europe/Berlin", "104.4 kg, today 7:12"),
            # There midnight is over since.
            ("America/New_York", "104.4 kg, yesterday 1:12"),
        ],
    )
    async def test_its_state_says_which(self, hass, household, add, freezer, zone, says):
        await hass.config.async_set_time_zone(zone)
        at = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
        freezer.move_to(datetime(2026, 11, 23, 5, 30, tzinfo=UTC) if "New" in zone else at)
        await add(pending(1, weight_kg=104.4, measured_at=at))
        state = hass.states.get(SELECT)
        assert state.state == says
        assert state.attributes["options"] == [says, "Anna", "Ben", "guest", "discard"]

    async def test_midnight_makes_it_yesterday_and_then_a_day(
        self, hass, household, entry, freezer
    ):
        await hass.config.async_set_time_zone("Europe/Berlin")
        at = datetime(2026, 11, 22, 6, 12, tzinfo=UTC)
        freezer.move_to(at)
        # From here on it waits for that zone's midnight.
        assert await hass.config_entries.async_reload(entry.entry_id)
        await entry.runtime_data.records.add([pending(1, weight_kg=104.4, measured_at=at)])
        said = []
        for day in (22, 23, 24):
            # Midnight there.
            freezer.move_to(datetime(2026, 11, day, 23, 0, tzinfo=UTC))
            async_fire_time_changed(hass)
            await hass.async_block_till_done()
            said.append(hass.states.get(SELECT).state)
        assert said == [
            "104.4 kg, yesterday 7:12",
            "104.4 kg, 2026-11-22 7:12",
            "104.4 kg, 2026-11-22 7:12",
        ]

    async def test_only_what_waits_can_be_discarded(self, hass, household, add, choose):
        own = pending(1, days=1, person_id=BEN)
        await add(own)
        assert hass.states.get(SELECT).attributes["options"] == ["Anna", "Ben", "guest"]
        with pytest.raises(ServiceValidationError):
            await choose("discard")
        assert everything(household) == [own]

    async def test_what_is_answered_while_it_waits_for_its_turn_is_not_discarded(
        self, hass, household, add, choose
    ):
        question = pending(1, days=1)
        await add(question)
        await household.records._turns.lock.acquire()
        first = hass.async_create_task(household.records.assign(question.weighing_id, BEN))
        discarding = hass.async_create_task(choose("discard"))
        await asyncio.sleep(0)
        household.records._turns.lock.release()
        await first
        with pytest.raises(ServiceValidationError):
            await discarding
        assert [each.person_id for each in everything(household)] == [BEN]

    async def test_what_was_discarded_by_mistake_comes_back(
        self, hass, household, add, act, choose
    ):
        question = pending(1, days=1)
        await add(question)
        await choose("discard")
        assert everything(household) == []
        await act("restore_weighing", weighing_id=question.weighing_id)
        assert everything(household) == [question]
        assert hass.states.get(SELECT).attributes["weighing_id"] == question.weighing_id

    async def test_the_question_itself_is_no_answer(self, hass, household, add, choose):
        question = pending(1, days=1)
        await add(question)
        await choose(hass.states.get(SELECT).state)
        assert everything(household) == [question]

    async def test_a_choice_that_fails_is_seen_to_fail(self, hass, household, add, choose):
        """A dashboard shows the choice until it is sent a state, be it the same."""
        await add(pending(1, days=1))
        before = hass.states.get(SELECT)
        sent = []
        hass.bus.async_listen(
            "state_changed",
            callback(
                lambda event: (
                    sent.append(event.data["new_state"])
                    if event.data["entity_id"] == SELECT
                    else None
                )
            ),
        )
        with (
            patch.object(household.records, "assign", side_effect=NotStoredError),
            pytest.raises(NotStoredError),
        ):
            await choose("Anna")
        assert [each.state for each in sent] == [before.state]
        assert sent[0].attributes == before.attributes

    async def test_who_was_removed_meanwhile_is_not_taken_for_a_guest(
        self, hass, household, add, entry, choose
    ):
        question = pending(1, days=1)
        await add(question)
        subentry_id = household.people[ANNA].subentry_id
        with patch.object(hass.config_entries, "async_schedule_reload"):
            hass.config_entries.async_remove_subentry(entry, subentry_id)
            with pytest.raises(ServiceValidationError):
                await choose("Anna")
        assert everything(household) == [question]


async def test_a_weighing_of_the_same_moment_is_no_riddle(household, add):
    first = pending(1, days=1)
    await add(first, replace(first, weighing_id="twin"))
    assert household.view.last.weighing_id == "twin"
