"""What a Mi scale remembers, asked for over a connection."""

from datetime import datetime, timedelta
import itertools
import random
import struct
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales.conversation import (
    Heard,
    Learned,
    Notification,
    Now,
    Read,
    Recalled,
    Situation,
    Subscribe,
    Wait,
    Write,
    short_uuid,
)

from .dialogues import expected, steps, written

CLIENT = bytes.fromhex("5eed0001")
NOW = datetime(2026, 3, 29, 8, 30, 15, tzinfo=ZoneInfo("Europe/Berlin"))
SIZES = {"mi_scale_v1": 10, "mi_scale_v2": 13}
BOTH = pytest.mark.parametrize("family", SIZES)


def situation(**changes):
    return Situation(**{"address": "", "now": NOW, "client": CLIENT, **changes})


def record(number, family="mi_scale_v2", **changes):
    """Return a record: 60 kg and a hundred grams for each number, a minute after the one before."""
    time = datetime(2026, 3, 1, 7) + timedelta(minutes=number)
    date = struct.pack("<HBBBBB", time.year, *time.timetuple()[1:6])
    raw = 12000 + 20 * (number % 1000)
    if family == "mi_scale_v1":
        return bytes((changes.get("flags", 0x22),)) + struct.pack("<H", raw) + date
    return struct.pack("<H", changes.get("flags", 0x2602)) + date + struct.pack("<HH", 480, raw)


def weights(frames):
    return [round(frame.weight_kg, 2) for frame in frames]


def of(*numbers):
    return [60 + number / 10 for number in numbers]


class Scale:
    """A scale that answers; tests change what it says to what is written."""

    def __init__(self, *records, count=None, end=True, clock=None):
        """Say these notifications as records; `count` announces them."""
        self.answers = {
            b"\x01": [self.counted(len(records) if count is None else count)],
            b"\x02": [*records, *([b"\x03"] if end else [])],
        }
        self.lacks = set()
        self.refuses = set()
        self.refused_commands = set()
        self.stores = True
        self.clock = clock
        self.battery = b"\x00\x00"
        self.recalled, self.heard, self.learned = [], [], []
        self.writes, self.recalls = [], 0
        self._said = []

    @staticmethod
    def counted(number, client=CLIENT):
        return b"\x01" + number.to_bytes(2, "little") + client

    def talk(self, family="mi_scale_v2", **changes):
        """Carry the family's conversation out; return why it gave up."""
        conversation = scales.FAMILIES[family].conversation(situation(**changes))
        answer = None
        try:
            while True:
                answer = self.answer(conversation.send(answer))
        except StopIteration:
            return None
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return str(error)

    def answer(self, step):
        match step:
            case Subscribe() | Read() if short_uuid(step.uuid) in self.lacks:
                answer = None
            case Subscribe():
                answer = True
            case Read(uuid):
                answer = {"2a2b": self.clock, "1543": self.battery}.get(short_uuid(uuid))
            case Write(uuid, data):
                answer = self.written(short_uuid(uuid), data)
            case Wait():
                answer = self._said.pop(0) if self._said else None
            case Now():
                answer = NOW + timedelta(seconds=40)
            case _:
                answer = self.given(step)
        return answer

    def given(self, step):
        match step:
            case Heard(frames):
                self.heard += frames
            case Recalled(frames):
                self.recalled += frames
                self.recalls += 1
                return True if self.stores else None
            case Learned():
                self.learned.append(step)
        return None

    def written(self, uuid, data):
        if uuid in self.lacks or (uuid, len(data)) in self.refuses:
            return None
        if uuid == "2a2f" and data[:1] in self.refused_commands:
            return None
        self.writes.append((uuid, data))
        if uuid == "2a2b":
            self.clock = data
        if uuid == "2a2f":
            for said in self.answers.get(data[:1], ()):
                self.say(said)
        return True

    def say(self, said):
        self._said.append(said if isinstance(said, Notification) else Notification("2a2f", said))

    @property
    def commands(self):
        return [data[:1] for uuid, data in self.writes if uuid == "2a2f"]


