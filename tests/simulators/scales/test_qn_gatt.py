"""The simulated QN scale answers as the captured ones do."""

from datetime import UTC, datetime

import pytest

from custom_components.body_scale.scales import qn_gatt
from custom_components.body_scale.scales.conversation import (
    Heard,
    Notification,
    Recalled,
    Situation,
    Subscribe,
    Wait,
    Write,
)
from simulators.scales.qn_gatt import QnScale

NOW = datetime(2026, 8, 21, 4, 2, 45, tzinfo=UTC)


def talk(scale):
    """Return the frames that come out of a conversation with the scale, and what it remembered."""
    heard, recalled, said, answer, ended = [], [], [], None, False
    conversation = qn_gatt.converse(Situation(address=scale.address, now=NOW))
    while True:
        try:
            step = conversation.send(answer)
        except StopIteration:
            return heard, recalled
        answer = None
        match step:
            case Subscribe("fff1"):
                said += scale.subscribed(0xFFF1)
                answer = True
            case Write(uuid, data):
                said += scale.written(int(uuid, 16), data)
                answer = True
            case Wait():
                each = said.pop(0) if said and not ended else None
                ended = ended or each is None
                answer = each and Notification(f"{each.uuid:04x}", each.data)
            case Heard(frames):
                heard += frames
            case Recalled(frames):
                recalled += frames


def test_a_weighing():
    heard, recalled = talk(QnScale(weight_kg=110.8, resistances=(363, 308)))
    assert [(f.weight_kg, f.stable, f.impedance) for f in heard] == [
        (110.8, False, None),
        (110.8, True, None),
        (110.8, True, 363),
    ]
    assert recalled == []


def test_in_socks_there_is_no_impedance():
    heard, _ = talk(QnScale(weight_kg=60.1))
    assert [(f.weight_kg, f.impedance_failed) for f in heard][-1] == (60.1, True)


def test_what_it_remembers_is_asked_for_once():
    scale = QnScale(weight_kg=60.1, memory=[(0x30736E6E, 61.0, (500, 400)), (9, 60.5, (0, 0))])
    _, recalled = talk(scale)
    assert [(f.weight_kg, f.stamp is None) for f in recalled] == [(60.5, True), (61.0, False)]
    assert talk(scale)[1] == []
    # As an app did at that moment.
    assert scale.clock.to_bytes(4, "little").hex() == "e5fa1a32"


def test_what_has_not_been_sent_is_remembered():
    scale = QnScale(weight_kg=60.1, memory=[(0x30736E6E, 61.0, (500, 400)), (9, 60.5, (0, 0))])
    said = iter(scale.written(0xFFF2, bytes.fromhex("22061500013e")))
    next(said)
    assert len(scale.memory) == 2
    next(said)
    assert len(scale.memory) == 1


def test_who_steps_off_when_the_connection_is_lost_is_remembered_unless_confirmed():
    stays, hurried = (
        QnScale(weight_kg=60.1, resistances=(363, 308), is_hurried=is_hurried)
        for is_hurried in (False, True)
    )
    for scale in (stays, hurried):
        scale.lost()
    assert (stays.memory, stays.weight_kg) == ([], 60.1)
    assert [weight for _, weight, _ in hurried.memory] == [60.1]
    heard, recalled = talk(hurried)
    assert (heard, [frame.weight_kg for frame in recalled]) == ([], [60.1])
    assert not hurried.is_awake
    talk(stays)
    assert not stays.is_awake
    stays.is_hurried = True
    stays.lost()
    assert stays.memory == []


@pytest.mark.parametrize("data", ["", "13", "1309ff01100000002c", "ff1315ff"])
def test_what_is_not_for_it_is_ignored(data):
    assert [*QnScale(weight_kg=60.1).written(0xFFF2, bytes.fromhex(data))] == []
