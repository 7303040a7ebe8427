"""Scales that speak the Bluetooth SIG's own services, over a connection.

They have Weight Scale 0x181D, many Body Composition 0x181B and User Data 0x181C, too. What they say
is in `sig.py`, who may read it in `user_data.py`. Order of the conversation: battery, clock, consent,
then the measurements are subscribed to: a scale sends what it stored as soon as that is done, oldest
first, a weight and then its composition, which often has neither time nor user.

Without a consent many scales indicate what is weighed now; others say nothing.

Three kinds depart from the standard:

* Renpho ES-WBE28: weights in 0.05 kg, a layout of its own after the flags of a composition, in which
  nobody knows for certain where the impedance is, and a fixed user (170, 9999), who is a guest here.
  *Unverified* as a conversation.
* Soehnle Shape50: weights in 0.1 kg. What it says of water and metabolism isn't read: by the standard
  they would be 3.5 kg and 685 kcal.
* Mi scales have these services, and advertise them. They are told by their service data, which the
  standard has not, their maker's id or their name, and broadcast what they weigh: see `mi_scale.py`.

Sources: those of the two modules, openScale's and ble-scale-sync's lists of names. Captured: Beurer
BF600, BF720, BF788 and BF915 (refusing). Others are *unverified*, and so is registering a user.
"""

from functools import partial
from typing import NamedTuple

from ..model import Frame, Given, Traits
from .conversation import (
    Consent,
    ConsentMissing,
    Conversation,
    Exchange,
    GaveUp,
    Heard,
    Notification,
    Situation,
    long_uuid,
    pair,
    read,
    subscribe,
    wait,
    write,
)
from .family import Advertisement, Family, Gives, Matcher
from .sig import STANDARD, Bodies, Body, Layout, Weight, body_of, is_close, weight_of
from .stored import Stored
from .user_data import AGE, UserData, profile_of

_WEIGHT_SCALE, _BODY_COMPOSITION = long_uuid("181d"), long_uuid("181b")
_SERVICES = frozenset({_WEIGHT_SCALE, _BODY_COMPOSITION})
_WEIGHT, _BODY, _BATTERY, _TIME = "2a9d", "2a9c", "2a19", "2a2b"
_RENPHO_COMMANDS = "ffe2"

_XIAOMI, _HUAMI = 0x038F, 0x0157
_MI_NAMES = ("MI_SCALE", "MI SCALE", "MIBCS", "MIBFS", "XMTZC", "MIJIA SCALE", "Xiaomi")

_BEURER = ("BF105", "BF500", "BF600", "BF720", "BF788", "BF850", "BF915", "BF950")
_SANITAS = ("SBF72", "SBF73", "SBF76", "SBF77")
_NAMES = (
    *(f"{maker}{model}" for model in _BEURER for maker in ("", "Beurer ", "BEURER ")),
    *(f"{maker}{model}" for model in _SANITAS for maker in ("", "Sanitas ", "SANITAS ")),
)
"""Not all of them advertise what services they have."""
_ACTIVITY = {"BF788": ("fff3",)}
"""Where else a scale has a part of the profile that it waits for."""
_QN_SERVICES = frozenset({long_uuid("ffe0"), long_uuid("fff0")})
_SHAPE50, _RENPHO = "Shape50", "Renpho"

_MANUALLY = 0x01
"""Why the clock is set, as the standard has it."""
_SAME_KG = 0.5
_COMPOSITION_S = 15.0
"""So long after its weight a composition may come."""
_REPEAT_S = 3.0
"""A scale may correct what it said; BF105 says all of it twice."""
_SILENCE_S = 30.0


class _Kind(NamedTuple):
    """What a family's conversations differ in."""

    title: str
    layout: Layout = STANDARD
    fixed: Consent | None = None
    greeting: tuple[bytes, ...] = ()


