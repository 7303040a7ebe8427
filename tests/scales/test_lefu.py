"""Captured conversations of Lefu's and Icomon's scales give the weights that they showed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex, Unit
from custom_components.body_scale.scales.conversation import Guest, Situation

from .captures import advertisement, capture, uuid
from .dialogues import expected, said, spoken, steps, written

ADDRESS = "03:B3:EC:93:B8:7E"
FFB0 = uuid("ffb0")
OTHER = "A4:C1:38:74:B0:85"
ONE_HOUR_EAST = timezone(timedelta(hours=1))
HUTBIT = Situation(
    address=ADDRESS,
    # The app had no time yet: it sent the beginning of 1970, an hour east of Greenwich.
    now=datetime(1970, 1, 1, 1, tzinfo=ONE_HOUR_EAST),
    guest=Guest(sex=Sex.FEMALE, age=31, height_cm=165),
)


def seen(frames):
    return [(f.weight_kg, f.stable, f.impedance) for f in frames]


def heard(name, *, company=None, data=b"", service=FFB0, address=ADDRESS):
    return advertisement(
        address=address,
        name=name,
        manufacturer_data={company: data} if company else {},
        service_uuids=[service],
    )


def spelled(data):
    """Return the address that the scale's data begin with, reversed."""
    return ":".join(f"{each:02X}" for each in data[5::-1])


# AC 02


def test_the_hutbit_is_spoken_to_as_by_its_app():
    played = scales.play("lefu_ac02", steps("dlg-200"), situation=HUTBIT)
    wrote = list(played.writes)
    assert wrote[:5] == written("dlg-200")
    # The app repeats its last command while it waits.
    assert set(wrote[5:]) == {written("dlg-200")[-1]}
    assert seen(played.frames) == [(84.0, False, None), (84.1, True, None)]


@pytest.mark.parametrize("identity", ["dlg-200", "dlg-202", "dlg-203", "dlg-204"])
def test_an_ac02_conversation_comes_to_what_the_scale_showed(identity):
    played = scales.play("lefu_ac02", steps(identity))
    last = played.frames[-1]
    assert last.weight_kg == pytest.approx(expected(identity)["weight_kg"])
    assert last.impedance == expected(identity).get("impedance")
    assert last.stable
    assert not played.recalled


def test_the_impedance_comes_with_the_settled_weight_and_ends_it():
    frames = scales.play("lefu_ac02", steps("dlg-203")).frames
    assert seen(frames) == [(103.0, True, None), (103.0, True, 521)]
    assert [f.final for f in frames] == [False, True]


def test_without_contact_the_impedance_has_failed():
    [settled, failed] = spoken(
        "lefu_ac02", "ac0203490000ca16", "ac02fdff0000cbc7", uuid="ffb2"
    ).frames
    assert not settled.impedance_failed
    assert (failed.impedance_failed, failed.weight_kg, failed.impedance) == (True, 84.1, None)


def test_a_moving_weight_doesnt_get_the_impedance_of_the_one_before():
    last = spoken(
        "lefu_ac02", "ac0203490000ca16", "ac0203480000ce19", "ac02fd010209cbd4", uuid="ffb2"
    ).frames[-1]
    assert (last.weight_kg, last.impedance) == (None, 521)


def test_a_weight_that_nobody_has_is_in_hundredths_from_then_on():
    # 99.10 kg; then 24.80 kg, which would be 248 kg.
    light = bytes.fromhex("09b00000ca")
    said_ = ["ac0226b60000caa6", "ac02" + light.hex() + f"{sum(light) & 0xFF:02x}"]
    assert [f.weight_kg for f in spoken("lefu_ac02", *said_, uuid="ffb2").frames] == [99.1, 24.8]


def test_the_echo_of_the_date_is_no_impedance():
    assert scales.decode_record("lefu_ac02", bytes.fromhex("ac02fd1a041ccc03")) == []


def test_a_scale_that_only_echoes_is_left():
    echoes = ["ac02fe060000ccd0"] * 100
    played = spoken("lefu_ac02", *echoes, uuid="ffb2")
    assert played.frames == ()
    assert len(played.writes) == 5 + 6


@pytest.mark.parametrize(
    ("unit", "byte"), [(Unit.KG, 0), (Unit.LB, 1), (Unit.ST, 2), (Unit.JIN, 0)]
)
def test_the_scale_is_told_its_unit(unit, byte):
    situation = Situation(address=ADDRESS, now=datetime(2026, 1, 1, tzinfo=UTC), unit=unit)
    writes = scales.play("lefu_ac02", [], situation=situation).writes
    assert writes[4][1][2:6] == bytes((0xFE, 6, byte, 0))


