"""ICOMON scales that broadcast (AAA002 …; LAICA, Silvergear): company id 0x??AC, 12 bytes.

The high byte of the company id (0xA0 in all captures) is the key: bytes 6–11 are XORed with it.

| byte | meaning |
| --- | --- |
| 0–5 | address, reversed |
| 6–9 | of a weight: bit 31 it is final, bits 0–17 g |
| 6–7 | of an impedance: ohm; 0 for an object or shoes |
| 10 | AD weight, A6 impedance |
| 11 | bits 0–4 the sum of bytes 6–10, bits 5–7 the display's unit: 0 kg, 1 lb, 2 st |

Integers are big-endian, the weight is in g whatever is displayed. The impedance follows the final
weight within seconds and stays on air: it is only taken after one. Sources: captures of
custom-components/ble_monitor and KristianP26/ble-scale-sync #297, layout of oliexdev/openScale #593.
What is done elsewhere and not here: rounding to 0.1 kg, and forcing the impedance into 430–630 ohm.
"""

from ..model import Frame, Traits, Unit
from .family import Advertisement, Decode, Family, Gives, Matcher
from .packet import Entry, Newest, own

_COMPANY, _COMPANY_LOW = 0xA0AC, 0xAC
_NAMES = ("AAA002", "AAA007", "AAA013")
_LENGTH, _BEGIN = 12, 6
_WEIGHT, _IMPEDANCE = 0xAD, 0xA6
_FINAL, _GRAMS = 1 << 31, 0x3FFFF
_SUM = 0x1F
_UNITS = {0: Unit.KG, 1: Unit.LB, 2: Unit.ST}
_MODEL = "ICOMON scale"


def _open(entry: Entry) -> bytes:
    """Return the 6 bytes that the company id is the key of."""
    return bytes(each ^ entry.company >> 8 for each in entry.data[_BEGIN:])


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    if entry.company & 0xFF != _COMPANY_LOW or len(entry.data) != _LENGTH:
        return False
    *head, last = _open(entry)
    return head[4] in {_WEIGHT, _IMPEDANCE} and (sum(head) ^ last) & _SUM == 0


def _product(advertisement: Advertisement) -> str | None:
    for _ in own(advertisement, _is_own):
        name = advertisement.name
        return name if name in _NAMES else _MODEL
    return None


class _Decoder:
    """Reads one scale; remembers its final weight until the impedance comes."""

    def __init__(self) -> None:
        self._newest = Newest(_is_own)
        self._final: Frame | None = None

    def __call__(self, advertisement: Advertisement) -> Frame | None:
        """Decode an advertisement; an impedance comes with the weight before it."""
        entry = self._newest(advertisement)
        if entry is None:
            return None
        payload = _open(entry)
        if payload[4] == _IMPEDANCE:
            return self._with(int.from_bytes(payload[:2], "big"))
        value = int.from_bytes(payload[:4], "big")
        frame = Frame(
            _product(advertisement) or _MODEL,
            (value & _GRAMS) / 1000,
            _UNITS.get(payload[5] >> 5, Unit.KG),
            stable=value & _FINAL != 0,
            removed=value & _FINAL != 0 and not entry.certain,
        )
        self._final = frame if frame.stable and entry.certain else None
        return frame

    def _with(self, ohm: int) -> Frame | None:
        if self._final is None:
            return None
        return self._final._replace(impedance=ohm or None, impedance_failed=not ohm, final=True)


def _decoder(address: str, key: bytes | None) -> Decode:
    return _Decoder()


FAMILY = Family(
    name="aaa_broadcast",
    title="ICOMON scale (AAA002, LAICA, Silvergear)",
    matchers=(
        {"connectable": False, "manufacturer_id": _COMPANY},
        *(Matcher(connectable=False, local_name=name) for name in _NAMES),
    ),
    traits=Traits(patience=10.0, step=0.01),
    product=_product,
    decoder=_decoder,
    companies=range(_COMPANY_LOW, 0x10000, 0x100),
    models="AAA002, AAA007, AAA013; LAICA, Silvergear",
    gives=(Gives.IMPEDANCE,),
)
