"""Scales that speak the standard's own services: their measurements, and whose consent they want."""

from datetime import UTC, datetime, timedelta
import math
import os
import random
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales.conversation import (
    Consent,
    ConsentRefused,
    GaveUp,
    Guest,
    Heard,
    Notification,
    Read,
    Recalled,
    Registered,
    Situation,
    Subscribe,
    Wait,
    Write,
    long_uuid,
)
from custom_components.body_scale.scales.sig import Bodies, body_of, weight_of
from custom_components.body_scale.session import Session

from .captures import advertisement, capture, captures, heard, uuid
from .dialogues import DIALOGUES, expected, said, steps, written

SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
ROUNDS = int(os.environ.get("BODY_SCALE_PAYLOADS", "1000"))
ADVERTISED_MI_SCALES = [
    vector
    for vector in captures("mi_scale_v1") + captures("mi_scale_v2")
    if vector["transport"].startswith("advertisement")
]
BF720 = capture("oth-137")["payload_hex"]


def situation(now, **given):
    return Situation(address="A4:C1:38:00:00:01", now=now, **given)


def play(family, steps_, now=datetime(2026, 5, 12, 19, tzinfo=UTC), lacks=(), **given):
    return scales.play(family, steps_, situation=situation(now, **given), lacks=lacks)


def indicated(uuid_, *frames):
    return said(*frames, uuid=uuid_, direction="indicate")


def record(family, payload):
    [frame] = scales.decode_record(family, bytes.fromhex(payload))
    return frame


def put(*fields):
    """Return fields as (value, bytes), little-endian, in hexadecimal."""
    return b"".join(value.to_bytes(size, "little") for value, size in fields).hex()


