"""The channel to a service over HTTP, and how it is asked.

What confirms, what refuses the key and what asks for patience is told apart here, for all services.
Nothing of a request or an answer is in an error: addresses have days in them, bodies weights.
"""

from abc import abstractmethod
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
import json
from typing import Any, override

import aiohttp
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from yarl import URL

from .bridge import Bridge
from .channel import Channel
from .issues import Reports
from .outbox import Item
from .rest import Rest, retry_after

REFUSED_PAUSE_S = 3600.0
"""A refused key is tried again after so long: it may be the service that is wrong."""
_BUSY_PAUSE_S = 60.0
"""Without a word of when to come back."""
_TIMEOUT = aiohttp.ClientTimeout(total=20)
_MAX_ANSWER = 2**20
_REFUSED, _BUSY = frozenset({401, 403}), frozenset({429, 503})
_NO_CONTENT = 204

type Query = Mapping[str, str]


class ServiceError(HomeAssistantError):
    """A service wasn't reached, or didn't do what was asked.

    Attributes:
        detail: What happened, without anything that was sent.
        status: Of the answer; None without one.
    """

    def __init__(self, detail: str, status: int | None = None) -> None:
        """Take what happened."""
        super().__init__(detail)
        self.detail = detail
        self.status = status


class KeyRefusedError(ServiceError):
    """The service doesn't take the key."""


class BusyError(ServiceError):
    """The service asks for patience.

    Attributes:
        seconds: For how long.
    """

    def __init__(self, status: int, seconds: float) -> None:
        """Take for how long."""
        super().__init__(f"HTTP {status}", status)
        self.seconds = seconds


class Service:
    """A service at an address, with a key to it."""

    def __init__(
        self, hass: HomeAssistant, base: URL, authorization: str, *, verify_ssl: bool = True
    ) -> None:
        """Take the address, and what is sent along with each request."""
        self._session = async_get_clientsession(hass, verify_ssl=verify_ssl)
        self._base = base
        self._headers = {"Authorization": authorization, "Accept": "application/json"}

    async def read(self, path: str, query: Query | None = None) -> Mapping[str, Any]:
        """Return the object that is at a path.

        Raises:
            KeyRefusedError: The key isn't taken.
            BusyError: It is to be asked later.
            ServiceError: It didn't answer, or answered something else.
        """
        async with self._asked("GET", path, query) as response:
            return await _object(response)

    async def write(
        self,
        method: str,
        path: str,
        body: Mapping[str, object] | None = None,
        query: Query | None = None,
    ) -> None:
        """Change what is at a path; what is answered then doesn't matter.

        Raises:
            KeyRefusedError: The key isn't taken.
            BusyError: It is to be sent later.
            ServiceError: It isn't known to be done.
        """
        async with self._asked(method, path, query, body):
            pass

    @asynccontextmanager
    async def _asked(
        self,
        method: str,
        path: str,
        query: Query | None,
        body: Mapping[str, object] | None = None,
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        # Not `/`, which would drop a slash at the end.
        url = URL(f"{self._base}/{path}").with_query(query)
        try:
            async with self._session.request(
                method,
                url,
                headers=self._headers,
                json=body,
                timeout=_TIMEOUT,
                # The key would go along.
                allow_redirects=False,
            ) as response:
                _check(response)
                yield response
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise ServiceError(type(error).__name__) from error


def _check(response: aiohttp.ClientResponse) -> None:
    status = response.status
    if status in _REFUSED:
        raise KeyRefusedError(f"HTTP {status}", status)
    if status in _BUSY:
        seconds = retry_after(response.headers)
        raise BusyError(status, _BUSY_PAUSE_S if seconds is None else seconds)
    if not 200 <= status < 300:
        raise ServiceError(f"HTTP {status}", status)
    if status != _NO_CONTENT and response.content_type != "application/json":
        # Something in between answers for it, such as the page of an outage.
        raise ServiceError("the answer isn't JSON")


async def _object(response: aiohttp.ClientResponse) -> Mapping[str, Any]:
    body = bytearray()
    async for chunk in response.content.iter_chunked(2**16):
        body += chunk
        if len(body) > _MAX_ANSWER:
            raise ServiceError("the answer is too long")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ServiceError("the answer isn't JSON") from error
    if not isinstance(answer, dict):
        raise ServiceError("the answer is no object")
    return answer


class HttpChannel(Channel):
    """Delivers to a service, and leaves it alone as a whole when that asks for it or refuses the key.

    A service implements `send`, which returns when what was sent is known to be stored.
    """

    def __init__(self, hass: HomeAssistant, bridge: Bridge) -> None:
        """Begin without a pause."""
        self._reports = Reports(hass, bridge)
        self._on_news: CALLBACK_TYPE = lambda: None
        # Of no target anything is sent meanwhile: what is asked for is for all of them.
        self._rest = Rest(hass, self._async_look)

    @property
    @override
    def ready(self) -> bool:
        return not self._rest.lasts

    @override
    async def start(self, waiting: object, on_news: CALLBACK_TYPE) -> None:
        self._on_news = on_news

    @override
    def stop(self) -> None:
        self._rest.stop()

    @callback
    def _async_look(self) -> None:
        """Tell the courier that it is worth trying again."""
        self._on_news()

    @abstractmethod
    async def send(self, item: Item) -> None:
        """Let the service have an item, which it may have already by an earlier try.

        Raises:
            HomeAssistantError: It isn't known to have it.
        """

    @override
    async def deliver(self, item: Item) -> bool:
        try:
            await self.send(item)
        except KeyRefusedError:
            self._reports.async_refused(refused=True)
            self._rest.begin(REFUSED_PAUSE_S)
            raise
        except BusyError as busy:
            self._rest.begin(busy.seconds)
            raise
        self._rest.succeeded()
        self._reports.async_refused(refused=False)
        return True
