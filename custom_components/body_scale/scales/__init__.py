"""Bytes become Frames: one module a protocol family, one row in `FAMILIES`. Pure."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from ..model import Frame
from . import (
    aaa_broadcast,
    afu_b1,
    ailink,
    amazfit,
    beurer,
    digoo,
    etekcity_efs,
    etekcity_esf551,
    etekcity_fit8s,
    eufy_c1_broadcast,
    eufy_c20,
    eufy_p2_broadcast,
    eufy_p2_gatt,
    exingtech,
    hesley,
    inlife,
    koogeek,
    lefu_ac02,
    lefu_ac27,
    lefu_v3,
    medisana,
    mi_s400,
    mi_scale,
    okok,
    onebyone,
    onebyone_new,
    picooc,
    qn_broadcast,
    qn_gatt,
    renpho_55aa,
    senssun_broadcast,
    sig_scale,
    soehnle,
    trisa,
    yunmai,
    yunmai_x,
)
from .conversation import Situation
from .family import Advertisement, Decode, EncryptionError, Family, Gives, not_advertised
from .play import Played, Player

__all__ = [
    "FAMILIES",
    "Advertisement",
    "Decode",
    "EncryptionError",
    "Family",
    "Gives",
    "Played",
    "decode",
    "decode_record",
    "family_of",
    "play",
]

FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        mi_scale.V1,
        mi_scale.V2,
        mi_s400.FAMILY,
        qn_broadcast.FAMILY,
        qn_gatt.FAMILY,
        etekcity_fit8s.FAMILY,
        aaa_broadcast.FAMILY,
        okok.FAMILY,
        eufy_p2_broadcast.FAMILY,
        eufy_c20.FAMILY,
        eufy_c1_broadcast.FAMILY,
        amazfit.FAMILY,
        senssun_broadcast.FAMILY,
        picooc.FAMILY,
        yunmai_x.FAMILY,
        ailink.FAMILY,
        renpho_55aa.NAMED,
        renpho_55aa.ANONYMOUS,
        yunmai.FAMILY,
        onebyone.FAMILY,
        onebyone_new.FAMILY,
        eufy_p2_gatt.FAMILY,
        etekcity_esf551.FAMILY,
        etekcity_efs.FAMILY,
        lefu_ac02.FAMILY,
        lefu_ac27.FAMILY,
        lefu_v3.ROBI,
        lefu_v3.RUNSTAR,
        lefu_v3.SPEEDIANCE,
        lefu_v3.RELAXMEDIC,
        afu_b1.FAMILY,
        beurer.FAMILY,
        soehnle.FAMILY,
        medisana.FAMILY,
        trisa.FAMILY,
        koogeek.FAMILY,
        inlife.FAMILY,
        exingtech.FAMILY,
        digoo.FAMILY,
        hesley.FAMILY,
        sig_scale.RENPHO,
        sig_scale.SHAPE50,
        sig_scale.BODY_COMPOSITION,
        sig_scale.WEIGHT,
    )
}


def _indexed[K](keys: Iterable[tuple[K, Family]]) -> Mapping[K, tuple[Family, ...]]:
    """Return the families of each key, so that a foreign advertisement costs a look-up."""
    index: dict[K, tuple[Family, ...]] = {}
    for key, family in keys:
        known = index.get(key, ())
        if family not in known:
            index[key] = (*known, family)
    return index


# Home Assistant allows no wildcard in the first three characters of a name.
_NAME_START = 3


class _Index(NamedTuple):
    """The families by what leads to them."""

    by_service_data: Mapping[str, tuple[Family, ...]]
    by_company: Mapping[int, tuple[Family, ...]]
    by_name: Mapping[str, tuple[Family, ...]]
    by_service: Mapping[str, tuple[Family, ...]]
    by_service_heard: Mapping[str, tuple[Family, ...]]
    """Of those by service that read advertisements, and so know their own by its data."""


def _index(families: Collection[Family]) -> _Index:
    """Return the index of some families.

    Each id that a company id may vary to has a key of its own: one look-up finds any of them.
    """
    matchers = [(family, matcher) for family in families for matcher in family.matchers]
    companies = [(m["manufacturer_id"], f) for f, m in matchers if "manufacturer_id" in m]
    companies += [(company, family) for family in families for company in family.companies]
    services = [(m["service_uuid"], f) for f, m in matchers if "service_uuid" in m]
    return _Index(
        _indexed((m["service_data_uuid"], f) for f, m in matchers if "service_data_uuid" in m),
        _indexed(companies),
        _indexed((m["local_name"][:_NAME_START], f) for f, m in matchers if "local_name" in m),
        _indexed(services),
        _indexed((uuid, f) for uuid, f in services if f.decoder is not not_advertised),
    )


_BROADCASTING = tuple(f for f in FAMILIES.values() if f.decoder is not not_advertised)
_BY_SERVICE_DATA, _BY_COMPANY, _BY_NAME, _BY_SERVICE, _BY_SERVICE_HEARD = _index(FAMILIES.values())


def decode(advertisement: Advertisement, *, key: bytes | None = None) -> Frame | None:
    """Decode the measurement in one advertisement, on its own.

    Args:
        advertisement: Anything with the attributes of a Bluetooth advertisement.
        key: 16 bytes, for families that encrypt.

    Returns:
        The frame, or None for what isn't a scale's measurement, whatever the bytes.

    Raises:
        EncryptionError: The measurement is encrypted, and the key is missing or wrong.
    """
    for uuid in advertisement.service_data:
        for family in _BY_SERVICE_DATA.get(uuid, ()):
            if frame := family.decoder(advertisement.address, key)(advertisement):
                return frame
    for company in advertisement.manufacturer_data:
        for family in _BY_COMPANY.get(company, ()):
            if frame := family.decoder(advertisement.address, key)(advertisement):
                return frame
    if advertisement.name or advertisement.service_uuids:
        return _decoded_by_name(advertisement, key)
    return None


def _decoded_by_name(advertisement: Advertisement, key: bytes | None) -> Frame | None:
    """Decode what only a name or a service leads to: its company id is part of its address."""
    families = _BY_NAME.get((advertisement.name or "")[:_NAME_START], ())
    for uuid in advertisement.service_uuids:
        families += _BY_SERVICE_HEARD.get(uuid, ())
    for family in families:
        if frame := family.decoder(advertisement.address, key)(advertisement):
            return frame
    return None


def family_of(advertisement: Advertisement, *, is_scale: bool = False) -> Family | None:
    """Return the family that an advertisement comes from, whether it can be read or not.

    Args:
        advertisement: Anything with the attributes of a Bluetooth advertisement.
        is_scale: It is known to be a scale's: then all families are asked, also those that nothing of
            it leads to, such as one whose company id is part of an address.
    """
    # What a scale says in its data counts most; such a scale may have any name.
    found = (
        _claimant(_BY_SERVICE_DATA, advertisement.service_data, advertisement)
        or _claimant(_BY_COMPANY, advertisement.manufacturer_data, advertisement)
        or _claimant(_BY_SERVICE_HEARD, advertisement.service_uuids, advertisement)
        or _claimant(_BY_NAME, ((advertisement.name or "")[:_NAME_START],), advertisement)
    )
    if found is None and is_scale:
        # Also where a service is advertised that many makers share.
        found = _first(_BROADCASTING, advertisement)
    found = found or _claimant(_BY_SERVICE, advertisement.service_uuids, advertisement)
    if found is None and is_scale:
        return _first(FAMILIES.values(), advertisement)
    return found


def _first(families: Iterable[Family], advertisement: Advertisement) -> Family | None:
    """Return the first family that knows the product."""
    return next((f for f in families if f.product(advertisement) is not None), None)


def _claimant[K](
    index: Mapping[K, tuple[Family, ...]], keys: Iterable[K], advertisement: Advertisement
) -> Family | None:
    """Return the family among those of some keys that knows the product."""
    for key in keys:
        for family in index.get(key, ()):
            if family.product(advertisement) is not None:
                return family
    return None


def decode_record(family: str, payload: bytes) -> list[Frame]:
    """Decode what arrives over GATT: every record in the payload, unstable and removed ones too.

    Args:
        family: The name of a protocol family, such as `mi_scale_v2`.
        payload: One notification, indication or read value.

    Returns:
        The records, oldest first; an empty list for a payload that isn't one.

    Raises:
        ValueError: The family is unknown.
    """
    if family not in FAMILIES:
        raise ValueError(f"unknown protocol family {family!r}")
    return FAMILIES[family].records(payload)


def play(
    family: str,
    steps: Iterable[Mapping[str, object]],
    *,
    address: str | None = None,
    now: datetime | None = None,
    situation: Situation | None = None,
    lacks: Collection[str] = (),
) -> Played:
    """Run a family's conversation against a transcript.

    Args:
        family: The name of a protocol family that has to be connected to.
        steps: What was said, in order. Each step has `dir` (`notify`, `indicate` or `read`: from the
            scale; `write`: to it, not looked at), `uuid` and `hex`; one without bytes is left out.
        address: The scale's, where the conversation depends on it.
        now: When the conversation begins, aware; by default the first day of 2026.
        situation: All that the conversation is to know, in place of these two.
        lacks: Characteristics that the scale doesn't have; it has all others.

    Returns:
        The frames that came out and what was written, whatever the bytes.

    Raises:
        ValueError: The family is unknown, or it has no conversation.
    """
    if family not in FAMILIES:
        raise ValueError(f"unknown protocol family {family!r}")
    converse = FAMILIES[family].conversation
    if converse is None:
        raise ValueError(f"{family!r} needs no connection")
    situation = situation or Situation(
        address=address or "00:00:00:00:00:00",
        now=now or datetime(2026, 1, 1, tzinfo=UTC),
        # A transcript isn't asked again for what it lacks.
        takes_gaps=True,
    )
    return Player(steps, lacks=lacks).play(converse(situation))
