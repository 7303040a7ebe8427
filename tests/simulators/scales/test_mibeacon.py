"""MiBeacon frames are those that real scales were heard to send."""

import json
from pathlib import Path

import pytest

from simulators.scales.mibeacon import Sender, wrapped

VECTORS = Path(__file__).parents[2] / "vectors" / "frames.json"
CAPTURES = [
    frame
    for frame in json.loads(VECTORS.read_text())["frames"]
    if frame["family"] == "xiaomi_mibeacon" and frame["origin"] == "capture"
]
ENCRYPTED = [frame for frame in CAPTURES if "bindkey" in frame]
# Of a scale in binding mode, which the simulated one never is: its frame control is another.
IN_BINDING_MODE = {"mib-118"}
IDLE = [f for f in CAPTURES if "bindkey" not in f and f["id"] not in IN_BINDING_MODE]
assert len(ENCRYPTED) >= 7
assert IDLE


@pytest.mark.parametrize("frame", ENCRYPTED, ids=lambda frame: frame["id"])
def test_every_captured_object_can_be_sent(frame):
    expected = frame["expected"]
    sender = Sender(
        product=int(expected["product_id"], 16),
        address=frame["address"],
        key=bytes.fromhex(frame["bindkey"]),
    )
    content = wrapped(int(expected["object_id"], 16), bytes.fromhex(expected["object_hex"]))
    counter = expected["ext_counter"] << 8 | expected["frame_counter"]

    assert sender.encrypted(counter, content).hex() == frame["payload_hex"]


@pytest.mark.parametrize("frame", IDLE, ids=lambda frame: frame["id"])
def test_every_captured_idle_frame_can_be_sent(frame):
    expected = frame["expected"]
    sender = Sender(
        product=int(expected["product_id"], 16), address=expected["address"], key=bytes(16)
    )

    assert sender.idle(expected["frame_counter"]).hex() == frame["payload_hex"]


def test_an_idle_frame_shows_the_low_byte_of_the_counter():
    sender = Sender(product=0x3BD5, address="84:46:93:64:A5:E6", key=bytes(16))

    assert sender.idle(0x1234_5606) == sender.idle(6)
