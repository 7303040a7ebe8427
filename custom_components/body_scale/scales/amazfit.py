"""Amazfit Smart Scale: service data 0xFEE0, 20 bytes.

| byte | meaning |
| --- | --- |
| 5–6 | impedance, u16, 0.1 ohm, once the weight is final; noise before |
| 7–8 | weight, u16, 1/200 kg |
| 9–11 | all zero until the weight is final |
| 12 | heart rate; 0 for none |

Integers are little-endian; what bytes 0–4 and 13–19 are isn't known. Bands and watches of the maker use
the same UUID with other lengths. Source: captures of custom-components/ble_monitor #910.
"""

from ..model import Frame, Traits
from .family import Advertisement, Decode, Family, Gives

_UUID = "0000fee0-0000-1000-8000-00805f9b34fb"
_LENGTH = 20
_STEPS_PER_KG = 200
_MAX_OHM = 3000
_MODEL = "Amazfit Smart Scale"


def _payload(advertisement: Advertisement) -> bytes | None:
    data = advertisement.service_data.get(_UUID, b"")
    return data if len(data) == _LENGTH else None


def _product(advertisement: Advertisement) -> str | None:
    return None if _payload(advertisement) is None else _MODEL


def _decode(advertisement: Advertisement) -> Frame | None:
    data = _payload(advertisement)
    if data is None:
        return None
    ohm, raw = (int.from_bytes(data[begin : begin + 2], "little") for begin in (5, 7))
    final = any(data[9:12])
    return Frame(
        _MODEL,
        raw / _STEPS_PER_KG,
        stable=final,
        impedance=ohm / 10 if final and 0 < ohm < _MAX_OHM * 10 else None,
        heart_rate=data[12] or None if final else None,
    )


def _decoder(address: str, key: bytes | None) -> Decode:
    return _decode


FAMILY = Family(
    name="amazfit_scale",
    title=_MODEL,
    matchers=({"connectable": False, "service_data_uuid": _UUID},),
    traits=Traits(patience=10.0),
    product=_product,
    decoder=_decoder,
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE),
)
