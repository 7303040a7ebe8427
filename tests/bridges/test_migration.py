"""An outbox that version 0.1.0 wrote: nothing is lost, and nothing is delivered twice.

`outbox_0_1_0.sql` is the journal of a house run with that version: weighings were delivered, one was
deleted at openScale, the broker then stopped echoing while more was weighed, and a bridge was removed.
"""

from contextlib import closing
from datetime import UTC, datetime
import json
from pathlib import Path
import sqlite3

from homeassistant.config_entries import ConfigSubentryDataWithId
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.body_scale.bridges import mqtt, outbox
from custom_components.body_scale.bridges.outbox import Parcel
from custom_components.body_scale.const import DOMAIN, TITLE
from custom_components.body_scale.journal.database import Journal

from .conftest import BEN, MISCALE

OLD = (Path(__file__).parent / "outbox_0_1_0.sql").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BRIDGES = ("01DISCOVERY", "01DOMOTICZ", "01MISCALE", "01OPENSCALE", "01REMOVED")


def write_old(path):
    with closing(sqlite3.connect(path)) as database:
        database.executescript(OLD)
        database.row_factory = sqlite3.Row
        return database.execute("SELECT * FROM outbox ORDER BY sequence").fetchall()


class TestTable:
    @pytest.fixture
    def path(self, tmp_path):
        return tmp_path / "journal.db"

    @pytest.fixture
    def old(self, path):
        """Return the rows as the old version wrote them."""
        return write_old(path)

    @pytest.fixture
    def journal(self, path, old):
        journal = Journal(path)
        journal.open()
        yield journal
        journal.close()

    def test_every_kind_of_row_is_there(self, old):
        """See that the captured file shows what it is for."""
        bodies = [json.loads(row["body"]) for row in old]
        states = {
            (body["payload"] == "", row["attempts"] > 0, row["delivered_at"] is not None)
            for row, body in zip(old, bodies, strict=True)
        }
        waiting, tried, delivered = (False, False), (True, False), (True, True)
        assert states == {
            *((False, *state) for state in (waiting, tried, delivered)),
            *((True, *state) for state in (waiting, tried)),
        }
        assert {body["retain"] for body in bodies} == {True, False}

    def test_rows_are_the_same(self, journal, old):
        new = journal.run(
            lambda db: db.execute("SELECT * FROM outbox ORDER BY sequence").fetchall()
        )
        assert [{key: row[key] for key in list(old[0].keys())} for row in new] == [
            dict(row) for row in old
        ]

    def test_what_is_retained_can_be_retracted(self, journal, old):
        bodies = {row["sequence"]: json.loads(row["body"]) for row in old}
        items = [
            item
            for bridge in BRIDGES
            for item in journal.run(
                lambda db, bridge=bridge: outbox._items(db, "bridge = ?", bridge)
            )
        ]
        assert len(items) == len(old)
        for item in items:
            was = bodies[item.sequence]
            assert item.retracts is (was["payload"] == "")
            if item.retracts or not was["retain"]:
                assert item.retraction is None
            else:
                assert item.retraction == was | {"payload": "", "value": "", "question": None}

    def test_what_was_delivered_is_recognised(self, journal):
        def deliver_again(database):
            for bridge in BRIDGES:
                for item in outbox.last_items(database, bridge):
                    # As a bridge makes it: of today's keys, whatever the row says.
                    parcel = Parcel(
                        target=item.target,
                        weighing_id=item.weighing_id,
                        person_id=item.person_id,
                        body=item.body,
                        retraction=item.retraction,
                        retracts=item.retracts,
                    )
                    assert parcel.key == item.key
                    outbox.put(database, bridge, parcel, NOW)
            return database.execute("SELECT COUNT(*) FROM outbox").fetchone()[0]

        before = journal.run(lambda db: db.execute("SELECT COUNT(*) FROM outbox").fetchone()[0])
        assert journal.run(deliver_again) == before

    def test_a_retraction_that_waited_ends_what_the_target_had(self, journal):
        def deliver(database):
            item = outbox.head(database, "01OPENSCALE")
            assert item.retracts
            outbox.mark_delivered(database, item, NOW)
            return outbox._items(database, "target = ?", item.target)

        assert journal.run(deliver) == []


class TestHouse:
    """A house that goes on with a newer version."""

    @pytest.fixture
    def bridge(self):
        return MISCALE

    @pytest.fixture
    def entry(self, hass, hass_config_dir, people):
        storage = Path(hass_config_dir) / ".storage"
        storage.mkdir(exist_ok=True)
        write_old(storage / "body_scale.db")
        bridge = ConfigSubentryDataWithId(
            data=MISCALE,
            subentry_type="bridge",
            title="miscale",
            unique_id=None,
            subentry_id="01MISCALE",
        )
        entry = MockConfigEntry(
            domain=DOMAIN, unique_id=DOMAIN, title=TITLE, subentries_data=[*people, bridge]
        )
        entry.add_to_hass(hass)
        return entry

    async def test_what_waits_is_delivered_once(self, hass, house, broker, settle, act, freezer):
        weights = [told["weight"] for told in broker.texts()]
        # The first of them was tried before: the broker gets time to say that it has it.
        assert weights == []
        freezer.tick(mqtt.RETAINED_TIMEOUT_S + 1)
        async_fire_time_changed(hass)
        await settle()
        assert [told["weight"] for told in broker.texts()] == [85.0, 85.2]
        assert [told["weight"] for told in broker.texts("miscale/Anna/weight")] == [60.0]
        # What a removed bridge left there, and nothing else.
        old = {said for said in broker.said if said[0].startswith("old/")}
        assert old == {("old/Ben/weight", "", True), ("old/Anna/weight", "", True)}
        [newest] = (await act("get_weighings", respond=True, person="Ben", limit=1))["weighings"]
        await act("delete_weighing", weighing_id=newest["weighing_id"])
        assert broker.said[-1][0] == BEN
        assert [told["weight"] for told in broker.texts()] == [85.0, 85.2, 85.0]
        assert hass.states.get("sensor.miscale_outbox").state == "0"
