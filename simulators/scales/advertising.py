"""The AD structures that advertisements are made of (Bluetooth Core, volume 3, part C, 11)."""

import struct

_FLAGS = 0x01
_INCOMPLETE_SERVICES = 0x02
_COMPLETE_NAME = 0x09
_SERVICE_DATA = 0x16
_MANUFACTURER_DATA = 0xFF

_GENERAL_DISCOVERABLE_WITHOUT_BR_EDR = b"\x06"


def flags() -> bytes:
    """Return the flags of a scale."""
    return _structure(_FLAGS, _GENERAL_DISCOVERABLE_WITHOUT_BR_EDR)


def services(service: int) -> bytes:
    """Return an incomplete list of services with 16-bit UUIDs."""
    return _structure(_INCOMPLETE_SERVICES, struct.pack("<H", service))


def service_data(service: int, content: bytes) -> bytes:
    """Return the data of a service with a 16-bit UUID."""
    return _structure(_SERVICE_DATA, struct.pack("<H", service) + content)


def manufacturer_data(company: int, content: bytes) -> bytes:
    """Return the data of a manufacturer."""
    return _structure(_MANUFACTURER_DATA, struct.pack("<H", company) + content)


def name(text: str) -> bytes:
    """Return the complete local name."""
    return _structure(_COMPLETE_NAME, text.encode())


def _structure(kind: int, content: bytes) -> bytes:
    return bytes((len(content) + 1, kind)) + content
