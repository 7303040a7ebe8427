"""A family's conversation against a transcript: for tests, and for captures of new scales. Pure."""

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ..model import Frame
from .conversation import (
    MAX_SILENCES,
    Answer,
    Consent,
    Conversation,
    GaveUp,
    Heard,
    Notification,
    Paired,
    Read,
    Recalled,
    Registered,
    Step,
    Subscribe,
    Wait,
    Write,
    short_uuid,
)

_SAYS = {"notify", "indicate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a conversation.

    Attributes:
        frames: What came out, in order: heard and recalled.
        recalled: Those of them that were in the scale's memory.
        writes: What was written: characteristic, as the transcript spells it, and bytes.
        reason: Why the conversation gave up; None when it didn't.
        registered: As whom the scale made a user, if it did.
        password: What the scale gave while it was paired, if it was.
    """

    frames: tuple[Frame, ...]
    recalled: tuple[Frame, ...]
    writes: tuple[tuple[str, bytes], ...]
    reason: str | None
    registered: Consent | None = None
    password: bytes | None = None


class Player:
    """Answers a conversation as the scale in a transcript did.

    It has every characteristic but those that it is said to lack.
    """

    def __init__(
        self, steps: Iterable[Mapping[str, object]], *, lacks: Collection[str] = ()
    ) -> None:
        """Take the transcript's steps; those without bytes (`pattern`) are left out."""
        self._lacks = {short_uuid(uuid) for uuid in lacks}
        self._notifications: deque[Notification] = deque()
        self._values: dict[str, deque[bytes]] = {}
        self._spelled: dict[str, str] = {}
        self._silences = 0
        self._heard: list[Frame] = []
        self._recalled: list[Frame] = []
        self._writes: list[tuple[str, bytes]] = []
        self._registered: Consent | None = None
        self._password: bytes | None = None
        for step in steps:
            self._take(step)

    def play(self, conversation: Conversation) -> Played:
        """Carry the conversation out, to its end or to the transcript's."""
        answer: Answer = None
        reason = None
        try:
            while self._silences < MAX_SILENCES:
                step = conversation.send(answer)
                answer = None if self._is_lacking(step) else self._answer(step)
        except StopIteration:
            pass
        except GaveUp as gave_up:
            reason = str(gave_up)
        finally:
            conversation.close()
        return Played(
            frames=tuple(self._heard),
            recalled=tuple(self._recalled),
            writes=tuple(self._writes),
            reason=reason,
            registered=self._registered,
            password=self._password,
        )

    def _take(self, step: Mapping[str, object]) -> None:
        spelled, data = str(step.get("uuid", "")), _bytes(step.get("hex"))
        uuid = short_uuid(spelled)
        self._spelled.setdefault(uuid, spelled)
        if data is None:
            return
        if step.get("dir") in _SAYS:
            self._notifications.append(Notification(uuid, data))
        elif step.get("dir") == "read":
            self._values.setdefault(uuid, deque()).append(data)

    def _is_lacking(self, step: Step) -> bool:
        return isinstance(step, Subscribe | Write | Read) and short_uuid(step.uuid) in self._lacks

    def _answer(self, step: Step) -> Answer:
        match step:
            case Wait():
                return self._next()
            case Read(uuid):
                values = self._values.get(short_uuid(uuid))
                return values.popleft() if values else None
            case Write(uuid, data):
                uuid = short_uuid(uuid)
                self._writes.append((self._spelled.get(uuid, uuid), data))
                return True
            case Heard(frames):
                self._heard += frames
            case Recalled(frames):
                self._heard += frames
                self._recalled += frames
            case Registered(consent):
                self._registered = consent
            case Paired(password):
                self._password = password
            case _:
                return True
        return None

    def _next(self) -> Notification | None:
        """Return what the scale says next; None where it says nothing more."""
        if self._notifications:
            return self._notifications.popleft()
        self._silences += 1
        return None


def _bytes(text: object) -> bytes | None:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else None
    except ValueError:
        return None
