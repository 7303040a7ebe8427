"""Captured frames as advertisements, and MiBeacon frames of our own making."""

import json
import pathlib
from types import SimpleNamespace

from cryptography.hazmat.primitives.ciphers.aead import AESCCM
import pytest

VECTORS = pathlib.Path(__file__).parents[1] / "vectors"
FRAMES = [
    frame
    for name in ("frames.json", "broadcasts.json")
    for frame in json.loads((VECTORS / name).read_text())["frames"]
]
ADDRESS = "84:46:93:64:A5:E6"
KEY = bytes.fromhex("58305740b64e4b425e518aa1f4e51339")


def captures(family):
    """Return the vectors of a family."""
    return [frame for frame in FRAMES if frame["family"] == family]


def capture(identity):
    """Return one vector."""
    return next(frame for frame in FRAMES if frame["id"] == identity)


def uuid(short):
    return f"0000{short}-0000-1000-8000-00805f9b34fb"


def advertisement(
    *, address=ADDRESS, name="", service_data=None, manufacturer_data=None, service_uuids=()
):
    return SimpleNamespace(
        address=address,
        name=name,
        service_data=service_data or {},
        manufacturer_data=manufacturer_data or {},
        service_uuids=list(service_uuids),
    )


def heard(vector, **changes):
    """Return the advertisement of a vector; those of GATT come in service data, too."""
    payload = changes.pop("payload", bytes.fromhex(vector["payload_hex"]))
    if company := vector.get("company_id"):
        where = {"manufacturer_data": {int(company, 16): payload}}
    else:
        where = {"service_data": {uuid(vector.get("uuid") or "181d"): payload}}
    given = {
        "address": vector.get("address", ADDRESS),
        "name": vector.get("local_name", ""),
        "service_uuids": [uuid(each) for each in vector.get("service_uuids", ())],
    }
    return advertisement(**given | where | changes)


def agrees(frame, vector):
    """Check a decoded frame against what its display showed or its source says."""
    expected = vector["expected"]
    final = expected["final"] if "final" in expected else expected["stabilized"]
    assert frame.weight_kg == pytest.approx(expected["weight_kg"], abs=1e-4)
    assert frame.stable is final
    assert frame.unit == expected.get("display_unit", "kg")
    assert frame.impedance == expected.get("impedance_ohm")
    assert frame.heart_rate == expected.get("heart_rate")
    assert frame.battery == expected.get("battery")
    assert not frame.removed


def mibeacon(value, *, product=0x3BD5, object_id=0x6E16, address=ADDRESS, key=KEY, with_mac=False):
    """Return the advertisement of one encrypted object."""
    mac = bytes.fromhex(address.replace(":", ""))[::-1]
    control = 0x5948 | (0x10 if with_mac else 0)
    head = control.to_bytes(2, "little") + product.to_bytes(2, "little") + b"\x07"
    counter = b"\x01\x02\x03"
    plain = object_id.to_bytes(2, "little") + bytes([len(value)]) + value
    sealed = AESCCM(key, tag_length=4).encrypt(mac + head[2:] + counter, plain, b"\x11")
    data = head + (mac if with_mac else b"") + sealed[:-4] + counter + sealed[-4:]
    return advertisement(address=address, service_data={uuid("fe95"): data})


def s400(weight=0.0, heart=0, ohm=0.0, *, profile=1, seconds=1780000000, **changes):
    """Return the advertisement of an S400: kg, raw heart rate, ohm."""
    measurement = round(weight * 10) | heart << 11 | round(ohm * 10) << 18
    value = bytes([profile]) + measurement.to_bytes(4, "little") + seconds.to_bytes(4, "little")
    return mibeacon(value, **changes)
