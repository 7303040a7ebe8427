"""What a scale's own memory held comes once, at its own time."""

from datetime import UTC, datetime, timedelta
import json
from zoneinfo import ZoneInfo

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
    assert len(json.dumps(session.memory.as_dict())) < 7000


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


class TestClock:
    """A record's time follows from what the scale's clock shows when it is read."""

    def test_one_that_is_read_with_the_records(self):
        session = Session(TRAITS)
        session.read_clock(CLOCK + timedelta(minutes=7), at(0))
        [reading] = session.recall([record(-100)], at(20))
        assert reading.measured_at == at(-100 - 420)
        assert not reading.time_estimated

    def test_one_that_was_never_set(self):
        # The battery was changed an hour and ten minutes ago.
        session = Session(TRAITS)
        session.read_clock(datetime(1970, 1, 1, 1, 10), at(0))
        old = record(0)._replace(stamp=datetime(1970, 1, 1, 0, 30))
        [reading] = session.recall([old], at(20))
        assert reading.measured_at == at(-40 * 60)
        assert reading.time_estimated
        assert restarted(session).recall([old], at(60)) == []

    def test_what_comes_after_the_clock_began_anew_is_new(self):
        session = Session(TRAITS)
        session.read_clock(CLOCK, at(0))
        before = [record(-500), record(-100)]
        assert len(session.recall(before, at(0))) == 2
        session = restarted(session)
        session.read_clock(datetime(1970, 1, 1, 1, 0), at(7200))
        after = record(0)._replace(stamp=datetime(1970, 1, 1, 0, 30))
        # The scale lost its position, too: all comes again.
        readings = session.recall([*before, after], at(7200))
        assert [r.measured_at for r in readings] == [at(7200 - 1800)]
        assert restarted(session).recall([*before, after], at(7300)) == []

    def test_what_was_taken_before_the_clock_was_set(self):
        # The phone set the clock; what it was before was heard live.
        session = Session(TRAITS)
        session.hear(record(0, 20.0, stable=False)._replace(stamp=datetime(1970, 1, 1, 2)), at(0))
        session = restarted(session)
        session.read_clock(CLOCK + timedelta(hours=3), at(3 * 3600))
        unheard = record(0)._replace(stamp=datetime(1970, 1, 1, 2, 10))
        readings = session.recall([unheard, record(9000)], at(3 * 3600))
        assert [r.measured_at for r in readings] == [at(600), at(9000)]
        assert [r.time_estimated for r in readings] == [True, False]

    def test_one_of_which_nothing_tells_the_time_is_of_now_and_comes_once(self):
        session = Session(TRAITS)
        session.read_clock(CLOCK, at(0))
        odd = record(0)._replace(stamp=datetime(1970, 5, 4, 15))
        [reading] = session.recall([odd], at(0))
        assert (reading.measured_at, reading.time_estimated) == (at(0), True)
        session = restarted(session)
        assert session.recall([odd], at(900)) == []
        assert len(session.recall([record(800)], at(900))) == 1

    def test_one_that_was_set_back_an_hour_counts_it_twice(self):
        session = Session(TRAITS)
        session.read_clock(CLOCK, at(0))
        assert len(session.recall([record(-60)], at(0))) == 1
        session.read_clock(CLOCK, at(3600))
        # Half an hour later, though the clock showed that hour before.
        [reading] = session.recall([record(-1800)], at(3600))
        assert reading.measured_at == at(1800)

    def test_one_that_was_set_back_and_everything_is_read_again(self):
        session = Session(TRAITS)
        session.read_clock(CLOCK + timedelta(minutes=7), at(0))
        # The newest was made a minute ago; by the right clock it is still to come.
        frames = [record(-600), record(360, 61.0)]
        assert len(session.recall(frames, at(0))) == 2
        session = restarted(session)
        session.read_clock(CLOCK + timedelta(seconds=100), at(100))
        assert session.recall(frames, at(100)) == []

    @pytest.mark.parametrize("ohm", [500, None])
    def test_one_that_was_set_back_before_a_weighing_that_was_heard(self, ohm):
        session = Session(TRAITS)
        session.read_clock(CLOCK + timedelta(minutes=7), at(0))
        assert len(session.recall([record(360, 61.0)], at(0))) == 1
        session.read_clock(CLOCK, at(0))
        session.hear(record(120, ohm=ohm), at(120))
        session.expire(at(180))
        session = restarted(session)
        assert session.recall([record(120, ohm=500)], at(200)) == []
        assert len(session.completions) == (ohm is None)

    @pytest.mark.parametrize(("month", "hour"), [(1, 7), (7, 6)])
    def test_one_that_is_set_at_each_connection_follows_summer_time(self, month, hour):
        berlin = datetime(2026, 11, 22, 8, tzinfo=ZoneInfo("Europe/Berlin"))
        session = Session(scales.FAMILIES["sig_body_composition"].traits)
        # The end of a weighing is heard half a minute late.
        session.hear(record(-30, ohm=500, final=True), berlin)
        [reading] = session.recall([record(0)._replace(stamp=datetime(2026, month, 5, 8))], berlin)
        assert reading.measured_at == datetime(2026, month, 5, hour, tzinfo=UTC)

    @pytest.mark.parametrize(("month", "hour"), [(1, 7), (7, 6)])
    def test_one_of_which_nothing_is_known_shows_the_time_of_the_place(self, month, hour):
        berlin = datetime(2026, 11, 22, 8, tzinfo=ZoneInfo("Europe/Berlin"))
        old = record(0)._replace(stamp=datetime(2026, month, 5, 8))
        [reading] = Session(TRAITS).recall([old], berlin)
        assert reading.measured_at == datetime(2026, month, 5, hour, tzinfo=UTC)


