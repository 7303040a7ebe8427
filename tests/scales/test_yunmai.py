"""Captured frames of Yunmai scales give the weights that were reported with them."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Sex, Unit
from custom_components.body_scale.scales import yunmai
from custom_components.body_scale.scales.checks import xored
from custom_components.body_scale.scales.conversation import Guest, Situation, Subscribe

from .captures import advertisement
from .dialogues import DIALOGUES, spoken, steps, written

ADDRESS = "A4:C1:38:00:00:01"
NOW = datetime(2019, 11, 26, 17, 55, 46, tzinfo=UTC)


@pytest.mark.parametrize("identity", ["dlg-125", "dlg-127"])
def test_a_captured_weighing_comes_out(identity):
    expected = DIALOGUES[identity]["expected"]
    frame = scales.play("yunmai", steps(identity)).frames[-1]
    assert frame.stable
    assert frame.final
    assert (frame.weight_kg, frame.impedance) == (expected["weight_kg"], expected["impedance"])
    assert (frame.given and frame.given.body_fat) == expected["fat_pct"]
    assert frame.stamp == datetime.fromtimestamp(expected["timestamp_unix"], UTC)


@pytest.mark.parametrize(("identity", "weight"), [("dlg-125", 98.77), ("dlg-128", 79.67)])
def test_a_moving_weight_is_not_settled(identity, weight):
    frame = scales.play("yunmai", steps(identity)).frames[0]
    assert (frame.weight_kg, frame.stable, frame.stamp) == (weight, False, None)


def test_the_scale_is_told_what_its_app_told_but_of_a_guest(monkeypatch):
    # User 0x11AF, 179 cm, 22 years, pounds.
    monkeypatch.setattr(yunmai, "_USER", 0x11AF)
    situation = Situation(
        address=ADDRESS, now=NOW, unit=Unit.LB, guest=Guest(sex=Sex.MALE, age=22, height_cm=179)
    )
    writes = scales.play("yunmai", steps("dlg-128"), situation=situation).writes
    assert list(writes[:1]) == written("dlg-128")
    assert [data.hex() for _, data in writes[1:]] == ["0d0d115ddd67220000000000d9", "0d05130016"]


def test_nobody_s_user_is_written():
    [(_, user), *_] = scales.play("yunmai", [], now=NOW).writes
    assert user.hex() == "0d1210010000" + "0001" + "aa" + "01" + "1e" + "555a0000" + "0103" + "ba"


def test_the_fat_that_the_scale_computes_for_our_guest_is_nobody_s():
    body = bytearray.fromhex(DIALOGUES["dlg-125"]["steps"][-1]["hex"])
    body[9:13] = yunmai._USER.to_bytes(4, "big")
    body[-1] = xored(body[1:-1])
    [frame] = spoken("yunmai", body.hex(), uuid="ffe4").frames
    assert (frame.weight_kg, frame.given) == (98.77, None)


def test_an_impedance_of_0_may_still_come_and_an_unset_clock_tells_no_time():
    body = bytearray.fromhex(DIALOGUES["dlg-127"]["steps"][-1]["hex"])
    body[5:9] = (234).to_bytes(4, "big")
    body[15:17] = bytes(2)
    body[-1] = xored(body[1:-1])
    [frame] = scales.decode_record("yunmai", bytes(body))
    assert (frame.impedance, frame.impedance_failed, frame.final) == (None, False, False)
    assert (frame.stable, frame.stamp) == (True, None)


@pytest.mark.parametrize("place", range(18))
def test_a_frame_that_is_not_whole_is_no_weight(place):
    body = bytearray.fromhex(DIALOGUES["dlg-127"]["steps"][-1]["hex"])
    body[place] ^= 0x40
    # The version, byte 1, is in the sum; the mark and the length are checked themselves.
    assert scales.decode_record("yunmai", bytes(body)) == []
    assert scales.decode_record("yunmai", bytes(body[:place])) == []


def test_a_scale_without_the_service_is_given_up():
    assert "FFE4" in scales.play("yunmai", [], lacks=["ffe4"]).reason
    assert Subscribe("ffe4") in scales.FAMILIES["yunmai"].conversation(
        Situation(address=ADDRESS, now=NOW)
    )


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("YUNMAI-SIGNAL-M1US", True),
        ("YUNMAI-ISM2-W", True),
        ("YUNMAI-ISSE-US", True),
        ("YUNMAI-X", False),
        ("", False),
        (None, False),
    ],
)
def test_it_is_known_by_its_name(name, known):
    found = scales.family_of(advertisement(name=name))
    assert found is (yunmai.FAMILY if known else None)
