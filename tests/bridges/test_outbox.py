"""The outbox: in order, nothing twice, nothing lost, whatever ends in the middle."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import json
import sqlite3
import time
from types import SimpleNamespace
from unittest.mock import Mock

from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.body_scale.bridges import issues as reports, mqtt, outbox, pauses
from custom_components.body_scale.bridges.courier import Courier
from custom_components.body_scale.bridges.link import Message
from custom_components.body_scale.bridges.manager import OutboxFiller
from custom_components.body_scale.bridges.mqtt import MqttBridge, MqttChannel
from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.journal import weighings
from custom_components.body_scale.journal.database import Journal
from custom_components.body_scale.journal.writer import JournalWriter
from custom_components.body_scale.model import Weighing

from .settling import settled

NOW = datetime(2026, 11, 22, 13, 57, tzinfo=UTC)


def parcel(number, target="anna", **changes):
    return mqtt.parcel(
        f"miscale/{target}/weight",
        f"{number}",
        weighing_id=f"w{number}",
        person_id=target,
        target=target,
        **{"retain": True} | changes,
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path):
    journal = Journal(path)
    journal.open()
    yield journal
    journal.close()


def put(journal, *parcels, replace=False, at=NOW):
    for each in parcels:
        journal.run(lambda db, each=each: outbox.put(db, "b", each, at, replace=replace))


def waits(journal):
    found = []

    def take(database):
        seen = outbox.head(database, "b")
        while seen:
            found.append(seen.body["payload"])
            outbox.mark_delivered(database, seen, NOW)
            seen = outbox.head(database, "b")
        raise LookupError  # Put everything back.

    with pytest.raises(LookupError):
        journal.run(take)
    return found


def deliver(journal, number):
    for _ in range(number):
        journal.run(lambda db: outbox.mark_delivered(db, outbox.head(db, "b"), NOW))


def bodies(journal):
    rows = journal.run(lambda db: db.execute("SELECT * FROM outbox ORDER BY sequence").fetchall())
    return [(row["person_id"], json.loads(row["body"])["payload"]) for row in rows]


class TestTable:
    def test_in_order(self, journal):
        put(journal, parcel(1), parcel(2, "ben"), parcel(3))
        assert waits(journal) == ["1", "2", "3"]
        assert journal.run(lambda db: outbox.waiting(db, "b")) == (3, NOW)

    def test_the_same_is_not_told_twice(self, journal):
        put(journal, parcel(1), parcel(1))
        assert waits(journal) == ["1"]
        journal.run(lambda db: outbox.mark_delivered(db, outbox.head(db, "b"), NOW))
        put(journal, parcel(1))
        assert waits(journal) == []
        put(journal, parcel(2), parcel(1))
        assert waits(journal) == ["2", "1"]

    def test_what_is_out_of_date_is_replaced(self, journal):
        put(journal, parcel(1), parcel(2), parcel(9, "ben"), replace=True)
        assert waits(journal) == ["2", "9"]

    def test_what_waits_already_keeps_its_place_and_age(self, journal):
        put(journal, parcel(1))
        journal.run(lambda db: outbox.mark_tried(db, outbox.head(db, "b")))
        before = journal.run(lambda db: (outbox.head(db, "b"), outbox.waiting(db, "b")))
        put(journal, parcel(1), replace=True, at=NOW + timedelta(hours=1))
        assert journal.run(lambda db: (outbox.head(db, "b"), outbox.waiting(db, "b"))) == before
        put(journal, parcel(2))
        put(journal, parcel(2), replace=True)
        assert waits(journal) == ["2"]

    def test_what_may_have_arrived_is_told_again_after_a_replaced_one(self, journal):
        put(journal, parcel(1))
        journal.run(lambda db: outbox.mark_delivered(db, outbox.head(db, "b"), NOW))
        put(journal, parcel(2))
        journal.run(lambda db: outbox.mark_tried(db, outbox.head(db, "b")))
        put(journal, parcel(1), replace=True)
        assert waits(journal) == ["1"]

    def test_a_withdrawn_weighing(self, journal):
        put(journal, parcel(1), parcel(2))
        journal.run(lambda db: outbox.delete_untried(db, "b", "w1"))
        assert waits(journal) == ["2"]

    def test_is_bounded(self, journal, monkeypatch):
        monkeypatch.setattr(outbox, "MAX_WAITING", 3)
        put(journal, *(parcel(number) for number in range(5)))
        assert waits(journal) == ["2", "3", "4"]

    def test_an_erased_person_is_cleared_and_forgotten(self, journal):
        put(journal, parcel(1), parcel(2, "ben"), parcel(3, "carla", retain=False))
        deliver(journal, 3)
        put(journal, parcel(4), parcel(5, "carla", retain=False))
        for person in ("anna", "carla"):
            journal.run(lambda db, person=person: outbox.erase(db, person, NOW))
        assert bodies(journal) == [("ben", "2"), ("anna", "")]
        assert waits(journal) == [""]
        deliver(journal, 1)
        assert bodies(journal) == [("ben", "2")]

    def test_what_is_not_wanted_is_cleared_once(self, journal):
        put(journal, parcel(1), parcel(2, "ben"))
        deliver(journal, 1)
        for _ in range(2):
            journal.run(
                lambda db: outbox.retract_unless(db, "b", lambda item: item.target == "ben", NOW)
            )
            assert waits(journal) == ["2", ""]
        deliver(journal, 2)
        put(journal, parcel(1))
        assert waits(journal) == ["1"]

    def test_what_the_other_side_forgot_is_told_again(self, journal):
        put(journal, parcel(1))
        for _ in range(2):
            journal.run(lambda db: outbox.put(db, "b", parcel(1), NOW, again=True))
        assert waits(journal) == ["1"]
        deliver(journal, 1)
        journal.run(lambda db: outbox.put(db, "b", parcel(1), NOW, again=True))
        assert waits(journal) == ["1"]

    def test_a_removed_bridge_leaves_nothing(self, journal):
        put(journal, parcel(1))
        assert journal.run(outbox.bridges) == ["b"]
        journal.run(lambda db: outbox.delete_bridge(db, "b"))
        assert journal.run(outbox.bridges) == []

    def test_what_was_delivered_is_forgotten_but_for_the_last(self, journal):
        put(journal, parcel(1), parcel(2), parcel(3))
        for day in (0, 1, 60):
            at = NOW + timedelta(days=day)
            journal.run(lambda db, at=at: outbox.mark_delivered(db, outbox.head(db, "b"), at))
        rows = journal.run(lambda db: db.execute("SELECT weighing_id FROM outbox").fetchall())
        assert [row[0] for row in rows] == ["w3"]

    def test_survives_a_power_cut(self, journal, path):
        put(journal, parcel(1))
        journal.run(lambda db: outbox.mark_tried(db, outbox.head(db, "b")))
        again = Journal(path)
        again.open()
        item = again.run(lambda db: outbox.head(db, "b"))
        assert (item.body["payload"], item.attempts) == ("1", 1)
        again.close()


class TestFollowers:
    """What bridges have to tell of a weighing is written with it, and no fault of theirs loses it."""

    def add(self, journal, *bridges):
        weighing = Weighing(weighing_id="w1", scale="s", measured_at=NOW, weight_kg=70.0)
        filler = OutboxFiller(bridges)
        journal.run(lambda db: filler.changed(db, weighings.add(db, [weighing])))
        assert journal.run(lambda db: weighings.of_person(db, None)) == [weighing]

    def bridge(self, name, *, fails=False, fault=None):
        def put_then_fail(database, change, now):
            outbox.put(database, name, parcel(1), NOW)
            if fault:
                fault(database)
            if fails:
                raise KeyError("a mistake")

        return SimpleNamespace(kind=name, enqueue=put_then_fail)

    def test_a_fault_in_a_bridge_loses_no_weighing(self, journal, caplog):
        self.add(journal, self.bridge("b", fails=True))
        assert waits(journal) == []
        assert "a mistake" in caplog.text

    @pytest.mark.parametrize(
        "fault",
        [
            pytest.param(lambda db: db.execute("SELECT 1 FROM nowhere"), id="statement"),
            pytest.param(lambda db: db.execute("SELECT ?", ({},)), id="value"),
            pytest.param(
                lambda db: db.execute("INSERT INTO outbox (bridge) VALUES ('b')"), id="constraint"
            ),
        ],
    )
    def test_a_wrong_statement_of_a_bridge_loses_no_weighing(self, journal, caplog, fault):
        self.add(journal, self.bridge("a", fault=fault), self.bridge("b"))
        assert journal.run(outbox.bridges) == ["b"]
        assert "could not be enqueued" in caplog.text

    def test_a_full_disk_is_no_fault_of_a_bridge(self, journal):
        def fill(database):
            [pages] = database.execute("PRAGMA page_count").fetchone()
            database.execute(f"PRAGMA max_page_count = {pages}")
            database.execute("UPDATE outbox SET body = zeroblob(100000)")

        with pytest.raises(sqlite3.OperationalError, match="full"):
            self.add(journal, self.bridge("b", fault=fill))
        assert journal.run(lambda db: weighings.of_person(db, None)) == []

    def test_a_fault_in_a_bridge_keeps_no_other_from_telling(self, journal, caplog):
        self.add(journal, self.bridge("a", fails=True), self.bridge("b"))
        assert journal.run(outbox.bridges) == ["b"]
        assert "a mistake" in caplog.text


class Broker:
    """Something that keeps and repeats, and can be made to fail."""

    def __init__(self):
        self.ready = False
        self.said = []
        self.kept = {}
        self.echoes = True
        self.fails = False
        self.on_change = self.on_message = None

    async def start(self, topics, on_change, on_message):
        self.on_change, self.on_message = on_change, on_message

    def stop(self):
        self.ready = False

    def connect(self):
        self.ready = True
        self.on_change()
        for topic, payload in self.kept.items():
            self.on_message(Message(topic, payload, retained=True))

    def disconnect(self):
        self.ready = False
        self.on_change()

    async def publish(self, topic, payload, *, retain):
        assert self.ready
        if self.fails:
            raise HomeAssistantError("lost")
        self.said.append(payload)
        if retain:
            self.kept[topic] = payload
        if self.echoes:
            self.on_message(Message(topic, payload))


class SomeBridge(MqttBridge):
    """A bridge that says what was put into its outbox."""

    topics = ("miscale/+/weight",)

    def enqueue(self, database, change, now):
        raise NotImplementedError

    def wants(self, item):
        return True


@pytest.fixture
def broker():
    return Broker()


@pytest.fixture
async def working(hass, journal, broker):
    """Return a function that lets a courier work for a while."""
    bridge = SomeBridge(
        SimpleNamespace(people={}),
        SimpleNamespace(subentry_id="b", title="Test", data={"kind": "test"}),
    )

    @asynccontextmanager
    async def work():
        one = Courier(hass, JournalWriter(hass, journal), bridge, MqttChannel(hass, bridge, broker))
        task = hass.async_create_background_task(one.run(), f"{DOMAIN} courier")
        await settled(hass)
        yield one
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    return work


async def later(hass, freezer, seconds):
    freezer.tick(seconds)
    async_fire_time_changed(hass)
    await settled(hass)


class TestCourier:
    async def test_says_nothing_without_a_connection(self, hass, journal, broker, working):
        put(journal, parcel(1), parcel(2))
        async with working() as one:
            assert broker.said == []
            assert one.waiting.number == 2
            broker.connect()
            await settled(hass)
            assert broker.said == ["1", "2"]
            assert one.waiting.number == 0

    async def test_tells_what_comes_while_it_works(self, hass, journal, broker, working):
        async with working() as one:
            broker.connect()
            for number in range(3):
                put(journal, parcel(number))
                one.async_outbox_changed()
                await settled(hass)
            assert broker.said == ["0", "1", "2"]

    async def test_backs_off(self, hass, journal, broker, working, freezer, monkeypatch):
        monkeypatch.setattr(pauses, "MAX_UNHEARD", 99)
        broker.echoes = False
        put(journal, parcel(1, retain=False), parcel(2, retain=False))
        async with working():
            broker.connect()
            await settled(hass)
            starts = []
            for second in range(200):
                before = len(broker.said)
                await later(hass, freezer, 1)
                starts += [second] * (len(broker.said) - before)
            # 10 s for an echo, pauses of 5, 10, 20, 40 and 80 s, and 3 s to look before each try.
            gaps = [after - before for before, after in pairwise(starts)]
            assert set(broker.said) == {"1"}
            assert 3 <= len(gaps) <= 5
            assert all(after > 1.3 * before for before, after in pairwise(gaps))
            broker.echoes = True
            for _ in range(40):
                await later(hass, freezer, 10)
            assert broker.said[-2:] == ["1", "2"]

    async def test_a_new_connection_ends_the_pause(self, hass, journal, broker, working, freezer):
        broker.fails = True
        put(journal, parcel(1))
        async with working():
            broker.connect()
            await settled(hass)
            broker.disconnect()
            broker.fails = False
            broker.connect()
            await settled(hass)
            await later(hass, freezer, mqtt.RETAINED_TIMEOUT_S + 1)
            assert broker.said == ["1"]

    async def test_what_arrived_before_the_end_is_not_said_again(
        self, hass, journal, broker, working, freezer
    ):
        broker.echoes = False
        put(journal, parcel(1), parcel(2))
        async with working():
            broker.connect()
            await settled(hass)
            assert broker.said == ["1"]
        # Killed here: the broker has it, the outbox doesn't know.
        assert waits(journal) == ["1", "2"]
        broker.echoes = True
        async with working():
            broker.connect()
            await settled(hass)
            assert broker.said == ["1", "2"]
        assert waits(journal) == []

    async def test_an_echo_counts_though_something_else_follows_at_once(
        self, hass, journal, broker, working
    ):
        async def publish(topic, payload, *, retain):
            await Broker.publish(broker, topic, payload, retain=retain)
            broker.on_message(Message(topic, "somebody else's"))

        broker.publish = publish
        put(journal, parcel(1), parcel(2))
        async with working() as one:
            broker.connect()
            await settled(hass)
            assert broker.said == ["1", "2"]
            assert one.waiting.number == 0

    async def test_what_is_withdrawn_while_it_is_asked_about_is_not_sent(
        self, hass, journal, broker, working
    ):
        put(journal, parcel(1, question=("ask", "who?"), retain=False))
        broker.echoes = False
        async with working() as one:
            broker.connect()
            await settled(hass)
            assert broker.said == ["who?"]
            journal.run(lambda db: outbox.delete_untried(db, "b", "w1"))
            broker.on_message(Message("miscale/anna/weight", "0"))
            await settled(hass)
            assert broker.said == ["who?"]
            assert one.waiting.number == 0

    async def test_goes_on_after_a_fault(
        self, hass, journal, broker, working, freezer, monkeypatch, caplog
    ):
        put(journal, parcel(1))
        with monkeypatch.context() as patch:
            patch.setattr(outbox, "head", Mock(side_effect=sqlite3.OperationalError("disk I/O")))
            async with working():
                broker.connect()
                await settled(hass)
                assert "interrupted" in caplog.text
                patch.undo()
                await later(hass, freezer, 10)
                assert broker.said == ["1"]

    async def test_a_flood_is_not_kept_in_mind(self, hass, journal, broker, working):
        async with working() as one:
            broker.connect()
            for number in range(2 * mqtt._MAX_SLOTS):
                broker.on_message(Message(f"miscale/{number}/weight", "x"))
            broker.on_message(Message("miscale/long/weight", "x" * 1_000_000))
            assert len(one._channel._values) <= mqtt._MAX_SLOTS
            assert "miscale/long/weight" not in one._channel._values
            put(journal, parcel(1))
            one.async_outbox_changed()
            await settled(hass)
            assert broker.said == ["1"]

    async def test_somebody_who_does_not_answer_is_told_nothing(
        self, hass, journal, broker, working, freezer
    ):
        broker.echoes = False
        put(journal, parcel(1, question=("ask", "who?"), retain=False))
        async with working() as one:
            broker.connect()
            await settled(hass)
            for _ in range(60):
                await later(hass, freezer, 1)
            assert set(broker.said) == {"who?"}
            assert one.waiting.number == 1

    async def test_a_target_that_refuses_holds_up_no_other(
        self, hass, journal, broker, working, freezer
    ):
        put(journal, parcel(1, value="never"), parcel(2, "ben"))
        async with working() as one:
            broker.connect()
            await settled(hass)
            for _ in range(12):
                await later(hass, freezer, 1)
            assert broker.said == ["1", "2"]
            assert one.waiting.number == 1

    async def test_a_target_that_refuses_makes_no_other_wait(
        self, hass, journal, broker, working, freezer
    ):
        """A weighing of somebody else comes while a target rests for minutes."""
        put(journal, parcel(1, question=("ask", "who?"), retain=False))
        async with working() as one:
            broker.connect()
            await settled(hass)
            for _ in range(400):
                await later(hass, freezer, 1)
            put(journal, parcel(2, "ben"))
            one.async_outbox_changed()
            await settled(hass)
            # It isn't told after the target that rests either.
            assert [text for text in broker.said if text != "who?"] == ["2"]
            assert one.waiting.number == 1

    async def test_new_work_for_a_target_ends_its_pause(
        self, hass, journal, broker, working, freezer
    ):
        broker.fails = True
        put(journal, parcel(1))
        async with working() as one:
            broker.connect()
            for _ in range(400):
                await later(hass, freezer, 1)
            broker.fails = False
            put(journal, parcel(2))
            one.async_outbox_changed()
            await settled(hass)
            await later(hass, freezer, mqtt.RETAINED_TIMEOUT_S + 1)
            assert broker.said == ["1", "2"]

    async def test_a_target_rests_longer_each_time_though_others_are_told(
        self, hass, journal, broker, working, freezer
    ):
        put(journal, parcel(1, question=("ask", "who?"), retain=False))
        async with working() as one:
            broker.connect()
            for number in range(60):
                put(journal, parcel(number, "ben"))
                one.async_outbox_changed()
                await later(hass, freezer, 11)
            # 660 s with pauses of 5, 10, 20 s and so on, and 10 s for each answer.
            assert 4 <= broker.said.count("who?") <= 8
            assert [text for text in broker.said if text != "who?"] == [
                f"{number}" for number in range(60)
            ]

    async def test_a_start_that_fails_is_tried_again(
        self, hass, journal, broker, working, freezer, monkeypatch, caplog
    ):
        start, times = broker.start, []

        async def fail_twice(*arguments):
            times.append(time.monotonic())
            if len(times) < 3:
                raise HomeAssistantError("not now")
            await start(*arguments)

        broker.start = fail_twice
        put(journal, parcel(1))
        async with working() as one:
            assert "interrupted" in caplog.text
            # What waits is shown all the same.
            assert one.waiting.number == 1
            for _ in range(20):
                await later(hass, freezer, 1)
            assert [round(each - times[0]) for each in times] == [0, 5, 15]
            broker.connect()
            await settled(hass)
            assert broker.said == ["1"]

    async def test_a_repair_long_before_anything_is_dropped(
        self, hass, journal, broker, working, freezer, monkeypatch
    ):
        def issue():
            return ir.async_get(hass).async_get_issue(DOMAIN, "outbox_waits_b")

        freezer.move_to(NOW)
        put(journal, parcel(1))
        async with working():
            assert issue() is None
            for _ in range(25):
                await later(hass, freezer, 3601)
            assert issue().translation_placeholders["count"] == "1"
            broker.connect()
            await settled(hass)
            assert issue() is None
        monkeypatch.setattr(reports, "MANY_WAITING", 2)
        put(journal, parcel(2), parcel(3), at=NOW + timedelta(days=1))
        async with working():
            assert issue()

    async def test_what_is_never_heard_back_is_said_and_tried_less(
        self, hass, journal, broker, working, freezer
    ):
        def issue():
            return ir.async_get(hass).async_get_issue(DOMAIN, "outbox_unheard_b")

        broker.echoes = False
        put(journal, parcel(1, retain=False))
        async with working():
            broker.connect()
            for _ in range(20):
                await later(hass, freezer, 30)
            assert broker.said == ["1"] * reports.MAX_UNHEARD
            assert issue().translation_placeholders["bridge"] == "Test"
            await later(hass, freezer, 3600)
            await later(hass, freezer, mqtt.RETAINED_TIMEOUT_S + 1)
            assert len(broker.said) == reports.MAX_UNHEARD + 1
            broker.on_message(Message("miscale/anna/weight", "1"))
            await settled(hass)
            assert issue() is None
            assert waits(journal) == []


def test_what_a_clock_that_was_ahead_noted_counts_from_now(journal):
    ahead = NOW + timedelta(days=365)
    put(journal, parcel(1), at=ahead)
    journal.run(lambda db: outbox.correct_times(db, NOW))
    assert journal.run(lambda db: outbox.waiting(db, "b")).since == NOW
    item = journal.run(lambda db: outbox.head(db, "b"))
    journal.run(lambda db: outbox.mark_delivered(db, item, ahead))
    journal.run(lambda db: outbox.correct_times(db, NOW))
    assert journal.run(lambda db: outbox.last_of(db, "b", item.target)).delivered_at == NOW
