"""What may go wrong when a Mi scale is connected to, each to be switched on by a test."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How a Mi scale misbehaves; one without any is a scale as captured.

    Notifications are counted from 0 in each answer to the request for records, the one that ends
    them included.

    Attributes:
        chunk: Bytes that a notification of records has, so that records are split or joined; None
            for two records of a v1 and one of a v2 scale.
        duplicated: Notifications that come twice.
        missing: Notifications that don't come, although the scale has sent them.
        swapped: Notifications that come after the next one.
        ends_after: The scale ends the connection after so many records; None for never.
        count_held: The count comes only after so many more writes.
        count_of: The id of another client, whose count comes in place of the client's own.
        is_silent: It takes what is written to the history, and never says anything.
        refuses_clock: Its clock can't be set.
        refuses_settings: Nothing can be written to its configuration.
    """

    chunk: int | None = None
    duplicated: frozenset[int] = frozenset()
    missing: frozenset[int] = frozenset()
    swapped: frozenset[int] = frozenset()
    ends_after: int | None = None
    count_held: int = 0
    count_of: bytes | None = None
    is_silent: bool = False
    refuses_clock: bool = False
    refuses_settings: bool = False

    def order(self, length: int) -> Iterator[int]:
        """Yield the numbers of so many notifications in the order in which they come."""
        numbers = [*range(length)]
        for number in sorted(self.swapped):
            numbers[number : number + 2] = reversed(numbers[number : number + 2])
        for number in numbers:
            yield number
            if number in self.duplicated:
                yield number
