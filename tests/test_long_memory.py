"""A scale's memory of years, told at once: each weighing is judged by what was known of its time."""

from collections import Counter
from datetime import UTC, datetime, timedelta
import random
import sqlite3
from unittest.mock import patch

from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale.household.records import Records
from custom_components.body_scale.journal import memberships
from custom_components.body_scale.journal.memberships import Span
from custom_components.body_scale.model import Origin, Reading, ReasonPart, Weighing
from custom_components.body_scale.session import Memory

from .bluetooth import ADDRESS
from .household import person_subentry
from .stored import everything

ANNA, BEN, CARL = "anna0123456789", "ben0123456789", "carl0123456789"
START = datetime(2022, 1, 1, 6, 30, tzinfo=UTC)
ALIKE = {"sex": "female", "birth_date": "1970-05-17", "height": 168.0}


def at(day, minute=0):
    return START + timedelta(days=day, minutes=minute)


def remembered(measured_at, weight_kg, impedance=None):
    return Reading(
        weight_kg=weight_kg, impedance=impedance, measured_at=measured_at, origin=Origin.HISTORY
    )


def imported(person_id, day, weight_kg, **values):
    return Weighing(
        **{
            "weighing_id": f"{person_id}{day}",
            "scale": "import",
            "measured_at": at(day),
            "weight_kg": weight_kg,
            "person_id": person_id,
            "origin": Origin.IMPORT,
            **values,
        }
    )


def changed_by(day):
    return min(20.0, max(0.0, (day - 300) / 40))


def added(household):
    """Return what a scale remembered."""
    return [w for w in everything(household) if w.origin is Origin.HISTORY]


@pytest.fixture
def store(hass, entry):
    """Return a function that lets a scale tell what it remembers."""

    async def tell(*readings):
        assert await entry.runtime_data.records.async_store(ADDRESS, readings, Memory())
        await hass.async_block_till_done(wait_background_tasks=True)

    return tell


@pytest.fixture
def add(hass, entry):
    async def quietly(*weighings):
        with patch.object(Records, "async_look_again"):
            await entry.runtime_data.records.add(weighings, quiet=True)
        await hass.async_block_till_done(wait_background_tasks=True)

    return quietly


class TestItTeachesItself:
    """Two people have lost and gained twenty kilograms; their first guesses are of the first day."""

    @pytest.fixture
    def people(self):
        return [
            person_subentry("Anna", weight=90.0, **ALIKE),
            person_subentry("Ben", weight=60.0, **ALIKE),
        ]

    async def test_the_second_week_is_judged_knowing_the_first(self, household, store):
        readings, whose = [], {}
        for day in range(400):
            for person, weight, minute in ((ANNA, 90 - day / 20, 0), (BEN, 60 + day / 20, 20)):
                readings.append(remembered(at(day, minute), weight))
                whose[at(day, minute)] = person
        random.Random(1).shuffle(readings)
        await store(*readings)
        found = everything(household)
        assert len(found) == 800
        # At 75 kg they meet: these are asked about.
        wrong = [w for w in found if w.person_id not in {None, whose[w.measured_at]}]
        assert wrong == []
        assert {w.person_id for w in found if w.measured_at >= at(380)} >= {ANNA, BEN}
        assert Counter(w.person_id for w in found)[None] < 200

    async def test_they_come_in_the_order_in_which_they_were_told(self, household, store):
        readings = [remembered(at(day), 90.0) for day in (3, 1, 2)]
        told = []
        with patch.object(
            household.records, "_show_added", side_effect=lambda new, **_: told.extend(new)
        ):
            await household.records.async_store(ADDRESS, readings, Memory())
        assert [each.measured_at for each in told] == [at(3), at(1), at(2)]
        assert len({each.weighing_id for each in told}) == 3


