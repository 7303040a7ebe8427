"""What a scale shows, measures and stores of one stand is one weighing, however often it's read."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.scales.conversation import Situation
from custom_components.body_scale.session import Session

from .dialogues import DIALOGUES, said, steps
from .test_beurer import FIRST, STATE, USER
from .test_soehnle import RECORD, SPEAKS

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
STAMP = int(NOW.timestamp()) + 20


def begun(identity):
    """Return when the conversation of a stamped weighing began."""
    expected = DIALOGUES[identity]["expected"]
    if "unix" in expected:
        return datetime.fromtimestamp(expected["unix"], UTC)
    return datetime.fromisoformat(expected["time"][:19]).replace(tzinfo=UTC)


def beurer():
    seconds = f"{STAMP:08x}"
    second = "2001990118" + "08290c3e00f1"
    weighing = [
        "e60020",
        STATE,
        "e7f033000108",
        f"e7340101{USER}41424354",
        "e7f0410000",
        "e7f04600",
        "e758010700",
        "e758000707",
        f"e759030101{USER}",
        f"e7590302{seconds}{FIRST[8:]}",
        f"e7590303{second}",
    ]
    saved = [f"e7420201{seconds}{FIRST[8:]}", f"e7420202{second}"]
    again = [*weighing[:4], "e7f0410200", *saved, "e7f04600"]
    return said(*weighing, uuid="ffe1"), said(*again, uuid="ffe1"), NOW


def captured(identity):
    return steps(identity), steps(identity), begun(identity)


def soehnle():
    return said("3001000551", RECORD, uuid=SPEAKS)


CONVERSATIONS = {
    "beurer_sanitas": (beurer(), (89.95, 482)),
    "medisana": (captured("dlg-227"), (96.0, 599.4)),
    "soehnle": ((soehnle(), soehnle(), datetime(2019, 8, 13, 9, 10, 40, tzinfo=UTC)), (136.1, 476)),
    "trisa": (captured("dlg-234"), (80.4, 548.2)),
    "afu_b1": (captured("dlg-214"), (61.05, 551)),
    "lefu_speediance": (captured("dlg-213"), (76.35, None)),
    "lefu_ac02": ((steps("dlg-203"), [], NOW), (103.0, 521)),
    "lefu_ac27": ((steps("dlg-205"), [], datetime.fromtimestamp(0x6AB05077, UTC)), (88.97, 469)),
    "lefu_a2a3": ((steps("dlg-208"), [], NOW), (77.25, None)),
    "lefu_runstar": ((steps("dlg-211"), [], NOW), (66.35, 581)),
    "koogeek": ((steps("dlg-235"), [], NOW), (78.3, 470)),
}


def read(session, family, conversation, now):
    """Return the readings of a connection; a frame comes every second, then half a minute passes."""
    played = scales.play(family, conversation, situation=Situation(address="", now=now))
    found, at = [], now + timedelta(seconds=20)
    for frame in played.frames:
        if frame not in played.recalled:
            at += timedelta(seconds=1)
            found += session.hear(frame, at)
    found += session.recall([f for f in played.recalled if f.stamp], at)
    while deadline := session.deadline:
        found += session.expire(deadline)
    return found


@pytest.mark.parametrize("family", CONVERSATIONS)
def test_a_weighing_counts_once(family):
    (first, again, now), (weight, ohm) = CONVERSATIONS[family]
    traits = scales.FAMILIES[family].traits
    session = Session(traits)
    found = [r for r in read(session, family, first, now) if r.weight_kg > 10]
    assert [(r.weight_kg, r.impedance) for r in found] == [(weight, ohm)]
    # Read once more, half an hour later, by a session that only has the memory of the first.
    later = Session(traits, session.memory)
    assert read(later, family, again, now + timedelta(minutes=30)) == []


LIVE = {
    # Settled, then the captured record of the same stand.
    "afu_b1": "af457aee00800200000000000000000000005105",
    "lefu_speediance": "090700a20300012a3e00000000000000000000",
}


@pytest.mark.parametrize("family", LIVE)
def test_a_settled_weight_and_a_record_of_it_are_one_weighing(family):
    live = LIVE[family]
    data = bytes.fromhex(live)[:19]
    start = 2 if family == "afu_b1" else 3
    live = (data + bytes((sum(data[start:]) & 0x1F,))).hex()
    heard = said(live, live, uuid="ffb2")
    (first, _, now), (weight, ohm) = CONVERSATIONS[family]
    session = Session(scales.FAMILIES[family].traits)
    found = read(session, family, [*heard, *first], now)
    assert [(r.weight_kg, r.impedance) for r in found] == [(weight, ohm)]
    # Without the record the settled weight counts.
    alone = read(Session(scales.FAMILIES[family].traits), family, heard, now)
    assert [(r.weight_kg, r.impedance) for r in alone] == [(weight, None)]
