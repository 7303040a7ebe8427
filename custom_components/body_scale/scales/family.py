"""What the registry needs to know of a protocol family."""

from collections.abc import Callable
from typing import NamedTuple

from ..model import Frame


class Family(NamedTuple):
    """One way of putting a measurement into bytes.

    Attributes:
        name: As in the registry, for example `mi_scale_v2`.
        service_data_uuid: The service data that carries it, a 128-bit UUID in lower case.
        decode: (payload, local name) to the frame, or None where it isn't one.
        decode_records: A GATT payload to all records in it.
    """

    name: str
    service_data_uuid: str
    decode: Callable[[bytes, str | None], Frame | None]
    decode_records: Callable[[bytes], list[Frame]]