class TestUnanswered:
    """What stays pending says that there are two people, to what comes after it."""

    @pytest.fixture
    def people(self):
        return [
            person_subentry("Anna", weight=62.0, **ALIKE),
            person_subentry("Ben", weight=68.0, **ALIKE),
        ]

    async def test_weights_that_lie_apart_are_two_people(self, household, store):
        with patch.object(Records, "async_look_again"):
            await store(
                *(
                    remembered(at(day, minute), weight + day % 3 / 10)
                    for day in range(8)
                    for minute, weight in ((0, 62.6), (9, 67.4))
                )
            )
        [first, *rest] = [w.person_id for w in everything(household)]
        assert first is None
        assert rest[-6:] == [ANNA, BEN] * 3


class TestBeforeWhatIsInMemory:
    """Anna and Ben weighed nearly every day for years; only their newest thousand are in memory."""

    @pytest.fixture
    def people(self):
        return [person_subentry(name, **ALIKE) for name in ("Anna", "Ben")]

    @pytest.fixture
    async def years(self, household, add):
        """Let Anna lose 20 kg from day 300 to day 1100, and Ben gain as much."""
        for person, begin, sign in ((ANNA, 80.0, -1), (BEN, 60.0, 1)):
            await add(
                *(
                    imported(person, day, begin + sign * changed_by(day) + day % 3 / 10)
                    for day in range(1500)
                    if day % 10
                )
            )
        assert household.view.history(ANNA)[0].measured_at > at(350)

    @pytest.mark.parametrize(("day", "heavy"), [(200, ANNA), (290, ANNA), (1400, BEN)])
    async def test_the_journal_says_what_they_weighed_then(
        self, household, years, store, day, heavy
    ):
        with patch.object(Records, "async_look_again"):
            await store(remembered(at(day), 80.1))
        [found] = [w for w in everything(household) if w.measured_at == at(day)]
        assert found.person_id == heavy

    async def test_it_is_read_once_however_many_there_are(self, household, years, store):
        readings = [
            remembered(at(day), 80.1) for day in (*range(10, 300, 10), *range(1200, 1500, 10))
        ]
        read = []
        async_read = household.writer.async_read

        async def counted(work):
            read.append([batch.weighings for batch in household.records._room.batches])
            return await async_read(work)

        with (
            patch.object(household.writer, "async_read", counted),
            patch.object(Records, "async_look_again"),
        ):
            await store(*readings)
        # Before they were identified.
        assert read.count([None]) == 1
        whose = Counter((w.person_id, w.measured_at > at(600)) for w in added(household))
        assert whose == {(ANNA, False): 29, (BEN, True): 30}

    @pytest.mark.parametrize(("day", "heavy"), [(200, ANNA), (1200, BEN), (1490, BEN)])
    async def test_so_it_does_when_one_is_looked_at_again(
        self, hass, household, years, add, day, heavy
    ):
        candidates = {ANNA: 0.4, BEN: 0.4, "nobody": 0.2}
        old = imported(None, day, 80.1, measured_at=at(day), candidates=candidates)
        await add(old)
        household.records.async_look_again()
        await hass.async_block_till_done(wait_background_tasks=True)
        [found] = [w for w in everything(household) if w.weighing_id == old.weighing_id]
        assert found.person_id == heavy


class TestJournalThatCannotBeRead:
    @pytest.fixture
    def people(self, ben):
        return [ben]

    async def test_what_needs_it_is_identified_when_it_can(self, hass, household, store):
        read, identified = household.writer.async_read, []
        refusals = [sqlite3.OperationalError("database is locked")]

        async def locked(work):
            if refusals:
                raise refusals.pop()
            return await read(work)

        def look(self):
            identified.extend(everything(household))

        with (
            patch.object(household.writer, "async_read", locked),
            patch.object(Records, "async_look_again", look),
        ):
            # 4 kg may be what lies on the scale, or a baby's: that isn't known now.
            await store(remembered(at(1), 85.0), remembered(at(2), 4.0))
        assert [(w.weight_kg, w.person_id, w.reason) for w in identified] == [
            (85.0, None, (ReasonPart(key="failed"),)),
            (4.0, None, (ReasonPart(key="failed"),)),
        ]
        household.records.async_look_again()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert [w.person_id for w in everything(household)] == [BEN, None]

    async def test_what_is_measured_now_needs_only_memory(self, hass, household):
        with patch.object(
            household.writer, "async_read", side_effect=sqlite3.OperationalError("locked")
        ):
            household.records.async_take(
                ADDRESS, [Reading(weight_kg=85.0, measured_at=dt_util.utcnow())], Memory()
            )
            await hass.async_block_till_done()
        await hass.async_block_till_done(wait_background_tasks=True)
        assert [w.person_id for w in everything(household)] == [BEN]


