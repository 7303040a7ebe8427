"""What a scale says: bytes become Frames. One module a protocol family. Pure."""

from collections.abc import Mapping
from typing import Protocol

from ..model import Frame
from . import mi_scale
from .family import Family

__all__ = ["Advertisement", "EncryptionError", "Family", "decode", "decode_record"]


class Advertisement(Protocol):
    """What is read of an advertisement; Home Assistant's `BluetoothServiceInfoBleak` fits."""

    @property
    def name(self) -> str | None:
        """The local name; the address where it isn't known."""

    @property
    def service_data(self) -> Mapping[str, bytes]:
        """128-bit UUID, lower case, to payload."""


class EncryptionError(ValueError):
    """The payload is encrypted and the key is missing or wrong."""


FAMILIES: Mapping[str, Family] = {family.name: family for family in mi_scale.FAMILIES}
_READERS = {family.service_data_uuid: family.decode for family in FAMILIES.values()}


def decode(advertisement: Advertisement, *, key: bytes | None = None) -> Frame | None:
    """Decode the measurement in an advertisement.

    Args:
        advertisement: Anything with the attributes of a Bluetooth advertisement.
        key: 16 bytes, for families that encrypt; none of today's does.

    Returns:
        The frame, or None for what isn't a scale's measurement, whatever the bytes.
    """
    for uuid, payload in advertisement.service_data.items():
        read = _READERS.get(uuid)
        if read and (frame := read(payload, advertisement.name)):
            return frame
    return None


def decode_record(family: str, payload: bytes) -> list[Frame]:
    """Decode what arrives over GATT: every record in the payload, unstable and removed ones too.

    Args:
        family: The name of a protocol family, such as `mi_scale_v2`.
        payload: One notification, indication or read value.

    Returns:
        The records, oldest first; an empty list for a payload that isn't one.

    Raises:
        ValueError: The family is unknown.
    """
    if family not in FAMILIES:
        raise ValueError(f"unknown protocol family {family!r}")
    return FAMILIES[family].decode_records(payload)
