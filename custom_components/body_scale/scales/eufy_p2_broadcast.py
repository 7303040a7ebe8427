"""Eufy P2 and P2 Pro (T9148, T9149), what they broadcast: company id 0xFF48, 19 bytes.

| byte | meaning |
| --- | --- |
| 0–5 | address |
| 6 | CF |
| 7 | heart rate, if bits 6 and 7 of byte 8 are set; 0 for none |
| 9–10 | weight, u16, little-endian, 0.01 kg |
| 15 | 0 when the weight is final |

The impedance comes over a connection only (`eufy_p2_gatt.py`). Where these data are heard, they count:
hearing is preferred to connecting, which takes a place at the adapter. *Unverified*: layout of
bdr99/eufylife-ble-client, which core's eufylife_ble uses, and KristianP26/ble-scale-sync; no capture
was published.
"""

from ..model import Frame, Traits
from .family import EVERYTHING, Advertisement, Decode, Family, Gives

_COMPANY = 0xFF48
_LENGTH, _MARK = 19, 0xCF
_HEART_RATE = 0xC0


def _payload(advertisement: Advertisement) -> bytes | None:
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    return data if len(data) == _LENGTH and data[6] == _MARK else None


def _product(advertisement: Advertisement) -> str | None:
    if _payload(advertisement) is None:
        return None
    return {"eufy T9148": "Eufy P2", "eufy T9149": "Eufy P2 Pro"}.get(
        advertisement.name or "", FAMILY.title
    )


def _decode(advertisement: Advertisement) -> Frame | None:
    data = _payload(advertisement)
    if data is None:
        return None
    has_rate = data[8] & _HEART_RATE == _HEART_RATE
    return Frame(
        _product(advertisement) or FAMILY.title,
        int.from_bytes(data[9:11], "little") / 100,
        stable=data[15] == 0,
        heart_rate=data[7] or None if has_rate else None,
    )


def _decoder(address: str, key: bytes | None) -> Decode:
    return _decode


FAMILY = Family(
    name="eufy_p2_broadcast",
    title="Eufy P2 (broadcast)",
    matchers=({"connectable": False, "manufacturer_id": _COMPANY},),
    traits=Traits(),
    product=_product,
    decoder=_decoder,
    models="P2 (T9148), P2 Pro (T9149)",
    gives=(Gives.HEART_RATE,),
    unverified=EVERYTHING,
)
