"""Captured conversations of QN scales give the weights that their apps showed."""

from datetime import UTC, datetime, timedelta
import json
import pathlib
from types import SimpleNamespace

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.scales import qn_gatt
from custom_components.body_scale.scales.conversation import (
    GaveUp,
    Notification,
    Recalled,
    Situation,
    Subscribe,
    Wait,
    Write,
)

VECTORS = pathlib.Path(__file__).parents[1] / "vectors"
DIALOGUES = {d["id"]: d for d in json.loads((VECTORS / "dialogues.json").read_text())["dialogues"]}
FRAMES = [
    vector
    for vector in json.loads((VECTORS / "frames.json").read_text())["frames"]
    if vector["family"] == "qn_gatt"
]
NOW = datetime(2026, 8, 21, 6, 2, 45, tzinfo=UTC)
# Weighings whose resistances are placeholders: 506/494, 505/503, 495/501.
PLACEHOLDERS = {"dlg-107", "dlg-110", "dlg-119"}


def play(dialogue_id):
    return scales.play("qn_gatt", DIALOGUES[dialogue_id]["steps"], now=NOW)


def checked(body):
    frame = bytes.fromhex(body)
    return frame + bytes((sum(frame) & 0xFF,))


@pytest.mark.parametrize("vector", FRAMES, ids=lambda v: v["id"])
def test_a_captured_frame_decodes(vector):
    [frame] = scales.decode_record("qn_gatt", bytes.fromhex(vector["payload_hex"]))
    expected = vector["expected"]
    assert frame.weight_kg == pytest.approx(expected["weight_kg"])
    assert frame.stable is expected["stabilized"]
    assert frame.impedance == (expected["resistance1"] or None)
    assert (frame.removed, frame.stamp, frame.unit) == (False, None, "kg")


@pytest.mark.parametrize("dialogue_id", ["dlg-107", "dlg-110", "dlg-118", "dlg-119", "dlg-121"])
def test_a_captured_weighing_comes_out_once(dialogue_id):
    expected = DIALOGUES[dialogue_id]["expected"]
    played = play(dialogue_id)
    [final] = [f for f in played.frames if f.impedance_failed or f.impedance][
        len(played.recalled) :
    ]
    assert final.stable
    assert final.weight_kg == pytest.approx(expected["weight_kg"])
    assert final.impedance == (None if dialogue_id in PLACEHOLDERS else expected["impedance"])
    assert played.reason is None


def test_a_moving_weight_comes_before_a_settled_one():
    frames = play("dlg-119").frames
    assert [(f.weight_kg, f.stable, f.impedance_failed) for f in frames] == [
        (64.45, False, False),
        (64.45, True, False),
        (64.45, True, True),
    ]


@pytest.mark.parametrize("dialogue_id", ["dlg-107", "dlg-109", "dlg-110", "dlg-121"])
def test_the_memory_is_recalled(dialogue_id):
    stored = DIALOGUES[dialogue_id]["expected"].get("stored", [])
    recalled = play(dialogue_id).recalled
    assert [frame.weight_kg for frame in recalled] == [weight for weight, *_ in stored]
    assert all(frame.stable for frame in recalled)


def test_a_stored_record_has_the_time_of_the_scale_unless_that_was_never_set():
    [frame] = play("dlg-121").recalled
    assert (frame.impedance, frame.weight_kg) == (363, 110.8)
    assert frame.stamp == datetime(1999, 12, 31, 16, tzinfo=UTC) + timedelta(seconds=0x30736E6E)
    assert {frame.stamp for frame in play("dlg-107").recalled} == {None}


def test_records_come_oldest_first():
    say = [
        checked("2314150201 6e6e7330 2b48 016b 0134 00000000"),
        checked("2314150202 6d6e7330 2b49 016b 0134 00000000"),
    ]
    steps = [{"dir": "notify", "uuid": "fff1", "hex": data.hex()} for data in say]
    assert [f.weight_kg for f in scales.play("qn_gatt", steps).recalled] == [110.81, 110.8]


