"""Conversations of 1byone's scales, as published, give weights, impedances and what was stored."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales import onebyone, onebyone_new
from custom_components.body_scale.scales.conversation import (
    Notification,
    Recalled,
    Situation,
    Wait,
    Write,
)

from .captures import advertisement
from .dialogues import expected, spoken, steps, written

NOW = datetime(2026, 11, 25, 5, 43, tzinfo=timezone(timedelta(hours=2)))
ADDRESS = "A4:C1:38:00:00:01"


def test_the_classic_scale_is_answered_as_published():
    played = scales.play("onebyone_classic", steps("dlg-129"), now=NOW)
    assert list(played.writes) == written("dlg-129")


def test_a_weighing_of_the_classic_scale_comes_out():
    played = scales.play("onebyone_classic", steps("dlg-129"), now=NOW)
    [(weight, ohm, stamp)] = expected("dlg-129")["stored"]
    [old] = played.recalled
    assert (old.weight_kg, old.impedance) == (weight, ohm)
    assert old.stamp == datetime.fromisoformat(stamp)
    frame = played.frames[-1]
    assert (frame.weight_kg, frame.impedance) == (
        expected("dlg-129")["weight_kg"],
        expected("dlg-129")["impedance"],
    )
    assert (frame.stable, frame.stamp) == (True, None)


def test_records_are_deleted_once_they_are_given_out():
    conversation = onebyone.converse(Situation(address=ADDRESS, now=NOW))
    notified = (step["hex"] for step in steps("dlg-129") if step["dir"] == "notify")
    done, answer = [], None
    while b"\xf2\x01" not in done:
        step = conversation.send(answer)
        answer = True
        if isinstance(step, Wait):
            answer = Notification("fff4", bytes.fromhex(next(notified)))
        elif isinstance(step, Write):
            done.append(step.data)
        elif isinstance(step, Recalled):
            done.append(step)
    assert isinstance(done[-2], Recalled)


def test_a_weight_without_an_impedance_has_settled_when_it_comes_twice():
    moving, settled = "cf0000401f000000000100", "cf0000581f000000000100"
    frames = spoken("onebyone_classic", moving, settled, settled, uuid="fff4").frames
    assert [(f.weight_kg, f.stable) for f in frames] == [
        (80.0, False),
        (80.24, False),
        (80.24, True),
    ]
    assert {f.impedance for f in frames} == {None}


def test_a_load_of_nothing_never_settles():
    nothing = "cf00000000000000000100"
    frames = spoken("onebyone_classic", nothing, nothing, uuid="fff4").frames
    assert [frame.stable for frame in frames] == [False, False]


def test_a_record_with_a_time_that_is_none_has_no_time():
    [frame] = scales.decode_record(
        "onebyone_classic", bytes.fromhex("cf8813401f00000000000007ea0d18073000")
    )
    assert (frame.weight_kg, frame.impedance, frame.stamp) == (80.0, 500.0, None)


def test_records_of_the_classic_scale_survive_the_end_of_the_connection_undeleted():
    record = "cf8813401f00000000000007ea0b18073000"
    earlier = "cf8813401f00000000000007ea0a18073000"
    played = spoken("onebyone_classic", "f100", record, earlier, uuid="fff4")
    assert [frame.stamp.month for frame in played.recalled] == [10, 11]
    assert b"\xf2\x01" not in [data for _, data in played.writes]


@pytest.mark.parametrize(("unit", "byte"), [(Unit.KG, 0), (Unit.LB, 1), (Unit.ST, 2)])
def test_the_classic_scale_shows_the_household_s_unit(unit, byte):
    situation = Situation(address=ADDRESS, now=NOW, unit=unit)
    [(_, data), *_] = scales.play("onebyone_classic", [], situation=situation).writes
    assert data[2] == byte
    assert data[-1] == 0xCB ^ byte


@pytest.mark.parametrize("body", ["", "cf", "cf8813401f", "d0" + "00" * 10, "cf" + "00" * 12])
def test_a_frame_of_the_classic_scale_that_is_not_whole_is_no_weight(body):
    assert scales.decode_record("onebyone_classic", bytes.fromhex(body)) == []


def test_a_weighing_of_the_newer_scale_comes_out():
    played = scales.play("onebyone_new", steps("dlg-130"))
    assert list(played.writes) == written("dlg-130")
    first, final = played.frames
    assert (first.weight_kg, first.stable, first.impedance, first.final) == (
        80.0,
        True,
        None,
        False,
    )
    assert (final.weight_kg, final.impedance) == (
        expected("dlg-130")["weight_kg"],
        expected("dlg-130")["impedance"],
    )
    assert final.final


def test_an_impedance_of_the_newer_scale_belongs_to_the_weight_before():
    weight, impedance = (step["hex"] for step in steps("dlg-130") if step["dir"] == "notify")
    socks = impedance[:8] + "0000" + impedance[12:]
    frames = spoken("onebyone_new", impedance, weight, socks, impedance, uuid="ffb2").frames
    assert [(f.impedance, f.impedance_failed) for f in frames] == [(None, False), (None, True)]


def test_what_the_newer_scale_stored_comes_out_with_its_time():
    moving = "ab2a00" + "00" * 17
    record = f"ab2a00{1790000000:08x}80013880" + "00" * 4 + "01f4" + "00" * 3
    earlier = f"ab2a00{1780000000:08x}80013881" + "00" * 4 + "0000" + "00" * 3
    played = spoken("onebyone_new", moving, record, earlier, uuid="ffb2")
    assert [(f.weight_kg, f.impedance) for f in played.recalled] == [(80.001, None), (80.0, 500)]
    assert played.recalled[1].stamp == datetime.fromtimestamp(1790000000, UTC)
    assert played.frames == played.recalled


@pytest.mark.parametrize("body", ["", "ab2a80", "ab2b80" + "00" * 17, "ab2a80" + "00" * 18])
def test_a_frame_of_the_newer_scale_that_is_not_whole_is_no_weight(body):
    assert scales.decode_record("onebyone_new", bytes.fromhex(body)) == []


@pytest.mark.parametrize(
    ("family", "uuid"), [("onebyone_classic", "fff4"), ("onebyone_new", "ffb2")]
)
def test_a_scale_without_the_service_is_given_up(family, uuid):
    assert uuid.upper() in scales.play(family, [], lacks=[uuid]).reason


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("eufy T9146", onebyone.FAMILY),
        ("eufy T9147", onebyone.FAMILY),
        ("eufy T9120", onebyone.FAMILY),
        ("Health Scale", onebyone.FAMILY),
        ("1byone scale", onebyone_new.FAMILY),
        ("1byone Scale", onebyone_new.FAMILY),
        ("eufy T9130", None),
        ("Health Scales Inc", None),
        ("1byone", None),
    ],
)
def test_they_are_known_by_their_names(name, family):
    assert scales.family_of(advertisement(name=name)) is family
