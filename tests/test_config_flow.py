"""Setting up by clicking: nobody is lost, and bad input is said at its field."""

import asyncio
from datetime import timedelta
import json
from pathlib import Path
import re

from homeassistant.components.frontend import async_panel_exists
from homeassistant.config_entries import (
    SOURCE_BLUETOOTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.json import json_dumps
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale.const import DOMAIN

from .bluetooth import ADDRESS, MOVING, OTHER_ADDRESS, REMOVED, V1, WEIGHED, service_info
from .stored import profiles_of

TEXTS = Path(__file__).parent.parent / "custom_components/body_scale/translations/en.json"
ANNA = {"name": "Anna", "sex": "female", "birth_date": "1990-05-17", "height": 168}
BEN = {"name": "Ben", "sex": "male", "birth_date": "1986-02-03", "height": 182}


async def discover(hass, address=ADDRESS, payload=MOVING, **how):
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_BLUETOOTH},
        data=service_info(payload, address=address, **how),
    )


async def submit(manager, result, answers):
    return await manager.async_configure(result["flow_id"], answers)


def household_of(hass):
    [entry] = hass.config_entries.async_entries(DOMAIN)
    return entry


def titles(entry, kind):
    return sorted(each.title for each in entry.get_subentries_of_type(kind))


@pytest.fixture
async def set_up(hass, household, entry):
    """Return the entry of a household with Anna and one scale that is running."""
    return entry


async def test_a_discovered_scale_and_the_first_person_make_the_household(hass, air):
    flow = hass.config_entries.flow
    result = await discover(hass)
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "bluetooth_confirm")
    assert result["description_placeholders"] == {"name": "XMTZC05HM D4A2"}
    result = await submit(flow, result, {})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "person")
    result = await submit(flow, result, ANNA | {"weight": 62.5})
    await hass.async_block_till_done()
    assert result["type"] is FlowResultType.CREATE_ENTRY
    entry = household_of(hass)
    assert entry.unique_id == DOMAIN
    assert entry.state is ConfigEntryState.LOADED
    assert titles(entry, "scale") == ["XMTZC05HM D4A2"]
    [person] = entry.get_subentries_of_type("person")
    assert person.title == "Anna"
    assert person.unique_id == person.data["person_id"]
    assert person.data["identification"] == {"weight": 62.5}
    assert hass.states.get("sensor.anna_weight")


async def test_the_last_step_leads_to_the_dashboard(hass, air):
    flow = hass.config_entries.flow
    result = await submit(flow, await discover(hass), {})
    result = await submit(flow, result, ANNA)
    # The frontend shows this text of an entry that was made.
    text = json.loads(TEXTS.read_text(encoding="utf-8"))["config"]["create_entry"]["default"]
    [link] = re.findall(r"\]\((.*)\)", text.format(**result["description_placeholders"]))
    assert async_panel_exists(hass, link.removeprefix("/"))


async def test_home_assistant_itself_discovers_the_scale(hass, air):
    await air.hear(MOVING)
    # Core's xiaomi_ble offers it too; ours is there.
    flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert [each["step_id"] for each in flows] == ["bluetooth_confirm"]
    assert flows[0]["context"]["title_placeholders"] == {"name": "XMTZC05HM D4A2"}


async def test_a_second_scale_is_added_by_its_card(hass, set_up):
    result = await discover(hass, OTHER_ADDRESS)
    result = await submit(hass.config_entries.flow, result, {})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "scale_added")
    await hass.async_block_till_done()
    assert titles(set_up, "scale") == ["Mi Scale", "XMTZC05HM 9589"]
    assert hass.states.get("sensor.xmtzc05hm_9589_weighing_state")