def test_what_was_stored_is_given_out_when_the_scale_falls_silent():
    step = {"dir": "notify", "uuid": "fff1", "hex": "2314150501da0100001c9301f901f300000000ca"}
    assert [f.weight_kg for f in scales.play("qn_gatt", [step]).recalled] == [73.15]


# What the apps wrote: units and user of their owners, which are ours here, and the time of one of them.
OURS = {
    "130915021000000043": "130915011000000042",
    "1309150110283700a1": "130915011000000042",
    "a00d02feffee002b06a4030274": "a00d02feffee001e06a4000264",
}
TIMES = {"20 08 15 timeLE4 sum": "200815e5fa1a32", "20 08 ff timeLE4 sum": "2008ffe5fa1a32"}


def written(dialogue_id):
    for step in DIALOGUES[dialogue_id]["steps"]:
        if step["dir"] == "write" and "hex" in step:
            yield step["uuid"], bytes.fromhex(OURS.get(step["hex"], step["hex"]))
        elif step["dir"] == "write":
            yield step["uuid"], checked(TIMES[step["pattern"]])


@pytest.mark.parametrize("dialogue_id", ["dlg-107", "dlg-110", "dlg-121"])
def test_the_scale_is_answered_as_by_its_app(dialogue_id):
    steps = DIALOGUES[dialogue_id]["steps"]
    now = datetime(2026, 8, 21, 4, 2, 45, tzinfo=UTC)
    writes = scales.play("qn_gatt", steps, now=now).writes
    # The first two questions of dlg-121 weren't published.
    assert list(writes) == list(written(dialogue_id))[2 if dialogue_id == "dlg-121" else 0 :]


# Weight and resistances of a captured extended record, whose time isn't published, and of a basic one.
@pytest.mark.parametrize(
    ("body", "weight", "ohm"),
    [
        ("2313ff0101f06e6e73301e5a01f101ef0000", 77.7, None),
        ("2313ff01016e6e73302b48016b0134000000", 110.8, 363),
        ("231315010130736e6e2b48ff6b0134000000", 110.8, None),
        ("231415010130736e6e2b48016b013400000000", 110.8, 363),
    ],
)
def test_the_dialect_of_a_record_alone_is_seen_from_its_resistances(body, weight, ohm):
    [frame] = scales.decode_record("qn_gatt", checked(body))
    assert (frame.weight_kg, frame.impedance) == (weight, ohm)


@pytest.mark.parametrize("body", ["1009151fae0102", "10151fae010215" + "00" * 12, "23051501"])
def test_a_frame_of_another_length_is_none_of_its_own(body):
    assert scales.decode_record("qn_gatt", checked(body)) == []


@pytest.mark.parametrize(("length", "known"), [(15, True), (17, True), (19, False), (20, False)])
def test_an_unknown_dialect_is_given_up(length, known):
    said = checked(f"12{length:02x}ff" + "00" * (length - 4))
    steps = [{"dir": "notify", "uuid": "fff1", "hex": said.hex()}]
    played = scales.play("qn_gatt", steps)
    assert (played.reason is None) is known
    assert bool(played.writes) is known


def test_a_repeated_question_is_answered_once():
    steps = [{"dir": "notify", "uuid": "fff1", "hex": "120f15332211ccbbaa310531000539"}] * 5
    assert len(scales.play("qn_gatt", steps).writes) == 1


def test_a_scale_that_says_nothing_is_spoken_to():
    played = scales.play("qn_gatt", [])
    assert (played.frames, played.writes) == ((), (("fff2", checked("1309ff0110000000")),))


def test_in_socks_the_weight_may_still_get_its_resistances():
    socks, bare = "100efffe021d47000000000000", "100efffe021d4701d0018a00d2"
    steps = [
        {"dir": "notify", "uuid": "fff1", "hex": checked(body).hex()}
        for body in (socks, socks, bare)
    ]
    played = scales.play("qn_gatt", steps)
    assert [f.impedance for f in played.frames] == [None, None, 464]
    assert [frame[:1] for _, frame in played.writes] == [b"\x1f"]


