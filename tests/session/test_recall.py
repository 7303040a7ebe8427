"""What a scale's own memory held comes once, at its own time."""

from datetime import UTC, datetime, timedelta
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Origin
from custom_components.body_scale.session import Memory, Record, Session
from tests.scales.captures import captures

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CLOCK = datetime(2026, 11, 22, 8, 0)  # the scale shows local time, an hour ahead
TRAITS = scales.FAMILIES["mi_scale_v2"].traits


def record(second, weight=70.0, *, ohm=None, utc=False, **changes):
    stamp = (NOW if utc else CLOCK) + timedelta(seconds=second)
    return Frame("", weight, stable=True, impedance=ohm, stamp=stamp)._replace(**changes)


def at(second):
    return NOW + timedelta(seconds=second)


def restarted(session):
    saved = json.loads(json.dumps(session.memory.as_dict()))
    return Session(session.traits, Memory.from_dict(saved))


def weighed(session, second, weight=70.0, ohm=500):
    """Let somebody weigh while the session listens."""
    session.hear(record(second, 20.0)._replace(stable=False), at(second))
    [reading] = session.hear(record(second + 5, weight, ohm=ohm), at(second + 5))
    return reading


def test_records_come_oldest_first_at_their_own_time():
    session = Session(TRAITS, Memory((), timedelta(hours=-1)))
    readings = session.recall([record(-100), record(-900, 82.0), record(-500)], at(0))
    assert [r.measured_at for r in readings] == [at(-900), at(-500), at(-100)]
    assert [r.weight_kg for r in readings] == [82.0, 70.0, 70.0]
    assert {r.origin for r in readings} == {Origin.HISTORY}


def test_a_utc_stamp_is_taken_as_it_is():
    session = Session(TRAITS, Memory((), timedelta(hours=-1)))
    [reading] = session.recall([record(-100, utc=True)], at(0))
    assert reading.measured_at == at(-100)


def test_captured_history_comes_once():
    # openScale #392: a v1 scale's memory.
    frames = [
        frame
        for vector in captures("mi_scale_v1")
        if vector["transport"].startswith("gatt")
        for frame in scales.decode_record("mi_scale_v1", bytes.fromhex(vector["payload_hex"]))
    ]
    settled = {(f.stamp, f.weight_kg) for f in frames if f.stable and not f.removed}
    session = Session(TRAITS)
    readings = session.recall(frames, at(0))
    assert settled
    assert len(readings) == len(settled)
    assert restarted(session).recall(frames, at(60)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"stable": False},
        {"removed": True},
        {"stamp": None},
        {"weight_kg": None},
        {"weight_kg": 0.0},
        {"weight_kg": 300.05},
        {"stamp": datetime(2226, 1, 1)},
        {"stamp": datetime(1, 1, 1)},
        {"stamp": NOW + timedelta(days=2)},
    ],
)
def test_what_is_no_weighing_of_a_known_time_is_left_out(changes):
    session = Session(TRAITS, Memory((), timedelta(hours=-1)))
    assert session.recall([record(-100)._replace(**changes)], at(0)) == []
    assert len(session.recall([record(-100)], at(1))) == 1


def test_what_was_heard_live_is_not_told_again():
    session = Session(TRAITS)
    weighed(session, 0)
    weighed(session, 600, 82.0, 450)
    frames = [record(5, ohm=500), record(605, 82.0, ohm=450), record(300, 61.0)]
    assert [r.weight_kg for r in restarted(session).recall(frames, at(900))] == [61.0]


def test_a_record_that_adds_the_impedance_is_no_new_weighing():
    session = Session(TRAITS)
    session.hear(record(5), at(5))
    assert len(session.expire(at(60))) == 1
    assert session.recall([record(5, ohm=500)], at(900)) == []


@pytest.mark.parametrize(("ohm", "late"), [(500, -40), (500, 40), (None, 20)])
def test_what_was_heard_without_a_stamp_is_not_told_again(ohm, late):
    # A scale that is connected to stamps only what it remembers, and remembers what nobody confirmed.
    session = Session(scales.FAMILIES["qn_gatt"].traits)
    session.hear(Frame("", 70.0, stable=True, impedance=ohm), at(0))
    session.expire(at(30))
    session = restarted(session)
    remembered = [record(late, ohm=500, utc=True), record(late + 1, 70.2, ohm=500, utc=True)]
    [other] = session.recall(remembered, at(60))
    assert other.weight_kg == 70.2
    assert session.recall(remembered, at(90)) == []


@pytest.mark.parametrize("changes", [{"weight_kg": 70.1}, {"impedance": 510}, {"second": 400}])
def test_another_weighing_than_the_one_heard_without_a_stamp_is_told(changes):
    session = Session(scales.FAMILIES["qn_gatt"].traits)
    session.hear(Frame("", 70.0, stable=True, impedance=500), at(0))
    session.expire(at(30))
    second = changes.pop("second", 20)
    other = record(second, ohm=500, utc=True)._replace(**changes)
    assert len(session.recall([other], at(600))) == 1


