"""The simulated scale with the standard's services answers as captured ones and the standard do."""

from datetime import date, datetime, timedelta
from itertools import islice
import json
from pathlib import Path

import pytest

from simulators.esphome.peripheral import (
    ATT_HEADER,
    INVALID_LENGTH,
    READ_NOT_PERMITTED,
    WRITE_NOT_PERMITTED,
    RefusedError,
    Said,
)
from simulators.scales.sig_frames import (
    ALL_FIELDS,
    BF720_FIELDS,
    Body,
    Measured,
    composition,
    weight,
)
from simulators.scales.sig_scale import (
    NO_CONSENT,
    NOT_SUBSCRIBED,
    OUT_OF_RANGE,
    SigScale,
    User,
    Uuid,
)

VECTORS = Path(__file__).parents[2] / "vectors"
FRAMES = {
    frame["id"]: frame["payload_hex"]
    for frame in json.loads((VECTORS / "frames.json").read_text())["frames"]
}
DIALOGUES = {
    dialogue["id"]: [step.get("hex") for step in dialogue["steps"]]
    for dialogue in json.loads((VECTORS / "dialogues.json").read_text())["dialogues"]
}
SET_CLOCK, CONSENT, CONSENTED, WEIGHT, COMPOSITION = DIALOGUES["dlg-100"]
MADE = datetime(2026, 5, 12, 18, 53, 54)
BODY = Body(fat=19.4, basal_kj=6879, muscle=40.7, soft_lean_kg=61.18, water_kg=43.25, ohm=452.0)
NOON = datetime(2026, 5, 13, 12)


def measured(when, kg, user, height_m, body=BODY):
    return Measured(datetime.fromisoformat(when), kg, body, user, height_m)


@pytest.mark.parametrize(
    ("payload", "made"),
    [
        (WEIGHT, measured("2026-05-12T18:53:54", 79.96, 1, 1.83)),
        (DIALOGUES["dlg-103"][0], measured("2021-07-23T21:33:31", 61.37, 2, 1.7)),
    ],
)
def test_a_weight_as_captured(payload, made):
    assert weight(made).hex() == payload


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (COMPOSITION, BODY),
        (FRAMES["oth-138"], Body(24.3, 9110, 39.3, 84.8, 61.41, 392.5)),
    ],
)
def test_a_composition_as_captured(payload, body):
    made = measured("2026-05-12T18:53:54", 79.96, 1, 1.83, body)
    assert [each.hex() for each in composition(made, BF720_FIELDS, 20)] == [payload]


def test_a_composition_that_is_too_long_comes_in_two_packets():
    made = measured("2026-05-12T18:53:54", 80.0, 3, 1.75)
    [whole] = composition(made, ALL_FIELDS, 30)
    first, second = composition(made, ALL_FIELDS, 20)
    assert whole[:2].hex() == "fe0f"
    # Flags: the first six fields and the other five, and in both that there are two packets.
    assert (first[:2].hex(), second[:2].hex()) == ("7e10", "801f")
    assert (len(first), len(second)) == (20, 14)
    # The body fat is in both.
    assert first[2:] + second[4:] == whole[2:]
    assert second[2:4] == whole[2:4]
    # 40.7 % and 80.6 % of 80 kg in 5 g, 80 kg, 1.75 m.
    masses = [int.from_bytes(whole[at : at + 2], "little") for at in (16, 18, 26, 28)]
    assert masses == [6512, 12896, 16000, 1750]


@pytest.fixture
def scale():
    users = {
        1: User(pin=3752, born=date(1986, 2, 3), height_cm=183),
        2: User(pin=42, born=date(1990, 5, 17), height_cm=168, is_female=True),
    }
    scale = SigScale(users=users, clock=NOON)
    scale.connected(247)
    return scale


def ask(scale, data):
    """Return what the control point answers."""
    scale.subscribed(Uuid.CONTROL_POINT)
    answer, *_ = scale.written(Uuid.CONTROL_POINT, bytes.fromhex(data))
    assert answer.uuid == Uuid.CONTROL_POINT
    return answer.data.hex()


def listen(scale):
    """Subscribe to the measurements; what is said is confirmed when the next is asked for."""
    scale.subscribed(Uuid.BODY)
    return scale.subscribed(Uuid.WEIGHT)


def refusal(request, *arguments):
    with pytest.raises(RefusedError) as refused:
        request(*arguments)
    return refused.value.error


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        (CONSENT, CONSENTED),
        ("0201a90e", DIALOGUES["dlg-102"][1]),
        ("0203a80e", "200203"),
        ("0201", "200203"),
        (DIALOGUES["dlg-105"][0], DIALOGUES["dlg-105"][1]),
        ("", "2002"),
    ],
    ids=["right", "wrong PIN", "no such user", "no PIN", "list", "nothing"],
)
def test_the_control_point(scale, asked, answered):
    assert ask(scale, asked) == answered


def test_the_control_point_has_to_be_listened_to(scale):
    assert refusal(scale.written, Uuid.CONTROL_POINT, bytes.fromhex(CONSENT)) == NOT_SUBSCRIBED