def test_a_composite_frame_has_a_weight():
    frame = bytes.fromhex("ac02ff0002211a041c0c1f0803490101010e00000000")[:20]
    [found] = scales.decode_record("lefu_ac02", frame)
    assert (found.weight_kg, found.stable, found.given) == (84.1, True, None)


@pytest.mark.parametrize("identity", ["oth-158", "oth-159"])
def test_a_captured_frame_decodes(identity):
    vector = capture(identity)
    [frame] = scales.decode_record("lefu_ac02", bytes.fromhex(vector["payload_hex"]))
    assert frame.impedance == vector["expected"].get("impedance_ohm")
    assert frame.final is vector["expected"].get("final", True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("SWAN", "7eb893ecb30301"),
        ("SWAN", ""),
        ("Hutbit Scale", ""),
        ("icomon", ""),
        ("", "7eb893ecb30300"),
        (ADDRESS, "12a291ecb303"),
        ("Juniper", "c3b4d5ecb60100"),
    ],
)
def test_an_ac02_scale_is_known(name, data):
    payload = bytes.fromhex(data)
    found = heard(name, company=0x02AC, data=payload, address=spelled(payload) or ADDRESS)
    assert scales.family_of(found).name == "lefu_ac02"


@pytest.mark.parametrize(
    ("name", "data"),
    [("", ""), ("", "7eb893ecb30302"), ("", "00" * 8), ("swansong", ""), ("V", "")],
)
def test_another_device_with_its_service_or_company_isnt(name, data):
    payload = bytes.fromhex(data)
    found = heard(name, company=0x02AC, data=payload, address=spelled(payload) or ADDRESS)
    assert scales.family_of(found) is None


@pytest.mark.parametrize("address", [OTHER, "7E:B8:93:EC:B3:03", "", "7EB893EC-B303"])
def test_the_data_of_its_company_are_its_own_address(address):
    found = heard("", company=0x02AC, data=bytes.fromhex("7eb893ecb30301"), address=address)
    assert scales.family_of(found) is None


def test_its_name_or_company_without_the_service_isnt():
    other = heard("SWAN", company=0x02AC, data=bytes(6), service=uuid("fff0"))
    assert scales.family_of(other) is None


# AC 27

ALPHA = Situation(
    address=ADDRESS,
    now=datetime.fromtimestamp(0x6AB05077, UTC),
    name="MY_SCALE",
    guest=Guest(sex=Sex.FEMALE, age=31, height_cm=165),
)


def test_the_alpha_is_spoken_to_as_by_its_app():
    played = scales.play("lefu_ac27", steps("dlg-205"), situation=ALPHA)
    profile, begin, *acknowledged = written("dlg-205")
    # The app repeats the profile, which the transcript leaves out.
    assert list(played.writes) == [profile, begin, profile, *acknowledged]


def test_the_alpha_gives_a_weighing_and_what_it_stored():
    played = scales.play("lefu_ac27", steps("dlg-205"), situation=ALPHA)
    history = expected("dlg-205")["history"][0]
    # The record is 6 minutes older than the connection.
    [record] = played.recalled
    assert record.weight_kg == history["weight_kg"]
    assert record.stamp == datetime.fromtimestamp(history["unix"], UTC)
    *_, last = [frame for frame in played.frames if frame not in played.recalled]
    assert (last.weight_kg, last.impedance) == (88.97, 469)
    assert [f.stable for f in played.frames if f.stamp is None] == [False, True, True]


def test_moving_weights_of_ac27_are_moving():
    frames = scales.play("lefu_ac27", steps("dlg-207")).frames
    assert [f.weight_kg for f in frames] == expected("dlg-207")["live_weight_kg"]
    assert not any(f.stable for f in frames)
    assert scales.play("lefu_ac02", steps("dlg-207")).frames == ()


def ac27(body):
    data = bytes.fromhex(body).ljust(16, b"\x00") if len(body) < 34 else bytes.fromhex(body)
    return "ac27" + data.hex() + f"{sum(data) & 0x1F:02x}"


def test_socks_and_a_heart_rate():
    result = "0100000001" + "80" + "695b8a" + "000000000000" + "24d6"
    rate = "00" + "48" + "00" * 14 + "d7"
    frames = spoken("lefu_ac27", ac27(result), ac27(rate), uuid="ffb2").frames
    assert [f.impedance_failed for f in frames] == [True, True]
    assert [f.heart_rate for f in frames] == [None, 72]
    assert {f.weight_kg for f in frames} == {88.97}


