"""Xiaomi Mi Scale v1 (service data 0x181D) and v2 (0x181B), advertised, notified or stored.

The frames are Bluetooth SIG Weight (0x2A9D) and Body Composition (0x2A9C, without its mandatory
body fat) Measurements: flag bits, field order and resolutions are SIG's, the vendor uses reserved
bits. So bit 1 means "time stamp present", not "kg", and single bits give the unit. Sources: the
SIG GATT Specification Supplement; captures of custom-components/ble_monitor #292, #366, #617,
lolouk44/xiaomi_mi_scale #4, openScale #392 and KristianP26/ble-scale-sync #353: the tests hold them.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from struct import Struct
from typing import NamedTuple

from ..model import KG_IN, Frame, Traits, Unit
from . import mi_scale_memory
from .family import Advertisement, Decode, Family, Gives

_SIG_UUID = "0000{}-0000-1000-8000-00805f9b34fb"

# Raw steps in a kilogram: 0.005 kg, 0.01 lb, 0.01 jin of 0.5 kg.
_KG, _LB, _JIN = (Unit.KG, 200.0), (Unit.LB, 100 / KG_IN[Unit.LB]), (Unit.JIN, 200.0)
_NO_WEIGHT = 0xFFF0
"""This raw weight and above are codes: overload, unsuccessful."""
_IMPEDANCE_LIMIT = 3000
_IMPEDANCE_FAILED = 0xFFFD
"""0xFFFD: no contact (socks, shoes); 0xFFFE: a second failure code."""

_PRODUCTS = {
    "MI_SCALE": "XMTZC01HM",
    "MI SCALE2": "XMTZC04HM",
    "MIBCS": "XMTZC02HM",
    "MIBFS": "XMTZC05HM",
}


class _Layout(NamedTuple):
    """Where a version has its fields; flags are masks over the flag word."""

    struct: Struct
    fields: tuple[int, int, int, int]
    """Indices of flag word, weight, year and impedance (-1: none) in the struct."""
    pounds: int
    stamp: int
    jin: int
    stable: int
    small_object: int
    removed: int
    impedance: int
    model: str


_V1 = _Layout(
    Struct("<BHHBBBBB"), (0, 1, 2, -1),
    pounds=0x01, stamp=0x02, jin=0x10, stable=0x20, small_object=0x40, removed=0x80, impedance=0,
    model="Mi Smart Scale",
)  # fmt: skip
_V2 = _Layout(
    Struct("<HHBBBBBHH"), (0, 8, 1, 7),
    pounds=0x0001, stamp=0x0002, small_object=0x0004, impedance=0x0200, stable=0x2000, jin=0x4000,
    removed=0x8000, model="Mi Body Composition Scale",
)  # fmt: skip


type _Read = Callable[[bytes, str | None], Frame | None]


def _reader(layout: _Layout) -> _Read:
    """Return what reads one record, None when the length is another's.

    Called for every advertisement of a scale: the table is looked up once, here.
    """
    size, unpack = layout.struct.size, layout.struct.unpack
    flag_word, weight, year, impedance = layout.fields
    _, pounds, stamp, jin, stable, small_object, removed, measured, model = layout[1:]
    # A named tuple's own constructor costs a call more.
    frame, make = Frame, tuple.__new__
    # Fields that only other families have come behind those that are given here.
    given = Frame._fields.index("impedance_failed") + 1
    others = tuple(Frame._field_defaults[name] for name in Frame._fields[given:])

    def read(payload: bytes, name: str | None) -> Frame | None:
        if len(payload) != size:
            return None
        values = unpack(payload)
        flags, raw = values[flag_word], values[weight]
        unit, steps = _LB if flags & pounds else _JIN if flags & jin else _KG
        ohm = values[impedance] if impedance >= 0 else 0
        return make(
            frame,
            (  # noqa: RUF005 (unpacking the others would cost a list)
                _PRODUCTS.get(name, model) if name else model,
                raw / steps if raw < _NO_WEIGHT else None,
                unit,
                flags & stable != 0,
                flags & removed != 0,
                ohm if flags & measured and 0 < ohm < _IMPEDANCE_LIMIT else None,
                None,
                None,
                None,
                _stamp(values[year : year + 6]) if flags & stamp else None,
                flags & small_object != 0,
                ohm >= _IMPEDANCE_FAILED,
            )
            + others,
        )

    return read


def _stamp(fields: tuple[int, ...]) -> datetime | None:
    """Return the scale's naive wall clock; None for a date that doesn't exist."""
    try:
        return datetime(*fields)  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None


def _family(name: str, short_uuid: str, live: str, layout: _Layout, traits: Traits) -> Family:
    uuid = _SIG_UUID.format(short_uuid)
    size, read = layout.struct.size, _reader(layout)

    def product(advertisement: Advertisement) -> str | None:
        if len(advertisement.service_data.get(uuid, b"")) != size:
            return None
        return _PRODUCTS.get(advertisement.name or "", layout.model)

    def decode(advertisement: Advertisement) -> Frame | None:
        return read(advertisement.service_data.get(uuid, b""), advertisement.name)

    def decoder(address: str, key: bytes | None) -> Decode:
        # Each advertisement says everything: scales share one decoder.
        return decode

    def records(payload: bytes) -> list[Frame]:
        # A v1 history notification often carries two records.
        whole = len(payload) % size == 0
        starts = range(0, len(payload), size) if whole else ()
        found = (read(payload[start : start + size], None) for start in starts)
        return [record for record in found if record]

    kind = mi_scale_memory.Kind(live, size, read)
    return Family(
        name=name,
        title=layout.model,
        matchers=({"connectable": False, "service_data_uuid": uuid},),
        traits=traits,
        product=product,
        decoder=decoder,
        records=records,
        conversation=partial(mi_scale_memory.converse, kind),
    )


V1 = _family("mi_scale_v1", "181d", "2a9d", _V1, Traits(remembers=True))._replace(
    models="1 (XMTZC01HM), 2 (XMTZC04HM)",
    gives=(Gives.MEMORY,),
)
# The impedance comes 10 to 13 s after stepping on.
V2 = _family("mi_scale_v2", "181b", "2a9c", _V2, Traits(patience=20.0, remembers=True))._replace(
    models="1 (XMTZC02HM), 2 (XMTZC05HM, NUN4049CN)",
    gives=(Gives.IMPEDANCE, Gives.MEMORY),
)