@pytest.mark.parametrize(
    ("uuid", "value", "other"),
    [
        (Uuid.BIRTH_DATE, "c2070203", "c3070203"),
        (Uuid.SEX, "00", "01"),
        (Uuid.HEIGHT, "b700", "b800"),
    ],
)
def test_a_profile_is_only_for_who_has_the_consent(scale, uuid, value, other):
    assert refusal(scale.read, uuid) == NO_CONSENT
    assert refusal(scale.written, uuid, bytes.fromhex(other)) == NO_CONSENT
    ask(scale, CONSENT)
    assert scale.read(uuid).hex() == value
    scale.written(uuid, bytes.fromhex(other))
    assert scale.read(uuid).hex() == other
    assert refusal(scale.written, uuid, bytes(9)) == INVALID_LENGTH
    # It lasts for one connection.
    scale.connected(247)
    assert refusal(scale.read, uuid) == NO_CONSENT


def test_changes_of_a_profile_are_counted_by_who_makes_them(scale):
    assert scale.read(Uuid.CHANGES) == bytes(4)
    assert refusal(scale.written, Uuid.CHANGES, bytes(4)) == NO_CONSENT
    ask(scale, CONSENT)
    scale.written(Uuid.CHANGES, bytes((7, 1, 0, 0)))
    assert (scale.users[1].changes, scale.users[2].changes) == (263, 0)
    assert scale.read(Uuid.CHANGES) == bytes((7, 1, 0, 0))


def test_its_clock_is_set(scale):
    assert abs(scale.clock - NOON) < timedelta(minutes=1)
    scale.written(Uuid.TIME, bytes.fromhex(SET_CLOCK))
    assert timedelta() <= scale.clock - datetime(2026, 5, 12, 18, 53, 43) < timedelta(minutes=1)
    # A Tuesday.
    assert scale.read(Uuid.TIME)[:5].hex() == SET_CLOCK[:10]
    assert scale.read(Uuid.TIME)[7] == 2


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (SET_CLOCK[:-2], INVALID_LENGTH),
        (SET_CLOCK.replace("ea0705", "ea070d"), OUT_OF_RANGE),
        (SET_CLOCK.replace("ea07050c", "ea07050d"), OUT_OF_RANGE),
    ],
    ids=["too short", "no such month", "another weekday"],
)
def test_a_clock_takes_no_nonsense(scale, data, error):
    assert refusal(scale.written, Uuid.TIME, bytes.fromhex(data)) == error


def test_what_can_not_be_read_or_written(scale):
    assert scale.read(Uuid.BATTERY) == bytes((90,))
    assert refusal(scale.read, Uuid.WEIGHT) == READ_NOT_PERMITTED
    assert refusal(scale.written, Uuid.BATTERY, b"\x00") == WRITE_NOT_PERMITTED


def test_it_says_nothing_without_a_consent_or_to_nobody(scale):
    scale.remember(MADE, 79.96, BODY)
    assert [*listen(scale)] == []
    scale.connected(247)
    ask(scale, CONSENT)
    assert [*scale.subscribed(Uuid.WEIGHT)] == []
    assert scale.is_awake


def test_it_says_what_it_stored_of_a_user_oldest_first_and_then_who_stands_on_it(scale):
    scale.remember(MADE, 79.96, BODY)
    scale.remember(MADE, 60.0, BODY, user=2)
    scale.step_on(80.1, BODY)
    ask(scale, CONSENT)
    first, body, second, _ = listen(scale)
    assert first == Said(Uuid.WEIGHT, bytes.fromhex(WEIGHT))
    assert body == Said(Uuid.BODY, bytes.fromhex(COMPOSITION))
    # 80.1 kg in 5 g, at noon on the thirteenth of May.
    assert second.data[:8].hex() == "0e943eea07050d0c"
    assert (scale.users[1].memory, len(scale.users[2].memory)) == ([], 1)
    # A consent of the other may follow.
    scale.written(Uuid.CONTROL_POINT, bytes.fromhex("0203a80e"))
    _, other, _ = scale.written(Uuid.CONTROL_POINT, bytes.fromhex("02022a00"))
    assert other.data[10] == 2
    assert not scale.is_awake


def test_what_has_not_been_confirmed_is_said_again(scale):
    scale.remember(MADE, 79.96, BODY)
    for said in (1, 2, 2):
        scale.connected(247)
        ask(scale, CONSENT)
        heard = [*islice(listen(scale), said)]
        assert heard[0] == Said(Uuid.WEIGHT, bytes.fromhex(WEIGHT))
        assert scale.is_awake
    scale.connected(247)
    ask(scale, CONSENT)
    assert len([*listen(scale)]) == 2
    assert not scale.is_awake


def test_a_packet_is_as_long_as_the_connection_allows(scale):
    scale.fields = ALL_FIELDS
    for mtu, packets in ((247, 2), (33, 2), (32, 3), (23, 3)):
        scale.remember(MADE, 79.96, BODY)
        scale.connected(mtu)
        ask(scale, CONSENT)
        said = [*listen(scale)]
        assert len(said) == packets
        assert max(len(each.data) for each in said) <= mtu - ATT_HEADER


def test_who_steps_off_is_remembered(scale):
    scale.step_off()
    assert not scale.is_awake
    scale.step_on(80.1, BODY, user=2)
    assert scale.is_awake
    scale.lost()
    scale.lost()
    [remembered] = scale.users[2].memory
    assert (remembered.weight_kg, remembered.user, remembered.height_m) == (80.1, 2, 1.68)
    assert timedelta() <= remembered.when - NOON < timedelta(minutes=1)
