"""Normalise Bluetooth addresses that people type. Pure."""

import re

# An address as Home Assistant names devices; macOS hides it behind a UUID.
_ADDRESS = re.compile(r"([0-9A-F]{2}:){5}[0-9A-F]{2}|[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def normal_address(address: str) -> str | None:
    """Return an address in upper case; None for what isn't one."""
    address = address.strip().upper().replace("-", ":" if len(address.strip()) == 17 else "-")
    return address if _ADDRESS.fullmatch(address) else None