class TestMeasurements:
    """What is indicated, field by field."""

    @pytest.mark.parametrize("vector", captures("sig_weight"), ids=lambda v: v["id"])
    def test_a_captured_weight(self, vector):
        frame, wanted = record("sig_weight", vector["payload_hex"]), vector["expected"]
        assert frame.weight_kg == wanted["weight_kg"]
        assert frame.stamp == datetime.fromisoformat(wanted["timestamp"])
        assert (frame.profile_id, frame.given.bmi) == (wanted["user_id"], wanted["bmi"])
        assert (frame.unit, frame.stable) == ("kg", True)

    def test_a_captured_composition(self):
        vector = capture("oth-138")
        body, wanted = body_of(bytes.fromhex(vector["payload_hex"])), vector["expected"]
        assert body.fat == wanted["body_fat_percent"]
        assert body.basal_kj == wanted["bmr_kj"]
        assert body.muscle == wanted["muscle_percent"]
        assert body.soft_lean_mass == wanted["soft_lean_mass_kg"]
        assert body.water_mass == wanted["body_water_mass_kg"]
        assert body.ohm == wanted["impedance_ohm"]
        frame = record("sig_body_composition", vector["payload_hex"])
        # 9110 kJ are 2177 kcal.
        assert (frame.given.body_fat, frame.given.basal_metabolism) == (24.3, 2177)
        assert (frame.weight_kg, frame.impedance) == (None, 392.5)

    def test_a_stand_in_for_a_composition_is_none(self):
        payload = bytes.fromhex(capture("oth-139")["payload_hex"])
        assert scales.decode_record("sig_body_composition", payload) == []

    def test_a_renpho_weighs_in_other_steps(self):
        vector = capture("oth-140")
        frame = record("sig_weight_nonstandard", vector["payload_hex"])
        assert (frame.weight_kg, frame.profile_id) == (94.9, 170)
        # The standard knows no such flag.
        assert scales.decode_record("sig_weight", bytes.fromhex(vector["payload_hex"])) == []

    def test_of_a_composition_with_a_layout_of_its_own_the_impedance_is_read(self):
        frame = record("sig_body_composition", capture("oth-141")["payload_hex"])
        assert (frame.impedance, frame.given, frame.weight_kg) == (332.8, None, None)

    def test_pounds(self):
        # 150.00 lb are 68.0389 kg by the definition of the pound.
        frame = record("sig_weight", put((0x01, 1), (15000, 2)))
        assert (frame.weight_kg, frame.unit) == (pytest.approx(68.0389, abs=1e-4), Unit.LB)
        # Fat 20 %, muscle mass 60 lb, weight 150 lb.
        flags = 0x0001 | 0x0020 | 0x0400
        frame = record("sig_body_composition", put((flags, 2), (200, 2), (6000, 2), (15000, 2)))
        assert (frame.weight_kg, frame.unit) == (pytest.approx(68.0389, abs=1e-4), Unit.LB)
        assert frame.given.muscle_mass == pytest.approx(27.2155, abs=1e-3)

    def test_all_fields_of_a_composition(self):
        payload = put(
            *((0x0FFE, 2), (250, 2), (2026, 2), (5, 1), (12, 1), (18, 1), (53, 1), (54, 1), (3, 1)),
            # 6276 kJ are 1500 kcal.
            *((6276, 2), (400, 2), (6400, 2), (12000, 2), (11400, 2), (8800, 2)),
            *((5005, 2), (16000, 2), (1750, 2)),
        )
        frame = record("sig_body_composition", payload)
        assert frame.stamp == datetime(2026, 5, 12, 18, 53, 54)
        assert (frame.profile_id, frame.impedance, frame.weight_kg) == (3, 500.5, 80.0)
        given = frame.given
        assert (given.body_fat, given.basal_metabolism) == (25.0, 1500)
        assert (given.muscle_mass, given.lean_body_mass) == (32.0, 60.0)
        # 44 of 80 kg; what is neither fat nor soft, 60 less 57 kg.
        assert (given.water, given.bone_mass) == (55.0, 3.0)

    @pytest.mark.parametrize(
        "payload",
        [put((0, 1), (0xFFFF, 2)), put((0x10, 1), (2000, 2))],
        ids=["unsuccessful", "below zero"],
    )
    def test_a_failed_weight_is_none(self, payload):
        assert record("sig_weight", payload).weight_kg is None

    def test_a_failed_composition(self):
        frame = record("sig_body_composition", put((0, 2), (0xFFFF, 2)))
        assert (frame.impedance_failed, frame.given, frame.impedance) == (True, None, None)
        payload = put((0x0218, 2), (200, 2), (0xFFFF, 2), (0xFFFF, 2), (0xFFFF, 2))
        frame = record("sig_body_composition", payload)
        assert (frame.impedance, frame.given.basal_metabolism) == (None, None)

    @pytest.mark.parametrize("date", [(0, 0, 0), (2026, 2, 30), (2026, 0, 1)])
    def test_a_date_that_is_none(self, date):
        year, month, day = date
        payload = put((2, 1), (14000, 2), (year, 2), (month, 1), (day, 1), (0, 3))
        assert record("sig_weight", payload).stamp is None

    def test_an_unknown_user_is_nobody(self):
        assert record("sig_weight", put((4, 1), (14000, 2), (0xFF, 1))).profile_id is None
        assert record("sig_weight", put((4, 1), (14000, 2), (0, 1))).profile_id == 0

    def test_what_is_not_whole_is_nothing(self):
        for vector in ("oth-137", "oth-138"):
            payload = bytes.fromhex(capture(vector)["payload_hex"])
            for size in range(len(payload)):
                assert weight_of(payload[:size]) is None or size == 3
                assert body_of(payload[:size]) is None
        assert weight_of(bytes.fromhex(BF720) + b"\x00") is None

    def test_a_measurement_of_a_mi_scale_is_none(self):
        """Whose frames are the standard's but for reserved flags."""
        settled = [
            vector
            for vector in captures("mi_scale_v1") + captures("mi_scale_v2")
            if vector["expected"].get("stabilized")
        ]
        assert settled
        for vector in settled:
            payload = bytes.fromhex(vector["payload_hex"])
            assert weight_of(payload) is None
            assert body_of(payload) is None


class TestTwoPackets:
    """A composition that is too long for one indication."""

    WHOLE = put((0x1398, 2), (194, 2), (6879, 2), (407, 2), (12236, 2), (8650, 2), (4520, 2))
    SAID: ClassVar = {"fat": 19.4, "basal_kj": 6879.0, "muscle": 40.7, "soft_lean_mass": 61.18}

    def joined(self, *packets):
        bodies = Bodies()
        *_, last = (bodies.take(bytes.fromhex(packet)) for packet in packets)
        return last

    def test_each_with_flags_of_its_own(self):
        body = self.joined(
            put((0x1098, 2), (194, 2), (6879, 2), (407, 2), (12236, 2)),
            put((0x1300, 2), (194, 2), (8650, 2), (4520, 2)),
        )
        assert self.SAID.items() <= {each: getattr(body, each) for each in self.SAID}.items()
        assert (body.water_mass, body.ohm) == (43.25, 452.0)

    @pytest.mark.parametrize("repeated", [2, 4], ids=["flags", "flags and body fat"])
    def test_both_with_the_flags_of_the_whole(self, repeated):
        whole = bytes.fromhex(self.WHOLE)
        body = self.joined(whole[:10].hex(), (whole[:repeated] + whole[10:]).hex())
        assert self.SAID.items() <= {each: getattr(body, each) for each in self.SAID}.items()
        assert (body.water_mass, body.ohm) == (43.25, 452.0)

    def test_half_of_one_and_another(self):
        first = put((0x1398, 2), (194, 2), (6879, 2))
        assert self.joined(first) is None
        single = put((0x0200, 2), (210, 2), (4000, 2))
        body = self.joined(first, single)
        assert (body.fat, body.ohm, body.basal_kj) == (21.0, 400.0, None)
        # A second one of the same kind begins anew.
        part = put((0x1200, 2), (210, 2), (4000, 2))
        assert self.joined(part, put((0x1200, 2), (220, 2), (4100, 2))).ohm == 410.0

    def test_in_a_conversation(self):
        played = play(
            "sig_body_composition",
            [
                *indicated("2a9d", put((0, 1), (15992, 2))),
                *indicated("2a9c", put((0x1098, 2), (194, 2), (6879, 2), (407, 2), (12236, 2))),
                *indicated("2a9c", put((0x1300, 2), (194, 2), (8650, 2), (4520, 2))),
            ],
        )
        [frame] = played.frames
        assert (frame.weight_kg, frame.impedance, frame.given.body_fat) == (79.96, 452.0, 19.4)


