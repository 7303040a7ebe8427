"""Frames become readings: captured sequences, and the rules one by one."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta
import json
import pathlib

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Measured, Traits, Unit
from custom_components.body_scale.session import Memory, Session, WeighingState

VECTORS = json.loads((pathlib.Path(__file__).parents[1] / "vectors" / "frames.json").read_text())[
    "frames"
]
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CLOCK = datetime(2026, 11, 22, 8, 0)  # the scale shows local time, an hour ahead


def captured(sequence):
    """Return the frames of one captured sequence in order."""
    rows = sorted(
        (v for v in VECTORS if v.get("sequence") == sequence), key=lambda v: v["sequence_index"]
    )
    assert rows
    return [
        frame
        for row in rows
        for frame in scales.decode_record(row["family"], bytes.fromhex(row["payload_hex"]))
    ]


def frame(second, weight, *flags, ohm=None, stamp=True):
    return Frame(
        model="XMTZC05HM",
        weight_kg=weight,
        unit=Unit.KG,
        stable="stable" in flags,
        removed="removed" in flags,
        impedance=ohm,
        stamp=CLOCK + timedelta(seconds=second) if stamp else None,
        small_object="object" in flags,
        impedance_failed="failed" in flags,
    )


class Scale:
    """A session fed by seconds since NOW."""

    def __init__(self, family="mi_scale_v2"):
        self.traits = scales.FAMILIES[family].traits
        self.session = Session(self.traits)
        self.readings = []

    def hear(self, second, *frames):
        for heard in frames:
            self.readings += self.session.hear(heard, NOW + timedelta(seconds=second))
        return self

    def wait(self, second):
        self.readings += self.session.expire(NOW + timedelta(seconds=second))
        return self

    def restart(self):
        """Keep only what was written down, as JSON."""
        kept = json.loads(json.dumps(self.session.memory.as_dict()))
        self.session = Session(self.traits, Memory.from_dict(kept))
        return self

    @property
    def told(self):
        return [(r.weight_kg, r.impedance, r.origin.value) for r in self.readings]


def whole_stand(begin=0, weight=70.0, ohm=500):
    """Return what a v2 scale says of a good weighing, as (second, frame)."""
    return [
        (begin, frame(begin, 30.0)),
        (begin + 2, frame(begin + 2, weight)),
        (begin + 4, frame(begin + 4, weight, "stable")),
        (begin + 12, frame(begin + 12, weight, "stable", ohm=ohm)),
        (begin + 20, frame(begin + 20, weight, "stable", "removed", ohm=ohm)),
    ]


def play(frames, scale=None):
    scale = scale or Scale()
    for second, heard in frames:
        scale.hear(second, heard)
    return scale


def test_the_captured_v1_session_is_one_weighing():
    # Wake, weighing, removed; then stepped off too early; then stepped on again, not yet stable.
    scale = Scale()
    for second, heard in enumerate(captured("ble_monitor-292")):
        scale.hear(second * 2, heard)
    scale.wait(200)
    assert scale.told == [(87.2, None, "live")]


def test_the_captured_weighing_in_socks_is_one_without_impedance():
    frames = captured("xiaomi_mi_scale-4-socks")
    start = frames[0].stamp
    scale = Scale()
    for heard in frames:
        scale.hear((heard.stamp - start).total_seconds(), heard)
    assert scale.told == [(61.75, None, "live")]


def test_the_captured_pounds_weighing_follows_its_predecessors_replay():
    replay, *moving, stable = [*captured("blescalesync-353-lb")]
    scale = Scale().hear(0, replay).hear(5, *moving).hear(8, stable).wait(60)
    [reading] = scale.readings
    assert reading.weight_kg == pytest.approx(91.2174, abs=1e-4)
    assert reading.unit == "lb"
    assert reading.measured_at == NOW + timedelta(seconds=8)


def test_impedance_closes_at_once_with_the_time_of_the_stable_frame():
    scale = play(whole_stand()[:4])
    assert scale.told == [(70.0, 500, "live")]
    assert scale.readings[0].measured_at == NOW + timedelta(seconds=4)
    assert scale.session.state is WeighingState.DONE


def test_every_frame_twice_is_one_weighing():
    assert play([pair for pair in whole_stand() for _ in "ab"]).told == [(70.0, 500, "live")]


def test_stepping_off_before_the_impedance_gives_the_weight():
    scale = play(whole_stand()[:3]).hear(6, frame(6, 70.0, "stable", "removed"))
    assert scale.told == [(70.0, None, "live")]
    assert scale.session.state is WeighingState.REMOVED_EARLY


def test_an_impedance_whose_own_frame_was_lost_comes_with_the_removed_record():
    scale = play(whole_stand()[:3]).hear(15, frame(15, 70.0, "stable", "removed", ohm=500))
    assert scale.told == [(70.0, 500, "live")]


def test_the_removed_record_completes_a_stand_of_moving_frames():
    scale = play(whole_stand()[:2]).hear(20, whole_stand()[4][1])
    assert scale.told == [(70.0, 500, "live")]


def test_waiting_for_the_impedance_ends():
    scale = play(whole_stand()[:3])
    assert scale.session.deadline == NOW + timedelta(seconds=24)
    assert scale.session.state is WeighingState.STAND_STILL
    scale.wait(23.9)
    assert scale.told == []
    scale.wait(24)
    assert scale.told == [(70.0, None, "live")]
    assert scale.session.state is WeighingState.NO_IMPEDANCE
    # Told once: what comes later changes nothing.
    scale.hear(25, whole_stand()[3][1]).hear(30, whole_stand()[4][1])
    assert len(scale.told) == 1


def test_a_scale_without_impedance_waits_a_few_seconds_for_a_corrected_weight():
    heard = frame(6, 70.0, "stable")
    scale = Scale("mi_scale_v1").hear(0, frame(0, 60.0)).hear(6, heard)
    assert scale.session.state is WeighingState.STABLE
    scale.wait(9)
    assert scale.told == [(70.0, None, "live")]
    assert scale.session.state is WeighingState.DONE


def test_stepping_off_before_stable_is_no_weighing():
    scale = play(whole_stand()[:2]).hear(3, frame(3, 5.0, "removed")).wait(100)
    assert scale.told == []


def test_stepping_off_before_stable_is_said():
    scale = play(whole_stand()[:2]).hear(3, frame(3, 5.0, "removed"))
    assert scale.session.state is WeighingState.REMOVED_EARLY
    scale.wait(60)
    assert scale.session.state is WeighingState.IDLE


def test_somebody_who_does_not_stand_still_is_told():
    scale = Scale()
    for second in range(0, 14, 2):
        scale.hear(second, frame(second, 70.0 + second))
    assert scale.session.state is WeighingState.STAND_STILL
    assert scale.session.live_weight == 82.0


def test_failed_contact_is_said_while_somebody_still_stands():
    scale = Scale().hear(4, frame(4, 70.0, "stable", "failed"))
    assert scale.session.state is WeighingState.NO_IMPEDANCE
    scale.hear(6, frame(6, 70.0, "stable", "removed", "failed"))
    assert scale.session.state is WeighingState.NO_IMPEDANCE
    assert scale.told == [(70.0, None, "live")]


def test_a_load_that_vanishes_is_forgotten():
    scale = play(whole_stand()[:2])
    assert scale.session.occupied
    scale.wait(40)
    assert not scale.session.occupied
    assert (scale.session.state, scale.session.live_weight) == (WeighingState.IDLE, None)
    assert scale.session.deadline is None


def test_a_removed_record_alone_is_no_weighing():
    scale = Scale().hear(0, whole_stand()[4][1]).wait(100)
    assert scale.told == []


def test_replays_after_a_restart_are_no_weighing():
    for last in range(5):
        scale = play(whole_stand()).restart()
        scale.hear(60, whole_stand()[last][1]).wait(600)
        assert scale.told == [(70.0, 500, "live")], last


def test_a_record_stamped_anew_is_the_same():
    # mi2-066 and mi2-067: one unit repeated its record 2:34 later with a later stamp.
    payloads = ("02a6e40709060d232ee9015a37", "02a6e40709060d2614e9015a37")
    [first], [again] = (scales.decode_record("mi_scale_v2", bytes.fromhex(p)) for p in payloads)
    live = first._replace(removed=False)
    scale = Scale().hear(0, live).hear(5, first).restart().hear(160, again)
    assert scale.told == [(70.85, 489, "live")]


def test_somebody_who_weighed_while_nobody_listened_counts_at_their_time():
    scale = play(whole_stand()).restart()
    scale.hear(7200, frame(3600, 82.0, "stable", "removed", ohm=450)).restart()
    scale.hear(7300, frame(3600, 82.0, "stable", "removed", ohm=450))
    assert scale.told == [(70.0, 500, "live"), (82.0, 450, "removed")]
    assert scale.readings[1].measured_at == NOW + timedelta(hours=1)


def test_the_same_weight_unheard_hours_later_counts():
    frames = [(s, f._replace(impedance=None)) for s, f in whole_stand()]
    scale = play(frames).restart().hear(9000, frame(7200, 70.0, "stable", "removed"))
    assert scale.told == [(70.0, None, "live"), (70.0, None, "removed")]


def test_an_unheard_weighing_is_never_in_the_future():
    scale = play(whole_stand()).hear(60, frame(10**7, 82.0, "stable", "removed"))
    assert scale.readings[1].measured_at == NOW + timedelta(seconds=60)


def test_an_unheard_record_older_than_the_last_does_not_count():
    scale = play(whole_stand()).restart().hear(60, frame(-3600, 82.0, "stable", "removed"))
    assert scale.told == [(70.0, 500, "live")]


def test_without_stamps_nothing_is_provably_new():
    scale = Scale().hear(0, frame(0, 70.0, "stable", ohm=500, stamp=False))
    scale.hear(7200, frame(0, 82.0, "stable", "removed", stamp=False))
    assert scale.told == [(70.0, 500, "live")]


def test_the_same_weighing_again_right_away_counts():
    scale = play([*whole_stand(0), *whole_stand(25)])
    assert scale.told == [(70.0, 500, "live")] * 2


def test_the_same_weighing_minutes_later_counts_without_stamps():
    heard = frame(0, 70.0, "stable", ohm=500, stamp=False)
    scale = Scale().hear(0, heard).hear(1, heard).hear(300, heard)
    assert scale.told == [(70.0, 500, "live")] * 2


def test_two_people_one_after_the_other_with_the_end_of_the_first_lost():
    scale = play(whole_stand(0, 70.0)[:3])
    play(whole_stand(10, 82.0, 450), scale)
    assert scale.told == [(70.0, None, "live"), (82.0, 450, "live")]


def test_only_stable_frames_of_two_people_do_not_mix():
    scale = Scale().hear(4, frame(4, 70.0, "stable"))
    scale.hear(16, frame(16, 82.0, "stable", ohm=450))
    assert scale.told == [(70.0, None, "live"), (82.0, 450, "live")]


def test_a_removed_record_of_another_does_not_lend_its_impedance():
    scale = play(whole_stand(0)).hear(100, frame(100, 60.0)).hear(104, frame(104, 60.0, "stable"))
    scale.hear(110, frame(110, 82.0, "stable", "removed", ohm=450)).wait(200)
    assert scale.told[1] == (60.0, None, "live")
    assert scale.told[2:] == [(82.0, 450, "removed")]


def test_frames_that_were_overtaken_open_nothing():
    scale = play(whole_stand()[:4])
    scale.hear(13, whole_stand()[1][1], whole_stand()[2][1])
    assert not scale.session.occupied
    assert scale.session.state is WeighingState.DONE


def test_a_straggler_of_an_unheard_stand_is_its_own():
    scale = Scale().hear(30, frame(30, 60.0)).hear(31, frame(10, 70.0, "stable"))
    play([(34, frame(34, 82.0, "stable", ohm=450))], scale)
    assert scale.told == [(70.0, None, "live"), (82.0, 450, "live")]


def test_a_clock_that_starts_anew_in_1970_is_no_obstacle():
    scale = play(whole_stand())
    back = timedelta(days=20000)
    for second, heard in whole_stand(300, 71.0, 510):
        scale.hear(second, heard._replace(stamp=heard.stamp - back))
    assert scale.told == [(70.0, 500, "live"), (71.0, 510, "live")]


def test_moving_frames_without_stamps_right_after_closing_are_late():
    scale = Scale().hear(0, frame(0, 60.0, stamp=False))
    scale.hear(5, frame(0, 70.0, "stable", ohm=500, stamp=False))
    scale.hear(6, frame(0, 69.0, stamp=False))
    assert not scale.session.occupied
    scale.hear(20, frame(0, 40.0, stamp=False)).hear(
        25, frame(0, 40.5, "stable", "removed", stamp=False)
    )
    assert scale.told == [(70.0, 500, "live"), (40.5, None, "live")]


def test_without_stamps_a_removed_record_must_fit_the_moving_weight():
    scale = Scale().hear(0, frame(0, 40.0, stamp=False))
    scale.hear(5, frame(0, 70.0, "stable", "removed", stamp=False))
    assert scale.told == []


@pytest.mark.parametrize("weight", [None, 0.0, 300.05])
def test_what_no_person_weighs_is_no_weighing(weight):
    scale = Scale().hear(0, frame(0, weight, "stable", ohm=500)).wait(100)
    scale.hear(101, frame(101, weight, "stable", "removed", ohm=500)).wait(300)
    assert scale.told == []


def test_a_stable_weight_counts_though_the_scale_ends_unstable():
    scale = play(whole_stand()[:3]).hear(6, frame(6, 5.0, "removed"))
    assert scale.told == [(70.0, None, "live")]


def test_early_ends_that_come_late_change_nothing():
    scale = Scale().hear(0, frame(0, 5.0, "removed"))
    assert scale.session.state is WeighingState.IDLE
    play(whole_stand(30)[:2], scale).hear(33, frame(1, 5.0, "removed"))
    assert scale.session.occupied


def test_an_unheard_record_that_arrives_in_the_next_stand_is_its_own():
    scale = play(whole_stand())
    play(whole_stand(400, 60.0)[:2], scale)
    scale.hear(403, frame(300, 82.0, "stable", "removed", ohm=450))
    play(whole_stand(400, 60.0, 555)[2:], scale)
    assert scale.told == [(70.0, 500, "live"), (82.0, 450, "removed"), (60.0, 555, "live")]


def test_the_clock_is_learned_from_a_stable_frame_if_no_moving_one_is_heard():
    scale = Scale().hear(5, frame(4, 70.0, "stable", ohm=500)).restart()
    scale.hear(9000, frame(3600, 82.0, "stable", "removed", ohm=450))
    assert scale.readings[1].measured_at == NOW + timedelta(seconds=3601)


def test_without_a_clock_offset_the_time_of_hearing_counts():
    memory = play(whole_stand()).session.memory
    scale = Scale()
    scale.session = Session(scale.traits, Memory(memory.records, None))
    scale.hear(9000, frame(3600, 82.0, "stable", "removed", ohm=450))
    assert scale.readings[0].measured_at == NOW + timedelta(seconds=9000)


LONG = [4, 10, 60, 240, 600]


@pytest.mark.parametrize("stays", LONG)
@pytest.mark.parametrize("restart", [False, True])
def test_who_stands_long_in_socks_is_weighed_once(stays, restart):
    scale = play(whole_stand()[:2]).hear(4, frame(4, 70.0, "stable", "failed")).wait(30)
    scale = scale.restart() if restart else scale
    off = 4 + stays
    scale.hear(max(off, 31), frame(off, 70.0, "stable", "removed", "failed")).wait(2000)
    assert scale.told == [(70.0, None, "live")]


@pytest.mark.parametrize("stays", LONG)
def test_who_stands_long_on_a_v1_scale_is_weighed_once(stays):
    scale = Scale("mi_scale_v1").hear(0, frame(0, 70.0))
    scale.hear(6, frame(6, 70.0, "stable")).wait(10)
    off = 6 + stays
    scale.hear(max(off, 11), frame(off, 70.0, "stable", "removed")).wait(2000)
    assert scale.told == [(70.0, None, "live")]


@pytest.mark.parametrize("flags", [("stable",), ("stable", "removed")])
@pytest.mark.parametrize("ohm", [None, 500])
def test_a_scale_that_stamps_its_record_again_and_again_weighed_once(flags, ohm):
    scale = play(whole_stand()[:2]).hear(4, frame(4, 70.0, "stable", ohm=ohm)).wait(30)
    for second in range(31, 1200, 20):
        scale.hear(second, frame(second, 70.0, *flags, ohm=ohm))
    assert scale.told == [(70.0, ohm, "live")]


@pytest.mark.parametrize("jump", [-86400 * 365, -300, -20, 20, 300, 86400 * 20000])
@pytest.mark.parametrize("before", [1, 2, 3, 4])
def test_the_clock_may_be_set_in_mid_weighing(jump, before):
    frames = [
        (second, heard._replace(stamp=heard.stamp + timedelta(seconds=jump * (number >= before))))
        for number, (second, heard) in enumerate(whole_stand())
    ]
    assert play(frames).wait(200).told == [(70.0, 500, "live")]


def test_a_settled_weight_may_still_be_corrected():
    scale = Scale("mi_scale_v1").hear(5, frame(5, 70.0)).hear(6, frame(6, 70.0, "stable"))
    scale.hear(7, frame(7, 70.3)).hear(8, frame(8, 70.05, "stable"))
    scale.hear(12, frame(12, 70.05, "stable", "removed")).wait(60)
    assert scale.told == [(70.05, None, "live")]
    scale = play(whole_stand()[:3]).hear(12, frame(12, 70.05, "stable", ohm=500))
    assert scale.told == [(70.05, 500, "live")]


@pytest.mark.parametrize("year", [1, 9999])
def test_a_stamp_from_nowhere_harms_nothing(year):
    nowhere = datetime(year, 1, 1, 0, 0, 30)
    scale = Scale().hear(0, frame(0, 70.0, "stable", ohm=500)._replace(stamp=nowhere))
    scale.hear(5, frame(0, 71.0)._replace(stamp=nowhere))
    play(whole_stand(300, 82.0, 450), scale).restart()
    scale.hear(900, frame(0, 60.0, "stable", "removed")._replace(stamp=nowhere))
    assert scale.told[:2] == [(70.0, 500, "live"), (82.0, 450, "live")]
    assert all(reading.measured_at <= NOW + timedelta(seconds=900) for reading in scale.readings)


def test_a_clock_that_starts_anew_at_every_wake_loses_nobody():
    day = 86400
    scale = Scale("mi_scale_v1")
    for begin, first in ((0, 1), (day, 3)):
        scale.hear(begin, frame(first, 40.0)).hear(begin + 2, frame(first + 2, 70.0))
        scale.hear(begin + 6, frame(first + 6, 70.0, "stable"))
        scale.hear(begin + 12, frame(first + 12, 70.0, "stable", "removed"))
    assert scale.told == [(70.0, None, "live")] * 2


def test_stepping_on_again_counts_though_only_its_stable_frames_are_heard():
    scale = Scale().hear(4, frame(4, 70.0, "stable", "failed"))
    scale.hear(8, frame(8, 70.0, "stable", "removed", "failed"))
    scale.hear(19, frame(19, 70.0, "stable")).hear(29, frame(29, 70.0, "stable", ohm=500))
    assert scale.told == [(70.0, None, "live"), (70.0, 500, "live")]


def test_stepping_on_again_counts_though_its_stable_frames_are_lost():
    scale = Scale().hear(4, frame(4, 70.0, "stable", "failed"))
    scale.hear(8, frame(8, 70.0, "stable", "removed", "failed"))
    scale.hear(15, frame(15, 30.0)).hear(17, frame(17, 70.0))
    scale.hear(40, frame(40, 70.0, "stable", "removed", ohm=500))
    assert scale.told == [(70.0, None, "live"), (70.0, 500, "live")]


def test_a_stable_frame_overtaken_by_its_removed_one_is_not_told_again():
    scale = play(whole_stand()).hear(4000, frame(4130, 82.0, "stable", "removed", ohm=450))
    scale.hear(4001, frame(4012, 82.0, "stable", ohm=450))
    assert scale.told == [(70.0, 500, "live"), (82.0, 450, "removed")]


def test_frames_without_a_load_keep_nobody_standing():
    scale = Scale().hear(0, frame(0, 20.0))
    for second in range(2, 40, 2):
        scale.hear(second, frame(second, 0.0))
    assert not scale.session.occupied


def test_memory_is_bounded():
    scale = Scale()
    for number in range(40):
        play(whole_stand(number * 60, 50.0 + number), scale)
    assert len(scale.told) == 40
    assert len(scale.session.memory.records) == 16
    assert scale.session.memory.clock_offset == timedelta(hours=-1)


def test_a_record_of_a_year_that_cannot_be_is_taken_when_heard():
    scale = Scale().hear(0, frame(0, 70.0, "stable", ohm=500)._replace(stamp=datetime(1970, 1, 1)))
    late = frame(0, 82.0, "stable", "removed", ohm=450)._replace(stamp=datetime(9999, 12, 31))
    scale.hear(900, late)
    assert scale.told == [(70.0, 500, "live"), (82.0, 450, "removed")]
    assert scale.readings[1].measured_at == NOW + timedelta(seconds=900)


@pytest.mark.parametrize("offset", [None, timedelta(0), timedelta(hours=-1, microseconds=1)])
def test_what_is_remembered_is_plain_json(offset):
    kept = json.loads(json.dumps(Memory((), offset).as_dict()))
    assert Memory.from_dict(kept) == Memory((), offset)


def qn(weight, *flags):
    """Return a frame of a scale without a clock that shows hundredths of a kilogram."""
    return Frame(model="", weight_kg=weight, stable="stable" in flags)


def qn_scale():
    scale = Scale()
    scale.traits = Traits(step=0.01)
    scale.session = Session(scale.traits)
    return scale


@pytest.mark.parametrize("minutes", [0, 1, 10, 60 * 24])
def test_without_a_clock_the_last_record_replayed_at_a_start_is_no_weighing(minutes):
    scale = qn_scale().hear(0, qn(80.0)).hear(4, qn(85.9, "stable")).wait(10).restart()
    scale.hear(11 + 60 * minutes, qn(85.9, "stable")).wait(60 * minutes + 100)
    assert scale.told == [(85.9, None, "live")]
    # Then somebody steps on.
    begin = 60 * minutes + 300
    scale.hear(begin, qn(85.9, "stable")).wait(begin + 60)
    assert scale.told == [(85.9, None, "live")] * 2


@pytest.mark.parametrize("gap", [20, 50, 300, 3600])
@pytest.mark.parametrize("restart", [False, True])
def test_without_a_clock_who_is_heard_stepping_on_counts(gap, restart):
    scale = qn_scale().hear(0, qn(80.0)).hear(4, qn(85.9, "stable")).wait(10)
    scale = scale.restart() if restart else scale
    scale.hear(gap, qn(40.0)).hear(gap + 4, qn(85.9, "stable")).wait(gap + 60)
    assert scale.told == [(85.9, None, "live")] * 2


def test_weights_a_step_apart_are_two():
    scale = qn_scale().hear(0, qn(85.9, "stable")).wait(10).restart()
    scale.hear(600, qn(85.91, "stable")).wait(700)
    assert scale.told == [(85.9, None, "live"), (85.91, None, "live")]


@pytest.mark.parametrize("weight", [None, 0.0, 300.05])
def test_a_settled_frame_that_no_person_weighs_neither_ends_nor_splits_a_stand(weight):
    nothing = frame(8, weight, "stable")
    scale = play(whole_stand()[:3]).hear(8, nothing)
    assert scale.told == []
    assert play(whole_stand()[3:], scale).told == [(70.0, 500, "live")]
    scale = play(whole_stand()[:2]).hear(3, nothing)
    assert play(whole_stand()[2:], scale).told == [(70.0, 500, "live")]


def test_without_a_clock_who_only_stirs_is_weighed_once():
    scale = qn_scale().hear(0, qn(80.0)).hear(4, qn(85.9, "stable")).wait(10)
    scale.hear(15, qn(85.7)).hear(18, qn(85.9, "stable")).wait(60)
    assert scale.told == [(85.9, None, "live")]


def test_what_version_0_1_0_remembered_is_read():
    saved = play(whole_stand()).session.memory.as_dict()
    del saved["recalled"], saved["faded"]
    scale = Scale()
    scale.session = Session(scale.traits, Memory.from_dict(json.loads(json.dumps(saved))))
    assert scale.hear(60, whole_stand()[4][1]).told == []
    assert scale.session.memory.records[0].stamp == CLOCK + timedelta(seconds=12)


def test_a_reading_has_everything_that_is_measured():
    # A number for whatever field may come.
    values = {each.name: 41 for each in fields(Measured)} | {"weight_kg": 61.75, "unit": Unit.JIN}
    frame = Frame(model="X", stable=True, **values)
    [reading] = Session(scales.FAMILIES["mi_scale_v2"].traits).hear(frame, NOW)
    assert {name: getattr(reading, name) for name in values} == values


def test_a_replay_does_not_make_an_old_weighing_end_with_a_new_one():
    """Of the first, stepping off was lost; hours later its settled frame comes from a cache."""
    scale = Scale().hear(3, frame(3, 70.0, "stable", "failed")).wait(60)
    scale.hear(4200, frame(3, 70.0, "stable", "failed")).wait(4280)
    # Of the second, stepping off overtakes the settled weight.
    scale.hear(4286, frame(4286, 70.0, "stable", "removed", "failed"))
    scale.hear(4286, frame(4259, 70.0, "stable", "failed")).wait(4400)
    assert [round((r.measured_at - NOW).total_seconds()) for r in scale.readings] == [3, 4286]
