"""When something was learned, what was uncertain before is looked at again."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.household.records import Records
from custom_components.body_scale.household.relook import Relook
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.model import AssignedBy, Origin, Reading, ReasonPart, Weighing
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, MOVING, WEIGHED
from .household import person_subentry
from .stored import everything, weighings_of

ANNA, BEN = "anna0123456789", "ben0123456789"


@pytest.fixture
def people():
    """Return two people with the same first guess: their weighings alone don't tell who is who."""
    alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0}
    return [
        person_subentry("Anna", weight=65.0, **alike),
        person_subentry("Ben", weight=65.0, **alike),
    ]


@pytest.fixture
def yesterday(hass, household):
    """Return seven in the morning of a day ago, of as many as given."""
    now = dt_util.now().replace(hour=7, minute=0, second=0, microsecond=0)
    return lambda days: dt_util.as_utc(now - timedelta(days=days))


@pytest.fixture
def unanswered(household, act, yesterday):
    """Return a function that weighs both for some days, with nobody answering."""

    async def weigh(days):
        found = []
        for day in range(days, 0, -1):
            for minute, weight, ohm in ((0, 62.6, 560), (9, 67.4, 470)):
                at = yesterday(day) + timedelta(minutes=minute)
                found.append(
                    await act(
                        "record_weighing",
                        respond=True,
                        weight=weight + day % 3 / 10,
                        impedance=ohm + day % 5,
                        time=at,
                    )
                )
        return found

    return weigh


def whose(household):
    return [(w.person_id, w.assigned_by) for w in everything(household)]


async def test_one_answer_settles_all_that_became_certain(hass, household, act, unanswered, told):
    await unanswered(6)
    assert whose(household) == [(None, None)] * 12
    told.clear()
    first = everything(household)[0]
    await act("assign_weighing", weighing_id=first.weighing_id, person="Anna")
    assert [person for person, _ in whose(household)] == [ANNA, BEN] * 6
    assert hass.states.get("sensor.body_scale_pending").state == "0"
    given = [w for w in everything(household) if w.assigned_by is AssignedBy.AUTO]
    assert len(given) == 11
    for weighing in given:
        assert weighing.confidence >= 0.9
        assert "uncertain" not in {part.key for part in weighing.reason}
    corrected = [each.weighing for each in told]
    assert {each.type for each in told} == {"corrected"}
    assert sorted(w.weighing_id for w in corrected) == sorted(
        w.weighing_id for w in everything(household)
    )
    for each in told:
        assert each.people == {each.weighing.person_id}
    assert household.view.history(ANNA) == weighings_of(household, ANNA)
    latest = weighings_of(household, BEN)[-1].weight_kg
    assert float(hass.states.get("sensor.ben_weight").state) == latest


