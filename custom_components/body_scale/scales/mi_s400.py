"""Xiaomi S400 and its kin: measurements in encrypted MiBeacon frames (service data 0xFE95).

The product id says how an object is laid out: the S200 and the S800 use one object id for two layouts.
A barefoot weighing on an S400 sends two objects 0x6E16, in any order and each for a moment only:
A has the weight, the heart rate and the impedance at 50 kHz, B the impedance at 250 kHz alone. Both
carry the time of the weighing, so profile and stamp tell which belong together. After the step-off an
object of zeros follows.

| model, product ids | object | known | not known |
| --- | --- | --- | --- |
| S400 (MJTZC01YM): 3BD5; 30D9, 48CF | 6E16 | all of it | |
| S400 Pro (MJTZC03YM): 4B05 | 6E16 | heart rate, impedance, profile | weight: all bits are set |
| S200 (MJTZC02YM): 4C04; 45C9, 4DCB | 4E16 | all of it: weight, profile, time | |
| S800 (MS116): 51E2 | 4E16 | weight, in bytes 7–8 | bytes 0–6; impedances |

* After a semicolon: the product's name is known, but no measurement of such a one was published.
* S400 Pro: read as an S400's, its weight is 204.7 kg, all bits set (xiaomi-ble #296, open). It has no
  weight here until a capture is published together with what the display showed.
* S200: it measures nothing else. After a change of batteries it is silent until the app connects.
* S800: its weight was checked with one scale. An object 5201 says that nothing stands on it. The
  impedances of its limbs aren't broadcast, if they leave it at all (KristianP26/ble-scale-sync #232).

Sources: captures of Bluetooth-Devices/xiaomi-ble, lswiderski/MiScaleBodyComposition and
custom-components/ble_monitor #1410: the tests hold them.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from struct import Struct
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from ..model import Frame, Traits
from . import mibeacon
from .family import Advertisement, Family, Gives

_UUID = mibeacon.UUID
_VALUE = Struct("<BII")
"""Profile id, measurement, Unix time of the weighing in seconds (0: the clock was never set)."""
_WEIGHT, _HEART_RATE, _IMPEDANCE = (0, 0x7FF), (11, 0x7F), (18, 0x3FFF)
"""Shift and mask in the S400's measurement: 0.1 kg, beats a minute - 50, 0.1 ohm; 0 for absent."""
_WEIGHT_SATURATED = 0x7FF
_HEART_RATE_FAILED = 0x7F
"""No contact (socks, shoes): the impedance is 0 then, and no second packet comes."""
_HEART_RATE_BASE = 50
_MAX_REMEMBERED = 4
"""Weighings of which the other packet may still come; they take seconds."""


class _Part(NamedTuple):
    """One object; `weighing` names what it belongs to, None where nothing more comes or can."""

    frame: Frame
    weighing: tuple[int, int] | None


def _read_s400(model: str, value: bytes) -> _Part | None:
    """Read the object of an S400; None for the zeros after the step-off."""
    profile, measurement, seconds = _VALUE.unpack(value)
    raw, heart, ohm = (
        measurement >> shift & mask for shift, mask in (_WEIGHT, _HEART_RATE, _IMPEDANCE)
    )
    if not measurement:
        # B may come after it: only the waiting time ends a weighing.
        return None
    impedance = ohm / 10 or None
    alone = not raw and not heart
    failed = heart == _HEART_RATE_FAILED and not ohm
    frame = Frame(
        model,
        raw / 10 if 0 < raw < _WEIGHT_SATURATED else None,
        stable=True,
        impedance=None if alone else impedance,
        impedance_250khz=impedance if alone else None,
        heart_rate=heart + _HEART_RATE_BASE if 0 < heart < _HEART_RATE_FAILED else None,
        profile_id=profile or None,
        stamp=_stamp(seconds),
        impedance_failed=failed,
        final=failed,
    )
    return _Part(frame, (profile, seconds) if seconds else None)


def _read_s200(model: str, value: bytes) -> _Part | None:
    """Read the object of an S200, 0.01 kg; None for no result."""
    profile, raw, seconds = _VALUE.unpack(value)
    if not raw:
        return None
    frame = Frame(
        model,
        raw / 100,
        stable=True,
        profile_id=profile or None,
        stamp=_stamp(seconds),
        final=True,
    )
    return _Part(frame, None)