async def test_two_cards_finished_one_after_the_other_lose_nobody(hass, air):
    flow = hass.config_entries.flow
    cards = [await discover(hass, address) for address in (ADDRESS, OTHER_ADDRESS)]
    cards = [await submit(flow, card, {}) for card in cards]
    assert {card["step_id"] for card in cards} == {"person"}
    first = await submit(flow, cards[0], ANNA)
    assert first["type"] is FlowResultType.CREATE_ENTRY
    second = await submit(flow, cards[1], BEN)
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "scale_added")
    await hass.async_block_till_done()
    entry = household_of(hass)
    assert titles(entry, "person") == ["Anna", "Ben"]
    assert {each.unique_id for each in entry.get_subentries_of_type("scale")} == {
        ADDRESS,
        OTHER_ADDRESS,
    }
    assert hass.states.get("sensor.ben_weight")


async def test_the_same_person_on_two_cards_is_one(hass, air):
    flow = hass.config_entries.flow
    cards = [await discover(hass, address) for address in (ADDRESS, OTHER_ADDRESS)]
    cards = [await submit(flow, card, {}) for card in cards]
    for card in cards:
        await submit(flow, card, ANNA)
    await hass.async_block_till_done()
    entry = household_of(hass)
    assert titles(entry, "person") == ["Anna"]
    assert len(entry.get_subentries_of_type("scale")) == 2


async def test_the_card_of_a_scale_that_was_added_elsewhere_goes_away(hass, air):
    flow = hass.config_entries.flow
    await air.hear(MOVING)
    assert len(flow.async_progress_by_handler(DOMAIN)) == 1
    user = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    user = await submit(flow, user, {"next_step_id": "scale"})
    user = await submit(flow, user, {"address": ADDRESS})
    await submit(flow, user, ANNA)
    await hass.async_block_till_done()
    assert not flow.async_progress_by_handler(DOMAIN)


async def test_two_cards_finished_at_the_same_moment_lose_nobody(hass, air):
    flow = hass.config_entries.flow
    cards = [await discover(hass, address) for address in (ADDRESS, OTHER_ADDRESS)]
    cards = [await submit(flow, card, {}) for card in cards]
    await asyncio.gather(submit(flow, cards[0], ANNA), submit(flow, cards[1], BEN))
    await hass.async_block_till_done(wait_background_tasks=True)
    entry = household_of(hass)
    assert titles(entry, "person") == ["Anna", "Ben"]
    assert len(entry.get_subentries_of_type("scale")) == 2
    assert hass.states.get("sensor.ben_weight")
    assert hass.states.get("sensor.anna_weight")


async def test_another_person_of_the_same_name_on_the_second_card_is_said(hass, air):
    flow = hass.config_entries.flow
    cards = [await discover(hass, address) for address in (ADDRESS, OTHER_ADDRESS)]
    cards = [await submit(flow, card, {}) for card in cards]
    await submit(flow, cards[0], ANNA)
    result = await submit(flow, cards[1], ANNA | {"birth_date": "2001-01-01"})
    assert (result["step_id"], result["errors"]) == ("person", {"name": "name_taken"})
    result = await submit(flow, cards[1], BEN)
    assert result["reason"] == "scale_added"


async def test_a_card_that_adds_nothing_says_so(hass, air):
    flow = hass.config_entries.flow
    cards = [await discover(hass, address) for address in (ADDRESS, OTHER_ADDRESS)]
    for card in cards:
        await submit(flow, card, {})
    # Ben's card first, then somebody adds the other scale by hand while its card is open.
    await submit(flow, cards[0], ANNA)
    entry = household_of(hass)
    from homeassistant.config_entries import ConfigSubentry

    scale = ConfigSubentry(
        data={"address": OTHER_ADDRESS},
        subentry_type="scale",
        title="Other",
        unique_id=OTHER_ADDRESS,
    )
    hass.config_entries.async_add_subentry(entry, scale)
    result = await submit(flow, cards[1], ANNA)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


@pytest.mark.parametrize(
    "name", ["علی‌رضا", "山田　太郎", "Jean\u00a0Luc", "👨‍👩‍👧", "\u200fשרה", "O'Neill", "a/b+c#d"]
)
async def test_names_of_the_world(hass, air, name):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "no_scale"})
    result = await submit(flow, result, ANNA | {"name": name})
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_a_known_scale_is_not_offered(hass, set_up):
    result = await discover(hass)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "already_configured")


