"""Encryption keys that people type: what is one, and how it is stored."""

import re

_SEPARATORS = re.compile(r"[\s:]+")
_KEY = re.compile(r"[0-9a-f]{32}")


def normal_key(key: str) -> str | None:
    """Return a key as 32 hexadecimal digits in lower case; None for what isn't one."""
    key = _SEPARATORS.sub("", key).lower()
    return key if _KEY.fullmatch(key) else None
