"""Exingtech Y1 (`VScale`; AEG PW 5653), over a connection.

Once a person was written to it (10, user, sex: 0 m or 1 f, age, cm), the scale notifies of 20 bytes,
in which 4–5 are the weight, 0.1 kg, big-endian. From byte 6 come fat, water, bone and muscle, 0.1, FF
while they aren't there. They are of the guest who was written to it: they aren't used, but for telling
what is a frame, as it has no check. There is no impedance.

*Unverified*: no capture was published. Sources: oliexdev/openScale, `ExingtechY1Handler` and #1202.
"""

from ..model import Frame, Sex, Traits
from .conversation import Conversation, GaveUp, Heard, Situation, subscribe, wait, write
from .family import EVERYTHING, Advertisement, Family

_MODEL = "Exingtech Y1"
_NAME = "VScale"
_SERVICE = "f433bd80-75b8-11e2-97d9-0002a5d5c51b"
_SPEAKS = "1a2ea400-75b9-11e2-be05-0002a5d5c51b"
_COMMANDS = "29f11080-75b9-11e2-8bf6-0002a5d5c51b"
_LENGTH = 20
_NOT_THERE = 0xFF
_ALL = 1000
"""A whole body, in thousandths."""
_SEXES = {Sex.MALE: 0, Sex.FEMALE: 1}
_SILENCE_S = 30.0
"""Nobody stands on a scale that says nothing for so long."""


def records(payload: bytes) -> list[Frame]:
    """Return the weight in one notification."""
    if len(payload) != _LENGTH or not _is_body(payload[6:10]):
        return []
    weight = int.from_bytes(payload[4:6]) / 10
    return [Frame(_MODEL, weight, stable=True)] if weight else []


def _is_body(data: bytes) -> bool:
    """Return whether fat and water aren't there, or are less than the whole."""
    fat, water = int.from_bytes(data[:2]), int.from_bytes(data[2:])
    return data[0] == _NOT_THERE or fat + water <= _ALL


def converse(situation: Situation) -> Conversation:
    """Say whom the scale weighs, and listen until nobody stands on it."""
    if not (yield from subscribe(_SPEAKS)):
        raise GaveUp("it has no characteristic 1A2EA400")
    guest = situation.guest
    person = bytes((0x10, 1, _SEXES[guest.sex], guest.age, guest.height_cm))
    yield from write(_COMMANDS, person, response=True)
    last: list[Frame] = []
    while heard := (yield from wait(_SILENCE_S)):
        frames = records(heard.data) if heard.uuid == _SPEAKS else []
        # The body comes in a second frame of the same weight.
        if frames and frames != last:
            last = frames
            yield Heard(tuple(frames))


def _product(advertisement: Advertisement) -> str | None:
    known = advertisement.name == _NAME or _SERVICE in advertisement.service_uuids
    return _MODEL if known else None


FAMILY = Family(
    name="exingtech_y1",
    title=_MODEL,
    # The service is the maker's own, unlike those of 16 bits that a dozen share.
    matchers=({"local_name": _NAME}, {"service_uuid": _SERVICE}),
    traits=Traits(on_air=60.0, step=0.1, connects=True),
    product=_product,
    records=records,
    conversation=converse,
    models="AEG PW 5653, too",
    unverified=EVERYTHING,
)