class TestConversations:
    """Captured and published conversations."""

    def test_a_bf720_with_consent(self):
        # 0x11 of 256 parts of a second.
        now = datetime(2026, 5, 12, 18, 53, 43, 66407, tzinfo=UTC)
        played = play(
            "sig_body_composition", steps("dlg-100"), now, consents=(Consent(user=1, code=3752),)
        )
        assert list(played.writes) == written("dlg-100")
        wanted = expected("dlg-100")
        [frame] = played.frames
        assert played.recalled == ()
        assert frame.weight_kg == wanted["weight_kg"]
        assert frame.stamp == datetime.fromisoformat(wanted["timestamp"])
        assert (frame.profile_id, frame.impedance) == (wanted["user"], wanted["impedance"])
        given = frame.given
        assert (given.body_fat, given.bmi) == (wanted["fat_pct"], wanted["bmi"])
        assert given.muscle_mass == pytest.approx(0.407 * 79.96, abs=1e-3)
        assert given.water == pytest.approx(100 * wanted["water_kg"] / 79.96, abs=1e-3)
        # The app: 1644 kcal; bone 3.27 kg.
        assert given.basal_metabolism == 1644
        assert given.bone_mass == pytest.approx(3.27, abs=0.005)
        assert frame.final

    @pytest.mark.parametrize(
        ("name", "model"),
        [("BF720", "Beurer BF720"), ("Someone's", "Bluetooth body composition scale")],
    )
    def test_its_name_says_what_it_is(self, name, model):
        played = play("sig_body_composition", steps("dlg-100"), name=name)
        assert [frame.model for frame in played.frames] == [model]

    def test_a_refused_consent(self):
        played = play(
            "sig_body_composition",
            [*steps("dlg-102"), *indicated("2a9d", BF720)],
            consents=(Consent(user=2, code=1234),),
            lacks=("2a2b",),
        )
        assert list(played.writes) == [("2a9f", bytes.fromhex("0202d204"))]
        assert played.frames == ()
        assert played.reason == f"it refuses user 2: {expected('dlg-102')['error']}"

    def test_a_bf600_of_long_ago_is_recalled(self):
        played = play("sig_body_composition", steps("dlg-103"))
        wanted = expected("dlg-103")
        [frame] = played.recalled
        assert (frame.weight_kg, frame.profile_id) == (wanted["weight_kg"], wanted["user"])
        assert frame.stamp == datetime.fromisoformat(wanted["timestamp"])
        assert frame.given.bmi == wanted["bmi"]

    def test_what_a_scale_stored_was_at_the_time_of_the_house(self):
        """Nobody stands on it, so nothing else shows what its clock is."""
        now = datetime(2021, 12, 24, 18, tzinfo=ZoneInfo("Europe/Berlin"))
        played = play("sig_body_composition", steps("dlg-103"), now)
        session = Session(scales.FAMILIES["sig_body_composition"].traits)
        [reading] = session.recall(played.recalled, now)
        # 21:33:31 in summer.
        assert reading.measured_at == datetime(2021, 7, 23, 19, 33, 31, tzinfo=UTC)

    def test_a_user_is_registered(self):
        played = play(
            "sig_body_composition",
            [*steps("dlg-104"), *indicated("2a9d", BF720)],
            datetime(2026, 7, 14, 23, 41, tzinfo=UTC),
            consents=(Consent(code=1234, guest=True),),
            # Who was born on 1980-01-01, a man of 1.82 m.
            guest=Guest(age=46, height_cm=182),
            lacks=("2a2b",),
        )
        assert list(played.writes) == written("dlg-104")
        assert played.registered == Consent(user=expected("dlg-104")["user"], code=1234, guest=True)

    def test_a_full_scale_registers_nobody(self):
        played = play(
            "sig_body_composition", indicated("2a9f", "200104"), consents=(Consent(code=1234),)
        )
        assert played.registered is None
        assert played.reason == "it makes no new user: the operation failed"

    def test_users_can_not_be_listed(self):
        played = play(
            "sig_body_composition",
            [*steps("dlg-105"), *indicated("2a9d", BF720)],
            lacks=("2a2b",),
        )
        assert list(played.writes) == written("dlg-105")
        assert [frame.weight_kg for frame in played.frames] == [117.92]
        assert played.reason is None

    def test_users_and_no_consent_and_no_weight(self):
        played = play("sig_body_composition", indicated("2a9f", "2004010201ff"))
        assert played.reason == "it said nothing without the consent of one of its users: 1, 255"

    def test_a_shape50(self):
        played = play(
            "soehnle_shape50",
            DIALOGUES["dlg-226"]["steps"],
            datetime(2026, 2, 15, 6, 47, tzinfo=UTC),
        )
        wanted = expected("dlg-226")
        [frame] = played.frames
        assert (frame.weight_kg, frame.profile_id) == (wanted["weight_kg"], wanted["user"])
        assert frame.stamp == datetime.fromisoformat(wanted["time"])
        assert frame.given.body_fat == wanted["fat"]
        assert frame.given.muscle_mass == pytest.approx(74.4 * wanted["muscle"] / 100, abs=1e-3)
        assert frame.given.water is None

    def test_the_profile_is_confirmed_as_it_is(self):
        """Without that a BF788 measures no body."""
        stored = {
            "2a85": "bc070101",
            "2a8c": "01",
            "2a8e": "ffff",
            "fff3": "03",
            "2a99": "ff000000",
        }
        played = play(
            "sig_body_composition",
            [
                *({"dir": "read", "uuid": each, "hex": data} for each, data in stored.items()),
                *indicated("2a9f", "200201"),
            ],
            consents=(Consent(user=1, code=2520),),
            name="BF788",
            lacks=("2a2b",),
        )
        assert [(each, data.hex()) for each, data in played.writes] == [
            ("2a9f", "0201d809"),
            ("2a85", "bc070101"),
            ("2a8c", "01"),
            ("fff3", "03"),
            ("2a99", "00010000"),
        ]

    def test_an_answer_to_something_else_is_no_consent(self):
        played = play(
            "sig_body_composition",
            indicated("2a9f", "200401", "200205"),
            consents=(Consent(user=1, code=1),),
        )
        assert "refuses" in played.reason

    def test_a_renpho(self):
        vector = capture("oth-140")
        played = play(
            "sig_weight_nonstandard",
            [
                *indicated("2a9f", "200201"),
                *indicated("2a9d", vector["payload_hex"]),
                *indicated("2a9c", capture("oth-141")["payload_hex"]),
            ],
            datetime(2026, 7, 4, 12, 26, tzinfo=UTC),
        )
        assert ("2a9f", bytes.fromhex("02aa0f27")) in played.writes
        [frame] = played.frames
        # Its user is nobody of the household, and nobody knows where its impedance is.
        assert (frame.weight_kg, frame.profile_id, frame.impedance) == (94.9, None, None)

    def test_a_guests_body_is_not_the_standing_persons(self):
        frames = [
            play(
                "sig_body_composition",
                steps("dlg-100"),
                datetime(2026, 5, 12, 18, 53, tzinfo=UTC),
                consents=(Consent(user=1, code=3752, guest=guest),),
            ).frames[0]
            for guest in (False, True)
        ]
        assert [frame.given is None for frame in frames] == [False, True]
        assert [frame.profile_id for frame in frames] == [1, None]
        assert [frame.impedance for frame in frames] == [452.0, 452.0]

    def test_the_memory_and_the_weighing_of_now(self):
        """As a BF788 sends them: each weight with a composition, of old ones a stand-in."""

        def weight(raw, day, minute):
            return put(
                (6, 1), (raw, 2), (2026, 2), (5, 1), (day, 1), (7, 1), (minute, 1), (0, 1), (1, 1)
            )

        stub, body = capture("oth-139")["payload_hex"], capture("oth-138")["payload_hex"]
        said_ = []
        for weighed, composition in (
            (weight(14000, 10, 0), stub),
            (weight(14020, 11, 0), stub),
            (weight(14040, 12, 1), body),
        ):
            said_ += indicated("2a9d", weighed) + indicated("2a9c", composition)
        said_.insert(0, {"dir": "read", "uuid": "2a19", "hex": "50"})
        played = play("sig_body_composition", said_, datetime(2026, 5, 12, 7, tzinfo=UTC))
        assert [frame.weight_kg for frame in played.recalled] == [70.0, 70.1]
        assert [frame.impedance for frame in played.recalled] == [None, None]
        now, *_ = played.frames
        assert (now.weight_kg, now.impedance, now.given.body_fat) == (70.2, 392.5, 24.3)
        assert {frame.battery for frame in played.frames} == {80}

    def test_what_a_scale_stored_is_given_out_as_soon_as_it_pauses(self):
        """It has deleted it, and may be connected for a while yet."""
        talk = scales.FAMILIES["sig_body_composition"].conversation(
            situation(datetime(2026, 5, 14, 7, tzinfo=UTC))
        )
        said_ = iter([Notification("2a9d", bytes.fromhex(BF720)), None])
        step = next(talk)
        while not isinstance(step, Recalled):
            answer = next(said_) if isinstance(step, Wait) else None
            # Nothing but its measurements is there.
            there = step in {Subscribe("2a9c"), Subscribe("2a9d")}
            step = talk.send(True if there else answer)
        assert [frame.weight_kg for frame in step.frames] == [117.92]

    def test_a_weighing_that_is_said_twice_is_one(self):
        """BF105 does, with slightly different values."""

        def weight(raw, second):
            return put((2, 1), (raw, 2), (2026, 2), (5, 1), (12, 1), (7, 1), (0, 1), (second, 1))

        played = play(
            "sig_body_composition",
            [
                *indicated("2a9d", weight(14000, 10)),
                *indicated("2a9c", capture("oth-138")["payload_hex"]),
                *indicated("2a9d", weight(14010, 12)),
            ],
            datetime(2026, 5, 12, 7, tzinfo=UTC),
        )
        [frame] = played.frames
        assert (frame.weight_kg, frame.impedance) == (70.05, 392.5)

    def test_a_failed_weight_takes_no_composition(self):
        body = capture("oth-138")["payload_hex"]
        played = play(
            "sig_body_composition",
            [
                *indicated("2a9d", put((0, 1), (14000, 2)), put((0, 1), (0xFFFF, 2))),
                *indicated("2a9c", body),
            ],
        )
        assert [(frame.weight_kg, frame.impedance) for frame in played.frames] == [(70.0, None)]

    def test_a_scale_without_the_characteristics(self):
        played = play("sig_weight", [], lacks=("2a9c", "2a9d"))
        assert played.reason == "it has neither characteristic 2A9D nor 2A9C"
        played = play(
            "sig_weight", indicated("2a9d", BF720), lacks=("2a9c", "2a9f", "2a2b", "2a19")
        )
        assert [frame.weight_kg for frame in played.frames] == [117.92]
        assert (played.writes, played.reason) == ((), None)


