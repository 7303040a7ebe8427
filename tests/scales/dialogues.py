"""Captured conversations, and what they look like with a guest of ours in place of a person's."""

import json
import pathlib

from custom_components.body_scale import scales
from custom_components.body_scale.scales.conversation import Heard, Notification, Wait, Write

DIALOGUES = {
    dialogue["id"]: dialogue
    for dialogue in json.loads(
        (pathlib.Path(__file__).parents[1] / "vectors" / "dialogues.json").read_text()
    )["dialogues"]
}


def steps(identity):
    """Return what was said in a conversation."""
    return DIALOGUES[identity]["steps"]


def expected(identity):
    """Return what has to come out of a conversation."""
    return DIALOGUES[identity]["expected"]


def written(identity):
    """Return what was written in a conversation: characteristic and bytes."""
    return [
        (step["uuid"], bytes.fromhex(step["hex"]))
        for step in steps(identity)
        if step["dir"] == "write"
    ]


def said(*frames, uuid, direction="notify"):
    """Return the steps of a scale that says these frames, given in hexadecimal."""
    return [{"dir": direction, "uuid": uuid, "hex": frame} for frame in frames]


def spoken(family, *frames, uuid, **given):
    """Play a conversation with a scale that says these frames."""
    return scales.play(family, said(*frames, uuid=uuid), **given)


def silences(family, situation, *said_, uuid="notify-char"):
    """Return the frames heard of and the bytes written to a scale; None is a silence of it."""
    conversation = scales.FAMILIES[family].conversation(situation)
    left, frames, writes = list(said_), [], []
    step = next(conversation)
    while left or not isinstance(step, Wait):
        answer = None if isinstance(step, Heard | Wait) else True
        if isinstance(step, Heard):
            frames += step.frames
        elif isinstance(step, Write):
            writes.append(step.data)
        elif isinstance(step, Wait) and (data := left.pop(0)):
            answer = Notification(uuid, bytes.fromhex(data))
        step = conversation.send(answer)
    return frames, writes
