"""A real Mosquitto for the demo and the tests, with a password and, if wanted, TLS as well.

What it keeps outlives it.
"""

import asyncio
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
import signal
import subprocess
from typing import Self, override

from ..home_assistant.config import free_port
from ..running import Running
from .certificates import make_certificates

_GET = Path(__file__).parents[2] / "scripts" / "get-mosquitto"
_CONFIGURATION = """\
per_listener_settings false
allow_anonymous false
password_file {folder}/passwords
persistence true
persistence_location {folder}/
autosave_interval 1
autosave_on_changes true
user {user}
listener {port} 127.0.0.1
"""
_TLS = """\
listener {port} 127.0.0.1
cafile {ca}
certfile {server}
keyfile {server}
"""
_WITHIN = 30.0


class Mosquitto(Running):
    """A broker of our own, in a folder of our own."""

    def __init__(self, folder: Path, *, tls: bool = False) -> None:
        """Describe it; entering the context starts it.

        Args:
            folder: Where it keeps everything.
            tls: Listen on `tls_port`, too, with a certificate signed by the one in `cafile`.
        """
        self.folder = folder.absolute()
        self.username = "scale"
        self.password = token_hex(8)
        self.port = free_port()
        self.tls_port = free_port() if tls else None
        self.cafile = self.folder / "ca.pem" if tls else None
        self._process: asyncio.subprocess.Process | None = None

    @override
    async def __aenter__(self) -> Self:
        """Prepare its folder and start it."""
        await asyncio.to_thread(self._prepare)
        return await super().__aenter__()

    @override
    async def start(self) -> None:
        """Start it, and wait until it listens.

        Raises:
            TimeoutError: It doesn't.
        """
        with (self.folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._broker, "-c", str(self.folder / "mosquitto.conf"), stdout=log, stderr=log
            )
        async with asyncio.timeout(_WITHIN):
            while not await self._listens():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    @override
    async def stop(self) -> None:
        """Shut it down in order: it writes down what it keeps."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.terminate()
        await self._process.wait()
        self._process = None

    def freeze(self) -> None:
        """Let it hang, as an overloaded machine does: what is said to it is lost when it is killed."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    async def kill(self) -> None:
        """End it without warning, as a power cut does."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._process = None

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        found = subprocess.run([_GET], check=True, stdout=subprocess.PIPE, text=True)
        self._broker = found.stdout.strip()
        passwords = self.folder / "passwords"
        passwords.touch(mode=0o600)
        passwords.write_text(f"{self.username}:{self.password}\n")
        tool = str(Path(self._broker).with_name("mosquitto_passwd"))
        subprocess.run([tool, "-U", passwords], check=True)
        # Started as root it would become somebody who can't read the folder.
        user = passwords.owner()
        text = _CONFIGURATION.format(folder=self.folder, port=self.port, user=user)
        if self.tls_port is not None:
            made = make_certificates(self.folder)
            text += _TLS.format(port=self.tls_port, ca=made.ca, server=made.server)
        (self.folder / "mosquitto.conf").write_text(text)