class TestTakingAnAnswerBack:
    async def answer(self, household, act, person):
        [first, *_] = everything(household)
        await act("assign_weighing", weighing_id=first.weighing_id, person=person)
        return first.weighing_id

    async def take_back(self, hass, household, weighing_id):
        await household.records.unassign(weighing_id)
        await hass.async_block_till_done(wait_background_tasks=True)

    async def test_what_followed_from_it_waits_again(self, hass, household, act, unanswered, told):
        await unanswered(6)
        before = everything(household)[1:]
        answered = await self.answer(household, act, "Anna")
        assert None not in [person for person, _ in whose(household)]
        told.clear()
        await self.take_back(hass, household, answered)
        assert everything(household)[1:] == before
        assert hass.states.get("sensor.body_scale_pending").state == "12"
        assert hass.states.get("sensor.ben_weight").state == "unknown"
        assert len(told) == 12
        assert {person for each in told for person in each.people} == {ANNA, BEN}
        assert {each.weighing.person_id for each in told} == {None}

    async def test_another_answer_lets_it_be_found_out_anew(self, household, act, unanswered):
        await unanswered(6)
        await self.answer(household, act, "Ben")
        assert [person for person, _ in whose(household)] == [BEN, ANNA] * 6
        await self.answer(household, act, "Anna")
        assert [person for person, _ in whose(household)] == [ANNA, BEN] * 6

    async def test_what_a_person_changed_since_stays(self, hass, household, act, unanswered):
        await unanswered(6)
        answered = await self.answer(household, act, "Anna")
        by_hand = everything(household)[3].weighing_id
        await act("assign_weighing", weighing_id=by_hand, person="guest")
        await self.take_back(hass, household, answered)
        found = {each.weighing_id: each.person_id for each in everything(household)}
        assert found.pop(by_hand) == "guest"
        assert set(found.values()) == {None}

    async def test_what_another_answer_says_as_well_stays(self, hass, household, act, unanswered):
        await unanswered(6)
        first = await self.answer(household, act, "Anna")
        second = everything(household)[1]
        assert second.person_id == BEN
        await act("assign_weighing", weighing_id=second.weighing_id, person="Ben")
        await self.take_back(hass, household, first)
        # Of Ben's answer alone it is certain whose those are that are like it.
        assert {person for person, _ in whose(household)[3::2]} == {BEN}

    async def test_who_was_erased_meanwhile_does_not_come_back(
        self, hass, household, act, unanswered
    ):
        await unanswered(6)
        answered = await self.answer(household, act, "Anna")
        await act("erase_person", person="Ben")
        await self.take_back(hass, household, answered)
        assert not [each for each in everything(household) if BEN in each.candidates]

    async def test_long_after_only_the_answer_is_taken_back(self, hass, household, act, unanswered):
        await unanswered(6)
        answered = await self.answer(household, act, "Anna")
        given = everything(household)[1:]
        assert await hass.config_entries.async_reload(household.entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        household = household.entry.runtime_data
        await self.take_back(hass, household, answered)
        assert everything(household)[1:] == given


class TestUnanswered:
    """Two members with exact first guesses, whom nobody answers for."""

    @pytest.fixture
    def people(self):
        alike = {"sex": "female", "birth_date": "1990-05-17", "height": 168.0}
        return [
            person_subentry("Anna", weight=62.0, **alike),
            person_subentry("Ben", weight=68.0, **alike),
        ]

    async def test_weights_that_lie_apart_are_two_people(self, household, unanswered):
        await unanswered(6)
        assert [person for person, _ in whose(household)] == [ANNA, BEN] * 6


async def test_what_became_certain_is_one_transaction(household, act, unanswered):
    await unanswered(6)
    first = everything(household)[0]
    written = []
    hook = household.records._hook.changed
    with patch.object(
        household.records._hook,
        "changed",
        side_effect=lambda db, changes: (written.append(len(changes)), hook(db, changes)),
    ):
        await act("assign_weighing", weighing_id=first.weighing_id, person="Anna")
    assert written == [1, 11]


async def test_nothing_is_looked_at_while_nothing_waits(household):
    with (
        patch.object(Relook, "look", autospec=True) as look,
        patch.object(Journal, "run", autospec=True, side_effect=Journal.run) as run,
    ):
        household.records.async_look_again()
    assert not look.called
    assert not run.called


@pytest.fixture
def between(household, yesterday):
    """Return a function that stores a weighing that can be of both, and isn't looked at yet."""

    async def store(**values):
        weighing = Weighing(
            **{
                "weighing_id": "between",
                "scale": "scale",
                "measured_at": yesterday(1),
                "weight_kg": 65.0,
                "candidates": {ANNA: 0.5, BEN: 0.45, "nobody": 0.05},
                **values,
            }
        )
        with patch.object(Records, "async_look_again"):
            await household.records.add([weighing])
        return weighing

    return store


def near_anna(yesterday):
    return [
        Weighing(
            weighing_id=f"anna{day}",
            scale="import",
            measured_at=yesterday(day),
            weight_kg=65.0 + day % 3 / 10,
            person_id=ANNA,
            origin=Origin.IMPORT,
        )
        for day in range(30, 0, -1)
        if day != 1
    ]


async def learn(hass, household, yesterday):
    """Let thirty of Anna's weighings come to be known."""
    await household.records.add(near_anna(yesterday), quiet=True)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_an_import_teaches(hass, household, between, yesterday):
    await between()
    await learn(hass, household, yesterday)
    assert household.view.latest(ANNA).weighing_id == "between"


async def test_who_was_no_member_then_is_not_considered(hass, household, between, yesterday):
    await between(candidates={BEN: 0.5, "nobody": 0.5})
    await learn(hass, household, yesterday)
    assert weighings_of(household, ANNA)[-1].weighing_id != "between"


@pytest.mark.parametrize("left", ["carl0123456789", "erased"])
async def test_where_a_member_left_since_it_stays_a_question(
    hass, household, between, yesterday, left
):
    await between(candidates={ANNA: 0.5, left: 0.45, "nobody": 0.05})
    await learn(hass, household, yesterday)
    assert [w.weighing_id for w in weighings_of(household, None)] == ["between"]


async def test_without_candidates_it_stays_a_question(hass, household, between, yesterday):
    await between(candidates={}, reason=(ReasonPart(key="failed"),))
    await learn(hass, household, yesterday)
    assert [w.weighing_id for w in weighings_of(household, None)] == ["between"]


async def test_what_cannot_be_identified_keeps_no_other_waiting(
    hass, household, between, yesterday, caplog
):
    one = await between()
    with patch.object(Records, "async_look_again"):
        bad = replace(one, weighing_id="bad", measured_at=yesterday(2), weight_kg=66.0)
        await household.records.add([bad])
    identify = household.identifier._identify

    def identified(weighing, candidates, unanswered):
        if weighing.weighing_id == "bad":
            raise ZeroDivisionError
        return identify(weighing, candidates, unanswered)

    with patch.object(household.identifier, "_identify", identified):
        await learn(hass, household, yesterday)
    assert household.view.latest(ANNA).weighing_id == "between"
    assert [w.weighing_id for w in weighings_of(household, None)] == ["bad"]
    assert "can't be identified" in caplog.text
    caplog.clear()


async def test_a_failed_identification_is_tried_again(hass, household, between, yesterday):
    failed = (ReasonPart(key="failed"),)
    await between(candidates={ANNA: 0.0, BEN: 0.0, "nobody": 0.0}, reason=failed)
    await learn(hass, household, yesterday)
    assert household.view.latest(ANNA).weighing_id == "between"


async def test_who_was_away_then_still_was(hass, household, between, yesterday):
    away = (ReasonPart(key="near_guess", person_id=ANNA, kg=3.0, notes=("away",)),)
    seen = []
    identify = household.identifier._identify

    def identified(weighing, candidates, unanswered):
        seen.append({each.id: each.home for each in candidates})
        return identify(weighing, candidates, unanswered)

    await between(reason=away)
    with patch.object(household.identifier, "_identify", identified):
        await learn(hass, household, yesterday)
    assert seen[0] == {ANNA: False, BEN: None}


async def test_another_first_guess_is_something_learned(hass, household, entry, between):
    await between(candidates={ANNA: 0.5, BEN: 0.45, "nobody": 0.05})
    subentry = entry.subentries[household.people[BEN].subentry_id]
    hints = {"weight": 95.0, "weight_min": 90.0}
    data = {**subentry.data, "identification": hints}
    subentry_anna = entry.subentries[household.people[ANNA].subentry_id]
    data_anna = {**subentry_anna.data, "identification": {"weight": 65.0}}
    hass.config_entries.async_update_subentry(entry, subentry, data=data)
    hass.config_entries.async_update_subentry(entry, subentry_anna, data=data_anna)
    await hass.async_block_till_done(wait_background_tasks=True)
    [weighing] = everything(entry.runtime_data)
    assert (weighing.person_id, weighing.assigned_by) == (ANNA, AssignedBy.AUTO)
    assert hass.states.get("event.anna_weighing").attributes["event_type"] == "corrected"


async def test_two_hundred_are_looked_at_and_the_loop_turns(hass, household, between, yesterday):
    one = await between()
    many = [
        replace(one, weighing_id=f"p{number:04}", measured_at=yesterday(2 + number / 100))
        for number in range(1000)
    ]
    with patch.object(Records, "async_look_again"):
        await household.records.add(many, quiet=True)
    looked, turns, ticks = [], [], 0
    again = household.identifier.again

    def looks(weighing, history, others):
        looked.append(weighing.measured_at)
        turns.append(ticks)
        return again(weighing, history, others)

    async def other_work():
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0)

    other = hass.async_create_background_task(other_work(), "other work")
    with patch.object(household.identifier, "again", looks):
        await household.records._relook.look()
    other.cancel()
    newest = sorted(each.measured_at for each in [one, *many])[-200:]
    assert looked[:200] == newest
    assert set(looked) == set(newest)
    assert len(set(turns[:200])) == 200


