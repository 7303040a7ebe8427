"""What stand-ins that are asked over HTTP share: a web server on loopback."""

from abc import abstractmethod
import asyncio
from pathlib import Path
import ssl
from typing import override

from aiohttp import web

from .running import Running


class WebServer(Running):
    """A web server whose state, and port, survives `stop` and `start`.

    Attributes:
        port: Where it listens; 0 before the first start.
    """

    def __init__(self, certificate: Path | None = None) -> None:
        """Take a certificate with its key, to serve https with it."""
        self.port = 0
        self._certificate = certificate
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"{'https' if self._certificate else 'http'}://127.0.0.1:{self.port}"

    @abstractmethod
    def _application(self) -> web.Application:
        """Return what answers."""

    @override
    async def start(self) -> None:
        # A request that hangs doesn't keep it from stopping.
        self._runner = web.AppRunner(self._application(), shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        context = None
        if self._certificate is not None:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            await asyncio.to_thread(context.load_cert_chain, self._certificate)
        site = web.TCPSite(
            self._runner, "127.0.0.1", self.port, ssl_context=context, reuse_address=True
        )
        await site.start()
        self.port = self._runner.addresses[0][1]

    @override
    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