CONFIRMED = [b"\x01", b"\x02", b"\x03", b"\x04"]
NOT_CONFIRMED = CONFIRMED[:3]


class TestTranscripts:
    """Captured conversations, in which the client's id is this client's."""

    @pytest.mark.parametrize(
        ("name", "family"), [("dlg-237", "mi_scale_v1"), ("dlg-240", "mi_scale_v2")]
    )
    def test_what_is_written_and_what_comes_out(self, name, family):
        client = written(name)[0][1][1:]
        played = scales.play(family, steps(name), situation=situation(client=client))
        records = expected(name)["records"]
        assert weights(played.recalled) == [each["weight_kg"] for each in records]
        assert [f.impedance for f in played.frames] == [r.get("impedance") for r in records]
        if "time" in records[0]:
            assert [f.stamp.isoformat() for f in played.frames] == [r["time"] for r in records]
        # The transcript of v1 ends with the records.
        ours = [*written(name), ("2A2F", b"\x03"), ("2A2F", b"\x04" + client)]
        assert list(played.writes) == list(dict.fromkeys(ours))

    def test_an_answer_to_another_client_is_none(self):
        played = scales.play("mi_scale_v2", steps("dlg-239"), situation=situation())
        assert played.reason == "its memory doesn't answer"

    def test_what_is_weighed_meanwhile_is_heard(self):
        played = scales.play("mi_scale_v2", steps("dlg-241"), situation=situation())
        [frame] = played.frames
        assert (frame.weight_kg, frame.impedance) == (82.3, 485)
        assert frame.stamp.isoformat() == expected("dlg-241")["time"]
        assert played.recalled == ()


@BOTH
class TestPieces:
    """Records come whole, by twos and in pieces."""

    @pytest.mark.parametrize("length", [5, 7, 10, 13, 20, 100])
    def test_pieces_of_any_length(self, family, length):
        records = b"".join(record(n, family) for n in range(7))
        pieces = map(bytes, itertools.batched(records, length, strict=False))
        scale = Scale(*pieces, count=7)
        assert scale.talk(family) is None
        assert weights(scale.recalled) == of(*range(7))
        assert scale.commands == CONFIRMED

    def test_one_that_comes_twice_is_one(self, family):
        one, two = record(1, family), record(2, family)
        scale = Scale(one, one, two, one + two, count=2)
        assert scale.talk(family) is None
        assert weights(scale.recalled) == of(1, 2)
        assert scale.commands == CONFIRMED

    def test_they_are_given_out_oldest_first(self, family):
        scale = Scale(*(record(n, family) for n in (3, 1, 2)))
        assert scale.talk(family) is None
        assert weights(scale.recalled) == of(1, 2, 3)

    @pytest.mark.parametrize("flags", [0x02, 0xA2])
    def test_what_hadnt_settled_and_what_was_left_is_counted_only(self, family, flags):
        flags = flags if family == "mi_scale_v1" else {0x02: 0x0402, 0xA2: 0xA602}[flags]
        scale = Scale(record(1, family), record(2, family, flags=flags))
        assert scale.talk(family) is None
        assert weights(scale.recalled) == of(1)
        assert scale.commands == CONFIRMED

    def test_thousands(self, family):
        scale = Scale(*(record(n, family) for n in range(5000)))
        assert scale.talk(family) is None
        assert len(scale.recalled) == 5000
        assert scale.recalls == 1


