"""What a Mi scale says on its history characteristic in one connection.

| written | the scale says |
| --- | --- |
| `01` id | `01`, how many records the client with this id lacks (u16), id |
| `02` | these records, then `03` |
| `03` | nothing more: the records are stopped |
| `04` id | nothing; the client with this id has what was sent |

An id is 4 bytes that each client has chosen. Sources: captures of openScale #1209, #1223 and #1293,
wiecosystem, and grammatic's program for the end of the records.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import NamedTuple

from .mi_scale_faults import Faults
from .mi_scale_frames import Model
from .mi_scale_memory import Memory

_COUNT, _END = b"\x01", b"\x03"
_MAX_COUNT = 0xFFFF

_CHUNKS = {Model.V1: 20, Model.V2: 13}
"""Bytes of records in a notification: as many whole ones as fit the smallest MTU."""

type Notifications = Iterable[bytes | None]
"""What is said, each asked for once the one before was sent; None ends the connection."""


class _Notice(NamedTuple):
    """A notification of records."""

    data: bytes
    sent: int
    """How many of all that are remembered have been sent with it."""


class History:
    """The conversation about records in one connection."""

    def __init__(self, model: Model, memory: Memory) -> None:
        """Begin with a client that hasn't said who it is."""
        self._model = model
        self._memory = memory
        self._client: bytes | None = None
        self._sent: int | None = None
        self._transfer = 0
        self._held: list[tuple[int, bytes]] = []

    def written(self, data: bytes, faults: Faults) -> Notifications:
        """Take what was written."""
        if faults.is_silent or not data:
            return ()
        return chain(self._release(), self._answer(data[0], data[1:], faults))

    def _answer(self, operation: int, argument: bytes, faults: Faults) -> Notifications:
        match operation, len(argument):
            case 0x01, 4:
                return self._register(argument, faults)
            case 0x02, 0 if self._client is not None:
                return self._send(self._client, faults)
            case 0x03, 0:
                self._transfer += 1
            case 0x04, 4 if self._sent is not None:
                self._memory.positions[argument] = self._sent
        return ()

    def _register(self, client: bytes, faults: Faults) -> Notifications:
        self._client = client
        lacks = self._memory.register(client)
        if faults.count_of is not None:
            client, lacks = faults.count_of, self._memory.register(faults.count_of)
        count = _COUNT + min(lacks, _MAX_COUNT).to_bytes(2, "little") + client
        if faults.count_held:
            self._held.append((faults.count_held, count))
            return ()
        return [count]

    def _release(self) -> Notifications:
        """Return the counts that were held back for long enough."""
        held = [(writes - 1, count) for writes, count in self._held]
        self._held = [each for each in held if each[0]]
        return [count for writes, count in held if not writes]

    def _send(self, client: bytes, faults: Faults) -> Notifications:
        self._transfer += 1
        begin = self._memory.positions.get(client, 0)
        records = self._memory.records[begin:][: faults.ends_after]
        notices = [*_cut(records, faults.chunk or _CHUNKS[self._model], begin)]
        if faults.ends_after is None:
            notices.append(_Notice(_END, begin + len(records)))
        said = self._say(notices, self._transfer, faults)
        return said if faults.ends_after is None else chain(said, [None])

    def _say(self, notices: Sequence[_Notice], transfer: int, faults: Faults) -> Iterator[bytes]:
        for number in faults.order(len(notices)):
            if self._transfer != transfer:
                return
            self._sent = max(self._sent or 0, notices[number].sent)
            if number not in faults.missing:
                yield notices[number].data


def _cut(records: Sequence[bytes], size: int, begin: int) -> Iterator[_Notice]:
    """Yield records in notifications of one size, wherever a record ends."""
    stream, ends = b"".join(records), [*accumulate(len(record) for record in records)]
    for first in range(0, len(stream), size):
        data = stream[first : first + size]
        yield _Notice(data, begin + bisect_right(ends, first + len(data)))
