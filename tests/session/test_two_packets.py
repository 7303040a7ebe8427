"""A weighing in two packets with a UTC stamp is one reading, taken when it was."""

from datetime import UTC, datetime, timedelta
import itertools
import json
from types import SimpleNamespace

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Origin
from custom_components.body_scale.session import Memory, Session, WeighingState
from tests.scales.captures import capture, heard

NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
TRAITS = scales.FAMILIES["xiaomi_mibeacon"].traits
BOTH = (70.0, 500.0, 450.0, 80, "live")
ALONE = (70.0, 500.0, None, 80, "live")


def at(second):
    return NOW + timedelta(seconds=second)


def packet_a(second=0, weight=70.0, ohm=500.0, **changes):
    frame = Frame("", weight, stable=True, impedance=ohm, heart_rate=80, profile_id=1)
    return frame._replace(stamp=at(second), **changes)


def packet_b(second=0, ohm=450.0):
    return Frame("", stable=True, impedance_250khz=ohm, profile_id=1, stamp=at(second))


class Scale:
    """A session fed by seconds since NOW."""

    def __init__(self):
        self.session = Session(TRAITS)
        self.readings = []

    def hear(self, second, *frames):
        for frame in frames:
            self.readings += self.session.hear(frame, at(second))
        return self

    def wait(self, second):
        self.readings += self.session.expire(at(second))
        return self

    def restart(self):
        saved = json.loads(json.dumps(self.session.memory.as_dict()))
        self.session = Session(TRAITS, Memory.from_dict(saved))
        return self

    @property
    def told(self):
        return [
            (r.weight_kg, r.impedance, r.impedance_250khz, r.heart_rate, r.origin.value)
            for r in self.readings
        ]


def test_the_captured_weighing_is_one_with_all_it_measured():
    vectors = capture("mib-106"), capture("mib-107")
    for order in itertools.permutations(vectors):
        decode = scales.FAMILIES["xiaomi_mibeacon"].decoder(
            order[0]["address"], bytes.fromhex(order[0]["bindkey"])
        )
        frames = [decode(heard(vector)) for vector in order]
        stamp = frames[0].stamp
        session = Session(TRAITS)
        assert session.hear(frames[0], stamp + timedelta(seconds=6)) == []
        [reading] = session.hear(frames[1], stamp + timedelta(seconds=9))
        assert (reading.weight_kg, reading.heart_rate, reading.profile_id) == (69.9, 92, 1)
        assert (reading.impedance, reading.impedance_250khz) == (543.2, 497.6)
        assert reading.origin is Origin.LIVE
        assert not session.occupied


@pytest.mark.parametrize("order", itertools.product("ABM", repeat=3))
def test_packets_in_any_order_and_number_are_one_weighing(order):
    packets = {"A": packet_a(), "B": packet_b(), "M": packet_a().joined(packet_b())}
    scale = Scale()
    for second, name in enumerate(order, 5):
        scale.hear(second, packets[name])
    scale.wait(60)
    whole = "M" in order or {"A", "B"} <= {*order}
    assert scale.told == ([BOTH] if whole else [ALONE] if "A" in order else [])


def test_both_impedances_close_at_once():
    scale = Scale().hear(5, packet_a())
    assert scale.session.state is WeighingState.STAND_STILL
    assert scale.told == []
    scale.hear(9, packet_b())
    assert scale.told == [BOTH]
    assert scale.readings[0].measured_at == at(5)
    assert scale.session.state is WeighingState.DONE


def test_waiting_for_the_second_packet_ends():
    scale = Scale().hear(5, packet_a())
    assert scale.session.deadline == at(15)
    scale.wait(14.9)
    assert scale.told == []
    scale.wait(15).hear(16, packet_b()).hear(17, packet_a()).wait(100)
    assert scale.told == [ALONE]


def test_a_second_packet_alone_opens_nothing():
    scale = Scale().hear(5, packet_b())
    assert not scale.session.occupied
    assert scale.wait(100).told == []


def test_zeros_after_the_step_off_lose_no_packet():
    scale = Scale().hear(5, packet_a()).hear(6, Frame("", 0.0, stamp=at(0)))
    zeros = Frame("", 0.0, stable=True, stamp=at(0))
    assert scale.hear(6, zeros).hear(7, packet_b()).told == [BOTH]
    assert not Scale().hear(5, zeros).session.occupied


def test_a_removed_load_ends_the_waiting():
    for removed in (
        packet_a(removed=True),
        Frame("", 0.0, removed=True, stamp=at(0)),
    ):
        assert Scale().hear(5, packet_a()).hear(6, removed).told == [ALONE]
    other = Frame("", 0.0, removed=True, stamp=at(-100))
    assert Scale().hear(5, packet_a()).hear(6, other).told == []


def test_two_people_within_seconds_do_not_mix():
    second = packet_a(12, 82.0, 600.0)
    scale = Scale().hear(5, packet_a()).hear(14, packet_b(12, 550.0)).hear(15, second)
    scale.hear(16, packet_b())
    assert scale.told == [ALONE, (82.0, 600.0, 550.0, 80, "live")]


def test_the_same_weight_twice_within_seconds_counts_twice():
    scale = Scale().hear(5, packet_a(), packet_b()).hear(20, packet_a(15), packet_b(15))
    assert scale.told == [BOTH, BOTH]


def test_an_earlier_weighing_that_comes_later_is_its_own():
    scale = Scale().hear(20, packet_a(15, 82.0, 600.0)).hear(21, packet_a())
    scale.hear(22, packet_b(15, 550.0), packet_b())
    assert scale.told == [ALONE, (82.0, 600.0, 550.0, 80, "live")]


