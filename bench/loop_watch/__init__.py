"""Times every callback of Home Assistant's event loop, and notes in whose code the long ones are.

It is copied into the config folder of the Home Assistant that `bench/loop.py` starts.
"""

import asyncio
import sys
from threading import Thread, get_ident
import time
from types import FrameType
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, SupportsResponse

DOMAIN = "loop_watch"
_LONG_S = 0.02
_SAMPLE_S = 0.004
_OURS = "/custom_components/body_scale/"


class Watch:
    """Callbacks that took long since they were read last."""

    def __init__(self) -> None:
        """Watch the loop of this thread."""
        self.long: list[dict[str, Any]] = []
        self._thread = get_ident()
        self._began = 0.0
        self._seen: tuple[float, str, str] = (0.0, "", "")

    def start(self) -> None:
        """Time every callback, as asyncio does in debug mode, without the rest of that mode."""
        run = asyncio.Handle._run  # noqa: SLF001

        def timed(handle: asyncio.Handle) -> None:
            began = self._began = time.perf_counter()
            cpu = time.thread_time()
            try:
                run(handle)
            finally:
                self._began = 0.0
                if (took := time.perf_counter() - began) > _LONG_S:
                    self._note(began, took, time.thread_time() - cpu)

        asyncio.Handle._run = timed  # type: ignore[method-assign]  # noqa: SLF001
        Thread(target=self._sample, name=DOMAIN, daemon=True).start()

    def _note(self, began: float, took: float, cpu: float) -> None:
        seen, ours, where = self._seen
        if seen != began:
            ours = where = ""
        self.long.append({"wall_s": took, "cpu_s": cpu, "ours": ours, "where": where})

    def _sample(self) -> None:
        """Look where the loop is while a callback takes long."""
        while True:
            time.sleep(_SAMPLE_S)
            began = self._began
            if began and time.perf_counter() - began > 2 * _SAMPLE_S:
                frame = sys._current_frames().get(self._thread)  # noqa: SLF001
                ours, where = _look(frame)
                if self._seen[0] == began:
                    ours = self._seen[1] or ours
                self._seen = (began, ours, where)


def _look(frame: FrameType | None) -> tuple[str, str]:
    """Return the innermost place in our code, if there is any, and the innermost place at all."""
    where = _place(frame) if frame else ""
    while frame and _OURS not in frame.f_code.co_filename:
        frame = frame.f_back
    return (_place(frame) if frame else ""), where


def _place(frame: FrameType) -> str:
    path = "/".join(frame.f_code.co_filename.split("/")[-3:])
    return f"{path}:{frame.f_lineno} {frame.f_code.co_qualname}"


async def async_setup(hass: HomeAssistant, config: dict[str, Any]) -> bool:
    """Watch from now on; the action returns what was seen since the last time."""
    watch = Watch()
    watch.start()

    async def read(_: ServiceCall) -> ServiceResponse:
        found, watch.long = watch.long, []
        return {"long": found}

    hass.services.async_register(DOMAIN, "read", read, supports_response=SupportsResponse.ONLY)
    return True
