"""A real Node-RED for the tests, on this machine only; what it runs is given to it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
import json
import os
from pathlib import Path
import shutil
import subprocess
from typing import Any, Self, override

import aiohttp

from .home_assistant.config import free_port
from .mqtt.mosquitto import Mosquitto
from .running import Running

type Flow = list[dict[str, Any]]

_GET = Path(__file__).parents[1] / "scripts" / "get-node-red"
_LOG = "log"
_CONNECTED = "Connected to broker"
_OLDEST_NODE = (18, 5)
_WITHIN = 60.0
_GOODBYE = 10.0
_POLL = 0.1


class NodeRed(Running):
    """A Node-RED of our own, in a folder of our own; flows find the broker in its environment."""

    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        """Describe it; entering the context starts it.

        Args:
            folder: Where it keeps everything.
            broker: What flows find as `MQTT_HOST`, `MQTT_PORT`, `MQTT_USER` and `MQTT_PASSWORD`.
        """
        self.folder = folder.absolute()
        self.url = ""
        self._broker = broker
        self._process: asyncio.subprocess.Process | None = None

    @staticmethod
    def missing() -> str | None:
        """Say what this machine lacks to run it, if anything."""
        lacking = [tool for tool in ("node", "npm") if shutil.which(tool) is None]
        if lacking:
            return f"no {' and no '.join(lacking)} on this machine"
        asked = ["node", "-p", "process.versions.node"]
        version = subprocess.run(asked, check=True, stdout=subprocess.PIPE, text=True).stdout
        if tuple(int(part) for part in version.split(".")[:2]) < _OLDEST_NODE:
            return f"node {version.strip()} on this machine is too old for Node-RED"
        return None

    @override
    async def __aenter__(self) -> Self:
        """Prepare its folder and start it."""
        await asyncio.to_thread(self._prepare)
        return await super().__aenter__()

    @override
    async def start(self) -> None:
        """Start it, with the flow it had, and wait until it answers.

        Raises:
            TimeoutError: It doesn't; the message ends with its log.
        """
        with (self.folder / _LOG).open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._program,
                *("--userDir", str(self.folder), "--settings", str(self.folder / "settings.js")),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self._environment(),
            )
        try:
            await self._until(self._answers, "answer")
        except BaseException:
            await self.stop()
            raise

    @override
    async def stop(self) -> None:
        """Shut it down in order."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(_GOODBYE):
                    await self._process.wait()
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._process = None

    async def deploy(self, flow: Flow) -> None:
        """Let it run a flow that talks to the broker; wait until it is connected.

        Raises:
            TimeoutError: It isn't.
            aiohttp.ClientResponseError: It doesn't take the flow.
        """
        headers = {"Node-RED-Deployment-Type": "full"}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.url}/flows", json=flow, headers=headers) as response,
        ):
            response.raise_for_status()
        await self._until(self._is_connected, "connection to the broker")

    def log(self) -> str:
        """Return what it printed since its start."""
        return (self.folder / _LOG).read_text(errors="replace")

    async def _is_connected(self) -> bool:
        return _CONNECTED in self.log()

    async def _answers(self) -> bool:
        with suppress(aiohttp.ClientConnectionError):
            async with aiohttp.ClientSession() as session, session.get(f"{self.url}/flows") as got:
                return got.ok
        return False

    async def _until(self, check: Callable[[], Awaitable[bool]], what: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_WITHIN):
                while self._process is not None and self._process.returncode is None:
                    if await check():
                        return
                    await asyncio.sleep(_POLL)
        raise TimeoutError(f"no {what}; Node-RED printed:\n{self.log()}")

    def _environment(self) -> Mapping[str, str]:
        return {
            **os.environ,
            "HOME": str(self.folder),
            "MQTT_HOST": "127.0.0.1",
            "MQTT_PORT": str(self._broker.port),
            "MQTT_USER": self._broker.username,
            "MQTT_PASSWORD": self._broker.password,
        }

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = subprocess.run([_GET], check=True, stdout=subprocess.PIPE, text=True)
        self._program = found.stdout.strip()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        settings = {
            "uiHost": "127.0.0.1",
            "uiPort": port,
            "flowFile": "flows.json",
            "credentialSecret": "test-only",
            "editorTheme": {"tours": False},
            "telemetry": {"enabled": False, "updateNotification": False},
        }
        text = f"module.exports = {json.dumps(settings)};\n"
        (self.folder / "settings.js").write_text(text)
