"""What a file says becomes the household's weighings: once, all of them, and without any noise."""

from dataclasses import asdict, replace
from datetime import UTC, timedelta
from types import SimpleNamespace
from unittest.mock import patch
from zoneinfo import ZoneInfo

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest

from custom_components.body_scale import exchange
from custom_components.body_scale.exchange import ImportPreview, Problem
from custom_components.body_scale.journal import weighings as journal
from custom_components.body_scale.journal.weighings import as_columns
from custom_components.body_scale.journal.writer import NotStoredError
from custom_components.body_scale.model import (
    GUEST,
    AssignedBy,
    Given,
    Origin,
    Unit,
    Weighing,
)
from custom_components.body_scale.transfer.importing import Import
from custom_components.body_scale.transfer.whose import FIND_OUT, PENDING, SKIP

from ..stored import everything, weighings_of
from .conftest import ANNA, BEN, START


class TestWhose:
    async def test_a_choice_for_the_whole_file(self, household, bring_in, row):
        result = await bring_in([row(0, person="x"), row(1)], person=ANNA)
        assert (result.found, result.added, result.people) == (2, 2, {ANNA: 2})
        found = weighings_of(household, ANNA)
        assert [each.measured_at for each in found] == [START, START + timedelta(days=1)]
        assert {(each.origin, each.assigned_by) for each in found} == {
            (Origin.IMPORT, AssignedBy.USER)
        }

    async def test_the_files_names(self, household, bring_in, row):
        rows = [row(0, person=" anna "), row(1, 85.0, person="BEN")]
        assert (await bring_in(rows)).people == {ANNA: 1, BEN: 1}

    async def test_answers_by_the_files_texts(self, household, bring_in, row):
        rows = [row(0, 85.0, person="1")]
        rows += [row(day, person=text) for day, text in enumerate(["2", "3", "4"], 1)]
        answers = {"1": BEN, "2": GUEST, "3": SKIP, "4": FIND_OUT}
        result = await bring_in(rows, answers=answers)
        # As heavy as Anna says that she is.
        assert result.people == {BEN: 1, GUEST: 1, ANNA: 1}
        assert (result.found, result.added, result.skipped) == (4, 3, 1)

    async def test_found_out_by_the_weights_each_teaching_the_next(self, household, bring_in, row):
        # In the file's order the last comes first: Anna lost what lies between.
        losing = [row(7 * week, 71.5 - week * 0.1) for week in range(100)]
        others = [row(7 * week + 3, 90.0 - week * 0.05) for week in range(100)]
        result = await bring_in([*reversed(losing), *others])
        ben = [each.weight_kg for each in weighings_of(household, BEN)]
        assert min(ben) > 84
        assert result.pending < 20
        assert len(weighings_of(household, ANNA)) > 80

    async def test_what_is_uncertain_waits_unless_one_answer_is_given_for_all(
        self, household, bring_in, row
    ):
        between = [row(day, 73.5 + day) for day in range(3)]
        result = await bring_in(between, uncertain=SKIP)
        assert (result.added, result.skipped, result.pending) == (0, 3, 0)
        assert (await bring_in(between, uncertain=PENDING)).pending == 3
        assert len(weighings_of(household, None)) == 3
        later = [row(200 + day, 73.5 + day) for day in range(3)]
        assert (await bring_in(later, uncertain=BEN)).people == {BEN: 3}
        answered = weighings_of(household, BEN)[-3:]
        assert {each.assigned_by for each in answered} == {AssignedBy.USER}

    async def test_people_are_asked_about_by_what_the_file_has_of_them(self, whose, row):
        rows = [row(3, 80.0, person="168"), row(1, person="Anna"), row(2, 82.0, person="168")]
        tall, anna = whose().texts([*rows, row(4)])
        assert (tall.text, tall.count, tall.person_id) == ("168", 2, None)
        assert (tall.first, tall.last) == (START + timedelta(days=2), START + timedelta(days=3))
        assert (tall.low_kg, tall.high_kg) == (80.0, 82.0)
        assert (anna.text, anna.person_id) == ("Anna", ANNA)
        assert whose(person=BEN).texts(rows) == []


