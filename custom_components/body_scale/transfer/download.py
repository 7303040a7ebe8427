"""Serves exports as downloads, for administrators: a browser opens a path that is signed for it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.helpers.http import KEY_HASS, HomeAssistantView
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..household.named import required_household
from ..journal.pages import Selection
from .exporting import WRITTEN, async_export, file_name

URL = f"/api/{DOMAIN}/export"
_VALID_FOR = timedelta(minutes=5)
"""A browser opens it at once."""
_CHUNK = 256 * 1024


@callback
def async_signed_path(hass: HomeAssistant, kind: str, selection: Selection) -> str:
    """Return where a selection can be downloaded, by who asks for it and for some minutes."""
    wanted = {
        "format": kind,
        "person": selection.person_id,
        "start": selection.start and selection.start.isoformat(),
        "end": selection.end and selection.end.isoformat(),
    }
    query = urlencode({key: value for key, value in wanted.items() if value is not None})
    return async_sign_path(hass, f"{URL}?{query}", _VALID_FOR)


class ExportView(HomeAssistantView):
    """Answers with an export."""

    url = URL
    name = f"api:{DOMAIN}:export"

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Write the weighings that the query selects."""
        if not request[KEY_HASS_USER].is_admin:
            raise Unauthorized
        hass, query = request.app[KEY_HASS], request.query
        kind = query.get("format", "")
        if kind not in WRITTEN:
            raise web.HTTPBadRequest
        try:
            selection = Selection(
                query.get("person"), _moment(query.get("start")), _moment(query.get("end"))
            )
            export = await async_export(required_household(hass), kind, selection)
        except ValueError:
            raise web.HTTPBadRequest from None
        except HomeAssistantError as fault:
            raise web.HTTPServiceUnavailable from fault
        return await _stream(request, export.content, kind, file_name(kind))


async def _stream(request: web.Request, content: bytes, kind: str, name: str) -> web.StreamResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Type": WRITTEN[kind].content_type,
        "Cache-Control": "no-store",
    }
    response = web.StreamResponse(headers=headers)
    response.content_length = len(content)
    await response.prepare(request)
    for begin in range(0, len(content), _CHUNK):
        await response.write(content[begin : begin + _CHUNK])
    await response.write_eof()
    return response


def _moment(text: str | None) -> datetime | None:
    """Read a moment of a query.

    Raises:
        ValueError: It is none.
    """
    return dt_util.as_utc(datetime.fromisoformat(text)) if text else None
