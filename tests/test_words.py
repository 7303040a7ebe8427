"""What is said of a weighing: in the home's language and units, by the names that people have now."""

from dataclasses import replace
from datetime import UTC, datetime
import json
from pathlib import Path
from unittest.mock import patch

from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from custom_components.body_scale.dashboard import texts as dashboard
from custom_components.body_scale.household import goals, lines, words
from custom_components.body_scale.identification.reason import TEXTS
from custom_components.body_scale.journal import weighings as stored
from custom_components.body_scale.model import ReasonPart, Weighing

from .stored import everything

ANNA, BEN, CARL = "anna0123456789", "ben0123456789", "carl0123456789"
GERMAN = {
    "reason_uncertain": "nicht sicher",
    "reason_near_guess": "{weight} neben {name}s erster Schätzung",
    "reason_lighter": "{name} ist {weight} leichter",
    "reason_note_away": "nicht zu Hause",
    "reason_by_hand": "von Hand zugeordnet",
}
WHY = (
    ReasonPart(key="uncertain"),
    ReasonPart(key="near_guess", person_id=BEN, kg=8.0, notes=("away",)),
    ReasonPart(key="lighter", person_id=ANNA, kg=15.2),
)
AT = datetime(2026, 1, 1, 7, tzinfo=UTC)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture
def reason(household):
    return lambda why: household.view.as_dict(weighing(reason=why))["reason"]


@pytest.fixture
def german(hass):
    hass.config.language = "de"

    def cached(hass, language, category, integration):
        assert (language, category, integration) == ("de", "common", "body_scale")
        return {f"component.body_scale.common.{key}": text for key, text in GERMAN.items()}

    with patch.object(words, "async_get_cached_translations", cached):
        yield


def weighing(**values):
    return Weighing(weighing_id="w", scale="scale", measured_at=AT, weight_kg=77.0, **values)


def test_home_assistants_english_is_the_librarys():
    texts = json.loads(Path("custom_components/body_scale/translations/en.json").read_text())
    # The dashboard's own words are used in the browser, those of imports are loaded when they are.
    others = ("card_", "import_")
    ours = {key: text for key, text in texts["common"].items() if not key.startswith(others)}
    assert ours == {
        **{f"reason_{key}": text for key, text in TEXTS.items()},
        **{f"line_{key}": text for key, text in lines.TEXTS.items()},
        **{f"goal_{key}": text for key, text in goals.TEXTS.items()},
        **{f"dashboard_{key}": text for key, text in dashboard.TEXTS.items()},
    }


async def test_in_english(reason):
    assert reason(WHY) == (
        "not certain; 8.0 kg from Ben's first guess (not at home); Anna is 15 kg lighter"
    )


@pytest.mark.usefixtures("german")
async def test_in_the_homes_language(reason):
    assert reason(WHY) == (
        "nicht sicher; 8.0 kg neben Bens erster Schätzung (nicht zu Hause); Anna ist 15 kg leichter"
    )


async def test_in_the_homes_unit(hass, reason):
    hass.config.units = US_CUSTOMARY_SYSTEM
    assert reason(WHY) == (
        "not certain; 17.6 lb from Ben's first guess (not at home); Anna is 34 lb lighter"
    )


async def test_by_the_names_that_people_have_now(hass, household, entry, act):
    pending = weighing(reason=WHY, candidates={BEN: 0.61849, ANNA: 0.1, "nobody": 0.28151})
    await household.records.add([pending])
    subentry = entry.subentries[household.people[BEN].subentry_id]
    hass.config_entries.async_update_subentry(entry, subentry, title="Benjamin {x}")
    await hass.async_block_till_done(wait_background_tasks=True)
    [shown] = (await act("get_weighings", respond=True))["weighings"]
    assert "8.0 kg from Benjamin {x}'s first guess" in shown["reason"]
    assert shown["candidates"] == {"Benjamin {x}": 0.618, "Anna": 0.1, "nobody": 0.282}
    event = hass.states.get("sensor.body_scale_pending").attributes["weighings"]
    assert event == [shown]


async def test_people_who_left_are_not_named(hass, household, entry, act):
    pending = weighing(reason=WHY, candidates={BEN: 0.6, ANNA: 0.1, "nobody": 0.3})
    await household.records.add([pending])
    hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    [shown] = (await act("get_weighings", respond=True))["weighings"]
    assert "8.0 kg from a former member's first guess" in shown["reason"]
    assert shown["candidates"] == {"Anna": 0.1, "nobody": 0.3}


async def test_what_an_earlier_version_wrote_is_shown_as_it_is(household, act):
    sentence = "0.4 kg from Anna's trend; Ben is 6 kg heavier"
    await household.records.add([weighing(reason=sentence)])
    [shown] = (await act("get_weighings", respond=True))["weighings"]
    assert shown["reason"] == sentence


async def test_the_sentence_mentions_three_and_counts_the_rest(reason):
    more = [ReasonPart(key="weight_unknown", person_id=CARL) for _ in range(2)]
    assert reason((*WHY, *more)).endswith(
        "; Anna is 15 kg lighter; a former member's weight isn't known yet; 1 more"
    )


async def test_what_was_assigned_by_hand_or_claimed_says_so(hass, household, act, entry):
    by_hand = await act("record_weighing", respond=True, weight=77.0, person="Ben")
    assert by_hand["reason"] == "assigned by hand"
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.anna_next_weighing"}, blocking=True
    )
    claimed = entry.runtime_data.view.words.reason((ReasonPart(key="claimed", person_id=ANNA),))
    assert claimed == "Anna claimed it beforehand"
    with patch.object(words, "async_get_cached_translations", return_value={}):
        assert entry.runtime_data.view.words.reason((ReasonPart(key="failed"),)) == (
            "the identification failed"
        )


async def test_an_erased_person_is_in_no_reason(household, act, entry):
    sentence = "0.4 kg from Ben's trend"
    rows = [
        weighing(reason=WHY, candidates={BEN: 0.6, ANNA: 0.1, "nobody": 0.3}),
        replace(weighing(reason=sentence, candidates={BEN: 1.0}), weighing_id="old"),
        replace(weighing(reason="0.1 kg from Anna's trend"), weighing_id="other"),
    ]
    household.writer.journal.run(lambda database: stored.add(database, rows))
    await act("erase_person", person="Ben")
    household = entry.runtime_data
    first, old, other = everything(household)
    assert [part.key for part in first.reason] == ["uncertain", "lighter"]
    assert first.candidates == {ANNA: 0.1, "nobody": 0.3, "erased": 0.6}
    assert (old.reason, other.reason) == ((), "0.1 kg from Anna's trend")
    assert BEN not in str(everything(household))
