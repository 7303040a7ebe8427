"""Beside Home Assistant's own integrations: a scale that both know has one card of each."""

from collections import Counter
import sys
from types import ModuleType

from homeassistant.config_entries import SOURCE_IGNORE
from homeassistant.generated.bluetooth import BLUETOOTH
import pytest

from custom_components.body_scale.const import DOMAIN

from .scales.captures import capture, uuid

XIAOMI, EUFY, OKOK = "xiaomi_ble", "eufylife_ble", "okok_scale"
CORE = {each["domain"] for each in BLUETOOTH}

# Captures, and who else has a card for such a scale. OKOK's came to Home Assistant with 2026.11.
CARDS = [
    ("mi1-013", XIAOMI),
    ("mi2-058", XIAOMI),
    ("mib-106", XIAOMI),
    ("c20-3", EUFY),
    ("p3-3", EUFY),
    ("a1-1", EUFY),
    ("okok-v20-2", OKOK),
    ("okok-vf0-1", OKOK),
    ("oth-123", None),
]


@pytest.fixture(autouse=True)
def eufy_library(monkeypatch):
    """Give the other integration what its form reads of a library that isn't needed otherwise."""
    library = ModuleType("eufylife_ble_client")
    models = [each["local_name"] for each in BLUETOOTH if each["domain"] == EUFY]
    library.MODEL_TO_NAME = {model: model for model in models}
    library.EufyLifeBLEDevice = object
    monkeypatch.setitem(sys.modules, library.__name__, library)


def heard(vector):
    """Return a captured advertisement as a scanner that can connect hears it."""
    company, payload = vector.get("company_id"), vector["payload_hex"]
    return {
        "payload": None if company else payload,
        "uuid": uuid(vector.get("uuid") or "181d"),
        "address": vector.get("address") or "5C:CA:D3:70:D4:A2",
        "name": vector.get("local_name") or "",
        "manufacturer_data": {int(company, 16): bytes.fromhex(payload)} if company else {},
        "service_uuids": [uuid(each) for each in vector.get("service_uuids", ())],
        "connectable": True,
    }


def cards(hass):
    return Counter(flow["handler"] for flow in hass.config_entries.flow.async_progress())


@pytest.mark.parametrize(("identity", "other"), CARDS)
async def test_a_captured_scale_has_one_card_of_each_that_knows_it(hass, air, identity, other):
    found = heard(capture(identity))
    await air.hear(found.pop("payload"), **found)
    assert cards(hass) == Counter({DOMAIN} | ({other} & CORE))


async def test_a_scale_that_only_the_other_knows_has_no_card_of_ours(hass, air):
    await air.hear(None, name="eufy T9140", service_uuids=[], connectable=True)
    assert cards(hass) == Counter({EUFY: 1})


async def test_a_scale_that_has_to_be_connected_to_has_a_card_of_ours(hass, air):
    await air.hear(None, name="QN-Scale", service_uuids=[uuid("ffe0")], connectable=True)
    assert cards(hass) == Counter({DOMAIN: 1})


async def test_another_product_of_the_same_maker_has_no_card_of_ours(hass, air):
    # A thermometer LYWSDCGQ/01ZM that says 24.1 °C.
    payload = "5020aa0101c26dd0a8654c041002f100"
    found = {"address": "4C:65:A8:D0:6D:C2", "name": "MJ_HT_V1", "service_uuids": []}
    await air.hear(payload, uuid=uuid("fe95"), **found)
    assert cards(hass) == Counter({XIAOMI: 1})


async def test_the_card_that_was_ignored_stays_away_and_ours_stays(hass, air):
    found = heard(capture("mi2-058"))
    payload = found.pop("payload")
    await air.hear(payload, **found)
    [other] = hass.config_entries.flow.async_progress_by_handler(XIAOMI)
    ignored = {"unique_id": other["context"]["unique_id"], "title": "The scale"}
    await hass.config_entries.flow.async_init(
        XIAOMI, context={"source": SOURCE_IGNORE}, data=ignored
    )
    await air.hear(capture("mi2-060")["payload_hex"], **found)
    assert cards(hass) == Counter({DOMAIN: 1})