def test_one_weighing_heard_without_a_stamp_is_one_of_those_remembered():
    session = Session(scales.FAMILIES["qn_gatt"].traits)
    session.hear(Frame("", 70.0, stable=True, impedance=500), at(0))
    remembered = [record(10, ohm=500, utc=True), record(20, ohm=500, utc=True)]
    assert len(session.recall(remembered, at(60))) == 1


def test_who_still_stands_is_not_told_twice():
    session = Session(TRAITS)
    session.hear(record(5), at(5))
    assert session.recall([record(5)], at(6)) == []
    assert len(session.expire(at(60))) == 1


def test_a_record_is_one_though_the_memory_says_it_twice():
    session = Session(TRAITS)
    [reading] = session.recall([record(-5), record(-5, ohm=500), record(-5)], at(0))
    assert reading.impedance == 500


def test_equal_weighings_within_a_minute_are_as_many_as_the_memory_held():
    session = Session(TRAITS)
    session.hear(record(5), at(5))
    assert len(session.expire(at(60))) == 1
    assert len(session.recall([record(5), record(40)], at(900))) == 1


def test_thousands_of_old_records_do_not_come_twice():
    session = Session(TRAITS)
    old = [record(-1000 * n, 50.0 + n % 40) for n in range(3000, 0, -1)]
    assert len(session.recall(old, at(0))) == 3000
    session = restarted(session)
    weighed(session, 100, 61.0)
    new = [record(105, 61.0, ohm=500), record(300, 62.0)]
    assert [r.weight_kg for r in session.recall([*old, *new], at(400))] == [62.0]
    assert restarted(session).recall([*old, *new], at(500)) == []
    assert len(json.dumps(session.memory.as_dict())) < 4000


def test_many_weighings_heard_live_are_known_though_the_memory_is_short():
    session = Session(TRAITS)
    for number in range(100):
        weighed(session, 1000 * number, 50.0 + number)
    old = [record(-1000 * n) for n in range(1, 50)]
    live = [record(1000 * number + 5, 50.0 + number, ohm=500) for number in range(100)]
    assert len(restarted(session).recall([*old, *live], at(200000))) == len(old)
    assert len(session.memory.faded) == 84
    session.recall(live, at(200000))
    weighed(session, 300000)
    assert session.memory.faded == ()


@pytest.mark.parametrize("utc", [False, True])
def test_reading_thousands_of_records_compares_each_with_the_few_around_it(monkeypatch, utc):
    session = Session(TRAITS)
    for number in range(250):
        session.hear(record(5000 * number, ohm=500, utc=utc), at(5000 * number))
    compared = []
    covers = Record.covers
    monkeypatch.setattr(
        Record, "covers", lambda *args, **more: compared.append(args) or covers(*args, **more)
    )
    memory = [record(5000 * number, ohm=500, utc=utc) for number in range(-1000, 250)]
    assert len(session.recall(memory, at(5000 * 250))) == 1000
    assert len(compared) < 2 * len(memory)


def test_what_was_recalled_is_known_on_air():
    session = Session(TRAITS, Memory((), timedelta(hours=-1)))
    weighed(session, -9000)
    assert len(session.recall([record(-900, 82.0, ohm=450)], at(0))) == 1
    session = restarted(session)
    replay = record(-895, 82.0, ohm=450, removed=True)
    assert session.hear(replay, at(5)) == []
    assert session.hear(record(-900, 82.0, ohm=450), at(6)) == []
    assert session.expire(at(100)) == []


def test_utc_records_that_were_recalled_are_known_on_air():
    session = Session(scales.FAMILIES["xiaomi_mibeacon"].traits)
    assert len(session.recall([record(-900, utc=True), record(-9000, utc=True)], at(0))) == 2
    session = restarted(session)
    for second in (-900, -9000):
        session.hear(record(second, utc=True), at(5))
    assert session.expire(at(100)) == []


@given(
    st.lists(st.tuples(st.integers(-(10**6), 0), st.sampled_from([60.0, 70.0]), st.booleans())),
    st.lists(st.tuples(st.integers(1, 10**6), st.sampled_from([60.0, 70.0]), st.booleans())),
    st.randoms(),
    st.booleans(),
)
def test_every_record_comes_once_whatever_the_order(old, new, random, utc):
    def frames(rows):
        return [record(s, weight, ohm=500 if o else None, utc=utc) for s, weight, o in rows]

    session = Session(TRAITS, Memory((), timedelta(hours=-1)))
    first = frames(old)
    random.shuffle(first)
    told = session.recall(first, at(0))
    second = frames([*old, *new])
    random.shuffle(second)
    session = restarted(session)
    told += session.recall(second, at(10**6))
    told += restarted(session).recall(second, at(10**6 + 1))
    keys = [(r.measured_at, r.weight_kg) for r in told]
    assert sorted(keys) == sorted({(at(s), w) for s, w, _ in [*old, *new]})