def test_the_active_era_gets_a_profile_of_its_own():
    situation = Situation(
        address=ADDRESS, now=ALPHA.now, name="AE BS-06", unit=Unit.LB, guest=Guest(weight_kg=80)
    )
    wrote = scales.play("lefu_ac27", [], situation=situation).writes[0][1]
    body = bytes.fromhex("6ab05077 04 01 01 aa 1f40 1e 01 1f40 03 00 d0")
    assert wrote == b"\xac\x27" + body + bytes((sum(body) & 0xFF,))


@pytest.mark.parametrize("name", ["MY_SCALE", "AE BS-06", "AJIDO S5 PRO"])
def test_an_ac27_scale_is_known(name):
    assert scales.family_of(heard(name)).name == "lefu_ac27"
    assert scales.family_of(heard(name, service=uuid("fff0"))) is None
    # Whatever else it sends.
    found = heard(name, company=0x02AC, data=bytes(6), address=spelled(bytes(6)))
    assert scales.family_of(found).name == "lefu_ac27"


# Third dialect

ROBI = Situation(
    address=ADDRESS,
    now=datetime.fromtimestamp(0x6A2EEFA9, ONE_HOUR_EAST),
    guest=Guest(sex=Sex.MALE, age=50, height_cm=170, weight_kg=77.65, target_kg=70.0),
)
SPEEDIANCE = Situation(
    address=ADDRESS,
    now=datetime.fromtimestamp(0x6A96D1E8, timezone(timedelta(hours=-4))),
    guest=Guest(sex=Sex.MALE, age=44, height_cm=177, weight_kg=168.0, target_kg=50.0),
)


def test_the_robi_is_spoken_to_as_by_its_app():
    played = scales.play("lefu_a2a3", steps("dlg-208"), situation=ROBI)
    wrote = [data for _, data in played.writes]
    listed = [data for _, data in written("dlg-208")]
    # Those that are left out of the transcript repeat others.
    assert [wrote[n] for n in (0, 1, 3, 4, 7)] == listed[:5]
    assert {data[3:] for data in wrote[:9]} == {data[3:] for data in listed[:5]}
    # The rest acknowledges what it leaves out, and ours the result.
    assert [data[3:5] for data in listed[5:]] == [b"\xb0\x01", b"\xb0\x02"]
    assert [data[:6] for data in wrote[9:]] == [bytes.fromhex("090300b00300")]


def test_the_robi_gives_a_weight():
    played = scales.play("lefu_a2a3", steps("dlg-208"), situation=ROBI)
    assert played.frames[-1].weight_kg == expected("dlg-208")["weight_kg"]
    assert played.frames[-1].impedance_failed
    assert played.frames[0].weight_kg == 0
    assert [f.stable for f in played.frames] == [False, True]


def test_a_locked_weight_of_an_insmart():
    # It is given out as settled when no result came.
    moving, settled = scales.play("lefu_a2a3", steps("dlg-210")).frames
    assert (settled.weight_kg, settled.stable) == (expected("dlg-210")["weight_kg"], True)
    assert moving == settled._replace(stable=False)


def test_the_runstar_gives_impedance_and_heart_rate_and_is_told_nothing():
    played = scales.play("lefu_runstar", steps("dlg-211"))
    [frame] = played.frames
    found = {"weight_kg": frame.weight_kg, "heart_rate": frame.heart_rate}
    assert found | {"impedance": frame.impedance} == expected("dlg-211")
    [(_, acknowledgement)] = played.writes
    assert acknowledgement[:5] == bytes.fromhex("000300b0f3")


def test_the_speediance_is_told_whom_it_weighs_as_by_its_app():
    played = scales.play("lefu_speediance", steps("dlg-213"), situation=SPEEDIANCE)
    wrote = [data for _, data in played.writes]
    listed = [data for _, data in written("dlg-213")]
    # The app names two other people first, and the address of its server; so numbers differ. When it
    # acknowledged the result isn't in the transcript.
    profile, short, acknowledgement = listed[11:13], listed[13:15], listed[15]
    assert [data[1:] for data in wrote if data[3] != 0xB0] == [
        data[1:] for data in (*profile, *short)
    ]
    assert [data[1:] for data in wrote if data[3] == 0xB0] == [acknowledgement[1:]]


