"""The blueprints do what they say, in a real Home Assistant with real weighings."""

from dataclasses import replace
from datetime import timedelta
import pathlib
import re
import shutil
import time

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.core import callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util, yaml as yaml_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    async_mock_service,
)

from custom_components.body_scale.const import DOMAIN

from .bluetooth import IN_SOCKS, MOVING, REMOVED, WEIGHED
from .household import person_subentry
from .stored import weighing as stored_weighing, weighings_of

ROOT = pathlib.Path(__file__).parent.parent
FOLDER = ROOT / "blueprints" / "automation" / "body_scale"
FILES = sorted(FOLDER.glob("*.yaml"))
NAMES = {"ask_who", "notify_result", "remind", "speak_result"}

# 77 kg and 73.4 kg with 503 ohm: between Anna's 62 and Ben's 85.
BETWEEN = "0226e607020e10293af701283c"
BETWEEN_TOO = "0226e607020e10333af7015839"
# What is on air when somebody weighed while nobody listened, an hour after WEIGHED: 85.60 kg.
MISSED = "02a6b2070504100207ae01e042"
HOUSEHOLD_EVENT = "event.body_scale_weighing"
ANSWERED = "mobile_app_notification_action"


@pytest.fixture
async def automate(hass, household):
    """Return a function that makes an automation from a blueprint and its inputs."""
    target = pathlib.Path(hass.config.path("blueprints", "automation", "body_scale"))
    await hass.async_add_executor_job(shutil.copytree, FOLDER, target)

    async def make(name, **inputs):
        config = {"use_blueprint": {"path": f"body_scale/{name}.yaml", "input": inputs}}
        assert await async_setup_component(
            hass, "automation", {"automation": {"id": "ours", "alias": "Ours", **config}}
        )
        await hass.async_block_till_done()
        assert hass.states.get("automation.ours").state == "on"

    return make


@pytest.fixture
def messages(hass):
    """Return the messages that are sent to notify entities."""
    return async_mock_service(hass, "notify", "send_message")


def texts(calls):
    return [call.data["message"] for call in calls]


async def pass_time(hass, freezer, delta):
    freezer.tick(delta)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


class TestFiles:
    """What can be seen without running them."""

    def test_these_are_there(self):
        assert {path.stem for path in FILES} == NAMES

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_valid(self, path):
        data = yaml_util.load_yaml_dict(path)
        BLUEPRINT_SCHEMA(data)
        blueprint = Blueprint(
            data, path=path.name, expected_domain="automation", schema=AUTOMATION_BLUEPRINT_SCHEMA
        )
        assert blueprint.validate() is None
        metadata = blueprint.metadata
        assert metadata["homeassistant"]["min_version"] == "2026.10.0"
        assert metadata["source_url"] == (
            f"https://github.com/body-scale/body-scale/blob/main/{path.relative_to(ROOT)}"
        )
        assert metadata["description"]
        for name, each in blueprint.inputs.items():
            assert each["name"], name
            assert each["selector"], name
        # Current words only.
        assert not data.keys() & {"trigger", "condition", "action"}

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_entities_are_chosen_never_composed(self, path):
        text = path.read_text(encoding="utf-8")
        domains = "automation|button|device_tracker|event|notify|person|select|sensor"
        found = set(re.findall(rf"(?<![\w.])(?:{domains})\.\w+", text))
        # A trigger and an action.
        assert found <= {"event.received", "notify.send_message"}
        assert "mobile_app_" not in text.replace(ANSWERED, "")
        assert not re.search(r"slugify|['\"](?:sensor|event|select|button|notify)\.", text)

    def test_they_are_described(self):
        page = (ROOT / "docs" / "automations.md").read_text(encoding="utf-8")
        for path in FILES:
            data = yaml_util.load_yaml_dict(path)["blueprint"]
            assert data["source_url"] in page
            assert data["name"].removeprefix("Body Scale: ") in page.lower()