async def test_what_is_no_scale_is_not_offered(hass, air):
    # A maker that uses the same service data for something of another length.
    result = await discover(hass, payload="0204b207")
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "not_supported")


async def test_user_flow_with_a_heard_scale(hass, air):
    await air.hear(MOVING)
    await air.hear("0204b20705040f013a00005e42", uuid=V1, address="C8:47:8C:C0:95:00")
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "user")
    assert result["menu_options"] == ["scale", "no_scale", "moving_in"]
    result = await submit(flow, result, {"next_step_id": "scale"})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "scale")
    selector = result["data_schema"].schema["address"]
    assert selector.config["options"] == [{"value": ADDRESS, "label": "XMTZC05HM D4A2"}]
    result = await submit(flow, result, {"address": ADDRESS})
    assert result["step_id"] == "person"
    result = await submit(flow, result, ANNA)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert titles(household_of(hass), "scale") == ["XMTZC05HM D4A2"]


async def test_user_flow_without_a_scale(hass, air):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "no_scale"})
    result = await submit(flow, result, ANNA)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert titles(household_of(hass), "scale") == []


@pytest.mark.parametrize("typed", ["c8:47:8c:c0:95:89", "C8-47-8C-C0-95-89", " C8:47:8C:C0:95:89 "])
async def test_an_address_may_be_typed(hass, air, typed):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "scale"})
    result = await submit(flow, result, {"address": typed})
    result = await submit(flow, result, ANNA)
    [scale] = household_of(hass).get_subentries_of_type("scale")
    assert (scale.unique_id, scale.title) == (OTHER_ADDRESS, "Scale 9589")


@pytest.mark.parametrize("typed", ["", "the bathroom", "C8:47:8C:C0:95", "G8:47:8C:C0:95:89"])
async def test_an_invalid_address_is_said_at_its_field(hass, air, typed):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "scale"})
    result = await submit(flow, result, {"address": typed})
    assert (result["step_id"], result["errors"]) == ("scale", {"address": "invalid_address"})
    result = await submit(flow, result, {"address": ADDRESS})
    assert result["step_id"] == "person"


async def test_scales_of_the_same_name_are_told_apart_by_address(hass, air):
    alike = ADDRESS.replace("5C:", "5D:")
    await air.hear(MOVING)
    await air.hear(MOVING, address=alike)
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "scale"})
    options = result["data_schema"].schema["address"].config["options"]
    assert [each["label"] for each in options] == [
        f"XMTZC05HM D4A2 ({ADDRESS})",
        f"XMTZC05HM D4A2 ({alike})",
    ]


@pytest.mark.parametrize(
    ("kind", "kind_of_step", "step"),
    [("scale", "menu", "user"), ("person", "form", "user"), ("bridge", "menu", "user")],
)
async def test_user_flow_with_a_household_leads_on_to_its_buttons(
    hass, set_up, kind, kind_of_step, step
):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    assert (result["type"], result["step_id"]) == (FlowResultType.MENU, "user")
    assert result["menu_options"] == ["scale", "person", "bridge", "moving_in", "google_health"]
    result = await submit(flow, result, {"next_step_id": kind})
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "goes_on")
    # What the frontend takes the entry of the next form from.
    assert json.loads(json_dumps(result["result"]))["entry_id"] == set_up.entry_id
    assert not flow.async_progress_by_handler(DOMAIN)
    what, flow_id = result["next_flow"]
    assert what == "config_subentries_flow"
    subentries = hass.config_entries.subentries
    [waiting] = subentries.async_progress()
    assert (waiting["flow_id"], waiting["handler"]) == (flow_id, (set_up.entry_id, kind))
    shown = await submit(subentries, waiting, None)
    assert (shown["type"], shown["step_id"]) == (kind_of_step, step)


