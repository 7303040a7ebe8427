"""PINs of a scale's users that people type: what is one, and how it is stored."""

import re

_PIN = re.compile(r"[0-9]{1,4}")


def normal_pin(pin: str) -> str | None:
    """Return a PIN as four digits; None for what isn't one."""
    pin = "".join(pin.split())
    return pin.zfill(4) if _PIN.fullmatch(pin) else None
