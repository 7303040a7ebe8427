"""Scales that speak the Bluetooth SIG's own services, over a connection.

They have Weight Scale 0x181D, many Body Composition 0x181B and User Data 0x181C, too. What they say
is in `sig.py` and `sig_talk.py`, who may read it in `user_data.py`. Order of the conversation: battery,
clock, consent, then the measurements are subscribed to: a scale sends what it stored as soon as that is
done, oldest first, a weight and then its composition, which often has neither time nor user.

Without a consent many scales indicate what is weighed now; others say nothing.

Three kinds depart from the standard:

* Renpho ES-WBE28: weights in 0.05 kg, a layout of its own after the flags of a composition, in which
  nobody knows for certain where the impedance is, and a fixed user (170, 9999), who is a guest here.
  *Unverified* as a conversation.
* Soehnle Shape50: weights in 0.1 kg. What it says of water and metabolism isn't read: by the standard
  they would be 3.5 kg and 685 kcal.
* Mi scales have these services, and advertise them. They are told by their service data, which the
  standard has not, their maker's id or their name, and broadcast what they weigh: see `mi_scale.py`.

Sources: those of the modules, openScale's and ble-scale-sync's lists of names. Captured: Beurer
BF600, BF720, BF788 and BF915 (refusing). Others are *unverified*, and so is registering a user.
"""

from functools import partial

from ..model import Traits
from .conversation import (
    Consent,
    ConsentMissing,
    Conversation,
    Exchange,
    GaveUp,
    Situation,
    long_uuid,
    pair,
    subscribe,
    write,
)
from .family import Advertisement, Family, Gives, Matcher
from .sig import Layout
from .sig_talk import BODIES, WEIGHTS, Kind, Talk, bodies, weights
from .user_data import AGE, UserData, profile_of

_WEIGHT_SCALE, _BODY_COMPOSITION = long_uuid("181d"), long_uuid("181b")
_SERVICES = frozenset({_WEIGHT_SCALE, _BODY_COMPOSITION})
_TIME = "2a2b"
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
_SILENCE_S = 30.0


def _clock(situation: Situation) -> bytes:
    """Return the time as the standard has it."""
    now = situation.now
    parts = (now.month, now.day, now.hour, now.minute, now.second, now.isoweekday())
    fractions = now.microsecond * 256 // 1_000_000
    return now.year.to_bytes(2, "little") + bytes((*parts, fractions, _MANUALLY))


def _converse(kind: Kind, situation: Situation) -> Conversation:
    """Set the clock, give the user's consent, and listen until the scale is silent."""
    consent = situation.consent or kind.fixed
    talk = Talk(situation, kind, guest=bool(consent and consent.guest))
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
    yield from talk.listen_on(_SILENCE_S)
    if not talk.heard and users.answers and consent is None:
        known = f": {', '.join(map(str, users.users))}" if users.users else ""
        raise ConsentMissing(f"it said nothing without the consent of one of its users{known}")
    if not talk.heard and consent and not users.answers:
        raise GaveUp("it doesn't answer to a user's consent; it may want to be paired")


def _subscribe() -> Exchange[bool]:
    """Subscribe to both measurements, and return whether there was one."""
    body = yield from subscribe(BODIES)
    weight = yield from subscribe(WEIGHTS)
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


_WEIGHT_KIND = Kind("Bluetooth scale")
_BODY_KIND = Kind("Bluetooth body composition scale")
_RENPHO_KIND = Kind(
    "Renpho ES-WBE28",
    Layout(step_kg=0.05, reserved=0x40, body=False),
    fixed=Consent(user=170, code=9999, guest=True),
    greeting=(bytes.fromhex("10010011"), bytes.fromhex("03000104")),
)
_SHAPE50_KIND = Kind("Soehnle Shape50", Layout(step_kg=0.1, body=False))


def _product_by_name(advertisement: Advertisement) -> str | None:
    name = advertisement.name or ""
    if not name.startswith(_NAMES):
        return None
    for maker, models in (("Beurer", _BEURER), ("Sanitas", _SANITAS)):
        for model in models:
            if model in name:
                return f"{maker} {model}"
    return None


def _product_body(advertisement: Advertisement) -> str | None:
    if product := _product_by_name(advertisement):
        return product
    has_body = _BODY_COMPOSITION in _advertised(advertisement)
    return _BODY_KIND.title if has_body and not _is_own(advertisement) else None


def _product_weight(advertisement: Advertisement) -> str | None:
    has_weight_alone = _advertised(advertisement) == {_WEIGHT_SCALE}
    if not has_weight_alone or _is_own(advertisement) or _product_by_name(advertisement):
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
    records=partial(weights, _WEIGHT_KIND),
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
    records=partial(bodies, _BODY_KIND),
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
    records=partial(weights, _RENPHO_KIND),
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
    records=partial(bodies, _SHAPE50_KIND),
    conversation=partial(_converse, _SHAPE50_KIND),
    gives=(Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="battery",
)
