"""What the last packet of a scale said, where company ids vary from scale to scale or in time.

Some makers put a counter, the battery or part of the address where the company id belongs. Home
Assistant merges what it heard of an address: `manufacturer_data` has all ids ever heard, in the order
in which they were first heard. So the newest is told

* by `raw`, the bytes of the last packet, which adapters of ESPHome give,
* else as what differs from the advertisement heard before,
* else, at first sight, not for certain: it is taken to be the last in order.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..model import Frame
from .family import Advertisement, Decode

_MANUFACTURER_DATA = 0xFF
_COMPANY_BYTES, _ADDRESS_BYTES = 2, 6


class Entry(NamedTuple):
    """Manufacturer data under one company id.

    Attributes:
        company: The company id.
        data: The bytes that follow it.
        certain: The last packet brought it, for all that is known; else it may be of long ago.
    """

    company: int
    data: bytes
    certain: bool = True

    @property
    def whole(self) -> bytes:
        """The bytes as they were sent, those of the company id first."""
        return self.company.to_bytes(_COMPANY_BYTES, "little") + self.data


type IsOwn = Callable[[Advertisement, Entry], bool]
"""Tells whether an entry is of the family that asks."""


def address_of(advertisement: Advertisement) -> bytes | None:
    """Return the sender's address in the order it's written in; None for what isn't one."""
    try:
        octets = bytes.fromhex(advertisement.address.replace(":", ""))
    except ValueError:
        return None
    return octets if len(octets) == _ADDRESS_BYTES else None


def own(advertisement: Advertisement, is_own: IsOwn) -> Iterator[Entry]:
    """Yield the entries of a family, in order."""
    for company, data in advertisement.manufacturer_data.items():
        entry = Entry(company, data)
        if is_own(advertisement, entry):
            yield entry


def structures(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield type and value of each whole structure of an advertisement's bytes."""
    offset = 0
    while offset < len(raw):
        begin, end = offset + 1, offset + 1 + raw[offset]
        if begin < end <= len(raw):
            yield raw[begin], raw[begin + 1 : end]
        offset = end


def _sent(raw: bytes) -> Mapping[int, bytes]:
    """Return the manufacturer data in an advertisement's bytes."""
    return {
        int.from_bytes(value[:_COMPANY_BYTES], "little"): value[_COMPANY_BYTES:]
        for kind, value in structures(raw)
        if kind == _MANUFACTURER_DATA and len(value) >= _COMPANY_BYTES
    }


class Newest:
    """Finds a scale's newest entry; remembers what was heard before."""

    def __init__(self, is_own: IsOwn) -> None:
        """Begin with a scale that wasn't heard before."""
        self._is_own = is_own
        self._known: Mapping[int, bytes] = {}

    def __call__(self, advertisement: Advertisement) -> Entry | None:
        """Return the newest entry; None where none is new, or none is of the family."""
        data, known = advertisement.manufacturer_data, self._known
        self._known = dict(data)
        raw: bytes | None = getattr(advertisement, "raw", None)
        if raw:
            news = _sent(raw)
        else:
            news = {key: each for key, each in data.items() if known.get(key) != each} or data
        entries = [
            entry
            for entry in map(Entry._make, ((key, each, True) for key, each in news.items()))
            if self._is_own(advertisement, entry)
        ]
        if not entries:
            return None
        certain = bool(raw) or len(entries) == 1
        return entries[-1]._replace(certain=certain)


type ReadEntry = Callable[[Advertisement, Entry], Frame | None]
"""Reads the newest entry of an advertisement; None for what isn't a measurement."""


def newest_decoder(is_own: IsOwn, read: ReadEntry) -> Callable[[str, bytes | None], Decode]:
    """Return what makes a decoder for each scale, which reads the newest entry alone."""

    def decoder(address: str, key: bytes | None) -> Decode:
        newest = Newest(is_own)

        def decode(advertisement: Advertisement) -> Frame | None:
            entry = newest(advertisement)
            return read(advertisement, entry) if entry else None

        return decode

    return decoder
