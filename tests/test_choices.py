"""The fields of actions offer people and weighings, as the frontend asks for them."""

from datetime import UTC, datetime, timedelta

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.selector import selector
from homeassistant.util import dt as dt_util
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.exchange import FORMATS
from custom_components.body_scale.model import AssignedBy, Weighing

from .stored import everything, weighing, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"
AT = datetime(2026, 11, 20, 6, 12, tzinfo=UTC)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
async def fields(hass, household, hass_ws_client):
    client = await hass_ws_client()

    async def ask(action):
        await client.send_json_auto_id({"type": "get_services"})
        return (await client.receive_json())["result"][DOMAIN][action]["fields"]

    return ask


def options(field):
    """Return value to label, of a selector that takes other values, too."""
    config = field["selector"]["select"]
    assert config["custom_value"]
    # What Home Assistant itself would refuse is no selector.
    selector(field["selector"])("anything else")
    return {each["value"]: each["label"] for each in config["options"]}


def at(number, **values):
    return Weighing(
        **{
            "weighing_id": f"w{number}",
            "scale": "scale",
            "measured_at": AT + timedelta(days=number),
            "weight_kg": 77.0 + number,
            # Whose they are stays open: somebody left since.
            "candidates": {ANNA: 0.4, BEN: 0.3, "carl": 0.3},
            **values,
        }
    )


@pytest.mark.parametrize(
    "action",
    [
        "assign_weighing",
        "export_weighings",
        "get_weighings",
        "import_weighings",
        "record_weighing",
    ],
)
async def test_people_and_a_guest(fields, action):
    found = options((await fields(action))["person"])
    assert found == {ANNA: "Anna", BEN: "Ben", "guest": "guest"}


async def test_only_people_can_be_erased(fields):
    assert options((await fields("erase_person"))["person"]) == {ANNA: "Anna", BEN: "Ben"}


@pytest.mark.parametrize("action", ["assign_weighing", "edit_weighing", "delete_weighing"])
async def test_weighings_the_pending_ones_first(hass, household, fields, freezer, action):
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to(AT + timedelta(days=9))
    await household.records.add(
        [
            at(1),
            at(2),
            at(3, person_id=BEN),
            at(4, person_id="guest", assigned_by=AssignedBy.USER),
            at(5, person_id="gone"),
        ],
        quiet=True,
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    found = options((await fields(action))["weighing_id"])
    assert list(found.items()) == [
        ("last", "last"),
        ("w2", "pending: 79.0 kg, 2026-11-22 7:12"),
        ("w1", "pending: 78.0 kg, 2026-11-21 7:12"),
        ("w5", "a former member: 82.0 kg, 2026-11-25 7:12"),
        ("w4", "a guest: 81.0 kg, 2026-11-24 7:12"),
        ("w3", "Ben: 80.0 kg, 2026-11-23 7:12"),
    ]


async def test_in_the_unit_of_the_home(hass, household, fields):
    hass.config.units = US_CUSTOMARY_SYSTEM
    await household.records.add([at(3, person_id=BEN)], quiet=True)
    found = options((await fields("edit_weighing"))["weighing_id"])
    assert found["w3"].startswith("Ben: 176.4 lb, ")


async def test_what_was_discarded_can_be_chosen_to_be_restored(household, fields, act):
    await household.records.add([at(1), at(2), at(3)], quiet=True)
    for number in (3, 1):
        await act("delete_weighing", weighing_id=f"w{number}")
    found = options((await fields("restore_weighing"))["weighing_id"])
    assert list(found) == ["last", "w1", "w3"]
    assert "w1" not in options((await fields("assign_weighing"))["weighing_id"])


async def test_formats_of_files(fields):
    found = options((await fields("import_weighings"))["format"])
    assert found["auto"] == "auto"
    assert {key: found[key] for key in FORMATS} == {
        key: each.title for key, each in FORMATS.items()
    }


async def test_thousands_are_a_short_list(household, fields):
    many = [at(0, weighing_id=f"w{n}", measured_at=AT + timedelta(hours=n)) for n in range(900)]
    await household.records.add(many, quiet=True)
    found = options((await fields("assign_weighing"))["weighing_id"])
    assert len(found) == 21


async def test_without_a_household_nothing_of_it_is_offered(hass, household, entry, fields):
    await household.records.add([at(1)], quiet=True)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert (await fields("assign_weighing"))["weighing_id"]["selector"]["select"]["options"] == [
        "last"
    ]
    assert (await fields("assign_weighing"))["person"]["selector"]["select"]["options"] == ["guest"]


async def test_all_fields_are_still_described(fields):
    found = await fields("record_weighing")
    assert list(found) == ["weight", "unit", "person", "impedance", "time"]


class TestLast:
    """What the select is about can be named without its id."""

    async def test_the_newest_pending_one_else_the_newest(self, household, act):
        await household.records.add([at(1), at(2, person_id=BEN)], quiet=True)
        await act("assign_weighing", weighing_id="last", person=ANNA)
        assert [w.weighing_id for w in weighings_of(household, ANNA)] == ["w1"]
        await act("edit_weighing", weighing_id="last", weight=80.5)
        assert weighing(household, "w2").weight_kg == 80.5
        await act("delete_weighing", weighing_id=" Last ")
        assert [w.weighing_id for w in everything(household)] == ["w1"]

    async def test_the_one_discarded_last(self, household, act, freezer):
        await household.records.add([at(1, person_id=ANNA), at(2, person_id=BEN)], quiet=True)
        await act("delete_weighing", weighing_id="w2")
        freezer.tick(timedelta(seconds=1))
        await act("delete_weighing", weighing_id="w1")
        await act("restore_weighing", weighing_id="last")
        assert [w.weighing_id for w in everything(household)] == ["w1"]
        await act("restore_weighing", weighing_id="last")
        assert [w.weighing_id for w in everything(household)] == ["w1", "w2"]
        with pytest.raises(ServiceValidationError):
            await act("restore_weighing", weighing_id="last")

    async def test_there_is_none(self, act):
        with pytest.raises(ServiceValidationError) as refused:
            await act("assign_weighing", weighing_id="last", person="guest")
        assert refused.value.translation_key == "no_last_weighing"


@pytest.mark.parametrize("person", [ANNA, "Anna", " anna ", "ANNA"])
async def test_a_person_by_id_or_name(household, act, person):
    await act("record_weighing", weight=62.0, person=person, time=dt_util.utcnow())
    assert [w.weight_kg for w in weighings_of(household, ANNA)] == [62.0]
