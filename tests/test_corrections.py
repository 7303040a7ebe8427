"""A record can be corrected, and then everything is as if it had been right from the start."""

from datetime import timedelta

from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.recorder import get_instance
from homeassistant.util import dt as dt_util
import probatio
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.repairs import async_create_fix_flow

from .bluetooth import MOVING, REMOVED, WEIGHED
from .recorded import statistics_of
from .stored import profiles_of, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
# 77 kg, 503 ohm: beyond the limits of both.
BETWEEN = "0226e607020e10293af701283c"


@pytest.fixture
def people(anna, ben):
    anna["data"]["identification"]["weight_max"] = 70.0
    ben["data"]["identification"]["weight_min"] = 80.0
    return [anna, ben]


@pytest.fixture
async def weighings(act):
    async def get(**data):
        return (await act("get_weighings", respond=True, **data))["weighings"]

    return get


def value(hass, entity_id):
    return hass.states.get(entity_id).state


async def test_a_pending_weighing_is_assigned(hass, air, household, act, weighings):
    await air.hear(BETWEEN)
    [pending] = await weighings()
    assert pending["person"] is None
    await act("assign_weighing", weighing_id=pending["weighing_id"], person="anna")
    assert value(hass, "sensor.body_scale_pending") == "0"
    assert float(value(hass, "sensor.anna_weight")) == 77.0
    assert value(hass, "sensor.anna_body_fat") != "unknown"
    [assigned] = await weighings(person="Anna")
    assert assigned["measured_at"] == pending["measured_at"]
    assert assigned["impedance"] == 503
    assert (assigned["assigned_by"], assigned["confidence"]) == ("user", 1.0)
    event = hass.states.get("event.anna_weighing").attributes
    assert (event["event_type"], event["weight"]) == ("corrected", 77.0)


async def test_any_number_can_be_pending(hass, air, household, act, weighings):
    for minute in range(5):
        await air.hear(f"0226e607020e10{20 + 3 * minute:02x}3af701283c")
    assert value(hass, "sensor.body_scale_pending") == "5"
    for pending in await weighings():
        await act("assign_weighing", weighing_id=pending["weighing_id"], person=BEN)
    assert value(hass, "sensor.body_scale_pending") == "0"
    assert len(await weighings(person="Ben")) == 5


async def test_a_reassigned_weighing_leaves_the_first_person_as_before(
    hass, air, household, act, weighings
):
    before = {
        s.entity_id: s.state for s in hass.states.async_all("sensor") if "anna" in s.entity_id
    }
    await act("record_weighing", weight=84.0, person="Anna", impedance=480)
    assert float(value(hass, "sensor.anna_weight")) == 84.0
    [wrong] = await weighings()
    await act("assign_weighing", weighing_id=wrong["weighing_id"], person="Ben")
    after = {s.entity_id: s.state for s in hass.states.async_all("sensor") if "anna" in s.entity_id}
    assert after == before
    assert float(value(hass, "sensor.ben_weight")) == 84.0
    for name in ("anna", "ben"):
        assert hass.states.get(f"event.{name}_weighing").attributes["event_type"] == "corrected"


async def test_a_guests_weighing_changes_nobodys_sensors(hass, air, household, act, weighings):
    await air.hear(BETWEEN)
    [pending] = await weighings()
    await act("assign_weighing", weighing_id=pending["weighing_id"], person="Guest")
    assert value(hass, "sensor.body_scale_pending") == "0"
    assert value(hass, "sensor.anna_weight") == value(hass, "sensor.ben_weight") == "unknown"
    [guests] = await weighings(person="guest")
    assert (guests["person"], guests["person_id"]) == ("guest", "guest")
    assert guests["metrics"]["bmi"] is None


async def test_editing(hass, household, act, weighings):
    await act("record_weighing", weight=84.0, person="Ben")
    [wrong] = await weighings()
    earlier = dt_util.utcnow() - timedelta(days=3)
    await act("edit_weighing", weighing_id=wrong["weighing_id"], weight=86.5, time=earlier)
    assert float(value(hass, "sensor.ben_weight")) == 86.5
    assert dt_util.parse_datetime(value(hass, "sensor.ben_last_weighing")) == earlier.replace(
        microsecond=0
    )