class TestOnce:
    async def test_twice_changes_nothing(self, household, bring_in, row):
        rows = [row(day, person=text) for day, text in enumerate(["Anna", "Ben", None])]
        rows += [row(9, 74.2), replace(row(9, 74.2), line=99, measured_at=START)]
        first = await bring_in(rows)
        assert (first.added, first.known) == (5, 0)
        before = everything(household)
        again = await bring_in(rows)
        assert (again.found, again.added, again.known) == (5, 0, 5)
        assert everything(household) == before

    async def test_nor_when_it_was_corrected_since(self, household, act, bring_in, row):
        await bring_in([row(0), row(1), row(2)], person=ANNA)
        first, second, third = everything(household)
        await act("assign_weighing", weighing_id=first.weighing_id, person="Ben")
        await act("delete_weighing", weighing_id=second.weighing_id)
        await act("edit_weighing", weighing_id=third.weighing_id, weight=70.0)
        before = everything(household)
        assert (await bring_in([row(0), row(1), row(2)], person=ANNA)).known == 3
        assert everything(household) == before

    @pytest.mark.parametrize(
        ("seconds", "kg", "known"),
        [(0, 0.0, 1), (90, 0.04, 1), (-119, -0.05, 1), (121, 0.0, 0), (60, 0.06, 0), (4, 0.3, 1)],
    )
    async def test_what_was_weighed_here_and_is_in_the_other_app_too(
        self, household, bring_in, row, seconds, kg, known
    ):
        live = Weighing(
            weighing_id="w",
            scale="scale",
            measured_at=START,
            weight_kg=62.0,
            impedance=480.0,
            person_id=ANNA,
        )
        await household.records.add([live])
        there = replace(row(0, 62.0 + kg), measured_at=START + timedelta(seconds=seconds))
        result = await bring_in([there], person=ANNA)
        assert (result.known, result.added) == (known, 1 - known)
        assert live in everything(household)

    async def test_whosever_the_live_one_is_as_long_as_it_may_be_the_same(
        self, household, bring_in, row
    ):
        kinds = {"pending": None, "guest": GUEST, "ben": BEN}
        live = [
            Weighing(
                weighing_id=key,
                scale="scale",
                measured_at=START + timedelta(days=day),
                weight_kg=62.0,
                person_id=person,
                # A person's word: nothing is looked at again.
                assigned_by=AssignedBy.USER,
            )
            for day, (key, person) in enumerate(kinds.items())
        ]
        await household.records.add(live)
        result = await bring_in([row(day) for day in range(3)], person=ANNA)
        assert (result.known, result.added) == (2, 1)

    async def test_one_weighing_stands_for_one_row(self, household, bring_in, row):
        live = Weighing(
            weighing_id="w", scale="s", measured_at=START, weight_kg=62.0, person_id=ANNA
        )
        await household.records.add([live])
        rows = [replace(row(0), measured_at=START + timedelta(seconds=s)) for s in (20, 60)]
        assert (await bring_in(rows, person=ANNA)).added == 1

    async def test_two_at_the_same_moment(self, hass, household, whose, row):
        preview = ImportPreview(format="generic", rows=tuple(row(day) for day in range(5)))
        works = [Import(household, preview, whose(person=ANNA)) for _ in range(2)]
        for work in works:
            await work.prepare()
        results = [await work.store() for work in works]
        assert [each.added for each in results] == [5, 0]
        assert [each.known for each in results] == [0, 5]
        assert len(everything(household)) == 5


class TestTimes:
    async def test_what_no_weighing_can_have(self, household, bring_in, row):
        now = dt_util.utcnow()
        rows = [
            replace(row(0), line=2, measured_at=now + timedelta(minutes=1)),
            # Anna was born in 1990.
            replace(row(0), line=3, measured_at=START.replace(year=1985)),
            replace(row(0), line=4, measured_at=START.replace(year=1899), person="Ben"),
            replace(row(0), line=5, weight_kg=float("nan")),
            replace(row(0), line=6, measured_at=now - timedelta(minutes=1)),
        ]
        told = Problem(1, "bad_number", "Fat")
        result = await bring_in(rows, person=ANNA, problems=[told])
        assert (result.found, result.added, result.skipped) == (5, 1, 4)
        assert [(each.line, each.key) for each in result.problems] == [
            (1, "bad_number"),
            (2, "time_future"),
            (3, "time_before_birth"),
            (4, "time_past"),
            (5, "weight_out_of_range"),
        ]
        assert result.problem_count == 5