def test_the_speediance_gives_a_weight_of_now_without_the_impedances_of_limbs():
    played = scales.play("lefu_speediance", steps("dlg-213"), situation=SPEEDIANCE)
    last = played.frames[-1]
    assert last.weight_kg == expected("dlg-213")["weight_kg"]
    assert last.stamp == datetime.fromtimestamp(expected("dlg-213")["unix"], UTC)
    assert last.impedance is None
    assert not played.recalled


def test_the_speediance_recalls_what_it_weighed_before():
    later = Situation(address=ADDRESS, now=SPEEDIANCE.now + timedelta(days=1))
    played = scales.play("lefu_speediance", steps("dlg-213"), situation=later)
    assert [f.weight_kg for f in played.recalled] == [expected("dlg-213")["weight_kg"]]


def v3(body):
    data = bytes.fromhex(body)
    return data.hex() + "00" * (19 - len(data)) + f"{sum(data[3:]) & 0x1F:02x}"


def test_stored_records_are_acknowledged_and_come_oldest_first():
    later, earlier = (
        v3("010900a46ab05077000 12dc2".replace(" ", "")),
        v3("020900a46ab04ee10001032e"),
    )
    played = spoken("lefu_runstar", later, earlier, uuid="ffb3")
    assert [f.weight_kg for f in played.recalled] == [66.35, 77.25]
    assert [data[3:5] for _, data in played.writes] == [b"\xb0\x01", b"\xb0\x02"]


def test_a_repeated_result_counts_once_and_that_of_another_person_again():
    result, moving = v3("f30800a30001032e4b0245"), v3("f40700a201000003e800")
    frames = spoken("lefu_runstar", result, result, moving, result, uuid="ffb3").frames
    assert [f.stable for f in frames] == [True, False, True]


@pytest.mark.parametrize(
    "data",
    [
        "f30800a30001032e4b0245000000000000000008",
        "f30801a30001032e4b0245000000000000000007",
        "f30300a30001032e4b0245000000000000000007",
        "f30800a30001032e4b02450000000000000007",
    ],
)
def test_a_frame_that_isnt_whole_gives_nothing(data):
    """A wrong sum, a second part, a message without a weight, a byte too few."""
    assert scales.decode_record("lefu_runstar", bytes.fromhex(data)) == []


def test_the_relaxmedic_is_told_a_person():
    situation = Situation(address=ADDRESS, now=ROBI.now, guest=Guest(age=21, weight_kg=60))
    wrote = [data for _, data in scales.play("lefu_relaxmedic", [], situation=situation).writes]
    [profile] = wrote
    body = bytes.fromhex("ba 6a2eefa9 003c 00000000 aa 1770 95 2f")
    assert profile == b"\x00\x10\x00" + body + bytes((sum(body) & 0x1F,))


