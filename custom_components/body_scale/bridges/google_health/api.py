"""Google's Health API over HTTP: writes points, deletes them, reads back one's own.

Source: Google's description of the API, version 4 (`health.v4`, revision 20261030). Writing gives a
long-running operation; the description has no way to ask for one later, so the point itself is read.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
import json
from typing import Any

import aiohttp
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..rest import retry_after
from .message import Point, parent_of

BASE_URL = "https://health.googleapis.com/v4"
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_MAX_BYTES = 1_000_000
"""A point has less than 1 kB."""
_FAILED_PRECONDITION = "FAILED_PRECONDITION"
# google.rpc.Code of an operation that failed: the HTTP status that stands for it, and its name.
_CODES = {
    3: (HTTPStatus.BAD_REQUEST, "INVALID_ARGUMENT"),
    5: (HTTPStatus.NOT_FOUND, "NOT_FOUND"),
    6: (HTTPStatus.CONFLICT, "ALREADY_EXISTS"),
    7: (HTTPStatus.FORBIDDEN, "PERMISSION_DENIED"),
    8: (HTTPStatus.TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED"),
    9: (HTTPStatus.BAD_REQUEST, _FAILED_PRECONDITION),
    11: (HTTPStatus.BAD_REQUEST, "OUT_OF_RANGE"),
    14: (HTTPStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE"),
    16: (HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED"),
}
_NO_CODE = (HTTPStatus.INTERNAL_SERVER_ERROR, "INTERNAL")

type Answer = dict[str, Any]


class HealthError(Exception):
    """Google refused, or wasn't reached.

    Attributes:
        status: The HTTP status; 0 without an answer.
        reason: Google's own word for it, such as `SERVICE_DISABLED`; never anything of the request.
        retry_after: The seconds to wait, if the answer has them.
    """

    def __init__(self, status: int, reason: str, retry_after: float | None = None) -> None:
        """Say what came back."""
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason
        self.retry_after = retry_after

    @property
    def is_denial(self) -> bool:
        """Return whether Google takes nothing for this account, until somebody changes that."""
        return self.status == HTTPStatus.FORBIDDEN or self.reason == _FAILED_PRECONDITION


class GrantError(HealthError):
    """The account's owner has to log in again."""


class OperationPendingError(HealthError):
    """It was accepted and isn't done yet."""


class HealthApi:
    """The API as one user sees it."""

    def __init__(self, hass: HomeAssistant, access_token: Callable[[], Awaitable[str]]) -> None:
        """Take what gives a valid access token, or raises a HealthError."""
        self._session = async_get_clientsession(hass)
        self._access_token = access_token

    async def identity(self) -> str:
        """Return the id of the user at Google Health."""
        answer = await self._request("GET", "users/me/identity")
        return str(answer.get("healthUserId") or "")

    async def create(self, point: Point) -> None:
        """Create a point, with its own id."""
        _finish(await self._request("POST", f"{parent_of(point['name'])}/dataPoints", point))

    async def patch(self, point: Point) -> None:
        """Change a point that is there."""
        _finish(await self._request("PATCH", point["name"], point))

    async def delete(self, name: str) -> None:
        """Delete a point."""
        path = f"{parent_of(name)}/dataPoints:batchDelete"
        _finish(await self._request("POST", path, {"names": [name]}))

    async def get(self, name: str) -> Point:
        """Return a point that was written by us."""
        return await self._request("GET", name)

    async def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        headers = {"Authorization": f"Bearer {await self._access_token()}"}
        try:
            async with self._session.request(
                method,
                f"{BASE_URL}/{path}",
                json=body,
                headers=headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                answer = await _read(response)
                if response.status != HTTPStatus.OK:
                    raise HealthError(
                        response.status, _reason(answer), retry_after(response.headers)
                    )
                return answer
        except (aiohttp.ClientError, TimeoutError) as error:
            raise HealthError(0, type(error).__name__) from error


async def _read(response: aiohttp.ClientResponse) -> Answer:
    """Return the answer's object; an empty one for what isn't one or is too long to be one."""
    content = b""
    while len(content) <= _MAX_BYTES and (chunk := await response.content.readany()):
        content += chunk
    if len(content) > _MAX_BYTES:
        response.close()
        return {}
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _reason(answer: Answer) -> str:
    """Return Google's word for an error: the reason of its details, else its status."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return ""
    details = error.get("details")
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and detail.get("reason"):
            return str(detail["reason"])[:100]
    return str(error.get("status", ""))[:100]


def _finish(operation: Answer) -> None:
    """Let an operation count that is done without an error.

    Raises:
        OperationPendingError: It isn't done.
        HealthError: It failed.
    """
    if not operation.get("done"):
        raise OperationPendingError(HTTPStatus.ACCEPTED, "PENDING")
    error = operation.get("error")
    if error:
        code = error.get("code") if isinstance(error, dict) else None
        raise HealthError(*_CODES.get(code or 0, _NO_CODE))
