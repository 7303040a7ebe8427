"""The registry of families: what is discovered is what can be decoded."""

import json
import pathlib

from custom_components.body_scale import scales

MANIFEST = pathlib.Path("custom_components/body_scale/manifest.json")


def test_the_manifest_has_the_matchers_of_all_families():
    wanted = [matcher for family in scales.FAMILIES.values() for matcher in family.matchers]
    found = json.loads(MANIFEST.read_text())["bluetooth"]
    assert sorted(map(str, map(dict, found))) == sorted(map(str, wanted))


def test_a_family_has_its_name():
    assert [family.name for family in scales.FAMILIES.values()] == list(scales.FAMILIES)


def test_a_family_that_has_to_be_connected_to_has_a_conversation():
    for family in scales.FAMILIES.values():
        assert family.conversation or not family.traits.connects