class TestQuietly:
    async def test_nothing_is_told(self, hass, household, told, bring_in, row):
        events = []
        hass.bus.async_listen("logbook_entry", callback(lambda event: events.append(event)))  # noqa: PLW0108
        before = hass.states.get("event.anna_weighing").state
        await bring_in([row(0)], person=ANNA)
        assert told == []
        assert events == []
        assert hass.states.get("event.anna_weighing").state == before
        assert hass.states.get("sensor.anna_weight").state == "62.0"

    async def test_bridges_are_sent_nothing_whatever_the_origin_was(self, household, bring_in, row):
        live = row(0, own={"origin": "live", "weighing_id": "w", "scale": "s", "person_id": ANNA})
        with patch.object(household.records._hook, "changed") as hook:
            await bring_in([live, row(1, person="Anna")])
        hook.assert_not_called()
        assert len(everything(household)) == 2


class TestAllOrNothing:
    async def test_an_error_in_the_middle_leaves_nothing(self, household, bring_in, row):
        add = journal.add

        def fail(database, weighings):
            add(database, weighings)
            raise journal.sqlite3.IntegrityError

        with (
            patch.object(journal, "add", fail),
            pytest.raises(journal.sqlite3.IntegrityError),
        ):
            await bring_in([row(day) for day in range(50)], person=ANNA)
        assert everything(household) == []

    async def test_a_disk_that_does_not_take_it(self, household, bring_in, row):
        with (
            patch("custom_components.body_scale.household.records._BULK_PATIENCE_S", 0.2),
            patch.object(journal, "add", side_effect=journal.sqlite3.OperationalError("full")),
            pytest.raises(NotStoredError),
        ):
            await bring_in([row(0)], person=ANNA)
        assert everything(household) == []

    async def test_a_journal_that_cannot_be_read(self, household, bring_in, row):
        with (
            patch.object(household.writer.journal, "run", side_effect=OSError),
            pytest.raises(HomeAssistantError) as raised,
        ):
            await bring_in([row(0)], person=ANNA)
        assert raised.value.translation_key == "not_read"

    async def test_a_household_that_closes(self, household, whose, row):
        preview = ImportPreview(format="generic", rows=(row(0),))
        work = Import(household, preview, whose(person=ANNA))
        await work.prepare()
        await household.async_shut_down()
        with pytest.raises(ServiceValidationError):
            await work.store()

    async def test_who_is_erased_meanwhile_gets_nothing(self, hass, household, act, whose, row):
        preview = ImportPreview(format="generic", rows=(row(0), row(1, 62.5)))
        work = Import(household, preview, whose())
        await work.prepare()
        await work.identify()
        await act("erase_person", person="Anna")
        await work.store()
        found = everything(household)
        assert len(found) == 2
        assert ANNA not in str([as_columns(each) for each in found])


