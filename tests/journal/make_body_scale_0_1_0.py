"""Make tests/vectors/body_scale_0_1_0.db and .json, with the code of version 0.1.0 itself.

Run in a checkout of that version (commit 391521a), with its virtual environment:

    git worktree add "$OLD" 391521a
    cd "$OLD" && python $HERE/make_body_scale_0_1_0.py $HERE/../vectors

The journal, the bridges and the outbox write what they wrote at the time: two people with several
dated profiles, a former member, weighings of all origins, units and ways of being assigned, two
scales' memories, and an outbox a bridge of every kind, with rows that wait, were tried, were
delivered, and are to clear a topic. The JSON file is what SQLite itself then finds in the tables.
"""

from datetime import UTC, date, datetime, timedelta
import json
from pathlib import Path
import sqlite3
import sys
from types import SimpleNamespace

from freezegun import freeze_time

sys.path.insert(0, str(Path.cwd()))
from custom_components.body_scale.people import Person
from custom_components.body_scale.weighing.record import Memory, Record

from custom_components.body_scale.bridges import outbox
from custom_components.body_scale.bridges.domoticz import domoticz_bridge
from custom_components.body_scale.bridges.manager import Followers
from custom_components.body_scale.bridges.miscale import MiscaleBridge
from custom_components.body_scale.bridges.openscale import OpenScaleBridge
from custom_components.body_scale.household import Household
from custom_components.body_scale.journal import Journal
from custom_components.body_scale.model import (
    GUEST,
    AssignedBy,
    Origin,
    Profile,
    Sex,
    Unit,
    Weighing,
)

START = datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
MI_SCALE, OLD_SCALE = "5C:CA:D3:70:D4:A2", "C8:0F:10:A1:B2:C3"
ANNA, BEN, CARL = "01ANNA", "01BEN", "01CARL"

TOPICS = {"topic_in": "domoticz/in", "topic_out": "domoticz/out"}
BRIDGES = {
    "01MISCALERETAINED": {
        "kind": "miscale",
        "prefix": "miscale",
        "retain": True,
        "timestamp_format": "iso",
        "numbers": "mi_fit_legacy",
    },
    "01MISCALEPLAIN": {
        "kind": "miscale",
        "prefix": "scale/bath",
        "retain": False,
        "timestamp_format": "legacy",
        "numbers": "own",
    },
    "01OPENSCALE": {
        "kind": "openscale",
        "users": [{"person": ANNA, "user_id": 1}, {"person": BEN, "user_id": 2}],
    },
    "01DOMOTICZIDX": {
        "kind": "domoticz",
        "mode": "idx",
        **TOPICS,
        "sensors": [
            {"person": ANNA, "metric": "weight", "idx": 11},
            {"person": BEN, "metric": "weight", "idx": 12},
            {"person": BEN, "metric": "body_type", "idx": 13},
        ],
    },
    "01DOMOTICZFOUND": {
        "kind": "domoticz",
        "mode": "discovery",
        **TOPICS,
        "prefix": "dz",
        "metrics": ["weight", "body_fat"],
    },
}


def profile(sex, born, height, **values):
    return Profile(sex=sex, birth_date=date.fromisoformat(born), height_cm=height, **values)


def person(person_id, name, *profiles):
    return Person(
        id=person_id,
        name=name,
        subentry_id=f"subentry {person_id}",
        profiles=profiles,
        formula_set="mi_fit",
        first_guess=None,
        weight_min=None,
        weight_max=None,
        person_entity=None,
    )


PEOPLE = {
    each.id: each
    for each in (
        person(
            ANNA,
            "Änna 😀",
            profile(Sex.FEMALE, "1990-05-17", 168.0),
            profile(
                Sex.FEMALE,
                "1990-05-17",
                168.5,
                no_impedance_metrics=True,
                valid_from=date(2026, 3, 1),
            ),
            profile(Sex.FEMALE, "1990-05-17", 168.5, valid_from=date(2026, 11, 1)),
        ),
        person(
            BEN,
            "Ben O'Neil",
            profile(Sex.MALE, "1986-02-03", 182.0),
            profile(Sex.MALE, "1986-02-03", 181.5, athlete=True, valid_from=date(2026, 11, 3)),
        ),
    )
}


class House:
    """What bridges ask a household."""

    people = PEOPLE
    hass = None
    shown = Household.shown
    metrics = Household.metrics


def weighing(number, person_id, kg, **values):
    values.setdefault("scale", MI_SCALE)
    return Weighing(
        weighing_id=f"01WEIGHING{number:03}",
        measured_at=START + timedelta(hours=7 * number, microseconds=number * 111),
        weight_kg=kg,
        person_id=person_id,
        **values,
    )


def auto(number, person_id, kg, **values):
    rest = 0.96 - 0.01 * number
    other = BEN if person_id == ANNA else ANNA
    return weighing(
        number,
        person_id,
        kg,
        assigned_by=AssignedBy.AUTO,
        confidence=rest,
        reason="0.2 kg from the 84.9 kg expected; \u201esehr nah“",
        candidates={person_id: rest, other: 0.01, "nobody": 0.99 - rest},
        **values,
    )


