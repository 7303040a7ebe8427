"""What a scale remembered is of somebody who was a member when it was measured."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from homeassistant.core import callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events

from custom_components.body_scale.household.activity import EVENT_WEIGHING
from custom_components.body_scale.household.changes import SIGNAL_SHOWN
from custom_components.body_scale.household.people import Person
from custom_components.body_scale.household.roster import Roster
from custom_components.body_scale.journal import memberships
from custom_components.body_scale.journal.memberships import Span
from custom_components.body_scale.model import Origin, Reading, Weighing
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS, MOVING, REMOVED, WEIGHED
from .changing import Change, is_own
from .household import person_subentry
from .recorded import statistics_of
from .stored import everything, weighings_of

ANNA, BEN, CARL = "anna0123456789", "ben0123456789", "carl0123456789"
START = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def day(number):
    """Return a moment so many days after the household began."""
    return START + timedelta(days=number)


@pytest.fixture
def people(anna, ben):
    return [anna, ben]


@pytest.fixture(autouse=True)
def now(freezer):
    """Return a function that lets some day be today; the household begins on day 0."""
    freezer.move_to(START)
    return lambda number: freezer.move_to(day(number))


@pytest.fixture
def change(hass, entry, household):
    return Change(hass, entry)


@pytest.fixture
def recall(hass, entry):
    """Return a function that lets a scale say what it remembers of some day; it returns that."""

    async def of(number, weight_kg, origin=Origin.HISTORY):
        reading = Reading(weight_kg=weight_kg, measured_at=day(number), origin=origin)
        assert await entry.runtime_data.records.async_store(ADDRESS, [reading], Memory())
        await hass.async_block_till_done(wait_background_tasks=True)
        [found] = [w for w in everything(entry.runtime_data) if w.measured_at == day(number)]
        return found

    return of


@pytest.fixture
def weighed_daily(hass, entry):
    """Return a function that gives a person weighings of some days."""

    async def add(person_id, weight_kg, days):
        own = [
            Weighing(
                weighing_id=f"{person_id}{number}",
                scale="import",
                measured_at=day(number) - timedelta(hours=1),
                weight_kg=weight_kg + number % 3 / 10,
                person_id=person_id,
                origin=Origin.IMPORT,
            )
            for number in days
        ]
        await entry.runtime_data.records.add(own, quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)

    return add


def candidates(weighing):
    return set(weighing.candidates) - {"nobody"}


def spans(household):
    return household.writer.journal.run(memberships.spans)


class TestWhoComes:
    @pytest.fixture
    async def with_carl(self, household, change, now):
        """Let Carl come on day 30, who weighs as much as Ben."""
        now(30)
        alike = {"sex": "male", "birth_date": "1980-01-09", "height": 190.0}
        change.add(person_subentry("Carl", weight=85.0, **alike))
        await change.settle()
        now(60)

    @pytest.mark.parametrize("origin", [Origin.HISTORY, Origin.REMOVED])
    async def test_has_none_of_before(self, with_carl, recall, origin):
        found = await recall(20, 85.0, origin)
        assert (found.person_id, candidates(found)) == (BEN, {ANNA, BEN})

    async def test_may_have_those_of_after(self, with_carl, recall):
        found = await recall(40, 85.0)
        assert (found.person_id, candidates(found)) == (None, {ANNA, BEN, CARL})

    async def test_may_have_those_of_before_anybody_came(self, with_carl, recall):
        found = await recall(-400, 85.0)
        assert (found.person_id, candidates(found)) == (None, {ANNA, BEN, CARL})

    async def test_what_is_measured_now_or_typed_in_is_of_the_members_of_now(
        self, hass, with_carl, household, act
    ):
        typed = await act("record_weighing", respond=True, weight=85.0, time=day(20))
        assert set(typed["candidates"]) == {"Anna", "Ben", "Carl", "nobody"}
        live = Reading(weight_kg=85.0, measured_at=day(20))
        await household.records.async_store(ADDRESS, [live], Memory())
        assert {frozenset(candidates(each)) for each in everything(household)} == {
            frozenset({ANNA, BEN, CARL})
        }

    async def test_a_later_look_agrees(self, hass, with_carl, household, recall, weighed_daily):
        await recall(20, 75.0)
        await weighed_daily(CARL, 75.0, range(31, 60))
        [found] = weighings_of(household, None)
        assert candidates(found) == {ANNA, BEN}

    async def test_a_restart_changes_nothing(self, hass, entry, with_carl, recall):
        before = spans(entry.runtime_data)
        assert before == {ANNA: [Span(day(0))], BEN: [Span(day(0))], CARL: [Span(day(30))]}
        assert await hass.config_entries.async_reload(entry.entry_id)
        assert spans(entry.runtime_data) == before
        assert candidates(await recall(20, 85.0)) == {ANNA, BEN}


class TestWhoLeft:
    @pytest.fixture
    async def without_ben(self, change, now, weighed_daily):
        """Let Ben have weighings of 40 days, leave on day 60, and let it be day 90."""
        await weighed_daily(BEN, 85.0, range(1, 41))
        await weighed_daily(ANNA, 62.0, range(1, 41))
        now(60)
        change.remove("Ben")
        await change.settle()
        now(90)

    async def test_gets_those_of_then(self, without_ben, recall):
        found = await recall(50, 85.3)
        assert (found.person_id, candidates(found)) == (BEN, {ANNA, BEN})

    async def test_gets_none_of_after(self, without_ben, recall):
        found = await recall(70, 85.3)
        assert (found.person_id, candidates(found)) == (None, {ANNA})

    async def test_is_told_by_weighings_not_by_settings(self, change, now, recall):
        now(60)
        change.remove("Ben")
        await change.settle()
        found = await recall(50, 85.0)
        assert (found.person_id, candidates(found)) == (None, {ANNA, BEN})

    async def test_nothing_of_the_others_changes(self, hass, household, without_ben, recall):
        states = {
            each.entity_id: (each.state, each.attributes.get("weighing_id"))
            for each in hass.states.async_all()
            if not is_own(each.entity_id, ("body_scale",))
        }
        told, said = [], async_capture_events(hass, EVENT_WEIGHING)
        signal = SIGNAL_SHOWN.format(household.entry.entry_id)
        async_dispatcher_connect(hass, signal, callback(lambda change: told.extend(change.events)))
        found = await recall(50, 85.3)
        assert [(each.type, each.people) for each in told] == [("weighed", {BEN})]
        # The activity belongs to a person's page, which isn't there any more.
        assert said == []
        assert states == {
            entity_id: (hass.states.get(entity_id).state, value)
            for entity_id, (_, value) in states.items()
        }
        assert hass.states.get("sensor.body_scale_pending").state == "0"
        event = hass.states.get("event.body_scale_weighing").attributes
        assert (event["weighing_id"], event["person"]) == (found.weighing_id, "Ben")

    @pytest.mark.parametrize("restart", [False, True])
    async def test_is_named_in_the_list(self, hass, entry, without_ben, recall, act, restart):
        await recall(50, 85.3)
        if restart:
            assert await hass.config_entries.async_reload(entry.entry_id)
        [shown] = (await act("get_weighings", respond=True, start=day(49)))["weighings"]
        assert (shown["person"], shown["person_id"], shown["weight"]) == ("Ben", BEN, 85.3)
        # Whose profile isn't configured has no metrics.
        assert set(shown["metrics"].values()) == {None}

    async def test_has_them_when_coming_back(self, hass, without_ben, recall, change, ben, now):
        await recall(50, 85.3)
        change.add(ben)
        await change.settle()
        assert hass.states.get("sensor.ben_weight").state == "85.3"

    async def test_has_none_of_the_time_in_between(
        self, household, without_ben, recall, change, ben
    ):
        change.add(ben)
        await change.settle()
        assert spans(household)[BEN] == [Span(day(0), day(60)), Span(day(90))]
        assert candidates(await recall(70, 85.3)) == {ANNA}
        assert candidates(await recall(50, 85.3)) == {ANNA, BEN}

    async def test_and_was_erased_is_not_meant(self, household, without_ben, recall, act):
        await act("erase_person", person="Ben")
        assert BEN not in spans(household)
        found = await recall(50, 85.3)
        assert (found.person_id, candidates(found)) == (None, {ANNA})

    async def test_and_is_erased_as_a_member_is_not_meant(
        self, household, weighed_daily, recall, act, now
    ):
        await weighed_daily(BEN, 85.0, range(1, 41))
        now(60)
        await act("erase_person", person="Ben")
        assert BEN not in spans(household)
        assert candidates(await recall(50, 85.3)) == {ANNA}

    async def test_was_not_weighed_before_birth(self, household, without_ben, weighed_daily):
        # What is expected of him reaches back for any number of years.
        old = Weighing(
            weighing_id="old",
            scale=ADDRESS,
            measured_at=datetime(1970, 1, 1, 7, tzinfo=UTC),
            weight_kg=85.0,
            candidates={BEN: 0.5, "nobody": 0.5},
        )
        await household.records.add([old, replace(old, weighing_id="new", measured_at=day(45))])
        await weighed_daily(ANNA, 62.0, [60])
        assert [w.weighing_id for w in weighings_of(household, None)] == ["old"]
        assert "new" in [w.weighing_id for w in weighings_of(household, BEN)]

    async def test_a_later_look_gives_what_became_certain(
        self, hass, household, change, weighed_daily, recall, now
    ):
        await weighed_daily(ANNA, 62.0, range(1, 41))
        await weighed_daily(BEN, 85.0, [5])
        now(60)
        # Both might weigh that, by what is known so far.
        pending = await recall(50, 80.0)
        assert pending.person_id is None
        change.remove("Ben")
        await change.settle()
        assert weighings_of(household, None) == [pending]
        await weighed_daily(BEN, 80.0, range(30, 50))
        [given] = [w for w in weighings_of(household, BEN) if w.measured_at == day(50)]
        assert given.weighing_id == pending.weighing_id
        assert household.view.undecided.number == 0

    async def test_a_later_look_gives_nobody_what_may_be_of_one_never_weighed(
        self, household, change, weighed_daily, recall, now
    ):
        now(60)
        pending = await recall(50, 74.0)
        assert candidates(pending) == {ANNA, BEN}
        change.remove("Ben")
        await change.settle()
        await weighed_daily(ANNA, 74.0, range(30, 50))
        assert weighings_of(household, None) == [pending]

    async def test_another_journal_knows_them_no_more(
        self, hass, household, without_ben, recall, act
    ):
        path = household.writer.journal.path
        path.write_bytes(b"")
        await act("record_weighing", weight=62.0, person="Anna")
        assert spans(household) == {ANNA: [Span(day(0))]}
        assert candidates(await recall(50, 85.3)) == {ANNA}

    async def test_an_older_journal_knows_who_was_one_then(
        self, hass, household, change, weighed_daily, recall, act, now, tmp_path
    ):
        await weighed_daily(BEN, 85.0, range(1, 41))
        path = household.writer.journal.path
        older = path.read_bytes()
        now(60)
        change.remove("Ben")
        await change.settle()
        (tmp_path / "older").write_bytes(older)
        (tmp_path / "older").replace(path)
        await act("record_weighing", weight=62.0, person="Anna")
        # It says that he is a member, and has his weighings up to then.
        assert spans(household)[BEN] == [Span(day(0), day(40) - timedelta(hours=1))]
        assert candidates(await recall(30, 85.3)) == {ANNA, BEN}
        assert candidates(await recall(50, 85.3)) == {ANNA}


class TestWhoLeftStanding:
    async def test_is_a_member_until_the_stand_is_over(self, hass, air, household, change, now):
        now(10)
        await air.hear(MOVING)
        change.remove("Ben")
        await change.settle()
        assert spans(household)[BEN] == [Span(day(0))]
        now(11)
        await air.hear(WEIGHED, REMOVED)
        assert spans(household)[BEN] == [Span(day(0), day(11))]
        assert [each.person_id for each in everything(household)] == [BEN]


class TestWrongClock:
    """No wrong clock of the computer makes anybody a non-member."""

    @pytest.fixture
    def person(self):
        return Person.former(BEN, "Ben", [])

    @pytest.mark.parametrize(
        "noted", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2019, 12, 31, tzinfo=UTC), day(400)]
    )
    def test_who_came_then_was_always_a_member(self, person, noted, now):
        now(100)
        roster = Roster({BEN: [Span(since=noted)], ANNA: [Span(None)]})
        people = {ANNA: person, BEN: person}
        for moment in (day(-5000), day(99)):
            assert set(roster.members_between(people, moment, moment)) == {ANNA, BEN}

    @pytest.mark.parametrize("noted", [datetime(1970, 1, 1, tzinfo=UTC), day(400)])
    def test_who_left_then_was_one_until_now(self, person, noted, now):
        now(100)
        roster = Roster({BEN: [Span(day(0), noted)], ANNA: [Span(None)]}, {BEN: person})
        people = {ANNA: person}
        assert set(roster.members_between(people, day(99), day(99))) == {ANNA, BEN}
        assert set(roster.members_between(people, day(-1), day(-1))) == {ANNA}

    def test_who_left_before_coming_was_always_one(self, person, now):
        now(100)
        roster = Roster({BEN: [Span(day(50), day(20))], ANNA: [Span(None)]}, {BEN: person})
        for moment in (day(10), day(30), day(60)):
            assert set(roster.members_between({ANNA: person}, moment, moment)) == {ANNA, BEN}

    async def test_a_household_that_began_without_a_clock(
        self, hass, air, entry, freezer, now, recall
    ):
        freezer.move_to(datetime(1970, 1, 1, 0, 1, tzinfo=UTC))
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        now(1)
        assert candidates(await recall(-30, 85.0)) == {ANNA, BEN}


class TestNobodyThen:
    async def test_between_members_it_is_of_who_is_there_now(
        self, hass, entry, household, change, now, recall, weighed_daily
    ):
        await weighed_daily(ANNA, 62.0, range(1, 5))
        now(10)
        change.remove("Anna")
        change.remove("Ben")
        await change.settle()
        now(20)
        alike = {"sex": "male", "birth_date": "1980-01-09", "height": 190.0}
        change.add(person_subentry("Carl", weight=85.0, **alike))
        await change.settle()
        now(30)
        assert candidates(await recall(15, 85.0)) == {CARL}
        assert candidates(await recall(5, 62.0)) == {ANNA, BEN}
        assert candidates(await recall(25, 85.0)) == {CARL}


@pytest.mark.usefixtures("recorder_mock")
async def test_statistics_of_who_left_wait_for_their_return(
    hass, household, entry, change, now, recall, weighed_daily, ben
):
    async def hours():
        await hass.async_block_till_done(wait_background_tasks=True)
        return [round(row["mean"], 2) for row in await statistics_of(hass, BEN, "weight")]

    await weighed_daily(BEN, 85.0, range(1, 20))
    now(30)
    before = await hours()
    assert len(before) == 19
    change.remove("Ben")
    await change.settle()
    await recall(25, 85.3)
    assert weighings_of(household, BEN)[-1].weight_kg == 85.3
    assert await hours() == before
    change.add(ben)
    await change.settle()
    assert await hours() == [*before, 85.3]
