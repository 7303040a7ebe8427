"""Etekcity FIT-8S: manufacturer data of company 0x06D0, 20 bytes.

| byte | meaning |
| --- | --- |
| 0 | 01 |
| 1–6 | address, reversed |
| 7–8 | product: C0 A9 |
| 10–12 | weight, u24, g |
| 13–14 | impedance, u16, ohm; 0 for none |
| 15 | 1 when the weight has settled |
| 16 | the display's unit: 0 kg, 1 lb, 2 st |

Integers are little-endian. Source: captures of ronnnnnnnnnnnnn/etekcity_esf551_ble.
"""

from ..model import Frame, Traits, Unit
from .family import Advertisement, Decode, Family, Gives

_COMPANY = 0x06D0
_LENGTH = 20
_PRODUCT = b"\xc0\xa9"
"""Air purifiers and scales that have to be connected to send others under the same company id."""
_UNITS = {0: Unit.KG, 1: Unit.LB, 2: Unit.ST}


def _payload(advertisement: Advertisement) -> bytes | None:
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    return data if len(data) == _LENGTH and data[0] == 1 and data[7:9] == _PRODUCT else None


def _product(advertisement: Advertisement) -> str | None:
    return None if _payload(advertisement) is None else "FIT-8S"


def _decode(advertisement: Advertisement) -> Frame | None:
    data = _payload(advertisement)
    if data is None:
        return None
    return Frame(
        "FIT-8S",
        int.from_bytes(data[10:13], "little") / 1000,
        _UNITS.get(data[16], Unit.KG),
        stable=data[15] == 1,
        impedance=int.from_bytes(data[13:15], "little") or None,
    )


def _decoder(address: str, key: bytes | None) -> Decode:
    return _decode


FAMILY = Family(
    name="etekcity_fit8s",
    title="Etekcity FIT-8S",
    matchers=({"connectable": False, "manufacturer_data_start": [1], "manufacturer_id": _COMPANY},),
    traits=Traits(patience=10.0, step=0.01),
    product=_product,
    decoder=_decoder,
    gives=(Gives.IMPEDANCE,),
)
