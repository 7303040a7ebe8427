"""Lefu and Icomon scales of the dialect AC 02 (Hutbit, Juniper, Dr Trust 505, Swan), over a connection.

| byte | meaning |
| --- | --- |
| 0–1 | AC 02 |
| 2–5 | data |
| 6 | what it is |
| 7 | sum of bytes 2–6 |

| byte 6 | from | data |
| --- | --- | --- |
| CC | host | FA 01; FB sex (1 m, 2 f), age, cm; FD year − 2000, month, day; FC hour, minute, second; |
| CC | host | FE 06 unit |
| CC | scale | what the host sent |
| CE | scale | moving weight, u16 |
| CA | scale | settled weight, u16 |
| CB | scale | FD 00 impedance is measured; FD 01 and ohm, u16; FD FF no contact |

Numbers are big-endian. Older scales (MGB) send one frame of 20 bytes instead: AC 02 or AC 03, FF, …,
12–13 weight. What follows there, and in a second frame 01 00, the scale computes of the guest
who was written to it: it isn't used.

Weights are tenths of a kg (Hutbit and Juniper, captured) or hundredths (Dr Trust 505, from
openScale's test only: *unverified*). The scale doesn't say which, but nobody weighs 300 kg; so a child
below 30 kg on a Dr Trust 505 is taken for ten times as much until somebody heavier stood on it during
the same connection. MGB is *unverified*, too. Sources: KristianP26/ble-scale-sync #254, #278, #291,
#318 and #322, oliexdev/openScale #1358 and #1445; the tests hold the captures.
"""

from collections.abc import Iterator

from ..model import Frame, Sex, Traits, Unit
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives
from .lefu import AC02_NAMES, AC27_NAMES, LIVE, SERVICE, V3_NAMES, WRITE, is_named, matchers
from .packet import address_of

_MODEL = "Lefu scale"
_COMPANY = 0x02AC
"""Of another firm. The data are the address, reversed, and in most scales 00 asleep or 01 awake.

Other products have the id and the service, too, so the address is what counts.
"""

_STATES = {b"", b"\x00", b"\x01"}

_MOVING, _SETTLED, _MEASURED, _CONFIG = 0xCE, 0xCA, 0xCB, 0xCC
_OHM, _NO_CONTACT = 0x01, 0xFF
_MAX_OHM = 3000
_TENTHS_UP_TO = 3000
"""What is more can only be hundredths of a kg."""

_SEXES = {Sex.MALE: 1, Sex.FEMALE: 2}
_UNITS = {Unit.KG: 0, Unit.LB: 1, Unit.ST: 2}
_POLL_S = 5.0
"""The vendor's app repeats its last command while it waits."""
_SILENCES = 6
"""Nobody stands on a scale that only echoes for so many polls."""


class _Decoder:
    """What is known of the weighing that goes on."""

    def __init__(self) -> None:
        self._per_kg = 10
        self._settled: Frame | None = None

    def decode(self, data: bytes) -> Frame | None:
        """Return what a notification says; None for an echo and for what isn't whole."""
        if len(data) == 20 and data[0] == 0xAC and data[1] in {0x02, 0x03} and data[2] == 0xFF:
            return Frame(_MODEL, int.from_bytes(data[12:14]) / 10, stable=True, final=True)
        if not _is_frame(data):
            return None
        if data[6] in {_MOVING, _SETTLED} and not any(data[4:6]):
            return self._weight(int.from_bytes(data[2:4]), stable=data[6] == _SETTLED)
        if data[6] == _MEASURED and data[2] == 0xFD and data[3] in {_OHM, _NO_CONTACT}:
            return self._measured(int.from_bytes(data[4:6]) if data[3] == _OHM else 0)
        return None

    def _weight(self, raw: int, *, stable: bool) -> Frame:
        if raw > _TENTHS_UP_TO:
            self._per_kg = 100
        frame = Frame(_MODEL, raw / self._per_kg, stable=stable)
        self._settled = frame if stable else None
        return frame

    def _measured(self, ohm: int) -> Frame:
        """Return the settled weight with its impedance."""
        valid = 0 < ohm < _MAX_OHM
        return (self._settled or Frame(_MODEL))._replace(
            impedance=float(ohm) if valid else None, impedance_failed=not valid, final=True
        )


def _is_frame(data: bytes) -> bool:
    return len(data) == 8 and data[:2] == b"\xac\x02" and sum(data[2:7]) & 0xFF == data[7]


def records(payload: bytes) -> list[Frame]:
    """Return what one notification says on its own."""
    frame = _Decoder().decode(payload)
    return [frame] if frame else []


def _command(*data: int) -> bytes:
    body = bytes(each & 0xFF for each in data).ljust(4, b"\x00") + bytes((_CONFIG,))
    return b"\xac\x02" + body + bytes((sum(body) & 0xFF,))


def _introduction(situation: Situation) -> Iterator[bytes]:
    """Return what the vendor's app says first; the last is repeated while it waits."""
    now, guest = situation.now, situation.guest
    yield _command(0xFA, 1)
    yield _command(0xFB, _SEXES[guest.sex], guest.age, guest.height_cm)
    yield _command(0xFD, now.year - 2000, now.month, now.day)
    yield _command(0xFC, now.hour, now.minute, now.second)
    yield _command(0xFE, 6, _UNITS.get(situation.unit, 0))


def converse(situation: Situation) -> Conversation:
    """Introduce ourselves, and listen until nobody stands on the scale."""
    if not (yield from subscribe(LIVE)):
        raise GaveUp("it has no characteristic FFB2")
    command = b""
    for command in _introduction(situation):
        yield from write(WRITE, command, response=False)
    decoder = _Decoder()
    silences = 0
    while silences < _SILENCES:
        heard = yield from wait(_POLL_S)
        if heard is None:
            silences += 1
            yield from write(WRITE, command, response=False)
        elif heard.uuid == LIVE and not (_is_frame(heard.data) and heard.data[6] == _CONFIG):
            silences = 0
            if frame := decoder.decode(heard.data):
                yield Heard((frame,))


def _is_makers(advertisement: Advertisement) -> bool:
    """Return whether the data are its address and a state, with the service beside them."""
    data = advertisement.manufacturer_data.get(_COMPANY, b"")
    if SERVICE not in advertisement.service_uuids or data[6:] not in _STATES:
        return False
    return data[5::-1] == address_of(advertisement)


def _product(advertisement: Advertisement) -> str | None:
    if is_named(advertisement, AC02_NAMES):
        return _MODEL
    # Over many proxies the name doesn't come, and sellers choose others.
    other = is_named(advertisement, (*AC27_NAMES, *V3_NAMES))
    return _MODEL if _is_makers(advertisement) and not other else None


FAMILY = Family(
    name="lefu_ac02",
    title=_MODEL,
    matchers=(
        *matchers(AC02_NAMES),
        {"manufacturer_id": _COMPANY, "service_uuid": SERVICE},
    ),
    # The impedance was captured 4 s after the settled weight.
    traits=Traits(patience=10.0, on_air=60.0, step=0.1, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models=(
        "Hutbit, Juniper, Swan, Dr Trust 505 and others of Lefu and Fitdays named `SWAN`, "
        "`Hutbit` or `icomon`"
    ),
    gives=(Gives.IMPEDANCE,),
    unverified="Dr Trust 505, older ones (MGB)",
)
