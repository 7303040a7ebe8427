"""What a scale that has to be connected to is asked, as a generator of steps. Pure.

A conversation yields what is to be done and is sent the answer; whatever has a connection carries
the steps out: `sources/connection.py` over Bluetooth, `play` from a transcript.

To add a family that has to be connected to, write a function of a `Situation` that

* yields from `subscribe`, `write`, `read`, `pair` and `wait`, which give their answers back,
* yields `Heard` for the measurements of now and `Recalled` for those of the scale's own memory, and
  `Learned` for what else there is to know of the scale,
* returns when the scale has nothing more to say, or raises `GaveUp` with the reason,

and name it in the family's row (`Family.conversation`), with `Traits(connects=True)`:

    def converse(situation: Situation) -> Conversation:
        if not (yield from subscribe("fff1")):
            raise GaveUp("it has no characteristic fff1")
        yield from write("fff2", bytes.fromhex("0100"))
        while notification := (yield from wait(30.0)):
            yield Heard(records(notification.data))

Once the connection has ended, nothing comes and nothing can be done: all answers are None.
A conversation then gives out what it still has and returns; one that goes on waiting is closed.
"""

from collections.abc import Generator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ..model import Frame, Sex, Unit

MAX_SILENCES = 20
"""So often a conversation may wait after the connection has ended before it is closed."""

EVERYWHERE = "*"
"""In place of a characteristic's UUID, for a scale of which nobody noted where it speaks."""

_BASE = "-0000-1000-8000-00805f9b34fb"
_HUAMI_BASE = "-0000-3512-2118-0009af100700"
"""Huami's own characteristics are numbered like the standard's, and none has a number of those."""


def short_uuid(uuid: str) -> str:
    """Return the 16-bit form of a UUID, lower case; the whole UUID where it has none."""
    uuid = uuid.lower()
    return uuid[4:8] if uuid.startswith("0000") and uuid.endswith((_BASE, _HUAMI_BASE)) else uuid


def long_uuid(uuid: str) -> str:
    """Return the 128-bit form of a UUID of the standard, lower case."""
    uuid = uuid.lower()
    return f"0000{uuid}{_BASE}" if len(uuid) == 4 else uuid


def huami_uuid(short: str) -> str:
    """Return the 128-bit form of a UUID of Huami's."""
    return f"0000{short}{_HUAMI_BASE}"


class GaveUp(Exception):  # noqa: N818 - it isn't an error of the program
    """The scale can't be talked to; the text says why, for the log and the diagnostics."""


class ConsentRefused(GaveUp):
    """The scale refuses consents that it was given.

    Attributes:
        users: Whose; None for one who was to be made.
    """

    def __init__(self, reason: str, *users: int | None) -> None:
        """Take the reason, and whose consents it is about."""
        super().__init__(reason)
        self.users = users


class BrokeOff(GaveUp):
    """The scale began to give out its memory, and didn't come to its end."""


class ConsentMissing(GaveUp):
    """The scale has users and said nothing, and the household has given no user's consent."""


