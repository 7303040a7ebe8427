"""The registry of families: what is discovered is what can be decoded, and by one family alone."""

import json
import math
import os
import pathlib
import random

from homeassistant.components.bluetooth.match import ble_device_matches
import pytest

from custom_components.body_scale import scales

from .captures import FRAMES, KEY, VECTORS, advertisement, heard, s400, uuid

MANIFEST = pathlib.Path("custom_components/body_scale/manifest.json")
SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
# How many there are can be set, for a longer look than a suite should take.
MUTATIONS = int(os.environ.get("BODY_SCALE_MUTATIONS", "2000"))
PAYLOADS = int(os.environ.get("BODY_SCALE_PAYLOADS", "1000"))
FAMILIES = tuple(scales.FAMILIES.values())
BROADCASTS = [
    vector
    for vector in FRAMES
    if vector["family"] in scales.FAMILIES
    and vector["family"] != "xiaomi_mibeacon"
    and vector["transport"].startswith("advertisement")
]
FOREIGN = json.loads((VECTORS / "foreign.json").read_text())["advertisements"]


def test_the_manifest_has_the_matchers_of_all_families():
    wanted = [matcher for family in scales.FAMILIES.values() for matcher in family.matchers]
    found = json.loads(MANIFEST.read_text())["bluetooth"]
    assert sorted(map(str, map(dict, found))) == sorted(map(str, wanted))


def test_a_family_has_its_name():
    assert [family.name for family in scales.FAMILIES.values()] == list(scales.FAMILIES)


def test_a_family_is_found_by_a_service_that_it_advertises(monkeypatch):
    """As scales do that have to be connected to and have names of all kinds."""
    service = uuid("18ff")
    found = advertisement(name="BC-87", service_uuids=[uuid("180a"), service])
    family = scales.FAMILIES["qn_gatt"]._replace(
        matchers=({"service_uuid": service},), product=lambda _: "a weight scale"
    )
    assert scales.family_of(found) is None
    monkeypatch.setattr(scales, "_BY_SERVICE", {service: (family,)})
    assert scales.family_of(found) is family
    assert scales.family_of(advertisement(name="BC-87", service_uuids=[uuid("180a")])) is None


def test_a_family_that_has_to_be_connected_to_has_a_conversation():
    for family in scales.FAMILIES.values():
        assert family.conversation or not family.traits.connects


def claims(found):
    """Return who claims an advertisement; by its name alone only where nobody does by its data."""
    claiming = [f for f in scales.FAMILIES.values() if f.product(found) is not None]
    claiming = [f for f in claiming if not is_by_service(f, found)] or claiming
    by_data = [f for f in claiming if not all("local_name" in m for m in f.matchers)]
    return [f.name for f in by_data or claiming]


def is_by_service(family, found):
    """Return whether a scale that has to be connected to is claimed by a standard service alone."""
    others = [m for m in family.matchers if set(m) != {"service_uuid"}]
    standard = family.traits.connects and len(others) < len(family.matchers)
    return standard and not found.name.startswith(
        tuple(m["local_name"].rstrip("*") for m in others) or ("\0",)
    )


@pytest.mark.parametrize("vector", FRAMES, ids=lambda v: v["id"])
def test_a_captured_frame_is_of_its_own_family_alone(vector):
    found = heard(vector)
    known = scales.FAMILIES.get(vector["family"])
    if known and vector["transport"].startswith("advertisement"):
        assert claims(found) == [known.name]
        assert scales.family_of(found) is known
    else:
        assert len(claims(found)) <= 1