class TestSegments:
    """A scale with handles measures segments of the body, which it says in several parts."""

    def frames(self, *said_, family="lefu_relaxmedic"):
        return spoken(family, *said_, uuid="ffb3").frames

    def parts(self, identity="dlg-242"):
        return [step["hex"] for step in steps(identity)]

    @pytest.mark.parametrize("identity", ["dlg-242", "dlg-243"])
    def test_a_captured_result_has_them_in_its_own_order(self, identity):
        [frame] = scales.play("lefu_relaxmedic", steps(identity)).frames
        assert frame.weight_kg == expected(identity)["weight_kg"]
        assert frame.segments == tuple(expected(identity)["segments"])
        # They aren't taken for an impedance from foot to foot.
        assert (frame.impedance, frame.impedance_failed, frame.final) == (None, False, True)

    def test_it_is_acknowledged_once_by_the_number_of_its_first_part(self):
        writes = spoken("lefu_relaxmedic", *self.parts(), uuid="ffb3").writes
        assert [data[:6] for _, data in writes if data[3] == 0xB0] == [
            bytes.fromhex("000300b00c00")
        ]

    def test_other_messages_may_come_in_between(self):
        first, second = self.parts()
        # As the same scale was seen to do, and with a weight.
        others = ["230300a000000000000000000000000000000000", v3("240700a2011900ffbe00")]
        weight, result = self.frames(first, *others, second)
        assert (weight.weight_kg, weight.stable) == (65.47, False)
        assert result.segments == tuple(expected("dlg-242")["segments"])

    def test_what_is_sent_once_more_counts_once(self):
        first, second = self.parts()
        [frame] = self.frames(first, first, second, second, first, second)
        assert frame.segments == tuple(expected("dlg-242")["segments"])

    @pytest.mark.parametrize(
        "rest",
        [
            [],
            ["0d1a01007f098b0996087809110000000000000d"],
            ["0d1a02007f098b0996087809110000000000000c"],
            ["0d1901007f098b0996087809110000000000000c"],
            ["0d1a01007f098b09960878091100000000000c"],
        ],
        ids=["none", "its sum is wrong", "another part", "of another message", "a byte too few"],
    )
    def test_without_all_of_it_there_is_a_weight_alone(self, rest):
        [frame] = self.frames(self.parts()[0], *rest)
        assert (frame.weight_kg, frame.segments, frame.impedance_failed) == (65.47, None, False)

    def test_the_next_result_ends_one_that_lacks_its_rest(self):
        lost, whole = self.frames(self.parts()[0], *self.parts("dlg-243"))
        assert (lost.weight_kg, lost.segments) == (65.47, None)
        assert (whole.weight_kg, whole.segments) == (
            64.77,
            tuple(expected("dlg-243")["segments"]),
        )

    def test_a_part_without_a_beginning_is_nothing(self):
        assert self.frames(self.parts()[1]) == ()

    def test_impedances_that_cant_be_are_left_out_with_all_others(self):
        """Without one of them, nothing tells which the others are."""
        first, second = map(bytes.fromhex, self.parts())
        for ohm in (0, 0xFFFF):
            body = second[:3] + ohm.to_bytes(2) + second[5:19]
            [frame] = self.frames(first.hex(), v3(body.hex()))
            assert (frame.segments, frame.impedance_failed) == (None, True)

    def a7(self, count, *ohms):
        """Return the frames of what Speediance says, as its captured first part begins."""
        head = bytes.fromhex(steps("dlg-213")[-1]["hex"])[3:13] + bytes((count,))
        body = head + b"".join(ohm.to_bytes(2) for ohm in ohms) + bytes.fromhex("124de8bf")
        return [
            v3(bytes((0x4D, len(body), part, *body[part * 16 : (part + 1) * 16])).hex())
            for part in range(-(-len(body) // 16))
        ]

    def test_a_scale_that_counts_them(self):
        # The first two are Speediance's own.
        ohms = (206, 2967, 3077, 3157, 2754, 130, 2667, 2775, 2400, 2456)
        frames = self.a7(10, *ohms)
        assert bytes.fromhex(frames[0])[:18] == bytes.fromhex(steps("dlg-213")[-1]["hex"])[:18]
        played = scales.play("lefu_speediance", said(*frames, uuid="ffb3"), situation=SPEEDIANCE)
        [frame] = played.frames
        assert frame.segments[:2] == (20.6, 296.7)
        assert frame.segments == tuple(ohm / 10 for ohm in ohms)
        assert frame.weight_kg == expected("dlg-213")["weight_kg"]

    def test_its_last_part_has_none_and_still_has_to_come(self):
        played = scales.play(
            "lefu_speediance",
            said(*self.a7(10, *[2000] * 10)[:2], uuid="ffb3"),
            situation=SPEEDIANCE,
        )
        [frame] = played.frames
        assert (frame.weight_kg, frame.segments) == (expected("dlg-213")["weight_kg"], None)

    def test_without_handles_it_counts_zeros(self):
        [frame] = self.frames(*self.a7(10, *[0] * 10))
        assert (frame.segments, frame.impedance_failed) == (None, True)

    @pytest.mark.parametrize("count", [0, 40, 255])
    def test_a_wrong_count_gives_none(self, count):
        [frame] = self.frames(*self.a7(count, *[2000] * 10))
        assert (frame.weight_kg, frame.segments) == (expected("dlg-213")["weight_kg"], None)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Robi S9", "lefu_a2a3"),
        ("Runstar-R6", "lefu_runstar"),
        ("SPEED_S_1234", "lefu_speediance"),
        ("relaxmedic", "lefu_relaxmedic"),
    ],
)
def test_a_scale_of_the_third_dialect_is_known(name, family):
    assert scales.family_of(heard(name)).name == family
    found = heard(name, company=0x02AC, data=bytes(7), address=spelled(bytes(7)))
    assert scales.family_of(found).name == family
    assert scales.family_of(heard(name, service=uuid("fff0"))) is None


def test_a_scale_without_the_characteristics_is_given_up():
    for family in ("lefu_ac02", "lefu_ac27", "lefu_a2a3"):
        assert "FFB2" in scales.play(family, [], lacks=("ffb2",)).reason
    assert "FFB3" in scales.play("lefu_a2a3", said(uuid="x"), lacks=("ffb3",)).reason
