"""A connection to a scale with the Bluetooth SIG's own services: who has a turn, and for how long.

Battery, clock and consent come first, then the measurements are subscribed to: a scale sends what it
stored as soon as that is done, oldest first. Without a consent many scales indicate what is weighed
now; others say nothing. Consents of several users are given in turn, over one connection.
"""

from collections import deque

from .conversation import (
    Consent,
    ConsentMissing,
    ConsentRefused,
    Conversation,
    Exchange,
    GaveUp,
    Situation,
    pair,
    subscribe,
    write,
)
from .current_time import CURRENT_TIME, current_time
from .sig_talk import BODIES, WEIGHTS, Kind, Talk, Turn
from .user_data import AGE, UserData, profile_of

_COMMANDS = "ffe2"
_ACTIVITY = {"BF788": ("fff3",)}
"""Where else a scale has a part of the profile that it waits for."""
_SILENCE_S = 30.0
_TURN_S = 5.0
"""So short a silence ends the turn of one of several users."""


def converse(kind: Kind, situation: Situation) -> Conversation:
    """Listen to a scale of a kind, and set its clock."""
    yield from _Visit(kind, situation).converse()


class _Visit:
    """A connection to a scale: each user's turn comes round until the scale is silent.

    A user's measurements come only after that user's consent, also those that the scale stored before.
    Who is weighed while it is somebody else's turn is heard in the next round.
    """

    def __init__(self, kind: Kind, situation: Situation) -> None:
        self._kind = kind
        self._situation = situation
        self._consents = situation.consents or ((kind.fixed,) if kind.fixed else ())
        self._talk = Talk(situation, kind)
        also = next((_ACTIVITY[each] for each in _ACTIVITY if each in situation.name), ())
        self._users = UserData(situation, self._talk.listen, also=also)
        self._refused: list[ConsentRefused] = []
        self._listens = False

    def converse(self) -> Conversation:
        """Set the clock, listen for each user in turn, and say what was in the way of it."""
        yield from self._talk.read_battery()
        yield from write(CURRENT_TIME, current_time(self._situation.now), response=True)
        for command in self._kind.greeting:
            yield from write(_COMMANDS, command)
        yield from self._go_round()
        yield from self._talk.finish()
        if self._refused:
            users = (user for each in self._refused for user in each.users)
            raise ConsentRefused("; ".join(map(str, self._refused)), *users)
        if not self._listens:
            raise GaveUp("it has neither characteristic 2A9D nor 2A9C")
        if not self._talk.given:
            self._explain_silence()

    def _go_round(self) -> Conversation:
        """Give each user a turn, again and again; who is refused or not answered has no other."""
        waiting = deque[Consent | None](self._consents or (None,))
        # Of many users, too, each has a turn.
        longest, silent = max(_SILENCE_S, _TURN_S * len(waiting)), 0.0
        while waiting and silent < longest:
            consent, given = waiting.popleft(), self._talk.given
            try:
                agreed = yield from self._begin_turn(consent)
            except ConsentRefused as refused:
                self._refused.append(refused)
                continue
            if not (yield from self._subscribe()):
                return
            seconds = _TURN_S if waiting else _SILENCE_S
            yield from self._talk.listen_on(seconds)
            silent = seconds if self._talk.given > given else silent + seconds
            if agreed:
                waiting.append(agreed)

    def _begin_turn(self, consent: Consent | None) -> Exchange[Consent | None]:
        """Give a user's consent; return it with its user, None where the scale doesn't answer."""
        guest = bool(consent and consent.guest)
        # Until the scale answers nobody knows whose turn it is.
        self._talk.turn = Turn(guest=guest or self._talk.turn.guest)
        agreed = yield from self._users.agree(consent)
        guest = guest or bool(agreed and agreed.guest)
        # A single user's scale may give out whoever stands on it.
        several = len(self._consents) > 1
        user = agreed.user if agreed and several else None
        self._talk.turn = Turn(user, guest)
        if self._kind.fixed and consent == self._kind.fixed:
            age = ((AGE, bytes((self._situation.guest.age & 0xFF,))),)
            yield from self._users.write_profile((*profile_of(self._situation), *age))
        return agreed

    def _subscribe(self) -> Exchange[bool]:
        """Subscribe to the measurements once; return whether the scale has some."""
        if not self._listens:
            self._listens = (yield from _subscribe()) or (
                (yield from pair()) and (yield from _subscribe())
            )
        return self._listens

    def _explain_silence(self) -> None:
        """Raise what a scale may lack that said nothing."""
        if self._users.answers and not self._consents:
            known = ", ".join(map(str, self._users.users))
            known = f": {known}" if known else ""
            raise ConsentMissing(f"it said nothing without the consent of one of its users{known}")
        if self._consents and not self._users.answers:
            raise GaveUp("it doesn't answer to a user's consent; it may want to be paired")


def _subscribe() -> Exchange[bool]:
    """Subscribe to both measurements, and return whether there was one."""
    body = yield from subscribe(BODIES)
    weight = yield from subscribe(WEIGHTS)
    return body or weight