def mutated(rng):
    """Return a captured advertisement with other bytes, length, place, name or address, and a key."""
    vector = rng.choice(FRAMES)
    data = bytearray(bytes.fromhex(vector["payload_hex"]))
    for _ in range(rng.choice([0, 0, 1, 1, 3, 8])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.3:
        data = data[: rng.randrange(len(data) + 1)] + rng.randbytes(rng.choice([0, 0, 1, 5]))
    place = rng.choice([vector, vector, rng.choice(FRAMES)])
    place = {
        key: place[key]
        for key in ("uuid", "company_id", "payload_hex", "service_uuids")
        if key in place
    }
    if "company_id" in place and rng.random() < 0.3:
        company = int(place["company_id"], 16)
        place["company_id"] = hex(
            rng.choice([company & 0xFF, company & 0xFF00]) | rng.randrange(256)
        )
    names = [v["local_name"] for v in FRAMES if "local_name" in v]
    own = vector.get("address", "")
    found = heard(
        place,
        payload=bytes(data),
        name=rng.choice(["", vector.get("local_name", ""), *names, "MIBFS", "QN-Scale"]),
        address=rng.choice(
            [own, own, own, "", "5F0A1B2C-3D4E", rng.choice(FRAMES).get("address", "")]
        ),
    )
    if rng.random() < 0.1:
        # What was heard of the same address before.
        before = {rng.randrange(0x10000): rng.randbytes(rng.choice([0, 12, 13, 14, 19]))}
        found.manufacturer_data = before | found.manufacturer_data
    found.raw = rng.choice([None, None, b"", rng.randbytes(rng.randrange(32)), as_sent(found)])
    return found, bytes.fromhex(vector.get("bindkey", KEY.hex()))


def as_sent(found):
    """Return the bytes of an advertisement with the manufacturer data."""
    raw = b"\x02\x01\x06"
    for company, data in found.manufacturer_data.items():
        raw += bytes([3 + len(data), 0xFF]) + company.to_bytes(2, "little") + data
    return raw


def test_no_two_families_claim_one_frame_and_none_raises_whatever_the_bytes():
    rng = random.Random(SEED)
    for number in range(MUTATIONS):
        found, key = mutated(rng)
        claimed = claims(found)
        about = f"seed {SEED}, mutation {number}: {found}"
        assert len(claimed) <= 1, about
        family = scales.family_of(found)
        assert [family and family.name] == (claimed or [None]), about
        for given in (None, key, rng.randbytes(rng.choice([0, 15, 16, 16, 17]))):
            try:
                frame = scales.decode(found, key=given)
            except scales.EncryptionError:
                assert family is not None, about
                assert family.traits.needs_key, about
            else:
                assert frame is None or (family is not None and is_finite(frame)), about


def is_finite(frame):
    """Return whether all numbers of a frame are, and its weight is no less than nothing."""
    numbers = [each for each in (*frame, *(frame.given or ())) if isinstance(each, int | float)]
    return all(math.isfinite(each) for each in numbers) and (frame.weight_kg or 0) >= 0


def places(family):
    """Return where a family's bytes may be: service data, manufacturer data or a record."""
    uuids = [m["service_data_uuid"] for m in family.matchers if "service_data_uuid" in m]
    ids = [m["manufacturer_id"] for m in family.matchers if "manufacturer_id" in m]
    return [("service_data", each) for each in uuids] + [
        ("manufacturer_data", each) for each in (*ids, *tuple(family.companies)[:3])
    ]


def any_bytes(rng):
    """Return a payload that is random, or a captured one with other bytes or length."""
    if rng.random() < 0.3:
        return rng.randbytes(rng.randrange(32))
    data = bytearray(bytes.fromhex(rng.choice(FRAMES)["payload_hex"]))
    for _ in range(rng.randrange(4)):
        data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data[: rng.randrange(len(data) + 1)] if rng.random() < 0.2 else data)


def test_any_bytes_through_every_decoder_raise_nothing():
    """Decoders live as long as their scale, and remember: each takes all payloads."""
    rng = random.Random(SEED)
    address = "08:B8:D0:DE:B5:3A"
    services = [m["service_uuid"] for f in FAMILIES for m in f.matchers if "service_uuid" in m]
    names = [m["local_name"] for f in FAMILIES for m in f.matchers if "local_name" in m]
    decoders = [
        (family, place, family.decoder(address, KEY))
        for family in FAMILIES
        for place in (places(family) or [("manufacturer_data", 0xB8D0)])
    ]
    for number in range(PAYLOADS):
        payload = any_bytes(rng)
        for family, (where, which), decode in decoders:
            found = advertisement(
                address=address,
                name=rng.choice(names),
                service_uuids=services,
                **{where: {which: payload}},
            )
            about = f"seed {SEED}, payload {number}, {family.name}: {found}"
            try:
                frames = [decode(found)]
            except scales.EncryptionError:
                assert family.traits.needs_key, about
                frames = []
            frames += family.records(payload)
            assert all(frame is None or is_finite(frame) for frame in frames), about