def _frame_of_weight(weight: Weight, model: str) -> Frame:
    return Frame(
        model,
        weight.weight_kg,
        weight.unit,
        stable=True,
        profile_id=weight.user,
        stamp=weight.stamp,
        given=None if weight.bmi is None else Given(bmi=weight.bmi),
    )


def _frame_of_body(body: Body, model: str) -> Frame:
    return Frame(
        model,
        body.weight_kg,
        body.unit,
        stable=True,
        impedance=body.ohm,
        impedance_failed=body.failed and body.ohm is None,
        profile_id=body.user,
        stamp=body.stamp,
        given=body.given(body.weight_kg),
    )


def _weights(kind: _Kind, payload: bytes) -> list[Frame]:
    weight = weight_of(payload, kind.layout)
    return [_frame_of_weight(weight, kind.title)] if weight else []


def _bodies(kind: _Kind, payload: bytes) -> list[Frame]:
    body = body_of(payload, kind.layout)
    return [] if body is None or body.is_empty else [_frame_of_body(body, kind.title)]


class _Talk:
    """What has been said over one connection: pairs weights with compositions, in order of arrival."""

    def __init__(self, situation: Situation, kind: _Kind, *, guest: bool) -> None:
        self.heard = False
        self._kind = kind
        self._model = _named(situation.name) or kind.title
        self._guest = guest
        self._battery: int | None = None
        self._stored = Stored(situation.now)
        self._bodies = Bodies(kind.layout)
        self._weight: Frame | None = None
        self._body: Body | None = None

    def read_battery(self) -> Conversation:
        level = yield from read(_BATTERY)
        self._battery = level[0] if level and level[0] <= 100 else None

    def listen(self, seconds: float) -> Exchange[Notification | None]:
        """Take what the scale says next, and return it; None when nothing came."""
        said = yield from wait(seconds)
        if said is None:
            return None
        if said.uuid == _WEIGHT and (weight := weight_of(said.data, self._kind.layout)):
            yield from self._weigh(_frame_of_weight(weight, self._model))
        elif said.uuid == _BODY and (body := self._bodies.take(said.data)):
            yield from self._measure(body)
        return said

    def listen_on(self) -> Conversation:
        """Take all that the scale says until it is silent."""
        while True:
            seconds = _SILENCE_S
            if self._weight:
                seconds = _COMPOSITION_S if self._body is None else _REPEAT_S
            if (yield from self.listen(seconds)) is None:
                waited = self._weight is not None
                yield from self._settle()
                # A scale deletes what it has delivered: nothing of it waits here for long.
                yield from self._stored.recall()
                if not waited:
                    return

    def _weigh(self, frame: Frame) -> Conversation:
        if not self._is_of_stand(frame):
            yield from self._settle()
        # What couldn't be weighed has no body, either.
        self._weight = frame if frame.weight_kg is not None else None

    def _measure(self, body: Body) -> Conversation:
        if body.is_empty and not body.is_part:
            return
        frame = _frame_of_body(body, self._model)
        if frame.weight_kg is not None and (self._weight is None or not self._is_of_stand(frame)):
            yield from self._settle()
            self._weight = frame
        if self._weight and is_close(self._weight.stamp, body.stamp):
            self._body = body

    def _is_of_stand(self, frame: Frame) -> bool:
        """Return whether what comes next is the same stand's."""
        weight = self._weight
        if weight is None or weight.weight_kg is None or frame.weight_kg is None:
            return False
        near = abs(weight.weight_kg - frame.weight_kg) <= _SAME_KG
        timeless = weight.stamp is None and frame.stamp is None
        return near and not (timeless and self._body) and is_close(weight.stamp, frame.stamp)

    def _settle(self) -> Conversation:
        """Give out the weight that waits for its composition."""
        weight, body = self._weight, self._body
        self._weight = self._body = None
        if weight is None:
            return
        given = body.given(weight.weight_kg) if body else None
        if given and weight.given:
            given = weight.given.joined(given)
        user = body.user if body and weight.profile_id is None else weight.profile_id
        frame = weight._replace(
            impedance=body.ohm if body else None,
            impedance_failed=bool(body and body.failed and body.ohm is None),
            # What a scale computes of a guest is nobody's.
            given=None if self._guest else given or weight.given,
            profile_id=None if self._guest else user,
            battery=self._battery,
            final=True,
        )
        self.heard = True
        if frame.stamp is None:
            yield Heard((frame,))
        else:
            yield from self._stored.take(frame)


