"""Whatever a scale says in whatever order, no conversation raises anything but `GaveUp`.

Neither does a decoder of records raise, and what comes out are numbers that a scale may measure.
"""

from datetime import UTC, datetime, timedelta, timezone
import math
import os
import random

import pytest

from custom_components.body_scale import scales
from custom_components.body_scale.model import Given, Unit
from custom_components.body_scale.scales.conversation import (
    MAX_SILENCES,
    Consent,
    GaveUp,
    Read,
    Situation,
    Subscribe,
    Wait,
)

from .captures import FRAMES
from .dialogues import DIALOGUES

SAYS = {"notify", "indicate", "read"}
SAID = [
    (dialogue["family"], [s for s in dialogue["steps"] if s["dir"] in SAYS and "hex" in s])
    for dialogue in DIALOGUES.values()
]
ALL = [said for _, said in SAID]
SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
MUTATIONS = int(os.environ.get("BODY_SCALE_DIALOGUE_MUTATIONS", "150"))
"""For each family; 10,000 take minutes."""
CONNECTED = [family.name for family in scales.FAMILIES.values() if family.conversation]
SECRETS = [
    # With which dlg-131 and dlg-139 get through their handshakes.
    ("CF:E6:03:1D:09:F7", bytes.fromhex("abcdef1234567890") + bytes(24)),
    (
        "CF:EA:01:28:86:45",
        bytes.fromhex("000007bf150b")
        + bytes(10)
        + bytes.fromhex("09470abfaefc72cb9b5ab1ae0b865218"),
    ),
    ("CF:EA:01:28:86:45", None),
    ("", None),
    ("5F0A1B2C-3D4E-5F60", None),
]
CONSENTS = [
    Consent(code=1234, guest=True),
    Consent(user=0, code=0),
    Consent(user=1, code=3752),
    Consent(user=170, code=9999, guest=True),
    Consent(user=254, code=42),
]
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
    known = Situation(address=SECRETS[0][0], now=datetime(2026, 6, 1, tzinfo=UTC))
    conversation = scales.FAMILIES[family].conversation(known)
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
    address, nonce = rng.choice(SECRETS)
    return Situation(
        address=address,
        now=datetime(rng.choice([1970, 2000, 2026, 2037, 2099]), 6, 1, tzinfo=UTC).astimezone(zone),
        name=rng.choice(NAMES),
        unit=rng.choice(list(Unit)),
        nonce=nonce or rng.randbytes(32),
        consents=tuple(rng.sample(CONSENTS, rng.choice([0, 0, 1, 2, 4]))),
        password=rng.choice([None, rng.randbytes(4), rng.randbytes(rng.randrange(9))]),
    )


def understood(family):
    """Return the conversations that a family understands, and those of scales of the same kind."""
    kinds = set()
    for kind, said in SAID:
        for address, nonce in SECRETS[:2]:
            now = datetime(2026, 6, 1, tzinfo=UTC)
            about = Situation(address=address, now=now, nonce=nonce)
            played, silent = (scales.play(family, each, situation=about) for each in (said, []))
            if played.frames or len(played.writes) > len(silent.writes):
                kinds.add(maker(kind))
    return [said for kind, said in SAID if maker(kind) in kinds] or ALL


def maker(kind):
    """Return the part of a dialogue's kind that several share, such as `eufy_p2`."""
    return "_".join(kind.split("_")[:2])


def mutated(rng, uuids, own):
    """Return what a scale says: of a known conversation or two, changed, in part or reordered."""
    said = rng.choice(own if rng.random() < 0.8 else ALL)
    if rng.random() < 0.5:
        said = said + rng.choice(own)
    calm = rng.choice([0, 1, 1, 4])
    steps = []
    for step in mutated_steps(rng, said, calm=calm):
        uuid = step["uuid"] if rng.random() < 0.8 else rng.choice(uuids or [step["uuid"]])
        times = rng.choice([0, 2] + [1] * (4 + 9 * calm))
        steps += [{**step, "uuid": uuid}] * times
    if rng.random() < 0.2:
        rng.shuffle(steps)
    return steps


def mutated_steps(rng, said, *, calm):
    """Return the steps, each changed: the calmer the rarer."""
    steps = []
    for step in said:
        data = bytearray.fromhex(step["hex"])
        for _ in range(rng.choice([0] * (3 * calm) + [1, 1, 3])):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        if rng.random() < 0.15 / (1 + calm):
            data = data[: rng.randrange(len(data) + 1)] + rng.randbytes(rng.choice([0, 0, 1, 5]))
        if rng.random() < 0.7:
            reseal(data, bytes.fromhex(step["hex"]))
        steps.append({**step, "hex": data.hex()})
    return steps


def reseal(data, original):
    """Give a frame the sum that the original has, so that more than the check of that is reached."""
    if original[:1] == b"\xa5" and len(data) > 5:
        data[5] = (0xFF - sum(data) + data[5]) & 0xFF
    for begin, seal in ((0, sum), (0, xor), (1, xor), (2, xor)):
        if original and data and seal(original[begin:-1]) & 0xFF == original[-1]:
            data[-1] = seal(data[begin:-1]) & 0xFF
            break


def xor(data):
    found = 0
    for byte in data:
        found ^= byte
    return found


def check(frame, about):
    """Check that all numbers of a frame are such as a scale may measure."""
    values = [*frame, *(frame.given or Given())]
    numbers = [value for value in values if isinstance(value, int | float)]
    assert all(math.isfinite(each) and each >= 0 for each in numbers), about
    assert frame.battery is None or frame.battery <= 100, about
    assert not (frame.impedance and frame.impedance_failed), about


@pytest.mark.parametrize("family", CONNECTED)
def test_no_conversation_raises_whatever_the_scale_says(family):
    rng = random.Random(SEED)
    uuids, own = characteristics(family), understood(family)
    for number in range(MUTATIONS):
        steps = mutated(rng, uuids, own)
        about = f"seed {SEED}, mutation {number}: {steps}"
        lacks = rng.sample(uuids, rng.choice([0, 0, 0, min(1, len(uuids))]))
        try:
            played = scales.play(family, steps, situation=situation(rng), lacks=lacks)
        except Exception as error:
            raise AssertionError(about) from error
        assert len(played.writes) < 1000, about
        read = [f for s in steps for f in scales.decode_record(family, bytes.fromhex(s["hex"]))]
        for frame in (*played.frames, *read):
            check(frame, about)
        for frame in played.recalled:
            assert frame.stable, about


@pytest.mark.parametrize("family", list(scales.FAMILIES))
def test_no_decoder_of_records_raises_whatever_the_bytes(family):
    rng = random.Random(SEED)
    payloads = [step["hex"] for said in ALL for step in said]
    payloads += [vector["payload_hex"] for vector in FRAMES]
    for _ in range(MUTATIONS):
        [step] = mutated_steps(rng, [{"uuid": "", "hex": rng.choice(payloads)}], calm=0)
        payload = bytes.fromhex(step["hex"])
        for frame in scales.decode_record(family, payload):
            check(frame, f"seed {SEED}, {family}: {payload.hex()}")
