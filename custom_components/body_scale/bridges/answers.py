"""What is read of any service's answer over HTTP: its body, within a limit, and when to come back."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from homeassistant.util import dt as dt_util

_CHUNK = 2**16


async def body_of(response: aiohttp.ClientResponse, most: int) -> bytes | None:
    """Return the body of an answer; None if it has more bytes than it may have."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        body += chunk
        if len(body) > most:
            response.close()
            return None
    return bytes(body)


def retry_after(response: aiohttp.ClientResponse) -> float | None:
    """Return the seconds that an answer asks to wait, as a number or until a time; None without."""
    text = response.headers.get("Retry-After", "")
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (_aware(until) - dt_util.utcnow()).total_seconds())


def _aware(moment: datetime) -> datetime:
    """Return a time of an answer; without a zone it is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