def weighed(kg, *, minute=0, user=None, timed=True):
    """Return the indication of a weight on 2026-05-12 at 7 o'clock and so many minutes."""
    flags = 2 * timed + (4 if user is not None else 0)
    time = ((2026, 2), (5, 1), (12, 1), (7, 1), (minute, 1), (0, 1)) if timed else ()
    whose = () if user is None else ((user, 1),)
    return ("2a9d", put((flags, 1), (round(kg / 0.005), 2), *time, *whose))


FAT = ("2a9c", put((0, 2), (250, 2)))


class FamilyScale:
    """A scale that keeps the measurements of its users apart: whose consent it has gets theirs."""

    def __init__(self, gives, *, pins=None, lacks=(), mute=(), drops_when_refusing=False):
        self.gives = {user: [list(turn) for turn in turns] for user, turns in gives.items()}
        self.pins = pins or dict.fromkeys(self.gives, 1111)
        self.lacks = lacks
        self.mute = mute
        self.drops = drops_when_refusing
        self.ended = False
        self.heard, self.recalled, self.turns, self.waits, self.registered = [], [], [], [], []
        self.subscribed, self.confirmed, self.said, self.gave_up = [], [], [], None

    @staticmethod
    def birth_date(user):
        return bytes((0xBC + user, 7, 1, 1))

    def visit(self, *consents, family="sig_body_composition", minute=0):
        now = datetime(2026, 5, 12, 7, minute, 30, tzinfo=UTC)
        conversation = scales.FAMILIES[family].conversation(situation(now, consents=consents))
        answer = None
        try:
            while True:
                answer = self.answer(conversation.send(answer))
        except StopIteration:
            pass
        except GaveUp as gave_up:
            self.gave_up = gave_up
        return self

    def answer(self, step):
        is_there = not self.ended and getattr(step, "uuid", "") not in self.lacks
        match step:
            case Wait(seconds):
                if self.said:
                    return Notification(*self.said.pop(0))
                self.waits += [] if self.ended else [seconds]
                return None
            case Heard(frames):
                self.heard += frames
            case Recalled(frames):
                self.recalled.append(list(frames))
            case Registered(consent):
                self.registered.append(consent)
            case Write("2a9f", data) if is_there:
                self.control(data)
            case Read("2a85") if is_there and self.turns:
                return self.birth_date(self.turns[-1])
            case Write("2a85", data):
                self.confirmed.append((self.turns[-1], data))
            case Subscribe(uuid):
                self.subscribed.append(uuid)
        return True if is_there and isinstance(step, Subscribe | Write) else None

    def control(self, data):
        operation, user = data[0], data[1]
        if operation == 1:
            user = max(self.gives, default=0) + 1
            self.gives[user], self.pins[user] = [], int.from_bytes(data[1:], "little")
            self.tell("2a9f", f"200101{user:02x}")
        elif user in self.mute:
            self.turns.append(user)
        elif self.pins.get(user) != int.from_bytes(data[2:], "little"):
            self.tell("2a9f", "200205")
            self.ended = self.drops
        else:
            self.turns.append(user)
            self.tell("2a9f", "200201")
            turns = self.gives[user]
            self.said += [(u, bytes.fromhex(d)) for u, d in (turns.pop(0) if turns else ())]

    def tell(self, uuid_, data):
        self.said.append((uuid_, bytes.fromhex(data)))