class TestWhatIsMissing:
    """Nothing is confirmed that didn't come, and nothing given out that makes it look old."""

    @BOTH
    @pytest.mark.parametrize("missing", range(4))
    def test_a_record(self, family, missing):
        records = [record(n, family) for n in range(4) if n != missing]
        scale = Scale(*records, count=4)
        assert scale.talk(family) == "of its memory 3 of 4 records came"
        assert (scale.recalled, scale.commands) == ([], NOT_CONFIRMED)

    def test_a_record_of_a_memory_that_said_no_number(self):
        scale = Scale(record(1), end=False)
        scale.answers[b"\x01"] = []
        assert scale.talk() == "of its memory 1 records came"

    def test_a_piece(self):
        records = b"".join(map(record, range(6)))
        pieces = list(map(bytes, itertools.batched(records, 20, strict=False)))
        for missing in range(len(pieces)):
            scale = Scale(*pieces[:missing], *pieces[missing + 1 :], count=6)
            assert "records came" in scale.talk()
            assert scale.commands == NOT_CONFIRMED

    def test_the_rest_of_a_record_and_then_others(self):
        scale = Scale(record(1)[:7], record(2), record(3), count=2)
        assert scale.talk() == "of its memory 2 of 2 records came"

    def test_after_several_attempts_the_rest_is_taken(self):
        scale = Scale(record(1), record(4)[:9], record(3), record(2), count=9)
        assert scale.talk(takes_gaps=True) is None
        assert weights(scale.recalled) == of(1, 2, 3)
        assert scale.commands == CONFIRMED

    def test_of_one_that_was_cut_only_what_came_in_order(self):
        scale = Scale(*map(record, (1, 2, 4, 3, 5)), count=9, end=False)
        assert scale.talk(takes_gaps=True) is None
        assert weights(scale.recalled) == of(1, 2, 4)
        assert scale.commands == NOT_CONFIRMED

    def test_what_isnt_stored_isnt_confirmed(self):
        scale = Scale(record(1))
        scale.stores = False
        assert scale.talk() is None
        assert scale.commands == NOT_CONFIRMED

    def test_an_end_that_isnt_said(self):
        scale = Scale(record(1), record(2), end=False)
        assert scale.talk() is None
        assert scale.commands == CONFIRMED


class TestHowMany:
    """The number may come late, or for somebody else."""

    def test_none(self):
        scale = Scale()
        assert scale.talk() is None
        assert scale.commands == [b"\x01", b"\x03", b"\x04"]
        assert scale.recalls == 1

    def test_late(self):
        scale = Scale(record(1), Scale.counted(3), record(2), record(3))
        scale.answers[b"\x01"] = []
        assert scale.talk() is None
        assert weights(scale.recalled) == of(1, 2, 3)

    def test_late_and_something_is_missing(self):
        scale = Scale(record(1), Scale.counted(3), record(3))
        scale.answers[b"\x01"] = []
        assert scale.talk() == "of its memory 2 of 3 records came"

    def test_for_another_client_first(self):
        scale = Scale(Scale.counted(8, b"\xff\xff\x00\x01"), record(1))
        scale.answers[b"\x01"] = [Scale.counted(7, b"\xff\xff\x00\x01"), Scale.counted(1)]
        assert scale.talk() is None
        assert weights(scale.recalled) == of(1)
        assert scale.commands == CONFIRMED

    def test_a_piece_that_looks_like_one(self):
        # In pieces of 20, seven bytes are left of a pair of records, which may begin with 01.
        two = record(1) + record(1)[:6] + b"\x01" + record(1)[7:]
        scale = Scale(two[:19], two[19:], count=2)
        assert scale.talk() is None
        assert len(scale.recalled) == 2

    def test_silence(self):
        scale = Scale(end=False)
        scale.answers = {}
        assert scale.talk() == "its memory doesn't answer"
        assert scale.commands == NOT_CONFIRMED

    def test_a_scale_without_a_memory(self):
        scale = Scale()
        scale.lacks = {"2a2f"}
        assert scale.talk() == "it has no memory that can be read"

    def test_a_memory_that_refuses(self):
        scale = Scale()
        scale.refuses = {("2a2f", 5)}
        assert scale.talk() == "its memory takes no questions"