class TestNotifyResult:
    """The person hears the result."""

    @pytest.fixture
    def people(self, ben):
        return [ben]

    @pytest.fixture
    async def told(self, automate, messages):
        async def make(**inputs):
            inputs = {"weighing": "event.ben_weighing", "recipients": ["notify.ben"]} | inputs
            await automate("notify_result", **inputs)
            return messages

        return make

    async def test_the_weight_and_what_changed(self, hass, air, act, told, freezer):
        messages = await told()
        await air.hear(MOVING, WEIGHED, REMOVED)
        freezer.tick(timedelta(days=1))
        # 85.60 kg, 430 ohm, the next day by the scale's clock.
        await air.hear("0226b20705050f0201ae01e042")
        first, second = messages
        assert first.data["entity_id"] == ["notify.ben"]
        assert first.data["title"] == "Ben"
        fat = float(hass.states.get("sensor.ben_body_fat").state)
        assert re.fullmatch(r"85\.15 kg\nBody fat 2\d\.\d %", first.data["message"])
        assert second.data["message"] == f"85.6 kg (+0.45 kg)\nBody fat {round(fat, 1)} %"

    @pytest.mark.parametrize(
        ("unit", "first", "change"),
        [
            ("kg", "85.15 kg", "+0.45 kg"),
            ("lb", "187.7 lb", "+1.0 lb"),
            ("st", "13 st 5.7 lb", "+1.0 lb"),
            ("jin", "170.3 jin", "+0.90 jin"),
        ],
    )
    async def test_in_a_chosen_unit(self, air, act, told, unit, first, change):
        messages = await told(unit=unit, origins=["live", "manual"], parts=["change"])
        await air.hear(MOVING, WEIGHED, REMOVED)
        await act("record_weighing", weight=85.6, person="Ben")
        assert messages[0].data["message"] == first
        assert messages[1].data["message"].endswith(f"({change})")

    async def test_in_the_unit_of_the_scale(self, act, told):
        messages = await told(unit="scale", origins=["manual"], parts=[])
        await act("record_weighing", weight=187.4, unit="lb", person="Ben")
        assert texts(messages) == ["187.4 lb"]

    async def test_in_the_unit_of_the_home(self, hass, act, told):
        messages = await told(origins=["manual"], parts=[])
        await act("record_weighing", weight=187.4, unit="lb", person="Ben")
        hass.config.units = US_CUSTOMARY_SYSTEM
        await act("record_weighing", weight=85, unit="kg", person="Ben")
        assert texts(messages) == ["85.0 kg", "187.4 lb"]

    @pytest.mark.parametrize(
        ("unit", "text"),
        [("st_lb", "13 st 5.4 lb"), ("st", "13 st 5.4 lb"), ("jin", "170.0 jin")],
    )
    async def test_in_the_unit_of_the_household(self, hass, entry, act, told, unit, text):
        messages = await told(origins=["manual"], parts=[])
        hass.config_entries.async_update_entry(entry, options={"weight_unit": unit})
        await act("record_weighing", weight=85, unit="kg", person="Ben")
        assert texts(messages) == [text]

    async def test_every_part_that_the_weighing_gives(self, hass, air, told):
        parts = ["change", "bmi", "body_fat", "muscle_mass", "water", "bone_mass", "visceral_fat"]
        parts += ["basal_metabolism", "metabolic_age", "body_score", "heart_rate"]
        messages = await told(parts=parts, trend="sensor.ben_weight_trend")
        await air.hear(MOVING, WEIGHED)
        lines = messages[0].data["message"].split("\n")
        assert [re.sub(r"[\d.]+", "#", line) for line in lines] == [
            "# kg",
            "BMI #",
            "Body fat # %",
            "Muscle mass # kg",
            "Water # %",
            "Bone mass # kg",
            "Visceral fat #",
            "Basal metabolism # kcal",
            "Metabolic age #",
            "Body score #",
            "Weight trend # kg",
        ]

    async def test_without_impedance_only_the_weight(self, hass, air, told, freezer):
        messages = await told()
        await air.hear(IN_SOCKS)
        await pass_time(hass, freezer, 30)
        assert texts(messages) == ["85.35 kg"]

    async def test_in_ones_own_words(self, air, told):
        message = "{{ person }} wiegt {{ kilograms }}, Fett {{ metrics.body_fat | round }}"
        messages = await told(message=message, title="Waage")
        await air.hear(MOVING, WEIGHED)
        assert re.fullmatch(r"Ben wiegt 85\.15, Fett 2\d", messages[0].data["message"])
        assert messages[0].data["title"] == "Waage"

    async def test_old_weighings_only_when_told_to(self, air, told, household):
        messages = await told(parts=[])
        await air.hear(MOVING, WEIGHED, REMOVED, MISSED)
        assert [w.origin for w in household.view.history("ben0123456789")] == ["live", "removed"]
        assert texts(messages) == ["85.15 kg"]

    async def test_old_weighings_when_told_to(self, air, told):
        messages = await told(origins=["live", "removed"], parts=[])
        await air.hear(MOVING, WEIGHED, REMOVED, MISSED)
        assert texts(messages) == ["85.15 kg", "85.6 kg"]

    async def test_typed_in_by_hand_only_when_told_to(self, act, told):
        messages = await told()
        await act("record_weighing", weight=84.0, person="Ben")
        assert texts(messages) == []

    async def test_repeats_and_restarts_tell_nothing_twice(self, hass, air, told, entry):
        messages = await told()
        await air.hear(MOVING, WEIGHED, WEIGHED, REMOVED)
        assert len(messages) == 1
        before = hass.states.get("event.ben_weighing")
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert hass.states.get("event.ben_weighing").state == before.state
        await air.hear(REMOVED, WEIGHED)
        assert len(messages) == 1

    async def test_attributes_may_be_missing(self, hass, told, caplog):
        messages = await told()
        some = {"event_type": "weighed", "origin": "live"}
        for second, more in enumerate(({}, {"weight": None}, {"weight": 80.0, "metrics": None})):
            state = f"2026-11-02T08:00:0{second}.000+00:00"
            hass.states.async_set("event.ben_weighing", state, some | more)
            await hass.async_block_till_done()
        assert texts(messages) == ["80.0 kg"]
        assert "Error" not in caplog.text
        assert "Template variable" not in caplog.text

    async def test_entities_may_have_any_id(self, hass, air, automate, messages):
        registry = er.async_get(hass)
        registry.async_update_entity("event.ben_weighing", new_entity_id="event.waage")
        registry.async_update_entity("sensor.ben_weight", new_entity_id="sensor.gewicht")
        await hass.async_block_till_done()
        await automate("notify_result", weighing="event.waage", recipients=["notify.ben"])
        await air.hear(MOVING, WEIGHED)
        assert len(messages) == 1

    async def test_run_by_hand_it_tells_the_last_again(self, hass, air, told):
        messages = await told()
        await air.hear(MOVING, WEIGHED)
        await hass.services.async_call(
            "automation", "trigger", {"entity_id": "automation.ours"}, blocking=True
        )
        await hass.async_block_till_done()
        first, second = texts(messages)
        assert first == second


