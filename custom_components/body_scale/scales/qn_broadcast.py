"""QN (Yolanda) scales that broadcast: company id 0xFFFF, data beginning with AA BB.

| byte | meaning |
| --- | --- |
| 0–1 | AA BB |
| 2–7 | address |
| 15 | bit 0 the weight is final; bits 1–3 the display's unit: 1 kg, 2 lb |
| 17–18 | weight, u16, little-endian, always 0.01 kg |

Renpho ES-CS20M, Arboleaf and FITINDEX are among them; they send neither impedance nor time. Peers take
bit 5 of byte 15 for stable, but a frame 0x64 was captured while the weight still moved. A final weight
of 0 is an empty scale's. Source: captures of ronnnnnnnnnnnnn/renpho-escs20m, which the tests hold.
"""

from ..model import Frame, Traits, Unit
from .family import Advertisement, Decode, Family

_COMPANY = 0xFFFF
_START = b"\xaa\xbb"
_LENGTH = 19
_FINAL = 0x01
_UNITS = {1: Unit.KG, 2: Unit.LB}


def _payload(advertisement: Advertisement) -> bytes | None:
    """Return the data if it's of such a scale; any maker without an id may use this company's."""
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    return data if data.startswith(_START) and len(data) >= _LENGTH else None


def _product(advertisement: Advertisement) -> str | None:
    return None if _payload(advertisement) is None else FAMILY.title


def _decode(advertisement: Advertisement) -> Frame | None:
    data = _payload(advertisement)
    if data is None:
        return None
    status, raw = data[15], int.from_bytes(data[17:19], "little")
    return Frame(
        FAMILY.title,
        raw / 100,
        _UNITS.get(status >> 1 & 7, Unit.KG),
        stable=status & _FINAL != 0,
    )


def _decoder(address: str, key: bytes | None) -> Decode:
    return _decode


FAMILY = Family(
    name="qn_aabb_broadcast",
    title="QN scale",
    matchers=(
        {
            "connectable": False,
            "manufacturer_data_start": [*_START],
            "manufacturer_id": _COMPANY,
        },
    ),
    traits=Traits(step=0.01),
    product=_product,
    decoder=_decoder,
    models="Renpho ES-CS20M, Arboleaf, FITINDEX, where they broadcast",
)
