"""No family's conversation raises anything but `GaveUp`, whatever a scale says in whatever order."""

from datetime import UTC, datetime, timedelta, timezone
import json
import math
import os
import pathlib
import random

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Given, Unit
from custom_components.body_scale.scales.conversation import (
    MAX_SILENCES,
    GaveUp,
    Read,
    Situation,
    Subscribe,
    Wait,
)

DIALOGUES = json.loads(
    (pathlib.Path(__file__).parents[1] / "vectors" / "dialogues.json").read_text()
)["dialogues"]
SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
MUTATIONS = int(os.environ.get("BODY_SCALE_DIALOGUE_MUTATIONS", "150"))
"""For each family; 10,000 take minutes."""
CONNECTED = [family.name for family in scales.FAMILIES.values() if family.conversation]
SAYS = {"notify", "indicate", "read"}
NAMES = [
    "",
    "QN-Scale",
    "R-MSC04",
    "ES-26BB-B",
    "ES-CS20M",
    "YUNMAI-SIGNAL-M1US",
    "Health Scale",
    "eufy T9149",
    "Etekcity Smart Fitness Scale",
]


def characteristics(family):
    """Return where a family listens, found by saying nothing."""
    found, answer, silences = set(), None, 0
    conversation = scales.FAMILIES[family].conversation(situation(random.Random(0)))
    while silences < MAX_SILENCES:
        try:
            step = conversation.send(answer)
        except StopIteration, GaveUp:
            break
        answer = None if isinstance(step, Wait | Read) else True
        silences += isinstance(step, Wait)
        if isinstance(step, Subscribe | Read):
            found.add(step.uuid)
    return sorted(found)


def situation(rng):
    zone = timezone(timedelta(minutes=15 * rng.randrange(-48, 57)))
    return Situation(
        address=rng.choice(["CF:E6:03:1D:09:F7", "CF:EA:01:28:86:45", "", "5F0A1B2C-3D4E-5F60"]),
        now=datetime(rng.choice([1970, 2000, 2026, 2037, 2099]), 6, 1, tzinfo=UTC).astimezone(zone),
        name=rng.choice(NAMES),
        unit=rng.choice(list(Unit)),
        nonce=rng.choice([bytes(32), rng.randbytes(32)]),
    )


def mutated(rng, uuids):
    """Return what a scale says: of a known conversation or two, changed, in part or reordered."""
    said = [s for s in rng.choice(DIALOGUES)["steps"] if s["dir"] in SAYS and "hex" in s]
    if rng.random() < 0.2:
        said += [s for s in rng.choice(DIALOGUES)["steps"] if s["dir"] in SAYS and "hex" in s]
    steps = []
    for step in said:
        data = bytearray.fromhex(step["hex"])
        for _ in range(rng.choice([0, 0, 0, 1, 1, 3])):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.15:
            data = data[: rng.randrange(len(data) + 1)] + rng.randbytes(rng.choice([0, 0, 1, 5]))
        if data and rng.random() < 0.5:
            # Most families end a frame with one of these, so that more than the check is reached.
            seal = rng.choice([sum, xor])
            data[-1] = seal(data[:-1]) & 0xFF
        uuid = step["uuid"] if rng.random() < 0.5 else rng.choice(uuids or [step["uuid"]])
        steps += [{**step, "uuid": uuid, "hex": data.hex()}] * rng.choice([0, 1, 1, 1, 1, 2])
    if rng.random() < 0.3:
        rng.shuffle(steps)
    return steps


def xor(data):
    found = 0
    for byte in data:
        found ^= byte
    return found


def numbers(frame):
    values = [*frame, *(frame.given or Given())]
    return [value for value in values if isinstance(value, int | float)]


@pytest.mark.parametrize("family", CONNECTED)
def test_no_conversation_raises_whatever_the_scale_says(family):
    rng = random.Random(SEED)
    uuids = characteristics(family)
    for number in range(MUTATIONS):
        steps = mutated(rng, uuids)
        about = f"seed {SEED}, mutation {number}: {steps}"
        lacks = rng.sample(uuids, rng.choice([0, 0, 0, min(1, len(uuids))]))
        try:
            played = scales.play(family, steps, situation=situation(rng), lacks=lacks)
        except Exception as error:
            raise AssertionError(about) from error
        assert len(played.writes) < 1000, about
        for frame in played.frames:
            assert all(map(math.isfinite, numbers(frame))), about
            assert frame.weight_kg is None or 0 <= frame.weight_kg < 1000, about
        for frame in played.recalled:
            assert frame.stable, about