async def test_deleting_brings_the_one_before_back(hass, air, household, act, weighings):
    await air.hear(MOVING, WEIGHED, REMOVED)
    await act("record_weighing", weight=84.0, person="Ben")
    *_, last = await weighings()
    assert last["weight"] == 84.0
    await act("delete_weighing", weighing_id=last["weighing_id"])
    assert float(value(hass, "sensor.ben_weight")) == 85.15
    event = hass.states.get("event.ben_weighing").attributes
    assert (event["event_type"], event["deleted"]) == ("corrected", True)


async def test_a_deleted_weighing_does_not_come_back_from_the_air(
    hass, air, household, act, weighings
):
    await air.hear(MOVING, WEIGHED, REMOVED)
    [only] = await weighings()
    await act("delete_weighing", weighing_id=only["weighing_id"])
    assert value(hass, "sensor.ben_weight") == "unknown"
    await air.hear(WEIGHED, REMOVED)
    assert await weighings() == []


async def test_recording_by_hand(hass, household, act, weighings):
    response = await act("record_weighing", respond=True, weight=187.4, unit="lb", person="Ben")
    assert response["weight"] == pytest.approx(85.0032, abs=1e-3)
    assert (response["origin"], response["scale"]) == ("manual", "manual")
    assert float(value(hass, "sensor.ben_weight")) == pytest.approx(85.0, abs=0.01)
    # Without a person it is found out; a time without a zone is local.
    # At noon: an hour of the night may be missing.
    local = (dt_util.now() - timedelta(days=1)).replace(
        tzinfo=None, hour=12, minute=0, second=0, microsecond=0
    )
    response = await act("record_weighing", respond=True, weight=62.3, time=local.isoformat())
    assert response["person"] == "Anna"
    assert dt_util.parse_datetime(response["measured_at"]).replace(tzinfo=None) == local


async def test_an_older_weighing_does_not_become_the_newest(hass, household, act):
    await act("record_weighing", weight=85.0, person="Ben")
    await act(
        "record_weighing",
        weight=90.0,
        person="Ben",
        time=dt_util.utcnow() - timedelta(days=2),
    )
    assert float(value(hass, "sensor.ben_weight")) == 85.0
    trend = float(value(hass, "sensor.ben_weight_trend"))
    assert trend == pytest.approx(90 - 5 * (1 - 0.9**2), abs=1e-3)


async def test_getting_by_time_person_and_number(hass, household, act, weighings):
    now = dt_util.utcnow().replace(microsecond=0)
    for days in (5, 3, 1):
        await act(
            "record_weighing", weight=80.0 + days, person="Ben", time=now - timedelta(days=days)
        )
    await act("record_weighing", weight=62.0, person="Anna")

    def weights(found):
        return [each["weight"] for each in found]

    assert weights(await weighings()) == [85.0, 83.0, 81.0, 62.0]
    assert weights(await weighings(person="ben")) == [85.0, 83.0, 81.0]
    assert weights(await weighings(person=BEN, limit=2)) == [83.0, 81.0]
    start, end = now - timedelta(days=4), now - timedelta(days=1)
    assert weights(await weighings(start=start, end=end)) == [83.0]