def test_the_second_person_on_the_same_connection_counts():
    final = bytes.fromhex("100b152b4801016b013445")
    moving = checked("100b1510000000000000")
    steps = [
        {"dir": "notify", "uuid": "fff1", "hex": data.hex()}
        for data in (final, final, moving, final, final)
    ]
    played = scales.play("qn_gatt", steps)
    assert [f.impedance for f in played.frames] == [363, None, 363]


def test_a_scale_without_the_service_is_given_up():
    conversation = qn_gatt.converse(Situation(address="A4:C1:38:00:00:01", now=NOW))
    asked = [next(conversation), conversation.send(None), conversation.send(None)]
    assert asked == [Subscribe("fff1"), Subscribe("ffe1"), Subscribe("ffe2")]
    with pytest.raises(GaveUp, match="FFF1"):
        conversation.send(None)


@pytest.mark.parametrize(("has", "command"), [({"ffe1", "ffe2"}, "ffe3"), ({"fff1"}, "fff2")])
def test_a_silent_scale_is_spoken_to_on_the_service_it_has(has, command):
    conversation = qn_gatt.converse(Situation(address="A4:C1:38:00:00:01", now=NOW))
    step = next(conversation)
    while isinstance(step, Subscribe):
        step = conversation.send(True if step.uuid in has else None)
    assert isinstance(step, Wait)
    written = conversation.send(None)
    assert isinstance(written, Write)
    assert written.uuid == command


def test_what_the_scale_deleted_survives_the_end_of_the_connection():
    conversation = qn_gatt.converse(Situation(address="A4:C1:38:00:00:01", now=NOW))
    step = next(conversation)
    while isinstance(step, Subscribe):
        step = conversation.send(True)
    record = bytes.fromhex("2314150501da0100001c9301f901f300000000ca")
    step = conversation.send(Notification("fff1", record))
    assert isinstance(step, Wait)
    assert isinstance(conversation.send(None), Recalled)
    with pytest.raises(StopIteration):
        conversation.send(None)


@pytest.mark.parametrize("name", ["QN-Scale", "QN-Scale1", "Renpho-Scale"])
def test_it_is_known_by_its_name(name):
    assert scales.family_of(heard(name)) is qn_gatt.FAMILY
    assert scales.decode(heard(name)) is None


@pytest.mark.parametrize("name", [None, "", "QN", "QN-Shower", "Renpho-Lamp", "MIBFS"])
def test_another_name_is_another_device(name):
    assert scales.family_of(heard(name)) is None


def heard(name):
    return SimpleNamespace(
        address="A4:C1:38:00:00:01",
        name=name,
        service_data={},
        manufacturer_data={},
        service_uuids=["0000ffe0-0000-1000-8000-00805f9b34fb"],
    )


FIRST = st.sampled_from([0x10, 0x12, 0x14, 0x21, 0x23, 0xA1, 0xB1])


@st.composite
def frames(draw):
    """Return a whole frame of any content, as only a scale gone wrong sends it."""
    body = draw(st.binary(min_size=1, max_size=40))
    frame = bytes((draw(FIRST), len(body) + 3)) + body
    return frame + bytes((sum(frame) & 0xFF,))


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "dir": st.sampled_from(["notify", "indicate", "read", "write"]),
                "uuid": st.sampled_from(["fff1", "ffe1", "ffe2", "2a19"]),
                "hex": (frames() | st.binary(max_size=30)).map(bytes.hex),
            }
        ),
        max_size=12,
    ),
    st.datetimes(timezones=st.just(UTC)),
)
def test_no_bytes_raise(steps, now):
    scales.play("qn_gatt", steps, now=now)


@given(frames() | st.binary(max_size=60))
def test_no_record_raises(payload):
    for frame in scales.decode_record("qn_gatt", payload):
        assert 0 <= frame.weight_kg <= 655.35
