"""Captured conversations, and what they look like with a guest of ours in place of a person's."""

import json
import pathlib

from custom_components.body_scale import scales

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