def consent(user, code=1111, **more):
    return Consent(user=user, code=code, **more)


class TestSeveralUsers:
    """Each user's measurements come after that user's consent alone."""

    def test_each_is_heard_over_one_connection(self):
        scale = FamilyScale({1: [[weighed(80), FAT]], 2: [[weighed(60), FAT]]})
        scale.visit(consent(1), consent(2))
        found = [(f.weight_kg, f.profile_id, f.given.body_fat) for f in scale.heard]
        assert found == [(80, 1, 25.0), (60, 2, 25.0)]
        assert scale.gave_up is None
        assert scale.subscribed.count("2a9f") == scale.subscribed.count("2a9d") == 1

    def test_rounds_end_when_nobody_was_weighed_for_half_a_minute(self):
        scale = FamilyScale({1: [[], [weighed(80)]], 2: []}).visit(consent(1), consent(2))
        assert [f.weight_kg for f in scale.heard] == [80]
        # A silence of 5 s ends a turn; a weight may wait for its composition first.
        assert scale.waits == [5, 5, 15, 5, 5, 5, 5, 5, 5]
        assert scale.turns == [1, 2] * 4

    def test_each_of_many_has_a_turn(self):
        scale = FamilyScale({user: [[weighed(50 + user)]] for user in range(9)})
        for user in range(8):
            scale.gives[user] = []
        scale.visit(*map(consent, range(9)))
        assert [f.profile_id for f in scale.heard] == [8]

    def test_a_single_user_has_all_the_time(self):
        scale = FamilyScale({1: [[weighed(80)]]}).visit(consent(1))
        assert scale.waits == [15, 30]
        assert scale.turns == [1]

    def test_who_is_weighed_while_it_is_anothers_turn_is_heard_in_the_next(self):
        scale = FamilyScale({1: [[], [weighed(80), FAT]], 2: []}).visit(consent(1), consent(2))
        assert [(f.weight_kg, f.profile_id) for f in scale.heard] == [(80, 1)]

    def test_what_each_had_stored_is_weighings_though_anothers_newer_ones_came_before(self):
        """It is given out at each pause, because the scale has deleted it by then."""
        scale = FamilyScale(
            {
                1: [[weighed(80, minute=5), weighed(81, minute=30)]],
                2: [[weighed(60, minute=1)], [weighed(61, minute=20)]],
            }
        )
        scale.visit(consent(1), consent(2), minute=50)
        assert len(scale.recalled) > 1
        session = Session(scales.FAMILIES["sig_body_composition"].traits)
        at = datetime(2027, 1, 1, tzinfo=UTC)
        found = [reading for frames in scale.recalled for reading in session.recall(frames, at)]
        assert sorted((r.weight_kg, r.profile_id) for r in found) == [
            (60, 2),
            (61, 2),
            (80, 1),
            (81, 1),
        ]
        assert scale.heard == []

    @pytest.mark.parametrize("refused", [1, 2, 3])
    def test_a_refused_user_costs_the_others_nothing(self, refused):
        scale = FamilyScale({user: [[weighed(50 + user)]] for user in (1, 2, 3)})
        scale.pins[refused] = 2222
        scale.visit(*map(consent, (1, 2, 3)))
        assert {f.profile_id for f in scale.heard} == {1, 2, 3} - {refused}
        assert isinstance(scale.gave_up, ConsentRefused)
        assert scale.gave_up.users == (refused,)
        assert str(scale.gave_up) == f"it refuses user {refused}: user not authorised"
        # The others go on as two do.
        assert scale.waits[-6:] == [5] * 6

    def test_who_alone_is_not_refused_has_all_the_time(self):
        scale = FamilyScale({1: [[weighed(80)]]}).visit(consent(2), consent(1))
        assert scale.waits == [15, 30]
        assert scale.turns == [1]

    def test_all_are_refused(self):
        scale = FamilyScale({}).visit(consent(1), consent(7))
        assert scale.gave_up.users == (1, 7)
        assert str(scale.gave_up) == (
            "it refuses user 1: user not authorised; it refuses user 7: user not authorised"
        )
        assert "2a9d" not in scale.subscribed

    def test_a_scale_that_disconnects_when_it_refuses_is_said_to_refuse(self):
        scale = FamilyScale({1: [[weighed(80)]]}, drops_when_refusing=True)
        scale.visit(consent(2), consent(1))
        assert scale.gave_up.users == (2,)
        scale = FamilyScale({1: [[weighed(80)]]}, drops_when_refusing=True)
        scale.visit(consent(1), consent(2))
        assert scale.gave_up.users == (2,)
        assert [f.weight_kg for f in scale.heard] == [80]

    def test_what_comes_before_a_refusal_is_heard(self):
        played = play(
            "sig_body_composition",
            [*indicated("2a9d", BF720), *indicated("2a9f", "200205")],
            consents=(consent(1),),
        )
        assert [frame.weight_kg for frame in played.frames] == [117.92]
        assert "refuses" in played.reason

    def test_who_is_not_answered_has_one_turn(self):
        scale = FamilyScale({1: [[], [weighed(80)]], 2: []}, mute=[2])
        scale.visit(consent(1), consent(2))
        assert scale.turns == [1, 2, 1]
        assert [f.weight_kg for f in scale.heard] == [80]

    def test_without_a_control_point_whoever_is_weighed_is_heard(self):
        scale = FamilyScale({1: [[weighed(80)]]}, lacks=["2a9f"])
        scale.visit(consent(1), consent(2))
        assert str(scale.gave_up).startswith("it doesn't answer")

    def test_a_user_is_made_once(self):
        scale = FamilyScale({2: []}).visit(Consent(code=1234, guest=True), consent(2))
        assert scale.registered == [Consent(code=1234, user=3, guest=True)]
        assert scale.turns == [3, 2] * 3

    def test_of_a_guest_the_others_turn_says_nothing(self):
        scale = FamilyScale({1: [[weighed(80), FAT]], 2: [[weighed(60), FAT]]})
        scale.visit(consent(1, guest=True), consent(2))
        found = [(f.weight_kg, f.profile_id, f.given and f.given.body_fat) for f in scale.heard]
        assert found == [(80, None, None), (60, 2, 25.0)]

    def test_what_the_scale_says_counts_more_than_whose_turn_it_is(self):
        whose = ("2a9c", put((4, 2), (250, 2), (5, 1)))
        scale = FamilyScale(
            {
                1: [[weighed(80, user=3)], [weighed(90, timed=False), whose]],
                # 255 is nobody that the scale knows.
                2: [[weighed(60, user=255)]],
            }
        )
        scale.visit(consent(1), consent(2))
        assert [(f.weight_kg, f.profile_id) for f in scale.heard] == [(80, 3), (60, None), (90, 5)]

    def test_a_single_users_scale_may_give_out_whoever_stands_on_it(self):
        scale = FamilyScale({1: [[weighed(80)]]}).visit(consent(1))
        assert [f.profile_id for f in scale.heard] == [None]

    def test_each_users_own_profile_is_confirmed(self):
        """Without that a BF788 measures no body."""
        scale = FamilyScale({1: [], 2: []}).visit(consent(1), consent(2))
        assert scale.confirmed[:2] == [
            (1, FamilyScale.birth_date(1)),
            (2, FamilyScale.birth_date(2)),
        ]