class TestNotStored:
    """What couldn't be stored comes again."""

    def test_it_is_new_the_next_time(self):
        session = Session(TRAITS, Memory((), timedelta(hours=-1)))
        before = session.memory
        readings = session.recall([record(-500), record(-100, 61.0)], at(0))
        session.forget_recall(before, session.memory)
        assert session.recall([record(-500), record(-100, 61.0)], at(60)) == readings

    def test_what_was_heard_meanwhile_stays_known(self):
        session = Session(TRAITS, Memory((), timedelta(hours=-1)))
        before = session.memory
        session.recall([record(-500)], at(0))
        after = session.memory
        weighed(session, 5, 82.0)
        session.forget_recall(before, after)
        assert [r.weight_kg for r in session.recall([record(-500), record(10, 82.0)], at(60))] == [
            70.0
        ]


class TestAgain:
    """What the scale gives out again isn't new, though its clock was set meanwhile."""

    @pytest.mark.parametrize("hours", [-5, -1, 1, 5])
    def test_heard_after_the_clock_was_set(self, hours):
        session = Session(TRAITS)
        session.read_clock(CLOCK + timedelta(hours=hours), at(0))
        shifted = record(-100)._replace(stamp=CLOCK + timedelta(hours=hours, seconds=-100))
        assert len(session.recall([shifted], at(0))) == 1
        session.read_clock(CLOCK, at(1))
        weighed(session, 600, 61.0)
        session = restarted(session)
        session.read_clock(CLOCK + timedelta(hours=7), at(7 * 3600))
        assert session.recall([record(605, 61.0, ohm=500)], at(7 * 3600)) == []

    @pytest.mark.parametrize("hours", [-5, -1, 1, 5])
    def test_read_before_the_clock_was_set(self, hours):
        session = Session(TRAITS)
        ahead = timedelta(hours=hours)
        frames = [
            record(0)._replace(stamp=CLOCK + ahead - timedelta(minutes=15 * n)) for n in range(9)
        ]
        session.read_clock(CLOCK + ahead, at(0))
        assert len(session.recall(frames, at(0))) == 9
        session.read_clock(CLOCK, at(1))
        session = restarted(session)
        session.read_clock(CLOCK + timedelta(hours=5), at(5 * 3600))
        assert session.recall(frames, at(5 * 3600)) == []

    def test_everything_is_returned_to_who_can_know_it(self):
        session = Session(TRAITS, Memory((), timedelta(hours=-1)))
        frames = [record(-100 * n) for n in range(1, 5)]
        session.recall(frames[:2], at(0))
        assert session.recall(frames, at(60)) == []
        assert len(session.recall(frames, at(60), everything=True)) >= 2


class TestCompletions:
    """The memory has the impedance of what was heard without one."""

    def test_one_heard_live(self):
        session = Session(TRAITS)
        session.hear(record(5), at(5))
        [heard] = session.expire(at(60))
        assert heard.impedance is None
        session = restarted(session)
        [new] = session.recall([record(5, ohm=500), record(300, 61.0, ohm=450)], at(900))
        assert new.weight_kg == 61.0
        [completion] = session.completions
        assert (completion.weight_kg, completion.impedance) == (70.0, 500)
        assert abs(completion.measured_at - heard.measured_at) <= timedelta(seconds=2)

    def test_not_what_has_one_and_not_what_has_none(self):
        session = Session(TRAITS)
        weighed(session, 0, ohm=500)
        session.hear(record(300, 82.0), at(300))
        session.expire(at(400))
        assert session.recall([record(5, ohm=500), record(300, 82.0)], at(900)) == []
        assert session.completions == []

    def test_not_twice(self):
        session = Session(TRAITS)
        session.hear(record(5), at(5))
        session.expire(at(60))
        session.recall([record(5, ohm=500)], at(900))
        session = restarted(session)
        session.recall([record(5, ohm=500)], at(950))
        assert session.completions == []

    def test_not_one_who_still_stands_there(self):
        session = Session(TRAITS)
        session.hear(record(5), at(5))
        session.recall([record(5, ohm=500)], at(10))
        assert session.completions == []
        [reading] = session.expire(at(60))
        assert reading.weight_kg == 70.0

    def test_one_of_long_ago(self):
        session = Session(TRAITS, Memory((), timedelta(hours=-1)))
        for number in range(20):
            session.hear(record(number * 600, 60.0 + number), at(number * 600))
            session.expire(at(number * 600 + 60))
        session.recall([record(0, 60.0, ohm=480)], at(20000))
        [completion] = session.completions
        assert (completion.measured_at, completion.impedance) == (at(0), 480)


def test_each_user_of_a_scale_has_a_memory_of_their_own():
    session = Session(scales.FAMILIES["sig_body_composition"].traits)
    newer = record(-100, profile_id=1)
    older = record(-9000, 61.0, profile_id=2)
    assert len(session.recall([newer], at(0))) == 1
    session = restarted(session)
    # The scale gives out what the second user has, and deletes it.
    assert [r.weight_kg for r in session.recall([older], at(0))] == [61.0]
    session = restarted(session)
    assert session.recall([newer, older], at(60)) == []
    assert session.recall([record(-200, profile_id=1)], at(60)) == []


def test_a_weighing_of_one_user_heard_before_another_was_read_is_known():
    session = Session(scales.FAMILIES["sig_body_composition"].traits)
    session.hear(record(-5000, ohm=500, profile_id=2, final=True), at(-5000))
    session.expire(at(-4900))
    assert len(session.recall([record(-100, 61.0, profile_id=1)], at(0))) == 1
    session = restarted(session)
    assert session.recall([record(-5000, ohm=500, profile_id=2)], at(10)) == []


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
