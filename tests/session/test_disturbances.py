"""What disturbs a stand that waits: impossible weights, replays, and clocks that are set."""

from datetime import UTC, datetime, timedelta
import json

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame
from custom_components.body_scale.session import Memory, Session

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
CLOCK = datetime(2026, 11, 22, 8, 0)
STEPS = [30, 3600, -30, -3600, 86400 * 365, -86400 * 365, 86400 * 20000]


def frame(second, weight, *flags, ohm=None, stamp=True):
    return Frame(
        "",
        weight,
        stable="stable" in flags,
        removed="removed" in flags,
        impedance=ohm,
        stamp=CLOCK + timedelta(seconds=second) if stamp else None,
    )


class Scale:
    """A session fed by seconds since NOW, by a clock that may be set."""

    def __init__(self, family="mi_scale_v2", memory=None):
        self.traits = scales.FAMILIES[family].traits
        self.session = Session(self.traits, memory)
        self.step = timedelta()
        self.readings = []

    def at(self, second):
        return NOW + timedelta(seconds=second) + self.step

    def hear(self, second, *frames):
        for each in frames:
            self.readings += self.session.hear(each, self.at(second))
        return self

    def wait(self, second):
        self.readings += self.session.expire(self.at(second))
        return self

    def set_clock(self, seconds):
        self.step += timedelta(seconds=seconds)
        return self

    def restart(self):
        saved = json.loads(json.dumps(self.session.memory.as_dict()))
        self.session = Session(self.traits, Memory.from_dict(saved))
        return self

    @property
    def told(self):
        return [(r.weight_kg, r.impedance) for r in self.readings]


def weighed(scale, begin=0, weight=70.0, ohm=500):
    """Let somebody step on, weigh, and step off."""
    scale.hear(begin, frame(begin, 30.0)).hear(begin + 2, frame(begin + 2, weight))
    scale.hear(begin + 4, frame(begin + 4, weight, "stable"))
    scale.hear(begin + 12, frame(begin + 12, weight, "stable", ohm=ohm))
    return scale.hear(begin + 20, frame(begin + 20, weight, "stable", "removed", ohm=ohm))


# What no load weighs.

IMPOSSIBLE = [None, -0.05, 0.0, 300.05, 314.0]


@pytest.mark.parametrize("weight", IMPOSSIBLE)
@pytest.mark.parametrize("flags", [(), ("stable",), ("stable", "removed")])
@pytest.mark.parametrize("nonsense_stamp", [4, 8])
@pytest.mark.parametrize("stamp", [4, 12])
@pytest.mark.parametrize("times", [1, 3])
def test_what_no_load_weighs_neither_ends_nor_splits_a_stand(
    weight, flags, nonsense_stamp, stamp, times
):
    scale = Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 85.0))
    scale.hear(4, frame(4, 85.0, "stable"))
    scale.hear(8, *[frame(nonsense_stamp, weight, *flags)] * times)
    assert scale.told == []
    scale.hear(12, frame(stamp, 85.0, "stable", ohm=428)).wait(100)
    assert scale.told == [(85.0, 428)]


@pytest.mark.parametrize("weight", [None, -0.05, 300.05, 314.0])
@pytest.mark.parametrize("flags", [(), ("stable",), ("stable", "removed"), ("removed",)])
def test_what_no_load_weighs_does_not_change_a_load_that_moves(weight, flags):
    for stamp in (True, False):
        scale = Scale().hear(0, frame(0, 84.5, stamp=stamp))
        scale.hear(2, frame(2, weight, *flags, stamp=stamp))
        scale.hear(6, frame(6, 85.0, "stable", "removed", ohm=428, stamp=stamp))
        assert scale.told == [(85.0, 428)]


@pytest.mark.parametrize("weight", [None, -0.05, 300.05, 314.0])
@pytest.mark.parametrize("flags", [(), ("removed",)])
@pytest.mark.parametrize("second", [0, 8])
def test_nor_does_it_split_a_weighing_that_a_utc_stamp_names(weight, flags, second):
    def packet(at_second, kg, *its_flags, **more):
        its = frame(0, kg, *its_flags)
        return its._replace(stamp=NOW + timedelta(seconds=at_second), **more)

    for its_flags in (flags, ("stable", *flags)):
        scale = Scale("xiaomi_mibeacon").hear(4, packet(0, 85.0, "stable", impedance=500.0))
        scale.hear(6, packet(second, weight, *its_flags))
        scale.hear(8, packet(0, None, "stable", impedance_250khz=450.0)).wait(100)
        [reading] = scale.readings
        assert (reading.impedance, reading.impedance_250khz) == (500.0, 450.0)


def test_a_load_that_left_is_no_impossible_weight():
    # 0282… was captured with no load at all, and 82… with what little was left (mi2-059, mi1-016).
    for weight in (0.0, 4.95):
        scale = Scale().hear(0, frame(0, 85.0)).hear(4, frame(4, 85.0, "stable"))
        assert scale.hear(6, frame(6, weight, "removed")).told == [(85.0, None)]


