"""The form of a scale made of entities: bad input is said at its field."""

from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.body_scale.const import DOMAIN

from ..test_config_flow import translations_of

GOOD = {"name": "Bath", "weight_entity": "sensor.bath_weight", "settle": 5}


@pytest.fixture
def states(hass):
    """Show what there is to choose from."""
    kg = {"unit_of_measurement": "kg"}
    hass.states.async_set("sensor.bath_weight", "84.0", kg)
    hass.states.async_set("sensor.attic_weight", "84.0", {"unit_of_measurement": "st"})
    hass.states.async_set("sensor.sleepy", "unavailable", kg)
    hass.states.async_set("sensor.fresh", "unknown", kg)
    hass.states.async_set("input_number.weight", "84", kg)
    hass.states.async_set("sensor.nothing", "unavailable")
    hass.states.async_set("sensor.bare", "84.0")
    hass.states.async_set("sensor.length", "84.0", {"unit_of_measurement": "cm"})
    hass.states.async_set("sensor.words", "heavy", kg)
    hass.states.async_set("switch.fan", "on")
    hass.states.async_set("sensor.impedance", "430")
    hass.states.async_set("sensor.impedance_high", "380")
    hass.states.async_set("sensor.heart_rate", "71", {"unit_of_measurement": "bpm"})
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "sensor", "other", "1", suggested_object_id="disabled", unit_of_measurement="kg"
    )
    registry.async_get_or_create(
        "sensor", "other", "2", suggested_object_id="registered", unit_of_measurement="lb"
    )
    hass.states.async_set("sensor.registered", "unavailable")


@pytest.fixture
async def form(hass, household, entry, states):
    """Return the form that adds a scale."""
    subentries = hass.config_entries.subentries
    result = await subentries.async_init((entry.entry_id, "scale"), context={"source": SOURCE_USER})
    result = await subentries.async_configure(result["flow_id"], {"next_step_id": "entities"})
    assert (result["type"], result["step_id"]) == (FlowResultType.FORM, "entities")
    return result


@pytest.fixture
def submit(hass):
    """Return a function that submits a form."""

    async def send(result, answers):
        result = await hass.config_entries.subentries.async_configure(result["flow_id"], answers)
        await hass.async_block_till_done(wait_background_tasks=True)
        return result

    return send


def scales(entry):
    found = entry.get_subentries_of_type("scale")
    return [each for each in found if each.data.get("source") == "entities"]


BAD = [
    ({"weight_entity": "sensor.missing"}, {"weight_entity": "entity_missing"}),
    ({"weight_entity": "sensor.disabled"}, {"weight_entity": "entity_missing"}),
    ({"weight_entity": "0" * 32}, {"weight_entity": "entity_missing"}),
    ({"weight_entity": "sensor.words"}, {"weight_entity": "entity_not_a_number"}),
    ({"weight_entity": "switch.fan"}, {"weight_entity": "entity_not_a_number"}),
    ({"weight_entity": "sensor.bare"}, {"weight_entity": "entity_without_unit"}),
    ({"weight_entity": "sensor.nothing"}, {"weight_entity": "entity_without_unit"}),
    ({"weight_entity": "sensor.length"}, {"weight_entity": "entity_without_mass"}),
    ({"weight_entity": "sensor.anna_weight"}, {"weight_entity": "entity_own"}),
    ({"weight_entity": "sensor.mi_scale_live_weight"}, {"weight_entity": "entity_own"}),
    ({"impedance_entity": "sensor.missing"}, {"impedance_entity": "entity_missing"}),
    ({"impedance_entity": "sensor.words"}, {"impedance_entity": "entity_not_a_number"}),
    ({"heart_rate_entity": "switch.fan"}, {"heart_rate_entity": "entity_not_a_number"}),
    ({"profile_entity": "sensor.anna_bmi"}, {"profile_entity": "entity_own"}),
    ({"impedance_entity": "sensor.bath_weight"}, {"impedance_entity": "entity_twice"}),
    (
        {"impedance_entity": "sensor.impedance", "impedance_250khz_entity": "sensor.impedance"},
        {"impedance_250khz_entity": "entity_twice"},
    ),
    ({"settle": 0.5}, {"settle": "settle_range"}),
    ({"settle": 61}, {"settle": "settle_range"}),
    ({"name": " "}, {"name": "name_required"}),
    ({"name": "a\tb"}, {"name": "name_unprintable"}),
    (
        {"name": "a" * 61, "weight_entity": "sensor.length", "settle": 0},
        {"name": "name_too_long", "weight_entity": "entity_without_mass", "settle": "settle_range"},
    ),
]


