"""1byone's classic scales (Health Scale, Eufy C1, P1 and A1), over a connection.

Service 0xFFF0: the scale speaks at FFF4 and is written to at FFF1.

| host | answer |
| --- | --- |
| FD 37, unit (0 kg, 1 lb, 2 st), 01, six 00, XOR of all | none |
| F1, local time: year (big-endian), month, day, hour, minute, second | F1 00 |
| F2 00: the memory? | a frame CF with a time for each record, then F2 00 |
| F2 01: delete it | none |

| byte of a frame CF | meaning |
| --- | --- |
| 1–2 | impedance, u16, 0.1 ohm |
| 3–4 | weight, u16, 0.01 kg |
| 9 | 1 without an impedance |
| 11–17 | of a record: local time, as in F1 |

Numbers are little-endian but for the year. Nothing in a frame of now says that its weight has settled:
one that comes twice has, and one with an impedance, which is measured last. Two projects write FD 37 in
11 and in 12 bytes; it's the 11 here.

*Unverified*: layout of oliexdev/openScale and KristianP26/ble-scale-sync, no capture was published.
"""

from datetime import datetime
from struct import Struct

from ..model import Frame, Traits, Unit
from .checks import xored
from .conversation import (
    Conversation,
    GaveUp,
    Heard,
    Recalled,
    Situation,
    subscribe,
    wait,
    write,
)
from .family import EVERYTHING, Advertisement, Family, Gives

_MODELS = {
    "eufy T9120": "Eufy A1",
    "eufy T9146": "Eufy C1",
    "eufy T9147": "Eufy P1",
    "Health Scale": "1byone Health Scale",
}
_MODEL = "1byone"
_SPEAKS_AT, _ANSWERED_AT = "fff4", "fff1"

_MARK = 0xCF
_LENGTH, _STAMPED_LENGTH = 11, 18
_VALUE, _TIME = Struct("<HH"), Struct(">HBBBBB")
_NO_IMPEDANCE = 1

_UNITS = {Unit.LB: 1, Unit.ST: 2}
_TIME_TAKEN, _MEMORY, _DELETE = b"\xf1\x00", b"\xf2\x00", b"\xf2\x01"
_NEVER = datetime.min  # noqa: DTZ901 - a wall clock, too
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def _stamp(data: bytes) -> datetime | None:
    try:
        return datetime(*_TIME.unpack_from(data, 11))  # noqa: DTZ001 - a wall clock
    except ValueError:
        return None


def _read(data: bytes) -> Frame | None:
    """Return the weight in a frame CF; None for another."""
    if not data or data[0] != _MARK or (len(data) != _LENGTH and len(data) < _STAMPED_LENGTH):
        return None
    ohm, raw = _VALUE.unpack_from(data, 1)
    impedance = ohm / 10 if ohm and data[9] != _NO_IMPEDANCE else None
    is_stamped = len(data) >= _STAMPED_LENGTH
    return Frame(
        _MODEL,
        raw / 100,
        stable=is_stamped or impedance is not None,
        impedance=impedance,
        final=is_stamped or impedance is not None,
        stamp=_stamp(data) if is_stamped else None,
    )


def records(payload: bytes) -> list[Frame]:
    """Return the weight or the record in a frame of the scale."""
    frame = _read(payload)
    return [frame] if frame else []


class _Talk:
    """What has been said over one connection."""

    def __init__(self) -> None:
        self._last: Frame | None = None
        self._recalls = False
        self._records: list[Frame] = []

    def take(self, data: bytes) -> Conversation:
        """Take what the scale says, and answer it."""
        frame = _read(data)
        if data == _TIME_TAKEN and not self._recalls:
            self._recalls = True
            yield from write(_ANSWERED_AT, _MEMORY)
        elif data == _MEMORY and self._records:
            # Not before the records are somewhere else.
            yield from self.recall()
            yield from write(_ANSWERED_AT, _DELETE)
        elif frame and self._recalls and len(data) >= _STAMPED_LENGTH:
            self._records.append(frame)
        elif frame:
            yield Heard((self._settled(frame),))

    def recall(self) -> Conversation:
        """Give out the records, oldest first."""
        found, self._records = self._records, []
        if found:
            found.sort(key=lambda frame: frame.stamp or _NEVER)
            yield Recalled(tuple(found))

    def _settled(self, frame: Frame) -> Frame:
        """Return a frame of now as settled if the one before had its weight."""
        last, self._last = self._last, frame
        again = last is not None and frame.weight_kg == last.weight_kg
        return frame._replace(stable=frame.stable or (again and bool(frame.weight_kg)))


def converse(situation: Situation) -> Conversation:
    """Set unit and clock, empty the memory, and listen until nobody stands on the scale."""
    if not (yield from subscribe(_SPEAKS_AT)):
        raise GaveUp("it has no characteristic FFF4")
    unit = bytes((0xFD, 0x37, _UNITS.get(situation.unit, 0), 1)) + bytes(6)
    yield from write(_ANSWERED_AT, unit + bytes((xored(unit),)))
    now = situation.now
    time = _TIME.pack(now.year, now.month, now.day, now.hour, now.minute, now.second)
    yield from write(_ANSWERED_AT, b"\xf1" + time)
    talk = _Talk()
    while heard := (yield from wait(_SILENCE_S)):
        yield from talk.take(heard.data)
    yield from talk.recall()


def _product(advertisement: Advertisement) -> str | None:
    return _MODELS.get(advertisement.name or "")


FAMILY = Family(
    name="onebyone_classic",
    title="1byone, Eufy C1, P1 and A1",
    matchers=tuple({"local_name": name} for name in _MODELS),
    traits=Traits(patience=10.0, step=0.01, on_air=60.0, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="1byone `Health Scale`; Eufy C1 (T9146), P1 (T9147), A1 (T9120)",
    gives=(Gives.IMPEDANCE, Gives.MEMORY),
    unverified=EVERYTHING,
)