class TestSteppedOn:
    """Whoever steps on is weighed; the memory can wait."""

    def live(self, uuid="2a9c", **changes):
        return Notification(uuid, record(30, **changes))

    @pytest.mark.parametrize("at", range(4))
    def test_the_scale_is_let_go(self, at):
        said = [record(1), record(2), b"\x03"]
        scale = Scale(*said[:at], self.live(flags=0x0402), *said[at:], count=2)
        assert scale.talk() is None
        assert weights(scale.heard) == of(30)
        if at < 3:
            assert (scale.recalled, scale.commands) == ([], NOT_CONFIRMED)

    def test_it_is_the_product_that_is_advertised(self):
        scale = Scale(self.live(flags=0x0402), record(1), count=1)
        scale.talk(name="MIBFS")
        assert [frame.model for frame in scale.heard] == ["XMTZC05HM"]

    def test_the_end_of_the_last_weighing_is_nobody(self):
        scale = Scale(record(1), self.live(flags=0xA602), record(2), count=2)
        assert scale.talk() is None
        assert weights(scale.heard) == of(30)
        assert scale.commands == CONFIRMED

    def test_whoever_steps_on_at_the_end_is_heard(self):
        scale = Scale(record(1), b"\x03", self.live(flags=0x0402), count=1, end=False)
        assert scale.talk() is None
        assert weights(scale.heard) == of(30)
        assert scale.commands == CONFIRMED

    def test_what_a_v2_scale_says_elsewhere_isnt_live(self):
        scale = Scale(record(1), self.live("2a9d", flags=0x0402), record(2), count=2)
        assert scale.talk() is None
        assert scale.heard == []

    def test_a_scale_that_says_nothing_but_that(self):
        scale = Scale(*[self.live(flags=0xA602)] * 200, record(1), count=1)
        assert "records came" in scale.talk()


class TestClock:
    """It is read first and set last."""

    @staticmethod
    def value(ahead, now=NOW):
        time = now.replace(tzinfo=None) + timedelta(seconds=40 + ahead)
        date = struct.pack("<HBBBBB", time.year, *time.timetuple()[1:6])
        return date + bytes((7, 0, 0))

    @pytest.mark.parametrize("ahead", [61, -61, -3600, -(10**9)])
    def test_one_that_is_off_is_set_to_the_time_of_the_place(self, ahead):
        scale = Scale(record(1), clock=self.value(ahead))
        assert scale.talk(sets_clock=60) is None
        uuid, value = scale.writes[-1]
        # Sunday, in summer time, a second and a half hours after it began.
        assert (uuid, value.hex()) == ("2a2b", "ea07031d081e37070001")
        assert scale.learned[0].clock == datetime(2026, 3, 29, 8, 30, 55) + timedelta(seconds=ahead)
        assert scale.learned[-1] == Learned(clock=datetime(2026, 3, 29, 8, 30, 55))

    @pytest.mark.parametrize(("ahead", "limit"), [(59, 60), (-59, 60), (5000, None)])
    def test_one_that_is_right_or_not_to_be_set(self, ahead, limit):
        scale = Scale(record(1), clock=self.value(ahead))
        assert scale.talk(sets_clock=limit) is None
        assert {uuid for uuid, _ in scale.writes} == {"2a2f"}

    def test_not_before_the_records_are_stored(self):
        scale = Scale(record(1), clock=self.value(9000))
        scale.stores = False
        assert scale.talk(sets_clock=60) is None
        assert {uuid for uuid, _ in scale.writes} == {"2a2f"}

    def test_not_of_a_memory_that_broke_off_though_somebody_wants_it(self):
        # What is still to be read is by the clock as it is.
        scale = Scale(record(1), count=2, clock=self.value(9000))
        assert "records came" in scale.talk(sets_clock=0)
        assert {uuid for uuid, _ in scale.writes} == {"2a2f"}

    def test_not_when_the_confirmation_is_refused(self):
        scale = Scale(record(1), clock=self.value(9000))
        scale.refused_commands = {b"\x04"}
        assert scale.talk(sets_clock=60) is None
        assert {uuid for uuid, _ in scale.writes} == {"2a2f"}

    def test_of_a_scale_without_a_memory(self):
        scale = Scale(clock=self.value(9000))
        scale.lacks = {"2a2f"}
        assert scale.talk(sets_clock=60) == "it has no memory that can be read"
        assert scale.learned[-1] == Learned(clock=NOW.replace(tzinfo=None) + timedelta(seconds=40))

    def test_a_clock_that_takes_nine_bytes(self):
        scale = Scale(clock=self.value(9000))
        scale.refuses = {("2a2b", 10)}
        assert scale.talk(sets_clock=60) is None
        assert scale.learned[-1] == Learned(clock=NOW.replace(tzinfo=None) + timedelta(seconds=40))

    def test_a_clock_that_refuses(self):
        scale = Scale(clock=self.value(9000))
        scale.refuses = {("2a2b", 10), ("2a2b", 9)}
        assert scale.talk(sets_clock=60) is None
        # It is as it was.
        assert scale.learned[-1] == scale.learned[0]
        assert scale.commands[-1] == b"\x04"

    @pytest.mark.parametrize("value", [None, b"", bytes(10), b"\xff" * 10, b"\x07\xb2"])
    def test_a_clock_that_shows_no_time(self, value):
        scale = Scale(record(1), clock=value)
        assert scale.talk(sets_clock=60) is None
        assert all(each.clock is None for each in scale.learned[:-1])
        assert scale.learned[-1] == Learned(clock=NOW.replace(tzinfo=None) + timedelta(seconds=40))


