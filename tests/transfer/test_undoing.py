"""An import that was a mistake is taken back by its file, and can be done right then."""

from datetime import timedelta
from unittest.mock import patch

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from custom_components.body_scale.model import GUEST, Weighing

from ..stored import everything, weighings_of
from .conftest import ANNA, BEN, START


def table(kg, names=()):
    """Return a file of ten days."""
    lines = ["date,weight,person"]
    for day in range(10):
        at = START + timedelta(days=day)
        name = names[day % len(names)] if names else ""
        lines.append(f"{at.isoformat()},{kg + day / 10:.2f},{name}")
    return "\n".join(lines)


@pytest.fixture
def bring(act):
    async def perform(content, **values):
        fields = {"unit": "kg", **values}
        return await act("import_weighings", respond=True, content=content, **fields)

    return perform


async def test_the_wrong_persons_are_gone_and_the_right_ones_stay(household, bring, told):
    await bring(table(62), person="Anna")
    before = everything(household)
    assert (await bring(table(62), person="Ben"))["added"] == 10
    look = await bring(table(62), person="Ben", undo=True, dry_run=True)
    assert look == {
        "format": "generic",
        "found": 10,
        "removed": 10,
        "pending": 0,
        "people": {"Ben": 10},
    }
    assert len(everything(household)) == 20
    assert await bring(table(62), person="Ben", undo=True) == look
    assert everything(household) == before
    assert (await bring(table(62), person="Ben", undo=True))["removed"] == 0
    assert told == []


async def test_then_it_can_be_done_right(hass, household, bring):
    # In pounds, the answer was; and some of it was deleted before somebody saw that it is all wrong.
    await bring(table(162), person="Anna", unit="lb")
    await household.records.delete(everything(household)[0].weighing_id)
    assert (await bring(table(162), person="Anna", unit="lb", undo=True))["removed"] == 10
    assert everything(household) == []
    assert hass.states.get("sensor.anna_weight").state == "unknown"
    assert (await bring(table(162), person="Anna"))["added"] == 10


async def test_whatever_became_of_it(household, act, bring):
    await bring(table(62, names=("Anna", "Ben", "")))
    first, second, third, fourth, *_ = everything(household)
    await act("assign_weighing", weighing_id=first.weighing_id, person=GUEST)
    await act("edit_weighing", weighing_id=second.weighing_id, weight=90.0)
    await act("assign_weighing", weighing_id=third.weighing_id, person="Ben")
    await act("assign_weighing", weighing_id=fourth.weighing_id, person="Ben")
    gone = await bring(table(62, names=("Anna", "Ben", "")), undo=True)
    assert gone["removed"] == 10
    assert everything(household) == []


async def test_what_was_here_before_stays(household, bring):
    live = Weighing(weighing_id="w", scale="s", measured_at=START, weight_kg=62.0, person_id=ANNA)
    await household.records.add([live])
    await bring(table(62), person="Anna")
    assert len(everything(household)) == 10
    await bring(table(62), undo=True)
    assert everything(household) == [live]


async def test_of_our_own_files_nothing_can_be_told_apart(household, act, bring):
    await bring(table(62), person="Anna")
    written = await act("export_weighings", respond=True, format="csv")
    before = everything(household)
    with pytest.raises(ServiceValidationError) as raised:
        await bring(written["content"], undo=True)
    assert raised.value.translation_key == "undo_own"
    assert everything(household) == before
    assert weighings_of(household, BEN) == []


async def test_a_journal_that_cannot_be_read(household, bring):
    await bring(table(62), person="Anna")
    with (
        patch.object(household.writer.journal, "run", side_effect=OSError),
        pytest.raises(HomeAssistantError) as raised,
    ):
        await bring(table(62), undo=True, dry_run=True)
    assert raised.value.translation_key == "not_read"