@pytest.mark.parametrize("vector", BROADCASTS, ids=lambda v: v["id"])
def test_a_frame_that_is_not_whole_is_no_measurement(vector):
    data = bytes.fromhex(vector["payload_hex"])
    # Those of QN may be longer than what is read.
    least = 19 if vector["family"] == "qn_aabb_broadcast" else len(data)
    for size in range(least):
        assert scales.decode(heard(vector, payload=data[:size])) is None


@pytest.mark.parametrize("vector", BROADCASTS, ids=lambda v: v["id"])
def test_a_captured_scale_is_discovered(vector):
    found = heard(vector)
    found.connectable = False
    matchers = scales.FAMILIES[vector["family"]].matchers
    # A nameless OKOK scale under a counter can't be: it's chosen among what is heard.
    nameless = vector["family"] == "okok_broadcast" and "c0" in vector["id"] and not found.name
    assert any(ble_device_matches(matcher, found) for matcher in matchers) is not nameless


def test_a_foreign_advertisement_is_nobodys():
    for found in (
        advertisement(),
        advertisement(manufacturer_data={0x004C: bytes(20)}),
        advertisement(service_data={"0000fcd2-0000-1000-8000-00805f9b34fb": bytes(20)}),
        s400(70, 30, 500.0, product=0x055B),
    ):
        assert scales.family_of(found) is None
        assert scales.decode(found, key=KEY) is None


@pytest.mark.parametrize("foreign", FOREIGN, ids=lambda f: f["name"])
def test_a_published_advertisement_of_another_product_is_nobodys(foreign):
    for address in ("A4:C1:38:74:B0:85", "08:B8:D0:DE:B5:3A"):
        found = advertisement(
            address=address,
            name=foreign.get("local_name", ""),
            manufacturer_data={
                int(company, 16): bytes.fromhex(data)
                for company, data in foreign.get("manufacturer_data", {}).items()
            },
            service_data={
                uuid(each): bytes.fromhex(data)
                for each, data in foreign.get("service_data", {}).items()
            },
        )
        assert claims(found) == []
        assert scales.family_of(found, is_scale=True) is None
        assert scales.decode(found, key=KEY) is None


NAMES = ["", "AAA00", "AAA0021", "Yoda", "YODA0", "ADVANCE", "PICOOC", "PICOOC-L2", "IF_B8", "108"]
NAMES += ["eufy T8113", "eufy T91", "QN", "Core200s", "Mi Smart Band 6", "Amazfit GTS", "MI Band"]


def made_up(rng):
    """Return an advertisement of another product that has much in common with a scale's."""
    family = rng.choice([f for f in FAMILIES if places(f) or f.companies])
    where, which = rng.choice(places(family))
    lengths = {len(v["payload_hex"]) // 2 for v in FRAMES if v["family"] == family.name}
    if family.companies and rng.random() < 0.5:
        which = rng.choice(tuple(family.companies))
    varies = which in family.companies and family.name != "aaa_broadcast"
    data = rng.randbytes(rng.choice([n for n in range(31) if varies or n not in lengths | {19}]))
    return advertisement(
        address=":".join(f"{each:02X}" for each in rng.randbytes(6)),
        name=rng.choice(NAMES),
        service_uuids=[
            uuid(each) for each in rng.sample(["180a", "180f", "fff0", "ffb0", "ffe0"], 2)
        ],
        **{where: {which: data}},
    )


def test_a_thousand_made_up_products_are_nobodys():
    """They share a company id or UUID with a scale, and differ in length, content, name or address."""
    rng = random.Random(SEED)
    for number in range(1000):
        found = made_up(rng)
        about = f"seed {SEED}, product {number}: {found}"
        assert claims(found) == [], about
        assert scales.decode(found, key=KEY) is None, about
