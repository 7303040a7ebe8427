"""Whatever a scale says, in whatever order, no conversation and no decoder of records raises."""

from datetime import UTC, datetime
import math
import os
import random

import pytest

from custom_components.body_scale import scales

from .captures import FRAMES
from .dialogues import DIALOGUES

SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
PLAYED = int(os.environ.get("BODY_SCALE_PLAYED", "100"))
"""Conversations for each family."""

CONNECTED = [family.name for family in scales.FAMILIES.values() if family.conversation]
SAID = [
    step
    for dialogue in DIALOGUES.values()
    for step in dialogue["steps"]
    if step["dir"] != "write" and step.get("hex")
]


def mutated(rng, payload):
    """Return other bytes, or a shorter or longer payload; often with a right sum at the end."""
    data = bytearray(payload)
    for _ in range(rng.choice([0, 0, 1, 1, 3, 8])):
        if data:
            data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.2:
        data = data[: rng.randrange(len(data) + 1)] + rng.randbytes(rng.choice([0, 1, 5, 14]))
    kind = rng.randrange(4)
    if kind and len(data) > 3:
        start = rng.choice([0, 2, 2, 3])
        data[-1] = sum(data[start:-1]) & (0xFF, 0xFF, 0x1F)[kind - 1]
    return bytes(data)


def conversation(rng):
    """Return what a scale said in one of the conversations, mutated, and who said it."""
    dialogue = rng.choice(list(DIALOGUES.values()))
    steps = [s for s in dialogue["steps"] if s["dir"] != "write" and s.get("hex")]
    steps += rng.choices(SAID, k=rng.choice([0, 0, 1, 5]))
    if rng.random() < 0.5:
        rng.shuffle(steps)
    uuids = [s["uuid"] for s in SAID]
    return [
        step
        | {"hex": mutated(rng, bytes.fromhex(step["hex"])).hex()}
        | ({"uuid": rng.choice(uuids)} if rng.random() < 0.1 else {})
        for step in steps
    ]


def check(frame, about):
    numbers = [frame.weight_kg, frame.impedance, frame.impedance_250khz, *(frame.given or ())]
    assert all(n is None or (math.isfinite(n) and n >= 0) for n in numbers), about
    assert frame.battery is None or 0 <= frame.battery <= 100, about
    assert not (frame.impedance and frame.impedance_failed), about


@pytest.mark.parametrize("name", CONNECTED)
def test_no_conversation_raises(name):
    rng = random.Random(f"{SEED} {name}")
    for number in range(PLAYED):
        steps = conversation(rng)
        now = datetime(rng.choice([1970, 1999, 2026, 2105]), 1, 2, tzinfo=UTC)
        about = f"seed {SEED}, {name}, conversation {number}: {steps}"
        played = scales.play(name, steps, now=now)
        for frame in played.frames:
            check(frame, about)
        assert all(len(data) <= 20 for _, data in played.writes), about


@pytest.mark.parametrize("name", list(scales.FAMILIES))
def test_no_record_raises(name):
    rng = random.Random(f"{SEED} {name}")
    payloads = [bytes.fromhex(s["hex"]) for s in SAID]
    payloads += [bytes.fromhex(v["payload_hex"]) for v in FRAMES]
    for _ in range(PLAYED * 3):
        payload = mutated(rng, rng.choice(payloads))
        for frame in scales.decode_record(name, payload):
            check(frame, f"seed {SEED}, {name}: {payload.hex()}")