def test_another_who_steps_on_an_empty_scale_is_another():
    scale = Scale().hear(4, frame(4, 70.0, "stable")).hear(8, frame(8, 0.0))
    scale.hear(14, frame(14, 70.6, "stable", ohm=450)).wait(100)
    assert scale.told == [(70.0, None), (70.6, 450)]
    scale = Scale().hear(4, frame(4, 70.0, "stable")).hear(8, frame(8, 0.0), frame(9, 25.0))
    scale.hear(14, frame(14, 70.0, "stable", ohm=450)).wait(100)
    assert scale.told == [(70.0, None), (70.0, 450)]


# Replays.

WHOLE = [
    (0, frame(0, 30.0)),
    (2, frame(2, 85.0)),
    (4, frame(4, 85.0, "stable")),
    (12, frame(12, 85.0, "stable", ohm=428)),
    (20, frame(20, 85.0, "stable", "removed", ohm=428)),
]


@pytest.mark.parametrize("restart", [False, True])
@pytest.mark.parametrize("later", [0, 1, 20])
@pytest.mark.parametrize("first", range(5))
def test_frames_repeated_byte_for_byte_are_no_new_weighing(restart, later, first):
    scale = Scale()
    for second, each in WHOLE:
        scale.hear(second, each)
    for number in range(later):
        weighed(scale.wait(1000 + 100 * number), 1000 + 100 * number, 60.0 + number, 500 + number)
    before = scale.told
    assert len(before) == 1 + later
    scale = scale.wait(5000).restart() if restart else scale.wait(5000)
    for second, each in WHOLE[first:]:
        scale.hear(5000 + second, each)
    assert scale.wait(6000).told == before
    assert not scale.session.occupied


@pytest.mark.parametrize("stable", [2, 3, 4])
def test_a_moving_and_a_settled_frame_repeated_an_hour_later_are_no_new_weighing(stable):
    scale = Scale()
    for second, each in WHOLE:
        scale.hear(second, each)
    scale.hear(3600, WHOLE[1][1]).hear(3601, WHOLE[stable][1]).wait(3700)
    assert scale.told == [(85.0, 428)]
    # Whoever weighs then counts, at once.
    assert weighed(scale, 3710, 85.0, 430).told == [(85.0, 428), (85.0, 430)]


def test_a_replay_does_not_change_what_is_known_of_the_scales_clock():
    scale = weighed(Scale())
    scale.hear(3600, WHOLE[0][1], WHOLE[1][1]).wait(3700)
    assert scale.session.memory.clock_offset == timedelta(hours=-1)
    scale.hear(4000, frame(3800, 82.0, "stable", "removed", ohm=450))
    assert scale.readings[-1].measured_at == NOW + timedelta(seconds=3800)


def test_a_clock_that_was_set_back_is_learned_when_somebody_weighs():
    scale = weighed(Scale())
    begin, shift = 10000, -7200
    for second in (0, 2):
        scale.hear(begin + second, frame(begin + second + shift - 9000, 60.0 + second))
    scale.hear(begin + 4, frame(begin + 4 + shift - 9000, 62.0, "stable", ohm=510))
    error = timedelta(hours=-1, seconds=9000 + 7200)
    assert scale.session.memory.clock_offset == error


# Clocks that are set while a stand waits: the scale's, and that of Home Assistant.


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("ending", [("stable",), ("stable", "removed")])
def test_home_assistants_clock_may_be_set_between_weight_and_impedance(step, frozen, again, ending):
    scale = Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 85.0))
    scale.hear(4, frame(4, 85.0, "stable")).set_clock(step)
    if again:
        scale.hear(5, frame(4, 85.0, "stable"))
        scale.hear(6, frame(6, 85.3))
    scale.hear(12, frame(4 if frozen else 12, 85.0, *ending, ohm=428))
    assert scale.told == [(85.0, 428)]
    [reading] = scale.readings
    assert reading.measured_at <= scale.at(12) + timedelta(seconds=60)
    if abs(step) > 86400:
        assert reading.measured_at >= scale.at(0)


@pytest.mark.parametrize("step", STEPS)
def test_home_assistants_clock_may_be_set_between_two_packets(step):
    stamp = NOW
    scale = Scale("xiaomi_mibeacon")
    scale.hear(4, frame(0, 85.0, "stable", ohm=500.0)._replace(stamp=stamp)).set_clock(step)
    scale.hear(8, Frame("", stable=True, impedance_250khz=450.0, stamp=stamp))
    [reading] = scale.readings
    assert (reading.impedance, reading.impedance_250khz) == (500.0, 450.0)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("again", [0, 3])
def test_home_assistants_clock_may_be_set_while_a_scale_without_a_clock_measures(step, again):
    scale = Scale("qn_gatt").hear(0, frame(0, 60.0, stamp=False))
    scale.hear(3, frame(0, 85.0, "stable", stamp=False)).set_clock(step)
    for number in range(again):
        scale.hear(4 + number, frame(0, 85.0, "stable", stamp=False))
    scale.hear(8, frame(0, 85.0, "stable", ohm=428, stamp=False))
    assert scale.told == [(85.0, 428)]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [1, 2, 3, 4])