ADDED = (
    auto(1, BEN, 85.15, impedance=428.0),
    auto(2, ANNA, 61.75),
    auto(3, BEN, 85.2, unit=Unit.LB, impedance=431.5, impedance_250khz=390.25, heart_rate=61),
    auto(4, ANNA, 61.6, unit=Unit.JIN, impedance=503.0, scale=OLD_SCALE),
    weighing(
        5,
        ANNA,
        64.9,
        assigned_by=AssignedBy.CLAIM,
        confidence=1.0,
        reason="said beforehand",
        candidates={ANNA: 1.0},
    ),
    weighing(
        6,
        BEN,
        85.4,
        profile_id=2,
        assigned_by=AssignedBy.PROFILE,
        confidence=0.99,
        reason="the scale's slot 2",
        origin=Origin.HISTORY,
    ),
    auto(7, BEN, 85.6, origin=Origin.REMOVED),
    weighing(8, None, 73.4, confidence=0.55, reason="between two", candidates={ANNA: 0.45}),
    weighing(9, None, 18.05, confidence=0.9, reason="nobody", candidates={"nobody": 0.9}),
    weighing(
        10,
        GUEST,
        77.7,
        assigned_by=AssignedBy.USER,
        confidence=1.0,
        reason="assigned by hand",
        candidates={ANNA: 0.2, BEN: 0.3, "nobody": 0.5},
    ),
    weighing(
        11,
        ANNA,
        61.0,
        origin=Origin.MANUAL,
        scale="manual",
        assigned_by=AssignedBy.USER,
        confidence=1.0,
        reason="assigned by hand",
    ),
    weighing(12, BEN, 86.0, origin=Origin.IMPORT, scale="import", assigned_by=AssignedBy.USER),
    weighing(13, BEN, 85.9, origin=Origin.ENTITY, scale="sensor.bath", impedance=440.0),
    weighing(14, ANNA, 61.2, origin=Origin.MQTT, scale="bath/scale"),
    weighing(15, BEN, 85.0, origin=Origin.SAMPLE),
    weighing(16, CARL, 102.4, assigned_by=AssignedBy.AUTO, confidence=0.97, reason="alone"),
    auto(17, BEN, 85.05, impedance=429.0),
    auto(18, ANNA, 61.45, impedance=498.0),
    auto(19, BEN, 85.3),
)


def memory(*weights):
    found = Memory(clock_offset=timedelta(hours=-1, seconds=3.25))
    for number, kg in enumerate(weights):
        stamp = datetime(2026, 11, 1 + number, 7, 30, 5)
        at = START + timedelta(days=number)
        found = found.plus(Record(kg, 428.0 if number else None, stamp, at, stamp, at, ended=True))
    return found


def deliver(journal, bridge, count, clock):
    """Send and confirm what waits, as a courier does."""
    for _ in range(count):
        item = journal.run(lambda db: outbox.head(db, bridge.id))
        journal.run(lambda db, item=item: outbox.tried(db, item))
        clock.tick(2)
        journal.run(lambda db, item=item: outbox.delivered(db, item, datetime.now(UTC)))


def write(path, clock):
    journal = Journal(path)
    journal.open()
    for each in PEOPLE.values():
        journal.keep_person(each.id, each.name, each.profiles)
    journal.keep_person(CARL, "Carl", [profile(Sex.MALE, "1979-12-31", 190.25)])
    kinds = {"miscale": MiscaleBridge, "openscale": OpenScaleBridge, "domoticz": domoticz_bridge}
    bridges = {
        bridge_id: kinds[data["kind"]](
            House(), SimpleNamespace(subentry_id=bridge_id, title=data["kind"], data=data)
        )
        for bridge_id, data in BRIDGES.items()
    }
    retained, plain, phone, sensors, found = bridges.values()
    journal.follower = Followers(list(bridges.values()))
    for bridge in bridges.values():
        journal.run(lambda db, each=bridge: each.tidy(db, datetime.now(UTC)))
    for each in ADDED:
        clock.tick(60)
        remembered = memory(85.15, each.weight_kg) if each.scale == MI_SCALE else None
        journal.add([each], each.scale, remembered and remembered.as_dict())
        if each.weighing_id.endswith("006"):
            # All bridges had a while in which they could work.
            deliver(journal, retained, 4, clock)
            deliver(journal, plain, 2, clock)
            deliver(journal, phone, 5, clock)
            deliver(journal, sensors, 6, clock)
            deliver(journal, found, 6, clock)
    journal.add([], OLD_SCALE, memory(61.6).as_dict())
    # Tried, and not heard back.
    for bridge in (retained, sensors):
        item = journal.run(lambda db, each=bridge: outbox.head(db, each.id))
        for _ in range(3):
            journal.run(lambda db, each=item: outbox.tried(db, each))
    # Corrected after it was delivered: taken back, and told anew to somebody else's topic.
    journal.change(
        Weighing(
            **{
                name: getattr(ADDED[0], name)
                for name in Weighing.__slots__
                if name not in {"person_id", "assigned_by", "confidence", "reason"}
            },
            person_id=ANNA,
            assigned_by=AssignedBy.USER,
            confidence=1.0,
            reason="assigned by hand",
        )
    )
    journal.delete(ADDED[18].weighing_id)
    journal.close()


def dump(path):
    """Return all rows of all tables, by plain SQLite."""
    with sqlite3.connect(path) as database:
        database.row_factory = sqlite3.Row
        names = [
            row["name"]
            for row in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
        ]
        tables = {
            name: [dict(row) for row in database.execute(f"SELECT * FROM {name} ORDER BY rowid")]
            for name in sorted(names)
        }
        [version] = database.execute("PRAGMA user_version").fetchone()
    return {"user_version": version, **tables}


def main(folder):
    path = folder / "body_scale_0_1_0.db"
    path.unlink(missing_ok=True)
    with freeze_time(START + timedelta(days=20)) as clock:
        write(path, clock)
    text = json.dumps(dump(path), ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(text + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
