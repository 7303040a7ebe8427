"""What a household has several of: people, scales and outboxes, which come and go while it runs."""

import asyncio
from collections.abc import Callable, ItemsView, Iterator, Mapping, ValuesView
import logging
from typing import override

from homeassistant.core import callback

_LOGGER = logging.getLogger(__name__)


class Members[T](Mapping[str, T]):
    """Those of one kind, by id: everything that shows or uses them holds this one object.

    A change makes a new dict, so that another thread goes on reading the old one.
    """

    def __init__(self, members: Mapping[str, T]) -> None:
        """Have some from the start."""
        self._members = dict(members)
        self._takers: list[Callable[[T], None]] = []

    @override
    def __getitem__(self, member_id: str) -> T:
        return self._members[member_id]

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    @override
    def __len__(self) -> int:
        return len(self._members)

    @override
    def values(self) -> ValuesView[T]:
        """Return the members of this moment."""
        return self._members.values()

    @override
    def items(self) -> ItemsView[str, T]:
        """Return the members of this moment by id."""
        return self._members.items()

    async def async_each(self, take: Callable[[T], None]) -> None:
        """Call a function with each that is there, and later with each that comes."""
        for member in self._members.values():
            take(member)
            # A person has dozens of entities, which are added at once: ten would hold the loop up.
            await asyncio.sleep(0)
        self._takers.append(take)

    @callback
    def async_replace(self, members: Mapping[str, T]) -> None:
        """Have exactly these from now on; those who are new are to be announced as well."""
        self._members = dict(members)

    async def async_announce(self, member: T, is_wanted: Callable[[], bool]) -> None:
        """Hand one that has come to everything that takes each of them, as long as it is wanted."""
        for take in self._takers:
            if not is_wanted():
                return
            try:
                take(member)
            except Exception:
                # What shows one thing of it keeps the others from nothing.
                _LOGGER.exception("What has come can't be shown")
            await asyncio.sleep(0)
