"""How long each target of an outbox rests after a try that failed: a back-off belongs to its target."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
import time

from .. import back_off
from .issues import MAX_UNHEARD

FIRST_PAUSE_S = 5.0
MAX_PAUSE_S = 600.0
UNHEARD_PAUSE_S = 3600.0
_SLACK_S = 0.01
"""A timer may end this much before its time."""


def pause_after(failures: int) -> float:
    """Return the seconds to wait after so many failures before this one."""
    return back_off.pause_after(failures, first_s=FIRST_PAUSE_S, most_s=MAX_PAUSE_S)


@dataclass(slots=True)
class _Pause:
    """What failed of a target.

    Attributes:
        failures: How often in a row.
        unheard: How often it was sent on a good connection and not known to have arrived.
        until: When it is tried again, as `time.monotonic` has it.
        newest: The newest item that waited when it failed last.
    """

    failures: int = 0
    unheard: int = 0
    until: float = 0.0
    newest: int = 0


class Pauses:
    """The targets whose last try failed."""

    def __init__(self) -> None:
        """Begin without any."""
        self._pauses: dict[str, _Pause] = {}
        self._newest: Mapping[str, int] = {}

    @property
    def unheard(self) -> int:
        """Return how often the target that is heard back least was sent in vain."""
        return max((each.unheard for each in self._pauses.values()), default=0)

    @property
    def failing(self) -> Collection[str]:
        """Return the targets that are tried after all others."""
        return [target for target, each in self._pauses.items() if each.failures]

    @property
    def resting(self) -> Collection[str]:
        """Return the targets that aren't tried now."""
        now = time.monotonic()
        return [target for target, each in self._pauses.items() if each.until - now > _SLACK_S]

    def seconds(self, at_most: float) -> float:
        """Return how long until the next target is tried again."""
        now = time.monotonic()
        pauses = [each.until - now for each in self._pauses.values() if each.until > now]
        return min([at_most, *pauses])

    def see(self, newest: Mapping[str, int]) -> None:
        """Take the newest waiting item of each target: new work ends a pause.

        What is never heard back isn't tried sooner: it may arrive every time, and each try would
        deliver it once more.
        """
        self._newest = newest
        for target in [each for each in self._pauses if each not in newest]:
            del self._pauses[target]
        for target, pause in self._pauses.items():
            if newest[target] > pause.newest and pause.unheard < MAX_UNHEARD:
                pause.until = 0.0

    def failed(self, target: str, *, unheard: bool) -> None:
        """Let a target rest, longer each time."""
        pause = self._pauses.setdefault(target, _Pause())
        pause.unheard += unheard
        seconds = pause_after(pause.failures)
        if pause.unheard >= MAX_UNHEARD:
            seconds = UNHEARD_PAUSE_S
        pause.failures += 1
        pause.until = time.monotonic() + seconds
        pause.newest = self._newest.get(target, 0)

    def succeeded(self, target: str) -> None:
        """Forget what failed of a target."""
        self._pauses.pop(target, None)

    def end(self) -> None:
        """End all pauses: what failed may succeed now."""
        for pause in self._pauses.values():
            pause.failures, pause.until = 0, 0.0