@pytest.mark.parametrize("step", ["scale", "person", "bridge", "moving_in", "google_health"])
async def test_a_menu_outlives_the_household(hass, set_up, step):
    flow = hass.config_entries.flow
    menu = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    await hass.config_entries.async_remove(set_up.entry_id)
    result = await submit(flow, menu, {"next_step_id": step})
    # These need people: it is begun as if there had never been a household.
    needs_people = step in {"bridge", "google_health"}
    assert result["step_id"] == ("user" if needs_people else step)
    if needs_people:
        assert result["menu_options"] == ["scale", "no_scale", "moving_in"]


# The weighing that led to the scale's discovery.


async def add_by_card(hass, person):
    [card] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    form = await submit(hass.config_entries.flow, card, {})
    result = await submit(hass.config_entries.flow, form, person)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_the_weighing_that_led_to_the_discovery_counts_once(hass, air):
    await air.hear(MOVING)
    await air.hear(WEIGHED, REMOVED)
    weighed_at = dt_util.utcnow()
    await add_by_card(hass, BEN | {"weight": 85})
    assert hass.states.get("sensor.ben_weight").state == "85.15"
    measured_at = dt_util.parse_datetime(hass.states.get("sensor.ben_last_weighing").state)
    assert abs(measured_at - weighed_at) < timedelta(seconds=10)
    await air.hear(REMOVED, WEIGHED)
    [entry] = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_reload(entry.entry_id)
    await air.hear(REMOVED, WEIGHED)
    answer = await hass.services.async_call(
        DOMAIN, "get_weighings", {}, blocking=True, return_response=True
    )
    assert [each["weight"] for each in answer["weighings"]] == [85.15]


async def test_it_has_its_impedance_however_long_the_form_took(hass, air):
    await air.hear(MOVING, age=300)
    # As the scale sends it before it has measured the impedance.
    await air.hear("0224b20705040f013e0000" + WEIGHED[-4:], age=297)
    await air.hear(WEIGHED, age=290)
    await air.hear(REMOVED, age=285)
    await add_by_card(hass, BEN | {"weight": 85})
    answer = await hass.services.async_call(
        DOMAIN, "get_weighings", {}, blocking=True, return_response=True
    )
    assert [(each["weight"], each["impedance"]) for each in answer["weighings"]] == [(85.15, 428)]


async def test_what_is_on_air_from_before_the_discovery_is_no_weighing(hass, air):
    # The scale was only touched: it repeats somebody's old weighing.
    await air.hear(REMOVED)
    await add_by_card(hass, BEN | {"weight": 85})
    assert hass.states.get("sensor.ben_weight").state == "unknown"


async def test_a_weighing_of_hours_ago_does_not_count(hass, air):
    await air.hear(MOVING, age=3710)
    await air.hear(WEIGHED, REMOVED, age=3700)
    await add_by_card(hass, BEN | {"weight": 85})
    assert hass.states.get("sensor.ben_weight").state == "unknown"


async def test_a_second_scales_first_weighing_counts_too(hass, set_up, air):
    await air.hear(MOVING, address=OTHER_ADDRESS)
    await air.hear(WEIGHED, REMOVED, address=OTHER_ADDRESS)
    [card] = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    await submit(hass.config_entries.flow, card, {})
    await hass.async_block_till_done(wait_background_tasks=True)
    answer = await hass.services.async_call(
        DOMAIN, "get_weighings", {}, blocking=True, return_response=True
    )
    assert [each["weight"] for each in answer["weighings"]] == [85.15]


async def test_user_flows_side_by_side_lose_nobody(hass, air):
    flow = hass.config_entries.flow
    forms = []
    for _ in "ab":
        result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        forms.append(await submit(flow, result, {"next_step_id": "no_scale"}))
    await submit(flow, forms[0], ANNA)
    result = await submit(flow, forms[1], BEN)
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "person_added")
    assert titles(household_of(hass), "person") == ["Anna", "Ben"]


# By the clock of the house, which has its zone only in a test.
def today():
    return dt_util.now().date().isoformat()


