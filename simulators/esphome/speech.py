"""What a simulated device still has to say over one connection, and in which order."""

from collections import deque
from collections.abc import Iterator

from .peripheral import Answer, Said


class Speech:
    """What a device says unasked comes first, then its answers, one after the other.

    What is said is asked for one by one, so a request in between can change what comes after it.

    Attributes:
        is_spoken: Somebody is bringing the client what there is to say.
    """

    def __init__(self) -> None:
        """Begin with nothing to say."""
        self.is_spoken = False
        self._unasked: deque[Said] = deque()
        self._answers: deque[Iterator[Said | None]] = deque()

    def add(self, answer: Answer) -> None:
        """Add an answer."""
        self._answers.append(iter(answer))

    def add_unasked(self, said: Said) -> None:
        """Add what nobody has asked for."""
        self._unasked.append(said)

    def __iter__(self) -> Iterator[Said | None]:
        """Yield what is said, as long as there is something; None where the connection ends."""
        while self._unasked or self._answers:
            if self._unasked:
                yield self._unasked.popleft()
                continue
            said = next(self._answers[0], _NOTHING)
            if isinstance(said, _Nothing):
                self._answers.popleft()
            else:
                yield said


class _Nothing:
    """An answer is over."""


_NOTHING = _Nothing()
