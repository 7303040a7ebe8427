"""Eufy C20 and P3 (T9130, T9150): all they measure is broadcast in manufacturer data.

A C20 sends 18 bytes, or 19 with an impedance, a P3 23. The company id isn't one: its low byte is the
battery, percent, its high byte the address' first.

| byte | meaning |
| --- | --- |
| 0–4 | the rest of the address |
| 5 | 00 |
| 6–9 | Unix time, seconds; it runs while a weighing is on air, so it doesn't name one |
| 10 | bit 0 weight, bit 2 it is final, bits 5 and 6 impedance, bit 7 heart rate |
| 12–13 | weight, u16, 0.01 kg |
| 15 | heart rate |
| 17–18 | impedance, u16, 0.1 ohm |

Integers are little-endian. That the low byte is the battery is concluded: it was 100 in some scales,
never more, and fell from 78 to 77 in mid-weighing. Sources: captures of bdr99/eufylife-ble-client #3
and #5, layouts of its #9 and #11. Weights are captured; impedance and heart rate are *unverified*.
"""

from ..model import Frame, Traits
from .family import Advertisement, Family, Gives, Matcher
from .packet import Entry, address_of, newest_decoder, own

_C20, _P3 = "Eufy C20", "Eufy P3"
_LENGTHS = {_C20: (18, 19), _P3: (23,)}
_FULL = 100
_NAMES = {"eufy T9130": _C20, "eufy T9150": _P3}
_BY_ADDRESS = {0xBC: _C20, 0xCF: _P3}
"""How the addresses of all captured scales begin, and so the ids that can be listed."""
_WEIGHT, _FINAL, _IMPEDANCE, _HEART_RATE = 0x01, 0x04, 0x60, 0x80


def _model(advertisement: Advertisement, entry: Entry) -> str:
    named = _NAMES.get(advertisement.name or "")
    return named or _BY_ADDRESS.get(entry.company >> 8, _C20)


def _is_own(advertisement: Advertisement, entry: Entry) -> bool:
    return (
        len(entry.data) in _LENGTHS[_model(advertisement, entry)]
        and entry.company & 0xFF <= _FULL
        and entry.data[5] == 0
        and entry.whole[1:7] == address_of(advertisement)
    )


def _product(advertisement: Advertisement) -> str | None:
    for entry in own(advertisement, _is_own):
        return _model(advertisement, entry)
    return None


def _read(advertisement: Advertisement, entry: Entry) -> Frame | None:
    if not entry.data[10] & _WEIGHT:
        return None
    data, flags = entry.data, entry.data[10]
    final = flags & _FINAL != 0
    ohm = int.from_bytes(data[17:19], "little") if len(data) >= 19 else 0
    return Frame(
        _model(advertisement, entry),
        int.from_bytes(data[12:14], "little") / 100,
        stable=final,
        removed=final and not entry.certain,
        impedance=ohm / 10 if final and ohm and flags & _IMPEDANCE else None,
        heart_rate=data[15] or None if flags & _HEART_RATE else None,
        battery=entry.company & 0xFF,
    )


FAMILY = Family(
    name="eufy_c20",
    title="Eufy C20 and P3",
    matchers=(
        # With a full battery they're discovered by passive scanners, too; the name is in the scan
        # response.
        *(Matcher(connectable=False, manufacturer_id=each << 8 | _FULL) for each in _BY_ADDRESS),
        *(Matcher(connectable=False, local_name=name) for name in _NAMES),
    ),
    traits=Traits(patience=20.0),
    product=_product,
    decoder=newest_decoder(_is_own, _read),
    companies=[high << 8 | low for high in _BY_ADDRESS for low in range(_FULL + 1)],
    models="C20 (T9130), P3 (T9150)",
    gives=(Gives.IMPEDANCE, Gives.HEART_RATE, Gives.BATTERY),
    unverified="impedance, heart rate",
)
