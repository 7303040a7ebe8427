"""What stand-ins for services share: a key, faults, and what was asked."""

from abc import abstractmethod
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Literal, override

from aiohttp import web

from ..web_server import WebServer

type Fault = Literal["busy", "error", "lost", "page", "junk", "empty", "long"]
"""Answers 429 with `Retry-After`, answers 500, does it and drops the connection, answers a page, what
is called JSON and is none, an object that lacks everything, one that is 2 MB long."""
type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RETRY_AFTER_S = 90


class Server(WebServer):
    """A service with a key.

    Attributes:
        authorization: The header that is taken; others get `refusal`.
        refusal: The status for those.
        faults: Of the next requests, one each; None for none.
        asked: Method and path of each request, with its query.
    """

    refusal = 401

    def __init__(self, authorization: str) -> None:
        """Take the header that is taken."""
        super().__init__()
        self.authorization = authorization
        self.faults: deque[Fault | None] = deque()
        self.asked: list[str] = []

    @abstractmethod
    def _add_routes(self, router: web.UrlDispatcher) -> None:
        """Add what the service answers."""

    @override
    def _application(self) -> web.Application:
        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._guard(request, handler)

        application = web.Application(middlewares=[guard])
        self._add_routes(application.router)
        return application

    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path_qs}")
        fault = self.faults.popleft() if self.faults else None
        if fault and fault != "lost":
            return _answered(fault)
        if request.headers.get("Authorization") != self.authorization:
            return web.json_response({"error": "Access denied"}, status=self.refusal)
        answer = await handler(request)
        if fault == "lost" and request.transport:
            request.transport.close()
        return answer


def _answered(fault: Fault) -> web.Response:
    match fault:
        case "busy":
            return web.Response(status=429, headers={"Retry-After": str(RETRY_AFTER_S)})
        case "page":
            return web.Response(text="<html>maintenance</html>", content_type="text/html")
        case "junk":
            return web.Response(text="[1, ", content_type="application/json")
        case "empty":
            return web.json_response({})
        case "long":
            return web.json_response({"long": "x" * 2**21})
    return web.Response(status=500, text="Internal Server Error")
