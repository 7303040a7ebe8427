"""Captured conversations of QN scales give the weights that their apps showed."""

from datetime import UTC, datetime, timedelta
import json
import pathlib
from types import SimpleNamespace

from hypothesis import given, strategies as st
import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Unit
from custom_components.body_scale.scales import jieli, qn_gatt
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
# Weighings whose resistances are placeholders: 506/494, 505/503, 501/499, 495/501.
PLACEHOLDERS = {"dlg-107", "dlg-110", "dlg-112", "dlg-119"}


UNGATED = {"lacks": ["ae02"]}


def play(dialogue_id, now=NOW, before=()):
    dialogue = DIALOGUES[dialogue_id]
    lacks = {"ae02"} - set(dialogue.get("subscribe", ()))
    said = [{"dir": "notify", "uuid": "fff1", "hex": each.hex()} for each in before]
    return scales.play("qn_gatt", [*said, *dialogue["steps"]], now=now, lacks=lacks)


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


@pytest.mark.parametrize(
    "dialogue_id",
    ["dlg-107", "dlg-110", "dlg-112", "dlg-115", "dlg-116", "dlg-118", "dlg-119", "dlg-121"],
)
def test_a_captured_weighing_comes_out_once(dialogue_id):
    expected = DIALOGUES[dialogue_id]["expected"]
    played = play(dialogue_id)
    [final] = [
        frame
        for frame in played.frames
        if (frame.impedance_failed or frame.impedance or frame.final)
        and frame not in played.recalled
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


OURS_KG = "130915011000000042"
# What the apps wrote: units and user of their owners, which are ours here, and the time of one of them.
OURS = {
    "130915021000000043": "130915011000000042",
    "1309150110283700a1": "130915011000000042",
    "a00d02feffee002b06a4030274": "a00d02feffee001e06a4000264",
}
TIMES = {"20 08 15 timeLE4 sum": "200815e5fa1a32", "20 08 ff timeLE4 sum": "2008ffe5fa1a32"}


APP_TIME = datetime(2026, 8, 21, 4, 2, 45, tzinfo=UTC)


def written(dialogue_id):
    for step in DIALOGUES[dialogue_id]["steps"]:
        if step["dir"] == "write" and "hex" in step:
            yield step["uuid"], bytes.fromhex(OURS.get(step["hex"], step["hex"]))
        elif step["dir"] == "write":
            yield step["uuid"], checked(TIMES[step["pattern"]])


@pytest.mark.parametrize("dialogue_id", ["dlg-107", "dlg-110", "dlg-121"])
def test_the_scale_is_answered_as_by_its_app(dialogue_id):
    writes = play(dialogue_id, APP_TIME).writes
    # The first two questions of dlg-121 weren't published.
    assert list(writes) == list(written(dialogue_id))[2 if dialogue_id == "dlg-121" else 0 :]


def test_behind_the_gate_the_scale_is_answered_as_by_another_client():
    # That one writes a vendor byte of its own, and the profile of a stranger; see the module.
    assert play("dlg-112", APP_TIME).writes == (
        ("ae01", bytes.fromhex("fedcbac00600020101ef")),
        ("fff2", bytes.fromhex("1309ff01100000002c")),
        ("fff2", bytes.fromhex("2008ffe5fa1a3252")),
        ("ae01", bytes.fromhex("0270617373")),
        ("fff2", bytes.fromhex("a00d02feffee001e06a4000264")),
        ("fff2", bytes.fromhex("1f05ff1033")),
    )


def test_the_fat_of_the_scale_s_own_user_is_told():
    assert play("dlg-112").frames[-1].given.body_fat == 30.8
    assert play("dlg-110").frames[-1].given.body_fat == DIALOGUES["dlg-110"]["expected"]["fat_pct"]
    assert play("dlg-119").frames[-1].given is None


def test_a_challenge_is_answered():
    *_, answer = [step for step in DIALOGUES["dlg-113"]["steps"] if step["dir"] == "write"]
    expected = (answer["uuid"], bytes.fromhex(answer["hex"]))
    assert play("dlg-113").writes[0] == expected
    [challenge] = [step for step in DIALOGUES["dlg-113"]["steps"] if step["dir"] == "notify"]
    writes = scales.play("qn_gatt", [challenge] * 9).writes
    assert writes.count(expected) == 3
    refused = {**challenge, "hex": challenge["hex"][:-2]}
    assert scales.play("qn_gatt", [refused]).writes == ()


def test_the_authentication_is_that_of_the_specification():
    # Volume 2, part G, 1.1 of the Bluetooth Core Specification: sample data of E1.
    found = jieli.e1(bytes(16), bytes(16), bytes(6))
    assert found.hex() == "056c0fe648afcdd4bd40fef76693b113"


def test_an_empty_memory_is_asked_for_and_gives_nothing():
    # The part of the conversation before isn't published: the scale was ready.
    played = play("dlg-109", before=[checked("2105ff01")])
    assert list(played.writes) == list(written("dlg-109"))
    assert (played.frames, played.recalled) == ((), ())


def test_a_result_in_several_frames_comes_out_once_and_the_stored_one_with_its_time():
    *_, stored, result = [bytes.fromhex(s["hex"]) for s in DIALOGUES["dlg-115"]["steps"]]
    what = bytes.fromhex(DIALOGUES["dlg-115"]["steps"][0]["hex"])
    said = [what, stored, stored, stored, result, result]
    steps = [{"dir": "notify", "uuid": "fff1", "hex": each.hex()} for each in said]
    played = scales.play("qn_gatt", steps, **UNGATED)
    [old] = played.recalled
    assert (old.weight_kg, old.stable) == (67.1, True)
    assert old.stamp == datetime(1999, 12, 31, 16, tzinfo=UTC) + timedelta(seconds=0x32101B12)
    assert [f.weight_kg for f in played.frames if f is not old] == [75.25]
    assert scales.decode_record("qn_gatt", stored) == [old]
    assert scales.decode_record("qn_gatt", result)[0].weight_kg == 75.25


def test_a_segmental_scale_is_told_what_weight_to_expect_and_each_weight_is_confirmed():
    live = checked("1014fe00111ebe" + "00" * 12)
    said = ["1214ff4ec70e0007ff140f4200020503e06f2b37", checked("2105ff01"), checked("a10602fe01")]
    said = [bytes.fromhex(said[0]), *said[1:], live]
    steps = [{"dir": "notify", "uuid": "fff1", "hex": each.hex()} for each in said]
    played = scales.play("qn_gatt", steps, **UNGATED)
    assert [(f.weight_kg, f.stable) for f in played.frames] == [(78.7, False)]
    # The confirmation is the one in a capture of the app (ble-scale-sync #235).
    assert [data.hex() for _, data in played.writes][-3:] == [
        "2206ff000128",
        checked("a206011b58").hex(),
        "a206011ebe85",
    ]


def test_the_unit_is_that_of_the_household_and_the_battery_is_told():
    said = ["120f1505aa0bcb0bd83f013f010523", checked("2106150154").hex(), "100b152b4801016b013445"]
    steps = [{"dir": "notify", "uuid": "fff1", "hex": each} for each in said]
    for unit, data in ((Unit.LB, DIALOGUES["dlg-107"]["steps"][1]["hex"]), (Unit.KG, OURS_KG)):
        situation = Situation(address="A4:C1:38:00:00:01", now=NOW, unit=unit)
        played = scales.play("qn_gatt", steps, situation=situation, **UNGATED)
        assert played.writes[0][1].hex() == data
        assert played.frames[-1].battery == 84


def test_a_scale_that_does_not_take_the_unit_is_told_the_time_in_the_plain_form():
    """As PavelDemyanov/qn-scale does, before it is answered at all."""
    what = bytes.fromhex(DIALOGUES["dlg-118"]["steps"][0]["hex"])
    conversation = qn_gatt.converse(Situation(address="A4:C1:38:00:00:01", now=APP_TIME))
    step = next(conversation)
    while isinstance(step, Subscribe):
        step = conversation.send(step.uuid == "fff1" or None)
    step = conversation.send(Notification("fff1", what))
    assert step == Write("fff2", bytes.fromhex(DIALOGUES["dlg-118"]["steps"][1]["hex"]))
    assert isinstance(conversation.send(True), Wait)
    assert conversation.send(None) == Write("fff2", bytes.fromhex("02e5fa1a32"))
    assert conversation.send(True) == Write("fff2", bytes.fromhex("200815e5fa1a3268"))
    assert isinstance(conversation.send(True), Wait)


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


@pytest.mark.parametrize(("length", "known"), [(15, True), (17, True), (19, False), (20, True)])
def test_an_unknown_dialect_is_given_up(length, known):
    said = checked(f"12{length:02x}ff" + "00" * (length - 4))
    steps = [{"dir": "notify", "uuid": "fff1", "hex": said.hex()}]
    played = scales.play("qn_gatt", steps)
    assert (played.reason is None) is known
    assert bool(played.writes) is known


def test_a_repeated_question_is_answered_once():
    steps = [{"dir": "notify", "uuid": "fff1", "hex": "120f15332211ccbbaa310531000539"}] * 5
    assert len(scales.play("qn_gatt", steps, **UNGATED).writes) == 1


def test_a_scale_that_says_nothing_is_spoken_to():
    played = scales.play("qn_gatt", [], now=APP_TIME, **UNGATED)
    assert [data.hex() for _, data in played.writes] == [
        "1309ff01100000002c",
        "02e5fa1a32",
        "2008ffe5fa1a3252",
    ]
    assert (played.frames, {uuid for uuid, _ in played.writes}) == ((), {"fff2"})


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
    while isinstance(step, Wait):
        step = conversation.send(None)
    assert isinstance(step, Recalled)
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


FIRST = st.sampled_from([0x10, 0x12, 0x14, 0x21, 0x23, 0xA1, 0xB1, 0xB4])


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
                "uuid": st.sampled_from(["fff1", "ffe1", "ffe2", "ae02", "2a19"]),
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