class TestOwn:
    """What our own files say is restored exactly."""

    def all_kinds(self):
        common = {"scale": "C8:47:8C:00:00:01", "weight_kg": 62.25}
        return [
            Weighing(
                weighing_id="01A",
                measured_at=START + timedelta(microseconds=123),
                person_id=ANNA,
                assigned_by=AssignedBy.AUTO,
                confidence=0.987,
                candidates={ANNA: 0.987, BEN: 0.003, "nobody": 0.01},
                impedance=480.5,
                impedance_250khz=440.25,
                heart_rate=61,
                profile_id=2,
                unit=Unit.LB,
                battery=77,
                segments=(19.8, 283.0),
                given=Given(body_fat=20.5, water=55.25),
                stamp=START.replace(tzinfo=None),
                time_estimated=True,
                **common,
            ),
            Weighing(weighing_id="01B", measured_at=START, origin=Origin.MANUAL, **common),
            Weighing(
                weighing_id="01C",
                measured_at=START + timedelta(days=1),
                person_id=GUEST,
                assigned_by=AssignedBy.AUTO,
                reason="an old sentence",
                **common,
            ),
        ]

    def rows(self, *weighings, **names):
        """Return them as they are read from what was written of them."""
        names = {ANNA: "Anna", BEN: "Ben"} | names
        written = [
            SimpleNamespace(
                **{**asdict(each), "given": each.given, "reason": each.reason},
                person=names.get(each.person_id, each.person_id),
            )
            for each in weighings or self.all_kinds()
        ]
        content = exchange.write(written, format=self.kind, zone=ZoneInfo("Europe/Berlin"))
        return list(exchange.read(content, zone=UTC).rows)

    @pytest.fixture(autouse=True, params=["csv", "json"])
    def written_as(self, request):
        self.kind = request.param

    async def test_into_an_empty_journal(self, household, bring_in, whose):
        assert whose().texts(self.rows()) == []
        result = await bring_in(self.rows())
        assert (result.added, result.pending, result.people) == (3, 1, {ANNA: 1, GUEST: 1})
        assert sorted(everything(household), key=lambda each: each.weighing_id) == self.all_kinds()

    async def test_people_who_have_other_ids_here_are_known_by_name(
        self, household, bring_in, whose
    ):
        there = [
            replace(
                row,
                own={
                    k: v.replace(ANNA, "other") if isinstance(v, str) else v
                    for k, v in row.own.items()
                },
            )
            for row in self.rows()
        ]
        assert whose().texts(there) == []
        await bring_in(there)
        [found] = weighings_of(household, ANNA)
        assert found == self.all_kinds()[0]

    async def test_who_is_not_known_is_asked_about(self, household, bring_in, whose):
        strangers = [
            replace(row, person="Zoe", own=row.own | {"person_id": "zoe"})
            for row in self.rows()[:1]
        ]
        [asked] = whose().texts([*strangers, *self.rows()])
        assert (asked.text, asked.count, asked.person_id) == ("Zoe", 1, None)
        await bring_in(strangers, answers={"Zoe": BEN})
        [found] = weighings_of(household, BEN)
        assert (found.weighing_id, found.assigned_by) == ("01A", AssignedBy.AUTO)

    async def test_who_is_to_be_found_out_is(self, household, bring_in):
        stranger = replace(self.all_kinds()[0], person_id="zoe")
        rows = self.rows(stranger, zoe="Zoe")
        await bring_in(rows, answers={"Zoe": FIND_OUT})
        [found] = weighings_of(household, ANNA)
        assert (found.weighing_id, found.assigned_by) == ("01A", AssignedBy.AUTO)

    async def test_a_choice_for_the_whole_file_counts(self, household, bring_in):
        await bring_in(self.rows(), person=BEN)
        found = weighings_of(household, BEN)
        assert sorted(each.weighing_id for each in found) == ["01A", "01B", "01C"]
        by_id = {each.weighing_id: each.assigned_by for each in found}
        # Nobody had these before.
        assert (by_id["01B"], by_id["01C"]) == (AssignedBy.USER, AssignedBy.USER)

    async def test_who_left_gets_theirs(self, hass, household, entry, bring_in):
        [anna] = [each for each in entry.subentries.values() if each.title == "Anna"]
        hass.config_entries.async_remove_subentry(entry, anna.subentry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        await bring_in(self.rows())
        assert [each.weighing_id for each in weighings_of(household, ANNA)] == ["01A"]

    @pytest.mark.parametrize(
        "own",
        [
            {"origin": "dream"},
            {"candidates": "[1]"},
            {"candidates": "{"},
            {"reason": '[{"key": 1}]'},
            {"reason": "x" * 5000},
            {"stamp": 5},
            {"weighing_id": ""},
            {"weighing_id": ["a"]},
            {"scale": None},
            {"person_id": 5},
            {"person_id": ["anna"]},
            {"weighing_id": "\ud800"},
        ],
        ids=str,
    )
    async def test_a_row_that_was_edited_to_nonsense_is_damaged(self, household, bring_in, own):
        good, *_ = self.rows()
        result = await bring_in([replace(good, line=7, own=good.own | own)])
        assert [(each.line, each.key) for each in result.problems] == [(7, "row_damaged")]
        assert everything(household) == []

    async def test_a_reading_that_a_scale_remembers_is_the_same_by_its_stamp(
        self, household, bring_in
    ):
        [first, *_] = self.all_kinds()
        there = replace(first, weighing_id="x", measured_at=START + timedelta(seconds=40))
        await household.records.add([there])
        assert (await bring_in(self.rows()[:1])).known == 1
        other = replace(first, weighing_id="y", stamp=first.stamp + timedelta(seconds=1))
        await household.records.add([other])
        assert len(everything(household)) == 2