class TestNotifyCorrections:
    """A correction is told only when wanted, and only to whom the weighing belongs."""

    @pytest.fixture
    def people(self, anna, ben):
        return [anna, ben]

    @pytest.mark.parametrize(
        ("who", "corrections", "expected"),
        [("Ben", True, ["73.4 kg"]), ("Ben", False, []), ("Anna", True, []), ("guest", True, [])],
    )
    async def test_assigned_later(
        self, air, automate, messages, act, household, who, corrections, expected
    ):
        await automate(
            "notify_result",
            weighing="event.ben_weighing",
            recipients=["notify.ben"],
            corrections=corrections,
            parts=[],
        )
        await air.hear(BETWEEN_TOO)
        [pending] = household.view.pending
        await act("assign_weighing", weighing_id=pending.weighing_id, person=who)
        assert texts(messages) == expected

    async def test_given_to_somebody_else_or_deleted(self, air, automate, messages, act, household):
        await automate(
            "notify_result",
            weighing="event.ben_weighing",
            recipients=["notify.ben"],
            corrections=True,
            parts=[],
        )
        await air.hear(MOVING, WEIGHED, REMOVED)
        [weighing] = household.view.history("ben0123456789")
        await act("assign_weighing", weighing_id=weighing.weighing_id, person="Anna")
        await act("assign_weighing", weighing_id=weighing.weighing_id, person="Ben")
        await act("delete_weighing", weighing_id=weighing.weighing_id)
        assert texts(messages) == ["85.15 kg", "85.15 kg"]