class PairingMissing(GaveUp):
    """The scale asked for a password and said nothing, as one does that was never paired with us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """With what a scale lets a client read the measurements of one of its users.

    Attributes:
        code: The user's PIN, 0 to 9999.
        user: The user's number on the scale, 0 to 254; None to have the scale make one.
        guest: The user is a guest made for this household, so what the scale computes of its body is
            nobody's.
    """

    code: int = field(repr=False)
    user: int | None = None
    guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """The person who is written to a scale that weighs nobody unknown: nobody in particular.

    Who stood on it is found out afterwards, so what it computes of a guest's body is not used.

    Attributes:
        sex: As the formulas have it.
        age: Years.
        height_cm: A whole number.
        weight_kg: What a scale takes for the last known weight; some measure no impedance without.
        target_kg: What the guest wants to weigh.
    """

    sex: Sex = Sex.MALE
    age: int = 30
    height_cm: int = 170
    weight_kg: float = 70.0
    target_kg: float = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a conversation needs to know.

    Attributes:
        address: The scale's.
        now: When it begins: aware, in the zone that the scale's clock is to show.
        name: The scale's, as it advertises; empty where that isn't known.
        unit: What the scale is to show.
        guest: The person who is written to the scale.
        nonce: 32 random bytes, for session keys and the identity of this client.
        client: Four bytes that name this client to the scale, the same each time and nobody else's.
        sets_clock: So many seconds the scale's clock may be off before it is set; None to leave it.
        shows: The unit that the scale's display is to be changed to; None to leave it.
        takes_gaps: What a memory couldn't deliver in several attempts is given up.
        consents: Of users of the scale, each another's, where somebody gave some.
        password: What the scale gave when it was paired; None where it never was.
    """

    address: str
    now: datetime
    name: str = ""
    unit: Unit = Unit.KG
    guest: Guest = field(default_factory=Guest)
    nonce: bytes = bytes(32)
    client: bytes = bytes(4)
    sets_clock: float | None = None
    shows: Unit | None = None
    takes_gaps: bool = False
    consents: tuple[Consent, ...] = ()
    password: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Notification:
    """A notification or indication of the scale; the UUID is short where there is a short form."""

    uuid: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Receive the notifications or indications of a characteristic.

    The answer is True, or None where the scale has no such characteristic or refuses.

    Attributes:
        uuid: The characteristic's; `EVERYWHERE` for every one that notifies or indicates.
    """

    uuid: str


@dataclass(frozen=True, slots=True)
class Write:
    """Write to a characteristic.

    The answer is True, or None where the scale has no such characteristic or refuses.

    Attributes:
        uuid: The characteristic's.
        data: The bytes.
        response: Whether the scale acknowledges; None for what the characteristic offers.
    """

    uuid: str
    data: bytes
    response: bool | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """Read a characteristic.

    The answer is its value, or None where the scale has no such characteristic or refuses.
    """

    uuid: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Pair with the scale; one that is paired already stays so.

    The answer is True, or None where the scale refuses or whatever has the connection can't.
    """


@dataclass(frozen=True, slots=True)
class Wait:
    """Wait for the next notification; the answer is None when none came in so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Now:
    """Ask what time it is by now; the answer is aware, in the zone of `Situation.now`."""


@dataclass(frozen=True, slots=True)
class Heard:
    """These frames are of now; there is no answer."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """These frames were in the scale's memory, oldest first.

    The answer is True once they are stored, or None if they weren't.

    Attributes:
        frames: The records.
        complete: It is all that the memory has for this client; what is missing is asked for again.
    """

    frames: tuple[Frame, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the scale says of itself; there is no answer.

    Attributes:
        clock: What its clock shows at this moment, naive.
        sets_unit: It takes a command for the unit of its display.
        unit: What its display shows.
        battery_low: Its battery is nearly empty.
    """

    clock: datetime | None = None
    sets_unit: bool | None = None
    unit: Unit | None = None
    battery_low: bool | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """The scale made a user: from now on this is the consent; there is no answer."""

    consent: Consent


@dataclass(frozen=True, slots=True)
class Paired:
    """The scale gave a password: from now on it says nothing without; there is no answer."""

    password: bytes = field(repr=False)


type Step = (
    Subscribe | Write | Read | Pair | Wait | Now | Heard | Recalled | Learned | Registered | Paired
)
type Answer = Literal[True] | bytes | Notification | datetime | None
type Exchange[T] = Generator[Step, Answer, T]
"""Part of a conversation that comes to a result."""
type Conversation = Exchange[None]


def subscribe(uuid: str) -> Exchange[bool]:
    """Subscribe to a characteristic, and return whether that was possible."""
    return (yield Subscribe(uuid)) is True


def write(uuid: str, data: bytes, *, response: bool | None = None) -> Exchange[bool]:
    """Write to a characteristic, and return whether that was possible."""
    return (yield Write(uuid, data, response)) is True


def read(uuid: str) -> Exchange[bytes | None]:
    """Read a characteristic, and return its value; None where that wasn't possible."""
    value = yield Read(uuid)
    return value if isinstance(value, bytes) else None


def pair() -> Exchange[bool]:
    """Pair with the scale, and return whether that was possible."""
    return (yield Pair()) is True


def wait(seconds: float) -> Exchange[Notification | None]:
    """Wait for the next notification, and return it; None when none came in time."""
    notification = yield Wait(seconds)
    return notification if isinstance(notification, Notification) else None


def now(situation: Situation) -> Exchange[datetime]:
    """Return what time it is by now; when the conversation began, where nobody knows."""
    answer = yield Now()
    return answer if isinstance(answer, datetime) else situation.now
