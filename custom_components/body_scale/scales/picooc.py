"""PICOOC Mini Lite (`PICOOC-L`): manufacturer data, 14 bytes; its company id are two of the address.

| byte | meaning |
| --- | --- |
| 0–3 | the rest of the address |
| 4 | 39 when the measurement is complete |
| 6–7 | weight, u16, 1/20 kg |
| 8–9 | impedance, u16, 0.1 ohm; FFFF for none |
| 10–11 | the weight once more, 0.1 lb |
| 13 | makes the sum of all 16 bytes, those of the company id included, end in FF |

Integers are big-endian. Source: captures of oliexdev/openScale.
"""

from ..model import Frame, Traits
from .family import Advertisement, Decode, Family, Gives
from .packet import Entry, Newest, address_of, own

_NAME, _MODEL = "PICOOC-L", "PICOOC Mini Lite"
_LENGTH, _COMPLETE, _NONE = 14, 0x39, 0xFFFF


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    return (
        len(entry.data) == _LENGTH
        and sum(entry.whole) & 0xFF == 0xFF
        and entry.whole[:6] == address_of(advertisement)
    )


def _product(advertisement: Advertisement) -> str | None:
    if advertisement.name != _NAME:
        return None
    return next((_MODEL for _ in own(advertisement, _is_own)), None)


class _Decoder:
    """Reads one scale; remembers what was heard of it, to tell what is new."""

    def __init__(self) -> None:
        self._newest = Newest(_is_own)

    def __call__(self, advertisement: Advertisement) -> Frame | None:
        """Decode an advertisement."""
        entry = self._newest(advertisement) if advertisement.name == _NAME else None
        if entry is None:
            return None
        raw, ohm = (int.from_bytes(entry.data[begin : begin + 2], "big") for begin in (6, 8))
        complete, measured = entry.data[4] == _COMPLETE, 0 < ohm < _NONE
        return Frame(
            _MODEL,
            raw / 20,
            stable=complete,
            impedance=ohm / 10 if complete and measured else None,
            impedance_failed=complete and not measured,
            final=complete,
        )


def _decoder(address: str, key: bytes | None) -> Decode:
    return _Decoder()


FAMILY = Family(
    name="picooc_broadcast",
    title=_MODEL,
    # The name is in the advertisement itself, and the company id is a part of the address.
    matchers=({"connectable": False, "local_name": _NAME},),
    traits=Traits(),
    product=_product,
    decoder=_decoder,
    models="PICOOC-L",
    gives=(Gives.IMPEDANCE,),
)
