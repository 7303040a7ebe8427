"""A change of one bridge, or of people, disturbs no other bridge."""

from unittest.mock import patch

from homeassistant.config_entries import ConfigSubentryData
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_mqtt_message

from custom_components.body_scale.bridges.miscale.bridge import MiscaleBridge
from custom_components.body_scale.const import DOMAIN

from ..bluetooth import OTHER_ADDRESS
from ..changing import Change, undisturbed
from ..household import person_subentry, scale_subentry
from .conftest import BEN, MISCALE

OTHER = ConfigSubentryData(
    data=MISCALE | {"prefix": "other"}, subentry_type="bridge", title="Other", unique_id=None
)
OTHER_BEN = "other/Ben/weight"


@pytest.fixture
def bridge():
    return MISCALE


@pytest.fixture
def change(hass, entry, settle):
    change = Change(hass, entry)
    change.settle = settle
    return change


def grow(change):
    ben = change.find("Ben")
    change.update("Ben", profiles=[{**ben.data["profiles"][-1], "height": 183.0}])


CARL = person_subentry("Carl", sex="male", birth_date="1980-01-09", height=190.0, weight=104.0)
CHANGES = {
    "a person comes": lambda change: change.add(CARL),
    "a person changes": grow,
    "a person goes": lambda change: change.remove("Anna"),
    "a scale comes": lambda change: change.add(scale_subentry(OTHER_ADDRESS, "Attic")),
    "the options change": lambda change: change.options(threshold=0.95),
}


async def test_each_change_of_a_bridge(hass, house, broker, act, change, listening):
    await act("record_weighing", weight=84.0, person="Ben")
    before = list(broker.said)
    with undisturbed(hass, ("other",)):
        change.add(OTHER)
        await change.settle()
        assert hass.states.get("sensor.other_outbox").state == "0"
        change.update("Other", title="Another")
        await change.settle()
        change.update("Another", retain=False)
        await change.settle()
        change.remove("Another")
        await change.settle()
    assert hass.states.get("sensor.other_outbox") is None
    assert broker.said == before


async def test_its_own_sensor_goes_on(hass, house, broker, act, change, listening):
    change.add(OTHER)
    await change.settle()
    broker.echoes = False
    await act("record_weighing", weight=84.0, person="Ben")
    assert hass.states.get("sensor.other_outbox").state == "1"
    seen = []
    hass.bus.async_listen("state_changed", lambda event: seen.append(event.data))
    broker.echoes = True
    change.update("Other", title="Another", prefix="another")
    await change.settle()
    await listening()
    await change.settle()
    assert hass.states.get("sensor.other_outbox").state == "0"
    assert hass.states.get("sensor.other_outbox").name == "Another Outbox"
    assert [told["weight"] for told in broker.texts("another/Ben/weight")] == [84.0]
    assert "unavailable" not in {each["new_state"].state for each in seen}


class TestDelivering:
    """Somebody else's delivery goes on: nothing is sent twice."""

    @pytest.fixture
    async def delivering(self, hass, house, broker, act, change, settle):
        broker.echoes = False
        await act("record_weighing", weight=84.0, person="Ben")
        assert [topic for topic, *_ in broker.said] == [BEN]
        yield
        # It is still waited for.
        assert [topic for topic, *_ in broker.said if topic == BEN] == [BEN]
        broker.echoes = True
        async_fire_mqtt_message(hass, *broker.said[0][:2])
        await settle()
        assert hass.states.get("sensor.miscale_outbox").state == "0"

    @pytest.mark.usefixtures("delivering")
    async def test_while_another_bridge_changes(self, hass, change):
        change.add(OTHER)
        await change.settle()
        change.update("Other", prefix="another")
        await change.settle()
        change.remove("Other")
        await change.settle()

    @pytest.mark.usefixtures("delivering")
    @pytest.mark.parametrize("kind", CHANGES)
    async def test_while_something_else_changes(self, hass, change, kind):
        CHANGES[kind](change)
        await change.settle()


async def test_it_delivers_what_comes_from_then_on(
    hass, house, broker, act, change, listening, settle
):
    change.add(OTHER)
    await change.settle()
    await listening()
    await act("record_weighing", weight=84.0, person="Ben")
    await settle()
    assert {topic for topic, *_ in broker.said} == {BEN, OTHER_BEN}
    change.update("Other", prefix="another")
    await change.settle()
    await listening()
    await act("record_weighing", weight=84.2, person="Ben")
    await settle()
    assert (OTHER_BEN, "", True) in broker.said
    assert [told["weight"] for told in broker.texts("another/Ben/weight")] == [84.2]
    change.remove("Other")
    await change.settle()
    await listening()
    await settle()
    assert broker.said[-1] == ("another/Ben/weight", "", True)
    assert [told["weight"] for told in broker.texts()] == [84.0, 84.2]


async def test_who_goes_is_retracted_at_once(hass, house, broker, act, change):
    await act("record_weighing", weight=84.0, person="Ben")
    change.remove("Ben")
    await change.settle()
    assert broker.said[1:] == [(BEN, "", True)]


async def test_a_mistake_of_one_bridge_keeps_people_from_nothing(
    hass, entry, house, broker, act, change, caplog
):
    await act("record_weighing", weight=84.0, person="Ben")
    with patch.object(MiscaleBridge, "retract_unwanted", side_effect=KeyError("mistake")):
        change.update("Ben", title="Benjamin")
        await change.settle()
    assert "mistake" in caplog.text
    assert entry.runtime_data is house
    assert hass.states.get("sensor.ben_weight").name == "Benjamin Weight"


async def test_the_repairs_of_others_stay(hass, entry, house, change):
    mine = change.find("miscale").subentry_id.lower()
    change.add(OTHER)
    await change.settle()
    theirs = change.find("Other").subentry_id.lower()
    for bridge_id in (mine, theirs):
        for key in ("outbox_unheard", "miscale"):
            ir.async_create_issue(
                hass,
                DOMAIN,
                f"{key}_{bridge_id}",
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=key,
            )
    change.remove("Other")
    await change.settle()
    found = {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}
    assert found == {f"outbox_unheard_{mine}", f"miscale_{mine}"}