def _clock(situation: Situation) -> bytes:
    """Return the time as the standard has it."""
    now = situation.now
    parts = (now.month, now.day, now.hour, now.minute, now.second, now.isoweekday())
    fractions = now.microsecond * 256 // 1_000_000
    return now.year.to_bytes(2, "little") + bytes((*parts, fractions, _MANUALLY))


def _converse(kind: _Kind, situation: Situation) -> Conversation:
    """Set the clock, give the user's consent, and listen until the scale is silent."""
    consent = situation.consent or kind.fixed
    talk = _Talk(situation, kind, guest=bool(consent and consent.guest))
    users = UserData(situation, talk.listen)
    yield from talk.read_battery()
    yield from write(_TIME, _clock(situation), response=True)
    for command in kind.greeting:
        yield from write(_RENPHO_COMMANDS, command)
    also = next((_ACTIVITY[each] for each in _ACTIVITY if each in situation.name), ())
    yield from users.agree(consent, also=also)
    if kind.fixed and consent == kind.fixed:
        age = ((AGE, bytes((situation.guest.age & 0xFF,))),)
        yield from users.write_profile((*profile_of(situation), *age))
    if not (yield from _subscribe()) and not ((yield from pair()) and (yield from _subscribe())):
        raise GaveUp("it has neither characteristic 2A9D nor 2A9C")
    yield from talk.listen_on()
    if not talk.heard and users.answers and consent is None:
        known = f": {', '.join(map(str, users.users))}" if users.users else ""
        raise ConsentMissing(f"it said nothing without the consent of one of its users{known}")
    if not talk.heard and consent and not users.answers:
        raise GaveUp("it doesn't answer to a user's consent; it may want to be paired")


def _subscribe() -> Exchange[bool]:
    """Subscribe to both measurements, and return whether there was one."""
    body = yield from subscribe(_BODY)
    weight = yield from subscribe(_WEIGHT)
    return body or weight


def _is_another(advertisement: Advertisement) -> bool:
    """Return whether it's a Mi scale, or another that broadcasts: the standard has no service data."""
    return (
        not _SERVICES.isdisjoint(advertisement.service_data)
        or not {_XIAOMI, _HUAMI}.isdisjoint(advertisement.manufacturer_data)
        or (advertisement.name or "").startswith(_MI_NAMES)
    )


def _advertised(advertisement: Advertisement) -> frozenset[str]:
    """Return which of the standard's scale services are advertised, none by a Mi scale."""
    if _is_another(advertisement):
        return frozenset()
    return _SERVICES.intersection(advertisement.service_uuids)


def is_renpho(advertisement: Advertisement) -> bool:
    """Return whether it's a Renpho scale with the standard's services; others are QN's."""
    named = (advertisement.name or "").startswith(_RENPHO)
    its_makers = _QN_SERVICES.isdisjoint(advertisement.service_uuids)
    return named and its_makers and bool(_advertised(advertisement))


def _is_own(advertisement: Advertisement) -> bool:
    return is_renpho(advertisement) or (advertisement.name or "").startswith(_SHAPE50)


_WEIGHT_KIND = _Kind("Bluetooth scale")
_BODY_KIND = _Kind("Bluetooth body composition scale")
_RENPHO_KIND = _Kind(
    "Renpho ES-WBE28",
    Layout(step_kg=0.05, reserved=0x40, body=False),
    fixed=Consent(user=170, code=9999, guest=True),
    greeting=(bytes.fromhex("10010011"), bytes.fromhex("03000104")),
)
_SHAPE50_KIND = _Kind("Soehnle Shape50", Layout(step_kg=0.1, body=False))


