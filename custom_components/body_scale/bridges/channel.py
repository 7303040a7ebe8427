"""What a courier needs of the way to the other side."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from homeassistant.core import CALLBACK_TYPE

from .outbox import Item


class Channel(ABC):
    """One bridge's way to the other side; its courier delivers one item after the other through it.

    To add one, implement at least `deliver`: return True when the other side has confirmed the item,
    raise HomeAssistantError when it hasn't, and the courier tries again later. A channel that can lose
    its connection also implements `ready`, `start` and `stop`; one that can't tell from the outcome
    of a try whether the item arrived also implements `holds`.
    """

    @property
    def ready(self) -> bool:
        """Return whether it makes sense to deliver now: connected, and the other side is there."""
        return True

    async def start(self, waiting: Sequence[Item], on_news: CALLBACK_TYPE) -> None:  # noqa: B027
        """Connect, as soon as that is possible.

        Args:
            waiting: What waits from before the start.
            on_news: Called in the event loop when `ready` became true, and whenever what failed
                may succeed now or `Bridge.tidy` may have something new to deliver.
        """

    def stop(self) -> None:  # noqa: B027
        """Disconnect."""

    async def holds(self, item: Item) -> bool:
        """Return whether the other side has the item already, by an earlier try.

        Raises:
            HomeAssistantError: It doesn't answer; what is sent to it now would be lost.
        """
        return False

    @abstractmethod
    async def deliver(self, item: Item) -> bool:
        """Try once; return whether the item is known to have arrived.

        Raises:
            HomeAssistantError: It wasn't sent, or may arrive later.
        """