async def test_guests_set_aside_keep_no_question_waiting(hass, household, between, yesterday):
    one = await between()
    aside = [
        replace(
            one,
            weighing_id=f"g{number:04}",
            measured_at=yesterday(0.5) - timedelta(seconds=number),
            weight_kg=25.0,
            person_id="guest",
            assigned_by=AssignedBy.AUTO,
        )
        for number in range(300)
    ]
    with patch.object(Records, "async_look_again"):
        await household.records.add(aside, quiet=True)
    await learn(hass, household, yesterday)
    assert weighings_of(household, None) == []


class TestWhoLeft:
    """Whose weighing it is goes by who was a member when it was taken."""

    async def test_removed_while_standing_there(self, hass, air, household, entry):
        await air.hear(MOVING)
        hass.config_entries.async_remove_subentry(entry, household.people[BEN].subentry_id)
        # 85 kg are too far from both first guesses.
        await air.hear(WEIGHED)
        [weighing] = everything(entry.runtime_data)
        assert set(weighing.candidates) == {ANNA, BEN, "nobody"}
        assert weighing.person_id != ANNA

    async def test_erased_while_standing_there(self, hass, air, household, entry, act):
        await air.hear(MOVING)
        await act("erase_person", person="Ben")
        await air.hear(WEIGHED)
        [weighing] = everything(entry.runtime_data)
        assert weighing.person_id is None
        assert set(weighing.candidates) == {ANNA, "erased", "nobody"}
        assert BEN not in str(weighing)

    async def claim(self, hass):
        await hass.services.async_call(
            "button", "press", {"entity_id": "button.ben_next_weighing"}, blocking=True
        )

    async def test_a_claim_outlives_a_reload(self, hass, air, household, entry):
        await self.claim(hass)
        assert await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await air.hear(MOVING, WEIGHED)
        assert whose(entry.runtime_data) == [(BEN, AssignedBy.CLAIM)]

    @pytest.mark.parametrize("action", ["remove", "erase"])
    async def test_who_left_after_claiming_makes_it_nobody_elses(
        self, hass, air, household, entry, act, action
    ):
        await self.claim(hass)
        if action == "erase":
            await act("erase_person", person="Ben")
        else:
            subentry_id = household.people[BEN].subentry_id
            hass.config_entries.async_remove_subentry(entry, subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await air.hear(MOVING, WEIGHED)
        assert whose(entry.runtime_data) == [(None, None)]
        [shown] = (await act("get_weighings", respond=True))["weighings"]
        assert shown["reason"] == "a former member claimed it beforehand"
        entry.runtime_data.records.async_look_again()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert whose(entry.runtime_data) == [(None, None)]
        assert (BEN in str(everything(entry.runtime_data))) is (action == "remove")


async def test_a_claim_is_something_learned(hass, household, between, yesterday):
    await between()
    with patch.object(Records, "async_look_again") as look:
        household.identifier.async_claim(ANNA)
        live = Reading(weight_kg=65.0, measured_at=dt_util.utcnow())
        await household.records.add_readings(
            "scale", [live], household.scales[ADDRESS].session.memory
        )
    assert look.called


class TestBirth:
    """Nobody was weighed before their birth, however well it would fit."""

    @pytest.fixture
    def people(self, ben):
        return [ben]

    async def test_what_a_clock_that_was_never_set_stamped(self, hass, household):
        # Ben was born in 1986; expectations reach back for any number of years.
        old = datetime(1970, 1, 1, 7, tzinfo=UTC)
        now = dt_util.utcnow()
        readings = [
            Reading(weight_kg=84.0, measured_at=now - timedelta(days=day), origin=Origin.HISTORY)
            for day in (3, 2, 1)
        ]
        first = Reading(weight_kg=84.0, measured_at=old, origin=Origin.HISTORY)
        household.records.async_take(ADDRESS, [first, *readings], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)
        [pending] = household.view.pending
        assert pending.measured_at == old
        # Nor when it is looked at again.
        household.records.async_look_again()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert [each.measured_at for each in household.view.pending] == [old]
