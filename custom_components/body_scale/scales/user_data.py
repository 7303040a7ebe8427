"""The standard's User Data service 0x181C: whose measurements a scale lets a client read.

The control point 0x2A9F is written to and indicates 20, the operation and its result:

| written | answer | meaning |
| --- | --- | --- |
| 01, code | 20 01 01, user | register a new user with this code (u16, 0 to 9999) |
| 02, user, code | 20 02 01 | the user's consent; it lasts until another's, or one connection |
| 04 | 20 04 01, number, users | list users; most scales can't |

Results: 01 success, 02 unknown operation, 03 bad parameter, 04 failed, 05 not authorised.

Some scales (Beurer BF788) measure the body only after the user's profile was written and the count
of its changes, 0x2A99, was increased: what the scale has is written back as it is. Nothing is deleted,
and no user but one for a guest is made, and that only if somebody asked for it. Sources:
KristianP26/ble-scale-sync #168, #229 and #335, oliexdev/openScale, Infineon's example of a server.
"""

from collections.abc import Callable
from dataclasses import replace

from ..model import Sex
from .conversation import (
    Consent,
    ConsentRefused,
    Conversation,
    Exchange,
    Notification,
    Registered,
    Situation,
    pair,
    read,
    subscribe,
    write,
)

CONTROL_POINT = "2a9f"
BIRTH_DATE, SEX, HEIGHT, AGE, _CHANGES = "2a85", "2a8c", "2a8e", "2a80", "2a99"

_REGISTER, _CONSENT, _LIST, _ANSWER = 0x01, 0x02, 0x04, 0x20
_SUCCESS = 0x01
_RESULTS = {
    0x02: "it doesn't know the operation",
    0x03: "there is no such user",
    0x04: "the operation failed",
    0x05: "user not authorised",
}
_ANSWER_S = 10.0
_LIST_S = 3.0
_MOST_NOTIFICATIONS = 200
"""A scale that says so much and doesn't answer isn't waited for any longer."""

type Listen = Callable[[float], Exchange[Notification | None]]
"""Takes what the scale says next, and returns it; None when nothing came in so many seconds."""


def _code(consent: Consent) -> bytes:
    return (consent.code % 0x10000).to_bytes(2, "little")


def profile_of(situation: Situation) -> tuple[tuple[str, bytes], ...]:
    """Return a guest's profile: characteristics and values."""
    guest = situation.guest
    year = max(situation.now.year - guest.age, 1)
    return (
        (BIRTH_DATE, year.to_bytes(2, "little") + b"\x01\x01"),
        (SEX, bytes((guest.sex is not Sex.MALE,))),
        (HEIGHT, (guest.height_cm % 0x10000).to_bytes(2, "little")),
    )


class UserData:
    """The users of one scale over one connection.

    Attributes:
        answers: The scale has a control point that answers.
        users: Those that it lists.
    """

    def __init__(self, situation: Situation, listen: Listen, *, also: tuple[str, ...] = ()) -> None:
        """Begin with no user.

        Args:
            situation: Where the profile of a user to be made comes from.
            listen: Takes what else the scale says meanwhile.
            also: Further characteristics of a user's profile.
        """
        self._situation = situation
        self._listen = listen
        self._also = also
        self._there: bool | None = None
        self.answers = False
        self.users: tuple[int, ...] = ()

    def agree(self, consent: Consent | None) -> Exchange[Consent | None]:
        """Give the scale a user's consent, in place of the one before.

        Without one find out whether the scale has users.

        Returns:
            The consent, with the number of a user that was made; None where the scale doesn't answer.

        Raises:
            ConsentRefused: The scale refuses.
        """
        if self._there is None:
            self._there = yield from self._find(consent)
        if not self._there:
            return None
        if consent is None:
            yield from self._list()
            return None
        if consent.user is None:
            return (yield from self._register(consent))
        if not (yield from self._consent(consent)):
            return None
        yield from self._confirm()
        return consent

    def _find(self, consent: Consent | None) -> Exchange[bool]:
        """Return whether the scale has a control point; to give it a consent pair, if need be."""
        if (yield from subscribe(CONTROL_POINT)):
            return True
        return bool(consent) and (yield from pair()) and (yield from subscribe(CONTROL_POINT))

    def write_profile(self, profile: tuple[tuple[str, bytes], ...]) -> Conversation:
        """Write a user's profile, and count the change."""
        for uuid, value in profile:
            yield from write(uuid, value, response=True)
        changes = yield from read(_CHANGES)
        count = int.from_bytes(changes or b"", "little") + 1
        yield from write(_CHANGES, (count % 2**32).to_bytes(4, "little"), response=True)

    def _ask(self, data: bytes, seconds: float = _ANSWER_S) -> Exchange[bytes | None]:
        """Return the result of an operation and what follows it; None when no answer came."""
        if not (yield from write(CONTROL_POINT, data, response=True)):
            return None
        for _ in range(_MOST_NOTIFICATIONS):
            said = yield from self._listen(seconds)
            if said is None:
                return None
            # A late answer to another operation isn't this one's.
            if said.uuid == CONTROL_POINT and said.data[:2] == bytes((_ANSWER, data[0])):
                self.answers = True
                return said.data[2:] or None
        return None

    def _list(self) -> Conversation:
        answer = yield from self._ask(bytes((_LIST,)), _LIST_S)
        if answer and answer[0] == _SUCCESS:
            self.users = tuple(answer[2:])

    def _consent(self, consent: Consent) -> Exchange[bool]:
        assert consent.user is not None  # noqa: S101
        answer = yield from self._ask(bytes((_CONSENT, consent.user & 0xFF)) + _code(consent))
        if answer is None:
            return False
        if answer[0] != _SUCCESS:
            reason = _RESULTS.get(answer[0], f"result {answer[0]:02X}")
            raise ConsentRefused(f"it refuses user {consent.user}: {reason}", consent.user)
        return True

    def _register(self, consent: Consent) -> Exchange[Consent | None]:
        """Have the scale make a user, and be that user."""
        answer = yield from self._ask(bytes((_REGISTER,)) + _code(consent))
        if answer is None:
            return None
        if answer[0] != _SUCCESS or len(answer) < 2:
            reason = _RESULTS.get(answer[0], f"result {answer[0]:02X}")
            raise ConsentRefused(f"it makes no new user: {reason}", None)
        made = replace(consent, user=answer[1], guest=True)
        yield Registered(made)
        if not (yield from self._consent(made)):
            return None
        yield from self.write_profile(profile_of(self._situation))
        return made

    def _confirm(self) -> Conversation:
        """Write the user's profile as the scale has it."""
        profile = []
        for uuid in (BIRTH_DATE, SEX, HEIGHT, *self._also):
            value = yield from read(uuid)
            # FF is what an erased memory reads as.
            if value and set(value) != {0xFF}:
                profile.append((uuid, value))
        if profile:
            yield from self.write_profile(tuple(profile))
