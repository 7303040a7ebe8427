"""A device says one answer after the other, and in between what it says unasked."""

from simulators.esphome.peripheral import Said
from simulators.esphome.speech import Speech

A, B, C, LIVE = (Said(0x2A9C, bytes((number,))) for number in range(4))


def test_answers_come_in_order_and_an_end_is_said():
    speech = Speech()
    speech.add([A, B])
    speech.add([])
    speech.add([C, None])
    assert [*speech] == [A, B, C, None]
    assert [*speech] == []


def test_what_comes_meanwhile_is_said_too_and_what_is_unasked_first():
    speech = Speech()
    speech.add([A, B])
    said = iter(speech)
    assert next(said) == A
    speech.add([C])
    speech.add_unasked(LIVE)
    assert [*said] == [LIVE, B, C]


def test_an_answer_is_asked_for_one_by_one():
    speech, asked = Speech(), []

    def answer():
        for each in (A, B):
            asked.append(each)
            yield each

    speech.add(answer())
    said = iter(speech)
    assert asked == []
    next(said)
    assert asked == [A]