class TestAtOnceOrOneByOne:
    """Told at once in any order, they are identified as if each had been told when it was taken."""

    @pytest.fixture
    def people(self):
        return [
            person_subentry("Anna", weight=63.0, **ALIKE),
            person_subentry("Ben", weight=66.0, **ALIKE),
            person_subentry("Carl", **ALIKE),
        ]

    def stand(self, chance):
        """Return who stood on a scale when, and what it measured."""
        person, weight, impedance = chance.choice(
            [(ANNA, 62.0, 520), (BEN, 66.0, 480), (CARL, 84.0, 440)]
        )
        off = chance.gauss(0, chance.choice([*[0.3] * 9, 6.0]))
        impedance = chance.choice([None, round(chance.gauss(impedance, 8))])
        moment = at(round(chance.uniform(0, 120)), round(chance.gauss(0, 90)))
        return person, moment, round(weight + off, 2), impedance

    def house(self, chance):
        """Return what the journal has, who was a member when, and what a scale remembers."""
        known = []
        for number in range(chance.choice([20, 150])):
            person, moment, weight, impedance = self.stand(chance)
            known.append(
                imported(
                    chance.choice([person, person, person, None]),
                    0,
                    weight,
                    weighing_id=f"known{number}",
                    measured_at=moment,
                    impedance=impedance,
                )
            )
        spans = {
            ANNA: [Span()],
            BEN: [Span(at(chance.uniform(0, 30)))],
            CARL: [Span(None, at(chance.uniform(40, 60))), Span(at(chance.uniform(60, 90)))],
        }
        stands = (self.stand(chance) for _ in range(120))
        return known, spans, [remembered(*measured) for _, *measured in stands]

    @pytest.mark.parametrize("seed", range(4))
    async def test_it_is_the_same(self, hass, entry, household, add, seed):
        known, spans, readings = self.house(random.Random(seed))

        async def begin():
            def write(database):
                database.execute("DELETE FROM weighings")
                memberships.store_spans(database, spans)

            await hass.config_entries.async_unload(entry.entry_id)
            assert await hass.config_entries.async_setup(entry.entry_id)
            entry.runtime_data.writer.journal.run(write)
            assert await hass.config_entries.async_reload(entry.entry_id)
            await add(*known)
            await hass.async_block_till_done(wait_background_tasks=True)

        async def told(*batches):
            await begin()
            with patch.object(Records, "async_look_again"):
                for batch in batches:
                    await entry.runtime_data.records.async_store(ADDRESS, batch, Memory())
                await hass.async_block_till_done(wait_background_tasks=True)
            return sorted(
                (
                    (w.measured_at, w.weight_kg, w.person_id, w.confidence, w.reason, w.candidates)
                    for w in added(entry.runtime_data)
                ),
                key=lambda row: row[:2],
            )

        shuffled = random.Random(seed).sample(readings, len(readings))
        in_order = sorted(shuffled, key=lambda each: each.measured_at)
        one_by_one = await told(*([each] for each in in_order))
        assert await told(shuffled) == one_by_one
        # It is a house in which much happens.
        assert len({person for _, _, person, *_ in one_by_one}) > 2
        assert len({frozenset(candidates) for *_, candidates in one_by_one}) > 2