@pytest.mark.parametrize("whose", ["scale", "home assistant"])
def test_one_of_the_clocks_may_be_set_in_mid_weighing(step, before, whose):
    scale = Scale()
    for number, (second, each) in enumerate(WHOLE):
        if number == before and whose == "home assistant":
            scale.set_clock(step)
        stamp = each.stamp
        if number >= before and whose == "scale":
            stamp += timedelta(seconds=step)
        scale.hear(second, each._replace(stamp=stamp))
    assert scale.wait(200).told == [(85.0, 428)]


def test_patience_still_ends_by_the_scales_clock():
    scale = Scale().hear(4, frame(4, 85.0, "stable"))
    scale.hear(300, frame(300, 85.0, "stable", ohm=428)).wait(400)
    assert scale.told == [(85.0, None), (85.0, 428)]


# A settled frame that wasn't heard the first time, after a moving one that is replayed.


def weighed_an_hour_ago():
    """Return a scale of which two settled frames were heard, and nothing since a restart."""
    scale = Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 70.0))
    scale.hear(4, frame(4, 70.0, "stable")).hear(12, frame(12, 70.0, "stable", ohm=500))
    return scale.wait(60).restart()


@pytest.mark.parametrize("moving", [-3, 0, 2])
@pytest.mark.parametrize(
    "settled",
    [
        frame(8, 70.0, "stable"),
        frame(14, 70.0, "stable"),
        frame(14, 70.0, "stable", "removed", ohm=500),
    ],
    ids=["between", "later", "removed"],
)
def test_a_settled_frame_after_a_replayed_moving_one_is_no_weighing(moving, settled):
    scale = weighed_an_hour_ago()
    scale.hear(3600, frame(moving, 70.0)).hear(3600.1, settled).wait(3700)
    assert scale.told == [(70.0, 500)]


def test_after_such_a_replay_the_next_weighing_counts():
    scale = weighed_an_hour_ago()
    scale.hear(3600, frame(0, 70.0)).hear(3600.1, frame(8, 70.0, "stable"))
    weighed(scale, 3610, ohm=510).wait(3700)
    assert scale.told == [(70.0, 500), (70.0, 510)]


# A load that shifts while the impedance is measured.


@pytest.mark.parametrize("shift", [-20.0, -8.0, -0.8, 0.5, 3.0, 20.0])
@pytest.mark.parametrize("second", [5, 9, 15])
def test_a_load_that_shifts_is_one_weighing(shift, second):
    scale = (
        Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 70.0)).hear(4, frame(4, 70.0, "stable"))
    )
    for moment in range(6, second, 2):
        scale.hear(moment, frame(moment, 70.3))
    scale.hear(second, frame(second, 70.0 + shift)).hear(second + 2, frame(second + 2, 70.0))
    scale.hear(second + 3, frame(second + 3, 70.0, "stable", ohm=500)).wait(200)
    assert scale.told == [(70.0, 500)]


@pytest.mark.parametrize("shift", [-0.8, 0.8])
def test_a_load_that_shifts_a_little_after_silence_is_one_weighing(shift):
    scale = Scale().hear(0, frame(0, 30.0)).hear(4, frame(4, 70.0, "stable"))
    scale.hear(11, frame(11, 70.0 + shift)).hear(14, frame(14, 70.0, "stable", ohm=500)).wait(200)
    assert scale.told == [(70.0, 500)]


@pytest.mark.parametrize("weight", [66.0, 69.5, 72.0, 75.0])
def test_a_settled_weight_may_be_corrected(weight):
    scale = (
        Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 70.0)).hear(4, frame(4, 70.0, "stable"))
    )
    scale.hear(5, frame(5, 71.0)).hear(7, frame(7, weight)).hear(9, frame(9, weight, "stable"))
    scale.hear(14, frame(9, weight, "stable", ohm=500)).wait(200).restart()
    assert scale.told == [(weight, 500)]
    # What was corrected is known again.
    scale.hear(3600, frame(4, 70.0, "stable")).wait(3700)
    assert scale.told == [(weight, 500)]


@pytest.mark.parametrize(
    "between",
    [
        [frame(5, 20.0), frame(6, 72.0)],
        [frame(5, 0.0), frame(7, 72.0)],
        [frame(5, 70.0, "stable", "removed"), frame(7, 72.0)],
        [],
    ],
    ids=["stepping on", "nothing", "removed", "silence"],
)
def test_another_person_who_is_quick_is_another_weighing(between):
    scale = (
        Scale().hear(0, frame(0, 30.0)).hear(2, frame(2, 70.0)).hear(4, frame(4, 70.0, "stable"))
    )
    for each in between:
        scale.hear((each.stamp - CLOCK).total_seconds(), each)
    scale.hear(9, frame(9, 72.0, "stable")).hear(15, frame(9, 72.0, "stable", ohm=500)).wait(200)
    assert scale.told == [(70.0, None), (72.0, 500)]