class TestUnitAndBattery:
    """What only some models have."""

    @pytest.mark.parametrize(
        ("unit", "command"), [(Unit.KG, "06040000"), (Unit.LB, "06040001"), (Unit.JIN, "06040002")]
    )
    def test_a_unit(self, unit, command):
        scale = Scale()
        assert scale.talk(shows=unit) is None
        assert ("1542", bytes.fromhex(command)) in scale.writes
        assert Learned(unit=unit) in scale.learned

    def test_no_unit_is_left_alone(self):
        scale = Scale()
        scale.talk()
        scale.talk(shows=Unit.ST)
        assert {uuid for uuid, _ in scale.writes} == {"2a2f"}

    def test_a_scale_that_has_no_such_command(self):
        scale = Scale()
        scale.lacks = {"1542", "1543"}
        assert scale.talk(shows=Unit.LB) is None
        assert [each.sets_unit for each in scale.learned] == [False, False]
        assert scale.learned[0].battery_low is None

    @pytest.mark.parametrize(
        ("value", "low"), [(b"\x01\x01", True), (b"\x00\x00", False), (b"\x01", None)]
    )
    def test_a_battery(self, value, low):
        scale = Scale()
        scale.battery = value
        scale.talk()
        assert scale.learned[0].battery_low is low


@BOTH
def test_whatever_is_notified_nothing_is_confirmed_that_isnt_whole(family):
    """Cut, double, lose, swap and damage what is notified: what is confirmed was handed over."""
    rng = random.Random(991)
    for _ in range(400):
        numbers = range(rng.randrange(1, 12))
        records = b"".join(record(n, family) for n in numbers)
        length = rng.choice((5, SIZES[family], 20))
        said = list(map(bytes, itertools.batched(records, length, strict=False)))
        for _ in range(rng.randrange(3)):
            at = rng.randrange(len(said) or 1)
            said[at : at + 1] = rng.choice(
                ([], said[at : at + 1] * 2, [said[at : at + 1] and said[at][:3]], [b"\x03"])
            )
            said = [each for each in said if each]
        scale = Scale(*said, count=len(numbers), end=rng.random() < 0.8)
        scale.talk(family)
        if scale.commands[-1:] == [b"\x04"]:
            assert set(of(*numbers)) <= set(weights(scale.recalled))