def test_socks_are_shown_while_somebody_stands_and_count_without_composition():
    socks = packet_a(ohm=None, impedance_failed=True, heart_rate=None, final=True)
    scale = Scale().hear(5, socks)
    assert scale.session.state is WeighingState.NO_IMPEDANCE
    assert scale.wait(8).told == [(70.0, None, None, None, "live")]
    assert scale.session.state is WeighingState.NO_IMPEDANCE


def test_a_scale_of_the_family_that_measures_no_impedance_is_not_waited_for():
    scale = Scale().hear(5, packet_a(ohm=None, heart_rate=None, final=True))
    assert scale.session.state is WeighingState.STABLE
    assert scale.wait(8).told == [(70.0, None, None, None, "live")]
    assert scale.session.state is WeighingState.DONE


def test_an_impedance_that_comes_against_all_expectation_counts():
    scale = Scale().hear(5, packet_a(ohm=None, impedance_failed=True, final=True))
    assert scale.hear(6, packet_a(), packet_b()).told == [BOTH]


@pytest.mark.parametrize("packets", [packet_a(), packet_b(), packet_a().joined(packet_b())])
@pytest.mark.parametrize("heard_first", ["A", "AB"])
@pytest.mark.parametrize("hours", [0.01, 1, 72])
def test_a_replay_is_no_weighing_whichever_packet_it_is(packets, heard_first, hours):
    scale = Scale().hear(5, packet_a())
    if heard_first == "AB":
        scale.hear(6, packet_b())
    scale.wait(30).restart().hear(3600 * hours, packets).wait(3600 * hours + 60)
    assert len(scale.told) == 1


def test_a_weighing_that_nobody_heard_is_taken_at_its_stamp():
    scale = Scale().hear(5, packet_a(), packet_b()).restart()
    scale.hear(7200, packet_a(3600, 82.0), packet_b(3600))
    assert scale.told == [BOTH, (82.0, 500.0, 450.0, 80, "removed")]
    assert scale.readings[1].measured_at == at(3600)
    [first] = Scale().hear(7200, packet_a(), packet_b()).readings
    assert (first.measured_at, first.origin) == (at(0), Origin.REMOVED)


def test_a_weighing_that_nobody_heard_is_corrected_by_a_clock_known_to_be_off():
    scale = Scale().hear(8640000, packet_a(), packet_b()).restart()
    scale.hear(8640000 + 7200, packet_a(3600, 82.0), packet_b(3600))
    assert scale.readings[0].measured_at == at(8640000)
    assert scale.readings[1].measured_at == at(8640000 + 3600)


@pytest.mark.parametrize("behind", [timedelta(days=20000), timedelta(days=31), timedelta(-400)])
def test_a_clock_that_was_never_set_gives_the_time_of_hearing(behind):
    wrong = [f._replace(stamp=f.stamp - behind) for f in (packet_a(), packet_b())]
    scale = Scale().hear(5, *wrong).restart().hear(90000, *wrong)
    assert scale.told == [BOTH]
    assert scale.readings[0].measured_at == at(5)
    scale.hear(100000, packet_a(100000), packet_b(100000))
    assert scale.readings[1].measured_at == at(100000)


def test_a_clock_that_runs_slow_is_learned():
    scale = Scale()
    for day in range(100):
        # 2 s a day: 200 s in the end.
        second = day * 86400
        stamp = second - 2 * day
        scale.hear(second, packet_a(stamp), packet_b(stamp))
    assert {r.origin for r in scale.readings} == {Origin.LIVE}
    assert scale.readings[-1].measured_at == at(99 * 86400)


def test_a_clock_that_is_behind_from_the_start_is_known_from_the_second_weighing():
    scale = Scale().hear(400, packet_a(), packet_b())
    for day in (1, 2):
        second = day * 86400
        scale.hear(second + 400, packet_a(second), packet_b(second))
    assert [r.origin for r in scale.readings] == [Origin.REMOVED, Origin.LIVE, Origin.LIVE]


def test_a_record_is_known_when_its_memory_faded():
    scale = Scale()
    for number in range(40):
        scale.hear(number * 100, packet_a(number * 100), packet_b(number * 100))
    scale.restart()
    for number in range(40):
        scale.hear(5000, packet_a(number * 100), packet_b(number * 100))
    assert len(scale.told) == 40


def test_packets_without_a_stamp_are_joined_by_their_time():
    a, b = packet_a()._replace(stamp=None), packet_b()._replace(stamp=None)
    assert Scale().hear(5, a).hear(9, b).told == [BOTH]
    assert Scale().hear(5, b).hear(9, a).told == [BOTH]
    assert Scale().hear(5, b).hear(16, a).wait(100).told == [ALONE]
    other = a._replace(weight_kg=82.0)
    scale = Scale().hear(5, a).hear(6, b, b).hear(12, other).wait(100)
    assert scale.told == [BOTH, (82.0, 500.0, None, 80, "live")]


def test_any_object_with_the_attributes_of_a_frame_will_do():
    values = packet_a().joined(packet_b())._asdict()
    del values["impedance_failed"]
    assert Scale().hear(5, SimpleNamespace(**values)).told == [BOTH]


def test_a_scale_that_changed_its_kind_of_clock_harms_nothing():
    naive = packet_a()._replace(stamp=datetime(2026, 11, 22, 8))
    for order in itertools.permutations(
        [packet_a(), packet_b(), naive, naive._replace(removed=True), packet_a(20, 71.0)]
    ):
        scale = Scale()
        for second, frame in enumerate(order):
            scale.hear(second, frame)
            scale.restart()
        scale.wait(60)
