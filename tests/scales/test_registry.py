"""The registry of families: what is discovered is what can be decoded, and by one family alone."""

import json
import os
import pathlib
import random

import pytest

from custom_components.body_scale import scales

from .captures import FRAMES, KEY, advertisement, heard, s400, uuid

MANIFEST = pathlib.Path("custom_components/body_scale/manifest.json")
SEED = int(os.environ.get("BODY_SCALE_SEED", "20261122"))
MUTATIONS = int(os.environ.get("BODY_SCALE_MUTATIONS", "2000"))


def test_the_manifest_has_the_matchers_of_all_families():
    wanted = [matcher for family in scales.FAMILIES.values() for matcher in family.matchers]
    found = json.loads(MANIFEST.read_text())["bluetooth"]
    assert sorted(map(str, map(dict, found))) == sorted(map(str, wanted))


def test_a_family_has_its_name():
    assert [family.name for family in scales.FAMILIES.values()] == list(scales.FAMILIES)


def test_a_family_is_found_by_a_service_that_it_advertises(monkeypatch):
    """As scales do that have to be connected to and have names of all kinds."""
    service = uuid("181d")
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
    by_data = [f for f in claiming if not all("local_name" in m for m in f.matchers)]
    return [f.name for f in by_data or claiming]


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
    """Return a captured advertisement with other bytes, length, place or name."""
    vector = rng.choice(FRAMES)
    data = bytearray(bytes.fromhex(vector["payload_hex"]))
    for _ in range(rng.choice([0, 1, 1, 3, 8])):
        data[rng.randrange(len(data))] = rng.randrange(256)
    if rng.random() < 0.3:
        data = data[: rng.randrange(len(data) + 1)] + rng.randbytes(rng.choice([0, 0, 1, 5]))
    place = rng.choice([vector, vector, rng.choice(FRAMES)])
    names = [v["local_name"] for v in FRAMES if "local_name" in v]
    return heard(
        {key: place[key] for key in ("uuid", "company_id", "payload_hex") if key in place},
        payload=bytes(data),
        name=rng.choice(["", *names, "MIBFS", "QN-Scale", "Xiaomi Scale S400 1234"]),
        address=rng.choice(["", "5F0A1B2C-3D4E", vector.get("address", "")]),
    ), bytes.fromhex(vector.get("bindkey", KEY.hex()))


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
                assert frame is None or family is not None, about


def test_a_foreign_advertisement_is_nobodys():
    for found in (
        advertisement(),
        advertisement(manufacturer_data={0x004C: bytes(20)}),
        advertisement(service_data={"0000fcd2-0000-1000-8000-00805f9b34fb": bytes(20)}),
        s400(70, 30, 500.0, product=0x055B),
    ):
        assert scales.family_of(found) is None
        assert scales.decode(found, key=KEY) is None
