"""Senssun IF_B7: manufacturer data of company 0x0100, 17 bytes.

| byte | meaning |
| --- | --- |
| 0–2 | 02 03 11 |
| 3–8 | address |
| 10–11 | weight, u16, 0.01 kg |
| 12–13 | impedance, u16, ohm; 0 until it comes, within 2 s of the final weight |
| 14 | bits 4–7: 0 weighing, A final; bits 0–3 the unit: 1 kg |
| 15 | counter |
| 16 | sum of bytes 9–15 |

Integers are big-endian. What the weight is in with another unit isn't known, so it isn't read then.
Peers don't agree on the impedance: 180 and 137 were captured, which is little for a body. Sources:
captures of custom-components/ble_monitor and KristianP26/ble-scale-sync #423.
"""

from ..model import Frame, Traits
from .family import Advertisement, Decode, Family, Gives

_COMPANY = 0x0100
"""TomTom's: the beginning tells the scale."""
_START = b"\x02\x03\x11"
_LENGTH = 17
_WEIGHING, _FINAL = 0x01, 0xA1
_MODEL = "Senssun IF_B7"


def _payload(advertisement: Advertisement) -> bytes | None:
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    if len(data) != _LENGTH or not data.startswith(_START):
        return None
    return data if sum(data[9:16]) & 0xFF == data[16] else None


def _product(advertisement: Advertisement) -> str | None:
    return None if _payload(advertisement) is None else _MODEL


def _decode(advertisement: Advertisement) -> Frame | None:
    data = _payload(advertisement)
    if data is None or data[14] not in {_WEIGHING, _FINAL}:
        return None
    final = data[14] == _FINAL
    raw, ohm = (int.from_bytes(data[begin : begin + 2], "big") for begin in (10, 12))
    return Frame(_MODEL, raw / 100, stable=final, impedance=ohm or None if final else None)


def _decoder(address: str, key: bytes | None) -> Decode:
    return _decode


FAMILY = Family(
    name="senssun_broadcast",
    title=_MODEL,
    matchers=(
        {
            "connectable": False,
            "manufacturer_data_start": [*_START],
            "manufacturer_id": _COMPANY,
        },
    ),
    traits=Traits(patience=5.0),
    product=_product,
    decoder=_decoder,
    gives=(Gives.IMPEDANCE,),
)