def _read_s800(model: str, value: bytes) -> _Part | None:
    """Read the object of an S800, 0.01 kg; None for no result."""
    raw = int.from_bytes(value[7:9], "little")
    return _Part(Frame(model, raw / 100, stable=True, final=True), None) if raw else None


def _stamp(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


class _Product(NamedTuple):
    model: str
    object_id: int
    read: Callable[[str, bytes], _Part | None]


_S400 = _Product("MJTZC01YM", 0x6E16, _read_s400)
_S400_PRO = _Product("MJTZC03YM", 0x6E16, _read_s400)
_S200 = _Product("MJTZC02YM", 0x4E16, _read_s200)
_S800 = _Product("S800", 0x4E16, _read_s800)
_PRODUCTS: Mapping[bytes, _Product] = {
    product_id.to_bytes(2, "little"): product
    for product_id, product in (
        (0x30D9, _S400), (0x3BD5, _S400), (0x48CF, _S400), (0x4B05, _S400_PRO),
        (0x45C9, _S200), (0x4C04, _S200), (0x4DCB, _S200), (0x51E2, _S800),
    )
}  # fmt: skip
"""Product id as a frame spells it; thousands of other products use the same service data."""


def _product(advertisement: Advertisement) -> str | None:
    data = advertisement.service_data.get(_UUID, b"")
    product = _PRODUCTS.get(data[2:4])
    if product is None:
        return None
    return product.model if mibeacon.parse(data) else None


class _Decoder:
    """Reads one scale; remembers its address where it's learned, and packets until all are there."""

    def __init__(self, address: str, key: bytes | None) -> None:
        self._sender = address
        self._key = key
        self._address: bytes | None = None
        self._aes: AESCCM | None = None
        self._weighings: dict[tuple[int, int], Frame] = {}

    def __call__(self, advertisement: Advertisement) -> Frame | None:
        """Decode an advertisement, joined with what is known of the same weighing."""
        data = advertisement.service_data.get(_UUID, b"")
        product = _PRODUCTS.get(data[2:4])
        beacon = mibeacon.parse(data) if product else None
        if product is None or beacon is None:
            return None
        if self._address is None:
            self._address = mibeacon.reversed_address(self._sender)
        address = beacon.address or self._address
        if beacon.objects is None:
            self._address = self._address or address
            return None
        if self._aes is None:
            self._aes = mibeacon.cipher(self._key)
        if address is None:
            # Nothing can be said of the key until an idle frame brings the address.
            return None
        payload = mibeacon.decrypt(data, beacon.objects, address, self._aes)
        for kind, value in mibeacon.objects(payload):
            if kind == product.object_id and len(value) == _VALUE.size:
                part = product.read(product.model, value)
                return self._joined(part) if part else None
        return None

    def _joined(self, part: _Part) -> Frame:
        if part.weighing is None:
            return part.frame
        known = self._weighings.pop(part.weighing, None)
        frame = known.joined(part.frame) if known else part.frame
        self._weighings[part.weighing] = frame
        if len(self._weighings) > _MAX_REMEMBERED:
            del self._weighings[next(iter(self._weighings))]
        return frame


FAMILY = Family(
    name="xiaomi_mibeacon",
    title="Xiaomi S400",
    # Home Assistant can't match a product id, and the name isn't heard by passive scanners. So its
    # discovery offers us every device of Xiaomi, as it does core's xiaomi_ble; others are None here.
    matchers=({"connectable": False, "service_data_uuid": mibeacon.UUID},),
    # The two packets of a weighing follow each other within 10 s, the window that peers pair them in.
    traits=Traits(patience=10.0, step=0.1, impedances=2, needs_key=True, slots=True),
    product=_product,
    decoder=_Decoder,
    models=(
        "S400 (MJTZC01YM); S200 (MJTZC02YM) and S800 (MS116): weight alone; S400 Pro "
        "(MJTZC03YM): all but the weight"
    ),
    gives=(Gives.TWO_IMPEDANCES, Gives.HEART_RATE, Gives.USER),
    unverified="S800 but for one weight; S400 Pro: how it sends the weight",
)
