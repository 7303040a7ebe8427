"""What can be started and stopped, and again."""

from abc import ABC, abstractmethod
from typing import Self


class Running(ABC):
    """Something that runs as long as its context lasts."""

    @abstractmethod
    async def start(self) -> None:
        """Start it; after a `stop`, as it was before."""

    @abstractmethod
    async def stop(self) -> None:
        """Stop it in order."""

    async def __aenter__(self) -> Self:
        """Start it."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""
        await self.stop()