class TestRecognition:
    """Which scale is which, by what it advertises."""

    @pytest.mark.parametrize(
        ("name", "services", "family"),
        [
            ("BC-87", ["180a", "181d"], "sig_weight"),
            ("", ["181d", "181b"], "sig_body_composition"),
            ("BF720", [], "sig_body_composition"),
            ("Beurer BF105", ["181d"], "sig_body_composition"),
            ("SANITAS SBF72", [], "sig_body_composition"),
            ("SANITAS SBF70", [], "beurer_sanitas"),
            ("Shape50", ["181b"], "soehnle_shape50"),
            ("Shape100", ["181b"], "soehnle"),
            ("Renpho-Scale", ["181b", "181d"], "sig_weight_nonstandard"),
            ("Renpho-Scale", ["fff0"], "qn_gatt"),
            ("Renpho-Scale", [], "qn_gatt"),
            ("QN-Scale", ["181b"], "qn_gatt"),
            ("", ["181c", "1805"], None),
            ("BF", [], None),
        ],
    )
    def test_by_name_and_services(self, name, services, family):
        found = advertisement(name=name, service_uuids=[uuid(each) for each in services])
        of = scales.family_of(found)
        assert (of and of.name) == family
        assert scales.decode(found) is None

    @pytest.mark.parametrize("vector", ADVERTISED_MI_SCALES, ids=lambda v: v["id"])
    def test_a_mi_scale_that_advertises_its_services_stays_one(self, vector):
        found = advertisement(
            name=vector.get("local_name", ""),
            service_data={uuid(vector["uuid"]): bytes.fromhex(vector["payload_hex"])},
            service_uuids=[uuid("181d"), uuid("181b")],
        )
        assert scales.family_of(found).name == vector["family"]
        for name in ("sig_weight", "sig_body_composition"):
            assert scales.FAMILIES[name].product(found) is None

    @pytest.mark.parametrize("name", ["MI_SCALE", "MI SCALE2", "MIBCS", "MIBFS", "XMTZC05HM"])
    def test_a_mi_scale_is_known_by_its_name_before_it_says_anything(self, name):
        found = advertisement(name=name, service_uuids=[uuid("181b"), uuid("181d")])
        assert scales.family_of(found) is None
        found = advertisement(manufacturer_data={0x0157: bytes(6)}, service_uuids=[uuid("181b")])
        assert scales.family_of(found) is None

    def test_what_a_scale_broadcasts_counts_more_than_a_service_that_others_have(self):
        vector = capture("a1-1")
        found = heard(vector, name="", service_uuids=[uuid("181b")])
        assert scales.family_of(found, is_scale=True).name == vector["family"]

    def test_whoever_broadcasts_under_these_services_is_another(self):
        data = {uuid("181d"): bytes.fromhex(BF720)}
        found = advertisement(service_data=data, service_uuids=[long_uuid("181d")])
        assert scales.family_of(found) is None
        assert scales.decode(found) is None


