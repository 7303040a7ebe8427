"""What a scale sent in the last minutes can be attached to a report."""

import json

from homeassistant.helpers import device_registry as dr

from custom_components.body_scale.const import DOMAIN
from custom_components.body_scale.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from custom_components.body_scale.sources.capture import Capture

from ..bluetooth import ADDRESS, MOVING, OTHER_ADDRESS, V2, WEIGHED

UUID = "fff1"


def hexes(capture, now=0.0):
    return [row["hex"] for row in capture.rows(now)]


def test_advertisements_are_noted_when_they_change():
    capture = Capture(ADDRESS)
    for second, data in enumerate((b"\1", b"\1", b"\2", b"\1")):
        capture.advertised(second, {V2: data}, {0x157: b"\xff"})
    assert hexes(capture) == ["01", "ff", "02", "01"]
    assert capture.rows(10.0)[0] == {
        "seconds_ago": 10.0,
        "how": "service data",
        "where": V2,
        "hex": "01",
    }
    assert capture.rows(0)[1]["where"] == "0x0157"


def test_what_is_said_over_a_connection_is_noted_each_time():
    capture = Capture(ADDRESS)
    capture.written(0, UUID, b"\1")
    capture.said(0, UUID, b"\2")
    capture.said(0, UUID, b"\2")
    assert [(row["how"], row["hex"]) for row in capture.rows(0)] == [
        ("written", "01"),
        ("said", "02"),
        ("said", "02"),
    ]


def test_the_address_is_blanked_out_in_either_order():
    capture = Capture(ADDRESS)
    raw = bytes.fromhex(ADDRESS.replace(":", ""))
    capture.said(0, UUID, b"\1" + raw + b"\2")
    capture.said(0, UUID, raw[::-1])
    assert hexes(capture) == ["01" + "00" * 6 + "02", "00" * 6]


def test_only_the_last_minutes_stay():
    capture = Capture("5F0A1B2C-3D4E")
    for second in range(1000):
        capture.said(second, UUID, second.to_bytes(2))
    assert len(capture.rows(1000)) == 500
    assert len(capture.rows(1400)) == 200
    assert capture.rows(5000) == []


async def test_a_scales_page_has_its_capture(hass, air, household, entry):
    await air.hear(MOVING, WEIGHED)
    registry = dr.async_get(hass)
    scale = registry.async_get_device_by_identifier((DOMAIN, ADDRESS), entry.entry_id)
    found = await async_get_device_diagnostics(hass, entry, scale)
    assert [row["hex"] for row in found["capture"]] == [MOVING, WEIGHED]
    assert ADDRESS not in json.dumps(found)
    person = registry.async_get_device_by_identifier((DOMAIN, "anna0123456789"), entry.entry_id)
    assert await async_get_device_diagnostics(hass, entry, person) == {}
    await hass.config_entries.async_unload(entry.entry_id)
    assert await async_get_device_diagnostics(hass, entry, scale) == {"state": "not_loaded"}


async def test_what_is_like_a_scale_and_is_not_understood_is_listed(hass, air, household, entry):
    await air.hear("0102030405", address=OTHER_ADDRESS, name="Fancy Scale", uuid=V2)
    found = await async_get_config_entry_diagnostics(hass, entry)
    assert found["not_understood"] == [
        {
            "name": "Fancy Scale",
            "service_uuids": [V2],
            "service_data": {V2: 5},
            "manufacturer_data": {},
        }
    ]
    assert "0102030405" not in json.dumps(found)