async def test_bad_input(hass, entry, form, submit):
    """All in one household: setting one up takes longest."""
    for bad, errors in BAD:
        form = await submit(form, GOOD | bad)
        assert (form["step_id"], form["errors"]) == ("entities", errors)
    assert scales(entry) == []
    form = await submit(form, GOOD)
    assert form["type"] is FlowResultType.CREATE_ENTRY


async def test_every_error_has_a_text(hass):
    texts = (await translations_of(hass))["config_subentries"]["scale"]["error"]
    used = {error for _, errors in BAD for error in errors.values()}
    keys = {"invalid_key", "wrong_key", "key_unchecked"}
    assert used | keys | {"weight_entity_taken"} <= {*texts}
    assert keys <= {*(await translations_of(hass))["config"]["error"]}
    assert keys <= {*(await translations_of(hass))["issues"]["encryption_key"]["fix_flow"]["error"]}


async def test_what_is_no_entity_id_at_all(hass, form, submit):
    with pytest.raises(InvalidData) as error:
        await submit(form, GOOD | {"weight_entity": "the scale"})
    assert set(error.value.schema_errors) == {"weight_entity"}


async def test_all_of_it(hass, entry, form, submit):
    more = {
        "impedance_entity": "sensor.impedance",
        "impedance_250khz_entity": "sensor.impedance_high",
        "heart_rate_entity": "sensor.heart_rate",
        "settle": 15,
    }
    result = await submit(form, GOOD | more | {"name": "  Bath "})
    assert (result["type"], result["title"]) == (FlowResultType.CREATE_ENTRY, "Bath")
    [scale] = scales(entry)
    assert scale.data == {"source": "entities", "weight_entity": "sensor.bath_weight", **more}
    assert len(scale.unique_id) == 32
    assert hass.states.get("sensor.bath_weighing_state").state == "idle"


@pytest.mark.parametrize(
    "entity_id",
    [
        "sensor.sleepy",
        "sensor.fresh",
        "sensor.attic_weight",
        "sensor.registered",
        "input_number.weight",
    ],
)
async def test_good_weights(hass, form, submit, entity_id):
    result = await submit(form, GOOD | {"weight_entity": entity_id})
    assert result["type"] is FlowResultType.CREATE_ENTRY


class TestChanging:
    """The gear shows the same form."""

    @pytest.fixture
    async def scale(self, entry, form, submit):
        await submit(form, GOOD)
        [scale] = scales(entry)
        return scale

    @pytest.fixture
    async def change(self, hass, entry, scale):
        return await hass.config_entries.subentries.async_init(
            (entry.entry_id, "scale"),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": scale.subentry_id},
        )

    async def test_the_form_shows_what_is_saved(self, change):
        assert change["step_id"] == "reconfigure"
        shown = {
            str(marker): (marker.description or {}).get("suggested_value")
            for marker in change["data_schema"].schema
        }
        assert {key: shown[key] for key in GOOD} == GOOD
        assert shown["impedance_entity"] is None

    async def test_other_entities(self, hass, entry, scale, change, submit):
        answers = {
            "name": "Attic",
            "weight_entity": "sensor.attic_weight",
            "impedance_entity": "sensor.impedance",
            "settle": 8,
        }
        result = await submit(change, answers | {"weight_entity": "sensor.bare"})
        assert result["errors"] == {"weight_entity": "entity_without_unit"}
        result = await submit(change, answers)
        assert result["reason"] == "reconfigure_successful"
        [changed] = scales(entry)
        assert (changed.title, changed.unique_id) == ("Attic", scale.unique_id)
        del answers["name"]
        assert changed.data == {"source": "entities", **answers}

    async def test_the_weight_of_another_scale(self, hass, entry, scale, submit):
        subentries = hass.config_entries.subentries
        key = (entry.entry_id, "scale")
        result = await subentries.async_init(key, context={"source": SOURCE_USER})
        result = await subentries.async_configure(result["flow_id"], {"next_step_id": "entities"})
        result = await submit(result, GOOD)
        assert result["errors"] == {"weight_entity": "weight_entity_taken"}


async def test_a_removed_scale_takes_its_entities_along(hass, entry, form, submit):
    await submit(form, GOOD)
    [scale] = scales(entry)
    hass.config_entries.async_remove_subentry(entry, scale.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get("sensor.bath_weighing_state") is None
    assert not [
        each
        for each in er.async_get(hass).entities.values()
        if each.platform == DOMAIN and scale.unique_id in each.unique_id
    ]
