"""A captured weighing of a Xiaomi S400, from its card to a person's sensors."""

import json
from pathlib import Path

from homeassistant.components.bluetooth import async_get_advertisement_callback
from homeassistant.config_entries import SOURCE_BLUETOOTH
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.body_scale.const import DOMAIN

from ..bluetooth import service_info

VECTORS = Path(__file__).parents[1] / "vectors" / "frames.json"
ANNA = {"name": "Anna", "sex": "female", "birth_date": "1990-05-17", "height": 168}


@pytest.fixture
async def packets(hass):
    """Return the two packets of one weighing (xiaomi-ble's tests): 69.9 kg, 92 bpm."""
    data = json.loads(await hass.async_add_executor_job(VECTORS.read_text))
    rows = data if isinstance(data, list) else next(v for v in data.values() if isinstance(v, list))
    return [row for row in rows if row["id"] in {"mib-106", "mib-107"}]


def heard(packet):
    return service_info(
        packet["payload_hex"],
        uuid="0000fe95-0000-1000-8000-00805f9b34fb",
        address=packet["address"],
        name="Xiaomi Scale S400 BEEF",
    )


@pytest.mark.parametrize("order", [1, -1])
async def test_both_packets_are_one_weighing_with_all_it_measured(hass, air, packets, order):
    flow = hass.config_entries.flow
    result = await flow.async_init(
        DOMAIN, context={"source": SOURCE_BLUETOOTH}, data=heard(packets[0])
    )
    result = await flow.async_configure(result["flow_id"], {})
    assert result["step_id"] == "encryption_key"
    result = await flow.async_configure(result["flow_id"], {"encryption_key": "0" * 32})
    assert result["errors"] == {"encryption_key": "wrong_key"}
    key = packets[0]["bindkey"]
    result = await flow.async_configure(result["flow_id"], {"encryption_key": key})
    result = await flow.async_configure(result["flow_id"], ANNA | {"weight": 70})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    for packet in packets[::order]:
        async_get_advertisement_callback(hass)(heard(packet))
    await hass.async_block_till_done(wait_background_tasks=True)
    event = hass.states.get("event.anna_weighing").attributes
    assert event["weight"] == 69.9
    assert (event["impedance"], event["impedance_250khz"]) == (543.2, 497.6)
    assert event["heart_rate"] == 92
    assert hass.states.get("sensor.anna_heart_rate").state == "92"