@pytest.mark.parametrize(
    ("action", "data", "key"),
    [
        ("assign_weighing", {"weighing_id": "none", "person": "Ben"}, "unknown_weighing"),
        ("assign_weighing", {"weighing_id": "WEIGHING", "person": "Carl"}, "unknown_person"),
        ("assign_weighing", {"weighing_id": "WEIGHING", "person": "x" * 200}, "unknown_person"),
        ("edit_weighing", {"weighing_id": "none", "weight": 70}, "unknown_weighing"),
        ("edit_weighing", {"weighing_id": "WEIGHING", "weight": 0}, "weight_range"),
        ("edit_weighing", {"weighing_id": "WEIGHING", "weight": 900}, "weight_range"),
        ("edit_weighing", {"weighing_id": "WEIGHING"}, "nothing_to_edit"),
        ("edit_weighing", {"weighing_id": "WEIGHING", "time": "2999-01-01"}, "time_future"),
        ("delete_weighing", {"weighing_id": "none"}, "unknown_weighing"),
        ("record_weighing", {"weight": 0}, "weight_range"),
        ("record_weighing", {"weight": 900}, "weight_range"),
        ("record_weighing", {"weight": "nan"}, "weight_range"),
        ("record_weighing", {"weight": 70, "person": "Carl"}, "unknown_person"),
        ("record_weighing", {"weight": 70, "impedance": 0}, "impedance_range"),
        ("record_weighing", {"weight": 70, "time": "2999-01-01 08:00"}, "time_future"),
        ("get_weighings", {"person": "Carl"}, "unknown_person"),
        ("erase_person", {"person": "Carl"}, "unknown_person"),
    ],
)
async def test_bad_input_is_a_clear_error_and_changes_nothing(
    hass, household, act, weighings, action, data, key
):
    await act("record_weighing", weight=84.0, person="Ben")
    before = await weighings()
    data = {
        name: before[0]["weighing_id"] if text == "WEIGHING" else text
        for name, text in data.items()
    }
    with pytest.raises(ServiceValidationError) as raised:
        await act(action, respond=action == "get_weighings", **data)
    assert raised.value.translation_key == key
    assert raised.value.translation_domain == DOMAIN
    assert await weighings() == before


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("record_weighing", {"weight": 70, "unit": "stone"}),
        ("record_weighing", {"weight": "heavy"}),
        ("record_weighing", {}),
        ("get_weighings", {"limit": -1}),
        ("get_weighings", {"formula_set": "magic"}),
    ],
)
async def test_what_no_form_sends_is_refused(household, act, action, data):
    with pytest.raises(probatio.Invalid):
        await act(action, respond=action == "get_weighings", **data)


async def test_who_may_do_what(hass, household, act, hass_read_only_user, weighings):
    from homeassistant.core import Context

    context = Context(user_id=hass_read_only_user.id)
    await act("record_weighing", weight=84.0, person="Ben", context=context)
    [recorded] = await weighings()
    weighing_id = recorded["weighing_id"]
    await act("assign_weighing", weighing_id=weighing_id, person="Anna", context=context)
    for action, data in (
        ("edit_weighing", {"weighing_id": weighing_id, "weight": 60}),
        ("delete_weighing", {"weighing_id": weighing_id}),
        ("erase_person", {"person": "Anna"}),
    ):
        with pytest.raises(Unauthorized):
            await act(action, context=context, **data)
    assert [each["weight"] for each in await weighings()] == [84.0]


async def test_without_a_household_actions_say_so(hass, household, entry, act):
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as raised:
        await act("get_weighings", respond=True)
    assert raised.value.translation_key == "not_loaded"


async def test_erasing_a_person(hass, air, household, entry, act, weighings):
    await air.hear(MOVING, WEIGHED, REMOVED)
    await air.hear(BETWEEN)
    await act("erase_person", person="Ben")
    assert hass.states.get("sensor.ben_weight") is None
    assert [each["weight"] for each in await weighings()] == [77.0]
    assert BEN not in str(await weighings())
    assert weighings_of(entry.runtime_data, BEN) == profiles_of(entry.runtime_data, BEN) == []


async def test_erasing_somebody_who_was_removed_before(hass, air, household, entry, act, weighings):
    await air.hear(MOVING, WEIGHED, REMOVED)
    hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(await weighings()) == 1
    await act("erase_person", person="ben")
    assert await weighings() == []


class TestClaims:
    """Somebody says beforehand that the next weighing is theirs."""

    async def press(self, hass, name):
        entity_id = f"button.{name}_next_weighing"
        await hass.services.async_call("button", "press", {"entity_id": entity_id}, blocking=True)

    async def test_the_next_weighing_is_theirs_and_only_that(self, hass, air, household, weighings):
        await self.press(hass, "anna")
        await air.hear(MOVING, WEIGHED, REMOVED)
        [claimed] = await weighings()
        assert (claimed["person"], claimed["assigned_by"]) == ("Anna", "claim")
        await air.hear(BETWEEN)
        assert (await weighings())[-1]["person"] is None

    async def test_the_latest_claim_counts(self, hass, air, household, weighings):
        await self.press(hass, "anna")
        await self.press(hass, "ben")
        await air.hear(BETWEEN)
        assert [each["person"] for each in await weighings()] == ["Ben"]

    async def test_a_claim_ends(self, hass, air, household, weighings, freezer):
        await self.press(hass, "anna")
        freezer.tick(301)
        await air.hear(BETWEEN)
        assert [each["person"] for each in await weighings()] == [None]

    async def test_a_claimed_object_counts(self, hass, air, household, weighings, freezer):
        await self.press(hass, "anna")
        await air.hear("0624b2070101002e3800004c04")
        freezer.tick(30)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert [(w["person"], w["weight"]) for w in await weighings()] == [("Anna", 5.5)]