def tomorrow():
    return (dt_util.now() + timedelta(days=1)).date().isoformat()


BAD = [
    ({"name": ""}, {"name": "name_required"}),
    ({"name": "   "}, {"name": "name_required"}),
    ({"name": "A" * 61}, {"name": "name_too_long"}),
    ({"name": "An\nna"}, {"name": "name_unprintable"}),
    ({"name": "Guest"}, {"name": "name_reserved"}),
    ({"height": 3}, {"height": "height_range"}),
    ({"height": 250.1}, {"height": "height_range"}),
    ({"birth_date": tomorrow}, {"birth_date": "birth_date_future"}),
    ({"birth_date": "1800-01-01"}, {"birth_date": "birth_date_past"}),
    ({"height": None}, {"height": "height_required"}),
    ({"birth_date": "next year"}, {"birth_date": "date_invalid"}),
    ({"birth_date": ""}, {"birth_date": "birth_date_required"}),
    ({"weight": 0}, {"weight": "weight_range"}),
    ({"goal": {"goal_date": "2027-13-01"}}, {"goal": "date_invalid"}),
    ({"goal": {"goal_date": "9999-12-31"}}, {"goal": "goal_weight_required"}),
    ({"goal": {"goal_weight": 60, "goal_date": "2020-06-01"}}, {"goal": "goal_date_past"}),
    (
        {"identification": {"weight_min": 900}},
        {"weight_min": "weight_range", "identification": "weight_range"},
    ),
    ({"weight": 50, "identification": {"weight_min": 60}}, {"weight": "weight_outside"}),
    (
        {"identification": {"weight_min": 80, "weight_max": 60}},
        {"weight_max": "weight_limits", "identification": "weight_limits"},
    ),
    (
        {"goal": {"goal_weight": -1}},
        {"goal_weight": "weight_range", "goal": "weight_range"},
    ),
    ({"sex": None}, {"sex": "sex_required"}),
    ({"birth_date": None}, {"birth_date": "birth_date_required"}),
    ({"birth_date": today}, {"birth_date": "birth_date_recent"}),
    ({"name": "\u202eAnna"}, {"name": "name_unprintable"}),
    ({"name": "\u200b"}, {"name": "name_required"}),
    (
        {"name": "", "height": 3, "birth_date": tomorrow},
        {
            "name": "name_required",
            "height": "height_range",
            "birth_date": "birth_date_future",
        },
    ),
]


@pytest.mark.parametrize(("bad", "errors"), BAD)
async def test_bad_input_is_said_at_its_field_and_can_be_mended(hass, air, bad, errors):
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "no_scale"})
    given = {key: value() if callable(value) else value for key, value in bad.items()}
    answers = {key: value for key, value in (ANNA | given).items() if value is not None}
    result = await submit(flow, result, answers)
    assert (result["step_id"], result["errors"]) == ("person", errors)
    assert not hass.config_entries.async_entries(DOMAIN)
    result = await submit(flow, result, ANNA)
    assert result["type"] is FlowResultType.CREATE_ENTRY


# West and east of Greenwich it is another day for hours.
@pytest.mark.parametrize(
    ("zone", "now", "future"),
    [
        ("America/Los_Angeles", "2032-02-29T07:59:00+00:00", "2032-02-29"),
        ("Pacific/Auckland", "2032-02-28T11:01:00+00:00", "2032-03-01"),
    ],
)
async def test_nobody_is_born_after_the_day_of_the_house(hass, air, freezer, zone, now, future):
    await hass.config.async_set_time_zone(zone)
    freezer.move_to(now)
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    result = await submit(flow, result, {"next_step_id": "no_scale"})
    recent = dt_util.parse_date(future) - timedelta(days=1)
    for born, error in ((future, "birth_date_future"), (recent, "birth_date_recent")):
        result = await submit(flow, result, ANNA | {"birth_date": str(born)})
        assert result["errors"] == {"birth_date": error}


