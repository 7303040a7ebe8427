"""A real Home Assistant for the demo and the end-to-end tests: started, onboarded, driven, ended.

async with HomeAssistant(folder) as house:
    await house.add_proxy("127.0.0.1", proxy.port)
    ...
    await house.kill()   # a power cut
    await house.start()  # the same house again, still logged in
"""

import asyncio
from collections.abc import Awaitable, Callable
import json
import logging
from pathlib import Path
import time
from typing import override

import aiohttp

from ..running import Running
from .client import FlowError, HomeAssistantClient
from .config import Settings, has_user, prepare
from .process import HomeAssistantProcess
from .session import RestError
from .websocket import JsonObject

_LOGGER = logging.getLogger(__name__)

_POLL = 0.1
_LOGIN = "login.json"
_STORED_WITHIN = (
    30.0  # Home Assistant writes its stores a second after a change; a machine may be slow
)


class StartError(Exception):
    """Home Assistant didn't come up; the message ends with what it printed."""


class HomeAssistant(HomeAssistantClient, Running):
    """A Home Assistant of our own, in a folder of our own, and its administrator."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: Settings | None = None,
        user: tuple[str, str] = ("demo", "demo"),
        say: Callable[[str], None] = _LOGGER.info,
    ) -> None:
        """Describe the house; entering the context or `start` brings it up.

        Args:
            folder: Its config folder, made if it isn't there; nothing is written elsewhere.
            settings: What the house looks like.
            user: Name and password of the administrator that the onboarding makes.
            say: Where progress is told.
        """
        super().__init__()
        self.folder = folder.absolute()
        self._settings = settings or Settings()
        self._user = user
        self._say = say
        self._process = HomeAssistantProcess(self.folder)

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process.running

    @property
    def pid(self) -> int:
        """The id of the running process."""
        return self._process.pid

    @override
    async def start(self, *, within: float = 180) -> None:
        """Start it, log in (the first time: onboard), and wait until it runs.

        Raises:
            StartError: It ended or wasn't ready in time.
        """
        begin = time.monotonic()
        port = await asyncio.to_thread(prepare, self.folder, self._settings)
        if has_user(self.folder) and not (self.folder / _LOGIN).exists():
            raise StartError(f"{self.folder} has a user that nobody can log in as; remove it")
        self.open(f"http://127.0.0.1:{port}")
        self._say(f"Starting Home Assistant in {self.folder}")
        await self._process.start()
        try:
            async with asyncio.timeout(within):
                await self._enter()
                await self._until(self._is_running)
        except BaseException as error:
            await self.kill()
            if isinstance(error, TimeoutError):
                why = str(error) or f"not ready after {within} s"
                raise StartError(self._explain(why)) from None
            raise
        self._say(f"Home Assistant is up at {self.base_url} ({time.monotonic() - begin:.1f} s)")

    @override
    async def stop(self, *, within: float = 30) -> None:
        """Shut it down in order."""
        await self.close()
        await self._process.stop(within=within)

    async def kill(self) -> None:
        """End it without warning: what it hasn't written is lost."""
        await self.close()
        await self._process.kill()

    def log_tail(self) -> str:
        """Return the last lines it printed."""
        return self._process.log_tail()

    async def add_proxy(self, host: str, port: int) -> JsonObject:
        """Add an ESPHome device by the normal flow and return its config entry.

        A proxy that was added before, and has come back elsewhere, is found again.

        Raises:
            FlowError: The flow didn't end in an entry.
        """
        result = await self.flow("esphome", {"host": host, "port": port})
        if result["type"] == "create_entry":
            entry: JsonObject = result["result"]
            return entry
        if result.get("reason") != "already_configured_updates":
            raise FlowError(result)
        title = result["description_placeholders"]["title"]
        return next(entry for entry in await self.entries("esphome") if entry["title"] == title)

    async def wait_stored(self, store: str, text: str, timeout: float = _STORED_WITHIN) -> None:  # noqa: ASYNC109
        """Wait until a file in `.storage` contains a text: what `kill` would leave behind.

        Stores are written with a delay: `core.config_entries` and `auth` after a second,
        registries after ten.
        """
        path = self.folder / ".storage" / store

        async def check() -> bool:
            return await asyncio.to_thread(lambda: path.exists() and text in path.read_text())

        await self.wait_for(check, timeout, f"{text!r} in {store}")

    async def _enter(self) -> None:
        """Log in with the kept token, or be the first user."""
        login = self.folder / _LOGIN
        if login.exists():
            self.refresh_token = json.loads(login.read_text())["refresh_token"]
            await self._until(self._try_login)
            return
        await self._until(self._web_server_answers)
        self._say("Onboarding")
        name, password = self._user
        await self.onboard(name.title(), name, password)
        assert self.refresh_token is not None
        await self.wait_stored("auth", self.refresh_token)
        login.touch(mode=0o600)
        login.write_text(json.dumps({"refresh_token": self.refresh_token}))

    async def _try_login(self) -> bool:
        await self.login()
        return True

    async def _web_server_answers(self) -> bool:
        return bool(await self.request("GET", "/api/onboarding"))

    async def _is_running(self) -> bool:
        return bool((await self.request("GET", "/api/config"))["state"] == "RUNNING")

    async def _until(self, check: Callable[[], Awaitable[bool]]) -> None:
        """Repeat a check until it is true, while the web server isn't there or not complete."""
        while True:
            if not self.running:
                raise StartError(self._explain("it ended"))
            try:
                if await check():
                    return
            except aiohttp.ClientConnectionError:
                pass
            except RestError as error:
                if error.status != 404:
                    raise
            await asyncio.sleep(_POLL)

    def _explain(self, what: str) -> str:
        return f"Home Assistant didn't start: {what}. It printed:\n{self.log_tail()}"