def _named(name: str) -> str | None:
    """Return the product that a scale's name says."""
    if not name.startswith(_NAMES):
        return None
    for maker, models in (("Beurer", _BEURER), ("Sanitas", _SANITAS)):
        for model in models:
            if model in name:
                return f"{maker} {model}"
    return None


def _product_body(advertisement: Advertisement) -> str | None:
    if product := _named(advertisement.name or ""):
        return product
    has_body = _BODY_COMPOSITION in _advertised(advertisement)
    return _BODY_KIND.title if has_body and not _is_own(advertisement) else None


def _product_weight(advertisement: Advertisement) -> str | None:
    has_weight_alone = _advertised(advertisement) == {_WEIGHT_SCALE}
    if not has_weight_alone or _is_own(advertisement) or _named(advertisement.name or ""):
        return None
    return _WEIGHT_KIND.title


def _product_renpho(advertisement: Advertisement) -> str | None:
    return _RENPHO_KIND.title if is_renpho(advertisement) else None


def _product_shape50(advertisement: Advertisement) -> str | None:
    own = (advertisement.name or "").startswith(_SHAPE50)
    return _SHAPE50_KIND.title if own else None


def _by_name(name: str) -> Matcher:
    return {"local_name": f"{name}*"}


WEIGHT = Family(
    name="sig_weight",
    title=_WEIGHT_KIND.title,
    matchers=({"service_uuid": _WEIGHT_SCALE},),
    # Most have no users; the repair asks for the PIN of one that has.
    traits=Traits(on_air=120.0, connects=True, slots=True),
    product=_product_weight,
    records=partial(_weights, _WEIGHT_KIND),
    conversation=partial(_converse, _WEIGHT_KIND),
    models="any with Bluetooth's Weight Scale service alone",
    gives=(Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="its memory, battery",
)
BODY_COMPOSITION = Family(
    name="sig_body_composition",
    title=_BODY_KIND.title,
    matchers=(
        {"service_uuid": _BODY_COMPOSITION},
        *map(_by_name, _NAMES),
    ),
    traits=Traits(patience=20.0, on_air=120.0, connects=True, consents=True, slots=True),
    product=_product_body,
    records=partial(_bodies, _BODY_KIND),
    conversation=partial(_converse, _BODY_KIND),
    models=(
        f"Beurer {', '.join(_BEURER)}, Sanitas {', '.join(_SANITAS)} and any with Bluetooth's Body "
        "Composition service; many want [a user's PIN](keys.md#the-pin-of-a-scales-user)"
    ),
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="battery; making a user; all but BF600, BF720, BF788 and BF915",
)
RENPHO = Family(
    name="sig_weight_nonstandard",
    title=_RENPHO_KIND.title,
    matchers=(
        {"local_name": f"{_RENPHO}*", "service_uuid": _WEIGHT_SCALE},
        {"local_name": f"{_RENPHO}*", "service_uuid": _BODY_COMPOSITION},
    ),
    traits=Traits(on_air=120.0, connects=True),
    product=_product_renpho,
    records=partial(_weights, _RENPHO_KIND),
    conversation=partial(_converse, _RENPHO_KIND),
    models="its user is the same for everybody",
    gives=(Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="the whole conversation",
)
SHAPE50 = Family(
    name="soehnle_shape50",
    title=_SHAPE50_KIND.title,
    matchers=({"local_name": f"{_SHAPE50}*"},),
    traits=Traits(on_air=120.0, step=0.1, connects=True, consents=True, slots=True),
    product=_product_shape50,
    records=partial(_bodies, _SHAPE50_KIND),
    conversation=partial(_converse, _SHAPE50_KIND),
    gives=(Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="battery",
)