def mutated(rng, frames):
    data = bytearray.fromhex(rng.choice(frames))
    for _ in range(rng.choice([0, 0, 1, 3])):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data) + 1)] if rng.random() < 0.2 else data)


def test_whatever_a_scale_says_nothing_is_raised():
    rng = random.Random(SEED)
    frames = [v["payload_hex"] for v in captures("sig_weight") + captures("sig_body_composition")]
    frames += [TestTwoPackets.WHOLE, TestTwoPackets.WHOLE[:20], "200201", "20010102", "2004010101"]
    consents = [
        Consent(code=1),
        Consent(user=1, code=9999),
        Consent(user=0, code=0, guest=True),
        Consent(user=254, code=1),
    ]
    for number in range(ROUNDS):
        said_ = [
            {
                "dir": rng.choice(["indicate", "indicate", "read"]),
                "uuid": rng.choice(["2a9d", "2a9c", "2a9c", "2a9f", "2a19", "2a99", "2a85"]),
                "hex": mutated(rng, frames).hex(),
            }
            for _ in range(rng.randrange(12))
        ]
        family = rng.choice(
            ["sig_weight", "sig_body_composition", "sig_weight_nonstandard", "soehnle_shape50"]
        )
        lacks = rng.sample(["2a9d", "2a9c", "2a9f", "2a2b"], rng.choice([0, 0, 1, 2]))
        year = rng.choice([1, 1970, 2026, 9999])
        now = datetime(year, 6, 1, tzinfo=UTC) + timedelta(microseconds=rng.randrange(10**9))
        played = play(
            family,
            said_,
            now,
            lacks,
            consents=tuple(rng.sample(consents, rng.choice([0, 1, 1, 2, 4]))),
        )
        for frame in played.frames:
            about = f"seed {SEED}, round {number}: {frame}"
            numbers = [each for each in (*frame, *(frame.given or ())) if isinstance(each, float)]
            assert all(math.isfinite(each) and each >= 0 for each in numbers), about
            assert frame.weight_kg is not None, about
