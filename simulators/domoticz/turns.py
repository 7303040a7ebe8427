"""How fast a stand-in for Domoticz answers: its gateway sleeps 100 ms a turn.

Of the real one (2025.1) 54 answers took 5.3 s, 90 took 9 s and 180 took 18 s; a few come at once.
"""

import asyncio
from collections import deque
from collections.abc import Callable

TURN_S = 0.1
AT_ONCE = 5


class Turns:
    """Publishes in order, a few at once and then one a turn."""

    def __init__(self, publish: Callable[[str, str], object]) -> None:
        """Take what publishes a topic and a payload."""
        self._publish = publish
        self._waiting: deque[tuple[str, str]] = deque()
        self._free = 0.0
        """When everything so far would have been said at one a turn."""
        self._timer: asyncio.TimerHandle | None = None

    def put(self, topic: str, payload: str) -> None:
        """Publish it when it is its turn."""
        self._waiting.append((topic, payload))
        if self._timer is None:
            self._go_on()

    def stop(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _go_on(self) -> None:
        loop = asyncio.get_running_loop()
        self._timer = None
        while self._waiting:
            now = loop.time()
            self._free = max(self._free, now)
            if (early := self._free - now - AT_ONCE * TURN_S) > 0:
                self._timer = loop.call_later(early, self._go_on)
                return
            self._free += TURN_S
            self._publish(*self._waiting.popleft())
