"""Scales that speak the Bluetooth SIG's own services, over a connection.

They have Weight Scale 0x181D, many Body Composition 0x181B and User Data 0x181C, too. What they say
is in `sig.py` and `sig_talk.py`, who may read it in `user_data.py`, and how a connection goes in
`sig_visit.py`.

Three kinds depart from the standard:

* Renpho ES-WBE28: weights in 0.05 kg, a layout of its own after the flags of a composition, in which
  nobody knows for certain where the impedance is, and a fixed user (170, 9999), who is a guest here.
  *Unverified* as a conversation.
* Soehnle Shape50: weights in 0.1 kg. What it says of water and metabolism isn't read: by the standard
  they would be 3.5 kg and 685 kcal.
* Mi scales have these services, and advertise them. They are told by their service data, which the
  standard has not, their maker's id or their name, and broadcast what they weigh: see `mi_scale.py`.

Sources: those of the modules, openScale's and ble-scale-sync's lists of names. Captured: Beurer
BF600, BF720, BF788 and BF915 (refusing). Others are *unverified*, and so are registering a user and
several users over one connection.
"""

from functools import partial

from ..model import Traits
from .conversation import Consent, long_uuid
from .family import Advertisement, Family, Gives, Matcher
from .sig import Layout
from .sig_talk import Kind, bodies, weights
from .sig_visit import converse

_WEIGHT_SCALE, _BODY_COMPOSITION = long_uuid("181d"), long_uuid("181b")
_SERVICES = frozenset({_WEIGHT_SCALE, _BODY_COMPOSITION})

_XIAOMI, _HUAMI = 0x038F, 0x0157
_MI_NAMES = ("MI_SCALE", "MI SCALE", "MIBCS", "MIBFS", "XMTZC", "MIJIA SCALE", "Xiaomi")

_BEURER = ("BF105", "BF500", "BF600", "BF720", "BF788", "BF850", "BF915", "BF950")
_SANITAS = ("SBF72", "SBF73", "SBF76", "SBF77")
_NAMES = (
    *(f"{maker}{model}" for model in _BEURER for maker in ("", "Beurer ", "BEURER ")),
    *(f"{maker}{model}" for model in _SANITAS for maker in ("", "Sanitas ", "SANITAS ")),
)
"""Not all of them advertise what services they have."""
_QN_SERVICES = frozenset({long_uuid("ffe0"), long_uuid("fff0")})
_SHAPE50, _RENPHO = "Shape50", "Renpho"


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


def _named(name: str) -> str | None:
    """Return the product that a scale's name says."""
    if not name.startswith(_NAMES):
        return None
    for maker, models in (("Beurer", _BEURER), ("Sanitas", _SANITAS)):
        for model in models:
            if model in name:
                return f"{maker} {model}"
    return None


_WEIGHT_KIND = Kind("Bluetooth scale")
_BODY_KIND = Kind("Bluetooth body composition scale", named=_named)
_RENPHO_KIND = Kind(
    "Renpho ES-WBE28",
    Layout(step_kg=0.05, reserved=0x40, body=False),
    fixed=Consent(user=170, code=9999, guest=True),
    greeting=(bytes.fromhex("10010011"), bytes.fromhex("03000104")),
)
_SHAPE50_KIND = Kind("Soehnle Shape50", Layout(step_kg=0.1, body=False))


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
    records=partial(weights, _WEIGHT_KIND),
    conversation=partial(converse, _WEIGHT_KIND),
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
    conversation=partial(converse, _BODY_KIND),
    models=(
        f"Beurer {', '.join(_BEURER)}, Sanitas {', '.join(_SANITAS)} and any with Bluetooth's Body "
        "Composition service; many want [a user's PIN](keys.md#the-pin-of-a-scales-user)"
    ),
    gives=(Gives.IMPEDANCE, Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="battery; making a user; several users; all but BF600, BF720, BF788 and BF915",
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
    conversation=partial(converse, _RENPHO_KIND),
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
    conversation=partial(converse, _SHAPE50_KIND),
    gives=(Gives.BODY, Gives.USER, Gives.MEMORY, Gives.BATTERY),
    unverified="battery",
)