class TestSelect:
    """Whose the last weighing is, on a dashboard."""

    ENTITY = "select.body_scale_last_weighing"

    async def choose(self, hass, option):
        await hass.services.async_call(
            "select",
            "select_option",
            {"entity_id": self.ENTITY, "option": option},
            blocking=True,
        )
        await hass.async_block_till_done(wait_background_tasks=True)

    async def test_it_says_and_sets_whose_it_is(self, hass, air, household, weighings, entry):
        state = hass.states.get(self.ENTITY)
        assert state.attributes["options"] == ["Anna", "Ben", "guest"]
        assert state.state == "unknown"
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert value(hass, self.ENTITY) == "Ben"
        await air.hear(BETWEEN)
        assert value(hass, self.ENTITY).startswith("77.0 kg, today ")
        await self.choose(hass, "Anna")
        assert value(hass, self.ENTITY) == "Anna"
        assert float(value(hass, "sensor.anna_weight")) == 77.0
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert value(hass, self.ENTITY) == "Anna"
        await self.choose(hass, "guest")
        assert value(hass, self.ENTITY) == "guest"
        assert value(hass, "sensor.anna_weight") == "unknown"
        assert [each["person"] for each in await weighings()] == ["Ben", "guest"]


class TestRepair:
    """After a day somebody is asked."""

    def issues(self, hass):
        registry = ir.async_get(hass)
        return [key for key in registry.issues if key[1].startswith("pending_weighing_")]

    async def answer(self, hass, who):
        [(domain, issue_id)] = self.issues(hass)
        issue = ir.async_get(hass).async_get_issue(domain, issue_id)
        flow = await async_create_fix_flow(hass, issue_id, issue.data)
        flow.hass, flow.issue_id, flow.handler = hass, issue_id, DOMAIN
        form = await flow.async_step_init()
        assert form["step_id"] == "who"
        assert form["description_placeholders"]["weight"] == "77.00 kg"
        result = await flow.async_step_who({"person": who})
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    async def wait_a_day(self, hass, freezer):
        freezer.tick(timedelta(days=1, hours=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    @pytest.mark.parametrize(
        ("who", "person"), [(ANNA, "Anna"), ("guest", "guest"), ("discard", None)]
    )
    async def test_the_answer_settles_it(
        self, hass, air, household, weighings, freezer, who, person
    ):
        await air.hear(BETWEEN)
        assert self.issues(hass) == []
        await self.wait_a_day(hass, freezer)
        result = await self.answer(hass, who)
        assert result["type"] == "create_entry"
        assert self.issues(hass) == []
        assert [each["person"] for each in await weighings()] == ([person] if person else [])

    async def test_it_goes_away_when_it_was_settled_elsewhere(
        self, hass, air, household, act, weighings, freezer
    ):
        await air.hear(BETWEEN)
        await self.wait_a_day(hass, freezer)
        [(_, issue_id)] = self.issues(hass)
        data = ir.async_get(hass).async_get_issue(DOMAIN, issue_id).data
        [pending] = await weighings()
        await act("delete_weighing", weighing_id=pending["weighing_id"])
        assert self.issues(hass) == []
        flow = await async_create_fix_flow(hass, issue_id, data)
        flow.hass, flow.issue_id, flow.handler = hass, issue_id, DOMAIN
        result = await flow.async_step_who({"person": ANNA})
        assert (result["type"], result["reason"]) == ("abort", "gone")

    async def test_what_was_answered_meanwhile_is_not_discarded(
        self, hass, air, household, act, weighings, freezer
    ):
        await air.hear(BETWEEN)
        await self.wait_a_day(hass, freezer)
        [(_, issue_id)] = self.issues(hass)
        data = ir.async_get(hass).async_get_issue(DOMAIN, issue_id).data
        [pending] = await weighings()
        await act("assign_weighing", weighing_id=pending["weighing_id"], person=ANNA)
        flow = await async_create_fix_flow(hass, issue_id, data)
        flow.hass, flow.issue_id, flow.handler = hass, issue_id, DOMAIN
        result = await flow.async_step_who({"person": "discard"})
        assert (result["type"], result["reason"]) == ("abort", "gone")
        assert [each["person"] for each in await weighings()] == ["Anna"]

    async def test_it_says_when_nothing_runs(self, hass, air, household, entry, freezer):
        await air.hear(BETWEEN)
        await self.wait_a_day(hass, freezer)
        [(_, issue_id)] = self.issues(hass)
        data = ir.async_get(hass).async_get_issue(DOMAIN, issue_id).data
        await hass.config_entries.async_unload(entry.entry_id)
        flow = await async_create_fix_flow(hass, issue_id, data)
        flow.hass, flow.issue_id, flow.handler = hass, issue_id, DOMAIN
        result = await flow.async_step_init()
        assert (result["type"], result["reason"]) == ("abort", "not_loaded")


async def test_options(hass, air, household, entry, weighings):
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    assert result["step_id"] == "init"
    bad = {"threshold": 0.2, "claim_minutes": 90, "set_clock": True}
    result = await options.async_configure(result["flow_id"], bad)
    assert result["errors"] == {
        "threshold": "threshold_range",
        "claim_minutes": "claim_minutes_range",
    }
    assert result["data_schema"]({})["strangers"] == "ask"
    assert result["data_schema"]({})["weight_unit"] == "home"
    good = {
        "threshold": 0.5,
        "claim_minutes": 10,
        "set_clock": False,
        "read_memory": False,
        "strangers": "set_aside",
        "weight_unit": "st_lb",
    }
    result = await options.async_configure(result["flow_id"], good)
    assert result["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.options == good
    assert entry.runtime_data.identifier.options == good


@pytest.mark.usefixtures("recorder_mock")
class TestStatistics:
    """The long-term statistics are what the journal says, in a real recorder."""

    async def rows(self, hass, person_id, measure="weight"):
        found = await statistics_of(hass, person_id, measure)
        return [
            (dt_util.utc_from_timestamp(row["start"]), row["mean"], row["min"], row["max"])
            for row in found
        ]

    async def test_a_weighing_lands_at_its_hour(self, hass, air, household, weighings):
        await air.hear(MOVING, WEIGHED)
        [(start, *values)] = await self.rows(hass, BEN)
        assert values == [85.15] * 3
        hour = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
        assert start in {hour, hour - timedelta(hours=1)}
        [(_, fat, _, _)] = await self.rows(hass, BEN, "body_fat")
        assert fat == pytest.approx(float(value(hass, "sensor.ben_body_fat")), abs=1e-3)

    async def test_two_weighings_in_one_hour(self, hass, household, act, weighings):
        hour = (dt_util.utcnow() - timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
        for minute, weight in ((10, 85.0), (50, 86.0)):
            time = hour + timedelta(minutes=minute)
            await act("record_weighing", weight=weight, person="Ben", time=time)
        assert await self.rows(hass, BEN) == [(hour, 85.5, 85.0, 86.0)]
        _, second = await weighings()
        await act("delete_weighing", weighing_id=second["weighing_id"])
        assert await self.rows(hass, BEN) == [(hour, 85.0, 85.0, 85.0)]

    async def test_assigned_days_late_it_is_as_if_at_once(
        self, hass, household, act, weighings, freezer
    ):
        then = dt_util.utcnow() - timedelta(days=3)
        await act("record_weighing", weight=84.8, person="Ben", time=then - timedelta(days=9))
        at_once = await act(
            "record_weighing", respond=True, weight=77.0, impedance=503, person="Ben", time=then
        )
        measures = ("weight", "body_fat", "muscle_mass", "basal_metabolism", "impedance")
        right = [await self.rows(hass, BEN, measure) for measure in measures]
        shown = {s.entity_id: s.state for s in hass.states.async_all("sensor")}
        await act("delete_weighing", weighing_id=at_once["weighing_id"])
        assert await self.rows(hass, BEN) != right[0]
        late = await act("record_weighing", respond=True, weight=77.0, impedance=503, time=then)
        assert late["person"] is None
        freezer.tick(timedelta(days=1))
        await act("assign_weighing", weighing_id=late["weighing_id"], person="Ben")
        assert [await self.rows(hass, BEN, measure) for measure in measures] == right
        assert {s.entity_id: s.state for s in hass.states.async_all("sensor")} == shown

    async def test_a_reassigned_weighing_leaves_no_trace(self, hass, household, act, weighings):
        await act("record_weighing", weight=84.0, person="Anna", impedance=480)
        [wrong] = await weighings()
        assert len(await self.rows(hass, ANNA, "body_fat")) == 1
        await act("assign_weighing", weighing_id=wrong["weighing_id"], person="Ben")
        assert await self.rows(hass, ANNA) == []
        assert await self.rows(hass, ANNA, "body_fat") == []
        assert len(await self.rows(hass, BEN, "body_fat")) == 1

    async def test_erasing_leaves_no_trace(self, hass, household, act):
        await act("record_weighing", weight=84.0, person="Ben")
        await act("erase_person", person="Ben")
        assert await self.rows(hass, BEN) == []

    async def test_a_changed_profile_changes_them(self, hass, household, act, entry):
        from homeassistant.config_entries import SOURCE_RECONFIGURE

        await act("record_weighing", weight=84.0, person="Ben")
        [(_, before, _, _)] = await self.rows(hass, BEN, "bmi")
        flows = hass.config_entries.subentries
        result = await flows.async_init(
            (entry.entry_id, "person"),
            context={
                "source": SOURCE_RECONFIGURE,
                "subentry_id": household.people[BEN].subentry_id,
            },
        )
        answers = {"name": "Ben", "sex": "male", "birth_date": "1986-02-03", "height": 172}
        await flows.async_configure(result["flow_id"], answers | {"valid_from": "always"})
        await hass.async_block_till_done(wait_background_tasks=True)
        [(_, after, _, _)] = await self.rows(hass, BEN, "bmi")
        assert after == pytest.approx(before * 1.82**2 / 1.72**2)

    async def test_another_set_of_formulas_changes_all_of_history(
        self, hass, household, act, entry
    ):
        from homeassistant.config_entries import SOURCE_RECONFIGURE

        now = dt_util.utcnow()
        for days in (30, 20, 10):
            time = now - timedelta(days=days)
            await act("record_weighing", weight=85.0, impedance=428, person="Ben", time=time)
        assert len(await self.rows(hass, BEN, "visceral_fat")) == 3
        flows = hass.config_entries.subentries
        result = await flows.async_init(
            (entry.entry_id, "person"),
            context={
                "source": SOURCE_RECONFIGURE,
                "subentry_id": household.people[BEN].subentry_id,
            },
        )
        answers = {"name": "Ben", "sex": "male", "birth_date": "1986-02-03", "height": 182}
        sets = {"metrics": {"formula_set": "published"}}
        await flows.async_configure(result["flow_id"], answers | sets | {"valid_from": "today"})
        await hass.async_block_till_done(wait_background_tasks=True)
        # There is no published equation for it, and body fat is that of Sun 2003 and Siri.
        assert await self.rows(hass, BEN, "visceral_fat") == []
        lean = -10.68 + 0.65 * 182**2 / 428 + 0.26 * 85 + 0.02 * 428
        fats = [row[1] for row in await self.rows(hass, BEN, "body_fat")]
        assert fats == pytest.approx([(1 - lean / 85) * 100] * 3)

    async def test_what_the_recorder_lost_is_written_again_at_the_next_start(
        self, hass, household, act, entry
    ):
        await act("record_weighing", weight=84.0, person="Ben")
        right = await self.rows(hass, BEN)
        get_instance(hass).async_clear_statistics([f"body_scale:{BEN}_weight"])
        assert await self.rows(hass, BEN) == []
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert await self.rows(hass, BEN) == right
