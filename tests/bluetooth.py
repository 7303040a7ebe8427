"""Advertisements as Home Assistant's Bluetooth manager gets them."""

from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData
from habluetooth import BluetoothServiceInfoBleak
from homeassistant.components.bluetooth import (
    MONOTONIC_TIME,
    SOURCE_LOCAL,
    async_get_advertisement_callback,
)

ADDRESS = "5C:CA:D3:70:D4:A2"
OTHER_ADDRESS = "C8:47:8C:C0:95:89"
V1 = "0000181d-0000-1000-8000-00805f9b34fb"
V2 = "0000181b-0000-1000-8000-00805f9b34fb"

# A captured weighing of a Mi Body Composition Scale 2 (ble_monitor #617 and its test suite):
# 85.15 kg, 428 ohm; the clock was never set.
MOVING = "0204b20705040f013a00005e42"
WEIGHED = "0226b20705040f0201ac018642"
REMOVED = "02a6b20705040f0207ac018642"
# The same scale's next guest, in socks (xiaomi_mi_scale #4).
SOCKS = "0224e3070a1e163b2cfdff3e30"
SOCKS_REMOVED = "02a4e3070a1e17000bfdff3e30"
# The first guest the next day, in socks: 85.35 kg.
IN_SOCKS = "0224b20705050f0201fdffae42"
IN_SOCKS_REMOVED = "02a4b20705050f0210fdffae42"


def service_info(
    payload,
    *,
    uuid=V2,
    address=ADDRESS,
    name="MIBFS",
    age=0.0,
    rssi=-60,
    manufacturer_data=None,
    service_uuids=None,
    connectable=False,
):
    service_data = {uuid: bytes.fromhex(payload)} if payload is not None else {}
    service_uuids = [uuid] if service_uuids is None else service_uuids
    advertisement = AdvertisementData(
        local_name=name,
        manufacturer_data=manufacturer_data or {},
        service_data=service_data,
        service_uuids=service_uuids,
        tx_power=None,
        rssi=rssi,
        platform_data=(),
    )
    return BluetoothServiceInfoBleak(
        name=name or address,
        address=address,
        rssi=rssi,
        manufacturer_data=manufacturer_data or {},
        service_data=service_data,
        service_uuids=service_uuids,
        source=SOURCE_LOCAL,
        device=BLEDevice(address, name, {}),
        advertisement=advertisement,
        connectable=connectable,
        time=MONOTONIC_TIME() - age,
        tx_power=None,
        raw=None,
    )


class Air:
    """What scanners hear."""

    def __init__(self, hass):
        self.hass = hass

    async def hear(self, *payloads, **how):
        """Let payloads arrive one after the other, and everything be done about them."""
        for payload in payloads:
            async_get_advertisement_callback(self.hass)(service_info(payload, **how))
        await self.hass.async_block_till_done(wait_background_tasks=True)
