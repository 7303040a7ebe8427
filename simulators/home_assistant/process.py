"""One Home Assistant process on a leash: it ends with us, whatever way we end."""

import asyncio
import atexit
from collections.abc import Sequence
import contextlib
import os
from pathlib import Path
import signal
import subprocess
import sys

LOG = "process.log"
_TAIL_LINES = 40

# Ask the kernel to kill the process when its parent dies, then become Home Assistant. A launcher
# rather than a preexec_fn, which isn't safe with threads around. Only Linux has prctl.
_LEASH = """\
import ctypes, os, signal, sys
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != int(sys.argv[1]):
        sys.exit("parent is gone")
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


class HomeAssistantProcess:
    """`hass -c folder`, its log, and its end."""

    def __init__(self, folder: Path, arguments: Sequence[str] | None = None) -> None:
        """Remember the config folder, which must be prepared before `start`.

        Args:
            folder: Where it lives and logs.
            arguments: What Python runs instead of Home Assistant.
        """
        self._folder = folder
        hass = str(Path(sys.executable).parent / "hass")
        self._arguments = arguments or [hass, "-c", str(folder), "--skip-pip", "--log-no-color"]
        self._process: asyncio.subprocess.Process | None = None

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The id of the running process."""
        if self._process is None:
            raise RuntimeError("Home Assistant doesn't run")
        return self._process.pid

    async def start(self) -> None:
        """Start it in a process group of its own, logging into the folder.

        Call it from the main thread: the leash is tied to the thread that starts the process.
        """
        if self.running:
            raise RuntimeError("Home Assistant runs already")
        with (self._folder / LOG).open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _LEASH,
                str(os.getpid()),
                *self._arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=self._environment(),
                start_new_session=True,
            )
        atexit.register(self._kill_group)

    async def stop(self, *, within: float = 30) -> None:
        """Let it shut down in order, as a user's restart does; kill it when it doesn't in time."""
        if self._process is None:
            return
        if self.running:
            self._process.send_signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    await self._process.wait()
        await self.kill()

    async def kill(self) -> None:
        """End it without warning, as a power cut does."""
        self._kill_group()
        if self._process is not None:
            await self._process.wait()
            self._process = None
        atexit.unregister(self._kill_group)

    def log_tail(self) -> str:
        """Return the last lines it printed."""
        lines = (self._folder / LOG).read_text(errors="replace").splitlines()
        return "\n".join(lines[-_TAIL_LINES:])

    def _kill_group(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _environment(self) -> dict[str, str]:
        """Keep its files in the folder and the machine's own Bluetooth adapters out."""
        return {
            **os.environ,
            "HOME": str(self._folder),
            "XDG_CACHE_HOME": str(self._folder / "tmp"),
            "TMPDIR": str(self._folder / "tmp"),
            "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={self._folder}/no-dbus",
            "PYTHONUNBUFFERED": "1",
        }