class Phone:
    """A phone with the Home Assistant app: what it was sent, and what is pressed on it."""

    def __init__(self, hass, device_id, calls):
        self.hass = hass
        self.device_id = device_id
        self.calls = calls

    @property
    def shown(self):
        """Return the notifications that the phone shows, by tag."""
        shown = {}
        for call in self.calls:
            tag = call.data["data"]["tag"]
            shown.pop(tag, None)
            if call.data["message"] != "clear_notification":
                shown[tag] = call.data
        return shown

    def titles(self, weighing):
        actions = self.shown[f"body_scale_{weighing.weighing_id}"]["data"]["actions"]
        return [action["title"] for action in actions]

    async def press(self, weighing, title):
        notification = self.shown[f"body_scale_{weighing.weighing_id}"]
        [action] = [a["action"] for a in notification["data"]["actions"] if a["title"] == title]
        await self.press_action(action)

    async def press_action(self, action):
        self.hass.bus.async_fire(ANSWERED, {"action": action})
        await self.hass.async_block_till_done(wait_background_tasks=True)


@pytest.fixture
async def phone(hass):
    """Return a phone that the Home Assistant app made known."""
    assert await async_setup_component(hass, "notify", {})
    entry = MockConfigEntry(
        domain="mobile_app",
        title="Anna's phone",
        data={
            "app_data": {"push_token": "token", "push_url": "https://push.example/push"},
            "app_id": "io.homeassistant.companion.android",
            "app_name": "Home Assistant",
            "app_version": "2026.10",
            "device_id": "phone-of-anna",
            "device_name": "Anna's phone",
            "manufacturer": "Maker",
            "model": "Phone",
            "os_name": "Android",
            "os_version": "16",
            "supports_encryption": False,
            "user_id": "user",
            "webhook_id": "webhook",
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    [device] = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    calls = async_mock_service(hass, "notify", "mobile_app_anna_s_phone")
    return Phone(hass, device.id, calls)


class TestAskWho:
    """The phone asks, and the answer counts for the weighing that was asked about."""

    @pytest.fixture
    def people(self, anna, ben):
        carl = person_subentry(
            "Carl O'Neil",
            sex="male",
            birth_date="1979-01-01",
            height=180,
            weight=78,
            weight_max=80,
        )
        dora = person_subentry(
            'Dora "D" Ž', sex="female", birth_date="1981-01-01", height=170, weight=70
        )
        return [anna, ben, carl, dora]

    @pytest.fixture
    async def asking(self, automate, phone):
        async def make(**inputs):
            inputs = {"weighing": HOUSEHOLD_EVENT, "phone": phone.device_id} | inputs
            await automate("ask_who", **inputs)
            return phone

        return make

    async def test_in_the_unit_of_the_home(self, hass, air, asking):
        hass.config.units = US_CUSTOMARY_SYSTEM
        phone = await asking()
        await air.hear(BETWEEN)
        [notification] = phone.shown.values()
        assert notification["message"].startswith("169.8 lb, ")

    async def test_one_of_four_with_three_buttons(self, air, asking, household):
        phone = await asking()
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        [notification] = phone.shown.values()
        assert notification["title"] == "Who was it?"
        at = dt_util.as_local(weighing.measured_at)
        assert notification["message"] == f"77.0 kg, {at:%H:%M}"
        # The likeliest come first, and every button leads on until all were offered.
        more = "Somebody else …"
        seen = []
        for _ in range(3):
            *offered, last = phone.titles(weighing)
            assert last == more
            seen += offered
            await phone.press(weighing, more)
        assert seen == ["Carl O'Neil", 'Dora "D" Ž', "Ben", "A guest", "Anna", "Discard it"]
        assert phone.titles(weighing) == ["Carl O'Neil", 'Dora "D" Ž', more]
        assert len(phone.shown) == 1
        assert household.view.pending == [weighing]
        await phone.press(weighing, 'Dora "D" Ž')
        assert household.view.pending == []
        [weighing] = household.view.history('dora "d" ž0123456789')
        assert (weighing.weight_kg, weighing.assigned_by) == (77.0, "user")
        assert phone.shown == {}

    async def test_the_answer_is_of_the_weighing_that_was_asked_about(
        self, hass, air, asking, household, entry
    ):
        phone = await asking()
        await air.hear(BETWEEN)
        await air.hear(BETWEEN_TOO)
        first, second = household.view.pending
        assert (first.weight_kg, second.weight_kg) == (77.0, 73.4)
        # Also after Home Assistant began anew.
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        household = entry.runtime_data
        await phone.press(first, "Carl O'Neil")
        [weighing] = household.view.history("carl o'neil0123456789")
        assert weighing.weighing_id == first.weighing_id
        assert [w.weighing_id for w in household.view.pending] == [second.weighing_id]
        assert list(phone.shown) == [f"body_scale_{second.weighing_id}"]
        await phone.press(second, 'Dora "D" Ž')
        assert household.view.pending == []
        assert phone.shown == {}

    async def test_all_buttons_at_once_where_they_fit(self, air, asking, household):
        phone = await asking(buttons=10)
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        titles = ["Carl O'Neil", 'Dora "D" Ž', "Ben", "A guest", "Anna", "Discard it"]
        assert phone.titles(weighing) == titles
        await phone.press(weighing, "A guest")
        [weighing] = weighings_of(household, "guest")
        assert weighing.weight_kg == 77.0
        assert phone.shown == {}

    async def test_discarding(self, air, asking, household):
        phone = await asking(buttons=10)
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        await phone.press(weighing, "Discard it")
        assert stored_weighing(household, weighing.weighing_id) is None
        assert phone.shown == {}

    async def test_discarding_need_not_be_offered(self, air, asking, household):
        phone = await asking(buttons=10, discard=False)
        await air.hear(BETWEEN)
        assert phone.titles(household.view.pending[0])[-1] == "Anna"

    async def test_it_disappears_when_it_was_settled_elsewhere(self, air, asking, household, act):
        phone = await asking()
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        stale = phone.shown[f"body_scale_{weighing.weighing_id}"]["data"]["actions"]
        await act("assign_weighing", weighing_id=weighing.weighing_id, person="Ben")
        assert phone.shown == {}
        # An answer that was under way changes nothing any more.
        await phone.press_action(stale[0]["action"])
        assert [w.weight_kg for w in household.view.history("ben0123456789")] == [77.0]
        assert texts(phone.calls)[-1] == "This was settled already."

    async def test_other_buttons_and_other_phones_are_none_of_its_business(
        self, air, asking, household
    ):
        phone = await asking()
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        [first, *_] = phone.shown[f"body_scale_{weighing.weighing_id}"]["data"]["actions"]
        sent = len(phone.calls)
        await phone.press_action("OPEN_THE_DOOR")
        await phone.press_action(first["action"].replace(phone.device_id, "f" * 32))
        assert household.view.pending == [weighing]
        assert len(phone.calls) == sent

    async def test_renamed_people_are_asked_by_their_new_name(
        self, hass, air, asking, household, entry
    ):
        registry = dr.async_get(hass)
        device = registry.async_get_device_by_identifier(
            (DOMAIN, "carl o'neil0123456789"), entry.entry_id
        )
        registry.async_update_device(device.id, name_by_user="Carlo")
        phone = await asking()
        await air.hear(BETWEEN)
        assert phone.titles(household.view.pending[0])[0] == "Carlo"

    async def test_certain_weighings_ask_nothing(self, air, asking):
        phone = await asking()
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert phone.calls == []

    async def test_old_weighings_only_when_told_to(self, asking, act, household):
        phone = await asking()
        await act("record_weighing", weight=77.0)
        assert len(household.view.pending) == 1
        assert phone.calls == []

    async def test_old_weighings_when_told_to(self, asking, act, household):
        phone = await asking(origins=["manual"])
        yesterday = dt_util.now().replace(hour=7, minute=12) - timedelta(days=1)
        await act("record_weighing", weight=77.0, time=yesterday)
        [notification] = phone.shown.values()
        assert notification["message"] == f"77.0 kg, {yesterday:%Y-%m-%d} 07:12"

    async def test_answers_count_that_come_when_many_more_wait(self, air, asking, household):
        phone = await asking()
        await air.hear(BETWEEN)
        [weighing] = household.view.pending
        later = [
            replace(
                weighing,
                weighing_id=f"later{number}",
                measured_at=weighing.measured_at + timedelta(seconds=number + 1),
                candidates={},
            )
            for number in range(20)
        ]
        await household.records.add(later, quiet=True)
        assert weighing not in household.view.pending
        await phone.press(weighing, "Carl O'Neil")
        assert stored_weighing(household, weighing.weighing_id).assigned_by == "user"
        assert phone.shown == {}

    async def test_run_by_hand_it_asks_about_the_newest(
        self, hass, air, phone, automate, household
    ):
        await air.hear(BETWEEN)
        await air.hear(BETWEEN_TOO)
        await automate("ask_who", weighing=HOUSEHOLD_EVENT, phone=phone.device_id)
        await hass.services.async_call(
            "automation", "trigger", {"entity_id": "automation.ours"}, blocking=True
        )
        await hass.async_block_till_done()
        assert list(phone.shown) == [f"body_scale_{household.view.pending[-1].weighing_id}"]


class TestAskOne:
    """With one person in the household there is still a guest to tell from them."""

    async def test_three_buttons_are_enough(self, air, phone, automate, household, anna):
        await automate("ask_who", weighing=HOUSEHOLD_EVENT, phone=phone.device_id)
        # 140 kg are not believed of Anna.
        await air.hear("0226e607020e10293af701606d")
        [weighing] = household.view.pending
        assert sorted(phone.titles(weighing)) == ["A guest", "Anna", "Discard it"]
        await phone.press(weighing, "Anna")
        assert [w.weight_kg for w in household.view.history("anna0123456789")] == [140.0]


class TestRemind:
    """After some days without a weighing somebody is reminded."""

    @pytest.fixture
    def people(self, ben):
        return [ben]

    @pytest.fixture
    async def days(self, hass, freezer, automate, messages):
        """Return a function that says on which of the next days there were reminders."""
        await hass.config.async_set_time_zone("Europe/Berlin")
        freezer.move_to("2026-11-02T11:00:00+01:00")

        async def remind(count, **inputs):
            given = {"last_weighing": "sensor.ben_last_weighing", "recipients": ["notify.ben"]}
            if not hass.states.async_entity_ids("automation"):
                await automate("remind", **given, **inputs)
            found = []
            for day in range(1, count + 1):
                freezer.move_to(dt_util.now().replace(hour=7, minute=59) + timedelta(days=1))
                before = len(messages)
                for _ in range(3):
                    await pass_time(hass, freezer, timedelta(minutes=1))
                if len(messages) > before:
                    assert len(messages) == before + 1
                    found.append(day)
            return found

        yield remind
        # The next time would be waited for.
        await hass.services.async_call(
            "automation", "turn_off", {"entity_id": "all"}, blocking=True
        )

    async def test_after_days_and_again(self, days, air, messages):
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert await days(6, days=3) == [3, 4, 5, 6]
        assert texts(messages)[0] == "Ben: the last weighing was 3 days ago."
        assert messages[0].data["entity_id"] == ["notify.ben"]

    async def test_once_and_a_weighing_ends_it(self, days, air, act, messages):
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert await days(5, days=2, again=0) == [2]
        await act("record_weighing", weight=85.0, person="Ben")
        assert await days(5) == [2]

    async def test_every_few_days(self, days, air):
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert await days(9, days=2, again=3) == [2, 5, 8]

    async def test_not_before_the_first_weighing(self, days, messages):
        assert await days(3, days=1) == []

    async def test_before_the_first_weighing_when_told_to(self, days, messages):
        assert await days(2, days=1, never_weighed=True) == [1, 2]
        assert texts(messages)[0] == "Ben: no weighing yet."

    async def test_not_while_it_is_not_known(self, hass, days, entry):
        await hass.config_entries.async_unload(entry.entry_id)
        assert await days(2, days=1, never_weighed=True) == []

    async def test_own_words_and_time(self, hass, freezer, days, air, messages):
        await air.hear(MOVING, WEIGHED, REMOVED)
        assert await days(1, days=1, time="09:30:00", message="{{ elapsed }} Tag") == []
        freezer.move_to("2026-11-03T09:29:59+01:00")
        await pass_time(hass, freezer, timedelta(seconds=2))
        assert texts(messages) == ["1 Tag"]


class TestSpeakResult:
    """The result is spoken, and what to do."""

    @pytest.fixture
    def people(self, ben):
        return [ben]

    @pytest.fixture
    def spoken(self, hass):
        return async_mock_service(hass, "tts", "speak")

    @pytest.fixture
    async def speaking(self, automate, spoken):
        async def make(**inputs):
            inputs = {
                "weighings": ["event.ben_weighing"],
                "voice": "tts.voice",
                "players": ["media_player.bathroom"],
                "pause": 0,
            } | inputs
            await automate("speak_result", **inputs)
            return spoken

        return make

    async def test_the_weight(self, air, speaking):
        spoken = await speaking()
        await air.hear(MOVING, WEIGHED, WEIGHED, REMOVED)
        [call] = spoken
        assert call.data["entity_id"] == ["tts.voice"]
        assert call.data["media_player_entity_id"] == ["media_player.bathroom"]
        assert call.data["message"] in {"Ben, 85.1 kg.", "Ben, 85.2 kg."}

    async def test_in_the_unit_of_the_home(self, hass, air, speaking):
        hass.config.units = US_CUSTOMARY_SYSTEM
        spoken = await speaking()
        await air.hear(MOVING, WEIGHED)
        assert texts(spoken) == ["Ben, 187.7 lb."]

    async def test_the_households_entity_speaks_for_everybody(self, air, speaking):
        spoken = await speaking(weighings=[HOUSEHOLD_EVENT], unit="st")
        await air.hear(MOVING, WEIGHED)
        assert texts(spoken) == ["Ben, 13 st 6 lb."]

    async def test_own_words(self, air, speaking):
        spoken = await speaking(message="{{ kilograms }}, {{ metrics.body_fat }} Prozent")
        await air.hear(MOVING, WEIGHED)
        assert re.fullmatch(r"85\.15, 2\d\.\d Prozent", spoken[0].data["message"])

    async def test_old_weighings_only_when_told_to(self, air, act, speaking):
        spoken = await speaking(weighings=["event.ben_weighing", HOUSEHOLD_EVENT])
        await act("record_weighing", weight=84.0, person="Ben")
        assert texts(spoken) == []

    async def test_old_weighings_when_told_to(self, air, act, speaking):
        spoken = await speaking(origins=["removed"])
        await air.hear(MOVING, WEIGHED, REMOVED, MISSED)
        await act("record_weighing", weight=84.0, person="Ben")
        assert texts(spoken) == ["Ben, 85.6 kg."]

    async def test_corrections_and_restarts_are_not_spoken(
        self, hass, air, act, speaking, household, entry
    ):
        spoken = await speaking()
        await air.hear(MOVING, WEIGHED, REMOVED)
        [weighing] = household.view.history("ben0123456789")
        await act("edit_weighing", weighing_id=weighing.weighing_id, weight=85.0)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert len(spoken) == 1

    async def test_help_while_standing(self, hass, air, speaking, freezer):
        spoken = await speaking(
            scales=["sensor.mi_scale_weighing_state"], stand_still="Stillhalten.", message=""
        )
        states = []

        @callback
        def follow(event):
            if event.data["entity_id"] == "sensor.mi_scale_weighing_state":
                states.append(event.data["new_state"].state)

        hass.bus.async_listen("state_changed", follow)
        # Restless for 15 s, then without an impedance.
        for second in range(0, 15, 3):
            await air.hear(f"0204e3070a1e16{3 + second:02x}2cfdff{0x30 + second:02x}30")
            await pass_time(hass, freezer, 3)
        await air.hear("0224e3070a1e163b2cfdff3e30")
        await pass_time(hass, freezer, 30)
        assert "no_impedance" in states, states
        assert texts(spoken) == [
            "Stillhalten.",
            "Only the weight could be measured. Bare, dry feet are needed for more.",
        ]

    async def test_only_if(self, hass, air, speaking):
        condition = {
            "condition": "state",
            "entity_id": "input_boolean.quiet",
            "state": "off",
        }
        hass.states.async_set("input_boolean.quiet", "on")
        spoken = await speaking(only_if=[condition])
        await air.hear(MOVING, WEIGHED)
        assert texts(spoken) == []

    async def test_one_after_the_other(self, hass, speaking):
        await speaking(origins=["manual"], pause=0.3)
        spoken = []

        @callback
        def speak(call):
            spoken.append((call.data["message"], time.monotonic()))

        hass.services.async_register("tts", "speak", speak)
        for weight in (84.0, 85.0):
            data = {"weight": weight, "person": "Ben"}
            await hass.services.async_call(DOMAIN, "record_weighing", data, blocking=True)
        await hass.async_block_till_done()
        (_, first), (message, second) = spoken
        assert message == "Ben, 85.0 kg."
        assert second - first >= 0.3


class TestExamples:
    """The automations that the pages show work as they stand there."""

    @pytest.fixture
    async def examples(self, hass, household):
        pages = [ROOT / "README.md", ROOT / "docs" / "automations.md"]
        blocks = [
            yaml_util.parse_yaml(block)
            for page in pages
            for block in re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        ]
        # The others are for the configuration: `test_docs_automations.py` uses them.
        found = [each for each in blocks if "alias" in each]
        assert await async_setup_component(hass, "automation", {"automation": found})
        await hass.async_block_till_done()
        states = {state.name: state.state for state in hass.states.async_all("automation")}
        assert states == {each["alias"]: "on" for each in found}

    async def test_a_weighing(self, hass, air, act, examples, messages, freezer):
        lights = async_mock_service(hass, "light", "turn_on")
        await act("record_weighing", weight=61.0, person="Anna")
        # An advertisement is heard some milliseconds before it is looked at, by a clock that runs on.
        await pass_time(hass, freezer, timedelta(days=7, seconds=1))
        # 61.75 kg, first without an impedance, then with 428 ohm.
        await air.hear("0224e3070a1e163b2c00003e30")
        assert [call.data["color_name"] for call in lights] == ["orange"]
        await air.hear("0226e3070a1e163b2cac013e30")
        assert texts(messages) == ["61.75 kg"]
        assert [call.data["color_name"] for call in lights] == ["orange", "red"]

    async def test_another_scale(self, hass, household, examples):
        for state in ("unavailable", "0.3", "61.5", "unavailable"):
            hass.states.async_set("sensor.old_scale_weight", state)
            await hass.async_block_till_done(wait_background_tasks=True)
        [weighing] = household.view.history("anna0123456789")
        assert weighing.weight_kg == 61.5
