"""What a stand-in for Domoticz takes for JSON: more than JSON is. Pure.

Seen with the real one (2025.1, jsoncpp): comments, trailing commas, text after the object, a byte order
mark, raw line breaks, `01` and `+1` are taken; a lone surrogate is refused.
"""

import json
import re
from typing import NoReturn

from .devices import NotKnownError

_STALLS = 1500
"""So many nested arrays stall the gateway for good."""
_SPACE = r"(?:\s|/\*.*?\*/|//[^\n]*)*"
_TOKENS = re.compile(
    r'(?P<text>"(?:\\.|[^"\\])*")'
    r"|(?P<comment>/\*.*?\*/|//[^\n]*)"
    rf"|(?P<comma>,(?={_SPACE}[}}\]]))"
    r"|(?P<number>(?<![\w.])\+?0*(?=\d))",
    re.DOTALL,
)


def read(text: str) -> object:
    """Return what a text says.

    Raises:
        ValueError: Domoticz refuses it, too.
        NotKnownError: Nothing comes after this.
    """
    if text.count("[" * _STALLS):
        raise NotKnownError("so many nested arrays: it would stall for good")
    cleaned = _TOKENS.sub(lambda match: match["text"] or "", text.removeprefix("\ufeff"))
    decoder = json.JSONDecoder(strict=False, parse_constant=_refuse)
    found: object
    found, _ = decoder.raw_decode(cleaned.lstrip())
    json.dumps(found, ensure_ascii=False).encode()
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
