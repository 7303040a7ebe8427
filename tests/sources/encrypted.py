"""A made-up family that encrypts: enough of one to try what asks for keys."""

from hashlib import sha256

from custom_components.body_scale import scales
from custom_components.body_scale.model import Frame, Traits
from custom_components.body_scale.scales import EncryptionError, Family

from ..bluetooth import service_info

UUID = "0000f00d-0000-1000-8000-00805f9b34fb"
ADDRESS = "D0:7B:6F:00:00:01"
KEY = "00112233445566778899aabbccddeeff"
OTHER_KEY = "ff" * 16
IDLE = "00"


def measurement(weight_kg, key=KEY, **how):
    """Return an advertisement with an encrypted weight."""
    body = round(weight_kg * 10).to_bytes(2)
    return advertisement((b"\x01" + body + _tag(bytes.fromhex(key), body)).hex(), **how)


def advertisement(payload, **how):
    return service_info(payload, uuid=UUID, address=ADDRESS, name="Locked Scale", **how)


def _tag(key, body):
    return sha256(key + body).digest()[:4]


def _decoder(address, key):
    def decode(advertisement):
        payload = advertisement.service_data.get(UUID, b"")
        if payload[:1] != b"\x01":
            return None
        body = payload[1:3]
        if key is None or _tag(key, body) != payload[3:]:
            raise EncryptionError
        return Frame("Locked Scale", int.from_bytes(body) / 10, stable=True, impedance=500)

    return decode


FAMILY = Family(
    name="locked",
    title="Locked Scale",
    matchers=({"connectable": False, "service_data_uuid": UUID},),
    traits=Traits(patience=10.0, needs_key=True),
    product=lambda info: "Locked Scale" if UUID in info.service_data else None,
    decoder=_decoder,
)


def register(monkeypatch):
    monkeypatch.setitem(scales.FAMILIES, FAMILY.name, FAMILY)
    monkeypatch.setitem(scales._BY_SERVICE_DATA, UUID, (FAMILY,))