async def test_every_error_has_a_text(hass):
    translations = await translations_of(hass)
    used = {error for _, errors in BAD for error in errors.values()}
    used |= {"invalid_address", "name_taken"}
    assert used <= {*translations["config"]["error"]}
    assert used - {"invalid_address"} <= {*translations["config_subentries"]["person"]["error"]}


async def translations_of(hass):
    import json
    from pathlib import Path

    path = Path("custom_components/body_scale/translations/en.json")
    return json.loads(await hass.async_add_executor_job(path.read_text))


class TestPeople:
    """People are added, changed and removed by clicking."""

    @pytest.fixture
    def flow(self, hass, set_up):
        """Return a function that begins a person flow."""

        async def begin(source=SOURCE_USER, **context):
            return await hass.config_entries.subentries.async_init(
                (set_up.entry_id, "person"), context={"source": source, **context}
            )

        return begin

    @pytest.fixture
    def anna_now(self, set_up):
        """Return a function that looks Anna's subentry up."""
        return lambda: next(
            each for each in set_up.get_subentries_of_type("person") if "anna" in each.unique_id
        )

    async def change(self, hass, flow, subentry, answers):
        result = await flow(SOURCE_RECONFIGURE, subentry_id=subentry.subentry_id)
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "reconfigure")
        result = await submit(hass.config_entries.subentries, result, answers)
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    async def test_adding(self, hass, set_up, flow):
        result = await flow()
        assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "user")
        answers = BEN | {
            "name": "  Ben ",
            "weight": 85,
            "identification": {"weight_min": 70, "weight_max": 99},
            "metrics": {"formula_set": "mi_fit", "athlete": True, "no_impedance_metrics": True},
            "goal": {"goal_weight": 80, "goal_date": tomorrow()},
        }
        result = await submit(hass.config_entries.subentries, result, answers)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done(wait_background_tasks=True)
        [ben] = [e for e in set_up.get_subentries_of_type("person") if e.title == "Ben"]
        assert ben.data["goal"] == {
            "goal_weight": 80,
            "goal_date": tomorrow(),
            "goal_since": today(),
        }
        assert ben.data["identification"] == {"weight": 85, "weight_min": 70, "weight_max": 99}
        [profile] = ben.data["profiles"]
        assert (profile["athlete"], profile["no_impedance_metrics"]) == (True, True)
        assert hass.states.get("sensor.ben_weight")

    @pytest.mark.parametrize("name", ["Anna", "anna", " ANNA ", "An\u200bna"])
    async def test_a_name_that_is_there(self, hass, flow, name):
        result = await submit(hass.config_entries.subentries, await flow(), ANNA | {"name": name})
        assert (result["step_id"], result["errors"]) == ("user", {"name": "name_taken"})

    async def test_a_person_keeps_their_own_name(self, hass, flow, anna_now):
        result = await self.change(hass, flow, anna_now(), ANNA | {"valid_from": "always"})
        assert (result["type"], result["reason"]) == (
            FlowResultType.ABORT,
            "reconfigure_successful",
        )

    async def test_the_form_shows_what_is_known(self, hass, flow, anna_now):
        result = await flow(SOURCE_RECONFIGURE, subentry_id=anna_now().subentry_id)
        shown = {
            str(marker): (marker.description or {}).get("suggested_value")
            for marker in result["data_schema"].schema
        }
        assert shown["name"] == "Anna"
        assert shown["birth_date"] == "1990-05-17"
        assert shown["height"] == 168.0

    async def test_bad_input(self, hass, flow, anna_now):
        before = dict(anna_now().data)
        result = await self.change(
            hass, flow, anna_now(), ANNA | {"height": 3, "valid_from": "today"}
        )
        assert result["errors"] == {"height": "height_range"}
        assert anna_now().data == before

    async def test_what_was_wrong_is_set_right_for_all_time(
        self, hass, air, set_up, flow, anna_now
    ):
        await air.hear(MOVING, "0226b20705040f020182029a30")  # 62.1 kg, 642 ohm
        before = float(hass.states.get("sensor.anna_bmi").state)
        assert before == pytest.approx(62.21 / 1.68**2, abs=0.05)
        await self.change(
            hass, flow, anna_now(), ANNA | {"height": 178, "name": "Anne", "valid_from": "always"}
        )
        [profile] = anna_now().data["profiles"]
        assert profile["height"] == 178
        # The entity ids stay, the name follows.
        after = float(hass.states.get("sensor.anna_bmi").state)
        assert after == pytest.approx(before * 1.68**2 / 1.78**2, abs=1e-3)
        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, "anna0123456789"), set_up.entry_id
        )
        assert device.name == "Anne"

    async def test_what_changed_today_leaves_the_past_alone(
        self, hass, air, set_up, flow, anna_now, freezer
    ):
        await air.hear(MOVING, "0226b20705040f020182029a30")
        before = hass.states.get("sensor.anna_bmi").state
        freezer.tick(timedelta(days=3))
        answers = ANNA | {
            "height": 178,
            "metrics": {"no_impedance_metrics": True},
            "valid_from": "today",
        }
        await self.change(hass, flow, anna_now(), answers)
        old, new = anna_now().data["profiles"]
        assert (old["height"], new["height"]) == (168, 178)
        assert new["valid_from"] == dt_util.now().date().isoformat()
        assert (old["no_impedance_metrics"], new["no_impedance_metrics"]) == (False, True)
        assert hass.states.get("sensor.anna_bmi").state == before
        assert hass.states.get("sensor.anna_body_fat").state != "unknown"
        # Then the birth date turns out to be wrong: in both.
        await self.change(
            hass, flow, anna_now(), ANNA | {"height": 178, "birth_date": "1991-05-17"}
        )
        rows = anna_now().data["profiles"]
        assert [row["birth_date"] for row in rows] == ["1991-05-17"] * 2
        assert [row["height"] for row in rows] == [168, 178]
        assert [row["no_impedance_metrics"] for row in rows] == [False, True]
        # And the height again on the same day: still two.
        await self.change(
            hass,
            flow,
            anna_now(),
            ANNA | {"birth_date": "1991-05-17", "height": 179, "valid_from": "today"},
        )
        assert [row["height"] for row in anna_now().data["profiles"]] == [168, 179]
        stored = profiles_of(set_up.runtime_data, "anna0123456789")
        assert [profile.height_cm for profile in stored] == [168, 179]

    async def test_a_removed_person_gets_their_weighings_back_by_name(
        self, hass, air, set_up, flow, anna_now
    ):
        await air.hear(MOVING, "0226b20705040f020182029a30")
        weight = hass.states.get("sensor.anna_weight").state
        hass.config_entries.async_remove_subentry(set_up, anna_now().subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get("sensor.anna_weight") is None
        assert not [
            entity
            for entity in er.async_get(hass).entities.values()
            if entity.unique_id.startswith("anna0123456789")
        ]
        await submit(hass.config_entries.subentries, await flow(), ANNA | {"name": "anna"})
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get("sensor.anna_weight").state == weight

    async def test_the_weighings_outlive_the_household(self, hass, air, set_up):
        await air.hear(MOVING, "0226b20705040f020182029a30")
        weight = hass.states.get("sensor.anna_weight").state
        await hass.config_entries.async_remove(set_up.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        flow = hass.config_entries.flow
        result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
        result = await submit(flow, result, {"next_step_id": "no_scale"})
        await submit(flow, result, ANNA)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get("sensor.anna_weight").state == weight

    async def test_american_homes_fill_in_inches_and_pounds(self, hass, set_up, flow):
        hass.config.units = US_CUSTOMARY_SYSTEM
        answers = BEN | {"height": 71.65, "weight": 187.4}
        await submit(hass.config_entries.subentries, await flow(), answers)
        await hass.async_block_till_done(wait_background_tasks=True)
        [ben] = [e for e in set_up.get_subentries_of_type("person") if e.title == "Ben"]
        assert ben.data["profiles"][0]["height"] == pytest.approx(181.991)
        assert ben.data["identification"]["weight"] == pytest.approx(85.003, abs=1e-3)
        entity = er.async_get(hass).async_get("sensor.ben_weight")
        assert entity.options["sensor.private"] == {"suggested_unit_of_measurement": "lb"}
        # Untouched is unchanged, though inches are rounded.
        height = ben.data["profiles"][0]["height"]
        await self.change(hass, flow, ben, answers | {"height": 71.65, "valid_from": "today"})
        [ben] = [e for e in set_up.get_subentries_of_type("person") if e.title == "Ben"]
        assert [row["height"] for row in ben.data["profiles"]] == [height]


class TestScales:
    """Scales are added, renamed and removed by clicking."""

    @pytest.fixture
    def flow(self, hass, set_up):
        """Return a function that begins a scale flow and chooses Bluetooth."""

        async def begin():
            subentries = hass.config_entries.subentries
            result = await subentries.async_init(
                (set_up.entry_id, "scale"), context={"source": SOURCE_USER}
            )
            assert result["type"] is FlowResultType.MENU
            assert result["menu_options"] == ["bluetooth", "entities", "mqtt"]
            return await submit(subentries, result, {"next_step_id": "bluetooth"})

        return begin

    async def test_adding(self, hass, air, set_up, flow):
        await air.hear(MOVING, address=OTHER_ADDRESS)
        result = await flow()
        selector = result["data_schema"].schema["address"]
        assert [each["value"] for each in selector.config["options"]] == [OTHER_ADDRESS]
        answers = {"address": OTHER_ADDRESS, "name": "Upstairs"}
        result = await submit(hass.config_entries.subentries, result, answers)
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done(wait_background_tasks=True)
        assert titles(set_up, "scale") == ["Mi Scale", "Upstairs"]
        assert hass.states.get("sensor.upstairs_weighing_state").state == "measuring"

    @pytest.mark.parametrize(
        ("answers", "errors"),
        [
            ({"address": "nowhere"}, {"address": "invalid_address"}),
            ({"address": ADDRESS.lower()}, {"address": "address_taken"}),
            ({"address": OTHER_ADDRESS, "name": "a" * 61}, {"name": "name_too_long"}),
            ({"address": OTHER_ADDRESS, "name": "a\tb"}, {"name": "name_unprintable"}),
        ],
    )
    async def test_bad_input(self, hass, set_up, flow, answers, errors):
        result = await submit(hass.config_entries.subentries, await flow(), answers)
        assert (result["step_id"], result["errors"]) == ("bluetooth", errors)
        texts = (await translations_of(hass))["config_subentries"]["scale"]["error"]
        assert set(errors.values()) <= {*texts}
        assert titles(set_up, "scale") == ["Mi Scale"]

    async def test_renaming(self, hass, set_up):
        subentries = hass.config_entries.subentries
        [scale] = set_up.get_subentries_of_type("scale")
        result = await subentries.async_init(
            (set_up.entry_id, "scale"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": scale.subentry_id},
        )
        assert result["description_placeholders"] == {"address": ADDRESS}
        for name, error in (("  ", "name_required"), ("a" * 61, "name_too_long")):
            result = await submit(subentries, result, {"name": name})
            assert result["errors"] == {"name": error}
        result = await submit(subentries, result, {"name": "Bathroom "})
        assert result["reason"] == "reconfigure_successful"
        await hass.async_block_till_done(wait_background_tasks=True)
        assert titles(set_up, "scale") == ["Bathroom"]

    async def test_a_removed_scale_is_offered_again(self, hass, air, set_up):
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        [scale] = set_up.get_subentries_of_type("scale")
        hass.config_entries.async_remove_subentry(set_up, scale.subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get("sensor.mi_scale_weighing_state") is None
        flows = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert [each["context"]["unique_id"] for each in flows] == [ADDRESS]
