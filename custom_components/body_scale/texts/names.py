"""Clean, check and compare names that people type. Pure."""

from collections.abc import Collection
import unicodedata

_MAX_LENGTH = 60
_MAX_TYPED = 1000
"""Of what is longer, the rest isn't even looked at."""
_RESERVED = {"guest", "nobody", "none", "discard"}
# Control characters, surrogates, line and paragraph separators; and overrides of the text direction.
_REFUSED = {"Cc", "Cs", "Zl", "Zp"}
_OVERRIDES = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


def clean_name(text: str) -> str:
    """Return a name in composed form, with plain spaces and none around it."""
    composed = unicodedata.normalize("NFC", text[:_MAX_TYPED])
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed).strip()


def name_key(name: str) -> str:
    """Return a key, equal for names that look the same: without case and invisible characters."""
    visible = (c for c in clean_name(name) if unicodedata.category(c) != "Cf")
    return "".join(visible).strip().casefold()


def name_error(name: str, taken: Collection[str] = ()) -> str | None:
    """Return what is wrong with a cleaned name.

    Args:
        name: From `clean_name`.
        taken: Keys of the names that others have.
    """
    key = name_key(name)
    if not key:
        return "name_required"
    if len(name) > _MAX_LENGTH:
        return "name_too_long"
    if any(unicodedata.category(c) in _REFUSED or c in _OVERRIDES for c in name):
        return "name_unprintable"
    if key in _RESERVED:
        return "name_reserved"
    return "name_taken" if key in taken else None
